"""Whose deed is whose in a clause that the parser hung amiss: a part of `kg.repair`."""

from __future__ import annotations

from kg.joints import NOMINAL, Arcs, acts, has, subject_before, voice
from kg.lexicon import Frame, Lexicon, Operator, Support
from kg.tree import INSIDE, cases, label
from kg.words import Token

__all__ = ["done_by", "set_apart", "set_off", "whose"]

_OPENED = frozenset({"xcomp", "advcl", "ccomp", "conj", "parataxis"})
_OPENING = frozenset({"csubj", "csubj:pass", "advcl"})  # of a clause that begins a sentence
_BEGINNING = frozenset({"mark", "advmod", "case", "cc"})


def whose(verb: Token, lexicon: Lexicon) -> Arcs:
    """What stands before or behind a verb, hung where it belongs."""
    arcs = _timed(verb, lexicon) or _fronted(verb, lexicon) or _befallen(verb, lexicon)
    arcs = arcs or _following(verb, lexicon) or _outcome(verb, lexicon) or _decided(verb, lexicon)
    arcs = arcs or _accused_by(verb, lexicon) or _with(verb, lexicon) or _renamed(verb, lexicon)
    arcs = arcs or _saying(verb, lexicon) or _inserted(verb, lexicon)
    return arcs or _besides(verb, lexicon) or _toll(verb, lexicon)


def _timed(verb: Token, lexicon: Lexicon) -> Arcs:
    """A time before a verb that is joined to another is not its subject (Indonesian *mengancam Y,
    dan dua tahun kemudian menyerangnya*, and attacked it two years later).
    """
    times = lexicon.time.get("units", {}).keys() | lexicon.time.get("spans", {}).keys()
    noun = next((c for c in verb.children if c.dep_ == "nsubj" and c.i < verb.i), None)
    timed = noun is not None and noun.lower_ in times and verb.dep_ == "conj"
    return {noun.i: (verb.i, "obl:tmod")} if noun is not None and timed else {}


def done_by(phrase: Token, lexicon: Lexicon) -> Arcs:
    """Who did a deed belongs to the deed, not to the active verb above it (Indonesian *memanggil
    duta besar setelah penahanan warganya oleh Y*, after the arrest of its citizens by Y).
    """
    verb, preposition = phrase.head, cases(phrase)
    if (
        verb.pos_ != "VERB"
        or phrase.i < verb.i
        or preposition not in lexicon.group("by", "against")
    ):
        return {}
    between = (c for c in verb.children if verb.i < c.i < phrase.left_edge.i)
    deeds = [c for c in between if label(c).startswith("ob") and lexicon.deed(c.text)]
    if preposition not in lexicon.group("by"):  # over an attack by X on Y
        deeds = [
            c
            for c in deeds
            if label(c) != "obj" and max(t.i for t in c.subtree) == phrase.left_edge.i - 1
        ]
    active = any(t.feature == "active" for t in lexicon.lookup(verb.text)[0])
    return {phrase.i: (deeds[-1].i, "nmod")} if active and deeds else {}


def set_off(noun: Token) -> Arcs:
    """What a name is, between commas, is no further subject (Indonesian *Y, ketua aliansi itu,
    menawarkan …*, Y, the chair of the alliance, offered …).
    """
    if noun.dep_ not in {"conj", "nsubj"} or noun.pos_ != "NOUN" or has(noun, "cc", "conj"):
        return {}
    first, last, doc = noun.left_edge.i, _end(noun), noun.doc
    if not first or last + 1 >= len(doc):
        return {}
    start = first if doc[first].text == "," else first - 1
    if doc[start].text != "," or doc[last + 1].text != ",":
        return {}
    name = noun.head
    if noun.dep_ != "conj":
        before = (c for c in noun.head.children if c.dep_ == noun.dep_ and c.i < noun.i)
        name = next(before, noun)
    alone = [c for c in name.children if label(c) == "conj"] in ([], [noun])
    beside = _end(name) == (last if noun.dep_ == "conj" else start - 1)
    fits = name.pos_ == "PROPN" and label(name).startswith("nsubj") and name.i < start
    return {noun.i: (name.i, "appos")} if fits and alone and beside else {}


