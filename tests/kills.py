"""Kills builds at random moments, and looks at what each kill left: for test_faults.py.

    python tests/kills.py NUMBER SEED FOLDER

Forks, so that no build has to load anything: the moments fall on what a build does. Each build is
the same work: a graph of few articles, which becomes a corpus; more articles; one changed; one
forgotten. Every kill is followed by the same work, from its beginning, to its end.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

import pyoxigraph as ox

from kg import build, pipeline, store, workers
from kg.article import read
from kg.corpus import Corpus, is_corpus
from kg.errors import OutputError

ACTS = ("imposed sanctions on", "condemned", "expelled two diplomats of", "praised")
STATES = ("Peru", "Chile", "Ghana", "Togo", "Norway", "Iran", "Cuba")


def told(number: int, act: str = "") -> dict[str, str]:
    one, other = STATES[number % 7], STATES[(number + 1 + number // 7) % 7]
    text = f"{one} {act or ACTS[number % 4]} {other} on 3 May 2021. Report {number} said no more."
    return {"id": f"a{number}", "text": text, "lang": "en", "date": "2021-05-04"}


def inputs(folder: Path) -> list[Path]:
    given = {
        "few": [told(n) for n in range(3)],
        "many": [told(n) for n in range(2, 14)],
        "changed": [told(5, "met"), told(20)],
    }
    paths = []
    for name, rows in given.items():
        paths.append(folder / f"{name}.jsonl")
        paths[-1].write_text("".join(json.dumps(row) + "\n" for row in rows))
    return paths


def work(paths: list[Path], out: Path) -> None:
    for path in paths:
        build.build([path], out, jobs=1)
    if "a7" in {a.document for a in Corpus(out).articles()}:
        build.forget(out, ["a7"])


def quads(out: Path) -> set[str]:
    every = set(Corpus(out).engine().quads_for_pattern(None, None, None, None))
    named = {q for q in every if not isinstance(q.graph_name, ox.DefaultGraph)}
    assert {q.triple for q in every - named} == {q.triple for q in named}
    return {str(q) for q in named if not str(q.graph_name).endswith("/actors>")}


def sound(out: Path) -> None:
    """What is there is whole, or says that it is not."""
    if is_corpus(out):
        corpus = Corpus(out)
        iris = {reading.article.iri for reading in corpus.readings()}
        assert iris == {known.iri for known in corpus.articles()}
    elif store.exists(out):
        with suppress(OutputError):  # killed while its files changed place: it says so
            store.readings(out)


def forked(*call: object) -> int:
    """The process that makes a call."""
    process = os.fork()
    if process == 0:
        code = 1
        try:
            function, *args = call
            function(*args)  # type: ignore[operator]
            code = 0
        finally:
            sys.stderr.flush()
            os._exit(code)
    return process


def done(*call: object) -> None:
    _, status = os.waitpid(forked(*call), 0)
    assert status == 0, status


def same(out: Path, told: Path) -> None:
    assert "\n".join(sorted(quads(out))) == told.read_text()
    names = {path.stem for path in Corpus(out).events()}
    assert {path.name.partition(".")[0] for path in (out / "parts").iterdir()} == names
    assert not [path for path in out.iterdir() if path.name.startswith(".duta")]


def main(number: int, seed: int, folder: Path) -> None:
    chance = random.Random(seed)
    paths, expected = inputs(folder), folder / "expected"
    build.FEW, workers._ARTICLES = 4, 3
    worker = workers.Worker("https://w3id.org/duta/id/")
    worker.part(list(read(paths[:1])))  # what reading takes is loaded now
    assert worker._tools
    reader = worker._tools[0]
    workers.Worker = lambda _: worker  # type: ignore[assignment, misc]
    pipeline.Reader = lambda *_: reader  # type: ignore[assignment, misc]
    took = []
    for n in range(2):
        begin = time.monotonic()
        done(work, paths, folder / f"whole{n}")
        took.append(time.monotonic() - begin)
    done(lambda: expected.write_text("\n".join(sorted(quads(folder / "whole0")))))
    done(same, folder / "whole1", expected)
    out, midway = folder / "out", 0
    while midway < number:  # those that came after the end do not count
        process = forked(work, paths, out)
        time.sleep(chance.uniform(0, min(took)))
        os.kill(process, signal.SIGKILL)
        _, status = os.waitpid(process, 0)
        midway += os.WIFSIGNALED(status)
        done(sound, out)
        if chance.random() < 0.3:  # else the next build is killed over what this one left
            done(work, paths, out)
            done(same, out, expected)
            shutil.rmtree(out)
    done(work, paths, out)
    done(same, out, expected)
    sys.stdout.write(f"{midway}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
