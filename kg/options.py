"""What commands take: arguments and options that several share, formats to choose from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from kg import __version__

__all__ = ["BASE", "AnswerForm", "Base", "BriefLang", "Day", "Directory", "ExportOutput",
           "FigureForm", "GraphForm", "Inputs", "Lang", "Level", "NetworkLevel", "Output",
           "TableForm", "Version"]  # fmt: skip

BASE = "https://w3id.org/duta/id/"
"""What minted IRIs begin with, unless the user says otherwise."""

_INPUT = "Files, folders, patterns or addresses of articles; - is standard input."


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"duta {__version__}")
        raise typer.Exit


Inputs = Annotated[list[str], typer.Argument(metavar="INPUT", help=_INPUT)]
Directory = Annotated[Path, typer.Argument(metavar="DIR", help="What kg build wrote.")]
Lang = Annotated[str | None, typer.Option("--language", "-l", help="Of articles that state none.")]
Day = Annotated[str | None, typer.Option("--date", help="Of articles that state none: 2024-06-18.")]
Base = Annotated[str, typer.Option(help="What the IRIs that are minted begin with.")]
BriefLang = Annotated[
    Literal["en", "id"] | None, typer.Option("--language", "-l", help="Of the brief; else yours.")
]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="A file; else stdout.")]
ExportOutput = Annotated[
    Path | None,
    typer.Option(
        "--output", "-o", help="A file, else stdout; for neo4j and kgx a folder or a .zip."
    ),
]
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
NetworkLevel = Annotated[
    Literal["side", "person"],
    typer.Option("--level", help="Who is a node of graphml, gexf and cytoscape."),
]
