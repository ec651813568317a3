"""The country that people count with: whose nationals they are, or where they live."""

from __future__ import annotations

from collections.abc import Sequence

from kg.draft import Draft, keys
from kg.event import Mention
from kg.lexicon import Lexicon
from kg.mention import PLACES

__all__ = ["nationals", "residents"]


def nationals(draft: Draft, mentions: Sequence[Mention], others: frozenset[str]) -> list[Mention]:
    """Some actors, another country for a group of its people (*arrested two Y students*)."""
    founds = (f for f in draft.sentence.found if f.nation)
    nations = {m: Mention(f.nation, m.span) for f in founds if f.nation for m in f.mentions}
    swaps = ((m, nations.get(m, m)) for m in mentions)
    return [m if others & keys([nation]) else nation for m, nation in swaps]


def residents(draft: Draft, lexicon: Lexicon) -> list[Mention]:
    """Whose people march, by where they do, if not in the land that they march against."""
    sentence, inside = draft.sentence, lexicon.group("at", "in")
    aimed = keys(draft.targets)
    ways = [*draft.arguments.object, *(t for _, t in draft.arguments.obliques)]  # streets of Y
    near = [
        f.mentions[0] for f in sentence.found
        if f.use in PLACES and f.first
        and (sentence.lower[f.first - 1] in inside or sentence.head(f).head in ways)
    ]  # fmt: skip
    if sentence.home:
        near.insert(0, sentence.home)
    there = [m for m in near if m.actor.side and m.actor.side not in aimed]
    return there[-1:] if aimed else []
