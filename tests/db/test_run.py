"""Opening the store of the settings while others are at work in it."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from db.run import opened
from db.session import Store
from tests.clocks import START, HandClock
from tests.db.examples import LEDGER, watch

SECOND = timedelta(seconds=1)


@pytest.fixture
def written_to(store: Store, store_url: str, clock: HandClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Another task of a replay writes without a pause, and its clock is ever further ahead."""
    monkeypatch.setenv("PALIMPSEST_DB_URL", store_url)
    done = threading.Event()

    def write() -> None:
        while not done.is_set() and clock.at < START + 600 * SECOND:
            clock.forward(SECOND)
            watch(store, replace(LEDGER, name=f"Ledger {clock.at}"))

    writer = threading.Thread(target=write)
    writer.start()
    yield
    done.set()
    writer.join()


@pytest.mark.usefixtures("written_to")
def test_a_replayed_clock_is_not_behind_what_others_write_while_the_store_is_opened() -> None:
    for _ in range(20):
        with opened(START) as found:
            assert found.clock() >= START
