"""When an article vanished, and when it came back, as far as the looks at it can tell."""

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
    """One look at an article, and how it ended."""

    at: datetime
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Absence:
    """An article was there, then it was not. `restored` is None while it has not been seen again."""

    vanished: Interval
    restored: Interval | None


def absences(looks: Sequence[Look]) -> tuple[Absence, ...]:
    """Every absence the looks prove; `looks` are one article's, in time order.

    Only an article that was seen can vanish. Walls, errors and redirections say nothing: they neither count nor interrupt.
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


def _is_absence(missed: list[datetime]) -> bool:
    return len(missed) >= MIN_LOOKS and missed[-1] - missed[0] >= MIN_SPAN
