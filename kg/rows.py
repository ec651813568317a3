"""Articles that are rows of a table each: JSON Lines, CSV, Parquet."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date as Date
from itertools import chain
from typing import TYPE_CHECKING, Any

from kg.errors import Failed, InputError, Place
from kg.inputs import MOST_BYTES, Source
from kg.record import CONTROL, Record, decoded, iso_day, known_language, too_large, whole

if TYPE_CHECKING:
    from pyarrow import RecordBatch
    from pyarrow.parquet import ParquetFile

__all__ = ["comma_separated", "json_lines", "parquet"]

_TEXT_FIELDS = ("title", "url", "publisher")
_FIELDS = ("id", "text", "lang", "date", *_TEXT_FIELDS)
_ROWS = 256
"""So many rows of a Parquet file are held at once."""


def json_lines(source: Source, failed: Failed) -> Iterator[Record]:
    """The articles of JSON Lines.

    Raises:
        InputError: if there are none; `failed` is told of lines that are none.
    """
    empty = True
    for where, data in _lines(source, failed):
        try:
            line = decoded(data, where if where.line != 1 else Place(source.name))
            if not line.strip():
                continue
            empty = False
            record = _row(_object(line, where), where)
        except InputError as error:
            empty = False
            failed(error)
        else:
            yield record
    if empty:
        raise InputError("empty; give a text", Place(source.name))


def _lines(source: Source, failed: Failed) -> Iterator[tuple[Place, bytes]]:
    """Lines, each with its place. Only a line feed ends one: U+2028 may stand in a text."""
    number = 0
    while line := source.stream.readline(MOST_BYTES + 1):
        number += 1
        where = Place(source.name, number)
        if len(line) <= MOST_BYTES:
            yield where, line
            continue
        failed(too_large(where))
        while line and not line.endswith(b"\n"):
            line = source.stream.readline(MOST_BYTES)


def _object(line: str, where: Place) -> dict[str, Any]:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as error:
        what = "too deep or too long"
        if isinstance(error, json.JSONDecodeError):
            what = f"{error.msg} at character {error.pos}"
        raise InputError(f"no JSON ({what}); give one object a line", where) from None
    if not isinstance(data, dict):
        raise InputError("not a JSON object; give one with `id` and `text`", where)
    return data


def comma_separated(source: Source, failed: Failed) -> Iterator[Record]:
    """The articles of CSV, or of what tabs or semicolons separate.

    Raises:
        InputError: where it is none; `failed` is told of rows that are no articles.
    """
    csv.field_size_limit(MOST_BYTES)  # an article is one field
    given = _lines(source, failed)
    start = Place(source.name)
    first = decoded(next(given, (start, b""))[1], start)
    delimiter = max("\t;,", key=first.count)  # Excel writes ; where , is the decimal sign
    try:
        head = next(csv.reader([first], delimiter=delimiter), [])
    except csv.Error as error:
        raise InputError(f"no CSV ({error}); save it again as CSV", start) from None
    names = [name.strip().lower() for name in head]
    _columns(names, start)
    wrong: list[InputError] = []  # in the lines of a row

    def lines() -> Iterator[str]:
        for where, data in given:
            try:
                yield decoded(data, where)
            except InputError as error:
                wrong.append(error)
                yield data.decode("utf-8", "replace")

    rows = csv.DictReader(lines(), names, restkey="", delimiter=delimiter, strict=True)
    while True:
        where = Place(source.name, rows.line_num + 2)
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:  # where the next row begins cannot be known
            what = f"no CSV ({error}), nor is what follows it; save it again as CSV"
            raise InputError(what, where) from None
        try:
            if wrong:
                raise wrong[0]
            record = _row({k: v for k, v in row.items() if v}, where)
        except InputError as error:
            wrong.clear()
            failed(error)
        else:
            yield record


def parquet(source: Source, failed: Failed) -> Iterator[Record]:
    """The articles of a Parquet file.

    Raises:
        InputError: where it is none; `failed` is told of rows that are no articles.
    """
    import pyarrow
    from pyarrow.parquet import ParquetFile, read_schema

    start = Place(source.name)
    # A file's index stands at its end: what cannot be sought in is held in memory.
    stream = source.stream if source.stream.seekable() else io.BytesIO(whole(source.stream, start))
    number = 0
    try:
        # What repeats is held once, however often a small file says that it does.
        names = _columns(read_schema(stream).names, start)
        table = ParquetFile(stream, read_dictionary=names)
        groups = range(table.num_row_groups)
        for batch in chain.from_iterable(_batches(table, group, names) for group in groups):
            for at in range(batch.num_rows):
                number += 1
                where = Place(source.name, record=f"row {number}")
                (row,) = batch.slice(at, 1).to_pylist()
                try:
                    record = _row(
                        {k: v.isoformat() if isinstance(v, Date) else v for k, v in row.items()},
                        where,
                    )
                except InputError as error:
                    failed(error)
                else:
                    yield record
    except (pyarrow.ArrowException, OSError) as error:
        what = str(error).partition("\n")[0]
        raise InputError(f"no Parquet ({what}); write it again", start) from None


def _batches(table: ParquetFile, group: int, names: list[str]) -> Iterator[RecordBatch]:
    """The rows of a group, so many at once that they are not much larger than one may be."""
    size = table.metadata.row_group(group)
    largest = max(1, size.total_byte_size // max(1, size.num_rows))
    rows = max(1, min(_ROWS, MOST_BYTES // largest))
    return table.iter_batches(rows, row_groups=[group], columns=names, use_threads=False)  # type: ignore[no-any-return]


def _columns(names: Iterable[str], where: Place) -> list[str]:
    found = [name for name in names if name in _FIELDS]
    for needed in ("id", "text"):
        if needed not in found:
            raise InputError(f"no column `{needed}`; it needs `id` and `text`", where)
    return found


def _row(data: Mapping[str, Any], where: Place) -> Record:
    for key in ("id", "text"):
        if data.get(key) is None:
            raise InputError(f"no `{key}`; every line needs `id` and `text`", where)
    values = {k: data[k] for k in _FIELDS if data.get(k) is not None}
    if isinstance(values["id"], int) and not isinstance(values["id"], bool):
        values["id"] = str(values["id"])
    for key, value in values.items():
        if not isinstance(value, str):
            raise InputError(f"`{key}` is no text; put it in quotes", where)
        if not value.strip():
            raise InputError(f"`{key}` is empty; give it or leave it out", where)
        if bad := CONTROL.search(value):
            what = f"`{key}` holds U+{ord(bad[0]):04X}, which is no text; remove it"
            raise InputError(what, where)
    return Record(
        where=where,
        document=values["id"],
        text=values["text"],
        language=known_language(values["lang"], where) if "lang" in values else None,
        date=iso_day(values["date"], where) if "date" in values else None,
        **{key: values.get(key) for key in _TEXT_FIELDS},
    )
