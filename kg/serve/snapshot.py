"""What is served: a graph as it was at one moment, which no build changes.

A graph directory is loaded into an Oxigraph store of its own, in a temporary folder. Of a corpus
the files that are never changed, only removed, are linked into a folder beside them, the few
others copied; a build goes on meanwhile, and what it has made is another snapshot.
"""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from filelock import BaseFileLock, FileLock, Timeout

from kg.article import BASE
from kg.corpus import Corpus, is_corpus
from kg.errors import OutputError
from kg.serve import apart

__all__ = ["Snapshot", "stamp", "take"]

_PREFIX = ".duta-serve-"
_STORE, _EVENTS, _PAGE, _LOCK = "store", "events.parquet", "graph.html", "lock"
_NEVER_CHANGED = {".sst", ".blob"}
_TRIES = 5


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A graph at one moment.

    Attributes:
        store: an Oxigraph store that nobody changes.
        tables: the files of the event table, Parquet, in order.
        base: what the IRIs begin with that the graph mints.
        articles, reports: how many there are.
        page: the picture, None if there is none.
        stamp: what `stamp` said of the directory then.
        folder: what is to be removed when the snapshot is no longer needed, if anything.
    """

    store: Path
    tables: tuple[Path, ...]
    base: str
    articles: int
    reports: int
    page: Path | None
    stamp: tuple[object, ...]
    folder: Path | None
    lock: BaseFileLock | None = None

    def remove(self) -> None:
        """Take its files away."""
        if self.lock is not None:
            self.lock.release()
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)


def stamp(directory: Path) -> tuple[object, ...]:
    """Changes whenever a build has changed what there is to serve; cheap."""
    watched = ("duta.json", "graph.html", "store/CURRENT", "store.unfinished")
    return tuple(_state(directory / name) for name in watched)


def _state(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def take(directory: Path) -> Snapshot:
    """A snapshot of what is in a directory now.

    Args:
        directory: a graph directory or a corpus.

    Raises:
        OutputError: if it is neither, or broken, or there is no room for the snapshot.
    """
    try:
        make = _corpus if is_corpus(directory) else _graph
        return make(directory)
    except OSError as error:
        reason = error.strerror or " ".join(str(error).split())
        raise OutputError(f"{directory} cannot be made ready to serve: {reason}") from None


# A graph directory -------------------------------------------------------------------


def _graph(directory: Path) -> Snapshot:
    seen = stamp(directory)
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    try:
        base, articles, reports = apart.run(_load, directory, folder)
        page = folder / _PAGE
        with suppress(FileNotFoundError):
            shutil.copyfile(directory / _PAGE, page)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return Snapshot(
        folder / _STORE, (folder / _EVENTS,), base, articles, reports,
        page if page.exists() else None, seen, folder,
    )  # fmt: skip


def _load(directory: Path, folder: Path) -> tuple[str, int, int]:
    """Put a graph's quads and its event table into a folder: its base, how many articles and
    reports of events it has.
    """
    import pyoxigraph as ox

    from kg import export, graph, ontology, store

    quads = store.engine(directory)
    disk = ox.Store(str(folder / _STORE))
    disk.bulk_extend(quads)
    disk.flush()
    told = graph.readings(store.open(directory))
    table = export.table(told, ontology.load(), "parquet")
    (folder / _EVENTS).write_bytes(table if isinstance(table, bytes) else table.encode())
    iri = told[0].article.iri if told else f"{BASE}article/"
    reports = sum(len(reading.events) + len(reading.claims) for reading in told)
    return iri.rpartition("article/")[0], len(told), reports


# A corpus ----------------------------------------------------------------------------


def _corpus(directory: Path) -> Snapshot:
    corpus = Corpus(directory)
    behind: OutputError | None = None
    try:
        apart.run(_bring_up, directory)
    except OutputError as error:  # a build is at work, say: what it began with is served
        behind = error
    _sweep(directory)
    for _ in range(_TRIES):
        seen = stamp(directory)
        *_, current, unfinished = seen
        if unfinished is None and current is not None:
            try:
                found = _linked(corpus, seen)
            except FileNotFoundError:  # removed between finding and linking it
                continue
            if stamp(directory) == seen:
                return found
            found.remove()
    raise behind or OutputError(f"{directory}: a build is changing it; try again when it is done")


def _bring_up(directory: Path) -> None:
    Corpus(directory).engine()


def _linked(corpus: Corpus, seen: tuple[object, ...]) -> Snapshot:
    directory = corpus.directory
    numbers = len(corpus), corpus.reports
    parts = corpus.events()
    page = directory / _PAGE
    try:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=directory))
    except OSError as error:
        if error.errno == errno.EROFS:  # nobody can write here, so nobody builds here
            return Snapshot(
                directory / _STORE, tuple(parts), corpus.base, *numbers,
                page if page.exists() else None, seen, None,
            )  # fmt: skip
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX))  # somebody else's: copied
    lock = FileLock(folder / _LOCK)
    try:
        lock.acquire()  # held until this process ends, however it ends
        _link((directory / _STORE).iterdir(), folder / _STORE)
        tables = _link(parts, folder / "parts")
        pages = _link([page] if page.exists() else [], folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    first = next(iter(pages), None)
    return Snapshot(folder / _STORE, tables, corpus.base, *numbers, first, seen, folder, lock)


def _link(files: Iterable[Path], folder: Path) -> tuple[Path, ...]:
    """The same files in a folder: those that are only ever removed as links, others as copies."""
    folder.mkdir(exist_ok=True)
    made = []
    for path in files:
        target = folder / path.name
        if path.suffix in {*_NEVER_CHANGED, ".parquet"}:
            try:
                os.link(path, target)
            except FileNotFoundError:
                raise
            except OSError:  # a file system without hard links
                shutil.copyfile(path, target)
        elif path.name != "LOCK":
            shutil.copyfile(path, target)
        made.append(target)
    return tuple(made)


def _sweep(directory: Path) -> None:
    """Remove the snapshots of servers that were killed."""
    for folder in directory.glob(f"{_PREFIX}*"):
        lock = FileLock(folder / _LOCK, timeout=0)
        try:
            lock.acquire()
        except (Timeout, OSError):
            continue
        lock.release()
        shutil.rmtree(folder, ignore_errors=True)
