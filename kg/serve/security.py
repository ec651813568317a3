"""What every answer says to browsers, and which requests get none."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.datastructures import MutableHeaders

__all__ = ["EDITOR", "FORM", "PAGES", "Guarded"]

_Message = MutableMapping[str, Any]
_App = Callable[
    [_Message, Callable[[], Awaitable[_Message]], Callable[[_Message], Awaitable[None]]],
    Awaitable[None],
]

_NOTHING = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"

PAGES = f"{_NOTHING}; style-src 'self'; img-src 'self' data:"
"""The Content-Security-Policy of our own pages: no script at all."""

FORM = f"{PAGES}; script-src 'self'; connect-src 'self'"
"""Of the page to ask on: scripts that came with the program, which ask this service alone."""

EDITOR = FORM.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'") + "; font-src data:"
"""Of the same page with the editor, which sets styles of its own."""

_ALWAYS = {
    "content-security-policy": _NOTHING,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


class Guarded:
    """An ASGI application whose answers have these headers, unless they bring their own."""

    def __init__(self, app: _App) -> None:
        self._app = app

    async def __call__(
        self,
        scope: _Message,
        receive: Callable[[], Awaitable[_Message]],
        send: Callable[[_Message], Awaitable[None]],
    ) -> None:
        """Answer a request."""
        if scope["type"] == "http" and scope["method"] == "HEAD":  # the server leaves out the body
            scope = {**scope, "method": "GET"}

        async def sent(message: _Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _ALWAYS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, sent)
