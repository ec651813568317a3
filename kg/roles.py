"""Who fills a role: from a logical position in the tree to the actors that it names.

Where the tree shows no argument, the order of words decides, and the draft says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from types import UnionType

from kg.draft import Draft
from kg.event import Mention, Span
from kg.gazetteer import Actor
from kg.lexicon import Frame, Lexicon, Operator, Support, Words
from kg.mention import Found, Sentence
from kg.positions import Positions
from kg.tree import INSIDE, VERBAL, Arguments, arguments, cases, label, modifiers, phrase
from kg.words import Token, wording

__all__ = ["Roles"]

GROUPED = INSIDE | {"det"}  # rare nouns before another look like determiners to the parser
SILENT = frozenset({"clitic", "source"})  # found, but filling roles by their own rules
_NEAR = 6  # tokens
DIRECT = frozenset({"object", "upon", "at", "against"})  # where whom it is done to is named


class Roles:
    """Fills roles by the lexicon's fillers."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        positions = Positions(lexicon)
        self.objects, self.fillers = positions.objects, positions.fillers

    def meets(self, sentence: Sentence, words: Words, tokens: Iterable[Token]) -> bool:
        """Whether some phrase is headed by one of the words, or names such an actor."""
        for token in tokens:
            first, last = phrase(token)
            text = wording(sentence.doc[first : last + 1]).lower()
            if words.meet((token.lower_, self.lexicon.bare(token.text)), text):
                return True
            for kind in words.actors:
                found = self.fill(sentence, token) if kind == "Actor" else []
                at = sentence.at(token.i)
                if found or (at and at.mentions and _kind(at) == kind):
                    return True
        return False

    def role(
        self,
        sentence: Sentence,
        draft: Draft,
        role: str,
        fillers: Iterable[str],
        exclude: frozenset[str],
    ) -> list[Mention]:
        """The first filler that yields an actor other than those excluded."""
        for filler in fillers:
            if filler == "mutual" and len({m.actor.side for m in draft.agents}) > 1:
                draft.why[role] = filler
                return list(draft.agents)
            tokens = list(self.fillers(draft, filler))
            loose = role == "target"
            if loose:
                draft.spared |= self._suffering(sentence, draft, tokens)
            found = [
                m
                for m in self.mentions(sentence, tokens, None if loose else draft, loose)
                if (m.actor.side or m.actor.iri) not in exclude and m.span not in draft.spared
            ]
            if filler in {"possessor", "subject"} and draft.part == "noun" and not found:
                found = self.clitic(sentence, draft.token, exclude)
            if not found and filler == "object" and draft.part != "noun":
                found = self._kin(sentence, draft, tokens)
            if not found and filler == "subject" and not loose:
                found = self._issuers(sentence, draft, tokens)
            strangers = draft.agents and filler in DIRECT if role == "target" else True
            if not found and strangers and draft.frame.group in (True, role):
                found = self.common(sentence, tokens)
            if loose and not found and self._speaks_of_us(sentence, tokens):
                draft.to_speaker = True
            if found:
                draft.why[role] = filler + (" (shared)" if draft.arguments.inherited else "")
                return found
        return []

    def _speaks_of_us(self, sentence: Sentence, tokens: Iterable[Token]) -> bool:
        """Whether a phrase is, or belongs to, whoever speaks (*our land*)."""
        if not any(f.use == "speaker" for f in sentence.found):
            return False
        return any(f.use == "speaker" for t in tokens for f in self.fill(sentence, t, loose=True))

    def _kin(self, sentence: Sentence, draft: Draft, tokens: list[Token]) -> list[Mention]:
        """Somebody else of the agent's own side (*the president criticised the army*)."""
        agents = {m.actor.iri for m in draft.agents}
        found = self.mentions(sentence, tokens, None)
        return [m for m in found if m.actor.iri not in agents and m.span not in draft.spared]

    def _issuers(self, sentence: Sentence, draft: Draft, tokens: Iterable[Token]) -> list[Mention]:
        """Whose a paper is that acts (*the council passed a resolution that demands …*)."""
        for token in tokens:
            verb = token.head
            issued = label(token) in {"obj", "nsubj:pass"} and verb != draft.token
            if not issued or not self.lexicon.among("papers", token.text):
                continue
            means = [(t.means, t.feature) for t in self.lexicon.lookup(verb.text)[0]]
            issuing = [(m, feature) for m, feature in means if isinstance(m, Support)]
            if issuing and not any(m.negative for m, _ in issuing):
                found = arguments(verb, issuing[0][1], self.lexicon).subject
                return self.mentions(sentence, found, None)
        return []

    def _suffering(
        self, sentence: Sentence, draft: Draft, tokens: Iterable[Token]
    ) -> frozenset[Span]:
        """Whom the deeds are done to that an act takes as given: *condemned the killing of Ys*
        is aimed at whoever killed them, never at them.
        """
        if draft.part == "noun" or draft.frame.complement != "asserted":
            return frozenset()
        out: set[Span] = set()
        for token in tokens:
            deeds = [t.means for t in self.lexicon.lookup(token.text)[0] if t.part == "noun"]
            if sentence.at(token.i):
                continue
            behind = [(p, t) for p, t in draft.arguments.obliques if t.left_edge.i == token.i + 1]
            args = Arguments(obliques=[*modifiers(token), *behind])
            for deed in deeds:
                if not isinstance(deed, Frame) or deed.id == draft.frame.id:
                    continue
                below = Draft(sentence, token, deed, "noun", deed.type, args)
                for filler in set(deed.target).difference(deed.agent):
                    for found in self.fillers(below, filler):
                        out.update(m.span for f in self.fill(sentence, found) for m in f.mentions)
        return frozenset(out)

    def common(self, sentence: Sentence, tokens: Iterable[Token]) -> list[Mention]:
        """People whom a common noun names (*nurses*), where a frame lets them act: actors of
        their own, for nobody but themselves.
        """
        for token in tokens:
            if self.lexicon.human(token.text) and not sentence.at(token.i):
                first, last = phrase(token)
                first += len(cases(token).split())  # thousands *of* people
                span = sentence.span(first, last)
                head = sentence.span(token.i, token.i)
                iri = f"{sentence.article}#actor-{head.start}"
                labels = ((self.lexicon.language, span.text),)
                return [Mention(Actor(iri, span.text, "Organization", labels=labels), head)]
        return []

    def clitic(self, sentence: Sentence, token: Token, exclude: frozenset[str]) -> list[Mention]:
        """The actors that a word's clitic points to."""
        found = sentence.at(token.i)
        if found and found.use == "clitic":
            return [m for m in found.mentions if (m.actor.side or m.actor.iri) not in exclude]
        return []

    def mentions(
        self, sentence: Sentence, tokens: Iterable[Token], draft: Draft | None, loose: bool = False
    ) -> list[Mention]:
        """The actors that the first fruitful of some phrases names."""
        out: list[Mention] = []
        for token in tokens:
            private = self.lexicon.among("private", token.text) and not sentence.at(token.i)
            if private and draft is not None:
                continue
            filled = self.fill(sentence, token, loose)
            if (
                draft is not None
                and filled
                and (token.i < draft.token.i or label(token).startswith("nsubj"))
            ):
                filled = [*self.listed_before(sentence, filled[0]), *filled]
            for found in filled:
                if found.use == "speaker" and draft is not None:
                    draft.by_speaker = True
                out.extend(m for m in found.mentions if m not in out)
            if out:
                break
        return out

    def fill(self, sentence: Sentence, token: Token, loose: bool = False) -> list[Found]:
        """The actors that a phrase names: its head and what is coordinated with it, else the
        nearest inside it (*the territory of Ukraine*); `loose` looks into its prepositional
        phrases too.
        """
        found = sentence.at(token.i)
        if found and found.use == "source":
            return []
        if found and found.use != "clitic":
            found = self._by_name(sentence, found)
            out = [found, *self.coordinated(sentence, found)]
        else:
            others = self.lexicon.among("others", token.text)  # its neighbours are somebody else
            out = self._inside(sentence, token, loose) or ([found] if found and not others else [])
            if not any(m.actor.side for f in out for m in f.mentions):
                out = self._among(sentence, token) or out
            body = (self.lexicon.bare(token.text),)
            if not (out or loose) and (
                body in self.lexicon.institutions or body in self.lexicon.forces
            ):
                out = self._led(sentence, token)
        for child in token.children:
            if found and not sentence.at(child.i) and self._deed(child):
                continue  # sanctioned the minister, and the suspension of aid by Y
            private = self.lexicon.among("private", child.text) and not sentence.at(child.i)
            if private:
                continue  # Toyota and a Swiss firm
            if label(child) == "conj" and child.pos_ not in VERBAL and not self._excepted(child):
                out.extend(f for f in self.fill(sentence, child, loose) if f not in out)
        return out

    def _by_name(self, sentence: Sentence, found: Found) -> Found:
        """A group by the name that stands beside it (*the largest rebel group, the X*)."""
        if found.use == "group":
            for child in sentence.head(found).children:
                named = sentence.at(child.i) if label(child) == "appos" else None
                if named and named.use in {"name", "abbreviation"}:
                    return named
        return found

    def _inside(self, sentence: Sentence, token: Token, loose: bool) -> list[Found]:
        if any(label(c) == "cop" for c in token.children):  # a predicate: its subject is meant
            for subject in (c for c in token.children if label(c).startswith("nsubj")):
                if sentence.at(subject.i):
                    return self.fill(sentence, subject)
            topic = next((f for f in sentence.found if f.use not in SILENT), None)
            if topic and topic.last < token.i and not self.in_phrase(sentence.head(topic)):
                return [topic, *self.coordinated(sentence, topic)]
        above = token.head
        predicate = label(token) == "nmod" and any(label(c) == "cop" for c in above.children)
        if predicate and not any(sentence.at(c.i) and label(c) in INSIDE for c in token.children):
            return self._inside(sentence, above, loose)  # X is one of the states here that …
        verb = token.head
        if verb.lower_ in self.lexicon.copulas and label(token) in {"obj", "xcomp"}:  # became
            for subject in (c for c in verb.children if label(c).startswith("nsubj")):
                if sentence.at(subject.i):
                    return self.fill(sentence, subject)
        for child in token.children:  # whose army
            if label(child) == "nmod:poss" and child.lower_ in self.lexicon.relative:
                clause = next((a for a in token.ancestors if label(a) == "acl:relcl"), None)
                if clause is not None and clause.head.i < child.i:
                    return self.fill(sentence, clause.head)
        level, close = [token], self._origin
        if self._deed(token, Frame | Operator):
            close |= self._makers  # the attack by Y killed …
        for _ in range(4):
            below = [
                c for t in level for c in t.children
                if (label(c) in GROUPED or (loose and label(c).startswith("obl")))
                and (loose or not cases(c) or cases(c) in close)
            ]  # fmt: skip
            if loose:  # the annexation of X by Y: whose deed it is
                below.sort(key=lambda c: cases(c) not in self._makers)
            hits = [
                (c, f) for c in below
                if (f := sentence.at(c.i)) and f.use not in SILENT and not self._excepted(c)
            ]  # fmt: skip
            hits.sort(key=lambda hit: _vague(hit[1]))  # his Cuban counterpart
            if hits:
                first = hits[0][1]
                out = [first, *self.coordinated(sentence, first)]
                joining = self.lexicon.group("with")
                for child, found in hits[1:]:  # relations of A with B
                    if loose and cases(child) in joining and found not in out:
                        out.append(found)
                for found in sentence.found if loose and len(out) == 1 else ():
                    gap = wording(sentence.doc[first.last + 1 : found.first]).lower()
                    if found.first > first.last and gap in joining:
                        out.append(found)
                return out
            level = below
        return []

    def _among(self, sentence: Sentence, token: Token) -> list[Found]:
        """Who is named of several (*twenty states, including A and B*)."""
        for found in sentence.found if self._including else ():
            if found.first > token.i + 1:
                gap = sentence.doc[token.i + 1 : found.first]
                verbs = any(t.pos_ in VERBAL for t in gap[:-1])
                if verbs or len(gap) > _NEAR or gap[-1].lower_ not in self._including:
                    continue
                return [found, *self.coordinated(sentence, found)]
        return []

    def _led(self, sentence: Sentence, token: Token) -> list[Found]:
        """Who leads a body that is not named (*a delegation led by Y's minister*)."""
        for child in token.children:
            if label(child) in {"acl", "acl:relcl"}:
                for below in arguments(child, None, self.lexicon).subject:
                    if below != token and (found := sentence.at(below.i)):
                        return [found]
        return []

    def coordinated(self, sentence: Sentence, first: Found) -> list[Found]:
        """Actors listed after another with commas and conjunctions (*A, B and C*)."""
        out = [f for f in sentence.found if f.first == first.first and f is not first]  # A-B
        joined, last = bool(out), first
        for found in sentence.found:
            if found.first <= last.last or found.use in {"speaker", *SILENT}:
                continue
            gap = list(sentence.doc[last.last + 1 : found.first])
            words = [t for t in gap if t.text != "," and t.lower_ not in self.lexicon.articles]
            company = " ".join(t.lower_ for t in words) in self._company
            beside = company and bool(gap) and gap[0].text == ","
            listed = all(t.lower_ in self.lexicon.coordination for t in words)
            if not gap or not (beside or listed):
                break
            head = sentence.head(found)
            another = label(head).startswith("nsubj") and label(head.head) in {"conj", "root"}
            behind = ("obj", "obl", "nmod") if label(head.head) == "conj" else ("obj", "obl")
            if another and label(_whole(sentence.head(first))).startswith(behind):
                break
            out.append(found)
            joined, last = joined or bool(words), found
        return out if joined else []

    @cached_property
    def _makers(self) -> frozenset[str]:
        return self.lexicon.group("by")

    @cached_property
    def _including(self) -> frozenset[str]:
        return self.lexicon.group("including")

    @cached_property
    def _origin(self) -> frozenset[str]:
        """Prepositions that say whose somebody is: *envoys of A*, *instructors from B*."""
        return self.lexicon.group("of", "from")

    @cached_property
    def _company(self) -> frozenset[str]:
        """What joins an actor to the subject: *, together with B,*."""
        single = self.lexicon.group("with")
        return single | {f"{a} {b}" for a in single for b in single}

    def _deed(self, token: Token, means: type | UnionType = Frame) -> bool:
        """Whether a noun tells of an event; with operators: or of a plan for one."""
        triggers, _ = self.lexicon.lookup(token.text)
        return any(t.part == "noun" and isinstance(t.means, means) for t in triggers)

    def _excepted(self, token: Token) -> bool:
        """Whether an actor is left out: *except A and B*, *apart from A*."""
        if any(c.lower_ in self.lexicon.exception for c in token.children):
            return True
        before = [t.lower_ for t in token.doc[max(0, token.i - 4) : token.i]]
        while before and before[-1] in self.lexicon.articles:
            before.pop()
        if any(" ".join(before[-n:]) in self.lexicon.exception for n in range(1, len(before) + 1)):
            return True
        return label(token) == "conj" and token.head.i < token.i and self._excepted(token.head)

    def in_phrase(self, head: Token) -> bool:
        """Whether a known preposition governs a phrase (*after* may be a conjunction)."""
        preposition = cases(head)
        return bool(preposition and self.lexicon.group_of(preposition))

    def listed_before(self, sentence: Sentence, found: Found, apart: bool = False) -> list[Found]:
        """Actors coordinated with one that stands behind them, as subjects are; `apart`: even if
        the tree takes them all into the phrase before them (*in Lusaka, A and B signed*).
        """
        return [
            before for before in sentence.found
            if before.last < found.first
            and before.use not in SILENT
            and found in self.coordinated(sentence, before)
            and not self.in_phrase(_listed(sentence.head(before), apart))
        ]  # fmt: skip


def _whole(head: Token) -> Token:
    """The head of the phrase that a name stands inside."""
    while label(head) in INSIDE and head.head != head:
        head = head.head
    return head


def _listed(head: Token, apart: bool) -> Token:
    """The first of some coordinated phrases; `apart`: each for itself."""
    while label(head) == "conj" and not apart:
        head = head.head
    return head


def _vague(found: Found) -> bool:
    """Whether a mention says less of whom a phrase means than a name beside it."""
    sideless = any(m.actor.kind == "Place" and not m.actor.side for m in found.mentions)
    return found.use == "pronoun" or sideless


def _kind(found: Found) -> str:
    """What a mention names: *the Americans* are no state, nor is its army."""
    aside = {"demonym": "Demonym", "force": "Force"}
    return aside.get(found.use) or found.mentions[0].actor.kind
