"""Who is central, and which parties hold together.

All of it counts asserted events alone, unless told otherwise.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.analysis.dyads import dyads, total
from kg.analysis.network import edges
from kg.event import Status

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import networkx as nx

__all__ = ["Centrality", "Communities", "centralities", "communities", "pagerank"]

_DAMPING = 0.85
_TOLERANCE = 1e-12
_ROUNDS = 500
_DIGITS = 6
_SEED = 1


@dataclass(frozen=True, slots=True)
class Centrality:
    """How central a party is.

    `degree`: the share of the others that it has an event with. `acts`, `received`: how
    many events it does and undergoes; `given`, `taken`: their weights on Goldstein's
    scale. `betweenness` is 0 to 1; `pagerank` sums to 1 over all parties.
    """

    key: str
    degree: float
    acts: int
    received: int
    given: float
    taken: float
    betweenness: float
    pagerank: float


def centralities(
    network: nx.MultiDiGraph[str], statuses: Sequence[Status] = (Status.ASSERTED,)
) -> tuple[Centrality, ...]:
    """Every party's centrality, the most central first (events, then PageRank, then key).

    Degree and betweenness (Freeman 1977, Sociometry 40(1); computed after Brandes 2001)
    ask only whether two have an event at all; PageRank (Brin & Page 1998) follows acts
    from doer to target, each as strong as its number. All are defined on graphs that are
    empty, tiny or in pieces: where there is nothing to share out, all share alike.
    """
    import networkx as nx

    ties: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    for source, target, _, data in edges(network, speech=True):
        if Status(data["status"]) not in statuses:
            continue
        ties[source, target].append(data["weight"])
        if data["mutual"]:
            ties[target, source].append(data["weight"])
    keys = sorted(network)
    plain: nx.Graph[str] = nx.Graph()
    plain.add_nodes_from(keys)
    plain.add_edges_from(sorted(ties))
    between = nx.betweenness_centrality(plain)
    ranks = pagerank(keys, {pair: float(len(weights)) for pair, weights in ties.items()})
    out: defaultdict[str, list[float]] = defaultdict(list)
    into: defaultdict[str, list[float]] = defaultdict(list)
    for (source, target), weights in sorted(ties.items()):
        out[source] += weights
        into[target] += weights
    found = [
        Centrality(
            key=key,
            degree=round(plain.degree(key) / (len(keys) - 1), _DIGITS) if len(keys) > 1 else 0.0,
            acts=len(out[key]),
            received=len(into[key]),
            given=total(out[key]),
            taken=total(into[key]),
            betweenness=round(between[key], _DIGITS),
            pagerank=round(ranks[key], _DIGITS),
        )
        for key in keys
    ]
    return tuple(sorted(found, key=lambda c: (-(c.acts + c.received), -c.pagerank, c.key)))


def pagerank(
    keys: Sequence[str], ties: Mapping[tuple[str, str], float], damping: float = _DAMPING
) -> dict[str, float]:
    """PageRank by power iteration (Brin & Page 1998, Computer Networks 30).

    One who acts on nobody shares his rank with all alike, so that the ranks sum to 1.
    Written here because networkx asks SciPy for it, for graphs of some ten nodes.
    """
    if not keys:
        return {}
    outgoing: defaultdict[str, float] = defaultdict(float)
    for (source, _), weight in sorted(ties.items()):
        outgoing[source] += weight
    shares = [(s, t, w / outgoing[s]) for (s, t), w in sorted(ties.items())]
    ranks = dict.fromkeys(keys, 1 / len(keys))
    for _ in range(_ROUNDS):
        idle = sum(ranks[key] for key in keys if not outgoing[key])
        new = dict.fromkeys(keys, (1 - damping + damping * idle) / len(keys))
        for source, target, share in shares:
            new[target] += damping * share * ranks[source]
        moved = sum(abs(new[key] - ranks[key]) for key in keys)
        ranks = new
        if moved < _TOLERANCE:
            break
    return ranks


@dataclass(frozen=True, slots=True)
class Communities:
    """Parties that cooperate, in groups of two and more, the largest first.

    `modularity` (Newman & Girvan 2004) is None where there is no cooperation at all.
    """

    groups: tuple[tuple[str, ...], ...]
    modularity: float | None


def communities(network: nx.MultiDiGraph[str], seed: int = _SEED) -> Communities:
    """Groups that cooperate more with each other than with the rest.

    The Louvain method (Blondel et al. 2008, J. Stat. Mech. P10008) on the net weight of
    what is asserted between two, where it is above nought; parties without such a tie are
    in no group. The seed makes it repeatable.
    """
    import networkx as nx

    weights = {(d.first, d.second): d.net for d in dyads(network) if d.net > 0}
    if not weights:
        return Communities((), None)
    # Numbers for names: the order of a set of strings changes from run to run.
    keys = sorted({key for pair in weights for key in pair})
    number = {key: i for i, key in enumerate(keys)}
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(keys)))
    graph.add_weighted_edges_from((number[a], number[b], w) for (a, b), w in weights.items())
    found = nx.community.louvain_communities(graph, seed=seed)
    groups = (tuple(sorted(keys[i] for i in group)) for group in found)
    return Communities(
        tuple(sorted(groups, key=lambda group: (-len(group), group))),
        round(nx.community.modularity(graph, found), _DIGITS),
    )
