"""Time expressions, found by the lexicon's patterns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

__all__ = ["TimeGrammar", "Timex"]

_WORD = re.compile(r"\w+")
_SLOT = re.compile(r"\{(\w+)\}")
_YEAR = r"(?:1[5-9]|20)\d\d"
_NUMERIC = r"\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})(?!\d)|\d{4}-\d{2}-\d{2}"
_ORDER = re.compile(r"(?<![\w/.-])(\d{1,2})[/.-](\d{1,2})[/.-](?:\d{4}|\d{2})(?![\w/-])")


@dataclass(frozen=True, slots=True)
class Timex:
    """A time expression: characters `start` to `end` of the text it was found in.

    `days`: how many days it lasts; `own`: it dates the very noun it stands with, or nothing.
    """

    start: int
    end: int
    means: str
    shift: int
    slots: tuple[tuple[str, str], ...]
    days: int = 1
    own: bool = False


class TimeGrammar:
    """Compiles a lexicon's `time` section."""

    def __init__(self, time: Mapping[str, Any]) -> None:
        self._time = time

    @cached_property
    def _slots(self) -> dict[str, str]:
        time = self._time
        months: dict[str, int] = time.get("months", {})
        longest: dict[int, int] = {}
        for name, number in months.items():
            longest[number] = max(len(name), longest.get(number, 0))
        full = [n for n, m in months.items() if len(n.rstrip(".")) > 4 or len(n) == longest[m]]
        nth = time.get("nth", [])
        slots = {
            "day": rf"\d{{1,2}}(?:{_either(time.get('nth', []))})?",
            "month": _either(months),
            "fullmonth": _either(full),
            "year": _YEAR,
            "short": r"[’'‘]\d\d",
            "two": r"\d\d",
            "number": rf"\d{{1,3}}|{_either(time.get('numbers', {}))}",
            "date": _NUMERIC,
            "daymonth": r"\d{1,2}/\d{1,2}(?![/\d])",
            "decade": rf"{_YEAR[:-4]}\d0(?:{_either(time.get('decades', []))})",
            "nth": rf"\d{{1,2}}(?:{_either(nth)})?|[IVX]+|{_either(time.get('ordinals', {}))}",
        }
        for slot in ("weekday", "unit", "span", "term", "season", "feast"):
            slots[slot] = _either(time.get(f"{slot}s", {}))
        return slots | {name: _either(words) for name, words in time.get("sets", {}).items()}

    @cached_property
    def _patterns(self) -> list[tuple[re.Pattern[str], Timex, frozenset[str], frozenset[str]]]:
        """Each with the slots that a text must fill for it, and the words it must have."""
        return [
            (
                self._compile(entry["match"]),
                Timex(0, 0, entry["means"], int(entry.get("shift", 0)), (),
                      int(entry.get("days", 1)), bool(entry.get("own"))),
                *_required(entry["match"]),
            )
            for entry in self._time.get("patterns", [])
        ]  # fmt: skip

    @cached_property
    def _fillers(self) -> dict[str, re.Pattern[str] | frozenset[str]]:
        """What must be in a text for a slot to be filled: a figure, or one of some words."""
        needed = set().union(*(needs for _, _, needs, _ in self._patterns))
        fillers: dict[str, re.Pattern[str] | frozenset[str]] = {}
        for slot in needed:
            words = self._words(slot)
            regex = rf"(?<!\w)(?:{self._slots.get(slot, '(?!)')})(?!\w)"
            figures = slot in {"number", "nth", "decade"} or not words
            fillers[slot] = re.compile(regex, re.IGNORECASE) if figures else words
        return fillers

    def _words(self, slot: str) -> frozenset[str]:
        """The first words of what fills a slot; none where it is no list of words."""
        name = "months" if slot == "fullmonth" else f"{slot}s"
        listed = self._time.get("sets", {}).get(slot) or self._time.get(name, {})
        firsts = [re.match(r"\w+", str(words).lower()) for words in listed]
        return frozenset(m[0] for m in firsts if m) if all(firsts) else frozenset()

    @cached_property
    def _owned(self) -> re.Pattern[str]:
        return re.compile(rf"(?:{_either(self._time.get('owned', []))})(?!\w)")

    def _compile(self, pattern: str) -> re.Pattern[str]:
        """Slots become groups, `( | )` choices, brackets around one slot alone stay brackets."""
        pattern = re.sub(r"\((\{\w+\})\)(?!\?)", "\x01\\1\x02", pattern)
        regex = ""
        for number, piece in enumerate(_SLOT.split(pattern)):
            if not number % 2:
                regex += re.sub(r"[^\w\s()|?\x01\x02]", lambda m: re.escape(m[0]), piece).replace(
                    "(", "(?:"
                )
            elif piece in self._time.get("sets", {}):
                regex += f"(?:{self._slots[piece]})"
            else:
                name = "month" if piece == "fullmonth" else piece
                regex += f"(?P<{name}_{number}>{self._slots.get(piece, '(?!)')})"
        regex = regex.replace("\x01", r"\(\s*").replace("\x02", r"\s*\)")
        regex = re.sub(r" +(?=\)\?)", r"\\s+", re.sub(r" +", r"\\s+", regex))
        return re.compile(rf"(?<![\w-]){regex}(?!\w)", re.IGNORECASE)

    def find(self, text: str) -> list[Timex]:
        """Expressions in order, the longest where several overlap."""
        said = set(_WORD.findall(text.lower()))
        there = {
            slot
            for slot, filler in self._fillers.items()
            if (not said.isdisjoint(filler) if isinstance(filler, frozenset)
                else filler.search(text))
        }  # fmt: skip
        found = []
        for pattern, timex, slots_needed, words_needed in self._patterns:
            if not (slots_needed <= there and words_needed <= said):
                continue
            for match in pattern.finditer(text):
                filled = [(k, v) for k, v in match.groupdict().items() if v]
                slots = tuple((k.rsplit("_", 1)[0], v) for k, v in filled)
                begun = [re.search(r"\w", text[: match.start(k)]) is not None for k, _ in filled]
                if all(map(_well_written, slots, begun)):
                    owned = self._owned.match(text, match.end()) is not None
                    if owned and timex.means in {"since", "until"}:
                        continue  # since Monday's attack
                    own = timex.own or owned
                    found.append(replace(timex, start=match.start(), end=match.end(),
                                         slots=slots, own=own))  # fmt: skip
        found.sort(key=lambda t: (t.start - t.end, t.start))
        kept: list[Timex] = []
        for timex in found:
            if all(timex.end <= k.start or timex.start >= k.end for k in kept):
                kept.append(timex)
        return sorted((t for t in kept if t.means != "none"), key=lambda t: t.start)

    def day_first(self, text: str) -> bool | None:
        """How a text writes numeric dates, where one of them gives it away."""
        orders = Counter(
            first > 12
            for first, second in (map(int, m.groups()) for m in _ORDER.finditer(text))
            if max(first, second) <= 31 and (first > 12) != (second > 12)
        )
        return max(orders, key=lambda o: orders[o]) if orders else None


def _either(words: Any) -> str:
    found = sorted(map(str, words), key=len, reverse=True)
    return "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in found) or r"(?!)"


def _required(pattern: str) -> tuple[frozenset[str], frozenset[str]]:
    """The slots and the words outside of what may be left out or chosen from."""
    pattern = re.sub(r"\((\{\w+\})\)(?!\?)", r"\1", pattern)
    while "(" in pattern:
        pattern = re.sub(r"\([^()]*\)\??", " ", pattern)
    return frozenset(_SLOT.findall(pattern)), frozenset(_WORD.findall(_SLOT.sub(" ", pattern)))


def _well_written(slot: tuple[str, str], begun: bool) -> bool:
    """Names of months and days and Roman numerals are capital, units only at the very start."""
    kind, value = slot
    if kind in {"month", "weekday"}:
        return value[0].isupper()
    if kind == "nth" and value.lower().strip("ivx") == "":
        return value.isupper()
    return kind != "unit" or not begun or value[0].islower()
