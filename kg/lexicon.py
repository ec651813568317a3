"""A language's lexicon: frames, triggers in all their forms, and small words.

`docs/lexicon.md` describes the file; `ontology/lexicon/schema.yaml` checks it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from pathlib import Path
from types import UnionType
from typing import Any

from kg.errors import KnowledgeError
from kg.meaning import (
    Anaphor,
    Frame,
    Operator,
    Pronoun,
    Support,
    Trigger,
    anaphor_of,
    frame_of,
    lowered,
)  # fmt: skip
from kg.morphology import Morphology, Words
from kg.resources import ONTOLOGY, resource

__all__ = ["Anaphor", "Frame", "Lexicon", "Operator", "Pronoun", "Support", "Trigger", "Words",
           "known_languages", "load", "read"]  # fmt: skip

_SMALL = (
    "negation", "hedges", "conditionals", "according", "coordination", "exception", "reciprocal",
    "copulas", "no_actors", "no_incumbent", "given_names", "alien_prefixes", "alien_suffixes",
    "articles", "relative", "demonstratives", "honorifics", "name_particles", "approximators",
    "only",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Lexicon:
    """A language's knowledge, ready for the engine. What is asked often is remembered."""

    language: str
    parser: str
    borrowed: Mapping[str, str]
    modifiers_before: bool
    triggers: Mapping[str, tuple[Trigger, ...]]
    frames: tuple[Frame, ...]
    examples: tuple[tuple[str, str, str, str], ...]
    auxiliaries: Mapping[str, str]
    negation: frozenset[str]
    hedges: frozenset[str]
    conditionals: frozenset[str]
    prepositions: Mapping[str, frozenset[str]]
    according: frozenset[str]
    coordination: frozenset[str]
    exception: frozenset[str]
    reciprocal: frozenset[str]
    only: frozenset[str]
    copulas: frozenset[str]
    no_actors: frozenset[str]
    no_incumbent: frozenset[str]
    given_names: frozenset[str]
    alien_prefixes: frozenset[str]
    alien_suffixes: frozenset[str]
    articles: frozenset[str]
    relative: frozenset[str]
    demonstratives: frozenset[str]
    clitics: tuple[str, ...]
    pronouns: Mapping[str, Pronoun]
    anaphors: tuple[Anaphor, ...]
    unions: Mapping[str, tuple[str, ...]]
    epithets: Mapping[str, frozenset[str]]
    titles: Mapping[tuple[str, ...], str]
    institutions: frozenset[tuple[str, ...]]
    forces: frozenset[tuple[str, ...]]
    groups: frozenset[tuple[str, ...]]
    nouns: Mapping[str, frozenset[str]]
    honorifics: frozenset[str]
    name_particles: frozenset[str]
    approximators: frozenset[str]
    abbreviations: frozenset[str]
    time: Mapping[str, Any] = field(default_factory=dict)

    @lru_cache(1 << 13)  # noqa: B019  few lexicons, and they stay
    def lookup(self, word: str) -> tuple[tuple[Trigger, ...], str]:
        """Triggers that a word may be a form of, and the clitic taken off it (or '')."""
        lower = word.lower()
        found = self.triggers.get(lower)
        if found:
            return found, ""
        for clitic in self.clitics:
            if lower.endswith(clitic) and (found := self.triggers.get(lower[: -len(clitic)])):
                return found, clitic
        first, dash, second = lower.partition("-")
        if dash and second.startswith(first) and (found := self.triggers.get(first)):
            return found, second[len(first) :]
        return (), ""

    @lru_cache(1 << 13)  # noqa: B019
    def bare(self, word: str) -> str:
        """A noun without its clitic, reduplication and case."""
        lower = word.lower()
        first, dash, second = lower.partition("-")
        if dash and second.startswith(first):
            return first
        for clitic in self.clitics:
            if lower.endswith(clitic) and len(lower) > len(clitic) + 2:
                return lower[: -len(clitic)]
        return lower

    @cached_property
    def small_words(self) -> frozenset[str]:
        """Words that end a noun phrase: prepositions, conjunctions, auxiliaries."""
        return frozenset().union(
            self.coordination, self.exception, self.relative, self.auxiliaries, self.negation,
            self.articles, *self.prepositions.values(),
        )  # fmt: skip

    def as_noun(self, word: str) -> list[Frame | Support | Operator]:
        """What a word means as a noun."""
        return [t.means for t in self.lookup(word)[0] if t.part == "noun"]

    def deed(self, word: str, means: type | UnionType = Frame) -> bool:
        """Whether a noun tells of an event; with operators: or of a plan for one."""
        return any(isinstance(m, means) for m in self.as_noun(word))

    @cached_property
    def complementizers(self) -> frozenset[str]:
        """Prepositions that may head a complement clause (*to attack*, *against going*)."""
        groups = ("to", "for", "of", "about", "from", "with", "over", "into", "against", "that")
        return self.group(*groups)

    @lru_cache(1 << 10)  # noqa: B019
    def group(self, *names: str) -> frozenset[str]:
        """The prepositions of some groups."""
        return frozenset().union(*(self.prepositions.get(n, frozenset()) for n in names))

    @cached_property
    def all_prepositions(self) -> frozenset[str]:
        """The prepositions of every group."""
        return self.group(*self.prepositions)

    @cached_property
    def titled(self) -> frozenset[str]:
        """The words that titles begin with (*duta besar*, *prime minister*)."""
        return frozenset(title[0] for title in self.titles)

    def human(self, word: str) -> bool:
        """Whether a common noun names people."""
        return self.among("people", word)

    @lru_cache(1 << 13)  # noqa: B019
    def among(self, name: str, word: str) -> bool:
        """Whether a noun belongs to a noun class of the lexicon."""
        members = self.nouns.get(name, frozenset())
        return word.lower() in members or self.bare(word) in members

    @lru_cache(1 << 10)  # noqa: B019
    def group_of(self, preposition: str) -> frozenset[str]:
        """The groups that a preposition belongs to."""
        return frozenset(g for g, words in self.prepositions.items() if preposition in words)


