"""Where articles come from: folders, patterns, packed files, tables, archives, feeds, addresses."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pyarrow as pa
import pytest
from pyarrow import parquet
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from kg import web
from kg.article import Article, read
from kg.errors import InputError
from kg.inputs import MOST_BYTES

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
    """Files of a folder, and answers that go wrong."""

    def log_message(self, *_: object) -> None:
        pass

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        name, _, rest = self.path[1:].partition("?")
        if name == "moved":
            self.answer(302, Location="/a.html")
        elif name == "to":
            self.answer(301, Location=unquote(rest))
        elif name == "round":
            self.answer(307, Location="/round")
        elif name == "named":
            self.answer(200, self.headers["Host"].encode() + b" condemned Iraq.")
        elif name == "large":
            self.answer(200, b"x" * (MOST_BYTES + 1), Content_Type="text/plain")
        elif name == "bomb":
            body = gzip.compress(b" " * (MOST_BYTES + 1))
            self.answer(200, body, Content_Type="text/plain", Content_Encoding="gzip")
        elif name == "slow":
            self.answer(200, b"Iran ", Content_Type="text/plain")
            with suppress(OSError):
                while not self.server.done.wait(0.05):  # type: ignore[attr-defined]
                    self.wfile.write(b"and ")
        elif name == "silent":
            self.server.done.wait(20)  # type: ignore[attr-defined]
        else:
            super().do_GET()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    handler = partial(_Handler, directory=tmp_path)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads, server.done = True, threading.Event()  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", tmp_path
        server.done.set()  # type: ignore[attr-defined]
        server.shutdown()


def refused(address: str) -> str:
    """Why an address that may be private is not read."""
    with pytest.raises(InputError) as caught:
        list(read([address], private=True))
    message = str(caught.value)
    assert message.startswith(f"{address}: ")
    assert "\n" not in message
    return message.removeprefix(f"{address}: ")


def test_addresses_are_fetched(site: tuple[str, Path]) -> None:
    address, folder = site
    (folder / "a.html").write_text(page(ENGLISH))
    (folder / "b.txt").write_text(INDONESIAN)
    (folder / "c.jsonl.gz").write_bytes(gzip.compress(json_lines()))
    (folder / "feed").write_text(RSS)
    found = list(read([f"{address}/moved"], private=True))
    assert [(a.document, a.url, a.text) for a in found] == [("moved", f"{address}/a.html", ENGLISH)]
    assert [a.text for a in read([f"{address}/b.txt"], private=True)] == [INDONESIAN]
    assert told(list(read([f"{address}/c.jsonl.gz"], private=True))) == TOLD
    assert len(list(read([f"{address}/feed"], private=True))) == 2


def test_addresses_that_do_not_answer(site: tuple[str, Path]) -> None:
    address, _ = site
    assert refused(f"{address}/none") == "answers 404 File not found; check the address"
    assert refused("http://127.0.0.1:9/").startswith("cannot be fetched (")
    assert refused("http://no.such.name.invalid/").startswith("no address is known for no.such")
    assert refused(f"{address.replace('http', 'https')}/").startswith("cannot be fetched (")
    assert refused("http://127.0.0.1:99999/").startswith("cannot be fetched (")


@pytest.mark.parametrize(
    "name",
    ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f.1", "0.0.0.0", "10.0.0.1", "[::1]",
     "192.168.1.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "[::ffff:127.0.0.1]",
     "[fe80::1]", "[fd00::1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "224.0.0.1",
     "255.255.255.255"],
)  # fmt: skip
def test_private_networks_are_left_alone_unless_allowed(name: str) -> None:
    assert f"http://{name}:9/: " in error(f"http://{name}:9/")
    assert "is in a private network (" in error(f"http://{name}:9/")
    assert "--allow-private fetches from there" in error(f"http://{name}:9/")


@pytest.mark.parametrize("name", ["1.1.1.1", "2606:4700::1111", "64:ff9b::101:101"])
def test_the_public_network_is_not(name: str) -> None:
    assert web._public(name)


def test_a_name_is_looked_up_once_and_what_was_checked_is_asked(
    site: tuple[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name server that answers otherwise the second time leads nowhere else."""
    address, _ = site
    port = int(address.rpartition(":")[2])
    asked = []

    def lookup(host: str, *_: object, **__: object) -> list[Any]:
        asked.append(host)
        told = "127.0.0.1" if len(asked) == 1 else "203.0.113.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (told, port))]

    real = socket.getaddrinfo
    monkeypatch.setattr(
        web.socket, "getaddrinfo",
        lambda host, *a, **k: lookup(host) if host == "iran.example" else real(host, *a, **k),
    )  # fmt: skip
    (found,) = read([f"http://iran.example:{port}/named"], language="en", private=True)
    assert found.text == f"iran.example:{port} condemned Iraq."  # the name it was asked by
    assert asked == ["iran.example"]
    assert "is in a private network" in error(f"http://iran.example:{port}/") or len(asked) > 1


