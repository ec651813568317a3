"""What reading costs beside parsing, and what skipping sentences saves: ratios from one run.

    python benchmarks/speed.py [FILE ...]

Each file (text, HTML or JSON Lines) is read in three ways, in turn, so that a busy machine
slows them alike; the fastest of several rounds counts. CPU seconds, one thread.

parse   the spaCy pipeline over every sentence, nothing else
whole   Duta, every sentence parsed
skip    Duta as it is: sentences without an actor or a trigger are not parsed

Wanted: (whole - parse) / parse at most 0.4, and whole / skip at least 2 on ordinary newspaper
text. Records of one sentence each are joined to articles of twenty, as newspapers print them.
All three take many articles together, as the program does.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import groupby, islice
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

from kg import language
from kg.article import Article, read
from kg.pipeline import Reader

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 3
SHORT = 600  # characters; shorter records are sentences


def joined(articles: Iterable[Article]) -> list[Article]:
    """Single sentences, twenty to an article; articles as they are."""
    out = []
    for short, group in groupby(articles, key=lambda a: len(a.text) < SHORT):
        members = list(group)
        if not short:
            out.extend(members)
            continue
        rest = iter(members)
        while pack := list(islice(rest, 20)):
            out.append(replace(pack[0], text="\n".join(a.text for a in pack)))
    return out


def timed(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def measure(path: Path, reader: Reader) -> None:
    articles = joined(read([path]))
    for code in {a.language for a in articles}:
        own = [a for a in articles if a.language == code]
        tongue = language.load(code)
        reader.read(own[0])

        def parse(own: list[Article] = own, tongue: language.Language = tongue) -> int:
            docs = (tongue.tokens(a.text[i:j]) for a in own for i, j in tongue.sentences(a.text))
            return sum(1 for _ in tongue.parse(docs))

        sentences = parse()
        parsed = sum(s.parsed for a in own for s in reader.trace(a).sentences)
        best = [float("inf")] * 3
        for _ in range(ROUNDS):
            ways = (
                parse,
                lambda own=own: list(reader.read_all(own, whole=True)),
                lambda own=own: list(reader.read_all(own)),
            )
            for number, way in enumerate(ways):
                tongue.known.clear()  # else what the last round has parsed were not parsed again
                best[number] = min(best[number], timed(way))
        base, whole, skip = best
        words = sum(len(a.text.split()) for a in own)
        print(f"{path.name[:28]:<30}{code:<4}{sentences:>9}{parsed:>8}{base:>8.2f}{whole:>8.2f}"
              f"{skip:>8.2f}{(whole - base) / base:>9.2f}{whole / skip:>9.2f}{base / skip:>9.2f}"
              f"{words / skip:>9.0f}")  # fmt: skip


def main() -> None:
    args = argparse.ArgumentParser(description="What reading costs beside parsing.")
    args.add_argument("files", nargs="*", type=Path, default=[ROOT / "data" / "articles"])
    paths = [p for f in args.parse_args().files for p in ([f] if f.is_file() else f.glob("*.txt"))]
    print(f"{'':<34}{'sentences':>9}{'parsed':>8}{'parse':>8}{'whole':>8}{'skip':>8}"
          f"{'added':>9}{'whole':>9}{'parse':>9}{'words':>9}")  # fmt: skip
    print(f"{'':<34}{'':>9}{'':>8}{'s':>8}{'s':>8}{'s':>8}{'/parse':>9}{'/skip':>9}{'/skip':>9}"
          f"{'/s':>9}")  # fmt: skip
    reader = Reader()
    for path in sorted(paths):
        measure(path, reader)


if __name__ == "__main__":
    main()
