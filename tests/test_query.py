"""Queries: what they may do, how results look, and the library against readings made by hand."""

from __future__ import annotations

import csv
import io
import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from hand import Story, iri
from rdflib.namespace import RDFS, SKOS

from kg import analysis, graph, ontology, results, store, terms
from kg.article import BASE
from kg.engine import PREFIXES, to_store
from kg.errors import QueryError
from kg.event import Reading, Status
from kg.query import NamedQuery, Result, Term, named, question, run
from kg.resources import ONTOLOGY, resource

ALLEGED, DENIED, PLANNED = Status.ALLEGED, Status.DENIED, Status.PLANNED


def world() -> list[Reading]:
    """One article with something for every question, and a second that echoes it."""
    story = Story("world")
    story.tell("visit", "StateVisit", "Putin", "PRK", PLANNED, date="2024-06-18")
    story.tell("visit2000", "StateVisit", "Putin", "PRK", date="2000")
    story.tell("trip", "Visit", "Stoltenberg", "UKR")
    story.tell("talks", "Meeting", "Putin", "Kim", date="2023-09")
    story.tell("pact", "TreatySigning", "RUS", "PRK", date="2024", instrument="perjanjian")
    story.tell("blame", "Accusation", "WEST", "PRK", content="arms")
    story.tell("arms", "ArmsTransfer", "PRK", "RUS", ALLEGED, "WEST", instrument="senjata")
    story.tell("no", "Denial", "RUS,PRK", "WEST", content="arms")
    story.claim("arms", DENIED, "RUS,PRK")
    story.tell("food", "HumanitarianAid", "RUS", "PRK", ALLEGED, "USA,KOR")
    story.tell("war", "Attack", "RUS", "UKR")
    story.tell("raid", "AirStrike", "RUS", "UKR", ALLEGED, "UKR")
    story.tell("hit", "Sanction", "USA", "RUS")
    story.tell("ban", "Embargo", "NATO", "RUS", PLANNED, "Stoltenberg")
    story.tell("test", "WeaponsTest", "PRK", "KOR")
    story.tell("warn", "Threat", "PRK", "KOR")
    story.tell("note", "Protest", "KOR", "PRK", date="2024-05-03")
    story.tell("plea", "Request", "UKR", "NATO", content="help")
    story.tell("help", "MilitaryAid", "NATO", "UKR", Status.HYPOTHETICAL)
    echo = Story("echo", language="en").tell("war", "Attack", "RUS", "UKR")
    echo.tell("talks", "Meeting", "Putin", "Kim", Status.HYPOTHETICAL)
    return [story.reading(), echo.reading()]


READINGS = world()


def with_analysis() -> Any:
    """The graph, its analysis in it."""
    from rdflib import URIRef

    dataset = graph.build(READINGS, ontology.load())
    home = dataset.graph(URIRef(BASE + analysis.GRAPH))
    home += analysis.to_rdf(analysis.report(READINGS, ontology.load()), BASE)
    return dataset


@pytest.fixture(scope="module")
def data() -> object:
    return to_store(with_analysis())


def quote(event: str, article: int = 0) -> str:
    """The words that tell an event."""
    reading = READINGS[article]
    return next(e.quote.text for e in reading.events if e.iri == iri(event))


def rows(data: object, name: str, *columns: str) -> list[tuple[str, ...]]:
    """The rows of a named question, in order, for some of its columns."""
    found = run(data, question(name).text)  # type: ignore[arg-type]
    assert set(columns) <= set(found.variables)
    places = [found.variables.index(column) for column in columns]
    return [
        tuple(results.short(row[i], {"": PREFIXES["duta"]}) for i in places) for row in found.rows
    ]


def sums(*kinds: str) -> tuple[str, str, str]:
    """Cooperation, conflict and net weight of events of these classes."""
    weights = [ontology.load().classes[kind].weight for kind in kinds]
    good, bad = sum(w for w in weights if w > 0), sum(w for w in weights if w < 0)
    return f"{good:g}", f"{bad:g}", f"{good + bad:g}"


