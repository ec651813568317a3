"""Who fills a role: from a logical position in the tree to the actors that it names.

Where the tree shows no argument, the order of words decides, and the draft says so.
"""

from __future__ import annotations

from collections.abc import Iterable

from kg.draft import Draft, keys
from kg.event import Mention, Span
from kg.gazetteer import Actor
from kg.lexicon import Frame, Lexicon, Support, Words
from kg.mention import Found, Sentence
from kg.naming import Naming
from kg.positions import Positions
from kg.tree import CLAUSE, INSIDE, Arguments, arguments, cases, label, measured, modifiers, phrase
from kg.words import Token, wording

__all__ = ["Roles", "surest"]

_BODIES = dict.fromkeys(["IntergovernmentalOrganization", "Bloc", "Ministry"], "Organization")
_WHERE = frozenset({"at", "home"})  # where a deed is done tells who does it
_SIDED = frozenset({"in", "near", "at"})  # where whose people they are is told
_NEAR = 5  # words
_PART = INSIDE | {"obl", "obl:agent", "conj"}
_TOGETHER = frozenset({"with", "mutual"})  # whom a deed is shared with is not who suffers it
DIRECT = frozenset({"object", "upon", "at", "against"})  # where whom it is done to is named


class Roles:
    """Fills roles by the lexicon's fillers."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        positions = Positions(lexicon)
        self.objects, self.fillers = positions.objects, positions.fillers
        self.charged = positions.charged
        naming = Naming(lexicon)
        self.fill, self.coordinated = naming.fill, naming.coordinated
        self.in_phrase, self.listed_before = naming.in_phrase, naming.listed_before

    def meets(self, sentence: Sentence, words: Words, tokens: Iterable[Token]) -> bool:
        """Whether some phrase is headed by one of the words, or names such an actor."""
        for token in tokens:
            first, last = phrase(token)
            told = token.pos_ == "VERB" and label(token) in CLAUSE  # its objects are not it
            solid = sentence.at(token.i)
            told = told or (token.pos_ == "VERB" and solid is not None and solid.use == "clitic")
            text = "" if told else wording(sentence.doc[first : last + 1]).lower()
            if words.meet((token.lower_, self.lexicon.bare(token.text)), text):
                return True
            if (
                words.phrases and self.lexicon.clitics and not told
            ):  # its *visa office*: kantor visanya
                text = " ".join(self.lexicon.bare(t.text) for t in sentence.doc[first : last + 1])
                if words.meet((), text):
                    return True
            for kind in words.actors:
                found = self.fill(sentence, token) if kind == "Actor" else []
                at = sentence.at(token.i)
                if found or (at and at.mentions and kind in (_kind(at), _BODIES.get(_kind(at)))):
                    return True
        return False

    def beside(self, args: Arguments) -> list[Token]:
        """The heads of the prepositional phrases beside a trigger, and of those inside them."""
        heads = [t for _, t in args.obliques]
        heads += [t for head in heads for t in measured(head, self.lexicon)]  # a form of …
        return [t for head in heads for t in (head, *(m for _, m in modifiers(head)))]

    def role(
        self,
        sentence: Sentence,
        draft: Draft,
        role: str,
        fillers: Iterable[str],
        exclude: frozenset[str],
    ) -> list[Mention]:
        """The first filler that yields an actor other than those excluded; common people whom a
        deed is done to, only where no place tells whose they are.
        """
        people: list[Mention] = []
        doers = self.lexicon.group("by") if role == "agent" else ()
        named_by = any(p in doers for p, _ in draft.arguments.obliques)
        for filler in fillers:
            several = len({m.actor.side for m in draft.agents}) > 1
            if filler == "both" and several and len({m.span for m in draft.agents}) == 1:
                filler = "mutual"  # by one word: *the two countries*
            if filler == "mutual" and several:
                draft.why[role] = filler
                return list(draft.agents)
            if named_by and filler in _WHERE:
                continue  # seized by bandits in Y
            if filler == "home" and role == "agent" and draft.arguments.subject:
                continue  # gunmen expelled Ys
            if filler == "home":
                place = sentence.home
                taken = exclude | self._undergoing(sentence, draft, role)
                if place and place.actor.side not in taken:
                    draft.why[role] = filler
                    return [place]
                continue
            if filler == "anti":
                if opposed := self._opposed(sentence, draft.token, exclude):
                    draft.why[role] = filler
                    return opposed
                continue
            if filler == "charged":
                if blamed := self._blamed(sentence, draft.token):
                    draft.why[role] = filler
                    return blamed
                continue
            tokens = list(self.fillers(draft, filler))
            loose = role == "target"
            if loose and filler == "with":  # talks with the mediation of Y
                tokens = [t for t in tokens if not self.lexicon.among("auspices", t.text)]
            if filler == "modifier" and "between" in draft.frame.agent:
                tokens = self._no_venue(sentence, tokens)
            if loose and filler in _SIDED and draft.part == "verb":
                tokens = [place for t in tokens for place in self._places(t)]
            if loose:
                tokens += [s for t in tokens for s in self._told_of(t)]
                draft.spared |= self._suffering(sentence, draft, tokens)
            found = self._others(sentence, draft, tokens, loose, exclude)
            if not found and loose and filler != "object" and len(tokens) > 1:  # in X … Y's in Z
                found = self._others(sentence, draft, tokens[1:], loose, exclude)
            if loose and draft.frame.complement:  # proposed talks in Panmunjom
                found = [m for m in found if m.actor.side or m.actor.kind != "Place"]
            own = ("possessor", "subject") if draft.part == "noun" else ("object",)
            if filler in own and not (found or draft.arguments.passive):
                found = self.clitic(sentence, draft.token, exclude)
                last = sentence.doc[max(draft.token.i, draft.last)]  # bantuan militernya
                if last != draft.token and draft.part == "noun" and not found:
                    found = self.clitic(sentence, last, exclude)
            if not found and filler == "object" and draft.part != "noun":
                found = self._kin(sentence, draft, tokens)
                troops = any((self.lexicon.bare(t.text),) in self.lexicon.forces for t in tokens)
                troops = troops and loose and not found
                draft.inward = troops and bool(self.mentions(sentence, tokens, None, True))
            if not found and filler == "subject" and not loose:
                found = self._issuers(sentence, draft, tokens)
            if filler == "modifier" and not loose:  # a Middle East visit: where, not who
                found = [m for m in found if m.actor.side or m.actor.kind != "Place"]
            strangers = draft.agents and filler in DIRECT if role == "target" else True
            ours = loose and not found and self._speaks_of_us(sentence, tokens)
            if not found and strangers and not ours and draft.frame.group in (True, role):
                found = self.common(sentence, tokens)
            nobodys = found and loose and not any(m.actor.side for m in found)
            inside = filler == "object" and not any(sentence.at(t.i) for t in tokens)
            if nobodys and inside and "target" not in draft.frame.needs:
                found, nobodys = [], False  # lackeys of terrorists: somebody else is meant
            nobodys = nobodys and not any(
                f.nation and found[0] in f.mentions for f in sentence.found
            )
            if nobodys and filler == "object" and not _SIDED.isdisjoint(draft.frame.target):
                people, found = people or found, []
                draft.why[role] = filler
            if ours and not found:
                draft.to_speaker = True
            borne = fillers == ("object", "subject") and draft.arguments.passive
            if borne and not found and any(t.pos_ == "NOUN" for t in tokens):
                return []  # many were dismayed by X
            if found:
                draft.why[role] = filler + (" (shared)" if draft.arguments.inherited else "")
                return found
        return people

    def vouches(self, sentence: Sentence, found: Found, after: int) -> bool:
        """Whether somebody named behind a word for sources is one, not what a reason is about
        (*closed its border, citing attacks by Y*).
        """
        head, lexicon = sentence.head(found), self.lexicon
        while label(head) in _PART and head.head.idx > after and head.head != head:
            head = head.head
        cited = [c for c in head.head.children if label(c) == "obj" and c.idx > after]
        head = cited[0] if cited and label(head).startswith("obl") else head
        if found.first <= head.i <= found.last:
            return True
        body = (lexicon.bare(head.text),)
        spoken = any(lexicon.among(kind, head.text) for kind in ("papers", "messages", "matters"))
        if (
            spoken
            or lexicon.human(head.text)
            or body in lexicon.institutions | lexicon.titles.keys()
        ):
            return True
        citing = any(t.pos_ == "VERB" and t.idx < after for t in sentence.doc[head.i - 5 : head.i])
        means = [m for m in lexicon.as_noun(head.text) if isinstance(m, Frame)]
        return not citing and (not means or any(m.complement == "said" for m in means))

    def addressee(self, sentence: Sentence, draft: Draft) -> list[Mention]:
        """To whom the message goes in which somebody asks or threatens."""
        open_ = draft.frame.target and draft.frame.complement == "hypothetical"
        fillers = ["addressee"] if open_ else []
        return self.role(sentence, draft, "target", fillers, keys(draft.agents))

    def _told_of(self, way: Token) -> list[Token]:
        """Who does what a clause says of a way or a fact (*the speed at which Y builds bases*)."""
        if not self.lexicon.among("ways", way.text):
            return []
        clauses = (c for c in way.children if label(c) in {"acl", "acl:relcl", "ccomp"})
        doers = (t for c in clauses for t in arguments(c, None, self.lexicon).subject)
        return [t for t in doers if t != way]

    def _undergoing(self, sentence: Sentence, draft: Draft, role: str) -> frozenset[str]:
        """Sides that a deed is done to, for it is not they who do it."""
        objects = draft.arguments.object if role == "agent" else []
        return keys(m for t in objects for m in self.mentions(sentence, [t], None, loose=True))

    def _no_venue(self, sentence: Sentence, tokens: list[Token]) -> list[Token]:
        """Names before what several do together, unless one is alone and a capital: where they
        meet (*the Minsk accord*, *Doha talks*), rather than one of them.
        """
        founds = [f for t in tokens for f in self.fill(sentence, t)]
        return [] if len(founds) == 1 and founds[0].use == "capital" else tokens

    def own_doers(self, sentence: Sentence, draft: Draft) -> list[Mention]:
        """Whom an event noun names as its agents beside a target, or as one another's (*Y's visit
        to Z*), whoever announces it.
        """
        frame = draft.frame
        makers = sorted({*frame.agent} - {"subject", "from"}, key=frame.agent.index)
        makers.sort(key=surest)
        own = self.role(sentence, draft, "agent", makers, frozenset())
        alone = len(keys(own)) > 1 or not frame.target
        aimed = alone or self.role(sentence, draft, "target", frame.target, keys(own))
        return own if own and aimed else []

    def _others(
        self, sentence: Sentence, draft: Draft, tokens: list[Token], loose: bool,
        exclude: frozenset[str],
    ) -> list[Mention]:  # fmt: skip
        """The actors that some phrases name, without those excluded and those spared."""
        return [
            m
            for m in self.mentions(sentence, tokens, None if loose else draft, loose)
            if (m.actor.side or m.actor.iri) not in exclude and m.span not in draft.spared
        ]

    def _places(self, token: Token) -> list[Token]:
        """Where something was done, by a phrase with *in*: of a deed the places, never who took
        part (*killed in clashes with Ys in Z*).
        """
        if not self.lexicon.deed(token.text):
            return [token]
        inside = self.lexicon.group(*_SIDED)
        return [c for c in token.children if cases(c) in inside]

    def _speaks_of_us(self, sentence: Sentence, tokens: Iterable[Token]) -> bool:
        """Whether a phrase is, or belongs to, whoever speaks (*our land*)."""
        if not any(f.use == "speaker" for f in sentence.found):
            return False
        return any(f.use == "speaker" for t in tokens for f in self.fill(sentence, t, loose=True))

    def _kin(self, sentence: Sentence, draft: Draft, tokens: list[Token]) -> list[Mention]:
        """Somebody else of the agent's own side (*the president criticised the army*)."""
        agents = {m.actor.iri for m in draft.agents}
        forces = [m for f in sentence.found if f.use == "force" for m in f.mentions]
        heads = [m for t in tokens if (f := sentence.at(t.i)) for m in f.mentions]
        inside = {m.span for m in forces if m not in heads}  # a line of talk to the army
        found = [m for m in self.mentions(sentence, tokens, None) if m.span not in inside]
        return [m for m in found if m.actor.iri not in agents and m.span not in draft.spared]

    def _issuers(self, sentence: Sentence, draft: Draft, tokens: Iterable[Token]) -> list[Mention]:
        """Whose a paper is that acts (*the council passed a resolution that demands …*)."""
        for token in tokens:
            verb = token.head
            if self.lexicon.deed(token.text) and (blamed := self._blamed(sentence, token)):
                return blamed  # blamed X for a raid that killed …
            issued = label(token) in {"obj", "nsubj:pass"} and verb != draft.token
            if not issued or not self.lexicon.among("papers", token.text):
                continue
            means = [(t.means, t.feature) for t in self.lexicon.lookup(verb.text)[0]]
            issuing = [(m, feature) for m, feature in means if isinstance(m, Support)]
            if issuing and not any(m.negative for m, _ in issuing):
                found = arguments(verb, issuing[0][1], self.lexicon).subject
                return self.mentions(sentence, found, None)
        return []

    def _opposed(self, sentence: Sentence, noun: Token, exclude: frozenset[str]) -> list[Mention]:
        """Whom a word beside a noun is against (*anti-Japanese* rallies)."""
        before = self.lexicon.modifiers_before
        gaps = [(noun.i - f.last if before else f.first - noun.i, f) for f in sentence.opposed]
        near = [f for gap, f in gaps if 0 < gap < _NEAR]
        return [
            m for f in near[-1:] for m in f.mentions
            if (m.actor.side or m.actor.iri) not in exclude
        ]  # fmt: skip

    def _blamed(self, sentence: Sentence, noun: Token) -> list[Mention]:
        """Whom a verb charges with a deed, without whoever charges them."""
        charged = self.charged(noun)
        if not charged:
            return []
        accusers = arguments(charged[0].head, None, self.lexicon).subject
        mine = keys(self.mentions(sentence, accusers, None))
        found = self.mentions(sentence, charged, None)
        return [m for m in found if (m.actor.side or m.actor.iri) not in mine]

    def _suffering(
        self, sentence: Sentence, draft: Draft, tokens: Iterable[Token]
    ) -> frozenset[Span]:
        """Whom the deeds are done to that an act takes as given: *condemned the killing of Ys*
        is aimed at whoever killed them, never at them.
        """
        if draft.part == "noun" or draft.frame.complement != "asserted":
            return frozenset()
        out: set[Span] = set()
        for token in (t for head in tokens for t in (head, *_made(head))):
            deeds = self.lexicon.as_noun(token.text)
            if sentence.at(token.i):
                continue
            behind = [(p, t) for p, t in draft.arguments.obliques if t.left_edge.i == token.i + 1]
            args = Arguments(obliques=[*modifiers(token), *behind])
            for deed in deeds:
                if not isinstance(deed, Frame) or deed.id == draft.frame.id:
                    continue
                below = Draft(sentence, token, deed, "noun", deed.type, args)
                for filler in set(deed.target).difference(deed.agent, _TOGETHER):
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
        tokens = list(tokens)
        first = tokens[0] if tokens else None
        for token in tokens:
            private = self.lexicon.among("private", token.text) and not sentence.at(token.i)
            if private and draft is not None:
                if token is first:
                    break  # the firms did it, nobody behind them
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


def surest(filler: str) -> tuple[bool, bool]:
    """Sorts what tells who did it: whom it was between (*a truce between X and Y brokered by Z*),
    by whom, and all else.
    """
    return filler != "between", filler != "by"


def _made(noun: Token) -> list[Token]:
    """The nouns that make a phrase with another (*pemakaian kekerasan*, the use of force)."""
    return [c for c in noun.children if label(c) in INSIDE and c.pos_ == "NOUN" and not cases(c)]


def _kind(found: Found) -> str:
    """What a mention names: *the Americans* are no state, nor is its army."""
    people = found.use in {"pronoun", "clitic"} and found.nation is not None  # two Ys … they
    if people:
        return "Demonym"
    aside = {"demonym": "Demonym", "force": "Force"}
    return aside.get(found.use) or found.mentions[0].actor.kind
