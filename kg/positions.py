"""Where in the tree a role is filled: the logical positions that a lexicon names.

`docs/lexicon.md` describes them (*Role fillers name logical positions*).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from kg.comments import cause
from kg.draft import Draft
from kg.lexicon import Frame, Lexicon
from kg.tree import CLAUSE, INSIDE, VERBAL, Arguments, arguments, cases, label, modifiers
from kg.words import Token

__all__ = ["Positions"]

_CHARGING = frozenset({"alleged", "asserted"})  # what becomes of a deed that somebody answers for

_THINGS = frozenset({"obj", "nsubj", "nsubj:pass"})
_GOING = frozenset({"Visit", "Mobilization"})
_LOADED = frozenset({"obj", "obl", "nmod"})  # a lorry carrying rice
_ON_PEOPLE = frozenset({"Detention", "Expulsion", "Invitation", "PrisonerRelease", "Sanction"})
_CALLED = frozenset({"appos", "nmod:desc", "compound"})  # what somebody named is
_PLACED = {"whence": ("from",), "there": ("in", "at")}  # phrases that a passive verb itself has
_CALLED_FOR = frozenset({"alleged", "hypothetical"})  # held a session at the request of Y


class Positions:
    """Finds phrase heads at the logical positions of a trigger."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon

    def objects(self, draft: Draft) -> list[Token]:
        """What the object conditions look at: the object, or what a noun is made with."""
        token, args = draft.token, draft.arguments
        if draft.part == "noun":
            inside = [c for c in token.children if label(c) in INSIDE or label(c) == "obj"]
            inside += [g for c in inside for g in c.children if label(g) in INSIDE]
            of = self.lexicon.group("of")
            given = label(token) in INSIDE and token.head.i < token.i and not cases(token)
            inside += [token.head] if given and self.lexicon.among("gifts", token.text) else []
            return inside + [t for p, t in args.obliques if p in of]
        at = draft.sentence.at(token.i)
        solid = at is not None and at.use == "clitic" and draft.frame.type in _ON_PEOPLE
        if solid and draft.part == "verb" and not args.passive:
            return [token, *args.object, *self._told_before(draft)]  # mengusirnya, expelled him
        if args.object:
            below = [c for t in args.object for c in t.children]
            listed = [c for c in below if label(c) == "conj" and c.pos_ not in VERBAL]
            thing = self._spoken_of(draft) if len(args.object) == 1 else []
            called = [c for c in below if label(c) in _CALLED and c.head.pos_ == "PROPN"]
            called = [c for c in called if c.pos_ == "NOUN" and not draft.sentence.at(c.head.i)]
            spent = (c for c in below if self._spent(c))
            full = [c for c in below if self.lexicon.among("laden", c.text)]
            held = (c for c in below if self.lexicon.among("held", c.text))
            load = (c for t in full for c in t.children if label(c) in _LOADED)
            return [*args.object, *listed, *thing, *called, *spent, *load, *held]
        if args.indirect and not args.passive:
            return args.indirect  # told Y to leave
        if told := self._told_before(draft):
            return told
        clitic = self.lexicon.bare(token.text) != token.lower_
        for last in self._before(token) if clitic else ():
            if draft.sentence.at(last.i) or self.lexicon.human(last.text):
                return [last]  # accused the envoy and ordered him out
        after = max(token.i, draft.last) + 1
        for near in token.doc[after : after + 4]:
            if near.pos_ in VERBAL or near.is_punct or near.lower_ in self.lexicon.small_words:
                break
            if near.pos_ in {"NOUN", "PROPN"}:
                return [near]
        return []

    def _spent(self, noun: Token) -> bool:
        """Whether a phrase says what an amount is given or held in (*ten dollars in loans*)."""
        counted = label(noun) == "nmod" and self.lexicon.among("measure", noun.head.text)
        return counted and noun.pos_ == "NOUN" and cases(noun) in self.lexicon.group("in")

    def _told_before(self, draft: Draft) -> list[Token]:
        """What the clitic of an active verb may stand for: the subject or object that another verb
        of the sentence has (Indonesian *perjanjian itu berlaku setelah Y mengesahkannya*).
        """
        verb = draft.token
        _, clitic = self.lexicon.lookup(verb.text)
        if clitic not in self.lexicon.pronouns or draft.part != "verb" or draft.arguments.passive:
            return []
        things = (t for t in verb.doc[: verb.i] if t.pos_ == "NOUN" and t.head != verb)
        return [t for t in things if label(t) in _THINGS and t.head.pos_ in VERBAL][-2:]

    def _spoken_of(self, draft: Draft) -> list[Token]:
        """What a pronoun that names nobody stands for: the object told of last in the sentence
        (*closed its embassy in May and reopened it in June*).
        """
        pronoun = draft.arguments.object[0]
        means = self.lexicon.pronouns.get(pronoun.lower_)
        if means is None or pronoun.pos_ != "PRON" or means.refers not in {"thing", "any"}:
            return []
        return self._before(pronoun.doc[min(draft.token.i, pronoun.i)])

    def _before(self, token: Token) -> list[Token]:
        """The object told of last before a word of the sentence."""
        before = reversed(token.doc[: token.i])
        near = (t for t in before if label(t) == "obj" and t.pos_ in {"NOUN", "PROPN"})
        return [t for t in near if t.head.pos_ in VERBAL][:1]

    def fillers(self, draft: Draft, filler: str) -> Iterator[Token]:
        """Phrase heads at a logical position of a trigger (docs/lexicon.md)."""
        args, token = draft.arguments, draft.token
        noun = draft.part == "noun"
        match filler:
            case "subject":
                yield from args.subject if not noun else ()
            case "object" if not noun and (told := self._to_be_done(draft)):
                yield from told  # meminta dua nelayannya dibebaskan Y
            case "object":
                yield from (
                    args.object if not noun else self._made_with(draft) if draft.support else ()
                )
            case "indirect":
                yield from args.indirect or self._beneficiary(draft)
            case "clause":
                yield from args.clause
            case "clause-subject":
                for clause in (*args.clause, *self._told(draft)):
                    marks = _marks(clause)
                    if label(clause) == "advcl" and marks - self.lexicon.complementizers:
                        continue  # X urged restraint, whereas Y …
                    yield from arguments(clause, None, self.lexicon).subject
            case "clause-object":
                for clause in (*args.clause, *self._told(draft)):
                    if not _marks(clause).isdisjoint(self.lexicon.conditionals):
                        continue  # threatened to act unless the sway of Y was cut
                    below = arguments(clause, None, self.lexicon)
                    yield from (*below.object, *below.indirect)
                    yield from (t for _, t in below.obliques)
            case "possessor" | "modifier":
                if noun:
                    rels = {"nmod:poss", "det:poss"} if filler == "possessor" else INSIDE
                    whole = token.doc[token.i : max(token.i, draft.last) + 1]  # pull-out
                    inner = draft.frame.complement == "alleged" and [
                        t for c in args.clause for t in arguments(c, None, self.lexicon).subject
                    ]  # the allegation *Y did it*
                    for child in (c for t in whole for c in t.children if c not in whole):
                        bare = label(child) in rels and not cases(child)
                        if inner and child in inner:
                            continue
                        if bare or (
                            filler == "possessor" and label(child) == "nmod" and not cases(child)
                        ):
                            yield child
            case "rivals":  # only the whole article tells (`kg.discourse`)
                return
            case "participle":  # sanctions targeting Y
                for clause in (c for c in token.children if noun and label(c) == "acl"):
                    below_it = arguments(clause, None, self.lexicon)
                    yield from () if below_it.passive else below_it.object
            case "traveller" | "whither":
                yield from self._journey(draft)[filler == "whither"] if noun else ()
            case "around":
                yield from self._around(draft) if noun else ()
            case "addressee":
                yield from self._addressee(args.obliques)
            case "amounting":
                yield from self._amounting(draft) if noun else ()
            case "doer":  # condemned the arrest of Y by Z
                by = self.lexicon.group("by")
                yield from (t for p, t in args.obliques if p in by and not (noun or args.passive))
            case "whence" | "there":  # was expelled from Y, was hailed in Y
                group = self.lexicon.group(*_PLACED[filler])
                own = {c.i for c in token.children if args.passive and c.i > token.i}
                yield from (t for p, t in args.obliques if p in group and t.i in own)
            case "imposer" | "imposed":  # the ban that X had put on Y was lifted
                for done in self._behind(args.object):
                    hit = (t for p, t in done.obliques if p in self._imposing)
                    yield from done.subject if filler == "imposer" else hit
            case "answerer":  # made an apology that X accepted
                rest = token.doc[token.i : max(token.i, draft.last) + 1]
                for done in self._behind([*rest, *([] if noun else args.object)], "answering"):
                    yield from done.subject
            case "cause":
                yield from cause(token, self.lexicon)
            case "involved":  # talks that involved X and Y, the meeting was attended by X and Y
                for part in self._involving(token) if noun else ():
                    yield from part.subject if part.passive else part.object
                    yield from (t for p, t in part.obliques if p in self.lexicon.group("from"))
            case "aim":  # lent a million to help Y recover
                verb = draft.verb
                for clause in (c for c in verb.children if label(c) in CLAUSE):
                    helps = self.lexicon.among("relieving", clause.text)
                    if helps and not _marks(clause).isdisjoint(self.lexicon.group("for")):
                        below = arguments(clause, None, self.lexicon)
                        yield from (*below.object, *(t for _, t in below.obliques))
            case "by" if not (noun or args.passive):
                return  # the agent of another, passive, verb
            case _:
                group = self.lexicon.group(filler)
                aimed = self._aiming if filler == "of" else frozenset()
                for preposition, child in args.obliques:
                    if noun and aimed and self._within(child, token, aimed):
                        continue  # a rally against the president of Y
                    if preposition in group or f"{preposition} {child.lower_}" in group:
                        yield child  # in front of

    def _to_be_done(self, draft: Draft) -> list[Token]:
        """Who is to do what is asked, where the object is whom it is to be done to (Indonesian
        *meminta X dibebaskan Y*, asks that Y free X); else only the verb's object counts.
        """
        args = draft.arguments
        asks = draft.frame.complement == "hypothetical" and "clause-subject" in draft.frame.target
        if not asks or args.passive or not args.object:
            return []
        for clause in args.clause if not self.lexicon.modifiers_before else ():
            feature = next((t.feature for t in self.lexicon.lookup(clause.text)[0]), None)
            below = arguments(clause, feature, self.lexicon)
            if below.passive and set(args.object) & set(below.object):
                return below.subject or [clause]
        return []

    def _behind(self, objects: Sequence[Token], kind: str = "") -> Iterator[Arguments]:
        """The arguments of passive clauses behind a verb's object (*the ban imposed by X*), of
        those with a verb of a class.
        """
        things = [t for noun in objects for t in (noun, *noun.children) if t.pos_ not in VERBAL]
        nouns = [t for t in things if t in objects or label(t) == "conj"]
        for clause in (c for noun in nouns for c in noun.children if label(c).startswith("acl")):
            if kind and not self.lexicon.among(kind, clause.text):
                continue
            feature = next((t.feature for t in self.lexicon.lookup(clause.text)[0]), None)
            told = arguments(clause, feature, self.lexicon)
            if told.passive:
                yield told

    def _involving(self, noun: Token) -> Iterator[Arguments]:
        """The arguments of verbs that tell who took part in what a noun tells."""
        verbs = [c for c in noun.children if label(c).startswith("acl")]
        if label(noun).startswith("nsubj"):
            verbs.append(noun.head)
        for verb in (v for v in verbs if self.lexicon.among("involving", v.text)):
            feature = next((t.feature for t in self.lexicon.lookup(verb.text)[0]), None)
            yield arguments(verb, feature, self.lexicon)

    def _within(self, child: Token, noun: Token, prepositions: frozenset[str]) -> bool:
        """Whether a phrase lies within one that a noun has with one of some prepositions."""
        node = child.head
        while node not in (noun, node.head):
            if cases(node) in prepositions:
                return True
            node = node.head
        return False

    def _made_with(self, draft: Draft) -> Iterator[Token]:
        """What an event noun is made with, without where it happens (*a meeting in X*)."""
        places = self.lexicon.group("at", "in") if "at" not in draft.frame.target else ()
        yield from (t for t in self.objects(draft) if cases(t) not in places)

    def _around(self, draft: Draft) -> list[Token]:
        """The logical subject of the verb that an event noun's phrase belongs to (*at a meeting
        with Y, X …*).
        """
        noun = draft.token
        while self._counts(noun.head, noun):  # after days of fighting
            noun = noun.head
        node, preposition = noun, cases(noun)
        if preposition not in self._circumstance:
            return []
        if any(label(c) == "cop" for c in noun.children):  # is on a visit to Y
            return [c for c in noun.children if label(c) == "nsubj"]
        taken = self.lexicon.group_of(preposition) & {"with", "over", "against"}
        free = not taken or draft.frame.complement in _CALLED_FOR  # broke ties over a charge
        while label(node) == "nmod" and free and node.head.pos_ == "NOUN":
            node = node.head  # hung on the object: agreed on a bridge at a meeting
        if label(noun) == "nmod" and label(noun.head).startswith("nsubj"):
            return [noun.head]  # X at a meeting with Y said
        if not label(node).startswith(("obl", "obj") if node != noun else "obl"):
            return []
        verb = node.head
        feature = next((t.feature for t in self.lexicon.lookup(verb.text)[0]), None)
        args = arguments(verb, feature, self.lexicon)
        return [*args.object, *args.subject] if args.passive else args.subject

    def _addressee(self, phrases: list[tuple[str, Token]]) -> Iterator[Token]:
        """To whom a message goes that something is asked in (*in a letter to Y, X asked …*)."""
        whom = self.lexicon.group("to", "with")
        for _, noun in phrases:
            if self.lexicon.among("messages", noun.text):
                yield from (t for p, t in modifiers(noun) if p in whom)

    def _amounting(self, draft: Draft) -> list[Token]:
        """Who did what amounts to an act of speech (*in a rebuke to Y, X shut the border*)."""
        node = draft.token
        while label(node) == "nmod" and cases(node) in self.lexicon.group("of"):
            node = node.head  # in a show of support
        if cases(node) not in self.lexicon.group("amounting"):
            return []
        while label(node) == "nmod" and node.i > node.head.i:
            node = node.head  # hung on the object: banned two films in a snub to Y
            if label(node).startswith("nsubj"):
                return [node]  # X, in a rebuke to Y, said …
        verb = node.head
        if not label(node).startswith(("obl", "obj")) or verb.pos_ not in VERBAL:
            return []
        feature = next((t.feature for t in self.lexicon.lookup(verb.text)[0]), None)
        return arguments(verb, feature, self.lexicon).subject

    def _journey(self, draft: Draft) -> tuple[list[Token], list[Token]]:
        """Who goes somewhere, or is there, for what an event noun tells of, and where that is
        (*flew to Y for talks*; *X, in Y for talks, said …*).
        """
        noun = draft.token
        while self._counts(noun.head, noun):
            noun = noun.head
        if cases(noun) not in self.lexicon.group("for"):
            return [], []
        inside, bound = self.lexicon.group("in", "at"), self.lexicon.group("to", "in", "at", "for")
        above = noun.head
        while label(above) in {"nmod", "obl", "obj"} and cases(above) in bound:
            above = above.head  # flew to Y for talks: hung on Y
        if above.pos_ in {"NOUN", "PROPN"}:  # X, in Y for talks
            there = [c for c in above.children if c.i < noun.i and cases(c) in inside]
            return ([above], there) if there else ([], [])
        means = (t.means for t in self.lexicon.lookup(above.text)[0])
        if not any(isinstance(m, Frame) and m.type in _GOING for m in means):
            return [], []
        args = arguments(above, None, self.lexicon)
        beside = self.lexicon.group("with", "between")
        if any(p in beside for p, _ in draft.arguments.obliques):
            return args.subject, []
        goals = (t for p, t in args.obliques if p in bound and t != noun)
        return args.subject, [*args.object, *goals]

    def charged(self, noun: Token) -> list[Token]:
        """Whom a verb charges with a deed, or thanks for it (*blamed X for the raid*)."""
        verb = noun.head
        if label(noun) == "nmod" and label(verb) == "obj":
            verb = verb.head  # hung on whom it charges
        if cases(noun) not in self._charging or verb.pos_ not in VERBAL or verb.i > noun.i:
            return []
        means = [(t.means, t.feature) for t in self.lexicon.lookup(verb.text)[0]]
        frames = [(m.complement, f) for m, f in means if isinstance(m, Frame)]
        charges = [f for complement, f in frames if complement in _CHARGING]
        if not charges or any(complement == "hypothetical" for complement, _ in frames):
            return []
        return arguments(verb, charges[0], self.lexicon).object

    def _counts(self, head: Token, noun: Token) -> bool:
        """Whether a noun only says how much of another there was."""
        of = label(noun) == "nmod" and head.i < noun.i
        return of and self.lexicon.among("measure", head.text)

    def _told(self, draft: Draft) -> Iterator[Token]:
        """Clauses that say what an event noun is about (*a threat to attack Y*)."""
        for clause in draft.token.children if draft.part == "noun" else ():
            marked = any(label(c) == "mark" for c in clause.children)  # the demand that Y leave
            if label(clause) == "acl" or (label(clause) == "acl:relcl" and marked):
                yield clause

    def _beneficiary(self, draft: Draft) -> Iterator[Token]:
        """*gave Y five tons of rice*: a name right behind the verb that the tree took for a
        part of the object.
        """
        doc, position = draft.token.doc, draft.token.i + 1
        if not draft.arguments.object or draft.arguments.passive:
            return
        if position < len(doc) and doc[position].lower_ in self.lexicon.articles:
            position += 1
        found = draft.sentence.at(position) if position < len(doc) else None
        if found and found.use in {"name", "abbreviation"} and found.last + 1 < len(doc):
            head = draft.sentence.head(found)
            if label(head) in INSIDE and not cases(head):
                yield head

    @cached_property
    def _aiming(self) -> frozenset[str]:
        return self.lexicon.group("against", "upon", "over")

    @cached_property
    def _imposing(self) -> frozenset[str]:
        return self.lexicon.group("against", "upon", "to", "dest")

    @cached_property
    def _charging(self) -> frozenset[str]:
        return self.lexicon.group("blame", "of")

    @cached_property
    def _circumstance(self) -> frozenset[str]:
        """Prepositions of what goes with an act: *at* a meeting, *in* talks."""
        return self.lexicon.group("around")


def _marks(clause: Token) -> set[str]:
    """The words that open a clause."""
    return {c.lower_ for c in clause.children if label(c) == "mark"}
