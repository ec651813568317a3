"""Arbitrary readings: any text, any actors, any events, reports that contradict each other."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from kg import ontology
from kg.article import BASE, Article
from kg.event import Claim, Event, Mention, Reading, Span, Status
from kg.gazetteer import Actor

WD = "http://www.wikidata.org/entity/"
KINDS = (
    "State", "Person", "Organization", "IntergovernmentalOrganization", "Bloc", "Ministry",
    "MediaOrganization", "Place",
)  # fmt: skip
EVENTS = [f"{BASE}event/{n}" for n in range(4)]

# what trips writers and parsers: quotes, escapes, line ends, right-to-left, outside the BMP
_AWKWARD = "\"'\\\n\r\t“”‘’אבعر𝒳👩\u200d\u200f\u0301\u0085\u2028\x01\ufeff{}<>@^#;."
characters = st.one_of(
    st.sampled_from(_AWKWARD), st.characters(exclude_categories=["Cs"], exclude_characters="\0")
)
words = st.text(characters, max_size=12)
texts = st.text(characters, min_size=1, max_size=60)
days = st.dates().map(lambda day: day.isoformat())
dates = st.one_of(days, days.map(lambda day: day[:7]), days.map(lambda day: day[:4]))
statuses = st.one_of(st.just(Status.ASSERTED), st.sampled_from(Status))  # half of them asserted
confidences = st.floats(min_value=0, max_value=1)
types = st.sampled_from(sorted(ontology.load().classes))
languages = st.sampled_from(["id", "en", "pt-br"])
labels = st.dictionaries(st.sampled_from(["en", "id"]), words)
maybe_words, maybe_days, maybe_dates = st.none() | words, st.none() | days, st.none() | dates
kinds = st.sampled_from(KINDS)
sides = st.sampled_from([None, 0, 1, 7])


@st.composite
def spans(draw: st.DrawFn, text: str) -> Span:
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start + 1, len(text)))
    return Span(start, end, text[start:end])


@st.composite
def actors(draw: st.DrawFn, number: int) -> Actor:
    """One of several actors; some are sides, some act for one, some for nobody known."""
    side = draw(sides)
    return Actor(
        iri=f"{WD}Q{number}",
        label=draw(words),
        kind=draw(kinds),
        side=draw(st.sampled_from([None, f"S{side}"])),
        side_iri=None if side is None else f"{WD}Q{side}",
        labels=tuple(draw(labels).items()),
    )


@st.composite
def pages(draw: st.DrawFn, number: int) -> Reading:
    """One article, as yet without what is about events of other articles."""
    text = draw(texts)
    article = Article(
        iri=f"{BASE}article/{number}",
        document=draw(words),
        text=text,
        language=draw(languages),
        date=draw(maybe_days),
        title=draw(maybe_words),
        url=draw(maybe_words),
        publisher=draw(maybe_words),
    )
    cast = [draw(actors(n)) for n in range(draw(st.integers(1, 4)))]
    mention = st.builds(Mention, st.sampled_from(cast), spans(text))
    few = st.lists(mention, max_size=2).map(tuple)
    event = st.builds(
        Event,
        iri=st.sampled_from(EVENTS),
        type=types,
        agents=few,
        targets=few,
        sources=few,
        status=statuses,
        quote=spans(text),
        trigger=spans(text),
        sentence=spans(text),
        rule=words,
        confidence=confidences,
        date=maybe_dates,
        date_end=maybe_dates,
        place=st.none() | mention,
        instrument=st.none() | spans(text),
        content=st.none(),
    )
    return Reading(
        article,
        mentions=tuple(draw(st.lists(mention, max_size=4))),
        events=tuple(draw(st.lists(event, max_size=4))),
    )


def _some(mentions: tuple[Mention, ...]) -> st.SearchStrategy[tuple[Mention, ...]]:
    if not mentions:
        return st.just(())
    return st.lists(st.sampled_from(mentions), max_size=2).map(tuple)


@st.composite
def corpora(draw: st.DrawFn) -> list[Reading]:
    """Some articles about the same few events; what a report is about is told somewhere."""
    found = [draw(pages(number)) for number in range(draw(st.integers(0, 3)))]
    told = sorted({event.iri for page in found for event in page.events})
    if not told:
        return found
    whole = []
    for page in found:
        claim = st.builds(
            Claim,
            event=st.sampled_from(told),
            status=statuses,
            sources=_some(page.mentions),
            quote=spans(page.article.text),
        )
        events = [
            replace(event, content=draw(st.none() | st.sampled_from(told))) for event in page.events
        ]
        claims = draw(st.lists(claim, max_size=2))
        whole.append(replace(page, events=tuple(events), claims=tuple(claims)))
    return whole
