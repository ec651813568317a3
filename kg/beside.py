"""Where a time stands: which event of its sentence is near it, beyond it, or above it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from itertools import count

from kg.draft import Draft
from kg.mention import Sentence
from kg.timex import Timex
from kg.tree import label
from kg.words import Token

__all__ = [
    "begun", "deed_of", "has_clause", "has_subject", "main_deed", "parted", "set_off",
    "told_above", "told_before", "told_beyond", "told_next", "verb_of", "within", "years_on",
]  # fmt: skip


def begun(
    sentence: Sentence, timex: Timex, drafts: Sequence[Draft], since: Set[str], nth: Set[str]
) -> Draft | None:
    """What lasts since a time (*has occupied it since 1967*): the deed that this time hangs on,
    unless something is *the first since* then.
    """
    tokens = sentence.within(timex.start, timex.end)
    if timex.means != "since" or not tokens or tokens[0].lower_ not in since:
        return None
    above = next((t.head for t in tokens if t.head not in tokens), None)
    for draft in drafts:
        hangs = above is not None and draft.token.i < above.i <= draft.last  # called home since …
        hangs = hangs or above == (draft.support if draft.part == "noun" else draft.token)
        if hangs and draft.status == "asserted":
            between = sentence.doc[draft.token.i : tokens[0].i]
            said = draft.frame.complement == "said"
            return None if said or any(t.lower_ in nth for t in between) else draft
    return None


def deed_of(owner: Draft, timex: Timex, sentence: Sentence) -> Draft:
    """*In May, X said that Y did …*: a month before a speech verb dates what is told too
    loosely to part them, and the deed is what readers ask for.
    """
    told = owner.content
    early = timex.end <= sentence.doc[owner.token.i].idx
    past = told is not None and told.timex is None and told.status in {"asserted", "alleged"}
    return told if told and early and past and owner.frame.complement == "said" else owner


def told_before(drafts: Sequence[Draft], token: Token) -> Draft | None:
    """The event told right before a token, no other verb between."""
    near = max((d for d in drafts if d.token.i < token.i), key=lambda d: d.token.i, default=None)
    if near is None or any(t.pos_ == "VERB" for t in token.doc[near.token.i + 1 : token.i]):
        return None
    return near


def has_clause(node: Token) -> bool:
    """Whether a verb has a clause of its own, so that its time is not another's."""
    labels = {label(c).partition(":")[0] for c in node.children}
    if label(node) in {"conj", "parataxis"}:
        return "nsubj" in labels
    if label(node) == "acl":
        return "obj" not in labels
    return label(node) in {"advcl", "acl:relcl", "ccomp"}


def told_next(drafts: Sequence[Draft], verb: Token, tokens: Sequence[Token]) -> Draft | None:
    """The event told right after a time that begins a clause, though it hangs on one before
    (*… called it a fraud, and in 1966 it signed …*).
    """
    first, last = tokens[0].i, tokens[-1].i
    near = min((d for d in drafts if d.token.i > last), key=lambda d: d.token.i, default=None)
    if near is None or any(t.pos_ == "VERB" for t in verb.doc[last + 1 : near.token.i]):
        return None
    joined = any(t.pos_ in {"CCONJ", "SCONJ"} for t in verb.doc[verb.i + 1 : first])
    return near if joined and verb.i < first else None


def within(verb: Token, above: Token) -> bool:
    """Whether a verb is, or is coordinated with, the complement of another."""
    while label(verb) in {"conj", "ccomp", "xcomp"} and verb.head != verb:
        verb = verb.head
        if verb == above:
            return True
    return False


def has_subject(verb: Token) -> bool:
    """Whether a verb has a subject of its own."""
    return any(label(c).startswith("nsubj") for c in verb.children)


def years_on(value: str) -> Iterator[str]:
    """A month or day in its year and in each of those to come."""
    return (f"{int(value[:4]) + n:04d}{value[4:]}" for n in count())


def parted(one: Token, other: Token) -> bool:
    """Whether a semicolon stands between two words."""
    first, last = sorted((one.i, other.i))
    return any(t.text == ";" for t in one.doc[first:last])


def told_beyond(owner: Draft, timex: Timex, drafts: Sequence[Draft]) -> Draft | None:
    """The event behind a time that a semicolon parts from the event the tree gives it to."""
    doc = owner.sentence.doc
    first = next((t.i for t in doc if t.idx >= timex.start), 0)
    if first < owner.token.i or not parted(owner.token, doc[first]):
        return None
    after = [d for d in drafts if d.token.i > first]
    return min(after, key=lambda d: d.token.i, default=None)


def verb_of(sentence: Sentence, timex: Timex) -> Token | None:
    """The verb that a time hangs on."""
    tokens = sentence.within(timex.start, timex.end)
    top = next((t for t in tokens if t.head not in tokens or t.head == t), None)
    for _ in range(4):  # where the tree hangs it on the subject behind it, its verb
        top = top.head if top is not None else None
        if top is not None and top.pos_ == "VERB":
            return top
    return None


def set_off(sentence: Sentence, timex: Timex) -> bool:
    """Whether a time stands between commas, or behind one at the end: *…, Senin (3/5),*."""
    before = sentence.text[: timex.start].rstrip()
    return before.endswith(",") and sentence.text[timex.end :].lstrip()[:1] in {",", ".", ""}


def told_above(word: Token, drafts: Sequence[Draft]) -> Draft | None:
    """The event without a time in whose clause a word stands."""
    free = {d.support.i: d for d in drafts if d.timex is None and d.support is not None}
    free.update({d.token.i: d for d in drafts if d.timex is None})
    return next((free[t.i] for t in word.ancestors if t.i in free), None)


def main_deed(owner: Draft, drafts: Sequence[Draft]) -> Draft:
    """The deed of the clause above, where an event is told in a clause below."""
    verbs = {d.token.i: d for d in drafts if d.part != "noun" and d.frame.complement != "said"}
    for above in owner.token.ancestors:
        found = verbs.get(above.i)
        if found is not None and found.timex is None:
            owner = found
    return owner
