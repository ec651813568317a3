"""Who reports the same events, and whether they put them alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from heapq import nsmallest
from itertools import combinations

from kg.event import Status
from kg.temporal.agreement import Agreement, Tally
from kg.temporal.told import Report, Told

__all__ = ["FEATURES", "Pair", "Sources"]

FEATURES = ("status", "class", "content")
"""What is compared: how an event is put, which class its words tell, what a speech act is about."""

_MOST = 200
_DOUBT = (Status.DENIED, Status.ALLEGED, Status.HYPOTHETICAL, Status.PLANNED, Status.ASSERTED)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two publishers that report `events` independently of each other, `same` of them with the
    same status.
    """

    first: str
    second: str
    events: int
    same: int


class Sources:
    """Compares what independent reports of an event say; the same in any order."""

    def __init__(self) -> None:
        self._tallies = {name: Tally() for name in FEATURES}
        self._events: Counter[tuple[str, str]] = Counter()
        self._same: Counter[tuple[str, str]] = Counter()

    def add(self, told: Told) -> None:
        """Compare the stories that report an event, each as one."""
        stories: dict[str, list[Report]] = {}
        for report in told.reports:
            stories.setdefault(report.story, []).append(report)
        if len(stories) < 2:
            return
        values = {story: _values(reports) for story, reports in stories.items()}
        for name, tally in self._tallies.items():
            tally.add([one[name] for one in values.values() if one[name] is not None])
        papers: dict[str, set[Hashable]] = {}
        for story, reports in stories.items():
            publisher = next((r.publisher for r in reports if r.publisher), None)
            if publisher:
                papers.setdefault(publisher, set()).add(values[story]["status"])
        for pair in combinations(sorted(papers), 2):
            self._events[pair] += 1
            self._same[pair] += papers[pair[0]] == papers[pair[1]]

    def agreement(self) -> dict[str, Agreement]:
        """Of each of `FEATURES`, how far stories agree that report the same event."""
        return {name: tally.result() for name, tally in self._tallies.items()}

    def pairs(self) -> tuple[Pair, ...]:
        """Publishers that report most events in common."""
        every = (Pair(*pair, self._events[pair], self._same[pair]) for pair in self._events)
        return tuple(nsmallest(_MOST, every, key=lambda p: (-p.events, p.first, p.second)))


def _values(reports: Iterable[Report]) -> dict[str, Hashable]:
    """How a story puts an event; the most doubtful of what it says stands."""
    told = list(reports)
    statuses = {report.status for report in told}
    said = sorted(
        (r for r in told if r.type), key=lambda r: (r.published or "~", r.article, r.start)
    )
    return {
        "status": next(status for status in _DOUBT if status in statuses),
        "class": next((r.type for r in said), None),
        "content": next((r.about for r in said if r.about), None),
    }
