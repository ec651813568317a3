"""Events, their parts, and the event table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from kg.article import Article
from kg.gazetteer import Actor
from kg.ontology import Ontology

__all__ = [
    "COLUMNS", "Claim", "Event", "Mention", "Reading", "Span", "Status", "canonical", "listed",
    "rows",
]  # fmt: skip


class Status(StrEnum):
    """How a report puts an event."""

    ASSERTED = "asserted"
    PLANNED = "planned"
    ALLEGED = "alleged"
    DENIED = "denied"
    HYPOTHETICAL = "hypothetical"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Words of an article: character offsets, end excluded, and the words themselves."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that name an actor."""

    actor: Actor
    span: Span


@dataclass(frozen=True, slots=True)
class Event:
    """One mention of an event; mentions of the same event share `iri`.

    `type` is a class local name of the ontology. `date` and `date_end` are ISO 8601
    (`2024-06-18`, `2024-03`, `2000`); `date_end` only where the text gives an interval.
    `content` is the IRI of the event that a speech act is about.
    """

    iri: str
    type: str
    agents: tuple[Mention, ...]
    targets: tuple[Mention, ...]
    sources: tuple[Mention, ...]
    status: Status
    quote: Span
    trigger: Span
    sentence: Span
    rule: str
    confidence: float
    date: str | None = None
    date_end: str | None = None
    place: Mention | None = None
    instrument: Span | None = None
    content: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A further report about an event whose own words are elsewhere.

    *Moscow denied this accusation*: the event accused is denied by Moscow, and
    `quote` is the words of the denial.
    """

    event: str
    status: Status
    sources: tuple[Mention, ...]
    quote: Span


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read in one article."""

    article: Article
    mentions: tuple[Mention, ...]
    events: tuple[Event, ...]
    claims: tuple[Claim, ...] = ()


def canonical(reading: Reading) -> Reading:
    """The same reading in its one canonical form, the form in which a graph gives it back.

    Mentions, roles, events and claims stand in the order of the text, each once; whoever
    fills a role is among the mentions; an actor is described as its first mention does.
    """
    roles = [m for e in reading.events for m in (*e.agents, *e.targets, *e.sources)]
    roles += [e.place for e in reading.events if e.place]
    roles += [m for c in reading.claims for m in c.sources]
    known: dict[str, Actor] = {}
    for mention in (*reading.mentions, *roles):
        if mention.actor.iri not in known:
            known[mention.actor.iri] = _tidy(mention.actor)

    def one(mention: Mention) -> Mention:
        actor = known[mention.actor.iri]
        return mention if mention.actor is actor else Mention(actor, mention.span)

    def many(mentions: Iterable[Mention]) -> tuple[Mention, ...]:
        return tuple(sorted({one(m) for m in mentions}, key=lambda m: (m.span, m.actor.iri)))

    events = {
        replace(
            event,
            agents=many(event.agents),
            targets=many(event.targets),
            sources=many(event.sources),
            place=one(event.place) if event.place else None,
        )
        for event in reading.events
    }
    claims = {replace(claim, sources=many(claim.sources)) for claim in reading.claims}
    return replace(
        reading,
        mentions=many((*reading.mentions, *roles)),
        events=tuple(sorted(events, key=lambda e: (e.trigger, e.quote, e.type, e.iri, repr(e)))),
        claims=tuple(sorted(claims, key=lambda c: (c.quote, c.event, repr(c)))),
    )


def _tidy(actor: Actor) -> Actor:
    labels = {language.lower(): text for language, text in reversed(actor.labels)}
    tidy = tuple(sorted(labels.items()))
    return actor if tidy == actor.labels else replace(actor, labels=tidy)


COLUMNS = (
    "event", "article", "document", "types", "plover", "weight", "agents", "targets", "sources",
    "status", "date", "place", "instrument", "content", "quote", "start", "end", "rule",
    "confidence", "published", "publisher", "content_status", "content_types",
)  # fmt: skip
_OPEN = frozenset({Status.PLANNED, Status.HYPOTHETICAL})


def _actor(mention: Mention) -> dict[str, Any]:
    actor = mention.actor
    return {
        "id": actor.iri, "label": actor.label, "side": actor.side, "text": mention.span.text,
        "kind": actor.kind,
    }  # fmt: skip


def listed(reading: Reading, ontology: Ontology) -> list[int]:
    """Which events of a reading, by place, have a row in the event table: all but what is only
    asked for, promised or threatened. PLOVER codes the asking alone, too.
    """
    left_open = {e.content for e in reading.events if ontology.classes[e.type].leaves_open}
    return [
        place for place, event in enumerate(reading.events)
        if event.iri not in left_open or event.status not in _OPEN
    ]  # fmt: skip


def rows(reading: Reading, ontology: Ontology) -> Iterable[dict[str, Any]]:
    """The event table of one article: one dict per event mention that is `listed`, keys as in
    `COLUMNS`. `content_types` has the classes of an act's content, whether that has a row or not.
    """
    claimed = {(claim.event, claim.quote): str(claim.status) for claim in reading.claims}
    types = {e.iri: list(ontology.classes[e.type].types) for e in reversed(reading.events)}
    for event in (reading.events[place] for place in listed(reading, ontology)):
        kind = ontology.classes[event.type]
        yield {
            "event": event.iri,
            "article": reading.article.iri,
            "document": reading.article.document,
            "types": list(kind.types),
            "plover": kind.plover,
            "weight": kind.weight,
            "agents": [_actor(m) for m in event.agents],
            "targets": [_actor(m) for m in event.targets],
            "sources": [_actor(m) for m in event.sources],
            "status": str(event.status),
            "date": f"{event.date}/{event.date_end}" if event.date_end else event.date,
            "place": event.place.span.text if event.place else None,
            "instrument": event.instrument.text if event.instrument else None,
            "content": event.content,
            "quote": event.quote.text,
            "start": event.quote.start,
            "end": event.quote.end,
            "rule": event.rule,
            "confidence": event.confidence,
            "published": reading.article.date,
            "publisher": reading.article.publisher,
            "content_status": claimed.get((event.content or "", event.quote)),
            "content_types": types.get(event.content or "", []),
        }