def _end(noun: Token) -> int:
    """Where a phrase ends, without a comma behind it."""
    return max(t.i for t in noun.subtree if t.is_alpha or t == noun)


def set_apart(verb: Token, lexicon: Lexicon) -> Arcs:
    """What somebody else does meanwhile is no part of what was said (*said it would sign, while Y
    refused to*).
    """
    said = verb.head
    mark = next((c for c in verb.children if c.dep_ == "mark"), None)
    if verb.dep_ != "advcl" or mark is None or not has(verb, "nsubj", "nsubj:pass"):
        return {}
    apart = mark.i > 0 and verb.doc[mark.i - 1].text == "," and said.i < mark.i
    if not apart or not lexicon.among("contrast", mark.text):
        return {}
    below = said.dep_ in {"ccomp", "xcomp"} and said.head.i < said.i
    said = said.head if below else said
    speaks = below or bool(acts(said, lexicon))
    return {verb.i: (said.i, "conj"), mark.i: (verb.i, "cc")} if speaks else {}


def _following(verb: Token, lexicon: Lexicon) -> Arcs:
    """A preposition that looks like a verb has no object, but stands before a deed (Indonesian
    *memutuskan hubungan menyusul pengusiran warganya oleh Y*, after the expulsion by Y).
    """
    noun = next((c for c in verb.children if c.dep_ == "obj" and c.i > verb.i), None)
    after = verb.dep_ in _OPENED and verb.lower_ in lexicon.group("past")
    if not after or noun is None or has(verb, "nsubj", "mark", "aux"):
        return {}
    if not lexicon.deed(noun.text):
        return {}
    behind = (c for c in verb.children if c.i > noun.i and c.dep_.startswith("obl"))
    rest = {c.i: (noun.i, "nmod") for c in behind if c.dep_ != "obl:tmod"}
    return {noun.i: (verb.head.i, "obl"), verb.i: (noun.i, "case"), **rest}


def _outcome(verb: Token, lexicon: Lexicon) -> Arcs:
    """What an event led to goes on with the clause that tells of it (Indonesian *menyerang Y
    setelah bom meledak dan menewaskan enam orang*, after a bomb went off and killed six people).
    """
    above = verb.head
    joint = verb.left_edge
    if verb.dep_ != "conj" or joint.dep_ != "cc" or has(verb, "nsubj") or above.i > verb.i:
        return {}
    means = (t.means for t in lexicon.lookup(verb.text)[0])
    if not any(isinstance(m, Support) and m.role == "event" for m in means):
        return {}
    clauses = [c for c in above.children if above.i < c.i < verb.i and label(c) == "advcl"]
    near = clauses[-1] if clauses and has(clauses[-1], "mark") else None
    thing = near and next((c for c in near.children if label(c).startswith("nsubj")), None)
    if near is None or not thing or thing.pos_ != "NOUN" or lexicon.human(thing.text):
        return {}
    return {verb.i: (near.i, "conj")}


def _accused_by(verb: Token, lexicon: Lexicon) -> Arcs:
    """Who stands right behind a passive verb did it, and is no subject of what is told (Indonesian
    *X kemudian dituding Y menjual …*, X was then accused by Y of selling).
    """
    above = verb.head
    doer = next((c for c in verb.children if label(c) == "nsubj" and c.i < verb.i), None)
    if doer is None or verb.dep_ != "xcomp" or doer.left_edge.i != above.i + 1:
        return {}
    done = has(above, "nsubj:pass") and not has(above, "obl:agent") and doer.pos_ == "PROPN"
    passive = any(t.feature == "passive" for t in lexicon.lookup(above.text)[0])
    return {doer.i: (above.i, "obl")} if done and passive else {}


