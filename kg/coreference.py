"""Which mentions are one event, and their names."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.article import BASE, Article
from kg.calendar import Value, begins, ends, overlap
from kg.dateline import body
from kg.draft import Draft, keys
from kg.event import Mention
from kg.ontology import Ontology
from kg.stories import words

__all__ = ["Antecedents", "Cluster", "cluster"]

_COMPATIBLE = {
    "asserted": {"asserted"},
    "planned": {"planned"},
    "alleged": {"alleged", "denied"},
    "denied": {"alleged", "denied"},
    "hypothetical": {"hypothetical"},
}


# What is planned and what is told may fall on one day and still be two: a plan is no deed.
_WORLD = {"asserted": "told", "alleged": "told", "denied": "told",
          "planned": "planned", "hypothetical": "hypothetical"}  # fmt: skip


_GUESSED = frozenset({"order", "content"})  # targets that the words do not vouch for

_AROUND, _NEAR = 20, 400
"""Words around a sentence, and characters that hold so many, by which its copies are known: with
the sentence's own some fifty tokens, which texts share if one is copied from the other (Lee et
al. 2022, Deduplicating training data makes language models better)."""


@dataclass(slots=True)
class Cluster:
    """One event: what its mentions agree on so far."""

    first: Draft
    agents: frozenset[str]
    targets: frozenset[str]
    place: str | None
    date: Value


class Antecedents:
    """Finds what event nouns point back to (*this accusation*, *the attack*), in order.

    A speech act about such a noun is about the content of the event meant, or that event
    itself; where its target is open, whoever did it is meant (*condemned that attack*).
    """

    def __init__(self, ontology: Ontology) -> None:
        self._ontology = ontology
        self._last: dict[str, Draft] = {}
        self._told: dict[str, list[Draft]] = defaultdict(list)
        self._alleged: Draft | None = None

    def resolve(self, drafts: Sequence[Draft]) -> None:
        """Sets `back` and open targets of the drafts of one sentence."""
        for draft in sorted(drafts, key=lambda d: d.token.i):
            if not draft.anaphoric:
                for kind in self._ontology.classes[draft.type].types:
                    self._last[kind] = draft
                    self._told[kind].append(draft)
                continue
            told = self._last.get(draft.type)
            if self._fresh(draft, told):
                draft.anaphoric = False
                self._last[draft.type] = draft
                continue
            if told is None:
                continue
            for act in drafts:
                about = [*act.arguments.object]  # of a predicate the subject: it is untrue
                about += act.arguments.subject if "subject" in act.frame.target else []
                if act.anaphoric or draft.token not in about:
                    continue
                if act.frame.complement:
                    act.back = told.content if told.content is not None else told
                doers = self._doers(told, act)
                if (
                    doers
                    and (not act.targets or act.why.get("target") in _GUESSED)
                    and act.frame.target
                ):
                    act.targets = doers
                    act.why["target"] = "event told before"
                    act.doubt += 0.1
        for act in drafts:
            bare = act.content is None and act.back is None and not act.anaphoric
            empty = bare and not act.wanted and all(o.pos_ == "PRON" for o in act.arguments.object)
            if empty and act.frame.complement == "denied" and self._alleged is not None:
                act.back = self._alleged  # Moscow denies it
            if act.frame.complement == "alleged" and act.content is not None:
                self._alleged = act.content
        self._share(drafts)

    def _doers(self, told: Draft, act: Draft) -> list[Mention]:
        """Who did such a thing: whoever did it most often, the last of those."""
        mine = keys(act.agents)
        those = [d for d in self._told.get(told.type, ()) if not keys(d.agents) & mine]
        times = Counter(keys(d.agents) for d in those if d.agents)
        best = max(reversed(those), key=lambda d: times[keys(d.agents)], default=told)
        return [] if keys(best.agents) & mine else list(best.agents)

    def _fresh(self, draft: Draft, told: Draft | None) -> bool:
        """Whether a noun that points back tells who acts, and nobody has told of it (*that request
        was made by Y*).
        """
        if told is None:
            return bool(draft.agents)
        made = draft.token.head == draft.support and draft.token.dep_.startswith("nsubj")
        return made and bool(draft.agents) and not keys(told.agents) & keys(draft.agents)

    def _share(self, drafts: Sequence[Draft]) -> None:
        """A verb coordinated with another shares its target as its subject, if it has none."""
        by_token = {d.token.i: d for d in drafts}
        for draft in drafts:
            first = by_token.get(draft.token.head.i)
            shared = draft.token.dep_ == "conj" and draft.arguments.inherited
            if first is None or not shared or draft.targets or not draft.frame.target:
                continue
            if not first.content and not draft.content and draft.frame.complement != "said":
                draft.targets = list(first.targets)
                draft.why["target"] = "shared"
                draft.doubt += 0.2


def cluster(
    article: Article, drafts: Sequence[Draft], dates: Sequence[Value], ontology: Ontology,
    base: str = BASE,
) -> list[str]:  # fmt: skip
    """The event IRI of each draft, in order.

    Two mentions in one article are one event when type and both sides agree, their dates do
    not contradict, and one does not assert what the other only plans, alleges or denies. An
    event's IRI is made of what it is, where that tells it from all others: type, sides, day,
    and content or place. So articles that know nothing of each other tell of one event, each
    with its own status and source, and the order in which they are read does not matter
    (event coreference across documents, as in Cybulska & Vossen's ECB+, 2014).
    """
    clusters: list[Cluster] = []
    alike: dict[object, list[Cluster]] = defaultdict(list)
    members: list[Cluster] = []
    for draft, date in zip(drafts, dates, strict=True):
        agents, targets = _parties(draft, ontology)
        among = alike[draft.type, agents, targets]
        match = next((c for c in reversed(among) if _same(c, draft, date)), None)
        place = (draft.place.actor.side or draft.place.actor.iri) if draft.place else None
        if match is None:
            match = Cluster(draft, agents, targets, place, date)
            clusters.append(match)
            among.append(match)
        else:
            match.place = match.place or place
            if _days(date) < _days(match.date):
                match.date = date
        members.append(match)
    taken: Counter[str] = Counter()
    month = article.date[:7] if article.date else _digest([article.text])
    names = {id(c): f"{base}event/{_name(article, c, ontology, taken, month)}" for c in clusters}
    return [names[id(c)] for c in members]


def _parties(draft: Draft, ontology: Ontology) -> tuple[frozenset[str], frozenset[str]]:
    """The sides; of a mutual event all of them, twice."""
    agents, targets = draft.sides
    both = agents | targets
    return (both, both) if ontology.classes[draft.type].symmetric else (agents, targets)


def _same(one: Cluster, draft: Draft, date: Value) -> bool:
    """Whether one that agrees in type and sides is the same event."""
    if draft.frame.complement == "said":  # each saying is an act of its own
        return False
    if not one.agents or not one.targets or draft.status not in _COMPATIBLE[one.first.status]:
        return False
    return overlap(one.date, date)


def _days(value: Value) -> float:
    """How long a time lasts; what is unknown lasts for ever."""
    start, end = value
    return (ends(end or start) - begins(start)).days if start else float("inf")


def _name(
    article: Article, one: Cluster, ontology: Ontology, taken: Counter[str], month: str
) -> str:
    """What names an event: in all articles the same if type, parties and day tell which it is, or
    if they tell it in the same words in the same month; `taken` are the names of that second kind.
    A text without a date has no month but itself.
    """
    draft = one.first
    kind = ontology.classes[draft.type].types[-1]
    to = one.targets or ({one.place} if one.place else frozenset())
    known = one.agents and (to or not draft.frame.target) and _days(one.date) == 0
    parts = [kind, *sorted(one.agents), ">", *sorted(to), one.date[0], _WORLD[draft.status]]
    if known and draft.frame.complement != "said":
        about = draft.content
        if about is not None:
            agents, targets = _parties(about, ontology)
            parts += [about.type, *sorted(agents), ">", *sorted(targets)]
        return _digest(parts)
    told = _told(article, draft)
    name = _digest([*parts, one.date[1], draft.type, *told, month])
    taken[name] += 1
    return name if taken[name] == 1 else _digest([name, taken[name]])


def _told(article: Article, draft: Draft) -> Iterable[object]:
    """In which words an event is told: the sentence with those before it, or, at the beginning,
    behind it; and which word tells it.
    """
    text, sentence = article.text, draft.sentence
    trigger, end = sentence.start + draft.token.idx, sentence.start + len(sentence.text)
    head = body(text)
    first = head if head <= trigger else 0
    start = max(sentence.start, first)
    before = words(text[max(first, start - _NEAR) : start])[-_AROUND:]
    after = words(text[end : end + _NEAR])[: _AROUND - len(before)]
    yield from (*before, *words(text[start:end]), *after)
    yield len(before) + len(words(text[start:trigger]))


def _digest(parts: Iterable[object]) -> str:
    return hashlib.sha256(" ".join(map(str, parts)).encode()).hexdigest()[:16]
