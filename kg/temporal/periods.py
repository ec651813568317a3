"""Weeks, months, quarters and years, and what falls into them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from kg.calendar import begins, ends
from kg.errors import InputError

__all__ = ["Unit", "Window", "period"]

Unit = Literal["week", "month", "quarter", "year"]

_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


@dataclass(frozen=True, slots=True)
class Window:
    """From the first day to the last, both included; None where it is open."""

    first: date | None = None
    last: date | None = None

    @classmethod
    def of(cls, since: str | None, until: str | None) -> Window:
        """From the beginning of one ISO 8601 day, month or year to the end of another.

        Raises:
            InputError: if one is none, or the second lies before the first.
        """
        first = begins(_valid(since)) if since else None
        last = ends(_valid(until)) if until else None
        if first and last and last < first:
            raise InputError(f"until {until} lies before since {since}: exchange them")
        return cls(first, last)

    def __contains__(self, days: object) -> bool:
        """Whether a span of days (its first and its last) lies in it, whole."""
        if not isinstance(days, tuple):
            return False
        return (self.first is None or self.first <= days[0]) and (
            self.last is None or days[1] <= self.last
        )

    @property
    def open(self) -> bool:
        """Whether all is in it."""
        return self.first is None and self.last is None


def _valid(text: str) -> str:
    try:
        if _DATE.fullmatch(text):
            begins(text)
            return text
    except ValueError:
        pass
    raise InputError(f"'{text}' is no date: write 2024-06-18, 2024-06 or 2024")


def period(days: tuple[date, date], unit: Unit) -> str | None:
    """The period that both days lie in: `2024-W05` (ISO 8601), `2024-05`, `2024-Q2`, `2024`; None
    if they lie in two.
    """
    first, last = (_name(one, unit) for one in days)
    return first if first == last else None


def _name(one: date, unit: Unit) -> str:
    if unit == "week":
        year, week, _ = one.isocalendar()
        return f"{year:04d}-W{week:02d}"
    if unit == "quarter":
        return f"{one.year:04d}-Q{(one.month + 2) // 3}"
    return one.isoformat()[: 7 if unit == "month" else 4]
