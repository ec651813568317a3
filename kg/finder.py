"""Finds the actors that a text names, before the tree is known.

Names from the gazetteer, persons by their titles, institutions and forces by their
country, groups of their own. What points back (pronouns, *the two countries*) is
resolved in `kg.anaphora`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kg.article import Article
from kg.definite import Bodies
from kg.event import Mention
from kg.gazetteer import Actor, Candidate, Gazetteer
from kg.home import home, scene
from kg.language import Language
from kg.linking import Linker
from kg.mention import Found, Sentence
from kg.names import NameFinder, flat
from kg.persons import PersonFinder, made, slug
from kg.phrases import Scanner

__all__ = ["MentionFinder"]

_OPENING = 60  # characters that hold the place of a dateline


class MentionFinder:
    """Finds actors in the sentences of one article after another."""

    def __init__(self, language: Language, gazetteer: Gazetteer, base: str) -> None:
        self.language = language
        self.lexicon = language.lexicon
        self.gazetteer = gazetteer
        self._names = NameFinder(gazetteer)
        self.linker = Linker(gazetteer, language.lexicon)
        self._base = base
        unions = sorted(language.lexicon.unions, key=len, reverse=True)
        any_union = "|".join(map(re.escape, unions))
        self._unions = re.compile(rf"(?<!\w)(?:{any_union})(?!\w)") if unions else None
        self._scanner = Scanner(language.lexicon)
        words = "|".join(map(re.escape, sorted(language.lexicon.auxiliaries)))
        self._auxiliary = re.compile(rf"(?<![\w-])(?:{words})(?![\w-])")
        self._bodies = Bodies(language.lexicon)
        self._inside = language.lexicon.group("at", "in")
        self._kinds = (("group", language.lexicon.groups), ("force", language.lexicon.forces),
                       ("institution", language.lexicon.institutions))  # fmt: skip
        self._firsts = frozenset[str]().union(*(self._scanner.firsts(w) for _, w in self._kinds))
        self._persons = PersonFinder(language, gazetteer, self.linker, self._scanner, base)

    def find(self, article: Article, sentences: Iterable[Sentence]) -> None:
        """Fills `found` of each sentence."""
        sentences = list(sentences)
        raw = [self._named(s.text) for s in sentences]
        certain = self.linker.certain(raw)
        local: dict[str, Actor] = {}
        halves: dict[str, Actor | None] = {}
        self._bodies.clear()
        opening = list(self._names.find(article.text[:_OPENING]))
        place = home(article.text, article.date, opening, raw, self.gazetteer)
        for sentence, names in zip(sentences, raw, strict=True):
            taken = self._united(sentence)
            whole = [
                (f.mentions[0].span.start - sentence.start, f.mentions[0].span.end - sentence.start)
                for f in taken
            ]
            for start, end, candidates in self._whole_forces(sentence, names):
                if any(begin <= start < stop for begin, stop in whole):
                    continue
                if self._introduced(sentence.text[start:end], candidates, local):
                    continue
                tokens = sentence.covered(start, end)
                if tokens and self._one_of(sentence, tokens):
                    continue
                if self._within_longer(sentence, start, end, names) or self._means_nobody(
                    sentence, start, end, candidates
                ):
                    self._oppose(sentence, start, end, candidates)
                    continue
                found = self.linker.link(article, sentence, start, end, candidates, certain)
                if found:
                    taken.append(found)
            sentence.found = taken
            sentence.home = place
            self._persons.titled(article, sentence, local)
            self._nouns(article, sentence)
            self._shortened(sentence, local)
            self._halved(sentence, halves)
            self._persons.known_locally(sentence, local)
            self._bodies.mark(sentence)
            self._bodies.remember(sentence)
            sentence.found.sort(key=lambda f: f.first)

    def _named(self, text: str) -> list[tuple[int, int, tuple[Candidate, ...]]]:
        """Names in a text, those within set phrases left out (*US dollars*); an auxiliary in small
        letters is part of no name (Indonesian *Uni Eropa tengah berunding*, the Union is talking).
        """
        text = self._auxiliary.sub(lambda found: "_" * len(found[0]), text)
        lower = flat(text)
        taken = [
            m.span()
            for phrase in self.lexicon.no_actors
            if phrase in lower
            for m in re.finditer(rf"(?<!\w){re.escape(phrase)}", lower)
            if (*map(self.lexicon.bare, lower[: m.start()].split()[-1:]), phrase.split()[0])
            not in self.lexicon.forces
        ]  # but *kapal perang | Korea Utara*
        return [
            name
            for name in self._names.find(text)
            if not any(start <= name[0] and name[1] <= end for start, end in taken)
        ]

    def _whole_forces(
        self, sentence: Sentence, names: list[tuple[int, int, tuple[Candidate, ...]]]
    ) -> Iterator[tuple[int, int, tuple[Candidate, ...]]]:
        """The names, without words that belong to a force before (*Angkatan Laut | Filipina*)."""
        for start, end, candidates in names:
            tokens = sentence.covered(start, end)
            first = tokens[0] if tokens else 0
            if len(tokens) > 1 and first:
                length = self._scanner.phrase(sentence.lower, first - 1, self.lexicon.forces)
                if 1 < length <= len(tokens):
                    offset = sentence.starts[first + length - 1]
                    for begin, stop, others in self._names.find(sentence.text[offset:end]):
                        yield begin + offset, stop + offset, others
                    continue
            yield start, end, candidates

    def _oppose(
        self, sentence: Sentence, start: int, end: int, candidates: tuple[Candidate, ...]
    ) -> None:
        """Notes whom a word is against (*anti-Japanese*)."""
        tokens, actor = sentence.covered(start, end), candidates[0].actor
        before = sentence.text[:start].rsplit(None, 1)[-1:] if start else []
        word, dash = before[0][:-1] if before else "", sentence.text[start - 1 : start]
        if actor.side and tokens and dash == "-" and self.lexicon.among("anti", word):
            mention = Mention(actor, sentence.span(tokens[0], tokens[-1]))
            sentence.opposed.append(Found(tokens[0], tokens[-1], (mention,), "demonym"))

    def _within_longer(
        self,
        sentence: Sentence,
        start: int,
        end: int,
        names: list[tuple[int, int, tuple[Candidate, ...]]],
    ) -> bool:
        """Whether a name is only the beginning of an institution's (*Security Council* of
        *National …*, which is another), or stands beside another country's: *Kemlu Jepang*.
        """
        tokens, institutions = sentence.covered(start, end), self.lexicon.institutions
        longest = self._scanner.phrase(sentence.lower, tokens[0], institutions) if tokens else 0
        if longest != len(tokens):
            return longest > len(tokens)
        if self.lexicon.modifiers_before:  # the Argentine Senate, Kenya's Senate
            beside = (c for _, stop, listed in names if 0 < start - stop < 4 for c in listed)
        else:
            beside = (c for begin, _, listed in names if begin == end + 1 for c in listed)
        return bool(tokens) and any(c.actor.kind == "State" for c in beside)

    def _united(self, sentence: Sentence) -> list[Found]:
        """Names of several sides at once (*the two Koreas*)."""
        if self._unions is None:
            return []
        out = []
        for match in self._unions.finditer(flat(sentence.text)):
            tokens = sentence.covered(*match.span())
            if self._one_of(sentence, tokens):
                continue
            span = sentence.span(tokens[0], tokens[-1])
            sides = map(self.gazetteer.side, self.lexicon.unions[match[0]])
            mentions = tuple(Mention(side, span) for side in sides if side)
            out.append(Found(tokens[0], tokens[-1], mentions, "name"))
        return out

    def _one_of(self, sentence: Sentence, tokens: range) -> bool:
        """Whether what is a name of several means one of them, as a demonstrative behind it shows
        (Indonesian *negara Teluk itu*, that Gulf state).
        """
        words, lexicon = sentence.lower, self.lexicon
        behind = words[tokens[-1] + 1 : tokens[-1] + 2]
        kind = " ".join(words[tokens[0] + 1 : tokens[-1] + 1])
        headed = (not kind or kind in lexicon.epithets) and any(
            words[tokens[0]] in a.heads for a in lexicon.anaphors if a.number == 1
        )
        return headed and not lexicon.demonstratives.isdisjoint(behind)

    def _shortened(self, sentence: Sentence, local: dict[str, Actor]) -> None:
        """Abbreviations that the text gives for names itself (*the X Front (XF)*)."""
        words = sentence.words
        for found in sentence.found:
            behind = words[found.last + 1 : found.last + 4]
            if len(behind) == 3 and behind[0] == "(" and behind[2] == ")" and found.mentions:
                short = behind[1]
                if short.isupper() and 1 < len(short) < 11 and not sentence.at(found.last + 2):
                    local.setdefault(short, found.mentions[0].actor)

    def _halved(self, sentence: Sentence, halves: dict[str, Actor | None]) -> None:
        """The part of a state's name that tells it from its namesake (*the North* after *North
        Korea*); `halves` gathers them, None where two states share one.
        """
        words, lexicon = sentence.words, self.lexicon
        if not lexicon.modifiers_before:
            return
        for found in sentence.found:
            if found.use == "name" and found.first + 1 == found.last:
                actor, half = found.mentions[0].actor, words[found.first]
                if actor.kind == "State" and half.istitle() and sentence.at(found.last) is found:
                    known = halves.setdefault(half, actor)
                    halves[half] = actor if known and known.iri == actor.iri else None
                    for other in self._namesakes(actor):
                        halves.setdefault(other.label.split()[0], other)
        for place in range(1, len(words)):
            half_of = halves.get(words[place])
            behind = words[place + 1 : place + 2]
            alone = not (behind and (self.linker.is_name_word(behind[0]) or behind[0] == "-"))
            alone = alone and sentence.lower[place - 1] in lexicon.articles
            if half_of and alone and not sentence.at(place):
                mention = Mention(half_of, sentence.span(place - 1, place))
                sentence.found.append(Found(place - 1, place, (mention,), "name"))

    def _namesakes(self, state: Actor) -> Iterator[Actor]:
        """The other half of a state's name, as the lexicon's unions have it."""
        name = state.label.split()[-1]
        for code in {c for u in self.lexicon.unions.values() if state.side in u for c in u}:
            other = self.gazetteer.side(code)
            if other and other.iri != state.iri and other.label.split()[1:] == [name]:
                yield other

    def _introduced(
        self, name: str, candidates: tuple[Candidate, ...], local: dict[str, Actor]
    ) -> bool:
        """Whether a family name is that of another person whom the article introduced."""
        actor = local.get(name)
        return actor is not None and all(
            c.use == "surname" and c.actor.iri != actor.iri for c in candidates
        )

    def _means_nobody(
        self, sentence: Sentence, start: int, end: int, candidates: tuple[Candidate, ...]
    ) -> bool:
        """Whether a name only colours another word (*pro-Russian*, *Iran-backed*) or is part of
        a person's name (*Michael Jordan*, *Paris Hilton*).
        """
        text, lexicon = sentence.text, self.lexicon
        opening = text[start:end].lower() if not text[:start].strip() else ""
        number = opening in lexicon.time.get("numbers", {})
        counted = text[end:].split(None, 1)[:1] if number else []
        if counted and counted[0].islower():
            verbal = any(t.part != "noun" for t in lexicon.lookup(counted[0])[0])
            if not verbal and counted[0] not in lexicon.small_words:
                return True  # Lima pesawat, five planes
        before = text[:start].rsplit(None, 1)[-1:] if start else []
        if before and text[start - 1] == "-" and before[0][:1].islower():
            return True
        prefixed = before and before[0].lower().rstrip("-") in lexicon.alien_prefixes
        if prefixed and candidates[0].use != "surname":
            return True
        after = [w.lower().strip(",.") for w in text[end + 1 :].split(None, 1)[:1]]
        joined = text[end : end + 1] == "-"
        if not joined and candidates[0].use == "demonym" and after:  # two Ys held in Z
            joined = all(t.part == "noun" for t in lexicon.lookup(after[0])[0])
        if joined and after and after[0] in lexicon.alien_suffixes:
            return True
        place = candidates[0].actor.kind in {"State", "Place"} and candidates[0].use != "demonym"
        return place and " " not in text[start:end] and self._in_persons_name(sentence, start)

    def _in_persons_name(self, sentence: Sentence, start: int) -> bool:
        doc = sentence.doc
        first = sentence.covered(start, start + 1)[0]
        before = doc[first - 1].text if first else ""
        if self._given_name(before) and not self._names_place(before):
            return True
        if doc[first].lower_ not in self.lexicon.given_names or first + 1 >= len(doc):
            return False
        of = self.lexicon.group("of")
        if self.linker.is_name_word(before) or self.linker.ends_title(doc, first - 1):
            return False
        after = doc[first + 1]
        return (
            before.lower() not in of
            and self.linker.is_name_word(after.text)
            and not self._names_place(after.text)
            and not any(
                self._scanner.phrase(sentence.lower, first + 1, phrases)
                for phrases in (self.lexicon.titles, self.lexicon.institutions, self.lexicon.forces)
            )
        )

    def _given_name(self, word: str) -> bool:
        lower = word.lower()
        known = lower in self.linker.given or lower in self.lexicon.given_names
        titled = (lower,) in self.lexicon.titles or lower in self.lexicon.honorifics
        return known and self.linker.is_name_word(word) and not titled

    def _names_place(self, word: str) -> bool:
        return any(
            c.actor.kind in {"State", "Place", "Organization"} and c.use != "surname"
            for c in self.gazetteer.names.get(word.lower(), ())
        )

    # Institutions, forces, groups -------------------------------------------

    def _nouns(self, article: Article, sentence: Sentence) -> None:
        lower, position = sentence.lower, 0
        while position < len(lower):
            if not self._scanner.begins(lower[position], self._firsts):
                position += 1
                continue
            length, use = max(
                (self._scanner.phrase(lower, position, words), use) for use, words in self._kinds
            )
            if not length or sentence.at(position):
                position += 1
                continue
            last = position + length - 1
            self._noun(article, sentence, position, last, use)
            position = last + 1

    def _noun(self, article: Article, sentence: Sentence, first: int, last: int, use: str) -> None:
        country = self._scanner.country_before(sentence, first)
        seat = scene(sentence, self._inside)
        begin, end = (country.first if country else first), last
        if not country:
            seated = use == "institution" and not self.lexicon.among("abroad", sentence.lower[last])
            _, further = self._scanner.skip(sentence, last + 1, inside=seated)
            if not further and not self.lexicon.modifiers_before:
                word = sentence.doc[last + 1] if last + 1 < len(sentence.doc) else None
                if (
                    word is not None
                    and word.is_lower
                    and word.is_alpha
                    and word.lower_ not in self.lexicon.small_words
                    and not self.lexicon.lookup(word.text)[0]
                ):
                    _, further = self._scanner.skip(sentence, last + 2)
            if further:
                country, end = further, further.last
            elif use == "institution":
                country = seat if seat and seat.use == "capital" else None
        whose = first and sentence.words[first - 1][0].isupper()  # a Karen guerrilla stronghold
        if use == "group" and not whose and self._adjectival(sentence, last):
            return
        text = sentence.span(begin, end)
        meant = self._bodies.meant(sentence, first, last) if country is None else None
        if meant is not None:
            sentence.found.append(Found(begin, end, (Mention(meant, text),), use))
            return
        own = country is None and use != "group" and self._bodies.domestic(sentence, first, last)
        there = self.gazetteer.side(seat.mentions[0].actor.side or "") if seat else None
        there = there or (sentence.home.actor if sentence.home else None)
        if own and there:
            mention = Mention(there, text)
            sentence.found.append(Found(begin, end, (mention,), use))
            return
        named = country.mentions[0].actor if country else None
        if (
            use == "group"
            and named
            and named.kind == "Organization"
            and named.side_iri == named.iri
        ):
            actor = named  # M23 rebels, gerilyawan FARC
        elif use == "group":
            actor = Actor(
                iri=f"{article.iri}#actor-{slug(text.text)}", label=text.text, kind="Organization",
                labels=((article.language, text.text),),
            )  # fmt: skip
        elif country is None:
            return
        elif use == "force":
            actor = country.mentions[0].actor
        else:
            side = country.mentions[0].actor
            name = f"{side.side}-{text.text}"
            actor = made(self._base, self.language.code, name, text.text, "Organization", side)
        if country and country in sentence.found and begin <= country.first <= end:
            sentence.found.remove(country)
        nation = named if use == "group" and self._civil(sentence, first, last) else None
        sentence.found.append(Found(begin, end, (Mention(actor, text),), use, nation=nation))

    def _civil(self, sentence: Sentence, first: int, last: int) -> bool:
        """Whether what is done to a group is done to its country (*arrested two Y students*)."""
        return self.lexicon.among("nationals", " ".join(sentence.lower[first : last + 1]))

    def _adjectival(self, sentence: Sentence, last: int) -> bool:
        """Whether a group in the singular only says of what kind the next noun is (*terrorist
        attacks*, *rebel leaders*).
        """
        words = sentence.lower
        if not self.lexicon.modifiers_before or last + 1 >= len(words):
            return False
        word, behind = words[last], words[last + 1]
        more = any(p[-1] != word and p[-1].startswith(word) for p in self.lexicon.groups)
        free = behind not in self.lexicon.small_words and behind not in self.lexicon.copulas
        verbal = any(t.part != "noun" for t in self.lexicon.lookup(behind)[0])
        return more and behind.isalpha() and free and not verbal
