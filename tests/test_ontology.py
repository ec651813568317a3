"""The ontology says what the vocabulary asks, in two languages, within OWL 2 DL."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest
from owl_profile import DATA, OBJECT, OWL, RDF, RDFS, faults
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from kg import ontology
from kg.errors import KnowledgeError
from kg.ontology import NAMESPACE
from kg.resources import ONTOLOGY, resource
from kg.shapes import _shapes

ROOT = Path(__file__).parent.parent
FILE = resource(ONTOLOGY) / "duta.ttl"
SKOS = "http://www.w3.org/2004/02/skos/core#"
SCHEMA = "https://schema.org/"
EVENTS = ontology.load().classes

# class, superclass, PLOVER code
HIERARCHY = """
Visit - CONSULT, StateVisit Visit CONSULT, Meeting - CONSULT, Negotiation - CONSULT,
Mediation - CONSULT, Invitation - CONSULT,
Agreement - AGREE, TreatySigning Agreement AGREE, Ratification Agreement AGREE,
Ceasefire Agreement AGREE,
Cooperation - COOPERATE, Recognition Cooperation COOPERATE, JointExercise Cooperation COOPERATE,
Support - SUPPORT, Praise - SUPPORT, Promise - SUPPORT,
Aid - AID, HumanitarianAid Aid AID, MilitaryAid Aid AID, ArmsTransfer - AID,
Concession - RETREAT, Apology Concession RETREAT, SanctionsRelief Concession RETREAT,
TroopWithdrawal Concession RETREAT, PrisonerRelease Concession RETREAT,
Request - REQUEST, Appeal - REQUEST, Demand - REQUEST,
Statement - -,
Accusation - ACCUSE, Criticism - ACCUSE, Concern - ACCUSE,
Denial - REJECT, Rejection - REJECT, Veto - REJECT, AgreementWithdrawal - REJECT,
Threat - THREATEN, Protest - PROTEST, WeaponsTest - MOBILIZE, Mobilization - MOBILIZE,
MilitaryExercise Mobilization MOBILIZE,
Sanction - SANCTION, Embargo Sanction SANCTION, RelationsBreak - SANCTION, Expulsion - SANCTION,
ArrestWarrant - COERCE, Detention - COERCE, Seizure - COERCE, Cyberattack - COERCE,
Attack - ASSAULT, AirStrike Attack ASSAULT, Occupation Attack ASSAULT
"""


def triples() -> list[Triple]:
    return [q.triple for q in parse(FILE.read_bytes(), format=RdfFormat.TURTLE)]


def said() -> dict[str, dict[str, list[object]]]:
    """Subject -> predicate -> objects, for what has a name."""
    facts: dict[str, dict[str, list[object]]] = defaultdict(lambda: defaultdict(list))
    for t in triples():
        if isinstance(t.subject, NamedNode):
            facts[t.subject.value][t.predicate.value].append(t.object)
    return facts


FACTS = said()
OWN = sorted(name for name in FACTS if name.startswith(NAMESPACE))


def values(name: str, predicate: str) -> set[str]:
    return {o.value for o in FACTS[name][predicate] if isinstance(o, NamedNode | Literal)}


def kinds(name: str) -> set[str]:
    return values(name, RDF + "type")


@pytest.mark.parametrize("row", [row.split() for row in HIERARCHY.split(",")], ids=lambda r: r[0])
def test_event_class(row: list[str]) -> None:
    name, above, code = row
    found = EVENTS[name]
    assert found.ancestors == (() if above == "-" else (above,))
    assert found.plover == (None if code == "-" else code)
    assert -10 <= found.weight <= 10
    assert dict(found.labels).keys() == {"en", "id", "ms"}
    assert found.group.endswith("Group")


def test_there_are_no_other_event_classes() -> None:
    assert [row.split()[0] for row in HIERARCHY.split(",")] == list(EVENTS)
    assert len(EVENTS) == 52


def test_weights_have_the_sign_of_their_group() -> None:
    friendly = {"ConsultGroup", "AgreeGroup", "CooperateGroup", "AidGroup", "YieldGroup"}
    hostile = {"ObjectGroup", "ThreatenGroup", "PunishGroup", "FightGroup"}
    for kind in EVENTS.values():
        assert kind.weight > 0 or kind.group not in friendly, kind.name
        assert kind.weight < 0 or kind.group not in hostile, kind.name
    assert EVENTS["Statement"].weight == 0


def test_loading_twice_reads_once() -> None:
    assert ontology.load() is ontology.load()


@pytest.mark.parametrize("name", OWN, ids=lambda n: n.removeprefix(NAMESPACE))
def test_every_term_is_labelled_and_defined_in_both_languages(name: str) -> None:
    for term in (RDFS + "label", SKOS + "definition"):
        texts = [o for o in FACTS[name][term] if isinstance(o, Literal)]
        languages = [text.language for text in texts]
        assert {"en", "id"} <= set(languages)
        assert len(languages) == len(set(languages))
        assert all(text.value.strip() for text in texts)


@pytest.mark.parametrize(
    "name",
    [n for n in OWN if kinds(n) & {OBJECT, DATA}],
    ids=lambda n: n.removeprefix(NAMESPACE),
)
def test_every_property_has_domain_and_range(name: str) -> None:
    assert FACTS[name][RDFS + "domain"]
    # xsd:date and its kin are no datatypes of OWL 2 DL: such ranges are said in an annotation
    assert FACTS[name][RDFS + "range"] or values(name, SCHEMA + "rangeIncludes")


def test_direct_relations() -> None:
    """Each class's relation is a property between actors; symmetric ones say so in OWL."""
    used = set()
    for kind in EVENTS.values():
        for name in (kind.relation, *kind.implied):
            if name is None:
                continue
            used.add(NAMESPACE + name)
            assert kinds(NAMESPACE + name) >= {OBJECT}
            symmetric = OWL + "SymmetricProperty" in kinds(NAMESPACE + name)
            assert symmetric == kind.symmetric, (kind.name, name)
            for term in ("domain", "range"):
                assert values(NAMESPACE + name, RDFS + term) == {NAMESPACE + "Actor"}
    top = NAMESPACE + "relatesTo"
    below = {n for n in OWN if values(n, RDFS + "subPropertyOf") & {top, *used}} | {top}
    assert used == below - {top}
    assert {k.name for k in EVENTS.values() if k.relation is None} == {"Statement"}
    assert EVENTS["Embargo"].relation == "embargoes"
    assert EVENTS["Embargo"].implied == ("sanctions",)


