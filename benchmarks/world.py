"""The world of generated articles: who there is, from the gazetteer, and what happens in it."""

from __future__ import annotations

import heapq
import random
from bisect import bisect
from collections.abc import Collection
from dataclasses import dataclass, field
from itertools import accumulate, count
from typing import Any

from wording import LANGUAGES, pick, read, tongue

from kg import actorfile, gazetteer
from kg.resources import ONTOLOGY, resource

ZIPF = 1.1
"""How much less is heard of the next: the exponent of rank."""


@dataclass(frozen=True, slots=True)
class Step:
    """What happens in a story, who does it to whom, so many days later at the most, and whether
    it happens: "", or p(lanned), a(lleged), d(enied), h(ypothetical), n(ot done).
    """

    kind: str
    roles: str
    days: int
    status: str = ""


@dataclass(slots=True)
class Story:
    """A few events between two bodies, and a third; `charge`: of what they accuse each other."""

    bodies: dict[str, str]
    steps: list[Step]
    charge: str
    told: list[Event] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Event:
    """What `a` does to `b` on a day (a proleptic ordinal) in some city; `c` looks on."""

    kind: str
    a: str
    b: str
    c: str
    status: str
    day: int
    city: int
    story: Story


class World:
    """Who there is, and how they are called."""

    def __init__(self) -> None:
        raw = read("world")
        self.stories = [(s["states"], [_step(step) for step in s["steps"]]) for s in raw["stories"]]
        self.cities: list[list[str]] = raw["cities"]
        self.persons: list[str] = raw["persons"]
        self._syllables: list[str] = raw["syllables"]
        self.publishers = [(n, code) for n, code, share in raw["publishers"] for _ in range(share)]
        self._known = [gazetteer.load(code) for code in LANGUAGES]
        self._entries = actorfile.read(resource(ONTOLOGY) / "actors")
        self._capitals = {
            e.links["capitalOf"]: e.iri for e in self._entries.values() if "capitalOf" in e.links
        }
        self._title, self._the = raw["title"], set(raw["the"])
        self._bodies = self._heard_of(raw["bodies"])
        self.codes = list(self._bodies)
        self.states = {code for code in self.codes if "seat" not in self._bodies[code]}
        self._forms: dict[tuple[str, int], dict[str, list[str]]] = {}
        self._month = ""

    def journalist(self, rng: random.Random) -> str:
        """A name that is made up now: hardly one is heard twice."""
        lengths = (2 + int(rng.random() * 2), 2 + int(rng.random() * 3))
        words = ("".join(pick(self._syllables, rng) for _ in range(n)) for n in lengths)
        return " ".join(word.capitalize() for word in words)

    def _heard_of(self, listed: list[Any]) -> dict[str, dict[str, Any]]:
        """Those listed, then all other states that have a capital, in no order."""
        sides = self._known[0].sides
        bodies = {b["code"]: b for b in (b if isinstance(b, dict) else {"code": b} for b in listed)}
        others = sorted(
            code for code, actor in sides.items()
            if code not in bodies and actor.kind == "State" and actor.iri in self._capitals
        )  # fmt: skip
        random.Random(0).shuffle(others)
        minister = {"leader": "head-of-government", "title": ["Prime Minister", "Perdana Menteri"]}
        return bodies | {code: {"code": code, **minister} for code in others}

    def forms(self, code: str, language: int, month: str) -> dict[str, list[str]]:
        """What a body is called in a month (2024-06), by the form that a slot asks for."""
        if month != self._month:
            self._forms, self._month = {}, month
        found = self._forms.get((code, language))
        if found is None:
            found = self._forms[code, language] = self._named(code, language, month + "-15")
        return found

    def _named(self, code: str, language: int, day: str) -> dict[str, list[str]]:
        body, known, tag = self._bodies[code], self._known[language], LANGUAGES[language]
        actor, state = known.sides[code], code in self.states
        entry, ways = self._entries[actor.iri], tongue(tag).actors
        article = "the " if tag == "en" and code in self._the else ""
        capital = known.actors[self._capitals.get(actor.iri, actor.iri)]  # Singapore is its own
        short = [*entry.words("abbreviation", {tag}), *entry.words("abbreviation", {""})]
        short = [s for s in short if "." not in s] or [actor.label]
        values = {
            "n": article + actor.label,
            "abbr": article + short[0],
            "adj": [*entry.words("demonym", {tag}), actor.label][0] if state else short[0],
            "cap": body["seat"][language] if not state else capital.label,
        }

        def told(name: str) -> list[str]:
            return [way.format(**values) for way in ways[name]]

        heads = ministers = told("fm-unnamed") if state else told("speaks-organisation")
        office, title = "head", body.get("chief")
        if state:
            minister = known.holder(code, "foreign-minister", day)
            if minister is not None:
                values["person"] = minister.label
                ministers = [*told("fm"), ministers[0]]
            office, title = body.get("leader", "head-of-state"), body.get("title", self._title)
        leader = known.holder(code, office, day)
        if leader is not None and title is not None:
            values |= {"person": leader.label, "title": title[language], "abbr": short[0]}
            heads = told("head" if state else "chief")
            values["abbr"] = article + short[0]
        return {
            "": told("state" if state else "organisation"),
            "n": [values["n"]],
            "s": [ways["possessive"].format(**values).replace("s's", "s'")],
            "adj": [values["adj"]],
            "cap": [values["cap"]],
            "head": heads,
            "fm": ministers,
            "who": [*heads, *ministers, *told("speaks" if state else "speaks-organisation")],
        }


def _step(text: str) -> Step:
    kind, roles, days, *status = text.split()
    return Step(kind, roles, int(days), *status)


class Chronicle:
    """What happens, day by day; stories begin where not enough else does."""

    def __init__(self, world: World, rng: random.Random) -> None:
        self._world, self._rng = world, rng
        ranks = range(1, len(world.codes) + 1)
        self._weights = list(accumulate(rank**-ZIPF for rank in ranks))
        self._numbers = count()
        self._due: list[tuple[int, int, Story, int]] = []

    def next(self, day: int) -> Event:
        """The next event until a day, an ordinal."""
        if not self._due or self._due[0][0] > day:
            heapq.heappush(self._due, (day, next(self._numbers), self._story(), 0))
        when, _, story, number = heapq.heappop(self._due)
        step = story.steps[number]
        a, b = (story.bodies[letter] for letter in step.roles)
        c = next(code for code in story.bodies.values() if code not in (a, b))
        if number + 1 < len(story.steps):
            most = story.steps[number + 1].days
            later = when + (1 + int(self._rng.random() * most) if most else 0)
            heapq.heappush(self._due, (later, next(self._numbers), story, number + 1))
        city = int(self._rng.random() * len(self._world.cities))
        event = Event(step.kind, a, b, c, step.status, when, city, story)
        story.told.append(event)
        return event

    def _story(self) -> Story:
        among_states, steps = pick(self._world.stories, self._rng)
        only = self._world.states if among_states else self._world.codes
        bodies: dict[str, str] = {}
        for letter in "ABC":
            whom = only if letter != "C" else self._world.codes
            bodies[letter] = self._body(set(bodies.values()), whom)
        return Story(bodies, steps, pick(list(tongue(LANGUAGES[0]).charges), self._rng))

    def _body(self, taken: Collection[str], among: Collection[str]) -> str:
        while True:
            at = bisect(self._weights, self._rng.random() * self._weights[-1])
            code = self._world.codes[at]
            if code not in taken and code in among:
                return code
