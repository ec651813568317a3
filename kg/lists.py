"""What the parser joins wrongly: the things and deeds of a list, hung on each other anew.

`kg.repair` says when; each mend gives new heads and relations, or nothing.
"""

from __future__ import annotations

from typing import TypeAlias

from kg.lexicon import Frame, Lexicon
from kg.tree import cases, label
from kg.words import Token

__all__ = [
    "NOMINAL", "Arcs", "accompanied", "acts", "answers", "asked_together", "completed",
    "deed_too_high", "has", "infinitives_listed", "joined", "list_cut", "object_listed",
    "subject_apart", "subject_before", "subject_listed", "voice",
]  # fmt: skip

NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})

Arcs: TypeAlias = dict[int, tuple[int, str]]
"""Of a token its new head and relation."""

_ADVERBIAL = frozenset({"ADV", "AUX", "PART"})
_TOLD = frozenset({"xcomp", "ccomp", "advcl"})
_ANSWERS = frozenset({"RelationsBreak", "Expulsion"})
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


def subject_listed(name: Token, lexicon: Lexicon) -> Arcs:
    """Names behind the comma that closes a phrase, and right before a verb without a subject, are
    its subject (Indonesian *berkat jasa Z, X dan Y sepakat …*, thanks to Z, X and Y agreed).
    """
    listed, edge = name.head, name.left_edge
    closed = edge.i and "," in (edge.text, edge.nbor(-1).text)
    if name.dep_ != "conj" or listed.i > name.i or not closed:
        return {}
    names = [c for c in listed.children if c.dep_ == "conj"]
    joint = [c for c in names[1:] if has(c, "cc")]
    if names[0] != name or len(names) > 2 or len(names) != len(joint) + 1:
        return {}
    phrase = listed
    while phrase.head.i < name.i and phrase.head != phrase:
        phrase = phrase.head
    verb, opens = phrase.head, phrase.dep_.startswith("obl") and bool(cases(phrase))
    opens = opens or phrase.dep_ == "advcl"
    if not opens or verb.i < name.i or has(verb, "nsubj", "csubj"):
        return {}
    last = max(t.i for t in names[-1].subtree)
    if any(t.pos_ not in _ADVERBIAL for t in name.doc[last + 1 : verb.i]):
        return {}
    subject = "nsubj:pass" if voice(verb, lexicon) == "passive" else "nsubj"
    return {name.i: (verb.i, subject), **{c.i: (name.i, "conj") for c in joint}}


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


def list_cut(verb: Token, lexicon: Lexicon) -> Arcs:
    """Whoever stands behind the *and* of a list in a clause is no subject of the verb behind, which
    tells of the noun that the clause is about (Indonesian *gencatan senjata yang disepakati X dan Y
    dilanggar*, the truce that X and Y had agreed was broken).
    """
    other = next((c for c in verb.children if label(c).startswith("nsubj")), None)
    clause = verb.head if verb.head.dep_ == "acl:relcl" else None
    noun = clause.head if clause else verb.head
    if other is None or verb.dep_ != "conj" or noun.dep_ != "ROOT" or other.left_edge.i < 2:
        return {}
    joint = other.left_edge if other.left_edge.dep_ == "cc" else other.left_edge.nbor(-1)
    told = [c for c in noun.children if c.dep_ == "acl:relcl" and c.i < joint.i]
    if joint.lower_ not in lexicon.coordination or not told or has(noun, "nsubj", "cop"):
        return {}
    before = [c for c in told[-1].children if c.dep_.startswith("ob") and c.i > told[-1].i]
    near = next((c for c in before if joint.nbor(-1) in c.subtree), None)
    if near is None or noun.pos_ not in NOMINAL or other.i > verb.i:
        return {}
    subject = "nsubj:pass" if voice(verb, lexicon) == "passive" else "nsubj"
    ends = {c.i: (verb.i, c.dep_) for c in noun.children if c.i > verb.i}
    return {**ends, verb.i: (verb.i, "ROOT"), noun.i: (verb.i, subject),
            other.i: (near.i, "conj"), joint.i: (other.i, "cc")}  # fmt: skip


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


