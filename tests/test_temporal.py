"""The event table over time: scores by period, changes, how claims travel, who agrees."""

from __future__ import annotations

import csv
import io
import json
import random
import subprocess
import sys
import tracemalloc
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hand import Story, iri
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import analysis, build, directory, event, graph, ontology, store, temporal
from kg.article import Article, read
from kg.corpus import Corpus
from kg.errors import InputError
from kg.event import Claim, Reading, Status
from kg.pipeline import Reader
from kg.stories import stories
from kg.temporal.agreement import Tally
from kg.temporal.change import changes
from kg.temporal.periods import Unit, Window, period

ROOT = Path(__file__).parent.parent
CLAIMS = yaml.safe_load((Path(__file__).parent / "claims.yaml").read_text(encoding="utf-8"))
ONTOLOGY = ontology.load()
DENIED, ALLEGED, PLANNED = Status.DENIED, Status.ALLEGED, Status.PLANNED


def rows(readings: Iterable[Reading]) -> list[dict[str, Any]]:
    """The event table, with the stories of the articles."""
    held = sorted(readings, key=lambda r: r.article.iri)
    told = stories(r.article for r in held)
    return [
        row | {"story": told.get(r.article.iri, r.article.iri)}
        for r in held
        for row in event.rows(r, ONTOLOGY)
    ]


def course(
    readings: Iterable[Reading], unit: Unit = "month", since: str = "", until: str = ""
) -> temporal.Course:
    return temporal.course(rows(readings), ONTOLOGY, unit, Window.of(since, until))


# Periods


@pytest.mark.parametrize(
    ("days", "unit", "name"),
    [
        ("2024-12-30 2024-12-30", "week", "2025-W01"),  # ISO 8601
        ("2021-01-03 2021-01-03", "week", "2020-W53"),
        ("2024-06-10 2024-06-16", "week", "2024-W24"),
        ("2024-06-10 2024-06-17", "week", None),
        ("2024-06-01 2024-06-30", "month", "2024-06"),
        ("2024-06-30 2024-07-01", "month", None),
        ("2024-06-30 2024-07-01", "quarter", None),
        ("2024-04-01 2024-06-30", "quarter", "2024-Q2"),
        ("2024-01-01 2024-12-31", "year", "2024"),
        ("0987-01-01 0987-12-31", "year", "0987"),
    ],
)
def test_what_lies_in_a_period(days: str, unit: Unit, name: str | None) -> None:
    first, last = map(date.fromisoformat, days.split())
    assert period((first, last), unit) == name


@given(st.dates(), st.dates(), st.sampled_from(["week", "month", "quarter", "year"]))
def test_periods_are_in_the_order_of_their_days(one: date, other: date, unit: Unit) -> None:
    first, last = (str(period((day, day), unit)) for day in sorted((one, other)))
    assert first <= last


@pytest.mark.parametrize("text", ["2024-13", "24-06", "yesterday", "2024-02-30", "2024-6-1"])
def test_a_window_that_is_none(text: str) -> None:
    with pytest.raises(InputError, match=f"'{text}' is no date: write"):
        Window.of(text, None)
    with pytest.raises(InputError, match="lies before"):
        Window.of("2024-02", "2024-01")


# Scores


def world() -> list[Reading]:
    """Deeds of every sort, dated and undated, in several papers."""
    one = Story("one", date="2024-03-05", publisher="One")
    one.tell("war", "Attack", "RUS", "UKR", date="2024-02-24")
    one.tell("talks", "Meeting", "Putin", "Kim", date="2024-02")
    one.tell("pact", "TreatySigning", "RUS", "PRK", date="2024")  # too loose for a month
    one.tell("praise", "Criticism", "RUS", "UKR")  # undated
    one.tell("visit", "StateVisit", "Putin", "PRK", PLANNED, date="2024-06-18")
    one.tell("arms", "ArmsTransfer", "PRK", "RUS", ALLEGED, "WEST", date="2024-02-01")
    one.tell("no", "Denial", "RUS,PRK", content="arms")
    denial = one.events[-1]
    one.claims.append(Claim(iri("arms"), DENIED, denial.agents, denial.quote))
    two = Story("two", date="2024-04-02", publisher="Two", language="en")
    two.tell("war", "Attack", "RUS", "UKR", date="2024-02-24")
    two.tell("talks", "Meeting", "Putin", "Kim", DENIED, "USA", date="2024-02")
    late = Story("late", date=None)
    late.tell("test", "WeaponsTest", "PRK", "KOR")  # dated by nothing
    return [one.reading(), two.reading(), late.reading()]


