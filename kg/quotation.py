"""Quotations that run over several sentences, and who speaks in them.

A speaker is named once, before, between or behind what is said; the sentences around go on
speaking until the quotation closes, and a new paragraph inside it opens it anew (the
conventions that Pareti 2015, *Attribution: A Computational Approach*, describes).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg.draft import Draft, Seen
from kg.event import Mention
from kg.mention import Sentence

__all__ = ["Voice", "voices"]

_MARK = re.compile('["“”„«»]')
_OPENS, _CLOSES = "“„«", "”»"
_LINE_ENDS = frozenset("\n\r\u2028\u2029")
_SAID = "said"


@dataclass(slots=True)
class Voice:
    """Quoted words of one sentence, as offsets into it, and whose they are (unknown: nobody)."""

    start: int
    end: int
    speaker: Sequence[Mention] = ()

    def covers(self, draft: Draft) -> bool:
        """Whether a draft's trigger stands in these words."""
        return self.start <= draft.token.idx < self.end


def voices(
    text: str, sentences: Sequence[Sentence], seen: Mapping[int, Seen]
) -> dict[int, list[Voice]]:
    """The voices in each sentence that has one, by its number.

    Only what begins or goes on in another sentence, or fills the beginning of its own, is
    told here: inside one sentence the tree says more.

    Args:
        text: the article's.
        sentences: all of them, in order.
        seen: what the engine saw in those parsed, by number.
    """
    out: dict[int, list[Voice]] = {}
    run: list[tuple[int, Voice]] = []  # the quotation that is open
    speaker: Sequence[Mention] = ()
    end = 0
    for sentence in sentences:
        broken = not _LINE_ENDS.isdisjoint(text[end : sentence.start])
        end = sentence.start + len(sentence.text)
        marks = [(m.start(), m[0]) for m in _MARK.finditer(sentence.text)]
        if run and broken and not (marks and marks[0][0] == 0):
            run = []  # the mark that should have closed it is missing
        parts: list[Voice] = []
        start = 0 if run else None
        for place, mark in marks:
            if mark in _OPENS or (mark not in _CLOSES and start is None) or (run and place == 0):
                start = place
            elif start is not None:
                parts.append(Voice(start, place))
                start = None
        if start is not None:
            parts.append(Voice(start, len(sentence.text)))
        here = _speaker(sentence, seen.get(sentence.number), parts)
        for part in parts:
            goes_on = part.end == len(sentence.text) and start is not None
            if part.start and not goes_on and not run:
                continue
            part.speaker = here or speaker
            out.setdefault(sentence.number, []).append(part)
            run.append((sentence.number, part))
            if not goes_on:
                for _, earlier in run if here else ():
                    earlier.speaker = here
                run = []
        if here:
            speaker = here
    return out


def _speaker(sentence: Sentence, seen: Seen | None, parts: Sequence[Voice]) -> Sequence[Mention]:
    """Who is said to speak outside the quoted words of a sentence."""
    for draft in seen.drafts if seen else ():
        says = draft.frame.complement == _SAID and draft.agents
        if says and not any(part.covers(draft) for part in parts):
            return draft.agents
    return ()
