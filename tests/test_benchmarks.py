"""The benchmarks: what measures is right itself, and the page tells what was measured."""

import importlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

sys.path.insert(0, str(ROOT / "benchmarks"))  # scripts there import each other by name
measure = importlib.import_module("measure")
querying = importlib.import_module("querying")


def test_memory_and_time_of_a_command_and_of_its_workers_are_told_apart():
    code = """
import subprocess, sys, time
held = bytearray(200 << 20)
other = "import time; held = bytearray(100 << 20); sum(range(3_000_000)); time.sleep(0.4)"
subprocess.run([sys.executable, "-c", other], check=True)
"""
    found = measure.run([sys.executable, "-c", code], {"begun": lambda: True, "no": lambda: False})
    assert 200 < found.main < 260
    assert 100 < found.worker < 160
    assert found.main + found.worker - 20 < found.together < found.main + found.worker + 20
    assert found.wall > 0.4 > found.marks["begun"][0]
    assert 0 < found.cpu < found.wall
    assert "no" not in found.marks


def test_a_command_that_fails_is_no_figure():
    with pytest.raises(SystemExit, match="no such thing"):
        measure.run([sys.executable, "-c", "raise SystemExit('no such thing')"])


def test_the_page_tells_what_was_measured(tmp_path):
    for script in (["run.py", "--quick", "--only", "size"], ["report.py", "--output", tmp_path]):
        subprocess.run(
            [sys.executable, ROOT / "benchmarks" / script[0], *script[1:], "--results", tmp_path],
            cwd=ROOT, env=measure.environment(), capture_output=True, check=True,
        )  # fmt: skip
    size = json.loads((tmp_path / "size.json").read_text(encoding="utf-8"))
    assert size["triples"]["event"] < 40
    assert size["triples"]["event"] < size["triples"]["actors"] < size["triples"]["graph"]
    assert size["bytes"]["N-Quads, zstandard"] < size["bytes"]["N-Quads"] / 5
    page = (tmp_path / "performance.md").read_text(encoding="utf-8")
    assert f"| {size['triples']['event']:.1f} |" in page
    assert size["command"] in page
    assert size["machine"]["processor"] in page


def test_all_questions_are_asked_and_what_takes_too_long_is_ended(tmp_path):
    articles = measure.corpus(2, tmp_path)
    corpus = querying.Corpus.create(tmp_path / "corpus")
    corpus.grow(querying.read([articles]))
    duta = querying.ENGINES[0]
    found = querying.asked(duta, corpus.directory, tmp_path, 60)
    assert len(found) == len(querying.query.named())
    assert all(seconds < 60 for seconds, _ in found.values())
    child = querying.Child(querying._answering, duta, corpus.directory, tmp_path)
    assert child.get(60) == "open"
    child.link.send("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }")
    assert child.get(0.5) is None
    child.end()
    assert not child.process.is_alive()
