"""Fits the weights of confidence: `python training/calibrate.py [GOLD…] [--check]`.

GOLD (default: benchmarks/gold/dev) are gold files, or folders of them. Each event read in an
article is right (class and roles) or not; a logistic regression weighs what the engine knew of
it (`kg/confidence.py`). PLOVER records, which mark one event a text, add that it should be surer
than the others there. How strongly weights are held back, and how well confidence then fits, is
told by articles left out: each is judged by weights fitted to all the others.

Writes ontology/confidence.yaml, and the figures into docs/accuracy.md. `--check` only prints.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from kg import article, confidence, ontology  # noqa: E402
from kg.errors import DutaError  # noqa: E402
from kg.evaluate import Reliability, collect, judged, reliability, trace  # noqa: E402
from kg.evaluate.gold import ArticleGold, Records  # noqa: E402
from kg.evaluate.report import markdown, reliability_table  # noqa: E402
from kg.evaluate.scoring import root  # noqa: E402
from kg.ontology import Ontology  # noqa: E402
from kg.pipeline import Reader, Trace  # noqa: E402

PAGE = ROOT / "docs/accuracy.md"
STRENGTHS = (0.3, 1.0, 3.0, 10.0, 30.0)
RARE = 5  # events; what is seen in fewer tells nothing
CHOICE = 0.5  # what a text of one event counts, against an event of an article
STEPS = 50
SLACK = 0.01  # of the loss: of weights as good, those held back more go further

Features = dict[str, float]


@dataclass(frozen=True)
class Data:
    """One row an event: its features, whether it is right, and the article it is from.

    A row of `choices` is by what the marked event of a text differs from another there;
    `shares` is what such a row counts, together one for each text.
    """

    names: list[str]
    rows: np.ndarray
    right: np.ndarray
    article: np.ndarray
    choices: np.ndarray
    shares: np.ndarray

    def without(self, one: float) -> Data:
        kept = self.article != one
        return Data(self.names, self.rows[kept], self.right[kept], self.article[kept],
                    self.choices, self.shares)  # fmt: skip


def features(told: Trace) -> list[Features]:
    return list(confidence.features(told.told))


def read(paths: list[Path]) -> Data:
    """The events of gold articles, and the choices among those of records."""
    known, reader = ontology.load(), Reader()
    confidence.LEAST = confidence.UNLISTED = 0.0  # what is not told is judged, too
    golds = list(collect(paths, [ROOT / "data/articles"]))
    found: list[tuple[Features, bool, int]] = []
    for number, gold in enumerate(g for g in golds if isinstance(g, ArticleGold)):
        told = trace(gold, reader)
        events = features(told)
        found += [(events[place], right, number) for place, right in judged(gold, told, known)]
    seen = [name for each, _, _ in found for name in each]
    names = sorted(n for n in set(seen) if RARE <= seen.count(n) < len(found))
    rows, right, articles = (np.array(column, float) for column in (
        [row(names, each) for each, _, _ in found], *([f[at] for f in found] for at in (1, 2))
    ))  # fmt: skip
    pairs = [c for g in golds if isinstance(g, Records) for c in choices(g, reader, known)]
    return Data(
        names, rows, right, articles,
        np.array([row(names, a) - row(names, b) for a, b, _ in pairs]).reshape(-1, len(names)),
        np.array([share for _, _, share in pairs]),
    )  # fmt: skip


def row(names: list[str], found: Features) -> np.ndarray:
    return np.array([found.get(name, 0.0) for name in names])


def choices(
    gold: Records, reader: Reader, known: Ontology
) -> Iterator[tuple[Features, Features, float]]:
    """An event with the root code that is marked, another without it, and what the pair counts."""
    marked = {each.document: root(each.root) for each in gold.records}
    for each in article.read([gold.path]):
        told = reader.trace(each)
        good, bad = [], []
        for event, found in zip(told.reading.events, features(told), strict=True):
            code = root(known.classes[event.type].plover)
            if code is not None:
                (good if code == marked[each.document] else bad).append(found)
        yield from ((a, b, 1 / (len(good) * len(bad))) for a in good for b in bad)


def fit(data: Data, strength: float) -> confidence.Weights:
    """Intercept and weights of a logistic regression, weights held back by their squares."""
    inputs = np.hstack([np.ones((len(data.rows), 1)), data.rows])
    pairs = np.hstack([np.zeros((len(data.choices), 1)), data.choices])
    penalty = np.diag([1e-6, *[strength] * len(data.names)])
    weights = np.zeros(inputs.shape[1])
    for _ in range(STEPS):
        sure, chosen = (1 / (1 + np.exp(-x @ weights)) for x in (inputs, pairs))
        counts = CHOICE * data.shares
        slope = inputs.T @ (sure - data.right) + pairs.T @ (counts * (chosen - 1))
        curve = (inputs * (sure * (1 - sure))[:, None]).T @ inputs
        curve += (pairs * (counts * chosen * (1 - chosen))[:, None]).T @ pairs
        step = np.linalg.solve(curve + penalty, slope + penalty @ weights)
        weights -= step
        if np.abs(step).max() < 1e-8:
            break
    values = [round(float(w), 2) for w in weights]
    return confidence.Weights(values[0], dict(zip(data.names, values[1:], strict=True)))


def held_out(data: Data, strength: float) -> np.ndarray:
    """The confidence of each event by weights that never saw its article."""
    out = np.zeros(len(data.right))
    for one in np.unique(data.article):
        weights = fit(data.without(one), strength)
        for place in np.flatnonzero(data.article == one):
            found = dict(zip(data.names, data.rows[place], strict=True))
            out[place] = confidence.confidence(found, weights)
    return out


def loss(sure: np.ndarray, right: np.ndarray) -> float:
    return float(-np.mean(right * np.log(sure) + (1 - right) * np.log(1 - sure)))


def judge(sure: np.ndarray, right: np.ndarray) -> Reliability:
    return reliability([(float(s), bool(r)) for s, r in zip(sure, right, strict=True)])


def page(text: str, inside: str) -> str:
    """The page with what stands between its markers replaced."""
    pattern = r"(<!-- confidence -->\n).*?(<!-- /confidence -->)"
    new, count = re.subn(pattern, lambda m: m[1] + inside + m[2], text, flags=re.DOTALL)
    if count != 1:
        sys.exit(f"{PAGE}: {count} times <!-- confidence --> … <!-- /confidence -->, not once")
    return new


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("gold", nargs="*", type=Path, default=[ROOT / "benchmarks/gold/dev"])
    parser.add_argument("--check", action="store_true", help="print, write nothing")
    args = parser.parse_args()
    try:
        data = read(args.gold)
    except DutaError as error:
        sys.exit(str(error))
    if len(np.unique(data.article)) < 2:
        sys.exit("two articles at least are needed: one to fit to, one to judge by")
    losses = {s: loss(held_out(data, s), data.right) for s in STRENGTHS}
    least = min(losses.values())
    strength = max(s for s, one in losses.items() if one <= least + SLACK)
    found = fit(data, strength)
    result = judge(held_out(data, strength), data.right)
    table = markdown([reliability_table([("left out", result)])], titles=False)
    inside = (
        f"{len(np.unique(data.article))} articles, {len(data.right)} events, "
        f"{np.mean(data.right):.0%} of them exact; each article judged by weights fitted to the\n"
        "others. Giving every event the same confidence would have a Brier score of "
        f"{result.base:.3f}.\n\n{table}"
    )
    text = (
        "# How sure an event is: what adds to the odds that class and roles are right, and what\n"
        "# takes from them, as logarithms. Fitted by `make confidence`: do not edit by hand.\n"
    ) + yaml.safe_dump(
        {"intercept": found.intercept, "weights": dict(found.weights)}, sort_keys=False
    )
    print(text)
    print("log loss of articles left out, by how strongly weights are held back:",
          ", ".join(f"{s:g}: {v:.3f}" for s, v in losses.items()))  # fmt: skip
    print(inside)
    if not args.check:
        new = page(PAGE.read_text(encoding="utf-8"), inside)
        (ROOT / "ontology" / confidence.FILE).write_text(text, encoding="utf-8", newline="\n")
        PAGE.write_text(new, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
