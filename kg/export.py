"""A graph and its event table in other formats. Same graph, same bytes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from kg import csvtext
from kg.errors import OutputError
from kg.event import COLUMNS, Reading, rows
from kg.ontology import Ontology

if TYPE_CHECKING:
    import networkx as nx
    import rdflib

__all__ = ["FORMATS", "TABLES", "export", "network", "table"]

FORMATS = ("turtle", "trig", "nquads", "ntriples", "jsonld", "graphml", "gexf", "csv")
"""What `export` writes."""

TABLES = ("jsonl", "csv", "parquet")
"""What `table` writes."""

_Writer = TypeVar("_Writer")

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CHANGED = re.compile(r' lastmodifieddate="[^"]*"')


def export(dataset: rdflib.Dataset, form: str) -> str:
    """A graph as RDF (Turtle and N-Triples as the union of its graphs), as the network of
    its sides (GraphML, GEXF), or as its event table (CSV).

    Raises:
        OutputError: if the format is unknown.
    """
    from kg import graph, jsonld, ontology

    def told() -> tuple[Sequence[Reading], Ontology]:
        return graph.readings(dataset), ontology.load()

    writers: dict[str, Callable[[], str]] = {
        "turtle": lambda: graph.turtle(dataset),
        "trig": lambda: graph.trig(dataset),
        "nquads": lambda: _lines(dataset, triples=False),
        "ntriples": lambda: _lines(dataset, triples=True),
        "jsonld": lambda: jsonld.text(dataset),
        "graphml": lambda: _graphml(network(*told())),
        "gexf": lambda: _gexf(network(*told())),
        "csv": lambda: _csv(_rows(*told())),
    }
    return _chosen(writers, form)()


def table(readings: Iterable[Reading], ontology: Ontology, form: str) -> str | bytes:
    """The event table, with exactly the columns of `kg.event.COLUMNS`.

    JSON Lines and Parquet give lists and structures as such, and the very words; CSV
    gives lists as JSON, and disarms what a spreadsheet would run (`kg.csvtext`).

    Raises:
        OutputError: if the format is unknown.
        KeyError: if an event's class is not in `ontology`.
    """
    writers: dict[str, Callable[[Iterable[Mapping[str, Any]]], str | bytes]] = {
        "jsonl": _jsonl,
        "csv": _csv,
        "parquet": _parquet,
    }
    return _chosen(writers, form)(_rows(readings, ontology))


def _chosen(writers: Mapping[str, _Writer], form: str) -> _Writer:
    try:
        return writers[form]
    except KeyError:
        known = ", ".join(writers)
        raise OutputError(f"no format {form!r}; there are: {known}") from None


def _rows(readings: Iterable[Reading], ontology: Ontology) -> Iterable[dict[str, Any]]:
    return (row for reading in readings for row in rows(reading, ontology))


def _jsonl(table: Iterable[Mapping[str, Any]]) -> str:
    lines = (json.dumps({c: row[c] for c in COLUMNS}, ensure_ascii=False) for row in table)
    return "".join(f"{line}\n" for line in lines)


def _csv(table: Iterable[Mapping[str, Any]]) -> str:
    def flat(value: Any) -> Any:
        return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value

    return csvtext.text(COLUMNS, ([flat(row[c]) for c in COLUMNS] for row in table))


def _parquet(table: Iterable[Mapping[str, Any]]) -> bytes:
    import pyarrow as pa
    from pyarrow import parquet

    actor = pa.struct([(name, pa.string()) for name in ("id", "label", "side", "text")])
    special = {
        **dict.fromkeys(("agents", "targets", "sources"), pa.list_(actor)),
        **dict.fromkeys(("weight", "confidence"), pa.float64()),
        **dict.fromkeys(("start", "end"), pa.int64()),
        "types": pa.list_(pa.string()),
    }
    schema = pa.schema([(c, special.get(c, pa.string())) for c in COLUMNS])
    made = pa.Table.from_pylist([{c: row[c] for c in COLUMNS} for row in table], schema=schema)
    out = pa.BufferOutputStream()
    parquet.write_table(made, out)
    data: bytes = out.getvalue().to_pybytes()
    return data


def _lines(dataset: rdflib.Dataset, *, triples: bool) -> str:
    """N-Quads, or N-Triples of the union: canonical lines, each once, sorted."""
    import pyoxigraph as ox

    from kg.engine import to_quads

    quads = to_quads(dataset)
    data = (
        ox.serialize((quad.triple for quad in quads), format=ox.RdfFormat.N_TRIPLES)
        if triples
        else ox.serialize(quads, format=ox.RdfFormat.N_QUADS)
    )
    return "".join(sorted({f"{line}\n" for line in (data or b"").decode().split("\n") if line}))


def network(readings: Sequence[Reading], ontology: Ontology) -> nx.MultiDiGraph[str]:
    """The network of sides for programs that draw: plain attributes, edges `e1`, `e2`, …

    An edge's `weight` is 1, for programs take it for the strength of a tie; Goldstein's
    is `goldstein`. `event` is the event's IRI, `class` its class.
    """
    import networkx as nx

    from kg.analysis.network import edges
    from kg.analysis.network import network as sides

    found = sides(readings, ontology)
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for key in sorted(found):
        graph.add_node(_xml(key), **{n: _xml(v) for n, v in found.nodes[key].items()})
    for number, (source, target, event, data) in enumerate(edges(found), 1):
        told = {
            "event": event,
            "class": data["type"],
            "plover": data["plover"],
            "goldstein": data["weight"],
            "status": data["status"],
            "date": data["date"],
            "mutual": data["mutual"],
            "weight": 1.0,
        }
        plain = {name: _xml(value) for name, value in told.items()}
        graph.add_edge(_xml(source), _xml(target), key=f"e{number}", **plain)
    return graph


def _xml(value: Any) -> Any:
    """Without the control characters that XML cannot hold."""
    return _NOT_XML.sub("\ufffd", value) if isinstance(value, str) else value


def _graphml(graph: nx.MultiDiGraph[str]) -> str:
    import networkx as nx

    return "\n".join(nx.generate_graphml(graph, named_key_ids=True)) + "\n"


def _gexf(graph: nx.MultiDiGraph[str]) -> str:
    import networkx as nx

    # The day of writing is no part of the graph.
    return _CHANGED.sub("", "\n".join(nx.generate_gexf(graph)), count=1) + "\n"
