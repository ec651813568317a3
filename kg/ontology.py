"""What `ontology/duta.ttl` says of event classes."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["EventClass", "Ontology"]


@dataclass(frozen=True, slots=True)
class EventClass:
    """`ancestors`: superclasses below Event, nearest first; `relation`: local name of
    the direct relation between agent and target that an asserted event licenses."""

    name: str
    plover: str | None
    weight: float
    ancestors: tuple[str, ...]
    relation: str | None
    symmetric: bool
    labels: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Ontology:
    """Event classes by local name."""

    classes: dict[str, EventClass]
