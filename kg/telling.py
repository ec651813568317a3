"""Clauses and owners that tell of a noun, hung where they belong: a part of `kg.repair`."""

from __future__ import annotations

from kg.lexicon import Frame, Lexicon, Support
from kg.lists import NOMINAL, Arcs, acts, has
from kg.tree import INSIDE, VERBAL, cases, label
from kg.words import Token

__all__ = [
    "asked_in",
    "begun_as_phrase",
    "called",
    "called_so",
    "captive",
    "charged",
    "described",
    "doer_of_deed",
    "feeling",
    "introduced",
    "of_no_time",
    "on_top_amiss",
    "opened",
    "owned",
    "past_below",
    "relative",
    "said_by",
    "told_by_past",
]

_OPENED = frozenset({"xcomp", "advcl", "ccomp", "conj", "parataxis"})
_TIME = frozenset({"obl", "obl:tmod", "obl:unmarked"})
_YEAR = 4  # figures
_HELPING = frozenset({"cop", "aux", "aux:pass"})


def charged(verb: Token, lexicon: Lexicon) -> Arcs:
    """A name between a charge and what is charged is who did it (Indonesian *tuduhan Qatar
    mendukung …*, the allegation that Qatar supports …).
    """
    noun = verb.head
    before = _whole(verb.doc[verb.i - 1], noun)
    if verb.dep_ != "acl" or before.head != noun or before.dep_ not in INSIDE or cases(before):
        return {}
    means = lexicon.as_noun(noun.text)
    charge = any(isinstance(m, Frame) and m.complement == "alleged" for m in means)
    return {before.i: (verb.i, "nsubj")} if charge else {}


def opened(verb: Token, lexicon: Lexicon) -> Arcs:
    """Who acts right behind a preposition that opens a clause, and before a verb, is that verb's
    subject (Indonesian *mundur setelah Presiden Chile menolak …*, after Chile's president refused).
    """
    above = verb.head
    edge = verb.left_edge
    if (
        verb.dep_ not in _OPENED
        or has(verb, "nsubj", "mark", "cc")
        or above.i > edge.i
        or not edge.i
    ):
        return {}
    noun = _whole(edge.nbor(-1), above)
    body = (lexicon.bare(noun.text),)
    acting = noun.pos_ == "PROPN" or lexicon.human(noun.text)
    acting = acting or body in lexicon.institutions or body in lexicon.forces
    if noun.head != above or not acting or noun.dep_ not in {"obl", "advcl"}:  # no time
        return {}
    case = next((c for c in noun.children if label(c) in {"case", "mark"}), None)
    if case is None or case.lower_ not in lexicon.group("opening"):
        return {}
    return {verb.i: (above.i, "advcl"), noun.i: (verb.i, "nsubj"), case.i: (verb.i, "mark")}


def called(noun: Token, lexicon: Lexicon) -> Arcs:
    """Who opens a clause is its subject, not what he is called between commas (Indonesian *kandas
    setelah X, anggota dewan itu, menolaknya*, failed after X, a member, rejected it).
    """
    verb, first = noun.head, noun.left_edge
    aside = noun.i < verb.i and first.i > 1 and first.nbor(-1).text == ","
    if not aside or noun.pos_ != "NOUN" or has(verb, "mark"):
        return {}
    name = _whole(first.nbor(-2), verb)
    above = name.head in (verb, verb.head)
    if not above or name.dep_ != "obl" or name.pos_ != "PROPN":
        return {}
    case = next((c for c in name.children if label(c) == "case"), None)
    ended = any(t.text == "," for t in noun.doc[noun.i : verb.i])
    if not ended or case is None or case.lower_ not in lexicon.group("opening"):
        return {}
    return {name.i: (verb.i, "nsubj"), case.i: (verb.i, "mark"), noun.i: (name.i, "appos")}


