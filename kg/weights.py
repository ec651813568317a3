"""Weights that were fitted to events marked by hand, as YAML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kg.errors import KnowledgeError

__all__ = ["Weights", "read"]


@dataclass(frozen=True, slots=True)
class Weights:
    """What each feature adds to the odds, as logarithms; `intercept` is where they start."""

    intercept: float
    weights: Mapping[str, float]


def read(path: Path, maker: str) -> Weights:
    """The weights of a file.

    Args:
        path: of a YAML file with `weights`, and `intercept` if it is not 0.
        maker: the command that writes it, for who reads the error.

    Raises:
        KnowledgeError: if it is missing, no YAML, or holds something else than numbers.
    """
    import yaml

    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        weights = {str(name): float(value) for name, value in data["weights"].items()}
        return Weights(float(data.get("intercept", 0)), weights)
    except OSError as error:
        raise KnowledgeError(f"{path}: cannot be read: {error.strerror}") from None
    except (yaml.YAMLError, UnicodeDecodeError, AttributeError, KeyError, TypeError, ValueError):
        raise KnowledgeError(
            f"{path}: needs `intercept` and `weights`, all of them numbers; `{maker}` writes it"
        ) from None
