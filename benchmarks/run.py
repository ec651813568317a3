"""All benchmarks of speed, memory and size, one after the other; then the page that tells of them.

    python benchmarks/run.py [--quick] [--only NAME ...] [--results FOLDER] [--page]

Each part is a script of its own and writes its results as JSON. `--quick` makes everything small:
to see that it runs, not for figures. `--page` writes docs/performance.md of what is there.
"""

from __future__ import annotations

import argparse
import subprocess
import time
from pathlib import Path

import measure

PARTS: dict[str, tuple[list[str], list[str]]] = {
    "extraction": ([], ["--articles", "40", "--rounds", "1"]),
    "size": ([], ["--articles", "60"]),
    "querying": ([], ["--triples", "10000", "--limit", "2"]),
    "building": ([], ["--sizes", "1", "200", "--jobs", "2"]),
}
"""Arguments of each script, in earnest and for `--quick`."""


def main() -> None:
    args = argparse.ArgumentParser(description="Run the benchmarks.")
    args.add_argument("--quick", action="store_true", help="small, to see that it runs")
    args.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    args.add_argument("--results", type=Path, default=measure.RESULTS)
    args.add_argument("--page", action="store_true", help="write docs/performance.md, too")
    given = args.parse_args()
    folder = given.results.resolve()
    for name in given.only:
        print(f"== {name}", flush=True)
        start = time.perf_counter()
        _run(measure.script(f"{name}.py", *PARTS[name][given.quick], "--results", folder))
        print(f"== {name}: {time.perf_counter() - start:.0f} s", flush=True)
    if given.page:
        _run(measure.script("report.py", "--results", folder))


def _run(command: list[object]) -> None:
    arguments = [str(part) for part in command]
    subprocess.run(arguments, cwd=measure.ROOT, env=measure.environment(), check=True)


if __name__ == "__main__":
    main()
