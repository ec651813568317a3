"""Where articles come from: folders, patterns, packed files, tables, archives, feeds, addresses."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from kg.article import Article, read
from kg.errors import InputError

ROOT = Path(__file__).parent.parent
INDONESIAN = "Presiden Rusia akan mengunjungi Korea Utara dan bertemu dengan pemimpin negara itu."
ENGLISH = "The president of Russia will visit North Korea and meet with the leader of the country."
ROWS = [
    {"id": "one", "text": ENGLISH, "lang": "en", "date": "2024-06-18", "title": "A, b"},
    {"id": "two", "text": f"{INDONESIAN}\n{INDONESIAN}", "publisher": "Kabar"},
]


def articles(*paths: Path | str) -> list[Article]:
    return list(read(paths))


def error(*paths: Path | str) -> str:
    with pytest.raises(InputError) as caught:
        articles(*paths)
    message = str(caught.value)
    assert "\n" not in message
    return message


def told(found: list[Article]) -> list[tuple[str, ...]]:
    return [(a.document, a.text, a.language, a.date, a.title, a.publisher) for a in found]


TOLD = [
    ("one", ENGLISH, "en", "2024-06-18", "A, b", None),
    ("two", f"{INDONESIAN}\n{INDONESIAN}", "id", None, None, "Kabar"),
]


def json_lines() -> bytes:
    return "".join(json.dumps(row) + "\n" for row in ROWS).encode()


# Folders and patterns


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "2024/06").mkdir(parents=True)
    (tmp_path / ".cache").mkdir()
    for name in ("b.txt", "2024/06/a.txt", "notes.pdf", ".hidden.txt", ".cache/c.txt"):
        (tmp_path / name).write_text(f"{ENGLISH} {name}")
    (tmp_path / "2024/rows.jsonl.gz").write_bytes(gzip.compress(json_lines()))
    return tmp_path


def test_a_folder_stands_for_the_articles_in_it(folder: Path) -> None:
    assert [a.document for a in articles(folder)] == ["a.txt", "one", "two", "b.txt"]


def test_a_pattern_stands_for_what_it_matches(folder: Path) -> None:
    assert [a.document for a in articles(f"{folder}/*.txt")] == ["b.txt"]
    assert [a.document for a in articles(f"{folder}/**/*.txt")] == ["a.txt", "b.txt"]
    (folder / "a[1].txt").write_text(ENGLISH)  # a name, where a file has it
    assert [a.document for a in articles(folder / "a[1].txt")] == ["a[1].txt"]


def test_what_stands_for_nothing(tmp_path: Path) -> None:
    assert "no file in this folder ends as articles do (.txt .html" in error(tmp_path)
    assert "no file matches this pattern" in error(f"{tmp_path}/*.txt")
    assert error(tmp_path / "a.csv").endswith("a.csv: no such file; check the name")


# Packed files

PACKERS = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "zst": partial(pa.compress, codec="zstd", asbytes=True),
}


@pytest.mark.parametrize("ending", PACKERS)
def test_packed_files_are_unpacked(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a.jsonl.{ending}"
    path.write_bytes(PACKERS[ending](json_lines()))
    assert told(articles(path)) == TOLD
    path = tmp_path / f"berita.txt.{ending}"
    path.write_bytes(PACKERS[ending](INDONESIAN.encode()))
    assert [(a.document, a.text) for a in articles(path)] == [("berita.txt", INDONESIAN)]


def test_files_packed_in_several_pieces(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(b"".join(gzip.compress(line) for line in json_lines().splitlines(True)))
    assert told(articles(path)) == TOLD


@pytest.mark.parametrize("ending", PACKERS)
def test_a_packed_file_cut_off_says_so_after_what_is_whole(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a.jsonl.{ending}"
    rows = [{"id": str(n), "text": f"{ENGLISH} {n * 7919 % 9973}"} for n in range(5000)]
    packed = PACKERS[ending]("".join(json.dumps(row) + "\n" for row in rows).encode())
    path.write_bytes(packed[:-10])
    found = read([path], language="en")
    with pytest.raises(InputError, match=r"a\.jsonl\.\w+: broken packing \(.*\); pack it again"):
        list(found)
    path.write_bytes(b"no such thing")
    assert "broken packing" in error(path)


# Tables


@pytest.mark.parametrize(("ending", "delimiter"), [("csv", ","), ("csv", ";"), ("tsv", "\t")])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_csv(tmp_path: Path, ending: str, delimiter: str, encoding: str) -> None:
    path = tmp_path / f"a.{ending}"
    with path.open("w", encoding=encoding, newline="") as out:
        rows = csv.DictWriter(out, ["Id", "text", "lang", "date", "title", "publisher", "more"],
                              delimiter=delimiter)  # fmt: skip
        rows.writeheader()
        rows.writerows({"Id" if k == "id" else k: v for k, v in row.items()} for row in ROWS)
    assert told(articles(path)) == TOLD


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "a.csv: no column `id`"),
        (b"id,title\n1,x\n", "a.csv: no column `text`; it needs `id` and `text`"),
        (b"id,text\n1,x\n2,\n", "a.csv:3: no `text`"),
        (b"id,text,date\n1,x,18 Juni\n", "a.csv:2: '18 Juni' is no date"),
        (b'id,text\n1,"x\n', "a.csv:2: no CSV (unexpected end of data)"),
        (b"id,text\n1,caf\xe9\n", "a.csv:2: not UTF-8 at byte 5"),
    ],
)
def test_csv_that_is_wrong(tmp_path: Path, data: bytes, what: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    with pytest.raises(InputError, match=r"a\.csv") as caught:
        list(read([path], language="en"))
    assert what in str(caught.value)


def test_parquet(tmp_path: Path) -> None:
    rows = [row | {"date": date.fromisoformat(row["date"]) if "date" in row else None, "more": 1}
            for row in ROWS]  # fmt: skip
    names = ("id", "text", "lang", "date", "title", "publisher", "more")
    table = pa.Table.from_pylist([{n: row.get(n) for n in names} for row in rows])
    path = tmp_path / "a.parquet"
    parquet.write_table(table, path)
    assert told(articles(path)) == TOLD
    parquet.write_table(table.drop_columns(["text"]), path)
    assert "a.parquet: no column `text`" in error(path)
    parquet.write_table(table.set_column(1, "text", pa.array([None, "x"])), path)
    assert "a.parquet: row 1: no `text`" in error(path)
    path.write_bytes(b"PAR1 and no more")
    assert "a.parquet: no Parquet (" in error(path)


# Archives and feeds


def page(text: str) -> str:
    return (
        f"<html><head><title>T</title></head><body><article><p>{text}</p></article></body></html>"
    )


def archive(path: Path, *, packed: bool) -> Path:
    with path.open("wb") as out:
        writer = WARCWriter(out, gzip=packed)
        writer.write_record(writer.create_warcinfo_record("x", {"software": "test"}))
        for url, status, kind, body in (
            ("https://example.org/1", "200 OK", "text/html; charset=utf-8", page(ENGLISH)),
            ("https://example.org/2", "404 Not Found", "text/html", page(INDONESIAN)),
            ("https://example.org/3", "200 OK", "image/png", "no picture"),
            ("https://example.org/4", "200 OK", "text/html", "<html><nav></nav></html>"),
            ("https://example.org/5", "200 OK", "text/html", page(INDONESIAN)),
        ):
            headers = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
            writer.write_record(
                writer.create_warc_record(
                    url, "response", payload=io.BytesIO(body.encode()), http_headers=headers
                )
            )
        writer.write_record(
            writer.create_warc_record(
                "https://example.org/6",
                "conversion",
                payload=io.BytesIO(f"{ENGLISH} As text.".encode()),
                warc_content_type="text/plain",
            )
        )
    return path


# warcio's writer leaves its temporary file to the garbage collector.
leaky = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@leaky
@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
def test_the_pages_of_a_web_archive(tmp_path: Path, name: str) -> None:
    found = articles(archive(tmp_path / name, packed=name.endswith("gz")))
    assert [(a.document, a.url, a.text) for a in found] == [
        ("https://example.org/1", "https://example.org/1", ENGLISH),
        ("https://example.org/5", "https://example.org/5", INDONESIAN),
        ("https://example.org/6", "https://example.org/6", f"{ENGLISH} As text."),
    ]


def test_a_web_archive_that_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(b"")
    assert "a.warc: no web archive" in error(path)
    path.write_text("GET / HTTP/1.1\r\n\r\n")
    assert "a.warc: its archive is broken (" in error(path)


RSS = f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Kabar</title><language>id</language>
<item><title>Satu</title><link>https://example.org/1</link><guid>tag:1</guid>
 <pubDate>Tue, 18 Jun 2024 01:00:00 +0700</pubDate>
 <description>{INDONESIAN.replace("Rusia", "&lt;b&gt;Rusia&lt;/b&gt;")}</description></item>
<item><title>Dua</title><link>https://example.org/2</link><description>Short.</description>
 <content:encoded><![CDATA[<p>{ENGLISH}</p><p>No date was given.</p>]]></content:encoded></item>
<item><title>Empty</title></item>
</channel></rss>"""
ATOM = f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>Kabar</title>
<entry><title>Satu</title><id>tag:1</id><link href="https://example.org/1"/>
<updated>2024-06-18T01:00:00+07:00</updated><summary>{INDONESIAN}</summary></entry></feed>"""


@pytest.mark.parametrize(("name", "text", "number"), [("a.rss", RSS, 2), ("a.xml", ATOM, 1)])
def test_the_entries_of_a_feed(tmp_path: Path, name: str, text: str, number: int) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    found = articles(path)
    assert len(found) == number
    first = found[0]
    assert (first.document, first.url, first.title) == ("tag:1", "https://example.org/1", "Satu")
    assert (first.text, first.date, first.publisher) == (INDONESIAN, "2024-06-18", "Kabar")
    assert [a.text for a in found[1:]] == [f"{ENGLISH}\nNo date was given."] * (number - 1)


def test_xml_that_is_no_feed(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_text("<letter>Dear reader</letter>")
    assert "a.xml: neither RSS nor Atom" in error(path)


# Standard input


@pytest.mark.parametrize(
    ("data", "number"),
    [
        (json_lines(), 2),
        (b"\xef\xbb\xbf" + json_lines(), 2),
        (gzip.compress(json_lines()), 2),
        (PACKERS["zst"](gzip.compress(ENGLISH.encode())), 1),
        (RSS.encode(), 2),
        (page(ENGLISH).encode(), 1),
    ],
)
def test_standard_input_is_told_by_its_beginning(data: bytes, number: int) -> None:
    code = "from kg.article import read; print(len(list(read(['-']))))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, input=data, check=True,
                          capture_output=True)  # fmt: skip
    assert int(done.stdout) == number


@leaky
def test_archives_and_parquet_on_standard_input(tmp_path: Path) -> None:
    parquet.write_table(pa.Table.from_pylist([{"id": "1", "text": ENGLISH}]), tmp_path / "a")
    for data, number in (
        ((tmp_path / "a").read_bytes(), 1),
        (archive(tmp_path / "b", packed=False).read_bytes(), 3),
        (archive(tmp_path / "c", packed=True).read_bytes(), 3),
    ):
        test_standard_input_is_told_by_its_beginning(data, number)


# Addresses


class _Handler(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", "/a.html")
            self.end_headers()
        else:
            super().do_GET()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=tmp_path)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", tmp_path
        server.shutdown()


def test_addresses_are_fetched(site: tuple[str, Path]) -> None:
    address, folder = site
    (folder / "a.html").write_text(page(ENGLISH))
    (folder / "b.txt").write_text(INDONESIAN)
    (folder / "c.jsonl.gz").write_bytes(gzip.compress(json_lines()))
    (folder / "feed").write_text(RSS)
    found = articles(f"{address}/moved")
    assert [(a.document, a.url, a.text) for a in found] == [("moved", f"{address}/a.html", ENGLISH)]
    assert [a.text for a in articles(f"{address}/b.txt")] == [INDONESIAN]
    assert told(articles(f"{address}/c.jsonl.gz")) == TOLD
    assert len(articles(f"{address}/feed")) == 2


def test_addresses_that_do_not_answer(site: tuple[str, Path]) -> None:
    address, _ = site
    assert f"{address}/none: answers 404" in error(f"{address}/none")
    assert "cannot be fetched (" in error("http://127.0.0.1:9/")
