"""A brief as one HTML file: no script, nothing from outside, fit to be printed."""

from __future__ import annotations

import html as _html
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from kg.analysis import Triad
from kg.event import Status
from kg.report.brief import Brief, Dispute, Evidence, Statement
from kg.report.words import Words
from kg.view.labels import clean
from kg.view.page import policy
from kg.view.style import EDGE_TONES, tone

__all__ = ["html"]

_HALF = 110
"""Width of one half of a bar chart."""
_SIGNS = {1: "+", -1: "−"}
_CORNERS = ((36, 8), (8, 56), (64, 56))
_SIDES = ((0, 1), (0, 2), (1, 2))


def html(brief: Brief, words: Words) -> str:
    """The brief as a page. The same brief gives the same text, byte for byte."""
    css = _css()
    title = words.title(brief.readings)
    facts = dict(brief.analysis.events)
    sections = (
        *_deeds(brief, words), *_disputes(brief, words), *_dyads(brief, words),
        *_stances(brief, words), *_balance(brief, words), *_timeline(brief, words),
        *_articles(brief, words),
    )  # fmt: skip
    counts = "".join(
        f'<li class="{status}"><b>{facts[status]}</b> {_e(words.status(status))}</li>'
        for status in Status
    )
    origin = words(
        "origin",
        articles=words.count("articles", len(brief.readings)),
        events=words.count("events", brief.dated + brief.undated),
        facts=facts[Status.ASSERTED],
    )
    page = f"""<!doctype html>
<html lang="{words.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy(scripts=(), css=css)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{_e(title)}</title>
<style>{css}</style>
</head>
<body>
<main>
<header>
<h1>{_e(title)}</h1>
<p>{_e(origin)}</p>
<ul class="counts">{counts}</ul>
<p class="note">{_e(words("caution"))}</p>
</header>
{"".join(sections)}<footer><p>{_e(words("made"))}</p></footer>
</main>
</body>
</html>
"""
    # A lone surrogate cannot be written as UTF-8.
    return page.encode("utf-8", "replace").decode("utf-8")


@cache
def _css() -> str:
    """The style, with the colours of the picture's scale."""
    light, dark = (
        "\n".join(f"  --tone{at}: {colour};" for at, colour in enumerate(EDGE_TONES[theme]))
        for theme in ("light", "dark")
    )
    text = Path(__file__).with_name("report.css").read_text("utf-8")
    return text.replace("  --tones: light;", light).replace("  --tones: dark;", dark)


def _e(text: str) -> str:
    return _html.escape(clean(text))


def _section(key: str, words: Words, inside: Iterable[str], note: str | None = None) -> str:
    body = "".join(inside) or f"<p>{_e(words('nothing'))}</p>\n"
    shown = words(f"{key}Note") if note is None else note
    told = f'<p class="note">{_e(shown)}</p>\n' if shown else ""
    return f'<section id="{key}">\n<h2>{_e(words(key))}</h2>\n{told}{body}</section>\n'


def _more(text: str) -> str:
    return f'<p class="more">{_e(text)}</p>\n'


def _deeds(brief: Brief, words: Words) -> Iterator[str]:
    def inside() -> Iterator[str]:
        for pair in brief.pairs:
            name = _e(_between(pair.dyad.first, pair.dyad.second, words))
            left = words("deedsLeft", events=words.count("events", pair.left))
            more = _more(left) if pair.left else ""
            told = _list(pair.statements, brief, words)
            yield f'<div class="pair">\n<h3>{name}</h3>\n<div>{told}{more}</div>\n</div>\n'
        if brief.pairs_left:
            yield _more(words.count("pairsLeft", brief.pairs_left))

    yield _section("deeds", words, inside())


def _disputes(brief: Brief, words: Words) -> Iterator[str]:
    def inside() -> Iterator[str]:
        for one in brief.disputes:
            yield _dispute(one, brief, words)
        if brief.disputes_left:
            left = words.count("events", brief.disputes_left)
            yield _more(words("disputesLeft", events=left))

    yield _section("disputes", words, inside())


def _dispute(dispute: Dispute, brief: Brief, words: Words) -> str:
    sides = []
    for key, none, usual, evidence in (
        ("claimed", "noClaim", Status.ALLEGED, dispute.claims),
        ("denied", "noDenial", Status.DENIED, dispute.denials),
    ):
        told = ""
        for one in evidence:
            badge = "" if one.status is usual else f" {_badge(one.status, words)}"
            who = f"<b>{_e(words.voice(one.sources, one.status))}</b>{badge}"
            told += f'<p class="who">{who}</p>{_sentence(one, brief, words)}'
        told = told or f'<p class="none">{_e(words(none))}</p>'
        sides.append(f'<div class="{key}"><h4>{_e(words(key))}</h4>{told}</div>')
    head = _head(dispute.statement, words)
    two = f'<div class="two">{"".join(sides)}</div>'
    return f'<article class="dispute">\n<h3>{head}</h3>\n{two}\n</article>\n'


