"""RDF of a graph of any size, written as it is read from its store."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    import pyoxigraph as ox

__all__ = ["STREAMED", "stream"]

STREAMED = ("turtle", "ntriples", "trig", "nquads")
"""What `stream` writes."""


def stream(store: ox.Store, form: str, output: IO[bytes]) -> None:
    """Write the quads of a store, graph after graph, or the union of its graphs (Turtle,
    N-Triples). The same graph gives the same bytes, though not those of `kg.export.export`.

    Args:
        store: whose default graph is the union of its graphs.
        form: one of `STREAMED`.
        output: where to.
    """
    import pyoxigraph as ox

    from kg.engine import PREFIXES

    known = {
        "turtle": ox.RdfFormat.TURTLE,
        "ntriples": ox.RdfFormat.N_TRIPLES,
        "trig": ox.RdfFormat.TRIG,
        "nquads": ox.RdfFormat.N_QUADS,
    }[form]
    ox.serialize(
        _named(store) if known.supports_datasets else _union(store),
        output,
        known,
        prefixes=PREFIXES if form in {"turtle", "trig"} else None,
    )


def _named(store: ox.Store) -> Iterator[ox.Quad]:
    for graph in store.named_graphs():
        yield from store.quads_for_pattern(None, None, None, graph)


def _union(store: ox.Store) -> Iterator[ox.Triple]:
    import pyoxigraph as ox

    for quad in store.quads_for_pattern(None, None, None, ox.DefaultGraph()):
        yield quad.triple
