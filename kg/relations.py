"""What depends on all articles: the direct relations of layer 3, and which articles tell one story.

An event yields a relation only if every report about it, in whatever article, asserts it.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from itertools import permutations, product

from pyoxigraph import NamedNode

from kg.event import Event, Mention, Reading, Status
from kg.gazetteer import Actor
from kg.ontology import Ontology
from kg.stories import story
from kg.terms import DUTA, PROV, RDF, SCHEMA, Triple

__all__ = ["asserted", "backing", "relations", "retold", "statement"]

_PLACE = "Place"


def asserted(readings: Iterable[Reading]) -> set[str]:
    """IRIs of the events about which there is no report but asserts them."""
    statuses: dict[str, set[Status]] = defaultdict(set)
    for reading in readings:
        for event in reading.events:
            statuses[event.iri].add(event.status)
        for claim in reading.claims:
            statuses[claim.event].add(claim.status)
    return {iri for iri, given in statuses.items() if given == {Status.ASSERTED}}


def backing(reading: Reading, ontology: Ontology) -> Iterator[tuple[str, str, str, str]]:
    """What the events of an article would back, were they certain: event, one, property, other."""
    places = {m.actor.iri for m in reading.mentions if m.actor.kind == _PLACE}
    for event in reading.events:
        kind = ontology.classes[event.type]
        if kind.relation is None:
            continue
        for one, other in _pairs(event, kind.symmetric):
            if one != other and places.isdisjoint((one, other)):
                for name in (kind.relation, *kind.implied):
                    yield event.iri, one, name, other


def relations(readings: Collection[Reading], ontology: Ontology, base: str) -> Iterator[Triple]:
    """Each direct relation, and a node that names the events behind it."""
    sure = asserted(readings)
    behind: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for reading in readings:
        for event, one, name, other in backing(reading, ontology):
            if event in sure:
                behind[one, name, other].add(event)
    for (one, name, other), events in behind.items():
        yield from statement(one, name, other, events, base)


def statement(
    one: str, name: str, other: str, events: Iterable[str], base: str
) -> Iterator[Triple]:
    """A direct relation, with the node that names the events behind it."""
    triple = NamedNode(one), DUTA[name], NamedNode(other)
    digest = hashlib.sha256(" ".join(term.value for term in triple).encode()).hexdigest()
    node = NamedNode(f"{base}relation/{digest[:16]}")
    yield triple
    yield node, RDF.type, RDF.Statement
    yield node, RDF.subject, triple[0]
    yield node, RDF.predicate, triple[1]
    yield node, RDF.object, triple[2]
    for event in events:
        yield node, PROV.wasDerivedFrom, NamedNode(event)


def retold(article: str, first: str, base: str) -> Iterator[Triple]:
    """That an article tells a story whose first article is given."""
    node = NamedNode(story(first, base))
    yield NamedNode(article), SCHEMA.exampleOfWork, node
    yield node, RDF.type, DUTA.Story


def _pairs(event: Event, symmetric: bool) -> Iterator[tuple[str, str]]:
    """Who is related to whom: the actors named, then the sides they act for."""
    pairs: Iterable[tuple[Actor, Actor]]
    agents = [m.actor for m in event.agents if _near(m, event)]
    targets = [m.actor for m in event.targets if _near(m, event)]
    if symmetric and event.content:  # agreed to do something to Y is not agreed with Y
        pairs = permutations(agents, 2)
    else:
        pairs = permutations(agents + targets, 2) if symmetric else product(agents, targets)
    for one, other in pairs:
        yield one.iri, other.iri
        yield _side(one), _side(other)


def _near(mention: Mention, event: Event) -> bool:
    """Whether the sentence that tells an event names, or points to, a party to it: whom only
    context supplies backs no relation.
    """
    return event.sentence.start <= mention.span.start < event.sentence.end


def _side(actor: Actor) -> str:
    return actor.side_iri or actor.iri
