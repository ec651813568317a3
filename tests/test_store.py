"""A graph directory: whole or not at all, and nobody else's files touched."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hand import Story

from kg import store
from kg.errors import OutputError

TRIG = '<urn:g> { <urn:s> <urn:p> "é", "2000"^^<http://www.w3.org/2001/XMLSchema#gYear> }\n'
FILES: dict[str, str | bytes] = {"graph.trig": TRIG, "events.csv": b"a,b\n", "graph.ttl": "# é\n"}


def content(directory: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in sorted(directory.iterdir()) if p.is_file()}


def names(directory: Path) -> set[str]:
    return {path.name for path in directory.iterdir()}


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    store.write(tmp_path / "out", FILES)
    return tmp_path / "out"


def test_what_is_written_is_read_back(graph: Path) -> None:
    import rdflib

    assert names(graph) == {*FILES, "duta.json"}
    assert (graph / "graph.ttl").read_bytes() == "# é\n".encode()
    dataset = store.open(graph)
    xsd = rdflib.XSD
    assert set(dataset.quads()) == {
        (rdflib.URIRef("urn:s"), rdflib.URIRef("urn:p"), value, rdflib.URIRef("urn:g"))
        for value in (rdflib.Literal("é"), rdflib.Literal("2000", datatype=xsd.gYear))
    }
    assert dataset.default_union


def test_the_manifest_names_articles_and_no_time(tmp_path: Path) -> None:
    articles = [Story(name).tell("e", "Visit", "RUS", "PRK").reading().article for name in "ba"]
    store.write(tmp_path / "one", FILES, articles)
    store.write(tmp_path / "two", FILES, articles[::-1])
    assert content(tmp_path / "one") == content(tmp_path / "two")
    told = store.manifest(tmp_path / "one")
    assert [a["document"] for a in told.articles] == ["a", "b"]
    assert all(len(a["sha256"]) == 64 for a in told.articles)
    assert sorted(told.files) == sorted(FILES)


def test_a_second_build_takes_the_place_of_the_first(graph: Path) -> None:
    (graph / "notes.txt").write_text("mine")
    store.write(graph, {"graph.trig": TRIG, "graph.html": "<p>"})
    assert names(graph) == {"duta.json", "graph.trig", "graph.html", "notes.txt"}
    assert (graph / "notes.txt").read_text() == "mine"


def test_update_keeps_the_rest(graph: Path) -> None:
    before = content(graph)
    store.update(graph, {"analysis.trig": "<urn:h> { <urn:a> <urn:b> <urn:c> }"})
    after = content(graph)
    assert {n: b for n, b in after.items() if n in FILES} == {n: before[n] for n in FILES}
    assert len(list(store.open(graph).quads())) == 3  # both TriG files are read
    assert store.manifest(graph).articles == ()


def test_permissions_are_the_usual_ones(graph: Path) -> None:
    usual = graph.parent / "usual"
    usual.mkdir()
    (usual / "file").touch()
    assert graph.stat().st_mode == usual.stat().st_mode
    assert (graph / "graph.trig").stat().st_mode == (usual / "file").stat().st_mode


def test_an_empty_directory_and_a_link_to_one_will_do(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "link").symlink_to("empty")
    store.write(tmp_path / "link", FILES)
    assert (tmp_path / "link").is_symlink()
    assert names(tmp_path / "empty") == {*FILES, "duta.json"}


def test_parents_are_made(tmp_path: Path) -> None:
    store.write(tmp_path / "a" / "b", FILES)
    assert names(tmp_path / "a") == {"b"}


def test_a_directory_of_others_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").write_text("years of work")
    with pytest.raises(OutputError, match="not empty and no graph of Duta's"):
        store.write(tmp_path, FILES)
    assert content(tmp_path) == {"thesis.doc": b"years of work"}
    (tmp_path / "duta.json").write_text('{"name": "another program"}')
    with pytest.raises(OutputError, match="no graph of Duta's"):
        store.write(tmp_path, FILES)


def test_a_file_of_others_is_never_overwritten(graph: Path) -> None:
    (graph / "graph.html").write_text("mine")
    before = content(graph)
    with pytest.raises(OutputError, match=r"graph\.html was not written by Duta"):
        store.write(graph, {**FILES, "graph.html": "ours"})
    assert content(graph) == before


def test_a_file_is_no_directory(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("x")
    with pytest.raises(OutputError, match="not a directory"):
        store.write(tmp_path / "out", FILES)


@pytest.mark.parametrize("name", ["", "..", "a/b", "a\\b", "duta.json", ".duta-x", "/etc/passwd"])
def test_only_plain_names(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="not a name"):
        store.write(tmp_path / "out", {name: ""})
    assert not (tmp_path / "out").exists()


class Stop(BaseException):
    """What Ctrl-C and the like look like."""


def count_replacements(monkeypatch: pytest.MonkeyPatch, fail_at: int, error: BaseException) -> None:
    """Let the file system fail at the n-th change to a directory in place."""
    real, calls = Path.replace, iter(range(1000))

    def replace(self: Path, target: str | os.PathLike[str]) -> Path:
        if next(calls) == fail_at:
            raise error
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)


@pytest.mark.parametrize("fail_at", range(4))
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), Stop()])
def test_nothing_half_written_over_a_graph(
    graph: Path, monkeypatch: pytest.MonkeyPatch, fail_at: int, error: BaseException
) -> None:
    (graph / "notes.txt").write_text("mine")
    before = content(graph)
    count_replacements(monkeypatch, fail_at, error)
    expected = OutputError if isinstance(error, OSError) else Stop
    with pytest.raises(expected):
        store.write(graph, {"a": "1", "b": "2", "graph.trig": "new"})
    assert content(graph) == before
    assert names(graph) == {*before}
    assert len(list(store.open(graph).quads())) == 2


def test_nothing_half_written_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match="No space left on device"):
        store.write(tmp_path / "out", FILES)
    assert names(tmp_path) == set()


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_directory_that_may_not_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    with pytest.raises(OutputError, match="Permission denied"):
        store.write(tmp_path / "out", FILES)


def test_what_a_crash_left_is_noticed_and_swept(graph: Path) -> None:
    # A crash after the manifest was put in place, before the files were.
    told = json.loads((graph / "duta.json").read_text())
    told["files"]["graph.trig"] = "0" * 64
    (graph / "duta.json").write_text(json.dumps(told))
    (graph / ".duta-left").mkdir()
    with pytest.raises(OutputError, match=r"changed or only half written.*build it again"):
        store.open(graph)
    store.write(graph, FILES)
    assert names(graph) == {*FILES, "duta.json"}
    assert len(list(store.open(graph).quads())) == 2


@pytest.mark.parametrize("step", range(5))
def test_after_a_power_failure_it_is_whole_or_says_so(graph: Path, step: int) -> None:
    (graph / "notes.txt").write_text("mine")
    new = {"graph.trig": "<urn:g> { <urn:s> <urn:p> 1, 2, 3 }", "events.csv": "c"}
    code = f"""
