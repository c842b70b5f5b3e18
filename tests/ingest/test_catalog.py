"""What is watched is read from files, and a mistake is located to file, line and field."""

import json
from collections import defaultdict
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from pydantic import BaseModel, ConfigDict

from ingest.catalog import Feeds, Outlet, read_incident, read_incidents, read_source, read_yaml
from ingest.subscriptions import Subscriptions
from ingest.urls import local_id
from narrative.errors import BadInput

ROOT = Path(__file__).parents[2]
GOOD = """\
outlets:
  - id: courier
    name: The Courier
    country: AZ
    language: en
    ownership: private
    feeds:
      - url: https://courier.test/rss
        verified_on: 2025-01-06
  - id: ledger
    name: The Ledger
    country: KZ
    language: ru
    feeds:
      - {url: https://ledger.test/rss}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "feeds.yaml"


def complaint(file: Path, text: str, model: type[BaseModel] = Feeds) -> list[str]:
    file.write_text(text)
    with pytest.raises(BadInput) as caught:
        read_yaml(file, model)
    return str(caught.value).splitlines()


def test_what_is_written_is_read(file: Path) -> None:
    file.write_text(GOOD)
    courier, ledger = read_yaml(file, Feeds).outlets
    assert (courier.id, courier.ownership, courier.feeds[0].url) == ("courier", "private", "https://courier.test/rss")
    assert (ledger.ownership, ledger.wire, ledger.home, ledger.owner) == ("unknown", False, "", None)


@pytest.mark.parametrize(
    ("change", "line", "field", "expected"),
    [
        (("country: AZ", "country: Azerbaijan"), 4, "outlets.0.country", "pattern"),
        (("language: ru", "language: Russian"), 13, "outlets.1.language", "pattern"),
        (("ownership: private", "ownership: mine"), 6, "outlets.0.ownership", "'state', 'public', 'private' or 'unknown'"),
        (("https://courier.test/rss", "ftp://courier.test/rss"), 8, "outlets.0.feeds.0.url", "pattern"),
        (("verified_on: 2025-01-06", "verified_on: yesterday"), 9, "outlets.0.feeds.0.verified_on", "date"),
        (("name: The Ledger", "nmae: The Ledger"), 11, "outlets.1.nmae", "Extra inputs"),
        (("{url: https://ledger.test/rss}", "https://ledger.test/rss"), 15, "outlets.1.feeds.0", "valid dictionary"),
        (("name: The Ledger", "name: L\n    article_id: '(\\d+)-(\\w+)'"), 12, "outlets.1.article_id", "one group"),
        (("name: The Ledger", "name: L\n    article_id: '(\\d+'"), 12, "outlets.1.article_id", "not a regular expression"),
        (("name: The Ledger", "name: L\n    article_id: '^https?://l/(\\d+)'"), 12, "outlets.1.article_id", "without scheme and host"),
        (("language: ru", "language: ru\n    owner: The Courier"), 14, "outlets.1.owner", "pattern"),
        (("id: ledger", "id: courier"), 1, "outlets", "id named twice: courier"),
        (("https://ledger.test/rss", "https://courier.test/rss"), 1, "outlets", "feed named twice: https://courier.test/rss"),
    ],
)  # fmt: skip
def test_a_mistake_is_located_to_file_line_and_field(file: Path, change: tuple[str, str], line: int, field: str, expected: str) -> None:
    assert GOOD.count(change[0]) == 1
    complaints = complaint(file, GOOD.replace(*change))
    (found,) = [c for c in complaints if c.startswith(f"{file}:{line}: {field}: ")]
    assert expected in found


def test_an_outlet_that_owns_others_is_not_owned_by_another(file: Path) -> None:
    chain = (
        GOOD.replace("id: ledger", "id: ledger\n    owner: courier")
        + "  - {id: weekly, name: W, country: KZ, language: ru, owner: ledger}\n"
    )
    assert complaint(file, chain) == [
        f"{file}:1: outlets: Value error, owner of others, and owned by another: ledger; name the last owner everywhere"
    ]
    file.write_text(chain.replace("owner: ledger", "owner: courier"))
    assert [o.owner for o in read_yaml(file, Feeds).outlets] == [None, "courier", "courier"]


def test_a_missing_field_is_located_at_what_lacks_it(file: Path) -> None:
    assert complaint(file, GOOD.replace("    name: The Ledger\n", "")) == [f"{file}:10: outlets.1.name: Field required"]


def test_every_mistake_is_named_at_once(file: Path) -> None:
    assert len(complaint(file, GOOD.replace("country: AZ", "country: x").replace("language: ru", "language: 5"))) == 2


@pytest.mark.parametrize(
    "text", ["outlets: [", "outlets:\n\t- x", "a: b: c", "outlets: !!python/object:os.system x", "\x00", "a: &x [*y]", "? [a]: b\n: c"]
)
def test_what_is_no_yaml_says_so(file: Path, text: str) -> None:
    (found,) = complaint(file, text)
    assert found.startswith(f"{file}:")


@pytest.mark.parametrize("text", ["", "# only a comment\n", "[]", "just words", "outlets: []", "outlets: null"])
def test_a_file_without_outlets_is_a_mistake(file: Path, text: str) -> None:
    assert complaint(file, text)[0].startswith(f"{file}:1: ")


def test_a_day_that_no_calendar_has_is_a_mistake_and_no_crash(file: Path) -> None:
    (found,) = complaint(file, GOOD.replace("2025-01-06", "2025-02-30"))
    assert found.startswith(f"{file}:9: ")


def test_a_field_that_is_written_twice_is_a_mistake(file: Path) -> None:
    (found,) = complaint(file, GOOD.replace("    name: The Ledger\n", "    name: The Ledger\n    name: The Other\n"))
    assert found.startswith(f"{file}:12: ")
    assert "name" in found


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"none\.yaml: cannot be read: No such file"):
        read_source(tmp_path / "none.yaml")


def test_a_file_in_another_encoding_is_named(file: Path) -> None:
    file.write_bytes("outlets: Крушение".encode("cp1251"))
    with pytest.raises(BadInput, match="not UTF-8 at byte 9"):
        read_yaml(file, Feeds)


def test_a_location_that_the_file_does_not_have_is_put_at_what_it_has(file: Path) -> None:
    class Numbers(BaseModel):
        model_config = ConfigDict(extra="forbid")
        either: int | list[int]

    assert all(c.startswith(f"{file}:1: either.") for c in complaint(file, "either: x\n", Numbers))


def test_an_incident_named_twice_is_a_mistake(tmp_path: Path) -> None:
    source = ROOT / "config/incidents/azal-8243.yaml"
    for name in ("one.yaml", "two.yaml"):
        (tmp_path / name).write_text(source.read_text())
    with pytest.raises(BadInput, match="defined twice"):
        read_incidents([tmp_path])


def test_the_incidents_that_ship_are_read() -> None:
    files = sorted((ROOT / "config/incidents").glob("*.yaml"))
    assert files
    assert [w.definition.id for w in read_incidents([ROOT / "config/incidents"])] == [read_incident(f).definition.id for f in files]


SHIPPED = {o.id: o for o in read_yaml(ROOT / "config/feeds.yaml", Feeds).outlets}


def test_the_digests_that_ship_are_read() -> None:
    assert read_yaml(ROOT / "config/digests.yaml", Subscriptions) is not None


def test_the_outlets_that_ship_are_of_every_side() -> None:
    watched = [o for o in SHIPPED.values() if o.feeds]
    press, primary = ([o for o in SHIPPED.values() if o.role == role] for role in ("press", "primary"))
    assert (len(watched) >= 30, len(primary) >= 10) == (True, True)
    assert {"AZ", "KZ", "RU", "TR", "UA", "GB", "US"} <= {o.country for o in watched}
    assert {"az", "kk", "ru", "tr", "uk", "en"} - {o.language for o in watched} <= {"kk"}
    for country in ("AZ", "KZ", "RU", "UA"):
        assert {"state", "private"} <= {o.ownership for o in press if o.country == country}
    assert len([o for o in watched if o.wire]) > 5
    assert {"azal", "mak", "transport-kz", "kremlin"} <= {o.id for o in primary}


def test_editions_of_one_owner_are_known_as_such_and_every_owner_that_ships_is_an_outlet() -> None:
    owned = {o.id: o.owner for o in SHIPPED.values() if o.owner}
    assert {"azattyq", "azadliq", "kavkazr"} == {outlet for outlet, owner in owned.items() if owner == "rferl"}
    assert set(owned.values()) <= set(SHIPPED)
    assert all(SHIPPED[outlet].country == SHIPPED[owner].country for outlet, owner in owned.items())


@pytest.mark.parametrize(
    ("outlet", "path", "number"),
    [
        ("moscow-times", "/2024/12/25/what-is-known-a87484", "a87484"),
        ("moscow-times", "/2024/12/25/what-was-said-a87484/", "a87484"),
        ("bbc", "/news/articles/c0abc1d2ef3o", "c0abc1d2ef3o"),
        ("bbc", "/news/live/c0abc1d2ef3t", "c0abc1d2ef3t"),
        ("bbc", "/news/world-europe-65818715", "65818715"),
        ("bbc", "/news/topics/country-profiles", ""),
        ("bbc-russian", "/russian/articles/c0abc1d2ef3o", "c0abc1d2ef3o"),
        ("sky-news", "/story/what-is-known-13279720", "13279720"),
        ("wsj", "/articles/what-is-known-22c882f", "22c882f"),
        ("wsj", "/articles/what-is-known-11671234567", "11671234567"),
        ("wsj", "/articles/behind-a-facade", ""),
        ("nbc-news", "/news/world/what-is-known-rcna87852", "rcna87852"),
        ("nbc-news", "/video/what-is-shown-180444741608", "180444741608"),
        ("abc-news", "/US/what-is-known/story?id=100193632", "100193632"),
        ("abc-news", "/US/wireStory/what-is-known-100323731", "100323731"),
        ("npr", "/2023/06/20/1183152712/what-is-known", "1183152712"),
        ("npr", "/2024/12/25/nx-s1-5239114/what-is-known", "nx-s1-5239114"),
        ("le-monde", "/en/international/article/2023/06/06/what-is-known_6029232_4.html", "6029232"),
        ("tvn24", "/swiat/co-wiadomo-st7162471", "7162471"),
        ("dw", "/en/what-is-known/a-68117411", "68117411"),
        ("ap", "/article/what-is-known-0123456789abcdef0123456789abcdef", "0123456789abcdef0123456789abcdef"),
        ("tass", "/world/1893471", "1893471"),
        ("ria", "/20241225/samolet-1991234567.html", "1991234567"),
        ("interfax", "/world/1000123", "1000123"),
        ("rt", "/news/473849-what-is-known/", "473849"),
        ("izvestia", "/1812345/2024-12-25/chto-izvestno", "1812345"),
        ("kommersant", "/doc/7715044", "7715044"),
        ("rbc", "/society/25/12/2024/676bd0129a7947a1b2c3d4e5", "676bd0129a7947a1b2c3d4e5"),
        ("gazeta-ru", "/social/news/2024/12/25/n_24712345.shtml", "24712345"),
        ("trend", "/azerbaijan/society/3985634.html", "3985634"),
        ("haberturk", "/ne-biliniyor-3700095", "3700095"),
        ("haberturk", "/ne-biliniyor-3700095-amp", "3700095"),
        ("tengrinews", "/kazakhstan_news/chto-izvestno-557123/", "557123"),
        ("ukrinform", "/rubric-emergencies/3942000-what-is-known.html", "3942000"),
        ("ukrainska-pravda", "/news/2024/12/25/7490803/", "7490803"),
        ("news-am", "/eng/news/859123.html", "859123"),
        ("kremlin", "/events/president/news/75981", "75981"),
    ],
)  # fmt: skip
def test_the_rules_that_ship_find_an_outlets_own_number(outlet: str, path: str, number: str) -> None:
    assert local_id(f"https://outlet.test{path}", SHIPPED[outlet].article_id) == number


HOSTS = {
    "www.themoscowtimes.com": "moscow-times", "news.sky.com": "sky-news", "www.bbc.com": "bbc", "www.bbc.co.uk": "bbc",
    "www.wsj.com": "wsj",
    "www.nbcnews.com": "nbc-news", "www.npr.org": "npr", "abcnews.go.com": "abc-news", "www.lemonde.fr": "le-monde", "tvn24.pl": "tvn24",
}  # fmt: skip
ENTRIES = ROOT.parent / "shared/data/entries"
needs_entries = pytest.mark.skipif(not ENTRIES.is_dir(), reason="the real entries are not here")


def real_entries() -> list[tuple[str, dict[str, str]]]:
    """(outlet, entry) of every real entry of an outlet that has a rule."""
    lines = [line for file in sorted(ENTRIES.glob("*.jsonl")) for line in file.read_text(encoding="utf-8").splitlines()]
    rows = [json.loads(line) for line in lines]
    return [(outlet, row) for row in rows if (outlet := HOSTS.get(urlsplit(row["link"]).hostname or "", ""))]


@needs_entries
def test_nearly_every_real_entry_has_its_outlets_number() -> None:
    numbers = [(outlet, local_id(row["link"], SHIPPED[outlet].article_id)) for outlet, row in real_entries()]
    assert len(numbers) > 250
    assert {outlet for outlet, _ in numbers} == set(HOSTS.values())
    missed = [outlet for outlet, number in numbers if not number]
    assert len(missed) / len(numbers) < 0.01, missed


@needs_entries
def test_real_entries_with_one_number_are_one_story_and_entries_of_one_story_have_one_number() -> None:
    labelled = [(outlet, row) for outlet, row in real_entries() if row.get("story_id")]
    by_number, by_story = defaultdict(set), defaultdict(set)
    for outlet, row in labelled:
        number = outlet, local_id(row["link"], SHIPPED[outlet].article_id)
        by_number[number].add(row["story_id"])
        by_story[outlet, row["story_id"]].add(number)
    assert len(labelled) > 15
    assert [stories for stories in by_number.values() if len(stories) > 1] == []
    assert [numbers for numbers in by_story.values() if len(numbers) > 1] == []


def test_values_are_frozen() -> None:
    outlet = Outlet(id="courier", name="The Courier", country="AZ", language="en")
    with pytest.raises(ValueError, match="frozen"):
        outlet.name = "other"  # type: ignore[misc]


DIGESTS = """\
digests:
  - incident: azal-8243
    recipients: [ann@example.org]
    time_zone: Asia/Baku
    at: 06:30
