"""The command line: parse, call, print. What takes time to import is imported in the commands."""

from __future__ import annotations

import gc
import signal
import sys
from pathlib import Path
from typing import Annotated

import typer

from kg import options as given
from kg.errors import DutaError, Interrupted, OutputError

__all__ = ["app", "main"]

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # its import alone takes longer than all else that --help does
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def _app(version: given.Version = False) -> None:
    """Diplomatic news in, a knowledge graph out: who did what to whom, and who says so."""


@app.command()
def build(
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="Where to write.")],
    inputs: given.SomeInputs = None,
    language: given.Lang = None, date: given.Day = None, base: given.Base = given.BASE,
    fresh: given.Fresh = False, renew: given.Renew = False, jobs: given.Jobs = None,
    strict: given.Strict = None, retry: given.Retry = None, private: given.Private = False,
    cluster: given.Cluster = None, store: given.Store = True,
) -> None:  # fmt: skip
    """Turn articles into a graph, a table and a picture, or add them to one."""
    from kg import build, failures, terminal

    again = failures.inputs(retry) if retry else []
    progress, meter = terminal.metered()
    found = build.build([*(inputs or ()), *again], output, base, language, date, progress,
                        fresh=fresh, renew=renew, jobs=cluster or jobs, strict=strict,
                        private=private, meter=meter, store_too=store)  # fmt: skip
    terminal.built(found, output, build.FILES)


@app.command()
def forget(
    directory: given.Directory,
    names: Annotated[list[str], typer.Argument(metavar="ARTICLE", help="Names (ids), or IRIs.")],
) -> None:
    """Leave articles out of a graph."""
    from kg import build

    typer.echo(f"{directory}: {build.forget(directory, names)} left out")


@app.command()
def events(
    inputs: given.Inputs,
    form: given.TableForm = "jsonl",
    output: given.Output = None,
    language: given.Lang = None,
    date: given.Day = None,
    base: given.Base = given.BASE,
    private: given.Private = False,
) -> None:
    """Print the event table of articles."""
    from kg import article, terminal

    found = article.read(inputs, base, language, date, private=private)
    terminal.table(list(article.distinct(found)), base, form, output)


@app.command()
def query(
    directory: given.Directory,
    sparql: given.Sparql = None,
    file: given.QueryFile = None,
    name: given.Question = None,
    listed: given.Listed = False,
    form: given.AnswerForm = None,
) -> None:
    """Ask a graph in SPARQL, or by a question's name."""
    from kg import query, terminal
    from kg.directory import engine

    if listed:
        terminal.show(terminal.questions(query.named()))
    else:
        text, title = terminal.asked(sparql, file, name)
        terminal.answer(query.run(engine(directory), text), form, title)


@app.command()
def export(
    directory: given.Directory,
    form: given.GraphForm = "turtle",
    level: given.NetworkLevel = "side",
    output: given.ExportOutput = None,
) -> None:
    """Write a graph in another format."""
    from kg import directory as graphs
    from kg import export, store, terminal

    if form in export.BUNDLES:
        store.bundle(output, export.bundle(graphs.dataset(directory), form))
    else:
        terminal.write(graphs.exported(directory, form, level), output)


@app.command()
def push(
    directory: given.Directory,
    url: given.Server,
    update: given.ByUpdate = False,
    user: given.User = None,
    password: given.Password = None,
    again: given.Again = False,
) -> None:
    """Load a graph into a SPARQL server, or what has changed in it."""
    from kg import push, terminal
    from kg.graphstore import GraphStore

    server = GraphStore(url, user, password, update=update)
    terminal.pushed(push.push(directory, server, terminal.pushing, again=again), url)


