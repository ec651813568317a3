"""Names as they may be shown."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["LABEL", "clean", "in_language", "readable"]

LABEL = 30
"""Letters of a name that are drawn; the panel shows all of it."""

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
