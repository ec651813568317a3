"""Hands a graph over to a server: each article's graph whole, what is shared in pieces.

What the server has been given is remembered (`kg.pushed`), part by part. At every moment the
server has whole graphs of articles, and no relation that an article it has been given takes back.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from heapq import merge
from itertools import islice
from pathlib import Path
from typing import Any

from kg.article import BASE
from kg.corpus import Corpus, is_corpus
from kg.errors import Interrupted, ServerError
from kg.graphstore import GraphStore
from kg.pushed import Pushed, Row

__all__ = ["Handed", "push"]

_ROWS = 5_000  # relations that are sent, and remembered, together

Piece = tuple[str, Callable[[], bytes]]
"""A name that stands for some quads, and what gives them as canonical N-Quads."""


@dataclass(slots=True)
class Handed:
    """What a push did: graphs of articles put, graphs taken out, relations and tellings of stories
    added; and whether the server had lost what it once had.
    """

    put: int = 0
    dropped: int = 0
    added: int = 0
    anew: bool = False


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A graph that depends on all articles, made of rows.

    Attributes:
        number: what tells it from others.
        name: of the graph.
        rows: what it is made of, sorted.
        quads: what some rows make, as N-Quads.
    """

    number: int
    name: str
    rows: Callable[[], Iterable[Row]]
    quads: Callable[[list[Any]], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class _Source:
    """A graph as it is handed over.

    Attributes:
        pieces: its named graphs, piece by piece; none is in two pieces, the shared ones aside.
        graphs: the names of all its graphs, sorted.
        shared: the graph that every piece adds to, if there is one.
        drawn: its graphs that are in no piece.
    """

    pieces: list[Piece]
    graphs: Callable[[], Iterable[str]]
    shared: str | None = None
    drawn: tuple[_Drawn, ...] = ()


def push(
    directory: Path,
    server: GraphStore,
    progress: Callable[[list[Piece]], Iterable[Piece]] = iter,
    *,
    again: bool = False,
) -> Handed:
    """Give a server what it lacks of a graph, and take out what the graph has no more.

    Args:
        directory: a graph directory or a corpus.
        server: where to.
        progress: shows how far it is.
        again: whatever the server was given before.

    Raises:
        OutputError: if it is no graph, is broken, or is being built.
        ServerError: if the server cannot be reached or refuses; what it has is remembered.
    """
    done = Handed()
    with _source(directory) as source:
        server.has(BASE)  # nothing is remembered of a server that does not answer
        memory = Pushed(directory, server.url)
        try:
            done.anew = not all(map(server.has, memory.some()))
            if again or done.anew:
                memory.clear()
            _hand_over(source, server, memory, progress, done)
        except Interrupted:
            raise Interrupted(f"stopped; {_so_far(done)}") from None
        except ServerError as error:
            if done == Handed():
                raise
            raise ServerError(f"{error}; {_so_far(done)}") from None
        finally:
            memory.close()
    return done


def _so_far(done: Handed) -> str:
    return f"{done.put} graphs were put; the same command goes on"


def _hand_over(
    source: _Source, server: GraphStore, memory: Pushed,
    progress: Callable[[list[Piece]], Iterable[Piece]], done: Handed,
) -> None:  # fmt: skip
    names = [name for name, _ in source.pieces]
    state = hashlib.sha256(" ".join(sorted(names)).encode()).hexdigest()
    if memory.state == state:
        return
    there = memory.parts(names)
    for each in source.drawn:
        _withdraw(each, server, memory)
    for iri in memory.others(source.graphs()):
        server.drop(iri)
        memory.drop(iri)
        done.dropped += 1
    for name, load in progress([piece for piece in source.pieces if piece[0] not in there]):
        digests = {}
        for iri, lines in _graphs(load()).items():
            if iri == source.shared:
                server.add(iri, lines)
                digests[iri] = b""  # never the same: others add to it
                continue
            digests[iri] = hashlib.sha256(b"\n".join(lines)).digest()[:16]
            if memory.digest(iri) != digests[iri]:
                server.put(iri, lines)
                done.put += 1
        memory.add(name, digests)
    for each in source.drawn:
        new = (row for row in each.rows() if not memory.has(each.number, row))
        done.added += _tell(each, new, server, memory)
    if not source.drawn:
        memory.forget_rows()
    memory.finish(state)


def _graphs(quads: bytes) -> dict[str, list[bytes]]:
    """N-Quads by their graphs: lines of N-Triples, without what ends them, sorted."""
    found: dict[str, list[bytes]] = defaultdict(list)
    for line in sorted(quads.splitlines()):
        triple, graph, _ = line.rsplit(b" ", 2)
        found[graph[1:-1].decode()].append(triple)
    return found


def _withdraw(drawn: _Drawn, server: GraphStore, memory: Pushed) -> None:
    """Take out what holds no more, before what contradicts it comes."""
    number = drawn.number
    if sum(memory.has(number, row) for row in drawn.rows()) < memory.rows(number):
        memory.withdraw(number)
        left = (row for row in drawn.rows() if memory.had(number, row))
        _tell(drawn, left, server, memory)


def _tell(drawn: _Drawn, rows: Iterable[Row], server: GraphStore, memory: Pushed) -> int:
    """Add rows; the first of all take the place of whatever is there."""
    waiting = iter(rows)
    added = 0
    while some := list(islice(waiting, _ROWS)):
        lines = _graphs(b"".join(drawn.quads(some)))[drawn.name]
        send = server.add if memory.any(drawn.number) else server.put
        send(drawn.name, lines)
        memory.tell(drawn.number, drawn.name, some)
        added += len(some)
    if not memory.any(drawn.number):
        server.drop(drawn.name)
        memory.drop(drawn.name)
    return added


@contextmanager
def _source(directory: Path) -> Iterator[_Source]:
    if not is_corpus(directory):
        yield _few(directory)
        return
    from kg import quadstore

    corpus = Corpus(directory)
    base = corpus.base
    with corpus.alone() as ledger:
        related = partial(quadstore.statements, base=base)
        told = partial(quadstore.stories, base=base)
        drawn = (
            _Drawn(1, base + "relations", ledger.relations, related),
            _Drawn(2, base + "stories", ledger.stories, told),
        )
        shared = base + "actors"
        pieces: list[Piece] = [(p.name, partial(corpus.quads, p)) for p in ledger.parts()]
        common = [shared, *(each.name for each in drawn)]
        for quads in corpus.annotated(ledger):
            pieces.append((hashlib.sha256(quads).hexdigest(), partial(bytes, quads)))
            common.append(base + quadstore.ANALYSIS)
        yield _Source(
            pieces,
            lambda: merge(ledger.iris(), sorted(common)),
            shared,
            drawn,
        )


def _few(directory: Path) -> _Source:
    """A graph directory: one piece, all of whose graphs are put whole."""
    import pyoxigraph as ox

    from kg import store

    quads = ox.serialize(store.quads(directory), format=ox.RdfFormat.N_QUADS) or b""
    name = hashlib.sha256(quads).hexdigest()
    return _Source([(name, lambda: quads)], lambda: sorted(_graphs(quads)))
