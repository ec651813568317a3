"""Measures how well Duta reads, and writes the figures into docs/accuracy.md and README.md.

    python benchmarks/accuracy.py [GOLD] [--check]

GOLD (default: ../shared/gold) is a folder with the gold files and the scorers `score.py` and
`plover.py`. Takes a minute or two. `--check` only prints the tables.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
ARTICLES = {
    "article.id": ("the visit to Pyongyang", ROOT / "data/articles/kunjungan-putin.id.txt"),
    "scarborough.id": ("Scarborough Shoal", None),
    "marmara.id": ("Mavi Marmara", None),
}
PLOVER = "plover-gsr.en"


def output(*args: object) -> str:
    """What a Python program prints; it ends this one if it fails."""
    done = subprocess.run(
        [sys.executable, *map(str, args)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{' '.join(map(str, args))}:\n{done.stderr}")
    return done.stdout


def score(gold: Path, scorer: str, name: str, article: Path, folder: Path) -> dict[str, Any]:
    """The figures of one gold file, as its scorer's last line gives them."""
    predicted = folder / f"{name}.jsonl"
    output("-m", "kg", "events", article, "--format", "jsonl", "--output", predicted)
    printed = output(gold / scorer, gold / f"{name}.jsonl", predicted)
    figures: dict[str, Any] = json.loads(printed.splitlines()[-1])
    return figures


def measure(gold: Path) -> tuple[dict[str, dict[str, Any]], dict[str, Any]]:
    """The figures of each Indonesian article, and of the English sentences."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        indonesian = {
            key: score(gold, "score.py", key, path or gold / f"{key}.txt", folder)
            for key, (_, path) in ARTICLES.items()
        }
        english = score(gold, "plover.py", PLOVER, gold / f"{PLOVER}.jsonl", folder)
    return indonesian, english


def number(value: float | None) -> str:
    """A figure; a dash where the gold file has nothing to measure it by."""
    return "–" if value is None else f"{value:.2f}"


def table(header: list[str], rows: list[list[str]]) -> str:
    """A Markdown table, figures to the right."""
    lines = [header, ["---", *["---:"] * (len(header) - 1)], *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def short(indonesian: dict[str, dict[str, Any]], english: dict[str, Any]) -> str:
    """The figures for the README."""
    rows = [
        [f"Indonesian: {ARTICLES[key][0]}", *(number(one[k]["f1"]) for k in ("found", "exact")),
         *(number(one[k]) for k in ("status", "source", "date"))]
        for key, one in indonesian.items()
    ]  # fmt: skip
    first = table(["article", "event found (F1)", "and roles right (F1)", "status", "source",
                   "date"], rows)  # fmt: skip
    second = table(
        ["English: 322 sentences of PLOVER's gold standard", ""],
        [["right class", number(english["root"])],
         ["right class, source and target", number(english["dyad"])]],
    )  # fmt: skip
    return f"{first}\n{second}"


def long(indonesian: dict[str, dict[str, Any]], english: dict[str, Any]) -> str:
    """The figures for docs/accuracy.md."""
    rows = []
    for key, one in indonesian.items():
        cells = [f"`{key}`", str(one["gold"]), str(one["predicted"])]
        for kind in ("found", "exact"):
            cells += [number(one[kind][part]) for part in ("precision", "recall", "f1")]
        rows.append(cells + [number(one[kind]) for kind in ("status", "source", "date")])
    header = ["article", "required", "predicted", "found P", "R", "F1", "exact P", "R", "F1",
              "status", "source", "date"]  # fmt: skip
    names = ("root", "first", "dyad", "silent")
    figures = [number(english[name]) for name in names]
    return f"{table(header, rows)}\n{table(['English', *names], [[f'`{PLOVER}`', *figures]])}"


def write(path: Path, inside: str) -> None:
    """Put text between the markers of a page."""
    text = path.read_text(encoding="utf-8")
    pattern = r"(<!-- accuracy -->\n).*?(<!-- /accuracy -->)"
    found, count = re.subn(pattern, lambda m: m[1] + inside + m[2], text, flags=re.DOTALL)
    if count != 1:
        sys.exit(f"{path}: {count} times <!-- accuracy --> … <!-- /accuracy -->, not once")
    path.write_text(found, encoding="utf-8", newline="\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("gold", nargs="?", type=Path, default=ROOT.parent / "shared/gold")
    parser.add_argument("--check", action="store_true", help="print the tables, write nothing")
    args = parser.parse_args()
    if not (args.gold / "score.py").is_file():
        parser.error(f"{args.gold}: no score.py there; name the folder of the gold files")
    figures = measure(args.gold.resolve())
    print(long(*figures))
    if not args.check:
        write(ROOT / "docs/accuracy.md", long(*figures))
        write(ROOT / "README.md", short(*figures))


if __name__ == "__main__":
    main()
