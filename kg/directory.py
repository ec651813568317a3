"""What a build wrote, whichever it is: a graph directory (`kg.store`) or a corpus (`kg.corpus`)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from kg import store
from kg.corpus import Corpus, is_corpus
from kg.disk import locked
from kg.errors import OutputError
from kg.stories import stories

if TYPE_CHECKING:
    import pyoxigraph
    import rdflib

    from kg.analysis.acts import Level
    from kg.event import Reading

__all__ = ["MOST", "alone", "annotate", "dataset", "engine", "exported", "readings", "rows",
           "update"]  # fmt: skip

MOST = 50_000
"""Reports of events that are analysed or drawn together."""

_BATCH = 1_000  # rows


@contextmanager
def alone(directory: Path | str) -> Iterator[None]:
    """Nobody else builds in a directory that is there, and what was left there is in order.

    Raises:
        OutputError: if somebody does, or the disk does not take it.
    """
    directory = Path(directory)
    if not directory.is_dir():  # whoever makes it first has it
        yield
        return
    lock = directory / ".duta-lock"
    with locked(lock):
        try:
            store.settle(directory)
            yield
        finally:
            lock.unlink(missing_ok=True)


def engine(directory: Path | str) -> pyoxigraph.Store:
    """Its quads in Oxigraph, and their union as default graph: for queries.

    Raises:
        OutputError: if it is neither, or broken.
    """
    return Corpus(directory).engine() if is_corpus(directory) else store.engine(directory)


def dataset(directory: Path | str) -> rdflib.Dataset:
    """Its dataset: in memory for a graph directory, on disk, read-only, for a corpus.

    Raises:
        OutputError: if it is neither, or broken.
    """
    if not is_corpus(directory):
        return store.open(directory)
    import rdflib
    from oxrdflib import OxigraphStore

    return rdflib.Dataset(store=OxigraphStore(store=Corpus(directory).engine()))


def exported(
    directory: Path | str, form: str, level: Level = "side"
) -> str | Callable[[IO[bytes]], None]:
    """It in one of `kg.export.FORMATS`; what writes it, piece by piece, for RDF of a corpus.

    Raises:
        OutputError: if it is neither, or broken, or the format is unknown.
    """
    from kg import export

    if is_corpus(directory) and form in export.STREAMED:
        return partial(export.stream, Corpus(directory).engine(), form)
    return export.export(dataset(directory), form, level)


def rows(directory: Path | str) -> Iterator[dict[str, Any]]:
    """The event table, article by article, and `story`, which names the story that each article
    tells: for what goes through all, however many they are.

    Raises:
        KnowledgeError: if an event's class is not in the ontology.
        OutputError: if it is neither, or broken.
    """
    if not is_corpus(directory):
        from kg import event, ontology

        held = store.readings(directory)
        told = stories(reading.article for reading in held)
        known = ontology.load()
        for reading in held:
            first = told.get(reading.article.iri, reading.article.iri)
            yield from (row | {"story": first} for row in event.rows(reading, known))
        return
    import pyarrow as pa
    from pyarrow import parquet

    for path, told in Corpus(directory).tables():
        try:
            with parquet.ParquetFile(path) as file:
                for batch in file.iter_batches(_BATCH, use_threads=False):
                    for row in batch.to_pylist():
                        yield row | {"story": told.get(row["article"], row["article"])}
        except (OSError, pa.ArrowException) as error:
            raise OutputError(f"{path} cannot be read: {error}; build it anew") from None


def readings(directory: Path | str, articles: Collection[str] | None = None) -> list[Reading]:
    """What was read in each article, by the articles' IRIs: for what needs all at once.

    Args:
        directory: a graph directory or a corpus.
        articles: only those of these IRIs; all, if None.

    Raises:
        OutputError: if it is neither, or broken, or a corpus too large for that.
    """
    if not is_corpus(directory):
        found: Iterable[Reading] = store.readings(directory)
    else:
        corpus = Corpus(directory)
        if articles is None and corpus.reports > MOST:
            raise OutputError(
                f"{directory}: {corpus.reports} reports of events are too many to look at "
                f"together ({MOST} are not); ask with kg query, choose a time with kg analyze "
                "--since, or build a graph of the articles in question"
            )
        found = corpus.readings(articles)
    chosen = (r for r in found if articles is None or r.article.iri in articles)
    return sorted(chosen, key=lambda reading: reading.article.iri)


def update(directory: Path | str, files: Mapping[str, str | bytes]) -> None:
    """Put files made of it beside it, or in place of those it has.

    Raises:
        OutputError: if it is neither, or cannot be written.
        ValueError: if a name in `files` is not a plain file name.
    """
    if is_corpus(directory):
        Corpus(directory).update(files)
    else:
        store.update(directory, files)


def annotate(directory: Path | str, trig: str) -> None:
    """Add what an analysis of it found, as TriG, in place of what one found before.

    Raises:
        OutputError: if it is neither, or cannot be written.
    """
    if not is_corpus(directory):
        store.update(directory, {"analysis.trig": trig})
        return
    import pyoxigraph as ox

    quads = ox.parse(trig, format=ox.RdfFormat.TRIG)
    Corpus(directory).annotate(ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"")
