"""`palimpsest why URL`: a person understands what happened to an address, in whatever spelling it is asked for."""

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from db import articles, feeds, hosts, takedowns
from db.feeds import OutletFacts
from db.hosts import KnownRobots
from db.session import Store, make_engine
from ingest import annotators
from ingest.capture import capture
from ingest.desk import Desk
from ingest.evidence import Archive
from ingest.poll import poll
from ingest.sandbox import Inline
from ingest.settings import IngestSettings
from narrative.model import Outcome
from tests.cli.commands import palimpsest
from tests.cli.playing import environment
from tests.clocks import START, HandClock
from tests.ingest.fakes import FakeWeb, failed, ok, page, rss, status

HOUR = timedelta(hours=1)
HOME, FEED = "https://courier.test/", "https://courier.test/rss"
CRASH = "https://courier.test/2025/plane-comes-down-a101"
RENAMED = "https://courier.test/2025/plane-shot-down-a101"
OUTLET = OutletFacts("courier", "The Courier", "AZ", "en", "private", False, HOME, (FEED,), article_id=r"-(a\d+)$")
RULES = "User-agent: *\nDisallow: /2025/\n"


@dataclass(frozen=True)
class Newsroom:
    """An outlet that is watched by the real steps, on a web of our own."""

    desk: Desk
    web: FakeWeb
    clock: HandClock

    def lists(self, *items: tuple[str, str], after: timedelta = HOUR) -> None:
        """The feed lists these when it is asked next; all that is due then is looked at."""
        self.web.says(FEED, ok(rss(*items), "application/rss+xml", ETag=f'"{len(self.web.asked)}"'))
        self.clock.forward(after)
        self._run()

    def passes(self, time: timedelta) -> None:
        self.clock.forward(time)
        self._run()

    def _run(self) -> None:
        store = self.desk.store
        with store.write() as session:
            feeds.sync_outlets(session, [OUTLET], store.clock())
            reader_id = annotators.enlist_reader(session)
        with store.read() as session:
            due = feeds.due(session, store.clock())
        poll(self.desk, due)
        for seen_before in (False, True):
            with store.read() as session:
                ids = articles.due(session, store.clock(), seen_before=seen_before)
            capture(self.desk, ids, reader_id)


@pytest.fixture
def room(migrated: Path, tmp_path: Path, clock: HandClock) -> Iterator[Newsroom]:
    file, evidence = tmp_path / "palimpsest.db", tmp_path / "evidence"
    shutil.copy(migrated, file)
    store, web = Store(make_engine(f"sqlite:///{file}"), clock), FakeWeb(clock)
    with environment({"PALIMPSEST_DB_URL": f"sqlite:///{file}"}), Archive(evidence, clock()) as archive:
        yield Newsroom(Desk(store, web, archive, Inline(), IngestSettings(evidence_dir=evidence)), web, clock)
    store.close()


def told(*words: object, columns: int = 140) -> str:
    """What the command says, as one line of words."""
    result = palimpsest("why", *words, COLUMNS=str(columns))
    assert (result.exit_code, result.stderr) == (0, "")
    return " ".join(result.stdout.split())


def as_json(*words: object) -> dict[str, Any]:
    result = palimpsest("why", *words, "--json")
    assert result.exit_code == 0
    (line,) = result.stdout.splitlines()
    found: dict[str, Any] = json.loads(line)
    return found


def test_an_article_s_history_is_told_from_its_listing_to_its_next_look(room: Newsroom) -> None:
    room.web.says(CRASH, ok(page("Plane comes down"), ETag='"one"'), ok(page("Plane shot down")), status(503))
    room.lists(("Plane comes down", CRASH))
    room.lists(("Plane shot down", RENAMED))
    room.passes(HOUR)
    said = told(CRASH)
    assert "An article of The Courier (courier), its number a101. This is its own address." in said
    assert f"2025-01-06 13:00Z “Plane comes down” in {FEED}" in said
    assert f"2025-01-06 14:00Z “Plane shot down” in {FEED}" in said
    assert f"2025-01-06 14:00Z entry {RENAMED}" in said
    assert "1 2025-01-06 13:00Z “Plane comes down”" in said
    assert "2 2025-01-06 14:00Z “Plane shot down”" in said
    assert "3 looks, 2 of which saw its text; version 2 stands" in said
    assert "The last look did not: server_error, status 503." in said
    assert "Next look at 2025-01-06 15:" in said
    assert "Z: it was 2 h old at the last look, and after " in said
    assert "(by what its looks have taught), which is worth a look, but 2 h at most, doubled for the look that saw nothing" in said


