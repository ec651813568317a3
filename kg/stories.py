"""Which articles tell one story: near-duplicates, such as an agency's text in twenty papers.

Texts are sets of shingles, runs of words (Broder, Glassman, Manasse & Zweig 1997, Syntactic
clustering of the Web: half of the shingles shared is a near-duplicate). They are compared by
MinHash and bands (Leskovec, Rajaraman & Ullman, Mining of Massive Datasets, 3.3 and 3.4): two
articles tell one story if a band of their sketches is the same and their days are near, or if
a third links them. What is one story so depends on the articles alone: not on their order, nor
on how many were there before; and what a further article costs does not grow with their number.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from datetime import date

from kg.article import Article

__all__ = ["WINDOW", "day", "sketch", "stories", "story", "words"]

WINDOW = 3
"""Days that may lie between two articles that share a band."""

_SHINGLE = 5  # words
_BANDS, _ROWS = 25, 5
"""Texts that share a share s of their shingles have a band in common with a probability of
1 - (1 - s^5)^25: 0.001 at a fifth, 0.06 at 0.3, 0.55 at a half, 0.99 at 0.7."""

_SEED = 1
_UNDATED = -2 * WINDOW
_WORD = re.compile(r"\w+")


def words(text: str) -> list[str]:
    """The words of a text, whatever its case, punctuation and form of Unicode."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def sketch(text: str) -> tuple[int, ...]:
    """The bands of a text, each a number of 64 bits; the same wherever they are made."""
    from rensa import RMinHash

    found = words(text)
    last = max(1, len(found) - _SHINGLE + 1)
    made = RMinHash(num_perm=_BANDS * _ROWS, seed=_SEED)
    made.update([" ".join(found[at : at + _SHINGLE]) for at in range(last)])
    values = made.digest()
    return tuple(
        _number(" ".join(map(str, (at, *values[at : at + _ROWS]))))
        for at in range(0, len(values), _ROWS)
    )


def _number(text: str) -> int:
    digest = hashlib.blake2b(text.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def day(iso: str | None) -> int:
    """The number of a day, for `WINDOW`; articles without one are near each other alone."""
    try:
        return date.fromisoformat(iso).toordinal() if iso else _UNDATED
    except ValueError:  # a graph may say anything
        return _UNDATED


def stories(articles: Iterable[Article]) -> dict[str, str]:
    """Articles that tell a story together with others, by IRI, with what names that story: the
    IRI of its first article, by day.
    """
    found = list(articles)
    parent = list(range(len(found)))
    buckets: dict[tuple[int, int], int] = {}

    def root(one: int) -> int:
        while parent[one] != one:
            parent[one] = one = parent[parent[one]]
        return one

    for number, article in enumerate(found if len(found) > 1 else ()):
        now = day(article.date)
        for band in sketch(article.text):
            for near in range(now - WINDOW, now + WINDOW + 1):
                if (other := buckets.get((band, near))) is not None:
                    parent[root(other)] = root(number)
            buckets[band, now] = number
    members: dict[int, list[Article]] = {}
    for number, article in enumerate(found):
        members.setdefault(root(number), []).append(article)
    told = [(_first(group), group) for group in members.values() if len(group) > 1]
    return dict(sorted((article.iri, first) for first, group in told for article in group))


def _first(group: Iterable[Article]) -> str:
    days = ((day(article.date), article.iri) for article in group)
    return min((now == _UNDATED, now, iri) for now, iri in days)[2]


def story(first: str, base: str) -> str:
    """The IRI of the story whose first article is given; `base` is what minted IRIs begin with."""
    return f"{base}story/{hashlib.sha256(first.encode()).hexdigest()[:16]}"
