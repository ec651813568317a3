"""All that a window of time tells, in one value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from kg import csvtext
from kg.analysis import Level
from kg.ontology import Ontology
from kg.temporal.agreement import Agreement
from kg.temporal.claims import Claim, Claims
from kg.temporal.periods import Unit, Window
from kg.temporal.scores import Change, Score, Scores, shifts
from kg.temporal.sources import Pair, Sources
from kg.temporal.told import Row, inside, told

__all__ = ["COLUMNS", "Course", "course", "csv"]

COLUMNS = (
    "level", "first", "second", "period", "dated_by", "status", "events", "cooperation", "conflict",
    "net", "mean", "reports", "stories",
)  # fmt: skip
"""Of the table of scores."""


@dataclass(frozen=True, slots=True)
class Course:
    """How things ran over time, by sides or by persons.

    `since`, `until`: the window, where it is not open. `published`: the first and last day of the
    articles that tell of it. `events`, `reports`, `stories`: that lie in the window, with the
    independent reports among them. `loose`: events between two whose date is not precise enough for
    the unit; `undated`: that neither the text nor its article dates. `claims` are those that most
    stories tell, of `claims_told` in all.
    """

    unit: Unit
    level: Level
    since: str | None
    until: str | None
    published: tuple[str, str] | None
    events: int
    reports: int
    stories: int
    loose: int
    undated: int
    scores: tuple[Score, ...]
    changes: tuple[Change, ...]
    claims: tuple[Claim, ...]
    claims_told: int
    agreement: dict[str, Agreement]
    publishers: tuple[Pair, ...]

    def to_json(self) -> dict[str, Any]:
        """As what `json.dumps` takes."""
        data = asdict(self)
        data["published"] = list(self.published) if self.published else None
        data["scores"] = [
            {name: value for name, value in zip(COLUMNS, row, strict=True) if name != "level"}
            for row in self.rows()
        ]
        return data

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """The table of scores, by `COLUMNS`."""
        for s in self.scores:
            yield (
                self.level, s.first, s.second, s.period, s.dated_by, str(s.status), s.events,
                s.cooperation, s.conflict, s.net, s.mean, s.reports, s.stories,
            )  # fmt: skip


def csv(found: Iterable[Course]) -> str:
    """The tables of scores as one, CSV."""
    return csvtext.text(COLUMNS, (row for one in found for row in one.rows()))


def course(
    rows: Iterable[Row], ontology: Ontology, unit: Unit, window: Window, level: Level = "side"
) -> Course:
    """Go through the reports of any number of articles, once, in the memory of one event.

    Args:
        rows: of the event table, with `story`; those of an article together.
        ontology: the classes of events and their weights.
        unit: of the periods.
        window: events outside are left out; an event in it counts with all its reports, whenever
            they were published, so that what is denied later is not taken for fact.
        level: sides or persons.

    Raises:
        KnowledgeError: if an event's class is not in `ontology`.
    """
    scores, claims, sources = Scores(unit, level), Claims(), Sources()
    published: set[str] = set()  # the first and the last day
    events = reports = stories = 0
    for one in told(rows, ontology):
        published.update(report.published for report in one.reports if report.published)
        published = {min(published), max(published)} if published else published
        if not inside(one, window):
            continue
        events += 1
        reports += len(one.reports)
        stories += one.stories
        scores.add(one)
        claims.add(one)
        sources.add(one)
    table = scores.scores()
    covered = (min(published), max(published)) if published else None
    number, found = claims.result()
    return Course(
        unit=unit,
        level=level,
        since=window.first.isoformat() if window.first else None,
        until=window.last.isoformat() if window.last else None,
        published=covered,
        events=events,
        reports=reports,
        stories=stories,
        loose=scores.loose,
        undated=scores.undated,
        scores=table,
        changes=shifts(table, covered, unit),
        claims=found,
        claims_told=number,
        agreement=sources.agreement(),
        publishers=sources.pairs(),
    )
