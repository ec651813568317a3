"""Mends in a tree what the parser gets wrong again and again, before anything reads it.

Each repair rests on the order of words, which newspapers keep, and on word lists of the
lexicon; where neither is sure, the tree stands.
"""

from __future__ import annotations

from kg.lexicon import Frame, Lexicon, Operator
from kg.openings import Arcs, conjoined, opened, verb_start, when
from kg.regroup import at_once, days_after, length, no_name, own_word, said_of
from kg.tree import INSIDE, VERBAL, cases, is_passive, label
from kg.words import Token, rehang

__all__ = ["repair"]

_BELOW = frozenset({"advcl", "xcomp", "ccomp", "conj", "acl", "parataxis"})
_STATE = frozenset({"advmod", "obj", "amod"})
_HEADS = frozenset({"root", "ccomp", "conj", "parataxis"})


_ASIDE = 9  # tokens of a reporting clause


def repair(doc: list[Token], lexicon: Lexicon) -> None:
    """Mends the tree of some words."""
    arcs: Arcs = {}
    after = not lexicon.modifiers_before
    if after and (name := no_name(doc, lexicon)):
        rehang(doc, name)
    for token in doc:
        relation, part = label(token), token.pos_
        if not arcs:
            if relation == "root":
                arcs = _said_between(token, lexicon)
            if not arcs and token.i and after and relation in _HEADS:
                arcs = opened(token, lexicon)
            if not arcs and relation == "obj" and part == "PROPN":
                arcs = _given(token)
            if not arcs and not token.i and relation.startswith("nsubj"):
                arcs = when(token, lexicon)
            time = not arcs and lexicon.among("occasions", token.text)
            if time and relation == "nsubj":
                arcs = {token.i: (token.head.i, "obl:tmod")}  # three times rammed …
            if not arcs and after and part == "ADJ":
                arcs = _for_now(token)
            if not arcs and time:
                arcs = _often(token)
            if not arcs and after:
                arcs = _state(token, lexicon) if part in {"ADJ", "NOUN"} else arcs
                arcs = arcs or (at_once(token, lexicon) if part == "ADV" else length(token))
                arcs = arcs or said_of(token, lexicon)
            if not arcs and part == "VERB" and token.i:
                arcs = days_after(token, lexicon)
        if part != "VERB" or relation not in _BELOW or not token.i:
            continue
        if not arcs and (arcs := own_word(token, lexicon)):
            continue
        if not arcs and (arcs := _went_with(token, lexicon)):
            continue
        if any(label(c).startswith(("nsubj", "mark")) for c in token.children):
            found = _resume(token, lexicon) or _purpose(token) or _relative(token, lexicon)
        elif not after:
            continue
        else:
            found = _content(token, lexicon) or _sentence(token) or _described(token, lexicon)
            found = found or conjoined(token, lexicon)
            found = found or _told_of(token)
        if found and not arcs:
            arcs = found
    if arcs:
        rehang(doc, arcs)


def _says(token: Token, lexicon: Lexicon) -> bool:
    """Whether a word reports speech."""
    means = (t.means for t in lexicon.lookup(token.text)[0])
    return any(isinstance(m, Frame) and m.complement == "said" for m in means)


def _said_between(said: Token, lexicon: Lexicon) -> Arcs:
    """A reporting clause between commas is put into the sentence that it reports (Indonesian
    *tentara X, kata Y, menembaki …*, X's army, said Y, shelled …).
    """
    doc, before = said.doc, said.doc[said.i - 1] if said.i else said
    if before.text != "," or not _says(said, lexicon):
        return {}
    close = next((t.i for t in doc[said.i + 1 : said.i + _ASIDE] if t.text == ","), None)
    topic = next((c for c in said.children if c.i < said.i and label(c).startswith("nsubj")), None)
    teller = [c for c in said.children if label(c).startswith("nsubj") and c.i > said.i]
    if close is None or topic is None or not teller or teller[0].i > close:
        return {}
    verbs = (t for t in doc[close + 1 :] if t.pos_ == "VERB" and t.head == said)
    verb = next(verbs, None)
    if verb is None or any(label(c).startswith("nsubj") for c in verb.children):
        return {}
    return {
        verb.i: (verb.i, "ROOT"), said.i: (verb.i, "parataxis"),
        topic.i: (verb.i, "nsubj:pass" if is_passive(verb, None) else "nsubj"),
    }  # fmt: skip


