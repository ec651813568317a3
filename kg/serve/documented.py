"""What the OpenAPI document says of each address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.event import COLUMNS
from kg.serve.worker import GRAPHS, ROWS

if TYPE_CHECKING:
    from fastapi import FastAPI

__all__ = [
    "EVENTS", "GRAPH", "HEALTH", "MINTED", "NAME", "PAGE", "POSTED", "QUERY", "RESOURCE",
    "SERVICE", "SIDE", "SINCE", "SPARQL", "TYPE", "UNTIL", "document",
]  # fmt: skip

SERVICE = "A graph of diplomatic news: SPARQL, the event table, and what is said of each IRI."
SPARQL = "A query in SPARQL 1.1: SELECT, ASK, CONSTRUCT or DESCRIBE. It reads, and nothing else."
SIDE = "The code of a side that an agent or target acts for, as `RUS`."
TYPE = "The local name of a class of events, as `Visit`, or of one above it."
SINCE = "Events that may have happened on this day or later."
UNTIL = "Events that may have happened on this day or earlier."
NAME = "The path of an IRI that the graph has minted."

_TEXT = {"text/plain": {"schema": {"type": "string"}}}
_WRONG = {
    400: "The request is wrong; one line says how.",
    404: "There is nothing of that name.",
    406: "It cannot be had in a format that the client takes.",
    408: "The request comes too slowly.",
    413: "The request is too large.",
    415: "The request is of another media type than can be read.",
    503: "It takes more time or memory than a request may take, or there are too many requests.",
}
_CUT = {
    "X-Duta-Truncated": {
        "description": "What was cut off by the limits of the service; absent if nothing.",
        "schema": {"type": "string"},
    }
}
_NEXT = {"Link": {"description": "The next page, if any.", "schema": {"type": "string"}}}
_ANY: dict[str, Any] = {"schema": {}}
_STRING: dict[str, Any] = {"schema": {"type": "string"}}


def _content(*media: str) -> dict[str, Any]:
    names = [name.partition(";")[0] for name in media]
    return {name: _ANY if "json" in name else _STRING for name in names}


def _told(
    what: str, content: dict[str, Any], *wrong: int, headers: dict[str, Any] | None = None
) -> dict[str, Any]:
    """What a route tells of its answers, as FastAPI's decorators take it."""
    from fastapi import Response

    good: dict[str, Any] = {"description": what, "content": content}
    if headers:
        good["headers"] = headers
    bad = {status: {"description": _WRONG[status], "content": _TEXT} for status in wrong}
    return {"response_class": Response, "responses": {200: good, **bad}}


_ANSWER = _content(*ROWS.values(), *GRAPHS.values())

QUERY = {
    "summary": "Ask in SPARQL; without a query, what the service offers",
    **_told("The answer.", _ANSWER, 400, 406, 503, headers=_CUT),
}
POSTED = {
    "summary": "Ask in SPARQL, in the body of the request",
    **_told("The answer.", _ANSWER, 400, 406, 408, 413, 415, 503, headers=_CUT),
    "openapi_extra": {
        "requestBody": {
            "required": True,
            "content": {
                "application/sparql-query": _STRING,
                "application/x-www-form-urlencoded": {
                    "schema": {
                        "type": "object",
                        "required": ["query"],
                        "properties": {
                            "query": {"type": "string", "description": SPARQL},
                            "default-graph-uri": {"type": "array", "items": {"type": "string"}},
                            "named-graph-uri": {"type": "array", "items": {"type": "string"}},
                            "format": {"type": "string", "enum": [*ROWS, *GRAPHS]},
                        },
                    }
                },
            },
        }
    },
}
EVENTS = {
    "summary": "The event table, page by page",
    **_told(
        "Rows, one for each report of an event.",
        {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["events", "next"],
                    "properties": {
                        "events": {
                            "type": "array",
                            "items": {"type": "object", "required": list(COLUMNS)},
                        },
                        "next": {"type": ["string", "null"]},
                    },
                }
            },
            **_content("text/csv", "text/html"),
        },
        400, 406, headers=_NEXT,
    ),
}  # fmt: skip
_SAID = _content(*GRAPHS.values(), "text/html")
RESOURCE = {
    "summary": "What the graph says of an IRI",
    **_told("All that is said.", _SAID, 400, 404, 406, 503, headers=_CUT),
}
MINTED = {
    "summary": "What the graph says of an IRI that it has minted, at the IRI's own path",
    **_told("All that is said.", _SAID, 400, 404, 406, 503, headers=_CUT),
}
GRAPH = {
    "summary": "The picture of the graph",
    **_told("A page.", _content("text/html"), 404, 503),
}
PAGE = {**_told("A page.", _content("text/html"))}
HEALTH = {
    "summary": "Whether the service is well",
    **_told(
        "It is.",
        {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["status", "program", "articles", "reports", "queries", "behind"],
                    "properties": {
                        "status": {"type": "string", "enum": ["ok"]},
                        "program": {"type": "string"},
                        "articles": {"type": "integer"},
                        "reports": {"type": "integer"},
                        "queries": {"type": "integer"},
                        "behind": {"type": ["string", "null"]},
                    },
                }
            }
        },
    ),
}


def document(app: FastAPI) -> None:
    """Leave out of the application's document what FastAPI says of itself: answers that it would
    give to wrong parameters, where this service gives one line with status 400.
    """
    made = app.openapi

    def told() -> dict[str, Any]:
        found = made()
        for operations in found["paths"].values():
            for operation in operations.values():
                operation["responses"].pop("422", None)
        for name in ("HTTPValidationError", "ValidationError"):
            found.get("components", {}).get("schemas", {}).pop(name, None)
        return found

    app.openapi = told  # type: ignore[method-assign]
