"""Officers without a name, as of the time of the events they take part in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kg.calendar import Value
from kg.draft import Draft
from kg.event import Mention
from kg.gazetteer import Actor
from kg.linking import Linker
from kg.mention import Found, Sentence

__all__ = ["at_the_time"]


def at_the_time(
    sentence: Sentence,
    drafts: Sequence[Draft],
    dated: Mapping[int, Value],
    today: str | None,
    linker: Linker,
) -> None:
    """Puts whoever held an office when an event happened in place of who holds it today.

    *The Russian president visited Hanoi in 1994*, in an article of 2020. Of events yet to
    come, today's holder is meant. Events of several holders leave things as they are.
    """
    for found in sentence.found:
        if found.use != "office" or not found.office:
            continue
        mention = found.mentions[0]
        days = {
            day
            for draft in drafts
            if any(mention in role for role in (draft.agents, draft.targets))
            and (day := dated.get(id(draft), (None, None))[0])
            and (not today or day < today[: len(day)])
        }
        holders = {h.iri: h for day in days if (h := _holder(found, day, linker))}
        if len(holders) == 1 and mention.actor.iri not in holders:
            _replace(found, drafts, mention, replace(mention, actor=holders.popitem()[1]))


def _holder(found: Found, day: str, linker: Linker) -> Actor | None:
    """Who held the office then; the officer without a name, where nobody knows."""
    side = linker.gazetteer.side(found.mentions[0].actor.side or "")
    known = linker.holder(side, found.office or "", day) if side else None
    return known or found.unnamed


def _replace(found: Found, drafts: Sequence[Draft], old: Mention, new: Mention) -> None:
    found.mentions = (new,)
    for draft in drafts:
        draft.agents = [new if m == old else m for m in draft.agents]
        draft.targets = [new if m == old else m for m in draft.targets]
        draft.sources = [new if m == old else m for m in draft.sources]
