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

from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
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


@dataclass(frozen=True, slots=True)
class _Deed:
    """An act that is known: where it stands, and which sides it is between."""

    act: Draft
    order: tuple[int, int]
    agents: Party
    targets: Party
    sides: Party
    friendly: bool
    said: bool


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
        self._deeds: list[_Deed] = []
        self._places: dict[str, list[_Place]] = {}
        self._pairs: Counter[Party] = Counter()
        for sentence in sentences:
            for found in sentence.found:
                for mention in found.mentions:
                    if mention.actor.kind == "MediaOrganization":
                        continue  # it tells the story
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
        agents, targets = act.sides
        said = act.frame.complement == "said"
        friendly = self._classes[act.type].friendly
        deed = _Deed(act, act.order, agents, targets, agents | targets, friendly, said)
        insort(self._deeds, deed, key=lambda each: each.order)

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
        odds = {
            party: exp(sum(weights.get(name, 0.0) * value for name, value in found.items()))
            for party, found in self.described(act, shown)
        }
        if not odds:
            return NOBODY, 0.0
        best = max(odds, key=lambda party: odds[party])
        chance = odds[best] / sum(odds.values())
        return (best, chance) if chance >= least else (NOBODY, 0.0)

    def _candidates(self, act: Draft, shown: Mapping[str, Sequence[Mention]]) -> Iterator[Party]:
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

    def described(
        self, act: Draft, shown: Mapping[str, Sequence[Mention]]
    ) -> Iterator[tuple[Party, Features]]:
        """Every candidate, with what speaks for it: numbers from 0 to 1."""
        named, (dealt, partners) = self._named(act), self._dealt(act)
        for party in self._candidates(act, shown):
            out: Features = defaultdict(float)
            for how, mentions in shown.items():
                if keys(mentions) == party:
                    out[how] = 1.0
            for key in party:
                for name, value in (*named(key), *dealt[key].items()):
                    out[name] += value / len(party)
            if len(party) > 1:
                out["pair"] = 1.0
                out["pair wanted"] = float("rivals" in act.frame.target)
                out["pair often together"] = min(self._pairs[party], 3) / 3
                out["pair of strangers"] = float(not party & partners)
            yield party, {name: value for name, value in out.items() if value}

    def _named(self, act: Draft) -> Callable[[str], Iterator[tuple[str, float]]]:
        """How the article names a side."""
        mine, number, at = keys(act.agents), act.sentence.number, act.token.i
        others = [len(p) for k, p in self._places.items() if k not in mine]
        total, most = sum(others), max(others, default=0)
        home = act.sentence.home
        arguments = act.arguments
        things = {
            t.i
            for token in (*arguments.object, *arguments.indirect, *arguments.clause)
            for t in token.subtree
        }
        beside = (d.act for d in self._deeds if d.order[0] == number and d.act is not act)
        taken = {k for a in beside for k in keys((*a.agents, *a.targets, *a.sources))}

        def named(key: str) -> Iterator[tuple[str, float]]:
            places = self._places[key]
            actor = places[0].mention.actor
            yield "share of mentions", len(places) / total
            yield "most mentioned", float(len(places) == most)
            yield "named in the lead", float(any(p.sentence < _LEAD for p in places))
            yield "named just before", float(any(p.sentence == number - 1 for p in places))
            yield "without side", float(actor.side is None)
            yield "an organisation", float(actor.kind == "IntergovernmentalOrganization")
            yield "home", float(home is not None and home.actor.side == key)
            here = [p.word for p in places if p.sentence == number]
            if here:
                yield "here before the verb", float(min(here) < at)
                yield "here behind the verb", float(max(here) > at)
                yield "in what is acted on", float(not things.isdisjoint(here))
                yield "here, in another role", float(key in taken)

        return named

    def _dealt(self, act: Draft) -> tuple[Mapping[str, Features], frozenset[str]]:
        """Who deals with whom, as far as it speaks for a side; and with whom the agents do."""
        mine, friendly, order = keys(act.agents), self._classes[act.type].friendly, act.order
        out: dict[str, Features] = defaultdict(lambda: defaultdict(float))
        partners: set[str] = set()
        following = False
        for deed in self._deeds:
            if mine & deed.sides:
                partners |= deed.sides
            if deed.act is act or deed.said:
                continue
            if not mine & deed.sides:
                for key in deed.sides:
                    out[key]["others deal with it"] += 0.25
                for key in () if friendly or deed.friendly else deed.targets:
                    out[key]["others act against it"] += 1 / 3
                continue
            others = deed.sides - mine
            if others and not following and deed.order > order:
                following = True
                for key in others:
                    out[key]["agent's next dealings"] = 1.0
            near = deed.friendly == friendly and abs(deed.order[0] - order[0]) <= _NEAR
            for key in others:
                out[key]["agent deals with it"] = 1.0
                if near:
                    out[key]["dealings alike, near"] = 1.0
            for key in deed.targets - mine if mine & deed.agents else ():
                out[key]["agent acts on it"] += 1 / 3
        before = bisect_left(self._deeds, order, key=lambda deed: deed.order)
        if before:
            last = self._deeds[before - 1]
            for key in () if friendly else last.agents:
                out[key]["did the last act"] = 1.0
            for key in last.targets if last.friendly == friendly else ():
                out[key]["last act was on it, alike"] = 1.0
        for found in out.values():
            for name, value in found.items():
                found[name] = min(value, 1.0)
        return out, frozenset(partners)
