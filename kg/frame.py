"""The engine: triggers in the tree, what they mean, and who fills their roles.

Nothing here knows a language: words and frames come from the lexicon, positions from
Universal Dependencies. Where the tree shows no argument, the order of words decides,
and the draft says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.event import Mention, Span
from kg.lexicon import Frame, Lexicon, Operator, Support, Trigger, Words
from kg.mention import Found, Sentence
from kg.timex import Timex
from kg.tree import INSIDE, Arguments, arguments, cases, clause_start, label, modifiers, phrase

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["Draft", "Engine", "Seen"]

VERBAL = frozenset({"VERB", "AUX"})
_RECALL = 4  # tokens between the words of a phrase trigger


@dataclass(slots=True, eq=False)
class Draft:
    """An event being made. `why` says for each role which filler gave it, tree or order."""

    sentence: Sentence
    token: Token
    frame: Frame
    part: str
    type: str
    arguments: Arguments
    support: Token | None = None
    agents: list[Mention] = field(default_factory=list)
    targets: list[Mention] = field(default_factory=list)
    sources: list[Mention] = field(default_factory=list)
    instrument: Span | None = None
    place: Mention | None = None
    timex: Timex | None = None
    status: str = "asserted"
    content: Draft | None = None
    anaphoric: bool = False
    by_speaker: bool = False
    unnamed: bool = False
    wanted: list[Token] = field(default_factory=list)
    why: dict[str, str] = field(default_factory=dict)
    doubt: float = 0.0

    @property
    def sides(self) -> tuple[frozenset[str], frozenset[str]]:
        return keys(self.agents), keys(self.targets)


def keys(mentions: Iterable[Mention]) -> frozenset[str]:
    """Sides of some actors; an actor without a side stands for itself."""
    return frozenset(m.actor.side or m.actor.iri for m in mentions)


@dataclass(slots=True)
class Seen:
    """What the engine saw in a sentence."""

    drafts: list[Draft]
    operators: dict[int, Operator]


class Engine:
    """Reads the events of one sentence after another."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon

    def read(self, sentence: Sentence) -> Seen:
        """Drafts of the events in a parsed sentence, in the order of their triggers."""
        supports: dict[int, Support] = {}
        operators: dict[int, Operator] = {}
        candidates: list[tuple[Token, list[Trigger], str]] = []
        for token in sentence.doc:
            found = sentence.at(token.i)
            if found and found.use not in {"pronoun", "clitic", "speaker", "office", "person"}:
                continue
            if found and found.use in {"office", "person"} and found.first != token.i:
                continue
            triggers, clitic = self.lexicon.lookup(token.text)
            fitting = [t for t in triggers if self._fits(token, t)]
            for trigger in fitting:
                if isinstance(trigger.means, Support):
                    supports.setdefault(token.i, trigger.means)
                elif isinstance(trigger.means, Operator):
                    operators.setdefault(token.i, trigger.means)
            frames = [t for t in fitting if isinstance(t.means, Frame)]
            if frames:
                candidates.append((token, frames, clitic))
        drafts: list[Draft] = []
        for token, frames, _ in candidates:
            for trigger in frames:
                draft = self._draft(sentence, token, trigger, supports)
                if draft:
                    drafts.append(draft)
                    operators.pop(token.i, None)
                    break
        return Seen(self._distinct(drafts), operators)

    # Triggers -----------------------------------------------------------------

    def _fits(self, token: Token, trigger: Trigger) -> bool:
        """Whether the further words follow, and the part of speech allows the reading."""
        position = token.i
        for word in trigger.rest:
            reach = token.doc[position + 1 : position + 1 + _RECALL]
            following = next((t for t in reach if t.lower_ == word), None)
            if following is None or (position != token.i and following.i != position + 1):
                return False
            position = following.i
        if trigger.part == "word":
            return True
        if trigger.part == "noun":
            return token.pos_ not in VERBAL or not self._verbal(token)
        if trigger.feature in {"active", "passive"}:
            return True
        if token.pos_ in VERBAL:
            return label(token) != "amod" or bool(trigger.rest)
        subject = any(label(c).startswith(("nsubj", "aux")) for c in token.children)
        return subject and (token.pos_ != "PROPN" or label(token) == "root")

    def _verbal(self, token: Token) -> bool:
        triggers, _ = self.lexicon.lookup(token.text)
        return any(t.part != "noun" for t in triggers)

    def _draft(
        self, sentence: Sentence, token: Token, trigger: Trigger, supports: dict[int, Support]
    ) -> Draft | None:
        frame = trigger.means
        assert isinstance(frame, Frame)
        noun = trigger.part == "noun"
        verb = token
        if trigger.part == "word" and token.pos_ == "AUX" and token.head is not token:
            verb = token.head
        args = arguments(verb, trigger.feature, self.lexicon)
        if verb is not token:
            args.clause = [verb]
        draft = Draft(sentence, token, frame, trigger.part, frame.type, args)
        if noun:
            args.object = [t for t in args.object if label(t) != "nsubj"]
            args.obliques = list(modifiers(token))
            draft.support = self._support(token, supports)
        if not self._conditions(sentence, draft):
            return None
        if self._negated(token) or (draft.support is not None and self._negated(draft.support)):
            if not frame.negated:
                return None
            draft.type = frame.negated
        if draft.support is not None and supports[draft.support.i].negative:
            return None
        if noun:
            draft.anaphoric = self._pointed(token)
            self._noun_roles(sentence, draft, supports)
        else:
            self._verb_roles(sentence, draft)
        self._reciprocal(draft)
        draft.instrument = self._instrument(sentence, draft)
        if not self._enough(draft):
            return None
        return draft

    def _conditions(self, sentence: Sentence, draft: Draft) -> bool:
        frame, args, token = draft.frame, draft.arguments, draft.token
        objects = self._objects(draft)
        if frame.object and not self._meets(sentence, frame.object, objects):
            return False
        if frame.not_object and self._meets(sentence, frame.not_object, objects):
            return False
        if frame.subject and not self._meets(sentence, frame.subject, args.subject):
            return False
        if frame.not_subject and self._meets(sentence, frame.not_subject, args.subject):
            return False
        if frame.clause_only and not args.clause:
            return False
        if frame.clause and not self._meets(sentence, frame.clause, args.clause):
            return False
        if frame.oblique is not None:
            phrases = [t for p, t in args.obliques if p in frame.oblique]
            if not phrases:
                phrases = self._near_phrases(token, frame.oblique)
            if not phrases:
                return False
            if frame.oblique_object and not self._meets(sentence, frame.oblique_object, phrases):
                return False
        return True

    def _objects(self, draft: Draft) -> list[Token]:
        """What the object conditions look at: the object, or what a noun is made with."""
        token, args = draft.token, draft.arguments
        if draft.part == "noun":
            inside = [c for c in token.children if label(c) in INSIDE or label(c) == "obj"]
            inside += [g for c in inside for g in c.children if label(g) in INSIDE]
            of = self.lexicon.prepositions.get("of", frozenset())
            return inside + [t for p, t in args.obliques if p in of]
        if args.object:
            return args.object
        for near in token.doc[token.i + 1 : token.i + 5]:
            if near.pos_ in VERBAL or near.is_punct or near.lower_ in self.lexicon.small_words:
                break
            if near.pos_ in {"NOUN", "PROPN"}:
                return [near]
        return []

    def _near_phrases(self, token: Token, prepositions: frozenset[str]) -> list[Token]:
        """Phrases after a trigger that the tree hung elsewhere: by order, in the same clause."""
        for near in token.doc[token.i + 1 : token.i + 9]:
            if near.pos_ in VERBAL or near.text in {",", ";", "“", "”"}:
                break
            if near.lower_ in prepositions and label(near) == "case" and near.head is not near:
                return [near.head]
        return []

    def _meets(self, sentence: Sentence, words: Words, tokens: Iterable[Token]) -> bool:
        for token in tokens:
            first, last = phrase(token)
            text = sentence.doc[first : last + 1].text.lower()
            if words.meet((token.lower_, self.lexicon.bare(token.text)), text):
                return True
            for kind in words.actors:
                found = self.fill(sentence, token) if kind == "Actor" else []
                at = sentence.at(token.i)
                if found or (at and at.mentions and at.mentions[0].actor.kind == kind):
                    return True
        return False

    def _support(self, noun: Token, supports: dict[int, Support]) -> Token | None:
        """The support verb that a noun is the object (or passive subject) of."""
        node = noun
        for _ in range(3):
            head = node.head
            rel = label(node)
            if head.i in supports and rel in {
                "obj",
                "nsubj",
                "nsubj:pass",
                "obl",
                "xcomp",
                "ccomp",
                "nmod",
            }:
                return head
            if rel not in {"nmod", "compound", "conj", "appos", "nmod:poss"} or head is node:
                break
            node = head
        for near in reversed(list(noun.doc[max(0, noun.i - 4) : noun.i])):
            if near.i in supports:
                return near
            if near.pos_ in VERBAL or near.is_punct or label(near) == "case":
                break
        return None

    def _negated(self, token: Token) -> bool:
        if any(c.lower_ in self.lexicon.negation and c.i < token.i for c in token.children):
            return True
        for near in reversed(list(token.doc[max(0, token.i - 3) : token.i])):
            if near.lower_ in self.lexicon.negation:
                return True
            if (
                near.pos_ not in {"AUX", "ADV", "PART"}
                and near.lower_ not in self.lexicon.auxiliaries
            ):
                return False
        return False

    def _pointed(self, noun: Token) -> bool:
        """Whether a noun points back to an event told before (*that accusation*)."""
        window = [c for c in noun.children if abs(c.i - noun.i) <= 3]
        after = noun.doc[noun.i + 1 : noun.i + 2]
        return any(t.lower_ in self.lexicon.demonstratives for t in [*window, *after])

    # Roles --------------------------------------------------------------------

    def _verb_roles(self, sentence: Sentence, draft: Draft) -> None:
        args, frame = draft.arguments, draft.frame
        draft.agents = self._role(sentence, draft, "agent", frame.agent, exclude=frozenset())
        if (
            not draft.agents
            and not args.subject
            and not draft.by_speaker
            and "subject" in frame.agent
        ):
            if args.passive:
                draft.agents = self._bare_agent(sentence, draft)
            else:
                draft.agents = self._left(sentence, draft)
        draft.targets = self._role(sentence, draft, "target", frame.target, keys(draft.agents))
        if not draft.targets and not args.object and frame.target and not args.passive:
            draft.targets = self._right(sentence, draft)
        draft.wanted = self._content(draft)

    def _noun_roles(self, sentence: Sentence, draft: Draft, supports: dict[int, Support]) -> None:
        frame, args = draft.frame, draft.arguments
        if draft.support is not None:
            verb = arguments(draft.support, self._feature(draft.support), self.lexicon)
            args.subject, args.inherited = verb.subject, verb.inherited
            args.obliques += [o for o in verb.obliques if o[1] is not draft.token]
            args.indirect = verb.indirect
            args.clause = [c for c in verb.clause if c.i > draft.token.i] + args.clause
            lent = self._mentions(sentence, verb.subject, draft)
            if not lent and not verb.subject and not verb.passive:
                lent = self._left(sentence, draft, draft.support)
            if supports[draft.support.i].role == "agent":
                draft.agents = lent
            else:
                draft.targets = lent
            draft.why["support"] = supports[draft.support.i].id
            if supports[draft.support.i].status:
                draft.status = str(supports[draft.support.i].status)
        if not draft.agents:
            draft.agents = self._role(sentence, draft, "agent", frame.agent, keys(draft.targets))
        if not draft.targets:
            fillers = (*frame.target, *(() if draft.agents else ("of",)))
            draft.targets = self._role(sentence, draft, "target", fillers, keys(draft.agents))
        draft.wanted = self._content(draft)

    def _feature(self, token: Token) -> str | None:
        triggers, _ = self.lexicon.lookup(token.text)
        return next((t.feature for t in triggers if isinstance(t.means, Support)), None)

    def _role(
        self,
        sentence: Sentence,
        draft: Draft,
        role: str,
        fillers: Iterable[str],
        exclude: frozenset[str],
    ) -> list[Mention]:
        """The first filler that yields an actor other than those excluded."""
        for filler in fillers:
            tokens = list(self._filler(draft, filler))
            loose = role == "target"
            found = [
                m for m in self._mentions(sentence, tokens, draft if role == "agent" else None, loose)
                if (m.actor.side or m.actor.iri) not in exclude
            ]  # fmt: skip
            if filler in {"possessor", "subject"} and draft.part == "noun" and not found:
                found = self._clitic(sentence, draft.token, exclude)
            if found:
                draft.why[role] = filler + (" (shared)" if draft.arguments.inherited else "")
                return found
        return []

    def _clitic(self, sentence: Sentence, token: Token, exclude: frozenset[str]) -> list[Mention]:
        found = sentence.at(token.i)
        if found and found.use == "clitic":
            return [m for m in found.mentions if (m.actor.side or m.actor.iri) not in exclude]
        return []

    def _filler(self, draft: Draft, filler: str) -> Iterator[Token]:
        args, token = draft.arguments, draft.token
        noun = draft.part == "noun"
        match filler:
            case "subject":
                yield from args.subject if not noun else ()
            case "object":
                yield from (
                    args.object if not noun else self._objects(draft) if draft.support else ()
                )
            case "indirect":
                yield from args.indirect
            case "clause":
                yield from args.clause
            case "clause-subject":
                for clause in args.clause:
                    yield from arguments(clause, None, self.lexicon).subject
            case "possessor" | "modifier":
                if noun:
                    rels = {"nmod:poss", "det:poss"} if filler == "possessor" else INSIDE
                    for child in token.children:
                        bare = label(child) in rels and not cases(child)
                        if bare or (
                            filler == "possessor" and label(child) == "nmod" and not cases(child)
                        ):
                            yield child
            case _:
                group = self.lexicon.prepositions.get(filler, frozenset())
                for preposition, child in args.obliques:
                    if preposition in group:
                        yield child

    def _mentions(
        self, sentence: Sentence, tokens: Iterable[Token], draft: Draft | None, loose: bool = False
    ) -> list[Mention]:
        out: list[Mention] = []
        for token in tokens:
            for found in self.fill(sentence, token, loose):
                if found.use == "speaker" and draft is not None:
                    draft.by_speaker = True
                out.extend(m for m in found.mentions if m not in out)
            if out:
                break
        return out

    def fill(self, sentence: Sentence, token: Token, loose: bool = False) -> list[Found]:
        """The actors that a phrase names: its head and what is coordinated with it, else the
        nearest inside it (*the territory of Ukraine*); `loose` looks into its prepositional
        phrases too."""
        found = sentence.at(token.i)
        if found and found.use != "clitic":
            out = [found, *self._coordinated(sentence, found)]
        else:
            out = self._inside(sentence, token, loose) or ([found] if found else [])
        for child in token.children:
            if label(child) == "conj" and child.pos_ not in VERBAL and not self._excepted(child):
                out.extend(f for f in self.fill(sentence, child, loose) if f not in out)
        return out

    def _inside(self, sentence: Sentence, token: Token, loose: bool) -> list[Found]:
        level = [token]
        for _ in range(4):
            below = [
                c for t in level for c in t.children
                if (label(c) in INSIDE or (loose and label(c).startswith("obl")))
                and (loose or not cases(c) or cases(c) in self.lexicon.prepositions.get("of", ()))
            ]  # fmt: skip
            hits = [f for c in below if (f := sentence.at(c.i)) and f.use != "clitic"]
            if hits:
                return [hits[0], *self._coordinated(sentence, hits[0])]
            level = below
        return []

    def _coordinated(self, sentence: Sentence, first: Found) -> list[Found]:
        """Actors listed after another with commas and conjunctions (*A, B and C*)."""
        out: list[Found] = []
        joined, last = False, first
        for found in sentence.found:
            if found.first <= last.last or found.use in {"speaker", "clitic"}:
                continue
            gap = list(sentence.doc[last.last + 1 : found.first])
            words = [t for t in gap if t.text != "," and t.lower_ not in self.lexicon.articles]
            if not gap or not all(t.lower_ in self.lexicon.coordination for t in words):
                break
            head = next((t for t in sentence.doc[found.first : found.last + 1]
                         if not found.first <= t.head.i <= found.last), None)  # fmt: skip
            if (
                head is not None
                and label(head).startswith("nsubj")
                and not label(sentence.doc[first.first]).startswith(
                    ("nsubj", "compound", "flat", "amod", "nmod")
                )
            ):
                break
            out.append(found)
            joined, last = joined or bool(words), found
        return out if joined else []

    def _excepted(self, token: Token) -> bool:
        return any(c.lower_ in self.lexicon.exception for c in token.children)

    def _left(self, sentence: Sentence, draft: Draft, verb: Token | None = None) -> list[Mention]:
        """By order: the nearest actor to the left in the clause, not in a prepositional phrase."""
        verb = verb or draft.token
        start = clause_start(verb)
        for found in reversed(sentence.found):
            if start <= found.first and found.last < verb.i and found.mentions:
                head = sentence.doc[found.first]
                before = sentence.doc[found.first - 1] if found.first else None
                if (
                    found.use in {"demonym", "place", "clitic"}
                    or cases(head)
                    or (before is not None and before.pos_ == "ADP")
                ):
                    continue
                draft.why["agent"] = "order"
                draft.doubt += 0.2
                return list(found.mentions)
        return []

    def _bare_agent(self, sentence: Sentence, draft: Draft) -> list[Mention]:
        """The agent that stands right behind a passive verb, or is its clitic."""
        position = draft.token.i
        clitic = self._clitic(sentence, draft.token, frozenset())
        found = sentence.at(position + 1) if position + 1 < len(sentence.doc) else None
        if clitic or not found:
            return clitic
        triggers, _ = self.lexicon.lookup(draft.token.text)
        if any(t.feature == "passive" for t in triggers):
            draft.why["agent"] = "order"
            return list(found.mentions)
        return []

    def _right(self, sentence: Sentence, draft: Draft) -> list[Mention]:
        """By order: the next actor to the right before another verb."""
        taken = keys(draft.agents)
        fillers = set(draft.frame.target)
        for found in sentence.found:
            if found.first <= draft.token.i or not found.mentions or found.use == "clitic":
                continue
            between = sentence.doc[draft.token.i + 1 : found.first]
            if any(t.pos_ == "VERB" or t.text in {"“", "”", ";", ","} for t in between):
                break
            preposition = next((t.lower_ for t in reversed(between) if t.pos_ == "ADP"), "")
            allowed = (
                self.lexicon.group_of(preposition) & fillers if preposition else "object" in fillers
            )
            if allowed and not keys(found.mentions) & taken:
                draft.why["target"] = "order"
                draft.doubt += 0.15
                return list(found.mentions)
        return []

    def _content(self, draft: Draft) -> list[Token]:
        """Heads of the clauses and nouns that a speech act or plan is about."""
        if not draft.frame.content:
            return []
        return content_heads(draft.token, draft.arguments.clause, self.lexicon)

    def _instrument(self, sentence: Sentence, draft: Draft) -> Span | None:
        for filler in draft.frame.instrument:
            for token in self._filler(draft, filler):
                if not sentence.at(token.i):
                    return sentence.span(*phrase(token))
        return None

    def _reciprocal(self, draft: Draft) -> None:
        """*they accused each other*: each is agent and target."""
        words = {
            t.lower_ for t in draft.sentence.doc[max(0, draft.token.i - 3) : draft.token.i + 4]
        }
        if words & self.lexicon.reciprocal and len(draft.agents) > 1 and not draft.targets:
            draft.targets = list(draft.agents)

    def _enough(self, draft: Draft) -> bool:
        """A verb needs an actor; a bare noun needs both, or a support verb."""
        needs = draft.frame.needs
        if "agent" in needs and not (draft.agents or draft.by_speaker):
            return False
        if "target" in needs and not draft.targets:
            return False
        if "content" in needs and not draft.wanted:
            return False
        if draft.anaphoric and draft.part == "noun":
            return True
        if draft.part == "noun" and draft.support is None:
            return bool(draft.agents and draft.targets) or len(draft.agents) > 1
        return bool(
            draft.agents or draft.targets or draft.by_speaker or "speaker" in draft.frame.agent
        )

    def _distinct(self, drafts: list[Draft]) -> list[Draft]:
        """Leaves out nouns that only complete a verb of their own kind (*sign a treaty*)."""
        by_token = {d.token.i: d for d in drafts}
        out = []
        for draft in drafts:
            if draft.part == "noun":
                node = draft.token
                while label(node) in {
                    "nmod",
                    "compound",
                    "conj",
                    "obj",
                    "obl",
                    "nsubj:pass",
                    "appos",
                }:
                    node = node.head
                    verb = by_token.get(node.i)
                    if verb is not None and verb is not draft:
                        break
                verb = by_token.get(node.i)
                if verb is not None and verb is not draft and verb.part != "noun":
                    consumed = verb.frame.object is not None and self._meets(
                        draft.sentence, verb.frame.object, [draft.token]
                    )
                    if consumed or verb.type == draft.type:
                        continue
            out.append(draft)
        return out


def content_heads(token: Token, clauses: Iterable[Token], lexicon: Lexicon) -> list[Token]:
    """Of a trigger's clauses those that are its content: complements, infinitives of aim,
    and for a speech verb inside or behind a quotation the sentence around it."""
    marks = frozenset().union(
        *(
            lexicon.prepositions.get(g, frozenset())
            for g in ("to", "for", "of", "about", "from", "with")
        )
    )  # noqa: E501
    out = []
    for clause in clauses:
        rel = label(clause)
        mark = {c.lower_ for c in clause.children if label(c) in {"mark", "case"}}
        if rel == "advcl" and not mark & marks:
            continue
        out.append(clause)
    for child in token.children:
        if label(child) in {"acl", "acl:relcl"} and not any(
            c.lower_ in lexicon.relative for c in child.children
        ):
            out.append(child)
    return out


def subtree(token: Token) -> set[int]:
    return {t.i for t in token.subtree}
