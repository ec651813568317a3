"""Which sentences may tell of an event, by their words alone: only these are parsed.

Somebody must be named who may act, and something be done whose words are all there. Most such
sentences still tell nothing, so a logistic regression weighs what can be seen of them without a
tree; its weights are in `ontology/scan.yaml`, fitted by `training/scan.py` to sentences that were
all parsed. A sentence is left out where it hardly ever pays: `docs/accuracy.md` has what that saves
and loses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from math import exp, log
from pathlib import Path
from typing import NamedTuple

from kg.anaphora import Anaphora
from kg.cues import Cues
from kg.lexicon import Frame, Lexicon, Support, Trigger
from kg.mention import Sentence
from kg.needs import TOGETHER
from kg.ontology import Ontology
from kg.resources import ONTOLOGY, resource
from kg.sequel import UNDOES
from kg.weights import Weights, read

__all__ = ["FILE", "Features", "Scan", "load"]

FILE = "scan.yaml"
"""The name of the file with the weights, in the folder of the ontology."""

Features = dict[str, float]

_REACH = 4  # sentences that a pointer reaches back
_LEAST = 0.05
"""How likely a sentence must be to tell of an event."""
_NEAR, _AROUND = 3, 8  # words
_MANY = 3  # sides, or mentions
_WORDS = 1 << 13


class _Who(NamedTuple):
    """How many participants are named, how many pointers there are, and whether any people."""

    named: int
    pointed: int
    human: bool


class _Deed(NamedTuple):
    """A trigger at a word, and the frame it evokes."""

    place: int
    trigger: Trigger
    frame: Frame


@cache
def load(path: Path | None = None) -> Weights:
    """The weights of a file, by default of the one that Duta comes with.

    Raises:
        KnowledgeError: if it is missing, no YAML, or holds something else than numbers.
    """
    return read(path or resource(ONTOLOGY) / FILE, "make scan")


class Scan:
    """Looks for somebody who acts and something done, each of whose words are there."""

    def __init__(self, lexicon: Lexicon, anaphora: Anaphora, ontology: Ontology) -> None:
        self._lexicon = lexicon
        self._anaphora = anaphora
        self._classes = ontology.classes
        self._cues = Cues(lexicon)
        self._means = lru_cache(_WORDS)(self._meaning)
        self._people = lexicon.nouns.get("people", frozenset[str]())
        self._offers = lexicon.nouns.get("offers", frozenset[str]())

    def promising(self, sentences: Iterable[Sentence]) -> list[Sentence]:
        """The sentences of one article that are worth a parse, in order."""
        return [s for s, found in self.described(sentences) if self._chance(found) >= _LEAST]

    def described(self, sentences: Iterable[Sentence]) -> Iterator[tuple[Sentence, Features]]:
        """The sentences of one article with somebody who acts and something done, and what speaks
        for their telling of an event: 0 or 1, or a small number.
        """
        last = -_REACH - 1
        for sentence in sentences:
            near = sentence.number - last <= _REACH
            if sentence.found:
                last = sentence.number
            if len(sentence.words) > 1:
                who, told = self._told(sentence, near)
                if told:
                    yield sentence, dict(self._features(sentence, who, told))

    def _chance(self, found: Features) -> float:
        weights = load()
        odds = sum(weights.weights.get(name, 0.0) * value for name, value in found.items())
        return 1 / (1 + exp(-weights.intercept - odds))

    def _meaning(self, word: str) -> tuple[tuple[tuple[Trigger, Frame], ...], bool]:
        """The triggers that a word may be and the frames they evoke; whether it may lend its
        subject to a noun.
        """
        found = self._lexicon.lookup(word)[0]
        evoked = ((t, t.means) for t in found if isinstance(t.means, Frame))
        return tuple(evoked), any(isinstance(t.means, Support) for t in found)

    def _told(self, sentence: Sentence, near: bool) -> tuple[_Who, list[_Deed]]:
        """Who might act, and the triggers that find their further words and enough of these;
        `near`: somebody was named shortly before, so that pointers may mean them.
        """
        deeds, lent, told = list[_Deed](), False, list[_Deed]()
        named = sum(len(f.mentions) for f in sentence.found)
        words = self._cues.words(sentence.lower)
        human = not words.isdisjoint(self._people)
        nobody = _Who(named, 0, human)
        if not (named or near or human):
            return nobody, []
        for place, word in enumerate(sentence.lower):
            evoked, supports = self._means(word)
            for trigger, frame in evoked:
                if not trigger.rest or words.issuperset(trigger.rest):
                    deeds.append(_Deed(place, trigger, frame))
            lent = lent or supports
        if not deeds:
            return nobody, []
        pointed = sum(p.number for p in self._anaphora.pointers(sentence)) if near or named else 0
        shown = any(self._shown(sentence, deed) for deed in deeds)
        if near and (shown or not words.isdisjoint(self._offers)):
            pointed += 2  # whoever made the offer or did the deed, and to whom
        shared = (d for d in deeds if d.frame.type in TOGETHER and d.trigger.part == "verb")
        if near and not (named or pointed) and any(shared):
            pointed = 2  # whoever has been dealing with each other: the accord was signed
        if near and any(d.trigger.part == "verb" and d.frame.type in UNDOES for d in deeds):
            pointed += 2  # the parties of what was undone
        who = _Who(named, pointed, human)
        for deed in deeds if any(who) else ():
            _, trigger, frame = deed
            if not self._cues.allow(frame, words):
                continue
            several = frame.needs >= {"agent", "target"} or (
                trigger.part == "noun" and not lent and not frame.needs
            )
            spoken = "speaker" in frame.agent
            written = "home" in frame.target and sentence.home is not None
            there = named + pointed + spoken + written + (bool(frame.group) and human)
            if there > several:
                told.append(deed)
        return who, told

    def _shown(self, sentence: Sentence, deed: _Deed) -> bool:
        """Whether a noun for a deed has a demonstrative beside it."""
        place = deed.place
        beside = sentence.lower[max(0, place - 1) : place + 2 : 2] if place else ()
        beside = beside or sentence.lower[1:2]
        shown = self._lexicon.demonstratives
        return deed.trigger.part == "noun" and not shown.isdisjoint(beside)

    def _features(
        self, sentence: Sentence, who: _Who, told: list[_Deed]
    ) -> Iterator[tuple[str, float]]:
        sides = {m.actor.side for f in sentence.found for m in f.mentions if m.actor.side}
        acts = sum(deed.frame.complement != "said" for deed in told)
        yield f"sides: {min(len(sides), _MANY)}", 1.0
        yield f"mentions: {min(who.named, _MANY)}", 1.0
        yield f"acts: {min(acts, _MANY)}", 1.0
        yield "pointers", float(min(who.pointed, 2))
        yield "only a pointer", float(bool(who.pointed) and not who.named)
        yield "people", float(who.human)
        yield "logarithm of words", log(len(sentence.words))
        for found in sentence.found:
            if found.mentions:
                yield f"named as: {found.use}", 1.0
        places = [f.first for f in sentence.found if any(m.actor.side for m in f.mentions)]
        for deed in told:
            yield from self._seen(deed, places)

    def _seen(self, deed: _Deed, actors: list[int]) -> Iterator[tuple[str, float]]:
        """What kind of deed a trigger stands for, and how near to it somebody is named."""
        trigger, frame = deed.trigger, deed.frame
        act = frame.complement != "said"
        yield f"frame: {frame.id}", 1.0
        yield self._classes[frame.type].plover or frame.type, 1.0
        yield "an act" if act else "a saying", 1.0
        if trigger.rest:
            yield "further words", 1.0
        if self._cues.asks(frame):
            yield "cues", 1.0
        ways = [actor - deed.place for actor in actors]
        nearest = min(map(abs, ways), default=_AROUND + 1)
        if nearest <= _AROUND:
            yield f"{trigger.part}, somebody {'beside' if nearest <= _NEAR else 'near'}", 1.0
        if act and any(-_AROUND < way < 0 for way in ways):
            yield "somebody before an act", 1.0
        if act and any(0 < way < _AROUND for way in ways):
            yield "somebody behind an act", 1.0
