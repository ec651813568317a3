"""The notebooks run, and show what they show."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import pytest
from readme import NOTEBOOKS, executed

by_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
run = cache(executed)


def printed(cell: Any) -> str:
    return "".join(output.get("text", "") for output in cell.outputs)


def cells(notebook: Any) -> list[Any]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_there_is_one() -> None:
    assert NOTEBOOKS


@by_notebook
def test_every_cell_runs_without_a_word_of_complaint(path: Path) -> None:
    for cell in cells(run(path)):
        assert printed(cell), cell.source
        assert all(o.get("name") != "stderr" for o in cell.outputs), cell.outputs


@by_notebook
def test_its_outputs_are_saved(path: Path) -> None:
    """Figures may have moved since; that each cell shows something may not."""
    saved = nbformat.read(path, as_version=4)
    assert [bool(printed(c)) for c in cells(saved)] == [bool(printed(c)) for c in cells(run(path))]


def test_the_notebook_keeps_claims_apart_from_facts() -> None:
    (path,) = (p for p in NOTEBOOKS if p.stem == "from-article-to-picture")
    text = "\n".join(printed(cell) for cell in cells(run(path)))
    lines = [line.split() for line in text.splitlines()]
    assert ["West", "Alleged"] in lines
    assert ["Russia", "Denied"] in lines
    assert ["North", "Korea", "Denied"] in lines
    assert "suppliesArmsTo wd:Q159 } False" in text
    assert "cooperatesWith wd:Q423 } True" in text
    assert "kB; has the words: True" in text