NK, SK = "North Korea", "South Korea"
EXPECTED: dict[str, tuple[str, list[tuple[str, ...]]]] = {
    "accusations": (
        "accuser accused what denier",
        [
            ("the West", NK, ":ArmsTransfer", NK),
            ("the West", NK, ":ArmsTransfer", "Russia"),
        ],
    ),
    "agreements": (
        "party with kind document status date",
        [("Russia", NK, ":TreatySigning", "perjanjian", ":Asserted", "2024")],
    ),
    "arms-and-aid": (
        "giver receiver kind what status source",
        [
            ("NATO", "Ukraine", ":MilitaryAid", "", ":Hypothetical", ""),
            (NK, "Russia", ":ArmsTransfer", "senjata", ":Alleged", "the West"),
            ("Russia", NK, ":HumanitarianAid", "", ":Alleged", SK),
            ("Russia", NK, ":HumanitarianAid", "", ":Alleged", "United States"),
        ],
    ),
    "attacks": (
        "attacker attacked kind status source",
        [
            ("Russia", "Ukraine", ":AirStrike", ":Alleged", "Ukraine"),
            ("Russia", "Ukraine", ":Attack", ":Asserted", ""),
        ],
    ),
    "denied": (
        "denier kind by to alleger",
        [
            (NK, ":ArmsTransfer", NK, "Russia", "the West"),
            ("Russia", ":ArmsTransfer", NK, "Russia", "the West"),
        ],
    ),
    "dyads": (
        "one other status events cooperation conflict net",
        [
            (NK, SK, ":Asserted", "3", *sums("Threat", "WeaponsTest", "Protest")),
            ("Russia", "NATO", ":Planned", "1", *sums("Embargo")),
            ("Russia", NK, ":Alleged", "1", *sums("HumanitarianAid")),
            ("Russia", NK, ":Asserted", "2", *sums("StateVisit", "TreatySigning")),
            ("Russia", NK, ":Denied", "1", *sums("ArmsTransfer")),
            ("Russia", NK, ":Hypothetical", "1", *sums("Meeting")),
            ("Russia", NK, ":Planned", "1", *sums("StateVisit")),
            ("Russia", "Ukraine", ":Alleged", "1", *sums("AirStrike")),
            ("Russia", "Ukraine", ":Asserted", "1", *sums("Attack")),
            ("Russia", "United States", ":Asserted", "1", *sums("Sanction")),
            ("Russia", "the West", ":Asserted", "1", *sums("Denial")),
            ("Ukraine", "NATO", ":Asserted", "2", *sums("Visit", "Request")),
            ("Ukraine", "NATO", ":Hypothetical", "1", *sums("MilitaryAid")),
            ("the West", NK, ":Asserted", "2", *sums("Accusation", "Denial")),
        ],
    ),
    "events-by-status": (
        "kind status events",
        [
            (":Accusation", ":Asserted", "1"),
            (":AirStrike", ":Alleged", "1"),
            (":ArmsTransfer", ":Alleged", "1"),
            (":ArmsTransfer", ":Denied", "1"),
            (":Attack", ":Asserted", "1"),
            (":Denial", ":Asserted", "1"),
            (":Embargo", ":Planned", "1"),
            (":HumanitarianAid", ":Alleged", "1"),
            (":Meeting", ":Asserted", "1"),
            (":Meeting", ":Hypothetical", "1"),
            (":MilitaryAid", ":Hypothetical", "1"),
            (":Protest", ":Asserted", "1"),
            (":Request", ":Asserted", "1"),
            (":Sanction", ":Asserted", "1"),
            (":StateVisit", ":Asserted", "1"),
            (":StateVisit", ":Planned", "1"),
            (":Threat", ":Asserted", "1"),
            (":TreatySigning", ":Asserted", "1"),
            (":Visit", ":Asserted", "1"),
            (":WeaponsTest", ":Asserted", "1"),
        ],
    ),
    "meetings": (
        "one other status date",
        [
            ("Kim Jong Un", "Vladimir Putin", ":Asserted", "2023-09"),
            ("Kim Jong Un", "Vladimir Putin", ":Hypothetical", "2023-09"),
        ],
    ),
    "nato-claims": (
        "side source kind status",
        [
            ("NATO", "Jens Stoltenberg", ":Embargo", ":Planned"),
            ("USA", "United States", ":HumanitarianAid", ":Alleged"),
        ],
    ),
    "planned": (
        "date kind by to",
        [
            ("2024-06-18", ":StateVisit", "Vladimir Putin", NK),
            ("", ":Embargo", "NATO", "Russia"),
        ],
    ),
    "protests": (
        "by against status date",
        [(SK, NK, ":Asserted", "2024-05-03")],
    ),
    "requests": (
        "by to kind for",
        [("Ukraine", "NATO", ":Request", ":MilitaryAid")],
    ),
    "sanctions": (
        "by against kind status",
        [
            ("NATO", "Russia", ":Embargo", ":Planned"),
            ("United States", "Russia", ":Sanction", ":Asserted"),
        ],
    ),
    "several-articles": (
        "articles stories document kind status",
        [
            ("2", "2", "echo", ":Meeting", ":Hypothetical"),
            ("2", "2", "world", ":Meeting", ":Asserted"),
            ("2", "2", "echo", ":Attack", ":Asserted"),
            ("2", "2", "world", ":Attack", ":Asserted"),
        ],
    ),
    "single-source": (
        "source kind status",
        [("NATO", ":Embargo", ":Planned"), ("Ukraine", ":AirStrike", ":Alleged")],
    ),
    "sources": (
        "source side status events",
        [
            ("Jens Stoltenberg", "NATO", ":Planned", "1"),
            (NK, "PRK", ":Denied", "1"),
            ("Russia", "RUS", ":Denied", "1"),
            (SK, "KOR", ":Alleged", "1"),
            ("Ukraine", "UKR", ":Alleged", "1"),
            ("United States", "USA", ":Alleged", "1"),
            ("the West", "WEST", ":Alleged", "1"),
        ],
    ),
    "speech": (
        "speaker act about deed times",
        [
            ("Russia", ":Denial", NK, ":ArmsTransfer", "1"),
            ("Ukraine", ":Request", "NATO", ":MilitaryAid", "1"),
            ("the West", ":Accusation", NK, ":ArmsTransfer", "1"),
        ],
    ),
    "threats": (
        "by against kind status",
        [(NK, SK, ":Threat", ":Asserted"), (NK, SK, ":WeaponsTest", ":Asserted")],
    ),
    "timeline": (
        "date kind by to",
        [
            ("2000", ":StateVisit", "Vladimir Putin", NK),
            ("2024", ":TreatySigning", "Russia", NK),
            ("2024-05-03", ":Protest", SK, NK),
        ],
    ),
    "visits": (
        "year date visitor host status",
        [
            ("2000", "2000", "Vladimir Putin", NK, ":Asserted"),
            ("2024", "2024-06-18", "Vladimir Putin", NK, ":Planned"),
            ("", "", "Jens Stoltenberg", "Ukraine", ":Asserted"),
        ],
    ),
}


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_named_question(data: object, name: str) -> None:
    columns, expected = EXPECTED[name]
    assert rows(data, name, *columns.split()) == expected


