"""A small article read by hand: every kind of node that a graph has."""

from __future__ import annotations

from kg.article import BASE, Article
from kg.event import Claim, Event, Mention, Reading, Span, Status
from kg.gazetteer import Actor

WD = "http://www.wikidata.org/entity/"
TEXT = (
    "Barat menuduh Pyongyang mengirimkan rudal ke Moskow pada 2023. "
    "Moskow membantah tuduhan itu. "
    "Putin tiba di Pyongyang pada Selasa (18/6/2024) dan menandatangani perjanjian dengan Kim. "
    "Diduga ia akan mengunjungi Hanoi antara Juni dan Juli 2024, kata “juru bicara” 🕊."
)

RUSSIA = Actor(
    WD + "Q159", "Rusia", "State", "RUS", WD + "Q159", (("en", "Russia"), ("id", "Rusia"))
)
KOREA = Actor(
    WD + "Q423",
    "Korea Utara",
    "State",
    "PRK",
    WD + "Q423",
    (("en", "North Korea"), ("id", "Korea Utara")),
)
WEST = Actor(
    WD + "Q160381", "Barat", "Bloc", "WEST", WD + "Q160381", (("en", "the West"), ("id", "Barat"))
)
PUTIN = Actor(
    WD + "Q7747", "Vladimir Putin", "Person", "RUS", WD + "Q159", (("en", "Vladimir Putin"),)
)
KIM = Actor(WD + "Q56226", "Kim Jong Un", "Person", "PRK", WD + "Q423", (("en", "Kim Jong Un"),))
HANOI = Actor(WD + "Q1858", "Hanoi", "Place", "VNM", WD + "Q881", (("en", "Hanoi"),))
SPOKESMAN = Actor(BASE + "actor/juru-bicara", "juru bicara", "Person")


def span(words: str, after: str = "") -> Span:
    """Where the words stand, the first time after some others."""
    start = TEXT.index(words, TEXT.index(after))
    return Span(start, start + len(words), words)


def mention(actor: Actor, words: str, after: str = "") -> Mention:
    return Mention(actor, span(words, after))


def event(name: str, kind: str, trigger: str, quote: str, sentence: str, **more: object) -> Event:
    defaults: dict[str, object] = {
        "agents": (),
        "targets": (),
        "sources": (),
        "status": Status.ASSERTED,
        "rule": trigger,
        "confidence": 0.9,
    }
    return Event(
        iri=f"{BASE}event/{name}",
        type=kind,
        trigger=span(trigger, quote),
        quote=span(quote),
        sentence=span(sentence),
        **{**defaults, **more},  # type: ignore[arg-type]
    )


def example() -> Reading:
    west, pyongyang = mention(WEST, "Barat"), mention(KOREA, "Pyongyang")
    to_moscow, moscow = mention(RUSSIA, "Moskow"), mention(RUSSIA, "Moskow", "Moskow membantah")
    putin, kim = mention(PUTIN, "Putin"), mention(KIM, "Kim")
    there = mention(KOREA, "Pyongyang", "tiba di")
    he, hanoi = mention(PUTIN, "ia", " ia akan"), mention(HANOI, "Hanoi")
    spokesman = mention(SPOKESMAN, "juru bicara")
    first, second, third, _ = (part + "." for part in TEXT.split(". ", 3))
    fourth = TEXT[TEXT.index("Diduga") :]
    article = Article(
        iri=BASE + "article/example",
        document="example",
        text=TEXT,
        language="id",
        date="2024-06-18",
        title='Putin "tiba"',
        url="https://example.org/a?b=c d",
        publisher="Contoh",
    )
    events = (
        event(
            "accusation", "Accusation", "menuduh", first[:-1], first,
            agents=(west,), targets=(pyongyang,), content=BASE + "event/transfer",
        ),
        event(
            "transfer", "ArmsTransfer", "mengirimkan",
            "Pyongyang mengirimkan rudal ke Moskow pada 2023", first,
            agents=(pyongyang,), targets=(to_moscow,), sources=(west,), status=Status.ALLEGED,
            date="2023", instrument=span("rudal"),
        ),
        event(
            "denial", "Denial", "membantah", second[:-1], second,
            agents=(moscow,), content=BASE + "event/transfer", confidence=0.75,
        ),
        event(
            "visit", "StateVisit", "tiba", "Putin tiba di Pyongyang pada Selasa (18/6/2024)", third,
            agents=(putin,), targets=(there,), place=there, date="2024-06-18",
        ),
        event(
            "treaty", "TreatySigning", "menandatangani", third[:-1], third,
            agents=(putin, kim), instrument=span("perjanjian"), date="2024-06-18",
        ),
        event(
            "hanoi", "StateVisit", "mengunjungi", "ia akan mengunjungi Hanoi", fourth,
            agents=(he,), targets=(hanoi,), status=Status.ALLEGED,
            date="2024-06", date_end="2024-07", confidence=1e-05,
        ),
        event(
            "saying", "Statement", "kata", fourth, fourth,
            agents=(spokesman,), content=BASE + "event/hanoi",
        ),
    )  # fmt: skip
    mentions = (west, pyongyang, to_moscow, moscow, putin, kim, there, he, hanoi, spokesman)
    claims = (Claim(BASE + "event/transfer", Status.DENIED, (moscow,), span(second[:-1])),)
    return Reading(article, mentions, events, claims)
