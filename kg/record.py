"""An article as an input gives it, and what it is made of: bytes of a limited size, text, words
for languages and days.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import IO

from kg.errors import InputError, Place
from kg.inputs import MOST_BYTES
from kg.webpage import day

__all__ = ["CONTROL", "Record", "decoded", "iso_day", "known_language", "too_large", "whole"]

CONTROL = re.compile("[\x00\ud800-\udfff]")
"""What no text holds."""

_NO_TEXT = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip archive or an Office document"),
    (b"\x1f\x8b", "packed with gzip"),
    (b"\x28\xb5\x2f\xfd", "packed with zstd"),
)
"""How data begins that is often taken for text."""


@dataclass(frozen=True, slots=True)
class Record:
    """An article as the input gives it; `where` is its place there.

    `date` is what the input says for sure; `page_date` the day on which a page says it appeared.
    """

    where: Place
    document: str
    text: str
    language: str | None = None
    date: str | None = None
    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    page_date: str | None = None


def whole(stream: IO[bytes], where: Place) -> bytes:
    """All that is left of a stream.

    Raises:
        InputError: if that is too much.
    """
    data = stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise too_large(where)
    return data


def too_large(where: Place) -> InputError:
    """What is said of an input or record that is too large."""
    return InputError(f"larger than {MOST_BYTES // 10**6} MB, as no article is; split it", where)


def decoded(data: bytes, where: Place) -> str:
    """The text that bytes stand for in UTF-8, without a byte order mark.

    Raises:
        InputError: if they stand for none.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputError("UTF-16, not UTF-8; save it as UTF-8", where)
    if kind := next((kind for start, kind in _NO_TEXT if data.startswith(start)), None):
        raise InputError(f"{kind}, not text; give the text in it", where)
    nul = data.find(b"\0")
    if nul >= 0:
        raise InputError(f"binary data, not text (byte {nul} is zero); give text", where)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        at = error.start + (3 if data.startswith(b"\xef\xbb\xbf") else 0)
        raise InputError(f"not UTF-8 at byte {at}; save it as UTF-8", where) from None


def known_language(code: str, where: Place | None = None) -> str:
    """The code of a language that has a lexicon.

    Raises:
        InputError: if none has.
    """
    from kg.lexicon import known_languages

    known = known_languages()
    primary = re.split("[-_]", code.strip().lower())[0]
    if primary not in known:
        raise InputError(f"language '{code}' is unknown; known are {', '.join(known)}", where)
    return primary


def iso_day(value: str, where: Place | None = None) -> str:
    """A day as ISO 8601.

    Raises:
        InputError: if it is none.
    """
    found = day(value)
    if found is None:
        raise InputError(f"'{value}' is no date; write it as 2024-06-18", where)
    return found
