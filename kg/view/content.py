"""What the page's script needs to know, as plain JSON values."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

from kg.event import Event, Mention, Span, Status
from kg.gazetteer import Actor
from kg.ontology import Ontology
from kg.view import style
from kg.view.drawing import actor_id, link_id
from kg.view.labels import LABEL, clean
from kg.view.model import Happening, Picture, Report

__all__ = ["content"]

_WIKIDATA = "http://www.wikidata.org/"
"""Actors of our own have no page that one could open."""


def content(picture: Picture, ontology: Ontology) -> dict[str, Any]:
    """Articles, actors, classes, events and links of `picture`; places in lists are keys."""
    actors = _Actors(picture)
    events = [_happening(happening, actors, ontology) for happening in picture.happenings]
    used = sorted({happening.type for happening in picture.happenings})
    return {
        "articles": [
            {
                "title": clean(reading.article.title or reading.article.document),
                "publisher": clean(reading.article.publisher or ""),
                "date": reading.article.date,
                "url": _web(reading.article.url),
                "language": reading.article.language,
            }
            for reading in picture.readings
        ],
        "actors": actors.values,
        "drawn": len(picture.actors),
        "classes": {name: _class(name, ontology) for name in used},
        "events": events,
        "links": [
            {"id": link_id(place), "edge": link.edge, "events": list(link.happenings)}
            for place, link in enumerate(picture.links)
        ],
        "total": picture.total,
        "style": {
            "groups": list(style.GROUPS),
            "statuses": [status.value for status in Status],
            "dashes": {status.value: list(style.DASHES[status]) for status in Status},
            "tones": style.EDGE_TONES,
            "kinds": style.KINDS,
            "sides": _sides(picture),
            "otherSide": style.OTHER_SIDE,
            "letters": LABEL,
        },
    }


class _Actors:
    """Everybody named, drawn or not, each told once."""

    def __init__(self, picture: Picture) -> None:
        self.places: dict[str, int] = {}
        self.values: list[dict[str, Any]] = []
        for place, actor in enumerate(picture.actors):
            self.places[actor.iri] = place
            self.values.append(
                _actor(actor) | {"id": actor_id(place), "degree": picture.degrees[actor.iri]}
            )

    def __call__(self, actor: Actor) -> int:
        if actor.iri not in self.places:
            self.places[actor.iri] = len(self.values)
            self.values.append(_actor(actor))
        return self.places[actor.iri]


def _actor(actor: Actor) -> dict[str, Any]:
    return {
        "label": clean(actor.label),
        "labels": {language: clean(label) for language, label in actor.labels},
        "kind": actor.kind,
        "side": clean(actor.side or ""),
        "page": _web(actor.iri) if actor.iri.startswith(_WIKIDATA) else None,
    }


def _class(name: str, ontology: Ontology) -> dict[str, Any]:
    kind = ontology.classes[name]
    return {
        "labels": {language: clean(label) for language, label in kind.labels},
        "group": style.group(kind.group),
        "plover": kind.plover,
        "weight": kind.weight,
        "tone": style.tone(kind.weight),
        "symmetric": kind.symmetric,
    }


def _happening(happening: Happening, actors: _Actors, ontology: Ontology) -> dict[str, Any]:
    return {
        "type": happening.type,
        "agents": [actors(actor) for actor in happening.agents],
        "targets": [actors(actor) for actor in happening.targets],
        "status": happening.status.value,
        "reports": [_report(report, actors) for report in happening.reports],
        "content": happening.content,
        "about": list(happening.about),
    }


def _report(report: Report, actors: _Actors) -> dict[str, Any]:
    told: dict[str, Any] = {
        "article": report.reading,
        "status": report.status.value,
        "sources": [_named(mention, actors) for mention in report.sources],
        "sentence": _marked(report),
    }
    event = report.said
    if event is None:
        return told
    return told | {
        "date": event.date,
        "dateEnd": event.date_end,
        "place": actors(event.place.actor) if event.place else None,
        "instrument": clean(event.instrument.text) if event.instrument else None,
        "rule": clean(event.rule),
        "confidence": round(event.confidence, 2),
    }


def _named(mention: Mention, actors: _Actors) -> list[Any]:
    return [actors(mention.actor), clean(mention.span.text)]


def _marked(report: Report) -> list[list[Any]]:
    """The sentence cut into pieces `[text, marks]`: q the quote, t the trigger, a an actor.

    A quote from outside the sentence follows it as a piece of its own.
    """
    sentence, event = report.sentence, report.said
    spans = [(report.quote, "q")]
    if event is not None:
        spans.append((event.trigger, "t"))
        spans += [(span, "a") for span in _role_spans(event)]
    inside = [
        (max(span.start, sentence.start), min(span.end, sentence.end), mark)
        for span, mark in spans
        if span.start < sentence.end and sentence.start < span.end
    ]
    cuts = sorted(
        {sentence.start, sentence.start + len(sentence.text)}
        | {edge for start, end, _ in inside for edge in (start, end)}
    )
    pieces = []
    for start, end in pairwise(cuts):
        marks = sorted({mark for s, e, mark in inside if s <= start and end <= e})
        text = sentence.text[start - sentence.start : end - sentence.start]
        pieces.append([text, "".join(marks)])
    if not any("q" in marks for _, marks in pieces):
        pieces += [[" … ", ""], [report.quote.text, "q"]]
    return pieces


def _role_spans(event: Event) -> list[Span]:
    roles: Sequence[Mention] = (*event.agents, *event.targets, *event.sources)
    return [mention.span for mention in roles]


def _sides(picture: Picture) -> list[list[str]]:
    """Sides with a colour of their own: those that take part in most events."""
    degrees: dict[str, int] = {}
    for actor in picture.actors:
        if actor.side:
            degrees[actor.side] = degrees.get(actor.side, 0) + picture.degrees[actor.iri]
    ranked = sorted(degrees, key=lambda side: (-degrees[side], side))
    return [[clean(side), fill] for side, fill in zip(ranked, style.SIDES, strict=False)]


def _web(address: str | None) -> str | None:
    """The address if a browser may follow it: never a script, never a file."""
    if address is None:
        return None
    try:
        return address if urlsplit(address).scheme in ("http", "https") else None
    except ValueError:
        return None
