"""Words per second and core: Duta's reading against the bare spaCy pipeline on the same articles.

    python benchmarks/extraction.py [--articles N] [--rounds N]

bare     tagger and parser, `nlp.pipe` over whole articles
lemmas   the same with spaCy's lemmatizer (left out where its tables are not installed)
read     Duta; sentences without an actor or a trigger are not parsed
parts    Duta to N-Quads and event table, as `kg build` keeps them

CPU seconds in one process and thread; all in turn, the fastest of the rounds. Loading is not in it.
`benchmarks/speed.py` has the same for any articles, and Duta without skipping.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")

import bare
import measure

from kg import language, ontology, part
from kg.article import Article, batches, read
from kg.pipeline import Reader


def measured(articles: Sequence[Article], rounds: int) -> dict[str, Any]:
    """Figures by language."""
    known, reader = ontology.load(), Reader()
    out = {}
    for code in bare.TABLES:
        own = [a for a in articles if a.language == code]
        ways = _ways(own, code, reader, known)
        list(reader.read_all(own[:20]))  # what is loaded when first needed
        best = measure.rounds(ways, rounds)
        traces = list(map(reader.trace, own))
        out[code] = {
            "articles": len(own),
            "words": sum(len(a.text.split()) for a in own),
            "sentences": sum(len(t.sentences) for t in traces),
            "parsed": sum(s.parsed for t in traces for s in t.sentences),
            "events": sum(len(t.reading.events) for t in traces),
            "seconds": best,
        }
    return out


def _ways(
    own: Sequence[Article], code: str, reader: Reader, known: ontology.Ontology
) -> dict[str, Callable[[], object]]:
    plain = bare.pipeline(code)
    ways: dict[str, Callable[[], object]] = {"bare": lambda: bare.parse(iter(own), plain, 1)}
    try:
        lemmas = bare.pipeline(code, lemmas=True)
        ways["lemmas"] = lambda: bare.parse(iter(own), lemmas, 1)
    except SystemExit:
        pass

    def anew() -> None:  # what the last round has parsed is parsed again
        language.load(code).known.clear()

    def parts() -> None:
        anew()
        for group in batches(own, 64, 400_000):
            part.make(list(reader.read_all(group)), known)

    ways["read"] = lambda: (anew(), list(reader.read_all(own)))
    ways["parts"] = parts
    return ways


def main() -> None:
    args = argparse.ArgumentParser(description="Words per second of reading and of spaCy.")
    args.add_argument("--articles", type=int, default=600)
    args.add_argument("--rounds", type=int, default=3)
    args.add_argument("--results", type=Path, default=measure.RESULTS)
    given = args.parse_args()
    with TemporaryDirectory() as folder:
        file = measure.corpus(given.articles, Path(folder))
        articles = list(islice(read([file]), given.articles))
    found = measured(articles, given.rounds)
    command = f"python benchmarks/extraction.py --articles {given.articles} --rounds {given.rounds}"
    path = measure.write("extraction", {"command": command, "languages": found}, given.results)
    for code, row in found.items():
        speeds = {k: round(row["words"] / s) for k, s in row["seconds"].items()}
        print(code, f"{row['parsed']}/{row['sentences']} sentences parsed; words/s:", speeds)
    print(path)


if __name__ == "__main__":
    main()
