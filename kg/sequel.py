"""Acts that take up one told before: done likewise, in kind, or undoing it.

*Kuwait followed suit*, *London responded in kind* and *the sanctions were lifted* say only with
what was told before who did what to whom.
"""

from __future__ import annotations

from collections.abc import Sequence

from kg.draft import Draft, keys
from kg.lexicon import Frame, Lexicon
from kg.offers import pointing
from kg.tree import label
from kg.words import Token

__all__ = ["UNDOES", "resumes", "take_up"]

_HELD = frozenset({"Detention", "Seizure"})
_CURBS = frozenset({"Sanction", "Embargo"})
_FREED = frozenset({"PrisonerRelease", "Concession"})
UNDOES = {
    "PrisonerRelease": _HELD | _FREED,
    "Detention": _HELD | _FREED,
    "SanctionsRelief": _CURBS,
    "Concession": _HELD | _CURBS | _FREED,
    "TroopWithdrawal": frozenset({"Occupation", "Attack", "Mobilization"}),
    "Cooperation": frozenset({"RelationsBreak"}),
    "Sanction": _CURBS,
}
"""What an act undoes, goes on with, or came before."""
_MUTUAL = frozenset({"Cooperation"})
_SAYING = "said"
_STEPS, _REACH = 2, 30  # sentences


def take_up(draft: Draft, told: Sequence[Draft], lexicon: Lexicon) -> bool:
    """Gives an act that takes up one of those `told` before, or in its sentence, what that one
    tells; whether it is such an act.
    """
    if draft.frame.echo:
        _echo(draft, told)
        return True
    return draft.pending and not draft.agents and _resume(draft, told, lexicon)


def _echo(draft: Draft, told: Sequence[Draft]) -> None:
    """Makes *did the same* the act told right before by somebody else, and *responded in kind*
    the one that was done to whoever responds; none, where there is no such act.
    """
    apart = draft.part == "word" and draft.last != draft.token.i + 1  # so far X has …
    other = None if apart else _taken_up(draft, told)
    draft.anaphoric = other is None
    if other is None:
        return
    draft.type = other.type
    back = draft.frame.echo == "back"
    draft.targets = list(other.agents if back else other.targets)
    draft.targets = [m for m in draft.targets if not keys([m]) & keys(draft.agents)]
    draft.targets = draft.targets or list(other.agents)  # did the same to whoever did it to them
    draft.why["target"] = "dealings"
    draft.doubt += 0.25
    beside = (d for d in told if d.sentence is draft.sentence and d is not draft)
    draft.anaphoric = any(d.type == draft.type and d.sides == draft.sides for d in beside)


def _taken_up(draft: Draft, told: Sequence[Draft]) -> Draft | None:
    """The act that another takes up: the one that it hangs on, else the one that the nearest
    sentence before is built on.
    """
    mine, number = keys(draft.agents), draft.sentence.number
    fits = [
        d for d in told
        if d is not draft and not d.anaphoric and d.frame.complement != _SAYING and d.agents
        and (d.sentence.number, d.token.i) < (number, draft.token.i)
        and number - d.sentence.number <= _STEPS and not keys(d.agents) & mine
        and (draft.frame.echo != "back" or keys(d.targets) & mine)
    ]  # fmt: skip
    above = [d for d in fits if d.sentence is draft.sentence and d.token in draft.token.ancestors]
    last = max((d.sentence.number for d in fits), default=0)
    nearest = above or [d for d in fits if d.sentence.number == last]
    return min(nearest, key=lambda d: len(list(d.token.ancestors)), default=None)


def resumes(draft: Draft, lexicon: Lexicon) -> bool:
    """Whether a verb tells, of nobody named, that an act told before was undone (*the sanctions
    were lifted*, *they were set free*).
    """
    done = draft.arguments
    passive = draft.part != "noun" and done.passive
    passive = passive and all(_no_doer(t, lexicon) for t in done.subject)
    fits = passive and draft.type in UNDOES and not (draft.agents or draft.anaphoric)
    return fits and any(_known(t, draft, lexicon) for t in done.object)


def _no_doer(noun: Token, lexicon: Lexicon) -> bool:
    """Whether a noun behind a passive verb says how much was done, or when."""
    times = (lexicon.time.get(kind, ()) for kind in ("units", "spans"))
    return lexicon.among("quantity", noun.text) or any(noun.lower_ in each for each in times)


def _known(noun: Token, draft: Draft, lexicon: Lexicon) -> bool:
    """Whether a word means what was told of before; of a curb its own name must say so."""
    if draft.type == "Sanction":
        means = lexicon.as_noun(noun.text)
        if not any(isinstance(m, Frame) and m.type in _CURBS for m in means):
            return False
    found = draft.sentence.at(noun.i)
    counted = any(label(c) == "nummod" for c in noun.children)
    bare = draft.type in _MUTUAL and noun.left_edge == noun  # ties were restored
    spoken = noun.lower_ in lexicon.pronouns or (found is not None and found.use == "pronoun")
    return spoken or bare or (pointing(noun, lexicon) and not counted)


def _resume(draft: Draft, told: Sequence[Draft], lexicon: Lexicon) -> bool:
    """Gives an act that undoes another, of nobody named, the parties of the last one that it can
    undo; whether it does undo one.
    """
    if not resumes(draft, lexicon):
        return False
    number = draft.sentence.number
    founds = (draft.sentence.at(t.i) for t in draft.arguments.object)
    spoken = any(f is not None and f.use == "pronoun" for f in founds)
    spoken = spoken or any(t.lower_ in lexicon.pronouns for t in draft.arguments.object)
    named = frozenset() if spoken else keys(m for m in draft.targets if m.actor.side)
    for other in sorted(told, key=lambda d: (d.sentence.number, d.token.i), reverse=True):
        near = (other.sentence.number, other.token.i) < (number, draft.token.i)
        near = near and number - other.sentence.number <= _REACH and other.status == "asserted"
        if near and other.type in UNDOES[draft.type] and other.agents and other.targets:
            if named and not named & keys(other.targets):
                continue
            both = [*other.agents, *other.targets]
            mutual = draft.type in _MUTUAL
            draft.agents = both if mutual else list(other.agents)
            draft.targets = both if mutual else list(other.targets)
            draft.why |= dict.fromkeys(("agent", "target"), "dealings")
            draft.doubt += 0.25
            return True
    draft.anaphoric = spoken  # whom it speaks of, nobody has told
    return spoken
