"""Whether a word is a trigger here: its further words, part of speech, negation."""

from __future__ import annotations

from kg.lexicon import Frame, Lexicon, Operator, Support, Trigger
from kg.roles import Roles
from kg.tree import VERBAL, Arguments, arguments, cases, disguised, is_passive, label, measured
from kg.words import Token

__all__ = ["Triggers", "says"]

LENDING = frozenset({"obj", "nsubj", "nsubj:pass", "obl", "xcomp", "ccomp", "nmod"})
NOBODY = frozenset({"det", "cc", "cc:preconj", "advmod"})  # neither A nor B, no minister
_RECALL = 5  # tokens between the words of a phrase trigger


class Triggers:
    """Tests the lexicon's triggers against a sentence.

    `nouns`: positions of the event nouns of the sentence at hand.
    """

    def __init__(self, lexicon: Lexicon, roles: Roles) -> None:
        self.lexicon = lexicon
        self.roles = roles
        self.nouns: frozenset[int] = frozenset()

    def fits(self, token: Token, trigger: Trigger) -> bool:
        """Whether the further words follow, and the part of speech allows the reading."""
        rest = self.rest(token, trigger) if trigger.rest else []
        if trigger.rest and not rest:
            return False
        if isinstance(trigger.means, Operator) and rest and self._placing(token, rest[0]):
            return False
        if token.is_title and token.i and token.lower_ in self.lexicon.time.get("months", ()):
            return False  # in March
        if trigger.part == "word":
            return not (self._acting(token) or self._only_described(token, trigger))
        likeness = label(token) in {"advcl", "acl", "case"} or token.pos_ == "ADP"
        likeness = likeness or (label(token) == "xcomp" and token.i > token.head.i + 1)
        if likeness and trigger.part == "verb" and token.lower_ in self.lexicon.all_prepositions:
            return False  # worked together against …
        if trigger.part == "noun":
            if self._kind(token):
                return False
            nominal = label(token) in {"obj", "nmod", "obl", "compound", "nsubj", "nsubj:pass"}
            return token.pos_ not in VERBAL or nominal or not self._verbal(token)
        if trigger.feature in {"active", "passive"}:
            return True
        if token.pos_ in VERBAL or (label(token) == "advcl" and trigger.feature == "gerund"):
            inside = label(token) in {"amod", "compound"}
            return not inside or bool(trigger.rest) or disguised(token)
        if trigger.feature == "past" and token.is_lower and token.pos_ == "PROPN":
            return True
        below = {label(c) for c in token.children}
        if "case" in below and token.pos_ == "NOUN":
            return False  # is on a visit to …
        subject = any(rel.startswith(("nsubj", "aux")) for rel in below)
        subject = subject and "cop" not in below  # is an ally of …
        return subject and (token.pos_ != "PROPN" or label(token) == "root")

    def _placing(self, token: Token, particle: Token) -> bool:
        """Whether what might be a verb's particle says where (*held drills off the coast*)."""
        return label(particle) == "case" and token.i + 1 < particle.i < particle.head.i

    def _acting(self, token: Token) -> bool:
        """Whether what may be a participle is a verb in the past: *Y prepared to leave*, not *is
        prepared to leave*.
        """
        past = any(t.feature == "past" for t in self.lexicon.lookup(token.text)[0])
        below = {label(c) for c in token.children} if past and token.pos_ == "VERB" else ()
        return "nsubj" in below and not {"cop", "aux:pass", "aux"}.intersection(below)

    def _only_described(self, token: Token, trigger: Trigger) -> bool:
        """Whether an adjective stands before what it describes, and says nothing of anybody who
        acts: a *troubled* region.
        """
        described = label(token) == "amod" and token.head.i > token.i
        return described and not trigger.rest and isinstance(trigger.means, Frame)

    def _kind(self, token: Token) -> bool:
        """Whether a noun only tells the kind of what follows it: an *aid* worker, *war* crimes."""
        head = token.head
        beside = label(token) == "compound" and head.i == token.i + 1
        return beside and any(self.lexicon.among(c, head.text) for c in ("people", "carriers"))

    def rest(self, token: Token, trigger: Trigger) -> list[Token]:
        """The further words of a trigger; those of a noun follow at once, those of a verb at
        most five words on, a preposition four, names not counted, over no preposition, verb or
        comma. Empty where they do not.
        """
        out: list[Token] = []
        position = token.i
        reach = 1 if trigger.part == "noun" or label(token) == "cop" else _RECALL
        free = {"", *self.lexicon.group("of", "to", "in", "upon", "at"), *trigger.rest}
        below = [*token.children]
        below += [g for c in below if c.pos_ == "NUM" for g in c.children]
        for word in trigger.rest:
            hung = (
                c for c in below if c.i > position and c.lower_ == word and cases(c) in free
            )  # not *made the trip since the war*
            found = next(hung, None) if reach > 1 else None  # took two of the guards *hostage*
            preposition = word in self.lexicon.all_prepositions
            close = reach == 1 or preposition
            near_by = min(reach, 3) if out else max(1, reach - preposition)
            aside = False  # declared the envoy, X, persona non grata
            for near in token.doc[position + 1 :] if not found else ():
                if near.text == "," and trigger.part == "verb":
                    aside = (
                        not aside and near.i + 2 < len(token.doc) and near.nbor().pos_ == "PROPN"
                    )
                    if aside or token.doc[near.i - 1].pos_ == "PROPN":
                        continue
                if aside and near.pos_ == "PROPN":
                    continue
                if word in {near.lower_, self.lexicon.bare(near.text)}:
                    found = near
                    break
                near_by -= near.pos_ != "PROPN" or close  # names are no words between
                other = near.pos_ in {"ADP", "VERB", "SCONJ"} and label(near) != "amod"
                if near_by <= 0 or near.is_punct or other:
                    break
            if found is None:
                return []
            out.append(found)
            position = found.i
        return out

    def _verbal(self, token: Token) -> bool:
        triggers, _ = self.lexicon.lookup(token.text)
        return any(t.part != "noun" for t in triggers)

    def month(self, token: Token) -> bool:
        """Whether a word is the name of a month (*in March*)."""
        return token.is_title and token.lower_ in self.lexicon.time.get("months", ())

    def stands_for(self, token: Token, trigger: Trigger, opens: bool) -> Token:
        """The verb whose arguments a trigger has: that of an auxiliary or a preposition is the
        verb they belong to, that of a word that `opens` a clause the one above the clause.
        """
        above = token.head
        if trigger.part != "word":
            return token
        unwilling = isinstance(trigger.means, Frame) and trigger.means.complement == "negated"
        bound = (token.pos_ == "PART" and bool(trigger.rest)) or (
            unwilling and token.pos_ in {"ADJ", "ADV"} and label(token) == "advmod"
        )
        bound = bound and above.pos_ in VERBAL
        if label(token) == "advmod" and above.i > token.i and above.lower_ in trigger.rest:
            return above  # saling tembak, shot at each other
        if opens:  # will attack unless …
            return above.head
        if (token.pos_ == "AUX" and above != token) or bound:  # tidak akan, will not
            return above.head if above.pos_ == "AUX" and bound else above
        if label(token) == "case":  # was put on alert
            if any(label(c) == "cop" for c in above.children):  # is behind the attack
                return above
            return above.head if above.head.pos_ in VERBAL else above
        return token

    def armed(self, token: Token) -> bool:
        """Whether a noun only says what kind of force another is (*warships*, *kapal perang*)."""
        head = token.head
        beside = abs(head.i - token.i) == 1 and label(token) in {"compound", "nmod", "amod"}
        return beside and (self.lexicon.bare(head.text),) in self.lexicon.forces

    def support(self, noun: Token, supports: dict[int, Support]) -> Token | None:
        """The support verb that a noun is the object (or passive subject) of."""
        governed = label(noun) == "obj" and noun.head.i in supports
        for child in noun.children:  # the sanctions imposed by …
            if child.i in supports and label(child) in {"acl", "acl:relcl"}:
                own = arguments(child, self.feature(child), self.lexicon)
                if noun in own.object and (own.subject or not governed):
                    return child
        node = noun
        for _ in range(3):
            head = node.head
            rel = label(node)
            governed = not rel.startswith(("obl", "nmod")) or not cases(node)
            plain = governed or self._governs(head, cases(node))
            feature = self.feature(head)
            if self.happening(node, head, supports):
                return head
            if rel == "nsubj" and feature is not None and not is_passive(head, feature):
                plain = False  # the deal brought peace
            if rel == "nsubj" and any(
                label(c) == "obj" and c.i in self.nouns for c in head.children
            ):
                plain = False  # the arrest drew protests
            if head.i in supports and supports[head.i].role == "event":
                plain = False
            if head.i in supports and rel in LENDING and plain:
                return head
            if head.head.i in supports and self._governs(head.head, cases(node), head.lower_):
                return head.head  # claimed responsibility for
            lending = rel in {"nmod", "compound", "conj", "appos", "nmod:poss"}
            counted = node in measured(head, self.lexicon)  # ten days of talks
            if not lending or head == node or head.i in self.nouns or (cases(node) and not counted):
                break
            node = head
        told = (noun, *(c for c in noun.children if label(c) == "nmod"))
        for child in (c for t in told for c in t.children):  # the attack on Y, which killed many
            if child.i in supports and label(child) == "acl:relcl":
                event = supports[child.i].role == "event" and not supports[child.i].negative
                if event and child.head in arguments(child, None, self.lexicon).subject:
                    return child
        judging = noun.head.pos_ in VERBAL or noun.head.pos_ == "ADJ"
        if label(noun).startswith("nsubj") and noun.head.i > noun.i and judging:
            return None  # says the attack killed many, was wrong
        for near in reversed(list(noun.doc[max(0, noun.i - 4) : noun.i])):
            lending = near.i in supports and supports[near.i].role != "event"
            if lending and not self._amount(near, noun):
                return near
            if near.pos_ in VERBAL or near.is_punct or label(near) == "case":
                break
        return None

    def happening(self, noun: Token, verb: Token, supports: dict[int, Support]) -> bool:
        """Whether a support verb has the event itself for its subject: *fighting broke out*, *was
        hit by attacks*, *the talks began*.
        """
        if verb.i not in supports or supports[verb.i].negative:
            return False
        feature = self.feature(verb)
        passive = is_passive(verb, feature)
        if supports[verb.i].role != "event":
            intransitive = not any(label(c) in {"obj", "ccomp", "xcomp"} for c in verb.children)
            agentive = supports[verb.i].role == "agent"
            return agentive and intransitive and label(noun) == "nsubj" and not passive
        if label(noun).startswith("obl"):
            return passive and cases(noun) in {*self.lexicon.group("by"), ""}
        return label(noun) == "nsubj" and not passive

    def happens(self, noun: Token, support: Token, supports: dict[int, Support]) -> bool:
        """Whether an event noun's support verb says that it happened, rather than who did it."""
        if label(support) == "acl:relcl" and supports[support.i].role == "event":
            return True  # an attack that killed many
        while noun.head not in (noun, support):
            noun = noun.head
        return self.happening(noun, support, supports)

    def lender(self, support: Token) -> Token:
        """The verb whose arguments a support word lends: of a preposition the verb above it."""
        above = support.head.head
        put = label(support) == "case" and above.i < support.i and self.feature(above) is not None
        return above if put else support

    def lent(self, lender: Token, support: Token) -> Arguments:
        """The arguments that a support word lends a noun; of one that says what an event led to
        (*left ten people dead in X*), those of its outcome, too.
        """
        out = arguments(lender, self.feature(support), self.lexicon)
        means = (t.means for t in self.lexicon.lookup(support.text)[0])
        if not out.passive and any(isinstance(m, Support) and m.role == "event" for m in means):
            for outcome in [t for t in (*out.object, *out.clause) if t.pos_ == "VERB"]:
                below = arguments(outcome, None, self.lexicon)
                out.object += [t for t in below.subject + below.object if t not in out.object]
                out.obliques += below.obliques
        return out

    def _amount(self, preposition: Token, noun: Token) -> bool:
        """Whether a phrase says what an amount is made of (*ten dollars in loans*)."""
        of_noun = preposition in noun.children and label(noun) == "nmod"
        counted = noun.head.pos_ in {"SYM", "NUM"} or self.lexicon.among("measure", noun.head.text)
        return of_noun and counted

    def _governs(self, verb: Token, preposition: str, before: str = "") -> bool:
        """Whether a preposition is the last of a support verb's further words (*engaged in*), and
        a noun `before` it another (*claimed responsibility for*).
        """
        triggers, _ = self.lexicon.lookup(verb.text)
        behind = {t.lower_ for t in verb.doc[verb.i + 1 : verb.i + 1 + _RECALL]}
        return any(
            t.rest[-1:] == (preposition,)
            and (before in t.rest if before else behind.issuperset(t.rest[:-1]))
            for t in triggers
            if isinstance(t.means, Support)
        )

    def negated(self, token: Token) -> bool:
        """Whether a negation belongs to a word, by the tree or right before it."""
        only = self.lexicon.only
        hung = [c for c in token.children if c.lower_ in self.lexicon.negation and c.i < token.i]
        of = self.lexicon.group("of")  # instead of attacking
        if any(
            c.nbor().lower_ in of or (c.nbor().lower_ not in only and label(c.nbor()) != "mark")
            for c in hung
        ):
            return True
        before = (c for c in token.children if c.i < token.i)
        for c in before:  # no demand was met; Indonesian tak satu pun tuntutan
            if not label(c).startswith("nsubj") and c.pos_ != "NUM":
                continue
            nobody = any(
                g.lower_ in self.lexicon.negation and label(g) in NOBODY for g in c.children
            )
            if nobody or c.left_edge.lower_ in self.lexicon.negation:
                return True
        for near in reversed(list(token.doc[max(0, token.i - 3) : token.i])):
            if near.lower_ in self.lexicon.negation:
                return near.nbor().lower_ not in only
            if (
                near.pos_ not in {"AUX", "ADV", "PART"}
                and near.lower_ not in self.lexicon.auxiliaries
                and not self.lexicon.among("exists", near.text)  # tidak ada serangan
            ):
                return False
        return False

    def empty(self, token: Token, trigger: Trigger, objects: list[Token]) -> bool:
        """Whether a negation belongs to a further word of a trigger (*reached no agreement*), or
        to the object of a verb (*gave Y no money*).
        """
        rest = self.rest(token, trigger) if trigger.rest else []
        if trigger.part == "verb" and self.lexicon.modifiers_before:
            rest = [*rest, *(o for o in objects if label(o) == "obj" and o not in rest)]
        between = (c for word in rest for c in word.children if token.i < c.i < word.i)
        negations = (c for c in between if c.lower_ in self.lexicon.negation and c not in rest)
        return any(c.nbor().lower_ not in self.lexicon.only for c in negations)

    def pointed(self, noun: Token) -> bool:
        """Whether a noun points back to an event told before (*that accusation*)."""
        window = [c for c in noun.children if abs(c.i - noun.i) <= 3]
        after = noun.doc[noun.i + 1 : noun.i + 2]
        return any(
            t.lower_ in self.lexicon.demonstratives
            and (t.pos_ == "DET" or t.lower_ not in self.lexicon.relative)
            for t in [*window, *after]
        )

    def feature(self, token: Token) -> str | None:
        """The feature of a support verb's form."""
        triggers, _ = self.lexicon.lookup(token.text)
        found = [t for t in triggers if isinstance(t.means, Support)]
        if not found or any(t.part == "word" for t in found):
            return None
        return found[0].feature


def says(token: Token, trigger: Trigger) -> bool:
    """Whether a participle that marks hearsay (*is said to …*) is an active verb: somebody says."""
    assert isinstance(trigger.means, Operator)
    told = trigger.part == "word" and trigger.means.complement == "alleged"
    below = {label(c) for c in token.children} if told and token.pos_ == "VERB" else set()
    return "nsubj" in below and not below & {"aux:pass", "nsubj:pass", "cop"}
