"""The analysis: golden results of a small world, and what must hold in any."""

from __future__ import annotations

import io
import json
import math
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hand import ACTORS, ONTOLOGY, PUTIN, SIDES, Story, iri
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import corpora

from kg import analysis, graph, ontology
from kg.article import BASE
from kg.errors import KnowledgeError
from kg.event import Mention, Reading, Span, Status, canonical
from kg.gazetteer import Actor
from kg.ontology import Ontology

calm = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
DUTA = "https://w3id.org/duta/ontology#"
ALLEGED, DENIED, PLANNED = Status.ALLEGED, Status.DENIED, Status.PLANNED


def world() -> Reading:
    """Russia and North Korea against the rest, with a rumour and a plan."""
    story = Story("world")
    story.tell("visit", "StateVisit", "Putin", "PRK", PLANNED, date="2024-06-18")
    story.tell("pact", "Agreement", "Putin", "Kim", date="2024")
    story.tell("pact", "Agreement", "RUS", "PRK")
    story.tell("blame", "Accusation", "WEST", "PRK", content="arms")
    story.tell("arms", "ArmsTransfer", "PRK", "RUS", ALLEGED, sources="WEST")
    story.tell("no", "Denial", "RUS,PRK", "WEST", content="arms")
    story.claim("arms", DENIED, "RUS,PRK")
    story.tell("war", "Attack", "RUS", "UKR")
    story.tell("hit", "Sanction", "USA,NATO", "RUS")
    story.tell("help", "ArmsTransfer", "USA", "UKR")
    story.tell("help2", "ArmsTransfer", "NATO", "UKR")
    story.tell("say", "Statement", "Stoltenberg", content="war")
    return story.reading()


def edge_list(readings: Sequence[Reading], **options: bool) -> list[tuple[str, str, str]]:
    graph = analysis.network(readings, ONTOLOGY, **options)
    return sorted((a, b, key.removeprefix(iri(""))) for a, b, key in graph.edges(keys=True))


def test_an_edge_per_distinct_event() -> None:
    assert edge_list([world()]) == [
        ("NATO", "RUS", "hit"),
        ("NATO", "UKR", "help2"),
        ("PRK", "RUS", "arms"),
        ("PRK", "RUS", "pact"),
        ("PRK", "WEST", "no"),
        ("RUS", "PRK", "visit"),
        ("RUS", "UKR", "war"),
        ("RUS", "WEST", "no"),
        ("USA", "RUS", "hit"),
        ("USA", "UKR", "help"),
        ("WEST", "PRK", "blame"),
    ]


def test_speech_adds_those_spoken_of() -> None:
    # WEST's accusation has PRK as target already; the deniers hold nothing against PRK.
    added = set(edge_list([world()], speech=True)) - set(edge_list([world()]))
    assert added == {("NATO", "RUS", "say")}


def test_nodes_and_edges_say_what_they_are() -> None:
    graph = analysis.network([world()], ONTOLOGY)
    assert graph.nodes["PRK"] == {
        "label": "North Korea",
        "kind": "State",
        "iri": SIDES["PRK"].iri,
        "events": 5,
    }
    assert graph.edges["RUS", "PRK", iri("visit")] == {
        "type": "StateVisit",
        "plover": "",
        "weight": 3.0,
        "status": "planned",
        "date": "2024-06-18",
        "mutual": False,
        "reports": 1,
        "stories": 1,
        "via": "target",
    }


def test_a_network_of_persons_holds_persons_alone() -> None:
    graph = analysis.network([world()], ONTOLOGY, "person")
    assert sorted(graph.nodes) == sorted(ACTORS[n].iri for n in ("Putin", "Kim", "Stoltenberg"))
    assert list(graph.edges(keys=True)) == [
        (*sorted([ACTORS["Putin"].iri, ACTORS["Kim"].iri]), iri("pact"))
    ]


def test_one_who_acts_for_nobody_is_a_side_only_as_an_organisation() -> None:
    story = Story("odd")
    story.tell("a", "Praise", "RUS", "PRK")
    reading = story.reading()
    strays = [
        Actor(f"{BASE}actor/{kind}", kind, kind, None, None)
        for kind in ("Organization", "Person", "Place")
    ]
    mentions = tuple(Mention(stray, Span(0, 5, "Rusia")) for stray in strays)
    graph = analysis.network([replace(reading, mentions=reading.mentions + mentions)], ONTOLOGY)
    assert set(graph.nodes) == {"RUS", "PRK", strays[0].iri}


