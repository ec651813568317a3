"""Articles, with the language and the date that they state or show."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date as Date
from pathlib import Path

from kg.errors import Failed, InputError, Place, fail
from kg.inputs import Meter
from kg.record import Record, iso_day, known_language
from kg.records import records

__all__ = ["BASE", "MOST_CHARACTERS", "Article", "batches", "distinct", "pick", "read"]

BASE = "https://w3id.org/duta/id/"
"""Where the program mints its own IRIs, unless the user gives another base."""

MOST_CHARACTERS = 10_000_000
"""How long an article may be: reading takes some 300 bytes of memory for each character."""

_BASE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]*[/#:]")


@dataclass(frozen=True, slots=True)
class Article:
    """One news article. Offsets everywhere are characters into `text`, as given.

    `date` is ISO 8601 (a day), None where neither the input nor a dateline says it; `where` is
    the article's place in the input, for messages, and no part of what it is.
    """

    iri: str
    document: str
    text: str
    language: str
    date: str | None = None
    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    where: Place | None = field(default=None, compare=False, repr=False)


def read(
    paths: Iterable[Path | str],
    base: str = BASE,
    language: str | None = None,
    date: str | None = None,
    failed: Failed = fail,
    *,
    private: bool = False,
    meter: Meter | None = None,
) -> Iterator[Article]:
    """Articles from files, folders and addresses, one after the other, in the order given.

    A file is HTML, JSON Lines, CSV, Parquet, WARC or a feed by its ending, else plain text, and
    may be packed; `kg.inputs` says what else an input may be. Text is UTF-8; a byte order mark
    at the start is dropped and not counted. Line ends stay as they are.

    Args:
        paths: files, folders, patterns, addresses, or `-`, standard input.
        base: what the IRIs of articles begin with.
        language: the language of articles that do not state theirs; detected if None.
        date: the date (ISO 8601, a day) of articles that do not state theirs; taken from the
            text's dateline if None.
        failed: is told of each article and input that cannot be read.
        private: whether addresses may be in private networks.
        meter: is told how much has been read.

    Raises:
        InputError: what `failed` raises: the first thing that cannot be read, unless another is
            given; or if base, language or date are none. The message names file, line and remedy.
        KnowledgeError: if a lexicon, needed to detect a language, cannot be read.
    """
    if not _BASE.fullmatch(base):
        raise InputError(f"base '{base}' is no absolute IRI that ends in / or #")
    if language is not None:
        language = known_language(language)
    if date is not None:
        date = iso_day(date)
    for record in records(paths, failed, private=private, meter=meter):
        try:
            article = _article(record, base, language, date)
        except InputError as error:
            failed(error)
        else:
            yield article


def distinct(articles: Iterable[Article], failed: Failed = fail) -> Iterator[Article]:
    """The articles, of which none is to be given twice.

    Raises:
        InputError: what `failed` raises, which is told of those that are.
    """
    places: dict[str, Place | None] = {}
    for article in articles:
        if article.iri in places:
            what = f"the same article as {places[article.iri]}; give it once"
            failed(InputError(what, article.where))
        else:
            places[article.iri] = article.where
            yield article


def batches(articles: Iterable[Article], most: int, characters: int) -> Iterator[list[Article]]:
    """Articles in batches: `most` of them, or fewer once they have that many characters."""
    batch: list[Article] = []
    size = 0
    for article in articles:
        batch.append(article)
        size += len(article.text)
        if len(batch) >= most or size >= characters:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def pick(articles: Iterable[Article], document: str | None = None) -> Article:
    """The one article there is, or the one of several whose `document` is given.

    Raises:
        InputError: if there is none, or several and none is named.
    """
    found = [a for a in articles if document is None or a.document == document]
    if not found:
        raise InputError(f"no document '{document}' in the input" if document else "no article")
    if len(found) > 1:
        names = ", ".join(a.document for a in found[:5])
        raise InputError(f"{len(found)} articles in the input; name one with --document: {names} …")
    return found[0]


def _article(record: Record, base: str, language: str | None, date: str | None) -> Article:
    from kg.dateline import dateline
    from kg.detect import detect
    from kg.lexicon import known_languages

    if len(record.text) > MOST_CHARACTERS:
        size = f"{len(record.text):,} characters, which is more than {MOST_CHARACTERS:,}"
        raise InputError(f"{size}; split it", record.where)
    language = record.language or language or detect(record.text)
    if language is None:
        known = ", ".join(known_languages())
        raise InputError(
            f"its language is none of those known ({known}), or it is too short to tell; if it is "
            "one of them, say so with --language or `lang`",
            record.where,
        )
    date = record.date or date
    publisher = record.publisher
    if date is None or publisher is None:
        found = dateline(record.text, language)
        date = date or _nearer(found.date, record.page_date)
        publisher = publisher or found.publisher
    # Two texts that happen to be the same stay two articles if their ids differ.
    digest = hashlib.sha256(f"{record.document}\0{record.text}".encode()).hexdigest()[:16]
    return Article(
        iri=f"{base}article/{digest}",
        document=record.document,
        text=record.text,
        language=language,
        date=date,
        title=record.title,
        url=record.url,
        publisher=publisher,
        where=record.where,
    )


def _nearer(dateline: str | None, page: str | None) -> str | None:
    """The page's date, unless the text's own differs by the day that time zones make."""
    if not dateline or not page:
        return dateline or page
    apart = Date.fromisoformat(dateline) - Date.fromisoformat(page)
    return dateline if abs(apart.days) <= 1 else page
