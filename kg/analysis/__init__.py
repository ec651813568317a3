"""What the readings say of sides and of persons as a network.

Every function takes readings and the ontology, or the network made of them, and returns
plain values in a fixed order. What is asserted, planned, alleged, denied or hypothetical
is never added up together.
"""

from kg.analysis.acts import Act, Deed, Level, Party, Voice, acts, deeds, parties
from kg.analysis.balance import Balance, Triad, balance
from kg.analysis.discourse import Speech, Stance, speeches, stances
from kg.analysis.dyads import Dyad, Tally, dyads
from kg.analysis.network import network
from kg.analysis.rdf import GRAPH, to_rdf
from kg.analysis.report import Analysis, report
from kg.analysis.structure import Centrality, Communities, centralities, communities
from kg.analysis.tables import tables

__all__ = [
    "GRAPH",
    "Act",
    "Analysis",
    "Balance",
    "Centrality",
    "Communities",
    "Deed",
    "Dyad",
    "Level",
    "Party",
    "Speech",
    "Stance",
    "Tally",
    "Triad",
    "Voice",
    "acts",
    "balance",
    "centralities",
    "communities",
    "deeds",
    "dyads",
    "network",
    "parties",
    "report",
    "speeches",
    "stances",
    "tables",
    "to_rdf",
]