def called_so(what: Token, lexicon: Lexicon) -> Arcs:
    """What somebody calls a thing is that thing (Indonesian *menembakkan apa yang disebut X rudal*,
    *apa yang digambarkan X sebagai serangan*, fired what X called a missile).
    """
    verb = next((c for c in what.children if label(c) == "acl:relcl"), what)
    joint = what.nbor(1) if what.i + 1 < len(what.doc) else what
    if what.pos_ != "PRON" or verb == what or joint.lower_ not in lexicon.relative:
        return {}
    near = [c for w in (verb, what, what.head) for c in w.children if c.i > verb.i]
    nouns = sorted((c for c in near if c.pos_ == "NOUN"), key=lambda c: c.i)
    noun = next((c for c in nouns if cases(c) in lexicon.group("as")), None)
    if noun is None:
        means = [t.means for t in lexicon.lookup(verb.text)[0]]
        calling = any(isinstance(m, Frame) and (m.complement == "said" or m.clause) for m in means)
        by_clitic = lexicon.bare(verb.text) != verb.lower_ or verb.nbor(-1) != joint
        bare = (c for c in nouns if not cases(c) and (by_clitic or c.left_edge.i > verb.i + 1))
        noun = next(bare, None) if calling else None
    if noun is None:
        return {}
    own = {c.i: (noun.i, "case") for c in what.children if label(c) == "case"}
    as_ = {c.i: (verb.i, "advmod") for c in noun.children if label(c) == "case"}
    doers = (c for c in near if c.i > noun.i and cases(c) in lexicon.group("by"))
    place = {noun.i: (what.head.i, what.dep_), verb.i: (noun.i, "acl:relcl")}
    return {
        **own,
        **as_,
        **{c.i: (noun.i, "nmod") for c in doers},
        **place,
        what.i: (noun.i, "det"),
    }


def doer_of_deed(doer: Token, lexicon: Lexicon) -> Arcs:
    """*aid was suspended over the killing of Xs by Ys*: who did the deed told last, unless the
    verb says something of it (*was condemned*).
    """
    verb = doer.head
    if arcs := _below_deed(doer, lexicon):
        return arcs
    frames = (t.means for t in lexicon.lookup(verb.text)[0] if isinstance(t.means, Frame))
    deeds = [c for c in verb.children if c.dep_ == "obl" and verb.i < c.i < doer.left_edge.i]
    if verb.i > doer.i or not deeds or any(frame.complement for frame in frames):
        return {}
    deed = deeds[-1]
    of = lexicon.group("of")
    done_to = any(cases(c) in of for c in deed.children)
    told = done_to and lexicon.deed(deed.text) and not has(deed, "nmod:poss")
    return {doer.i: (deed.i, "nmod")} if told else {}


def _below_deed(doer: Token, lexicon: Lexicon) -> Arcs:
    """*X protested against exercises by Y*, *vowed revenge for drills by Y and Z*: behind an active
    verb with a subject, who did the deed named right before.
    """
    verb, before = doer.head, doer.left_edge.i - 1
    active = verb.pos_ == "VERB" and any(c.dep_ == "nsubj" and c.i < verb.i for c in verb.children)
    if not active or before <= verb.i or has(verb, "aux:pass") or doer.pos_ == "NUM":
        return {}
    if cases(doer) not in lexicon.group("by") or lexicon.bare(doer.text) in lexicon.time["units"]:
        return {}
    node = doer.doc[before]
    while node != verb and node.head != node:
        if node.pos_ == "NOUN" and lexicon.deed(node.text):
            return {doer.i: (node.i, "nmod")}
        node = node.head
    return {}


def relative(verb: Token, lexicon: Lexicon) -> Arcs:
    """A clause with a relative pronoun tells of the name before its comma (Indonesian *meminta
    bantuan Oman, yang lalu mengirim …*, asked for the help of Oman, which then sent …).
    """
    first = next((c for c in verb.children if c.lower_ in lexicon.relative), verb)
    loose = verb.dep_ in {"advcl", "parataxis"}
    loose = loose or (verb.dep_.startswith("acl") and verb.head.pos_ == "VERB")
    if not loose or first.i >= verb.i or first.i < 2:
        return {}
    comma, name = first.nbor(-1), first.nbor(-2)
    while label(name).startswith("flat") and name.head.i < name.i:
        name = name.head
    if comma.text != "," or name.pos_ != "PROPN" or verb in set(name.ancestors) - {verb.head}:
        return {}
    return {verb.i: (name.i, "acl:relcl")}


