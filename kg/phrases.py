"""Phrases of the lexicon among the tokens of a sentence, and the country that goes with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kg.lexicon import Lexicon
from kg.mention import Found, Sentence
from kg.words import Token

__all__ = ["Phrases", "Scanner"]

_POSSESSIVE = frozenset({"'s", "’s", "'", "’"})

_LONGEST_PORTFOLIO = 6  # tokens

Phrases = Mapping[tuple[str, ...], str] | frozenset[tuple[str, ...]]


class Scanner:
    """Finds phrases of a lexicon and the countries beside them."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._first_words: dict[int, frozenset[str]] = {}

    def phrase(self, words: Sequence[str], position: int, phrases: Phrases) -> int:
        """Length of the longest of some phrases that begins at a word (in lower case)."""
        if not self.begins(words[position], self.firsts(phrases)):
            return 0
        for length in range(min(6, len(words) - position), 0, -1):
            if self.key(words, position, length, phrases):
                return length
        return 0

    def begins(self, word: str, firsts: frozenset[str]) -> bool:
        """Whether a word may be the first of a phrase."""
        return word in firsts or word.rstrip(".") in firsts or self.lexicon.bare(word) in firsts

    def firsts(self, phrases: Phrases) -> frozenset[str]:
        """First words of some phrases, found once."""
        if id(phrases) not in self._first_words:
            self._first_words[id(phrases)] = frozenset(p[0] for p in phrases)
        return self._first_words[id(phrases)]

    def key(
        self, words: Sequence[str], position: int, length: int, phrases: Phrases
    ) -> tuple[str, ...]:
        """The phrase that some words are, the last with or without its clitic."""
        *before, last = words[position : position + length]
        for word in (last, last.rstrip("."), self.lexicon.bare(last)):
            if (key := (*before, word)) in phrases:
                return key
        return ()

    def country_within(self, sentence: Sentence, first: int, last: int) -> Found | None:
        """The country whose body a title names: *ketua DPR*."""
        within = (f for f in sentence.found if first < f.first and f.last <= last)
        return next((f for f in within if f.mentions[0].actor.side), None)

    def country_before(self, sentence: Sentence, first: int, places: bool = False) -> Found | None:
        """The country that modifies a title or noun from the left: *Russia's foreign minister*;
        `places`: or a place right before it.
        """
        if not self.lexicon.modifiers_before:
            return None
        position = first - 1
        for _ in range(3):
            if position < 0:
                return None
            found = sentence.at(position)
            if found:
                fits = found.use in {"name", "demonym", "abbreviation", "metonym", "capital"} or (
                    places and found.use == "place" and position == first - 1
                )
                person = found.mentions[0].actor.kind == "Person"
                if person and not set(sentence.words[found.last + 1 : first]) & _POSSESSIVE:
                    return None
                return found if fits and found.mentions[0].actor.side else None
            token = sentence.doc[position]
            titled = sentence.doc[first].is_title
            between = token.text in _POSSESSIVE or self._leads(sentence, token)
            if not between and not self._adjectival(token, titled):
                return None
            position -= 1
        return None

    def _leads(self, sentence: Sentence, token: Token) -> bool:
        """Whether a word says that the name before it leads what follows (*US-led*)."""
        if token.text == "-":
            token = token.nbor()
        return self.lexicon.among("leading", token.text) and sentence.lower[token.i - 1] == "-"

    def longer_title(self, sentence: Sentence, last: int) -> int:
        """The end of a title of several (*deputy oil minister*, *army chief General*)."""
        doc = sentence.doc
        while True:
            for step in range(1, 4):
                position = last + step
                if position >= len(doc) or sentence.at(position):
                    return last
                if match := self.phrase(sentence.lower, position, self.lexicon.titles):
                    last = position + match - 1
                    break
                if not self._adjectival(doc[position], doc[last].is_title):
                    return last
            else:
                return last

    def after(
        self, sentence: Sentence, last: int, country: Found | None
    ) -> tuple[int, Found | None]:
        """Where what belongs to a title ends: the token behind it, and the country within."""
        position, within = last + 1, None
        for _ in range(4):  # country, institution, bracket, portfolio, further title
            before = position
            position, further = self.skip(sentence, position, inside=not (country or within))
            within = within or further
            if position < len(sentence.lower) and not sentence.at(position):
                position += self.phrase(sentence.lower, position, self.lexicon.titles)
            if position == before and not (country or within):
                position, within = self._portfolio(sentence, last, position)
            if position == before:
                break
        return position, within

    def _portfolio(self, sentence: Sentence, last: int, position: int) -> tuple[int, Found | None]:
        """Steps over what a minister is minister of, if a country follows (*menteri pertanian
        dan pangan Belanda*).
        """
        doc, step = sentence.doc, position
        if self.lexicon.modifiers_before:
            return position, None
        while step < min(position + _LONGEST_PORTFOLIO, len(doc)) and not sentence.at(step):
            if doc[step].lower_ in self.lexicon.coordination:
                step += 1  # a further word must follow, and no other office
                if step >= len(doc) or sentence.at(step):
                    return position, None
            titled = self.phrase(sentence.lower, step, self.lexicon.titles)
            if titled or not self._adjectival(doc[step], doc[last].is_title):
                return position, None
            step += 1
        end, found = self.skip(sentence, step) if step > position else (step, None)
        return (end, found) if found and found.first == step else (position, None)

    def sent_to(self, sentence: Sentence, position: int) -> Found | None:
        """The state or organisation that an envoy named before is sent to."""
        doc = sentence.doc
        if position >= len(doc) or doc[position].lower_ not in self.lexicon.group("to", "at", "in"):
            return None
        position += 1
        if position < len(doc) and doc[position].lower_ in self.lexicon.articles:
            position += 1
        found = sentence.at(position) if position < len(doc) else None
        return found if found and found.mentions[0].actor.kind != "Person" else None

    def origin(self, sentence: Sentence, position: int) -> Found | None:
        """The country behind a name: *General Jane Doe of Utopia*."""
        doc = sentence.doc
        if position + 1 >= len(doc) or doc[position].lower_ not in self.lexicon.group("of", "from"):
            return None
        found = sentence.at(position + 1)
        return found if found and found.mentions[0].actor.kind == "State" else None

    def _adjectival(self, token: Token, titled: bool = False) -> bool:
        """Whether a word may stand between a country and its noun, as far as words show;
        `titled`: even with a capital.
        """
        written = token.is_lower or (titled and token.is_title)
        if not (written and token.is_alpha) or token.lower_ in self.lexicon.pronouns:
            return False
        triggers, _ = self.lexicon.lookup(token.text)
        return token.lower_ not in self.lexicon.small_words and not any(
            t.part == "verb" for t in triggers
        )

    def skip(
        self, sentence: Sentence, position: int, inside: bool = False
    ) -> tuple[int, Found | None]:
        """Steps over a country, an institution or brackets after a title, and the `of` before
        them (`inside`: also *in*).
        """
        doc = sentence.doc
        if position >= len(doc):
            return position, None
        if doc[position].text == "(":
            close = next((t.i for t in doc[position : position + 10] if t.text == ")"), None)
            inner = sentence.at(position + 1) if close else None
            if close:
                return close + 1, inner
        match = max(
            self.phrase(sentence.lower, position, self.lexicon.institutions),
            self.phrase(sentence.lower, position, self.lexicon.forces),
        )
        if match and not sentence.at(position):
            return position + match, None
        of = self.lexicon.group("of", "at", "in") if inside else self.lexicon.group("of")
        if position and self.lexicon.among("voices", doc[position - 1].text):
            of |= self.lexicon.group("for")
            whose = position + 1 < len(doc) and doc[position + 1].lower_ in self.lexicon.articles
            of |= self.lexicon.group("to") if whose else frozenset()  # an adviser to the Xish king
        step = position + (doc[position].lower_ in of)
        if step > position and step < len(doc) and doc[step].lower_ in self.lexicon.articles:
            step += 1
        found = sentence.at(step) if step < len(doc) else None
        if (
            found
            and found.first == step
            and found.mentions[0].actor.kind != "Person"
            and found.mentions[0].actor.side
        ):
            if found.use == "demonym" and step == position:
                return position, None
            sentence.found.remove(found)
            sentence.found.append(found)
            return found.last + 1, found
        return position, None
