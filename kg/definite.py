"""Bodies named before and then spoken of by their kind: *the court*, *the army*, *mahkamah*."""

from __future__ import annotations

from kg.event import Mention
from kg.gazetteer import Actor
from kg.lexicon import Lexicon
from kg.mention import Found, Sentence
from kg.tree import INSIDE, cases, label

__all__ = ["Bodies"]

_KINDS = frozenset({"Organization", "IntergovernmentalOrganization", "Ministry", "Bloc"})
_NAMED = frozenset({"name", "institution", "force", "group"})
_SMALL = frozenset({"punct", "det", "advmod"})
_DOING = frozenset({"nsubj", "obl:agent"})
_WORDS = 4  # of what a body is called
_SHORT = 4  # letters; shorter words are no kind of body


class Bodies:
    """The bodies that one article has named so far, by the noun that says what they are."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._heads: dict[str, Actor] = {}
        self._armed: dict[str, Actor] = {}

    def clear(self) -> None:
        """Forgets them: a new article begins."""
        self._heads.clear()
        self._armed.clear()

    def remember(self, sentence: Sentence) -> None:
        """Learns the bodies that a sentence names."""
        for found in sentence.found:
            if found.use not in _NAMED or len(found.mentions) != 1:
                continue
            actor = found.mentions[0].actor
            if actor.side and actor.side_iri == actor.iri and actor.kind == "Organization":
                near = sentence.lower[max(0, found.first - 1) : found.last + 2]
                if any(self._lexicon.among("rebels", word) for word in near):
                    self._armed[actor.iri] = actor
            if found.use == "name" and (actor.kind not in _KINDS or found.first == found.last):
                continue
            head = self._head(sentence.lower[found.first : found.last + 1])
            if len(head) >= _SHORT and not self._lexicon.human(head):
                self._heads[head] = actor

    def meant(self, sentence: Sentence, first: int, last: int) -> Actor | None:
        """The body that a phrase without a country means, if it says that it is known."""
        if not self.definite(sentence, first, last):
            return None
        words = sentence.lower[first : last + 1]
        rebels = self._lexicon.among("rebels", words[0]) and len(self._armed) == 1
        alone = next(iter(self._armed.values())) if rebels else None
        return self._heads.get(self._head(words)) or alone

    def domestic(self, sentence: Sentence, first: int, last: int) -> bool:
        """Whether a phrase means a body that each state has one of, and the one of this state."""
        if not self._lexicon.among("home", " ".join(sentence.lower[first : last + 1])):
            return False
        if self._lexicon.modifiers_before:  # whatever an *of* behind it brings
            if not first:  # Police said …, but not: Troops of the two sides
                behind = sentence.lower[last + 1 : last + 2]
                return self._lexicon.group("of").isdisjoint(behind)
            return self._lexicon.among("definite", sentence.lower[first - 1])
        return self.definite(sentence, first, last) and not self._of_kind(sentence, first)

    def governs(self, sentence: Sentence, first: int) -> bool:
        """Whether a body without a country does something, or speaks through somebody (*the junta
        accused Y*, *a spokesman for the ministry said*), and is of the class `governing`.
        """
        words = sentence.lower[first : first + _WORDS]
        sizes = (n for n in range(len(words), 0, -1)
                 if self._lexicon.among("governing", " ".join(words[:n])))  # fmt: skip
        size = next(sizes, 0)
        if not size or not self._alone(sentence, first, first + size - 1):
            return False
        token = sentence.doc[first + size - 1] if self._lexicon.modifiers_before else None
        token = token or sentence.doc[first]
        speaker = token
        while label(speaker) in INSIDE and speaker.head != speaker:
            speaker = speaker.head
        voiced = speaker == token or self._lexicon.among("voices", speaker.text)
        by = label(speaker) == "obl" and not cases(speaker) and speaker.head.i == speaker.i - 1
        return voiced and (by or label(speaker) in _DOING)  # ditahan militer

    def _alone(self, sentence: Sentence, first: int, last: int) -> bool:
        """Whether nothing beside a body says which it is, or an article says that it is known."""
        if self._lexicon.modifiers_before:
            return self.definite(sentence, first, last)
        below = (c for t in sentence.doc[first : last + 1] for c in t.children if c.i > last)
        return all(label(c) in _SMALL or c.lower_ in self._lexicon.demonstratives for c in below)

    def _of_kind(self, sentence: Sentence, first: int) -> bool:
        """Whether a word only says of what kind the noun before it is (*sasaran militer*)."""
        if not self._lexicon.among("adjectival", sentence.lower[first]):
            return False
        word = sentence.lower[first - 1] if first else ""
        verbal = any(t.part != "noun" for t in self._lexicon.lookup(word)[0])
        noun = word.isalpha() and sentence.words[first - 1].islower() if first else False
        return noun and not verbal and word not in self._lexicon.small_words

    def mark(self, sentence: Sentence) -> None:
        """Adds later mentions of bodies by their kind alone."""
        if not self._heads:
            return
        for place, word in enumerate(sentence.lower):
            actor = self._heads.get(word)
            if actor is None or sentence.at(place) or not sentence.words[place].islower():
                continue
            if self.definite(sentence, place, place):
                mention = Mention(actor, sentence.span(place, place))
                sentence.found.append(Found(place, place, (mention,), "institution"))

    def _head(self, words: list[str]) -> str:
        """The noun of a name: its last word before a preposition, else its first."""
        if not self._lexicon.modifiers_before:
            return words[0]
        ends = (i for i, w in enumerate(words) if i and w in self._lexicon.all_prepositions)
        return words[next(ends, len(words)) - 1]

    def definite(self, sentence: Sentence, first: int, last: int) -> bool:
        """Whether a phrase means something known: by what stands right before it where modifiers
        do, else by nothing standing behind that could modify it.
        """
        lexicon, words = self._lexicon, sentence.lower
        if lexicon.modifiers_before:
            before = words[first - 1] if first else ""
            behind = words[last + 1] if last + 1 < len(words) else ""
            return lexicon.among("definite", before) and behind not in lexicon.group("of")
        if last + 1 >= len(words):
            return True
        behind = words[last + 1]
        return (
            not behind[0].isalpha()
            or behind in lexicon.demonstratives
            or behind in lexicon.small_words
            or any(behind in lexicon.time.get(kind, ()) for kind in ("spans", "weekdays"))
            or bool(lexicon.lookup(behind)[0])
        )