def _went_with(verb: Token, lexicon: Lexicon) -> Arcs:
    """A participle behind an appended reporting clause goes with what is reported (*X shelled
    Y, Z said, killing …*).
    """
    said = verb.head
    if label(verb) not in {"advcl", "conj", "xcomp", "parataxis"} or verb.i < said.i:
        return {}
    if not _says(said, lexicon) or verb.left_edge.text != ",":
        return {}
    told = said.head
    if label(said) not in {"parataxis", "ccomp"} or told.i > said.i:
        before = (c for c in said.children if label(c) == "ccomp" and c.i < said.i)
        told = next(before, verb)
    finite = verb.morph("VerbForm") == ["Fin"] or any(
        label(c).startswith(("nsubj", "mark", "aux", "cc")) for c in verb.children
    )
    return {} if finite or told == verb else {verb.i: (told.i, "advcl")}


def _content(verb: Token, lexicon: Lexicon) -> Arcs:
    """A name between an accusation or decision and what it says is the subject of that
    (Indonesian *tuduhan Qatar mendukung …*, the allegation Qatar supports …).
    """
    before = verb.doc[verb_start(verb, lexicon) - 1]
    while label(before) in INSIDE and before.head.i < before.i and before.head.pos_ == "PROPN":
        before = before.head
    noun = before.head
    if label(before) not in INSIDE or noun.i >= before.i or cases(before):
        return {}
    means = [t.means for t in lexicon.lookup(noun.text)[0] if t.part == "noun"]
    charge = any(isinstance(m, Frame) and m.complement == "alleged" for m in means)
    intent = lexicon.among("deeds", noun.text) or any(isinstance(m, Operator) for m in means)
    if not (charge or intent):
        return {}
    if verb in set(noun.ancestors):
        return {}
    return {verb.i: (noun.i, "acl"), before.i: (verb.i, "nsubj")}


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


def _sentence(verb: Token) -> Arcs:
    """A noun at the root right before a verb that hangs on it is the verb's subject: a sentence
    taken for a noun phrase.
    """
    noun = verb.head
    if label(noun) != "root" or noun.pos_ != "NOUN" or noun.i + 1 != verb.i:
        return {}
    if label(verb) not in {"xcomp", "ccomp", "advcl"} or is_passive(verb, None):
        return {}
    behind = {c.i: (verb.i, c.dep_) for c in noun.children if c.i > verb.i}
    return {**behind, verb.i: (verb.i, "ROOT"), noun.i: (verb.i, "nsubj")}


def _described(verb: Token, lexicon: Lexicon) -> Arcs:
    """A demonstrative closes the subject that a counted verb only describes (Indonesian
    *penguasa berusia 87 tahun itu terbang …*, the ruler aged 87 flew …).
    """
    above = verb.head
    start = verb_start(verb, lexicon)
    closed = start > 0 and verb.doc[start - 1].lower_ in lexicon.demonstratives
    noun = verb.doc[above.i - 1] if above.i else above
    inside = verb.doc[above.i : start]
    if (
        not closed
        or label(above) != "root"
        or above.pos_ not in VERBAL
        or noun.head != above
        or not label(noun).startswith("nsubj")
        or not any(t.pos_ == "NUM" for t in inside)
        or any(t.is_punct for t in inside)
    ):
        return {}
    behind = {c.i: (verb.i, c.dep_) for c in above.children if c.i > verb.i}
    own = {verb.i: (verb.i, "ROOT"), noun.i: (verb.i, "nsubj"), above.i: (noun.i, "acl")}
    return {**behind, **own}


