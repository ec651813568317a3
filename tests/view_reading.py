"""A made-up crisis at sea, read by hand: what the picture must show of a real article."""

from __future__ import annotations

from dataclasses import dataclass

from kg.article import BASE, Article
from kg.event import Claim, Event, Mention, Reading, Span, Status
from kg.gazetteer import Actor

WD = "http://www.wikidata.org/entity/"


def _actor(qid: str, kind: str, side: str | None, label: str, english: str | None = None) -> Actor:
    iri = WD + qid if qid.startswith("Q") else BASE + "actor/" + qid
    labels = (("id", label), ("en", english or label))
    own = iri if kind in ("State", "Bloc", "IntergovernmentalOrganization") else None
    return Actor(iri, label, kind, side, own, labels)


ACTORS = {
    "PHL": _actor("Q928", "State", "PHL", "Filipina", "Philippines"),
    "CHN": _actor("Q148", "State", "CHN", "Tiongkok", "China"),
    "USA": _actor("Q30", "State", "USA", "Amerika Serikat", "United States"),
    "JPN": _actor("Q17", "State", "JPN", "Jepang", "Japan"),
    "IDN": _actor("Q252", "State", "IDN", "Indonesia"),
    "VNM": _actor("Q881", "State", "VNM", "Vietnam"),
    "ASEAN": _actor("Q7768", "IntergovernmentalOrganization", "ASEAN", "ASEAN"),
    "UN": _actor("Q1065", "IntergovernmentalOrganization", "UN", "PBB", "United Nations"),
    "WEST": _actor("Q160381", "Bloc", "WEST", "Barat", "the West"),
    "Marcos": _actor("Q1392611", "Person", "PHL", "Ferdinand Marcos Jr.", "Bongbong Marcos"),
    "Mao": _actor("mao", "Person", "CHN", "Mao Ning"),
    "Blinken": _actor("Q7821917", "Person", "USA", "Antony Blinken"),
    "Kemlu": _actor("kemlu", "Ministry", "IDN", "Kemlu RI", "Indonesian foreign ministry"),
    "Xinhua": _actor("Q204839", "MediaOrganization", "CHN", "Xinhua"),
    "Nelayan": _actor("nelayan", "Group", None, "Serikat Nelayan Masinloc", "Masinloc fishers"),
    "Manila": _actor("Q1461", "Place", "PHL", "Manila"),
}


@dataclass(frozen=True)
class _Told:
    """One event in a sentence; actors as `KEY=words`, comma after comma."""

    name: str
    type: str
    quote: str
    trigger: str
    agents: str = ""
    targets: str = ""
    status: Status = Status.ASSERTED
    sources: str = ""
    content: str | None = None
    date: str | None = None
    place: str = ""
    instrument: str = ""


P, A, D, H = Status.PLANNED, Status.ALLEGED, Status.DENIED, Status.HYPOTHETICAL

