"""Resolves what points back: pronouns, *the two countries*, *that country*, possessives."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from kg.definite import Bodies
from kg.event import Mention
from kg.gazetteer import Actor, Gazetteer
from kg.lexicon import Anaphor, Lexicon
from kg.memory import Memory
from kg.mention import Found, Sentence
from kg.names import flat
from kg.tree import VERBAL, label
from kg.words import Token, wording

__all__ = ["Anaphora", "Pointer"]

_BEFORE = frozenset({"nummod", "det", "det:predet", "cc:preconj", "cc", "amod", "advmod"})
_LONGEST = 4  # words of an epithet
_PEOPLE = "People"  # whose they are, a phrase says that was told before
_DOING = frozenset({"nsubj", "obl:agent"})
_STATELY = frozenset({"head-of-state", "head-of-government", "foreign-minister",
                      "defence-minister"})  # fmt: skip


class Pointer(NamedTuple):
    """Tokens `first` to `last` that point back: to what, to how many, and how.

    `title`: the words of an office (*the prime minister*); `among`: the states that it may mean.
    """

    first: int
    last: int
    refers: str
    number: int
    use: str
    title: tuple[str, ...] = ()
    among: frozenset[str] | None = None


class Anaphora:
    """Finds what points back in sentences of one language, and resolves it."""

    def __init__(self, lexicon: Lexicon, gazetteer: Gazetteer) -> None:
        self._lexicon = lexicon
        self._gazetteer = gazetteer
        phrases = sorted({p for a in lexicon.anaphors for p in a.match}, key=len, reverse=True)
        self._phrases = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, phrases))})(?!\w)")
        self._heads = frozenset[str]().union(*(a.heads for a in lexicon.anaphors))
        bodies = (*lexicon.institutions, *lexicon.forces)
        self._bodies = frozenset(p[0] for p in bodies if len(p) == 1)
        self._inside = lexicon.group("at", "in")
        self._kinds = Bodies(lexicon)
        local = lexicon.nouns.get("governing", ())
        self._local = self._bodies.union(w.split()[0] for w in local)
        self._clitics = tuple(c for c in lexicon.clitics if c in lexicon.pronouns)

    def resolve(self, sentences: Iterable[Sentence]) -> None:
        """Adds to `found` of each sentence what its pronouns and anaphors stand for."""
        memory = Memory(self._gazetteer, self._lexicon)
        sided: dict[str, Actor] = {}
        for sentence in sentences:
            added: list[Found] = []
            memory.begin(added)
            for pointer in self.pointers(sentence):
                first, last, refers, number, use, title, among = pointer
                if use == "speaker":
                    added.append(Found(first, last, (), "speaker"))
                    continue
                own = use == "clitic" and sentence.doc[first].pos_ not in VERBAL
                own = own or label(sentence.doc[first]).endswith("poss")
                crowd = memory.people(sentence, first, number) if refers == "any" else []
                if use == "institution":
                    kind = sentence.lower[first] in self._bodies
                    actors = memory.headed(sentence, first) if kind else []
                    if not actors and self._kinds.governs(sentence, first):
                        actors = memory.topic(sentence, first)
                elif use == "title":
                    actors = memory.titled(sentence, first, title)
                    if not actors and self._lexicon.titles[title] in _STATELY:
                        actors = memory.topic(sentence, first)
                else:
                    actors = memory.titled(sentence, first, title) if title else crowd
                    actors = actors or memory.find(sentence, first, refers, number, own, among)
                person = use == "clitic" and actors and actors[0].kind == "Person"
                if person and self._counterpart(sentence, first):
                    other = memory.partner(sentence, first, actors[0])
                    actors, use = other or actors, "pronoun" if other else use
                if actors:
                    span = sentence.span(first, last)
                    person = refers == "person" and actors[0].kind == "State"  # he: one of its own
                    nation = actors[0] if crowd or person or refers == _PEOPLE else None
                    found = Found(
                        first, last, tuple(Mention(a, span) for a in actors), use, nation=nation
                    )
                    if refers == "any" and number > 1 and len(actors) == 1 and not crowd:
                        found.nation = actors[0] if actors[0].kind == "State" else None
                    if refers == _PEOPLE:  # no longer a group of its own
                        sentence.found = [f for f in sentence.found if f.first != first]
                    if use == "clitic":
                        added.append(found)
                    else:  # what follows may point to it
                        sentence.found = sorted([*sentence.found, found], key=lambda f: f.first)
            if added:
                sentence.found = sorted([*sentence.found, *added], key=lambda f: f.first)
            _owned_officers(sentence, sided, self._lexicon)
            memory.add(sentence)

    def pointers(self, sentence: Sentence) -> list[Pointer]:
        """Pronouns, clitics and anaphors, apart from the actors found so far."""
        lexicon, out = self._lexicon, list[Pointer]()
        taken = {i for f in sentence.found for i in range(f.first, f.last + 1)}
        for anaphor, tokens, title in self._anaphors(sentence):
            if anaphor.number > 1 and tokens:  # *both governments*: not the one at home
                taken -= self._part_of(sentence, tokens)
            if tokens and not taken.intersection(range(tokens[0], tokens[-1] + 1)):
                taken.update(range(tokens[0], tokens[-1] + 1))
                pointer = Pointer(tokens[0], tokens[-1], anaphor.refers, anaphor.number, "pronoun")
                if anaphor.refers not in {"Person", "any"}:
                    pointer = pointer._replace(among=self._among(sentence, tokens))
                if anaphor.number == 1 and self._several(sentence, tokens[0]):
                    pointer = pointer._replace(number=2)  # para pemimpin itu
                one = anaphor.refers == "Person" and pointer.number == 1
                out.append(pointer._replace(title=title if one else ()))
        for first, last, title in self._bare_titles(sentence, taken):
            out.append(Pointer(first, last, "Person", 1, "title", title))
        for place, word in enumerate(sentence.lower):
            pronoun = lexicon.pronouns.get(word)
            if word in self._local and place not in taken:
                out.append(Pointer(place, place, "Organization", 1, "institution"))
            elif pronoun:
                if place not in taken:
                    use = "speaker" if pronoun.refers == "speaker" else "pronoun"
                    out.append(Pointer(place, place, pronoun.refers, pronoun.number, use))
            elif word.endswith(self._clitics) and place not in taken:
                clitic = next(c for c in self._clitics if word.endswith(c))
                stands = word in lexicon.triggers or word in lexicon.small_words
                if len(word) > len(clitic) + 2 and not stands:
                    pronoun = lexicon.pronouns[clitic]
                    out.append(Pointer(place, place, pronoun.refers, pronoun.number, "clitic"))
            elif self._spoken_of(sentence, place) and _nobody(sentence, place):
                out.append(Pointer(place, place, _PEOPLE, 2, "pronoun"))
        return out

    def _several(self, sentence: Sentence, first: int) -> bool:
        """Whether a word before a phrase says that several are meant."""
        many = first > 0 and self._lexicon.among("many", sentence.words[first - 1])
        return many and not self._lexicon.modifiers_before

    def _counterpart(self, sentence: Sentence, place: int) -> bool:
        """Whether a noun means, without a name, the other party (Indonesian *mengundang rekannya*,
        invited his counterpart).
        """
        behind = [*sentence.lower[place + 1 : place + 2], ""][0]
        after = place + 1 + (behind == ",")
        several = place > 0 and sentence.doc[place - 1].pos_ in {"NUM", "DET"}
        named = (
            several
            or sentence.at(after) is not None
            or behind in self._lexicon.group("from", "of", "at")
        )
        two = " ".join(sentence.lower[max(0, place - 1) : place + 1])  # tuan rumahnya
        among = self._lexicon.among
        word = sentence.words[place]
        return not named and (among("counterparts", word) or among("counterparts", two))

    def _spoken_of(self, sentence: Sentence, place: int) -> bool:
        """Whether a noun for people points back (*para nelayan itu*, those fishermen)."""
        if self._lexicon.demonstratives.isdisjoint(sentence.lower[place + 1 : place + 2]):
            return False
        word = sentence.lower[place]
        return self._lexicon.human(word) or self._lexicon.among("envoy", word)

    def _part_of(self, sentence: Sentence, tokens: list[int]) -> set[int]:
        """Forgets a body without a name that is only the noun of a phrase; its tokens."""
        inside = [
            f for f in sentence.found
            if tokens[0] < f.first <= tokens[-1] and (
                (f.use == "institution" and f.last <= tokens[-1])
                or (f.use == "office" and sentence.lower[tokens[-1] + 1] in self._inside)
            )
        ]  # fmt: skip
        sentence.found = [f for f in sentence.found if f not in inside]
        return {i for f in inside for i in range(f.first, f.last + 1)}

    def _bare_titles(
        self, sentence: Sentence, taken: set[int]
    ) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """Titles without name, country or article that a verb has as subject or agent, in a
        language that has articles for few of them (Indonesian *raja menolak*, the king refused).
        """
        if self._lexicon.modifiers_before:
            return
        for token in sentence.doc:
            if token.lower_ not in self._lexicon.titled or token.i in taken:
                continue
            first, last, title = self._title(sentence, [token.i])
            bare = not any(
                c.i != token.i for c in token.children if c.i not in range(first, last + 1)
            )
            if title and bare and label(token) in _DOING and first not in taken:
                yield first, last, title

    def _anaphors(self, sentence: Sentence) -> Iterator[tuple[Anaphor, list[int], tuple[str, ...]]]:
        """Phrases that point back, their tokens, and the title among these."""
        text, lexicon = flat(sentence.text), self._lexicon
        heads = [
            (place, head)
            for place, word in enumerate(sentence.lower)
            if (head := lexicon.bare(word)) in self._heads
        ]
        phrases = [m.span() for m in self._phrases.finditer(text)] if lexicon.anaphors else []
        if not heads and not phrases:
            return
        for anaphor in lexicon.anaphors:
            for start, end in phrases:
                tokens = [*sentence.covered(start, end)]
                if text[start:end] in anaphor.match and not _counts(sentence.doc[tokens[-1]]):
                    yield anaphor, tokens, self._title(sentence, tokens)[2]
            for place, head in heads:
                if _names_kind(sentence.doc[place]):
                    continue
                if head in anaphor.heads and not _some(sentence, place, anaphor, lexicon):
                    first, last, title = self._title(sentence, [place])
                    begin, end = self._epithets(sentence, first, last)
                    words = anaphor.demonstratives
                    pointed = _demonstrated(sentence, begin, end, words, lexicon)
                    if anaphor.number > 1 and pointed is None:
                        pointed = place if _counted(sentence, begin, words, lexicon) else None
                    if pointed is None:
                        continue
                    between = sentence.lower[last + 1 : pointed]
                    people = anaphor.refers == "Person"
                    if people and any(word in self._heads for word in between):
                        continue  # the leaders of *that bloc*
                    if any(
                        sentence.at(i) for i in (*range(begin, first), *range(last + 1, end + 1))
                    ):
                        yield anaphor, [first, last], title  # the West African state
                    else:
                        yield anaphor, sorted({begin, last, pointed}), title

    def _epithets(self, sentence: Sentence, first: int, last: int) -> tuple[int, int]:
        """A noun's words with the epithets beside it (the *landlocked West African* country)."""
        doc, before = sentence.doc, self._lexicon.modifiers_before
        for length in range(min(_LONGEST, first) if before else _LONGEST, 0, -1):
            beside = doc[first - length : first] if before else doc[last + 1 : last + 1 + length]
            if len(beside) == length and wording(beside).lower() in self._lexicon.epithets:
                begin, end = (first - length, last) if before else (first, last + length)
                return self._epithets(sentence, begin, end)
        return first, last

    def _among(self, sentence: Sentence, tokens: list[int]) -> frozenset[str] | None:
        """The states that the words of a phrase may mean, if they say so."""
        first, last = self._epithets(sentence, tokens[0], tokens[-1])
        words = wording(sentence.doc[first : last + 1]).lower().split()
        among: frozenset[str] | None = None
        for start in range(len(words)):
            for end in range(start + 1, min(start + _LONGEST, len(words)) + 1):
                sides = self._lexicon.epithets.get(" ".join(words[start:end]))
                if sides:
                    among = sides if among is None else among & sides
        return among

    def _title(self, sentence: Sentence, tokens: list[int]) -> tuple[int, int, tuple[str, ...]]:
        """The longest title that has one of some tokens in it: from where to where, its words."""
        lower, titles = sentence.lower, self._lexicon.titles
        for length in (3, 2, 1):
            for first in range(max(0, tokens[0] - length + 1), tokens[-1] + 1):
                words = tuple(lower[first : first + length])
                words = (*words[:-1], self._lexicon.bare(words[-1])) if words else words
                if len(words) == length and words in titles:
                    return first, first + length - 1, words
        return tokens[0], tokens[-1], ()


