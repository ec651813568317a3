"""Figures for papers and notebooks: dyads, stances, timeline, balance, network.

Each takes readings and the ontology and gives a `matplotlib.figure.Figure`; `save` writes
it, the same bytes for the same readings. Colours run from orange (conflict) to blue
(cooperation), which most colour-blind eyes keep apart; what is not stated as fact is hollow.
matplotlib is an extra: `pip install 'duta[figures]'`.
"""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec

from kg.analysis import Dyad, Level, Triad, report
from kg.errors import OutputError
from kg.event import Reading, Status
from kg.ontology import Ontology
from kg.report.brief import Statement, names, statements, triads
from kg.report.brief import timeline as chosen
from kg.report.words import Words, words
from kg.view.style import EDGE_TONES, STEPS, tone

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["balance", "dyads", "network", "save", "stances", "timeline"]

_TONES = EDGE_TONES["light"]
_CONFLICT, _COOPERATION = _TONES[1], _TONES[5]
_INK, _SOFT, _LINE = "#1a1d23", "#59606c", "#dfe2e7"
_STYLE: dict[Any, Any] = {
    "font.family": "DejaVu Sans",  # comes with matplotlib: the same letters everywhere
    "font.size": 9.5,
    "text.color": _INK,
    "axes.labelcolor": _SOFT,
    "axes.edgecolor": _LINE,
    "axes.titlesize": 12,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "xtick.color": _SOFT,
    "ytick.color": _INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "figure.dpi": 96,
    "svg.hashsalt": "duta",
    "svg.fonttype": "none",
    "text.parse_math": False,  # a dollar sign in a name is a dollar sign
}
_STRENGTH = (0.62, 0.5, 0.38, 0.28, 0.38, 0.5, 0.62)
"""How much of each tone is left on paper behind letters."""


def _paler(colour: str, strength: float) -> str:
    parts = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - part) * strength):02x}" for part in parts)


_PALE = tuple(map(_paler, _TONES, _STRENGTH))
_MARKERS = dict(zip(Status, "oD^Xs", strict=True))
_SIGNS = {1: "+", -1: "\u2212"}
_CORNERS = ((0.5, 0.95), (0.0, 0.1), (1.0, 0.1))
_VEIL = {"facecolor": "white", "alpha": 0.75, "linewidth": 0, "pad": 0.5}
_NODES, _LINES = 24, 48
_TIE = 150.0


_Arguments = ParamSpec("_Arguments")


def _styled(draw: Callable[_Arguments, Figure]) -> Callable[_Arguments, Figure]:
    """Draws in one style, whatever the user's is, and leaves that as it was."""

    @wraps(draw)
    def drawn(*args: _Arguments.args, **kwargs: _Arguments.kwargs) -> Figure:
        try:
            import matplotlib as mpl
        except ImportError:
            raise OutputError("figures need matplotlib: pip install 'duta[figures]'") from None
        with mpl.rc_context(_STYLE):
            return draw(*args, **kwargs)

    return drawn


@_styled
def dyads(
    readings: Sequence[Reading],
    ontology: Ontology,
    *,
    level: Level = "side",
    language: str = "en",
    top: int = 12,
) -> Figure:
    """Cooperation and conflict of the pairs with most asserted events, and what is not fact.

    Raises:
        KnowledgeError: if an event's class is not in `ontology`.
        OutputError: if matplotlib is missing, or there are no words in the language.
    """
    found = report(readings, ontology, level)
    say = words(language, names(readings, level))
    told = [dyad for dyad in found.dyads if dyad.tally(Status.ASSERTED).events]
    told.sort(key=lambda dyad: (-dyad.tally(Status.ASSERTED).events, dyad.first, dyad.second))
    figure, axes = _drawn(8.5, 1.2 + 0.38 * min(len(told), top))
    axes.set_title(say("dyads"))
    rows = told[:top][::-1]
    for place, dyad in enumerate(rows):
        tally = dyad.tally(Status.ASSERTED)
        axes.barh(place, tally.conflict, 0.62, color=_CONFLICT)
        axes.barh(place, tally.cooperation, 0.62, color=_COOPERATION)
        _beside(axes, place, tally.conflict, -4, say)
        _beside(axes, place, tally.cooperation, 4, say)
        axes.annotate(_others(dyad, say), (1.01, place), xycoords=("axes fraction", "data"),
                      va="center", color=_SOFT, fontsize=8.5)  # fmt: skip
    axes.set_yticks(range(len(rows)), [_pair(dyad, say) for dyad in rows])
    axes.axvline(0, color=_SOFT, linewidth=0.8)
    axes.margins(x=0.14, y=0.02)
    axes.set_xlabel(f"← {say('conflict')}    {say('cooperation')} →")
    return _ready(figure, axes, rows, say)