def _decided(verb: Token, lexicon: Lexicon) -> Arcs:
    """What somebody plans or decides belongs to the plan, and what became of that is told by the
    verb behind it (Indonesian *rencana X memveto bantuan dikecam Y*, X's plan to veto aid was …).
    """
    act = low = verb.head
    while subject_before(act) is None and act.dep_ == "xcomp" and act.head.pos_ == "VERB":
        act = act.head  # X's decision to let Y buy it was denounced
    noun = subject_before(act)
    called = act.dep_ in {"ccomp", "acl"} and act.head.pos_ in NOMINAL and has(act, "mark")
    if called and act.head.i < act.i and not cases(act.head):
        noun = act.head  # X's call that Y withdraw was rejected
    if verb.dep_ not in {"xcomp", "ccomp"} or noun is None or has(verb, "mark", "cc"):
        return {}
    taken = [c for c in verb.children if label(c).startswith("nsubj")]
    if taken and (taken[0].left_edge.i != low.i + 1 or has(low, "obj")):
        return {}
    means = lexicon.as_noun(noun.text)
    plan = any(isinstance(m, Operator) or (isinstance(m, Frame) and m.complement) for m in means)
    owners = [c for c in noun.children if label(c) in INSIDE and not cases(c) and c.i > noun.i]
    near = owners and owners[0].pos_ == "PROPN" and act in noun.doc[owners[0].i + 1 : verb.i]
    called = called and noun == act.head
    if not near or noun.pos_ not in NOMINAL or not (plan or lexicon.among("deeds", noun.text)):
        return {}
    if "hypothetical" in acts(low, lexicon, alone=True):
        return {}
    found = lexicon.lookup(verb.text)[0]
    moving = (t.means for t in found if t.part != "noun")
    moves = any(
        m.role == "event"
        if isinstance(m, Support)
        else isinstance(m, Frame) and "subject" in m.target
        for m in moving
    )
    passive = any(t.feature == "passive" for t in found)
    if not (passive or moves):
        return {}
    top = noun if called else act
    above = (verb.i, "ROOT") if top.head == top else (top.head.i, top.dep_)
    rest = {c.i: (verb.i, c.dep_) for c in act.children if c.i > verb.i}
    rest |= {c.i: (low.i, "obj") for c in taken}
    subject = "nsubj:pass" if passive else "nsubj"
    told = {act.i: (noun.i, act.dep_ if called else "acl"), noun.i: (verb.i, subject)}
    return {**rest, verb.i: above, **told, owners[0].i: (noun.i, "nmod")}


def _fronted(verb: Token, lexicon: Lexicon) -> Arcs:
    """A clause without a subject that opens a sentence, up to its comma, hangs on the verb behind,
    whose subject stands right behind the comma (Indonesian *memenuhi tuntutan X, Y pada Mei
    mundur*, meeting the demands of X, Y withdrew in May).
    """
    below = (c for c in verb.children if label(c) in _OPENING and c.pos_ == "VERB")
    above = verb.head if verb.dep_ in _OPENED and verb.head.dep_ == "ROOT" else None
    first = above or (next(below, None) if verb.dep_ == "ROOT" else None)
    if first is None or first.i > verb.i or has(first, "nsubj"):
        return {}
    if any(c.dep_ in {"mark", "cc"} for c in verb.children):
        return {}
    if any(label(t) not in _BEGINNING or t.head != first for t in verb.doc[: first.i]):
        return {}
    told = "said" in acts(first, lexicon) and voice(first, lexicon) == "passive"  # it is said
    comma = max((t.i for t in verb.doc[first.i : verb.i] if t.text == ","), default=0)
    behind = verb.doc[comma + 1 : verb.i]
    own = [t for t in behind if (t.head.i <= comma or t.head == verb) and not t.is_punct]
    noun = next((t for t in own if t.pos_ in NOMINAL and not cases(t)), None)
    if told or not comma or noun is None or noun.left_edge.i not in (comma, comma + 1):
        return {}
    if has(verb, "nsubj") and (noun.head != verb or above is None):
        return {}
    rest = {t.i: (verb.i, t.dep_) for t in own if t.i > noun.i and t.head.i <= comma}
    rest |= {c.i: (verb.i, c.dep_) for c in first.children if c.i > verb.i and above}
    subject = "nsubj:pass" if voice(verb, lexicon) == "passive" else "nsubj"
    hung = {noun.i: (verb.i, subject), first.i: (verb.i, "advcl")}
    return {**rest, verb.i: (verb.i, "ROOT"), **hung}


