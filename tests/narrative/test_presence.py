"""When the looks at an article prove that it vanished, that it came back, that it moved."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrative.model import ABSENT, SEEN, Interval, Outcome
from narrative.presence import Absence, Look, absences, moves

START = datetime(2024, 12, 25, 6, tzinfo=UTC)


def at(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def looks(*steps: tuple[float, Outcome]) -> tuple[Look, ...]:
    return tuple(Look(at(hours), outcome) for hours, outcome in steps)


GONE, MISSING, NEW, SAME = Outcome.GONE, Outcome.MISSING, Outcome.NEW, Outcome.UNCHANGED


def test_three_absent_looks_over_a_day_prove_that_an_article_vanished_between_the_last_sight_and_the_first_miss() -> None:
    found = absences(looks((0, NEW), (1, SAME), (5, MISSING), (12, GONE), (29, MISSING)))
    assert found == (Absence(vanished=Interval(at(1), at(5)), restored=None),)


def test_an_article_came_back_between_the_last_miss_and_the_first_new_sight() -> None:
    found = absences(looks((0, NEW), (5, MISSING), (12, MISSING), (30, MISSING), (40, SAME), (50, SAME)))
    assert found == (Absence(Interval(at(0), at(5)), Interval(at(30), at(40))),)


def test_an_article_can_vanish_again_after_it_came_back() -> None:
    once = ((0, NEW), (5, GONE), (12, GONE), (30, GONE), (40, SAME), (45, GONE), (50, GONE), (80, GONE))
    assert [a.vanished for a in absences(looks(*once))] == [Interval(at(0), at(5)), Interval(at(40), at(45))]


@pytest.mark.parametrize("misses", [[5, 40], [5, 6, 7, 28.9], [5]])
def test_too_few_or_too_close_misses_prove_nothing(misses: list[float]) -> None:
    assert absences(looks((0, NEW), *((hours, MISSING) for hours in misses))) == ()


def test_a_sight_between_misses_starts_the_count_again() -> None:
    assert absences(looks((0, NEW), (5, GONE), (12, GONE), (20, SAME), (30, GONE), (40, GONE))) == ()


@pytest.mark.parametrize("silent", sorted(set(Outcome) - SEEN - ABSENT))
def test_looks_that_say_nothing_neither_count_nor_interrupt(silent: Outcome) -> None:
    proof = ((0, NEW), (5, GONE), (12, GONE), (30, GONE), (40, SAME))
    between = tuple(step for hours, outcome in proof for step in ((hours, outcome), (hours + 1, silent)))
    assert absences(looks(*between)) == absences(looks(*proof)) != ()
    assert absences(looks((0, NEW), *((hours, silent) for hours in range(1, 100)))) == ()


def test_what_was_never_seen_cannot_vanish() -> None:
    assert absences(looks((0, MISSING), (12, MISSING), (30, MISSING), (60, MISSING))) == ()


def test_no_looks_prove_nothing() -> None:
    assert absences(()) == ()


def test_three_misses_over_a_day_are_the_least_that_proves_anything() -> None:
    assert absences(looks((0, NEW), (5, GONE), (6, GONE), (28.99, GONE))) == ()
    assert len(absences(looks((0, NEW), (5, GONE), (6, GONE), (29, GONE)))) == 1


def test_an_article_moved_between_the_last_look_at_its_old_place_and_the_first_at_its_new_one() -> None:
    there = Look(at(9), SAME, relocated=True)
    assert moves((*looks((0, NEW), (4, SAME), (5, Outcome.TIMED_OUT)), there, *looks((12, SAME)))) == (Interval(at(4), at(9)),)


def test_what_was_first_seen_at_its_new_address_was_not_seen_to_move() -> None:
    assert moves((Look(at(0), NEW, relocated=True),)) == ()


@pytest.mark.parametrize("outcome", sorted(set(Outcome) - SEEN))
def test_a_look_that_saw_no_text_saw_no_move(outcome: Outcome) -> None:
    assert moves((*looks((0, NEW)), Look(at(1), outcome, relocated=True))) == ()


@given(st.lists(st.tuples(st.integers(1, 20), st.sampled_from(Outcome)), max_size=40))
def test_absences_follow_each_other_in_time_and_all_but_the_last_ended(steps: list[tuple[int, Outcome]]) -> None:
    hours, history = 0, []
    for gap, outcome in steps:
        hours += gap
        history.append((hours, outcome))
    found = absences(looks(*history))
    instants = [i for a in found for side in (a.vanished, a.restored) if side for i in (side.after_at, side.until_at)]
    assert instants == sorted(instants)
    assert all(a.restored for a in found[:-1])
