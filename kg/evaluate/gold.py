"""Gold files: what a text says, marked by hand, and the texts that go with it.

Three kinds, told apart by their keys: the marked events of one article (`quote`, `start`,
`end`; the article is a text file of its own); PLOVER records (`text` and `root`, one event a
line); and parallel texts (`text` alone), the same in two languages, to be compared.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from kg.errors import InputError

__all__ = ["ArticleGold", "GoldEvent", "ParallelGold", "RecordGold", "Records", "collect"]

_KEYS = ("type", "agents", "targets", "status", "date", "sources", "optional", "start", "end",
         "quote")  # fmt: skip
_TEXTS = Path("data") / "articles"


@dataclass(frozen=True, slots=True)
class GoldEvent:
    """An event as marked: `types` and `status` that are right, sides, and where it stands.

    One that is `optional` costs nothing when it is missed.
    """

    types: tuple[str, ...]
    agents: frozenset[str]
    targets: frozenset[str]
    status: frozenset[str]
    sources: frozenset[str]
    date: str | None
    optional: bool
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class ArticleGold:
    """The events of one article: the gold file, the article's text, what is marked."""

    path: Path
    text: Path
    events: tuple[GoldEvent, ...]


@dataclass(frozen=True, slots=True)
class RecordGold:
    """One PLOVER record: the words of sources and targets, and the root code of the event."""

    document: str
    text: str
    root: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Records:
    """A file of PLOVER records."""

    path: Path
    records: tuple[RecordGold, ...]


@dataclass(frozen=True, slots=True)
class ParallelGold:
    """Two files that hold the same texts in two languages; `texts` by file and document."""

    paths: tuple[Path, Path]
    texts: tuple[dict[str, str], dict[str, str]] = field(repr=False)


Gold = ArticleGold | Records | ParallelGold
_Kind = Literal["article", "records", "parallel"]


def collect(paths: Iterable[Path], texts: Sequence[Path] = ()) -> Iterator[Gold]:
    """What some gold files hold, in their order; of a folder, all its `.jsonl`.

    The text of `NAME.LANG.jsonl` is `NAME.LANG.txt` beside it; where there is none, whichever
    text of `texts` (files, or folders of them; by default `data/articles`) holds the words
    marked where the gold file says they are.

    Raises:
        InputError: if a file cannot be read, is no gold file, or its text is not found.
    """
    parallel: list[tuple[Path, dict[str, str]]] = []
    for path in _files(paths):
        lines = list(_lines(path))
        kind = _kind(path, lines)
        if kind == "article":
            events = tuple(_event(data, f"{path}:{number}") for number, data in lines)
            yield ArticleGold(path, _text(path, events, texts), events)
        elif kind == "records":
            yield Records(path, tuple(_record(data, f"{path}:{n}") for n, data in lines))
        else:
            parallel.append((path, {str(data["id"]): str(data["text"]) for _, data in lines}))
    yield from _pairs(parallel)


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    seen = set()
    for path in paths:
        inside = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
        if not inside:
            raise InputError(f"{path}: no gold file (*.jsonl) in this folder")
        for each in inside:
            if each.resolve() not in seen:
                seen.add(each.resolve())
                yield each


def _lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(_read(path).split("\n"), 1):
        if line.strip():
            try:
                data = json.loads(line)
            except (ValueError, RecursionError):
                raise InputError(f"{path}:{number}: no JSON; give one object a line") from None
            if not isinstance(data, dict):
                raise InputError(f"{path}:{number}: not a JSON object")
            yield number, data


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise InputError(f"{path}: not UTF-8; save it as UTF-8") from None


def _kind(path: Path, lines: list[tuple[int, dict[str, Any]]]) -> _Kind:
    if not lines:
        raise InputError(f"{path}: empty; a gold file has one object a line")
    kinds: dict[str, _Kind] = {"quote": "article", "root": "records", "text": "parallel"}
    key = next((key for key in kinds if key in lines[0][1]), None)
    if key is None:
        raise InputError(f"{path}: no gold file: its first line has none of {', '.join(kinds)}")
    for number, data in lines:
        needed = (key,) if key == "quote" else (key, "id", "text")
        if missing := [k for k in needed if k not in data]:
            raise InputError(f"{path}:{number}: no `{missing[0]}`, as the first line has")
    return kinds[key]


def _event(data: dict[str, Any], where: str) -> GoldEvent:
    if missing := [k for k in _KEYS if k not in data]:
        raise InputError(f"{where}: no `{missing[0]}`; an event has {', '.join(_KEYS)}")
    for key in ("type", "agents", "targets", "status", "sources"):
        if not isinstance(data[key], list) or not all(isinstance(v, str) for v in data[key]):
            raise InputError(f"{where}: `{key}` is no list of words")
    if not data["type"] or not all(isinstance(data[k], int) for k in ("start", "end")):
        raise InputError(f"{where}: an event has one type at least, and whole numbers as offsets")
    return GoldEvent(
        types=tuple(data["type"]),
        agents=frozenset(data["agents"]),
        targets=frozenset(data["targets"]),
        status=frozenset(data["status"]),
        sources=frozenset(data["sources"]),
        date=data["date"],
        optional=bool(data["optional"]),
        start=data["start"],
        end=data["end"],
        quote=str(data["quote"]),
    )


def _record(data: dict[str, Any], where: str) -> RecordGold:
    try:
        sides = [tuple(str(a["text"]) for a in data[k] or ()) for k in ("source", "target")]
    except (KeyError, TypeError):
        raise InputError(f"{where}: `source` and `target` are lists of objects with `text`") from (
            None
        )
    return RecordGold(str(data["id"]), str(data["text"]), str(data["root"]), *sides)


def _text(path: Path, events: tuple[GoldEvent, ...], texts: Sequence[Path]) -> Path:
    beside = path.with_suffix(".txt")
    if beside.is_file():
        wrong = _misfit(events, _read(beside))
        if wrong is not None:
            raise InputError(
                f"{path}: {beside.name} has not {wrong.quote[:40]!r} at {wrong.start}-{wrong.end}; "
                "it is not the text that was marked"
            )
        return beside
    for place in texts or [_TEXTS]:
        for each in sorted(place.glob("*.txt")) if place.is_dir() else [place]:
            if _misfit(events, _read(each)) is None:
                return each
    where = ", ".join(map(str, texts)) or str(_TEXTS)
    raise InputError(
        f"{path}: its text is neither {beside.name} beside it nor in {where}; name it with --text"
    )


def _misfit(events: Iterable[GoldEvent], text: str) -> GoldEvent | None:
    """The first event whose words do not stand where it says."""
    return next((e for e in events if text[e.start : e.end] != e.quote), None)


def _pairs(files: list[tuple[Path, dict[str, str]]]) -> Iterator[ParallelGold]:
    """Files that share texts, two by two in their order."""
    waiting: list[tuple[Path, dict[str, str]]] = []
    for path, texts in files:
        for other in waiting:
            if other[1].keys() & texts.keys():
                waiting.remove(other)
                yield ParallelGold((other[0], path), (other[1], texts))
                break
        else:
            waiting.append((path, texts))
    if waiting:
        raise InputError(
            f"{waiting[0][0]}: texts without gold; give the same texts in another language, too"
        )
