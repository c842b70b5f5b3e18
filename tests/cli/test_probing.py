"""Feeds are asked as they answer now, and looked for where they may lie, through the web that polling and capture use."""

import pytest

from cli.probing import MOST_LINKS, Found, discover, probe
from ingest.catalog import Feed, Outlet
from ingest.sandbox import Inline
from ingest.web import Answer
from narrative.model import Outcome
from tests.clocks import HandClock
from tests.ingest.fakes import FakeWeb, failed, ok, page, rss, status

HOME = "https://courier.test/"
RSS = "https://courier.test/rss"
ARTICLE = "https://courier.test/1"
FEED = "application/rss+xml"
COURIER = Outlet(id="courier", name="The Courier", country="AZ", language="en", feeds=(Feed(url=RSS),))


@pytest.fixture
def web(clock: HandClock) -> FakeWeb:
    return FakeWeb(clock)


def alternate(*hrefs: str, more: str = "") -> Answer:
    links = "".join(f"<link rel=alternate type={FEED} title='Feed of {href}' href={href}>" for href in hrefs)
    return ok(f"<html><head>{links}</head><body>{more}</body></html>".encode())


def a_feed(count: int = 1, **headers: str) -> Answer:
    return ok(rss(*[(f"Title {n}", f"https://courier.test/{n}") for n in range(1, count + 1)]), FEED, **headers)


def asked(web: FakeWeb) -> list[str]:
    return [ask.url for ask in web.asked]


def test_an_outlet_that_answers_is_told_with_what_it_lists(web: FakeWeb) -> None:
    web.says(RSS, a_feed(3, ETag='"a"'))
    web.says(ARTICLE, ok(page("Title 1")))
    (found,) = probe(web, Inline(), [COURIER])
    (feed,) = found.feeds
    assert (feed.outcome, feed.listed, feed.validators, feed.answered_at) == ("new", 3, "etag", web.clock())
    assert (found.looks, found.lately_seen, found.walls, found.unseen) == (1, 1, (), "")
    assert found.words
    assert found.words > 50
    assert asked(web) == [RSS, ARTICLE]


@pytest.mark.parametrize(
    ("answer", "outcome", "unseen"),
    [
        (status(404), "missing", "feed: missing"),
        (status(403), "forbidden", "feed: forbidden"),
        (failed(Outcome.DISALLOWED), "disallowed", "feed: disallowed"),
        (failed(Outcome.TLS_FAILED), "tls_failed", "feed: tls_failed"),
        (ok(page("No feed")), "unreadable", "feed: unreadable"),
    ],
)
def test_a_feed_that_does_not_answer_says_why_and_no_page_is_asked(web: FakeWeb, answer: Answer, outcome: str, unseen: str) -> None:
    web.says(RSS, answer)
    (found,) = probe(web, Inline(), [COURIER])
    assert (found.feeds[0].outcome, found.feeds[0].answered_at, found.unseen) == (outcome, None, unseen)
    assert (found.looks, asked(web)) == (0, [RSS])


@pytest.mark.parametrize(
    ("answer", "walls", "unseen"),
    [
        (status(402), (("paywalled", 1),), "pages: paywalled"),
        (status(403), (("forbidden", 1),), "pages: forbidden"),
        (failed(Outcome.DISALLOWED), (("disallowed", 1),), "pages: disallowed"),
        (failed(Outcome.TIMED_OUT), (), "pages: out of reach"),
        (status(410), (), ""),
        (ok(b"%PDF-1.4", "application/pdf"), (), ""),
    ],
)
def test_what_stands_before_its_pages_is_told(web: FakeWeb, answer: Answer, walls: tuple[tuple[str, int], ...], unseen: str) -> None:
    web.says(RSS, a_feed())
    web.says(ARTICLE, answer)
    (found,) = probe(web, Inline(), [COURIER])
    assert (found.looks, found.walls, found.words, found.unseen) == (1, walls, None, unseen)


def test_outlets_without_feeds_and_without_entries_are_told_too(web: FakeWeb) -> None:
    web.says(RSS, ok(rss(), FEED))
    found = probe(web, Inline(), [COURIER, Outlet(id="ministry", name="M", country="AZ", language="az", role="primary")])
    assert [(c.id, c.unseen, c.looks) for c in found] == [("courier", "", 0), ("ministry", "no feed known", 0)]


