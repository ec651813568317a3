"""Finds the actors that a text names, before the tree is known.

Names from the gazetteer, persons by their titles, institutions and forces by their
country, groups of their own. What points back (pronouns, *the two countries*) is
resolved in `kg.anaphora`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from kg.article import Article
from kg.event import Mention
from kg.gazetteer import Actor, Candidate, Gazetteer
from kg.language import Language
from kg.linking import Linker
from kg.mention import Found, Sentence
from kg.names import NameFinder, flat

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

__all__ = ["MentionFinder"]

_POSSESSIVE = frozenset({"'s", "’s", "'", "’"})
_LONGEST_NAME = 5  # tokens

Phrases = Mapping[tuple[str, ...], str] | frozenset[tuple[str, ...]]


class MentionFinder:
    """Finds actors in the sentences of one article after another."""

    def __init__(self, language: Language, gazetteer: Gazetteer, base: str) -> None:
        self.language = language
        self.lexicon = language.lexicon
        self.gazetteer = gazetteer
        self._names = NameFinder(gazetteer)
        self._linker = Linker(gazetteer, language.lexicon)
        self._base = base
        self._first_words: dict[int, frozenset[str]] = {}

    def find(self, article: Article, sentences: Iterable[Sentence]) -> None:
        """Fills `found` of each sentence."""
        sentences = list(sentences)
        raw = [self._named(s.text) for s in sentences]
        certain = self._linker.certain(raw)
        local: dict[str, Actor] = {}
        for sentence, names in zip(sentences, raw, strict=True):
            taken: list[Found] = []
            for start, end, candidates in names:
                if self._within_longer(sentence.doc, start, end):
                    continue
                found = self._linker.link(article, sentence, start, end, candidates, certain)
                if found:
                    taken.append(found)
            sentence.found = taken
            self._titles(article, sentence, local)
            self._nouns(article, sentence)
            self._known_locally(sentence, local)
            sentence.found.sort(key=lambda f: f.first)

    def _named(self, text: str) -> list[tuple[int, int, tuple[Candidate, ...]]]:
        """Names in a text, those of set phrases left out (*US dollars*)."""
        lower = flat(text)
        taken = [
            m.span()
            for phrase in self.lexicon.no_actors
            if phrase in lower
            for m in re.finditer(rf"(?<!\w){re.escape(phrase)}", lower)
        ]
        return [
            name
            for name in self._names.find(text)
            if not any(start <= name[0] < end for start, end in taken)
        ]

    def _within_longer(self, doc: Doc, start: int, end: int) -> bool:
        """Whether a name is only the beginning of an institution's (*Security Council* of
        *National …*, which is another).
        """
        tokens = [t.i for t in doc if t.idx < end and t.idx + len(t) > start]
        longest = self._phrase(doc, tokens[0], self.lexicon.institutions) if tokens else 0
        return longest > len(tokens)

    # Persons by title -------------------------------------------------------

    def _titles(self, article: Article, sentence: Sentence, local: dict[str, Actor]) -> None:
        doc, position = sentence.doc, 0
        while position < len(doc):
            match = self._phrase(doc, position, self.lexicon.titles)
            if not match or sentence.at(position):
                position += 1
                continue
            last = position + match - 1
            office = self.lexicon.titles[self._key(doc, position, match, self.lexicon.titles)]
            position = self._person(article, sentence, position, last, office, local) + 1

    def _person(
        self, article: Article, sentence: Sentence, first: int, last: int, office: str,
        local: dict[str, Actor],
    ) -> int:  # fmt: skip
        """One titled person: country before or after, name after. Returns the last token."""
        doc = sentence.doc
        country = self._country_before(sentence, first)
        begin = country.first if country else first
        position = last + 1
        for _ in range(3):  # country, institution, bracket
            position, further = self._skip(sentence, position, inside=country is None)
            country = country or further
        found = sentence.at(position) if position < len(doc) else None
        comma = position < len(doc) and doc[position].text == ","
        if comma and not (found := sentence.at(position + 1) if position + 1 < len(doc) else None):
            words = self._name(sentence, position + 1)
            if words >= 2:
                position += 1
        elif comma and found and found.mentions[0].actor.kind == "Person":
            position += 1
        end = position - 1
        side = country.mentions[0].actor if country else None
        if found and found.first == position and found.mentions[0].actor.kind == "Person":
            actor, end = self._linker.sided(found.mentions[0].actor, side), found.last
            sentence.found.remove(found)
        elif words := self._name(sentence, position):
            end = position + words - 1
            name = sentence.span(position, end).text
            actor = self._local_person(name, side, local)
        elif side:
            end = max(last, country.last if country else last)
            text = sentence.span(begin, end).text
            actor = self._made(f"{side.side or side.label}-{text}", text, "Person", side)
        else:
            return last
        if country and country in sentence.found:
            sentence.found.remove(country)
        text_span = sentence.span(begin, end)
        sentence.found.append(Found(begin, end, (Mention(actor, text_span),), "person", office))
        return end

    def _country_before(self, sentence: Sentence, first: int) -> Found | None:
        """The country that modifies a title or noun from the left: *Russia's foreign minister*."""
        if not self.lexicon.modifiers_before:
            return None
        position = first - 1
        for _ in range(3):
            if position < 0:
                return None
            found = sentence.at(position)
            if found:
                fits = found.use in {"name", "demonym", "abbreviation", "metonym", "capital"}
                return found if fits and found.mentions[0].actor.side else None
            token = sentence.doc[position]
            if token.text not in _POSSESSIVE and not self._adjectival(token):
                return None
            position -= 1
        return None

    def _adjectival(self, token: Token) -> bool:
        """Whether a word may stand between a country and its noun, as far as words show."""
        if not (token.is_lower and token.is_alpha) or token.lower_ in self.lexicon.pronouns:
            return False
        triggers, _ = self.lexicon.lookup(token.text)
        return token.lower_ not in self.lexicon.small_words and not any(
            t.part == "verb" for t in triggers
        )

    def _skip(
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
        match = self._phrase(doc, position, self.lexicon.institutions)
        if match and not sentence.at(position):
            return position + match, None
        of = self.lexicon.group("of", "at", "in") if inside else self.lexicon.group("of")
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

    def _name(self, sentence: Sentence, position: int) -> int:
        """How many tokens of an unknown person's name begin here."""
        doc, count, end = sentence.doc, 0, position
        while end < len(doc) and count < _LONGEST_NAME:
            token = doc[end]
            if sentence.at(end) and count == 0:
                return 0
            if (
                self._linker.is_name_word(token.text)
                or re.fullmatch(r"(?:[A-Z]\.)+|Jr\.?", token.text)
                or (
                    count
                    and token.lower_ in self.lexicon.name_particles
                    and end + 1 < len(doc)
                    and (self._linker.is_name_word(doc[end + 1].text))
                )
            ):
                count, end = count + 1, end + 1
            else:
                break
        if count == 1 and (
            (doc[position].is_upper and not doc[position - 1].is_upper)  # an abbreviation
            or doc[position].lower_ in self._linker.months
            or self.lexicon.lookup(doc[position].text)[0]
        ):
            return 0
        return end - position

    def _local_person(self, name: str, side: Actor | None, local: dict[str, Actor]) -> Actor:
        surname = name.split()[-1]
        for key in (name, surname):
            if key in local and (side is None or local[key].side in {None, side.side}):
                return local[key]
        actor = self._spelt_alike(name, side) or self._made(name, name, "Person", side)
        local[name] = local[surname] = actor
        return actor

    def _spelt_alike(self, name: str, side: Actor | None) -> Actor | None:
        """The one known person of a side with this family name and initial (*Yuri*, *Yury*)."""
        family = self.gazetteer.names.get(name.split()[-1].casefold(), ())
        alike = {
            c.actor.iri: c.actor
            for c in family
            if side is not None
            and c.actor.kind == "Person"
            and c.actor.side == side.side
            and c.actor.label[:2] == name[:2]
        }
        return next(iter(alike.values())) if len(alike) == 1 else None

    def _known_locally(self, sentence: Sentence, local: Mapping[str, Actor]) -> None:
        """Later mentions of a person who was introduced with a title."""
        if not local:
            return
        doc = sentence.doc
        for token in doc:
            actor = local.get(token.text)
            if actor and not sentence.at(token.i) and len(token) > 2:
                first = token.i
                while (
                    first
                    and doc[first - 1].text in actor.label.split()
                    and not sentence.at(first - 1)
                ):
                    first -= 1
                sentence.found.append(
                    Found(
                        first, token.i, (Mention(actor, sentence.span(first, token.i)),), "person"
                    )
                )

    # Institutions, forces, groups -------------------------------------------

    def _nouns(self, article: Article, sentence: Sentence) -> None:
        doc, position = sentence.doc, 0
        kinds = (("group", self.lexicon.groups), ("force", self.lexicon.forces),
                 ("institution", self.lexicon.institutions))  # fmt: skip
        firsts = frozenset().union(*(self._firsts(words) for _, words in kinds))
        while position < len(doc):
            if not self._begins(doc, position, firsts):
                position += 1
                continue
            length, use = max(
                ((self._phrase(doc, position, words), use) for use, words in kinds), default=(0, "")
            )
            if not length or sentence.at(position):
                position += 1
                continue
            last = position + length - 1
            self._noun(article, sentence, position, last, use)
            position = last + 1

    def _noun(self, article: Article, sentence: Sentence, first: int, last: int, use: str) -> None:
        country = self._country_before(sentence, first)
        begin, end = (country.first if country else first), last
        if not country:
            _, further = self._skip(sentence, last + 1, inside=use == "institution")
            if not further and not self.lexicon.modifiers_before:
                word = sentence.doc[last + 1] if last + 1 < len(sentence.doc) else None
                if (
                    word is not None
                    and word.is_lower
                    and word.is_alpha
                    and word.lower_ not in self.lexicon.small_words
                    and not self.lexicon.lookup(word.text)[0]
                ):
                    _, further = self._skip(sentence, last + 2)
            if further:
                country, end = further, further.last
        text = sentence.span(begin, end)
        if use == "group":
            actor = Actor(
                iri=f"{article.iri}#actor-{_slug(text.text)}", label=text.text, kind="Organization",
                labels=((article.language, text.text),),
            )  # fmt: skip
        elif country is None:
            return
        elif use == "force":
            actor = country.mentions[0].actor
        else:
            side = country.mentions[0].actor
            actor = self._made(f"{side.side}-{text.text}", text.text, "Organization", side)
        if country and country in sentence.found:
            sentence.found.remove(country)
        sentence.found.append(Found(begin, end, (Mention(actor, text),), use))

    # Helpers ------------------------------------------------------------------

    def _phrase(self, doc: Doc, position: int, phrases: Phrases) -> int:
        """Length of the longest of some phrases that begins at a token."""
        if not self._begins(doc, position, self._firsts(phrases)):
            return 0
        for length in range(min(6, len(doc) - position), 0, -1):
            if self._key(doc, position, length, phrases):
                return length
        return 0

    def _begins(self, doc: Doc, position: int, firsts: frozenset[str]) -> bool:
        first = doc[position].lower_
        return first in firsts or first.rstrip(".") in firsts or self.lexicon.bare(first) in firsts

    def _firsts(self, phrases: Phrases) -> frozenset[str]:
        """First words of some phrases, found once."""
        if id(phrases) not in self._first_words:
            self._first_words[id(phrases)] = frozenset(p[0] for p in phrases)
        return self._first_words[id(phrases)]

    def _key(self, doc: Doc, position: int, length: int, phrases: Phrases) -> tuple[str, ...]:
        """The phrase that some tokens are, their last word with or without its clitic."""
        *before, last = [t.lower_ for t in doc[position : position + length]]
        for word in (last, last.rstrip("."), self.lexicon.bare(last)):
            if (key := (*before, word)) in phrases:
                return key
        return ()

    def _made(self, key: str, label: str, kind: str, side: Actor | None) -> Actor:
        return Actor(
            iri=f"{self._base}actor/{_slug(key)}", label=label, kind=kind,
            side=side.side if side else None, side_iri=side.side_iri if side else None,
            labels=((self.language.code, label),),
        )  # fmt: skip


def _slug(text: str) -> str:
    words = re.findall(r"\w+", text.casefold())
    slug = "-".join(words)[:60]
    ascii_only = slug.encode("ascii", "ignore").decode()
    if ascii_only == slug and slug:
        return slug
    return f"{ascii_only}-{hashlib.sha256(text.encode()).hexdigest()[:8]}".strip("-")
