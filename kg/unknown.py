"""Names that the gazetteer lacks, where somebody acts, is acted upon or speaks.

Who a stranger is nobody knows: an actor of one article, for nobody but themselves. They
are found so that what they say is told as theirs, not as fact, nor as somebody else's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from kg.event import Mention
from kg.gazetteer import Actor
from kg.lexicon import Lexicon
from kg.mention import Found, Sentence
from kg.tree import INSIDE, cases, label

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["strangers"]

_ACTING = frozenset({"nsubj", "nsubj:pass", "obl:agent", "obj", "iobj"})
_SHORTEST = 3  # letters of a name that stands alone


def strangers(sentences: Iterable[Sentence], lexicon: Lexicon) -> None:
    """Adds to `found` of each parsed sentence the unknown persons that its tree shows to act."""
    local: dict[str, Actor] = {}
    for sentence in sentences:
        if not sentence.parsed:
            continue
        added = []
        for first, last in _names(sentence, lexicon):
            span = sentence.span(first, last)
            actor = local.get(span.text) or _made(sentence.article, span.text, lexicon)
            for part in (span.text, *span.text.split()):
                local.setdefault(part, actor)
            added.append(Found(first, last, (Mention(actor, span),), "person"))
        if added:
            sentence.found = sorted([*sentence.found, *added], key=lambda f: f.first)


def _made(article: str, name: str, lexicon: Lexicon) -> Actor:
    slug = "-".join("".join(c if c.isalnum() else " " for c in name.casefold()).split())
    return Actor(f"{article}#person-{slug}", name, "Person", labels=((lexicon.language, name),))


def _names(sentence: Sentence, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """First and last tokens of the unknown names among the arguments of verbs."""
    doc, until = sentence.doc, -1
    for token in doc:
        if token.i <= until or not _part(token) or not _acts(token, lexicon):
            continue
        first = last = token.i
        while first and _joined(doc[first - 1], doc[first]):
            first -= 1
        while last + 1 < len(doc) and _joined(doc[last], doc[last + 1]):
            last += 1
        words = doc[first : last + 1]
        until = last
        known = any(sentence.at(t.i) for t in words) or _renamed(sentence, token)
        if not known and _personal(words, lexicon):
            yield first, last


def _part(token: Token) -> bool:
    """Whether a word may belong to a name."""
    return token.pos_ == "PROPN" and token.text[0].isupper()


def _joined(left: Token, right: Token) -> bool:
    return _part(left) and _part(right) and bool(left.whitespace_)


def _acts(token: Token, lexicon: Lexicon) -> bool:
    rel, preposition = label(token), cases(token)
    if preposition:
        by = rel == "obl:agent" or preposition in lexicon.group("by")
        return by or preposition in lexicon.according
    return rel in _ACTING


def _renamed(sentence: Sentence, token: Token) -> bool:
    """Whether a word only describes a known actor that follows (*Comrade Kim*)."""
    return any(
        label(c) in INSIDE
        and sentence.at(c.i)
        and not cases(c)
        and not any(t.text == "," for t in sentence.doc[token.i : c.i])
        for c in token.children
    )


def _personal(words: Iterable[Token], lexicon: Lexicon) -> bool:
    """Whether a name looks like a person's: no article, no common word, no date in it."""
    words = list(words)
    if any(label(c) == "det" for t in words for c in t.children):
        return False
    dates = {**lexicon.time.get("months", {}), **lexicon.time.get("weekdays", {})}
    if any(t.lower_ in dates or lexicon.lookup(t.text)[0] for t in words):
        return False
    return len(words) > 1 or (len(words[0]) >= _SHORTEST and not words[0].is_upper)
