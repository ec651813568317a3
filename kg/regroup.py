"""Phrases and clauses that the parser groups amiss, put right.

Each repair gives the arcs that change; `kg.repair` decides which is made.
"""

from __future__ import annotations

from kg.lexicon import Frame, Lexicon
from kg.openings import Arcs
from kg.tree import VERBAL, cases, is_passive, label
from kg.words import Token

__all__ = ["at_once", "days_after", "length", "no_name", "own_word", "said_of"]


def _speaks(token: Token, lexicon: Lexicon) -> str | None:
    """The complement of a verb that tells of a speech act in the active voice."""
    for trigger in lexicon.lookup(token.text)[0]:
        means = trigger.means
        if isinstance(means, Frame) and means.complement and trigger.feature != "passive":
            return means.complement
    return None


def own_word(verb: Token, lexicon: Lexicon) -> Arcs:
    """A speech act coordinated with what somebody is asked to do, or with how something is
    judged, is the speaker's own (*urged Y to meet and accused Z*, *called it illegal and warned*).
    """
    low, high = verb.head, verb.head.head
    if label(verb) != "conj" or label(low) not in {"ccomp", "xcomp", "advcl"} or low.i < high.i:
        return {}
    if not any(label(c) == "cc" and c.lower_ in lexicon.coordination for c in verb.children):
        return {}
    above = _speaks(high, lexicon)
    if not above or not _speaks(verb, lexicon) or _speaks(low, lexicon):
        return {}
    judged = above == "said" and (low.pos_ != "VERB" or is_passive(low, None))
    return {verb.i: (high.i, "conj")} if above == "hypothetical" or judged else {}


def length(noun: Token) -> Arcs:
    """A noun before a measured time is no preposition (Indonesian *memberi X waktu 48 jam untuk
    pergi*, gave X 48 hours to leave): what is given, and the clause what for.
    """
    unit = noun.head
    verb = unit.head
    if label(noun) != "case" or noun.pos_ != "NOUN" or verb.pos_ not in VERBAL:
        return {}
    if noun.nbor().pos_ != "NUM" or unit.i < noun.i or verb.i > noun.i:
        return {}
    aims = {c.i: (verb.i, "advcl") for c in unit.children if label(c) == "acl"}
    return {noun.i: (verb.i, "obl"), unit.i: (noun.i, "nmod"), **aims}


def at_once(adverb: Token, lexicon: Lexicon) -> Arcs:
    """An adverb behind an event noun does not end its phrase (Indonesian *penarikan segera semua
    pasukan Y*, the immediate withdrawal of all Y's troops).
    """
    doc, noun = adverb.doc, adverb.doc[adverb.i - 1] if adverb.i else adverb
    if noun.pos_ != "NOUN" or noun.head == noun or noun.i > adverb.i:
        return {}
    if not any(t.part == "noun" for t in lexicon.lookup(noun.text)[0]):
        return {}
    place = adverb.i + 1
    if place < len(doc) and doc[place].lower_ in lexicon.coordination:
        place += 1
    if place < len(doc) and doc[place].lower_ in lexicon.negation:
        place += 2  # at once and without conditions
    elif place > adverb.i + 1:
        return {}
    behind = next((t for t in doc[place : place + 3] if t.pos_ not in {"DET", "NUM"}), None)
    if behind is None or behind.pos_ not in {"NOUN", "PROPN"} or noun in {behind, behind.head}:
        return {}
    if cases(behind) or behind == noun.head or behind.left_edge.i < adverb.i:
        return {}
    return {adverb.i: (noun.i, "advmod"), behind.i: (noun.i, "nmod")}


def no_name(doc: list[Token], lexicon: Lexicon) -> Arcs:
    """An event noun that opens a sentence is no name, though its capital makes it look like one:
    what follows belongs to it (Indonesian *Ancaman Teheran*, Tehran's threat).
    """
    first = next((t for t in doc if not t.is_punct), None)
    if first is None or first.pos_ != "PROPN":
        return {}
    triggers, _ = lexicon.lookup(first.text)
    if not any(t.part == "noun" and not t.rest for t in triggers):
        return {}
    return {c.i: (first.i, "nmod") for c in first.children if c.dep_ == "flat:name"}


def days_after(verb: Token, lexicon: Lexicon) -> Arcs:
    """Behind *two days after* a clause begins, with a subject of its own (Indonesian *dua hari
    sesudah tentara X menyerang Y*).
    """
    unit = next((c for c in verb.children if label(c) == "nsubj"), None)
    if unit is None or unit.lower_ not in lexicon.time.get("units", {}):
        return {}
    inside = next((c for c in unit.children if label(c) == "nmod" and cases(c)), None)
    if inside is None or inside.i < unit.i or unit.i > verb.i or unit.nbor().head != inside:
        return {}
    case = unit.nbor()
    return {unit.i: (verb.i, "obl:tmod"), inside.i: (verb.i, "nsubj"), case.i: (verb.i, "mark")}


def said_of(word: Token, lexicon: Lexicon) -> Arcs:
    """A word in small letters behind a name is no part of it, but what the name is called
    (Indonesian *menyebut Presiden X pembohong*, called President X a liar).
    """
    name, verb = word.head, word.head.head
    if word.dep_ != "flat:name" or not word.is_lower or not word.is_alpha or word.i < name.i:
        return {}
    if word.lower_ in lexicon.name_particles or label(name) != "obj" or verb.pos_ not in VERBAL:
        return {}
    last = max(c.i for c in name.children if c.dep_ == "flat:name")
    return {word.i: (verb.i, "xcomp")} if last == word.i else {}
