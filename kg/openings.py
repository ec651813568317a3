"""What opens a sentence or a clause and was taken for something else: mended in the tree."""

from __future__ import annotations

from kg.lexicon import Lexicon
from kg.tree import INSIDE, VERBAL, cases, label
from kg.words import Token

__all__ = ["Arcs", "conjoined", "opened", "verb_start", "when"]

Arcs = dict[int, tuple[int, str]]
"""Of a token its new head and relation."""


def verb_start(verb: Token, lexicon: Lexicon) -> int:
    """Where a verb begins, its auxiliaries, negations and adverbs included."""
    first = verb.i
    while (
        first
        and (before := verb.doc[first - 1]).head == verb
        and (before.pos_ in {"AUX", "ADV", "PART"} or before.lower_ in lexicon.auxiliaries)
    ):
        first -= 1
    return first


def opened(verb: Token, lexicon: Lexicon) -> Arcs:
    """Names listed right before a verb, behind the comma that closes the phrase which opens the
    sentence, are its subject (Indonesian *di Wina, Iran dan Oman sepakat*, in Vienna, Iran and
    Oman agreed).
    """
    if verb.pos_ not in {*VERBAL, "ADJ"}:
        return {}
    last = verb.doc[verb_start(verb, lexicon) - 1]
    while label(last) in INSIDE and last.head.i < last.i and not cases(last):
        last = last.head
    own = [c for c in verb.children if label(c).startswith("nsubj")]
    listed = any(label(c) == "cc" and c.i < last.i for c in last.children)
    if last.i >= verb.i or not listed or own not in ([], [last]):
        return {}
    place = last.head
    if own:
        before = verb.doc[last.left_edge.i - 1] if last.left_edge.i else last
        before = before.nbor(-1) if before.text == "," and before.i else before
        while label(before) in INSIDE and before.head.i < before.i:
            before = before.head
        place = before.head if label(before) == "conj" else last
    top = place
    while label(top) in INSIDE or label(top) == "conj":
        top = top.head
    names = [c for c in place.children if label(c) == "conj" and place.i < c.i < last.i] + [last]
    edge = names[0].left_edge
    if (
        place.i >= names[0].i
        or not (cases(place) or cases(top))
        or not label(top).startswith("obl")
        or verb.doc[edge.i - (0 if edge.text == "," else 1)].text != ","
        or any(label(c) == "cc" for c in names[0].children if names[0] != last)
    ):
        return {}
    rest = {t.i: (names[0].i, "conj") for t in names[1:]}
    return {**rest, names[0].i: (verb.i, "nsubj")}


def when(token: Token, lexicon: Lexicon) -> Arcs:
    """A time that opens a sentence is no subject; the noun hung on it is (Indonesian *pekan lalu
    menteri Oman berkumpul …*, last week the Omani ministers met).
    """
    if lexicon.modifiers_before or token.lower_ not in lexicon.time.get("units", {}):
        return {}
    verb = token.head
    for noun in token.children:
        if label(noun) in {"nmod", "appos", "flat", "conj"} and 1 < noun.i < verb.i:
            if cases(noun) or noun.left_edge.i < 2:
                return {}
            return {token.i: (verb.i, "obl:tmod"), noun.i: (verb.i, label(token))}
    return {}


def conjoined(verb: Token, lexicon: Lexicon) -> Arcs:
    """What looks like a phrase right before a verb is its subject, where the preposition may open
    a clause (Indonesian *sesudah menteri Oman mencela …*, after the Omani minister criticised …).
    """
    first = verb_start(verb, lexicon)
    noun = verb.doc[first - 1]
    while label(noun) in INSIDE and noun.head.i < noun.i and not cases(noun):
        noun = noun.head
    opens = cases(noun) in lexicon.group("opening")
    if not opens or noun.head not in {verb.head, verb} or verb in set(noun.ancestors):
        return {}
    if noun.i >= first or noun.pos_ not in {"NOUN", "PROPN"}:
        return {}
    mark = next(c for c in noun.children if label(c) == "case")
    return {verb.i: (verb.head.i, "advcl"), noun.i: (verb.i, "nsubj"), mark.i: (verb.i, "mark")}
