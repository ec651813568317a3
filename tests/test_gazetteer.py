"""The gazetteer: what it holds, whom it finds, how it complains."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from pathlib import Path

import pytest

from kg.actorfile import KINDS, OFFICES, last_day
from kg.errors import KnowledgeError
from kg.gazetteer import Candidate, Gazetteer, load

ACTORS = Path(__file__).parent.parent / "ontology" / "actors"
PREFIXES = """\
@prefix actor: <https://w3id.org/duta/id/actor/> .
@prefix duta: <https://w3id.org/duta/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix wd: <http://www.wikidata.org/entity/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
UN_MEMBERS = {
    "AFG", "AGO", "ALB", "AND", "ARE", "ARG", "ARM", "ATG", "AUS", "AUT", "AZE", "BDI", "BEL",
    "BEN", "BFA", "BGD", "BGR", "BHR", "BHS", "BIH", "BLR", "BLZ", "BOL", "BRA", "BRB", "BRN",
    "BTN", "BWA", "CAF", "CAN", "CHE", "CHL", "CHN", "CIV", "CMR", "COD", "COG", "COL", "COM",
    "CPV", "CRI", "CUB", "CYP", "CZE", "DEU", "DJI", "DMA", "DNK", "DOM", "DZA", "ECU", "EGY",
    "ERI", "ESP", "EST", "ETH", "FIN", "FJI", "FRA", "FSM", "GAB", "GBR", "GEO", "GHA", "GIN",
    "GMB", "GNB", "GNQ", "GRC", "GRD", "GTM", "GUY", "HND", "HRV", "HTI", "HUN", "IDN", "IND",
    "IRL", "IRN", "IRQ", "ISL", "ISR", "ITA", "JAM", "JOR", "JPN", "KAZ", "KEN", "KGZ", "KHM",
    "KIR", "KNA", "KOR", "KWT", "LAO", "LBN", "LBR", "LBY", "LCA", "LIE", "LKA", "LSO", "LTU",
    "LUX", "LVA", "MAR", "MCO", "MDA", "MDG", "MDV", "MEX", "MHL", "MKD", "MLI", "MLT", "MMR",
    "MNE", "MNG", "MOZ", "MRT", "MUS", "MWI", "MYS", "NAM", "NER", "NGA", "NIC", "NLD", "NOR",
    "NPL", "NRU", "NZL", "OMN", "PAK", "PAN", "PER", "PHL", "PLW", "PNG", "POL", "PRK", "PRT",
    "PRY", "QAT", "ROU", "RUS", "RWA", "SAU", "SDN", "SEN", "SGP", "SLB", "SLE", "SLV", "SMR",
    "SOM", "SRB", "SSD", "STP", "SUR", "SVK", "SVN", "SWE", "SWZ", "SYC", "SYR", "TCD", "TGO",
    "THA", "TJK", "TKM", "TLS", "TON", "TTO", "TUN", "TUR", "TUV", "TZA", "UGA", "UKR", "URY",
    "USA", "UZB", "VCT", "VEN", "VNM", "VUT", "WSM", "YEM", "ZAF", "ZMB", "ZWE",
}  # fmt: skip


@pytest.fixture(scope="module", params=["id", "en"])
def gazetteer(request: pytest.FixtureRequest) -> Gazetteer:
    return load(request.param)


@pytest.fixture(scope="module")
def indonesian() -> Gazetteer:
    return load("id")


@pytest.fixture(scope="module")
def english() -> Gazetteer:
    return load("en")


def found(gazetteer: Gazetteer, name: str) -> tuple[Candidate, ...]:
    """The candidates of a name, exact ones first."""
    folded = name.casefold()
    exact = gazetteer.names.get(name, ()) if name != folded else ()
    return exact + gazetteer.names.get(folded, ())


# What it holds


def test_every_un_member_is_a_state_with_its_own_code(gazetteer: Gazetteer) -> None:
    states = {actor.side for actor in gazetteer.actors.values() if actor.kind == "State"}
    assert len(UN_MEMBERS) == 193
    assert states >= UN_MEMBERS | {"XKX", "PSE", "TWN", "VAT", "SUN", "YUG", "DDR", "CSK", "SCG"}


