"""The service: what it answers, what it refuses, and that nobody can take it from the others."""

from __future__ import annotations

import csv
import io
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest
from serving import JSON, ROOT, ROWS, SECONDS, Service, directory, serving

from kg import query as questions

ALL = "SELECT ?s ?p ?o { ?s ?p ?o }"


# The protocol


def test_a_query_comes_in_an_address_a_form_or_a_body(service: Service) -> None:
    text = "SELECT ?name { wd:Q159 skos:prefLabel ?name FILTER(LANG(?name) = 'en') }"
    direct = service.client.post(
        f"{service.url}/sparql", content=text, headers={"content-type": "application/sparql-query"}
    )
    for answer in (service.get("/sparql", query=text), service.post(query=text), direct):
        assert answer.status_code == 200
        assert answer.headers["content-type"] == JSON
        assert answer.json() == {
            "head": {"vars": ["name"]},
            "results": {
                "bindings": [{"name": {"type": "literal", "value": "Russia", "xml:lang": "en"}}]
            },
        }


@pytest.mark.parametrize(
    ("accept", "media", "name"),
    [
        ("application/sparql-results+json", "application/sparql-results+json", "JSON"),
        ("application/json", "application/sparql-results+json", "JSON"),
        ("application/sparql-results+xml", "application/sparql-results+xml", "XML"),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8", "TSV"),
        (
            "text/tab-separated-values;q=.5, application/xml",
            "application/sparql-results+xml",
            "XML",
        ),
        ("image/png, */*;q=0.1", "application/sparql-results+json", "JSON"),
    ],
)
def test_tables_come_as_they_are_wanted(
    service: Service, accept: str, media: str, name: str
) -> None:
    text = "SELECT ?o { wd:Q159 ?p ?o } ORDER BY ?o"
    answer = service.get("/sparql", accept, query=text)
    assert answer.headers["content-type"] == media
    assert answer.headers["vary"] == "Accept"
    form = getattr(ox.QueryResultsFormat, name)
    found = ox.parse_query_results(answer.content, format=form)
    assert isinstance(found, ox.QuerySolutions)
    got = [str(row["o"]) for row in found]
    reference = service.get("/sparql", JSON, query=text).content
    wanted = ox.parse_query_results(reference, format=ox.QueryResultsFormat.JSON)
    assert isinstance(wanted, ox.QuerySolutions)
    assert got == [str(row["o"]) for row in wanted]
    assert len(got) > 5


def test_csv_is_safe_in_a_spreadsheet(service: Service) -> None:
    text = 'SELECT ?a ?b ?c { VALUES (?a ?b ?c) { ("=1+1" -5 <urn:x>) (UNDEF "a\\tb" UNDEF) } }'
    answer = service.get("/sparql", "text/csv", query=text)
    rows = list(csv.reader(io.StringIO(answer.text, newline="")))
    assert rows == [["a", "b", "c"], ["'=1+1", "-5", "urn:x"], ["", "a\tb", ""]]


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("text/turtle", ox.RdfFormat.TURTLE),
        ("application/n-triples", ox.RdfFormat.N_TRIPLES),
        ("application/ld+json", ox.RdfFormat.JSON_LD),
        ("application/rdf+xml", ox.RdfFormat.RDF_XML),
        ("*/*", ox.RdfFormat.TURTLE),
    ],
)
def test_graphs_come_as_they_are_wanted(service: Service, accept: str, form: ox.RdfFormat) -> None:
    answer = service.get("/sparql", accept, query="CONSTRUCT WHERE { wd:Q159 ?p ?o }")
    wanted = "text/turtle" if accept == "*/*" else accept
    assert answer.headers["content-type"].partition(";")[0] == wanted
    got = {quad.triple for quad in ox.parse(answer.content, form)}
    assert len(got) == len(service.rows("SELECT * { wd:Q159 ?p ?o }"))
    described = service.get("/sparql", accept, query="DESCRIBE wd:Q159")
    assert got <= {quad.triple for quad in ox.parse(described.content, form)}


def test_what_was_asked_decides_what_can_be_had(service: Service) -> None:
    for text, accept in (("ASK {}", "text/turtle"), ("CONSTRUCT WHERE { ?s ?p ?o }", "text/csv")):
        answer = service.get("/sparql", accept, query=text)
        assert answer.status_code == 406
        assert answer.text.count("\n") == 1
    assert service.get("/sparql", "image/png", query="ASK {}").status_code == 406
    assert service.get("/sparql", "image/png", query="ASK {}", format="xml").status_code == 200
    assert service.get("/sparql", query="ASK {}", format="png").status_code == 400


