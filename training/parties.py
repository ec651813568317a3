"""Fits the weights by which acts without a target are aimed: `python training/parties.py [GOLD…]
[--held GOLD…] [--check]`.

GOLD (default: benchmarks/gold/dev) are folders of gold files. Each act read in an article whose
own words name no target is a choice among the parties of the article (`kg/parties.py`), and the
gold file says which is right. Acts whose target is named are choices, too, as if their own
sentence did not name it: they are many more, and who acts on whom is much the same. A
conditional logit with a quadratic penalty is fitted to both.

Prints how often the likeliest party is right among articles left out, and among those of
`--held`; writes ontology/parties.yaml unless `--check` is given.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from climb import climb

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from kg import discourse, ontology, parties  # noqa: E402
from kg.company import mutual  # noqa: E402
from kg.draft import Draft, keys  # noqa: E402
from kg.evaluate import collect, scoring, trace  # noqa: E402
from kg.evaluate.gold import ArticleGold  # noqa: E402
from kg.evaluate.scoring import Found  # noqa: E402
from kg.mention import Sentence  # noqa: E402
from kg.parties import Features, Party, Story  # noqa: E402
from kg.pipeline import Reader  # noqa: E402

PENALTY = 3.0
FOLDS = 8
STEPS = 250


@dataclass(frozen=True)
class Choice:
    """An act: its candidates' features, which of them is right, and where it is from."""

    article: str
    features: list[Features]
    right: int
    open: bool


class _Aiming(discourse.Dealings):
    """Aims every act that may have a target, likely or not."""

    def focus(self, drafts: Sequence[Draft], sentences: Sequence[Sentence]) -> None:
        for act, story, shown in self.open(drafts, sentences):
            party, _ = story.likeliest(act, shown, least=0.0)
            act.targets = story.mentions(act, party)


class _Noting(discourse.Dealings):
    """Aims acts as a gold file does, and notes what there was to choose from."""

    def __init__(self, gold: Mapping[tuple[int, str], Party], *tools: Any) -> None:
        super().__init__(*tools)
        self.gold = gold
        self.choices: list[tuple[bool, list[Party], list[Features], Party]] = []

    def focus(self, drafts: Sequence[Draft], sentences: Sequence[Sentence]) -> None:
        for act, story, shown in self.open(drafts, sentences):
            right = self.gold.get(_key(act))
            if right:
                self._note(True, act, story, shown, right)
                if right in self.choices[-1][1]:
                    act.targets = story.mentions(act, right)
        for act in [d for d in drafts if d.targets and d.agents]:
            right = self.gold.get(_key(act))
            if right and right == keys(act.targets) and not mutual(act, self._ontology):
                self._hidden(act, drafts, sentences, right)

    def _hidden(
        self, act: Draft, drafts: Sequence[Draft], sentences: Sequence[Sentence], right: Party
    ) -> None:
        """The same act, had its sentence not named the target."""
        was, act.targets = act.targets, []
        found, act.sentence.found = act.sentence.found, [
            f for f in act.sentence.found if keys(f.mentions).isdisjoint(right)
        ]  # fmt: skip
        if self._open(act):
            others = [d for d in drafts if d is not act and d.agents]
            story = Story(sentences, self._ontology, [d for d in others if d.targets])
            beside = [d for d in others if d.sentence is act.sentence]
            self._note(False, act, story, self.named(act, beside), right)
        act.targets, act.sentence.found = was, found

    def _note(self, open_: bool, act: Draft, story: Story, shown: dict, right: Party) -> None:
        candidates = dict(story.described(act, shown))
        self.choices.append((open_, list(candidates), list(candidates.values()), right))


def _key(act: Draft) -> tuple[int, str]:
    return act.sentence.start + act.token.idx, act.type


