"""The command line, run as a user runs it."""

import contextlib
import csv
import io
import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

import kg
from kg.cli import main
from kg.event import COLUMNS

ROOT = Path(__file__).parent.parent
ARTICLE = ROOT / "data/articles/kunjungan-putin.id.txt"
ENGLISH = "WASHINGTON, June 18, 2024 (Example) - China accused Japan of attacking Taiwan."
FILES = {"duta.json", "events.csv", "graph.html", "graph.trig", "graph.ttl"}


@dataclass(frozen=True)
class Done:
    returncode: int
    stdout: bytes
    stderr: bytes


def run(*args: object, given: bytes = b"") -> Done:
    """What the command does, in this process: the parsers are loaded once for all tests."""
    streams = [io.TextIOWrapper(io.BytesIO(b), encoding="utf-8") for b in (given, b"", b"")]
    handler = signal.getsignal(signal.SIGINT)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", "200")
        patch.setattr(sys, "argv", ["kg", *map(str, args)])
        for name, stream in zip(("stdin", "stdout", "stderr"), streams, strict=True):
            patch.setattr(sys, name, stream)
        try:
            main()
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
        finally:
            signal.signal(signal.SIGINT, handler)
    out, err = streams[1:]
    for stream in (out, err):
        stream.flush()
    return Done(code, out.buffer.getvalue(), err.buffer.getvalue())  # type: ignore[attr-defined]


def process(
    *args: object, root: Path = ROOT, cwd: Path = ROOT, given: bytes = b"", **env: str
) -> subprocess.CompletedProcess[bytes]:
    """What it does in a process of its own."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "kg", *map(str, args)],
        input=given, capture_output=True, cwd=cwd, check=False,
        env={**os.environ, "PYTHONPATH": str(root), **env},
    )  # fmt: skip


def ok(*args: object, given: bytes = b"") -> str:
    done = run(*args, given=given)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode("utf-8")


def fails(code: int, *args: object) -> str:
    """The one line of a run that fails."""
    done = run(*args)
    message = done.stderr.decode()
    assert done.returncode == code, message
    assert message.startswith("kg: ")
    assert message.count("\n") == 1, message
    assert done.stdout == b""
    return message


def contents(directory: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in sorted(directory.iterdir())}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The graph of the article, and what the build said."""
    directory = tmp_path_factory.mktemp("cli") / "out"
    return directory, ok("build", ARTICLE, "-o", directory)


@pytest.fixture
def graph(built: tuple[Path, str], tmp_path: Path) -> Path:
    """A copy of it to change."""
    return Path(shutil.copytree(built[0], tmp_path / "graph"))


# kg


def test_help_and_version_start_fast() -> None:
    times = []
    for _ in range(5):
        begin = os.times().children_user + os.times().children_system
        done = process("--help")
        times.append(os.times().children_user + os.times().children_system - begin)
    assert min(times) < 0.4
    assert done.returncode == 0
    text = done.stdout.decode()
    commands = ["build", "forget", "events", "query", "export", "push", "analyze", "report", "view",
                "serve", "validate", "explain", "eval"]  # fmt: skip
    assert [line.split()[0] for line in text.partition("Commands:\n")[2].splitlines()] == commands
    assert ok("--version") == f"duta {kg.__version__}\n"


def test_every_command_has_help() -> None:
    for command in ("build", "events", "query", "export", "analyze", "view", "validate", "explain",
                    "eval"):  # fmt: skip
        text = ok(command, "--help")
        assert text.startswith(f"Usage: kg {command} ")


def test_wrong_usage_is_exit_code_2() -> None:
    for args in (["build"], ["build", ARTICLE], ["events", ARTICLE, "--format", "xml"], ["fly"],
                 ["explain", ARTICLE, "--at", "here"]):  # fmt: skip
        done = run(*args)
        assert done.returncode == 2
        assert b"Usage: kg" in done.stderr
        assert b"Traceback" not in done.stderr


# kg build


def test_build_says_what_it_read_and_where_it_is(built: tuple[Path, str]) -> None:
    directory, text = built
    assert {p.name for p in directory.iterdir()} == FILES
    for name in FILES - {"duta.json"}:
        assert str(directory / name) in text
    assert "Read 1 article: " in text
    for word in ("asserted", "planned", "alleged", "denied", "hypothetical", "Russia"):
        assert word in text
    assert "\x1b" not in text, "colours where there is no terminal"


