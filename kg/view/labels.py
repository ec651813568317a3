"""Names as they may be shown."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["LABEL", "WIDE", "clean", "in_language", "readable", "wrapped"]

LABEL = 40
"""Letters of a name that are drawn; the panel shows all of it."""

WIDE = 18
"""Letters of a name that stand on one line, where it can be broken."""

_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")


def clean(text: str) -> str:
    """`text` on one line, without control characters or those that turn the writing round."""
    return " ".join(_UNSEEN.sub(" ", text).split())


def readable(text: str) -> str:
    """`text` with its lines, where each character that `clean` drops is a space.

    It stays as long as it was, so that offsets into it stay right.
    """
    text = re.sub("\r(?!\n)", "\n", text)
    return _UNSEEN.sub(lambda run: re.sub("[^\t\n]", " ", run[0]), text)


def in_language(labels: Iterable[tuple[str, str]], language: str, otherwise: str) -> str:
    """The label in `language`, else the one given, clean and short enough to be drawn."""
    name = clean(dict(labels).get(language, otherwise))
    return name if len(name) <= LABEL else name[: LABEL - 1] + "…"


def wrapped(name: str) -> list[str]:
    """A long name on two lines, broken at the space nearest to its middle, as the page does."""
    spaces = [at for at, sign in enumerate(name) if sign == " "]
    if len(name) <= WIDE or not spaces:
        return [name]
    at = min(spaces, key=lambda at: abs(2 * at - len(name)))
    return [name[:at], name[at + 1 :]]
