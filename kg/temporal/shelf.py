"""Values sorted on disk: any number of them, in the memory of one."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from itertools import groupby
from typing import Any

__all__ = ["Shelf"]


class Shelf:
    """Takes values under a key, each with its place, and gives them back group by group.

    SQLite keeps them in a file of its own that nobody else sees and that goes with it.
    """

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute("PRAGMA temp_store = FILE")
        self._db.execute("CREATE TABLE kept (key TEXT, place TEXT, value TEXT)")
        self._db.execute("BEGIN")

    def put(self, key: str, place: str, value: Any) -> None:
        """Keep a value that JSON can hold."""
        text = json.dumps(value, ensure_ascii=False, sort_keys=True)
        self._db.execute("INSERT INTO kept VALUES (?, ?, ?)", (key, place, text))

    def groups(self) -> Iterator[tuple[str, Iterator[Any]]]:
        """All values by key, each key's by their places; equal ones in a fixed order. As with
        `itertools.groupby`, a group is to be used before the next is asked for.
        """
        rows = self._db.execute("SELECT key, value FROM kept ORDER BY key, place, value")
        for key, values in groupby(rows, key=lambda row: row[0]):
            yield key, (json.loads(value) for _, value in values)

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()