def test_dyads_keep_every_status_apart() -> None:
    dyads = {(d.first, d.second): d for d in analysis.dyads(analysis.network([world()], ONTOLOGY))}
    pair = dyads["PRK", "RUS"]
    assert pair.tallies == (
        analysis.Tally(Status.ASSERTED, 1, 6.5, 0.0),
        analysis.Tally(Status.PLANNED, 1, 3.0, 0.0),
        analysis.Tally(Status.DENIED, 1, 5.2, 0.0),
    )
    assert pair.net == 6.5
    assert pair.events == (iri("arms"), iri("pact"), iri("visit"))
    assert dyads["PRK", "WEST"].tally(Status.ASSERTED) == analysis.Tally(
        Status.ASSERTED, 2, 0.0, -3.0
    )
    assert dyads["RUS", "UKR"].net == -10.0
    assert dyads["RUS", "UKR"].tally(Status.ALLEGED).events == 0


def test_what_is_planned_and_told_is_not_yet_done() -> None:
    story = Story("plan").tell("v", "Visit", "RUS", "VNM", PLANNED).tell("v", "Visit", "RUS", "VNM")
    (dyad,) = analysis.dyads(analysis.network([story.reading()], ONTOLOGY))
    assert [t.status for t in dyad.tallies] == [Status.PLANNED]


def test_an_event_counts_once_though_two_articles_tell_it() -> None:
    one = Story("one").tell("war", "Attack", "RUS", "UKR").reading()
    two = Story("two").tell("war", "Attack", "RUS", "UKR").reading()
    (dyad,) = analysis.dyads(analysis.network([one, two], ONTOLOGY))
    assert dyad.tally(Status.ASSERTED) == analysis.Tally(Status.ASSERTED, 1, 0.0, -10.0)
    (act,) = analysis.acts([one, two], ONTOLOGY)
    assert act.articles == (one.article.iri, two.article.iri)


def test_the_most_specific_class_wins() -> None:
    story = Story("v").tell("v", "Visit", "RUS", "VNM").tell("v", "StateVisit", "RUS", "VNM")
    (act,) = analysis.acts([story.reading()], ONTOLOGY)
    assert (act.kind.name, act.kind.weight) == ("StateVisit", 3.0)


def test_directed_dyads_have_a_symmetric_event_each_way() -> None:
    graph = analysis.network([world()], ONTOLOGY)
    ties = {(d.first, d.second): d.events for d in analysis.dyads(graph, directed=True)}
    assert ties["RUS", "PRK"] == (iri("pact"), iri("visit"))
    assert ties["PRK", "RUS"] == (iri("arms"), iri("pact"))
    assert ("UKR", "RUS") not in ties


def test_centrality_of_a_star() -> None:
    story = Story("star")
    for i, code in enumerate(("PRK", "UKR", "USA", "VNM")):
        story.tell(f"e{i}", "Praise", code, "RUS")
    graph = analysis.network([story.reading()], ONTOLOGY)
    hub, *leaves = analysis.centralities(graph)
    assert (hub.key, hub.degree, hub.betweenness) == ("RUS", 1.0, 1.0)
    assert (hub.acts, hub.received, hub.given, hub.taken) == (0, 4, 0.0, 14.0)
    # By hand: a leaf's rank l = 0.15/5 + 0.85 h/5, the hub's h = l + 0.85 * 4 l.
    leaf = 0.03 / (1 - 0.17 * 4.4)
    assert hub.pagerank == pytest.approx(4.4 * leaf, abs=1e-5)
    assert [c.pagerank for c in leaves] == pytest.approx([leaf] * 4, abs=1e-5)
    assert [c.key for c in leaves] == ["PRK", "UKR", "USA", "VNM"]


