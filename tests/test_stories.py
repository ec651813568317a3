"""Near-duplicates: which articles tell one story, and that their events are counted once."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from itertools import chain, combinations, islice, pairwise
from pathlib import Path
from typing import Any

import hand
import pyoxigraph as ox
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg import analysis, export, graph, ontology, report, stories
from kg.article import BASE, Article
from kg.corpus import Corpus
from kg.engine import to_store
from kg.event import Event, Reading, Status
from kg.ledger import Ledger
from kg.part import Entry
from kg.pipeline import Reader
from kg.report.brief import statements
from kg.view.content import content
from kg.view.layers import layers
from kg.view.model import picture

TOLD = yaml.safe_load((Path(__file__).parent / "stories.yaml").read_text(encoding="utf-8"))
IDS = [story["language"] for story in TOLD]


def article(story: dict[str, Any], change: dict[str, Any] | None = None) -> Article:
    """The agency's text, or what a paper made of it."""
    told = story | (change or {})
    name = f"{told['publisher']} {told['date']}"
    return Article(
        f"{BASE}article/{name}".replace(" ", "-"), name, told["text"], story["language"],
        date=str(told["date"]), publisher=told["publisher"],
    )  # fmt: skip


def retold(story: dict[str, Any], kind: str) -> list[Article]:
    return [article(story, change) for change in story[kind]]


EVERY = [a for s in TOLD for a in (article(s), *retold(s, "copies"), *retold(s, "others"))]


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


@pytest.fixture(scope="module")
def readings(reader: Reader) -> list[Reading]:
    return [reader.read(each) for each in EVERY]


# Stories


def groups(told: dict[str, str]) -> set[frozenset[str]]:
    """Which articles are together."""
    return {frozenset(a for a in told if told[a] == first) for first in told.values()}


@pytest.mark.parametrize("story", TOLD, ids=IDS)
def test_copies_tell_one_story_and_others_their_own(story: dict[str, Any]) -> None:
    same = [article(story), *retold(story, "copies")]
    told = stories.stories([*retold(story, "others"), *same])
    assert groups(told) == {frozenset(a.iri for a in same)}
    assert set(told.values()) == {min((a.date or "", a.iri) for a in same)[1]}


@given(st.permutations(EVERY), st.integers(0, len(EVERY)))
@settings(deadline=None, max_examples=20)
def test_the_order_of_articles_does_not_matter(order: list[Article], keep: int) -> None:
    kept = set(order[:keep])
    assert stories.stories(order[:keep]) == stories.stories(a for a in EVERY if a in kept)


def test_copies_without_a_date_are_one_story_but_not_with_dated_ones() -> None:
    text = TOLD[0]["text"]
    days = {"a": None, "b": None, "c": "2023-09-04"}
    told = stories.stories(Article(n, n, text, "en", date=d) for n, d in days.items())
    assert groups(told) == {frozenset("ab")}


@pytest.mark.parametrize("text", ["", "?", "word", "a few words", "x " * 10_000, "🕊 é é"])
def test_any_text_has_a_sketch(text: str) -> None:
    assert len(stories.sketch(text)) == 25
    assert stories.sketch(text) == stories.sketch(f"  {text}\n".upper())


def test_so_much_must_be_shared() -> None:
    """Half of the shingles more often than not; a fifth hardly ever."""
    text = [f"w{n}" for n in range(1000)]
    bands = set(stories.sketch(" ".join(text)))

    def linked(kept: int) -> int:
        made = ([*text[:kept], *(f"x{i}y{n}" for n in range(1000 - kept))] for i in range(100))
        return sum(not bands.isdisjoint(stories.sketch(" ".join(one))) for one in made)

    # of n words that both have, of 1000 each, n / (2000 - n) is the share of what either has
    assert [linked(333) <= 5, linked(667) >= 35, linked(900) == 100] == [True] * 3


# Events


def own(events: Iterable[Event]) -> set[str]:
    return {e.iri for e in events}


@pytest.mark.parametrize("story", TOLD, ids=IDS)
def test_copies_tell_the_same_events(story: dict[str, Any], reader: Reader) -> None:
    agency = own(reader.read(article(story)).events)
    for change in story["copies"]:
        told = reader.read(article(story, change)).events
        assert len(own(told) & agency) >= change["shared"], change["what"]
        assert len(own(told) - agency) <= len(own(told)) / 2, change["what"]


@pytest.mark.parametrize("story", TOLD, ids=IDS)
def test_what_is_told_in_other_words_is_no_copy(story: dict[str, Any], reader: Reader) -> None:
    agency = reader.read(article(story)).events
    undated = own(e for e in agency if e.date is None)
    for change in story["others"]:
        assert not undated & own(reader.read(article(story, change)).events), change["what"]


