"""Time expressions: found by the lexicon's patterns, resolved to ISO 8601.

The values follow TimeML's TIMEX3 (ISO 24617-1) as far as dates go: as precise as
the text, never the article's date in place of a missing one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

__all__ = ["TimeGrammar", "Timex"]

_SLOT = re.compile(r"\{(\w+)\}")
_YEAR = r"(?:1[5-9]|20)\d\d"
_NUMERIC = r"\d{1,2}/\d{1,2}(?![/\d])|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d{2}-\d{2}"


@dataclass(frozen=True, slots=True)
class Timex:
    """A time expression: characters `start` to `end` of the text it was found in."""

    start: int
    end: int
    means: str
    shift: int
    slots: tuple[tuple[str, str], ...]


class TimeGrammar:
    """Compiles a lexicon's `time` section."""

    def __init__(self, time: Mapping[str, Any]) -> None:
        self._time = time

    @cached_property
    def _slots(self) -> dict[str, str]:
        time = self._time

        def words(key: str) -> str:
            found = sorted(map(str, time.get(key, {})), key=len, reverse=True)
            return "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in found) or r"(?!)"

        decades = "|".join(map(re.escape, time.get("decades", []))) or "(?!)"
        return {
            "day": r"\d{1,2}(?:st|nd|rd|th)?",
            "month": words("months"),
            "year": _YEAR,
            "weekday": words("weekdays"),
            "number": rf"\d{{1,3}}|{words('numbers')}",
            "unit": words("units"),
            "span": words("spans"),
            "date": _NUMERIC,
            "decade": rf"{_YEAR[:-4]}\d0(?:{decades})",
        }

    @cached_property
    def _patterns(self) -> list[tuple[re.Pattern[str], str, int]]:
        return [
            (self._compile(entry["match"]), entry["means"], int(entry.get("shift", 0)))
            for entry in self._time.get("patterns", [])
        ]

    def _compile(self, pattern: str) -> re.Pattern[str]:
        """Slots become groups, `( | )` choices, brackets around one slot alone stay brackets."""
        pattern = re.sub(r"\((\{\w+\})\)(?!\?)", "\x01\\1\x02", pattern)
        regex = ""
        for number, piece in enumerate(_SLOT.split(pattern)):
            if number % 2:
                regex += f"(?P<{piece}_{number}>{self._slots.get(piece, '(?!)')})"
            else:
                regex += re.sub(r"[^\w\s()|?\x01\x02]", lambda m: re.escape(m[0]), piece).replace(
                    "(", "(?:"
                )
        regex = regex.replace("\x01", r"\(\s*").replace("\x02", r"\s*\)")
        regex = re.sub(r" +(?=\)\?)", r"\\s+", re.sub(r" +", r"\\s+", regex))
        return re.compile(rf"(?<!\w){regex}(?!\w)", re.IGNORECASE)

    def find(self, text: str) -> list[Timex]:
        """Expressions in order, the longest where several overlap."""
        found = []
        for pattern, means, shift in self._patterns:
            for match in pattern.finditer(text):
                slots = tuple((k.rsplit("_", 1)[0], v) for k, v in match.groupdict().items() if v)
                if all(_capital(kind, value) for kind, value in slots):
                    found.append(Timex(match.start(), match.end(), means, shift, slots))
        found.sort(key=lambda t: (t.start - t.end, t.start))
        kept: list[Timex] = []
        for timex in found:
            if all(timex.end <= k.start or timex.start >= k.end for k in kept):
                kept.append(timex)
        return sorted(kept, key=lambda t: t.start)

    def offset(self, timex: Timex) -> tuple[int, str] | None:
        """Number and unit that an expression counts (*nine months after*)."""
        slots = dict(timex.slots)
        if "span" in slots:
            number, unit = self._time["spans"][_fold(slots["span"])]
            return int(number), str(unit)
        if "unit" not in slots:
            return None
        word = _fold(slots.get("number", "1"))
        number = int(word) if word.isdigit() else self._time["numbers"].get(word, 1)
        return number, self._time["units"][_fold(slots["unit"])]

    def resolve(
        self, timex: Timex, today: str | None, before: str | None, future: bool
    ) -> tuple[str | None, str | None]:
        """ISO value, and end where it is an interval.

        Args:
            timex: what to resolve.
            today: the article's date, where known.
            before: the date of the event told before, which *later* counts from.
            future: whether the clause speaks of what is to come.
        """
        counted = self.offset(timex)
        match timex.means:
            case "ago" | "ahead" if counted and today:
                return _shift(today, counted, -1 if timex.means == "ago" else 1), None
            case "after" | "before" if counted and before:
                return _shift(before, counted, -1 if timex.means == "before" else 1), None
            case "after" | "before" if before:
                return _shift(before, (abs(timex.shift) or 1, "day"), timex.shift or 1), None
            case "day" if today:
                return _shift(today, (abs(timex.shift), "day"), timex.shift), None
            case "unit" if counted and today:
                return _shift(today, (abs(timex.shift), counted[1]), timex.shift or 1), None
            case "date" if "decade" in dict(timex.slots):
                year = dict(timex.slots)["decade"][:3]
                return f"{year}0", f"{year}9"
            case "date" | "last" | "next":
                return self._date(timex, today, future), None
            case "range":
                return self._range(timex, today, future)
        return None, None

    def _numeric(self, text: str, timex: Timex, today: str | None, future: bool) -> str | None:
        order = self._time.get("order", "day-first")
        if text.count("/") == 1:  # the year goes without saying
            if today is None:
                return None
            known = _numeric(f"{text}/{today[:4]}", order)
            if known is None:
                return None
            ref, month, day = _day(today), int(known[5:7]), int(known[8:])
            ahead = timex.means == "next" or (future and timex.means != "last")
            return _valid(_nearest_year(ref, month, day, ahead, False), month, day)
        return _numeric(text, order)

    def _range(
        self, timex: Timex, today: str | None, future: bool
    ) -> tuple[str | None, str | None]:
        ends = []
        for number in (0, 1):
            seen: dict[str, int] = {}
            slots = []
            double = {k for k, _ in timex.slots if [s[0] for s in timex.slots].count(k) > 1}
            for kind, value in timex.slots:
                seen[kind] = seen.get(kind, -1) + 1
                if kind not in double or seen[kind] == number:
                    slots.append((kind, value))
            one = Timex(timex.start, timex.end, "date", 0, tuple(slots))
            ends.append(self._date(one, today, future))
        return ends[0], ends[1]

    def _date(self, timex: Timex, today: str | None, future: bool) -> str | None:
        slots = dict(timex.slots)
        if "date" in slots:
            return self._numeric(slots["date"], timex, today, future)
        year = int(slots["year"]) if "year" in slots else None
        month = self._time["months"].get(_fold(slots["month"])) if "month" in slots else None
        day = int(re.sub(r"\D", "", slots["day"])) if "day" in slots else None
        ref = _day(today) if today else None
        ahead = timex.means == "next" or (future and timex.means != "last")
        strict = timex.means in {"last", "next"}
        if month and not year:
            if not ref:
                return None
            year = _nearest_year(ref, month, day, ahead, strict)
        if year and month and day:
            return _valid(year, month, day)
        if year and month:
            return f"{year:04d}-{month:02d}"
        if year:
            return f"{year:04d}"
        if "weekday" in slots and ref:
            wanted = self._time["weekdays"][_fold(slots["weekday"])]
            distance = (wanted - ref.isoweekday()) % 7 if ahead else (ref.isoweekday() - wanted) % 7
            if strict and not distance:
                distance = 7
            return (ref + timedelta(days=distance if ahead else -distance)).isoformat()
        return None


