"""What a build wrote, whichever it is: a graph directory (`kg.store`) or a corpus (`kg.corpus`)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from kg import store
from kg.corpus import Corpus, is_corpus

if TYPE_CHECKING:
    import pyoxigraph
    import rdflib

    from kg.event import Reading

__all__ = ["dataset", "engine", "quads", "readings"]


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
    """What was read in each article, by the articles' IRIs.

    Raises:
        OutputError: if it is neither, or broken.
    """
    from kg import graph

    if is_corpus(directory):
        return sorted(Corpus(directory).readings(), key=lambda reading: reading.article.iri)
    return graph.readings(store.open(directory))


def quads(directory: Path | str) -> Iterable[bytes]:
    """Its named graphs as N-Quads, piece by piece, each quad at least once.

    Raises:
        OutputError: if it is neither, or broken.
    """
    if is_corpus(directory):
        yield from Corpus(directory).quads()
    else:
        from kg import export

        yield export.export(store.open(directory), "nquads").encode()
