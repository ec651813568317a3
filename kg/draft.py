"""An event being made: what the engine, attribution and dating fill in one after another."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass, field

from kg.event import Mention, Span
from kg.lexicon import Frame, Operator, Support
from kg.mention import Sentence
from kg.timex import Timex
from kg.tree import Arguments
from kg.words import Token

__all__ = ["UNLISTED", "Draft", "Seen", "countable", "keys"]


UNLISTED = "unlisted"
"""The name of a frame for acts told in words that the lexicon does not list."""


@dataclass(slots=True, eq=False)
class Draft:
    """An event being made. `why` says for each role which filler gave it, tree or order.

    `spared`: words that name whom a deed is done to, not whom this act is aimed at.
    `mute`: no event, since nobody known does it, but still a word on what it governs (*a
    witness said that …*).
    """

    sentence: Sentence
    token: Token
    frame: Frame
    part: str
    type: str
    arguments: Arguments
    support: Token | None = None
    agents: list[Mention] = field(default_factory=list)
    targets: list[Mention] = field(default_factory=list)
    sources: list[Mention] = field(default_factory=list)
    instrument: Span | None = None
    place: Mention | None = None
    timex: Timex | None = None
    status: str = "asserted"
    content: Draft | None = None
    back: Draft | None = None
    anaphoric: bool = False
    last: int = 0
    by_speaker: bool = False
    to_speaker: bool = False
    spared: frozenset[Span] = frozenset()
    mute: bool = False
    detached: bool = False
    inward: bool = False  # whoever acts deals with his own (*ordered its forces to …*)
    pending: bool = False  # whom it is done to must be told by context
    private: bool = False  # among strangers: tells only who says what
    wanted: list[Token] = field(default_factory=list)
    why: dict[str, str] = field(default_factory=dict)
    doubt: float = 0.0
    likely: float | None = None  # such an act is told here, by examples
    cast: float | None = None  # just these take part in it, by examples

    @property
    def sides(self) -> tuple[frozenset[str], frozenset[str]]:
        """Keys of agents and targets."""
        return keys(self.agents), keys(self.targets)

    @property
    def order(self) -> tuple[int, int]:
        """Where it stands in its article: sentence and word."""
        return self.sentence.number, self.token.i

    @property
    def unlisted(self) -> bool:
        """Whether no frame of the lexicon tells of it."""
        return self.frame.id == UNLISTED

    @property
    def verb(self) -> Token:
        """The word that stands for it among the clauses: what supports its noun, else itself."""
        return self.support if self.support is not None else self.token


def keys(mentions: Iterable[Mention]) -> frozenset[str]:
    """Sides of some actors; an actor without a side stands for itself."""
    return frozenset(m.actor.side or m.actor.iri for m in mentions)


def countable(drafts: Iterable[Draft], classes: Container[str]) -> list[Draft]:
    """The drafts that are events of some classes, rather than words that point back to one."""
    return [d for d in drafts if not d.anaphoric and d.type in classes]


@dataclass(slots=True)
class Seen:
    """What the engine saw in a sentence."""

    drafts: list[Draft]
    operators: dict[int, Operator]
    supports: dict[int, Support]
