"""Derives the forms of stems by a lexicon's rules; sets of such words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["Morphology", "Words", "either"]


class Morphology:
    """Derives the forms of stems by the file's rules."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._verb = [(m["feature"], _rules(m["rules"])) for m in data.get("verb", [])]
        self._nouns = [_rules(m["rules"]) for m in data.get("noun", [])]
        self._irregular = data.get("irregular", {})
        self.inflects = bool(self._nouns)

    def verb(self, stem: str) -> Iterator[tuple[str, str]]:
        """(form, feature) pairs."""
        odd = self._irregular.get(stem, {})
        for feature, forms in odd.items():
            for form in forms:
                yield form, feature
        for feature, rules in self._verb:
            if feature not in odd and (form := _apply(rules, stem)):
                yield form, feature

    def phrase(self, phrase: str) -> Iterator[tuple[str, ...]]:
        """A phrase in all forms of its last noun, hyphens within words or words of their own."""
        for whole in {phrase.lower(), phrase.lower().replace("-", " - ")}:
            *before, last = whole.split()
            yield from ((*before, form) for form in self.noun(last))

    def noun(self, stem: str) -> Iterator[str]:
        """A noun and its further forms."""
        yield stem
        odd = self._irregular.get(stem, {}).get("plural")
        yield from odd or filter(None, (_apply(rules, stem) for rules in self._nouns))


def _rules(pairs: Iterable[tuple[str, str]]) -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(pattern), replacement) for pattern, replacement in pairs]


def _apply(rules: list[tuple[re.Pattern[str], str]], stem: str) -> str | None:
    for pattern, replacement in rules:
        if pattern.search(stem):
            return pattern.sub(replacement, stem, count=1)
    return None


@dataclass(frozen=True, slots=True)
class Words:
    """A set of words, phrases and kinds of actor that the head of a phrase may be."""

    single: frozenset[str]
    phrases: frozenset[str]
    actors: frozenset[str]

    def meet(self, heads: Iterable[str], text: str) -> bool:
        """Whether one of a head's forms, or the whole phrase's text, is among them."""
        return any(h in self.single for h in heads) or any(
            f" {p} " in f" {text} " for p in self.phrases
        )


def either(first: Words | None, second: Words | None) -> Words | None:
    """What one or the other of two sets holds; the set there is, if it is one."""
    if first is None or second is None:
        return first or second
    both = zip((first.single, first.phrases, first.actors),
               (second.single, second.phrases, second.actors), strict=True)  # fmt: skip
    return Words(*(a | b for a, b in both))
