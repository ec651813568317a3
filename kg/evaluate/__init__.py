"""Measures how well Duta reads, against gold files of three kinds (`kg.evaluate.gold`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.article import Article, pick, read
from kg.confidence import guessed
from kg.evaluate import scoring
from kg.evaluate.gold import ArticleGold, GoldEvent, ParallelGold, RecordGold, Records, collect
from kg.evaluate.reliability import Bin, Reliability, reliability
from kg.evaluate.scoring import Agreement, Counts, Found, Miss, RecordCounts
from kg.event import listed
from kg.ontology import Ontology
from kg.ontology import load as load_ontology
from kg.pipeline import Reader, Trace

__all__ = [
    "Agreement",
    "ArticleGold",
    "ArticleResult",
    "Bin",
    "ClassCounts",
    "Counts",
    "Evaluation",
    "Found",
    "GoldEvent",
    "Miss",
    "ParallelGold",
    "ParallelResult",
    "RecordCounts",
    "RecordGold",
    "Records",
    "RecordsResult",
    "Reliability",
    "TextMiss",
    "article_of",
    "classes",
    "collect",
    "evaluate",
    "events_of",
    "judged",
    "pooled",
    "reliability",
    "trace",
]  # fmt: skip

Progress = Callable[[Sequence[Article]], Iterable[Article]]
"""Hands articles on one by one, and may show how far it is."""


@dataclass(frozen=True, slots=True)
class ClassCounts:
    """Events of one class: marked, found, exact, and found where none is marked."""

    gold: int = 0
    found: int = 0
    exact: int = 0
    made_up: int = 0


@dataclass(frozen=True, slots=True)
class ArticleResult:
    """One article measured.

    `judged` holds of each event its confidence, and whether class and roles are right;
    `sentences` the offsets and words of its sentences.
    """

    path: Path
    language: str
    counts: Counts
    classes: Mapping[str, ClassCounts]
    misses: tuple[Miss, ...]
    judged: tuple[tuple[float, bool], ...]
    sentences: tuple[tuple[int, str], ...]

    def sentence(self, start: int) -> str:
        """The sentence at an offset."""
        return next((text for at, text in reversed(self.sentences) if at <= start), "")


@dataclass(frozen=True, slots=True)
class TextMiss:
    """A text of a file that was not read as marked, or not the same in two languages."""

    document: str
    want: str
    got: str
    text: str


@dataclass(frozen=True, slots=True)
class RecordsResult:
    """A file of PLOVER records measured."""

    path: Path
    language: str
    counts: RecordCounts
    roots: Mapping[str, RecordCounts]
    misses: tuple[TextMiss, ...]


@dataclass(frozen=True, slots=True)
class ParallelResult:
    """Two parallel files compared."""

    paths: tuple[Path, Path]
    agreement: Agreement
    misses: tuple[TextMiss, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All that was measured."""

    articles: tuple[ArticleResult, ...]
    records: tuple[RecordsResult, ...]
    parallel: tuple[ParallelResult, ...]


def evaluate(
    paths: Iterable[Path], texts: Sequence[Path] = (), progress: Progress = iter
) -> Evaluation:
    """Read the texts of gold files, and measure how well.

    Args:
        paths: gold files, or folders of them.
        texts: where the texts of articles are that do not stand beside their gold files.
        progress: shows how far the reading is.

    Raises:
        InputError: if a file cannot be read, is no gold file, or its text is not found.
        KnowledgeError: if a lexicon, the gazetteer or the ontology is wrong.
    """
    golds = list(collect(paths, texts))
    known, reader = load_ontology(), Reader()
    articles = [
        (gold, article)
        for gold in golds
        if isinstance(gold, ArticleGold)
        for article in (article_of(gold),)
    ]
    traces = [reader.trace(article) for article in progress([a for _, a in articles])]
    return Evaluation(
        tuple(_measured(g, t, known) for (g, _), t in zip(articles, traces, strict=True)),
        tuple(_records(g, reader, known, progress) for g in golds if isinstance(g, Records)),
        tuple(_compared(g, reader, known, progress) for g in golds if isinstance(g, ParallelGold)),
    )


def trace(gold: ArticleGold, reader: Reader) -> Trace:
    """The article of a gold file, read."""
    return reader.trace(article_of(gold))


def article_of(gold: ArticleGold) -> Article:
    """The article whose events are marked."""
    return pick(read([gold.text], language=_language(gold.path)))


def _language(path: Path) -> str | None:
    """What the name of a file says: `NAME.LANG.jsonl`."""
    from kg.lexicon import known_languages

    code = path.stem.rpartition(".")[2]
    return code if code in known_languages() else None


