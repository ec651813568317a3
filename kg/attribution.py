"""Who says so, and how: asserted, planned, alleged, denied, hypothetical.

The status of an event is composed from the inside out: first what its own clause says
(tense, modality, hedges, conditions), then what every speech act or plan above it adds.
A party's word on its own acts and attitudes stands as asserted; its word on others is
an allegation (the veridicality of Saurí & Pustejovsky's FactBank, 2009, kept per source).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from kg.draft import Draft, Seen, keys
from kg.event import Mention
from kg.frame import Engine
from kg.governors import OPEN, SAID, Governor, Governors
from kg.joints import acts
from kg.lexicon import Frame, Lexicon
from kg.mention import Sentence
from kg.public import political
from kg.quotation import Voice
from kg.tree import VERBAL, cases, label
from kg.words import Token

__all__ = ["Attribution"]
_CHARGED = "Accusation"

_BEFORE = 4  # tokens: "that, according to"


class Attribution:
    """Settles status, sources and content of the drafts of one article, in order."""

    def __init__(self, engine: Engine, voices: Mapping[int, Sequence[Voice]]) -> None:
        self._engine = engine
        self._voices = voices
        self._lexicon: Lexicon = engine.lexicon
        self._governors = Governors(engine)
        self._speaker: list[Mention] = []

    def settle(self, sentence: Sentence, seen: Seen) -> list[Draft]:
        """The drafts that remain (a negated plan is no event), status and sources set."""
        governors = self._governors.find(sentence, seen)
        according = self._according(sentence)
        kept: list[Draft] = []
        for draft in sorted(seen.drafts, key=lambda d: _depth(d.token)):
            above = [
                g for g in governors
                if draft.token.i in g.area and g.draft is not draft and g.token != draft.token.i
                and not (g.token < draft.token.i and self._apart(draft, g))
            ]  # fmt: skip
            if draft.frame.complement == SAID:  # whoever speaks is not ruled by what is said
                own = self._governors.area(sentence, draft)
                above = [g for g in above if g.token not in own]
            above.sort(key=lambda g: len(g.area))
            if not draft.mute and self._compose(
                sentence, draft, above, [m for i, m in according if i < draft.token.i]
            ):
                known = draft.anaphoric or draft.unlisted
                if not known and not political(draft, self._lexicon):
                    draft.private = True
                kept.append(draft)
        kept.sort(key=lambda d: d.token.i)
        self._contents(sentence, kept, governors)
        kept = [d for d in kept if not d.private or self._tells(d)]
        for draft in kept:
            self._remember(draft)
        return kept

    def _tells(self, draft: Draft) -> bool:
        """Whether what somebody says leads to an event that is none of strangers alone."""
        passed: list[Draft] = []
        node: Draft | None = draft
        while node is not None and node.private and node not in passed:
            passed.append(node)
            node = node.content
        return node is not None and not node.private

    def _apart(self, draft: Draft, governor: Governor) -> bool:
        """Whether a clause stands against what governs its neighbour, rather than inside it:
        *X accused Y of Z, but Y denied it*; or, as a relative clause, comments on it: *X said Y
        did Z, which Y denies*.
        """
        if draft.frame.complement == "denied" and label(draft.token) == "acl:relcl":
            return True
        if governor.complement == SAID:
            noun = draft.token.head  # said that X did Y, a claim Z rejected
            relative = label(draft.token) in {"acl:relcl", "acl"}
            comment = relative and label(noun) in {"parataxis", "appos"}
            return comment and draft.frame.complement is not None and governor.draft is not None
        against = draft.frame.complement == "denied" and governor.complement == "alleged"
        cc = [c for c in draft.token.children if label(c) == "cc" and c.i < draft.token.i]
        own = any(label(c).startswith("nsubj") for c in draft.token.children)
        turned = own and any(c.lower_ not in self._lexicon.coordination for c in cc)
        return draft.detached or against or turned

    def _according(self, sentence: Sentence) -> list[tuple[int, Mention]]:
        """Sources named by a preposition (*according to X*), and behind which token what they say
        begins: that of a relative clause alone, where they are named in one (*left the pact, a
        step that according to X …*).
        """
        out: list[tuple[int, Mention]] = []
        for found in (f for f in sentence.found if f.use == "source"):
            near = sentence.lower[max(0, found.first - _BEFORE) : found.first]
            relative = found.first and not self._lexicon.relative.isdisjoint(near)
            out += [(found.first if relative else -1, m) for m in found.mentions]
        return out

    def _compose(
        self, sentence: Sentence, draft: Draft, above: Sequence[Governor], according: list[Mention]
    ) -> bool:
        status = draft.status
        own = self._own(sentence, draft)
        if own == "planned" and draft.type == draft.frame.negated:
            own = None  # who will not accept it, refuses
        if own and status == "asserted":
            status = own
        sources: list[Mention] = []
        if draft.frame.status:
            status = draft.frame.status
        for governor in above:
            who = governor.draft.agents if governor.draft else []
            if governor.draft and governor.draft.by_speaker and not who:
                who = self._speaker
            if self._same_word(governor, draft):
                return False
            match governor.complement:
                case "negated" if not self._told_besides(draft, governor):
                    return False
                case "said":
                    if not sources:
                        sources = list(who)
                    if draft.by_speaker and not draft.agents:
                        draft.agents = list(who)
                    if not draft.agents and self._announced(draft, status, who):
                        draft.agents = list(who)
                        draft.why["agent"] = "speaker"
                        draft.doubt += 0.1
                    if "speaker" in draft.frame.agent and not draft.agents:
                        draft.agents = list(who)
                        draft.why["agent"] = "speaker"
                    if status == "asserted" and not self._own_word(draft, who):
                        status = "alleged"
                case "denied" if draft.frame.complement and draft.part == "noun":
                    pass  # who denies an accusation denies what it says, not that it was made
                case "alleged" if draft.frame.complement and self._own_word(draft, who):
                    pass  # sent a note of protest demanding …
                case "alleged" | "denied":
                    status = governor.complement
                    sources = sources or list(who)
                case "planned" | "hypothetical" if draft.type != draft.frame.type:
                    return False  # warned X not to allow it
                case "planned" | "hypothetical" if not self._told_besides(draft, governor):
                    if status in {"asserted", "planned"}:
                        status = governor.complement
        voice = next((v for v in self._voices.get(sentence.number, ()) if v.covers(draft)), None)
        if voice and not any(g.complement == SAID for g in above):
            sources = sources or list(voice.speaker)
            if (draft.by_speaker or "speaker" in draft.frame.agent) and not draft.agents:
                draft.agents = list(voice.speaker)
            if status == "asserted" and not self._own_word(draft, sources):
                status = "alleged"
        if according and not keys(according) & keys(draft.agents):
            sources = sources or according
            if status == "asserted":
                status = "alleged"
        draft.status = status
        draft.sources = [] if draft.frame.complement == SAID and not above else sources
        mine, theirs = draft.sides
        alone = len(mine) == 1 and mine == theirs  # said that it must do something itself
        known = any(m.actor.side for m in draft.agents) or draft.why.get("agent") != "speaker"
        spoken = "speaker" in draft.frame.agent and (not mine or alone or not known)
        if draft.to_speaker and not draft.targets and not keys(sources) & keys(draft.agents):
            draft.targets = list(sources)
            draft.why["target"] = "speaker"
        awaited = draft.anaphoric or draft.pending
        return awaited or (bool(draft.agents or draft.targets) and not spoken)

    @staticmethod
    def _same_word(governor: Governor, draft: Draft) -> bool:
        """Whether an act only says once more what the one above it does (*threatened that it would
        hit back*).
        """
        act = governor.draft
        alike = act is not None and act.type == draft.type and governor.complement in OPEN
        return alike and act is not None and keys(act.agents) == keys(draft.agents) != frozenset()

    def _announced(self, draft: Draft, status: str, who: Iterable[Mention]) -> bool:
        """Whether officials tell what will be done by nobody named: by their own side (*Y said
        the envoys would be expelled*).
        """
        sides = {m.actor.side for m in who if m.actor.kind in {"State", "Ministry", "Person"}}
        theirs = not sides & {None, *keys(draft.targets)}
        return bool(sides) and theirs and status == "planned" and draft.arguments.passive

    def _told_besides(self, draft: Draft, governor: Governor) -> bool:
        """Whether a relative clause tells the event as known (*demanded the release of the men
        whom Y had seized*).
        """
        means = cases(draft.token) in self._lexicon.group("through")
        if draft.why.get("agent") == "around" and not means:  # agreed at a meeting
            return True
        node = draft.token
        while node.i in governor.area and node.head != node:
            words = {c.lower_ for c in node.children} | {
                g.lower_ for c in node.children for g in c.children
            }
            known = label(node) == "acl:relcl" or bool(words & self._lexicon.relative)
            known = (known or self._suffered(node)) and not self._whoever(node)
            comment = label(node.head) in {"appos", "parataxis"}  # a step opposed by Y
            if label(node) in {"acl:relcl", "acl"} and (known or comment):
                return True
            node = node.head
        return False

    def _whoever(self, node: Token) -> bool:
        """Whether a clause tells of whoever will do a thing (*ships that enter will be sunk*)."""
        verb, told = node.head.head, self._lexicon.auxiliaries
        helped = {told.get(c.lower_) for c in verb.children}
        past = "Past" in node.morph("Tense") or "done" in {
            told.get(c.lower_) for c in node.children
        }
        return label(node.head).startswith("nsubj") and "planned" in helped and not past

    def _suffered(self, node: Token) -> bool:
        """Whether a participle tells what has been done to people or things, rather than to what
        is yet to happen: *plans to free the men held by Y*, not *plans a meeting led by Y*.
        """
        done = label(node) == "acl" and "Past" in node.morph("Tense")
        people = self._lexicon.human(node.head.text) or self._lexicon.among(
            "property", node.head.text
        )
        return done and people

    def _own_word(self, draft: Draft, who: Iterable[Mention]) -> bool:
        """Whether the sources speak of what they do themselves."""
        mine, doers = keys(who), keys(draft.agents)
        return bool(mine) and bool(doers) and (mine >= doers or mine <= doers)

    def _own(self, sentence: Sentence, draft: Draft) -> str | None:
        """What the event's own clause says: modality, hedges, conditions, questions, aims."""
        lexicon = self._lexicon
        node = draft.verb
        if draft.why.get("agent") == "traveller":  # will fly to Y for talks
            node = next((t for t in node.ancestors if t.pos_ in {*VERBAL, "ADJ"}), node)
            means = (t.means for t in lexicon.lookup(node.text)[0])
            stated = (m.status for m in means if isinstance(m, Frame) and m.type == "Visit")
            if "planned" in stated:
                return "planned"
        chain = [node]
        while (
            label(chain[-1]) in {"conj", "xcomp", "advcl"}
            and len(chain) < 4
            and chain[-1].head.pos_ in VERBAL
        ):
            if any(label(c).startswith("nsubj") for c in chain[-1].children):
                break
            refusing = any(c.lower_ in lexicon.negation for c in chain[-1].head.children)
            if refusing and label(chain[-1]) == "conj" and draft.frame.complement:
                break  # will not accept it and warned Y
            chain.append(chain[-1].head)
        found: str | None = None
        opens = sentence.doc[0]  # allegedly, X …; Indonesian *diduga kuat, X …*
        alone = all(c.is_punct or c.pos_ in {"ADV", "ADJ", "PROPN"} for c in opens.children)
        if opens.lower_ in lexicon.hedges and opens.head in chain[:1] and alone:
            return "alleged"
        for verb in chain:
            words = [
                c for c in verb.children if label(c) in {"aux", "advmod", "mark", "aux:pass", "cc"}
            ]
            words += list(sentence.doc[max(0, verb.i - 3) : verb.i])
            for word in words:
                if word.i != verb.i and word.i > verb.i + 2:
                    continue
                name = word.pos_ == "PROPN" and word.is_title and sentence.at(word.i)
                if name or (word.i and self._engine.triggers.month(word)):
                    continue  # Theresa May, on 7 May
                between = sentence.doc[min(word.i, verb.i) + 1 : max(word.i, verb.i)]
                if any(t.pos_ == "VERB" or t.text in {",", "“", "”"} for t in between):
                    continue
                if word.lower_ in lexicon.hedges:
                    return "alleged"
                if self._condition(word) and (label(word) == "mark" or word.i < verb.i):
                    return "hypothetical"
                status = lexicon.auxiliaries.get(word.lower_)
                if draft.frame.complement and lexicon.among("soon", word.text):
                    continue  # segera membantah, denied at once
                if word.lower_ in lexicon.copulas and self._due(word, verb):
                    status = "planned"
                if status in {"planned", "hypothetical"} and found is None:
                    found = status
            if any(label(c) == "mark" and self._condition(c) for c in verb.children):
                return "hypothetical"
        if found is None and sentence.text.rstrip('”"’) ').endswith("?"):
            return "hypothetical"
        if found is None and self._aim(node):
            return "planned"
        return found

    def _condition(self, word: Token) -> bool:
        """Whether a word opens a condition, not what is said (Indonesian *mengatakan kalau*)."""
        lexicon = self._lexicon
        if word.lower_ not in lexicon.conditionals:
            return False
        told = word.i > 0 and SAID in acts(word.nbor(-1), lexicon)
        return not (told and word.lower_ in lexicon.group("whether"))

    def _due(self, copula: Token, verb: Token) -> bool:
        """Whether a verb is what somebody *is to* do."""
        mark = copula.nbor(1) if copula.i + 1 < verb.i else copula
        return (
            label(mark) == "mark"
            and mark.head == verb
            and (mark.lower_ in self._lexicon.group("to"))
        )

    def _aim(self, node: Token) -> bool:
        """Whether a clause says what something else is done for (*to attack …*)."""
        aims = self._lexicon.group("for", "to")
        marks = {c.lower_ for c in node.children if label(c) in {"mark", "case"} and c.i < node.i}
        aim = label(node) in {"advcl", "acl"} and bool(marks & aims) and node.pos_ == "VERB"
        means = aim and self._lexicon.among("means", node.head.text)  # fired gas to disperse them
        if means or (aim and self._lexicon.among("voiced", node.text)):  # marched to protest
            return False
        if not aim or (label(node) != "acl" and node.head.pos_ != "ADJ"):
            return aim
        ranked = (node.head, *(c for c in node.head.children if c.i < node.head.i))
        return not any(self._lexicon.among("first", t.text) for t in ranked)  # the first to do it

    def _contents(self, sentence: Sentence, drafts: list[Draft], governors: list[Governor]) -> None:
        """Links each speech act with the topmost event that it is about."""
        for governor in governors:
            speech = governor.draft
            if speech is None or speech not in drafts:
                continue
            inside = [
                d
                for d in drafts
                if d.token.i in governor.area and d is not speech and not d.anaphoric
            ]
            if inside:
                speech.content = min(inside, key=lambda d: (_depth(d.token), d.token.i))
                if governor.complement == "denied" and speech.content.content is not None:
                    speech.content = speech.content.content
            open_ = speech.frame.target and not speech.targets
            if open_ and governor.complement not in {SAID, "denied"}:
                self._aimed_at(sentence, speech, governor)

    def _aimed_at(self, sentence: Sentence, act: Draft, governor: Governor) -> None:
        """Whom an act without a target is aimed at: who shall do what it is about, or to whom
        it shall be done (*threatened to attack Y*, *demanded that Y leave*).
        """
        mine = keys(act.agents)
        if len(mine) > 1 and "between" in act.frame.agent:
            return  # they agreed with each other
        deed = act.content
        pools = [deed.agents, deed.targets] if deed else []
        if deed and governor.complement == "asserted" and deed.frame.complement is None:
            pools.pop()  # dismay that the bombing of Y went on: not at Y
            act.spared |= {m.span for m in deed.targets}
        given = self._lexicon.group("recipient")  # refused to hand X over to Y
        where = self._lexicon.group("at", "in")  # a pact signed in X
        pools += [
            [m for m in f.mentions if m.actor.side]
            for f in sorted(sentence.found, key=lambda f: cases(sentence.head(f)) not in given)
            if f.first in governor.area
            and not (deed and deed.type == _CHARGED)  # threatened to go to a court
            and f.first > act.token.i
            and f.use not in {"clitic", "place"}
            and not (governor.complement == "asserted" and self._suffers(sentence.head(f)))
            and not (f.use == "capital" and cases(sentence.head(f)) in where)
            and (
                not (c := cases(sentence.head(f))) or self._lexicon.group_of(c)
            )  # *before* a court
        ]
        for pool in pools:
            if pool and not keys(pool) & mine and not any(m.span in act.spared for m in pool):
                act.targets = pool
                act.why["target"] = "content"
                act.doubt += 0.1
                return

    def _suffers(self, head: Token) -> bool:
        """Whether a name says whom a deed is done to (*the shelling of Y*)."""
        to = self._lexicon.group("of", "upon", "against")
        return cases(head) in to and self._lexicon.deed(head.head.text)

    def _remember(self, draft: Draft) -> None:
        if draft.frame.complement == SAID and draft.agents:
            self._speaker = draft.agents


def _depth(token: Token) -> int:
    return sum(1 for _ in token.ancestors)
