"""SHACL: whether a graph keeps the promises of `ontology/shapes.ttl`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from rdflib import SH, Dataset, Graph, URIRef

from kg.errors import KnowledgeError
from kg.resources import ONTOLOGY, resource

__all__ = ["Violation", "validate"]


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """What breaks a promise: the node, the property where there is one (else empty), why, and
    the local name of the shape in `shapes.ttl`.
    """

    focus: str
    path: str
    message: str
    shape: str


def validate(dataset: Dataset) -> list[Violation]:
    """What in the graph breaks a shape, in a stable order; nothing if it conforms."""
    from pyshacl import validate as run  # slow to import

    union = Graph()
    union.addN((s, p, o, union) for s, p, o, _ in dataset.quads())
    _, report, text = run(union, shacl_graph=_shapes(), inference="none", inplace=True)
    if not isinstance(report, Graph):
        raise TypeError(f"shapes.ttl cannot be run: {text}")
    return sorted({_violation(report, node) for node in report.objects(None, SH.result)})


@cache
def _shapes(path: Path | None = None) -> Graph:
    from rdflib.plugins.parsers.notation3 import BadSyntax

    path = path or resource(ONTOLOGY) / "shapes.ttl"
    try:
        return Graph().parse(path, format="turtle")
    except OSError as error:
        raise KnowledgeError(f"{path}: cannot be read: {error.strerror}") from None
    except BadSyntax as error:
        what = error._why
        raise KnowledgeError(f"{path}:{error.lines + 1}: no Turtle: {what}") from None


def _violation(report: Graph, node: Any) -> Violation:
    path = report.value(node, SH.resultPath)
    return Violation(
        focus=str(report.value(node, SH.focusNode)),
        path=str(path) if isinstance(path, URIRef) else "",
        message=str(report.value(node, SH.resultMessage)),
        shape=str(report.value(node, SH.sourceShape)).rpartition("#")[2],
    )
