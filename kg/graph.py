"""Readings -> RDF and back, as `docs/model.md` describes it."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Quad

from kg import readback
from kg.article import BASE
from kg.engine import to_dataset, to_quads
from kg.errors import InputError, KnowledgeError
from kg.event import Claim, Event, Mention, Reading, Span, Status, canonical
from kg.gazetteer import Actor
from kg.ontology import Ontology
from kg.relations import relations, retold
from kg.shapes import Violation, validate
from kg.stories import stories
from kg.terms import (
    DUTA,
    OA,
    PROV,
    RDF,
    RDFS,
    SCHEMA,
    SEM,
    SKOS,
    XSD,
    Triple,
    dated,
    decimal,
    integer,
    typed,
)
from kg.turtle import trig, turtle

if TYPE_CHECKING:
    from rdflib import Dataset

__all__ = ["Violation", "build", "lines", "readings", "trig", "turtle", "validate"]


def build(readings: Iterable[Reading], ontology: Ontology, base: str = BASE) -> Dataset:
    """The graph of some readings: one named graph an article, one for the actors, one for
    the direct relations, one for the stories that several articles tell, if any. The default
    graph is the union of all.

    Raises:
        InputError: if two different articles have the same IRI.
        KnowledgeError: if an event's type is no class of the ontology.
    """
    pages = _checked(map(canonical, readings), ontology)
    related = [(base + "relations", relations(pages.values(), ontology, base))]
    if told := stories(page.article for page in pages.values()):
        each = (triple for a, first in told.items() for triple in retold(a, first, base))
        related.append((base + "stories", each))
    return to_dataset(_quads(chain(_graphs(pages, ontology, base), related)), base)


def lines(pages: Iterable[Reading], ontology: Ontology, base: str = BASE) -> Iterator[str]:
    """N-Quads of the graphs of articles and actors as `build` makes them, without the direct
    relations, which depend on all articles: graph after graph, for a corpus read part by part.

    Args:
        pages: readings in canonical form, each of an article of its own.
        ontology: what sorts of events there are.
        base: what minted IRIs begin with.

    Raises:
        KnowledgeError: if an event's type is no class of the ontology.
    """
    for name, triples in _graphs(_checked(pages, ontology), ontology, base):
        end = f" {NamedNode(name)} .\n"
        for s, p, o in triples:
            yield f"{s} {p} {o}{end}"


def readings(dataset: Dataset) -> list[Reading]:
    """What was read in each article of a graph, in the order of the articles' IRIs: the
    inverse of `build`.

    Raises:
        OutputError: if the graph lacks what `build` writes.
    """
    return readback.readings(to_quads(dataset))


def _quads(graphs: Iterable[tuple[str, Iterable[Triple]]]) -> Iterator[Quad]:
    for name, triples in graphs:
        graph = NamedNode(name)
        for s, p, o in triples:
            yield Quad(s, p, o, graph)


def _checked(pages: Iterable[Reading], ontology: Ontology) -> dict[str, Reading]:
    """Readings by their article."""
    found: dict[str, Reading] = {}
    for page in pages:
        iri = page.article.iri
        if found.setdefault(iri, page) != page:
            raise InputError(f"{iri}: two different articles have this IRI; give each its own")
        for event in page.events:
            if event.type not in ontology.classes:
                raise KnowledgeError(
                    f"duta.ttl: no event class {event.type}, which rule {event.rule} reads"
                )
    return found


def _graphs(
    pages: dict[str, Reading], ontology: Ontology, base: str
) -> Iterator[tuple[str, Iterable[Triple]]]:
    """The graphs of the articles, then that of the actors, by name."""
    everywhere, by_article = _actors(pages)
    for iri, page in sorted(pages.items()):
        yield iri, chain(_Page(page, ontology).triples(), by_article[iri])
    yield base + "actors", everywhere


class _Page:
    """Writes the graph of one article; its nodes are named by what they are and where."""

    def __init__(self, reading: Reading, ontology: Ontology) -> None:
        self.reading = reading
        self.classes = ontology.classes
        self.article = NamedNode(reading.article.iri)
        self.joint = "&" if "#" in reading.article.iri else "#"
        self.out: dict[Triple, None] = {}
        self.taken: dict[NamedNode, int] = defaultdict(int)
        self.mentions: dict[Mention, NamedNode] = {}

    def triples(self) -> Iterator[Triple]:
        """All that the article's graph says, each triple once."""
        self._about_article()
        for mention in self.reading.mentions:
            node = self.mentions[mention] = self._node("actor", mention.span)
            actor = NamedNode(mention.actor.iri)
            self._add(node, RDF.type, OA.Annotation)
            self._add(node, OA.hasBody, actor)
            self._add(node, OA.hasTarget, self._words(mention.span))
            self._add(actor, RDFS.label, self._text(mention.actor.label))
        for event in self.reading.events:
            self._about_event(event)
        for claim in self.reading.claims:
            node = self._node("claim", claim.quote)
            self._add(node, RDF.type, DUTA.Claim)
            self._report(node, claim)
        return iter(self.out)

    def _about_article(self) -> None:
        article = self.reading.article
        digest = hashlib.sha256(article.text.encode()).hexdigest()
        self._add(self.article, RDF.type, SCHEMA.NewsArticle)
        self._add(self.article, SCHEMA.articleBody, Literal(article.text))
        self._add(self.article, SCHEMA.sha256, Literal(digest))
        self._add(self.article, SCHEMA.identifier, Literal(article.document))
        self._add(self.article, SCHEMA.inLanguage, Literal(article.language))
        for term, value in (
            (SCHEMA.datePublished, article.date and dated(article.date)),
            (SCHEMA.headline, None if article.title is None else Literal(article.title)),
            (SCHEMA.publisher, None if article.publisher is None else Literal(article.publisher)),
            (SCHEMA.url, None if article.url is None else typed(article.url, XSD.anyURI)),
        ):
            if value:
                self._add(self.article, term, value)

    def _about_event(self, event: Event) -> None:
        """The mention, and the event as far as this mention tells it."""
        node, iri = self._node("event", event.trigger), NamedNode(event.iri)
        kind = self.classes[event.type]
        for name in kind.types:
            self._add(iri, RDF.type, DUTA[name])
        self._add(node, RDF.type, DUTA.EventMention)
        self._add(node, DUTA.readAs, DUTA[event.type])
        self._add(node, DUTA.rule, Literal(event.rule))
        self._add(node, DUTA.confidence, decimal(event.confidence))
        self._offsets(node, "trigger", event.trigger)
        self._offsets(node, "sentence", event.sentence)
        self._report(node, event)
        self._roles(node, DUTA.agentMention, iri, DUTA.agent, event.agents)
        self._roles(node, DUTA.targetMention, iri, DUTA.target, event.targets)
        if event.place:
            self._roles(node, DUTA.placeMention, iri, SEM.hasPlace, (event.place,))
        if event.content is not None:
            self._both(node, iri, DUTA.content, NamedNode(event.content))
        if event.date_end is not None:
            self._both(node, iri, DUTA.dateEnd, dated(event.date_end))
        if event.date is not None:
            start = DUTA.date if event.date_end is None else DUTA.dateStart
            self._both(node, iri, start, dated(event.date))
        if event.instrument is not None:
            self._both(node, iri, DUTA.instrument, self._thing(event.instrument, kind.instrument))

    def _report(self, node: NamedNode, report: Event | Claim) -> None:
        """What event mentions and claims have in common."""
        event = NamedNode(report.iri if isinstance(report, Event) else report.event)
        self._add(node, RDF.type, OA.Annotation)
        self._add(node, OA.hasBody, event)
        self._add(node, OA.hasTarget, self._words(report.quote))
        self._add(event, RDF.type, SEM.Event)
        self._add(event, PROV.wasDerivedFrom, node)
        self._both(node, event, DUTA.status, DUTA[report.status.value.capitalize()])
        self._roles(node, DUTA.sourceMention, event, PROV.wasAttributedTo, report.sources)
        self._roles(node, DUTA.sourceMention, node, PROV.wasAttributedTo, report.sources)
        if not report.sources and report.status in (Status.ALLEGED, Status.DENIED):
            self._add(node, DUTA.unnamedSource, typed("true", XSD.boolean))

    def _roles(
        self,
        node: NamedNode,
        by_mention: NamedNode,
        subject: NamedNode,
        by_actor: NamedNode,
        fillers: tuple[Mention, ...],
    ) -> None:
        for mention in fillers:
            self._add(node, by_mention, self.mentions[mention])
            self._add(subject, by_actor, NamedNode(mention.actor.iri))

    def _thing(self, span: Span, kind: str) -> NamedNode:
        thing = self._iri("thing", span)
        self._add(thing, RDF.type, DUTA.Instrument)
        self._add(thing, RDF.type, DUTA[kind])
        self._add(thing, RDFS.label, self._text(span.text))
        self._add(thing, PROV.wasDerivedFrom, self._words(span))
        return thing

    def _words(self, span: Span) -> NamedNode:
        """The target that stands for some words of the article."""
        target = self._iri("char", span)
        if (target, OA.hasSource, self.article) in self.out:
            return target
        position = NamedNode(target.value + ";position")
        quote = NamedNode(target.value + ";quote")
        self._add(target, OA.hasSource, self.article)
        self._add(target, OA.hasSelector, position)
        self._add(target, OA.hasSelector, quote)
        self._add(position, RDF.type, OA.TextPositionSelector)
        self._add(position, OA.start, integer(span.start))
        self._add(position, OA.end, integer(span.end))
        self._add(quote, RDF.type, OA.TextQuoteSelector)
        self._add(quote, OA.exact, Literal(span.text))
        return target

    def _offsets(self, node: NamedNode, name: str, span: Span) -> None:
        self._add(node, DUTA[name + "Start"], integer(span.start))
        self._add(node, DUTA[name + "End"], integer(span.end))

    def _node(self, kind: str, span: Span) -> NamedNode:
        """A name of its own for each of several nodes of a kind at the same place."""
        iri = self._iri(kind, span)
        self.taken[iri] += 1
        number = self.taken[iri]
        return iri if number == 1 else NamedNode(f"{iri.value};{number}")

    def _iri(self, kind: str, span: Span) -> NamedNode:
        at = f"{self.joint}{kind}={span.start},{span.end}"
        return NamedNode(self.reading.article.iri + at)

    def _text(self, text: str) -> Literal:
        return Literal(text, language=self.reading.article.language)

    def _both(
        self, node: NamedNode, event: NamedNode, term: NamedNode, value: NamedNode | Literal
    ) -> None:
        self._add(node, term, value)
        self._add(event, term, value)

    def _add(self, s: NamedNode, p: NamedNode, o: NamedNode | Literal) -> None:
        self.out[s, p, o] = None


