"""`palimpsest try page` and `try feed`: saved documents are answered as a capture or a poll would have read them."""

import gzip
import tracemalloc
from pathlib import Path

import pytest

from tests.cli.commands import answers, jsonl
from tests.cli.playing import environment
from tests.ingest.fakes import page, rss

READER = pytest.mark.parametrize("reader", ["page", "feed"])
SLOW = {
    "page": page("Slow", *(f"Sentence number {n} of a very long page about a ferry that left." for n in range(25_000))),
    "feed": rss(*((f"Ferry number {n} is back", f"https://shore.test/ferry/{n}") for n in range(70_000))),
}
"""Documents that take their reader 7.6 and 3.4 seconds of CPU, half of that on a fast day, and what is allowed in a test."""
ALLOWED = {"page": 3, "feed": 0.7}


@READER
def test_a_page_or_feed_is_named_by_its_file(reader: str, tmp_path: Path) -> None:
    plain, packed = tmp_path / "saved", tmp_path / "saved.gz"
    plain.write_bytes(page("Ferry is back") if reader == "page" else rss(("Ferry is back", "https://shore.test/ferry")))
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    lines = jsonl({"file": str(packed)}, {"file": str(tmp_path / "none")}, {"url": "x"}, {"file": 7}, {"file": "a\0b"}, "?")
    found = answers("try", reader, plain, tmp_path, "-", text=lines)
    assert [row.get("file") for row in found] == [str(plain), str(tmp_path), str(packed), str(tmp_path / "none"), None, 7, "a\0b", None]
    assert ["error" in row for row in found] == [False, True, False, True, True, True, True, True]
    assert {k: v for k, v in found[0].items() if k != "file"} == {k: v for k, v in found[2].items() if k != "file"}


def test_a_page_says_what_is_on_it(tmp_path: Path) -> None:
    (tmp_path / "saved").write_bytes(page("Ferry is back"))
    (answer,) = answers("try", "page", "--url", "https://shore.test/ferry?utm_source=x", tmp_path / "saved")
    assert (answer["outcome"], answer["headline"], answer["canonical_url"]) == ("new", "Ferry is back", "https://shore.test/ferry")
    assert "sixty-two passengers" in answer["text"]


PAGE_KEYS = {
    "file", "outcome", "headline", "headlines", "text", "authors", "published_at", "modified_at", "language", "canonical_url",
}  # fmt: skip
FEED_KEYS = {"file", "outcome", "entries", "problems"}
PDF, JPEG = b"%PDF-1.7\n<</Type/Catalog>>", b"\xff\xd8\xff\xe0" + b"\0" * 50


@pytest.mark.parametrize(
    ("content", "outcome"),
    [
        (b"", "not_a_page"), (b" \n", "not_a_page"), (b"\0" * 100, "not_a_page"), (PDF, "not_a_page"), (JPEG, "not_a_page"),
        (b"GIF89a<", "not_a_page"), (b"RIFF\0\0\0\0WEBP", "not_a_page"),
        (gzip.compress(gzip.compress(b"<p>x</p>", mtime=0), mtime=0), "not_a_page"),
        (b"<html></html>", "unreadable"), (rss(("Ferry is back", "/ferry")), "not_a_page"),
    ],
)  # fmt: skip
def test_what_is_no_page_says_why_and_has_every_key(content: bytes, outcome: str, tmp_path: Path) -> None:
    (tmp_path / "saved").write_bytes(content)
    (answer,) = answers("try", "page", tmp_path / "saved")
    assert answer["outcome"] == outcome
    assert answer["reason"]
    assert answer.keys() >= PAGE_KEYS
    assert answer["headlines"].keys() == {"h1", "og", "title", "jsonld"}
    assert (answer["authors"], answer["published_at"], answer["modified_at"]) == ([], None, None)


@pytest.mark.parametrize("content", [b"", b"\0" * 100, PDF, b"<", b"<html></html>", JPEG])
def test_what_is_no_feed_is_unreadable_and_says_why(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "saved").write_bytes(content)
    (answer,) = answers("try", "feed", tmp_path / "saved")
    assert (answer["outcome"], answer["entries"]) == ("unreadable", [])
    assert answer["reason"]
    assert answer["reason"] in answer["problems"]


@pytest.mark.parametrize(("reader", "keys"), [("page", PAGE_KEYS), ("feed", FEED_KEYS)])
def test_an_input_that_cannot_be_used_has_every_key_too(reader: str, keys: set[str], tmp_path: Path) -> None:
    found = answers("try", reader, tmp_path / "none", "-", text=jsonl("?", {"url": "x"}, {"file": str(tmp_path)}))
    assert len(found) == 4
    for answer in found:
        assert answer.keys() >= keys | {"error"}
        assert answer["outcome"] == "unreadable"


def test_the_text_of_a_wall_is_printed_as_far_as_it_could_be_read(tmp_path: Path) -> None:
    teaser = "The ferry left at noon with sixty-two people, and nobody has seen it since then. Subscribe to continue reading this article."
    (tmp_path / "wall").write_bytes(page("Ferry is back", teaser))
    (answer,) = answers("try", "page", tmp_path / "wall")
    assert (answer["outcome"], answer["headline"]) == ("paywalled", "Ferry is back")
    assert "The ferry left at noon" in answer["text"]


