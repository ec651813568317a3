"""RDF -> readings: the inverse of `kg.graph.build`."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from rdflib import Dataset, URIRef

from kg.article import Article
from kg.errors import OutputError
from kg.event import Claim, Event, Mention, Reading, Span, Status, canonical
from kg.gazetteer import Actor
from kg.terms import DUTA, OA, PROV, RDF, RDFS, SCHEMA, SKOS

__all__ = ["readings"]

_Facts = dict[Any, dict[Any, list[Any]]]
"""Subject -> predicate -> objects."""


def readings(dataset: Dataset) -> list[Reading]:
    """What was read in each article of a graph, in the order of the articles' IRIs.

    Raises:
        OutputError: if the graph lacks what `kg.graph.build` writes.
    """
    graphs: dict[Any, _Facts] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    for s, p, o, name in dataset.quads():
        graphs[name][s][p].append(o)
    pages = {n: facts for n, facts in graphs.items() if _typed(facts, SCHEMA.NewsArticle)}
    others = [facts for name, facts in graphs.items() if name not in pages]
    return [
        _Reader(facts, article, others).reading()
        for _, facts in sorted(pages.items(), key=lambda page: str(page[0]))
        for article in sorted(_typed(facts, SCHEMA.NewsArticle))
    ]


def _typed(facts: _Facts, kind: URIRef) -> list[Any]:
    return [node for node, said in facts.items() if kind in said.get(RDF.type, ())]


class _Reader:
    """Reads one article's graph; `others` are the graphs that hold no article."""

    def __init__(self, facts: _Facts, article: URIRef, others: list[_Facts]) -> None:
        self.facts = facts
        self.node = article
        self.others = others
        self.text = str(self._one(article, SCHEMA.articleBody))
        self.actors: dict[Any, Actor] = {}
        self.mentions: dict[Any, Mention] = {}

    def reading(self) -> Reading:
        """The reading, in its canonical form."""
        reports = {*_typed(self.facts, DUTA.EventMention), *_typed(self.facts, DUTA.Claim)}
        for node in _typed(self.facts, OA.Annotation):
            if node not in reports:
                actor = self._actor(self._one(node, OA.hasBody))
                self.mentions[node] = Mention(actor, self._words(node, OA.hasTarget))
        return canonical(
            Reading(
                article=self._article(),
                mentions=tuple(self.mentions.values()),
                events=tuple(map(self._event, _typed(self.facts, DUTA.EventMention))),
                claims=tuple(map(self._claim, _typed(self.facts, DUTA.Claim))),
            )
        )

    def _article(self) -> Article:
        return Article(
            iri=str(self.node),
            document=str(self._one(self.node, SCHEMA.identifier)),
            text=self.text,
            language=str(self._one(self.node, SCHEMA.inLanguage)),
            date=self._maybe(self.node, SCHEMA.datePublished),
            title=self._maybe(self.node, SCHEMA.headline),
            url=self._maybe(self.node, SCHEMA.url),
            publisher=self._maybe(self.node, SCHEMA.publisher),
        )

    def _actor(self, iri: URIRef) -> Actor:
        """An actor as this article describes it, else as the graph of actors does."""
        if iri not in self.actors:
            where = self.facts
            if RDF.type not in where[iri]:
                where = next((f for f in self.others if RDF.type in f.get(iri, ())), where)
            kinds = {_local(kind) for kind in where[iri][RDF.type] if kind.startswith(DUTA)}
            if not kinds:
                raise _missing(iri, RDF.type)
            self.actors[iri] = Actor(
                iri=str(iri),
                label=str(self._one(iri, RDFS.label)),
                kind=next(iter(kinds - {"Actor"}), "Actor"),
                side=_first(where[iri][DUTA.sideCode]),
                side_iri=_first(where[iri][DUTA.actsFor]),
                labels=tuple((text.language, str(text)) for text in where[iri][SKOS.prefLabel]),
            )
        return self.actors[iri]

    def _event(self, node: URIRef) -> Event:
        place = self._maybe(node, DUTA.placeMention)
        thing = self._maybe(node, DUTA.instrument)
        return Event(
            iri=str(self._one(node, OA.hasBody)),
            type=_local(self._one(node, DUTA.readAs)),
            agents=self._many(node, DUTA.agentMention),
            targets=self._many(node, DUTA.targetMention),
            sources=self._many(node, DUTA.sourceMention),
            status=self._status(node),
            quote=self._words(node, OA.hasTarget),
            trigger=self._slice(node, DUTA.triggerStart, DUTA.triggerEnd),
            sentence=self._slice(node, DUTA.sentenceStart, DUTA.sentenceEnd),
            rule=str(self._one(node, DUTA.rule)),
            confidence=float(self._one(node, DUTA.confidence)),
            date=self._maybe(node, DUTA.date) or self._maybe(node, DUTA.dateStart),
            date_end=self._maybe(node, DUTA.dateEnd),
            place=self._mention(URIRef(place)) if place else None,
            instrument=self._words(URIRef(thing), PROV.wasDerivedFrom) if thing else None,
            content=self._maybe(node, DUTA.content),
        )

    def _claim(self, node: URIRef) -> Claim:
        return Claim(
            event=str(self._one(node, OA.hasBody)),
            status=self._status(node),
            sources=self._many(node, DUTA.sourceMention),
            quote=self._words(node, OA.hasTarget),
        )

    def _status(self, node: URIRef) -> Status:
        name = _local(self._one(node, DUTA.status))
        try:
            return Status(name.lower())
        except ValueError as error:
            raise OutputError(f"<{node}>: there is no status {name}; build it again") from error

    def _many(self, node: URIRef, term: URIRef) -> tuple[Mention, ...]:
        return tuple(self._mention(mention) for mention in self.facts[node][term])

    def _mention(self, node: URIRef) -> Mention:
        if node not in self.mentions:
            raise _missing(node, OA.hasBody)
        return self.mentions[node]

    def _words(self, node: URIRef, term: URIRef) -> Span:
        """The words that a node points to, through the target's two selectors."""
        target = self._one(node, term)
        found = {
            p: values[0]
            for selector in self.facts[target][OA.hasSelector]
            for p, values in self.facts[selector].items()
        }
        for term in (OA.start, OA.end, OA.exact):
            if term not in found:
                raise _missing(target, term)
        return Span(int(found[OA.start]), int(found[OA.end]), str(found[OA.exact]))

    def _slice(self, node: URIRef, start: URIRef, end: URIRef) -> Span:
        first, last = int(self._one(node, start)), int(self._one(node, end))
        return Span(first, last, self.text[first:last])

    def _one(self, node: URIRef, term: URIRef) -> Any:
        values = self.facts[node][term]
        if not values:
            raise _missing(node, term)
        return values[0]

    def _maybe(self, node: URIRef, term: URIRef) -> str | None:
        return _first(self.facts[node][term])


def _local(iri: URIRef) -> str:
    return iri.removeprefix(DUTA)


def _first(values: list[Any]) -> str | None:
    return str(values[0]) if values else None


def _missing(node: URIRef, term: URIRef) -> OutputError:
    return OutputError(f"<{node}> lacks <{term}>: this is no graph of ours, or a part; build again")
