"""What was looked at, what could not be seen, what is due."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from db import articles, coverage, feeds, snapshots
from db.coverage import UNSEEN, Due, Looked
from db.identity import Address
from db.session import Store
from narrative.model import Outcome
from tests.clocks import START, HandClock
from tests.db.examples import COURIER, LATER, LEDGER, an_article, listed, looked, polled, record_poll, say, watch

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


def seen(store: Store, from_at: datetime = START, until_at: datetime = START + DAY) -> Looked:
    with store.read() as session:
        return coverage.looked(session, from_at, until_at)


def attempt(store: Store, article_id: int, outcome: Outcome, **changes: Any) -> None:
    with store.write() as session:
        articles.record_attempt(session, looked(article_id, store.clock(), outcome, **changes))


def poll(store: Store, feed_id: int, outcome: Outcome, reason: str = "", failures: int = 0) -> None:
    with store.write() as session:
        facts = polled(feed_id, store.clock())
        feeds.record_poll(session, replace(facts, outcome=outcome, reason=reason, failures=failures), ())


def two_outlets(store: Store) -> tuple[int, int]:
    """An article of each."""
    courier, ledger = watch(store, COURIER, LEDGER)
    record_poll(store, courier, listed("crash"))
    record_poll(store, ledger, replace(listed("other"), address=Address("https://ledger.test/other")))
    with store.read() as session:
        first, second = articles.due(session, store.clock(), seen_before=False)
    return first, second


def test_a_store_without_looks_has_seen_nothing(store: Store) -> None:
    assert seen(store) == Looked(0, 0, (), (), 0, 0)


def test_what_was_recorded_in_the_window_counts_and_its_end_does_not(store: Store, clock: HandClock) -> None:
    article_id = an_article(store)
    attempt(store, article_id, Outcome.MISSING)
    clock.forward(LATER)
    attempt(store, article_id, Outcome.MISSING)
    assert seen(store, START, START + LATER).looks == 1
    assert seen(store, START, START + LATER + SECOND).looks == 2
    assert seen(store, START + SECOND, START + LATER).looks == 0
    assert seen(store, START, START + LATER).feeds_polled == 1


def test_a_feed_failed_when_its_last_poll_did(store: Store, clock: HandClock) -> None:
    courier, ledger = watch(store, COURIER, LEDGER)
    for first, second in ((Outcome.UNCHANGED, Outcome.TIMED_OUT), (Outcome.TIMED_OUT, Outcome.NOT_MODIFIED)):
        poll(store, courier, first, "x")
        poll(store, ledger, second, "after 30 s")
        clock.forward(LATER)
    found = seen(store)
    assert (found.outlets_watched, found.feeds_polled) == (2, 2)
    assert [(t.name, t.outcome, t.reason) for t in found.feeds_failed] == [(f"The Courier: {COURIER.feeds[0]}", "timed_out", "x")]


@pytest.mark.parametrize("outcome", [Outcome.UNREADABLE, Outcome.MISSING, Outcome.BLOCKED, Outcome.TOO_LARGE])
def test_a_poll_that_was_not_answered_with_a_listing_failed(store: Store, outcome: Outcome) -> None:
    (courier,) = watch(store)
    poll(store, courier, outcome)
    assert [t.outcome for t in seen(store).feeds_failed] == [outcome]


@pytest.mark.parametrize("outcome", UNSEEN)
def test_an_outlet_none_of_whose_pages_could_be_seen_is_named_by_its_last_look(store: Store, outcome: Outcome) -> None:
    first, second = two_outlets(store)
    attempt(store, first, Outcome.TIMED_OUT, reason="earlier")
    attempt(store, first, outcome, reason="why")
    attempt(store, second, Outcome.NEW)
    assert [(t.name, t.outcome, t.reason) for t in seen(store).outlets_unreachable] == [("The Courier", outcome, "why")]


@pytest.mark.parametrize("outcome", sorted(set(Outcome) - set(UNSEEN)))
def test_one_page_that_was_seen_makes_an_outlet_reachable(store: Store, outcome: Outcome) -> None:
    article_id = an_article(store)
    attempt(store, article_id, outcome)
    attempt(store, article_id, Outcome.BLOCKED)
    assert seen(store).outlets_unreachable == ()


def test_looks_whose_bytes_differed_while_the_words_did_not_are_hidden(store: Store) -> None:
    article_id = an_article(store)
    snapshot_id = say(store, article_id, "It was birds")
    for hidden in (True, False, True):
        with store.write() as session:
            attempt_id = articles.record_attempt(session, looked(article_id, store.clock(), Outcome.UNCHANGED))
            snapshots.sight(session, snapshot_id, attempt_id, hidden=hidden)
    assert (seen(store).looks, seen(store).hidden) == (4, 2)
    with store.read() as session:
        assert (coverage.hidden(session), coverage.snapshots(session)) == (2, 1)
        assert coverage.outcomes(session) == {"new": 1, "unchanged": 3}


def test_feeds_in_trouble_come_first_and_dropped_ones_not_at_all(store: Store, clock: HandClock) -> None:
    courier, _ = watch(store, COURIER, LEDGER)
    with store.read() as session:
        assert [(f.outlet, f.outcome, f.polled_at) for f in coverage.feed_health(session)] == [
            ("The Courier", "never polled", None),
            ("The Ledger", "never polled", None),
        ]
    poll(store, courier, Outcome.UNCHANGED)
    ledger = courier + 1
    poll(store, ledger, Outcome.TIMED_OUT, "after 30 s", failures=3)
    with store.read() as session:
        health = coverage.feed_health(session)
    assert [(f.outlet, f.outcome, f.failures, f.polled_at, f.next_poll_at) for f in health] == [
        ("The Ledger", "timed_out", 3, START, START + LATER),
        ("The Courier", "unchanged", 0, START, START + LATER),
    ]
    watch(store, LEDGER)
    with store.read() as session:
        assert [f.outlet for f in coverage.feed_health(session)] == ["The Ledger"]


def test_what_is_due_is_counted_and_the_next_thing_announced(store: Store) -> None:
    first, _ = two_outlets(store)
    attempt(store, first, Outcome.NEW, next_look_at=START + 2 * LATER)
    with store.read() as session:
        assert coverage.due(session, START) == Due(0, 1, 0, START + LATER)
        assert coverage.due(session, START + LATER) == Due(2, 1, 0, START + 2 * LATER)
        assert coverage.due(session, START + 2 * LATER) == Due(2, 1, 1, None)


def test_the_last_troubles_come_newest_first_and_are_no_more_than_asked_for(store: Store, clock: HandClock) -> None:
    article_id = an_article(store)
    for n, outcome in enumerate((Outcome.BLOCKED, Outcome.NEW, Outcome.UNREADABLE, Outcome.MISSING, Outcome.TIMED_OUT)):
        clock.forward(SECOND)
        attempt(store, article_id, outcome, reason=str(n))
    with store.read() as session:
        assert [(t.outcome, t.reason) for t in coverage.last_troubles(session)] == [
            ("timed_out", "4"),
            ("unreadable", "2"),
            ("blocked", "0"),
        ]
        (newest,) = coverage.last_troubles(session, 1)
    assert (newest.name, newest.at) == ("The Courier: https://courier.test/1", clock())


def test_every_table_is_counted(store: Store) -> None:
    an_article(store)
    with store.read() as session:
        counts = coverage.row_counts(session)
    assert (counts["outlet"], counts["article"], counts["attempt"], counts["delivery"]) == (1, 1, 0, 0)


def test_spans_of_looks_that_saw_a_page_and_of_those_that_did_not_take_turns(store: Store, clock: HandClock) -> None:
    article_id = an_article(store)
    for outcome in (Outcome.NEW, Outcome.BLOCKED, Outcome.TIMED_OUT, Outcome.GONE, Outcome.UNCHANGED):
        clock.forward(SECOND)
        attempt(store, article_id, outcome)
    with store.read() as session:
        found = session.execute(sa.text("SELECT state, outcome, looks FROM v_coverage WHERE kind = 'page' ORDER BY from_at")).all()
        joined = session.scalar(sa.text("SELECT count(*) FROM v_coverage a JOIN v_coverage b ON b.url = a.url AND b.from_at = a.until_at"))
    assert found == [("seen", "new", 1), ("unseen", "timed_out", 2), ("seen", "unchanged", 2)]
    assert joined == 2