def test_treaties_are_the_instruments_of_treaty_classes() -> None:
    found = {kind.name for kind in EVENTS.values() if kind.instrument == "Treaty"}
    assert found == {"TreatySigning", "Ratification", "AgreementWithdrawal"}


@pytest.mark.parametrize("status", ["Asserted", "Planned", "Alleged", "Denied", "Hypothetical"])
def test_statuses_are_individuals(status: str) -> None:
    assert kinds(NAMESPACE + status) == {OWL + "NamedIndividual", NAMESPACE + "Status"}


def test_aligned_to_the_vocabularies_of_the_field() -> None:
    for own, predicate, other in (
        ("Actor", "subClassOf", "http://semanticweb.cs.vu.nl/2009/11/sem/Actor"),
        ("Actor", "subClassOf", "http://www.w3.org/ns/prov#Agent"),
        ("Person", "subClassOf", SCHEMA + "Person"),
        ("Report", "subClassOf", "http://www.w3.org/ns/oa#Annotation"),
        ("agent", "subPropertyOf", "http://semanticweb.cs.vu.nl/2009/11/sem/hasActor"),
        ("target", "subPropertyOf", "http://semanticweb.cs.vu.nl/2009/11/sem/hasActor"),
        ("abbreviation", "subPropertyOf", SKOS + "altLabel"),
    ):
        assert other in values(NAMESPACE + own, RDFS + predicate)


# OWL 2 DL


def test_stays_in_owl_2_dl() -> None:
    assert faults(triples()) == []


def _named(name: str) -> NamedNode:
    return NamedNode(name if ":" in name else NAMESPACE + name)


@pytest.mark.parametrize(
    ("s", "p", "o", "fault"),
    [
        ("agent", RDF + "type", DATA, "a property of two kinds"),
        ("Visit", RDF + "type", OBJECT, "a class and a property"),
        ("Visit", RDFS + "subClassOf", "Excursion", "no declared class"),
        ("Visit", "excursion", "Meeting", "undeclared property"),
        ("Visit", "agent", "Meeting", "no individuals"),
        ("date", RDFS + "range", "http://www.w3.org/2001/XMLSchema#date", "no datatype"),
        ("agent", RDFS + "subPropertyOf", "rule", "sub-property of another kind"),
        ("agent", RDFS + "domain", "Excursion", "domain that is no declared class"),
        ("agent", RDFS + "range", "Excursion", "range that is no declared class"),
        ("Excursion", RDFS + "label", "Visit", "annotation of something undeclared"),
        ("rule", RDF + "type", OWL + "SymmetricProperty", "no object property"),
        ("Asserted", RDF + "type", "Excursion", "undeclared class"),
    ],
)
def test_the_profile_check_finds_faults(s: str, p: str, o: str, fault: str) -> None:
    extra = Triple(_named(s), _named(p), _named(o))
    assert fault in " ".join(faults([*triples(), extra]))