def _befallen(verb: Token, lexicon: Lexicon) -> Arcs:
    """What is said to have been done, as the object of another verb, keeps whom it was done to and
    by whom (Indonesian *memprotes ditangkapnya dua warga oleh Y*, protested two citizens' arrest).
    """
    above = verb.head
    passive = any(t.feature == "passive" for t in lexicon.lookup(verb.text)[0])
    if verb.dep_ not in {"obj", "xcomp"} or not passive or lexicon.bare(verb.text) == verb.lower_:
        return {}
    behind = [c for c in above.children if c.i > verb.i]
    things = {c.i: (verb.i, "obj") for c in behind if c.dep_ == "obj"}
    by = lexicon.group("by")
    doers = {c.i: (verb.i, "obl:agent") for c in behind if cases(c) in by}
    return {**things, **doers, verb.i: (above.i, "xcomp")} if things or doers else {}


def _with(verb: Token, lexicon: Lexicon) -> Arcs:
    """Who stands between *with* and a verb that has no other subject does it (Indonesian *perang
    meluas, dengan X mengenakan tarif*, the war spread, with X imposing tariffs).
    """
    if verb.dep_ not in _OPENED or has(verb, "nsubj", "mark", "cc") or verb.head.i > verb.i:
        return {}
    name = next((c for c in verb.children if c.dep_ == "obl" and c.i < verb.i), verb)
    whole = max((t.i for t in name.subtree), default=verb.i)
    case = next((c for c in name.children if label(c) == "case"), None)
    if name.pos_ != "PROPN" or case is None or whole != verb.i - 1:
        return {}
    joined = case.lower_ in lexicon.group("manner") and case.lower_ in lexicon.group("with")
    return {name.i: (verb.i, "nsubj"), case.i: (verb.i, "mark")} if joined else {}


def _inserted(verb: Token, lexicon: Lexicon) -> Arcs:
    """Of two subjects of a speech verb put inside a sentence the one before it is the sentence's
    (Indonesian *X, kata Y, adalah penjahat*, X, said Y, is a criminal).
    """
    doers = [c for c in verb.children if c.dep_ == "nsubj"]
    two = len(doers) == 2 and doers[0].i < verb.i < doers[1].i and verb.nbor(-1).text == ","
    if not two or "said" not in acts(verb, lexicon):
        return {}
    top = verb.dep_ == "ROOT"
    told = (c for c in verb.children if c.dep_ == "parataxis" and c.i > doers[1].i)
    above = next(told, verb) if top else verb.head
    if above.i <= verb.i or has(above, "nsubj") or (not top and verb.dep_ != "parataxis"):
        return {}
    hung = {above.i: (above.i, "ROOT"), verb.i: (above.i, "parataxis")} if top else {}
    return {**hung, doers[0].i: (above.i, "nsubj")}


