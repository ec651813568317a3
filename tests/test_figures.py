"""The figures: drawn, read back, and the same each time."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import matplotlib as mpl
import numpy as np
import pytest
from hand import Story
from matplotlib import image
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex, to_rgb
from reading import reader

from kg import analysis, article, figures, ontology
from kg.errors import OutputError
from kg.event import Reading, Status

ONTOLOGY = ontology.load()
DRAWN = ("dyads", "stances", "timeline", "balance", "network")
by_name = pytest.mark.parametrize("name", DRAWN)


@cache
def story() -> tuple[Reading, ...]:
    told = Story("story")
    told.tell("pact", "TreatySigning", "RUS", "PRK", date="2024-06-18")
    told.tell("ban", "Sanction", "USA", "PRK", date="2016")
    told.tell("war", "Attack", "RUS", "UKR", date="2022-02")
    told.tell("feud", "Criticism", "USA", "RUS")
    told.tell("arms", "ArmsTransfer", "PRK", "RUS", Status.ALLEGED, "WEST", date="2024-05")
    told.claim("arms", Status.DENIED, "PRK")
    told.tell("trip", "Visit", "Putin", "VNM", Status.PLANNED, date="2024-06-20")
    told.tell("talk", "Meeting", "Putin", "Kim", date="2023-09")
    return (told.reading(),)


@cache
def crowd() -> tuple[Reading, ...]:
    """Articles with more sides, and longer names."""
    names = ("gerd.en", "kigali.en", "essequibo.en", "belarus.id", "nauru.en")
    files = [Path(__file__).parent.parent / f"benchmarks/gold/dev/{name}.txt" for name in names]
    return tuple(reader().read(one) for one in article.read(files))


def figure(name: str, readings: Any = None, **options: Any) -> Any:
    return getattr(figures, name)(story() if readings is None else readings, ONTOLOGY, **options)


def texts(drawn: Any, path: Path) -> list[str]:
    """The words of a figure, out of the SVG."""
    figures.save(drawn, path)
    root = ElementTree.parse(path).getroot()
    return ["".join(one.itertext()) for one in root.iter("{http://www.w3.org/2000/svg}text")]


@by_name
def test_it_is_drawn_the_same_each_time(name: str, tmp_path: Path) -> None:
    for ending in ("png", "svg", "pdf"):
        made = []
        for number in (1, 2):
            figures.save(figure(name), tmp_path / f"{number}.{ending}")
            made.append((tmp_path / f"{number}.{ending}").read_bytes())
        assert made[0] == made[1]
        assert len(made[0]) > 4_000
    pixels = image.imread(tmp_path / "1.png")
    height, width, _ = pixels.shape
    assert width > 400 < height + 200
    inked = (pixels[:, :, :3].min(axis=2) < 0.95).mean()
    assert 0.01 < inked < 0.7


@by_name
def test_nothing_is_cut_off(name: str) -> None:
    """A margin of paper all around: no word leaves the figure."""
    drawn = figure(name, (*story(), *crowd()))
    FigureCanvasAgg(drawn).draw()
    inside = drawn.bbox
    for axes in drawn.axes:
        ticks = [*axes.get_xticklabels(), *axes.get_yticklabels()] if axes.axison else []
        for text in [*axes.texts, *ticks, axes.title]:
            if text.get_text() and text.get_visible():
                box = text.get_window_extent()
                assert box.x0 >= inside.x0 - 1, text.get_text()
                assert box.x1 <= inside.x1 + 1, text.get_text()


def test_dyads_show_what_is_stated_and_count_the_rest(tmp_path: Path) -> None:
    drawn = figure("dyads")
    found = {(d.first, d.second): d for d in analysis.report(story(), ONTOLOGY).dyads}
    bars = {round(bar.get_width(), 6) for bar in drawn.axes[0].patches if bar.get_width()}
    told = [d.tally(Status.ASSERTED) for d in found.values()]
    assert bars == {w for t in told for w in (t.cooperation, t.conflict) if w}
    shown = texts(drawn, tmp_path / "dyads.svg")
    assert "North Korea – Russia" in shown
    assert "1 denied" in shown
    assert f"+{found['PRK', 'RUS'].tally(Status.ASSERTED).cooperation:.1f}" in shown


def test_stances_are_those_of_the_analysis(tmp_path: Path) -> None:
    drawn = figure("stances")
    cells = {text.get_position(): text.get_text() for text in drawn.axes[0].texts}
    found = analysis.report(story(), ONTOLOGY)
    names = [label.get_text().replace("\n", " ") for label in drawn.axes[0].get_yticklabels()]
    place = {
        key: names.index(found.label(key)) for key in found.central if found.label(key) in names
    }
    assert len(cells) == len(found.stances)
    for one in found.stances:
        mean = f"{one.mean:+.1f}".replace("-", "−").replace("+0.0", "0.0")
        assert cells[place[one.toward], place[one.party]] == f"{mean}\n×{one.acts}"


def test_what_is_no_fact_is_hollow() -> None:
    """On the timeline: white inside, a mark of its own, a line that is broken."""
    axes = figure("timeline").axes[0]
    fills = [to_hex(dots.get_facecolor()[0]) for dots in axes.collections]
    lines = [line.get_linestyle() for line in axes.lines[: len(fills)]]
    rows = [text.get_text() for text in axes.texts]
    assert rows[0] == "Sanction: United States → North Korea"
    assert rows[-1] == "Visit: Vladimir Putin → Vietnam"
    for row, fill, line in zip(rows, fills, lines, strict=True):
        fact = not row.startswith(("Arms", "Visit"))
        assert (fill != "#ffffff") == fact
        assert (line == "-") == fact
    legend = [text.get_text() for text in axes.get_legend().get_texts()]
    assert legend == ["stated", "planned", "denied"]


def test_triads_show_their_signs(tmp_path: Path) -> None:
    shown = texts(figure("balance"), tmp_path / "balance.svg")
    triads = analysis.report(story(), ONTOLOGY).balance.triads
    assert len(triads) == 1
    assert [s for s in shown if s in "+−"] == ["+" if s > 0 else "−" for s in triads[0].signs]
    assert any(s.startswith("Balance of triads: ") for s in shown)


def test_the_network_draws_a_dashed_line_where_nothing_is_stated() -> None:
    lines = figure("network").axes[0].lines
    found = analysis.report(story(), ONTOLOGY)
    solid = [line for line in lines if line.get_linestyle() == "-"]
    assert len(lines) == len(found.dyads)
    assert len(solid) == sum(d.tally(Status.ASSERTED).events > 0 for d in found.dyads)
    assert len(solid) < len(lines)


@pytest.mark.parametrize("name", ["stances", "network", "dyads"])
def test_colours_stay_apart_for_the_colour_blind(name: str) -> None:
    """As deuteranopes and protanopes see them (Viénot, Brettel & Mollon 1999)."""
    rgb = np.array([to_rgb(one) for one in (figures._CONFLICT, figures._COOPERATION)])
    linear = np.where(rgb > 0.04045, ((rgb + 0.055) / 1.055) ** 2.4, rgb / 12.92)
    for red, green in ((0.11238, 0.88762), (0.29275, 0.70725)):
        seen = np.array([[red * r + green * g, b] for r, g, b in linear])
        assert np.abs(seen[0] - seen[1]).max() > 0.3, name


@by_name
def test_it_speaks_the_readers_language(name: str, tmp_path: Path) -> None:
    shown = texts(figure(name, language="id"), tmp_path / "id.svg")
    assert not {*shown} & {"North Korea", "Conflict", "not balanced", "How two sides stand"}
    words = {"dyads": "Hubungan antara dua pihak", "stances": "Sikap siapa terhadap siapa",
             "timeline": "18 Juni 2024", "balance": "seimbang",
             "network": "Korea Utara"}  # fmt: skip
    assert words[name] in shown
    with pytest.raises(OutputError, match="no words"):
        figure(name, language="fr")


@by_name
def test_persons_and_nobody_are_drawn_too(name: str, tmp_path: Path) -> None:
    if name != "timeline":
        shown = texts(figure(name, level="person"), tmp_path / "persons.svg")
        assert "Russia" not in shown
    empty = texts(figure(name, ()), tmp_path / "empty.svg")
    assert "Nothing of the kind is told." in empty


def test_names_are_no_formulas(tmp_path: Path) -> None:
    from dataclasses import replace

    (reading,) = story()
    named = [replace(m, actor=replace(m.actor, label="$x_1$", labels=())) for m in reading.mentions]
    evil = dict(zip(reading.mentions, named, strict=True))
    events = tuple(replace(e, agents=tuple(evil[m] for m in e.agents)) for e in reading.events)
    told = [replace(reading, mentions=tuple(named), events=events)]
    assert any("$x_1$" in text for text in texts(figure("timeline", told), tmp_path / "x.svg"))


def test_the_readers_own_style_stays(tmp_path: Path) -> None:
    with mpl.rc_context({"font.size": 30, "axes.titlesize": 40, "lines.linewidth": 9}):
        before = dict(mpl.rcParams)
        figures.save(figure("dyads"), tmp_path / "a.png")
        assert dict(mpl.rcParams) == before
    figures.save(figure("dyads"), tmp_path / "b.png")
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def test_an_unknown_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"x\.txt: cannot be written: name it \.png"):
        figures.save(figure("dyads"), tmp_path / "x.txt")
    with pytest.raises(OutputError, match="cannot be written"):
        figures.save(figure("dyads"), tmp_path / "no" / "x.png")


def test_matplotlib_is_loaded_late_and_may_be_missing() -> None:
    code = """
import sys
from kg import figures, ontology
assert "matplotlib" not in sys.modules
sys.modules["matplotlib"] = None  # as where it is not installed
try:
    figures.dyads([], ontology.load())
except Exception as error:
    print(type(error).__name__, error)
"""
    root = Path(__file__).parent.parent
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.stdout == "OutputError figures need matplotlib: pip install 'duta[figures]'\n"
