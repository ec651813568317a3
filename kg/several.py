"""Which several actors are meant by so many of a kind: *the two countries*, *both sides*."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from kg.gazetteer import Actor, Gazetteer
from kg.lexicon import Lexicon
from kg.mention import Found, Sentence
from kg.tree import SUBJECT, VERBAL, cases, label, owned
from kg.words import Token

__all__ = ["Several"]

_DECAY = 0.92
_SIDES = frozenset({"State", "Side"})
_ASIDE = frozenset({"appos", "acl", "acl:relcl", "parataxis"})


class Several:
    """Finds the most salient actors of a kind among those named so far.

    Args:
        past: the sentences before, as they are added.
    """

    def __init__(self, gazetteer: Gazetteer, lexicon: Lexicon, past: Sequence[Sentence]) -> None:
        self._gazetteer = gazetteer
        self._lexicon = lexicon
        self._past = past

    def find(self, sentence: Sentence, position: int, refers: str, number: int) -> list[Actor]:
        """So many of a kind, of different sides: those who are spoken of most, and of two those
        who are spoken of together.
        """
        if number > 2 and (listed := self._listed(sentence, position, number)):
            return listed
        alone_here = refers in _SIDES and not self.before(sentence, position)
        if alone_here and (pair := self._pair(number, refers == "Side")):
            return pair
        aside = self._lexicon.group("at", "in")  # was signed in Z by the two countries
        alone = self._elsewhere(sentence, position, aside)
        weight: dict[str, float] = defaultdict(float)
        joint: dict[tuple[str, ...], float] = defaultdict(float)
        sided: dict[str | None, float] = defaultdict(float)  # leaders matter as their sides do
        actors: dict[str, Actor] = {}
        together: set[str] = set()
        rounds = [(s, [f for f in s.found if f.mentions]) for s in self._past]
        for past, founds in [*rounds, (sentence, self.before(sentence, position))]:
            together.clear()
            worth = _DECAY ** (sentence.number - past.number)
            for found in founds:
                if found.use == "capital" and cases(past.head(found)) in aside:
                    continue  # signed in Y
                for actor in (m.actor for m in found.mentions):
                    key = actor.side if refers in _SIDES else actor.iri
                    sided[actor.side] += worth
                    nobody = refers == "Person" and (actor.kind != "Person" or found.unnamed)
                    if not key or found.use == "place" or actor.side in alone or nobody:
                        continue
                    side = self.side(actor, refers == "Side") if refers in _SIDES else actor
                    if side is not None:
                        weight[key] += worth
                        actors.setdefault(key, side)
                        together.add(key)
            for two in combinations(sorted(together), 2):
                joint[two] += worth
        if len(together) == number and refers in _SIDES:
            return [actors[key] for key in sorted(together)]
        if refers == "Person":
            weight.update({k: w + sided[actors[k].side] for k, w in weight.items()})
        chosen: list[Actor] = []
        for key in _best(weight, joint, actors):
            if all(actors[key].side != a.side for a in chosen):
                chosen.append(actors[key])
        if len(chosen) < number and refers == "Person":
            return self.find(sentence, position, "State", number)  # their countries
        return chosen[:number] if len(chosen) >= number else []

    def before(self, sentence: Sentence, position: int) -> list[Found]:
        """Whom a sentence names before a word."""
        return [
            f
            for f in sentence.found
            if f.last < position and f.mentions and not owned(sentence.head(f), self._lexicon)
        ]

    def subjects(self, sentence: Sentence, position: int) -> set[str | None]:
        """Sides that are the subject of the very verb whose object a pointer is: *X praised both
        countries* says that X is neither.
        """
        verb = sentence.doc[position]
        verb = verb if verb.pos_ in VERBAL else verb.head
        while label(verb).startswith(("nmod", "amod", "det", "nummod")) and verb.head != verb:
            verb = verb.head
        doers = []
        if label(verb) == "appos":  # X and Y, friends of both
            verb = verb.head
            doers = [verb.head if label(verb) == "conj" else verb]
        verb = verb.head if verb.pos_ not in VERBAL else verb
        while label(verb) == "conj" and not any(label(c) in SUBJECT for c in verb.children):
            verb = verb.head
        doers += [c for c in verb.children if label(c).startswith("nsubj")]
        if label(verb) == "acl:relcl" and all(c.lower_ in self._lexicon.relative for c in doers):
            doers.append(verb.head)  # X, which urged both
        own = [t for c in doers for t in _outright(c)]
        founds = [f for t in own if (f := sentence.at(t.i)) and f.last < position]
        return {m.actor.side for f in founds for m in f.mentions}

    def side(self, actor: Actor, rebels: bool = False) -> Actor | None:
        """The state that an actor acts for, or, of two *sides*, the group."""
        side = self._gazetteer.side(actor.side) if actor.side else None
        kinds = {"State", "Organization"} if rebels else {"State"}
        return side if side and side.kind in kinds else None

    def _elsewhere(
        self, sentence: Sentence, position: int, aside: frozenset[str]
    ) -> set[str | None]:
        """Sides that a pointer does not mean: whoever alone has been named in its sentence, or is
        the subject of its verb.
        """
        named = (f for f in self.before(sentence, position) if cases(sentence.head(f)) not in aside)
        here = {m.actor.side for f in named for m in f.mentions} - {None}
        verb = sentence.doc[position].head
        while verb.pos_ not in VERBAL and verb.head != verb:
            verb = verb.head
        whole = len(here) == 1 and label(verb) != "advcl"  # Ys fell when the two sides clashed
        return here if whole else self.subjects(sentence, position)

    def _listed(self, sentence: Sentence, position: int, number: int) -> list[Actor]:
        """So many of different sides that were named in one list (*A, B and C … the three*)."""
        rounds = [(s, s.found) for s in reversed(self._past)]
        for past, founds in [(sentence, self.before(sentence, position)), *rounds]:
            run: list[Found] = []
            for found in [f for f in founds if f.mentions and f.use not in {"clitic", "demonym"}]:
                gap = past.doc[run[-1].last + 1 : found.first] if run else ()
                words = {*self._lexicon.coordination, *self._lexicon.articles, ","}
                joined = bool(run) and len(gap) < 4 and all(t.lower_ in words for t in gap)
                run = [*run, found] if joined else [found]
                actors = {m.actor.side: m.actor for f in run for m in f.mentions}
                if len(actors) == number and None not in actors:
                    return list(actors.values())
        return []

    def _pair(self, number: int, rebels: bool) -> list[Actor]:
        """The states that acted together in the sentence before (*A and B warned …*)."""
        for past in self._past[-1:]:
            for first in past.found:
                if not label(past.head(first)).startswith("nsubj") or not first.mentions:
                    continue
                beside = [f for f in past.found if label(past.head(f)) == "conj"
                          and past.head(f).head == past.head(first)]  # fmt: skip
                sides = {m.actor.side: m.actor for f in (first, *beside) for m in f.mentions}
                states = [self.side(a, rebels) for a in sides.values()]
                if len(states) == number and all(states):
                    return [s for s in states if s]
        return []


def _best(
    weight: Mapping[str, float], joint: Mapping[tuple[str, ...], float], actors: Mapping[str, Actor]
) -> list[str]:
    """The keys of actors, those first who are named most and have to do with each other."""
    best = sorted(weight, key=lambda k: (-weight[k], k))
    pairs = [p for p in combinations(sorted(weight), 2) if actors[p[0]].side != actors[p[1]].side]
    if pairs:
        first = max(pairs, key=lambda p: weight[p[0]] + weight[p[1]] + joint.get(p, 0))
        best.sort(key=lambda k: k not in first)
    return best


def _outright(head: Token) -> Iterator[Token]:
    """The words of a phrase without what is told of it behind a comma or in a clause."""
    yield head
    for child in head.children:
        if label(child) not in _ASIDE:
            yield from _outright(child)
