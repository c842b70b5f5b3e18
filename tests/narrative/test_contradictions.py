from hypothesis import given
from hypothesis import strategies as st

from narrative.contradictions import Value, compatible, disagree

NUMBERS = st.integers(0, 1000).map(float) | st.floats(0, 1e6)
VALUES = st.builds(Value, NUMBERS, st.sampled_from(["=", ">=", "<=", "~"]))


@given(VALUES, VALUES)
def test_agreement_is_mutual(a: Value, b: Value) -> None:
    assert compatible(a, b) == compatible(b, a)


@given(VALUES)
def test_everything_agrees_with_itself(a: Value) -> None:
    assert compatible(a, a)


@given(NUMBERS, NUMBERS)
def test_two_exact_numbers_agree_only_when_equal(a: float, b: float) -> None:
    assert compatible(Value(a), Value(b)) == (a == b)


@given(VALUES, VALUES, NUMBERS)
def test_two_bounds_that_one_number_satisfies_agree(a: Value, b: Value, true: float) -> None:
    if "~" not in (a.comparator, b.comparator) and compatible(a, Value(true)) and compatible(b, Value(true)):
        assert compatible(a, b)


@given(st.lists(VALUES, max_size=5))
def test_several_disagree_exactly_when_two_of_them_do(values: list[Value]) -> None:
    assert disagree(values) == any(not compatible(a, b) for n, a in enumerate(values) for b in values[n + 1 :])
    assert disagree(values) == disagree(values[::-1])


@given(st.lists(VALUES, max_size=4), VALUES)
def test_another_voice_never_ends_a_disagreement(values: list[Value], one: Value) -> None:
    assert disagree([*values, one]) or not disagree(values)


def test_at_least_agrees_with_more_and_at_most_with_less() -> None:
    assert compatible(Value(30, ">="), Value(38))
    assert compatible(Value(30, ">="), Value(35, ">="))
    assert not compatible(Value(30, ">="), Value(29))
    assert compatible(Value(30, "<="), Value(12))
    assert not compatible(Value(30, "<="), Value(31, ">="))
    assert compatible(Value(30, "<="), Value(30, ">="))


def test_about_agrees_within_a_tenth_of_the_larger() -> None:
    assert compatible(Value(70, "~"), Value(67))
    assert compatible(Value(100, "~"), Value(90))
    assert not compatible(Value(100, "~"), Value(89))
    assert compatible(Value(0, "~"), Value(0))


def test_about_agrees_with_a_bound_that_it_can_satisfy() -> None:
    assert compatible(Value(70, "~"), Value(30, ">="))
    assert compatible(Value(70, "~"), Value(100, "<="))
    assert not compatible(Value(70, "~"), Value(100, ">="))
    assert not compatible(Value(70, "~"), Value(30, "<="))


def test_nobody_and_one_alone_contradict_nobody() -> None:
    assert not disagree([])
    assert not disagree([Value(38)])