def test_a_client_may_choose_the_graphs(service: Service) -> None:
    text = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    one = service.rows("SELECT ?a { ?a a schema:NewsArticle } ORDER BY ?a")[0]["a"]
    many = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    inside = f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{one}> {{ ?s ?p ?o }} }}"

    def number(sparql: str, **graphs: str) -> int:
        answer = service.get("/sparql", query=sparql, **graphs)
        return int(answer.json()["results"]["bindings"][0]["n"]["value"])

    assert 0 < number(inside) < number(text) < number(many)
    assert number(text, **{"default-graph-uri": one}) == number(inside)
    assert number(many, **{"default-graph-uri": one}) == 0
    assert number(many, **{"named-graph-uri": one}) == number(inside)
    assert number(text, **{"named-graph-uri": one}) == 0
    wrong = service.get("/sparql", query=text, **{"default-graph-uri": "no iri"})
    assert wrong.status_code == 400


def test_without_a_query_it_says_what_it_offers(service: Service) -> None:
    answer = service.get("/sparql", "text/turtle")
    triples = {quad.triple for quad in ox.parse(answer.content, ox.RdfFormat.TURTLE)}
    sd = "http://www.w3.org/ns/sparql-service-description#"
    told = {(t.predicate.value, str(t.object)) for t in triples}
    assert (f"{sd}endpoint", f"<{service.url}/sparql>") in told
    assert (f"{sd}feature", f"<{sd}UnionDefaultGraph>") in told
    browser = service.get("/sparql", "text/html")
    assert (browser.status_code, browser.headers["location"]) == (303, "/query")


def test_every_named_question_is_answered(service: Service) -> None:
    for one in questions.named():
        assert service.post(query=one.text).status_code == 200, one.name


# What is refused


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("SELECT ?s {", "the query ends too early"),
        ("", "the query is empty"),
        ("SELECT * { foo:x ?p ?o }", "prefix foo: is not declared"),
        ("INSERT DATA { <urn:a> <urn:b> <urn:c> }", "queries only read"),
        ("DELETE WHERE { ?s ?p ?o }", "queries only read"),
        ("LOAD <file:///etc/passwd>", "queries only read"),
        ("CLEAR ALL", "queries only read"),
        ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", "SERVICE asks another machine"),
        ("SELECT * { \\u0053ERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", "SERVICE"),
    ],
)
def test_a_query_only_reads_this_graph(service: Service, text: str, says: str) -> None:
    answer = service.post(query=text)
    assert answer.status_code == 400
    assert says in answer.text
    assert answer.text.count("\n") == 1
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"


def test_from_fetches_nothing(service: Service) -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.5)
    port = listener.getsockname()[1]
    for name in (f"http://127.0.0.1:{port}/x.ttl", f"file://{ROOT}/ontology/duta.ttl"):
        assert service.rows(f"SELECT * FROM <{name}> {{ ?s ?p ?o }}") == []
        assert service.rows(f"SELECT * FROM NAMED <{name}> {{ GRAPH ?g {{ ?s ?p ?o }} }}") == []
    with listener, pytest.raises(TimeoutError):
        listener.accept()


def test_no_update_is_taken(service: Service) -> None:
    update = "INSERT DATA { <urn:a> <urn:b> <urn:c> }"
    assert "read-only" in service.post(update=update).text
    kind = {"content-type": "application/sparql-update"}
    answer = service.client.post(f"{service.url}/sparql", content=update, headers=kind)
    assert answer.status_code == 415
    for method in ("PUT", "DELETE", "PATCH"):
        assert service.client.request(method, f"{service.url}/sparql").status_code == 405
    assert service.rows("SELECT * { <urn:a> ?p ?o }") == []


def test_a_request_may_be_so_large_and_no_larger(service: Service) -> None:
    body = b"x" * 1_000_001
    kind = {"content-type": "application/sparql-query"}
    answer = service.client.post(f"{service.url}/sparql", content=body, headers=kind)
    assert answer.status_code == 413
    chunks = iter([b"query="] + [b"a" * 100_000] * 11)
    form = {"content-type": "application/x-www-form-urlencoded"}
    assert (
        service.client.post(f"{service.url}/sparql", content=chunks, headers=form).status_code
        == 413
    )
    line = HTTPConnection(service.url.removeprefix("http://"))
    line.request("GET", f"/sparql?query={'a' * 100_000}")
    assert line.getresponse().status == 400
    line.close()


