"""A graph over HTTP: SPARQL, the event table, the picture, and a page for every IRI of it."""

from __future__ import annotations

import asyncio
import ipaddress
import signal
import socket
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from kg import store
from kg.corpus import is_corpus
from kg.errors import DutaError, OutputError
from kg.serve.limits import Limits

if TYPE_CHECKING:
    from uvicorn import Config, Server

    from kg.serve.host import Host

__all__ = ["Limits", "serve"]

_GRACE = 2.0
"""Seconds that queries have to end when the service is told to stop."""

_MISSING = "kg serve needs packages that are not installed: pip install 'duta[serve]'"


def serve(
    directory: Path,
    host: str = "127.0.0.1",
    port: int = 8000,
    limits: Limits | None = None,
    tell: Callable[[str], object] = print,
) -> None:
    """Serve a graph until the process is told to stop (SIGINT, SIGTERM).

    Args:
        directory: a graph directory or a corpus.
        host: the address to listen at; only a loopback address keeps others out.
        port: the port there; 0 for one that is free.
        limits: of each request.
        tell: is told where the graph can be had, once it can.

    Raises:
        OutputError: if the directory holds no graph, or the address cannot be listened at.
        DutaError: if what it needs is not installed.
    """
    if not is_corpus(directory):
        store.manifest(directory)
    try:
        import uvicorn

        from kg.serve.app import application
        from kg.serve.host import Host
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] == "kg":
            raise
        raise DutaError(_MISSING) from None
    with _listening(host, port) as listener:
        served = Host(directory, limits or Limits())
        address, number = listener.getsockname()[:2]
        local = ipaddress.ip_address(address).is_loopback
        shown = f"[{address}]" if ":" in address else address
        app = application(served, local=local, ready=lambda: tell(f"http://{shown}:{number}/"))
        config = uvicorn.Config(
            app, log_level="warning", access_log=False, server_header=False,
            timeout_graceful_shutdown=10, limit_concurrency=500,
            h11_max_incomplete_event_size=65_536,
            http="h11", ws="none", proxy_headers=False,
        )  # fmt: skip
        if not local:
            tell(f"listening at {shown}: whoever reaches this machine can ask the graph")
        # uvicorn passes on what it was stopped with; that it stops is all that is wanted.
        before = {each: signal.signal(each, _ignore) for each in (signal.SIGINT, signal.SIGTERM)}
        try:
            server = _server(config, served)
            server.run(sockets=[listener])
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)


def _server(config: Config, host: Host) -> Server:
    import uvicorn

    class Ending(uvicorn.Server):
        """Lets no query hold up its end for long."""

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            ending = asyncio.create_task(host.end(_GRACE))
            await super().shutdown(sockets)
            await ending

    return Ending(config)


def _ignore(*_: object) -> None:
    pass


def _listening(host: str, port: int) -> socket.socket:
    """A socket that listens there.

    Raises:
        OutputError: if the address is none of this machine, or the port is taken.
    """
    try:
        kind, form, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(kind, form, protocol)  # asyncio sends at once if it is TCP's
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(1024)
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(f"cannot listen at {host}, port {port}: {reason}; try --port") from None
    return listener
