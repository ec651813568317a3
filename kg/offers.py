"""Offers, demands and deeds told before, and what answers them (*the request was denied*)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kg.draft import Draft, keys
from kg.event import Mention
from kg.lexicon import Lexicon
from kg.mention import Sentence
from kg.tree import VERBAL, arguments, label, phrase
from kg.words import Token

__all__ = ["addressed", "answered", "commented", "pointing", "replies", "same_deed"]

_DOERS = frozenset({"obj", "obl:agent", "nsubj"})
_OPEN = frozenset({"planned", "hypothetical"})


def pointing(noun: Token, lexicon: Lexicon) -> bool:
    """Whether a noun points back to what was told (*that step*, *the raid*, *langkah itu*)."""
    before = noun.doc[max(0, noun.i - 2) : noun.i]
    window = (*noun.children, *before[-1:], *noun.doc[noun.i + 1 : phrase(noun)[1] + 2])
    shown = any(t.lower_ in lexicon.demonstratives for t in window)
    return shown or any(lexicon.among("definite", t.text) for t in before)


def _offer(draft: Draft, lexicon: Lexicon) -> bool:
    """Whether an act is done to something offered, asked or demanded before."""
    things = (t for t in draft.arguments.object if lexicon.among("offers", t.text))
    return any(pointing(t, lexicon) for t in things)


def replies(draft: Draft, lexicon: Lexicon) -> bool:
    """Whether a verb without an agent tells what became of an offer."""
    unnamed = draft.part != "noun" and draft.arguments.passive and not draft.agents
    token = draft.token
    alone = token.head == token and all(label(c) != "parataxis" for c in token.children)
    spoken = "speaker" in draft.frame.agent and draft.type == draft.frame.negated and not alone
    unnamed = unnamed and not (draft.by_speaker or spoken)  # said such terms were unacceptable
    behind = max(draft.token.i, draft.last) + 1
    named = draft.token.doc[behind : behind + 1]
    doers = (t for t in named if label(t) in _DOERS or lexicon.human(t.text))
    unnamed = unnamed and not any(t.pos_ in {"NOUN", "PROPN"} for t in doers)  # ditentang warga
    return unnamed and not draft.anaphoric and _offer(draft, lexicon)


def answered(draft: Draft, told: Iterable[Draft], lexicon: Lexicon) -> Draft | None:
    """The offer that an act takes up or turns down (*Z turned down the proposal*): the last of the
    acts told before by somebody else.
    """
    mine = keys(draft.agents)
    for other in told if _offer(draft, lexicon) else ():
        open_ = other.frame.complement in _OPEN or other.frame.status in _OPEN
        named = {t.lower_ for t in other.arguments.object}  # tabled a draft … the draft
        same = any(t.lower_ in named for t in draft.arguments.object)
        open_ = open_ or (same and not _offer(other, lexicon))
        if open_ and keys(other.agents) and not keys(other.agents) & mine:
            return other
    return None


def same_deed(draft: Draft, beside: Iterable[Draft]) -> list[Mention]:
    """Whose deed a clitic on a verb means (Indonesian *A mengutuk serangan itu, sementara B
    mendukungnya*, A condemned the raid while B backed it).
    """
    here, at = draft.sentence.span(draft.token.i, draft.token.i), draft.sentence.at
    if draft.part == "noun" or not any(m.span == here for m in draft.targets):
        return []
    before = [d for d in beside if d.token.i < draft.token.i and d.frame.complement]
    for other in reversed(before):
        things = [t for t in other.arguments.object if at(t.i) is None]
        if things and not keys(other.targets) & keys(draft.agents) and other.part != "noun":
            return list(other.targets)
    return []


def commented(
    draft: Draft, beside: Sequence[Draft], lexicon: Lexicon, hostile: bool
) -> list[Mention]:
    """Who did the deed that a relative clause comments on (*left the pact, a step that Y
    condemned*, *… that drew a protest from Y*): of the acts beside it, nearest first, the one that
    the clause belongs to.
    """
    verb, mine = draft.verb, keys(draft.agents)
    noun = verb.head
    if label(verb) not in {"acl:relcl", "acl"}:
        return []
    deed = bool(lexicon.as_noun(noun.text))  # an invitation that Y protested
    if deed or any(lexicon.among(k, noun.text) for k in ("deeds", "offers", "papers")):
        above = [o for o in beside if noun.head in (o.token, o.support)]
        for other in (*(o for o in above if o.frame.complement != "said"), *beside):
            if other.token.i < noun.i and not keys(other.agents) & mine:
                return list(other.agents)
        return [m for m in _summed_up(draft.sentence, noun, lexicon) if not keys([m]) & mine]
    apart = noun.i + 1 < len(noun.doc) and noun.nbor().text == ","
    for other in beside if apart and hostile else ():
        if noun in other.arguments.object and not keys(other.agents) & mine:
            return list(other.agents)  # fired a missile, which Y called …
    return []


def _summed_up(sentence: Sentence, noun: Token, lexicon: Lexicon) -> tuple[Mention, ...]:
    """Who does what a noun behind a comma sums up, though it is no event by itself (*began to
    fill its dam, a step that …*).
    """
    verb, first = noun.head, noun.left_edge
    if label(noun) == "appos" and verb.pos_ not in VERBAL and not sentence.at(verb.i):
        verb = verb.head  # unveiled a map, a step that …
    aside = "," in (first.text, noun.doc[first.i - 1].text)
    if verb.pos_ not in VERBAL or verb.i > noun.i or not aside:
        return ()
    feature = next((t.feature for t in lexicon.lookup(verb.text)[0]), None)
    spans = [phrase(t) for t in arguments(verb, feature, lexicon).subject[:1]]
    founds = (f for f in sentence.found if any(a <= f.first <= b for a, b in spans))
    return next((f.mentions for f in founds), ())


def addressed(draft: Draft, near: Iterable[Draft]) -> list[Mention]:
    """To whom a promise is made in one breath with something else said to somebody (*thanked Y and
    vowed to reopen the embassy*).
    """
    if draft.frame.complement != "planned" or label(draft.token) != "conj":
        return []
    for other in near:
        told = other.token == draft.token.head and other.why.get("target") == "to"
        if told and keys(other.agents) == keys(draft.agents):
            return list(other.targets)
    return []