# Limits


def test_what_is_too_much_is_cut_off_and_that_is_said(service: Service) -> None:
    few = service.get("/sparql", query="SELECT * { ?s ?p ?o } LIMIT 100")
    assert "x-duta-truncated" not in few.headers
    for text, form in ((ALL, JSON), ("CONSTRUCT WHERE { ?s ?p ?o }", "application/n-triples")):
        answer = service.get("/sparql", form, query=text)
        assert answer.status_code == 200
        assert f"beyond {ROWS}" in answer.headers["x-duta-truncated"]
    assert answer.text.count("\n") == ROWS


TRIPLES = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
HOSTILE = {
    "cross join": f"SELECT (COUNT(*) AS ?n) {{ {TRIPLES} . ?j ?k ?l }}",
    "path": "SELECT (COUNT(*) AS ?n) { ?a (!<urn:x>|^!<urn:x>)* ?b . ?b (!<urn:x>|^!<urn:x>)+ ?c }",
    "regex": "SELECT * { ?s ?p ?o . ?a ?b ?c "
    'FILTER(REGEX(CONCAT(STR(?o), STR(?c)), "((x{1,900}){1,900}){1,9}$")) }',
    "order": f"SELECT * {{ {TRIPLES} }} ORDER BY ?c DESC(?f) ?i",
    "group": f"SELECT ?c ?f (GROUP_CONCAT(?b) AS ?n) {{ {TRIPLES} }} GROUP BY ?c ?f",
    "literal": "SELECT (STRLEN(?x9) AS ?n) { BIND('aaaaaaaaaaaaaaaa' AS ?x0)"
    + "".join(f" BIND(CONCAT({','.join([f'?x{n}'] * 16)}) AS ?x{n + 1})" for n in range(9))
    + " }",
    "replace": "SELECT (STRLEN("
    + "REPLACE(" * 5
    + "'aaaa'"
    + f", 'a', '{'a' * 999}')" * 5
    + ") AS ?n) {}",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_query_is_ended_and_others_are_answered(service: Service, name: str) -> None:
    with ThreadPoolExecutor(1) as apart:
        began = time.monotonic()
        asked = apart.submit(service.post, query=HOSTILE[name])
        assert service.rows("SELECT ?o { wd:Q159 duta:sideCode ?o }") == [{"o": "RUS"}]
        assert service.get("/health").json()["status"] == "ok"
        answer = asked.result()
    assert time.monotonic() - began < SECONDS * 5  # ended, however slow the machine is
    assert answer.status_code == 503
    assert answer.text.count("\n") == 1
    assert int(answer.headers["retry-after"]) > 0


@pytest.mark.parametrize(("one", "other"), [("{", "}"), ("FILTER(!", ")")])
def test_a_query_nested_too_deeply_is_refused(service: Service, one: str, other: str) -> None:
    answer = service.post(query=f"SELECT * {{ {one * 20_000}{other * 20_000} }}")
    assert answer.status_code == 400
    assert service.rows("SELECT * {} LIMIT 1") == [{}]


def test_a_client_that_goes_away_frees_its_worker(tmp_path: Path) -> None:
    with serving(directory(tmp_path / "out"), "--seconds", "60", "--workers", "1") as one:
        with pytest.raises(httpx.ReadTimeout):
            one.client.post(f"{one.url}/sparql", data={"query": HOSTILE["cross join"]}, timeout=0.5)
        assert one.rows("SELECT * {} LIMIT 1") == [{}]  # long before the 60 seconds are over


def test_of_too_many_queries_none_is_lost(service: Service) -> None:
    with ThreadPoolExecutor(12) as many:
        asked = [many.submit(service.post, query=HOSTILE["cross join"]) for _ in range(12)]
        told = {answer.result().text.partition(":")[0] for answer in asked}
    assert told == {
        f"the query took longer than {SECONDS} seconds", "other queries took all the time"
    }  # fmt: skip
    assert service.rows("SELECT * {} LIMIT 1") == [{}]
