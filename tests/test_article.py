"""Reading articles: formats, offsets, language, dateline, and what goes wrong."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.article import BASE, Article, distinct, read
from kg.dateline import dateline
from kg.detect import detect
from kg.errors import InputError
from kg.lexicon import known_languages
from kg.webpage import day, page

ROOT = Path(__file__).parent.parent
ARTICLE = ROOT / "data/articles/kunjungan-putin.id.txt"
GOLD = ROOT.parent / "shared/gold"
INDONESIAN = "Presiden Rusia akan mengunjungi Korea Utara dan bertemu dengan pemimpin negara itu."
ENGLISH = "The president of Russia will visit North Korea and meet with the leader of the country."


def one(path: Path | str, **options: str) -> Article:
    (article,) = read([path], **options)
    return article


def error(path: Path | str, **options: str) -> str:
    with pytest.raises(InputError) as caught:
        list(read([path], **options))
    message = str(caught.value)
    assert "\n" not in message
    return message


def lines(path: Path, *records: object) -> Path:
    path.write_text("".join(json.dumps(r) + "\n" for r in records), encoding="utf-8")
    return path


# The first article


def test_the_article() -> None:
    article = one(ARTICLE)
    assert article.text == ARTICLE.read_bytes().decode("utf-8")
    assert article.document == "kunjungan-putin.id.txt"
    assert article.language == "id"
    assert article.date == "2024-06-18"
    assert article.publisher == "TRIBUNNEWS.COM"
    assert article.iri.startswith(BASE + "article/")


# Text as given


def test_line_ends_stay_and_a_byte_order_mark_is_not_counted(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"\xef\xbb\xbf" + f"{INDONESIAN}\r\n{INDONESIAN}\r\n".encode())
    article = one(path)
    assert article.text == f"{INDONESIAN}\r\n{INDONESIAN}\r\n"
    assert article.text.index("Rusia") == INDONESIAN.index("Rusia")


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1))
def test_any_text_comes_back_as_given(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    text = "x" + text
    folder = tmp_path_factory.mktemp("any")
    plain, record = folder / "a.txt", folder / "a.jsonl"
    plain.write_bytes(text.encode())
    record.write_text(json.dumps({"id": "a", "text": text}), encoding="utf-8")
    assert [a.text for a in read([plain, record], language="en")] == [text, text]


def test_the_iri_depends_on_text_and_id(tmp_path: Path) -> None:
    records = [{"id": i, "text": ENGLISH} for i in ("a", "b")]
    first, second = read([lines(tmp_path / "a.jsonl", *records)])
    again = next(iter(read([lines(tmp_path / "b.jsonl", records[0])])))
    assert first.iri != second.iri
    assert first.iri == again.iri
    other = next(iter(read([tmp_path / "b.jsonl"], base="urn:x:")))
    assert other.iri == first.iri.replace(BASE, "urn:x:")


def test_json_lines_fields(tmp_path: Path) -> None:
    path = lines(
        tmp_path / "a.jsonl",
        {
            "id": "one",
            "text": ENGLISH,
            "lang": "en-GB",
            "date": "2024-06-18T10:00:00+07:00",
            "title": "A title",
            "url": "https://example.org/1",
            "publisher": "Example",
            "further": 1,
        },
        {"id": 2, "text": INDONESIAN, "date": None},
    )
    first, second = read([path], date="2001-02-03")
    assert (first.document, first.language, first.date) == ("one", "en", "2024-06-18")
    assert (first.title, first.url, first.publisher) == (
        "A title",
        "https://example.org/1",
        "Example",
    )
    assert (second.document, second.language, second.date) == ("2", "id", "2001-02-03")
    assert (second.title, second.url, second.publisher) == (None, None, None)


def test_a_line_separator_inside_a_text_ends_no_record(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    record = json.dumps({"id": "1", "text": f"{ENGLISH}\u2028{ENGLISH}"}, ensure_ascii=False)
    path.write_text(record + "\r\n\n", encoding="utf-8", newline="")
    assert "\u2028" in one(path).text


@pytest.mark.parametrize(
    ("given", "document", "text"),
    [
        (INDONESIAN, "-", INDONESIAN),
        (json.dumps({"id": "7", "text": ENGLISH}), "7", ENGLISH),
        (f"<!DOCTYPE html><p>{ENGLISH}</p>", "-", ENGLISH),
    ],
)
def test_standard_input(
    monkeypatch: pytest.MonkeyPatch, given: str, document: str, text: str
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given.encode())))
    article = one("-")
    assert (article.document, article.text) == (document, text)


# Pages

PAGE = """<!doctype html>
<html lang="en"><head><title>Title | Site</title>
<link rel="canonical" href="https://example.org/a">
<meta property="og:site_name" content="Site">
<script type="application/ld+json">{"@graph": [{"@type": "WebSite", "name": "No"},
 {"@type": ["NewsArticle"], "headline": "Putin &amp; Kim", "datePublished": "2024-06-17T23:00:00Z",
  "publisher": {"@type": "Organization", "name": "Berita"}}]}</script>
