"""To whom an act of speech is said, and of what deed against whom: by what stands beside it."""

from __future__ import annotations

from collections.abc import Iterable

from kg.draft import Draft, keys
from kg.event import Mention
from kg.ontology import Ontology
from kg.tree import label
from kg.words import Token

__all__ = ["addressed", "complain"]

_CONSULT = "CONSULT"
_ASKED = frozenset({"REQUEST", "THREATEN", "PROTEST"})
_BLAMED = "ACCUSE"
_AIM = frozenset({"advcl", "xcomp"})
_BELOW = frozenset({"advcl", "xcomp", "conj", "obl", "nmod", "obj"})
_DONE = frozenset({"ASSAULT", "COERCE"})
_HELD = frozenset({"Demand", "Threat", "Protest"})  # against whom a body is told of, too


def addressed(draft: Draft, near: Iterable[Draft], ontology: Ontology) -> list[Mention]:
    """Whom somebody calls, writes to, visits or meets who asks, threatens or protests beside that
    (*telephoned Y's king to ask for help*, *on a visit to Y, X demanded …*).
    """
    classes = ontology.classes
    kind = classes[draft.type].plover
    if kind not in (*_ASKED, _BLAMED) or draft.part == "noun":
        return []
    for other in near:
        spoken = other.frame.complement == "said" or classes[other.type].plover == _CONSULT
        if other.sentence is not draft.sentence or other is draft or not spoken:
            continue
        same = keys(other.agents) == keys(draft.agents) and other.status == "asserted"
        beside = draft.token.head == other.token and label(draft.token) in _AIM
        if kind != _BLAMED:
            beside |= _hangs(draft.token, other.token) or _hangs(other.verb, draft.token)
        kinds = {m.actor.kind for m in other.targets}
        told = draft.type in _HELD and "IntergovernmentalOrganization" in kinds
        sided = bool(other.targets) and all(m.actor.side for m in other.targets)
        if same and beside and sided and not told:
            return list(other.targets)
    return []


def complain(draft: Draft, beside: Iterable[Draft], ontology: Ontology) -> None:
    """Tells who did a hostile deed to whom in a clause that says what somebody acts upon (*X
    appealed for calm after Y opened fire on its troops*, *X condemned Y after its troops opened
    fire*): nobody does such things to their own, nor blames others for their own deeds.
    """
    clause = draft.token
    while label(clause) == "conj":
        clause = clause.head
    hostile = ontology.classes[draft.type].plover in _DONE and draft.part != "noun"
    if not hostile or label(clause) != "advcl" or not draft.agents:
        return
    act = next((d for d in beside if d.verb == clause.head and d.part != "noun"), None)
    if act is None or any(m.actor.side for m in draft.targets):
        return
    args, mine, theirs = draft.arguments, keys(draft.agents), keys(act.agents)
    if _owned((*args.object, *(t for _, t in args.obliques))) and theirs and not mine & theirs:
        draft.targets = list(act.agents)
    unfriendly = ontology.classes[act.type].hostile
    if _owned(args.subject) and mine == theirs and unfriendly and act.targets:
        draft.agents, draft.targets = list(act.targets), list(act.agents)


def _owned(things: Iterable[Token]) -> bool:
    """Whether something is somebody's who is not named again (*its troops*, *two of its ships*)."""
    below = (c for t in things for c in (t, *(n for n in t.children if label(n) == "nmod")))
    return any(label(c) == "nmod:poss" and c.pos_ == "PRON" for t in below for c in t.children)


def _hangs(low: Token, high: Token) -> bool:
    """Whether one word hangs on another, or on what hangs on it."""
    while label(low) in _BELOW and low.head != low:
        low = low.head
        if low == high:
            return True
    return False
