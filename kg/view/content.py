"""What the page's script needs to know, as plain JSON values."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Any
from urllib.parse import urlsplit

from kg.analysis.acts import party
from kg.event import Mention, Span, Status
from kg.gazetteer import Actor
from kg.ontology import Ontology
from kg.stories import stories
from kg.view import style
from kg.view.ids import actor_id, bundle_id, dispute_id, link_id, side_id
from kg.view.labels import LABEL, WIDE, clean, readable
from kg.view.layers import LINES, Bundle, Layers
from kg.view.model import Happening, Picture, Report

__all__ = ["content"]

_WIKIDATA = "http://www.wikidata.org/"
"""Actors of our own have no page that one could open."""


def content(picture: Picture, layers: Layers, ontology: Ontology) -> dict[str, Any]:
    """Articles, actors, classes, events and links of `picture`; places in lists are keys.

    Offsets are UTF-16 code units into an article's `text`, as a browser counts.
    """
    actors = _Actors(picture)
    units = [_Units(reading.article.text) for reading in picture.readings]
    events = [_happening(one, actors, units, ontology) for one in picture.happenings]
    used = sorted({happening.type for happening in picture.happenings})
    told = stories(reading.article for reading in picture.readings)
    return {
        "articles": [
            {
                "key": _key(reading.article.iri),
                "title": clean(reading.article.title or reading.article.document),
                "publisher": clean(reading.article.publisher or ""),
                "date": reading.article.date,
                "url": _web(reading.article.url),
                "language": reading.article.language,
                "text": readable(reading.article.text),
                "story": _key(told.get(reading.article.iri, reading.article.iri)),
            }
            for reading in picture.readings
        ],
        "actors": actors.values,
        "named": len(picture.degrees),
        "classes": {name: _class(name, ontology) for name in used},
        "events": events,
        "links": [
            {
                "id": link_id(place),
                "edge": link.edge,
                "alone": link.alone,
                "events": list(link.happenings),
            }
            for place, link in enumerate(picture.links)
        ],
        "disputes": [
            {"id": dispute_id(place), "links": list(ends)}
            for place, ends in enumerate(picture.disputes)
        ],
        "sides": [
            {
                "id": side_id(place),
                "key": clean(side.key),
                "label": clean(side.label),
                "labels": {language: clean(label) for language, label in side.labels},
                "kind": side.kind,
                "degree": side.degree,
                "community": side.community,
            }
            for place, side in enumerate(layers.sides)
        ],
        "bundles": {
            "sides": [
                _bundle(bundle, bundle_id(place, sides=True))
                for place, bundle in enumerate(layers.between_sides)
            ],
            "actors": [
                _bundle(bundle, bundle_id(place, sides=False))
                for place, bundle in enumerate(layers.between_actors)
            ],
        },
        "lines": LINES,
        "line": style.LINE,
        "style": {
            "groups": list(style.GROUPS),
            "statuses": [status.value for status in Status],
            "dashes": {status.value: list(style.DASHES[status]) for status in Status},
            "tones": style.EDGE_TONES,
            "steps": list(style.STEPS),
            "kinds": style.KINDS,
            "fills": list(style.SIDES),
            "sides": _sides(picture),
            "otherSide": style.OTHER_SIDE,
            "letters": LABEL,
            "wide": WIDE,
        },
    }


class _Units:
    """Offsets of a text in UTF-16 code units."""

    def __init__(self, text: str) -> None:
        self._ends = (
            list(accumulate((1 + (ord(sign) > 0xFFFF) for sign in text), initial=0))
            if text and max(text) > "\uffff"
            else None
        )

    def __call__(self, span: Span) -> list[int]:
        if self._ends is None:
            return [span.start, span.end]
        return [self._ends[min(at, len(self._ends) - 1)] for at in (span.start, span.end)]


def _key(iri: str) -> str:
    """The last part of an IRI: short, and the same whenever the same is read."""
    return clean(iri.rstrip("/#").replace("#", "/").rsplit("/", 1)[-1])


def _bundle(bundle: Bundle, name: str) -> dict[str, Any]:
    return {"id": name, "events": [list(happening) for happening in bundle.happenings]}


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
        "key": _key(actor.iri),
        "label": clean(actor.label),
        "labels": {language: clean(label) for language, label in actor.labels},
        "kind": actor.kind,
        "side": clean(actor.side or ""),
        "party": clean(key) if (key := party(actor, "side")) else None,
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


def _happening(
    happening: Happening, actors: _Actors, units: Sequence[_Units], ontology: Ontology
) -> dict[str, Any]:
    return {
        "key": _key(happening.iri),
        "type": happening.type,
        "agents": [actors(actor) for actor in happening.agents],
        "targets": [actors(actor) for actor in happening.targets],
        "status": happening.status.value,
        "reports": [_report(one, actors, units[one.reading]) for one in happening.reports],
        "content": happening.content,
        "about": list(happening.about),
    }


def _report(report: Report, actors: _Actors, units: _Units) -> dict[str, Any]:
    told: dict[str, Any] = {
        "article": report.reading,
        "status": report.status.value,
        "sources": [_named(mention, actors) for mention in report.sources],
        "sentence": units(report.sentence),
        "quote": units(report.quote),
    }
    event = report.said
    if event is None:
        return told
    roles = (*event.agents, *event.targets, *event.sources)
    return told | {
        "trigger": units(event.trigger),
        "roles": [units(span) for span in sorted({mention.span for mention in roles})],
        "date": event.date,
        "dateEnd": event.date_end,
        "place": actors(event.place.actor) if event.place else None,
        "instrument": clean(event.instrument.text) if event.instrument else None,
        "rule": clean(event.rule),
        "confidence": round(event.confidence, 2),
    }


def _named(mention: Mention, actors: _Actors) -> list[Any]:
    return [actors(mention.actor), clean(mention.span.text)]


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