def test_events_count_in_the_period_that_they_lie_in_by_what_dates_them() -> None:
    found = course(world())
    told = {(s.first, s.second, s.period, s.dated_by, str(s.status)): s for s in found.scores}
    assert {key: (s.events, s.reports, s.stories) for key, s in told.items()} == {
        ("RUS", "UKR", "2024-02", "event", "asserted"): (1, 2, 2),
        ("RUS", "UKR", "2024-03", "report", "asserted"): (1, 1, 1),
        ("PRK", "RUS", "2024-02", "event", "denied"): (2, 4, 3),
        ("PRK", "RUS", "2024-06", "event", "planned"): (1, 1, 1),
    }
    assert (found.loose, found.undated) == (1, 1)
    assert found.published == ("2024-03-05", "2024-04-02")


def test_what_is_asserted_here_and_denied_there_is_no_deed_of_any_period() -> None:
    found = course(world())
    sure = [s for s in found.scores if s.status is Status.ASSERTED]
    assert {(s.first, s.second) for s in sure} == {("RUS", "UKR")}


def test_all_periods_together_are_the_dyads_of_the_whole_analysis() -> None:
    readings = [r for r in world() if r.article.date]
    found = course(readings, "year")
    assert found.loose == 0
    whole = {(d.first, d.second): d for d in analysis.report(readings, ONTOLOGY).dyads}
    added: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for score in found.scores:
        added[score.first, score.second][str(score.status)] += score.events
        if score.status is Status.ASSERTED:
            added[score.first, score.second]["net"] += score.net  # type: ignore[assignment]
    assert added.keys() == whole.keys()
    for pair, dyad in whole.items():
        assert {str(t.status): t.events for t in dyad.tallies}.items() <= added[pair].items()
        assert added[pair]["net"] == dyad.net


def test_a_window_takes_events_by_their_own_date_with_all_their_reports() -> None:
    found = course(world(), since="2024-02", until="2024-02")
    assert {(s.period, s.dated_by) for s in found.scores} == {("2024-02", "event")}
    # denied in April, which is after the window, and still no deed of February
    assert not [s for s in found.scores if (s.first, s.second) == ("PRK", "RUS")
                and s.status is Status.ASSERTED]  # fmt: skip
    undated = course(world(), since="2024-03-01", until="2024-03-31")
    assert [(s.period, s.dated_by) for s in undated.scores] == [("2024-03", "report")]


@given(st.permutations(world()))
@settings(max_examples=10, deadline=None)
def test_the_order_of_articles_and_rows_does_not_matter(order: list[Reading]) -> None:
    mixed = [row for r in order for row in rows(world()) if row["article"] == r.article.iri]
    again = temporal.course(mixed, ONTOLOGY, "month", Window())
    assert again == course(world())


def copied(reading: Reading, name: str) -> Reading:
    """The same text in another paper."""
    from dataclasses import replace

    own = replace(reading.article, iri=f"{reading.article.iri}-{name}", document=name,
                  publisher=name)  # fmt: skip
    return replace(reading, article=own)


def test_a_copy_adds_reports_and_nothing_else() -> None:
    before, after = course(world()), course([*world(), copied(world()[0], "Copy")])

    def scores(found: temporal.Course) -> list[tuple[object, ...]]:
        return [row[:-2] + row[-1:] for row in found.rows()]  # without the reports

    assert scores(before) == scores(after)
    assert before.agreement == after.agreement
    assert (before.events, before.stories) == (after.events, after.stories)
    assert after.reports > before.reports
    assert [(c.stories, c.alleged, c.denied) for c in before.claims] == [
        (c.stories, c.alleged, c.denied) for c in after.claims
    ]