def test_centrality_counts_what_is_asserted_unless_told_otherwise() -> None:
    story = Story("rumour").tell("a", "Attack", "RUS", "UKR", ALLEGED, sources="UKR")
    graph = analysis.network([story.reading()], ONTOLOGY)
    assert [c.acts + c.received for c in analysis.centralities(graph)] == [0, 0]
    found = analysis.centralities(graph, statuses=(ALLEGED,))
    assert [c.acts + c.received for c in found] == [1, 1]


def test_pagerank_agrees_with_the_random_surfer() -> None:
    # Two that act on each other share all alike; nobody at all is no error.
    from kg.analysis.structure import pagerank

    assert pagerank([], {}) == {}
    ranks = pagerank(["a", "b", "c"], {("a", "b"): 3.0, ("b", "a"): 1.0})
    assert ranks["a"] == pytest.approx(ranks["b"])
    assert ranks["c"] == pytest.approx(0.05 / (1 - 0.85 / 3), abs=1e-9)


def test_communities_are_those_who_cooperate() -> None:
    found = analysis.communities(analysis.network([world()], ONTOLOGY))
    assert found.groups == (("NATO", "UKR", "USA"), ("PRK", "RUS"))
    # Newman & Girvan by hand: 1 - sum of squared shares of degree, for closed groups.
    inside = [2 * 5.2, 6.5]
    expected = 1 - sum((w / sum(inside)) ** 2 for w in inside)
    assert found.modularity == pytest.approx(expected, abs=1e-6)


def test_one_kind_act_makes_no_friends_of_foes() -> None:
    story = Story("foes").tell("a", "Praise", "RUS", "UKR").tell("b", "Attack", "RUS", "UKR")
    found = analysis.communities(analysis.network([story.reading()], ONTOLOGY))
    assert found == analysis.Communities((), None)


def test_balance_of_triads() -> None:
    found = analysis.balance(analysis.network([world()], ONTOLOGY))
    assert [(t.parties, t.signs, t.balanced) for t in found.triads] == [
        (("NATO", "RUS", "UKR"), (-1, 1, -1), True),
        (("PRK", "RUS", "WEST"), (1, -1, -1), True),
        (("RUS", "UKR", "USA"), (-1, -1, 1), True),
    ]
    assert (found.friends, found.foes, found.share) == (3, 5, 1.0)
    story = Story("rivals").tell("a", "Praise", "RUS", "PRK").tell("b", "Praise", "PRK", "USA")
    story.tell("c", "Sanction", "USA", "RUS")
    (triad,) = analysis.balance(analysis.network([story.reading()], ONTOLOGY)).triads
    assert (triad.pattern, triad.balanced, triad.clusterable) == ("++-", False, False)


def test_three_foes_are_balanced_for_davis_alone() -> None:
    story = Story("foes").tell("a", "Attack", "RUS", "PRK").tell("b", "Attack", "PRK", "USA")
    story.tell("c", "Attack", "USA", "RUS")
    found = analysis.balance(analysis.network([story.reading()], ONTOLOGY))
    assert (found.share, found.clusterable_share) == (0.0, 1.0)
    assert analysis.balance(analysis.network([], ONTOLOGY)).share is None


def test_who_speaks_about_whom() -> None:
    found = {(s.speaker, s.about): s for s in analysis.speeches([world()], ONTOLOGY)}
    # WEST's word on the arms is its accusation; it is not counted a second time as source.
    assert found["WEST", "PRK"] == analysis.Speech("WEST", "PRK", (("Accusation", 1),), 0)
    assert found["WEST", "RUS"].acts == (("Accusation", 1),)
    assert found["RUS", "PRK"].acts == (("Denial", 1),)
    assert found["RUS", "RUS"].acts == (("Denial", 1),)
    assert found["RUS", "WEST"].acts == (("Denial", 1),)
    assert found["NATO", "UKR"].acts == (("Statement", 1),)
    story = Story("word").tell("a", "Attack", "RUS", "UKR", ALLEGED, sources="UKR,KOR")
    told = analysis.speeches([story.reading()], ONTOLOGY)
    assert [(s.speaker, s.about, s.acts, s.reports) for s in told] == [
        ("KOR", "RUS", (), 1),
        ("KOR", "UKR", (), 1),
        ("UKR", "RUS", (), 1),
        ("UKR", "UKR", (), 1),
    ]


