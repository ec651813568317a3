"""Events with all their reports, of any number of articles, from the event table alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from kg.analysis import Act, acts
from kg.article import Article
from kg.calendar import begins, ends
from kg.event import Claim, Event, Mention, Reading, Span, Status
from kg.gazetteer import Actor
from kg.ontology import Ontology
from kg.temporal.periods import Window
from kg.temporal.shelf import Shelf

__all__ = ["Report", "Row", "Told", "inside", "told"]

Row = Mapping[str, Any]
"""A row of the event table, and `story`, what names the story that its article tells."""


@dataclass(frozen=True, slots=True)
class Report:
    """What an article says of an event in one place, by the words `quote` at `start`.

    `story`: which its article tells, alone or with others. `about`: what a speech act is about,
    by class and sides; None if it is about nothing.
    """

    article: str
    document: str
    published: str | None
    publisher: str | None
    story: str
    status: Status
    sources: tuple[Actor, ...]
    quote: str
    start: int
    end: int
    type: str | None
    about: str | None


@dataclass(frozen=True, slots=True)
class Told:
    """An event, `act`, with its reports, first published first.

    `days`: its first and last day as the most precise report dates it, or None. `reported`: the
    day of the first report, where known. `key` names what is said to have been done, and by and to
    whom, whatever the day; the event itself where that is not known.
    """

    act: Act
    reports: tuple[Report, ...]
    days: tuple[date, date] | None
    reported: date | None
    key: str

    @property
    def stories(self) -> int:
        """How many report it independently."""
        return len({report.story for report in self.reports})

    @property
    def when(self) -> tuple[date, date] | None:
        """Its own days, or, if it has none, the day of its first report."""
        if self.days or self.reported is None:
            return self.days
        return self.reported, self.reported


def told(rows: Iterable[Row], ontology: Ontology) -> Iterator[Told]:
    """The events that some rows tell, by IRI; the rows of an article stand together.

    The rows are sorted on disk: memory holds the reports of one event.

    Raises:
        KnowledgeError: if an event's class is not in `ontology`.
    """
    with closing(Shelf()) as shelf:
        for _, group in groupby(rows, key=lambda row: row["article"]):
            page = list(group)
            by_event = {row["event"]: _subject(row, ontology) for row in reversed(page)}
            for row in page:
                published = _day(row["published"])
                kept = {**row, "about": by_event.get(row["content"]), "published": published}
                place = f"{published or '~'} {row['article']} {row['start']:09d}"
                shelf.put(row["event"], place, kept)
                if row["content_status"] and row["content"]:
                    shelf.put(row["content"], place, {**kept, "claim": True})
        for iri, values in shelf.groups():
            reports = list(values)
            if not all("claim" in report for report in reports):
                yield _told(iri, reports, ontology)


def _told(iri: str, rows: Sequence[Row], ontology: Ontology) -> Told:
    pages: defaultdict[str, tuple[list[Event], list[Claim]]] = defaultdict(lambda: ([], []))
    reports = []
    spans = []
    for row in rows:
        events, claims = pages[row["article"]]
        if "claim" in row:
            said: Event | Claim = _claim(iri, row)
            claims.append(_claim(iri, row))
        else:
            said = _event(row)
            events.append(said)
            if days := _days(said):
                spans.append(days)
        reports.append(_report(row, said))
    readings = [
        Reading(Article(article, "", "", ""), (), tuple(events), tuple(claims))
        for article, (events, claims) in sorted(pages.items())
    ]
    (act,) = acts(readings, ontology)
    published = [report.published for report in reports if report.published]
    first = next(row for row in rows if "claim" not in row)
    return Told(
        act=act,
        reports=tuple(reports),
        days=min(spans, key=lambda days: (days[1] - days[0], days), default=None),
        reported=date.fromisoformat(min(published)) if published else None,
        key=_subject(first, ontology) or iri,
    )


def _subject(row: Row, ontology: Ontology) -> str | None:
    """What is done, by whom to whom, of every wording the same; None if a party is not known."""
    kind = row["types"][-1]
    agents, targets = (
        sorted({one["side"] or one["id"] for one in row[role]}) for role in ("agents", "targets")
    )
    if not agents or not targets:
        return None
    if kind in ontology.classes and ontology.classes[kind].symmetric:
        agents = targets = sorted({*agents, *targets})
    return f"{kind} {','.join(agents)} > {','.join(targets)}"


def _mentions(actors: Iterable[Mapping[str, Any]]) -> tuple[Mention, ...]:
    return tuple(Mention(_actor(one), Span(0, 0, one["text"])) for one in actors)


def _actor(one: Mapping[str, Any]) -> Actor:
    return Actor(one["id"], one["label"], one["kind"], one["side"])


def _event(row: Row) -> Event:
    quote = Span(row["start"], row["end"], row["quote"])
    start, _, end = (row["date"] or "").partition("/")
    return Event(
        iri=row["event"],
        type=row["types"][0],
        agents=_mentions(row["agents"]),
        targets=_mentions(row["targets"]),
        sources=_mentions(row["sources"]),
        status=Status(row["status"]),
        quote=quote,
        trigger=quote,
        sentence=quote,
        rule=row["rule"],
        confidence=row["confidence"],
        date=start or None,
        date_end=end or None,
        content=row["content"],
    )


def _claim(iri: str, row: Row) -> Claim:
    quote = Span(row["start"], row["end"], row["quote"])
    return Claim(iri, Status(row["content_status"]), _mentions(row["agents"]), quote)


def _report(row: Row, said: Event | Claim) -> Report:
    return Report(
        article=row["article"],
        document=row["document"],
        published=row["published"],
        publisher=row["publisher"],
        story=row["story"],
        status=said.status,
        sources=tuple(mention.actor for mention in said.sources),
        quote=row["quote"],
        start=row["start"],
        end=row["end"],
        type=said.type if isinstance(said, Event) else None,
        about=row["about"] if isinstance(said, Event) else None,
    )


def _day(text: str | None) -> str | None:
    """A day that is one; a graph may say anything."""
    try:
        return date.fromisoformat(text).isoformat() if text else None
    except ValueError:
        return None


def _days(event: Event) -> tuple[date, date] | None:
    if event.date is None:
        return None
    try:
        return begins(event.date), ends(event.date_end or event.date)
    except ValueError:  # a year that no calendar has
        return None


def inside(one: Told, window: Window) -> bool:
    """Whether an event lies in a window: by its own date, whole; by that of its first report only
    if it has none.
    """
    return window.open or (one.when is not None and one.when in window)
