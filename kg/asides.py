"""What stands before a clause, inside or behind it, hung where it belongs: a part of `kg.repair`,
for languages whose modifiers stand before their noun.
"""

from __future__ import annotations

from kg.joints import NOMINAL, Arcs, acts, has, subject_before
from kg.lexicon import Lexicon
from kg.tree import label
from kg.words import Token

__all__ = ["misplaced"]

_LOWER = frozenset({"ccomp", "conj", "parataxis", "advcl"})
_TIMES = frozenset({"obl", "obl:unmarked", "obl:tmod", "nmod:unmarked", "nmod"})
_VERBAL = frozenset({"VERB", "ADJ"})
_SUBJECTS = ("nsubj", "vocative")
_THINGS = frozenset({"obj", "obl", "nsubj:pass"})


def misplaced(verb: Token, lexicon: Lexicon) -> Arcs:
    """A verb behind an aside, a cleft or a time, or of those who follow suit."""
    arcs = _after_aside(verb) or _whose_on_top(verb, lexicon) or _cleft(verb)
    arcs = arcs or _of_no_time(verb, lexicon) or _followed_by(verb, lexicon)
    arcs = arcs or _told_on(verb, lexicon) or _became(verb, lexicon) or _of_nearest(verb)
    arcs = arcs or _feeling(verb) or _whose(verb, lexicon) or _new_subject(verb, lexicon)
    return arcs or _parted_subject(verb, lexicon) or _later_on_top(verb, lexicon)


def _after_aside(verb: Token) -> Arcs:
    """*the bank, which had lent X money, froze …*: behind the comma that closes a relative clause
    comes the verb of the name that seems to head the sentence.
    """
    told = verb.head
    name = told.head
    loose = verb.dep_ in {"conj", "parataxis"} and label(told) == "acl:relcl" and name.head == name
    if not loose or name.pos_ not in NOMINAL or has(name, "cop", "nsubj", "aux"):
        return {}
    if verb.nbor(-1).text != "," or has(verb, "nsubj", "cc", "mark", "aux"):
        return {}
    if not _behind_comma(told) or "Past" not in verb.morph("Tense"):
        return {}
    last = {c.i: (verb.i, c.dep_) for c in (*name.children, *told.children) if c.i > verb.i}
    return {**last, verb.i: (verb.i, "ROOT"), name.i: (verb.i, "nsubj")}


def _whose_on_top(verb: Token, lexicon: Lexicon) -> Arcs:
    """*X, whose talks Y had led, offered …*: the relative clause tells of the subject of the verb
    behind the comma that closes it.
    """
    above = verb.head
    loose = verb.dep_ in {"conj", "parataxis"} and above.head == above and above.i < verb.i
    if not loose or verb.nbor(-1).text != "," or has(verb, "nsubj", "cc", "mark"):
        return {}
    subjects = [c for c in above.children if c.dep_.startswith(_SUBJECTS) and c.i < above.i]
    if len(subjects) != 2 or not any(t.lower_ in lexicon.relative for t in subjects[1].subtree):
        return {}
    name = subjects[0]
    last = {c.i: (verb.i, c.dep_) for c in above.children if c.i > verb.i}
    told = {name.i: (verb.i, "nsubj"), above.i: (name.i, "acl:relcl")}
    return {**last, **told, verb.i: (verb.i, "ROOT")}


def _became(verb: Token, lexicon: Lexicon) -> Arcs:
    """*X became on Monday the third to lift the ban*: what somebody became is no subject."""
    above, mark = verb.head, next((c for c in verb.children if c.dep_ == "mark"), None)
    subject = subject_before(verb)
    if verb.dep_ != "ccomp" or mark is None or subject is None or subject.i > mark.i:
        return {}
    became = above.lower_ in lexicon.copulas and above.i < subject.i
    became = became and "Inf" in verb.morph("VerbForm")
    return {subject.i: (above.i, "xcomp"), verb.i: (subject.i, "acl")} if became else {}


def _cleft(verb: Token) -> Arcs:
    """*It was X that broke with Y*: what is told behind the predicate tells of it."""
    name = verb.head
    told = verb.dep_ == "advcl:relcl" and name.i < verb.i and has(name, "cop")
    empty = (c for c in name.children if c.i < name.i and c.pos_ == "PRON")
    told = told and any(c.dep_ in {"nsubj", "expl"} for c in empty)
    return {verb.i: (name.i, "acl:relcl")} if told else {}