def test_stances_are_asserted_acts_of_the_row() -> None:
    keys = ("RUS", "PRK", "UKR", "NATO", "WEST")
    found = {(s.party, s.toward): s for s in analysis.stances([world()], ONTOLOGY, keys)}
    assert found["RUS", "PRK"] == analysis.Stance("RUS", "PRK", 1, 6.5, 6.5)
    assert found["PRK", "RUS"].sum == 6.5  # the pact; not the arms, which are denied
    assert found["RUS", "UKR"].mean == -10.0
    assert ("UKR", "RUS") not in found
    assert found["NATO", "RUS"] == analysis.Stance("NATO", "RUS", 2, -3.25, -6.5)
    assert found["RUS", "WEST"].sum == -1.0


def test_a_report_is_the_same_in_any_order() -> None:
    one, two = world(), Story("b").tell("war", "Attack", "RUS", "UKR").reading()
    there = json.dumps(analysis.report([one, two], ONTOLOGY).to_json())
    back = json.dumps(analysis.report([two, one], ONTOLOGY).to_json())
    assert there == back
    told = json.loads(there)
    assert told["central"][0] == "RUS"
    assert told["events"] == {
        "asserted": 8,
        "planned": 1,
        "alleged": 0,
        "denied": 1,
        "hypothetical": 0,
    }
    assert told["communities"]["groups"] == [["NATO", "UKR", "USA"], ["PRK", "RUS"]]


def test_an_unknown_class_is_named() -> None:
    with pytest.raises(KnowledgeError, match=r"'ArmsTransfer'.*build the graph again"):
        analysis.report([world()], Ontology({}))


def test_tables_show_every_part() -> None:
    from rich.console import Console

    console = Console(width=160, file=io.StringIO())
    for table in analysis.tables(analysis.report([world()], ONTOLOGY)):
        console.print(table)
    text = console.file.getvalue()  # type: ignore[attr-defined]
    for words in ("PRK – RUS", "1 (+5.2)", "NATO, UKR, USA", "Accusation 1", "-10.0", "+−−"):
        assert words in text
    assert analysis.tables(analysis.report([], ONTOLOGY)) == []


def test_a_name_that_looks_like_markup_stays_a_name() -> None:
    from rich.console import Console

    odd = Actor(f"{BASE}actor/x", "[red]Koran[/red]", "Organization")
    reading = Story("odd").tell("a", "Praise", "RUS", "PRK").reading()
    (event,) = reading.events
    told = replace(reading, events=(replace(event, agents=(Mention(odd, event.quote),)),))
    for markup in (True, False):
        console = Console(width=160, file=io.StringIO(), markup=markup)
        for table in analysis.tables(analysis.report([told], ONTOLOGY)):
            console.print(table)
        assert "[red]Koran[/red]" in console.file.getvalue()  # type: ignore[attr-defined]


def test_rdf_gives_each_number_with_its_events() -> None:
    rdflib = pytest.importorskip("rdflib")
    graph = analysis.to_rdf(analysis.report([world()], ONTOLOGY), BASE)
    assert str(graph.identifier) == BASE + "analysis"
    found = graph.query(
        """
        PREFIX duta: <https://w3id.org/duta/ontology#>
        PREFIX prov: <http://www.w3.org/ns/prov#>
        SELECT ?status ?n ?net (COUNT(?event) AS ?events) {
          ?dyad a duta:Dyad ; duta:member ?a , ?b ; duta:tally ?tally ; prov:wasDerivedFrom ?event .
          ?tally duta:ofStatus ?status ; duta:eventCount ?n ; duta:net ?net .
        } GROUP BY ?status ?n ?net ORDER BY ?status
        """,
        initBindings={
            "a": rdflib.URIRef(SIDES["PRK"].iri),
            "b": rdflib.URIRef(SIDES["RUS"].iri),
        },
    )
    rows = [(str(r[0]).rpartition("#")[2], int(r[1]), float(r[2]), int(r[3])) for r in found]
    assert rows == [("Asserted", 1, 6.5, 3), ("Denied", 1, 5.2, 3), ("Planned", 1, 3.0, 3)]
    again = analysis.to_rdf(analysis.report([world()], ONTOLOGY), BASE)
    assert set(graph) == set(again)
    assert not any(isinstance(term, rdflib.BNode) for triple in graph for term in triple)


