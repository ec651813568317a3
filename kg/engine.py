"""Between rdflib, which the rest of the program speaks, and Oxigraph, which is fast.

All conversion of terms is here. Oxigraph reads a graph and answers a query in the time
that rdflib needs to be imported, so that what only asks never loads rdflib.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Literal

from kg.article import BASE

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    import pyoxigraph as ox
    import rdflib

__all__ = ["PREFIXES", "load", "parse", "to_dataset", "to_quads", "to_store"]

PREFIXES = {
    "duta": "https://w3id.org/duta/ontology#",
    "id": BASE,
    "wd": "http://www.wikidata.org/entity/",
    "sem": "http://semanticweb.cs.vu.nl/2009/11/sem/",
    "prov": "http://www.w3.org/ns/prov#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "oa": "http://www.w3.org/ns/oa#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""The prefixes that queries may use without declaring them."""


_UNION = "INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }"
"""Makes the default graph the union of all, as a set. Oxigraph's own view of the union
answers with a triple as often as there are graphs that hold it."""


def load(files: Iterable[bytes]) -> ox.Store:
    """A store in memory with all quads of some TriG files, and their union as default graph.

    Raises:
        SyntaxError: if a file is not TriG.
    """
    import pyoxigraph as ox

    store = ox.Store()
    for data in files:
        store.bulk_load(data, ox.RdfFormat.TRIG)
    store.update(_UNION)
    return store


def parse(files: Iterable[bytes], form: Literal["trig", "nquads"] = "trig") -> Iterable[ox.Quad]:
    """The quads of some TriG or N-Quads files, literals as written.

    A store writes numbers its own way (1.50 as 1.5), so what is to be written again
    does not pass through one.

    Raises:
        SyntaxError: if a file is not in that format.
    """
    import pyoxigraph as ox

    written = ox.RdfFormat.TRIG if form == "trig" else ox.RdfFormat.N_QUADS
    for data in files:
        yield from ox.parse(data, written)


def to_store(dataset: rdflib.Dataset) -> ox.Store:
    """The same quads in Oxigraph, and their union as default graph."""
    import pyoxigraph as ox

    store = ox.Store()
    store.bulk_extend(to_quads(dataset))
    store.update(_UNION)
    return store


def to_quads(dataset: rdflib.Dataset) -> Iterable[ox.Quad]:
    """The quads of a dataset as Oxigraph's, literals as written, in no order."""
    import pyoxigraph as ox
    import rdflib

    @cache
    def node(term: Hashable) -> ox.NamedNode | ox.BlankNode:
        if isinstance(term, rdflib.URIRef):
            return ox.NamedNode(str(term))
        if isinstance(term, rdflib.BNode):
            return ox.BlankNode(str(term))
        raise TypeError(f"not a node of RDF: {term!r}")

    def value(term: object) -> ox.NamedNode | ox.BlankNode | ox.Literal:
        if not isinstance(term, rdflib.Literal):
            return node(term)
        if term.language:
            return ox.Literal(str(term), language=term.language)
        datatype = ox.NamedNode(str(term.datatype)) if term.datatype else None
        return ox.Literal(str(term), datatype=datatype)

    default = rdflib.graph.DATASET_DEFAULT_GRAPH_ID
    for s, p, o, name in dataset.quads():
        graph = ox.DefaultGraph() if name in (None, default) else node(name)
        yield ox.Quad(node(s), ox.NamedNode(str(p)), value(o), graph)


def to_dataset(quads: Iterable[ox.Quad], base: str = BASE) -> rdflib.Dataset:
    """The same quads in rdflib; queries on it see the union of the graphs. The prefix `id` is
    bound to `base`.
    """
    import pyoxigraph as ox
    import rdflib

    @cache  # most terms come many times, and rdflib checks each IRI that it makes
    def value(term: Hashable) -> rdflib.URIRef | rdflib.BNode | rdflib.Literal:
        if isinstance(term, ox.NamedNode):
            return rdflib.URIRef(term.value)
        if isinstance(term, ox.BlankNode):
            return rdflib.BNode(term.value)
        if not isinstance(term, ox.Literal):
            raise TypeError(f"not a term of RDF 1.1: {term}")
        if term.language:
            return rdflib.Literal(term.value, lang=term.language)
        datatype = term.datatype.value
        plain = datatype == PREFIXES["xsd"] + "string"
        return rdflib.Literal(
            term.value, datatype=None if plain else rdflib.URIRef(datatype), normalize=False
        )

    dataset = rdflib.Dataset(default_union=True)
    for prefix, namespace in PREFIXES.items():
        dataset.bind(prefix, base if prefix == "id" else namespace, replace=True)
    graphs: dict[object, rdflib.Graph] = {}
    for quad in quads:
        name = quad.graph_name
        if name not in graphs:
            default = isinstance(name, ox.DefaultGraph)
            graphs[name] = dataset.default_graph if default else dataset.graph(value(name))
        graphs[name].add((value(quad.subject), value(quad.predicate), value(quad.object)))
    return dataset
