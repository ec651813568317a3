"""Links a name to the actor it stands for, by what else the article names and when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property

from kg.article import Article
from kg.event import Mention
from kg.gazetteer import Actor, Candidate, Gazetteer
from kg.lexicon import Lexicon
from kg.mention import Found, Sentence
from kg.words import Token

__all__ = ["Linker"]

_LEADERS = ("head-of-state", "head-of-government", "supreme-leader")


class Linker:
    """Chooses among the candidates of a name."""

    def __init__(self, gazetteer: Gazetteer, lexicon: Lexicon) -> None:
        self.gazetteer = gazetteer
        self.lexicon = lexicon

    def certain(self, raw: list[list[tuple[int, int, tuple[Candidate, ...]]]]) -> Counter[str]:
        """Actors and sides that the article names beyond doubt."""
        certain: Counter[str] = Counter()
        for names in raw:
            for _, _, candidates in names:
                one = len({c.actor.iri for c in candidates}) == 1
                if one and any(c.use != "surname" for c in candidates):
                    certain[candidates[0].actor.iri] += 1
                    if candidates[0].actor.side:
                        certain[candidates[0].actor.side] += 1
        return certain

    def link(
        self, article: Article, sentence: Sentence, start: int, end: int,
        candidates: tuple[Candidate, ...], certain: Counter[str],
    ) -> Found | None:  # fmt: skip
        """The mention that a name makes; None where nothing tells whom it means."""
        doc = sentence.doc
        tokens = sentence.covered(start, end)
        if not tokens:
            return None
        first, last = tokens[0], tokens[-1]
        if candidates[0].use == "surname" and _numbered(sentence.text[end : end + 2]):
            return None
        if all(c.use == "surname" for c in candidates) or candidates[0].actor.kind == "Bloc":
            before = doc[first - 1] if first else None
            if (
                before is not None
                and self.is_name_word(before.text)
                and (not self.ends_title(doc, first - 1) and first > 1)
            ):
                candidates = tuple(
                    c for c in candidates
                    if c.use == "surname" and before.text.lower() in c.actor.label.lower().split()
                )  # fmt: skip
                first -= 1
            if (
                candidates
                and all(c.use == "surname" for c in candidates)
                and self._goes_on(sentence, last)
            ):
                candidates = ()
        if candidates and candidates[0].use == "demonym" and candidates[0].actor.kind == "Bloc":
            after = doc[last + 1] if last + 1 < len(doc) else None
            if after is not None and self.is_name_word(after.text):  # Western Union
                return None
        best = self._choose(article, candidates, certain, doc, first)
        if best is None:
            return None
        actor = self._dated(best.actor, article.date)
        if best.use == "surname":
            certain[actor.iri] += 1
        return Found(first, last, (Mention(actor, sentence.span(first, last)),), best.use)

    def _goes_on(self, sentence: Sentence, last: int) -> bool:
        """Whether a person's name goes on behind a token: *Jean Castex*, *Jean-Bernard Raimond*."""
        behind = sentence.doc[last + 1 : last + 4]
        if not behind:
            return False
        if sentence.doc[last].whitespace_:
            return self.is_name_word(behind[0].text) or (
                behind[0].lower_ in self.lexicon.name_particles
            )
        further = [self.is_name_word(token.text) for token in behind[1:]]
        return behind[0].text == "-" and not behind[0].whitespace_ and further == [True, True]

    def _choose(
        self, article: Article, candidates: tuple[Candidate, ...], certain: Mapping[str, int],
        doc: list[Token], first: int,
    ) -> Candidate | None:  # fmt: skip
        if not candidates:
            return None
        named = [c for c in candidates if c.use != "surname"]
        if named:
            order = {
                "abbreviation": 0,
                "name": 0,
                "demonym": 1,
                "metonym": 1,
                "capital": 2,
                "place": 3,
            }
            times = {c.actor.iri: certain.get(c.actor.iri, 0) for c in named}
            return max(
                named,
                key=lambda c: (
                    times[c.actor.iri] > 1,
                    -order.get(c.use, 4),
                    times[c.actor.iri],
                    c.actor.kind == "Person" and certain.get(c.actor.side or "", 0),
                ),
            )
        titled = first > 0 and self.ends_title(doc, first - 1)
        one_side = len({c.actor.side for c in candidates}) == 1
        ranked = []
        for c in candidates:
            held = self._held(c.actor.iri, article.date)
            side = certain.get(c.actor.side or "", 0) > 0
            seen = certain.get(c.actor.iri, 0) > 0
            if (
                seen
                or (held and (side or titled))
                or (titled and side)
                or (
                    held
                    and one_side
                    and len(doc[first]) > 4
                    and doc[first].lower_ not in self.given
                )
            ):
                ranked.append(((seen, held, side), c))
        if not ranked or doc[first].lower_ in self.months:
            return None
        return max(ranked, key=lambda r: r[0])[1]  # of equals, the most prominent

    @property
    def months(self) -> Mapping[str, int]:
        """Month names, which are no surnames."""
        months: Mapping[str, int] = self.lexicon.time.get("months", {})
        return months

    @cached_property
    def given(self) -> frozenset[str]:
        """First names of known persons: alone they are hardly somebody's surname (*Philip*)."""
        persons = (a.label for a in self.gazetteer.actors.values() if a.kind == "Person")
        return frozenset(p.split()[0].lower() for p in persons if " " in p)

    def _held(self, iri: str, day: str | None) -> bool:
        """Whether a person held an office within five years of a day."""
        offices = self.gazetteer.offices.get(iri, ())
        if not day:
            return bool(offices)
        year = int(day[:4])
        return any(
            (not o.since or int(o.since[:4]) <= year)
            and (not o.until or int(o.until[:4]) >= year - 5)
            for o in offices
        )

    def is_name_word(self, text: str) -> bool:
        """Whether a word is written as a part of a name is."""
        return (
            len(text) > 1
            and text[0].isupper()
            and text[1:].replace("-", "").replace("'", "").isalpha()
        )

    def ends_title(self, doc: list[Token], position: int) -> bool:
        """Whether a token is the last word of a title or an honorific."""
        lower = doc[position].lower_.rstrip(".")
        return lower in self.lexicon.honorifics or any(t[-1] == lower for t in self.lexicon.titles)

    def holder(self, side: Actor, office: str, day: str | None) -> Actor | None:
        """Who held an office of a state or organisation at a date; None where that is not sure.

        The office `leader` is the head of state, of government or above both, where these
        are one person.
        """
        if not day or not side.side or side.side_iri != side.iri or office == "official":
            return None
        offices = _LEADERS if office == "leader" else (office,)
        people = {
            person.iri: person
            for each in offices
            if (person := self.gazetteer.incumbent(side.side, each, day))
        }
        return self.sided(people.popitem()[1], side) if len(people) == 1 else None

    def may_hold(self, side: Actor, office: str, day: str | None, name: str) -> bool:
        """Whether somebody of a name may hold an office: nobody else is known to, to a day behind
        this one.
        """
        holder = self.holder(side, office, day)
        if holder is None or day is None:
            return True
        ended = any(
            o.side == side.side and day <= (o.until or "")
            for o in self.gazetteer.offices.get(holder.iri, ())
        )
        return not ended or not set(holder.label.split()).isdisjoint(name.split())

    def sided(self, person: Actor, country: Actor | None) -> Actor:
        """A person who held offices of several sides acts for the one the text names, as does who
        is called an officer of a body.
        """
        sides = {o.side for o in self.gazetteer.offices.get(person.iri, ())}
        body = country is not None and country.kind == "IntergovernmentalOrganization"
        if country is None or country.side == person.side or not (body or country.side in sides):
            return person
        return replace(person, side=country.side, side_iri=country.side_iri)

    def _dated(self, actor: Actor, day: str | None) -> Actor:
        """A person acts for the side whose office it held on the article's day; a state's names
        meant the state that was there before it.
        """
        if actor.iri == actor.side_iri:
            return self.gazetteer.forerunner(actor.iri, day) or actor
        offices = self.gazetteer.offices.get(actor.iri, ())
        if actor.kind != "Person" and actor.side_iri and not offices:  # the Kremlin of 1991
            former = self.gazetteer.forerunner(actor.side_iri, day)
            return replace(actor, side=former.side, side_iri=former.iri) if former else actor
        if not day or len({o.side for o in offices}) < 2:
            return actor
        held = [o for o in offices if (o.since or "") <= day and (not o.until or day <= o.until)]
        side = self.gazetteer.side(held[-1].side) if held else None
        return replace(actor, side=side.side, side_iri=side.iri) if side else actor


def _numbered(behind: str) -> bool:
    """Whether a number follows a hyphen: *a Su-24* is no Mr Su."""
    return behind[:1] == "-" and behind[1:].isdigit()
