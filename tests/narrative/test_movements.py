"""What the views find becomes something that happened, told once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from narrative.model import Interval
from narrative.movements import ClaimEdit, Contradiction, Flip, Side, Silence, of_claim_edits, of_contradictions, of_flips, of_silence

AT = datetime(2025, 1, 6, 12, tzinfo=UTC)
EARLY, LATE = Interval(None, AT), Interval(AT, AT + timedelta(hours=1))
COURIER, LEDGER = Side("courier", "The Courier", 1, 11, "=", 67, EARLY), Side("ledger", "The Ledger", 2, 22, "=", 72, LATE)
BETWEEN = Contradiction("between", "qty.aboard", "2025-01-06", COURIER, LEDGER, "")


def test_a_contradiction_happened_when_the_later_of_the_two_was_said() -> None:
    (told,) = of_contradictions([BETWEEN])
    assert (told.when, told.article_id, told.claim, told.statement_id, told.other_statement_id) == (LATE, 2, "qty.aboard", 22, 11)
    assert told.detail == "72, The Courier has 67"


def test_within_a_round_of_looking_neither_number_is_the_later_one() -> None:
    for seconds in (-5, 5):
        soon = replace(LEDGER, said=Interval(None, AT + timedelta(seconds=seconds)))
        (told,) = of_contradictions([replace(BETWEEN, other=soon)])
        assert (told.article_id, told.detail) == (1, "67, The Ledger has 72")


def test_two_numbers_contradict_each_other_once_however_many_outlets_have_them() -> None:
    third = replace(COURIER, outlet="herald", name="The Herald", article_id=3)
    again = replace(BETWEEN, one=LEDGER, other=third, day="2025-01-07")
    assert len(list(of_contradictions([again, BETWEEN]))) == 1
    assert next(of_contradictions([again, BETWEEN])).detail == "72, The Courier has 67"
    other = replace(BETWEEN, other=replace(LEDGER, comparator=">="))
    assert {h.key for h in of_contradictions([BETWEEN, other])} == {"between:qty.aboard:67:72", "between:qty.aboard:67:>=72"}


def test_what_is_held_against_a_reference_is_told_of_each_outlet() -> None:
    known = Side("", "", None, None, None, 62, None)
    found = [Contradiction("reference", "qty.aboard", "2025-01-06", side, known, "the ministry") for side in (COURIER, LEDGER)]
    assert [h.detail for h in of_contradictions(found)] == ["67, the ministry: 62", "72, the ministry: 62"]


def test_an_article_that_contradicts_itself_does_so_once_in_all_its_versions() -> None:
    found = Contradiction("internal", "sum", "2025-01-06", COURIER, replace(COURIER, statement_id=12), "38 + 29 are not 72")
    (told,) = of_contradictions([found, replace(found, day="2025-01-07")])
    assert (told.claim, told.detail, told.statement_id, told.other_statement_id) == (None, "38 + 29 are not 72", 11, 12)


def test_a_flip_is_named_by_its_day_and_may_come_back_another_day() -> None:
    flip = Flip("cause", "courier", "accident", "force", "2025-01-06", LATE, 1, "cause.missile", 11)
    back = replace(flip, day="2025-02-06")
    assert [h.key for h in of_flips([flip, back])] == ["courier:cause:accident>force:2025-01-06", "courier:cause:accident>force:2025-02-06"]
    assert next(of_flips([flip])).detail == "accident > force"


def test_silence_lasts_a_day_and_concerns_an_outlet() -> None:
    (told,) = of_silence([Silence("cause.missile", "courier", 7, AT, 11)])
    assert (told.when, told.outlet_id, told.article_id, told.statement_id) == (Interval(AT, AT + timedelta(days=1)), 7, None, 11)


def test_an_edit_of_a_sentence_with_several_claims_is_told_once() -> None:
    edit = ClaimEdit(5, 0, 9, 1, "claim.replaced", LATE, "cause.birds", 11)
    (told,) = of_claim_edits([edit, replace(edit, claim="cause.missile", statement_id=12)])
    assert (told.key, told.claim, told.edit_id, told.detail) == ("5:0", "cause.birds", 9, "claim.replaced")
