"""Mends in a tree what the parser gets wrong again and again, before anything reads it.

Each repair rests on the order of words, which newspapers keep, and on the lexicon; where neither
is sure, the tree stands.
"""

from __future__ import annotations

from kg.asides import misplaced
from kg.doers import done_by, set_apart, set_off, whose
from kg.joints import (
    Arcs,
    acts,
    answers,
    called_so,
    captive,
    deed_too_high,
    doer_of_deed,
    has,
    joined,
    object_listed,
    on_top_amiss,
    relative,
    subject_apart,
    subject_before,
    voice,
)
from kg.lexicon import Frame, Lexicon
from kg.tree import cases, label, measured
from kg.words import Token, rehang

__all__ = ["repair"]

_TIME = frozenset({"obl", "obl:tmod", "obl:unmarked"})
_STATE = frozenset({"advmod", "obj", "amod"})
_CLAUSAL = frozenset({"ccomp", "advcl", "conj", "parataxis", "xcomp"})


def repair(doc: list[Token], lexicon: Lexicon) -> None:
    """Mends the tree of some words."""
    for token in doc:
        if token.pos_ == "VERB" and not token.i:
            arcs = {} if lexicon.modifiers_before else whose(token, lexicon)
        elif token.pos_ == "VERB":
            arcs = _act_too_low(token, lexicon) or set_apart(token, lexicon)
            if not arcs and lexicon.modifiers_before:
                arcs = _participle_on_top(token) or _told_too_low(token) or on_top_amiss(token)
                arcs = arcs or subject_apart(token) or misplaced(token, lexicon)
            if not arcs and not lexicon.modifiers_before:
                arcs = whose(token, lexicon) or _told_of(token) or relative(token, lexicon)
                arcs = arcs or deed_too_high(token, lexicon) or captive(token, lexicon)
        elif token.dep_ in _TIME:
            arcs = done_by(token, lexicon) or _object_taken_for_time(token, lexicon)
            if not arcs and lexicon.modifiers_before and cases(token):
                arcs = doer_of_deed(token, lexicon) if token.dep_ == "obl" else {}
        elif token.dep_ == "obj":
            arcs = (_given(token) if token.pos_ == "PROPN" else {}) or _comment(token, lexicon)
        elif token.dep_ == "conj" and token.head.pos_ == "VERB":
            arcs = object_listed(token) or on_top_amiss(token)
        elif label(token).startswith("nsubj"):
            arcs = joined(token, lexicon)
        elif token.dep_ == "obl:agent" and lexicon.modifiers_before:
            arcs = doer_of_deed(token, lexicon)
        else:
            arcs = {}
        if not arcs and token.pos_ in {"ADJ", "NOUN"} and not lexicon.modifiers_before:
            arcs = _state(token, lexicon) or set_off(token)
        if not arcs and token.pos_ == "PRON" and not lexicon.modifiers_before:
            arcs = called_so(token, lexicon)
        if arcs:
            rehang(doc, arcs)


def _participle_on_top(verb: Token) -> Arcs:
    """*X, denying that it had attacked Y, accused Z*, *X, hit by sanctions, left*: the participle
    between commas hangs on the verb behind them.
    """
    top = verb.head
    subject = subject_before(top)
    if subject is None or top.head != top or has(top, "aux"):
        return {}
    past = _tense(top) == "Past" and verb.dep_ == "conj" and not has(top, "obj", "ccomp")
    aside = top.left_edge.i < top.i and top.nbor(-1).text == "," and verb.nbor(-1).text == ","
    present = "Pres" in top.morph("Tense") and "Part" in top.morph("VerbForm")
    if not aside or not (present or past) or verb.i < top.i or _tense(verb) != "Past":
        return {}
    if verb.dep_ not in _CLAUSAL or has(verb, "nsubj", "mark", "cc"):
        return {}
    last = _behind(top, verb)
    place = (subject.i, "acl") if past else (verb.i, "advcl")
    return {verb.i: (verb.i, "ROOT"), top.i: place, subject.i: (verb.i, "nsubj"), **last}


def _told_too_low(verb: Token) -> Arcs:
    """*accused Y of arming rebels and its guns shelled Z*: a clause with a subject and a past of
    its own is not joined to a participle or infinitive; nor does *, drawing a rebuke* tell of one.
    """
    low, high = verb.head, verb.head.head
    late = _trailing(verb)
    if late and low.dep_ in {"advcl", "xcomp"} and low != high and high.i < low.i < verb.i:
        bare = high.pos_ == "VERB" and not has(low, "nsubj") and not has(verb, "nsubj", "mark")
        return {verb.i: (high.i, "advcl")} if bare and low.nbor(-1).text != "," else {}
    subject = subject_before(verb)
    first = subject.left_edge if subject is not None else verb
    joined = verb.dep_ == "conj" or (verb.dep_ == "ccomp" and first.dep_ == "cc")
    joined = joined and low.pos_ == "VERB" and high.pos_ == "VERB" and low != high
    if not joined or low.dep_ not in {"advcl", "xcomp"} or not high.i < low.i < verb.i:
        return {}
    loose = {"Ger", "Inf"}.intersection(low.morph("VerbForm")) or "Pres" in low.morph("Tense")
    if not loose or has(low, "nsubj", "aux") or subject is None or has(verb, "mark"):
        return {}
    return {verb.i: (high.i, "conj")} if _tense(verb) == "Past" else {}


