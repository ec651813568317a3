"""How long a page takes to make, how large it is, and how soon a reader can use it.

    python benchmarks/page.py [EVENTS ...] [-o FOLDER]

A made-up corpus, the same each time: articles of a few sentences, each telling of an event
among states and persons of the gazetteer, busy ones often, in every status; one in twenty is an
accusation whose content its target denies. The page is opened in Chromium from disk with the
network off, five times; the median counts.

make      CPU seconds of `kg.view.html`
MB        the file
drawn     seconds from opening it until its first view is painted
usable    seconds until a click on the table has put its rows there, painted
filter    seconds from *facts only* until everything is painted again

Wanted: 5,000 events usable in under 3 s.
"""

from __future__ import annotations

import argparse
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from kg import gazetteer, ontology, view
from kg.article import Article
from kg.event import Claim, Event, Mention, Reading, Span, Status
from kg.gazetteer import Actor

BASE = "https://example.org/"
EVENTS = (50, 200, 1_000, 5_000)
TIMES = 5
PER_ARTICLE = 8
STATES, PERSONS = 60, 60
SHARES = {Status.ASSERTED: 70, Status.PLANNED: 12, Status.ALLEGED: 12, Status.HYPOTHETICAL: 6}
PAINTED = """() => new Promise((done) =>
  requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() / 1000))))"""
ACT = """(act) => new Promise((done) => {
  const start = performance.now();
  document.querySelector(act).click();
  const painted = () => done((performance.now() - start) / 1000);
  requestAnimationFrame(() => requestAnimationFrame(painted));
})"""


def cast() -> list[Actor]:
    """States and persons, the busiest first, in an order of their own."""
    known = gazetteer.load("en").actors
    ranked = [known[iri] for iri in sorted(known)]
    random.Random(1).shuffle(ranked)
    states = [actor for actor in ranked if actor.kind == "State"][:STATES]
    persons = [actor for actor in ranked if actor.kind == "Person"][:PERSONS]
    return [actor for pair in zip(states, persons, strict=True) for actor in pair]


def corpus(events: int) -> Iterator[Reading]:
    """Articles that tell of so many events in all."""
    chance = random.Random(events)
    actors = cast()
    weights = [1 / (rank + 1) for rank in range(len(actors))]
    kinds = sorted(ontology.load().classes)
    for number in range(0, events, PER_ARTICLE):
        wanted = min(PER_ARTICLE, events - number)
        day = date(2023, 1, 1) + timedelta(days=chance.randrange(700))
        text, told, claims = "", list[Event](), list[Claim]()
        while len(told) < wanted:
            who, whom = _two(chance, actors, weights)
            kind = chance.choice(kinds)
            disputed = len(told) + 2 <= wanted and chance.random() < 0.05
            (status,) = chance.choices([*SHARES], [*SHARES.values()])
            words = f"{who.label} is told to have done this to {whom.label}, said the report"
            words += f" of day {day:%j}, which is as long as sentences in a newspaper are."
            start = len(text)
            sentence = Span(start, start + len(words), words)
            text += words + " Nobody wished to say more about it than had been said before.\n"
            source = _two(chance, actors, weights)[0]
            spoken = status is Status.ALLEGED or disputed
            event = Event(
                iri=f"{BASE}event/{number + len(told)}",
                type=kind,
                agents=(_mention(who, sentence),),
                targets=(_mention(whom, sentence),),
                sources=(Mention(source, sentence),) if spoken else (),
                status=Status.ALLEGED if disputed else status,
                quote=sentence,
                trigger=_span("told", sentence),
                sentence=sentence,
                rule="made-up",
                confidence=round(chance.uniform(0.4, 0.9), 2),
                date=(day + timedelta(days=chance.randrange(-20, 5))).isoformat(),
            )
            told.append(event)
            if disputed:
                told.append(
                    replace(
                        event, iri=f"{BASE}event/{number + len(told)}", type="Accusation",
                        agents=(Mention(source, sentence),), targets=event.agents, sources=(),
                        status=Status.ASSERTED, content=event.iri,
                    )
                )  # fmt: skip
                claims.append(Claim(event.iri, Status.DENIED, event.agents, sentence))
        name = f"article-{number:05}"
        article = Article(
            f"{BASE}{name}", name, text, "en", day.isoformat(), f"What happened, part {number}",
            f"{BASE}{name}.html", "The Benchmark",
        )  # fmt: skip
        yield Reading(article, (), tuple(told), tuple(claims))


def _two(chance: random.Random, actors: list[Actor], weights: list[float]) -> tuple[Actor, Actor]:
    while True:
        one, other = chance.choices(actors, weights, k=2)
        if one != other:
            return one, other


def _span(words: str, sentence: Span) -> Span:
    start = sentence.start + sentence.text.index(words)
    return Span(start, start + len(words), words)


def _mention(actor: Actor, sentence: Span) -> Mention:
    return Mention(actor, _span(actor.label, sentence))


def opened(browser: Browser, path: Path) -> tuple[float, float, float]:
    """Seconds until drawn, until usable, and for a filter."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, offline=True)
    page = context.new_page()
    begin = time.perf_counter()
    page.goto(path.as_uri())
    page.evaluate(PAINTED)
    drawn = time.perf_counter() - begin
    page.evaluate(ACT, "#table-tab")
    usable = time.perf_counter() - begin
    assert page.locator("#table tbody tr").count() > 0
    page.evaluate(ACT, "#network-tab")
    took: float = page.evaluate(ACT, "#facts")
    context.close()
    return drawn, usable, took


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("events", nargs="*", type=int, default=list(EVENTS))
    parser.add_argument("-o", "--out", type=Path, help="where to leave the pages")
    args = parser.parse_args()
    chromium = shutil.which("chromium") or sys.exit("install Chromium first")
    known = ontology.load()
    cast()
    print(f"{'events':>8}{'make':>8}{'MB':>8}{'drawn':>8}{'usable':>8}{'filter':>8}")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for events in args.events:
            readings = list(corpus(events))
            begin = time.process_time()
            text = view.html(readings, known, f"{events:,} events")
            made = time.process_time() - begin
            path = (args.out or Path(folder)) / f"{events}.html"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            runs = [opened(browser, path) for _ in range(TIMES)]
            drawn, usable, took = (statistics.median(column) for column in zip(*runs, strict=True))
            size = path.stat().st_size / 1e6
            print(f"{events:>8,}{made:>8.2f}{size:>8.2f}{drawn:>8.2f}{usable:>8.2f}{took:>8.2f}")
        browser.close()


if __name__ == "__main__":
    main()
