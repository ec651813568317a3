"""Whose deed is whose in a clause that the parser hung amiss: a part of `kg.repair`."""

from __future__ import annotations

from kg.lexicon import Frame, Lexicon, Operator, Support
from kg.lists import NOMINAL, Arcs, acts, has, subject_before, voice
from kg.tree import INSIDE, cases, label
from kg.words import Token

__all__ = ["done_by", "set_apart", "set_off", "whose"]

_OPENED = frozenset({"xcomp", "advcl", "ccomp", "conj", "parataxis"})
_OPENING = frozenset({"csubj", "csubj:pass", "advcl"})  # of a clause that begins a sentence
_BEGINNING = frozenset({"mark", "advmod", "case", "cc"})


def whose(verb: Token, lexicon: Lexicon) -> Arcs:
    """What stands before or behind a verb, hung where it belongs."""
    arcs = (
        _timed(verb, lexicon)
        or _fronted(verb, lexicon)
        or _following(verb, lexicon)
        or _outcome(verb, lexicon)
    )
    return arcs or _decided(verb, lexicon) or _accused_by(verb, lexicon)


def _timed(verb: Token, lexicon: Lexicon) -> Arcs:
    """A time before a verb that is joined to another is not its subject (Indonesian *mengancam Y,
    dan dua tahun kemudian menyerangnya*, and attacked it two years later).
    """
    times = lexicon.time.get("units", {}).keys() | lexicon.time.get("spans", {}).keys()
    noun = next((c for c in verb.children if c.dep_ == "nsubj" and c.i < verb.i), None)
    timed = noun is not None and noun.lower_ in times and verb.dep_ == "conj"
    return {noun.i: (verb.i, "obl:tmod")} if noun is not None and timed else {}


def done_by(phrase: Token, lexicon: Lexicon) -> Arcs:
    """Who did a deed belongs to the deed, not to the active verb above it (Indonesian *memanggil
    duta besar setelah penahanan warganya oleh Y*, after the arrest of its citizens by Y).
    """
    verb = phrase.head
    if verb.pos_ != "VERB" or phrase.i < verb.i or cases(phrase) not in lexicon.group("by"):
        return {}
    between = (c for c in verb.children if verb.i < c.i < phrase.left_edge.i)
    deeds = [c for c in between if label(c).startswith("obl") and lexicon.deed(c.text)]
    active = any(t.feature == "active" for t in lexicon.lookup(verb.text)[0])
    return {phrase.i: (deeds[-1].i, "nmod")} if active and deeds else {}


def set_off(noun: Token) -> Arcs:
    """What a name is, between commas, is no further subject (Indonesian *Y, ketua aliansi itu,
    menawarkan …*, Y, the chair of the alliance, offered …).
    """
    if noun.dep_ not in {"conj", "nsubj"} or noun.pos_ != "NOUN" or has(noun, "cc", "conj"):
        return {}
    first, last, doc = noun.left_edge.i, _end(noun), noun.doc
    if not first or last + 1 >= len(doc):
        return {}
    start = first if doc[first].text == "," else first - 1
    if doc[start].text != "," or doc[last + 1].text != ",":
        return {}
    name = noun.head
    if noun.dep_ != "conj":
        before = (c for c in noun.head.children if c.dep_ == noun.dep_ and c.i < noun.i)
        name = next(before, noun)
    alone = [c for c in name.children if label(c) == "conj"] in ([], [noun])
    beside = _end(name) == (last if noun.dep_ == "conj" else start - 1)
    fits = name.pos_ == "PROPN" and label(name).startswith("nsubj") and name.i < start
    return {noun.i: (name.i, "appos")} if fits and alone and beside else {}


def _end(noun: Token) -> int:
    """Where a phrase ends, without a comma behind it."""
    return max(t.i for t in noun.subtree if t.is_alpha or t == noun)


def set_apart(verb: Token, lexicon: Lexicon) -> Arcs:
    """What somebody else does meanwhile is no part of what was said (*said it would sign, while Y
    refused to*).
    """
    said = verb.head
    mark = next((c for c in verb.children if c.dep_ == "mark"), None)
    if verb.dep_ != "advcl" or mark is None or not has(verb, "nsubj", "nsubj:pass"):
        return {}
    apart = mark.i > 0 and verb.doc[mark.i - 1].text == "," and said.i < mark.i
    if not apart or not lexicon.among("contrast", mark.text):
        return {}
    below = said.dep_ in {"ccomp", "xcomp"} and said.head.i < said.i
    said = said.head if below else said
    speaks = below or bool(acts(said, lexicon))
    return {verb.i: (said.i, "conj"), mark.i: (verb.i, "cc")} if speaks else {}


def _following(verb: Token, lexicon: Lexicon) -> Arcs:
    """A preposition that looks like a verb has no object, but stands before a deed (Indonesian
    *memutuskan hubungan menyusul pengusiran warganya oleh Y*, after the expulsion by Y).
    """
    noun = next((c for c in verb.children if c.dep_ == "obj" and c.i > verb.i), None)
    after = verb.dep_ in _OPENED and verb.lower_ in lexicon.group("past")
    if not after or noun is None or has(verb, "nsubj", "mark", "aux") or verb.head.i > verb.i:
        return {}
    if not lexicon.deed(noun.text):
        return {}
    rest = {c.i: (noun.i, "nmod") for c in verb.children if c.i > noun.i and c.dep_ == "obl"}
    return {noun.i: (verb.head.i, "obl"), verb.i: (noun.i, "case"), **rest}


