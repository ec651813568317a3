"""CSV for Neo4j's own importer, `neo4j-admin database import`."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from kg.export.records import Link, Records, Value

__all__ = ["neo4j"]

_NODES = {
    "Actor": ("name", "names:string[]", "kind", "side"),
    "Article": ("name", "document", "publisher", "date", "language", "url", "sha256", "story"),
    "Event": (
        "name", "type", "status", "plover", "weight:double", "date", "first_day:date",
        "last_day:date", "instrument", "reports:int", "stories:int",
    ),
    "Report": (
        "status", "quote", "quote_start:int", "quote_end:int", "sentence_start:int",
        "sentence_end:int", "rule", "confidence:double",
    ),
}  # fmt: skip
"""Properties by kind of node, typed as the importer wants it; without a type, text."""

_ROLES = ("status",)
_RELATIONS = ("status", "events:string[]")


def neo4j(records: Records) -> dict[str, str]:
    """Files of nodes and of relationships, each with a header that names its columns.

    Text is kept on one line, as the importer wants it by default.
    """
    files = {}
    for kind, columns in _NODES.items():
        rows = [
            [node.id, *_cells(node.values, columns), ";".join(node.labels)]
            for node in records.nodes
            if node.kind == kind
        ]
        files[f"{kind.lower()}s.csv"] = _csv(["iri:ID", *columns, ":LABEL"], rows)
    links: defaultdict[bool, list[Link]] = defaultdict(list)
    for link in records.links:
        links["events" in link.values].append(link)
    for name, columns, chosen in (
        ("links.csv", _ROLES, links[False]),
        ("relations.csv", _RELATIONS, links[True]),
    ):
        rows = [[one.source, one.target, one.kind, *_cells(one.values, columns)] for one in chosen]
        files[name] = _csv([":START_ID", ":END_ID", ":TYPE", *columns], rows)
    return files


def _cells(values: Mapping[str, Value], columns: Iterable[str]) -> list[str]:
    return [_cell(values.get(column.partition(":")[0])) for column in columns]


def _cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ";".join(_line(item).replace(";", ",") for item in value)
    return _line(value) if isinstance(value, str) else str(value)


def _line(text: str) -> str:
    return " ".join(text.split())


def _csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    # No formula is disarmed here: the apostrophe would go into the database.
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()
