"""How many requests the service answers, how soon, and whether its memory grows.

    python benchmarks/serve.py DIR [--seconds 600] [--write docs/service.md]

Serves DIR, a graph directory or a corpus, on a free port of this machine, and has wrk (Debian:
apt-get install wrk) ask for each kind of answer in turn, then for all of them at once, then for
all of them while one hostile query after another is sent beside them; each for its share of
SECONDS. The limits are those of `kg serve` as it comes.

requests   answered in a second, by so many connections at once
50, 99 %   milliseconds within which so many of them were answered
errors     answers other than 2xx, and connections that failed
MB         resident memory of all processes of the service, shared pages counted once
           (proportional set size), at the end of the row
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

BUSIEST = """SELECT ?who (COUNT(?e) AS ?n) { ?e duta:agent ?who }
GROUP BY ?who ORDER BY DESC(?n) ?who LIMIT 1"""
SOME = "SELECT ?e { ?e a sem:Event } LIMIT 200"
HOSTILE = (
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c DESC(?f)",
    "SELECT (COUNT(*) AS ?n) { ?a (!<urn:x>|^!<urn:x>)* ?b }",
)
SCRIPT = """
local paths = {%s}
local at = 0
request = function()
  at = at %% #paths + 1
  return wrk.format("GET", paths[at][1], {["Accept"] = paths[at][2]})
end
"""
MARK = "load"


def ask(url: str, query: str) -> list[dict[str, str]]:
    body = urlencode({"query": query}).encode()
    accept = {"Accept": "application/sparql-results+json"}
    with urlopen(Request(f"{url}/sparql", body, accept), timeout=60) as answer:
        rows = json.load(answer)["results"]["bindings"]
    return [{name: value["value"] for name, value in row.items()} for row in rows]


def sparql(query: str) -> str:
    return f"/sparql?query={quote(query)}"


def kinds(url: str) -> dict[str, list[tuple[str, str]]]:
    """Paths to ask for, and what to accept, by the kind of answer."""
    who = ask(url, BUSIEST)[0]["who"]
    events = [row["e"] for row in ask(url, SOME)]
    paths = [re.sub(r"^\w+://[^/]+", "", event) for event in events]
    table, turtle, html = "application/json", "text/turtle", "text/html"
    facts = f"SELECT ?p ?o {{ <{who}> ?p ?o }} LIMIT 100"
    told = "SELECT * {{ <{}> duta:agent ?who ; duta:status ?status }}"
    return {
        "health": [("/health", table)],
        "ASK": [(sparql("ASK { ?s ?p ?o }"), table)],
        "SELECT, 100 rows": [(sparql(facts), table)],
        "SELECT, an event": [(sparql(told.format(event)), table) for event in events],
        "events, a page of 100": [("/events?limit=100", table)],
        "an event in Turtle": [(path, turtle) for path in paths],
        "an event as a page": [(path, html) for path in paths],
    }


@contextmanager
def serving(directory: Path) -> Iterator[tuple[str, int]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "kg", "serve", str(directory), "--port", "0"],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        url = process.stdout.readline().strip().rstrip("/")
        if not url:
            sys.exit("the service does not start")
        yield url, process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def memory(pid: int) -> float:
    """Megabytes of a process and all that it has started."""
    found, todo = 0, [pid]
    while todo:
        one = Path(f"/proc/{todo.pop()}")
        try:
            held = re.search(r"^Pss:\s+(\d+)", (one / "smaps_rollup").read_text(), re.M)
            found += int(held[1]) if held else 0
            for task in one.glob("task/*/children"):
                todo += map(int, task.read_text().split())
        except OSError:  # it has ended
            continue
    return found / 1024


def load(url: str, paths: list[tuple[str, str]], seconds: float, connections: int) -> list[str]:
    """What wrk says: requests a second, two latencies, errors."""
    listed = ",".join(f"{{[==[{path}]==],[==[{accept}]==]}}" for path, accept in paths)
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(SCRIPT % listed)
        script.flush()
        done = subprocess.run(
            ["wrk", "-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s", "--latency",
             "--timeout", "30s", "-s", script.name, url],
            capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip

    def number(pattern: str) -> str:
        found = re.search(pattern, done, re.M)
        return found[1] if found else "0"

    sockets = re.search(r"Socket errors: (.*)", done)
    failed = sum(map(int, re.findall(r"\d+", sockets[1]))) if sockets else 0
    errors = failed + int(number(r"Non-2xx or 3xx responses: (\d+)"))
    rate = float(number(r"Requests/sec:\s+([\d.]+)"))
    times = [milliseconds(number(rf"^\s+{share}%\s+(\S+)\s*$")) for share in (50, 99)]
    return [f"{rate:,.0f}", *times, f"{errors}"]


def milliseconds(told: str) -> str:
    units = {"us": 0.001, "ms": 1, "s": 1000, "m": 60_000}
    value, unit = re.fullmatch(r"([\d.]+)(\w*)", told).groups()  # type: ignore[union-attr]
    return f"{float(value) * units.get(unit, 1):,.1f}"


@contextmanager
def attacked(url: str) -> Iterator[list[int]]:
    """Meanwhile, one hostile query after another; how many were sent."""
    over, sent = threading.Event(), [0]

    def attack() -> None:
        while not over.is_set():
            for query in HOSTILE:
                try:
                    ask(url, query)
                except OSError:  # refused, as it should be
                    sent[0] += 1
                if over.is_set():
                    return

    thread = threading.Thread(target=attack)
    thread.start()
    try:
        yield sent
    finally:
        over.set()
        thread.join()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("directory", type=Path)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--write", type=Path, help="a page to put the table into")
    args = parser.parse_args()
    if not shutil.which("wrk"):
        sys.exit("install wrk first (Debian: apt-get install wrk)")
    with serving(args.directory) as (url, pid):
        held = json.load(urlopen(f"{url}/health", timeout=60))
        asked = kinds(url)
        every = [pair for pairs in zip(*(one * 200 for one in asked.values()), strict=False)
                 for pair in pairs][:1400]  # fmt: skip
        share = args.seconds / (len(asked) + 8)
        load(url, every, min(5, share), args.connections)  # what is loaded once is loaded then
        rows = [["(before)", "", "", "", "", f"{memory(pid):,.0f}"]]
        for name, paths in asked.items():
            rows.append([name, *load(url, paths, share, args.connections), f"{memory(pid):,.0f}"])
        for name in ("all of these", "all of these again"):
            told = load(url, every, share * 2, args.connections)
            rows.append([name, *told, f"{memory(pid):,.0f}"])
        with attacked(url) as sent:
            told = load(url, every, share * 4, args.connections)
        name = f"all, beside {sent[0]} hostile queries"
        time.sleep(1)
        rows.append([name, *told, f"{memory(pid):,.0f}"])
    table = [
        f"{held['articles']:,} articles, {held['reports']:,} reports of events; "
        f"{args.connections} connections, {args.seconds:,.0f} seconds.",
        "",
        "| asked for | requests/s | 50 %, ms | 99 %, ms | errors | MB |",
        "|---|---:|---:|---:|---:|---:|",
        *(f"| {' | '.join(row)} |" for row in rows),
    ]
    print("\n".join(table))
    if args.write:
        marks = f"<!-- {MARK} -->", f"<!-- /{MARK} -->"
        text = args.write.read_text(encoding="utf-8")
        before, _, rest = text.partition(marks[0])
        _, _, after = rest.partition(marks[1])
        inside = "\n".join(["", *table, ""])
        args.write.write_text(f"{before}{marks[0]}{inside}{marks[1]}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
