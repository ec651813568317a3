"""What commands take: arguments and options that several share, formats to choose from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from kg import __version__
from kg.errors import InputError

__all__ = ["BASE", "LEVELS", "Again", "AnswerForm", "Base", "BriefLang", "By", "ByUpdate",
           "Cluster", "Day", "Directory", "Document", "ExportOutput", "FigureForm", "Fresh",
           "GraphForm", "Host", "Inputs", "Jobs", "Lang", "Level", "Listed", "Memory", "Misses",
           "NetworkLevel", "Number", "Offset", "Output", "Pages", "Password", "Port", "Private",
           "QueryFile", "Question", "Renew", "Retry", "Rows", "ScoreTable", "Seconds", "Server",
           "Since", "SomeInputs", "Sparql", "Store", "Strict", "TableForm", "Texts", "Until",
           "User", "Version", "Workers", "fitting"]  # fmt: skip

BASE = "https://w3id.org/duta/id/"
"""What minted IRIs begin with, unless the user says otherwise."""

LEVELS: tuple[Literal["side", "person"], ...] = ("side", "person")
"""What is analysed where no level is chosen."""

_INPUT = "Files, folders, patterns or addresses of articles; - is standard input."


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"duta {__version__}")
        raise typer.Exit


Inputs = Annotated[list[str], typer.Argument(metavar="INPUT", help=_INPUT)]
SomeInputs = Annotated[list[str] | None, typer.Argument(metavar="[INPUT]...", help=_INPUT)]
Directory = Annotated[Path, typer.Argument(metavar="DIR", help="What kg build wrote.")]
Lang = Annotated[str | None, typer.Option("--language", "-l", help="Of articles that state none.")]
Day = Annotated[str | None, typer.Option("--date", help="Of articles that state none: 2024-06-18.")]
Base = Annotated[str, typer.Option(help="What the IRIs that are minted begin with.")]
BriefLang = Annotated[
    Literal["en", "id"] | None, typer.Option("--language", "-l", help="Of the brief; else yours.")
]
Sparql = Annotated[str | None, typer.Argument(metavar="QUERY", help="SPARQL 1.1.")]
QueryFile = Annotated[Path | None, typer.Option("--file", help="A file with the query.")]
Question = Annotated[str | None, typer.Option("--named", "-n", help="A named question.")]
Listed = Annotated[bool, typer.Option("--list", help="List the named questions.")]
Offset = Annotated[int | None, typer.Option("--at", metavar="OFFSET", help="A character of it.")]
Number = Annotated[int | None, typer.Option("--sentence", metavar="N", help="From 1.")]
Document = Annotated[str | None, typer.Option("--document", help="Which, if INPUT holds several.")]
Misses = Annotated[bool, typer.Option("--misses", help="List what went wrong.")]
Texts = Annotated[list[Path] | None, typer.Option("--text", help="Articles marked in GOLD.")]
Pages = Annotated[list[Path] | None, typer.Option("--write", help="A page to put figures into.")]
Fresh = Annotated[bool, typer.Option("--fresh", help="Leave out what is in DIR.")]
Renew = Annotated[
    bool, typer.Option("--renew", help="Of a corpus, read again what other lexicons read.")
]
Strict = Annotated[
    bool | None,
    typer.Option("--strict/--keep-going", help="End at what cannot be read; a corpus goes on."),
]
Retry = Annotated[
    Path | None, typer.Option(metavar="REPORT", help="Read the inputs again that it names.")
]
Private = Annotated[bool, typer.Option("--allow-private", help="Fetch from private networks, too.")]
Store = Annotated[
    bool, typer.Option("--store/--no-store", help="Make a corpus's store, or leave it to a query.")
]
Jobs = Annotated[
    int | None, typer.Option("--jobs", "-j", min=1, help="Processes that read; all processors.")
]
Cluster = Annotated[
    str | None,
    typer.Option("--cluster", metavar="ADDRESS", help="A Dask scheduler whose workers read."),
]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="A file; else stdout.")]
Server = Annotated[str, typer.Argument(metavar="URL", help="A graph store.")]
ByUpdate = Annotated[bool, typer.Option("--update", help="URL takes SPARQL Update instead.")]
User = Annotated[str | None, typer.Option("--user", envvar="KG_USER", help="At the server.")]
Password = Annotated[
    str | None,
    typer.Option(
        "--password", envvar="KG_PASSWORD", help="Of the user; seen by others if given here."
    ),
]
Again = Annotated[bool, typer.Option("--again", help="Push what was pushed before, too.")]
ExportOutput = Annotated[
    Path | None,
    typer.Option(
        "--output", "-o", help="A file, else stdout; for neo4j and kgx a folder or a .zip."
    ),
]
Host = Annotated[str, typer.Option(help="The address to listen at; 0.0.0.0 lets others in.")]
Port = Annotated[int, typer.Option("--port", "-p", min=0, max=65535, help="0: any that is free.")]
Seconds = Annotated[float, typer.Option(min=0.1, help="That a query may take.")]
Rows = Annotated[int, typer.Option(min=1, help="That an answer may have.")]
Memory = Annotated[int, typer.Option("--memory", min=64, help="Megabytes that a query may take.")]
Workers = Annotated[int, typer.Option(min=1, max=256, help="Queries answered at the same time.")]
Version = Annotated[bool, typer.Option("--version", callback=_version, is_eager=True)]

_FORM = typer.Option("--format", "-f", help="How to write.")
_LEVEL = typer.Option(help="Sides or persons; both if left out.")
TableForm = Annotated[Literal["jsonl", "csv", "parquet", "table"], _FORM]
AnswerForm = Annotated[Literal["table", "csv", "json", "turtle"] | None, _FORM]
GraphForm = Annotated[
    Literal[
        "turtle", "trig", "nquads", "ntriples", "jsonld", "graphml", "gexf", "cytoscape", "csv",
        "neo4j", "kgx",
    ],
    _FORM,
]  # fmt: skip
FigureForm = Annotated[Literal["table", "json"], _FORM]
Level = Annotated[Literal["side", "person"] | None, _LEVEL]
Since = Annotated[
    str | None, typer.Option("--since", metavar="D", help="Events from then on: 2024-06-18, 2024.")
]
Until = Annotated[str | None, typer.Option("--until", metavar="D", help="Events up to then.")]
By = Annotated[
    Literal["week", "month", "quarter", "year"] | None,
    typer.Option("--by", help="How it runs over time, in these periods."),
]
ScoreTable = Annotated[
    Path | None, typer.Option("--csv", metavar="FILE", help="With --by: the scores, as CSV.")
]
NetworkLevel = Annotated[
    Literal["side", "person"],
    typer.Option("--level", help="Who is a node of graphml, gexf and cytoscape."),
]


def fitting(by: str | None, table: Path | None, write: bool) -> None:
    """Raises InputError if options of an analysis do not go together."""
    if by is None and table is not None:
        raise InputError("--csv writes the scores of periods: say --by month, or another")
    if by is not None and write:
        raise InputError("--write adds what the whole graph tells: leave out --by")
