"""What an act is about, and whose deed that was (*condemned that raid*, *welcomed the accord*)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from kg.draft import Draft, keys
from kg.event import Mention
from kg.lexicon import Frame, Lexicon
from kg.needs import moved
from kg.offers import pointing
from kg.ontology import Ontology
from kg.tree import label
from kg.words import Token

__all__ = ["Pointed"]

_LEAD = 2  # sentences
_SUPPORT, _ACCUSE = "SUPPORT", "ACCUSE"
_FORCE = frozenset({"ASSAULT", "COERCE"})
_UNDONE = {
    "Apology": _FORCE,
    "PrisonerRelease": frozenset({"COERCE"}),
    "SanctionsRelief": frozenset({"SANCTION"}),
    "TroopWithdrawal": frozenset({"ASSAULT", "MOBILIZE"}),
}
"""What such acts take back, or are about."""
_SAID = frozenset({"said", "asserted", "negated"})  # complements of acts that are about others'


class Pointed:
    """Finds whoever did what an act points back to."""

    def __init__(self, ontology: Ontology, lexicon: Lexicon) -> None:
        self._ontology = ontology
        self._lexicon = lexicon

    def sorts(self, draft: Draft) -> frozenset[str]:
        """An event's class, and those above it."""
        return frozenset(self._ontology.classes[draft.type].types)

    def friendly(self, draft: Draft) -> bool:
        """Whether an act is one of good will."""
        return self._ontology.classes[draft.type].friendly

    def things(self, draft: Draft) -> Iterator[Token]:
        """What an act is about: its objects, and what is inside them (the end *of that war*)."""
        by = draft.arguments.subject if moved(draft, self._lexicon) else ()  # that step angered Y
        for noun in (*draft.arguments.object, *draft.arguments.indirect, *by):
            yield noun
            made = (c for c in noun.children if c.pos_ == "NOUN")
            yield from (c for c in made if c.i > noun.i or label(c) == "compound")
        about = self._lexicon.group("over", "against", "about") if draft.part == "noun" else ()
        yield from (t for p, t in draft.arguments.obliques if p in about)  # objections to the ban
        for clause in draft.arguments.clause:  # said the raid was a crime
            yield from (c for c in clause.children if label(c) == "nsubj")

    def meant(self, draft: Draft, told: Sequence[Draft]) -> list[Mention]:
        """Who did the deed, told of before, that an object names and points back to (*condemned
        that invasion*): whoever most often did such a thing.
        """
        alike = self._such(draft, told)
        times = Counter(keys(d.agents) for d in alike)
        most = max(reversed(alike), key=lambda d: times[keys(d.agents)], default=None)
        return list(most.agents) if most else []

    def sole(self, draft: Draft, told: Sequence[Draft]) -> list[Mention]:
        """Who did such a deed, if nobody else did one."""
        doers = {keys(d.agents): d.agents for d in self._such(draft, told)}
        return list(*doers.values()) if len(doers) == 1 else []

    def _such(self, draft: Draft, told: Sequence[Draft]) -> list[Draft]:
        """The deeds told before of the kind that an object names and points back to."""
        mine = keys(draft.agents)
        for noun in self.things(draft):
            kinds = self._kinds(noun) if self._deed(noun) else frozenset()
            first = min(noun.i, draft.token.i)
            alike = [
                d for d in told
                if (d.sentence is not draft.sentence or d.token.i < first)
                and kinds & self.sorts(d)
                and d.agents and not keys(d.agents) & mine and d.token != noun
            ]  # fmt: skip
            if alike:
                return alike
        return []

    def doers(self, draft: Draft, told: Iterable[Draft]) -> list[Mention]:
        """Who did the last deed, rather than said it, where an object points back to one
        (*condemned that step*).
        """
        if not any(map(self._deed, self.things(draft))):
            return []
        mine = keys(draft.agents)
        others = [d for d in reversed(list(told)) if not keys(d.agents) & mine]
        done = (d for d in others if not d.frame.complement)
        other = next(done, None) or next(iter(others), None)
        return list(other.agents) if other else []

    def praised(self, draft: Draft, told: Sequence[Draft]) -> list[Mention]:
        """Who did what an act of good will is about: of such acts the last (*welcomed the accord*);
        of a deed of no kind (*hailed the decision*) the one told right before, else the one that
        the article opens with.
        """
        if self._ontology.classes[draft.type].plover != _SUPPORT:
            return []
        mine = keys(draft.agents)
        for noun in self.things(draft):
            if not pointing(noun, self._lexicon):
                continue
            kinds = self._events(noun)
            alike = [d for d in reversed(told) if kinds & self.sorts(d) and d.token != noun]
            if self._lexicon.among("deeds", noun.text) and not alike:
                alike = self._deeds(told, draft.sentence.number)
            for other in alike:
                if who := self._parties(other, mine):
                    return who
        return []

    def undone(self, draft: Draft, told: Sequence[Draft]) -> list[Mention]:
        """Whom somebody has done harm who now makes amends or takes it back (*shelled Y, and said
        sorry*; *imposed sanctions on Y and lifted them*).
        """
        kind, mine = self._ontology.classes.get(draft.type), keys(draft.agents)
        harmed = _UNDONE.get(draft.type, frozenset())
        for other in reversed(told) if kind and harmed and len(mine) == 1 else ():
            harm = self._ontology.classes[other.type].plover in harmed
            harm = harm and keys(other.agents) == mine and other.status == "asserted"
            if harm and other.targets and all(m.actor.side for m in other.targets):
                return list(other.targets)
        return []

    def _deeds(self, told: Sequence[Draft], number: int) -> list[Draft]:
        """What a sentence may call a deed: what was done in the one before, else first of all."""
        classes = self._ontology.classes
        acts = [d for d in told if d.status == "asserted" and d.frame.complement not in _SAID]
        acts = [d for d in acts if classes[d.type].plover != _ACCUSE]
        done = [d for d in acts if not d.frame.complement]
        before = [d for d in reversed(done) if d.sentence.number == number - 1]
        lead = [d for d in acts if d.sentence.number < min(_LEAD, number)]
        lead.sort(key=lambda d: bool(d.frame.complement))
        replies = {(d.sides[1], d.sides[0]) for d in lead}  # answers what all is about
        return [*(d for d in before if d.sides not in replies), *lead]

    def _parties(self, other: Draft, mine: frozenset[str]) -> list[Mention]:
        """Who did a deed together, if none of them is meant to be left out."""
        both = other.targets if self._ontology.classes[other.type].symmetric else ()
        who = {m.actor.iri: m for m in (*other.agents, *both)}
        return [] if keys(who.values()) & mine else list(who.values())

    def _deed(self, noun: Token) -> bool:
        """Whether a noun for a deed has a demonstrative (*that step*)."""
        deed = self._lexicon.among("deeds", noun.text) or bool(self._kinds(noun))
        return deed and pointing(noun, self._lexicon)

    def _events(self, noun: Token) -> frozenset[str]:
        """The classes of events that a noun tells of."""
        means = self._lexicon.as_noun(noun.text)
        return frozenset(m.type for m in means if isinstance(m, Frame))

    def _kinds(self, noun: Token) -> frozenset[str]:
        """The classes of hostile events that a noun tells of (*that storming of the embassy*)."""
        classes = self._ontology.classes
        return frozenset(t for t in self._events(noun) if classes[t].hostile)
