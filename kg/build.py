"""From articles to a graph directory, and what it holds in a few numbers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from kg.article import BASE, Article, read
from kg.errors import InputError, OutputError
from kg.event import Reading, canonical
from kg.ontology import Ontology

if TYPE_CHECKING:
    from rdflib import Dataset

    from kg.analysis import Analysis, Level
    from kg.corpus import Corpus, Grown
    from kg.graph import Violation
    from kg.temporal import Course, Unit, Window

__all__ = ["FEW", "FILES", "Summary", "analyze", "as_json", "build", "course", "forget", "page",
           "redraw", "report", "summary", "violations"]  # fmt: skip

FILES = {
    "graph.html": "the picture, for any browser",
    "graph.trig": "the graph in RDF, each article apart",
    "graph.ttl": "the same as one graph",
    "events.csv": "the event table",
}
"""What `build` writes."""

FEW = 200
"""So many articles, at the most, are written as a few files."""

Progress = Callable[[Iterable[Article]], Iterable[Article]]
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
    *,
    fresh: bool = False,
    renew: bool = False,
    jobs: int | None = None,
) -> Summary | Grown:
    """Read articles and add them to a graph: RDF, event table and picture.

    Up to `FEW` articles are written whole or not at all, as a few files (`kg.store`); those that
    are given are read again. More are a corpus (`kg.corpus`), which grows batch by batch, keeps
    what it has, and goes on where it was stopped.

    Args:
        inputs: files, as `kg.article.read` takes them.
        directory: where to write. An article replaces the one of the same name (`document`).
        base: what minted IRIs begin with.
        language: the language of articles that do not state theirs.
        date: the date of articles that do not state theirs.
        progress: shows how far the reading is.
        fresh: leave out what is there already.
        renew: of a corpus, read again what was read with other lexicons.
        jobs: processes that read a corpus; as many as there are processors, if None.

    Returns:
        What the graph holds; of a corpus, how it has grown.

    Raises:
        InputError: if an input cannot be read.
        KnowledgeError: if a lexicon, the gazetteer or the ontology is wrong.
        OutputError: if the graph does not conform to its shapes, or cannot be written.
    """
    from kg import store
    from kg.corpus import Corpus, is_corpus
    from kg.directory import readings

    articles = read(inputs, base=base, language=language, date=date)
    if is_corpus(directory):
        corpus = Corpus(directory)
        if not fresh:
            return _grow(corpus, articles, progress, renew=renew, jobs=jobs)
        corpus.clear()
    held = [] if fresh or not store.exists(directory) else readings(directory)
    few = list(islice(articles, FEW + 1))
    if not few:
        raise InputError("no article was given; name a file, or - for standard input")
    names = {article.document for article in few}
    kept = [reading for reading in held if reading.article.document not in names]
    if len(kept) + len(few) <= FEW:
        return _write(directory, kept, few, base, progress)
    if store.exists(directory):
        store.remove(directory)  # its articles are in memory, and go into the corpus
    more = chain((reading.article for reading in kept), few, articles)
    return _grow(Corpus.create(directory, base), more, progress, renew=renew, jobs=jobs)


def _grow(
    corpus: Corpus, articles: Iterable[Article], progress: Progress, *, renew: bool,
    jobs: int | None,
) -> Grown:  # fmt: skip
    from kg import workers

    return corpus.grow(progress(articles), jobs or workers.processors(), renew=renew)


def _write(
    directory: Path | str, kept: Sequence[Reading], articles: Sequence[Article], base: str,
    progress: Progress,
) -> Summary:  # fmt: skip
    from kg import export, graph, ontology, store
    from kg.pipeline import Reader

    known = ontology.load()
    reader = Reader(base=base)
    # The order in which a graph gives its readings back, whatever order the files came in.
    readings = sorted(
        (*kept, *(canonical(reader.read(article)) for article in progress(articles))),
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


def forget(directory: Path | str, names: Iterable[str]) -> int:
    """Leave some articles out of a graph; returns how many there were.

    Args:
        directory: a graph directory or a corpus.
        names: of documents, or IRIs of articles.

    Raises:
        OutputError: if it is neither, has no article of a name, or cannot be written.
    """
    from kg.corpus import Corpus, is_corpus
    from kg.directory import readings

    wanted = list(names)
    if is_corpus(directory):
        return Corpus(directory).forget(wanted)
    held = readings(directory)
    called = {n for r in held for n in (r.article.document, r.article.iri)}
    for name in wanted:
        if name not in called:
            raise OutputError(f"{directory} has no article {name!r}")
    kept = [r for r in held if not {r.article.document, r.article.iri} & set(wanted)]
    if not kept:
        raise OutputError(f"{directory} would hold no article any more; remove the directory")
    base = held[0].article.iri.rpartition("article/")[0]
    _write(directory, kept, [], base, iter)
    return len(held) - len(kept)


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
    """Write the picture of a graph again, from its RDF; returns where it is.

    Raises:
        OutputError: if it is no graph, too large for a picture, or cannot be written.
    """
    from kg import directory as graphs
    from kg import ontology

    graphs.update(directory, {"graph.html": page(graphs.readings(directory), ontology.load())})
    return directory / "graph.html"


def report(directory: Path, language: str | None = None) -> list[Path]:
    """Write a brief on a graph into its directory; returns where it is.

    Args:
        directory: what `build` wrote.
        language: what the brief is written in; the reader's, if none is given.

    Raises:
        OutputError: if it is no graph, too large for a brief, or cannot be written.
    """
    from kg import directory as graphs
    from kg import ontology, report

    told = graphs.readings(directory)
    files = report.files(told, ontology.load(), language or report.reader())
    graphs.update(directory, files)
    return [directory / name for name in files]


def analyze(
    directory: Path,
    levels: Iterable[Level],
    *,
    since: str | None = None,
    until: str | None = None,
    write: bool = False,
) -> list[Analysis]:
    """Analyse a graph, once for each level; `write` adds the results to a graph directory.

    `since` and `until` (ISO 8601: a day, a month or a year) choose the events of a time, with all
    their reports, by their own dates; those without a date by that of their first report.

    Raises:
        InputError: if a date is none, or results for a time are to be added to the graph.
        OutputError: if it is no graph, too large for that, or cannot be written.
    """
    from kg import analysis, ontology, store, temporal
    from kg import directory as graphs

    window = temporal.Window.of(since, until)
    known = ontology.load()
    if window.open:
        told = graphs.readings(directory)
    elif write:
        raise InputError("--write adds what the whole graph tells: leave out --since and --until")
    else:
        told = _within(directory, window, known)
    found = [analysis.report(told, known, level) for level in levels]
    if write:
        store.update(directory, {"analysis.trig": _annotation(found, told)})
    return found


def _within(directory: Path, window: Window, ontology: Ontology) -> list[Reading]:
    """What was read of the events of a time, and of no other."""
    from kg import directory as graphs
    from kg import temporal

    events: set[str] = set()
    articles: set[str] = set()
    reports = 0
    for one in temporal.told(graphs.rows(directory), ontology):
        if temporal.inside(one, window):
            events.add(one.act.iri)
            articles.update(report.article for report in one.reports)
            reports += len(one.reports)
            if reports > graphs.MOST:
                raise OutputError(
                    f"{directory}: more than {graphs.MOST} reports of events in that time are too "
                    "many to look at together; choose a shorter one, or --by month"
                )
    return [
        replace(
            reading,
            mentions=(),
            events=tuple(event for event in reading.events if event.iri in events),
            claims=tuple(claim for claim in reading.claims if claim.event in events),
        )
        for reading in graphs.readings(directory, articles)
    ]


def course(
    directory: Path,
    unit: Unit,
    level: Level = "side",
    *,
    since: str | None = None,
    until: str | None = None,
) -> Course:
    """How things ran over time in a graph of any size: scores by period, changes, claims, agreement
    between sources; `since` and `until` as in `analyze`.

    Raises:
        InputError: if a date is none.
        OutputError: if it is no graph, or broken.
    """
    from kg import directory as graphs
    from kg import ontology, temporal

    window = temporal.Window.of(since, until)
    return temporal.course(graphs.rows(directory), ontology.load(), unit, window, level)


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


def as_json(found: Iterable[Analysis | Course]) -> str:
    """Analyses as a JSON array."""
    data = [analysis.to_json() for analysis in found]
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
