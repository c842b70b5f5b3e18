"""From when on a claim has another share: seldom told of quiet days, soon of a real change, never of a few articles."""

import random
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrative.changes import LEAST_ARTICLES, Day, changes

FIRST = date(2025, 1, 1)


def days(*counts: tuple[int, int]) -> list[Day]:
    return [Day(FIRST + timedelta(n), affirming, articles) for n, (affirming, articles) in enumerate(counts)]


def drawn(chance: random.Random, shares: Sequence[float], articles: int = 10) -> list[Day]:
    return days(*((sum(chance.random() < share for _ in range(articles)), articles) for share in shares))


@pytest.mark.parametrize("share", [0.05, 0.1, 0.2, 0.3, 0.5, 0.8])
def test_of_ten_quiet_spells_of_thirty_days_at_most_one_is_called_a_change(share: float) -> None:
    chance = random.Random(7)
    assert sum(bool(changes(drawn(chance, [share] * 30))) for _ in range(400)) <= 40


@pytest.mark.parametrize(("before", "since"), [(0.1, 0.4), (0.2, 0.6), (0.6, 0.2)])
def test_a_real_change_is_told_within_days_and_dated_where_it_began(before: float, since: float) -> None:
    chance = random.Random(7)
    told = [changes(drawn(chance, [before] * 15 + [since] * 15)) for _ in range(50)]
    real = [t for each in told for t in each if abs((t.began_on - FIRST).days - 15) <= 3]
    assert len(real) >= 45
    assert sorted((t.day - FIRST).days - 14 for t in real)[25] <= 7
    assert all(t.direction == ("up" if since > before else "down") for t in real)
    assert sum(abs(t.share_before - before) < 0.2 for t in real) >= 45


def test_days_with_few_articles_say_nothing() -> None:
    few = LEAST_ARTICLES - 1
    assert changes(days(*[(0, few)] * 60, *[(few, few)] * 60)) == ()
    assert changes(days(*[(0, few + 1)] * 60, *[(few + 1, few + 1)] * 60)) != ()


def test_a_share_that_is_hardly_known_cannot_have_changed() -> None:
    assert changes(days(*[(0, 10)] * 3, *[(10, 10)] * 4)) == ()


def test_after_a_change_the_new_share_is_what_the_next_is_held_against() -> None:
    told = changes(days(*[(1, 10)] * 10, *[(8, 10)] * 12, *[(1, 10)] * 10))
    assert [(t.began_on - FIRST).days for t in told] == [10, 22]
    assert [t.direction for t in told] == ["up", "down"]


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)).map(lambda c: (min(c), max(c))), max_size=60))
def test_every_change_begins_no_later_than_it_is_known(counts: list[tuple[int, int]]) -> None:
    told = changes(days(*counts))
    assert all(t.began_on <= t.day for t in told)
    assert list(told) == sorted(told, key=lambda t: t.day)
    assert changes(days(*counts)) == told
