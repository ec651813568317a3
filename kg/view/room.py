"""Room for nodes and for the words between them: pushing apart, and judging what is left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["GAP", "Array", "Box", "Room", "Tie", "apart", "clutter"]

GAP = 14.0
_SWEEPS = 25
_MANY = 300
"""From so many things on, a third of the sweeps: what still overlaps is too small to read."""
_ROUNDS = 12
_NEAR = 120.0
_STEP = 0.35

Array = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]

Box = tuple[float, float]
"""Half the width and half the height that something takes."""


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


@dataclass(frozen=True, slots=True)
class Room:
    """Things that take room: first the nodes, then the words half way along ties.

    `ends` are the nodes that a thing stands between (a node stands between itself and
    itself), `boxes` the things' boxes, `pairs` every two things; `lines` are the ties' nodes
    and `weights` their lines of words.
    """

    ends: Places
    boxes: Array
    pairs: Places
    lines: Places
    weights: Array

    @classmethod
    def of(cls, ties: Sequence[Tie], place: Mapping[str, int], boxes: Array) -> Room:
        """The room of nodes with these boxes, numbered by `place`, and of their ties' words."""
        lines = np.array([[place[tie.one], place[tie.other]] for tie in ties])
        worded = [index for index, tie in enumerate(ties) if tie.words[0]]
        nodes = np.arange(len(boxes))
        ends = np.vstack([np.column_stack([nodes, nodes]), lines[worded]])
        return cls(
            ends=ends,
            boxes=np.vstack([boxes, *([ties[index].words] for index in worded)]),
            pairs=np.column_stack(np.triu_indices(len(ends), 1)),
            lines=lines,
            weights=np.array([float(tie.lines) for tie in ties]),
        )


def apart(at: Array, room: Room) -> Array:
    """Push apart things whose boxes overlap, along the axis where less is needed.

    Words are moved by moving both their ends, so that a tie too short for them grows.
    """
    for _ in range(_SWEEPS if len(room.ends) < _MANY else _SWEEPS // 3):
        over = np.minimum(*_overlaps(at, room, room.pairs)[1])
        near = room.pairs[over > -_NEAR]
        if not (over > 0).any():
            break
        for _ in range(_ROUNDS):
            gaps, over = _overlaps(at, room, near)
            close = np.minimum(*over) > 0
            if not close.any():
                break
            at = at + _pushes(gaps[:, close], over[:, close], near[close], room, len(at))
    return at


def _pushes(gaps: Array, over: Array, pairs: Places, room: Room, count: int) -> Array:
    axis = np.where(over[0] < over[1], 0, 1)
    each = np.arange(len(axis))
    push = (over[axis, each] + 1.0) * np.where(gaps[axis, each] < 0, -1.0, 1.0) * _STEP
    moves = np.zeros(2 * count)
    for things, way in ((pairs[:, 0], -push), (pairs[:, 1], push)):
        first, second = room.ends[things].T
        moves += np.bincount(2 * first + axis, way, 2 * count)
        moves += np.bincount(2 * second + axis, np.where(first == second, 0.0, way), 2 * count)
    return moves.reshape(count, 2)


def _overlaps(at: Array, room: Room, pairs: Places) -> tuple[Array, Array]:
    """For every pair, how far apart they are and by how much too little, axis by axis."""
    centres = (at[room.ends[:, 0]] + at[room.ends[:, 1]]) / 2
    one, other = pairs.T
    gaps = (centres[other] - centres[one]).T
    return gaps, (room.boxes[one] + room.boxes[other]).T + GAP - np.abs(gaps)


def clutter(at: Array, room: Room) -> float:
    """How bad a picture is: boxes on boxes, lines across lines or through boxes, and columns
    of words that lean.
    """
    _, over = _overlaps(at, room, room.pairs)
    covered = float((np.minimum(*over) > GAP).sum())
    tails, heads = at[room.lines[:, 0]], at[room.lines[:, 1]]
    steep = np.abs(heads - tails)[:, 1] / np.maximum(np.hypot(*(heads - tails).T), 1.0)
    leaning = float((steep * (room.weights - 1)).sum())
    return 3 * covered + _crossings(tails, heads, room) + 1.5 * _through(at, room) + leaning


def _crossings(tails: Array, heads: Array, room: Room) -> float:
    def sides(points: Array) -> Array:
        ahead = (heads - tails)[:, None]
        aside = points[None] - tails[:, None]
        turn: Array = ahead[..., 0] * aside[..., 1] - ahead[..., 1] * aside[..., 0]
        return turn

    parted = sides(tails) * sides(heads) < 0
    ends = room.lines
    joined = (ends[:, None, :, None] == ends[None, :, None, :]).any(axis=(2, 3))
    weights = np.sqrt(room.weights[:, None] * room.weights[None])
    return float(weights[parted & parted.T & ~joined].sum()) / 2


def _through(at: Array, room: Room) -> float:
    """Lines that run under a box that is not their own, counted by points along them."""
    centres = at[room.ends].mean(axis=1)
    tails, heads = at[room.lines[:, 0]], at[room.lines[:, 1]]
    under = np.zeros((len(tails), len(centres)), dtype=bool)
    for step in np.linspace(0.08, 0.92, 12):
        off = np.abs((tails + (heads - tails) * step)[:, None] - centres[None])
        under |= (off[..., 0] < room.boxes[:, 0]) & (off[..., 1] < room.boxes[:, 1])
    own = (room.lines[:, None, :, None] == room.ends[None, :, None, :]).any(axis=(2, 3))
    return float((np.sqrt(room.weights)[:, None] * (under & ~own)).sum())
