"""How a claim travels: who says it first, who repeats it, who denies it, when, in which words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from datetime import date
from heapq import nsmallest
from typing import Any

from kg.event import Status
from kg.gazetteer import Actor
from kg.temporal.shelf import Shelf
from kg.temporal.told import Told

__all__ = ["GAP", "LONG", "MOST", "Claim", "Claims", "Step"]

GAP = 30
"""Days without a report after which a claim is told no more; the same is then a new one."""

LONG = 90
"""Days after its first report from which a claim that is still told is a new one, too."""

MOST = 200
"""Claims that are told of: those that most stories tell."""

_STEPS = 100
"""Of a claim so many steps and events are told of, the first."""

_DOUBTED = (Status.ALLEGED, Status.DENIED)
_WHETHER = (Status.ASSERTED, *_DOUBTED)


@dataclass(frozen=True, slots=True)
class Step:
    """How a story puts it: `published` first by `publisher` in `document`, in the words `quote`.

    `sources`: who says so, by label; none: the paper itself. `reports`: how often these and
    copies of them say so.
    """

    published: str | None
    publisher: str | None
    document: str
    article: str
    status: Status
    sources: tuple[str, ...]
    quote: str
    start: int
    end: int
    reports: int


@dataclass(frozen=True, slots=True)
class Claim:
    """What somebody alleges or denies, and who reports it, as fact, as alleged or as denied.

    Reports of it tell of the same class of event with the same sides, and of the same day; one
    that names no day goes with the claim that was told last, if that is no longer ago than `GAP`
    days, nor its first report than `LONG`. Plans and hypotheses are none. `asserted`, `alleged`,
    `denied`: stories that put it so; `steps`: in the order in which they were published; `events`:
    IRIs that the graph has for it.
    """

    type: str
    agents: tuple[str, ...]
    targets: tuple[str, ...]
    events: tuple[str, ...]
    reports: int
    stories: int
    publishers: int
    asserted: int
    alleged: int
    denied: int
    steps: tuple[Step, ...]

    @property
    def first(self) -> Step:
        """The first report."""
        return self.steps[0]


class Claims:
    """Gathers reports on disk, and tells how claims travel; memory holds what is told of one doer
    and deed within `LONG` days.
    """

    def __init__(self) -> None:
        self._shelf = Shelf()

    def add(self, told: Told) -> None:
        """Take an event's reports."""
        first, last = told.days or (None, None)
        day = first.isoformat() if first and first == last else None
        for report in told.reports:
            if report.status in _WHETHER:
                row = asdict(report)
                row["sources"] = [_label(actor) for actor in report.sources]
                row["kind"] = told.act.kind.name
                row["event"] = told.act.iri
                row["day"] = day
                row["agents"], row["targets"] = (
                    [_label(actor) for actor in actors]
                    for actors in (told.act.agents, told.act.targets)
                )
                place = f"{report.published or '~'} {report.article} {report.start:09d}"
                self._shelf.put(told.key, place, row)

    def result(self) -> tuple[int, tuple[Claim, ...]]:
        """How many claims there are, and those that most stories tell."""
        number = 0

        def each() -> Iterator[Claim]:
            nonlocal number
            for _, rows in self._shelf.groups():
                for run in _threads(rows):
                    if any(row["status"] in _DOUBTED for row in run):
                        number += 1
                        yield _claim(run)

        with closing(self._shelf):
            found = nsmallest(MOST, each(), key=_order)
        return number, tuple(found)


def _order(claim: Claim) -> tuple[Any, ...]:
    return -claim.stories, -claim.reports, claim.first.published or "~", claim.events


def _label(actor: Actor) -> str:
    return actor.side or actor.label


@dataclass(slots=True)
class _Thread:
    """A claim that is being told."""

    day: str | None
    rows: list[dict[str, Any]]
    first: date | None = None
    last: date | None = None


def _threads(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Reports of one deed, in the order in which they were published, by claim."""
    told: list[_Thread] = []  # the one told last at the end
    for row in rows:
        now = date.fromisoformat(row["published"]) if row["published"] else None
        yield from (t.rows for t in told if _over(t, now))
        told = [thread for thread in told if not _over(thread, now)]
        day = row["day"]
        same = [t for t in told if not day or t.day == day] or [t for t in told if not t.day]
        thread = same[-1] if same else _Thread(day, [])
        told = [*(t for t in told if t is not thread), thread]
        thread.rows.append(row)
        thread.day = thread.day or day
        thread.first = thread.first or now
        thread.last = now or thread.last
    yield from (thread.rows for thread in told)


def _over(thread: _Thread, now: date | None) -> bool:
    if now is None or thread.first is None or thread.last is None:
        return False
    return (now - thread.last).days > GAP or (now - thread.first).days > LONG


def _claim(rows: list[dict[str, Any]]) -> Claim:
    steps: dict[tuple[str, str, tuple[str, ...]], Step] = {}
    for row in rows:
        sources = tuple(sorted(set(row["sources"])))
        key = row["story"], row["status"], sources
        known = steps.get(key)
        if known:
            steps[key] = replace(known, reports=known.reports + 1)
            continue
        steps[key] = Step(
            row["published"], row["publisher"], row["document"], row["article"],
            Status(row["status"]), sources, row["quote"], row["start"], row["end"], 1,
        )  # fmt: skip
    told = {status: len({r["story"] for r in rows if r["status"] == status}) for status in _WHETHER}
    first = rows[0]
    return Claim(
        type=first["kind"],
        agents=tuple(sorted(set(first["agents"]))),
        targets=tuple(sorted(set(first["targets"]))),
        events=tuple(sorted({row["event"] for row in rows}))[:_STEPS],
        reports=len(rows),
        stories=len({row["story"] for row in rows}),
        publishers=len({row["publisher"] for row in rows if row["publisher"]}),
        asserted=told[Status.ASSERTED],
        alleged=told[Status.ALLEGED],
        denied=told[Status.DENIED],
        steps=tuple(steps.values())[:_STEPS],
    )
