"""Generate annotated newswire sentences from a probabilistic grammar, as CoNLL-U.

    python training/generate.py en --sentences 3000 --seed 7 --out en.conllu

The grammar of a language is `training/grammar/LANG.yaml`; its head comment says how it
is written. Names of states, capitals and organisations come from the gazetteer; persons
are invented from the first name of one and the last name of another. The same seed
yields the same sentences. Every tree is checked before it is given out.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from rulebook import Alternative, Grammar, GrammarError, Lexeme, read

from kg.errors import DutaError

_LONGEST = 60  # tokens: no newspaper sentence is longer, and the parser learns nothing more
_TRIES = 400  # in a row without a new sentence: the grammar is too small for what is asked


@dataclass(frozen=True, slots=True)
class Token:
    """A token of a tree. `head` is an index, -1 at the root; `glue` holds `<`, `>` or both."""

    form: str
    pos: str
    feats: str
    head: int
    label: str
    glue: str = ""


class _Writer:
    """Expands one sentence after another from one stream of chance."""

    def __init__(self, grammar: Grammar, seed: int) -> None:
        self.grammar = grammar
        self.chance = random.Random(f"{grammar.language} {seed}")
        self.deepest = int(grammar.raw["deepest"])

    def tree(self) -> list[Token]:
        return self._symbol("S", "root", 0, {})[0]

    def _alternative(
        self, found: tuple[Alternative, ...], depth: int, chosen: dict[str, Lexeme]
    ) -> tuple[list[Token], int]:
        """Tokens with heads among themselves, and which of them is the head of all."""
        weights = [alternative.weight for alternative in found]
        deep = depth > self.deepest
        one = found[0] if deep else self.chance.choices(found, weights)[0]
        parts: list[tuple[str, list[Token], int]] = []
        for item in one.items:
            # Deep down only half of what may be left out is written.
            if item.chance < 1 and self.chance.random() > item.chance * (0.5 if deep else 1.0):
                continue
            if item.atom:
                tokens, top = self._symbol(item.atom, item.label, depth, chosen)
            else:
                tokens, top = self._alternative(item.group, depth, chosen)
            parts.append((item.label, tokens, top))
        starts, at = [], 0
        for _, tokens, _ in parts:
            starts.append(at)
            at += len(tokens)
        main = next(i for i, part in enumerate(parts) if not part[0])
        head = starts[main] + parts[main][2]
        out = []
        for (label, tokens, top), start in zip(parts, starts, strict=True):
            for i, token in enumerate(tokens):
                if i != top:
                    place, relation = token.head + start, token.label
                else:
                    place, relation = (head, label) if label else (-1, "root")
                out.append(Token(token.form, token.pos, token.feats, place, relation, token.glue))
        return out, head

    def _symbol(
        self, atom: str, label: str, depth: int, chosen: dict[str, Lexeme]
    ) -> tuple[list[Token], int]:
        grammar = self.grammar
        if "/" in atom:
            form, pos, feats, glue, *_ = [*atom.split("/"), "", ""]
            return [Token(form, pos, feats, -1, label, glue)], 0
        name, _, form = atom.partition(".")
        if name in grammar.words:
            return [self._word(name, form, chosen)], 0
        if name in grammar.names:
            return self._name(name, form)
        if name in grammar.raw["numbers"]:
            spec = grammar.raw["numbers"][name]
            return [Token(self._number(spec), spec["pos"], "", -1, label)], 0
        return self._alternative(grammar.alternatives(atom), depth + 1, {})

    def _word(self, name: str, form: str, chosen: dict[str, Lexeme]) -> Token:
        """A word of a class: within an alternative the same one, so that it keeps its slots."""
        if name not in chosen:
            chosen[name] = self.chance.choice(self.grammar.words[name])
        lexeme, spec = chosen[name], self.grammar.raw["words"][name]
        if form in lexeme.slots:
            return Token(lexeme.slots[form], spec["slot_pos"][form], "", -1, "")
        paradigm = self.grammar.raw["paradigms"][spec["paradigm"]]
        if form not in paradigm:
            raise GrammarError(f"grammar {self.grammar.language}: {name} has no form {form!r}")
        how = paradigm[form]
        glue = spec.get("glue", "")
        return Token(lexeme.forms[form], how["pos"], how.get("feats", ""), -1, "", glue)

    def _name(self, name: str, form: str) -> tuple[list[Token], int]:
        """A name as a phrase: by the lists of the grammar, flat, or headed by its last word."""
        spec, style = self.grammar.raw["names"][name], self.grammar.raw["name_style"]
        words = self.chance.choice(self.grammar.names[name]).split()
        pos, flat = spec.get("pos", "PROPN"), style["flat"]
        head_last = spec.get("head", "first") == "last" or words[0] in style["modifiers"]
        top = len(words) - 1 if head_last else 0
        tokens = []
        for i, word in enumerate(words):
            adjective = word in style["adjectives"] and head_last and i != top
            label = "" if i == top else flat
            if head_last and i != top:
                label = style["adjective_label"] if adjective else style["compound_label"]
            tokens.append(
                Token(word, "ADJ" if adjective else pos, "", top if i != top else -1, label)
            )
        if form != "bare" and (" ".join(words) in style["articled"] or spec.get("articled")):
            word, kind = style["article"].split("/")
            moved = [
                Token(t.form, t.pos, t.feats, t.head + 1 if t.head >= 0 else -1, t.label, t.glue)
                for t in tokens
            ]
            return [Token(word, kind, "", top + 1, style["article_label"]), *moved], top + 1
        return tokens, top

    def _number(self, spec: Mapping[str, Any]) -> str:
        value = self.chance.randint(spec["low"], spec["high"])
        step = spec.get("step", 1)
        value = max(spec["low"], value // step * step)
        text = f"{value:,}".replace(",", spec["separator"]) if "separator" in spec else str(value)
        return (
            text + spec["decimal"] + str(self.chance.randint(1, 9)) if "decimal" in spec else text
        )


def sentences(language: str, count: int, seed: int) -> Iterator[tuple[str, list[Token]]]:
    """So many different sentences, as (text, tokens of a valid tree).

    Raises:
        GrammarError: if the grammar is wrong, or yields too few different sentences.
    """
    grammar = read(language)
    writer = _Writer(grammar, seed)
    seen: set[str] = set()
    tries = 0
    while len(seen) < count:
        tokens = _polish(writer.tree(), grammar.raw)
        text = text_of(tokens)
        tries += 1
        if len(tokens) <= _LONGEST and text not in seen:
            if fault := check(tokens):
                raise GrammarError(f"grammar {language}: {fault}: {text}")
            seen.add(text)
            tries = 0
            yield text, tokens
        elif tries > _TRIES:
            raise GrammarError(f"grammar {language}: only {len(seen)} different sentences")


def _polish(tokens: list[Token], raw: Mapping[str, Any]) -> list[Token]:
    """Without doubled signs, with capitals where sentences begin, forms by the next word."""
    dropped = {
        i
        for form, before in raw.get("drop", ())
        for i, (token, following) in enumerate(pairwise(tokens))
        if token.form == form and re.search(before, following.form)
    }
    place = {old: new for new, old in enumerate(i for i in range(len(tokens)) if i not in dropped)}
    place[-1] = -1
    kept = [replace(tokens[i], head=place[tokens[i].head]) for i in place if i >= 0]
    out: list[Token] = []
    fresh = True
    for i, token in enumerate(kept):
        form = token.form
        for before, after, instead in raw.get("adjust", ()):
            if form == before and i + 1 < len(kept) and re.search(after, kept[i + 1].form):
                form = instead
        fresh = fresh or (form in raw.get("capital", ()) and ">" in token.glue)
        if fresh and form[0].isalnum():
            form, fresh = form[0].upper() + form[1:], False
        out.append(replace(token, form=form))
    return out


def spaced(tokens: list[Token]) -> list[bool]:
    """Whether a space follows each token."""
    return [
        i + 1 < len(tokens) and ">" not in token.glue and "<" not in tokens[i + 1].glue
        for i, token in enumerate(tokens)
    ]


def text_of(tokens: list[Token]) -> str:
    """The sentence as it is printed."""
    pairs = zip(tokens, spaced(tokens), strict=True)
    return "".join(token.form + " " * space for token, space in pairs)


def check(tokens: list[Token]) -> str:
    """What is wrong with a tree: roots, cycles, crossing arcs; empty if nothing is."""
    roots = [i for i, token in enumerate(tokens) if token.head < 0]
    if len(roots) != 1:
        return f"{len(roots)} roots"
    if any((t.label == "root") != (t.head < 0) or not t.label or not t.form for t in tokens):
        return "a relation is missing or misplaced"
    for i in range(len(tokens)):
        at, steps = i, 0
        while tokens[at].head >= 0:
            at, steps = tokens[at].head, steps + 1
            if steps > len(tokens):
                return "a cycle"
    arcs = [(min(i, t.head), max(i, t.head)) for i, t in enumerate(tokens) if t.head >= 0]
    if any(a < c < b < d for a, b in arcs for c, d in arcs):
        return "arcs cross"
    return ""


def conllu(language: str, count: int, seed: int) -> Iterator[str]:
    """The sentences as blocks of CoNLL-U, each with the blank line after it."""
    for number, (text, tokens) in enumerate(sentences(language, count, seed), 1):
        lines = [f"# sent_id = generated-{language}-{seed}-{number}", f"# text = {text}"]
        for i, (token, space) in enumerate(zip(tokens, spaced(tokens), strict=True), 1):
            misc = "_" if space or i == len(tokens) else "SpaceAfter=No"
            lines.append("\t".join([
                str(i), token.form, "_", token.pos, "_", token.feats or "_",
                str(token.head + 1), token.label, "_", misc,
            ]))  # fmt: skip
        yield "\n".join(lines) + "\n\n"


def main() -> int:
    args = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    args.add_argument("language")
    args.add_argument("--sentences", type=int, default=3000)
    args.add_argument("--seed", type=int, default=7)
    args.add_argument("--out", type=Path, required=True)
    given = args.parse_args()
    try:
        blocks = list(conllu(given.language, given.sentences, given.seed))
    except DutaError as error:
        print(error, file=sys.stderr)
        return 1
    given.out.write_text("".join(blocks), encoding="utf-8")
    print(f"{given.out}: {len(blocks)} sentences")
    return 0


if __name__ == "__main__":
    sys.exit(main())