_STORY: tuple[tuple[str, tuple[_Told, ...]], ...] = (
    (
        "Presiden Filipina Ferdinand Marcos Jr. akan mengunjungi Jepang pada Kamis (9/5/2024).",
        (
            _Told(
                "v1", "StateVisit", "Ferdinand Marcos Jr. akan mengunjungi Jepang", "mengunjungi",
                "Marcos=Ferdinand Marcos Jr.", "JPN=Jepang", P, date="2024-05-09",
            ),
        ),
    ),
    (
        "Manila menuduh Beijing menyerang kapal pasokannya dengan meriam air di Laut Cina Selatan.",
        (
            _Told("a1", "Accusation", "Manila menuduh Beijing", "menuduh", "PHL=Manila",
                  "CHN=Beijing", content="x1"),
            _Told("x1", "Attack", "Beijing menyerang kapal pasokannya dengan meriam air",
                  "menyerang", "CHN=Beijing", "PHL=Manila", A, "PHL=Manila",
                  instrument="meriam air"),
        ),
    ),
    (
        "Juru bicara Kementerian Luar Negeri Tiongkok Mao Ning membantah tuduhan itu.",
        (
            _Told("d1", "Denial", "Mao Ning membantah tuduhan itu", "membantah", "Mao=Mao Ning",
                  "PHL=tuduhan", content="x1"),
        ),
    ),
    (
        "Amerika Serikat dan Jepang mengecam Tiongkok atas kejadian tersebut.",
        (
            _Told("c1", "Criticism", "Amerika Serikat dan Jepang mengecam Tiongkok", "mengecam",
                  "USA=Amerika Serikat,JPN=Jepang", "CHN=Tiongkok"),
        ),
    ),
    (
        "Antony Blinken bertemu Marcos di Manila pada bulan Maret.",
        (
            _Told("m1", "Meeting", "Antony Blinken bertemu Marcos di Manila", "bertemu",
                  "Blinken=Antony Blinken", "Marcos=Marcos", date="2024-03", place="Manila=Manila"),
        ),
    ),
    (
        "Washington telah mengirimkan bantuan militer ke Filipina dan berjanji membela sekutunya.",
        (
            _Told("h1", "MilitaryAid", "Washington telah mengirimkan bantuan militer ke Filipina",
                  "bantuan", "USA=Washington", "PHL=Filipina", instrument="bantuan militer"),
            _Told("p1", "Promise", "berjanji membela sekutunya", "berjanji", "USA=Washington",
                  "PHL=sekutunya", content="s1"),
            _Told("s1", "Support", "membela sekutunya", "membela", "USA=Washington",
                  "PHL=sekutunya", P, "USA=Washington"),
        ),
    ),
    (
        "Jepang, Filipina, dan Amerika Serikat menggelar latihan bersama pada tahun 2023.",
        (
            _Told("j1", "JointExercise", "menggelar latihan bersama", "latihan",
                  "JPN=Jepang,PHL=Filipina,USA=Amerika Serikat", date="2023"),
        ),
    ),
    (
        "Tiongkok dapat menjatuhkan sanksi kepada Filipina jika latihan itu diulang, tulis Xinhua.",
        (
            _Told("k1", "Sanction", "Tiongkok dapat menjatuhkan sanksi kepada Filipina", "sanksi",
                  "CHN=Tiongkok", "PHL=Filipina", H, "Xinhua=Xinhua"),
        ),
    ),
    (
        "Indonesia menyerukan perundingan, dan ASEAN mendukung seruan Jakarta.",
        (
            _Told("i1", "Appeal", "Indonesia menyerukan perundingan", "menyerukan",
                  "IDN=Indonesia", content="n1"),
            _Told("n1", "Negotiation", "perundingan", "perundingan", status=P,
                  sources="IDN=Indonesia"),
            _Told("i2", "Support", "ASEAN mendukung seruan Jakarta", "mendukung", "ASEAN=ASEAN",
                  "IDN=Jakarta"),
        ),
    ),
    (
        "Kemlu RI menyatakan keprihatinan atas ketegangan itu.",
        (
            _Told("i3", "Concern", "Kemlu RI menyatakan keprihatinan", "keprihatinan",
                  "Kemlu=Kemlu RI"),
        ),
    ),
    (
        "Vietnam dan Filipina menandatangani perjanjian kerja sama penjaga pantai, Januari 2024.",
        (
            _Told("t1", "TreatySigning", "Vietnam dan Filipina menandatangani perjanjian",
                  "menandatangani", "VNM=Vietnam,PHL=Filipina", date="2024-01",
                  instrument="perjanjian"),
            _Told("t2", "Cooperation", "kerja sama penjaga pantai", "kerja sama",
                  "VNM=Vietnam,PHL=Filipina"),
        ),
    ),
    (
        "Serikat Nelayan Masinloc memprotes Tiongkok setelah dua nelayan ditahan.",
        (
            _Told("f1", "Protest", "Serikat Nelayan Masinloc memprotes Tiongkok", "memprotes",
                  "Nelayan=Serikat Nelayan Masinloc", "CHN=Tiongkok"),
            _Told("f2", "Detention", "dua nelayan ditahan", "ditahan", "", "Nelayan=nelayan"),
        ),
    ),
    (
        "Menurut Xinhua, Tiongkok telah memberikan bantuan pangan ke Filipina pada 2022.",
        (
            _Told("b1", "HumanitarianAid", "Tiongkok telah memberikan bantuan pangan ke Filipina",
                  "bantuan", "CHN=Tiongkok", "PHL=Filipina", A, "Xinhua=Xinhua", date="2022"),
        ),
    ),
    (
        "PBB mendesak Beijing dan Manila untuk menahan diri.",
        (
            _Told("u1", "Demand", "PBB mendesak Beijing dan Manila", "mendesak", "UN=PBB",
                  "CHN=Beijing,PHL=Manila"),
        ),
    ),
    (
        "Marcos mengatakan kapal Tiongkok kembali menyerang nelayan dalam serangan meriam air itu.",
        (
            _Told("g1", "Statement", "Marcos mengatakan", "mengatakan", "Marcos=Marcos",
                  content="x2"),
            _Told("x2", "Attack", "kapal Tiongkok kembali menyerang nelayan", "menyerang",
                  "CHN=Tiongkok", "Nelayan=nelayan", A, "Marcos=Marcos"),
            _Told("x1", "Attack", "serangan meriam air itu", "serangan", "CHN=Tiongkok",
                  status=A, sources="Marcos=Marcos"),
        ),
    ),
    (
        "Tiongkok mengusir kapal Filipina dan mengancam Manila, sementara Barat menjatuhkan sanksi"
        " kepada Tiongkok.",
        (
            _Told("e1", "Expulsion", "Tiongkok mengusir kapal Filipina", "mengusir",
                  "CHN=Tiongkok", "PHL=Filipina"),
            _Told("e2", "Threat", "mengancam Manila", "mengancam", "CHN=Tiongkok", "PHL=Manila"),
            _Told("e3", "Sanction", "Barat menjatuhkan sanksi kepada Tiongkok", "sanksi",
                  "WEST=Barat", "CHN=Tiongkok"),
        ),
    ),
    (
        "Beijing akan berunding dengan Manila bulan depan, dan Blinken akan mengunjungi Tiongkok.",
        (
            _Told("n2", "Negotiation", "Beijing akan berunding dengan Manila", "berunding",
                  "CHN=Beijing", "PHL=Manila", P, date="2024-06"),
            _Told("v2", "Visit", "Blinken akan mengunjungi Tiongkok", "mengunjungi",
                  "Blinken=Blinken", "CHN=Tiongkok", P),
        ),
    ),
    (
        "Jepang mengunjungi Manila dan kembali mengunjungi Manila pada April.",
        (
            _Told("v3", "Visit", "Jepang mengunjungi Manila", "mengunjungi", "JPN=Jepang",
                  "PHL=Manila"),
            _Told("v4", "Visit", "kembali mengunjungi Manila pada April", "mengunjungi",
                  "JPN=Jepang", "PHL=Manila", date="2024-04"),
        ),
    ),
    ("Beijing menyebut laporan serangan itu dibuat-buat.", ()),
)  # fmt: skip


