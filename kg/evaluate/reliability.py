"""Whether confidence means something: of events so sure, how many are right?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

__all__ = ["Bin", "Reliability", "reliability"]

_EDGES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


@dataclass(frozen=True, slots=True)
class Bin:
    """Events with a confidence above `low`, up to `high`: how many, how sure, how many right."""

    low: float
    high: float
    events: int
    confidence: float
    right: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """Bins that hold events; the expected calibration error; the Brier score.

    `base` is the Brier score of giving every event the share that is right: what a confidence
    that tells nothing apart would reach.
    """

    events: int
    bins: tuple[Bin, ...]
    ece: float
    brier: float
    base: float


def reliability(judged: Sequence[tuple[float, bool]]) -> Reliability:
    """How confidences and what was right go together.

    Args:
        judged: of each event its confidence, and whether class and roles are right.
    """
    bins = []
    for low, high in pairwise(_EDGES):
        inside = [j for j in judged if low < j[0] <= high or j[0] == low == 0]
        if inside:
            sure, right = (sum(float(j[i]) for j in inside) / len(inside) for i in (0, 1))
            bins.append(Bin(low, high, len(inside), sure, right))
    total = len(judged) or 1
    share = sum(right for _, right in judged) / total
    return Reliability(
        events=len(judged),
        bins=tuple(bins),
        ece=sum(b.events * abs(b.confidence - b.right) for b in bins) / total,
        brier=sum((sure - right) ** 2 for sure, right in judged) / total,
        base=share * (1 - share),
    )
