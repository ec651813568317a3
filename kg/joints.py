"""What the parser joins wrongly: the things and deeds of a list, hung on each other anew, and the
clauses and doers that tell of a noun or a deed, hung on it.

`kg.repair` says when; each mend gives new heads and relations, or nothing.
"""

from __future__ import annotations

from typing import TypeAlias

from kg.lexicon import Frame, Lexicon, Support
from kg.tree import INSIDE, VERBAL, cases, label
from kg.words import Token

__all__ = [
    "NOMINAL", "Arcs", "acts", "answers", "called_so", "captive", "deed_too_high",
    "doer_of_deed", "has", "joined", "object_listed", "on_top_amiss", "relative",
    "subject_apart", "subject_before", "voice",
]  # fmt: skip

NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})

Arcs: TypeAlias = dict[int, tuple[int, str]]
"""Of a token its new head and relation."""

_ANSWERS = frozenset({"RelationsBreak", "Expulsion"})
_HELPING = frozenset({"cop", "aux", "aux:pass"})
_SPEECH = frozenset({"said", "alleged", "denied", "hypothetical"})


def has(token: Token, *relations: str) -> bool:
    """Whether something hangs on a word by such a relation."""
    return any(c.dep_ in relations or c.dep_.partition(":")[0] in relations for c in token.children)


def subject_before(verb: Token) -> Token | None:
    """The subject of a verb, where it stands before it."""
    return next((c for c in verb.children if c.dep_ == "nsubj" and c.i < verb.i), None)


def acts(token: Token, lexicon: Lexicon, alone: bool = False) -> set[str]:
    """What a verb says of its clause, by its frames (`alone`: without further words): accusing,
    urging, telling.
    """
    found = (t for t in lexicon.lookup(token.text)[0] if t.part != "noun")
    triggers = (t for t in found if not (alone and t.rest))
    means = (t.means for t in triggers if isinstance(t.means, Frame))
    return {m.complement for m in means if m.complement in _SPEECH}


def answers(verb: Token, lexicon: Lexicon) -> bool:
    """Whether a verb with its object tells how a state answers another (*broke off relations*)."""
    things = [(c.lower_, lexicon.bare(c.text)) for c in verb.children if c.dep_ == "obj"]
    means = (t.means for t in lexicon.lookup(verb.text)[0] if t.part == "verb" and not t.rest)
    frames = (m for m in means if isinstance(m, Frame) and m.type in _ANSWERS)
    return any(m.object.meet(thing, "") for m in frames if m.object for thing in things)


def object_listed(noun: Token) -> Arcs:
    """*blamed Iran and its ally*: a noun joined right behind the object is one more object."""
    joint = next((c for c in noun.children if c.dep_ == "cc" and c.i < noun.i), None)
    if joint is None or noun.pos_ not in NOMINAL or not joint.i:
        return {}
    before = joint.nbor(-1)
    objects = (c for c in noun.head.children if c.dep_ == "obj" and c.i < joint.i)
    near = next((c for c in objects if before in c.subtree), None)
    return {noun.i: (near.i, "conj")} if near is not None else {}


def joined(name: Token, lexicon: Lexicon) -> Arcs:
    """*Egypt, which …, and Qatar, which …, urged restraint*: both are the subject."""
    verb = name.head
    first = next((c for c in verb.children if label(c).startswith("nsubj") and c.i < name.i), None)
    joint = name.left_edge.i and name.left_edge.nbor(-1)
    if first is None and name.i < verb.i and not lexicon.modifiers_before:
        return _half_listed(name, lexicon)
    if first is None or not joint or joint.head not in (verb, name, first) or name.i > verb.i:
        return {}
    if joint.text == ",":  # X, his colleague Y and Z flew in
        last = [c for c in name.children if c.dep_ == "conj" and c.pos_ == "PROPN"]
        named = any(c.pos_ == "PROPN" for c in (name, *name.children) if c not in last)
        return {name.i: (first.i, "conj")} if named and any(has(c, "cc") for c in last) else {}
    if joint.dep_ != "cc" or joint.lower_ not in lexicon.coordination:
        return {}
    return {name.i: (first.i, "conj"), joint.i: (name.i, "cc")}


