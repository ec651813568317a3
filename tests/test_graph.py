"""Readings in RDF: nothing lost, nothing made up, the same bytes, every promise kept."""

from __future__ import annotations

import hashlib
import random
import subprocess
import sys
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal
from itertools import product
from pathlib import Path

import pyoxigraph
import pytest
from example import HANOI, KIM, KOREA, PUTIN, RUSSIA, WEST, example
from hypothesis import HealthCheck, given, settings
from rdflib import PROV, RDF, RDFS, XSD, Dataset, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic
from refresh import GOLDEN
from strategies import confidences, corpora

from kg import graph, ontology, terms
from kg.article import BASE
from kg.errors import InputError, KnowledgeError, OutputError
from kg.event import Event, Mention, Reading, Span, Status, canonical

ONTOLOGY = ontology.load()
ARTICLE = URIRef(BASE + "article/example")
RELATIONS = URIRef(BASE + "relations")
DUTA, OA, SCHEMA, SEM = (
    Namespace(str(start)) for start in (terms.DUTA, terms.OA, terms.SCHEMA, terms.SEM)
)
slow = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])


def built(*readings: Reading) -> Dataset:
    return graph.build(readings, ONTOLOGY)


def parsed(trig: str) -> Dataset:
    dataset = Dataset()
    with warnings.catch_warnings():  # rdflib's own parser calls what rdflib deprecates
        warnings.simplefilter("ignore", DeprecationWarning)
        dataset.parse(data=trig, format="trig")
    return dataset


def union(dataset: Dataset) -> Graph:
    flat = Graph()
    for s, p, o, _ in dataset.quads():
        flat.add((s, p, o))
    return flat


def direct(dataset: Dataset) -> set[tuple[str, str, str]]:
    """The direct relations of a graph, by local name."""
    return {
        (str(s), str(p).removeprefix(str(DUTA)), str(o))
        for s, p, o in dataset.graph(RELATIONS)
        if str(p).startswith(str(DUTA))
    }


def event_iri(name: str) -> URIRef:
    return URIRef(f"{BASE}event/{name}")


# Nothing lost


@given(corpora())
@slow
def test_round_trip(corpus: list[Reading]) -> None:
    dataset = built(*corpus)
    expected = [canonical(reading) for reading in corpus]
    assert graph.readings(dataset) == expected
    assert graph.readings(parsed(graph.trig(dataset))) == expected


@given(corpora())
@slow
def test_canonical_form_is_stable_and_keeps_everything(corpus: list[Reading]) -> None:
    for reading in corpus:
        form = canonical(reading)
        assert canonical(form) == form
        assert {e.iri for e in form.events} == {e.iri for e in reading.events}
        assert {(m.actor.iri, m.span) for m in reading.mentions} <= {
            (m.actor.iri, m.span) for m in form.mentions
        }
        fillers = {m for e in form.events for m in (*e.agents, *e.targets, *e.sources)}
        assert fillers <= set(form.mentions)


@given(confidences)
def test_numbers_keep_all_digits(number: float) -> None:
    literal = terms.decimal(number)
    assert float(literal.value) == number
    assert Decimal(literal.value) == Decimal(repr(number))


@pytest.mark.parametrize(
    ("text", "datatype"),
    [
        ("2024-06-18", XSD.date),
        ("2024-06", XSD.gYearMonth),
        ("2024", XSD.gYear),
        ("soon", None),
    ],
)
def test_dates_are_typed_by_precision(text: str, datatype: URIRef | None) -> None:
    assert terms.dated(text) == pyoxigraph.Literal(
        text, datatype=datatype and pyoxigraph.NamedNode(datatype)
    )


def test_actors_may_differ_from_article_to_article() -> None:
    """Who holds an office in one year holds another in the next."""
    first, other = example(), example()
    at_nato = replace(PUTIN, side="NATO", side_iri="http://www.wikidata.org/entity/Q7184")
    moved = Reading(
        replace(other.article, iri=BASE + "article/other"),
        (Mention(at_nato, Span(93, 98, "Putin")),),
        (),
    )
    dataset = built(first, moved)
    assert graph.readings(dataset) == [canonical(first), canonical(moved)]
    sides = set(dataset.graph(URIRef(BASE + "actors")).objects(URIRef(PUTIN.iri), DUTA.actsFor))
    assert sides == {URIRef(RUSSIA.iri), URIRef("http://www.wikidata.org/entity/Q7184")}


