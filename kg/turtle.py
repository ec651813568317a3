"""Turtle and TriG, the same bytes for the same graph.

rdflib's own writers round doubles and leave the order of some nodes to chance; a graph that
is kept under version control needs better.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from rdflib import BNode, Dataset, Literal, URIRef

from kg.errors import OutputError
from kg.terms import PREFIXES, RDF, XSD

__all__ = ["trig", "turtle"]

_Triple = tuple[Any, Any, Any]

_LOCAL = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_NOT_IN_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\]')
_SPECIAL = re.compile(r'[\x00-\x1f\x7f"\\]')
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_PLAIN = {
    XSD.integer.value: re.compile(r"[+-]?[0-9]+"),
    XSD.decimal.value: re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    XSD.boolean.value: re.compile(r"true|false"),
}
"""Literals that Turtle lets stand without quotes."""


def turtle(dataset: Dataset) -> str:
    """The union of all graphs as Turtle.

    Raises:
        OutputError: if an IRI of the graph is none.
    """
    triples = {triple for graph in _graphs(dataset).values() for triple in graph}
    return _prefixes() + "".join("\n" + block for block in _subjects(triples))


def trig(dataset: Dataset) -> str:
    """The dataset as TriG, the default graph first, then the named ones by name.

    Raises:
        OutputError: if an IRI of the graph is none.
    """
    parts = [_prefixes()]
    for name, triples in sorted(_graphs(dataset).items()):
        blocks = list(_subjects(triples))
        parts += ["\n" + b for b in blocks] if not name else [f"\n{name} {{\n", *blocks, "}\n"]
    return "".join(parts)


def _graphs(dataset: Dataset) -> dict[str, set[_Triple]]:
    """Triples by the name of their graph as written; the default graph's name is empty."""
    graphs: dict[str, set[_Triple]] = defaultdict(set)
    for s, p, o, name in dataset.quads():
        graphs[_term(name) if name is not None else ""].add((s, p, o))
    return graphs


def _prefixes() -> str:
    return "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())


def _subjects(triples: Iterable[_Triple]) -> Iterable[str]:
    """One block of text for each subject."""
    tree: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    written: dict[Any, str] = {}
    for triple in triples:
        for term in triple:
            if term not in written:
                written[term] = _term(term)
        s, p, o = triple
        verb = "a" if str(p) == RDF.type.value else written[p]
        tree[written[s]][verb].add(written[o])
    for subject, predicates in sorted(tree.items()):
        lines = [
            f"{verb} " + " , ".join(sorted(objects))
            for verb, objects in sorted(predicates.items(), key=lambda item: (item[0] != "a", item))
        ]
        yield f"{subject} " + " ;\n    ".join(lines) + " .\n"


def _term(term: Any) -> str:
    if isinstance(term, Literal):
        return _literal(term)
    if isinstance(term, BNode):
        return f"_:{term}"
    return _iri(str(URIRef(term)))


def _iri(iri: str) -> str:
    if _NOT_IN_IRI.search(iri):
        raise OutputError(f"<{iri}> is not an IRI: escape what it may not contain")
    for prefix, start in PREFIXES.items():
        if iri.startswith(start) and _LOCAL.fullmatch(iri, len(start)):
            return f"{prefix}:{iri[len(start) :]}"
    return f"<{iri}>"


def _literal(literal: Literal) -> str:
    text = str(literal)
    datatype = str(literal.datatype) if literal.datatype else None
    if datatype in _PLAIN and _PLAIN[datatype].fullmatch(text):
        return text
    quoted = '"' + _SPECIAL.sub(_escape, text) + '"'
    if literal.language:
        return f"{quoted}@{literal.language}"
    if datatype and datatype != XSD.string.value:
        return f"{quoted}^^{_iri(datatype)}"
    return quoted


def _escape(match: re.Match[str]) -> str:
    char = match.group()
    return _ESCAPES.get(char) or f"\\u{ord(char):04X}"