def _half_listed(name: Token, lexicon: Lexicon) -> Arcs:
    """A name between a comma and the *and* before the subject is the subject, too (Indonesian *di
    Z, X dan Y sepakat*, though X seems to be what Z is called).
    """
    edge = name.left_edge
    joint = edge if edge.dep_ == "cc" else edge.nbor(-1) if edge.i else edge
    if joint.dep_ != "cc" or joint.lower_ not in lexicon.coordination or joint.i < 2:
        return {}
    other = joint.nbor(-1)
    while other.dep_.startswith("flat") and other.head.i < other.i:
        other = other.head
    before = other.left_edge if other.left_edge.text == "," else other.nbor(-1)
    apart = other.pos_ == "PROPN" and before.text == "," and other.head.i < before.i
    above = other.head
    if not apart or other.dep_ not in {"appos", "conj", "nmod"}:
        return {}
    if above.head == name.head and not cases(above):
        return {}  # one list of three
    return {other.i: (name.head.i, name.dep_), name.i: (other.i, "conj"), joint.i: (name.i, "cc")}


def subject_apart(verb: Token) -> Arcs:
    """*broke off talks with Y, and Z's king, on a visit, said …*: behind a comma, *and* and a name
    with more between commas comes the verb of that name.
    """
    above = verb.head
    if verb.dep_ != "conj" or above.pos_ != "VERB" or not above.i < verb.i - 4:
        return {}
    joins = any(c.dep_ == "cc" for c in verb.children)
    if verb.nbor(-1).text != "," or joins or has(verb, "nsubj", "aux", "mark"):
        return {}
    for joint in reversed(verb.doc[above.i + 1 : verb.i - 2]):
        if joint.dep_ == "cc" and joint.nbor(-1).text == ",":
            break
    else:
        return {}
    name = joint.head
    listed = name.head
    if name.dep_ != "conj" or name.pos_ not in NOMINAL:
        return {}
    others = [c for c in listed.children if c.dep_ == "conj" and c.i < name.i]
    if not joint.i < name.i or (others and not any(has(c, "cc") for c in others)):
        return {}  # attacked X, Y, and Z, killing …
    aside = [t for t in verb.doc[name.i + 1 : verb.i] if t.head.i < joint.i and t.dep_ != "punct"]
    return {name.i: (verb.i, "nsubj"), joint.i: (verb.i, "cc"),
            **{t.i: (verb.i, "obl" if t.dep_ == "nmod" else t.dep_) for t in aside}}  # fmt: skip


def deed_too_high(token: Token, lexicon: Lexicon) -> Arcs:
    """Indonesian *menuduh X melanggar batas dan menyerang Y*: the deed is charged, too."""
    high, before = token.head, token.doc[token.i - 2]
    told = (c for c in high.children if c.dep_ in {"xcomp", "ccomp"} and c.i <= before.i)
    low = max(told, key=lambda c: c.i, default=None)
    if low is None or token.dep_ != "conj" or has(token, "nsubj", "aux"):
        return {}
    if before.text == "," and any(c.dep_ == "conj" and c.pos_ == "VERB" for c in low.children):
        before = before.nbor(-1)  # … melanggar batas, menyerang Y, serta …
    voices = {voice(token, lexicon), voice(low, lexicon)} - {None}
    joined = token.nbor(-1).dep_ == "cc" and len(voices) < 2
    above = acts(high, lexicon)
    spoken = acts(token, lexicon) or not above & {"alleged", "hypothetical"}
    spoken = spoken or ("alleged" in above and answers(token, lexicon))  # … and broke off ties
    return {token.i: (low.i, "conj")} if joined and before in low.subtree and not spoken else {}


def voice(token: Token, lexicon: Lexicon) -> str | None:
    """The voice that a verb's form says."""
    features = {t.feature for t in lexicon.lookup(token.text)[0] if t.part == "verb"}
    return next((f for f in features if f in {"active", "passive"}), None)