def _nobody(sentence: Sentence, place: int) -> bool:
    """Whether a word alone names nobody, or a group of its own."""
    found = sentence.at(place)
    alone = found is not None and found.first == found.last and found.use == "group"
    return found is None or (alone and not any(m.actor.side for m in found.mentions))


def _counts(last: Token) -> bool:
    """Whether what looks like a phrase is part of another (*the two* men, *both* X and Y)."""
    return label(last) in _BEFORE and last.head.i > last.i


def _some(sentence: Sentence, place: int, anaphor: Anaphor, lexicon: Lexicon) -> bool:
    """Whether a noun is counted, and not as those that are known (*three states*, but not *the
    three states*).
    """
    number = sentence.doc[place - 1] if place else None
    if number is None or not number.like_num:
        return False
    known = number.i > 0 and lexicon.among("definite", sentence.lower[number.i - 1])
    return not (known and number.lower_ in anaphor.demonstratives)


def _demonstrated(
    sentence: Sentence, first: int, last: int, demonstratives: frozenset[str], lexicon: Lexicon
) -> int | None:
    """The demonstrative that belongs to a noun, before it or up to two words after it."""
    doc = sentence.doc
    if first and doc[first - 1].lower_ in demonstratives:
        return first - 1
    word = sentence.lower[last]
    if word != lexicon.bare(word) and word[len(lexicon.bare(word)) :] in demonstratives:
        return None if _named_so(sentence, first, last, lexicon) else last
    owner = doc[first - 2].lower_ if first > 1 else ""  # its bankrupt neighbour
    if owner in demonstratives and owner in lexicon.pronouns and doc[first - 1].is_lower:
        return first - 2
    if lexicon.modifiers_before:
        return None
    for position in range(last + 1, min(last + 5, len(doc))):
        token = doc[position]
        if token.lower_ in demonstratives:
            return position
        if token.like_num:
            continue
        if sentence.at(position) or not token.is_alpha or token.lower_ in lexicon.small_words:
            return None
    return None