import os
from itertools import count
from pathlib import Path
from kg import store
real, calls = Path.replace, count()
Path.replace = lambda self, to: os._exit(9) if next(calls) == {step} else real(self, to)
store.write({str(graph)!r}, {new!r})
os._exit(8)
"""
    died = subprocess.run([sys.executable, "-c", code], check=False).returncode
    assert died == (9 if step < 3 else 8)  # three files are put in place
    if step in {1, 2}:  # the new manifest over the old graph
        with pytest.raises(OutputError, match="build it again"):
            store.open(graph)
    else:
        assert len(list(store.open(graph).quads())) == (2 if step == 0 else 3)
    store.write(graph, new)
    assert names(graph) == {*new, "duta.json", "notes.txt"}
    assert len(list(store.open(graph).quads())) == 3


def test_without_hard_links_the_old_is_copied(graph: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(self: Path, target: Path) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(Path, "hardlink_to", none)
    before = content(graph)
    count_replacements(monkeypatch, 2, Stop())
    with pytest.raises(Stop):
        store.write(graph, {"graph.trig": "new", "b": "2"})
    assert content(graph) == before


def broken(graph: Path, change: dict[str, object] | str) -> None:
    path = graph / "duta.json"
    told = json.loads(path.read_text())
    path.write_text(change if isinstance(change, str) else json.dumps({**told, **change}))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"format": 2}, r"is in format 2 \(duta .*reads format 1: build it again"),
        ({"kind": "cake"}, "no graph of Duta's"),
        ({"files": ["graph.trig"]}, r"duta\.json is broken"),
        ({"files": {"../graph.trig": "0"}}, r"duta\.json is broken"),
        ({"files": {}}, r"holds no graph\.trig"),
        ("[", r"duta\.json is broken"),
        ("[]", "no graph of Duta's"),
    ],
)
def test_what_is_no_graph_of_ours_is_not_opened(
    graph: Path, change: dict[str, object] | str, message: str
) -> None:
    broken(graph, change)
    with pytest.raises(OutputError, match=message) as caught:
        store.open(graph)
    assert "\n" not in str(caught.value)


def test_missing_changed_and_broken(graph: Path) -> None:
    with pytest.raises(OutputError, match="does not exist: make a graph with kg build"):
        store.open(graph / "no")
    with pytest.raises(OutputError, match="is not a directory"):
        store.open(graph / "graph.trig")
    (graph / "graph.trig").write_text(TRIG.replace("é", "e"))
    with pytest.raises(OutputError, match=r"graph\.trig was changed"):
        store.open(graph)
    (graph / "graph.trig").unlink()
    with pytest.raises(OutputError, match=r"graph\.trig cannot be read"):
        store.open(graph)
    store.write(graph, {"graph.trig": "<urn:g> { <urn:s>"})
    with pytest.raises(OutputError, match="its graph is broken"):
        store.open(graph)


def test_literals_are_read_as_written(graph: Path) -> None:
    written = {'"1.50"^^<http://www.w3.org/2001/XMLSchema#decimal>', '"a"@id', '"b"', '"0.0"'}
    store.write(graph, {"graph.trig": "<urn:g> { <urn:s> <urn:p> " + ", ".join(written) + " }"})
    assert {o.n3() for _, _, o, _ in store.open(graph).quads()} == written


def test_both_ways_through_the_engine() -> None:
    import rdflib
    from rdflib.compare import isomorphic

    from kg.engine import to_dataset, to_store

    dataset = rdflib.Dataset(default_union=True)
    dataset.graph(rdflib.URIRef("urn:g")).parse(
        data='<urn:s> <urn:p> "a"@id, "b", 1, 1.5, [ <urn:q> true ] .', format="turtle"
    )
    dataset.default_graph.parse(data="<urn:s> a 2 .", format="turtle")
    again = to_dataset(to_store(dataset))
    there, back = (d.graph(rdflib.URIRef("urn:g")) for d in (dataset, again))
    assert len(there) == 6
    assert isomorphic(there, back)
    assert len(again.default_graph) == 7  # the union of all
