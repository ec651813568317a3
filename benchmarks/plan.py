"""What ten million and a billion articles take, reckoned from rates measured on a few thousand.

    python benchmarks/plan.py --measure 2000                # writes benchmarks/results/plan.json
    python benchmarks/plan.py [--write docs/scale.md]       # reckons from it

Measured, on generated articles (`benchmarks/corpus.py`): reading on one core; keeping what was
read, which one process does for a whole corpus; loading the store; pushing to servers on this
machine; and bytes and triples of each kind. All else is arithmetic, with assumptions as options.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import re
import sys
import time
from collections import Counter
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results" / "plan.json"
SIZES = {"10 million": 10**7, "1 billion": 10**9}


# Measuring --------------------------------------------------------------------------


def measured(number: int) -> dict[str, Any]:
    """Rates and sizes of a corpus of so many generated articles."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks"), str(ROOT / "tests")]
    import corpus as generated
    import servers

    from kg import push, workers
    from kg.article import read
    from kg.corpus import Corpus
    from kg.graphstore import GraphStore
    from kg.part import Part, unpacked

    with TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "articles.jsonl"
        rows = (json.dumps(a, ensure_ascii=False) + "\n" for a, _ in generated.articles())
        path.write_text("".join(islice(rows, number)), encoding="utf-8")
        articles = list(read([path]))
        there = Corpus.create(folder / "corpus")
        times: list[float] = []
        parts: list[Part] = []
        for part in workers.parts(workers.batches(articles), there.base, 1):
            times.append(time.perf_counter())
            parts.append(part)
        reading = sum(len(p.entries) for p in parts[1:]) / (times[-1] - times[0])
        start = time.perf_counter()
        with there.alone() as ledger:
            there._sweep(ledger)  # its folders are there
            ledger.begin()
            for part in parts:
                there._keep(ledger, part, {})
        keeping = number / (time.perf_counter() - start)
        start = time.perf_counter()
        there.engine()
        loading = time.perf_counter() - start
        quads = sum(p.number for p in parts)
        found: dict[str, Any] = {
            "articles": number,
            "reports": there.reports,
            "quads": quads,
            "layers": _layers(unpacked(p.quads) for p in parts),
            "articles_per_core_second": reading,
            "kept_per_second": keeping,
            "quads_loaded_per_second": quads / loading,
            "bytes": {
                "text": sum(len(a.text.encode()) for a in articles),
                "quads": sum(len(p.quads) for p in parts),
                "table": sum(len(p.events) for p in parts),
                "ledger": _size(folder / "corpus" / "ledger.sqlite"),
                "store": _size(folder / "corpus" / "store"),
            },
            "pushed_per_second": {},
        }
        for server in (servers.oxigraph, servers.virtuoso):
            place = folder / server.__name__
            place.mkdir()
            with server(place) as running:
                store = GraphStore(running.graphs, running.user, servers.PASSWORD)
                start = time.perf_counter()
                push.push(there.directory, store)
                rate = number / (time.perf_counter() - start)
            found["pushed_per_second"][server.__name__] = rate
        return found


def _layers(parts: Iterable[bytes]) -> dict[str, int]:
    """Triples about the text, and about events and what they name, by what they begin with."""
    found: Counter[str] = Counter()
    for quads in parts:
        for line in quads.splitlines():
            subject, _, rest = line.partition(b" ")
            graph = rest.rsplit(b" ", 2)[1]
            own = subject.startswith(graph[:-1])
            found["text" if own else "actors" if graph.endswith(b"actors>") else "events"] += 1
    return dict(found)


def _size(path: Path) -> int:
    return sum(p.stat().st_size for p in ([path] if path.is_file() else path.rglob("*")))


# Reckoning --------------------------------------------------------------------------