def judged(gold: ArticleGold, read: Trace, ontology: Ontology) -> list[tuple[int, bool]]:
    """Of each event of a reading that is scored its place, and whether class and roles are right.

    What answers an optional event is judged like the rest. A target that was guessed is judged
    where the gold file marks one: elsewhere nobody has said whether it is right.
    """
    found = events_of(read, ontology)
    places = {id(f): place for place, f in found.items()}
    chosen = scoring.scored(gold.events, list(found.values()))
    paired = scoring.pairs(gold.events, chosen)
    right = {id(p.found) for p in paired if p.exact}
    open_ = {id(p.found) for p in paired if not p.gold.targets}
    return [
        (place, id(f) in right)
        for f in chosen
        for place in [places[id(f)]]
        if not (id(f) in open_ and guessed(read.told[place]))
    ]


def events_of(read: Trace, ontology: Ontology) -> dict[int, Found]:
    """The events that the event table lists, by their place in the reading."""
    events, classes = read.reading.events, ontology.classes
    return {
        place: Found(e, classes[e.type].types, classes[e.type].plover)
        for place in listed(read.reading, ontology)
        for e in [events[place]]
    }


def _measured(gold: ArticleGold, read: Trace, ontology: Ontology) -> ArticleResult:
    found = scoring.scored(gold.events, list(events_of(read, ontology).values()))
    paired = scoring.pairs(gold.events, found)
    events = read.reading.events
    return ArticleResult(
        path=gold.path,
        language=read.reading.article.language,
        counts=scoring.counts(gold.events, found, paired),
        classes=_classes(gold, found, paired),
        misses=tuple(scoring.misses(gold.events, found, paired)),
        judged=tuple((events[i].confidence, right) for i, right in judged(gold, read, ontology)),
        sentences=tuple((s.start, s.text) for s in read.sentences),
    )


def _classes(
    gold: ArticleGold, found: Sequence[Found], paired: Sequence[scoring.Pair]
) -> dict[str, ClassCounts]:
    """By the class that is marked first; what is made up, by its own."""
    hard = [p for p in paired if not p.gold.optional]
    used = {id(p.found) for p in paired}
    columns = (
        Counter(g.types[0] for g in gold.events if not g.optional),
        Counter(p.gold.types[0] for p in hard),
        Counter(p.gold.types[0] for p in hard if p.exact),
        Counter(f.types[0] for f in found if id(f) not in used),
    )
    return {name: ClassCounts(*(c[name] for c in columns)) for name in set().union(*columns)}


def pooled(results: Iterable[ArticleResult]) -> Counts:
    """The counts of several articles together."""
    return sum((r.counts for r in results), Counts())


def classes(results: Iterable[ArticleResult]) -> dict[str, ClassCounts]:
    """The counts by class of several articles together."""
    out: dict[str, ClassCounts] = {}
    for result in results:
        for name, one in result.classes.items():
            old = out.get(name, ClassCounts())
            out[name] = ClassCounts(
                old.gold + one.gold, old.found + one.found, old.exact + one.exact,
                old.made_up + one.made_up,
            )  # fmt: skip
    return out


def _by_document(
    path: Path, reader: Reader, ontology: Ontology, progress: Progress
) -> tuple[dict[str, list[Found]], str]:
    """The events of a JSON Lines file by document, and its language."""
    articles = list(read([path]))
    out: dict[str, list[Found]] = {}
    for article in progress(articles):
        out.setdefault(article.document, []).extend(
            events_of(reader.trace(article), ontology).values()
        )
    return out, Counter(a.language for a in articles).most_common(1)[0][0]


def _records(
    gold: Records, reader: Reader, ontology: Ontology, progress: Progress
) -> RecordsResult:
    found, language = _by_document(gold.path, reader, ontology, progress)
    total, missed = RecordCounts(), []
    roots: dict[str, RecordCounts] = {}
    for each in gold.records:
        events = found.get(each.document, [])
        one = scoring.record(each, events)
        total += one
        roots[each.root] = roots.get(each.root, RecordCounts()) + one
        if not one.dyad:
            want = f"{each.root} {', '.join(each.sources)} → {', '.join(each.targets) or '?'}"
            missed.append(TextMiss(each.document, want, _told(events), each.text))
    return RecordsResult(gold.path, language, total, roots, tuple(missed))


def _compared(
    gold: ParallelGold, reader: Reader, ontology: Ontology, progress: Progress
) -> ParallelResult:
    one, other = (_by_document(path, reader, ontology, progress)[0] for path in gold.paths)
    missed = []
    for document, text in gold.texts[0].items():
        left, right = (_told(sorted(side.get(document, []), key=_order)) for side in (one, other))
        if left != right:
            both = f"{text} — {gold.texts[1].get(document, '')}"
            missed.append(TextMiss(document, left, right, both))
    return ParallelResult(gold.paths, scoring.agreement(one, other), tuple(missed))


def _order(found: Found) -> tuple[str, list[str], list[str]]:
    return found.plover or "", sorted(found.agents), sorted(found.targets)


def _told(events: Iterable[Found]) -> str:
    """Events in a line: PLOVER code and sides."""
    return "; ".join(
        f"{f.plover} {scoring.dyad(f.agents, f.targets)}" for f in events if f.plover is not None
    )