def called_so(what: Token, lexicon: Lexicon) -> Arcs:
    """What somebody calls a thing is that thing (Indonesian *menembakkan apa yang disebut X rudal*,
    *apa yang digambarkan X sebagai serangan*, fired what X called a missile).
    """
    verb = next((c for c in what.children if label(c) == "acl:relcl"), what)
    joint = what.nbor(1) if what.i + 1 < len(what.doc) else what
    if what.pos_ != "PRON" or verb == what or joint.lower_ not in lexicon.relative:
        return {}
    near = [c for w in (verb, what, what.head) for c in w.children if c.i > verb.i]
    nouns = sorted((c for c in near if c.pos_ == "NOUN"), key=lambda c: c.i)
    noun = next((c for c in nouns if cases(c) in lexicon.group("as")), None)
    if noun is None:
        means = [t.means for t in lexicon.lookup(verb.text)[0]]
        calling = any(isinstance(m, Frame) and (m.complement == "said" or m.clause) for m in means)
        by_clitic = lexicon.bare(verb.text) != verb.lower_ or verb.nbor(-1) != joint
        bare = (c for c in nouns if not cases(c) and (by_clitic or c.left_edge.i > verb.i + 1))
        noun = next(bare, None) if calling else None
    if noun is None:
        return {}
    own = {c.i: (noun.i, "case") for c in what.children if label(c) == "case"}
    as_ = {c.i: (verb.i, "advmod") for c in noun.children if label(c) == "case"}
    doers = (c for c in near if c.i > noun.i and cases(c) in lexicon.group("by"))
    place = {noun.i: (what.head.i, what.dep_), verb.i: (noun.i, "acl:relcl")}
    return {
        **own,
        **as_,
        **{c.i: (noun.i, "nmod") for c in doers},
        **place,
        what.i: (noun.i, "det"),
    }


def doer_of_deed(doer: Token, lexicon: Lexicon) -> Arcs:
    """*aid was suspended over the killing of Xs by Ys*: who did the deed told last, unless the
    verb says something of it (*was condemned*).
    """
    verb = doer.head
    if arcs := _below_deed(doer, lexicon):
        return arcs
    frames = (t.means for t in lexicon.lookup(verb.text)[0] if isinstance(t.means, Frame))
    deeds = [c for c in verb.children if c.dep_ == "obl" and verb.i < c.i < doer.left_edge.i]
    if verb.i > doer.i or not deeds or any(frame.complement for frame in frames):
        return {}
    deed = deeds[-1]
    of = lexicon.group("of")
    done_to = any(cases(c) in of for c in deed.children)
    told = done_to and lexicon.deed(deed.text) and not has(deed, "nmod:poss")
    return {doer.i: (deed.i, "nmod")} if told else {}


def _below_deed(doer: Token, lexicon: Lexicon) -> Arcs:
    """*X protested against exercises by Y*, *vowed revenge for drills by Y and Z*: behind an active
    verb with a subject, who did the deed named right before.
    """
    verb, before = doer.head, doer.left_edge.i - 1
    active = verb.pos_ == "VERB" and any(c.dep_ == "nsubj" and c.i < verb.i for c in verb.children)
    if not active or before <= verb.i or has(verb, "aux:pass") or doer.pos_ == "NUM":
        return {}
    if cases(doer) not in lexicon.group("by") or lexicon.bare(doer.text) in lexicon.time["units"]:
        return {}
    node = doer.doc[before]
    while node != verb and node.head != node:
        if node.pos_ == "NOUN" and lexicon.deed(node.text):
            return {doer.i: (node.i, "nmod")}
        node = node.head
    return {}


def relative(verb: Token, lexicon: Lexicon) -> Arcs:
    """A clause with a relative pronoun tells of the name before its comma (Indonesian *meminta
    bantuan Oman, yang lalu mengirim …*, asked for the help of Oman, which then sent …).
    """
    first = next((c for c in verb.children if c.lower_ in lexicon.relative), verb)
    loose = verb.dep_ in {"advcl", "parataxis"}
    loose = loose or (verb.dep_.startswith("acl") and verb.head.pos_ == "VERB")
    if not loose or first.i >= verb.i or first.i < 2:
        return {}
    comma, name = first.nbor(-1), first.nbor(-2)
    while label(name).startswith("flat") and name.head.i < name.i:
        name = name.head
    if comma.text != "," or name.pos_ != "PROPN" or verb in set(name.ancestors) - {verb.head}:
        return {}
    return {verb.i: (name.i, "acl:relcl")}


