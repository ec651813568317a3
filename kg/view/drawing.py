"""The picture as a pyvis network."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg.event import Status
from kg.gazetteer import Actor
from kg.ontology import Ontology
from kg.view import style
from kg.view.labels import in_language
from kg.view.layers import WORDED, Bundle, Layers, backbone
from kg.view.layout import positions
from kg.view.model import Link, Picture
from kg.view.room import Box, Tie

if TYPE_CHECKING:
    from pyvis.network import Network

__all__ = ["actor_id", "bundle_id", "dispute_id", "link_id", "network", "side_id"]

_LETTER = 9.0
_LINE = 24.0
_BUNDLE = 90.0
"""The width of the numbers on a bundle."""
_FONT = "system-ui,sans-serif"  # no space: pyvis drops them from its options
_OPTIONS = {
    "physics": {
        "enabled": False,
        "solver": "forceAtlas2Based",
        "forceAtlas2Based": {
            "gravitationalConstant": -90,
            "springLength": 170,
            "springConstant": 0.05,
            "avoidOverlap": 0.6,
        },
        "stabilization": {"enabled": False},
    },
    "interaction": {"hover": True, "tooltipDelay": 250, "multiselect": False},
    "nodes": {"font": {"face": _FONT, "size": 20}, "borderWidth": 2},
    "edges": {
        "font": {"face": _FONT, "size": 16, "strokeWidth": 5},
        "arrows": {"to": {"scaleFactor": 0.7}},
        "arrowStrikethrough": False,
        "selectionWidth": 1.5,
        "hoverWidth": 0.8,
    },
    "layout": {"improvedLayout": False},
}


_DISPUTE = {"dashes": [2, 4], "width": 2, "color": style.OTHER_SIDE}


def actor_id(place: int) -> str:
    """The node of the actor at this place in `Picture.actors`."""
    return f"a{place}"


def link_id(place: int) -> str:
    """The edge or node of the link at this place in `Picture.links`."""
    return f"e{place}"


def side_id(place: int) -> str:
    """The node of the side at this place in `kg.view.layers.Layers.sides`."""
    return f"s{place}"


def bundle_id(place: int, *, sides: bool) -> str:
    """The edge of the bundle at this place between sides, or between actors."""
    return f"{'t' if sides else 'b'}{place}"


def dispute_id(place: int) -> str:
    """The edge of the dispute at this place in `Picture.disputes`."""
    return f"d{place}"


def network(picture: Picture, layers: Layers, ontology: Ontology, language: str) -> Network:
    """Nodes, edges and options, in light colours and with labels in `language`.

    All layers in one network, each with places of its own; the page shows one at a time, and
    changes labels and colours to suit its reader.
    """
    from pyvis.network import Network

    drawn = Network(directed=True, cdn_resources="in_line")
    drawn.set_options(json.dumps(_OPTIONS))
    ids = {actor.iri: actor_id(place) for place, actor in enumerate(picture.actors)}
    texts = {
        link_id(place): in_language(ontology.classes[link.type].labels, language, link.type)
        for place, link in enumerate(picture.links)
    }
    scene = _Scene(drawn, ids, _positions(picture, ids, ontology))
    for actor in picture.actors:
        _add_actor(scene, actor, _size(picture, actor), language)
    bows = _bows(scene, picture.links)
    for place, link in enumerate(picture.links):
        kind = ontology.classes[link.type]
        look = {
            "color": style.EDGE_TONES["light"][style.tone(kind.weight)],
            "dashes": list(style.DASHES[link.status]) or False,
            "width": round(min(2 + 0.6 * math.log2(len(link.happenings)), 5.0), 1),
        }
        arrow = "" if kind.symmetric else "to"
        name = link_id(place)
        if link.edge:
            _add_edge(scene, link, name, texts[name], arrow, bows[place], look)
        else:
            _add_star(scene, link, name, texts[name], arrow, look)
    for number, (speech, content) in enumerate(picture.disputes):
        straight = {"enabled": False}
        ends = link_id(speech), link_id(content)
        drawn.add_edge(*ends, id=dispute_id(number), arrows="to", smooth=straight, **_DISPUTE)
    _add_bundles(scene, layers.between_actors, scene.ids, sides=False)
    _add_sides(drawn, layers, language)
    return drawn


@dataclass(frozen=True, slots=True)
class _Scene:
    drawn: Network
    ids: dict[str, str]
    at: dict[str, tuple[int, int]]


def _size(picture: Picture, actor: Actor) -> int:
    return _sized(picture.degrees[actor.iri], max(picture.degrees.values()), actor.kind)


def _sized(degree: int, most: int, kind: str) -> int:
    """Degree centrality as a size: the area grows with the number of events."""
    size = 20 + 22 * math.sqrt(degree / most)
    return round(size * style.SCALE.get(style.KINDS.get(kind, "dot"), 1.0))


def _add_sides(drawn: Network, layers: Layers, language: str) -> None:
    ids = {side.key: side_id(place) for place, side in enumerate(layers.sides)}
    most = max((side.degree for side in layers.sides), default=1)
    sizes = {side.key: _sized(side.degree, most, side.kind) for side in layers.sides}
    boxes: dict[str, Box] = {}
    for side in layers.sides:
        text = len(_longest(side.labels, side.label))
        boxes[ids[side.key]] = (max(sizes[side.key], text * _LETTER / 2), sizes[side.key] + 24)
    lines = backbone(layers.between_sides)
    width = _BUNDLE if len(lines) <= WORDED else 0.0
    ties = [
        Tie(ids[b.one], ids[b.other], sizes[b.one] + sizes[b.other] + 80 + width, (width / 2, 12))
        for b in lines
    ]
    at = positions(boxes, ties)
    for side in layers.sides:
        node = ids[side.key]
        shape = style.KINDS.get(side.kind, "dot")
        drawn.add_node(
            node,
            label=in_language(side.labels, language, side.label),
            shape=shape,
            color=style.OTHER_SIDE,
            size=sizes[side.key],
            x=at[node][0],
            y=at[node][1],
        )
    _add_bundles(_Scene(drawn, ids, at), layers.between_sides, ids, sides=True)


def _add_bundles(
    scene: _Scene, bundles: tuple[Bundle, ...], ids: dict[str, str], *, sides: bool
) -> None:
    for place, bundle in enumerate(bundles):
        scene.drawn.add_edge(
            ids[bundle.one],
            ids[bundle.other],
            id=bundle_id(place, sides=sides),
            label=str(len(bundle.happenings)),
            width=round(min(2 + 0.9 * math.log2(len(bundle.happenings)), 8.0), 1),
            color=style.OTHER_SIDE,
            smooth={"enabled": False},
        )


def _positions(
    picture: Picture, ids: dict[str, str], ontology: Ontology
) -> dict[str, tuple[int, int]]:
    texts = {
        link_id(place): _longest(ontology.classes[link.type].labels, link.type)
        for place, link in enumerate(picture.links)
    }
    boxes: dict[str, Box] = {}
    for actor in picture.actors:
        size = _size(picture, actor)
        text = len(_longest(actor.labels, actor.label))
        boxes[ids[actor.iri]] = (max(size, text * _LETTER / 2), size + 24)
    reach = {ids[actor.iri]: _size(picture, actor) for actor in picture.actors}
    between: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for place, link in enumerate(picture.links):
        if link.edge:
            pair = _pair(ids[link.agents[0]], ids[link.targets[0]])
            between[pair].append(_worded(texts[link_id(place)], link, picture))
    ties = []
    for (one, other), words in between.items():
        width = max(map(len, words)) * _LETTER * 0.8
        room = (width / 2, len(words) * _LINE / 2)
        length = reach[one] + reach[other] + 100 + width * (0.9 if len(words) > 1 else 0.7)
        ties.append(Tie(one, other, length, room, len(words)))
    for place, link in enumerate(picture.links):
        if link.edge:
            continue
        node = link_id(place)
        half = len(_worded(texts[node], link, picture)) * _LETTER * 0.8 / 2 + 10
        boxes[node] = (half, 18)
        for iri in sorted({*link.agents, *link.targets, *link.voices}):
            ties.append(Tie(ids[iri], node, reach[ids[iri]] + half + 40))
    for speech, content in picture.disputes:
        one, other = link_id(speech), link_id(content)
        ties.append(Tie(one, other, boxes[one][0] + boxes[other][0] + 30))
    return positions(boxes, ties)


def _longest(labels: tuple[tuple[str, str], ...], otherwise: str) -> str:
    """The longest of the labels that a reader may choose."""
    return max((in_language(labels, one, otherwise) for one in ("en", "id")), key=len)


def _worded(text: str, link: Link, picture: Picture) -> str:
    """About as long as what the page writes on a link."""
    if link.status is Status.ASSERTED:
        return text
    reports = (r for place in link.happenings for r in picture.happenings[place].reports)
    sources = {mention.actor for report in reports for mention in report.sources}
    if link.status is not Status.ALLEGED or len(sources) != 1:
        return f"{text} ({link.status})"
    (source,) = sources
    return f"{text} ({link.status}: {_longest(source.labels, source.label)})"


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def _add_actor(scene: _Scene, actor: Actor, size: int, language: str) -> None:
    node = scene.ids[actor.iri]
    x, y = scene.at[node]
    scene.drawn.add_node(
        node,
        label=in_language(actor.labels, language, actor.label),
        shape=style.KINDS.get(actor.kind, "dot"),
        color=style.OTHER_SIDE,
        size=size,
        shapeProperties={"borderDashes": False if actor.kind in style.KINDS else [4, 3]},
        x=x,
        y=y,
    )


def _add_edge(
    scene: _Scene, link: Link, name: str, text: str, arrow: str, bow: _Bow, look: dict[str, Any]
) -> None:
    smooth = {
        "enabled": bow.bend != 0,
        "type": "curvedCW" if bow.bend >= 0 else "curvedCCW",
        "roundness": abs(bow.bend),
    }
    scene.drawn.add_edge(
        scene.ids[link.agents[0]],
        scene.ids[link.targets[0]],
        id=name,
        label=text,
        font={"align": "middle" if bow.along else "horizontal"},
        arrows=arrow,
        smooth=smooth,
        **look,
    )


def _add_star(
    scene: _Scene, link: Link, name: str, text: str, arrow: str, look: dict[str, Any]
) -> None:
    """An event as a node of its own, with a line to each who takes part."""
    x, y = scene.at[name]
    scene.drawn.add_node(
        name,
        label=text,
        shape="box",
        color=look["color"],
        margin=8,
        font={"size": 16},
        shapeProperties={"borderDashes": look["dashes"], "borderRadius": 9},
        x=x,
        y=y,
    )
    spokes = [(scene.ids[iri], name, "") for iri in (*link.agents, *link.voices)]
    spokes += [(name, scene.ids[iri], arrow) for iri in link.targets]
    for count, (source, target, arrows) in enumerate(spokes):
        straight = {"enabled": False}
        edge = f"{name}.{count}"
        scene.drawn.add_edge(source, target, id=edge, arrows=arrows, smooth=straight, **look)


@dataclass(frozen=True, slots=True)
class _Bow:
    """How far an edge bows aside, and whether its words run along it."""

    bend: float
    along: bool


def _bows(scene: _Scene, links: tuple[Link, ...]) -> dict[int, _Bow]:
    """Bows by place, so that edges between the same two actors lie side by side."""
    between: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for place, link in enumerate(links):
        if link.edge:
            between[_pair(link.agents[0], link.targets[0])].append(place)
    bows = {}
    for (one, other), places in between.items():
        (x, y), (x2, y2) = scene.at[scene.ids[one]], scene.at[scene.ids[other]]
        length = max(math.hypot(x2 - x, y2 - y), 1.0)
        # Words side by side on a steep line would run into each other.
        along = len(places) > 1 and abs(y2 - y) > abs(x2 - x)
        for count, place in enumerate(places):
            aside = (count - (len(places) - 1) / 2) * _LINE
            bend = math.copysign(_roundness(abs(aside) / length), aside)
            bows[place] = _Bow(bend if links[place].agents[0] == one else -bend, along)
    return bows


def _roundness(aside: float) -> float:
    """What vis-network calls the roundness of a curve whose middle lies so far off the straight
    line, in parts of its length: its control point is turned and lengthened alike.
    """
    low, high = 0.0, 0.9
    for _ in range(20):
        middle = (low + high) / 2
        if (1 + middle) / 4 * math.sin(middle * math.pi / 2) < aside:
            low = middle
        else:
            high = middle
    return round(low, 3)