def known_languages(folder: Path | None = None) -> tuple[str, ...]:
    """Codes of the languages that have a lexicon."""
    folder = folder or resource(ONTOLOGY) / "lexicon"
    return tuple(sorted(p.stem for p in folder.glob("*.yaml") if p.stem != "schema"))


@cache
def load(language: str) -> Lexicon:
    """The lexicon of a language.

    Raises:
        KnowledgeError: if there is none, or its file is wrong (file, line and what).
    """
    if language not in known_languages():
        known = ", ".join(known_languages())
        raise KnowledgeError(f"no lexicon for language '{language}'; there are: {known}")
    return read(resource(ONTOLOGY) / "lexicon" / f"{language}.yaml")


def read(path: Path, check: bool = True) -> Lexicon:
    """A lexicon from its file; `check` runs the schema.

    Raises:
        KnowledgeError: naming file and line.
    """
    from kg import lexicon_file

    data = lexicon_file.read(path, check=check)
    try:
        return _compile(path.stem, data)
    except re.error as error:
        raise KnowledgeError(
            f"{path}: a morphology rule is no regular expression: {error}"
        ) from None
    except _UnknownClassError as error:
        line = lexicon_file.line_of(path, str(error))
        raise KnowledgeError(f"{path}:{line}: no noun class '{error}' under `classes`") from None


class _UnknownClassError(Exception): ...


