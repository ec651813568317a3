"""What `ontology/duta.ttl` says of event classes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kg.errors import KnowledgeError
from kg.resources import ONTOLOGY, resource

__all__ = ["NAMESPACE", "EventClass", "Ontology", "load"]

NAMESPACE = "https://w3id.org/duta/ontology#"
"""The namespace of Duta's own terms, prefix `duta:`."""

_SEM_EVENT = "http://semanticweb.cs.vu.nl/2009/11/sem/Event"
_TOP = "relatesTo"
"""The property that only gathers the direct relations."""
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"

_Facts = dict[tuple[str, str], list[tuple[str, str]]]
"""(subject, predicate) -> (value, language) in the file's order."""


@dataclass(frozen=True, slots=True)
class EventClass:
    """`ancestors`: superclasses below Event, nearest first; `relation`: local name of
    the direct relation between agent and target that an asserted event licenses, `implied`:
    those that follow from it; `group`: local name of its group; `instrument`: local name of
    the class of its instrument; `leaves_open`: whether it asks for, promises or threatens what
    it is about.
    """

    name: str
    plover: str | None
    weight: float
    ancestors: tuple[str, ...]
    relation: str | None
    symmetric: bool
    labels: tuple[tuple[str, str], ...]
    implied: tuple[str, ...] = ()
    group: str = ""
    instrument: str = "Instrument"
    leaves_open: bool = False

    @property
    def types(self) -> tuple[str, ...]:
        """Its own name, then its superclasses' below Event."""
        return self.name, *self.ancestors

    @property
    def said(self) -> bool:
        """Whether it is a bare saying, which PLOVER does not code."""
        return self.plover is None

    @property
    def friendly(self) -> bool:
        """Whether it is an act of good will."""
        return self.weight > 0

    @property
    def hostile(self) -> bool:
        """Whether it is an act of ill will."""
        return self.weight < 0


@dataclass(frozen=True, slots=True)
class Ontology:
    """Event classes by local name."""

    classes: dict[str, EventClass]


@cache
def load(path: Path | None = None) -> Ontology:
    """The event classes of an ontology file, by default of the one that Duta comes with.

    Raises:
        KnowledgeError: if the file is missing, is no Turtle, or a class lacks its weight.
    """
    path = path or resource(ONTOLOGY) / "duta.ttl"
    facts, parents, order = _parse(path)
    classes = {}
    for iri in order:
        ancestors = _above(iri, parents)
        if _SEM_EVENT not in ancestors or not iri.startswith(NAMESPACE):
            continue
        name = _local(iri)
        relation = _one(facts, iri, "relation")
        weight = _one(facts, iri, "weight")
        if weight is None:
            raise KnowledgeError(
                f"{path}:{_line(path, name)}: duta:{name} has no duta:weight; give it a number"
            )
        above = [_local(up) for up in _above(relation or "", parents)]
        classes[name] = EventClass(
            name=name,
            plover=_one(facts, iri, "plover"),
            weight=_number(weight, name, path),
            ancestors=tuple(_local(a) for a in ancestors if a.startswith(NAMESPACE)),
            relation=_local(relation) if relation else None,
            symmetric=_one(facts, iri, "symmetric") == "true",
            labels=tuple((lang, text) for text, lang in facts.get((iri, _RDFS + "label"), [])),
            implied=tuple(up for up in above if up != _TOP),
            group=_local(_one(facts, iri, "group") or ""),
            instrument=_local(_one(facts, iri, "instrumentClass") or "Instrument"),
            leaves_open=_one(facts, iri, "leavesOpen") == "true",
        )
    if not classes:
        raise KnowledgeError(f"{path}: no class below sem:Event; is this Duta's ontology?")
    return Ontology(classes)


def _parse(path: Path) -> tuple[_Facts, dict[str, list[str]], list[str]]:
    """What a file says: its facts, what is below what, and subjects in their order."""
    from pyoxigraph import Literal, NamedNode, RdfFormat, parse

    facts: _Facts = defaultdict(list)
    parents: dict[str, list[str]] = defaultdict(list)
    order: dict[str, None] = {}
    try:
        for quad in parse(path.read_bytes(), format=RdfFormat.TURTLE):
            if not isinstance(quad.subject, NamedNode):
                continue
            subject, predicate = quad.subject.value, quad.predicate.value
            order[subject] = None
            if isinstance(quad.object, Literal):
                value = (quad.object.value, quad.object.language or "")
            elif isinstance(quad.object, NamedNode):
                value = (quad.object.value, "")
                if predicate in (_RDFS + "subClassOf", _RDFS + "subPropertyOf"):
                    parents[subject].append(quad.object.value)
            else:
                continue
            facts[subject, predicate].append(value)
    except OSError as error:
        raise KnowledgeError(f"{path}: cannot be read ({error.strerror})") from error
    except SyntaxError as error:
        raise KnowledgeError(f"{path}:{error.lineno}: no Turtle: {error.msg}") from error
    return facts, parents, list(order)


def _above(iri: str, parents: dict[str, list[str]]) -> tuple[str, ...]:
    """All that is above a class or property, nearest first."""
    found: dict[str, None] = {}
    level = parents.get(iri, [])
    while level:
        fresh = [one for one in level if one not in found and one != iri]
        found.update(dict.fromkeys(fresh))
        level = [up for one in fresh for up in parents.get(one, [])]
    return tuple(found)


def _one(facts: _Facts, iri: str, name: str) -> str | None:
    values = facts.get((iri, NAMESPACE + name))
    return values[0][0] if values else None


def _local(iri: str) -> str:
    return iri.removeprefix(NAMESPACE)


def _number(text: str, name: str, path: Path) -> float:
    try:
        return float(text)
    except ValueError as error:
        where = f"{path}:{_line(path, name)}"
        raise KnowledgeError(f"{where}: duta:weight of duta:{name} is no number: {text}") from error


def _line(path: Path, name: str) -> int:
    """Where a file begins to speak of a term of ours."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return next((n for n, line in enumerate(lines, 1) if line.startswith(f"duta:{name} ")), 1)
