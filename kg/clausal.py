"""Whom the clause of a pointer shows it to mean: its subject, its object, who comes behind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kg.gazetteer import Actor
from kg.mention import Found, Sentence
from kg.tree import VERBAL, label
from kg.words import Token

__all__ = ["ahead", "dealt_with", "doing", "faced"]

_DEALT = ("obj", "iobj", "obl")


def _speaker(verb: Token) -> Token | None:
    """Who says, behind it, what a clause tells (*two of its citizens were held, X said*)."""
    said = (c for c in verb.children if label(c) == "parataxis" and c.i > verb.i)
    return next((s for c in said for s in c.children if label(s).startswith("nsubj")), None)


def ahead(sentence: Sentence, position: int) -> Actor | None:
    """Whose it is that a clause or phrase before the subject tells of (*after its boats were
    seized, X protested*): the subject's.
    """
    for above in sentence.doc[position].ancestors:
        told = _speaker(above)
        for noun in (*above.children, *([told] if told else ())) if above.pos_ in VERBAL else ():
            first = noun.left_edge.i
            behind = label(noun).startswith("nsubj") and first > position
            if behind and any(t.text == "," for t in sentence.doc[position:first]):
                found = sentence.at(noun.i)
                return found.mentions[0].actor if found and found.mentions else None
    return None


def faced(sentence: Sentence, position: int) -> set[str | None]:
    """Sides that the verb deals with whose subject a pointer is (*that country accused Y*)."""
    token = sentence.doc[position]
    token = token if label(token).startswith("nsubj") else token.head  # that country
    doing = label(token).startswith("nsubj")
    args = [c for c in token.head.children if label(c) in {"obj", "iobj"}] if doing else []
    inside = {t.i for c in args for t in c.subtree}
    return {m.actor.side for f in sentence.found if f.first in inside for m in f.mentions}


def dealt_with(sentence: Sentence, position: int) -> set[str | None]:
    """Sides named in what a verb is done to whose subject a word is, or is part of."""
    verb = next((t for t in sentence.doc[position].ancestors if t.pos_ in VERBAL), None)
    args = [c for c in verb.children if label(c).startswith(_DEALT)] if verb else []
    inside = {t.i for c in args for t in c.subtree}
    named = (f for f in sentence.found if f.use not in {"clitic", "pronoun"})
    return {m.actor.side for f in named if f.first in inside for m in f.mentions}


def doing(sentence: Sentence, before: Iterable[Found], past: Sequence[Sentence]) -> list[Found]:
    """The subjects of the nearest clauses that have any: of this sentence, as far as it goes
    before a word, else of one of those before it.
    """
    rounds = [(sentence, before), *((s, s.found) for s in past)]
    for told, founds in rounds:
        alone = [f for f in founds if len(f.mentions) == 1]
        if doers := [f for f in alone if label(told.head(f)).startswith("nsubj")]:
            return doers
    return []
