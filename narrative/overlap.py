"""What two texts have in common, word for word: maximal runs of shingles that both hold. Exact, and with the spans to show it."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from narrative.fingerprints import Sketch, low, sampled
from narrative.words import Hashes

SHORTEST_RUN = 4
"""Shingles: eight words. Shorter runs are idioms, names with their titles, dates."""
LONG_RUN = 16
"""Words in a row that are hardly ever written twice by two people."""
MOST_SPANS = 60
"""Pieces of evidence that are kept, the longest ones: a text with more of them was taken apart, and these prove it."""

NOTHING = np.empty(0, np.int64)
_NOWHERE = np.empty(0, np.intp)


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


NO_WORDS = Overlap(0.0, 0.0, 0.0, 0.0, 0, 0, 0)


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
        return self.sketch.shingles.argsort(kind="stable")

    @cached_property
    def sorted(self) -> NDArray[np.uint64]:
        found = self.sketch.shingles.copy()  # not by `order`: most texts have nothing of each other, and then nobody asks for that
        found.sort()
        return found

    @cached_property
    def samples(self) -> tuple[NDArray[np.intp], Hashes, NDArray[np.int64]]:
        """The shingles that are sampled: where they begin, what they are, and their fingerprints."""
        at = sampled(self.sketch.shingles, self.sketch.scale).nonzero()[0]
        hashes = self.sketch.shingles.take(at)
        return at, hashes, low(hashes)

    @cached_property
    def firsts(self) -> NDArray[np.intp] | None:
        """Of each of the sorted shingles the first that is the same one; None where all are different."""
        begins = np.ones(len(self.sorted), np.bool_)
        np.not_equal(self.sorted[1:], self.sorted[:-1], out=begins[1:])
        return None if begins.all() else begins.nonzero()[0].take(begins.cumsum() - 1)


class _Runs(NamedTuple):
    """Maximal runs in one text: first shingle, first shingle behind, words from the first word to the last, all of the same length."""

    first: NDArray[np.intp]
    behind: NDArray[np.intp]
    words: NDArray[np.intp]


class Meeting:
    """Two texts held against each other. `common` are fingerprints, sorted, that so many texts hold that a run of them proves nothing."""

    def __init__(self, text: Looked, other: Looked, common: NDArray[np.int64] = NOTHING) -> None:
        self._text, self._other, self._common = text, other, common
        at, self._same = _sought(text.sorted, other.sorted)  # in order: each search begins where the one before ended
        self._at = at[self._same]

    @cached_property
    def _mine(self) -> _Runs:
        return self._runs(self._text, self._same, self._commons[0])

    def _theirs(self) -> _Runs:
        commons = self._commons[1]
        if len(commons):
            commons = _placed(self._other, self._there(commons)).nonzero()[0]
        return self._runs(self._other, self._there(self._at), commons)

    def _there(self, at: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Which of the other's sorted shingles are those found at these places of them."""
        same = np.zeros(len(self._other.sorted), np.bool_)
        same[at] = True
        firsts = self._other.firsts
        return same if firsts is None else same.take(firsts)

    @cached_property
    def _commons(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """The common shingles that both have: where in the text they begin, and their places among the other's sorted ones."""
        if not len(self._common):
            return _NOWHERE, _NOWHERE
        here, hashes, prints = self._text.samples
        there, both = _sought(hashes, self._other.sorted)
        both &= _sought(prints, self._common)[1]
        return here[both], there[both]

    def _runs(self, text: Looked, same: NDArray[np.bool_], commons: NDArray[np.intp]) -> _Runs:
        """`same`: which of a text's sorted shingles both have; `commons`: where the common ones begin."""
        found = _runs(text.sketch, _placed(text, same))
        nothing = _proves_nothing(text.sketch, found, commons.tolist(), self._text.sketch.scale) if len(commons) else []
        return _Runs(*(np.delete(column, nothing) for column in found)) if nothing else found

    @cached_property
    def overlap(self) -> Overlap:
        """How much each has of the other."""
        if not len(self._at):
            return NO_WORDS
        (words, long_words), (theirs, long_theirs) = _covered(self._mine), _covered(self._theirs())
        here, there = self._text.sketch.tokens, self._other.sketch.tokens
        longest = int(self._mine.words.max(initial=0))
        return Overlap(words / here, theirs / there, long_words / here, long_theirs / there, words, long_words, longest)

    def shared(self) -> tuple[Shared, ...]:
        """The runs as spans of both texts, in the order of the text. A run that stands there in pieces is cut where they end."""
        if not len(self._mine.first):
            return ()
        text, other = self._text.sketch, self._other.sketch
        inside = np.zeros(len(self._same) + 1, np.int8)
        inside[self._mine.first], inside[self._mine.behind] = 1, -1
        kept = inside.cumsum().nonzero()[0]
        at = self._places().take(kept)
        gaps = _jumps(kept)
        _straighten(at, gaps, text.shingles.take(kept), other.shingles)
        ends = np.append((gaps | _jumps(at)).nonzero()[0], len(kept) - 1)
        begins = np.zeros_like(ends)
        begins[1:] = ends[:-1] + 1
        telling = ends - begins >= SHORTEST_RUN - 1
        if telling.any():
            begins, ends = begins[telling], ends[telling]
        words = kept[ends] - kept[begins] + text.lengths[kept[ends]] - 1
        spans = ((s.starts[n], s.ends[n + words]) for s, n in ((text, kept[begins]), (other, at[begins])))
        return _longest([Shared(*span) for span in zip(*(offsets.tolist() for span in spans for offsets in span), strict=True)])

    def _places(self) -> NDArray[np.intp]:
        """For each shingle of the text that the other has, where it has it first."""
        found = np.empty(len(self._same), np.intp)
        found[self._text.order[self._same]] = self._other.order.take(self._at)
        return found


def overlap(text: Looked, other: Looked, common: NDArray[np.int64] = NOTHING) -> Overlap:
    """How much each of two texts has of the other."""
    return Meeting(text, other, common).overlap


def _jumps(places: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Behind which of these places the next one is not the one that follows."""
    found: NDArray[np.bool_] = places[1:] - places[:-1] != 1
    return found


def _straighten(at: NDArray[np.intp], gaps: NDArray[np.bool_], mine: NDArray[np.uint64], theirs: NDArray[np.uint64]) -> None:
    """Where the other has these shingles: of one that it has several times, the place behind the one before, if that is one."""
    n = 0
    for jump in (_jumps(at) & ~gaps).nonzero()[0].tolist():
        n = max(n, jump + 1)
        while n < len(at) and not gaps[n - 1] and at[n] != (there := at[n - 1] + 1):
            if there >= len(theirs) or theirs[there] != mine[n]:
                break
            at[n] = there
            n += 1


def all_of(text: Looked, other: Looked) -> tuple[Shared, ...]:
    """The one span of texts with the same words, of which there are some."""
    spans = ((s.starts[0], s.ends[-1]) for s in (text.sketch, other.sketch))
    return (Shared(*(int(offset) for span in spans for offset in span)),)


def common_length(spans: Sequence[tuple[int, int]], others: Sequence[tuple[int, int]]) -> int:
    """How much of some spans lies in others, of which none overlap each other much."""
    return sum(max(0, min(end, behind) - max(start, first)) for start, end in spans for first, behind in others)


def _sought(wanted: NDArray[Any], known: NDArray[Any]) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Where among sorted values each of some others is first, or would be; and whether it is there."""
    at = known.searchsorted(wanted)
    return at, known.take(at, mode="clip") == wanted if len(known) else np.zeros(len(at), np.bool_)


def _placed(text: Looked, of_sorted: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """What is said of a text's sorted shingles, in the order of the text."""
    found = np.empty(len(of_sorted), np.bool_)
    found[text.order] = of_sorted
    return found


def _runs(sketch: Sketch, same: NDArray[np.bool_]) -> _Runs:
    """`same`: which shingles both have."""
    held = np.zeros(len(same) + 2, np.bool_)
    held[1:-1] = same
    edges = (held[1:] != held[:-1]).nonzero()[0]
    first, behind = edges[::2], edges[1::2]
    kept = behind - first >= SHORTEST_RUN
    first, behind = first[kept], behind[kept]
    last = behind - 1
    return _Runs(first, behind, last - first + sketch.lengths.take(last))


def _proves_nothing(sketch: Sketch, runs: _Runs, commons: Sequence[int], scale: int) -> list[int]:
    """Runs of which at least half of the sampled shingles are common ones."""
    first, behind = runs.first.tolist(), runs.behind.tolist()
    within: dict[int, int] = {}
    for place in commons:
        n = bisect_right(first, place) - 1
        if n >= 0 and place < behind[n]:
            within[n] = within.get(n, 0) + 1
    return [n for n, some in within.items() if 2 * some >= np.count_nonzero(sampled(sketch.shingles[first[n] : behind[n]], scale))]


def _covered(runs: _Runs) -> tuple[int, int]:
    """Words in all runs, and in long ones. Two runs can share words where a shingle between them differs: they count once."""
    found = behind = found_long = behind_long = 0
    for first, words in zip(runs.first.tolist(), runs.words.tolist(), strict=True):
        end = first + words
        if end > behind:
            found, behind = found + end - max(first, behind), end
        if words >= LONG_RUN and end > behind_long:
            found_long, behind_long = found_long + end - max(first, behind_long), end
    return found, found_long


def _longest(found: Sequence[Shared]) -> tuple[Shared, ...]:
    if len(found) <= MOST_SPANS:
        return tuple(found)
    return tuple(sorted(sorted(found, key=lambda s: s.start - s.end)[:MOST_SPANS]))
