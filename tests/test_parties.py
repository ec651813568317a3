"""At whom an act is aimed when its own words do not say (kg/parties.py)."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "training"))

import parties as training  # noqa: E402

from kg import parties  # noqa: E402
from kg.article import Article  # noqa: E402
from kg.draft import Draft, keys  # noqa: E402
from kg.errors import KnowledgeError  # noqa: E402
from kg.evaluate import collect  # noqa: E402
from kg.pipeline import Reader, Trace  # noqa: E402

STORY = (
    "Ethiopia massed troops along the border with Eritrea on Monday. Eritrea accused Ethiopia of "
    "preparing an invasion. Ethiopia rejected the charge. Kenya offered to mediate. "
    "Rain is expected in Nairobi."
)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


def trace(reader: Reader, text: str) -> Trace:
    return reader.trace(Article("https://example.org/a", "a", text, "en", "2019-05-16"))


def guessed(read: Trace) -> dict[str, Draft]:
    return {d.type: d for d in read.told if d.why.get("target") == "dealings"}


def test_the_other_party_of_the_story_is_meant(reader: Reader) -> None:
    acts = guessed(trace(reader, STORY))
    assert keys(acts["Denial"].targets) == {"ERI"}
    assert keys(acts["Mediation"].targets) == {"ERI", "ETH"}


def test_a_guess_is_named_by_words_of_another_sentence(reader: Reader) -> None:
    acts = guessed(trace(reader, STORY))
    for act in (acts["Denial"], acts["Mediation"]):
        start, end = act.sentence.start, act.sentence.start + len(act.sentence.text)
        assert all(not start <= m.span.start < end for m in act.targets)
        assert not keys(act.targets) & keys(act.agents)


@pytest.mark.parametrize(
    "text", ["Ethiopia rejected the charge.", "Ethiopia condemned the killing of Kenyan soldiers."]
)
def test_nobody_is_meant_whom_no_other_sentence_names(reader: Reader, text: str) -> None:
    acts = [d for d in trace(reader, text).told if d.agents]
    assert acts
    assert all(d.targets == [] for d in acts)


def test_where_many_are_as_likely_none_is_taken(reader: Reader) -> None:
    names = "Chile, Peru, Bolivia, Brazil, Uruguay, Paraguay and Colombia"
    read = trace(reader, f"{names} have railways. Ethiopia rejected the demand.")
    assert [d.targets for d in read.told if d.type == "Rejection"] == [[]]


def test_every_weight_is_of_a_feature() -> None:
    sources = [ROOT / "kg" / name for name in ("parties.py", "discourse.py")]
    text = "".join(path.read_text(encoding="utf-8") for path in sources)
    names = parties.load().weights
    assert names
    assert [name for name in names if f'"{name}"' not in text] == []


def test_a_wrong_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "weights.yaml"
    path.write_text("weights: {a: b}", encoding="utf-8")
    with pytest.raises(KnowledgeError, match="make parties"):
        parties.load(path)


def test_the_fit_finds_who_is_meant() -> None:
    """Of two candidates the one with the feature is right in nine choices of ten."""
    told = [{"a": 1.0}, {"b": 1.0}]
    rows = [training.Choice(str(i), told, int(i % 10 == 0), True) for i in range(400)]
    weights = dict(zip("ab", map(float, training.fit(rows, ["a", "b"])), strict=True))
    assert weights["a"] - weights["b"] == pytest.approx(2.2, abs=0.4)  # log 9
    assert training.right(rows, weights) == (360, 400)


def test_choices_are_those_of_the_gold_file() -> None:
    (gold,) = collect([ROOT / "benchmarks/gold/dev/beagle.en.jsonl"])
    rows = list(training.choices([gold]))
    assert any(row.open for row in rows)
    assert any(not row.open for row in rows)
    assert all(row.right < len(row.features) for row in rows)
    assert all(row.right >= 0 for row in rows if not row.open)