def test_facts_hold_no_rumour(data: object) -> None:
    found = rows(data, "facts", "one", "relation", "other", "events")
    assert ("Russia", ":attacks", "Ukraine", "1") in found
    assert ("Russia", ":visits", NK, "1") in found  # of 2000, for the one to come is planned
    assert ("United States", ":sanctions", "Russia", "1") in found
    told = {relation for _, relation, _, _ in found}
    # Alleged, denied, planned, or told as a mere possibility by one of two articles.
    assert not told & {":suppliesArmsTo", ":bombs", ":embargoes", ":givesMilitaryAidTo", ":meets"}
    assert found == sorted(found, key=lambda row: (row[0], row[2], row[1]))


def test_evidence_is_the_very_words(data: object) -> None:
    found = rows(data, "evidence", "one", "relation", "other", "document", "start", "quote")
    war = [row for row in found if row[1] == ":attacks"]
    assert war == [
        ("Russia", ":attacks", "Ukraine", document, str(start), quote("war", i))
        for i, document, start in (
            (1, "echo", 0),
            (0, "world", start_of("war")),
        )
    ]
    for *_, document, start, words in found:
        text = next(r.article.text for r in READINGS if r.article.document == document)
        assert text[int(start) :].startswith(words)


def start_of(event: str) -> int:
    return next(e.quote.start for e in READINGS[0].events if e.iri == iri(event))


def test_the_words_of_an_accusation_are_the_accusers(data: object) -> None:
    assert {row[0] for row in rows(data, "accusations", "quote")} == {quote("blame")}


def test_relations_come_as_rdf(data: object) -> None:
    found = run(data, question("relations").text)  # type: ignore[arg-type]
    assert found.kind == "construct"
    text = results.text(found, "turtle")
    assert "duta:sanctions wd:Q159" in text
    assert 'rdfs:label "Russia"' in text
    assert text == results.text(run(data, question("relations").text), "turtle")  # type: ignore[arg-type]


def test_facts_with_fewest_witnesses_stand_first(data: object) -> None:
    found = rows(data, "witnesses", "one", "relation", "other", "events", "reports", "stories")
    assert found[-1] == ("Russia", ":attacks", "Ukraine", "1", "2", "2")
    assert {row[3:] for row in found[:-1]} == {("1", "1", "1")}
    assert len(found) == len({row[:3] for row in found}) == 17


