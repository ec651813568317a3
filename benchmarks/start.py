"""Where the time of one `kg build` goes, and how much memory it takes.

    python benchmarks/start.py [ARTICLE]

Runs the command, then goes through the steps of a build one by one in this process.
CPU seconds tell more than the clock on a machine that does other things too.
"""

from __future__ import annotations

import argparse
import gc
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ARTICLE = ROOT / "data" / "articles" / "kunjungan-putin.id.txt"
PACKAGES = ("numpy", "spacy", "rdflib", "networkx", "pyshacl", "pyvis.network", "jsonschema")
MODULES = ("article", "build", "export", "graph", "store", "terminal", "view")
MB = 1024 if sys.platform != "darwin" else 1024 * 1024


def peak(whose: int = resource.RUSAGE_SELF) -> float:
    return resource.getrusage(whose).ru_maxrss / MB


def row(name: str, cpu: float, wall: float, memory: float | None = None) -> None:
    print(f"{name:<28}{cpu:>8.2f}{wall:>8.2f}" + (f"{memory:>8.0f}" if memory else ""))


@contextmanager
def step(name: str) -> Iterator[None]:
    cpu, wall = time.process_time(), time.perf_counter()
    yield
    row(name, time.process_time() - cpu, time.perf_counter() - wall, peak())


def steps(path: Path) -> None:
    with step("the command line"):
        import_module("kg.cli")
    for package in PACKAGES:
        with step(f"import {package}"):
            import_module(package)
    with step("import the rest of kg"):
        for module in MODULES:
            import_module(f"kg.{module}")
        from kg import build, export, gazetteer, graph, language, lexicon, ontology, store
        from kg.article import read
        from kg.event import canonical
        from kg.pipeline import Reader
    with step("article and its language"):
        articles = list(read([path]))
    code = articles[0].language
    with step("ontology"):
        known = ontology.load()
    with step("lexicon"):
        lexicon.load(code)
    with step("model"):
        assert language.load(code).pipeline
    with step("gazetteer"):
        gazetteer.load(code)
    reader = Reader()
    with step("reading, the first time"):
        readings = [canonical(reader.read(article)) for article in articles]
    with step("graph"):
        dataset = graph.build(readings, known)
    with step("SHACL"):
        assert not list(build.violations(dataset))
    with step("Turtle, TriG, CSV"):
        files = {"graph.trig": graph.trig(dataset), "graph.ttl": graph.turtle(dataset),
                 "events.csv": export.table(readings, known, "csv")}  # fmt: skip
    with step("HTML"):
        files["graph.html"] = build.page(readings, known)
    with step("writing, analysis"), tempfile.TemporaryDirectory() as folder:
        store.write(Path(folder) / "graph", files, [r.article for r in readings])
        build.summary(readings, known)


def command(name: str, *words: str) -> None:
    before, wall = os.times(), time.perf_counter()
    run = [sys.executable, "-m", "kg", *words]
    subprocess.run(run, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    after = os.times()
    cpu = after.children_user + after.children_system
    cpu -= before.children_user + before.children_system
    row(name, cpu, time.perf_counter() - wall, peak(resource.RUSAGE_CHILDREN))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("article", nargs="?", type=Path, default=ARTICLE)
    path: Path = parser.parse_args().article.resolve()
    sys.path.insert(0, str(ROOT))
    gc.set_threshold(100_000, 50, 100)  # as the command line does
    print(f"{'seconds':<28}{'CPU':>8}{'clock':>8}{'MB':>8}")
    command("kg --help", "--help")
    with tempfile.TemporaryDirectory() as folder:
        command("kg build", "build", str(path), "-o", str(Path(folder) / "graph"))
    print()
    with step("all steps"):
        steps(path)


if __name__ == "__main__":
    main()