@app.command()
def analyze(
    directory: given.Directory,
    level: given.Level = None,
    since: given.Since = None,
    until: given.Until = None,
    by: given.By = None,
    table: given.ScoreTable = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON instead of tables.")] = False,
    write: Annotated[bool, typer.Option("--write", help="Add it to the graph, as RDF.")] = False,
) -> None:
    """Analyse who stands how to whom in a graph, as a whole or over time."""
    from kg import build, terminal

    given.fitting(by, table, write)
    levels = [level] if level else given.LEVELS
    if by is None:
        found = build.analyze(directory, levels, since=since, until=until, write=write)
        terminal.analyses(found, as_json=as_json)
    else:
        told = [build.course(directory, by, one, since=since, until=until) for one in levels]
        terminal.courses(told, as_json=as_json, table=table)


@app.command()
def report(directory: given.Directory, language: given.BriefLang = None) -> None:
    """Write a short brief on a graph, in Markdown and HTML."""
    from kg import build

    for path in build.report(directory, language):
        typer.echo(path)


@app.command()
def view(
    directory: given.Directory,
    show: Annotated[bool, typer.Option("--open/--no-open", help="In a browser.")] = True,
) -> None:
    """Write the picture of a graph again, and open it."""
    from kg import build

    typer.echo(path := build.redraw(directory))
    if show:
        typer.launch(path.resolve().as_uri())


@app.command()
def serve(
    directory: given.Directory,
    host: given.Host = "127.0.0.1",
    port: given.Port = 8000,
    seconds: given.Seconds = 10,
    rows: given.Rows = 10_000,
    memory: given.Memory = 1024,
    workers: given.Workers = 2,
) -> None:
    """Serve a graph over HTTP: SPARQL, the event table, the picture, a page for every IRI."""
    from kg.serve import Limits, serve

    limits = Limits(seconds=seconds, rows=rows, megabytes=memory, workers=workers)
    serve(directory, host, port, limits, typer.echo)


@app.command()
def validate(directory: Annotated[Path | None, typer.Argument(metavar="[DIR]")] = None) -> None:
    """Check what Duta knows, and the graph in DIR."""
    from kg import build, check
    from kg.directory import dataset

    typer.echo("\n".join(check.knowledge()))
    if directory is not None:
        if broken := list(build.violations(dataset(directory))):
            typer.echo("\n".join(broken), err=True)
            raise OutputError(f"{directory}: {len(broken)} promises broken; build it again")
        typer.echo(f"{directory}: conforms to its shapes")


@app.command()
def explain(
    source: Annotated[str, typer.Argument(metavar="INPUT", help="An article.")],
    at: given.Offset = None,
    sentence: given.Number = None, document: given.Document = None,
    language: given.Lang = None, date: given.Day = None,
) -> None:  # fmt: skip
    """Show why a sentence was read as it was."""
    from kg import article, explain

    found = article.pick(article.read([source], language=language, date=date), document)
    typer.echo(explain.explain(found, at, sentence))


@app.command("eval")
def evaluate(
    golds: Annotated[list[Path], typer.Argument(metavar="GOLD", help="Gold files, or folders.")],
    misses: given.Misses = False,
    text: given.Texts = None,
    form: given.FigureForm = "table",
    write: given.Pages = None,
) -> None:
    """Measure how well Duta reads, against gold files."""
    from kg import ontology, terminal
    from kg.evaluate import evaluate, report

    known = ontology.load()
    found = evaluate(golds, text or (), terminal.progress)
    for page in write or ():
        report.write(page, found, known)
    terminal.figures(found, known, misses=misses, as_json=form == "json")


def _stop(*_: object) -> None:
    """An interrupt ends the program, but lets what it is doing clean up behind it."""
    raise Interrupted("stopped; nothing was written")


def main() -> None:
    """Run the command line; whatever the user can cause ends in one line, not a traceback."""
    signal.signal(signal.SIGINT, _stop)
    gc.set_threshold(100_000, 50, 100)  # looking for cycles in what is loaded once takes a second
    try:
        app(prog_name="kg")
    except DutaError as error:
        typer.echo(f"kg: {error}", err=True)
        sys.exit(error.code)
