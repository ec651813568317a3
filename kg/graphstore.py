"""Named graphs on a server, over HTTP.

Through the SPARQL 1.1 Graph Store HTTP Protocol (https://www.w3.org/TR/sparql11-http-rdf-update/)
or, where a server has none, through SPARQL 1.1 Update. Graphs travel as N-Triples, which every
reader of Turtle reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from kg.errors import ServerError

if TYPE_CHECKING:
    import requests

__all__ = ["GraphStore"]

_PIECE, _UPDATE_PIECE = 20_000, 2_000
"""Triples in one request; servers compile an update, and refuse long ones."""

_SECONDS = 300
_TRIES = 6
"""How long a server may be silent, and how often it is asked again: for half a minute in all."""

_ANY = "application/n-triples, text/turtle;q=0.9, */*;q=0.1"
_BUSY = (429, 500, 502, 503, 504)
_TURTLE, _UPDATE = "text/turtle; charset=utf-8", "application/sparql-update; charset=utf-8"


class GraphStore:
    """A server that holds named graphs.

    Args:
        url: of its graph store; with `update`, of its SPARQL Update endpoint.
        user, password: for HTTP's basic or digest authentication, whichever it asks for.
        update: whether it takes graphs by SPARQL Update.

    Raises:
        ServerError: if the address is none of HTTP, or holds a password.
    """

    def __init__(
        self, url: str, user: str | None = None, password: str | None = None, *,
        update: bool = False,
    ) -> None:  # fmt: skip
        import requests
        from requests.adapters import HTTPAdapter
        from urllib3 import Retry

        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ServerError(f"{url}: no address of a server; it begins with http:// or https://")
        if parts.username or parts.password:
            raise ServerError("a password in an address shows; give --user, and KG_PASSWORD")
        self.url = url
        self._user, self._password = user, password
        self._update = update
        self._session = requests.Session()
        self._session.headers["User-Agent"] = "duta"
        # Whatever is sent may be sent twice: a graph put, triples added to a set.
        again = Retry(
            _TRIES, backoff_factor=0.5, status_forcelist=_BUSY, allowed_methods=None,
            raise_on_status=False,
        )  # fmt: skip
        self._patient = HTTPAdapter(max_retries=again)
        self._piece = _UPDATE_PIECE if update else _PIECE

    def put(self, graph: str, triples: Iterable[bytes]) -> None:
        """Put a graph in place of what has its name, if anything does.

        Args:
            graph: its name.
            triples: lines of N-Triples without what ends them.

        Raises:
            ServerError: if the server does not take it.
        """
        lines = iter(triples)
        first = list(islice(lines, self._piece))
        if self._update:
            self._change(f"DROP SILENT GRAPH <{graph}> ;\n".encode() + _insert(graph, first))
        else:
            self._ask("PUT", graph, _turtle(first))
        self.add(graph, lines)

    def add(self, graph: str, triples: Iterable[bytes]) -> None:
        """Add triples to a graph, piece by piece.

        Raises:
            ServerError: if the server does not take them.
        """
        lines = iter(triples)
        while piece := list(islice(lines, self._piece)):
            if self._update:
                self._change(_insert(graph, piece))
            else:
                self._ask("POST", graph, _turtle(piece))

    def drop(self, graph: str) -> None:
        """Remove a graph; there need be none.

        Raises:
            ServerError: if the server does not do it.
        """
        if self._update:
            self._change(f"DROP SILENT GRAPH <{graph}>".encode())
        else:
            self._ask("DELETE", graph, allowed={404})

    def has(self, graph: str) -> bool:
        """Whether the server has a graph; of one that takes updates only that it is there.

        Raises:
            ServerError: if it cannot be reached, or refuses.
        """
        if self._update:
            self._change(b"INSERT DATA {}")
            return True
        answer = self._ask("GET", graph, allowed={404})
        return answer.status_code != 404 and any(_said(answer))

    def _ask(
        self, method: str, graph: str, data: bytes | None = None, allowed: Iterable[int] = ()
    ) -> requests.Response:
        sign = "&" if urlsplit(self.url).query else "?"
        url = f"{self.url}{sign}graph={quote(graph, safe='')}"
        form = {"Accept": _ANY} if data is None else {"Content-Type": _TURTLE}
        return self._send(method, url, data, form, allowed)

    def _change(self, update: bytes) -> None:
        self._send("POST", self.url, update, {"Content-Type": _UPDATE}, ())

    def _send(
        self, method: str, url: str, data: bytes | None, headers: dict[str, str],
        allowed: Iterable[int],
    ) -> requests.Response:  # fmt: skip
        import requests

        def send() -> requests.Response:
            return self._session.request(
                method, url, data=data, headers=headers, timeout=_SECONDS, allow_redirects=False
            )

        try:
            answer = send()
            if answer.status_code == 401 and self._user and not self._session.auth:
                self._session.auth = self._asked_for(answer)
                answer = send()
        except requests.RequestException as error:
            raise ServerError(
                f"{self.url}: cannot be reached ({_reason(error)}); check the address, and that "
                "the server runs"
            ) from None
        if answer.is_redirect or not (answer.ok or answer.status_code in allowed):
            raise ServerError(f"{self.url}: {self._refusal(answer, method)}")
        self._session.mount(self.url, self._patient)  # it is there: worth waiting for
        return answer

    def _asked_for(self, answer: requests.Response) -> requests.auth.AuthBase:
        from requests.auth import HTTPBasicAuth, HTTPDigestAuth

        ways = answer.headers.get("WWW-Authenticate", "").lower()
        way = HTTPDigestAuth if "digest" in ways else HTTPBasicAuth
        return way(self._user or "", self._password or "")

    def _refusal(self, answer: requests.Response, method: str) -> str:
        status = f"answers {answer.status_code} {answer.reason}"
        if answer.status_code == 401 and self._user:
            return f"{status} to user {self._user}: check name and password"
        remedy = {
            401: "name a user with --user, and the password in KG_PASSWORD",
            403: "it allows no changes here; name another address, or a user that may",
            404: "it has no graph store there; look for its address in the server's manual",
            405: f"it does not take {method} there; look for the address of its graph store",
            413: "it does not take requests of this size; raise its limit",
            415: "it does not take that there; look for the address of its graph store",
        }.get(answer.status_code)
        if answer.is_redirect:
            remedy = f"it is elsewhere: {answer.headers.get('Location')}"
        if remedy is None:
            told = " ".join(re.sub("<[^>]*>", " ", answer.text).split())
            remedy = told[:300] or "it does not say why"
        return f"{status}; {remedy}"


def _turtle(lines: Iterable[bytes]) -> bytes:
    return b"".join(line + b" .\n" for line in lines)


def _insert(graph: str, lines: Iterable[bytes]) -> bytes:
    return b"INSERT DATA { GRAPH <%s> {\n%s} }" % (graph.encode(), _turtle(lines))


def _said(answer: requests.Response) -> Iterator[str]:
    """The lines of an answer that say something, comments and prefixes aside."""
    for line in answer.iter_lines():
        text = line.decode("utf-8", "replace").strip()
        if text and not text.startswith(("#", "@prefix")):
            yield text


def _reason(error: Exception) -> str:
    """What lies beneath an error of the HTTP libraries, in a few words."""
    inner = error
    while inner.args and isinstance(inner.args[0], Exception):
        inner = inner.args[0]
    inner = getattr(inner, "reason", None) or inner
    return str(inner).rpartition(": ")[2] or type(error).__name__
