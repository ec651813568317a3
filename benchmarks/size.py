"""How many triples and bytes an event takes.

    python benchmarks/size.py [--articles N]

Triples of an article's graph, for each event mention in it:

event     the mention with its event, the words that say it and its instrument: what the graph
          has more than if the article told of no event
actors    the same with the mentions of its actors, of sources and places
graph     everything: the article and its text, all actors named in it, with or without an event

Bytes for each report of an event, of all that a corpus keeps of its articles.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import measure

from kg import graph, ontology, workers
from kg.article import read
from kg.corpus import Corpus
from kg.event import Event, Reading


def triples(readings: Sequence[Reading], known: ontology.Ontology) -> int:
    """How many triples the graphs of some articles have, each for itself."""
    number = 0
    for reading in readings:
        own = f" <{reading.article.iri}> .\n"
        number += sum(line.endswith(own) for line in graph.lines([reading], known))
    return number


def mentions(event: Event) -> set[Any]:
    place = (event.place,) if event.place else ()
    return {*event.agents, *event.targets, *event.sources, *place}


def measured(number: int, folder: Path) -> dict[str, Any]:
    known = ontology.load()
    corpus = Corpus.create(folder / "corpus")
    articles = islice(read([measure.corpus(number, folder)]), number)
    corpus.grow(articles, workers.processors())
    readings = list(corpus.readings())
    used = []
    for reading in readings:
        told = {m for event in reading.events for m in mentions(event)}
        told |= {m for claim in reading.claims for m in claim.sources}
        used.append(replace(reading, mentions=tuple(m for m in reading.mentions if m in told)))
    nothing = [replace(reading, events=(), claims=()) for reading in readings]
    nobody = [replace(reading, mentions=()) for reading in nothing]
    events = sum(len(reading.events) for reading in readings)
    every = triples(readings, known)
    with corpus.alone() as ledger:
        plain = sum(len(corpus.quads(held)) for held in ledger.parts())
    return {
        "articles": number,
        "events": events,
        "reports": corpus.reports,
        "triples": {
            "event": (every - triples(nothing, known)) / events,
            "actors": (triples(used, known) - triples(nobody, known)) / events,
            "graph": every / events,
        },
        "bytes": {
            "N-Quads": plain,
            "N-Quads, zstandard": _bytes(corpus.directory, "parts/*.nq.zst"),
            "event table, Parquet": _bytes(corpus.directory, "parts/*.parquet"),
            "ledger, SQLite": _bytes(corpus.directory, "ledger.sqlite*"),
            "store, Oxigraph": _bytes(corpus.directory, "store/*"),
            "text": sum(len(reading.article.text.encode()) for reading in readings),
        },
    }


def _bytes(folder: Path, pattern: str) -> int:
    return sum(path.stat().st_size for path in folder.glob(pattern))


def main() -> None:
    args = argparse.ArgumentParser(description="Triples and bytes for each event.")
    args.add_argument("--articles", type=int, default=2_000)
    args.add_argument("--results", type=Path, default=measure.RESULTS)
    given = args.parse_args()
    with TemporaryDirectory() as folder:
        found = measured(given.articles, Path(folder))
    print({name: round(number, 1) for name, number in found["triples"].items()})
    print({name: round(number / found["reports"]) for name, number in found["bytes"].items()})
    command = f"python benchmarks/size.py --articles {given.articles}"
    print(measure.write("size", {"command": command} | found, given.results))


if __name__ == "__main__":
    main()
