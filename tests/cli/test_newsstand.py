import asyncio
import http.client
import io
from collections.abc import Iterator
from datetime import timedelta
from ipaddress import IPv4Network
from pathlib import Path

import feedparser
import lxml.html
import pytest
import trafilatura

from cli.newsstand import Newsstand
from cli.story import Story, load_story
from ingest.pages import read_page
from ingest.settings import IngestSettings
from ingest.web import Ask, HttpWeb
from narrative.model import Reading
from tests.cli.small_stories import article, hour, story, version

ROOT = Path(__file__).parents[2]
HOST = "shore-news.test"
SMALL = story(
    article("plain", version(1, "first"), version(5, "second"), version(9, status=410)),
    article("noisy", version(2, "loud"), listed_for_hours=4, noise=True),
    article("failing", version(1, "fine"), version(3, status=503), version(4, "fine again")),
)
PLAIN = "/2025/03/plain.html"
NOISY = "/2025/03/noisy.html"


class Got:
    def __init__(self, stand: Newsstand, path: str, host: str = HOST, method: str = "GET", etag: str = "") -> None:
        connection = http.client.HTTPConnection("127.0.0.1", stand.port, timeout=5)
        connection.request(method, path, headers={"Host": host} | ({"If-None-Match": etag} if etag else {}))
        answer = connection.getresponse()
        self.status, self.headers, self.body = answer.status, answer.headers, answer.read()
        connection.close()

    @property
    def etag(self) -> str:
        return self.headers.get("ETag", "")

    @property
    def h1(self) -> str:
        return str(lxml.html.fromstring(self.body).findtext(".//h1"))


@pytest.fixture
def stand() -> Iterator[Newsstand]:
    with Newsstand(SMALL) as running:
        yield running


def titles(stand: Newsstand, path: str = "/rss.xml") -> list[str]:
    parsed = feedparser.parse(io.BytesIO(Got(stand, path).body))
    assert not parsed.bozo, parsed.bozo_exception
    return [entry.title for entry in parsed.entries]


def test_a_page_says_what_stands_at_the_clock(stand: Newsstand) -> None:
    seen = []
    for hours in (0.5, 1, 4.9, 5, 9):
        stand.set_clock(hour(hours))
        got = Got(stand, PLAIN)
        seen.append((got.status, got.h1))
    assert seen == [(404, "404"), (200, "Ferry first & more"), (200, "Ferry first & more"), (200, "Ferry second & more"), (410, "410")]


def test_a_page_that_fails_for_a_while_comes_back(stand: Newsstand) -> None:
    seen = []
    for hours in (1, 3, 4):
        stand.set_clock(hour(hours))
        seen.append(Got(stand, "/2025/03/failing.html").status)
    assert seen == [200, 503, 200]


@pytest.mark.parametrize("path", ["/rss.xml", "/atom.xml"])
def test_a_feed_lists_recent_articles_under_their_current_headlines(stand: Newsstand, path: str) -> None:
    seen = []
    for hours in (0, 2, 5.9, 6, 9, 73):
        stand.set_clock(hour(hours))
        seen.append([title.split()[1] for title in titles(stand, path)])
    assert seen == [[], ["loud", "first", "fine"], ["loud", "second", "fine"], ["second", "fine"], ["fine"], []]


def test_a_feed_entry_names_page_and_first_publication(stand: Newsstand) -> None:
    stand.set_clock(hour(6))
    first = feedparser.parse(io.BytesIO(Got(stand, "/rss.xml").body)).entries[0]
    assert (first.link, first.id) == (f"http://{HOST}{PLAIN}",) * 2
    assert first.published == "Sat, 01 Mar 2025 01:00:00 GMT"


def test_what_did_not_change_answers_304_to_its_etag(stand: Newsstand) -> None:
    stand.set_clock(hour(2))
    for path in ("/", "/rss.xml", PLAIN):
        first = Got(stand, path)
        again = Got(stand, path, etag=first.etag)
        assert (first.status, again.status, again.body, again.etag) == (200, 304, b"", first.etag), path
    stand.set_clock(hour(5))
    assert Got(stand, PLAIN, etag=first.etag).status == 200


def test_a_plain_page_keeps_its_bytes_until_its_next_version(stand: Newsstand) -> None:
    stand.set_clock(hour(1))
    first = Got(stand, PLAIN)
    stand.set_clock(hour(4))
    assert Got(stand, PLAIN).body == first.body


