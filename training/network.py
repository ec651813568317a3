"""Teaches the network: `python training/network.py [GOLD…] [--plain TREEBANK…]`.

GOLD (default: the folders of training/articles and benchmarks/gold/dev) are folders of articles
with their events marked. Every article is read twice. First the words that tell of a marked event
are noted, and what lexicon, parser and frames say of every word: from this the network learns
which words tell of an act. Then the acts that the frames missed are added by the marks, and all
roles filled: from this it learns who takes part, and how far frames and context can be trusted.

Texts of TREEBANK, which tell of few acts, teach what is none.

What frames tell of `dev` is left out of what it learns from: the lexicons were mended by these
articles. Needs JAX: `pip install jax optax`. Writes data/models/events.npz.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
import yaml

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from kg import casting, ontology  # noqa: E402
from kg.article import Article  # noqa: E402
from kg.casting import Cast  # noqa: E402
from kg.draft import Draft, Seen, countable  # noqa: E402
from kg.encoding import BUCKETS, LINKS, MARKS, Encoded, forms  # noqa: E402
from kg.evaluate import article_of, collect, events_of, scoring  # noqa: E402
from kg.evaluate.gold import ArticleGold, GoldEvent  # noqa: E402
from kg.frame import Engine  # noqa: E402
from kg.learned import Learned  # noqa: E402
from kg.mention import Sentence  # noqa: E402
from kg.network import FILE, Network  # noqa: E402
from kg.pipeline import Reader, Trace  # noqa: E402
from kg.resources import MODELS, resource  # noqa: E402
from kg.words import Token  # noqa: E402

KNOWN = ontology.load()
CLASSES = tuple(sorted(KNOWN.classes))
PLACES = {name: place for place, name in enumerate(CLASSES)}
MENDED = "dev"
"""The folder whose articles the lexicons were mended by."""

FORM, WIDTH, LAYERS, HIDDEN = 64, 96, 3, 128
LABEL, PART, LAST = 8, 96, 48
RARE = 8  # times; labels seen less often are not told apart
OPTIONAL = 0.1  # what an optional event counts
PLAIN = 1.0  # what a word of a text without marks counts
OPEN = 0.3  # what a role counts that the marks leave open
ALONE = 3  # of so many sentences of an article one is read by itself, too
TOGETHER = 10  # sentences of such a text
TRUST = 0.75  # how often the network is shown what frames tell
WORDS = 2300  # in one step
SIDES = 1024
"""Acts with a side, in one step."""
RATE, DECAY = 3e-3, 0.02


@dataclass(frozen=True)
class Act:
    """A marked event: the word that tells of it, and its classes."""

    word: int
    classes: tuple[int, ...]
    weight: float


@dataclass(frozen=True)
class Part:
    """An act, what is seen of each side, and which sides the marks give it."""

    numbers: np.ndarray
    labels: list[list[str]]
    right: np.ndarray
    weight: np.ndarray


@dataclass(frozen=True)
class Lesson:
    """What one article teaches; `doubtful`: words that teach nothing; `weight`: what one counts."""

    words: Encoded
    acts: list[Act]
    parts: list[Part]
    mended: bool
    doubtful: frozenset[int] = frozenset()
    weight: float = 1.0


@dataclass(frozen=True)
class Case:
    """A sentence of the tests, and the events that are wanted from it."""

    article: Article
    events: list[dict[str, Any]]


class Noting(Learned):
    """Notes what the network would see, and tells acts as the marks do."""

    encoded: Encoded
    described: list[casting.Described]
    marked: Mapping[int, Sequence[tuple[int, str]]]

    def notice(
        self, sentences: Sequence[Sentence], seen: Mapping[int, Seen], engine: Engine
    ) -> None:
        object.__setattr__(self, "encoded", self.encode(sentences, seen, engine))
        for number, acts in self.marked.items():
            if number in seen:
                told = {d.token.i for d in seen[number].drafts if not d.mute}
                more = [(at, kind, 1.0) for at, kind in acts if at not in told]
                engine.add(sentences[number], seen[number], more)

    def settled(self, sentences: Sequence[Sentence], drafts: Sequence[Draft]) -> list[Draft]:
        told = countable(drafts, self.ontology.classes)
        cast = Cast(sentences, told, self.ontology, self.language)
        object.__setattr__(self, "described", list(cast.described()))
        return list(drafts)


NOTING: dict[str, Noting] = {}


def texts(treebank: Path, language: str) -> list[Article]:
    """The sentences of a treebank, some together."""
    lines = treebank.read_text(encoding="utf-8").splitlines()
    said = [line.removeprefix("# text = ") for line in lines if line.startswith("# text = ")]
    packs = [said[start : start + TOGETHER] for start in range(0, len(said), TOGETHER)]
    return [
        Article(f"https://example.org/{treebank.stem}/{n}", treebank.stem, "\n".join(p), language)
        for n, p in enumerate(packs)
    ]


def noting(classes: ontology.Ontology, language: str) -> Noting:
    bare = Network((language,), CLASSES, (), {})
    NOTING[language] = Noting(bare, classes, language)
    return NOTING[language]


@cache
def reader() -> Reader:
    return Reader(learned=noting)


def noted(
    article: Article, marked: Mapping[int, Sequence[tuple[int, str]]]
) -> tuple[Trace, Noting]:
    """An article read, with acts told as marked, and what was noted."""
    Noting.marked = marked
    told = reader().trace(article)
    return told, NOTING[article.language]


def lesson(gold: ArticleGold | Article | Case) -> Lesson | None:
    """What an article teaches."""
    try:
        if isinstance(gold, Case):
            return told_rightly(gold)
        return plain(gold) if isinstance(gold, Article) else marked(gold)
    except Exception as error:  # one article of thousands
        print(f"{gold}: {type(error).__name__} {error}"[:300], file=sys.stderr)
        return None


def plain(article: Article) -> Lesson:
    """A text that hardly tells of acts: none, but where frames tell one, which teaches nothing."""
    told, note = noted(article, {})
    acts = (d for d in told.drafts if d.type in KNOWN.classes and not KNOWN.classes[d.type].said)
    return Lesson(note.encoded, [], [], False, around(acts, note.encoded), PLAIN)


def around(drafts: Iterable[Draft], words: Encoded) -> frozenset[int]:
    """The words of the sentences that tell some acts."""
    return frozenset(
        words.first[d.sentence.number] + place
        for d in drafts for place in range(len(d.sentence.doc))
    )  # fmt: skip


def marked(gold: ArticleGold) -> Lesson:
    """An article with its events marked: both readings of it, and of its sentences one by one."""
    article = article_of(gold)
    told, note = noted(article, {})
    words = note.encoded
    acts, more = acts_of(gold.events, told, words)
    told, note = noted(article, more)
    parts = list(partners(gold.events, told, note.described))
    for sentence in told.sentences[::ALONE]:
        parts += alone(article, gold.events, sentence)
    return Lesson(words, acts, parts, gold.path.parent.name == MENDED)


def alone(article: Article, events: Sequence[GoldEvent], sentence: Sentence) -> list[Part]:
    """What a sentence would teach that is all there is, as in many a corpus."""
    start, end = sentence.start, sentence.start + len(sentence.text)
    inside = [
        replace(e, start=e.start - start, end=e.end - start)
        for e in events if start <= e.start and e.end <= end
    ]  # fmt: skip
    if not inside:
        return []
    piece = replace(article, text=sentence.text, iri=f"{article.iri}/{sentence.number}")
    told, note = noted(piece, {})
    _, more = acts_of(inside, told, note.encoded)
    told, note = noted(piece, more)
    return list(partners(inside, told, note.described))


def told_rightly(case: Case) -> Lesson | None:
    """What a sentence of the tests teaches, which frames read rightly."""
    told, note = noted(case.article, {})
    described = {id(each.draft): each for each in note.described}
    acts: list[Act] = []
    parts: list[Part] = []
    used: set[int] = set()
    for want in case.events:
        fits = [d for d in told.told if id(d) not in used and fit(d, want)]
        if not fits:
            return None
        draft = fits[0]
        used.add(id(draft))
        first = note.encoded.first[draft.sentence.number]
        acts.append(Act(first + draft.token.i, (PLACES[draft.type],), 1.0))
        each = described.get(id(draft))
        if each is not None and each.sides:
            parts.append(part(each, *draft.sides, 1.0))
    other = [d for d in told.told if id(d) not in used]
    return Lesson(note.encoded, acts, parts, False, around(other, note.encoded))


def fit(draft: Draft, want: Mapping[str, Any]) -> bool:
    """Whether a draft is what a test wants, as far as it is taught here."""
    symmetric = KNOWN.classes[want["type"]].symmetric
    sides = [{m.actor.side for m in some if m.actor.side} for some in (draft.agents, draft.targets)]
    wanted = [{s for s in want[k] if s[:1] != "="} if k in want else None
              for k in ("agents", "targets")]  # fmt: skip
    if symmetric and None not in wanted:
        return draft.type == want["type"] and set.union(*sides) == set.union(*filter(None, wanted))
    pairs = zip(sides, wanted, strict=True)
    return draft.type == want["type"] and all(w is None or s == w for s, w in pairs)


def cases(folder: Path) -> Iterator[Case]:
    """The sentences of the tests."""
    for path in sorted(folder.glob("*.yaml")):
        language = path.stem.partition("-")[0]
        for number, case in enumerate(yaml.safe_load(path.read_text(encoding="utf-8"))):
            if "fails" not in case and language in {"en", "id"}:
                iri = f"https://example.org/{path.stem}/{number}"
                date = str(case["date"]) if "date" in case else None
                article = Article(iri, path.stem, case["text"], language, date)
                yield Case(article, case.get("events", []))


def acts_of(
    events: Sequence[GoldEvent], told: Trace, words: Encoded
) -> tuple[list[Act], dict[int, list[tuple[int, str]]]]:
    """The acts that marks tell of; those of them that no frame does, by sentence."""
    found = answers(events, told)
    acts: list[Act] = []
    more: dict[int, list[tuple[int, str]]] = {}
    for event in events:
        kinds = tuple(PLACES[t] for t in event.types if t in PLACES)
        token, sentence = word(event, told, found.get(id(event)), words)
        if not kinds or token is None or sentence.number not in words.first:
            continue
        at = words.first[sentence.number] + token.i
        acts.append(Act(at, kinds, OPTIONAL if event.optional else 1.0))
        if id(event) not in found:
            more.setdefault(sentence.number, []).append((token.i, CLASSES[kinds[0]]))
    return acts, more


def answers(marks: Sequence[GoldEvent], told: Trace) -> dict[int, Draft]:
    """By marked event, the draft that answers it."""
    events = events_of(told, KNOWN)
    drafts = {id(each): told.told[place] for place, each in events.items()}
    pairs = scoring.pairs(marks, scoring.scored(marks, list(events.values())))
    return {id(pair.gold): drafts[id(pair.found)] for pair in pairs}


def word(
    event: GoldEvent, told: Trace, draft: Draft | None, encoded: Encoded
) -> tuple[Token | None, Sentence]:
    """The word that tells of a marked event: that of the draft that answers it, else one of its
    words that the lexicon knows for its class, else the head of its words.
    """
    if draft is not None:
        return draft.token, draft.sentence
    inside = [s for s in told.sentences if s.start <= event.start < s.start + len(s.text)]
    sentence = inside[0] if inside else told.sentences[0]
    words = [t for t in sentence.doc if event.start <= sentence.start + t.idx < event.end]
    if not (inside and sentence.parsed and words):
        return None, sentence
    heads = [t for t in words if t.head is t or t.head not in words]
    heads = [t for t in heads if t.pos_ in {"VERB", "NOUN"}] or heads
    base = encoded.first.get(sentence.number, 0)
    kinds = {PLACES[t] for t in event.types if t in PLACES}
    listed_ = [t for t in words if kinds & set(encoded.kinds[base + t.i])]
    if listed_ and heads[0] not in listed_:
        return listed_[0], sentence
    return heads[0], sentence


def partners(
    marks: Sequence[GoldEvent], told: Trace, described: Sequence[casting.Described]
) -> Iterator[Part]:
    """Of each act that answers a marked event, which sides take part."""
    by_draft = {id(each.draft): each for each in described}
    found = answers(marks, told)
    for event in marks:
        draft = found.get(id(event))
        each = by_draft.get(id(draft)) if draft is not None else None
        if each is None or not each.sides:
            continue
        yield part(each, event.agents, event.targets, 0.5 if event.optional else 1.0)


def part(
    each: casting.Described, agents: frozenset[str], targets: frozenset[str], weight: float
) -> Part:
    """An act with who takes part; where nobody is marked, most likely nobody does."""
    if KNOWN.classes[each.draft.type].symmetric:
        agents = targets = agents | targets
    right = np.array([[s in agents, s in targets] for s in each.sides], np.float32)
    known = [1.0 if sides else OPEN for sides in (agents, targets)]
    weights = np.array(known, np.float32) * weight
    return Part(each.numbers, [list(x) for x in each.labels], right, weights)


# The network, as JAX has it ------------------------------------------------------------

Tree = dict[str, Any]


def normal(x: Any, scale: Any, shift: Any) -> Any:
    mean, variance = x.mean(-1, keepdims=True), x.var(-1, keepdims=True)
    return (x - mean) / jnp.sqrt(variance + 1e-6) * scale + shift


def dropped(x: Any, rate: float, key: Any) -> Any:
    return x * jax.random.bernoulli(key, 1 - rate, x.shape) / (1 - rate)


def bits(odds: Any, right: Any) -> Any:
    """Cross entropy."""
    return jnp.maximum(odds, 0) - odds * right + jnp.log1p(jnp.exp(-jnp.abs(odds)))


def acts_loss(w: Tree, b: Tree, key: Any) -> Any:
    keys = jax.random.split(key, LAYERS + 3)
    form = dropped(w["form"][b["forms"]].sum(1), 0.2, keys[0]) @ w["form.weight"]
    x = form[b["form"]] + w["tag"][b["marks"][:, 0]] + w["relation"][b["marks"][:, 1]]
    x += w["use"][b["marks"][:, 2]] + w["told"][b["told"]].sum(1)
    x += b["mended"][:, None] * w["mended"]
    x = x.at[b["kind_at"]].add(w["kind"][b["kind"]])
    x = dropped(normal(x, w["in.scale"], w["in.shift"]) * b["mask"][:, None], 0.15, keys[1])
    for layer in range(LAYERS):
        seen = jnp.concatenate([x, x[b["links"]].reshape(len(x), -1)], 1)
        both = seen @ w[f"{layer}.weight"] + w[f"{layer}.bias"]
        larger = normal(both.reshape(len(x), -1, 2).max(-1), w[f"{layer}.scale"],
                        w[f"{layer}.shift"])  # fmt: skip
        x = (x + dropped(larger, 0.15, keys[2 + layer])) * b["mask"][:, None]
    hidden = jax.nn.relu(dropped(x, 0.2, keys[-1]) @ w["act.weight"] + w["act.bias"])
    odds = hidden @ w["class.weight"] + w["class.bias"]
    weighed = bits(odds, b["right"]) * (b["weight"] * b["mask"])[:, None]
    return weighed.sum() / b["right"].sum().clip(1)


def parts_loss(w: Tree, b: Tree, key: Any) -> Any:
    keys = jax.random.split(key, 4)
    embedded = w["label"][b["rows"]]
    whole = jax.random.bernoulli(keys[0], 0.7, embedded.shape[:2])[..., None] / 0.7
    x = b["numbers"]
    both = jnp.concatenate([dropped(x, 0.1, keys[1]), (embedded * whole).reshape(len(x), -1)], 1)
    hidden = dropped(jax.nn.relu(both @ w["part.1.weight"] + w["part.1.bias"]), 0.3, keys[2])
    hidden = dropped(jax.nn.relu(hidden @ w["part.2.weight"] + w["part.2.bias"]), 0.3, keys[3])
    odds = hidden @ w["part.weight"] + w["part.bias"]
    odds += x @ w["part.direct"] + w["label.direct"][b["rows"]].sum(1)
    return (bits(odds, b["right"]) * b["weight"]).mean()


def climb(loss: Any, w: Tree, batches: Any, steps: int, epochs: int, decay: float) -> Tree:
    """Weights after so many epochs of Adam, at a rate that rises and falls (Smith 2018)."""
    rate = optax.linear_onecycle_schedule(steps * epochs, RATE, 0.12, 10, 50)
    climber = optax.chain(optax.clip_by_global_norm(1.0), optax.adamw(rate, weight_decay=decay))
    state, key, start = climber.init(w), jax.random.PRNGKey(0), time.time()

    @jax.jit
    def step(w: Tree, state: Any, batch: Tree, key: Any) -> Any:
        cost, slope = jax.value_and_grad(loss)(w, batch, key)
        change, state = climber.update(slope, state, w)
        return optax.apply_updates(w, change), state, cost

    for epoch in range(epochs):
        costs = []
        for batch in batches():
            key, own = jax.random.split(key)
            w, state, cost = step(w, state, batch, own)
            costs.append(float(cost))
        print(f"epoch {epoch}: {np.mean(costs):.4f}, {time.time() - start:.0f} s", flush=True)
    return w


def random(rng: np.random.Generator, *shape: int, scale: float = 0.0) -> Any:
    return jnp.asarray(rng.normal(size=shape) * (scale or shape[0] ** -0.5), jnp.float32)


def up(size: int, unit: int) -> int:
    """The next multiple: few shapes, so that few are compiled."""
    return -(-size // unit) * unit


def padded(x: Any, size: int, fill: float = 0.0) -> Any:
    x = np.asarray(x)
    more = np.full((size - len(x), *x.shape[1:]), fill, x.dtype)
    return np.concatenate([x, more])


def learn_acts(lessons: Sequence[Lesson], epochs: int) -> Tree:
    rng = np.random.default_rng(0)
    count = len(CLASSES)
    w: Tree = {
        "form": random(rng, BUCKETS, FORM, scale=0.3), "form.weight": random(rng, FORM, WIDTH),
        **{name: random(rng, size, WIDTH, scale=0.1)
           for name, size in zip(("tag", "relation", "use"), MARKS, strict=True)},
        "told": random(rng, count + 1, WIDTH, scale=0.1), "mended": jnp.zeros(WIDTH),
        "kind": random(rng, count + 2, WIDTH, scale=0.1),
        "in.scale": jnp.ones(WIDTH), "in.shift": jnp.zeros(WIDTH),
        "act.weight": random(rng, WIDTH, HIDDEN), "act.bias": jnp.zeros(HIDDEN),
        "class.weight": random(rng, HIDDEN, count) * 0.3, "class.bias": jnp.full(count, -5.0),
    }  # fmt: skip
    for layer in range(LAYERS):
        w[f"{layer}.weight"] = random(rng, WIDTH * (LINKS + 1), 2 * WIDTH)
        w[f"{layer}.bias"] = jnp.zeros(2 * WIDTH)
        w[f"{layer}.scale"], w[f"{layer}.shift"] = jnp.full(WIDTH, 0.5), jnp.zeros(WIDTH)
    groups = groups_of(lessons, rng)

    def batches() -> Iterator[Tree]:
        for group in groups_of(lessons, rng):
            yield acts_batch(group, rng)

    w = climb(acts_loss, w, batches, len(groups), epochs, DECAY)
    w.pop("mended")
    return w


def groups_of(lessons: Sequence[Lesson], rng: np.random.Generator) -> list[list[Lesson]]:
    """Some articles a step, in a new order each time."""
    out: list[list[Lesson]] = [[]]
    size = 0
    for place in rng.permutation(len(lessons)):
        out[-1].append(lessons[place])
        size += len(lessons[place].words.texts)
        if size > WORDS:
            out.append([])
            size = 0
    return [group for group in out if group]


def acts_batch(group: Sequence[Lesson], rng: np.random.Generator) -> Tree:
    size = up(sum(len(each.words.texts) for each in group) + 1, 512)
    last, count = size - 1, len(CLASSES)
    table: dict[tuple[int, ...], int] = {}
    form: list[int] = []
    kind_at: list[int] = []
    kind: list[int] = []
    columns: dict[str, list[Any]] = {name: [] for name in ("marks", "told", "links", "mended")}
    right, weight = np.zeros((size, count), np.float32), np.ones(size, np.float32)
    base = 0
    for each in group:
        words = each.words
        here = len(words.texts)
        for text in words.texts:
            buckets = forms(text, words.language)
            form.append(table.setdefault(buckets, len(table)))
        for at, kinds in enumerate(words.kinds):
            kind_at += [base + at] * len(kinds)
            kind += kinds
        trusted = rng.random(here) < (0.0 if each.mended else TRUST)
        columns["told"].append(np.where(trusted[:, None], words.told, count))
        columns["links"].append(np.where(words.links == here, last, words.links + base))
        columns["marks"].append(words.marks)
        columns["mended"].append(np.full(here, float(each.mended), np.float32))
        for act in each.acts:
            right[base + act.word, list(act.classes)] = 1.0
            weight[base + act.word] = act.weight
        weight[base : base + here] *= each.weight
        weight[[base + at for at in each.doubtful]] = 0.0
        base += here
    fill = {"links": last, "told": count}
    kinds_size = up(len(kind) + 1, 256)
    batch = {
        "forms": padded(list(table), up(len(table), 256)), "form": padded(form, size),
        "kind_at": padded(kind_at, kinds_size, last), "kind": padded(kind, kinds_size),
        "right": right, "weight": weight,
        "mask": padded(np.ones(base, np.float32), size),
        **{n: padded(np.concatenate(c), size, fill.get(n, 0)) for n, c in columns.items()},
    }  # fmt: skip
    return {name: jnp.asarray(value) for name, value in batch.items()}


def learn_parts(lessons: Sequence[Lesson], epochs: int) -> tuple[Tree, tuple[str, ...]]:
    rng = np.random.default_rng(0)
    parts = [part for each in lessons if not each.mended for part in each.parts]
    seen = Counter(label for part in parts for side in part.labels for label in set(side))
    labels = tuple(sorted(label for label, times in seen.items() if times >= RARE))
    rows_of = {label: place + 1 for place, label in enumerate(labels)}
    numbers = np.concatenate([part.numbers for part in parts])
    numbers = np.sign(numbers) * np.log1p(np.abs(numbers))
    mean, spread = numbers.mean(0), numbers.std(0) + 1e-3
    numbers = (numbers - mean) / spread
    rows = np.array([[rows_of.get(x, 0) for x in side] for part in parts for side in part.labels])
    right = np.concatenate([part.right for part in parts])
    weight = np.concatenate([np.repeat(p.weight[None], len(p.right), 0) for p in parts])
    each = rows.shape[1]
    print(f"{len(parts)} acts, {len(numbers)} sides, {len(labels)} labels", flush=True)
    w: Tree = {
        "label": random(rng, len(labels) + 1, LABEL, scale=0.1),
        "label.direct": jnp.zeros((len(labels) + 1, 2)),
        "part.1.weight": random(rng, numbers.shape[1] + each * LABEL, PART),
        "part.1.bias": jnp.zeros(PART),
        "part.2.weight": random(rng, PART, LAST), "part.2.bias": jnp.zeros(LAST),
        "part.weight": random(rng, LAST, 2) * 0.3, "part.bias": jnp.full(2, -1.5),
        "part.direct": jnp.zeros((numbers.shape[1], 2)),
    }  # fmt: skip
    columns = {"numbers": numbers, "rows": rows, "right": right, "weight": weight}

    def batches() -> Iterator[Tree]:
        order = rng.permutation(len(numbers))
        for start in range(0, len(order) - SIDES + 1, SIDES):
            chosen = order[start : start + SIDES]
            yield {name: jnp.asarray(column[chosen]) for name, column in columns.items()}

    w = climb(parts_loss, w, batches, len(numbers) // SIDES, epochs, 0.05)
    return {**w, "part.mean": mean, "part.spread": spread}, labels


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    folders = [*sorted((ROOT / "training/articles").glob("*/")), ROOT / "benchmarks/gold/dev"]
    parser.add_argument("gold", nargs="*", type=Path, default=folders)
    parser.add_argument("--plain", nargs="*", type=Path, default=[], metavar="TREEBANK",
                        help="CoNLL-U, LANG_….conllu: texts that hardly tell of acts")  # fmt: skip
    parser.add_argument("--acts", type=int, default=15, metavar="N", help="epochs for acts")
    parser.add_argument(
        "--parts", type=int, default=5, metavar="N", help="epochs for who takes part"
    )
    parser.add_argument("--to", type=Path, default=resource(MODELS) / FILE)
    args = parser.parse_args()
    golds: list[ArticleGold | Article | Case] = [
        g for g in collect(args.gold, []) if isinstance(g, ArticleGold)
    ]
    golds += [t for path in args.plain for t in texts(path, path.name.partition("_")[0])]
    golds += cases(ROOT / "tests/sentences")
    with ProcessPoolExecutor(2) as pool:
        lessons = [each for each in pool.map(lesson, golds, chunksize=20) if each is not None]
    languages = sorted({each.words.language for each in lessons})
    print(f"{len(lessons)} articles, {sum(len(each.words.texts) for each in lessons)} words, "
          f"{sum(len(each.acts) for each in lessons)} acts", flush=True)  # fmt: skip
    parts, labels = learn_parts(lessons, args.parts)
    acts = learn_acts(lessons, args.acts)
    arrays = {name: np.asarray(value, np.float16) for name, value in {**acts, **parts}.items()}
    args.to.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(args.to, languages=languages, classes=CLASSES, labels=labels, **arrays)
    print(f"{args.to}: {args.to.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