def captive(verb: Token, lexicon: Lexicon) -> Arcs:
    """A clause behind people whom a deed is done to tells of them (Indonesian *pembebasan dua
    warga yang ditahan Y*, the release of two citizens whom Y held).
    """
    deed = verb.head
    first = next((c for c in verb.children if c.lower_ in lexicon.relative), verb)
    if verb.dep_ != "acl:relcl" or not 2 <= first.i < verb.i:
        return {}
    people = _whole(first.nbor(-1), deed)
    told = people.head == deed and label(people) in INSIDE and not cases(people)
    sent = lexicon.among("missions", people.text)
    if told and (sent or lexicon.human(people.text)) and lexicon.deed(deed.text):
        where = lexicon.group("dest", "at") if sent else ()  # it goes to Y: kunjungan … ke Y
        ends = {c.i: (deed.i, "nmod") for c in verb.children if c.i > verb.i and cases(c) in where}
        return {verb.i: (people.i, "acl:relcl"), **ends}
    return _of_deed(verb, deed, lexicon)


def _of_deed(verb: Token, noun: Token, lexicon: Lexicon) -> Arcs:
    """A clause whose verb lends a deed its subject tells of the deed, not of what that is about
    (Indonesian *kerja sama pendidikan yang dijalin X*, cooperation in education that X began).
    """
    above = noun
    means = [(t.means, t.feature) for t in lexicon.lookup(verb.text)[0]]
    lends = any(isinstance(m, Support) for m, _ in means)
    told = noun.pos_ == "PROPN" or noun.lower_ in lexicon.time.get("units", ())
    done = told and any(f == "passive" for _, f in means)  # …, yang diumumkan Y
    inside = {*INSIDE, "nmod:tmod"}
    while label(above) in inside and above.head.i < above.i and (done or not cases(above)):
        above = above.head
    low = lends and above != noun and not (lexicon.deed(noun.text) or lexicon.human(noun.text))
    return {verb.i: (above.i, "acl:relcl")} if low and lexicon.deed(above.text) else {}


def _whole(word: Token, above: Token) -> Token:
    """The phrase that a word ends, as far up as it lies below another word."""
    while label(word) in INSIDE and word.head != above and word.head.i < word.i:
        word = word.head
    return word


def on_top_amiss(verb: Token) -> Arcs:
    """*a man shot dead in Y was buried*, *men held in Y came home*: of two pasts, that nothing
    joins, behind one subject the first only tells of it.
    """
    top, helper = verb.head, next((c for c in verb.children if label(c) in _HELPING), verb)
    loose = verb.dep_ in {"conj", "advcl", "parataxis", "ccomp"} and top.head == top
    subject = next((c for c in top.children if label(c).startswith("nsubj")), None)
    if not loose or subject is None or not subject.i < top.i < min(verb.i, helper.i):
        return {}
    own = next((c for c in verb.children if label(c).startswith("nsubj")), verb)
    state = own.i == top.i + 1 and own.left_edge == own and own.pos_ == "NOUN"  # held hostage
    finite = "Fin" in helper.morph("VerbForm") and "Past" in top.morph("Tense")
    lost = own == verb or state
    if not (finite and lost) or has(verb, "cc", "mark") or has(top, "obj", "aux"):
        return {}
    between = verb.doc[top.i + 1 : helper.i]
    if any(t.is_punct or t.pos_ in VERBAL or t.dep_ == "cc" for t in between):
        return {}
    rest = {c.i: (verb.i, c.dep_) for c in top.children if c.i > verb.i}
    rest |= {own.i: (top.i, "xcomp")} if state else {}
    place = {subject.i: (verb.i, "nsubj"), top.i: (subject.i, "acl")}
    return {**rest, verb.i: (verb.i, "ROOT"), **place}
