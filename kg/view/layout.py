"""Where the nodes stand: worked out beforehand, so that the page opens settled."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import networkx as nx
import numpy as np
import numpy.typing as npt

__all__ = ["Box", "Tie", "positions"]

_STEPS = 100
_ROUNDS = 120
_GAP = 14.0
_FIRM = 6.0
"""How much more a tie's length counts than the distance between nodes that have no tie."""
_STARTS = 20_000
"""How many starts to try, times the nodes squared: many for a small picture, few for a large."""
_FINALISTS = 4

Box = tuple[float, float]
"""Half the width and half the height that a node takes, label included."""

Array = npt.NDArray[np.float64]

Mask = npt.NDArray[np.bool_]

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
        firm[one, other] = firm[other, one] = _FIRM * tie.lines
    room = _room(nodes, ties, boxes, place)
    drafts = []
    for seed in range(max(2, min(_STARTS // len(nodes) ** 2, 2 * len(nodes), 16))):
        start = nx.spring_layout(part, weight=None, seed=seed, iterations=20)
        at = np.array([start[node] for node in nodes]) * float(wanted.max()) / 2
        drafts.append(_levelled(_settled(at, wanted, firm), ties, place))
    drafts.sort(key=lambda at: _clutter(at, room))
    ready = [_apart(_levelled(_apart(at, room), ties, place), room) for at in drafts[:_FINALISTS]]
    best = min(ready, key=lambda at: _clutter(at, room))
    return {node: (float(x), float(y)) for node, (x, y) in zip(nodes, best, strict=True)}


def _settled(at: Array, wanted: Array, firm: Array) -> Array:
    """Stress majorisation: each step moves all nodes to where their distances fit better."""
    away = ~np.eye(len(at), dtype=bool)
    weights = np.where(away, (1.0 + firm) / np.where(away, wanted, 1.0) ** 2, 0.0)
    inverse = np.linalg.pinv(np.diag(weights.sum(axis=1)) - weights)
    for _ in range(_STEPS):
        apart = np.hypot(*(at.T[:, :, None] - at.T[:, None, :]))
        pull = weights * wanted / np.maximum(apart, 1e-6)
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


@dataclass(frozen=True, slots=True)
class _Room:
    """What takes room: nodes, then words half way along ties.

    `mean` times the nodes' points gives where the things are; `boxes` are their halves;
    `apart` says which two things may collide; `lines` are the ties' ends, `across`
    which ties have none in common, `clear` which ties have none in common with which thing.
    """

    mean: Array
    boxes: Array
    apart: Mask
    lines: npt.NDArray[np.int64]
    weights: Array
    across: Mask
    clear: Mask


def _room(
    nodes: list[str], ties: list[Tie], boxes: Mapping[str, Box], place: Mapping[str, int]
) -> _Room:
    ends = np.array([[place[tie.one], place[tie.other]] for tie in ties])
    holds = np.zeros((len(ties), len(nodes)))
    holds[np.arange(len(ties))[:, None], ends] = 0.5
    worded = [index for index, tie in enumerate(ties) if tie.words[0]]
    mean = np.vstack([np.eye(len(nodes)), holds[worded]])
    words = np.arange(len(mean)) >= len(nodes)
    worded_both = words[:, None] & words[None, :]  # these may share an end
    return _Room(
        mean=mean,
        boxes=np.array([*(boxes[node] for node in nodes), *(ties[i].words for i in worded)]),
        apart=np.triu((mean @ mean.T == 0) | worded_both, 1),
        lines=ends,
        weights=np.array([float(tie.lines) for tie in ties]),
        across=np.triu(holds @ holds.T == 0),
        clear=holds @ mean.T == 0,
    )


def _apart(at: Array, room: _Room) -> Array:
    """Push apart things whose boxes overlap, along the axis where less is needed."""
    touched = (room.mean > 0).astype(float)
    for _ in range(_ROUNDS):
        gaps, over = _overlaps(at, room)
        close = (over.min(axis=2) > 0) & room.apart
        if not close.any():
            break
        axis = over.argmin(axis=2)
        push = np.where(close, np.take_along_axis(over, axis[..., None], 2)[..., 0] + 1.0, 0.0)
        moves = np.zeros_like(over)
        for which in (0, 1):
            way = np.where(gaps[..., which] < 0, -1.0, 1.0)
            moves[..., which] = np.where(axis == which, push * way, 0.0)
        shift = (moves.sum(axis=0) - moves.sum(axis=1)) * 0.35
        at = at + touched.T @ shift
    return at


def _overlaps(at: Array, room: _Room) -> tuple[Array, Array]:
    """For every two things, how far apart they are and by how much too little, on each axis."""
    centres = room.mean @ at
    gaps = centres[None, :] - centres[:, None]
    return gaps, room.boxes[:, None] + room.boxes[None, :] + _GAP - np.abs(gaps)


def _clutter(at: Array, room: _Room) -> float:
    """How bad a picture is: boxes on boxes, lines across lines, lines through
    boxes, columns of words that lean.
    """
    _, over = _overlaps(at, room)
    covered = float(np.sum((over.min(axis=2) > _GAP) & room.apart))
    tails, heads = at[room.lines[:, 0]], at[room.lines[:, 1]]
    one = _turn(tails[:, None], heads[:, None], tails[None]) * _turn(
        tails[:, None], heads[:, None], heads[None]
    )
    crossed = (one < 0) & (one.T < 0) & room.across
    crossings = float((crossed * np.sqrt(np.outer(room.weights, room.weights))).sum())
    steps = np.linspace(0.08, 0.92, 12)[:, None, None]
    along = tails[None] * (1 - steps) + heads[None] * steps
    off = np.abs(along[:, :, None] - (room.mean @ at)[None, None])
    through = (off < room.boxes).all(axis=3).any(axis=0) & room.clear
    steep = np.abs(heads - tails)[:, 1] / np.maximum(np.linalg.norm(heads - tails, axis=1), 1.0)
    return (
        3 * covered
        + crossings
        + 1.5 * float((through.T * np.sqrt(room.weights)).sum())
        + float((steep * (room.weights - 1)).sum())
    )


def _turn(start: Array, end: Array, point: Array) -> Array:
    """Positive where `point` is on one side of the line from `start` to `end`, else negative."""
    ahead, aside = end - start, point - start
    return ahead[..., 0] * aside[..., 1] - ahead[..., 1] * aside[..., 0]


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
