"""How things run over time, from the event table of any number of articles, read once.

Whatever is counted is counted twice: reports, and stories, which are independent of each other
(`kg.stories`). An event's own date and the day of its first report are kept apart, and what is
asserted, planned, alleged, denied or hypothetical is never added up together.
"""

from kg.temporal.agreement import Agreement
from kg.temporal.claims import Claim, Step
from kg.temporal.course import COLUMNS, Course, course, csv
from kg.temporal.periods import Unit, Window
from kg.temporal.scores import Change, Score
from kg.temporal.sources import Pair
from kg.temporal.tables import tables
from kg.temporal.told import Row, Told, inside, told

__all__ = [
    "COLUMNS",
    "Agreement",
    "Change",
    "Claim",
    "Course",
    "Pair",
    "Row",
    "Score",
    "Step",
    "Told",
    "Unit",
    "Window",
    "course",
    "csv",
    "inside",
    "tables",
    "told",
]
