"""The service's pages and tables: the event table, what is said of each IRI, what browsers show."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pyoxigraph as ox
import pytest
from playwright.sync_api import Browser, Page
from selectolax.lexbor import LexborHTMLParser
from serving import ROOT, Service, serving

from kg import engine
from kg.event import COLUMNS

RUSSIA = "http://www.wikidata.org/entity/Q159"
EDITOR = ROOT / "kg/serve/_assets/yasgui.min.js"


def every(service: Service, **filters: str) -> list[dict[str, Any]]:
    """All rows of the table, page by page."""
    rows, following = [], f"/events?{httpx.QueryParams(filters)}"
    while following:
        answer = service.get(following)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        rows += page["events"]
        link = answer.headers.get("link", "")
        assert (page["next"] is not None) == (f'<{page["next"]}>; rel="next"' == link)
        following = page["next"]
    return rows


# The event table


def test_the_table_has_every_report_of_an_event_once(service: Service) -> None:
    rows = every(service)
    assert [*rows[0]] == list(COLUMNS)
    reports = service.rows("SELECT ?r { ?r a duta:EventMention }")
    only_asked = service.rows(
        "SELECT DISTINCT ?r { ?act a ?asking ; duta:content ?event . ?r oa:hasBody ?event ;"
        " duta:status ?open VALUES ?open { duta:Planned duta:Hypothetical } VALUES ?asking {"
        " duta:Request duta:Appeal duta:Demand duta:Threat duta:Promise duta:Invitation } }"
    )
    assert len(rows) + len(only_asked) == len(reports)
    assert len(rows) > 30
    for limit in ("1", "7", "1000"):
        assert every(service, limit=limit) == rows


def test_the_table_is_told_by_side_class_status_and_date(service: Service) -> None:
    rows = every(service)

    def agrees(row: dict[str, Any], name: str, value: str) -> bool:
        if name == "side":
            return value in {actor["side"] for actor in (*row["agents"], *row["targets"])}
        return value in row["types"] if name == "type" else row[name] == value

    above = next(row["types"][-1] for row in rows if len(row["types"]) > 1)
    wanted_of = [("side", "CHN"), ("side", "PHL"), ("type", "Visit"), ("type", above)]
    for name, value in [*wanted_of, ("status", "alleged"), ("status", "asserted")]:
        wanted = [row for row in rows if agrees(row, name, value)]
        assert every(service, limit="3", **{name: value}) == wanted
        assert 0 < len(wanted) < len(rows)
    assert every(service, side="nobody") == []
    dated = [row for row in rows if row["date"]]
    assert every(service, since="1000-01-01") == every(service, until="2999-01-01") == dated
    around = every(service, since="2024-06-18", until="2024-06-18")
    assert {row["date"] for row in around} == {"2024-06-18", "2024-06", "2024-06/2024-07"}
    assert every(service, since="2024-08-01", until="2024-08-01") == []


def test_the_table_is_csv_for_spreadsheets(service: Service) -> None:
    answer = service.get("/events", "text/csv", limit="1000")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    assert [row["event"] for row in rows] == [row["event"] for row in every(service)]
    assert list(rows[0]) == list(COLUMNS)


@pytest.mark.parametrize(
    "asked",
    ["status=maybe", "since=yesterday", "limit=0", "limit=1001", "limit=x", "cursor=events.-1",
     "cursor=elsewhere.3", "cursor=x", "format=xlsx", "until=2024-13-01"],
)  # fmt: skip
def test_what_the_table_cannot_be_asked(service: Service, asked: str) -> None:
    answer = service.get(f"/events?{asked}")
    assert answer.status_code == 400
    assert answer.text.count("\n") == 1
    assert asked.partition("=")[0] in answer.text


# What is said of an IRI


def iris(service: Service) -> dict[str, str]:
    """One IRI of each kind that the graph mints."""
    kinds = {"article": "schema:NewsArticle", "event": "sem:Event", "relation": "rdf:Statement"}
    found = {
        kind: service.rows(f"SELECT ?x {{ ?x a {name} }} ORDER BY ?x LIMIT 1")[0]["x"]
        for kind, name in kinds.items()
    }
    actor = "SELECT ?x { ?x a duta:Actor FILTER(STRSTARTS(STR(?x), STR(id:))) } LIMIT 1"
    return {
        **found,
        "actor": service.rows(actor)[0]["x"],
        "graph": f"{engine.PREFIXES['id']}actors",
    }


def at(iri: str) -> str:
    return "/" + iri.split("/", 3)[3]


def test_every_iri_that_is_minted_answers_at_its_own_path(service: Service) -> None:
    forms = {
        "text/turtle": ox.RdfFormat.TURTLE,
        "application/n-triples": ox.RdfFormat.N_TRIPLES,
        "application/ld+json": ox.RdfFormat.JSON_LD,
        "application/rdf+xml": ox.RdfFormat.RDF_XML,
    }
    for kind, iri in iris(service).items():
        told = []
        for media, form in forms.items():
            answer = service.get(at(iri), media)
            assert answer.headers["content-type"].partition(";")[0] == media
            assert answer.headers["vary"] == "Accept"
            told.append({quad.triple for quad in ox.parse(answer.content, form)})
        assert told[0] == told[1] == told[2] == told[3]
        if kind != "graph":
            own = service.rows(f"SELECT * {{ <{iri}> ?p ?o }}")
            assert len([t for t in told[0] if t.subject == ox.NamedNode(iri)]) == len(own) > 0
        page = service.get(at(iri), "text/html,application/xhtml+xml,*/*;q=0.8")
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert iri in page.text


def test_a_page_quotes_the_words_and_says_who_says_so(service: Service) -> None:
    denied = "SELECT ?e { ?r oa:hasBody ?e ; duta:status duta:Denied } ORDER BY ?e LIMIT 1"
    iri = service.rows(denied)[0]["e"]
    words = service.rows(
        f"SELECT DISTINCT ?w {{ ?r oa:hasBody <{iri}> ; oa:hasTarget/oa:hasSelector/oa:exact ?w }}"
    )
    page = LexborHTMLParser(service.get(at(iri), "text/html").text)
    quotes = {node.text() for node in page.css("blockquote")}
    assert quotes == {row["w"] for row in words}
    assert "denied" in {node.text() for node in page.css(".reports .status")}
    assert page.css(".reports .who")


@pytest.mark.parametrize(
    ("which", "title"),
    [
        ("?x a duta:Statement ; duta:agent ?y", r"statement .+"),
        ("?x a rdf:Statement ; rdf:predicate duta:visits", r".+ visits .+"),
        ("?x a duta:Visit ; duta:agent ?y ; duta:target ?z", r"(state )?visit .+ → .+"),
        ("?x a duta:Person", r"\w.+"),
        ("?x a schema:NewsArticle", r".+"),
    ],
)
def test_a_page_is_called_by_what_it_is_about(service: Service, which: str, title: str) -> None:
    iri = service.rows(f"SELECT ?x {{ {which} }} ORDER BY ?x LIMIT 1")[0]["x"]
    page = LexborHTMLParser(service.get("/resource", "text/html", iri=iri).text)
    assert re.fullmatch(title, page.css_first("h1").text())
    assert page.css("blockquote")


def test_every_link_of_a_page_leads_somewhere(service: Service) -> None:
    pages = [
        "/",
        "/events",
        *(at(iri) for iri in iris(service).values()),
        f"/resource?iri={RUSSIA}",
    ]
    seen = set()
    for address in pages:
        page = LexborHTMLParser(service.get(address, "text/html").text)
        seen |= {(node.attributes["href"] or "").partition("#")[0] for node in page.css("a[href]")}
    own = {link for link in seen if link.startswith("/")}
    assert own == seen - {""}
    assert len(own) > 60
    dead = [link for link in sorted(own) if service.get(link, "text/html,*/*").status_code >= 400]
    assert not dead


def test_what_nobody_speaks_of_is_not_found(service: Service) -> None:
    for address in ("/duta/id/event/none", f"/resource?iri={RUSSIA}0", "/nothing", "/duta/id/"):
        assert service.get(address).status_code == 404
    for wrong in ("no iri", "urn:x> <urn:y", 'urn:"x"', "relative/iri", ""):
        assert service.get("/resource", iri=wrong).status_code == 400
    assert service.get("/resource", "image/png", iri=RUSSIA).status_code == 406


def test_text_from_outside_is_shown_not_run(tmp_path: Path) -> None:
    from dataclasses import replace

    from example import example

    from kg import build, graph, ontology, store

    told = example()
    evil = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'
    told = replace(told, article=replace(told.article, title=evil, document=evil))
    text = graph.trig(graph.build([told], ontology.load()))
    files = {"graph.trig": text, "graph.html": build.page([told], ontology.load())}
    store.write(tmp_path / "out", files, [told.article])
    with serving(tmp_path / "out") as one:
        for address in ("/events", at(told.article.iri), "/graph"):
            page = one.get(address, "text/html")
            assert page.status_code == 200
            tree = LexborHTMLParser(page.text)
            assert not [n for n in tree.css("*") if "onerror" in n.attributes]
            if address != "/graph":
                assert not tree.css("script")
                assert "script-src" not in page.headers["content-security-policy"]


# Headers


def test_every_answer_has_the_headers_that_keep_browsers_in(service: Service) -> None:
    pages = ("/", "/query", "/graph", "/events", "/sparql", "/health", "/openapi.json", "/none")
    for address in (*pages, "/assets/style.css", f"/resource?iri={RUSSIA}"):
        headers = service.get(address, "text/html,*/*;q=0.1").headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-frame-options"] == "DENY"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "http" not in policy
        assert "access-control-allow-origin" not in headers
        assert "server" not in headers


def test_only_its_own_names_are_answered_to(service: Service) -> None:
    for name in ("evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80"):
        answer = service.client.get(service.url, headers={"host": name})
        assert answer.status_code == 400
    port = service.url.rpartition(":")[2]
    for name in ("localhost", f"localhost:{port}", f"127.0.0.1:{port}", f"[::1]:{port}"):
        assert service.client.get(service.url, headers={"host": name}).status_code == 200


def test_a_head_has_no_body(service: Service) -> None:
    for address in ("/", "/sparql", "/events", "/graph"):
        answer = service.client.head(service.url + address)
        assert answer.status_code == 200
        assert answer.content == b""


def test_no_file_but_its_own_is_given_out(service: Service) -> None:
    line = service.url + "/assets/"
    for name in ("app.py", "%2e%2e%2fapp.py", "..%2fapp.py", "base.html", "query.html",
                 "%2fetc%2fpasswd", "..%2f", "%00.css", "x.css"):  # fmt: skip
        assert service.client.get(line + name).status_code == 404, name


# In a browser


class Opened:
    """A page, and what it asked for from elsewhere, or complained of."""

    def __init__(self, page: Page, service: Service) -> None:
        self.page = page
        self.heard: list[str] = []
        page.set_default_timeout(10_000)
        page.on("console", lambda message: self.heard.append(message.text))
        page.on("pageerror", lambda error: self.heard.append(str(error)))
        page.on(
            "request",
            lambda asked: asked.url.startswith(f"{service.url}/") or self.heard.append(asked.url),
        )


@pytest.fixture
def opened(browser: Browser, service: Service) -> Iterator[Opened]:
    context = browser.new_context()
    yield Opened(context.new_page(), service)
    context.close()


@pytest.mark.parametrize("address", ["/", "/events", "/graph", f"/resource?iri={RUSSIA}"])
def test_pages_ask_for_nothing_from_elsewhere(
    opened: Opened, service: Service, address: str
) -> None:
    opened.page.goto(service.url + address)
    opened.page.wait_for_load_state("networkidle")
    assert opened.page.locator("h1").inner_text()
    assert opened.heard == []


def test_a_question_is_asked_on_the_page_with_the_editor(opened: Opened, service: Service) -> None:
    if not EDITOR.is_file():
        message = "the editor is missing: make editor"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    page = opened.page
    page.goto(f"{service.url}/query")
    page.locator("#questions").select_option(label="Who accuses whom of what, and is it denied?")
    table = page.locator("#yasgui table.dataTable tbody")
    table.locator("tr").first.wait_for()
    assert "duta:" in table.inner_text()
    with page.context.expect_page() as other:
        page.locator("#yasgui a.iri").first.click()
    assert other.value.url.startswith(f"{service.url}/resource?iri=")
    page.locator("#yasgui .CodeMirror").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" foaf:x ?y")
    page.keyboard.press("Control+Space")
    page.keyboard.press("Control+Enter")
    page.locator("#yasgui .errorResult, #yasgui .yasr_results pre").first.wait_for()
    assert [line for line in opened.heard if "400 (Bad Request)" not in line] == []
    kept = page.evaluate("Object.keys(localStorage)")
    assert set(kept) <= {"prefixes"}  # a list that the editor brings; no query


def test_what_the_editor_is_made_of_is_pinned_by_hash() -> None:
    lock = json.loads((ROOT / "web/package-lock.json").read_text(encoding="utf-8"))
    packages = {name: told for name, told in lock["packages"].items() if name}
    assert "node_modules/@zazuko/yasgui" in packages
    assert all(told["integrity"].startswith("sha512-") for told in packages.values())
    assert not any("resolved" in told for told in packages.values())


def test_without_the_editor_a_plain_form_does(
    tmp_path: Path, browser: Browser, folder: Path
) -> None:
    copy = tmp_path / "kg"
    shutil.copytree(ROOT / "kg", copy, ignore=shutil.ignore_patterns("_assets", "__pycache__"))
    for name in ("ontology", "data"):
        (tmp_path / name).symlink_to(ROOT / name)
    with serving(folder, root=tmp_path) as one:
        context = browser.new_context()
        found = Opened(context.new_page(), one)
        page = found.page
        page.goto(f"{one.url}/query")
        assert not page.locator("#yasgui").count()
        page.locator("#query").fill("SELECT ?o { wd:Q159 duta:sideCode ?o }")
        page.get_by_role("button", name="Run").click()
        cells = page.locator("#answer td")
        cells.first.wait_for()
        assert cells.all_inner_texts() == ["RUS"]
        page.locator("#questions").select_option(label="The facts as a graph")
        page.locator("#answer pre", has_text="duta:").wait_for()
        page.locator("#query").fill("SELECT ?o {")
        page.get_by_role("button", name="Run").click()
        page.locator("#answer pre", has_text="ends too early").wait_for()
        assert [line for line in found.heard if not re.search("400", line)] == []
        context.close()
