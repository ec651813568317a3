"""Whether what Duta knows is in order: ontology, lexicons, gazetteer."""

from __future__ import annotations

from collections.abc import Iterator

from kg import confidence, gazetteer, lexicon, lexicon_file, ontology
from kg.errors import KnowledgeError
from kg.resources import ONTOLOGY, resource

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
    yield f"gazetteer: read for {', '.join(languages)}"
