"""The terms of Universal Dependencies that need no lexicon: relations, phrases, prepositions."""

from __future__ import annotations

from kg.words import Token

__all__ = ["CLAUSE", "INSIDE", "SUBJECT", "VERBAL", "cases", "label", "phrase"]

VERBAL = frozenset({"VERB", "AUX"})
SUBJECT = frozenset({"nsubj", "nsubj:pass", "csubj", "csubj:pass", "nsubj:outer"})
INSIDE = frozenset(
    {
        "nmod:poss", "nmod", "amod", "compound", "flat", "flat:name", "appos", "det:poss",
        "nmod:lmod", "nmod:npmod", "nmod:unmarked", "flat:foreign", "nummod",
    }
)  # fmt: skip
CLAUSE = frozenset(
    {"ccomp", "xcomp", "advcl", "csubj", "csubj:pass", "acl", "acl:relcl", "parataxis"}
)


def label(token: Token) -> str:
    """The relation to the head, in lower case as UD writes it."""
    return token.label


def cases(token: Token) -> str:
    """The preposition of a phrase, its fixed words included (`''` for none)."""
    words = []
    for child in token.children:
        if label(child) == "case" and child.i < token.i and child.pos_ != "PUNCT":
            words.append(child)
            words.extend(c for c in child.children if label(c) == "fixed")
        elif label(child) == "nmod:lmod" and child.i < token.i:  # di depan X, in front of X
            words.append(child)
            words.extend(c for c in child.children if label(c) == "case")
    return " ".join(w.lower_ for w in sorted(words, key=lambda w: w.i))


def phrase(token: Token) -> tuple[int, int]:
    """First and last token of a noun phrase, its clauses left out."""
    first = last = token.i
    stack = [token]
    while stack:
        for child in stack.pop().children:
            if label(child) in CLAUSE or label(child) in {"punct", "conj", "cc"}:
                continue
            first, last = min(first, child.i), max(last, child.i)
            stack.append(child)
    return first, last
