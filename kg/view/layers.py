"""The picture from farther off: sides, and actors, with all between two of them in one line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import TYPE_CHECKING

from kg.analysis.network import edges
from kg.analysis.network import network as network_of_sides
from kg.analysis.structure import communities
from kg.gazetteer import Actor
from kg.ontology import Ontology
from kg.view.model import MAX_ACTORS, Happening, Picture

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["LINES", "WORDED", "Bundle", "Layers", "Side", "backbone", "layers"]

LINES = 80
"""More bundles than this hide each other: the page draws the largest, and all of whom is chosen."""


WORDED = 45
"""From so many on, a layout makes no room for the numbers on them: they are written where there
is room."""


@dataclass(frozen=True, slots=True)
class Side:
    """A side that actors act for, or an organisation that is one of its own.

    `degree`: how many events it takes part in. `community`: its place among the groups of
    sides that cooperate, the largest first; None where it is in no group.
    """

    key: str
    label: str
    labels: tuple[tuple[str, str], ...]
    kind: str
    degree: int
    community: int | None


@dataclass(frozen=True, slots=True)
class Bundle:
    """All that happens between two nodes: drawn as one line.

    `happenings` are places in `Picture.happenings`, each with the way it goes: 1 from `one`
    to `other`, -1 back, 0 for both alike.
    """

    one: str
    other: str
    happenings: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Layers:
    """Sides, those with most events first, and the bundles between sides and between actors."""

    sides: tuple[Side, ...]
    between_sides: tuple[Bundle, ...]
    between_actors: tuple[Bundle, ...]


def layers(picture: Picture, ontology: Ontology) -> Layers:
    """What `picture` shows from farther off; the same input gives the same output."""
    graph = network_of_sides(picture.readings, ontology)
    sides = _sides(picture, graph)
    return Layers(sides, _between_sides(picture, sides, graph), _between_actors(picture, ontology))


def _sides(picture: Picture, graph: nx.MultiDiGraph[str]) -> tuple[Side, ...]:
    groups = enumerate(communities(graph).groups)
    community = {key: place for place, group in groups for key in group}
    own = {actor.side or actor.iri: actor for actor in _named(picture) if _is_side(actor)}
    found = [
        Side(
            key=key,
            label=node["label"],
            labels=own[key].labels if key in own else (),
            kind=node["kind"],
            degree=node["events"],
            community=community.get(key),
        )
        for key, node in graph.nodes(data=True)
        if node["events"]
    ]
    return tuple(sorted(found, key=lambda side: (-side.degree, side.key))[:MAX_ACTORS])


def _named(picture: Picture) -> Iterable[Actor]:
    """Everybody named, by IRI backwards, so that the first of several is taken."""
    found = {
        mention.actor.iri: mention.actor
        for reading in picture.readings
        for event in reading.events
        for mention in (*event.agents, *event.targets, *event.sources)
    }
    mentioned = {m.actor.iri: m.actor for reading in picture.readings for m in reading.mentions}
    return (actor for _, actor in sorted({**mentioned, **found}.items(), reverse=True))


def _is_side(actor: Actor) -> bool:
    return actor.side is None or actor.side_iri == actor.iri


def _between_sides(
    picture: Picture, drawn: Iterable[Side], graph: nx.MultiDiGraph[str]
) -> tuple[Bundle, ...]:
    places = {happening.iri: place for place, happening in enumerate(picture.happenings)}
    deeds = (
        (source, target, places[event], data["mutual"])
        for source, target, event, data in edges(graph)
    )
    return _bundles(deeds, {side.key: place for place, side in enumerate(drawn)})


def _between_actors(picture: Picture, ontology: Ontology) -> tuple[Bundle, ...]:
    deeds = (
        (one, other, place, mutual)
        for place, happening in enumerate(picture.happenings)
        for one, other, mutual in _deeds(happening, ontology)
    )
    return _bundles(deeds, {actor.iri: place for place, actor in enumerate(picture.actors)})


def _deeds(happening: Happening, ontology: Ontology) -> Iterable[tuple[str, str, bool]]:
    """Who acts on whom, as `kg.analysis.deeds` has it of sides."""
    agents = {actor.iri for actor in happening.agents}
    targets = {actor.iri for actor in happening.targets}
    if ontology.classes[happening.type].symmetric:
        # Agreed to do something to Y is not agreed with Y.
        both = agents if happening.content is not None else agents | targets
        return ((one, other, True) for one, other in combinations(sorted(both), 2))
    return ((one, other, False) for one, other in product(sorted(agents), sorted(targets)))


def _bundles(
    deeds: Iterable[tuple[str, str, int, bool]], order: Mapping[str, int]
) -> tuple[Bundle, ...]:
    found: defaultdict[tuple[str, str], set[tuple[int, int]]] = defaultdict(set)
    for source, target, place, mutual in deeds:
        if source == target or source not in order or target not in order:
            continue
        ahead = order[source] < order[target]
        pair = (source, target) if ahead else (target, source)
        found[pair].add((place, 0 if mutual else 1 if ahead else -1))
    ranked = sorted(found, key=lambda pair: (order[pair[0]], order[pair[1]]))
    return tuple(Bundle(*pair, tuple(sorted(found[pair]))) for pair in ranked)


def backbone(bundles: Sequence[Bundle]) -> list[Bundle]:
    """The largest of these bundles, and of each node the largest: what a layout should show."""
    ranked = sorted(bundles, key=lambda bundle: -len(bundle.happenings))
    kept, met = ranked[:LINES], set[str]()
    met.update(end for bundle in kept for end in (bundle.one, bundle.other))
    for bundle in ranked[LINES:]:
        if not met.issuperset((bundle.one, bundle.other)):
            kept.append(bundle)
            met.update((bundle.one, bundle.other))
    return kept
