"""The whole analysis of some readings, in one value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from kg.analysis.acts import Level, Party, acts, parties
from kg.analysis.balance import Balance, balance
from kg.analysis.discourse import Speech, Stance, speeches, stances
from kg.analysis.dyads import Dyad, dyads
from kg.analysis.network import network
from kg.analysis.structure import Centrality, Communities, centralities, communities
from kg.event import Reading, Status
from kg.ontology import Ontology

__all__ = ["Analysis", "report"]


@dataclass(frozen=True, slots=True)
class Analysis:
    """What the readings tell of sides or of persons; everything in a fixed order.

    `events` counts distinct events by status. `dyads` are undirected, `ties` directed.
    `stances` are those of `central`, the most central parties, toward each other.
    """

    level: Level
    articles: tuple[str, ...]
    events: tuple[tuple[Status, int], ...]
    parties: tuple[Party, ...]
    dyads: tuple[Dyad, ...]
    ties: tuple[Dyad, ...]
    centralities: tuple[Centrality, ...]
    communities: Communities
    balance: Balance
    speeches: tuple[Speech, ...]
    central: tuple[str, ...]
    stances: tuple[Stance, ...]

    def label(self, key: str) -> str:
        """What to call a party; the key itself if it has no name."""
        return next((p.label for p in self.parties if p.key == key), key)

    def to_json(self) -> dict[str, Any]:
        """The analysis as what `json.dumps` takes: dicts, lists, strings and numbers."""
        return {
            "level": self.level,
            "articles": list(self.articles),
            "events": {str(status): count for status, count in self.events},
            "parties": [asdict(party) for party in self.parties],
            "dyads": [_dyad(dyad) for dyad in self.dyads],
            "ties": [_dyad(dyad) for dyad in self.ties],
            "centralities": [asdict(one) for one in self.centralities],
            "communities": {
                "groups": [list(group) for group in self.communities.groups],
                "modularity": self.communities.modularity,
            },
            "balance": {
                "friends": self.balance.friends,
                "foes": self.balance.foes,
                "share": self.balance.share,
                "clusterable_share": self.balance.clusterable_share,
                "triads": [
                    {
                        "parties": list(triad.parties),
                        "signs": list(triad.signs),
                        "pattern": triad.pattern,
                        "balanced": triad.balanced,
                        "clusterable": triad.clusterable,
                    }
                    for triad in self.balance.triads
                ],
            },
            "speeches": [
                {
                    "speaker": speech.speaker,
                    "about": speech.about,
                    "acts": dict(speech.acts),
                    "reports": speech.reports,
                }
                for speech in self.speeches
            ],
            "central": list(self.central),
            "stances": [asdict(stance) for stance in self.stances],
        }


def _dyad(dyad: Dyad) -> dict[str, Any]:
    return {
        "first": dyad.first,
        "second": dyad.second,
        "net": dyad.net,
        "reports": dyad.reports,
        "stories": dyad.stories,
        "statuses": {
            str(tally.status): {
                "events": tally.events,
                "cooperation": tally.cooperation,
                "conflict": tally.conflict,
                "net": tally.net,
            }
            for tally in dyad.tallies
        },
        "events": list(dyad.events),
    }


def report(
    readings: Sequence[Reading], ontology: Ontology, level: Level = "side", *, top: int = 8
) -> Analysis:
    """Analyse the readings; stances are those of the `top` most central parties.

    Raises:
        KnowledgeError: if an event's class is not in `ontology`.
    """
    graph = network(readings, ontology, level, speech=True)
    ranked = centralities(graph)
    central = tuple(one.key for one in ranked[:top] if one.acts + one.received)
    standing = Counter(act.status for act in acts(readings, ontology))
    return Analysis(
        level=level,
        articles=tuple(sorted({reading.article.iri for reading in readings})),
        events=tuple((status, standing[status]) for status in Status),
        parties=tuple(parties(readings, level).values()),
        dyads=dyads(graph),
        ties=dyads(graph, directed=True),
        centralities=ranked,
        communities=communities(graph),
        balance=balance(graph),
        speeches=speeches(readings, ontology, level),
        central=central,
        stances=stances(readings, ontology, central, level),
    )
