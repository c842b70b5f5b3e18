"""A definition's own examples tell what they miss, by claim, and where it stands."""

from narrative.examples import Score, check
from tests.narrative.small import FERRY, NAMES_ONLY, watched


def test_examples_that_hold_have_nothing_to_complain_of() -> None:
    found = check(watched(FERRY).compiled)
    assert (found.failures, found.failing_tests, found.untested) == ((), 0, ())
    assert (found.tags, found.statements) == (Score(1, 1, 1), Score(2, 2, 2))


def test_what_is_missed_is_counted_for_its_claim_and_located_at_its_expectation() -> None:
    found = check(watched(FERRY.replace("any: [fire, пожар*]", "any: [blaze]")).compiled)
    (failure,) = found.failures
    assert failure.at == ("tests", 0, "statements", 0)
    assert "not found: affirm cause.fire" in failure.what
    assert found.claims == {"cause.fire": Score(1, 0, 0), "qty.killed": Score(1, 1, 1)}
    assert (found.statements.precision, found.statements.recall) == (1.0, 0.5)


def test_what_is_found_and_not_expected_is_told_with_the_rule_that_found_it() -> None:
    found = check(watched(FERRY.replace("{claim: cause.fire}, ", "")).compiled)
    (failure,) = found.failures
    assert failure.at == ("tests", 0, "statements")
    assert "not expected: affirm cause.fire ('Fire' by rule fire)" in failure.what
    assert (found.claims["cause.fire"].precision, found.untested) == (0.0, ("cause.fire",))


def test_a_wrong_tag_costs_precision_or_recall() -> None:
    missed = check(watched(NAMES_ONLY.replace("The Amber Star sank", "A ship sank")).compiled)
    assert (missed.tags, missed.tags.recall, missed.tags.precision) == (Score(1, 0, 0), 0.0, 1.0)
    wrong = check(watched(NAMES_ONLY.replace("expect: primary", "expect: none")).compiled)
    assert (wrong.tags, wrong.tags.precision) == (Score(0, 1, 0), 0.0)