def _beside(axes: Axes, place: int, weight: float, away: int, say: Words) -> None:
    if weight:
        axes.annotate(say.weight(weight), (weight, place), (away, 0), textcoords="offset points",
                      va="center", ha="left" if away > 0 else "right", fontsize=8.5)  # fmt: skip


def _others(dyad: Dyad, say: Words) -> str:
    others = [t for t in dyad.tallies if t.status is not Status.ASSERTED]
    return ", ".join(f"{t.events} {say.status(t.status)}" for t in others)


def _pair(dyad: Dyad, say: Words) -> str:
    return f"{say.party(dyad.first)} – {say.party(dyad.second)}"


@_styled
def stances(
    readings: Sequence[Reading],
    ontology: Ontology,
    *,
    level: Level = "side",
    language: str = "en",
    top: int = 8,
) -> Figure:
    """How the most central stand to each other: mean weights as a heat map.

    Raises:
        KnowledgeError: if an event's class is not in `ontology`.
        OutputError: if matplotlib is missing, or there are no words in the language.
    """
    found = report(readings, ontology, level, top=top)
    say = words(language, names(readings, level))
    cells = {(one.party, one.toward): one for one in found.stances}
    keys = [key for key in found.central if any(key in pair for pair in cells)]
    size = max(len(keys), 3)
    figure, axes = _drawn(2.6 + 0.95 * size, 1.6 + 0.62 * size)
    axes.set_title(say("stances"))
    for row, key in enumerate(keys):
        for column, other in enumerate(keys):
            one = cells.get((key, other))
            fill = "#ffffff" if key == other else "#f4f5f7"
            if one:
                fill = _PALE[tone(one.mean)]
                text = f"{say.weight(one.mean)}\n×{one.acts}"
                axes.text(column, row, text, ha="center", va="center", linespacing=1.15)
            axes.add_patch(_square(column, row, fill))
    axes.set_xticks(range(len(keys)), [_wrapped(say.party(key), 12) for key in keys])
    axes.set_yticks(range(len(keys)), [_wrapped(say.party(key), 22) for key in keys])
    axes.xaxis.tick_top()
    axes.tick_params(axis="x", colors=_INK)
    axes.set_xlim(-0.5, max(len(keys), 1) - 0.5)
    axes.set_ylim(max(len(keys), 1) - 0.5, -0.5)
    axes.spines["bottom"].set_visible(False)
    _scale(figure, axes, say, _PALE)
    return _ready(figure, axes, keys, say)


def _square(column: int, row: int, fill: str) -> Any:
    from matplotlib.patches import Rectangle

    return Rectangle((column - 0.48, row - 0.48), 0.96, 0.96, facecolor=fill, linewidth=0)


def _scale(figure: Figure, axes: Axes, say: Words, tones: Sequence[str]) -> None:
    """The steps of the colours, as a bar beside the map."""
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import BoundaryNorm, ListedColormap

    colours = ListedColormap(list(tones))
    steps = BoundaryNorm([-10, *STEPS, 10], len(_TONES))
    bar = figure.colorbar(ScalarMappable(steps, colours), ax=axes, fraction=0.04, pad=0.03)
    bar.set_ticks([-10, *STEPS, 10], labels=[f"{step:+.0f}".replace("-", "\u2212")
                                             for step in (-10, *STEPS, 10)])  # fmt: skip
    bar.set_label(f"← {say('conflict')}    {say('cooperation')} →")
    bar.outline.set_visible(False)