@pytest.mark.parametrize(
    "spelling",
    [
        CRASH, "courier.test/2025/plane-comes-down-a101", f"{CRASH}/", f"{CRASH}?utm_source=x#top", f"{CRASH}/amp",
        "http://m.courier.test/2025/plane-comes-down-a101", "https://www.courier.test/2025/a-third-slug-a101",
    ],
)  # fmt: skip
def test_every_spelling_of_an_address_finds_the_same_article(room: Newsroom, spelling: str) -> None:
    room.web.says(CRASH, ok(page("Plane comes down")))
    room.lists(("Plane comes down", CRASH))
    found = as_json(spelling)
    assert found["known"] is True
    assert found["article"]["url"] == CRASH
    assert (f"address is {CRASH}" in told(spelling) or f"one is {CRASH}" in told(spelling)) is (found["canonical"] != CRASH)


def test_looks_that_ended_alike_are_one_line_and_all_shows_each(room: Newsroom) -> None:
    room.web.says(CRASH, ok(page("Plane comes down")), status(304))
    room.lists(("Plane comes down", CRASH))
    for _ in range(5):
        room.passes(timedelta(days=10))
    folded, every = told(CRASH), told(CRASH, "--all")
    assert "not_modified ×5 until 2025-02-25 13:00Z (40 d); saw version 1" in folded
    assert "Looks (6; those in a row that ended alike in one line, --all shows each)" in folded
    assert "×" not in every
    assert every.count("not_modified saw version 1") == 5
    assert len(as_json(CRASH)["article"]["looks"]) == 6


def test_looks_of_another_ending_part_a_run(room: Newsroom) -> None:
    room.web.says(CRASH, ok(page("Plane comes down")), status(304), status(304), status(403), status(304))
    room.lists(("Plane comes down", CRASH))
    for _ in range(4):
        room.passes(timedelta(days=10))
    assert re.search(r"new opened version 1.* not_modified ×2 .* forbidden status 403.* not_modified saw version 1", told(CRASH))


def test_a_look_that_robots_txt_forbade_names_the_line(room: Newsroom) -> None:
    with room.desk.store.write() as session:
        robots = hosts.record_robots(session, KnownRobots("https://courier.test", START, START + HOUR, Outcome.NEW, "", 200, RULES))
    answer = replace(failed(Outcome.DISALLOWED, "robots.txt"), robots="disallowed", robots_id=robots.id)
    room.web.says(CRASH, answer)
    room.lists(("Plane comes down", CRASH))
    line = "line 2 of https://courier.test/robots.txt, “Disallow: /2025/”"
    assert f"disallowed by {line}" in told(CRASH)
    (ruling,) = as_json(CRASH)["rulings"]
    assert (ruling["number"], ruling["line"], ruling["allowed"]) == (2, "Disallow: /2025/", False)


def test_a_host_that_asked_for_time_is_the_reason_why_a_look_is_late(room: Newsroom) -> None:
    late = replace(status(429), headers={"Retry-After": "86400"}, retry_at=START + timedelta(hours=25))
    room.web.says(CRASH, late)
    room.lists(("Plane comes down", CRASH))
    said = told(CRASH)
    assert "rate_limited status 429; Retry-After: 86400" in said
    assert "Next look at 2025-01-07 13:00Z" in said
    assert "later than that, because the host said Retry-After: 86400" in said


def test_an_article_listed_again_says_that_this_is_why_it_is_due(room: Newsroom) -> None:
    room.web.says(CRASH, ok(page("Plane comes down")))
    room.lists(("Plane comes down", CRASH))
    room.web.says(FEED, ok(rss(("Another title", CRASH)), "application/rss+xml"))
    room.clock.forward(HOUR)
    poll(room.desk, (1,))
    assert "Next look has been due since 2025-01-06 14:00Z: a feed listed it again then" in told(CRASH)


def test_an_article_that_nobody_looked_at_says_so(room: Newsroom) -> None:
    room.web.says(FEED, ok(rss(("Plane comes down", CRASH)), "application/rss+xml"))
    with room.desk.store.write() as session:
        feeds.sync_outlets(session, [OUTLET], START)
    poll(room.desk, (1,))
    said = told(CRASH)
    assert "nobody has looked at it yet" in said
    assert "Looks" not in said


def test_what_was_joined_is_named(room: Newsroom) -> None:
    one, other = "https://courier.test/early-report", "https://courier.test/full-report"
    link = f'</title><link rel="canonical" href="{one}">'.encode()
    pointing = page("The report").replace(b"</title>", link)
    room.web.says(one, ok(page("The report")))
    room.web.says(other, ok(pointing))
    room.lists(("The report", one))
    room.lists(("The report", one), ("The report", other))
    said = told(other)
    assert f"the first one is {one}" in said
    assert f"Joined with it, because they turned out to be one article: {other}" in said


def test_a_withheld_article_says_so_wherever_its_words_would_stand(room: Newsroom) -> None:
    room.web.says(CRASH, ok(page("Plane comes down")))
    room.lists(("Plane comes down", CRASH))
    with room.desk.store.write() as session:
        takedowns.take_down(session, takedowns.group(session, CRASH), "a court said so", "the editor")
    said = told(CRASH)
    assert "Plane comes down" not in said
    assert said.count("[withheld: a court said so]") == 3
    assert "Not looked at any more" in said