def _told_of(verb: Token) -> Arcs:
    """An unmarked clause behind an object says what the object does, as a complement (Indonesian
    *memperkirakan X, yang …, akan mengunjungi Y*, they expect X to visit Y).
    """
    head = verb.head
    objects = [c for c in head.children if label(c) == "obj" and head.i < c.i < verb.i]
    if label(verb) != "advcl" or not objects or verb.left_edge.i < head.i:
        return {}
    relative = any(label(c) == "acl:relcl" for t in objects for c in t.children)
    if verb.left_edge.text == "," and not relative:
        return {}
    return {verb.i: (head.i, "xcomp")}


def _for_now(token: Token) -> Arcs:
    """What stands between a verb and its object takes it from the verb (Indonesian *menghentikan
    sementara bantuan*, suspended for now the aid).
    """
    verb = token.head
    if (
        verb.pos_ != "VERB"
        or token.i != verb.i + 1
        or any(label(c) == "obj" for c in verb.children)
    ):
        return {}
    for noun in token.children:
        bare = label(noun) == "nmod" and noun.pos_ in {"NOUN", "PROPN"} and not cases(noun)
        if bare and noun.left_edge.i == token.i + 1:
            rest = {c.i: (noun.i, c.dep_) for c in token.children if c.i > noun.i}
            return {token.i: (verb.i, "advmod"), noun.i: (verb.i, "obj"), **rest}
    return {}


def _often(token: Token) -> Arcs:
    """How often something is done is no verb of its own (Indonesian *berkali-kali menampik*)."""
    verb = next((c for c in token.children if label(c) == "xcomp" and c.i > token.i), None)
    if verb is None or verb.pos_ != "VERB":
        return {}
    root = label(token) == "root"
    rest = {
        c.i: (verb.i, "nsubj" if c.i < token.i and c.pos_ in {"NOUN", "PROPN"} else c.dep_)
        for c in token.children if c != verb
    }  # fmt: skip
    above = (verb.i, "ROOT") if root else (token.head.i, token.dep_)
    return {**rest, verb.i: above, token.i: (verb.i, "advmod")}


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


def _relative(verb: Token, lexicon: Lexicon) -> Arcs:
    """A clause with a relative pronoun tells of the name before its comma (Indonesian *meminta
    bantuan Oman, yang lalu mengirim …*, asked for the help of Oman, which then sent …).
    """
    first = verb.left_edge
    pronoun = next((c for c in verb.children if label(c).startswith("nsubj")), verb)
    if label(verb) not in {"advcl", "parataxis"} or lexicon.modifiers_before or first.i < 2:
        return {}
    opened = first if first.text != "," else first.nbor(1)
    if pronoun != opened or pronoun.lower_ not in lexicon.relative:
        return {}
    name = verb.doc[first.i - (first.text != ",")]
    name = name.nbor(-1) if name.text == "," else name
    while label(name).startswith("flat") and name.head.i < name.i:
        name = name.head
    if name.pos_ != "PROPN" or verb in set(name.ancestors):
        return {}
    return {verb.i: (name.i, "acl:relcl")}


def _purpose(verb: Token) -> Arcs:
    """A clause behind a time has to do with the verb (*gave him two days to leave*)."""
    noun = verb.head
    above = noun.head
    if label(verb) != "acl" or label(noun) != "obl:tmod" or above.pos_ not in VERBAL:
        return {}
    marked = any(label(c) == "mark" for c in verb.children)
    return {verb.i: (above.i, "advcl")} if marked and above.i < noun.i else {}


def _resume(verb: Token, lexicon: Lexicon) -> Arcs:
    """What *then* introduces goes on with the main clause, not with the clause before it
    (*shot two after the deadline passed, then freed …*).
    """
    marks = [c for c in verb.children if label(c) == "mark"]
    if len(marks) != 1 or marks[0].lower_ not in lexicon.sequels:
        return {}
    if any(label(c).startswith("nsubj") for c in verb.children):
        return {}
    main = verb.head
    while main.head != main and not (main.pos_ in VERBAL and label(main) == "root"):
        main = main.head
    if main.pos_ not in VERBAL or main == verb.head or main.i > verb.i:
        return {}
    return {verb.i: (main.i, "conj"), marks[0].i: (verb.i, "cc")}
