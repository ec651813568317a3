"""Sentences that cannot tell of an event are not parsed, and nothing is lost by it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kg import scan
from kg.article import Article
from kg.event import Reading
from kg.pipeline import Reader

CASES = sorted((Path(__file__).parent / "sentences").glob("*.yaml"))
SKIPPED = [
    ("en", "The concert began at eight, and the hall was full."),  # nobody, nothing
    ("en", "France is a country in western Europe."),  # nothing done
    ("en", "They imposed a fine."),  # nobody was named before
    ("en", "Brazil's sanctions committee painted a new logo."),  # a noun without a second party
    (  # somebody does something, as people do everywhere
        "en",
        "Workers at the two plants, which make parts for cars, said the owners had promised them "
        "higher wages by the end of the year.",
    ),
    (
        "id",
        "Warga yang rumahnya terendam banjir meminta pemerintah kota segera mengirim bantuan dan "
        "memperbaiki tanggul yang jebol.",
    ),
    ("id", "Konser itu dimulai pukul delapan dan gedung penuh."),
    ("id", "Prancis adalah negara di Eropa Barat."),
    ("id", "Mereka menjatuhkan denda."),
]
PARSED = [
    ("en", "France imposed sanctions on Mali."),
    ("en", "The ministers of Chile and Peru are in Lima for talks."),
    ("id", "Prancis menjatuhkan sanksi kepada Mali."),
    ("id", "Presiden Cile bertemu Presiden Peru."),
]


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


def article(language: str, text: str) -> Article:
    return Article("https://example.org/a", "a", text, language, date="2020-05-05")


@pytest.mark.parametrize(("language", "text"), SKIPPED)
def test_a_sentence_without_actor_or_deed_is_not_parsed(
    reader: Reader, language: str, text: str
) -> None:
    assert [s.parsed for s in reader.trace(article(language, text)).sentences] == [False]


@pytest.mark.parametrize(("language", "text"), PARSED)
def test_a_sentence_with_actor_and_deed_is_parsed(reader: Reader, language: str, text: str) -> None:
    assert [s.parsed for s in reader.trace(article(language, text)).sentences] == [True]


def test_a_pronoun_makes_a_sentence_worth_parsing_where_somebody_was_named(
    reader: Reader,
) -> None:
    text = "Angela Merkel is in Oslo. She signed the treaty."
    assert reader.trace(article("en", text)).sentences[1].parsed


WORD = st.sampled_from(("Mali", "France", "sanctions", "signed", "said", "treaty", "he", "war"))


@given(words=st.lists(WORD, min_size=2, max_size=12))
def test_what_is_parsed_holds_an_actor_and_a_deed(reader: Reader, words: list[str]) -> None:
    opened = reader._open(article("en", " ".join(words).capitalize() + "."), whole=True)
    seen = {s.number: found for s, found in opened.tools.scan.described(opened.sentences)}
    promising = {s.number for s in opened.tools.scan.promising(opened.sentences)}
    assert promising <= seen.keys()
    for found in seen.values():
        assert all(0 <= value < 6 for value in found.values())


def test_the_weights_are_of_what_is_seen(reader: Reader) -> None:
    """But for frames, which come and go."""
    seen: set[str] = set()
    for path in CASES:
        for case in yaml.safe_load(path.read_text(encoding="utf-8"))[::5]:
            if "text" in case:
                one = article(path.stem.split("-")[0], case["text"])
                opened = reader._open(one, whole=True)
                seen.update(*(f for _, f in opened.tools.scan.described(opened.sentences)))
    assert not {name for name in scan.load().weights if "frame: " not in name} - seen


def test_more_sides_make_an_event_likelier() -> None:
    weights = scan.load().weights
    assert weights["sides: 0"] < weights["sides: 1"] < weights["sides: 2"]


def told(reading: Reading) -> list[tuple[object, ...]]:
    return [
        (e.type, e.trigger, e.agents, e.targets, e.sources, e.status, e.date)
        for e in reading.events
    ]


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_skipping_loses_nothing(reader: Reader, path: Path) -> None:
    for case in yaml.safe_load(path.read_text(encoding="utf-8")):
        if "text" not in case:
            continue
        one = article(path.stem.split("-")[0], case["text"])
        assert told(reader.read(one)) == told(reader.trace(one, whole=True).reading), case["text"]
