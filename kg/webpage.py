"""The main text of a news page, and what the page says of itself.

The text is the part with the most paragraph text; menus, captions, forms and lists of
links are left out. Title, date, publisher and address come from schema.org's JSON-LD,
else from `meta` elements (Open Graph), else from the page's own headings.
"""

from __future__ import annotations

import html
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

__all__ = ["Page", "day", "page"]

_ASIDE = (
    "script, style, noscript, template, iframe, svg, math, nav, aside, footer, header, form, h1, "
    "figure, button, select, [hidden], [aria-hidden=true], [role=navigation], [role=complementary]"
)
_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "br", "dd", "div", "dl", "dt", "fieldset",
     "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "main", "ol", "p", "pre", "section", "table",
     "tbody", "td", "tfoot", "th", "thead", "tr", "ul"}
)  # fmt: skip
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
_PARAGRAPH = 40
"""A paragraph of at least so many characters, mostly no link, is a sign of main text."""


@dataclass(frozen=True, slots=True)
class Page:
    """What was found in a page; `date` is ISO 8601 (a day)."""

    text: str
    title: str | None
    date: str | None
    publisher: str | None
    url: str | None


def day(value: Any) -> str | None:
    """The day of an ISO 8601 date or time, None if it is none."""
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d(?:[T ].*)?", value.strip()):
        return None
    try:
        return date.fromisoformat(value.strip()[:10]).isoformat()
    except ValueError:
        return None


def page(source: str) -> Page:
    """What a page of HTML holds; `text` is empty if it has none."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(source)
    linked = _linked_data(tree)
    publisher = linked.get("publisher")
    if isinstance(publisher, list):
        publisher = publisher[0] if publisher else None
    if isinstance(publisher, dict):
        publisher = publisher.get("name")
    headings = (_line(n.text()) for s in ("h1", "title") for n in tree.css(s))
    times = (n.attributes.get("datetime") for n in tree.css("time"))
    dates = [linked.get("datePublished"), *_meta(tree, "article:published_time"),
             *_meta(tree, "datePublished"), *times]  # fmt: skip
    links = (n.attributes.get("href") for n in tree.css("link[rel=canonical]"))
    titles = [linked.get("headline"), *_meta(tree, "og:title"), *headings]
    return Page(
        title=_first(titles),
        date=next((d for d in map(day, dates) if d), None),
        publisher=_first([publisher, *_meta(tree, "og:site_name")]),
        url=_first([linked.get("url"), *links, *_meta(tree, "og:url")]),
        text=_text(tree),
    )


def _line(text: str) -> str:
    return " ".join(_INVISIBLE.sub("", text).split())


def _first(values: list[Any]) -> str | None:
    lines = (_line(html.unescape(v)) for v in values if isinstance(v, str))
    return next((line for line in lines if line), None)


def _meta(tree: LexborHTMLParser, name: str) -> Iterator[str | None]:
    for key in ("property", "name", "itemprop"):
        for node in tree.css(f'meta[{key}="{name}"]'):
            yield node.attributes.get("content")


def _linked_data(tree: LexborHTMLParser) -> dict[str, Any]:
    """The article among the JSON-LD objects of the page."""
    todo: list[Any] = []
    for node in tree.css('script[type="application/ld+json"]'):
        try:
            todo.append(json.loads(node.text()))
        except ValueError:
            continue  # pages often break their own JSON; their meta elements remain
    while todo:
        thing = todo.pop(0)
        if isinstance(thing, list):
            todo.extend(thing)
        elif isinstance(thing, dict):
            kinds = thing.get("@type", "")
            if any(
                str(k).endswith("Article") for k in (kinds if isinstance(kinds, list) else [kinds])
            ):
                return thing
            todo.append(thing.get("@graph"))
    return {}


def _text(tree: LexborHTMLParser) -> str:
    for node in tree.css(_ASIDE):
        node.decompose()
    root = tree.css_first("[itemprop=articleBody]") or tree.body
    if root is None:
        return ""
    lines = [line for line, linked in _lines(_densest(root)) if linked * 2 < len(line)]
    return "\n".join(lines)


def _densest(root: LexborNode) -> LexborNode:
    """The element that holds most paragraph text; a grandparent counts half."""
    scores: defaultdict[int, float] = defaultdict(float)
    nodes: dict[int, LexborNode] = {root.mem_id: root}
    for paragraph in root.css("p"):
        length = len(_line(paragraph.text()))
        linked = sum(len(_line(a.text())) for a in paragraph.css("a"))
        if length < _PARAGRAPH or linked * 2 > length:
            continue
        node, weight = paragraph.parent, 1.0
        while node is not None and weight >= 0.5 and node.tag != "html":
            nodes[node.mem_id] = node
            scores[node.mem_id] += length * weight
            if node.mem_id == root.mem_id:
                break
            node, weight = node.parent, weight / 2
    return nodes[max(scores, key=lambda i: scores[i])] if scores else root


def _lines(root: LexborNode) -> Iterator[tuple[str, int]]:
    """The lines of an element as shown, each with its number of characters inside links."""
    words: list[str] = []
    linked = 0
    for kind, text, inside in _walk(root):
        if kind:
            if line := _line("".join(words)):
                yield line, linked
            words, linked = [], 0
        else:
            words.append(text)
            linked += len(_line(text)) if inside else 0
    if line := _line("".join(words)):
        yield line, linked


def _walk(root: LexborNode) -> Iterator[tuple[bool, str, bool]]:
    """(block boundary?, text, inside a link?) in document order; pages nest too deep to recurse."""
    stack: list[tuple[LexborNode | None, bool]] = [(root.child, False)]
    while stack:
        node, inside = stack.pop()
        if node is None:  # a block ends
            yield True, "", inside
            continue
        if node.next is not None:
            stack.append((node.next, inside))
        if node.is_text_node:
            yield False, node.text_content or "", inside
        elif node.is_element_node:
            if node.tag in _BLOCKS:
                yield True, "", inside
                stack.append((None, inside))
            if node.child is not None:
                stack.append((node.child, inside or node.tag == "a"))
