"""The page in a real browser with the network off: what a reader sees and can do."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from view_reading import ACTORS, iri, reading

from kg import ontology, view
from kg.event import Claim, Mention, Span, Status
from kg.ontology import Ontology

ONTOLOGY = ontology.load()
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
INK = """() => {
  const canvas = document.querySelector("#network canvas");
  const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  let drawn = 0;
  for (let i = 3; i < pixels.length; i += 4) drawn += pixels[i] > 0;
  return drawn;
}"""
SEEN = "() => duta.edges.get().filter((edge) => !edge.hidden).map((edge) => edge.id.split('.')[0])"


@cache
def usual() -> str:
    return view.html([reading()], ONTOLOGY, "Ketegangan")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    found = shutil.which("chromium")
    if not found:
        message = "no chromium on the PATH: apt-get install chromium"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        yield started
        started.close()


@dataclass
class Opened:
    """A page, and all that it said and asked for."""

    page: Page
    address: str
    heard: list[str] = field(default_factory=list)

    def items(self) -> list[str]:
        return self.page.locator("#panel .item").all_inner_texts()

    def open_event(self, name: str, text: str = "") -> None:
        self.page.locator(
            "#panel .item", has_text=re.compile(f"{name}[\\s\\S]*{text}")
        ).first.click()

    def links(self) -> list[str]:
        return self.page.evaluate(SEEN)

    def quiet(self) -> bool:
        assert self.heard == []
        return True


@pytest.fixture
def show(browser, tmp_path):
    contexts = []

    def opened(readings=None, known: Ontology = ONTOLOGY, title: str = "x", **options) -> Opened:
        path = tmp_path / "graph.html"
        text = view.html(readings, known, title) if readings else usual()
        path.write_text(text, encoding="utf-8")
        options = {"viewport": {"width": 1400, "height": 900}, "locale": "en-GB", **options}
        context = browser.new_context(offline=True, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        one = Opened(page, path.as_uri())
        page.on("console", lambda message: one.heard.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: one.heard.append(str(error)))
        page.on("dialog", lambda dialog: one.heard.append(dialog.message))
        page.on("popup", lambda popup: one.heard.append(popup.url))
        page.on(
            "request",
            lambda asked: None if asked.url == one.address else one.heard.append(asked.url),
        )
        page.goto(one.address)
        page.wait_for_selector("#panel .item", state="attached")
        return one

    yield opened
    for context in contexts:
        context.close()


def test_it_opens_offline_drawn_and_silent(show):
    opened = show()
    assert opened.page.evaluate(INK) > 5_000
    assert opened.page.locator("h1").inner_text() == "Ketegangan"
    assert len(opened.items()) == 30
    assert "14 actors" in opened.page.locator("#network").get_attribute("aria-label")
    assert len(set(opened.links())) == 29  # two visits are one line
    assert opened.quiet()


def test_it_opens_settled_and_moves_only_on_demand(show):
    opened = show()
    where = "() => JSON.stringify(duta.network.getPositions())"
    before = opened.page.evaluate(where)
    opened.page.wait_for_timeout(400)
    assert opened.page.evaluate(where) == before
    opened.page.get_by_role("button", name="Movement").click()
    opened.page.wait_for_timeout(400)
    assert opened.page.evaluate(where) != before
    assert opened.page.locator("#physics").get_attribute("aria-pressed") == "true"
    assert opened.quiet()


def test_an_event_shows_the_sentence_that_says_it(show):
    opened = show()
    opened.open_event("Attack", "China → Philippines")
    panel = opened.page.locator("#panel")
    first = panel.locator("blockquote").first
    assert first.inner_text().startswith("Manila menuduh Beijing menyerang kapal")
    assert "".join(first.locator("mark").all_inner_texts()) == (
        "Beijing menyerang kapal pasokannya dengan meriam air"
    )
    assert first.locator("mark.t").inner_text() == "menyerang"
    assert first.get_attribute("lang") == "id"
    assert panel.locator("blockquote").count() == 3
    words = panel.inner_text()
    for told in ("denied", "alleged", "Bongbong Marcos (“Marcos”)", "meriam air", "85%", "attack",
                 "China (“Beijing”)", "Kabar Samudra", "7 May 2024"):  # fmt: skip
        assert told in words
    assert panel.get_by_role("link", name="Ketegangan di laut").get_attribute("href") == (
        "https://example.org/laut"
    )
    assert opened.quiet()


def test_an_accusation_leads_to_its_content_and_that_to_its_denial(show):
    opened = show()
    opened.open_event("Accusation")
    assert "What this is about" in opened.page.locator("#panel").inner_text()
    opened.open_event("Attack")
    assert opened.page.locator("#panel-title").inner_text() == "Attack"
    related = opened.page.locator(".related", has_text="What is said about it")
    assert [text.split()[0] for text in related.locator(".item").all_inner_texts()] == [
        "Accusation", "Denial",
    ]  # fmt: skip
    related.locator(".item", has_text="Denial").click()
    assert "Mao Ning" in opened.page.locator("#panel").inner_text()
    opened.page.get_by_role("button", name="Back").click()
    assert opened.page.locator("#panel-title").inner_text() == "Attack"


def test_facts_only_leaves_what_is_stated(show):
    opened = show()
    before = opened.page.evaluate(INK)
    opened.page.get_by_role("switch", name="Facts only").check()
    assert len(opened.items()) == 21
    assert opened.page.locator("#panel .badge").count() == 0
    looks = opened.page.evaluate(
        "() => duta.edges.get().filter((edge) => !edge.hidden).map((edge) => edge.dashes)"
    )
    assert looks
    assert set(looks) == {False}
    assert "21 of 30" in opened.page.locator("#panel").inner_text()
    assert opened.page.locator("#statuses input").first.is_disabled()
    assert opened.page.evaluate(INK) < before
    opened.page.get_by_role("switch", name="Facts only").uncheck()
    assert len(opened.items()) == 30


@pytest.mark.parametrize(
    ("status", "left"),
    [("asserted", 9), ("planned", 25), ("alleged", 28), ("denied", 29), ("hypothetical", 29)],
)
def test_each_status_can_be_left_out(show, status, left):
    opened = show()
    lines = len(set(opened.links()))
    opened.page.locator(f"#statuses input[value={status}]").uncheck()
    assert len(opened.items()) == left
    assert len(set(opened.links())) < lines


def test_each_group_and_class_can_be_left_out(show):
    opened = show()
    boxes = opened.page.locator("#classes .group > .row input")
    sizes = []
    for place in range(boxes.count()):
        boxes.nth(place).uncheck()
        sizes.append(30 - len(opened.items()))
        boxes.nth(place).check()
    assert len(sizes) == 10
    assert min(sizes) > 0
    assert sum(sizes) == 30
    opened.page.locator("#classes summary", has_text="Consultation").click()
    opened.page.locator("#classes input[value=Visit]").uncheck()
    assert len(opened.items()) == 27
    group = opened.page.locator("#classes input[value=consult]")
    assert group.evaluate("(box) => box.indeterminate")
    opened.page.get_by_role("button", name="Show everything").click()
    assert len(opened.items()) == 30
    assert opened.quiet()


def test_nobody_is_drawn_who_has_nothing_left_to_do(show):
    opened = show()
    opened.page.locator("#search").fill("xinhua")
    assert len(opened.items()) == 2
    names = opened.page.evaluate(
        "() => duta.nodes.get().filter((node) => !node.hidden).map((node) => node.label)"
    )
    assert sorted(names) == ["China", "Philippines"]
    opened.page.locator("#search").fill("nothing of the kind")
    assert opened.items() == []
    assert opened.page.locator("#empty").is_visible()
    opened.page.keyboard.press("Escape")
    assert len(opened.items()) == 30


def test_a_click_on_the_picture_opens_the_panel(show):
    opened = show()
    spot = """(id) => {
      const box = document.querySelector("#network").getBoundingClientRect();
      const at = duta.network.canvasToDOM(duta.network.getPosition(id));
      return [box.left + at.x, box.top + at.y];
    }"""
    nodes = {node["label"]: node["id"] for node in opened.page.evaluate("() => duta.nodes.get()")}
    opened.page.mouse.click(*opened.page.evaluate(spot, nodes["China"]))
    opened.page.wait_for_function(
        "() => document.querySelector('#panel-title').innerText === 'China'"
    )
    assert "State · CHN · Wikidata" in opened.page.locator("#panel").inner_text()
    opened.page.mouse.click(*opened.page.evaluate(spot, nodes["Demand"]))
    opened.page.wait_for_function(
        "() => document.querySelector('#panel-title').innerText === 'Demand'"
    )
    middle = """() => {
      const edge = duta.edges.get().find((edge) => /Visit ×2/.test(edge.label));
      const [one, other] = [edge.from, edge.to].map((id) => duta.network.getPosition(id));
      const at = duta.network.canvasToDOM({ x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 });
      const box = document.querySelector("#network").getBoundingClientRect();
      return [box.left + at.x, box.top + at.y];
    }"""
    opened.page.keyboard.press("Escape")
    opened.page.keyboard.press("Escape")
    opened.page.mouse.click(*opened.page.evaluate(middle))
    opened.page.wait_for_function(
        "() => document.querySelector('#panel-title').innerText === 'Visit'"
    )
    assert len(opened.items()) == 2
    assert opened.quiet()


def test_everything_can_be_reached_by_keyboard(show):
    opened = show()
    page = opened.page
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.dataset.event") == "1"
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.id") == "panel-title"
    page.keyboard.press("Escape")
    assert page.evaluate("() => document.activeElement.dataset.event") == "1"
    order = []
    page.evaluate("() => document.activeElement.blur()")
    page.reload()
    page.wait_for_selector("#panel .item")
    for _ in range(12):
        page.keyboard.press("Tab")
        order.append(page.evaluate("() => document.activeElement.id"))
    assert order[1:4] == ["language", "search", "facts"]


def test_every_control_has_a_name(show):
    opened = show()
    nameless = opened.page.evaluate("""() => [...document.querySelectorAll("button, input, a")]
      .filter((one) => !(one.textContent || one.getAttribute("aria-label")
        || [...(one.labels || [])].map((label) => label.textContent).join("")).trim())
      .map((one) => one.outerHTML)""")
    assert nameless == []


def test_it_speaks_the_readers_language(show):
    indonesian = show(locale="id-ID")
    assert indonesian.page.locator("html").get_attribute("lang") == "id"
    assert "Kunjungan kenegaraan" in indonesian.items()[0]
    assert "Ferdinand Marcos Jr. → Jepang" in indonesian.items()[0]
    assert "9 Mei 2024" in indonesian.items()[0]
    labels = indonesian.page.evaluate("() => duta.edges.get().map((edge) => edge.label)")
    assert "Kunjungan ×2" in labels
    assert "Serangan (dibantah)" in labels
    indonesian.page.get_by_role("button", name="English").click()
    assert "State visit" in indonesian.items()[0]
    assert "Bongbong Marcos → Japan" in indonesian.items()[0]
    german = show(locale="de-DE")
    assert german.page.locator("html").get_attribute("lang") == "en"


def test_the_legend_explains_what_is_drawn(show):
    opened = show()
    legend = opened.page.locator("#legend").inner_text()
    for word in ("Conflict", "Cooperation", "State", "Person", "Bloc", "Ministry", "Other",
                 "PHL", "CHN", "USA", "other or none", "×2"):  # fmt: skip
        assert word in legend
    assert opened.page.locator("#statuses svg line").count() == 5
    dashes = opened.page.locator("#statuses svg line").evaluate_all(
        "(lines) => lines.map((line) => line.getAttribute('stroke-dasharray'))"
    )
    assert len(set(dashes)) == 5


def test_dark_mode_changes_ground_and_colours(show):
    colours = "() => duta.edges.get().map((edge) => edge.color.color)"
    ground = "() => getComputedStyle(document.querySelector('#stage')).backgroundColor"
    light = show(color_scheme="light")
    dark = show(color_scheme="dark")
    assert light.page.evaluate(ground) == "rgb(255, 255, 255)"
    assert dark.page.evaluate(ground) == "rgb(21, 24, 30)"
    assert not set(light.page.evaluate(colours)) & set(dark.page.evaluate(colours))
    light.page.emulate_media(color_scheme="dark")
    first = dark.page.evaluate(colours)[0]
    light.page.wait_for_function(f"(first) => ({colours})()[0] === first", arg=first)
    assert light.page.evaluate(colours) == dark.page.evaluate(colours)
    assert dark.quiet()


def test_a_narrow_screen_needs_no_scrolling_sideways(show):
    opened = show(viewport={"width": 400, "height": 800})
    fits = "() => document.documentElement.scrollWidth <= innerWidth"
    assert opened.page.evaluate(fits)
    assert not opened.page.locator("#search").is_visible()
    opened.page.locator("#filters > summary").click()
    assert opened.page.locator("#search").is_visible()
    opened.open_event("Attack")
    assert opened.page.evaluate(fits)
    opened.page.wait_for_function(
        "() => document.querySelector('#panel').getBoundingClientRect().top < 60"
    )
    assert opened.quiet()


HOSTILE = (
    "<script>window.hacked = 1</script>",
    "</script><script>window.hacked = 1</script><!--<script>",
    "\"'><img src=x onerror=window.hacked=1><svg onload=window.hacked=1>",
    "javascript:window.hacked=1",
    "${window.hacked=1} {{css}} {{data}} \\u003cscript\\u003e window.hacked=1",
    "__proto__",
    "\u202eevil\u2066 \u2028\u2029\x00\x1b",
    "Supercalifragilistic" * 250,
)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_runs_wherever_it_stands(show, text):
    kinds = {
        name: replace(kind, labels=(("en", text), ("id", text), (text, text)), plover=text,
                      group=text)
        for name, kind in ONTOLOGY.classes.items()
    }  # fmt: skip

    def actor(mention: Mention, place: int) -> Mention:
        return replace(
            mention,
            actor=replace(
                mention.actor, label=text, labels=(("en", text), (text, text)), side=text,
                kind=text if place % 2 else mention.actor.kind,
                iri=f"{text}{mention.actor.iri}" if place % 3 else mention.actor.iri,
            ),
            span=replace(mention.span, text=text),
        )  # fmt: skip

    told = reading()
    events = []
    for place, event in enumerate(told.events):
        roles = {
            role: tuple(actor(mention, place) for mention in getattr(event, role))
            for role in ("agents", "targets", "sources")
        }
        start = event.sentence.start
        sentence = Span(start, start + len(text), text)
        events.append(
            replace(
                event, **roles, sentence=sentence, quote=sentence, trigger=sentence, rule=text,
                date=text, date_end=text, instrument=sentence,
                place=actor(event.agents[0], place) if event.agents else None,
            )
        )  # fmt: skip
    article = replace(
        told.article, title=text, document=text, publisher=text, url=text, date=text, language=text
    )
    claim = Claim(iri("x1"), Status.DENIED, events[0].agents, Span(0, len(text), text))
    hostile = replace(told, article=article, events=tuple(events), claims=(claim,))
    opened = show([hostile, told], Ontology(kinds), text)
    page = opened.page
    page.mouse.move(700, 400)
    count = page.locator("#panel .item").count()
    assert count >= 30
    for place in range(0, count, 7):
        page.locator("#panel .item").nth(place).click()
        if page.locator("#panel .actor").count():
            page.locator("#panel .actor").first.click()
        page.locator("#all").click()
    page.get_by_role("button", name="Bahasa Indonesia").click()
    for node in page.evaluate("() => duta.nodes.getIds()")[:5]:
        page.evaluate("(id) => duta.network.interactionHandler._checkShowPopup("
                      "duta.network.canvasToDOM(duta.network.getPosition(id)))", node)  # fmt: skip
    page.wait_for_timeout(350)
    assert page.evaluate("() => window.hacked") is None
    assert page.evaluate("() => ({}).hacked") is None
    assert page.evaluate(
        "() => document.querySelectorAll('img, iframe, object, embed, form, base').length"
    ) == 0  # fmt: skip
    assert page.evaluate("() => document.querySelectorAll('script').length") == 3
    assert page.evaluate(
        "() => [...document.querySelectorAll('*')].filter((one) => [...one.attributes]"
        ".some((attribute) => attribute.name.startsWith('on'))).length"
    ) == 0  # fmt: skip
    assert page.evaluate(
        "() => [...document.links].every((link) => /^(https?:|file:.*#panel$)/.test(link.href))"
    )
    assert opened.quiet()


def test_letters_that_turn_the_writing_round_stay_in_their_own_place(show):
    told = reading()
    backwards = replace(ACTORS["CHN"], label="\u202egnihtemos", labels=())
    first = told.events[1]
    event = replace(first, targets=(Mention(backwards, first.targets[0].span),))
    opened = show([replace(told, events=(event,), claims=())], title="\u202eThe title")
    assert "\u202e" not in opened.page.locator("body").inner_text()
    assert opened.page.locator("h1 bdi").inner_text() == "The title"


def test_long_names_leave_room_for_the_rest(show):
    told = reading()
    long = replace(ACTORS["CHN"], label="Supercalifragilistic" * 60, labels=())
    first = told.events[1]
    event = replace(first, targets=(Mention(long, first.targets[0].span),))
    opened = show([replace(told, events=(event,), claims=())], title="Supercalifragilistic" * 60)
    assert opened.page.locator("header").bounding_box()["height"] < 140
    assert opened.page.locator("#panel .item").bounding_box()["height"] < 140
    labels = opened.page.evaluate("() => duta.nodes.get().map((node) => node.label)")
    assert max(map(len, labels)) == 30
    assert opened.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_a_script_slipped_into_the_page_is_refused(show):
    opened = show()
    opened.page.evaluate("""() => {
      const script = document.createElement("script");
      script.textContent = "window.hacked = 1";
      document.body.append(script);
    }""")
    assert opened.page.evaluate("() => window.hacked") is None
    assert len(opened.heard) == 1
    assert "Content Security Policy" in opened.heard[0]


def test_a_list_of_many_events_grows_on_demand(show):
    told = reading()
    many = [
        replace(told, events=tuple(
            replace(event, iri=f"{event.iri}/{number}") for event in told.events), claims=())
        for number in range(5)
    ]  # fmt: skip
    opened = show(many)
    assert len(opened.items()) == 100
    opened.page.get_by_role("button", name="Show more").click()
    assert len(opened.items()) == 150
    assert opened.page.evaluate("() => document.activeElement.dataset.event") == "100"
    assert "5 articles" in opened.page.locator("#summary").inner_text()


def test_the_browser_is_not_given_up_silently(monkeypatch):
    """In continuous integration a missing browser is a failure, not a skip."""
    monkeypatch.setenv("CI", "1")
    monkeypatch.setenv("PATH", str(Path(__file__).parent))
    with pytest.raises(pytest.fail.Exception, match="no chromium"):
        next(browser.__wrapped__())
