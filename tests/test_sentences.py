"""A sentence in, events out: `sentences/<language>.yaml` and `<language>-<topic>.yaml` say what
must be read.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from kg.event import Event
from tests.reading import describe, read, sides

FOLDER = Path(__file__).parent / "sentences"
SYMMETRIC = {"Agreement", "Meeting", "Cooperation", "Negotiation", "TreatySigning", "Ceasefire"}
CASES = [
    pytest.param(path.stem.partition("-")[0], case, id=f"{path.stem}-{number}")
    for path in sorted(FOLDER.glob("*.yaml"))
    for number, case in enumerate(yaml.safe_load(path.read_text(encoding="utf-8")), 1)
]


def _meets(event: Event, want: dict[str, Any], events: tuple[Event, ...]) -> bool:
    if event.type != want["type"]:
        return False
    want = {k: [w.lower() if w.startswith("=") else w for w in v] if isinstance(v, list) else v
            for k, v in want.items()}  # fmt: skip
    agents, targets = sides(event.agents), sides(event.targets)
    if event.type in SYMMETRIC and "agents" in want and "targets" in want:
        if agents | targets != set(want["agents"]) | set(want["targets"]):
            return False
    elif ("agents" in want and agents != set(want["agents"])) or (
        "targets" in want and targets != set(want["targets"])
    ):
        return False
    if "content" in want and want["content"] not in {
        e.type for e in events if e.iri == event.content
    }:
        return False
    return (
        event.status == want.get("status", event.status)
        and sides(event.sources) == set(want.get("sources", sides(event.sources)))
        and (event.place.span.text if event.place else None)
        == want.get("place", event.place.span.text if event.place else None)
        and (when := "/".join(filter(None, (event.date, event.date_end))))
        == str(want.get("date", when))
    )


@pytest.mark.parametrize(("language", "case"), CASES)
def test_sentence(language: str, case: dict[str, Any]) -> None:
    """A case with `fails` is not read rightly yet, and says why; when it is, that key must go."""
    if "fails" not in case:
        _read_rightly(language, case)
        return
    with pytest.raises(AssertionError):
        _read_rightly(language, case)


def _read_rightly(language: str, case: dict[str, Any]) -> None:
    date = case.get("date")
    events = read(case["text"], language, str(date) if date else None).events
    told = "\n  ".join([case["text"], *map(describe, events)])
    for want in case.get("events", []):
        assert any(_meets(e, want, events) for e in events), f"wanted {want} from\n  {told}"
    for kind in case.get("none", []):
        assert not any(e.type == kind for e in events), f"{kind} from\n  {told}"


def test_there_are_many_in_both_languages() -> None:
    count = Counter(case.values[0] for case in CASES)
    assert min(count["id"], count["en"]) >= 75
    assert sum(count.values()) >= 150
