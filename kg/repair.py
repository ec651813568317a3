"""Mends in a tree what the parser gets wrong again and again, before anything reads it.

Each repair rests on the order of words, which newspapers keep, and on the lexicon; where neither
is sure, the tree stands.
"""

from __future__ import annotations

from kg.lexicon import Frame, Lexicon
from kg.tree import INSIDE, cases, label, measured
from kg.words import Token, rehang

__all__ = ["repair"]

_SPEECH = frozenset({"said", "alleged", "denied", "hypothetical"})
_TIME = frozenset({"obl", "obl:tmod", "obl:unmarked"})
_STATE = frozenset({"advmod", "obj", "amod"})

Arcs = dict[int, tuple[int, str]]
"""Of a token its new head and relation."""


def repair(doc: list[Token], lexicon: Lexicon) -> None:
    """Mends the tree of some words."""
    for token in doc:
        if token.pos_ == "VERB" and token.i:
            arcs = _act_too_low(token, lexicon)
            if not arcs and not lexicon.modifiers_before:
                arcs = _told_of(token) or _charged(token, lexicon) or _relative(token, lexicon)
        elif token.dep_ in _TIME:
            arcs = _object_taken_for_time(token, lexicon)
        elif token.dep_ == "obj" and token.pos_ == "PROPN":
            arcs = _given(token)
        else:
            arcs = {}
        if not arcs and token.pos_ in {"ADJ", "NOUN"} and not lexicon.modifiers_before:
            arcs = _state(token, lexicon)
        if arcs:
            rehang(doc, arcs)


def _charged(verb: Token, lexicon: Lexicon) -> Arcs:
    """A name between a charge and what is charged is who did it (Indonesian *tuduhan Qatar
    mendukung …*, the allegation that Qatar supports …).
    """
    noun, before = verb.head, verb.doc[verb.i - 1]
    while label(before) in INSIDE and before.head != noun and before.head.i < before.i:
        before = before.head
    if verb.dep_ != "acl" or before.head != noun or before.dep_ not in INSIDE or cases(before):
        return {}
    means = (t.means for t in lexicon.lookup(noun.text)[0] if t.part == "noun")
    charge = any(isinstance(m, Frame) and m.complement == "alleged" for m in means)
    return {before.i: (verb.i, "nsubj")} if charge else {}


def _relative(verb: Token, lexicon: Lexicon) -> Arcs:
    """A clause with a relative pronoun tells of the name before its comma (Indonesian *meminta
    bantuan Oman, yang lalu mengirim …*, asked for the help of Oman, which then sent …).
    """
    first = next((c for c in verb.children if c.lower_ in lexicon.relative), verb)
    if verb.dep_ not in {"advcl", "parataxis"} or first.i >= verb.i or first.i < 2:
        return {}
    comma, name = first.nbor(-1), first.nbor(-2)
    while label(name).startswith("flat") and name.head.i < name.i:
        name = name.head
    if comma.text != "," or name.pos_ != "PROPN" or verb in set(name.ancestors) - {verb.head}:
        return {}
    return {verb.i: (name.i, "acl:relcl")}


def _object_taken_for_time(token: Token, lexicon: Lexicon) -> Arcs:
    """*began a week of drills*, *was given two days to leave*: what is counted, or given, is an
    object, though it looks like a span of time.
    """
    verb = token.head
    if token.i < verb.i or verb.pos_ != "VERB" or cases(token):
        return {}
    aim = (c for c in token.children if label(c) == "acl" and _has(c, "mark"))
    given = _has(verb, "iobj") or (lexicon.modifiers_before and any(True for _ in aim))
    counted = any(True for _ in measured(token, lexicon)) and not _has(verb, "obj", "aux:pass")
    return {token.i: (verb.i, "obj")} if counted or given else {}


