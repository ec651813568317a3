"""The words of a brief, its dates and numbers, in the reader's language."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kg.calendar import begins
from kg.errors import OutputError
from kg.event import Reading, Status
from kg.gazetteer import Actor
from kg.ontology import EventClass
from kg.view.labels import clean

__all__ = ["Words", "languages", "reader", "words"]

_PATTERNS = {2: "d MMMM y", 1: "MMMM y", 0: "y"}
_LOCALES = ("LC_ALL", "LC_MESSAGES", "LANG")
_MINUS = "\u2212"


@dataclass(frozen=True, slots=True)
class Words:
    """The words in one language; `names` are those of parties, by key, where known."""

    language: str
    texts: Mapping[str, Any]
    names: Mapping[str, Mapping[str, str]]

    def __call__(self, key: str, **values: object) -> str:
        """A text, with its slots filled."""
        return str(self.texts[key]).format(**values)

    def count(self, key: str, number: int) -> str:
        """So many of something."""
        from babel import Locale

        form = Locale(self.language).plural_form(number)
        forms = self.texts[key]
        return str(forms.get(form, forms["other"])).format(n=number)

    def where(self, start: int, end: int, copies: int) -> str:
        """Where words stand, and in how many copies of the article they stand, too."""
        found = self("characters", start=start, end=end)
        return f"{found}; {self.count('copies', copies)}" if copies else found

    def title(self, readings: Sequence[Reading]) -> str:
        """The heading of a brief: on the one article, or on how many."""
        if len(readings) == 1:
            article = readings[0].article
            return self("heading", title=clean(article.title or article.document))
        return self("heading", title=self.count("articles", len(readings)))

    def status(self, status: Status) -> str:
        """What a status is called."""
        return str(self.texts["statuses"][status.value])

    def actor(self, actor: Actor) -> str:
        """An actor's name."""
        return clean(dict(actor.labels).get(self.language, actor.label))

    def actors(self, actors: Iterable[Actor]) -> str:
        """Several names."""
        return ", ".join(map(self.actor, actors))

    def parties(self, kind: EventClass, agents: Sequence[Actor], targets: Sequence[Actor]) -> str:
        """Who acts on whom, or who act together."""
        both = {actor.iri: actor for actor in (*agents, *targets)}
        mutual = len(agents) == len(targets) == len(both) > 1
        if kind.symmetric or mutual:
            return " – ".join(map(self.actor, both.values())) or self("nobody")
        doers = self.actors(agents) or self("nobody")
        return f"{doers} → {self.actors(targets)}" if targets else doers

    def voice(self, sources: Sequence[Actor], status: Status) -> str:
        """Who says so."""
        itself = "itself" if status is Status.ASSERTED else "somebody"
        return self.actors(sources) or self(itself)

    def party(self, key: str) -> str:
        """The name of a party of the analysis; its key, if no article names it."""
        known = self.names.get(key, {})
        return clean(known.get(self.language) or known.get("") or key)

    def kind(self, kind: EventClass) -> str:
        """An event class, as a heading has it."""
        label = clean(dict(kind.labels).get(self.language, kind.name))
        return label[:1].upper() + label[1:]

    def date(self, start: str, end: str | None = None) -> str:
        """A date as precise as the text, or an interval; what is no date stays as it is."""
        from babel.dates import format_date

        def shown(value: str) -> str:
            try:
                day = begins(value)
            except ValueError:
                return clean(value)
            return str(format_date(day, _PATTERNS[value.count("-")], locale=self.language))

        return " – ".join(shown(value) for value in (start, end) if value)

    def undated(self, dated: int, shown: int, undated: int) -> str:
        """How many events a timeline leaves out, and how many have no date."""
        more = [self("timelineLeft", dated=self.count("events", dated))] if shown < dated else []
        return " ".join([*more, *([self.count("undated", undated)] if undated else [])])

    def weight(self, number: float) -> str:
        """A weight with its sign and one decimal."""
        from babel.numbers import format_decimal

        shown = format_decimal(abs(number), "0.0", locale=self.language)
        sign = "" if round(number, 1) == 0 else "+" if number > 0 else _MINUS
        return f"{sign}{shown}"

    def share(self, number: float) -> str:
        """A share in per cent."""
        from babel.numbers import format_percent

        return str(format_percent(number, locale=self.language))


def languages() -> tuple[str, ...]:
    """The languages that a brief can be written in."""
    return tuple(_texts())


def reader() -> str:
    """The reader's language as the environment states it, if there are words in it."""
    stated = next((value for name in _LOCALES if (value := os.environ.get(name))), "")
    known = languages()
    return next((one for one in known if stated.lower().startswith(one)), known[0])


def words(language: str, names: Mapping[str, Mapping[str, str]]) -> Words:
    """The words in a language.

    Raises:
        OutputError: if there are none.
    """
    try:
        return Words(language, _texts()[language], names)
    except KeyError:
        known = ", ".join(languages())
        raise OutputError(f"no words for a brief in {language!r}; there are: {known}") from None


@cache
def _texts() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(Path(__file__).with_name("words.json").read_text("utf-8"))
    return data
