"""Time expressions in, ISO 8601 out: `times/<language>.yaml` says what each must mean."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from kg import lexicon
from kg.calendar import UNKNOWN, Value, overlap
from kg.clock import Clock, Moment
from kg.timex import TimeGrammar

FOLDER = Path(__file__).parent / "times"
CASES = [
    pytest.param(path.stem, group, str(phrase), value, id=f"{path.stem}-{number}-{phrase}")
    for path in sorted(FOLDER.glob("*.yaml"))
    for number, group in enumerate(yaml.safe_load(path.read_text(encoding="utf-8")), 1)
    for phrase, value in group["rows"].items()
]


@cache
def tools(language: str) -> tuple[TimeGrammar, Clock]:
    time = lexicon.load(language).time
    return TimeGrammar(time), Clock(time)


def value_of(told: Any) -> Value:
    start, _, end = str(told or "").partition("/")
    return start or None, end or None


def resolved(language: str, text: str, moment: Moment) -> list[Value]:
    grammar, clock = tools(language)
    values = [clock.resolve(timex, moment) for timex in grammar.find(text)]
    return [value for value in values if value[0]]


@pytest.mark.parametrize(("language", "group", "phrase", "value"), CASES)
def test_time(language: str, group: dict[str, Any], phrase: str, value: Any) -> None:
    today = str(group["today"]) if "today" in group else None
    moment = Moment(today, value_of(group.get("last")), group.get("future", False))
    assert resolved(language, phrase, moment) == ([value_of(value)] if value else [])


def test_there_are_many_in_both_languages() -> None:
    languages = [case.values[0] for case in CASES]
    assert min(languages.count("en"), languages.count("id")) >= 150


@pytest.mark.parametrize(
    ("text", "order", "value"),
    [
        ("On 25/4/2011 they met. On 3/5/2011 they signed.", True, "2011-05-03"),
        ("On 4/25/2011 they met. On 3/5/2011 they signed.", False, "2011-03-05"),
        ("On 3/5/2011 they signed.", None, "2011-03-05"),
        ("On 25/4/2011 and 4/26/2011 and 4/27/2011 they met on 3/5/2011.", False, "2011-03-05"),
    ],
)
def test_the_article_shows_how_it_writes_dates(text: str, order: bool | None, value: str) -> None:
    assert tools("en")[0].day_first(text) is order
    assert resolved("en", text, Moment(day_first=order))[-1] == (value, None)


@pytest.mark.parametrize(
    ("one", "other", "may"),
    [
        (("2014-05", None), ("2014-05-31", None), True),
        (("2014-05", None), ("2014-06-01", None), False),
        (("2014-04-28", "2014-05-04"), ("2014-05", None), True),
        (("2014-04-28", "2014-05-04"), ("2014-05-05", None), False),
        (("1990", "1999"), ("1999-12-31", None), True),
        (("2014", None), UNKNOWN, True),
    ],
)
def test_whether_times_may_be_one(one: Value, other: Value, may: bool) -> None:
    assert overlap(one, other) is may
    assert overlap(other, one) is may