def _followed_by(verb: Token, lexicon: Lexicon) -> Arcs:
    """*X expelled the envoy, followed by Y and Z*: they did so, too."""
    above = verb.head
    behind = verb.dep_ in {"advcl", "conj", "acl"} and verb.nbor(-1).text == ","
    if not behind or not lexicon.among("following", verb.text):
        return {}
    others = [c for c in verb.children if c.dep_ == "obl:agent" and c.pos_ == "PROPN"]
    subject = above if above.pos_ == "PROPN" else subject_before(above)
    return {others[0].i: (subject.i, "conj")} if others and subject is not None else {}


def _of_no_time(verb: Token, lexicon: Lexicon) -> Arcs:
    """*drills off Crete this week that were condemned by Y*: a clause behind a time tells of what
    stands before it.
    """
    time, first = verb.head, next(iter(verb.children), verb)
    if verb.dep_ == "ccomp" and first.i < verb.i and first.i and first.lower_ in lexicon.relative:
        time = first.nbor(-1)  # held drills last week that Y condemned
    elif verb.dep_ != "acl:relcl":
        return {}
    if not (lexicon.bare(time.text) in lexicon.time.get("units", ()) or _weekday(time, lexicon)):
        return {}
    if label(time) not in _TIMES or time.left_edge.i == 0:
        return {}
    before = [c for c in time.head.children if c.i < time.i and c.pos_ == "NOUN"]
    before = [c for c in before if label(c) in _THINGS] or [time.head]
    return {verb.i: (before[-1].i, "acl:relcl")} if before[-1].pos_ == "NOUN" else {}


def _told_on(verb: Token, lexicon: Lexicon) -> Arcs:
    """*the visit angered X, which recalled its envoy, cut aid and …*: a list of deeds goes on in
    the clause that tells of somebody, not with the thing that the sentence is about.
    """
    top, comma = verb.head, verb.nbor(-1).text == ","
    subject = subject_before(top)
    thing = subject is not None and subject.pos_ == "NOUN" and not lexicon.human(subject.text)
    if verb.dep_ != "conj" or not (comma or has(verb, "cc")) or not thing or has(verb, "nsubj"):
        return {}
    told = [c for o in top.children if o.dep_ in {"obj", "obl"} and o.pos_ == "PROPN"
            for c in o.children if c.dep_ == "acl:relcl" and o.i < c.i < verb.i]  # fmt: skip
    if not told or not _behind_comma(told[-1]) or not has(told[-1], "nsubj"):
        return {}
    listed = [c for c in told[-1].children if c.dep_ == "conj"]
    more = [c for c in top.children if c.dep_ == "conj" and c.i > verb.i and has(c, "cc")]
    goes_on = bool(more) if comma else bool(listed)
    alike = verb.morph("Tense") == told[-1].morph("Tense")
    return {verb.i: (told[-1].i, "conj")} if goes_on and alike else {}


def _of_nearest(verb: Token) -> Arcs:
    """*X denied it, but Y is angry and has moved troops*: a verb joined without a comma goes on
    with the clause before it, whose subject it shares.
    """
    top = verb.head
    joint = next((c for c in verb.children if c.dep_ == "cc" and c.i < verb.i), None)
    plain = verb.dep_ == "conj" and joint is not None and joint.nbor(-1).text != ","
    if not plain or has(verb, "nsubj", "mark"):
        return {}
    near = [c for c in top.children if c.dep_ == "conj" and top.i < c.i < verb.i]
    own = near[-1] if near and has(near[-1], "nsubj") and has(near[-1], "cc") else None
    return {verb.i: (own.i, "conj")} if own is not None and own.pos_ in _VERBAL else {}


def _feeling(verb: Token) -> Arcs:
    """*X, furious that it had been left out, barred …*: how somebody is, between commas, is not
    what the sentence tells.
    """
    top = verb.head
    subject = subject_before(top)
    aside = verb.dep_ in _LOWER and top.pos_ == "ADJ" and top.i < verb.i and not has(top, "cop")
    if not aside or subject is None or has(verb, "nsubj", "cc", "mark"):
        return {}
    commas = top.left_edge.i <= subject.i and any(
        t.text == "," for t in verb.doc[subject.i : top.i]
    )
    if not commas or verb.nbor(-1).text != "," or "Past" not in verb.morph("Tense"):
        return {}
    place = (verb.i, "ROOT") if top.head == top else (top.head.i, top.dep_)
    last = {c.i: (verb.i, c.dep_) for c in top.children if c.i > verb.i}
    return {**last, verb.i: place, subject.i: (verb.i, "nsubj"), top.i: (subject.i, "acl")}


