"""One story in two languages: both must tell the same events, and those of `parallel.yaml`."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from kg import ontology
from kg.event import Mention
from tests.reading import describe, read

PAIRS = yaml.safe_load((Path(__file__).parent / "parallel.yaml").read_text(encoding="utf-8"))
Told = Counter[tuple[str, tuple[str, ...], tuple[str, ...]]]


def _told(text: str, language: str) -> tuple[Told, str]:
    events = [e for e in read(text, language).events if e.type != "Statement"]
    classes = ontology.load().classes
    told = Counter(
        (str(classes[e.type].plover), _known(e.agents), _known(e.targets)) for e in events
    )
    return told, "; ".join(map(describe, events))


def _known(mentions: tuple[Mention, ...]) -> tuple[str, ...]:
    """Sides; groups without one (*students*) differ in their words only."""
    return tuple(sorted({m.actor.side for m in mentions if m.actor.side}))


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: str(pair["en"])[:40])
def test_both_tell_it(pair: dict[str, Any]) -> None:
    want = Counter((root, tuple(sorted(a)), tuple(sorted(t))) for root, a, t in pair["events"])
    for language in ("en", "id"):
        told, described = _told(pair[language], language)
        assert told == want, f"{language}: {pair[language]} told {described}"
