"""How things look: colours, dashes, shapes, sizes."""

from __future__ import annotations

from bisect import bisect_right

from kg.event import Status

__all__ = [
    "DASHES", "EDGE_TONES", "GROUPS", "KINDS", "LINE", "OTHER_SIDE", "SCALE", "SIDES", "SOLID",
    "STEPS", "group", "tone",
]  # fmt: skip

GROUPS = (
    "consult", "agree", "cooperate", "aid", "yield", "ask",
    "say", "object", "threaten", "punish", "fight", "other",
)  # fmt: skip
"""The ontology's groups of event classes, friendly to hostile, and one for the rest."""

STEPS = (-7.0, -4.0, -1.0, 1.0, 4.0, 7.0)
"""Where one colour of the scale ends and the next begins, in weights from -10 to 10."""

EDGE_TONES = {
    "light": ("#9c3d00", "#cc5f00", "#b9823f", "#7d828a", "#5b93b8", "#1f78b4", "#084a8f"),
    "dark": ("#ff8a4c", "#f0a56b", "#cfae8d", "#9aa1ab", "#93b7d4", "#68b0e6", "#3a86ff"),
}
"""Conflict to cooperation: orange to blue, which most colour-blind eyes keep apart. Each
has at least three times the background's luminance, or a third of it."""

SIDES = (
    "#7f5bc9", "#00804f", "#c2456f", "#857a00", "#0b7f8c", "#a05a2c", "#b04ab0", "#5a7a2e",
)  # fmt: skip
"""Fills for the sides with most events; white letters and either background stand out."""

OTHER_SIDE = "#6b7280"

KINDS = {
    "State": "dot",
    "Person": "diamond",
    "Organization": "square",
    "IntergovernmentalOrganization": "hexagon",
    "Bloc": "star",
    "Ministry": "triangle",
    "MediaOrganization": "triangleDown",
}
"""Shapes by kind of actor; any other kind is a dot with a dashed rim."""

SCALE = {"diamond": 1.2, "star": 1.5, "triangle": 1.25, "triangleDown": 1.25, "square": 0.9}
"""What makes shapes of one size look equally large."""

LINE = 32
"""Letters of a line below an event's class: who alleges or denies it."""

SOLID: tuple[int, ...] = ()

DASHES: dict[Status, tuple[int, ...]] = {
    Status.ASSERTED: SOLID,
    Status.PLANNED: (14, 6),
    Status.ALLEGED: (6, 5),
    Status.DENIED: (12, 4, 2, 4),
    Status.HYPOTHETICAL: (2, 5),
}


def tone(weight: float) -> int:
    """The place of a weight on the scale of `EDGE_TONES`."""
    return bisect_right(STEPS, weight)


def group(name: str) -> str:
    """The group of `GROUPS` for an ontology's name of it (`ConsultGroup`)."""
    short = name.removesuffix("Group").lower()
    return short if short in GROUPS else "other"
