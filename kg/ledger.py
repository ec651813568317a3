"""The ledger of a corpus: which article is in which part, and what its events back.

An SQLite file, so that a batch of articles is in it whole or not at all, whatever kills the
program (https://www.sqlite.org/atomiccommit.html). A part counts once the ledger names it.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

from kg import retelling
from kg.errors import OutputError
from kg.part import Entry

__all__ = ["Held", "Known", "Ledger"]

_PATIENCE = 60.0  # seconds that another may be writing

_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE part (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, sha256 TEXT NOT NULL,
    quads INTEGER NOT NULL, knowledge TEXT NOT NULL, stored INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE article (
    id INTEGER PRIMARY KEY AUTOINCREMENT, iri TEXT NOT NULL UNIQUE, document TEXT NOT NULL,
    sha256 TEXT NOT NULL, reports INTEGER NOT NULL, part INTEGER NOT NULL REFERENCES part,
    run INTEGER NOT NULL
);
CREATE INDEX article_document ON article (document);
CREATE INDEX article_part ON article (part);
CREATE TABLE event (id INTEGER PRIMARY KEY, iri TEXT NOT NULL UNIQUE);
CREATE TABLE report (
    event INTEGER NOT NULL, article INTEGER NOT NULL, asserted INTEGER NOT NULL,
    PRIMARY KEY (event, article)
) WITHOUT ROWID;
CREATE INDEX report_article ON report (article);
CREATE TABLE term (id INTEGER PRIMARY KEY, iri TEXT NOT NULL UNIQUE);
CREATE TABLE backing (
    event INTEGER NOT NULL, article INTEGER NOT NULL,
    one INTEGER NOT NULL, name INTEGER NOT NULL, other INTEGER NOT NULL,
    PRIMARY KEY (event, article, one, name, other)
) WITHOUT ROWID;
CREATE TABLE touched (event INTEGER PRIMARY KEY);
CREATE TABLE gone (iri TEXT PRIMARY KEY) WITHOUT ROWID;
"""

_ARTICLES = """
SELECT a.iri, a.document, a.sha256, a.reports, p.name, p.knowledge
FROM article a JOIN part p ON p.id = a.part
"""

_HOLDING = """
SELECT DISTINCT o.iri, n.iri, t.iri, e.iri
FROM backing b
JOIN term o ON o.id = b.one JOIN term n ON n.id = b.name JOIN term t ON t.id = b.other
JOIN event e ON e.id = b.event
WHERE NOT EXISTS (SELECT 1 FROM report r WHERE r.event = b.event AND NOT r.asserted)
"""


@dataclass(frozen=True, slots=True)
class Held:
    """A part as the ledger has it: its name, the SHA-256 of its quads, how many they are, and
    whether the store has them.
    """

    name: str
    sha256: str
    quads: int
    knowledge: str
    stored: bool


@dataclass(frozen=True, slots=True)
class Known:
    """An article as the ledger has it; `knowledge` says with what it was read."""

    iri: str
    document: str
    sha256: str
    reports: int
    part: str
    knowledge: str


