"""Which words around a trigger are its arguments, where the tree alone does not tell: those of a
noun, of a trigger of several words, of a bare verb.
"""

from __future__ import annotations

from kg.draft import Draft
from kg.lexicon import Support, Trigger
from kg.tree import arguments, cases, label, modifiers
from kg.trigger import Triggers
from kg.words import Token

__all__ = ["Adjuncts"]


class Adjuncts:
    """Completes the arguments of drafts."""

    def __init__(self, triggers: Triggers) -> None:
        self._triggers = triggers
        self._lexicon = triggers.lexicon

    def of_noun(self, draft: Draft, supports: dict[int, Support], phrasal: bool = False) -> None:
        """The arguments of a noun: its own phrases and those of the verb that supports it."""
        token, args = draft.token, draft.arguments
        args.object = [t for t in args.object if label(t) != "nsubj"]
        own = list(modifiers(token)) + self._verblike(token)
        args.obliques = own + [o for o in args.obliques if o not in own and phrasal]
        draft.support = self._triggers.support(token, supports)
        if draft.support is not None:
            lent = arguments(draft.support, None, self._lexicon).obliques
            args.obliques += [o for o in lent if o[1] != token]

    def of_phrase(self, draft: Draft, trigger: Trigger) -> None:
        """What the tree hangs on the further words of a trigger is the trigger's own."""
        args = draft.arguments
        rest = self._triggers.rest(draft.token, trigger)
        draft.last = max((t.i for t in rest), default=draft.token.i)
        for word in rest:
            alone = label(word) == "case" and cases(word.head) == word.lower_
            if alone and word.head.i > word.i and not args.object:
                args.object = [word.head]  # handed over the islands
                args.obliques = [o for o in args.obliques if o[1] != word.head]
                args.subject = [t for t in args.subject if t != word.head]
            more = arguments(word, None, self._lexicon)
            bare = [t for p, t in more.obliques if not p]  # membuat marah Z
            bare = bare or [c for c in word.children if label(c) == "nmod" and not cases(c)]
            bare = bare or [c for c in word.children if draft.sentence.at(c.i) and not cases(c)]
            args.object = [t for t in args.object if t != word] or more.object or bare
            if not args.object:  # called that report baseless
                args.object = [t for t in more.subject if draft.token.i < t.i < word.i]
            phrases = [*more.obliques, *modifiers(word)]
            args.obliques += [o for o in phrases if o not in args.obliques]
            args.clause += [c for c in more.clause if c not in args.clause and c.i > word.i]
        if rest and args.passive and not args.object:
            args.object, args.indirect = args.indirect, []  # was taken hostage

    def of_bare_verb(self, draft: Draft) -> None:
        """*the offer we reject*, Indonesian *usulan itu kami tolak*: a pronoun right before a
        bare verb is its agent, whatever stands before the pronoun its object.
        """
        token, args = draft.token, draft.arguments
        before = token.doc[token.i - 1] if token.i else None
        if before is None or before.lower_ not in self._lexicon.pronouns or args.passive:
            return
        others = [t for t in args.subject if t != before and t.i < before.i]
        if others and not args.object:
            args.subject, args.object = [before], others

    def _verblike(self, noun: Token) -> list[tuple[str, Token]]:
        """Phrases of a noun whose preposition looks like a verb (*drills involving A and B*)."""
        clauses = (c for c in noun.children if label(c) == "acl")
        kin = (c for c in clauses if c.lower_ in self._lexicon.all_prepositions)
        return [(c.lower_, o) for c in kin for o in c.children if label(o) == "obj"]
