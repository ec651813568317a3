"""Whose deed a clause comments on (*sent jets to Y, a step that angered Z*), and who is only in
one.
"""

from __future__ import annotations

from kg.lexicon import Lexicon
from kg.tree import VERBAL, arguments, label
from kg.words import Token

__all__ = ["aside", "cause", "summed_up"]


def summed_up(noun: Token, lexicon: Lexicon) -> list[Token]:
    """Who did what a noun behind a comma sums up, of which a clause then tells."""
    edge = noun.left_edge
    apart = edge.i > 0 and "," in (edge.text, edge.nbor(-1).text)
    told = any(label(c) in {"acl", "acl:relcl"} for c in noun.children)
    return _doers(noun, lexicon) if apart and told and lexicon.among("deeds", noun.text) else []


def cause(verb: Token, lexicon: Lexicon) -> list[Token]:
    """Who did what a relative clause behind a comma says the outcome of (*sent jets to Y, which
    angered Z*).
    """
    noun = verb.head
    first = next((c for c in verb.children if c.lower_ in lexicon.relative), verb)
    apart = label(verb) == "acl:relcl" and 0 < first.i < verb.i and first.nbor(-1).text == ","
    return _doers(noun, lexicon) if apart and not label(noun).startswith("nsubj") else []


def _doers(noun: Token, lexicon: Lexicon) -> list[Token]:
    """The logical subject of the verb that a noun hangs on."""
    verb = noun.head
    while verb.pos_ not in VERBAL and verb.head != verb:
        verb = verb.head
    if verb.pos_ not in VERBAL or verb.i > noun.i:
        return []
    feature = next((t.feature for t in lexicon.lookup(verb.text)[0]), None)
    subject = arguments(verb, feature, lexicon).subject
    return [t for t in subject if noun not in t.subtree]  # of a list, not what heads it


def aside(head: Token, subject: Token) -> bool:
    """Whether a name belongs to a clause that opens a sentence, before the subject of the verb
    (Indonesian *disaksikan X, Y dan Z bertemu*, watched by X, Y and Z met).
    """
    clause = head.head
    while label(subject) == "conj":
        subject = subject.head
    opens = label(clause) == "advcl" and clause.head == subject.head and clause.i < head.i
    return opens and label(subject).startswith("nsubj")
