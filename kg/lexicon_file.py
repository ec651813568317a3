"""The YAML of a lexicon: read, checked against its schema, mistakes with file and line."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml

from kg.errors import KnowledgeError
from kg.inherit import EXAMPLES, extend
from kg.resources import ONTOLOGY, resource

__all__ = ["line_of", "plain", "read"]

_PARTS = ("frames", "support", "operators")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read(path: Path, *, check: bool = True) -> dict[str, Any]:
    """The file as plain data, joined with the lexicon that it extends.

    Raises:
        KnowledgeError: if it cannot be read, is no YAML, breaks the schema, uses an id twice, or
            extends a lexicon that is not beside it or is an extension itself.
    """
    text, data = _file(path)
    name = data.get("extends")
    if check:
        _check(path, text, data, extension=name is not None)
    return dict(data) if name is None else _extended(path, text, data, check)


def plain(path: Path) -> dict[str, Any]:
    """What the file itself says, unchecked, without the lexicon that it extends.

    Raises:
        KnowledgeError: if it cannot be read or is no YAML.
    """
    return dict(_file(path)[1])


def _file(path: Path) -> tuple[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
        data = _parsed(text)
    except OSError as error:
        raise KnowledgeError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise KnowledgeError(f"{path}: not UTF-8 at byte {error.start}") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or " ".join(str(error).split())
        raise KnowledgeError(f"{path}:{mark.line + 1 if mark else 1}: no YAML: {what}") from None
    except RecursionError:
        raise KnowledgeError(f"{path}:1: nested too deep") from None
    if not isinstance(data, dict):
        raise KnowledgeError(f"{path}:1: no lexicon: it has no keys")
    return text, data


def _extended(path: Path, text: str, data: dict[str, Any], check: bool) -> dict[str, Any]:
    base_path = path.with_name(f"{data['extends']}.yaml")
    if base_path == path or not base_path.is_file():
        line = _line(text, ["extends"])
        raise KnowledgeError(f"{path}:{line}: extends '{data['extends']}', which has no lexicon")
    base = read(base_path, check=check)
    if "extends" in base:
        line = _line(text, ["extends"])
        raise KnowledgeError(f"{path}:{line}: '{data['extends']}' is an extension itself")
    if check:
        _check_new(path, text, base, data)
    return extend(base, data)


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


@cache
def _extension_schema() -> dict[str, Any]:
    """The schema of an extension: an entry may state no more than what it changes."""
    schema = {key: value for key, value in _schema().items() if key != "required"}
    properties = dict(schema["properties"])
    for part in _PARTS:
        entry = properties[part]["items"]
        changed = {"id", *EXAMPLES}.intersection(entry["properties"])
        properties[part] = {"type": "array", "items": entry | {"required": sorted(changed)}}
    # Of a mapping with required keys, the base has the ones that an extension leaves out.
    properties["time"] = {k: v for k, v in properties["time"].items() if k != "required"}
    return schema | {"properties": properties}


def _check_new(path: Path, text: str, base: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    """An entry that the base lacks must be whole."""
    for part in _PARTS:
        known = {entry["id"] for entry in base.get(part, [])}
        for number, entry in enumerate(data.get(part, [])):
            if entry["id"] not in known:
                _validate(path, text, entry, _schema()["properties"][part]["items"], part, number)


def _validate(path: Path, text: str, data: Any, schema: Mapping[str, Any], *at: str | int) -> None:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import best_match

    error = best_match(Draft202012Validator(schema).iter_errors(data))
    if error is not None:
        keys = [*at, *error.absolute_path]
        where = "/".join(map(str, keys)) or "file"
        message = error.message if len(error.message) < 160 else error.message[:157] + "..."
        raise KnowledgeError(f"{path}:{_line(text, keys)}: {where}: {message}")


def _check(path: Path, text: str, data: Any, *, extension: bool = False) -> None:
    if alias := next(
        (e for e in yaml.parse(text, _LOADER) if isinstance(e, yaml.AliasEvent)), None
    ):
        line = alias.start_mark.line + 1 if alias.start_mark else 1
        # Aliases of aliases can say more than memory holds.
        raise KnowledgeError(f"{path}:{line}: *{alias.anchor}: an alias; write what it stands for")
    _validate(path, text, data, _extension_schema() if extension else _schema())
    for kind in ("verb", "noun"):
        for number, entry in enumerate(data.get("morphology", {}).get(kind, [])):
            for nth, (pattern, _) in enumerate(entry["rules"]):
                try:
                    re.compile(pattern)
                except re.error as error:
                    line = _line(text, ["morphology", kind, number, "rules", nth])
                    raise KnowledgeError(f"{path}:{line}: {pattern!r}: {error.msg}") from None
    seen: set[str] = set()
    for part in _PARTS:
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
