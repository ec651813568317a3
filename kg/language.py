"""A language at work: its lexicon, its sentences, its parser."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from typing import TYPE_CHECKING

from kg import lexicon as lexicons
from kg.errors import KnowledgeError
from kg.lexicon import Lexicon
from kg.resources import MODELS, resource
from kg.timex import TimeGrammar

if TYPE_CHECKING:
    from spacy.language import Language as Pipeline
    from spacy.tokens import Doc

__all__ = ["Language", "load"]

_END = re.compile(r"""[.!?…]+["”’»)\]]*(?=\s)|\n+""")
_OPENS = re.compile(r"""\s+["“‘«(\[]*[\w]""")
_INITIAL = re.compile(r"(?:^|[\s(“\"])(?:\w\.)*\w\.$")
_DATELINE = re.compile(  # PLACE, Month 3, 2021 (Agency) -: no word of it begins in lower case
    r"\s*[A-Z][A-Z.'’-]{2,}[,.]?(?:\s+\(?[A-Z0-9][\w.'’/]*[),.]*){0,8}\s[-–—]{1,2}\s"
)
_LONGEST = 2000  # characters; what is longer is cut, so that time stays linear in the text


class Language:
    """What the engine needs to read one language."""

    def __init__(self, lexicon: Lexicon, parser: str) -> None:
        self.lexicon = lexicon
        self.code = lexicon.language
        self.times = TimeGrammar(lexicon.time)
        self._parser = parser

    @cached_property
    def pipeline(self) -> Pipeline:
        """The trained UD pipeline.

        Raises:
            KnowledgeError: if its model is not there.
        """
        import spacy

        import kg.parser  # noqa: F401  registers the language

        folder = resource(MODELS) / self._parser
        if not folder.is_dir():
            raise KnowledgeError(f"{folder}: no parser for '{self.code}'; reinstall the package")
        return spacy.load(folder)

    def sentences(self, text: str) -> Iterator[tuple[int, int]]:
        """Offsets of the sentences: a line ends one, and so does a full stop that is no
        abbreviation's and is followed by a capital, a digit or a quotation mark.
        """
        start = 0
        dateline = _DATELINE.match(text)
        if dateline:
            start = dateline.end()
        for match in _END.finditer(text, start):
            if match[0][0] != "\n" and not self._ends(text, start, match):
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

    def parse(self, texts: Iterable[str]) -> Iterator[Doc]:
        """UD trees; each text is one sentence."""
        pipeline = self.pipeline

        def whole(text: str) -> Doc:
            doc = pipeline.make_doc(text)
            for token in doc:
                token.is_sent_start = token.i == 0
            return doc

        yield from pipeline.pipe((whole(text) for text in texts), batch_size=64)


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
