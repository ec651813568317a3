"""The engine: triggers in the tree, what they mean, and who fills their roles.

Nothing here knows a language: words and frames come from the lexicon, positions from
Universal Dependencies. Where the tree shows no argument, the order of words decides,
and the draft says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from kg.adjuncts import Adjuncts
from kg.conditions import Conditions, common
from kg.cues import Cues
from kg.draft import Draft, Seen, keys
from kg.event import Mention, Span
from kg.lexicon import Frame, Lexicon, Operator, Support, Trigger
from kg.mention import PLACES, Sentence
from kg.names import flat
from kg.needs import enough
from kg.order import Order
from kg.overlap import distinct
from kg.prototype import prototypes
from kg.roles import Roles, surest
from kg.tree import arguments, label, modifiers, phrase
from kg.trigger import Triggers, says
from kg.words import Token, wording

VOUCHING = frozenset({"said", "alleged", "denied", "negated", "hypothetical", "planned"})
ASIDE = frozenset({"to", "upon"})  # whom a call goes to, behind a preposition
_TRIGGERING = frozenset({"pronoun", "clitic", "speaker", "office", "person"})

__all__ = ["Engine", "content_heads"]


class Engine:
    """Reads the events of one sentence after another."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.roles = Roles(lexicon)
        self.order = Order(lexicon, self.roles)
        self.triggers = Triggers(lexicon, self.roles)
        self.conditions = Conditions(self.triggers)
        self._adjuncts = Adjuncts(self.triggers)
        self._cues = Cues(lexicon)
        self._general = prototypes(lexicon)
        sources = "|".join(map(re.escape, sorted(lexicon.according, key=len, reverse=True)))
        self._according = re.compile(rf"(?<!\w)(?:{sources or '(?!)'})(?!\w)")
        self._cancelled: set[int] = set()  # event nouns that a negative support verb takes back

    def read(self, sentence: Sentence) -> Seen:
        """Drafts of the events in a parsed sentence, in the order of their triggers."""
        self._sources(sentence)
        supports: dict[int, Support] = {}
        operators: dict[int, Operator] = {}
        candidates: list[tuple[Token, list[Trigger]]] = []
        there = self._cues.words(sentence.lower)
        for token in sentence.doc:
            triggers = self._hyphenated(token) or self.lexicon.lookup(token.text)[0]
            found = sentence.at(token.i) if triggers else None
            if found and found.first < found.last == token.i and token.pos_ == "VERB":
                found = None  # X sides with Y: no side of X
            if not triggers or (found and found.use not in _TRIGGERING):
                continue
            if found and found.use in {"office", "person"} and found.first != token.i:
                continue
            fitting = [
                t for t in triggers
                if (not t.rest or there.issuperset(t.rest)) and self.triggers.fits(token, t)
            ]  # fmt: skip
            for trigger in fitting:
                if isinstance(trigger.means, Support):
                    if token.i not in supports or trigger.part == "word":
                        supports[token.i] = trigger.means
                elif isinstance(trigger.means, Operator) and not says(token, trigger):
                    operators.setdefault(token.i, trigger.means)
            frames = [t for t in fitting if isinstance(t.means, Frame)]
            if frames and not (self.triggers.armed(token) or self.triggers.month(token)):
                candidates.append((token, frames))
        drafts: list[Draft] = []
        mute: dict[int, Draft] = {}
        pending: dict[int, Draft] = {}
        self._cancelled.clear()
        self.triggers.nouns = frozenset(
            t.i for t, frames in candidates if all(f.part == "noun" for f in frames)
        )
        for token, frames in candidates:
            for trigger in frames:
                if not self._cues.allow(_frame(trigger), there):
                    continue
                draft = self._draft(sentence, token, trigger, supports)
                if draft and (draft.mute or draft.pending):
                    (mute if draft.mute else pending).setdefault(token.i, draft)
                elif draft:
                    drafts.append(draft)
                    mute.pop(token.i, None)
                    pending.pop(token.i, None)
                    for covered in range(token.i, max(token.i, draft.last) + 1):
                        operators.pop(covered, None)
                    break
        open_ = [d for i, d in pending.items() if i not in mute]
        open_ = [d for d in open_ if d.last > d.token.i or d.token.i not in operators]
        drafts += open_
        for covered in (i for d in open_ for i in range(d.token.i, d.last + 1)):
            operators.pop(covered, None)  # were set free, not set to
        drafts.sort(key=lambda d: d.token.i)
        self._obeyed(drafts)
        self.order.apart(drafts)
        drafts = distinct(drafts, self.roles, self._cancelled)
        drafts += [m for i, m in mute.items() if i not in operators]
        return Seen(drafts, operators, supports)

    def add(self, sentence: Sentence, seen: Seen, acts: Iterable[tuple[int, str, float]]) -> None:
        """Adds acts that no frame tells of: at which word, of which class, and how likely."""
        for place, kind, likely in acts:
            frame = self._general.get(kind)
            if frame is None:
                continue
            token = sentence.doc[place]
            part = "noun" if token.pos_ in {"NOUN", "PROPN"} else "verb"
            args = arguments(token, None, self.lexicon)
            draft = Draft(sentence, token, frame, part, kind, args, likely=likely)
            if part == "noun":
                self._adjuncts.of_noun(draft, seen.supports)
                self._noun_roles(sentence, draft, seen.supports)
            else:
                self._verb_roles(sentence, draft)
            self._reciprocal(draft)
            draft.place = self._place(sentence, draft)
            seen.drafts.append(draft)
            seen.operators.pop(place, None)
        seen.drafts.sort(key=lambda d: d.token.i)

    def _hyphenated(self, token: Token) -> tuple[Trigger, ...]:
        """What a verb cut at its hyphen means as a whole (*air-dropped*, *test-fired*)."""
        if token.i < 2 or token.pos_ != "VERB" or token.doc[token.i - 1].text != "-":
            return ()
        first = token.doc[token.i - 2].text
        solid = self.lexicon.lookup(first + token.text)[0]
        return solid or self.lexicon.lookup(f"{first}-{token.text}")[0]

    def _obeyed(self, drafts: list[Draft]) -> None:
        """*called on X to do Y*: X does Y, though the tree leaves it to who calls."""
        for act in drafts:
            asked = act.frame.complement == "hypothetical" and bool(act.targets)
            asked = asked and (act.part == "verb" or act.support is not None)
            if not asked or act.why.get("target") not in ASIDE:
                continue
            for deed in drafts:
                shared = deed.arguments.inherited or deed.why.get("agent") == "order"
                told = deed.token in act.arguments.clause or deed.token.head == act.support
                if told and shared and label(deed.token) != "conj":
                    deed.agents = list(act.targets)
                    deed.targets = [m for m in deed.targets if m not in deed.agents]

    def _sources(self, sentence: Sentence) -> None:
        """Marks who is named by *according to*: a source, that fills no role."""
        text = flat(sentence.text) if sentence.found else ""
        for match in self._according.finditer(text):
            comma = text.find(",", match.end()) % (len(text) + 1)
            for found in sentence.found:
                place = sentence.doc[found.first].idx
                near = match.end() < place < min(match.end() + 30, comma)
                if near and found.mentions and found.use != "demonym":
                    if self.roles.vouches(sentence, found, match.end()):
                        found.use = "source"
                    break

    def _draft(
        self, sentence: Sentence, token: Token, trigger: Trigger, supports: dict[int, Support]
    ) -> Draft | None:
        frame = _frame(trigger)
        noun = trigger.part == "noun"
        opens = trigger.part == "word" and label(token) == "mark" and not trigger.rest
        verb = self.triggers.stands_for(token, trigger, opens)
        by = self.lexicon.group("by").intersection(trigger.rest)  # stood by their ally: active
        args = arguments(verb, "active" if by else trigger.feature, self.lexicon)
        if verb != token and label(token) != "case":
            args.clause = [verb]
        if label(token) == "case" and verb == token.head:  # is behind the attack
            args.obliques.append((token.lower_, verb))
        if opens:
            args.object = arguments(token.head, None, self.lexicon).subject
        draft = Draft(sentence, token, frame, trigger.part, frame.type, args)
        self._adjuncts.of_phrase(draft, trigger)
        if trigger.feature == "base":
            self._adjuncts.of_bare_verb(draft)
        if noun:
            self._adjuncts.of_noun(draft, supports, bool(trigger.rest))
        args.obliques = [o for o in args.obliques if not common(token, *o, self.lexicon)]
        if not self.conditions.holds(sentence, draft):
            return None
        if (
            self.triggers.negated(token)
            or self.triggers.empty(token, trigger, args.object)
            or (draft.support is not None and self.triggers.negated(draft.support))
        ):
            unheard = args.passive and not args.subject  # sanctions were not lifted: by nobody
            if not frame.negated or (unheard and "object" in frame.agent):
                return None
            draft.type = frame.negated
        elif frame.negated == frame.type:  # tells of something only where it is negated
            return None
        if draft.support is not None and supports[draft.support.i].negative:
            self._cancelled.add(token.i)
            return None
        if noun and label(token) == "appos" and sentence.at(token.head.i):
            return None  # the union, an alliance led by Y
        if noun:
            draft.anaphoric = self.triggers.pointed(token)
            self._noun_roles(sentence, draft, supports)
        else:
            self._verb_roles(sentence, draft)
        alone = trigger.feature == "gerund" and args.inherited and not draft.targets
        if alone and "mutual" in frame.target:
            return None  # urged calm after fighting in Y
        self._reciprocal(draft)
        draft.instrument = self._instrument(sentence, draft)
        draft.place = self._place(sentence, draft)
        if not enough(draft, self.lexicon):
            ruling = frame.complement in VOUCHING and draft.wanted and not draft.anaphoric
            draft.mute = bool(ruling)
            return draft if draft.mute else None
        return draft

    def _verb_roles(self, sentence: Sentence, draft: Draft) -> None:
        args, frame = draft.arguments, draft.frame
        adjacent = self.order.adjacent(sentence, draft.token, args)
        if adjacent and "subject" in frame.agent:
            draft.agents = self.order.take(draft, adjacent)
            self.order.detach(sentence, draft, adjacent[0])
        draft.agents = draft.agents or self.roles.role(
            sentence, draft, "agent", frame.agent, exclude=frozenset()
        )
        nobody = not (draft.agents or args.subject or draft.by_speaker)
        if nobody and "subject" in frame.agent:
            if args.passive:
                draft.agents = self.order.bare_agent(sentence, draft)
            else:
                draft.agents = self.order.left(sentence, draft)
        if not (draft.agents or args.passive or draft.by_speaker) and args.inherited:
            draft.agents = self.order.above(sentence, draft)
        draft.targets = self.roles.role(sentence, draft, "target", frame.target, keys(draft.agents))
        if args.inherited and draft.agents and keys(draft.targets) == keys(draft.agents):
            draft.agents = self.order.above(sentence, draft) or draft.agents  # not done to itself
        if args.passive and not (args.object or draft.targets) and "object" in frame.target:
            draft.targets = self.order.left(sentence, draft)
        if not draft.targets and frame.target and not args.passive:
            draft.targets = self.order.right(sentence, draft)
        draft.targets = draft.targets or self.roles.addressee(sentence, draft)
        if frame.group and not draft.agents and draft.why.get("target", "") == "object":
            draft.agents = self.roles.common(sentence, args.subject)
        draft.wanted = self._content(draft)

    def _noun_roles(self, sentence: Sentence, draft: Draft, supports: dict[int, Support]) -> None:
        frame, args = draft.frame, draft.arguments
        own = [*modifiers(draft.token)]
        if draft.support is not None:
            role = supports[draft.support.i].role
            lender = self.triggers.lender(draft.support) if role == "target" else draft.support
            verb = self.triggers.lent(lender, draft.support)
            by = (
                self.lexicon.group("by") if label(draft.token) == "nsubj" else ()
            )  # led to raids by Y
            args.obliques += [o for o in verb.obliques if o[1] != draft.token and o[0] not in by]
            args.obliques = [o for o in args.obliques if o[0] not in by or o in own]
            if happens := self.triggers.happens(draft.token, draft.support, supports):
                verb.subject, role = verb.object, "target"
            args.subject, args.inherited = verb.subject, verb.inherited
            args.indirect = verb.indirect
            args.clause = [c for c in verb.clause if c.i > draft.token.i] + args.clause
            fixed = self.triggers.feature(draft.support) is None and verb.passive
            lent = self.roles.mentions(sentence, verb.object if fixed else verb.subject, draft)
            if lender != draft.support and verb.object and not fixed:  # put Y under sanctions
                draft.agents, lent = lent, self.roles.mentions(sentence, verb.object, draft)
            if fixed:  # a word that takes its subject as it stands: is hit by sanctions of …
                draft.agents = self.roles.mentions(sentence, verb.subject, draft)
            if not lent and frame.group is True and role == "agent":
                lent = self.roles.common(sentence, verb.subject)
            if not (lent or verb.subject or verb.passive or happens):
                lent = self.order.left(sentence, draft, draft.support)
                if lent and role == "agent" and label(draft.support) == "case":
                    doers = self._subject(draft.support.head.head)  # expelled Ys in solidarity
                    lent = self.roles.mentions(sentence, doers, draft) or lent
            made = self._maker(sentence, draft) if role == "agent" and lent else []
            if made and not keys(made) & keys(lent):
                draft.agents, draft.targets = made, lent  # considers a request from Y
            elif role == "agent":
                draft.agents = lent or draft.agents
                if supports[draft.support.i].yields:
                    draft.agents = self.roles.own_doers(sentence, draft) or draft.agents
            else:
                draft.targets = lent
            draft.why["support"] = supports[draft.support.i].id
            if supports[draft.support.i].status and not made:
                draft.status = str(supports[draft.support.i].status)
        if not draft.agents:
            makers = [*sorted(frame.agent, key=surest), "charged"]  # whoever says so
            draft.agents = self.roles.role(sentence, draft, "agent", makers, keys(draft.targets))
        if not draft.targets:
            fillers = (*frame.target, *(() if draft.agents else ("of",)))
            draft.targets = self.roles.role(sentence, draft, "target", fillers, keys(draft.agents))
        if not draft.targets and frame.target and (draft.agents or draft.support is not None):
            draft.targets = self.order.right(sentence, draft)
        draft.wanted = self._content(draft)

    def _subject(self, verb: Token) -> list[Token]:
        """The logical subject of an active verb."""
        found = arguments(verb, self.triggers.feature(verb), self.lexicon)
        return [] if found.passive else found.subject

    def _maker(self, sentence: Sentence, draft: Draft) -> list[Mention]:
        """Whom an act of speech comes from, beside whoever deals with it."""
        sources = self.lexicon.group("from")
        if "from" not in draft.frame.agent or not draft.frame.complement:
            return []
        own = [t for p, t in modifiers(draft.token) if p in sources and t.head == draft.token]
        return self.roles.mentions(sentence, own, draft)

    def _content(self, draft: Draft) -> list[Token]:
        """Heads of the clauses and nouns that a speech act or plan is about."""
        if not draft.frame.content:
            return []
        return content_heads(draft.token, draft.arguments.clause, self.lexicon)

    def _place(self, sentence: Sentence, draft: Draft) -> Mention | None:
        """Where it happens: a named phrase of place that fills no other role."""
        inside = self.lexicon.group("at", "in")
        taken = (*draft.agents, *draft.targets)
        for preposition, child in draft.arguments.obliques:
            found = sentence.at(child.i) if preposition in inside else None
            if found and found.use in PLACES:
                return next((m for m in found.mentions if m not in taken), None)
        return None

    def _instrument(self, sentence: Sentence, draft: Draft) -> Span | None:
        for filler in draft.frame.instrument:
            for token in self.roles.fillers(draft, filler):
                if not sentence.at(token.i):
                    return sentence.span(*phrase(token))
        return None

    def _reciprocal(self, draft: Draft) -> None:
        """*they accused each other*: each is agent and target."""
        place, doc = draft.token.i, draft.sentence.doc
        before = f" {wording(doc[max(0, place - 3) : place]).lower()} "
        behind = f" {wording(doc[place : place + 4]).lower()} "
        told = any(m.actor.side for m in draft.targets)
        said = behind if told else before + behind
        if len(draft.agents) > 1 and any(f" {w} " in said for w in self.lexicon.reciprocal):
            draft.targets = list(draft.agents)


def _frame(trigger: Trigger) -> Frame:
    assert isinstance(trigger.means, Frame)
    return trigger.means


def content_heads(token: Token, clauses: Iterable[Token], lexicon: Lexicon) -> list[Token]:
    """Of a trigger's clauses those that are its content: complements, infinitives of aim,
    and for a speech verb inside or behind a quotation the sentence around it.
    """
    out = []
    for clause in clauses:
        rel = label(clause)
        mark = {c.lower_ for c in clause.children if label(c) in {"mark", "case"}}
        bare = not mark and clause.i > token.i and clause.nbor(-1).text != ","
        if rel == "advcl" and not (bare or mark & lexicon.complementizers):
            continue
        out.append(clause)
    for child in token.children:
        if label(child) in {"acl", "acl:relcl"} and not any(
            c.lower_ in lexicon.relative and label(c) != "mark" for c in child.children
        ):
            out.append(child)
    return out
