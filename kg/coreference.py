"""Which mentions are one event, and their names."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from kg.article import BASE, Article
from kg.draft import Draft, keys
from kg.ontology import Ontology

__all__ = ["Cluster", "cluster"]

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
    date: str | None


def cluster(
    article: Article, drafts: Sequence[Draft], dates: Sequence[str | None], ontology: Ontology,
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
        elif date and (not match.date or len(date) > len(match.date)):
            match.date = date
        out.append(match.iri)
    return out


def _same(
    one: Cluster, draft: Draft, agents: frozenset[str], targets: frozenset[str], date: str | None
) -> bool:
    if (
        one.type != draft.type
        or draft.type == "Statement"
        or one.agents != agents
        or one.targets != targets
    ):
        return False
    if not agents or not targets or draft.status not in _COMPATIBLE[one.status]:
        return False
    return not (one.date and date) or one.date.startswith(date) or date.startswith(one.date)
