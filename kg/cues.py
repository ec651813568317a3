"""Words without which a frame's conditions cannot hold: a test before any tree is looked at."""

from __future__ import annotations

from collections.abc import Sequence

from kg.lexicon import Frame, Lexicon

__all__ = ["Cues"]


class Cues:
    """The cue words of a lexicon's frames."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._cues = {frame.id: _cues(frame) for frame in lexicon.frames}

    def words(self, lower: Sequence[str]) -> frozenset[str]:
        """What the conditions look at: words in lower case, as they stand and bare."""
        return frozenset(lower).union(map(self._lexicon.bare, lower))

    def allow(self, frame: Frame, words: frozenset[str]) -> bool:
        """Whether each condition of a frame finds one of its words."""
        return not any(map(words.isdisjoint, self._cues[frame.id]))

    def asks(self, frame: Frame) -> bool:
        """Whether a frame has conditions of which a word tells."""
        return bool(self._cues[frame.id])


def _cues(frame: Frame) -> tuple[frozenset[str], ...]:
    """Sets of words of which a frame's conditions want one each."""
    out = []
    for words in (frame.object, frame.subject, frame.clause, frame.oblique_object):
        if words is not None and not words.actors:
            opening = (f for p in words.phrases for f in (p.split()[0], p.split()[0].split("-")[0]))
            out.append(words.single.union(opening))  # tokens may end at a hyphen
    if frame.oblique is not None:
        out.append(frozenset(p.split()[0] for p in frame.oblique))
    return tuple(out)