def test_two_actors_named_by_the_same_words_stay_two() -> None:
    reading = example()
    both = tuple(Mention(actor, Span(0, 5, "Barat")) for actor in (WEST, RUSSIA))
    back = graph.readings(built(replace(reading, mentions=both, events=(), claims=())))[0]
    assert [m.actor.iri for m in back.mentions] == sorted([WEST.iri, RUSSIA.iri])


# Nothing made up: layer 3


@given(corpora())
@slow
def test_no_direct_relation_without_an_asserted_event(corpus: list[Reading]) -> None:
    """Whatever the events, as told by a model of the rule that is as plain as can be."""
    statuses: dict[str, set[Status]] = defaultdict(set)
    for reading in corpus:
        for report in (*reading.events, *reading.claims):
            statuses[getattr(report, "iri", None) or report.event].add(report.status)
    dataset = built(*corpus)
    relations = dataset.graph(RELATIONS)
    for one, name, other in direct(dataset):
        nodes = set(relations.subjects(RDF.subject, URIRef(one)))
        nodes &= set(relations.subjects(RDF.predicate, DUTA[name]))
        nodes &= set(relations.subjects(RDF.object, URIRef(other)))
        backing = {str(e) for node in nodes for e in relations.objects(node, PROV.wasDerivedFrom)}
        assert backing, (one, name, other)
        assert one != other
        for iri in backing:
            assert statuses[iri] == {Status.ASSERTED}
            tellings = [e for r in map(canonical, corpus) for e in r.events if e.iri == iri]
            assert any(
                name in (kind.relation, *kind.implied)
                and {one, other} <= {m.actor.iri for m in people} | {*map(_side, people)}
                for event in tellings
                for kind in [ONTOLOGY.classes[event.type]]
                for people in [(*event.agents, *event.targets)]
            )
    # and the other way round: what every report asserts is there
    places = {
        m.actor.iri for r in map(canonical, corpus) for m in r.mentions if m.actor.kind == "Place"
    }
    for reading in map(canonical, corpus):
        for event in reading.events:  # where its own sentence names the parties
            kind = ONTOLOGY.classes[event.type]
            relation = kind.relation
            if kind.symmetric and event.content:  # to agree to leave Y is not to agree with Y
                continue
            if statuses[event.iri] == {Status.ASSERTED} and relation:
                for a, t in product(_near(event, event.agents), _near(event, event.targets)):
                    one, other = a.actor.iri, t.actor.iri
                    if one != other and not places & {one, other}:
                        assert (one, relation, other) in direct(dataset)


def test_a_target_that_only_context_supplies_backs_no_relation() -> None:
    reading = example()
    accusation = next(e for e in reading.events if e.type == "Accusation")
    assert direct(built(replace(reading, events=(accusation,), claims=())))
    elsewhere = Mention(accusation.targets[0].actor, Span(9000, 9005, "Korut"))
    inferred = replace(accusation, targets=(elsewhere,))
    assert not direct(built(replace(reading, events=(inferred,), claims=())))


def _near(event: Event, mentions: Iterable[Mention]) -> list[Mention]:
    return [m for m in mentions if event.sentence.start <= m.span.start < event.sentence.end]


def _side(mention: Mention) -> str:
    return mention.actor.side_iri or mention.actor.iri


def test_direct_relations_of_the_example() -> None:
    assert direct(built(example())) == {
        (WEST.iri, "accuses", KOREA.iri),
        (PUTIN.iri, "visits", KOREA.iri),
        (RUSSIA.iri, "visits", KOREA.iri),
        *(
            triple
            for name in ("signsTreatyWith", "agreesWith")
            for one, other in ((PUTIN, KIM), (RUSSIA, KOREA))
            for triple in ((one.iri, name, other.iri), (other.iri, name, one.iri))
        ),
    }


@pytest.mark.parametrize("status", [s for s in Status if s is not Status.ASSERTED])
def test_one_report_that_does_not_assert_takes_the_relation_away(status: Status) -> None:
    """Even if it stands in another article."""
    reading = example()
    visit = next(e for e in reading.events if e.iri == event_iri("visit").toPython())
    doubt = replace(
        reading,
        article=replace(reading.article, iri=BASE + "article/doubt"),
        events=(replace(visit, status=status),),
        claims=(),
    )
    assert (PUTIN.iri, "visits", KOREA.iri) in direct(built(reading))
    assert not {t for t in direct(built(reading, doubt)) if t[1] == "visits"}


