"""From articles to a graph directory, and what it holds in a few numbers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from kg.article import BASE, Article, distinct, read
from kg.errors import Failed, InputError, Interrupted, OutputError, ServerError, fail
from kg.event import Reading, canonical
from kg.failures import FAILED, Failures
from kg.inputs import Meter
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
    """What was read: numbers of articles, of actors, of reports of events; its analysis; and how
    much could not be read.
    """

    articles: int
    actors: int
    reports: int
    analysis: Analysis
    failed: int = 0


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
    jobs: int | str | None = None,
    strict: bool | None = None,
    private: bool = False,
    meter: Meter | None = None,
    store_too: bool = True,
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
        jobs: processes that read a corpus (all processors if None), or a Dask cluster's address.
        strict: whether to end at the first article that cannot be read, rather than to list it in
            `FAILED`; if None, a corpus goes on, a graph of few articles does not.
        private: whether addresses may be in private networks.
        meter: is told how much has been read.
        store_too: whether to make a corpus's store for queries, too, or leave it to the first.

    Returns:
        What the graph holds; of a corpus, how it has grown.

    Raises:
        InputError: if an input cannot be read and that is to end the build, or none can be.
        KnowledgeError: if a lexicon, the gazetteer or the ontology is wrong.
        OutputError: if the graph does not conform to its shapes, or cannot be written.
    """
    from kg import store
    from kg.corpus import Corpus, is_corpus
    from kg.directory import alone, readings
    from kg.pipeline import Reader

    with alone(directory), Failures() as noted:
        failed: Failed = fail if strict else noted
        articles = read(inputs, base, language, date, failed, private=private, meter=meter)

        def grow(corpus: Corpus, more: Iterable[Article]) -> Grown:
            return _grow(corpus, progress(more), failed, noted, renew, jobs, store_too)

        there = Corpus(directory) if is_corpus(directory) else None
        if there is not None and not fresh:
            return grow(there, articles)
        held = [] if fresh or not store.exists(directory) else readings(directory)
        few = list(islice(articles, FEW + 1))
        if not few:
            nothing = InputError("no article was given; name a file, or - for standard input")
            raise noted.first or nothing
        names = {article.document for article in few}
        kept = [reading for reading in held if reading.article.document not in names]
        if len(kept) + len(few) <= FEW:
            if strict is None and noted.first:
                raise noted.first
            failed = noted if strict is False else fail
            new = Reader(base).read_all(progress(list(distinct(few, failed))), failed)
            return _write(directory, [*kept, *new], base, noted, instead_of=there)
        if there is not None:
            there.clear()
        corpus = Corpus.create(directory, base, store.names(directory))
        if fresh:
            corpus.update({}, without=corpus.files)
        return grow(corpus, chain(few, articles))


def _grow(
    corpus: Corpus, articles: Iterable[Article], failed: Failed, noted: Failures, renew: bool,
    jobs: int | str | None, store_too: bool,
) -> Grown:  # fmt: skip
    from kg import workers

    jobs = jobs or workers.processors()
    _take_over(corpus, jobs)

    def report() -> None:
        if len(noted) or (corpus.directory / FAILED).exists():  # of a build before
            corpus.update({FAILED: noted.lines()})

    try:
        grown = corpus.grow(articles, jobs, failed, renew=renew, store=store_too)
    except (Interrupted, ServerError):
        report()
        raise
    report()
    return replace(grown, failed=len(noted))


def _take_over(corpus: Corpus, jobs: int | str) -> None:
    """Read into a corpus what was in the graph of few articles that it was made of; its files go
    when all that is there.
    """
    from kg import engine, readback
    from kg.store import GRAPH

    if GRAPH in corpus.files:
        quads = engine.parse([(corpus.directory / GRAPH).read_bytes()])
        corpus.grow((r.article for r in readback.readings(quads)), jobs, store=False)
        corpus.update({}, without=corpus.files)


def _write(
    directory: Path | str, found: Sequence[Reading], base: str, noted: Failures | None = None,
    instead_of: Corpus | None = None,
) -> Summary:  # fmt: skip
    from kg import export, graph, ontology, store

    known = ontology.load()
    # The order in which a graph gives its readings back, whatever order the files came in.
    readings = sorted(map(canonical, found), key=lambda reading: reading.article.iri)
    dataset = graph.build(readings, known, base=base)
    for message in violations(dataset):
        raise OutputError(f"nothing written: the graph would not conform to its shapes: {message}")
    files: dict[str, str | bytes] = {
        "graph.trig": graph.trig(dataset),
        "graph.ttl": graph.turtle(dataset),
        "events.csv": export.table(readings, known, "csv"),
        "graph.html": page(readings, known),
    }
    if noted:
        files[FAILED] = b"".join(noted.lines())
    if instead_of is not None:
        instead_of.clear()
    store.write(directory, files, [reading.article for reading in readings])
    return replace(summary(readings, known), failed=len(noted or ()))


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
    _write(directory, kept, base)
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
    from kg import analysis, ontology, temporal
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
        graphs.annotate(directory, _annotation(found, told))
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
