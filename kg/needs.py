"""Whether a draft names whom an event of its kind needs."""

from __future__ import annotations

from kg.draft import Draft
from kg.lexicon import Lexicon
from kg.offers import replies
from kg.public import political
from kg.sequel import resumes
from kg.tree import cases, label

_STIRRED = frozenset({"Concern", "Criticism", "Protest"})  # what a deed leads others to
_OUTWARD = frozenset({"Threat", "Expulsion", "Sanction"})  # done to others, not to one's own
TOGETHER = frozenset({"Agreement", "TreatySigning", "Ceasefire"})
"""What several do, who need not be named again."""
OFFICIAL = frozenset({"State", "IntergovernmentalOrganization", "Bloc", "Ministry"})
HOSTILE = frozenset({"upon", "against"})
WHOSE = frozenset({"by", "possessor", "modifier"})

__all__ = ["TOGETHER", "among_unnamed", "enough", "moved"]


def enough(draft: Draft, lexicon: Lexicon) -> bool:
    """A verb needs an actor; a bare noun needs both, or a support verb."""
    needs = draft.frame.needs
    if draft.anaphoric and draft.frame.complement != "said":
        return True
    if replies(draft, lexicon) or resumes(draft, lexicon):
        draft.pending = True
        return True
    if among_unnamed(draft):
        draft.pending = True
        return True
    if "agent" in needs and not (draft.agents or draft.by_speaker or _to_be_done(draft, lexicon)):
        return False
    if "doer" in needs and not (draft.agents or draft.by_speaker):
        if not _suffered(draft):
            return False
        draft.pending = True  # another frame may say who did it
    aimed = draft.targets or draft.to_speaker or draft.spared
    if draft.inward and not aimed and draft.frame.complement == "hypothetical":
        return False  # asks something of nobody else
    bare = draft.part == "noun" and draft.support is None
    if "target" in needs and not (aimed or _on_record(draft) or _to_stranger(draft)):
        draft.pending = _done_to_something(draft, lexicon) or (
            bare and _at_something(draft, lexicon)
        )
        if not (draft.pending or moved(draft, lexicon)):
            return False
    if "content" in needs and not draft.wanted:
        return False
    if _private_deed(draft, lexicon) or _at_home(draft):
        return False
    if not political(draft, lexicon):
        if not (draft.frame.complement and draft.agents):
            return False
        draft.private = True
    if needs:
        return True
    if bare:
        whole = bool(draft.agents and draft.targets) or len(draft.agents) > 1
        return whole or _at_something(draft, lexicon)
    return bool(
        draft.agents
        or draft.targets
        or draft.by_speaker
        or draft.to_speaker
        or "speaker" in draft.frame.agent
    )


def among_unnamed(draft: Draft) -> bool:
    """Whether several did something together, and nobody says who (*the accord was signed*)."""
    args = draft.arguments
    made = draft.support is not None and draft.token.head == draft.support
    made = made and label(draft.token) == "nsubj:pass"  # a deal was reached
    done = made if draft.part == "noun" else args.passive and bool(args.object)
    unnamed = not (draft.agents or draft.targets or draft.by_speaker or args.subject)
    return draft.type in TOGETHER and done and unnamed and not draft.anaphoric


def _at_home(draft: Draft) -> bool:
    """Whether a state deals with its own people alone (*Israel warned Israelis*)."""
    mine, theirs = ({m.actor.side for m in ms} for ms in (draft.agents, draft.targets))
    return draft.type in _OUTWARD and mine == theirs and len(mine) == 1 and None not in mine


def _private_deed(draft: Draft, lexicon: Lexicon) -> bool:
    """Whether a verb tells what somebody private does, and not what he alleges (*a Chilean
    striker hammered Peru*).
    """
    own = draft.part != "noun" and not draft.agents and not draft.frame.group
    doers = draft.arguments.subject if own and draft.frame.complement != "alleged" else []
    return any(lexicon.among("private", t.text) for t in doers)


def _done_to_something(draft: Draft, lexicon: Lexicon) -> bool:
    """Whether somebody with a side acts on something whose owner context may tell (*jets
    bombed two depots*).
    """
    done, fillers = draft.arguments, set(draft.frame.target)
    things = bool(done.object) and "object" in fillers and draft.frame.group is not True
    into = HOSTILE.union({"into", "of"}) & fillers  # slammed into a refinery
    things = things or any(lexicon.group_of(p) & into for p, _ in done.obliques)
    sided = any(m.actor.side for m in draft.agents)
    return draft.part != "noun" and things and sided


def moved(draft: Draft, lexicon: Lexicon) -> bool:
    """Whether it is a deed that somebody with a side is moved by: whose, context may tell (*the
    drill caused concern in Y*, *a step that angered Y*).
    """
    stirred = draft.type in _STIRRED and "subject" in draft.frame.target
    by = draft.arguments.subject if stirred else []
    deed = any(lexicon.deed(t.text) or lexicon.among("deeds", t.text) for t in by)
    told = draft.part != "noun" and label(draft.token) != "acl"  # the shocking attack by Y
    return deed and told and any(m.actor.side for m in draft.agents)


def _suffered(draft: Draft) -> bool:
    """Whether a passive verb tells of a deed by whom somebody with a side suffered or gained,
    though not who did it (*a Greek tanker was seized*).
    """
    passive = draft.part == "verb" and draft.arguments.passive and not draft.arguments.subject
    return passive and any(m.actor.side for m in draft.targets)


def _to_be_done(draft: Draft, lexicon: Lexicon) -> bool:
    """Whether somebody says what will be done by nobody named: he, as a rule (*Y announced that
    troops would be sent to Z*).
    """
    below = (lexicon.auxiliaries.get(c.lower_) for c in draft.token.children)
    told = label(draft.token) == "ccomp" and "planned" in below
    return told and _suffered(draft)


def _to_stranger(draft: Draft) -> bool:
    """Whether somebody with a side acts on whom a whole name names that nobody knows (*Egypt
    arrested Ivo Simic*).
    """
    named = draft.part != "noun" and draft.frame.group == "target"
    named = named and "object" in draft.frame.target and any(m.actor.side for m in draft.agents)
    return named and any(
        t.pos_ == "PROPN" and any(label(c) == "flat" for c in t.children)
        for t in draft.arguments.object
    )


def _at_something(draft: Draft, lexicon: Lexicon) -> bool:
    """Whether a noun tells that somebody with a side acts against something that is nobody
    (*the attack by Y on the town*).
    """
    if not any(m.actor.side for m in draft.agents):
        return False
    groups = HOSTILE.intersection(draft.frame.target)
    groups |= {"of"} if draft.why.get("agent") in WHOSE else set()
    phrases = [t for p, t in draft.arguments.obliques if lexicon.group_of(p) & groups]
    if draft.why.get("agent") == "by":
        phrases += [c for c in draft.token.children if label(c) == "nmod" and not cases(c)]
    return any(t.pos_ in {"NOUN", "PROPN"} for t in phrases)


def _on_record(draft: Draft) -> bool:
    """Whether officials speak about something that is nobody (*Bonn criticised the plan*)."""
    about = draft.part != "noun" and (draft.arguments.object or draft.wanted)
    return bool(about and draft.frame.complement) and any(
        m.actor.kind in OFFICIAL for m in draft.agents
    )
