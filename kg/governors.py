"""What decides the status of what lies in its clause: speech acts, plans, negated verbs.

Each governor rules an area of tokens: the clause that a speech verb tells, what is planned or
denied, the sentence around a reporting clause put inside it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kg import ontology
from kg.draft import Draft, Seen
from kg.frame import Engine, content_heads
from kg.joints import acts
from kg.lexicon import Frame, Lexicon
from kg.mention import Sentence
from kg.tree import VERBAL, arguments, cases, label
from kg.words import Token

__all__ = ["OPEN", "SAID", "Governor", "Governors"]

OPENING, CLOSING = frozenset('“"«‘'), frozenset('”"»’')
SAID = "said"
_NAMED = frozenset({"name", "abbreviation", "capital", "person"})
OPEN = frozenset({"planned", "hypothetical", "alleged"})


@dataclass(slots=True, eq=False)
class Governor:
    """Something that decides the status of what lies in its area of tokens."""

    complement: str
    area: frozenset[int]
    draft: Draft | None
    token: int


class Governors:
    """Finds the governors of a sentence."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lexicon: Lexicon = engine.lexicon

    def find(self, sentence: Sentence, seen: Seen) -> list[Governor]:
        """Whatever rules the status of something, in no order."""
        out = []
        asides: set[int] = set()  # reporting clauses inserted or appended
        for draft in seen.drafts:
            if draft.frame.complement == SAID and label(draft.token) == "parataxis":
                asides |= _subtree(draft.token)
        for draft in seen.drafts:
            complement = draft.frame.complement
            if complement:
                area = self.area(sentence, draft)
                area -= _known(sentence, complement, area)
                area -= self._caused(sentence, complement, area)
                out.append(Governor(complement, frozenset(area), draft, draft.token.i))
        for position, operator in seen.operators.items():
            token = sentence.doc[position]
            args = arguments(token, None, self._lexicon)
            heads = content_heads(token, args.clause, self._lexicon) + args.object
            open_ = operator.complement in OPEN and token.head.pos_ == "NOUN"
            if label(token) in {"advmod", "aux", "amod"} and (token.head.pos_ in VERBAL or open_):
                heads = [token.head]  # a planned visit
            if args.passive or any(label(c) == "nsubj:pass" for c in token.children):
                heads += [c for c in token.children if label(c) == "nsubj:pass"]
            if token.pos_ not in VERBAL:
                heads += [c for c in token.children if label(c) in {"nmod", "acl", "compound"}]
            near = token.nbor() if position + 1 < len(sentence.doc) else token
            if not heads and near.pos_ == "VERB" and near != token:
                subject = label(token).startswith("nsubj") and token.head == near
                heads = [] if subject else [near]  # hung elsewhere, yet right before its verb
            area = set().union(*(_subtree(h) for h in heads)) - {position} - asides
            if operator.complement == "negated":
                area -= self._going_on(heads)
            told = (c for h in heads if label(h) == "nsubj:pass" for c in h.children)
            area -= {t for c in told if label(c) == "acl:relcl" for t in _subtree(c)}
            area -= _known(sentence, operator.complement, area)
            area -= self._caused(sentence, operator.complement, area)
            complement = operator.complement
            if complement in {"planned", "asserted"} and self._engine.triggers.negated(token):
                complement = "negated"  # did not try to …
            out.append(Governor(complement, frozenset(area), None, position))
        return out

    def area(self, sentence: Sentence, draft: Draft) -> set[int]:
        """The tokens of what a speech act is about."""
        token = draft.token
        area: set[int] = set()
        for head in draft.wanted:
            if (draft.frame.complement != SAID or draft.part == "noun") and _parted(token, head):
                continue  # X urged Y to yield; Z rejected …
            area |= _subtree(head)
        if draft.frame.complement != SAID:
            for head in draft.arguments.object:
                area |= _subtree(head)
        if draft.frame.complement == "alleged":  # blamed X for the raid
            charges = self._lexicon.group("blame", "of")
            for preposition, head in draft.arguments.obliques:
                area |= _subtree(head) if preposition in charges else set()
            area -= self._told_of_charged(sentence, draft)
        if draft.frame.complement in {"hypothetical", "denied", "alleged"}:
            area -= self._happened(draft)
        if draft.frame.complement == "negated":
            area -= self._going_on(draft.wanted)
        if draft.frame.complement in {"hypothetical", "planned"}:
            area -= self._answered_for(draft)
        own = _subtree(token)
        if draft.frame.complement == SAID:
            inverse = label(token) in {"parataxis", "ccomp", "advcl", "conj"} and not draft.wanted
            if inverse:
                area |= _subtree(token.head) - own
            quoted = _quoted(sentence)
            if quoted and token.i not in quoted:
                area |= quoted
            told = draft.part == "noun" and label(token).startswith("nsubj")
            if told and not area:  # the statement was denounced by Y
                clauses = [c for c in token.head.children if label(c) in {"ccomp", "xcomp"}]
                area |= set().union(*map(_subtree, clauses)) | {token.i}
            if not area and draft.part == "noun":  # the report that …; not what follows it
                told_of = (c for c in token.children if label(c).startswith("acl"))
                area = set().union(*map(_subtree, told_of))
            thing = draft.part == "noun" and label(token) == "obj" and draft.support is None
            if not area and not thing:  # asked for an explanation after …
                after = {t.i for t in sentence.doc[token.i + 1 :]}
                subject = {t for s in draft.arguments.subject for t in _subtree(s)}
                area = after - subject
                if draft.part != "noun" and len(area) <= 3 + len(sentence.doc) // 8:
                    area = set(range(token.i)) - subject - {t.i for t in token.ancestors}
        area.discard(token.i)
        above = set(token.ancestors)  # whom a relative clause is about
        area -= {
            t
            for s in draft.arguments.subject
            if s not in above
            for t in _subtree(s)
            if s.i not in area or s.head == token
        }
        return area

    def _told_of_charged(self, sentence: Sentence, draft: Draft) -> set[int]:
        """What a clause tells of whoever is charged, besides what with (*two men held by Y were
        charged with spying*).
        """
        out = set[int]()
        for person in draft.arguments.object:
            known = sentence.at(person.i) is not None or self._lexicon.human(person.text)
            for clause in person.children if known else ():
                past = label(clause) == "acl" and "Past" in clause.morph("Tense")
                told = _subtree(clause) if past or label(clause) == "acl:relcl" else set[int]()
                out |= told if draft.token.i not in told else set()
        return out

    def _going_on(self, heads: Iterable[Token]) -> set[int]:
        """An act of speech joined to a deed that is not done (*declined to go and demanded …*), and
        what a clause before it tells.
        """
        out = set[int]()
        for head in heads:
            past = self._lexicon.group("past")
            aside = (c for c in head.children if label(c) == "advcl")
            aside = (c for c in aside if c.i < head.i or c.left_edge.lower_ in past)
            out |= set().union(*map(_subtree, aside))  # though urged to, …; after X had vetoed it
            joined = (c for c in head.children if label(c) == "conj" and c.pos_ in VERBAL)
            for verb in joined:
                out |= (
                    _subtree(verb)
                    if acts(verb, self._lexicon) - acts(head, self._lexicon)
                    else set()
                )
        return out

    def _caused(self, sentence: Sentence, complement: str, area: set[int]) -> set[int]:
        """What somebody means to do, or asks for, something about (*decided to leave because of
        the raid by Y*): that has happened.
        """
        out = set[int]()
        why = self._lexicon.group("cause") if complement in {"planned", "hypothetical"} else ()
        for token in sentence.doc if why else ():
            if token.i in area and label(token).startswith(("obl", "nmod")) and cases(token) in why:
                out |= _subtree(token)
        return out

    def _happened(self, draft: Draft) -> set[int]:
        """What a clause tells that says why, or after what, somebody is asked (*asked Y to wait
        after Z had objected*), or of when something is denied (*denied knowing when Z came*).
        """
        past, out = self._lexicon.group("past"), set[int]()
        if draft.frame.complement == "denied":
            past = past.union(self._lexicon.time.get("meanwhile", ()))
        for clause in (c for head in draft.wanted for c in (head, *head.children)):
            marked = label(clause) == "advcl" and clause.left_edge.lower_ in past
            told = any(label(c).startswith("nsubj") for c in clause.children)
            if marked and (told or clause == clause.left_edge):  # menyusul serangan X
                out |= _subtree(clause)
        return out

    def _answered_for(self, draft: Draft) -> set[int]:
        """What a hostile deed has done that amends are asked or promised for (*demanded an apology
        for the attack*).
        """
        over, out = self._lexicon.group("over", "blame"), set[int]()
        for thing in draft.arguments.object:
            for noun in thing.children:
                if label(noun) in {"nmod", "obl"} and cases(noun) in over and self._hostile(noun):
                    out |= _subtree(noun)
        return out

    def _hostile(self, noun: Token) -> bool:
        classes = ontology.load().classes
        means = (m for m in self._lexicon.as_noun(noun.text) if isinstance(m, Frame))
        return any(classes[m.type].hostile for m in means)


