"""Distinct events, and who the parties to them are.

Coreferent mentions are one act here, in one article or in many; every count of the
analysis counts acts, never mentions.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Literal

from kg.errors import KnowledgeError
from kg.event import Event, Mention, Reading, Status
from kg.gazetteer import Actor
from kg.ontology import EventClass, Ontology

__all__ = ["Act", "Deed", "Level", "Party", "Voice", "acts", "deeds", "parties", "party"]

Level = Literal["side", "person"]
"""What a node is: a side that actors act for, or a person."""

_PERSON = "Person"
_PLACE = "Place"
_UNKNOWN = "Actor"
_STANDING = (Status.DENIED, Status.ALLEGED, Status.HYPOTHETICAL, Status.PLANNED, Status.ASSERTED)


@dataclass(frozen=True, slots=True, order=True)
class Party:
    """A node of the analysis: `key` is a side's code, or the IRI of an actor without one."""

    key: str
    label: str
    kind: str
    iri: str | None


@dataclass(frozen=True, slots=True)
class Voice:
    """Who says so, and how that voice puts it."""

    source: Actor
    status: Status


@dataclass(frozen=True, slots=True)
class Deed:
    """What one party does to another in an act; `mutual` if that other does it too."""

    agent: str
    target: str
    kind: EventClass
    mutual: bool


@dataclass(frozen=True, slots=True)
class Act:
    """A distinct event: all its mentions and claims taken together.

    `kind` is the most specific class that a mention gives it. `status` is its standing:
    asserted only where every report asserts it, as for a direct relation in the graph;
    else the most doubtful that any report gives: denied, alleged, hypothetical, planned.
    `mentions` have each their own class. `contents` are the events that it, as a speech
    act, is about. `reports` are its mentions and the claims about it, `articles` those of its
    mentions.
    """

    iri: str
    kind: EventClass
    status: Status
    agents: tuple[Actor, ...]
    targets: tuple[Actor, ...]
    mentions: tuple[tuple[EventClass, Event], ...]
    voices: tuple[Voice, ...]
    contents: tuple[str, ...]
    date: str | None
    articles: tuple[str, ...]
    reports: int


def acts(readings: Iterable[Reading], ontology: Ontology) -> tuple[Act, ...]:
    """The distinct events of the readings, by IRI.

    Raises:
        KnowledgeError: if an event's class is not in `ontology`.
    """
    mentions: defaultdict[str, list[Event]] = defaultdict(list)
    articles: defaultdict[str, set[str]] = defaultdict(set)
    voices: defaultdict[str, set[tuple[Actor, Status]]] = defaultdict(set)
    statuses: defaultdict[str, set[Status]] = defaultdict(set)
    claims: Counter[str] = Counter()
    for reading in readings:
        for event in reading.events:
            mentions[event.iri].append(event)
            articles[event.iri].add(reading.article.iri)
            statuses[event.iri].add(event.status)
            voices[event.iri].update((m.actor, event.status) for m in event.sources)
        for claim in reading.claims:
            claims[claim.event] += 1
            statuses[claim.event].add(claim.status)
            voices[claim.event].update((m.actor, claim.status) for m in claim.sources)
    return tuple(
        _act(iri, mentions[iri], claims[iri], articles[iri], statuses[iri], voices[iri], ontology)
        for iri in sorted(mentions)
    )


def _act(
    iri: str,
    mentions: Sequence[Event],
    claims: int,
    articles: set[str],
    statuses: set[Status],
    voices: set[tuple[Actor, Status]],
    ontology: Ontology,
) -> Act:
    types = {event.type for event in mentions}
    if unknown := types - ontology.classes.keys():
        raise KnowledgeError(
            f"event class {min(unknown)!r} ({iri}) is not in the ontology: "
            "build the graph again with this version"
        )
    told = [(ontology.classes[event.type], event) for event in mentions]
    return Act(
        iri=iri,
        kind=_most_specific(kind for kind, _ in told),
        status=next(s for s in _STANDING if s in statuses),
        agents=_actors(m for e in mentions for m in e.agents),
        targets=_actors(m for e in mentions for m in e.targets),
        mentions=tuple(told),
        voices=tuple(Voice(a, s) for a, s in sorted(voices, key=lambda v: (v[0].iri, v[1]))),
        contents=tuple(sorted({e.content for e in mentions if e.content})),
        date=max((e.date for e in mentions if e.date), key=lambda d: (len(d), d), default=None),
        articles=tuple(sorted(articles)),
        reports=len(mentions) + claims,
    )


