"""What examples teach beside the lexicon: acts in words that no frame lists, readings that are
none, and who takes part in an act.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kg.casting import Cast
from kg.draft import Draft, Seen, countable
from kg.encoding import Encoded, encode
from kg.frame import Engine
from kg.mention import FEW, Sentence, blocks
from kg.network import Network, Real
from kg.ontology import Ontology

__all__ = ["Learned"]

_TOLD = 0.5
"""How likely an act must be that no frame tells of."""
_BOLD, _TIMES = 0.8, 20
"""How likely an act must be of another class than its frame says, in an article, and how many
times as good its odds; …"""
_ANOTHER = 0.5
"""… and of another class of its kind anywhere, …"""
_UNLIKE = 0.15
"""… where the class of the frame is less likely than this."""
_BESIDE, _NEAR = 1, 8  # words


@dataclass(frozen=True, slots=True)
class Learned:
    """A network at work in one language; `language`: as the network knows it."""

    network: Network
    ontology: Ontology
    language: str

    def encode(
        self, sentences: Sequence[Sentence], seen: Mapping[int, Seen], engine: Engine
    ) -> Encoded:
        """The words of an article, for the network."""
        return encode(sentences, seen, engine.lexicon, self.language, self.network.places)

    def notice(
        self, sentences: Sequence[Sentence], seen: Mapping[int, Seen], engine: Engine
    ) -> None:
        """Weighs what the frames tell of an article, and adds acts that they do not."""
        worth = {n: found for n, found in seen.items() if sentences[n].found or found.drafts}
        words = self.encode(sentences, worth, engine)
        chances = self.network.acts(words)
        for number, first in words.first.items():
            sentence = sentences[number]
            here = chances[first : first + len(sentence.doc)]
            for draft in seen[number].drafts:
                self._weigh(draft, here, len(sentences) > FEW)
            more = list(self._unlisted(sentence, seen[number].drafts, here))
            if more:
                engine.add(sentence, seen[number], more)

    def _weigh(self, draft: Draft, chances: Real, article: bool) -> None:
        """How likely a draft is an act of its class; of another, where that is by far likelier."""
        places, classes = self.network.places, self.ontology.classes
        if draft.type not in places or self._said(draft.type):
            return
        here = chances[draft.token.i]
        best, own = self.network.classes[here.argmax()], here[places[draft.type]]
        clear = here[places[best]] * (1 - own) > _TIMES * own * (1 - here[places[best]])
        if article and here[places[best]] > _BOLD and clear and not self._said(best):
            draft.type = best
        elif here[places[draft.type]] < _UNLIKE:
            kin = [c for c in places if classes[c].plover == classes[draft.type].plover]
            best = max(kin, key=lambda kind: here[places[kind]])
            if here[places[best]] > _ANOTHER:
                draft.type = best
        draft.likely = float(here[places[draft.type]])

    def _said(self, kind: str) -> bool:
        return self.ontology.classes[kind].said

    def _unlisted(
        self, sentence: Sentence, drafts: Sequence[Draft], chances: Real
    ) -> Iterator[tuple[int, str, float]]:
        """Acts that stand beside none that a frame tells of."""
        acts = [d for d in drafts if not (d.mute or d.anaphoric or self._said(d.type))]
        for place in np.flatnonzero(chances.max(1) >= _TOLD):
            token, best = sentence.doc[place], int(chances[place].argmax())
            likely, kind = float(chances[place, best]), self.network.classes[best]
            if self._said(kind):
                continue
            for act in acts:
                way, same = abs(act.token.i - token.i), act.type == kind
                tied = act.token in (token, token.head) or act.token.head is token
                if way <= _BESIDE or act.support is token or (same and (tied or way <= _NEAR)):
                    break
            else:
                yield token.i, kind, likely

    def settled(self, sentences: Sequence[Sentence], drafts: Sequence[Draft]) -> list[Draft]:
        """The drafts of an article that are acts, with those who take part in them."""
        told = countable(drafts, self.ontology.classes)
        for block, around in blocks(len(sentences)):
            near = [d for d in told if d.sentence.number in around]
            here = sentences[around.start : around.stop]
            Cast(here, near, self.ontology, self.language).settle(self.network, block)
        once = {(d.sentence.number, d.type, *d.sides) for d in told if not d.unlisted}
        return [
            d for d in drafts
            if not d.unlisted
            or (any(d.sides) and (d.sentence.number, d.type, *d.sides) not in once)
        ]  # fmt: skip

    def once(self, told: Sequence[Draft]) -> list[Draft]:
        """The drafts without bare sayings in a word that tells of an act, too: what is said is then
        what the act says.
        """
        acts = {d.order: d for d in told if not self._said(d.type)}
        bare = {id(d): acts[d.order] for d in told if self._said(d.type) and d.order in acts}
        for draft in told:
            act = bare.get(id(draft))
            if act is not None and act.content is None and draft.content is not act:
                act.content = draft.content
        for draft in told:
            act = bare.get(id(draft.content))
            if act is not None:
                draft.content = act if act is not draft else None
        return [d for d in told if id(d) not in bare]