def _compile(language: str, data: Mapping[str, Any]) -> Lexicon:
    morphology = Morphology(data.get("morphology", {}))
    triggers: dict[str, list[Trigger]] = {}
    prepositions = {g: lowered(w) for g, w in data.get("prepositions", {}).items()}

    def words(given: Any, verbs: bool = False) -> Words | None:
        if given is None:
            return None
        flat, actors = list[str](), set[str]()
        for item in [given] if isinstance(given, str) else given:
            if item.startswith("@") and item[1:2].isupper():
                actors.add(item[1:])
            elif item.startswith("@"):
                if item[1:] not in data.get("classes", {}):
                    raise _UnknownClassError(item[1:])
                flat.extend(data["classes"][item[1:]])
            else:
                flat.append(item)
        single = {f for w in flat if " " not in w for f in morphology.noun(w.lower())}
        if verbs:
            single |= {f for w in flat for f, _ in morphology.verb(w.split()[0])}
        long = [w.lower() for w in flat if re.search("[ -]", w) and not verbs]
        phrases = frozenset(
            " ".join(f).replace(" - ", "-") for w in long for f in morphology.phrase(w)
        )
        return Words(frozenset(single), phrases, frozenset(actors))

    def add(form: str, means: Frame | Support | Operator, part: str, feature: str | None) -> None:
        for whole in {form.lower(), form.lower().replace("-", " - ")}:
            first, *rest = whole.split()
            triggers.setdefault(first, []).append(Trigger(means, part, feature, tuple(rest)))

    def enter(entry: Mapping[str, Any], means: Frame | Support | Operator) -> None:
        for stem in entry.get("verbs", []):
            head, _, rest = stem.partition(" ")
            last = [*morphology.noun(rest)] if rest and morphology.inflects else [rest]
            for form, feature in morphology.verb(head):
                for more in last:  # make a concession, make concessions
                    add(f"{form} {more}", means, "verb", feature)
        for form in entry.get("words", []):
            add(form, means, "word", None)
        for noun in entry.get("nouns", []):
            *before, last = noun.split() if morphology.inflects else [noun]
            for form in morphology.noun(last):
                add(" ".join([*before, form]), means, "noun", None)

    frames, examples = [], []
    for entry in data.get("frames", []):
        frame = frame_of(entry, words, prepositions)
        frames.append(frame)
        if "example" in entry:  # an inherited frame has its sentences in the other language
            examples.append((frame.id, frame.type, entry["example"], entry["counterexample"]))
        enter(entry, frame)
    for entry in data.get("support", []):
        enter(entry, Support(entry["id"], entry.get("subject", "agent"), entry.get("status"),
                             entry.get("negative", False), entry.get("yields", False)))  # fmt: skip
    for entry in data.get("operators", []):
        enter(entry, Operator(entry["id"], entry["complement"]))

    def phrases(key: str) -> frozenset[tuple[str, ...]]:
        return frozenset(p for phrase in data.get(key, []) for p in morphology.phrase(phrase))

    return Lexicon(
        language=language,
        parser=data.get("parser", language),
        borrowed={**data.get("parsed_as", {}), **data.get("borrowed", {})},
        modifiers_before=data.get("modifiers", "after") == "before",
        triggers={
            form: tuple(sorted(found, key=lambda t: -len(t.rest)))
            for form, found in triggers.items()
        },
        frames=tuple(frames),
        examples=tuple(examples),
        auxiliaries={
            w.lower(): status for status, ws in data.get("auxiliaries", {}).items() for w in ws
        },
        prepositions=prepositions,
        clitics=tuple(sorted(data.get("morphology", {}).get("clitics", []), key=len, reverse=True)),
        pronouns={
            w.lower(): Pronoun(p["refers"], p.get("number", 1))
            for p in data.get("pronouns", [])
            for w in p["words"]
        },
        unions={w.lower(): tuple(u["sides"]) for u in data.get("unions", []) for w in u["words"]},
        epithets={
            w.lower(): frozenset(each.get("sides", []))
            for each in data.get("epithets", [])
            for w in each["words"]
        },
        anaphors=tuple(anaphor_of(a) for a in data.get("anaphors", [])),
        titles={
            phrase: t["office"] if w.lower().endswith(phrase[-1]) else "official"
            for t in data.get("titles", [])
            for w in t["words"]
            for phrase in morphology.phrase(w)
        },
        institutions=phrases("institutions"),
        forces=phrases("forces"),
        groups=phrases("groups"),
        nouns={
            name: frozenset(form for word in members for form in morphology.noun(word.lower()))
            for name, members in data.get("classes", {}).items()
        },
        abbreviations=lowered(data.get("sentences", {}).get("abbreviations", [])),
        time=data.get("time", {}),
        **{key: lowered(data.get(key, [])) for key in _SMALL},
    )
