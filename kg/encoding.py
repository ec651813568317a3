"""The parsed words of an article as the numbers that a network takes.

What a word is said to be by lexicon, parser, finder and frames goes in beside its form, so that
the network learns where to trust them. Forms are hashed (Weinberger et al. 2009, *Feature hashing
for large scale multitask learning*): no vocabulary is needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias
from zlib import crc32

import numpy as np
import numpy.typing as npt

from kg.draft import Seen
from kg.lexicon import Frame, Lexicon, Support
from kg.mention import Sentence

__all__ = ["BUCKETS", "LINKS", "MARKS", "Encoded", "Whole", "encode", "forms"]

Whole: TypeAlias = npt.NDArray[np.int32]

BUCKETS = 24_000
"""Rows of the table that forms are hashed into."""

LINKS = 5
"""Words that a word sees: the one before and behind, its head, its subject, what it acts on."""

_TAGS = (
    "", "ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON", "PROPN",
    "PUNCT", "SCONJ", "SYM", "VERB", "X",
)  # fmt: skip
_RELATIONS = (
    "", "acl", "acl:relcl", "advcl", "advmod", "amod", "appos", "aux", "aux:pass", "case", "cc",
    "ccomp", "compound", "compound:prt", "conj", "cop", "csubj", "dep", "det", "discourse", "expl",
    "fixed", "flat", "iobj", "list", "mark", "nmod", "nmod:poss", "nsubj", "nsubj:pass", "nummod",
    "obj", "obl", "obl:agent", "orphan", "parataxis", "punct", "root", "xcomp",
)  # fmt: skip
_USES = (
    "", "name", "abbreviation", "capital", "clitic", "definite", "demonym", "force", "group",
    "institution", "office", "person", "place", "pronoun", "source", "speaker",
)  # fmt: skip
_TAG, _RELATION, _USE = (
    {name: place for place, name in enumerate(names)} for names in (_TAGS, _RELATIONS, _USES)
)
MARKS = (len(_TAGS), len(_RELATIONS), len(_USES))
"""How many parts of speech, relations and uses of a mention there are."""

_SUBJECTS, _OBJECTS, _OBLIQUES = {"nsubj", "csubj"}, {"obj", "xcomp", "ccomp"}, {"obl", "nmod"}
_ACTED_ON = _OBJECTS | _OBLIQUES
_SUPPORTS, _RULES = "supports", "rules"
_TWO = 2  # acts that are told by one word


@dataclass(frozen=True, slots=True)
class Encoded:
    """The words of the parsed sentences of an article.

    `kinds`: places of the classes of events that the lexicon has each word for, behind these of
    support verb and operator; `marks` (words × 3): part of speech, relation and use of a mention;
    `told` (words × 2): classes of the acts that frames tell there; `links` (words × 5): words that
    it sees, as many as there are words where there is none; `first`: where each sentence begins.
    """

    language: str
    texts: Sequence[str]
    kinds: Sequence[tuple[int, ...]]
    marks: Whole
    told: Whole
    links: Whole
    first: Mapping[int, int]


def encode(
    sentences: Iterable[Sentence], seen: Mapping[int, Seen], lexicon: Lexicon, language: str,
    classes: Mapping[str, int],
) -> Encoded:  # fmt: skip
    """Encodes the parsed sentences of one article.

    Args:
        sentences: all of them.
        seen: by number, what the frames tell of a sentence.
        lexicon: that of the article.
        language: whose words they are, as the network knows it.
        classes: the place of each class of events.
    """
    parsed = [s for s in sentences if s.number in seen]
    size = sum(len(s.doc) for s in parsed)
    marks = [[0, 0, 0] for _ in range(size)]  # lists: numpy is slow at single numbers
    told = [[len(classes)] * _TWO for _ in range(size)]
    links = [[size] * LINKS for _ in range(size)]
    texts: list[str] = []
    first: dict[int, int] = {}
    for sentence in parsed:
        base = first[sentence.number] = len(texts)
        texts += sentence.words
        for token in sentence.doc:
            at = base + token.i
            relation = token.label if token.label in _RELATION else token.label.partition(":")[0]
            marks[at][:2] = _TAG.get(token.pos_, 0), _RELATION.get(relation, 0)
            if token.i:
                links[at][0], links[at - 1][1] = at - 1, at
            if token.head is not token:
                head, relation = base + token.head.i, relation.partition(":")[0]
                links[at][2] = head
                if relation in _SUBJECTS:
                    links[head][3] = at
                elif relation in _ACTED_ON and _goes_before(relation, links[head][4], marks):
                    links[head][4] = at
        for found in sentence.found:
            for word in range(found.first, found.last + 1) if found.mentions else ():
                marks[base + word][2] = _USE.get(found.use, 1)
        for draft in seen[sentence.number].drafts:
            at, kind = base + draft.token.i, classes.get(draft.type)
            if kind is not None and not draft.anaphoric:
                told[at][int(told[at][0] != len(classes))] = kind
    known = {text: _kinds(lexicon, classes, text) for text in set(texts)}
    kinds = [known[text] for text in texts]
    tables = (_whole(marks, 3), _whole(told, _TWO), _whole(links, LINKS))
    return Encoded(language, texts, kinds, *tables, first)


def _whole(table: Sequence[Sequence[int]], width: int) -> Whole:
    return np.array(table, np.int32).reshape(-1, width)


def _goes_before(relation: str, known: int, marks: Sequence[Sequence[int]]) -> bool:
    """Whether a word is what its head acts on, for all that is known: objects and clauses go
    before phrases. `known`: the word that was thought so, as many as there are if there is none.
    """
    if known == len(marks):
        return True
    loose = _RELATIONS[marks[known][1]].partition(":")[0] in _OBLIQUES
    return relation in _OBJECTS and loose


def _kinds(lexicon: Lexicon, classes: Mapping[str, int], text: str) -> tuple[int, ...]:
    """Classes of events that a word is listed for; behind the last, whether it supports a noun or
    rules a clause.
    """
    size = len(classes)
    places = {classes.get(name, size + (name == _RULES)) for name in _senses(lexicon, text)}
    return tuple(sorted(places))


@lru_cache(1 << 14)
def _senses(lexicon: Lexicon, text: str) -> frozenset[str]:
    """What a word is listed for: classes of events, supporting a noun, ruling a clause."""
    means = (trigger.means for trigger in lexicon.lookup(text)[0])
    return frozenset(
        each.type if isinstance(each, Frame) else _SUPPORTS if isinstance(each, Support) else _RULES
        for each in means
    )


@lru_cache(1 << 14)
def forms(text: str, language: str) -> tuple[int, ...]:
    """The buckets of a word: of its form (twice, so that few words share both), how it begins
    and ends, and its shape.
    """
    lower = text.lower()
    keys = (
        f"1{language}{lower}", f"2{language}{lower}", f"p{language}{lower[:4]}",
        f"s{language}{lower[-4:]}", f"t{language}{lower[-3:]}", f"x{_shape(text)}",
    )  # fmt: skip
    return tuple(crc32(key.encode()) % BUCKETS for key in keys)


def _shape(text: str) -> str:
    """`Xxxd` of *Brics10*: at most three of a kind in a row."""
    out = ""
    for char in text:
        kind = "X" if char.isupper() else "x" if char.islower() else "d" if char.isdigit() else char
        if out[-3:] != kind * 3:
            out += kind
    return out
