"""The README: what it tells the reader to type works."""

from __future__ import annotations

import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest
from readme import README, ROOT, between, commands, prepare, questions, run

from kg.event import COLUMNS

TEXT = README.read_text(encoding="utf-8")
BLOCKS = list(commands(TEXT))
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("data/*/*/*.md")])


@pytest.fixture(scope="module")
def printed(tmp_path_factory) -> dict[str, str]:
    """What each command of the README prints, run in their order in one folder."""
    folder = tmp_path_factory.mktemp("readme")
    prepare(folder)
    found = {}
    for command in (c for block in BLOCKS for c in block):
        code, out = run(command, folder)
        assert code == 0, f"{command.line}: {out}"
        found[command.line] = out
    return found


def printed_by(printed: dict[str, str], start: str) -> str:
    (found,) = (out for line, out in printed.items() if line.startswith(start))
    return found


def test_every_command_runs(printed) -> None:
    assert len(printed) >= 12
    silent = {line for line, out in printed.items() if not out.strip()}
    assert all("-o " in line or line.startswith("echo ") for line in silent)


def test_the_reader_sees_what_the_program_prints(printed) -> None:
    """Headings and files as shown; figures may have moved since they were written down."""
    shown = TEXT[TEXT.index("$ make graph") :].partition("```")[0]
    for line in printed["make graph"].splitlines():
        if not re.search(r"\d", line):
            assert line.rstrip() in shown


def test_alleged_and_denied_stand_side_by_side(printed) -> None:
    table = printed_by(printed, "kg query out 'SELECT ?who")
    rows = [[c.strip() for c in line.split("│")[1:3]] for line in table.splitlines()]
    assert {
        ("West", "duta:Alleged"),
        ("Russia", "duta:Denied"),
        ("North Korea", "duta:Denied"),
    } <= {tuple(row) for row in rows}


def test_what_is_denied_is_no_relation(printed) -> None:
    assert "false" in printed_by(printed, "kg query out 'ASK { wd:Q423 duta:suppliesArmsTo")
    assert "true" in printed_by(printed, "kg query out 'ASK { ?west duta:sideCode")


def test_named_questions_are_listed() -> None:
    assert between(TEXT, "questions", questions()) == TEXT, "run python tests/readme.py"


def test_columns_of_the_event_table() -> None:
    table = TEXT.partition("## The event table")[2].partition("\n## ")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    assert re.findall(r"`(\w+)`", "".join(rows)) == list(COLUMNS)


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)#\s]+)", text) + re.findall(r'src(?:set)?="([^"]+)"', text)
    local = [t for t in targets if not t.startswith(("http:", "https:"))]
    assert [t for t in local if not (page.parent / t).exists()] == []


@pytest.mark.parametrize("page", ["README.md", "docs/api.md"])
def test_python_blocks_run(page: str, tmp_path) -> None:
    """In one process a page, in their order; each builds on those before."""
    prepare(tmp_path)
    blocks = re.findall(
        r"^```python\n(.*?)^```$", (ROOT / page).read_text(encoding="utf-8"), re.M | re.S
    )
    assert blocks
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", "\n".join(blocks)],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PATH": "", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "ArmsTransfer" in done.stdout


def test_the_api_page_names_what_there_is() -> None:
    page = (ROOT / "docs/api.md").read_text(encoding="utf-8")
    names = sorted(set(re.findall(r"`(kg\.[\w.]+)", page)))
    assert len(names) > 20
    assert [n for n in names if not exists(n)] == []


def exists(name: str) -> bool:
    """Whether a dotted name leads to something that its module offers."""
    try:
        pkgutil.resolve_name(name)
    except (AttributeError, ImportError):
        return False
    return True