def _outcome(verb: Token, lexicon: Lexicon) -> Arcs:
    """What an event led to goes on with the clause that tells of it (Indonesian *menyerang Y
    setelah bom meledak dan menewaskan enam orang*, after a bomb went off and killed six people).
    """
    above = verb.head
    joint = verb.left_edge
    if verb.dep_ != "conj" or joint.dep_ != "cc" or has(verb, "nsubj") or above.i > verb.i:
        return {}
    means = (t.means for t in lexicon.lookup(verb.text)[0])
    if not any(isinstance(m, Support) and m.role == "event" for m in means):
        return {}
    clauses = [c for c in above.children if above.i < c.i < verb.i and label(c) == "advcl"]
    near = clauses[-1] if clauses and has(clauses[-1], "mark") else None
    thing = near and next((c for c in near.children if label(c).startswith("nsubj")), None)
    if near is None or not thing or thing.pos_ != "NOUN" or lexicon.human(thing.text):
        return {}
    return {verb.i: (near.i, "conj")}


def _accused_by(verb: Token, lexicon: Lexicon) -> Arcs:
    """Who stands right behind a passive verb did it, and is no subject of what is told (Indonesian
    *X kemudian dituding Y menjual …*, X was then accused by Y of selling).
    """
    above = verb.head
    doer = next((c for c in verb.children if label(c) == "nsubj" and c.i < verb.i), None)
    if doer is None or verb.dep_ != "xcomp" or doer.left_edge.i != above.i + 1:
        return {}
    done = has(above, "nsubj:pass") and not has(above, "obl:agent") and doer.pos_ == "PROPN"
    passive = any(t.feature == "passive" for t in lexicon.lookup(above.text)[0])
    return {doer.i: (above.i, "obl")} if done and passive else {}


def _decided(verb: Token, lexicon: Lexicon) -> Arcs:
    """What somebody plans or decides belongs to the plan, and what became of that is told by the
    verb behind it (Indonesian *rencana X memveto bantuan dikecam Y*, X's plan to veto aid was …).
    """
    act = verb.head
    noun = subject_before(act)
    if verb.dep_ not in {"xcomp", "ccomp"} or noun is None or has(verb, "mark", "cc"):
        return {}
    taken = [c for c in verb.children if label(c).startswith("nsubj")]
    if taken and (taken[0].left_edge.i != act.i + 1 or has(act, "obj")):
        return {}
    means = lexicon.as_noun(noun.text)
    plan = any(isinstance(m, Operator) or (isinstance(m, Frame) and m.complement) for m in means)
    owners = [c for c in noun.children if label(c) in INSIDE and not cases(c) and c.i > noun.i]
    near = owners and owners[0].pos_ == "PROPN" and act in noun.doc[owners[0].i + 1 : verb.i]
    if not near or noun.pos_ not in NOMINAL or not (plan or lexicon.among("deeds", noun.text)):
        return {}
    if "hypothetical" in acts(act, lexicon, alone=True):
        return {}
    found = lexicon.lookup(verb.text)[0]
    moving = (t.means for t in found if t.part != "noun")
    moves = any(
        m.role == "event"
        if isinstance(m, Support)
        else isinstance(m, Frame) and "subject" in m.target
        for m in moving
    )
    passive = any(t.feature == "passive" for t in found)
    if not (passive or moves):
        return {}
    above = (verb.i, "ROOT") if act.head == act else (act.head.i, act.dep_)
    rest = {c.i: (verb.i, c.dep_) for c in act.children if c.i > verb.i}
    rest |= {c.i: (act.i, "obj") for c in taken}
    told = {act.i: (noun.i, "acl"), noun.i: (verb.i, "nsubj:pass" if passive else "nsubj")}
    return {**rest, verb.i: above, **told, owners[0].i: (noun.i, "nmod")}


def _fronted(verb: Token, lexicon: Lexicon) -> Arcs:
    """A clause without a subject that opens a sentence, up to its comma, hangs on the verb behind,
    whose subject stands right behind the comma (Indonesian *memenuhi tuntutan X, Y pada Mei
    mundur*, meeting the demands of X, Y withdrew in May).
    """
    below = (c for c in verb.children if label(c) in _OPENING and c.pos_ == "VERB")
    above = verb.head if verb.dep_ in _OPENED and verb.head.dep_ == "ROOT" else None
    first = above or (next(below, None) if verb.dep_ == "ROOT" else None)
    if first is None or first.i > verb.i or has(first, "nsubj"):
        return {}
    if any(c.dep_ in {"mark", "cc"} for c in verb.children):
        return {}
    if any(label(t) not in _BEGINNING or t.head != first for t in verb.doc[: first.i]):
        return {}
    told = "said" in acts(first, lexicon) and voice(first, lexicon) == "passive"  # it is said
    comma = max((t.i for t in verb.doc[first.i : verb.i] if t.text == ","), default=0)
    behind = verb.doc[comma + 1 : verb.i]
    own = [t for t in behind if (t.head.i <= comma or t.head == verb) and not t.is_punct]
    noun = next((t for t in own if t.pos_ in NOMINAL and not cases(t)), None)
    if told or not comma or noun is None or noun.left_edge.i not in (comma, comma + 1):
        return {}
    if has(verb, "nsubj") and (noun.head != verb or above is None):
        return {}
    rest = {t.i: (verb.i, t.dep_) for t in own if t.i > noun.i and t.head.i <= comma}
    rest |= {c.i: (verb.i, c.dep_) for c in first.children if c.i > verb.i and above}
    subject = "nsubj:pass" if voice(verb, lexicon) == "passive" else "nsubj"
    hung = {noun.i: (verb.i, subject), first.i: (verb.i, "advcl")}
    return {**rest, verb.i: (verb.i, "ROOT"), **hung}
