"""Calendar arithmetic on ISO 8601 values that are as precise as the text that gave them.

A value is a start and, for an interval, an end; `2024-05-06`, `2024-05` and `2024` are values of
their own, weeks, seasons, quarters, decades and centuries are intervals.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

__all__ = [
    "UNKNOWN", "Value", "begins", "ends", "hull", "moved", "near_weekday", "near_year", "numeric",
    "ordinal", "overlap", "season", "unit_at", "valid",
]  # fmt: skip

Value = tuple[str | None, str | None]
UNKNOWN: Value = (None, None)
_PRECISION = {"hour": 2, "day": 2, "week": 2, "weekend": 2, "month": 1, "quarter": 1}
_YEARS = {"year": 1, "decade": 10, "century": 100}


def begins(value: str) -> date:
    """The first day of a value."""
    parts = [int(p) for p in value.split("-")]
    return date(parts[0], parts[1] if len(parts) > 1 else 1, parts[2] if len(parts) > 2 else 1)


def ends(value: str) -> date:
    """The last day of a value."""
    start = begins(value)
    if value.count("-") == 2:
        return start
    last = 12 if value.count("-") == 0 else start.month
    return date(start.year + last // 12, last % 12 + 1, 1) - timedelta(days=1)


def overlap(one: Value, other: Value) -> bool:
    """Whether two values may be the same time; what is unknown may be any."""
    if one[0] is None or other[0] is None:
        return True
    first, second = (begins(one[0]), ends(one[1] or one[0])), (
        begins(other[0]), ends(other[1] or other[0]))  # fmt: skip
    return first[0] <= second[1] and second[0] <= first[1]


def valid(year: int, month: int, day: int) -> str | None:
    """A day, unless the calendar has none such."""
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _month(months: int) -> str:
    """The month so many months after the year 0 began."""
    return f"{months // 12:04d}-{months % 12 + 1:02d}"


def unit_at(day: date, unit: str, shift: int = 0) -> Value:
    """The calendar unit that a day lies in, or one so many units away from it."""
    try:
        if unit in {"day", "hour"}:
            return (day + timedelta(days=shift if unit == "day" else 0)).isoformat(), None
        if unit in {"week", "weekend"}:
            monday = day + timedelta(days=7 * shift - day.weekday())
            first = monday + timedelta(days=5) if unit == "weekend" else monday
            return first.isoformat(), (monday + timedelta(days=6)).isoformat()
        months = day.year * 12 + day.month - 1
        if unit == "month":
            return _month(months + shift), None
        if unit == "quarter":
            months = months // 3 * 3 + 3 * shift
            return _month(months), _month(months + 2)
        year = day.year + _YEARS[unit] * shift
        if not 1 <= year <= 9900:
            return UNKNOWN
        if unit == "year":
            return f"{year:04d}", None
        if unit == "decade":
            return f"{year // 10:03d}0", f"{year // 10:03d}9"
        return ordinal("century", (year - 1) // 100 + 1, None)
    except OverflowError:
        return UNKNOWN


def ordinal(unit: str, nth: int, year: int | None) -> Value:
    """The first half of a year, its third quarter; the 19th century."""
    if unit == "century" and 0 < nth < 100:
        return f"{nth * 100 - 99:04d}", f"{nth * 100:04d}"
    length = {"quarter": 3, "half": 6}.get(unit)
    if length is None or year is None or not 0 < nth <= 12 // length:
        return UNKNOWN
    return f"{year:04d}-{nth * length - length + 1:02d}", f"{year:04d}-{nth * length:02d}"


def season(months: Sequence[int], year: int) -> Value:
    """The months of a season that begins in a year."""
    first, last = months
    return f"{year:04d}-{first:02d}", f"{year + (last < first):04d}-{last:02d}"


def moved(value: Value, number: int, unit: str) -> Value:
    """A value so many units later, as precise as the unit; unknown if the value is less so."""
    start, end = value
    if start is None or min(start.count("-"), (end or start).count("-")) < _PRECISION.get(unit, 0):
        return UNKNOWN
    shifted = unit_at(begins(start), unit, number)
    if end is None or shifted == unit_at(begins(end), unit, number):
        return shifted
    return UNKNOWN


def hull(one: Value, other: Value) -> Value:
    """From the beginning of one value to the end of another."""
    if one[0] is None or other[0] is None or begins(one[0]) > ends(other[1] or other[0]):
        return UNKNOWN
    return one[0], other[1] or other[0]


def near_weekday(day: date, wanted: int, ahead: bool, strict: bool) -> str:
    """The nearest such weekday before or after a day; `strict`: not that day itself."""
    distance = (wanted - day.isoweekday()) % 7 if ahead else (day.isoweekday() - wanted) % 7
    if strict and not distance:
        distance = 7
    return (day + timedelta(days=distance if ahead else -distance)).isoformat()


def near_year(ref: date, month: int, day: int | None, ahead: bool, strict: bool) -> int:
    """The year of the nearest such month or day before or after a day."""
    here, now = ((month, day), (ref.month, ref.day)) if day else ((month,), (ref.month,))
    if ahead:
        return ref.year + (here < now or (strict and here == now))
    return ref.year - (here > now or (strict and here == now))


def numeric(parts: Sequence[int], day_first: bool, weekday: int | None = None) -> str | None:
    """Three numbers as a day: a year in front decides, then a month above 12, then the weekday."""
    if parts[0] > 31:
        return valid(*parts)
    first, second, year = parts
    if year < 100:
        year += 2000 if year < 70 else 1900
    readings = [valid(year, second, first), valid(year, first, second)]
    if not day_first:
        readings.reverse()
    known = [r for r in readings if r]
    fitting = [r for r in known if weekday and begins(r).isoweekday() == weekday]
    return next(iter([*fitting, *known]), None)
