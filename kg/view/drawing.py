"""The picture as a pyvis network."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg.gazetteer import Actor
from kg.ontology import Ontology
from kg.view import style
from kg.view.arrange import far, near, size, spokes
from kg.view.ids import actor_id, bundle_id, dispute_id, link_id, side_id
from kg.view.labels import in_language
from kg.view.layers import Bundle, Layers
from kg.view.model import Link, Picture

if TYPE_CHECKING:
    from pyvis.network import Network

__all__ = ["network"]

_MOON = 5
"""The radius of an event that has one actor."""
_UNWRITTEN = {"label": {"drawThreshold": 10_000}}
"""The page writes labels itself, in a size that can be read, none over another."""
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
    "nodes": {"font": {"face": _FONT, "size": 13}, "borderWidth": 1.5},
    "edges": {
        "font": {"face": _FONT, "size": 12},
        "scaling": _UNWRITTEN,
        "arrows": {"to": {"scaleFactor": 0.6}},
        "arrowStrikethrough": False,
        "selectionWidth": 1.5,
        "hoverWidth": 0.8,
    },
    "layout": {"improvedLayout": False},
}


_STRAIGHT = {"enabled": False}
_DISPUTE = {"dashes": [2, 4], "width": 2, "color": style.OTHER_SIDE}


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
    placed = near(picture, ontology)
    scene = _Scene(drawn, ids, placed.at)
    most = max(picture.degrees.values(), default=1)
    for actor in picture.actors:
        _add_actor(scene, actor, size(picture.degrees[actor.iri], most, actor.kind), language)
    for place, link in enumerate(picture.links):
        look = {
            "color": style.EDGE_TONES["light"][style.tone(ontology.classes[link.type].weight)],
            "dashes": list(style.DASHES[link.status]) or False,
            "width": round(min(1.6 + 0.6 * math.log2(len(link.happenings)), 5.0), 1),
        }
        name = link_id(place)
        if link.edge:
            _add_edge(scene, link, name, texts[name], placed.aside[place], look)
        elif link.alone:
            _add_moon(scene, link, name, texts[name], look)
        else:
            _add_star(scene, link, name, texts[name], look)
    for number, (speech, content) in enumerate(picture.disputes):
        ends = link_id(speech), link_id(content)
        drawn.add_edge(*ends, id=dispute_id(number), arrows="to", smooth=_STRAIGHT, **_DISPUTE)
    _add_bundles(scene, layers.between_actors, scene.ids, sides=False)
    _add_sides(drawn, layers, language)
    return drawn


@dataclass(frozen=True, slots=True)
class _Scene:
    drawn: Network
    ids: dict[str, str]
    at: dict[str, tuple[int, int]]


def _add_sides(drawn: Network, layers: Layers, language: str) -> None:
    ids = {side.key: side_id(place) for place, side in enumerate(layers.sides)}
    at = far(layers)
    most = max((side.degree for side in layers.sides), default=1)
    for side in layers.sides:
        node = ids[side.key]
        drawn.add_node(
            node,
            label=in_language(side.labels, language, side.label),
            shape=style.KINDS.get(side.kind, "dot"),
            color=style.OTHER_SIDE,
            size=size(side.degree, most, side.kind),
            scaling=_UNWRITTEN,
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
            smooth=_STRAIGHT,
        )


def _add_actor(scene: _Scene, actor: Actor, size: int, language: str) -> None:
    node = scene.ids[actor.iri]
    x, y = scene.at[node]
    scene.drawn.add_node(
        node,
        label=in_language(actor.labels, language, actor.label),
        shape=style.KINDS.get(actor.kind, "dot"),
        color=style.OTHER_SIDE,
        size=size,
        scaling=_UNWRITTEN,
        shapeProperties={"borderDashes": False if actor.kind in style.KINDS else [4, 3]},
        x=x,
        y=y,
    )


def _add_edge(
    scene: _Scene, link: Link, name: str, text: str, aside: float, look: dict[str, Any]
) -> None:
    one, other = scene.ids[link.agents[0]], scene.ids[link.targets[0]]
    (x, y), (x2, y2) = scene.at[one], scene.at[other]
    bend = _roundness(abs(aside) / max(math.hypot(x2 - x, y2 - y), 1.0))
    smooth = {
        "enabled": bend != 0,
        # As seen from the same of the two, whichever way the edge goes.
        "type": "curvedCW" if (aside >= 0) == (one < other) else "curvedCCW",
        "roundness": bend,
    }
    scene.drawn.add_edge(
        one,
        other,
        id=name,
        label=text,
        arrows="" if link.mutual else "to",
        smooth=smooth,
        **look,
    )


def _add_moon(scene: _Scene, link: Link, name: str, text: str, look: dict[str, Any]) -> None:
    """An event of one actor: a dot beside it."""
    x, y = scene.at[name]
    scene.drawn.add_node(
        name,
        label=text,
        shape="dot",
        color=look["color"],
        size=_MOON,
        scaling=_UNWRITTEN,
        shapeProperties={"borderDashes": [3, 2] if look["dashes"] else False},
        x=x,
        y=y,
    )
    (actor,) = spokes(link)
    ends = scene.ids[actor], name
    scene.drawn.add_edge(*ends, id=f"{name}.0", arrows="", smooth=_STRAIGHT, **look)


def _add_star(scene: _Scene, link: Link, name: str, text: str, look: dict[str, Any]) -> None:
    """An event as a node of its own, with a line to each who takes part."""
    x, y = scene.at[name]
    scene.drawn.add_node(
        name,
        label=text,
        shape="box",
        color=look["color"],
        margin={"top": 5, "right": 8, "bottom": 5, "left": 8},
        font={"size": 13},
        shapeProperties={"borderDashes": look["dashes"], "borderRadius": 8},
        x=x,
        y=y,
    )
    arrow = "" if link.mutual else "to"
    ends = [(scene.ids[iri], name, "") for iri in (*link.agents, *link.voices)]
    ends += [(name, scene.ids[iri], arrow) for iri in link.targets]
    for count, (source, target, arrows) in enumerate(ends):
        edge = f"{name}.{count}"
        scene.drawn.add_edge(source, target, id=edge, arrows=arrows, smooth=_STRAIGHT, **look)


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
