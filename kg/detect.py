"""Which language a text is written in, of those that have a lexicon.

A lexicon holds the small words of its language and an example of each trigger; so the
language of a text is the one whose lexicon knows its words. No further data is needed,
and a language that gets a lexicon is detected from then on. Where a lexicon extends
another's, the words that it replaces and those that it marks as its own tell the two apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from kg import inherit, lexicon_file
from kg.lexicon import known_languages
from kg.resources import ONTOLOGY, resource

__all__ = ["detect"]

_WORD = re.compile(r"[^\W\d_]+")
_NO_WORDS = frozenset({"id", "class", "morphology", "oblique", "roles", "patterns",
                       "extends", "instead", "marks"})  # fmt: skip
"""Keys whose values are terms of the format, not words of the language."""
_KNOWN = 0.2
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
def _words() -> tuple[dict[str, frozenset[str]], dict[str, str]]:
    """The words of each lexicon that none has but those of its family, and what each extends."""
    data = {
        language: lexicon_file.plain(resource(ONTOLOGY) / "lexicon" / f"{language}.yaml")
        for language in known_languages()
    }
    base = {language: found.get("extends", language) for language, found in data.items()}
    known = {language: set(_split(_strings(found))) for language, found in data.items()}
    for language, other in base.items():
        if language != other:
            instead = inherit.translations(data[language])
            # A word with nothing for it means something else here: it is in both languages.
            foreign = {word for word, said in instead.items() if said and word not in said}
            native = set(_split(data[language].get("marks", [])))
            known[other] |= known[language]
            known[language] = (known[other] | native) - foreign
            known[other] = (known[other] | foreign) - native
    only = {
        language: frozenset(
            words.difference(*(w for k, w in known.items() if base[k] != base[language]))
        )
        for language, words in known.items()
    }
    return only, base


def _split(strings: Iterable[str]) -> list[str]:
    return _WORD.findall(" ".join(strings).lower())


def detect(text: str) -> str | None:
    """The language of a text, None where its words tell none or another one.

    Raises:
        KnowledgeError: if a lexicon cannot be read.
    """
    words = _split([text])
    known, base = _words()
    hits = {language: sum(w in only for w in words) for language, only in known.items()}
    most = max(hits.values(), default=0)
    best = [language for language, count in hits.items() if count == most]
    if len({base[language] for language in best}) != 1 or most < _KNOWN * len(words):
        return None
    return base[best[0]] if len(best) > 1 else best[0]
