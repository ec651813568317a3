"""Exports: every format says what the graph says, in the same bytes each time."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
import warnings
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hand import PUTIN, SIDES, WD, Story, iri
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import corpora

from kg import csvtext, export, graph, ontology, store
from kg.article import BASE
from kg.errors import OutputError
from kg.event import COLUMNS, Mention, Reading, Status, canonical, rows
from kg.export.network import gexf, graphml
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


def told_rows() -> list[dict[str, Any]]:
    return [row for reading in READINGS for row in rows(reading, ONTOLOGY)]


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
        "id": "e3",
        "label": "attack",
        "event": iri("war"),
        "class": "Attack",
        "group": "FightGroup",
        "plover": "ASSAULT",
        "goldstein": ONTOLOGY.classes["Attack"].weight,
        "status": "asserted",
        "voices": "",
        "date": "",
        "first_day": "",
        "last_day": "",
        "mutual": False,
        "reports": 2,
        "stories": 2,
        "article": f"{BASE}article/echo",
        "document": "echo",
        "quote": "Rusia attack Ukraina",
        "quote_start": 0,
        "quote_end": 20,
        "weight": 1.0,
    }
    arms = made.get_edge_data("PRK", "RUS")["e1"]
    assert arms["status"] == "denied"
    assert arms["voices"] == "the West: alleged; North Korea: denied; South Korea: alleged"


def test_every_event_between_two_is_an_edge_of_its_own() -> None:
    """However many there are between the same two, and also where some are no fact."""
    import networkx as nx

    told = Story("war")
    for name, status in (("a", Status.ASSERTED), ("b", Status.ALLEGED), ("c", Status.ASSERTED)):
        told.tell(name, "Attack", "RUS", "UKR", status, "UKR" if status == "alleged" else "")
    many = graph.build([told.reading()], ONTOLOGY)
    for form, read in (("graphml", nx.read_graphml), ("gexf", nx.read_gexf)):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            found = read(io.BytesIO(export.export(many, form).encode()))
        assert isinstance(found, nx.MultiDiGraph)
        edges = {k: d["status"] for _, _, k, d in found.edges(keys=True, data=True)}
        assert edges == {"e1": "asserted", "e2": "alleged", "e3": "asserted"}


def test_gexf_dates_are_spells_and_statuses_are_kinds() -> None:
    """What Gephi's timeline takes; edges of different kinds are not merged by it."""
    import xml.etree.ElementTree as ET

    import networkx as nx

    text = export.export(dataset(), "gexf")
    assert "lastmodified" not in text
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        read = nx.read_gexf(io.BytesIO(text.encode()))
    spells = {d["event"]: d.get("spells") for _, _, d in read.edges(data=True)}
    assert read.graph["mode"] == "dynamic"
    assert spells.pop(iri("pact")) == [("2024-06-01", "2024-06-30")]
    assert set(spells.values()) == {None}
    space = "{http://www.gexf.net/1.2draft}"
    root = ET.fromstring(text)
    assert root.find(f"{space}graph").get("timeformat") == "date"  # type: ignore[union-attr]
    kinds = {edge.get("id"): edge.get("kind") for edge in root.iter(f"{space}edge")}
    assert kinds == {d["id"]: d["status"] for _, _, d in read.edges(data=True)}
    assert "denied" in kinds.values()


def test_cytoscape_loads_with_all_its_attributes() -> None:
    import networkx as nx

    data = json.loads(export.export(dataset(), "cytoscape"))
    made = export.network(graph.readings(dataset()), ONTOLOGY)
    read = nx.cytoscape_graph(data, name="label")
    assert isinstance(read, nx.MultiDiGraph)
    assert {n: d["label"] for n, d in read.nodes(data=True)} == dict(made.nodes(data="label"))
    assert set(read.edges(keys=True)) == set(made.edges(keys=True))
    for a, b, key, told in made.edges(keys=True, data=True):
        assert {k: read.edges[a, b, key][k] for k in told} == told
    ids = [one["data"]["id"] for part in ("nodes", "edges") for one in data["elements"][part]]
    assert len(ids) == len(set(ids))  # Cytoscape wants them unique over both
    ends = {one["data"][end] for one in data["elements"]["edges"] for end in ("source", "target")}
    assert ends <= set(ids)


def test_a_network_of_persons() -> None:
    import networkx as nx

    told = Story("talks").tell("talk", "Meeting", "Putin", "Kim").reading()
    text = export.export(graph.build([told], ONTOLOGY), "graphml", "person")
    read = nx.read_graphml(io.BytesIO(text.encode()))
    assert {d["label"] for _, d in read.nodes(data=True)} == {"Vladimir Putin", "Kim Jong Un"}
    assert read.number_of_edges() == 1


