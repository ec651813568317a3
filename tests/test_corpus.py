"""A corpus: what is kept of each batch, how it grows, and what stops it."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyoxigraph as ox
import pytest
from filelock import FileLock

from kg import build, directory, graph, ontology, part, query, terminal, workers
from kg.article import Article, read
from kg.corpus import FORMAT, Corpus, is_corpus
from kg.errors import InputError, OutputError
from kg.ledger import Ledger
from kg.pipeline import Reader

ROOT = Path(__file__).parent.parent
STATES = ("Peru", "Chile", "Ghana", "Togo", "Norway", "Iran", "Cuba", "Nepal", "Kenya", "Qatar")
ACTS = ("imposed sanctions on", "condemned", "expelled two diplomats of", "praised", "accused")


def told(number: int) -> dict[str, str]:
    """An article of its own for each number."""
    one, other = STATES[number % 10], STATES[(number // 10 + number + 1) % 10]
    act = ACTS[number % 5]
    return {
        "id": f"a{number}",
        "text": f"{one} {act} {other} on 3 May 2021. Report {number} said no more.",
        "lang": "en",
        "date": "2021-05-04",
    }


def lines(path: Path, rows: Iterable[dict[str, str]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def articles(folder: Path, rows: Iterable[dict[str, str]]) -> list[Article]:
    return list(read([lines(folder / "in.jsonl", rows)]))


def kg(*args: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kg", *map(str, args)], cwd=ROOT, capture_output=True, text=True,
        check=False,
    )  # fmt: skip


def quads(store: ox.Store) -> set[str]:
    """All but who the actors are, which stays when the last article that names them goes; and the
    default graph is the union of the named ones.
    """
    every = set(store.quads_for_pattern(None, None, None, None))
    named = {q for q in every if not isinstance(q.graph_name, ox.DefaultGraph)}
    assert {q.triple for q in every - named} == {q.triple for q in named}
    return {str(q) for q in named if not str(q.graph_name).endswith("/actors>")}


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    return Corpus.create(tmp_path / "out")


# Parts


def test_a_part_gives_back_what_made_it(tmp_path: Path) -> None:
    paths = sorted((ROOT / "benchmarks/gold/dev").glob("*.txt"))[:6]
    found = list(Reader().read_all(read(paths)))
    made = part.make(found, ontology.load())
    again = part.readings(made.quads)
    assert part.make(again, ontology.load()) == made
    assert [e.iri for e in made.entries] == sorted(r.article.iri for r in found)
    assert made.number == len(part.unpacked(made.quads).splitlines())
    assert sum(e.reports for e in made.entries) == sum(len(r.events + r.claims) for r in found)


def test_a_batch_is_no_larger_than_what_may_be_done_twice(tmp_path: Path) -> None:
    given = articles(tmp_path, map(told, range(150)))
    groups = list(workers.batches(given))
    assert [a for group in groups for a in group] == given
    assert max(map(len, groups)) == 64


# Growing


def test_it_holds_what_a_graph_of_the_same_articles_holds(corpus: Corpus, tmp_path: Path) -> None:
    paths = sorted((ROOT / "benchmarks/gold/dev").glob("*.txt"))[:12]
    given = list(read(paths))
    for group in (given[:5], given[5:6], given[6:]):
        corpus.grow(group)
    readings = list(Reader().read_all(given))
    assert directory.readings(corpus.directory) == sorted(
        graph.readings(graph.build(readings, ontology.load())), key=lambda r: r.article.iri
    )
    whole = tmp_path / "whole"
    build.build(paths, whole)
    few, many = directory.engine(whole), corpus.engine()
    relations = ox.NamedNode(corpus.base + "relations")
    for store in (few, many):
        assert len(list(store.quads_for_pattern(None, None, None, relations))) > 100
    assert set(few.quads_for_pattern(None, None, None, relations)) == set(
        many.quads_for_pattern(None, None, None, relations)
    )
    for name in ("events-by-status", "timeline", "denied", "accusations", "sanctions"):
        text = query.question(name).text
        assert query.run(few, text).rows == query.run(many, text).rows


def test_its_rdf_is_written_as_it_is_read(corpus: Corpus, tmp_path: Path) -> None:
    """By whatever parts came first, the same bytes."""
    given = articles(tmp_path, map(told, range(40)))
    other = Corpus.create(tmp_path / "other")
    for one, groups in ((corpus, (given[:20], given[20:])), (other, (given[20:], given[:20]))):
        for group in groups:
            one.grow(group)
    every = set(corpus.engine().quads_for_pattern(None, None, None, None))
    named = {q for q in every if not isinstance(q.graph_name, ox.DefaultGraph)}
    for form, known in (("turtle", ox.RdfFormat.TURTLE), ("ntriples", ox.RdfFormat.N_TRIPLES),
                        ("trig", ox.RdfFormat.TRIG), ("nquads", ox.RdfFormat.N_QUADS)):  # fmt: skip
        written = []
        for one in (corpus, other):
            write = directory.exported(one.directory, form)
            assert callable(write)
            terminal.write(write, tmp_path / form)
            written.append((tmp_path / form).read_bytes())
        assert written[0] == written[1]
        found = list(ox.parse(written[0], known))
        assert len(found) == len(set(found))
        assert set(found) == (named if known.supports_datasets else every - named)


def test_its_store_may_be_left_to_the_first_query(corpus: Corpus, tmp_path: Path) -> None:
    given = articles(tmp_path, map(told, range(40)))
    other = Corpus.create(tmp_path / "other")
    for group, at_once in ((given[:20], True), (given[20:30], False), (given[30:], False)):
        corpus.grow(group, store=at_once)
        other.grow(group)
    assert quads(ox.Store.read_only(str(corpus.directory / "store"))) != quads(other.engine())
    assert quads(corpus.engine()) == quads(other.engine())


def test_a_build_can_leave_the_store_out(tmp_path: Path) -> None:
    out = tmp_path / "out"
    made = lines(tmp_path / "in.jsonl", map(told, range(201)))
    assert kg("build", made, "-o", out, "--no-store").returncode == 0
    assert not (out / "store").exists()
    assert len(list((out / "parts").glob("*.nq.zst"))) > 1
    assert kg("query", out, "ASK { ?event a duta:Event }").returncode == 0
    assert (out / "store").exists()


def test_it_keeps_what_it_has_and_adds_what_is_new(corpus: Corpus, tmp_path: Path) -> None:
    first = corpus.grow(articles(tmp_path, map(told, range(70))))
    assert (first.read, first.known, first.articles) == (70, 0, 70)
    second = corpus.grow(articles(tmp_path, map(told, range(60, 90))))
    assert (second.read, second.known, second.replaced, second.articles) == (20, 10, 0, 90)
    again = corpus.grow(articles(tmp_path, map(told, range(90))))
    assert (again.read, again.known, again.articles) == (0, 90, 90)
    assert again.reports == second.reports


def test_an_article_given_twice_is_read_once(corpus: Corpus, tmp_path: Path) -> None:
    given = articles(tmp_path, map(told, range(3)))
    grown = corpus.grow([*given, *given])
    assert (grown.read, grown.known, grown.articles) == (3, 3, 3)


def test_a_changed_article_takes_the_place_of_its_own_and_of_nothing_else(
    corpus: Corpus, tmp_path: Path
) -> None:
    corpus.grow(articles(tmp_path, map(told, range(10))))
    before = {k.document: k.iri for k in corpus.articles()}
    changed = told(3) | {"text": "Peru praised Chile on 3 May 2021."}
    grown = corpus.grow(articles(tmp_path, [told(0), changed]))
    assert (grown.read, grown.known, grown.replaced, grown.articles) == (1, 1, 1, 10)
    after = {k.document: k.iri for k in corpus.articles()}
    assert {d for d in after if before[d] != after[d]} == {"a3"}
    fresh = Corpus.create(tmp_path / "fresh")
    fresh.grow(articles(tmp_path, [*map(told, range(3)), changed, *map(told, range(4, 10))]))
    assert quads(corpus.engine()) == quads(fresh.engine())


def test_two_articles_of_one_name_in_one_input_are_two(corpus: Corpus, tmp_path: Path) -> None:
    rows = [told(1), told(2) | {"id": "a1"}]
    assert corpus.grow(articles(tmp_path, rows)).articles == 2
    assert corpus.grow(articles(tmp_path, rows)).articles == 2


def test_what_is_forgotten_leaves_nothing(corpus: Corpus, tmp_path: Path) -> None:
    corpus.grow(articles(tmp_path, map(told, range(8))))
    assert corpus.forget(["a7", "a2"]) == 2
    fresh = Corpus.create(tmp_path / "fresh")
    fresh.grow(articles(tmp_path, (told(n) for n in range(8) if n not in {2, 7})))
    assert quads(corpus.engine()) == quads(fresh.engine())
    assert "Report 7" not in "".join(quads(corpus.engine()))
    with pytest.raises(OutputError, match="has no article 'a7'"):
        corpus.forget(["a7"])
    assert corpus.grow(articles(tmp_path, map(told, range(8)))).read == 2


def test_a_relation_goes_when_somebody_denies_its_event(corpus: Corpus, tmp_path: Path) -> None:
    ask = "ASK { wd:Q419 duta:attacks wd:Q298 }"
    fact = {"id": "1", "text": "Peru attacked Chile on 3 May 2021.", "lang": "en"}
    doubt = {"id": "2", "text": "Peru denied that it had attacked Chile on 3 May 2021.",
             "lang": "en"}  # fmt: skip
    corpus.grow(articles(tmp_path, [fact]))
    assert query.run(corpus.engine(), ask).answer
    corpus.grow(articles(tmp_path, [doubt]))
    assert not query.run(corpus.engine(), ask).answer
    corpus.forget(["2"])
    assert query.run(corpus.engine(), ask).answer


def test_several_processes_make_the_same_parts_as_one(corpus: Corpus, tmp_path: Path) -> None:
    given = articles(tmp_path, map(told, range(200)))
    other = Corpus.create(tmp_path / "other")
    corpus.grow(given, jobs=1)
    other.grow(given, jobs=2)
    assert {p.name for p in corpus.events()} == {p.name for p in other.events()}
    assert quads(corpus.engine()) == quads(other.engine())


def test_what_other_lexicons_read_is_read_again_if_asked(
    corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = articles(tmp_path, map(told, range(5)))
    corpus.grow(given)
    monkeypatch.setattr("kg.corpus.knowledge", lambda: "other")
    assert corpus.grow(given).read == 0
    assert corpus.grow(given, renew=True).read == 5
    assert {k.knowledge for k in corpus.articles()} == {"other"}
    assert corpus.grow(given, renew=True).read == 0


# What the command line makes of it


def test_few_articles_are_files_and_many_a_corpus(tmp_path: Path) -> None:
    out = tmp_path / "out"
    few = lines(tmp_path / "few.jsonl", map(told, range(5)))
    assert "Read 5 articles" in kg("build", few, "-o", out).stdout
    assert not is_corpus(out)
    one = lines(tmp_path / "one.jsonl", [told(7)])
    assert "Read 6 articles" in kg("build", one, "-o", out).stdout  # added
    many = lines(tmp_path / "many.jsonl", map(told, range(8, 8 + build.FEW)))
    done = kg("build", many, "-o", out, "--jobs", 2)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"holds {build.FEW + 6} articles" in " ".join(done.stdout.split())
    assert is_corpus(out)
    assert not (out / "graph.trig").exists()
    done = kg("build", many, "-o", out)
    assert f"Read 0 articles; {build.FEW} were there already" in " ".join(done.stdout.split())
    assert "left out" in kg("forget", out, "a7").stdout
    for command in (["query", out, "--named", "sanctions"], ["export", out, "--format", "csv"],
                    ["analyze", out], ["view", out, "--no-open"], ["report", out]):  # fmt: skip
        done = kg(*command)
        assert (done.returncode, done.stderr) == (0, ""), command
    assert "Read 1 article" in kg("build", one, "-o", out, "--fresh").stdout
    assert not is_corpus(out)


def test_an_article_is_forgotten_in_a_graph_of_few(tmp_path: Path) -> None:
    out = tmp_path / "out"
    build.build([lines(tmp_path / "a.jsonl", map(told, range(3)))], out)
    assert build.forget(out, ["a1"]) == 1
    assert [r.article.document for r in directory.readings(out)].count("a1") == 0
    with pytest.raises(OutputError, match="has no article 'a1'"):
        build.forget(out, ["a1"])
    with pytest.raises(OutputError, match="would hold no article"):
        build.forget(out, ["a0", "a2"])


# What goes wrong


def test_a_second_build_is_refused(corpus: Corpus, tmp_path: Path) -> None:
    given = articles(tmp_path, [told(1)])
    with (
        FileLock(corpus.directory / "lock"),
        pytest.raises(OutputError, match="another build or push is at work here"),
    ):
        corpus.grow(given)
    assert corpus.grow(given).read == 1


def test_an_input_that_breaks_leaves_what_was_read(corpus: Corpus, tmp_path: Path) -> None:
    path = lines(tmp_path / "in.jsonl", map(told, range(100)))
    with path.open("a") as file:
        file.write("{broken\n")
    with pytest.raises(InputError, match=r"in\.jsonl:101: no JSON"):
        corpus.grow(read([path]))
    assert len(corpus.articles()) == 64
    lines(path, map(told, range(101)))
    assert corpus.grow(read([path])).known == 64


def test_a_part_that_was_changed_is_noticed(corpus: Corpus, tmp_path: Path) -> None:
    corpus.grow(articles(tmp_path, [told(1)]))
    (path,) = (corpus.directory / "parts").glob("*.zst")
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(OutputError, match="was changed since"):
        list(corpus.readings())
    path.unlink()
    with pytest.raises(OutputError, match="cannot be read"):
        list(corpus.readings())


def test_a_store_left_unfinished_is_made_again(corpus: Corpus, tmp_path: Path) -> None:
    corpus.grow(articles(tmp_path, map(told, range(5))))
    before = quads(corpus.engine())
    (corpus.directory / "store.unfinished").touch()
    for path in (corpus.directory / "store").glob("*.sst"):
        path.write_bytes(b"")
    assert quads(corpus.engine()) == before


def test_what_was_analysed_is_in_the_store_until_the_corpus_changes(
    corpus: Corpus, tmp_path: Path
) -> None:
    def dyads() -> int:
        return len(query.run(corpus.engine(), question).rows)

    question = next(q.text for q in query.named() if q.name == "dyads")
    corpus.grow(articles(tmp_path, map(told, range(30))))
    plain = quads(corpus.engine())
    assert dyads() == 0
    build.analyze(corpus.directory, ["side", "person"], write=True)
    found, with_it = dyads(), quads(corpus.engine())
    assert found > 0
    assert with_it > plain
    build.analyze(corpus.directory, ["side", "person"], write=True)
    assert quads(corpus.engine()) == with_it
    (corpus.directory / "store.unfinished").touch()  # killed while it was written
    assert quads(corpus.engine()) == with_it
    corpus.grow(articles(tmp_path, map(told, range(30))))  # nothing new
    assert dyads() == found
    corpus.grow(articles(tmp_path, map(told, range(31))))
    assert dyads() == 0
    corpus.forget(["a30"])
    assert quads(corpus.engine()) == plain
    assert not list(corpus.directory.glob("analysis*"))


def test_what_is_no_corpus(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").touch()
    with pytest.raises(OutputError, match="is not empty"):
        Corpus.create(tmp_path)
    with pytest.raises(OutputError, match="is no corpus"):
        Corpus(tmp_path)
    corpus = Corpus.create(tmp_path / "out")
    manifest = corpus.directory / "duta.json"
    manifest.write_text(manifest.read_text().replace(f'"format": {FORMAT}', '"format": 99'))
    with pytest.raises(OutputError, match="is in format 99"):
        Corpus(corpus.directory)


@pytest.mark.slow
def test_killed_at_any_moment_it_goes_on_where_it_was(tmp_path: Path) -> None:
    """At most a batch is done twice for each worker, nothing is lost, and nothing is left over."""
    path = lines(tmp_path / "in.jsonl", map(told, range(600)))
    whole, out = tmp_path / "whole", tmp_path / "out"
    command = [sys.executable, "-m", "kg", "build", str(path), "--jobs", "2", "-o"]
    started = time.monotonic()
    subprocess.run([*command, str(whole)], cwd=ROOT, check=True, capture_output=True)
    took = time.monotonic() - started
    chance = random.Random(7)
    kept = 0
    for number in range(8):
        running = subprocess.Popen(
            [*command, str(out)],
            cwd=ROOT,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        if number % 2:  # soon after a batch is kept, however busy the machine is
            while running.poll() is None and not (is_corpus(out) and len(Corpus(out)) > kept):
                time.sleep(0.02)
            time.sleep(chance.uniform(0, 0.1) * took)
        else:
            time.sleep(chance.uniform(0.2, 1.0) * took)
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()
        if is_corpus(out):
            now = len(Corpus(out).articles())
            assert now >= kept
            kept = now
    assert kept > 0
    subprocess.run([*command, str(out)], cwd=ROOT, check=True, capture_output=True)
    one, other = Corpus(whole), Corpus(out)
    assert {a.iri for a in one.articles()} == {a.iri for a in other.articles()}
    named = {p.stem for p in other.events()}
    assert {p.name.partition(".")[0] for p in (out / "parts").iterdir()} == named
    assert quads(one.engine()) == quads(other.engine())


@pytest.mark.slow
def test_an_interrupt_leaves_what_was_read_and_says_so(tmp_path: Path) -> None:
    path = lines(tmp_path / "in.jsonl", map(told, range(3000)))
    out = tmp_path / "out"
    running = subprocess.Popen(
        [sys.executable, "-m", "kg", "build", str(path), "--jobs", "2", "-o", str(out)],
        cwd=ROOT, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    while not is_corpus(out) or not Corpus(out).articles():
        time.sleep(0.05)
        assert running.poll() is None
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=60)
    assert running.returncode == 130
    kept = len(Corpus(out).articles())
    assert said == f"kg: stopped; {kept} articles are in {out}; the same command goes on\n"
    assert 0 < kept < 3000


HALF_AN_ANSWER = """
import os, sys, time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import active_children, connection, get_context
from pathlib import Path