def test_a_noisy_page_has_other_bytes_at_every_instant_and_no_etag(stand: Newsstand) -> None:
    bodies = []
    for minutes in range(5):
        stand.set_clock(hour(3) + timedelta(minutes=minutes))
        got = Got(stand, NOISY)
        assert got.etag == ""
        assert got.body == Got(stand, NOISY).body
        bodies.append(got.body)
    assert len(set(bodies)) == 5


def test_an_unknown_host_path_or_article_is_not_found(stand: Newsstand) -> None:
    stand.set_clock(hour(2))
    assert [Got(stand, "/rss.xml", host="elsewhere.test").status, Got(stand, "/x").status, Got(stand, "/2025/03/x.html").status] == [
        404
    ] * 3


def test_host_may_carry_a_port_and_a_path_a_query(stand: Newsstand) -> None:
    stand.set_clock(hour(2))
    assert Got(stand, f"{PLAIN}?utm_source=rss", host=f"Shore-News.test:{stand.port}").status == 200


def test_head_brings_headers_only_and_tells_the_story_time(stand: Newsstand) -> None:
    stand.set_clock(hour(2))
    got = Got(stand, PLAIN, method="HEAD")
    assert (got.status, got.body, got.headers["Date"]) == (200, b"", "Sat, 01 Mar 2025 02:00:00 GMT")
    assert int(got.headers["Content-Length"]) > 500


def test_the_home_page_links_to_feeds_and_articles(stand: Newsstand) -> None:
    stand.set_clock(hour(2))
    page = lxml.html.fromstring(Got(stand, "/").body)
    assert [link.get("href") for link in page.iter("link")] == [f"http://{HOST}/rss.xml", f"http://{HOST}/atom.xml"]
    assert f"http://{HOST}{PLAIN}" in [a.get("href") for a in page.iter("a")]


def test_our_own_web_reaches_the_stand_by_the_resolve_setting_and_is_allowed(stand: Newsstand) -> None:
    settings = IngestSettings(resolve=stand.resolve, allow_addresses=(IPv4Network("127.0.0.0/8"),), host_delay_seconds=0)
    stand.set_clock(hour(2))
    (answer,) = HttpWeb(settings, lambda: stand.at).fetch([Ask(f"http://{HOST}{PLAIN}")])
    assert (answer.status, answer.robots, answer.failure) == (200, "allowed", None)


@pytest.fixture(scope="module")
def bundled() -> Story:
    return load_story(ROOT / "stories" / "azal-8243")


def test_the_stand_answers_many_at_once(bundled: Story) -> None:
    async def ask_all(stand: Newsstand) -> list[int]:
        paths = [
            (f"www.{a.outlet}.test" if a.outlet == "meridian-ledger" else f"{a.outlet}.test", bundled.address(a)) for a in bundled.articles
        ]
        asked = [asyncio.to_thread(Got, stand, "/" + url.split("/", 3)[3], host) for host, url in paths * 3]
        return [got.status for got in await asyncio.gather(*asked)]

    with Newsstand(bundled) as stand:
        stand.set_clock(bundled.to)
        statuses = asyncio.run(ask_all(stand))
    assert (statuses.count(200), statuses.count(410)) == (45, 3)


def test_every_version_of_the_bundled_story_is_read_exactly_as_written(bundled: Story) -> None:
    read = 0
    with Newsstand(bundled) as stand:
        for told in bundled.articles:
            site, _, path = bundled.address(told).removeprefix("http://").partition("/")
            for said in (v for v in told.versions if v.served):
                assert len(said.body.split()) >= 120, told.key
                for later in (timedelta(0), timedelta(minutes=7)):
                    stand.set_clock(said.at + later)
                    body = Got(stand, f"/{path}", site).body
                    assert trafilatura.extract(body.decode(), favor_precision=True, include_comments=False) == said.body
                    reading = read_page(body)
                    assert isinstance(reading, Reading)
                    assert (reading.headline, reading.text) == (said.headline, said.body)
                    assert (reading.published_at, reading.modified_at) == (told.published_at, said.modified_at)
                    assert set(headlines_of(reading)) == {said.headline}
                    assert reading.language == bundled.outlet(told.outlet).language
                    assert reading.canonical_url == bundled.address(told)
                    read += 1
    assert read == 2 * (16 + 8)


def headlines_of(reading: Reading) -> list[str]:
    """All headlines of the page, the <title> without the outlet's name."""
    heads = reading.headlines
    return [heads.h1, heads.og, heads.jsonld, heads.title.rpartition(" | ")[0]]
