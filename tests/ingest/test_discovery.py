"""Where feeds may lie: what a page names, what looks like one, the usual places, sitemaps of news."""

import gzip
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.discovery import PLACES, Link, guesses, links, sitemaps

PAGES = Path(__file__).parents[3] / "shared/data/pages"
HOME = "https://courier.test/en/"


def named(*tags: str, url: str = HOME) -> list[str]:
    return [link.url for link in links(f"<html><head>{''.join(tags)}</head></html>".encode(), url)]


@pytest.mark.parametrize(
    "kind",
    ["application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json", "APPLICATION/RSS+XML; charset=utf-8"],
)
def test_an_alternate_of_a_feeds_type_is_one_wherever_it_lies(kind: str) -> None:
    assert named(f'<link rel="alternate" type="{kind}" href="/news">') == ["https://courier.test/news"]


@pytest.mark.parametrize("kind", ["text/xml", "application/xml", "application/json"])
def test_an_alternate_of_a_common_type_is_one_when_it_looks_like_one(kind: str) -> None:
    assert named(f'<link rel="alternate" type="{kind}" href="/news">') == []
    assert named(f'<link rel="alternate" type="{kind}" href="/rss.xml">') == ["https://courier.test/rss.xml"]


@pytest.mark.parametrize(
    "tag",
    [
        '<link rel="stylesheet" type="application/rss+xml" href="/rss.css">',
        '<link rel="alternate" type="application/json" href="/wp-json/wp/v2/posts/1">',
        '<link rel="alternate" type="application/json+oembed" href="/oembed/1.0/feed?format=json">',
        '<link rel="alternate" hreflang="ru" href="/ru/">',
        '<link rel="alternate" type="application/rss+xml">',
        '<link rel="alternate" type="application/rss+xml" href="">',
        '<link rel="alternate" type="application/rss+xml" href="javascript:void(0)">',
        '<link rel="alternate" type="application/rss+xml" href="feed://courier.test/rss">',
        f'<link rel="alternate" type="application/rss+xml" href="/{"x" * 3000}">',
        '<a href="/feedback">Feedback</a>',
        '<a href="/cdata/feedback.php">Support</a>',
        '<a href="/icons/rss.png">RSS</a>',
        '<a href="/2024/12/why-we-still-use-it">Why we still use RSS</a>',
        '<a href="mailto:rss@courier.test">RSS</a>',
        '<a href="https://reader.test/subscribe?url=https://courier.test/rss">Subscribe</a>',
        '<a href="https://reader.test/i/feed/https://courier.test/rss">Subscribe</a>',
        '<!-- <link rel="alternate" type="application/rss+xml" href="/old.xml"> -->',
        '<script>document.write(\'<a href="/rss">RSS</a>\')</script>',
        '<a href="#">RSS</a>',
        '<a href="/en/">RSS</a>',
    ],
)  # fmt: skip
def test_what_is_no_feed_is_not_named(tag: str) -> None:
    assert named(tag) == []


@pytest.mark.parametrize(
    "href",
    [
        "/rss", "/feed/", "/rss.xml", "/atom.xml", "/feed.json", "/world/index.xml", "/news.rss", "/index.rdf", "/rss2.php",
        "/xml/rss/all.xml", "/?feed=rss2",
        "/news?format=atom", "/rssfeeds/1.xml", "https://feeds.courier.test/feeds/world",
    ],
)  # fmt: skip
def test_a_link_that_looks_like_a_feed_is_named(href: str) -> None:
    assert len(named(f"<a href='{href}'>World</a>")) == 1


@pytest.mark.parametrize("words", ["RSS", "rss 2.0", "Atom", "<img src=rss.png> RSS feed", "<b>XML</b>", "News feed"])
def test_a_link_that_only_says_to_be_a_feed_is_named(words: str) -> None:
    assert named(f"<a href=/api/zrqit class=x>{words}</a>") == ["https://courier.test/api/zrqit"]


def test_addresses_are_resolved_against_the_pages_base() -> None:
    alternate = "<link rel=alternate type=application/rss+xml href=rss.xml>"
    assert named(alternate) == ["https://courier.test/en/rss.xml"]
    assert named("<base href='https://other.test/news/'>", "<base href=/third/>", alternate) == ["https://other.test/news/rss.xml"]
    assert named("<base href='/fr/'>", alternate) == ["https://courier.test/fr/rss.xml"]
    assert named("<base target=_blank>", alternate) == ["https://courier.test/en/rss.xml"]


