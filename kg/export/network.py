"""The network of sides or persons for programs that draw: GraphML, GEXF, Cytoscape JSON.

Each event between two is an edge of its own, and bears its status.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from kg.analysis.acts import Act, Level, acts
from kg.analysis.network import edges
from kg.analysis.network import network as parties
from kg.calendar import begins, ends
from kg.event import Event, Reading
from kg.ontology import Ontology

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["cytoscape", "days", "first_told", "gexf", "graphml", "network"]

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CHANGED = re.compile(r' lastmodifieddate="[^"]*"')


def network(
    readings: Sequence[Reading], ontology: Ontology, level: Level = "side"
) -> nx.MultiDiGraph[str]:
    """Sides or persons, with an edge `e1`, `e2`, … for each event between two of them.

    All attributes are plain. An edge's `weight` is 1, for programs take it for the strength
    of a tie; Goldstein's is `goldstein`. `event` is the event's IRI, `class` its class,
    `label` the class in English; `voices` tells who puts it how; `date` is as precise as the
    text, `first_day` and `last_day` are days; `quote` are words that tell the event,
    `quote_start` and `quote_end` their offsets in `document`. What is unknown is empty.
    """
    import networkx as nx

    found = parties(readings, ontology, level)
    told = first_told(readings)
    by_iri = {act.iri: act for act in acts(readings, ontology)}
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for key in sorted(found):
        graph.add_node(_xml(key), **{n: _xml(v) for n, v in found.nodes[key].items()})
    for number, (source, target, iri, data) in enumerate(edges(found), 1):
        reading, event = told[iri]
        kind = ontology.classes[data["type"]]
        first, last = days(event) if data["date"] else ("", "")
        drawn = {
            "id": f"e{number}",
            "label": dict(kind.labels).get("en", kind.name),
            "event": iri,
            "class": kind.name,
            "group": kind.group,
            "plover": data["plover"],
            "goldstein": data["weight"],
            "status": data["status"],
            "voices": _voices(by_iri[iri]),
            "date": data["date"],
            "first_day": first,
            "last_day": last,
            "mutual": data["mutual"],
            "reports": data["reports"],
            "stories": data["stories"],
            "article": reading.article.iri,
            "document": reading.article.document,
            "quote": event.quote.text,
            "quote_start": event.quote.start,
            "quote_end": event.quote.end,
            "weight": 1.0,
        }
        plain = {name: _xml(value) for name, value in drawn.items()}
        graph.add_edge(_xml(source), _xml(target), key=f"e{number}", **plain)
    return graph


def first_told(readings: Sequence[Reading]) -> dict[str, tuple[Reading, Event]]:
    """The mention that dates an event best; of several, the first."""
    found: dict[str, tuple[Reading, Event]] = {}
    for reading in readings:
        for event in sorted(reading.events, key=lambda event: event.quote):
            known = found.get(event.iri)
            if known is None or _precise(event) > _precise(known[1]):
                found[event.iri] = reading, event
    return found


def _precise(event: Event) -> tuple[int, str]:
    return len(event.date or ""), event.date or ""


def days(event: Event) -> tuple[str, str]:
    """The first and the last day of an event, ISO 8601; empty if its date is unknown."""
    if event.date is None:
        return "", ""
    return begins(event.date).isoformat(), ends(event.date_end or event.date).isoformat()


def _voices(act: Act) -> str:
    return "; ".join(f"{dict(v.source.labels).get('en', v.source.label)}: {v.status}"
                     for v in act.voices)  # fmt: skip


def _xml(value: Any) -> Any:
    """Without the control characters that XML cannot hold."""
    return _NOT_XML.sub("\ufffd", value) if isinstance(value, str) else value


def graphml(graph: nx.MultiDiGraph[str]) -> str:
    """The network as GraphML."""
    import networkx as nx

    return "\n".join(nx.generate_graphml(graph, named_key_ids=True)) + "\n"


def gexf(graph: nx.MultiDiGraph[str]) -> str:
    """The network as GEXF, for Gephi.

    A dated event is there during its spell, an undated one always. The kind of an edge is
    its status: programs that bundle parallel edges never bundle an allegation with a fact.
    """
    import networkx as nx

    timed = graph.copy()
    for _, _, data in timed.edges(data=True):
        if data["first_day"]:
            data["spells"] = [(data["first_day"], data["last_day"])]
    # networkx knows no kinds; and the day of writing is no part of the graph.
    status = {data["id"]: data["status"] for _, _, data in graph.edges(data=True)}
    text = _CHANGED.sub("", "\n".join(nx.generate_gexf(timed)), count=1) + "\n"
    return re.sub(
        r'<edge (?=[^>]*\bid="(e\d+)")', lambda edge: f'<edge kind="{status[edge[1]]}" ', text
    )


def cytoscape(graph: nx.MultiDiGraph[str]) -> str:
    """The network as Cytoscape JSON, for Cytoscape and cytoscape.js."""
    import networkx as nx

    data = nx.cytoscape_data(graph, name="label")
    data["data"] = {"name": "duta"}
    for element in data["elements"]["edges"]:
        element["data"] |= {"interaction": element["data"]["class"], "name": element["data"]["id"]}
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