def test_a_feed_tells_its_polls_and_when_it_is_asked_next(room: Newsroom) -> None:
    room.lists(("Plane comes down", CRASH))
    room.lists(("Another", "https://courier.test/2025/another-a102"))
    said = told(FEED)
    assert "A feed of courier." in said
    assert "2 polls brought 2 entries; the last one, 2025-01-06 14:00Z, was new." in said
    assert "Next poll at 2025-01-06 14:04Z: 4 min after the last one" in said
    assert "Gaps, in which entries may have come and gone unseen 2025-01-06 13:00Z to 2025-01-06 14:00Z then it listed 1 entry" in said
    assert 'ETag "' in said


def test_a_feed_that_fails_tells_how_often_and_that_it_is_asked_less(room: Newsroom) -> None:
    room.web.says(FEED, status(500))
    for _ in range(3):
        room.passes(timedelta(days=2))
    said = told(FEED)
    assert "the last 3 in a row failed: server_error, status 500." in said
    assert "server_error ×3" in said
    assert "longer for each of the 3 in a row that brought nothing" in said
    assert "later than that" not in said


def test_a_feed_that_is_not_watched_any_more_says_so(room: Newsroom) -> None:
    room.lists(("Plane comes down", CRASH))
    with room.desk.store.write() as session:
        feeds.sync_outlets(session, [], room.clock())
    assert "Not asked any more: config/feeds.yaml does not name it." in told(FEED)


@pytest.mark.parametrize("spelling", [HOME, "courier.test", "http://www.courier.test/index.html"])
def test_the_home_of_an_outlet_leads_to_its_feeds(room: Newsroom, spelling: str) -> None:
    room.lists(("Plane comes down", CRASH))
    said = told(spelling)
    assert "The home of The Courier (courier), which has 1 feed." in said
    assert f"{FEED} 1 poll brought 1 entry" in said
    assert as_json(spelling)["feeds"][0]["due"].startswith("Next poll at ")


def test_an_unknown_address_of_a_known_outlet_says_whose_it_would_be_and_what_robots_txt_says(room: Newsroom) -> None:
    room.lists(("Plane comes down", CRASH))
    unknown = "https://courier.test/2025/something-else-a999"
    assert "The robots.txt of this host was never asked for." in told(unknown)
    with room.desk.store.write() as session:
        hosts.record_robots(session, KnownRobots("https://courier.test", START, START + HOUR, Outcome.NEW, "", 200, RULES))
    said = told(unknown)
    assert "Not known here" in said
    assert "it would belong to The Courier (courier), where it would be article a999." in said
    assert "forbids a look at it: line 2, “Disallow: /2025/”." in said
    assert f"palimpsest try page --url {unknown}" in said
    assert as_json(unknown)["known"] is False


def test_a_robots_txt_that_could_not_be_had_forbids_without_a_line(room: Newsroom) -> None:
    room.lists(("Plane comes down", CRASH))
    with room.desk.store.write() as session:
        broken = KnownRobots("https://courier.test", START, START + HOUR, Outcome.SERVER_ERROR, "status 500", 500, "")
        hosts.record_robots(session, broken)
    assert "could not be had 2025-01-06 12:00Z (status 500), which forbids everything" in told("https://courier.test/2025/else-a999")


def test_an_unknown_host_says_how_to_watch_it(room: Newsroom) -> None:
    said = told("https://elsewhere.test/news/1")
    assert "No outlet that is watched lies on this host." in said
    assert "palimpsest feeds discover" in said


@pytest.mark.parametrize("words", ["", "http://", "mailto:a@courier.test", "ftp://courier.test/a", "https://[courier.test/"])
def test_what_is_no_address_is_a_mistake_in_one_line(room: Newsroom, words: str) -> None:
    result = palimpsest("why", words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "not a web address" in result.stderr


def test_it_reads_only(room: Newsroom) -> None:
    room.web.says(CRASH, ok(page("Plane comes down")))
    room.lists(("Plane comes down", CRASH))
    file = Path(room.desk.store.engine.url.database or "")
    with room.desk.store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    before = file.read_bytes()
    for url in (CRASH, f"{CRASH}/amp", FEED, HOME, "https://courier.test/unknown"):
        assert palimpsest("why", url).exit_code == 0
    assert file.read_bytes() == before


@pytest.mark.parametrize("columns", [40, 80, 140])
def test_lines_fit_the_terminal_but_no_address_is_broken(room: Newsroom, columns: int) -> None:
    room.web.says(CRASH, ok(page("Plane comes down, and this headline is so long that it has to go on in the next line of the terminal")))
    room.lists(("Plane comes down", CRASH))
    lines = palimpsest("why", CRASH, COLUMNS=str(columns)).stdout.splitlines()
    assert CRASH in {word for line in lines for word in line.split()}
    assert [line for line in lines if len(line) > max(columns, 60) and "http" not in line] == []