# Changes


def test_a_change_is_found_where_it_is() -> None:
    noise = random.Random(3)
    series = [noise.gauss(4, 1) for _ in range(20)] + [noise.gauss(-4, 1) for _ in range(20)]
    assert [at for at, _ in changes(series, 0.01)] == [20]
    series += [noise.gauss(4, 1) for _ in range(20)]
    assert [at for at, _ in changes(series, 0.01)] == [20, 40]


def test_noise_has_no_change() -> None:
    """Of 400 series, continuous, coarse, and with one period that stands out."""
    noise = random.Random(11)
    found = 0
    for _ in range(400):
        length = noise.randint(12, 60)
        series = [noise.choice((-10, -2, 0, 3.4, 7)) + noise.random() * noise.randint(0, 1)
                  for _ in range(length)]  # fmt: skip
        series[length // 2] = 100
        found += bool(list(changes(series, 0.05)))
    assert found <= 400 * 0.05


@given(st.lists(st.floats(-10, 10), max_size=60), st.sampled_from([0.05, 0.5]))
def test_changes_are_in_order_and_parts_are_not_empty(values: list[float], level: float) -> None:
    found = list(changes(values, level))
    places = [at for at, _ in found]
    assert places == sorted(set(places))
    assert all(0 < at < len(values) and p <= level for at, p in found)
    assert not list(changes([1.0] * len(values), level))


def months(number: int, kind: Iterable[str]) -> list[Reading]:
    """A deed of Russia's to Ukraine a month, told in an article of that month."""
    found = []
    for month, each in zip(range(number), kind, strict=False):
        day = f"{2010 + month // 12}-{month % 12 + 1:02d}-11"
        story = Story(f"m{month:03d}", date=day).tell(f"e{month}", each, "RUS", "UKR", date=day)
        found.append(story.reading())
    return found


def test_a_change_between_two_sides_is_found_and_where() -> None:
    found = course(months(36, ["Meeting", "Criticism"] * 9 + ["Attack", "Sanction"] * 9))
    (change,) = found.changes
    assert (change.first, change.second, change.period) == ("RUS", "UKR", "2011-07")
    assert change.before > change.after
    assert (change.periods, change.events, change.dated_by) == (36, 36, "event")
    assert change.p < 0.001


def test_no_change_is_found_without_one_or_without_evidence() -> None:
    noise = random.Random(5)
    kinds = [noise.choice(("Meeting", "Criticism", "Attack", "Sanction")) for _ in range(60)]
    assert course(months(60, kinds)).changes == ()
    assert course(months(11, ["Meeting"] * 5 + ["Attack"] * 6)).changes == ()


def test_what_happened_before_any_paper_is_no_change() -> None:
    """Forty months of peace long ago, told by those who look back, and war since."""
    past = months(40, ["Meeting"] * 40)
    told = Story("now", date="2020-01-01")
    for number, reading in enumerate(past):
        told.tell(f"past{number}", "Meeting", "RUS", "UKR", date=reading.events[0].date)
    for number in range(20):
        day = f"{2020 + number // 12}-{number % 12 + 1:02d}-11"
        told.tell(f"war{number}", "Attack", "RUS", "UKR", date=day)
    late = Story("late", date="2021-08-30").tell("end", "Attack", "RUS", "UKR", date="2021-08-30")
    assert course([told.reading(), late.reading()]).changes == ()


# Claims


def read_all(case: dict[str, Any]) -> list[Reading]:
    reader = Reader()
    return [
        reader.read(Article(a["id"], a["id"], a["text"], a["lang"], date=str(a["date"]),
                            publisher=a["publisher"]))
        for a in case["articles"]
    ]  # fmt: skip


@pytest.mark.parametrize("case", CLAIMS, ids=lambda case: str(case["what"])[:40])
def test_how_a_claim_travels(case: dict[str, Any]) -> None:
    readings = read_all(case)
    found = course(readings)
    told = [
        [
            [claim.type, list(claim.agents), list(claim.targets)],
            *([s.published, s.publisher, str(s.status), list(s.sources), s.reports]
              for s in claim.steps),
        ]
        for claim in found.claims
    ]  # fmt: skip
    want = [[what, *([str(s[0]), *s[1:]] for s in steps)] for what, *steps in case["claims"]]
    assert told == want
    assert found.claims_told == len(want)
    texts = {r.article.document: r.article.text for r in readings}
    for claim in found.claims:
        assert claim.first == claim.steps[0]
        for step in claim.steps:
            assert texts[step.document][step.start : step.end] == step.quote


def test_how_a_speech_act_puts_what_is_told_elsewhere_is_in_the_table() -> None:
    table = rows(read_all(CLAIMS[1]))
    said = {row["types"][0]: row["content_status"] for row in table if row["content"]}
    assert said == {"Accusation": None, "Denial": "denied"}
    assert {row["publisher"] for row in table} == {"Kabar Pagi", "Kabar Sore"}
    assert {row["published"] for row in table} == {"2023-05-02", "2023-05-04"}


# Agreement


def test_alpha_is_krippendorffs() -> None:
    """The example of his of four coders and twelve units; 0.743 for nominal values."""
    coders = ["1 2 3 3 2 1 4 1 2 . . .", "1 2 3 3 2 2 4 1 2 5 . 3",
              ". 3 3 3 2 3 4 2 2 5 1 .", "1 2 3 3 2 4 4 1 2 5 1 ."]  # fmt: skip
    tally = Tally()
    for unit in zip(*(coder.split() for coder in coders), strict=True):
        tally.add([value for value in unit if value != "."])
    found = tally.result()
    assert found.alpha == pytest.approx(0.743, abs=0.0005)
    assert (found.events, found.pairs) == (11, 55)


def test_who_always_says_the_same_agrees_but_not_beyond_chance() -> None:
    tally = Tally()
    for _ in range(3):
        tally.add(["asserted", "asserted"])
    assert (tally.result().share, tally.result().alpha) == (1.0, None)
    assert Tally().result().share is None


def test_independent_papers_are_compared_and_copies_are_not() -> None:
    found = course([*world(), copied(world()[0], "Copy")])
    assert found.agreement["status"].events == 2  # the attack, and the talks
    assert found.agreement["status"].share == 0.5
    assert [(p.first, p.second, p.events, p.same) for p in found.publishers] == [
        ("One", "Two", 2, 1)
    ]


# A corpus, and the command line


def texts() -> Iterator[dict[str, str]]:
    """Sixty days of news of three pairs, each told by two papers; and a copy of every fifth."""
    pairs = (("Peru", "Chile"), ("Ghana", "Togo"), ("Norway", "Iran"))
    acts = ("imposed sanctions on", "condemned", "praised", "accused")
    for number in range(60):
        day = date(2021, 5, 1) + timedelta(days=number)
        one, other = pairs[number % 3]
        told = f"{one} {acts[number % 4]} {other} on {day.day} {day:%B %Y}."
        more = f" Report {number} by our own staff said no more of the affair than that."
        for paper in ("A", "B", *("C" * (number % 5 == 0))):
            text = told + (
                more if paper != "B" else f" Staff of {paper} saw {number} people there."
            )
            yield {"id": f"{paper}{number}", "text": text, "lang": "en", "date": day.isoformat(),
                   "publisher": paper}  # fmt: skip


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same articles as a graph directory, as a corpus, and as one grown in steps."""
    folder = tmp_path_factory.mktemp("archive")
    path = folder / "in.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in texts()), encoding="utf-8")
    build.build([path], folder / "few")
    articles = list(read([path]))
    Corpus.create(folder / "many").grow(articles, jobs=2)
    steps = Corpus.create(folder / "steps")
    for group in (articles[100:], articles[:37], articles[37:100]):
        steps.grow(group)
    return folder


@pytest.mark.parametrize("unit", ["week", "quarter"])
def test_a_corpus_tells_what_a_graph_directory_tells(archive: Path, unit: Unit) -> None:
    few, many, steps = (
        build.course(archive / name, unit, since="2021-05-03") for name in ("few", "many", "steps")
    )
    assert few == many == steps
    assert few.reports > few.stories > few.events > 0
    assert {(s.first, s.second) for s in few.scores} == {
        ("CHL", "PER"), ("GHA", "TGO"), ("IRN", "NOR")}  # fmt: skip


def test_a_window_of_a_corpus_is_analysed_as_that_of_a_graph(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.directory.MOST", 40)
    found = [
        build.analyze(archive / name, ["side"], since="2021-05-10", until="2021-05-12")[0].to_json()
        for name in ("few", "many")
    ]
    assert found[0] == found[1]
    assert found[0]["events"]["asserted"] == 3
    with pytest.raises(build.OutputError, match="choose a time with kg analyze --since"):
        build.analyze(archive / "many", ["side"])
    with pytest.raises(build.OutputError, match="more than 40 reports"):
        build.analyze(archive / "many", ["side"], since="2021-05")


def test_memory_does_not_grow_with_the_articles() -> None:
    def told(number: int) -> Iterator[dict[str, Any]]:
        row = rows(world()[:1])[0]
        for n in range(number):
            day = (date(1900, 1, 1) + timedelta(days=n // 10)).isoformat()
            yield row | {"event": f"e{n}", "article": f"a{n}", "story": f"a{n}",
                         "published": day, "status": "alleged",
                         "date": day if n % 2 else None}  # fmt: skip

    def peak(number: int) -> int:
        tracemalloc.start()
        temporal.course(told(number), ONTOLOGY, "month", Window())
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    peak(10)
    assert peak(8_000) < 1.3 * peak(4_000)  # full once a claim is no longer followed


def kg(*args: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kg", *map(str, args)], cwd=ROOT, capture_output=True, text=True,
        check=False, env={"COLUMNS": "140", "PATH": "", "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip


def test_the_command_prints_tables_json_and_csv(archive: Path, tmp_path: Path) -> None:
    done = kg("analyze", archive / "few", "--by", "month", "--level", "side")
    assert (done.returncode, done.stderr) == (0, "")
    for words in ("By side and month", "CHL – PER", "2021-05", "independent"):
        assert words in done.stdout
    (data,) = json.loads(kg("analyze", archive / "few", "--by", "month", "--level", "side",
                            "--until", "2021-05", "--json").stdout)  # fmt: skip
    assert data["until"] == "2021-05-31"
    assert {s["period"] for s in data["scores"]} == {"2021-05"}
    path = tmp_path / "scores.csv"
    done = kg("analyze", archive / "few", "--by", "month", "--csv", path)
    assert (done.returncode, done.stdout) == (0, "")
    table = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
    assert tuple(table[0]) == temporal.COLUMNS
    side = build.course(archive / "few", "month")
    assert [r["period"] for r in table if r["level"] == "side"] == [s.period for s in side.scores]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--by", "month", "--write"], "--write adds what the whole graph tells: leave out --by"),
        (["--since", "2024", "--write"], "leave out --since and --until"),
        (["--csv", "x.csv"], "say --by month, or another"),
        (["--since", "June"], "'June' is no date: write 2024-06-18, 2024-06 or 2024"),
        (["--by", "month", "--since", "2024", "--until", "2023"], "lies before"),
    ],
)
def test_what_cannot_be_is_said_in_a_line(archive: Path, options: list[str], words: str) -> None:
    done = kg("analyze", archive / "few", *options)
    assert done.returncode == InputError.code
    assert done.stdout == ""
    assert words in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_graph_of_one_article_has_a_course(tmp_path: Path) -> None:
    dataset = graph.build(world()[:1], ONTOLOGY)
    store.write(tmp_path / "out", {"graph.trig": graph.trig(dataset)}, [world()[0].article])
    assert list(directory.rows(tmp_path / "out"))
    assert build.course(tmp_path / "out", "year").events == 7
