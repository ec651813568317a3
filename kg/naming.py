"""Which actors a phrase names: its head, what is listed with it, or who stands inside it."""

from __future__ import annotations

from functools import cached_property

from kg.comments import aside, summed_up
from kg.lexicon import Frame, Lexicon, Operator
from kg.mention import Found, Sentence
from kg.tree import INSIDE, VERBAL, arguments, cases, label, modifiers
from kg.words import Token, wording

__all__ = ["SILENT", "Naming"]

GROUPED = INSIDE | {"det"}  # rare nouns before another look like determiners to the parser
SILENT = frozenset({"clitic", "source"})  # found, but filling roles by their own rules
_NEAR = 6  # tokens
_LED = ("people", "missions")
_BEHIND = INSIDE | {"amod"}
_LANDS = frozenset({"name", "abbreviation", "capital"})


class Naming:
    """Finds the actors that phrases name."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon

    def fill(self, sentence: Sentence, token: Token, loose: bool = False) -> list[Found]:
        """The actors that a phrase names: its head and what is coordinated with it, else the
        nearest inside it (*the territory of Ukraine*); `loose` looks into its prepositional
        phrases too.
        """
        found = sentence.at(token.i)
        if found and found.use == "source":
            return []
        if found and found.use != "clitic":
            found = self._by_name(sentence, found)
            if loose and not any(m.actor.side for m in found.mentions):
                found = self._native(sentence, token) or found
            out = [*self._sharing(sentence, found), found, *self.coordinated(sentence, found)]
        else:
            others = self.lexicon.among("others", token.text)  # its neighbours are somebody else
            apart = self._apart(token)
            called = [f for c in token.children if (others or apart) and label(c) == "appos"
                      if (f := sentence.at(c.i)) and f.use not in SILENT]  # fmt: skip
            out = called or ([] if apart else self._inside(sentence, token, loose))
            out = out or ([found] if found and not others else [])
            if others and not out:  # mitranya dari Togo, hung on the verb
                origin = token.nbor() if token.i + 2 < len(token.doc) else token
                whose = self._origin | self.lexicon.group("at")
                named = sentence.at(token.i + 2) if origin.lower_ in whose else None
                out = [named] if named else []
            if not any(m.actor.side for f in out for m in f.mentions):
                out = self._among(sentence, token) or out
            body = (self.lexicon.bare(token.text),)
            known = body in self.lexicon.institutions or body in self.lexicon.forces
            known = known or body[0] in self.lexicon.titled
            if not out and known:
                out = self._theirs(sentence, token)
            known = known or any(self.lexicon.among(k, token.text) for k in _LED)
            if not (out or loose):
                out = self._led(sentence, token, ("leading", "shot") if known else ("shot",))
            behind = sentence.doc[token.i + 1 : token.i + 2]
            if not (out or loose) and behind:  # jet tempurnya, its fighter jets
                whole = (*body, self.lexicon.bare(behind[0].text))
                known = whole in self.lexicon.forces or whole in self.lexicon.institutions
                out = self._theirs(sentence, token) if known else []
            out = out or (self._issued(sentence, token) if loose else [])
            doers = [] if out else summed_up(token, self.lexicon)
            out = out or [f for t in doers[:1] for f in self.fill(sentence, t)]
        for child in token.children:
            if found and not sentence.at(child.i) and self.lexicon.deed(child.text):
                continue  # sanctioned the minister, and the suspension of aid by Y
            private = self.lexicon.among("private", child.text) and not sentence.at(child.i)
            if private:
                continue  # Toyota and a Swiss firm
            if label(child) == "conj" and child.pos_ not in VERBAL and not self._excepted(child):
                more = self.fill(sentence, child, loose)
                if out and all(f.use == "pronoun" for f in more):
                    continue  # killed five Ys and their driver
                out.extend(f for f in more if f not in out)
        return out

    def _apart(self, token: Token) -> bool:
        """Whether whoever a phrase means is beside whom it names (*the neighbours of Y*)."""
        words = (token, *(c for c in token.children if c.i == token.i + 1))
        return any(self.lexicon.among("apart", t.text) for t in words)

    def _by_name(self, sentence: Sentence, found: Found) -> Found:
        """A group by the name that stands beside it (*the largest rebel group, the X*)."""
        if found.use == "group":
            for child in sentence.head(found).children:
                named = sentence.at(child.i) if label(child) == "appos" else None
                if named and named.use in {"name", "abbreviation"}:
                    return named
        return found

    def _native(self, sentence: Sentence, person: Token) -> Found | None:
        """The people that a stranger is one of (*the Australian economist X*): whom a deed is done
        to counts with his country.
        """
        for child in person.children:
            if label(child) == "nmod:desc" and child.i < person.i:
                for below in child.children:
                    if (found := sentence.at(below.i)) and found.use == "demonym":
                        return found
        return None

    def _sharing(self, sentence: Sentence, found: Found) -> list[Found]:
        """Who shares a noun with somebody: *the American and British missions*."""
        start = found.first
        if start > 1 and sentence.doc[start - 1].text == "-" and (other := sentence.at(start - 2)):
            return [other]  # a French-Algerian writer
        out: list[Found] = []
        for before in reversed(sentence.found) if found.first < found.last else ():
            if before.last >= found.first or before.use in SILENT:
                continue
            head, start = sentence.head(before), (out[0] if out else found).first
            gap = sentence.doc[before.last + 1 : start]
            listed = gap and all(
                t.text == "," or t.lower_ in self.lexicon.coordination for t in gap
            )
            if (
                not listed
                or label(head) not in INSIDE
                or not found.first <= head.head.i <= found.last
            ):
                break
            out.insert(0, before)
        return out

    def _inside(self, sentence: Sentence, token: Token, loose: bool) -> list[Found]:
        if any(label(c) == "cop" or _told_of(c, sentence) for c in token.children):  # a predicate
            for subject in (c for c in token.children if label(c).startswith("nsubj")):
                if sentence.at(subject.i):
                    return self.fill(sentence, subject)
            topic = next((f for f in sentence.found if f.use not in SILENT), None)
            if topic and topic.last < token.i and not self.in_phrase(sentence.head(topic)):
                return [topic, *self.coordinated(sentence, topic)]
        above = token.head
        one = above if above.pos_ == "NUM" and label(token) == "nmod" else token  # one of the Ys
        if label(one) == "nsubj" and one.head.pos_ == "PROPN":
            named = any(label(c) == "cop" for c in one.head.children)
            named = named and any(label(c) == "acl:relcl" for c in token.children)
            if named or token.pos_ == "PRON" or self.lexicon.among("first", token.text):
                return self.fill(sentence, one.head)  # those who did it were X and Y
        predicate = label(token) == "nmod" and any(label(c) == "cop" for c in above.children)
        if predicate and not any(sentence.at(c.i) and label(c) in INSIDE for c in token.children):
            return self._inside(sentence, above, loose)  # X is one of the states here that …
        verb = token.head
        if verb.lower_ in self.lexicon.copulas and label(token) in {"obj", "xcomp"}:  # became
            for subject in (c for c in verb.children if label(c).startswith("nsubj")):
                if sentence.at(subject.i):
                    return self.fill(sentence, subject)
        for child in (*token.children, *(g for c in token.children for g in c.children)):
            if label(child) == "nmod:poss" and child.lower_ in self.lexicon.relative:  # whose army
                clause = next((a for a in token.ancestors if label(a) == "acl:relcl"), None)
                if clause is not None and clause.head.i < child.i:
                    return self.fill(sentence, clause.head)
        level, close, aside = [token], self._origin, list[tuple[Token, Found]]()
        voiced = self.lexicon.among("voices", token.text)
        if voiced:
            close |= self.lexicon.group("for", "to")  # a spokesman for Y, an adviser to its king
        if self.lexicon.deed(token.text, Frame | Operator):
            close |= self.lexicon.group("by")  # the attack by Y killed …
            if all("of" in m.target for m in self.lexicon.as_noun(token.text)
                   if isinstance(m, Frame)):  # fmt: skip
                close -= self.lexicon.group("of")  # the bombing of Y
        for _ in range(4):
            below = [
                c for t in level for c in t.children
                if (label(c) in GROUPED or (loose and label(c).startswith("obl")))
                and (loose or not cases(c) or cases(c) in close)
                and (loose or t == token or not self.lexicon.among("others", t.text))  # Y's ally
            ]  # fmt: skip
            if loose:  # the annexation of X by Y: whose deed it is
                below.sort(key=lambda c: cases(c) not in self.lexicon.group("by"))
            hits = [
                (c, f) for c in below
                if (f := sentence.at(c.i)) and f.use not in SILENT and not self._excepted(c)
                and not (voiced and cases(c) in self._goals and f.use in _LANDS)
            ]  # fmt: skip
            hits.sort(  # his Cuban counterpart, but its embassy in Lima
                key=lambda hit: 2 * (cases(hit[0]) in self._places) or _vague(hit[1])
            )
            if hits and hits[0][1].use in {"demonym", "pronoun", "group"}:  # its ally, the X
                hits.sort(key=lambda hit: not _called(*hit))
            where = cases(hits[0][0]) in self._places or _nowhere(hits[0][1]) if hits else False
            if hits and not (loose and where):
                return self._named(sentence, hits, loose)
            aside = aside or hits  # a Xish squid boat near Y
            level = below
        if aside:
            return self._named(sentence, aside, loose)
        if loose and (
            own := self._owner(sentence, token, "owned") or self._theirs(sentence, token)
        ):
            return own
        if not self.lexicon.among("agents", token.text):
            return []
        groups = [token.head] if label(token) == "nmod" else []  # groups of hackers linked to Y
        served = (self._owner(sentence, t, "serving") for t in (token, *groups))
        return next((s for s in served if s), [])

    def _theirs(self, sentence: Sentence, thing: Token) -> list[Found]:
        """Whom a clitic on what modifies a noun means (*kementerian keuangannya*)."""
        inside = (sentence.at(c.i) for c in thing.children if label(c) in _BEHIND)
        return [f for f in inside if f and f.use == "clitic"][:1]

    def _named(
        self, sentence: Sentence, hits: list[tuple[Token, Found]], loose: bool
    ) -> list[Found]:
        """The first of some actors inside a phrase, and who is named together with him."""
        first = hits[0][1]
        out = [*self._sharing(sentence, first), first, *self.coordinated(sentence, first)]
        joining = self.lexicon.group("with")
        for child, found in hits[1:]:  # relations of A with B
            if loose and cases(child) in joining and found not in out:
                out.append(found)
        for found in sentence.found if loose and len(out) == 1 else ():
            gap = wording(sentence.doc[first.last + 1 : found.first]).lower()
            if found.first > first.last and gap in joining:
                out.append(found)
        return out

    def _owner(self, sentence: Sentence, thing: Token, how: str) -> list[Found]:
        """Whose a thing is, by a participle of a class behind it (*a yacht owned by a Russian*),
        or whom it carries (*a bus carrying Ys*).
        """
        told = [c for c in thing.children if label(c) in {"acl", "acl:relcl"}]
        told += [c for t in told for c in t.children if label(c) == "xcomp"]  # said to work for Y
        for child in told:
            if label(child) == "acl" and self.lexicon.among("carrying", child.text):
                for load in arguments(child, None, self.lexicon).object:
                    if found := self.fill(sentence, load, loose=True):
                        return found
            if self.lexicon.among(how, child.text):
                args = arguments(child, None, self.lexicon)  # yang dipakai Y, berkebangsaan Y
                near = (*args.subject, *args.object, *(t for p, t in args.obliques if not p))
                owners = [*(t for _, t in modifiers(child)), *(t for t in near if t != thing)]
                for owner in owners:
                    if found := self.fill(sentence, owner, loose=True):
                        return found
        return []

    def _among(self, sentence: Sentence, token: Token) -> list[Found]:
        """Who is named of several (*twenty states, including A and B*)."""
        for found in sentence.found if self.lexicon.group("including") else ():
            if found.first > token.i + 1:
                gap = sentence.doc[token.i + 1 : found.first]
                verbs = any(t.pos_ in VERBAL for t in gap[:-1])
                said = {gap[-1].lower_, " ".join(t.lower_ for t in gap[-2:])}  # such as
                if verbs or len(gap) > _NEAR or not said & self.lexicon.group("including"):
                    continue
                return [found, *self.coordinated(sentence, found)]
        return []

    def _led(self, sentence: Sentence, token: Token, how: tuple[str, ...]) -> list[Found]:
        """Who leads a body that is not named (*a delegation led by Y's minister*), who fired what
        hits (*rockets launched by Y*); `how`: the classes of such participles.
        """
        for child in token.children:
            leads = any(self.lexicon.among(name, child.text) for name in how)
            if label(child) in {"acl", "acl:relcl"} and leads:
                args = arguments(child, None, self.lexicon)
                shot = self.lexicon.among("shot", child.text)  # a shell fired from Y
                whence = self.lexicon.group("from") if shot else frozenset()
                for below in (*args.subject, *(t for p, t in args.obliques if p in whence)):
                    if below != token and (found := sentence.at(below.i)):
                        return [found]
        return []

    def _issued(self, sentence: Sentence, paper: Token) -> list[Found]:
        """Who made what a relative clause tells of (*the proposal that was submitted by Y*)."""
        among = self.lexicon.among
        if not (among("offers", paper.text) or among("papers", paper.text)):
            return []
        for child in paper.children:
            if label(child) in {"acl", "acl:relcl"}:
                feature = next((t.feature for t in self.lexicon.lookup(child.text)[0]), None)
                args = arguments(child, feature, self.lexicon)
                for maker in args.subject if args.passive else ():
                    if maker != paper and (found := sentence.at(maker.i)):
                        return [found, *self.coordinated(sentence, found)]
        return []

    def coordinated(self, sentence: Sentence, first: Found) -> list[Found]:
        """Actors listed after another with commas and conjunctions (*A, B and C*)."""
        out = [f for f in sentence.found if f.first == first.first and f is not first]  # A-B
        joined, last = bool(out), first
        for found in sentence.found:
            if found.first <= last.last or found.use in {"speaker", *SILENT}:
                continue
            gap = list(sentence.doc[last.last + 1 : found.first])
            words = [t for t in gap if t.text != "," and t.lower_ not in self.lexicon.articles]
            company = " ".join(t.lower_ for t in words) in self._company
            beside = company and bool(gap) and gap[0].text == ","
            listed = all(t.lower_ in self.lexicon.coordination for t in words)
            if not gap or not (beside or listed):
                break
            head = sentence.head(found)
            another = label(head).startswith("nsubj") and label(head.head) in {"conj", "root"}
            behind = ("obj", "obl", "nmod") if label(head.head) == "conj" else ("obj", "obl")
            if another and label(_listed(_whole(sentence.head(first)), False)).startswith(behind):
                break
            listing = {sentence.head(f).i for f in (first, *out)}
            apart = head.head.i not in listing and label(sentence.head(first)) == "obl:agent"
            if apart and label(head) == "conj" and gap[0].text == "," and words and not out:
                break  # X, backed by Y, and Z, which …
            out.append(found)
            joined, last = joined or bool(words), found
        return out if joined else []

    @cached_property
    def _places(self) -> frozenset[str]:
        return self.lexicon.group("in", "at", "near")

    @cached_property
    def _goals(self) -> frozenset[str]:
        """Prepositions that say where somebody is sent: *advisers to A* are not A's."""
        return self.lexicon.group("to")

    @cached_property
    def _origin(self) -> frozenset[str]:
        """Prepositions that say whose somebody is: *envoys of A*, *instructors from B*."""
        return self.lexicon.group("of", "from")

    @cached_property
    def _company(self) -> frozenset[str]:
        """What joins an actor to the subject: *, together with B,*."""
        single = self.lexicon.group("with")
        return single | {f"{a} {b}" for a in single for b in single}

    def _excepted(self, token: Token) -> bool:
        """Whether an actor is left out: *except A and B*, *apart from A*."""
        if any(c.lower_ in self.lexicon.exception for c in token.children):
            return True
        before = [t.lower_ for t in token.doc[max(0, token.i - 4) : token.i]]
        while before and before[-1] in self.lexicon.articles:
            before.pop()
        if any(" ".join(before[-n:]) in self.lexicon.exception for n in range(1, len(before) + 1)):
            return True
        return label(token) == "conj" and token.head.i < token.i and self._excepted(token.head)

    def in_phrase(self, head: Token) -> bool:
        """Whether a known preposition governs a phrase (*after* may be a conjunction)."""
        preposition = cases(head)
        return bool(preposition and self.lexicon.group_of(preposition))

    def listed_before(self, sentence: Sentence, found: Found, apart: bool = False) -> list[Found]:
        """Actors coordinated with one that stands behind them, as subjects are; `apart`: even if
        the tree takes them all into the phrase before them (*in Lusaka, A and B signed*).
        """
        return [
            before for before in sentence.found
            if before.last < found.first
            and before.use not in SILENT
            and found in self.coordinated(sentence, before)
            and not self.in_phrase(_listed(sentence.head(before), apart))
            and not aside(sentence.head(before), sentence.head(found))
        ]  # fmt: skip


def _whole(head: Token) -> Token:
    """The head of the phrase that a name stands inside."""
    while label(head) in INSIDE and head.head != head:
        head = head.head
    return head


def _listed(head: Token, apart: bool) -> Token:
    """The first of some coordinated phrases; `apart`: each for itself."""
    while label(head) == "conj" and not apart:
        head = head.head
    return head


def _called(head: Token, found: Found) -> bool:
    """Whether a name is what the noun is called."""
    sided = found.use in {"name", "abbreviation", "group"} and found.mentions[0].actor.side
    return label(head) == "appos" and bool(sided)


def _vague(found: Found) -> bool:
    """Whether a mention says less of whom a phrase means than a name beside it."""
    return found.use == "pronoun" or _nowhere(found)


def _told_of(subject: Token, sentence: Sentence) -> bool:
    """Whether a name is the subject of a noun (Indonesian *X satu-satunya negara yang …*)."""
    found = sentence.at(subject.i) if label(subject) == "nsubj" else None
    return found is not None and found.use not in SILENT and subject.head.pos_ == "NOUN"


def _nowhere(found: Found) -> bool:
    """Whether a mention names a place that is nobody's."""
    return any(m.actor.kind == "Place" and not m.actor.side for m in found.mentions)
