"""docs/performance.md and its figures, from the results of the benchmarks.

    python benchmarks/report.py [--results FOLDER] [--output FOLDER]

Results that are not there are left out. `scaling.json` and `serve.json`, whose scripts are run
apart, are told as they tell themselves: `title`, `text`, `command`, and `tables`, each with
`columns` and `rows`.
"""

from __future__ import annotations

import argparse
import json
import statistics
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("svg")

import measure
from matplotlib import pyplot

Data = dict[str, Any]
LANGUAGES = {"en": "English", "id": "Indonesian"}
ENGINES = {"duta": "Duta", "oxigraph": "Oxigraph", "rdflib": "rdflib"}
APART = ("scaling", "serve")

INTRODUCTION = """\
# Speed, memory, size

This page is generated: `python benchmarks/run.py --page` measures everything anew and writes it.
The articles it is measured on are generated, too ([how](#the-articles)); ratios are of one run on
one machine.
"""

ARTICLES = """\
## The articles

`python benchmarks/corpus.py N` writes any number of articles as JSON Lines. None is real, and
nothing in them is quoted from anywhere. States, organisations and leaders are those of the
gazetteer, a few of them heard of much more than others, so that the graph has hubs. What they do
is made up: stories of some events between two sides over days or weeks, each reported by several
invented papers, in Indonesian or English, in the wordings of `benchmarks/templates/` (several
hundred a language, before names, dates and places differ; every PLOVER class occurs): told as
fact, attributed, denied, planned, doubted. About half of all sentences tell of no event: weather,
prices, history, what a shopkeeper says. Half of the articles are agency briefs of 3 to 5 sentences,
half reports of 10 to 20; one in five repeats another, cut, with a misprint, under another headline,
in another paper. The same seed gives the same articles.

Generated text is easier to read than a newspaper's: its sentences are shorter, and more of them
tell of events. How well Duta reads is not measured on it, but on articles that people wrote
([accuracy.md](accuracy.md)).
"""


# Markdown -------------------------------------------------------------------------


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Markdown; numbers to the right."""
    body = [[str(cell) for cell in row] for row in rows]
    right = [
        i > 0 and all(row[i][:1] in "0123456789+->" for row in body) for i in range(len(columns))
    ]
    lines = [columns, ["---:" if r else "---" for r in right], *body]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def number(value: float, digits: int = 0) -> str:
    return f"{value:,.{digits}f}"


def short(value: float) -> str:
    """Seconds, or a ratio, to two or three figures."""
    return f"{value:.0f}" if value >= 20 else f"{value:.1f}" if value >= 1 else f"{value:.2f}"


def command(data: Data) -> str:
    return f"`{data['command']}`\n"


# Parts ----------------------------------------------------------------------------


def machine(data: Data) -> str:
    found = data["machine"]
    packages = ", ".join(f"{name} {version}" for name, version in found["packages"].items())
    text = (
        f"Machine: {found['processors']} processors ({found['processor']}), "
        f"{found['memory_gb']} GB, {found['system']}, Python {found['python']}; {packages}.\n"
    )
    if found["load"] > found["processors"] + 0.5:
        text += "\n**A trial run on a busy machine: its ratios may be read, its rates may not.**\n"
    return text


def wanted(results: dict[str, Data]) -> Iterator[tuple[str, str, str]]:
    """What was aimed at, and what there is."""
    building, querying, size = (results.get(n) for n in ("building", "querying", "size"))
    if building:
        both = [r for r in building["rows"] if r["jobs"] > 1 and r["articles"] >= 100]
        best = [r for r in both if "bare" in r]
        if best:
            row = best[-1]
            yield (
                f"{row['jobs']} processes, articles to N-Quads, against the bare spaCy pipeline",
                "1.0 × as fast", f"{row['bare']['wall'] / until_parts(row):.2f} ×",
            )  # fmt: skip
        if len(both) > 1:
            few, many = both[0], both[-1]
            growth = many["kg"]["worker"] / few["kg"]["worker"] - 1
            sizes = f"{number(few['articles'])} to {number(many['articles'])} articles"
            yield f"memory of a process that reads, {sizes}", "at most 10 % more", f"{growth:+.0%}"
    if querying:
        row = next((r for r in querying["rows"] if r["triples"] == 1_000_000), None)
        if row:
            times = row["duta"]["queries"]
            slow = [k for k, v in times.items() if v is None or v[0] >= 1]
            yield (
                f"named queries at a million triples, {len(times)} of them", "all under 1 s",
                f"{len(times) - len(slow)} are" + (f"; not {', '.join(slow)}" if slow else ""),
            )  # fmt: skip
    if size:
        yield (
            "triples for each event mention, evidence included", "under 40",
            f"{size['triples']['event']:.1f}",
        )  # fmt: skip


def extraction(data: Data) -> str:
    """Words per second and core."""
    names = {
        "bare": "spaCy: tagger, parser", "lemmas": "spaCy: tagger, lemmatizer, parser",
        "read": "Duta: events", "parts": "Duta: events, N-Quads, event table",
    }  # fmt: skip
    found = data["languages"]
    rows = []
    for way, name in names.items():
        row = [name]
        for figures in found.values():
            seconds = figures["seconds"].get(way)
            row += ["", ""] if not seconds else [
                number(figures["words"] / seconds),
                f"{figures['seconds']['bare'] / seconds:.2f}",
            ]  # fmt: skip
        rows.append(row)
    columns = ["words per second and core"]
    for code in found:
        columns += [LANGUAGES[code], "× bare"]
    parsed = ", ".join(
        f"{f['parsed'] / f['sentences']:.0%} ({LANGUAGES[code]})" for code, f in found.items()
    )
    return f"""## Reading