def test_every_question_is_tested_and_has_its_header() -> None:
    library = named()
    assert len(library) == 24
    assert {q.name for q in library} == {*EXPECTED, "facts", "evidence", "relations", "witnesses"}
    for q in library:
        assert set(dict(q.titles)) == {"en", "id"}, q.name
        assert q.title.strip()
        assert q.shows.endswith("."), q.name
        assert all(len(line) <= 100 for line in q.text.splitlines()), q.name
    assert len({q.title for q in library}) == len(library)
    assert isinstance(question("facts"), NamedQuery)


@pytest.mark.parametrize("name", [q.name for q in named()])
def test_another_engine_answers_alike(data: object, name: str) -> None:
    import rdflib

    union = rdflib.Graph()
    for s, p, o, _ in with_analysis().quads():
        union.add((s, p, o))
    ours, text = run(data, question(name).text), question(name).text  # type: ignore[arg-type]
    # rdflib cannot order by what is unbound; the order is tested above.
    theirs = union.query(re.sub(r"(?m)^ORDER BY .*$", "", text), initNs=PREFIXES)
    if ours.kind == "construct":
        assert {tuple(map(str, triple)) for triple in ours.triples} == {
            tuple(map(str, triple)) for triple in theirs
        }
        return
    assert [str(v) for v in theirs.vars or ()] == list(ours.variables)
    found = sorted([_plain(v) for v in row] for row in theirs)  # type: ignore[union-attr]
    assert sorted([_plain(v) for v in row] for row in ours.rows) == found


def _plain(value: object) -> str:
    """A value without the ways that engines have of writing numbers."""
    text = "" if value is None else str(value)
    try:
        return str(float(text))
    except ValueError:
        return text


@pytest.mark.parametrize("name", [q.name for q in named()])
def test_questions_ask_nothing_of_an_empty_graph(name: str) -> None:
    empty = run(graph.build([], ontology.load()), question(name).text)
    assert (empty.rows, empty.triples) == ((), ())


def test_an_unknown_question_lists_the_known() -> None:
    with pytest.raises(QueryError, match=r"no question 'x'.*accusations, agreements"):
        question("x")


def test_prefixes_are_those_of_the_graph() -> None:
    assert PREFIXES == terms.PREFIXES


def test_both_kinds_of_data_give_the_same_answer(data: object) -> None:
    dataset = graph.build(READINGS, ontology.load())
    text = question("events-by-status").text
    assert run(dataset, text) == run(data, text)  # type: ignore[arg-type]


def test_the_default_graph_is_the_union_and_from_narrows_it(data: object) -> None:
    text = "SELECT (COUNT(DISTINCT ?e) AS ?n) {} WHERE {{ ?e a duta:Attack }}"
    article = READINGS[1].article.iri
    for clause, count in (("", "2"), (f"FROM <{article}>", "1"), (f"from <{article}>", "1")):
        assert run(data, text.format(clause)).rows[0][0].value == count  # type: ignore


def test_a_triple_in_two_graphs_counts_once(data: object) -> None:
    # Both articles say that the war is an attack.
    found = run(data, f"SELECT (COUNT(*) AS ?n) {{ <{iri('war')}> a duta:Attack }}")  # type: ignore
    assert found.rows[0][0].value == "1"  # type: ignore[union-attr]


def test_rows_are_sorted_unless_the_query_orders(data: object) -> None:
    text = "SELECT ?code { ?side duta:sideCode ?code ; a duta:State }"
    codes = [row[0].value for row in run(data, text).rows]  # type: ignore
    assert codes == sorted(codes)
    down = [row[0].value for row in run(data, text + " ORDER BY DESC(?code)").rows]  # type: ignore
    assert down == codes[::-1]


def test_numbers_are_sorted_by_size_and_what_is_missing_comes_last(data: object) -> None:
    text = 'SELECT ?n { VALUES ?n { 10 9 "b" 9.5 UNDEF "a" "x"^^xsd:integer "NaN"^^xsd:double } }'
    values = [row[0] and row[0].value for row in run(data, text).rows]  # type: ignore[arg-type]
    assert values == ["9", "9.5", "10", "NaN", "a", "b", "x", None]


