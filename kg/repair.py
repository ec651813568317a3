"""Mends in a tree what the parser gets wrong again and again, before anything reads it.

Each repair rests on the order of words, which newspapers keep, and on the lexicon; where neither
is sure, the tree stands.
"""

from __future__ import annotations

from kg.asides import misplaced, opening
from kg.doers import counted, done_by, set_apart, set_off, whose
from kg.lexicon import Frame, Lexicon
from kg.lists import (
    NOMINAL,
    Arcs,
    accompanied,
    acts,
    answers,
    asked_together,
    completed,
    deed_too_high,
    has,
    infinitives_listed,
    joined,
    list_cut,
    object_listed,
    subject_apart,
    subject_before,
    subject_listed,
    voice,
)
from kg.telling import (
    asked_in,
    begun_as_phrase,
    called,
    called_so,
    captive,
    charged,
    described,
    doer_of_deed,
    feeling,
    introduced,
    of_no_time,
    on_top_amiss,
    opened,
    owned,
    past_below,
    relative,
    said_by,
    told_by_past,
)
from kg.tree import INSIDE, cases, label, measured
from kg.words import Token, rehang

__all__ = ["repair"]

_TIME = frozenset({"obl", "obl:tmod", "obl:unmarked"})
_STATE = frozenset({"advmod", "obj", "amod"})
_CLAUSAL = frozenset({"ccomp", "advcl", "conj", "parataxis", "xcomp"})


def repair(doc: list[Token], lexicon: Lexicon) -> None:
    """Mends the tree of some words."""
    if lexicon.modifiers_before and (arcs := opening(doc, lexicon)):
        rehang(doc, arcs)
    for token in doc:
        if token.pos_ == "VERB" and not token.i:
            arcs = {} if lexicon.modifiers_before else whose(token, lexicon)
        elif token.pos_ == "VERB":
            arcs = _act_too_low(token, lexicon) or set_apart(token, lexicon)
            if not arcs and lexicon.modifiers_before:
                arcs = _headless(token) or _participle_on_top(token) or _reduced(token)
                arcs = arcs or _hyphenated(token) or _told_too_low(token)
                arcs = arcs or described(token, lexicon) or asked_in(token, lexicon)
                arcs = arcs or told_by_past(token) or on_top_amiss(token)
                arcs = arcs or subject_apart(token) or accompanied(token, lexicon)
                arcs = arcs or begun_as_phrase(token, lexicon) or past_below(token)
                arcs = arcs or misplaced(token, lexicon) or infinitives_listed(token)
            if not arcs and not lexicon.modifiers_before:
                arcs = list_cut(token, lexicon) or whose(token, lexicon)
                arcs = arcs or completed(token, lexicon) or _told_of(token)
                arcs = arcs or charged(token, lexicon) or relative(token, lexicon)
                arcs = arcs or _told_by_noun(token, lexicon) or opened(token, lexicon)
                arcs = arcs or deed_too_high(token, lexicon) or asked_together(token, lexicon)
                arcs = arcs or captive(token, lexicon) or said_by(token, lexicon)
        elif token.dep_ in _TIME:
            arcs = done_by(token, lexicon) or _object_taken_for_time(token, lexicon)
            if not arcs and lexicon.modifiers_before and cases(token):
                arcs = doer_of_deed(token, lexicon) if token.dep_ == "obl" else {}
        elif token.dep_ == "obj":
            arcs = (_given(token) if token.pos_ == "PROPN" else {}) or _comment(token, lexicon)
        elif token.dep_ == "dep" and token.pos_ == "NOUN":
            arcs = _adrift(token)
        elif token.dep_ == "conj" and token.head.pos_ == "VERB":
            arcs = object_listed(token) or on_top_amiss(token)
        elif token.dep_ == "conj" and token.pos_ == "PROPN" and not lexicon.modifiers_before:
            arcs = subject_listed(token, lexicon)
        elif label(token).startswith("nsubj"):
            arcs = _renamed(token) if lexicon.modifiers_before and token.dep_ == "nsubj" else {}
            arcs = arcs or joined(token, lexicon) or counted(token)
            arcs = arcs or (introduced if lexicon.modifiers_before else called)(token, lexicon)
        elif token.dep_ == "obl:agent" and lexicon.modifiers_before:
            arcs = doer_of_deed(token, lexicon)
        elif token.dep_ == "nmod":
            arcs = _doer_too_high(token, lexicon) if lexicon.modifiers_before else {}
            arcs = arcs or _between(token, lexicon) or of_no_time(token, lexicon)
        else:
            arcs = {}
        if not arcs and token.pos_ in {"ADJ", "NOUN"} and not lexicon.modifiers_before:
            arcs = owned(token, lexicon) or _state(token, lexicon) or set_off(token)
            arcs = arcs or feeling(token, lexicon)
        if not arcs and token.pos_ == "PRON" and not lexicon.modifiers_before:
            arcs = called_so(token, lexicon)
        if arcs:
            rehang(doc, arcs)