def _named_so(sentence: Sentence, first: int, last: int, lexicon: Lexicon) -> bool:
    """Whether a name tells who somebody's neighbour or foe is, or there are several (Indonesian
    *musuh lamanya, X*; *X dan para tetangganya*, X and its neighbours).
    """
    behind = last + 1 + (sentence.lower[last + 1 : last + 2] == [","])
    before = sentence.lower[max(0, first - 2) : first]
    joints = lexicon.coordination | lexicon.group("with")
    several = any(w in joints or lexicon.among("many", w) or "-" in w for w in before)
    return several or sentence.at(behind) is not None


def _counted(sentence: Sentence, head: int, numbers: frozenset[str], lexicon: Lexicon) -> bool:
    """Whether a noun is told to be so many, with words between that say of what kind (*the two
    Horn of Africa neighbours*).
    """
    of = lexicon.group("of")
    for word in reversed(sentence.doc[max(0, head - 5) : head]):
        if word.lower_ in numbers:
            return True
        if not word.is_alpha or (word.lower_ in lexicon.small_words and word.lower_ not in of):
            return False
    return False


def _called(sentence: Sentence, owner: Found, gap: list[Token], lexicon: Lexicon) -> bool:
    """Whether a name behind a comma is that of an officer of whoever stands before it (*the
    regime's spokesman, Y*, Indonesian *juru bicara rezim itu, Y*).
    """
    office = tuple(sentence.lower[max(0, owner.first - 2) : owner.first])
    titled = office in lexicon.titles or office[-1:] in lexicon.titles
    return titled and [t.text for t in gap] == [","]