@pytest.mark.parametrize(
    ("kind", "least"),
    [
        ("State", 205),
        ("Person", 2700),
        ("Place", 550),
        ("IntergovernmentalOrganization", 110),
        ("Organization", 140),
        ("Ministry", 35),
        ("MediaOrganization", 100),
        ("Bloc", 5),
    ],
)
def test_counts(indonesian: Gazetteer, kind: str, least: int) -> None:
    counts = Counter(actor.kind for actor in indonesian.actors.values())
    assert set(counts) == set(KINDS)
    assert counts[kind] >= least


def test_iris_are_wikidata_items_or_our_own(gazetteer: Gazetteer) -> None:
    form = re.compile(
        r"http://www\.wikidata\.org/entity/Q[1-9]\d*"
        r"|https://w3id\.org/duta/id/actor/[a-z0-9]+(-[a-z0-9]+)*"
    )
    assert [iri for iri in gazetteer.actors if not form.fullmatch(iri)] == []
    assert all(iri == actor.iri for iri, actor in gazetteer.actors.items())


def test_every_state_has_a_wikidata_item(gazetteer: Gazetteer) -> None:
    states = [actor for actor in gazetteer.actors.values() if actor.kind == "State"]
    assert [actor.iri for actor in states if "wikidata.org" not in actor.iri] == []


def test_side_codes_lead_to_their_actor(gazetteer: Gazetteer) -> None:
    for actor in gazetteer.actors.values():
        assert (actor.side is None) == (actor.side_iri is None), actor
        if actor.side is not None:
            side = gazetteer.side(actor.side)
            assert side is not None, actor
            assert side.iri == actor.side_iri
            assert side.side_iri == side.iri
    for offices in gazetteer.offices.values():
        for office in offices:
            assert office.office in OFFICES
            assert gazetteer.side(office.side) is not None, office
    assert gazetteer.side("NOWHERE") is None


def test_states_and_organisations_have_a_side(gazetteer: Gazetteer) -> None:
    lone = [
        actor.label
        for actor in gazetteer.actors.values()
        if actor.side is None and actor.kind not in ("Place", "MediaOrganization")
    ]
    assert lone == []


def test_no_two_states_share_a_name(gazetteer: Gazetteer) -> None:
    shared = {
        key: iris
        for key, candidates in gazetteer.names.items()
        if len(
            iris := {
                c.actor.iri
                for c in candidates
                if c.use in ("name", "abbreviation") and c.actor.kind == "State"
            }
        )
        > 1
    }
    assert shared == {}


def test_labels_in_both_languages(gazetteer: Gazetteer) -> None:
    for actor in gazetteer.actors.values():
        labels = dict(actor.labels)
        assert labels["en"]
        assert labels["id"]
        assert actor.label == labels[gazetteer.language]


def test_every_label_resolves_to_its_actor(gazetteer: Gazetteer) -> None:
    for actor in gazetteer.actors.values():
        assert actor in {c.actor for c in found(gazetteer, actor.label)}, actor


def test_every_surname_is_a_part_of_a_name(gazetteer: Gazetteer) -> None:
    people = {c.actor.iri for cs in gazetteer.names.values() for c in cs if c.use == "surname"}
    assert len(people) > 2500
    for candidates in gazetteer.names.values():
        for candidate in candidates:
            assert candidate.use != "surname" or candidate.actor.kind == "Person"


def test_keys_are_folded_but_for_exact_names(gazetteer: Gazetteer) -> None:
    for key, candidates in gazetteer.names.items():
        assert key == " ".join(key.split())
        if not all(candidate.exact for candidate in candidates):
            assert key == key.casefold()


def test_offices_are_in_order(gazetteer: Gazetteer) -> None:
    for iri, offices in gazetteer.offices.items():
        assert gazetteer.actors[iri].kind == "Person"
        starts = [office.since or "" for office in offices]
        assert starts == sorted(starts)
        for office in offices:
            if office.since and office.until:
                assert office.since <= last_day(office.until)


