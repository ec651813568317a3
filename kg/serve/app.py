"""The service as an ASGI application: which address answers with what."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import date as Date
from typing import Annotated, Any, Literal
from urllib.parse import urlencode, urlsplit

from fastapi import FastAPI, Path, Query, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from kg import __version__
from kg.event import Status
from kg.query import named
from kg.serve import documented, pages, resource, table
from kg.serve.host import Host, Served
from kg.serve.protocol import Refused, accepted, asked, description
from kg.serve.security import Guarded
from kg.serve.worker import GRAPHS, Answer, Job

__all__ = ["application"]

_TABLES = {"json": "application/json", "csv": "text/csv; charset=utf-8", "html": "text/html"}
_PAGES = {**GRAPHS, "html": "text/html"}
_LOCAL = ["localhost", "127.0.0.1", "[::1]", "::1"]
_LOOK = 2.0
"""Seconds that the rows of a page of the event table are looked for."""
_AGAIN = "5"
"""Seconds after which a query that was refused may be asked again."""

Format = Annotated[str | None, Query(description="How to answer, whatever `Accept` says.")]


def application(
    host: Host, *, local: bool, ready: Callable[[], object]
) -> Callable[..., Awaitable[None]]:
    """The application that serves a graph.

    Args:
        host: the graph.
        local: whether only this machine can reach it. It then answers to its own names alone, so
            that no web site makes a browser ask it under the site's name (DNS rebinding).
        ready: called once requests are answered.
    """

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        async with host.watching():
            ready()
            yield

    app = FastAPI(
        title="Duta", version=__version__, description=documented.SERVICE, lifespan=life,
        docs_url=None, redoc_url=None, openapi_url="/openapi.json", redirect_slashes=False,
    )  # fmt: skip
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _wrong)
    _query(app, host)
    _events(app, host)
    _others(app, host)
    _resources(app, host)
    documented.document(app)
    names = _LOCAL if local else ["*"]
    return Guarded(TrustedHostMiddleware(app, allowed_hosts=names, www_redirect=False))


# What goes wrong ---------------------------------------------------------------------


def _line(status: int, why: str) -> Response:
    headers = {"retry-after": _AGAIN} if status == 503 else {}
    return PlainTextResponse(f"{why}\n", status, headers)


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    return _line(error.status, error.why)


async def _invalid(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    return _line(400, f"{first['loc'][-1]}: {first['msg']}")


async def _wrong(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    what = {404: f"nothing at {request.url.path[:200]}", 405: "this cannot be done here"}
    found = _line(error.status_code, what.get(error.status_code, error.detail))
    if error.status_code == 405:
        told = (route for route in request.app.routes if isinstance(route, Route))
        fits = [route for route in told if route.path_regex.match(request.url.path)]
        first = [route for route in fits if route.path == fits[0].path]
        found.headers["allow"] = ", ".join(sorted({m for r in first for m in r.methods or ()}))
    return found


# Asking ------------------------------------------------------------------------------


async def _body(request: Request, most: int, seconds: float) -> bytes:
    data = bytearray()
    try:
        async with asyncio.timeout(seconds):
            async for chunk in request.stream():
                data += chunk
                if len(data) > most:
                    raise Refused(413, f"a request may have {most} bytes, this has more")
    except TimeoutError:
        raise Refused(408, "the request comes too slowly") from None
    return bytes(data)


async def _while_there(request: Request, served: Served, job: Job) -> Answer:
    """The answer, unless the client goes away before."""

    async def gone() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass

    answer = asyncio.create_task(served.pool.ask(job))
    left = asyncio.create_task(gone())
    try:
        await asyncio.wait({answer, left}, return_when=asyncio.FIRST_COMPLETED)
        if answer.done():
            return answer.result()
        raise Refused(400, "the client has gone")
    finally:
        answer.cancel()
        left.cancel()


def _answered(answer: Answer) -> Response:
    if answer.status != 200:
        return _line(answer.status, answer.body.decode().strip())
    headers = {"vary": "Accept", "cache-control": "no-cache"}
    if answer.cut:
        headers["x-duta-truncated"] = answer.cut
    return Response(answer.body, media_type=answer.media, headers=headers)


def _query(app: FastAPI, host: Host) -> None:
    limits = host.limits

    async def answer(request: Request, body: bytes = b"") -> Response:
        job = asked(request.method, request.headers, request.query_params, body)
        if job is None:
            if "text/html" in request.headers.get("accept", ""):
                return RedirectResponse("/query", 303)
            form = accepted(request.headers.get("accept"), GRAPHS)
            if form is None:
                raise Refused(406, f"the description can be had as {', '.join(GRAPHS.values())}")
            job = Job(description(str(request.url.replace(query=""))), graph=form)
        with host.served() as served:
            return _answered(await _while_there(request, served, job))

    @app.get("/sparql", **documented.QUERY)
    async def query(
        request: Request,
        query: Annotated[str | None, Query(description=documented.SPARQL)] = None,
        default: Annotated[list[str] | None, Query(alias="default-graph-uri")] = None,
        named: Annotated[list[str] | None, Query(alias="named-graph-uri")] = None,
        format: Format = None,  # noqa: A002
    ) -> Response:
        return await answer(request)

    @app.post("/sparql", **documented.POSTED)
    async def post(request: Request) -> Response:
        return await answer(request, await _body(request, limits.body, limits.seconds))

    @app.get("/query", **documented.PAGE)
    async def ask() -> Response:
        return pages.ask(named(), limits)


# The event table ---------------------------------------------------------------------


def _day(description: str) -> Any:
    return Query(description=description, pattern=r"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$")


def _date(name: str, given: str | None) -> Date | None:
    """A day as ISO 8601 writes it; a field of a form that was left empty is none."""
    try:
        return Date.fromisoformat(given) if given else None
    except ValueError:
        raise Refused(400, f"{name}: {given} is no day of the calendar") from None


def _events(app: FastAPI, host: Host) -> None:
    @app.get("/events", **documented.EVENTS)
    async def events(
        request: Request,
        side: Annotated[str | None, Query(description=documented.SIDE, max_length=40)] = None,
        type: Annotated[str | None, Query(description=documented.TYPE, max_length=80)] = None,  # noqa: A002
        status: Annotated[Status | None, Query(description="How it is put.")] = None,
        since: Annotated[str | None, _day(documented.SINCE)] = None,
        until: Annotated[str | None, _day(documented.UNTIL)] = None,
        limit: Annotated[int, Query(ge=1, le=1000, description="Rows of a page.")] = 100,
        cursor: Annotated[str | None, Query(description="Of another page.", max_length=80)] = None,
        format: Annotated[Literal["json", "csv", "html"] | None, Query()] = None,  # noqa: A002
    ) -> Response:
        form = format or accepted(request.headers.get("accept"), _TABLES)
        if form is None:
            raise Refused(406, f"the table can be had as {', '.join(_TABLES.values())}")
        days = _date("since", since), _date("until", until)
        filters = table.Filters(side or None, type or None, status, *days)
        with host.served() as served:
            tables = served.snapshot.tables
            found = await asyncio.to_thread(
                table.page, tables, filters, limit, cursor, min(_LOOK, host.limits.seconds)
            )
        given = {k: v for k, v in request.query_params.items() if k != "cursor"}
        following = f"/events?{urlencode({**given, 'cursor': found.cursor})}"
        headers = {"vary": "Accept", "cache-control": "no-cache"}
        if found.cursor:
            headers["link"] = f'<{following}>; rel="next"'
        if form == "csv":
            return Response(table.csv(found.rows), media_type=_TABLES["csv"], headers=headers)
        if form == "html":
            return pages.events(found, given, following, served.snapshot.base)
        data = {"events": found.rows, "next": following if found.cursor else None}
        return JSONResponse(data, headers=headers)


# What is said of an IRI --------------------------------------------------------------


def _resources(app: FastAPI, host: Host) -> None:
    async def show(request: Request, iri: str, wanted: str | None) -> Response:
        form = wanted or accepted(request.headers.get("accept"), _PAGES)
        if form is None or form not in _PAGES:
            raise Refused(406 if form is None else 400, f"this can be had as {', '.join(_PAGES)}")
        with host.served() as served:

            async def ask(job: Job) -> Answer:
                return await _while_there(request, served, job)

            if not await resource.known(ask, resource.checked(iri)):
                raise Refused(404, f"the graph says nothing of {iri}")
            if form == "html":
                base = served.snapshot.base
                return pages.about(await resource.about(ask, iri, base), base)
            return _answered(await ask(resource.description(iri, form)))

    @app.get("/resource", **documented.RESOURCE)
    async def any_resource(
        request: Request,
        iri: Annotated[str, Query(description="An absolute IRI.", max_length=2000)],
        format: Format = None,  # noqa: A002
    ) -> Response:
        return await show(request, iri, format)

    # The base may change with the graph; what is asked for decides.
    @app.get("/{name:path}", **documented.MINTED)
    async def minted(
        request: Request,
        name: Annotated[str, Path(description=documented.NAME)],
        format: Format = None,  # noqa: A002
    ) -> Response:
        with host.served() as served:
            base = served.snapshot.base
        prefix = urlsplit(base).path.lstrip("/")
        if not name.startswith(prefix) or name == prefix:
            raise HTTPException(404)
        return await show(request, base + name[len(prefix) :], format)


# The rest ----------------------------------------------------------------------------


def _others(app: FastAPI, host: Host) -> None:
    @app.get("/", **documented.PAGE)
    async def start() -> Response:
        with host.served() as served:
            return pages.start(served.snapshot, host.limits)

    @app.get("/graph", **documented.GRAPH)
    async def graph() -> Response:
        with host.served() as served:
            page = await served.picture()
        return pages.picture(page)

    @app.get("/health", **documented.HEALTH)
    async def health() -> Response:
        with host.served() as served:
            held = served.snapshot
            found: dict[str, Any] = {
                "status": "ok", "program": __version__, "articles": held.articles,
                "reports": held.reports, "queries": served.pool.busy, "behind": host.behind,
            }  # fmt: skip
        return Response(json.dumps(found), media_type="application/json")

    @app.get("/assets/{name}", include_in_schema=False)
    async def asset(name: str) -> Response:
        return pages.asset(name)
