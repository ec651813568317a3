"""Finds persons by their titles: by name, or by office and country."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import zip_longest

from kg.article import Article
from kg.event import Mention
from kg.gazetteer import Actor, Gazetteer
from kg.home import claimed, scene, whither
from kg.language import Language
from kg.linking import Linker
from kg.mention import Found, Sentence
from kg.phrases import Scanner
from kg.words import Token

__all__ = ["PersonFinder", "made", "slug"]

_LONGEST_NAME = 5  # tokens
_ALIKE = 0.75  # of two words' letters
_RULING = frozenset({"head-of-state", "head-of-government", "foreign-minister", "defence-minister"})


class PersonFinder:
    """Finds titled persons in the sentences of one article after another."""

    def __init__(
        self, language: Language, gazetteer: Gazetteer, linker: Linker, scanner: Scanner, base: str
    ) -> None:
        self.language = language
        self.lexicon = language.lexicon
        self.gazetteer = gazetteer
        self._linker = linker
        self._scanner = scanner
        self._base = base
        self._where = self.lexicon.nouns.get("where", frozenset[str]())
        self._inside = self.lexicon.group("at", "in")

    def titled(self, article: Article, sentence: Sentence, local: dict[str, Actor]) -> None:
        """Adds the persons of a sentence who have a title; `local` gathers those not known."""
        lower, position = sentence.lower, 0
        while position < len(lower):
            match = self._scanner.phrase(lower, position, self.lexicon.titles)
            if not match or sentence.at(position):
                position += 1
                continue
            last = position + match - 1
            office = self.lexicon.titles[
                self._scanner.key(lower, position, match, self.lexicon.titles)
            ]
            longer = self._scanner.longer_title(sentence, last)
            if longer > last and office == "head":  # the chief of something else
                office = "official"
            last = longer
            position = self._person(article, sentence, position, last, office, local) + 1

    def _person(
        self, article: Article, sentence: Sentence, first: int, last: int, office: str,
        local: dict[str, Actor],
    ) -> int:  # fmt: skip
        """One titled person: country before or after, name after. Returns the last token."""
        doc = sentence.doc
        country = self._scanner.country_before(sentence, first, places=True)
        country = country or self._scanner.country_within(sentence, first, last)
        position, further = self._scanner.after(sentence, last, country)
        if further and not country and self.lexicon.bare(doc[last].text) != doc[last].lower_:
            return last  # Indonesian duta besarnya di Y, its ambassador to Y: not Y's
        begin = min(country.first, first) if country else first
        country = country or further
        if country and len(country.mentions) > 1:  # the leaders of both Koreas
            return last
        side = country.mentions[0].actor if country else None
        end, use, unnamed = position - 1, "person", None
        start = self._name_start(sentence, position)
        known = sentence.at(start) if start < len(doc) else None
        if known and known.first == start and known.mentions[0].actor.kind == "Person":
            actor, end = self._linker.sided(known.mentions[0].actor, side), known.last
            foreign = side is not None and side.kind in {"State", "Place"}
            if country and side and country.last < first and foreign and actor.side != side.side:
                begin, country = first, None  # Russia's invasion President Zelensky …
            sentence.found.remove(known)
            self._introduce(known, local)
        elif words := self._name(sentence, start):
            end = start + words - 1
            if country is None and (further := self._scanner.origin(sentence, end + 1)):
                country, side = further, further.mentions[0].actor
            if side is None and office in _RULING:
                ruler = self._spelt_alike(sentence.span(start, end).text, None)
                side = self.gazetteer.side(ruler.side or "") if ruler else None
            if side is None and office in _RULING:  # President X, in an article written there
                side = self._host(article, sentence, first, office, sentence.span(start, end).text)
            inside = [f for f in sentence.found if start <= f.first <= end]
            whole = next((f for f in inside if f.use == "name" and f.last == end), None)
            if whole and whole.mentions[0].actor.kind == "Person":
                actor = self._linker.sided(whole.mentions[0].actor, side)
            else:
                actor = self._local_person(sentence.span(start, end).text, side, local)
            sentence.found = [f for f in sentence.found if f not in inside]
        elif side and country:
            start, end = position, max(last, country.last)
            text = sentence.span(begin, end).text
            named = self._named_before(sentence, begin, side, local)
            if named is None:
                use, office = "office", office * self._incumbent(doc, begin, first, last, end)
                label = _label(doc[begin : end + 1], country)
                unnamed = self._made(f"{side.side or side.label}-{text}", label, side)
                named = self._linker.holder(side, office, article.date) or unnamed
            actor = named
        else:
            return last
        if country and begin <= country.first and country in sentence.found:
            sentence.found.remove(country)
        spans = [(begin, end)]
        between = [f for f in sentence.found if begin <= f.first <= end]
        if (
            between and start <= end
        ):  # the country an envoy is sent to stands between title and name
            spans = [(begin, position - 1), (start, end)]
        for one, other in spans:
            mention = Mention(actor, sentence.span(one, other))
            sentence.found.append(Found(one, other, (mention,), use, office, unnamed))
        return end

    def _introduce(self, known: Found, local: dict[str, Actor]) -> None:
        """Remembers a person by the family name as it is spelt here, if nobody knows it so."""
        surname, actor = known.mentions[0].span.text.split()[-1], known.mentions[0].actor
        if all(c.actor.iri != actor.iri for c in self.gazetteer.names.get(surname.lower(), ())):
            local.setdefault(surname, actor)

    def _host(
        self, article: Article, sentence: Sentence, first: int, office: str, name: str
    ) -> Actor | None:
        """The state where an officer without a country is spoken of, unless a pronoun says whose
        he is (*its then president, X*) or somebody else is known to hold the office there.
        """
        if claimed(sentence, first, self.lexicon.pronouns):
            return None
        town = whither(sentence, first, self._where) or scene(sentence, self._inside)
        host = self.gazetteer.side(town.mentions[0].actor.side or "") if town else None
        host = host or (sentence.home.actor if sentence.home else None)
        return host if host and self._linker.may_hold(host, office, article.date, name) else None

    def _name_start(self, sentence: Sentence, position: int) -> int:
        """Where the name after a title begins: behind whom an envoy is sent to, a comma, and words
        of honour.
        """
        doc = sentence.doc
        sent = self._scanner.sent_to(sentence, position)
        start = sent.last + 1 if sent else position
        comma = start + 1 < len(doc) and doc[start].text == ","
        bare = start + comma
        while bare + 1 < len(doc) and doc[bare].lower_.rstrip(".") in self.lexicon.honorifics:
            bare += 1
        known = sentence.at(bare) if bare < len(doc) else None
        if known and known.mentions[0].actor.kind == "Person":
            return bare
        titled = comma and self._scanner.phrase(sentence.lower, bare, self.lexicon.titles)
        named = known is None and not titled and self._name(sentence, bare) >= 2
        return bare if named or not comma else start

    def _incumbent(self, doc: list[Token], begin: int, first: int, last: int, end: int) -> bool:
        """Whether a title means who holds the office: not *a former French president*.

        `begin` to `end` are the tokens of the phrase, `first` to `last` those of the title.
        """
        before = begin - 1
        if before > 0 and doc[before].text == "-":
            before -= 1
        inside = [*range(begin, first), *range(last + 1, end + 1)]
        around = [*inside, before] if before >= 0 else inside
        if not self.lexicon.modifiers_before and end + 1 < len(doc):
            around.append(end + 1)
        return not any(doc[i].lower_ in self.lexicon.no_incumbent for i in around)

    def _named_before(
        self, sentence: Sentence, begin: int, side: Actor, local: dict[str, Actor]
    ) -> Actor | None:
        """The person to whom a title is in apposition: *Jane Doe, the Dutch foreign minister*."""
        doc, position = sentence.doc, begin - 1
        if position >= 0 and doc[position].lower_ in self.lexicon.articles:
            position -= 1
        if position < 1 or doc[position].text != ",":
            return None
        found = sentence.at(position - 1)
        if found:
            actor = self._linker.sided(found.mentions[0].actor, side)
            if found.use == "person" and actor.side is None:  # known by another title only
                actor = replace(actor, side=side.side, side_iri=side.side_iri)
                found.mentions = (replace(found.mentions[0], actor=actor),)
                local.update({key: actor for key in local if local[key].iri == actor.iri})
            fits = actor.kind == "Person" and found.use != "office" and actor.side == side.side
            return actor if fits else None
        first = position
        while first and position - first < _LONGEST_NAME and self._in_name(doc, first - 1):
            first -= 1
        if position - first < 2:
            return None
        actor = self._local_person(sentence.span(first, position - 1).text, side, local)
        span = sentence.span(first, position - 1)
        sentence.found.append(Found(first, position - 1, (Mention(actor, span),), "person"))
        return actor

    def _in_name(self, doc: list[Token], position: int) -> bool:
        """Whether a word may be part of a name, at the beginning of a sentence too."""
        word = doc[position]
        return self._linker.is_name_word(word.text) and word.lower_ not in self.lexicon.small_words

    def _name(self, sentence: Sentence, position: int) -> int:
        """How many tokens of an unknown person's name begin here."""
        doc, count, end = sentence.doc, 0, position
        while end < len(doc) and count < _LONGEST_NAME:
            token = doc[end]
            if sentence.at(end) and count == 0:
                return 0
            if count and token.text == "-" and not doc[end - 1].whitespace_ and end + 1 < len(doc):
                end += 1  # Lee Jae-sung
                end += doc[end].is_alpha
            elif (
                self._linker.is_name_word(token.text)
                or re.fullmatch(r"(?:[A-Z]\.)+|Jr\.?", token.text)
                or (count and self._particle(doc, end))
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

    def _particle(self, doc: list[Token], position: int) -> bool:
        """Whether a word within a name leads to more of it (*bin*, *al-*)."""
        following = position + 1
        if following + 1 < len(doc) and doc[following].text == "-":
            following += 1
        particle = doc[position].lower_ in self.lexicon.name_particles
        return particle and following < len(doc) and self._linker.is_name_word(doc[following].text)

    def _local_person(self, name: str, side: Actor | None, local: dict[str, Actor]) -> Actor:
        surname = name.split()[-1]
        for key in (name, surname):
            if key in local and (side is None or local[key].side in {None, side.side}):
                return local[key]
        actor = self._spelt_alike(name, side) or self._made(name, name, side)
        local[name] = local[surname] = actor
        if self._family_first(name):
            local[name.split()[0]] = actor
        return actor

    def _family_first(self, name: str) -> bool:
        """Whether a name begins with a family name, as that of another does (*Kang*)."""
        first = name.split()[0]
        known = self.gazetteer.names.get(first.casefold(), ())
        return first != name and any(
            c.use == "surname" and c.actor.label.split()[0] == first for c in known
        )

    def _made(self, key: str, label: str, side: Actor | None) -> Actor:
        return made(self._base, self.language.code, key, label, "Person", side)

    def _spelt_alike(self, name: str, side: Actor | None) -> Actor | None:
        """The one known person with this family name and initial (*Yuri*, *Yury*), of a side if
        one is given.
        """
        family = self.gazetteer.names.get(name.split()[-1].casefold(), ())
        alike = {
            c.actor.iri: c.actor
            for c in family
            if c.actor.kind == "Person"
            and (c.actor.side == side.side if side else _spelt_like(name, c.actor.label))
            and c.actor.label[:2] == name[:2]
        }
        return next(iter(alike.values())) if len(alike) == 1 else None

    def known_locally(self, sentence: Sentence, local: Mapping[str, Actor]) -> None:
        """Later mentions of a person who was introduced with a title."""
        if not local:
            return
        doc = sentence.doc
        for last, word in enumerate(sentence.words):
            actor = local.get(word)
            if actor and not sentence.at(last) and (len(word) > 2 or word.isupper()):
                first = last
                while (
                    first
                    and doc[first - 1].text in actor.label.split()
                    and not sentence.at(first - 1)
                ):
                    first -= 1
                mention = Mention(actor, sentence.span(first, last))
                use = "person" if actor.kind == "Person" else "abbreviation"
                sentence.found.append(Found(first, last, (mention,), use))


def _spelt_like(name: str, other: str) -> bool:
    """Whether two names are one, word for word, as two languages spell it (*Ahmad*, *Ahmed*)."""
    pairs = list(zip_longest(name.split(), other.split(), fillvalue=""))
    return len(pairs) > 1 and all(
        one == two or SequenceMatcher(None, one, two).ratio() >= _ALIKE for one, two in pairs
    )


def _label(words: Sequence[Token], country: Found) -> str:
    """What an officer without a name is called wherever the words stand in their sentence."""
    proper = range(country.first, country.last + 1)
    kept = (w.text if w.i in proper or w.is_upper else w.lower_ for w in words)
    return "".join(text + w.whitespace_ for text, w in zip(kept, words, strict=True)).strip()


def made(base: str, language: str, key: str, label: str, kind: str, side: Actor | None) -> Actor:
    """An actor that the gazetteer lacks, named by the text."""
    return Actor(
        iri=f"{base}actor/{slug(key)}", label=label, kind=kind,
        side=side.side if side else None, side_iri=side.side_iri if side else None,
        labels=((language, label),),
    )  # fmt: skip


def slug(text: str) -> str:
    """A text as the end of an IRI."""
    words = re.findall(r"\w+", text.casefold())
    slug = "-".join(words)[:60]
    ascii_only = slug.encode("ascii", "ignore").decode()
    if ascii_only == slug and slug:
        return slug
    return f"{ascii_only}-{hashlib.sha256(text.encode()).hexdigest()[:8]}".strip("-")
