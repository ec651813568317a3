"""How events found answer events marked: pairs, counts, and what went wrong.

The figures are those of the gold files' own scorers: *found* (a class that is right, words
that overlap), *exact* (found, and the sides that act and are acted upon are right), and the
shares of statuses, sources and dates that are right among the events found.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields

from kg.evaluate.gold import GoldEvent, RecordGold
from kg.event import Event, Mention

__all__ = [
    "Agreement", "Counts", "Found", "Miss", "Pair", "RecordCounts", "agreement", "counts", "dyad",
    "misses", "pairs", "record", "root", "scored", "sides",
]  # fmt: skip

# Who visits whom, and who agrees with whom, counts as marked from either end.
_EITHER_WAY = frozenset({"Agreement", "Meeting", "Cooperation", "Visit"})
_FORMER = {"RETREAT": "YIELD"}  # PLOVER's name today, and the one before it


@dataclass(frozen=True, slots=True)
class Found:
    """An event that was found, with its class and the classes above it, and its PLOVER code.

    A class without a PLOVER code is a bare saying.
    """

    event: Event
    types: tuple[str, ...]
    plover: str | None

    @property
    def agents(self) -> frozenset[str]:
        """Sides that act."""
        return sides(self.event.agents)

    @property
    def targets(self) -> frozenset[str]:
        """Sides acted upon."""
        return sides(self.event.targets)


@dataclass(frozen=True, slots=True)
class Pair:
    """An event marked and the event found that answers it best."""

    gold: GoldEvent
    found: Found

    @property
    def exact(self) -> bool:
        """Whether the roles are right."""
        return _roles_right(self.gold, self.found)

    @property
    def status(self) -> bool:
        """Whether the status is right."""
        return str(self.found.event.status) in self.gold.status

    @property
    def source(self) -> bool:
        """Whether the sources are right."""
        return sides(self.found.event.sources) == self.gold.sources

    @property
    def date(self) -> bool:
        """Whether the date is right, or more precise."""
        return self.dated.startswith(self.gold.date or "")

    @property
    def dated(self) -> str:
        """When the event found is, as gold files write it; empty if it has no date."""
        date, end = self.found.event.date or "", self.found.event.date_end
        return f"{date}/{end}" if end else date


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts that add up over files; `predicted` leaves out what answers an optional event."""

    gold: int = 0
    listed: int = 0
    predicted: int = 0
    found: int = 0
    exact: int = 0
    status: int = 0
    sourced: int = 0
    source: int = 0
    dated: int = 0
    date: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    def rates(self, hits: int) -> tuple[float, float, float]:
        """Precision, recall and F1 of so many hits."""
        precision = hits / self.predicted if self.predicted else 0.0
        recall = hits / self.gold if self.gold else 0.0
        both = precision + recall
        return precision, recall, 2 * precision * recall / both if both else 0.0


