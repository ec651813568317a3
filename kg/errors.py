"""What can go wrong, each with one line for the user."""

__all__ = ["DutaError", "InputError", "Interrupted", "KnowledgeError", "OutputError", "QueryError",
           "ServerError"]  # fmt: skip


class DutaError(Exception):
    """Anything that Duta reports to its user; `code` is the exit status."""

    code = 1


class InputError(DutaError):
    """An article that cannot be read: the message names file, line and remedy."""

    code = 3


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


class Interrupted(DutaError):
    """The user has stopped the program: what is there nevertheless, and how to go on."""

    code = 130
