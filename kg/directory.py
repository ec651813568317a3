"""What a build wrote, whichever it is: a graph directory (`kg.store`) or a corpus (`kg.corpus`)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from kg import store
from kg.corpus import Corpus, is_corpus
from kg.errors import OutputError

if TYPE_CHECKING:
    import pyoxigraph
    import rdflib

    from kg.event import Reading

__all__ = ["MOST", "dataset", "engine", "readings", "update"]

MOST = 50_000
"""Reports of events that are analysed or drawn together."""


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


def readings(directory: Path | str) -> list[Reading]:
    """What was read in each article, by the articles' IRIs: for what needs all at once.

    Raises:
        OutputError: if it is neither, or broken, or a corpus too large for that.
    """
    if not is_corpus(directory):
        return store.readings(directory)
    corpus = Corpus(directory)
    if corpus.reports > MOST:
        raise OutputError(
            f"{directory}: {corpus.reports} reports of events are too many to look at together "
            f"({MOST} are not); ask with kg query, or build a graph of the articles in question"
        )
    return sorted(corpus.readings(), key=lambda reading: reading.article.iri)


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
