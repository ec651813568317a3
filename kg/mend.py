"""Mends a UD tree where a main clause is taken for a part of another, or a verb for a noun.

Each repair asks for the shape of the mistake, never for single sentences, and leaves trees
without it as they are. What the words mean is the lexicon's business here, too.
"""

from __future__ import annotations

from collections.abc import Iterable
from string import ascii_lowercase

from kg.lexicon import Frame, Lexicon, Operator, Trigger
from kg.tree import measured
from kg.words import Token, rehang

__all__ = ["mend"]

_NOMINAL = frozenset({"NOUN", "PROPN"})
_WITHIN = frozenset({"det", "amod", "nmod:poss", "nummod", "compound", "flat"})
_LOW = frozenset({"obj", "nmod", "appos", "conj", "dep"})
_SPEECH = frozenset({"said", "alleged", "denied", "hypothetical"})
_BEFORE_VERB = frozenset({"aux", "aux:pass", "advmod"})


class _Tree:
    """What changes in a tree: heads with their relations, and parts of speech, by position."""

    def __init__(self) -> None:
        self.arcs: dict[int, tuple[int, str]] = {}
        self.pos: dict[int, str] = {}

    def hang(self, token: Token, head: Token, relation: str) -> None:
        """Hangs a token on another; on itself to make it the root."""
        self.arcs[token.i] = (head.i, relation)


def mend(doc: list[Token], lexicon: Lexicon) -> None:
    """Mends the tree of some words where it has one of the known mistakes."""
    tree = _Tree()
    for token in doc:
        match token.pos_:
            case "VERB":
                name = token.doc[token.i - 1] if token.i else token
                if name.dep_ == "compound" and name.head == token and not _has(token, "nsubj"):
                    tree.hang(name, token, "nsubj")  # which Kyiv opposes
                _gerund_taken_for_adjective(tree, token, lexicon)
                _verb_taken_for_adjective(tree, token)
                _infinitive_taken_for_phrase(tree, token, lexicon)
                _coordinated_too_low(tree, token)
                _act_too_low(tree, token, lexicon)
                _main_clause_lost(tree, token, lexicon)
                _aside_taken_for_main(tree, token)
                _clause_taken_for_list(tree, token)
                _relative_without_pronoun(tree, token)
            case "ADJ":
                _predicate_taken_for_modifier(tree, token, lexicon)
            case "NOUN":
                _verb_taken_for_noun(tree, token, lexicon)
        if token.dep_ == "obl:unmarked":
            _object_taken_for_time(tree, token, lexicon)
        if token.dep_ == "mark" and _has(token, "nsubj"):
            for child in token.children:  # X and Y are due to meet
                if child.dep_.startswith("nsubj"):
                    tree.hang(child, token.head, child.dep_)
            tree.hang(token, token.head, "advmod")
        if token.dep_ == "obl":
            _date_before_subject(tree, token, lexicon)
    if tree.arcs:
        for place, part in tree.pos.items():
            doc[place].pos_ = part
        rehang(doc, tree.arcs)


def _tense(token: Token) -> str:
    return next(iter(token.morph("Tense")), "")


def _has(token: Token, *relations: str) -> bool:
    return any(c.dep_.startswith(relations) for c in token.children)


def _infinitive_taken_for_phrase(tree: _Tree, token: Token, lexicon: Lexicon) -> None:
    """*prompted Y to apologise*: an infinitive was taken for a prepositional phrase."""
    verb, to = token.head, token.nbor(-1) if token.i else token
    if token.dep_ != "obl" or verb.pos_ != "VERB" or to.head != token or to.dep_ != "case":
        return
    if to.lower_ in lexicon.group("to") and not _has(token, "det", "amod", "nummod"):
        tree.hang(token, verb, "xcomp")
        tree.hang(to, token, "mark")


def _predicate_taken_for_modifier(tree: _Tree, token: Token, lexicon: Lexicon) -> None:
    """*called the remarks of X irresponsible*: an adjective behind its noun, at the end of what a
    verb says of its object.
    """
    noun = token.head
    if not lexicon.modifiers_before or token.dep_ != "amod" or noun.i + 1 != token.i:
        return
    if token.children or (token.i + 1 < len(token.doc) and not token.nbor().is_punct):
        return
    while noun.dep_ in {"nmod", "flat", "compound"} and noun.head.i < noun.i:
        noun = noun.head
    verb = noun.head
    if noun.dep_ == "obj" and verb.pos_ == "VERB" and verb.i < noun.i:
        judging = (t.means for t in lexicon.lookup(verb.text)[0] if not t.rest)
        if any(isinstance(m, Frame) and m.clause is not None for m in judging):
            tree.hang(token, verb, "xcomp")


