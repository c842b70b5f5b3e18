"""What two texts have in common, word for word: maximal runs of shingles that both hold. Exact, and with the spans to show it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from narrative.fingerprints import Sketch

SHORTEST_RUN = 4
"""Shingles: eight words. Shorter runs are idioms, names with their titles, dates."""
LONG_RUN = 16
"""Words in a row that are hardly ever written twice by two people."""
MOST_SPANS = 60
"""Pieces of evidence that are kept, the longest ones: a text with more of them was taken apart, and these prove it."""

NOTHING = np.empty(0, np.int64)


class Shared(NamedTuple):
    """One passage that stands in both texts, in code points of each."""

    start: int
    end: int
    other_start: int
    other_end: int


@dataclass(frozen=True, slots=True)
class Overlap:
    """How much of a text stands in another. Shares are of words, 0 to 1; `long` counts only runs of LONG_RUN words and more.

    `words`, `long_words` and `longest` are counted in the text, not in the other.
    """

    coverage: float
    coverage_of_other: float
    long: float
    long_of_other: float
    words: int
    long_words: int
    longest: int

    @property
    def most(self) -> float:
        """The share of that text of which more is shared."""
        return max(self.coverage, self.coverage_of_other)

    @property
    def least(self) -> float:
        """The share of that text of which less is shared."""
        return min(self.coverage, self.coverage_of_other)


def whole(words: int) -> Overlap:
    """Of a text of so many words with one of the same words."""
    return Overlap(1.0, 1.0, 1.0, 1.0, words, words, words)


class Looked:
    """A sketch as it is compared: its shingles sorted once, however many texts it is held against."""

    def __init__(self, sketch: Sketch) -> None:
        self.sketch = sketch

    def has_the_words_of(self, other: "Looked") -> bool:
        """Whether both have the same words in the same order."""
        return self.sketch.content == other.sketch.content

    @cached_property
    def order(self) -> NDArray[np.intp]:
        return np.argsort(self.sketch.shingles, kind="stable")

    @cached_property
    def sorted(self) -> NDArray[np.uint64]:
        found: NDArray[np.uint64] = self.sketch.shingles[self.order]
        return found


class _Runs(NamedTuple):
    """Maximal runs in one text: first shingle, first shingle behind, words from the first word to the last, all of the same length."""

    first: NDArray[np.intp]
    behind: NDArray[np.intp]
    words: NDArray[np.intp]


class Meeting:
    """Two texts held against each other. `common` are fingerprints, sorted, that so many texts hold that a run of them proves nothing."""

    def __init__(self, text: Looked, other: Looked, common: NDArray[np.int64] = NOTHING) -> None:
        self._text, self._other, self._common = text, other, common
        self._here = _positions(text, other)
        self._mine = self._runs(text, self._here)

    def _runs(self, text: Looked, at: NDArray[np.intp]) -> _Runs:
        return _runs(text.sketch, at >= 0, self._common, self._text.sketch.scale)

    @cached_property
    def overlap(self) -> Overlap:
        """How much each has of the other."""
        mine, theirs = self._mine, self._runs(self._other, _positions(self._other, self._text))
        words, long_words = _covered(mine, 1), _covered(mine, LONG_RUN)
        here, there = (max(1, looked.sketch.tokens) for looked in (self._text, self._other))
        return Overlap(
            words / here, _covered(theirs, 1) / there, long_words / here, _covered(theirs, LONG_RUN) / there,
            words, long_words, int(mine.words.max(initial=0)),
        )  # fmt: skip

    def shared(self) -> tuple[Shared, ...]:
        """The runs as spans of both texts, in the order of the text. A run that stands there in pieces is cut where they end."""
        if not len(self._mine.first):
            return ()
        text, other = self._text.sketch, self._other.sketch
        inside = np.zeros(len(self._here) + 1, np.int8)
        inside[self._mine.first], inside[self._mine.behind] = 1, -1
        kept = inside.cumsum().nonzero()[0]
        at = _straightened(self._here[kept], kept, text, other)
        ends = np.append(((kept[1:] - kept[:-1] != 1) | (at[1:] - at[:-1] != 1)).nonzero()[0], len(kept) - 1)
        begins = np.append(0, ends[:-1] + 1)
        telling = ends - begins >= SHORTEST_RUN - 1
        begins, ends = (begins[telling], ends[telling]) if telling.any() else (begins, ends)
        words = kept[ends] - kept[begins] + text.lengths[kept[ends]] - 1
        spans = ((s.starts[n], s.ends[n + words]) for s, n in ((text, kept[begins]), (other, at[begins])))
        return _longest([Shared(*span) for span in zip(*(offsets.tolist() for span in spans for offsets in span), strict=True)])


def overlap(text: Looked, other: Looked, common: NDArray[np.int64] = NOTHING) -> Overlap:
    """How much each of two texts has of the other."""
    return Meeting(text, other, common).overlap


def _straightened(at: NDArray[np.intp], kept: NDArray[np.intp], text: Sketch, other: Sketch) -> NDArray[np.intp]:
    """Where the other has these shingles: of one that it has several times, the place behind the one before, if that is one."""
    n, breaks = 0, np.flatnonzero((np.diff(kept) == 1) & (np.diff(at) != 1)) + 1
    for first in breaks.tolist():
        n = max(n, first)
        while n < len(at) and kept[n] == kept[n - 1] + 1 and at[n] != (there := at[n - 1] + 1):
            if there >= len(other.shingles) or other.shingles[there] != text.shingles[kept[n]]:
                break
            at[n] = there
            n += 1
    return at


def all_of(text: Looked, other: Looked) -> tuple[Shared, ...]:
    """The one span of texts with the same words, of which there are some."""
    spans = ((s.starts[0], s.ends[-1]) for s in (text.sketch, other.sketch))
    return (Shared(*(int(offset) for span in spans for offset in span)),)


def common_length(spans: Sequence[tuple[int, int]], others: Sequence[tuple[int, int]]) -> int:
    """How much of some spans lies in others, of which none overlap each other much."""
    return sum(max(0, min(end, behind) - max(start, first)) for start, end in spans for first, behind in others)


def _positions(text: Looked, other: Looked) -> NDArray[np.intp]:
    """For each shingle of the text, where the other has it first; -1 where it has not."""
    found = np.full(len(text.sketch.shingles), -1, np.intp)
    if len(other.sorted):
        at = other.sorted.searchsorted(text.sorted)  # in order: each search begins where the one before ended
        at[at == len(other.sorted)] = 0
        same = other.sorted[at] == text.sorted
        found[text.order[same]] = other.order[at[same]]
    return found


def _runs(sketch: Sketch, held: NDArray[np.bool_], common: NDArray[np.int64], scale: int) -> _Runs:
    padded = np.zeros(len(held) + 2, np.bool_)
    padded[1:-1] = held
    edges = (padded[1:] != padded[:-1]).nonzero()[0]
    first, behind = edges[::2], edges[1::2]
    kept = behind - first >= SHORTEST_RUN
    if len(common) and kept.any():
        kept &= ~_proves_nothing(sketch.shingles, first, behind, (common, scale))
    first, behind = first[kept], behind[kept]
    return _Runs(first, behind, behind - 1 - first + sketch.lengths[behind - 1])


def _proves_nothing(
    shingles: NDArray[np.uint64], first: NDArray[np.intp], behind: NDArray[np.intp], known: tuple[NDArray[np.int64], int]
) -> NDArray[np.bool_]:
    """Runs of which at least half of the sampled shingles are common ones."""
    common, scale = known
    sampled = (shingles < np.uint64(2**64 // scale)).nonzero()[0]
    low = (shingles[sampled] & np.uint64(0xFFFFFFFF)).astype(np.int64)
    at = np.minimum(common.searchsorted(low), len(common) - 1)
    commons = np.zeros(len(sampled) + 1, np.intp)
    (common[at] == low).cumsum(out=commons[1:])
    begin, end = sampled.searchsorted(first), sampled.searchsorted(behind)
    of_common = commons[end] - commons[begin]
    nothing: NDArray[np.bool_] = (of_common > 0) & (2 * of_common >= end - begin)
    return nothing


def _covered(runs: _Runs, least: int) -> int:
    """Words in runs of at least so many words. Two runs can share words where a shingle between them differs: they count once."""
    found = behind = 0
    for first, words in zip(runs.first.tolist(), runs.words.tolist(), strict=True):
        if words >= least and first + words > behind:
            found += first + words - max(first, behind)
            behind = first + words
    return found


def _longest(found: Sequence[Shared]) -> tuple[Shared, ...]:
    if len(found) <= MOST_SPANS:
        return tuple(found)
    return tuple(sorted(sorted(found, key=lambda s: s.start - s.end)[:MOST_SPANS]))