def test_a_place_is_no_party_but_its_side_is() -> None:
    reading = example()
    hanoi = next(e for e in reading.events if e.iri.endswith("hanoi"))
    there = replace(hanoi, status=Status.ASSERTED)
    found = direct(built(replace(reading, events=(there,), claims=())))
    assert found == {(RUSSIA.iri, "visits", HANOI.side_iri)}


# What the graph says


def test_events_bear_their_superclasses_and_all_statuses() -> None:
    dataset = union(built(example()))
    visit, transfer = event_iri("visit"), event_iri("transfer")
    assert set(dataset.objects(visit, RDF.type)) == {DUTA.StateVisit, DUTA.Visit, SEM.Event}
    assert set(dataset.objects(transfer, DUTA.status)) == {DUTA.Alleged, DUTA.Denied}
    assert set(dataset.objects(transfer, PROV.wasAttributedTo)) == {
        URIRef(WEST.iri),
        URIRef(RUSSIA.iri),
    }
    said = {
        status: set(dataset.objects(report, PROV.wasAttributedTo))
        for report in dataset.objects(transfer, PROV.wasDerivedFrom)
        for status in dataset.objects(report, DUTA.status)
    }
    assert said == {DUTA.Alleged: {URIRef(WEST.iri)}, DUTA.Denied: {URIRef(RUSSIA.iri)}}


def test_what_nobody_named_alleges_says_so() -> None:
    dataset = union(built(example()))
    flagged = {
        b for s in dataset.subjects(DUTA.unnamedSource) for b in dataset.objects(s, OA.hasBody)
    }
    assert flagged == {event_iri("hanoi")}


def test_treaties_are_things() -> None:
    things = set(union(built(example())).subjects(RDF.type, DUTA.Treaty))
    assert [str(t).rpartition("#")[2] for t in things] == ["thing=160,170"]


def test_article_has_the_hash_of_its_text() -> None:
    reading = example()
    digest = hashlib.sha256(reading.article.text.encode()).hexdigest()
    assert union(built(reading)).value(ARTICLE, SCHEMA.sha256) == Literal(digest)


def test_a_side_that_no_article_names_is_known_by_its_code() -> None:
    labels = set(union(built(example())).objects(URIRef(HANOI.side_iri), RDFS.label))
    assert labels == {Literal("VNM")}


def test_another_base_moves_the_graphs() -> None:
    dataset = graph.build([example()], ONTOLOGY, base="https://example.org/")
    names = {str(g.identifier) for g in dataset.graphs() if len(g)}
    assert {"https://example.org/actors", "https://example.org/relations"} <= names
    assert graph.readings(dataset) == [canonical(example())]


def test_few_triples_an_event_mention() -> None:
    """The bound of docs/model.md: what an event mention adds to its article's graph."""
    reading = example()
    told = len(built(reading).graph(ARTICLE))
    bare = len(built(replace(reading, events=(), claims=())).graph(ARTICLE))
    assert (told - bare) / len(reading.events) < 40


# The same bytes


@given(corpora())
@slow
def test_turtle_and_trig_parse_back(corpus: list[Reading]) -> None:
    dataset = built(*corpus)
    turtle, trig = graph.turtle(dataset), graph.trig(dataset)
    triples = set(union(dataset))
    assert set(Graph().parse(data=turtle, format="turtle")) == triples
    assert set(parsed(trig).quads()) == set(dataset.quads())
    assert {_plain(q) for q in pyoxigraph.parse(turtle, format=pyoxigraph.RdfFormat.TURTLE)} == {
        tuple(map(_oxi, t)) for t in triples
    }
    assert {
        (*_plain(q), q.graph_name) for q in pyoxigraph.parse(trig, format=pyoxigraph.RdfFormat.TRIG)
    } == {tuple(map(_oxi, q)) for q in dataset.quads()}


def _plain(quad: pyoxigraph.Quad) -> tuple[object, ...]:
    return quad.subject, quad.predicate, quad.object


def _oxi(term: object) -> object:
    if isinstance(term, Literal):
        if term.language:
            return pyoxigraph.Literal(str(term), language=term.language)
        datatype = pyoxigraph.NamedNode(str(term.datatype or XSD.string))
        return pyoxigraph.Literal(str(term), datatype=datatype)
    return pyoxigraph.NamedNode(str(term))


