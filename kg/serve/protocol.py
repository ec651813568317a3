"""What the SPARQL 1.1 Protocol makes of a request, and of an answer.

https://www.w3.org/TR/sparql11-protocol/, of which the query operation is offered, and
https://www.w3.org/TR/sparql11-service-description/.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl

from starlette.datastructures import Headers, QueryParams
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from kg.serve.worker import GRAPHS, ROWS, Job

__all__ = ["Refused", "accepted", "asked", "description", "fit"]

FORM, DIRECT = "application/x-www-form-urlencoded", "application/sparql-query"

_ALSO = {
    "json": ("application/json",),
    "xml": ("application/xml", "text/xml"),
    "turtle": ("application/x-turtle", "application/turtle"),
    "ntriples": ("text/plain",),
    "jsonld": ("application/json",),
    "rdfxml": ("application/xml", "text/xml"),
}
"""Other media types that a format is asked for by."""

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x20]*")
_FIELDS = 100


class Refused(Exception):
    """A request that cannot be answered: the status of HTTP, and one line that says why."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status, self.why = status, why


def accepted(header: str | None, offered: Mapping[str, str]) -> str | None:
    """The format that a client wants most of those offered (name to media type), by its `Accept`
    header; the first, if it does not mind; None if it takes none of them.
    """
    browser = "text/html" in (header or "") and "html" not in offered  # it takes what there is
    if browser or not header or not header.strip():
        return next(iter(offered))
    own = {media.partition(";")[0]: name for name, media in offered.items()}
    also = {media: name for name in offered for media in _ALSO.get(name, ())}
    names = also | own
    found = parse_accept_header(header, MIMEAccept).best_match([*own, *also])
    return names[found] if found else None


def fit(wanted: str | None, header: str | None) -> tuple[str | None, str | None]:
    """How to write a table and how a graph, by a name of a format that is asked for outright, else
    by the `Accept` header.

    Raises:
        Refused: if there is no such format, or no query can be answered so.
    """
    if wanted:
        if wanted not in {*ROWS, *GRAPHS}:
            raise Refused(400, f"no format {wanted!r}; there are: {', '.join([*ROWS, *GRAPHS])}")
        return wanted if wanted in ROWS else None, wanted if wanted in GRAPHS else None
    rows, graph = accepted(header, ROWS), accepted(header, GRAPHS)
    if rows is None and graph is None:
        media = ", ".join(m.partition(";")[0] for m in (*ROWS.values(), *GRAPHS.values()))
        raise Refused(406, f"an answer can be had as {media}")
    return rows, graph


def _form(body: bytes) -> QueryParams:
    """The fields of a form.

    Raises:
        Refused: if it is none, or has too many.
    """
    try:
        text = body.decode()
        return QueryParams(
            parse_qsl(text, keep_blank_values=True, max_num_fields=_FIELDS, errors="strict")
        )
    except ValueError:
        raise Refused(400, "the form cannot be read: send UTF-8, percent-encoded") from None


def asked(method: str, headers: Headers, given: QueryParams, body: bytes) -> Job | None:
    """What a request asks; None if it asks nothing, and so wants to know what is offered.

    Raises:
        Refused: if it is not as the protocol wants it.
    """
    fields = given
    text: str | None = None
    if method == "POST":
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind == FORM:
            fields = _form(body)
        elif kind == DIRECT:
            try:
                text = body.decode()
            except UnicodeDecodeError:
                raise Refused(400, "the query is not UTF-8") from None
        else:
            raise Refused(415, f"send a query as {DIRECT} or {FORM}; queries only read")
    if "update" in fields:
        raise Refused(400, "this service is read-only: it takes no update")
    default = _graphs(fields.getlist("default-graph-uri"))
    named = _graphs(fields.getlist("named-graph-uri"))
    queries = fields.getlist("query")
    if text is None and not queries:
        if method == "POST":
            raise Refused(400, "no query: give it in the field `query`")
        return None
    if len(queries) + (text is not None) > 1:
        raise Refused(400, "give one query")
    rows, graph = fit(str(fields.get("format", "")), headers.get("accept"))
    chosen = bool(default or named)
    return Job(
        query=str(queries[0]) if text is None else text,
        default_graphs=default if chosen else None,
        named_graphs=named if chosen else None,
        rows=rows,
        graph=graph,
    )


def _graphs(names: Iterable[object]) -> tuple[str, ...]:
    found = tuple(str(name) for name in names)
    for name in found:
        if not _IRI.fullmatch(name):
            raise Refused(400, f"{name[:80]!r} is not an absolute IRI")
    return found


def description(endpoint: str) -> str:
    """A query that makes the description of the service at this address."""
    formats = " , ".join(
        f"<http://www.w3.org/ns/formats/{name}>"
        for name in (
            "SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV",
            "SPARQL_Results_TSV", "Turtle", "N-Triples", "JSON-LD", "RDF_XML",
        )
    )  # fmt: skip
    return f"""
    PREFIX sd: <http://www.w3.org/ns/sparql-service-description#>
    CONSTRUCT {{
      <{endpoint}> a sd:Service ; sd:endpoint <{endpoint}> ;
        sd:supportedLanguage sd:SPARQL11Query ;
        sd:feature sd:UnionDefaultGraph ;
        sd:resultFormat {formats} ;
        sd:defaultDataset <{endpoint}#dataset> .
      <{endpoint}#dataset> a sd:Dataset ; sd:defaultGraph <{endpoint}#union> .
      <{endpoint}#union> a sd:Graph .
    }} WHERE {{}}"""
