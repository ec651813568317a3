"""Articles and how they are read."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["BASE", "Article"]

BASE = "https://w3id.org/duta/id/"
"""Where the program mints its own IRIs, unless the user gives another base."""


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
