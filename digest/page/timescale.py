"""Time from left to right, in percent of the chart's width: even within a stretch in which something happened, folded where nothing did."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

QUIET = timedelta(days=2)
"""Less than this is never folded: a weekend without news is a part of the story's pace."""
MOST_FOLDS = 8
"""More folds than these, and only the longest quiet stretches are folded: a chart of nothing but folds shows no pace at all."""
FOLD_WIDTH, LEAST_WIDTH = 3.6, 4.4
"""Percent. A fold has room for its label, a stretch in which one thing happened for that thing; both give way when there are many."""
SCALED_AT_LEAST = 40.0
"""Percent that folds and least widths leave for the even scale."""
LABEL_WIDTH = 6.8
"""Percent that a tick's label needs on the narrowest chart: `25 Dec`, at 760 px."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of time and where it is drawn. Folded: nothing happened in it, and its width says nothing."""

    from_at: datetime
    to_at: datetime
    left: float
    width: float
    folded: bool

    @property
    def right(self) -> float:
        return self.left + self.width


@dataclass(frozen=True, slots=True)
class Tick:
    """An instant that is named on the axis. `year` where it differs from that of the tick before."""

    left: float
    at: datetime
    year: bool


@dataclass(frozen=True, slots=True)
class Scale:
    """Pieces side by side from 0 to 100, alternating between what is drawn to scale and what is folded."""

    pieces: tuple[Piece, ...]

    def x(self, at: datetime) -> float:
        """Where an instant stands; what lies before the first or behind the last piece stands at its edge.

        In a stretch of one instant that is the left edge of the chart, its right edge, or a place within, as the stretch itself lies.
        """
        n = max(0, bisect_right([p.from_at for p in self.pieces], at) - 1)
        piece = self.pieces[n]
        span = (piece.to_at - piece.from_at) / timedelta(seconds=1)
        part = (at - piece.from_at) / timedelta(seconds=1) / span if span else n / max(1, len(self.pieces) - 1)
        return piece.left + piece.width * min(1.0, max(0.0, part))

    @property
    def folds(self) -> tuple[Piece, ...]:
        return tuple(p for p in self.pieces if p.folded)

    def ticks(self) -> tuple[Tick, ...]:
        """The beginning of every stretch, and midnights (UTC) between, as far as their labels have room."""
        taken: list[datetime] = []
        for at in (*self._beginnings(), *self._midnights()):
            if all(abs(self.x(at) - self.x(other)) >= LABEL_WIDTH for other in taken):
                taken.append(at)
        taken.sort()
        years = [None, *(at.year for at in taken)]
        return tuple(Tick(self.x(at), at, year=at.year != before) for at, before in zip(taken, years, strict=False))

    def _beginnings(self) -> Iterator[datetime]:
        return (piece.from_at for piece in self.pieces if not piece.folded)

    def _midnights(self) -> Iterator[datetime]:
        return (at for piece in self.pieces if not piece.folded for at in _midnights(piece, LABEL_WIDTH))


def _midnights(piece: Piece, apart: float) -> Iterator[datetime]:
    """Midnights within a piece, as many days apart as their labels need."""
    days = (piece.to_at - piece.from_at) / timedelta(days=1)
    step = max(1, -int(-(apart * days) // piece.width)) if piece.width else 1
    day = datetime.combine(piece.from_at.astimezone(UTC).date(), time(), UTC) + timedelta(days=1)
    while day <= piece.to_at:
        yield day
        day += timedelta(days=step)


def scale(instants: Iterable[datetime]) -> Scale:
    """A scale from the first to the last of the instants at which something happened. Raises ValueError without any."""
    at = sorted(set(instants))
    if not at:
        raise ValueError("nothing happened: there is no time to draw")
    folded = set(_folded(at))
    stretches: list[tuple[datetime, datetime]] = []
    start = at[0]
    for n, one in enumerate(at):
        if n in folded:
            stretches.append((start, one))
            start = at[n + 1]
    stretches.append((start, at[-1]))
    return Scale(tuple(_laid(stretches)))


def _folded(at: list[datetime]) -> list[int]:
    """After which of the instants nothing happened for so long that it is folded."""
    gaps = sorted(((at[n + 1] - at[n], n) for n in range(len(at) - 1) if at[n + 1] - at[n] > QUIET), reverse=True)
    return sorted(n for _, n in gaps[:MOST_FOLDS])


def _laid(stretches: list[tuple[datetime, datetime]]) -> Iterator[Piece]:
    folds = len(stretches) - 1
    fixed = folds * FOLD_WIDTH + len(stretches) * LEAST_WIDTH
    shrink = min(1.0, (100.0 - SCALED_AT_LEAST) / fixed)
    fold, least = FOLD_WIDTH * shrink, LEAST_WIDTH * shrink
    lasting = [(until - since) / timedelta(seconds=1) for since, until in stretches]
    scaled, whole = 100.0 - fixed * shrink, sum(lasting)
    left, before = 0.0, stretches[0][0]
    for (since, until), seconds in zip(stretches, lasting, strict=True):
        if since > before:
            yield Piece(before, since, left, fold, folded=True)
            left += fold
        width = least + (scaled * seconds / whole if whole else scaled / len(stretches))
        yield Piece(since, until, left, width, folded=False)
        left, before = left + width, until
