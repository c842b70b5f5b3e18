"""Time on the page of a story: even within a stretch, folded between, and never backwards."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.page.timescale import LABEL_WIDTH, MOST_FOLDS, QUIET, scale

START = datetime(2024, 12, 25, 10, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
INSTANTS = st.lists(st.integers(0, 60 * 24 * 700).map(lambda minutes: START + timedelta(minutes=minutes)), min_size=1, max_size=60)


@given(INSTANTS, st.lists(st.integers(-10_000, 60 * 24 * 710), max_size=20))
def test_later_never_stands_further_left_and_everything_stands_on_the_chart(at: list[datetime], minutes: list[int]) -> None:
    made = scale(at)
    places = [made.x(one) for one in sorted([*at, *(START + timedelta(minutes=m) for m in minutes)])]
    assert all(before <= after + 1e-9 for before, after in pairwise(places))
    assert all(-1e-9 <= place <= 100 + 1e-9 for place in places)


@given(INSTANTS)
def test_pieces_fill_the_chart_and_touch(at: list[datetime]) -> None:
    pieces = scale(at).pieces
    assert (pieces[0].left, pytest.approx(100)) == (0, pieces[-1].right)
    for one, other in pairwise(pieces):
        assert (pytest.approx(one.right), one.to_at) == (other.left, other.from_at)
        assert one.folded != other.folded
    assert all(p.width > 0 for p in pieces)


@given(INSTANTS)
def test_nothing_happens_within_a_fold_and_only_quiet_is_folded(at: list[datetime]) -> None:
    folds = scale(at).folds
    assert len(folds) <= MOST_FOLDS
    for fold in folds:
        assert fold.to_at - fold.from_at > QUIET
        assert not [one for one in at if fold.from_at < one < fold.to_at]


@given(INSTANTS)
def test_names_of_days_have_room_and_each_year_is_named(at: list[datetime]) -> None:
    ticks = scale(at).ticks()
    assert ticks[0].year
    for one, other in pairwise(ticks):
        assert other.left - one.left >= LABEL_WIDTH
        assert other.year == (other.at.year != one.at.year)


def test_within_stretches_an_hour_is_as_wide_everywhere() -> None:
    made = scale([START, START + 10 * HOUR, START + 30 * DAY, START + 30 * DAY + 10 * HOUR])
    first, fold, last = made.pieces
    assert (first.folded, fold.folded, last.folded) == (False, True, False)
    assert first.width == pytest.approx(last.width)
    assert made.x(START + 5 * HOUR) == pytest.approx(first.width / 2)


def test_a_story_of_one_instant_is_one_stretch() -> None:
    (only,) = scale([START]).pieces
    assert (only.left, only.width, only.folded) == (0, 100, False)


def test_of_many_quiet_stretches_the_longest_are_folded() -> None:
    at = [START + n * 3 * DAY for n in range(40)] + [START + 300 * DAY]
    made = scale(at)
    assert len(made.folds) == MOST_FOLDS
    assert max(made.folds, key=lambda f: f.to_at - f.from_at).to_at == START + 300 * DAY


def test_without_anything_there_is_no_scale() -> None:
    with pytest.raises(ValueError, match="no time to draw"):
        scale([])