def _dyads(brief: Brief, words: Words) -> Iterator[str]:
    told = [(dyad, dyad.tally(Status.ASSERTED)) for dyad in brief.dyads]
    most = max((max(-t.conflict, t.cooperation) for _, t in told), default=0.0) or 1.0
    others = [status for status in Status if status is not Status.ASSERTED]
    rows = [
        f'<tr><th scope="row">{_e(_between(dyad.first, dyad.second, words))}</th>'
        f"<td>{tally.events}</td>"
        f"<td>{words.weight(tally.conflict)}</td>"
        f'<td class="chart">{_bars(tally.conflict / most, tally.cooperation / most)}</td>'
        f'<td class="start">{words.weight(tally.cooperation)}</td>'
        f"<td>{words.weight(tally.net)}</td>"
        + "".join(f"<td>{dyad.tally(status).events or ''}</td>" for status in others)
        + "</tr>\n"
        for dyad, tally in told
    ]
    head = (
        f'<tr><th scope="col">{_e(words("pair"))}</th>'
        f'<th scope="col">{_e(words.status(Status.ASSERTED))}</th>'
        f'<th scope="col">{_e(words("conflict"))}</th><td></td>'
        f'<th scope="col" class="start">{_e(words("cooperation"))}</th>'
        f'<th scope="col">{_e(words("net"))}</th>'
        + "".join(f'<th scope="col">{_e(words.status(status))}</th>' for status in others)
        + "</tr>"
    )
    inside = [_table("dyads", head, rows)] if rows else []
    if brief.dyads_left:
        inside.append(_more(words.count("dyadsLeft", brief.dyads_left)))
    yield _section("dyads", words, inside)


def _bars(conflict: float, cooperation: float) -> str:
    """Conflict to the left, cooperation to the right; the figures stand beside it."""
    left, right = (round(abs(share) * _HALF, 1) for share in (conflict, cooperation))
    return (
        f'<svg viewBox="{-_HALF} 0 {2 * _HALF} 14" aria-hidden="true">'
        f'<rect class="conflict" x="{-left}" y="1" width="{left}" height="12"/>'
        f'<rect class="cooperation" x="0" y="1" width="{right}" height="12"/>'
        '<path d="M0 0V14"/></svg>'
    )


def _stances(brief: Brief, words: Words) -> Iterator[str]:
    cells = {(s.party, s.toward): s for s in brief.analysis.stances}
    central = brief.analysis.central if cells else ()
    rows = []
    for key in central:
        row = [f'<tr><th scope="row">{_e(words.party(key))}</th>']
        for other in central:
            stance = cells.get((key, other))
            if key == other:
                row.append('<td class="same"></td>')
            elif stance is None:
                row.append('<td class="no"></td>')
            else:
                row.append(
                    f'<td class="t{tone(stance.mean)}">{words.weight(stance.mean)}'
                    f"<small>×{stance.acts}</small></td>"
                )
        rows.append("".join(row) + "</tr>\n")
    head = f'<tr><th scope="col"><small>{_e(words("towards"))} →</small></th>' + "".join(
        f'<th scope="col">{_e(words.party(key))}</th>' for key in central
    )
    yield _section("stances", words, [_table("stances", f"{head}</tr>", rows)] if rows else [])


def _balance(brief: Brief, words: Words) -> Iterator[str]:
    balance = brief.analysis.balance
    if balance.share is None:
        yield _section("balance", words, [], words("noTriads"))
        return
    note = words(
        "balanceNote",
        balanced=sum(triad.balanced for triad in balance.triads),
        all=len(balance.triads),
        share=words.share(balance.share),
    )
    key = "".join(
        f'<li><svg viewBox="0 0 30 10" aria-hidden="true"><path class="{kind}" d="M2 5H28"/></svg>'
        f"{_SIGNS[sign]} {_e(words(kind))}</li>"
        for kind, sign in (("friends", 1), ("foes", -1))
    )
    items = "".join(f"<li>{_triad(triad, words)}</li>\n" for triad in brief.triads)
    more = _more(words.count("triadsLeft", brief.triads_left)) if brief.triads_left else ""
    inside = f'<ul class="key">{key}</ul>\n<ul class="triads">\n{items}</ul>\n{more}'
    yield _section("balance", words, [inside], note)