def _comment(noun: Token, lexicon: Lexicon) -> Arcs:
    """*recalled its envoy, a step that …*, *met X, the fourth such encounter*: what stands behind a
    comma and the object, told of in a clause or behind a name, is no second object.
    """
    verb, first = noun.head, noun.left_edge
    objects = [c for c in verb.children if c.dep_ == "obj" and c.i < first.i]
    told = any(c.dep_.startswith("acl") for c in noun.children)
    named = bool(objects) and objects[-1].pos_ == "PROPN" and noun.pos_ == "NOUN"
    if not objects or not (told or named) or not first.i or first.nbor(-1).text != ",":
        return {}
    act = any(isinstance(t.means, Frame) for t in lexicon.lookup(noun.text)[0])
    deed = (act and not told) or lexicon.among("deeds", noun.text)
    above = verb if deed else objects[-1]  # left the union, a bloc …
    return {noun.i: (above.i, "appos")}


def _object_taken_for_time(token: Token, lexicon: Lexicon) -> Arcs:
    """*began a week of drills*, *was given two days to leave*: what is counted, or given, is an
    object, though it looks like a span of time.
    """
    verb = token.head
    if token.i < verb.i or verb.pos_ != "VERB" or cases(token):
        return {}
    aim = (c for c in token.children if label(c) == "acl" and has(c, "mark"))
    given = has(verb, "iobj") or (lexicon.modifiers_before and any(True for _ in aim))
    counted = any(True for _ in measured(token, lexicon)) and not has(verb, "obj", "aux:pass")
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
    """A state of mind behind a verb of saying is what is said (*menyatakan prihatin*)."""
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
    marked = has(verb, "mark")
    if label(verb) != "advcl" or marked or not objects or verb.left_edge.i < head.i:
        return {}
    relative = any(label(c) == "acl:relcl" for t in objects for c in t.children)
    if verb.left_edge.text == "," and not relative:
        return {}
    return {verb.i: (head.i, "xcomp")}


def _act_too_low(token: Token, lexicon: Lexicon) -> Arcs:
    """*denied that it had attacked and accused Y*, Indonesian *menuduh X melancarkan invasi dan
    meminta …*: an act of speech is coordinated with the one above the clause, not with the deed
    told in it.
    """
    low, high = token.head, token.head.head
    if not high.i < low.i < token.i or low.dep_ not in {"ccomp", "xcomp"}:
        return {}
    late = _trailing(token)
    if late and lexicon.modifiers_before and not has(token, "nsubj", "mark"):
        told = bool(acts(token, lexicon) and acts(high, lexicon))
        told = told and not acts(low, lexicon, alone=True)
        return {token.i: (high.i, "advcl")} if told else {}  # demanded that Y stop, warning it …
    if token.dep_ != "conj":
        return {}
    bare = lexicon.modifiers_before and low.morph("VerbForm") == ["Inf"]
    bare = bare and _tense(token) == "Past"  # urged both to talk and offered …
    above = acts(high, lexicon)
    if "alleged" in above and not has(token, "nsubj", "mark") and answers(token, lexicon):
        return {token.i: (high.i, "conj")}  # accused Y of spying and broke off relations
    if not above or not (bare or acts(token, lexicon)) or (acts(low, lexicon) and not bare):
        return {}
    if has(token, "nsubj", "aux", "mark", "csubj") or token.doc[token.i - 1].text in {"“", '"'}:
        return {}
    told = not above - {"said"}  # of speech alone: another subject may go on
    if lexicon.modifiers_before:
        alike = _tense(token) == _tense(high) != "" and token.morph("VerbForm") != ["Inf"]
        apart = has(low, "aux", "cop") or _tense(low) != _tense(token)
        if not alike or (told and not apart):
            return {}
    elif told or voice(token, lexicon) != voice(high, lexicon):
        return {}
    return {token.i: (high.i, "conj")}


def _behind(old: Token, verb: Token) -> Arcs:
    """What hangs on a word that is no head any more, and stands behind the verb that is."""
    return {c.i: (verb.i, c.dep_) for c in old.children if c.i > verb.i}


def _trailing(verb: Token) -> bool:
    """Whether it is a present participle behind a comma."""
    return verb.dep_ == "advcl" and verb.nbor(-1).text == "," and "Pres" in verb.morph("Tense")


def _tense(token: Token) -> str:
    return next(iter(token.morph("Tense")), "")