def _given(name: Token) -> Arcs:
    """A counted noun right behind the name of who is given it is the object (Indonesian *memberi
    Malta 30 juta dolar*, gave Malta 30 million dollars).
    """
    verb = name.head
    for noun in name.children if verb.i < name.i and not cases(name) else ():
        counted = any(label(c) == "nummod" for c in noun.children) and noun.left_edge.like_num
        if counted and label(noun) == "nmod" and noun.left_edge.i > name.i and not cases(noun):
            return {noun.i: (verb.i, "obj"), name.i: (verb.i, "iobj")}
    return {}


def _state(token: Token, lexicon: Lexicon) -> Arcs:
    """A state of mind behind a verb of saying is what is said (Indonesian *menyatakan prihatin
    atas …*, said it was worried by …), and what follows tells what it is about.
    """
    verb = token.head
    if label(token) not in _STATE or verb.pos_ != "VERB" or not 0 < token.i - verb.i < 4:
        return {}
    told = [[t.means for t in lexicon.lookup(w.text)[0] if isinstance(t.means, Frame)
             and (w == verb or t.part == "word")] for w in (verb, token)]  # fmt: skip
    if not told[1] or all(frame.complement != "said" for frame in told[0]):
        return {}
    about = [c for c in verb.children if c.i > token.i and label(c).startswith("obl") and cases(c)]
    return {token.i: (verb.i, "xcomp"), **{c.i: (token.i, c.dep_) for c in about}}


def _told_of(verb: Token) -> Arcs:
    """An unmarked clause behind an object says what the object does, as a complement (Indonesian
    *memperkirakan X, yang …, akan mengunjungi Y*, they expect X to visit Y).
    """
    head = verb.head
    objects = [c for c in head.children if label(c) == "obj" and head.i < c.i < verb.i]
    marked = _has(verb, "mark")
    if label(verb) != "advcl" or marked or not objects or verb.left_edge.i < head.i:
        return {}
    relative = any(label(c) == "acl:relcl" for t in objects for c in t.children)
    if verb.left_edge.text == "," and not relative:
        return {}
    return {verb.i: (head.i, "xcomp")}


def _acts(token: Token, lexicon: Lexicon) -> set[str]:
    """What a verb says of its clause, by its frames: accusing, urging, telling."""
    triggers = (t for t in lexicon.lookup(token.text)[0] if t.part != "noun")
    means = (t.means for t in triggers if isinstance(t.means, Frame))
    return {m.complement for m in means if m.complement in _SPEECH}


def _act_too_low(token: Token, lexicon: Lexicon) -> Arcs:
    """*denied that it had attacked and accused Y*, Indonesian *menuduh X melancarkan invasi dan
    meminta …*: an act of speech is coordinated with the one above the clause, not with the deed
    told in it.
    """
    low, high = token.head, token.head.head
    if token.dep_ != "conj" or low.dep_ not in {"ccomp", "xcomp"} or not high.i < low.i < token.i:
        return {}
    above = _acts(high, lexicon)
    if not above or not _acts(token, lexicon) or _acts(low, lexicon):
        return {}
    if _has(token, "nsubj", "aux", "mark", "csubj") or token.doc[token.i - 1].text in {"“", '"'}:
        return {}
    told = not above - {"said"}  # of speech alone: another subject may go on
    if lexicon.modifiers_before:
        alike = _tense(token) == _tense(high) != "" and token.morph("VerbForm") != ["Inf"]
        apart = _has(low, "aux", "cop") or _tense(low) != _tense(token)
        if not alike or (told and not apart):
            return {}
    elif told or _voice(token, lexicon) != _voice(high, lexicon):
        return {}
    return {token.i: (high.i, "conj")}


def _voice(token: Token, lexicon: Lexicon) -> str | None:
    """The voice that a verb's form says."""
    features = {t.feature for t in lexicon.lookup(token.text)[0] if t.part == "verb"}
    return next((f for f in features if f in {"active", "passive"}), None)


def _tense(token: Token) -> str:
    return next(iter(token.morph("Tense")), "")


def _has(token: Token, *relations: str) -> bool:
    return any(c.dep_.startswith(relations) for c in token.children)