def test_build_is_the_same_byte_for_byte(built: tuple[Path, str], tmp_path: Path) -> None:
    env = {"PYTHONHASHSEED": "7", "TZ": "Pacific/Auckland", "LC_ALL": "C"}
    done = process("build", ARTICLE, "-o", tmp_path / "again", **env)
    assert done.returncode == 0, done.stderr.decode()
    assert contents(tmp_path / "again") == contents(built[0])
    ok("build", ARTICLE, "-o", tmp_path / "again")
    assert contents(tmp_path / "again") == contents(built[0])


def test_the_order_of_the_inputs_does_not_matter(tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text(ENGLISH)
    ok("build", ARTICLE, other, "-o", tmp_path / "a")
    ok("build", other, ARTICLE, "-o", tmp_path / "b")
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


def test_build_reads_standard_input_and_takes_a_base(tmp_path: Path) -> None:
    base = "https://example.org/news/"
    ok("build", "-", "-o", tmp_path / "out", "--base", base, given=ENGLISH.encode())
    text = (tmp_path / "out/graph.trig").read_text(encoding="utf-8")
    assert f"@prefix id: <{base}>" in text or f"<{base}article/" in text
    assert "https://w3id.org/duta/id/article/" not in text


def test_an_article_without_events_makes_a_graph(tmp_path: Path) -> None:
    given = b"The weather in the mountains was cold, and it rained for the whole of the day."
    text = ok("build", "-", "-o", tmp_path / "out", given=given)
    assert "0 reports of events" in text
    ok("validate", tmp_path / "out")
    ok("analyze", tmp_path / "out")
    ok("view", tmp_path / "out", "--no-open")


def test_build_that_fails_writes_nothing(tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert "none.txt: no such file" in fails(3, "build", ARTICLE, tmp_path / "none.txt", "-o", out)
    assert "language 'xx' is unknown" in fails(3, "build", ARTICLE, "-o", out, "-l", "xx")
    assert "is no date" in fails(3, "build", ARTICLE, "-o", out, "--date", "2024-13-01")
    assert "is no absolute IRI" in fails(3, "build", ARTICLE, "-o", out, "--base", "x")
    assert "give it once" in fails(3, "build", ARTICLE, ARTICLE, "-o", out)
    assert not out.exists()


def test_build_does_not_touch_what_is_not_its_own(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    assert "is not empty" in fails(5, "build", ARTICLE, "-o", tmp_path)
    assert "is not a directory" in fails(5, "build", ARTICLE, "-o", tmp_path / "mine.txt")
    assert contents(tmp_path) == {"mine.txt": b"mine"}


def test_build_refuses_a_graph_that_breaks_a_shape(tmp_path: Path) -> None:
    """With a stricter ontology, the program's own output does not conform."""
    ontology = tmp_path / "copy/ontology"
    shutil.copytree(ROOT / "kg", tmp_path / "copy/kg")
    shutil.copytree(ROOT / "ontology", ontology)
    (tmp_path / "copy/data").mkdir()
    (tmp_path / "copy/data/models").symlink_to(ROOT / "data/models")
    with (ontology / "shapes.ttl").open("a", encoding="utf-8") as file:
        file.write(
            "\n<urn:strict> a <http://www.w3.org/ns/shacl#NodeShape> ;\n"
            "  <http://www.w3.org/ns/shacl#targetClass> <https://schema.org/NewsArticle> ;\n"
            "  <http://www.w3.org/ns/shacl#property> [\n"
            "    <http://www.w3.org/ns/shacl#path> <https://schema.org/headline> ;\n"
            "    <http://www.w3.org/ns/shacl#minCount> 1 ;\n"
            '    <http://www.w3.org/ns/shacl#message> "no headline" ] .\n'
        )
    copy = tmp_path / "copy"
    done = process("build", ARTICLE, "-o", tmp_path / "out", root=copy, cwd=copy)
    message = done.stderr.decode()
    assert done.returncode == 5, message
    assert "nothing written" in message
    assert "no headline" in message
    assert message.count("\n") == 1
    assert not (tmp_path / "out").exists()


# kg events


def test_events_as_json_lines() -> None:
    rows = [json.loads(line) for line in ok("events", ARTICLE).splitlines()]
    assert len(rows) > 10
    text = ARTICLE.read_text(encoding="utf-8")
    for row in rows:
        assert tuple(row) == COLUMNS
        assert row["document"] == ARTICLE.name
        assert text[row["start"] : row["end"]] == row["quote"]


def test_events_in_the_other_formats(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    rows = [json.loads(line) for line in ok("events", ARTICLE, "--format", "jsonl").splitlines()]
    table = list(csv.DictReader(io.StringIO(ok("events", ARTICLE, "-f", "csv"), newline="")))
    assert tuple(table[0]) == COLUMNS
    assert [r["event"] for r in table] == [r["event"] for r in rows]
    path = tmp_path / "events.parquet"
    assert ok("events", ARTICLE, "-f", "parquet", "-o", path) == ""
    columns = pq.read_table(path)
    assert tuple(columns.column_names) == COLUMNS
    assert columns.column("event").to_pylist() == [r["event"] for r in rows]
    drawn = ok("events", ARTICLE, "-f", "table")
    assert rows[0]["types"][0] in drawn


def test_events_of_many_articles_keep_their_order(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    ids = [f"doc-{n}" for n in (3, 1, 2)]
    path.write_text("".join(json.dumps({"id": i, "text": ENGLISH}) + "\n" for i in ids))
    rows = [json.loads(line) for line in ok("events", path).splitlines()]
    assert list(dict.fromkeys(r["document"] for r in rows)) == ids


def test_events_that_cannot_be_written(tmp_path: Path) -> None:
    message = fails(5, "events", ARTICLE, "-o", tmp_path / "none/events.jsonl")
    assert "cannot be written: No such file" in message


# kg query


def test_query_in_every_form(built: tuple[Path, str], tmp_path: Path) -> None:
    directory, _ = built
    select = "SELECT (COUNT(DISTINCT ?e) AS ?n) { ?e a sem:Event }"
    count = int(ok("query", directory, select, "--format", "csv").splitlines()[1])
    assert count > 10
    assert str(count) in ok("query", directory, select)
    found = json.loads(ok("query", directory, select, "-f", "json"))
    assert found["results"]["bindings"][0]["n"]["value"] == str(count)
    assert "true" in ok("query", directory, "ASK { ?e a duta:Accusation }")
    path = tmp_path / "q.rq"
    path.write_text("CONSTRUCT { ?e a sem:Event } { ?e a sem:Event }")
    assert ok("query", directory, "--file", path).count("a sem:Event") == count


def test_the_named_questions(built: tuple[Path, str]) -> None:
    from kg.query import named

    directory, _ = built
    listed = ok("query", directory, "--list")
    assert len(named()) >= 6
    for question in named():
        assert question.name in listed
        answer = ok("query", directory, "--named", question.name)
        assert question.title in answer or answer.startswith("@prefix")


def test_queries_that_are_wrong(built: tuple[Path, str], tmp_path: Path) -> None:
    directory, _ = built
    assert "line 1, column" in fails(6, "query", directory, "SELECT * { ?s ?p }")
    assert "would change the graph" in fails(6, "query", directory, "DELETE WHERE { ?s ?p ?o }")
    assert "there are: " in fails(6, "query", directory, "--named", "nothing")
    assert "give one of QUERY" in fails(6, "query", directory)
    assert "give one of QUERY" in fails(6, "query", directory, "ASK {}", "--named", "x")
    assert "cannot be read: No such" in fails(3, "query", directory, "--file", tmp_path / "none")
    select = "SELECT * { ?s ?p ?o }"
    assert "no result in turtle" in fails(6, "query", directory, select, "-f", "turtle")
    assert "does not exist" in fails(5, "query", tmp_path / "none", select)
    assert "is no graph of Duta's" in fails(5, "query", tmp_path, select)


# kg export


def test_export_in_every_format(built: tuple[Path, str], tmp_path: Path) -> None:
    import networkx as nx
    import pyoxigraph as ox

    def facts(data: bytes, form: ox.RdfFormat) -> set[tuple[str, ...]]:
        return {(str(q.subject), str(q.predicate), str(q.object)) for q in ox.parse(data, form)}

    directory, _ = built
    union = facts((directory / "graph.ttl").read_bytes(), ox.RdfFormat.TURTLE)
    forms = {"turtle": ox.RdfFormat.TURTLE, "ntriples": ox.RdfFormat.N_TRIPLES,
             "trig": ox.RdfFormat.TRIG, "nquads": ox.RdfFormat.N_QUADS,
             "jsonld": ox.RdfFormat.JSON_LD}  # fmt: skip
    for name, form in forms.items():
        assert ok("export", directory, "-f", name, "-o", tmp_path / name) == ""
        assert facts((tmp_path / name).read_bytes(), form) == union
    for name, read in (("graphml", nx.read_graphml), ("gexf", nx.read_gexf)):
        ok("export", directory, "-f", name, "-o", tmp_path / name)
        assert len(read(tmp_path / name)) > 3
    text = ok("export", directory, "-f", "csv")
    assert text.encode() == (directory / "events.csv").read_bytes()


# kg analyze


def test_analyze(built: tuple[Path, str]) -> None:
    directory, _ = built
    text = ok("analyze", directory)
    for title in ("By side", "By person", "Dyads", "Centrality", "Communities", "stance"):
        assert title.lower() in text.lower()
    sides, persons = json.loads(ok("analyze", directory, "--json"))
    assert (sides["level"], persons["level"]) == ("side", "person")
    assert {"RUS", "PRK", "UKR"} <= {p["key"] for p in sides["parties"]}
    (only,) = json.loads(ok("analyze", directory, "--json", "--level", "person"))
    assert only == persons


def test_analyze_writes_rdf_into_the_graph(graph: Path) -> None:
    before = json.loads(ok("analyze", graph, "--json", "--write"))
    assert {p.name for p in graph.iterdir()} == FILES | {"analysis.trig"}
    count = "SELECT (COUNT(?d) AS ?n) { ?d a duta:Dyad }"
    assert int(ok("query", graph, count, "-f", "csv").splitlines()[1]) > 0
    first = contents(graph)
    assert json.loads(ok("analyze", graph, "--json", "--write")) == before
    assert contents(graph) == first
    ok("validate", graph)
    ok("build", ARTICLE, "-o", graph)
    assert {p.name for p in graph.iterdir()} == FILES


# kg view


def test_view_writes_the_same_picture_again(graph: Path) -> None:
    before = contents(graph)
    assert ok("view", graph, "--no-open").strip() == str(graph / "graph.html")
    assert contents(graph) == before
    assert (graph / "graph.html").stat().st_size < 1_000_000


# kg validate


def test_validate(built: tuple[Path, str]) -> None:
    text = ok("validate")
    for word in ("ontology: ", "lexicon en: ", "lexicon id: ", "gazetteer: "):
        assert word in text
    assert "conforms to its shapes" in ok("validate", built[0])


def test_validate_finds_a_file_that_was_changed(graph: Path) -> None:
    with (graph / "graph.trig").open("a") as file:
        file.write("# changed\n")
    done = run("validate", graph)
    assert done.returncode == 5
    assert b"was changed" in done.stderr


def test_validate_finds_a_promise_that_is_broken(graph: Path) -> None:
    from kg import store

    text = (graph / "graph.trig").read_text(encoding="utf-8")
    russia, ukraine = "http://www.wikidata.org/entity/Q159", "http://www.wikidata.org/entity/Q212"
    lie = f"<{russia}> <https://w3id.org/duta/ontology#attacks> <{ukraine}> ."
    store.update(graph, {"graph.trig": text + f"\n<urn:lie> {{ {lie} }}\n"})
    done = run("validate", graph)
    assert done.returncode == 5
    assert b"promise" in done.stderr
    assert b"Q159" in done.stderr


def test_validate_finds_a_mistake_in_a_lexicon(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "kg", tmp_path / "kg")
    shutil.copytree(ROOT / "ontology", tmp_path / "ontology")
    (tmp_path / "data").mkdir()
    (tmp_path / "data/models").symlink_to(ROOT / "data/models")
    lexicon = tmp_path / "ontology/lexicon/id.yaml"
    text = lexicon.read_text(encoding="utf-8")
    lexicon.write_text(text.replace("class: Accusation", "class: Accusal", 1), encoding="utf-8")
    line = next(n for n, t in enumerate(text.splitlines(), 1) if "class: Accusation" in t)
    done = process("validate", root=tmp_path, cwd=tmp_path)
    message = done.stderr.decode()
    assert done.returncode == 4
    assert f"id.yaml:{line}: " in message
    assert "Accusal" in message


# kg explain


def test_explain() -> None:
    text = ARTICLE.read_text(encoding="utf-8")
    at = text.index("menuduh Pyongyang")
    by_offset = ok("explain", ARTICLE, "--at", at)
    assert "menuduh" in by_offset
    assert "accuse" in by_offset
    assert "mengunjungi" not in by_offset
    first = ok("explain", ARTICLE, "--sentence", 1)
    assert first == ok("explain", ARTICLE, "--at", 0)
    assert "Presiden Rusia" in first
    assert re.search(r"confidence: 0\.\d\d \(.*[a-z] [+-]\d", by_offset)
    assert "no such sentence" in fails(3, "explain", ARTICLE, "--sentence", 999)
    assert "no such sentence" in fails(3, "explain", ARTICLE, "--at", len(text) + 5)


def test_explain_says_which_sentence_is_not_parsed_when_read(tmp_path: Path) -> None:
    path = tmp_path / "a.en.txt"
    path.write_text(
        "Workers at the two plants, which make parts for cars, said the owners had promised them "
        "higher wages by the end of the year. France condemned Mali.\n"
    )
    note = "not parsed when the article is read"
    assert note not in ok("explain", path, "--date", "2020-05-05", "--sentence", 2)
    left_out = ok("explain", path, "--date", "2020-05-05", "--sentence", 1)
    assert note in left_out
    assert "promised" in left_out


def test_explain_one_of_several(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("".join(json.dumps({"id": i, "text": ENGLISH}) + "\n" for i in "ab"))
    assert "name one with --document" in fails(3, "explain", path)
    assert "no document 'c'" in fails(3, "explain", path, "--document", "c")
    assert "accused" in ok("explain", path, "--document", "b")


# Ends


def test_a_closed_pipe_is_no_error(built: tuple[Path, str]) -> None:
    command = f"{sys.executable} -m kg export {built[0]} -f nquads | head -c 10"
    done = subprocess.run(
        ["bash", "-c", command], cwd=ROOT, capture_output=True, check=False, text=True
    )
    assert done.returncode == 0
    assert done.stderr == ""


def test_an_interrupt_ends_without_a_traceback(tmp_path: Path) -> None:
    rows = [{"id": str(n), "text": ENGLISH * 600} for n in range(150)]
    path = tmp_path / "a.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    out = tmp_path / "out"
    running = subprocess.Popen(
        [sys.executable, "-m", "kg", "build", str(path), "-o", str(out)],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    time.sleep(3)
    assert running.poll() is None
    running.send_signal(signal.SIGINT)
    _, errors = running.communicate(timeout=60)
    assert running.returncode == 130
    assert errors == b"kg: stopped; nothing was written\n"
    assert not out.exists()
    assert list(tmp_path.iterdir()) == [path]


# The package


@pytest.mark.slow
def test_the_wheel_works_from_anywhere(tmp_path: Path) -> None:
    """Built, installed and run in an empty folder, it finds its ontology and models inside."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    data = ("ontology/duta.ttl", "ontology/lexicon/id.yaml", "ontology/actors/states.ttl",
            "models/id/", "models/en/")  # fmt: skip
    for part in (*(f"_data/{d}" for d in data), "queries/", "view/", "serve/web/about.html"):
        assert any(n.startswith(f"kg/{part}") for n in names), part
    editor = (ROOT / "kg/serve/_assets/yasgui.min.js").is_file()
    assert ("kg/serve/_assets/yasgui.min.js" in names) == editor
    assert not any(ARTICLE.name in n or n.startswith("tests") for n in names)
    site, empty = tmp_path / "site", tmp_path / "empty"
    empty.mkdir()
    zipfile.ZipFile(wheel).extractall(site)
    done = process("build", "-", "-o", "out", root=site, cwd=empty, given=ARTICLE.read_bytes())
    assert done.returncode == 0, done.stderr.decode()
    assert {p.name for p in (empty / "out").iterdir()} == FILES
    where = subprocess.run(
        [sys.executable, "-c", "import kg; print(kg.__file__)"],
        cwd=empty, env={**os.environ, "PYTHONPATH": str(site)}, capture_output=True,
        check=True, text=True,
    )  # fmt: skip
    assert Path(where.stdout.strip()).is_relative_to(site)


def test_a_terminal_shows_how_far_a_build_is(tmp_path: Path) -> None:
    """Of a file of unknown length: how many, how fast, and how much longer by its bytes."""
    many = tmp_path / "many.jsonl"
    record = {"lang": "en", "date": "2020-01-02", "text": "Chad attacked Niger."}
    many.write_text("".join(json.dumps({**record, "id": str(n)}) + "\n" for n in range(2000)))
    ours, theirs = pty.openpty()
    shown = bytearray()
    with subprocess.Popen(
        [sys.executable, "-m", "kg", "build", many, "-o", tmp_path / "out", "--jobs", "1"],
        stdout=subprocess.DEVNULL, stderr=theirs, env={**os.environ, "TERM": "xterm"},
    ) as process:  # fmt: skip
        os.close(theirs)
        with contextlib.suppress(OSError):  # what a terminal gives when nobody writes any more
            while more := os.read(ours, 4096):
                shown += more
    os.close(ours)
    assert process.returncode == 0, shown.decode()
    assert re.search(rb"Reading.*\d+, \d+\.\d/s.*\d:\d\d:\d\d.*\d:\d\d:\d\d", shown)
