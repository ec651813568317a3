"""Logical arguments in a UD tree, whatever the language.

Voice, control, relative clauses and coordination are undone here, once for all
frames (Universal Dependencies v2 guidelines, de Marneffe et al. 2021).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from kg.counted import approximate, measured
from kg.lexicon import Frame, Lexicon, Operator
from kg.syntax import CLAUSE, INSIDE, SUBJECT, VERBAL, cases, label, phrase
from kg.words import Token

__all__ = [
    "CLAUSE", "INSIDE", "SUBJECT", "VERBAL", "Arguments", "arguments", "cases", "disguised",
    "is_passive", "label", "measured", "modifiers", "owned", "phrase", "predicative",
    "seen",
]  # fmt: skip

QUANTITY = frozenset({"DET", "NUM", "PRON"})
_SEEN = frozenset({"Meeting", "Visit"})
_OWN = frozenset({"Threat", "Promise"})  # what somebody is to do himself
_PHRASAL = frozenset({"advcl", "xcomp", "iobj", "obj", "dep", "acl"})


@dataclass(slots=True)
class Arguments:
    """Logical arguments of a trigger; each a list of phrase heads, in order of preference.

    `obliques` pairs a preposition (lower case) with the head of its phrase.
    """

    subject: list[Token] = field(default_factory=list)
    object: list[Token] = field(default_factory=list)
    indirect: list[Token] = field(default_factory=list)
    obliques: list[tuple[str, Token]] = field(default_factory=list)
    clause: list[Token] = field(default_factory=list)
    passive: bool = False
    inherited: bool = False


def is_passive(token: Token, feature: str | None) -> bool:
    """Voice by the form where the form says it, else by the tree."""
    if feature in {"active", "passive"}:
        return feature == "passive"
    if feature == "gerund":
        return False
    relations = {label(c) for c in token.children}
    if relations & {"nsubj:pass", "aux:pass", "csubj:pass"} or (
        "obl:agent" in relations and not {"nsubj", "obj"} <= relations
    ):
        return True
    if feature != "past" or (predicative(token) and "cop" not in relations):
        return False
    if "cop" in relations or label(token) in {"acl", "amod"}:
        return "cop" in relations or "obj" not in relations
    if label(token) == "advcl" and token.i < token.head.i:  # asked if …, X said
        return not relations & {"nsubj", "aux", "obj"}
    if label(token) == "conj":
        own = any(
            label(c) in {"nsubj", "aux", "obj"}
            or (label(c) == "cc" and c.nbor(-1).text == ",")  # was defeated, and agreed to …
            for c in token.children
        )
        return not own and any(label(c) == "aux:pass" for c in token.head.children)
    return False


def _phrases(
    token: Token, prepositions: frozenset[str] = frozenset()
) -> Iterator[tuple[str, Token]]:
    """Prepositional phrases below a head, and below its object or noun, nearest first."""
    for child in token.children:
        rel = label(child)
        if rel.startswith(("obl", "nmod", "advmod")) or rel in _PHRASAL:
            preposition = cases(child)
            inner = [c for c in child.children if label(c) == "obj"]
            if rel in {"advcl", "xcomp", "acl"} and inner and child.lower_ in prepositions:
                yield child.lower_, inner[0]  # a preposition that looks like a verb
            elif rel == "acl" and not preposition:
                continue
            elif preposition:
                before = child.doc[child.i - 1]
                if before.head == child and label(before) != "case":  # di dekat X
                    yield f"{preposition} {before.lower_}", child
                yield preposition, child
            elif rel.startswith("obl") and rel != "obl:agent":
                yield "", child


def modifiers(noun: Token, _depth: int = 0) -> Iterator[tuple[str, Token]]:
    """Prepositional phrases of a noun, those below its modifiers included."""
    yield from ((p, t) for p, t in _phrases(noun) if p)
    for child in noun.children:
        close = (label(child), child.i - noun.i) == ("acl", 1)  # a historic visit to …
        close = close and not any(label(c) == "obl:agent" for c in child.children)
        close = close or (label(child), child.pos_) == ("conj", "NOUN")  # tents and rice from Y
        if (label(child) in INSIDE or close) and _depth < 3:
            yield from modifiers(child, _depth + 1)


def predicative(token: Token) -> bool:
    """Whether a participle is the verb of the noun that heads the sentence: *troops left Mali*."""
    noun = token.head
    return (
        (label(token), label(noun)) == ("acl", "root")
        and noun.pos_ in {"NOUN", "PROPN", "PRON"}
        and noun.i < token.i
        and token.nbor(-1).text != ","
        and not any(label(c) in {"cop", "nsubj", "aux"} for c in noun.children)
        and not any(label(c) in {"mark", "obl:agent"} for c in token.children)
    )


def disguised(token: Token) -> bool:
    """Whether a participle that the tree hangs on the noun after it is that noun's verb: it
    stands between a bare name and the noun (*Nepal sent peacekeepers*).
    """
    if label(token) != "amod" or token.head.i < token.i or not token.i:
        return False
    before = token.doc[token.i - 1]
    while label(before) in {*INSIDE, "amod", "punct"} and before.head.i < before.i:
        before = before.head  # secretary-general
    named = before.pos_ == "PROPN" or label(before).startswith("nsubj")
    between = token.doc[token.i + 1 : token.head.i] if named else ()
    return named and not any(t.pos_ in VERBAL or t.is_punct for t in between)


def arguments(token: Token, feature: str | None, lexicon: Lexicon) -> Arguments:
    """The logical arguments of a verb or predicate."""
    if disguised(token):
        return _undisguised(token)
    out = Arguments(passive=is_passive(token, feature) or _charged(token, feature, lexicon))
    surface_subject, by = list[Token](), lexicon.group("by")
    for child in token.children:
        rel = label(child)
        if rel in SUBJECT:
            (out.clause if rel.startswith("csubj") else surface_subject).append(child)
        elif rel == "obj":
            out.object.append(child)
        elif rel == "iobj":
            out.indirect.append(child)
        elif rel == "obl:agent" and out.passive:
            out.subject.append(child)
        elif rel.startswith(("aux", "advmod")):  # a subject hung on the auxiliary
            surface_subject.extend(c for c in child.children if label(c) in SUBJECT)
        elif rel in {"ccomp", "xcomp", "advcl", "parataxis"} and child.pos_ != "PUNCT":
            if rel != "parataxis" or child.i > token.i:
                out.clause.append(child)
        elif rel == "obl" and not out.passive and approximate(child, lexicon):
            (out.object if child.i > token.i else surface_subject).append(child)
        elif rel.startswith("obl") and out.passive and child.i > token.i and not cases(child):
            out.subject.append(child)  # Indonesian: the bare agent right after a passive verb
    if out.indirect and not (out.object or out.passive) and lexicon.modifiers_before:
        out.object = list(out.indirect)  # a step that alarmed Y
    if not (out.object or out.passive) and label(token) == "acl:relcl":
        out.object = _left_out(token, surface_subject, lexicon)
    out.object = [_meant(token, t, lexicon) for t in out.object]
    for preposition, child in _phrases(token, lexicon.all_prepositions):
        if child in (*out.object, *out.subject, *surface_subject):
            if preposition in by and child not in out.subject:
                out.subject.append(child)
            elif label(child) == "obj" and preposition and not approximate(child, lexicon):
                out.object.remove(child)
                out.obliques.append((preposition, child))
            continue
        if out.passive and preposition in by:
            out.subject.append(child)
        else:
            out.obliques.append((preposition, child))
    for noun in list(out.object):
        out.obliques.extend(modifiers(noun))
    surface_subject = [t for t in surface_subject if t.lower_ not in lexicon.relative] or (
        _antecedent(token, lexicon)
    )
    surface_subject = [_meant(token, t, lexicon) for t in surface_subject]
    if len(surface_subject) > 1:  # …, an envoy of Z, Y signed: the nearest is meant
        near = surface_subject[-1].left_edge
        joint = near.nbor(-1) if near.i else near
        turned = joint.pos_ == "CCONJ" and joint.lower_ not in lexicon.coordination  # but Z
        if near.i and (turned or joint.text == ",") and surface_subject[-1].i < token.i:
            surface_subject.reverse()
    if out.passive:
        after = [t for t in surface_subject if t.i == token.i + 1 and len(surface_subject) > 1]
        out.subject.extend(after)
        if out.object and surface_subject and lexicon.modifiers_before:
            out.indirect, surface_subject = surface_subject, out.object  # was given two days
        out.object = [t for t in surface_subject if t not in after] or out.object
        for noun in out.object:
            if label(noun) not in {"conj"} and noun.i < token.i:
                out.obliques.extend(modifiers(noun))
    else:
        out.subject.extend(surface_subject)
    if not (out.object if out.passive else out.subject):
        _inherit(token, out, lexicon)
    elif out.passive and not (surface_subject or out.indirect) and lexicon.modifiers_before:
        shared = Arguments(passive=True)  # went to Y but were refused a visa
        _inherit(token, shared, lexicon)
        out.indirect, out.inherited = shared.object, shared.inherited
    for position in (out.object, out.subject):
        for head in list(position):
            position.extend(t for t in measured(head, lexicon) if t not in position)
    if out.passive and not out.subject:  # the agent, hung below another phrase
        below = [*(t for _, t in out.obliques), *(c for c in out.clause if label(c) == "xcomp")]
        apart = (t for t in below if not lexicon.deed(t.text))  # over the murder of X by Y
        out.subject = [t for head in apart for p, t in modifiers(head) if p in by]
    if len(out.object) > 1 and not out.passive:  # gave Y two million euros
        out.indirect.extend(out.object[:-1])
        out.object = out.object[-1:]
    if not out.clause:  # ordered diplomats to leave; Indonesian: sent soldiers *untuk* help
        times = [c for c in token.children if label(c).startswith("obl") and not cases(c)]
        aims = (c for n in (*out.object, *times) for c in n.children if label(c) == "acl")
        out.clause = [c for c in aims if "Inf" in c.morph("VerbForm") or _aimed(c, lexicon)]
    out.clause.sort(key=lambda t: abs(t.i - token.i))
    return out


def _charged(verb: Token, feature: str | None, lexicon: Lexicon) -> bool:
    """Whether a past form is a participle, since nobody is accused: *a general accused of …*."""
    named = feature == "past" and lexicon.among("accused", verb.text)
    bare = named and not any(label(c) in {"obj", "iobj", "aux"} for c in verb.children)
    behind = verb.doc[verb.i + 1 : verb.i + 2]
    return bare and any(t.lower_ in lexicon.group("of", "with", "in") for t in behind)


def _aimed(verb: Token, lexicon: Lexicon) -> bool:
    aims = lexicon.group("for", "that")
    return any(label(c) == "mark" and c.lower_ in aims for c in verb.children)


def _left_out(verb: Token, subjects: list[Token], lexicon: Lexicon) -> list[Token]:
    """The noun that a relative clause is about, where it is the object of the clause: *the ties
    they had cut*, *talks that Y hosted*.
    """
    own = [t for t in subjects if t.lower_ not in lexicon.relative and t.i < verb.i]
    placed = [c for c in verb.children if c.i < own[0].i] if own else []
    whose = own and any(c.lower_ in lexicon.relative for c in own[0].children)
    if not own or whose or any(cases(c) or label(c) == "advmod" for c in placed):
        return []  # where, when, of which
    told = verb.head
    if told.pos_ in QUANTITY and label(told) == "appos":
        told = told.head  # bans, some of which Y eased
    return [told] if told.pos_ in {"NOUN", "PROPN"} else []


def _meant(verb: Token, token: Token, lexicon: Lexicon) -> Token:
    """What is meant: the troops (*all of its troops*), Crimea (*Crimea, which Y annexed*)."""
    if label(verb) == "acl:relcl" and token.lower_ in lexicon.relative and token.i < verb.i:
        return verb.head
    of = lexicon.group("of", "part")
    while token.pos_ in QUANTITY or lexicon.among("quantity", token.text):
        behind = (c for c in verb.children if c.left_edge.i == token.i + 1)
        phrases = (*token.children, *behind)
        part = next((c for c in phrases if label(c) in {"nmod", "obl"} and cases(c) in of), None)
        if part is None:
            break
        token = part
    return token


def owned(token: Token, lexicon: Lexicon) -> bool:
    """Whether a name only says whose, or from where, somebody private is (*a Swiss firm*)."""
    inside = label(token) in INSIDE and token.head != token
    return inside and lexicon.among("private", token.head.text)


def _undisguised(token: Token) -> Arguments:
    noun, before = token.head, token.doc[token.i - 1]
    while label(before) in INSIDE and before.head.i < token.i:
        before = before.head
    clauses = [c for c in noun.children if label(c) in {"acl", "advcl", "ccomp"}]
    return Arguments([before], [noun], obliques=list(modifiers(noun)), clause=clauses)


def _antecedent(token: Token, lexicon: Lexicon) -> list[Token]:
    """The noun that a relative or participial clause is about, where it is its subject."""
    if label(token) == "csubj" and any(label(c) == "cop" for c in token.head.children):
        free = any(c.lower_ in lexicon.relative for c in token.children)
        return [token.head] if free else []  # yang menyerang adalah X, what worries Y is X
    verbal = label(token) == "appos" and token.pos_ == "VERB"  # a clause taken for a name
    if label(token) not in {"acl", "acl:relcl"} and not verbal:
        return []
    if any(label(c) in SUBJECT and c.lower_ not in lexicon.relative for c in token.children):
        return []
    form = {*token.morph("VerbForm"), *token.morph("Tense")}
    active = "Ger" in form or {"Part", "Pres"} <= form
    loose = token.i and token.nbor(-1).text == "," and active
    above = token.head.head
    above = above.head if label(token.head) == "appos" else above  # the envoy, X, accusing …
    if loose and above.pos_ in VERBAL:  # expelled seven envoys, accusing them …
        subjects = [c for c in above.children if label(c) in SUBJECT]
        return subjects or [token.head]
    open_ = "Inf" in form or (active and not lexicon.human(token.head.text))
    open_ = open_ or _aimed(token, lexicon)  # announced plans to quit the treaty
    if open_ and above.pos_ in VERBAL:  # opened the road to let convoys through
        return [token.head, *(c for c in above.children if label(c) in SUBJECT)]
    return [token.head]


def _inherit(token: Token, out: Arguments, lexicon: Lexicon) -> None:
    """The subject that a verb shares with the verb above it."""
    node = token
    for _ in range(4):
        rel, head = label(node), node.head
        if head == node:
            return
        if rel == "conj" and head.pos_ not in VERBAL and token.pos_ == "VERB":
            above = head  # coordinated with a noun, amiss: what governs the noun is meant
            while above.pos_ not in VERBAL and above.head != above:
                above = above.head
            head = above if above.pos_ in VERBAL else head
        if rel not in {"conj", "xcomp", "advcl", "ccomp", "parataxis", "cop", "aux", "aux:pass"}:
            if rel in {"acl", "acl:relcl"}:
                found = [head]
                (out.object if out.passive else out.subject).extend(found)
                out.inherited = True
            return
        listed = node.pos_ == head.pos_ == "VERB" and node.i > head.i  # shut X, cut Y and fled
        if (rel == "parataxis" and not listed) or (rel == "ccomp" and node.i < head.i):
            return
        subjects = [
            c for c in head.children if label(c) in SUBJECT and c.lower_ not in lexicon.relative
        ]
        subjects = subjects or _antecedent(head, lexicon)
        if rel in {"xcomp", "ccomp", "advcl"}:
            asked = _asked(head, lexicon)
            objects = [
                c for c in head.children
                if c.i < node.i and (label(c) in {"obj", "iobj"} or cases(c) in asked)
                and c.text.lower() not in lexicon.time.get("weekdays", ())
            ]  # fmt: skip
            marks = {c.lower_ for c in node.children if label(c) == "mark"}
            objects = [_meant(head, t, lexicon) for t in objects]
            aims = rel != "advcl" or marks & lexicon.complementizers
            if objects and aims and not seen(head, lexicon):
                people = rel == "xcomp" and any(lexicon.human(t.text) for t in objects)
                subjects = objects if people else objects + subjects  # whichever names an actor
                if rel == "advcl" and not _moves((head, *objects), marks, lexicon):
                    subjects = subjects[::-1] if len(subjects) > len(objects) else []  # to protest
        if rel == "advcl" and not out.passive:
            subjects = [*_doers(head, node, subjects, lexicon), *subjects]
        if subjects:
            (out.object if out.passive else out.subject).extend(subjects)
            out.inherited = True
            return
        node = head


def _doers(verb: Token, clause: Token, subjects: list[Token], lexicon: Lexicon) -> list[Token]:
    """Who did what a passive verb tells, where a clause beside it must be theirs: a deed has met
    nobody (*the warning was issued by X after meeting Y*), nor answers itself *by* doing so.
    """
    means = lexicon.lookup(verb.text)[0]
    how, kinds = lexicon.group("manner"), ("deeds", "matters")
    said = any(isinstance(t.means, Frame) and t.means.complement == "said" for t in means)
    words = [t.text for t in subjects if t.pos_ == "NOUN"]
    theirs = any(
        (said and not lexicon.human(w))
        or lexicon.deed(w, Frame | Operator)
        or any(lexicon.among(k, w) for k in kinds)
        for w in words
    )
    by_them = any(label(c) == "mark" and c.lower_ in how for c in clause.children)
    feature = next((t.feature for t in means), None)
    if not (theirs or by_them) or not is_passive(verb, feature):
        return []
    return arguments(verb, feature, lexicon).subject or [verb]  # disampaikannya


def _moves(words: Iterable[Token], marks: set[str], lexicon: Lexicon) -> bool:
    """Whether a verb makes its object do something (*urged Y to go*), or is for what it did."""
    return bool(marks & lexicon.group("blame")) or any(
        isinstance(t.means, Operator)
        or ((t.means.complement or "clause-subject" in t.means.target) and t.means.type not in _OWN)
        for word in words
        for t in lexicon.lookup(word.text)[0]
        if isinstance(t.means, Frame | Operator)
    )


def seen(verb: Token, lexicon: Lexicon) -> bool:
    """Whether a verb tells that somebody sees others to do something himself (*met Y to …*)."""
    means = [t.means for t in lexicon.lookup(verb.text)[0] if not t.rest]
    frames = [m for m in means if isinstance(m, Frame)]
    met = (m for m in frames if m.type in _SEEN and "object" in m.target and not m.object)
    return any(met) and not any(m.complement for m in frames)


def _asked(verb: Token, lexicon: Lexicon) -> frozenset[str]:
    """Prepositions behind which a verb names who shall do it (*called on Y to leave*)."""
    frames = [t.means for t in lexicon.lookup(verb.text)[0] if isinstance(t.means, Frame)]
    asking = [f for f in frames if f.complement and "clause-subject" in f.target]
    return lexicon.group(*{name for f in asking for name in f.target})
