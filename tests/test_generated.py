"""The generated articles that Duta is measured on: what they are made of, and that they are read
as they are meant.
"""

import importlib
import json
import subprocess
import sys
from collections import Counter
from functools import cache
from itertools import islice, pairwise
from pathlib import Path

import pytest

from kg import ontology
from kg.article import Article, read
from kg.pipeline import Reader

ROOT = Path(__file__).parent.parent
LANGUAGES = ("en", "id")

sys.path.insert(0, str(ROOT / "benchmarks"))  # scripts there import each other by name
corpus = importlib.import_module("corpus")
wording = importlib.import_module("wording")


@cache
def made(number=3000):
    return tuple(islice(corpus.articles(seed=3), number))


def generate(*args):
    done = subprocess.run(
        [sys.executable, ROOT / "benchmarks/corpus.py", *map(str, args)], cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "5"}, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def test_the_same_seed_makes_the_same_articles_and_more_begin_with_fewer(tmp_path):
    packed, meant = tmp_path / "made.jsonl.zst", tmp_path / "meant.jsonl"
    generate(60, "--seed", 3, "-o", packed, "--meant", meant)
    rows = [json.loads(line) for line in generate(40, "--seed", 3).splitlines()]
    assert rows == [article for article, _ in made()[:40]]
    assert [a.document for a in read([packed])] == [article["id"] for article, _ in made()[:60]]
    told = [json.loads(line) for line in meant.read_text(encoding="utf-8").splitlines()]
    assert [row["events"] for row in told] == [events for _, events in made()[:60]]
    assert generate(40, "--seed", 4).splitlines()[0] != generate(40, "--seed", 3).splitlines()[0]


def test_articles_are_of_two_sizes_in_two_languages_by_several_papers():
    rows = [article for article, _ in made()]
    assert len({row["id"] for row in rows}) == len({row["url"] for row in rows}) == len(rows)
    assert min(Counter(row["lang"] for row in rows).values()) > len(rows) / 3
    assert len({row["publisher"] for row in rows}) >= 8
    lengths = [row["text"].count(".") for row in rows]
    assert sum(n < 8 for n in lengths) > len(rows) / 3
    assert sum(n > 12 for n in lengths) > len(rows) / 5
    days = [row["date"] for row in rows]
    assert max(b > a for a, b in pairwise(days))


def test_half_of_the_sentences_tell_of_no_event():
    told = sum(len(meant) for _, meant in made())
    every = sum(len(list(sentences(article))) for article, _ in made())
    assert 0.3 < told / every < 0.5  # a tenth is what officials say


def sentences(article):
    from kg import language

    return language.load(article["lang"]).sentences(article["text"])


def test_some_bodies_are_hubs_and_many_are_heard_of():
    sides = Counter(s for _, meant in made() for m in meant for s in m["agents"] + m["targets"])
    assert {"USA", "RUS", "CHN"} <= {side for side, _ in sides.most_common(4)}
    assert {"EU", "UN"} <= {side for side, _ in sides.most_common(20)}
    assert len(sides) > 120


def test_agency_copy_is_cut_and_in_another_paper():
    known, copies = {}, 0
    for article, _ in made():
        body = {line for line in article["text"].split("\n\n")[1:] if len(line) > 80}
        earlier = [known[line] for line in body if line in known]
        copies += any(other["publisher"] != article["publisher"] for other in earlier)
        known |= dict.fromkeys(body, article)
    assert copies > len(made()) / 20


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_eight_wordings_and_more_of_each_class(language):
    known = ontology.load()
    ways = Counter()
    for kind in wording.tongue(language).kinds.values():
        ways[kind.type] += sum(map(wording.wordings, kind.did + kind.do))
    roots = {known.classes[name].plover for name in ways}
    assert roots == {c.plover for c in known.classes.values() if c.plover}
    assert min(ways.values()) >= 8
    kinds = {language: set(wording.tongue(language).kinds) for language in LANGUAGES}
    assert kinds["en"] == kinds["id"]
    steps = {step.kind for _, story in corpus.World().stories for step in story}
    assert steps == kinds["en"]


def test_a_wrong_template_is_reported():
    for wrong in ("[a|b", "a]b", "[a|[b]"):
        with pytest.raises(ValueError, match="brackets"):
            wording.template(wrong)


def test_most_sentences_are_read_as_they_are_meant():
    reader, known = Reader(), ontology.load()
    right = every = 0
    for row, meant in made()[::50]:
        names = (row["id"], row["id"], row["text"], row["lang"], row["date"])
        events = reader.read(Article(*names)).events
        for event in meant:
            if event["status"] == "not" or event["sentence"] not in row["text"]:
                continue
            every += 1
            right += any(
                read.sentence.text in event["sentence"]
                and event["type"] in (read.type, *known.classes[read.type].ancestors)
                and set(event["agents"]) <= {m.actor.side for m in read.agents}
                for read in events
            )
    assert every > 150
    assert right / every > 0.75


def test_articles_read_together_are_read_as_each_alone():
    articles = [
        Article(row["id"], row["id"], row["text"], row["lang"], row["date"])
        for row, _ in made()[:30]
    ]
    assert {article.language for article in articles} == set(LANGUAGES)
    assert list(Reader().read_all(articles)) == list(map(Reader().read, articles))
