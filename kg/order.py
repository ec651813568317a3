"""A second opinion by word order, where the tree shows no argument or a doubtful one."""

from __future__ import annotations

from collections.abc import Iterable

from kg.draft import Draft, keys
from kg.event import Mention
from kg.lexicon import Lexicon
from kg.mention import Found, Sentence
from kg.naming import SILENT
from kg.roles import Roles
from kg.tree import VERBAL, Arguments, arguments, cases, label, owned, seen
from kg.words import Token

__all__ = ["Order"]

CLAUSAL = frozenset({"root", "ccomp", "xcomp", "conj", "parataxis", "advcl", "acl", "acl:relcl"})


class Order:
    """Finds agents and targets by their place in the clause; the draft says so, and doubts."""

    def __init__(self, lexicon: Lexicon, roles: Roles) -> None:
        self.lexicon = lexicon
        self.roles = roles
        self._places = lexicon.group("at")

    def adjacent(self, sentence: Sentence, verb: Token, args: Arguments) -> list[Found]:
        """Actors right before an active verb that the tree hung elsewhere (*…, but A and B deny*).

        The tree is overruled where it gives the verb no subject of its own, or coordinates
        the actor with something that is none.
        """
        if args.passive or verb.pos_ not in VERBAL:
            return []
        position = verb.i - 1
        while position > 0 and (
            sentence.doc[position].pos_ in {"AUX", "ADV", "PART"}
            or sentence.doc[position].lower_ in self.lexicon.auxiliaries
        ):
            position -= 1
        found = sentence.at(position) if position >= 0 else None
        if not found or found.use in {"demonym", "place", *SILENT} or not found.mentions:
            return []
        head = sentence.head(found)
        if self.roles.in_phrase(head) or label(head).startswith("nsubj"):
            return []
        met = label(head) in {"obj", "iobj"} and seen(head.head, self.lexicon)
        if met or owned(head, self.lexicon):
            return []
        own = [c for c in verb.children if label(c).startswith("nsubj")]
        lost = False
        if own:
            listed = [f for t in own for f in self.roles.fill(sentence, t)]
            lost = not listed and any(head in c.subtree for c in own)
            amiss = label(head) == "conj" and not sentence.at(head.head.i)
            if found in listed or not (lost or amiss):
                return []
        chain = [*self.roles.listed_before(sentence, found, apart=True), found]
        first = chain[0].first
        previous = sentence.doc[first - 1] if first else None
        caused = label(head) in {"obj", "iobj"} and head.head == previous  # made A sign
        aimed = any(label(c) == "mark" for c in verb.children) and verb.head == head.head
        if aimed and label(head) in {"obj", "iobj", "obl"} and verb.head.i < head.i:
            return []  # rang his Xish counterpart to protest
        if (
            previous is not None
            and not (caused or lost)
            and (
                previous.pos_ in {"VERB", "NOUN", "PROPN"}
                or (previous.pos_ == "ADP" and self.lexicon.group_of(previous.lower_))
            )
        ):
            return []
        return chain

    def take(self, draft: Draft, founds: list[Found]) -> list[Mention]:
        """The actors found as agents by order."""
        draft.why["agent"] = "order"
        draft.doubt += 0.1
        return [m for f in founds for m in f.mentions]

    def detach(self, sentence: Sentence, draft: Draft, subject: Found) -> None:
        """Whether a clause with its own subject begins here, coordinated with the one before,
        whose subject is then not meant (*X froze aid and Y threatened to follow suit*).
        """
        draft.detached = subject.first > 0 and sentence.doc[subject.first - 1].pos_ == "CCONJ"
        if draft.detached and draft.arguments.inherited:
            before = self.roles.mentions(sentence, draft.arguments.subject, None)
            draft.spared |= {m.span for m in before}

    def apart(self, drafts: Iterable[Draft]) -> None:
        """Leaves out of an act whoever does the next one: *sent aid to X and Y threatened to …*."""
        drafts = list(drafts)
        for deed in (d for d in drafts if d.detached):
            doers = {m.span for m in deed.agents}
            for act in drafts:
                if act.token.i < deed.token.i and len(act.targets) > 1:
                    act.targets = [m for m in act.targets if m.span not in doers]

    def left(self, sentence: Sentence, draft: Draft, verb: Token | None = None) -> list[Mention]:
        """By order: the nearest actor to the left in the clause, not in a prepositional phrase."""
        verb = verb or draft.token
        if verb.pos_ in VERBAL and label(verb) not in CLAUSAL and not draft.arguments.passive:
            return []
        start = _clause_start(verb)
        for found in reversed(sentence.found):
            if start <= found.first and found.last < verb.i and found.mentions:
                head = sentence.doc[found.first]
                before = sentence.doc[found.first - 1] if found.first else None
                if (
                    found.use in {"demonym", "place", *SILENT}
                    or cases(head)
                    or owned(sentence.head(found), self.lexicon)
                    or (before is not None and before.pos_ == "ADP")
                ):
                    continue
                draft.why["target" if draft.arguments.passive else "agent"] = "order"
                draft.doubt += 0.2
                listed = self.roles.listed_before(sentence, found)
                return [m for f in (*listed, found) for m in f.mentions]
        return []

    def bare_agent(self, sentence: Sentence, draft: Draft) -> list[Mention]:
        """The agent that stands right behind a passive verb, or is its clitic."""
        position = max(draft.token.i, draft.last)  # ditembak mati tentara X
        clitic = self.roles.clitic(sentence, draft.token, frozenset())
        behind = position + 1
        while behind + 1 < len(sentence.doc) and self._leads(sentence.lower[behind]):
            behind += 1  # para menteri X
        found = sentence.at(behind) if behind < len(sentence.doc) else None
        if clitic or not found:
            return clitic
        triggers, _ = self.lexicon.lookup(draft.token.text)
        if any(t.feature == "passive" for t in triggers):
            draft.why["agent"] = "order"
            return list(found.mentions)
        return []

    def _leads(self, word: str) -> bool:
        among = self.lexicon.among
        return word in self.lexicon.articles or among("quantity", word) or among("many", word)

    def above(self, sentence: Sentence, draft: Draft) -> list[Mention]:
        """The subject of the main verb, where a verb coordinated with it was hung into a relative
        clause amiss (*condemned a step that … and threatened to …*).
        """
        node = draft.token
        while label(node) == "conj" and node.head != node:
            node = node.head
        low = {"acl:relcl"} if not draft.agents else {"acl:relcl", "ccomp"}
        if node == draft.token or label(node) not in low:
            return []
        verb = node.head
        while verb.pos_ not in VERBAL and verb.head != verb:
            verb = verb.head
        subjects = arguments(verb, None, self.lexicon).subject
        found = self.roles.mentions(sentence, subjects, None) if verb.pos_ in VERBAL else []
        if found:
            draft.why["agent"] = "order"
            draft.doubt += 0.2
        return found

    def right(self, sentence: Sentence, draft: Draft) -> list[Mention]:
        """By order: the next actor to the right before another verb."""
        taken = keys(draft.agents)
        fillers = set(draft.frame.target)
        for found in sentence.found:
            if found.first <= draft.token.i or not found.mentions or found.use in SILENT:
                continue
            between = sentence.doc[draft.token.i + 1 : found.first]
            if any(t.pos_ == "VERB" or t.text in {"“", "”", ";", ","} for t in between):
                break
            if any(label(t) != "advmod" and t.lower_ in self.lexicon.relative for t in between):
                head = sentence.head(found)
                aside = label(head.head) == "acl:relcl" and not draft.frame.complement
                if aside or not label(head).startswith("nsubj"):
                    break  # drills that Y condemned; but: condemned the way that Y …
            told = (t for t in between if t.pos_ == "ADP" and not t.nbor().like_num)  # in 1982
            prepositions = [t.lower_ for t in told]
            direct = "object" in fillers and not draft.arguments.object and draft.part != "noun"
            groups = frozenset().union(*map(self.lexicon.group_of, prepositions))
            allowed = bool(groups & fillers) if prepositions else direct
            if prepositions[-1:] and prepositions[-1] in self._places and "at" not in fillers:
                continue  # sat down together in Y
            last = self.lexicon.group_of(prepositions[-1]) if prepositions else frozenset()
            if "in" in last and draft.why.get("agent") == "between":
                continue  # talks between X and Y in Z
            joined = bool(prepositions) and prepositions[-1] in self.lexicon.group("with")
            if joined and any(self.lexicon.among("auspices", t.text) for t in between):
                continue  # signed with the mediation of Y
            spared = any(m.span in draft.spared for m in found.mentions)
            if allowed and not spared and not keys(found.mentions) & taken:
                draft.why["target"] = "order"
                draft.doubt += 0.15
                return list(found.mentions)
        return []


def _clause_start(token: Token) -> int:
    """The first token of the clause that a verb heads, as far as order shows it."""
    first = token.i
    for position in range(token.i - 1, -1, -1):
        before = token.doc[position]
        if before.pos_ == "VERB" or before.text in {"“", '"', ";", ":"}:
            break
        if before.pos_ == "SCONJ" and label(before) == "mark":
            break
        first = position
    return first