<script type="application/ld+json">{broken</script></head>
<body><nav><p>Menu yang panjang sekali, tetapi bukan bagian dari berita yang ditulis.</p></nav>
<div><p>Ikuti kami di media sosial agar tidak ketinggalan kabar terbaru dari kami.</p></div>
<div><article><h1>Title</h1>
<p>MOSKOW – Presiden <a href="x">Rusia</a>&nbsp;Vladimir   Putin akan mengunjungi
   Korea Uta&shy;ra pada Selasa (18/6/2024) dan bertemu dengan pemimpin negara itu.</p>
<p>Baca juga: <a href="y">Kim Jong Un menyambut kedatangan tamunya di bandara</a></p>
<figure><figcaption>Gambar: seorang presiden di depan pesawat yang membawanya.</figcaption></figure>
<h2>Tanggapan</h2><p>Barat menuduh Pyongyang mengirimkan senjata &lt;baru&gt; ke Moskow.</p>
<script>document.write("bukan teks")</script></article></div>
<footer><p>Hak cipta dilindungi undang-undang, dilarang mengutip tanpa izin kami.</p></footer>
</body></html>"""


def test_a_page(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(PAGE, encoding="utf-8")
    article = one(path)
    assert article.text == (
        "MOSKOW – Presiden Rusia Vladimir Putin akan mengunjungi Korea Utara pada Selasa "
        "(18/6/2024) dan bertemu dengan pemimpin negara itu.\n"
        "Tanggapan\n"
        "Barat menuduh Pyongyang mengirimkan senjata <baru> ke Moskow."
    )
    assert (article.title, article.publisher) == ("Title", "Site")
    assert article.url == "https://example.org/a"
    # The page's time is in UTC; the text's own date, a day later, is the day it speaks of.
    assert article.date == "2024-06-18"
    assert article.language == "id"


def test_the_date_of_a_page_wins_over_a_date_in_its_text(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(PAGE.replace("2024-06-17T", "2024-08-17T"), encoding="utf-8")
    assert one(path).date == "2024-08-17"


def test_a_page_without_paragraphs_or_data() -> None:
    found = page("<body>Satu dua<br>tiga<div>empat <b>li</b>ma</div>enam")
    assert found.text == "Satu dua\ntiga\nempat lima\nenam"
    assert (found.title, found.date, found.publisher, found.url) == (None, None, None, None)


def test_meta_elements_when_there_is_no_linked_data() -> None:
    found = page(
        '<meta property="og:title" content="T"><meta property="article:published_time" '
        'content="2024-06-18T01:00:00Z"><meta property="og:site_name" content="S">'
        '<meta property="og:url" content="https://example.org/"><p>Text.'
    )
    assert (found.title, found.date, found.publisher) == ("T", "2024-06-18", "S")
    assert found.url == "https://example.org/"


def test_a_page_nested_deeper_than_any_page_is_none(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text("<div>" * 100_000 + ENGLISH)
    assert "no text found in this page" in error(path)


def test_a_page_says_how_it_is_encoded(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    text = "Le président de la Russie se rendra en Corée du Nord."
    path.write_bytes(f"<html><meta charset='iso-8859-1'><p>{text}".encode("iso-8859-1"))
    assert one(path, language="en").text == text


@given(st.text())
def test_no_page_breaks_the_reader(source: str) -> None:
    assert page(source).text.strip() == page(source).text


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2024-06-18", "2024-06-18"),
        ("2024-06-18T10:00:00Z", "2024-06-18"),
        ("2024-06-18 10:00", "2024-06-18"),
        ("2024-02-30", None),
        ("2024-06", None),
        ("18/6/2024", None),
        ("", None),
        (None, None),
        (20240618, None),
    ],
)
def test_day(value: object, expected: str | None) -> None:
    assert day(value) == expected


# Datelines

DATELINES = [
    ("id", "TRIBUNNEWS.COM, MOSKOW – Putin akan tiba pada Selasa (18/6/2024).", "2024-06-18"),
    ("id", "MANILA – Filipina pada Minggu (10/12/2023) menuduh penjaga pantai", "2023-12-10"),
    ("id", "JAKARTA, 3 Mei 2021 - Menteri Luar Negeri mengatakan", "2021-05-03"),
    ("id", "Herat, Afganistan, 3/5/2007 - Pasukan NATO", "2007-05-03"),
    ("en", "Aden, 3 May 2007 — A convoy left", "2007-05-03"),
    ("id", "Jakarta, Kompas.com\nJumat, 3 Mei 2024 10:23 WIB\nMenteri", "2024-05-03"),
    ("id", "Menteri Luar Negeri bertolak ke Hanoi pada Rabu, 7 Agustus 2024, untuk", "2024-08-07"),
    ("id", "Menteri Luar Negeri bertolak ke Hanoi (7/8/2024) untuk", "2024-08-07"),
    ("en", "WASHINGTON, June 18, 2024 (Reuters) - The president", "2024-06-18"),
    ("en", "WASHINGTON, Jun. 18, 2024 -- The president", "2024-06-18"),
    ("en", "The talks (2024-06-18) ended", "2024-06-18"),
    ("en", "PARIS — France said on Tuesday, June 18, 2024 that it", "2024-06-18"),
    ("en", "A headline\nUpdated 3rd May 2021\nThe text begins here.", "2021-05-03"),
    ("en", "The talks (06/18/2024) ended", "2024-06-18"),
    ("de", "MOSKAU, 18. Juni 2024 – Der Präsident", "2024-06-18"),
    ("es", "MOSCÚ, 18 de junio de 2024 – El presidente", "2024-06-18"),
    ("fr", "PARIS, le 1er mai 2021 – Le président", "2021-05-01"),
    ("ar", "موسكو\n18 يونيو 2024\nالرئيس", "2024-06-18"),
]
NO_DATELINES = [
    ("id", "Turki menarik duta besarnya setelah serangan pada 31 Mei 2010.", "running text"),
    ("id", "Perang Korea meletus pada 25 Juni 1950", "running text, the whole of it"),
    ("id", "Uni Soviet runtuh pada tahun 1991. Maret 2022 adalah", "no day"),
    ("id", "Putin akan tiba pada Selasa (18/6/2023).", "that day was a Sunday"),
    ("id", "Putin akan tiba (31/2/2024).", "no such day"),
    ("id", "Putin akan tiba (18/13/2024).", "no such month"),
    ("id", "Putin akan tiba (18/6).", "no year"),
    ("id", "Putin akan tiba (18/6/24).", "two digits of a year"),
    ("en", "The talks (10/12/2023) ended", "October or December"),
    ("en", "The treaty of 12 December 1991 was signed.", "running text"),
    ("id", "x" * 400 + " pada Selasa (18/6/2024)", "too far from the beginning"),
    ("en", "They met on 3 May 2007 - and again", "no name before the dash"),
    ("xx", "JAKARTA, 2024-06-18 - Menteri", "a language that CLDR lacks"),
]


@pytest.mark.parametrize(("language", "text", "expected"), DATELINES)
def test_a_date_that_the_text_gives_as_its_own(language: str, text: str, expected: str) -> None:
    assert dateline(text, language).date == expected


@pytest.mark.parametrize(("language", "text", "why"), NO_DATELINES)
def test_a_date_that_is_not_the_texts_own(language: str, text: str, why: str) -> None:
    assert dateline(text, language).date is None, why


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("TRIBUNNEWS.COM, MOSKOW – Presiden", "TRIBUNNEWS.COM"),
        ("JAKARTA, KOMPAS.com - Presiden", "KOMPAS.com"),
        ("Liputan6.com, Jakarta - Presiden", "Liputan6.com"),
        ("Judul\n\nREPUBLIKA.CO.ID, JAKARTA -- Presiden", "REPUBLIKA.CO.ID"),
        ("BEIJING (AP) — China", None),
        ("Presiden membuka situs kompas.com - kata juru bicara", None),
    ],
)
def test_publisher(text: str, expected: str | None) -> None:
    assert dateline(text, "id").publisher == expected


@given(st.text(st.sampled_from("0123456789/-. (),juniMeiSelasa\n")))
def test_no_text_breaks_the_dateline(text: str) -> None:
    found = dateline(text, "id").date
    assert found is None or day(found) == found


# Language


def test_the_language_of_a_thousand_sentences_each() -> None:
    """Single sentences of newspapers and encyclopedias: one in a hundred may be left open."""
    rows = [
        json.loads(line)
        for name in ("pud.en.jsonl", "pud.id.jsonl", "plover-gsr.en.jsonl")
        for line in (GOLD / name).read_text(encoding="utf-8").splitlines()
    ]
    found = [(detect(r["text"]), r["lang"]) for r in rows]
    wrong = sum(language not in (expected, None) for language, expected in found)
    unsure = sum(language is None for language, _ in found)
    assert len(rows) > 2000
    assert wrong <= 5
    assert unsure <= 0.01 * len(rows)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Menteri Luar Jepun berkata bahawa sekatan itu akan ditarik balik.", "ms"),
        ("Menteri Luar Negeri Jepang mengatakan bahwa sanksi itu akan dicabut.", "id"),
        ("Presiden Rusia menyerang dan negara itu menolak tuduhan.", "id"),
    ],
)
def test_languages_of_a_family(text: str, language: str) -> None:
    """A lexicon that extends another's is told by its own words; what reads alike is the other."""
    assert detect(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "Le président de la Russie se rendra en Corée du Nord pour y rencontrer son homologue.",
        "Der Präsident Russlands wird nach Nordkorea reisen und dort seinen Kollegen treffen.",
        "El presidente de Rusia viajará a Corea del Norte para reunirse con su homólogo.",
        "Президент России посетит Северную Корею и встретится с лидером этой страны.",
        "12345 -- 67",
    ],
)
def test_no_language_that_has_a_lexicon(text: str) -> None:
    assert detect(text) is None


