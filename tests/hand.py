"""Readings made by hand: a few lines of code give articles whose offsets all hold."""

from __future__ import annotations

from dataclasses import dataclass, field

from kg.article import BASE, Article
from kg.event import Claim, Event, Mention, Reading, Span, Status
from kg.gazetteer import Actor
from kg.ontology import EventClass, Ontology

WD = "http://www.wikidata.org/entity/"

_SIDES = {
    "RUS": ("Q159", "Russia", "Rusia", "State"),
    "PRK": ("Q423", "North Korea", "Korea Utara", "State"),
    "UKR": ("Q212", "Ukraine", "Ukraina", "State"),
    "USA": ("Q30", "United States", "Amerika Serikat", "State"),
    "KOR": ("Q884", "South Korea", "Korea Selatan", "State"),
    "VNM": ("Q881", "Vietnam", "Vietnam", "State"),
    "NATO": ("Q7184", "NATO", "NATO", "IntergovernmentalOrganization"),
    "WEST": ("Q160381", "the West", "Barat", "Bloc"),
}
SIDES = {
    code: Actor(WD + qid, own, kind, code, WD + qid, (("en", en), ("id", own)))
    for code, (qid, en, own, kind) in _SIDES.items()
}


def person(qid: str, name: str, code: str | None) -> Actor:
    """A person who acts for a side."""
    side = SIDES[code].iri if code else None
    return Actor(WD + qid, name, "Person", code, side, (("en", name), ("id", name)))


PUTIN = person("Q7747", "Vladimir Putin", "RUS")
KIM = person("Q56226", "Kim Jong Un", "PRK")
STOLTENBERG = person("Q57665", "Jens Stoltenberg", "NATO")
ACTORS = {**SIDES, "Putin": PUTIN, "Kim": KIM, "Stoltenberg": STOLTENBERG}


def _class(
    name: str, weight: float, *ancestors: str, relation: str | None = None, both: bool = False
) -> EventClass:
    return EventClass(name, None, weight, ancestors, relation, both, (("en", name),))


_CLASSES = (
    _class("Visit", 2.5, relation="visits"),
    _class("StateVisit", 3.0, "Visit", relation="visits"),
    _class("Meeting", 1.0, relation="meets", both=True),
    _class("Agreement", 6.5, relation="agreesWith", both=True),
    _class("Accusation", -2.0, relation="accuses"),
    _class("Denial", -1.0, relation="contradicts"),
    _class("Statement", 0.0),
    _class("Praise", 3.5, relation="praises"),
    _class("Sanction", -6.5, relation="sanctions"),
    _class("ArmsTransfer", 5.2, relation="arms"),
    _class("Attack", -10.0, relation="attacks"),
)
ONTOLOGY = Ontology({c.name: c for c in _CLASSES})
"""Few classes with round weights, for sums that can be checked in the head."""


@dataclass
class Story:
    """An article under way: each call adds a sentence that tells one event."""

    name: str
    date: str | None = "2024-06-18"
    language: str = "id"
    publisher: str | None = None
    text: str = ""
    mentions: list[Mention] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)

    def _words(self, actors: str) -> tuple[Mention, ...]:
        """Writes the names of the actors, comma after comma."""
        found = []
        for name in filter(None, actors.split(",")):
            actor = ACTORS[name]
            found.append(Mention(actor, self._span(actor.label)))
            self.text += " "
        self.mentions += found
        return tuple(found)

    def _span(self, words: str) -> Span:
        start = len(self.text)
        self.text += words
        return Span(start, len(self.text), words)

    def tell(
        self,
        event: str,
        kind: str,
        agents: str = "",
        targets: str = "",
        status: Status = Status.ASSERTED,
        sources: str = "",
        content: str | None = None,
        date: str | None = None,
        place: str = "",
        instrument: str = "",
    ) -> Story:
        """One mention of an event."""
        start = len(self.text)
        said, doers = self._words(sources), self._words(agents)
        trigger = self._span(kind.lower())
        self.text += " "
        done, where = self._words(targets), self._words(place)
        thing = self._span(instrument) if instrument else None
        end = len(self.text.rstrip())
        self.text = f"{self.text[:end]}. "
        quote = Span(start, end, self.text[start:end])
        sentence = Span(start, end + 1, self.text[start : end + 1])
        self.events.append(
            Event(
                iri=iri(event),
                type=kind,
                agents=doers,
                targets=done,
                sources=said,
                status=status,
                quote=quote,
                trigger=trigger,
                sentence=sentence,
                rule=kind.lower(),
                confidence=0.9,
                date=date,
                place=where[0] if where else None,
                instrument=thing,
                content=iri(content) if content else None,
            )
        )
        return self

    def claim(self, event: str, status: Status, sources: str) -> Story:
        """A further report about an event."""
        start = len(self.text)
        said = self._words(sources)
        self.text += "so. "
        end = len(self.text) - 2
        self.claims.append(Claim(iri(event), status, said, Span(start, end, self.text[start:end])))
        return self

    def reading(self) -> Reading:
        """The article with all that was told."""
        article = Article(
            iri=f"{BASE}article/{self.name}",
            document=self.name,
            text=self.text,
            language=self.language,
            date=self.date,
            publisher=self.publisher,
        )
        return Reading(article, tuple(self.mentions), tuple(self.events), tuple(self.claims))


def iri(event: str) -> str:
    """The IRI of the event of that name."""
    return f"{BASE}event/{event}"
