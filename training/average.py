"""The mean of two states of a model: steadier than either, where one grew out of the other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

__all__ = ["average", "parameters"]


def _places(nlp: Any) -> Iterator[tuple[Any, str]]:
    for _, pipe in nlp.pipeline:
        for node in pipe.model.walk():
            yield from ((node, name) for name in node.param_names if node.has_param(name))


def parameters(nlp: Any) -> list[Any]:
    """A copy of all parameters of a pipeline, in a fixed order."""
    return [node.get_param(name).copy() for node, name in _places(nlp)]


def average(nlp: Any, before: list[Any]) -> None:
    """Moves a pipeline halfway to the parameters that it once had."""
    for (node, name), old in zip(_places(nlp), before, strict=True):
        node.set_param(name, (node.get_param(name) + old) / 2)
