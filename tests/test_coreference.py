"""One event, several reports: within an article and across articles."""

from __future__ import annotations

import pytest

from kg.article import Article
from kg.event import Event, Status
from kg.pipeline import Reader


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


def events(
    reader: Reader, text: str, kind: str, name: str = "a", language: str = "en"
) -> list[Event]:
    day = "2018-05-05"
    article = Article(f"https://example.org/{name}", name, text, language, date=day)
    return [e for e in reader.read(article).events if e.type == kind]


def test_two_articles_tell_of_one_attack(reader: Reader) -> None:
    (one,) = events(reader, "Israel attacked Syria on April 9, 2018.", "Attack", "a")
    (other,) = events(reader, "On April 9, Israel attacked Syria, Iran said.", "Attack", "b")
    assert one.iri == other.iri
    assert (one.status, other.status) == (Status.ASSERTED, Status.ALLEGED)
    assert [m.actor.side for m in other.sources] == ["IRN"]


def test_two_languages_tell_of_one_attack(reader: Reader) -> None:
    (one,) = events(reader, "Israel attacked Syria on April 9, 2018.", "Attack", "a")
    (other,) = events(reader, "Israel menyerang Suriah pada 9 April 2018.", "Attack", "b", "id")
    assert one.iri == other.iri


@pytest.mark.parametrize(
    "text",
    [
        "Israel attacked Syria on April 10, 2018.",  # another day
        "Israel attacked Lebanon on April 9, 2018.",  # another target
        "Syria attacked Israel on April 9, 2018.",  # the other way round
        "Israel attacked Syria in April 2018.",  # too loose to tell
        "Israel attacked Syria.",
        "Israel will attack Syria on April 9, 2018.",  # a plan is no deed
    ],
)
def test_what_differs_is_another_event(reader: Reader, text: str) -> None:
    (one,) = events(reader, "Israel attacked Syria on April 9, 2018.", "Attack", "a")
    others = events(reader, text, "Attack", "b")
    assert others
    assert one.iri not in {e.iri for e in others}


def test_what_an_accusation_is_about_tells_it_from_another(reader: Reader) -> None:
    lead = "On April 9, 2018, Iran accused Israel of"
    (one,) = events(reader, f"{lead} attacking Syria.", "Accusation", "a")
    (same,) = events(reader, f"{lead} attacking Syria.", "Accusation", "b")
    (other,) = events(reader, f"{lead} bombing Lebanon.", "Accusation", "c")
    assert one.iri == same.iri != other.iri


def test_each_saying_is_an_act_of_its_own(reader: Reader) -> None:
    day = "on April 9, 2018 that Israel had signed a treaty with Syria."
    (one,) = events(reader, f"Iran said {day}", "Statement", "a")
    (other,) = events(reader, f"Iran told {day}", "Statement", "b")
    assert one.iri != other.iri


def test_a_meeting_is_one_whoever_is_named_first(reader: Reader) -> None:
    (one,) = events(reader, "Angela Merkel met Vladimir Putin on April 9, 2018.", "Meeting", "a")
    (other,) = events(reader, "Vladimir Putin met Angela Merkel on April 9, 2018.", "Meeting", "b")
    assert one.iri == other.iri
