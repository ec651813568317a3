"""Where the data files are: inside the wheel, or beside the package in a checkout."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from kg import __version__
from kg.errors import KnowledgeError

__all__ = ["MODELS", "ONTOLOGY", "knowledge", "resource"]

ONTOLOGY = "ontology"
MODELS = "models"

_IN_CHECKOUT = {ONTOLOGY: "ontology", MODELS: "data/models"}


@cache
def resource(name: str) -> Path:
    """The folder of `ONTOLOGY` or `MODELS`.

    Raises:
        KnowledgeError: if it is neither in the package nor in the checkout.
    """
    package = Path(__file__).parent
    for folder in (package / "_data" / name, package.parent / _IN_CHECKOUT[name]):
        if folder.is_dir():
            return folder
    raise KnowledgeError(f"{name}: its folder is missing beside {package}; reinstall the package")


@cache
def knowledge() -> str:
    """What stands for the lexicons, actors, ontology and parsers in use: a digest of them and of
    the program's version.
    """
    digest = hashlib.sha256(__version__.encode())
    for name in _IN_CHECKOUT:
        folder = resource(name)
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]
