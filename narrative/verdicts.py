"""What an outlet told its readers about an edit: a notice, a newer date, nothing, or we cannot know.

The order of the questions is the order of the proof: a notice is what readers see; a newer date is what the page says of
itself; and only an outlet that is known to move its date can be said to have left an edit unmarked.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from narrative.model import Edit, Suppressed, Verdict
from narrative.noise import is_stamp
from narrative.notices import is_notice

DATED_EDITS_MIN = 3
"""So many earlier edits with a newer date must be on record before an outlet's unmoved date means anything."""


class Found(Protocol):
    """What of a comparison counts for a verdict."""

    @property
    def edits(self) -> Sequence[Edit]: ...

    @property
    def suppressed(self) -> Sequence[Suppressed]: ...


class Dated(Protocol):
    """What of a version counts for a verdict."""

    @property
    def modified_at(self) -> datetime | None: ...

    @property
    def live(self) -> bool: ...


def verdict(before: Dated, after: Dated, found: Found, outlet_dated_edits: int) -> Verdict:
    """The verdict on all edits between two versions; `outlet_dated_edits` counts earlier ones at which the date did move.

    Unmarked needs a material edit, a date on both sides that did not move, at such an outlet, and no live page. A date that
    went backwards proves nothing, nor does one that stayed where the page shows its readers another ("Updated: 16:10").
    """
    edits = found.edits
    if any(_gives_notice(edit) for edit in edits):
        return Verdict.NOTICE_GIVEN
    if before.modified_at is None or after.modified_at is None:
        return Verdict.UNDETERMINED
    if after.modified_at > before.modified_at:
        return Verdict.DATE_BUMPED
    accusable = before.modified_at == after.modified_at and not (before.live or after.live) and outlet_dated_edits >= DATED_EDITS_MIN
    restamped = any(is_stamp(noise.after) for noise in found.suppressed)
    return Verdict.UNMARKED if accusable and not restamped and any(edit.material for edit in edits) else Verdict.UNDETERMINED


def _gives_notice(edit: Edit) -> bool:
    """The newer version has a notice that the older one had not, or had in other words."""
    return edit.label == "notice" and is_notice(edit.after)
