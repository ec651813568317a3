"""Who has been named so far, and whom a pointer means.

Recency and prominence as in Lappin & Leass (1994), without their full weights: the
first person or actor of a sentence is its likeliest topic, and salience fades with
every sentence that passes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kg.clausal import ahead, dealt_with, doing, faced
from kg.crowd import crowd
from kg.crowd import listed as either
from kg.event import Mention
from kg.gazetteer import Actor, Gazetteer
from kg.joints import acts
from kg.lexicon import Frame, Lexicon
from kg.mention import Found, Sentence
from kg.pointers import clausemates, same_place
from kg.several import MANY, Several
from kg.standing import armed, blamed, doer, harmed, held, joined, listed, quoted, topic, venues
from kg.tree import INSIDE, SUBJECT, VERBAL, label
from kg.words import Token

__all__ = ["Memory"]

_PLACED = frozenset({"Place", "Organization"})  # never *he* or *she*
_NATURAL = frozenset({"Person", "State", "Place"})  # never *that organisation*
_BLOCS = frozenset({"IntergovernmentalOrganization", "Bloc"})  # that states are members of
_UNDERGOING = frozenset({"obj", "iobj"})
_NAMED = frozenset({"name", "abbreviation", "group", "pronoun"})
_SHORT = frozenset({"institution", "force", "name", "office"})  # uses that a bare noun repeats
_BESIDE = frozenset({"nmod", "compound", "flat", "flat:name", "amod", "case"})
_SINGLE = frozenset({"name", "capital", "abbreviation"})  # uses that name one, never *them*
_OF_TWO = frozenset({"Former", "Latter"})
_FAR = 30  # sentences that a bare noun reaches back
_REACH = 4  # sentences
_NEAR = 2  # sentences that a topic lasts
_FARTHEST = 200  # sentences: what lies further back weighs less than a millionth


class Memory:
    """Who has been named, sentence by sentence."""

    def __init__(self, gazetteer: Gazetteer, lexicon: Lexicon) -> None:
        self._gazetteer = gazetteer
        self._lexicon = lexicon
        self._past: list[Sentence] = []
        self._many = Several(gazetteer, lexicon, self._past)

    def people(self, sentence: Sentence, position: int, number: int) -> list[Actor]:
        """Whose people *they* are, or whoever is held or freed, to whom that is done."""
        if label(sentence.doc[position]).endswith("poss"):
            return []
        if number > 1:
            return self._many.people_told(sentence, position)
        captive = held(sentence.doc[position], self._lexicon)
        return self._many.people_told(sentence, position, several=False) if captive else []

    def begin(self, clitics: Sequence[Found]) -> None:
        """Goes on to a sentence; `clitics`: those resolved in it so far."""
        self._many.clitics = clitics

    def add(self, sentence: Sentence) -> None:
        """Remembers whom a sentence names."""
        self._past.append(sentence)
        del self._past[:-_FARTHEST]

    def find(
        self,
        sentence: Sentence,
        position: int,
        refers: str,
        number: int,
        own: bool = False,
        among: frozenset[str] | None = None,
    ) -> list[Actor]:
        """Whom a pointer means; `own`: it is a possessive, which the topic owns; `among`: the
        states that it may mean.
        """
        if refers == "People":
            return self._many.named_so(sentence, position)
        if number >= 2 and refers in MANY:
            return self._many.find(sentence, position, refers, number, among)
        if refers in _OF_TWO:
            past = (sentence, *reversed(self._past[-1:]))
            return either(past, position, refers == "Latter")
        if among:
            return self._such(sentence, position, refers, among)
        if refers == "State":
            return self._state(sentence, position)
        return self._one(sentence, position, refers, plural=number >= 2, own=own)

    def partner(self, sentence: Sentence, position: int, mine: Actor) -> list[Actor]:
        """The state that somebody's has most to do with."""
        return self._many.partner(sentence, position, mine.side) if mine.side else []

    def titled(self, sentence: Sentence, position: int, title: tuple[str, ...]) -> list[Actor]:
        """The person named last who was given a title, or is known to hold such an office."""
        office = self._lexicon.titles[title]
        rounds = [[f for f in sentence.found if f.last < position], *(
            s.found for s in reversed(self._past[-2 * _REACH :])
        )]  # fmt: skip
        for founds in rounds:
            for found in reversed(founds):
                for mention in found.mentions[:1]:
                    words = mention.span.text.lower().split()
                    if mention.actor.kind == "Person" and (
                        set(title) <= set(words)
                        or (office != "official" and self._holds(found, mention.actor, office))
                        or (self._sent(title) and self._sent(words))
                    ):
                        return [mention.actor]
        return []

    def headed(self, sentence: Sentence, position: int) -> list[Actor]:
        """Whoever was named last by a phrase that this noun heads (*the junta* of Mali)."""
        word = sentence.lower[position]
        counted = any(label(c) == "nummod" for c in sentence.doc[position].children)
        if label(sentence.doc[position]) in _BESIDE or counted:
            return []
        behind = sentence.lower[position + 1 : position + 2]
        troops = self._lexicon.among("troops", word)
        troops = troops and not self._lexicon.demonstratives.isdisjoint(behind)
        rounds = [[f for f in sentence.found if f.last < position]]
        rounds += [s.found for s in reversed(self._past[-_FAR:])]
        for past, founds in zip((sentence, *reversed(self._past[-_FAR:])), rounds, strict=True):
            for found in reversed(founds):
                ends = {past.lower[found.first], past.lower[found.last]}
                alike = word in ends or (
                    troops and any(self._lexicon.among("troops", end) for end in ends)
                )
                if found.use in _SHORT and found.last > found.first and alike:
                    return [found.mentions[0].actor]
        return []

    def _sent(self, words: Iterable[str]) -> bool:
        """Whether a title is an envoy's."""
        return any(self._lexicon.among("envoy", word) for word in words)

    def topic(self, sentence: Sentence, position: int) -> list[Actor]:
        """The state that the text is about, where a body or an officer is named without one (*the
        junta accused Paris*).
        """
        here = self._many.before(sentence, position)[::-1]
        before = [f for f in here if f.mentions[0].actor.kind != "Person"]
        past = [*reversed(self._past[-_NEAR:])]
        named = [f for f in doing(sentence, before, past) if f.use != "demonym"]
        dealt = dealt_with(sentence, position)
        states = (self._many.side(f.mentions[0].actor) for f in named)
        return next(([s] for s in states if s and s.side not in dealt), [])

    def _holds(self, found: Found, actor: Actor, office: str) -> bool:
        held = {o.office for o in self._gazetteer.offices.get(actor.iri, ())}
        return found.office == office or office in held

    def _one(
        self, sentence: Sentence, position: int, refers: str, plural: bool, own: bool
    ) -> list[Actor]:
        """The last subject of this sentence (a possessive: its topic, the leftmost actor), else
        the topic of the nearest sentence before.
        """
        here = self._many.before(sentence, position)
        if self._says(sentence.doc[position]):  # "…," ujarnya, said he
            here = [f for f in here if not quoted(sentence, f, position)]
            if not here and (told := self._spoke()):
                return [told]
            refers = "person" if refers == "any" else refers
        subjects = [f for f in here if label(sentence.head(f)).startswith("nsubj")]
        teller = self._teller(sentence, position, here)
        people = self._people(sentence, position) if plural and refers == "any" else []
        if teller and (teller.actor.kind == "Person") == (refers in {"person", "Person"}):
            single = any(m is teller for f in here if f.use in _SINGLE for m in f.mentions)
            first = [f for f in here if teller in f.mentions and plural and not people]
            both = joined([sentence], here, first[0]) if first else [teller.actor]
            return people if people and single else both or [teller.actor]
        if not (here or plural or own) and (answering := self._behind(sentence, position)):
            return [answering]
        if own and not here and (owner := ahead(sentence, position)):
            return [owner]
        if own and (aimed := blamed(sentence, position, here, refers, plural, self._lexicon)):
            return aimed
        fronted = bool(here) and here[0] not in subjects  # after meeting X, Y spoke of her joy
        if own and (refers == "thing" or fronted):  # the subject of its clause before the topic
            who = doer(sentence.doc[position])
            mine = [f for f in subjects if who in sentence.doc[f.first : f.last + 1]]
            here = mine + [f for f in here if f not in mine]
        if not own and (same := same_place(sentence, position, here)):
            return [m.actor for m in same.mentions[: None if plural else 1]]
        rounds = [here if own else subjects[::-1] + [f for f in here if f not in subjects]]
        rounds += [[f for f in s.found if f.mentions] for s in reversed(self._past[-_REACH:])]
        said = (sentence, *self._past[-_REACH:])
        human = refers == "any" and held(sentence.doc[position], self._lexicon)
        wanted = ("Person",) if (refers in {"person", "Person"} or human) and not plural else None
        verbal = sentence.doc[position].pos_ in VERBAL  # rejected it: nothing of its own
        token = sentence.doc[position]
        undergoes = plural or verbal or label(token) in _UNDERGOING
        suffers = own and harmed(sentence.doc[position], self._lexicon)
        undergoes = suffers if own else undergoes
        acting = self._many.subjects(sentence, position) if undergoes else set()
        beside = set() if own or plural else clausemates(sentence, position)
        if refers in {"Organization", "Bloc"}:
            places = venues((sentence, *self._past[-_REACH:]), self._lexicon)
            bodies = [[f for f in r if f.use in _NAMED and f not in places] for r in rounds]
            kinds = _BLOCS if refers == "Bloc" else None
            rounds = [
                [f for f in r if (k := f.mentions[0].actor.kind) not in _NATURAL
                 and (kinds is None or k in kinds)]
                for r in bodies
            ]  # fmt: skip
            sided = [[f for f in r if f.mentions[0].actor.side] for r in rounds]
            rounds = sided if any(sided) else rounds
        if own and armed(sentence, position, self._lexicon):  # its troops: of no court
            rounds = [[f for f in r if f.mentions[0].actor.kind not in _BLOCS] for r in rounds]
        if plural:  # held in Y: not they
            aside = venues((sentence, *self._past[-_REACH:]), self._lexicon)
            rounds = [[f for f in r if f not in aside or len(f.mentions) > 1] for r in rounds]
        if plural and not own and label(sentence.doc[position]) == "nsubj":
            both = self._many.met()
            if len({a.side for a in both} - {None}) > 1:
                return both  # X met Y. They signed …
        for found in (f for r in rounds[:2] for f in r) if plural else ():
            if len({m.actor.iri for m in found.mentions}) > 1:
                return [m.actor for m in found.mentions]
        for only in (wanted, None) if wanted else (None,):
            for founds in rounds:
                for found in founds:
                    actor = found.mentions[0].actor
                    if found.use in {"demonym", "place"} or (only and actor.kind not in only):
                        continue
                    if refers == "thing" and actor.kind == "Person":
                        continue
                    if actor.side in acting and (not plural or actor.kind == "Person"):
                        continue  # urged *them*: not whoever urges
                    if actor.side in beside:
                        continue  # said Y had attacked *it*
                    if plural and len(found.mentions) > 1:
                        return [m.actor for m in found.mentions]
                    if plural and (both := joined(said, founds, found)):
                        return both
                    if people and found.use in _SINGLE:  # X seized two Ys, and they …
                        return people
                    if not (refers in {"person", "Person"} and actor.kind in _PLACED):
                        return [actor]
        sorts = _BLOCS if refers == "Bloc" else {*_BLOCS, "Organization"}
        if refers in {"Organization", "Bloc"}:  # NATO ambassadors met, and the alliance …
            past = [f for s in reversed(self._past[-_REACH:]) for f in s.found if f.mentions]
            for found in (*reversed(self._many.before(sentence, position)), *past):
                side = self._gazetteer.side(found.mentions[0].actor.side or "")
                if side and side.kind in sorts:
                    return [side]
        return []

    def _people(self, sentence: Sentence, position: int) -> list[Actor]:
        """Whose people the sentence, or the one before, speaks of before a word."""
        last = [(past, len(past.doc)) for past in self._past[-1:]]
        acting = self._many.subjects(sentence, position)
        for each, end in ((sentence, position), *last):
            found = [a for a in crowd(each, end, self._lexicon) if a.side not in acting]
            if found:
                return found
        return []

    def _says(self, token: Token) -> bool:
        """Whether a pointer is written solid with a verb of saying, whose subject it is."""
        solid = self._lexicon.bare(token.text) != token.lower_
        return solid and "said" in acts(token, self._lexicon)

    def _spoke(self) -> Actor | None:
        """Who spoke last, in one of the sentences right before, or is the person it is about."""
        for past in reversed(self._past[-_REACH:]):
            named = [f for f in past.found if f.mentions]
            doers = [f for f in named if label(past.head(f)).startswith("nsubj")]
            for found in named:
                verb = past.doc[found.first] if found.use == "clitic" else past.head(found).head
                speaks = found in doers or found.use == "clitic"
                if speaks and "said" in acts(verb, self._lexicon):
                    return found.mentions[0].actor
            people = (f.mentions[0].actor for f in doers)
            if person := next((a for a in people if a.kind == "Person"), None):
                return person
        return None

    def _behind(self, sentence: Sentence, position: int) -> Actor | None:
        """Who spoke as the agent of the passive verb of the sentence before, if somebody now says
        something (*the plan was criticised by Y. It said …*).
        """
        verb, past = sentence.doc[position].head, self._past[-1:]
        says = acts(verb, self._lexicon) and label(sentence.doc[position]) == "nsubj"
        for found in past[0].found if says and past else ():
            head = past[0].head(found)
            judged = label(head) == "obl:agent" and label(head.head) == "root"
            means = [t.means for t in self._lexicon.lookup(head.head.text)[0] if judged]
            if found.mentions and any(isinstance(m, Frame) and m.complement for m in means):
                actor = found.mentions[0].actor
                return actor if actor.kind != "Person" else None
        return None

    def _teller(self, sentence: Sentence, position: int, here: list[Found]) -> Mention | None:
        """Who says what a pronoun is the subject of (*Y said that it regretted …*, *Y's claim that
        it had …*).
        """
        token = sentence.doc[position]
        verb, above = token.head.head, label(token.head)
        noun = above.startswith("acl") and any(
            isinstance(m, Frame) and m.complement for m in self._lexicon.as_noun(verb.text)
        )
        if not label(token).startswith("nsubj") or not (above == "ccomp" or noun):
            return None
        tellers = INSIDE | {"nmod:poss"} if noun else SUBJECT
        own = {
            t.i for c in verb.children if label(c) in tellers and c.i < position for t in c.subtree
        }
        said = [f for f in here if f.first in own and len(f.mentions) == 1]
        return next((f.mentions[0] for f in said if f.mentions[0].actor.side), None)

    def _such(
        self, sentence: Sentence, position: int, refers: str, among: frozenset[str]
    ) -> list[Actor]:
        """*the emirate*: who of its kind was named last, and is not the subject here."""
        acting, joints = self._many.subjects(sentence, position), self._lexicon.coordination
        rounds = [(sentence, f) for f in reversed(self._many.before(sentence, position))]
        if label(sentence.doc[position]) == "nsubj" and not rounds:  # what was spoken of goes on
            rounds += [(s, f) for s in self._past[-1:] for f in s.found if topic(s, f)]
        rounds += [(s, f) for s in self._recent(_FAR) for f in reversed(s.found)]
        for single in (True, False):
            for past, found in rounds:
                for actor in (m.actor for m in found.mentions[:1]):
                    known = actor.side in among - acting and not (
                        single and listed(past, found, joints)
                    )
                    side = self._gazetteer.side(actor.side or "") if known else None
                    if side and (side.kind == "State") == (refers == "State"):
                        return [side]
        return []

    def _recent(self, reach: int) -> Iterator[Sentence]:
        """The sentences right before, the last first."""
        return reversed(self._past[-reach:])

    def _state(self, sentence: Sentence, position: int) -> list[Actor]:
        """*that country*: the state named last that this sentence is not about."""
        before = self._many.before(sentence, position)
        teller = self._teller(sentence, position, before)
        if teller and (state := self._many.side(teller.actor)):
            return [state]  # announced that the country would …
        here = {m.actor.side for f in before for m in f.mentions} | faced(sentence, position)
        token = sentence.doc[position]
        solid = self._lexicon.bare(token.text) != token.lower_  # tetangganya
        if before and (solid or label(token).endswith("poss")):  # its neighbour
            mine = before[0].mentions[0].actor.side
            for found in reversed(before):
                actor = found.mentions[0].actor
                if actor.kind == "State" and actor.side != mine:
                    return [actor]
            if mine and (partner := self._many.partner(sentence, position, mine)):
                return partner
        if before and label(sentence.doc[position]).startswith("nsubj"):
            for found in reversed(before):  # broke with Y after that country had …
                actor = found.mentions[0].actor
                if actor.kind == "State" and actor.side != before[0].mentions[0].actor.side:
                    return [actor]
        acting = self._many.subjects(sentence, position)
        for found in reversed(before[:-1]):  # not whoever was named right before, nor who does it
            actor = found.mentions[0].actor
            if (
                actor.side not in acting
                and label(sentence.doc[found.first]).startswith(("nsubj", "obj", "obl"))
                and (actor.kind == "State" and actor.side != before[-1].mentions[0].actor.side)
            ):
                return [actor]
        joints = self._lexicon.coordination
        named = [(s, f) for s in self._recent(_REACH) for f in reversed(s.found) if f.mentions]
        aside = venues(self._recent(_REACH), self._lexicon)
        told = []
        for past, found in named:
            if found.use == "demonym" or (found.use == "place" and found in aside):
                continue
            others = [m.actor for m in found.mentions if m.actor.side not in here]
            other = len(others) == 1 and len(found.mentions) == 2  # of both, not who is here
            told.append((found, others[:1], not other and listed(past, found, joints)))
        behind = not self._lexicon.modifiers_before  # duta besar Y
        for loose, anybody in ((False, False), (True, False), (True, True)):
            for found, actors, several in told:
                if several > anybody or (found.use == "clitic" and not anybody):
                    continue
                for actor in actors:
                    whose = (
                        self._many.side(actor)
                        if loose or (found.use == "office" and behind)
                        else None
                    )
                    state = actor if actor.kind == "State" else whose
                    if state and state.side not in here:
                        return [state]
        for found in reversed(self._many.before(sentence, position)[1:]):
            if found.mentions[0].actor.kind == "State":
                return [found.mentions[0].actor]
        return []
