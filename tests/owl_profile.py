"""Whether a Turtle file stays in OWL 2 DL, as far as that shows triple by triple.

What the profile asks of declarations, of kinds kept apart, of datatypes and of blank nodes is
checked here. What it asks of property hierarchies and number restrictions cannot go wrong in an
ontology that has no property chains and no restrictions; that it has none is checked, too.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

OWL = "http://www.w3.org/2002/07/owl#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
XSD = "http://www.w3.org/2001/XMLSchema#"

CLASS, INDIVIDUAL, ONTOLOGY = OWL + "Class", OWL + "NamedIndividual", OWL + "Ontology"
OBJECT, DATA, NOTE = OWL + "ObjectProperty", OWL + "DatatypeProperty", OWL + "AnnotationProperty"
PROPERTIES = {OBJECT, DATA, NOTE}
# the structural vocabulary that the ontology may use
SYNTAX = {
    RDF + "type", RDF + "first", RDF + "rest", RDFS + "subClassOf", RDFS + "subPropertyOf",
    RDFS + "domain", RDFS + "range", OWL + "unionOf", OWL + "oneOf", OWL + "equivalentClass",
    OWL + "disjointWith", OWL + "members", OWL + "distinctMembers",
}  # fmt: skip
BUILT_IN_NOTES = {RDFS + "label", RDFS + "comment", RDFS + "seeAlso", OWL + "versionInfo"}
TYPES = {
    *PROPERTIES, CLASS, INDIVIDUAL, ONTOLOGY, OWL + "SymmetricProperty", OWL + "AllDifferent",
    OWL + "AllDisjointClasses",
}  # fmt: skip
DATATYPES = {
    *(XSD + name for name in (
        "string", "boolean", "decimal", "integer", "double", "float", "long", "int", "short",
        "nonNegativeInteger", "positiveInteger", "dateTime", "dateTimeStamp", "anyURI",
    )),
    RDF + "langString", RDF + "PlainLiteral", RDFS + "Literal",
}  # fmt: skip


def faults(triples: Iterable[Triple]) -> list[str]:
    """What takes the triples out of OWL 2 DL."""
    triples = list(triples)
    types: dict[str, set[str]] = defaultdict(set)
    for t in triples:
        if t.predicate.value == RDF + "type":
            types[_name(t.subject)].add(_name(t.object))
    found = [*_kinds(types), *_blank_nodes(triples)]
    for t in triples:
        for fault in _fault(t, types):
            found.append(f"{fault}: {t}")
    return found


def _name(term: object) -> str:
    return term.value if isinstance(term, NamedNode | BlankNode | Literal) else str(term)


def _kinds(types: dict[str, set[str]]) -> Iterable[str]:
    for name, kinds in types.items():
        if len(kinds & PROPERTIES) > 1:
            yield f"{name} is a property of two kinds"
        if CLASS in kinds and kinds & PROPERTIES:
            yield f"{name} is a class and a property"
        if OWL + "SymmetricProperty" in kinds and OBJECT not in kinds:
            yield f"{name} is symmetric, but no object property"
        for kind in kinds - TYPES:
            if CLASS not in types.get(kind, ()):
                yield f"{name} is of an undeclared class {kind}"


def _blank_nodes(triples: list[Triple]) -> Iterable[str]:
    pointed = Counter(t.object for t in triples if isinstance(t.object, BlankNode))
    for node, times in pointed.items():
        if times > 1:
            yield f"blank node {node} is used {times} times"


def _fault(t: Triple, types: dict[str, set[str]]) -> Iterable[str]:
    predicate, subject, value = t.predicate.value, _name(t.subject), _name(t.object)
    kinds = types.get(subject, set())
    if isinstance(t.object, Literal) and t.object.datatype.value not in DATATYPES:
        yield "datatype outside the OWL 2 map"
    if predicate in SYNTAX:
        yield from _syntax(predicate, subject, value, types)
    elif predicate in BUILT_IN_NOTES or NOTE in types.get(predicate, ()):
        if not kinds & {*PROPERTIES, CLASS, INDIVIDUAL, ONTOLOGY}:
            yield "annotation of something undeclared"
    elif OBJECT in types.get(predicate, ()):
        if isinstance(t.object, Literal) or INDIVIDUAL not in kinds:
            yield "object property between what are no individuals"
    elif DATA in types.get(predicate, ()):
        if not isinstance(t.object, Literal) or INDIVIDUAL not in kinds:
            yield "datatype property without individual and literal"
    else:
        yield "undeclared property"


def _syntax(predicate: str, subject: str, value: str, types: dict[str, set[str]]) -> Iterable[str]:
    kinds, others = types.get(subject, set()), types.get(value, set())
    if predicate in {RDFS + "subClassOf", OWL + "equivalentClass", OWL + "disjointWith"}:
        if CLASS not in kinds or CLASS not in others:
            yield "class axiom on what is no declared class"
    elif predicate == RDFS + "subPropertyOf":
        if not kinds & others & PROPERTIES:
            yield "sub-property of another kind"
    elif predicate == RDFS + "domain":
        if not kinds & PROPERTIES or CLASS not in others:
            yield "domain that is no declared class"
    elif predicate == RDFS + "range":
        if OBJECT in kinds and CLASS not in others:
            yield "range that is no declared class"
        if DATA in kinds and value not in DATATYPES:
            yield "range that is no datatype of the OWL 2 map"
        if not kinds & PROPERTIES:
            yield "range of what is no property"
