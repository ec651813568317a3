"""Which language a text is written in, of those that have a lexicon.

A lexicon holds the small words of its language and an example of each trigger; so the
language of a text is the one whose lexicon knows its words. No further data is needed,
and a language that gets a lexicon is detected from then on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from kg import lexicon_file
from kg.lexicon import known_languages
from kg.resources import ONTOLOGY, resource

__all__ = ["detect"]

_WORD = re.compile(r"[^\W\d_]+")
_NO_WORDS = frozenset({"id", "class", "morphology", "oblique", "roles", "patterns"})
"""Keys whose values are terms of the format, not words of the language."""
_KNOWN = 0.15
"""So many words of a text, at least, are known to the lexicon of its language."""


def _strings(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, list):
        for item in data:
            yield from _strings(item)
    elif isinstance(data, dict):
        for key, value in data.items():
            if key not in _NO_WORDS:
                yield from _strings(value)


@cache
def _words() -> dict[str, frozenset[str]]:
    """The words of each lexicon that no other lexicon has."""
    every = {}
    for language in known_languages():
        path = resource(ONTOLOGY) / "lexicon" / f"{language}.yaml"
        data = lexicon_file.read(path, check=False)
        every[language] = {w.lower() for s in _strings(data) for w in _WORD.findall(s)}
    return {
        language: frozenset(words.difference(*(w for k, w in every.items() if k != language)))
        for language, words in every.items()
    }


def detect(text: str) -> str | None:
    """The language of a text, None where its words tell none or another one.

    Raises:
        KnowledgeError: if a lexicon cannot be read.
    """
    words = [w.lower() for w in _WORD.findall(text)]
    hits = {language: sum(w in known for w in words) for language, known in _words().items()}
    most = max(hits.values(), default=0)
    best = [language for language, count in hits.items() if count == most]
    return best[0] if len(best) == 1 and most >= _KNOWN * len(words) else None
