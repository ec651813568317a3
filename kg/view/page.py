"""The page around the network: one file, scripts pinned by hash, nothing from outside."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import OutputError
from kg.view.labels import clean

if TYPE_CHECKING:
    from pyvis.network import Network

__all__ = ["page", "policy"]

_HERE = Path(__file__).parent / "web"
_SCRIPTS = (
    "base", "words", "choice", "panel", "text", "network", "stage", "labels", "timeline", "table",
    "filters", "save", "main",
)  # fmt: skip
"""Parts of one script, each relying on those before it."""
_SLOT = re.compile(r"\{\{(\w+)\}\}")


def page(network: Network, content: Mapping[str, Any], title: str) -> str:
    """The network and what is known of it as one HTML file.

    Raises:
        OutputError: if the installed pyvis does not carry the script that draws.
    """
    nodes, edges, _, _, _, options = network.get_network_data()
    texts = json.loads(_read("strings.json"))
    data = {
        "nodes": nodes,
        "edges": edges,
        "options": json.loads(options),
        "strings": texts,
        **content,
    }
    name = clean(title)
    slots = {
        "title": html.escape(name),
        "css": _read("page.css"),
        "vis": _vis(),
        "js": _script(),
        "data": _json(data),
    }
    slots["policy"] = policy(scripts=(slots["vis"], slots["js"]), css=slots["css"])
    text = _SLOT.sub(lambda slot: slots[slot[1]], _read("page.html"))
    # A lone surrogate cannot be written as UTF-8.
    return text.encode("utf-8", "replace").decode("utf-8")


def _script() -> str:
    """The page's own script: its parts in one function, which leaves no names behind."""
    parts = "\n".join(_read(f"{name}.js") for name in _SCRIPTS)
    return f'"use strict";\n(() => {{\n{parts}}})();\n'


def policy(scripts: tuple[str, ...], css: str) -> str:
    """A Content-Security-Policy under which only these very texts run and no request leaves."""
    allowed = " ".join(_hash(script) for script in scripts) or "'none'"
    return (
        f"default-src 'none'; script-src {allowed}; style-src {_hash(css)}; img-src data:; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; "
        "trusted-types 'none'"
    )


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _json(value: object) -> str:
    """JSON that stays inside its element: no `<`, `>`, `&`, no line separators."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


@cache
def _read(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


@cache
def _vis() -> str:
    """vis-network, from the pyvis that is installed, fit to stand inside a page."""
    import pyvis

    folder = Path(pyvis.__file__).parent / "templates" / "lib"
    found = sorted(folder.glob("vis-*/vis-network.min.js"), key=_version)
    if not found:
        raise OutputError(f"pyvis: no vis-network under {folder}; install pyvis 0.3.2 again")
    # The parser turns CRLF into LF before it hashes; a source map would be looked for.
    text = found[-1].read_text(encoding="utf-8").replace("\r\n", "\n").replace("\r", "\n")
    text = re.sub(r"^//# sourceMappingURL=.*$", "", text, flags=re.MULTILINE)
    return re.sub(r"<(?=/script|!--)", r"\\x3c", text, flags=re.IGNORECASE)


def _version(path: Path) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", path.parent.name)]
