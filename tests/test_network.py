"""What examples teach (kg/network.py, kg/encoding.py, kg/casting.py, kg/learned.py)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import confidence, network, ontology
from kg.article import Article
from kg.casting import NUMBERS, Cast
from kg.draft import Draft, keys
from kg.encoding import BUCKETS, Encoded, encode, forms
from kg.errors import KnowledgeError
from kg.frame import Engine
from kg.language import load as language
from kg.learned import Learned
from kg.mention import Sentence
from kg.network import Network
from kg.ontology import Ontology
from kg.pipeline import Reader, Trace, taught
from kg.prototype import prototypes
from tests import reading

CLASSES = ontology.load()
STORY = (
    "Ethiopia massed troops along the border with Eritrea on Monday. Eritrea accused Ethiopia of "
    "preparing an invasion. Ethiopia rejected the charge. Kenya offered to mediate."
)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


@pytest.fixture(scope="module")
def bare() -> Reader:
    """Reads by the lexicon alone."""
    return reading.bare()


def trace(reader: Reader, text: str, code: str = "en") -> Trace:
    return reader.trace(Article("https://example.org/a", "a", text, code, "2019-05-16"))


def encoded(told: Trace, code: str = "en") -> Encoded:
    engine = Engine(language(code).lexicon)
    seen = {s.number: engine.read(s) for s in told.sentences if s.parsed}
    return encode(told.sentences, seen, engine.lexicon, code, network.load().places)


# The words


def test_a_word_sees_its_neighbours_and_head_in_its_own_sentence(bare: Reader) -> None:
    told = trace(bare, STORY)
    words = encoded(told)
    size = len(words.texts)
    assert size == sum(len(s.doc) for s in told.sentences if s.parsed)
    for sentence in (s for s in told.sentences if s.parsed):
        first = words.first[sentence.number]
        inside = {*range(first, first + len(sentence.doc)), size}
        for token in sentence.doc:
            before, behind, head, *_ = (int(at) for at in words.links[first + token.i])
            assert {before, behind, head} <= inside
            assert before == (first + token.i - 1 if token.i else size)
            assert head == (size if token.head is token else first + token.head.i)


def test_frames_tell_the_network_what_they_read(bare: Reader) -> None:
    told = trace(bare, STORY)
    words, places = encoded(told), network.load().places
    (charge,) = (d for d in told.told if d.type == "Accusation")
    at = words.first[charge.sentence.number] + charge.token.i
    assert words.told[at, 0] == places["Accusation"]
    assert places["Accusation"] in words.kinds[at]


@given(st.text(min_size=1, max_size=30), st.sampled_from(["en", "id"]))
def test_any_word_has_its_buckets(text: str, code: str) -> None:
    found = forms(text, code)
    assert len(found) == 6
    assert all(0 <= bucket < BUCKETS for bucket in found)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(STORY.replace(".", " .").split()), min_size=2, max_size=25))
def test_chances_are_chances_whatever_is_said(words: list[str]) -> None:
    told = trace(reading.bare(), " ".join(words))
    chances = network.load().acts(encoded(told))
    assert chances.shape == (
        sum(len(s.doc) for s in told.sentences if s.parsed),
        len(CLASSES.classes),
    )
    assert ((chances >= 0) & (chances <= 1)).all()


# The network


def test_it_knows_the_classes_of_the_ontology_and_both_languages() -> None:
    known = network.load()
    assert set(known.classes) == set(CLASSES.classes)
    assert set(known.languages) == {"en", "id"}


def test_what_it_says_does_not_depend_on_what_was_read_before(bare: Reader) -> None:
    words = encoded(trace(bare, STORY))
    known, fresh = network.load(), network.load.__wrapped__()
    assert np.array_equal(known.acts(words), fresh.acts(words))


def test_a_sentence_says_the_same_alone_and_in_a_story(bare: Reader) -> None:
    known, first = network.load(), STORY.partition(". ")[0] + "."
    alone = known.acts(encoded(trace(bare, first)))
    among = known.acts(encoded(trace(bare, STORY)))[: len(alone)]
    assert np.allclose(alone, among, atol=1e-4)


def test_a_file_that_is_no_network_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="is missing; reinstall"):
        network.load(tmp_path / "none.npz")
    for name, content in (("text.npz", b"no network"), ("empty.npz", b"")):
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(KnowledgeError, match=f"{name}: no network"):
            network.load(path)
    path = tmp_path / "other.npz"
    np.savez(path, a=np.zeros(3))
    with pytest.raises(KnowledgeError, match=r"other\.npz: no network"):
        network.load(path)


# Who takes part


def test_every_act_is_described_with_every_side(bare: Reader) -> None:
    told = trace(bare, STORY)
    described = list(Cast(told.sentences, told.told, CLASSES, "en").described())
    assert {d.draft.type for d in described} <= {d.type for d in told.told}
    for each in described:
        assert set(each.sides) == {"ETH", "ERI", "KEN"}
        assert each.numbers.shape == (3, len(NUMBERS))
        assert len({len(labels) for labels in each.labels}) == 1
        (does,) = (NUMBERS.index(name) for name in ("agent",))
        assert {s for s, row in zip(each.sides, each.numbers, strict=True) if row[does]} == (
            keys(each.draft.agents) & set(each.sides)
        )


def test_who_takes_part_is_named_in_the_article(reader: Reader) -> None:
    told = trace(reader, STORY)
    named = {m.span for s in told.sentences for f in s.found for m in f.mentions}
    for draft in told.told:
        assert {m.span for m in (*draft.agents, *draft.targets)} <= named


# Acts that no frame tells of


@pytest.mark.parametrize("code", ["en", "id", "ms"])
def test_every_class_with_a_frame_has_a_general_one(code: str) -> None:
    lexicon = language(code).lexicon
    general = prototypes(lexicon)
    assert {f.type for f in lexicon.frames} == set(general)
    for kind, frame in general.items():
        assert frame.type == kind
        assert frame.agent or frame.target


def test_an_added_act_gets_roles_status_and_date(bare: Reader) -> None:
    class Told(Learned):
        def notice(self, sentences: list[Sentence], seen: dict, engine: Engine) -> None:  # type: ignore[override, type-arg]
            for draft in seen[0].drafts:
                draft.likely = 0.99
            engine.add(sentences[0], seen[0], [(1, "Attack", 0.99)])

    def told(classes: Ontology, code: str) -> Learned:
        return Told(network.load(), classes, code)

    text = "Eritrea zapped Ethiopia on Tuesday, and Ethiopia condemned Eritrea."
    events = trace(Reader(learned=told), text).reading.events
    (act,) = (e for e in events if e.rule == "unlisted")
    assert (act.type, str(act.status), act.trigger.text) == ("Attack", "asserted", "zapped")
    assert act.quote.text.startswith("Eritrea zapped Ethiopia")
    assert [m.actor.side for m in act.agents] == ["ERI"]
    assert [m.actor.side for m in act.targets] == ["ETH"]
    assert act.date == "2019-05-14"
    assert not any(e.rule == "unlisted" for e in trace(bare, text).reading.events)


def draft_of(told: Trace, kind: str) -> Draft:
    return next(d for d in told.told if d.type == kind)


def test_what_is_hardly_sure_is_not_told_but_for_the_surest(bare: Reader) -> None:
    told = trace(bare, STORY)
    acts = [d for d in told.told if d.type != "Statement"]
    for draft in acts:
        draft.likely, draft.cast = 0.01, 0.01
    sure = dict(zip(map(id, acts), confidence.features(acts), strict=True))
    weights = confidence.load()
    chances = {key: confidence.confidence(found, weights) for key, found in sure.items()}
    kept = confidence.sure_enough(acts, 4)
    assert kept
    assert confidence.sure_enough(acts, 1) == acts
    assert {id(d) for d in kept} == {
        key for key, chance in chances.items()
        if chance >= min(confidence.LEAST, max(chances.values()))
    }  # fmt: skip


def test_an_unlisted_act_is_told_only_beside_one_of_a_frame(bare: Reader) -> None:
    told = trace(bare, STORY)
    charge, threat = draft_of(told, "Accusation"), draft_of(told, "Denial")
    threat.frame = prototypes(language("en").lexicon)["Denial"]
    for draft in (charge, threat):
        draft.likely, draft.cast = 0.99, 0.99
    assert threat.unlisted
    assert confidence.sure_enough([charge, threat], 4) == [charge, threat]
    assert confidence.sure_enough([threat], 4) == []


def test_a_saying_that_is_an_act_is_told_once(bare: Reader) -> None:
    told = trace(bare, "Kenya said on Monday that Ethiopia had shelled a village in Eritrea.")
    saying, attack = draft_of(told, "Statement"), draft_of(told, "Attack")
    assert saying.content is attack
    learned = taught(CLASSES, "en")
    assert learned is not None
    assert learned.once([saying, attack]) == [saying, attack]
    charge = replace(saying, type="Accusation", content=None)
    assert learned.once([saying, charge, attack]) == [charge, attack]
    assert charge.content is attack


def sure_of(kind: str, likely: float, known: Network) -> Network:
    """A network that takes every word for an act of one class."""
    weights = {**known.weights, "class.weight": np.zeros_like(known.weights["class.weight"])}
    odds = np.full(len(known.classes), -9.0, np.float32)
    odds[known.places[kind]] = np.log(likely / (1 - likely))
    return Network(known.languages, known.classes, known.labels, {**weights, "class.bias": odds})


@pytest.mark.parametrize(("likely", "kind"), [(0.99, "Demand"), (0.7, "Denial")])
def test_in_an_article_a_far_likelier_class_replaces_that_of_a_frame(
    likely: float, kind: str
) -> None:
    net = sure_of("Demand", likely, network.load())
    told = trace(Reader(learned=lambda classes, code: Learned(net, classes, code)), STORY)
    assert [d.type for d in told.drafts if d.token.lower_ == "rejected"] == [kind]


def test_a_language_without_examples_is_read_by_its_lexicon() -> None:
    assert taught(CLASSES, "xx") is None
    assert taught(CLASSES, "id") is not None