def _capital(kind: str, value: str) -> bool:
    return kind not in {"month", "weekday"} or value[0].isupper()


def _fold(word: str) -> str:
    return re.sub(r"\s+", " ", word).lower()


def _day(value: str) -> date:
    """The day that a possibly less precise ISO value begins with."""
    parts = [int(p) for p in value.split("-")]
    return date(parts[0], parts[1] if len(parts) > 1 else 1, parts[2] if len(parts) > 2 else 1)


def _valid(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _nearest_year(ref: date, month: int, day: int | None, ahead: bool, strict: bool) -> int:
    here = (month, day) if day else (month,)
    now = (ref.month, ref.day) if day else (ref.month,)
    if ahead:
        return ref.year + (here < now or (strict and here == now))
    return ref.year - (here > now or (strict and here == now))


def _numeric(text: str, order: str) -> str | None:
    parts = [int(p) for p in re.split(r"[/.-]", text)]
    if parts[0] > 31:
        return _valid(*parts)
    first, second, year = parts
    if year < 100:
        year += 2000 if year < 70 else 1900
    day_first = order == "day-first" or first > 12
    if day_first and second > 12:
        day_first = False
    day, month = (first, second) if day_first else (second, first)
    return _valid(year, month, day)


def _shift(value: str, counted: tuple[int, str], sign: int) -> str | None:
    """A date moved by a span, as precise as the span's unit."""
    number, unit = counted
    direction = 1 if sign >= 0 else -1
    number *= direction
    start = _day(value)
    precision = value.count("-")
    try:
        if unit in {"day", "hour"}:
            if precision < 2:
                return value
            moved = start + timedelta(days=number if unit == "day" else 0)
            return moved.isoformat()
        if unit == "week":
            if precision < 2:
                return value
            return (start + timedelta(days=7 * number)).isoformat()[:7]
        if unit == "month":
            if precision < 1:
                return value
            months = start.year * 12 + start.month - 1 + number
            return f"{months // 12:04d}-{months % 12 + 1:02d}"
        years = {"year": 1, "decade": 10, "century": 100}[unit] * number
        moved_year = start.year + years
        if not 1 <= moved_year <= 9999:
            return None
        return f"{moved_year:04d}"
    except (OverflowError, ValueError):
        return None
