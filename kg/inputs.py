"""Where articles come from: files, folders, patterns, compressed files, addresses, standard input.

Each becomes a `Source`: a stream of bytes, and in which form it holds articles.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from glob import has_magic, iglob
from pathlib import Path, PurePosixPath
from typing import IO, cast
from urllib.parse import urljoin, urlsplit

from kg.errors import InputError

__all__ = ["Source", "sources"]

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

_SECONDS = 30
_MOST_BYTES = 50_000_000
"""What an address may send, and how long it may be silent."""


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


def sources(paths: Iterable[Path | str]) -> Iterator[Source]:
    """The streams that some inputs stand for, opened one after the other.

    A folder stands for all files in it, and in the folders in it, whose ending tells what they
    are; a pattern (`news/*.txt`, `**/*.jsonl.gz`) for the files that it matches; both in the
    order of their names. `.gz`, `.zst` and `.bz2` are unpacked on the way. `-` is
    standard input, whose form is told from its beginning. An address (`https://…`) is fetched:
    nothing else asks the network.

    Raises:
        InputError: if an input is not there, or cannot be opened; the message says what to do.
    """
    for path in paths:
        name = str(path)
        if name == STDIN:
            yield _told("standard input", STDIN, sys.stdin.buffer)
        elif name.startswith(("http://", "https://")):
            yield _fetched(name)
        else:
            for file in _files(Path(path)):
                with _errors(str(file)):
                    opened = file.open("rb")
                with opened:
                    yield _file(file, opened)


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        inside = (p for p in path.rglob("*") if not _hidden(p.relative_to(path)))
        found = sorted(p for p in inside if _form(p.name)[0] and p.is_file())
        if not found:
            endings = " ".join(_FORMS)
            raise InputError(f"{path}: no file in this folder ends as articles do ({endings})")
        return found
    if has_magic(str(path)) and not path.exists():
        matches = iglob(str(path), recursive=True)  # noqa: PTH207 - leaves out hidden files
        found = sorted(p for p in map(Path, matches) if p.is_file())
        if not found:
            raise InputError(f"{path}: no file matches this pattern; check it")
        return found
    return [path]


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


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

    packed = cast(IO[bytes], CompressedInputStream(stream, packing))
    return cast(IO[bytes], io.BufferedReader(_Reported(packed, name)))


class _Reported(io.RawIOBase):
    """An unpacked stream, whose faults are reported with its name."""

    def __init__(self, stream: IO[bytes], name: str) -> None:
        self._stream, self._name = stream, name

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        try:
            data = self._stream.read(len(buffer))
        except OSError as error:
            raise InputError(f"{self._name}: broken packing ({error}); pack it again") from None
        buffer[: len(data)] = data
        return len(data)


@contextmanager
def _errors(name: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise InputError(f"{name}: no such file; check the name") from None
    except OSError as error:
        raise InputError(f"{name}: cannot be read: {error.strerror or error}") from None


def _fetched(url: str) -> Source:
    """What an address sends, redirects followed."""
    from urllib3 import PoolManager, Timeout
    from urllib3.exceptions import HTTPError

    headers = {"User-Agent": "duta", "Accept-Encoding": "gzip, deflate"}
    try:
        pool = PoolManager(headers=headers, timeout=Timeout(_SECONDS), retries=3)
        answer = pool.request("GET", url, preload_content=False)
        data = answer.read(_MOST_BYTES + 1, decode_content=True)
    except HTTPError as error:
        reason = str(getattr(error, "reason", None) or error).rpartition(": ")[2]
        raise InputError(f"{url}: cannot be fetched ({reason}); check it, or save it") from None
    if answer.status != 200:
        raise InputError(f"{url}: answers {answer.status} {answer.reason}; check the address")
    if len(data) > _MOST_BYTES:
        raise InputError(f"{url}: larger than {_MOST_BYTES // 10**6} MB; save it and give the file")
    last = urljoin(url, answer.url)
    document = PurePosixPath(urlsplit(url).path).name or urlsplit(url).netloc
    named, packing, plain = _form(document)
    form = _TYPES.get(answer.headers.get("Content-Type", "").partition(";")[0].strip().lower())
    if packing or form is None or (form == "text" and named):
        form = named
    stream: IO[bytes] = io.BytesIO(data)
    if form is None:
        return _told(url, document, stream, last)
    packing = None if form == "warc" and packing == "gzip" else packing
    return Source(url, plain, form, _unpacked(stream, packing, url), last)
