"""What the picture shows: actors, events with all that is reported of them, and their links."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.errors import KnowledgeError
from kg.event import Claim, Event, Mention, Reading, Span, Status
from kg.gazetteer import Actor
from kg.ontology import Ontology

__all__ = ["MAX_ACTORS", "MAX_LINKS", "Happening", "Link", "Picture", "Report", "picture"]

MAX_ACTORS = 120
MAX_LINKS = 340
"""More than this can be neither drawn smoothly nor read: the busiest are kept. Links may be
nodes as well, and together they stay below the 500 nodes that networkx lays out without SciPy."""

_WEAKEST_FIRST = (
    Status.DENIED,
    Status.ALLEGED,
    Status.HYPOTHETICAL,
    Status.PLANNED,
    Status.ASSERTED,
)


@dataclass(frozen=True, slots=True)
class Report:
    """One place in one article that tells of an event.

    `said` is None for a claim about an event whose own words are elsewhere.
    """

    reading: int
    status: Status
    sources: tuple[Mention, ...]
    quote: Span
    sentence: Span
    said: Event | None


@dataclass(frozen=True, slots=True)
class Happening:
    """An event, with every report of it; `status` is the weakest that a report gives it.

    `content` and `about` are positions in `Picture.happenings`: the event that this speech
    act is about, and the speech acts that are about this event.
    """

    iri: str
    type: str
    agents: tuple[Actor, ...]
    targets: tuple[Actor, ...]
    status: Status
    reports: tuple[Report, ...]
    content: int | None
    about: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """Events of one class and status between the same actors: drawn as one.

    `edge` says whether it is an edge from `agents[0]` to `targets[0]`, or a node of its own.
    `voices` are the sources of an event without any actor, so that it hangs on somebody.
    """

    type: str
    status: Status
    agents: tuple[str, ...]
    targets: tuple[str, ...]
    voices: tuple[str, ...]
    edge: bool
    happenings: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """All that is shown. `degrees`: how many events each actor takes part in, by its IRI
    (or speaks of, where nobody takes part); `total`: how many events were read, shown or not.
    """

    readings: tuple[Reading, ...]
    actors: tuple[Actor, ...]
    degrees: dict[str, int]
    happenings: tuple[Happening, ...]
    links: tuple[Link, ...]
    total: int


def picture(readings: Sequence[Reading], ontology: Ontology) -> Picture:
    """Arrange the events of `readings` for drawing; the same input gives the same picture.

    Where there are more actors or links than one can look at, those with most events stay.

    Raises:
        KnowledgeError: if an event has a class that `ontology` lacks.
    """
    for event in (event for reading in readings for event in reading.events):
        if event.type not in ontology.classes:
            raise KnowledgeError(f"{event.type}: no such event class; read the articles anew")
    happenings = _happenings(readings)
    total = len(happenings)
    kept = _busiest(happenings)
    links = _links(kept, ontology)
    if len(links) > MAX_LINKS:
        largest = sorted(links, key=lambda link: -len(link.happenings))[:MAX_LINKS]
        shown = {place for link in largest for place in link.happenings}
        kept = _relinked([h for place, h in enumerate(kept) if place in shown])
        links = _links(kept, ontology)
    degrees = _degrees(kept)
    known = {actor.iri: actor for happening in kept for actor in _parties(happening)}
    return Picture(
        readings=tuple(readings),
        actors=tuple(known.values()),
        degrees=dict(degrees),
        happenings=tuple(kept),
        links=tuple(links),
        total=total,
    )


def _happenings(readings: Sequence[Reading]) -> list[Happening]:
    events: defaultdict[str, list[Event]] = defaultdict(list)
    reports: defaultdict[str, list[Report]] = defaultdict(list)
    claims: list[tuple[int, Claim]] = []
    for index, reading in enumerate(readings):
        for event in sorted(reading.events, key=lambda event: (event.quote, event.iri)):
            events[event.iri].append(event)
            reports[event.iri].append(
                Report(index, event.status, event.sources, event.quote, event.sentence, event)
            )
        claims += [(index, claim) for claim in reading.claims]
    for index, claim in claims:
        if claim.event in events:
            sentence = _around(claim.quote, readings[index].events)
            reports[claim.event].append(
                Report(index, claim.status, claim.sources, claim.quote, sentence, None)
            )
    return _relinked(
        [
            Happening(
                iri=iri,
                type=told[0].type,
                agents=_fullest(event.agents for event in told),
                targets=_fullest(event.targets for event in told),
                status=_weakest(report.status for report in reports[iri]),
                reports=tuple(reports[iri]),
                content=None,
                about=(),
            )
            for iri, told in events.items()
        ]
    )


def _around(quote: Span, events: Iterable[Event]) -> Span:
    """The sentence that holds the quote, if an event was read there, else the quote itself."""
    holding = (
        event.sentence
        for event in events
        if event.sentence.start <= quote.start and quote.end <= event.sentence.end
    )
    return next(holding, quote)


def _fullest(roles: Iterable[tuple[Mention, ...]]) -> tuple[Actor, ...]:
    mentions = max(roles, key=len)
    return tuple({mention.actor.iri: mention.actor for mention in mentions}.values())


def _weakest(statuses: Iterable[Status]) -> Status:
    given = set(statuses)
    return next(status for status in _WEAKEST_FIRST if status in given)


def _relinked(happenings: Sequence[Happening]) -> list[Happening]:
    """The same events with `content` and `about` counted anew."""
    places = {happening.iri: place for place, happening in enumerate(happenings)}
    contents: list[int | None] = []
    about: defaultdict[int, list[int]] = defaultdict(list)
    for place, happening in enumerate(happenings):
        named = (r.said.content for r in happening.reports if r.said and r.said.content)
        content = next((places[iri] for iri in named if iri in places), None)
        contents.append(content)
        if content is not None:
            about[content].append(place)
    return [
        Happening(
            iri=happening.iri,
            type=happening.type,
            agents=happening.agents,
            targets=happening.targets,
            status=happening.status,
            reports=happening.reports,
            content=contents[place],
            about=tuple(about[place]),
        )
        for place, happening in enumerate(happenings)
    ]


def _parties(happening: Happening) -> list[Actor]:
    """Who takes part; where nobody does, who speaks of it."""
    parties = [*happening.agents, *happening.targets] or [
        mention.actor for report in happening.reports for mention in report.sources
    ]
    return list({actor.iri: actor for actor in parties}.values())


def _degrees(happenings: Iterable[Happening]) -> Counter[str]:
    return Counter(actor.iri for happening in happenings for actor in _parties(happening))


def _busiest(happenings: list[Happening]) -> list[Happening]:
    degrees = _degrees(happenings)
    if len(degrees) <= MAX_ACTORS:
        return happenings
    ranked = sorted(degrees, key=lambda iri: (-degrees[iri], iri))
    chosen = set(ranked[:MAX_ACTORS])
    return _relinked(
        [h for h in happenings if chosen.issuperset(actor.iri for actor in _parties(h))]
    )


def _links(happenings: Sequence[Happening], ontology: Ontology) -> list[Link]:
    groups: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
    for place, happening in enumerate(happenings):
        groups[(happening.type, happening.status, *_ends(happening, ontology))].append(place)
    links = []
    for places in groups.values():
        first = happenings[places[0]]
        agents, targets, voices = _ends(first, ontology)
        edge = len(agents) == len(targets) == 1 and agents != targets
        links.append(Link(first.type, first.status, agents, targets, voices, edge, tuple(places)))
    return links


def _ends(
    happening: Happening, ontology: Ontology
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    agents = tuple(actor.iri for actor in happening.agents)
    targets = tuple(actor.iri for actor in happening.targets)
    if ontology.classes[happening.type].symmetric:
        # Who is named first in "A met B" means nothing: one order for both.
        both = tuple(sorted({*agents, *targets}))
        agents, targets = (both[:1], both[1:]) if len(both) == 2 else (both, ())
    if agents or targets:
        return agents, targets, ()
    return (), (), tuple(actor.iri for actor in _parties(happening))
