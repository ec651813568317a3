"""`kg eval`: the figures, where they are written, and that they are those of the scorers."""

from __future__ import annotations

import importlib.util
import json
import random
import re
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from test_cli import fails, ok

from kg import article, event, ontology
from kg.evaluate import evaluate, reliability, scoring
from kg.evaluate.gold import GoldEvent
from kg.event import Event, Mention, Span, Status
from kg.gazetteer import Actor
from kg.pipeline import Reader

ROOT = Path(__file__).parent.parent
KNOWN = ontology.load()
GOLD = next((f for p in ROOT.parents if (f := p / "shared/gold").is_dir()), ROOT / "no/gold")
scorers = pytest.mark.skipif(not (GOLD / "score.py").exists(), reason="no scorers at hand")

TEXT = (
    "WASHINGTON, June 18, 2024 (Example) - China accused Japan of attacking Taiwan. "
    "On Monday Iran expelled two British diplomats. Peru is a country in the Andes.\n"
)


def marked(quote: str, kind: str, agents: list[str], targets: list[str], **more: Any) -> dict:
    start = TEXT.index(quote)
    data = {"type": [kind], "agents": agents, "targets": targets, "status": ["asserted"],
            "date": None, "sources": [], "optional": False, "start": start,
            "end": start + len(quote), "quote": quote}  # fmt: skip
    return data | more


def lines(path: Path, data: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(d) + "\n" for d in data), encoding="utf-8")
    return path


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """An article with what is right, what has wrong roles, what is missed, what is made up."""
    folder = tmp_path / "set"
    folder.mkdir()
    (folder / "china.en.txt").write_text(TEXT, encoding="utf-8")
    events = [
        marked("China accused Japan", "Accusation", ["CHN"], ["JPN"]),
        marked("Iran expelled two British diplomats", "Expulsion", ["IRN"], ["FRA"],
               date="2024-06-16"),
        marked("a country in the Andes", "Visit", ["PER"], []),
    ]  # fmt: skip
    return lines(folder / "china.en.jsonl", events)


def figures(*args: object) -> dict[str, Any]:
    return dict(json.loads(ok("eval", *args, "--format", "json")))


def test_figures_of_an_article(gold: Path) -> None:
    data = figures(gold.parent, "--misses")
    (one,) = data["articles"]
    assert (one["gold"], one["predicted"], one["language"]) == (3, 3, "en")
    assert one["found"] == {"precision": 0.667, "recall": 0.667, "f1": 0.667}
    assert one["exact"] == {"precision": 0.333, "recall": 0.333, "f1": 0.333}
    assert (one["status"], one["source"], one["date"]) == (1, None, 0)
    assert [m["kind"] for m in one["misses"]] == ["made up", "roles", "date", "missed"]
    missed = one["misses"][-1]
    assert missed["sentence"].startswith("Peru is")
    assert data["classes"]["Expulsion"] == {
        "plover": "SANCTION", "gold": 1, "found": 1, "exact": 0, "made_up": 0}  # fmt: skip
    assert data["classes"]["Attack"]["made_up"] == 1
    (pool,) = data["pooled"]
    assert pool["found"] == one["found"]
    assert pool["reliability"]["events"] == 3


def test_it_is_printed_with_misses(gold: Path) -> None:
    text = ok("eval", gold, "--misses")
    for words in ("Articles together", "By event class", "By PLOVER code", "Is confidence right?",
                  "missed: Visit want PER → ?", "roles: Expulsion want IRN → FRA got IRN → GBR",
                  "in: Peru is a country in the Andes."):  # fmt: skip
        assert words in text
    assert "missed:" not in ok("eval", gold)


def test_figures_of_a_folder_add_up(gold: Path) -> None:
    other = gold.with_name("other.en.jsonl")
    other.with_suffix(".txt").write_text(TEXT + "Oslo.\n", encoding="utf-8")
    lines(other, [json.loads(gold.read_text().splitlines()[0])])
    data = figures(gold.parent)
    assert [a["gold"] for a in data["articles"]] == [3, 1]
    (pool,) = data["pooled"]
    assert (pool["gold"], pool["articles"]) == (4, 2)
    assert pool["exact"]["recall"] == 0.5


