"""What follows from decisions that articles are together or apart."""

from hypothesis import given
from hypothesis import strategies as st

from narrative.constraints import contradicted, worked_out

PAIRS = st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9)).filter(lambda pair: pair[0] != pair[1]), max_size=12)


def test_who_is_together_with_one_is_together_with_all_of_them() -> None:
    assert worked_out([(1, 2), (3, 4), (2, 3)], []).together == {
        1: {2, 3, 4}, 2: {1, 3, 4}, 3: {1, 2, 4}, 4: {1, 2, 3},
    }  # fmt: skip


def test_who_is_apart_from_one_is_apart_from_all_that_are_together_with_it() -> None:
    assert worked_out([(1, 2)], [(2, 5)]).apart == {1: {5}, 2: {5}, 5: {1, 2}}


def test_what_contradicts_itself_is_named_and_then_articles_are_together() -> None:
    assert contradicted([(1, 2), (2, 3)], [(4, 5), (3, 1)]) == (3, 1)
    assert contradicted([(1, 2), (2, 3)], [(4, 1)]) is None
    assert worked_out([(1, 2), (2, 3)], [(3, 1)]).apart == {}


@given(PAIRS, PAIRS)
def test_constraints_hold_both_ways_and_never_for_an_article_with_itself(
    together: list[tuple[int, int]], apart: list[tuple[int, int]]
) -> None:
    found = worked_out(together, apart)
    for told in (found.together, found.apart):
        assert all(one in told[other] and one != other for one, others in told.items() for other in others)
    assert all(not found.together.get(one, frozenset()) & others for one, others in found.apart.items())
