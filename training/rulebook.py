"""Reads the grammar of a language, `training/grammar/LANG.yaml`, for `generate.py`.

Rules stay text until their variables are known. Word classes are inflected by the
grammar's own paradigms; classes of names are filled from the gazetteer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from kg import gazetteer
from kg.errors import KnowledgeError

GRAMMARS = Path(__file__).parent / "grammar"
_ITEM = re.compile(r"(?:[\w:]+=|\*)?\(|\)(?:\?[\d.]*)?|(?<!\S)\|(?!\S)|[^\s()]+")


class GrammarError(KnowledgeError):
    """A grammar that cannot be read, or that makes what is no tree."""


@dataclass(frozen=True, slots=True)
class Item:
    """A part of an alternative: the head of the phrase, or a dependent with its relation."""

    label: str  # empty: this is the head
    atom: str  # a literal or a symbol; empty: a group
    group: tuple[Alternative, ...]
    chance: float


@dataclass(frozen=True, slots=True)
class Alternative:
    weight: float
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A word of a class: its forms by name (`` is the citation form) and its slots."""

    forms: Mapping[str, str]
    slots: Mapping[str, str]


@dataclass(slots=True)
class Grammar:
    """A grammar, read: rules as text, word classes, classes of names."""

    language: str
    raw: Mapping[str, Any]
    rules: Mapping[str, tuple[tuple[str, ...], str]]
    words: Mapping[str, tuple[Lexeme, ...]]
    names: Mapping[str, tuple[str, ...]]
    parsed: dict[str, tuple[Alternative, ...]] = field(default_factory=dict)

    def alternatives(self, symbol: str) -> tuple[Alternative, ...]:
        """The alternatives of a symbol such as `VP` or `VP[past]`, its variables put in.

        Raises:
            GrammarError: if there is no such rule, or it is malformed.
        """
        if symbol not in self.parsed:
            name, _, given = symbol.rstrip("]").partition("[")
            if name not in self.rules:
                raise GrammarError(f"grammar {self.language}: no rule or word class {symbol}")
            variables, text = self.rules[name]
            values = given.split(",") if given else []
            if len(values) != len(variables):
                raise GrammarError(
                    f"grammar {self.language}: {symbol} needs {len(variables)} values"
                )
            for variable, value in zip(variables, values, strict=True):
                text = text.replace("{" + variable + "}", value)
            lines = [line for line in text.splitlines() if line.strip()]
            self.parsed[symbol] = tuple(_alternative(line, symbol) for line in lines)
        return self.parsed[symbol]


def _alternative(line: str, where: str) -> Alternative:
    pieces = _ITEM.findall(line)
    weight = 1.0
    if pieces and re.fullmatch(r"\d*\.?\d+", pieces[0]):
        weight = float(pieces.pop(0))
    found, rest = _group(pieces, where)
    if rest or len(found) != 1:
        raise GrammarError(f"grammar, rule {where}: brackets do not match in: {line.strip()}")
    return Alternative(weight, found[0].items)


def _group(pieces: list[str], where: str) -> tuple[list[Alternative], list[str]]:
    """Alternatives up to a closing bracket, and what is left, from that bracket on."""
    found: list[Alternative] = []
    items: list[Item] = []
    while pieces and not pieces[0].startswith(")"):
        piece, *pieces = pieces
        if piece == "|":
            found.append(Alternative(1.0, tuple(items)))
            items = []
        elif piece.endswith("("):
            inner, pieces = _group(pieces, where)
            if not pieces:
                raise GrammarError(f"grammar, rule {where}: a bracket is not closed")
            closing, *pieces = pieces
            items.append(Item(_label(piece[:-1], where), "", tuple(inner), _chance(closing[1:])))
        else:
            body, mark, chance = piece.partition("?")
            head, equals, atom = body.partition("=")
            if body.startswith("*"):
                items.append(Item("", body[1:], (), _chance(mark + chance)))
            elif equals and atom:
                items.append(Item(head, atom, (), _chance(mark + chance)))
            else:
                raise GrammarError(f"grammar, rule {where}: neither head nor dependent: {piece}")
    found.append(Alternative(1.0, tuple(items)))
    for alternative in found:
        if [i.label for i in alternative.items].count("") != 1:
            raise GrammarError(f"grammar, rule {where}: not exactly one head: {alternative.items}")
    return found, pieces


def _label(prefix: str, where: str) -> str:
    if prefix == "*":
        return ""
    if not prefix.endswith("="):
        raise GrammarError(f"grammar, rule {where}: a group needs a relation or *")
    return prefix[:-1]


def _chance(mark: str) -> float:
    return 1.0 if not mark else float(mark[1:] or 0.5)


@cache
def read(language: str) -> Grammar:
    """The grammar of a language, its vocabulary inflected and its names gathered.

    Raises:
        GrammarError: if there is none, or its parts do not fit.
    """
    path = GRAMMARS / f"{language}.yaml"
    if not path.is_file():
        raise GrammarError(f"no grammar for {language}: write training/grammar/{language}.yaml")
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    rules = {}
    for key, text in raw["rules"].items():
        name, _, variables = str(key).rstrip("]").partition("[")
        rules[name] = (tuple(variables.split(",")) if variables else (), str(text))
    return Grammar(
        language,
        raw,
        rules,
        {name: tuple(_lexemes(raw, name, spec)) for name, spec in raw["words"].items()},
        {name: _names(language, name, spec) for name, spec in raw["names"].items()},
    )


def _lexemes(raw: Mapping[str, Any], name: str, spec: Mapping[str, Any]) -> Iterator[Lexeme]:
    paradigm = raw["paradigms"][spec["paradigm"]]
    irregular = raw.get("irregular", {}).get(spec["paradigm"], {})
    slots = spec.get("slots", ["particle"])
    for entry in spec["entries"].split():
        word, *given = entry.split("+")
        own = irregular.get(word, {})
        forms = {form: own.get(form) or _inflect(word, how) for form, how in paradigm.items()}
        yield Lexeme(forms, dict(zip(slots, given, strict=False)))


def _inflect(word: str, how: Mapping[str, Any]) -> str:
    """The first rule that matches makes the form; without one the word stays."""
    for pattern, replacement in how.get("rules", ()):
        made, count = re.subn(pattern, replacement, word, count=1)
        if count:
            return made
    return word


def _names(language: str, name: str, spec: Mapping[str, Any]) -> tuple[str, ...]:
    """Names of the gazetteer, of a kind and use, as a class of the grammar wants them."""
    known = gazetteer.load(language)
    shape = re.compile(spec.get("shape", r"[^\W\d_]+(?: [^\W\d_]+)*"))
    left_out = set(spec.get("except", ()))
    if spec.get("use"):
        texts = [k.title() for k, found in known.names.items() if found[0].use == spec["use"]]
        if spec["use"] == "abbreviation":
            texts = [k for k, found in known.names.items() if found[0].use == "abbreviation"]
    else:
        texts = [a.label for a in known.actors.values() if a.kind in spec["kinds"]]
    if part := spec.get("part"):
        texts = [text.split()[0 if part == "first" else -1] for text in texts if " " in text]
    texts += spec.get("also", [])
    fitting = (text for text in texts if shape.fullmatch(text) and text not in left_out)
    found = tuple(sorted(set(fitting)))
    if not found:
        raise GrammarError(f"grammar {language}: the gazetteer has no names for {name}")
    return found