def test_each_set_is_told_of(gold: Path) -> None:
    other = gold.parent.with_name("another") / "china.en.jsonl"
    other.parent.mkdir()
    for path in (gold, gold.with_suffix(".txt")):
        (other.parent / path.name).write_bytes(path.read_bytes())
    data = figures(gold.parent, other.parent)
    assert [(p["set"], p["language"], p["gold"]) for p in data["pooled"]] == [
        ("set", "en", 3), ("another", "en", 3), ("all", "all", 6)]  # fmt: skip
    told = ok("eval", gold.parent, other.parent).partition("Is confidence right?")[2]
    assert re.findall(r"^ (\w+) +all +(\d+)", told, re.M) == [
        ("set", "3"), ("another", "3"), ("all", "6")]  # fmt: skip


def test_a_text_elsewhere_is_found_by_its_words(gold: Path, tmp_path: Path) -> None:
    text = gold.with_suffix(".txt").rename(tmp_path / "elsewhere.txt")
    (tmp_path / "another.txt").write_text("Nothing of the kind.", encoding="utf-8")
    assert "--text" in fails(3, "eval", gold)
    assert figures(gold, "--text", text) == figures(gold, "--text", tmp_path)


def test_records_and_parallel_texts(tmp_path: Path) -> None:
    said = "Iran expelled two British diplomats on Monday."
    record = {"lang": "en", "text": said, "root": "SANCTION", "source": [{"text": "Iran"}],
              "target": [{"text": "British"}]}  # fmt: skip
    wrong = {"text": "China accused Japan of spying.", "root": "AID", "target": []}
    records = [record | {"id": "a"}, record | wrong | {"id": "b"}]
    (found,) = figures(lines(tmp_path / "records.jsonl", records), "--misses")["records"]
    assert [found[k] for k in ("root", "first", "dyad", "silent")] == [0.5, 0.5, 0.5, 0]
    assert [m["document"] for m in found["misses"]] == ["b"]

    english = [{"id": "1", "lang": "en", "text": said}, {"id": "2", "lang": "en", "text": "Rain."}]
    other = [{"id": "1", "lang": "id", "text": "Iran mengusir dua diplomat Inggris."},
             {"id": "2", "lang": "id", "text": "Menteri Jepang mengunjungi Peru."}]  # fmt: skip
    files = [lines(tmp_path / "p.en.jsonl", english), lines(tmp_path / "p.id.jsonl", other)]
    (both,) = figures(*files, "--misses")["parallel"]
    assert (both["texts"], both["roots"], both["events"]) == (2, 0.667, 0.667)
    assert [m["document"] for m in both["misses"]] == ["2"]
    assert "another language" in fails(3, "eval", files[0])


def test_figures_are_put_into_a_page(gold: Path, tmp_path: Path) -> None:
    page, short = tmp_path / "page.md", tmp_path / "short.md"
    page.write_text("a\n<!-- accuracy -->\nold\n<!-- /accuracy -->\nb\n", encoding="utf-8")
    short.write_text("<!-- accuracy: summary -->\n<!-- /accuracy -->\n", encoding="utf-8")
    ok("eval", gold, "--write", page, "--write", short)
    text = page.read_text(encoding="utf-8")
    assert text.startswith("a\n<!-- accuracy -->\n**Articles**")
    assert text.endswith("<!-- /accuracy -->\nb\n")
    assert "old" not in text
    assert "| Expulsion | SANCTION | 1 | 1 | 0 | 0 |" in text
    assert "| set | en | 1 | 0.67 | 0.33 | 1.00 | – | 0.00 |" in short.read_text(encoding="utf-8")
    ok("eval", gold, "--write", page)
    assert page.read_text(encoding="utf-8") == text
    page.write_text("no markers", encoding="utf-8")
    assert "<!-- accuracy -->" in fails(5, "eval", gold, "--write", page)