def said_by(verb: Token, lexicon: Lexicon) -> Arcs:
    """A clause with a relative pronoun behind who said something tells of them (Indonesian
    *…, kata Kementerian di Y, yang menyebut …*, said the ministry in Y, which called it …).
    """
    speech = verb.head
    first = next((c for c in verb.children if c.lower_ in lexicon.relative), verb)
    doer = next((c for c in speech.children if c.dep_ == "nsubj" and c.i > speech.i), None)
    told = verb.dep_ == "acl:relcl" and speech.pos_ == "VERB" and first.i < verb.i
    if not told or doer is None or doer.i > verb.i or first.nbor(-1).text != ",":
        return {}
    return {verb.i: (doer.i, "acl:relcl")}


def asked_in(verb: Token, lexicon: Lexicon) -> Arcs:
    """*urged Y in a letter to free them*, *appealed to both sides to wait*: what somebody is asked
    to do belongs to the asking.
    """
    phrase, asking = verb.head, verb.head.head
    inside = label(verb) == "acl" and label(phrase).startswith("obl") and asking.i < phrase.i
    if not inside or not has(verb, "mark") or asking.pos_ != "VERB":
        return {}
    paper = lexicon.among("papers", phrase.text) and has(asking, "obj")
    if not paper and cases(phrase) not in lexicon.group("to", "upon"):
        return {}
    means = (getattr(t.means, "complement", None) for t in lexicon.lookup(asking.text)[0])
    return {verb.i: (asking.i, "xcomp")} if "hypothetical" in means else {}


def captive(verb: Token, lexicon: Lexicon) -> Arcs:
    """A clause behind people whom a deed is done to tells of them (Indonesian *pembebasan dua
    warga yang ditahan Y*, the release of two citizens whom Y held).
    """
    deed = verb.head
    first = next((c for c in verb.children if c.lower_ in lexicon.relative), verb)
    if verb.dep_ != "acl:relcl" or not 2 <= first.i < verb.i:
        return {}
    people = _whole(first.nbor(-1), deed)
    told = people.head == deed and label(people) in INSIDE and not cases(people)
    sent = lexicon.among("missions", people.text)
    if told and (sent or lexicon.human(people.text)) and lexicon.deed(deed.text):
        where = lexicon.group("dest", "at") if sent else ()  # it goes to Y: kunjungan … ke Y
        ends = {c.i: (deed.i, "nmod") for c in verb.children if c.i > verb.i and cases(c) in where}
        return {verb.i: (people.i, "acl:relcl"), **ends}
    return _of_deed(verb, deed, lexicon)


def _of_deed(verb: Token, noun: Token, lexicon: Lexicon) -> Arcs:
    """A clause whose verb lends a deed its subject tells of the deed, not of what that is about
    (Indonesian *kerja sama pendidikan yang dijalin X*, cooperation in education that X began).
    """
    above = noun
    means = [(t.means, t.feature) for t in lexicon.lookup(verb.text)[0]]
    lends = any(isinstance(m, Support) for m, _ in means)
    told = noun.pos_ == "PROPN" or noun.lower_ in lexicon.time.get("units", ())
    done = told and any(f == "passive" for _, f in means)  # …, yang diumumkan Y
    inside = {*INSIDE, "nmod:tmod"}
    while label(above) in inside and above.head.i < above.i and (done or not cases(above)):
        above = above.head
    low = lends and above != noun and not (lexicon.deed(noun.text) or lexicon.human(noun.text))
    return {verb.i: (above.i, "acl:relcl")} if low and lexicon.deed(above.text) else {}


def described(verb: Token, lexicon: Lexicon) -> Arcs:
    """*called on neighbouring Y to stop*: what only describes a name is no verb above it."""
    above, name = verb.head, verb.nbor(1) if verb.i + 1 < len(verb.doc) else verb
    joining = lexicon.group("with", "by", "between")
    guest = lexicon.among("guest", verb.text) and verb.nbor(-1).lower_ in joining
    if above == verb or not (guest or lexicon.among("describing", verb.text)):
        return {}
    while name.head not in (name, verb):
        name = name.head
    if name.head != verb or name.i < verb.i:
        return {}
    rest = {c.i: (above.i, c.dep_) for c in verb.children if c.dep_ != "cc"}
    if name.pos_ not in NOMINAL:  # said neighbouring Y had agreed: a clause
        subject = next((c for c in name.children if label(c).startswith("nsubj")), name)
        return {**rest, verb.i: (subject.i, "amod")} if subject != name else {}
    marks = [c for c in verb.children if label(c) == "mark" and c.i < verb.i]
    place = name.dep_ if not marks else "obl" if above.pos_ == "VERB" else "nmod"
    second = [c for c in verb.children if c.i > name.i and c.dep_ == "xcomp" and c.pos_ == "NOUN"]
    given = {c.i: (above.i, "obj") for c in second if name.dep_ == "iobj"}
    cased = {c.i: (name.i, "case") for c in marks}
    return {**rest, **given, **cased, name.i: (above.i, place), verb.i: (name.i, "amod")}


