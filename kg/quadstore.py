"""A corpus's quads in Oxigraph on disk, kept in step with its parts.

The default graph is the union of the named ones, as a set, so that a query counts a triple
once, however many articles tell it. Oxigraph's own view of the union would count it each time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyoxigraph as ox

__all__ = ["change", "fill", "statements"]

_CHUNK = 20_000  # relations

Backed = Iterable[tuple[str, str, str, str]]
"""One actor, the local name of a property, another actor, an event behind it; sorted."""


def fill(path: Path, pieces: Iterable[bytes]) -> None:
    """Make a store of N-Quads, given piece by piece.

    Raises:
        OSError: if the disk does not take it.
        SyntaxError: if a piece is not N-Quads.
    """
    import pyoxigraph as ox

    store = ox.Store(str(path))
    for piece in pieces:
        _load(store, piece)
    store.flush()


def change(
    path: Path,
    gone: Iterable[str],
    pieces: Iterable[bytes],
    touched: Sequence[tuple[str, list[tuple[str, str, str]]]],
    base: str,
) -> None:
    """Change a store: without the graphs of some articles, with further N-Quads, and with what
    events back now.

    Args:
        path: where the store is.
        gone: the articles to leave out.
        pieces: further N-Quads.
        touched: the events whose reports have changed, each with all relations it backs now.
        base: what the IRIs of relations begin with.
    """
    import pyoxigraph as ox

    store = ox.Store(str(path))
    for article in gone:
        graph = ox.NamedNode(article)
        quads = list(store.quads_for_pattern(None, None, None, graph))
        store.remove_graph(graph)
        _no_more(store, quads)
    for piece in pieces:
        _load(store, piece)
    for event, _ in touched:
        _unback(store, event, base)
    backed = sorted((*triple, event) for event, triples in touched for triple in triples)
    for piece in statements(backed, base):
        _load(store, piece)
    store.flush()


def statements(backed: Backed, base: str) -> Iterator[bytes]:
    """Direct relations as N-Quads, piece by piece."""
    import pyoxigraph as ox

    from kg.relations import statement

    graph = ox.NamedNode(base + "relations")
    groups = groupby(backed, key=lambda row: row[:3])
    told = (
        ox.Quad(s, p, o, graph)
        for (one, name, other), rows in groups
        for s, p, o in statement(one, name, other, [row[3] for row in rows], base)
    )
    while chunk := list(islice(told, _CHUNK)):
        yield ox.serialize(chunk, format=ox.RdfFormat.N_QUADS) or b""


def _load(store: ox.Store, quads: bytes) -> None:
    import pyoxigraph as ox

    store.bulk_load(quads, ox.RdfFormat.N_QUADS)
    lines = (line.rsplit(b" ", 2)[0] for line in quads.splitlines())
    store.bulk_load(b" .\n".join([*lines, b""]), ox.RdfFormat.N_TRIPLES)


def _no_more(store: ox.Store, quads: Iterable[ox.Quad]) -> None:
    """Take triples out of the default graph that no named graph holds any more."""
    import pyoxigraph as ox

    for quad in quads:
        s, p, o = quad.subject, quad.predicate, quad.object
        if all(
            isinstance(q.graph_name, ox.DefaultGraph)
            for q in store.quads_for_pattern(s, p, o, None)
        ):
            store.remove(ox.Quad(s, p, o))


def _unback(store: ox.Store, event: str, base: str) -> None:
    """Take an event from behind the relations that it backed, and those that it backed alone."""
    import pyoxigraph as ox

    from kg.engine import PREFIXES

    graph = ox.NamedNode(base + "relations")
    rdf, behind = PREFIXES["rdf"], ox.NamedNode(PREFIXES["prov"] + "wasDerivedFrom")
    for quad in list(store.quads_for_pattern(None, behind, ox.NamedNode(event), graph)):
        out = [quad]
        node = quad.subject
        if len(list(islice(store.quads_for_pattern(node, behind, None, graph), 2))) == 1:
            said = {q.predicate.value: q for q in store.quads_for_pattern(node, None, None, graph)}
            one, name, other = (said[rdf + p].object for p in ("subject", "predicate", "object"))
            out += said.values()
            out += store.quads_for_pattern(one, name, other, graph)  # type: ignore[arg-type]
        for each in out:
            store.remove(each)
        _no_more(store, out)
