"""Who speaks about whom, and how the most central stand to each other."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from kg.analysis.acts import Act, Level, acts, deeds, party
from kg.analysis.dyads import total
from kg.analysis.network import spoken_of
from kg.event import Reading, Status
from kg.gazetteer import Actor
from kg.ontology import Ontology

__all__ = ["Speech", "Stance", "speeches", "stances"]


@dataclass(frozen=True, slots=True)
class Speech:
    """What one party says about another (or about itself).

    `acts`: speech acts by class, with how many. `reports`: events that are told on its
    word without a speech act of its own.
    """

    speaker: str
    about: str
    acts: tuple[tuple[str, int], ...]
    reports: int

    @property
    def count(self) -> int:
        """All that is said."""
        return self.reports + sum(count for _, count in self.acts)


def speeches(
    readings: Sequence[Reading], ontology: Ontology, level: Level = "side"
) -> tuple[Speech, ...]:
    """Who speaks about whom, those who say most first.

    A speech act (any event with content) is about its targets and about the parties to
    its content; each counts once. An event told by a source is about its parties, unless
    a speech act of that same source about that same event was counted already.

    Raises:
        KnowledgeError: if an event's class is not in `ontology`.
    """
    events = acts(readings, ontology)
    by_iri = {act.iri: act for act in events}
    said: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    reports: Counter[tuple[str, str]] = Counter()
    spoken: set[tuple[str, str]] = set()  # (speaker, content)
    for act in events:
        for speaker in _keys(act.agents, level) if act.contents else ():
            about = set(_keys(act.targets, level))
            for iri in act.contents:
                spoken.add((speaker, iri))
                if content := by_iri.get(iri):
                    about |= _parties(content, level)
            for one in about:
                said[speaker, one][act.kind.name] += 1
    for act in events:
        for speaker in {k for v in act.voices if (k := party(v.source, level))}:
            if (speaker, act.iri) not in spoken:
                reports.update((speaker, one) for one in _parties(act, level))
    found = (
        Speech(*pair, tuple(sorted(said[pair].items())) if pair in said else (), reports[pair])
        for pair in {*said, *reports}
    )
    return tuple(sorted(found, key=lambda s: (-s.count, s.speaker, s.about)))


def _keys(actors: Sequence[Actor], level: Level) -> set[str]:
    return {key for actor in actors if (key := party(actor, level))}


def _parties(act: Act, level: Level) -> set[str]:
    return _keys((*act.agents, *act.targets), level)


@dataclass(frozen=True, slots=True)
class Stance:
    """How `party` stands to `toward`: its asserted acts, their mean weight and sum."""

    party: str
    toward: str
    acts: int
    mean: float
    sum: float


def stances(
    readings: Sequence[Reading],
    ontology: Ontology,
    keys: Sequence[str],
    level: Level = "side",
) -> tuple[Stance, ...]:
    """The stance of each of `keys` toward each other one, row by row, where there is any.

    From the asserted acts of the one toward the other: what it does to it, and what it
    says of its deeds (a speech act whose content the other does), each act once, weighted
    on Goldstein's scale (1992). What a third party alleges of the two is not their stance.

    Raises:
        KnowledgeError: if an event's class is not in `ontology`.
    """
    events = acts(readings, ontology)
    by_iri = {act.iri: act for act in events}
    weights: defaultdict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    for act in events:
        if act.status is not Status.ASSERTED:
            continue
        for pair in spoken_of(act, by_iri, level):
            weights[pair][act.iri] = act.kind.weight
        for deed in deeds(act, level):  # what is done to one's face goes before
            weights[deed.agent, deed.target][act.iri] = deed.kind.weight
            if deed.mutual:
                weights[deed.target, deed.agent][act.iri] = deed.kind.weight
    found = []
    for row in keys:
        for column in keys:
            if row != column and (cell := weights.get((row, column))):
                whole = total(list(cell.values()))
                found.append(Stance(row, column, len(cell), round(whole / len(cell), 6), whole))
    return tuple(found)
