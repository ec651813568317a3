"""The picture: one HTML file that works anywhere, with the network off."""

from __future__ import annotations

from collections.abc import Sequence

from kg.event import Reading
from kg.ontology import Ontology
from kg.view.content import content
from kg.view.drawing import network
from kg.view.layers import layers
from kg.view.model import picture
from kg.view.page import page

__all__ = ["html"]


def html(readings: Sequence[Reading], ontology: Ontology, title: str) -> str:
    """A self-contained page that shows the events of `readings`.

    The same input gives the same text, byte for byte. It asks nothing of any server.

    Args:
        readings: What was read, one for each article.
        ontology: The event classes that the readings use.
        title: The page's heading, shown as it stands.

    Raises:
        KnowledgeError: if an event has a class that `ontology` lacks.
    """
    shown = picture(readings, ontology)
    farther = layers(shown, ontology)
    return page(network(shown, farther, ontology, "en"), content(shown, farther, ontology), title)