# Whom it finds


@pytest.mark.parametrize(
    ("name", "side", "use"),
    [
        ("Rusia", "RUS", "name"),
        ("Russia", "RUS", "name"),
        ("Tiongkok", "CHN", "name"),
        ("China", "CHN", "name"),
        ("Cina", "CHN", "name"),
        ("Inggris", "GBR", "name"),
        ("Britania Raya", "GBR", "name"),
        ("AS", "USA", "abbreviation"),
        ("Amerika Serikat", "USA", "name"),
        ("Amerika", "USA", "name"),
        ("Korut", "PRK", "name"),
        ("Korsel", "KOR", "name"),
        ("Belanda", "NLD", "name"),
        ("Turki", "TUR", "name"),
        ("Myanmar", "MMR", "name"),
        ("Burma", "MMR", "name"),
        ("Palestina", "PSE", "name"),
        ("Uni Soviet", "SUN", "name"),
        ("Jerman Timur", "DDR", "name"),
        ("UEA", "ARE", "abbreviation"),
        ("Moskow", "RUS", "capital"),
        ("Pyongyang", "PRK", "capital"),
        ("Washington", "USA", "capital"),
        ("Den Haag", "NLD", "capital"),
        ("Kremlin", "RUS", "metonym"),
        ("Gedung Putih", "USA", "metonym"),
        ("Gedung Biru", "KOR", "metonym"),
        ("Jalur Gaza", "PSE", "place"),
        ("Krimea", "UKR", "place"),
        ("Hong Kong", "CHN", "place"),
        ("PBB", "UN", "abbreviation"),
        ("Dewan Keamanan PBB", "UN", "name"),
        ("Uni Eropa", "EU", "name"),
        ("NATO", "NATO", "abbreviation"),
        ("Nato", "NATO", "name"),
        ("Mahkamah Pidana Internasional", "ICC", "name"),
        ("Pengadilan Kriminal Internasional", "ICC", "name"),
        ("Badan Energi Atom Internasional", "IAEA", "name"),
        ("Barat", "WEST", "name"),
        ("Hizbullah", "HEZBOLLAH", "name"),
        ("Jokowi", "IDN", "name"),
        ("Kim Jong-un", "PRK", "name"),
        ("Kim Jong Un", "PRK", "name"),
        ("Erdogan", "TUR", "surname"),
        ("Stoltenberg", "NATO", "surname"),
        ("Putin", "RUS", "surname"),
    ],
)
def test_indonesian_names(indonesian: Gazetteer, name: str, side: str, use: str) -> None:
    assert (side, use) in {(c.actor.side, c.use) for c in found(indonesian, name)}


@pytest.mark.parametrize(
    ("name", "side", "use"),
    [
        ("US", "USA", "abbreviation"),
        ("U.S.", "USA", "abbreviation"),
        ("United States", "USA", "name"),
        ("Great Britain", "GBR", "name"),
        ("UK", "GBR", "abbreviation"),
        ("Ivory Coast", "CIV", "name"),
        ("Czechia", "CZE", "name"),
        ("Turkey", "TUR", "name"),
        ("Zaire", "COD", "name"),
        ("Yugoslavia", "YUG", "name"),
        ("the Emirates", "ARE", "name"),
        ("West Germany", "DEU", "name"),
        ("Russian", "RUS", "demonym"),
        ("Russians", "RUS", "demonym"),
        ("Dutch", "NLD", "demonym"),
        ("Emirati", "ARE", "demonym"),
        ("Serb", "SRB", "demonym"),
        ("Israeli", "ISR", "demonym"),
        ("Downing Street", "GBR", "metonym"),
        ("Élysée", "FRA", "metonym"),
        ("Elysee", "FRA", "metonym"),
        ("West Bank", "PSE", "place"),
        ("the West", "WEST", "name"),
        ("European Community", "EU", "name"),
        ("Bosnian Serbs", "SRB-BIH", "name"),
        ("PLO", "PLO", "abbreviation"),
        ("Milosevic", "YUG", "surname"),
        ("Arafat", "PLO", "surname"),
    ],
)
def test_english_names(english: Gazetteer, name: str, side: str, use: str) -> None:
    sides = {(c.actor.side, c.use) for c in found(english, name)}
    held = {
        (office.side, c.use)
        for c in found(english, name)
        for office in english.offices.get(c.actor.iri, ())
    }
    assert (side, use) in sides | held


