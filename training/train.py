"""Train a small UD pipeline (morphologizer, parser) from CoNLL-U treebanks.

    python training/train.py training/id.toml            # writes data/models/id
    python training/train.py training/en.toml --steps 50 # a quick trial

A recipe names the treebanks of each phase, the held-out development set, the
test set and the sizes of the network. Gold words are projected onto the tokens of
our own tokenizer, which is what the model will meet: gold words that share a
token (clitics, reduplications) become one node, headed where the group is headed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import re
import shutil
import sys
import time
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import spacy
from agreed import agreed
from average import average, parameters
from generate import conllu
from spacy.tokens import Doc
from spacy.training import Example
from thinc.api import Adam, fix_random_seed

import kg.parser  # noqa: F401  registers the language

KEPT = {"Voice", "VerbForm", "Tense", "Mood", "Polarity"}
"""Features that the engine can use; fewer labels are learnt better."""


@dataclass(frozen=True)
class Word:
    form: str
    pos: str
    feats: str
    head: int
    label: str
    start: int
    end: int


def read_conllu(path: Path, relabel: bool) -> Iterator[tuple[str, list[Word]]]:
    """Sentences of a treebank as (text, words); offsets are into the text."""
    return parse_conllu(path.read_text(encoding="utf-8"), relabel)


def parse_conllu(treebank: str, relabel: bool) -> Iterator[tuple[str, list[Word]]]:
    for block in treebank.split("\n\n"):
        rows = [line.split("\t") for line in block.splitlines() if line and line[0] != "#"]
        if not rows:
            continue
        found = re.search(r"^# text = (.*)$", block, re.M)
        text = found[1] if found else ""
        words: list[Word] = []
        position, until, span = 0, 0, (0, 0)
        for row in rows:
            number = row[0]
            if "." in number:
                continue
            if "-" in number:
                start = text.find(row[1], position)
                if start < 0:
                    break
                span, until = (start, start + len(row[1])), int(number.split("-")[1])
                position = start
                continue
            if int(number) <= until:
                at = text.find(row[1], position, span[1])
                start, end = (at, at + len(row[1])) if at >= 0 else span
                position = end if at >= 0 else position
                if int(number) == until:
                    position = span[1]
            else:
                start = text.find(row[1], position)
                if start < 0:
                    break
                end = position = start + len(row[1])
            feats = "|".join(f for f in row[5].split("|") if f.split("=")[0] in KEPT)
            words.append(Word(row[1], row[3], feats, int(row[6]), row[7], start, end))
        else:
            yield text, harmonise(words) if relabel else words


def harmonise(words: list[Word]) -> list[Word]:
    """Bring the labels of old Indonesian GSD to those of today's treebanks."""
    out = []
    relative = {w.head for w in words if w.form.lower() == "yang"}
    for number, word in enumerate(words, 1):
        label, feats = word.label, word.feats
        head = words[word.head - 1] if word.head else None
        if label == "flat" and head and head.pos == word.pos == "PROPN":
            label = "flat:name"
        elif label == "compound":
            label = "nmod"
        elif label == "acl" and number in relative:
            label = "acl:relcl"
        if word.pos == "VERB" and not feats:
            lower = word.form.lower()
            if lower.startswith(("di", "ter")):
                feats = "Voice=Pass"
            elif lower.startswith(("me", "ber")):
                feats = "Voice=Act"
        out.append(Word(word.form, word.pos, feats, word.head, label, word.start, word.end))
    return out


def example(nlp: Any, text: str, words: list[Word]) -> Example | None:
    """Gold annotation on our own tokens; None where the two cannot be aligned."""
    doc = nlp.make_doc(text)
    group: list[list[int]] = []
    for token in doc:
        end = token.idx + len(token)
        group.append([i for i, w in enumerate(words) if w.start < end and w.end > token.idx])
    if not all(group):
        return None
    owner: dict[int, int] = {}
    for t, g in enumerate(group):
        for i in g:
            owner.setdefault(i, t)
    heads, labels, pos, morphs = [], [], [], []
    for t, g in enumerate(group):
        mine = [i for i in g if owner[i] == t]
        if not mine:  # one gold word over several tokens: they hang on its first
            heads.append(owner[g[0]])
            labels.append("punct" if doc[t].is_punct else "flat")
            pos.append("PUNCT" if doc[t].is_punct else words[g[0]].pos)
            morphs.append("")
            continue
        top = next(
            (i for i in mine if not words[i].head or owner.get(words[i].head - 1) != t), None
        )
        if top is None:
            return None
        word = words[top]
        heads.append(owner[word.head - 1] if word.head else t)
        labels.append(word.label if word.head else "ROOT")
        pos.append(word.pos)
        morphs.append(word.feats)
    if any(_cyclic(heads, t) for t in range(len(heads))):
        return None
    gold = Doc(
        nlp.vocab,
        [t.text for t in doc],
        [bool(t.whitespace_) for t in doc],
        heads=heads,
        deps=labels,
        pos=pos,
        morphs=morphs,
        sent_starts=[i == 0 for i in range(len(doc))],
    )
    return Example(doc, gold)


