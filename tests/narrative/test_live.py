"""Pages that are written in the open."""

from itertools import pairwise

import pytest

from narrative.live import Step, behaves_live, live_updates, step_of
from narrative.model import Action
from narrative.revisions import Version, compare

TOP = Step(kept=20, added=8, removed=0, replaced=0, block=8, above=2, below=18)
BOTTOM = Step(kept=20, added=8, removed=0, replaced=0, block=8, above=18, below=2)
MIDDLE = Step(kept=20, added=8, removed=0, replaced=0, block=8, above=10, below=10)
REWRITE = Step(kept=12, added=8, removed=4, replaced=8, block=8, above=0, below=12)
SINGLE = Step(kept=20, added=1, removed=0, replaced=0, block=1, above=20, below=0)


@pytest.mark.parametrize(
    ("steps", "live"),
    [
        ([TOP] * 3, True),
        ([BOTTOM] * 4, True),
        ([TOP, TOP, TOP, REWRITE], True),
        ([TOP] * 2, False),
        ([TOP, TOP, REWRITE, REWRITE], False),
        ([TOP, BOTTOM, TOP, BOTTOM], False),
        ([MIDDLE] * 4, False),
        ([REWRITE] * 5, False),
        ([SINGLE] * 9, False),
        ([], False),
    ],
)
def test_a_page_is_live_when_it_keeps_gaining_blocks_at_one_end(steps: list[Step], live: bool) -> None:
    assert behaves_live(steps) is live


def test_a_report_that_is_extended_a_little_is_not_live() -> None:
    assert not behaves_live([Step(kept=40, added=2, removed=0, replaced=0, block=2, above=40, below=0)] * 4)


SUMMARY = "This is what is known about the crash so far."


UPDATES = [
    "Boats left the harbour at dawn. Their crews will look for the tail.",
    "A doctor speaks of hope. Most of those in her care can sit up.",
    "Flags hang at half mast in the capital. Schools stay closed on Monday.",
    "The airline cancels its other flights. Refunds are promised to everyone.",
    "Divers bring up a recorder. Experts will open the box abroad.",
    "The governor visits a clinic. Questions were not allowed there.",
    "Fog is forecast for tonight. Helicopters may have to wait.",
    "A train with relatives arrives. Volunteers hand out tea and blankets.",
    "Prosecutors seize fuel samples. Interviews with mechanics began at noon.",
    "The road to the shore is reopened. Buses run every half hour again.",
]


def update(n: int) -> str:
    return UPDATES[n]


def page(*numbers: int) -> Version:
    return Version("Live", "\n".join([SUMMARY, *(update(n) for n in numbers)]), live=True)


def test_updates_are_progress_and_what_rolls_off_the_far_end_is_furniture() -> None:
    before, after = page(3, 2, 1), page(4, 3, 2)
    found = live_updates(compare(before, after), before.text, after.text)
    assert {(e.action, e.label, e.rule, e.material) for e in found.edits} == {
        (Action.ADDED, "fact.event_progress", "live_update", True),
        (Action.REMOVED, "boilerplate", "live_rolled_off", False),
    }
    assert found.material


def test_a_page_in_reading_order_rolls_off_at_its_top() -> None:
    before, after = page(1, 2, 3), page(2, 3, 4)
    found = live_updates(compare(before, after), before.text, after.text)
    assert {e.label for e in found.edits if e.action is Action.REMOVED} == {"boilerplate"}


def test_an_update_taken_out_of_the_middle_or_without_a_new_one_did_not_roll_off() -> None:
    long = page(9, 8, 7, 6, 5, 4, 3, 2, 1)
    for before, after in ((long, Version("Live", long.text.replace("\n" + update(5), ""))), (page(3, 2, 1), page(3, 2))):
        found = live_updates(compare(before, after), before.text, after.text)
        assert found.material
        assert "boilerplate" not in {e.label for e in found.edits}


def test_a_rewrite_inside_an_old_update_keeps_its_label() -> None:
    before = Version("Live", page(3, 2, 1).text + " It killed 38 there.")
    after = Version("Live", page(4, 3, 2, 1).text + " It killed 39 there.")
    found = live_updates(compare(before, after), before.text, after.text)
    assert "fact.quantity" in {e.label for e in found.edits if e.action is Action.REPLACED}


def test_a_notice_stays_a_notice() -> None:
    before, after = page(2, 1), Version("Live", page(2, 1).text + "\nCorrection: an earlier version of this article named another bay.")
    found = live_updates(compare(before, after), before.text, after.text)
    assert [e.label for e in found.edits] == ["notice"]


def test_the_steps_of_a_live_page_are_counted_as_live() -> None:
    versions = [page(2, 1), page(3, 2, 1), page(4, 3, 2, 1), page(5, 4, 3, 2)]
    steps = [step_of(compare(a, b), a.text, b.text) for a, b in pairwise(versions)]
    assert [(s.added, s.removed, s.block, s.above) for s in steps] == [(2, 0, 2, 1), (2, 0, 2, 1), (2, 0, 2, 1)]
    assert behaves_live(steps)
