"""What the beginning of a news text says of itself: its date and its publisher.

Only a date that the text gives as its own is taken: in the dateline before the dash
(*JAKARTA, 3 Mei 2021 -*), in brackets as the Indonesian press writes it (*pada Selasa
(18/6/2024)*), with its weekday, or on a line of its own. A date in the running text
(*the treaty of 12 December 1991*) is part of the story, not the story's date.
Month and weekday names come from CLDR, in the language of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

__all__ = ["Dateline", "body", "dateline"]

REACH = 300
"""So many characters from the start a date may be the text's own."""

_PLACE = r"(?:[^\W\d_]*[^\W\d_a-zß-öø-ÿ]{3}|[\w-]+(?:\.[A-Za-z]{2,})+)"
_END = r"(?:\s*[–—]|\s+--?|,\s[^\W\d_]{3,9}\.?\s\d{1,2}\s?:)"  # DHAKA, May 3:
_HEAD = re.compile(rf"^[ \t]*({_PLACE}\b[^\n\r]{{0,90}}?){_END}\s", re.MULTILINE)
_DOMAIN = re.compile(r"\b[A-Za-z0-9][\w-]*(?:\.[A-Za-z]{2,})+\b")
_AGENCY = re.compile(r"^\([^()\n]{1,30}\)\s*")
_BYLINE = 30
"""A line that is about its date holds at most so many other characters."""


@dataclass(frozen=True, slots=True)
class Dateline:
    """`date` is ISO 8601 (a day); each is None where the text does not say it."""

    date: str | None = None
    publisher: str | None = None


@dataclass(frozen=True, slots=True)
class _Calendar:
    """How a language writes dates: names to numbers (Monday is 0), and which comes first."""

    months: dict[str, int]
    weekdays: dict[str, int]
    day_first: bool
    pattern: re.Pattern[str]


@cache
def _calendar(language: str) -> _Calendar | None:
    """None for a language that CLDR does not know."""
    from babel import Locale, UnknownLocaleError

    try:
        locale = Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return None
    months: dict[str, int] = {}
    weekdays: dict[str, int] = {}
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, name in locale.months[context][width].items():
                months[name.lower().rstrip(".")] = number
            for number, name in locale.days[context][width].items():
                weekdays[name.lower().rstrip(".")] = number
    for number, name in locale.months["format"]["wide"].items():  # Sept
        for cut in range(3, len(name)):
            months.setdefault(name[:cut].lower(), number)
    short = locale.date_formats["short"].pattern.lower()
    month = "|".join(map(re.escape, sorted(months, key=len, reverse=True)))
    weekday = "|".join(map(re.escape, sorted(weekdays, key=len, reverse=True)))
    link = r"(?:\s+[^\W\d_]{2,3})?"  # German has none, Spanish and Portuguese write *de*
    pattern = rf"""
        (?<![\w/.-]) (?:(?P<weekday>{weekday})\.?\s*(?P<comma>,)?\s*(?P<bracket>\()?\s*)?
        (?: (?P<y1>\d{{4}})-(?P<m1>\d{{2}})-(?P<d1>\d{{2}})
          | (?P<n1>\d{{1,2}})(?P<sep>[/.-])(?P<n2>\d{{1,2}})(?P=sep)(?P<y2>\d{{4}})
          | (?P<d3>\d{{1,2}})(?:\.|[^\W\d_]{{1,2}})?{link}\s+
            (?P<m3>{month})\.?{link},?\s+(?P<y3>\d{{4}})
          | (?P<m4>{month})\.?\s+(?P<d4>\d{{1,2}})(?:[^\W\d_]{{1,2}})?,?\s+(?P<y4>\d{{4}})
        ) (?![\w/-])"""
    return _Calendar(
        months, weekdays, short.index("d") < short.index("m"), re.compile(pattern, re.I | re.X)
    )


def _day(match: re.Match[str], calendar: _Calendar) -> date | None:
    """The day that a match names; None if there is no such day or two readings of it."""
    g = match.groupdict()
    if g["y1"]:
        year, month, day = int(g["y1"]), int(g["m1"]), int(g["d1"])
    elif g["y2"]:
        year, day, month = int(g["y2"]), int(g["n1"]), int(g["n2"])
        if not calendar.day_first:
            # English writes both orders: only a number above twelve tells them apart.
            if day <= 12 and month <= 12 and day != month:
                return None
            if month > 12:
                day, month = month, day
    elif g["y3"]:
        year, month, day = int(g["y3"]), calendar.months[g["m3"].lower()], int(g["d3"])
    else:
        year, month, day = int(g["y4"]), calendar.months[g["m4"].lower()], int(g["d4"])
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    weekday = g["weekday"]
    if weekday and calendar.weekdays[weekday.lower()] != found.weekday():
        return None
    return found


def _heads(text: str) -> Iterator[re.Match[str]]:
    """Datelines: what stands before a dash, from a name in capitals at a line's start."""
    return (m for m in _HEAD.finditer(text, 0, REACH + 100) if m.start() < REACH)


def _own(match: re.Match[str], text: str, heads: list[tuple[int, int]]) -> bool:
    """Whether a date's place says that it is the text's own."""
    if any(start <= match.start() < end for start, end in heads):
        return True
    if match["weekday"]:
        return True
    before, after = text[: match.start()].rstrip(" "), text[match.end() :].lstrip(" ")
    if before.endswith("(") and after.startswith(")"):
        return True
    lead = before.rpartition("\n")[2]
    names = lead.split()
    dash = _AGENCY.sub("", after)[:2]  # March 16, 1995 (AP) --
    dashed = dash in {"- ", "– ", "— ", "--"} and len(lead) <= 2 * _BYLINE
    if dashed and names and all(name[0].isupper() for name in names):  # places
        return True
    tail = after.partition("\n")[0].rstrip()
    alone = len(lead) + len(tail) <= _BYLINE and len(lead.split()) <= 2
    return alone and tail[-1:] not in {".", "?", "!"} and "\n" in text.strip()


def body(text: str) -> int:
    """Where a text begins behind its dateline; its first character if it has none."""
    return next((match.end() for match in _heads(text)), 0)


def dateline(text: str, language: str) -> Dateline:
    """The date and publisher that a text begins with.

    Args:
        text: the article.
        language: its language, an ISO 639 code; no date is found in one that CLDR lacks.
    """
    matches = list(_heads(text))
    heads = [m.span(1) for m in matches]
    domains = (_DOMAIN.search(m[1]) for m in matches)
    publisher = next((m[0] for m in domains if m), None)
    calendar = _calendar(language)
    if calendar is None:
        return Dateline(None, publisher)
    for match in calendar.pattern.finditer(text, 0, REACH + 40):
        if match.start() < REACH and _own(match, text, heads) and (day := _day(match, calendar)):
            return Dateline(day.isoformat(), publisher)
    return Dateline(None, publisher)