def test_redirects_lead_to_few_places(site: tuple[str, Path]) -> None:
    address, _ = site
    assert refused(f"{address}/round") == "redirects more than 5 times; check the address"
    for target in ("file:///etc/passwd", "ftp://example.org/", "gopher://x", "data:text/plain,x"):
        said = refused(f"{address}/to?{quote(target)}")
        assert f"leads to {target}, which is no address of the web" in said
    assert refused(f"{address}/to?http://%5B/").startswith("cannot be fetched (")


def test_a_redirect_is_checked_as_an_address_is(
    site: tuple[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, _ = site
    monkeypatch.setattr(web, "_public", lambda a: a == "127.0.0.1")
    assert "is in a private network (127.0.0.2)" in error(f"{address}/to?http://127.0.0.2:9/")


def test_an_answer_has_a_limit(site: tuple[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    address, _ = site
    for name in ("large", "bomb"):
        assert refused(f"{address}/{name}") == "larger than 50 MB; save it and give the file"
    monkeypatch.setattr(web, "SECONDS", 0.5)
    monkeypatch.setattr(web, "SILENCE", 1)
    assert refused(f"{address}/slow") == "not sent within 0.5 s; save it and give the file"
    assert "timed out" in refused(f"{address}/silent").lower()


# Links and names


def test_links_lead_out_of_no_folder(tmp_path: Path) -> None:
    folder, other = tmp_path / "news", tmp_path / "other"
    folder.mkdir()
    other.mkdir()
    (other / "b.txt").write_text(INDONESIAN)
    (folder / "a.txt").write_text(ENGLISH)
    (folder / "same.txt").symlink_to("a.txt")
    (folder / "gone.txt").symlink_to("nothing.txt")
    (folder / "others").symlink_to(other)  # is not gone into
    assert [a.document for a in articles(folder)] == ["a.txt", "same.txt"]
    (folder / "b.txt").symlink_to(other / "b.txt")
    assert error(folder) == f"{folder}: b.txt: a link that leads out of it; name what it leads to"
    assert [a.text for a in articles(folder / "b.txt")] == [INDONESIAN]  # it is named


@leaky
def test_a_record_may_be_large_and_the_next_is_read(tmp_path: Path) -> None:
    path, failed = tmp_path / "a.warc.gz", []
    with path.open("wb") as out:
        writer = WARCWriter(out, gzip=True)
        for number, body in enumerate((b" " * (MOST_BYTES + 1), ENGLISH.encode())):
            writer.write_record(writer.create_warc_record(
                f"https://example.org/{number}", "conversion", payload=io.BytesIO(body),
                warc_content_type="text/plain",
            ))  # fmt: skip
    found = list(read([path], failed=failed.append))
    assert [a.document for a in found] == ["https://example.org/1"]
    assert [str(f) for f in failed] == [
        f"{path}: https://example.org/0: larger than 50 MB, as no article is; split it"
    ]


def test_a_small_table_may_say_much_and_takes_little_memory(tmp_path: Path) -> None:
    """100 texts of 10 MB each in some 50 KB."""
    path = tmp_path / "a.parquet"
    schema = pa.schema([("id", pa.string()), ("text", pa.string())])
    with parquet.ParquetWriter(path, schema, compression="zstd") as out:
        for number in range(100):
            row = {"id": [str(number)], "text": [ENGLISH + "x" * 10_000_000]}
            out.write_table(pa.table(row, schema))
    code = (
        "from kg.article import read\nfailed = []\nnote = lambda e: failed.append(str(e))\n"
        f"print(len(list(read([{str(path)!r}], failed=note))), len(failed), failed[0])\n"
        "print(*(x.split()[1] for x in open('/proc/self/status') if x.startswith('VmHWM')))"  # KB
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True,
                          check=True)  # fmt: skip
    told, size = done.stdout.splitlines()
    assert told.startswith(f"0 100 {path}: row 1: 10,000,087 characters, which is more than")
    assert int(size) < 500_000
