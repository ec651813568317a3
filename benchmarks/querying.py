"""Loading a corpus's quads, and all named queries on them: Duta, plain Oxigraph, rdflib.

    python benchmarks/querying.py [--triples N ...] [--limit SECONDS] [--keep FOLDER]

For each size a corpus of so many triples is read from generated articles, and analysed. Then each
engine loads it and is asked every question of `kg query --list`, in a process of its own that is
ended when an answer takes longer than the limit:

duta      the store that `kg query` asks: Oxigraph on disk, the union of the graphs as default graph
oxigraph  Oxigraph on disk as it is: the quads, and its own view of the union
rdflib    its memory store; only as far as it is bearable

The fastest of up to three answers counts, wall seconds, the answer taken whole. What was measured
before of other sizes stays.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import measure

from kg import build, engine, query
from kg import directory as directories
from kg.article import read
from kg.corpus import Corpus

TRIPLES = (10_000, 100_000, 1_000_000, 10_000_000)
PER_ARTICLE = 345  # triples, about
LIMIT = 5.0
MOST = {"duta": 10_000_000, "oxigraph": 1_000_000, "rdflib": 100_000}
"""Triples; with more the others take minutes for what they answer, or do not answer at all."""
TIMES, ENOUGH = 3, 2.0  # answers, unless they take so many seconds


@dataclass(frozen=True, slots=True)
class Engine:
    """How a store is made from a corpus, opened, and asked."""

    name: str
    load: Callable[[Corpus, Path], Any]
    open: Callable[[Corpus, Path], Any]
    ask: Callable[[Any, str], int]


def _duta_load(corpus: Corpus, folder: Path) -> None:
    shutil.rmtree(corpus.directory / "store", ignore_errors=True)
    corpus.engine()


def _duta_open(corpus: Corpus, folder: Path) -> Any:
    return corpus.engine()


def _duta_ask(store: Any, text: str) -> int:
    found = query.run(store, text)
    return len(found.rows) or len(found.triples)


def _pieces(corpus: Corpus) -> Iterator[bytes]:
    """All that the corpus says, as N-Quads."""
    from kg import quadstore

    with corpus.alone() as ledger:
        yield from (corpus.quads(held) for held in ledger.parts())
        yield from quadstore.statements(ledger.relations(), corpus.base)
        yield from corpus.annotated(ledger)


def _oxigraph_load(corpus: Corpus, folder: Path) -> None:
    import pyoxigraph as ox

    shutil.rmtree(folder, ignore_errors=True)
    store = ox.Store(str(folder))
    for piece in _pieces(corpus):
        store.bulk_load(piece, ox.RdfFormat.N_QUADS)
    store.flush()


def _oxigraph_open(corpus: Corpus, folder: Path) -> Any:
    import pyoxigraph as ox

    return ox.Store.read_only(str(folder))


def _oxigraph_ask(store: Any, text: str) -> int:
    found = store.query(text, prefixes=engine.PREFIXES, use_default_graph_as_union=True)
    return sum(1 for _ in found)


def _rdflib_load(corpus: Corpus, folder: Path) -> Any:
    import rdflib

    dataset = rdflib.Dataset(default_union=True)
    for piece in _pieces(corpus):
        dataset.parse(data=piece, format="nquads")
    return dataset


def _rdflib_ask(dataset: Any, text: str) -> int:
    return len(list(dataset.query(text, initNs=engine.PREFIXES)))


ENGINES = (
    Engine("duta", _duta_load, _duta_open, _duta_ask),
    Engine("oxigraph", _oxigraph_load, _oxigraph_open, _oxigraph_ask),
    Engine("rdflib", _rdflib_load, _rdflib_load, _rdflib_ask),
)


# In a process of its own ----------------------------------------------------------


def _loading(link: Connection, one: Engine, corpus: Path, folder: Path) -> None:
    start = time.perf_counter(), time.process_time()
    one.load(Corpus(corpus), folder)
    peak, _ = measure.memory(os.getpid())
    link.send((time.perf_counter() - start[0], time.process_time() - start[1], peak))


def _answering(link: Connection, one: Engine, corpus: Path, folder: Path) -> None:
    store = one.open(Corpus(corpus), folder)
    link.send("open")
    while text := link.recv():
        spent: list[float] = []
        while len(spent) < TIMES and sum(spent) < ENOUGH:
            start = time.perf_counter()
            rows = one.ask(store, text)
            spent.append(time.perf_counter() - start)
            if len(spent) == 1:
                link.send("answered")
        link.send((min(spent), rows))


class Child:
    """A process that does something for us, until it takes too long."""

    def __init__(self, work: Callable[..., None], *arguments: object) -> None:
        context = multiprocessing.get_context("spawn")
        self.link, theirs = context.Pipe()
        self.process = context.Process(target=work, args=(theirs, *arguments))
        self.process.start()
        theirs.close()

    def get(self, limit: float | None) -> Any:
        """What it sends; None if nothing comes in time."""
        if self.link.poll(limit):
            return self.link.recv()
        return None

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        self.link.close()


# ----------------------------------------------------------------------------------


def asked(one: Engine, corpus: Path, folder: Path, limit: float) -> dict[str, Any]:
    """Seconds and rows of each question; None where it takes longer than the limit."""
    out: dict[str, Any] = {}
    child = None
    for question in query.named():
        if child is None:
            child = Child(_answering, one, corpus, folder)
            child.get(None)
        child.link.send(question.text)
        if child.get(limit):
            out[question.name] = child.get(None)
        else:
            out[question.name] = None
            child.end()
            child = None
    if child:
        child.end()
    return out


def measured(sizes: list[int], limit: float, folder: Path) -> list[dict[str, Any]]:
    rows = []
    for triples in sizes:
        number = max(1, triples // PER_ARTICLE)
        articles = measure.corpus(number, folder)
        directory = folder / f"corpus-{number}"
        if number > build.FEW:  # read, and not stored: that is measured below
            measure.run(measure.kg("build", articles, "-o", directory, "--no-store"))
            corpus = Corpus(directory)
        else:
            corpus = Corpus.create(directory)
            corpus.grow(read([articles]))
        row: dict[str, Any] = {"triples": triples, "articles": number, "reports": corpus.reports}
        if corpus.reports <= directories.MOST:  # else no dyads are there to be asked for
            build.analyze(directory, ["side"], write=True)
        with corpus.alone() as ledger:
            row["quads"] = sum(held.quads for held in ledger.parts())
        for one in ENGINES:
            if triples > MOST[one.name]:
                continue
            store = folder / f"{one.name}-{number}"
            child = Child(_loading, one, directory, store)
            wall, cpu, peak = child.get(None)
            child.end()
            found = {"load": wall, "cpu": cpu, "peak": peak}
            row[one.name] = found | {"queries": asked(one, directory, store, limit)}
            shutil.rmtree(store, ignore_errors=True)
            print(_line(row, one.name), flush=True)
        rows.append(row)
    return rows


def _line(row: dict[str, Any], name: str) -> str:
    found = row[name]
    times = {k: v[0] for k, v in found["queries"].items() if v}
    late = [k for k, v in found["queries"].items() if not v]
    slowest = ", ".join(f"{k} {times[k]:.2f} s" for k in sorted(times, key=lambda k: -times[k])[:3])
    rate = row["quads"] / found["load"]
    return (f"{row['triples']} triples, {name}: {rate:.0f} quads/s, {found['peak']:.0f} MB; "
            f"slowest {slowest}; too slow: {', '.join(late) or 'none'}")  # fmt: skip


def main() -> None:
    args = argparse.ArgumentParser(description="Loading and named queries, three engines.")
    args.add_argument("--triples", type=int, nargs="+", default=TRIPLES)
    args.add_argument("--limit", type=float, default=LIMIT, help="seconds an answer may take")
    args.add_argument("--keep", type=Path, help="a folder to work in, and to leave as it is then")
    args.add_argument("--results", type=Path, default=measure.RESULTS)
    given = args.parse_args()
    with TemporaryDirectory() as folder:
        rows = measured(given.triples, given.limit, given.keep or Path(folder))
    known = measure.read("querying", given.results)
    if known.get("limit") == given.limit:
        rows += [row for row in known["rows"] if row["triples"] not in given.triples]
    rows.sort(key=lambda row: row["triples"])
    sizes = " ".join(str(row["triples"]) for row in rows)
    command = f"python benchmarks/querying.py --triples {sizes} --limit {given.limit:g}"
    data = {"command": command, "limit": given.limit, "rows": rows}
    print(measure.write("querying", data, given.results))


if __name__ == "__main__":
    main()