def _whose(verb: Token, lexicon: Lexicon) -> Arcs:
    """*drew criticism from X, whose envoy called …*: such a clause tells of the name before it."""
    first = verb.left_edge
    first = first.nbor() if first.text == "," else first
    owner = label(first) == "nmod:poss" and first.lower_ in lexicon.relative and first.i > 1
    if verb.dep_ != "advcl:relcl" or not owner or first.nbor(-1).text != ",":
        return {}
    name = first.nbor(-2)
    while name.head.i < name.i and name.dep_.startswith("flat"):
        name = name.head
    return {verb.i: (name.i, "acl:relcl")} if name.pos_ in NOMINAL else {}


def _new_subject(verb: Token, lexicon: Lexicon) -> Arcs:
    """*X shut the border and Y called for calm*: who stands between *and* and a verb that nothing
    joins acts, rather than being one more object.
    """
    top = verb.head
    if verb.dep_ != "conj" or has(verb, "nsubj", "cc", "mark", "aux") or top.pos_ != "VERB":
        return {}
    name = verb.nbor(-1)
    while name.dep_ != "conj" and name.head.i != top.i and name.head != name:
        name = name.head
    joint = next((c for c in name.children if c.dep_ == "cc" and c.i < name.i), None)
    listed = name.dep_ == "conj" and label(name.head) in _THINGS and name.head.head == top
    acting = name.pos_ == "PROPN" or lexicon.human(name.text)
    if joint is None or not listed or not acting or "Past" not in verb.morph("Tense"):
        return {}
    if not top.i < name.head.i < joint.i < verb.i or any(
        t.text == "," for t in verb.doc[joint.i : verb.i]
    ):
        return {}
    return {name.i: (verb.i, "nsubj"), joint.i: (verb.i, "cc")}


def _parted_subject(verb: Token, lexicon: Lexicon) -> Arcs:
    """*X condemned Y and Z rejected the plan*: behind a verb that tells no clause, of two names the
    first is its object and the second acts.
    """
    top, subject = verb.head, subject_before(verb)
    if verb.dep_ != "ccomp" or subject is None or has(verb, "mark") or top.pos_ != "VERB":
        return {}
    later = [c for c in subject.children if c.dep_ == "conj" and has(c, "cc")]
    near = subject.left_edge.i == top.i + 1 and len(later) == 1 and not has(top, "obj", "iobj")
    if not near or acts(top, lexicon) & {"said", "hypothetical"} or later[0].pos_ != "PROPN":
        return {}
    if any(t.text == "," for t in verb.doc[top.i : verb.i]):
        return {}
    joint = next(c for c in later[0].children if c.dep_ == "cc")
    return {subject.i: (top.i, "obj"), later[0].i: (verb.i, "nsubj"),
            joint.i: (verb.i, "cc"), verb.i: (top.i, "conj")}  # fmt: skip


def _later_on_top(verb: Token, lexicon: Lexicon) -> Arcs:
    """*X attacked the camps and Y protested*: the later of two clauses seems to be on top, and its
    subject one more object of the former.
    """
    first = next((c for c in verb.children if c.dep_ == "ccomp" and c.i < verb.i), None)
    if verb.head != verb or first is None or has(verb, "nsubj", "aux", "mark"):
        return {}
    name = verb.nbor(-1)
    while name.dep_ != "conj" and name.head != name and name.head != first:
        name = name.head
    joint = next((c for c in name.children if c.dep_ == "cc" and c.i < name.i), None)
    listed = name.dep_ == "conj" and name.head.head == first and label(name.head) in _THINGS
    if joint is None or not listed or name.pos_ != "PROPN" or not has(first, "nsubj"):
        return {}
    if any(t.text == "," for t in verb.doc[first.i : verb.i]):
        return {}
    return {first.i: (first.i, "ROOT"), verb.i: (first.i, "conj"),
            name.i: (verb.i, "nsubj"), joint.i: (verb.i, "cc")}  # fmt: skip


def _weekday(word: Token, lexicon: Lexicon) -> bool:
    return word.is_title and word.lower_ in lexicon.time.get("weekdays", ())


def _behind_comma(word: Token) -> bool:
    """Whether a phrase or clause begins with a comma or right behind one."""
    edge = word.left_edge
    return edge.text == "," or (edge.i > 0 and edge.nbor(-1).text == ",")