def test_what_belongs_to_one_language_stays_there(
    indonesian: Gazetteer, english: Gazetteer
) -> None:
    assert "AS" not in english.names
    assert "US" not in indonesian.names
    assert "as" not in indonesian.names
    assert "us" not in english.names
    assert "russian" not in indonesian.names
    assert found(indonesian, "United Nations")  # English names are read in Indonesian, too


def test_capitals_are_the_state_first_and_a_place_as_well(gazetteer: Gazetteer) -> None:
    first, *others = found(gazetteer, "Jakarta")
    assert (first.use, first.actor.kind, first.actor.side) == ("capital", "State", "IDN")
    assert [(c.use, c.actor.kind, c.actor.side) for c in others] == [("place", "Place", "IDN")]


def test_regions_are_no_sides(indonesian: Gazetteer) -> None:
    for name in ("Eropa Barat", "Timur Tengah", "Laut China Selatan", "Asia Tenggara"):
        assert {c.actor.side for c in found(indonesian, name)} == {None}
    assert {c.actor.side for c in found(indonesian, "Tepi Barat")} == {"PSE"}
    assert {c.actor.side for c in found(indonesian, "Jawa Barat")} == {"IDN"}


def test_news_agencies_act_for_nobody_but_state_media_do(english: Gazetteer) -> None:
    assert {c.actor.side for c in found(english, "Reuters")} == {None}
    assert {c.actor.side for c in found(english, "KCNA")} == {"PRK"}


def test_any_language_of_cldr_has_country_names() -> None:
    german = load("de")
    assert {c.actor.side for c in found(german, "Russland")} == {"RUS"}
    assert found(german, "Vereinigte Staaten")[0].actor.label == "Vereinigte Staaten"
    assert found(german, "Russia")


def test_a_language_that_cldr_lacks_reads_english() -> None:
    assert {c.actor.side for c in found(load("xx"), "Russia")} == {"RUS"}


# Who held what


@pytest.mark.parametrize(
    ("side", "office", "day", "name"),
    [
        ("RUS", "head-of-state", "2024-06-18", "Vladimir Putin"),
        ("RUS", "head-of-state", "2010", "Dmitry Medvedev"),
        ("RUS", "foreign-minister", "2014-03", "Sergei Lavrov"),
        ("RUS", "defence-minister", "2024-06-18", "Andrey Belousov"),
        ("USA", "head-of-state", "2001-09-11", "George W. Bush"),
        ("USA", "head-of-state", "2021-01-20", "Joe Biden"),
        ("USA", "head-of-state", "2021-01-19", "Donald Trump"),
        ("USA", "foreign-minister", "2003-02", "Colin Powell"),
        ("PRK", "head-of-state", "2024-06-18", "Kim Jong Un"),
        ("KOR", "head-of-state", "2000-06", "Kim Dae-jung"),
        ("IDN", "head-of-state", "1999-01-01", "B. J. Habibie"),
        ("IDN", "head-of-state", "2024-06-18", "Joko Widodo"),
        ("IDN", "foreign-minister", "2012", "Marty Natalegawa"),
        ("GBR", "head-of-government", "2003", "Tony Blair"),
        ("GBR", "head-of-government", "1990-01-01", "Margaret Thatcher"),
        ("DEU", "head-of-government", "2015", "Angela Merkel"),
        ("CHN", "defence-minister", "2024-06", "Dong Jun"),
        ("UKR", "head-of-state", "2022-02-24", "Volodymyr Zelensky"),
        ("YUG", "head-of-state", "1999-03-24", "Slobodan Milošević"),
        ("NATO", "head", "2024-06-18", "Jens Stoltenberg"),
        ("NATO", "head", "2024-12-01", "Mark Rutte"),
        ("IAEA", "head", "2003", "Mohamed ElBaradei"),
        ("UN", "head", "1999", "Kofi Annan"),
        ("HAMAS", "head", "2024-01-01", "Ismail Haniyeh"),
        ("SUN", "head-of-state", "1990", "Mikhail Gorbachev"),
    ],
)
def test_holder(english: Gazetteer, side: str, office: str, day: str, name: str) -> None:
    holder = english.holder(side, office, day)
    assert holder is not None
    assert holder.label == name


