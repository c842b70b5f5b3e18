"""What two texts are compared by: hashes of their words in order, a sample of them to find candidates, and where each word stands.

A token is a run of letters and digits, folded (`narrative/folding.py`), or one letter of a script without spaces. A shingle is a few tokens
in a row; the hash of one does not depend on what stands around it. FracMinHash (Irber et al. 2022) keeps the shingles whose hash is below
a bound: two texts keep the same ones of what they share, so that a part of a text finds the whole.

A shingle's hash is a polynomial over those of its words (`narrative/words.py`), put through MurmurHash3's finaliser because the low bits
of a polynomial are weak. The numbers are the same on every platform, and under every Python for letters that Unicode 14 has.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from narrative import folding
from narrative.words import BASE, CHUNK, Hashes, mixed, powers, words_of

VERSION = "1"
"""Of all that a hash depends on. Fingerprints of two versions are never compared."""

WIDTH, WIDTH_SHORT, WIDTH_LONG = 5, 8, 15
"""Tokens in a shingle that begins with a word, with a letter of Han or kana, of Thai, Lao, Khmer or Burmese.

Five letters of Thai are less than a word: among translations of one declaration into 15 languages, 5 mixed texts up, 15 did not.
The token a shingle begins with decides, not the text, so that a passage has the same shingles inside a text in another script.
"""

SCALES = ((640, 32), (240, 16), (100, 8), (50, 4), (0, 2))
"""One in how many shingle hashes is sampled, of a text with at least so many shingles.

