"""A process that answers queries, and may be killed at any moment.

Oxigraph cannot be interrupted while it looks for an answer, nor told how much memory it may
take. So a query is answered by a process of its own kind, with a limit on its memory, which
whoever asked ends when its time is over. What goes between them is JSON and bytes, no pickle.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from kg.engine import PREFIXES
from kg.errors import QueryError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    import pyoxigraph as ox

    from kg.serve.limits import Limits

__all__ = ["GRAPHS", "ROWS", "Answer", "Job", "work"]

ROWS = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv; charset=utf-8",
    "tsv": "text/tab-separated-values; charset=utf-8",
}
"""How SELECT and ASK can be answered: a short name, and the media type."""

GRAPHS = {
    "turtle": "text/turtle; charset=utf-8",
    "ntriples": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdfxml": "application/rdf+xml",
}
"""How CONSTRUCT and DESCRIBE can be answered."""

R = TypeVar("R", bound=Iterable[Any])

_GROWN = 0.5
"""A worker that has kept this part of the memory it may use is not asked again."""


@dataclass(frozen=True, slots=True)
class Job:
    """A query, the graphs it is asked of (None: as the query says), and how to write its answer:
    a name of `ROWS` and one of `GRAPHS`, None where the client takes none of them.
    """

    query: str
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    rows: str | None = "json"
    graph: str | None = "turtle"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a worker says.

    Attributes:
        status: as in HTTP: 200, 400 if the query is wrong, 406 if the client takes no format that
            fits it.
        media: the media type of `body`.
        cut: what was left out, None if nothing.
        last: whether the worker ends now.
        body: the answer, or one line that says what is wrong.
    """

    status: int
    media: str = "text/plain; charset=utf-8"
    cut: str | None = None
    last: bool = False
    body: bytes = b""


def work(connection: Connection, store: str, limits: Limits) -> None:
    """Answer what comes, until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(OSError):  # what Rust says when it dies is of no use to anybody
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    import pyoxigraph as ox

    data = ox.Store.read_only(store)
    at_first = _confine(limits.megabytes)
    connection.send_bytes(b"")
    while True:
        try:
            job = json.loads(connection.recv_bytes())
        except (EOFError, OSError):
            return
        _alarm(limits.seconds + 1)  # if whoever asked is no more, nobody else ends it
        told, body = _answer(data, Job(**job), limits)
        _alarm(0)
        last = _size() - at_first > limits.megabytes * _GROWN * 2**20
        head = asdict(told) | {"last": last, "body": None}
        try:
            connection.send_bytes(json.dumps(head).encode())
            connection.send_bytes(body)
        except OSError:
            return
        if last:
            return


def _confine(megabytes: int) -> int:
    """Let this process have no more memory than it has now and so much again; returns what it
    has now. Where the system knows no such limit there is none.
    """
    size = _size()
    if sys.platform != "win32":
        import resource

        with contextlib.suppress(ValueError, OSError):
            most = size + megabytes * 2**20
            resource.setrlimit(resource.RLIMIT_AS, (most, most))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return size


def _size() -> int:
    """Bytes of address space in use; 0 where the system does not say."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123
            return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def _alarm(seconds: float) -> None:
    """The system ends this process then, whatever it is at."""
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _answer(store: ox.Store, job: Job, limits: Limits) -> tuple[Answer, bytes]:
    from kg import query

    try:
        with query.explained(job.query):
            query.check(job.query)
            found = store.query(
                job.query,
                prefixes=PREFIXES,
                default_graph=_graphs(job.default_graphs),
                named_graphs=_graphs(job.named_graphs),
            )
            return _written(found, job, limits)
    except QueryError as error:
        return Answer(400), f"{error}\n".encode()
    except RecursionError:
        return Answer(400), b"the query is too long, or nested too deeply\n"
    except MemoryError:
        return Answer(503), _no_memory(limits)


def _no_memory(limits: Limits) -> bytes:
    return f"the query needs more than {limits.megabytes} MB of memory\n".encode()


