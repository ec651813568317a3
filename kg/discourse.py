"""Whom an act without a target is aimed at, as context tells.

*Iran dropped its demand* says against whom only by what is told around it. Acts beside it may
show it; who is likeliest, of all parties of the article, `kg.parties` says. The mention given is
one that names the party, so that the words can be checked, and a target from another sentence
backs no relation.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from kg.addressed import addressed, complain
from kg.company import gathers, mutual, paired
from kg.draft import Draft, keys
from kg.event import Mention
from kg.lexicon import Frame, Lexicon
from kg.mention import Sentence, blocks
from kg.needs import among_unnamed, moved
from kg.offers import answered, commented, same_deed
from kg.ontology import Ontology
from kg.parties import Story
from kg.people import nationals, residents
from kg.pointed import Pointed
from kg.sequel import take_up
from kg.tree import label

__all__ = ["Dealings"]

_COMMENTED = "did what a clause comments on"  # left the pact, a step that Y condemned
_SURE = 0.9  # how likely whoever did it is whom such a clause is aimed at
_KNOWN = 40  # acts
_FORCED = frozenset({"Expulsion", "Sanction", "Embargo", "Detention"})
_STEPS = 2  # sentences that one course of action spans
_FREED, _HELD = "PrisonerRelease", "Detention"
_MARCHED, _BLAMED, _AGREED, _CONSULTED = "PROTEST", "ACCUSE", "AGREE", "CONSULT"
_MEDIATED = "Mediation"
_UNDERGONE = frozenset({"ASSAULT", "COERCE", "SANCTION", "RETREAT", _BLAMED, _MARCHED})
"""Kinds of what is done by or to people themselves."""
_OPEN = frozenset({"object", "to", "against", "rivals"})  # somebody dealt with, not gone to


class Dealings:
    """Who dealt with whom, sentence by sentence, in one article."""

    def __init__(self, ontology: Ontology, lexicon: Lexicon) -> None:
        self._ontology = ontology
        self._lexicon = lexicon
        self._pointed = Pointed(ontology, lexicon)
        self._past: list[Draft] = []
        self._done: list[Draft] = []

    def told_once(self, drafts: Sequence[Draft]) -> list[Draft]:
        """The drafts of one sentence without verbs that only say what came of a deed of their
        kind (*an attack by X killed five Ys*, *X shelled Y, killing five*): whom that hit is whom
        the deed was done to.
        """
        merged: set[int] = set()
        for deed in drafts:
            for verb in drafts if not deed.anaphoric else ():
                sequel = verb.part != "noun" and (
                    deed.token in verb.arguments.subject
                    if deed.part == "noun"
                    else label(verb.token) == "advcl" and verb.arguments.inherited
                    and verb.token.head == deed.token and deed.token.i < verb.token.i
                )  # fmt: skip
                alike = sequel and verb.type in self._pointed.sorts(deed)
                if alike and keys(verb.agents) <= keys(deed.agents):
                    if not deed.targets:
                        deed.targets = verb.targets
                    merged.add(id(verb))
        return [d for d in drafts if id(d) not in merged]

    def complete(self, drafts: Sequence[Draft]) -> None:
        """Gives the drafts of one sentence the targets that context supplies."""
        for draft in sorted(drafts, key=lambda d: d.token.i):
            if draft.part != "noun" and not any(m.actor.side for m in draft.agents):
                draft.agents = self._answered_by(draft, drafts) or draft.agents
            if not draft.agents and draft.part != "noun" and not draft.arguments.passive:
                draft.agents = self._continued(draft) or self._author(draft)
                draft.doubt += 0.25 * bool(draft.agents)
            if not draft.agents and draft.part != "noun" and draft.arguments.passive:
                beside = [d for d in drafts if d.token.i < draft.token.i]
                draft.agents = self._going_on(draft, [*self._past, *beside])
                draft.doubt += 0.25 * bool(draft.agents)
            draft.targets = same_deed(draft, drafts) or draft.targets
            complain(draft, drafts, self._ontology)
            if draft.why.get("target") == "shared":  # demanded talks with X and condemned the raid
                told = [*self._past, *(d for d in drafts if d is not draft)]
                draft.targets = self._pointed.meant(draft, told) or draft.targets
            kind = self._ontology.classes.get(draft.type)
            if kind and kind.plover == _AGREED and not draft.targets:
                draft.targets = self._visited(draft, drafts)
            if kind and kind.plover in _UNDERGONE:
                draft.targets = nationals(draft, draft.targets, keys(draft.agents))
                draft.agents = nationals(draft, draft.agents, keys(draft.targets))
            abroad = (self._lexicon.among("abroad", t.text) for t in draft.arguments.object)
            crowd = kind and (kind.plover == _MARCHED or (draft.agents and any(abroad)))
            if crowd and not any(m.actor.side for m in draft.agents):
                draft.agents = residents(draft, self._lexicon) or draft.agents
        self._remember(drafts)

    def _visited(self, draft: Draft, beside: Iterable[Draft]) -> list[Mention]:
        """With whom somebody signs who has just come to see them (*flew to Y and signed …*)."""
        mine, classes = keys(draft.agents), self._ontology.classes
        joined = (o for o in beside if draft.token.head in (o.token, o.support))
        came = (o for o in joined if o.type in classes and classes[o.type].plover == _CONSULTED)
        return next(
            (list(o.targets) for o in came if keys(o.agents) == mine and len(mine) == 1), []
        )

    def _answered_by(self, draft: Draft, beside: Iterable[Draft]) -> list[Mention]:
        """Who did by nobody's forces what another protests against or breaks with somebody over
        (*summoned Y's envoy after jets violated its airspace*, *after its ship was seized*).
        """
        kind, mine = self._ontology.classes.get(draft.type), keys(draft.targets)
        forced = any(
            (self._lexicon.bare(t.text),) in self._lexicon.forces
            or self._lexicon.among("home", t.text)
            for t in draft.arguments.subject
        )
        held = draft.arguments.passive and kind and kind.plover in {"COERCE", "SANCTION"}
        answers = mine and not self._pointed.friendly(draft)
        for other in beside if (forced or held) and answers else ():
            against = keys(other.targets)
            above = other.token in draft.token.ancestors and not self._pointed.friendly(other)
            if above and keys(other.agents) == mine and against and not against & mine:
                draft.why["agent"] = "dealings"
                draft.doubt += 0.1
                return list(other.targets)
        return []

    def _remember(self, drafts: Iterable[Draft]) -> None:
        self._past.extend(
            d for d in drafts if d.agents and (d.targets or mutual(d, self._ontology))
        )
        self._past = self._past[-_KNOWN:]

    def _going_on(self, draft: Draft, past: Sequence[Draft]) -> list[Mention]:
        """Who has just acted against the same party, where a hostile act names nobody (*broke off
        relations with X. X's envoys were told to leave*).
        """
        if self._pointed.friendly(draft) or draft.status != "asserted":
            return []
        for other in reversed(past):
            if draft.sentence.number - other.sentence.number > _STEPS:
                break
            alike = keys(other.targets) == keys(draft.targets) and other.frame.complement != "said"
            alone = other.frame.complement is None or (
                draft.type in _FORCED and len(keys(other.agents)) == 1
            )
            if alike and alone and other.agents and not self._pointed.friendly(other):
                return list(other.agents)
        return []

    def focus(self, drafts: Sequence[Draft], sentences: Sequence[Sentence]) -> None:
        """Aims the acts of an article that lack a target at the likeliest party, if any is."""
        for draft, story, shown in self.open(drafts, sentences):
            sure = shown.get(_COMMENTED) or self._offered(draft) or self._captor(draft)
            sure = sure or self._pointed.sole(draft, self._done[-_KNOWN:])
            sure = sure or self._along(draft) or self._pointed.praised(draft, self._done)
            sure = sure or self._pointed.undone(draft, [*self._done, *self._earlier(draft)])
            told = [] if sure else addressed(draft, self._near, self._ontology)
            one = keys(sure or told)
            party, chance = (one, _SURE) if one else story.likeliest(draft, shown)
            how = next((m for m in shown.values() if keys(m) == party), None)
            found = how or sure or told or story.mentions(draft, party)
            sided = all(m.actor.side for m in found) and not self._pointed.friendly(draft)
            if found and (sided or not draft.pending):
                draft.targets = found
                draft.why["target"] = "dealings"
                draft.doubt += (1 - chance) / 2

    def open(
        self, drafts: Sequence[Draft], sentences: Sequence[Sentence]
    ) -> Iterator[tuple[Draft, Story, dict[str, list[Mention]]]]:
        """The acts that lack a target, one by one; each is to be aimed before the next is taken,
        for what has been found tells of those behind it.
        """
        self._past, self._near, self._captors, self._done = [], [], [], []
        earlier: list[Draft] = []
        numbers = [d.sentence.number for d in drafts]
        for block, around in blocks(len(sentences)):
            first, last = around.start, around.stop
            near = drafts[bisect_left(numbers, first) : bisect_left(numbers, last)]
            acts = [d for d in near if d.agents and (d.targets or mutual(d, self._ontology))]
            story = Story(sentences[first:last], self._ontology, acts)
            here = (d for d in near if d.sentence.number in block)
            for _, group in groupby(here, key=lambda d: d.sentence.number):
                told = list(group)
                self._near = [*self._past, *earlier, *told]
                for draft in sorted(told, key=lambda d: d.token.i):
                    taken = take_up(draft, self._near, self._lexicon)
                    if draft.pending and not (draft.agents or taken):
                        self._reply(draft)
                    if draft.pending and not draft.agents and among_unnamed(draft):
                        self._together(draft, [d for d in told if d is not draft], sentences)
                    if self._open(draft):
                        yield draft, story, self.named(draft, (d for d in told if d is not draft))
                        if draft.targets:
                            story.add(draft)
                    if draft.type == _HELD and any(m.actor.side for m in draft.agents):
                        self._captors = list(draft.agents)
                self._remember(told)
                self._done.extend(d for d in told if d.agents)
                earlier = told

    def named(self, draft: Draft, beside: Iterable[Draft]) -> dict[str, list[Mention]]:
        """Whom the acts told beside an act show to be its target, by what shows it."""
        near = sorted(beside, key=lambda d: abs(d.token.i - draft.token.i))
        past, done = (
            [d for d in told[-_KNOWN:] if d.sentence.number < draft.sentence.number]
            for told in (self._past, self._done)
        )
        shown = {
            "did what it points back to": self._pointed.meant(draft, [*done, *near]),
            "took part in what it is about": self._parties(draft, near),
            "other side of dealings here": self._party(draft, near),
            _COMMENTED: commented(draft, near, self._lexicon, not self._pointed.friendly(draft)),
            "is answered": self._answered(draft, near),
            "did the step it points back to": self._pointed.doers(draft, past),
            "hit alike here": self._alike(draft, near),
        }
        return {how: mentions for how, mentions in shown.items() if mentions}

    def _open(self, draft: Draft) -> bool:
        wants = _OPEN & set(draft.frame.target)
        said = draft.frame.complement == "said"
        open_ = not (draft.targets or draft.anaphoric or said or mutual(draft, self._ontology))
        open_ = open_ and not gathers(draft, self._ontology, self._lexicon)
        return open_ and bool((wants or moved(draft, self._lexicon)) and draft.agents)

    def _parties(self, draft: Draft, beside: Sequence[Draft]) -> list[Mention]:
        """Who took part in what an act is done to (*brokered the deal that A and B signed*)."""
        mine, things = keys(draft.agents), {t.i for t in draft.arguments.object}
        for other in beside:
            about = {other.token.i, *(t.i for t in other.arguments.object)}
            if mutual(other, self._ontology) and things & about:
                return [m for m in (*other.agents, *other.targets) if not keys([m]) & mine]
        return []

    def _answered(self, draft: Draft, beside: Sequence[Draft]) -> list[Mention]:
        """Who is answered, or answers, with a deed of the same spirit (*the arrest by A was
        answered by B with a ban*).
        """
        mine = keys(draft.agents)
        for other in beside:
            answer = "around" in {draft.why.get("agent"), other.why.get("agent")}
            alike = self._pointed.friendly(other) == self._pointed.friendly(draft)
            if answer and alike and not keys(other.agents) & mine:
                return list(other.agents)
        return []

    def _continued(self, draft: Draft) -> list[Mention]:
        """Whose forces go on doing what was told of them (*missiles hit two more towns*)."""
        arms = self._lexicon.forces
        forces = any((self._lexicon.bare(t.text),) in arms for t in draft.arguments.subject)
        kinds = self._pointed.sorts(draft)
        for other in reversed(self._past) if forces and draft.targets else ():
            alike = kinds & self._pointed.sorts(other)
            if alike and keys(other.targets) == keys(draft.targets):
                draft.why["agent"] = "dealings"
                return list(other.agents)
        return []

    def _author(self, draft: Draft) -> list[Mention]:
        """The body that a paper of nobody named is from (*the resolution demands …*)."""
        papers = any(self._lexicon.among("papers", t.text) for t in draft.arguments.subject)
        for other in reversed(self._past) if papers else ():
            if any(m.actor.kind == "IntergovernmentalOrganization" for m in other.agents):
                draft.why["agent"] = "dealings"
                return list(other.agents)
        return []

    def _offered(self, draft: Draft) -> list[Mention]:
        """Who has just offered, asked or demanded what an act takes up or turns down."""
        offer = answered(draft, reversed(self._told_so_far(draft)), self._lexicon)
        return list(offer.agents) if offer else []

    def _reply(self, draft: Draft) -> None:
        """Makes whoever was asked the agent of what nobody named did to that (*the request was
        turned down*).
        """
        offer = answered(draft, reversed(self._told_so_far(draft)), self._lexicon)
        if offer and offer.targets:
            draft.agents, draft.targets = list(offer.targets), list(offer.agents)
            draft.why |= dict.fromkeys(("agent", "target"), "dealings")
            draft.doubt += 0.25

    def _together(
        self, draft: Draft, beside: Sequence[Draft], sentences: Sequence[Sentence]
    ) -> None:
        """Gives what several did together, nobody says who, the parties of the dealings told
        beside it or right before (*talked in Z, where an accord was signed*), or the two that have
        just been spoken of together.
        """
        near = sorted(beside, key=lambda d: abs(d.token.i - draft.token.i))
        last = draft.sentence.number - _STEPS
        before = (d for d in reversed(self._past) if d.sentence.number >= last)
        told = (who for d in (*near, *before) if len(who := self._parties_of(d)) > 1)
        spoken = (s for s in reversed(sentences) if last <= s.number < draft.sentence.number)
        named = (who for s in spoken if (who := paired(s, self._lexicon)))
        if who := next(told, []) or next(named, []):
            draft.agents, draft.targets = list(who), list(who)
            draft.why |= dict.fromkeys(("agent", "target"), "dealings")
            draft.doubt += 0.25

    def _parties_of(self, other: Draft) -> list[Mention]:
        """The sides that talk or agree in an act, where all have one."""
        kind = self._ontology.classes.get(other.type)
        if not kind or kind.plover not in (_AGREED, _CONSULTED) or other.status != "asserted":
            return []
        among = () if other.type == _MEDIATED else other.agents
        who = {m.actor.side or "": m for m in (*among, *other.targets)}
        return [] if "" in who else list(who.values())

    def _along(self, draft: Draft) -> list[Mention]:
        """Whom the act is aimed at that a deed goes along with (*left in protest*)."""
        if draft.why.get("agent") != "around" or self._pointed.friendly(draft):
            return []
        above = (d for d in self._near if d.token in draft.token.ancestors)
        return next((list(d.targets) for d in above if not self._pointed.friendly(d)), [])

    def _captor(self, draft: Draft) -> list[Mention]:
        """Who holds whom an act wants free (*demanded the release of its sailors*)."""
        told = (m for t in self._pointed.things(draft) for m in self._lexicon.as_noun(t.text))
        freed = any(isinstance(m, Frame) and m.type == _FREED for m in told)
        freed = freed or (draft.content is not None and draft.content.type == _FREED)
        mine = keys(draft.agents)
        return self._captors if freed and not mine & keys(self._captors) else []

    def _earlier(self, draft: Draft) -> list[Draft]:
        """The acts told before one in its sentence."""
        told = (d for d in self._near if d.sentence is draft.sentence)
        return [d for d in told if d.agents and d.token.i < draft.token.i]

    def _told_so_far(self, draft: Draft) -> list[Draft]:
        """The acts told before one, here or in the sentence before."""
        number = draft.sentence.number
        return [d for d in self._near if (d.sentence.number, d.token.i) < (number, draft.token.i)
                and number - d.sentence.number < _STEPS]  # fmt: skip

    def _alike(self, draft: Draft, beside: Sequence[Draft]) -> list[Mention]:
        """Whom another does the same to here (*A banned imports from X, B arms sales*)."""
        for other in beside:
            same = other.type == draft.type and not other.anaphoric and other.status == draft.status
            if same and other.targets and not keys(other.targets) & keys(draft.agents):
                return list(other.targets)
        return []

    def _party(self, draft: Draft, others: Iterable[Draft]) -> list[Mention]:
        """The other side of the first dealings of the same spirit that the agents took part in."""
        mine = keys(draft.agents)
        others = list(others)
        if any(mine & keys(o.agents) and mine & keys(o.targets) for o in others):
            return []  # both parties act together: against whom, context does not say
        for other in others:
            said = other.frame.complement == "said"  # to whom, is no dealing with him
            said = said or (other.content is draft and draft.status == "hypothetical")  # nor asked
            if said or self._pointed.friendly(other) != self._pointed.friendly(draft):
                continue
            agents, targets = keys(other.agents), keys(other.targets)
            if mine & agents and targets and not mine & targets:
                return list(other.targets)
            if mine & targets and agents and not mine & agents:
                return list(other.agents)
            if mine & agents and mutual(other, self._ontology):
                return [m for m in other.agents if not keys([m]) & mine]
        return []
