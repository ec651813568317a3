"""TSV of the Knowledge Graph Exchange: nodes and edges with CURIEs.

Categories and predicates are those of the Biolink Model that fit news, which are few; the
exact classes and terms are in `type` and `original_predicate`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from kg.article import BASE
from kg.engine import PREFIXES
from kg.export.records import Link, Node, Records, Value

__all__ = ["kgx"]

_NODES = (
    "name", "type", "status", "date", "first_day", "last_day", "weight", "plover", "instrument",
    "kind", "side", "document", "published_by", "language", "url", "supporting_text",
    "quote_start", "quote_end", "confidence",
)  # fmt: skip
_EDGES = (
    "id", "subject", "predicate", "object", "category", "original_predicate", "knowledge_level",
    "agent_type", "primary_knowledge_source", "status", "events",
)  # fmt: skip
_CATEGORIES = {
    "Actor": "Agent",
    "Article": "Publication",
    "Event": "Event",
    "Report": "Publication",  # Biolink's are parts of publications, too
}
_PLACE = "GeographicLocation"
_PREDICATES = {
    "AGENT": "has_participant",
    "TARGET": "has_participant",
    "PLACE": "occurs_in",
    "REPORTS": "mentions",
    "FOUND_IN": "part_of",
    "ATTRIBUTED_TO": "has_contributor",
    "ACTS_FOR": "member_of",
}
_OTHER = "related_to_at_instance_level"
_TERMS = {"hasPlace": "sem", "hasBody": "oa", "hasSource": "oa", "wasAttributedTo": "prov"}
_SURE = "asserted"


def kgx(records: Records) -> dict[str, str]:
    """`nodes.tsv` and `edges.tsv`.

    Reports are nodes, and edges of one predicate between the same two are one edge, for KGX
    keeps no second. Only what is asserted has the knowledge level of an assertion.
    """
    links: defaultdict[tuple[str, str, str], list[Link]] = defaultdict(list)
    for link in records.links:
        links[link.source, _PREDICATES.get(link.kind, _OTHER), link.target].append(link)
    edges = (_edge(number, *ends, links[ends]) for number, ends in enumerate(sorted(links), 1))
    return {
        "nodes.tsv": _tsv(("id", "category", *_NODES), map(_node, records.nodes)),
        "edges.tsv": _tsv(_EDGES, edges),
    }


def _node(node: Node) -> dict[str, Value]:
    category = _CATEGORIES[node.kind] if node.labels[0] == node.kind else _PLACE
    classes = node.labels[1:-1] if node.kind in ("Event", "Report") else ()
    return {
        **node.values,
        "id": _curie(node.id),
        "category": f"biolink:{category}",
        "type": tuple(f"duta:{name}" for name in classes),
        "published_by": node.values.get("publisher"),  # Biolink's own is a list
        "supporting_text": node.values.get("quote"),
    }


def _edge(
    number: int, source: str, predicate: str, target: str, links: Sequence[Link]
) -> dict[str, Value]:
    status = next((link.values["status"] for link in links if "status" in link.values), None)
    events = {str(event) for link in links for event in _items(link.values.get("events"))}
    return {
        "id": f"duta.edge:{number}",
        "subject": _curie(source),
        "predicate": f"biolink:{predicate}",
        "object": _curie(target),
        "category": "biolink:Association",
        "original_predicate": tuple(f"{_TERMS.get(one.term, 'duta')}:{one.term}" for one in links),
        "knowledge_level": "knowledge_assertion" if status in (None, _SURE) else "not_provided",
        "agent_type": "text_mining_agent",
        "primary_knowledge_source": "infores:duta",
        "status": status,
        "events": tuple(map(_curie, sorted(events))),
    }


def _curie(iri: str) -> str:
    """As Biolink has them: no slash behind the colon, and its own prefix for Wikidata."""
    if iri.startswith(BASE):
        kind, _, local = iri.removeprefix(BASE).partition("/")
        return f"duta.{kind}:{local}"
    return iri.replace(PREFIXES["wd"], "WIKIDATA:", 1)


def _items(value: Value) -> tuple[Value, ...]:
    return value if isinstance(value, tuple) else () if value is None else (value,)


def _tsv(columns: Sequence[str], rows: Iterable[Mapping[str, Value]]) -> str:
    lines = ["\t".join(columns)]
    lines += ["\t".join(_cell(row.get(column)) for column in columns) for row in rows]
    return "".join(f"{line}\n" for line in lines)


def _cell(value: Value) -> str:
    """Readers take the format without quoting: no tab or line may stand in a cell, and a bar
    only between values.
    """
    return "|".join(" ".join(str(item).split()).replace("|", "/") for item in _items(value))
