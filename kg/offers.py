"""Offers, demands and requests told before, and what answers them (*the request was denied*)."""

from __future__ import annotations

from collections.abc import Iterable

from kg.draft import Draft, keys
from kg.lexicon import Lexicon
from kg.tree import phrase
from kg.words import Token

__all__ = ["answered", "pointing", "replies"]

_OPEN = frozenset({"planned", "hypothetical"})


def pointing(noun: Token, lexicon: Lexicon) -> bool:
    """Whether a noun points back to what was told (*that step*, *the raid*, *langkah itu*)."""
    before = noun.doc[max(0, noun.i - 2) : noun.i]
    window = (*noun.children, *before[-1:], *noun.doc[noun.i + 1 : phrase(noun)[1] + 2])
    shown = any(t.lower_ in lexicon.demonstratives for t in window)
    return shown or any(lexicon.among("definite", t.text) for t in before)


def _offer(draft: Draft, lexicon: Lexicon) -> bool:
    """Whether an act is done to something offered, asked or demanded before."""
    things = (t for t in draft.arguments.object if lexicon.among("offers", t.text))
    return any(pointing(t, lexicon) for t in things)


def replies(draft: Draft, lexicon: Lexicon) -> bool:
    """Whether a verb without an agent tells what became of an offer."""
    unnamed = draft.part != "noun" and draft.arguments.passive and not draft.agents
    return unnamed and not draft.anaphoric and _offer(draft, lexicon)


def answered(draft: Draft, told: Iterable[Draft], lexicon: Lexicon) -> Draft | None:
    """The offer that an act takes up or turns down (*Z turned down the proposal*): the last of the
    acts told before by somebody else.
    """
    mine = keys(draft.agents)
    for other in told if _offer(draft, lexicon) else ():
        open_ = other.frame.complement in _OPEN or other.frame.status in _OPEN
        if open_ and keys(other.agents) and not keys(other.agents) & mine:
            return other
    return None
