"""Of several readings of the same words, the one that is an event."""

from __future__ import annotations

from collections.abc import Mapping, Set

from kg import ontology
from kg.draft import Draft, keys
from kg.roles import Roles
from kg.tree import label

__all__ = ["distinct"]

_MARCH = "Protest"
RISING = frozenset({"nmod", "compound", "conj", "obj", "obl", "nsubj:pass", "appos"})


def distinct(drafts: list[Draft], roles: Roles, cancelled: Set[int]) -> list[Draft]:
    """Leaves out nouns that only complete a verb of their own kind (*sign a treaty*).

    `cancelled`: positions of event nouns that a negative support verb takes back.
    """
    covered = {i for d in drafts for i in range(d.token.i + 1, d.last + 1)}
    drafts = [d for d in drafts if d.token.i not in covered]
    by_token = {d.token.i: d for d in drafts}
    deeds = {d.token.head.i: d for d in drafts
             if d.support == d.token.head and label(d.token) == "nsubj"}  # fmt: skip
    out = []
    lent: set[tuple[int, str]] = set()
    for draft in drafts:
        if draft.part == "noun" and draft.support is not None:
            told = by_token.get(draft.support.i) if label(draft.support) == "acl:relcl" else None
            if told is not None and not _unlike(told, draft):
                continue  # an attack that killed Ys
            if (draft.support.i, draft.type) in lent and label(draft.token) != "conj":
                continue
            lent.add((draft.support.i, draft.type))
        if (draft.part != "noun" or draft.support is not None) and _again(draft, by_token):
            continue
        if draft.part == "verb" and _written(draft, by_token):
            continue
        if (deed := deeds.get(draft.token.i)) and not _unlike(deed, draft):
            continue  # the bombing of Y killed six
        if draft.pending and _outcome(draft, by_token):
            continue
        if _voiced(draft, by_token, roles):
            continue
        if draft.part == "verb" and _shot(draft, by_token, roles):
            continue
        if draft.part == "noun":
            verb = by_token.get(draft.support.i) if draft.support is not None else None
            alike = verb and verb.frame.complement == draft.status == "planned"
            if verb and alike and not draft.targets and keys(verb.agents) == keys(draft.agents):
                continue  # promised help
            node = draft.token
            if (
                label(node) == "appos"
                and (same := by_token.get(node.head.i))
                and (same.frame.type == draft.frame.type or same.part == "noun")
            ):
                continue
            if any(
                (made := by_token.get(c.i))
                and made.frame.object is not None
                and made.type != draft.type
                and node in made.arguments.object
                and not (draft.agents and draft.support is not None and _unlike(made, draft))
                for c in node.children
                if label(c) in {"acl", "acl:relcl"}
            ):
                continue  # an accord, signed in …; but: a truce brokered by X began
            made = by_token.get(node.head.i)
            if (
                (
                    label(node) == "compound"
                    or (label(node) == "nmod" and made is not None and made.part == "noun")
                )
                and made is not None
                and made.type != draft.type
                and made.frame.object is not None
                and node in roles.objects(made)
            ):
                continue  # an arrest warrant, the suspension of aid
            same, around = by_token.get(node.head.i), draft.why.get("agent") == "around"
            if around and same and same is not draft and same.type == draft.type:
                continue  # arrived on a visit
            below = node
            while (
                label(node) in RISING
                and not (label(node) == "conj" and node.head.pos_ == "PROPN")
                and draft.why.get("agent") != "around"
            ):
                below, node = node, node.head
                verb = by_token.get(node.i)
                if node.i in cancelled or (verb is not None and verb is not draft):
                    break
            if node.i in cancelled:
                continue
            verb = by_token.get(node.i)
            if verb is not None and verb is not draft and verb.part != "noun":
                consumed = verb.frame.object is not None and roles.meets(
                    draft.sentence, verb.frame.object, [draft.token, below]
                )
                whole = bool(draft.agents and draft.targets)  # condemned the annexation of Y by X
                apart = verb.type != verb.frame.type and not keys(verb.agents) & keys(draft.agents)
                whole = whole and (verb.frame.complement == "asserted" or apart)
                if verb.type == draft.type and keys(verb.agents) == keys(draft.agents):
                    verb.targets = verb.targets or draft.targets  # in a rebuke of Y, called it …
                if (consumed and not whole) or verb.type == draft.type:
                    continue
        out.append(draft)
    return out


def _written(draft: Draft, drafts: Mapping[int, Draft]) -> bool:
    """Whether a participle says what several agree on (*signed an accord opening the border*)."""
    paper = draft.token.head
    act = (
        drafts.get(paper.head.i) if label(draft.token) == "acl" and label(paper) == "obj" else None
    )
    several = act is not None and len(keys(act.agents)) > 1 and act.part == "verb"
    return act is not None and several and keys(act.agents) == keys(draft.agents)


def _voiced(draft: Draft, by_token: Mapping[int, Draft], roles: Roles) -> bool:
    """Whether a verb says what people march for or against (*marched to denounce Y*)."""
    march = by_token.get(draft.token.head.i)
    if march is None or march.type != _MARCH or draft.type == _MARCH:
        return False
    if label(draft.token) not in {"xcomp", "advcl"}:
        return False
    asked = draft.frame.complement == "hypothetical"
    voiced = draft.part != "noun" and not asked and roles.lexicon.among("voiced", draft.token.text)
    if voiced and not march.targets:
        march.targets = draft.targets
    return voiced


def _shot(draft: Draft, drafts: Mapping[int, Draft], roles: Roles) -> bool:
    """Whether a participle only says who fired what then hits (*missiles fired by X killed …*)."""
    weapon = draft.token.head
    act = drafts.get(weapon.head.i) if label(weapon).startswith("nsubj") else None
    fired = label(draft.token).startswith("acl") and roles.lexicon.among("shot", draft.token.text)
    return bool(fired and act and keys(act.agents) == keys(draft.agents))


def _outcome(draft: Draft, drafts: Mapping[int, Draft]) -> bool:
    """Whether a verb tells what came of the deed that it is joined to, of the same kind and done
    by the same (*shelled the town and killed two people*).
    """
    act = drafts.get(draft.token.head.i) if label(draft.token) == "conj" else None
    if act is None or act is draft or keys(act.agents) != keys(draft.agents):
        return False
    return not _unlike(act, draft)


def _unlike(one: Draft, other: Draft) -> bool:
    """Whether two acts are of different PLOVER classes."""
    classes = ontology.load().classes
    return classes[one.type].plover != classes[other.type].plover


def _again(draft: Draft, drafts: Mapping[int, Draft]) -> bool:
    """Whether a clause only says how or why the act above it was done (*took to the streets to
    burn a flag*, *summoned the envoy to protest*): one act, whose roles both tell.
    """
    above = draft.verb
    while label(above) in {"xcomp", "advcl", "ccomp"} and above.head != above:
        above = above.head
        act = drafts.get(above.i)
        if act is None or act.part == "noun" or act.type != draft.type:
            continue
        if act.frame.complement == "said":
            return False
        named = draft.sides if any(m.actor.side for m in draft.targets) else (draft.sides[0], set())
        pairs = zip(act.sides, named, strict=True)
        if all(one == other or not (one and other) for one, other in pairs):
            act.agents = act.agents or draft.agents
            act.targets = act.targets or draft.targets
            return True
    return False
