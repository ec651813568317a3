"""How sure an event is: what the engine knows of how it was read, weighed.

The weights are in `ontology/confidence.yaml`, fitted by `training/calibrate.py` to events
marked by hand: of the events with a confidence of 0.8, eight in ten should have the right
class and the right roles.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from math import exp, log
from pathlib import Path
from typing import Any

from kg.draft import Draft
from kg.mention import FEW
from kg.resources import ONTOLOGY, resource
from kg.tree import label
from kg.weights import Weights, read

__all__ = [
    "FILE",
    "LEAST",
    "UNLISTED",
    "Weights",
    "confidence",
    "features",
    "guessed",
    "load",
    "sure_enough",
]

FILE = "confidence.yaml"
"""The name of the file with the weights, in the folder of the ontology."""

_BOUNDS = (0.01, 0.99)
_SURE = 30.0  # beyond such odds nothing changes
_INDIRECT = frozenset({"content", "event told before", "shared"})
_GUESS = "dealings"
_USUAL = 0.5  # odds
_SHORT = 20  # words, and a unit of length beyond them
_MOST = 2
LEAST, UNLISTED = 0.2, 0.5
"""How sure what a frame tells of must be, and what examples alone do."""


@cache
def load(path: Path | None = None) -> Weights:
    """The weights of a file, by default of the one that Duta comes with.

    Raises:
        KnowledgeError: if it is missing, no YAML, or holds something else than numbers.
    """
    return read(path or resource(ONTOLOGY) / FILE, "make confidence")


def features(drafts: Sequence[Draft]) -> Iterator[dict[str, float]]:
    """Of each event of an article what tells how sure it is: 0 or 1, or a small number."""
    places: dict[int, list[int]] = {}
    for draft in drafts:
        places.setdefault(id(draft.sentence), []).append(draft.token.i)
    for draft in drafts:
        before = sum(place < draft.token.i for place in places[id(draft.sentence)])
        yield _features(draft, before)


def sure_enough(drafts: Sequence[Draft], sentences: int) -> list[Draft]:
    """The drafts of a text that are worth telling, as far as examples teach. The surest that a
    frame tells of is, and all that frames tell of in a text of a sentence or two, which is there
    for what it tells; what examples alone tell is believed only beside such.
    """
    weights = load()
    sure = {
        id(draft): confidence(found, weights)
        for draft, found in zip(drafts, features(drafts), strict=True) if draft.likely is not None
    }  # fmt: skip
    listed = [sure[id(d)] for d in drafts if id(d) in sure and not d.unlisted]
    least = min(LEAST, max(listed, default=0.0)) if sentences > FEW else 0.0
    bounds = {True: UNLISTED if listed else 1.0, False: least}
    return [d for d in drafts if id(d) not in sure or sure[id(d)] >= bounds[d.unlisted]]


def guessed(draft: Draft) -> bool:
    """Whether only the rest of the article tells at whom an event is aimed."""
    return draft.why.get("target") == _GUESS


def _features(draft: Draft, before: int) -> dict[str, float]:
    frame, why = draft.frame, draft.why
    agents, targets = draft.sides
    values = {
        "doubt": draft.doubt,
        "agent open": not draft.agents,
        "target open": not draft.targets and bool(frame.target),
        "agent by order": why.get("agent") == "order",
        "target by order": why.get("target") == "order",
        "target from context": why.get("target") in _INDIRECT,
        "target guessed": guessed(draft),
        "actor without side": any(not m.actor.side for m in (*draft.agents, *draft.targets)),
        "another actor nearer": _crossed(draft),
        "several agents": len(agents) > 1,
        "several targets": len(targets) > 1,
        "bare noun": draft.part == "noun" and draft.support is None,
        "coordinated": label(draft.token) == "conj",
        "subject from another verb": draft.arguments.inherited,
        "narrow frame": any((frame.object, frame.oblique, frame.clause, frame.subject)),
        "long sentence": max(0.0, min(len(draft.sentence.doc) / _SHORT - 1, _MOST)),
        "told after others": min(before / _MOST, _MOST),
        f"status {draft.status}": draft.status != "asserted",
        "no frame lists it": draft.unlisted,
        "an act, by examples": _odds(draft.likely),
        "these take part, by examples": _odds(draft.cast),
        "agent by examples": why.get("agent") == "weighed",
        "target by examples": why.get("target") == "weighed",
    }
    return {name: float(value) for name, value in values.items() if value}


def _odds(chance: float | None) -> float:
    """Of what examples say, against what they say of most acts: at most 1.5 away from it; 0 where
    they say nothing.
    """
    if chance is None:
        return 0.0
    low, high = _BOUNDS
    chance = min(high, max(low, chance))
    return log(chance / (1 - chance)) / log(high / low) - _USUAL


def _crossed(draft: Draft) -> bool:
    """Whether an actor of another side stands nearer to the trigger than one that was taken."""
    at = draft.sentence.start + draft.token.idx
    chosen = (*draft.agents, *draft.targets)
    sides = {m.actor.side for m in chosen}
    far = max((abs(m.span.start - at) for m in chosen), default=0)
    return any(
        abs(mention.span.start - at) < far and mention.actor.side not in sides
        for found in draft.sentence.found
        for mention in found.mentions
    )


def confidence(found: Mapping[str, Any], weights: Weights) -> float:
    """How likely class and roles are right, above 0 and below 1."""
    odds = weights.intercept + sum(
        weights.weights.get(name, 0.0) * value for name, value in found.items()
    )
    low, high = _BOUNDS
    return round(min(high, max(low, 1 / (1 + exp(-max(-_SURE, min(_SURE, odds)))))), 2)
