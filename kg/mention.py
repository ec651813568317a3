"""Mentions at work: the sentences of an article and the actors found in them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from kg.event import Mention, Span
from kg.gazetteer import Actor
from kg.timex import Timex
from kg.words import Token

__all__ = ["FEW", "PLACES", "Found", "Sentence", "blocks"]

PLACES = frozenset({"name", "abbreviation", "capital", "place"})
"""Uses of what may tell where something happens."""
FEW = 2
"""Sentences of a text that is there for what it tells: no article, of which examples know more."""


_BLOCK, _AROUND = 80, 40
"""Sentences whose acts are settled together, and how many before and behind them tell of whom they
may be: all, in nearly any article; in a book the time stays linear."""


def blocks(sentences: int) -> Iterator[tuple[range, range]]:
    """The sentences of an article block by block, by number: those of a block, and those around
    that count, too.
    """
    for low in range(0, sentences, _BLOCK):
        around = range(max(0, low - _AROUND), low + _BLOCK + _AROUND)
        yield range(low, low + _BLOCK), around


@dataclass(slots=True)
class Found:
    """Tokens `first` to `last` (inclusive) that name actors; pronouns may name several.

    `use` is the gazetteer's, or `office`, `person`, `institution`, `force`, `group`,
    `pronoun`, `speaker`, `clitic`. `office` is the kind of office of a title, empty where its
    holder is not meant; `unnamed` is an officer without a name, as far as the text itself tells;
    `nation` is whose people a group are.
    """

    first: int
    last: int
    mentions: tuple[Mention, ...]
    use: str
    office: str | None = None
    unnamed: Actor | None = None
    nation: Actor | None = None


@dataclass(slots=True)
class Sentence:
    """A sentence at work.

    `article`: the article's IRI; `start`: the offset in it; `doc`: its words, in a tree
    once `parsed`; `words`: their texts, `lower` in lower case; `starts`: their offsets in it;
    `home`: the state that the article is written from; `opposed`: whom a word is against
    (*anti-Japanese*).
    """

    article: str
    number: int
    start: int
    text: str
    doc: list[Token]
    found: list[Found] = field(default_factory=list)
    times: list[Timex] = field(default_factory=list)
    parsed: bool = False
    home: Mention | None = None
    opposed: list[Found] = field(default_factory=list)
    words: list[str] = field(init=False)
    lower: list[str] = field(init=False)
    starts: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.words = [token.text for token in self.doc]
        self.starts = [token.idx for token in self.doc]
        self.lower = [token.lower_ for token in self.doc]

    def span(self, first: int, last: int) -> Span:
        """The words from one token to another, as offsets into the article."""
        begin, end = self.doc[first].idx, self.doc[last].idx + len(self.doc[last])
        return Span(self.start + begin, self.start + end, self.text[begin:end])

    def covered(self, start: int, end: int) -> range:
        """The tokens that some words of the sentence, by their offsets in it, are part of."""
        first = max(bisect_right(self.starts, start) - 1, 0)
        behind = bisect_left(self.starts, end)
        if first < behind and self.starts[first] + len(self.words[first]) <= start:
            first += 1
        return range(first, behind)

    def within(self, start: int, end: int) -> list[Token]:
        """Those tokens themselves."""
        found = self.covered(start, end)
        return self.doc[found.start : found.stop]

    def at(self, token: int) -> Found | None:
        """What a token is part of."""
        for found in self.found:  # asked for more often than anything else
            if found.first <= token <= found.last:
                return found
        return None

    def head(self, found: Found) -> Token:
        """The token of a mention that the tree attaches to the rest."""
        tokens = self.doc[found.first : found.last + 1]
        inside = range(found.first, found.last + 1)
        return next((t for t in tokens if t.head.i not in inside or t.head == t), tokens[0])
