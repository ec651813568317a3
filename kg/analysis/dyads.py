"""Cooperation and conflict between two, by how the reports put it.

Events are weighted on the scale of Goldstein (1992), A conflict-cooperation scale for
WEIS events data, Journal of Conflict Resolution 36(2), from -10 to +10, as the ontology
gives it for each class; sums of what is positive and what is negative are kept apart,
for a net of nought may be peace or may be much of both.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg.analysis.network import edges
from kg.event import Status

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["Dyad", "Tally", "dyads", "total"]


def total(values: list[float]) -> float:
    """The sum of the values, the same in any order."""
    return round(math.fsum(values), 6) + 0.0  # no minus nought


@dataclass(frozen=True, slots=True)
class Tally:
    """The events of one status: how many, and their weights above and below nought."""

    status: Status
    events: int
    cooperation: float
    conflict: float

    @property
    def net(self) -> float:
        """Cooperation less conflict."""
        return total([self.cooperation, self.conflict])


@dataclass(frozen=True, slots=True)
class Dyad:
    """Two parties. Directed: what `first` does to `second`; else both ways.

    `tallies` has one item for each status that occurs, in the order of `Status`;
    `events` are the IRIs counted, `reports` all reports of them, `stories` those that are
    independent of each other.
    """

    first: str
    second: str
    directed: bool
    tallies: tuple[Tally, ...]
    events: tuple[str, ...]
    reports: int
    stories: int

    def tally(self, status: Status) -> Tally:
        """The tally of a status, of nought where nothing has it."""
        return next((t for t in self.tallies if t.status is status), Tally(status, 0, 0.0, 0.0))

    @property
    def net(self) -> float:
        """Net weight of what is asserted; nothing else counts."""
        return self.tally(Status.ASSERTED).net


def dyads(network: nx.MultiDiGraph[str], *, directed: bool = False) -> tuple[Dyad, ...]:
    """Every pair of parties with an event between them, sorted.

    Undirected, an event counts once for its pair. Directed, a symmetric event counts
    once each way, for either does it to the other. Status never mixes.
    """
    found: defaultdict[tuple[str, str], dict[str, dict[str, Any]]] = defaultdict(dict)
    for source, target, event, data in edges(network):
        if not directed:
            found[min(source, target), max(source, target)][event] = data
            continue
        found[source, target][event] = data
        if data["mutual"]:
            found[target, source][event] = data
    return tuple(_dyad(*pair, directed, found[pair]) for pair in sorted(found))


def _dyad(first: str, second: str, directed: bool, events: dict[str, dict[str, Any]]) -> Dyad:
    reports, stories = (sum(e[name] for e in events.values()) for name in ("reports", "stories"))
    return Dyad(first, second, directed, _tallies(events), tuple(events), reports, stories)


def _tallies(events: dict[str, dict[str, Any]]) -> tuple[Tally, ...]:
    by_status: defaultdict[str, list[float]] = defaultdict(list)
    for data in events.values():
        by_status[data["status"]].append(data["weight"])
    return tuple(
        Tally(
            status,
            len(weights),
            total([w for w in weights if w > 0]),
            total([w for w in weights if w < 0]),
        )
        for status in Status
        if (weights := by_status.get(status))
    )