def test_mistakes_in_gold_files(gold: Path, tmp_path: Path) -> None:
    data = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()]
    bad = tmp_path / "bad.jsonl"
    for content, words in (
        ("", "empty"),
        ("{", "bad.jsonl:1: no JSON"),
        ('{"a": 1}', "no gold file"),
        (json.dumps(data[0] | {"type": "Visit"}), "`type` is no list"),
        (json.dumps({k: v for k, v in data[0].items() if k != "status"}), "no `status`"),
        ('{"id": "a", "text": "b", "root": "AID"}', "`source` and `target`"),
        ('{"id": "a", "text": "b"}\n{"id": "c"}', "bad.jsonl:2: no `text`"),
    ):
        bad.write_text(content, encoding="utf-8")
        assert words in fails(3, "eval", bad)
    assert "cannot be read" in fails(3, "eval", tmp_path / "none.jsonl")
    (tmp_path / "nothing").mkdir()
    assert "no gold file" in fails(3, "eval", tmp_path / "nothing")
    gold.with_suffix(".txt").write_text("Other words.", encoding="utf-8")
    assert "not the text that was marked" in fails(3, "eval", gold)


def test_reliability() -> None:
    found = reliability([(0.9, True), (0.9, True), (0.7, False), (0.7, True), (0.1, False)])
    assert [(b.events, b.right) for b in found.bins] == [(1, 0), (2, 0.5), (2, 1)]
    assert found.ece == pytest.approx((0.1 + 2 * 0.2 + 2 * 0.1) / 5)
    assert found.brier == pytest.approx((0.01 * 3 + 0.49 + 0.09) / 5)
    assert found.base == pytest.approx(0.24)
    assert reliability([]).events == 0


# Against the scorers of the gold files


