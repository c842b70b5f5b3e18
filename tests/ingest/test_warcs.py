"""Pages out of WARC files: packed as the standard has it or not, chunked, coded, torn."""

import gzip
import io
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from ingest.handed import Item, Left
from ingest.warcs import read_warc
from tests.ingest.fakes import page

PAGE = page("Ferry takes on water")
MOST = 100_000
URL = "https://ledger.example/ferry"


def chunked(body: bytes) -> bytes:
    parts = [body[n : n + 100] for n in range(0, len(body), 100)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def warc(*answers: tuple[str, bytes, dict[str, str], str], packed: bool = True) -> bytes:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=packed)
    for url, body, headers, status in answers:
        head = StatusAndHeaders(status, [*headers.items()], protocol="HTTP/1.1")
        writer.write_record(writer.create_warc_record(url, "response", payload=io.BytesIO(body), http_headers=head))
    return out.getvalue()


HTML = {"Content-Type": "text/html; charset=utf-8"}
CODED = {**HTML, "Content-Encoding": "gzip", "Transfer-Encoding": "chunked", "Set-Cookie": "session=1"}
ANSWERS = (
    (f"{URL}?utm_source=feed", chunked(gzip.compress(PAGE)), CODED, "200 OK"),
    (f"{URL}.png", b"\x89PNG", {"Content-Type": "image/png"}, "200 OK"),
    (f"{URL}/gone", PAGE, HTML, "404 Not Found"),
    (f"{URL}/two", PAGE, HTML, "200 OK"),
)


def found(data: bytes, folder: Path) -> list[Item | Left]:
    file = folder / "crawl.warc.gz"
    file.write_bytes(data)
    return list(read_warc(file, "crawl.warc.gz", MOST))


@pytest.mark.parametrize(
    "whole",
    [warc(*ANSWERS), warc(*ANSWERS, packed=False), gzip.compress(warc(*ANSWERS, packed=False))],
    ids=["records packed", "plain", "packed whole"],
)
def test_every_page_that_was_answered_comes_out_under_its_address_however_the_file_is_packed(whole: bytes, tmp_path: Path) -> None:
    one, two, rest = found(whole, tmp_path)
    assert isinstance(one, Item)
    assert isinstance(two, Item)
    assert (one.url, one.body, one.headers) == (URL, PAGE, HTML)
    assert (two.url, two.body) == (f"{URL}/two", PAGE)
    assert one.archived_at
    assert rest == Left("crawl.warc.gz", "1 of type image/png, 1 with status 404", skipped=True)


def test_a_torn_file_gives_what_is_whole_and_says_that_it_is_torn(tmp_path: Path) -> None:
    data = warc(*ANSWERS)
    for end in range(len(data) - 1, len(data) // 2, -37):
        came = found(data[:end], tmp_path)
        assert {one.body for one in came if isinstance(one, Item)} == {PAGE}
        assert any("torn" in one.reason for one in came if isinstance(one, Left))


def test_a_page_that_is_too_large_is_named_and_the_others_come(tmp_path: Path) -> None:
    large = (f"{URL}/large", b"<html>" + b"x" * MOST, HTML, "200 OK")
    left, item = found(warc(large, ANSWERS[3]), tmp_path)
    assert isinstance(left, Left)
    assert left.name.endswith("/large")
    assert "100,000 bytes" in left.reason
    assert isinstance(item, Item)


@pytest.mark.parametrize("data", [bytes(range(256)) * 8, gzip.compress(b"plain words")], ids=["bytes", "gzip"])
def test_what_is_no_warc_says_so(data: bytes, tmp_path: Path) -> None:
    (left,) = [one for one in found(data, tmp_path) if isinstance(one, Left) and not one.skipped]
    assert "no WARC" in left.reason


@pytest.mark.parametrize("data", [b"WARC/1.0\r\n", b"WARC/1.0\r\nWARC-Type: response\r\n\r\n" + b"\0" * 99])
def test_a_record_without_an_address_stops_nobody(data: bytes, tmp_path: Path) -> None:
    assert all(one.url == "" for one in found(data, tmp_path) if isinstance(one, Item))
