"""How much one request may take."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Limits"]


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one request may take.

    Attributes:
        seconds: of a query, its answer written; and as long a request may wait for its turn.
        rows: of an answer, or triples; what is beyond is cut off.
        megabytes: of memory that a query may use, beside what the store itself takes.
        answer: bytes of an answer, before it is written in its format; the rest is cut off.
        body: bytes of a request.
        workers: queries answered at the same time.
        waiting: queries that wait for their turn.
    """

    seconds: float = 10.0
    rows: int = 10_000
    megabytes: int = 1024
    answer: int = 16_000_000
    body: int = 1_000_000
    workers: int = 2
    waiting: int = 64
