"""A graph as nodes and links with properties, for databases that know no RDF.

Articles, reports, events, actors, and the direct relations between actors. As in the RDF, an
actor does something to another only where that is asserted; all else is told of by an event.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.analysis.acts import Act, acts
from kg.article import Article
from kg.event import Claim, Event, Reading
from kg.export.network import days, first_told
from kg.gazetteer import Actor
from kg.ontology import NAMESPACE
from kg.stories import stories

if TYPE_CHECKING:
    import rdflib

__all__ = ["Link", "Node", "Records", "Value", "records"]

Value = str | int | float | bool | tuple[str, ...] | None
_NO_ACTOR = "Place"


@dataclass(frozen=True, slots=True)
class Node:
    """`kind` is `Article`, `Report`, `Event` or `Actor`; `labels` the classes, kind first."""

    id: str
    kind: str
    labels: tuple[str, ...]
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Link:
    """`term` is the local name of the property that says the same in the RDF."""

    source: str
    target: str
    kind: str
    term: str
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Records:
    """Nodes by kind and id; links by kind and ends."""

    nodes: tuple[Node, ...]
    links: tuple[Link, ...]


def records(dataset: rdflib.Dataset) -> Records:
    """The records of a graph.

    Raises:
        KnowledgeError: if an event's class is not in the ontology.
    """
    from kg import graph, ontology

    readings = graph.readings(dataset)
    events = acts(readings, ontology.load())
    told = stories(reading.article for reading in readings)
    nodes = [*_events(events, readings, told), *_actors(readings)]
    links = [*_roles(events, readings), *_sides(readings), *_relations(dataset)]
    known = {act.iri for act in events}
    for reading in readings:
        nodes.append(_article(reading.article, told))
        for iri, event, report in _named(reading):
            if event in known:
                nodes.append(_report(iri, report))
                links += _of_report(iri, event, report, reading.article)
    return Records(
        tuple(sorted(nodes, key=lambda node: (node.kind, node.id))),
        tuple(sorted(links, key=lambda link: (link.kind, link.source, link.target))),
    )


def _article(article: Article, firsts: Mapping[str, str]) -> Node:
    told: dict[str, Value] = {
        "name": article.title or article.document,
        "document": article.document,
        "publisher": article.publisher,
        "date": article.date,
        "language": article.language,
        "url": article.url,
        "sha256": hashlib.sha256(article.text.encode()).hexdigest(),
        "story": firsts.get(article.iri, article.iri),
    }
    return Node(article.iri, "Article", ("Article",), told)


def _events(
    events: Iterable[Act], readings: Sequence[Reading], firsts: Mapping[str, str]
) -> Iterator[Node]:
    told = first_told(readings)
    for act in events:
        _, event = told[act.iri]
        first, last = days(event)
        values: dict[str, Value] = {
            "name": dict(act.kind.labels).get("en", act.kind.name),
            "type": act.kind.name,
            "status": str(act.status),
            "plover": act.kind.plover,
            "weight": act.kind.weight,
            "date": f"{event.date}/{event.date_end}" if event.date_end else event.date,
            "first_day": first or None,
            "last_day": last or None,
            "instrument": event.instrument.text if event.instrument else None,
            "reports": act.reports,
            "stories": len({firsts.get(article, article) for article in act.articles}),
        }
        labels = ("Event", *act.kind.types, act.status.capitalize())
        yield Node(act.iri, "Event", labels, values)


def _actors(readings: Iterable[Reading]) -> Iterator[Node]:
    known: dict[str, Actor] = {}
    sides: dict[str, str] = {}
    for mention in (mention for reading in readings for mention in reading.mentions):
        actor = mention.actor
        known.setdefault(actor.iri, actor)
        if actor.side_iri:
            sides.setdefault(actor.side_iri, actor.side or actor.side_iri.rpartition("/")[2])
    for iri, actor in known.items():
        values: dict[str, Value] = {
            "name": dict(actor.labels).get("en", actor.label),
            "names": tuple(sorted({actor.label, *dict(actor.labels).values()})),
            "kind": actor.kind,
            "side": actor.side,
        }
        first = () if actor.kind == _NO_ACTOR else ("Actor",)
        own = () if actor.kind in first else (actor.kind,)
        yield Node(iri, "Actor", (*first, *own), values)
    for iri, code in sides.items():
        if iri not in known:  # a side that no article names, known by its code alone
            named: dict[str, Value] = {"name": code, "names": (code,), "kind": None, "side": code}
            yield Node(iri, "Actor", ("Actor",), named)


def _sides(readings: Iterable[Reading]) -> Iterator[Link]:
    actors = {m.actor for reading in readings for m in reading.mentions}
    pairs = {(a.iri, a.side_iri) for a in actors if a.side_iri and a.side_iri != a.iri}
    return (Link(iri, side, "ACTS_FOR", "actsFor") for iri, side in pairs)


def _roles(events: Iterable[Act], readings: Iterable[Reading]) -> Iterator[Link]:
    places: dict[str, set[str]] = {}
    for event in (event for reading in readings for event in reading.events if event.place):
        places.setdefault(event.iri, set()).update((event.place.actor.iri,) if event.place else ())
    known = {act.iri for act in events}
    for act in events:
        status: dict[str, Value] = {"status": str(act.status)}
        for actor in act.agents:
            yield Link(act.iri, actor.iri, "AGENT", "agent", status)
        for actor in act.targets:
            yield Link(act.iri, actor.iri, "TARGET", "target", status)
        for place in places.get(act.iri, ()):
            yield Link(act.iri, place, "PLACE", "hasPlace", status)
        for content in act.contents:
            if content in known:
                yield Link(act.iri, content, "CONTENT", "content", status)


def _named(reading: Reading) -> Iterator[tuple[str, str, Event | Claim]]:
    """The IRI that each report has in the RDF, its event's, and the report."""
    article = reading.article.iri
    joint = "&" if "#" in article else "#"
    taken: Counter[str] = Counter()
    reports: list[Event | Claim] = [*reading.events, *reading.claims]
    for report in reports:
        if isinstance(report, Event):
            kind, span, event = "event", report.trigger, report.iri
        else:
            kind, span, event = "claim", report.quote, report.event
        iri = f"{article}{joint}{kind}={span.start},{span.end}"
        taken[iri] += 1
        yield (iri if taken[iri] == 1 else f"{iri};{taken[iri]}"), event, report


