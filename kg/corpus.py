"""A corpus: any number of articles in a directory that is consistent at every moment.

`parts/` holds what each batch of articles gave, `ledger.sqlite` which parts count; `store/` is
made of both, for queries, and can be made again. Builds go on where they stopped.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from kg import __version__, cluster, workers
from kg.article import BASE, Article
from kg.disk import locked, put, written
from kg.errors import Failed, Interrupted, OutputError, ServerError, fail
from kg.ledger import Held, Known, Ledger
from kg.part import Part, packed
from kg.pushed import PUSHED
from kg.quadstore import QuadStore
from kg.resources import knowledge

if TYPE_CHECKING:
    import pyoxigraph as ox

    from kg.event import Reading

__all__ = ["Corpus", "Grown", "is_corpus"]

FORMAT = 3
"""Raised when a corpus written before can no longer be read."""

_KIND = "duta corpus"
_MANIFEST, _LEDGER, _PARTS, _LOCK = "duta.json", "ledger.sqlite", "parts", "lock"
_QUADS, _EVENTS = ".nq.zst", ".parquet"


@dataclass(frozen=True, slots=True)
class Grown:
    """What a build did: articles read, those it found there already, those it replaced; what there
    is now; and how much could not be read.
    """

    read: int
    known: int
    replaced: int
    articles: int
    reports: int
    failed: int = 0


def is_corpus(directory: Path | str) -> bool:
    """Whether a directory holds a corpus."""
    return (_manifest(Path(directory)) or {}).get("kind") == _KIND


class Corpus:
    """A corpus that is there; `files` are the names of those that were made of it.

    Raises:
        OutputError: if it is none, or of another format.
    """

    def __init__(self, directory: Path | str) -> None:
        self.directory = Path(directory)
        data = _manifest(self.directory) or {}
        if data.get("kind") != _KIND:
            raise OutputError(f"{directory} is no corpus of Duta's: make one with kg build")
        if data.get("format") != FORMAT:
            raise OutputError(
                f"{directory} is in format {data.get('format')} (duta {data.get('program')}), this "
                f"is duta {__version__}, which reads format {FORMAT}: build it anew with --fresh"
            )
        self.base = str(data.get("base", BASE))
        files = data.get("files")
        self.files = [str(name) for name in files] if isinstance(files, list) else []
        self._store = QuadStore(self.directory, self.base, self.quads)

    @classmethod
    def create(cls, directory: Path | str, base: str = BASE, files: Iterable[str] = ()) -> Corpus:
        """Make an empty corpus; its parents are made, too.

        Args:
            directory: where, an empty or a new one.
            base: what the IRIs of its articles begin with.
            files: names of those that may be there, and are the corpus's then.

        Raises:
            OutputError: if something else is there, or it cannot be written.
        """
        directory = Path(directory)
        with written(directory):
            directory.mkdir(parents=True, exist_ok=True)
            there = {p.name for p in directory.iterdir() if not p.name.startswith(".duta")}
            if there - {PUSHED, _LOCK, *files, *([_MANIFEST] if files else ())}:
                raise OutputError(f"{directory} is not empty: name an empty or a new directory")
            _declare(directory, base, sorted(files))  # all else is made when it is needed
        return cls(directory)

    # Growing ----------------------------------------------------------------------

    def grow(
        self, articles: Iterable[Article], jobs: int | str = 1, failed: Failed = fail, *,
        renew: bool = False, store: bool = True,
    ) -> Grown:  # fmt: skip
        """Read the articles that are not there yet, and keep each batch as soon as it is read.

        An article with the document name of another, and other words, takes its place, if it is
        the only one of that name. Whatever ends this, what was kept is there, and the same call
        goes on behind it.

        Args:
            articles: any number, taken as they are needed.
            jobs: processes that read, or the address of a Dask cluster.
            failed: is told of each article that cannot be read.
            renew: read those again, too, that were read with other lexicons.
            store: bring the store up to date, too, rather than leave that to the first query.

        Raises:
            InputError: if an article cannot be read, and `failed` raises that.
            KnowledgeError: if a lexicon, the gazetteer, the ontology or a parser is wrong.
            OutputError: if another build is at work here, or the disk does not take it.
            ServerError: if the cluster cannot be reached, or is lost.
        """
        with self.alone() as ledger:
            self._sweep(ledger)
            stale = self._stale(ledger) if renew else {}
            ledger.begin()
            read = known = 0
            busy: set[str] = set()  # articles that a worker has

            def fresh() -> Iterator[Article]:
                nonlocal known
                for group in workers.batches(articles):
                    there = ledger.seen(a.iri for a in group) - stale.keys()
                    for article in group:
                        if article.iri in there or article.iri in busy:
                            known += 1
                        else:
                            busy.add(article.iri)
                            yield article

            try:
                for part in cluster.parts(workers.batches(fresh()), self.base, jobs):
                    for error in part.failed:
                        failed(error)
                    if part.entries:
                        self._keep(ledger, part, stale)
                    read += len(part.entries)
                    busy.difference_update(entry.iri for entry in part.entries)
            except (Interrupted, ServerError) as end:
                why = "stopped" if isinstance(end, Interrupted) else end
                there = f"{len(ledger)} articles are in {self.directory}; the same command goes on"
                raise type(end)(f"{why}; {there}") from None
            replaced = self._forget(ledger, ledger.outdated())
            if store:
                self._store.sync(ledger)
            return Grown(read, known, replaced, len(ledger), ledger.reports)

    def forget(self, names: Iterable[str]) -> int:
        """Leave out the articles of some document names or IRIs; returns how many there were.

        Raises:
            OutputError: if there is none of a name, or another build is at work here.
        """
        with self.alone() as ledger:
            iris = []
            for name in names:
                found = ledger.named(name)
                if not found:
                    raise OutputError(f"{self.directory} has no article {name!r}")
                iris += [known.iri for known in found]
            number = self._forget(ledger, iris)
            self._store.sync(ledger)
            return number

    def clear(self) -> None:
        """Remove all that is in the corpus, and that it is one.

        Raises:
            OutputError: if another build is at work here, or something cannot be removed.
        """
        with self.alone() as ledger, written(self.directory):
            # At every moment it is a corpus, of fewer articles or none; at last it is none.
            self._store.doubt()
            ledger.close()
            for path in sorted(self.directory.glob(f"{_LEDGER}*"), reverse=True):
                path.unlink()
            shutil.rmtree(self.directory / _PARTS, ignore_errors=True)
            for name in self.files:
                (self.directory / name).unlink(missing_ok=True)
            self._store.remove()
            (self.directory / _MANIFEST).unlink()
        (self.directory / _LOCK).unlink(missing_ok=True)

    def _keep(self, ledger: Ledger, part: Part, stale: dict[str, str]) -> None:
        self._forget(ledger, [e.iri for e in part.entries if stale.pop(e.iri, None)])
        ledger.add(*self._put_part(part), part.entries)

    def _put_part(self, part: Part) -> tuple[str, str, int, str]:
        """Write a part's files; only then may the ledger name it."""
        digest = hashlib.sha256(part.quads).hexdigest()
        name = digest[:16]
        with written(self.directory):
            put(self.directory / _PARTS / (name + _EVENTS), part.events)
            put(self.directory / _PARTS / (name + _QUADS), part.quads)
        return name, digest, part.number, knowledge()

    def _forget(self, ledger: Ledger, iris: Iterable[str]) -> int:
        """Write the parts of some articles again without them."""
        from kg import ontology
        from kg.part import make

        gone = set(iris)
        held = [known for iri in gone for known in ledger.named(iri) if known.iri in gone]
        parts = {part.name: part for part in ledger.parts()} if held else {}
        for name in sorted({known.part for known in held}):
            before = parts[name]
            left = [r for r in self._part(before) if r.article.iri not in gone]
            if left:
                part = make(left, ontology.load(), self.base)
                new, digest, number, _ = self._put_part(part)
                ledger.add(new, digest, number, before.knowledge, part.entries, instead=name)
            else:
                ledger.drop(name)
            for ending in (_QUADS, _EVENTS):
                (self.directory / _PARTS / (name + ending)).unlink(missing_ok=True)
        return len(held)

    def _stale(self, ledger: Ledger) -> dict[str, str]:
        return {k.iri: k.part for k in ledger.articles() if k.knowledge != knowledge()}

    def _sweep(self, ledger: Ledger) -> None:
        """Remove what a build left that was killed: files that the ledger does not name."""
        with written(self.directory):
            (self.directory / _PARTS).mkdir(exist_ok=True)
        named = {part.name for part in ledger.parts()}
        for path in (self.directory / _PARTS).iterdir():
            if path.name.partition(".")[0] not in named:
                path.unlink()

    # Reading ----------------------------------------------------------------------

    def articles(self) -> list[Known]:
        """What the corpus knows of its articles, in the order in which they came."""
        with self._ledger() as ledger:
            return list(ledger.articles())

    def readings(self, only: Collection[str] | None = None) -> Iterator[Reading]:
        """What was read in each article, part by part; `only` in parts with articles of these.
        Raises OutputError if a part is missing or was changed.
        """
        with self._ledger() as ledger:
            held = ledger.parts(only)
        return chain.from_iterable(map(self._part, held))

    def update(
        self, files: Mapping[str, str | bytes | Iterable[bytes]], without: Iterable[str] = ()
    ) -> None:
        """Put files that were made of the corpus beside it, and take some away.

        Raises:
            OutputError: if they cannot be written.
            ValueError: if a name is one of the corpus's own.
        """
        gone, own = set(without), {_MANIFEST, _LOCK, _PARTS, PUSHED} | self._store.names
        for name in files:
            if "/" in name or name in own or name.startswith(_LEDGER):
                raise ValueError(f"a corpus has a file {name!r} of its own")
        self.files = sorted({*self.files, *files} - gone)
        with written(self.directory):
            for name in gone:
                (self.directory / name).unlink(missing_ok=True)
            _declare(self.directory, self.base, self.files)
            for name, data in files.items():
                put(self.directory / name, data.encode() if isinstance(data, str) else data)

    def __len__(self) -> int:
        with self._ledger() as ledger:
            return len(ledger)

    @property
    def reports(self) -> int:
        """How many reports of events it has."""
        with self._ledger() as ledger:
            return ledger.reports

    def events(self) -> list[Path]:
        """The files of the event table, Parquet."""
        with self._ledger() as ledger:
            return [self.directory / _PARTS / (p.name + _EVENTS) for p in ledger.parts()]

    def tables(self) -> Iterator[tuple[Path, dict[str, str]]]:
        """Those files, each with its articles that tell a story with others, and its first."""
        for path in self.events():
            with self._ledger() as ledger:
                yield path, ledger.told_with(path.stem)

    def engine(self) -> ox.Store:
        """The store, for queries; it is brought up to date first if it is not.

        Raises:
            OutputError: if it cannot be, or another build is at work here.
        """
        with self._ledger() as ledger:
            current = self._store.current(ledger)
        if not current:
            with self.alone() as ledger:
                self._store.sync(ledger)
        return self._store.open()

    def annotate(self, quads: bytes) -> None:
        """Add what an analysis of the corpus found, as N-Quads, in place of what one found before;
        it goes when the corpus changes.

        Raises:
            OutputError: if it cannot be written, or another build is at work here.
        """
        with self.alone() as ledger:
            self._store.annotate(ledger, quads)

    def annotated(self, ledger: Ledger) -> list[bytes]:
        """What an analysis of the corpus as it is found, as N-Quads, if there is one."""
        return self._store.analysed() if self._store.current(ledger) else []

    def _part(self, held: Held) -> list[Reading]:
        from kg.part import readings

        try:
            return readings(packed(self._path(held), held.sha256))
        except SyntaxError as error:
            raise OutputError(f"{self._path(held)}: broken ({error}); build it anew") from None

    def quads(self, held: Held) -> bytes:
        """The N-Quads of a part.

        Raises:
            OutputError: if it is missing or was changed.
        """
        from kg.part import unpacked

        return unpacked(packed(self._path(held), held.sha256))

    def _path(self, held: Held) -> Path:
        return self.directory / _PARTS / (held.name + _QUADS)

    @contextmanager
    def alone(self) -> Iterator[Ledger]:
        """The ledger, with nobody else at work in the directory.

        Raises:
            OutputError: if somebody is.
        """
        with locked(self.directory / _LOCK), self._ledger() as ledger:
            yield ledger

    @contextmanager
    def _ledger(self) -> Iterator[Ledger]:
        ledger = Ledger(self.directory / _LEDGER)
        try:
            yield ledger
        finally:
            ledger.close()


def _declare(directory: Path, base: str, files: list[str]) -> None:
    """Say that a directory is a corpus, and which files beside it were made of it."""
    data = {"kind": _KIND, "format": FORMAT, "program": __version__, "base": base, "files": files}
    put(directory / _MANIFEST, (json.dumps(data, indent=2) + "\n").encode())


def _manifest(directory: Path) -> dict[str, object] | None:
    try:
        data = json.loads((directory / _MANIFEST).read_bytes())
    except (OSError, ValueError):
        return None
    return data if isinstance(data, dict) else None
