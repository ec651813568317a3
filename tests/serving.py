"""A graph that is served, by a real process at a real port, for the tests of the service."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from example import example
from view_reading import reading as crisis

from kg import build, export, graph, ontology, store

ROOT = Path(__file__).parent.parent
JSON = "application/sparql-results+json"
SECONDS, ROWS = 2, 2_000
LIMITS = ("--seconds", str(SECONDS), "--rows", str(ROWS), "--memory", "300")


@dataclass
class Service:
    """A service that answers at `url`."""

    url: str
    process: subprocess.Popen[str]
    said: list[str]
    client: httpx.Client

    def get(self, path: str, accept: str = "*/*", **params: str) -> httpx.Response:
        return self.client.get(self.url + path, params=params or None, headers={"accept": accept})

    def post(self, **fields: str | list[str]) -> httpx.Response:
        return self.client.post(self.url + "/sparql", data=fields)

    def rows(self, query: str) -> list[dict[str, str]]:
        """What a query finds, as text."""
        answer = self.get("/sparql", JSON, query=query)
        assert answer.status_code == 200, answer.text
        found = answer.json()["results"]["bindings"]
        return [{name: value["value"] for name, value in row.items()} for row in found]

    def workers(self) -> set[int]:
        """The processes that answer queries, and those that start them."""
        found, new = set(), {self.process.pid}
        while new:
            found |= new
            new = {child for pid in new for child in _children(pid)}
        return found - {self.process.pid}


def _children(pid: int) -> Iterator[int]:
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        yield from map(int, task.read_text(encoding="ascii").split())


def directory(path: Path) -> Path:
    """A graph directory of two articles, as `kg build` writes it."""
    known = ontology.load()
    readings = sorted((example(), crisis()), key=lambda one: one.article.iri)
    dataset = graph.build(readings, known)
    files = {
        "graph.trig": graph.trig(dataset),
        "graph.ttl": graph.turtle(dataset),
        "events.csv": export.table(readings, known, "csv"),
        "graph.html": build.page(readings, known),
    }
    store.write(path, files, [one.article for one in readings])
    return path


@contextmanager
def serving(
    path: Path, *options: str, root: Path = ROOT, stop: signal.Signals = signal.SIGTERM,
    **environ: str,
) -> Iterator[Service]:  # fmt: skip
    """A service of a directory, on a port that is free; it must stop as it is told to.

    `root` is where the program is.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "kg", "serve", str(path), "--port", "0", *options],
        cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(root), **environ},
    )  # fmt: skip
    try:
        assert process.stdout is not None
        said = [process.stdout.readline()]
        while said[-1] and not said[-1].startswith("http"):
            said.append(process.stdout.readline())
        assert said[-1], process.communicate()[1]
        client = httpx.Client(timeout=30)
        yield Service(said[-1].strip().rstrip("/"), process, said, client)
        process.send_signal(stop)
        _, told = process.communicate(timeout=30)
        client.close()
        assert "Traceback" not in told, told
        assert process.returncode == (-stop if stop == signal.SIGKILL else 0)
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()


def articles(path: Path, numbers: range) -> Path:
    """Short articles as JSON Lines, each of its own."""
    states = ("Peru", "Chile", "Ghana", "Togo", "Norway", "Iran", "Cuba", "Nepal", "Kenya", "Qatar")
    rows = (
        {
            "id": f"a{n}",
            "text": f"{states[n % 10]} condemned {states[(n // 10 + n + 1) % 10]} on 3 May 2021. "
            f"Report {n} said no more.",
            "lang": "en",
            "date": "2021-05-04",
        }
        for n in numbers
    )
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return path
