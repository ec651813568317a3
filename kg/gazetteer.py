"""Known actors, and the names they go by."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Actor"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acts, or a place.

    `kind` is a class local name of the ontology (`State`, `Person`, `Organization`,
    `IntergovernmentalOrganization`, `Bloc`, `Ministry`, `MediaOrganization`, `Place`).
    `side` is the code of the side it acts for (`RUS`, `NATO`; None if unknown) and
    `side_iri` that side's IRI (its own, where it is a side itself).
    `labels` maps language to preferred label; `label` is the one for this article.
    """

    iri: str
    label: str
    kind: str
    side: str | None = None
    side_iri: str | None = None
    labels: tuple[tuple[str, str], ...] = ()