def test_a_feed_of_two_outlets_is_asked_once(web: FakeWeb) -> None:
    web.says(RSS, a_feed(0))
    probe(web, Inline(), [COURIER, COURIER.model_copy(update={"id": "other"})])
    assert asked(web) == [RSS]


def test_what_the_page_names_is_asked_and_nothing_is_guessed(web: FakeWeb) -> None:
    web.says(HOME, alternate("/all.xml", "/gone.xml", more="<a href=/sport.rss>Sport</a>"))
    web.says("https://courier.test/all.xml", a_feed(2))
    web.says("https://courier.test/sport.rss", a_feed(1))
    assert discover(web, Inline(), HOME).found == (
        Found("https://courier.test/all.xml", "Feed of /all.xml", "the page", 2),
        Found("https://courier.test/sport.rss", "Sport", "the page", 1),
    )
    assert "https://courier.test/feed" not in asked(web)
    assert len(set(asked(web))) == len(web.asked)


def test_an_address_that_is_a_feed_is_found_at_once(web: FakeWeb) -> None:
    web.says(RSS, a_feed(4))
    assert discover(web, Inline(), RSS).found == (Found(RSS, "", "the address itself", 4),)
    assert asked(web) == [RSS]


def test_a_page_about_feeds_is_read_for_the_feeds_it_links(web: FakeWeb) -> None:
    web.says(HOME, ok(b"<a href=/about/rss-feeds>RSS</a>"))
    web.says("https://courier.test/about/rss-feeds", ok(b"<a href=/world/rss.xml>World</a><a href=/deeper/rss>RSS</a>"))
    web.says("https://courier.test/world/rss.xml", a_feed(5))
    web.says("https://courier.test/deeper/rss", ok(b"<a href=/never/rss>RSS</a>"))
    (found,) = discover(web, Inline(), HOME).found
    assert (found.url, found.named_by) == ("https://courier.test/world/rss.xml", "https://courier.test/about/rss-feeds")
    assert "https://courier.test/never/rss" not in asked(web)


def test_a_news_sitemap_of_robots_txt_is_found(web: FakeWeb) -> None:
    sitemap = "https://courier.test/news-sitemap.xml"
    web.says(HOME, ok(b"<p>nothing"))
    web.says("https://courier.test/robots.txt", ok(f"Sitemap: {sitemap}".encode(), "text/plain"))
    web.says(sitemap, ok(b"<urlset><url><loc>https://courier.test/1</loc></url></urlset>", "application/xml"))
    assert discover(web, Inline(), HOME).found == (Found(sitemap, "", "robots.txt", 1),)


def test_the_usual_places_are_tried_when_nothing_is_named(web: FakeWeb) -> None:
    web.says(HOME, ok(b"<p>nothing"))
    web.says(RSS, a_feed(2))
    assert discover(web, Inline(), HOME).found == (Found(RSS, "", "a guess", 2),)


def test_a_page_that_does_not_answer_says_why_and_the_usual_places_are_tried_all_the_same(web: FakeWeb) -> None:
    web.says(HOME, status(403))
    found = discover(web, Inline(), HOME)
    assert (found.found, found.trouble) == ((), "forbidden: status 403")
    assert RSS in asked(web)


def test_one_feed_at_two_addresses_is_one(web: FakeWeb) -> None:
    web.says(HOME, alternate("/feed", "/feed/"))
    web.says("https://courier.test/feed", Answer("", "https://courier.test/feed/", web.clock(), web.clock(), 200, {}, rss(("A", ARTICLE))))
    web.says("https://courier.test/feed/", a_feed())
    assert [f.url for f in discover(web, Inline(), HOME).found] == ["https://courier.test/feed"]


def test_a_page_with_a_feed_for_everything_is_not_asked_for_all_of_them(web: FakeWeb) -> None:
    web.says(HOME, alternate(*[f"/section/{n}.rss" for n in range(500)]))
    web.says("https://courier.test/section/0.rss", a_feed())
    discover(web, Inline(), HOME)
    assert len(web.asked) == MOST_LINKS + 2
