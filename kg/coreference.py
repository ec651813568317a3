"""Which mentions are one event, and their names."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from kg.article import BASE, Article
from kg.calendar import Value, begins, ends, overlap
from kg.draft import Draft, keys
from kg.ontology import Ontology

__all__ = ["Antecedents", "Cluster", "cluster"]

_COMPATIBLE = {
    "asserted": {"asserted"},
    "planned": {"planned"},
    "alleged": {"alleged", "denied"},
    "denied": {"alleged", "denied"},
    "hypothetical": {"hypothetical"},
}


@dataclass(slots=True)
class Cluster:
    """One event: what its mentions agree on so far."""

    iri: str
    type: str
    agents: frozenset[str]
    targets: frozenset[str]
    status: str
    date: Value


class Antecedents:
    """Finds what event nouns point back to (*this accusation*, *the attack*), in order.

    A speech act about such a noun is about the content of the event meant, or that event
    itself; where its target is open, whoever did it is meant (*condemned that attack*).
    """

    def __init__(self) -> None:
        self._last: dict[str, Draft] = {}
        self._alleged: Draft | None = None

    def resolve(self, drafts: Sequence[Draft]) -> None:
        """Sets `back` and open targets of the drafts of one sentence."""
        for draft in sorted(drafts, key=lambda d: d.token.i):
            if not draft.anaphoric:
                self._last[draft.type] = draft
                continue
            told = self._last.get(draft.type)
            if told is None:
                continue
            for act in drafts:
                if act.anaphoric or draft.token not in act.arguments.object:
                    continue
                if act.frame.complement:
                    act.back = told.content if told.content is not None else told
                if (
                    not act.targets
                    and act.frame.target
                    and not keys(told.agents) & keys(act.agents)
                ):
                    act.targets = list(told.agents)
                    act.why["target"] = "event told before"
                    act.doubt += 0.1
        for act in drafts:
            bare = act.content is None and act.back is None and not act.anaphoric
            empty = bare and not act.wanted and all(o.pos_ == "PRON" for o in act.arguments.object)
            if empty and act.frame.complement == "denied" and self._alleged is not None:
                act.back = self._alleged  # Moscow denies it
            if act.frame.complement == "alleged" and act.content is not None:
                self._alleged = act.content
        self._share(drafts)

    def _share(self, drafts: Sequence[Draft]) -> None:
        """A verb coordinated with another shares its target as its subject, if it has none."""
        by_token = {d.token.i: d for d in drafts}
        for draft in drafts:
            first = by_token.get(draft.token.head.i)
            shared = draft.token.dep_ == "conj" and draft.arguments.inherited
            if first is None or not shared or draft.targets or not draft.frame.target:
                continue
            if not first.content and not draft.content and draft.frame.complement != "said":
                draft.targets = list(first.targets)
                draft.why["target"] = "shared"
                draft.doubt += 0.2


def cluster(
    article: Article, drafts: Sequence[Draft], dates: Sequence[Value], ontology: Ontology,
    base: str = BASE,
) -> list[str]:  # fmt: skip
    """The event IRI of each draft, in order.

    Two mentions are one event when type and both sides agree, their dates do not
    contradict, and one does not assert what the other only plans, alleges or denies.
    """
    clusters: list[Cluster] = []
    out = []
    for draft, date in zip(drafts, dates, strict=True):
        agents, targets = draft.sides
        if ontology.classes[draft.type].symmetric:
            agents, targets = agents | targets, agents | targets
        match = next(
            (c for c in reversed(clusters) if _same(c, draft, agents, targets, date)), None
        )
        if match is None:
            start = draft.sentence.start + draft.token.idx
            key = f"{article.iri} {start} {draft.type}"
            name = hashlib.sha256(key.encode()).hexdigest()[:16]
            match = Cluster(f"{base}event/{name}", draft.type, agents, targets, draft.status, date)
            clusters.append(match)
        elif _days(date) < _days(match.date):
            match.date = date
        out.append(match.iri)
    return out


def _same(
    one: Cluster, draft: Draft, agents: frozenset[str], targets: frozenset[str], date: Value
) -> bool:
    if (
        one.type != draft.type
        or draft.frame.complement == "said"  # each saying is an act of its own
        or one.agents != agents
        or one.targets != targets
    ):
        return False
    if not agents or not targets or draft.status not in _COMPATIBLE[one.status]:
        return False
    return overlap(one.date, date)


def _days(value: Value) -> float:
    """How long a time lasts; what is unknown lasts for ever."""
    start, end = value
    return (ends(end or start) - begins(start)).days if start else float("inf")
