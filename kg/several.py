"""Whom a phrase means that points back to several: *the two countries*, *both*, *the three*."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations

from kg.gazetteer import Actor, Gazetteer
from kg.lexicon import Lexicon
from kg.mention import Found, Sentence
from kg.tree import SUBJECT, VERBAL, cases, label, owned

__all__ = ["MANY", "Several"]

MANY = frozenset({"State", "Person", "Organization", "Side", "Couple"})
"""What such phrases refer to."""
_DECAY = 0.92  # of what weighs for somebody, with every sentence that passes
_SIDES = frozenset({"State", "Side"})
_TOGETHER = 2  # so much more weighs a sentence that names both


class Several:
    """Finds so many actors of a kind, among those named so far."""

    def __init__(self, gazetteer: Gazetteer, lexicon: Lexicon) -> None:
        self._gazetteer = gazetteer
        self._lexicon = lexicon

    def find(
        self, past: Sequence[Sentence], sentence: Sentence, position: int, refers: str, number: int
    ) -> list[Actor]:
        """So many of the most salient of a kind, of different sides, in the order they came."""
        if refers == "Couple":
            people = self._people(past, sentence, position, number)
            return people or self.find(past, sentence, position, "Side", number)
        if number > 2 and (listed := self._listed(past, sentence, position, number)):
            return listed
        alone_here = refers in _SIDES and not self.before(sentence, position)
        if alone_here and (pair := self._pair(past, number, refers == "Side")):
            return pair
        aside = self._lexicon.group("at", "in")  # was signed in Z by the two countries
        before = [f for f in self.before(sentence, position)
                  if cases(sentence.head(f)) not in aside]  # fmt: skip
        here = {m.actor.side for f in before for m in f.mentions} - {None}
        verb = sentence.doc[position].head
        while verb.pos_ not in VERBAL and verb.head != verb:
            verb = verb.head
        whole = len(here) == 1 and label(verb) != "advcl"  # Ys fell when the two sides clashed
        alone = here if whole else self.subjects(sentence, position)
        alone |= self._dealt_with(sentence, position)
        weight: dict[str, float] = defaultdict(float)
        sided: dict[str | None, float] = defaultdict(float)  # leaders matter as their sides do
        actors: dict[str, Actor] = {}
        together: dict[frozenset[str], float] = defaultdict(float)
        rounds = [(s, [f for f in s.found if f.mentions]) for s in past]
        rounds.append((sentence, self.before(sentence, position)))
        for spoken, founds in rounds:
            named: set[str] = set()
            for found in founds:
                if found.use == "capital" and cases(spoken.head(found)) in aside:
                    continue  # signed in Y
                for mention in found.mentions:
                    actor = mention.actor
                    key = actor.side if refers in _SIDES else actor.iri
                    sided[actor.side] += _DECAY ** (sentence.number - spoken.number)
                    if (
                        not key
                        or found.use == "place"
                        or actor.side in alone
                        or (refers == "Person" and (actor.kind != "Person" or found.unnamed))
                    ):
                        continue
                    side = self.side(actor, refers == "Side") if refers in _SIDES else actor
                    if side is None:
                        continue
                    weight[key] += _DECAY ** (sentence.number - spoken.number)
                    named.add(key)
                    actors.setdefault(key, side)
            for couple in combinations(sorted(named), 2):
                far = sentence.number - spoken.number if spoken.number else 0  # the lead
                together[frozenset(couple)] += _DECAY**far
        if refers == "Person":
            weight.update({k: w + sided[actors[k].side] for k, w in weight.items()})
        best = sorted(weight, key=lambda k: (-weight[k], k))
        if number == 2 and refers in _SIDES:
            best = _couple(best, weight, together) + best
        chosen: list[Actor] = []
        for key in best:
            if all(actors[key].side != a.side for a in chosen):
                chosen.append(actors[key])
        if len(chosen) < number and refers == "Person":
            return self.find(past, sentence, position, "State", number)  # their countries
        return chosen[:number] if len(chosen) >= number else []

    def _listed(
        self, past: Sequence[Sentence], sentence: Sentence, position: int, number: int
    ) -> list[Actor]:
        """So many of different sides that were named in one list (*A, B and C … the three*)."""
        rounds = [(s, s.found) for s in reversed(past)]
        for spoken, founds in [(sentence, self.before(sentence, position)), *rounds]:
            run: list[Found] = []
            for found in [f for f in founds if f.mentions and f.use not in {"clitic", "demonym"}]:
                gap = spoken.doc[run[-1].last + 1 : found.first] if run else ()
                words = {*self._lexicon.coordination, *self._lexicon.articles, ","}
                joined = bool(run) and len(gap) < 4 and all(t.lower_ in words for t in gap)
                run = [*run, found] if joined else [found]
                actors = {m.actor.side: m.actor for f in run for m in f.mentions}
                if len(actors) == number and None not in actors:
                    return list(actors.values())
        return []

    def _people(
        self, past: Sequence[Sentence], sentence: Sentence, position: int, number: int
    ) -> list[Actor]:
        """Persons, if just so many were named last, here or in the sentence before."""
        for founds in (self.before(sentence, position), *(s.found for s in past[-1:])):
            named = {m.actor.iri: m.actor for f in founds for m in f.mentions}
            people = [a for a in named.values() if a.kind == "Person"]
            if people:
                return people if len(people) == number else []
        return []

    def _pair(self, past: Sequence[Sentence], number: int, rebels: bool) -> list[Actor]:
        """The states that acted together in the sentence before (*A and B warned …*)."""
        for spoken in past[-1:]:
            for first in spoken.found:
                if not label(spoken.head(first)).startswith("nsubj") or not first.mentions:
                    continue
                beside = [f for f in spoken.found if label(spoken.head(f)) == "conj"
                          and spoken.head(f).head == spoken.head(first)]  # fmt: skip
                sides = {m.actor.side: m.actor for f in (first, *beside) for m in f.mentions}
                states = [self.side(a, rebels) for a in sides.values()]
                if len(states) == number and all(states):
                    return [s for s in states if s]
        return []

    def before(self, sentence: Sentence, position: int) -> list[Found]:
        """Whom a sentence names before a word, without owners."""
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
        verb = verb.head if verb.pos_ not in VERBAL else verb
        while label(verb) == "conj" and not any(label(c) in SUBJECT for c in verb.children):
            verb = verb.head
        own = [t for c in verb.children if label(c).startswith("nsubj") for t in c.subtree]
        if label(verb) == "acl:relcl" and all(t.lower_ in self._lexicon.relative for t in own):
            own = [verb.head, *(c for c in verb.head.children if label(c) == "conj")]
        founds = [f for t in own if (f := sentence.at(t.i)) and f.last < position]
        return {m.actor.side for f in founds for m in f.mentions}

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

    def side(self, actor: Actor, rebels: bool = False) -> Actor | None:
        """The state that an actor acts for, or, of two *sides*, the group."""
        side = self._gazetteer.side(actor.side) if actor.side else None
        kinds = {"State", "Organization"} if rebels else {"State"}
        return side if side and side.kind in kinds else None


def _couple(
    best: Sequence[str], weight: Mapping[str, float], together: Mapping[frozenset[str], float]
) -> list[str]:
    """The two that most is told of, each for himself and both together."""
    told = {
        pair: _TOGETHER * together[frozenset(pair)] + sum(weight[key] for key in pair)
        for pair in combinations(best, 2)
    }
    return list(max(told, key=lambda pair: told[pair], default=()))