def reading() -> Reading:
    """The article: 31 mentions of 30 events among 14 actors, every status, one claim."""
    text, mentions, events = "", [], []
    for words, told in _STORY:
        sentence = Span(len(text), len(text) + len(words), words)
        text += words + "\n"
        for one in told:
            event = _event(one, sentence)
            events.append(event)
            mentions += [*event.agents, *event.targets, *event.sources]
    last = Span(len(text) - 1 - len(_STORY[-1][0]), len(text) - 1, _STORY[-1][0])
    claim = Claim(iri("x1"), D, _mentions("CHN=Beijing", last), last)
    article = Article(
        BASE + "article/laut", "laut.id", text, "id", "2024-05-07", "Ketegangan di laut",
        "https://example.org/laut", "Kabar Samudra",
    )  # fmt: skip
    return Reading(article, tuple(mentions), tuple(events), (claim,))


def iri(name: str) -> str:
    """The IRI of an event of the story."""
    return BASE + "event/" + name


def _event(told: _Told, sentence: Span) -> Event:
    place = _mentions(told.place, sentence)
    return Event(
        iri=iri(told.name),
        type=told.type,
        agents=_mentions(told.agents, sentence),
        targets=_mentions(told.targets, sentence),
        sources=_mentions(told.sources, sentence),
        status=told.status,
        quote=_span(told.quote, sentence),
        trigger=_span(told.trigger, sentence),
        sentence=sentence,
        rule=told.type.lower(),
        confidence=0.85,
        date=told.date,
        place=place[0] if place else None,
        instrument=_span(told.instrument, sentence) if told.instrument else None,
        content=iri(told.content) if told.content else None,
    )


def _mentions(names: str, sentence: Span) -> tuple[Mention, ...]:
    pairs = (name.split("=") for name in names.split(",") if name)
    return tuple(Mention(ACTORS[key], _span(words, sentence)) for key, words in pairs)


def _span(words: str, sentence: Span) -> Span:
    start = sentence.start + sentence.text.index(words)
    return Span(start, start + len(words), words)