def test_a_copy_adds_reports_and_no_event(reader: Reader) -> None:
    for story in TOLD:
        one = reader.read(article(story))
        other = reader.read(article(story, {"publisher": "Another"}))
        assert own(one.events) == own(other.events)
        assert len(own(one.events)) > 3


@pytest.mark.parametrize("date", ["2023-10-04", None])
def test_the_same_words_another_month_are_another_event(date: str | None, reader: Reader) -> None:
    text = "Peru accused Chile. Chile denied it."
    dates = ("2023-09-04", date)
    one, other = (reader.read(Article(str(d), "a", text, "en", date=d)) for d in dates)
    assert one.events
    assert not own(one.events) & own(other.events)


def test_the_same_sentence_after_other_words_is_another_event(reader: Reader) -> None:
    told = ("Peru accused Chile of spying.", "Peru accused Chile of dumping.")
    denied = "Chile denied the accusation."
    found = [
        reader.read(Article(t, t, f"{t} {denied}", "en", date="2023-09-04")).events for t in told
    ]
    one, other = (own(e for e in events if e.type == "Denial") for events in found)
    assert one
    assert not one & other


def test_the_same_sentence_twice_in_an_article_is_two_sayings(reader: Reader) -> None:
    text = "Peru said that Chile had attacked Bolivia. " * 30
    found = [e.iri for e in reader.read(Article("a", "a", text, "en")).events
             if e.type == "Statement"]  # fmt: skip
    assert len(found) == len(set(found)) == 30


# The graph


def test_the_graph_says_which_articles_tell_a_story(readings: list[Reading]) -> None:
    dataset = graph.build(readings, ontology.load())
    assert graph.validate(dataset) == []
    store = to_store(dataset)
    rows = store.query(
        "PREFIX schema: <https://schema.org/> PREFIX duta: <https://w3id.org/duta/ontology#>"
        "SELECT ?story (COUNT(?a) AS ?n) { ?a schema:exampleOfWork ?story . ?story a duta:Story }"
        "GROUP BY ?story"
    )
    assert isinstance(rows, ox.QuerySolutions)
    assert sorted(str(row["n"].value) for row in rows) == ["2", "4"]
    assert graph.readings(dataset) == graph.readings(graph.build(readings[::-1], ontology.load()))


def test_an_article_alone_tells_no_story_with_others(readings: list[Reading]) -> None:
    alone = graph.build(readings[:1], ontology.load())
    assert not any(str(g.identifier).endswith("stories") for g in alone.graphs())


# A corpus


def entry(each: Article) -> Entry:
    return Entry(each.iri, each.document, "", 0, each.date, stories.sketch(each.text), (), ())


ENTRIES = [entry(each) for each in EVERY]


@given(st.permutations(ENTRIES), st.sets(st.integers(1, len(EVERY) - 1)), st.sets(
    st.sampled_from(EVERY)), st.booleans())  # fmt: skip
@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
def test_however_a_corpus_grows_its_stories_are_those_of_its_articles(
    tmp_path_factory: pytest.TempPathFactory,
    order: list[Entry],
    cuts: set[int],
    gone: set[Article],
    back: bool,
) -> None:
    ledger = Ledger(tmp_path_factory.mktemp("ledger") / "ledger.sqlite")
    edges = [0, *sorted(cuts), len(order)]
    held: dict[str, list[Entry]] = {}
    for number, (start, end) in enumerate(pairwise(edges)):
        name = str(number)
        held[name] = order[start:end]
        ledger.add(name, "", 0, "", held[name])
    lost = {a.iri for a in gone}
    for name, there in held.items():  # as `kg forget` does it
        if left := [e for e in there if e.iri not in lost]:
            ledger.add(name + "'", "", 0, "", left, instead=name)
        else:
            ledger.drop(name)
    if back:
        ledger.add("back", "", 0, "", [e for e in order if e.iri in lost])
    want = stories.stories(a for a in EVERY if back or a not in gone)
    assert dict(ledger.stories()) == want
    parts = (ledger.told_with(part.name) for part in ledger.parts())
    assert dict(chain.from_iterable(p.items() for p in parts)) == want
    ledger.close()


def quads(store: ox.Store, graph: str = "") -> set[str]:
    """A store's quads, without who the actors are; of one graph, if its name is given."""
    return {
        str(q) for q in store.quads_for_pattern(None, None, None, None)
        if str(q.graph_name).endswith(f"{graph}>") and not str(q.graph_name).endswith("actors>")
    }  # fmt: skip


