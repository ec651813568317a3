"""The page as text: what it says, what it pins, that it is the same each time."""

from __future__ import annotations

import base64
import hashlib
import json
import math
import os
import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pytest
from view_reading import ACTORS, iri, reading

from kg import ontology, view
from kg.article import Article
from kg.errors import KnowledgeError
from kg.event import Reading, Status
from kg.view import arrange, drawing, labels, layout, model, room, style
from kg.view.layers import LINES, Bundle, backbone, layers

ONTOLOGY = ontology.load()
FOLDER = Path(view.__file__).parent
WEB = FOLDER / "web"


class Page(HTMLParser):
    """The elements of a page, with their attributes and what stands in scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inside: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag in ("script", "style"):
            self.inside.append("")

    def handle_data(self, data):
        if self.inside and self.cdata_elem:
            self.inside[-1] += data

    def scripts(self):
        named = [attributes for tag, attributes in self.tags if tag in ("script", "style")]
        return list(zip(named, self.inside, strict=True))


@pytest.fixture(scope="module")
def text() -> str:
    return view.html([reading()], ONTOLOGY, "Ketegangan di laut")


def data_of(text: str) -> dict:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.S)
    assert found
    return json.loads(found[1])


def shown(name: str) -> model.Happening:
    drawn = model.picture([reading()], ONTOLOGY)
    return next(happening for happening in drawn.happenings if happening.iri == iri(name))


def test_the_same_input_gives_the_same_bytes_whatever_the_hash_seed(text):
    code = (
        "import sys, hashlib; sys.path.insert(0, sys.argv[1])\n"
        "from kg import ontology, view; from view_reading import reading\n"
        "page = view.html([reading()], ontology.load(), 'Ketegangan di laut')\n"
        "print(hashlib.sha256(page.encode()).hexdigest())"
    )
    digests = {hashlib.sha256(text.encode()).hexdigest()}
    for seed in ("1", "2"):
        run = subprocess.run(
            [sys.executable, "-c", code, str(Path(__file__).parent)],
            capture_output=True, text=True, check=True, cwd=FOLDER.parent.parent,
            env={**os.environ, "PYTHONHASHSEED": seed},
        )  # fmt: skip
        digests.add(run.stdout.strip())
    assert len(digests) == 1


def test_the_policy_allows_the_pages_own_scripts_and_nothing_else(text):
    page = Page(text)
    metas = (attributes for tag, attributes in page.tags if tag == "meta")
    policy = next(meta["content"] for meta in metas if "http-equiv" in meta)
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["img-src"] == "data:"
    hashes = {"script": [], "style": []}
    for attributes, inside in page.scripts():
        kind = "style" if not attributes and "--ground" in inside else "script"
        if attributes.get("type") != "application/json":
            digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
            hashes[kind].append(f"'sha256-{digest}'")
    assert rules["script-src"].split() == hashes["script"]
    assert rules["style-src"].split() == hashes["style"]
    assert "unsafe" not in policy
    assert rules["require-trusted-types-for"] == "'script'"
    assert rules["trusted-types"] == "'none'"


def test_nothing_is_asked_of_any_server(text):
    for tag, attributes in Page(text).tags:
        assert not any(name.startswith("on") or name == "style" for name in attributes), tag
        for name in ("src", "href", "action", "data", "srcset"):
            assert (attributes.get(name) or "#").startswith(("#", "data:")), (tag, attributes)
    assert "sourceMappingURL" not in text
    assert "@import" not in text
    assert "\r" not in text


def test_an_article_stays_under_a_megabyte(text):
    assert len(text.encode()) < 1_000_000


def test_drawing_leaves_nothing_on_disk(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    view.html([reading()], ONTOLOGY, "x")
    assert list(tmp_path.iterdir()) == []


def test_text_cannot_leave_its_element():
    hostile = "</script><script>alert(1)</script><!--<script>\u2028\u2029{{css}}"
    told = reading()
    article = replace(told.article, title=hostile, publisher=hostile, document=hostile)
    plain = view.html([told], ONTOLOGY, "x")
    text = view.html([replace(told, article=article)], ONTOLOGY, hostile)
    assert len(Page(text).tags) == len(Page(plain).tags)
    data = data_of(text)
    assert data["articles"][0]["title"] == " ".join(hostile.split())
    assert "\u2028" not in text
    assert "<title>&lt;/script&gt;" in text


def test_addresses_that_are_no_web_pages_are_no_links():
    told = reading()
    for address in ("javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "http://["):
        article = replace(told.article, url=address)
        data = data_of(view.html([replace(told, article=article)], ONTOLOGY, "x"))
        assert data["articles"][0]["url"] is None


def test_a_lone_surrogate_does_not_stop_the_page():
    told = reading()
    page = view.html([replace(told, article=replace(told.article, title="a\ud800b"))], ONTOLOGY, "")
    assert data_of(page)["articles"][0]["title"] == "a?b"


def test_an_event_stands_no_firmer_than_its_weakest_report():
    attack = shown("x1")
    assert [report.status for report in attack.reports] == [
        Status.ALLEGED, Status.ALLEGED, Status.DENIED,
    ]  # fmt: skip
    assert attack.status is Status.DENIED
    assert shown("x2").status is Status.ALLEGED
    assert shown("a1").status is Status.ASSERTED


def test_a_claim_is_shown_in_its_sentence_and_under_its_source():
    claim = shown("x1").reports[-1]
    assert claim.said is None
    assert claim.sentence.text.startswith("Beijing menyebut")
    assert [mention.actor for mention in claim.sources] == [ACTORS["CHN"]]


def test_accusation_and_denial_lead_to_what_they_are_about():
    drawn = model.picture([reading()], ONTOLOGY)
    places = {happening.iri: place for place, happening in enumerate(drawn.happenings)}
    assert drawn.happenings[places[iri("a1")]].content == places[iri("x1")]
    assert drawn.happenings[places[iri("x1")]].about == (places[iri("a1")], places[iri("d1")])


def test_events_of_one_kind_between_the_same_two_are_one_line():
    drawn = model.picture([reading()], ONTOLOGY)
    twice = [link for link in drawn.links if len(link.happenings) > 1]
    assert [(link.type, link.edge) for link in twice] == [("Visit", True)]
    assert sum(len(link.happenings) for link in drawn.links) == len(drawn.happenings) == 30


def test_events_without_two_ends_are_nodes_of_their_own():
    drawn = model.picture([reading()], ONTOLOGY)
    nodes = {link.type: link for link in drawn.links if not link.edge}
    assert nodes["JointExercise"].agents == tuple(
        sorted(ACTORS[key].iri for key in ("JPN", "PHL", "USA"))
    )
    assert nodes["Demand"].targets == (ACTORS["CHN"].iri, ACTORS["PHL"].iri)
    assert nodes["Negotiation"].voices == (ACTORS["IDN"].iri,)
    edges = {link.type: link for link in drawn.links if link.edge}
    assert {edges["TreatySigning"].agents, edges["TreatySigning"].targets} == {
        (ACTORS["PHL"].iri,),
        (ACTORS["VNM"].iri,),
    }


def test_offsets_quote_the_article_as_a_browser_counts():
    told = reading()
    moved = replace(told.article, text=told.article.text.replace("Presiden", "\U0001f30f " * 4, 1))
    for article in (told.article, moved):
        data = data_of(view.html([replace(told, article=article)], ONTOLOGY, "x"))
        units = data["articles"][0]["text"].encode("utf-16-le")
        quoted = [
            units[2 * start : 2 * end].decode("utf-16-le")
            for event in data["events"]
            for report in event["reports"]
            for start, end in (report["sentence"], report["quote"], *report.get("roles", ()))
        ]
        assert "Bongbong" not in article.text
        assert {"Manila menuduh Beijing", "Manila", "Beijing"} <= set(quoted)
        assert all(words in article.text for words in quoted)


def test_an_article_keeps_its_length_whatever_signs_are_left_out():
    told = reading()
    hostile = "a\u202eb\x07c\r\nd\re\tf\u2066"
    article = replace(told.article, text=hostile)
    shown = data_of(view.html([Reading(article, (), ())], ONTOLOGY, "x"))["articles"][0]["text"]
    assert shown == "a b c \nd\ne\tf "


def test_sides_take_in_everybody_who_acts_for_them():
    drawn = model.picture([reading()], ONTOLOGY)
    far = layers(drawn, ONTOLOGY)
    keys = [side.key for side in far.sides]
    assert keys[0] == "PHL"
    assert ACTORS["Nelayan"].iri in keys
    assert "Manila" not in {side.label for side in far.sides}
    china = next(b for b in far.between_sides if {b.one, b.other} == {"CHN", "PHL"})
    told = {drawn.happenings[place].iri: way for place, way in china.happenings}
    toward = 1 if china.one == "PHL" else -1
    assert told[iri("a1")] == toward
    assert told[iri("x1")] == told[iri("d1")] == -toward
    assert told[iri("n2")] == 0


def test_actors_are_bundled_two_by_two():
    drawn = model.picture([reading()], ONTOLOGY)
    far = layers(drawn, ONTOLOGY)
    pairs = {frozenset((b.one, b.other)): b for b in far.between_actors}
    assert len(pairs) == len(far.between_actors)
    visits = pairs[frozenset((ACTORS["JPN"].iri, ACTORS["PHL"].iri))]
    assert {drawn.happenings[place].type for place, _ in visits.happenings} == {
        "Visit", "JointExercise",
    }  # fmt: skip


def test_the_backbone_keeps_the_largest_and_reaches_everybody():
    bundles = [Bundle("hub", f"n{size}", ((0, 1),) * size) for size in range(1, LINES + 20)]
    bundles.append(Bundle("x", "y", ((0, 1),)))
    kept = backbone(bundles)
    assert {bundle.other for bundle in kept} == {bundle.other for bundle in bundles}
    assert backbone(bundles[: LINES - 1]) == sorted(
        bundles[: LINES - 1], key=lambda b: -len(b.happenings)
    )
    twice = [*bundles, Bundle("n5", "n6", ((0, 1),))]
    assert twice[-1] not in backbone(twice)


def test_a_claim_and_its_denial_stand_beside_what_they_dispute():
    drawn = model.picture([reading()], ONTOLOGY)
    pairs = {
        (drawn.links[speech].type, drawn.links[content].type) for speech, content in drawn.disputes
    }
    assert pairs == {("Accusation", "Attack"), ("Denial", "Attack")}
    for ends in drawn.disputes:
        assert not any(drawn.links[place].edge for place in ends)


def test_pyvis_holds_nodes_edges_and_options():
    drawn = model.picture([reading()], ONTOLOGY)
    network = drawing.network(drawn, layers(drawn, ONTOLOGY), ONTOLOGY, "id")
    labels = {node["id"]: node["label"] for node in network.nodes}
    assert labels["a1"] == "Jepang"
    near = [node for node in network.nodes if node["id"][0] in "ae"]
    assert len(near) == len(drawn.actors) + sum(not link.edge for link in drawn.links)
    assert network.options["physics"]["enabled"] is False
    looks = {
        link.status: edge["dashes"]
        for place, link in enumerate(drawn.links)
        for edge in network.edges
        if edge["id"].split(".")[0] == f"e{place}"
    }
    assert looks[Status.ASSERTED] is False
    assert len({json.dumps(dashes) for dashes in looks.values()}) == len(looks) == 5
    sizes = {node["label"]: node["size"] for node in near if "size" in node}
    assert sizes["Filipina"] == max(sizes.values())


def test_nodes_do_not_cover_each_other():
    drawn = model.picture([reading()], ONTOLOGY)
    network = drawing.network(drawn, layers(drawn, ONTOLOGY), ONTOLOGY, "en")
    for layer in ("ae", "s"):
        nodes = [node for node in network.nodes if node["id"][0] in layer]
        points = [(node["x"], node["y"], node.get("size", 15)) for node in nodes]
        for (x, y, size), (x2, y2, size2) in combinations(points, 2):
            assert max(abs(x - x2), abs(y - y2)) > size + size2


def test_a_picture_is_tidied_and_comes_out_the_same():
    names = [f"n{number}" for number in range(14)]
    ties = [room.Tie(one, other, 120.0, (30.0, 8.0)) for one, other in combinations(names, 2)][::4]
    boxes = dict.fromkeys(names, (40.0, 24.0, 8.0))
    at = layout.positions(boxes, ties)
    assert at == layout.positions(boxes, ties)
    place = {name: number for number, name in enumerate(names)}
    whole = room.Room.of(ties, place, np.array(list(boxes.values())))
    rng = np.random.default_rng(5)
    messy = rng.normal(size=(len(names), 2)) * 200
    assert room.clutter(room.tidied(messy, whole), whole) < room.clutter(messy, whole) * 0.8
    assert room.clutter(np.array([at[name] for name in names], float), whole) < room.clutter(
        room.apart(messy, whole), whole
    )


def test_an_event_of_one_actor_stands_beside_it_out_of_the_way():
    drawn = model.picture([reading()], ONTOLOGY)
    at = arrange.near(drawn, ONTOLOGY).at
    places = {actor.iri: f"a{place}" for place, actor in enumerate(drawn.actors)}
    alone = [(f"e{place}", link) for place, link in enumerate(drawn.links) if link.alone]
    assert {link.type for _, link in alone} >= {"Concern", "Detention", "Statement"}
    for node, link in alone:
        (actor,) = arrange.spokes(link)
        (x, y), (x2, y2) = at[node], at[places[actor]]
        assert 20 < math.hypot(x - x2, y - y2) < 60
    points = [at[node] for node, _ in alone]
    assert min(math.dist(one, other) for one, other in combinations(points, 2)) > 12
    assert layout.around([0.0, math.pi], 1, 0.3) in ([math.pi / 2], [math.pi * 1.5])


def test_long_names_stand_on_two_lines():
    assert labels.wrapped("United Nations Security Council") == [
        "United Nations", "Security Council",
    ]  # fmt: skip
    for name in ("Russia", "North Korea", "Supercalifragilisticexpialidocious", ""):
        assert labels.wrapped(name) == [name]


def test_lines_between_the_same_two_lie_apart():
    drawn = model.picture([reading()], ONTOLOGY)
    aside = arrange.near(drawn, ONTOLOGY).aside
    pair = {ACTORS["CHN"].iri, ACTORS["PHL"].iri}
    same = [
        aside[place]
        for place, link in enumerate(drawn.links)
        if link.edge and {*link.agents, *link.targets} == pair
    ]
    assert len(same) > 3
    ordered = sorted(same)
    assert min(b - a for a, b in pairwise(ordered)) > 14
    assert abs(sum(same) / len(same)) < 15


def test_the_busiest_remain_where_there_are_too_many():
    many = []
    for number in range(400):
        told = reading()
        event = told.events[0]
        other = replace(ACTORS["VNM"], iri=f"urn:x:{number}", label=f"Pihak {number}")
        target = replace(event.targets[0], actor=other if number % 4 else ACTORS["JPN"])
        many.append(
            Reading(told.article, (), (replace(event, iri=f"urn:e:{number}", targets=(target,)),))
        )
    drawn = model.picture(many, ONTOLOGY)
    assert len(drawn.happenings) == 400
    assert len(drawn.actors) == model.MAX_ACTORS
    assert {ACTORS["JPN"].iri, ACTORS["Marcos"].iri} <= {actor.iri for actor in drawn.actors}
    assert sum(len(link.happenings) for link in drawn.links) == 100 + model.MAX_ACTORS - 2
    assert len(data_of(view.html(many, ONTOLOGY, "x"))["events"]) == 400


def test_there_is_a_page_even_if_nothing_was_read():
    empty = Reading(Article("urn:x", "x", "", "id"), (), ())
    for readings in ([], [empty]):
        assert data_of(view.html(readings, ONTOLOGY, "x"))["events"] == []


def test_an_event_of_no_known_class_is_refused_in_one_line():
    told = reading()
    strange = replace(told.events[0], type="Picnic")
    with pytest.raises(KnowledgeError, match=r"^Picnic: no such event class.*$"):
        view.html([replace(told, events=(strange,))], ONTOLOGY, "x")


def test_every_class_of_the_ontology_has_a_group_and_labels():
    for name, kind in ONTOLOGY.classes.items():
        assert style.group(kind.group) != "other", name
        assert {"en", "id"} <= dict(kind.labels).keys(), name


def test_the_interface_says_everything_in_both_languages():
    strings = json.loads((WEB / "strings.json").read_text(encoding="utf-8"))
    used = "".join(path.read_text() for path in WEB.glob("*.[hj]*") if path.suffix != ".json")

    def shape(value):
        return {k: shape(v) for k, v in value.items() if k != "one"} if type(value) is dict else ""

    assert shape(strings["en"]) == shape(strings["id"])
    assert set(strings["en"]["group"]) == set(style.GROUPS)
    assert set(strings["en"]["statuses"]) == {status.value for status in Status}
    for key in re.findall(
        r'(?:data-text="|data-label="|\btext\("|add\("|key: "|section\(")(\w+)', used
    ):
        assert key in strings["en"], key


def test_every_part_of_the_address_is_described():
    script = (WEB / "choice.js").read_text(encoding="utf-8")
    used = set(re.findall(r'parts\.(?:set|get|has)\("(\w+)"', script))
    used |= set(re.findall(r'several\("(\w+)"', script))
    for name in ("KEYS", "PLAIN", "CHOICES"):
        (table,) = re.findall(rf"const {name} = \{{(.*?)\}};", script)
        used |= set(re.findall(r"(\w+): ", table))
    page = (FOLDER.parent.parent / "docs" / "picture.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1] for line in page.splitlines() if line.startswith("| `")]
    assert set(re.findall(r"`(\w+)(?:=1)?`", "".join(rows))) == used


def test_colours_stand_out_and_dashes_differ():
    css = (WEB / "page.css").read_text()
    light, dark = re.findall(r"--surface: (#\w+)", css)[:2]
    for ground, tones in ((light, style.EDGE_TONES["light"]), (dark, style.EDGE_TONES["dark"])):
        assert len(tones) == len(style.STEPS) + 1
        assert min(contrast(ground, tone) for tone in tones) >= 3
    for fill in (*style.SIDES, style.OTHER_SIDE):
        assert contrast("#ffffff", fill) >= 4
        assert contrast(dark, fill) >= 3
    for ground, name in zip(re.findall(r"--ground: (#\w+)", css)[:2], (0, 1), strict=True):
        for ink in ("text", "soft", "accent"):
            assert contrast(ground, re.findall(rf"--{ink}: (#\w+)", css)[name]) >= 4.5
    assert len(set(style.DASHES.values())) == len(Status)


SIGHT = {  # Machado, Oliveira and Fernandes 2009, severity 1, on linear RGB
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}  # fmt: skip


def lab(colour: str, sight: tuple[tuple[float, ...], ...]) -> np.ndarray:
    """CIE L*a*b* of a colour as these eyes see it."""
    parts = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    seen = np.clip(np.array(sight) @ linear, 0, 1)
    to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    xyz = np.array(to_xyz) @ seen / np.array([0.9505, 1.0, 1.089])
    f = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("ground", ["light", "dark"])
def test_conflict_and_cooperation_differ_for_every_eye(sight, ground):
    tones = [lab(tone, SIGHT[sight]) for tone in style.EDGE_TONES[ground]]
    apart = [float(np.linalg.norm(one - other)) for one, other in pairwise(tones)]
    assert min(apart) > 8, apart
    middle = len(tones) // 2
    for conflict in tones[:middle]:
        for cooperation in tones[middle + 1 :]:
            assert np.linalg.norm(conflict - cooperation) > 25


def contrast(one: str, other: str) -> float:
    """As WCAG counts it: 1 for no difference, 21 for black on white."""
    low, high = sorted(luminance(colour) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_the_scale_runs_from_conflict_to_cooperation():
    assert style.tone(-10) == 0
    assert style.tone(0) == 3
    assert style.tone(10) == 6
    assert [style.tone(weight) for weight in (-5, -2, 2, 5)] == [1, 2, 4, 5]