@_styled
def timeline(
    readings: Sequence[Reading], ontology: Ontology, *, language: str = "en", top: int = 24
) -> Figure:
    """The weightiest dated events, from the past to what is planned, with weight and status.

    Raises:
        KnowledgeError: if an event's class is not in `ontology`.
        OutputError: if matplotlib is missing, or there are no words in the language.
    """
    shown, _ = chosen(statements(readings, ontology).values(), top)
    say = words(language, {})
    figure, axes = _drawn(9.5, 1.5 + 0.34 * len(shown))
    axes.set_title(say("timeline"))
    for place, one in enumerate(shown):
        weight, colour = one.kind.weight, _TONES[tone(one.kind.weight)]
        fact = one.status is Status.ASSERTED
        axes.plot([0, weight], [place, place], color=colour, linewidth=2, zorder=1,
                  linestyle="-" if fact else (0, (2, 1.5)))  # fmt: skip
        axes.scatter([weight], [place], 44, marker=_MARKERS[one.status], edgecolors=colour,
                     facecolors=colour if fact else "white", linewidths=1.5, zorder=2)  # fmt: skip
        axes.annotate(_event(one, say), (1.02, place), xycoords=("axes fraction", "data"),
                      va="center", fontsize=9)  # fmt: skip
    axes.set_yticks(range(len(shown)), [say.date(str(s.date), s.date_end) for s in shown])
    axes.set_ylim(max(len(shown), 1) - 0.5, -0.5)
    axes.set_xlim(-10.8, 10.8)
    axes.axvline(0, color=_SOFT, linewidth=0.8, zorder=0)
    axes.set_xlabel(f"← {say('conflict')}    {say('cooperation')} →")
    _legend(axes, {one.status for one in shown}, say)
    return _ready(figure, axes, shown, say)


def _event(statement: Statement, say: Words) -> str:
    parties = say.parties(statement.kind, statement.agents, statement.targets)
    text = f"{say.kind(statement.kind)}: {parties}"
    return text if len(text) <= 70 else f"{text[:69]}…"


def _legend(axes: Axes, statuses: set[Status], say: Words) -> None:
    from matplotlib.lines import Line2D

    marks = [
        Line2D([], [], linestyle="", marker=_MARKERS[status], color=_SOFT, label=say.status(status),
               markerfacecolor=_SOFT if status is Status.ASSERTED else "white")
        for status in Status if status in statuses
    ]  # fmt: skip
    if marks:
        axes.legend(handles=marks, loc="lower left", bbox_to_anchor=(1.01, 1.0), ncols=len(marks),
                    frameon=False, handletextpad=0.1, columnspacing=1.0, borderpad=0)  # fmt: skip


