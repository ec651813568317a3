"""Reads single sentences for the tests."""

from __future__ import annotations

from functools import cache

from kg.article import BASE, Article
from kg.event import Event, Mention, Reading
from kg.learned import Learned
from kg.ontology import Ontology
from kg.pipeline import Reader

__all__ = ["describe", "read", "sides", "told_by_frames"]


@cache
def reader() -> Reader:
    return Reader()


def read(text: str, language: str, date: str | None = None) -> Reading:
    iri = f"{BASE}article/test"
    return reader().read(Article(iri, "test", text, language, date=date))


@cache
def bare() -> Reader:
    return Reader(learned=nothing)


def nothing(classes: Ontology, language: str) -> Learned | None:
    """Examples teach nothing: the lexicon reads alone."""
    return None


def told_by_frames(text: str, language: str) -> Reading:
    """What the lexicon reads, without what examples teach."""
    return bare().read(Article(f"{BASE}article/test", "test", text, language))


def sides(mentions: tuple[Mention, ...]) -> set[str]:
    """Side codes; the words, behind `=`, of an actor that acts for nobody."""
    return {m.actor.side or f"={m.span.text.lower()}" for m in mentions}


def describe(event: Event) -> str:
    return (
        f"{event.type}[{event.rule}] {sorted(sides(event.agents))}"
        f" -> {sorted(sides(event.targets))}"
        f" {event.status} by {sorted(sides(event.sources))} on {event.date}"
        + (f"/{event.date_end}" if event.date_end else "")
    )
