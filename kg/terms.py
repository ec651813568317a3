"""The terms of the graph (`docs/model.md`), as Oxigraph has them, and its prefixes.

Making a term of rdflib takes several times as long, and a corpus has millions.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TypeAlias

from pyoxigraph import Literal, NamedNode

from kg import engine
from kg.ontology import NAMESPACE

__all__ = [
    "DUTA", "OA", "PREFIXES", "PROV", "RDF", "RDFS", "SCHEMA", "SEM", "SKOS", "XSD",
    "Namespace", "Triple", "dated", "decimal", "integer", "typed",
]  # fmt: skip

Triple: TypeAlias = tuple[NamedNode, NamedNode, NamedNode | Literal]


class Namespace:
    """The terms of a vocabulary, as attributes or items; as a string what their IRIs begin with."""

    def __init__(self, start: str) -> None:
        self._start = start

    def __str__(self) -> str:
        return self._start

    def __getattr__(self, name: str) -> NamedNode:
        if name.startswith("__"):
            raise AttributeError(name)
        term = self.__dict__[name] = NamedNode(self._start + name)
        return term

    def __getitem__(self, name: str) -> NamedNode:
        term: NamedNode = getattr(self, name)
        return term


DUTA = Namespace(NAMESPACE)
SEM = Namespace("http://semanticweb.cs.vu.nl/2009/11/sem/")
OA = Namespace("http://www.w3.org/ns/oa#")
PROV = Namespace("http://www.w3.org/ns/prov#")
SCHEMA = Namespace("https://schema.org/")
SKOS = Namespace("http://www.w3.org/2004/02/skos/core#")
RDF = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
RDFS = Namespace("http://www.w3.org/2000/01/rdf-schema#")
XSD = Namespace("http://www.w3.org/2001/XMLSchema#")

PREFIXES = dict(sorted(engine.PREFIXES.items()))
"""The prefixes of queries, in the order in which Turtle declares them."""

_PRECISIONS = (
    (re.compile(r"\d{4}-\d\d-\d\d"), XSD.date),
    (re.compile(r"\d{4}-\d\d"), XSD.gYearMonth),
    (re.compile(r"\d{4}"), XSD.gYear),
)


def dated(text: str) -> Literal:
    """An ISO 8601 date, typed by its precision; anything else is left without a type."""
    for shape, datatype in _PRECISIONS:
        if shape.fullmatch(text):
            return typed(text, datatype)
    return Literal(text)


def decimal(number: float) -> Literal:
    """A number with all its digits, so that it reads back as the same float."""
    return typed(format(Decimal(repr(float(number))), "f"), XSD.decimal)


def integer(number: int) -> Literal:
    """A whole number."""
    return typed(str(number), XSD.integer)


def typed(text: str, datatype: NamedNode) -> Literal:
    """A literal whose text stays as it is."""
    return Literal(text, datatype=datatype)
