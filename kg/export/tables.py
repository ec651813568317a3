"""The event table as JSON Lines, CSV and Parquet."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from kg import csvtext
from kg.event import COLUMNS, Reading, rows
from kg.ontology import Ontology

__all__ = ["TABLES", "csv", "jsonl", "parquet"]

TABLES = ("jsonl", "csv", "parquet")
"""The forms of the event table."""


def _rows(readings: Iterable[Reading], ontology: Ontology) -> Iterable[dict[str, Any]]:
    return (row for reading in readings for row in rows(reading, ontology))


def jsonl(readings: Iterable[Reading], ontology: Ontology) -> str:
    """One JSON object a line."""
    table = _rows(readings, ontology)
    lines = (json.dumps({c: row[c] for c in COLUMNS}, ensure_ascii=False) for row in table)
    return "".join(f"{line}\n" for line in lines)


def csv(readings: Iterable[Reading], ontology: Ontology) -> str:
    """CSV that no spreadsheet runs a formula of; lists as JSON."""

    def flat(value: Any) -> Any:
        return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value

    table = _rows(readings, ontology)
    return csvtext.text(COLUMNS, ([flat(row[c]) for c in COLUMNS] for row in table))


def parquet(readings: Iterable[Reading], ontology: Ontology) -> bytes:
    """Parquet, with real lists and structures."""
    import pyarrow as pa
    from pyarrow import parquet

    actor = pa.struct([(name, pa.string()) for name in ("id", "label", "side", "text", "kind")])
    special = {
        **dict.fromkeys(("agents", "targets", "sources"), pa.list_(actor)),
        **dict.fromkeys(("weight", "confidence"), pa.float64()),
        **dict.fromkeys(("start", "end"), pa.int64()),
        **dict.fromkeys(("types", "content_types"), pa.list_(pa.string())),
    }
    schema = pa.schema([(c, special.get(c, pa.string())) for c in COLUMNS])
    table = [{c: row[c] for c in COLUMNS} for row in _rows(readings, ontology)]
    out = pa.BufferOutputStream()
    parquet.write_table(pa.Table.from_pylist(table, schema=schema), out)
    data: bytes = out.getvalue().to_pybytes()
    return data
