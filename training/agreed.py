"""Bring a treebank of old guidelines to those of a parser trained on today's.

Where tree and parser agree on a word's head, the parser's label counts, for labels are what
guidelines changed. Where they differ on the head but not on the label, the annotator's
head counts. Where they differ on both, the word's head is left open, and training learns
nothing from it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from spacy.tokens import Doc
from spacy.training import Example

__all__ = ["Partial", "agreed"]


class Partial(Example):
    """An example some of whose words have no head."""

    def get_aligned_parse(self, projectivize: bool = True) -> tuple[list[Any], list[Any]]:
        heads, labels = super().get_aligned_parse(projectivize)
        return [h if d else None for h, d in zip(heads, labels, strict=True)], labels


def agreed(nlp: Any, examples: Iterable[Example]) -> list[Example]:
    """The examples as far as the parser `nlp` and their annotators agree."""
    examples = list(examples)
    made = [_bare(e.y) for e in examples]
    out: list[Example] = []
    for one, told in zip(examples, nlp.pipe(made), strict=True):
        heads, labels = [], []
        for gold, word in zip(one.y, told, strict=True):
            head = _top(gold)
            if head == word.head.i:
                heads.append(head)
                labels.append(word.dep_)
            else:
                same = gold.dep_ == word.dep_
                heads.append(head if same else gold.i)
                labels.append(gold.dep_ if same else "")
        doc = Doc(
            one.y.vocab,
            [t.text for t in one.y],
            [bool(t.whitespace_) for t in one.y],
            heads=heads,
            deps=labels,
            pos=[t.pos_ for t in told],
            morphs=[str(t.morph) for t in told],
            sent_starts=[t.i == 0 for t in one.y],
        )
        if not _cyclic(heads):
            out.append(Partial(_bare(one.y), doc))
    return out


def _top(word: Any) -> int:
    """The head of a word; of a name's later words its first, as guidelines now have it."""
    head = word.head
    while word.dep_ == head.dep_ == "flat:name" and head.head.i != head.i:
        head = head.head
    return int(head.i)


def _cyclic(heads: list[int]) -> bool:
    for word in range(len(heads)):
        at = word
        for _ in heads:
            at = heads[at]
        if heads[at] != at:
            return True
    return False


def _bare(doc: Doc) -> Doc:
    bare = Doc(doc.vocab, [t.text for t in doc], [bool(t.whitespace_) for t in doc])
    for token in bare:
        token.is_sent_start = token.i == 0
    return bare
