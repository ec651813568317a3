"""Where the data files are: inside the wheel, or beside the package in a checkout."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from kg.errors import KnowledgeError

__all__ = ["MODELS", "ONTOLOGY", "resource"]

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