def _cyclic(heads: list[int], token: int) -> bool:
    for _ in heads:
        if heads[token] == token:
            return False
        token = heads[token]
    return True


def load(nlp: Any, folder: Path, names: list[str], recipe: dict[str, Any]) -> list[Example]:
    """Treebanks by their names; `generated:2000` is so many sentences of our own grammar."""
    out, lost = [], 0
    for name in names:
        if name.startswith("generated:"):
            count = int(name.removeprefix("generated:"))
            made_up = conllu(recipe["lang"], count, recipe.get("seed", 7))
            sentences = parse_conllu("".join(made_up), False)
        else:
            path = Path(name) if Path(name).exists() else folder / name
            sentences = read_conllu(path, name in recipe.get("relabel", []))
        for text, words in sentences:
            made = example(nlp, text, words)
            lost += made is None
            if made is not None:
                out.append(made)
    print(f"{len(out)} sentences, {lost} left out: {' '.join(names)}", flush=True)
    return out


def build(recipe: dict[str, Any]) -> Any:
    net = recipe["network"]
    nlp = spacy.blank(recipe["spacy_language"])
    tok2vec = {
        "@architectures": "spacy.Tok2Vec.v2",
        "embed": {
            "@architectures": "spacy.MultiHashEmbed.v2",
            "width": net["width"],
            "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE"],
            "rows": net["rows"],
            "include_static_vectors": False,
        },
        "encode": {
            "@architectures": "spacy.MaxoutWindowEncoder.v2",
            "width": net["width"],
            "depth": net["depth"],
            "window_size": 1,
            "maxout_pieces": 3,
        },
    }
    listener = {
        "@architectures": "spacy.Tok2VecListener.v1",
        "width": net["width"],
        "upstream": "*",
    }
    nlp.add_pipe("tok2vec", config={"model": tok2vec})
    nlp.add_pipe(
        "morphologizer",
        config={"model": {"@architectures": "spacy.Tagger.v2", "tok2vec": listener, "nO": None}},
    )
    nlp.add_pipe(
        "parser",
        config={
            "min_action_freq": 10,
            "model": {
                "@architectures": "spacy.TransitionBasedParser.v2",
                "state_type": "parser",
                "extra_state_tokens": False,
                "hidden_width": net["hidden"],
                "maxout_pieces": 2,
                "use_upper": True,
                "nO": None,
                "tok2vec": listener,
            },
        },
    )
    return nlp


def batches(examples: list[Example], words: int, rng: random.Random) -> Iterator[list[Example]]:
    """Endless shuffled batches of about so many words."""
    while True:
        rng.shuffle(examples)
        batch, size = [], 0
        for one in examples:
            batch.append(one)
            size += len(one.reference)
            if size >= words:
                yield batch
                batch, size = [], 0


def fresh(examples: list[Example]) -> list[Example]:
    """Without the predictions that an earlier scoring left."""
    return [
        type(e)(Doc(e.x.vocab, [t.text for t in e.x], [bool(t.whitespace_) for t in e.x]), e.y)
        for e in examples
    ]


def score(nlp: Any, examples: list[Example], optimizer: Any) -> dict[str, float]:
    with nlp.use_params(optimizer.averages if optimizer else {}):
        got = nlp.evaluate(fresh(examples))
    return {"uas": got["dep_uas"], "las": got["dep_las"], "upos": got["pos_acc"]}