def _parted(token: Token, clause: Token) -> bool:
    """Whether a colon or semicolon stands between a word and a clause hung on it."""
    first, last = sorted((token.i, clause.i))
    return any(t.text in {";", ":"} for t in token.doc[first:last])


def _known(sentence: Sentence, complement: str, area: set[int]) -> set[int]:
    """What is told aside of somebody named, though a plan or call names him (*plans to help Y,
    which Z attacked*).
    """
    if complement not in {"planned", "hypothetical"}:
        return set()
    asides = (t for t in sentence.doc if label(t) == "acl:relcl" and t.head.i in area)
    named = (t for t in asides if (f := sentence.at(t.head.i)) and f.use in _NAMED)
    return {i for t in named for i in _subtree(t)}


def _quoted(sentence: Sentence) -> set[int]:
    """Tokens between quotation marks, where there are several of them."""
    inside, out, open_ = False, set[int](), 0
    for token in sentence.doc:
        if not inside and token.text in OPENING:
            inside, open_ = True, token.i
        elif inside and token.text in CLOSING:
            inside = False
            if token.i - open_ > 5:
                out |= set(range(open_, token.i))
    if inside and len(sentence.doc) - open_ > 5:
        out |= set(range(open_, len(sentence.doc)))
    return out


def _subtree(token: Token) -> set[int]:
    """Positions of what a token governs; a verb coordinated with a noun is hung amiss and
    left out.
    """
    out, stack = set[int](), [token]
    while stack:
        head = stack.pop()
        out.add(head.i)
        stack.extend(
            c
            for c in head.children
            if not (label(c) == "conj" and c.pos_ == "VERB" and head.pos_ in {"NOUN", "PROPN"})
        )
    return out
