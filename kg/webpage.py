"""The main text of a news page, and what the page says of itself: trafilatura finds both.

Trafilatura is the extractor of Barbaresi (2021), "Trafilatura: A Web Scraping Library and
Command-Line Tool for Text Discovery and Extraction", ACL Demos.
"""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from configparser import ConfigParser

__all__ = ["Page", "day", "fragment", "page"]

_ASIDE = [
    "//h1",  # the headline is the title
    # a line that is mostly a link leads to another story
    "//p[a and 2 * string-length(normalize-space(a)) > string-length(normalize-space(.))]",
]


@dataclass(frozen=True, slots=True)
class Page:
    """What was found in a page; `date` is ISO 8601 (a day)."""

    text: str
    title: str | None = None
    date: str | None = None
    publisher: str | None = None
    url: str | None = None


def day(value: Any) -> str | None:
    """The day of an ISO 8601 date or time, None if it is none."""
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d(?:[T ].*)?", value.strip()):
        return None
    try:
        return date.fromisoformat(value.strip()[:10]).isoformat()
    except ValueError:
        return None


def page(source: str | bytes) -> Page:
    """What a page of HTML holds; `text` is empty if it has none.

    Bytes are decoded as the page declares, or as they look.
    """
    from trafilatura import bare_extraction

    found = bare_extraction(
        source,
        with_metadata=True,
        include_comments=False,
        include_tables=False,
        prune_xpath=_ASIDE,
        config=_config(),
        date_extraction_params={"original_date": True, "extensive_search": False},
    )
    if found is None or isinstance(found, dict):
        return Page("")
    lines = (" ".join(line.split()) for line in (found.text or "").splitlines())
    return Page(
        text="\n".join(filter(None, lines)),
        title=found.title,
        date=day(found.date),
        publisher=found.sitename,
        url=found.url,
    )


@cache
def _config() -> ConfigParser:
    """Agency reports are short: so many characters are a text that needs no second look."""
    from trafilatura.settings import DEFAULT_CONFIG

    config = deepcopy(DEFAULT_CONFIG)
    config["DEFAULT"]["MIN_EXTRACTED_SIZE"] = "40"
    return config


def fragment(source: str) -> str:
    """The text of a piece of HTML without a page around it, as feeds have it."""
    return page(f"<html><body><article>{source}</article></body></html>").text
