"""How two stand to each other, period by period.

The same events and weights as in `kg.analysis.dyads`, whose sums these are over all periods.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from kg.analysis import Level, deeds
from kg.event import Status
from kg.temporal.change import LEAST, changes
from kg.temporal.periods import Unit, period
from kg.temporal.told import Told

__all__ = ["Basis", "Change", "Score", "Scores", "shifts"]

Basis = Literal["event", "report"]
"""What puts an event into its period: its own date, or, if it has none, the day of its first
report."""

_SCALE = 1_000_000  # sums of whole numbers are the same in any order
_LEVEL = 0.05


@dataclass(frozen=True, slots=True)
class Score:
    """What two have done to each other in a period: events of one status, by what dates them.

    `cooperation` and `conflict`: the sums of their weights above and below nought. `reports`: of
    these events; `stories`: independent ones.
    """

    first: str
    second: str
    period: str
    dated_by: Basis
    status: Status
    events: int
    cooperation: float
    conflict: float
    reports: int
    stories: int

    @property
    def net(self) -> float:
        """Cooperation less conflict."""
        return round(self.cooperation + self.conflict, 6) + 0.0

    @property
    def mean(self) -> float:
        """Weight of an event."""
        return round(self.net / self.events, 6) + 0.0


@dataclass(frozen=True, slots=True)
class Change:
    """That the mean weight of what happens between two changes with a period; or, dated by report,
    of what is told without a date.

    `before`, `after`: the mean of the periods' means, from the change before to this one and from
    this one to the next. `p`: how likely so clear a change is in a series without any. `periods`,
    `events`: on which it rests, those before and after.
    """

    first: str
    second: str
    dated_by: Basis
    period: str
    before: float
    after: float
    p: float
    periods: int
    events: int


class Scores:
    """Adds events up; the same in any order. Memory grows with pairs and periods, not events."""

    def __init__(self, unit: Unit, level: Level) -> None:
        self._unit, self._level = unit, level
        self._cells: defaultdict[tuple[str, str, str, Basis, Status], list[int]] = defaultdict(
            lambda: [0] * 5
        )
        self.loose = self.undated = 0

    def add(self, told: Told) -> None:
        """Count an event, in the period that all its days lie in."""
        basis: Basis = "event" if told.days else "report"
        pairs = {
            (min(d.agent, d.target), max(d.agent, d.target)): d.kind.weight
            for d in deeds(told.act, self._level)
        }
        if not pairs:
            return
        if not told.when:
            self.undated += 1
            return
        if (name := period(told.when, self._unit)) is None:
            self.loose += 1
            return
        for pair, weight in pairs.items():
            cell = self._cells[(*pair, name, basis, told.act.status)]
            whole = round(weight * _SCALE)
            for at, value in enumerate(
                (1, max(whole, 0), min(whole, 0), len(told.reports), told.stories)
            ):
                cell[at] += value

    def scores(self) -> tuple[Score, ...]:
        """All scores, by pair, period, date and status."""
        order = list(Status)
        rows = sorted(self._cells.items(), key=lambda c: (*c[0][:4], order.index(c[0][4])))
        return tuple(
            Score(*key, cell[0], cell[1] / _SCALE, cell[2] / _SCALE + 0.0, cell[3], cell[4])
            for key, cell in rows
        )


def shifts(
    scores: Iterable[Score], published: tuple[str, str] | None, unit: Unit
) -> tuple[Change, ...]:
    """Where what is asserted between two changes; `published` as in `Course`.

    A series is the mean weight of the asserted events of each period that has any: those that have
    a date, and those dated by their first report, apart. Only periods from the first to the last in
    which articles were published count: what is told of times before is chosen by those who look
    back. Bonferroni: the level is shared by the series that are tested, so that among all of them
    a change out of noise has a chance of 1 in 20.
    """
    series: defaultdict[tuple[str, str, Basis], list[Score]] = defaultdict(list)
    edges = [period((day, day), unit) or "" for day in map(date.fromisoformat, published or ())]
    for score in scores:
        inside = not edges or edges[0] <= score.period <= edges[1]
        if inside and score.status is Status.ASSERTED:
            series[score.first, score.second, score.dated_by].append(score)
    tested = {name: told for name, told in series.items() if len(told) >= LEAST}
    return tuple(
        change for name, told in sorted(tested.items()) for change in _of(name, told, len(tested))
    )


def _of(name: tuple[str, str, Basis], told: list[Score], tested: int) -> Iterable[Change]:
    found = list(changes([score.mean for score in told], _LEVEL / tested))
    edges = [0, *(at for at, _ in found), len(told)]
    for number, (at, p) in enumerate(found):
        before, after = told[edges[number] : at], told[at : edges[number + 2]]
        yield Change(
            *name, told[at].period, _mean(before), _mean(after), float(f"{p:.3g}"),
            len(before) + len(after), sum(score.events for score in (*before, *after)),
        )  # fmt: skip


def _mean(scores: list[Score]) -> float:
    return round(sum(score.mean for score in scores) / len(scores), 3) + 0.0