@dataclass(frozen=True, slots=True)
class RecordCounts:
    """Of PLOVER records, how many have the right root, first root and dyad, and no event."""

    texts: int = 0
    root: int = 0
    first: int = 0
    dyad: int = 0
    silent: int = 0

    def __add__(self, other: RecordCounts) -> RecordCounts:
        return RecordCounts(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of parallel texts: those with an event, and the F1 of root codes and of whole events."""

    texts: int
    roots: float
    events: float


@dataclass(frozen=True, slots=True)
class Miss:
    """What went wrong: `kind` is missed, roles, status, source, date or made up."""

    kind: str
    what: str
    want: str
    got: str
    rule: str
    quote: str
    start: int


def sides(mentions: Iterable[Mention]) -> frozenset[str]:
    """The sides of some actors; those without one do not count."""
    return frozenset(m.actor.side for m in mentions if m.actor.side)


def _roles_right(gold: GoldEvent, found: Found) -> bool:
    if _EITHER_WAY.intersection(gold.types):
        return found.agents | found.targets == gold.agents | gold.targets
    agents = not gold.agents or found.agents == gold.agents
    return agents and (not gold.targets or found.targets == gold.targets)


def _overlap(gold: GoldEvent, found: Found) -> int:
    span = found.event.quote
    return max(0, min(gold.end, span.end) - max(gold.start, span.start))


def _answers(gold: GoldEvent, found: Found) -> bool:
    return bool(set(gold.types).intersection(found.types) and _overlap(gold, found))


def scored(golds: Sequence[GoldEvent], found: Iterable[Found]) -> list[Found]:
    """The events that count: all but bare sayings that answer nothing."""
    return [f for f in found if f.plover is not None or any(_answers(g, f) for g in golds)]


def pairs(golds: Sequence[GoldEvent], found: Sequence[Found]) -> list[Pair]:
    """One to one, best first: roles, status, overlap; what is required chooses first."""
    out: list[Pair] = []
    taken: set[int] = set()
    for optional in (False, True):
        rows = []
        for number, gold in enumerate(golds):
            if gold.optional != optional:
                continue
            for place, each in enumerate(found):
                if place not in taken and _answers(gold, each):
                    pair = Pair(gold, each)
                    rank = (-pair.exact, -pair.status, -_overlap(gold, each), number, place)
                    rows.append((rank, pair))
        answered: set[int] = set()
        for (*_, number, place), pair in sorted(rows, key=lambda row: row[0]):
            if number not in answered and place not in taken:
                answered.add(number)
                taken.add(place)
                out.append(pair)
    return out


def counts(golds: Sequence[GoldEvent], found: Sequence[Found], paired: Sequence[Pair]) -> Counts:
    """The counts of one article; `found` as `scored` gives it."""
    hard = [p for p in paired if not p.gold.optional]
    sourced = [p for p in hard if p.gold.sources]
    dated = [p for p in hard if p.gold.date]
    return Counts(
        gold=sum(not g.optional for g in golds),
        listed=len(found),
        predicted=len(found) - (len(paired) - len(hard)),
        found=len(hard),
        exact=sum(p.exact for p in hard),
        status=sum(p.status for p in hard),
        sourced=len(sourced),
        source=sum(p.source for p in sourced),
        dated=len(dated),
        date=sum(p.date for p in dated),
    )


def dyad(agents: Iterable[str], targets: Iterable[str]) -> str:
    """Who to whom, in a few characters."""
    return f"{', '.join(sorted(agents)) or '?'} → {', '.join(sorted(targets)) or '?'}"


def misses(
    golds: Sequence[GoldEvent], found: Sequence[Found], paired: Sequence[Pair]
) -> Iterator[Miss]:
    """What is wrong with the events of one article, in the order of the text."""
    out = []
    met = {id(p.gold) for p in paired}
    for gold in golds:
        if id(gold) not in met and not gold.optional:
            want = dyad(gold.agents, gold.targets)
            out.append(Miss("missed", "/".join(gold.types), want, "", "", gold.quote, gold.start))
    for pair in paired:
        gold, event = pair.gold, pair.found.event
        if gold.optional:
            continue
        what = "/".join(gold.types)
        told = sorted(sides(event.sources))
        checks = [
            (pair.exact, "roles", dyad(gold.agents, gold.targets),
             dyad(pair.found.agents, pair.found.targets)),
            (pair.status, "status", "/".join(sorted(gold.status)), str(event.status)),
            (pair.source or not gold.sources, "source", ", ".join(sorted(gold.sources)),
             ", ".join(told)),
            (pair.date or not gold.date, "date", gold.date or "", pair.dated),
        ]  # fmt: skip
        out += [
            Miss(kind, what, want, got, event.rule, gold.quote, gold.start)
            for right, kind, want, got in checks
            if not right
        ]
    used = {id(p.found) for p in paired}
    for each in found:
        if id(each) not in used:
            got = dyad(each.agents, each.targets)
            quote = each.event.quote
            out.append(
                Miss("made up", each.types[0], "", got, each.event.rule, quote.text, quote.start)
            )
    return iter(sorted(out, key=lambda miss: miss.start))


def root(plover: str | None) -> str | None:
    """A PLOVER code under the name that the records know."""
    return _FORMER.get(plover or "", plover)


def _words(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", text.lower()) if len(word) > 2}


def _meet(mentions: Iterable[Mention], golds: Iterable[str]) -> bool:
    want = set().union(*map(_words, golds))
    return any(want & _words(m.span.text) or want & _words(m.actor.label or "") for m in mentions)


def record(gold: RecordGold, found: Sequence[Found]) -> RecordCounts:
    """The counts of one PLOVER record; `found` are the events of its text."""
    events = [f for f in found if f.plover is not None]
    right = [f.event for f in events if root(f.plover) == root(gold.root)]
    best = max(events, key=lambda f: f.event.confidence, default=None)
    met = any(
        _meet(e.agents, gold.sources)
        and (not gold.targets or _meet((*e.targets, *e.agents), gold.targets))
        for e in right
    )
    first = best is not None and root(best.plover) == root(gold.root)
    return RecordCounts(1, bool(right), first, met, not events)


def agreement(one: dict[str, list[Found]], other: dict[str, list[Found]]) -> Agreement:
    """How far the events of the same texts agree in two languages."""
    both: Counter[str] = Counter()
    total: Counter[str] = Counter()
    told = [
        {document: [f for f in events if f.plover is not None] for document, events in side.items()}
        for side in (one, other)
    ]
    documents = [d for d in {**one, **other} if told[0].get(d) or told[1].get(d)]
    for document in documents:
        bags = [[*map(_keys, side.get(document, ()))] for side in told]
        for name, at in (("roots", 0), ("events", 1)):
            left, right = (Counter(keys[at] for keys in bag) for bag in bags)
            both[name] += (left & right).total()
            total[name] += left.total() + right.total()
    rates = [2 * both[n] / total[n] if total[n] else 0.0 for n in ("roots", "events")]
    return Agreement(len(documents), *rates)


def _keys(found: Found) -> tuple[object, object]:
    return found.plover, (found.plover, found.agents, found.targets)