{table(columns, rows)}
{command(data)}
CPU seconds of one process and one thread, after loading; the fastest of some rounds, all ways in
turn. spaCy parses whole articles with the same models. Duta parses {parsed} of the sentences: the
others name nobody, or nothing done.
"""


def until_parts(row: Data) -> float:
    """Seconds until all N-Quads are written."""
    kg = row["kg"]
    return float(kg["marks"].get("parts", [kg["wall"]])[0])


def building(data: Data, out: Path) -> str:
    """From articles to N-Quads."""
    rows = []
    for row in data["rows"]:
        kg, parts = row["kg"], until_parts(row)
        stored = short(kg["wall"]) if kg["wall"] > parts + 1 or row["articles"] < 100 else ""
        ratios = [
            f"{short(row[n]['wall'])} ({row[n]['wall'] / parts:.2f} ×)" if n in row else ""
            for n in ("bare", "lemmas")
        ]
        rows.append([
            number(row["articles"]), row["jobs"], short(parts),
            number(row["articles"] / parts, 0 if row["articles"] > 100 else 1), *ratios,
            stored, number(kg["main"]), number(kg["worker"]), number(kg["together"]),
        ])  # fmt: skip
    columns = ["articles", "processes", "N-Quads after, s", "articles/s", "spaCy, s",
               "with lemmas, s", "store after, s", "main, MB", "a worker, MB",
               "together, MB"]  # fmt: skip
    many = [r for r in data["rows"] if r["articles"] >= 100]
    figures = ""
    if len(many) > 1:
        figures = _memory(many, out)
    words = statistics.mean(r["words"] / r["articles"] for r in many) if many else 0
    return f"""## Building

{table(columns, rows)}
{figures}{command(data)}
Whole commands by the clock, from start to end, what they load included. *N-Quads after*: all parts
(N-Quads and event tables) are on disk for good; then the store for queries is filled, from the
same parts. spaCy parses the same articles (tagger and parser, `nlp.pipe`) with as many processes;
in brackets how many times as long that takes as Duta's N-Quads. *Together* adds what each process
holds, pages that they share counted for each. Corpora of over 10,000 articles are not stored here:
the next section has stores; without one the main process holds some 70 MB whatever the corpus.
One article is read without worker processes,
checked against the shapes, drawn; an article has {words:.0f} words.
"""


def _memory(rows: list[Data], out: Path) -> str:
    figure, axes = pyplot.subplots(figsize=(6, 2.6))
    for jobs in sorted({row["jobs"] for row in rows}):
        own = [row for row in rows if row["jobs"] == jobs]
        sizes = [row["articles"] for row in own]
        axes.plot(sizes, [row["kg"]["together"] for row in own], "o-",
                  label=f"Duta, {jobs} process{'es' * (jobs > 1)}")  # fmt: skip
    axes.set(xscale="log", xlabel="articles", ylabel="MB")
    axes.set_ylim(bottom=0)
    axes.legend(frameon=False)
    _save(figure, out / "performance-memory.svg")
    last = rows[-1]
    told = "; ".join(
        f"{number(r['articles'])} articles, {r['jobs']} processes: {r['kg']['together']:.0f} MB"
        for r in rows if r["jobs"] == last["jobs"]
    )  # fmt: skip
    return f"![Memory while building, by number of articles. {told}](performance-memory.svg)\n\n"


def querying(data: Data, out: Path) -> str:
    """Loading and named queries."""
    limit = data["limit"]
    loads = []
    for row in data["rows"]:
        for name in ENGINES:
            if name in row:
                found = row[name]
                times = [v[0] for v in found["queries"].values() if v]
                late = len(found["queries"]) - len(times)
                loads.append([
                    number(row["quads"]), ENGINES[name], short(found["load"]),
                    number(row["quads"] / found["load"]), number(found["peak"]),
                    f"{statistics.median(times):.3f}" if times else "",
                    short(max(times)) if times else "", late or "",
                ])  # fmt: skip
    columns = ["quads", "engine", "loaded in, s", "quads/s", "MB", "median answer, s",
               "slowest, s", f"not within {limit:g} s"]  # fmt: skip
    return f"""## Loading, asking

{table(columns, loads)}
![Seconds for each named query by number of triples, Duta against plain Oxigraph and rdflib; the
tables have the figures](performance-queries.svg)