NAMES = sorted(ACTORS)
TYPES = sorted(ONTOLOGY.classes)  # classes of Duta's ontology, too


@st.composite
def stories(draw: st.DrawFn, names: Sequence[str] = NAMES, prefix: str = "e") -> Reading:
    story = Story(prefix)
    some = st.lists(st.sampled_from(names), max_size=3, unique=True).map(",".join)
    for _ in range(draw(st.integers(0, 8))):
        number = draw(st.integers(0, 5))
        content = draw(st.none() | st.integers(0, 5).map(lambda i: f"{prefix}{i}"))
        story.tell(
            f"{prefix}{number}",
            draw(st.sampled_from(TYPES)),
            draw(some),
            draw(some),
            draw(st.sampled_from(list(Status))),
            draw(some),
            content,
        )
    for number in draw(st.lists(st.integers(0, 5), max_size=2)):
        story.claim(f"{prefix}{number}", draw(st.sampled_from(list(Status))), draw(some))
    return story.reading()


def numbers(value: object) -> list[float]:
    if isinstance(value, dict):
        return [n for v in value.values() for n in numbers(v)]
    if isinstance(value, list):
        return [n for v in value for n in numbers(v)]
    return [value] if isinstance(value, float) else []


@given(st.lists(stories(), max_size=2))
@calm
def test_any_reading_gives_a_finite_report(readings: list[Reading]) -> None:
    for level in ("side", "person"):
        found = analysis.report(readings, ONTOLOGY, level)
        assert all(math.isfinite(n) for n in numbers(found.to_json()))
        ranks = [c.pagerank for c in found.centralities]
        assert not ranks or sum(ranks) == pytest.approx(1, abs=1e-4)
        assert all(0 <= c.betweenness <= 1 and 0 <= c.degree <= 1 for c in found.centralities)
        assert list(analysis.to_rdf(found, BASE).subjects())


@given(stories())
@calm
def test_sums_are_kept(reading: Reading) -> None:
    graph = analysis.network([reading], ONTOLOGY)
    edges = list(graph.edges(keys=True, data=True))
    # Two that each do it to the other, in one event, are still one event between them.
    once = {(frozenset(edge[:2]), edge[2]): edge[3]["weight"] for edge in edges}
    tallies = [t for d in analysis.dyads(graph) for t in d.tallies]
    assert sum(t.net for t in tallies) == pytest.approx(sum(once.values()))
    assert sum(t.events for t in tallies) == len(once)
    tallies = [t for d in analysis.dyads(graph, directed=True) for t in d.tallies]
    each_way = {(one, other, event) for one, other, event, _ in edges}
    each_way |= {(other, one, event) for one, other, event, data in edges if data["mutual"]}
    assert sum(t.events for t in tallies) == len(each_way)


@given(stories())
@calm
def test_symmetric_events_weigh_the_same_both_ways(reading: Reading) -> None:
    both = Ontology({n: replace(c, symmetric=True) for n, c in ONTOLOGY.classes.items()})
    ties = analysis.dyads(analysis.network([reading], both), directed=True)
    found = {(d.first, d.second): (d.tallies, d.events) for d in ties}
    for (a, b), value in found.items():
        assert found[b, a] == value


@given(stories())
@calm
def test_what_anybody_doubts_is_never_asserted(reading: Reading) -> None:
    doubted = {e.iri for e in reading.events if e.status is not Status.ASSERTED}
    doubted |= {c.event for c in reading.claims if c.status is not Status.ASSERTED}
    trusted = replace(
        reading,
        events=tuple(e for e in reading.events if e.iri not in doubted),
        claims=tuple(c for c in reading.claims if c.event not in doubted),
    )
    found = analysis.dyads(analysis.network([reading], ONTOLOGY))
    sure = {
        (d.first, d.second): d.tallies
        for d in analysis.dyads(analysis.network([trusted], ONTOLOGY))
    }
    for dyad in found:
        asserted = tuple(t for t in dyad.tallies if t.status is Status.ASSERTED)
        assert asserted == sure.get((dyad.first, dyad.second), ())


