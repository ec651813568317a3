"""The general frame of each class of events: where most frames of the lexicon find its roles.

An act that is told in words which the lexicon does not list has no frame of its own; it is read by
that of its class (a prototype, as of Dowty 1991, *Thematic proto-roles and argument selection*).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from kg.draft import UNLISTED
from kg.lexicon import Frame, Lexicon
from kg.meaning import frame_of

__all__ = ["prototypes"]

_SHARE = 0.1
"""Of the frames of a class, how many must find a role in a place."""


def prototypes(lexicon: Lexicon) -> Mapping[str, Frame]:
    """The general frame of every class that a lexicon has a frame for."""
    kinds: dict[str, dict[str, Frame]] = defaultdict(dict)
    for triggers in lexicon.triggers.values():
        for trigger in triggers:
            if isinstance(trigger.means, Frame):
                kinds[trigger.means.type][trigger.means.id] = trigger.means
    return {kind: _general(kind, list(frames.values())) for kind, frames in kinds.items()}


def _general(kind: str, frames: Sequence[Frame]) -> Frame:
    complement, _ = Counter(f.complement for f in frames).most_common(1)[0]
    roles = {
        "agent": _usual([f.agent for f in frames]),
        "target": _usual([f.target for f in frames]),
    }
    entry = {"id": UNLISTED, "class": kind, "roles": roles, "complement": complement}
    return frame_of(entry, lambda _, **__: None, {})


def _usual(fillers: Sequence[Sequence[str]]) -> list[str]:
    """Places that enough frames name, the most usual first."""
    count = Counter(filler for each in fillers for filler in each)
    return [filler for filler, n in count.most_common() if n >= _SHARE * len(fillers)]
