"""When it is due again: often while it is young, seldom when it is old, never not at all; sooner where looks have shown edits."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.hazard import ENOUGH, USUAL, History, learned
from ingest.schedule import (
    HEAT,
    LATE,
    LEAST,
    MISSED,
    MOST_CHANCE,
    OLD,
    PRIOR,
    RATES,
    YOUNG,
    Known,
    Policy,
    Rule,
    expected_edits,
    learn,
    next_look,
    pressed,
    queue,
    urgency,
    wait,
)
from tests.clocks import START

AGES = st.timedeltas(timedelta(days=-30), timedelta(days=4000))
WEIGHTS = st.lists(st.floats(0.001, 1.0), min_size=len(RATES), max_size=len(RATES)).map(lambda ws: tuple(w / sum(ws) for w in ws))
MINUTES, HOURS, DAYS = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def aged(age: timedelta, **changes: object) -> Known:
    return replace(Known(START - age), **changes)  # type: ignore[arg-type]


def looks(days: int, policy: Policy, edited_at: tuple[timedelta, ...] = ()) -> list[timedelta]:
    """Ages at which an article is looked at that is edited then."""
    known, at, taken = Known(START), START, list[datetime]()
    while at <= START + days * DAYS:
        changed = bool(taken) and any(taken[-1] < START + age <= at for age in edited_at)
        known = replace(known, weights=learn(at, known, changed, USUAL), seen_at=at)
        taken.append(at)
        at = next_look(at, known, policy)
    return [t - START for t in taken]


def test_an_article_that_stays_as_it_is_costs_some_fifteen_requests_in_its_first_month_and_three_a_month_later() -> None:
    taken = looks(395, Policy())
    assert 12 <= sum(age <= 30 * DAYS for age in taken) <= 20
    assert sum(age > 30 * DAYS for age in taken) == 36


def test_an_article_that_is_edited_is_looked_at_more_often_from_then_on() -> None:
    quiet, busy = looks(1, Policy()), looks(1, Policy(), tuple(n * 20 * MINUTES for n in range(1, 8)))
    assert len(busy) > 2 * len(quiet)


@given(AGES, st.integers(0, 10_000), WEIGHTS)
def test_the_next_look_is_later_and_never_later_than_the_longest_interval(
    age: timedelta, failures: int, weights: tuple[float, ...]
) -> None:
    assert LEAST <= next_look(START, aged(age, failures=failures, weights=weights), Policy()) - START <= OLD


@given(AGES, WEIGHTS, st.sampled_from([0.1, 0.75, 2.0]))
def test_the_wait_is_bounded_by_a_share_of_the_age_and_by_an_hour(age: timedelta, weights: tuple[float, ...], cap: float) -> None:
    interval, _ = wait(START, aged(age, weights=weights), Policy(cap=cap))
    assert interval <= max(YOUNG, age * cap)


@given(AGES, WEIGHTS, st.floats(0.001, 0.5), st.floats(0.001, 0.5))
def test_who_asks_for_a_greater_chance_waits_no_less(age: timedelta, weights: tuple[float, ...], one: float, other: float) -> None:
    low, high = sorted((one, other))
    known = aged(age, weights=weights)
    assert wait(START, known, Policy(low))[0] <= wait(START, known, Policy(high))[0] * 1.02


@pytest.mark.parametrize(
    ("known", "rule"),
    [
        (aged(10 * MINUTES), Rule.CHANCE), (aged(10 * HOURS), Rule.CHANCE), (aged(3 * DAYS), Rule.CAP), (aged(400 * DAYS), Rule.LONGEST),
        (aged(400 * DAYS, stirred_at=START - HOURS), Rule.HEAT), (aged(HOURS, weights=(0.0,) * 8 + (1.0,)), Rule.LEAST),
    ],
)  # fmt: skip
def test_the_rule_that_decided_is_named(known: Known, rule: Rule) -> None:
    assert wait(START, known, Policy())[1] is rule


def test_looks_that_could_not_see_the_article_are_soon_at_first_and_then_ever_rarer() -> None:
    waits = [next_look(START, aged(20 * DAYS, failures=n), Policy()) - START for n in range(1, 12)]
    assert waits[:3] == [2 * MISSED, 4 * MISSED, 8 * MISSED]
    assert waits[-1] == OLD
    assert next_look(START, aged(timedelta(0), failures=1), Policy()) - START < 2 * YOUNG


@given(WEIGHTS, st.timedeltas(MINUTES, 10 * DAYS), st.timedeltas(MINUTES, 400 * DAYS))
def test_a_look_moves_the_weights_towards_what_it_saw_and_they_stay_weights(
    weights: tuple[float, ...], since: timedelta, age: timedelta
) -> None:
    known = Known(START - age - since, START - since, weights)
    same, changed = (learn(START, known, saw, USUAL) for saw in (False, True))
    for found in (same, changed):
        assert sum(found) == pytest.approx(1)
        assert min(found) >= 0
    assert expected_edits(same) <= expected_edits(weights) + 1e-9
    assert expected_edits(changed) >= 0.9 * expected_edits(weights)


def test_an_edit_brings_back_a_tenth_of_what_is_usual() -> None:
    never = (1.0,) + (0.0,) * (len(RATES) - 1)
    found = learn(START, Known(START - HOURS, START - HOURS, never), True, USUAL)
    assert found[1:] == pytest.approx([0.1 * w for w in PRIOR[1:]])


def test_a_first_look_teaches_nothing() -> None:
    assert learn(START, Known(START), False, USUAL) == ()


def test_heat_cools_down() -> None:
    old = aged(400 * DAYS)
    waits = [wait(START, replace(old, stirred_at=START - since), Policy())[0] for since in (timedelta(0), 4 * DAYS, 8 * DAYS)]
    assert waits == [HEAT[0][1], HEAT[1][1], OLD]
    assert waits[0] < DAYS, "within a day, with time to spare"


@given(st.timedeltas(timedelta(0), 30 * DAYS))
def test_a_host_with_a_late_queue_is_asked_for_surer_things(late: timedelta) -> None:
    usual, found = Policy(), pressed(Policy(), late)
    assert usual.chance <= found.chance <= MOST_CHANCE
    assert (found == usual) is (late <= LATE)
    young = aged(HOURS)
    assert next_look(START, young, found) >= next_look(START, young, usual)


def test_a_queue_takes_as_long_as_the_delay_and_the_budget_allow() -> None:
    assert queue(100, timedelta(seconds=60), 5_000) == 100 * MINUTES
    assert queue(100, timedelta(seconds=1), 24) == 100 * HOURS
    assert queue(0, timedelta(seconds=60), 5_000) == timedelta(0)


def test_what_is_fresh_has_its_turn_first_and_what_is_very_late_is_not_forgotten() -> None:
    fresh, old = urgency(START, START, aged(HOURS)), urgency(START, START - 6 * HOURS, aged(300 * DAYS))
    starved, hot = (
        urgency(START, START - 60 * DAYS, aged(300 * DAYS)),
        urgency(START, START - 6 * HOURS, aged(300 * DAYS, stirred_at=START - DAYS)),
    )
    assert old < fresh < starved
    assert hot > old


@given(st.timedeltas(timedelta(0), 2000 * DAYS), st.timedeltas(timedelta(minutes=1), DAYS))
def test_more_edits_are_made_by_a_later_age(age: timedelta, later: timedelta) -> None:
    assert USUAL.by(timedelta(0)) == 0 <= USUAL.by(age) < USUAL.by(age + later)


def test_a_store_with_few_edits_goes_by_what_is_usual() -> None:
    assert learned(History((HOURS,) * (ENOUGH - 1), (30 * DAYS,) * 5_000), 1.0) == USUAL


def test_a_store_learns_at_which_age_its_own_articles_are_edited() -> None:
    found = learned(History((10 * HOURS,) * 20_000, (30 * DAYS,) * 20_000), 1.0)
    between = [hazard.by(12 * HOURS) - hazard.by(8 * HOURS) for hazard in (USUAL, found)]
    assert between[1] > 20 * between[0]
    assert found.by(2 * HOURS) < 0.1 * USUAL.by(2 * HOURS)
    assert found.by(365 * DAYS) > found.by(200 * DAYS), "what nobody was watched for is as usual"


def test_articles_that_were_watched_for_an_hour_say_nothing_about_later_edits() -> None:
    found = learned(History((HOURS / 2,) * 1_000, (HOURS,) * 5_000), expected_edits(()))
    assert found.by(30 * DAYS) - found.by(DAYS) == pytest.approx(USUAL.by(30 * DAYS) - USUAL.by(DAYS))