A text keeps ten to twenty until it is long. Among a million texts 1/32 found 98 % of the copies that kept half or more of their shingles,
1/16 all, with twice the rows. Powers of two: what a coarser scale samples, every finer one does.
"""

CONTENT_BIT = 1 << 33
"""Set in every content hash: larger than any fingerprint of a shingle, which have 32 bits."""

_WIDTHS = np.full(folding.LONG + 1, WIDTH, np.uint8)
_WIDTHS[folding.SHORT], _WIDTHS[folding.LONG] = WIDTH_SHORT, WIDTH_LONG
_STEP = [np.uint64(pow(BASE, n, 1 << 64)) for n in range(9)]


@dataclass(frozen=True, slots=True, eq=False)
class Sketch:
    """What is compared of one text. `shingles[i]` begins at token `i`; the last tokens begin none."""

    tokens: int
    starts: NDArray[np.int32]
    """Code points of the original text before each token."""
    ends: NDArray[np.int32]
    """And up to its end, with the accents that are drawn on its last letter."""
    shingles: Hashes
    lengths: NDArray[np.uint8]
    """Tokens in each shingle."""
    scale: int
    """One in so many shingles is sampled."""
    prints: NDArray[np.int64]
    """The low halves of the sampled hashes, ascending, each once."""
    content: int
    """Of all tokens in their order. 62 bits, in a range of its own."""


def sketch(text: str) -> Sketch:
    """What is compared of a text; of one without words, a sketch with empty arrays."""
    return sketch_all((text,))[0]


def sketch_all(texts: Sequence[str]) -> list[Sketch]:
    """`sketch` of each, several at once: several times as fast for articles."""
    return [found for chunk in _chunks(texts) for found in _sketched(chunk)]


def sampled(shingles: Hashes, scale: int) -> NDArray[np.bool_]:
    """Which shingles a scale samples."""
    return shingles <= _BOUNDS[scale]


def size_at(of: Sketch, scale: int) -> int:
    """How many different shingles a scale samples. Samples of a long text and a short one are compared at the coarser of their scales."""
    return len({*of.shingles[sampled(of.shingles, scale)].tolist()})


_BOUNDS = {1 << n: np.uint64((1 << 64 - n) - 1) for n in range(17)}
"""By scale: up to where the hashes lie that it samples."""
_LOW = 0xFFFFFFFF


def low(hashes: Hashes) -> NDArray[np.int64]:
    """Their fingerprints."""
    return (hashes & np.uint64(_LOW)).view(np.int64)


def _chunks(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    begin = size = 0
    for at, text in enumerate(texts):
        if size + len(text) > CHUNK and at > begin:
            yield texts[begin:at]
            begin, size = at, 0
        size += len(text) + 1
    if begin < len(texts):
        yield texts[begin:]


def _sketched(texts: Sequence[str]) -> Iterator[Sketch]:
    """The sketches of texts that are worked on together, with a line break before, between and behind them."""
    joined = "\n".join(("", *texts, ""))
    begins = np.array([0, *[len(text) + 1 for text in texts]]).cumsum() + 1
    words = words_of(np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), "<u4"))
    first = words.starts.searchsorted(begins)
    counts = first[1:] - first[:-1]
    shift = begins[:-1].repeat(counts)
    starts, ends = (words.starts - shift).astype(np.int32), (words.ends - shift).astype(np.int32)
    widths = _WIDTHS.take(words.kinds)
    whole = _whole(widths, first, counts)
    scales = [_scale(n) for n in whole.tolist()]
    shingles = _shingles(words.hashes, widths)
    columns = (scales, _prints(shingles, first, whole, scales), _contents(words.hashes, first, counts))
    for a, b, n, scale, prints, content in zip(first.tolist(), first[1:].tolist(), whole.tolist(), *columns, strict=False):
        behind = a + n
        yield Sketch(
            tokens=b - a,
            starts=starts[a:b].copy(),
            ends=ends[a:b].copy(),
            shingles=shingles[a:behind].copy(),
            lengths=widths[a:behind].copy(),
            scale=scale,
            prints=prints,
            content=content,
        )


def _scale(shingles: int) -> int:
    return next(scale for least, scale in SCALES if shingles >= least)


def _whole(widths: NDArray[np.uint8], first: NDArray[np.intp], counts: NDArray[np.intp]) -> NDArray[np.intp]:
    """How many tokens of each text, from its first on, begin a shingle that ends within it."""
    if not _has_solos(widths):
        return (counts - (WIDTH - 1)).clip(0)
    room = first[1:].repeat(counts) - np.arange(len(widths))
    cut = np.append(np.flatnonzero(widths > room), len(widths))
    return cut[cut.searchsorted(first[:-1])].clip(None, first[1:]) - first[:-1]


def _has_solos(widths: NDArray[np.uint8]) -> bool:
    return bool(widths.size) and int(widths.max()) > WIDTH


def _prints(shingles: Hashes, first: NDArray[np.intp], whole: NDArray[np.intp], scales: Sequence[int]) -> list[NDArray[np.int64]]:
    """Of each text the sampled fingerprints: sorted together, with the number of the text above their 32 bits."""
    found = (shingles <= _BOUNDS[min(scales)]).nonzero()[0]
    hashes, owner = shingles[found], first.searchsorted(found, "right") - 1
    taken = (hashes <= np.array([_BOUNDS[scale] for scale in scales])[owner]) & (found < (first[:-1] + whole)[owner])
    keys = (owner[taken] << 32) | low(hashes[taken])
    keys.sort()
    keys = keys[_distinct(keys)]
    edges = keys.searchsorted(np.arange(len(scales) + 1) << 32).tolist()
    keys &= _LOW
    return [keys[a:b] for a, b in pairwise(edges)]


def _distinct(numbers: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which of some ascending numbers are not the one before."""
    found = np.empty(len(numbers), np.bool_)
    found[:1] = True
    np.not_equal(numbers[1:], numbers[:-1], out=found[1:])
    return found


def _contents(words: Hashes, first: NDArray[np.intp], counts: NDArray[np.intp]) -> list[int]:
    forward, back = powers(len(words))
    sums = np.zeros(len(words) + 1, np.uint64)
    (words * forward[: len(words)]).cumsum(out=sums[1:])
    found = (sums.take(first[1:]) - sums.take(first[:-1])) * back.take(first[:-1], mode="clip") + counts.astype(np.uint64)
    return [content >> 2 | CONTENT_BIT for content in mixed(found).tolist()]


def _shingles(words: Hashes, widths: NDArray[np.uint8]) -> Hashes:
    """The shingle that begins at each token; what reaches beyond the last one is made of zeros."""
    n = len(words)
    padded = np.zeros(n + WIDTH_LONG, np.uint64)
    padded[:n] = words
    twos = padded[:-1] + padded[1:] * _STEP[1]
    fours = twos[:-2] + twos[2:] * _STEP[2]
    found = fours[:n] + padded[4 : n + 4] * _STEP[4]
    if _has_solos(widths):
        eights = fours[:-4] + fours[4:] * _STEP[4]
        sevens = fours[8:][:n] + (twos[12:][:n] + padded[14:][:n] * _STEP[2]) * _STEP[4]
        found = np.where(widths == WIDTH, found, eights[:n] + np.where(widths == WIDTH_LONG, sevens * _STEP[8], np.uint64(0)))
    return mixed(found)