def choices(golds: Iterable[ArticleGold]) -> Iterator[Choice]:
    """The choices that articles give."""
    kinds = ontology.load().classes
    made: list[_Noting] = []
    marked: dict[tuple[int, str], Party] = {}

    def noting(*tools: Any) -> _Noting:
        made.append(_Noting(marked, *tools))
        return made[-1]

    aiming, noted = Reader(dealings=_Aiming), Reader(dealings=noting)
    for gold in golds:
        read = trace(gold, aiming)
        found = [Found(e, kinds[e.type].types, kinds[e.type].plover) for e in read.reading.events]
        place = {id(e): d for e, d in zip(read.reading.events, read.told, strict=True)}
        answers = scoring.pairs(gold.events, scoring.scored(gold.events, found))
        marked.clear()
        marked.update((_key(place[id(p.found.event)]), frozenset(p.gold.targets)) for p in answers)
        trace(gold, noted)
        for open_, candidates, told, right in made[-1].choices:
            if open_ or right in candidates:
                at = candidates.index(right) if right in candidates else -1
                yield Choice(gold.path.name, told, at, open_)


def fit(rows: list[Choice], names: list[str]) -> np.ndarray:
    """Weights of a conditional logit."""
    rows = [row for row in rows if row.right >= 0]
    index = {name: i for i, name in enumerate(names)}
    sizes = np.array([len(row.features) for row in rows])
    table = np.zeros((sizes.sum(), len(names)))
    for line, told in enumerate(told for row in rows for told in row.features):
        for name, value in told.items():
            table[line, index[name]] = value
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    owner = np.repeat(np.arange(len(rows)), sizes)
    wanted = table[starts + [row.right for row in rows]].sum(0)

    def slope(weights: np.ndarray) -> np.ndarray:
        odds = table @ weights
        odds = np.exp(odds - np.maximum.reduceat(odds, starts)[owner])
        shares = odds / np.add.reduceat(odds, starts)[owner]
        return wanted - table.T @ shares - PENALTY * weights

    return climb(slope, len(names), STEPS)


def right(rows: Iterable[Choice], weights: dict[str, float]) -> tuple[int, int]:
    """Of open acts with a target marked, for how many the likeliest party is right; and all."""
    hits = total = 0
    for row in rows:
        if row.open:
            odds = [sum(weights.get(n, 0) * v for n, v in told.items()) for told in row.features]
            total += 1
            hits += bool(odds) and int(np.argmax(odds)) == row.right
    return hits, total


def gathered(folders: list[Path]) -> list[Choice]:
    files = sorted(path for folder in folders for path in folder.glob("*.jsonl"))
    return list(choices(gold for gold in collect(files) if isinstance(gold, ArticleGold)))


def main() -> int:
    args = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    args.add_argument("gold", nargs="*", type=Path, default=[ROOT / "benchmarks/gold/dev"])
    args.add_argument("--held", nargs="*", type=Path, default=[])
    args.add_argument("--check", action="store_true")
    given = args.parse_args()
    rows = gathered(given.gold)
    names = sorted({name for row in rows for told in row.features for name in told})
    articles = sorted({row.article for row in rows})
    hits = total = 0
    for fold in range(FOLDS):
        out = set(articles[fold::FOLDS])
        weights = fit([row for row in rows if row.article not in out], names)
        some, all_ = right(
            (row for row in rows if row.article in out), dict(zip(names, weights, strict=True))
        )
        hits, total = hits + some, total + all_
    print(f"{len(rows)} choices, {total} open with a target marked")
    print(f"articles left out: {hits} of {total} right ({hits / total:.3f})")
    weights = dict(zip(names, (round(float(w), 2) for w in fit(rows, names)), strict=True))
    if given.held:
        hits, total = right(gathered(given.held), weights)
        print(f"held out: {hits} of {total} right ({hits / total:.3f})")
    if not given.check:
        head = (
            "# At whom an act is aimed when its own words do not say: what speaks for a party, as\n"
            "# logarithms of odds. Fitted by `make parties`: do not edit by hand.\n"
        )
        body = yaml.safe_dump({"weights": weights}, sort_keys=True, allow_unicode=True)
        (ROOT / "ontology" / parties.FILE).write_text(head + body, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
