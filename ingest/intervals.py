"""When is a feed asked again? Pure: what its polls brought and what it asked for in, durations out.

Three rules, the strongest first: never before a Retry-After; within floor and ceiling; as often as the feed brings something.
What the feed's owner recommends (ttl, update period, freshness) only moves the interval up, and by an hour at most.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from ingest.instants import instant

FIRST = timedelta(minutes=15)
"""Before anything is known of a feed, and after its first failure."""

QUIET = timedelta(hours=2)
"""The longest between two polls of a feed that answers: a ministry that has been silent for months is where an incident's first
word may stand. A dozen requests a day, most of them answered with 304, is what that costs."""

LONGER, SHORTER, MANY = 1.1, 2, 4
"""Nothing new: × LONGER. Something new: ÷ SHORTER. A quarter of the window or more: ÷ MANY, before the window rolls over.

In balance about one poll in eight brings something. Simulated with entries that follow the hours of a day, and a scheduler that
wakes every five minutes: 20 entries a day are asked for 101 times, seen after 6 minutes in the median (every 15 minutes:
96 times, 8 minutes); 100 a day 200 times, 3 minutes; 1 a day 15 times."""

MANY_OF_WINDOW = 0.25

HINTED = timedelta(hours=1)
"""The most that a recommendation may add. Generators print `ttl` 1440 and `updatePeriod` weekly without being asked, and a feed's
window is often shorter than that; whoever means it has Retry-After."""

RETRY_MOST = timedelta(days=4)
"""The longest Retry-After that is waited for: Media Cloud saw 88 hours. Beyond it stands a mistake, not a wish."""

GAP_REMEMBERED = timedelta(days=7)
"""So long after a window rolled over, recommendations do not count: the feed has shown that it drops entries faster."""


@dataclass(frozen=True, slots=True)
class Intervals:
    """The shortest between two polls of a feed, and the longest that failures lead to.

    The floor stays below the five minutes of the DAG: at exactly five, a feed would be found not due by the seconds its poll took.
    """

    floor: timedelta = timedelta(minutes=4)
    ceiling: timedelta = timedelta(hours=24)

    def within(self, wait: timedelta, most: timedelta) -> timedelta:
        return max(min(wait, most, self.ceiling), self.floor)


@dataclass(frozen=True, slots=True)
class Brought:
    """What a poll brought: entries in its document, how many of them the feed had never listed, and whether all are new to a
    feed that had listed others before."""

    listed: int = 0
    unheard: int = 0
    rolled_over: bool = False


def after_answer(before: timedelta, brought: Brought, asked_for: timedelta, bounds: Intervals) -> timedelta:
    """The next interval of a feed that answered: by what it brought, but no shorter than what it asked for, up to HINTED."""
    before = bounds.within(before or FIRST, QUIET)
    if brought.rolled_over or brought.unheard >= max(MANY_OF_WINDOW * brought.listed, 1):
        wait = before / MANY
    elif brought.unheard:
        wait = before / SHORTER
    else:
        wait = before * LONGER
    return bounds.within(max(wait, min(asked_for, HINTED)), QUIET)


def after_failure(feed_id: int, failures: int, bounds: Intervals) -> timedelta:
    """Doubled for each failure in a row up to the ceiling, and never for ever: dead feeds come back.

    Up to a quarter is taken off again, by feed and count: what failed together is not asked again together.
    """
    wait = min(FIRST * (1 << min(max(failures - 1, 0), 20)), bounds.ceiling)
    spread = int.from_bytes(hashlib.sha256(f"{feed_id}:{failures}".encode()).digest()[:4]) / 2**32
    return bounds.within(wait * (1 - spread / 4), bounds.ceiling)


def asked_for(headers: Mapping[str, str], hints: Iterable[timedelta | None], at: datetime) -> timedelta:
    """The longest wait that an answer recommends: by its freshness (RFC 9111 §4.2) or by the feed's own word."""
    return max((fresh_for(headers, at), *(h for h in hints if h)), default=timedelta(0))


def fresh_for(headers: Mapping[str, str], at: datetime) -> timedelta:
    """How much longer the answer counts as fresh: max-age, or Expires where there is none, less the age it came with."""
    sent = {k.lower(): v for k, v in headers.items()}
    control = sent.get("cache-control", "").lower()
    if re.search(r"\bno-(cache|store)\b", control):
        return timedelta(0)
    if named := re.search(r"(?<![\w-])max-age\s*=\s*\"?(\d+)", control):
        return max(_seconds(named[1]) - _seconds(sent.get("age", "")), timedelta(0))
    expires, dated = instant(sent.get("expires", "")), instant(sent.get("date", "")) or at
    return max(expires - dated, timedelta(0)) if expires else timedelta(0)


def retry_after(headers: Mapping[str, str], at: datetime) -> timedelta:
    """How long a Retry-After (seconds or a date) asks us to stay away, up to RETRY_MOST; nothing when there is none."""
    said = next((v.strip() for k, v in headers.items() if k.lower() == "retry-after"), "")
    until = None if said.isdigit() else instant(said)
    return min(max(until - at if until else _seconds(said), timedelta(0)), RETRY_MOST)


def _seconds(said: str) -> timedelta:
    """A whole number of seconds; nothing when it is none. What has more digits than a year of them is a year."""
    said = said.strip()
    if not re.fullmatch(r"[0-9]+", said):
        return timedelta(0)
    return timedelta(seconds=int(said)) if len(said) <= 7 else timedelta(days=365)
