"""A lean spaCy language for Universal Dependencies pipelines.

spaCy's own Indonesian class needs ten seconds to load its tokenizer exceptions;
this one has none, splits on punctuation only, keeps hyphenated words whole
(Indonesian writes its plural as *negara-negara*), and looks at three letters of
prefix and suffix, where a morphology such as Indonesian's shows its voice.
"""

from __future__ import annotations

import re

import spacy
from spacy.attrs import PREFIX
from spacy.lang.char_classes import ALPHA, CONCAT_QUOTES, LIST_ELLIPSES
from spacy.lang.en import English, EnglishDefaults
from spacy.language import BaseDefaults, Language

__all__ = ["EnglishUniversalDependencies", "UniversalDependencies"]

_INFIXES = [
    *LIST_ELLIPSES,
    rf"(?<=[{ALPHA}]),(?=[{ALPHA}])",
    rf"(?<=[{ALPHA}])[{CONCAT_QUOTES}:<>=/](?=[{ALPHA}])",
    r"[–—]",
]
_WHOLE = re.compile(rf"(?:[{ALPHA}]\.){{2,}}$|[{ALPHA}]\.$")


def _prefix(word: str) -> str:
    return word[:3]


class _Defaults(BaseDefaults):
    lex_attr_getters = {**BaseDefaults.lex_attr_getters, PREFIX: _prefix}  # noqa: RUF012
    infixes = _INFIXES
    token_match = _WHOLE.match


@spacy.registry.languages("ud")
class UniversalDependencies(Language):
    """Any language whose words are separated by spaces and punctuation."""

    lang = "ud"
    Defaults = _Defaults


_RUN = r"([!?*_=~#.-])\1+"  # a run of one sign is one token, as in the treebanks


class _EnglishDefaults(EnglishDefaults):
    prefixes = [_RUN, *(EnglishDefaults.prefixes or [])]  # noqa: RUF012
    suffixes = [_RUN, *(EnglishDefaults.suffixes or [])]  # noqa: RUF012


@spacy.registry.languages("ud_en")
class EnglishUniversalDependencies(English):
    """spaCy's English, its runs of signs kept whole."""

    lang = "ud_en"
    Defaults = _EnglishDefaults