def _saying(verb: Token, lexicon: Lexicon) -> Arcs:
    """What somebody says while saying something else goes with that, not with what he says
    (Indonesian *mendesak junta mundur seraya mengecam X*, urged the junta to go, condemning X).
    """
    how = lexicon.group("manner") - lexicon.group("with")
    mark = next((c for c in verb.children if c.lower_ in how and c.i < verb.i), None)
    above = verb.head
    if mark is None or verb.dep_ not in _OPENED or has(verb, "nsubj") or above.i > verb.i:
        return {}
    means = (t.means for t in lexicon.lookup(verb.text)[0] if t.part != "noun")
    if not any(isinstance(m, Frame) and m.complement for m in means):
        return {}
    asides = [c for c in above.children if c.dep_ == "parataxis" and above.i < c.i < verb.i]
    asides = [c for c in asides if "said" in acts(c, lexicon)]  # he said, condemning X
    while not asides and not acts(above, lexicon) and above.dep_ in {"xcomp", "ccomp", "conj"}:
        above = above.head
    speaking = asides[-1] if asides else above
    if not acts(speaking, lexicon):
        return {}
    return {verb.i: (speaking.i, "advcl"), mark.i: (verb.i, "mark")}


def _renamed(verb: Token, lexicon: Lexicon) -> Arcs:
    """Whom somebody asks is called by name between commas before what he is to do (Indonesian
    *mendesak sekutunya, Y, membatalkan pembelian itu*, urged its ally Y to cancel the purchase).
    """
    asking = verb.head
    if verb.dep_ not in _OPENED or has(verb, "mark", "cc") or not asking.i < verb.i:
        return {}
    if "hypothetical" not in acts(asking, lexicon, alone=True):
        return {}
    asked = [c for c in asking.children if c.dep_ in {"obj", "iobj"} and asking.i < c.i < verb.i]
    loose = [c for w in (verb, asking, *asked) for c in w.children if c.pos_ == "PROPN"]
    loose = [c for c in loose if asked and asked[-1].i < c.left_edge.i < verb.i]
    name = next((c for c in loose if c.doc[c.i - 1].text == ","), None)
    own = next((c for c in verb.children if label(c) == "nsubj"), name)
    somebody = asked and any(lexicon.among(k, asked[-1].text) for k in ("people", "others"))
    if name is None or own != name or not somebody:
        return {}
    if "," not in {t.text for t in verb.doc[name.i + 1 : verb.i]}:
        return {}
    return {name.i: (asked[-1].i, "appos"), verb.i: (asking.i, "xcomp")}


def _besides(verb: Token, lexicon: Lexicon) -> Arcs:
    """What another does or says, behind a comma, is no part of what somebody says (Indonesian *X
    menyebut tuduhan itu palsu, sedangkan Y memanggil …*, while Y summoned, *, dan Y …*, and Y …).
    """
    low, first = verb.head, verb.left_edge
    word = first.nbor(1) if first.text == "," and first.i + 1 < verb.i else first
    aside = first.text == "," or (first.i > 0 and first.nbor(-1).text == ",")
    subject = subject_before(verb)
    if not aside or subject is None or low.i > verb.i or low.dep_ not in {"ccomp", "xcomp"}:
        return {}
    means = (t.means for t in lexicon.lookup(verb.text)[0] if t.part != "noun")
    spoken = any(isinstance(m, Frame) and m.complement for m in means)
    joined = verb.dep_ == "conj" and word.dep_ == "cc" and spoken and subject.pos_ == "PROPN"
    if not joined and word.lower_ not in lexicon.group("contrast"):
        return {}
    return {verb.i: (low.head.i, "conj" if joined else "advcl")}


def _toll(verb: Token, lexicon: Lexicon) -> Arcs:
    """Whom a deed killed is told of the deed, not of the place behind it (Indonesian *serangan X ke
    Y yang menewaskan empat orang*, the raid by X on Y that killed four).
    """
    place = verb.head
    means = (t.means for t in lexicon.lookup(verb.text)[0])
    struck = any(isinstance(m, Support) and m.role == "event" for m in means)
    if verb.dep_ != "acl:relcl" or place.pos_ != "PROPN" or not cases(place) or not struck:
        return {}
    above = place.head
    beside = [c for c in above.children if c.i < place.i and lexicon.deed(c.text)]
    deed = above if lexicon.deed(above.text) and above.pos_ == "NOUN" else None
    deed = deed or next((c for c in reversed(beside) if c.i > above.i), None)
    return {verb.i: (deed.i, "acl:relcl")} if deed else {}
