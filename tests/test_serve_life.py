"""The service from start to stop: what it does not start on, what it goes on through, how it ends,
and that it keeps to its own OpenAPI document.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from filelock import FileLock
from serving import ROOT, Service, articles, directory, serving

from kg.article import read
from kg.corpus import Corpus

COUNT = "SELECT (COUNT(*) AS ?n) { ?a a schema:NewsArticle }"
BUSY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def kg(*args: object, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kg", "serve", *map(str, args)], cwd=ROOT, capture_output=True,
        text=True, check=False, timeout=60, env={**os.environ, **environ},
    )  # fmt: skip


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not true():
        assert time.monotonic() < end
        time.sleep(0.1)


# Starting


@pytest.mark.parametrize("make", [lambda path: None, Path.mkdir, lambda path: path.write_text("x")])
def test_what_is_no_graph_is_not_served(tmp_path: Path, make: Callable[[Path], object]) -> None:
    make(tmp_path / "x")
    done = kg(tmp_path / "x", "--port", 0)
    assert (done.returncode, done.stdout) == (5, "")
    assert done.stderr.startswith(f"kg: {tmp_path}/x ")
    assert done.stderr.count("\n") == 1


def test_a_port_that_is_taken_is_named(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = kg(folder, "--port", port)
    assert done.returncode == 5
    assert f"127.0.0.1, port {port}: Address already in use" in done.stderr
    assert done.stderr.count("\n") == 1
    done = kg(folder, "--host", "192.0.2.1", "--port", 0)
    assert (done.returncode, done.stderr.count("\n")) == (5, 1)


def test_without_its_packages_it_says_what_to_install(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "uvicorn.py").write_text("raise ModuleNotFoundError(name='uvicorn')")
    done = kg(folder, PYTHONPATH=f"{tmp_path}:{ROOT}")
    assert done.stderr == (
        "kg: kg serve needs packages that are not installed: pip install 'duta[serve]'\n"
    )
    assert done.returncode == 1


# While it runs


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    Corpus.create(folder / "out").grow(read([articles(folder / "in.jsonl", range(8))]))
    return folder / "out"


def count(one: Service) -> int:
    return int(one.rows(COUNT)[0]["n"])


def leftovers(path: Path) -> list[Path]:
    return list(path.glob(".duta-*"))


def test_a_corpus_that_grows_is_served_as_it_was_and_then_as_it_is(
    corpus: Path, tmp_path: Path
) -> None:
    path = tmp_path / "out"
    shutil.copytree(corpus, path)
    with serving(path) as one:
        assert count(one) == 8
        (held,) = leftovers(path)
        assert one.get("/graph").text.count("<title>") == 1  # drawn, for a corpus has none
        first = one.get("/events?limit=1").json()
        assert one.get("/health").json()["articles"] == 8
        Corpus(path).grow(read([articles(tmp_path / "more.jsonl", range(4, 12))]))
        until(lambda: one.get("/health").json()["articles"] == 12)
        assert count(one) == 12
        until(lambda: leftovers(path) != [held] and len(leftovers(path)) == 1)
        Corpus(path).forget([f"a{n}" for n in range(8)])
        until(lambda: count(one) == 4)
        assert one.get(first["next"]).status_code in {200, 400}
        assert one.get("/events?limit=1000").json()["next"] is None
        Corpus(path).clear()
        Corpus.create(path)
        until(lambda: one.get("/health").json()["articles"] == 0)
    assert leftovers(path) == []


def test_a_graph_directory_that_is_built_again_is_served_anew(tmp_path: Path) -> None:
    """And to others than this machine, if that is asked for: which is said."""
    from example import example

    from kg import graph, ontology, store

    path = directory(tmp_path / "out")
    with serving(path, "--host", "0.0.0.0") as one:
        trig = graph.trig(graph.build([example()], ontology.load()))
        store.write(path, {"graph.trig": trig}, [example().article])
        until(lambda: one.get("/health").json()["articles"] == 1)
        assert count(one) == 1
        assert one.get("/graph").status_code == 200  # drawn, for the build wrote none
        assert "whoever reaches this machine" in one.said[0]
        named = one.client.get(one.url, headers={"host": "graph.example"})
        assert named.status_code == 200
        (path / "graph.trig").write_text("broken")
        (path / "duta.json").touch()
        until(lambda: one.get("/health").json()["behind"] is not None)
        assert count(one) == 1


# Stopping


def test_an_interrupt_stops_it_whatever_it_is_at(tmp_path: Path, folder: Path) -> None:
    told = {"stop": signal.SIGINT, "TMPDIR": str(tmp_path)}
    with ThreadPoolExecutor(1) as apart, serving(folder, "--seconds", "60", **told) as one:
        asked = apart.submit(one.post, query=BUSY)
        until(lambda: one.get("/health").json()["queries"] == 1)
        workers = one.workers()
        assert leftovers(tmp_path)
    assert (asked.result().status_code, asked.result().text) == (503, "the query was stopped\n")
    until(lambda: not any(Path(f"/proc/{worker}").exists() for worker in workers))
    assert not leftovers(tmp_path)


def test_killed_it_leaves_no_process_and_the_next_one_clears_up(corpus: Path) -> None:
    """Which does not wait for a build."""
    told = {"stop": signal.SIGKILL}
    options = ("--seconds", "1", "--workers", "1")
    with ThreadPoolExecutor(1) as apart, serving(corpus, *options, **told) as one:
        assert count(one) == 8  # its worker has started: a child killed before would say so
        asked = apart.submit(one.post, query=BUSY)
        until(lambda: one.get("/health").json()["queries"] == 1)
        workers = one.workers()
    assert isinstance(asked.exception(), httpx.HTTPError)
    until(lambda: not any(Path(f"/proc/{worker}").exists() for worker in workers))
    assert len(leftovers(corpus)) == 1
    with FileLock(corpus / "lock"), serving(corpus) as one:  # a build is at work
        assert len(leftovers(corpus)) == 1
        assert count(one) == 8
        (corpus / "store.unfinished").touch()  # it changes the store now
        until(lambda: one.get("/health").json()["behind"] is not None)
        assert count(one) == 8
        (corpus / "store.unfinished").unlink()
        until(lambda: one.get("/health").json()["behind"] is None)
    assert leftovers(corpus) == []


# The document


def test_it_is_as_its_openapi_document_says(service: Service, tmp_path: Path) -> None:
    """Requests of every kind that the document allows, and that it does not."""
    done = subprocess.run(
        [
            sys.executable, "-m", "schemathesis.cli", "run", f"{service.url}/openapi.json",
            "--max-examples", "3", "--generation-deterministic", "--no-color",
            "--exclude-checks", "positive_data_acceptance",  # few strings are queries in SPARQL
        ],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert "9 selected / 9 total" in done.stdout
