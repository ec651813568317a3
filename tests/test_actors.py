"""Who is meant: offices by date, titles in apposition, later mentions, names that are none."""

from __future__ import annotations

import pytest

from tests.reading import read


def _named(language: str, date: str | None, text: str) -> dict[str, str]:
    """The words of each mention, and the label of the actor they stand for."""
    return {m.span.text: m.actor.label for m in read(text, language, date).mentions}


@pytest.mark.parametrize(
    ("language", "date", "text", "words", "label"),
    [
        ("en", "2014-05-02", "The Russian president visited Peru.", "Russian president",
         "Vladimir Putin"),
        ("en", "2010-05-02", "The Russian president visited Peru.", "Russian president",
         "Dmitry Medvedev"),
        ("en", "2014-05-02", "The British prime minister met Merkel.", "British prime minister",
         "David Cameron"),
        ("en", "2012-05-02", "The UN secretary-general visited Mali.", "UN secretary-general",
         "Ban Ki-moon"),
        ("en", "2010-05-02", "Iran's supreme leader praised Syria.", "Iran's supreme leader",
         "Ali Khamenei"),
        ("en", "2010-05-02", "The Iranian president praised Syria.", "Iranian president",
         "Mahmoud Ahmadinejad"),
        ("id", "2024-06-18", "Perdana Menteri Jepang mengunjungi Laos.",
         "Perdana Menteri Jepang", "Fumio Kishida"),
        ("id", "2005-06-18", "Menlu AS mengunjungi Laos.", "Menlu AS", "Condoleezza Rice"),
        ("id", "2005-06-18", "Sekjen PBB mengunjungi Laos.", "Sekjen PBB", "Kofi Annan"),
    ],
)  # fmt: skip
def test_an_office_stands_for_its_holder_at_the_date(
    language: str, date: str, text: str, words: str, label: str
) -> None:
    assert _named(language, date, text)[words] == label


def test_an_event_of_earlier_times_had_the_holder_of_its_time() -> None:
    text = "The Russian president visited Hanoi in 1997. The Russian president praised Laos."
    events = read(text, "en", "2015-03-01").events
    visit = next(e for e in events if e.type.endswith("Visit"))
    praise = next(e for e in events if e.type == "Praise")
    assert [m.actor.label for m in visit.agents] == ["Boris Yeltsin"]
    assert [m.actor.label for m in praise.agents] == ["Vladimir Putin"]


@pytest.mark.parametrize(
    ("language", "date", "text", "words"),
    [
        ("en", "2014-05-02", "A former Russian president visited Peru.", "Russian president"),
        ("en", "2014-05-02", "The former president of Russia visited Peru.",
         "former president of Russia"),
        ("en", "2014-05-02", "The next Russian president will visit Peru.", "Russian president"),
        ("en", None, "The Russian president visited Peru.", "Russian president"),
        ("en", "2018-05-02", "A British official visited Peru.", "British official"),
        ("en", "2024-05-02", "Rwanda's minister visited Peru. The British envoy left Peru.",
         "British envoy"),
        ("id", "2021-06-21", "Pejabat Rusia mengunjungi Peru.", "Pejabat Rusia"),
        ("en", "2014-05-02", "The British leader visited Peru.", "British leader"),
        ("id", "2014-05-02", "Mantan Presiden Rusia mengunjungi Peru.", "Mantan Presiden Rusia"),
        ("id", "2014-05-02", "Calon presiden Rusia mengunjungi Peru.", "Calon presiden Rusia"),
    ],
)  # fmt: skip
def test_where_the_holder_is_not_sure_the_officer_stays_unnamed(
    language: str, date: str | None, text: str, words: str
) -> None:
    mentions = read(text, language, date).mentions
    found = next(m for m in mentions if m.span.text == words)
    assert found.actor.label.casefold() == words.casefold()
    assert found.actor.side == "RUS" if "Rus" in words else "GBR"