def _report(iri: str, report: Event | Claim) -> Node:
    kind = "EventMention" if isinstance(report, Event) else "Claim"
    labels = ("Report", kind, report.status.capitalize())
    values: dict[str, Value] = {
        "status": str(report.status),
        "quote": report.quote.text,
        "quote_start": report.quote.start,
        "quote_end": report.quote.end,
    }
    if isinstance(report, Event):
        values |= {
            "sentence_start": report.sentence.start,
            "sentence_end": report.sentence.end,
            "rule": report.rule,
            "confidence": report.confidence,
        }
    return Node(iri, "Report", labels, values)


def _of_report(iri: str, event: str, report: Event | Claim, article: Article) -> Iterator[Link]:
    status: dict[str, Value] = {"status": str(report.status)}
    yield Link(iri, event, "REPORTS", "hasBody", status)
    yield Link(iri, article.iri, "FOUND_IN", "hasSource")
    for actor in sorted({mention.actor.iri for mention in report.sources}):
        yield Link(iri, actor, "ATTRIBUTED_TO", "wasAttributedTo", status)


def _relations(dataset: rdflib.Dataset) -> Iterator[Link]:
    """The direct relations, with the events that back them."""
    from rdflib import PROV, RDF

    found: defaultdict[str, defaultdict[str, list[str]]]
    found = defaultdict(lambda: defaultdict(list))
    for node in {s for s, _, _, _ in dataset.quads((None, RDF.type, RDF.Statement, None))}:
        for _, term, value, _ in dataset.quads((node, None, None, None)):
            found[str(node)][str(term)].append(str(value))
    for said in found.values():
        (source,), (target,) = said[str(RDF.subject)], said[str(RDF.object)]
        name = said[str(RDF.predicate)][0].removeprefix(NAMESPACE)
        kind = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).upper()
        events = tuple(sorted(said[str(PROV.wasDerivedFrom)]))
        yield Link(source, target, kind, name, {"status": "asserted", "events": events})
