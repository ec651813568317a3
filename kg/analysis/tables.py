"""The analysis as tables for a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kg.analysis.report import Analysis
from kg.event import Status

if TYPE_CHECKING:
    from rich.table import Table

__all__ = ["tables"]

_SIGNS = {1: "+", -1: "−"}


def tables(analysis: Analysis) -> list[Table]:
    """Dyads, centralities, communities, triads, speech and stances, as rich tables.

    A table without rows is left out.
    """
    found = [
        _dyads(analysis),
        _centralities(analysis),
        _communities(analysis),
        _triads(analysis),
        _speeches(analysis),
        _stances(analysis),
    ]
    return [table for table in found if table.row_count]


def _table(title: str, names: Iterable[str], numbers: Iterable[str]) -> Table:
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title, title_justify="left", title_style="bold")
    for name in names:
        table.add_column(Text(name), overflow="fold")
    for name in numbers:
        table.add_column(Text(name), justify="right")
    return table


def _row(table: Table, *cells: str) -> None:
    """Adds a row; a name that looks like markup stays a name."""
    from rich.text import Text

    table.add_row(*map(Text, cells))


def _name(analysis: Analysis, key: str) -> str:
    # Codes are known by heart; an IRI is not.
    return analysis.label(key) if "/" in key else key


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:+.1f}".replace("+0.0", "0.0")


def _dyads(analysis: Analysis) -> Table:
    others = [status for status in Status if status is not Status.ASSERTED]
    table = _table(
        "Dyads: events and weights, by status",
        ["pair"],
        ["asserted", "cooperation", "conflict", "net", *(str(status) for status in others)],
    )
    for dyad in analysis.dyads:
        told = dyad.tally(Status.ASSERTED)
        cells = [str(told.events), *map(_number, (told.cooperation, told.conflict, told.net))]
        for status in others:
            tally = dyad.tally(status)
            cells.append(f"{tally.events} ({_number(tally.net)})" if tally.events else "")
        pair = f"{_name(analysis, dyad.first)} – {_name(analysis, dyad.second)}"
        _row(table, pair, *cells)
    return table


def _centralities(analysis: Analysis) -> Table:
    table = _table(
        "Centrality (asserted events)",
        ["party"],
        ["acts", "received", "given", "taken", "degree", "betweenness", "PageRank"],
    )
    for one in analysis.centralities:
        if one.acts + one.received:
            _row(
                table,
                _name(analysis, one.key),
                str(one.acts),
                str(one.received),
                _number(one.given),
                _number(one.taken),
                f"{one.degree:.2f}",
                f"{one.betweenness:.2f}",
                f"{one.pagerank:.3f}",
            )
    return table


def _communities(analysis: Analysis) -> Table:
    table = _table(
        f"Communities (modularity {analysis.communities.modularity})", ["members"], ["size"]
    )
    for group in analysis.communities.groups:
        _row(table, ", ".join(_name(analysis, key) for key in group), str(len(group)))
    return table


def _triads(analysis: Analysis) -> Table:
    table = _table(
        f"Signed triads (share balanced {analysis.balance.share})",
        ["parties", "signs", "balanced"],
        [],
    )
    for triad in analysis.balance.triads:
        _row(
            table,
            ", ".join(_name(analysis, key) for key in triad.parties),
            "".join(_SIGNS[sign] for sign in triad.signs),
            "yes" if triad.balanced else "no",
        )
    return table


def _speeches(analysis: Analysis) -> Table:
    table = _table("Who speaks about whom", ["speaker", "about", "acts"], ["reports"])
    for speech in analysis.speeches:
        _row(
            table,
            _name(analysis, speech.speaker),
            _name(analysis, speech.about),
            ", ".join(f"{kind} {count}" for kind, count in speech.acts),
            str(speech.reports),
        )
    return table


def _stances(analysis: Analysis) -> Table:
    names = [_name(analysis, key) for key in analysis.central]
    table = _table("Stance of rows toward columns (mean weight)", ["party"], names)
    cells = {(stance.party, stance.toward): stance.mean for stance in analysis.stances}
    rows = {stance.party for stance in analysis.stances}
    for key in analysis.central:
        if key in rows:
            means = (cells.get((key, other)) for other in analysis.central)
            _row(table, _name(analysis, key), *map(_number, means))
    return table
