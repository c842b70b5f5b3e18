"""When an article vanished, when it came back, and when it went to another address, as far as the looks at it can tell."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from narrative.model import ABSENT, SEEN, Interval, Outcome

MIN_LOOKS = 3
"""So many looks in a row must have been told that there is no such page; servers err once or twice during a deployment."""
MIN_SPAN = timedelta(hours=24)
"""…and the first and the last of them must lie at least this far apart: an outage or a migration is over sooner."""


@dataclass(frozen=True, slots=True)
class Look:
    """One look at an article, and how it ended. `relocated` when it showed that the article stands at another address for good."""

    at: datetime
    outcome: Outcome
    relocated: bool = False


@dataclass(frozen=True, slots=True)
class Absence:
    """An article was there, then it was not. `restored` is None while it has not been seen again."""

    vanished: Interval
    restored: Interval | None


def absences(looks: Sequence[Look]) -> tuple[Absence, ...]:
    """Every absence the looks prove; `looks` are one article's, in time order.

    Only an article that was seen can vanish. Walls, errors, pages that say "not found" with status 200 and redirections to a front page
    say nothing: they neither count nor interrupt.
    """
    return tuple(_absences(looks))


def _absences(looks: Sequence[Look]) -> Iterator[Absence]:
    seen_at: datetime | None = None
    missed: list[datetime] = []
    for look in looks:
        if look.outcome in ABSENT and seen_at is not None:
            missed.append(look.at)
        elif look.outcome in SEEN:
            if _is_absence(missed):
                yield Absence(Interval(seen_at, missed[0]), Interval(missed[-1], look.at))
            seen_at, missed = look.at, []
    if _is_absence(missed):
        yield Absence(Interval(seen_at, missed[0]), None)


def moves(looks: Sequence[Look]) -> tuple[Interval, ...]:
    """Every move to another address: after the last look that saw the article where it was, no later than the first that saw it there."""
    return tuple(_moves(looks))


def _moves(looks: Sequence[Look]) -> Iterator[Interval]:
    seen_at: datetime | None = None
    for look in looks:
        if look.outcome in SEEN:
            if look.relocated and seen_at is not None:
                yield Interval(seen_at, look.at)
            seen_at = look.at


def _is_absence(missed: list[datetime]) -> bool:
    return len(missed) >= MIN_LOOKS and missed[-1] - missed[0] >= MIN_SPAN
