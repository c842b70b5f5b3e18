"""What all processes share about one host: whose turn it is, the day's budget, what it asked for, what its robots.txt said."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from db import hosts
from db.hosts import KnownRobots, Limits
from db.session import Store
from db.tables import Robots
from narrative.model import Outcome
from tests.clocks import START, HandClock
from tests.db.examples import count

SECOND = timedelta(seconds=1)
POLITE = Limits(delay=2 * SECOND, budget=3, patience=10 * SECOND)
ROBOTS = KnownRobots("https://courier.test", START, START + timedelta(hours=1), Outcome.NEW, "", 200, "User-agent: *\nDisallow: /x\n")


def reserve(store: Store, limits: Limits = POLITE, host: str = "courier.test") -> tuple[datetime, str, datetime | None]:
    with store.write() as session:
        return hosts.reserve(session, host, store.clock(), limits)


def test_turns_follow_each_other_at_the_delay_and_hosts_do_not_wait_for_each_other(store: Store) -> None:
    assert [reserve(store)[0] for _ in range(3)] == [START, START + 2 * SECOND, START + 4 * SECOND]
    assert reserve(store, host="ledger.test") == (START, "", None)


def test_a_turn_that_was_not_taken_in_time_is_not_saved_up(store: Store, clock: HandClock) -> None:
    reserve(store)
    clock.forward(timedelta(hours=1))
    assert [reserve(store)[0] for _ in range(2)] == [clock(), clock() + 2 * SECOND]


def test_a_spent_budget_refuses_until_the_next_day_of_utc(store: Store, clock: HandClock) -> None:
    for _ in range(3):
        reserve(store)
    _, refused, retry_at = reserve(store)
    assert "3 requests" in refused
    assert retry_at == datetime(2025, 1, 7, tzinfo=UTC)
    clock.at = datetime(2025, 1, 7, 0, 0, 1, tzinfo=UTC)
    assert reserve(store)[1] == ""


def test_a_host_that_asked_to_be_left_alone_is_left_alone(store: Store, clock: HandClock) -> None:
    until = START + timedelta(minutes=5)
    with store.write() as session:
        hosts.leave_alone(session, "courier.test", START, until)
        hosts.leave_alone(session, "courier.test", START, until - timedelta(minutes=4))
    assert reserve(store)[1:] == ("the host asked to be left alone", until)
    clock.at = until - 5 * SECOND
    assert reserve(store)[0] == until, "what is soon is waited for"
    clock.at = until + SECOND
    assert reserve(store)[0] == until + 2 * SECOND


def test_a_queue_that_is_too_long_refuses_and_takes_nothing(store: Store) -> None:
    limits = replace(POLITE, delay=6 * SECOND, budget=100)
    assert [reserve(store, limits)[1] for _ in range(3)] == ["", "", "too many requests to this host are waiting"]
    assert [reserve(store, limits)[1] for _ in range(2)] == ["too many requests to this host are waiting"] * 2


def test_a_missed_turn_is_taken_up_at_once_while_nobody_is_behind_it_and_paid_for_once(store: Store, clock: HandClock) -> None:
    first = reserve(store)[0]
    clock.forward(SECOND)
    assert reserve(store, replace(POLITE, missed=first)) == (START + SECOND, "", None)
    assert reserve(store)[0] == START + 3 * SECOND, "the delay counts from when it was taken up"
    clock.forward(SECOND)
    assert reserve(store, replace(POLITE, missed=START + SECOND))[0] == START + 5 * SECOND, "somebody is behind it now"
    assert reserve(store)[1] == "", "two requests were paid for"
    assert "3 requests" in reserve(store)[1]


def test_robots_hold_until_they_expire_and_keep_their_history(store: Store, clock: HandClock) -> None:
    with store.write() as session:
        first = hosts.record_robots(session, ROBOTS)
    with store.read() as session:
        assert hosts.robots(session, ROBOTS.origin, START) == first
        assert hosts.robots(session, ROBOTS.origin, ROBOTS.expires_at) is None
        assert hosts.robots(session, "http://courier.test", START) is None
    with store.write() as session:
        again = hosts.record_robots(session, replace(ROBOTS, expires_at=START + timedelta(days=1)))
        assert again.id == first.id
        assert hosts.robots(session, ROBOTS.origin, ROBOTS.expires_at) is not None
        hosts.record_robots(session, replace(ROBOTS, text="", expires_at=START + timedelta(days=2)))
    assert count(store, Robots) == 2
    with store.read() as session:
        assert session.scalars(sa.select(Robots.text).order_by(Robots.id)).all() == [ROBOTS.text, ""]
