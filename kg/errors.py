"""What can go wrong, each with one line for the user."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

__all__ = ["DutaError", "Failed", "Incomplete", "InputError", "Interrupted", "KnowledgeError",
           "OutputError", "Place", "QueryError", "ServerError", "fail"]  # fmt: skip


class DutaError(Exception):
    """Anything that Duta reports to its user; `code` is the exit status."""

    code = 1


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: in which input, and there in a line or a record that is called so."""

    input: str
    line: int | None = None
    record: str | None = None

    def __str__(self) -> str:
        line = f":{self.line}" if self.line else ""
        return self.input + line + (f": {self.record}" if self.record else "")


class InputError(DutaError):
    """An article that cannot be read: where, and a reason that says what to do."""

    code = 3

    def __init__(self, reason: str, where: Place | None = None) -> None:
        super().__init__(reason, where)
        self.reason, self.where = reason, where

    def __str__(self) -> str:
        return f"{self.where}: {self.reason}" if self.where else self.reason


Failed = Callable[[InputError], object]
"""Is told what cannot be read: it notes it, and the rest is read; or it raises it."""


def fail(error: InputError) -> NoReturn:
    """Let nothing be read if something cannot be."""
    raise error


class KnowledgeError(DutaError):
    """A lexicon, gazetteer or ontology file that is wrong: file, line and term."""

    code = 4


class OutputError(DutaError):
    """A directory or file that cannot be written or is not a graph of ours."""

    code = 5


class QueryError(DutaError):
    """A SPARQL query that cannot be parsed or answered."""

    code = 6


class ServerError(DutaError):
    """A server or a cluster that cannot be reached, refuses, or is lost."""

    code = 7


class Incomplete(DutaError):
    """Some articles could not be read; what could be is there."""

    code = 8


class Interrupted(DutaError):
    """The user has stopped the program: what is there nevertheless, and how to go on."""

    code = 130
