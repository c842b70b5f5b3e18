"""A feed is asked as often as it brings something, within bounds, and never before it wants to be."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.intervals import (
    FIRST,
    HINTED,
    QUIET,
    RETRY_MOST,
    Brought,
    Intervals,
    after_answer,
    after_failure,
    asked_for,
    fresh_for,
    retry_after,
)
from tests.clocks import START

BOUNDS = Intervals()
NONE = timedelta(0)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


@pytest.mark.parametrize(
    ("brought", "factor"),
    [
        (Brought(40, 0), 1.1),
        (Brought(), 1.1),
        (Brought(40, 1), 1 / 2),
        (Brought(40, 9), 1 / 2),
        (Brought(40, 10), 1 / 4),
        (Brought(40, 40, rolled_over=True), 1 / 4),
    ],
)
def test_nothing_new_makes_it_longer_and_something_new_shorter(brought: Brought, factor: float) -> None:
    assert after_answer(HOUR, brought, NONE, BOUNDS) == HOUR * factor


def test_a_feed_of_which_nothing_is_known_begins_at_a_quarter_of_an_hour() -> None:
    assert after_answer(NONE, Brought(10, 0), NONE, BOUNDS) == FIRST * 1.1


def test_a_silent_feed_is_asked_every_two_hours_and_a_busy_one_every_four_minutes() -> None:
    quiet = busy = FIRST
    for _ in range(100):
        quiet = after_answer(quiet, Brought(10, 0), NONE, BOUNDS)
        busy = after_answer(busy, Brought(10, 10, rolled_over=True), NONE, BOUNDS)
    assert (quiet, busy) == (QUIET, BOUNDS.floor)


@pytest.mark.parametrize(("said", "wait"), [(30 * MINUTE, 30 * MINUTE), (HOUR, HOUR), (24 * HOUR, HINTED), (MINUTE, FIRST / 2)])
def test_a_recommendation_makes_it_longer_but_by_an_hour_at_most(said: timedelta, wait: timedelta) -> None:
    assert after_answer(FIRST, Brought(40, 1), said, BOUNDS) == wait


HISTORY = st.lists(
    st.one_of(
        st.builds(Brought, st.integers(0, 500), st.integers(0, 500), st.booleans()),
        st.integers(1, 10_000),
    ),
    max_size=40,
)


@given(HISTORY, st.timedeltas(NONE, timedelta(days=400)), st.integers(1, 60), st.integers(1, 48))
def test_it_stays_within_bounds_whatever_happened(history: list[Brought | int], said: timedelta, floor: int, ceiling: int) -> None:
    bounds = Intervals(floor * MINUTE, ceiling * HOUR)
    interval = NONE
    for event in history:
        if isinstance(event, Brought):
            wait = interval = after_answer(interval, event, said, bounds)
            assert wait <= max(QUIET, bounds.floor)
        else:
            wait = after_failure(7, event, bounds)
        assert bounds.floor <= wait <= max(bounds.ceiling, bounds.floor)


def test_failures_in_a_row_double_the_wait_up_to_the_ceiling_and_never_end_it() -> None:
    waits = [after_failure(1, n, BOUNDS) for n in range(1, 61)]
    for number, wait in enumerate(waits):
        whole = min(FIRST * 2 ** min(number, 10), BOUNDS.ceiling)
        assert whole * 3 / 4 <= wait <= whole
    assert after_failure(1, 10**9, BOUNDS) <= BOUNDS.ceiling


def test_what_failed_together_is_not_asked_again_together_and_the_same_question_has_the_same_answer() -> None:
    waits = {after_failure(feed, 9, BOUNDS) for feed in range(100)}
    assert len(waits) == 100
    assert max(waits) - min(waits) > BOUNDS.ceiling / 8
    assert after_failure(5, 3, BOUNDS) == after_failure(5, 3, BOUNDS)


@pytest.mark.parametrize(
    ("headers", "fresh"),
    [
        ({}, NONE),
        ({"Cache-Control": "max-age=600"}, 600 * SECOND),
        ({"cache-control": 'public, max-age="600"', "Age": "100"}, 500 * SECOND),
        ({"Cache-Control": "max-age=600", "Age": "900"}, NONE),
        ({"Cache-Control": "max-age=600, no-cache"}, NONE),
        ({"Cache-Control": "no-store, max-age=600"}, NONE),
        ({"Cache-Control": "s-maxage=600"}, NONE),
        ({"Cache-Control": "max-age=soon"}, NONE),
        ({"Cache-Control": f"max-age={'9' * 400}"}, timedelta(days=365)),
        ({"Expires": "Mon, 06 Jan 2025 12:30:00 GMT"}, 30 * MINUTE),
        ({"Expires": "Mon, 06 Jan 2025 12:30:00 GMT", "Date": "Mon, 06 Jan 2025 12:20:00 GMT"}, 10 * MINUTE),
        ({"Expires": "Mon, 06 Jan 2025 11:30:00 GMT"}, NONE),
        ({"Expires": "0"}, NONE),
        ({"Expires": "Mon, 06 Jan 2025 12:30:00 GMT", "Cache-Control": "max-age=60"}, MINUTE),
    ],
)
def test_how_long_an_answer_counts_as_fresh(headers: Mapping[str, str], fresh: timedelta) -> None:
    assert fresh_for(headers, START) == fresh


@pytest.mark.parametrize(
    ("said", "wait"),
    [
        ("120", 120 * SECOND),
        (" 120 ", 120 * SECOND),
        ("Mon, 06 Jan 2025 13:00:00 GMT", HOUR),
        ("Mon, 06 Jan 2025 11:00:00 GMT", NONE),
        ("-5", NONE),
        ("later", NONE),
        ("", NONE),
        ("9" * 50, RETRY_MOST),
        ("²", NONE),
    ],
)
def test_a_retry_after_is_seconds_or_a_date_up_to_four_days(said: str, wait: timedelta) -> None:
    assert retry_after({"retry-after": said}, START) == wait


def test_the_longest_recommendation_counts() -> None:
    assert asked_for({"Cache-Control": "max-age=60"}, (30 * MINUTE, None, HOUR), START) == HOUR
    assert asked_for({}, (None, None), START) == NONE
