"""Where the nodes stand: worked out beforehand, so that the page opens settled."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache

import networkx as nx
import numpy as np

from kg.view.room import GAP, Array, Box, Room, Tie, apart, clutter, tidied

__all__ = ["around", "positions"]

_STEPS = 100
_FIRM = 6.0
"""How much more a tie's length counts than the distance between nodes that have no tie."""
_STARTS = 4_000
"""How many starts to try, times the nodes squared: many for a small picture, few for a large."""

Points = dict[str, tuple[float, float]]


def positions(boxes: Mapping[str, Box], ties: Sequence[Tie]) -> dict[str, tuple[int, int]]:
    """Whole coordinates for every node of `boxes`; the same input gives the same output.

    Parts that hang together are laid out one by one, so that distances along ties come out
    as asked as nearly as a plane allows, and set side by side, the largest first.
    """
    return dict(_positions(tuple(boxes.items()), tuple(ties)))


@lru_cache(maxsize=8)
def _positions(
    sized: tuple[tuple[str, Box], ...], ties: tuple[Tie, ...]
) -> Mapping[str, tuple[int, int]]:
    """The same; remembered, for whoever draws once often draws again."""
    boxes = dict(sized)
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
        placed.append(_best(part, own, boxes) if own else {part[0]: (0.0, 0.0)})
    return _side_by_side(placed, boxes)


def _best(nodes: list[str], ties: list[Tie], boxes: Mapping[str, Box]) -> Points:
    """From several starts, the arrangement with fewest crossings and least on top of another."""
    part: nx.Graph[str] = nx.Graph()
    part.add_nodes_from(nodes)
    part.add_edges_from((tie.one, tie.other, {"length": tie.length}) for tie in ties)
    reach = dict(nx.all_pairs_dijkstra_path_length(part, weight="length"))
    wanted = np.array([[reach[one][other] for other in nodes] for one in nodes])
    place = {node: index for index, node in enumerate(nodes)}
    firm = np.zeros_like(wanted)
    for tie in ties:
        one, other = place[tie.one], place[tie.other]
        wanted[one, other] = wanted[other, one] = tie.length
        firm[one, other] = firm[other, one] = _FIRM * tie.lines * tie.firm
    room = Room.of(ties, place, np.array([boxes[node] for node in nodes]))
    drafts = []
    for seed in range(max(1, min(_STARTS // len(nodes) ** 2, 2 * len(nodes), 8))):
        start = nx.spring_layout(part, weight=None, seed=seed, iterations=20)
        at = np.array([start[node] for node in nodes]) * float(wanted.max()) / 2
        drafts.append(_levelled(_settled(at, wanted, firm), ties, place))
    best = min(drafts, key=lambda at: clutter(at, room)) if len(drafts) > 1 else drafts[0]
    best = apart(_levelled(apart(best, room), ties, place), room)
    best = apart(tidied(best, room), room)
    return {node: (float(x), float(y)) for node, (x, y) in zip(nodes, best, strict=True)}


def _settled(at: Array, wanted: Array, firm: Array) -> Array:
    """Stress majorisation: each step moves all nodes to where their distances fit better."""
    away = ~np.eye(len(at), dtype=bool)
    weights = np.where(away, (1.0 + firm) / np.where(away, wanted, 1.0) ** 2, 0.0)
    inverse = np.linalg.pinv(np.diag(weights.sum(axis=1)) - weights)
    for _ in range(_STEPS):
        lengths = np.hypot(*(at.T[:, :, None] - at.T[:, None, :]))
        pull = weights * wanted / np.maximum(lengths, 1e-6)
        at = inverse @ ((np.diag(pull.sum(axis=1)) - pull) @ at)
    return at


def _levelled(at: Array, ties: list[Tie], place: Mapping[str, int]) -> Array:
    """Turned so that the words of the tie with most lines stand in a column."""
    most = max(ties, key=lambda tie: tie.lines)
    dx, dy = at[place[most.other]] - at[place[most.one]]
    angle = math.atan2(dy, dx)
    cos, sin = math.cos(angle), math.sin(angle)
    turn: Array = np.array([[cos, -sin], [sin, cos]])
    turned: Array = at @ turn
    return turned


def _side_by_side(parts: Sequence[Points], boxes: Mapping[str, Box]) -> dict[str, tuple[int, int]]:
    """Rows of parts, together about as wide as high; within a row, upper edges level."""
    sizes = [_extent(part, boxes) for part in parts]
    area = sum((right - left + 3 * GAP) * (low - top + 2 * GAP) for left, top, right, low in sizes)
    row = max([math.sqrt(area), *(right - left for left, _, right, _ in sizes)], default=0.0)
    placed: dict[str, tuple[int, int]] = {}
    x = y = height = 0.0
    for part, (left, top, right, low) in zip(parts, sizes, strict=True):
        if x and x + right - left > row:
            x, y, height = 0.0, y + height + 2 * GAP, 0.0
        for node, (dx, dy) in part.items():
            placed[node] = (round(x + dx - left), round(y + dy - top))
        x += right - left + 3 * GAP
        height = max(height, low - top)
    return placed


def _extent(part: Points, boxes: Mapping[str, Box]) -> tuple[float, float, float, float]:
    return (
        min(x - boxes[node][0] for node, (x, _) in part.items()),
        min(y - boxes[node][1] + boxes[node][2] for node, (_, y) in part.items()),
        max(x + boxes[node][0] for node, (x, _) in part.items()),
        max(y + boxes[node][1] + boxes[node][2] for node, (_, y) in part.items()),
    )


def around(taken: Sequence[float], count: int, step: float) -> list[float]:
    """So many angles `step` apart, in the middle of the widest gap between those taken."""
    turn = 2 * math.pi
    ways = sorted(angle % turn for angle in taken)
    gaps = [((ways[(i + 1) % len(ways)] - way) % turn or turn, way) for i, way in enumerate(ways)]
    widest, start = max(gaps, default=(turn, 0.0))
    middle = start + widest / 2
    return [middle + (place - (count - 1) / 2) * step for place in range(count)]
