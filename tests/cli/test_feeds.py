"""`palimpsest feeds …` as a person calls it: on a store, on the web of a loopback server, on files."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from db import feeds
from db.feeds import OutletFacts, QuirkFacts
from db.session import Store
from narrative.model import Outcome
from tests.cli.commands import palimpsest
from tests.clocks import HandClock
from tests.db.examples import COURIER, LATER, LEDGER, listed, polled, record_poll, watch
from tests.ingest.fakes import page, rss
from tests.ingest.loopback import Loopback, loopback

ROOT = Path(__file__).parents[2]
MINISTRY = OutletFacts("ministry", "The Ministry", "AZ", "az", "state", False, "", (), role="primary")
CATALOGUE = """\
outlets:
  - {id: courier, name: The Courier, country: AZ, language: en, ownership: private, home: "http://courier.test/",
     feeds: [{url: "http://courier.test/rss", verified_on: 2025-01-01}]}
  - {id: ledger, name: The Ledger, country: KZ, language: ru, ownership: state, feeds: [{url: "http://ledger.test/rss"}]}
  - {id: ministry, name: The Ministry, country: AZ, language: az, ownership: state, role: primary}
"""


@pytest.fixture
def catalogue(tmp_path: Path) -> str:
    file = tmp_path / "feeds.yaml"
    file.write_text(CATALOGUE, encoding="utf-8")
    return str(file)


@pytest.fixture
def db(sqlite_store: Store, clock: HandClock) -> str:
    """A store with an outlet that answers, one that does not, and one without a feed."""
    courier, ledger = watch(sqlite_store, COURIER, LEDGER, MINISTRY)
    record_poll(sqlite_store, courier, listed("crash"))
    with sqlite_store.write() as session:
        last = feeds.before(session, courier, ()).healthy_id
        shown = replace(polled(courier, clock()), gap_after_id=last, quirks=(QuirkFacts("no_guid", "entry 1"),), interval=LATER)
        feeds.record_poll(session, shown, [listed("rain")])
        feeds.record_poll(session, replace(polled(ledger, clock()), outcome=Outcome.FORBIDDEN, reason="status 403"), [])
    return str(sqlite_store.engine.url)


@pytest.fixture
def web() -> Iterator[Loopback]:
    with loopback() as running:
        yield running


def ask(web: Loopback, *words: object, catalogue: str = "/nowhere.yaml") -> tuple[int, str]:
    """A command that asks the loopback server for every host of `.test`."""
    result = palimpsest(
        *words,
        PALIMPSEST_FEEDS_FILE=catalogue,
        PALIMPSEST_RESOLVE=json.dumps({"*.test": f"127.0.0.1:{web.port}"}),
        PALIMPSEST_ALLOW_ADDRESSES='["127.0.0.0/8"]',
        PALIMPSEST_HOST_DELAY_SECONDS="0",
        PALIMPSEST_EXTRACT_WORKERS="1",
    )
    return result.exit_code, result.output


@pytest.mark.parametrize("columns", [80, 140])
def test_the_doctor_tells_each_outlet_and_fits_the_terminal(db: str, catalogue: str, columns: int) -> None:
    result = palimpsest("feeds", "doctor", "--db", db, PALIMPSEST_FEEDS_FILE=catalogue, COLUMNS=str(columns))
    assert result.exit_code == 0
    lines = [line for line in result.stdout.splitlines() if line.startswith(("│", "┃", "┏"))]
    assert lines
    assert max(map(len, lines)) <= columns
    courier, ledger, ministry = (next(line for line in lines if f" {name} " in line) for name in ("courier", "ledger", "ministry"))
    assert [cell.strip() for cell in courier.strip("│").split("│")] == ["courier", "yes", "1", "2", "2025-01-06"]
    assert [cell.strip() for cell in ledger.strip("│").split("│")] == ["ledger", "forbidden", "", "", "never"]
    assert [cell.strip() for cell in ministry.strip("│").split("│")] == ["ministry", "no feed known", "", "", "never"]
    assert "1, last 2025-01-06 12:00Z" in result.stdout
    assert "ledger: https://ledger.test/rss: forbidden, status 403" in result.stdout
    assert result.stdout.endswith("3 outlets: 1 can be seen, 2 cannot: 1 feed: forbidden; 1 no feed known\n")


def test_one_outlet_is_told_with_each_of_its_feeds(db: str, catalogue: str) -> None:
    result = palimpsest("feeds", "doctor", "courier", "--db", db, PALIMPSEST_FEEDS_FILE=catalogue)
    assert "courier: https://courier.test/rss: new, lists 1, asked every 15 min, no_guid: entry 1" in result.stdout
    assert "ledger" not in result.stdout


def test_an_outlet_that_is_not_there_is_a_mistake(db: str, catalogue: str) -> None:
    result = palimpsest("feeds", "doctor", "curier", "--db", db, PALIMPSEST_FEEDS_FILE=catalogue)
    assert (result.exit_code, result.stderr) == (2, "palimpsest: no outlet curier; `palimpsest feeds doctor` names all there are\n")


def test_what_the_doctor_says_can_be_read_by_programs(db: str, catalogue: str) -> None:
    (line,) = palimpsest("feeds", "doctor", "--json", "--db", db, PALIMPSEST_FEEDS_FILE=catalogue).stdout.splitlines()
    courier, ledger, ministry = json.loads(line)
    assert (courier["id"], courier["unseen"], courier["feeds"][0]["interval"], courier["feeds"][0]["gaps"]) == ("courier", "", 900.0, 1)
    assert (ledger["unseen"], ministry["unseen"], ministry["role"]) == ("feed: forbidden", "no feed known", "primary")


def test_the_doctor_asks_now_and_stores_nothing(web: Loopback, catalogue: str) -> None:
    web.says("http://courier.test/rss", rss(("A title", "http://courier.test/1")), Content_Type="application/rss+xml", ETag='"a"')
    web.says("http://courier.test/1", page("A title"))
    code, said = ask(web, "feeds", "doctor", "--live", catalogue=catalogue)
    assert (code, web.paths("courier.test")) == (0, ["/robots.txt", "/rss", "/1"])
    assert "etag" in said
    assert "ledger: http://ledger.test/rss: missing, status 404" in said
    assert said.endswith("3 outlets: 1 can be seen, 2 cannot: 1 feed: missing; 1 no feed known\n")


def test_the_doctor_obeys_robots_txt(web: Loopback, catalogue: str) -> None:
    web.says("http://courier.test/robots.txt", b"User-agent: *\nDisallow: /", Content_Type="text/plain")
    _, said = ask(web, "feeds", "doctor", "courier", "--live", catalogue=catalogue)
    assert web.paths("courier.test") == ["/robots.txt"]
    assert "1 outlet: 0 can be seen, 1 cannot: 1 feed: disallowed" in said


def test_coverage_is_told_by_country_ownership_and_role(db: str) -> None:
    result = palimpsest("feeds", "coverage", "--db", db, COLUMNS="80")
    cells = [[cell.strip() for cell in line.strip("│").split("│")] for line in result.stdout.splitlines() if line.startswith("│")]
    assert cells == [
        ["AZ", "2", "1", "2", "1"], ["KZ", "1", "1", "0", "1"], ["private", "1", "1", "2", ""], ["state", "2", "1", "0", "2"],
        ["press", "2", "2", "2", "1"], ["primary", "1", "0", "0", "1"],
    ]  # fmt: skip
    assert result.stdout.endswith("Cannot be seen (feed: forbidden): ledger\nCannot be seen (no feed known): ministry\n")


def test_coverage_can_be_read_by_programs(db: str) -> None:
    (line,) = palimpsest("feeds", "coverage", "--json", "--db", db).stdout.splitlines()
    told = json.loads(line)
    assert (told["as_of"], told["incident"], len(told["shares"])) == ("2025-01-06T12:00:00+00:00", None, 6)


def test_coverage_of_an_incident_that_is_not_followed_is_a_mistake(db: str) -> None:
    result = palimpsest("feeds", "coverage", "--incident", "other", "--db", db)
    assert (result.exit_code, result.stderr) == (2, "palimpsest: other is not followed in this store\n")


@pytest.mark.parametrize("address", ["http://courier.test/", "http://courier.test/news/page"])
def test_feeds_are_discovered_politely(web: Loopback, catalogue: str, address: str) -> None:
    web.says(address, b"<link rel=alternate type=application/rss+xml title=All href=/rss>")
    web.says("http://courier.test/rss", rss(("A title", "http://courier.test/1")))
    code, said = ask(web, "feeds", "discover", address, catalogue=catalogue)
    assert said == "http://courier.test/rss\n    lists 1, “All”, named by the page, watched as courier\n"
    assert (code, web.paths("courier.test")[0]) == (0, "/robots.txt")


def test_where_no_feed_is_the_page_says_why(web: Loopback) -> None:
    web.says("http://courier.test/", status=403)
    code, said = ask(web, "feeds", "discover", "http://courier.test/")
    assert (code, "no feed answers" in said, "The page itself: forbidden: status 403." in said) == (2, True, True)


@pytest.mark.parametrize("address", ["ftp://courier.test", "https://", "http://[::1"])
def test_what_is_no_address_is_a_mistake(address: str) -> None:
    result = palimpsest("feeds", "discover", address)
    assert (result.exit_code, result.stderr) == (2, f"palimpsest: {address}: no address of a page; https://… is expected\n")


def test_an_address_within_is_refused_while_nothing_allows_it() -> None:
    result = palimpsest("feeds", "discover", "http://127.0.0.1:1/")
    assert result.exit_code == 2
    assert "address_refused" in result.stderr


def test_a_list_is_turned_into_entries_and_its_problems_into_comments(tmp_path: Path, catalogue: str) -> None:
    file = tmp_path / "list.opml"
    file.write_text('<opml><body><outline text="Kazakhstan"><outline text="A & B" xmlUrl="https://a.test/rss"/></outline></body></opml>')
    lines = palimpsest("feeds", "import", file, PALIMPSEST_FEEDS_FILE=catalogue).stdout.splitlines()
    assert lines[0].startswith("  # list.opml: ill-formed: line 1: ")
    assert lines[1].startswith('  - {id: a-test, name: "A & B", country: "KZ", language: "??",')


@pytest.mark.parametrize(
    ("body", "complaint"), [("<rss/>", "not OPML: line 1: the document"), ("<opml/>", "lists no feed"), (None, "cannot be read")]
)
def test_a_file_that_is_no_list_is_a_mistake(tmp_path: Path, body: str | None, complaint: str) -> None:
    file = tmp_path / "list.opml"
    if body:
        file.write_text(body)
    result = palimpsest("feeds", "import", file)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"palimpsest: {file}: {complaint}")


def test_what_export_writes_import_knows(tmp_path: Path) -> None:
    file = tmp_path / "ours.opml"
    copy = shutil.copy(ROOT / "config/feeds.yaml", tmp_path / "feeds.yaml")
    file.write_text(palimpsest("feeds", "export", PALIMPSEST_FEEDS_FILE=str(copy)).stdout, encoding="utf-8")
    lines = palimpsest("feeds", "import", file, PALIMPSEST_FEEDS_FILE=str(copy)).stdout.splitlines()
    assert len(lines) > 30
    assert [line for line in lines if not line.startswith("  # already watched as ")] == []