def _verb_taken_for_adjective(tree: _Tree, token: Token) -> None:
    """*Y, which has …, expressed concern*: the verb behind what was put in after its subject was
    taken for a participle, and its object for an apposition to the subject.
    """
    noun, before = token.head, token.nbor(-1) if token.i else token
    root = noun.head
    if token.dep_ != "amod" or before.text != "," or noun.i < token.i or root.dep_ != "ROOT":
        return
    if noun.dep_ not in {"appos", "conj", "dep", "list", "nmod"} or root.pos_ not in _NOMINAL:
        return
    if root.i < token.i and token.morph("VerbForm") != ["Ger"] and not _has(root, "cop", "nsubj"):
        tree.hang(token, token, "ROOT")
        tree.hang(root, token, "nsubj")
        tree.hang(noun, token, "obj")


def _gerund_taken_for_adjective(tree: _Tree, token: Token, lexicon: Lexicon) -> None:
    """*began enriching uranium*: a gerund between a verb that takes one and its object."""
    noun, verb = token.head, token.doc[token.i - 1] if token.i else token
    above = noun.head
    listed = verb.text == "," and above.pos_ == "VERB" and above.i < verb.i
    if (
        token.dep_ == "amod"
        and listed
        and noun.dep_ in {"ccomp", "conj", "dep", "parataxis", "obj"}
    ):
        if token.morph("VerbForm") == ["Ger"]:  # retaliated by halting trade, recalling envoys …
            tree.hang(token, above, "advcl")
            tree.hang(noun, token, "obj")
        return
    if token.dep_ != "amod" or noun.dep_ != "obj" or above != verb or verb.pos_ != "VERB":
        return
    if any(isinstance(t.means, Operator) for t in lexicon.lookup(verb.text)[0]):
        tree.hang(token, verb, "xcomp")
        tree.hang(noun, token, "obj")


def _object_taken_for_time(tree: _Tree, token: Token, lexicon: Lexicon) -> None:
    """*began a week of drills*, *gave Y two days to leave*: what is counted, or given, is an
    object, though it looks like a span of time.
    """
    verb = token.head
    if token.i < verb.i or verb.pos_ != "VERB" or _has(verb, "obj", "aux:pass"):
        return
    if _has(verb, "iobj") or any(True for _ in measured(token, lexicon)):
        tree.hang(token, verb, "obj")


def _coordinated_too_low(tree: _Tree, token: Token) -> None:
    """*demanded that the rebels withdraw and called on Rwanda*: a verb in the past tense is
    coordinated with the one that governs the clause, not with its verb of another form.
    """
    low, high = token.head, token.head.head
    if (
        token.dep_ == "conj"
        and low.pos_ == "VERB"
        and low.dep_ in {"ccomp", "xcomp"}
        and _tense(token) == _tense(high) == "Past"
        and (_tense(low) == "Pres" or low.morph("VerbForm") == ["Inf"])
        and not _has(token, "nsubj", "aux", "mark")
        and not _has(low, "aux")
        and high.i < low.i
    ):
        tree.hang(token, high, "conj")


def _acts(token: Token, lexicon: Lexicon) -> set[str]:
    """What a verb says of its clause, by its frames: accusing, urging, telling."""
    triggers = (t for t in lexicon.lookup(token.text)[0] if t.part != "noun")
    means = (t.means for t in triggers if isinstance(t.means, Frame))
    return {m.complement for m in means if m.complement in _SPEECH}


def _act_too_low(tree: _Tree, token: Token, lexicon: Lexicon) -> None:
    """*denied that it had attacked and accused Y*, Indonesian *menuduh X melancarkan invasi dan
    meminta …*: an act of speech is coordinated with the one above the clause, not with the deed
    told in it.
    """
    low, high = token.head, token.head.head
    if token.dep_ != "conj" or low.dep_ not in {"ccomp", "xcomp"} or not high.i < low.i < token.i:
        return
    above = _acts(high, lexicon)
    if not above or not _acts(token, lexicon) or _acts(low, lexicon):
        return
    if _has(token, "nsubj", "aux", "mark", "csubj") or token.doc[token.i - 1].text in {"“", '"'}:
        return
    told = not above - {"said"}  # of speech alone: another subject may go on
    if lexicon.modifiers_before:
        alike = _tense(token) == _tense(high) != "" and token.morph("VerbForm") != ["Inf"]
        apart = _has(low, "aux", "cop") or _tense(low) != _tense(token)
        if not alike or (told and not apart):
            return
    elif told or _voice(token, lexicon) != _voice(high, lexicon):
        return
    tree.hang(token, high, "conj")