def _most_specific(kinds: Iterable[EventClass]) -> EventClass:
    return min(kinds, key=lambda kind: (-len(kind.ancestors), kind.name))


def _actors(mentions: Iterable[Mention]) -> tuple[Actor, ...]:
    found: dict[str, Actor] = {}
    for mention in mentions:
        known = found.get(mention.actor.iri)
        if known is None or mention.actor.label < known.label:
            found[mention.actor.iri] = mention.actor
    return tuple(found[iri] for iri in sorted(found))


def party(actor: Actor, level: Level) -> str | None:
    """The key of the node that an actor counts for, None if it counts for none.

    Over sides, an actor counts for the side it acts for. An organisation without a side
    is one of its own; whoever else has no known side, or a place, is none. Over persons,
    only persons count.
    """
    if level == "person":
        return actor.iri if actor.kind == _PERSON else None
    if actor.side:
        return actor.side
    return None if actor.kind in {_PERSON, _PLACE, _UNKNOWN} else actor.iri


def parties(readings: Iterable[Reading], level: Level) -> dict[str, Party]:
    """Every party that the readings name, by key, with the best label they give."""
    found: defaultdict[str, set[Actor]] = defaultdict(set)
    for reading in readings:
        for actor in _named(reading):
            if key := party(actor, level):
                found[key].add(actor)
    return {key: _party(key, found[key]) for key in sorted(found)}


def _named(reading: Reading) -> Iterable[Actor]:
    yield from (m.actor for m in reading.mentions)
    for event in reading.events:
        yield from (m.actor for m in (*event.agents, *event.targets, *event.sources))
    for claim in reading.claims:
        yield from (m.actor for m in claim.sources)


def _party(key: str, actors: set[Actor]) -> Party:
    # A side's own name is its label; one who only acts for it lends the code, not a name.
    ordered = sorted(actors, key=lambda a: (a.iri, a.label, a.kind))
    own = next((a for a in ordered if a.iri in {key, a.side_iri}), None)
    iri = own.iri if own else next((a.side_iri for a in ordered if a.side_iri), None)
    if own is None:
        return Party(key, key, "", iri)
    return Party(key, dict(own.labels).get("en", own.label), own.kind, iri)


def deeds(act: Act, level: Level) -> tuple[Deed, ...]:
    """Who acts on whom, each pair of distinct parties once, sorted.

    Taken mention by mention, as the graph's direct relations are: a pair's class is the
    most specific that a mention of that pair gives. A symmetric act (a meeting) is mutual
    between all its parties, agents and targets alike, the lesser key standing first.
    """
    found: defaultdict[tuple[str, str, bool], set[EventClass]] = defaultdict(set)
    for kind, mention in act.mentions:
        agents = {k for m in mention.agents if (k := party(m.actor, level))}
        targets = {k for m in mention.targets if (k := party(m.actor, level))}
        if kind.symmetric:
            # As in layer 3: agreed to do something to Y is not agreed with Y.
            parties = agents if mention.content else agents | targets
            for one, other in combinations(sorted(parties), 2):
                found[one, other, True].add(kind)
        else:
            for one, other in product(agents, targets):
                if one != other:
                    found[one, other, False].add(kind)
    return tuple(
        Deed(agent, target, _most_specific(found[agent, target, mutual]), mutual)
        for agent, target, mutual in sorted(found)
    )
