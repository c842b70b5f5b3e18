"""Pages that are written in the open, such as live blogs: how one behaves, and what its edits amount to.

A live page gains updates at one end and lets old ones roll off at the other. Neither rewrites anything; a changed sentence
inside an old update does.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import NamedTuple

from narrative.labels import coarse
from narrative.model import Action, Comparison, Edit, Part
from narrative.pairs import clip
from narrative.text import sentences

STEPS_MIN = 3
"""Fewer steps are no habit: a developing report is often extended once or twice on its first day."""
GROWING_SHARE = 0.75
"""At least this share of the steps adds a block and leaves the rest alone."""
BLOCK_MIN = 2
"""Sentences that an update has at least; a report gains single ones all the time."""
TOUCHED_MAX = 0.1
"""At most this share of the standing sentences is taken out or reworded in a step that only grows. Reports that develop
rewrite their lead each time, one sentence in ten or more."""
EDGE = 5
"""Sentences that may stand between an end of the text and its updates: a summary above, a footer below."""
GROWTH_MIN = 1.0
"""All steps together add at least as many sentences as the first version had. A report that is extended seldom doubles."""


@dataclass(frozen=True, slots=True)
class Step:
    """What one revision did to the body, in sentences. `block` is the longest row of added ones, `above` and `below` how many
    kept ones stand before and behind it; what rolled off at the other end is not among `removed`.
    """

    kept: int
    added: int
    removed: int
    replaced: int
    block: int = 0
    above: int = 0
    below: int = 0

    @property
    def grows(self) -> bool:
        """A block came at one end, and little else happened."""
        standing = self.kept + self.removed + self.replaced
        return self.block >= BLOCK_MIN and min(self.above, self.below) <= EDGE and self.removed + self.replaced <= TOUCHED_MAX * standing


def behaves_live(steps: Sequence[Step]) -> bool:
    """Whether an article is a live page by what it did so far, all its revisions in order: it keeps gaining blocks at one end."""
    if len(steps) < STEPS_MIN:
        return False
    growing = [step for step in steps if step.grows]
    at_top = sum(step.above <= step.below for step in growing)
    one_end = max(at_top, len(growing) - at_top)
    first = steps[0].kept + steps[0].removed + steps[0].replaced
    grown = sum(step.added for step in growing)
    return one_end >= max(STEPS_MIN, GROWING_SHARE * len(steps)) and grown >= GROWTH_MIN * first


def step_of(comparison: Comparison, before: str, after: str) -> Step:
    """The step that a comparison of two bodies makes, ready to be counted."""
    edits = [edit for edit in comparison.edits if edit.part is Part.BODY]
    block = _updates(edits, after)
    rolled = _rolled_off(edits, before, block)
    return Step(
        kept=block.above + block.below,
        added=sum(edit.action is Action.ADDED for edit in edits),
        removed=sum(edit.action is Action.REMOVED and edit.before_span not in rolled for edit in edits),
        replaced=sum(edit.action in (Action.REPLACED, Action.MOVED) for edit in edits),
        block=block.sentences,
        above=block.above,
        below=block.below,
    )


class _Block(NamedTuple):
    """The longest row of added sentences, and the kept ones before and behind it."""

    sentences: int
    above: int
    below: int


def _updates(edits: Sequence[Edit], after: str) -> _Block:
    fates = {edit.after_span: edit.action for edit in edits if edit.after_span}
    row = [fates.get(span) for span in sentences(after)]
    start, end = _longest_row([fate is Action.ADDED for fate in row])
    return _Block(end - start, row[:start].count(None), row[end:].count(None))


def _longest_row(flags: Sequence[bool]) -> tuple[int, int]:
    best, start = (0, 0), 0
    for i, flag in enumerate([*flags, False]):
        if not flag:
            best = max(best, (start, i), key=lambda row: row[1] - row[0])
            start = i + 1
    return best


def live_updates(comparison: Comparison, before: str, after: str) -> Comparison:
    """The comparison as that of a live page: updates are progress, what rolled off is furniture, the rest keeps its labels.

    `before` and `after` are the two bodies. Sentences have rolled off when they stood together at the end away from the
    updates; where nothing came, nothing rolled off.
    """
    body = [edit for edit in comparison.edits if edit.part is Part.BODY]
    rolled = _rolled_off(body, before, _updates(body, after))
    edits = tuple(_live(edit, rolled) for edit in comparison.edits)
    return replace(comparison, edits=edits, material=any(edit.material for edit in edits))


_OWN = ("notice", "claim.", "boilerplate", "style.")


def _live(edit: Edit, rolled: frozenset[tuple[int, int]]) -> Edit:
    if edit.part is Part.BODY and edit.action is Action.REMOVED and edit.before_span in rolled:
        label, rule, material = "boilerplate", "live_rolled_off", False
    elif edit.part is Part.BODY and edit.action is Action.ADDED and not edit.label.startswith(_OWN):
        label, rule, material = "fact.event_progress", "live_update", True
    else:
        return edit
    return replace(edit, label=label, rule=rule, material=material, coarse=coarse(label), evidence=clip(edit.after or edit.before))


def _rolled_off(edits: Sequence[Edit], before: str, block: _Block) -> frozenset[tuple[int, int]]:
    """The spans of the row of sentences that fell off the end away from the updates, at most `EDGE` kept ones beyond it."""
    removed = {edit.before_span for edit in edits if edit.action is Action.REMOVED}
    if not removed or not block.sentences:
        return frozenset()
    spans = sentences(before)
    far = spans[::-1] if block.above <= block.below else spans
    skipped = next((i for i, span in enumerate(far) if span in removed), len(far))
    return frozenset(takewhile(removed.__contains__, far[skipped:])) if skipped <= EDGE else frozenset()
