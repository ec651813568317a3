"""The terms of the graph (`docs/model.md`) for rdflib, and the prefixes it is written with."""

from __future__ import annotations

from rdflib import Namespace

from kg.article import BASE
from kg.ontology import NAMESPACE

__all__ = ["DUTA", "OA", "PREFIXES", "PROV", "RDF", "RDFS", "SCHEMA", "SEM", "SKOS", "XSD"]

DUTA = Namespace(NAMESPACE)
SEM = Namespace("http://semanticweb.cs.vu.nl/2009/11/sem/")
OA = Namespace("http://www.w3.org/ns/oa#")
PROV = Namespace("http://www.w3.org/ns/prov#")
SCHEMA = Namespace("https://schema.org/")
SKOS = Namespace("http://www.w3.org/2004/02/skos/core#")
RDF = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
RDFS = Namespace("http://www.w3.org/2000/01/rdf-schema#")
XSD = Namespace("http://www.w3.org/2001/XMLSchema#")

PREFIXES = {
    "duta": str(DUTA),
    "id": BASE,
    "oa": str(OA),
    "prov": str(PROV),
    "rdf": str(RDF),
    "rdfs": str(RDFS),
    "schema": str(SCHEMA),
    "sem": str(SEM),
    "skos": str(SKOS),
    "wd": "http://www.wikidata.org/entity/",
    "xsd": str(XSD),
}
