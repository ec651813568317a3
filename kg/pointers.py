"""What the clause that a pronoun stands in says of whom it means."""

from __future__ import annotations

from collections.abc import Iterable

from kg.mention import Found, Sentence
from kg.tree import SUBJECT, cases, label

__all__ = ["clausemates", "same_place"]

_OBJECT = frozenset({"obj", "iobj"})
_DEEP = 4  # clauses


def same_place(sentence: Sentence, position: int, here: Iterable[Found]) -> Found | None:
    """Whom the verb before was about, for the object of one joined to it without a subject
    (*crowds attacked Y's embassy and pelted it*): so is this one.
    """
    token = sentence.doc[position]
    verb = token.head
    joined = label(token) in _OBJECT and label(verb) == "conj" and token.i == verb.i + 1
    if not joined or token.pos_ != "PRON" or any(label(c) in SUBJECT for c in verb.children):
        return None
    heads = [(f, sentence.head(f)) for f in here]
    near = [f for f, h in heads if h.head == verb.head and label(h) in {"obj", "obl"}]
    things = [
        f for f in near if f.use not in {"place", "pronoun"} and cases(sentence.head(f)) != ""
    ]
    direct = [f for f in near if label(sentence.head(f)) == "obj"]
    return next(iter(direct + things[-1:]), None)


def clausemates(sentence: Sentence, position: int) -> set[str | None]:
    """Sides that do to a pointer what its clause tells, as which it is none of them."""
    verb = sentence.doc[position].head
    if label(sentence.doc[position]) not in {"obj", "iobj", "obl"}:
        return set()
    for _ in range(_DEEP):
        doers = [c for c in verb.children if label(c) in SUBJECT]
        if doers or label(verb) not in {"conj", "advcl", "xcomp", "parataxis"}:
            break
        if label(verb) == "xcomp":  # urged Y to help it
            doers = [c for c in verb.head.children if label(c) in _OBJECT and c.i < verb.i]
        if doers:
            break
        verb = verb.head
    if label(verb) == "acl:relcl" and all(c.pos_ != "PROPN" and c.pos_ != "NOUN" for c in doers):
        doers = [verb.head]  # Y, which had asked it
    found = [f for f in sentence.found if sentence.head(f) in doers]
    return {m.actor.side for f in found for m in f.mentions}
