"""When it is due again: often while it is young, seldom when it is old, never not at all."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.schedule import BANDS, OLD, next_look
from tests.clocks import START

AGES = st.timedeltas(timedelta(days=-30), timedelta(days=4000))
FAILURES = st.integers(0, 10_000)
MINUTES, HOURS, DAYS = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("age", "interval"),
    [
        (timedelta(0), 15 * MINUTES), (3 * HOURS - MINUTES, 15 * MINUTES), (3 * HOURS, HOURS), (DAYS - MINUTES, HOURS), (DAYS, 3 * HOURS),
        (7 * DAYS, DAYS), (29 * DAYS, DAYS), (30 * DAYS, 10 * DAYS), (400 * DAYS, 10 * DAYS), (-DAYS, 15 * MINUTES),
    ],
)  # fmt: skip
def test_the_age_of_an_article_says_how_often_it_is_looked_at(age: timedelta, interval: timedelta) -> None:
    assert next_look(START, START - age, 0) == START + interval


@given(AGES, FAILURES)
def test_the_next_look_is_later_and_never_later_than_the_longest_interval(age: timedelta, failures: int) -> None:
    wait = next_look(START, START - age, failures) - START
    assert BANDS[0][1] <= wait <= OLD


@given(AGES, AGES, FAILURES)
def test_older_articles_and_more_failures_never_mean_sooner(one: timedelta, other: timedelta, failures: int) -> None:
    younger, older = sorted((one, other))
    assert next_look(START, START - younger, failures) <= next_look(START, START - older, failures)
    assert next_look(START, START - one, failures) <= next_look(START, START - one, failures + 1)


def test_an_old_article_is_looked_at_forty_times_a_year_and_not_five_thousand() -> None:
    at, looks = START, 0
    while at < START + 365 * DAYS:
        at, looks = next_look(at, START - 365 * DAYS, 0), looks + 1
    assert looks == 37