from kg.workers import _close

def answer(sent):
    def half(self, data, write=os.write):
        write(self._handle, bytes(data[: len(data) // 2]))
        Path(sent).touch()
        time.sleep(60)
    connection.Connection._send = half
    return b"x" * 100_000

if __name__ == "__main__":
    pool = ProcessPoolExecutor(1, get_context("spawn"))
    pool.submit(answer, sys.argv[1])
    while not Path(sys.argv[1]).exists():
        time.sleep(0.05)
    for process in active_children():
        process.terminate()
    _close(pool)
    pool.shutdown(wait=False, cancel_futures=True)
"""


@pytest.mark.slow
def test_a_worker_that_ends_amid_an_answer_keeps_nobody_waiting(tmp_path: Path) -> None:
    script = tmp_path / "half.py"
    script.write_text(HALF_AN_ANSWER, encoding="utf-8")
    done = subprocess.run([sys.executable, str(script), str(tmp_path / "sent")],
                          cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
                          capture_output=True, timeout=60, check=False)  # fmt: skip
    assert done.returncode == 0


def test_where_nobody_may_write_it_is_read_without_writing(
    corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus.grow(articles(tmp_path, map(told, range(3))))
    before = sorted(corpus.directory.iterdir())
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)  # root may always
    with corpus._ledger() as ledger:
        assert len(ledger) == 3
        assert sorted(corpus.directory.iterdir()) == before
        with pytest.raises(OutputError, match="readonly"):
            ledger.begin()


def test_a_ledger_may_be_looked_at_while_it_is_made(tmp_path: Path) -> None:
    """Who asks a corpus that has just been begun does not break its build, nor the other way."""
    for round_ in range(10):
        path = tmp_path / f"{round_}.sqlite"
        gate = threading.Barrier(6)

        def opened(path: Path = path, gate: threading.Barrier = gate) -> int:
            gate.wait()
            ledger = Ledger(path)
            found = len(ledger)
            ledger.close()
            return found

        with ThreadPoolExecutor(6) as pool:
            assert [f.result() for f in [pool.submit(opened) for _ in range(6)]] == [0] * 6
