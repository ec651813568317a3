"""What words of measure and number count."""

from __future__ import annotations

from collections.abc import Iterator

from kg.lexicon import Lexicon
from kg.syntax import cases, label
from kg.words import Token, wording

__all__ = ["approximate", "measured"]


def measured(noun: Token, lexicon: Lexicon) -> Iterator[Token]:
    """What a noun of measure counts (*tons of aid*, *a series of attacks*)."""
    counting = lexicon.among("measure", noun.text) or lexicon.among("quantity", noun.text)
    if counting or noun.pos_ == "NUM":
        of = lexicon.group("of")
        for child in noun.children:
            if label(child) == "nmod" and child.i > noun.i and cases(child) in {"", *of}:
                yield child
                yield from measured(child, lexicon)


def approximate(noun: Token, lexicon: Lexicon) -> bool:
    """Whether what looks like a preposition belongs to a number (*up to 16 soldiers*)."""
    first = min((c.i for c in noun.children if label(c) == "nummod"), default=0)
    before = wording(noun.doc[max(0, first - 2) : first]).lower()
    return before in lexicon.approximators and before.endswith(cases(noun))
