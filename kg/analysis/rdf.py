"""The analysis as RDF, each number with the events that it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from kg.analysis.dyads import Dyad
from kg.analysis.report import Analysis

if TYPE_CHECKING:
    import rdflib

__all__ = ["GRAPH", "to_rdf"]

GRAPH = "analysis"
"""The name of the graph, below the base."""

_DUTA = "https://w3id.org/duta/ontology#"
_PROV = "http://www.w3.org/ns/prov#"


def to_rdf(analysis: Analysis, base: str) -> rdflib.Graph:
    """Dyads, centralities and communities, in a graph named `<base>analysis`.

    A `duta:Dyad` has two `duta:member`, and for each status that occurs one `duta:Tally`
    with `duta:ofStatus`, `duta:eventCount`, `duta:cooperation`, `duta:conflict` and `duta:net`;
    `prov:wasDerivedFrom` leads to its events. A `duta:Centrality` has `duta:measureOf`
    its party; a `duta:Community` has members. All are `schema:isPartOf` one `duta:Analysis`.
    """
    import rdflib
    from rdflib.namespace import RDF, SDO, XSD

    duta, prov = rdflib.Namespace(_DUTA), rdflib.Namespace(_PROV)
    whole = rdflib.URIRef(f"{base}{GRAPH}/{analysis.level}")
    graph = rdflib.Graph(identifier=rdflib.URIRef(base + GRAPH))
    graph.bind("duta", duta)
    graph.bind("prov", prov)
    parties = {
        party.key: rdflib.URIRef(party.iri or _mint(base, "side", party.key))
        for party in analysis.parties
    }

    def thing(kind: str, name: str) -> rdflib.URIRef:
        iri = rdflib.URIRef(_mint(str(whole), "/" + kind.lower(), name))
        graph.add((iri, RDF.type, duta[kind]))
        graph.add((iri, SDO.isPartOf, whole))
        return iri

    def put(subject: rdflib.URIRef, **values: float | int | None) -> None:
        for name, value in values.items():
            if value is not None:
                kind = XSD.integer if isinstance(value, int) else XSD.decimal
                text = str(value) if isinstance(value, int) else f"{value:.6f}"
                graph.add((subject, duta[name], rdflib.Literal(text, datatype=kind)))

    def tallies(dyad: Dyad, iri: rdflib.URIRef) -> None:
        for tally in dyad.tallies:
            node = rdflib.URIRef(f"{iri}#{tally.status}")
            graph.add((iri, duta.tally, node))
            graph.add((node, RDF.type, duta.Tally))
            graph.add((node, duta.ofStatus, duta[str(tally.status).capitalize()]))
            put(
                node,
                eventCount=tally.events,
                cooperation=tally.cooperation,
                conflict=tally.conflict,
                net=tally.net,
            )

    graph.add((whole, RDF.type, duta.Analysis))
    for article in analysis.articles:
        graph.add((whole, prov.wasDerivedFrom, rdflib.URIRef(article)))
    put(whole, modularity=analysis.communities.modularity, balancedShare=analysis.balance.share)
    for dyad in analysis.dyads:
        iri = thing("Dyad", f"{_name(dyad.first)}~{_name(dyad.second)}")
        for key in (dyad.first, dyad.second):
            graph.add((iri, duta.member, parties[key]))
        for event in dyad.events:
            graph.add((iri, prov.wasDerivedFrom, rdflib.URIRef(event)))
        put(iri, net=dyad.net)
        tallies(dyad, iri)
    for one in analysis.centralities:
        iri = thing("Centrality", _name(one.key))
        graph.add((iri, duta.measureOf, parties[one.key]))
        put(
            iri,
            degree=one.degree,
            actsDone=one.acts,
            actsReceived=one.received,
            weightGiven=one.given,
            weightTaken=one.taken,
            betweenness=one.betweenness,
            pageRank=one.pagerank,
        )
    for number, group in enumerate(analysis.communities.groups, 1):
        iri = thing("Community", str(number))
        for key in group:
            graph.add((iri, duta.member, parties[key]))
    return graph


def _name(key: str) -> str:
    return key.rstrip("/").rsplit("/", 1)[-1]


def _mint(base: str, *parts: str) -> str:
    return base + "/".join(quote(part, safe="/~") for part in parts)
