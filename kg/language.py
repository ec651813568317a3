"""A language at work: its lexicon, its sentences, its parser."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any

from kg import lexicon as lexicons
from kg.clock import Clock
from kg.errors import KnowledgeError
from kg.lexicon import Lexicon
from kg.repair import repair
from kg.resources import MODELS, resource
from kg.timex import TimeGrammar
from kg.words import Token, Tree, hang, tree

if TYPE_CHECKING:
    from spacy.language import Language as Pipeline
    from spacy.tokens import Doc

__all__ = ["Language", "load"]

# Possessive: a run of signs is looked at once, however long it is.
_END = re.compile(r"""(?<![.!?…])[.!?…]++["”’»)\]]*+(?=\s)|[\n\r\u2028\u2029]+""")
_OPENS = re.compile(r"""\s+["“‘«(\[]*[\w]""")
_INITIAL = re.compile(r"(?:^|[\s(“\"])(?:\w\.)*\w\.$")
_DATELINE = re.compile(  # PLACE, Month 3, 2021 (Agency) -, or PLACE: no word begins in lower case
    r"\s*+(?:[A-Z][\w./'’-]{2,}+,?(?:\s++\(?[A-Z0-9][\w.'’/]*+[),.]*+){0,8}\s[-–—]{1,2}\s"
    r"|[A-Z][A-Z.'’-]{2,}+,?(?:\s++[A-Z][A-Z.'’-]*+){0,3}(?:\s++\([\w\s/]{2,30}\))?\s?:\s)"
)
_LONGEST = 2000  # characters; what is longer is cut, so that time stays linear in the text

_TREES = 4096
"""Sentences whose trees are kept, the last ones: agency copy stands in many papers on a day."""

_NEW = 10_000
"""Strings (words, their beginnings, ends and shapes) that a pipeline may learn: 3 MB of them."""