def test_each_address_comes_once_with_what_the_likeliest_tag_calls_it() -> None:
    body = b"""<a href="/rss">RSS</a><link rel="alternate" type="application/rss+xml" title="All &amp; everything" href="/rss#top">
    <link rel="alternate" type="application/rss+xml" title="Again" href="https://courier.test/rss">"""
    assert links(body, HOME) == (Link("https://courier.test/rss", "All & everything"),)


def test_the_likely_ones_come_first_and_comments_last() -> None:
    assert named(
        '<a href="/section/rss">Section</a>',
        '<link rel="alternate" type="application/rss+xml" title="Courier: comments" href="/feed2">',
        '<link rel="alternate" type="application/rss+xml" href="/comments/feed/">',
        '<link rel="alternate" type="application/rss+xml" title="Комментарии" href="/feed3">',
        '<link rel="alternate" type="application/rss+xml" title="Courier" href="/feed/">',
    ) == [f"https://courier.test/{path}" for path in ("feed/", "section/rss", "feed2", "comments/feed/", "feed3")]


def test_a_page_in_another_charset_is_read() -> None:
    body = "<meta charset=windows-1251><link rel=alternate type=application/rss+xml title='Новости дня' href=/rss>".encode("cp1251")
    assert links(body, HOME) == (Link("https://courier.test/rss", "Новости дня"),)


@given(st.binary(), st.sampled_from([HOME, "", "nonsense", "http://[::1"]))
def test_any_bytes_name_only_addresses_that_can_be_asked(body: bytes, url: str) -> None:
    for link in links(b"<a href='/rss'>x</a><a rel=feed " + body + b">", url):
        assert urlsplit(link.url).scheme in {"http", "https"}
        assert "#" not in link.url


@pytest.mark.parametrize(
    "body",
    [
        b'<a "' * 200_000, b'<a href="' * 200_000, b"<" * 1_000_000, b"<a " + b"x=" * 500_000 + b">", b"<a " + b"x" * 1_000_000 + b">",
        b"<!--" * 200_000, b"<script>" * 200_000, b"<a href=/rss>" * 200_000, b"<a href=/rss>" + b"<b " * 300_000,
        b"<link rel=alternate type=application/rss+xml href=/" + b"a" * 1_000_000 + b">",
    ],
    ids=["quotes", "attributes", "brackets", "empty values", "a name", "comments", "scripts", "links", "words", "an address"],
)  # fmt: skip
def test_a_hostile_page_takes_no_time(body: bytes) -> None:
    before = time.monotonic()
    links(body, HOME)
    assert time.monotonic() - before < 5


@pytest.mark.parametrize(
    ("url", "first"),
    [
        ("https://courier.test", "https://courier.test/feed"),
        ("https://courier.test/", "https://courier.test/feed"),
        ("https://courier.test/index.html?x=1#top", "https://courier.test/feed"),
        ("https://courier.test/russian", "https://courier.test/russian/feed"),
        ("https://courier.test/en/home.php", "https://courier.test/en/feed"),
    ],
)
def test_guesses_begin_below_the_pages_own_folder(url: str, first: str) -> None:
    found = guesses(url)
    assert found[0] == first
    assert len(set(found)) == len(found)
    assert {f"https://courier.test/{place}" for place in PLACES} <= set(found)


def test_sitemaps_of_news_are_named_once_in_their_order() -> None:
    text = """User-agent: *
Disallow: /private
Sitemap: https://news.courier.test/archive.xml
sitemap:https://courier.test/sitemap-news.xml
SITEMAP : https://courier.test/google.xml # daily
Sitemap: /news-relative.xml
Sitemap: https://courier.test/sitemap-news.xml
Sitemap:
"""
    assert sitemaps(text) == ("https://courier.test/sitemap-news.xml", "https://courier.test/google.xml")


@pytest.mark.skipif(not PAGES.is_dir(), reason="the real pages are not here")
def test_on_real_pages_what_is_named_is_short_and_begins_with_no_comments() -> None:
    files = sorted(PAGES.glob("*/**/*.gz"))
    named = [links(gzip.decompress(file.read_bytes()), "https://x.test/a/page") for file in files]
    with_some = [found for found in named if found]
    assert (len(files) > 150, len(with_some) > 100) == (True, True)
    assert max(map(len, named)) < 20
    assert [found[0] for found in with_some if "comment" in found[0].url] == []
