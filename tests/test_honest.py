"""Over every gold article and hundreds of generated ones: what is no fact is never told as one."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

from kg import build, graph, ontology
from kg.article import BASE, read
from kg.event import Reading, Status
from kg.pipeline import Reader

ROOT = Path(__file__).parent.parent
ONTOLOGY = "https://w3id.org/duta/ontology#"
GENERATED = 200


def generated(folder: Path, number: int) -> Path:
    path = folder / "generated.jsonl"
    subprocess.run(
        [sys.executable, "benchmarks/corpus.py", str(number), "-o", str(path)], cwd=ROOT,
        check=True, capture_output=True,
    )  # fmt: skip
    return path


@cache
def reader() -> Reader:
    return Reader()


@pytest.fixture(scope="module", params=["gold", "generated"])
def readings(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> object:
    if request.param == "gold":
        paths = sorted((ROOT / "benchmarks/gold").glob("*/*.txt"))
        assert len(paths) > 150
    else:
        paths = [generated(tmp_path_factory.mktemp("generated"), GENERATED)]
    return list(reader().read_all(read(paths)))


def test_all_words_are_in_the_article_where_they_are_said_to_be(readings: list[Reading]) -> None:
    number = 0
    for reading in readings:
        text = reading.article.text
        spans = [m.span for m in reading.mentions] + [c.quote for c in reading.claims]
        for event in reading.events:
            spans += [event.quote, event.trigger, event.sentence]
            spans += [m.span for m in (*event.agents, *event.targets, *event.sources)]
            spans += [event.instrument] if event.instrument else []
        for span in spans:
            assert span.text == text[span.start : span.end] != ""
        number += len(spans)
    assert number > 5000


def test_nothing_but_what_is_asserted_is_a_relation(readings: list[Reading]) -> None:
    """Event by event, over all articles together; and each relation says which events back it."""
    told: dict[str, set[Status]] = defaultdict(set)
    for reading in readings:
        for event in reading.events:
            told[event.iri].add(event.status)
        for claim in reading.claims:
            told[claim.event].add(claim.status)
    doubted = {iri for iri, said in told.items() if said != {Status.ASSERTED}}
    assert len(doubted) > 100
    quads = list(graph.build(readings, ontology.load()).quads())
    relations, backing = set(), defaultdict(set)
    for s, p, o, home in quads:
        if str(home) != BASE + "relations":
            continue
        if str(p).endswith("prov#wasDerivedFrom"):
            backing[s].add(str(o))
        elif str(p).startswith(ONTOLOGY):
            relations.add((s, p, o))
    assert len(relations) > 100
    stated = defaultdict(dict)
    for s, p, o, home in quads:
        if str(home) == BASE + "relations" and s in backing:
            stated[s][str(p).rpartition("#")[2]] = o
    assert {(d["subject"], d["predicate"], d["object"]) for d in stated.values()} == relations
    assert all(events and not events & doubted for events in backing.values())
    known = set(told)
    assert all(events <= known for events in backing.values())


def test_all_that_is_told_of_the_world_leads_to_words(readings: list[Reading]) -> None:
    """Events, their parts and their relations: from each a path leads to a quote."""
    quads = list(graph.build(readings, ontology.load()).quads())
    out = defaultdict(set)
    kinds = defaultdict(set)
    for s, p, o, _ in quads:
        name = str(p).replace("#", "/").rpartition("/")[2]
        out[s, name].add(o)
        if name == "type":
            kinds[s].add(str(o).replace("#", "/").rpartition("/")[2])
    events = {s for s, kind in kinds.items() if "Event" in kind}
    assert events
    for event in events:
        reports = out[event, "wasDerivedFrom"]
        assert reports
        for report in reports:
            (target,) = out[report, "hasTarget"]
            quotes = [o for selector in out[target, "hasSelector"] for o in out[selector, "exact"]]
            assert len(quotes) == 1
            assert str(quotes[0]).strip()
        # whoever takes part is mentioned in a report of it
        for role, mentioned in (("agent", "agentMention"), ("target", "targetMention")):
            bodies = {
                body
                for report in reports
                for mention in out[report, mentioned]
                for body in out[mention, "hasBody"]
            }
            assert out[event, role] <= bodies


ENVIRONMENTS = [
    {"PYTHONHASHSEED": "1", "TZ": "Asia/Jakarta", "LC_ALL": "C"},
    {"PYTHONHASHSEED": "2", "TZ": "America/New_York", "LC_ALL": "C.UTF-8", "COLUMNS": "40"},
]


def test_the_same_bytes_wherever_it_runs(tmp_path: Path) -> None:
    """Of few articles and of a corpus, whatever hash seed, time zone, locale, number of workers
    and, where they are few, order of inputs.
    """
    few = sorted((ROOT / "benchmarks/gold/dev").glob("*.txt"))[:4]
    many = generated(tmp_path, build.FEW + 20)
    hashes = []
    for number, more in enumerate(ENVIRONMENTS):
        made = []
        for name, args in (
            ("few", few[:: 1 - 2 * number]), ("many", [many, "--jobs", number + 1]),
        ):  # fmt: skip
            out = tmp_path / f"{name}{number}"
            subprocess.run(
                [sys.executable, "-m", "kg", "build", *map(str, args), "-o", str(out)], cwd=ROOT,
                check=True, capture_output=True, env={**os.environ, **more},
            )  # fmt: skip
            files = sorted(p for p in out.rglob("*") if p.is_file() and "store" not in p.parts)
            made += [
                (str(p.relative_to(out)),
                 hashlib.sha256(p.read_bytes()).hexdigest())
                for p in files if p.suffix not in {".sqlite"} and p.name != "lock"
            ]  # fmt: skip
        hashes.append(made)
    assert hashes[0] == hashes[1]
    assert len(hashes[0]) > 10
    assert json.loads((tmp_path / "many0/duta.json").read_bytes())["kind"] == "duta corpus"