class Ledger:
    """Reads and changes a ledger; each change is whole or not at all.

    Args:
        path: of the SQLite file, which is made if it is not there.

    Raises:
        OutputError: if it cannot be opened, or is no ledger.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        log = path.with_name(f"{path.name}-wal")
        # SQLite wants to write beside the file even to read it, unless nobody can change it.
        fixed = path.exists() and not os.access(path.parent, os.W_OK) and not log.exists()
        try:
            uri = f"{path.absolute().as_uri()}?{'immutable=1' if fixed else ''}"
            self._db = sqlite3.connect(uri, _PATIENCE, isolation_level=None, uri=True)
            if not fixed:
                self._keep_a_log()
                self._db.execute("PRAGMA synchronous = FULL")
            if not self._laid_out():
                self._db.execute("BEGIN IMMEDIATE")  # another may be at it, too
                if not self._laid_out():
                    for statement in f"{_SCHEMA} {retelling.SCHEMA}".split(";")[:-1]:
                        self._db.execute(statement)
                self._db.execute("COMMIT")
            self.run = int(self._meta("run") or 0)
        except sqlite3.OperationalError as error:
            raise OutputError(f"{path} cannot be opened: {error}") from None
        except sqlite3.Error as error:
            raise OutputError(f"{path}: no ledger of a corpus ({error}); build it anew") from None

    def _keep_a_log(self) -> None:
        """Write ahead. SQLite itself does not wait for another who is just changing to that."""
        until = monotonic() + _PATIENCE
        while True:
            try:
                self._db.execute("PRAGMA journal_mode = WAL")
                return
            except sqlite3.OperationalError as error:
                busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
                if not busy or monotonic() > until:
                    raise
            sleep(0.01)

    def _laid_out(self) -> bool:
        return bool(self._one("SELECT count(*) FROM sqlite_master WHERE name = 'meta'"))

    def close(self) -> None:
        """Let the file go."""
        self._db.close()

    def __len__(self) -> int:
        return int(self._one("SELECT count(*) FROM article"))

    @property
    def reports(self) -> int:
        """How many reports of events there are."""
        return int(self._one("SELECT coalesce(sum(reports), 0) FROM article"))

    def _one(self, sql: str, *values: object) -> int:
        (found,) = self._db.execute(sql, values).fetchone()
        return int(found)

    def _meta(self, key: str) -> str | None:
        found = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return found[0] if found else None

    def _set(self, key: str, value: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def _whole(self) -> AbstractContextManager[None]:
        return _Transaction(self._db, self._path)

    # Articles ---------------------------------------------------------------------

    def begin(self) -> None:
        """Begin a run: articles seen from now on are told from those seen before."""
        with self._whole():
            self.run += 1
            self._set("run", str(self.run))

    def seen(self, iris: Iterable[str]) -> set[str]:
        """Which of some articles are there already; this run has seen them then."""
        found: set[str] = set()
        with self._whole():
            for iri in iris:
                done = self._db.execute("UPDATE article SET run = ? WHERE iri = ?", (self.run, iri))
                if done.rowcount:
                    found.add(iri)
        return found

    def add(
        self, name: str, sha256: str, quads: int, knowledge: str, entries: Iterable[Entry],
        instead: str | None = None,
    ) -> None:  # fmt: skip
        """Name a part and its articles; `instead` of a part that is named no more."""
        with self._whole():
            before = self._drop(instead) if instead is not None else {}
            part = self._db.execute(
                "INSERT INTO part (name, sha256, quads, knowledge) VALUES (?, ?, ?, ?)",
                (name, sha256, quads, knowledge),
            ).lastrowid
            for entry in entries:
                self._enter(entry, part, *before.get(entry.iri, (None, self.run)))

    def drop(self, name: str) -> None:
        """Name a part, and its articles, no more."""
        with self._whole():
            self._drop(name)

    def _enter(self, entry: Entry, part: int | None, number: int | None, run: int) -> None:
        """An article comes in, or, with the number that it had, stays."""
        article = self._db.execute(
            "INSERT INTO article (id, iri, document, sha256, reports, part, run)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (number, entry.iri, entry.document, entry.sha256, entry.reports, part, run),
        ).lastrowid
        if number is None:
            retelling.enter(self._db, int(article or 0), entry.date, entry.sketch)
        else:
            retelling.stay(self._db, number)
        self._db.execute("DELETE FROM gone WHERE iri = ?", (entry.iri,))
        events = {iri: self._id("event", iri) for iri, _ in entry.events}
        self._db.executemany(
            "INSERT INTO report VALUES (?, ?, ?)",
            ((events[iri], article, asserted) for iri, asserted in entry.events),
        )
        self._db.executemany(
            "INSERT INTO backing VALUES (?, ?, ?, ?, ?)",
            (
                (events[event], article, *(self._id("term", t) for t in triple))
                for event, *triple in entry.backing
            ),
        )
        self._touch(events.values())

    def _drop(self, name: str) -> dict[str, tuple[int, int]]:
        """Forget a part; returns each of its articles' number, and in which run it was seen."""
        (part,) = self._db.execute("SELECT id FROM part WHERE name = ?", (name,)).fetchone()
        gone = self._db.execute(
            "SELECT id, iri, run FROM article WHERE part = ?", (part,)
        ).fetchall()
        for article, iri, _ in gone:
            events = self._db.execute("SELECT event FROM report WHERE article = ?", (article,))
            self._touch([event for (event,) in events])
            self._db.execute(
                "DELETE FROM backing WHERE article = ? AND event IN"
                " (SELECT event FROM report WHERE article = ?)", (article, article),
            )  # fmt: skip
            self._db.execute("DELETE FROM report WHERE article = ?", (article,))
            self._db.execute("INSERT OR IGNORE INTO gone VALUES (?)", (iri,))
            retelling.leave(self._db, article)
        self._db.execute("DELETE FROM article WHERE part = ?", (part,))
        self._db.execute("DELETE FROM part WHERE id = ?", (part,))
        return {iri: (article, run) for article, iri, run in gone}

    def _touch(self, events: Iterable[int]) -> None:
        self._db.executemany("INSERT OR IGNORE INTO touched VALUES (?)", ((e,) for e in events))

    def _id(self, table: str, iri: str) -> int:
        found = self._db.execute(f"SELECT id FROM {table} WHERE iri = ?", (iri,)).fetchone()
        if found is None:
            made = self._db.execute(f"INSERT INTO {table} (iri) VALUES (?)", (iri,)).lastrowid
            return int(made or 0)
        return int(found[0])

    def outdated(self) -> list[str]:
        """Articles whose document this run has read with other words, as the only other."""
        rows = self._db.execute(
            "SELECT old.iri FROM article old"
            " WHERE old.run < ? AND EXISTS (SELECT 1 FROM article new"
            " WHERE new.document = old.document AND new.run = ?)"
            " AND (SELECT count(*) FROM article o WHERE o.document = old.document) = 2",
            (self.run, self.run),
        )
        return [iri for (iri,) in rows]

    def articles(self) -> Iterator[Known]:
        """All articles, in the order in which they came."""
        yield from (Known(*row) for row in self._db.execute(f"{_ARTICLES} ORDER BY a.id"))

    def iris(self) -> Iterator[str]:
        """Of all articles, sorted."""
        yield from (iri for (iri,) in self._db.execute("SELECT iri FROM article ORDER BY iri"))

    def named(self, name: str) -> list[Known]:
        """The articles of a document, or the article of an IRI."""
        rows = self._db.execute(
            f"{_ARTICLES} WHERE a.document = ? OR a.iri = ? ORDER BY a.id", (name, name)
        )
        return [Known(*row) for row in rows]

    def parts(self, only: Collection[str] | None = None) -> list[Held]:
        """All parts, in the order in which they came; `only` those with articles of these IRIs."""
        rows = self._db.execute(
            "SELECT name, sha256, quads, knowledge, stored FROM part ORDER BY id"
        )
        found = [Held(n, s, q, k, bool(stored)) for n, s, q, k, stored in rows]
        if only is None:
            return found
        named = {known.part for iri in only for known in self.named(iri)}
        return [part for part in found if part.name in named]

    # Relations --------------------------------------------------------------------

    def relations(self) -> Iterator[tuple[str, str, str, str]]:
        """Each direct relation with an event behind it (one, property, other, event), sorted:
        those of events that every report of every article asserts.
        """
        yield from self._db.execute(f"{_HOLDING} ORDER BY 1, 2, 3, 4")

    def touched(self) -> list[tuple[str, list[tuple[str, str, str]]]]:
        """The events whose reports have changed since `stored` last, with what they back now."""
        now: dict[str, list[tuple[str, str, str]]] = {
            iri: [] for (iri,) in self._db.execute(
                "SELECT e.iri FROM touched t JOIN event e ON e.id = t.event")
        }  # fmt: skip
        rows = self._db.execute(f"{_HOLDING} AND b.event IN (SELECT event FROM touched)")
        for one, name, other, event in rows:
            now[event].append((one, name, other))
        return sorted(now.items())

    # Stories ----------------------------------------------------------------------

    def retold(self) -> list[tuple[str, str]]:
        """The articles whose story may have changed since `stored` last, each with the first
        article of its story; with nothing if it tells it alone.
        """
        self._settle()
        return list(retelling.changed(self._db))

    def stories(self) -> Iterator[tuple[str, str]]:
        """All articles that tell a story with others, each with the first article of it."""
        self._settle()
        return retelling.every(self._db)

    def told_with(self, part: str) -> dict[str, str]:
        """Likewise the articles of a part."""
        self._settle()
        return retelling.of_part(self._db, part)

    def _settle(self) -> None:
        """Part the stories that only articles held together that were forgotten."""
        if self._one("SELECT EXISTS (SELECT 1 FROM told WHERE gone)"):
            with self._whole():
                retelling.settle(self._db)

    # The store --------------------------------------------------------------------

    def gone(self) -> list[str]:
        """The articles that were forgotten since `stored` last."""
        return [iri for (iri,) in self._db.execute("SELECT iri FROM gone ORDER BY iri")]

    def stored(self) -> None:
        """The store has all that the ledger names, and nothing else."""
        with self._whole():
            self._db.execute("UPDATE part SET stored = 1")
            self._db.execute("DELETE FROM touched")
            self._db.execute("DELETE FROM gone")
            self._db.execute("DELETE FROM moved")


class _Transaction:
    """All that happens inside is done at its end, or undone."""

    def __init__(self, db: sqlite3.Connection, path: Path) -> None:
        self._db, self._path = db, path

    def __enter__(self) -> None:
        try:
            self._db.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            raise self._error(error) from None

    def __exit__(self, kind: type[BaseException] | None, error: object, _: object) -> None:
        if kind is None:
            try:
                self._db.execute("COMMIT")
                return
            except sqlite3.Error as wrong:
                error = wrong
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")
        if isinstance(error, sqlite3.Error):
            raise self._error(error) from None

    def _error(self, error: sqlite3.Error) -> OutputError:
        return OutputError(f"{self._path} cannot be changed: {error}")
