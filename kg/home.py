"""Where an article is written, by its dateline: whom a government without a country serves."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from kg.event import Mention, Span
from kg.gazetteer import Candidate, Gazetteer
from kg.mention import Found, Sentence

__all__ = ["claimed", "home", "scene", "whither"]

_AFTER = frozenset(",(:–—-")  # what ends the place of a dateline
_CLAUSE = 12  # words of one that an officer is named in
_LEAD = 2  # sentences that say what an article is about

Named = Sequence[tuple[int, int, tuple[Candidate, ...]]]


def home(
    text: str, day: str | None, names: Named, raw: Sequence[Named], gazetteer: Gazetteer
) -> Mention | None:
    """The state whose city opens an article, if the article begins with that state: what a
    city is host to, or is told of another country, is no matter of its own.

    Args:
        text: of the article.
        day: its date, which tells of states that are no more.
        names: that its beginning holds.
        raw: the names of every sentence.
        gazetteer: of the language.
    """
    first = next((n for n in names if n[0] == 0), None)
    if first is None or text[first[1] :].lstrip()[:1] not in _AFTER:
        return None
    _, end, candidates = first
    side = gazetteer.side(candidates[0].actor.side or "")
    if side is None or side.kind != "State":
        return None
    lead = (found for names in raw[:_LEAD] for _, _, found in names)
    told = any(c.actor.side == side.side and c.use != "surname" for found in lead for c in found)
    then = gazetteer.forerunner(side.iri, day) or side
    return Mention(then, Span(0, end, text[:end])) if told else None


def claimed(sentence: Sentence, first: int, pronouns: Collection[str]) -> bool:
    """Whether a pronoun before a title says whose officer he is (*its then president*)."""
    before = sentence.doc[max(0, first - 2) : first]
    near = before[-1:] if before and not (before[-1].is_alpha and before[-1].is_lower) else before
    return any(t.lower_ in pronouns for t in near)


def whither(sentence: Sentence, first: int, where: Collection[str]) -> Found | None:
    """The place that a clause around a word tells of (*flew to Lima, where he met President X*)."""
    for place in range(first - 1, max(1, first - _CLAUSE), -1):
        if sentence.lower[place] in where and sentence.words[place - 1] == ",":
            return sentence.at(place - 2)
    return None


def scene(sentence: Sentence, inside: frozenset[str]) -> Found | None:
    """The town that a sentence opens with (*In Lima, the foreign ministry …*): whose bodies and
    officers it speaks of; `inside`: prepositions of where something happens.
    """
    first = sentence.found[0] if sentence.found else None
    opens = first is not None and first.first == 1 and sentence.lower[0] in inside
    return first if first and opens and first.use in {"capital", "place"} else None