{_questions(data)}
{command(data)}
Each size is a corpus read from generated articles ({data["rows"][-1]["articles"]:,} for the
largest). *Duta* is the store that `kg query` asks: Oxigraph on disk with the union of all graphs
as default graph, which doubles what is loaded and spares queries from counting a triple once for
each article. *Oxigraph* is the same engine with the quads alone and its own union; *rdflib* its
memory store. All answer the same queries; each answer is taken whole, the fastest of up to three
counts. The larger sizes were not tried with what is not listed.
"""


def _questions(data: Data) -> str:
    sizes = [number(row["quads"]) for row in data["rows"]]
    rows = []
    for name in data["rows"][0]["duta"]["queries"]:
        row: list[object] = [f"`{name}`"]
        for each in data["rows"]:
            found = each["duta"]["queries"].get(name)
            row.append(f"{found[0]:.3f}" if found else f"> {data['limit']:g}")
        last = data["rows"][-1]["duta"]["queries"].get(name)
        rows.append([*row, number(last[1]) if last else ""])
    return table(["seconds, Duta; quads:", *sizes, "rows, the most"], rows)


def _plot_queries(data: Data, out: Path) -> None:
    shown = [n for n in ENGINES if any(n in row for row in data["rows"])]
    figure, all_axes = pyplot.subplots(
        1, len(shown), figsize=(3 * len(shown), 3), sharey=True, squeeze=False
    )
    for axes, name in zip(all_axes[0], shown, strict=True):
        rows = [row for row in data["rows"] if name in row]
        for question in rows[0][name]["queries"]:
            points = [(r["quads"], r[name]["queries"][question]) for r in rows]
            inside = [(x, v[0]) for x, v in points if v]
            over = [x for x, v in points if not v]
            axes.plot(*zip(*inside, strict=True) if inside else ((), ()), ".-", color="C0",
                      alpha=0.45, linewidth=1, markersize=4)  # fmt: skip
            axes.plot(over, [data["limit"]] * len(over), "^", color="C3", markersize=5)
        axes.axhline(1, color="0.7", linewidth=0.8, linestyle="--")
        axes.set(xscale="log", yscale="log", title=ENGINES[name], xlabel="quads")
    all_axes[0][0].set_ylabel("seconds")
    _save(figure, out / "performance-queries.svg")


def size(data: Data) -> str:
    """Triples and bytes for each event."""
    what = {
        "event": "the mention, its event, the words that say it",
        "actors": "the same, and the mentions of its actors, sources and places",
        "graph": "everything in the article's graph, all actors named in it included",
    }
    triples = [[text, f"{data['triples'][name]:.1f}"] for name, text in what.items()]
    sizes = [
        [name, number(value / data["reports"]), number(value / data["articles"])]
        for name, value in data["bytes"].items()
    ]
    return f"""## Size

{table(["triples for each event mention", ""], triples)}
{table(["bytes", "a report of an event", "an article"], sizes)}
{command(data)}
{number(data["articles"])} articles with {number(data["reports"])} reports of events. *text* is
the articles' own. The store has each triple twice, as the graph of its article and in the union.
"""


def apart(data: Data) -> str:
    """What a script of its own tells."""
    parts = [f"## {data['title']}\n", data.get("text", "").strip() + "\n"]
    parts += [table(each["columns"], each["rows"]) for each in data.get("tables", ())]
    return "\n".join([*parts, command(data)])


def _save(figure: Any, path: Path) -> None:
    for axes in figure.axes:
        axes.spines[["top", "right"]].set_visible(False)
        axes.grid(alpha=0.25)
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})
    pyplot.close(figure)


def page(results: dict[str, Data], out: Path) -> str:
    """The page; its figures are written beside it."""
    first = next(iter(results.values()))
    parts = [INTRODUCTION, machine(first)]
    if aims := list(wanted(results)):
        parts.append(table(["", "wanted", "measured"], aims))
    if data := results.get("extraction"):
        parts.append(extraction(data))
    if data := results.get("building"):
        parts.append(building(data, out))
    if data := results.get("querying"):
        _plot_queries(data, out)
        parts.append(querying(data, out))
    if data := results.get("size"):
        parts.append(size(data))
    parts += [apart(results[name]) for name in APART if "title" in results.get(name, {})]
    return "\n".join([*parts, ARTICLES])


def main() -> None:
    args = argparse.ArgumentParser(description="Write docs/performance.md from results.")
    args.add_argument("--results", type=Path, default=measure.RESULTS)
    args.add_argument("--output", type=Path, default=measure.ROOT / "docs")
    given = args.parse_args()
    names = ("extraction", "building", "querying", "size", *APART)
    files = {name: given.results / f"{name}.json" for name in names}
    results = {n: json.loads(f.read_text("utf-8")) for n, f in files.items() if f.exists()}
    if not results:
        raise SystemExit(f"{given.results}: no results; run benchmarks/run.py first")
    matplotlib.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "duta", "font.size": 9})
    given.output.mkdir(parents=True, exist_ok=True)
    path = given.output / "performance.md"
    path.write_text(page(results, given.output), encoding="utf-8")
    print(path)


if __name__ == "__main__":
    main()
