"""Signed triads: do a party's friends get on with each other?

Heider 1946 (Attitudes and cognitive organization, J. Psychology 21) and Cartwright &
Harary 1956 (Structural balance, Psychological Review 63): a triangle of friends and foes
is balanced where the product of its signs is positive. Davis 1967 (Clustering and
structural balance in graphs, Human Relations 20) holds three mutual foes balanced too.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.analysis.dyads import dyads

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["Balance", "Triad", "balance"]


@dataclass(frozen=True, slots=True)
class Triad:
    """Three parties, sorted; the signs of first-second, first-third and second-third."""

    parties: tuple[str, str, str]
    signs: tuple[int, int, int]

    @property
    def balanced(self) -> bool:
        """Whether the product of the signs is positive."""
        return self.signs.count(-1) % 2 == 0

    @property
    def clusterable(self) -> bool:
        """Whether Davis holds it balanced: all but exactly one negative sign."""
        return self.signs.count(-1) != 1

    @property
    def pattern(self) -> str:
        """The signs, positive first: `+++`, `++-`, `+--` or `---`."""
        return "+" * self.signs.count(1) + "-" * self.signs.count(-1)


@dataclass(frozen=True, slots=True)
class Balance:
    """All triads of the signed network; the shares are None where there are none."""

    friends: int
    foes: int
    triads: tuple[Triad, ...]

    @property
    def share(self) -> float | None:
        """The share of balanced triads."""
        return self._share(sum(t.balanced for t in self.triads))

    @property
    def clusterable_share(self) -> float | None:
        """The share of triads that are balanced in Davis's wider sense."""
        return self._share(sum(t.clusterable for t in self.triads))

    def _share(self, count: int) -> float | None:
        return round(count / len(self.triads), 6) if self.triads else None


def balance(network: nx.MultiDiGraph[str]) -> Balance:
    """The triads of the network whose ties are the signs of net asserted weight.

    Two whose asserted events cancel out, or have none, have no tie.
    """
    sign = {(d.first, d.second): 1 if d.net > 0 else -1 for d in dyads(network) if d.net}
    later: defaultdict[str, list[str]] = defaultdict(list)
    for first, second in sign:
        later[first].append(second)
    triads = tuple(
        Triad((a, b, c), (sign[a, b], sign[a, c], sign[b, c]))
        for a in sorted(later)
        for b in later[a]
        for c in later[a]
        if (b, c) in sign
    )
    values = list(sign.values())
    return Balance(values.count(1), values.count(-1), triads)