def test_the_profile_check_finds_shared_nodes_and_odd_literals() -> None:
    node = BlankNode()
    shared = [Triple(_named(n), _named(RDFS + "subClassOf"), node) for n in ("Visit", "Meeting")]
    assert "used 2 times" in " ".join(faults([*triples(), *shared]))
    day = Literal("2024-06-18", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#date"))
    odd = Triple(_named("Visit"), _named(OWL + "versionInfo"), day)
    assert "outside the OWL 2 map" in " ".join(faults([*triples(), odd]))


# What others use


def test_every_term_in_use_is_declared() -> None:
    """In the documentation, the code, the shapes and the gazetteer."""
    places = [ROOT / "docs/model.md", ROOT / "docs/gazetteer.md", FILE, FILE.parent / "shapes.ttl"]
    places += sorted((FILE.parent / "actors").glob("*.ttl"))
    places += sorted((ROOT / "kg/queries").glob("*.rq"))
    places += sorted((ROOT / "kg").rglob("*.py"))
    declared = {name.removeprefix(NAMESPACE) for name in OWN}
    unknown = {
        f"{path.name}: {term}"
        for path in places
        for term in re.findall(r"\b(?:duta:|DUTA\.)([A-Za-z]\w*)", path.read_text(encoding="utf-8"))
        if term not in declared
    }
    assert not unknown


def test_shapes_list_the_event_classes() -> None:
    shapes = (FILE.parent / "shapes.ttl").read_text(encoding="utf-8")
    listed = re.search(r"sh:in \( sem:Event\s+(.*?)\)", shapes, re.DOTALL)
    assert listed
    assert listed.group(1).split() == [f"duta:{name}" for name in EVENTS]


# What is wrong is said

HEAD = f"""
@prefix duta: <{NAMESPACE}> .
@prefix sem: <http://semanticweb.cs.vu.nl/2009/11/sem/> .
@prefix rdfs: <{RDFS}> .
"""


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEAD + "duta:Visit rdfs:subClassOf .", r"own\.ttl:5: no Turtle: "),
        (
            HEAD + "duta:Visit rdfs:subClassOf sem:Event .",
            r"own\.ttl:5: duta:Visit has no duta:weight",
        ),
        (
            HEAD + 'duta:Visit rdfs:subClassOf sem:Event ; duta:weight "much" .',
            r"own\.ttl:5: duta:weight of duta:Visit is no number: much",
        ),
        (HEAD, "no class below sem:Event"),
    ],
)
def test_a_wrong_file_is_named(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "own.ttl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeError, match=message):
        ontology.load(path)


def test_wrong_shapes_are_named(tmp_path: Path) -> None:
    path = tmp_path / "shapes.ttl"
    path.write_text("@prefix a: <urn:b> .\n\na:b c d", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"shapes\.ttl:3: no Turtle: "):
        _shapes(path)
    with pytest.raises(KnowledgeError, match=r"none\.ttl: cannot be read: No such file"):
        _shapes(tmp_path / "none.ttl")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"none\.ttl: cannot be read"):
        ontology.load(tmp_path / "none.ttl")


def test_an_ontology_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "own.ttl"
    path.write_text(
        HEAD
        + """
        duta:Walk rdfs:subClassOf duta:Visit ; duta:weight 1 ; duta:relation duta:walksTo .
        duta:Visit rdfs:subClassOf sem:Event ; duta:weight -1.5 ; duta:symmetric true .
        duta:Other rdfs:subClassOf rdfs:Resource ; duta:weight 3 .
        """,
        encoding="utf-8",
    )
    classes = ontology.load(path).classes
    assert list(classes) == ["Walk", "Visit"]
    assert classes["Walk"].ancestors == ("Visit",)
    assert classes["Walk"].relation == "walksTo"
    assert (classes["Visit"].weight, classes["Visit"].symmetric) == (-1.5, True)