def imported(files: dict[str, str]) -> tuple[dict[str, Any], list[tuple[str, str, str, Any]]]:
    """What neo4j-admin would make of the files, or an error where it would refuse them."""
    from datetime import date

    types: dict[str, Any] = {
        "": str,
        "int": int,
        "double": float,
        "date": date.fromisoformat,
        "string[]": lambda text: text.split(";"),
    }
    nodes: dict[str, Any] = {}
    links = []
    for name, text in files.items():
        assert name.endswith(".csv")
        header, *lines = csv.reader(io.StringIO(text, newline=""), strict=True)
        assert all(len(line) == len(header) and "\n" not in "".join(line) for line in lines)
        columns = [column.partition(":")[::2] for column in header]
        assert len(set(columns)) == len(columns)
        for line in lines:
            told = {
                key: types[kind](cell)
                for (key, kind), cell in zip(columns, line, strict=True)
                if kind in types and cell
            }
            special = {
                kind: cell for (_, kind), cell in zip(columns, line, strict=True) if kind.isupper()
                or "_" in kind
            }  # fmt: skip
            if "ID" in special:
                assert special["ID"] not in nodes
                nodes[special["ID"]] = {*special["LABEL"].split(";")}, told
            else:
                ends = special["START_ID"], special["END_ID"]
                assert all(ends)
                links.append((*ends, special["TYPE"], told))
    assert all(one in nodes and other in nodes for one, other, _, _ in links)
    return nodes, links


def test_neo4j_imports_every_file() -> None:
    nodes, links = imported(export.bundle(dataset(), "neo4j"))
    labels, arms = nodes[iri("arms")]
    assert labels >= {"Event", "ArmsTransfer", "Denied"}
    assert "Asserted" not in labels
    assert arms["status"] == "denied"
    assert isinstance(arms["weight"], float)
    pact = nodes[iri("pact")][1]
    assert pact["date"] == "2024-06"
    assert (pact["first_day"].day, pact["last_day"].day) == (1, 30)
    assert nodes[PUTIN.iri] == (
        {"Actor", "Person"},
        {"name": "Vladimir Putin", "names": ["Vladimir Putin"], "kind": "Person", "side": "RUS"},
    )
    reports = {node: told for node, (labels, told) in nodes.items() if "Report" in labels}
    graphs = {str(s) for s, _, _, _ in dataset().quads()}
    assert reports.keys() <= graphs  # the IRIs that they have in the RDF
    assert len(reports) == sum(len(r.events) + len(r.claims) for r in READINGS)
    texts = {r.article.iri: r.article.text for r in READINGS}
    for node, target, kind, _ in links:
        if kind == "FOUND_IN":
            told = reports[node]
            assert texts[target][told["quote_start"] : told["quote_end"]] == told["quote"]


@pytest.mark.parametrize("form", export.BUNDLES)
def test_records_relate_actors_by_facts_alone(form: str) -> None:
    """Between two actors there is what the RDF has between them, and no allegation."""
    actors = {str(m.actor.iri) for r in READINGS for m in r.mentions}
    if form == "neo4j":
        _, links = imported(export.bundle(dataset(), form))
        found = {(a, kind.replace("_", "").lower(), b) for a, b, kind, _ in links
                 if {a, b} <= actors and kind != "ACTS_FOR"}  # fmt: skip
    else:
        _, edges = exchanged(export.bundle(dataset(), form))
        found = {(whole(e["subject"]), name.partition(":")[2].lower(), whole(e["object"]))
                 for e in edges for name in e["original_predicate"].split("|")
                 if {whole(e["subject"]), whole(e["object"])} <= actors
                 and name != "duta:actsFor"}  # fmt: skip
    expected = {
        (str(s), str(p).rpartition("#")[2].lower(), str(o))
        for s, p, o in dataset().graph(f"{BASE}relations")
        if str(s) in actors
    }
    assert found == expected
    assert len(found) >= 3
    assert not any("suppliesarms" in name for _, name, _ in found)


def whole(curie: str) -> str:
    prefix, _, local = curie.partition(":")
    if prefix == "WIKIDATA":
        return f"{WD}{local}"
    return f"{BASE}{prefix.removeprefix('duta.')}/{local}"


def exchanged(files: dict[str, str]) -> tuple[dict[str, Any], list[dict[str, str]]]:
    """What readers of KGX make of the files: tabs, no quoting, bars between values."""
    assert set(files) == {"nodes.tsv", "edges.tsv"}
    tables = []
    for text in (files["nodes.tsv"], files["edges.tsv"]):
        header, *lines = [line.split("\t") for line in text.removesuffix("\n").split("\n")]
        assert all(len(line) == len(header) for line in lines)
        tables.append([dict(zip(header, line, strict=True)) for line in lines])
    nodes, edges = tables
    assert len({node["id"] for node in nodes}) == len(nodes)
    # KGX keeps one edge of a predicate between the same two.
    assert len({(e["subject"], e["predicate"], e["object"]) for e in edges}) == len(edges)
    known = {node["id"]: node for node in nodes}
    levels = {"knowledge_assertion", "not_provided"}
    for node in nodes:
        assert re.fullmatch(r"[A-Za-z][\w.]*:[^/:\s]+", node["id"])
        assert re.fullmatch(r"biolink:[A-Z][A-Za-z]+", node["category"])
    for edge in edges:
        assert {edge["subject"], edge["object"]} <= known.keys()
        assert re.fullmatch(r"biolink:[a-z][a-z_]+", edge["predicate"])
        assert edge["knowledge_level"] in levels  # of Biolink's, as the agent type
        assert edge["agent_type"] == "text_mining_agent"
        assert edge["primary_knowledge_source"]
    return known, edges


