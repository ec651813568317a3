"""Who does what in an act, weighed: the sides that an article names, and what speaks for each.

Frames and context fill roles first. Every side of the article is then weighed against what they
chose: where it is named, on which path of the tree (Gildea & Jurafsky 2002, *Automatic labeling of
semantic roles*, and the literature since), whose acts are told around this one. The network says
how likely each takes part; a choice is replaced where another is clearly likelier.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import islice
from math import prod

import numpy as np

from kg.draft import Draft, keys
from kg.event import Mention
from kg.mention import Sentence
from kg.network import Network, Real
from kg.ontology import Ontology
from kg.words import Token

__all__ = ["NUMBERS", "Cast", "Described"]

_MOST = 12  # sides
_LEAD = 2  # sentences
_FAR, _AGO = 60, 20  # words and sentences: named nowhere
_STEPS = 4  # relations of a path
_LIKELY, _PERHAPS = 0.5, 0.35
_SEVERAL = 2  # who act together
_BETTER = 0.15
"""How much likelier another choice must be than what frames and context chose."""

NUMBERS = (
    "no agent", "no target", "doubt", "passive", "inherited", "pending", "supported", "content",
    "sides here", "sides", "sentence", "agent", "target", "rank", "share", "mentions",
    "mentions here", "first", "in the lead", "source", "state", "ago", "ahead", "way before",
    "way behind", "before", "behind", "others before", "others behind", "path", "stands before",
    "in subject", "in object", "did the last", "last was on it", "last by the same", "last alike",
    "does the next", "next is on it", "next by the same", "acts here", "acted on here", "acts",
    "acted on", "agent on it", "it on agent", "agent on it, alike", "on target", "such on it",
    "such by it",
)  # fmt: skip
"""What is seen of an act and a side, in numbers."""


@dataclass(frozen=True, slots=True)
class _Place:
    sentence: int
    first: int
    last: int
    use: str
    mention: Mention


@dataclass(frozen=True, slots=True)
class _Act:
    draft: Draft
    order: tuple[int, int]
    agents: frozenset[str]
    targets: frozenset[str]
    friendly: bool


@dataclass(frozen=True, slots=True)
class Described:
    """An act, the sides that may take part, and what is seen of both."""

    draft: Draft
    sides: Sequence[str]
    numbers: Real
    labels: Sequence[Sequence[str]]


class Cast:
    """The sides and the acts of one article.

    Args:
        sentences: all of them, or those of a part of it.
        drafts: the acts told in them, in the order of the text.
        code: the language, as the network knows it.
    """

    def __init__(
        self, sentences: Sequence[Sentence], drafts: Sequence[Draft], ontology: Ontology, code: str
    ) -> None:
        self._classes = ontology.classes
        self._code = code
        self._start = sentences[0].number if sentences else 0
        self._places: dict[str, list[_Place]] = defaultdict(list)
        for sentence in sentences:
            for found in sentence.found:
                for mention in found.mentions:
                    if mention.actor.side:
                        place = _Place(sentence.number, found.first, found.last, found.use, mention)
                        self._places[mention.actor.side].append(place)
        self._sides = sorted(self._places, key=lambda side: -len(self._places[side]))[:_MOST]
        self._total = sum(map(len, self._places.values())) or 1
        self._acts = [
            _Act(d, d.order, *d.sides, self._classes[d.type].friendly)
            for d in drafts if not self._classes[d.type].said
        ]  # fmt: skip
        self._of: dict[str, list[_Act]] = defaultdict(list)
        for act in self._acts:
            for side in act.agents | act.targets:
                self._of[side].append(act)

    def described(self) -> Iterator[Described]:
        """Every act, with the sides that may take part in it."""
        for place in range(len(self._acts)):
            yield self._described(place)

    def _described(self, place: int) -> Described:
        act = self._acts[place]
        draft, (number, at) = act.draft, act.order
        here = [s for s in self._sides if any(p.sentence == number for p in self._places[s])]
        before = self._acts[place - 1] if place else None
        behind = self._acts[place + 1] if place + 1 < len(self._acts) else None
        general = self._general(act, len(here))
        said = self._words(act)
        numbers = np.zeros((len(self._sides), len(NUMBERS)), np.float32)
        labels: list[list[str]] = []
        above = {t.i: n for n, t in enumerate((draft.token, *draft.token.ancestors))}
        for rank, side in enumerate(self._sides):
            seen = dict(general)
            places = self._places[side]
            seen["agent"], seen["target"] = side in act.agents, side in act.targets
            seen["rank"], seen["share"] = rank, len(places) / self._total
            seen["mentions"], seen["first"] = len(places), places[0].sentence - self._start
            seen["in the lead"] = seen["first"] < _LEAD
            seen["source"] = any(m.actor.side == side for m in draft.sources)
            seen["state"] = len(side) == 3  # ISO 3166-1 alpha-3
            earlier = [number - p.sentence for p in places if p.sentence < number]
            later = [p.sentence - number for p in places if p.sentence > number]
            seen["ago"], seen["ahead"] = min(earlier, default=_AGO), min(later, default=_AGO)
            own = [p for p in places if p.sentence == number]
            seen["mentions here"] = len(own)
            self._order(seen, own, at, here, side, number)
            path = self._path(seen, draft, own, above)
            self._around(seen, side, act, before, behind)
            numbers[rank] = [float(seen.get(name, 0.0)) for name in NUMBERS]
            labels.append(self._labels(said, seen, path))
        return Described(draft, self._sides, numbers, labels)

    def _general(self, act: _Act, here: int) -> dict[str, float]:
        """What is seen of an act alone."""
        draft = act.draft
        return {
            "no agent": not act.agents, "no target": not act.targets, "doubt": draft.doubt,
            "passive": draft.arguments.passive, "inherited": draft.arguments.inherited,
            "pending": draft.pending, "supported": draft.support is not None,
            "content": draft.content is not None,
            "sides here": here, "sides": len(self._places), "sentence": act.order[0] - self._start,
        }  # fmt: skip

    def _words(self, act: _Act) -> dict[str, str]:
        draft = act.draft
        return {
            "class": draft.type, "frame": draft.frame.id, "part": draft.part,
            "agent by": _plain(draft.why.get("agent")),
            "target by": _plain(draft.why.get("target")),
            "status": draft.status, "tag": draft.token.pos_, "relation": draft.token.label,
        }  # fmt: skip

    def _order(
        self, seen: dict[str, float], own: Sequence[_Place], at: int, here: Sequence[str],
        side: str, number: int,
    ) -> None:  # fmt: skip
        """Where a side is named in the sentence of the act, and who between them."""
        ahead = [p for p in own if p.first < at]
        back = [p for p in own if p.first > at]
        seen["before"], seen["behind"] = len(ahead), len(back)
        seen["way before"] = max(0, at - ahead[-1].last) if ahead else _FAR
        seen["way behind"] = back[0].first - at if back else _FAR
        rivals = [
            p.first for other in here if other != side for p in self._places[other]
            if p.sentence == number
        ]  # fmt: skip
        if ahead:
            seen["others before"] = sum(ahead[-1].first < word < at for word in rivals)
        if back:
            seen["others behind"] = sum(at < word < back[0].first for word in rivals)

    def _path(
        self, seen: dict[str, float], draft: Draft, own: Sequence[_Place], above: Mapping[int, int]
    ) -> dict[str, str]:
        """The way in the tree from the act to the nearest mention of a side."""
        best: tuple[int, int, list[Token], _Place] | None = None
        for place in own:
            way: list[Token] = []
            node = draft.sentence.doc[place.last]
            while node.i not in above and node.head is not node:
                way.append(node)
                node = node.head
            if node.i in above:
                length = above[node.i] + len(way)
                if best is None or length < best[0]:
                    best = (length, above[node.i], way, place)
        if best is None:
            return {}
        length, up, way, place = best
        head = draft.sentence.doc[place.last]
        climbed = [draft.sentence.doc[at] for at in islice(above, min(up, _STEPS))]
        seen["path"], seen["stands before"] = length, place.first < draft.token.i
        chain = {head.i, *(t.i for t in head.ancestors)}
        seen["in object"] = any(t.i in chain for t in draft.arguments.object)
        seen["in subject"] = any(t.i in chain for t in draft.arguments.subject)
        case = _case(head)
        if case is None and not head.label.startswith("nsubj"):
            case = _case(head.head)
        down = way[::-1]
        return {
            "up": ".".join(t.label for t in climbed),
            "down": ".".join(t.label for t in down[:_STEPS]),
            "use": place.use, "first up": climbed[0].label if climbed else "",
            "first down": down[0].label if down else "",
            "case": self._code + (case.lower_ if case is not None else ""),
            "own relation": head.label, "head's tag": head.head.pos_,
            "head": self._code + head.head.lower_,
        }  # fmt: skip

    def _around(
        self, seen: dict[str, float], side: str, act: _Act, before: _Act | None,
        behind: _Act | None,
    ) -> None:  # fmt: skip
        """Which acts around this one a side takes part in."""
        if before is not None:
            seen["did the last"], seen["last was on it"] = (
                side in before.agents,
                side in before.targets,
            )
            seen["last by the same"] = bool(before.agents & act.agents)
            seen["last alike"] = before.friendly == act.friendly
        if behind is not None:
            seen["does the next"], seen["next is on it"] = (
                side in behind.agents,
                side in behind.targets,
            )
            seen["next by the same"] = bool(behind.agents & act.agents)
        count: dict[str, int] = defaultdict(int)
        for other in self._of[side]:
            if other is act:
                continue
            does, suffers = side in other.agents, side in other.targets
            near = other.order[0] == act.order[0]
            count["acts here"] += does and near
            count["acted on here"] += suffers and near
            count["acts"] += does
            count["acted on"] += suffers
            mine = bool(other.agents & act.agents)
            count["agent on it"] += suffers and mine
            count["agent on it, alike"] += suffers and mine and other.friendly == act.friendly
            count["it on agent"] += does and bool(other.targets & act.agents)
            count["on target"] += does and bool(other.targets & act.targets)
            such = other.draft.type == act.draft.type
            count["such on it"] += suffers and such
            count["such by it"] += does and such
        size = len(self._acts)
        seen.update(count, acts=count["acts"] / size)
        seen["acted on"] = count["acted on"] / size

    @staticmethod
    def _labels(
        said: Mapping[str, str], seen: Mapping[str, float], path: Mapping[str, str]
    ) -> list[str]:
        """What is seen in words, and some of it together."""
        get = path.get
        kind, down = said["class"], get("down")
        return [
            *(f"{name}={value}" for name, value in said.items()),
            *(f"{name}={get(name)}" for name in _WAYS),
            f"class, first down={kind},{get('first down')}", f"class, case={kind},{get('case')}",
            f"class, agent by={kind},{said['agent by']}",
            f"class, target by={kind},{said['target by']}",
            f"tag, down={said['tag']},{down}", f"up, down={get('up')},{down}",
            f"class, agent={kind},{seen['agent']}", f"class, here={kind},{bool(path)}",
        ]  # fmt: skip

    # What follows ------------------------------------------------------------------

    def settle(self, network: Network, of: range) -> None:
        """Gives acts other sides where these are clearly likelier.

        Args:
            network: knows how likely each side takes part.
            of: the sentences whose acts are meant.
        """
        told = [e for e in self.described() if e.sides and e.draft.sentence.number in of]
        if not told:
            return
        numbers = np.concatenate([each.numbers for each in told])
        chances = network.parts(numbers, [labels for each in told for labels in each.labels])
        start = 0
        for each in told:
            here = chances[start : start + len(each.sides)]
            start += len(each.sides)
            self._settle(each, here)

    def _settle(self, each: Described, chances: Real) -> None:
        draft = each.draft
        agents, targets = draft.sides
        does = dict(zip(each.sides, map(float, chances[:, 0]), strict=True))
        suffers = dict(zip(each.sides, map(float, chances[:, 1]), strict=True))
        if self._classes[draft.type].symmetric:
            together, draft.cast = _choice(does, agents | targets, _SEVERAL)
            if together != agents | targets:
                draft.agents, draft.targets = self._named(draft, together, "agent"), []
            return
        doers, one = _choice(does, agents)
        others, other = _choice(suffers, targets)
        draft.cast = one * other
        strangers = bool(draft.arguments.subject) and not draft.arguments.passive
        if not (agents or strangers or doers & targets):  # gunmen shelled …: whose, nobody says
            draft.agents = self._named(draft, doers, "agent")
        asked = draft.status == "hypothetical" and not targets  # urged Y to free a journalist
        if others != targets and not (asked or others & keys(draft.agents)):
            named = self._named(draft, others, "target")
            if not any(m.span in draft.spared for m in named):
                draft.targets = named

    def _named(self, draft: Draft, sides: Set[str], role: str) -> list[Mention]:
        """Words that name some sides: in the sentence of the act, else the nearest before it."""
        number, at = draft.sentence.number, draft.token.i
        out = []
        for side in sorted(sides, key=self._sides.index):
            places = self._places[side]
            own = [p for p in places if p.sentence == number]
            past = [p for p in places if p.sentence < number]
            if own:
                out.append(min(own, key=lambda p: abs(p.first - at)).mention)
                draft.why[role] = "weighed"
            else:
                out.append((past[-1] if past else places[0]).mention)
                draft.why[role] = "dealings"
        return out


_WAYS = (
    "up", "down", "use", "first up", "first down", "case", "own relation", "head's tag", "head",
)  # fmt: skip


def _choice(
    chances: Mapping[str, float], chosen: frozenset[str], least: int = 1
) -> tuple[frozenset[str], float]:
    """The likeliest sides if they are clearly likelier than those chosen, which else are kept; and
    how likely these are. Fewer than `least` may be added to.
    """
    likely = frozenset(side for side, chance in chances.items() if chance > _LIKELY)
    if not likely:
        best = max(chances, key=lambda side: chances[side])
        likely = frozenset((best,)) if chances[best] > _PERHAPS else frozenset()

    def chance(sides: Set[str]) -> float:
        return prod(c if side in sides else 1 - c for side, c in chances.items())

    known = frozenset(side for side in chosen if side in chances)
    whole = len(known) >= least and not _apart(likely, known)
    if not likely or whole or (chosen and not known):
        return chosen, chance(known)
    clearly = chance(likely) - (chance(known) if chosen else 0.0) > _BETTER
    return (likely, chance(likely)) if clearly else (chosen, chance(known))


def _apart(one: Set[str], other: Set[str]) -> bool:
    """Whether neither is part of the other: of whom frames chose some, they know best."""
    return not (one <= other or other <= one)


def _case(word: Token) -> Token | None:
    return next((c for c in word.children if c.label == "case"), None)


def _plain(why: str | None) -> str:
    return (why or "").removesuffix(" (shared)")
