"""A query's result as a table, CSV, JSON or Turtle."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kg import csvtext
from kg.errors import QueryError
from kg.query import Result, Term

if TYPE_CHECKING:
    from rich.table import Table

__all__ = ["FORMATS", "short", "table", "text"]

FORMATS = ("csv", "json", "turtle")
"""What `text` writes; `table` is for the terminal."""


def short(term: Term | None, prefixes: Mapping[str, str]) -> str:
    """A term for people: IRIs with their prefix, literals as their text."""
    if term is None:
        return ""
    if term.kind != "uri":
        return term.value
    fits = [(namespace, p) for p, namespace in prefixes.items() if term.value.startswith(namespace)]
    if not fits:
        return term.value
    namespace, prefix = max(fits)
    return f"{prefix}:{term.value[len(namespace) :]}"


def table(result: Result, title: str | None = None) -> Table:
    """The result as a rich table; nothing in it is read as markup."""
    from rich.table import Table
    from rich.text import Text

    drawn = Table(title=title, title_justify="left", title_style="bold")
    header, rows = _cells(result)
    for name in header:
        drawn.add_column(Text(name), overflow="fold")
    for row in rows:
        drawn.add_row(*(Text(short(term, result.prefixes)) for term in row))
    return drawn


def text(result: Result, form: str) -> str:
    """The result as `csv`, `json` (SPARQL 1.1 Query Results JSON) or `turtle`.

    CSV follows the SPARQL 1.1 format, but for text that a spreadsheet would run as a
    formula, which is disarmed (`kg.csvtext`).

    Raises:
        QueryError: if the form does not fit the query, or is unknown.
    """
    if form == "csv":
        header, rows = _cells(result)
        return csvtext.text(header, ([_cell(term) for term in row] for row in rows))
    if form == "json" and result.kind != "construct":
        return _json(result)
    if form == "turtle" and result.kind == "construct":
        return _turtle(result)
    if form not in FORMATS:
        raise QueryError(f"no result format {form!r}; there are: {', '.join(FORMATS)}")
    fit = "turtle or csv" if result.kind == "construct" else "json or csv"
    raise QueryError(f"a {result.kind.upper()} query has no result in {form}: take {fit}")


def _cells(result: Result) -> tuple[tuple[str, ...], tuple[tuple[Term | None, ...], ...]]:
    if result.kind == "ask":
        return ("answer",), ((Term("literal", str(result.answer).lower()),),)
    if result.kind == "construct":
        return ("subject", "predicate", "object"), result.triples
    return result.variables, result.rows


def _cell(term: Term | None) -> str | float | None:
    if term is None:
        return None
    if term.kind == "bnode":
        return f"_:{term.value}"
    # A typed number may begin with a minus sign and is no formula.
    return _Number(term.value) if term.datatype and _is_number(term.value) else term.value


class _Number(float):
    """A number that is written as it came."""

    def __new__(cls, lexical: str) -> _Number:
        number = super().__new__(cls, lexical)
        number.lexical = lexical
        return number

    lexical: str

    def __str__(self) -> str:
        return self.lexical

    __repr__ = __str__


def _is_number(value: str) -> bool:
    try:
        float(value)
    except ValueError:
        return False
    return True


def _json(result: Result) -> str:
    import json

    if result.kind == "ask":
        data: dict[str, Any] = {"head": {}, "boolean": result.answer}
    else:
        bindings = [
            {name: _binding(term) for name, term in zip(result.variables, row, strict=True) if term}
            for row in result.rows
        ]
        data = {"head": {"vars": list(result.variables)}, "results": {"bindings": bindings}}
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _binding(term: Term) -> dict[str, str]:
    found = {"type": term.kind, "value": term.value}
    if term.language:
        found["xml:lang"] = term.language
    elif term.datatype:
        found["datatype"] = term.datatype
    return found


def _turtle(result: Result) -> str:
    import pyoxigraph as ox

    def node(term: Term) -> ox.NamedNode | ox.BlankNode:
        return ox.NamedNode(term.value) if term.kind == "uri" else ox.BlankNode(term.value)

    def value(term: Term) -> ox.NamedNode | ox.BlankNode | ox.Literal:
        if term.kind != "literal":
            return node(term)
        if term.language:
            return ox.Literal(term.value, language=term.language)
        datatype = ox.NamedNode(term.datatype) if term.datatype else None
        return ox.Literal(term.value, datatype=datatype)

    triples = [ox.Triple(node(s), ox.NamedNode(p.value), value(o)) for s, p, o in result.triples]
    data = ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=dict(result.prefixes))
    return (data or b"").decode()
