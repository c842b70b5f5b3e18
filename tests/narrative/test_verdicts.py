"""What an outlet told its readers about its edits."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrative.model import Action, Comparison, Edit, Part, Suppressed, Verdict
from narrative.verdicts import verdict


@dataclass(frozen=True)
class Page:
    modified_at: datetime | None = None
    live: bool = False


def at(hour: int) -> datetime:
    return datetime(2024, 12, 25, hour, tzinfo=UTC)


def edit(label: str, material: bool, before: str = "It killed 38.", after: str = "It killed 39.") -> Edit:
    action = Action.REPLACED if before and after else Action.ADDED if after else Action.REMOVED
    return Edit(action, Part.BODY, label, material, before, after, (0, len(before)), (0, len(after)), "rule")


def found(edits: list[Edit], *noise: Suppressed) -> Comparison:
    return Comparison(not edits, any(e.material for e in edits), Verdict.UNDETERMINED, tuple(edits), noise)


TOLL = edit("fact.quantity", True)
COMMA = edit("style.format", False)
NOTICE = edit("notice", True, "", "Correction: it killed 39.")
NOTICE_TAKEN_OUT = edit("notice", True, "Correction: it killed 39.", "")
NOTICE_REWORDED = edit("notice", True, "Correction: it killed 38.", "Correction: it killed 39.")
NOTICE_BECAME_NEWS = edit("notice", True, "Correction: it killed 39.", "It killed 39.")


@pytest.mark.parametrize(
    ("before", "after", "edits", "dated_edits", "told"),
    [
        (Page(at(9)), Page(at(9)), [TOLL], 3, Verdict.UNMARKED),
        (Page(at(9)), Page(at(9)), [TOLL, COMMA], 9, Verdict.UNMARKED),
        (Page(at(9)), Page(at(9)), [TOLL], 2, Verdict.UNDETERMINED),
        (Page(at(9)), Page(at(9)), [COMMA], 9, Verdict.UNDETERMINED),
        (Page(at(9)), Page(at(9)), [], 9, Verdict.UNDETERMINED),
        (Page(None), Page(at(9)), [TOLL], 9, Verdict.UNDETERMINED),
        (Page(at(9)), Page(None), [TOLL], 9, Verdict.UNDETERMINED),
        (Page(at(9), live=True), Page(at(9)), [TOLL], 9, Verdict.UNDETERMINED),
        (Page(at(9)), Page(at(9), live=True), [TOLL], 9, Verdict.UNDETERMINED),
        (Page(at(9)), Page(at(8)), [TOLL], 9, Verdict.UNDETERMINED),
        (Page(at(9)), Page(at(10)), [TOLL], 0, Verdict.DATE_BUMPED),
        (Page(at(9)), Page(at(10)), [TOLL, NOTICE], 9, Verdict.NOTICE_GIVEN),
        (Page(None), Page(None), [NOTICE_REWORDED], 0, Verdict.NOTICE_GIVEN),
        (Page(at(9)), Page(at(9)), [NOTICE_TAKEN_OUT], 9, Verdict.UNMARKED),
        (Page(at(9)), Page(at(9)), [NOTICE_BECAME_NEWS], 9, Verdict.UNMARKED),
    ],
)
def test_the_verdict_follows_from_notice_date_and_record(
    before: Page, after: Page, edits: list[Edit], dated_edits: int, told: Verdict
) -> None:
    assert verdict(before, after, found(edits), dated_edits) is told


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Updated: 16:10, 25 December 2024", Verdict.UNDETERMINED),
        ("Обновлено 25.12.2024 16:10", Verdict.UNDETERMINED),
        ("Wednesday, 25 December 2024", Verdict.UNMARKED),
        ("14 comments", Verdict.UNMARKED),
    ],
)
def test_a_date_that_readers_see_moving_is_no_missing_one(line: str, told: Verdict) -> None:
    shown = Suppressed("date_stamp", "", line)
    assert verdict(Page(at(9)), Page(at(9)), found([TOLL], shown), 9) is told


INSTANTS = st.one_of(st.none(), st.integers(0, 3).map(at))
PAGES = st.builds(Page, INSTANTS, st.booleans())
EDITS = st.lists(st.sampled_from([TOLL, COMMA, NOTICE, NOTICE_TAKEN_OUT]), max_size=4)


@given(PAGES, PAGES, EDITS, st.integers(0, 5))
def test_nobody_is_accused_without_proof(before: Page, after: Page, edits: list[Edit], dated_edits: int) -> None:
    if verdict(before, after, found(edits), dated_edits) is Verdict.UNMARKED:
        assert before.modified_at == after.modified_at is not None
        assert {before.live, after.live} == {False}
        assert dated_edits >= 3
        assert any(e.material for e in edits)
        assert NOTICE not in edits
