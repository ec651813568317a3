"""The bare spaCy pipeline over articles: what Duta's speed is measured against.

    python benchmarks/bare.py FILE [--jobs N] [--lemmas] [--number N]

Duta's own models, so that both sides do the same work in the parser: tagger (the morphologizer,
parts of speech and features) and dependency parser over each article whole, by `nlp.pipe`, one
language after the other. `--lemmas` adds spaCy's lemmatizer: its English rules and its
Indonesian table (spacy-lookups-data). Duta needs no lemmas: its lexicons know the forms.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("OMP_NUM_THREADS", "1")

from kg import language
from kg.article import Article, read

if TYPE_CHECKING:
    from spacy.language import Language as Pipeline

BATCH = 64
TABLES = {
    "en": ("rule", ["lemma_rules", "lemma_exc", "lemma_index", "lemma_lookup"]),
    "id": ("lookup", ["lemma_lookup"]),
}


def pipeline(code: str, *, lemmas: bool = False) -> Pipeline:
    """The pipeline of a language, of its own.

    Raises:
        SystemExit: if spaCy's tables of lemmas are not installed.
    """
    nlp = language.Language(
        language.load(code).lexicon, language.load(code).lexicon.parser
    ).pipeline
    if lemmas:
        from spacy.lookups import load_lookups

        mode, tables = TABLES[code]
        try:
            lookups = load_lookups(code, tables)
        except ValueError:
            raise SystemExit("--lemmas needs its tables: pip install spacy-lookups-data") from None
        nlp.add_pipe("lemmatizer", config={"mode": mode}).initialize(lookups=lookups)
    return nlp


def parse(articles: Iterator[Article], nlp: Pipeline, jobs: int) -> tuple[int, int]:
    """Parse the texts of some articles; returns how many articles and words there were."""
    number = words = 0
    for doc in nlp.pipe((a.text for a in articles), batch_size=BATCH, n_process=jobs):
        number += 1
        words += len(doc)
    return number, words


def main() -> None:
    args = argparse.ArgumentParser(description="Parse articles with spaCy, and nothing else.")
    args.add_argument("file", type=Path)
    args.add_argument("--jobs", type=int, default=1)
    args.add_argument("--number", type=int, help="of articles, from the first")
    args.add_argument("--lemmas", action="store_true", help="lemmatize, too")
    given = args.parse_args()
    for code in TABLES:
        articles = islice(read([given.file]), given.number)
        own = (a for a in articles if a.language == code)
        number, words = parse(own, pipeline(code, lemmas=given.lemmas), given.jobs)
        print(f"{code}: {number} articles, {words} tokens")


if __name__ == "__main__":
    main()
