"""Steps up the slope of a concave function: how weights are fitted that have no closed form."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

__all__ = ["climb"]

_RATE = 0.05
_KEPT, _KEPT_SQUARE = 0.9, 0.99


def climb(slope: Callable[[np.ndarray], np.ndarray], size: int, steps: int) -> np.ndarray:
    """Where a function is highest, from zero on (Adam: Kingma & Ba 2015, arXiv:1412.6980).

    Args:
        slope: the gradient at a point, an array of `size`.
        size: how many weights there are.
        steps: how many steps to take.
    """
    weights, mean, spread = np.zeros(size), np.zeros(size), np.zeros(size)
    for step in range(1, steps + 1):
        way = slope(weights)
        mean = _KEPT * mean + (1 - _KEPT) * way
        spread = _KEPT_SQUARE * spread + (1 - _KEPT_SQUARE) * way * way
        even, square = mean / (1 - _KEPT**step), spread / (1 - _KEPT_SQUARE**step)
        weights = weights + _RATE * even / (np.sqrt(square) + 1e-8)
    return weights