def feeling(state: Token, lexicon: Lexicon) -> Arcs:
    """A state of mind behind whoever a speaker speaks for is what is said of them (Indonesian
    *mengatakan negaranya cemas atas serangan itu*, said his country was worried at the attack).
    """
    body, verb = state.head, state.head.head
    if state.dep_ != "amod" or body.i != state.i - 1 or lexicon.bare(body.text) == body.lower_:
        return {}
    about = verb if verb.pos_ in NOMINAL and verb.i > state.i and body.dep_ == "nsubj" else None
    verb = about.head if about is not None else verb  # negaranya cemas akan serangan: taken for is
    telling = verb.pos_ in VERBAL and verb.i < body.i and "said" in acts(verb, lexicon)
    means = (t.means for t in lexicon.lookup(state.text)[0] if t.part == "word")
    if not telling or not any(isinstance(m, Frame) and m.complement for m in means):
        return {}
    cased = [c for w in (body, verb) for c in w.children if c.i > state.i and cases(c)]
    over = {c.i: (state.i, "obl") for c in [*cased, *([about] if about is not None else [])]}
    return {**over, state.i: (verb.i, "ccomp"), body.i: (state.i, "nsubj")}


def owned(token: Token, lexicon: Lexicon) -> Arcs:
    """Whose a thing is stands right behind it (Indonesian *menahan kapal X milik Y*)."""
    verb, before = token.head, token.nbor(-1) if token.i else token
    if verb.pos_ != "VERB" or not lexicon.among("owned", token.text) or token.i < verb.i + 2:
        return {}
    while before.head != verb and before.head.i < before.i:
        before = before.head
    return {token.i: (before.i, "nmod")} if before.pos_ in NOMINAL else {}


def _whole(word: Token, above: Token) -> Token:
    """The phrase that a word ends, as far up as it lies below another word."""
    while label(word) in INSIDE and word.head != above and word.head.i < word.i:
        word = word.head
    return word


def told_by_past(verb: Token) -> Arcs:
    """*accused a man arrested for spying of …*: a bare past right behind the object tells of it."""
    noun = verb.nbor(-1)
    bare = verb.dep_ == "advcl" and "Past" in verb.morph("Tense") and noun.head == verb.head
    if not bare or noun.dep_ != "obj" or has(verb, "obj", "nsubj", "mark", "aux"):
        return {}
    return {verb.i: (noun.i, "acl")}


def introduced(name: Token, lexicon: Lexicon) -> Arcs:
    """*a Swedish nurse, Eva Lind, was freed*: who is spoken of before the name is the subject;
    *its ally Canada left*: the name is, where nothing stands between.
    """
    first = name.left_edge
    called = first.nbor(-1) if first.i else name
    if called.head == name.head and called.dep_ == name.dep_ and name.pos_ == "PROPN":
        plain = called.pos_ == "NOUN" and has(called, "nmod:poss")
        return {called.i: (name.i, "nmod:desc")} if plain else {}
    noun = first.nbor(-2) if first.i > 1 and first.nbor(-1).text == "," else name
    lost = noun.head == name.head and noun.dep_.startswith(("obl", name.dep_))
    lost = lost and noun.pos_ == "NOUN" and name.pos_ == "PROPN" and not cases(noun)
    if not lost or not lexicon.human(noun.text):
        return {}
    return {noun.i: (name.head.i, name.dep_), name.i: (noun.i, "appos")}


