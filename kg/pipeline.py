"""The way from an article to its reading."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from kg import confidence, gazetteer, language, network, ontology
from kg.anaphora import Anaphora
from kg.article import BASE, Article, batches
from kg.attribution import Attribution
from kg.calendar import UNKNOWN, Value
from kg.coreference import Antecedents, cluster
from kg.dating import Dates
from kg.discourse import Dealings
from kg.domestic import naturalise
from kg.draft import Draft, countable
from kg.errors import DutaError, Failed, InputError, Place, fail
from kg.event import Claim, Event, Mention, Reading, Span, Status
from kg.finder import MentionFinder
from kg.frame import Engine
from kg.incumbents import at_the_time
from kg.language import Language
from kg.learned import Learned
from kg.lexicon import Lexicon
from kg.mention import Sentence
from kg.quotation import voices
from kg.scan import Scan
from kg.tree import label
from kg.unknown import Strangers
from kg.words import tokens

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["Reader", "Trace", "taught"]

_ARTICLES, _CHARACTERS = 64, 100_000
"""So much is parsed together: that takes two thirds of the time that one article after the other
takes, and gives the same trees.
"""


Taught: TypeAlias = Callable[[ontology.Ontology, str], Learned | None]
"""Gives what examples teach about a language, by that of its parser."""


def taught(classes: ontology.Ontology, language: str) -> Learned | None:
    """What the network that Duta comes with teaches about a language."""
    known = network.load()
    return Learned(known, classes, language) if language in known.languages else None


@dataclass(slots=True)
class Trace:
    """A reading with the work that led to it, for `kg explain`; `told` are the drafts that
    became its events, in their order.
    """

    reading: Reading
    sentences: list[Sentence]
    drafts: list[Draft]
    told: list[Draft]


@dataclass(frozen=True, slots=True)
class _Tools:
    """What reading one language takes; kept from article to article."""

    language: Language
    finder: MentionFinder
    anaphora: Anaphora
    scan: Scan
    strangers: Strangers
    engine: Engine
    learned: Learned | None

    @classmethod
    def load(cls, code: str, base: str, classes: ontology.Ontology, learned: Taught) -> _Tools:
        tongue = language.load(code)
        actors = gazetteer.load(code)
        anaphora = Anaphora(tongue.lexicon, actors)
        finder = MentionFinder(tongue, actors, base)
        return cls(
            language=tongue,
            finder=finder,
            anaphora=anaphora,
            scan=Scan(tongue.lexicon, anaphora, classes),
            strangers=Strangers(tongue.lexicon, finder.linker.given),
            engine=Engine(tongue.lexicon),
            learned=learned(classes, tongue.lexicon.parser),
        )


@dataclass(slots=True)
class _Opened:
    """An article whose actors are found; `wanted`: the sentences to be parsed, and their words;
    `promising`: numbers of those that are likely to tell of something.
    """

    article: Article
    tools: _Tools
    sentences: list[Sentence]
    wanted: list[tuple[Sentence, Doc]]
    promising: frozenset[int]


class Reader:
    """Reads articles. What a language needs is loaded when its first article comes.

    Args:
        base: where IRIs are minted.
        dealings: makes what finds, in an article, at whom its acts are aimed.
        learned: gives what examples teach about a language.
    """

    def __init__(
        self,
        base: str = BASE,
        dealings: Callable[[ontology.Ontology, Lexicon], Dealings] = Dealings,
        learned: Taught = taught,
    ) -> None:
        self._base = base
        self._dealings = dealings
        self._learned = learned
        self._ontology = ontology.load()
        self._tools: dict[str, _Tools] = {}

    def read(self, article: Article) -> Reading:
        """Everything that an article says.

        Raises:
            KnowledgeError: if there is no lexicon or parser for its language.
        """
        return self.trace(article).reading

    def read_all(
        self, articles: Iterable[Article], failed: Failed = fail, whole: bool = False
    ) -> Iterator[Reading]:
        """Readings one by one, in order; some articles are taken ahead.

        Args:
            articles: any number.
            failed: is told of an article at which the program itself fails.
            whole: whether every sentence is parsed.

        Raises:
            InputError: what `failed` raises.
            KnowledgeError: as `read`.
        """
        for group in batches(articles, _ARTICLES, _CHARACTERS):
            telling = self._together(group, whole)
            for article in group:
                try:
                    reading = telling.pop(0)().reading
                except DutaError:
                    raise
                except Exception as error:  # of thousands of articles, the others are read
                    failed(_fault(error, article))
                else:
                    yield reading

    def _together(self, group: Sequence[Article], whole: bool) -> list[Callable[[], Trace]]:
        """What is left to do of each article, when all are parsed; all of it if that fails."""
        self._forget()
        try:
            opened = [self._open(article, whole) for article in group]
            self._parse(opened)
        except DutaError:
            raise
        except Exception:
            return [partial(self.trace, article, whole) for article in group]
        return [partial(self._tell, each) for each in opened]

    def trace(self, article: Article, whole: bool = False) -> Trace:
        """The reading with its trees and drafts; `whole` parses every sentence."""
        self._forget()
        opened = self._open(article, whole)
        self._parse([opened])
        return self._tell(opened)

    def _forget(self) -> None:
        """What grows with what is read is bounded, so that memory is."""
        for tools in self._tools.values():
            tools.language.forget()

    def _open(self, article: Article, whole: bool = False) -> _Opened:
        if article.language not in self._tools:
            self._tools[article.language] = _Tools.load(
                article.language, self._base, self._ontology, self._learned
            )
        tools = self._tools[article.language]
        tongue = tools.language
        texts = [(start, article.text[start:end]) for start, end in tongue.sentences(article.text)]
        docs = [tongue.tokens(text) for _, text in texts]
        sentences = [
            Sentence(article.iri, number, start, text, tokens(doc))
            for number, ((start, text), doc) in enumerate(zip(texts, docs, strict=True))
        ]
        tools.finder.find(article, sentences)
        promising = tools.scan.promising(sentences)
        chosen = [s for s in sentences if len(s.words) > 1] if whole else promising
        wanted = [(s, docs[s.number]) for s in chosen]
        return _Opened(article, tools, sentences, wanted, frozenset(s.number for s in promising))

    def _parse(self, opened: Sequence[_Opened]) -> None:
        """Parse what is wanted of some articles, language by language."""
        for tools in {each.article.language: each.tools for each in opened}.values():
            wanted = [pair for each in opened if each.tools is tools for pair in each.wanted]
            trees = tools.language.trees([(sentence.text, doc) for sentence, doc in wanted])
            for (sentence, _), tree in zip(wanted, trees, strict=True):
                tools.language.hang(sentence.doc, tree)
                sentence.parsed = True

    def _tell(self, opened: _Opened) -> Trace:
        """What the sentences of a parsed article tell."""
        article, tools, sentences = opened.article, opened.tools, opened.sentences
        tongue, engine = tools.language, tools.engine
        tools.strangers.find(sentences)
        naturalise(sentences, tongue.lexicon, tools.finder.linker, article.date)
        tools.anaphora.resolve(sentences)
        seen = {s.number: engine.read(s) for s in sentences if s.parsed}
        learned = tools.learned
        if learned is not None:
            promising = {n: found for n, found in seen.items() if n in opened.promising}
            learned.notice(sentences, promising, engine)
        attribution = Attribution(engine, voices(article.text, sentences, seen))
        antecedents = Antecedents(self._ontology)
        dealings = self._dealings(self._ontology, tongue.lexicon)
        dates = Dates(tongue, article)
        drafts: list[Draft] = []
        dated: dict[int, Value] = {}
        for sentence in sentences:
            if sentence.number in seen:
                settled = attribution.settle(sentence, seen[sentence.number])
                if settled:
                    sentence.times = tongue.times.find(sentence.text)
                antecedents.resolve(settled)
                settled = dealings.told_once(settled)
                dealings.complete(settled)
                dated.update(dates.assign(sentence, settled))
                at_the_time(sentence, settled, dated, article.date, tools.finder.linker)
                drafts.extend(settled)
            else:
                dates.skip(sentence)
        dealings.focus(drafts, sentences)
        if learned is not None:
            drafts = learned.settled(sentences, drafts)
        drafts = [
            d for d in drafts if d.targets or not d.pending or (d.part == "noun" and d.agents)
        ]
        told = countable(drafts, self._ontology.classes)
        told = confidence.sure_enough(told, len(sentences))
        told = learned.once(told) if learned is not None else told
        reading = _Writer(article, self._ontology, self._base).write(sentences, told, dated)
        return Trace(reading, sentences, drafts, told)


def _fault(error: Exception, article: Article) -> InputError:
    """A fault of ours: what, and at which line of the program."""
    line = traceback.extract_tb(error.__traceback__)[-1]
    what = " ".join(f"{type(error).__name__} {error}".split())
    where = article.where or Place(article.document)
    reason = f"Duta itself fails at it ({Path(line.filename).name}:{line.lineno}: {what})"
    fault = InputError(f"{reason}; please report it, with the article", where)
    fault.__cause__ = error
    return fault


class _Writer:
    """Turns drafts into events."""

    def __init__(self, article: Article, classes: ontology.Ontology, base: str) -> None:
        self._article = article
        self._ontology = classes
        self._base = base

    def write(
        self, sentences: list[Sentence], told: list[Draft],
        dated: dict[int, Value],
    ) -> Reading:  # fmt: skip
        dates = [dated.get(id(d), UNKNOWN) for d in told]
        names = cluster(self._article, told, dates, self._ontology, self._base)
        iris = {id(d): iri for d, iri in zip(told, names, strict=True)}
        sure = self._confidences(told)
        claims = []
        events = []
        for draft in told:
            content = iris.get(id(draft.content)) if draft.content is not None else None
            if draft.back is not None and content is None:
                content = iris.get(id(draft.back))
                said = draft.frame.complement
                if content and draft.agents and said in {"denied", "alleged"}:
                    quote = self._quote(draft)
                    claims.append(Claim(content, Status(said), tuple(draft.agents), quote))
            date, end = dated.get(id(draft), UNKNOWN)
            events.append(Event(
                iri=iris[id(draft)], type=draft.type, agents=tuple(draft.agents),
                targets=self._targets(draft), sources=tuple(draft.sources),
                status=Status(draft.status), quote=self._quote(draft),
                trigger=draft.sentence.span(draft.token.i, draft.token.i),
                sentence=Span(draft.sentence.start, draft.sentence.start + len(draft.sentence.text),
                              draft.sentence.text),
                rule=draft.frame.id, confidence=sure[id(draft)], date=date, date_end=end,
                place=draft.place, instrument=draft.instrument,
                content=content if content != iris[id(draft)] else None,
            ))  # fmt: skip
        mentions = tuple(m for s in sentences for f in s.found for m in f.mentions)
        return Reading(self._article, mentions, tuple(events), tuple(claims))

    def _targets(self, draft: Draft) -> tuple[Mention, ...]:
        """Those an act is aimed at; what several do together they do with each other."""
        sides = {m.actor.side or m.actor.iri for m in draft.agents}
        mutual = self._ontology.classes[draft.type].symmetric and len(sides) > 1
        return tuple(draft.targets or (draft.agents if mutual else ()))

    def _confidences(self, told: list[Draft]) -> dict[int, float]:
        weights = confidence.load()
        return {
            id(draft): confidence.confidence(known, weights)
            for draft, known in zip(told, confidence.features(told), strict=True)
        }

    def _quote(self, draft: Draft) -> Span:
        """The words from the first to the last that make the event."""
        sentence = draft.sentence
        first = last = draft.token.i
        points = [draft.support.i] if draft.support is not None else []
        elsewhere = draft.why.get("target") in {"event told before", "shared", "dealings", "home"}
        verb = draft.verb
        shared = draft.arguments.inherited and label(verb) == "conj"  # stands in another clause
        agents = () if shared else draft.agents
        for mention in (*agents, *(() if elsewhere else draft.targets)):
            span = mention.span
            points.extend(sentence.covered(span.start - sentence.start, span.end - sentence.start))
        for token in (*draft.arguments.object, *draft.wanted[:1]):
            if token.i > draft.token.i:
                points.extend(t.i for t in token.subtree)
        if draft.timex is not None:
            points.extend(sentence.covered(draft.timex.start, draft.timex.end))
        first, last = min([first, *points]), max([last, *points])
        while last > first and sentence.doc[last].is_punct:
            last -= 1
        return sentence.span(first, last)