def test_holder_before_and_after_all_terms(english: Gazetteer) -> None:
    assert english.holder("NATO", "head", "1900-01-01") is None
    assert english.holder("SUN", "head-of-state", None) is None
    assert english.holder("SUN", "head-of-state", "2000-01-01") is None
    assert english.holder("NATO", "head-of-state", "2020-01-01") is None


def test_of_namesakes_the_highest_in_office_comes_first(english: Gazetteer) -> None:
    assert found(english, "Clinton")[0].actor.label == "Bill Clinton"
    assert found(english, "Bush")[0].actor.label == "George W. Bush"
    kims = [c.actor.label for c in found(english, "Kim")]
    assert len(kims) > 10
    assert kims[0] == "Kim Jong Un"


def test_a_persons_side_is_that_of_the_last_office(english: Gazetteer) -> None:
    (rutte,) = {c.actor for c in found(english, "Mark Rutte") if c.use == "name"}
    assert rutte.side == "NATO"
    assert {office.side for office in english.offices[rutte.iri]} == {"NLD", "NATO"}


# How it complains


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("actor:x a duta:State ;\n  duta:iso2 .\n", 7, "not Turtle"),
        ('actor:x a duta:Bloc ;\n  duta:colour "red" ;\n skos:prefLabel "X" .', 7, "duta:colour"),
        ('actor:x a duta:Blob ;\n  skos:prefLabel "X" .', 6, "duta:Blob"),
        ('actor:x skos:prefLabel "X" .', 6, "has no class"),
        ('actor:x a duta:Bloc, duta:State ;\n  skos:prefLabel "X" .', 6, "more than one class"),
        ('actor:x a duta:Bloc ;\n  duta:sideCode "X" .', 6, "skos:prefLabel"),
        ('actor:x a duta:Bloc ;\n  skos:prefLabel "X" ;\n  duta:sideCode "x y" .', 8, "x y"),
        ('actor:x a duta:Bloc ;\n  skos:prefLabel "X" ;\n  duta:demonym "Xian" .', 8, "language"),
        ('actor:x a duta:State ;\n  skos:prefLabel "X" ;\n  duta:iso3 "XXX"@en .', 8, "language"),
        ('actor:x a duta:Bloc ;\n  skos:prefLabel "X  Y" .', 7, "spaces"),
        ('actor:x a duta:Bloc ;\n  skos:prefLabel "X" ;\n  duta:actsFor actor:y .', 8, "actor:y"),
        ('actor:X a duta:Bloc ;\n  skos:prefLabel "X" .', 6, "neither a Wikidata item"),
        (
            'actor:x a duta:Bloc ; skos:prefLabel "X" .\n'
            'actor:y a duta:Bloc ;\n  skos:prefLabel "Y" ;\n  duta:actsFor actor:x .',
            9,
            "neither a side",
        ),
        (
            'actor:x a duta:Bloc ; skos:prefLabel "X" ; duta:sideCode "X" .\n'
            'actor:y a duta:Bloc ;\n  skos:prefLabel "Y" ;\n  duta:sideCode "X" .',
            9,
            "already of actor:x",
        ),
        (
            'actor:x a duta:Bloc ; skos:prefLabel "X" ; duta:sideCode "X" .\n'
            'actor:p a duta:Person ;\n  skos:prefLabel "P" ;\n'
            '  duta:holds [ duta:office "king" ; duta:of actor:x ] .',
            9,
            "king",
        ),
        (
            'actor:x a duta:Bloc ; skos:prefLabel "X" ; duta:sideCode "X" .\n'
            'actor:p a duta:Person ;\n  skos:prefLabel "P" ;\n'
            '  duta:holds [ duta:office "head" ; duta:of actor:x ;\n'
            '    duta:from "2001-02-30"^^xsd:date ] .',
            10,
            "2001-02-30",
        ),
        (
            'actor:x a duta:Bloc ; skos:prefLabel "X" ; duta:sideCode "X" .\n'
            'actor:p a duta:Person ;\n  skos:prefLabel "P" ;\n'
            '  duta:holds [ duta:office "head" ; duta:of actor:x ;\n'
            '    duta:from "2001"^^xsd:gYear ;\n    duta:until "1999"^^xsd:gYear ] .',
            11,
            "before it begins",
        ),
    ],
)
def test_mistakes_name_file_line_and_term(tmp_path: Path, text: str, line: int, says: str) -> None:
    file = tmp_path / "bad.ttl"
    file.write_text(PREFIXES + text, encoding="utf-8")
    with pytest.raises(KnowledgeError) as caught:
        load("en", tmp_path)
    message = str(caught.value)
    assert message.startswith(f"{file}:{line}: ")
    assert says in message
    assert "\n" not in message


