"""Articles as inputs give them: text, HTML, JSON Lines, CSV, Parquet, WARC, RSS and Atom."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date as Date
from typing import Any

from kg.errors import InputError
from kg.inputs import Source, sources
from kg.webpage import Page, day, fragment, page

__all__ = ["Record", "iso_day", "known_language", "records"]

_TEXT_FIELDS = ("title", "url", "publisher")
_FIELDS = ("id", "text", "lang", "date", *_TEXT_FIELDS)
_CONTROL = re.compile("[\x00\ud800-\udfff]")
_ROWS = 256
"""So many rows of a Parquet file are held at once."""


@dataclass(frozen=True, slots=True)
class Record:
    """An article as the input gives it; `where` names it in messages.

    `date` is what the input says for sure; `page_date` the day on which a page says it appeared.
    """

    where: str
    document: str
    text: str
    language: str | None = None
    date: str | None = None
    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    page_date: str | None = None


def records(paths: Iterable[Any]) -> Iterator[Record]:
    """What some inputs hold, one article after the other; little more than one is in memory.

    Raises:
        InputError: if an input cannot be read; the message names file, line and remedy.
    """
    for source in sources(paths):
        yield from _READERS[source.form](source)


# One article ----------------------------------------------------------------------


def _text(source: Source) -> Iterator[Record]:
    text = _decoded(source.stream.read(), source.name)
    if not text.strip():
        raise InputError(f"{source.name}: empty; give a text")
    yield Record(source.name, source.document, text, url=source.url)


def _html(source: Source) -> Iterator[Record]:
    found = page(source.stream.read())
    if not found.text:
        raise InputError(f"{source.name}: no text found in this page; give its text as a .txt file")
    yield _of_page(found, source.name, source.document, source.url)


def _of_page(found: Page, where: str, document: str, url: str | None) -> Record:
    return Record(
        where=where,
        document=document,
        text=_CONTROL.sub("", found.text),
        title=found.title,
        url=found.url or url,
        publisher=found.publisher,
        page_date=found.date,
    )


def _decoded(data: bytes, name: str) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputError(f"{name}: UTF-16, not UTF-8; save it as UTF-8")
    nul = data.find(b"\0")
    if nul >= 0:
        raise InputError(f"{name}: binary data, not text (byte {nul} is zero); give text")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        at = error.start + (3 if data.startswith(b"\xef\xbb\xbf") else 0)
        raise InputError(f"{name}: not UTF-8 at byte {at}; save it as UTF-8") from None


# A row each -----------------------------------------------------------------------


def _json_lines(source: Source) -> Iterator[Record]:
    # Only a line feed ends a line of JSON: splitlines() would also cut at U+2028 in a text.
    for where, line in _filled(source):
        try:
            data = json.loads(line)
        except (ValueError, RecursionError) as error:
            what = error.msg if isinstance(error, json.JSONDecodeError) else "too deep or too long"
            raise InputError(f"{where}: no JSON ({what}); give one object a line") from None
        if not isinstance(data, dict):
            raise InputError(f"{where}: not a JSON object; give one with `id` and `text`")
        yield _row(data, where)


def _filled(source: Source) -> Iterator[tuple[str, str]]:
    """The lines of a stream that hold something, each with where it is."""
    empty = True
    for number, data in enumerate(source.stream, 1):
        where = f"{source.name}:{number}"
        line = _decoded(data, where if number > 1 else source.name)
        if line.strip():
            empty = False
            yield where, line
    if empty:
        raise InputError(f"{source.name}: empty; give a text")


def _csv(source: Source) -> Iterator[Record]:
    csv.field_size_limit(sys.maxsize)  # an article is one field
    head = source.stream.readline()
    first = _decoded(head, source.name)
    delimiter = max("\t;,", key=first.count)  # Excel writes ; where , is the decimal sign
    names = [name.strip().lower() for name in next(csv.reader([first], delimiter=delimiter), [])]
    _columns(names, source.name)
    lines = (_decoded(line, f"{source.name}:{n}") for n, line in enumerate(source.stream, 2))
    rows = csv.DictReader(lines, names, restkey="", delimiter=delimiter, strict=True)
    while True:
        where = f"{source.name}:{rows.line_num + 2}"
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            raise InputError(f"{where}: no CSV ({error}); save it again as CSV") from None
        yield _row({k: v for k, v in row.items() if v}, where)


def _parquet(source: Source) -> Iterator[Record]:
    import pyarrow
    from pyarrow import parquet

    stream = source.stream if source.stream.seekable() else io.BytesIO(source.stream.read())
    try:
        table = parquet.ParquetFile(stream)
        names = _columns(table.schema_arrow.names, source.name)
        number = 0
        for batch in table.iter_batches(_ROWS, columns=names):
            for row in batch.to_pylist():
                number += 1
                yield _row(
                    {k: v.isoformat() if isinstance(v, Date) else v for k, v in row.items()},
                    f"{source.name}: row {number}",
                )
    except (pyarrow.ArrowException, OSError) as error:
        what = str(error).partition("\n")[0]
        raise InputError(f"{source.name}: no Parquet ({what}); write it again") from None


def _columns(names: Iterable[str], where: str) -> list[str]:
    found = [name for name in names if name in _FIELDS]
    for needed in ("id", "text"):
        if needed not in found:
            raise InputError(f"{where}: no column `{needed}`; it needs `id` and `text`")
    return found


def _row(data: Mapping[str, Any], where: str) -> Record:
    for key in ("id", "text"):
        if data.get(key) is None:
            raise InputError(f"{where}: no `{key}`; every line needs `id` and `text`")
    values = {k: data[k] for k in _FIELDS if data.get(k) is not None}
    if isinstance(values["id"], int) and not isinstance(values["id"], bool):
        values["id"] = str(values["id"])
    for key, value in values.items():
        if not isinstance(value, str):
            raise InputError(f"{where}: `{key}` is no text; put it in quotes")
        if not value.strip():
            raise InputError(f"{where}: `{key}` is empty; give it or leave it out")
        if bad := _CONTROL.search(value):
            code = ord(bad[0])
            raise InputError(f"{where}: `{key}` holds U+{code:04X}, which is no text; remove it")
    return Record(
        where=where,
        document=values["id"],
        text=values["text"],
        language=known_language(values["lang"], f"{where}: ") if "lang" in values else None,
        date=iso_day(values["date"], f"{where}: ") if "date" in values else None,
        **{key: values.get(key) for key in _TEXT_FIELDS},
    )


# Archives and feeds ---------------------------------------------------------------


def _warc(source: Source) -> Iterator[Record]:
    """The pages of a web archive (ISO 28500), and the texts of one that was made text (WET).

    Pages without text, pictures, scripts and answers that say no are passed over.
    """
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    empty = True
    try:
        for entry in ArchiveIterator(source.stream):
            empty = False
            url = entry.rec_headers.get_header("WARC-Target-URI")
            kind = entry.content_type if entry.rec_type != "response" else None
            if entry.rec_type == "response" and entry.http_headers:
                status = entry.http_headers.get_statuscode()
                kind = entry.http_headers.get_header("Content-Type") if status == "200" else None
            kind = (kind or "").partition(";")[0].strip().lower()
            where = f"{source.name}: {url}"
            if url and entry.rec_type == "conversion" and kind == "text/plain":
                text = entry.content_stream().read().decode("utf-8", "replace")
                if text.strip():
                    yield Record(where, url, _CONTROL.sub("", text), url=url)
            elif url and kind in {"text/html", "application/xhtml+xml"}:
                found = page(entry.content_stream().read())
                if found.text:
                    yield _of_page(found, where, url, url)
    except (ArchiveLoadFailed, EOFError) as error:
        what = " ".join(str(error).split())
        raise InputError(f"{source.name}: its archive is broken ({what}); fetch it again") from None
    if empty:
        raise InputError(f"{source.name}: no web archive; give WARC as crawlers write it")


def _feed(source: Source) -> Iterator[Record]:
    """The entries of RSS or Atom that hold text; a feed with summaries gives those."""
    import feedparser

    found = feedparser.parse(source.stream.read())
    if not found.version:
        raise InputError(f"{source.name}: neither RSS nor Atom; give a feed, or HTML as .html")
    for number, entry in enumerate(found.entries, 1):
        told = [part.value for part in entry.get("content", ())] or [entry.get("summary", "")]
        text = fragment(max(told, key=len))
        if not text:
            continue
        link = entry.get("link")
        yield Record(
            where=f"{source.name}: entry {number}",
            document=entry.get("id") or link or f"{source.document}#{number}",
            text=_CONTROL.sub("", text),
            title=entry.get("title"),
            url=link,
            publisher=found.feed.get("title"),
            page_date=_day_of(entry),
        )


def _day_of(entry: Mapping[str, Any]) -> str | None:
    """The day on which an entry appeared, where it appeared."""
    from email.utils import parsedate_to_datetime

    stated = entry.get("published") or entry.get("updated") or ""
    try:
        return day(stated) or parsedate_to_datetime(stated).date().isoformat()
    except ValueError:
        return None


_READERS: dict[str, Callable[[Source], Iterator[Record]]] = {
    "text": _text,
    "html": _html,
    "jsonl": _json_lines,
    "csv": _csv,
    "parquet": _parquet,
    "warc": _warc,
    "feed": _feed,
}


# What an input says ---------------------------------------------------------------


def known_language(code: str, where: str = "") -> str:
    """The code of a language that has a lexicon.

    Raises:
        InputError: if none has; `where` begins the message.
    """
    from kg.lexicon import known_languages

    known = known_languages()
    primary = re.split("[-_]", code.strip().lower())[0]
    if primary not in known:
        raise InputError(f"{where}language '{code}' is unknown; known are {', '.join(known)}")
    return primary


def iso_day(value: str, where: str = "") -> str:
    """A day as ISO 8601.

    Raises:
        InputError: if it is none; `where` begins the message.
    """
    found = day(value)
    if found is None:
        raise InputError(f"{where}'{value}' is no date; write it as 2024-06-18")
    return found
