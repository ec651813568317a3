"""What the picture shows: actors, events with all that is reported of them, and their links."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from kg.errors import KnowledgeError
from kg.event import Claim, Event, Mention, Reading, Span, Status
from kg.gazetteer import Actor
from kg.ontology import Ontology

__all__ = [
    "MAX_ACTORS", "MAX_LINKS", "Happening", "Link", "Picture", "Report", "parties", "picture",
]  # fmt: skip

MAX_ACTORS = 120
MAX_LINKS = 340
"""More than this can be neither drawn smoothly nor read: the network shows the busiest, the
timeline and the table all. Links may be nodes as well, and together they stay below the 500
nodes that networkx lays out without SciPy."""

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
    act is about, and the speech acts that are about this event. `disputed`: somebody denies it.
    """

    iri: str
    type: str
    agents: tuple[Actor, ...]
    targets: tuple[Actor, ...]
    status: Status
    reports: tuple[Report, ...]
    content: int | None
    about: tuple[int, ...]

    @property
    def disputed(self) -> bool:
        """Whether somebody says that it is not so."""
        return self.status is Status.DENIED


@dataclass(frozen=True, slots=True)
class Link:
    """Events of one class and status between the same actors: drawn as one.

    `edge` says whether it is an edge from `agents[0]` to `targets[0]`, or a node of its own;
    `mutual`, whether it goes from none of them to another. `alone`: a node beside the only one
    who takes part. `voices` are the sources of an event without any actor, so that it hangs on
    somebody. A disputed event and each speech act about it are links of their own, and nodes.
    """

    type: str
    status: Status
    agents: tuple[str, ...]
    targets: tuple[str, ...]
    voices: tuple[str, ...]
    mutual: bool
    edge: bool
    alone: bool
    happenings: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """All that is shown. `happenings` is every event; `actors` and `links` are those drawn.

    `degrees`: how many events each actor takes part in, by its IRI (or speaks of, where
    nobody takes part). `disputes`: places in `links`, a speech act and what it disputes or
    claims.
    """

    readings: tuple[Reading, ...]
    actors: tuple[Actor, ...]
    degrees: dict[str, int]
    happenings: tuple[Happening, ...]
    links: tuple[Link, ...]
    disputes: tuple[tuple[int, int], ...]


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
    degrees = _degrees(happenings)
    drawn = _busiest(happenings, degrees)
    links = _links(happenings, drawn, ontology)
    if len(links) > MAX_LINKS:
        ranked = sorted(range(len(links)), key=lambda place: -len(links[place].happenings))
        links = [links[place] for place in sorted(ranked[:MAX_LINKS])]
    known = {
        actor.iri: actor
        for link in links
        for place in link.happenings
        for actor in parties(happenings[place])
    }
    return Picture(
        readings=tuple(readings),
        actors=tuple(known.values()),
        degrees=dict(degrees),
        happenings=tuple(happenings),
        links=tuple(links),
        disputes=tuple(_disputes(happenings, links)),
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
    return _related(
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


def _related(happenings: Sequence[Happening]) -> list[Happening]:
    """The same events with `content` and `about` filled in."""
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
        replace(happening, content=contents[place], about=tuple(about[place]))
        for place, happening in enumerate(happenings)
    ]


def parties(happening: Happening) -> list[Actor]:
    """Who takes part; where nobody does, who speaks of it."""
    taking = [*happening.agents, *happening.targets] or [
        mention.actor for report in happening.reports for mention in report.sources
    ]
    return list({actor.iri: actor for actor in taking}.values())


def _degrees(happenings: Iterable[Happening]) -> Counter[str]:
    return Counter(actor.iri for happening in happenings for actor in parties(happening))


def _busiest(happenings: Sequence[Happening], degrees: Counter[str]) -> list[int]:
    """The events of which all actors are among those with most events."""
    ranked = sorted(degrees, key=lambda iri: (-degrees[iri], iri))
    chosen = set(ranked[:MAX_ACTORS])
    return [
        place
        for place, happening in enumerate(happenings)
        if chosen.issuperset(actor.iri for actor in parties(happening))
    ]


def _links(happenings: Sequence[Happening], drawn: Iterable[int], ontology: Ontology) -> list[Link]:
    groups: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
    for place in drawn:
        one = happenings[place]
        alone = place if _paired(one, happenings) else None
        groups[(one.type, one.status, alone, *_ends(one, ontology))].append(place)
    links = []
    for places in groups.values():
        first = happenings[places[0]]
        agents, targets, voices, mutual = _ends(first, ontology)
        pair = _paired(first, happenings)
        links.append(
            Link(
                type=first.type,
                status=first.status,
                agents=agents,
                targets=targets,
                voices=voices,
                mutual=mutual,
                edge=len(agents) == len(targets) == 1 and agents != targets and not pair,
                alone=len({*agents, *targets, *voices}) == 1 and not pair,
                happenings=tuple(places),
            )
        )
    return links


def _paired(happening: Happening, happenings: Sequence[Happening]) -> bool:
    """Whether it is disputed with words of its own about it, or such words."""
    if happening.disputed and happening.about:
        return True
    return happening.content is not None and happenings[happening.content].disputed


def _disputes(happenings: Sequence[Happening], links: Sequence[Link]) -> Iterable[tuple[int, int]]:
    drawn = {link.happenings[0]: place for place, link in enumerate(links) if not link.edge}
    for place, link in enumerate(links):
        content = happenings[link.happenings[0]].content
        if content in drawn and happenings[content].disputed and not link.edge:
            yield place, drawn[content]


def _ends(
    happening: Happening, ontology: Ontology
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], bool]:
    """Agents, targets and voices, and whether agents and targets are alike."""
    agents = tuple(actor.iri for actor in happening.agents)
    targets = tuple(actor.iri for actor in happening.targets)
    if not agents and not targets:
        return (), (), tuple(actor.iri for actor in parties(happening)), True
    mutual = ontology.classes[happening.type].symmetric or set(agents) == set(targets)
    if mutual or (len(agents) == 2 and not targets):
        # Who is named first in "A met B" means nothing: one order for both.
        both = tuple(sorted({*agents, *targets}))
        agents, targets = (both[:1], both[1:]) if len(both) == 2 else (both, ())
        mutual = True
    return agents, targets, (), mutual