def _voice(token: Token, lexicon: Lexicon) -> str | None:
    """The voice that a verb's form says."""
    features = {t.feature for t in lexicon.lookup(token.text)[0] if t.part == "verb"}
    return next((f for f in features if f in {"active", "passive"}), None)


def _main_clause_lost(tree: _Tree, token: Token, lexicon: Lexicon) -> None:
    """*Ethiopia, which …, rejected the claim*: the verb behind a relative clause was hung into
    that clause, and the noun before it made the root.
    """
    if token.dep_ not in {"conj", "parataxis"} or _has(token, "nsubj", "cc", "mark"):
        return
    first = token.i
    while first and token.doc[first - 1].head == token and (
        token.doc[first - 1].dep_ in _BEFORE_VERB
    ):  # fmt: skip
        first -= 1
    if not first or token.doc[first - 1].text != ",":
        return
    if token.morph("VerbForm") != ["Fin"] and not _has(token, "aux"):
        return
    node = token.head
    while node.head != node and node.dep_ in {"conj", "ccomp", "xcomp", "advcl"}:
        node = node.head
    relation = "nsubj:pass" if _has(token, "aux:pass") else "nsubj"
    if node.dep_ == "acl:relcl" and node.i > node.head.i:
        noun = node.head
        if noun.dep_ == "ROOT" and noun.pos_ in _NOMINAL and not _has(noun, "cop", "nsubj"):
            tree.hang(token, token, "ROOT")
            tree.hang(noun, token, relation)
    elif node.dep_ == "ROOT" and token.head == node:
        if node.pos_ in _NOMINAL and _has(node, "acl:relcl") and not _has(node, "cop", "nsubj"):
            tree.hang(token, token, "ROOT")
            tree.hang(node, token, relation)
            return
        for noun in (c for c in node.children if c.dep_ == "vocative"):
            opening = token.doc[noun.i + 1 : noun.i + 3]
            if [t.text for t in opening[:1]] == [","] and opening[-1].lower_ in lexicon.relative:
                tree.hang(token, token, "ROOT")
                tree.hang(noun, token, relation)
                tree.hang(node, noun, "acl:relcl")


def _clause_taken_for_list(tree: _Tree, token: Token) -> None:
    """*set up a mission, and Y's premier, Z, appealed to …*: the subject of a second clause was
    listed with the object of the first, and its verb hung on that.
    """
    noun = token.head
    if token.dep_ != "acl" or noun.dep_ != "obj" or _tense(token) != "Past" or _has(token, "mark"):
        return
    for part in noun.children:
        if part.dep_ != "conj" or not noun.i < part.i < token.i:
            continue
        joint = next((c for c in part.children if c.dep_ == "cc"), None)
        if joint is None or joint.nbor(-1).text != "," or token.nbor(-1).text != ",":
            continue
        tree.hang(token, noun.head, "conj")
        tree.hang(part, token, "nsubj")
        tree.hang(joint, token, "cc")
        return


def _aside_taken_for_main(tree: _Tree, token: Token) -> None:
    """*The accord, reached in May, was signed …*: a participle between commas was made the root,
    and the verb behind it coordinated with it.
    """
    if token.dep_ != "ROOT" or not token.i or token.nbor(-1).text != "," or _has(token, "aux"):
        return
    subject = next((c for c in token.children if c.dep_ == "nsubj" and c.i < token.i), None)
    if subject is None or subject.i + 2 != token.i:
        return
    for verb in token.children:
        aux = next((c for c in verb.children if c.dep_.startswith("aux")), None)
        if verb.dep_ not in {"conj", "parataxis"} or aux is None or _has(verb, "nsubj", "cc"):
            continue
        edge = verb.left_edge
        if (edge.i and edge.nbor(-1).text == ",") or aux.nbor(-1).text == ",":
            tree.hang(verb, verb, "ROOT")
            tree.hang(subject, verb, "nsubj:pass" if _has(verb, "aux:pass") else "nsubj")
            tree.hang(token, subject, "acl")
            return