def test_a_stated_language_is_believed(tmp_path: Path) -> None:
    path = lines(tmp_path / "a.jsonl", {"id": "1", "text": ENGLISH, "lang": "id"})
    assert one(path, language="en").language == "id"
    assert one(lines(tmp_path / "b.jsonl", {"id": "1", "text": ENGLISH})).language == "en"


def test_language_and_date_are_found_without_a_parser() -> None:
    """What makes a start slow is left until a sentence is parsed or a graph written."""
    code = (
        "import sys, kg.article as a;"
        f"list(a.read([{str(ARTICLE)!r}])); "
        "print({'spacy', 'numpy', 'rdflib'} & {*sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True,
                          check=True)  # fmt: skip
    assert done.stdout == "set()\n"


# What goes wrong


def test_articles_before_the_wrong_line_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"id": "1", "text": ENGLISH}) + "\n{\n")
    articles = read([path])
    assert next(articles).document == "1"
    with pytest.raises(InputError):
        next(articles)


def test_the_same_article_twice(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"the same article as .*; give it once"):
        list(distinct(read([ARTICLE, ARTICLE])))
    first, second = tmp_path / "1", tmp_path / "2"
    for folder, text in ((first, INDONESIAN), (second, ENGLISH)):
        folder.mkdir()
        (folder / "a.txt").write_text(text)
    assert len({a.iri for a in read([first / "a.txt", second / "a.txt"])}) == 2
    # Collections exist that use an id twice: other words are another article.
    one_id = [lines(f / "a.jsonl", {"id": "1", "text": ENGLISH + f.name}) for f in (first, second)]
    assert len({a.iri for a in read(one_id)}) == 2


def test_unknown_languages_dates_and_bases(tmp_path: Path) -> None:
    known = ", ".join(known_languages())
    assert error(ARTICLE, language="xx") == f"language 'xx' is unknown; known are {known}"
    path = lines(tmp_path / "a.jsonl", {"id": "1", "text": "x", "lang": "xx"})
    assert error(path).endswith(f"a.jsonl:1: language 'xx' is unknown; known are {known}")
    path = tmp_path / "a.txt"
    path.write_text("Le président de la Russie se rendra en Corée du Nord.", encoding="utf-8")
    message = error(path)
    assert f"its language is none of those known ({known})" in message
    assert "--language" in message
    assert error(ARTICLE, date="tomorrow").startswith("'tomorrow' is no date")
    for base in ("", "x", "https://example.org", "https://example.org/a b/", "file>/"):
        assert "is no absolute IRI" in error(ARTICLE, base=base)


def test_a_page_without_text(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text("<html><nav><img src=x></nav></html>")
    assert "no text found in this page" in error(path)
