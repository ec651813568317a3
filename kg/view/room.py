"""Room for nodes and for the words between them: pushing apart, and judging what is left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["GAP", "Array", "Box", "Room", "Tie", "apart", "clutter", "tidied"]

GAP = 8.0
_SWEEPS = 25
_MANY = 300
"""From so many things on, a third of the sweeps: what still overlaps is too small to read."""
_ROUNDS = 12
_NEAR = 120.0
_STEP = 0.35
_TRIES = 1_600_000
"""How many moves to try, times the pairs of things: many for a small picture, few for a large."""
_MOST_TRIES = 2_500
_TRIES_EACH = 110
"""And no more than so many for each node."""
_JUMP = 160.0

Array = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]

Box = tuple[float, float, float]
"""Half the width and half the height that something takes, and how far below its place."""


@dataclass(frozen=True, slots=True)
class Tie:
    """Two nodes that should stand `length` apart, with the room that words between them take.

    `words` are half their width and half their height. The tie with most `lines` of words is
    laid level; the length of a `firm` one counts for more.
    """

    one: str
    other: str
    length: float
    words: tuple[float, float] = (0.0, 0.0)
    lines: int = 1
    firm: float = 1.0


@dataclass(frozen=True, slots=True)
class Room:
    """Things that take room: first the nodes, then the words half way along ties.

    `ends` are the nodes that a thing stands between (a node stands between itself and
    itself), `boxes` the things' boxes, `pairs` every two things; `lines` are the ties' nodes,
    `lengths` how long they should be, `firm` how much that counts, `weights` their lines of
    words. `across`: how bad it is if two lines cross, `under`: if a line runs under a thing.
    """

    ends: Places
    boxes: Array
    pairs: Places
    lines: Places
    lengths: Array
    firm: Array
    weights: Array
    across: Array
    under: Array

    @classmethod
    def of(cls, ties: Sequence[Tie], place: Mapping[str, int], boxes: Array) -> Room:
        """The room of nodes with these boxes, numbered by `place`, and of their ties' words."""
        lines = np.array([[place[tie.one], place[tie.other]] for tie in ties])
        worded = [index for index, tie in enumerate(ties) if tie.words[0]]
        nodes = np.arange(len(boxes))
        ends = np.vstack([np.column_stack([nodes, nodes]), lines[worded]])
        weights = np.array([float(tie.lines) for tie in ties])
        joined = (lines[:, None, :, None] == lines[None, :, None, :]).any(axis=(2, 3))
        own = (lines[:, None, :, None] == ends[None, :, None, :]).any(axis=(2, 3))
        return cls(
            ends=ends,
            boxes=np.vstack([boxes, *([*ties[index].words, 0.0] for index in worded)]),
            pairs=np.column_stack(np.triu_indices(len(ends), 1)),
            lines=lines,
            lengths=np.array([tie.length for tie in ties]),
            firm=np.array([tie.firm for tie in ties]),
            weights=weights,
            across=np.where(joined, 0.0, np.sqrt(weights[:, None] * weights)),
            under=np.where(own, 0.0, np.sqrt(weights)[:, None]),
        )

    def centres(self, at: Array) -> Array:
        """The middle of every thing's box."""
        middles: Array = (at[self.ends[:, 0]] + at[self.ends[:, 1]]) / 2
        middles[:, 1] += self.boxes[:, 2]
        return middles


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
    centres = room.centres(at)
    one, other = pairs.T
    gaps = (centres[other] - centres[one]).T
    return gaps, (room.boxes[one, :2] + room.boxes[other, :2]).T + GAP - np.abs(gaps)


def tidied(at: Array, room: Room, seed: int = 0) -> Array:
    """Move single nodes, or change two, for as long as the picture gets better by it."""
    chance = np.random.default_rng(seed)
    tries = min(_MOST_TRIES, _TRIES_EACH * len(at), _TRIES // len(room.pairs))
    least = clutter(at, room)
    for step in range(tries):
        moved = at.copy()
        node = int(chance.integers(len(at)))
        kind = chance.random()
        if kind < 0.2:
            other = int(chance.integers(len(at)))
            moved[[node, other]] = moved[[other, node]]
        elif kind < 0.5:
            tie = int(chance.integers(len(room.lines)))
            one, other = room.lines[tie] if chance.random() < 0.5 else room.lines[tie][::-1]
            angle = chance.random() * 2 * np.pi
            way = np.array([np.cos(angle), np.sin(angle)])
            moved[one] = moved[other] + way * room.lengths[tie]
        else:
            moved[node] += chance.normal(size=2) * _JUMP * (1 - 0.9 * step / tries)
        now = clutter(moved, room)
        if now < least:
            at, least = moved, now
    return at


def clutter(at: Array, room: Room) -> float:
    """How bad a picture is: boxes on boxes, lines across lines or through boxes, columns of
    words that lean, ties much longer or shorter than they should be, and paper used.
    """
    _, over = _overlaps(at, room, room.pairs)
    least = np.minimum(*over)
    covered = float((least > GAP).sum()) + float(np.maximum(least, 0.0).sum()) / 20
    tails, heads = at[room.lines[:, 0]], at[room.lines[:, 1]]
    spans = np.maximum(np.hypot(*(heads - tails).T), 1.0)
    steep = np.abs(heads - tails)[:, 1] / spans
    leaning = float((steep * (room.weights - 1)).sum())
    strain = float((room.firm * np.log(spans / room.lengths) ** 2).sum())
    width, height = np.ptp(room.centres(at), axis=0) + 60.0
    filled = 4 * float((room.boxes[:, 0] * room.boxes[:, 1]).sum())
    paper = 3 * width * height / filled + 2 * abs(float(np.log(width / height)))
    lines = 1.5 * _crossings(tails, heads, room) + 3 * _through(tails, heads, room, at)
    return 3 * covered + lines + leaning + 0.5 * strain + float(paper)


def _crossings(tails: Array, heads: Array, room: Room) -> float:
    def sides(points: Array) -> Array:
        ahead = (heads - tails)[:, None]
        aside = points[None] - tails[:, None]
        turn: Array = ahead[..., 0] * aside[..., 1] - ahead[..., 1] * aside[..., 0]
        return turn

    parted = sides(tails) * sides(heads) < 0
    return float(room.across[parted & parted.T].sum()) / 2


def _through(tails: Array, heads: Array, room: Room, at: Array) -> float:
    """Lines that run under a box that is not their own: where they enter and leave its
    width and its height, in parts of their length.
    """
    centres = room.centres(at)
    enter, leave = np.full(room.under.shape, 0.04), np.full(room.under.shape, 0.96)
    for axis in (0, 1):
        way = (heads - tails)[:, axis, None]
        way = np.where(np.abs(way) < 1e-6, 1e-6, way)
        middle = (centres[None, :, axis] - tails[:, axis, None]) / way
        half = np.abs(room.boxes[None, :, axis] / way)
        enter, leave = np.maximum(enter, middle - half), np.minimum(leave, middle + half)
    return float(room.under[enter < leave].sum())