def scorer(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, GOLD / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def printed(name: str, capsys: Any, monkeypatch: Any, *args: Path) -> dict[str, Any]:
    """What a scorer says in its last line."""
    monkeypatch.setattr("sys.argv", [name, *map(str, args)])
    capsys.readouterr()
    scorer(name).main()
    return dict(json.loads(capsys.readouterr().out.splitlines()[-1]))


def rows(path: Path, out: Path) -> Path:
    reader = Reader()
    table = [r for a in article.read([path]) for r in event.rows(reader.read(a), KNOWN)]
    return lines(out, table)


@scorers
def test_articles_are_scored_alike(capsys: Any, monkeypatch: Any, tmp_path: Path) -> None:
    paths = sorted(GOLD.glob("*.id.jsonl"))
    paths = [p for p in paths if '"quote"' in p.read_text(encoding="utf-8")]
    found = evaluate(paths, [ROOT / "data/articles"])
    assert len(found.articles) >= 3
    data = figures(*paths, "--text", ROOT / "data/articles")
    for one, path in zip(data["articles"], paths, strict=True):
        text = path.with_suffix(".txt")
        text = text if text.exists() else ROOT / "data/articles/kunjungan-putin.id.txt"
        want = printed("score", capsys, monkeypatch, path, rows(text, tmp_path / path.name))
        assert {k: one[k] for k in want} == want


@scorers
def test_records_are_scored_alike(capsys: Any, monkeypatch: Any, tmp_path: Path) -> None:
    some = tmp_path / "some.jsonl"
    records = (GOLD / "plover-gsr.en.jsonl").read_text(encoding="utf-8").splitlines()[5::6]
    some.write_text("\n".join(records), encoding="utf-8")
    want = printed("plover", capsys, monkeypatch, some, rows(some, tmp_path / "rows"))
    (one,) = figures(some)["records"]
    assert {k: one[k] for k in want} == want


@scorers
def test_parallel_texts_are_scored_alike(capsys: Any, monkeypatch: Any, tmp_path: Path) -> None:
    files = []
    for language in ("en", "id"):
        texts = (GOLD / f"pud.{language}.jsonl").read_text(encoding="utf-8").splitlines()
        some = tmp_path / f"pud.{language}.jsonl"
        some.write_text("\n".join(texts[:500]), encoding="utf-8")
        files.append(some)
    found = [rows(f, tmp_path / f"{f.name}.rows") for f in files]
    want = printed("agree", capsys, monkeypatch, *found)
    assert want["texts"] > 5
    (one,) = figures(*files)["parallel"]
    assert {k: one[k] for k in want} == want


@scorers
def test_pairs_are_those_of_the_scorer() -> None:
    """Crowded made-up articles, where which event answers which is a close call."""
    score = scorer("score")
    chance = random.Random(7)
    kinds = ["Attack", "AirStrike", "Visit", "Meeting", "Accusation", "Statement"]
    some = ["RUS", "UKR", "PRK"]

    def span() -> tuple[int, int]:
        start = chance.randrange(30)
        return start, start + chance.randrange(1, 15)

    def pick() -> list[str]:
        return chance.sample(some, chance.randrange(3))

    def actor(side: str) -> Mention:
        known = Actor(iri=f"urn:{side}", label=side, kind="State", side=side)
        return Mention(known, Span(0, 1, "x"))

    blank = Event("urn:e", "", (), (), (), Status.ASSERTED, Span(0, 0, ""), Span(0, 0, ""),
                  Span(0, 0, ""), "rule", 0.5)  # fmt: skip
    for _ in range(300):
        golds, events = [], []
        for _ in range(chance.randrange(8)):
            start, end = span()
            golds.append({
                "type": chance.sample(kinds, 2), "agents": pick(), "targets": pick(),
                "status": chance.sample([*map(str, Status)], 2), "sources": pick(),
                "date": chance.choice([None, "2024", "2024-06"]), "quote": "",
                "optional": chance.random() < 0.3, "start": start, "end": end,
            })  # fmt: skip
        for _ in range(chance.randrange(8)):
            start, end = span()
            events.append(replace(
                blank, type=chance.choice(kinds), status=chance.choice([*Status]),
                agents=tuple(map(actor, pick())), targets=tuple(map(actor, pick())),
                sources=tuple(map(actor, pick())), quote=Span(start, end, "x"),
                date=chance.choice([None, "2024", "2024-06-18"]),
            ))  # fmt: skip
        sets = ("agents", "targets", "status", "sources")
        mine = [
            GoldEvent(types=tuple(g["type"]), **{k: frozenset(g[k]) for k in sets},
                      **{k: g[k] for k in ("date", "optional", "start", "end", "quote")})
            for g in golds
        ]  # fmt: skip
        found = [
            scoring.Found(e, (e.type, *KNOWN.classes[e.type].ancestors),
                          KNOWN.classes[e.type].plover)
            for e in events
        ]  # fmt: skip
        reading = event.Reading(article.Article("urn:a", "a", "", "en"), (), tuple(events))
        want, pairs, _ = score.score(golds, [*event.rows(reading, KNOWN)])
        kept = scoring.scored(mine, found)
        paired = scoring.pairs(mine, kept)
        counts = scoring.counts(mine, kept, paired)
        assert [mine.index(p.gold) for p in paired] == [golds.index(g) for g, _ in pairs]
        assert (counts.gold, counts.listed) == (want["gold"], want["predicted"])
        for name in ("found", "exact"):
            rates = counts.rates(getattr(counts, name))
            assert [round(r, 3) for r in rates] == [*want[name].values()]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Turkey demanded that Israel apologise.", [("Demand", "Apology")]),
        ("Iran threatened to attack Israel.", [("Threat", "Attack")]),
        ("Turki menuntut Israel meminta maaf.", [("Demand", "Apology")]),
        (
            "Ukraine accused Iran of supplying missiles to Russia.",
            [("Accusation", "ArmsTransfer"), ("ArmsTransfer", None)],
        ),
    ],
)
def test_what_is_only_asked_or_threatened_has_no_row(
    text: str, told: list[tuple[str, str | None]]
) -> None:
    """The row of the act names its classes; the graph has it as an event."""
    language = "id" if "Turki " in text else "en"
    reading = Reader().read(article.Article("urn:a", "a", text, language))
    table = list(event.rows(reading, KNOWN))
    assert [(r["types"][0], [*r["content_types"], None][0]) for r in table] == told
    assert len(reading.events) == 2
