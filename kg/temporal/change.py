"""Change points of a series: Pettitt's test, again in each part that it finds.

Pettitt 1979 (A non-parametric approach to the change-point problem, Applied Statistics 28(2),
126-135) compares ranks, so that neither the scale nor one extreme period decides, and needs no
figures drawn at random. Parts are searched as in binary segmentation (Scott & Knott 1974,
A cluster analysis method for grouping means in the analysis of variance, Biometrics 30(3)), and
each change is then looked for anew between its neighbours (Bai 1997, Estimating multiple breaks one
at a time, Econometric Theory 13(3)), since the first is found while the others blur it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

__all__ = ["LEAST", "changes"]

LEAST = 12
"""Values of a series that are too few for any change to be told from noise: with 11, the clearest
change there can be has p = 0.0485."""


def changes(values: Sequence[float], level: float) -> Iterator[tuple[int, float]]:
    """Where a series changes its level, in order: the place of the first new value, and p.

    Args:
        values: in the order of time.
        level: the probability of a change in a series without any.
    """
    edges = [0, *_parts(values, level, 0), len(values)]
    for number in range(1, len(edges) - 1):
        start, end = edges[number - 1], edges[number + 1]
        at, p = _pettitt(values[start:end])
        if p <= level:
            edges[number] = start + at
            yield start + at, p
        else:
            edges[number] = start  # no change by itself: what is left goes to the next


def _parts(values: Sequence[float], level: float, start: int) -> Iterator[int]:
    if len(values) < LEAST:
        return
    at, p = _pettitt(values)
    if p <= level:
        yield from _parts(values[:at], level, start)
        yield start + at
        yield from _parts(values[at:], level, start + at)


def _pettitt(values: Sequence[float]) -> tuple[int, float]:
    """The likeliest change of a series, and the probability of one as clear by chance."""
    number = len(values)
    ranks = _ranks(values)
    total, best, at = 0.0, 0.0, 1
    for place in range(1, number):
        total += 2 * ranks[place - 1] - (number + 1)
        if abs(total) > best:
            best, at = abs(total), place
    return at, min(1.0, 2 * math.exp(-6 * best**2 / (number**3 + number**2)))


def _ranks(values: Sequence[float]) -> list[float]:
    """From 1; equal values share the mean of their ranks."""
    order = sorted(range(len(values)), key=lambda at: values[at])
    ranks = [0.0] * len(values)
    start = 0
    while start < len(order):
        end = start
        while end < len(order) and values[order[end]] == values[order[start]]:
            end += 1
        for at in order[start:end]:
            ranks[at] = (start + 1 + end) / 2
        start = end
    return ranks
