"""What training takes from a treebank of old guidelines: what annotator and parser agree on."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import spacy
from spacy.tokens import Doc
from spacy.training import Example

sys.path.insert(0, str(Path(__file__).parent.parent / "training"))

from agreed import agreed

WORDS = ["Rina", "Putri", "Ayu", "membaca", "buku", "lama"]
OLD = ([3, 0, 1, 3, 3, 3], ["nsubj", "flat:name", "flat:name", "ROOT", "dobj", "amod"])
NEW = ([3, 0, 0, 3, 3, 4], ["nsubj", "flat:name", "flat:name", "ROOT", "obj", "acl"])


class _Parser:
    """Reads every sentence alike."""

    def pipe(self, docs: Iterable[Doc]) -> Iterator[Doc]:
        for doc in docs:
            yield Doc(doc.vocab, WORDS, heads=NEW[0], deps=NEW[1], pos=["X"] * len(WORDS))


def _parse() -> tuple[list[int | None], list[str]]:
    nlp = spacy.blank("xx")
    doc = Doc(nlp.vocab, WORDS, heads=OLD[0], deps=OLD[1], pos=["X"] * len(WORDS))
    (made,) = agreed(_Parser(), [Example(nlp.make_doc(" ".join(WORDS)), doc)])
    heads, labels = made.get_aligned_parse()
    return heads, labels


def test_the_parsers_label_counts_where_heads_agree() -> None:
    heads, labels = _parse()
    assert (heads[4], labels[4]) == (3, "obj")


def test_later_words_of_a_name_hang_on_its_first() -> None:
    heads, labels = _parse()
    assert (heads[2], labels[2]) == (0, "flat:name")


def test_where_neither_agrees_the_head_is_open() -> None:
    heads, _ = _parse()
    assert heads[5] is None
    assert None not in heads[:5]
