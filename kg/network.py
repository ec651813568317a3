"""The network that learned from marked articles which words tell of an act, and who takes part.

Two small networks in one file. The first sees words: hashed forms, what lexicon, parser and finder
say of them, and in three layers their neighbours and heads in the tree (a convolution with
maxout and residuals, as spaCy's own, Honnibal 2017, along the tree, too: Marcheggiani & Titov
2017, *Encoding sentences with graph convolutional networks for semantic role labeling*). It tells
for each word how likely it tells of an act of each class. The second weighs, for an act and a
side, what `kg.casting` sees of both: how likely that side does it, and how likely it is done to.

`training/network.py` makes the file. numpy alone reads it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TypeAlias
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from kg.encoding import Encoded, forms
from kg.errors import KnowledgeError
from kg.resources import MODELS, resource

__all__ = ["FILE", "Network", "load"]

FILE = "events.npz"
"""The file, in the folder of the models."""

Real: TypeAlias = npt.NDArray[np.float32]

_WORDS = 1 << 14  # forms that are kept
_STEEP = 30.0  # beyond such odds nothing changes


@cache
def load(path: Path | None = None) -> Network:
    """The network of a file, by default of the one that Duta comes with.

    Raises:
        KnowledgeError: if it is missing or not such a file.
    """
    path = path or resource(MODELS) / FILE
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        texts = {k: tuple(map(str, arrays.pop(k))) for k in ("languages", "classes", "labels")}
        weights = {name: array.astype(np.float32) for name, array in arrays.items()}
        return Network(texts["languages"], texts["classes"], texts["labels"], weights)
    except FileNotFoundError:
        raise KnowledgeError(f"{path}: is missing; reinstall the package") from None
    except (OSError, EOFError, ValueError, KeyError, BadZipFile) as error:
        raise KnowledgeError(
            f"{path}: no network ({error}); `python training/network.py` writes it"
        ) from None


@dataclass(frozen=True)
class Network:
    """The weights, and what their rows stand for.

    `languages`: whose words it knows; `classes`: of events; `labels`: what it knows to say of an
    act and a side, in words.
    """

    languages: tuple[str, ...]
    classes: tuple[str, ...]
    labels: tuple[str, ...]
    weights: Mapping[str, Real]
    _words: dict[tuple[str, tuple[int, ...], str], Real] = field(default_factory=dict)
    places: Mapping[str, int] = field(init=False)
    rows: Mapping[str, int] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "places", {name: i for i, name in enumerate(self.classes)})
        object.__setattr__(self, "rows", {name: i + 1 for i, name in enumerate(self.labels)})

    def acts(self, words: Encoded) -> Real:
        """How likely each word tells of an act of each class (words × classes), 0 to 1."""
        w, size = self.weights, len(words.texts)
        if not size:
            return np.zeros((0, len(self.classes)), np.float32)
        kinds = dict(zip(words.texts, words.kinds, strict=True))
        rows = {text: row for row, text in enumerate(kinds)}
        known = np.stack([self._word(text, kind, words.language) for text, kind in kinds.items()])
        x = known[[rows[text] for text in words.texts]]
        x += w["tag"][words.marks[:, 0]] + w["relation"][words.marks[:, 1]]
        x += w["use"][words.marks[:, 2]] + w["told"][words.told].sum(1)
        x = np.concatenate([_normal(x, w["in.scale"], w["in.shift"]), np.zeros_like(x[:1])])
        links = np.concatenate([words.links, np.full_like(words.links[:1], size)])
        layer = 0
        while f"{layer}.weight" in w:
            seen = np.concatenate([x, x[links].reshape(size + 1, -1)], 1)
            both = seen @ w[f"{layer}.weight"] + w[f"{layer}.bias"]
            larger = np.maximum(both[:, ::2], both[:, 1::2])
            x = x + _normal(larger, w[f"{layer}.scale"], w[f"{layer}.shift"])
            x[size] = 0
            layer += 1
        hidden = np.maximum(x[:size] @ w["act.weight"] + w["act.bias"], 0)
        return _chance(hidden @ w["class.weight"] + w["class.bias"])

    def _word(self, text: str, kinds: tuple[int, ...], language: str) -> Real:
        """What a word is before its sentence is looked at."""
        key = (text, kinds, language)
        known = self._words.get(key)
        if known is None:
            w = self.weights
            known = w["form"][list(forms(text, language))].sum(0) @ w["form.weight"]
            known = known + w["kind"][list(kinds)].sum(0)
            if len(self._words) >= _WORDS:
                self._words.clear()
            self._words[key] = known
        return known

    def parts(self, numbers: Real, labels: Sequence[Sequence[str]]) -> Real:
        """How likely each side does an act, and how likely it is done to it (sides × 2), 0 to 1.

        Args:
            numbers: what is seen of them, as `kg.casting` has it (sides × numbers).
            labels: the same in words, as many for each.
        """
        w = self.weights
        if not len(numbers):
            return np.zeros((0, 2), np.float32)
        x: Real = np.sign(numbers) * np.log1p(np.abs(numbers))
        x = (x - w["part.mean"]) / w["part.spread"]
        rows = np.array([[self.rows.get(label, 0) for label in each] for each in labels])
        both = np.concatenate([x, w["label"][rows].reshape(len(x), -1)], 1)
        hidden = np.maximum(both @ w["part.1.weight"] + w["part.1.bias"], 0)
        hidden = np.maximum(hidden @ w["part.2.weight"] + w["part.2.bias"], 0)
        odds = hidden @ w["part.weight"] + w["part.bias"]
        odds += x @ w["part.direct"] + w["label.direct"][rows].sum(1)
        return _chance(odds)


def _normal(x: Real, scale: Real, shift: Real) -> Real:
    """Layer normalisation (Ba, Kiros & Hinton 2016)."""
    apart = x - x.mean(-1, keepdims=True)
    variance = np.einsum("ij,ij->i", apart, apart)[:, None] / x.shape[-1]
    out: Real = apart / np.sqrt(variance + 1e-6) * scale + shift
    return out


def _chance(odds: Real) -> Real:
    return (1 / (1 + np.exp(-np.clip(odds, -_STEEP, _STEEP)))).astype(np.float32)