@pytest.mark.parametrize(
    ("language", "spellings", "label"),
    [
        ("id", ["Duta besar Rusia", "duta besar Rusia", "Duta Besar Rusia"], "duta besar Rusia"),
        ("en", ["British Ambassador", "British ambassador"], "British ambassador"),
        ("en", ["NATO Official", "NATO official"], "NATO official"),
    ],
)
def test_an_unnamed_officer_has_one_label_however_it_is_spelt(
    language: str, spellings: list[str], label: str
) -> None:
    acts = {"id": "{} mengecam Peru.", "en": "{} condemned Peru."}
    actors = {read(acts[language].format(s), language).mentions[0].actor for s in spellings}
    assert {actor.label for actor in actors} == {label}
    assert len(actors) == 1


@pytest.mark.parametrize(
    ("language", "date", "text", "side"),
    [
        ("en", "1988-04-14", "Moscow denounced Peru.", "SUN"),
        ("id", "1988-04-14", "Moskwa mengecam Peru.", "SUN"),
        ("id", "1991-12-27", "Moskwa mengecam Peru.", "RUS"),
        ("en", "1988-04-14", "The Russian foreign minister visited Peru.", "SUN"),
        ("en", "1968-08-21", "Prague protested to Peru.", "CSK"),
        ("en", "1999-03-24", "Belgrade severed ties with Peru.", "YUG"),
        ("en", "2004-03-24", "Belgrade severed ties with Peru.", "SCG"),
        ("en", "2016-03-24", "Belgrade severed ties with Peru.", "SRB"),
        ("en", None, "Moscow denounced Peru.", "RUS"),
    ],
)
def test_the_names_of_a_state_meant_another_before(
    language: str, date: str | None, text: str, side: str
) -> None:
    (event,) = read(text, language, date).events
    assert {m.actor.side for m in event.agents} == {side}


def test_only_the_office_held_at_the_top_is_resolved() -> None:
    named = _named("en", "2017-08-29", "Indian officials met Rwandan officials in Lima.")
    assert named["Indian officials"] == "Indian officials"


@pytest.mark.parametrize(
    ("language", "text", "words", "label"),
    [
        ("en", "Jane Nabirye, the Ugandan trade minister, visited Kenya.", "Ugandan trade minister",
         "Jane Nabirye"),
        ("en", "The Ugandan trade minister, Jane Okello, visited Kenya. Okello left Nairobi.",
         "Okello", "Jane Okello"),
        ("en", "Peru expelled France's ambassador to Lima, Claude Rivet.", "Claude Rivet",
         "Claude Rivet"),
        ("id", "Menteri Pertanian dan Pangan Belanda Anna Visser mengkritik Peru.",
         "Menteri Pertanian dan Pangan Belanda Anna Visser", "Anna Visser"),
        ("id", "Jane Nabirye, menteri perdagangan Uganda, mengkritik Kenya.",
         "menteri perdagangan Uganda", "Jane Nabirye"),
    ],
)  # fmt: skip
def test_titles_keep_the_name(language: str, text: str, words: str, label: str) -> None:
    assert _named(language, "2014-05-02", text)[words] == label


def test_an_office_points_to_whoever_was_said_to_hold_it() -> None:
    text = (
        "Foreign Minister Ivo Petrov of Bulgaria met President Lee Jae-sung of South Korea. "
        "The minister condemned Laos. The president praised Peru."
    )
    events = read(text, "en", "2014-05-02").events
    who = {e.type: [m.actor.label for m in e.agents] for e in events}
    assert who["Criticism"] == ["Ivo Petrov"]
    assert who["Praise"] == ["Lee Jae-sung"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Michael Jordan praised the plan."),
        ("en", "Paris Hilton criticised the plan."),
        ("en", "Western Union rejected the plan."),
        ("en", "The anti-American slogans were condemned."),
        ("en", "Voters in Atlanta, Georgia condemned the plan."),
        ("id", "Paris Hilton mengkritik rencana itu."),
        ("id", "Slogan anti-Israel itu dikecam."),
        ("id", "Kelompok pro Rusia itu menolak."),
    ],
)
def test_names_that_name_no_actor(language: str, text: str) -> None:
    assert not {m.actor.side for m in read(text, language, "2014-05-02").mentions} - {None}
