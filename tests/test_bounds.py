"""What reading holds in memory is bounded, however much has been read."""

from __future__ import annotations

from itertools import islice, product

import pytest

from kg import language
from kg.article import Article
from kg.pipeline import Reader

LANGUAGES = ("en", "id")
NEWS = {"en": "Iran denied that it had sent missiles to Russia.",
        "id": "Iran membantah telah mengirim rudal ke Rusia."}  # fmt: skip
WORDS = ("".join(letters) for letters in product("bdfgklmnprst", repeat=6))  # each is met once


def article(code: str, *sentences: str) -> Article:
    return Article("https://example.org/a", "a", "\n".join(sentences), code, "2024-06-18")


@pytest.mark.parametrize("code", LANGUAGES)
def test_new_words_are_not_kept_for_ever(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "_NEW", 1000)
    tongue, reader = language.load(code), Reader()
    tongue.__dict__.pop("pipeline", None)  # it may have learned words in other tests
    reader.read(article(code, NEWS[code]))
    before, most, new = len(tongue.pipeline.vocab.strings), 0, 200
    for _ in range(20):
        words = " ".join(islice(WORDS, new)).capitalize()
        list(reader.read_all([article(code, words + ".", NEWS[code])]))
        most = max(most, len(tongue.pipeline.vocab.strings))
    assert before + new <= most <= before + 1000 + 5 * new  # a word, its start, end, shapes


@pytest.mark.parametrize("code", LANGUAGES)
def test_trees_of_sentences_read_before_serve_again_and_are_forgotten(
    code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(language, "_TREES", 5)
    tongue = language.load(code)
    texts = [NEWS[code].replace("Iran", name) for name in ("Qatar", "Oman", "Iran", "Iran")] * 3
    articles = [article(code, NEWS[code], text, text.replace("R", "B")) for text in texts]
    found = []
    for each in articles:
        found += Reader().read_all([each])
        assert 0 < len(tongue.known) <= 5
    for each, reading in zip(articles, found, strict=True):
        tongue.known.clear()
        assert Reader().read(each) == reading
    assert list(Reader().read_all(articles)) == found


def test_a_sentence_that_stands_twice_is_parsed_once() -> None:
    tongue = language.load("en")
    sentence = NEWS["en"], tongue.tokens(NEWS["en"])
    first, second = tongue.trees([sentence, sentence])
    (third,) = tongue.trees([sentence])
    assert first is second is third
