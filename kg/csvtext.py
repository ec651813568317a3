"""CSV that is safe to open in a spreadsheet.

A cell that begins with `=`, `+`, `-`, `@`, a tab or a carriage return is run as a
formula by the usual spreadsheets, and our cells hold words from the open web (CWE-1236).
Such text is given a leading apostrophe, which spreadsheets show as the text alone.
Numbers are left as they are. Whoever needs the very characters takes JSON or Parquet.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

__all__ = ["cell", "text"]

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def cell(value: str | float | None) -> str | float:
    """A cell's value; text that a spreadsheet would run is disarmed."""
    if value is None:
        return ""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value


def text(header: Sequence[str], rows: Iterable[Sequence[str | float | None]]) -> str:
    """The table as RFC 4180 CSV, lines ending in CR LF."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([cell(value) for value in row] for row in rows)
    return out.getvalue()
