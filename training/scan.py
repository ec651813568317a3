"""Fits the weights by which sentences are chosen to be parsed: `python training/scan.py [TEXT…]
[--held TEXT…] [--check]`.

TEXT are articles as `kg events` reads them, folders of them, or CoNLL-U files, of which the
sentences are taken, twenty to an article. By default they are what this project can show: the
articles of benchmarks/gold/dev, nearly all of whose sentences tell of events, and the training
sets of the treebanks in ../shared/treebanks, most of whose sentences do not.

Every sentence is parsed; whether it then tells of an event is what a logistic regression with a
quadratic penalty learns to foresee from what `kg/scan.py` sees of it before. For each text that is
held out (--held) a table has, by how likely a sentence must be: the share of words that are still
parsed, and how many sentences with events, and with acts beyond mere sayings, would be lost.

Writes ontology/scan.yaml unless `--check` is given.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path

import numpy as np
import yaml
from climb import climb

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from kg import article, scan  # noqa: E402
from kg.article import Article  # noqa: E402
from kg.pipeline import Reader  # noqa: E402

TREEBANKS = ROOT.parent / "shared/treebanks"
DEFAULT = (
    ROOT / "benchmarks/gold/dev",
    *(TREEBANKS / f"{name}.conllu" for name in
      ("en_ewt-ud-train", "id_csui-ud-train", "id_gsd-ud-train-r2.1")),
)  # fmt: skip
CHANCES = (0.0, 0.01, 0.02, 0.03, 0.04, 0.05, 0.08)
SHORT = 600  # characters; shorter records are sentences
PACK = 20  # sentences to an article
RARE = 8  # sentences; what is seen in fewer tells nothing
PENALTY = 3.0
STEPS = 500


@dataclass(frozen=True)
class Sight:
    """A sentence as it looks before it is parsed, and what it then tells: nothing, something
    said, or an act.
    """

    features: scan.Features
    words: int
    tells: bool
    acts: bool


def articles(path: Path) -> Iterator[Article]:
    """The articles of a file or folder; single sentences are joined."""
    if path.is_dir():
        for file in sorted(path.glob("*.txt")):
            yield from articles(file)
        return
    if path.suffix == ".txt":
        yield from article.read([path])
        return
    if path.suffix == ".jsonl":
        read = list(article.read([path]))
        yield from (a for a in read if len(a.text) >= SHORT)
        short = [a for a in read if len(a.text) < SHORT]
        for code in sorted({a.language for a in short}):
            yield from packed(path, code, (a.text for a in short if a.language == code))
        return
    code = path.name[:2]
    mark = "# text = "
    lines = path.read_text(encoding="utf-8").splitlines()
    yield from packed(path, code, (line[len(mark) :] for line in lines if line.startswith(mark)))


def packed(path: Path, code: str, sentences: Iterable[str]) -> Iterator[Article]:
    rest = iter(sentences)
    for number in count():
        some = list(islice(rest, PACK))
        if not some:
            return
        yield Article(f"https://example.org/{path.stem}/{number}", f"{path.stem} {number}",
                      "\n".join(some), code, date="2020-05-05")  # fmt: skip


def sights(path: Path, reader: Reader) -> tuple[list[Sight], int, int]:
    """The sentences of a text that hold an actor and a trigger; how many words the text has, and
    how many sentences tell of events without such.
    """
    out, words, missed = [], 0, 0
    for each in articles(path):
        opened = reader._open(each, whole=True)
        seen = list(opened.tools.scan.described(opened.sentences))
        reader._parse([opened])
        told: Counter[int] = Counter()
        acts: Counter[int] = Counter()
        for draft in reader._tell(opened).told:
            told[draft.sentence.number] += 1
            acts[draft.sentence.number] += draft.frame.complement != "said"
        words += sum(len(s.words) for s in opened.sentences)
        missed += len(told.keys() - {s.number for s, _ in seen})
        out += [
            Sight(found, len(s.words), bool(told[s.number]), bool(acts[s.number]))
            for s, found in seen
        ]
    return out, words, missed


def fit(rows: list[Sight], names: list[str]) -> tuple[float, np.ndarray]:
    """Intercept and weights of a logistic regression."""
    table, tells = matrix(rows, names), np.array([row.tells for row in rows], float)
    held = np.array([0.0] + [PENALTY] * len(names))

    def slope(weights: np.ndarray) -> np.ndarray:
        return table.T @ (tells - chances(table, weights)) - held * weights

    weights = climb(slope, len(held), STEPS)
    return float(weights[0]), weights[1:]


def matrix(rows: list[Sight], names: list[str]) -> np.ndarray:
    return np.array([[1.0, *(row.features.get(name, 0.0) for name in names)] for row in rows])


def chances(table: np.ndarray, weights: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-(table @ weights)))


def judge(path: Path, reader: Reader, names: list[str], weights: np.ndarray) -> None:
    rows, words, missed = sights(path, reader)
    likely = chances(matrix(rows, names), weights)
    tells, acts = np.array([r.tells for r in rows]), np.array([r.acts for r in rows])
    sizes = np.array([r.words for r in rows])
    print(f"\n{path.name}: {len(rows)} sentences with an actor and a trigger; "
          f"{tells.sum()} tell of events, and {missed} others")  # fmt: skip
    print("| at least | words parsed | with events lost | with acts lost |\n|---:|---:|---:|---:|")
    for least in CHANCES:
        out = likely < least
        print(f"| {least:.2f} | {sizes[~out].sum() / words:.2f} | {(out & tells).sum()} of "
              f"{tells.sum()} | {(out & acts).sum()} of {acts.sum()} |")  # fmt: skip


def main() -> int:
    args = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    args.add_argument("text", nargs="*", type=Path, default=DEFAULT)
    args.add_argument("--held", nargs="*", type=Path, default=[])
    args.add_argument("--check", action="store_true")
    given = args.parse_args()
    reader = Reader()
    rows = [row for path in given.text for row in sights(path, reader)[0]]
    seen = Counter(name for row in rows for name in row.features)
    names = sorted(name for name, times in seen.items() if times >= RARE)
    start, weights = fit(rows, names)
    print(f"{len(rows)} sentences, {sum(row.tells for row in rows)} tell of events")
    for path in given.held:
        judge(path, reader, names, np.array([start, *weights]))
    if not given.check:
        head = (
            "# How likely a sentence tells of an event, as seen before it is parsed, as\n"
            "# logarithms of odds. Fitted by `make scan`: do not edit by hand.\n"
        )
        rounded = {name: round(float(w), 2) for name, w in zip(names, weights, strict=True)}
        body = yaml.safe_dump({"intercept": round(start, 2), "weights": rounded},
                              sort_keys=True, allow_unicode=True)  # fmt: skip
        (ROOT / "ontology" / scan.FILE).write_text(head + body, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
