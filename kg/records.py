"""Articles as inputs give them: text, HTML, JSON Lines, CSV, Parquet, WARC, RSS and Atom."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from kg import rows
from kg.errors import Failed, InputError, Place, fail
from kg.inputs import Meter, Source, sources
from kg.record import CONTROL, Record, decoded, whole
from kg.webpage import Page, day, fragment, page

__all__ = ["records"]


def records(
    paths: Iterable[Any],
    failed: Failed = fail,
    *,
    private: bool = False,
    meter: Meter | None = None,
) -> Iterator[Record]:
    """What some inputs hold, one article after the other; little more than one is in memory.

    Args:
        paths: the inputs, as `kg.inputs.sources` takes them.
        failed: is told of each article that cannot be read, and of each input that is broken from
            somewhere on.
        private: whether addresses may be in private networks.
        meter: is told how much has been read.

    Raises:
        InputError: what `failed` raises; the message names file, line and remedy.
    """
    for source in sources(paths, failed, private=private, meter=meter):
        try:
            yield from _READERS[source.form](source, failed)
        except InputError as error:
            failed(error)
        except OSError as error:
            what = f"cannot be read: {error.strerror or error}"
            failed(InputError(what, Place(source.name)))


# One article ----------------------------------------------------------------------


def _text(source: Source, _: Failed) -> Iterator[Record]:
    where = Place(source.name)
    text = decoded(whole(source.stream, where), where)
    if not text.strip():
        raise InputError("empty; give a text", where)
    yield Record(where, source.document, text, url=source.url)


def _html(source: Source, _: Failed) -> Iterator[Record]:
    where = Place(source.name)
    found = page(whole(source.stream, where))
    if not found.text:
        raise InputError("no text found in this page; give its text as a .txt file", where)
    yield _of_page(found, where, source.document, source.url)


def _of_page(found: Page, where: Place, document: str, url: str | None) -> Record:
    return Record(
        where=where,
        document=document,
        text=CONTROL.sub("", found.text),
        title=found.title,
        url=found.url or url,
        publisher=found.publisher,
        page_date=found.date,
    )


# Archives and feeds ---------------------------------------------------------------


def _warc(source: Source, failed: Failed) -> Iterator[Record]:
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
            where = Place(source.name, record=url)
            text = url and entry.rec_type == "conversion" and kind == "text/plain"
            if not text and not (url and kind in {"text/html", "application/xhtml+xml"}):
                continue
            try:
                data = whole(entry.content_stream(), where)
            except InputError as error:
                failed(error)
                continue
            found = Page(data.decode("utf-8", "replace"), url=url) if text else page(data)
            if found.text.strip():
                yield _of_page(found, where, url, url)
    except (ArchiveLoadFailed, EOFError) as error:
        what = " ".join(str(error).split())
        what = f"its archive is broken ({what}); fetch it again"
        raise InputError(what, Place(source.name)) from None
    if empty:
        raise InputError("no web archive; give WARC as crawlers write it", Place(source.name))


def _feed(source: Source, _: Failed) -> Iterator[Record]:
    """The entries of RSS or Atom that hold text; a feed with summaries gives those."""
    import feedparser

    start = Place(source.name)
    found = feedparser.parse(whole(source.stream, start))
    if not found.get("version"):  # feedparser sets none where there is nothing at all
        raise InputError("neither RSS nor Atom; give a feed, or HTML as .html", start)
    for number, entry in enumerate(found.entries, 1):
        told = [part.value for part in entry.get("content", ())] or [entry.get("summary", "")]
        text = fragment(max(told, key=len))
        if not text:
            continue
        link = entry.get("link")
        yield Record(
            where=Place(source.name, record=f"entry {number}"),
            document=entry.get("id") or link or f"{source.document}#{number}",
            text=CONTROL.sub("", text),
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


_READERS: dict[str, Callable[[Source, Failed], Iterator[Record]]] = {
    "text": _text,
    "html": _html,
    "jsonl": rows.json_lines,
    "csv": rows.comma_separated,
    "parquet": rows.parquet,
    "warc": _warc,
    "feed": _feed,
}