def accompanied(verb: Token, lexicon: Lexicon) -> Arcs:
    """*Sudan joined Egypt in condemning …*: both do it."""
    if not lexicon.among("joining", verb.text):
        return {}
    subject = subject_before(verb)
    others = [c for c in verb.children if c.dep_ == "obj" and c.pos_ == "PROPN"]
    shared = {c.lower_ for d in verb.children if d.dep_ == "advcl" and d.pos_ == "VERB"
              for c in d.children if c.dep_ == "mark"}  # fmt: skip
    if subject is None or not others or shared.isdisjoint(lexicon.group("in")):
        return {}
    return {others[0].i: (subject.i, "conj")}


def completed(verb: Token, lexicon: Lexicon) -> Arcs:
    """A list of what somebody is to do goes on up to its *and*: Indonesian *meminta X menarik
    pasukan, membuka perbatasan, dan membebaskan tahanan* asks for all three.
    """
    above = verb.head
    if label(verb) not in {"conj", "advcl"} or has(verb, "nsubj", "mark") or above.i > verb.i:
        return {}
    clauses = [c for c in above.children if label(c) in _TOLD and above.i < c.i < verb.i]
    if not clauses or above.pos_ != "VERB" or verb.left_edge.i < 1:
        return {}
    first = clauses[0]
    if any(c.i < first.i and c.dep_ == "conj" for c in above.children):
        return {}
    after = (c for c in first.children if first.i < c.i and c.pos_ == first.pos_)
    listed = [c for c in after if label(c) == "conj" or (label(c) == "advcl" and _comma(c))]
    if listed:
        goes_on = not any(has(c, "cc") for c in listed)
    else:
        asked = "hypothetical" in acts(above, lexicon) and not acts(verb, lexicon)
        goes_on = asked and _comma(verb)
        goes_on = goes_on and any(has(c, "cc") for c in above.children if c.i > verb.i)
    return {verb.i: (first.i, "conj")} if goes_on else {}


def _comma(verb: Token) -> bool:
    """Whether a verb stands behind a comma and nothing else that joins it."""
    return verb.left_edge.text == "," and not has(verb, "mark", "cc")


def infinitives_listed(verb: Token) -> Arcs:
    """*undertook to free the men, to lift the ban and to leave*: all that is undertaken."""
    mark = next((c for c in verb.children if c.dep_ == "mark"), None)
    first, start = verb.head, verb.left_edge
    comma = start.text == "," or (start.i and start.nbor(-1).text == ",")
    if verb.dep_ != "advcl" or mark is None or not comma or first.i > verb.i:
        return {}
    before = [first, *(c for c in reversed(list(first.children)) if c.dep_ == "xcomp")]
    alike = [
        v for v in before
        if v.i < verb.i and v.dep_ == "xcomp" and "Inf" in v.morph("VerbForm")
        and any(c.dep_ == "mark" and c.lower_ == mark.lower_ for c in v.children)
    ]  # fmt: skip
    return {verb.i: (alike[0].i, "conj")} if alike else {}


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


_OF_OTHERS = frozenset({"hypothetical", "alleged"})


def asked_together(verb: Token, lexicon: Lexicon) -> Arcs:
    """Indonesian *meminta X dan Y menahan diri*: both are asked, and both are to do it; or both are
    charged (*menuduh X dan Y mendanai pemberontak*).
    """
    high = verb.head
    subject = subject_before(verb)
    if verb.dep_ != "conj" or subject is None or not acts(high, lexicon) & _OF_OTHERS:
        return {}
    joint = subject.left_edge.nbor(-1)
    asked = [c for c in high.children if c.dep_ == "obj" and high.i < c.i < joint.i]
    if joint.dep_ != "cc" or joint.head != verb or not asked or has(verb, "mark"):
        return {}
    near = joint.nbor(-1) in asked[-1].subtree
    return {verb.i: (high.i, "xcomp"), subject.i: (asked[-1].i, "conj"),
            joint.i: (subject.i, "cc")} if near else {}  # fmt: skip


def voice(token: Token, lexicon: Lexicon) -> str | None:
    """The voice that a verb's form says."""
    features = {t.feature for t in lexicon.lookup(token.text)[0] if t.part == "verb"}
    return next((f for f in features if f in {"active", "passive"}), None)
