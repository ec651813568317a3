"""From articles to N-Quads: `kg build` against the bare spaCy pipeline over the same articles.

    python benchmarks/building.py [--sizes N ...] [--jobs N ...] [--keep FOLDER]

Each size is built into a fresh directory by so many processes, then parsed by spaCy with as many
(`benchmarks/bare.py`, `nlp.pipe(n_process=…)`), up to the size from which on the rate is known.
Whole commands, starting and loading included; small ones several times in turn, the fastest counts.

wall, cpu     seconds of all processes
parts         until all N-Quads and event tables are there for good; what follows is the store
main, worker  the most memory (MB, resident) that the command and one of its workers held
together      the most that all held at once
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import measure
from measure import Run

SIZES = (1, 1_000, 5_000, 100_000)
JOBS = (1, 2)
MANY = 10_000
"""Articles; more are read by the most processes only, and neither stored (`benchmarks/querying.py`
has large stores) nor parsed by spaCy, which takes as long in proportion.
"""
ROUNDS = ((100, 3), (2_000, 2))  # so many rounds up to such a size


def built(articles: Path, number: int, jobs: int, out: Path) -> Run:
    """One `kg build`; mark `parts`: when the store was begun."""
    shutil.rmtree(out, ignore_errors=True)
    more = ["--no-store"] if number > MANY else []
    command = measure.kg("build", articles, "-o", out, "--jobs", jobs, *more)
    return measure.run(command, {"parts": (out / "store.unfinished").exists})


def measured(sizes: list[int], jobs: list[int], folder: Path) -> list[dict[str, Any]]:
    rows = []
    for number in sizes:
        articles = measure.corpus(number, folder)
        words = sum(len(line.split()) for line in articles.open(encoding="utf-8"))
        times = next((times for size, times in ROUNDS if number <= size), 1)
        for processes in jobs:
            if number > MANY and processes < max(jobs):
                continue
            row: dict[str, Any] = {"articles": number, "jobs": processes, "words": words}
            out = folder / f"built-{number}"
            for _ in range(times):
                _better(row, "kg", built(articles, number, processes, out))
                for name, more in (("bare", []), ("lemmas", ["--lemmas"])):
                    if number <= MANY and _possible(name):
                        command = measure.script("bare.py", articles, "--jobs", processes, *more)
                        _better(row, name, measure.run(command))
            row["bytes"] = _bytes(out)
            rows.append(row)
            print(_line(row), flush=True)
    return rows


def _possible(name: str) -> bool:
    from importlib.util import find_spec

    return name == "bare" or find_spec("spacy_lookups_data") is not None


def _better(row: dict[str, Any], name: str, run: Run) -> None:
    if name not in row or run.wall < row[name].wall:
        row[name] = run


def _bytes(out: Path) -> dict[str, int]:
    """How much disk each thing in a directory takes."""
    sizes: dict[str, int] = {}
    for path in out.rglob("*"):
        if path.is_file():
            name = path.relative_to(out).parts[0]
            if name == "parts":
                name = path.name.partition(".")[2]
            sizes[name] = sizes.get(name, 0) + path.stat().st_size
    return sizes


def _line(row: dict[str, Any]) -> str:
    kg = row["kg"]
    wall, cpu = kg.marks.get("parts", (kg.wall, kg.cpu))
    text = (f"{row['articles']} articles, {row['jobs']} processes: {kg.wall:.1f} s, "
            f"parts {wall:.1f} s ({cpu:.1f} s of CPU), main {kg.main:.0f} MB, "
            f"worker {kg.worker:.0f} MB, together {kg.together:.0f} MB")  # fmt: skip
    for name in ("bare", "lemmas"):
        if name in row:
            bare = row[name]
            text += (f"; {name} {bare.wall:.1f} s ({bare.wall / wall:.2f}; "
                     f"CPU {bare.cpu / cpu:.2f}), {bare.together:.0f} MB")  # fmt: skip
    return text


def main() -> None:
    args = argparse.ArgumentParser(description="kg build against the bare spaCy pipeline.")
    args.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    args.add_argument("--jobs", type=int, nargs="+", default=JOBS)
    args.add_argument("--keep", type=Path, help="a folder to work in, and to leave as it is then")
    args.add_argument("--results", type=Path, default=measure.RESULTS)
    given = args.parse_args()
    with TemporaryDirectory() as folder:
        rows = measured(given.sizes, given.jobs, given.keep or Path(folder))
    sizes = " ".join(map(str, given.sizes))
    command = (
        f"python benchmarks/building.py --sizes {sizes} --jobs {' '.join(map(str, given.jobs))}"
    )
    print(measure.write("building", {"command": command, "rows": rows}, given.results))


if __name__ == "__main__":
    main()