def _graphs(names: Iterable[str] | None) -> list[Any] | None:
    import pyoxigraph as ox

    return None if names is None else [ox.NamedNode(name) for name in names]


def _written(found: object, job: Job, limits: Limits) -> tuple[Answer, bytes]:
    import pyoxigraph as ox

    if isinstance(found, ox.QueryTriples):
        if job.graph is None:
            return _unfit("CONSTRUCT and DESCRIBE", GRAPHS)
        triples, cut = _first(found, limits, "triples")
        data = ox.serialize(triples, format=_format(job.graph), prefixes=_prefixes(job.graph))
        return Answer(200, GRAPHS[job.graph], cut), data or b""
    if job.rows is None:
        return _unfit("SELECT and ASK", ROWS)
    media = ROWS[job.rows]
    if isinstance(found, ox.QueryBoolean):
        return Answer(200, media), found.serialize(format=_results(job.rows)) or b""
    if not isinstance(found, ox.QuerySolutions):
        raise TypeError(f"not a result: {found!r}")
    rows, cut = _first(found, limits, "rows")
    names = [variable.value for variable in found.variables]
    return Answer(200, media, cut), _table(names, rows, job.rows)


def _first(found: Iterable[R], limits: Limits, what: str) -> tuple[list[R], str | None]:
    """What there is, as far as the limits go, and what was cut off."""
    taken: list[R] = []
    size = 0
    for one in found:
        if len(taken) == limits.rows:
            return taken, f"{what} beyond {limits.rows}"
        size += sum(len(str(term)) for term in one if term is not None)
        if size > limits.answer:
            return taken, f"{what} beyond {len(taken)}, which have {limits.answer} bytes"
        taken.append(one)
    return taken, None


def _table(names: list[str], rows: Iterable[Iterable[Any]], form: str) -> bytes:
    """Rows in one of Oxigraph's formats, by way of TSV, which is terms between tabs; CSV as
    `kg.results` writes it, which no spreadsheet runs a formula of.
    """
    import pyoxigraph as ox

    from kg import query, results

    if form == "csv":
        told = tuple(tuple(t and query.term(t) for t in row) for row in rows)
        return results.text(query.Result("select", tuple(names), told), "csv").encode()
    lines = ["\t".join(f"?{name}" for name in names)]
    lines += ("\t".join("" if t is None else str(t) for t in row) for row in rows)
    text = "".join(f"{line}\n" for line in lines)
    parsed = ox.parse_query_results(text, format=ox.QueryResultsFormat.TSV)
    if isinstance(parsed, ox.QueryBoolean):
        raise TypeError("not a table")
    return parsed.serialize(format=_results(form)) or b""


def _results(form: str) -> ox.QueryResultsFormat:
    import pyoxigraph as ox

    kinds: dict[str, ox.QueryResultsFormat] = {
        "json": ox.QueryResultsFormat.JSON,
        "xml": ox.QueryResultsFormat.XML,
        "csv": ox.QueryResultsFormat.CSV,
        "tsv": ox.QueryResultsFormat.TSV,
    }
    return kinds[form]


def _format(form: str) -> ox.RdfFormat:
    import pyoxigraph as ox

    kinds: dict[str, ox.RdfFormat] = {
        "turtle": ox.RdfFormat.TURTLE,
        "ntriples": ox.RdfFormat.N_TRIPLES,
        "jsonld": ox.RdfFormat.JSON_LD,
        "rdfxml": ox.RdfFormat.RDF_XML,
    }
    return kinds[form]


def _prefixes(form: str) -> dict[str, str] | None:
    return None if form == "ntriples" else PREFIXES


def _unfit(kind: str, formats: dict[str, str]) -> tuple[Answer, bytes]:
    offered = ", ".join(media.partition(";")[0] for media in formats.values())
    return Answer(406), f"an answer to {kind} can be had as {offered}\n".encode()