def on_top_amiss(verb: Token) -> Arcs:
    """*a man shot dead in Y was buried*, *men held in Y came home*: of two pasts, that nothing
    joins, behind one subject the first only tells of it.
    """
    top, helper = verb.head, next((c for c in verb.children if label(c) in _HELPING), verb)
    loose = verb.dep_ in {"conj", "advcl", "parataxis", "ccomp"} and top.head == top
    subject = next((c for c in top.children if label(c).startswith("nsubj")), None)
    if not loose or subject is None or not subject.i < top.i < min(verb.i, helper.i):
        return {}
    own = next((c for c in verb.children if label(c).startswith("nsubj")), verb)
    state = own.i == top.i + 1 and own.left_edge == own and own.pos_ == "NOUN"  # held hostage
    finite = "Fin" in helper.morph("VerbForm") and "Past" in top.morph("Tense")
    lost = own == verb or state
    if not (finite and lost) or has(verb, "cc", "mark") or has(top, "obj", "aux"):
        return {}
    between = verb.doc[top.i + 1 : helper.i]
    if any(t.is_punct or t.pos_ in VERBAL or t.dep_ == "cc" for t in between):
        return {}
    rest = {c.i: (verb.i, c.dep_) for c in top.children if c.i > verb.i}
    rest |= {own.i: (top.i, "xcomp")} if state else {}
    place = {subject.i: (verb.i, "nsubj"), top.i: (subject.i, "acl")}
    return {**rest, verb.i: (verb.i, "ROOT"), **place}


def begun_as_phrase(verb: Token, lexicon: Lexicon) -> Arcs:
    """*left after Y's leader, Z, called it …*, *after men, who had dug in, opened fire*: what a
    conjunction and a noun with an apposition or a clause of its own begin is a clause, though the
    verb behind them seems joined to the one above.
    """
    above = verb.head
    loose = verb.dep_ in {"conj", "parataxis"} and verb.nbor(-1).text == ","
    if not loose or has(verb, "cc", "nsubj", "mark"):
        return {}
    for noun in above.children:
        told = [c for c in noun.children if c.dep_ == "acl:relcl" and noun.i + 1 < c.i < verb.i]
        told = [c for c in told if noun.nbor().text == "," and "Past" in verb.morph("Tense")]
        marks = [c for c in noun.children if c.dep_ == "case" and (c.pos_ == "SCONJ" or told)]
        marks = [c for c in marks if c.pos_ == "SCONJ" or c.lower_ in lexicon.group("after")]
        if noun.dep_ == "obl" and above.i < noun.i < verb.i and marks:
            aside = [c for c in above.children if noun.i < c.i < verb.i and c.pos_ == "PROPN"]
            own = {noun.i: (verb.i, "nsubj"), marks[0].i: (verb.i, "mark")}
            return {verb.i: (above.i, "advcl"), **own, **{c.i: (noun.i, "appos") for c in aside}}
    return {}


def past_below(verb: Token) -> Arcs:
    """*said it would not yield and demanded …*: a past is not joined to an infinitive."""
    low, high = verb.head, verb.head.head
    if verb.dep_ != "conj" or low.dep_ not in {"ccomp", "xcomp"} or not high.i < low.i < verb.i:
        return {}
    finite = all("Past" in t.morph("Tense") and "Fin" in t.morph("VerbForm") for t in (verb, high))
    if not finite or "Inf" not in low.morph("VerbForm") or has(verb, "nsubj", "aux", "mark"):
        return {}
    return {verb.i: (high.i, "conj")}


def of_no_time(noun: Token, lexicon: Lexicon) -> Arcs:
    """*signed in 1982 through the good offices of X*: a phrase right behind a year is not the
    year's.
    """
    year, time = noun.head, noun.head
    if not cases(noun) or noun.i < year.i:
        return {}
    if len(year.text) != _YEAR or not year.text.isdigit():
        return _in_no_time(noun, lexicon)
    while time.dep_ == "nmod" and time.head.pos_ != "NOUN":
        time = time.head  # May 1982
    return {noun.i: (time.head.i, "obl")} if time.dep_ in _TIME else {}


def _in_no_time(noun: Token, lexicon: Lexicon) -> Arcs:
    """*held it for 18 years in Y*: a place is not in a span of time."""
    time = noun.head
    place = cases(noun) in lexicon.group("at", "dest") and time.dep_.startswith("obl")
    spans = place and time.lower_ in lexicon.time.get("units", ())
    return {noun.i: (time.head.i, "obl")} if spans and has(time, "nummod") else {}
