"""Marks beside each other: none lost, none on another, none too narrow to be clicked."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from digest.page.packing import LEAST_WIDTH, Item, pack

SPANS = st.lists(st.tuples(st.floats(0, 100), st.floats(0, 100)), max_size=80)


@given(SPANS, st.integers(1, 4))
def test_every_fact_is_in_one_slot_and_no_slot_lies_on_another(spans: list[tuple[float, float]], most: int) -> None:
    lanes = pack([Item(min(s), max(s), n) for n, s in enumerate(spans)], most)
    assert sorted(fact for lane in lanes for slot in lane for fact in slot.facts) == list(range(len(spans)))
    assert len(lanes) <= most
    for lane in lanes:
        assert all(one.right <= other.left for one, other in pairwise(lane))


@given(SPANS)
def test_every_slot_can_be_clicked_and_lies_on_the_chart(spans: list[tuple[float, float]]) -> None:
    for lane in pack([Item(min(s), max(s), n) for n, s in enumerate(spans)], 3):
        for slot in lane:
            assert slot.right - slot.left >= LEAST_WIDTH - 1e-9
            assert slot.left >= -1e-9
            assert slot.right <= 100 + 1e-9


@given(SPANS)
def test_a_slot_covers_all_that_is_in_it(spans: list[tuple[float, float]]) -> None:
    for lane in pack([Item(min(s), max(s), n) for n, s in enumerate(spans)], 2):
        for slot in lane:
            assert slot.right >= max(max(spans[n]) for n in slot.facts) - 1e-9
            assert slot.left <= min(min(spans[n]) for n in slot.facts) + 1e-9


def test_what_overlaps_takes_another_lane_while_there_is_one() -> None:
    lanes = pack([Item(0, 20, 1), Item(10, 30, 2), Item(20, 40, 3)], 2)
    assert [[slot.facts for slot in lane] for lane in lanes] == [[[1], [3]], [[2]]]


def test_what_has_one_place_shares_a_slot() -> None:
    (lane,) = pack([Item(5, 9, 1), Item(5, 9, 2)], 3)
    assert [slot.facts for slot in lane] == [[1, 2]]