def _verb_taken_for_noun(tree: _Tree, token: Token, lexicon: Lexicon) -> None:
    """*Havana denies …*: a verb behind a bare name that was taken for a noun made with it."""
    name = token.doc[token.i - 1] if token.i else None
    if name is None or name.head != token:
        return
    called = name.dep_ == "amod" and name.pos_ == "ADJ" and name.is_title and token.dep_ == "ROOT"
    if name.dep_ != "compound" and not (called and not name.i):  # Kigali denies …
        return
    if (token.lower_,) in lexicon.forces:  # US forces
        return
    office = (lexicon.bare(name.text).lower(),)
    if not called and name.pos_ != "PROPN" and office not in lexicon.institutions | lexicon.forces:
        return
    triggers, _ = lexicon.lookup(token.text)
    parts = {t.part for t in triggers if not t.rest}
    alike = any(
        c.dep_ == "conj" and (c.morph("VerbForm") == ["Fin"] or _has(c, "aux"))
        for c in token.children
    )
    alike = alike and token.dep_ == "ROOT"  # protests to Z and puts its army on alert
    if ("noun" in parts and not alike) or not _inflected(token.lower_, triggers, lexicon):
        return
    start = min((c.left_edge.i for c in token.children if c.i <= name.i), default=name.i)
    about = token.doc[start - 1] if start else token
    if _has(token, "case") or (token.dep_ == "obj" and about == token.head):
        return  # shipped tons of artillery shells, bought Sukhoi jets
    for child in token.children:
        if child.i < name.i and child.dep_ in _WITHIN:
            tree.hang(child, name, child.dep_)
    tree.pos[token.i] = "VERB"
    tree.hang(name, token, "nsubj")
    low = token.head
    if token.dep_ == "nsubj" and low.pos_ == "VERB" and low.i > token.i and not _has(low, "aux"):
        tree.hang(token, token if low.head == low else low.head, low.dep_)
        others = [c for c in low.children if c.dep_.startswith("nsubj") and c != token]
        tree.hang(low, token, "advcl" if others else "xcomp")
    for child in token.children:
        if child.dep_ == "acl:relcl" and _has(child, "mark"):
            tree.hang(child, token, "ccomp")
        elif child.dep_ == "nmod":
            tree.hang(child, token, "obl")
        elif child.dep_ == "acl" and _has(child, "obj"):  # denies arming the rebels
            tree.hang(child, token, "xcomp")
            for clause in (c for c in child.children if c.dep_ == "advcl" and _has(c, "nsubj")):
                tree.hang(clause, token, "advcl")
    if token.dep_ in _LOW and about.pos_ == "NOUN":  # a charge the government denies
        tree.hang(token, about, "acl:relcl")


def _relative_without_pronoun(tree: _Tree, token: Token) -> None:
    """*…, an accusation Ottawa rejects*: a relative clause that was coordinated with something, or
    taken for a participle behind a name (*a charge Ottawa dismissed*).
    """
    name = token.nbor(-1) if token.i else token
    if token.dep_ == "acl" and name.head == token.head and name.pos_ == "PROPN":
        if name.i == token.head.i + 1 and name.dep_ in {"appos", "flat", "nmod", "compound"}:
            tree.hang(name, token, "nsubj")
            tree.hang(token, token.head, "acl:relcl")
        return
    if token.dep_ not in {"conj", "parataxis"} or _has(token, "obj", "cc", "mark", "ccomp"):
        return
    subject = next((c for c in token.children if c.dep_ == "nsubj" and c.i < token.i), None)
    if subject is None or not subject.left_edge.i:
        return
    about = subject.left_edge.nbor(-1)
    first = about.left_edge
    if about.pos_ == "NOUN" and first.dep_ == "det" and first.i and first.nbor(-1).text == ",":
        tree.hang(token, about, "acl:relcl")


def _inflected(word: str, triggers: Iterable[Trigger], lexicon: Lexicon) -> bool:
    """Whether a base form carries an ending (*denies*): a shorter one means the same."""
    means = [t.means for t in triggers if t.part == "verb" and t.feature == "base"]
    stems = [word[:-1], word[:-2], *(word[:-3] + letter for letter in ascii_lowercase)]
    return any(
        t.means in means and t.feature == "base"
        for stem in (stems if means else ())
        for t in lexicon.triggers.get(stem, ())
    )


def _date_before_subject(tree: _Tree, token: Token, lexicon: Lexicon) -> None:
    """*On 7 May Indian jets struck …*: the subject was taken into the phrase of the date."""
    verb = token.head
    if token.i > verb.i or verb.pos_ != "VERB" or _has(verb, "nsubj", "csubj", "expl"):
        return
    doc, case = token.doc, token.left_edge
    if case.dep_ != "case" or case.head != token:
        return
    months = lexicon.time.get("months", {})
    last = case.i
    while last + 1 < token.i and (doc[last + 1].lower_ in months or doc[last + 1].is_digit):
        last += 1
    date = doc[case.i + 1 : last + 1]
    if not any(t.lower_ in months for t in date):
        return
    head = date[-1]
    for part in date[:-1]:
        tree.hang(part, head, "nmod:unmarked")
    tree.hang(head, verb, "obl")
    tree.hang(case, head, "case")
    tree.hang(token, verb, "nsubj:pass" if _has(verb, "aux:pass") else "nsubj")
