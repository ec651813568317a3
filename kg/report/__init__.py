"""A short brief on a graph, in Markdown and HTML: who did what to whom, and who says so."""

from __future__ import annotations

from collections.abc import Sequence

from kg.event import Reading
from kg.ontology import Ontology
from kg.report.brief import Brief, brief
from kg.report.html import html
from kg.report.markdown import markdown
from kg.report.words import languages, reader, words

__all__ = ["Brief", "brief", "files", "html", "languages", "markdown", "reader"]


def files(readings: Sequence[Reading], ontology: Ontology, language: str) -> dict[str, str]:
    """A brief as `report.md` and `report.html`, in one of `languages()`.

    Raises:
        KnowledgeError: if an event's class is not in `ontology`.
        OutputError: if there are no words in the language.
    """
    told = brief(readings, ontology)
    chosen = words(language, told.names)
    return {"report.md": markdown(told, chosen), "report.html": html(told, chosen)}
