"""Exports: every format says what the graph says, in the same bytes each time."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import warnings
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hand import PUTIN, Story, iri
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import corpora

from kg import csvtext, export, graph, ontology
from kg.article import BASE
from kg.errors import OutputError
from kg.event import COLUMNS, Mention, Reading, Status, canonical, rows
from kg.gazetteer import Actor


def story() -> Reading:
    told = Story("story", publisher="Koran")
    told.tell("pact", "TreatySigning", "Putin", "PRK", date="2024-06", instrument="perjanjian")
    told.tell("blame", "Accusation", "WEST", "PRK", content="arms")
    told.tell("arms", "ArmsTransfer", "PRK", "RUS", Status.ALLEGED, "WEST,KOR")
    told.claim("arms", Status.DENIED, "PRK")
    told.tell("war", "Attack", "RUS", "UKR", place="UKR")
    told.tell("say", "Statement", "NATO")
    return told.reading()


def echo() -> Reading:
    return Story("echo").tell("war", "Attack", "RUS", "UKR").reading()


READINGS = [echo(), story()]
ONTOLOGY = ontology.load()
calm = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@cache
def dataset() -> Any:
    return graph.build(READINGS, ONTOLOGY)


def quads(text: str, form: str) -> set[str]:
    import pyoxigraph as ox

    forms = {
        "trig": ox.RdfFormat.TRIG,
        "turtle": ox.RdfFormat.TURTLE,
        "nquads": ox.RdfFormat.N_QUADS,
        "ntriples": ox.RdfFormat.N_TRIPLES,
        "jsonld": ox.RdfFormat.JSON_LD,
    }
    return {str(quad) for quad in ox.parse(text.encode(), forms[form])}


@pytest.mark.parametrize("form", export.FORMATS)
def test_same_graph_same_bytes(form: str) -> None:
    once = export.export(dataset(), form)
    assert once.endswith("\n")
    assert export.export(graph.build(READINGS[::-1], ONTOLOGY), form) == once


@pytest.mark.parametrize("form", ["trig", "nquads", "jsonld"])
def test_formats_with_graphs_hold_the_same_quads(form: str) -> None:
    from kg.engine import to_quads

    expected = {str(quad) for quad in to_quads(dataset())}
    assert len(expected) > 300
    assert quads(export.export(dataset(), form), form) == expected


def test_formats_without_graphs_hold_the_union() -> None:
    turtle = quads(export.export(dataset(), "turtle"), "turtle")
    assert quads(export.export(dataset(), "ntriples"), "ntriples") == turtle
    assert len(turtle) < len(quads(export.export(dataset(), "nquads"), "nquads"))


def test_lines_are_sorted_and_each_once() -> None:
    for form in ("ntriples", "nquads"):
        lines = export.export(dataset(), form).splitlines()
        assert lines == sorted(set(lines))


def test_jsonld_is_read_by_rdflib_too() -> None:
    import rdflib

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # rdflib's own, of its Dataset
        read = rdflib.Dataset().parse(data=export.export(dataset(), "jsonld"), format="json-ld")
        found = {tuple(map(str, quad)) for quad in read.quads()}
    assert found == {tuple(map(str, quad)) for quad in dataset().quads()}


def test_jsonld_has_a_context_that_people_can_read() -> None:
    told = json.loads(export.export(dataset(), "jsonld"))
    assert told["@context"]["duta"] == "https://w3id.org/duta/ontology#"
    assert told["@context"]["duta:agent"] == {"@type": "@id"}
    assert told["@context"]["oa:start"] == {"@type": "xsd:integer"}
    article = next(g for g in told["@graph"] if g["@id"] == "id:article/story")
    pact = next(n for n in article["@graph"] if n["@id"] == "id:event/pact")
    assert pact["duta:agent"] == PUTIN.iri.replace("http://www.wikidata.org/entity/", "wd:")
    assert "duta:TreatySigning" in pact["@type"]
    assert "duta:Agreement" in pact["@type"]


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_networks_load_with_all_their_attributes(form: str) -> None:
    import networkx as nx

    text = export.export(dataset(), form)
    reader = nx.read_graphml if form == "graphml" else nx.read_gexf
    # networkx's reader of GEXF asks a tree for its truth, as Python no longer likes.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        options = {"force_multigraph": True} if form == "graphml" else {}
        read = reader(io.BytesIO(text.encode()), **options)
    made = export.network(graph.readings(dataset()), ONTOLOGY)
    assert set(read) == set(made) == {"RUS", "PRK", "UKR", "WEST", "KOR", "NATO"}
    for node, data in made.nodes(data=True):
        assert {k: read.nodes[node][k] for k in data} == data
    edges = {data["event"]: (a, b, data) for a, b, data in read.edges(data=True)}
    for a, b, data in made.edges(data=True):
        source, target, told = edges[data["event"]]
        assert (source, target) == (a, b)
        assert {k: told[k] for k in data} == data
    assert len(edges) == made.number_of_edges() == 4
    war = made.get_edge_data("RUS", "UKR")["e3"]
    assert war == {
        "event": iri("war"),
        "class": "Attack",
        "plover": "ASSAULT",
        "goldstein": ONTOLOGY.classes["Attack"].weight,
        "status": "asserted",
        "date": "",
        "mutual": False,
        "weight": 1.0,
    }


def test_gexf_bears_no_day() -> None:
    assert "lastmodified" not in export.export(dataset(), "gexf")


def test_networks_are_xml_whatever_the_names() -> None:
    import xml.etree.ElementTree as ET

    odd = Actor(f"{BASE}actor/odd", "Ru\x0bssia <&>\x00", "Organization")
    reading = story()
    stray = Mention(odd, reading.mentions[0].span)
    told = replace(reading, mentions=(*reading.mentions, stray))
    made = export.network([told], ONTOLOGY)
    assert made.nodes[odd.iri]["label"] == "Ru\ufffdssia <&>\ufffd"
    ET.fromstring(export._graphml(made))
    ET.fromstring(export._gexf(made))


def test_jsonl_is_the_event_table() -> None:
    text = export.table(READINGS, ONTOLOGY, "jsonl")
    assert isinstance(text, str)
    told = [json.loads(line) for line in text.splitlines()]
    assert told == [row for reading in READINGS for row in rows(reading, ONTOLOGY)]
    assert all(tuple(row) == COLUMNS for row in told)
    assert len(told) == 6


def test_csv_has_the_columns_and_lists_as_json() -> None:
    text = export.table(READINGS, ONTOLOGY, "csv")
    assert isinstance(text, str)
    read = csv.DictReader(io.StringIO(text, newline=""))
    assert tuple(read.fieldnames or ()) == COLUMNS
    for row, told in zip(read, export._rows(READINGS, ONTOLOGY), strict=True):
        assert json.loads(row["agents"]) == told["agents"]
        assert json.loads(row["types"]) == told["types"]
        assert float(row["weight"]) == told["weight"]
        assert int(row["start"]) == told["start"]
        assert row["date"] == (told["date"] or "")
        assert row["quote"] == told["quote"]


def test_a_graphs_csv_is_its_event_table() -> None:
    assert export.export(dataset(), "csv") == export.table(
        graph.readings(dataset()), ONTOLOGY, "csv"
    )


def test_parquet_keeps_real_lists_and_structures() -> None:
    import pyarrow as pa
    from pyarrow import parquet

    data = export.table(READINGS, ONTOLOGY, "parquet")
    assert isinstance(data, bytes)
    read = parquet.read_table(pa.BufferReader(data))
    assert tuple(read.column_names) == COLUMNS
    assert read.to_pylist() == list(export._rows(READINGS, ONTOLOGY))
    assert pa.types.is_struct(read.schema.field("agents").type.value_type)
    assert data == export.table(READINGS, ONTOLOGY, "parquet")


@pytest.mark.parametrize("form", export.TABLES)
def test_a_table_without_rows(form: str) -> None:
    data = export.table([], ONTOLOGY, form)
    if form == "parquet":
        import pyarrow as pa
        from pyarrow import parquet

        assert isinstance(data, bytes)
        assert tuple(parquet.read_table(pa.BufferReader(data)).column_names) == COLUMNS
    else:
        assert data == ("" if form == "jsonl" else ",".join(COLUMNS) + "\r\n")


def test_an_unknown_format_lists_the_known() -> None:
    with pytest.raises(OutputError, match="no format 'docx'; there are: turtle, trig"):
        export.export(dataset(), "docx")
    with pytest.raises(OutputError, match="no format 'xlsx'; there are: jsonl, csv, parquet"):
        export.table([], ONTOLOGY, "xlsx")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_csv_disarms_formulas(start: str) -> None:
    reading = story()
    (first, *others) = reading.events
    quote = replace(first.quote, text=f'{start}HYPERLINK("http://x")')
    told = replace(reading, events=(replace(first, quote=quote), *others))
    text = export.table([told], ONTOLOGY, "csv")
    assert isinstance(text, str)
    row = next(csv.DictReader(io.StringIO(text, newline="")))
    assert row["quote"] == f"'{quote.text}"
    jsonl = export.table([told], ONTOLOGY, "jsonl")
    assert isinstance(jsonl, str)
    assert json.loads(jsonl.splitlines()[0])["quote"] == quote.text


@given(
    st.lists(st.lists(st.none() | st.text() | st.floats(allow_nan=False), min_size=2, max_size=2))
)
def test_no_cell_of_text_is_a_formula(table: list[list[Any]]) -> None:
    text = csvtext.text(["a", "b"], table)
    read = list(csv.reader(io.StringIO(text, newline="")))[1:]
    assert len(read) == len(table)
    for cells, values in zip(read, table, strict=True):
        for cell, value in zip(cells, values, strict=True):
            if isinstance(value, float):
                assert float(cell) == value
            else:
                assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
                assert cell.removeprefix("'") == (value or "").removeprefix("'")


@given(corpora())
@calm
def test_any_articles_whatever_are_exported_whole(readings: list[Reading]) -> None:
    import xml.etree.ElementTree as ET

    from kg.engine import to_quads

    data = graph.build(readings, ONTOLOGY)
    expected = {str(quad) for quad in to_quads(data)}
    for form in ("trig", "nquads", "jsonld"):
        assert quads(export.export(data, form), form) == expected
    for form in ("graphml", "gexf"):
        ET.fromstring(export.export(data, form))
    assert len(list(csv.reader(io.StringIO(export.export(data, "csv"), newline="")))) == 1 + sum(
        len(canonical(reading).events) for reading in readings
    )


def test_nothing_heavy_loads_with_the_module() -> None:
    code = (
        "import sys; from kg import analysis, export, query, results, store\n"
        "heavy = {'rdflib', 'networkx', 'pyarrow', 'rich', 'pyoxigraph'} & {*sys.modules}\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
