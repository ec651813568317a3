"""The page in a real browser with the network off: what a reader sees and can do."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import combinations, cycle
from pathlib import Path
from xml.etree import ElementTree

import conftest
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from view_reading import ACTORS, iri, reading

from kg import build, ontology, view
from kg.event import Claim, Mention, Reading, Span, Status
from kg.ontology import Ontology
from kg.view import style
from kg.view.labels import LABEL

ONTOLOGY = ontology.load()
INK = """() => {
  const canvas = document.querySelector("#network canvas");
  const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  let drawn = 0;
  for (let i = 3; i < pixels.length; i += 4) drawn += pixels[i] > 0;
  return drawn;
}"""
SEEN = """() => duta.edges.get().filter((edge) => !edge.hidden).map((edge) => edge.id.split('.')[0])
  .filter((id) => !id.startsWith("d"))"""
DRAWN = "() => duta.nodes.get().filter((node) => !node.hidden).map((node) => node.label)"
SHOWN = "() => document.querySelector('#panel-title').innerText"
IN_SIGHT = """(one) => {
  const box = one.closest("#text").getBoundingClientRect(), at = one.getBoundingClientRect();
  return at.top >= box.top && at.bottom <= box.bottom;
}"""


@cache
def usual() -> str:
    return view.html([reading()], ONTOLOGY, "Ketegangan")


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


WRITTEN = "() => duta.written().map((one) => [one.left, one.right, one.top, one.bottom])"
LABELLED = """() => [...duta.nodes.get(), ...duta.edges.get()].filter((one) =>
  !one.hidden && one.shape !== "box" && (one.label || "").trim()).length"""


@pytest.mark.parametrize(
    ("width", "height", "least"), [(1400, 900, 0.85), (1920, 1080, 0.9), (1100, 700, 0.6)]
)
def test_no_label_is_written_over_another_and_few_are_left_out(show, width, height, least):
    opened = show(viewport={"width": width, "height": height})
    page = opened.page
    scales = []
    for _ in range(5):
        boxes = page.evaluate(WRITTEN)
        for (l1, r1, t1, b1), (l2, r2, t2, b2) in combinations(boxes, 2):
            assert l1 >= r2 or l2 >= r1 or t1 >= b2 or t2 >= b1
        scales.append(page.evaluate("() => duta.network.getScale()"))
        if len(scales) == 1:
            assert len(boxes) >= least * page.evaluate(LABELLED)
        page.locator("#farther").click()
        page.wait_for_function("(one) => duta.network.getScale() < one * 0.8", arg=scales[-1])
        page.wait_for_timeout(50)
    assert opened.quiet()


def test_the_picture_fills_the_stage_at_a_size_that_can_be_read(show):
    for size in ({"width": 1400, "height": 900}, {"width": 1920, "height": 1080}):
        page = show(viewport=size).page
        assert page.evaluate("() => duta.network.getScale()") >= 0.75
        filled = page.evaluate("""() => {
          const ids = duta.nodes.getIds({ filter: (node) => !node.hidden });
          const at = Object.values(duta.network.getPositions(ids))
            .map((one) => duta.network.canvasToDOM(one));
          const span = (key) => {
            const all = at.map((one) => one[key]);
            return Math.max(...all) - Math.min(...all);
          };
          const box = document.querySelector("#network");
          return [span("x") / box.clientWidth, span("y") / box.clientHeight];
        }""")
        assert min(filled) > 0.5
        assert max(filled) <= 1


def test_words_in_the_picture_open_what_they_name(show):
    opened = show()
    spot = """(wanted) => {
      const label = (id) => (duta.nodes.get(id) || duta.edges.get(id)).label;
      const one = duta.written().find(({ id }) => label(id) === wanted);
      const middle = { x: (one.left + one.right) / 2, y: (one.top + one.bottom) / 2 };
      const at = duta.network.canvasToDOM(middle);
      const box = document.querySelector("#network").getBoundingClientRect();
      return [box.left + at.x, box.top + at.y];
    }"""
    for words, title in (("Japan", "Japan"), ("Threat", "Threat"), ("Statement", "Statement")):
        opened.page.mouse.click(*opened.page.evaluate(spot, words))
        opened.page.wait_for_function(f"(title) => ({SHOWN})() === title", arg=title)
        opened.page.locator("#all").click()
        opened.page.wait_for_timeout(400)  # or two clicks are one double click
    assert opened.quiet()


def test_a_large_picture_comes_closer_when_less_of_it_is_left(show):
    told = reading()
    event = told.events[0]
    many = []
    for number in range(90):
        other = replace(ACTORS["VNM"], iri=f"urn:x:{number}", label=f"Pihak {number}", labels=(),
                        side=f"S{number}", side_iri=f"urn:x:{number}")  # fmt: skip
        target = replace(event.targets[0], actor=other)
        many.append(replace(event, iri=f"urn:e:{number}", targets=(target,)))
    opened = show([replace(told, events=tuple(many), claims=())])
    page = opened.page
    size = """() => {
      const nodes = duta.nodes.get().filter((node) => !node.hidden && node.size);
      return duta.network.getScale() * Math.min(...nodes.map((node) => node.size));
    }"""
    assert page.evaluate("() => duta.network.getScale()") < 0.6
    assert page.evaluate(size) > 5  # pixels: still to be seen
    page.locator("#search").fill("Pihak 77")
    page.wait_for_function("() => duta.network.getScale() >= 0.8")
    assert page.evaluate(size) > 11
    page.locator("#search").fill("")
    page.wait_for_function("() => duta.network.getScale() < 0.6")
    assert opened.quiet()


def test_the_filters_fold_away_and_leave_room(show):
    opened = show()
    before = opened.page.locator("#stage").bounding_box()["width"]
    opened.page.locator("#filters > summary").click()
    assert not opened.page.locator("#search").is_visible()
    opened.page.wait_for_function(
        "(before) => document.querySelector('#network canvas').clientWidth > before + 150",
        arg=before,
    )
    opened.page.locator("#filters > summary").click()
    assert opened.page.locator("#search").is_visible()
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
    near = "() => duta.nodes.get().filter((node) => !node.hidden)"
    nodes = {node["label"]: node["id"] for node in opened.page.evaluate(near)}
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
    assert order[1:3] == ["network-tab", ""]  # the tabs are one stop, then Save
    assert [one for one in order if one in ("language", "search", "facts", "side", "other")] == [
        "language", "search", "facts", "side", "other",
    ]  # fmt: skip


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
    labels = indonesian.page.evaluate(
        "() => [...duta.edges.get(), ...duta.nodes.get()].map((one) => one.label)"
    )
    assert "Kunjungan ×2" in labels
    assert "Serangan\ndituduhkan: PHL\ndibantah: Tiongkok" in labels
    assert "Bantuan kemanusiaan · dituduhkan: Xinhua" in labels
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
    colours = """() => duta.edges.get().filter((edge) => !edge.hidden && edge.id[0] === "e")
      .map((edge) => edge.color.color)"""
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
    "Supercalifragilistic" * 512,  # 10 kB
    "\u0645\u0631\u062d\u0628\u0627 \u202b<b onmouseover=window.hacked=1>\u2067" * 3,
)


def hostile(text: str) -> Reading:
    """The article with this text in every field."""

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
                date=text, date_end=text, instrument=sentence, iri=f"{text}{event.iri}",
                content=event.content and f"{text}{event.content}",
                place=actor(event.agents[0], place) if event.agents else None,
            )
        )  # fmt: skip
    article = replace(
        told.article, title=text, document=text, publisher=text, url=text, date=text, language=text,
        text=f"{text}\n{told.article.text}", iri=f"urn:x:{text}",
    )  # fmt: skip
    claim = Claim(f"{text}{iri('x1')}", Status.DENIED, events[0].agents, Span(0, len(text), text))
    return replace(told, article=article, events=tuple(events), claims=(claim,))


@pytest.mark.parametrize("part", [HOSTILE[:3], HOSTILE[3:6], HOSTILE[6:]])
def test_no_text_runs_wherever_it_stands(show, part, tmp_path):
    kinds = {
        name: replace(kind, labels=(("en", text), ("id", text), (text, text)), plover=text,
                      group=text)
        for (name, kind), text in zip(ONTOLOGY.classes.items(), cycle(part), strict=False)
    }  # fmt: skip
    readings = [*(hostile(text) for text in part), reading()]
    opened = show(readings, Ontology(kinds), " ".join(part))
    page = opened.page
    assert page.evaluate("() => duta.state.visible.size") == 30 * len(readings)
    for number in range(len(part)):
        page.locator("#text .item").nth(number).click()
        page.locator("#text mark[role=button]").last.click()
        page.locator("#articles").click()
        page.locator("#all").click()
    page.mouse.move(700, 400)
    count = page.locator("#panel .item").count()
    for place in range(0, count, 17):
        page.locator("#panel .item").nth(place).click()
        if page.locator("#panel .actor").count():
            page.locator("#panel .actor").first.click()
        page.locator("#all").click()
    for tab in ("timeline", "table", "network"):
        page.locator(f"#{tab}-tab").click()
    for layer in ("sides", "actors", "events"):
        page.locator(f"#layers [value={layer}]").check(force=True)
    page.locator("#source").select_option(index=1)
    page.evaluate("""() => {
      const title = document.title;
      location.hash = new URLSearchParams({ q: title, side: title, event: "<b>" });
    }""")
    page.wait_for_function("() => duta.state.query !== ''")
    page.get_by_role("button", name="Show everything").click()
    page.get_by_role("button", name="Bahasa Indonesia").click()
    for node in page.evaluate("() => duta.nodes.getIds()")[:5]:
        page.evaluate("(id) => duta.network.interactionHandler._checkShowPopup("
                      "duta.network.canvasToDOM(duta.network.getPosition(id)))", node)  # fmt: skip
    page.wait_for_timeout(350)
    tips = page.locator("div.vis-tooltip")
    assert set(tips.locator("*").evaluate_all("(all) => all.map((one) => one.tagName)")) <= {"BR"}
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#printed text").count() > 0
    page.evaluate("() => dispatchEvent(new Event('afterprint'))")
    for name in ("svg", "csv"):
        page.locator("#save > summary").click()
        with page.expect_download() as waiting:
            page.locator(f"#save-{name}").click()
        assert re.fullmatch(r"[\w.-]{1,80}", waiting.value.suggested_filename)
        waiting.value.save_as(tmp_path / name)
    tags = {one.tag for one in ElementTree.parse(tmp_path / "svg").iter()}
    space = "{http://www.w3.org/2000/svg}"
    assert tags == {f"{space}{name}" for name in ("svg", "rect", "path", "text")}
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


def test_nothing_runs_that_comes_in_by_a_file_its_name_or_its_words(browser, tmp_path):
    """The whole way, from a file whose name and words are hostile to the page."""
    name = "<img src=x onerror=window.hacked=1>\u202e'\"&.txt"
    words = (
        "Iran <script>window.hacked = 1</script> menuduh Israel</script> menyerang Suriah.\n"
        "<img src=x onerror=window.hacked=1> Israel membantah tuduhan \u202eitu\u202c.\n"
    )
    (tmp_path / name).write_text(words, encoding="utf-8")
    build.build([tmp_path / name], tmp_path / "graph", language="id", date="2024-06-18")
    page = browser.new_context(offline=True).new_page()
    heard = []
    page.on("console", lambda message: heard.append(message.text))
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("request", lambda asked: heard.append(asked.url))
    address = (tmp_path / "graph" / "graph.html").as_uri()
    page.goto(address)
    page.wait_for_selector("#panel .item")
    assert page.locator("h1").inner_text().startswith("<img src=x onerror=window.hacked=1>")
    assert "<script>window.hacked = 1</script>" in page.locator("#text .body").inner_text()
    for item in page.locator("#panel .item").all()[:3]:
        item.click()
        page.locator("#all").click()
    assert page.evaluate("() => window.hacked") is None
    assert page.locator("img").count() == 0
    assert heard == [address]
    page.context.close()


def test_what_a_script_could_ask_for_is_refused(show):
    opened = show()
    failed = []
    opened.page.on("requestfailed", lambda asked: failed.append(asked.failure))
    opened.page.evaluate("""async () => {
      const image = new Image();
      image.src = "https://example.org/x.png";
      document.body.append(image);
      await fetch("https://example.org/x").catch(() => {});
      try { document.body.innerHTML += "<b>x</b>"; } catch { window.refused = true; }
      try { new WebSocket("wss://example.org"); } catch { /* refused at once, or later */ }
    }""")
    opened.page.wait_for_timeout(300)
    assert opened.page.evaluate("() => window.refused")
    assert set(failed) <= {"csp"}
    assert len([one for one in opened.heard if "Content Security Policy" in one]) >= 3


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
    assert max(map(len, labels)) == LABEL
    assert opened.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_a_script_slipped_into_the_page_is_refused(show):
    opened = show()
    opened.page.evaluate("""() => {
      const script = document.createElement("script");
      script.append("window.hacked = 1");
      try { document.body.append(script); } catch { /* browsers differ in when they refuse */ }
    }""")
    assert opened.page.evaluate("() => window.hacked") is None
    assert opened.heard
    assert "requires 'TrustedScript'" in opened.heard[0]


def test_three_ways_to_look_share_one_choice(show):
    opened = show()
    page = opened.page
    page.get_by_role("tab", name="Table").click()
    assert page.locator("#table tbody tr").count() == 30
    page.locator("#table tbody tr", has_text="Blinken").first.click()
    assert page.evaluate(SHOWN) == "Meeting"
    assert page.locator("#table tr[aria-current]").inner_text().startswith("Mar")
    assert page.locator("#text mark.lit.t").inner_text() == "bertemu"
    page.get_by_role("tab", name="Timeline").click()
    current = page.locator("#timeline .item[aria-current]")
    assert "Meeting" in current.inner_text()
    lit = page.locator("#timeline svg .event:not(.dim)")
    assert lit.count() == 1
    page.locator("#timeline svg .event", has_text="Treaty signing").click()
    assert page.evaluate(SHOWN) == "Treaty signing"
    assert page.locator("#text mark.lit.t").inner_text() == "menandatangani"
    page.get_by_role("tab", name="Network").click()
    faint = page.evaluate(
        "() => duta.edges.get().filter((edge) => !edge.hidden && edge.color.color.length === 7)"
        ".map((edge) => edge.label)"
    )
    assert faint == ["Treaty signing"]
    assert opened.quiet()


def test_what_is_chosen_is_brought_into_sight_in_every_view(show):
    told = reading()
    many = [
        replace(told, claims=(), article=replace(told.article, iri=f"urn:x:{number}"), events=tuple(
            replace(event, iri=f"{event.iri}/{number}") for event in told.events))
        for number in range(8)
    ]  # fmt: skip
    opened = show(many)
    page = opened.page
    page.locator("#layers [value=events]").check(force=True)
    page.evaluate("() => duta.network.moveTo({ position: { x: 9000, y: 9000 }, scale: 1 })")
    page.locator("#panel .item", has_text="Threat").nth(0).click()
    page.wait_for_function("() => duta.network.getViewPosition().x < 4000")
    place = page.evaluate("() => duta.state.trail[0].place + 210")  # its like in the last article
    page.evaluate("(place) => { duta.state.trail = [{ type: 'event', place }]; }", place)
    within = """(view) => {
      const row = document.querySelector(`#${view}-view [aria-current]`);
      const [at, all] = [row, row.closest("[role=tabpanel]")]
        .map((one) => one.getBoundingClientRect());
      return at.top >= all.top && at.bottom <= all.bottom;
    }"""
    for tab in ("table", "timeline"):
        page.locator(f"#{tab}-tab").click()
        current = page.locator(f"#{tab}-view [aria-current]")
        assert "Threat" in current.inner_text()
        assert page.evaluate(within, tab)
    assert opened.quiet()


def test_a_denied_event_shows_who_says_what_side_by_side(show):
    opened = show()
    opened.open_event("Attack", "China → Philippines")
    pair = opened.page.locator("#panel .pair > div").all_inner_texts()
    assert [text.split() for text in pair] == [
        ["alleged", "Philippines,", "Bongbong", "Marcos"], ["denied", "China"],
    ]  # fmt: skip


def test_copies_of_one_text_are_no_further_witnesses(show):
    told = reading()
    copies = [
        replace(told, article=replace(told.article, iri=f"{told.article.iri}-{n}"))
        for n in range(2)
    ]
    opened = show([told, *copies])
    opened.open_event("Attack", "China → Philippines")
    headings = opened.page.locator("#panel h3").all_inner_texts()
    assert any(re.fullmatch(r"Told \d+ times, in copies of one text", h, re.I) for h in headings)
    assert opened.quiet()


def test_tabs_turn_by_arrow_keys(show):
    opened = show()
    opened.page.locator("#network-tab").focus()
    opened.page.keyboard.press("ArrowRight")
    assert opened.page.locator("#timeline .chart svg").is_visible()
    opened.page.keyboard.press("ArrowLeft")
    opened.page.keyboard.press("ArrowLeft")
    assert opened.page.locator("#table table").is_visible()
    assert opened.page.evaluate("() => document.activeElement.id") == "table-tab"
    selected = opened.page.locator("[role=tab][aria-selected=true]")
    assert selected.all_inner_texts() == ["Table"]


def test_the_timeline_runs_from_the_past_to_what_is_planned(show):
    opened = show()
    opened.page.get_by_role("tab", name="Timeline").click()
    days = opened.page.locator("#timeline .days h3").all_inner_texts()
    assert days == ["2022", "2023", "January 2024", "March 2024", "April 2024", "9 May 2024",
                    "June 2024"]  # fmt: skip
    undated = opened.page.locator("#timeline .undated summary")
    assert undated.inner_text() == "Without a date (23)"
    groups = opened.page.locator("#timeline svg .group").all_text_contents()
    assert groups == ["Consultation", "Agreement", "Cooperation", "Aid"]
    at = opened.page.locator("#timeline svg .event circle").evaluate_all(
        "(dots) => dots.map((dot) => [dot.getAttribute('class'), +dot.getAttribute('cx')])"
    )
    assert len(at) == 7
    today = float(opened.page.locator("#timeline svg .today").get_attribute("x1"))
    assert all((x > today) == ("planned" in name) for name, x in at)


def test_the_table_sorts_by_every_column_both_ways(show):
    opened = show()
    page = opened.page
    page.get_by_role("tab", name="Table").click()
    heads = page.locator("#table thead th")
    for place in range(heads.count()):
        button = heads.nth(place).locator("button")
        button.click()
        sort = page.locator("#table thead th").nth(place).get_attribute("aria-sort")
        assert sort in ("ascending", "descending")
        cells = "(rows, at) => rows.map((row) => row.children[at].innerText)"
        once = page.locator("#table tbody tr").evaluate_all(cells, place)
        page.locator("#table thead th").nth(place).locator("button").click()
        again = page.locator("#table tbody tr").evaluate_all(cells, place)
        assert again == once[::-1]
    page.locator("#table [data-column=event] button").click()
    names = page.locator("#table tbody th").all_inner_texts()
    assert names == sorted(names)
    assert names[0] == "Accusation"


def test_words_in_the_article_open_their_event_and_a_line_shows_its_words(show):
    opened = show()
    page = opened.page
    assert page.locator("#text .body").inner_text().strip() == reading().article.text.strip()
    page.locator("#text mark.t", has_text="berunding").last.click()
    assert page.evaluate(SHOWN) == "Negotiation"
    page.keyboard.press("Escape")
    # The quote around a trigger belongs to the event, too; what lies within comes first.
    page.locator("#text mark", has_text="pasokannya").click()
    assert page.evaluate(SHOWN) == "Attack"
    page.keyboard.press("Escape")
    page.evaluate(
        "() => duta.network.body.emitter.emit('click', { nodes: [], edges: "
        "[duta.edges.get().find((edge) => /Threat/.test(edge.label)).id] })"
    )
    assert page.evaluate(SHOWN) == "Threat"
    lit = page.locator("#text mark.lit.t")
    assert lit.inner_text() == "mengancam"
    page.wait_for_function(f"(one) => ({IN_SIGHT})(one)", arg=lit.element_handle())
    assert opened.quiet()


def test_the_article_is_read_by_keyboard(show):
    opened = show()
    page = opened.page
    mark = page.locator("#text mark[role=button]").first
    assert mark.get_attribute("aria-label") == (
        "mengunjungi: State visit, Bongbong Marcos → Japan, planned"
    )
    mark.focus()
    page.keyboard.press("Enter")
    assert page.evaluate(SHOWN) == "State visit"
    assert page.evaluate("() => document.activeElement.innerText") == "mengunjungi"


def test_a_quote_from_elsewhere_follows_its_sentence(show):
    told = reading()
    first = replace(told.events[0], quote=told.events[-1].quote)
    opened = show([replace(told, events=(first,), claims=())])
    opened.open_event("State visit")
    words = opened.page.locator("#panel blockquote").inner_text()
    assert words.endswith(" … kembali mengunjungi Manila pada April")


@pytest.mark.parametrize(
    ("choice", "value", "left"),
    [("side", "PHL", 20), ("side", "WEST", 1), ("source", "-", 24), ("from", "2024-05-01", 2),
     ("to", "2023-12-31", 2)],
)  # fmt: skip
def test_each_choice_leaves_what_fits_it(show, choice, value, left):
    opened = show()
    control = opened.page.locator(f"#{choice}")
    if choice in ("from", "to"):
        control.fill(value)
    else:
        control.select_option(value)
    assert len(opened.items()) == left
    assert f"{choice}={'-' if value == '-' else value}" in opened.page.url
    opened.page.get_by_role("button", name="Show everything").click()
    assert len(opened.items()) == 30
    assert opened.quiet()


def test_two_sides_leave_what_lies_between_them(show):
    opened = show()
    opened.page.locator("#side").select_option("PHL")
    assert opened.page.locator("#other option[value=PHL]").count() == 0
    opened.page.locator("#other").select_option("VNM")
    assert [text.split("\n")[0] for text in opened.items()] == ["Treaty signing", "Cooperation"]


def test_a_source_leaves_what_it_says(show):
    opened = show()
    opened.page.locator("#source").select_option(label="Xinhua")
    assert sorted(text.split("\n")[0] for text in opened.items()) == [
        "Humanitarian aid alleged", "Sanction possible",
    ]  # fmt: skip


def test_articles_are_listed_filtered_and_opened(show):
    told = reading()
    second = replace(
        told, claims=(), events=told.events[:3],
        article=replace(told.article, iri="urn:x:second", title="Kabar kedua"),
    )  # fmt: skip
    opened = show([told, second])
    page = opened.page
    listed = page.locator("#text .item").all_inner_texts()
    assert [text.split("\n")[0] for text in listed] == ["Ketegangan di laut", "Kabar kedua"]
    assert "3 events" in listed[1]
    page.locator("#text .item").nth(1).click()
    assert page.locator("#text-title").inner_text() == "Kabar kedua"
    assert page.locator("#text mark.t").count() == 3
    page.locator("#articles").click()
    assert page.evaluate("() => document.activeElement.dataset.article") == "1"
    page.locator("#one-article").select_option(label="Kabar kedua")
    assert len(opened.items()) == 3
    page.get_by_role("button", name="Show everything").click()
    opened.open_event("Threat")
    assert page.locator("#text-title").inner_text() == "Ketegangan di laut"
    assert opened.quiet()


def test_what_is_chosen_stands_in_the_address(show):
    opened = show()
    page = opened.page
    page.get_by_role("switch", name="Facts only").check()
    page.locator("#side").select_option("CHN")
    page.locator("#search").fill("manila")
    opened.open_event("Threat")
    page.get_by_role("tab", name="Table").click()
    page.locator("#table [data-column=event] button").click()
    address = page.url.split("#")[1]
    items = page.locator("#table tbody tr").count()
    again = show()
    again.page.goto(f"{again.address}#{address}")
    again.page.reload()
    again.page.wait_for_selector("#table tbody tr")
    assert again.page.locator("#table tbody tr").count() == items > 0
    assert again.page.evaluate(SHOWN) == "Threat"
    assert again.page.locator("#facts").is_checked()
    assert again.page.locator("#side").input_value() == "CHN"
    assert again.page.locator("#search").input_value() == "manila"
    again.page.evaluate("() => { location.hash = 'view=network'; }")
    again.page.wait_for_function("() => !duta.state.facts && duta.state.view === 'network'")
    assert len(again.items()) == 30


def test_an_address_that_means_nothing_changes_nothing(show):
    opened = show()
    opened.page.goto(
        f"{opened.address}#view=x&layer=__proto__&side=zzz&source=q&from=1&hide=foo&event=none&sort=-y"
    )
    opened.page.reload()
    opened.page.wait_for_selector("#panel .item")
    assert len(opened.items()) == 30
    assert opened.page.evaluate("() => duta.state.view") == "network"


def test_layers_go_from_sides_to_events(show):
    opened = show()
    page = opened.page
    page.get_by_label("Sides", exact=True).check(force=True)
    assert {"Philippines", "China", "Masinloc fishers", "West"} - set(page.evaluate(DRAWN)) == {
        "West"
    }
    assert "the West" in page.evaluate(DRAWN)
    labels = page.evaluate(
        "() => duta.edges.get().filter((edge) => !edge.hidden).map((edge) => edge.label)"
    )
    assert all(re.fullmatch(r"(\d+ · [+−]?[\d.]+)?( *\d+\?)?", label) for label in labels), labels
    click = "({ nodes, edges }) => duta.network.body.emitter.emit('click', { nodes, edges })"
    line = page.evaluate("() => duta.edges.get().find((edge) => edge.id[0] === 't').id")
    page.evaluate(click, {"nodes": [], "edges": [line]})
    assert page.evaluate(SHOWN) == "Philippines – China"
    told = page.locator("#panel p.soft").first.inner_text()
    assert re.fullmatch(
        r"\d+ events stated as fact, net weight [+−][\d.]+; \d+ events not stated as fact", told
    )
    page.evaluate(click, {"nodes": ["s1"], "edges": []})
    assert page.evaluate(SHOWN) == "China"
    assert "Mao Ning" in page.locator("#panel .parties").inner_text()
    page.get_by_label("Actors", exact=True).check(force=True)
    assert "Mao Ning" in page.evaluate(DRAWN)
    assert not [label for label in page.evaluate(DRAWN) if label == "Demand"]
    assert opened.quiet()


def test_colour_tells_the_side_or_the_community(show):
    opened = show()
    page = opened.page
    colours = """() => duta.nodes.get().filter((node) => node.id[0] === "a")
      .map((node) => node.color.background)"""
    by_side = page.evaluate(colours)
    page.locator("#colour").select_option("community")
    assert page.evaluate(colours) != by_side
    assert "sides that cooperate" in page.locator("#legend").inner_text()
    assert "colour=community" in page.url


def test_an_accusation_and_its_denial_are_a_pair(show):
    opened = show()
    joined = """() => duta.edges.get().filter((edge) => edge.id[0] === "d" && !edge.hidden)
      .map((edge) => [duta.nodes.get(edge.from).label, duta.nodes.get(edge.to).label])"""
    assert sorted(opened.page.evaluate(joined)) == [
        ["Accusation", "Attack\nalleged: PHL\ndenied: China"],
        ["Denial", "Attack\nalleged: PHL\ndenied: China"],
    ]
    opened.page.locator("#classes input[value=object]").uncheck()
    opened.page.locator("#statuses input[value=denied]").uncheck()
    assert opened.page.evaluate(joined) == []


def test_the_network_is_walked_by_arrow_keys(show):
    opened = show()
    page = opened.page
    page.locator("#network").focus()
    page.keyboard.press("ArrowRight")
    assert page.locator("#status").inner_text().startswith("Philippines, State")
    seen = set()
    for key in ("ArrowUp", "ArrowLeft", "ArrowDown", "ArrowRight") * 3:
        page.keyboard.press(key)
        seen.add(page.locator("#status").inner_text())
    assert len(seen) > 3
    page.keyboard.press("Enter")
    assert page.evaluate(SHOWN) != "Events"
    before = page.evaluate("() => duta.network.getScale()")
    page.keyboard.press("+")
    page.wait_for_function("(before) => duta.network.getScale() > before", arg=before)
    assert opened.quiet()


def test_what_is_seen_can_be_saved(show, tmp_path):
    opened = show()
    page = opened.page

    def saved(name: str) -> bytes:
        page.locator("#save > summary").click()
        with page.expect_download() as waiting:
            page.locator(f"#save-{name}").click()
        assert waiting.value.suggested_filename.startswith("Ketegangan-")
        path = tmp_path / name
        waiting.value.save_as(path)
        return path.read_bytes()

    svg = ElementTree.fromstring(saved("svg"))
    words = {one.text for one in svg.iter("{http://www.w3.org/2000/svg}text")}
    assert {"China", "Philippines", "Demand", "denied: China", "alleged: Xinhua", "PHL"} <= words
    paths = list(svg.iter("{http://www.w3.org/2000/svg}path"))
    assert len(paths) > 60
    assert any(one.get("stroke-dasharray") for one in paths)
    assert page.evaluate(INK) > 5_000  # the page draws on its canvas again
    assert saved("png").startswith(b"\x89PNG")
    page.get_by_role("tab", name="Timeline").click()
    timeline = ElementTree.fromstring(saved("svg"))
    assert len(list(timeline.iter("{http://www.w3.org/2000/svg}circle"))) == 7
    assert saved("png").startswith(b"\x89PNG")
    page.get_by_role("tab", name="Table").click()
    page.locator("#side").select_option("VNM")
    table = list(csv.DictReader(saved("csv").decode("utf-8-sig").splitlines()))
    assert [row["Event"] for row in table] == ["Treaty signing", "Cooperation"]
    assert table[0]["When"] == "2024-01"
    assert table[0]["Weight"] == "8"
    page.locator("#save > summary").click()
    assert page.locator("#save-png").is_disabled()
    page.keyboard.press("Escape")
    assert not page.locator("#save-csv").is_visible()
    assert opened.quiet()


def test_a_saved_table_runs_no_formula(show, tmp_path):
    told = reading()
    hostile = replace(ACTORS["CHN"], label="=HYPERLINK(1)", labels=())
    event = replace(told.events[1], targets=(Mention(hostile, told.events[1].targets[0].span),))
    opened = show([replace(told, events=(event,), claims=())])
    opened.page.locator("#save > summary").click()
    with opened.page.expect_download() as waiting:
        opened.page.locator("#save-csv").click()
    waiting.value.save_as(tmp_path / "x.csv")
    assert "'=HYPERLINK(1)" in (tmp_path / "x.csv").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1400, 390])
def test_axe_finds_nothing_serious(show, scheme, width):
    opened = show(color_scheme=scheme, viewport={"width": width, "height": 900})
    page = opened.page

    def serious() -> list[object]:
        found = Axe().run(page).response["violations"]
        return [
            (one["id"], [node["html"] for node in one["nodes"]][:3])
            for one in found
            if one["impact"] in ("serious", "critical")
        ]

    for tab in ("network", "timeline", "table"):
        page.locator(f"#{tab}-tab").click()
        assert not serious(), tab
        places = page.locator(f"#{tab}-view, #panel")
        places.locator("button", has_text="Treaty signing").first.click()
        page.wait_for_function(f"() => ({SHOWN})() === 'Treaty signing'")
        assert not serious(), f"{tab}, with an event"
        page.locator("#all").click()
    page.locator("#network-tab").click()
    page.locator("#layers [value=sides]").check(force=True)
    page.locator("#save > summary").click()
    assert not serious(), "sides, and the menu"


def test_print_shows_the_view_and_hides_the_controls(show):
    opened = show(color_scheme="dark")
    page = opened.page
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    for control in ("#filters", "#views", ".tools", "#network"):
        assert not page.locator(control).is_visible()
    ground = "() => getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(ground) == "rgb(255, 255, 255)"
    drawn = page.locator("#printed > svg")
    assert drawn.bounding_box()["height"] > 300
    assert "alleged: Xinhua" in drawn.locator("text").all_text_contents()
    strokes = drawn.locator("path").evaluate_all(
        "(all) => all.map((one) => one.getAttribute('stroke'))"
    )
    assert set(style.EDGE_TONES["light"]) & set(strokes)
    assert "Cooperation" in page.locator("#printed").inner_text()
    page.evaluate("() => dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    assert page.evaluate(ground) == "rgb(14, 16, 20)"
    assert page.locator("#printed *").count() == 0
    for tab in ("timeline", "table"):
        page.locator(f"#{tab}-tab").click()
        page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
        page.emulate_media(media="print")
        last = "#timeline .undated .item" if tab == "timeline" else "#table tbody tr"
        assert page.locator(last).last.is_visible()
        page.emulate_media(media="screen")
        page.evaluate("() => dispatchEvent(new Event('afterprint'))")
    assert opened.quiet()


def test_a_page_on_paper_holds_picture_legend_and_article(show, tmp_path):
    opened = show()
    pdf = opened.page.pdf(format="A4")
    assert pdf.startswith(b"%PDF")
    assert opened.page.locator("#printed *").count() == 0  # and the page is as it was
    assert opened.page.evaluate(INK) > 5_000


def test_thousands_of_events_open_with_the_sides(show):
    told = reading()
    many = [
        replace(told, events=tuple(
            replace(event, iri=f"{event.iri}/{number}") for event in told.events), claims=(),
            article=replace(told.article, iri=f"urn:x:{number}"))
        for number in range(100)
    ]  # fmt: skip
    opened = show(many)
    page = opened.page
    assert page.evaluate("() => duta.state.layer") == "sides"
    assert "the West" in page.evaluate(DRAWN)
    assert "3,000 events" in page.locator("#summary").inner_text()
    page.get_by_role("tab", name="Timeline").click()
    assert page.locator("#timeline svg .many").first.text_content() == "100"
    assert page.locator("#timeline svg .claimed").count() > 0
    page.locator("#timeline svg .event").first.click()
    assert len(opened.items()) == 100
    page.get_by_role("tab", name="Table").click()
    assert page.locator("#table tbody tr").count() == 100
    page.locator("#table > button").click()
    assert page.locator("#table tbody tr").count() == 200
    assert opened.quiet()


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
        next(conftest.browser.__wrapped__())