@pytest.mark.parametrize(
    ("said", "url", "expected"),
    [
        ("https://shore.test/ferry-1?utm_source=x", "https://m.shore.test/ferry-1", "https://shore.test/ferry-1"),
        ("/ferry-1", "https://shore.test/ferry-1?from=feed", "https://shore.test/ferry-1"),
        ("https://other.test/ferry-1", "https://shore.test/ferry-1", "https://shore.test/ferry-1"),
        ("https://shore.test/", "https://shore.test/ferry-1", "https://shore.test/ferry-1"),
        ("https://shore.test/ferry-1", "", "https://shore.test/ferry-1"),
        ("", "", ""),
    ],
)
def test_a_page_s_own_address_is_believed_as_a_capture_would(said: str, url: str, expected: str, tmp_path: Path) -> None:
    link = f'<link rel="canonical" href="{said}"></head>'.encode()
    (tmp_path / "saved").write_bytes(page("Ferry is back").replace(b"</head>", link))
    (answer,) = answers("try", "page", "--url", url, tmp_path / "saved")
    assert answer["canonical_url"] == expected


def test_an_address_on_the_line_counts_before_the_option(tmp_path: Path) -> None:
    (tmp_path / "saved").write_bytes(page("Ferry is back"))
    lines = jsonl({"file": str(tmp_path / "saved"), "url": "https://shore.test/one-1"}, {"file": str(tmp_path / "saved"), "url": None})
    found = answers("try", "page", "--url", "https://shore.test/two-2", "-", text=lines)
    assert [a["canonical_url"] for a in found] == ["https://shore.test/one-1", "https://shore.test/two-2"]


def test_what_is_larger_than_a_capture_would_take_is_not_unpacked(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "bomb.gz", "wb", 9) as packed:
        for _ in range(300):
            packed.write(b"\0" * 1_000_000)
    tracemalloc.start()
    (answer,) = answers("try", "page", tmp_path / "bomb.gz")
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (answer["outcome"], answer["text"]) == ("too_large", "")
    assert most < 80_000_000


@READER
def test_a_document_that_hangs_its_reader_costs_one_outcome(reader: str, tmp_path: Path) -> None:
    names = [tmp_path / f"saved-{n}" for n in range(8)]
    for name in names:
        name.write_bytes(page("Ferry is back") if reader == "page" else rss(("Ferry is back", "https://shore.test/ferry")))
    names[3].write_bytes(SLOW[reader])
    with environment({"PALIMPSEST_EXTRACT_SECONDS": f"{ALLOWED[reader]}"}):
        found = answers("try", reader, *names)
    assert [a["file"] for a in found] == [str(n) for n in names]
    assert [a["outcome"] for a in found] == [*["new"] * 3, "unreadable", *["new"] * 4]
    assert found[3]["reason"] == f"took longer than {ALLOWED[reader]:g} s"


def test_answers_come_in_the_order_of_the_inputs_though_some_take_longer(tmp_path: Path) -> None:
    slow, quick = tmp_path / "slow", tmp_path / "quick"
    slow.write_bytes(page("Slow", *(f"Sentence number {n} of a very long page about a ferry." for n in range(4000))))
    quick.write_bytes(page("Quick"))
    found = answers("try", "page", *[slow, quick, quick] * 3)
    assert [a["headline"] for a in found] == ["Slow", "Quick", "Quick"] * 3


@pytest.mark.parametrize(
    ("captured_at", "believed"), [("2030-01-01T00:00:00Z", True), ("2029-12-31T12:00:00Z", True), ("2024-12-25T00:00:00Z", False)]
)
def test_a_date_is_believed_where_a_poll_would_have_believed_it(captured_at: str, believed: bool, tmp_path: Path) -> None:
    dated = rss(("Ferry is back", "https://shore.test/ferry")).replace(b"<guid>", b"<pubDate>Tue, 01 Jan 2030 00:00:00 GMT</pubDate><guid>")
    (tmp_path / "saved").write_bytes(dated)
    (by_option,) = answers("try", "feed", "--captured-at", captured_at, tmp_path / "saved")
    (by_field,) = answers("try", "feed", "-", text=jsonl({"file": str(tmp_path / "saved"), "captured_at": captured_at}))
    assert by_option == by_field
    assert (by_option["entries"][0]["published_at"] is not None) is believed
    assert any("not believable" in p for p in by_option["problems"]) is not believed


def test_a_date_far_ahead_is_not_believed_when_nobody_says_when_the_feed_came(tmp_path: Path) -> None:
    dated = rss(("Ferry is back", "https://shore.test/ferry")).replace(b"<guid>", b"<pubDate>Tue, 01 Jan 2999 00:00:00 GMT</pubDate><guid>")
    (tmp_path / "saved").write_bytes(dated)
    (answer,) = answers("try", "feed", tmp_path / "saved")
    assert answer["entries"][0]["published_at"] is None


def test_a_feed_lists_its_entries_with_whole_addresses(tmp_path: Path) -> None:
    (tmp_path / "saved").write_bytes(rss(("Ferry is back", "/ferry"), ("Snow", "https://shore.test/snow")))
    (answer,) = answers("try", "feed", "--url", "https://shore.test/rss", tmp_path / "saved")
    assert [(e["title"], e["url"]) for e in answer["entries"]] == [
        ("Ferry is back", "https://shore.test/ferry"),
        ("Snow", "https://shore.test/snow"),
    ]