@given(stories(["RUS", "PRK", "Putin", "Kim"]), stories(["USA", "UKR"], prefix="f"))
@calm
def test_an_unrelated_article_leaves_a_dyad_as_it_is(one: Reading, other: Reading) -> None:
    alone = analysis.dyads(analysis.network([one], ONTOLOGY))
    both = analysis.dyads(analysis.network([one, other], ONTOLOGY))
    assert [d for d in both if {d.first, d.second} <= {"RUS", "PRK"}] == list(alone)


@given(stories(), st.randoms())
@calm
def test_the_order_of_what_is_read_is_of_no_account(reading: Reading, random: object) -> None:
    events = list(reading.events)
    random.shuffle(events)  # type: ignore[attr-defined]
    mixed = replace(reading, events=tuple(events))
    there = analysis.report([reading], ONTOLOGY).to_json()
    assert analysis.report([mixed], ONTOLOGY).to_json() == there


@given(stories())
@calm
def test_balance_is_the_product_of_signs(reading: Reading) -> None:
    graph = analysis.network([reading], ONTOLOGY)
    sign = {(d.first, d.second): d.net for d in analysis.dyads(graph)}
    for triad in analysis.balance(graph).triads:
        a, b, c = triad.parties
        assert triad.balanced == (sign[a, b] * sign[a, c] * sign[b, c] > 0)


@given(corpora())
@calm
def test_any_articles_whatever_give_a_finite_report(readings: list[Reading]) -> None:
    found = analysis.report(readings, ontology.load())
    assert all(math.isfinite(n) for n in numbers(found.to_json()))
    assert json.loads(json.dumps(found.to_json())) == found.to_json()


@given(stories())
@calm
def test_asserted_edges_are_direct_relations_of_the_graph(reading: Reading) -> None:
    from rdflib import URIRef

    known = ontology.load()
    dataset = graph.build([reading], known)
    relations = {
        (str(s), str(p), str(o))
        for s, p, o in dataset.graph(URIRef(f"{BASE}relations"))
        if "#" in p and "rdf-syntax" not in p
    }
    network = analysis.network([reading], known)
    drawn = {
        (network.nodes[a]["iri"], network.nodes[b]["iri"], data["type"])
        for a, b, data in network.edges(data=True)
        if data["status"] == "asserted"
    }
    for one, other, kind in drawn:
        if relation := known.classes[kind].relation:
            assert (one, DUTA + relation, other) in relations
    # And no pair of sides is related that has no asserted edge.
    sides = {data["iri"] for _, data in network.nodes(data=True)}
    pairs = {pair for one, other, _ in drawn for pair in ((one, other), (other, one))}
    assert {(s, o) for s, _, o in relations if {s, o} <= sides} <= pairs


def test_the_graph_conforms_with_its_analysis_in_it_and_reads_back() -> None:
    from rdflib import URIRef

    known = ontology.load()
    reading = canonical(world())
    dataset = graph.build([reading], known)
    assert list(graph.validate(dataset)) == []
    for level in ("side", "person"):
        found = analysis.to_rdf(analysis.report([reading], known, level), BASE)
        home = dataset.graph(URIRef(BASE + analysis.GRAPH))
        home += found
        assert len(home) >= len(found) > 10
    assert list(graph.validate(dataset)) == []
    assert list(graph.readings(dataset)) == [reading]


def test_persons_are_labelled_by_name() -> None:
    found = analysis.report([world()], ONTOLOGY, "person")
    assert found.label(PUTIN.iri) == "Vladimir Putin"
    assert found.label("nobody") == "nobody"


def test_the_order_of_sets_leaves_no_trace() -> None:
    code = (
        "import hashlib, json, sys; sys.path.insert(0, sys.argv[1])\n"
        "from test_analysis import ONTOLOGY, analysis, world\n"
        "told = [analysis.report([world()], ONTOLOGY, l).to_json() for l in ('side', 'person')]\n"
        "print(hashlib.sha256(json.dumps(told).encode()).hexdigest())"
    )
    command = [sys.executable, "-c", code, str(Path(__file__).parent)]
    seen = {
        subprocess.run(
            command, check=True, capture_output=True, env={**os.environ, "PYTHONHASHSEED": seed}
        ).stdout
        for seed in "123"
    }
    assert len(seen) == 1
