"""From when on a claim has had another share of what is written. Pure.

A cumulative sum of log-likelihood ratios (Page 1954), once for more and once for less, over the days of one claim: of `articles` that
appeared or changed on a day, `affirming` affirm it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

THRESHOLD = 7.0
"""At this sum a change is told. Of 400 simulated quiet spells of 30 days with 10 articles a day, at each of six shares between 5 and 80 %,
at most one in ten had a change told in it; a real one, three times the odds, was told after five to nine days."""
LEAST_ARTICLES = 4
"""Days with fewer articles are counted and say nothing."""
LEAST_BEFORE = 80
"""Articles that must have gone before: a share that is hardly known cannot be known to have changed. With 50 one quiet spell in five at
5 % had a change told in it."""
ODDS = 3.0
"""The change that is looked for: odds three times as high, or a third."""

Direction = Literal["up", "down"]


@dataclass(frozen=True, slots=True)
class Day:
    """One claim on one day."""

    day: date
    affirming: int
    articles: int


@dataclass(frozen=True, slots=True)
class Change:
    """Since `began_on` the share is another one; that was known at the end of `day`."""

    began_on: date
    day: date
    direction: Direction
    share_before: float
    share_since: float
    llr: float


@dataclass(slots=True)
class _Sum:
    """A sum that begins anew whenever it has fallen to nothing; `began` is the day from which it has been above that."""

    direction: Direction
    odds: float
    value: float = 0.0
    began: int | None = None

    def add(self, n: int, day: Day, share: float) -> None:
        other = _shifted(share, self.odds)
        gain = day.affirming * math.log(other / share) + (day.articles - day.affirming) * math.log((1 - other) / (1 - share))
        self.value = max(0.0, self.value + gain)
        self.began = None if self.value == 0 else n if self.began is None else self.began


def changes(days: Sequence[Day]) -> tuple[Change, ...]:
    """Every change of one claim's share, in the order in which it became known. `days` are in order, and over."""
    told, rest = [], [d for d in days if d.articles >= LEAST_ARTICLES]
    while found := _first(rest):
        change, began = found
        told.append(change)
        rest = rest[began:]
    return tuple(told)


def _first(days: Sequence[Day]) -> tuple[Change, int] | None:
    """The first change, and which day it began on. A day is held against all before it but those that may belong to a change."""
    sums = (_Sum("up", ODDS), _Sum("down", 1 / ODDS))
    for n, day in enumerate(days):
        before = days[: min([n, *(s.began for s in sums if s.began is not None)])]
        if sum(d.articles for d in before) < LEAST_BEFORE:
            continue
        share = _share(before)
        for each in sums:
            each.add(n, day, share)
            if each.value >= THRESHOLD and each.began is not None:
                since = days[each.began : n + 1]
                return Change(since[0].day, day.day, each.direction, share, _share(since), each.value), each.began
    return None


def _share(days: Sequence[Day]) -> float:
    """The share on these days; never quite none or all, as few articles cannot show that (Agresti and Coull 1998)."""
    return (sum(d.affirming for d in days) + 2) / (sum(d.articles for d in days) + 4)


def _shifted(share: float, odds: float) -> float:
    shifted = odds * share / (1 - share)
    return shifted / (1 + shifted)