@given(corpora())
@settings(slow, max_examples=30)
def test_order_of_the_input_does_not_matter(corpus: list[Reading]) -> None:
    chance = random.Random(len(corpus))
    mixed = [
        replace(
            reading,
            events=tuple(chance.sample(reading.events, len(reading.events))),
            claims=reading.claims[::-1],
        )
        for reading in reversed(corpus)
    ]
    # the first mention describes an actor: keep those in their order
    forms = [canonical(reading) for reading in corpus]
    again = [canonical(reading) for reading in mixed]
    if sorted(map(repr, forms)) == sorted(map(repr, again)):
        assert graph.trig(built(*mixed)) == graph.trig(built(*corpus))
        assert graph.turtle(built(*mixed)) == graph.turtle(built(*corpus))


def test_same_bytes_in_every_process() -> None:
    """Python's hashing of strings differs from process to process; the bytes do not."""
    code = (
        "import sys; sys.path.insert(0, 'tests'); from example import example;"
        "from kg import graph, ontology; d = graph.build([example()], ontology.load());"
        "sys.stdout.buffer.write((graph.turtle(d) + graph.trig(d)).encode())"
    )
    root = Path(__file__).parent.parent
    runs = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=root,
            env={"PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(runs) == 1


def test_golden_turtle() -> None:
    """Wanted otherwise? `python tests/refresh.py` writes it anew."""
    assert isomorphic(
        Graph().parse(data=graph.turtle(built(example())), format="turtle"),
        Graph().parse(GOLDEN, format="turtle"),
    )
    assert graph.turtle(built(example())).encode() == GOLDEN.read_bytes()


# What is wrong is said


def test_two_articles_with_one_iri() -> None:
    reading = example()
    other = replace(reading, article=replace(reading.article, title="other"))
    assert len(graph.readings(built(reading, reading))) == 1
    with pytest.raises(InputError, match=r"article/example: two different articles"):
        built(reading, other)


def test_unknown_event_class() -> None:
    reading = example()
    wrong = replace(reading.events[0], type="Picnic")
    with pytest.raises(KnowledgeError, match="no event class Picnic, which rule menuduh reads"):
        built(replace(reading, events=(wrong,)))


def test_a_foreign_or_partial_graph_cannot_be_read_back() -> None:
    dataset = built(example())
    dataset.remove((None, DUTA.readAs, None, None))
    with pytest.raises(OutputError, match="readAs"):
        graph.readings(dataset)
    assert graph.readings(Dataset()) == []


def test_no_iri_no_turtle() -> None:
    dataset = Dataset()
    dataset.add((URIRef("https://example.org/a b"), RDF.type, DUTA.State, RELATIONS))
    with pytest.raises(OutputError, match="a b> is not an IRI"):
        graph.turtle(dataset)


# Every promise kept, and every promise able to break


@given(corpora())
@settings(slow, max_examples=25)
def test_what_is_built_conforms(corpus: list[Reading]) -> None:
    assert graph.validate(built(*corpus)) == []


def _drop(s: object, p: URIRef, o: object = None) -> Callable[[Dataset], None]:
    return lambda dataset: dataset.remove((s, p, o, None))


def _add(s: URIRef, p: URIRef, o: object) -> Callable[[Dataset], None]:
    return lambda dataset: dataset.add((s, p, o, ARTICLE))


def _set(s: URIRef, p: URIRef, o: object) -> Callable[[Dataset], None]:
    def change(dataset: Dataset) -> None:
        dataset.remove((s, p, None, None))
        dataset.add((s, p, o, ARTICLE))

    return change


def _at(fragment: str) -> URIRef:
    return URIRef(f"{ARTICLE}#{fragment}")


VISIT, TRANSFER = event_iri("visit"), event_iri("transfer")
MENTION, CLAIM, WORDS = _at("event=24,35"), _at("claim=63,91"), _at("char=0,5")
STORY = URIRef(BASE + "story/mine")
BROKEN: dict[str, Callable[[Dataset], None]] = {
    "ArticleText": _add(ARTICLE, SCHEMA.articleBody, Literal("another")),
    "ArticleLanguage": _drop(ARTICLE, SCHEMA.inLanguage),
    "ArticleDocument": _drop(ARTICLE, SCHEMA.identifier),
    "OneStory": _add(ARTICLE, SCHEMA.exampleOfWork, VISIT),
    "StoryTold": _add(STORY, RDF.type, DUTA.Story),
    "Digest": _set(ARTICLE, SCHEMA.sha256, Literal("0" * 64)),
    "Quote": _set(_at("char=249,260;quote"), OA.exact, Literal("juru masak")),
    "WordsSource": _set(WORDS, OA.hasSource, VISIT),
    "WordsSelectors": _drop(WORDS, OA.hasSelector, _at("char=0,5;quote")),
    "Start": _set(_at("char=0,5;position"), OA.start, Literal("first")),
    "End": _drop(_at("char=0,5;position"), OA.end),
    "Exact": _add(_at("char=0,5;quote"), OA.exact, Literal("Timur")),
    "MentionBody": _drop(_at("actor=0,5"), OA.hasBody),
    "MentionTarget": _drop(_at("actor=0,5"), OA.hasTarget),
    "ReportStatus": _add(MENTION, DUTA.status, DUTA.Asserted),
    "ReportEvent": _set(CLAIM, OA.hasBody, URIRef(RUSSIA.iri)),
    "ReportKept": _drop(TRANSFER, PROV.wasDerivedFrom, CLAIM),
    "Source": _drop(MENTION, DUTA.sourceMention),
    "Confidence": _set(MENTION, DUTA.confidence, Literal(Decimal("1.5"))),
    "Rule": _drop(MENTION, DUTA.rule),
    "ReadAs": _drop(MENTION, DUTA.readAs),
    "EventType": _drop(TRANSFER, RDF.type, DUTA.ArmsTransfer),
    "EventMentioned": _drop(VISIT, PROV.wasDerivedFrom),
    "EventStatus": _drop(VISIT, DUTA.status),
    "EventStatuses": _drop(TRANSFER, DUTA.status, DUTA.Denied),
    "Content": _set(event_iri("denial"), DUTA.content, URIRef(RUSSIA.iri)),
    "Date": _set(VISIT, DUTA.date, Literal("2024-13", datatype=XSD.gYearMonth)),
    "DateStart": _set(event_iri("hanoi"), DUTA.dateStart, Literal("June")),
    "DateEnd": _set(event_iri("hanoi"), DUTA.dateEnd, Literal("2024-06", datatype=XSD.date)),
    "ActorType": _drop(URIRef(KIM.iri), RDF.type),
    "ActorLabel": _drop(URIRef(KIM.iri), RDFS.label),
    "StatementEvent": _add(VISIT, DUTA.status, DUTA.Planned),
    "Relation": _add(URIRef(RUSSIA.iri), DUTA.attacks, URIRef(KOREA.iri)),
}


@pytest.mark.parametrize("shape", BROKEN)
def test_a_broken_graph_does_not_conform(shape: str) -> None:
    dataset = built(example())
    assert graph.validate(dataset) == []
    before = set(dataset.quads())
    BROKEN[shape](dataset)
    assert set(dataset.quads()) != before
    found = graph.validate(dataset)
    assert shape in {violation.shape for violation in found}, found
    assert all(violation.message and violation.focus for violation in found)
    assert found == sorted(found)


@pytest.mark.parametrize("relation", [DUTA.sanctions, DUTA.visits])
def test_a_relation_needs_a_backing_event(relation: URIRef) -> None:
    """A statement that names no event, or a doubtful one, backs nothing."""
    dataset = built(example())
    node = URIRef(BASE + "relation/mine")
    triple = URIRef(WEST.iri), relation, URIRef(RUSSIA.iri)
    dataset.add((*triple, RELATIONS))
    dataset.add((node, RDF.type, RDF.Statement, RELATIONS))
    for term, value in zip((RDF.subject, RDF.predicate, RDF.object), triple, strict=True):
        dataset.add((node, term, value, RELATIONS))
    assert {v.shape for v in graph.validate(dataset)} == {"Relation", "StatementEvent"}
    dataset.add((node, PROV.wasDerivedFrom, TRANSFER, RELATIONS))
    assert {v.shape for v in graph.validate(dataset)} == {"StatementEvent"}


def test_every_shape_has_a_graph_that_breaks_it() -> None:
    from kg.resources import resource

    shapes = Graph().parse(resource("ontology") / "shapes.ttl", format="turtle")
    sh = "http://www.w3.org/ns/shacl#"
    named = {
        str(s).rpartition("#")[2]
        for kind in ("NodeShape", "PropertyShape")
        for s in shapes.subjects(RDF.type, URIRef(sh + kind))
    }
    assert named == set(BROKEN)
    assert len(named) == 33
