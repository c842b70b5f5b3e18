"""Polling: every feed asked has one poll with one outcome, and what it lists is stored once."""

import gzip
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from db import feeds
from db.session import Store
from db.tables import Article, Entry, Feed, Payload, Poll
from ingest.desk import Desk
from ingest.evidence import read_payload
from ingest.poll import PollTally, poll
from ingest.web import Answer, Ask
from narrative.model import Outcome
from tests.clocks import HandClock
from tests.db.examples import COURIER, LEDGER, count, watch
from tests.ingest.fakes import FakeWeb, failed, ok, rss, status

FEED = COURIER.feeds[0]
DAY = timedelta(days=1)
LISTING = rss(("Crash", "https://courier.test/crash?id=7&amp;utm_source=rss"), ("Snow", "/snow"))


@pytest.fixture
def feed_ids(desk: Desk) -> Iterator[tuple[int, ...]]:
    return watch(desk.store, COURIER)


def last(store: Store) -> Poll:
    with store.read() as session:
        return session.scalars(sa.select(Poll).order_by(Poll.id.desc()).limit(1)).one()


def test_what_a_feed_lists_becomes_entries_and_articles(desk: Desk, web: FakeWeb, feed_ids: tuple[int, ...]) -> None:
    web.says(FEED, ok(LISTING, "application/rss+xml"))
    assert poll(desk, feed_ids) == PollTally(1, 0, 2)
    assert last(desk.store).outcome == Outcome.NEW
    with desk.store.read() as session:
        assert set(session.scalars(sa.select(Article.url))) == {"https://courier.test/crash?id=7", "https://courier.test/snow"}
        assert set(session.scalars(sa.select(Entry.title))) == {"Crash", "Snow"}


def test_polling_twice_equals_polling_once(desk: Desk, web: FakeWeb, feed_ids: tuple[int, ...]) -> None:
    web.says(FEED, ok(LISTING))
    poll(desk, feed_ids)
    assert poll(desk, feed_ids) == PollTally()
    assert (count(desk.store, Poll), count(desk.store, Entry), len(web.asked)) == (1, 2, 1)


def test_the_same_listing_a_day_later_is_unchanged_and_its_bytes_are_kept_once(
    desk: Desk, web: FakeWeb, feed_ids: tuple[int, ...], clock: HandClock
) -> None:
    web.says(FEED, ok(LISTING))
    poll(desk, feed_ids)
    clock.forward(DAY)
    assert poll(desk, feed_ids) == PollTally(1, 0, 0)
    assert last(desk.store).outcome == Outcome.UNCHANGED
    assert (count(desk.store, Poll), count(desk.store, Entry), count(desk.store, Payload)) == (2, 2, 1)


def test_the_bytes_come_back_as_they_were(desk: Desk, web: FakeWeb, feed_ids: tuple[int, ...]) -> None:
    web.says(FEED, ok(LISTING))
    poll(desk, feed_ids)
    with desk.store.read() as session:
        kept = session.scalars(sa.select(Payload)).one()
    assert kept.sha256 == last(desk.store).payload_sha256
    assert read_payload(desk.settings.evidence_dir, kept.file, kept.offset) == LISTING


