"""RDF -> readings: the inverse of `kg.graph.build`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from pyoxigraph import NamedNode, Quad

from kg.article import Article
from kg.errors import OutputError
from kg.event import Claim, Event, Mention, Reading, Span, Status, canonical
from kg.gazetteer import Actor
from kg.terms import DUTA, OA, PROV, RDF, RDFS, SCHEMA, SKOS

__all__ = ["readings"]

_DUTA = str(DUTA)

_Facts = dict[Any, dict[Any, list[Any]]]
"""Subject -> predicate -> objects."""


def readings(quads: Iterable[Quad]) -> list[Reading]:
    """What was read in each article of a graph, in the order of the articles' IRIs.

    Raises:
        OutputError: if the graph lacks what `kg.graph.build` writes.
    """
    graphs: dict[Any, _Facts] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    for quad in quads:
        if isinstance(quad.graph_name, NamedNode):  # the default graph may be their union
            graphs[quad.graph_name][quad.subject][quad.predicate].append(quad.object)
    pages = {n: facts for n, facts in graphs.items() if _typed(facts, SCHEMA.NewsArticle)}
    others = [facts for name, facts in graphs.items() if name not in pages]
    return [
        _Reader(facts, article, others).reading()
        for _, facts in sorted(pages.items(), key=lambda page: page[0].value)
        for article in sorted(_typed(facts, SCHEMA.NewsArticle), key=str)
    ]


def _typed(facts: _Facts, kind: NamedNode) -> list[Any]:
    return [node for node, said in facts.items() if kind in said.get(RDF.type, ())]


class _Reader:
    """Reads one article's graph; `others` are the graphs that hold no article."""

    def __init__(self, facts: _Facts, article: NamedNode, others: list[_Facts]) -> None:
        self.facts = facts
        self.node = article
        self.others = others
        self.text = self._one(article, SCHEMA.articleBody).value
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
            iri=self.node.value,
            document=self._one(self.node, SCHEMA.identifier).value,
            text=self.text,
            language=self._one(self.node, SCHEMA.inLanguage).value,
            date=self._maybe(self.node, SCHEMA.datePublished),
            title=self._maybe(self.node, SCHEMA.headline),
            url=self._maybe(self.node, SCHEMA.url),
            publisher=self._maybe(self.node, SCHEMA.publisher),
        )

    def _actor(self, iri: NamedNode) -> Actor:
        """An actor as this article describes it, else as the graph of actors does."""
        if iri not in self.actors:
            where = self.facts
            if RDF.type not in where[iri]:
                where = next((f for f in self.others if RDF.type in f.get(iri, ())), where)
            kinds = {_local(kind) for kind in where[iri][RDF.type] if kind.value.startswith(_DUTA)}
            if not kinds:
                raise _missing(iri, RDF.type)
            self.actors[iri] = Actor(
                iri=iri.value,
                label=self._one(iri, RDFS.label).value,
                kind=next(iter(kinds - {"Actor"}), "Actor"),
                side=_first(where[iri][DUTA.sideCode]),
                side_iri=_first(where[iri][DUTA.actsFor]),
                labels=tuple((text.language, text.value) for text in where[iri][SKOS.prefLabel]),
            )
        return self.actors[iri]

    def _event(self, node: NamedNode) -> Event:
        place = self._maybe(node, DUTA.placeMention)
        thing = self._maybe(node, DUTA.instrument)
        return Event(
            iri=self._one(node, OA.hasBody).value,
            type=_local(self._one(node, DUTA.readAs)),
            agents=self._many(node, DUTA.agentMention),
            targets=self._many(node, DUTA.targetMention),
            sources=self._many(node, DUTA.sourceMention),
            status=self._status(node),
            quote=self._words(node, OA.hasTarget),
            trigger=self._slice(node, DUTA.triggerStart, DUTA.triggerEnd),
            sentence=self._slice(node, DUTA.sentenceStart, DUTA.sentenceEnd),
            rule=self._one(node, DUTA.rule).value,
            confidence=float(self._one(node, DUTA.confidence).value),
            date=self._maybe(node, DUTA.date) or self._maybe(node, DUTA.dateStart),
            date_end=self._maybe(node, DUTA.dateEnd),
            place=self._mention(NamedNode(place)) if place else None,
            instrument=self._words(NamedNode(thing), PROV.wasDerivedFrom) if thing else None,
            content=self._maybe(node, DUTA.content),
        )

    def _claim(self, node: NamedNode) -> Claim:
        return Claim(
            event=self._one(node, OA.hasBody).value,
            status=self._status(node),
            sources=self._many(node, DUTA.sourceMention),
            quote=self._words(node, OA.hasTarget),
        )

    def _status(self, node: NamedNode) -> Status:
        name = _local(self._one(node, DUTA.status))
        try:
            return Status(name.lower())
        except ValueError as error:
            raise OutputError(f"{node}: there is no status {name}; build it again") from error

    def _many(self, node: NamedNode, term: NamedNode) -> tuple[Mention, ...]:
        return tuple(self._mention(mention) for mention in self.facts[node][term])

    def _mention(self, node: NamedNode) -> Mention:
        if node not in self.mentions:
            raise _missing(node, OA.hasBody)
        return self.mentions[node]

    def _words(self, node: NamedNode, term: NamedNode) -> Span:
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
        return Span(int(found[OA.start].value), int(found[OA.end].value), found[OA.exact].value)

    def _slice(self, node: NamedNode, start: NamedNode, end: NamedNode) -> Span:
        first, last = int(self._one(node, start).value), int(self._one(node, end).value)
        return Span(first, last, self.text[first:last])

    def _one(self, node: NamedNode, term: NamedNode) -> Any:
        values = self.facts[node][term]
        if not values:
            raise _missing(node, term)
        return values[0]

    def _maybe(self, node: NamedNode, term: NamedNode) -> str | None:
        return _first(self.facts[node][term])


def _local(iri: NamedNode) -> str:
    return iri.value.removeprefix(_DUTA)


def _first(values: list[Any]) -> str | None:
    return values[0].value if values else None


def _missing(node: NamedNode, term: NamedNode) -> OutputError:
    return OutputError(f"{node} lacks {term}: this is no graph of ours, or a part; build again")
