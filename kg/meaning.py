"""What the entries of a lexicon mean: frames, support verbs, operators; triggers, pronouns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kg.morphology import Words, either

__all__ = ["Anaphor", "Frame", "Operator", "Pronoun", "Support", "Trigger", "anaphor_of",
           "frame_of", "lowered"]  # fmt: skip

AGENT, TARGET = ("subject", "possessor", "modifier", "by"), ("object", "to", "against")
CONTENT = ("clause",)
_HEADED = ("object", "not_object", "subject", "not_subject", "clause_object", "not_clause_object",
           "oblique_object", "not_oblique")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Frame:
    """What a trigger means: an event class and where its roles are found."""

    id: str
    type: str
    agent: tuple[str, ...]
    target: tuple[str, ...]
    content: tuple[str, ...]
    instrument: tuple[str, ...]
    complement: str | None
    negated: str | None
    status: str | None
    needs: frozenset[str]
    group: bool | str
    clause_only: bool | str
    object: Words | None
    not_object: Words | None
    subject: Words | None
    not_subject: Words | None
    clause: Words | None
    not_clause: Words | None
    clause_object: Words | None
    not_clause_object: Words | None
    oblique: frozenset[str] | None
    oblique_object: Words | None
    not_oblique: Words | None
    echo: str | None


@dataclass(frozen=True, slots=True)
class Support:
    """A verb that lends a noun its subject, as `role`; if it `yields`, a noun that has none."""

    id: str
    role: str
    status: str | None
    negative: bool
    yields: bool


@dataclass(frozen=True, slots=True)
class Operator:
    """A word that is no event but decides the status of what it governs."""

    id: str
    complement: str


@dataclass(frozen=True, slots=True)
class Trigger:
    """One form of one entry. `part`: `verb`, `word` or `noun`; `rest`: its further words."""

    means: Frame | Support | Operator
    part: str
    feature: str | None
    rest: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pronoun:
    """What a pronoun refers to (`person`, `any`, `speaker`), and to how many."""

    refers: str
    number: int


@dataclass(frozen=True, slots=True)
class Anaphor:
    """A phrase that points back: fixed words, or a head with a demonstrative."""

    match: frozenset[str]
    heads: frozenset[str]
    demonstratives: frozenset[str]
    refers: str
    number: int


def frame_of(entry: Mapping[str, Any], words: Any, prepositions: Mapping[str, Any]) -> Frame:
    """The frame that an entry describes; `words` makes sets of what lists of words name."""
    roles = entry.get("roles", {})
    oblique = entry.get("oblique")
    if oblique is not None:
        groups = [oblique] if isinstance(oblique, str) else oblique
        oblique = [word for group in groups for word in prepositions.get(group, [group])]
    return Frame(
        id=entry["id"],
        type=entry["class"],
        agent=tuple(roles.get("agent", AGENT)),
        target=tuple(roles.get("target", TARGET)),
        content=tuple(roles.get("content", CONTENT)),
        instrument=tuple(roles.get("instrument", entry.get("instrument", ()))),
        complement=entry.get("complement"),
        negated=entry.get("negated"),
        status=entry.get("status"),
        needs=frozenset(entry.get("needs", ())),
        group=entry.get("group", False),
        clause_only=entry.get("clause_only", False),
        **{key: words(entry.get(key)) for key in _HEADED},
        clause=either(words(entry.get("clause"), verbs=True), words(entry.get("predicate"))),
        not_clause=words(entry.get("not_clause"), verbs=True),
        oblique=lowered(oblique) if oblique is not None else None,
        echo=entry.get("echo"),
    )


def anaphor_of(entry: Mapping[str, Any]) -> Anaphor:
    """The phrases that an entry describes."""
    match, heads, pointing = (lowered(entry.get(key, [])) for key in ("match", "heads", "with"))
    return Anaphor(match, heads, pointing, entry["refers"], entry.get("number", 1))


def lowered(words: Iterable[str]) -> frozenset[str]:
    """Words in lower case."""
    return frozenset(str(w).lower() for w in words)