def test_validators_are_sent_back_and_survive_a_304_and_a_failure(
    desk: Desk, web: FakeWeb, feed_ids: tuple[int, ...], clock: HandClock
) -> None:
    web.says(FEED, ok(LISTING, ETag='"one"', Last_Modified="Monday"), status(304), status(503), ok(LISTING))
    for _ in range(4):
        poll(desk, feed_ids)
        clock.forward(timedelta(hours=5))
    assert web.asked == [Ask(FEED), *[Ask(FEED, '"one"', "Monday")] * 3]


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (status(304), Outcome.UNREADABLE),
        (status(404), Outcome.MISSING),
        (status(410), Outcome.GONE),
        (status(403), Outcome.FORBIDDEN),
        (status(429), Outcome.RATE_LIMITED),
        (status(500), Outcome.SERVER_ERROR),
        (failed(Outcome.TIMED_OUT), Outcome.TIMED_OUT),
        (failed(Outcome.ADDRESS_REFUSED), Outcome.ADDRESS_REFUSED),
        (ok(b""), Outcome.UNREADABLE),
        (ok(b"<html><body>Please accept cookies</body></html>"), Outcome.UNREADABLE),
        (ok(rss()), Outcome.UNCHANGED),
    ],
)
def test_however_a_poll_ends_it_is_one_row_with_one_outcome(
    desk: Desk, web: FakeWeb, feed_ids: tuple[int, ...], answer: Answer, outcome: Outcome
) -> None:
    health = int(outcome is not Outcome.UNCHANGED)
    web.says(FEED, answer)
    assert poll(desk, feed_ids).failed == health
    assert (last(desk.store).outcome, count(desk.store, Poll)) == (outcome, 1)
    with desk.store.read() as session:
        assert session.scalars(sa.select(Feed.failures)).one() == health


def test_a_feed_that_fails_does_not_keep_another_from_being_polled(desk: Desk, web: FakeWeb) -> None:
    feed_ids = watch(desk.store, COURIER, LEDGER)
    web.says(FEED, failed(Outcome.TLS_FAILED))
    web.says(LEDGER.feeds[0], ok(rss(("Snow", "https://ledger.test/snow"))))
    assert poll(desk, feed_ids) == PollTally(2, 1, 1)


class Killed(BaseException):
    """Nobody catches it: the process ends here."""


class DyingStore(Store):
    """A store whose process is killed before its n-th transaction."""

    def __init__(self, store: Store, left: int) -> None:
        super().__init__(store.engine, store.clock)
        self.left = left

    def write(self):  # type: ignore[no-untyped-def]  # what Store.write gives
        if not self.left:
            raise Killed
        self.left -= 1
        return super().write()


@pytest.mark.parametrize("left", [0, 1])
def test_a_poll_that_was_killed_between_two_feeds_is_made_up_for(desk: Desk, web: FakeWeb, left: int) -> None:
    feed_ids: Sequence[int] = watch(desk.store, COURIER, LEDGER)
    web.says(FEED, ok(LISTING))
    web.says(LEDGER.feeds[0], ok(rss(("Snow", "https://ledger.test/snow"))))
    with pytest.raises(Killed):
        poll(replace(desk, store=DyingStore(desk.store, left)), feed_ids)
    assert count(desk.store, Poll) == left
    poll(desk, feed_ids)
    assert (count(desk.store, Poll), count(desk.store, Entry), count(desk.store, Article)) == (2, 3, 3)
    with desk.store.read() as session:
        assert feeds.due(session, desk.store.clock()) == ()


def test_a_cookie_is_not_kept(desk: Desk, web: FakeWeb, feed_ids: tuple[int, ...]) -> None:
    web.says(FEED, ok(LISTING, Set_Cookie="secret-session=1"))
    poll(desk, feed_ids)
    with desk.store.read() as session:
        kept = session.scalars(sa.select(Payload)).one()
    assert b"secret-session" not in gzip.decompress((desk.settings.evidence_dir / kept.file).read_bytes())


def test_a_feed_with_everything_wrong_in_it_still_ends_in_a_row(desk: Desk, web: FakeWeb, feed_ids: tuple[int, ...]) -> None:
    long = "x" * 20_000
    body = rss(
        ("surrogate &#xD83D; and &#0; and &#x1F;", "https://courier.test/a"),
        ("bracket", "http://[courier.test/b"),
        ("port", "http://courier.test:99999/c"),
        ("long", f"https://courier.test/{long}"),
        ("script", "javascript:alert(1)"),
        ("fine", "https://courier.test/fine"),
    )
    web.says(FEED, ok(body))
    poll(desk, feed_ids)
    assert count(desk.store, Poll) == 1
    assert count(desk.store, Entry, Entry.title == "fine") == 1
