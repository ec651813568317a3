"""Finds the names of known actors in running text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property, lru_cache

from kg.gazetteer import Candidate, Gazetteer

__all__ = ["NameFinder", "flat"]

_WORD = re.compile(r"\w+")
_SPACE = re.compile(r"\s")
_SPACES = str.maketrans("\t\n\v\f\r’‘ʻʼ", "     ''''")


@lru_cache(1 << 10)
def flat(text: str) -> str:
    """Lower case, single-width spaces and plain apostrophes, length unchanged: offsets hold."""
    plain = text.translate(_SPACES)
    if plain.isascii():
        return plain.lower()
    folded = plain.casefold()
    if len(folded) == len(plain):
        return _SPACE.sub(" ", folded)
    return "".join(
        " " if c.isspace() else (low if len(low := c.casefold()) == 1 else c) for c in plain
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
            names.sort(key=lambda n: (-len(n[0]), not n[1]))  # the very spelling first
        return dict(index)

    def find(self, text: str) -> Iterator[tuple[int, int, tuple[Candidate, ...]]]:
        """Non-overlapping names from left to right: start, end, what they may mean.

        A longer name that begins inside a shorter one wins (*the West*, *West German*).
        """
        lower, until = flat(text), 0
        words = list(_WORD.finditer(text))
        for number, word in enumerate(words):
            if word.start() < until or lower[slice(*word.span())] not in self._index:
                continue
            if not (found := self._at(text, lower, word)):
                continue
            start, end = word.start(), found[0]
            for later in words[number + 1 :]:
                if later.start() >= end:
                    break
                other = self._at(text, lower, later)
                if other and other[0] - later.start() > end - start:
                    found = None
                    break
            if found:
                yield start, end, found[1]
                until = end

    def _at(
        self, text: str, lower: str, word: re.Match[str]
    ) -> tuple[int, tuple[Candidate, ...]] | None:
        """The longest name that begins with a word: its end, what it may mean."""
        start = word.start()
        for name, exact, candidates in self._index.get(lower[start : word.end()], ()):
            end = start + len(name)
            if (text if exact else lower)[start:end] != name:
                continue
            if not exact and not _written_as_name(text, word):
                continue
            if end < len(text) and (text[end].isalnum() and name[-1] != "."):
                continue
            return end, candidates
        return None


def _written_as_name(text: str, word: re.Match[str]) -> bool:
    """Whether a word begins with a capital, or is a small one before it (*al-Qaeda*)."""
    if text[word.start()].isupper():
        return True
    following = text[word.end() : word.end() + 2]
    return (
        len(word[0]) == 2
        and len(following) == 2
        and following[0] in "- "
        and following[1].isupper()
    )
