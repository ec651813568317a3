"""A lexicon that extends another's: what it adds, changes and says in other words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

__all__ = ["EXAMPLES", "extend", "translations"]

EXAMPLES = ("example", "counterexample")
"""What an entry does not inherit: its sentences are in the other language."""
_TERMS = frozenset({"id", "class", "roles", "instrument", "needs", "complement", "negated",
                    "status", "feature", "rules", "means", "office", "refers", "order",
                    "extends", "instead", "marks", "parser", "parsed_as", "modifiers",
                    "group"})  # fmt: skip
"""Keys whose values are terms of the format: no word in them is translated."""
_WHOLE = frozenset({"months", "weekdays", "numbers"})
"""Keys whose mapping takes the place of the inherited one."""
_REPLACED = frozenset({"roles", "instrument", "needs", "morphology"})
"""Keys below which a list takes the place of the inherited one, instead of joining it."""


def translations(data: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """What a lexicon says instead of a word or phrase of the one that it extends."""
    return {
        str(old): (new,) if isinstance(new, str) else tuple(new)
        for old, new in data.get("instead", {}).items()
    }


def extend(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """The whole lexicon: the base, translated word by word, joined by what is its own.

    Under `borrowed` it says which word of the base a borrowed parser is to read for a word.
    """
    instead = translations(own)
    inherited = {k: v for k, v in base.items() if k != "language"}
    whole = dict(_joined(_translated(inherited, _translator(instead)), own, False))
    return whole | {"borrowed": _borrowed(base, instead)}


def _borrowed(base: Mapping[str, Any], instead: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Single words, back to the first word of the base that they stand for.

    A word that the base has as well is read as it is, but for one that means something else there.
    """
    own = {word for word, said in instead.items() if not said}
    known = {word for text in _texts(base) for word in re.findall(r"\w+", text.lower())} - own
    back: dict[str, str] = {}
    for old, said in instead.items():
        for word in said:
            if " " not in old + word and word != old and word not in known:
                back.setdefault(word, old)
    return back


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, list):
        for item in data:
            yield from _texts(item)
    elif isinstance(data, dict):
        for value in data.values():
            yield from _texts(value)


def _translator(instead: Mapping[str, tuple[str, ...]]) -> Callable[[str], tuple[str, ...]]:
    """A phrase to what is said for it; to nothing, if a word of it is not said."""
    if not instead:
        return lambda phrase: (phrase,)
    longest = sorted(instead, key=len, reverse=True)
    pattern = re.compile(r"(?<![\w-])(?:" + "|".join(map(re.escape, longest)) + r")(?![\w-])")

    def translate(phrase: str) -> tuple[str, ...]:
        said = [""]
        end = 0
        for match in pattern.finditer(phrase):
            words = instead[match[0]]
            said = [s + phrase[end : match.start()] + word for s in said for word in words]
            end = match.end()
        return tuple(s + phrase[end:] for s in said)

    return translate


def _translated(data: Any, translate: Callable[[str], tuple[str, ...]]) -> Any:
    """The data of a base, without examples. Where one word is wanted, the first is taken."""
    if isinstance(data, str):
        return next(iter(translate(data)), "")
    if isinstance(data, list):
        out: list[Any] = []
        for item in data:
            if isinstance(item, str):
                out.extend(word for word in translate(item) if word not in out)
            else:
                new = _translated(item, translate)
                # A time pattern of a word that is not said is no pattern.
                if not (isinstance(new, dict) and new.get("match") == ""):
                    out.append(new)
        return out
    if isinstance(data, dict):
        new = {}
        for key, value in data.items():
            if key in _TERMS:
                new[key] = value
            elif key not in EXAMPLES:
                value = _translated(value, translate)
                new.update(dict.fromkeys(translate(str(key)), value))
        return new
    return data


def _joined(base: Any, own: Any, replaced: bool) -> Any:
    if isinstance(base, dict) and isinstance(own, dict):
        out = dict(base)
        for key, value in own.items():
            below = replaced or key in _REPLACED
            whole = key not in base or key in _WHOLE
            out[key] = value if whole else _joined(base[key], value, below)
        return out
    if isinstance(base, list) or isinstance(own, list):
        old, new = (x if isinstance(x, list) else [x] for x in (base, own))
        if any(isinstance(item, dict) and "id" in item for item in new):
            return _entries(old, new)
        return new if replaced else [*new, *(item for item in old if item not in new)]
    return own


def _entries(base: list[Any], own: list[Any]) -> list[Any]:
    """New entries stand first; one that the base has stays at its place, and is changed."""
    changed = {entry["id"]: entry for entry in own}
    kept = [
        _joined(entry, changed[entry["id"]], False) if entry["id"] in changed else entry
        for entry in base
    ]
    known = {entry["id"] for entry in base}
    return [*(entry for entry in own if entry["id"] not in known), *kept]
