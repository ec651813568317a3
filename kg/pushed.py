"""What a server has been given of a graph, remembered beside it, so that a push goes on where it
was and hands over only what has changed.

`pushed/` in a directory has an SQLite file for each server: the parts and graphs it was given
whole, each graph with the digest of what it held then, and rows of what depends on all articles.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from kg.errors import OutputError

__all__ = ["PUSHED", "Pushed", "Row"]

PUSHED = "pushed"
"""The folder beside a graph; it outlives the graph, since what a server has does, too."""

Row = tuple[str, ...]
"""What a graph that depends on all articles is made of, such as a relation and an event behind it;
such graphs are told apart by numbers from 1."""

_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE part (name TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE graph (iri TEXT PRIMARY KEY, digest BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE row (home INTEGER, key INTEGER, PRIMARY KEY (home, key)) WITHOUT ROWID;
"""


class Pushed:
    """What the server at an address has been given of the graph in a directory.

    Args:
        directory: of the graph.
        url: the server's address, as the user names it.

    Raises:
        OutputError: if it cannot be read or written.
    """

    def __init__(self, directory: Path, url: str) -> None:
        name = hashlib.sha256(url.encode()).hexdigest()[:16]
        self._path = directory / PUSHED / f"{name}.sqlite"
        try:
            self._path.parent.mkdir(exist_ok=True)
            self._db = sqlite3.connect(self._path, isolation_level=None)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = FULL")
            if not self._db.execute("SELECT 1 FROM sqlite_master").fetchone():
                self._db.executescript(f"BEGIN; {_SCHEMA} COMMIT;")
                self._set("url", url)
        except OSError as error:
            raise OutputError(f"{directory} cannot be written: {error.strerror}") from None
        except sqlite3.Error as error:
            raise OutputError(f"{self._path}: broken ({error}); remove it, and push all") from None

    def close(self) -> None:
        """Let the file go."""
        self._db.close()

    def clear(self) -> None:
        """The server has nothing."""
        with self._whole():
            for table in ("part", "graph", "row"):
                self._db.execute(f"DELETE FROM {table}")
            self._db.execute("DELETE FROM meta WHERE key = 'state'")

    @property
    def state(self) -> str | None:
        """What stands for all that was there when a push was last finished."""
        found = self._db.execute("SELECT value FROM meta WHERE key = 'state'").fetchone()
        return found[0] if found else None

    def finish(self, state: str) -> None:
        """The server has all of what `state` stands for."""
        self._set("state", state)

    # Graphs -----------------------------------------------------------------------

    def some(self) -> list[str]:
        """A graph that the server must have, if it has any."""
        return [iri for (iri,) in self._db.execute("SELECT iri FROM graph LIMIT 1")]

    def parts(self, names: Iterable[str]) -> set[str]:
        """Those of some parts that the server has whole; others it has no more."""
        there = {name for (name,) in self._db.execute("SELECT name FROM part")}
        wanted = set(names)
        with self._whole():
            gone = ((name,) for name in there - wanted)
            self._db.executemany("DELETE FROM part WHERE name = ?", gone)
            self._db.execute("DELETE FROM meta WHERE key = 'state'")
        return there & wanted

    def digest(self, iri: str) -> bytes | None:
        """Of a graph, as the server was given it last."""
        found = self._db.execute("SELECT digest FROM graph WHERE iri = ?", (iri,)).fetchone()
        return found[0] if found else None

    def add(self, part: str, graphs: Mapping[str, bytes]) -> None:
        """The server has a part whole: its graphs, each with its digest."""
        with self._whole():
            self._db.executemany("INSERT OR REPLACE INTO graph VALUES (?, ?)", graphs.items())
            self._db.execute("INSERT OR REPLACE INTO part VALUES (?)", (part,))

    def others(self, iris: Iterable[str]) -> Iterator[str]:
        """The graphs that the server has beside those named, which are sorted."""
        wanted = iter(iris)
        next_ = next(wanted, None)
        for (iri,) in self._db.execute("SELECT iri FROM graph ORDER BY iri"):
            while next_ is not None and next_ < iri:
                next_ = next(wanted, None)
            if next_ != iri:
                yield iri

    def drop(self, iri: str) -> None:
        """The server has a graph no more."""
        self._db.execute("DELETE FROM graph WHERE iri = ?", (iri,))

    # Rows -------------------------------------------------------------------------

    def rows(self, home: int) -> int:
        """How many rows of a graph the server has."""
        (found,) = self._db.execute("SELECT count(*) FROM row WHERE home = ?", (home,)).fetchone()
        return int(found)

    def any(self, home: int) -> bool:
        """Whether the server has one."""
        sql = "SELECT 1 FROM row WHERE home = ? LIMIT 1"
        return self._db.execute(sql, (home,)).fetchone() is not None

    def has(self, home: int, row: Row) -> bool:
        """Whether the server has a row of a graph."""
        sql = "SELECT 1 FROM row WHERE home = ? AND key = ?"
        return self._db.execute(sql, (home, _key(row))).fetchone() is not None

    def had(self, home: int, row: Row) -> bool:
        """Whether the server had it before `withdraw`."""
        return self.has(-home, row)

    def forget_rows(self) -> None:
        """The server has no graph made of rows."""
        self._db.execute("DELETE FROM row")

    def withdraw(self, home: int) -> None:
        """The server is about to lose the rows of a graph, and to get some of them back."""
        with self._whole():
            self._db.execute("DELETE FROM row WHERE home = ?", (-home,))
            self._db.execute("UPDATE row SET home = ? WHERE home = ?", (-home, home))

    def tell(self, home: int, iri: str, rows: Iterable[Row]) -> None:
        """The server has these, too, in a graph of that name."""
        with self._whole():
            self._db.execute("INSERT OR REPLACE INTO graph VALUES (?, ?)", (iri, b""))
            keys = ((home, _key(row)) for row in rows)
            self._db.executemany("INSERT OR IGNORE INTO row VALUES (?, ?)", keys)

    def _set(self, key: str, value: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    @contextmanager
    def _whole(self) -> Iterator[None]:
        """All that happens inside is done at its end, or undone."""
        try:
            self._db.execute("BEGIN IMMEDIATE")
            yield
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            raise OutputError(f"{self._path} cannot be changed: {error}") from None
        finally:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")


def _key(row: Row) -> int:
    """64 bits that stand for a row: two of 10^8 share theirs once in a thousand graphs."""
    return int.from_bytes(hashlib.sha256(" ".join(row).encode()).digest()[:8], signed=True)