"""


@pytest.mark.parametrize(
    ("right", "wrong", "line", "expected"),
    [
        ("Asia/Baku", "Baku", 4, "no time zone 'Baku'"),
        ("Asia/Baku", "../../etc/passwd", 4, "no time zone"),
        ("ann@example.org", "ann", 3, "pattern"),
        ("[ann@example.org]", "[]", 3, "at least 1"),
        ("[ann@example.org]", "[ann@example.org, ANN@example.org]", 3, "named twice"),
        ("    at: 06:30\n", "    at: 06:30\n  - incident: azal-8243\n    recipients: [Ann@example.org]\n", 1, "sent twice"),
    ],
)
def test_a_mistake_in_the_digests_is_located(file: Path, right: str, wrong: str, line: int, expected: str) -> None:
    found = complaint(file, DIGESTS.replace(right, wrong), Subscriptions)
    assert any(c.startswith(f"{file}:{line}: ") and expected in c for c in found), found


@pytest.mark.parametrize(("hour", "minute"), [(6, 30), (18, 30), (10, 0), (0, 0)])
def test_a_time_of_day_is_read_as_it_is_written(file: Path, hour: int, minute: int) -> None:
    file.write_text(DIGESTS.replace("06:30", f"{hour:02}:{minute:02}"))
    (digest,) = read_yaml(file, Subscriptions).digests
    assert (digest.at.hour, digest.at.minute, digest.at.second) == (hour, minute, 0)


def test_norway_is_a_country(file: Path) -> None:
    file.write_text(GOOD.replace("country: AZ\n    language: en", "country: NO\n    language: no\n    wire: yes"))
    outlet = read_yaml(file, Feeds).outlets[0]
    assert (outlet.country, outlet.language, outlet.wire) == ("NO", "no", True)
