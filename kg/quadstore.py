"""A corpus's quads in Oxigraph on disk, kept in step with its parts.

The default graph is the union of the named ones, as a set, so that a query counts a triple
once, however many articles tell it. Oxigraph's own view of the union would count it each time.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, groupby, islice
from pathlib import Path
from typing import TYPE_CHECKING

from kg.disk import put, written
from kg.ledger import Held, Ledger

if TYPE_CHECKING:
    import pyoxigraph as ox

    from kg.terms import Triple

__all__ = ["ANALYSIS", "QuadStore", "change", "fill", "statements", "stories"]

ANALYSIS = "analysis"
"""The graph of what was analysed, by the end of its name."""

_CHUNK = 20_000  # triples
_LOAD = 16 << 20
"""Bytes of N-Quads that are loaded together: fewer take more time, more take more memory."""
_TOLD = "stories"

Backed = Iterable[tuple[str, str, str, str]]
"""One actor, the local name of a property, another actor, an event behind it; sorted."""


class QuadStore:
    """The store of a corpus; without it, or while it is being changed, it can be made again.

    Args:
        directory: of the corpus.
        base: what the IRIs of the corpus begin with.
        quads: gives the N-Quads of a part.
    """

    def __init__(self, directory: Path, base: str, quads: Callable[[Held], bytes]) -> None:
        self.directory, self.base, self.quads = directory, base, quads
        self._path = directory / "store"
        self._unfinished = directory / "store.unfinished"
        self._analysis = directory / f"{ANALYSIS}.nq"

    @property
    def names(self) -> set[str]:
        """Of all that belongs to it in the corpus's directory."""
        return {self._path.name, self._analysis.name, self._unfinished.name}

    def remove(self) -> None:
        """Remove it, and what was analysed."""
        shutil.rmtree(self._path, ignore_errors=True)
        self._analysis.unlink(missing_ok=True)
        self._unfinished.unlink(missing_ok=True)

    def doubt(self) -> None:
        """Have it made again before it is asked."""
        self._unfinished.touch()

    def current(self, ledger: Ledger) -> bool:
        """Whether it has what the ledger says, and no more."""
        return self._whole() and not _changed(ledger)

    def _whole(self) -> bool:
        return self._path.is_dir() and not self._unfinished.exists()

    def open(self) -> ox.Store:
        """It, for queries."""
        import pyoxigraph as ox

        return ox.Store.read_only(str(self._path))

    def sync(self, ledger: Ledger) -> None:
        """Bring it up to date: by what is new, or whole if it was left unfinished. What was
        analysed is of another corpus then.

        Raises:
            OutputError: if the disk does not take it, or a part is missing or was changed.
        """
        whole, changed = self._whole(), _changed(ledger)
        if whole and not changed:
            return
        with self._changing():
            if changed:
                self._analysis.unlink(missing_ok=True)
            if not whole:
                shutil.rmtree(self._path, ignore_errors=True)
                pieces = (self.quads(held) for held in ledger.parts())
                related = statements(ledger.relations(), self.base)
                told = stories(ledger.stories(), self.base)
                fill(self._path, chain(pieces, related, told, self.analysed()))
            else:
                new = (self.quads(held) for held in ledger.parts() if not held.stored)
                gone = [*ledger.gone(), self.base + ANALYSIS]
                change(self._path, gone, new, ledger.touched(), ledger.retold(), self.base)
            ledger.stored()

    def analysed(self) -> list[bytes]:
        """What an analysis of the corpus found, as N-Quads, if there is one."""
        return [self._analysis.read_bytes()] if self._analysis.exists() else []

    def annotate(self, ledger: Ledger, quads: bytes) -> None:
        """Add what an analysis of the corpus found, in place of what one found before.

        Raises:
            OutputError: if the disk does not take it, or a part is missing or was changed.
        """
        self.sync(ledger)
        with self._changing():
            put(self._analysis, quads)
            change(self._path, [self.base + ANALYSIS], [quads], [], [], self.base)

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """It is in doubt until what is done to it has ended well."""
        with written(self.directory):
            self.doubt()
            yield
            self._unfinished.unlink()


def _changed(ledger: Ledger) -> bool:
    return bool(ledger.gone()) or not all(part.stored for part in ledger.parts())


