"""Offers, demands and deeds told before, and what answers them (*the request was denied*)."""

from __future__ import annotations

from collections.abc import Iterable

from kg.draft import Draft, keys
from kg.event import Mention
from kg.lexicon import Lexicon
from kg.tree import label, phrase
from kg.words import Token

__all__ = ["answered", "pointing", "replies", "same_deed"]

_DOERS = frozenset({"obj", "obl:agent", "nsubj"})
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
    token = draft.token
    alone = token.head == token and all(label(c) != "parataxis" for c in token.children)
    spoken = "speaker" in draft.frame.agent and draft.type == draft.frame.negated and not alone
    unnamed = unnamed and not (draft.by_speaker or spoken)  # said such terms were unacceptable
    behind = max(draft.token.i, draft.last) + 1
    named = draft.token.doc[behind : behind + 1]
    doers = (t for t in named if label(t) in _DOERS or lexicon.human(t.text))
    unnamed = unnamed and not any(t.pos_ in {"NOUN", "PROPN"} for t in doers)  # ditentang warga
    return unnamed and not draft.anaphoric and _offer(draft, lexicon)


def answered(draft: Draft, told: Iterable[Draft], lexicon: Lexicon) -> Draft | None:
    """The offer that an act takes up or turns down (*Z turned down the proposal*): the last of the
    acts told before by somebody else.
    """
    mine = keys(draft.agents)
    for other in told if _offer(draft, lexicon) else ():
        open_ = other.frame.complement in _OPEN or other.frame.status in _OPEN
        named = {t.lower_ for t in other.arguments.object}  # tabled a draft … the draft
        same = any(t.lower_ in named for t in draft.arguments.object)
        open_ = open_ or (same and not _offer(other, lexicon))
        if open_ and keys(other.agents) and not keys(other.agents) & mine:
            return other
    return None


def same_deed(draft: Draft, beside: Iterable[Draft]) -> list[Mention]:
    """Whose deed a clitic on a verb means (Indonesian *A mengutuk serangan itu, sementara B
    mendukungnya*, A condemned the raid while B backed it).
    """
    here, at = draft.sentence.span(draft.token.i, draft.token.i), draft.sentence.at
    if draft.part == "noun" or not any(m.span == here for m in draft.targets):
        return []
    before = [d for d in beside if d.token.i < draft.token.i and d.frame.complement]
    for other in reversed(before):
        things = [t for t in other.arguments.object if at(t.i) is None]
        if things and not keys(other.targets) & keys(draft.agents) and other.part != "noun":
            return list(other.targets)
    return []
