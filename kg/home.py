"""Where an article is written, by its dateline: whom a government without a country serves."""

from __future__ import annotations

from collections.abc import Sequence

from kg.event import Mention, Span
from kg.gazetteer import Candidate, Gazetteer

__all__ = ["home"]

_AFTER = frozenset(",(:–—-")  # what ends the place of a dateline

Named = Sequence[tuple[int, int, tuple[Candidate, ...]]]


def home(text: str, names: Named, raw: Sequence[Named], gazetteer: Gazetteer) -> Mention | None:
    """The state whose city opens an article, if the article names that state again: what a
    conference city is host to is no matter of its own country.

    Args:
        text: of the article.
        names: that its beginning holds.
        raw: the names of every sentence.
        gazetteer: of the language.
    """
    first = next((n for n in names if n[0] == 0), None)
    if first is None or text[first[1] :].lstrip()[:1] not in _AFTER:
        return None
    _, end, candidates = first
    side = gazetteer.side(candidates[0].actor.side or "")
    if side is None or side.kind != "State":
        return None
    times = sum(
        any(c.actor.side == side.side for c in found) for names in raw for _, _, found in names
    )
    return Mention(side, Span(0, end, text[:end])) if times else None
