"""Articles per second on a Dask cluster beside one machine's own processes.

    python benchmarks/scaling.py [--articles N] [--workers 1 2 4] [--rounds N] [--json FILE]

Each way reads the same generated articles (`benchmarks/corpus.py`) into a fresh corpus: with so
many processes of its own, then on a cluster of so many workers on this machine, in turn; the
fastest of the rounds counts. Timed is from the first part that is kept to the last, so that neither
loading of parsers nor the store is in it. More workers than processors show what Dask costs, not
what it gains.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]
os.environ.setdefault("OMP_NUM_THREADS", "1")

import corpus as generated  # noqa: E402

from kg import cluster, workers  # noqa: E402
from kg.article import BASE, Article, read  # noqa: E402
from kg.part import Part  # noqa: E402


def rate(parts: Iterable[Part]) -> float:
    """Articles per second, from the first part to the last."""
    times, numbers = [], []
    for part in parts:
        times.append(time.perf_counter())
        numbers.append(len(part.entries))
    return sum(numbers[1:]) / (times[-1] - times[0])


@contextmanager
def dask(number: int) -> Iterator[str]:
    """The address of a cluster of so many workers, one process and thread each."""
    with TemporaryDirectory() as folder, ExitStack() as running:
        told = Path(folder) / "scheduler.json"

        def start(program: str, *options: str) -> None:
            command = [sys.executable, "-m", f"distributed.cli.dask_{program}", *options]
            command += ["--scheduler-file", str(told), "--no-dashboard", "--host", "127.0.0.1"]
            process = subprocess.Popen(
                command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
            )  # fmt: skip
            running.callback(process.wait)
            running.callback(process.kill)

        start("scheduler", "--port", "0")
        while not told.exists() or not told.read_text():
            time.sleep(0.05)
        for _ in range(number):
            start("worker", "--nthreads", "1", "--no-nanny")
        yield json.loads(told.read_text())["address"]


def measured(
    articles: list[Article], numbers: list[int], rounds: int
) -> dict[tuple[str, int], float]:
    """The best rate of each way with each number of workers."""
    best: dict[tuple[str, int], float] = {}
    for _ in range(rounds):
        for number in numbers:
            found = rate(workers.parts(workers.batches(articles), BASE, number))
            best["local", number] = max(best.get(("local", number), 0), found)
            with dask(number) as address:
                found = rate(cluster.parts(workers.batches(articles), BASE, address))
            best["dask", number] = max(best.get(("dask", number), 0), found)
            print(f"{number} workers: processes {best['local', number]:.1f}, "
                  f"Dask {best['dask', number]:.1f} articles/s", flush=True)  # fmt: skip
    return best


def main() -> None:
    args = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    args.add_argument("--articles", type=int, default=2_000)
    args.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4])
    args.add_argument("--rounds", type=int, default=1)
    args.add_argument("--json", type=Path, help="a file for the figures")
    given = args.parse_args()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "articles.jsonl"
        rows = (json.dumps(a) + "\n" for a, _ in islice(generated.articles(), given.articles))
        path.write_text("".join(rows), encoding="utf-8")
        articles = list(read([path]))
    found = measured(articles, given.workers, given.rounds)
    data = {
        "title": "On a Dask cluster",
        "text": f"{given.articles} generated articles, read by processes of one machine with "
        f"{workers.processors()} processors, and by as many Dask workers on it: articles a second, "
        "from the first part that is kept to the last, and their ratios in one run.",
        "command": "python benchmarks/scaling.py --json benchmarks/results/scaling.json",
        "tables": [_table(found, given.workers)],
        "processors": workers.processors(),
        "rates": {f"{way} {number}": rate for (way, number), rate in found.items()},
    }
    print(json.dumps(data, indent=2))
    if given.json:
        given.json.parent.mkdir(parents=True, exist_ok=True)
        given.json.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")


def _table(found: dict[tuple[str, int], float], numbers: list[int]) -> dict[str, Any]:
    first = found["dask", numbers[0]]
    rows = [
        [str(n), f"{found['local', n]:.1f}", f"{found['dask', n]:.1f}",
         f"{found['dask', n] / found['local', n]:.2f}", f"{found['dask', n] / first:.2f}"]
        for n in numbers
    ]  # fmt: skip
    columns = ["workers", "processes, articles/s", "Dask, articles/s", "Dask / processes",
               f"Dask / Dask with {numbers[0]}"]  # fmt: skip
    return {"columns": columns, "rows": rows}


if __name__ == "__main__":
    main()
