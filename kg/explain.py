"""Why a sentence was read as it was: its tree, actors, triggers, rules and roles."""

from __future__ import annotations

from collections.abc import Container, Iterator

from kg import confidence, language
from kg.article import Article
from kg.draft import Draft
from kg.errors import InputError
from kg.lexicon import Frame, Lexicon
from kg.mention import Sentence
from kg.pipeline import Reader, Trace

__all__ = ["explain"]

_TELLING = 0.05  # a weight below does not show in a confidence of two digits


def explain(article: Article, at: int | None = None, sentence: int | None = None) -> str:
    """A plain-text account of one sentence.

    Args:
        article: is read, and then once more with every sentence parsed.
        at: an offset into the article (between two sentences the latter is meant); or
        sentence: the number of a sentence, from 1.

    Raises:
        InputError: if the article has no such sentence.
        KnowledgeError: if there is no lexicon or parser for its language.
    """
    reader = Reader()
    read = {s.number for s in reader.trace(article).sentences if s.parsed}
    trace = reader.trace(article, whole=True)
    if at is not None:
        chosen = [s for s in trace.sentences if 0 <= at < s.start + len(s.text)]
    else:
        chosen = [s for s in trace.sentences if s.number + 1 == (sentence or 1)]
    if not chosen:
        last = trace.sentences[-1] if trace.sentences else None
        size = f"1 to {last.number + 1}" if last else "none"
        where = f"offset {at}" if at is not None else f"sentence {sentence}"
        raise InputError(f"{where}: no such sentence in this article (sentences: {size})")
    return "\n".join(_lines(chosen[0], trace, language.load(article.language).lexicon, read))


def _lines(
    sentence: Sentence, trace: Trace, lexicon: Lexicon, read: Container[int]
) -> Iterator[str]:
    end = sentence.start + len(sentence.text)
    yield f"sentence {sentence.number + 1}, characters {sentence.start}-{end}"
    yield f"  {sentence.text}"
    yield "tree"
    if sentence.parsed and sentence.number not in read:
        yield "  (not parsed when the article is read: hardly any sentence like it tells an event)"
    if sentence.parsed:
        for token in sentence.doc:
            head = token.head.text if token.head != token else "-"
            yield f"  {token.i:3} {token.text:22} {token.pos_:6} {token.dep_:13} {head}"
    else:
        yield "  not parsed: the sentence is one word"
    yield "actors"
    for found in sentence.found:
        for mention in found.mentions:
            actor = mention.actor
            yield (
                f"  {mention.span.text!r}: {actor.label} [{actor.kind}, side {actor.side or '?'}]"
                f" as {found.use}"
            )
    yield "times"
    # Reading looks for times only where there is something to date.
    times = sentence.times or language.load(lexicon.language).times.find(sentence.text)
    for timex in times:
        yield f"  {sentence.text[timex.start : timex.end]!r}: {timex.means} {dict(timex.slots)}"
    yield "triggers"
    for token in sentence.doc:
        triggers, _ = lexicon.lookup(token.text)
        names = [f"{t.means.id} ({type(t.means).__name__.lower()}, {t.part})" for t in triggers]
        if names:
            yield f"  {token.text}: {', '.join(dict.fromkeys(names))}"
    yield "events"
    sure = _confidences(trace)
    for draft in trace.drafts:
        if draft.sentence is sentence:
            yield from _event(draft)
            yield from sure.get(id(draft), ())


def _confidences(trace: Trace) -> dict[int, list[str]]:
    """Of each event how sure it is, and what makes it more or less so, the most first."""
    weights = confidence.load()
    told = confidence.features(trace.told)
    out = {}
    for draft, event, found in zip(trace.told, trace.reading.events, told, strict=True):
        parts = {name: weights.weights.get(name, 0.0) * value for name, value in found.items()}
        named = sorted(parts.items(), key=lambda part: -abs(part[1]))
        why = ", ".join(f"{name} {value:+.1f}" for name, value in named if abs(value) >= _TELLING)
        out[id(draft)] = [f"    confidence: {event.confidence:.2f}{f' ({why})' if why else ''}"]
    return out


def _event(draft: Draft) -> Iterator[str]:
    frame: Frame = draft.frame
    by = "examples" if draft.unlisted else f"rule {frame.id!r}"
    yield f"  {draft.type} by {by} on {draft.token.text!r}: {draft.status}"
    if draft.likely is not None:
        yield f"    an act of this class, by examples: {draft.likely:.2f}"
    for role, mentions, fillers in (
        ("agent", draft.agents, frame.agent),
        ("target", draft.targets, frame.target),
        ("source", draft.sources, ()),
    ):
        if mentions:
            names = ", ".join(f"{m.span.text} [{m.actor.side or '?'}]" for m in mentions)
            how = draft.why.get(role, "")
            yield f"    {role}: {names}{f' (from {how})' if how else ''}"
        elif fillers:
            yield f"    {role}: open; tried {', '.join(fillers)}"
    if draft.content is not None:
        yield f"    content: {draft.content.type} on {draft.content.token.text!r}"
    if "support" in draft.why:
        yield f"    support verb: {draft.why['support']}"
    if draft.anaphoric:
        yield "    points back to an event told before"
