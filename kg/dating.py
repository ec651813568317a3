"""Gives events their dates: which time expression belongs to which event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from kg.article import Article
from kg.beside import (
    begun,
    deed_of,
    has_clause,
    has_subject,
    main_deed,
    parted,
    set_off,
    told_above,
    told_before,
    told_beyond,
    told_next,
    verb_of,
    within,
    years_on,
)  # fmt: skip
from kg.calendar import UNKNOWN, Value, begins, ends, moved
from kg.clock import Moment
from kg.draft import Draft, keys
from kg.language import Language
from kg.mention import Sentence
from kg.timex import Timex
from kg.tree import label
from kg.words import Token

__all__ = ["Dates"]

INNER = frozenset({"xcomp", "ccomp", "obj"})
Dated = dict[int, Value]
Hung = dict[int, tuple[Timex, Value]]
_ROLES = frozenset({"nsubj", "nsubj:pass", "obj", "obl", "csubj"})
_OCCASION = frozenset({"at", "in"})
_AROUND = frozenset({"around"})
_MEANS = frozenset({"with", "by"})
_ASIDE = frozenset({"advmod", "aux"})
_TOLD = frozenset({"after", "before", "same"})
_CLAUSAL = frozenset({"before-clause", "after-clause"})
_YEARS = frozenset({"year", "short", "two"})
_SOON = timedelta(days=45)
_AHEAD = frozenset({"unit", "next", "ahead", "coming", "weekend"})
_TO_COME = frozenset({"planned", "hypothetical"})


class Dates:
    """Dates the drafts of one article, in order; *a year later* counts from the last one."""

    def __init__(self, language: Language, article: Article) -> None:
        self._lexicon = language.lexicon
        self._clock = language.clock
        self._meanwhile, self._lasting, self._ordinals = (
            frozenset(language.lexicon.time.get(key, ()))
            for key in ("meanwhile", "lasting", "ordinals")
        )
        self._today = article.date
        self._day_first = language.times.day_first(article.text)
        self._find = language.times.find
        self._passed: list[Sentence] = []
        self._year = ""  # that the sentence at hand has named last
        self._anchors: list[Value] = []  # what *later* may count from, the last one first
        self._reached: str | None = None  # how far past the article's day the story has got

    def _resolved(self, timex: Timex, future: bool) -> Value:
        kinds = {kind for kind, _ in timex.slots}
        if "month" in kinds and not kinds & _YEARS and timex.means == "date":
            year = self._year or ("" if future else self._year_of(timex))
            timex = replace(timex, slots=(*timex.slots, ("year", year))) if year else timex
        if kinds == {"weekday"} and timex.means == "date" and not future and self._reached:
            moment = Moment(self._reached, UNKNOWN, True, self._day_first)  # the story goes on
            return self._clock.resolve(timex, moment)
        for last in self._anchors or [UNKNOWN]:
            moment = Moment(self._today, last, future, self._day_first)
            value = self._clock.resolve(timex, moment)
            if value[0] or timex.means not in _TOLD:
                break
        return value

    def _year_of(self, timex: Timex) -> str:
        """The year of a month in the past tense that the article does not give: that of what was
        told last where this lies past the article's day (a story told on), or the article's own
        where the month came soon after rather than long before.
        """
        moment = Moment(self._today, UNKNOWN, False, self._day_first)
        found = self._clock.resolve(timex, moment)[0]
        leap = (found or "").endswith("-02-29")  # in few years
        if leap or not (self._today and found) or begins(found) > begins(self._today):
            return ""
        today, after = begins(self._today), f"{int(found[:4]) + 1:04d}{found[4:]}"
        if self._reached:
            return next(y for y in years_on(found) if ends(y) >= begins(self._reached))[:4]
        wait, ago = begins(after) - today, today - ends(found)
        soon = after[:4] == self._today[:4] and wait < min(ago / 3, _SOON)
        return after[:4] if soon else ""

    def skip(self, sentence: Sentence) -> None:
        """A sentence without events, whose dates *later* may still count from."""
        self._passed.append(sentence)

    def _catch_up(self) -> None:
        for sentence in self._passed:
            for timex in self._find(sentence.text):
                value = self._resolved(timex, False)
                if value[0] and not timex.own:
                    self._tell(value)
        self._passed.clear()

    def assign(self, sentence: Sentence, drafts: Sequence[Draft]) -> Dated:
        """ISO date and end by `id` of the draft; the draft's `timex` is set.

        What dates no event still tells what *later* counts from.
        """
        if not drafts:
            self.skip(sentence)
            return {}
        dated: Dated = {}
        hung: Hung = {}
        self._year, anchor = "", UNKNOWN
        for timex in sorted(sentence.times, key=lambda t: t.means in _CLAUSAL):
            if timex.means in {"since", "until"}:
                continue
            if timex.means in _TOLD:
                self._catch_up()
            owner = self._owner(sentence, timex, drafts)
            if owner is None and not timex.own and set_off(sentence, timex):
                verb = verb_of(sentence, timex)  # asked Y to send police to …, Thursday
                owner = told_above(verb, drafts) if verb else None
            if owner is not None and not timex.own:
                aside = main_deed(owner, drafts) if set_off(sentence, timex) else owner
                owner = told_beyond(owner, timex, drafts) or aside
            if owner is not None and owner.timex is not None and not timex.own:
                place = timex.start
                before = [d for d in drafts if d.timex is None and d.token.idx < place]
                owner = max(before, key=lambda d: d.token.i, default=None)
            if timex.means in _CLAUSAL:
                value = self._from_clause(timex, anchor) if owner else UNKNOWN
                if owner is None and anchor[0] is None:
                    owner, value = self._since_told(sentence, timex, drafts)
            else:
                future = owner is not None and owner.status in _TO_COME
                value = self._resolved(timex, future)
            if value[0] is None:
                continue
            self._year = dict(timex.slots).get("year", self._year) if not timex.own else self._year
            if not timex.own and timex.means not in _CLAUSAL:
                anchor = value
                self._tell(value)
                done = owner is not None and owner.status not in _TO_COME
                dayed = timex.means not in _AHEAD and value[0].count("-") > 1
                if done and dayed and self._today and value[0] > self._today:
                    self._reached = value[0]
                self._passed.clear()
                verb = verb_of(sentence, timex)
                if verb is not None:
                    hung.setdefault(verb.i, (timex, value))
            if owner is not None and value[0].count("-") < 2:
                owner = deed_of(owner, timex, sentence)
            if owner is not None and self._over(owner, value):
                owner = told_above(owner.token, drafts)  # flew to Y to meet Z on 22 April
            ahead = timex.means == "coming" and owner is not None and owner.status not in _TO_COME
            if owner is not None and not ahead and not self._over(owner, value):
                owner.timex = timex
                dated[id(owner)] = value
        for timex in sentence.times:
            lasting = begun(sentence, timex, drafts, self._lasting, self._ordinals)
            value = self._resolved(replace(timex, means="date"), False) if lasting else UNKNOWN
            if lasting is not None and value[0]:
                dated.setdefault(id(lasting), value)
        for draft in drafts:
            if id(draft) not in dated:
                inherited = self._inherited(draft, drafts, dated, hung) or self._shared(draft, hung)
                inherited = inherited or self._beside(draft, drafts, dated, hung)
                if inherited:
                    dated[id(draft)] = inherited
        return dated

    def _beside(
        self, draft: Draft, drafts: Sequence[Draft], dated: Dated, hung: Hung
    ) -> Value | None:
        """The time of what an event without one is told together with: that of a clause joined
        to its own (*shut the border and froze its assets on 9 January*), of the verb at whose
        occasion it was (*reached on Monday in talks*), or at which its doer announced it.
        """
        if draft.status in _TO_COME:
            return None
        node, head = draft.token, draft.token.head
        for aim in drafts:  # flew to Y to meet Z on 22 April
            purpose = aim.token.head == node and label(aim.token) == "advcl"
            if purpose and id(aim) in dated and aim.status == "planned":
                return dated[id(aim)]
        times = draft.sentence.times
        if draft.part == "noun":
            if label(node) not in {"obl", "advcl"} or head.i not in hung:
                return None
            mine = keys((*draft.agents, *draft.targets))
            deed = [d for d in drafts if d.token == head and mine & keys(d.agents)]
            after = deed and set_off(draft.sentence, hung[head.i][0]) and self._at(node) & _AROUND
            held = after or (label(node) == "obl" and self._at(node) & _OCCASION)
            return hung[head.i][1] if held else None
        joined = [head] if label(node) == "conj" else []
        joined += [c for c in node.children if label(c) == "conj" and not has_subject(c)]
        for other in joined:
            first, last = sorted((other.idx, node.idx))
            if other.i in hung and other.pos_ == "VERB":
                timex, value = hung[other.i]
                between = [t for t in times if t is not timex and first < t.start < last]
                if not between and not parted(other, node):
                    return value
        for act in drafts:
            mine = keys(act.agents)
            told = act.content is draft or within(node, act.token)
            own = told and mine and mine >= keys(draft.agents)
            if own and act.frame.complement == "said" and id(act) in dated and draft.agents:
                return dated[id(act)]
        return None

    def _tell(self, value: Value) -> None:
        self._anchors = [value, *self._anchors[:4]]

    def _over(self, owner: Draft, value: Value) -> bool:
        """Whether a time is past that a plan was made, not what is planned."""
        end = value[1] or value[0]
        planned = owner.status in _TO_COME and owner.part == "verb"
        return bool(planned and self._today and end and ends(end) < begins(self._today))

    def _from_clause(self, timex: Timex, told: Value) -> Value:
        """*nine months after X*: X lies nine months before what is told, which is dated beside
        it or told now.
        """
        counted = self._clock.offset(timex)
        day = told if told[0] else (self._today, None)
        if day[0] is None or counted is None:
            return UNKNOWN
        return moved(day, -counted[0] if timex.means == "before-clause" else counted[0], counted[1])

    def _since_told(
        self, sentence: Sentence, timex: Timex, drafts: Sequence[Draft]
    ) -> tuple[Draft | None, Value]:
        """*a day after the attack*: what is done so long after what was told before."""
        self._catch_up()
        last = max((t for t in sentence.doc if t.idx < timex.end), key=lambda t: t.i, default=None)
        noun = last.head if last is not None and label(last) in {"case", "mark"} else None
        counted = self._clock.offset(timex)
        known = noun is not None and noun.pos_ == "NOUN" and not has_clause(noun)
        if noun is None or not known or counted is None or not self._anchors:
            return None, UNKNOWN
        owner = told_above(noun, [d for d in drafts if d.token != noun])
        sign = 1 if timex.means == "before-clause" else -1
        return owner, moved(self._anchors[0], sign * counted[0], counted[1])

    def _owner(self, sentence: Sentence, timex: Timex, drafts: Sequence[Draft]) -> Draft | None:
        """The event whose clause a time expression stands in: up the tree, else the nearest."""
        tokens = sentence.within(timex.start, timex.end)
        if not tokens or not drafts:
            return None
        if timex.means in _CLAUSAL:
            after = [d for d in drafts if d.token.i > tokens[-1].i]
            near = min(after, key=lambda d: d.token.i, default=None)
            inner = sentence.doc[tokens[-1].i : near.token.i] if near else ()
            top = tokens[-1].head  # of *before the talks*: what follows is not the talks' clause
            named = top.pos_ == "NOUN" and top.i > tokens[-1].i
            if named and near is not None and top not in (near.token, *near.token.ancestors):
                return None
            back = near is not None and near.anaphoric
            return None if back or any(t.text == "," for t in inner) else near
        top = next((t for t in tokens if t.head not in tokens or t.head == t), tokens[0])
        if timex.own:
            return self._named(top, drafts)
        bare = [kind for kind, _ in timex.slots] == ["year"] and timex.means == "date"
        last = tokens[-1]
        if bare and label(last) == "nummod" and last.head.pos_ == "NOUN" and last.head.i > last.i:
            return None  # a count
        owners = {d.verb.i: d for d in drafts}
        owners.update({d.token.i: d for d in drafts})
        for draft in drafts:  # *saling tembak*: what stands beside a verb, too
            if label(draft.token) in _ASIDE:
                owners.setdefault(draft.token.head.i, draft)
        node: Token = top
        for _ in range(12):
            if node.i in owners:
                return self._left_of_clause(owners[node.i], tokens[-1], drafts)
            below = [owners[c.i] for c in node.children if c.i in owners and label(c) in INNER]
            below = [d for d in below if not parted(d.token, tokens[0])]
            if node.pos_ == "VERB" and below:
                return below[0]  # went on to attack in May
            if node.pos_ == "VERB" and node not in tokens and has_clause(node):
                if label(node) == "acl" and node.head.i in owners:
                    return owners[node.head.i]  # the accord, signed on Monday
                return told_before(drafts, tokens[0]) or told_next(drafts, node, tokens)
            if node.head == node:
                if node.pos_ == "VERB":  # negotiations collapsed in April
                    told = [c.i for c in node.children if c.i in owners and label(c) in _ROLES]
                    return owners[told[0]] if told else told_next(drafts, node, tokens)
                break
            node = node.head
        else:
            return None
        verbs = [d for d in drafts if d.part != "noun"] or list(drafts)
        if any(d.frame.complement != "said" for d in verbs):
            verbs = [d for d in verbs if d.frame.complement != "said"]
        nearest = min(verbs, key=lambda d: abs(d.token.i - tokens[0].i))
        return nearest if abs(nearest.token.i - tokens[0].i) < 15 else None

    def _named(self, top: Token, drafts: Sequence[Draft]) -> Draft | None:
        """The event that a noun's own time dates: what the noun tells (*the 2015 accord*,
        *Monday's deadly attack*), or what was done at that occasion (*at the 2008 summit*).
        """
        chain = [top, top.head]
        if label(top.head) in {"compound", "flat", "nmod", "nmod:poss", "appos"}:
            chain.append(top.head.head)
        free = {d.token.i: d for d in drafts if d.timex is None}
        for node in chain:
            if node.i in free and free[node.i].part == "noun":
                return free[node.i]
        for node in chain:
            if self._at(node) & _OCCASION and label(node) == "obl" and node.head.i in free:
                return free[node.head.i]
        return None

    def _says(self, draft: Draft, noun: Token) -> bool:
        """Whether a text that is made says something (*adopted a resolution that urged …*)."""
        text = self._lexicon.among("text", noun.text) and label(noun) == "obj"
        return text and noun in draft.arguments.subject

    def _deed(self, noun: Token) -> bool:
        """Whether an object is made by its verb (*signed the deal that Y mediated*)."""
        return label(noun) == "obj" and bool(self._lexicon.as_noun(noun.text))

    def _at(self, noun: Token) -> frozenset[str]:
        """The groups of the preposition that a phrase has."""
        words = [c.lower_ for c in noun.children if label(c) in {"case", "mark"}]
        return frozenset().union(*map(self._lexicon.group_of, words))

    def _left_of_clause(self, owner: Draft, last: Token, drafts: Sequence[Draft]) -> Draft:
        """A time before a conjunction belongs to the clause before it, wherever it is hung."""
        between = last.doc[last.i + 1 : owner.token.i]
        joined = any(
            t.pos_ == "SCONJ" or (t.pos_ == "ADP" and not self._lexicon.group_of(t.lower_))
            for t in between
        )
        before = told_before(drafts, last) if joined else None
        return before or owner

    def _shared(self, draft: Draft, hung: Hung) -> Value | None:
        """A time that opens a sentence holds for all the verbs that are coordinated there, and
        that of a clause for what it says was done meanwhile (*as X resumed …*).
        """
        node = draft.token
        head = node.head
        if head.i not in hung or draft.status in _TO_COME:
            return None
        timex, value = hung[head.i]
        marks = [c.lower_ for c in node.children if label(c) in {"mark", "advmod"}]
        joined = label(node) == "conj" and timex.end <= head.idx
        while_ = label(node) == "advcl" and any(m in self._meanwhile for m in marks)
        while_ = while_ or (label(node) == "advcl" and bool(self._at(node) & _MEANS))
        between = [t for t in draft.sentence.times if timex.end <= t.start < node.idx]
        return value if (joined or while_) and not between else None

    def _inherited(
        self, draft: Draft, drafts: Sequence[Draft], dated: Dated, hung: Hung
    ) -> Value | None:
        """A relative clause on an event noun happens when that event does, a clause with a
        relative adverb (*where he met …*) when what was told before it did.
        """
        node = draft.token
        for other in drafts if draft.status not in _TO_COME else ():
            noun = other.token
            held = id(other) in dated and other.part == "noun" and label(noun).startswith("obl")
            if held and noun.head == node and self._at(noun) & _OCCASION:
                return dated[id(other)]  # condemned it in a statement on Monday
        marks = [c for c in node.children if c.i < node.i and label(c) in {"mark", "advmod", "obl"}]
        marks += [c for m in marks for c in m.children if label(c) == "fixed"]
        if any(m.lower_ in self._lexicon.relative for m in marks):
            time: Timex | None = None
            for timex in draft.sentence.times:
                time = timex if timex.end <= marks[0].idx else time
            if time and time.means in {"since", "until"}:
                time = replace(time, means="date")  # since 1978, when …
            value = self._resolved(time, False) if time else UNKNOWN
            return value if value[0] else None
        for _ in range(4):
            if label(node) in {"acl", "acl:relcl"}:
                noun = node.head
                made = {noun.i, noun.head.i} if self._deed(noun) else {noun.i}
                found = (dated[id(d)] for d in drafts if d.token.i in made and id(d) in dated)
                said = hung.get(noun.head.i) if self._says(draft, noun) else None
                return next(found, said[1] if said else None)
            if label(node) not in {"conj", "xcomp", "obj"} or node.head == node:
                return None
            node = node.head
        return None
