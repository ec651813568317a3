"""At whom an act is most likely aimed when its own words do not say: the parties of a story,
ranked.

*Bolivia rejected the explanation* says whose only by what is told around it: an implicit
argument (Gerber & Chai 2012, Computational Linguistics 38:4, who rank candidates by a
regression over features of this kind). Candidates are the sides that an article names, and
pairs of them that it names together. A conditional logit (McFadden 1974, *Conditional logit
analysis of qualitative choice behavior*) weighs what speaks for each; its weights are in
`ontology/parties.yaml`, fitted by `training/parties.py` to events marked by hand.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import exp
from pathlib import Path
from typing import TypeAlias

from kg.draft import Draft, keys
from kg.event import Mention
from kg.mention import Sentence
from kg.ontology import Ontology
from kg.resources import ONTOLOGY, resource
from kg.weights import Weights, read

__all__ = ["FILE", "NOBODY", "Features", "Party", "Story", "load"]

FILE = "parties.yaml"
"""The name of the file with the weights, in the folder of the ontology."""

Party: TypeAlias = frozenset[str]
"""Sides."""

NOBODY: Party = frozenset()

Features = dict[str, float]

_NEAR = 5  # sentences
_LEAD = 2  # sentences
_LEAST = 0.4
"""How likely a party must be. Below it, in articles not fitted to, most guesses are wrong."""


@cache
def load(path: Path | None = None) -> Weights:
    """The weights of a file, by default of the one that Duta comes with.

    Raises:
        KnowledgeError: if it is missing, no YAML, or holds something else than numbers.
    """
    return read(path or resource(ONTOLOGY) / FILE, "make parties")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a side is named: sentence, word, and the mention."""

    sentence: int
    word: int
    mention: Mention