@_styled
def balance(
    readings: Sequence[Reading],
    ontology: Ontology,
    *,
    level: Level = "side",
    language: str = "en",
    top: int = 9,
) -> Figure:
    """Triads of three that all deal with each other: friends, foes, and whether it holds.

    Raises:
        KnowledgeError: if an event's class is not in `ontology`.
        OutputError: if matplotlib is missing, or there are no words in the language.
    """
    found = report(readings, ontology, level)
    say = words(language, names(readings, level))
    shown = triads(found)[:top]
    rows = max(1, -(-len(shown) // 3))
    figure, axes = _drawn(8.5, 0.9 + 2.0 * rows)
    share = found.balance.share
    percent = "" if share is None else f": {say.share(share)} {say('balanced')}"
    axes.set_title(f"{say('balance')}{percent}")
    for place, triad in enumerate(shown):
        _triad(axes, triad, 2.9 * (place % 3), -2.0 * (place // 3), say)
    axes.set_xlim(-0.8, 7.6)
    axes.set_ylim(-2.0 * rows + 1.45, 1.75)
    axes.set_axis_off()
    return _ready(figure, axes, shown, say)


def _triad(axes: Axes, triad: Triad, left: float, low: float, say: Words) -> None:
    at = [(left + x, low + y) for x, y in _CORNERS]
    for (one, other), sign in zip(((0, 1), (0, 2), (1, 2)), triad.signs, strict=True):
        (x0, y0), (x1, y1) = at[one], at[other]
        axes.plot([x0, x1], [y0, y1], linewidth=2.5, zorder=1,
                  color=_COOPERATION if sign > 0 else _CONFLICT,
                  linestyle="-" if sign > 0 else (0, (2.5, 1.5)))  # fmt: skip
        axes.text((x0 + x1) / 2, (y0 + y1) / 2, _SIGNS[sign], ha="center", va="center",
                  fontweight="bold",
                  bbox={"facecolor": "white", "linewidth": 0, "pad": 1})  # fmt: skip
    for (x, y), key, above in zip(at, triad.parties, (True, False, False), strict=True):
        axes.scatter([x], [y], 30, color=_INK, zorder=2)
        name = _wrapped(say.party(key), 24 if above else 15)
        axes.annotate(name, (x, y), (0, 6 if above else -6),
                      textcoords="offset points", ha="center",
                      va="bottom" if above else "top", fontsize=8.5)  # fmt: skip
    verdict = say("balanced" if triad.balanced else "unbalanced")
    axes.text(left + 0.5, low + 1.46, verdict, ha="center", color=_SOFT, fontsize=8.5)


@_styled
def network(
    readings: Sequence[Reading], ontology: Ontology, *, level: Level = "side", language: str = "en"
) -> Figure:
    """Who deals with whom: lines as wide as their events are many, coloured by mean weight.

    The 24 most central are drawn, and the 48 pairs of them with most events; a dashed line has
    nothing that is stated as fact. `kg.view.layout` finds the places.

    Raises:
        KnowledgeError: if an event's class is not in `ontology`.
        OutputError: if matplotlib is missing, or there are no words in the language.
    """
    from kg.view.layout import positions
    from kg.view.room import Tie

    found = report(readings, ontology, level)
    say = words(language, names(readings, level))
    central = {one.key for one in found.centralities[:_NODES]}
    inside = [d for d in found.dyads if {d.first, d.second} <= central]
    drawn = sorted(inside, key=lambda d: -sum(tally.events for tally in d.tallies))[:_LINES]
    tied = Counter(key for dyad in drawn for key in (dyad.first, dyad.second))
    keys = sorted(tied)
    boxes = dict.fromkeys(keys, (34.0, 22.0, 0.0))
    ties = [Tie(dyad.first, dyad.second, _TIE) for dyad in drawn]
    at = positions(boxes, ties) if keys else {}
    figure, axes = _drawn(9.0, 7.0)
    axes.set_title(say("deeds"))
    most = max((dyad.tally(Status.ASSERTED).events for dyad in drawn), default=1)
    for dyad in drawn:
        _line(axes, dyad, at, max(most, 5))
    for key in keys:
        x, y = at[key]
        axes.scatter([x], [-y], 60 + 22 * tied[key], color="white", edgecolors=_INK,
                     linewidths=1.4, zorder=2)  # fmt: skip
        axes.annotate(_wrapped(say.party(key), 16), (x, -y), (0, -8 - tied[key] ** 0.5),
                      textcoords="offset points", ha="center", va="top", zorder=3,
                      bbox=_VEIL)  # fmt: skip
    axes.margins(0.14, 0.08)
    axes.set_aspect("equal")
    axes.set_axis_off()
    _scale(figure, axes, say, _TONES)
    return _ready(figure, axes, keys, say)


def _line(axes: Axes, dyad: Dyad, at: Mapping[str, tuple[int, int]], most: int) -> None:
    (x0, y0), (x1, y1) = at[dyad.first], at[dyad.second]
    told = dyad.tally(Status.ASSERTED)
    colour = _TONES[tone(told.net / told.events)] if told.events else _SOFT
    axes.plot([x0, x1], [-y0, -y1], color=colour, zorder=1, solid_capstyle="round",
              linewidth=1 + 7 * told.events / most,
              linestyle="-" if told.events else (0, (2, 2)))  # fmt: skip


def save(figure: Figure, path: str | Path) -> None:
    """Write a figure as PNG, SVG or PDF, by the name's ending; same figure, same bytes.

    Raises:
        OutputError: if it cannot be written, or nothing is known of the ending.
    """
    import matplotlib as mpl

    path = Path(path)
    day = {".svg": {"Date": None}, ".pdf": {"CreationDate": None}}
    try:
        with mpl.rc_context(_STYLE):
            figure.savefig(path, metadata=day.get(path.suffix, {"Software": None}))
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "name it .png, .svg or .pdf"
        raise OutputError(f"{path}: cannot be written: {reason}") from None


def _drawn(width: float, height: float) -> tuple[Figure, Axes]:
    """A figure with one set of axes."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, max(height, 2.2)), layout="constrained", facecolor="white")
    axes = figure.add_subplot()
    axes.tick_params(length=0)
    return figure, axes


def _ready(figure: Figure, axes: Axes, shown: Sequence[Any], say: Words) -> Figure:
    if not shown:
        axes.set_axis_off()
        axes.text(0.5, 0.5, say("nothing"), ha="center", transform=axes.transAxes, color=_SOFT)
    return figure


def _wrapped(text: str, width: int) -> str:
    return "\n".join(textwrap.wrap(text, width)[:3]) or text
