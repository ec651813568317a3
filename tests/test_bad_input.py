"""Bad input: each gets one line that says where and what to do; the rest of a corpus goes on."""

from __future__ import annotations

import bz2
import gc
import gzip
import json
import os
import re
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import yaml
from pyarrow import parquet

from kg import build, cli, directory
from kg.corpus import Corpus, is_corpus

ROOT = Path(__file__).parent.parent
CASES = yaml.safe_load((ROOT / "tests/bad.yaml").read_text(encoding="utf-8"))
PACKERS = {"gz": gzip.compress, "bz2": bz2.compress,
           "zst": partial(pa.compress, codec="zstd", asbytes=True)}  # fmt: skip
FULL = bool(os.environ.get("DUTA_FULL"))
"""Whether to try the sizes that the promises name, rather than smaller ones."""


@pytest.fixture
def kg(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Iterator[Any]:
    """The command line, in this process: exit status, standard output, standard error."""
    handler, threshold = signal.getsignal(signal.SIGINT), gc.get_threshold()

    def run(*args: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["kg", *map(str, args)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        out = capfd.readouterr()
        return int(ended.value.code or 0), out.out, out.err

    yield run
    signal.signal(signal.SIGINT, handler)
    gc.set_threshold(*threshold)


def made(case: Mapping[str, Any]) -> bytes:
    encoding = case.get("encoding", "utf-8")
    piece = bytes.fromhex(case["hex"]) if "hex" in case else case["text"].encode(encoding)
    data = b"".join(
        (case.get("before", "").encode(), piece * case.get("times", 1),
         case.get("after", "").encode())
    )  # fmt: skip
    for packing in case.get("packed", "").split():
        data = PACKERS[packing](data)
    return data[: len(data) - case.get("cut", 0)]


def one_line(err: str) -> str:
    assert err.startswith("kg: ")
    assert err.count("\n") == 1
    return err.removeprefix("kg: ").rstrip("\n")


REFUSED = [case for case in CASES if "says" in case]
READ = [case for case in CASES if "read" in case]


def test_every_case_says_what_becomes_of_it() -> None:
    assert len(REFUSED) + len(READ) == len(CASES)
    assert len({case["what"] for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case["what"])
def test_what_cannot_be_read(kg: Any, tmp_path: Path, case: Mapping[str, Any]) -> None:
    path = tmp_path / case["name"]
    path.write_bytes(made(case))
    code, out, err = kg("events", path)
    assert (code, out) == (3, "")
    assert one_line(err).startswith(case["says"].replace("FILE", str(path)))
    code, _, err = kg("build", path, "-o", tmp_path / "out")
    assert code == 3
    assert one_line(err).startswith(case["says"].replace("FILE", str(path)))
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("case", READ, ids=lambda case: case["what"])
def test_what_is_odd_but_read(kg: Any, tmp_path: Path, case: Mapping[str, Any]) -> None:
    path = tmp_path / case["name"]
    path.write_bytes(made(case))
    code, out, err = kg("events", path, "-l", "en")
    assert (code, err) == (0, "")
    rows = [json.loads(line) for line in out.splitlines()]
    assert sum("Iran condemned" in row["quote"] for row in rows) == case["read"]
    assert kg("build", path, "-l", "en", "-o", tmp_path / "out")[0] == 0
    (reading,) = directory.readings(tmp_path / "out")
    text = reading.article.text
    for row in rows:
        assert text[row["start"] : row["end"]] == row["quote"]
    assert {path.name for path in tmp_path.iterdir()} == {case["name"], "out"}


# The rest of a corpus goes on


def line(number: int, **more: object) -> str:
    text = f"Iran condemned Iraq on 3 May 2021. Report {number} said no more."
    return json.dumps({"id": f"a{number}", "text": text, "lang": "en", **more}) + "\n"


def report(out: Path) -> list[dict[str, Any]]:
    return [json.loads(row) for row in (out / "failed.jsonl").read_bytes().splitlines()]


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A corpus in which much is wrong: the same things in every kind of input."""
    folder = tmp_path / "news"
    (folder / "more").mkdir(parents=True)
    rows = [line(n) for n in range(build.FEW)]
    rows[6] = "{broken\n"
    rows[7] = line(7, date="2024-02-30")
    rows[8] = '{"id": "a8", "text": "Iran \\ud800"}\n'
    rows[9] = line(9, text="Le président se rendra en Corée du Nord.", lang=None)
    (folder / "a.jsonl").write_text("".join(rows))
    (folder / "b.csv").write_bytes(
        b"id,text,lang\nb1,Iran condemned Iraq.,en\nb2,caf\xe9,en\nb3,Iran praised Iraq.,en\n"
        b'b4,,en\nb5,"Iran,\nand Iraq",xx\nb6,Iran expelled two diplomats of Iraq.,en\nb7,"x"y,en\n'
        b"b8,Iran condemned Iraq,en\n"
    )
    columns = {"id": ["c1", "c2", "c3"], "text": ["Iran condemned Iraq.", None, "Iran met Iraq."]}
    parquet.write_table(pa.table(columns), folder / "c.parquet")
    packed = gzip.compress("".join(line(n) for n in range(1000, 1040)).encode())
    (folder / "d.jsonl.gz").write_bytes(packed[:-9])
    (folder / "more/e.txt").write_bytes(b"\0")
    (folder / "more/f.txt").write_text("Iran condemned Iraq.")
    (folder / "more/g.txt").symlink_to("/etc/hostname")
    return folder


WRONG = [
    ("a.jsonl", 7, None, "no JSON ("),
    ("a.jsonl", 8, None, "'2024-02-30' is no date"),
    ("a.jsonl", 9, None, "`text` holds U+D800"),
    ("a.jsonl", 10, None, "its language is none"),
    ("b.csv", 3, None, "not UTF-8 at byte 6"),
    ("b.csv", 5, None, "no `text`"),
    ("b.csv", 6, None, "language 'xx' is unknown"),
    ("b.csv", 9, None, "no CSV ("),
    ("c.parquet", None, "row 2", "no `text`"),
    ("d.jsonl.gz", None, None, "broken packing ("),
    ("more/e.txt", None, None, "binary data"),
    ("", None, "more/g.txt", "a link that leads out of it"),
]


def test_a_corpus_goes_on_and_reports_what_failed(kg: Any, broken: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    code, _, err = kg("build", broken, "-o", out, "-j", 1, "--date", "2021-05-04", "-l", "en")
    assert is_corpus(out)
    told = {(r["input"], r.get("line"), r.get("record")): r["reason"] for r in report(out)}
    wrong = [w for w in WRONG if "language is none" not in w[3]]  # all are in English
    assert {(str(broken / name), n, record) for name, n, record, _ in wrong} == set(told)
    assert len(report(out)) == len(wrong)
    for name, number, record, reason in wrong:
        assert told[str(broken / name), number, record].startswith(reason)
    assert code == 8
    assert one_line(err) == (
        f"{len(wrong)} of the articles or inputs could not be read; {out}/failed.jsonl says which "
        f"and why; mend them, then: kg build --retry {out}/failed.jsonl -o {out}"
    )
    there = {a.document for a in Corpus(out).articles()}
    assert there >= {f"a{n}" for n in range(build.FEW) if n not in {6, 7, 8}}
    assert there >= {"b1", "b3", "b6", "c1", "c3", "f.txt"}
    assert not there & {"a7", "b7", "b8", "g.txt"}


def test_a_report_is_fed_back_in_after_mending(kg: Any, broken: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    options = ("-o", out, "-j", 1, "-l", "en")
    kg("build", broken, *options)
    before = len(Corpus(out).articles())
    (broken / "a.jsonl").write_text("".join(line(n) for n in range(build.FEW)))
    (broken / "more/e.txt").write_text("Iran praised Iraq, and it praised Qatar.")
    code, _, err = kg("build", "--retry", out / "failed.jsonl", *options)
    assert code == 8
    assert "7 of the articles or inputs could not be read" in err
    assert len(Corpus(out).articles()) == before + 4
    for name in ("b.csv", "c.parquet", "d.jsonl.gz", "more/g.txt"):
        (broken / name).unlink()
        (broken / name).write_text("")
    report(out)
    (out / "failed.jsonl").write_text(json.dumps({"input": str(broken / "a.jsonl")}) + "\n")
    assert kg("build", "--retry", out / "failed.jsonl", *options)[0] == 0
    assert report(out) == []
    (out / "failed.jsonl").write_text("{}")
    code, _, err = kg("build", "--retry", out / "failed.jsonl", *options)
    assert code == 3
    assert one_line(err).endswith("no report of Duta's; give the failed.jsonl of a build")


def test_whoever_wants_all_or_nothing_says_strict(kg: Any, broken: Path, tmp_path: Path) -> None:
    code, _, err = kg("build", broken, "-o", tmp_path / "out", "-j", 1, "--strict")
    assert code == 3
    assert one_line(err).startswith(f"{broken}: more/g.txt: a link that leads out of it; name what")
    (broken / "more/g.txt").unlink()
    code, _, err = kg("build", broken, "-o", tmp_path / "out", "-j", 1, "--strict")
    assert code == 3
    assert one_line(err).startswith(f"{broken}/a.jsonl:7: no JSON (")
    assert not (tmp_path / "out").exists()


def test_few_articles_are_whole_or_not_at_all_unless_asked(kg: Any, tmp_path: Path) -> None:
    path, out = tmp_path / "a.jsonl", tmp_path / "out"
    path.write_text(line(1) + "{broken\n" + line(3) + line(3))
    code, _, err = kg("build", path, "-o", out)
    assert (code, out.exists()) == (3, False)
    assert f"{path}:2: no JSON" in err
    code, said, err = kg("build", path, "-o", out, "--keep-going")
    assert code == 8
    assert "Read 2 articles" in said
    assert [(r["line"], r["reason"][:16]) for r in report(out)] == [
        (2, "no JSON (Expecti"), (4, "the same article")
    ]  # fmt: skip
    path.write_text(line(1) + line(2) + line(3))
    assert kg("build", "--retry", out / "failed.jsonl", "-o", out)[0] == 0
    assert not (out / "failed.jsonl").exists()


def test_nothing_that_can_be_read_is_an_error(kg: Any, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\0")
    args = ("build", tmp_path / "a.txt", tmp_path / "none.txt", "-o", tmp_path / "out")
    code, _, err = kg(*args, "--keep-going")
    assert code == 3
    assert one_line(err).endswith("a.txt: binary data, not text (byte 0 is zero); give text")
    code, _, err = kg("build", "-o", tmp_path / "out")
    assert code == 3
    assert one_line(err) == "no article was given; name a file, or - for standard input"


def test_a_line_without_end_costs_little_memory_and_the_rest_is_read(tmp_path: Path) -> None:
    """With DUTA_FULL it has 1 GB."""
    size = 1_000_000_000 if FULL else 120_000_000
    path = tmp_path / "a.jsonl"
    with path.open("wb") as file:
        file.write(line(1).encode())
        for _ in range(size // 1_000_000):
            file.write(b" " * 1_000_000)
        file.write(b"\n" + line(3).encode())
    code = (
        "from kg.article import read\nfailed = []\n"
        f"print([a.document for a in read([{str(path)!r}], failed=failed.append)], *failed)\n"
        "print(*(x.split()[1] for x in open('/proc/self/status') if x.startswith('VmHWM')))"  # KB
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True,
                          check=True)  # fmt: skip
    told, size = done.stdout.splitlines()
    assert told == f"['a1', 'a3'] {path}:2: larger than 50 MB, as no article is; split it"
    assert int(size) < 400_000


# Rights and disks

BOUND = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"]
"""Begins a command that the rights of files bind, though root runs it."""


def process(*args: object, bound: bool = False, largest: int | None = None) -> tuple[int, str]:
    """Exit status and error line of the command line as a process of its own; `largest`: bytes
    that a file may have, as if the disk were full then.
    """

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest or 0, largest or 0))

    command = [sys.executable, "-m", "kg", *map(str, args)]
    done = subprocess.run(
        [*(BOUND if bound and os.geteuid() == 0 else []), *command], cwd=ROOT, check=False,
        capture_output=True, text=True, preexec_fn=limit if largest is not None else None,
    )  # fmt: skip
    return done.returncode, one_line(done.stderr)


def test_what_may_not_be_read(tmp_path: Path) -> None:
    for folder in ("open", "shut"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.txt").write_text("Iran condemned Iraq.")
    (tmp_path / "open/a.txt").chmod(0)
    (tmp_path / "shut").chmod(0)
    try:
        code, err = process("events", tmp_path / "open/a.txt", bound=True)
        assert (code, err) == (3, f"{tmp_path}/open/a.txt: cannot be read: Permission denied")
        code, err = process("events", tmp_path, bound=True)
        assert code == 3
        assert err.endswith("cannot be read: Permission denied")
    finally:
        (tmp_path / "shut").chmod(0o755)


def test_a_directory_that_may_not_be_written(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(line(1))
    (tmp_path / "many.jsonl").write_text("".join(line(n) for n in range(build.FEW + 1)))
    (tmp_path / "shut").mkdir(mode=0o500)
    for name in ("a.jsonl", "many.jsonl"):
        code, err = process("build", tmp_path / name, "-o", tmp_path / "shut/out", bound=True)
        assert code == 5
        assert err.startswith(f"{tmp_path}/shut/out cannot be written: Permission denied")
        assert not list((tmp_path / "shut").iterdir())


@pytest.mark.parametrize("number", [5, build.FEW + 50])
def test_a_disk_that_is_full(kg: Any, tmp_path: Path, number: int) -> None:
    """At whatever size it is full: nothing is half-written, and with room again it goes on."""
    path, out = tmp_path / "in.jsonl", tmp_path / "out"
    path.write_text("".join(line(n) for n in range(number)))
    for largest in (0, 5_000, 20_000, 100_000) if number > build.FEW else (0, 100_000):
        code, err = process("build", path, "-o", out, "-j", 1, largest=largest)
        assert code == 5
        assert err.startswith(f"{out}")
        if is_corpus(out):
            list(Corpus(out).readings())
        else:
            assert not out.exists() or not list(out.iterdir())
    assert kg("build", path, "-o", out, "-j", 1)[0] == 0
    assert len(directory.engine(out)) > 0


def test_directories_of_other_versions(kg: Any, tmp_path: Path) -> None:
    path, out, many = tmp_path / "a.jsonl", tmp_path / "few", tmp_path / "many"
    path.write_text(line(1))
    kg("build", path, "-o", out)
    Corpus.create(many)
    for each in (out, many):
        manifest = each / "duta.json"
        manifest.write_text(re.sub('"format": .', '"format": 99', manifest.read_text()))
        code, _, err = kg("build", path, "-o", each)
        assert code == 5
        assert "is in format 99" in one_line(err)
        assert re.search("reads format .: build it a", err)
        manifest.write_text("{")
        code, _, err = kg("build", path, "-o", each)
        assert code == 5
        one_line(err)
