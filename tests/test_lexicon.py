"""Every frame fires on its example and is silent on its counterexample."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg import lexicon, ontology
from kg.errors import KnowledgeError
from kg.resources import ONTOLOGY, resource
from tests.reading import describe, read

FRAMES = [
    pytest.param(code, *example, id=f"{code}-{example[0]}")
    for code in lexicon.known_languages()
    for example in lexicon.load(code).examples
]


@pytest.mark.parametrize(("code", "frame", "kind", "example", "counterexample"), FRAMES)
def test_frame(code: str, frame: str, kind: str, example: str, counterexample: str) -> None:
    events = read(example, code).events
    fired = [e for e in events if e.rule == frame]
    assert fired, f"{example!r} gave {[describe(e) for e in events]}"
    assert all(e.agents or e.targets for e in fired)
    against = [e for e in read(counterexample, code).events if e.rule == frame]
    assert not against, f"{counterexample!r} gave {[describe(e) for e in against]}"
    assert kind in ontology.load().classes


def test_number_of_frames() -> None:
    count = {code: len(lexicon.load(code).frames) for code in lexicon.known_languages()}
    assert count["id"] > 100
    assert count["en"] > 100


def test_every_event_class_has_a_frame_in_every_language() -> None:
    classes = set(ontology.load().classes)
    for code in lexicon.known_languages():
        frames = lexicon.load(code).frames
        used = {f.type for f in frames} | {f.negated for f in frames if f.negated}
        assert used <= classes
        assert not classes - used, code


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("class: Accusation", "clas: Accusation", None, "clas"),
        ("complement: alleged", "complement: rumoured", None, "rumoured"),
        ("frames:", "frames: [", None, "no YAML"),
        ('object: ["@treaty"]', 'object: ["@treatise"]', None, "treatise"),
    ],
)
def test_mistakes_name_file_and_line(
    tmp_path: Path, old: str, new: str, line: int | None, message: str
) -> None:
    text = (resource(ONTOLOGY) / "lexicon" / "id.yaml").read_text(encoding="utf-8")
    assert old in text
    broken = tmp_path / "id.yaml"
    broken.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(KnowledgeError, match=message) as error:
        lexicon.read(broken)
    assert f"{broken}:" in str(error.value)
    assert "\n" not in str(error.value)


def test_unknown_language_is_refused() -> None:
    with pytest.raises(KnowledgeError, match="there are: en, id"):
        lexicon.load("xx")
