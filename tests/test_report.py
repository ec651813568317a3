"""The brief: every statement with its sentence, nothing claimed told as fact, nothing runs."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from hand import Story
from markdown_it import MarkdownIt
from reading import reader
from selectolax.lexbor import LexborHTMLParser
from test_cli import run
from test_view_browser import HOSTILE

from kg import article, build, graph, ontology, report, store
from kg.errors import OutputError
from kg.event import Mention, Reading, Span, Status, canonical
from kg.ontology import Ontology
from kg.view.labels import clean

ROOT = Path(__file__).parent.parent
ARTICLE = ROOT / "data/articles/kunjungan-putin.id.txt"
ONTOLOGY = ontology.load()
by_language = pytest.mark.parametrize("language", report.languages())


@cache
def readings() -> tuple[Reading, ...]:
    """The first article, and two in English."""
    files = [ARTICLE, *(ROOT / f"benchmarks/gold/dev/{name}.en.txt" for name in ("gerd", "kigali"))]
    return tuple(canonical(reader().read(one)) for one in article.read(files))


@cache
def written(language: str) -> dict[str, str]:
    return report.files(readings(), ONTOLOGY, language)


def page(text: str) -> LexborHTMLParser:
    return LexborHTMLParser(text)


def table(text: str, css: str) -> list[list[str]]:
    return [
        [cell.text(strip=True) for cell in row.css("th, td")] for row in page(text).css(f"{css} tr")
    ]


@by_language
def test_every_statement_has_its_sentence(language: str) -> None:
    """The words marked are those at the offsets given, in the sentence that holds them."""
    texts = {r.article.document: r.article.text for r in readings()}
    sentences = {clean(e.sentence.text) for r in readings() for e in r.events}
    found = page(written(language)["report.html"])
    quotes = found.css("blockquote")
    assert len(quotes) > 40
    assert len(quotes) == len(found.css(".what")) + len(found.css(".who"))
    for quote in quotes:
        document, _, where = quote.css_first(".where").text().partition(", ")
        start, end = map(int, re.findall(r"\d+", where))
        assert quote.css_first("mark").text() == clean(texts[document][start:end])
        shown = quote.css_first("[lang]").text().strip()
        whole = [s for s in sentences if shown.strip("…").strip() in s]
        assert whole or shown == quote.css_first("mark").text()
    told = written(language)["report.md"]
    assert len(re.findall(r"<sub>[^<]+, \w+ \d+–\d+</sub>", told)) == len(quotes)


@by_language
def test_only_facts_are_told_as_facts(language: str) -> None:
    found = page(written(language)["report.html"])
    assert not found.css("#deeds .badge")
    facts = {(e.quote.start, e.quote.end) for r in readings() for e in r.events
             if e.status is Status.ASSERTED}  # fmt: skip
    for where in found.css("#deeds .where"):
        start, end = map(int, re.findall(r"\d+", where.text().rpartition(", ")[2]))
        assert (start, end) in facts
    badges = [one.attributes["class"] for one in found.css("#timeline .badge")]
    assert "badge planned" in badges


def test_a_claim_and_its_denial_stand_side_by_side() -> None:
    first = page(written("en")["report.html"]).css(".dispute")[0]
    claimed, denied = first.css(".two > div")
    assert first.css_first("h3").text().startswith("Arms transfer: North Korea → Russia")
    assert [who.text() for who in claimed.css(".who")] == ["West"]
    assert "Pyongyang mengirimkan senjata ke Moskow" in claimed.text()
    assert [who.text() for who in denied.css(".who")] == ["Russia, North Korea"]
    assert "membantah tuduhan tersebut" in denied.text()
    row = next(line for line in written("en")["report.md"].splitlines() if "mengirimkan" in line
               and line.startswith("| **West**"))  # fmt: skip
    assert "| **Russia, North Korea**: " in row


def test_figures_are_those_of_the_analysis() -> None:
    from kg import analysis

    found = analysis.report(readings(), ONTOLOGY)
    rows = table(written("en")["report.html"], ".dyads")
    assert rows[0] == [
        "Pair", "stated", "Conflict", "", "Cooperation", "Net", "planned", "alleged", "denied",
        "possible",
    ]  # fmt: skip
    dyads = {
        f"{found.label(dyad.first)} – {found.label(dyad.second)}": dyad for dyad in found.dyads
    }
    assert len(rows) > 8
    for name, events, conflict, _, cooperation, net, *others in rows[1:]:
        dyad = dyads[name]
        told = dyad.tally(Status.ASSERTED)
        assert int(events) == told.events
        assert number(conflict) == pytest.approx(told.conflict, abs=0.051)
        assert number(cooperation) == pytest.approx(told.cooperation, abs=0.051)
        assert number(net) == pytest.approx(told.net, abs=0.051)
        assert [int(one or 0) for one in others] == [dyad.tally(s).events for s in [*Status][1:]]
    counts = [int(b.text()) for b in page(written("en")["report.html"]).css(".counts b")]
    assert counts == [count for _, count in found.events]
    (head, *stances) = table(written("en")["report.html"], ".stances")
    shown = {
        (row[0], other): (number(cell.partition("×")[0]), int(cell.partition("×")[2]))
        for row in stances
        for other, cell in zip(head[1:], row[1:], strict=True)
        if cell
    }
    assert shown == {
        (found.label(s.party), found.label(s.toward)): (pytest.approx(s.mean, abs=0.051), s.acts)
        for s in found.stances
    }
    assert len(shown) > 8
    triads = page(written("en")["report.html"]).css(".triads > li")
    assert len(triads) == min(9, len(found.balance.triads)) > 0


def number(text: str) -> float:
    return float(text.replace("−", "-"))


def test_the_timeline_runs_from_the_past_to_what_is_planned() -> None:
    rows = page(written("en")["report.html"]).css("#timeline time")
    years = [int(re.findall(r"\d{4}", row.text())[0]) for row in rows]
    assert len(years) > 8
    assert years == sorted(years)


def test_dates_are_as_precise_as_the_text() -> None:
    told = Story("dates")
    for name, date in (("a", "2024-06-18"), ("b", "2024-03"), ("c", "2000")):
        told.tell(name, "Visit", "Putin", "PRK", date=date)
    for language, shown in (
        ("en", ["2000", "March 2024", "18 June 2024"]),
        ("id", ["2000", "Maret 2024", "18 Juni 2024"]),
    ):
        text = report.files([told.reading()], ONTOLOGY, language)["report.html"]
        assert [one.text() for one in page(text).css("#timeline time")] == shown


def test_it_speaks_the_readers_language(monkeypatch, tmp_path) -> None:
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    for stated, language in (("id_ID.UTF-8", "id"), ("en_GB", "en"), ("C", "en"), ("", "en")):
        monkeypatch.setenv("LANG", stated)
        assert report.reader() == language
    told = Story("x").tell("visit", "Visit", "RUS", "PRK").reading()
    text = report.files([told], ONTOLOGY, "id")["report.md"]
    assert "### Korea Utara – Rusia" in text
    assert "**Kunjungan: Rusia → Korea Utara**" in text
    with pytest.raises(OutputError, match="no words for a brief in 'fr'; there are: en, id"):
        report.files([told], ONTOLOGY, "fr")


def test_both_languages_have_the_same_words() -> None:
    words = json.loads((ROOT / "kg/report/words.json").read_text(encoding="utf-8"))
    slots = {
        language: {key: {*re.findall(r"{(\w+)}", json.dumps(text))} for key, text in texts.items()}
        for language, texts in words.items()
    }
    assert slots["en"] == slots["id"]
    assert {one.value for one in Status} == words["id"]["statuses"].keys()


def test_nothing_to_tell_is_told() -> None:
    told = report.files([Story("empty", publisher="Koran").reading()], ONTOLOGY, "en")
    assert told["report.md"].count("Nothing of the kind is told.") >= 3
    assert page(told["report.html"]).css_first("#sources li").text() == "empty, Koran, 18 June 2024"


def test_the_same_graph_gives_the_same_brief() -> None:
    again = graph.readings(graph.build(readings()[::-1], ONTOLOGY))
    ordered = graph.readings(graph.build(readings(), ONTOLOGY))
    assert report.files(again, ONTOLOGY, "en") == report.files(ordered, ONTOLOGY, "en")


def test_a_long_sentence_is_cut_around_its_words() -> None:
    told = Story("long").tell("visit", "Visit", "Putin", "PRK").reading()
    (event,) = told.events
    text = "x" * 5000 + " " + event.quote.text + " " + "y" * 5000
    at = replace(event, quote=Span(5001, 5001 + len(event.quote.text), event.quote.text),
                 sentence=Span(0, len(text), text))  # fmt: skip
    hacked = replace(told, article=replace(told.article, text=text), events=(at,))
    quote = page(report.files([hacked], ONTOLOGY, "en")["report.html"]).css_first(
        "blockquote [lang]"
    )
    assert len(quote.text()) < 600
    assert quote.text().startswith("…")
    assert quote.text().endswith("…")


def test_the_command_writes_both_into_the_graph(tmp_path) -> None:
    (tmp_path / "news.txt").write_text("Iran denied that it had sent missiles to Russia.")
    build.build([tmp_path / "news.txt"], tmp_path / "graph", date="2024-06-18")
    shown = run("report", tmp_path / "graph", "--language", "id").stdout.decode()
    assert [Path(line).name for line in shown.split()] == ["report.md", "report.html"]
    assert store.manifest(tmp_path / "graph").files.keys() >= {"report.md", "report.html"}
    text = (tmp_path / "graph/report.md").read_text(encoding="utf-8")
    assert text.startswith("# Ringkasan tentang news.txt\n")
    assert run("report", tmp_path / "nothing").returncode != 0


def hostile(text: str) -> tuple[list[Reading], Ontology]:
    """Two readings with a text in every field that may hold one."""
    told = Story("hostile")
    told.tell("arms", "ArmsTransfer", "PRK", "RUS", Status.ALLEGED, "WEST", date="2024")
    told.claim("arms", Status.DENIED, "PRK,RUS")
    told.tell("pact", "Agreement", "Putin", "Kim", date="2024-06-18")
    told.tell("war", "Attack", "RUS", "UKR", date="2022")
    told.tell("ban", "Sanction", "UKR", "PRK")
    reading = told.reading()

    def actor(mention: Mention) -> Mention:
        known = replace(mention.actor, label=text, labels=(("en", text), ("id", text)))
        return replace(mention, actor=known, span=replace(mention.span, text=text))

    def roles(one):
        return {role: tuple(map(actor, getattr(one, role)))
                for role in ("agents", "targets", "sources") if hasattr(one, role)}  # fmt: skip

    whole = Span(0, len(text), text)
    source = replace(
        reading.article, text=f"{text} {text}", title=text, document=text, publisher=text,
        url=text, date=text, language=text,
    )  # fmt: skip
    events = [replace(e, **roles(e), quote=whole, sentence=Span(0, 2 * len(text) + 1, source.text))
              for e in reading.events]  # fmt: skip
    claims = [replace(c, **roles(c), quote=whole) for c in reading.claims]
    mentions = tuple(map(actor, reading.mentions))
    evil = replace(reading, article=source, mentions=mentions, events=tuple(events),
                   claims=tuple(claims))  # fmt: skip
    kinds = {name: replace(kind, labels=(("en", text), ("id", text)))
             for name, kind in ONTOLOGY.classes.items()}  # fmt: skip
    return [evil, replace(evil, article=replace(source, title=None))], Ontology(kinds)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_runs_wherever_it_stands(browser, tmp_path, text: str) -> None:
    told = report.files(*hostile(text), "en")
    path = tmp_path / "report.html"
    path.write_text(told["report.html"], encoding="utf-8")
    opened = browser.new_page(viewport={"width": 390, "height": 800})
    heard = []
    opened.on("console", lambda message: heard.append(message.text))
    opened.on("pageerror", lambda error: heard.append(str(error)))
    opened.on("dialog", lambda dialog: heard.append(dialog.message))
    opened.on("request", lambda asked: heard.append(asked.url))
    opened.goto(path.as_uri())
    assert heard == [path.as_uri()]
    assert opened.evaluate("() => window.hacked") is None
    assert (
        opened.evaluate("() => document.querySelectorAll('script, img, iframe, form').length") == 0
    )
    assert opened.evaluate("() => document.documentElement.scrollWidth") <= 390
    assert opened.evaluate("() => [...document.links].every((a) => /^https?:/.test(a.href))")
    assert opened.locator("blockquote").count() >= 8
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", told["report.html"] + told["report.md"])
    opened.close()


@pytest.mark.parametrize(
    "text",
    [
        *HOSTILE,
        "[a](javascript:x) ![b](c) **d** `e`",
        "| a | b |",
        "# x",
        "1. x",
        "- x",
        "> x",
        "&lt;b&gt;",
        "\\*x\\*",
        "***",
    ],
)
def test_markdown_is_only_its_own(text: str) -> None:
    """Read by a parser of Markdown, no text of an article is markup."""
    told = report.files(*hostile(text), "en")["report.md"]
    plain = report.files(*hostile("plain"), "en")["report.md"]
    shapes = []
    for source in (told, plain):
        tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(source)
        parts = [part for token in tokens for part in (token, *(token.children or ()))]
        shapes.append([
            f"{part.type} {part.content if 'html' in part.type else ''}"
            for part in parts if part.type not in ("text", "inline", "softbreak", "text_special")
        ])  # fmt: skip
    assert shapes[0] == shapes[1]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(browser, tmp_path, scheme: str) -> None:
    path = tmp_path / "report.html"
    path.write_text(written("id")["report.html"], encoding="utf-8")
    opened = browser.new_page(color_scheme=scheme)
    opened.goto(path.as_uri())
    found = Axe().run(opened).response["violations"]
    opened.close()
    serious = [one for one in found if one["impact"] in ("serious", "critical")]
    assert not serious, [
        (one["id"], [node["html"] for node in one["nodes"]][:3]) for one in serious
    ]


def test_a_printed_page_is_light_and_whole(browser, tmp_path) -> None:
    path = tmp_path / "report.html"
    path.write_text(written("en")["report.html"], encoding="utf-8")
    opened = browser.new_page(color_scheme="dark", viewport={"width": 700, "height": 900})
    opened.goto(path.as_uri())
    ground = "() => getComputedStyle(document.body).backgroundColor"
    assert opened.evaluate(ground) == "rgb(21, 24, 30)"
    opened.emulate_media(media="print", color_scheme="dark")
    assert opened.evaluate(ground) == "rgb(255, 255, 255)"
    cut = "() => [...document.querySelectorAll('.wide')].filter((e) => e.scrollWidth > 700).length"
    assert opened.evaluate(cut) == 0
    opened.close()
