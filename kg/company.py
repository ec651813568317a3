"""Acts that several do among themselves: leaders who meet, a body that sits."""

from __future__ import annotations

from itertools import pairwise

from kg.draft import Draft, keys
from kg.event import Mention
from kg.lexicon import Lexicon
from kg.mention import Found, Sentence
from kg.ontology import Ontology

__all__ = ["gathers", "mutual", "paired"]

_BEGINNING = 8  # words


def mutual(draft: Draft, ontology: Ontology) -> bool:
    """Whether several sides do an act to each other."""
    return len(keys(draft.agents)) > 1 and ontology.classes[draft.type].symmetric


def gathers(draft: Draft, ontology: Ontology, lexicon: Lexicon) -> bool:
    """Whether a body, or several officers of one side, meet by themselves."""
    if not ontology.classes[draft.type].symmetric:
        return False
    founds = [f for f in draft.sentence.found if f.use == "office"]
    several = [m for f in founds if _plural(f, draft, lexicon) for m in f.mentions]
    return all(
        m.actor.kind == "IntergovernmentalOrganization" or m in several for m in draft.agents
    )


def paired(sentence: Sentence, lexicon: Lexicon) -> list[Mention]:
    """The two sides that a sentence begins with (*A and B have …*), parsed or not."""
    named = [f for f in sentence.found if f.mentions and f.first < _BEGINNING]
    for first, second in pairwise(named):
        between = sentence.lower[first.last + 1 : second.first]
        sides = {m.actor.side or "": m for f in (first, second) for m in f.mentions}
        if len(between) == 1 and between[0] in lexicon.coordination and len(sides) == 2:
            return [] if "" in sides else list(sides.values())
    return []


def _plural(found: Found, draft: Draft, lexicon: Lexicon) -> bool:
    """Whether an office stands in the plural (*NATO ministers*)."""
    near = draft.sentence.lower[max(0, found.first - 1) : found.last + 1]
    return any(lexicon.among("many", word) for word in near)
