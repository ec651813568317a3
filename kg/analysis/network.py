"""Who acts on whom, as a networkx graph."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from kg.analysis.acts import Act, Deed, Level, acts, deeds, parties, party
from kg.event import Reading, Status
from kg.ontology import Ontology
from kg.stories import stories

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["edges", "network", "spoken_of"]


def network(
    readings: Sequence[Reading], ontology: Ontology, level: Level = "side", *, speech: bool = False
) -> nx.MultiDiGraph[str]:
    """Sides or persons, with one edge for each distinct event between two of them.

    A node carries `label`, `kind`, `iri` and `events` (how many it takes part in). An
    edge runs from agent to target, its key is the event's IRI, and it carries `type`,
    `plover`, `weight` (Goldstein 1992's scale), `status`, `date`, `mutual` (a symmetric
    event, drawn once), `reports` and `stories` (how many articles tell of it independently:
    `kg.stories`), and `via`: `target`, or `content` where a speech act is about an event of that
    party without addressing it. The latter are drawn only with `speech`.

    Raises:
        KnowledgeError: if an event's class is not in `ontology`.
    """
    import networkx as nx

    events = acts(readings, ontology)
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(level=level)
    taken = Counter(
        key
        for act in events
        for key in {party(actor, level) for actor in (*act.agents, *act.targets)}
    )
    for key, node in parties(readings, level).items():
        graph.add_node(key, label=node.label, kind=node.kind, iri=node.iri or "", events=taken[key])
    by_iri = {act.iri: act for act in events}
    told = stories(reading.article for reading in readings)
    for act in events:
        done = deeds(act, level)
        number = len({told.get(article, article) for article in act.articles})
        _draw(graph, act, number, done, "target")
        if speech:
            drawn = {(d.agent, d.target) for d in done}
            drawn |= {(d.target, d.agent) for d in done if d.mutual}
            about = sorted(set(spoken_of(act, by_iri, level)) - drawn)
            spoken = [Deed(*pair, act.kind, mutual=False) for pair in about]
            _draw(graph, act, number, spoken, "content")
    return graph


def spoken_of(act: Act, by_iri: dict[str, Act], level: Level) -> Iterable[tuple[str, str]]:
    """Speaker and party spoken of: each agent of a speech act, each doer of its content.

    What the speaker itself denies is left out: to deny that somebody did a thing is not
    to hold the thing against him.
    """
    for said in (by_iri[iri] for iri in act.contents if iri in by_iri):
        deniers = {party(v.source, level) for v in said.voices if v.status is Status.DENIED}
        for speaker in {k for a in act.agents if (k := party(a, level))} - deniers:
            for doer in {k for a in said.agents if (k := party(a, level))} - {speaker}:
                yield speaker, doer


def _draw(graph: nx.MultiDiGraph[str], act: Act, told: int, done: Iterable[Deed], via: str) -> None:
    for deed in done:
        graph.add_edge(
            deed.agent,
            deed.target,
            key=act.iri,
            type=deed.kind.name,
            plover=deed.kind.plover or "",
            weight=deed.kind.weight,
            status=str(act.status),
            date=act.date or "",
            mutual=deed.mutual,
            reports=act.reports,
            stories=told,
            via=via,
        )


def edges(
    network: nx.MultiDiGraph[str], status: Status | None = None, *, speech: bool = False
) -> list[tuple[str, str, str, dict[str, Any]]]:
    """The edges (agent, target, event, attributes), sorted; of one status if asked."""
    found = (
        (source, target, event, data)
        for source, target, event, data in network.edges(keys=True, data=True)
        if (status is None or data["status"] == status) and (speech or data["via"] == "target")
    )
    return sorted(found, key=lambda edge: edge[:3])
