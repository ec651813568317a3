"""How much room everything takes, and where it stands: in pixels at the size of reading."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from kg.event import Status
from kg.gazetteer import Actor
from kg.ontology import Ontology
from kg.view import style
from kg.view.ids import actor_id, link_id, side_id
from kg.view.labels import in_language, wrapped
from kg.view.layers import WORDED, Layers, backbone
from kg.view.layout import around, positions
from kg.view.model import Link, Picture
from kg.view.room import Box, Tie

__all__ = ["Near", "far", "near", "size", "spokes"]

_LETTER = 7.2
"""The width of a letter as the page writes labels."""
_LINE = 15.0
_NAME = 16.0
"""The height of a name below its shape."""
_ROW = 20.0
"""How far apart lines between the same two actors lie, half way, with one line of words."""
_BUNDLE = 84.0
"""The width of the numbers on a bundle."""
_MOON = 13.0
"""How far an event of one actor lies from the actor's rim."""


def size(degree: int, most: int, kind: str) -> int:
    """Degree centrality as a radius: the area grows with the number of events."""
    wanted = 14 + 14 * math.sqrt(degree / max(most, 1))
    return round(wanted * style.SCALE.get(style.KINDS.get(kind, "dot"), 1.0))


@dataclass(frozen=True, slots=True)
class Near:
    """Where actors and events stand, by the ids of their nodes, and how far aside of the
    straight line each link runs half way, by its place in `Picture.links`.
    """

    at: dict[str, tuple[int, int]]
    aside: dict[int, float]


def near(picture: Picture, ontology: Ontology) -> Near:
    """Where actors and events stand."""
    texts = [_lines(link, picture, ontology) for link in picture.links]
    ids = {actor.iri: actor_id(place) for place, actor in enumerate(picture.actors)}
    most = max(picture.degrees.values(), default=1)
    reach = {
        ids[actor.iri]: size(picture.degrees[actor.iri], most, actor.kind)
        for actor in picture.actors
    }
    alone = {place: spokes(link)[0] for place, link in enumerate(picture.links) if link.alone}
    lonely = {ids[iri] for iri in alone.values()}
    boxes = {
        ids[actor.iri]: _box(
            _longest(actor.labels, actor.label), reach[ids[actor.iri]], ids[actor.iri] in lonely
        )
        for actor in picture.actors
    }
    between: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    ties = []
    for place, link in enumerate(picture.links):
        if link.edge:
            between[_pair(ids[link.agents[0]], ids[link.targets[0]])].append(place)
        elif not link.alone:
            node = link_id(place)
            boxes[node] = (_width(texts[place]) / 2 + 9, len(texts[place]) * _LINE / 2 + 6, 0.0)
            half = min(boxes[node][:2]) + boxes[node][0] / 2
            ties += [Tie(ids[iri], node, reach[ids[iri]] + half + 26) for iri in spokes(link)]
    aside: dict[int, float] = {}
    for (one, other), places in between.items():
        rows = [_ROW + (len(texts[place]) - 1) * _LINE for place in places]
        for place, end in zip(places, accumulate(rows), strict=True):
            aside[place] = end - (rows[0] + sum(rows)) / 2 - (len(texts[place]) - 1) * _LINE / 2
        width = max(_width(texts[place]) for place in places)
        length = reach[one] + reach[other] + 34 + width * (0.9 if len(places) > 1 else 0.55)
        ties.append(Tie(one, other, length, (width / 2 + 2, sum(rows) / 2), len(places)))
    for speech, content in picture.disputes:
        one, other = link_id(speech), link_id(content)
        ties.append(Tie(one, other, boxes[one][0] + boxes[other][0] + 22, firm=8.0))
    at = positions(boxes, ties)
    moons: defaultdict[str, list[str]] = defaultdict(list)
    for place, iri in alone.items():
        moons[ids[iri]].append(link_id(place))
    return Near({**at, **_moons(at, moons, ties, reach)}, aside)


def _moons(
    at: Mapping[str, tuple[int, int]],
    moons: Mapping[str, Sequence[str]],
    ties: Iterable[Tie],
    reach: Mapping[str, int],
) -> dict[str, tuple[int, int]]:
    """Where the events stand that have one actor: around it, out of the way of its lines."""
    ways: defaultdict[str, list[float]] = defaultdict(list)
    for tie in ties:
        for one, other in ((tie.one, tie.other), (tie.other, tie.one)):
            ways[one].append(math.atan2(at[other][1] - at[one][1], at[other][0] - at[one][0]))
    placed = {}
    for actor, events in moons.items():
        x, y = at[actor]
        far = reach[actor] + _MOON
        # Straight down is the name.
        angles = around([*ways[actor], math.pi / 2], len(events), 17 / far)
        for event, angle in zip(events, angles, strict=True):
            placed[event] = (round(x + far * math.cos(angle)), round(y + far * math.sin(angle)))
    return placed


def far(layers: Layers) -> dict[str, tuple[int, int]]:
    """Where sides stand, by the ids of their nodes."""
    ids = {side.key: side_id(place) for place, side in enumerate(layers.sides)}
    most = max((side.degree for side in layers.sides), default=1)
    reach = {ids[side.key]: size(side.degree, most, side.kind) for side in layers.sides}
    boxes = {
        ids[side.key]: _box(_longest(side.labels, side.label), reach[ids[side.key]], moons=False)
        for side in layers.sides
    }
    lines = backbone(layers.between_sides)
    width = _BUNDLE if len(lines) <= WORDED else 0.0
    ties = [
        Tie(ids[b.one], ids[b.other], reach[ids[b.one]] + reach[ids[b.other]] + 60 + width * 0.8,
            (width / 2, 10))
        for b in lines
    ]  # fmt: skip
    return dict(positions(boxes, ties))


def spokes(link: Link) -> list[str]:
    """The IRIs of all who take part, each once."""
    return list(dict.fromkeys((*link.agents, *link.voices, *link.targets)))


def _box(name: str, reach: int, moons: bool) -> Box:
    """The room of a shape with its name below, and of what circles it."""
    out = reach + (_MOON + 6 if moons else 0)
    lines = wrapped(name)
    half = max(out, _width(lines) / 2)
    low = reach + _NAME * len(lines) + 4
    return (half, (out + low) / 2, (low - out) / 2)


def _longest(labels: tuple[tuple[str, str], ...], otherwise: str) -> str:
    """The longest of the labels that a reader may choose."""
    return max((in_language(labels, one, otherwise) for one in ("en", "id")), key=len)


def _width(lines: Sequence[str]) -> float:
    return max(map(len, lines)) * _LETTER


def _lines(link: Link, picture: Picture, ontology: Ontology) -> list[str]:
    """About what the page writes on a link: the class, and for what is no fact, who says so."""
    lines = [_longest(ontology.classes[link.type].labels, link.type)]
    if len(link.happenings) > 1:
        lines[0] += " ×9"
    said: defaultdict[Status, set[Actor]] = defaultdict(set)
    for place in link.happenings:
        for report in picture.happenings[place].reports:
            said[report.status].update(mention.actor for mention in report.sources)
    if link.status is Status.ASSERTED:
        return lines
    for status in (Status.ALLEGED, Status.DENIED):
        if status in said and link.status in (Status.ALLEGED, Status.DENIED):
            several = len(said[status]) > 1
            names = [
                (several and one.side) or _longest(one.labels, one.label) for one in said[status]
            ]
            lines.append(f"{status}: {', '.join(names)}"[: style.LINE])
    return lines if len(lines) > 1 else [*lines, link.status.value]


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)
