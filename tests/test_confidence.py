"""Confidence: weighed features, fitted to what was right."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from kg import article, confidence
from kg.confidence import Weights
from kg.errors import KnowledgeError
from kg.pipeline import Reader, Trace

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "training"))

import calibrate  # noqa: E402


@pytest.fixture(scope="module")
def told() -> Trace:
    (one,) = article.read([ROOT / "data/articles/kunjungan-putin.id.txt"])
    return Reader().trace(one)


def test_confidence_tells_events_apart(told: Trace) -> None:
    found = [e.confidence for e in told.reading.events]
    assert all(0 < c <= 1 for c in found)
    assert max(found) - min(found) > 0.3
    assert len(set(found)) > 10


def test_each_event_has_its_features(told: Trace) -> None:
    rows = list(confidence.features(told.told))
    assert len(rows) == len(told.reading.events)
    weights = confidence.load()
    for event, draft, row in zip(told.reading.events, told.told, rows, strict=True):
        assert event.confidence == confidence.confidence(row, weights)
        assert ("agent open" in row) == (not event.agents)
        assert (f"status {event.status}" in row) == (event.status != "asserted")
        assert draft.token.idx + draft.sentence.start == event.trigger.start
    assert any("told after others" in row for row in rows)
    assert any("target open" in row for row in rows)


def test_what_is_open_is_less_sure() -> None:
    weights = confidence.load()
    whole = confidence.confidence({}, weights)
    assert confidence.confidence({"target open": 1.0}, weights) < whole
    assert confidence.confidence({"agent open": 1.0}, weights) < whole
    assert confidence.confidence({"an act, by examples": -1.5}, weights) < whole
    assert confidence.confidence({"these take part, by examples": -1.5}, weights) < whole


def test_no_odds_are_too_long() -> None:
    for far, want in ((9e9, 0.99), (-9e9, 0.01), (0, 0.5)):
        assert confidence.confidence({"a": far}, Weights(0, {"a": 1})) == want


def test_every_weight_is_of_a_feature() -> None:
    source = Path(confidence.__file__).read_text(encoding="utf-8")
    names = [n for n in confidence.load().weights if not n.startswith("status ")]
    assert names
    assert [n for n in names if f'"{n}"' not in source] == []


@pytest.mark.parametrize(
    "text", ["", "[]", "intercept: 1", "{intercept: 1, weights: {a: b}}", "a: ["]
)
def test_a_wrong_file_is_named(text: str, tmp_path: Path) -> None:
    path = tmp_path / "weights.yaml"
    with pytest.raises(KnowledgeError, match="cannot be read"):
        confidence.load(path)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeError, match="needs `intercept`"):
        confidence.load(path)


def made_up(choices: np.ndarray) -> calibrate.Data:
    """Events whose odds are known: 1, plus 2 for the first feature, less 1 for the second."""
    chance = np.random.default_rng(3)
    rows = chance.integers(0, 2, (4000, 3)).astype(float)
    sure = 1 / (1 + np.exp(-(1 + rows @ [2, -1, 0])))
    right = (chance.random(4000) < sure).astype(float)
    return calibrate.Data(["a", "b", "c"], rows, right, np.arange(4000.0) % 4, choices,
                          np.ones(len(choices)))  # fmt: skip


def test_the_fit_finds_the_weights() -> None:
    data = made_up(np.zeros((0, 3)))
    found = calibrate.fit(data, 1.0)
    assert found.intercept == pytest.approx(1, abs=0.25)
    assert [found.weights[n] for n in "abc"] == pytest.approx([2, -1, 0], abs=0.3)
    held = calibrate.held_out(data, 1.0)
    result = calibrate.judge(held, data.right)
    assert result.ece < 0.03
    assert result.brier < result.base
    shuffled = calibrate.judge(held[::-1], data.right)
    assert shuffled.brier > result.base


def test_choices_of_records_count() -> None:
    prefer = np.tile([0.0, 0.0, 1.0], (3000, 1))
    assert calibrate.fit(made_up(prefer), 1.0).weights["c"] > 0.5


def test_the_page_needs_its_markers() -> None:
    page = "a\n<!-- confidence -->\nold\n<!-- /confidence -->\nb"
    assert calibrate.page(page, "new\n") == page.replace("old", "new")
    with pytest.raises(SystemExit, match="not once"):
        calibrate.page("no markers", "new")
