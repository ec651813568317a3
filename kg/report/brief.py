"""What a brief says, whatever it is written in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from kg.analysis import Analysis, Dyad, Triad, report
from kg.analysis.acts import Level, party
from kg.calendar import begins, ends
from kg.event import Reading, Status
from kg.gazetteer import Actor
from kg.ontology import EventClass, Ontology
from kg.stories import stories
from kg.view.labels import clean
from kg.view.model import Happening, Report, picture

__all__ = [
    "Brief", "Dispute", "Evidence", "Pair", "Statement", "brief", "names", "statements", "timeline",
    "triads",
]  # fmt: skip

PAIRS, DEEDS, DISPUTES, DYADS, TRIADS, DATED = 6, 3, 10, 16, 9, 24
"""How much of each a brief holds."""

_AROUND = 240
"""Letters of a sentence on either side of the words that count, at most."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where it is said: the sentence in three parts, the middle one the words that count; `copies`
    are other articles that print the same text.
    """

    article: int
    start: int
    end: int
    before: str
    quote: str
    after: str
    status: Status
    sources: tuple[Actor, ...]
    copies: int = 0


@dataclass(frozen=True, slots=True)
class Statement:
    """An event; `status` is its weakest, `evidence` every report of it, of copies the first."""

    kind: EventClass
    agents: tuple[Actor, ...]
    targets: tuple[Actor, ...]
    status: Status
    date: str | None
    date_end: str | None
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two sides and what is stated as fact between them; `left` more are not told."""

    dyad: Dyad
    statements: tuple[Statement, ...]
    left: int


@dataclass(frozen=True, slots=True)
class Dispute:
    """An event that somebody alleges or denies: who claims it, who denies it."""

    statement: Statement
    claims: tuple[Evidence, ...]
    denials: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """A brief on some readings.

    `names`: what parties are called, by language; under `""` where the language is not known.
    The `…_left` count what is left out for the sake of brevity.
    """

    readings: tuple[Reading, ...]
    analysis: Analysis
    names: Mapping[str, Mapping[str, str]]
    pairs: tuple[Pair, ...]
    pairs_left: int
    disputes: tuple[Dispute, ...]
    disputes_left: int
    dyads: tuple[Dyad, ...]
    dyads_left: int
    triads: tuple[Triad, ...]
    triads_left: int
    timeline: tuple[Statement, ...]
    dated: int
    undated: int


def brief(readings: Sequence[Reading], ontology: Ontology) -> Brief:
    """Choose what to tell of the readings.

    Raises:
        KnowledgeError: if an event's class is not in `ontology`.
    """
    found = report(readings, ontology)
    told = statements(readings, ontology)
    pairs = _pairs(found, told)
    disputes = _disputes(told.values())
    dyads = sorted(found.dyads, key=_busy)
    ranked = triads(found)
    chosen, dated = timeline(told.values(), DATED)
    return Brief(
        readings=tuple(readings),
        analysis=found,
        names=names(readings),
        pairs=tuple(pairs[:PAIRS]),
        pairs_left=len(pairs[PAIRS:]),
        disputes=tuple(disputes[:DISPUTES]),
        disputes_left=len(disputes[DISPUTES:]),
        dyads=tuple(dyads[:DYADS]),
        dyads_left=len(dyads[DYADS:]),
        triads=ranked[:TRIADS],
        triads_left=len(ranked[TRIADS:]),
        timeline=chosen,
        dated=dated,
        undated=len(told) - dated,
    )


def statements(readings: Sequence[Reading], ontology: Ontology) -> dict[str, Statement]:
    """Every event of the readings, by its IRI.

    Raises:
        KnowledgeError: if an event's class is not in `ontology`.
    """
    shown = picture(readings, ontology).happenings
    told = stories(reading.article for reading in readings)
    firsts = [told.get(reading.article.iri, reading.article.iri) for reading in readings]
    return {one.iri: _statement(one, readings, firsts, ontology) for one in shown}


def timeline(told: Iterable[Statement], most: int) -> tuple[tuple[Statement, ...], int]:
    """The weightiest with a date, from the past to what is planned; and how many have one."""
    dated = [one for one in told if one.date]
    return tuple(sorted(sorted(dated, key=_weighty)[:most], key=_when)), len(dated)


def triads(analysis: Analysis) -> tuple[Triad, ...]:
    """Those that are not balanced first, and of these the ones with most asserted events."""
    events = {(d.first, d.second): d.tally(Status.ASSERTED).events for d in analysis.dyads}

    def rank(triad: Triad) -> tuple[bool, int, tuple[str, str, str]]:
        return (
            triad.balanced,
            -sum(events[pair] for pair in combinations(triad.parties, 2)),
            triad.parties,
        )

    return tuple(sorted(analysis.balance.triads, key=rank))


