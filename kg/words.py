"""The words of a sentence, and the tree that hangs them on each other.

spaCy makes a Python object whenever a token, a neighbour or a child is asked for; the engine
asks millions of times. Here each is made once per sentence. Names are those of spaCy's tokens.
"""

from __future__ import annotations

import unicodedata
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.strings import StringStore
    from spacy.tokens import Doc

__all__ = ["Token", "Tree", "hang", "rehang", "tokens", "tree", "wording"]


@dataclass(frozen=True, slots=True)
class Tree:
    """What the parser says of a sentence, word by word: of what kind it is (part of speech,
    relation to the head, features as UD writes them: `Mood=Ind|Tense=Past`), and how many places
    away the head is.
    """

    kinds: tuple[tuple[str, str, str], ...]
    away: array[int]


_KINDS: dict[tuple[int, int, int], tuple[str, str, str]] = {}
"""The kinds of words that were met, by spaCy's keys: as many as the parsers have labels for."""


class Token:
    """A word. `doc`: all words of its sentence, `i` its place there, `idx` its offset; `label`:
    the relation to the head, in lower case as UD writes it; `like_num`: whether it is a number,
    in figures or in words. Without a tree each is its own head.
    """

    __slots__ = (
        "_features", "_left", "children", "dep_", "doc", "head", "i", "idx", "label", "like_num",
        "lower_", "pos_", "text", "whitespace_",
    )  # fmt: skip

    def __init__(
        self, doc: list[Token], i: int, idx: int, text: str, space: str, number: bool
    ) -> None:
        self.doc = doc
        self.i = i
        self.idx = idx
        self.text = text
        self.lower_ = text.lower()
        self.whitespace_ = space
        self.like_num = number
        self.pos_ = self.dep_ = self.label = ""
        self.head: Token = self
        self.children: Sequence[Token] = ()
        self._features = ""
        self._left: Token | None = None

    def __len__(self) -> int:
        return len(self.text)

    def __repr__(self) -> str:
        return self.text

    @property
    def is_lower(self) -> bool:
        """Whether no letter is a capital, and there are letters."""
        return self.text.islower()

    @property
    def is_upper(self) -> bool:
        """Whether every letter is a capital, and there are letters."""
        return self.text.isupper()

    @property
    def is_title(self) -> bool:
        """Whether it begins with a capital and goes on in small letters."""
        return self.text.istitle()

    @property
    def is_alpha(self) -> bool:
        """Whether it is made of letters alone."""
        return self.text.isalpha()

    @property
    def is_punct(self) -> bool:
        """Whether it is made of punctuation alone."""
        return _punctuation(self.text)

    @property
    def left_edge(self) -> Token:
        """The first word of what it governs; found once for each tree."""
        if self._left is None:
            self._left = self
            for child in self.children:
                edge = child.left_edge
                if edge.i < self._left.i:
                    self._left = edge
        return self._left

    @property
    def subtree(self) -> Iterator[Token]:
        """What it governs, itself included, in the order of the tree."""
        before = [c for c in self.children if c.i < self.i]
        for child in before:
            yield from child.subtree
        yield self
        for child in self.children[len(before) :]:
            yield from child.subtree

    @property
    def ancestors(self) -> Iterator[Token]:
        """The words above it, the nearest first."""
        node = self
        while node.head is not node:
            node = node.head
            yield node

    def nbor(self, step: int = 1) -> Token:
        """The word so many places on.

        Raises:
            IndexError: if there is none.
        """
        if self.i + step < 0:
            raise IndexError(self.i + step)
        return self.doc[self.i + step]

    def morph(self, feature: str) -> list[str]:
        """The values of a feature that the parser gave it (`VerbForm`: `Inf`)."""
        for each in self._features.split("|"):
            name, _, values = each.partition("=")
            if name == feature:
                return values.split(",")
        return []


@lru_cache(1 << 14)
def _punctuation(text: str) -> bool:
    return all(unicodedata.category(c).startswith("P") for c in text)


def tokens(doc: Doc) -> list[Token]:
    """The words of a text that was cut into tokens."""
    out: list[Token] = []
    names = doc.vocab.strings
    rows = doc.to_array(["ORTH", "IDX", "SPACY", "LIKE_NUM"]).tolist()
    for i, (text, idx, space, number) in enumerate(rows):
        out.append(Token(out, i, idx, names[text], " " if space else "", bool(number)))
    return out


def tree(doc: Doc) -> Tree:
    """The tree of a text that was parsed."""
    rows = doc.to_array(["POS", "DEP", "MORPH", "HEAD"])
    away = array("h", rows[:, 3].astype("int16").tolist())  # of distances to the left, the sign
    return Tree(
        tuple(_kind(doc.vocab.strings, key) for key in map(tuple, rows[:, :3].tolist())), away
    )


def _kind(names: StringStore, key: tuple[int, int, int]) -> tuple[str, str, str]:
    if key not in _KINDS:
        part, relation, features = key
        _KINDS[key] = names[part], names[relation], names[features]
    return _KINDS[key]


def hang(words: list[Token], tree: Tree) -> None:
    """Gives words the tree of their text."""
    below: list[list[Token]] = [[] for _ in words]
    for word, (part, relation, features), away in zip(words, tree.kinds, tree.away, strict=True):
        word.pos_ = part
        word.dep_ = relation
        word.label = relation.lower()
        word._features = features
        place = word.i + away
        word.head = words[place]
        if away:
            below[place].append(word)
    for word, children in zip(words, below, strict=True):
        word.children, word._left = children, None


def rehang(words: list[Token], arcs: Mapping[int, tuple[int, str]]) -> None:
    """Hangs words elsewhere in their tree: by place, the new head and relation. What would go
    round in a circle stays as it is.
    """
    heads = [arcs[w.i][0] if w.i in arcs else w.head.i for w in words]
    for start in arcs:
        node, seen = start, set[int]()
        while heads[node] != node:
            if node in seen:
                return
            seen.add(node)
            node = heads[node]
    for place, (_, relation) in arcs.items():
        words[place].dep_, words[place].label = relation, relation.lower()
    below: list[list[Token]] = [[] for _ in words]
    for word, head in zip(words, heads, strict=True):
        word.head = words[head]
        if head != word.i:
            below[head].append(word)
    for word, children in zip(words, below, strict=True):
        word.children, word._left = children, None


def wording(words: Iterable[Token]) -> str:
    """Some words that follow each other, as they are written."""
    return "".join(w.text + w.whitespace_ for w in words).rstrip(" ")
