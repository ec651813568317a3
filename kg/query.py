"""SPARQL 1.1 over a graph, answered by Oxigraph, and the library of named questions.

Queries only read: updates, and SERVICE, which would ask other machines, are refused.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Literal

from kg.engine import PREFIXES, to_store
from kg.errors import QueryError

if TYPE_CHECKING:
    import pyoxigraph as ox
    import rdflib

__all__ = ["Kind", "NamedQuery", "Result", "Term", "check", "explained", "named", "question", "run",
           "term"]  # fmt: skip

Kind = Literal["select", "ask", "construct"]

_TOKEN = re.compile(
    r"""
    (?P<space>\s+|\#[^\r\n]*)
  | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
  | (?P<string>"{3}(?:"{0,2}(?:[^"\\]|\\.))*"{3}|'{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}
      |"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*')
  | (?P<variable>[?$]\w+)
  | (?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<blank>_:[\w.-]*)
  | (?P<name>(?:[^\W\d_][\w.-]*)?:(?:[\w:%-]|\\.|\.(?=[\w:%-]))*)
  | (?P<word>[^\W\d]\w*)
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"}
_FORMS = {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}
_PROLOGUE = {"PREFIX", "BASE", "VERSION"}
_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_NUMBERS = {PREFIXES["xsd"] + name for name in ("integer", "decimal", "double", "float")}
_Place = tuple[float, str, str, str, str]
_ABSENT: _Place = (math.inf, "\U0010ffff", "", "", "")
_LONGEST = 160
_NEVER = {"LATERAL", "SERVICE"}
_HINTS = 6


@dataclass(frozen=True, slots=True)
class Term:
    """A value: an IRI, a literal or a blank node."""

    kind: Literal["uri", "literal", "bnode"]
    value: str
    datatype: str | None = None
    language: str | None = None

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True)
class Result:
    """What a query found.

    `rows` for `select`, one value or None for each of `variables`; `answer` for `ask`;
    `triples` for `construct` (and DESCRIBE), sorted.
    """

    kind: Kind
    variables: tuple[str, ...] = ()
    rows: tuple[tuple[Term | None, ...], ...] = ()
    answer: bool | None = None
    triples: tuple[tuple[Term, Term, Term], ...] = ()
    prefixes: Mapping[str, str] = field(default_factory=lambda: PREFIXES)


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A question of the library: its title by language, what it shows, and its text."""

    name: str
    titles: tuple[tuple[str, str], ...]
    shows: str
    text: str

    @property
    def title(self) -> str:
        """The English title."""
        return dict(self.titles)["en"]


def run(data: rdflib.Dataset | ox.Store, sparql: str) -> Result:
    """Answer a query on a dataset, or on a store that `kg.engine` made.

    The default graph is the union of all graphs; a query with FROM sees those it names.
    The prefixes of `kg.engine.PREFIXES` need no declaration. Rows without ORDER BY, and
    triples, come sorted by their columns, so that the same graph gives the same answer.

    Raises:
        QueryError: if the query is wrong (with line and column), would change the graph
            or would ask another machine.
    """
    import pyoxigraph as ox

    store = data if isinstance(data, ox.Store) else to_store(data)
    words = check(sparql)
    with explained(sparql):
        return _result(store.query(sparql, prefixes=PREFIXES), "ORDER" in words)


@contextmanager
def explained(sparql: str) -> Iterator[None]:
    """What Oxigraph says against a query, while it answers, becomes a `QueryError` of one line."""
    try:
        yield
    except SyntaxError as error:
        raise QueryError(_explain(str(error), sparql)) from None
    except (RuntimeError, OSError, ValueError) as error:
        raise QueryError(f"the query cannot be answered: {_line(str(error))}") from None


def _result(found: object, ordered: bool) -> Result:
    import pyoxigraph as ox

    if isinstance(found, ox.QueryBoolean):
        return Result("ask", answer=bool(found))
    if isinstance(found, ox.QueryTriples):
        triples = {(term(t.subject), term(t.predicate), term(t.object)) for t in found}
        return Result(
            "construct", triples=tuple(sorted(triples, key=lambda triple: [*map(_place, triple)]))
        )
    if not isinstance(found, ox.QuerySolutions):
        raise TypeError(f"not a result: {found!r}")
    variables = found.variables
    cells = cache(_cell)  # most values come many times
    rows = [[cells(row[name]) for name in variables] for row in found]
    if not ordered:
        rows.sort(key=lambda row: [place for place, _ in row])
    return Result(
        "select",
        tuple(variable.value for variable in variables),
        tuple(tuple(value for _, value in row) for row in rows),
    )


def _cell(value: object) -> tuple[_Place, Term | None]:
    """A value of Oxigraph's, and where it stands in a sorted column."""
    if value is None:
        return _ABSENT, None
    made = term(value)
    return _place(made), made


def term(value: object) -> Term:
    """A value of Oxigraph's."""
    import pyoxigraph as ox

    if isinstance(value, ox.NamedNode):
        return Term("uri", value.value)
    if isinstance(value, ox.Literal):
        plain = value.language or value.datatype.value == PREFIXES["xsd"] + "string"
        return Term("literal", value.value, None if plain else value.datatype.value, value.language)
    return Term("bnode", str(getattr(value, "value", value)))


def _place(t: Term) -> _Place:
    """Numbers by size, then words; behind them (`_ABSENT`) what is not there."""
    return _size(t), t.value, t.kind, t.datatype or "", t.language or ""


def _size(term: Term) -> float:
    if term.datatype not in _NUMBERS:
        return math.inf
    try:
        size = float(term.value)
    except ValueError:  # a literal need not be what its datatype says
        return math.inf
    return math.inf if math.isnan(size) else size


def check(sparql: str) -> set[str]:
    """The keywords of a query, upper case; refuses what a query may not do.

    Raises:
        QueryError: if it would change the graph, ask another machine, or is no query.
    """
    try:
        sparql.encode()
    except UnicodeEncodeError:
        raise QueryError("the query is not valid Unicode: check its encoding") from None
    # Escapes may stand for letters of a keyword, where an engine resolves them first.
    for text in {sparql, _ESCAPE.sub(lambda m: _character(m[1] or m[2]), sparql)}:
        words: list[str] = []
        declared = {m.lower() for m in re.findall(r"(?i)\bprefix\s+([^\s:]*):", text)}
        for kind, token, place in _tokens(text):
            if kind == "name":
                _check_prefix(text, token, place, declared)
            if kind == "word":
                words.append(token.upper())
                if words[-1] == "SERVICE":
                    raise QueryError(
                        f"{_where(text, place)}: SERVICE asks another machine; "
                        "queries see this graph alone"
                    )
        first = next((w for w in words if w not in _PROLOGUE), None)
        if first in _UPDATES:
            raise QueryError(f"{first} would change the graph; queries only read it")
        if first not in _FORMS:
            what = f"begins with {first}" if first else "is empty"
            raise QueryError(f"the query {what}: write SELECT, ASK, CONSTRUCT or DESCRIBE")
    return {token.upper() for kind, token, _ in _tokens(sparql) if kind == "word"}


def _character(code: str) -> str:
    number = int(code, 16)
    return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else " "


def _tokens(sparql: str) -> Iterator[tuple[str, str, int]]:
    for match in _TOKEN.finditer(sparql):
        if match.lastgroup and match.lastgroup != "space":
            yield match.lastgroup, match[0], match.start()


def _check_prefix(text: str, name: str, place: int, declared: set[str]) -> None:
    prefix = name.partition(":")[0]
    if prefix not in PREFIXES and prefix.lower() not in declared:
        known = ", ".join(f"{p}:" for p in PREFIXES)
        raise QueryError(
            f"{_where(text, place)}: prefix {prefix}: is not declared; known are {known}"
        )


def _where(text: str, place: int) -> str:
    line = text.count("\n", 0, place) + 1
    return f"line {line}, column {place - text.rfind(chr(10), 0, place)}"


def _explain(message: str, sparql: str) -> str:
    """One line with the place; the engine names the place where it stopped to understand,
    which is just behind the token that it stumbled over.
    """
    match = _PLACE.match(message)
    if not match:
        return f"the query is wrong: {_line(message)}"
    line, column = int(match[1]), int(match[2])
    stop = sum(len(text) for text in sparql.splitlines(keepends=True)[: line - 1]) + column - 1
    before = [(token, place) for _, token, place in _tokens(sparql) if place < stop]
    token, place = before[-1] if before else ("", 0)
    tokens = [token for _, token, _ in _tokens(sparql)]
    if tokens[-1] == token and tokens.count("{") > tokens.count("}"):
        return f"{_where(sparql, place)}: the query ends too early, behind {token!r}"
    expected = match[3].removeprefix("expected ").removeprefix("one of ").split(", ")
    useful = [_line(e) for e in expected if not e.startswith("[") and e not in _NEVER]
    hint = f": expected {' or '.join(useful[:_HINTS])}" if useful else ""
    return f"{_where(sparql, place)}: wrong at {_line(token)!r}{hint}"


def _line(text: str) -> str:
    short = " ".join(text.split())
    return short if len(short) <= _LONGEST else short[:_LONGEST].rsplit(" ", 1)[0] + " …"


@cache
def named() -> tuple[NamedQuery, ...]:
    """The library of questions, by name; each is a file `queries/<name>.rq`.

    A file begins with comments: `# en: title`, `# id: title`, then what it shows.
    """
    folder = resources.files("kg") / "queries"
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".rq")), key=lambda f: f.name)
    return tuple(_named(f.name.removesuffix(".rq"), f.read_text("utf-8")) for f in files)


def _named(name: str, text: str) -> NamedQuery:
    header = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        header.append(line.lstrip("# ").rstrip())
    titles = tuple(
        (language, title.strip())
        for language, mark, title in (line.partition(":") for line in header)
        if mark and language in {"en", "id"}
    )
    shows = " ".join(line for line in header if line[:3] not in {"en:", "id:"})
    return NamedQuery(name, titles, shows.strip(), text)


def question(name: str) -> NamedQuery:
    """The named question.

    Raises:
        QueryError: if there is none of that name; the message lists them.
    """
    for query in named():
        if query.name == name:
            return query
    raise QueryError(f"no question {name!r}; there are: {', '.join(q.name for q in named())}")
