"""What of the inputs could not be read: a report, which can be fed back in.

JSON Lines: `input`, there `line` or `record` where one of several is meant, and `reason`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from tempfile import SpooledTemporaryFile, gettempdir

from kg.disk import written
from kg.errors import InputError, Place

__all__ = ["FAILED", "Failures", "inputs"]

FAILED = "failed.jsonl"
"""What the report is called in a graph directory."""

_IN_MEMORY = 1_000_000  # bytes


class Failures(AbstractContextManager["Failures"]):
    """Notes what it is told of; little of it is in memory, however much it is.

    Attributes:
        first: the first of all.
    """

    def __init__(self) -> None:
        self.first: InputError | None = None
        self._number = 0
        self._file = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - closed at exit

    def __call__(self, error: InputError) -> None:
        """Note an error.

        Raises:
            OutputError: if the disk does not take it.
        """
        self.first = self.first or error
        self._number += 1
        where = error.where or Place("")
        told = {"input": where.input, "line": where.line, "record": where.record,
                "reason": error.reason}  # fmt: skip
        line = json.dumps({k: v for k, v in told.items() if v is not None}, ensure_ascii=False)
        with written(Path(gettempdir())):
            self._file.write(line.encode("utf-8", "backslashreplace") + b"\n")

    def __len__(self) -> int:
        return self._number

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def lines(self) -> Iterator[bytes]:
        """The report, line by line."""
        self._file.seek(0)
        yield from self._file


def inputs(report: Path) -> list[str]:
    """The inputs that a report names, each once; of a folder and what is in it, the folder.

    Raises:
        InputError: if it cannot be read, or is no report.
    """
    where = Place(str(report))
    try:
        lines = [json.loads(line) for line in report.read_bytes().splitlines()]
        named = dict.fromkeys(str(line["input"]) for line in lines if line["input"])
        return [n for n in named if not any(str(p) in named for p in Path(n).parents)]
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where) from None
    except (ValueError, TypeError, KeyError):
        raise InputError(f"no report of Duta's; give the {FAILED} of a build", where) from None