def fill(path: Path, pieces: Iterable[bytes]) -> None:
    """Make a store of N-Quads, given piece by piece.

    Raises:
        OSError: if the disk does not take it.
        SyntaxError: if a piece is not N-Quads.
    """
    import pyoxigraph as ox

    store = ox.Store(str(path))
    _load(store, pieces)
    store.flush()


def change(
    path: Path,
    gone: Sequence[str],
    pieces: Iterable[bytes],
    touched: Sequence[tuple[str, list[tuple[str, str, str]]]],
    retold: Sequence[tuple[str, str]],
    base: str,
) -> None:
    """Change a store: without the graphs of some articles, with further N-Quads, with what events
    back now, and which story articles tell now.

    Args:
        path: where the store is.
        gone: the articles to leave out.
        pieces: further N-Quads.
        touched: the events whose reports have changed, each with all relations it backs now.
        retold: the articles whose story may have changed, each with its first article, if any.
        base: what the IRIs of relations begin with.
    """
    import pyoxigraph as ox

    store = ox.Store(str(path))
    for article in gone:
        graph = ox.NamedNode(article)
        quads = list(store.quads_for_pattern(None, None, None, graph))
        store.remove_graph(graph)
        _no_more(store, quads)
    _load(store, pieces)
    for event, _ in touched:
        _unback(store, event, base)
    backed = sorted((*triple, event) for event, triples in touched for triple in triples)
    _untell(store, [*gone, *(article for article, _ in retold)], base)
    told = stories(((article, first) for article, first in retold if first), base)
    _load(store, chain(statements(backed, base), told))
    store.flush()


def statements(backed: Backed, base: str) -> Iterator[bytes]:
    """Direct relations as N-Quads, piece by piece."""
    from kg.relations import statement

    groups = groupby(backed, key=lambda row: row[:3])
    return _pieces(
        (
            triple
            for (one, name, other), rows in groups
            for triple in statement(one, name, other, [row[3] for row in rows], base)
        ),
        base + "relations",
    )


def stories(told: Iterable[tuple[str, str]], base: str) -> Iterator[bytes]:
    """Which articles tell a story with others, each given with its first, as N-Quads."""
    from kg.relations import retold

    return _pieces(
        (t for article, first in told for t in retold(article, first, base)), base + _TOLD
    )


def _pieces(triples: Iterable[Triple], graph: str) -> Iterator[bytes]:
    import pyoxigraph as ox

    name = ox.NamedNode(graph)
    told = (ox.Quad(s, p, o, name) for s, p, o in triples)
    while chunk := list(islice(told, _CHUNK)):
        yield ox.serialize(chunk, format=ox.RdfFormat.N_QUADS) or b""


def _load(store: ox.Store, pieces: Iterable[bytes]) -> None:
    """Load N-Quads, and their triples into the default graph, too."""
    import pyoxigraph as ox

    for quads in _together(pieces):
        lines = dict.fromkeys(line.rsplit(b" ", 2)[0] for line in quads.splitlines())
        store.bulk_load(b" .\n".join([*lines, quads]), ox.RdfFormat.N_QUADS)


def _together(pieces: Iterable[bytes]) -> Iterator[bytes]:
    held: list[bytes] = []
    for piece in pieces:
        held.append(piece)
        if sum(map(len, held)) >= _LOAD:
            yield b"".join(held)
            held.clear()
    if held:
        yield b"".join(held)


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


def _untell(store: ox.Store, articles: Iterable[str], base: str) -> None:
    """Take out which story some articles tell, and the stories that none tells any more."""
    import pyoxigraph as ox

    graph = ox.NamedNode(base + _TOLD)
    out = [
        quad
        for article in articles
        for quad in store.quads_for_pattern(ox.NamedNode(article), None, None, graph)
    ]
    for quad in out:
        store.remove(quad)
    for story in {str(quad.object): quad.object for quad in out}.values():
        if next(iter(store.quads_for_pattern(None, None, story, graph)), None) is None:
            left = list(store.quads_for_pattern(story, None, None, graph))  # type: ignore[arg-type]
            out += left
            for quad in left:
                store.remove(quad)
    _no_more(store, out)
