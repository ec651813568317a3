"""Whether the conditions of a frame hold: what its object, subject, clause and phrases must be."""

from __future__ import annotations

from dataclasses import replace

from kg.draft import Draft
from kg.lexicon import Lexicon
from kg.mention import Sentence
from kg.tree import VERBAL, Arguments, arguments, cases, label, measured, modifiers
from kg.trigger import Triggers
from kg.words import Token

__all__ = ["Conditions", "common"]

NOMINAL = frozenset({"NOUN", "PROPN"})


class Conditions:
    """Tests the conditions of frames against a sentence."""

    def __init__(self, triggers: Triggers) -> None:
        self.triggers = triggers
        self.lexicon = triggers.lexicon
        self.roles = triggers.roles

    def holds(self, sentence: Sentence, draft: Draft) -> bool:
        """Whether the conditions of the draft's frame hold."""
        frame, args, token = draft.frame, draft.arguments, draft.token
        objects = self.roles.objects(draft)
        if draft.part == "verb" and not (frame.complement or frame.object) and self._play(args):
            return False
        inner = frame.clause_object or frame.not_clause_object
        under = [arguments(c, None, self.lexicon).object for c in args.clause] if inner else []
        for wanted, unwanted, heads in (
            (frame.object, frame.not_object, objects),
            (frame.subject, frame.not_subject, args.subject),
            (frame.clause_object, frame.not_clause_object, [o for told in under for o in told]),
            (None, frame.not_oblique, self.roles.beside(args) if frame.not_oblique else []),
        ):
            if wanted and not self.roles.meets(sentence, wanted, heads):
                return False
            if unwanted and self.roles.meets(sentence, unwanted, heads):
                return False
        if frame.clause_only and not any(self._of_kind(draft, c) for c in args.clause):
            return False
        predicates = [*args.clause, *(t for p, t in args.obliques if not p)]  # … it a crime
        predicates += [t for o in args.object for t in self._beyond(o)] if frame.clause else []
        named = [c for c in args.clause if c.pos_ in NOMINAL]  # called that raid *a crime*
        swapped = any(c.i < o.i for c in named for o in args.object)
        predicates += args.object if (args.indirect or swapped) and frame.clause else []
        if frame.clause and not self.roles.meets(sentence, frame.clause, self._judged(predicates)):
            return False
        beside = [c for c in args.clause if label(c) != "parataxis" and not _apart(c)]
        if frame.not_clause and self.roles.meets(sentence, frame.not_clause, beside):
            return False
        if frame.oblique is not None:
            phrases = [t for p, t in args.obliques if p in frame.oblique]
            if not phrases:  # sent a delegation led by X *to Y*
                below = [c for t in args.object for c in t.children if label(c) == "acl:relcl"]
                hung = [o for c in below for o in arguments(c, None, self.lexicon).obliques]
                args.obliques += [o for o in hung if o[0] in frame.oblique]
                phrases = [t for p, t in hung if p in frame.oblique]
            if not phrases:
                phrases = self._near_phrases(token, frame.oblique)
            if not phrases:
                return False
            phrases += [t for p in phrases for t in measured(p, self.lexicon)]  # a round of talks
            if frame.oblique_object:
                if not self.roles.meets(sentence, frame.oblique_object, self._judged(phrases)):
                    return False
                told = {t.i for _, t in args.obliques}  # was met with anger in Tehran
                more = [m for t in phrases for m in modifiers(t) if m[1].i not in told]
                if more:
                    draft.arguments = replace(args, obliques=[*args.obliques, *more])
        return True

    def _judged(self, heads: list[Token]) -> list[Token]:
        """What is said of something, and of a deed the words that judge it (*a hostile step*)."""
        deeds = (t for t in heads if self.lexicon.among("deeds", t.text))
        return [*heads, *(c for t in deeds for c in t.children if label(c) == "amod")]

    def _of_kind(self, draft: Draft, clause: Token) -> bool:
        """Whether a clause is such as `clause_only` asks for."""
        args = draft.arguments
        match draft.frame.clause_only:
            case "infinitive":  # wants X to leave
                bare = not any(label(c).startswith("aux") for c in clause.children)
                return (
                    bare
                    and "Inf" in clause.morph("VerbForm")
                    and bool(args.object or args.indirect)
                )
            case "planned" | "vowed" as kind:  # said it would strike
                said = (self.lexicon.auxiliaries.get(c.lower_) for c in clause.children)
                undone = kind == "vowed" and self.triggers.negated(clause)
                return "planned" in said and not undone
            case "predicate":  # said the strike was unacceptable
                told = any(label(c) == "cop" for c in clause.children)
                return told and not self.triggers.negated(clause)
            case "subjunctive":  # insisted that X withdraw, be withdrawn
                helpers = [c for c in clause.children if label(c).startswith(("aux", "cop"))]
                if helpers:
                    return all("Inf" in c.morph("VerbForm") for c in helpers)
                kinds = {c.pos_ for c in clause.children if label(c) == "nsubj"}
                bare = self.lexicon.bare(clause.text) == clause.lower_
                past = "Past" in draft.token.morph("Tense")  # insisted that all forces leave
                named = "PROPN" in kinds or (past and "NOUN" in kinds)
                return named and bare and "Pres" in clause.morph("Tense")
            case "negated":  # said it had not attacked
                return self.triggers.negated(clause)
        marks = {c.lower_ for c in clause.children if label(c) == "mark"}  # not when or why
        return label(clause) != "advcl" or not marks or bool(marks & self.lexicon.complementizers)

    def _beyond(self, noun: Token) -> list[Token]:
        """What the tree hangs on a noun, or behind it, though a demonstrative has closed its phrase
        where modifiers follow: *invasi itu pelanggaran*; where they stand before it, an adjective
        at its end: called the arrest of the crew *intolerable*.
        """
        if self.lexicon.modifiers_before:
            below = [t for c in noun.children for t in (c, *c.children)]
            return [t for t in below if label(t) == "amod" and t.i > t.head.i]
        closed = next((t for t in noun.doc[noun.i + 1 : noun.i + 6] if t.dep_ == "det"), None)
        if closed is None or closed.lower_ not in self.lexicon.demonstratives:
            return []
        return [t for t in noun.doc[closed.i + 1 : closed.i + 2] if t.pos_ in NOMINAL | VERBAL]

    def _near_phrases(self, token: Token, prepositions: frozenset[str]) -> list[Token]:
        """Phrases after a trigger that the tree hung elsewhere: by order, in the same clause."""
        for near in token.doc[token.i + 1 : token.i + 9]:
            if near.pos_ in VERBAL or near.text in {",", ";", "“", "”"}:
                break
            if near.lower_ in prepositions and near.pos_ in {"ADP", "SCONJ"}:
                if label(near) == "case":
                    return (
                        [] if common(token, near.lower_, near.head, self.lexicon) else [near.head]
                    )
                return [t for t in token.doc[near.i + 1 : near.i + 4] if t.pos_ in NOMINAL][:1]
        return []

    def _play(self, args: Arguments) -> bool:
        """Whether a verb tells of a game (*beat Y in the final*), by what stands beside it."""
        beside = (*args.object, *args.indirect, *(t for _, t in args.obliques))
        scores = (c for t in beside if t.pos_ == "NUM" for c in t.children if c.pos_ == "NUM")
        game = any(self.lexicon.among("contest", t.text) for t in beside)
        return game or any(c.i and c.nbor(-1).pos_ == "SYM" for c in scores)  # won 2-0


def common(token: Token, preposition: str, phrase: Token, lexicon: Lexicon) -> bool:
    """Whether a phrase says who else has a share in what stands before it, and nothing of the
    trigger: drills near the border *with Y*; or whose help an act had: signed *with the help of Y*.
    """
    if preposition not in lexicon.group("with"):
        return False
    helped = lexicon.among("auspices", phrase.text) and any(
        c.pos_ == "PROPN" and c.i > phrase.i for c in phrase.children
    )
    above = phrase.head
    shared = above != token and lexicon.among("shared", above.text)
    return helped or (shared and bool(cases(above)))


def _apart(clause: Token) -> bool:
    """Whether a comma sets a clause off from what stands before it (*refused, saying …*)."""
    return clause.i > 0 and clause.nbor(-1).text == ","
