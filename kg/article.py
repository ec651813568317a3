"""Articles and how they are read: text, HTML, JSON Lines."""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date as Date
from pathlib import Path
from typing import Any

from kg.errors import InputError

__all__ = ["BASE", "Article", "pick", "read"]

BASE = "https://w3id.org/duta/id/"
"""Where the program mints its own IRIs, unless the user gives another base."""

_STDIN = "-"
_JSON_LINES = frozenset({".jsonl", ".ndjson", ".json"})
_HTML = frozenset({".html", ".htm", ".xhtml"})
_TEXT_FIELDS = ("title", "url", "publisher")
_CONTROL = re.compile("[\x00\ud800-\udfff]")
_BASE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]*[/#:]")


@dataclass(frozen=True, slots=True)
class Article:
    """One news article. Offsets everywhere are characters into `text`, as given.

    `date` is ISO 8601 (a day), None where neither the input nor a dateline says it.
    """

    iri: str
    document: str
    text: str
    language: str
    date: str | None = None
    title: str | None = None
    url: str | None = None
    publisher: str | None = None


@dataclass(frozen=True, slots=True)
class _Record:
    """An article as the input gives it; `where` names it in messages."""

    where: str
    document: str
    text: str
    language: str | None = None
    date: str | None = None
    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    page_date: str | None = None


def read(
    paths: Iterable[Path | str],
    base: str = BASE,
    language: str | None = None,
    date: str | None = None,
) -> Iterator[Article]:
    """Articles from files, one after the other, in the order given.

    A file is HTML or JSON Lines by its ending (`.html`, `.jsonl`), else plain text; `-` is
    standard input, whose kind is told from its beginning. All are UTF-8; a byte order mark
    at the start is dropped and not counted. Line ends stay as they are.

    Args:
        paths: files, or `-`.
        base: what the IRIs of articles begin with.
        language: the language of articles that do not state theirs; detected if None.
        date: the date (ISO 8601, a day) of articles that do not state theirs; taken from the
            text's dateline if None.

    Raises:
        InputError: if an input cannot be read; the message names file, line and remedy.
        KnowledgeError: if a lexicon, needed to detect a language, cannot be read.
    """
    if not _BASE.fullmatch(base):
        raise InputError(f"base '{base}' is no absolute IRI that ends in / or #")
    if language is not None:
        language = _language(language)
    if date is not None:
        date = _date(date)
    articles: dict[str, str] = {}
    for path in paths:
        for record in _records(path):
            article = _article(record, base, language, date)
            if article.iri in articles:
                other = articles[article.iri]
                raise InputError(f"{record.where}: the same article as {other}; give it once")
            articles[article.iri] = record.where
            yield article


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


def _records(path: Path | str) -> Iterator[_Record]:
    name = str(path)
    data = sys.stdin.buffer.read() if name == _STDIN else _bytes(Path(path))
    if name == _STDIN:
        name = "standard input"
    text = _decode(data, name)
    ending = Path(path).suffix.lower()
    start = text.lstrip()[:15].lower() if str(path) == _STDIN else ""
    if ending in _JSON_LINES or start.startswith("{"):
        yield from _json_lines(text, name)
    elif ending in _HTML or start.startswith(("<!doctype html", "<html")):
        yield _page(text, name)
    else:
        document = "-" if str(path) == _STDIN else Path(path).name
        yield _Record(name, document, _checked(text, name))


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError(f"{path}: no such file; check the name") from None
    except IsADirectoryError:
        raise InputError(f"{path}: a folder; give the files in it, as in {path}/*.txt") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}") from None


def _decode(data: bytes, name: str) -> str:
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


def _checked(text: str, where: str) -> str:
    if not text.strip():
        raise InputError(f"{where}: empty; give a text")
    return text


def _page(text: str, name: str) -> _Record:
    from kg.webpage import page

    found = page(text)
    if not found.text:
        raise InputError(f"{name}: no text found in this page; give its text as a .txt file")
    return _Record(
        where=name,
        document="-" if name == "standard input" else Path(name).name,
        text=found.text,
        title=found.title,
        url=found.url,
        publisher=found.publisher,
        page_date=found.date,
    )


def _json_lines(text: str, name: str) -> Iterator[_Record]:
    _checked(text, name)
    # Only a line feed ends a line of JSON: splitlines() would also cut at U+2028 in a text.
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        where = f"{name}:{number}"
        try:
            data = json.loads(line)
        except (ValueError, RecursionError) as error:
            what = error.msg if isinstance(error, json.JSONDecodeError) else "too deep or too long"
            raise InputError(f"{where}: no JSON ({what}); give one object a line") from None
        yield _from_json(data, where)


def _from_json(data: Any, where: str) -> _Record:
    if not isinstance(data, dict):
        raise InputError(f"{where}: not a JSON object; give one with `id` and `text`")
    for key in ("id", "text"):
        if data.get(key) is None:
            raise InputError(f"{where}: no `{key}`; every line needs `id` and `text`")
    document = data["id"]
    if isinstance(document, int) and not isinstance(document, bool):
        document = str(document)
    values = {"id": document, "text": data["text"]}
    values |= {k: data.get(k) for k in ("lang", "date", *_TEXT_FIELDS) if data.get(k) is not None}
    for key, value in values.items():
        if not isinstance(value, str):
            raise InputError(f"{where}: `{key}` is no text; put it in quotes")
        if not value.strip():
            raise InputError(f"{where}: `{key}` is empty; give it or leave it out")
        if bad := _CONTROL.search(value):
            code = ord(bad[0])
            raise InputError(f"{where}: `{key}` holds U+{code:04X}, which is no text; remove it")
    return _Record(
        where=where,
        document=values["id"],
        text=values["text"],
        language=_language(values["lang"], f"{where}: ") if "lang" in values else None,
        date=_date(values["date"], f"{where}: ") if "date" in values else None,
        **{key: values.get(key) for key in _TEXT_FIELDS},
    )


def _language(code: str, where: str = "") -> str:
    from kg.lexicon import known_languages

    known = known_languages()
    primary = re.split("[-_]", code.strip().lower())[0]
    if primary not in known:
        raise InputError(f"{where}language '{code}' is unknown; known are {', '.join(known)}")
    return primary


def _date(value: str, where: str = "") -> str:
    from kg.webpage import day

    found = day(value)
    if found is None:
        raise InputError(f"{where}'{value}' is no date; write it as 2024-06-18")
    return found


def _article(record: _Record, base: str, language: str | None, date: str | None) -> Article:
    from kg.dateline import dateline
    from kg.detect import detect
    from kg.lexicon import known_languages

    language = record.language or language or detect(record.text)
    if language is None:
        known = ", ".join(known_languages())
        raise InputError(
            f"{record.where}: its language is none of those known ({known}), or it is too short "
            "to tell; if it is one of them, say so with --language or `lang`"
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
    )


def _nearer(dateline: str | None, page: str | None) -> str | None:
    """The page's date, unless the text's own differs by the day that time zones make."""
    if not dateline or not page:
        return dateline or page
    apart = Date.fromisoformat(dateline) - Date.fromisoformat(page)
    return dateline if abs(apart.days) <= 1 else page
