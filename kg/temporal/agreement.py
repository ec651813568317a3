"""How far those agree who report the same event independently of each other.

Krippendorff's alpha for nominal values (Krippendorff 2011, Computing Krippendorff's
alpha-reliability), since each event is reported by others, and by any number of them: 1 is
agreement throughout, 0 what chance would give. Beside it the plain share of pairs that agree: where
nearly all is put one way, alpha is low though hardly anybody disagrees.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from fractions import Fraction

__all__ = ["Agreement", "Tally"]


@dataclass(frozen=True, slots=True)
class Agreement:
    """`events` that at least two tell, so many `pairs` of those who tell them; the `share` of pairs
    that agree, and `alpha`; None where there is nothing to compare.
    """

    events: int
    pairs: int
    share: float | None
    alpha: float | None


class Tally:
    """Counts values that several give to the same event; the same in any order."""

    def __init__(self) -> None:
        self._events = self._pairs = self._same = 0
        self._found: Counter[Hashable] = Counter()
        self._apart: Counter[int] = Counter()

    def add(self, values: Sequence[Hashable]) -> None:
        """What each of those gives who report an event."""
        number = len(values)
        if number < 2:
            return
        same = sum(count * (count - 1) for count in Counter(values).values())
        self._events += 1
        self._pairs += number * (number - 1) // 2
        self._same += same // 2
        self._found.update(values)
        self._apart[number] += number * (number - 1) - same

    def result(self) -> Agreement:
        """What was found."""
        observed = sum((Fraction(n, m - 1) for m, n in self._apart.items()), Fraction(0))
        total = sum(self._found.values())
        expected = total**2 - sum(count**2 for count in self._found.values())
        alpha = 1 - observed * (total - 1) / expected if expected else None
        return Agreement(
            self._events,
            self._pairs,
            round(self._same / self._pairs, 6) if self._pairs else None,
            None if alpha is None else round(float(alpha), 6),
        )
