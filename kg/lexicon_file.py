"""The YAML of a lexicon: read, checked against its schema, mistakes with file and line."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml

from kg.errors import KnowledgeError
from kg.resources import ONTOLOGY, resource

__all__ = ["line_of", "read"]

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read(path: Path, *, check: bool = True) -> dict[str, Any]:
    """The file as plain data.

    Raises:
        KnowledgeError: if it cannot be read, is no YAML, breaks the schema, or uses an id twice.
    """
    try:
        text = path.read_text(encoding="utf-8")
        data = _parsed(text)
    except OSError as error:
        raise KnowledgeError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise KnowledgeError(f"{path}: not UTF-8 at byte {error.start}") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise KnowledgeError(f"{path}:{line}: no YAML: {error.problem}") from None
    if check:
        _check(path, text, data)
    return dict(data)


@lru_cache(maxsize=8)  # whoever detects a language has read the lexicon that is then loaded
def _parsed(text: str) -> Any:
    return yaml.load(text, _LOADER)


@cache
def _schema() -> dict[str, Any]:
    """The schema, what it refers to put in place: following references takes half the time."""
    text = (resource(ONTOLOGY) / "lexicon" / "schema.yaml").read_text(encoding="utf-8")
    schema = yaml.load(text, _LOADER)
    return dict(_inlined(schema, schema["$defs"]))


def _inlined(part: Any, named: Mapping[str, Any]) -> Any:
    if isinstance(part, dict):
        if "$ref" in part:
            return _inlined(named[part["$ref"].removeprefix("#/$defs/")], named)
        return {key: _inlined(value, named) for key, value in part.items()}
    return [_inlined(item, named) for item in part] if isinstance(part, list) else part


def _check(path: Path, text: str, data: Any) -> None:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import best_match

    error = best_match(Draft202012Validator(_schema()).iter_errors(data))
    if error is not None:
        where = "/".join(map(str, error.absolute_path)) or "file"
        line = _line(text, list(error.absolute_path))
        message = error.message if len(error.message) < 160 else error.message[:157] + "..."
        raise KnowledgeError(f"{path}:{line}: {where}: {message}")
    seen: set[str] = set()
    for part in ("frames", "support", "operators"):
        for number, entry in enumerate(data.get(part, [])):
            if entry["id"] in seen:
                line = _line(text, [part, number])
                raise KnowledgeError(f"{path}:{line}: id '{entry['id']}' stands twice")
            seen.add(entry["id"])


def _line(text: str, keys: Sequence[Any]) -> int:
    """The line of the node that a path of keys and indices leads to."""
    node = yaml.compose(text, _LOADER)
    for key in keys:
        if isinstance(node, yaml.MappingNode):
            node = next((v for k, v in node.value if str(k.value) == str(key)), node)
        elif isinstance(node, yaml.SequenceNode) and isinstance(key, int):
            node = node.value[key]
    return int(node.start_mark.line) + 1 if node is not None else 1


def line_of(path: Path, term: str) -> int:
    """The first line that has a term as a word (1 where none has)."""
    pattern = re.compile(rf"@?{re.escape(term)}\b")
    lines = path.read_text(encoding="utf-8").splitlines()
    return next((n for n, line in enumerate(lines, 1) if pattern.search(line)), 1)
