"""Which sentences may tell of an event, by their words alone: only these are parsed."""

from __future__ import annotations

from collections.abc import Iterable

from kg.anaphora import Anaphora
from kg.lexicon import Frame, Lexicon, Support
from kg.mention import Sentence

__all__ = ["Scan"]

_REACH = 4  # sentences that a pointer reaches back
Cue = frozenset[str]


class Scan:
    """Looks for somebody who acts and something done, each of whose words are there."""

    def __init__(self, lexicon: Lexicon, anaphora: Anaphora) -> None:
        self._lexicon = lexicon
        self._anaphora = anaphora
        self._cues = {frame.id: _cues(frame) for frame in lexicon.frames}

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
        human = any(map(lexicon.human, sentence.lower))
        if not named and not pointed and not human:
            return False
        strangers = bool(named) and _strange(sentence)
        words = {*sentence.lower, *map(lexicon.bare, sentence.lower)}
        for trigger in told:
            frame = trigger.means
            assert isinstance(frame, Frame)
            if trigger.rest and not words.issuperset(trigger.rest):
                continue
            if not all(cue & words for cue in self._cues[frame.id]):
                continue
            several = frame.needs >= {"agent", "target"} or (
                trigger.part == "noun" and not lent and not frame.needs
            )
            spoken = "speaker" in frame.agent
            there = named + pointed + spoken + (bool(frame.group) and human) + strangers
            if there > several:
                return True
        return False


def _strange(sentence: Sentence) -> bool:
    """Whether a capital within the sentence is no known actor's: perhaps an unknown person's."""
    known = {i for f in sentence.found for i in range(f.first, f.last + 1)}
    return any(
        i and i not in known and word[0].isupper() and not word.isupper()
        for i, word in enumerate(sentence.words)
    )


def _cues(frame: Frame) -> tuple[Cue, ...]:
    """Sets of words of which a frame's conditions want one each."""
    out = []
    for words in (frame.object, frame.subject, frame.clause, frame.oblique_object):
        if words is not None and not words.actors:
            out.append(words.single | {p.split()[0] for p in words.phrases})
    if frame.oblique is not None:
        out.append(frozenset(p.split()[0] for p in frame.oblique))
    return tuple(out)