def _owned_officers(sentence: Sentence, sided: dict[str, Actor], lexicon: Lexicon) -> None:
    """*its foreign minister, Y*: Y acts for whom the possessive means, here and later on; *his
    counterpart, Z* is somebody else's.
    """
    for owner, found in pairwise(sentence.found):
        gap = sentence.doc[owner.last + 1 : found.first]  # its *then* president
        near = len(gap) < 2 and all(t.is_lower and t.is_alpha for t in gap)
        near = near or _called(sentence, owner, gap, lexicon)
        beside = near and owner.use == "pronoun" and owner.mentions
        if lexicon.among("others", sentence.words[found.first]):
            continue
        if beside and found.use == "person" and found.mentions:
            actor, side = found.mentions[0].actor, owner.mentions[0].actor.side
            if not actor.side and side:
                sided.setdefault(actor.iri, replace(actor, side=side))
    for found in sentence.found if sided else ():
        if any(m.actor.iri in sided for m in found.mentions):
            found.mentions = tuple(
                replace(m, actor=sided.get(m.actor.iri, m.actor)) for m in found.mentions
            )


def _names_kind(noun: Token) -> bool:
    """Whether a noun only says of what kind the one behind it is (*the state news agency*)."""
    return label(noun) == "compound" and noun.head.i > noun.i and noun.head.pos_ == "NOUN"
