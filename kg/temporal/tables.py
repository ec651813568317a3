"""How things ran over time, as tables for a terminal."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from kg.event import Status
from kg.temporal.claims import Claim, Step
from kg.temporal.course import Course
from kg.temporal.scores import Score

if TYPE_CHECKING:
    from rich.table import Table

__all__ = ["tables"]

_PAIRS, _CLAIMS, _STEPS, _PUBLISHERS = 12, 6, 8, 12
"""So many are shown; JSON and CSV have the rest."""


def tables(course: Course) -> list[Table]:
    """Scores by pair and period, changes, claims, agreement; what is empty is left out."""
    found = [
        _scores(course),
        _changes(course),
        *map(_claim, course.claims[:_CLAIMS]),
        _agreement(course),
        _publishers(course),
    ]
    return [table for table in found if table.row_count]


def _table(title: str, names: str, numbers: str = "") -> Table:
    from rich.table import Table

    table = Table(title=title, title_justify="left", title_style="bold")
    for name in names.split(", "):
        table.add_column(name, overflow="fold")
    for name in filter(None, numbers.split(", ")):
        table.add_column(name, justify="right")
    return table


def _row(table: Table, *cells: str) -> None:
    """Adds a row; a name that looks like markup stays a name."""
    from rich.text import Text

    table.add_row(*map(Text, cells))


def _name(key: str) -> str:
    return key.rstrip("/").rsplit("/", 1)[-1]


def _number(value: float) -> str:
    return f"{value:+.1f}".replace("+0.0", "0.0")


def _times(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _reports(reports: int, stories: int) -> str:
    """As `3 reports (2 stories)`; the stories are named where they are fewer."""
    told = _times(reports, "report", "reports")
    return told if stories == reports else f"{told} ({_times(stories, 'story', 'stories')})"


def _scores(course: Course) -> Table:
    """Of the pairs with most asserted events."""
    table = _table(
        f"Dyads by {course.unit}: asserted events, dated by themselves and (by first report)",
        "pair, period", "events, cooperation, conflict, mean, reports (stories), other",
    )  # fmt: skip
    weight: defaultdict[tuple[str, str], int] = defaultdict(int)
    cells: defaultdict[tuple[str, str, str], list[Score]] = defaultdict(list)
    for score in course.scores:
        weight[score.first, score.second] += score.events
        cells[score.first, score.second, score.period].append(score)
    chosen = sorted(weight, key=lambda pair: (-weight[pair], pair))[:_PAIRS]
    for pair in chosen:
        for key in sorted(key for key in cells if key[:2] == pair):
            _row(table, " – ".join(map(_name, pair)), key[2], *_cells(cells[key]))
    return table


def _cells(scores: list[Score]) -> list[str]:
    sure = [s for s in scores if s.status is Status.ASSERTED]
    dated = next((s for s in sure if s.dated_by == "event"), None)
    told = next((s for s in sure if s.dated_by == "report"), None)
    numbers = [str(dated.events) if dated else "0", *(
        _number(value) for value in (
            (dated.cooperation, dated.conflict, dated.mean) if dated else ())
    )]  # fmt: skip
    numbers += [""] * (4 - len(numbers))
    if told:
        numbers[0] += f" ({told.events})"
        numbers[3] += f" ({_number(told.mean)})"
    reports, stories = (sum(getattr(s, name) for s in sure) for name in ("reports", "stories"))
    other: defaultdict[Status, int] = defaultdict(int)
    for score in scores:
        if score.status is not Status.ASSERTED:
            other[score.status] += score.events
    return [
        *numbers,
        f"{reports} ({stories})",
        ", ".join(f"{status} {other[status]}" for status in Status if other[status]),
    ]


def _changes(course: Course) -> Table:
    table = _table(
        "Changes of mean weight (Pettitt 1979)",
        "pair, from, dated by",
        "before, after, p, periods, events",
    )
    for change in course.changes:
        _row(
            table, f"{_name(change.first)} – {_name(change.second)}", change.period,
            change.dated_by,
            _number(change.before), _number(change.after), f"{change.p:.2g}", str(change.periods),
            str(change.events),
        )  # fmt: skip
    return table


def _claim(claim: Claim) -> Table:
    who = [", ".join(map(_name, names)) or "?" for names in (claim.agents, claim.targets)]
    told = _reports(claim.reports, claim.stories)
    counts = (("fact", claim.asserted), ("alleged", claim.alleged), ("denied", claim.denied))
    title = f"{claim.type}, {who[0]} → {who[1]}: {told}; stories that put it so: "
    title += ", ".join(f"{name} {number}" for name, number in counts if number)
    table = _table(title, "published, by, status, says, words", "reports")
    for step in claim.steps[:_STEPS]:
        _row(table, *_step(step))
    if len(claim.steps) > _STEPS:
        _row(table, "…", "", "", "", f"{len(claim.steps) - _STEPS} more", "")
    return table


def _step(step: Step) -> list[str]:
    says = ", ".join(step.sources)
    words = " ".join(step.quote.split())
    by = step.publisher or step.document
    return [step.published or "", by, str(step.status), says, words, str(step.reports)]


def _agreement(course: Course) -> Table:
    table = _table("Do independent reports of an event agree?", "on", "events, pairs, agree, alpha")
    for name, found in course.agreement.items():
        if found.events:
            alpha = "–" if found.alpha is None else f"{found.alpha:.2f}"
            _row(table, name, str(found.events), str(found.pairs), f"{found.share:.2f}", alpha)
    return table


def _publishers(course: Course) -> Table:
    table = _table("Publishers that report the same events", "publishers", "events, same status")
    for pair in course.publishers[:_PUBLISHERS]:
        _row(table, f"{pair.first} – {pair.second}", str(pair.events), str(pair.same))
    return table
