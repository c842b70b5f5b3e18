"""Where the words of many texts stand, and a hash of each: a polynomial over its letters, out of one prefix sum over all.

So (Rabin and Karp, modulo 2**64) no Python runs for each word. What a letter is and what it is folded to says `narrative/folding.py`.
"""

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from narrative import folding

CHUNK = 200_000
"""Characters worked on at once, about 50 articles: half of that cost a tenth more for each, four times that as well."""

BASE = 0x9E3779B97F4A7C15
_INVERSE = pow(BASE, -1, 1 << 64)
_LETTER = np.uint64(0x2545F4914F6CDD1D)

Hashes = NDArray[np.uint64]


class Words(NamedTuple):
    """The tokens of a chunk of texts: where they begin and end in it, their hashes, and their scripts: `WORD`, `SHORT` or `LONG`."""

    starts: NDArray[np.intp]
    ends: NDArray[np.intp]
    hashes: Hashes
    kinds: NDArray[np.uint8]


class _Odd(NamedTuple):
    """Characters that fold to none or to several, and by how many places that moves what is behind them in their token."""

    at: NDArray[np.intp]
    by: NDArray[np.intp]


class _Table(NamedTuple):
    """Of each character its kind, how many characters it folds to, and the polynomial over them: nothing for what is no letter."""

    kinds: NDArray[np.uint8]
    sizes: NDArray[np.uint8]
    values: Hashes


def words_of(codes: NDArray[np.uint32]) -> Words:
    """The tokens of texts given as code points, with a gap before, between and behind them."""
    at, table = _looked_up(codes)
    kinds, values = table.kinds.take(at), table.values.take(at)
    odd = (kinds >= folding.DROPPED).nonzero()[0]
    flags = kinds.take(odd)
    if odd.size:
        kinds[odd] = flags & _KIND
        unread = odd[flags & _UNREAD != 0]
        kinds[unread] = _continued(kinds, unread)
    starts, ends = _bounds(kinds)
    hashes = _hashed(values, starts, ends)
    if odd.size:
        _moved(hashes, values, _Odd(odd, table.sizes.take(at.take(odd)) - np.intp(1)), starts, ends)
    begin = kinds.take(starts)
    return Words(starts, _trimmed(ends, odd[flags == folding.DROPPED]), _stirred(hashes), begin)


_KIND = np.uint8(folding.DROPPED - 1)
_UNREAD = np.uint8(folding.DROPPED | folding.ACCENT)
_CONTINUED = np.full(folding.LONG + 1, folding.MARK, np.uint8)
_CONTINUED[folding.GAP], _CONTINUED[folding.WORD] = folding.GAP, folding.WORD