def _triad(triad: Triad, words: Words) -> str:
    lines = "".join(
        f'<path class="{"friends" if sign > 0 else "foes"}" '
        f'd="M{_CORNERS[a][0]} {_CORNERS[a][1]}L{_CORNERS[b][0]} {_CORNERS[b][1]}"/>'
        for (a, b), sign in zip(_SIDES, triad.signs, strict=True)
    )
    dots = "".join(f'<circle cx="{x}" cy="{y}" r="5"/>' for x, y in _CORNERS)
    pairs = "".join(
        f"<li>{_e(words.party(triad.parties[a]))} <b>{_SIGNS[sign]}</b> "
        f"{_e(words.party(triad.parties[b]))}</li>"
        for (a, b), sign in zip(_SIDES, triad.signs, strict=True)
    )
    verdict = words("balanced" if triad.balanced else "unbalanced")
    return (
        f'<svg viewBox="0 0 72 64" aria-hidden="true">{lines}{dots}</svg>'
        f"<div><b>{_e(verdict)}</b><ul>{pairs}</ul></div>"
    )


def _timeline(brief: Brief, words: Words) -> Iterator[str]:
    inside = []
    if brief.timeline:
        inside.append(
            f'<div class="line">{_list(brief.timeline, brief, words, dates=True)}</div>\n'
        )
    if notes := words.undated(brief.dated, len(brief.timeline), brief.undated):
        inside.append(_more(notes))
    yield _section("timeline", words, inside)


def _articles(brief: Brief, words: Words) -> Iterator[str]:
    items = []
    for reading in brief.readings:
        article = reading.article
        name = _e(article.title or article.document)
        if article.url and _web(article.url):
            name = f'<a href="{_html.escape(article.url)}" rel="noreferrer">{name}</a>'
        date = words.date(article.date) if article.date else None
        document = article.document if article.title else None
        rest = "".join(f", {_e(part)}" for part in (document, article.publisher, date) if part)
        items.append(f'<li><span lang="{_e(article.language)}">{name}</span>{rest}</li>\n')
    yield _section("sources", words, [f"<ul>\n{''.join(items)}</ul>\n"], "")


def _web(address: str) -> bool:
    """Whether a browser may follow it: never a script, never a file."""
    try:
        return urlsplit(address).scheme in ("http", "https")
    except ValueError:
        return False


def _between(one: str, other: str, words: Words) -> str:
    return f"{words.party(one)} – {words.party(other)}"


def _head(statement: Statement, words: Words, *, date: bool = True) -> str:
    parties = words.parties(statement.kind, statement.agents, statement.targets)
    when = _date(statement, words) if date else ""
    badge = "" if statement.status is Status.ASSERTED else f" {_badge(statement.status, words)}"
    return f"<span>{_e(words.kind(statement.kind))}:</span> {_e(parties)}{when}{badge}"


def _badge(status: Status, words: Words) -> str:
    return f'<span class="badge {status}">{_e(words.status(status))}</span>'


def _list(
    statements: Sequence[Statement], brief: Brief, words: Words, *, dates: bool = False
) -> str:
    items = []
    for one in statements:
        when = _date(one, words) if dates else ""
        head = f'<p class="what">{_head(one, words, date=not dates)}</p>'
        sentence = _sentence(one.evidence[0], brief, words)
        items.append(f'<li class="{one.status}">{when}<div>{head}{sentence}</div></li>\n')
    return f'<ol class="told">\n{"".join(items)}</ol>\n'


def _date(statement: Statement, words: Words) -> str:
    if statement.date is None:
        return ""
    return f" <time>{_e(words.date(statement.date, statement.date_end))}</time>"


def _sentence(evidence: Evidence, brief: Brief, words: Words) -> str:
    """The sentence with its words marked, and where it stands."""
    article = brief.readings[evidence.article].article
    where = words.where(evidence.start, evidence.end, evidence.copies)
    before, quote, after = map(_html.escape, (evidence.before, evidence.quote, evidence.after))
    text = f'<span lang="{_e(article.language)}">{before}<mark>{quote}</mark>{after}</span>'
    place = f'<small class="where">{_e(article.document)}, {_e(where)}</small>'
    return f"<blockquote>{text} {place}</blockquote>"


def _table(name: str, head: str, rows: Iterable[str]) -> str:
    return (
        f'<div class="wide" tabindex="0" role="group" aria-label="{name}"><table class="{name}">\n'
        f"<thead>{head}</thead>\n<tbody>\n{''.join(rows)}</tbody>\n</table></div>\n"
    )
