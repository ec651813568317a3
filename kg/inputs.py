"""Where articles come from: files, folders, patterns, compressed files, addresses, standard input.

Each becomes a `Source`: a stream of bytes, and in which form it holds articles.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from glob import has_magic, iglob
from pathlib import Path, PurePosixPath
from typing import IO, cast
from urllib.parse import urlsplit

from kg.errors import Failed, InputError, Place, fail

__all__ = ["MOST_BYTES", "MOST_RATIO", "Meter", "Source", "sources"]

STDIN = "-"
_FORMS = {
    ".txt": "text",
    ".html": "html", ".htm": "html", ".xhtml": "html",
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "jsonl",
    ".csv": "csv", ".tsv": "csv",
    ".parquet": "parquet",
    ".warc": "warc", ".wet": "warc",
    ".rss": "feed", ".atom": "feed", ".xml": "feed",
}  # fmt: skip
_TYPES = {
    "text/html": "html", "application/xhtml+xml": "html",
    "text/plain": "text",
    "application/x-ndjson": "jsonl", "application/jsonl": "jsonl", "application/json": "jsonl",
    "text/csv": "csv", "text/tab-separated-values": "csv",
    "application/vnd.apache.parquet": "parquet",
    "application/warc": "warc",
    "application/rss+xml": "feed", "application/atom+xml": "feed", "application/xml": "feed",
    "text/xml": "feed",
}  # fmt: skip
_PACKED = {".gz": "gzip", ".zst": "zstd", ".bz2": "bz2"}
_STARTS = (
    (b"\x1f\x8b", "gzip"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"BZh", "bz2"),
    (b"PAR1", "parquet"),
    (b"WARC/", "warc"),
)
"""How the bytes of a stream begin that has no name to tell its form by."""

MOST_BYTES = 50_000_000
"""How large a text, a page, a line or a record may be, and what an address may send."""

MOST_RATIO, _RATIO_FROM = 200, 100_000_000
"""So many times its size, at most, a file may unpack to, once it has given so many bytes."""


@dataclass(frozen=True, slots=True)
class Source:
    """A stream that holds articles.

    Attributes:
        name: what messages call it.
        document: what an article in it is called that has no name of its own.
        form: `text`, `html`, `jsonl`, `csv`, `parquet`, `warc` or `feed`.
        stream: its bytes, unpacked.
        url: where it was fetched from, if it was.
    """

    name: str
    document: str
    form: str
    stream: IO[bytes]
    url: str | None = None


class Meter:
    """How much of some inputs has been read, by the bytes of their files as they lie there."""

    def __init__(self) -> None:
        self._all = self._before = 0
        self._file: IO[bytes] | None = None

    @property
    def share(self) -> float | None:
        """From 0 to 1; None where that cannot be told, as of standard input."""
        at = self._file.tell() if self._file is not None and not self._file.closed else 0
        return min(1.0, (self._before + at) / self._all) if self._all else None

    def expect(self, files: Iterable[Path]) -> None:
        """Know of files that will be read."""
        self._all += sum(file.stat().st_size for file in files if file.is_file())

    @contextmanager
    def reading(self, file: IO[bytes]) -> Iterator[None]:
        """While a file is read."""
        self._file = file
        yield
        self._before += os.fstat(file.fileno()).st_size
        self._file = None


def sources(
    paths: Iterable[Path | str],
    failed: Failed = fail,
    *,
    private: bool = False,
    meter: Meter | None = None,
) -> Iterator[Source]:
    """The streams that some inputs stand for, opened one after the other.

    A folder stands for all files in it, and in the folders in it, whose ending tells what they
    are; a pattern (`news/*.txt`, `**/*.jsonl.gz`) for the files that it matches; both in the
    order of their names. `.gz`, `.zst` and `.bz2` are unpacked on the way. `-` is
    standard input, whose form is told from its beginning. An address (`https://…`) is fetched:
    nothing else asks the network.

    Args:
        paths: the inputs.
        failed: is told of inputs that are not there, or cannot be opened.
        private: whether addresses may be in private networks.
        meter: is told how much has been read.

    Raises:
        InputError: what `failed` raises.
    """
    paths = list(paths)
    meter = meter or Meter()
    meter.expect(Path(path) for path in paths if str(path) != STDIN)
    for path in paths:
        try:
            yield from _of(path, failed, private, meter)
        except InputError as error:
            failed(error)
        except OSError as error:
            failed(_unread(error, str(path)))


def _of(path: Path | str, failed: Failed, private: bool, meter: Meter) -> Iterator[Source]:
    name = str(path)
    if name == STDIN:
        yield _told("standard input", STDIN, sys.stdin.buffer)
    elif name.startswith(("http://", "https://")):
        yield _fetched(name, private)
    else:
        files = _files(Path(path), failed)
        if files != [Path(path)]:
            meter.expect(files)
        for file in files:
            try:
                opened = _opened(file)
            except InputError as error:
                failed(error)
                continue
            with opened, meter.reading(opened):
                yield _file(file, opened)


def _opened(path: Path) -> IO[bytes]:
    try:
        return path.open("rb")
    except FileNotFoundError:
        raise InputError("no such file; check the name", Place(str(path))) from None
    except OSError as error:
        raise _unread(error, str(path)) from None


def _unread(error: OSError, name: str) -> InputError:
    return InputError(f"cannot be read: {error.strerror or error}", Place(name))


def _files(path: Path, failed: Failed) -> list[Path]:
    if path.is_dir():
        found = sorted(_inside(path, failed))
        if not found:
            endings = " ".join(_FORMS)
            what = f"no file in this folder ends as articles do ({endings})"
            raise InputError(what, Place(str(path)))
        return found
    if has_magic(str(path)) and not path.exists():
        matches = iglob(str(path), recursive=True)  # noqa: PTH207 - leaves out hidden files
        found = sorted(p for p in map(Path, matches) if p.is_file())
        if not found:
            raise InputError("no file matches this pattern; check it", Place(str(path)))
        return found
    return [path]


def _inside(folder: Path, failed: Failed) -> Iterator[Path]:
    """The articles' files in a folder, but none that a link in it brings in from elsewhere."""
    home = folder.resolve()

    def unread(error: OSError) -> None:
        failed(_unread(error, str(error.filename)))

    for parent, inner, names in os.walk(folder, onerror=unread):
        inner[:] = [name for name in inner if not name.startswith(".")]
        for name in names:
            path = Path(parent) / name
            if name.startswith(".") or not _form(name)[0] or not path.is_file():
                continue
            if path.is_symlink() and not path.resolve().is_relative_to(home):
                # As the folder's record: to read the folder again does not follow it either.
                where = Place(str(folder), record=str(path.relative_to(folder)))
                failed(InputError("a link that leads out of it; name what it leads to", where))
            else:
                yield path


