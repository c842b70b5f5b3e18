import asyncio
import http.client
import io
import json
from collections.abc import Iterator
from datetime import timedelta
from ipaddress import IPv4Network
from pathlib import Path

import feedparser
import lxml.html
import pytest

from cli.newsprint import article_page, as_shown
from cli.newsstand import Newsstand
from cli.story import NOISE_KINDS, Behaviour, Move, Story, Version, load_story
from ingest.catalog import Feed
from ingest.feeds import read_feed
from ingest.pages import read_page
from ingest.settings import IngestSettings
from ingest.web import Ask, HttpWeb
from narrative.model import Reading
from tests.cli.small_stories import OUTLET, article, hour, stands_before, story, version

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


HARD = story(
    article("opens", stands_before(1, "Ferry behind a wall", wall="consent"), version(5, "open")),
    article("shut", version(1, "free"), stands_before(3, wall="paywall"), stands_before(5, wall="bot", status=403)),
    article("lost", version(1, "seen"), stands_before(3, soft_404=True), stands_before(5, to_front_page=True)),
    article("moving", version(1, "moving"), moves=(Move(at=hour(3), to="moved"), Move(at=hour(5), to="moved-on", redirect="temporary"))),
)


def at_hours(path: str, *hours: float) -> list[Got]:
    got = []
    with Newsstand(HARD) as stand:
        for at in hours:
            stand.set_clock(hour(at))
            got.append(Got(stand, path))
    return got


def test_a_wall_stands_before_the_article_until_it_ends() -> None:
    wall, page = at_hours("/2025/03/opens.html", 1, 5)
    assert (wall.status, wall.h1, wall.etag) == (200, "We value your privacy", "")
    assert (page.status, page.h1) == (200, "Ferry open & more")


def test_a_paywall_shows_how_the_article_begins_and_declares_it_a_robot_check_only_refuses() -> None:
    free, paid, robots = at_hours("/2025/03/shut.html", 1, 3, 5)
    assert free.h1 == paid.h1 == "Ferry free & more"
    assert b"The ferry arrived" in paid.body
    assert b'"isAccessibleForFree": false' in paid.body
    assert (robots.status, robots.h1) == (403, "Checking your browser")
    assert b"ferry" not in robots.body


def test_what_was_taken_down_says_so_with_status_200_or_leads_to_the_front_page() -> None:
    lost, home = at_hours("/2025/03/lost.html", 3, 5)
    assert (lost.status, lost.h1) == (200, "Page not found")
    assert (home.status, home.headers["Location"]) == (302, f"http://{HOST}/")


def test_older_addresses_lead_to_where_the_article_stands_and_new_ones_are_not_there_before() -> None:
    assert leads("moving") == [(200, ""), (301, "moved.html"), (301, "moved-on.html")]
    assert leads("moved") == [(404, ""), (200, ""), (302, "moved-on.html")]
    assert leads("moved-on") == [(404, ""), (404, ""), (200, "")]


def leads(slug: str) -> list[tuple[int, str]]:
    return [(g.status, g.headers.get("Location", "").rpartition("/")[2]) for g in at_hours(f"/2025/03/{slug}.html", 1, 3, 5)]


def test_walls_are_in_the_languages_of_the_outlets_and_have_no_words_of_an_article(bundled: Story) -> None:
    families = next(a for a in bundled.articles if a.slug == "rodnye-passazhirov-rejsa-v-grozny")
    with Newsstand(bundled) as stand:
        stand.set_clock(families.published_at)
        got = Got(stand, "/2024/12/rodnye-passazhirov-rejsa-v-grozny.html", "svodka-dnya.test")
    assert got.h1 == families.versions[0].headline
    assert "Войдите, чтобы читать дальше" in got.body.decode()
    assert "Гудермеса" not in got.body.decode()


def test_a_validator_that_lies_never_changes_and_is_believed() -> None:
    lying = HARD.model_copy(update={"behaviour": {"shore-news": Behaviour(lying_validator=True)}})
    with Newsstand(lying) as stand:
        first = Got(stand, "/rss.xml")
        stand.set_clock(hour(2))
        fresh, told = Got(stand, "/rss.xml"), Got(stand, "/rss.xml", etag=first.etag)
    assert first.etag == fresh.etag
    assert first.body != fresh.body
    assert told.status == 304


