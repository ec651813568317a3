"""What is fuzzed: each target takes bytes, whatever they are, and fails if a promise is broken.

The promises: no exception but a `DutaError`; offsets quote the text; RDF parses back to the same
graph, in Oxigraph and in rdflib; nothing in the page's data ends its script.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable
from datetime import date
from functools import cache

import pyoxigraph as ox

from kg import event, graph, language, ontology, readback, view
from kg.article import MOST_CHARACTERS, Article
from kg.clock import Moment
from kg.dateline import dateline
from kg.detect import detect
from kg.errors import InputError
from kg.event import Reading, Span, canonical
from kg.inputs import Source
from kg.pipeline import Reader
from kg.records import _READERS

LANGUAGES = ("id", "en", "ms")
FORMS = tuple(_READERS)
_DAY = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")


def text_of(data: bytes) -> str:
    """A text such as an article may hold: no NUL, no surrogate."""
    return data.decode("utf-8", "replace").replace("\0", " ")


def records(data: bytes) -> None:
    """Any bytes as any kind of input: articles or reasons, and articles hold text."""
    form, stream = FORMS[data[0] % len(FORMS)] if data else "text", io.BytesIO(data[1:])
    failed: list[InputError] = []
    try:
        for record in _READERS[form](Source("in", "in", form, stream), failed.append):
            assert record.text.strip()
            record.text.encode()
            assert "\0" not in record.text
    except (InputError, OSError) as error:
        assert "\n" not in str(error)
    assert not any("\n" in str(error) for error in failed)


def sentences(data: bytes) -> None:
    """Sentences are in order, and hold all of the text but spaces."""
    text = text_of(data)
    for code in LANGUAGES:
        end = 0
        for start, stop in language.load(code).sentences(text):
            assert end <= start < stop <= len(text)
            assert not text[end:start].strip() or end == 0  # a dateline is no sentence
            end = stop
        assert not text[end:].strip() or (not end and language._DATELINE.match(text))


def times(data: bytes) -> None:
    """Time expressions stand in the text, and stand for days, months, years that there are."""
    text = text_of(data)[:2000]
    for code in LANGUAGES:
        tongue = language.load(code)
        end = 0
        for timex in tongue.times.find(text):
            assert end <= timex.start < timex.end <= len(text)
            end = timex.end
            for value in tongue.clock.resolve(timex, Moment("2024-06-18")):
                assert value is None or _is_date(value)


def _is_date(value: str) -> bool:
    if _DAY.fullmatch(value) is None:
        return False
    year, month, day = (value + "-01-01").split("-")[:3]
    date(int(year), int(month), int(day))
    return True


def beginnings(data: bytes) -> None:
    """What a text says of itself, and its language."""
    text = text_of(data)
    assert detect(text) in {*LANGUAGES, None}
    for code in LANGUAGES:
        found = dateline(text, code)
        assert found.date is None or date.fromisoformat(found.date)


@cache
def _reader() -> Reader:
    return Reader()


def reading_of(data: bytes) -> Reading:
    """What the engine reads in a text."""
    text = text_of(data)[1:MOST_CHARACTERS]
    code = LANGUAGES[data[0] % len(LANGUAGES)] if data else "en"
    return _reader().read(Article("https://w3id.org/duta/id/article/x", "x", text, code))


def spans(reading: Reading) -> list[Span]:
    """All words that a reading points at."""
    found = [m.span for m in reading.mentions] + [c.quote for c in reading.claims]
    for each in reading.events:
        found += [
            each.quote,
            each.trigger,
            each.sentence,
            *([each.instrument] * bool(each.instrument)),
        ]
        found += [m.span for m in (*each.agents, *each.targets, *each.sources)]
        found += [each.place.span] if each.place else []
    return found


def engine(data: bytes) -> None:
    """The engine reads any text, and quotes it."""
    reading = reading_of(data)
    for span in spans(reading):
        assert reading.article.text[span.start : span.end] == span.text
        assert span.text
    told = {e.iri for e in reading.events}
    for each in reading.events:
        assert each.content is None or each.content in told
        assert 0 <= each.confidence <= 1
    list(event.rows(reading, ontology.load()))


def rdf(data: bytes) -> None:
    """The graph of any reading parses back to itself, in Oxigraph and in rdflib."""
    from rdflib import Dataset

    reading = reading_of(data)
    known = ontology.load()
    lines = "".join(graph.lines([canonical(reading)], known)).encode()
    assert readback.readings(ox.parse(lines, ox.RdfFormat.N_QUADS)) == [canonical(reading)]
    dataset = graph.build([reading], known)
    trig = graph.trig(dataset)
    assert graph.readings(dataset) == [canonical(reading)]
    there = set(ox.parse(trig, ox.RdfFormat.TRIG))
    again = Dataset(default_union=True)
    with warnings.catch_warnings():  # rdflib's own parser calls what rdflib deprecates
        warnings.simplefilter("ignore", DeprecationWarning)
        again.parse(data=trig, format="trig")
    assert len(there) == len(dataset) == len(again)
    assert graph.trig(again) == trig


def shapes(data: bytes) -> None:
    """The graph of any reading keeps what `shapes.ttl` promises."""
    broken = graph.validate(graph.build([reading_of(data)], ontology.load()))
    assert not broken, broken


def page(data: bytes) -> None:
    """The picture of any reading: one script's data, which nothing in it ends."""
    reading = reading_of(data)
    html = view.html([reading], ontology.load(), reading.article.text[:40])
    assert html.count("</html>") == 1
    assert "\0" not in html


TARGETS: dict[str, Callable[[bytes], None]] = {
    "records": records,
    "sentences": sentences,
    "times": times,
    "beginnings": beginnings,
    "engine": engine,
    "rdf": rdf,
    "shapes": shapes,
    "page": page,
}
