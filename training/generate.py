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
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from kg import gazetteer
from kg.errors import DutaError

GRAMMARS = Path(__file__).parent / "grammar"
_LONGEST = 60  # tokens: no newspaper sentence is longer, and the parser learns nothing more
_TRIES = 400  # in a row without a new sentence: the grammar is too small for what is asked
_ITEM = re.compile(r"(?:[\w:]+=|\*)?\(|\)(?:\?[\d.]*)?|(?<!\S)\|(?!\S)|[^\s()]+")


class GrammarError(DutaError):
    """A grammar that cannot be read, or a tree that is not one."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token of a tree. `head` is an index, -1 at the root; `glue` holds `<`, `>` or both."""

    form: str
    pos: str
    feats: str
    head: int
    label: str
    glue: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A part of an alternative: the head of the phrase, or a dependent with its relation."""

    label: str  # empty: this is the head
    atom: str  # a literal or a symbol; empty: a group
    group: tuple[Alternative, ...]
    chance: float


@dataclass(frozen=True, slots=True)
class Alternative:
    weight: float
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A word of a class: its forms by name (`` is the citation form) and its slots."""

    forms: Mapping[str, str]
    slots: Mapping[str, str]


@dataclass(slots=True)
class Grammar:
    """A grammar, read: rules as text, word classes, classes of names."""

    language: str
    raw: Mapping[str, Any]
    rules: Mapping[str, tuple[tuple[str, ...], str]]
    words: Mapping[str, tuple[Lexeme, ...]]
    names: Mapping[str, tuple[str, ...]]
    parsed: dict[str, tuple[Alternative, ...]] = field(default_factory=dict)

    def alternatives(self, symbol: str) -> tuple[Alternative, ...]:
        """The alternatives of a symbol such as `VP` or `VP[past]`, its variables put in.

        Raises:
            GrammarError: if there is no such rule, or it is malformed.
        """
        if symbol not in self.parsed:
            name, _, given = symbol.rstrip("]").partition("[")
            if name not in self.rules:
                raise GrammarError(f"grammar {self.language}: no rule or word class {symbol}")
            variables, text = self.rules[name]
            values = given.split(",") if given else []
            if len(values) != len(variables):
                raise GrammarError(
                    f"grammar {self.language}: {symbol} needs {len(variables)} values"
                )
            for variable, value in zip(variables, values, strict=True):
                text = text.replace("{" + variable + "}", value)
            lines = [line for line in text.splitlines() if line.strip()]
            self.parsed[symbol] = tuple(_alternative(line, symbol) for line in lines)
        return self.parsed[symbol]


def _alternative(line: str, where: str) -> Alternative:
    pieces = _ITEM.findall(line)
    weight = 1.0
    if pieces and re.fullmatch(r"\d*\.?\d+", pieces[0]):
        weight = float(pieces.pop(0))
    found, rest = _group(pieces, where)
    if rest or len(found) != 1:
        raise GrammarError(f"grammar, rule {where}: brackets do not match in: {line.strip()}")
    return Alternative(weight, found[0].items)


def _group(pieces: list[str], where: str) -> tuple[list[Alternative], list[str]]:
    """Alternatives up to a closing bracket, and what is left, from that bracket on."""
    found, items = [], []
    while pieces and not pieces[0].startswith(")"):
        piece, *pieces = pieces
        if piece == "|":
            found.append(Alternative(1.0, tuple(items)))
            items = []
        elif piece.endswith("("):
            inner, pieces = _group(pieces, where)
            if not pieces:
                raise GrammarError(f"grammar, rule {where}: a bracket is not closed")
            closing, *pieces = pieces
            items.append(Item(_label(piece[:-1], where), "", tuple(inner), _chance(closing[1:])))
        else:
            body, mark, chance = piece.partition("?")
            head, equals, atom = body.partition("=")
            if body.startswith("*"):
                items.append(Item("", body[1:], (), _chance(mark + chance)))
            elif equals and atom:
                items.append(Item(head, atom, (), _chance(mark + chance)))
            else:
                raise GrammarError(f"grammar, rule {where}: neither head nor dependent: {piece}")
    found.append(Alternative(1.0, tuple(items)))
    for alternative in found:
        if [i.label for i in alternative.items].count("") != 1:
            raise GrammarError(f"grammar, rule {where}: not exactly one head: {alternative.items}")
    return found, pieces


def _label(prefix: str, where: str) -> str:
    if prefix == "*":
        return ""
    if not prefix.endswith("="):
        raise GrammarError(f"grammar, rule {where}: a group needs a relation or *")
    return prefix[:-1]


def _chance(mark: str) -> float:
    return 1.0 if not mark else float(mark[1:] or 0.5)


@cache
def read(language: str) -> Grammar:
    """The grammar of a language, its vocabulary inflected and its names gathered.

    Raises:
        GrammarError: if there is none, or its parts do not fit.
    """
    path = GRAMMARS / f"{language}.yaml"
    if not path.is_file():
        raise GrammarError(f"no grammar for {language}: write training/grammar/{language}.yaml")
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    rules = {}
    for key, text in raw["rules"].items():
        name, _, variables = str(key).rstrip("]").partition("[")
        rules[name] = (tuple(variables.split(",")) if variables else (), str(text))
    return Grammar(
        language,
        raw,
        rules,
        {name: tuple(_lexemes(raw, name, spec)) for name, spec in raw["words"].items()},
        {name: _names(language, name, spec) for name, spec in raw["names"].items()},
    )


def _lexemes(raw: Mapping[str, Any], name: str, spec: Mapping[str, Any]) -> Iterator[Lexeme]:
    paradigm = raw["paradigms"][spec["paradigm"]]
    irregular = raw.get("irregular", {}).get(spec["paradigm"], {})
    slots = spec.get("slots", ["particle"])
    for entry in spec["entries"].split():
        word, *given = entry.split("+")
        own = irregular.get(word, {})
        forms = {form: own.get(form) or _inflect(word, how) for form, how in paradigm.items()}
        yield Lexeme(forms, dict(zip(slots, given, strict=False)))


def _inflect(word: str, how: Mapping[str, Any]) -> str:
    """The first rule that matches makes the form; without one the word stays."""
    for pattern, replacement in how.get("rules", ()):
        made, count = re.subn(pattern, replacement, word, count=1)
        if count:
            return made
    return word


def _names(language: str, name: str, spec: Mapping[str, Any]) -> tuple[str, ...]:
    """Names of the gazetteer, of a kind and use, as a class of the grammar wants them."""
    known = gazetteer.load(language)
    shape = re.compile(spec.get("shape", r"[^\W\d_]+(?: [^\W\d_]+)*"))
    left_out = set(spec.get("except", ()))
    if spec.get("use"):
        texts = [k.title() for k, found in known.names.items() if found[0].use == spec["use"]]
        if spec["use"] == "abbreviation":
            texts = [k for k, found in known.names.items() if found[0].use == "abbreviation"]
    else:
        texts = [a.label for a in known.actors.values() if a.kind in spec["kinds"]]
    if part := spec.get("part"):
        texts = [text.split()[0 if part == "first" else -1] for text in texts if " " in text]
    texts += spec.get("also", [])
    fitting = (text for text in texts if shape.fullmatch(text) and text not in left_out)
    found = tuple(sorted(set(fitting)))
    if not found:
        raise GrammarError(f"grammar {language}: the gazetteer has no names for {name}")
    return found


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
