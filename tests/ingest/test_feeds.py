"""Bytes of a feed become entries, however broken, and every problem is located."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.entries import MOST, Hints
from ingest.feeds import AHEAD, LONGEST, FeedReading, content_sha256, plain, read_feed
from narrative.model import Entry
from tests.clocks import START

URL = "https://courier.test/feeds/news.xml"


def read(body: str | bytes, kind: str = "application/rss+xml") -> FeedReading:
    return read_feed(body.encode() if isinstance(body, str) else body, URL, {"Content-Type": kind}, START)


def rss(items: str) -> str:
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>News</title>{items}</channel></rss>'


def item(title: str = "Crash", link: str = "https://courier.test/crash", more: str = "<guid>g1</guid>") -> str:
    return f"<item><title>{title}</title><link>{link}</link>{more}</item>"


def only(body: str) -> Entry:
    (entry,) = read(body).entries
    return entry


def test_rss_is_read() -> None:
    dated = "<pubDate>Mon, 06 Jan 2025 10:00:00 +0500</pubDate>"
    entry = only(rss(item(more=f"<guid>g1</guid>{dated}<description>It &lt;b&gt;fell&lt;/b&gt;.</description>")))
    assert entry == Entry("g1", "https://courier.test/crash", "Crash", datetime(2025, 1, 6, 5, tzinfo=UTC), None, "It fell .")


def test_atom_is_read() -> None:
    body = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title><entry><id>urn:1</id><title>Crash</title>'
        '<link href="/crash"/><published>2025-01-06T05:00:00Z</published><updated>2025-01-06T06:00:00Z</updated></entry></feed>'
    )
    assert only(body) == Entry("urn:1", "https://courier.test/crash", "Crash", START - timedelta(hours=7), START - timedelta(hours=6))


def test_rdf_is_read() -> None:
    body = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        '<channel rdf:about="x"><title>News</title></channel><item rdf:about="https://courier.test/crash"><title>Crash</title>'
        "<link>https://courier.test/crash</link><dc:date>2025-01-06T05:00:00Z</dc:date></item></rdf:RDF>"
    )
    entry = only(body)
    assert (entry.guid, entry.title) == ("https://courier.test/crash", "Crash")


def test_entries_come_in_the_order_of_the_feed() -> None:
    found = read(rss("".join(item(str(n), f"https://courier.test/{n}", f"<guid>{n}</guid>") for n in range(9))))
    assert [e.title for e in found.entries] == list("012345678")
    assert found.problems == ()


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1251", "utf-16"])
def test_titles_come_out_in_whatever_encoding_they_went_in(encoding: str) -> None:
    body = rss(item("Самолёт упал")).replace('"utf-8"', f'"{encoding}"').encode(encoding)
    (entry,) = read(body, "text/xml").entries
    assert entry.title == "Самолёт упал"


def test_the_encoding_that_only_http_names_is_used() -> None:
    body = rss(item("Самолёт упал")).replace(' encoding="utf-8"', "").encode("koi8-r")
    (entry,) = read(body, "application/rss+xml; charset=koi8-r").entries
    assert entry.title == "Самолёт упал"


def test_an_ill_formed_feed_gives_what_it_has_and_says_what_is_wrong() -> None:
    found = read(rss(item() + "<item><title>Torn & cut</title><link>https://courier.test/2</link>")[:-20])
    assert [e.title for e in found.entries][:1] == ["Crash"]
    assert any(p.startswith("ill-formed: ") for p in found.problems)


@pytest.mark.parametrize(
    "body", ["", " \n", "<html><head><title>Cookies</title></head><body>Accept?</body></html>", "{}", "not a feed", "\x00\x01", "<"]
)
def test_what_is_no_feed_has_a_reason(body: str) -> None:
    found = read(body)
    assert found.entries == ()
    assert found.reason


def test_a_feed_that_lists_nothing_is_a_feed() -> None:
    assert read(rss("")) == FeedReading(problems=("lists no entries: a document of <rss>",))


def test_a_feed_of_which_nothing_can_be_used_has_a_reason() -> None:
    found = read(rss("<item/><item><author>ann@courier.test</author></item>"))
    assert found.reason == "none of 2 entries has a link, a title or a summary"
    assert "entry 2: says nothing" in found.problems


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("It snowed.\nIt snowed again.", "text without markup, “It snowed. It snowed again.…”"),
        ("<note><to>Ann</to></note>", "a document of <note>"),
        ("<!-- <rss> --><note>\n<to></note>", "a document of <note>, ill-formed in line 2: mismatched tag"),
        ("<!doctype html><html><title>Cookies</title>", "a page titled “Cookies”"),
        ('{"items": 3}', "JSON without a list of items"),
        ('{"items": [', "not JSON: Expecting value: line 1 column 12 (char 11)"),
    ],
)
def test_the_reason_says_what_the_document_is_and_where_it_breaks(body: str, what: str) -> None:
    assert read(body).reason == f"not a feed: {what}"


def test_a_feed_inside_of_a_page_and_one_with_the_type_of_a_page_are_feeds() -> None:
    frame = '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">'
    listed = f'<rss version="2.0"><channel>{item()}</channel></rss>'
    assert [e.title for e in read(frame + listed).entries] == ["Crash"]
    assert [e.title for e in read(f"{frame}<html><body>{listed}</body></html>").entries] == ["Crash"]


def test_lines_are_counted_as_they_stand_in_the_document() -> None:
    found = read("\n\n" + rss(item() + "\n<a>\n"))
    assert found.problems[0] == "ill-formed: line 5: mismatched tag"
    assert len(found.entries) == 1


def test_a_feed_with_too_many_entries_is_read_from_the_top_and_that_is_said() -> None:
    listed = "".join(item(f"No. {n}", f"/{n}", f"<guid>{n}</guid>") for n in range(MOST + 2))
    found = read(rss(listed))
    assert [e.title for e in found.entries] == [f"No. {n}" for n in range(MOST)]
    assert found.problems == ("2 entries beyond 5,000 are not read",)
    assert [q.kind for q in found.quirks if q.kind == "too_many"] == ["too_many"]


def test_what_a_feed_recommends_is_read() -> None:
    every = "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>"
    body = rss(f"<ttl>90</ttl>{every}{item()}").replace("<rss", '<rss xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"')
    assert read(body).hints == Hints(timedelta(minutes=90), timedelta(hours=6))
    assert read(rss(f"<ttl>soon</ttl>{item()}")).hints == Hints()


def test_a_page_that_is_labelled_as_one_and_holds_a_feed_is_a_quirk() -> None:
    assert "wrong_media_type" in {q.kind for q in read(rss(item()), "text/html; charset=utf-8").quirks}


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "mailto:a@b.test", "data:text/html,x", "file:///etc/passwd", "http://[bad/", "http://", ""]
)
def test_a_link_that_cannot_be_asked_for_is_a_located_problem(link: str) -> None:
    found = read(rss(item() + item("Bad", link, "<guid isPermaLink='false'>g2</guid>")))
    assert [(e.title, e.url) for e in found.entries] == [("Crash", "https://courier.test/crash"), ("Bad", "")]
    assert "entry 2: no usable link" in found.problems
    assert [q.kind for q in found.quirks if q.kind == "unusable_link"] == ["unusable_link"]


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("/crash", "https://courier.test/crash"),
        ("crash", "https://courier.test/feeds/crash"),
        ("//other.test/x", "https://other.test/x"),
        ("  /crash\n", "https://courier.test/crash"),
    ],
)
def test_a_relative_link_is_resolved_against_the_feed(link: str, expected: str) -> None:
    assert only(rss(item(link=link))).url == expected


def test_the_server_cannot_move_the_base_of_relative_links() -> None:
    headers = {"Content-Type": "text/xml", "Content-Location": "https://evil.test/", "Content-Encoding": "gzip"}
    found = read_feed(rss(item(link="/crash")).encode(), URL, headers, START)
    assert found.entries[0].url == "https://courier.test/crash"


def test_without_a_guid_the_link_stands_in_and_that_is_said() -> None:
    found = read(rss(item(more="")))
    assert found.entries[0].guid == "https://courier.test/crash"
    assert found.problems == ("entry 1: no guid; its link stands in",)


def test_a_guid_that_is_too_long_to_index_is_named_by_its_hash() -> None:
    found = [only(rss(item(more=f"<guid>{'ж' * LONGEST}{n}</guid>"))).guid for n in (1, 2)]
    assert all(len(guid) == 64 for guid in found)
    assert len(set(found)) == 2


@pytest.mark.parametrize(
    "date", ["Thu, 01 Jan 1970 00:00:00 GMT", "Mon, 06 Jan 2035 00:00:00 GMT", "0001-01-01T00:00:00Z", "9999-12-31T00:00:00Z"]
)
def test_a_date_that_is_not_believable_is_dropped_and_said(date: str) -> None:
    found = read(rss(item(more=f"<guid>g</guid><pubDate>{date}</pubDate>")))
    assert found.entries[0].published_at is None
    assert any("not believable" in p for p in found.problems)


@pytest.mark.parametrize(("ahead", "believed"), [(AHEAD, True), (AHEAD + timedelta(seconds=1), False)])
def test_a_date_slightly_ahead_is_a_clock_and_one_far_ahead_is_a_mistake(ahead: timedelta, believed: bool) -> None:
    date = (START + ahead).strftime("%a, %d %b %Y %H:%M:%S GMT")
    assert (only(rss(item(more=f"<guid>g</guid><pubDate>{date}</pubDate>"))).published_at is not None) is believed


def test_bytes_that_look_like_a_path_or_an_address_open_nothing(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_text(rss(item()))
    assert path.exists()
    for body in (str(path), f"file://{path}"):
        assert read(body).entries == ()


def test_an_entity_that_names_a_file_opens_nothing(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("top secret")
    body = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]>' + rss(item("a &x; b"))[39:]
    assert "top secret" not in str(read(body))


@pytest.mark.parametrize("reference", ["&#xD83D;", "&#55357;", "&#0;", "&#x1F;", "&#xFFFFFFFF;", "&amp;#xD83D;", "&#xD83D;&#xDE00;"])
def test_a_reference_to_no_character_does_no_harm(reference: str) -> None:
    entry = only(rss(item(f"Crash {reference} near Aktau", more=f"<guid>g{reference}</guid>")))
    assert entry.title.startswith("Crash")
    content_sha256(entry)
    entry.guid.encode()
    assert "\x00" not in entry.title + entry.guid


def test_another_title_address_or_summary_is_another_issue_and_other_dates_are_not() -> None:
    entry = Entry("g", "https://courier.test/", "Crash", START, START, "It fell.")
    others = [
        Entry("g", "https://courier.test/2", "Crash", summary="It fell."),
        Entry("g", "https://courier.test/", "Shot down", summary="It fell."),
        Entry("g", "https://courier.test/", "Crash", summary="It was hit."),
    ]
    assert len({content_sha256(e) for e in (entry, *others)}) == 4
    assert content_sha256(entry) == content_sha256(Entry("g", "https://courier.test/", "Crash", summary="It fell."))


@given(st.text(max_size=200))
def test_plain_text_has_no_runs_of_space_and_stays_as_it_is(text: str) -> None:
    once = plain(text)
    assert plain(once) == once or "<" in text
    assert "  " not in once
    once.encode()


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200), st.text(max_size=80))
def test_reading_never_raises(junk: bytes, text: str) -> None:
    whole = rss(item() + item(text, text)).encode("utf-8", "replace")
    for body in (junk, whole[:100] + junk + whole[100:], whole):
        for entry in read(body).entries:
            content_sha256(entry)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.text("abж &<", max_size=6), st.sampled_from(["/1", "/2", "", "http://["])), max_size=6))
def test_reading_twice_gives_the_same(listed: list[tuple[str, str]]) -> None:
    body = rss("".join(item(title, link, "") for title, link in listed))
    assert read(body) == read(body)
