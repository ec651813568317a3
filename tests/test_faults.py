"""What kills a build, or stands in its way: nothing is lost, nothing is half-written."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from multiprocessing import active_children
from pathlib import Path
from threading import Thread

import pytest
from filelock import FileLock

from kg import build, store, workers
from kg.article import Article
from kg.corpus import Corpus, is_corpus
from kg.errors import OutputError

ROOT = Path(__file__).parent.parent
KILLS = int(os.environ.get("DUTA_KILLS", "25"))
BASE = "https://w3id.org/duta/id/"


def articles(number: int) -> list[Article]:
    return [
        Article(f"{BASE}article/{n}", f"a{n}", f"Iran condemned Iraq. Report {n}.", "en")
        for n in range(number)
    ]


def lines(path: Path, number: int) -> Path:
    rows = ({"id": a.document, "text": a.text, "lang": "en"} for a in articles(number))
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


@pytest.mark.slow
def test_killed_at_random_moments_nothing_is_lost(tmp_path: Path) -> None:
    """DUTA_KILLS says how many moments, 200 for the figure in docs/reliability.md."""
    done = subprocess.run(
        [sys.executable, "tests/kills.py", str(KILLS), "7", str(tmp_path)], cwd=ROOT, check=False,
        capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    assert int(done.stdout) == KILLS


def test_a_second_build_of_a_graph_is_refused(tmp_path: Path) -> None:
    path, out = lines(tmp_path / "a.jsonl", 2), tmp_path / "out"
    build.build([path], out)
    with (
        FileLock(out / ".duta-lock"),
        pytest.raises(OutputError, match="another build or push is at work here; wait for it"),
    ):
        build.build([path], out)
    assert build.build([path], out).articles == 2
    assert not [p for p in out.iterdir() if p.name.startswith(".duta")]


@pytest.mark.parametrize("step", range(7))
def test_a_graph_whose_files_were_changing_place_is_put_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    """Killed before any of the steps: the next build finds the new graph, whole."""
    path, out = lines(tmp_path / "a.jsonl", 2), tmp_path / "out"
    build.build([path], out)
    store.update(out, {"gone.txt": "x"})
    before = {reading.article.document for reading in store.readings(out)}
    done = subprocess.run(
        [sys.executable, "-c",
         "import os, sys\nfrom pathlib import Path\nfrom kg import store\n"
         "move, unlink, left = Path.replace, Path.unlink, [int(sys.argv[1])]\n"
         "def killed(change):\n    def changed(*args, **more):\n        left[0] -= 1\n"
         "        left[0] < 0 and os._exit(9)\n        return change(*args, **more)\n"
         "    return changed\n"
         "Path.replace, Path.unlink = killed(move), killed(unlink)\n"
         "known = store.manifest(sys.argv[2])\n"
         "files = {n: (Path(sys.argv[2]) / n).read_bytes() for n in known.files}\n"
         "del files['gone.txt']\n"
         "files['events.csv'] += b'x'\nstore.write(sys.argv[2], files)\n", str(step), str(out)],
        cwd=ROOT, check=False,
    )  # fmt: skip
    assert done.returncode in {0, 9}
    store.settle(out)
    assert {reading.article.document for reading in store.readings(out)} == before
    assert not [p for p in out.iterdir() if p.name.startswith(".duta")]
    assert (out / "events.csv").read_bytes().endswith(b"x")
    assert not (out / "gone.txt").exists()


@pytest.mark.slow
def test_workers_that_are_lost_lose_nothing() -> None:
    """All of them, twice, in the midst of it."""
    given = articles(400)
    killed = 0

    def kill() -> None:
        nonlocal killed
        for _ in range(2):
            while not active_children():
                time.sleep(0.05)
            time.sleep(1.5)
            for process in active_children():
                os.kill(process.pid or 0, signal.SIGKILL)
                killed += 1

    killer = Thread(target=kill)
    killer.start()
    groups = (given[n : n + 8] for n in range(0, 400, 8))
    found = [entry.iri for part in workers.parts(groups, BASE, 2) for entry in part.entries]
    killer.join()
    assert killed >= 2
    assert sorted(found) == sorted(a.iri for a in given)


@pytest.mark.slow
def test_an_article_that_kills_its_worker_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    """What the machine would do to a process that takes too much memory."""
    path, out = lines(tmp_path / "a.jsonl", build.FEW + 30), tmp_path / "out"
    (tmp_path / "sitecustomize.py").write_text(
        "import os\nfrom kg import pipeline\n_open = pipeline.Reader._open\n"
        "def opened(self, article, *more):\n"
        "    if article.document == 'a77':\n        os.kill(os.getpid(), 9)\n"
        "    return _open(self, article, *more)\n"
        "pipeline.Reader._open = opened\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "kg", "build", str(path), "-o", str(out), "-j", "2"], cwd=ROOT,
        capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": f"{tmp_path}:{ROOT}"},
    )  # fmt: skip
    assert done.returncode == 8, done.stderr
    (told,) = map(json.loads, (out / "failed.jsonl").read_bytes().splitlines())
    assert told == {
        "input": str(path),
        "line": 78,
        "reason": "a worker dies at it; give it more memory, or split it",
    }
    there = {known.document for known in Corpus(out).articles()}
    assert there == {a.document for a in articles(build.FEW + 30)} - {"a77"}


def test_an_article_at_which_the_program_fails_is_named(tmp_path: Path) -> None:
    from kg.event import Reading
    from kg.pipeline import Reader

    class Faulty(Reader):
        def _open(self, article: Article, *more: object) -> object:  # type: ignore[override]
            if article.document == "a2":
                raise ValueError("no\nsuch thing")
            return super()._open(article, *more)  # type: ignore[arg-type]

    failed: list[str] = []
    found: list[Reading] = list(
        Faulty().read_all(articles(4), lambda error: failed.append(str(error)))
    )
    assert [reading.article.document for reading in found] == ["a0", "a1", "a3"]
    assert len(failed) == 1
    assert failed[0].startswith("a2: Duta itself fails at it (test_faults.py:")
    assert failed[0].endswith("ValueError no such thing); please report it, with the article")


def test_a_corpus_that_takes_the_place_of_a_graph_has_its_articles_first(tmp_path: Path) -> None:
    out = tmp_path / "out"
    build.build([lines(tmp_path / "few.jsonl", 3)], out)
    files = store.names(out)
    corpus = Corpus.create(out, BASE, files)  # and here the program is killed
    assert is_corpus(out)
    assert len(corpus) == 0
    more = tmp_path / "more.jsonl"
    more.write_text(json.dumps({"id": "b", "text": "Iran praised Iraq.", "lang": "en"}))
    build.build([more], out, jobs=1)
    assert {known.document for known in Corpus(out).articles()} == {"a0", "a1", "a2", "b"}
    assert not files & {path.name for path in out.iterdir()}


def test_a_fresh_build_that_cannot_be_leaves_what_was_there(tmp_path: Path) -> None:
    from kg.errors import InputError

    out = tmp_path / "out"
    Corpus.create(out).grow(articles(2))
    with pytest.raises(InputError, match="no such file"):
        build.build([tmp_path / "none.txt"], out, fresh=True)
    assert len(Corpus(out)) == 2
    build.build([lines(tmp_path / "a.jsonl", 1)], out, fresh=True)
    assert not is_corpus(out)