@pytest.mark.parametrize("name", [q.name for q in named()])
def test_an_actor_of_many_names_is_one_row(name: str) -> None:
    """Who has no English name is called by one of the others, not by each in turn."""
    store = to_store(graph.build(READINGS, ontology.load()))
    store.update(f"DELETE WHERE {{ ?s <{SKOS.prefLabel}> ?o }}")
    before = run(store, question(name).text)
    other = f'INSERT {{ ?s <{RDFS.label}> "zzz" }} WHERE {{ ?s a duta:Actor ; <{RDFS.label}> ?o }}'
    store.update(other, prefixes=PREFIXES)
    after = run(store, question(name).text)
    assert (len(after.rows), len(after.triples)) == (len(before.rows), len(before.triples))


@pytest.mark.parametrize(
    ("sparql", "message"),
    [
        ("SELECT * { ?s ?p }", r"line 1, column 18: wrong at '}'$"),
        ("SELECT *\n{ ?s ?p 'é' .\n ?s }", r"line 3, column 5: wrong at '}'"),
        ("ASK {", r"line 1, column 5: the query ends too early, behind '{'"),
        ("SELECT ?x WHRE { ?x a ?y }", r"column 11: wrong at 'WHRE': expected DISTINCT or WHERE"),
        ("SELECT ?s (COUNT(?x) AS ?n) { ?s ?p ?x }", "a variable that is unbound"),
        ("SELECT * { ?s ?p 'abc }", "line 1, column"),
        ("SELECT * {\n ?s foaf:name ?n }", r"line 2, column 5: prefix foaf: is not declared"),
        ("", "the query is empty"),
        ("# nothing\n", "the query is empty"),
        ("FOO", "begins with FOO: write SELECT"),
        ("SELECT (<urn:f>(1) AS ?x) {}", "cannot be answered.*urn:f"),
        ("ASK { ?s ?p '\ud800' }", "not valid Unicode"),
        ("INSERT DATA { <urn:a> <urn:b> 1 }", "INSERT would change the graph"),
        ("PREFIX a: <urn:a>\ndelete where { ?s ?p ?o }", "DELETE would change"),
        ("BASE <urn:a>\nLOAD <http://example.org/>", "LOAD would change"),
        ("CLEAR ALL", "CLEAR would change"),
        ("WITH <urn:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", "WITH would change"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(data: object, sparql: str, message: str) -> None:
    with pytest.raises(QueryError, match=message) as caught:
        run(data, sparql)  # type: ignore[arg-type]
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 300


@pytest.fixture
def server() -> Iterator[tuple[str, list[str]]]:
    """Another machine that notes whoever asks."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.path)
            self.send_response(500)
            self.end_headers()

        do_GET = do_POST

        def log_message(self, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as http:
        thread = threading.Thread(target=http.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{http.server_port}/", asked
        http.shutdown()
        thread.join()


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT * { SERVICE <@> { ?s ?p ?o } }",
        "SELECT * { service silent <@> { ?s ?p ?o } }",
        "SELECT * {SERVICE<@>{?s ?p ?o}}",
        "SELECT * { FILTER(1<2)SERVICE <@> { ?s ?p ?o } }",
        "SELECT * { VALUES ?x { '#' \"'\" '''SERVICE''' } SERVICE <@> { ?s ?p ?o } }",
        "SELECT * { BIND(<@> AS ?service) # it's\n SERVICE ?service { ?s ?p ?o } }",
        "SELECT * { \\u0053ERVICE <@> { ?s ?p ?o } }",
        "PREFIX service: <@>\nSELECT * { ?s service:service 1 SERVICE <@> { ?s ?p ?o } }",
        "SELECT * { ?s ?p 'a\\'b' . SERVICE <@> { ?s ?p ?o } }",
        "ASK { { SELECT ?s { SERVICE <@> { ?s ?p ?o } } } }",
    ],
)
def test_no_other_machine_is_asked(
    data: object, server: tuple[str, list[str]], sparql: str
) -> None:
    address, asked = server
    with pytest.raises(QueryError, match="SERVICE asks another machine"):
        run(data, sparql.replace("@", address))  # type: ignore[arg-type]
    assert asked == []


@pytest.mark.parametrize(
    "sparql",
    [
        'SELECT * { ?service a \'SERVICE\', """\n SERVICE """ # SERVICE\n }',
        "SELECT * { ?s a <urn:SERVICE> ; <urn:LOAD> duta:SERVICE , id:insert }",
        "PREFIX Service: <urn:x>\nASK { ?s Service:Service Service: }",
        "SELECT (1 < 2 AS ?insert) (3 > 2 AS ?b) {}",
    ],
)
def test_names_that_only_look_forbidden(data: object, sparql: str) -> None:
    assert run(data, sparql).kind in {"select", "ask"}  # type: ignore[arg-type]


ALL = Result(
    "select",
    ("a", "b", "c"),
    (
        (Term("uri", "http://www.wikidata.org/entity/Q159"), Term("literal", "=1+1"), None),
        (
            Term("literal", "-1.5", PREFIXES["xsd"] + "decimal"),
            Term("literal", "[red]ya[/]", None, "id"),
            Term("bnode", "x"),
        ),
    ),
)


def test_json_is_sparql_results_json() -> None:
    told = json.loads(results.text(ALL, "json"))
    assert told == {
        "head": {"vars": ["a", "b", "c"]},
        "results": {
            "bindings": [
                {
                    "a": {"type": "uri", "value": "http://www.wikidata.org/entity/Q159"},
                    "b": {"type": "literal", "value": "=1+1"},
                },
                {
                    "a": {
                        "type": "literal",
                        "value": "-1.5",
                        "datatype": PREFIXES["xsd"] + "decimal",
                    },
                    "b": {"type": "literal", "value": "[red]ya[/]", "xml:lang": "id"},
                    "c": {"type": "bnode", "value": "x"},
                },
            ]
        },
    }
    assert json.loads(results.text(Result("ask", answer=True), "json")) == {
        "head": {},
        "boolean": True,
    }


def test_csv_runs_no_formula_and_keeps_numbers() -> None:
    assert list(csv.reader(io.StringIO(results.text(ALL, "csv")))) == [
        ["a", "b", "c"],
        ["http://www.wikidata.org/entity/Q159", "'=1+1", ""],
        ["-1.5", "[red]ya[/]", "_:x"],
    ]


def test_a_table_shows_prefixes_and_no_markup() -> None:
    from rich.console import Console

    out = io.StringIO()
    Console(width=80, file=out).print(results.table(ALL, "title"))
    assert "wd:Q159" in out.getvalue()
    assert "[red]ya[/]" in out.getvalue()
    out = io.StringIO()
    Console(width=80, file=out).print(results.table(Result("ask", answer=False)))
    assert "false" in out.getvalue()


def test_turtle_reads_back_as_it_was(data: object) -> None:
    import rdflib

    text = "CONSTRUCT { ?s rdfs:label ?l ; schema:url 'é', 1.5, <urn:x> } { ?s rdfs:label ?l }"
    found = run(data, text)  # type: ignore[arg-type]
    read = rdflib.Graph().parse(data=results.text(found, "turtle"), format="turtle")
    assert {(str(s), str(p), str(o)) for s, p, o in read} == {
        tuple(map(str, triple)) for triple in found.triples
    }


@pytest.mark.parametrize(
    ("result", "form", "message"),
    [
        (ALL, "turtle", "a SELECT query has no result in turtle: take json or csv"),
        (Result("construct"), "json", "a CONSTRUCT query has no result in json: take turtle"),
        (ALL, "xml", "no result format 'xml'"),
    ],
)
def test_a_form_that_does_not_fit(result: Result, form: str, message: str) -> None:
    with pytest.raises(QueryError, match=message):
        results.text(result, form)


def test_a_directory_is_asked_without_rdflib(tmp_path: Path) -> None:
    import subprocess
    import sys

    store.write(tmp_path / "g", {"graph.trig": graph.trig(graph.build(READINGS, ontology.load()))})
    code = (
        "import sys; from kg import query, store\n"
        f"found = query.run(store.engine({str(tmp_path / 'g')!r}), 'ASK {{ ?s a duta:Attack }}')\n"
        "assert found.answer and not {'rdflib', 'networkx', 'rich'} & {*sys.modules}"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_questions_and_analyses_use_terms_of_the_ontology_alone() -> None:
    import rdflib

    page = rdflib.Graph().parse(resource(ONTOLOGY) / "duta.ttl", format="turtle")
    declared = {str(s) for s in page.subjects() if str(s).startswith(PREFIXES["duta"])}
    asked = {
        PREFIXES["duta"] + name for q in named() for name in re.findall(r"\bduta:(\w+)", q.text)
    }
    assert len(asked) > 30
    assert asked <= declared
    told = analysis.to_rdf(analysis.report(READINGS, ontology.load()), BASE)
    used = {str(t) for triple in told for t in triple if str(t).startswith(PREFIXES["duta"])}
    assert len(used) > 20
    assert used <= declared
