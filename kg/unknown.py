"""Names that the gazetteer lacks, where the tree shows that somebody acts or speaks.

Who a stranger is nobody knows: an actor of one article, for nobody but themselves. They
are found so that what they say is told as theirs, not as fact, nor as somebody else's. A
part of the name of a person named before means that person.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from kg.event import Mention
from kg.gazetteer import Actor
from kg.lexicon import Frame, Lexicon
from kg.mention import Found, Sentence
from kg.tree import INSIDE, cases, label
from kg.words import Token

__all__ = ["Strangers"]

_ACTING = frozenset({"nsubj", "nsubj:pass", "obl:agent", "obj", "iobj"})
_UNDERGOING = frozenset({"nsubj:pass", "obj", "iobj"})
_SHORTEST = 3  # letters of a name that stands alone


class Strangers:
    """Finds unknown names in the parsed sentences of one article after another.

    Args:
        lexicon: of the language.
        given: first names of known persons, in lower case; who bears one is a person.
    """

    def __init__(self, lexicon: Lexicon, given: frozenset[str]) -> None:
        self._lexicon = lexicon
        self._given = given
        times = lexicon.time
        kinds = (lexicon.institutions, lexicon.titles, lexicon.forces, lexicon.groups)
        self._common = {phrase[0] for phrases in kinds for phrase in phrases}
        self._dates = {*times.get("months", {}), *times.get("weekdays", {})}

    def find(self, sentences: Iterable[Sentence]) -> None:
        """Adds to `found` of each sentence, in order, the unknown who act in it."""
        named: dict[str, Actor | None] = {}  # None: parts of the names of several
        for sentence in sentences:
            for found in sentence.found:
                for mention in found.mentions:
                    if mention.actor.kind == "Person":
                        _learn(named, mention.actor)
            added = []
            for first, last, spoken in self._names(sentence, named):
                actor = self._actor(sentence, first, last, spoken, named)
                if actor is not None:
                    _learn(named, actor)
                    span = sentence.span(first, last)
                    added.append(Found(first, last, (Mention(actor, span),), "person"))
            if added:
                sentence.found = sorted([*sentence.found, *added], key=lambda f: f.first)

    def _names(
        self, sentence: Sentence, named: Mapping[str, Actor | None]
    ) -> Iterator[tuple[int, int, bool]]:
        """First and last tokens of unknown names; whether what they do is to say something."""
        doc, until = sentence.doc, -1
        for token in doc:
            known = bool(token.i) and token.text[0].isupper() and named.get(token.text)
            if token.i <= until or not (_part(token) or known):
                continue
            if not named.get(token.text) and not self._acts(token):
                continue
            first = last = token.i
            while first and _joined(doc[first - 1], doc[first]):
                first -= 1
            while last + 1 < len(doc) and _joined(doc[last], doc[last + 1]):
                last += 1
            until = last
            words = doc[first : last + 1]
            if not any(sentence.at(t.i) for t in words) and self._nameable(sentence, token, words):
                yield first, last, self._speaks(token)

    def _actor(
        self, sentence: Sentence, first: int, last: int, spoken: bool,
        named: Mapping[str, Actor | None],
    ) -> Actor | None:  # fmt: skip
        words = [t.text for t in sentence.doc[first : last + 1]]
        honoured = words[0].lower().rstrip(".") in self._lexicon.honorifics and len(words) > 1
        words = words[honoured:]
        name = " ".join(words)
        if name in named:
            return named[name]
        person = honoured or (len(words) > 1 and words[0].lower() in self._given)
        alone = len(words) == 1 and (first == 0 or len(name) < _SHORTEST or name.isupper())
        if not person and (alone or not spoken):
            return None
        slug = "-".join("".join(c if c.isalnum() else " " for c in name.casefold()).split())
        iri, kind = f"{sentence.article}#named-{slug}", "Person" if person else "Actor"
        return Actor(iri, name, kind, labels=((self._lexicon.language, name),))

    def _acts(self, token: Token) -> bool:
        """Whether a word is the subject, object or agent of what may be told, or a source."""
        rel, preposition = label(token), cases(token)
        if preposition in self._lexicon.according:
            return True
        if preposition and rel != "obl:agent" and preposition not in self._lexicon.group("by"):
            return False
        return (rel in _ACTING or bool(preposition)) and bool(
            self._lexicon.lookup(token.head.text)[0]
        )

    def _speaks(self, token: Token) -> bool:
        if cases(token) in self._lexicon.according:
            return True
        triggers = self._lexicon.lookup(token.head.text)[0]
        told = (t.means for t in triggers)
        return label(token) == "nsubj" and any(isinstance(f, Frame) and f.complement for f in told)

    def _nameable(self, sentence: Sentence, token: Token, words: Iterable[Token]) -> bool:
        """Whether words may name somebody: no storm, no article, common noun or date among them,
        and no known actor behind them whom they only describe (*Comrade Kim*). Who undergoes
        something is rather meant as a national, where the text says of whom (*Gross, an
        American …*).
        """
        lexicon = self._lexicon
        first, *rest = [t.lower_ for t in words]
        if first in self._common or lexicon.among("nameless", first):
            return False
        if any(
            w in self._dates or lexicon.human(w) or lexicon.lookup(w)[0] for w in (first, *rest)
        ):
            return False
        below = [c for t in words for c in t.children]
        if label(token) in _UNDERGOING and _national(sentence, below):
            return False
        return not any(label(c) == "det" for c in below) and not any(
            label(c) in INSIDE
            and sentence.at(c.i)
            and not cases(c)
            and not any(t.text == "," for t in sentence.doc[token.i : c.i])
            for c in token.children
        )


def _national(sentence: Sentence, below: Iterable[Token]) -> bool:
    """Whether one of some words is an apposition that says of what nation somebody is."""
    told = [g for c in below if label(c) == "appos" for g in c.children]
    return any((f := sentence.at(t.i)) is not None and f.use == "demonym" for t in told)


def _learn(named: dict[str, Actor | None], actor: Actor) -> None:
    """Remembers the parts of somebody's name; those of several persons name none of them."""
    named[actor.label] = actor
    parts = actor.label.replace("-", " ").split()
    for part in parts if len(parts) > 1 else ():
        if len(part) >= _SHORTEST and part[0].isupper():
            known = named.setdefault(part, actor)
            if known is not None and known.iri != actor.iri:
                named[part] = None


def _part(token: Token) -> bool:
    """Whether a word may belong to a name."""
    return token.pos_ == "PROPN" and token.text[0].isupper()


def _joined(left: Token, right: Token) -> bool:
    return _part(left) and _part(right) and bool(left.whitespace_)
