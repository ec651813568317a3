"""Officers named without their country: whose they are, as context tells.

A report names the country of its first officer and leaves it out with the next ones: they
are of the country that the article is written from, else of the one that the sentence before is
about, unless they deal with it themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from kg.definite import Bodies
from kg.event import Mention
from kg.gazetteer import Actor
from kg.home import claimed, scene, whither
from kg.lexicon import Lexicon
from kg.linking import Linker
from kg.mention import Found, Sentence
from kg.tree import INSIDE, SUBJECT, VERBAL, cases, label
from kg.words import Token

__all__ = ["naturalise"]

_REACH = 3  # sentences
_NEAR = 2  # sentences
_SPEAKING = frozenset({"name", "capital", "abbreviation", "person", "office", "institution",
                       "surname", "metonym", "force"})  # fmt: skip


def naturalise(
    sentences: Sequence[Sentence], lexicon: Lexicon, linker: Linker, day: str | None
) -> None:
    """Lets unknown officers act for the state that the text speaks of.

    Args:
        sentences: of one article, their names found.
        lexicon: of the language.
        linker: knows who holds which office.
        day: of the article.
    """
    sides = linker.gazetteer.sides
    known: dict[str, Actor] = {}
    inside = lexicon.group("at", "in")
    for place, sentence in enumerate(sentences):
        for found in sentence.found:
            actor = found.mentions[0].actor if found.mentions else None
            if actor is None or actor.side or actor.kind != "Person":
                continue
            if actor.iri not in known:
                title = sentence.doc[found.first].text
                other = lexicon.among("others", title)  # his counterpart: of another country
                if not (found.office and (other or lexicon.among("officer", title))):
                    continue
                if not other and claimed(sentence, found.first, lexicon.pronouns):
                    continue  # its foreign minister, X: whose tells the pronoun
                before = sentences[max(0, place - _REACH) : place]
                dealt = _dealt_with(sentence, found)
                if other:
                    everybody = (m.actor.side for f in sentence.found for m in f.mentions)
                    dealt |= {side for side in everybody if side}
                topics = _topics(before, dealt, sides, inside)
                home = sentence.home.actor if sentence.home else None
                home = home if home and home.side not in dealt else None
                town = whither(sentence, found.first, lexicon.nouns.get("where", ()))
                met = sides.get(town.mentions[0].actor.side or "") if town else None
                here = None if other else met or _host(sentence, sides, inside) or home
                if here and not linker.may_hold(here, found.office, day, actor.label):
                    here = None
                if here and here.side in dealt and lexicon.among("envoy", title):
                    here = None  # this state summoned Ambassador X
                told = None if here or other else _announced(sentence, found, sides)
                side = here or told or next(topics, None)
                if side is None:
                    continue
                known[actor.iri] = replace(actor, side=side.side, side_iri=side.iri)
            mention = replace(found.mentions[0], actor=known[actor.iri])
            found.mentions = (mention, *found.mentions[1:])
        if sentence.parsed:
            before = sentences[max(0, place - _NEAR) : place]
            sentence.found += _own_bodies(sentence, before, lexicon, sides)
            sentence.found.sort(key=lambda f: f.first)


def _own_bodies(
    sentence: Sentence, before: Sequence[Sentence], lexicon: Lexicon, sides: Mapping[str, Actor]
) -> list[Found]:
    """Bodies without a country that act: of the state that the article is from, else of whoever
    acts in the sentences right before (*Khartoum retaliated. The foreign ministry also …*).
    """
    out = []
    for token in sentence.doc:
        if label(token) != "nsubj" or sentence.at(token.i) or token.head.pos_ not in VERBAL:
            continue
        first, last = _body(sentence, token, lexicon)
        dealt = {m.actor.side for f in sentence.found for m in f.mentions}
        topics = [sentence.home.actor] if sentence.home else []
        for past in reversed(before) if last >= first else ():
            named = [f for f in past.found if f.mentions]
            doers = [f for f in named if not past.parsed or label(past.head(f)) in SUBJECT]
            codes = {m.actor.side for f in doers[:1] for m in f.mentions}
            topics += [sides[c] for c in codes if c and c in sides] if len(codes) == 1 else []
        states = (a for a in topics if a.kind == "State" and a.side not in dealt)
        if (side := next(states, None)) and last >= first:
            mention = Mention(side, sentence.span(first, last))
            out.append(Found(first, last, (mention,), "institution"))
    return out


def _body(sentence: Sentence, head: Token, lexicon: Lexicon) -> tuple[int, int]:
    """The longest phrase for a body that each state has one of and a word heads, if nothing says
    which; none: empty.
    """
    for length in (3, 2, 1):
        first = head.i - length + 1 if lexicon.modifiers_before else head.i
        last = first + length - 1
        if first < 0 or not lexicon.among("home", " ".join(sentence.lower[first : last + 1])):
            continue
        if lexicon.modifiers_before:
            bare = Bodies(lexicon).domestic(sentence, first, last)
        else:
            aside = INSIDE | {"acl", "acl:relcl", "det"}  # that junta: told of before
            bare = all(first <= c.i <= last for c in head.children if label(c) in aside)
        return (first, last) if bare else (0, -1)
    return 0, -1


def _host(sentence: Sentence, sides: Mapping[str, Actor], inside: frozenset[str]) -> Actor | None:
    """The state of the town that a sentence opens with (*In Lima, the foreign minister, X, …*),
    unless it is named once more: somebody deals with it.
    """
    town = scene(sentence, inside)
    side = town.mentions[0].actor.side if town else None
    again = any(m.actor.side == side for f in sentence.found if f is not town for m in f.mentions)
    host = sides.get(side) if side and not again else None
    return host if host and host.kind == "State" else None


def _announced(sentence: Sentence, officer: Found, sides: Mapping[str, Actor]) -> Actor | None:
    """The state that does what an officer says (*Guatemala will recognise Y, President X said*)."""
    verb = sentence.head(officer).head
    told = [c for c in verb.children if label(c) in {"ccomp", "parataxis"}]
    told += [verb.head] if label(verb) == "parataxis" else []
    doers = [s for c in told for s in c.children if label(s) in SUBJECT]
    named = (f for s in doers if (f := sentence.at(s.i)) and f is not officer and f.mentions)
    states = (sides.get(f.mentions[0].actor.side or "") for f in named)
    return next((s for s in states if s and s.kind == "State"), None)


def _topics(
    before: Sequence[Sentence], dealt: frozenset[str], sides: Mapping[str, Actor],
    inside: frozenset[str],
) -> Iterator[Actor]:  # fmt: skip
    """The states that the sentences before are about, the nearest first; `inside`: prepositions
    of where something happened.
    """
    for sentence in reversed(before):
        for found in sentence.found:
            codes = {m.actor.side for m in found.mentions if m.actor.side}
            scene = found.use == "capital" and cases(sentence.head(found)) in inside
            if found.use in _SPEAKING and len(codes) == 1 and not (codes & dealt or scene):
                side = sides.get(codes.pop())
                if side is not None and side.kind == "State":
                    yield side
                    break


def _dealt_with(sentence: Sentence, officer: Found) -> frozenset[str]:
    """Sides of whom the officer's verb is about: its objects and phrases."""
    verb = _verb(sentence.head(officer))
    beside = (f for f in sentence.found if f is not officer and f.use != "person")
    return frozenset(
        m.actor.side
        for f in beside
        if verb is not None and _verb(sentence.head(f)) == verb
        for m in f.mentions
        if m.actor.side
    )


def _verb(token: Token) -> Token | None:
    """The verb that a phrase belongs to."""
    for above in token.ancestors:
        acts = above.pos_ in VERBAL or above.pos_ == "ADJ"
        if acts and label(above) not in {"acl", "acl:relcl", "xcomp"}:
            return above  # of *agreed to meet Y* the first
    return None