def test_kgx_keeps_what_is_alleged_from_what_is_known() -> None:
    nodes, edges = exchanged(export.bundle(dataset(), "kgx"))
    arms = nodes["duta.event:arms"]
    assert arms["status"] == "denied"
    assert (
        arms["type"].split("|")
        == ["duta:ArmsTransfer", "duta:Aid", "duta:MaterialCooperation"][
            : len(arms["type"].split("|"))
        ]
    )
    assert {e["status"] for e in edges if e["subject"] == "duta.event:arms"} == {"denied"}
    mentions = ("biolink:mentions", "duta.event:arms")
    reports = {e["subject"]: e["status"] for e in edges
               if (e["predicate"], e["object"]) == mentions}  # fmt: skip
    assert sorted(reports.values()) == ["alleged", "denied"]
    said = {(reports[e["subject"]], whole(e["object"])) for e in edges
            if e["predicate"] == "biolink:has_contributor" and e["subject"] in reports}  # fmt: skip
    assert said == {("alleged", SIDES["WEST"].iri), ("alleged", SIDES["KOR"].iri),
                    ("denied", SIDES["PRK"].iri)}  # fmt: skip
    quotes = [nodes[report]["supporting_text"] for report in reports]
    assert all(quote in READINGS[1].article.text for quote in quotes)
    for edge in edges:
        assert (edge["knowledge_level"] == "knowledge_assertion") == (
            edge["status"] in ("asserted", "")
        )


def test_a_bundle_is_a_folder_or_an_archive(tmp_path) -> None:
    import zipfile

    files = export.bundle(dataset(), "kgx")
    for _ in range(2):  # the second time in place of the first
        store.bundle(tmp_path / "kgx", files)
        store.bundle(tmp_path / "kgx.zip", files)
        folder = {path.name: path.read_text() for path in (tmp_path / "kgx").iterdir()}
        assert folder == files
        with zipfile.ZipFile(tmp_path / "kgx.zip") as archive:
            assert {name: archive.read(name).decode() for name in archive.namelist()} == files
    before = (tmp_path / "kgx.zip").read_bytes()
    store.bundle(tmp_path / "again.zip", files)
    assert (tmp_path / "again.zip").read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["again.zip", "kgx", "kgx.zip"]


def test_a_bundle_is_written_whole_or_not_at_all(tmp_path) -> None:
    files = export.bundle(dataset(), "neo4j")
    with pytest.raises(OutputError, match=r"name a folder or a \.zip with -o"):
        store.bundle(None, files)
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(OutputError, match=r"something else \(notes.txt\)"):
        store.bundle(tmp_path, files)
    with pytest.raises(OutputError, match="is not a directory"):
        store.bundle(tmp_path / "notes.txt", files)
    with pytest.raises(OutputError, match="cannot be written"):
        store.bundle(tmp_path / "notes.txt" / "a.zip", files)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_networks_are_xml_whatever_the_names() -> None:
    import xml.etree.ElementTree as ET

    odd = Actor(f"{BASE}actor/odd", "Ru\x0bssia <&>\x00", "Organization")
    reading = story()
    stray = Mention(odd, reading.mentions[0].span)
    told = replace(reading, mentions=(*reading.mentions, stray))
    made = export.network([told], ONTOLOGY)
    assert made.nodes[odd.iri]["label"] == "Ru\ufffdssia <&>\ufffd"
    ET.fromstring(graphml(made))
    ET.fromstring(gexf(made))


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
    for row, told in zip(read, told_rows(), strict=True):
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
    assert read.to_pylist() == list(told_rows())
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
    with pytest.raises(OutputError, match="no format 'rdf'; there are: neo4j, kgx"):
        export.bundle(dataset(), "rdf")


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
    imported(export.bundle(data, "neo4j"))
    exchanged(export.bundle(data, "kgx"))
    table = list(csv.DictReader(io.StringIO(export.export(data, "csv"), newline="")))
    told = {(e.iri, e.quote.start) for r in readings for e in canonical(r).events}
    assert {(row["event"], int(row["start"])) for row in table} <= told
    open_acts = {name for name, kind in ONTOLOGY.classes.items() if kind.leaves_open}
    if not any(e.content and e.type in open_acts for r in readings for e in r.events):
        assert len(table) == sum(len(canonical(reading).events) for reading in readings)


def test_nothing_heavy_loads_with_the_module() -> None:
    code = (
        "import sys; from kg import analysis, export, query, results, store\n"
        "heavy = {'rdflib', 'networkx', 'pyarrow', 'rich', 'pyoxigraph'} & {*sys.modules}\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