def plan(found: dict[str, Any], given: argparse.Namespace) -> str:
    """What each size takes, as Markdown."""
    number = found["articles"]
    each = {name: size / number for name, size in found["bytes"].items()}
    rows: list[tuple[str, ...]] = [("", *(f"{name} articles" for name in SIZES))]

    def row(name: str, *values: str) -> None:
        rows.append((name, *values))

    hours = [n / found["articles_per_core_second"] / 3600 for n in SIZES.values()]
    machines = [max(1, math.ceil(h / (given.cores * 24 * given.days))) for h in hours]
    keeping = [n / found["kept_per_second"] / 3600 for n in SIZES.values()]
    corpora = [max(1, math.ceil(h / (24 * given.days))) for h in keeping]
    kept = [n * (each["quads"] + each["table"] + each["ledger"]) for n in SIZES.values()]
    stores = [n * each["store"] for n in SIZES.values()]
    row("reading, core hours", *map(_count, hours))
    row(f"machines of {given.cores} cores for {given.days} days or less", *map(_count, machines))
    row("hours, on so many",
        *(_count(h / m / given.cores) for h, m in zip(hours, machines, strict=True)))  # fmt: skip
    row("keeping, hours of one process for each corpus",
        *(_count(h / c) for h, c in zip(keeping, corpora, strict=True)))  # fmt: skip
    row("corpora side by side", *map(_count, corpora))
    for name, title in (("text", "text"), ("quads", "graph, `parts/*.nq.zst`"),
                        ("table", "event table, `parts/*.parquet`"),
                        ("ledger", "`ledger.sqlite`"), ("store", "`store/`")):  # fmt: skip
        row(title, *(_bytes(n * each[name]) for n in SIZES.values()))
    row("triples", *(_count(n * found["quads"] / number) for n in SIZES.values()))
    share = found["layers"]["events"] / sum(found["layers"].values())
    row("of them about events, not words",
        *(_count(n * found["quads"] / number * share) for n in SIZES.values()))  # fmt: skip
    row("reports of events", *(_count(n * found["reports"] / number) for n in SIZES.values()))
    row("loading the store, hours of one process", *(
        _count(n * found["quads"] / number / found["quads_loaded_per_second"] / 3600)
        for n in SIZES.values()))  # fmt: skip
    for server, rate in found["pushed_per_second"].items():
        row(f"`kg push` to {server.title()}, hours of one connection",
            *(_count(n / rate / 3600) for n in SIZES.values()))  # fmt: skip
    row(f"cost of reading, at {given.core_hour:g} a core hour",
        *(_count(h * given.core_hour) for h in hours))  # fmt: skip
    row(f"of keeping parts and store, at {given.gigabyte_month:g} a GB and month",
        *(_count((k + s) / 1e9 * given.gigabyte_month)
          for k, s in zip(kept, stores, strict=True)))  # fmt: skip
    lines = ["| " + " | ".join(cells) + " |" for cells in rows]
    lines.insert(1, "|---" + "|---:" * len(SIZES) + "|")
    report = found["reports"]
    measured = (
        found["note"]
        + " " * bool(found["note"])
        + (
            f"Measured on {number} generated articles of {each['text']:.0f} bytes: "
            f"{found['articles_per_core_second']:.1f} articles a second and core; "
            f"{found['quads'] / number:.0f} triples and {report / number:.1f} reports of events an "
            f"article; {found['bytes']['quads'] / report:.0f} bytes a report as packed N-Quads, "
            f"{found['bytes']['table'] / report:.0f} as Parquet, "
            f"{found['bytes']['store'] / report:.0f} in the store."
        )
    )
    return f"{measured}\n\n" + "\n".join(lines) + "\n"


def _count(number: float) -> str:
    if number >= 1e9:
        return f"{number / 1e9:,.3g} billion"
    if number >= 1e6:
        return f"{number / 1e6:.3g} million"
    return f"{float(f'{number:.3g}'):,g}"


def _bytes(number: float) -> str:
    return f"{number / 1e12:.3g} TB" if number >= 1e12 else f"{number / 1e9:.3g} GB"


def main() -> None:
    args = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    args.add_argument("--measure", type=int, metavar="N", help="measure anew on N articles")
    args.add_argument("--note", default="", help="on how it was measured")
    args.add_argument("--results", type=Path, default=RESULTS)
    args.add_argument("--write", type=Path, help="a page to put the plan into")
    args.add_argument("--cores", type=int, default=64, help="of a machine")
    args.add_argument("--days", type=float, default=2, help="in which reading is to be done")
    args.add_argument("--core-hour", type=float, default=0.04, help="its price")
    args.add_argument("--gigabyte-month", type=float, default=0.08, help="its price, on disk")
    given = args.parse_args()
    if given.measure:
        given.results.parent.mkdir(parents=True, exist_ok=True)
        data = json.dumps({"note": given.note, **measured(given.measure)}, indent=2) + "\n"
        given.results.write_text(data, encoding="utf-8")
    text = plan(json.loads(given.results.read_text(encoding="utf-8")), given)
    if given.write:
        page = given.write.read_text(encoding="utf-8")
        page, times = re.subn(
            r"(<!-- plan -->\n).*?(<!-- /plan -->)", lambda m: m[1] + text + m[2], page, flags=re.S
        )
        if times != 1:
            raise SystemExit(f"{given.write}: no place for a plan (<!-- plan --> … <!-- /plan -->)")
        given.write.write_text(page, encoding="utf-8")
    else:
        print(text)


if __name__ == "__main__":
    main()
