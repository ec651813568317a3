"""Whether what Duta knows is in order: ontology, lexicons, gazetteer, network."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from kg import confidence, gazetteer, lexicon, lexicon_file, network, ontology
from kg.errors import KnowledgeError
from kg.resources import MODELS, ONTOLOGY, resource

__all__ = ["knowledge"]


def knowledge() -> Iterator[str]:
    """Check everything, and say in a line what each part holds.

    Raises:
        KnowledgeError: at the first mistake, with file, line and term.
    """
    classes = ontology.load().classes
    yield f"ontology: {len(classes)} event classes"
    languages = lexicon.known_languages()
    for language in languages:
        path = resource(ONTOLOGY) / "lexicon" / f"{language}.yaml"
        found = lexicon.read(path)
        for frame in found.frames:
            for name in (frame.type, frame.negated):
                if name is not None and name not in classes:
                    line = lexicon_file.line_of(path, name)
                    raise KnowledgeError(
                        f"{path}:{line}: frame '{frame.id}': no event class '{name}' in duta.ttl"
                    )
        yield (
            f"lexicon {language}: {len(found.frames)} frames, "
            f"{len(found.triggers)} forms that trigger an event"
        )
    for language in languages:
        gazetteer.load(language)
    confidence.load()
    known = network.load()
    if strange := sorted(set(known.classes) - classes.keys()):
        raise KnowledgeError(
            f"{network.FILE}: no event class '{strange[0]}' in duta.ttl; "
            "`python training/network.py` teaches it the classes that there are"
        )
    yield f"network: for {', '.join(known.languages)}, {len(known.classes)} classes"
    yield f"gazetteer: read for {', '.join(languages)}"
    for folder in sorted(path for path in resource(MODELS).iterdir() if path.is_dir()):
        _same(folder)
        yield f"parser {folder.name}: as it was trained"


def _same(folder: Path) -> None:
    """A parser's files are those whose SHA-256 its card states."""
    card = folder / "README.md"
    files = sorted(p for p in folder.rglob("*") if p.is_file() and p != card)
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()
    if f"`{digest}`" not in card.read_text(encoding="utf-8"):
        raise KnowledgeError(f"{folder}: not the parser of its {card.name}; reinstall the package")
