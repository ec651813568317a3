"""Which sentences may tell of an event, by their words alone: only these are parsed."""

from __future__ import annotations

from collections.abc import Iterable

from kg.anaphora import Anaphora
from kg.cues import Cues
from kg.lexicon import Frame, Lexicon, Support
from kg.mention import Sentence

__all__ = ["Scan"]

_REACH = 4  # sentences that a pointer reaches back


class Scan:
    """Looks for somebody who acts and something done, each of whose words are there."""

    def __init__(self, lexicon: Lexicon, anaphora: Anaphora) -> None:
        self._lexicon = lexicon
        self._anaphora = anaphora
        self._cues = Cues(lexicon)

    def promising(self, sentences: Iterable[Sentence]) -> list[Sentence]:
        """The sentences of one article that are worth a parse, in order."""
        out, named = [], -_REACH - 1
        for sentence in sentences:
            near = sentence.number - named <= _REACH
            if sentence.found:
                named = sentence.number
            if len(sentence.words) > 1 and self._tells(sentence, near):
                out.append(sentence)
        return out

    def _tells(self, sentence: Sentence, near: bool) -> bool:
        """Whether some trigger finds its further words and enough participants; `near`:
        somebody was named shortly before, so that pointers may mean them.
        """
        lexicon, told, lent = self._lexicon, [], False
        for word in sentence.lower:
            for trigger in lexicon.lookup(word)[0]:
                if isinstance(trigger.means, Frame):
                    told.append(trigger)
                lent = lent or isinstance(trigger.means, Support)
        if not told:
            return False
        named = sum(len(f.mentions) for f in sentence.found)
        pointed = sum(p.number for p in self._anaphora.pointers(sentence)) if near or named else 0
        if near and any(lexicon.among("offers", w) for w in sentence.lower):
            pointed += 2  # whoever made the offer, and whom it was made to
        human = any(map(lexicon.human, sentence.lower))
        if not named and not pointed and not human:
            return False
        words = self._cues.words(sentence.lower)
        for trigger in told:
            frame = trigger.means
            assert isinstance(frame, Frame)
            if trigger.rest and not words.issuperset(trigger.rest):
                continue
            if not self._cues.allow(frame, words):
                continue
            several = frame.needs >= {"agent", "target"} or (
                trigger.part == "noun" and not lent and not frame.needs
            )
            spoken = "speaker" in frame.agent
            written = "home" in frame.target and sentence.home is not None
            there = named + pointed + spoken + written + (bool(frame.group) and human)
            if there > several:
                return True
        return False
