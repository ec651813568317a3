"""Pages in HTML. What they show is escaped wherever it stands."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from starlette.responses import FileResponse, HTMLResponse, Response

from kg.engine import PREFIXES
from kg.event import Status
from kg.serve import resource
from kg.serve.protocol import Refused
from kg.serve.security import EDITOR, FORM, PAGES

if TYPE_CHECKING:
    from jinja2 import Environment

    from kg.query import NamedQuery
    from kg.serve.limits import Limits
    from kg.serve.resource import About
    from kg.serve.snapshot import Snapshot
    from kg.serve.table import Page

__all__ = ["about", "ask", "asset", "declared", "events", "picture", "start"]

_HERE = Path(__file__).parent
_WEB, _ASSETS = _HERE / "web", _HERE / "_assets"
_MEDIA = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}

_EXAMPLE = """\
SELECT ?event ?status ?words {
  ?report oa:hasBody ?event ; duta:status ?status ;
    oa:hasTarget/oa:hasSelector/oa:exact ?words .
} LIMIT 20
"""

_PICTURE = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "img-src data: blob:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
"""For the picture, which brings a narrower policy of its own, by hashes."""


@cache
def _templates() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(_WEB), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip


def _render(name: str, policy: str = PAGES, **values: Any) -> Response:
    """A page made of the template of this name."""
    text = _templates().get_template(f"{name}.html").render(values)
    # A lone surrogate cannot be written as UTF-8.
    return HTMLResponse(
        text.encode("utf-8", "replace"),
        headers={"content-security-policy": policy, "vary": "Accept", "cache-control": "no-cache"},
    )


def start(snapshot: Snapshot, limits: Limits) -> Response:
    """The first page: what is here."""
    return _render("start", held=snapshot, limits=limits)


def ask(questions: Sequence[NamedQuery], limits: Limits) -> Response:
    """The page to ask on: with the editor, if it was installed with the program, else a form."""
    editor = (_ASSETS / "yasgui.min.js").is_file()
    policy, begin = (EDITOR, declared) if editor else (FORM, str)
    told = [(one.title, one.shows, begin(one.text)) for one in questions]
    return _render(
        "query", policy, questions=told, example=begin(_EXAMPLE), limits=limits, editor=editor
    )


def declared(query: str) -> str:
    """A query with the prefixes declared that it uses, for an editor that knows none."""
    used = {name: iri for name, iri in PREFIXES.items() if re.search(rf"\b{name}:", query)}
    return "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in used.items()) + query


def events(found: Page, given: Mapping[str, str], following: str, base: str) -> Response:
    """A page of the event table."""
    return _render(
        "events", found=found, given=given, following=following if found.cursor else None,
        statuses=[str(status) for status in Status],
        href=lambda iri: resource.path(iri, base), query=urlencode(given),
    )  # fmt: skip


def about(found: About, base: str) -> Response:
    """What the graph says of an IRI."""
    marked = resource.marked(found)
    return _render("about", found=found, here=resource.path(found.iri, base), marked=marked)


def asset(name: str) -> Response:
    """A script or style, ours or of a package that was installed with the program.

    Raises:
        Refused: if there is none of that name.
    """
    for folder in (_WEB, _ASSETS):
        path = folder / name
        if path.suffix in _MEDIA and path.parent == folder and path.is_file():
            return FileResponse(
                path, media_type=_MEDIA[path.suffix], headers={"cache-control": "max-age=3600"}
            )
    raise Refused(404, f"no file {name[:80]!r} here")


def picture(data: bytes) -> Response:
    """A graph's picture."""
    return HTMLResponse(data, headers={"content-security-policy": _PICTURE})
