"""Where the nodes stand: worked out beforehand, so that the page opens settled."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import networkx as nx
import numpy as np

__all__ = ["Box", "Tie", "positions"]

_SEED = 7
_STEPS = 200
_ROUNDS = 200
_GAP = 18.0

Box = tuple[float, float]
"""Half the width and half the height that a node takes, label included."""

Points = dict[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Tie:
    """Two nodes that should stand `length` apart, with the room that words between them take.

    The tie with most `lines` of words is laid level.
    """

    one: str
    other: str
    length: float
    words: Box = (0.0, 0.0)
    lines: int = 1


def positions(boxes: Mapping[str, Box], ties: Sequence[Tie]) -> dict[str, tuple[int, int]]:
    """Whole coordinates for every node of `boxes`; the same input gives the same output.

    Parts that hang together are laid out one by one, so that distances along ties come out
    as asked as nearly as a plane allows, and set side by side, the largest first.
    """
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(boxes)
    graph.add_edges_from((tie.one, tie.other, {"length": tie.length}) for tie in ties)
    order = {node: place for place, node in enumerate(boxes)}
    parts = [sorted(part, key=order.__getitem__) for part in nx.connected_components(graph)]
    parts.sort(key=lambda part: (-len(part), order[part[0]]))
    placed = []
    for part in parts:
        inside = set(part)
        own = [tie for tie in ties if tie.one in inside]
        placed.append(_apart(_part(part, own), own, boxes))
    return _side_by_side(placed, boxes)


def _part(nodes: list[str], ties: list[Tie]) -> Points:
    """Stress majorisation: each step moves all nodes to where their distances fit better."""
    if len(nodes) == 1:
        return {nodes[0]: (0.0, 0.0)}
    part: nx.Graph[str] = nx.Graph()
    part.add_nodes_from(nodes)
    part.add_edges_from((tie.one, tie.other, {"length": tie.length}) for tie in ties)
    reach = dict(nx.all_pairs_dijkstra_path_length(part, weight="length"))
    wanted = np.array([[reach[one][other] for other in nodes] for one in nodes])
    start = nx.spring_layout(part, weight=None, seed=_SEED)
    at = np.array([start[node] for node in nodes]) * float(wanted.max()) / 2
    away = ~np.eye(len(nodes), dtype=bool)
    weights = np.where(away, 1.0 / np.where(away, wanted, 1.0) ** 2, 0.0)
    inverse = np.linalg.pinv(np.diag(weights.sum(axis=1)) - weights)
    for _ in range(_STEPS):
        apart = np.linalg.norm(at[:, None] - at[None, :], axis=2)
        pull = weights * wanted / np.maximum(apart, 1e-6)
        at = inverse @ ((np.diag(pull.sum(axis=1)) - pull) @ at)
    return _levelled(
        {node: (float(x), float(y)) for node, (x, y) in zip(nodes, at, strict=True)}, ties
    )


def _levelled(points: Points, ties: list[Tie]) -> Points:
    """Turned so that the words of the tie with most lines stand in a column."""
    most = max(ties, key=lambda tie: tie.lines)
    (x, y), (x2, y2) = points[most.one], points[most.other]
    angle = math.atan2(y2 - y, x2 - x)
    cos, sin = math.cos(angle), math.sin(angle)
    return {node: (x * cos + y * sin, y * cos - x * sin) for node, (x, y) in points.items()}


def _apart(points: Points, ties: list[Tie], boxes: Mapping[str, Box]) -> Points:
    """Push apart nodes and words whose boxes overlap, along the axis where less is needed.

    Words stand between the ends of their tie and are moved by moving these.
    """
    at = {node: list(point) for node, point in points.items()}
    worded = [tie for tie in ties if tie.words[0]]
    things = [_Thing((node,), boxes[node]) for node in points]
    things += [_Thing((tie.one, tie.other), tie.words) for tie in worded]
    for _ in range(_ROUNDS):
        moved = False
        for index, one in enumerate(things):
            for other in things[index + 1 :]:
                if set(one.nodes) & set(other.nodes):
                    continue
                push = _overlap(one, other, at)
                if push is None:
                    continue
                moved = True
                axis, distance = push
                for thing, sign in ((one, -0.5), (other, 0.5)):
                    for node in thing.nodes:
                        at[node][axis] += sign * distance
        if not moved:
            break
    return {node: (x, y) for node, (x, y) in at.items()}


@dataclass(frozen=True, slots=True)
class _Thing:
    """What takes room: a node, or words between two nodes."""

    nodes: tuple[str, ...]
    box: Box


def _overlap(one: _Thing, other: _Thing, at: dict[str, list[float]]) -> tuple[int, float] | None:
    """Along which axis, and how far, the other must move away; None if they are clear."""
    gaps = [
        sum(at[node][axis] for node in other.nodes) / len(other.nodes)
        - sum(at[node][axis] for node in one.nodes) / len(one.nodes)
        for axis in (0, 1)
    ]
    over = [one.box[axis] + other.box[axis] + _GAP - abs(gaps[axis]) for axis in (0, 1)]
    if min(over) <= 0:
        return None
    axis = 0 if over[0] < over[1] else 1
    return axis, math.copysign(over[axis] + 1, gaps[axis])


def _side_by_side(parts: Sequence[Points], boxes: Mapping[str, Box]) -> dict[str, tuple[int, int]]:
    """Rows of parts, together about as wide as high; within a row, upper edges level."""
    sizes = [_extent(part, boxes) for part in parts]
    area = sum((right - left + _GAP) * (low - top + _GAP) for left, top, right, low in sizes)
    row = max([math.sqrt(area * 1.1), *(right - left for left, _, right, _ in sizes)], default=0.0)
    placed: dict[str, tuple[int, int]] = {}
    x = y = height = 0.0
    for part, (left, top, right, low) in zip(parts, sizes, strict=True):
        if x and x + right - left > row:
            x, y, height = 0.0, y + height + 2 * _GAP, 0.0
        for node, (dx, dy) in part.items():
            placed[node] = (round(x + dx - left), round(y + dy - top))
        x += right - left + 2 * _GAP
        height = max(height, low - top)
    return placed


def _extent(part: Points, boxes: Mapping[str, Box]) -> tuple[float, float, float, float]:
    return (
        min(x - boxes[node][0] for node, (x, _) in part.items()),
        min(y - boxes[node][1] for node, (_, y) in part.items()),
        max(x + boxes[node][0] for node, (x, _) in part.items()),
        max(y + boxes[node][1] for node, (_, y) in part.items()),
    )
