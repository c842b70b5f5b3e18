"""A sitemap lists addresses, with or without Google News' words about them."""

from datetime import UTC, datetime

import pytest

from ingest.entries import MOST
from ingest.feeds import FeedReading, read_feed
from ingest.sitemaps import is_sitemap, read_sitemap
from narrative.model import Entry
from tests.clocks import START

NEWS = (
    "<url><loc>https://courier.test/crash?id=1&amp;x=2</loc><lastmod>2025-01-06T06:00:00Z</lastmod><news:news><news:publication>"
    "<news:name>The Courier</news:name></news:publication><news:publication_date>2025-01-06T05:00:00Z</news:publication_date>"
    "<news:title>Crash &amp; fire</news:title></news:news><image:image><image:loc>https://courier.test/1.jpg</image:loc>"
    "<image:title>A wing</image:title></image:image></url>"
)
SPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)


def read(text: str) -> FeedReading:
    return read_feed(text.encode(), "https://courier.test/sitemap.xml", {"Content-Type": "application/xml"}, START)


def test_a_sitemap_of_news_is_read_and_an_images_words_are_not_the_articles() -> None:
    url = "https://courier.test/crash?id=1&x=2"
    expected = Entry(url, url, "Crash & fire", datetime(2025, 1, 6, 5, tzinfo=UTC), datetime(2025, 1, 6, 6, tzinfo=UTC))
    assert read(f'<?xml version="1.0"?><urlset {SPACES}>{NEWS}</urlset>').entries == (expected,)


@pytest.mark.parametrize("spaces", ["", SPACES.replace("sitemap-news/0.9", "sitemap-news/0.8"), 'xmlns:news="x" xmlns:image="y"'])
def test_namespaces_that_are_wrong_or_absent_do_not_count(spaces: str) -> None:
    assert [e.title for e in read(f"<urlset {spaces}>{NEWS}</urlset>").entries] == ["Crash & fire"]


def test_a_plain_sitemap_has_entries_without_titles() -> None:
    found = read("<urlset><url><loc> https://courier.test/a </loc></url><url><loc>/b</loc><lastmod>2025-01-05</lastmod></url></urlset>")
    assert [(e.guid, e.url, e.title) for e in found.entries] == [
        ("https://courier.test/a", "https://courier.test/a", ""),
        ("/b", "https://courier.test/b", ""),
    ]


def test_an_index_is_no_feed_and_its_reason_names_its_children() -> None:
    children = "".join(f"<sitemap><loc>https://courier.test/{n}.xml</loc></sitemap>" for n in range(25))
    reason = read(f"<sitemapindex {SPACES}>{children}</sitemapindex>").reason
    assert reason.startswith("an index of 25 sitemaps: https://courier.test/0.xml, ")
    assert reason.endswith("https://courier.test/19.xml and 5 more")


def test_what_is_torn_gives_what_it_has_and_says_where() -> None:
    found = read(f"<urlset {SPACES}>\n{NEWS}\n<url><loc>https://courier.test/b</loc>")
    assert [e.url for e in found.entries][-1] == "https://courier.test/b"
    assert found.problems[0].startswith("ill-formed: line 3: ")


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("<urlset/>", True),
        ("<!-- <rss> --><?xml-stylesheet href='a.xsl'?><s:urlset xmlns:s='x'/>", True),
        ("<sitemapindex/>", True),
        ("<rss><!-- <urlset> --></rss>", False),
        ("urlset", False),
        ("", False),
    ],
)
def test_a_sitemap_is_known_by_its_first_element(text: str, is_one: bool) -> None:
    assert is_sitemap(text) is is_one


def test_of_an_archive_the_newest_are_read_in_their_order() -> None:
    days = [f"2024-{1 + n // 28 % 12:02}-{1 + n % 28:02}" for n in range(MOST + 3)]
    listed = "".join(f"<url><loc>/{n}</loc><lastmod>{day}</lastmod></url>" for n, day in enumerate(days))
    found = read_sitemap(f"<urlset>{listed}</urlset>")
    assert (len(found.items), found.unread) == (MOST, 3)
    kept = [int(one.guid[1:]) for one in found.items]
    assert kept == sorted(kept)
    dropped = set(range(MOST + 3)) - set(kept)
    assert {days[n] for n in dropped} == {"2024-01-01"}
