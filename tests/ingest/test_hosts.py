"""Turns at a host, as the HTTP layer takes them: the same whether a store remembers them or nobody does."""

from collections.abc import Callable
from datetime import timedelta
from threading import Thread

import pytest

from db.session import Store
from ingest.hosts import BLOCK, PATIENCE, Hosts, LoneHosts, StoreHosts, Wish
from tests.clocks import START, HandClock

SECOND = timedelta(seconds=1)
POLITE = Wish(2 * SECOND)
AT_ONCE = Wish(timedelta(0))


@pytest.fixture(params=["lone", "store"])
def hosts(request: pytest.FixtureRequest, clock: HandClock, sqlite_store: Store) -> Hosts:
    return LoneHosts(clock) if request.param == "lone" else StoreHosts(sqlite_store, 100)


def test_turns_follow_each_other_at_the_delay(hosts: Hosts) -> None:
    assert [hosts.turn("courier.test", POLITE).at for _ in range(3)] == [START, START + 2 * SECOND, START + 4 * SECOND]
    assert hosts.turn("ledger.test", POLITE).at == START


def test_who_would_wait_too_long_is_told_when_instead_and_takes_nothing(hosts: Hosts) -> None:
    impatient = Wish(5 * SECOND, patience=4 * SECOND)
    hosts.turn("courier.test", impatient)
    for _ in range(2):
        turn = hosts.turn("courier.test", impatient)
        assert turn.refused
        assert turn.retry_at == START + 5 * SECOND
    assert hosts.turn("courier.test", POLITE).at == START + 5 * SECOND


def test_a_missed_turn_is_taken_up(hosts: Hosts, clock: HandClock) -> None:
    missed = hosts.turn("courier.test", POLITE).at
    clock.forward(SECOND)
    assert hosts.turn("courier.test", Wish(2 * SECOND, missed=missed)).at == START + SECOND
    assert hosts.turn("courier.test", POLITE).at == START + 3 * SECOND


def test_a_host_that_wants_to_be_left_alone_is(hosts: Hosts, clock: HandClock) -> None:
    hosts.leave_alone("courier.test", START + PATIENCE + SECOND)
    turn = hosts.turn("courier.test", POLITE)
    assert ("left alone" in turn.refused, turn.retry_at) == (True, START + PATIENCE + SECOND)
    clock.forward(2 * SECOND)
    assert hosts.turn("courier.test", POLITE).at == START + PATIENCE + SECOND, "what is near is waited for"


def test_without_a_delay_requests_are_taken_in_blocks_and_never_more_than_the_budget(sqlite_store: Store) -> None:
    hosts = StoreHosts(sqlite_store, BLOCK + 1)
    assert hosts.in_hand("courier.test", AT_ONCE) is None
    assert hosts.turn("courier.test", AT_ONCE).refused == ""
    assert [bool(hosts.in_hand("courier.test", AT_ONCE)) for _ in range(BLOCK)] == [True] * (BLOCK - 1) + [False]
    assert hosts.in_hand("courier.test", POLITE) is None, "with a delay each turn is asked for"
    hosts.turn("courier.test", AT_ONCE)
    hosts.leave_alone("courier.test", START + SECOND)
    assert hosts.in_hand("courier.test", AT_ONCE) is None


def test_threads_of_one_process_do_not_share_a_turn(hosts: Hosts) -> None:
    taken: list[object] = []

    def take() -> None:
        taken.extend(hosts.turn("courier.test", POLITE).at for _ in range(5))

    _together(take, 4)
    assert len(set(taken)) == 20


def _together(call: Callable[[], None], number: int) -> None:
    threads = [Thread(target=call) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