def _runs(at: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Which of some ascending places does not follow right behind the one before."""
    begins = np.ones(len(at), np.bool_)
    np.not_equal(at[1:], at[:-1] + 1, out=begins[1:])
    return begins


def _continued(kinds: NDArray[np.uint8], unread: NDArray[np.intp]) -> NDArray[np.uint8]:
    """What keeps tokens as they were without the characters that are not read: each goes on with what stands before it."""
    begins = _runs(unread)
    before = kinds.take(unread[begins] - 1)
    return _CONTINUED.take(before).take(begins.cumsum() - 1)


def _trimmed(ends: NDArray[np.intp], dropped: NDArray[np.intp]) -> NDArray[np.intp]:
    """Without the characters that nobody reads at the end of a token; its accents stay."""
    if dropped.size and ends.size:
        begins = _runs(dropped)
        closes = np.ones_like(begins)
        closes[:-1] = begins[1:]
        behind = dropped[closes] + 1
        token = ends.searchsorted(behind)
        last = (ends.take(token, mode="clip") == behind).nonzero()[0]
        ends[token.take(last)] = dropped[begins].take(last)
    return ends


def _bounds(kinds: NDArray[np.uint8]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Where tokens begin and end. The first and the last character are gaps."""
    before, here = kinds[:-1], kinds[1:]
    if kinds.max() <= folding.WORD:
        edges = (before != here).nonzero()[0]
        edges += 1
        return edges[::2].copy(), edges[1::2].copy()
    word, mark = (here == folding.WORD) & (before != folding.WORD), (here == folding.MARK) & (before < folding.MARK)
    begins = word | mark | (here >= folding.SHORT)
    edges = np.flatnonzero(begins | ((here == folding.GAP) & (before != folding.GAP)))
    opening = np.flatnonzero(begins.take(edges))
    edges += 1
    return edges.take(opening), edges.take(opening + 1)


def _hashed(values: Hashes, starts: NDArray[np.intp], ends: NDArray[np.intp]) -> Hashes:
    """Of each token the polynomial over its characters. Leaves their prefix sums in `values`; between tokens there are only zeros."""
    forward, back = powers(len(values))
    values *= forward[: len(values)]
    values.cumsum(out=values)
    sums = values.take(ends - 1)
    sums[1:] -= sums[:-1].copy()
    sums *= back.take(starts)
    return sums


def _moved(hashes: Hashes, sums: Hashes, odd: _Odd, starts: NDArray[np.intp], ends: NDArray[np.intp]) -> None:
    """Corrects the hashes of tokens for characters that do not fold to exactly one: what stands behind them moves."""
    token = starts.searchsorted(odd.at, "right") - 1
    inside = ((token >= 0) & (odd.at < ends.take(token, mode="clip"))).nonzero()[0] if starts.size else token[:0]
    if not inside.size:
        return
    at, by, token = odd.at.take(inside), odd.by.take(inside), token.take(inside)
    begins, total = starts.take(token), by.cumsum()
    after = total - (total - by).take(at.searchsorted(begins))
    forward, back = powers(max(len(sums), int(after.max()) + 1))
    behind = (sums.take(ends.take(token) - 1) - sums.take(at)) * back.take(begins)
    before = after - by
    raised = forward.take(after, mode="clip") * back.take(-after, mode="clip")
    np.add.at(hashes, token, behind * (raised - forward.take(before, mode="clip") * back.take(-before, mode="clip")))


def mixed(hashes: Hashes) -> Hashes:
    """MurmurHash3's fmix64, in place."""
    _stirred(hashes)
    hashes *= np.uint64(0xC4CEB9FE1A85EC53)
    hashes ^= hashes >> np.uint64(33)
    return hashes


def _stirred(hashes: Hashes) -> Hashes:
    """The first half of it, in place: enough for what goes into another polynomial."""
    hashes ^= hashes >> np.uint64(33)
    hashes *= np.uint64(0xFF51AFD7ED558CCD)
    hashes ^= hashes >> np.uint64(33)
    return hashes


def powers(count: int) -> tuple[Hashes, Hashes]:
    """Powers of the base and of its inverse, at least so many."""
    kept = CHUNK * 3 // 2
    return _kept_powers(kept) if count <= kept else _new_powers(count)


@lru_cache(1)
def _kept_powers(count: int) -> tuple[Hashes, Hashes]:
    return _new_powers(count)


def _new_powers(count: int) -> tuple[Hashes, Hashes]:
    forward, back = np.full(count, BASE, np.uint64), np.full(count, _INVERSE, np.uint64)
    forward[0] = back[0] = 1
    return np.cumprod(forward), np.cumprod(back)


def _looked_up(codes: NDArray[np.uint32]) -> tuple[NDArray[np.intp], _Table]:
    """A table, and where in it each character stands: what lies beyond the Basic Multilingual Plane is put behind it as it is met."""
    at, table = codes.astype(np.intp), _plane()
    size = len(table.values)
    if codes.max() < size:
        return at, table
    beyond = np.flatnonzero(codes >= size)
    distinct, which = np.unique(at[beyond], return_inverse=True)
    at[beyond] = which + size
    added = _table(folding.letters(distinct.tolist()))
    both = [np.concatenate([getattr(part, column) for part in (table, added)]) for column in _Table._fields]
    return at, _Table(*both)


@cache
def _plane() -> _Table:
    return _table(folding.plane())


def _table(letters: Sequence[folding.Letter]) -> _Table:
    sizes = np.array([len(letter.fold) for letter in letters])
    folded = np.frombuffer("".join([letter.fold for letter in letters]).encode("utf-32-le"), "<u4")
    first = np.cumsum(sizes) - sizes
    values = np.zeros(len(letters), np.uint64)
    for n in range(int(sizes.max())):
        there = sizes > n
        values[there] += mixed(folded[first[there] + n] + _LETTER) * np.uint64(pow(BASE, n, 1 << 64))
    kinds = np.array([letter.kind for letter in letters], np.uint8)
    return _Table(kinds, sizes.astype(np.uint8), values)
