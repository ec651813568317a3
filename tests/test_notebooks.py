"""The notebooks run, and show what they show."""

from __future__ import annotations

import base64
import io
import re
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import pytest
from matplotlib import image
from readme import NOTEBOOKS, executed

NAMES = ["asking-sparql", "from-article-to-graph", "who-stands-where"]
by_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
run = cache(executed)


def cells(notebook: Any) -> list[Any]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def printed(cell: Any) -> str:
    """What a cell printed, and its tables."""
    return "".join(
        output.get("text", "") or output.get("data", {}).get("text/markdown", "")
        for output in cell.outputs
    )


def drawn(cell: Any) -> list[str]:
    """A cell's figures, as PNG in base 64."""
    found = [output.get("data", {}).get("image/png") for output in cell.outputs]
    return [one for one in found if one]


def shown(notebook: Any) -> list[tuple[bool, int]]:
    """Of each cell: whether it has words to show, and how many figures."""
    return [(bool(printed(cell).strip()), len(drawn(cell))) for cell in cells(notebook)]


def text(name: str) -> str:
    (path,) = (path for path in NOTEBOOKS if path.stem == name)
    return "\n".join(printed(cell) for cell in cells(run(path)))


def test_they_are_there() -> None:
    assert [path.stem for path in NOTEBOOKS] == NAMES


@by_notebook
def test_every_cell_runs_without_a_word_of_complaint(path: Path) -> None:
    for cell in cells(run(path)):
        assert printed(cell).strip() or drawn(cell), cell.source
        assert all(o.get("name") != "stderr" for o in cell.outputs), cell.outputs


@by_notebook
def test_its_outputs_are_saved(path: Path) -> None:
    """Numbers may have moved since; that each cell shows something may not."""
    assert shown(nbformat.read(path, as_version=4)) == shown(run(path))


@by_notebook
def test_what_is_saved_reads_well_on_a_code_host(path: Path) -> None:
    saved = nbformat.read(path, as_version=4)
    assert saved.cells[0].source.startswith("# ")
    assert path.stat().st_size < 1_000_000
    raw = path.read_text(encoding="utf-8")
    assert not re.findall(r"/(?:tmp|home|root|Users|var)/|object at 0x|file://", raw)
    for cell in saved.cells:
        if cell.cell_type == "markdown":
            links = re.findall(r"\]\(([^):]+)\)", cell.source)
            assert all((path.parent / link).exists() for link in links), links
    for cell in cells(saved):
        assert cell.execution_count
        for figure in drawn(cell):
            pixels = image.imread(io.BytesIO(base64.b64decode(figure)))
            assert min(pixels.shape[:2]) > 150
            assert pixels[:, :, :3].std() > 0.05, "a blank figure"


def test_the_graph_keeps_claims_apart_from_facts() -> None:
    told = text("from-article-to-graph")
    assert "alleged by ['Barat']" in told
    assert "denied by ['Rusia', 'Korea Utara']" in told
    assert re.search(r"duta:status +duta:Alleged\nduta:status +duta:Denied", told)
    assert "suppliesArmsTo wd:Q159 } False" in told
    assert "cooperatesWith wd:Q423 } True" in told
    assert "kB; has the words: True" in told


def test_sparql_answers_who_denies_what() -> None:
    told = text("asking-sparql")
    assert "| duta:ArmsTransfer | duta:Alleged | West | " in told
    assert re.search(r"\| duta:ArmsTransfer \| duta:Denied \| [^|]*North Korea[^|]* \| ", told)
    assert re.search(r"^False +ASK \{ wd:Q423 duta:suppliesArmsTo", told, re.MULTILINE)
    assert "| IRQ | IRN | algiers.en.txt |" in told


def test_the_analysis_draws_all_figures() -> None:
    (path,) = (path for path in NOTEBOOKS if path.stem == "who-stands-where")
    sources = [cell.source for cell in cells(run(path)) if drawn(cell)]
    assert {re.search(r"figures\.(\w+)", s)[1] for s in sources} == {  # type: ignore[index]
        "balance", "dyads", "network", "stances", "timeline"
    }  # fmt: skip
    told = text("who-stands-where")
    assert re.search(r"^ *\d+ asserted\n *\d+ planned\n", told, re.MULTILINE)
    assert "### Arms transfer: North Korea → Russia *(denied)*" in told
