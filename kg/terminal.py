"""How results look in a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeVar

from rich.console import Console
from rich.table import Table
from rich.text import Text

from kg.corpus import Grown
from kg.errors import Incomplete, InputError, OutputError, QueryError
from kg.event import Status
from kg.failures import FAILED

if TYPE_CHECKING:
    from rich.console import RenderableType

    from kg.analysis import Analysis
    from kg.article import Article
    from kg.build import Summary
    from kg.evaluate import Evaluation
    from kg.inputs import Meter
    from kg.ontology import Ontology
    from kg.push import Handed
    from kg.query import NamedQuery, Result
    from kg.temporal import Course

__all__ = ["analyses", "answer", "asked", "built", "console", "courses", "events",
           "figures", "metered", "progress", "pushed", "pushing", "questions", "show", "summary",
           "table", "text_of", "write"]  # fmt: skip

Thing = TypeVar("Thing")

_TIES = 6
_COLOURS = {
    Status.ASSERTED: "green",
    Status.PLANNED: "cyan",
    Status.ALLEGED: "yellow",
    Status.DENIED: "red",
    Status.HYPOTHETICAL: "magenta",
}
_MEANING = {
    Status.ASSERTED: "told as fact",
    Status.PLANNED: "announced or intended",
    Status.ALLEGED: "claimed by somebody",
    Status.DENIED: "denied by somebody",
    Status.HYPOTHETICAL: "what might be",
}


def console(*, stderr: bool = False) -> Console:
    """A console that reads no markup or emoji in what it prints."""
    return Console(stderr=stderr, markup=False, emoji=False, highlight=False, soft_wrap=False)


def progress(
    articles: Iterable[Thing], doing: str = "Reading", meter: Meter | None = None
) -> Iterator[Thing]:
    """Articles, or other things, one by one, with a bar on a terminal if there are many: how many,
    how fast, and, where their number or the share of what is read is known, how much longer.
    """
    from rich import progress as bars

    screen = console(stderr=True)
    number = len(articles) if isinstance(articles, Sequence) else None
    if number in {0, 1} or not screen.is_terminal:
        return iter(articles)

    class Rate(bars.ProgressColumn):
        def render(self, task: bars.Task) -> Text:
            done, seconds = task.fields["done"], task.elapsed or 0
            of = f"/{number}" if number else ""
            return Text(f"{done}{of}" + (f", {done / seconds:.1f}/s" if seconds > 1 else ""))

    bar = bars.Progress(
        bars.TextColumn(doing), bars.BarColumn(), Rate(), bars.TimeElapsedColumn(),
        bars.TimeRemainingColumn(elapsed_when_finished=True), console=screen, transient=True,
    )  # fmt: skip

    def watched() -> Iterator[Thing]:
        with bar:
            task = bar.add_task(doing, total=None, done=0)
            for done, article in enumerate(articles, 1):
                yield article
                share = done / number if number else meter.share if meter else None
                bar.update(task, completed=share or 0, total=share and 1, done=done)

    return watched()


def metered() -> tuple[Callable[[Iterable[Thing]], Iterator[Thing]], Meter]:
    """A bar that knows how much of some files is read, and what is to tell it."""
    from kg.inputs import Meter

    meter = Meter()
    return partial(progress, meter=meter), meter


def _count(number: int, one: str, many: str | None = None) -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def built(found: Summary | Grown, directory: Path, files: Mapping[str, str]) -> None:
    """Print what a build has made, or how a corpus has grown.

    Raises:
        Incomplete: then, if something could not be read.
    """
    if isinstance(found, Grown):
        _grown(found, directory)
    else:
        summary(found, directory, files)
    if found.failed:
        report = directory / FAILED
        raise Incomplete(
            f"{found.failed} of the articles or inputs could not be read; {report} says which and "
            f"why; mend them, then: kg build --retry {report} -o {directory}"
        )


def _grown(found: Grown, directory: Path) -> None:
    """Print how a corpus has grown."""
    screen = console()
    screen.print(
        f"Read {_count(found.read, 'article')}; {found.known} were there already, "
        f"{found.replaced} replaced."
    )
    screen.print(
        f"{directory} holds {_count(found.articles, 'article')}, "
        f"{_count(found.reports, 'report')} of events.", soft_wrap=True,
    )  # fmt: skip
    screen.print(f"Next: kg query {directory} --list, kg export {directory}", soft_wrap=True)


def pushing(pieces: Iterable[Thing]) -> Iterator[Thing]:
    """The pieces of a graph one by one, with such a bar."""
    return progress(pieces, "Pushing")


def pushed(done: Handed, url: str) -> None:
    """Print what a push did."""
    if done.anew:
        console(stderr=True).print(f"{url} has lost what it was given: everything again.")
    console().print(
        f"{url}: {_count(done.put, 'graph')} put, {done.dropped} taken out, "
        f"{_count(done.added, 'relation')} added.", soft_wrap=True,
    )  # fmt: skip


def summary(found: Summary, directory: Path, files: Mapping[str, str]) -> None:
    """Print what a graph holds and where its files are."""
    screen = console()
    analysis = found.analysis
    screen.print(
        f"Read {_count(found.articles, 'article')}: {_count(found.actors, 'actor')}, "
        f"{_count(found.reports, 'report')} of events."
    )
    drawn = _table("Events by status")
    drawn.add_column("status")
    drawn.add_column("events", justify="right")
    drawn.add_column("meaning")
    for status, count in analysis.events:
        drawn.add_row(Text(str(status), _COLOURS[status]), str(count), _MEANING[status])
    screen.print(drawn)
    told = sorted(
        (dyad for dyad in analysis.dyads if dyad.tally(Status.ASSERTED).events),
        key=lambda dyad: (-dyad.tally(Status.ASSERTED).events, dyad.first, dyad.second),
    )
    if told:
        drawn = _table("Between whom most happened (asserted events)")
        drawn.add_column("sides")
        for name in ("events", "cooperation", "conflict"):
            drawn.add_column(name, justify="right")
        for dyad in told[:_TIES]:
            tally = dyad.tally(Status.ASSERTED)
            names = " – ".join(analysis.label(key) for key in (dyad.first, dyad.second))
            drawn.add_row(
                Text(names), str(tally.events), f"{tally.cooperation:+g}", f"{tally.conflict:+g}"
            )
        screen.print(drawn)
    for name, meaning in files.items():
        screen.print(Text.assemble((str(directory / name), "bold"), f"  {meaning}"), soft_wrap=True)
    screen.print(f"Next: kg query {directory} --list, kg report {directory}", soft_wrap=True)


def _table(title: str) -> Table:
    return Table(title=title, title_justify="left", title_style="bold", box=None, padding=(0, 2))


def table(articles: Sequence[Article], base: str, form: str, output: Path | None) -> None:
    """Read articles, and print their event table or write it to a file; `form` is `table` for
    eyes, else one of `kg.export.TABLES`.
    """
    from kg import event, export, ontology
    from kg.pipeline import Reader

    known, reader = ontology.load(), Reader(base=base)
    readings = list(reader.read_all(progress(articles)))
    if form == "table":
        show(events(row for reading in readings for row in event.rows(reading, known)))
    else:
        write(export.table(readings, known, form), output)


def events(rows: Iterable[Mapping[str, Any]]) -> Table:
    """The event table in brief: who did what to whom, how it is put, and the words."""
    drawn = Table()
    for name in ("event", "agents", "targets", "status", "sources", "date", "quote"):
        drawn.add_column(name, overflow="fold")
    for row in rows:
        people = [", ".join(a["label"] for a in row[k]) for k in ("agents", "targets", "sources")]
        status = Text(row["status"], _COLOURS[Status(row["status"])])
        drawn.add_row(
            Text(row["types"][0]), Text(people[0]), Text(people[1]), status, Text(people[2]),
            Text(row["date"] or ""), Text(" ".join(row["quote"].split())),
        )  # fmt: skip
    return drawn


def questions(library: Iterable[NamedQuery]) -> Table:
    """The named questions and what each shows."""
    drawn = Table()
    drawn.add_column("--named", no_wrap=True)
    drawn.add_column("question")
    drawn.add_column("shows")
    for query in library:
        drawn.add_row(Text(query.name), Text(query.title), Text(query.shows))
    return drawn


def asked(sparql: str | None, file: Path | None, name: str | None) -> tuple[str, str | None]:
    """A question in SPARQL, and its title if it is one of the library's.

    Raises:
        InputError: if the file cannot be read.
        QueryError: unless exactly one of the three is given, or if there is no such name.
    """
    from kg import query

    if sum(one is not None for one in (sparql, file, name)) != 1:
        raise QueryError("give one of QUERY, --file F, --named NAME; --list shows the names")
    if name:
        return (known := query.question(name)).text, known.title
    return (text_of(file) if file else str(sparql)), None


def answer(found: Result, form: str | None, title: str | None) -> None:
    """Print an answer: what CONSTRUCT makes as Turtle, else a table, unless a form is given."""
    from kg import results

    form = form or ("turtle" if found.kind == "construct" else "table")
    if form == "table":
        show(results.table(found, title))
    else:
        write(results.text(found, form), None)


def courses(found: Sequence[Course], *, as_json: bool = False, table: Path | None = None) -> None:
    """Print how things ran over time as tables, or as JSON; the scores as CSV into a file."""
    from kg import build, temporal

    if table is not None:
        write(temporal.csv(found), table)
    if as_json:
        write(build.as_json(found), None)
    if as_json or table is not None:
        return
    screen = console()
    for course in found:
        time = " ".join(
            filter(
                None,
                (
                    f"since {course.since}" if course.since else "",
                    f"until {course.until}" if course.until else "",
                ),
            )
        )
        screen.rule(
            f"By {course.level} and {course.unit} {time}".rstrip(), align="left", characters="─"
        )
        screen.print(
            f"{_count(course.events, 'event')}, {_count(course.reports, 'report')} "
            f"({course.stories} independent); {course.loose} too loosely dated for a "
            f"{course.unit}, {course.undated} without any date."
        )  # fmt: skip
        for drawn in temporal.tables(course):
            screen.print(drawn)
        if not course.changes:
            screen.print("No change of mean weight that noise would not explain.")


def analyses(found: Iterable[Analysis], *, as_json: bool = False) -> None:
    """Print analyses as tables, or as JSON."""
    from kg import build
    from kg.analysis import tables

    if as_json:
        write(build.as_json(found), None)
        return
    screen = console()
    for analysis in found:
        screen.rule(f"By {analysis.level}", align="left", characters="─")
        for drawn in tables(analysis):
            screen.print(drawn)


def figures(
    found: Evaluation, ontology: Ontology, *, misses: bool = False, as_json: bool = False
) -> None:
    """Print how well gold files are read, after a list of what went wrong if that is wanted."""
    from kg.evaluate import report

    if as_json:
        write(report.as_json(found, ontology, misses=misses), None)
        return
    screen = console()
    if misses:
        for line in report.listed(found):
            screen.print(line, soft_wrap=True)
    for table in report.tables(found, ontology):
        drawn = _table(table.title)
        drawn.padding = (0, 1)
        for at, name in enumerate(table.header):
            drawn.add_column(name, justify="left" if at < table.names else "right")
        for row in table.rows:
            drawn.add_row(*row)
        screen.print(drawn)


def show(drawn: RenderableType) -> None:
    """Print a table, a tree or a text."""
    console().print(drawn)


def write(data: str | bytes | Callable[[IO[bytes]], None], output: Path | None) -> None:
    """Write data, or have it written, to a file, or to standard output if there is none. A file is
    there whole or not at all.

    Raises:
        OutputError: if it cannot be written, or is binary and would go to a terminal.
    """
    if output is None or str(output) == "-":
        if isinstance(data, bytes) and sys.stdout.isatty():
            raise OutputError("this format is not for a terminal; name a file with -o")
        _put(data, sys.stdout.buffer)
        sys.stdout.buffer.flush()
        return
    try:
        if not callable(data) or (output.exists() and not output.is_file()):  # such as a pipe
            with output.open("wb") as file:
                _put(data, file)
            return
        stage = output.with_name(f".{output.name}.part")
        try:
            with stage.open("wb") as file:
                data(file)
            stage.replace(output)
        finally:
            stage.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(f"{output}: cannot be written: {error.strerror}") from None


def _put(data: str | bytes | Callable[[IO[bytes]], None], file: IO[bytes]) -> None:
    if callable(data):
        data(file)
    else:
        file.write(data.encode() if isinstance(data, str) else data)


def text_of(path: Path) -> str:
    """The text of a file.

    Raises:
        InputError: if it cannot be read or is not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8"
        raise InputError(f"{path}: cannot be read: {reason}") from None
