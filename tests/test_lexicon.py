"""Every frame fires on its example and is silent on its counterexample."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg import lexicon, ontology
from kg.errors import KnowledgeError
from kg.resources import ONTOLOGY, resource
from tests.reading import describe, told_by_frames

FRAMES = [
    pytest.param(code, *example, id=f"{code}-{example[0]}")
    for code in lexicon.known_languages()
    for example in lexicon.load(code).examples
]


@pytest.mark.parametrize(("code", "frame", "kind", "example", "counterexample"), FRAMES)
def test_frame(code: str, frame: str, kind: str, example: str, counterexample: str) -> None:
    events = told_by_frames(example, code).events
    fired = [e for e in events if e.rule == frame]
    assert fired, f"{example!r} gave {[describe(e) for e in events]}"
    assert all(e.agents or e.targets for e in fired)
    against = [e for e in told_by_frames(counterexample, code).events if e.rule == frame]
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
        ("frames:", "frames: \x01", None, "no YAML"),
        ("frames:", "other: &a [x]\nmore: *a\nframes:", None, r"\*a: an alias; write what it"),
        ("- ['^(?=sy|", "- ['^((?=sy|", None, "missing \\), unterminated subpattern"),
        *(
            ("- ['^(?=sy|", f"- ['{slow}^(?=sy|", None, "should not be valid|is not valid")
            for slow in ("(a+)+b", "(a|a)*b", "a*a*a*a*b", "a{1,9}{1,9}b", "(a|aa){2,}b", "a*+")
        ),
        (
            "    - {match: ",
            "    - {match: '" + "(a )?" * 11 + "b', means: day}\n    - {match: ",
            None,
            "should not be valid|is not valid",
        ),
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


BASE = """
morphology: {verb: [{feature: active, rules: [['^', me]]}], clitics: [nya]}
frames:
  - {id: first, class: Visit, verbs: [lawat], roles: {target: [to, at]},
     example: Ini contoh satu., counterexample: Itu contoh dua.}
  - {id: second, class: Threat, verbs: [ancam], nouns: [rudal jauh],
     example: Ini contoh tiga., counterexample: Itu contoh empat.}
prepositions: {over: [karena, atas], to: [ke]}
hedges: [bisa jadi, konon]
time:
  order: day-first
  months: {maret: 3}
  weekdays: {senin: 1}
  units: {hari: day}
  patterns: [{match: "(kemarin|tadi)", means: day, shift: -1}, {match: bisa, means: date}]
"""
EXTENSION = """
extends: xa
instead: {karena: kerana, rudal: [misil, peluru], bisa: [], maret: mac, kemarin: semalam}
frames:
  - {id: new, class: Praise, verbs: [puji], example: Ini contoh lima., counterexample: Itu enam..}
  - {id: second, verbs: [ugut], roles: {target: [at]},
     example: Ini contoh tujuh., counterexample: Itu contoh lapan.}
prepositions: {to: [kepada]}
"""


def _extension(folder: Path, text: str) -> Path:
    (folder / "xa.yaml").write_text(BASE, encoding="utf-8")
    path = folder / "xb.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_lexicon_extends_another(tmp_path: Path) -> None:
    found = lexicon.read(_extension(tmp_path, EXTENSION))
    assert [frame.id for frame in found.frames] == ["new", "first", "second"]
    assert [example[0] for example in found.examples] == ["new", "second"]
    assert found.language == "xb"
    assert found.frames[1].target == ("to", "at")
    assert found.frames[2].target == ("at",)
    assert found.frames[2].type == "Threat"
    assert {"meugut", "meancam", "melawat", "misil", "peluru"} <= set(found.triggers)
    assert "rudal" not in found.triggers
    assert found.prepositions["over"] == {"kerana", "atas"}
    assert found.prepositions["to"] == {"kepada", "ke"}
    assert found.hedges == {"konon"}
    assert found.time["months"] == {"mac": 3}
    assert [p["match"] for p in found.time["patterns"]] == ["(semalam|tadi)"]
    assert found.borrowed == {
        "kerana": "karena",
        "misil": "rudal",
        "peluru": "rudal",
        "mac": "maret",
        "semalam": "kemarin",
    }


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("extends: xa", "extends: xq", 2, "'xq', which has no lexicon"),
        ("extends: xa", "extends: xb", 2, "'xb', which has no lexicon"),
        ("{id: new, class: Praise,", "{id: new,", 5, "'class' is a required property"),
        ("{id: second,", "{id: second, clas: Visit,", 6, "clas"),
        (" example: Ini contoh tujuh.,", "", 6, "'example' is a required property"),
    ],
)
def test_mistakes_of_an_extension(
    tmp_path: Path, old: str, new: str, line: int, message: str
) -> None:
    assert old in EXTENSION
    path = _extension(tmp_path, EXTENSION.replace(old, new, 1))
    with pytest.raises(KnowledgeError, match=message) as error:
        lexicon.read(path)
    assert f"{path}:{line}:" in str(error.value)
    assert "\n" not in str(error.value)


def test_an_extension_is_not_extended(tmp_path: Path) -> None:
    _extension(tmp_path, EXTENSION)
    further = tmp_path / "xc.yaml"
    further.write_text("extends: xb\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"xc.yaml:1: 'xb' is an extension itself"):
        lexicon.read(further)
