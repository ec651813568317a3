"""JSON-LD 1.1, compact and in a fixed order.

Written here, for rdflib's writer leaves order to chance and knows no type coercion.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from kg.engine import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable

    import rdflib

__all__ = ["text"]

_TYPE = PREFIXES["rdf"] + "type"


def text(dataset: rdflib.Dataset) -> str:
    """A dataset as one JSON-LD document: its default graph, then one object each graph.

    The context holds the prefixes, and says of each property whose values are all IRIs,
    or all of one datatype, so that they stand as plain strings.
    """
    import rdflib

    graphs: defaultdict[str, list[tuple[Any, Any, Any]]] = defaultdict(list)
    kinds: defaultdict[str, set[str | None]] = defaultdict(set)
    for s, p, o, name in dataset.quads():
        default = name is None or name == rdflib.graph.DATASET_DEFAULT_GRAPH_ID
        graphs["" if default else _id(name)].append((s, p, o))
        if str(p) != _TYPE:
            kinds[_short(str(p))].add(_kind(o))
    coerced = {name: kind for name, (kind, *more) in kinds.items() if kind and not more}
    context = {**PREFIXES, **{name: {"@type": coerced[name]} for name in sorted(coerced)}}
    parts: list[dict[str, Any]] = []
    for graph in sorted(graphs):
        nodes = _nodes(graphs[graph], coerced)
        parts += [{"@id": graph, "@graph": nodes}] if graph else nodes
    data = {"@context": context, "@graph": parts}
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _nodes(triples: Iterable[tuple[Any, Any, Any]], coerced: dict[str, str]) -> list[Any]:
    found: defaultdict[str, defaultdict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for s, p, o in triples:
        name = "@type" if str(p) == _TYPE else _short(str(p))
        plain = name == "@type" or name in coerced
        found[_id(s)][name].append(_plain(o) if plain else _value(o))
    return [
        {"@id": node, **{name: _one_or_all(found[node][name]) for name in sorted(found[node])}}
        for node in sorted(found)
    ]


def _one_or_all(values: list[Any]) -> Any:
    ordered = sorted(values, key=lambda value: json.dumps(value, sort_keys=True))
    return ordered[0] if len(ordered) == 1 else ordered


def _kind(term: Any) -> str | None:
    """What a property's values can be coerced to: `@id`, a datatype, or nothing."""
    import rdflib

    if not isinstance(term, rdflib.Literal):
        return "@id"
    return _short(str(term.datatype)) if term.datatype and not term.language else None


def _plain(term: Any) -> str:
    import rdflib

    return str(term) if isinstance(term, rdflib.Literal) else _id(term)


def _value(term: Any) -> Any:
    import rdflib

    if not isinstance(term, rdflib.Literal):
        return {"@id": _id(term)}
    if term.language:
        return {"@value": str(term), "@language": term.language}
    if term.datatype:
        return {"@value": str(term), "@type": _short(str(term.datatype))}
    return str(term)


def _id(term: Any) -> str:
    import rdflib

    return f"_:{term}" if isinstance(term, rdflib.BNode) else _short(str(term))


def _short(iri: str) -> str:
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and not iri.startswith("//", len(namespace)):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri
