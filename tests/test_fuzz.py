"""A little of what fuzz/ does at length, and all that it has found."""

from __future__ import annotations

import sys
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

ROOT = Path(__file__).parent.parent
sys.path.append(str(ROOT / "fuzz"))
from targets import TARGETS  # noqa: E402

from fuzz import AWKWARD, inputs  # noqa: E402

# rdflib's parsers warn of rdflib.
pytestmark = pytest.mark.filterwarnings("ignore:Dataset.default_context:DeprecationWarning")

FOUND = sorted((ROOT / "fuzz/found").iterdir())
NUMBER = {"records": 300, "sentences": 300, "times": 300, "beginnings": 300, "engine": 60,
          "rdf": 30, "shapes": 10, "page": 15}  # fmt: skip


@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.name)
def test_what_was_found_is_mended(path: Path) -> None:
    TARGETS[path.name.partition("-")[0]](path.read_bytes())


@pytest.mark.parametrize("name", TARGETS)
def test_mutations_of_real_sentences(name: str) -> None:
    for data in islice(inputs(3), NUMBER[name]):
        TARGETS[name](data)


@pytest.mark.parametrize("name", ["records", "sentences", "times", "beginnings"])
def test_arbitrary_bytes_and_texts(name: str) -> None:
    target: Callable[[bytes], None] = TARGETS[name]
    pieces = st.lists(st.one_of(st.sampled_from(AWKWARD), st.text(max_size=20)), max_size=20)
    texts = pieces.map(lambda given: "".join(given).encode("utf-8", "surrogatepass"))

    @settings(max_examples=150, deadline=None)
    @given(st.one_of(st.binary(max_size=300), texts))
    def check(data: bytes) -> None:
        target(data)

    check()


def test_a_run_of_signs_is_looked_at_once() -> None:
    """A million of them in a row: this does not end if time is not linear."""
    for piece in (".", "!”", " ", "A.", "A. ", "ABC ", "(", "-", "\r", "A ...", "1/", "“"):
        for name in ("sentences", "beginnings"):
            TARGETS[name]((piece * (1_000_000 // len(piece))).encode())