def train(
    recipe: dict[str, Any], folder: Path, out: Path, steps: int | None, begin: Path | None = None
) -> None:
    """Runs all phases, or from the model `begin` on the last one alone."""
    if begin:
        recipe = {**recipe, "phase": recipe["phase"][-1:]}
    seed = recipe.get("seed", 7)
    fix_random_seed(seed)
    rng = random.Random(seed)
    nlp = spacy.load(begin) if begin else build(recipe)
    dev = load(nlp, folder, recipe["dev"], recipe) if recipe.get("dev") else []
    phases = [(load(nlp, folder, p["train"], recipe), p) for p in recipe["phase"]]
    if not dev:  # every nth sentence of the last phase's first treebank is held out
        held = load(nlp, folder, recipe["phase"][-1]["train"][:1], recipe)[:: recipe["hold_out"]]
        texts = {e.reference.text for e in held}
        dev = held
        phases = [([e for e in es if e.reference.text not in texts], p) for es, p in phases]
    every = [e for es, _ in phases for e in es]
    if not begin:
        nlp.initialize(lambda: every)
    optimizer = Adam(
        0.002,
        beta1=0.9,
        beta2=0.999,
        L2=0.01,
        grad_clip=1.0,
        L2_is_weight_decay=True,
        use_averages=True,
    )
    best, best_step, total, began = -1.0, 0, 0, time.monotonic()
    for examples, phase in phases:
        with nlp.use_params(optimizer.averages if total else {}):
            before = parameters(nlp)
            if old := phase.get("agreed"):
                examples = examples + agreed(nlp, load(nlp, folder, old, recipe))
        best = -1.0  # a phase begins where the last one ended, and its own best step counts
        stream = batches(examples, 1000, rng)
        length = steps or phase["steps"]
        for step in range(length):
            at = step / length
            optimizer.learn_rate = (
                phase["rate"] * min(1.0, (step + 1) / 100) * (1 - at * phase.get("decay", 0.9))
            )
            losses: dict[str, float] = {}
            nlp.update(
                fresh(next(stream)), sgd=optimizer, losses=losses, drop=recipe["network"]["dropout"]
            )
            total += 1
            if total % recipe["evaluate"] == 0 or step == length - 1:
                got = score(nlp, dev, optimizer)
                value = 0.5 * got["las"] + 0.3 * got["uas"] + 0.2 * got["upos"]
                print(
                    f"{time.monotonic() - began:6.0f}s step {total} "
                    + json.dumps({k: round(v, 4) for k, v in got.items()}),
                    {k: round(v) for k, v in losses.items()},
                    flush=True,
                )
                last = phase.get("keep") == "last"
                if (step == length - 1) if last else (value > best):
                    best, best_step = value, total
                    with nlp.use_params(optimizer.averages):
                        nlp.to_disk(out)
        if phase.get("mean"):
            kept = spacy.load(out)
            average(kept, before)
            kept.to_disk(out)
    print(f"best at step {best_step}")
    card(recipe, folder, out, best_step)


def card(recipe: dict[str, Any], folder: Path, out: Path, step: int) -> None:
    """Score the saved model on the test set and write what a user must know of it."""
    nlp = spacy.load(out)
    nlp.meta.update(
        name=out.name,
        version=recipe["version"],
        license=recipe["license"],
        author="Duta",
        description=recipe["description"],
    )
    test = load(nlp, folder, recipe["test"], recipe)
    got = {k: round(v, 4) for k, v in score(nlp, test, None).items()}
    nlp.meta["performance"] = got
    nlp.to_disk(out)
    for extra in ("vocab/vectors", "vocab/vectors.cfg", "vocab/key2row"):
        path = out / extra
        if path.exists() and path.stat().st_size > 1_000_000:
            path.unlink()
    size = sum(f.stat().st_size for f in out.rglob("*") if f.is_file()) / 1e6
    digest = hashlib.sha256()
    for file in sorted(f for f in out.rglob("*") if f.is_file() and f.name != "README.md"):
        digest.update(file.read_bytes())
    (out / "README.md").write_text(
        f"# {recipe['title']}\n\n{recipe['description']}\n\n"
        f"- data: {recipe['data']}\n- licence: {recipe['license']}\n"
        f"- pipeline: {', '.join(nlp.pipe_names)} (spaCy {spacy.__version__})\n"
        f"- test set, not trained on: {', '.join(recipe['test'])}\n"
        f"- UAS {got['uas']:.3f}, LAS {got['las']:.3f}, UPOS {got['upos']:.3f}, "
        f"on our own tokens from raw text, punctuation left out of UAS and LAS\n"
        f"- size: {size:.1f} MB; taken at step {step}\n"
        f"- SHA-256 of its files in order of their names: `{digest.hexdigest()}`\n"
        f"- rebuilt by `make model-{recipe['lang']}`\n",
        encoding="utf-8",
    )
    print(json.dumps(got), f"{size:.1f} MB")


def main() -> int:
    args = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    args.add_argument("recipe", type=Path)
    args.add_argument("--treebanks", type=Path, default=Path("../shared/treebanks"))
    args.add_argument("--out", type=Path)
    args.add_argument("--steps", type=int)
    args.add_argument("--begin", type=Path, help="a model that only the last phase is for")
    given = args.parse_args()
    recipe = tomllib.loads(given.recipe.read_text(encoding="utf-8"))
    out = given.out or Path("data/models") / recipe["lang"]
    shutil.rmtree(out, ignore_errors=True)
    out.parent.mkdir(parents=True, exist_ok=True)
    train(recipe, given.treebanks, out, given.steps, given.begin)
    return 0


if __name__ == "__main__":
    sys.exit(main())
