"""The stories of a corpus, kept in tables of its ledger as articles come and go.

The same as `kg.stories.stories` finds. Of each band and day one article stands for all that share
it, so that a further article costs the same however many there are. Whoever calls these
functions has begun a transaction.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from sqlite3 import Connection

from kg.stories import WINDOW, day

__all__ = ["SCHEMA", "changed", "enter", "every", "leave", "of_part", "settle", "stay"]

SCHEMA = """
CREATE TABLE told (
    article INTEGER PRIMARY KEY, story INTEGER NOT NULL, day INTEGER NOT NULL,
    sketch BLOB NOT NULL, gone INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX told_story ON told (story);
CREATE INDEX told_gone ON told (gone) WHERE gone;
CREATE TABLE band (
    key INTEGER NOT NULL, day INTEGER NOT NULL, article INTEGER NOT NULL, PRIMARY KEY (key, day)
) WITHOUT ROWID;
CREATE TABLE moved (story INTEGER PRIMARY KEY);
"""
"""Of each article the story that it tells, by the number of one of its articles; of each band and
day the article that stands for it; the stories that have changed since the store was made."""

_FIRSTS = """
SELECT a.iri AS iri,
first_value(a.iri) OVER (PARTITION BY t.story ORDER BY t.day < 0, t.day, a.iri) AS first
FROM told t JOIN article a ON a.id = t.article
WHERE t.story IN ({}) AND (SELECT count(*) FROM (SELECT 1 FROM told o WHERE o.story = t.story
LIMIT 2)) = 2 ORDER BY a.iri
"""


def enter(db: Connection, article: int, date: str | None, sketch: tuple[int, ...]) -> None:
    """An article has come, with the sketch of its text."""
    now = day(date)
    packed = array("q", sketch).tobytes()
    db.execute("INSERT INTO told VALUES (?, ?, ?, ?, 0)", (article, article, now, packed))
    _join(db, article, now, sketch)


def stay(db: Connection, article: int) -> None:
    """An article that had left is there again, with the same number and text."""
    db.execute("UPDATE told SET gone = 0 WHERE article = ?", (article,))


def leave(db: Connection, article: int) -> None:
    """An article goes; what it held together does until `settle`."""
    db.execute("UPDATE told SET gone = 1 WHERE article = ?", (article,))


def settle(db: Connection) -> None:
    """Part the stories that only articles held together that have left."""
    torn = db.execute("SELECT DISTINCT story FROM told WHERE gone").fetchall()
    for (story,) in torn:
        members = db.execute(
            "SELECT article, day, sketch, gone FROM told WHERE story = ? ORDER BY article", (story,)
        ).fetchall()
        for _, now, packed, _ in members:
            keys = ((key, now) for key in array("q", packed))
            db.executemany("DELETE FROM band WHERE key = ? AND day = ?", keys)
        db.execute("DELETE FROM told WHERE story = ? AND gone", (story,))
        db.execute("UPDATE told SET story = article WHERE story = ?", (story,))
        for article, now, packed, gone in members:
            if not gone:
                _join(db, article, now, tuple(array("q", packed)))


def _join(db: Connection, article: int, now: int, sketch: tuple[int, ...]) -> None:
    found = {article}
    for key in sketch:
        found.update(
            story
            for (story,) in db.execute(
                "SELECT t.story FROM band b JOIN told t ON t.article = b.article"
                " WHERE b.key = ? AND b.day BETWEEN ? AND ?", (key, now - WINDOW, now + WINDOW),
            )
        )  # fmt: skip
    first = min(found)
    for story in sorted(found - {first}):
        db.execute("UPDATE told SET story = ? WHERE story = ?", (first, story))
    db.execute("INSERT OR IGNORE INTO moved VALUES (?)", (first,))
    db.executemany(
        "INSERT OR IGNORE INTO band VALUES (?, ?, ?)", ((key, now, article) for key in sketch)
    )


def changed(db: Connection) -> Iterator[tuple[str, str]]:
    """Articles whose story may have changed, by IRI, each with the first article of its story;
    with nothing if it tells it alone.
    """
    told = dict(db.execute(_FIRSTS.format("SELECT story FROM moved")))
    rows = db.execute(
        "SELECT a.iri FROM told t JOIN article a ON a.id = t.article"
        " WHERE t.story IN (SELECT story FROM moved) ORDER BY a.iri"
    )
    yield from ((iri, told.get(iri, "")) for (iri,) in rows)


def every(db: Connection) -> Iterator[tuple[str, str]]:
    """All articles that tell a story with others, each with that story's first."""
    yield from db.execute(_FIRSTS.format("SELECT story FROM told"))


def of_part(db: Connection, part: str) -> dict[str, str]:
    """The articles of a part that tell a story with others, each with that story's first."""
    here = (
        "SELECT t.story FROM told t JOIN article a ON a.id = t.article"
        " JOIN part p ON p.id = a.part WHERE p.name = ?1"
    )
    own = "SELECT a.iri FROM article a JOIN part p ON p.id = a.part WHERE p.name = ?1"
    found = f"SELECT iri, first FROM ({_FIRSTS.format(here)}) WHERE iri IN ({own})"
    return dict(db.execute(found, (part,)))
