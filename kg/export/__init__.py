"""A graph and its event table in other formats. Same graph, same bytes.

Whatever the format, an event bears its status, so that what is alleged, denied, planned or
possible is never taken for fact.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from kg.analysis.acts import Level
from kg.errors import OutputError
from kg.event import Reading
from kg.export.kgx import kgx
from kg.export.neo4j import neo4j
from kg.export.network import cytoscape, gexf, graphml, network
from kg.export.records import records
from kg.export.stream import STREAMED, stream
from kg.export.tables import TABLES, csv, jsonl, parquet
from kg.ontology import Ontology

if TYPE_CHECKING:
    import rdflib

__all__ = ["BUNDLES", "FORMATS", "STREAMED", "TABLES", "bundle", "export", "network", "stream",
           "table"]  # fmt: skip

FORMATS = (
    "turtle", "trig", "nquads", "ntriples", "jsonld", "graphml", "gexf", "cytoscape", "csv",
)  # fmt: skip
"""What `export` writes."""

BUNDLES = ("neo4j", "kgx")
"""What `bundle` writes: formats of several files."""

_Writer = TypeVar("_Writer")


def export(dataset: rdflib.Dataset, form: str, level: Level = "side") -> str:
    """A graph as RDF (Turtle and N-Triples as the union of its graphs), as the network of
    its sides or persons (GraphML, GEXF, Cytoscape JSON), or as its event table (CSV).

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
        "graphml": lambda: graphml(network(*told(), level)),
        "gexf": lambda: gexf(network(*told(), level)),
        "cytoscape": lambda: cytoscape(network(*told(), level)),
        "csv": lambda: csv(*told()),
    }
    return _chosen(writers, form)()


def bundle(dataset: rdflib.Dataset, form: str) -> dict[str, str]:
    """A graph as a property graph in several files, by name: `neo4j` as CSV for neo4j-admin,
    `kgx` as the TSV of the Knowledge Graph Exchange.

    Raises:
        OutputError: if the format is unknown.
    """
    return _chosen({"neo4j": neo4j, "kgx": kgx}, form)(records(dataset))


def table(readings: Sequence[Reading], ontology: Ontology, form: str) -> str | bytes:
    """The event table, with exactly the columns of `kg.event.COLUMNS`.

    JSON Lines and Parquet give lists and structures as such, and the very words; CSV
    gives lists as JSON, and disarms what a spreadsheet would run (`kg.csvtext`).

    Raises:
        OutputError: if the format is unknown.
        KeyError: if an event's class is not in `ontology`.
    """
    writers: dict[str, Callable[[Sequence[Reading], Ontology], str | bytes]] = {
        "jsonl": jsonl,
        "csv": csv,
        "parquet": parquet,
    }
    return _chosen(writers, form)(readings, ontology)


def _chosen(writers: Mapping[str, _Writer], form: str) -> _Writer:
    try:
        return writers[form]
    except KeyError:
        known = ", ".join(writers)
        raise OutputError(f"no format {form!r}; there are: {known}") from None


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
