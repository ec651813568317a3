"""Known actors, and the names they go by.

`ontology/actors/*.ttl` says who acts; CLDR, through Babel, gives country names in every
language. `load` turns both into one table of names for a language.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from kg.actorfile import OFFICES, Entry, last_day, read

__all__ = ["Actor", "Candidate", "Gazetteer", "Office", "load"]

_INITIALS = re.compile(r"\b([A-Z]\.) (?=[A-Z]\. )")  # P.W. Botha of P. W. Botha
_FALLBACK = "en"  # news in Latin script mixes English names into every language

_USES = ("name", "abbreviation", "demonym", "metonym", "capital", "place", "surname")
# A place is its state's; a newspaper is not.
_ACTS_FOR = ("actsFor", "seatOf")
_LIES_IN = ("capitalOf", "locatedIn")
# Letters that Unicode does not decompose, as plain keyboards write them.
_PLAIN = str.maketrans(
    {"ı": "i", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ð": "d", "æ": "ae",
     "ß": "ss", "ə": "a", "’": "'", "‘": "'", "ʻ": "'", "ʼ": "'", "–": "-", "‑": "-"}
)  # fmt: skip
_APOSTROPHES = str.maketrans("’‘ʻʼ", "''''")


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acts, or a place.

    `kind` is a class local name of the ontology (`State`, `Person`, `Organization`,
    `IntergovernmentalOrganization`, `Bloc`, `Ministry`, `MediaOrganization`, `Place`).
    `side` is the code of the side it acts for (`RUS`, `NATO`; None if unknown) and
    `side_iri` that side's IRI (its own, where it is a side itself).
    `labels` maps language to preferred label; `label` is the one for this article.
    """

    iri: str
    label: str
    kind: str
    side: str | None = None
    side_iri: str | None = None
    labels: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Office:
    """An office somebody held.

    `office`: `head-of-state`, `supreme-leader` (above the head of state), `head-of-government`,
    `foreign-minister`, `defence-minister`, `head` (of an organisation) or `official`; `side`:
    the code of the side; `since`, `until`: ISO 8601, as precise as known; `until` None: still held.
    """

    office: str
    side: str
    since: str | None = None
    until: str | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """An actor that a name may stand for.

    `use`: `name`, `abbreviation`, `demonym`, `metonym` (a seat of government), `capital`
    (the state, by its capital), `place` or `surname`. `exact`: only in this spelling.
    """

    actor: Actor
    use: str
    exact: bool


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The actors known, by their names in one language (and in English).

    `names`: single-spaced name -> candidates, likeliest use first, and of persons the
    highest and latest in office. Keys are casefolded,
    but for exact candidates, whose key is the very spelling.
    `offices`: IRI of a person -> offices, oldest first. `actors`: IRI -> actor.
    `holders`: side and office -> terms with the holder's IRI, latest first.
    `forerunners`: IRI of a state -> the states it succeeded, each with the day of its end.
    """

    language: str
    actors: Mapping[str, Actor]
    names: Mapping[str, tuple[Candidate, ...]]
    offices: Mapping[str, tuple[Office, ...]]
    sides: Mapping[str, Actor]
    holders: Mapping[tuple[str, str], tuple[tuple[Office, str], ...]]
    forerunners: Mapping[str, tuple[tuple[str, Actor], ...]]

    def side(self, code: str) -> Actor | None:
        """The state or organisation whose side code this is."""
        return self.sides.get(code)

    def forerunner(self, state: str, day: str | None) -> Actor | None:
        """The state that was on a day where the state with this IRI is now, if another was."""
        for end, former in self.forerunners.get(state, ()):
            if day and day < end:
                return former
        return None

    def holder(self, side: str, office: str, day: str | None) -> Actor | None:
        """Who held an office of a side on a day; without a day, who holds it now.

        A month or a year counts by its last day. On a day of change the newcomer counts.
        """
        at = last_day(day) if day else None
        for held, iri in self.holders.get((side, office), ()):
            if at is None:
                serves = held.until is None
            else:
                begun = (held.since or "") <= at
                serves = begun and (held.until is None or at <= last_day(held.until))
            if serves:
                return self.actors[iri]
        return None

    def incumbent(self, side: str, office: str, day: str) -> Actor | None:
        """The one person who held an office all through a day, month or year.

        None where the terms known overlap; on a day of change the newcomer counts.
        """
        first, last = (day + "-01-01")[:10], last_day(day)
        serving = [
            (held, iri)
            for held, iri in self.holders.get((side, office), ())
            if (held.since or "") <= last and (held.until is None or first <= last_day(held.until))
        ]
        if serving and serving[0][0].since == first:
            del serving[1:]
        holders = {iri for _, iri in serving}
        begun = any((held.since or "") <= first for held, _ in serving)
        return self.actors[holders.pop()] if len(holders) == 1 and begun else None


def load(language: str, folder: Path | None = None) -> Gazetteer:
    """The gazetteer for articles in `language` (an ISO 639-1 code).

    Args:
        language: names in this language and in English are loaded; demonyms and tagged
            abbreviations in this language only.
        folder: of Turtle files; by default Duta's own.

    Raises:
        KnowledgeError: if a file is missing or wrong: file, line and term.
    """
    from kg.resources import ONTOLOGY, resource

    return _load(language, (folder or resource(ONTOLOGY) / "actors").resolve())


@cache
def _load(language: str, folder: Path) -> Gazetteer:
    entries = _read(folder)
    actors = _actors(entries, language)
    offices = _offices(entries, actors)
    own = (actor for actor in actors.values() if actor.side and actor.side_iri == actor.iri)
    return Gazetteer(
        language=language,
        actors=MappingProxyType(actors),
        names=MappingProxyType(_names(entries, actors, offices, language)),
        offices=MappingProxyType(offices),
        sides=MappingProxyType({actor.side: actor for actor in own if actor.side}),
        holders=MappingProxyType(_holders(offices)),
        forerunners=MappingProxyType(_forerunners(entries, actors)),
    )


_read = cache(read)


@cache
def _territories(language: str) -> Mapping[str, str]:
    """ISO 3166-1 alpha-2 -> name in CLDR; empty for a language that CLDR lacks."""
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(language).territories
    except (UnknownLocaleError, ValueError):
        return {}


def _actors(entries: Mapping[str, Entry], language: str) -> dict[str, Actor]:
    tagged = {tag for entry in entries.values() for _, tag in entry.texts.get("prefLabel", ())}
    tags = sorted((tagged | {language, _FALLBACK}) - {""})
    actors = {}
    for entry in entries.values():
        labels = _labels(entry, tags)
        side = _side(entries, entry.iri)
        actors[entry.iri] = Actor(
            iri=entry.iri,
            label=labels[language],
            kind=entry.kind,
            side=side.text("sideCode") if side else None,
            side_iri=side.iri if side else None,
            labels=tuple(labels.items()),
        )
    return actors


def _labels(entry: Entry, tags: Iterable[str]) -> dict[str, str]:
    """The label in each language: as the file has it, or else CLDR, or else English."""
    own = {tag: label for label, tag in reversed(entry.texts.get("prefLabel", ()))}
    code = entry.text("iso2")
    if code:
        own = {tag: name for tag in tags if (name := _territories(tag).get(code))} | own
    either = own.get("") or own.get(_FALLBACK) or next(iter(own.values()))
    return {tag: own.get(tag, either) for tag in tags}


def _side(entries: Mapping[str, Entry], iri: str) -> Entry | None:
    """The side an actor acts for: itself, what it is linked to, or that of its last office."""
    entry = entries[iri]
    if entry.text("sideCode"):
        return entry
    for link in _ACTS_FOR if entry.kind != "Place" else _LIES_IN:
        if link in entry.links:
            return _side(entries, entry.links[link])
    if entry.offices:
        return _side(entries, max(entry.offices, key=lambda term: term.since or "").of)
    return None


def _offices(
    entries: Mapping[str, Entry], actors: Mapping[str, Actor]
) -> dict[str, tuple[Office, ...]]:
    """Offices by person. The head of a part of a side (of a UN body) is its official."""
    held = {}
    for entry in entries.values():
        terms = sorted(entry.offices, key=lambda term: term.since or "")
        if terms:
            held[entry.iri] = tuple(
                Office(
                    term.office if actors[term.of].side_iri == term.of else "official",
                    actors[term.of].side or "",
                    term.since,
                    term.until,
                )
                for term in terms
            )
    return held


def _forerunners(
    entries: Mapping[str, Entry], actors: Mapping[str, Actor]
) -> dict[str, tuple[tuple[str, Actor], ...]]:
    """By successor, the earliest to end first."""
    found: dict[str, list[tuple[str, Actor]]] = {}
    for entry in entries.values():
        if heir := entry.links.get("succeededBy"):
            found.setdefault(heir, []).append((entry.text("dissolved") or "", actors[entry.iri]))
    return {heir: tuple(sorted(ends, key=lambda end: end[0])) for heir, ends in found.items()}


def _holders(
    offices: Mapping[str, tuple[Office, ...]],
) -> dict[tuple[str, str], tuple[tuple[Office, str], ...]]:
    holders: dict[tuple[str, str], list[tuple[Office, str]]] = {}
    for iri, held in offices.items():
        for office in held:
            holders.setdefault((office.side, office.office), []).append((office, iri))
    return {
        key: tuple(sorted(terms, key=lambda term: (term[0].since or "", term[1]), reverse=True))
        for key, terms in holders.items()
    }


def _prominence(offices: Mapping[str, tuple[Office, ...]]) -> dict[str, int]:
    """Persons ranked by their highest office, then the latest first."""
    latest = sorted(offices, key=lambda iri: offices[iri][-1].since or "", reverse=True)
    ranked = sorted(latest, key=lambda iri: min(OFFICES.index(o.office) for o in offices[iri]))
    return {iri: rank for rank, iri in enumerate(ranked)}


def _names(
    entries: Mapping[str, Entry],
    actors: Mapping[str, Actor],
    offices: Mapping[str, tuple[Office, ...]],
    language: str,
) -> dict[str, tuple[Candidate, ...]]:
    found: dict[str, dict[tuple[str, str], Candidate]] = {}
    for entry in entries.values():
        for name, candidate in _named(entry, actors, language):
            for key in _keys(name, candidate.exact):
                found.setdefault(key, {})[candidate.actor.iri, candidate.use] = candidate
    order, person = {use: rank for rank, use in enumerate(_USES)}, _prominence(offices)
    return {
        key: tuple(
            sorted(some.values(), key=lambda c: (order[c.use], person.get(c.actor.iri, 0)))
            if len(some) > 1
            else some.values()
        )
        for key, some in found.items()
    }


def _named(
    entry: Entry, actors: Mapping[str, Actor], language: str
) -> Iterator[tuple[str, Candidate]]:
    """The names of an entry in a language, each with what it stands for."""
    actor = actors[entry.iri]
    mixed, strict = ("", language, _FALLBACK), ("", language)
    use = "place" if entry.kind == "Place" else "metonym" if "seatOf" in entry.links else "name"
    names = [*entry.words("prefLabel", mixed), *entry.words("altLabel", mixed)]
    names += [closed for name in names if (closed := _INITIALS.sub(r"\1", name)) != name]
    if code := entry.text("iso2"):
        for tag in (language, _FALLBACK):
            names.extend(_variants(_territories(tag).get(code, "")))
    for name in names:
        if state := entry.links.get("capitalOf"):
            yield name, Candidate(actors[state], "capital", exact=False)
        yield name, Candidate(actor, use, exact=False)
    for name in entry.words("exactName", strict):
        yield name, Candidate(actor, use, exact=True)
    for name in entry.words("abbreviation", strict):
        yield name, Candidate(actor, "abbreviation", exact=True)
    for name in entry.words("demonym", strict):
        yield name, Candidate(actor, "demonym", exact=False)
    if entry.kind == "Person":
        for name in (*_surnames(entry, mixed), *_short(entry.words("prefLabel", mixed))):
            yield name, Candidate(actor, "surname", exact=False)


def _surnames(entry: Entry, languages: tuple[str, ...]) -> list[str]:
    """The family names given, or else the last word of each preferred label."""
    whole = entry.words("prefLabel", languages)
    return list(entry.words("familyName", languages)) or [
        name.split()[-1] for name in whole if " " in name
    ]


def _short(labels: Iterable[str]) -> Iterator[str]:
    """What the press leaves of a long name: *Salva Kiir* of *Salva Kiir Mayardit*."""
    for name in labels:
        words = name.split()
        if len(words) > 2:
            yield from (f"{words[0]} {words[1]}", f"{words[0]} {words[-1]}")
            yield " ".join(words[1:])


def _variants(name: str) -> Iterator[str]:
    """A CLDR name, and the two names of such as `Myanmar (Burma)`."""
    if name:
        yield name
    if name.endswith(")"):
        yield from (part.strip() for part in name[:-1].split("("))


def _keys(name: str, exact: bool) -> set[str]:
    """The keys a name is found by: with and without accents, a space for a hyphen."""
    if exact:
        return {name, _plain(name)}
    keys = {name.casefold()}
    if not name.isascii():
        keys.add(_plain(name).casefold())
        keys.add(name.translate(_APOSTROPHES).casefold())
    if "-" in name:
        keys |= {" ".join(key.replace("-", " ").split()) for key in keys}
    return keys


def _plain(name: str) -> str:
    """The name without accents and with plain apostrophes and hyphens."""
    if name.isascii():
        return name
    decomposed = unicodedata.normalize("NFKD", name.translate(_PLAIN))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