def test_an_actor_told_twice(tmp_path: Path) -> None:
    for name in ("a.ttl", "b.ttl"):
        text = PREFIXES + '\nactor:x a duta:Bloc ;\n  duta:sideCode "X" ; skos:prefLabel "X" .\n'
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"b\.ttl:7: actor:x: already in a\.ttl"):
        load("en", tmp_path)


def test_names_in_a_file_of_their_own(tmp_path: Path) -> None:
    """A statement without a class adds names, wherever its file stands; and names only."""
    whole = 'actor:x a duta:Bloc ; duta:sideCode "X" ; skos:prefLabel "Ex"@en .\n'
    (tmp_path / "b.ttl").write_text(PREFIXES + whole, encoding="utf-8")
    names = tmp_path / "a.ttl"
    names.write_text(PREFIXES + 'actor:x skos:prefLabel "Eks"@ms .\n', encoding="utf-8")
    found = load("ms", tmp_path)
    assert [c.actor.side for c in found.names["eks"] + found.names["ex"]] == ["X", "X"]
    assert found.actors[found.names["eks"][0].actor.iri].label == "Eks"
    more = 'actor:x skos:prefLabel "Eks"@ms ;\n  duta:sideCode "EKS" .\n'
    again = tmp_path / "again"
    again.mkdir()
    (again / "b.ttl").write_text(PREFIXES + whole, encoding="utf-8")
    (again / "c.ttl").write_text(PREFIXES + more, encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"c\.ttl:6: actor:x: has more than names"):
        load("ms", again)


def test_an_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="no actor file"):
        load("en", tmp_path)


def test_a_file_of_ones_own_is_read(tmp_path: Path) -> None:
    for file in ACTORS.glob("*.ttl"):
        shutil.copy(file, tmp_path)
    text = 'actor:atlantis a duta:Bloc ; duta:sideCode "ATL" ; skos:prefLabel "Atlantis"@en .'
    (tmp_path / "own.ttl").write_text(PREFIXES + text, encoding="utf-8")
    own = load("en", tmp_path)
    assert [c.actor.side for c in found(own, "Atlantis")] == ["ATL"]
    assert load("en", tmp_path) is own
    assert "atlantis" not in load("en").names


@pytest.mark.parametrize(
    ("when", "last"),
    [("2001", "2001-12-31"), ("2001-02", "2001-02-31"), ("2001-02-03", "2001-02-03")],
)
def test_last_day(when: str, last: str) -> None:
    assert last_day(when) == last
