"""The event table of a snapshot, page by page.

It is read where a page begins, so that neither its length nor how far on a page is takes memory.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date as Date
from pathlib import Path
from typing import Any

from kg import csvtext
from kg.calendar import begins, ends
from kg.event import COLUMNS
from kg.serve.protocol import Refused

__all__ = ["Filters", "Page", "csv", "page"]

_BATCH = 256


@dataclass(frozen=True, slots=True)
class Filters:
    """Which rows are wanted; None is all.

    Attributes:
        side: the code of a side that an agent or target acts for.
        type: the local name of an event's class or of one above it.
        status: how the report puts the event.
        since, until: days; of events that may have happened then, as far as their date is known.
    """

    side: str | None = None
    type: str | None = None
    status: str | None = None
    since: Date | None = None
    until: Date | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of the table, and the cursor of the page behind them, None at the end.

    A page may have fewer rows than asked for, even none, and another behind it: finding few rows
    among many takes more than one request.
    """

    rows: tuple[dict[str, Any], ...]
    cursor: str | None


def page(
    tables: Sequence[Path], filters: Filters, limit: int, cursor: str | None, seconds: float
) -> Page:
    """A page of the event table.

    Args:
        tables: the files of the table, in order.
        filters: which rows are wanted.
        limit: how many.
        cursor: where to begin, as another page said; at the beginning if None.
        seconds: how long to look for them.

    Raises:
        Refused: if the cursor leads nowhere, as after a change of the graph.
    """
    end = time.monotonic() + seconds
    start, skip = _place(tables, cursor)
    rows: list[dict[str, Any]] = []
    for path in tables[start:]:
        for row, found in _matching(path, filters, skip):
            if len(rows) == limit or time.monotonic() > end:
                return Page(tuple(rows), f"{path.stem}.{row}")
            if found is not None:
                rows.append(found)
        skip = 0
    return Page(tuple(rows), None)


def _place(tables: Sequence[Path], cursor: str | None) -> tuple[int, int]:
    """Which file and which row of it a cursor means."""
    if not cursor:
        return 0, 0
    name, _, row = cursor.rpartition(".")
    places = {path.stem: place for place, path in enumerate(tables)}
    if name not in places or not row.isascii() or not row.isdigit() or len(row) > 12:
        raise Refused(400, f"the cursor {cursor[:40]!r} leads nowhere: begin without one")
    return places[name], int(row)


def _matching(
    path: Path, filters: Filters, skip: int
) -> Iterator[tuple[int, dict[str, Any] | None]]:
    """The rows of a file that are wanted, from a row on, each with its number; and None with the
    number of the row where each further batch begins.
    """
    import pyarrow as pa
    from pyarrow import parquet

    with parquet.ParquetFile(path) as file:
        number = 0
        for batch in file.iter_batches(_BATCH, use_threads=False):
            first, number = number, number + batch.num_rows
            if number <= skip:
                continue
            yield max(first, skip), None
            places = [place for place in _wanted(batch, filters) if first + place >= skip]
            for place, row in zip(
                places, batch.take(pa.array(places, pa.int64())).to_pylist(), strict=True
            ):
                yield first + place, {name: row.get(name) for name in COLUMNS}


def _wanted(batch: Any, filters: Filters) -> list[int]:
    """Which rows of a batch are wanted."""
    import pyarrow.compute as pc

    rows = set(range(batch.num_rows))
    if filters.status is not None:
        rows &= _true(pc.equal(batch["status"], filters.status))
    if filters.type is not None:
        rows &= _holding(batch["types"], pc.list_flatten(batch["types"]), filters.type)
    if filters.side is not None:
        rows &= {
            row
            for role in ("agents", "targets")
            for row in _holding(
                batch[role], pc.struct_field(pc.list_flatten(batch[role]), "side"), filters.side
            )
        }
    if filters.since is not None or filters.until is not None:
        dates = batch["date"].to_pylist()
        rows = {row for row in rows if _when(dates[row], filters)}
    return sorted(rows)


def _true(mask: Any) -> set[int]:
    return {row for row, true in enumerate(mask.to_pylist()) if true}


def _holding(lists: Any, values: Any, wanted: str) -> set[int]:
    """The rows whose list has a value, where `values` are those of all lists."""
    import pyarrow.compute as pc

    parents = pc.list_parent_indices(lists)
    return set(parents.filter(pc.fill_null(pc.equal(values, wanted), False)).to_pylist())


def _when(when: str | None, filters: Filters) -> bool:
    """Whether an event of this date, known as precisely as it is written, may lie in between."""
    if when is None:
        return False
    first, _, last = when.partition("/")
    late = filters.since is not None and ends(last or first) < filters.since
    return not late and (filters.until is None or begins(first) <= filters.until)


def csv(rows: Iterable[dict[str, Any]]) -> str:
    """Rows as CSV that no spreadsheet runs a formula of; lists as JSON."""

    def flat(value: Any) -> Any:
        return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value

    return csvtext.text(COLUMNS, ([flat(row[name]) for name in COLUMNS] for row in rows))