def test_a_window_has_room_for_the_newest_and_the_first_file_goes_first() -> None:
    narrow = HARD.model_copy(update={"behaviour": {"shore-news": Behaviour(window=2)}})
    with Newsstand(narrow) as stand:
        stand.set_clock(hour(2))
        assert titles(stand) == ["Ferry behind a wall", "Ferry free & more"]


FORMS = ("rss.xml", "atom.xml", "latest.json", "news-sitemap.xml")


@pytest.mark.parametrize("name", FORMS)
def test_every_form_of_a_feed_is_read_as_it_was_meant_with_the_queries_of_its_own(name: str) -> None:
    shore = OUTLET.model_copy(update={"feeds": tuple(Feed(url=f"http://{HOST}/{n}") for n in FORMS)})
    tracked = Behaviour(link_query=tuple(f"utm_source={n}" for n in FORMS))
    with Newsstand(HARD.model_copy(update={"outlets": (shore,), "behaviour": {"shore-news": tracked}})) as stand:
        stand.set_clock(hour(5))
        got = Got(stand, f"/{name}")
    read = read_feed(got.body, f"http://{HOST}/{name}", dict(got.headers), hour(5))
    assert (read.reason, read.problems) == ("", ())
    assert [(e.url, e.title, e.published_at) for e in read.entries] == [
        (f"http://{HOST}/2025/03/{slug}.html?utm_source={name}", title, hour(1))
        for slug, title in (("opens", "Ferry open & more"), ("shut", "Ferry free & more"), ("moving", "Ferry moving & more"))
    ]


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
    assert {status: statuses.count(status) for status in set(statuses)} == {200: 3 * 41, 301: 3, 302: 6, 410: 3}


def test_every_version_of_the_bundled_story_is_read_exactly_as_written(bundled: Story) -> None:
    """Without the noise, which is something else that is tested."""
    silent = bundled.model_copy(update={"articles": tuple(a.model_copy(update={"noise": False}) for a in bundled.articles)})
    read = 0
    for told in silent.articles:
        for said in (v for v in told.versions if v.served):
            assert len(said.body.split()) >= 120, told.key
            body = article_page(silent, told, said, said.at)
            reading = read_page(body)
            assert isinstance(reading, Reading)
            shown = as_shown(told, said, said.at)
            assert (reading.headline, reading.text) == (shown.headline, said.body)
            assert (reading.published_at, reading.modified_at) == (told.published_at, said.modified_at)
            assert headlines_of(reading) == [shown.heading(place)[0] for place in ("h1", "og", "jsonld", "title")]
            assert reading.language == (said.language or told.language or silent.outlet(told.outlet).language)
            assert reading.canonical_url == silent.address_at(told, said.at)
            read += 1
    assert read == 83


def headlines_of(reading: Reading) -> list[str]:
    """All headlines of the page, the <title> without the outlet's name."""
    heads = reading.headlines
    return [heads.h1, heads.og, heads.jsonld, heads.title.partition(" | ")[0]]


def paragraphs_of(page: bytes) -> list[str]:
    """The article's own paragraphs on a page, without leftovers of HTML and with straight quotation marks."""
    column = lxml.html.fromstring(page).xpath("//div[@class='article-body']")[0]
    own = [p.text_content() for p in column.xpath("./p[not(a)] | ./section/p")]
    return [text.replace(" &nbsp;", " ").translate(STRAIGHT) for text in own]


STRAIGHT = str.maketrans("“”„’‘", '"""\'\'')


def test_noise_changes_no_word_of_an_article(bundled: Story) -> None:
    noisy = [(a, v) for a in bundled.articles if a.noises for v in a.versions if v.served]
    assert len(noisy) > 20
    for told, said in noisy:
        for minutes in range(0, 60, 7):
            page = article_page(bundled, told, said, said.at + timedelta(minutes=minutes))
            assert paragraphs_of(page) == [text.translate(STRAIGHT) for text in said.paragraphs], told.key


SAID = Version(at=hour(1), headline="Ferry", paragraphs=('The "Star" sails at nine, it\'s said.', "Two.", "Three."))
MARKS = {
    "advert": "/ads/", "updated": "Updated", "caption": "figcaption", "related": "Read also", "promo": "c-box", "counter": "comments",
    "quotes": "“Star”", "residue": "&amp;nbsp;", "most_read": "most-read", "order": "", "views": "Views",
}  # fmt: skip


