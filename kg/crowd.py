"""Whom *they* means where people are spoken of: *X seized two Y sailors. They had …*; and *the
former* and *the latter*.
"""

from __future__ import annotations

from collections.abc import Iterable

from kg.gazetteer import Actor
from kg.lexicon import Lexicon
from kg.mention import Found, Sentence
from kg.tree import label

__all__ = ["crowd", "listed"]

_ENDINGS = (1, 2)  # letters that a plural has more


def crowd(sentence: Sentence, end: int, lexicon: Lexicon) -> list[Actor]:
    """Whose people, ships or forces a sentence speaks of in the plural before a word: its subject,
    else those named last, or, where it has no tree, first.
    """
    found = [(label(sentence.head(f)), f) for f in sentence.found if f.last < end and f.mentions]
    told = [(n, f) for n, f in found if f.mentions[0].actor.side and _plural(sentence, f, lexicon)]
    subjects = [f for n, f in told if n.startswith("nsubj")] if sentence.parsed else []
    last = told[-1:] if sentence.parsed else told[:1]
    return [f.mentions[0].actor for f in (*subjects, *(f for _, f in last))][:1]


def _plural(sentence: Sentence, found: Found, lexicon: Lexicon) -> bool:
    """Whether the noun in a name, or right behind it, is a form of a shorter one for people or
    forces (*two Y sailors*).
    """
    for word in sentence.lower[found.last : found.last + 2]:
        stems = [word[:-n] for n in _ENDINGS if len(word) > 2 * n]
        people = lexicon.human(word) and any(map(lexicon.human, stems))
        if people or any((w,) in lexicon.forces for w in stems):
            return True
    return False


def listed(sentences: Iterable[Sentence], position: int, last: bool) -> list[Actor]:
    """The former or the latter of the two sides that were named last, in the nearest sentence
    that names two; the first is the pointer's own.
    """
    for number, sentence in enumerate(sentences):
        sides: dict[str, Actor] = {}
        for found in sentence.found:
            for actor in (m.actor for m in found.mentions if number or found.last < position):
                if actor.side:
                    sides.setdefault(actor.side, actor)
        if len(sides) > 1:
            return [list(sides.values())[-1 if last else -2]]
    return []