class Language:
    """What the engine needs to read one language."""

    def __init__(self, lexicon: Lexicon, parser: str) -> None:
        self.lexicon = lexicon
        self.code = lexicon.language
        self.times = TimeGrammar(lexicon.time)
        self.clock = Clock(lexicon.time)
        self._parser = parser
        self._strings = 0  # that the pipeline came with
        self.known: dict[str, Tree] = {}  # by sentence, what was met longest ago first

    @cached_property
    def pipeline(self) -> Pipeline:
        """The trained UD pipeline, until `forget` lets it go.

        Raises:
            KnowledgeError: if its model is not there.
        """
        import spacy

        import kg.parser  # noqa: F401  registers the language

        folder = resource(MODELS) / self._parser
        if not folder.is_dir():
            raise KnowledgeError(f"{folder}: no parser for '{self.code}'; reinstall the package")
        pipeline = spacy.load(folder)
        self._strings = len(pipeline.vocab.strings)
        gc.freeze()  # lexicon, gazetteer and parser stay: the collector need not go through them
        return pipeline

    def forget(self) -> None:
        """Let the pipeline go if it has seen many new words, all of which it keeps; another is
        loaded when it is needed, in a fifth of a second. To be called when no text is between
        `tokens` and `parse`.

        spaCy's own way, `memory_zone`, keeps no text's tokenization, and of each word it still
        keeps a place in two tables.
        """
        pipeline = self.__dict__.get("pipeline")
        if pipeline is not None and len(pipeline.vocab.strings) > self._strings + _NEW:
            del pipeline, self.pipeline
            gc.unfreeze()
            gc.collect()  # it refers to itself, and is to be gone before the next one comes

    def sentences(self, text: str) -> Iterator[tuple[int, int]]:
        """Offsets of the sentences: a line ends one, and so does a full stop that is no
        abbreviation's and is followed by a capital, a digit or a quotation mark.
        """
        start = 0
        dateline = _DATELINE.match(text)
        if dateline:
            start = dateline.end()
        for match in _END.finditer(text, start):
            if not match[0].isspace() and not self._ends(text, start, match):
                continue
            yield from _trim(text, start, match.end())
            start = match.end()
        yield from _trim(text, start, len(text))

    def _ends(self, text: str, start: int, match: re.Match[str]) -> bool:
        follows = _OPENS.match(text, match.end())
        if follows and follows[0][-1].islower():
            return False
        if match[0] == ".":
            before = text[max(start, match.start() - 30) : match.end()]
            word = before.split()[-1].lower().strip("(“\"'").rstrip(".")
            if word in self.lexicon.abbreviations or _INITIAL.search(before):
                return False
        return True

    def tokens(self, text: str) -> Doc:
        """A sentence, cut into tokens: what `parse` takes."""
        return self.pipeline.make_doc(text)

    def parse(self, sentences: Iterable[Doc]) -> Iterator[Doc]:
        """UD trees of sentences, as the parser gives them.

        A borrowed parser is given words of its own language, where the lexicon has such for a
        word; the tree is theirs.
        """
        import numpy

        pipeline = self.pipeline

        def whole(doc: Doc) -> Doc:
            starts: Any = numpy.full((len(doc), 1), -1).astype("uint64")
            starts[0] = 1  # of one sentence; nowhere else does one begin
            doc.from_array(["SENT_START"], starts)
            return self._as_parsed(doc)

        yield from pipeline.pipe(map(whole, sentences), batch_size=64)

    def trees(self, sentences: Sequence[tuple[str, Doc]]) -> list[Tree]:
        """The trees of sentences, given as text and tokens; one that stands in several places is
        parsed once, if they are not too far apart. A tree does not depend on what else is parsed.
        """
        texts = [text for text, _ in sentences]
        new = {text: doc for text, doc in sentences if text not in self.known}
        for text, doc in zip(new, self.parse(new.values()), strict=True):
            self.known[text] = tree(doc)
        out = []
        for text in texts:
            found = self.known.pop(text)
            self.known[text] = found
            out.append(found)
        for text in list(islice(self.known, max(0, len(self.known) - _TREES))):
            del self.known[text]
        return out

    def hang(self, words: list[Token], tree: Tree) -> None:
        """Gives the words of a sentence its tree, and mends that."""
        hang(words, tree)
        repair(words, self.lexicon)

    def _as_parsed(self, doc: Doc) -> Doc:
        borrowed, opens = self.lexicon.borrowed, len(doc) > 1 and self._opens(doc[0].text)
        if not opens and not (borrowed and any(token.lower_ in borrowed for token in doc)):
            return doc
        from spacy.tokens import Doc

        words = [_in_case(borrowed.get(t.lower_, t.text), t.text) for t in doc]
        words[0] = words[0].lower() if opens else words[0]
        spaces = [bool(t.whitespace_) for t in doc]
        return Doc(doc.vocab, words, spaces, sent_starts=[t.i == 0 for t in doc])

    def _opens(self, word: str) -> bool:
        """Whether a capital that begins a sentence hides a verb or noun of the lexicon from the
        parser, where modifiers follow their noun: no name begins with those.
        """
        told = self.lexicon.lookup(word)[0] if word.istitle() else ()
        return not self.lexicon.modifiers_before and any(t.part == "verb" for t in told)


def _in_case(word: str, like: str) -> str:
    """The word in the case of another."""
    if like.isupper() and len(like) > 1:
        return word.upper()
    return word[0].upper() + word[1:] if like[:1].isupper() else word


def _trim(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > _LONGEST:
        cut = text.rfind(" ", start, start + _LONGEST)
        cut = cut if cut > start else start + _LONGEST
        yield start, cut
        start = cut
        while start < end and text[start].isspace():
            start += 1
    if start < end:
        yield start, end


@cache
def load(code: str) -> Language:
    """The language of a code such as `id`.

    Raises:
        KnowledgeError: if there is no lexicon for it.
    """
    lexicon = lexicons.load(code)
    return Language(lexicon, lexicon.parser)
