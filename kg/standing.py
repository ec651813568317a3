"""How somebody is named in a sentence: in a list, side by side with another, as its topic; what
is owned, and to whom its verb is done.
"""

from __future__ import annotations

from collections.abc import Iterable

from kg.gazetteer import Actor
from kg.lexicon import Frame, Lexicon
from kg.mention import Found, Sentence
from kg.tree import INSIDE, SUBJECT, VERBAL, cases, label
from kg.words import Token

__all__ = [
    "armed",
    "blamed",
    "doer",
    "harmed",
    "held",
    "joined",
    "listed",
    "quoted",
    "topic",
    "venues",
]
_HELD = frozenset({"Detention", "PrisonerRelease"})  # done to people
_RECALL = frozenset({"AgreementWithdrawal", "RelationsBreak", "TroopWithdrawal"})  # of one's own
_HARM = frozenset({"Attack", "Detention", "Expulsion", "Seizure"})  # done to others, not one's own


def topic(sentence: Sentence, found: Found) -> bool:
    """Whether somebody is the subject of the clause that a sentence is built on."""
    head = sentence.head(found)
    state = bool(found.mentions) and found.mentions[0].actor.kind == "State"
    return state and label(head).startswith("nsubj") and head.head.head == head.head


def doer(token: Token) -> Token | None:
    """The subject of the clause that a word stands in."""
    verb = next((t for t in token.ancestors if t.pos_ in VERBAL), None)
    while verb and label(verb) == "conj" and not any(label(c) in SUBJECT for c in verb.children):
        verb = verb.head  # X is wary and holds its drill
    if verb is None or label(verb) == "ccomp":  # Y said Z's ship rammed its boats
        return None
    return next((c for c in verb.children if label(c) in SUBJECT), None)


def joined(sentences: Iterable[Sentence], founds: list[Found], first: Found) -> list[Actor]:
    """Two actors side by side (*Washington and Seoul … they*)."""
    doc = next((s.doc for s in sentences if any(f is first for f in s.found)), [])
    nearby = [
        f for f in founds
        if 0 < f.first - first.last <= 3 and f.use not in {"demonym", "place"}
        and not any(t.pos_ in VERBAL for t in doc[first.last + 1 : f.first])
    ]  # fmt: skip
    return [first.mentions[0].actor, nearby[0].mentions[0].actor] if nearby else []


def listed(sentence: Sentence, found: Found, joints: frozenset[str]) -> bool:
    """Whether somebody is named in a list, of whom none alone is meant later (*A, B and C*)."""
    head, words = sentence.head(found), sentence.lower
    beside = [head.head] if label(head) == "conj" else []
    beside += [c for c in head.children if label(c) == "conj"]
    first = found.first - 1
    if first > 1 and words[first] in joints:  # a name, and this one
        beside.append(sentence.doc[first - 1 - (words[first - 1] == ",")])
    return len(found.mentions) > 1 or any(sentence.at(t.i) for t in beside)


def quoted(sentence: Sentence, found: Found, position: int) -> bool:
    """Whether a mention stands in what a word behind it says was said."""
    marks = sum(t.text in {'"', "“", "”"} for t in sentence.doc[found.last + 1 : position])
    return marks != 2  # before the quotation


def venues(sentences: Iterable[Sentence], lexicon: Lexicon) -> list[Found]:
    """Where something takes place: *in Brussels* is no body."""
    at = lexicon.group("at")
    return [f for s in sentences for f in s.found if cases(s.head(f)) in at]


def armed(sentence: Sentence, position: int, lexicon: Lexicon) -> bool:
    """Whether a possessive owns forces."""
    near = sentence.lower[position : position + 2]
    return any((lexicon.bare(word),) in lexicon.forces for word in near)


def held(verb: Token, lexicon: Lexicon) -> bool:
    """Whether a verb tells of what is done to people alone (*freed them*)."""
    return _does(verb, _HELD, lexicon)


def harmed(owned: Token, lexicon: Lexicon) -> bool:
    """Whether what somebody owns is what another harms (*expelled its envoys*)."""
    while label(owned) in INSIDE and owned.head != owned:
        owned = owned.head
    verb, noun = owned.head, (lexicon.bare(owned.text),)
    kinds = any(lexicon.among(kind, owned.text) for kind in ("people", "envoy", "vessel", "troops"))
    kinds = kinds or noun in lexicon.forces or noun in lexicon.institutions
    harms = _does(verb, _HARM, lexicon) and not _does(verb, _RECALL, lexicon)
    return label(owned) == "obj" and kinds and harms


def _does(verb: Token, kinds: frozenset[str], lexicon: Lexicon) -> bool:
    """Whether a verb tells of an act of some kinds."""
    frames = (t.means for t in lexicon.lookup(verb.text)[0])
    types = {m.type for m in frames if isinstance(m, Frame)}
    return verb.pos_ in VERBAL and not types.isdisjoint(kinds)


def blamed(
    sentence: Sentence, position: int, here: list[Found], refers: str, plural: bool,
    lexicon: Lexicon,
) -> list[Actor]:  # fmt: skip
    """Whose deed an act is about: *criticised Y for its attack*."""
    token = sentence.doc[position]
    deed = token.head
    verb = next((t for t in deed.ancestors if t.pos_ in VERBAL), deed)
    if not cases(deed) or cases(deed) not in lexicon.group("blame"):
        return []
    if not any(isinstance(t.means, Frame) for t in lexicon.lookup(verb.text)[0]):
        return []
    aimed = lexicon.group("with", "against", "upon", "at")
    for found in reversed(here):
        head = sentence.head(found)
        direct = label(head) == "obj" or (label(head) != "conj" and cases(head) in aimed)
        person = found.mentions[0].actor.kind == "Person"
        kind = plural or person == (refers in {"person", "Person"})
        if direct and kind and verb in (head.head, head.head.head) and verb.i < found.first:
            both = joined([sentence], here, found) if plural else []
            return both or [m.actor for m in found.mentions[: None if plural else 1]]
    return []
