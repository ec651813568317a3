"""Part of a corpus: what a batch of articles gives, ready to be kept.

A part is made by itself, wherever there is a processor for it, and says nothing that
depends on other parts: which direct relations hold is for the ledger to say, which sees
the reports of all articles.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.article import BASE
from kg.errors import InputError, OutputError
from kg.event import Reading, canonical
from kg.ontology import Ontology
from kg.stories import sketch

__all__ = ["Entry", "Part", "make", "packed", "readings", "unpacked"]

_LEVEL = 3  # of zstandard: packs as fast as the disk writes


@dataclass(frozen=True, slots=True)
class Entry:
    """One article in a part.

    Attributes:
        iri, document: of the article.
        sha256: of its text, in hex.
        reports: how many reports of events it has.
        events: the IRIs of its events, each with whether all its reports here assert it.
        date: of the article, where known.
        sketch: of its text, `kg.stories.sketch`.
        backing: event, one actor, property, other actor: the relations that an event backs if
            nobody reports it otherwise.
    """

    iri: str
    document: str
    sha256: str
    reports: int
    date: str | None
    sketch: tuple[int, ...]
    events: tuple[tuple[str, bool], ...]
    backing: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What a batch of articles gives.

    Attributes:
        quads: N-Quads of the articles' graphs and the actors', zstandard.
        events: the event table, Parquet.
        number: of quads.
        entries: what the ledger is told of each article.
        failed: what of the batch could not be read.
    """

    quads: bytes
    events: bytes
    number: int
    entries: tuple[Entry, ...]
    failed: tuple[InputError, ...] = ()


def make(found: Sequence[Reading], ontology: Ontology, base: str = BASE) -> Part:
    """The part that some readings make; the same readings make the same bytes.

    Raises:
        KnowledgeError: if an event's type is no class of the ontology.
    """
    import pyarrow

    from kg import export, graph

    pages = sorted(map(canonical, found), key=lambda page: page.article.iri)
    quads = sorted(graph.lines(pages, ontology, base))
    table = export.table(pages, ontology, "parquet")
    return Part(
        quads=pyarrow.Codec("zstd", _LEVEL).compress("".join(quads).encode(), asbytes=True),
        events=table if isinstance(table, bytes) else table.encode(),
        number=len(quads),
        entries=tuple(_entry(page, ontology) for page in pages),
    )


def readings(quads: bytes) -> list[Reading]:
    """What `make` was given, in canonical form and by the articles' IRIs.

    Raises:
        SyntaxError: if the bytes are no part.
        OutputError: if they lack what `make` writes.
    """
    from kg import engine, readback

    return readback.readings(engine.parse([unpacked(quads)], "nquads"))


def packed(path: Path, sha256: str) -> bytes:
    """The quads of a part, as they were written.

    Raises:
        OutputError: if they are missing, or others.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise OutputError(f"{path} cannot be read: {error.strerror}; build it anew") from None
    if hashlib.sha256(data).hexdigest() != sha256:
        raise OutputError(f"{path} was changed since it was written; build it anew")
    return data


def unpacked(packed: bytes) -> bytes:
    """The N-Quads of a part.

    Raises:
        SyntaxError: if they cannot be unpacked.
    """
    import pyarrow

    try:
        data: bytes = pyarrow.CompressedInputStream(pyarrow.BufferReader(packed), "zstd").read()
    except OSError as error:
        raise SyntaxError(f"broken packing: {error}") from None
    return data


def _entry(page: Reading, ontology: Ontology) -> Entry:
    from kg.relations import asserted, backing

    sure = asserted([page])
    told: Iterable[str] = (e.iri for e in page.events)
    claimed = (claim.event for claim in page.claims)
    return Entry(
        iri=page.article.iri,
        document=page.article.document,
        sha256=hashlib.sha256(page.article.text.encode()).hexdigest(),
        reports=len(page.events) + len(page.claims),
        date=page.article.date,
        sketch=sketch(page.article.text),
        events=tuple(sorted((iri, iri in sure) for iri in {*told, *claimed})),
        backing=tuple(sorted({b for b in backing(page, ontology) if b[0] in sure})),
    )