class Story:
    """An article as far as it tells who has to do with whom.

    Args:
        sentences: all of them.
        ontology: what sorts of events there are.
        acts: those with agents and targets, in the order of the text.
    """

    def __init__(
        self, sentences: Sequence[Sentence], ontology: Ontology, acts: Sequence[Draft]
    ) -> None:
        self._classes = ontology.classes
        self._acts: list[Draft] = []
        self._places: dict[str, list[_Place]] = {}
        self._pairs: Counter[Party] = Counter()
        for sentence in sentences:
            for found in sentence.found:
                for mention in found.mentions:
                    key = mention.actor.side or mention.actor.iri
                    place = _Place(sentence.number, found.first, mention)
                    self._places.setdefault(key, []).append(place)
                self._pair(keys(found.mentions))
        for act in acts:
            self.add(act)
            for sides in {*act.sides, act.sides[0] | act.sides[1]}:
                self._pair(sides)

    def _pair(self, sides: Party) -> None:
        if len(sides) == 2 and sides <= self._places.keys():
            self._pairs[sides] += 1

    def add(self, act: Draft) -> None:
        """Know of another act who does it to whom."""
        self._acts.append(act)
        self._acts.sort(key=_order)

    def likeliest(
        self, act: Draft, shown: Mapping[str, Sequence[Mention]], least: float = _LEAST
    ) -> tuple[Party, float]:
        """The party that an act is most likely aimed at, and how likely that is; nobody if none
        is likely enough.

        Args:
            act: an act with agents and no target.
            shown: whom acts beside it show to be its target, by what shows it.
            least: how likely a party must be.
        """
        weights = load().weights
        parties = list(self.candidates(act, shown))
        odds = [
            exp(sum(weights.get(name, 0.0) * value for name, value in found.items()))
            for found in (self.features(act, party, shown) for party in parties)
        ]
        if not odds:
            return NOBODY, 0.0
        best = odds.index(max(odds))
        chance = odds[best] / sum(odds)
        return (parties[best], chance) if chance >= least else (NOBODY, 0.0)

    def candidates(self, act: Draft, shown: Mapping[str, Sequence[Mention]]) -> Iterator[Party]:
        """Whoever is no agent of the act and is named in another sentence, or shown by an act
        beside it (a side that its own sentence alone names would be its target by its words);
        and pairs of such.
        """
        number, mine = act.sentence.number, keys(act.agents)
        other = {k for k, p in self._places.items() if any(e.sentence != number for e in p)}
        other.update(key for mentions in shown.values() for key in keys(mentions))
        other -= mine
        yield from (frozenset((key,)) for key in self._places if key in other)
        yield from (pair for pair in self._pairs if pair <= other)

    def mentions(self, act: Draft, party: Party) -> list[Mention]:
        """Words that name a party: the nearest before the act, in another sentence if there are
        such, so that no sentence seems to say what only the article does.
        """
        number = act.sentence.number
        out = []
        for key in sorted(party):
            places = self._places[key]
            elsewhere = [place for place in places if place.sentence != number] or places
            before = [place for place in elsewhere if place.sentence <= number]
            out.append((before[-1] if before else elsewhere[0]).mention)
        return out

    # What speaks for whom ---------------------------------------------------------

    def features(
        self, act: Draft, party: Party, shown: Mapping[str, Sequence[Mention]]
    ) -> Features:
        """What speaks for a party: numbers from 0 to 1."""
        out: Features = defaultdict(float)
        for how, mentions in shown.items():
            if keys(mentions) == party:
                out[how] = 1.0
        for key in party:
            for name, value in (*self._named(act, key), *self._dealt(act, key)):
                out[name] += value / len(party)
        if len(party) > 1:
            out["pair"] = 1.0
            out["pair wanted"] = float("rivals" in act.frame.target)
            out["pair often together"] = min(self._pairs[party], 3) / 3
            out["pair of strangers"] = float(not self._deals(act, party))
        return {name: value for name, value in out.items() if value}

    def _named(self, act: Draft, key: str) -> Iterator[tuple[str, float]]:
        """How the article names a side."""
        mine, number, at = keys(act.agents), act.sentence.number, act.token.i
        places = self._places[key]
        others = [len(p) for k, p in self._places.items() if k not in mine]
        actor, home = places[0].mention.actor, act.sentence.home
        yield "share of mentions", len(places) / sum(others)
        yield "most mentioned", float(len(places) == max(others))
        yield "named in the lead", float(any(p.sentence < _LEAD for p in places))
        yield "named just before", float(any(p.sentence == number - 1 for p in places))
        yield "without side", float(actor.side is None)
        yield "an organisation", float(actor.kind == "IntergovernmentalOrganization")
        yield "home", float(home is not None and home.actor.side == key)
        here = [p.word for p in places if p.sentence == number]
        if here:
            arguments = act.arguments
            things = {
                t.i
                for token in (*arguments.object, *arguments.indirect, *arguments.clause)
                for t in token.subtree
            }
            beside = (a for a in self._acts if a.sentence.number == number and a is not act)
            yield "here before the verb", float(min(here) < at)
            yield "here behind the verb", float(max(here) > at)
            yield "in what is acted on", float(not things.isdisjoint(here))
            taken = any(key in keys((*a.agents, *a.targets, *a.sources)) for a in beside)
            yield "here, in another role", float(taken)

    def _dealt(self, act: Draft, key: str) -> Iterator[tuple[str, float]]:
        """Who of a side and the agents deals with whom."""
        mine, friendly = keys(act.agents), self._friendly(act)
        deals = mutual = alike = toward = others = hit = 0
        near = following = False
        for other in self._acts:
            if other is act or other.frame.complement == "said":
                continue
            agents, targets = other.sides
            sides = agents | targets
            same = self._friendly(other) == friendly
            if not mine & sides:
                others += key in sides
                hit += key in targets and not self._friendly(other)
            elif sides - mine:
                if not mutual and _order(other) > _order(act):
                    mutual, following = 1, key in sides
                deals += key in sides
                alike += key in sides and same
                toward += bool(mine & agents) and key in targets
                apart = abs(other.sentence.number - act.sentence.number)
                near = near or (key in sides and same and apart <= _NEAR)
        yield "agent deals with it", float(deals > 0)
        yield "agent acts on it", min(toward, 3) / 3
        yield "dealings alike, near", float(near)
        yield "agent's next dealings", float(following)
        yield "others deal with it", min(others, 4) / 4
        yield "others act against it", 0.0 if friendly else min(hit, 3) / 3
        before = [a for a in self._acts if _order(a) < _order(act)]
        if before:
            did, suffered = before[-1].sides
            same = self._friendly(before[-1]) == friendly
            yield "did the last act", float(key in did and not friendly)
            yield "last act was on it, alike", float(key in suffered and same)

    def _deals(self, act: Draft, party: Party) -> bool:
        """Whether the agents of an act deal with one of a party."""
        told = (a.sides[0] | a.sides[1] for a in self._acts)
        return any(keys(act.agents) & sides and party & sides for sides in told)

    def _friendly(self, act: Draft) -> bool:
        return self._classes[act.type].weight > 0


def _order(act: Draft) -> tuple[int, int]:
    return act.sentence.number, act.token.i