def pages_with(*noise: str) -> list[str]:
    told = article("noisy", SAID, noise=noise)
    other = article("other", version(0.5, "other"))
    small = story(told, other, article("third", version(0.7, "third")))
    return [article_page(small, told, SAID, hour(1) + timedelta(minutes=n)).decode() for n in range(40)]


@pytest.mark.parametrize("kind", sorted(NOISE_KINDS - {"order"}))
def test_a_kind_of_noise_stands_on_the_page_and_differs_from_look_to_look(kind: str) -> None:
    looks = pages_with(kind)
    assert len(set(looks)) >= 2
    assert any(MARKS[kind] in page for page in looks)
    others = [mark for name, mark in MARKS.items() if name not in (kind, "order")]
    assert [mark for mark in others if any(mark in page for page in looks)] == []


def test_boxes_change_places() -> None:
    firsts = {page.index("most-read") < page.index("More from us") for page in pages_with("most_read", "order")}
    assert firsts == {True, False}
    assert {page.index("most-read") < page.index("More from us") for page in pages_with("most_read")} == {False}


def test_headlines_can_differ_by_place() -> None:
    said = SAID.model_copy(update={"h1": "One", "og_title": "Two", "page_title": "Three", "feed_title": "Four"})
    told = article("heads", said)
    small = story(told)
    reading = read_page(article_page(small, told, said.model_copy(update={"paragraphs": (LONG, LONG.upper())}), hour(1)))
    assert isinstance(reading, Reading)
    assert headlines_of(reading) == ["One", "Two", "Ferry", "Three"]
    with Newsstand(small) as stand:
        stand.set_clock(hour(2))
        assert titles(stand) == titles(stand, "/atom.xml") == ["Four"]


LONG = "The ferry of the northern line was late on Tuesday, and nobody on the quay was told why before the evening came. " * 4


def test_a_headline_under_test_is_another_one_from_look_to_look_and_the_feed_keeps_to_one() -> None:
    said = SAID.model_copy(update={"test_headlines": ("Ferry A", "Ferry B")})
    with Newsstand(story(article("tested", said))) as stand:
        shown, listed = [], set()
        for minutes in range(20):
            stand.set_clock(hour(1) + timedelta(minutes=minutes))
            got = Got(stand, "/2025/03/tested.html")
            assert got.h1 == Got(stand, "/2025/03/tested.html").h1
            assert got.body.count(got.h1.encode()) == 4
            shown.append(got.h1)
            listed |= set(titles(stand))
    assert {"Ferry A": 5, "Ferry B": 5}.keys() == set(shown)
    assert min(shown.count("Ferry A"), shown.count("Ferry B")) >= 3
    assert listed == {"Ferry"}


def test_a_live_page_says_so_and_dates_each_update_by_when_it_came() -> None:
    later = SAID.model_copy(update={"at": hour(3), "paragraphs": ("New.", *SAID.paragraphs)})
    with Newsstand(story(article("live", SAID, later, live=True))) as stand:
        stand.set_clock(hour(4))
        page = lxml.html.fromstring(Got(stand, "/2025/03/live.html").body)
    updates = [(u.find("time").get("datetime"), u.findtext("p")) for u in page.xpath("//section[@class='live-update']")]
    assert updates[:2] == [("2025-03-01T03:00:00Z", "New."), ("2025-03-01T01:00:00Z", SAID.paragraphs[0])]
    data = json.loads(page.xpath("string(//script[@type='application/ld+json'])"))
    assert data["@type"] == "LiveBlogPosting"
    assert [u["datePublished"] for u in data["liveBlogUpdate"]] == ["2025-03-01T03:00:00Z", *["2025-03-01T01:00:00Z"] * 3]


def test_an_address_answers_in_another_language_while_that_version_stands() -> None:
    other = SAID.model_copy(update={"at": hour(3), "language": "az"})
    with Newsstand(story(article("two", SAID, other, SAID.model_copy(update={"at": hour(5)})))) as stand:
        seen = []
        for hours in (1, 3, 5):
            stand.set_clock(hour(hours))
            page = lxml.html.fromstring(Got(stand, "/2025/03/two.html").body)
            seen.append((page.get("lang"), page.findtext(".//aside/h4")))
    assert seen == [("en", "More from us"), ("az", "Digər yazılar"), ("en", "More from us")]
