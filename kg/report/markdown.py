"""A brief in Markdown, as code hosts and editors show it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from kg.analysis import Stance
from kg.event import Status
from kg.report.brief import Brief, Evidence, Statement
from kg.report.words import Words
from kg.view.labels import clean
from kg.view.style import tone

__all__ = ["markdown"]

_SPECIAL = re.compile(r"[\\`*_\[\]|~$&<>]|^[-+#=]|(?<=\d)[.)]")
_BAR = 10
_SQUARES = ("🟧", "🟧", "🟧", "⬜", "🟦", "🟦", "🟦")
"""Conflict to cooperation, as in the picture."""
_SIGNS = {1: "+", -1: "−"}


def markdown(brief: Brief, words: Words) -> str:
    """The brief as CommonMark with tables. Nothing in it is read as markup but its own."""
    blocks = [
        f"# {_plain(words.title(brief.readings))}",
        words(
            "origin",
            articles=words.count("articles", len(brief.readings)),
            events=words.count("events", brief.dated + brief.undated),
            facts=dict(brief.analysis.events)[Status.ASSERTED],
        ),
        f"> {words('caution')}",
        *_deeds(brief, words),
        *_disputes(brief, words),
        *_dyads(brief, words),
        *_stances(brief, words),
        *_balance(brief, words),
        *_timeline(brief, words),
        *_articles(brief, words),
        f"<sub>{words('made')}</sub>",
    ]
    return "\n\n".join(blocks) + "\n"


def _plain(text: str) -> str:
    """Text in which nothing is markup."""
    return _SPECIAL.sub(r"\\\g<0>", text)


def _deeds(brief: Brief, words: Words) -> Iterator[str]:
    yield from _heading("deeds", words)
    if not brief.pairs:
        yield words("nothing")
    for pair in brief.pairs:
        yield f"### {_plain(_between(pair.dyad.first, pair.dyad.second, words))}"
        yield "\n".join(_told(one, brief, words) for one in pair.statements)
        if pair.left:
            yield f"*{words('deedsLeft', events=words.count('events', pair.left))}*"
    if brief.pairs_left:
        yield f"*{words.count('pairsLeft', brief.pairs_left)}*"


def _disputes(brief: Brief, words: Words) -> Iterator[str]:
    yield from _heading("disputes", words)
    if not brief.disputes:
        yield words("nothing")
    for one in brief.disputes:
        sides = [
            "<br>".join(_voice(e, usual, brief, words) for e in evidence) or f"*{words(none)}*"
            for evidence, usual, none in (
                (one.claims, Status.ALLEGED, "noClaim"),
                (one.denials, Status.DENIED, "noDenial"),
            )
        ]
        yield f"### {_head(one.statement, words)}"
        yield _table([words("claimed"), words("denied")], [sides], ":--|:--")
    if brief.disputes_left:
        yield f"*{words('disputesLeft', events=words.count('events', brief.disputes_left))}*"


def _dyads(brief: Brief, words: Words) -> Iterator[str]:
    yield from _heading("dyads", words)
    told = [(dyad, dyad.tally(Status.ASSERTED)) for dyad in brief.dyads]
    most = max((max(-t.conflict, t.cooperation) for _, t in told), default=0.0) or 1.0
    others = [status for status in Status if status is not Status.ASSERTED]
    rows = [
        [
            _plain(_between(dyad.first, dyad.second, words)),
            str(tally.events),
            f"{words.weight(tally.conflict)} {_bar(-tally.conflict / most)}",
            f"{_bar(tally.cooperation / most)} {words.weight(tally.cooperation)}",
            words.weight(tally.net),
            *(str(dyad.tally(status).events or "") for status in others),
        ]
        for dyad, tally in told
    ]
    head = [
        words("pair"), words.status(Status.ASSERTED), words("conflict"), words("cooperation"),
        words("net"), *map(words.status, others),
    ]  # fmt: skip
    yield _table(head, rows, ":--|--:|--:|:--|--:|--:|--:|--:|--:")
    if brief.dyads_left:
        yield f"*{words.count('dyadsLeft', brief.dyads_left)}*"


def _bar(share: float) -> str:
    return "█" * max(round(share * _BAR), share > 0)


def _stances(brief: Brief, words: Words) -> Iterator[str]:
    yield from _heading("stances", words)
    cells = {(s.party, s.toward): s for s in brief.analysis.stances}
    central = brief.analysis.central
    if not cells:
        yield words("nothing")
        return
    names = [_plain(words.party(key)) for key in central]
    rows = []
    for key, name in zip(central, names, strict=True):
        row = [cells.get((key, other)) for other in central]
        rows.append([f"**{name}**", *("" if one is None else _cell(one, words) for one in row)])
    yield _table(["", *names], rows, "|".join([":--", *["--:"] * len(central)]))


def _cell(stance: Stance, words: Words) -> str:
    return f"{_SQUARES[tone(stance.mean)]} {words.weight(stance.mean)} ×{stance.acts}"


def _balance(brief: Brief, words: Words) -> Iterator[str]:
    balance = brief.analysis.balance
    yield f"## {words('balance')}"
    if balance.share is None:
        yield words("noTriads")
        return
    yield words(
        "balanceNote",
        balanced=sum(triad.balanced for triad in balance.triads),
        all=len(balance.triads),
        share=words.share(balance.share),
    )
    rows = [
        [
            _plain(", ".join(map(words.party, triad.parties))),
            " ".join(_SIGNS[sign] for sign in triad.signs),
            words("balanced" if triad.balanced else "unbalanced"),
        ]
        for triad in brief.triads
    ]
    yield _table([words("triad"), words("signs"), words("verdict")], rows, ":--|:-:|:--")
    if brief.triads_left:
        yield f"*{words.count('triadsLeft', brief.triads_left)}*"


def _timeline(brief: Brief, words: Words) -> Iterator[str]:
    yield from _heading("timeline", words)
    yield "\n".join(_told(one, brief, words) for one in brief.timeline) or words("nothing")
    if notes := words.undated(brief.dated, len(brief.timeline), brief.undated):
        yield f"*{notes}*"


def _articles(brief: Brief, words: Words) -> Iterator[str]:
    yield f"## {words('sources')}"
    lines = []
    for reading in brief.readings:
        article = reading.article
        date = words.date(article.date) if article.date else None
        parts = filter(None, (article.document, article.title, article.publisher, date))
        lines.append(f"- {_plain(', '.join(map(clean, parts)))}")
    yield "\n".join(lines)


def _heading(key: str, words: Words) -> Iterator[str]:
    yield f"## {words(key)}"
    yield words(f"{key}Note")


def _between(one: str, other: str, words: Words) -> str:
    return f"{words.party(one)} – {words.party(other)}"


def _head(statement: Statement, words: Words) -> str:
    """What happened: class, parties, date, and how it is put unless it is a fact."""
    date = f", {words.date(statement.date, statement.date_end)}" if statement.date else ""
    parties = _plain(words.parties(statement.kind, statement.agents, statement.targets))
    fact = statement.status is Status.ASSERTED
    status = "" if fact else f" *({words.status(statement.status)})*"
    return f"{_plain(words.kind(statement.kind))}: {parties}{date}{status}"


def _told(statement: Statement, brief: Brief, words: Words) -> str:
    evidence = statement.evidence[0]
    return f"- **{_head(statement, words)}**\n  > {_sentence(evidence, brief, words)}"


def _voice(evidence: Evidence, usual: Status, brief: Brief, words: Words) -> str:
    who = _plain(words.voice(evidence.sources, evidence.status))
    status = "" if evidence.status is usual else f" *({words.status(evidence.status)})*"
    return f"**{who}**{status}: {_sentence(evidence, brief, words)}"


def _sentence(evidence: Evidence, brief: Brief, words: Words) -> str:
    where = words.where(evidence.start, evidence.end, evidence.copies)
    document = clean(brief.readings[evidence.article].article.document)
    quote = f"**{_plain(evidence.quote)}**" if evidence.quote else ""
    text = f"{_plain(evidence.before)}{quote}{_plain(evidence.after)}"
    return f"{text} <sub>{_plain(document)}, {where}</sub>"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], align: str) -> str:
    lines = [" | ".join(head), align, *(" | ".join(row) for row in rows)]
    return "\n".join(f"| {line} |" for line in lines)
