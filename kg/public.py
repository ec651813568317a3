"""Whether somebody political takes part in what a draft tells."""

from __future__ import annotations

from kg.draft import Draft
from kg.lexicon import Lexicon

__all__ = ["political"]

RULING = frozenset({"head-of-state", "head-of-government", "foreign-minister", "defence-minister"})
UNSIDED = frozenset({"Actor", "Person", "Place"})  # without a side, unknown or nobody's


def political(draft: Draft, lexicon: Lexicon) -> bool:
    """Whether somebody takes part who acts for a side or is known or armed: what strangers
    and the public do among themselves is no event, unless the frame lets them act.
    """
    kinds = {m.actor.kind for m in draft.agents}
    if kinds == {"MediaOrganization"} and not draft.frame.complement:
        return False  # a newspaper tells of it, or asks for an answer
    spoken = draft.by_speaker or "speaker" in draft.frame.agent
    if draft.frame.group is True or (spoken and not draft.agents):
        return True
    founds = [f for f in draft.sentence.found if f.office in RULING or f.nation]
    ruling = [m for f in founds for m in f.mentions]
    agents, actors = list(draft.agents), [*draft.agents, *draft.targets]
    return not actors or any(
        m.actor.side
        or m in ruling
        or (m.actor.kind == "Place" and m in agents)
        or (m.actor.kind not in UNSIDED and not _civil(m.actor.label, lexicon))
        for m in actors
    )


def _civil(group: str, lexicon: Lexicon) -> bool:
    words = group.split()
    return lexicon.human(words[-1 if lexicon.modifiers_before else 0])