def test_a_corpus_grown_in_steps_is_one_grown_at_once(tmp_path: Path) -> None:
    whole, steps, rest = (Corpus.create(tmp_path / name) for name in ("whole", "steps", "rest"))
    whole.grow(EVERY)
    for group in (EVERY[5:], EVERY[:1], EVERY[1:5]):
        steps.grow(group)
        assert_union(steps)
    assert quads(whole.engine()) == quads(steps.engine())
    readings = list(Reader().read_all(EVERY))
    small = to_store(graph.build(readings, ontology.load()))
    assert quads(whole.engine(), "stories") == quads(small, "stories") != set()
    steps.forget([EVERY[0].iri, EVERY[-2].iri])
    assert_union(steps)
    rest.grow(a for a in EVERY if a not in (EVERY[0], EVERY[-2]))
    assert quads(steps.engine(), "stories") == quads(rest.engine(), "stories") != set()


def assert_union(corpus: Corpus) -> None:
    """The default graph is the union of the named ones."""
    every = list(corpus.engine().quads_for_pattern(None, None, None, None))
    named = {q.triple for q in every if not isinstance(q.graph_name, ox.DefaultGraph)}
    assert named == {q.triple for q in every if isinstance(q.graph_name, ox.DefaultGraph)}


# Counts


def copies() -> list[Reading]:
    """A claim and its denial, printed by three papers, and told by a fourth in its own words."""
    told = []
    for name in ("one", "two", "three"):
        story = hand.Story(name, publisher=name, language="en")
        story.tell("arms", "ArmsTransfer", "PRK", "RUS", Status.ALLEGED, "WEST", date="2024-06-17")
        story.tell("war", "Attack", "RUS", "UKR", date="2024-06-16")
        told.append(story.reading())
    own = hand.Story("own", publisher="own", language="en", text="A word before. ")
    own.tell("war", "Attack", "RUS", "UKR", date="2024-06-16")
    return [*told, own.reading()]


def test_edges_and_dyads_count_reports_and_stories() -> None:
    network = analysis.network(copies(), hand.ONTOLOGY)
    edges = {event: data for _, _, event, data in network.edges(keys=True, data=True)}
    assert [(e["reports"], e["stories"]) for _, e in sorted(edges.items())] == [(3, 1), (4, 2)]
    found = {(d.first, d.second): d for d in analysis.report(copies(), hand.ONTOLOGY).dyads}
    war = found["RUS", "UKR"]
    assert (len(war.events), war.reports, war.stories) == (1, 4, 2)
    drawn = export.network(copies(), hand.ONTOLOGY)
    assert sorted((d["reports"], d["stories"]) for _, _, d in drawn.edges(data=True)) == [
        (3, 1), (4, 2)]  # fmt: skip
    csv = export.bundle(graph.build(copies(), ontology.load()), "neo4j")
    assert ",4,2," in csv["events.csv"]
    assert sum(f",{BASE}article/one," in line for line in csv["articles.csv"].splitlines()) == 3


def test_a_brief_shows_the_words_of_copies_once() -> None:
    told = statements(copies(), ontology.load())
    evidence = told[hand.iri("arms")].evidence
    assert [(e.article, e.copies) for e in evidence] == [(0, 2)]
    assert [(e.article, e.copies) for e in told[hand.iri("war")].evidence] == [(0, 2), (3, 0)]
    files = report.files(copies(), ontology.load(), "en")
    assert all("and 2 copies of it" in text for text in files.values())
    assert "dan 2 salinannya" in report.files(copies(), ontology.load(), "id")["report.md"]


def test_the_page_knows_which_articles_tell_one_story() -> None:
    known = ontology.load()
    shown = picture(copies(), known)
    data = content(shown, layers(shown, known), known)
    assert [one["story"] for one in data["articles"]] == ["one", "one", "one", "own"]


def test_copies_among_generated_news_are_found_and_other_news_are_not() -> None:
    """By the share of shingles that two articles of near days have in common."""
    sys.path.insert(0, str(Path(__file__).parent.parent / "benchmarks"))
    import corpus

    made = [a for a, _ in islice(corpus.articles(), 700)]
    found = [Article(a["id"], a["id"], a["text"], a["lang"], date=a["date"]) for a in made]
    shingles = [
        {tuple(w[at : at + 5]) for at in range(max(1, len(w) - 4))}
        for w in (stories.words(a.text) for a in found)
    ]
    told = stories.stories(found)
    copies = Counter[tuple[bool, bool]]()
    for (one, first), (other, second) in combinations(zip(found, shingles, strict=True), 2):
        share = len(first & second) / len(first | second)
        same = one.iri in told and told.get(one.iri) == told.get(other.iri)
        if share >= 0.6 or share <= 0.2:
            copies[share >= 0.6, same] += 1
    assert copies[True, False] <= 0.05 * copies[True, True]
    assert copies[True, True] > 50
    assert copies[False, True] <= 10  # a third may link two that share little