def _actors(pages: dict[str, Reading]) -> tuple[list[Triple], dict[str, list[Triple]]]:
    """Who the actors are: for the actors' graph, and for the articles that differ."""
    described: dict[str, dict[tuple[Triple, ...], list[str]]] = defaultdict(dict)
    sides: dict[str, set[str]] = defaultdict(set)
    for iri, page in pages.items():
        for actor in {m.actor for m in page.mentions}:
            described[actor.iri].setdefault(tuple(_description(actor)), []).append(iri)
            if actor.side_iri is not None:
                sides[actor.side_iri].update(() if actor.side is None else (actor.side,))
    everywhere = [t for ways in described.values() for way in ways for t in way]
    by_article: dict[str, list[Triple]] = defaultdict(list)
    for ways in described.values():
        if len(ways) > 1:
            for way, articles in ways.items():
                for iri in articles:
                    by_article[iri] += way
    for iri, codes in sides.items():
        if iri not in described:
            everywhere += _side(NamedNode(iri), codes)
    return everywhere, by_article


def _description(actor: Actor) -> Iterator[Triple]:
    iri = NamedNode(actor.iri)
    yield iri, RDF.type, DUTA[actor.kind]
    if actor.kind != "Place":
        yield iri, RDF.type, DUTA.Actor
    if actor.side is not None:
        yield iri, DUTA.sideCode, Literal(actor.side)
    if actor.side_iri is not None:
        yield iri, DUTA.actsFor, NamedNode(actor.side_iri)
    for language, text in actor.labels:
        yield iri, SKOS.prefLabel, Literal(text, language=language)


def _side(iri: NamedNode, codes: set[str]) -> Iterator[Triple]:
    """A side that no article names, known by its code alone."""
    yield iri, RDF.type, DUTA.Actor
    yield iri, DUTA.actsFor, iri
    for code in codes:
        yield iri, DUTA.sideCode, Literal(code)
    for label in codes or {iri.value.rsplit("/", 1)[-1]}:
        yield iri, RDFS.label, Literal(label)
