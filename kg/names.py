"""Finds the names of known actors in running text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property

from kg.gazetteer import Candidate, Gazetteer

__all__ = ["NameFinder", "flat"]

_WORD = re.compile(r"\w+")
_SPACES = str.maketrans("\t\n\v\f\r", "     ")


def flat(text: str) -> str:
    """Lower case and single-width spaces, length unchanged, so that offsets hold."""
    if text.isascii():
        return text.translate(_SPACES).lower()
    return "".join(
        " " if c.isspace() else (low if len(low := c.casefold()) == 1 else c) for c in text
    )


class NameFinder:
    """Longest match of gazetteer names, at word boundaries."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer

    @cached_property
    def _index(self) -> dict[str, list[tuple[str, bool, tuple[Candidate, ...]]]]:
        index: dict[str, list[tuple[str, bool, tuple[Candidate, ...]]]] = defaultdict(list)
        for name, candidates in self.gazetteer.names.items():
            first = _WORD.search(name)
            if first:
                exact = all(c.exact for c in candidates)
                index[first[0].casefold()].append((name, exact, candidates))
        for names in index.values():
            names.sort(key=lambda n: -len(n[0]))
        return dict(index)

    def find(self, text: str) -> Iterator[tuple[int, int, tuple[Candidate, ...]]]:
        """Non-overlapping names from left to right: start, end, what they may mean."""
        lower, until = flat(text), 0
        for word in _WORD.finditer(text):
            start = word.start()
            if start < until:
                continue
            for name, exact, candidates in self._index.get(flat(word[0]), ()):
                end = start + len(name)
                if (text if exact else lower)[start:end] != name:
                    continue
                if not exact and not text[start].isupper():
                    continue
                if end < len(text) and (text[end].isalnum() and name[-1] != "."):
                    continue
                yield start, end, candidates
                until = end
                break