def _adrift(noun: Token) -> Arcs:
    """*said X "relies on" rulers to …*: a noun that the parser could not place, behind a verb
    without an object, is that verb's object.
    """
    before = reversed(noun.doc[noun.head.i + 1 : noun.left_edge.i])
    verb = next((t for t in before if t.pos_ in {"VERB", "NOUN", "PROPN"}), None)
    fits = verb is not None and verb.pos_ == "VERB" and not has(verb, "obj", "obl")
    return {noun.i: (verb.i, "obj")} if fits and verb is not None else {}


def _between(noun: Token, lexicon: Lexicon) -> Arcs:
    """*a truce brokered by X between Y and Z*, *talks began in X between Y and Z*: no name is
    between others.
    """
    head = noun.head
    both = has(noun, "conj") or any(has(c, "conj") for c in noun.children)
    named = head.pos_ == "PROPN" and head.i < noun.i and both
    if not named or cases(noun) not in lexicon.group("between"):
        return {}
    while head.pos_ == "PROPN" and head.head != head:
        head = head.head
    if head.pos_ == "VERB" and label(head) == "acl":
        head = head.head
    return {noun.i: (head.i, "obl" if head.pos_ == "VERB" else "nmod")}


def _headless(verb: Token) -> Arcs:
    """*Mali and Chad, both members of the union, called for …*: behind an apposition closed by a
    comma comes the verb of the name that seems to head the sentence.
    """
    name = verb.head
    other = next((c for c in verb.children if c.dep_ == "nsubj"), None)
    joint = other.left_edge.nbor(-1) if other is not None and other.left_edge.i else None
    if joint is not None and joint.dep_ == "cc" and verb.dep_ == "conj" and name.head == name:
        if other is None or name.pos_ != "PROPN" or has(name, "cop", "nsubj"):
            return {}  # Egypt, which …, and Qatar, which …, urged restraint
        ends = _behind(name, verb)
        return {verb.i: (verb.i, "ROOT"), name.i: (verb.i, "nsubj"),
                other.i: (name.i, "conj"), joint.i: (other.i, "cc"), **ends}  # fmt: skip
    finite = verb.dep_ == "acl" and _tense(verb) == "Past" and verb.nbor(-1).text == ","
    aside = (c for c in name.subtree if c.dep_.startswith(("appos", "acl:relcl")) and c.i < verb.i)
    if not finite or name.head != name or name.pos_ not in NOMINAL or name.i > verb.i:
        return {}
    if not any(True for _ in aside) or has(verb, "mark", "obl:agent") or has(name, "cop", "nsubj"):
        return {}
    ends = _behind(name, verb)
    return {verb.i: (verb.i, "ROOT"), name.i: (verb.i, "nsubj"), **ends}


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


