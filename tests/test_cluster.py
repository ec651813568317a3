"""`kg build --cluster`: a real scheduler and its workers, some of them killed."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from servers import Cluster, dask, free_ports, kg, kill, start
from test_corpus import articles, lines, quads, told

from kg import cluster as on_cluster
from kg.article import read
from kg.corpus import Corpus
from kg.errors import ServerError

NUMBER = 700


@pytest.fixture(scope="module")
def local(tmp_path_factory) -> Corpus:
    """What one machine makes of all articles."""
    folder = tmp_path_factory.mktemp("local")
    corpus = Corpus.create(folder / "out")
    corpus.grow(articles(folder, map(told, range(NUMBER))))
    return corpus


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with dask(workers=3) as found:
        yield found


def kept(out: Path) -> int:
    """How many articles are in a corpus; it is only looked at, since a build is at work."""
    ledger = f"file:{out / 'ledger.sqlite'}?mode=ro"
    try:
        with closing(sqlite3.connect(ledger, uri=True)) as db:
            return int(db.execute("SELECT count(*) FROM article").fetchone()[0])
    except sqlite3.OperationalError:
        return 0  # not made yet


def test_a_worker_is_killed_and_all_is_there_once(
    cluster: Cluster, local: Corpus, tmp_path: Path
) -> None:
    given = lines(tmp_path / "in.jsonl", map(told, range(NUMBER)))
    out = tmp_path / "out"
    running = start("build", given, "-o", out, "--cluster", cluster.address)
    while not kept(out):
        assert running.poll() is None, running.communicate()
        time.sleep(0.02)
    cluster.workers[0].kill()
    assert kept(out) < NUMBER
    said, wrong = running.communicate(timeout=120)
    assert (running.returncode, wrong) == (0, "")
    assert f"Read {NUMBER} articles; 0 were there already" in said
    there = Corpus(out)
    assert {p.name for p in there.events()} == {p.name for p in local.events()}
    assert {p.name for p in (out / "parts").iterdir()} == {
        p.name for p in (local.directory / "parts").iterdir()
    }
    for one in (out / "parts").iterdir():
        assert one.read_bytes() == (local.directory / "parts" / one.name).read_bytes()
    assert quads(there.engine()) == quads(local.engine())


def test_a_worker_with_another_program_is_refused(tmp_path: Path) -> None:
    corpus = Corpus.create(tmp_path / "out")
    with dask(workers=0) as odd:
        odd.join("import kg; kg.__version__ = '0.0.1'")
        with pytest.raises(ServerError, match=r"has duta 0\.0\.1 .*; install the same on both"):
            corpus.grow(articles(tmp_path, [told(1)]), odd.address)
    assert corpus.articles() == []


def test_a_cluster_that_is_not_there_or_idle_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(on_cluster, "_SECONDS", 1)
    monkeypatch.setattr(on_cluster, "_PATIENCE", 1)
    corpus = Corpus.create(tmp_path / "out")
    given = articles(tmp_path, [told(1)])
    with dask(workers=0) as idle, pytest.raises(ServerError, match="no workers; start some"):
        corpus.grow(given, idle.address)
    with pytest.raises(ServerError, match=r"no scheduler of Dask's can be reached"):
        corpus.grow(given, f"tcp://127.0.0.1:{free_ports(1)[0]}")
    many = lines(tmp_path / "in.jsonl", map(told, range(201)))
    code, said, wrong = kg("build", many, "-o", tmp_path / "other", "--cluster", "nowhere")
    assert (code, said) == (7, "")
    assert wrong.startswith("kg: nowhere: no scheduler of Dask's can be reached (missing port")
    assert wrong.count("\n") == 1


def test_the_scheduler_is_killed_and_one_machine_goes_on(
    cluster: Cluster, local: Corpus, tmp_path: Path
) -> None:
    """The last: the cluster is gone then."""
    given = lines(tmp_path / "in.jsonl", map(told, range(NUMBER)))
    out = tmp_path / "out"
    running = start("build", given, "-o", out, "--cluster", cluster.address)
    try:
        while not kept(out):
            assert running.poll() is None, running.communicate()
            time.sleep(0.02)
        cluster.scheduler.kill()
        said, wrong = running.communicate(timeout=120)
    finally:
        kill(running)
    there = kept(out)
    assert 0 < there < NUMBER
    assert (running.returncode, said, wrong.count("\n")) == (7, "", 1), wrong
    assert wrong == (
        f"kg: {cluster.address}: the scheduler is lost; {there} articles are in {out}; "
        "the same command goes on\n"
    )
    grown = Corpus(out).grow(read([given]))
    assert (grown.read, grown.known, grown.articles) == (NUMBER - there, there, NUMBER)
    assert quads(Corpus(out).engine()) == quads(local.engine())
