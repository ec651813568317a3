"""Time expressions, resolved to ISO 8601.

The values follow TimeML's TIMEX3 (ISO 24617-1) as far as dates go: as precise as
the text, never the article's date in place of a missing one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from kg.calendar import (
    UNKNOWN,
    Value,
    begins,
    ends,
    hull,
    moved,
    near_weekday,
    near_year,
    numeric,
    ordinal,
    season,
    unit_at,
    valid,
)  # fmt: skip
from kg.timex import Timex

__all__ = ["Clock", "Moment"]

_CALENDAR = frozenset({"date", "last", "next"})


@dataclass(frozen=True, slots=True)
class Moment:
    """What a time expression is resolved against.

    Args:
        today: the article's date, where known.
        last: when the event told before happened, which *later* counts from.
        future: whether the clause speaks of what is to come.
        day_first: how the article writes 3/5/2011; None as its language does.
    """

    today: str | None = None
    last: Value = UNKNOWN
    future: bool = False
    day_first: bool | None = None


class Clock:
    """Resolves what a lexicon's `time` section finds."""

    def __init__(self, time: Mapping[str, Any]) -> None:
        self._time = time

    def offset(self, timex: Timex) -> tuple[int, str] | None:
        """Number and unit that an expression counts (*nine months after*)."""
        slots = dict(timex.slots)
        if "span" in slots:
            number, unit = self._time["spans"][_fold(slots["span"])]
            return (number * 10, "year") if unit == "decade" else (int(number), str(unit))
        if "unit" not in slots:
            return None
        unit = self._time["units"][_fold(slots["unit"])]
        if "number" not in slots:
            return 1, unit
        word = _fold(slots["number"])
        number = int(word) if word.isdigit() else self._time["numbers"].get(word, 1)
        return (number * 10, "year") if unit == "decade" else (number, unit)

    def resolve(self, timex: Timex, moment: Moment) -> Value:
        """ISO value, and end where it is an interval."""
        counted = self.offset(timex)
        now: Value = (moment.today, None)
        value = UNKNOWN
        match timex.means:
            case "ago" if counted:
                value = moved(now, -counted[0], counted[1])
            case "ahead" if counted:
                value = moved(now, *counted)
            case "within" if counted and moment.future:  # else a duration
                value = moved(now, *counted)
            case "past" if counted and moment.today:
                value = _since(moment.today, -counted[0], counted[1])
            case "coming" if counted and moment.today:
                value = _since(moment.today, *counted)
            case "after" | "before":
                value = self._told(timex, moment.last, counted)
            case "day" if moment.today:
                first = unit_at(begins(moment.today), "day", timex.shift)
                until = unit_at(begins(moment.today), "day", timex.shift + timex.days - 1)
                value = hull(first, until) if timex.days > 1 else first
            case "unit" if moment.today:
                value = self._unit(timex, moment, (moment.today, None))
            case "same":
                value = self._unit(timex, moment, moment.last)
            case "weekend" if moment.today:
                today = begins(moment.today)
                value = unit_at(today, "weekend", -(today.isoweekday() < 6 and not moment.future))
            case "range":
                value = self._range(timex, moment)
            case means if means in _CALENDAR:
                value = self._date(timex, moment)
        return value

    def _told(self, timex: Timex, last: Value, counted: tuple[int, str] | None) -> Value:
        """Counted from the event told before."""
        back = timex.means == "before"
        slots = dict(timex.slots)
        if not timex.days:
            return last
        if "weekday" in slots:
            if last[0] is None or last[1] is not None or last[0].count("-") < 2:
                return UNKNOWN
            wanted = self._time["weekdays"][_fold(slots["weekday"])]
            return near_weekday(begins(last[0]), wanted, not back, True), None
        number, unit = counted or (abs(timex.shift) or 1, "day")
        return moved(last, -number if back else number, unit)

    def _unit(self, timex: Timex, moment: Moment, anchor: Value) -> Value:
        """A unit of the calendar, counted from the anchor's, or a part of that unit."""
        slots = dict(timex.slots)
        unit = self._time["units"][_fold(slots["unit"])] if "unit" in slots else "year"
        whole = moved(anchor, timex.shift, unit)
        start = whole[0]
        if start is None:
            return UNKNOWN
        if "weekday" in slots and unit == "week":
            wanted = self._time["weekdays"][_fold(slots["weekday"])]
            return unit_at(begins(start), "day", wanted - 1)
        inside = {k: v for k, v in timex.slots if k in {"month", "day", "term", "nth", "season"}}
        if not inside:
            return whole if "weekday" not in slots else UNKNOWN
        if unit == "year" or (unit == "month" and set(inside) == {"day"}):
            known = (*inside.items(), ("year", start[:4]))
            month = int(start[5:]) if unit == "month" else None
            return self._parts(dict(known), replace(timex, means="date"), moment, month)
        return UNKNOWN

    def _range(self, timex: Timex, moment: Moment) -> Value:
        kinds = Counter(kind for kind, _ in timex.slots)
        halves: list[list[tuple[str, str]]] = [[], []]
        seen: Counter[str] = Counter()
        for kind, value in timex.slots:
            if kind == "two":
                halves[1] = [("year", dict(timex.slots)["year"][:2] + value)]
            else:
                for half in (0, 1):
                    if kinds[kind] == 1 or seen[kind] == half:
                        halves[half].append((kind, value))
            seen[kind] += 1
        if kinds["two"]:
            halves[0] = [s for s in halves[0] if s[0] == "year"]
        one, other = (
            self._date(replace(timex, means="date", slots=tuple(half)), moment) for half in halves
        )
        if one[0] and other[0] and one[0] > other[0]:
            start = one[0]
            if kinds["weekday"]:
                one = unit_at(begins(start), "day", -7)
            elif kinds["month"] and kinds["year"] < 2:
                one = f"{int(start[:4]) - 1:04d}{start[4:]}", None
        return hull(one, other)

    def _date(self, timex: Timex, moment: Moment) -> Value:
        slots = dict(timex.slots)
        weekday = self._time["weekdays"][_fold(slots["weekday"])] if "weekday" in slots else None
        day_first = moment.day_first
        if day_first is None:
            day_first = self._time.get("order", "day-first") == "day-first"
        if "date" in slots:
            parts = [int(p) for p in re.split(r"[/.-]", slots["date"])]
            return numeric(parts, day_first, weekday), None
        if "daymonth" in slots:
            if moment.today is None:
                return UNKNOWN
            parts = [int(p) for p in slots["daymonth"].split("/")]
            month, day = parts if not day_first and parts[0] <= 12 else reversed(parts)
            slots = {"month": str(month), "day": str(day)}
        if "decade" in slots:
            return f"{slots['decade'][:3]}0", f"{slots['decade'][:3]}9"
        if not moment.today and weekday and "month" not in slots:
            return UNKNOWN
        return self._parts(slots, timex, moment)

    def _parts(
        self, slots: Mapping[str, str], timex: Timex, moment: Moment, month: int | None = None
    ) -> Value:
        """A date of the calendar; the article's date and the tense give what it leaves out."""
        ref = begins(moment.today) if moment.today else None
        ahead = timex.means == "next" or (moment.future and timex.means != "last")
        strict = timex.means in {"last", "next"}
        year = int(slots["year"]) if "year" in slots else None
        if "short" in slots:
            near = ref.year if ref else 1999
            year = near - (near - int(slots["short"][1:])) % 100
        if "term" in slots:
            return ordinal(self._time["terms"][_fold(slots["term"])], self._nth(slots), year)
        if "season" in slots:
            return self._season(self._time["seasons"][_fold(slots["season"])], year, timex, moment)
        if "month" in slots:
            name = _fold(slots["month"])
            month = int(name) if name.isdigit() else self._time["months"].get(name)
        day = int(re.sub(r"\D", "", slots["day"])) if "day" in slots else None
        if "feast" in slots:
            month, day = self._time["feasts"][_fold(slots["feast"])]
        if day and not month and ref:  # on the 3rd
            past = day <= ref.day
            month = int((moved((ref.isoformat(), None), past if ahead else past - 1, "month")[0]
                         or "")[5:])  # fmt: skip
        if month and not year and ref:
            year = near_year(ref, month, day, ahead, strict)
        if year and month:
            return (valid(year, month, day) if day else f"{year:04d}-{month:02d}"), None
        if year:
            return f"{year:04d}", None
        if "weekday" in slots and ref:
            wanted = self._time["weekdays"][_fold(slots["weekday"])]
            nearest = near_weekday(ref, wanted, ahead, strict)
            return unit_at(begins(nearest), "day", timex.shift)
        return UNKNOWN

    def _nth(self, slots: Mapping[str, str]) -> int:
        word = _fold(slots.get("nth", "0"))
        if word[0].isdigit():
            return int(re.sub(r"\D", "", word))
        roman = [{"i": 1, "v": 5, "x": 10}.get(letter, 0) for letter in word]
        known = self._time.get("ordinals", {}).get(word)
        if known is not None:
            return int(known)
        return sum(-n if n < max(roman[i:]) else n for i, n in enumerate(roman))

    def _season(
        self, months: tuple[int, int], year: int | None, timex: Timex, moment: Moment
    ) -> Value:
        if year is not None:
            return season(months, year)
        if moment.today is None:
            return UNKNOWN
        ref = begins(moment.today)
        near = [season(months, ref.year + away) for away in range(-2, 3)]
        if timex.means == "next":
            return next(s for s in near if begins(s[0] or "") > ref)
        if timex.means == "date" and moment.future:
            return next(s for s in near if ends(s[1] or "") >= ref)
        over = timex.means == "last"
        return [s for s in near if (ends(s[1] or "") if over else begins(s[0] or "")) <= ref][-1]


def _since(today: str, number: int, unit: str) -> Value:
    """From today to so many units away, as precise as the unit."""
    day = begins(today)
    if unit in {"week", "weekend"}:
        number, unit = number * 7, "day"
    if unit == "decade":
        number, unit = number * 10, "year"
    if unit == "hour":
        number, unit = round(number / 24), "day"
    here, there = unit_at(day, unit), unit_at(day, unit, number)
    return hull(there, here) if number < 0 else hull(here, there)


def _fold(word: str) -> str:
    return re.sub(r"\s+", " ", word).lower()