def _form(name: str) -> tuple[str | None, str | None, str]:
    """(form, packing, name without the packing's ending) by a file's name."""
    path = PurePosixPath(name)
    packing = _PACKED.get(path.suffix.lower())
    if packing:
        path = path.with_suffix("")
    return _FORMS.get(path.suffix.lower()), packing, path.name


def _file(path: Path, opened: IO[bytes]) -> Source:
    form, packing, name = _form(path.name)
    if form == "warc":  # its records are packed one by one, and its reader unpacks them
        packing = None if packing == "gzip" else packing
    return Source(str(path), name, form or "text", _unpacked(opened, packing, str(path)))


def _told(name: str, document: str, stream: IO[bytes], url: str | None = None) -> Source:
    """A source whose form the first bytes of its stream tell."""
    packing: str | None = "none"
    while packing:
        # Not `peek`, which may give less than a pipe holds a moment later.
        start = stream.read(512)
        stream = cast(IO[bytes], io.BufferedReader(_Rejoined(start, stream)))
        packing = next((p for s, p in _STARTS if start.startswith(s)), None)
        if packing in {"parquet", "warc"}:
            return Source(name, document, str(packing), stream, url)
        stream = _unpacked(stream, packing, name)
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if text.startswith(b"{"):
        form = "jsonl"
    elif text.startswith((b"<!doctype html", b"<html")):
        form = "html"
    elif text.startswith((b"<?xml", b"<rss", b"<feed")):
        form = "html" if b"<html" in text else "feed"
    else:
        form = "text"
    return Source(name, document, form, stream, url)


class _Rejoined(io.RawIOBase):
    """A stream whose beginning has been read already."""

    def __init__(self, start: bytes, rest: IO[bytes]) -> None:
        self._start, self._rest = start, rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        data = self._start[: len(buffer)] or self._rest.read(len(buffer))
        self._start = self._start[len(buffer) :]
        buffer[: len(data)] = data
        return len(data)


def _unpacked(stream: IO[bytes], packing: str | None, name: str) -> IO[bytes]:
    if packing is None:
        return stream
    from pyarrow import CompressedInputStream

    counted = _Counted(stream)
    packed = cast(IO[bytes], CompressedInputStream(counted, packing))
    return cast(IO[bytes], io.BufferedReader(_Reported(packed, counted, name)))


class _Counted(io.RawIOBase):
    """A stream that counts what was read of it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self.number = stream, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        data = self._stream.read(len(buffer))
        self.number += len(data)
        buffer[: len(data)] = data
        return len(data)


class _Reported(io.RawIOBase):
    """An unpacked stream, whose faults are reported with its name."""

    def __init__(self, stream: IO[bytes], packed: _Counted, name: str) -> None:
        self._stream, self._packed, self._name = stream, packed, name
        self._number = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        try:
            data = self._stream.read(len(buffer))
        except OSError as error:
            what = f"broken packing ({error}); pack it again"
            raise InputError(what, Place(self._name)) from None
        self._number += len(data)
        if self._number > max(_RATIO_FROM, MOST_RATIO * self._packed.number):
            what = f"unpacks to more than {MOST_RATIO} times its size; give it unpacked"
            raise InputError(what, Place(self._name))
        buffer[: len(data)] = data
        return len(data)


def _fetched(url: str, private: bool) -> Source:
    """What an address sends, redirects followed."""
    from kg.web import fetch

    answer = fetch(url, MOST_BYTES, private=private)
    document = PurePosixPath(urlsplit(url).path).name or urlsplit(url).netloc
    named, packing, plain = _form(document)
    form = _TYPES.get(answer.kind)
    if packing or form is None or (form == "text" and named):
        form = named
    stream: IO[bytes] = io.BytesIO(answer.data)
    if form is None:
        return _told(url, document, stream, answer.url)
    packing = None if form == "warc" and packing == "gzip" else packing
    return Source(url, plain, form, _unpacked(stream, packing, url), answer.url)
