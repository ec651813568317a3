"""What was measured, as tables, as JSON, and written into a page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from kg.errors import OutputError
from kg.evaluate import ArticleResult, Evaluation, Reliability, classes, pooled, reliability
from kg.evaluate.scoring import Counts, RecordCounts, root
from kg.ontology import Ontology

__all__ = [
    "Table",
    "as_json",
    "listed",
    "markdown",
    "reliability_table",
    "summary",
    "tables",
    "write",
]

_RATES = ("precision", "recall", "F1")


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the first `names` columns hold names, the others figures."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    names: int = 1


def _number(value: float | None) -> str:
    """A figure; a dash where there is nothing to measure it by."""
    return "–" if value is None else f"{value:.2f}"


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _shares(counts: Counts) -> dict[str, float | None]:
    return {
        "status": _share(counts.status, counts.found),
        "source": _share(counts.source, counts.sourced),
        "date": _share(counts.date, counts.dated),
    }


def _record_shares(counts: RecordCounts) -> dict[str, float | None]:
    kinds = ("root", "first", "dyad", "silent")
    return {kind: _share(getattr(counts, kind), counts.texts) for kind in kinds}


def _groups(results: Sequence[ArticleResult]) -> Iterator[tuple[str, str, list[ArticleResult]]]:
    """Articles by set, which is their folder, and language; then by set; then all of them."""
    folders = list(dict.fromkeys(r.path.parent for r in results))
    for folder in folders:
        inside = [r for r in results if r.path.parent == folder]
        languages = sorted({r.language for r in inside})
        for language in languages:
            yield _label(folder), language, [r for r in inside if r.language == language]
        if len(languages) > 1:
            yield _label(folder), "all", inside
    if len(folders) > 1:
        yield "all", "all", list(results)


def _label(folder: Path) -> str:
    return folder.resolve().name


def _cells(counts: Counts) -> tuple[str, ...]:
    rates = [*counts.rates(counts.found), *counts.rates(counts.exact), *_shares(counts).values()]
    return (str(counts.gold), str(counts.listed), *map(_number, rates))


_HEADER = ("marked", "read", "found P", "R", "F1", "exact P", "R", "F1", "status", "source", "date")


def tables(found: Evaluation, ontology: Ontology) -> Iterator[Table]:
    """All figures: by file, pooled, by class, by PLOVER code, and how far confidence is right."""
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    if results := found.articles:
        header = ("set", "article", *_HEADER)
        rows = tuple((_label(r.path.parent), r.path.stem, *_cells(r.counts)) for r in results)
        yield Table("Articles", header, rows, 2)
        rows = tuple((name, lang, *_cells(pooled(some))) for name, lang, some in _groups(results))
        yield Table("Articles together", ("set", "language", *_HEADER), rows, 2)
        yield _by_class(classes(results), ontology)
    if found.records:
        header = ("records", "texts", "root", "first", "dyad", "silent")
        yield Table("PLOVER records", header, tuple(
            (r.path.stem, str(r.counts.texts), *map(_number, _record_shares(r.counts).values()))
            for r in found.records
        ))  # fmt: skip
    if found.articles or found.records:
        yield _by_root(found, ontology)
    if found.parallel:
        header = ("parallel texts", "texts with events", "root codes agree (F1)", "events (F1)")
        yield Table("Two languages compared", header, tuple(
            (" and ".join(p.stem for p in each.paths), str(each.agreement.texts),
             _number(each.agreement.roots), _number(each.agreement.events))
            for each in found.parallel
        ))  # fmt: skip
    if found.articles:
        yield _reliability(found.articles)


def _by_class(counted: Mapping[str, Any], ontology: Ontology) -> Table:
    def place(name: str) -> tuple[str, str]:
        kind = ontology.classes.get(name)
        return (kind.plover or "" if kind else "", name)

    rows = tuple(
        (name, place(name)[0], *map(str, (one.gold, one.found, one.exact, one.made_up)))
        for name, one in sorted(counted.items(), key=lambda item: place(item[0]))
    )
    return Table("By event class", ("class", "PLOVER", "marked", "found", "exact", "made up"),
                 rows, 2)  # fmt: skip


def _by_root(found: Evaluation, ontology: Ontology) -> Table:
    """Events of articles, then texts of records, by PLOVER code."""
    events: dict[str, list[int]] = {}
    for name, one in classes(found.articles).items():
        kind = ontology.classes.get(name)
        row = events.setdefault(root(kind.plover if kind else None) or "", [0, 0, 0, 0])
        for at, value in enumerate((one.gold, one.found, one.exact, one.made_up)):
            row[at] += value
    texts: dict[str, RecordCounts] = {}
    for each in found.records:
        for code, counted in each.roots.items():
            texts[root(code) or ""] = texts.get(root(code) or "", RecordCounts()) + counted
    rows = []
    for code in sorted({*events, *texts} - {""}):
        counted = texts.get(code, RecordCounts())
        right = (counted.texts, counted.root, counted.first, counted.dyad)
        figures = [*(events.get(code, (0, 0, 0, 0)) if found.articles else ())]
        figures += right if found.records else ()
        rows.append((code, *map(str, figures)))
    header = ["PLOVER", *(("marked", "found", "exact", "made up") if found.articles else ())]
    header += ("records", "root", "first", "dyad") if found.records else ()
    return Table("By PLOVER code", tuple(header), tuple(rows))


def _reliability(results: Sequence[ArticleResult]) -> Table:
    whole = {name: some for name, _, some in _groups(results)}  # what comes last, comes whole
    return reliability_table(
        (name, reliability([j for r in some for j in r.judged])) for name, some in whole.items()
    )


def reliability_table(told: Iterable[tuple[str, Reliability]]) -> Table:
    """How far confidence is right, set by set: each range of it, then the whole."""
    rows = []
    for name, one in told:
        rows += [
            (name, f"{b.low:.1f} – {b.high:.1f}", str(b.events), _number(b.confidence),
             _number(b.right), "", "")
            for b in one.bins
        ]  # fmt: skip
        rows.append((name, "all", str(one.events), "", "", f"{one.ece:.3f}", f"{one.brier:.3f}"))
    header = ("set", "confidence", "events", "mean", "exact", "calibration error", "Brier")
    return Table("Is confidence right?", header, tuple(rows), 2)


def summary(found: Evaluation) -> Iterator[Table]:
    """The figures that matter most, in words that need no explanation."""
    if found.articles:
        rows = []
        for name, language, some in _groups(found.articles):
            counts = pooled(some)
            rates = [counts.rates(h)[2] for h in (counts.found, counts.exact)]
            figures = [*rates, *_shares(counts).values()]
            rows.append((name, language, str(len(some)), *map(_number, figures)))
        header = ("set", "language", "articles", "event found (F1)", "and roles right (F1)",
                  "status", "source", "date")  # fmt: skip
        yield Table("Articles", header, tuple(rows), 2)
    for each in found.records:
        shares = _record_shares(each.counts)
        names = {"root": "right class", "dyad": "right class, source and target"}
        rows = [(words, _number(shares[kind])) for kind, words in names.items()]
        title = f"{each.counts.texts} sentences of PLOVER's gold standard ({each.language})"
        yield Table(title, (title, ""), tuple(rows))
    for both in found.parallel:
        title = f"{' and '.join(p.stem for p in both.paths)}: the same texts in two languages"
        yield Table(title, (title, ""), (("same events (F1)", _number(both.agreement.events)),))


def listed(found: Evaluation) -> Iterator[str]:
    """What went wrong, file by file, each with its sentence."""
    for result in found.articles:
        if result.misses:
            yield str(result.path)
        for miss in result.misses:
            want = f" want {miss.want}" if miss.want else ""
            got = f" got {miss.got or 'none'}" if miss.kind != "missed" else ""
            rule = f" (rule {miss.rule})" if miss.rule else ""
            yield f"  {miss.kind}: {miss.what}{want}{got}{rule}"
            yield f"    {' '.join(miss.quote.split())}"
            yield f"    in: {' '.join(result.sentence(miss.start).split())}"
    texts = [(str(r.path), r.misses) for r in found.records]
    texts += [(" and ".join(map(str, p.paths)), p.misses) for p in found.parallel]
    for name, missed in texts:
        if missed:
            yield name
        for each in missed:
            yield f"  {each.document}: want {each.want or 'nothing'} got {each.got or 'nothing'}"
            yield f"    {each.text}"


def markdown(drawn: Iterable[Table], *, titles: bool = True) -> str:
    """Tables in Markdown, figures to the right."""
    parts = []
    for table in drawn:
        rule = ["---" if at < table.names else "---:" for at in range(len(table.header))]
        lines = [f"| {' | '.join(cells)} |" for cells in (table.header, rule, *table.rows)]
        parts.append("\n".join([f"**{table.title}**\n", *lines] if titles else lines) + "\n")
    return "\n".join(parts)


def write(page: Path, found: Evaluation, ontology: Ontology) -> None:
    """Put the figures between the markers of a page.

    `<!-- accuracy -->` … `<!-- /accuracy -->` gets all of them, `<!-- accuracy: summary -->` …
    `<!-- /accuracy -->` those that matter most.

    Raises:
        OutputError: if the page cannot be read or written, or has not one such place.
    """
    try:
        text = page.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8"
        raise OutputError(f"{page}: cannot be read: {reason}") from None

    def block(match: re.Match[str]) -> str:
        short = match[2] is not None
        inside = markdown(summary(found), titles=False) if short else None
        return match[1] + (inside or markdown(tables(found, ontology))) + match[3]

    pattern = r"(<!-- accuracy(: summary)? -->\n).*?(<!-- /accuracy -->)"
    new, count = re.subn(pattern, block, text, flags=re.DOTALL)
    if count != 1:
        raise OutputError(f"{page}: {count} times <!-- accuracy --> … <!-- /accuracy -->, not once")
    try:
        page.write_text(new, encoding="utf-8", newline="\n")
    except OSError as error:
        raise OutputError(f"{page}: cannot be written: {error.strerror}") from None


def as_json(found: Evaluation, ontology: Ontology, *, misses: bool = False) -> str:
    """All that was measured, rounded to a thousandth, as JSON; `misses` with what went wrong."""
    data: dict[str, Any] = {
        "articles": [
            {"file": str(r.path), "set": _label(r.path.parent), "language": r.language,
             **_figures(r.counts), **({"misses": _missed(r)} if misses else {})}
            for r in found.articles
        ],
        "pooled": [
            {"set": name, "language": language, "articles": len(some), **_figures(pooled(some)),
             "reliability": asdict(reliability([j for r in some for j in r.judged]))}
            for name, language, some in _groups(found.articles)
        ],
        "classes": {
            name: {"plover": k.plover if (k := ontology.classes.get(name)) else None, **asdict(one)}
            for name, one in sorted(classes(found.articles).items())
        },
        "records": [
            {"file": str(r.path), "language": r.language, "texts": r.counts.texts,
             **_record_shares(r.counts),
             "roots": {code: asdict(one) for code, one in sorted(r.roots.items())},
             **({"misses": [asdict(m) for m in r.misses]} if misses else {})}
            for r in found.records
        ],
        "parallel": [
            {"files": [str(p) for p in p.paths], **asdict(p.agreement),
             **({"misses": [asdict(m) for m in p.misses]} if misses else {})}
            for p in found.parallel
        ],
    }  # fmt: skip
    return json.dumps(_rounded(data), ensure_ascii=False, indent=2) + "\n"


def _figures(counts: Counts) -> dict[str, Any]:
    names = [name.lower() for name in _RATES]
    return {
        "gold": counts.gold,
        "predicted": counts.listed,
        "found": dict(zip(names, counts.rates(counts.found), strict=True)),
        "exact": dict(zip(names, counts.rates(counts.exact), strict=True)),
        **_shares(counts),
    }


def _missed(result: ArticleResult) -> list[dict[str, Any]]:
    return [{**asdict(m), "sentence": result.sentence(m.start)} for m in result.misses]


def _rounded(data: Any) -> Any:
    if isinstance(data, float):
        return round(data, 3)
    if isinstance(data, dict):
        return {key: _rounded(value) for key, value in data.items()}
    return [_rounded(item) for item in data] if isinstance(data, list | tuple) else data
