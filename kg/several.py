"""Whom a phrase means that points back to several: *the two countries*, *both*, *the three*."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from itertools import combinations, pairwise

from kg.gazetteer import Actor, Gazetteer
from kg.lexicon import Lexicon
from kg.mention import Found, Sentence
from kg.tree import INSIDE, SUBJECT, VERBAL, cases, label, owned, seen
from kg.words import Token

__all__ = ["MANY", "Several"]

MANY = frozenset({"State", "Person", "Organization", "Side", "Couple"})
"""What such phrases refer to."""
_DECAY = 0.92  # of what weighs for somebody, with every sentence that passes
_REACH = 4  # sentences
_TOGETHER = 2  # so much more weighs a sentence that names both
_SIDES = frozenset({"State", "Side"})
_AIMS = frozenset({"advcl", "xcomp"})  # met Y to …
_UNDERGOING = frozenset({"nsubj:pass", "obj"})
_ASIDE = frozenset({"appos", "acl", "acl:relcl", "parataxis"})


@dataclass(slots=True)
class _Told:
    """How much has been told of actors, and of two together."""

    weight: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    joint: dict[tuple[str, ...], float] = field(default_factory=lambda: defaultdict(float))
    actors: dict[str, Actor] = field(default_factory=dict)

    def worth(self, two: tuple[str, str]) -> float:
        """How much has been told of two."""
        joint = self.joint.get(tuple(sorted(two)), 0)
        return sum(self.weight.get(key, 0) for key in two) + _TOGETHER * joint

    def best(self, paired: bool) -> list[str]:
        """The keys of actors, the most named first; `paired`: two that have to do with each
        other before all others.
        """
        best = sorted(self.weight, key=lambda k: (-self.weight[k], k))
        sides = {key: actor.side for key, actor in self.actors.items()}
        pairs = [p for p in combinations(sorted(best), 2) if sides[p[0]] != sides[p[1]]]
        if pairs and paired:
            first = max(pairs, key=self.worth)
            best.sort(key=lambda k: k not in first)
        return best


class Several:
    """Finds the most salient actors of a kind among those named so far.

    Args:
        past: the sentences before, as they are added.
    """

    def __init__(self, gazetteer: Gazetteer, lexicon: Lexicon, past: Sequence[Sentence]) -> None:
        self._gazetteer = gazetteer
        self._lexicon = lexicon
        self._past = past
        self._joints = [[word] for word in lexicon.coordination]
        self.clitics: Sequence[Found] = ()  # of the sentence at work

    def find(
        self,
        sentence: Sentence,
        position: int,
        refers: str,
        number: int,
        among: frozenset[str] | None = None,
    ) -> list[Actor]:
        """So many of a kind, of different sides: those who are spoken of most, and of two those
        who are spoken of together; `among`: the states that they may be.
        """
        if refers == "Couple":
            people = self.people(sentence, position, number)
            return people or self.find(sentence, position, "Side", number)
        if number > 2 and not among and (listed := self._listed(sentence, position, number)):
            return listed
        if number > 2 and not among and (acting := self._acting(number, refers)):
            return acting
        alone_here = refers in _SIDES and not self.before(sentence, position)
        if alone_here and not among and (pair := self._pair(number, refers == "Side")):
            return pair
        told = self._weigh(sentence, position, refers, among)
        if refers in _SIDES and len(told.weight) < number:  # Y looks after X's interests *in Z*
            told = self._weigh(sentence, position, refers, among, places=True)
        chosen: list[Actor] = []
        for key in told.best(paired=number == 2 and refers in _SIDES):
            if all(told.actors[key].side != a.side for a in chosen):
                chosen.append(told.actors[key])
        if len(chosen) < number and refers == "Person":
            return self.find(sentence, position, "State", number)  # their countries
        return chosen[:number] if len(chosen) >= number else []

    def people_told(self, sentence: Sentence, position: int, several: bool = True) -> list[Actor]:
        """The people told of before a word that says what is done to *them* (*held three Ys. They
        were freed*); `several`: counted, or said to be many.
        """
        if several and label(sentence.doc[position]) not in _UNDERGOING:
            return []
        rounds = [(sentence, self.before(sentence, position))]
        rounds += [(s, s.found) for s in self._past[-1:]]
        for past, founds in rounds:
            for found in reversed([f for f in founds if len(f.mentions) == 1]):
                head = past.head(found)
                noun = head.head if label(head) in INSIDE else head
                told = found.nation is not None or self._people_of(noun, several)
                if found.mentions[0].actor.side and told:
                    return [found.mentions[0].actor]
        return []

    def named_so(self, sentence: Sentence, position: int) -> list[Actor]:
        """Whose people those are that a noun tells of once more (*held three Y fishermen. Those
        fishermen …*).
        """
        word = sentence.lower[position]
        rounds = [(sentence, self.before(sentence, position))]
        rounds += [(s, s.found) for s in reversed(self._past[-_REACH:])]
        for past, founds in rounds:
            for found in reversed([f for f in founds if len(f.mentions) == 1]):
                head = past.head(found)
                noun = head.head if label(head) in INSIDE else head
                whose = found.nation or found.mentions[0].actor
                if whose.side and word in (noun.lower_, past.lower[found.first]):
                    return [whose]
        return []

    def _people_of(self, noun: Token, several: bool) -> bool:
        """Whether a noun names people, `several`: counted, reduplicated or said to be many."""
        kinds, one = ("people", "envoy", "troops"), noun.lower_.partition("-")
        if not any(self._lexicon.among(kind, one[0]) for kind in kinds):
            return False
        if not several:
            return True
        beside = noun.doc[max(0, noun.i - 2) : noun.i]
        counted = any(label(c) == "nummod" for c in noun.children)
        many = (self._lexicon.among(k, t.text) for t in beside for k in ("many", "quantity"))
        return counted or one[0] == one[2] or any(many)

    def partner(self, sentence: Sentence, position: int, mine: str) -> list[Actor]:
        """The state that one has most to do with (*its neighbour*)."""
        told = self._weigh(sentence, position, "State", None, frozenset())
        others = sorted(told.weight.keys() - {mine})
        told_of = max(others, key=lambda k: told.worth((k, mine)), default=None)
        return [told.actors[told_of]] if told_of else []

    def _weigh(
        self,
        sentence: Sentence,
        position: int,
        refers: str,
        among: frozenset[str] | None,
        alone: Set[str | None] | None = None,
        places: bool = False,
    ) -> _Told:
        """How much has been told of whom before a word, without those who are alone there, and,
        unless `places`, without capitals where something is.
        """
        group = self._lexicon.group  # was signed in Z by the two countries
        aside = frozenset() if places else group("at", "in")
        if alone is None:
            alone = self._elsewhere(sentence, position, aside)
        told = _Told()
        sided: dict[str | None, float] = defaultdict(float)  # leaders matter as their sides do
        rounds = [(s, [f for f in s.found if f.mentions]) for s in self._past]
        for past, founds in [*rounds, (sentence, self.before(sentence, position))]:
            named: set[str] = set()
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
                    if side is not None and (among is None or key in among):
                        told.weight[key] += worth
                        told.actors.setdefault(key, side)
                        named.add(key)
            for two in combinations(sorted(named), 2):
                told.joint[two] += worth if past.number else 1  # the lead
            for one, other in pairwise(founds):  # brought X and Y together
                sides = sorted({str(m.actor.side) for f in (one, other) for m in f.mentions})
                if past.lower[one.last + 1 : other.first] in self._joints and len(sides) == 2:
                    told.joint[sides[0], sides[1]] += worth / 2
        if refers == "Person":
            for key in told.weight:
                told.weight[key] += sided[told.actors[key].side]
        return told

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
        while not any(label(c) in SUBJECT for c in verb.children) and (
            label(verb) == "conj" or (label(verb) in _AIMS and seen(verb.head, self._lexicon))
        ):
            verb = verb.head
        doers += [c for c in verb.children if label(c).startswith("nsubj")]
        if label(verb) == "acl:relcl" and all(c.lower_ in self._lexicon.relative for c in doers):
            doers.append(verb.head)  # X, which urged both
        own = {t.i for c in doers for t in _outright(c)}
        founds = [f for f in self.clitics if f.first in own and f.last < position]
        founds += [f for i in own if (f := sentence.at(i)) and f.last < position]
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
        if label(verb) == "conj" and label(sentence.doc[position]) in {"nsubj", "nummod", "det"}:
            whole = False  # X shut the border, and the two countries …
        doers = here if whole else self.subjects(sentence, position)
        return doers | self._dealt_with(sentence, position)

    def _dealt_with(self, sentence: Sentence, position: int) -> set[str | None]:
        """Sides behind the very verb whose subject a pointer is: *the two countries broke with
        X*.
        """
        token = sentence.doc[position]
        while label(token) in {"nummod", "nmod", "det"}:
            token = token.head
        aimed = self._lexicon.group("with", "against", "to", "from")
        behind = (f for f in sentence.found if f.first > position and label(token) in SUBJECT)
        return {
            m.actor.side for f in behind for m in f.mentions
            if cases(sentence.head(f)) in aimed
            and token.head in (sentence.head(f).head, sentence.head(f).head.head)
        }  # fmt: skip

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

    def _acting(self, number: int, refers: str) -> list[Actor]:
        """Those who act in the sentence before, if they are so many (*A armed, B and C mobilised.
        The three …*).
        """
        for past in self._past[-1:]:
            doers = [f for f in past.found if any(_acts(past, f))]
            sides = {m.actor.side: m.actor for f in doers for m in f.mentions}
            states = [self.side(a, rebels=refers != "State") for a in sides.values()]
            if len(states) == number and all(states):
                return [s for s in states if s]
        return []

    def met(self) -> list[Actor]:
        """The two persons of whom the sentence before tells that the one met the other."""
        for past in self._past[-1:]:
            named = [f for f in past.found if f.mentions and f.mentions[0].actor.kind == "Person"]
            for one, two in combinations(named, 2):
                head, other = past.head(one), past.head(two)
                beside = label(other) == "obj" or cases(other) in self._lexicon.group("with")
                if label(head) == "nsubj" and beside and other.head == head.head:
                    return [one.mentions[0].actor, two.mentions[0].actor]
        return []

    def people(self, sentence: Sentence, position: int, number: int) -> list[Actor]:
        """Persons, if just so many were named last, here or in the sentence before."""
        for founds in (self.before(sentence, position), *(s.found for s in self._past[-1:])):
            named = {m.actor.iri: m.actor for f in founds for m in f.mentions}
            people = [a for a in named.values() if a.kind == "Person"]
            if people:
                return people if len(people) == number else []
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


def _acts(sentence: Sentence, found: Found) -> Iterator[bool]:
    """Whether somebody is a subject, or joined to one."""
    head = sentence.head(found)
    yield label(head).startswith("nsubj")
    yield label(head) == "conj" and label(head.head).startswith("nsubj")


def _outright(head: Token) -> Iterator[Token]:
    """The words of a phrase without what is told of it behind a comma or in a clause."""
    yield head
    for child in head.children:
        if label(child) not in _ASIDE:
            yield from _outright(child)
