"""Other people's lists become entries for feeds.yaml, which a person has to complete, and ours become lists for others."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cli.feed_lists import as_listed, as_yaml
from ingest.catalog import Feed, Feeds, Outlet, Source, parse_yaml, read_yaml
from ingest.opml import Listed, read_opml, write_opml
from narrative.errors import BadInput

ROOT = Path(__file__).parents[2]
COURIER = Outlet(
    id="courier",
    name="The Courier",
    country="AZ",
    language="en",
    home="https://courier.test/",
    feeds=(Feed(url="https://courier.test/rss"),),
)


def entries(*listed: Listed, known: tuple[Outlet, ...] = ()) -> list[dict[str, object]]:
    found: list[dict[str, object]] = yaml.safe_load("outlets:\n" + as_yaml(listed, known))["outlets"] or []
    return found


def test_what_is_known_is_filled_in_and_what_is_not_is_asked_for() -> None:
    text = as_yaml([Listed("The Ledger", "https://ledger.test/rss", "https://ledger.test/", "KZ", "ru")], ())
    assert yaml.safe_load(text) == [
        {
            "id": "ledger-test", "name": "The Ledger", "country": "KZ", "language": "ru", "ownership": "unknown", "home": "https://ledger.test/",
            "feeds": [{"url": "https://ledger.test/rss"}],
        }
    ]  # fmt: skip
    assert text.endswith("# fill in: ownership")
    assert as_yaml([Listed("The Ledger", "https://ledger.test/rss")], ()).endswith("# fill in: country, language, ownership")


def test_what_has_to_be_filled_in_is_refused_until_it_is() -> None:
    text = "outlets:\n" + as_yaml([Listed("The Ledger", "https://ledger.test/rss")], ())
    with pytest.raises(BadInput, match=r"country.*\n.*language"):
        parse_yaml(Source(Path("feeds.yaml"), text), Feeds)
    assert parse_yaml(Source(Path("feeds.yaml"), text.replace('"??"', "KZ", 1).replace('"??"', "ru")), Feeds).outlets[0].country == "KZ"


def test_feeds_of_one_home_are_one_outlet() -> None:
    world, sport = (
        Listed("World", "https://feeds.a.test/world", "https://a.test/"),
        Listed("Sport", "https://a.test/sport/rss", "https://a.test/"),
    )
    (found,) = entries(world, sport)
    assert found["feeds"] == [{"url": world.feed_url}, {"url": sport.feed_url}]
    assert len(entries(Listed("World", "https://a.test/world"), Listed("Sport", "https://a.test/sport"))) == 1


def test_feeds_that_lie_with_a_hoster_are_outlets_of_their_own() -> None:
    found = entries(*[Listed(name, f"https://feeds.feedburner.com/{name}") for name in ("Courier", "Ledger")])
    assert [one["id"] for one in found] == ["courier", "ledger"]


@pytest.mark.parametrize(
    "url", ["https://courier.test/rss", "http://courier.test/rss", "https://www.courier.test/rss/", "https://COURIER.test:443/rss#top"]
)
def test_a_feed_that_is_watched_is_only_mentioned(url: str) -> None:
    assert as_yaml([Listed("x", url)], [COURIER]) == f"  # already watched as courier: {url}"


def test_parameters_tell_feeds_apart() -> None:
    assert len(entries(Listed("x", "https://courier.test/rss?rss=1"), Listed("y", "https://courier.test/rss?rss=2"), known=(COURIER,))) == 1
    assert "already" not in as_yaml([Listed("x", "https://courier.test/rss?rss=1")], [COURIER])


def test_a_feed_that_is_listed_twice_comes_once() -> None:
    text = as_yaml([Listed("x", "https://a.test/rss"), Listed("y", "https://a.test/rss")], ())
    assert text.count("url:") == 1
    assert "already watched as another entry of this list" in text


@pytest.mark.parametrize("url", ["ftp://a.test/rss", "/rss", "javascript:alert(1)", "https://"])
def test_what_is_no_address_is_a_comment(url: str) -> None:
    assert as_yaml([Listed("x", url)], ()) == f"  # cannot be watched: {url}"


def test_ids_are_free_and_short() -> None:
    taken = COURIER.model_copy(update={"feeds": ()})
    hosts = ("www.courier.com", "courier.co.uk", "рф.test", f"{'a' * 60}.{'b' * 60}.test")
    found = entries(*[Listed("x", f"https://{host}/rss") for host in hosts], known=(taken,))
    ids = [str(one["id"]) for one in found]
    assert ids[0] == "courier-2"
    assert len({*ids, "courier"}) == 5
    assert all(len(one) <= 80 for one in ids)


@given(st.lists(st.builds(Listed, st.text(), st.text() | st.just("https://a.test/rss"), st.text(), st.just(""), st.just(""))))
def test_whatever_a_list_says_what_comes_out_is_yaml(listed: list[Listed]) -> None:
    text = as_yaml(listed, [COURIER])
    found = yaml.safe_load(f"outlets:\n{text}")["outlets"] or []
    assert all({"id", "feeds"} <= one.keys() for one in found)


def test_what_is_exported_is_imported_as_what_is_watched() -> None:
    outlets = read_yaml(ROOT / "config/feeds.yaml", Feeds).outlets
    listed = read_opml(write_opml("ours", as_listed(outlets)).encode()).listed
    assert {(one.title, one.feed_url, one.home, one.country, one.language) for one in listed} == {
        (o.name, f.url, o.home, o.country, o.language) for o in outlets for f in o.feeds
    }
    lines = as_yaml(listed, outlets).splitlines()
    assert len(lines) == sum(len(o.feeds) for o in outlets)
    assert all(line.startswith("  # already watched as ") for line in lines)