def _statement(
    happening: Happening, readings: Sequence[Reading], firsts: Sequence[str], ontology: Ontology
) -> Statement:
    dates = [(e.date, e.date_end) for r in happening.reports if (e := r.said) and e.date]
    date, date_end = max(dates, key=lambda d: (len(d[0]), d[0]), default=(None, None))
    return Statement(
        kind=ontology.classes[happening.type],
        agents=happening.agents,
        targets=happening.targets,
        status=happening.status,
        date=date,
        date_end=date_end,
        evidence=tuple(_of_copies(
            (_evidence(one, readings[one.reading].article.text) for one in happening.reports),
            firsts,
        )),
    )  # fmt: skip


def _of_copies(evidence: Iterable[Evidence], firsts: Sequence[str]) -> list[Evidence]:
    """All evidence, but what articles of one story say in the same words only of the first."""
    found: list[Evidence] = []
    places: dict[tuple[object, ...], int] = {}
    for one in evidence:
        key = (firsts[one.article], one.quote, one.status, one.sources)
        place = places.setdefault(key, len(found))
        if place == len(found) or found[place].article == one.article:
            found.append(one)
        else:
            found[place] = replace(found[place], copies=found[place].copies + 1)
    return found


def _evidence(report: Report, text: str) -> Evidence:
    quote = report.quote
    start = max(min(report.sentence.start, quote.start), quote.start - _AROUND)
    end = min(max(report.sentence.end, quote.end), quote.end + _AROUND)
    before = "…" * (start > report.sentence.start) + text[start : quote.start]
    after = text[quote.end : end] + "…" * (end < report.sentence.end)
    return Evidence(
        article=report.reading,
        start=quote.start,
        end=quote.end,
        before=clean(before) + " " * before.endswith((" ", "\n", "\t")),
        quote=clean(quote.text),
        after=" " * after.startswith((" ", "\n", "\t")) + clean(after),
        status=report.status,
        sources=tuple({mention.actor.iri: mention.actor for mention in report.sources}.values()),
    )


def _pairs(analysis: Analysis, told: Mapping[str, Statement]) -> list[Pair]:
    """The pairs with asserted events, those with most first; an event of several pairs once."""
    found = []
    seen: set[str] = set()
    for dyad in sorted(analysis.dyads, key=_busy):
        facts = {iri: told[iri] for iri in dyad.events if told[iri].status is Status.ASSERTED}
        fresh = sorted(facts.keys() - seen, key=lambda iri: (_weighty(facts[iri]), iri))
        if fresh:
            seen.update(fresh[:DEEDS])
            chosen = sorted((facts[iri] for iri in fresh[:DEEDS]), key=_when)
            found.append(Pair(dyad, tuple(chosen), len(fresh[DEEDS:])))
    return found


def _disputes(told: Iterable[Statement]) -> list[Dispute]:
    """Those with both sides told first, then those alleged, then those denied."""
    found = []
    for one in told:
        denials = [e for e in one.evidence if e.status is Status.DENIED]
        claims = [e for e in one.evidence if e.status is not Status.DENIED]
        if one.status in (Status.ALLEGED, Status.DENIED):
            found.append(Dispute(one, _each_once(claims), _each_once(denials)))
    return sorted(
        found, key=lambda d: (not (d.claims and d.denials), not d.claims, _weighty(d.statement))
    )


def _each_once(evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Without a second sentence of the same source in the same article."""
    first = {(e.article, e.status, e.sources): e for e in reversed(evidence)}
    return tuple(e for e in evidence if first[e.article, e.status, e.sources] is e)


def _busy(dyad: Dyad) -> tuple[int, float, str, str]:
    told = dyad.tally(Status.ASSERTED)
    return -told.events, told.conflict - told.cooperation, dyad.first, dyad.second


def _weighty(statement: Statement) -> tuple[float, int, int, int]:
    first = statement.evidence[0]
    return -abs(statement.kind.weight), -len(statement.evidence), first.article, first.start


def _when(statement: Statement) -> tuple[str, str, int, int]:
    """By the day; what has none goes last."""
    first = statement.evidence[0]
    if statement.date is None:
        return "~", "", first.article, first.start
    try:
        day = begins(statement.date).isoformat()
        last = ends(statement.date_end or statement.date).isoformat()
    except ValueError:
        return "~", statement.date, first.article, first.start
    return day, last, first.article, first.start


def names(readings: Sequence[Reading], level: Level = "side") -> dict[str, dict[str, str]]:
    """What each party is called in each language, by its key."""
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    mentions = {m for r in readings for m in r.mentions}
    mentions |= {m for r in readings for e in r.events for m in (*e.agents, *e.targets)}
    for actor in sorted({m.actor for m in mentions}, key=lambda a: (a.iri, a.label)):
        key = party(actor, level)
        if key and actor.iri in (key, actor.side_iri):
            found[key] = {"": actor.label, **dict(actor.labels), **found[key]}
    return dict(found)
