"""From articles to a graph directory, and what it holds in a few numbers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from kg.article import BASE, Article, read
from kg.errors import InputError, OutputError
from kg.event import Reading, canonical
from kg.ontology import Ontology

if TYPE_CHECKING:
    from rdflib import Dataset

    from kg.analysis import Analysis
    from kg.graph import Violation

__all__ = ["FILES", "Summary", "analyze", "as_json", "build", "page", "redraw", "report",
           "summary", "violations"]  # fmt: skip

FILES = {
    "graph.html": "the picture, for any browser",
    "graph.trig": "the graph in RDF, each article apart",
    "graph.ttl": "the same as one graph",
    "events.csv": "the event table",
}
"""What `build` writes."""

Progress = Callable[[Sequence[Article]], Iterable[Article]]
"""Hands articles on one by one, and may show how far it is."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What was read: numbers of articles, of actors, of reports of events; and its analysis."""

    articles: int
    actors: int
    reports: int
    analysis: Analysis


def build(
    inputs: Iterable[Path | str],
    directory: Path | str,
    base: str = BASE,
    language: str | None = None,
    date: str | None = None,
    progress: Progress = iter,
) -> Summary:
    """Read articles and write their graph: RDF, event table and picture, all or nothing.

    Args:
        inputs: files, as `kg.article.read` takes them.
        directory: where to write; a graph that is there already is replaced.
        base: what minted IRIs begin with.
        language: the language of articles that do not state theirs.
        date: the date of articles that do not state theirs.
        progress: shows how far the reading is.

    Raises:
        InputError: if an input cannot be read.
        KnowledgeError: if a lexicon, the gazetteer or the ontology is wrong.
        OutputError: if the graph does not conform to its shapes, or cannot be written.
    """
    from kg import export, graph, ontology, store
    from kg.pipeline import Reader

    articles = list(read(inputs, base=base, language=language, date=date))
    if not articles:
        raise InputError("no article was given; name a file, or - for standard input")
    known = ontology.load()
    reader = Reader(base=base)
    # The order in which a graph gives its readings back, whatever order the files came in.
    readings = sorted(
        (canonical(reader.read(article)) for article in progress(articles)),
        key=lambda reading: reading.article.iri,
    )
    dataset = graph.build(readings, known, base=base)
    for message in violations(dataset):
        raise OutputError(f"nothing written: the graph would not conform to its shapes: {message}")
    files = {
        "graph.trig": graph.trig(dataset),
        "graph.ttl": graph.turtle(dataset),
        "events.csv": export.table(readings, known, "csv"),
        "graph.html": page(readings, known),
    }
    store.write(directory, files, [reading.article for reading in readings])
    return summary(readings, known)


def violations(dataset: Dataset) -> Iterator[str]:
    """One line for each promise of `ontology/shapes.ttl` that a graph breaks."""
    from kg import graph

    return map(_line, graph.validate(dataset))


def _line(violation: Violation) -> str:
    where = f"{violation.focus} {violation.path}" if violation.path else violation.focus
    return f"{where}: {' '.join(violation.message.split())}"


def page(readings: Sequence[Reading], ontology: Ontology) -> str:
    """The picture, headed by the article's headline or name, or by how many there are."""
    from kg import view

    first = readings[0].article
    title = first.title or first.document if len(readings) == 1 else f"{len(readings)} articles"
    return view.html(readings, ontology, title)


def summary(readings: Sequence[Reading], ontology: Ontology) -> Summary:
    """What some readings hold, in numbers."""
    from kg import analysis

    actors = {
        m.actor.iri for reading in readings for m in reading.mentions if m.actor.kind != "Place"
    }
    return Summary(
        articles=len(readings),
        actors=len(actors),
        reports=sum(len(reading.events) + len(reading.claims) for reading in readings),
        analysis=analysis.report(readings, ontology),
    )


def redraw(directory: Path) -> Path:
    """Write the picture of a graph directory again, from its RDF; returns where it is.

    Raises:
        OutputError: if it is no graph directory, or cannot be written.
    """
    from kg import graph, ontology, store

    readings = graph.readings(store.open(directory))
    store.update(directory, {"graph.html": page(readings, ontology.load())})
    return directory / "graph.html"


def report(directory: Path, language: str | None = None) -> list[Path]:
    """Write a brief on a graph directory into it; returns where it is.

    Args:
        directory: what `build` wrote.
        language: what the brief is written in; the reader's, if none is given.

    Raises:
        OutputError: if it is no graph directory, or cannot be written.
    """
    from kg import graph, ontology, report, store

    readings = graph.readings(store.open(directory))
    files = report.files(readings, ontology.load(), language or report.reader())
    store.update(directory, files)
    return [directory / name for name in files]


def analyze(
    directory: Path, levels: Iterable[Literal["side", "person"]], *, write: bool = False
) -> list[Analysis]:
    """Analyse a graph directory, once for each level; `write` adds the results to its graph.

    Raises:
        OutputError: if it is no graph directory, or cannot be written.
    """
    from kg import analysis, graph, ontology, store

    dataset = store.open(directory)
    readings = graph.readings(dataset)
    known = ontology.load()
    found = [analysis.report(readings, known, level) for level in levels]
    if write:
        store.update(directory, {"analysis.trig": _annotation(found, readings)})
    return found


def _annotation(found: Iterable[Analysis], readings: Sequence[Reading]) -> str:
    """The analyses as TriG, in one named graph."""
    from rdflib import Dataset, URIRef

    from kg import analysis, graph

    base = readings[0].article.iri.rpartition("article/")[0]
    dataset = Dataset(default_union=True)
    home = dataset.graph(URIRef(f"{base}analysis"))
    for each in found:
        home += analysis.to_rdf(each, base)
    return graph.trig(dataset)


def as_json(found: Iterable[Analysis]) -> str:
    """Analyses as a JSON array."""
    data = [analysis.to_json() for analysis in found]
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