def _reduced(verb: Token) -> Arcs:
    """*guards armed with knives seized two boats*: a participle with an object of its own is the
    verb of the sentence, and the one before it tells of the subject.
    """
    noun, top = verb.head, verb.head.head
    finite = verb.dep_ == "acl" and _tense(verb) == "Past" and has(verb, "obj")
    if not finite or noun.dep_ != "obl" or top.head != top or _tense(top) != "Past":
        return {}
    subject = subject_before(top)
    if subject is None or top.i > noun.i or has(top, "aux", "obj", "cop", "xcomp"):
        return {}
    if has(verb, "nsubj", "mark", "aux") or any(t.text == "," for t in verb.doc[top.i : verb.i]):
        return {}
    ends = _behind(top, verb)
    return {verb.i: (verb.i, "ROOT"), top.i: (subject.i, "acl"),
            subject.i: (verb.i, "nsubj"), **ends}  # fmt: skip


def _hyphenated(verb: Token) -> Arcs:
    """*Jordan air-dropped food*: a verb written with a hyphen that seems to describe the noun
    behind it.
    """
    doc, noun = verb.doc, verb.head
    if verb.dep_ != "amod" or noun.head != noun or verb.i < 3 or doc[verb.i - 1].text != "-":
        return {}
    first, name = doc[verb.i - 2], doc[verb.i - 3]
    while name.head.i < name.i and label(name) in INSIDE:
        name = name.head
    if name.pos_ != "PROPN" or name.head not in (noun, first, verb) or noun.i < verb.i:
        return {}
    ends = {c.i: (verb.i, c.dep_) for c in noun.children if c.dep_ == "punct" and c.i > noun.i}
    return {verb.i: (verb.i, "ROOT"), name.i: (verb.i, "nsubj"), noun.i: (verb.i, "obj"),
            first.i: (verb.i, "compound"), **ends}  # fmt: skip


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


def _renamed(name: Token) -> Arcs:
    """*Ghana and Togo, old rivals, signed …*: a noun between commas that seems to have the name
    for its subject is what the name is called.
    """
    noun = name.head
    verb = noun.head
    called = noun.dep_ == "nsubj" and noun.pos_ == "NOUN" and name.i < noun.i < verb.i
    if not called or name.pos_ != "PROPN" or has(noun, "cop", "aux", "mark"):
        return {}
    between = name.doc[name.i + 1 : noun.i]
    if verb.pos_ != "VERB" or not any(t.text == "," for t in between):
        return {}
    return {name.i: (verb.i, "nsubj"), noun.i: (name.i, "appos")}


def _doer_too_high(phrase: Token, lexicon: Lexicon) -> Arcs:
    """*the eve of a visit to Y by X*: who does it belongs to the deed, not to the noun that the
    deed hangs on.
    """
    noun = phrase.head
    if cases(phrase) not in lexicon.group("by") or phrase.i < noun.i:
        return {}
    deeds = [c for c in noun.children if c.dep_ == "nmod" and noun.i < c.i < phrase.left_edge.i]
    if lexicon.deed(noun.text) or not deeds or not lexicon.deed(deeds[-1].text):
        return {}
    return {phrase.i: (deeds[-1].i, "nmod")}


def _told_by_noun(verb: Token, lexicon: Lexicon) -> Arcs:
    """A verb with a subject on either side of its conjunction says what the first is about
    (Indonesian *tuntutan X agar Y mundur ditolak*, X's demand that Y withdraw was rejected).
    """
    subjects = [c for c in verb.children if label(c).startswith("nsubj") and c.i < verb.i]
    marks = [c for c in verb.children if label(c) == "mark" and c.i < verb.i]
    if len(subjects) < 2 or not marks or not subjects[0].i < marks[0].i < subjects[1].i:
        return {}
    noun = subjects[0]
    if not any(isinstance(m, Frame) and m.complement for m in lexicon.as_noun(noun.text)):
        return {}
    above = (noun.i, "ROOT") if verb.head == verb else (verb.head.i, verb.dep_)
    return {noun.i: above, verb.i: (noun.i, "ccomp")}


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
