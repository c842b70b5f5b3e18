"""What a copy made of its origin, sentence by sentence; and whether a text still says what its origin took back."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from rapidfuzz.distance import Indel, LCSseq

from narrative.alignment import SIMILARITY_MIN, Alignment, Pair, align
from narrative.pairs import STEM, Sentence, canonical, read_sentence
from narrative.protected import CommonWords, Cue
from narrative.residue import key
from narrative.revisions import NOTHING_ASIDE
from narrative.text import fold, sentences

VERSION = "2"


class Fate(StrEnum):
    """What became of a sentence, seen from the copy. `moved`: word for word, in another place."""

    KEPT = "kept"
    CHANGED = "changed"
    CUT = "cut"
    ADDED = "added"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence's fate. `start` and `end` are in the copy, the others in the origin, in code points; None where it does not stand."""

    fate: Fate
    start: int | None
    end: int | None
    origin_start: int | None
    origin_end: int | None


def passages(origin_text: str, copy_text: str) -> tuple[Passage, ...]:
    """Every sentence of both texts once, in the copy's order; one that was cut stands behind what stood before it in the origin.

    Typography and white space change nothing. Lines that are none of an article, such as counters and appeals, have no fate.
    """
    found = align(origin_text, copy_text, NOTHING_ASIDE)
    paired = [*_kept(found, origin_text, copy_text), *_pairs(found)]
    ends = sorted((p.origin_start or 0, p.start or 0) for p in paired if p.fate is not Fate.MOVED)
    starts = [start for start, _ in ends]
    placed = [(p.start or 0, 0, p.start or 0, p) for p in paired]
    placed += [(s.span.start, 0, s.span.start, Passage(Fate.ADDED, *s.span, None, None)) for s in found.added]
    for cut in found.removed:
        before = bisect_right(starts, cut.span.start) - 1
        place = ends[before][1] if before >= 0 else -1
        placed.append((place, 1, cut.span.start, Passage(Fate.CUT, None, None, *cut.span)))
    return tuple(p for *_, p in sorted(placed, key=lambda one: one[:3]))


def _kept(found: Alignment, origin_text: str, copy_text: str) -> Iterator[Passage]:
    """What did not change. A whole line is told by its sentences where both sides have as many."""
    for old, new in found.kept:
        parts = sentences(origin_text, *old.span), sentences(copy_text, *new.span)
        if len(parts[0]) != len(parts[1]):
            parts = (old.span,), (new.span,)
        yield from (Passage(Fate.KEPT, *there, *here) for here, there in zip(*parts, strict=True))


def _pairs(found: Alignment) -> Iterator[Passage]:
    yield from (_paired(Fate.MOVED, pair) for pair in found.moved)
    for pair in found.replaced:
        yield _paired(Fate.KEPT if pair[0].key == pair[1].key else Fate.CHANGED, pair)


def _paired(fate: Fate, pair: Pair) -> Passage:
    return Passage(fate, *pair[1].span, *pair[0].span)


CONTAINED = 0.8
"""A stretch of a longer sentence with this share of another's words, in their order, is that sentence drawn into it."""
AROUND = 3
"""Words on either side of such a stretch that are read with it: what was put in front of a sentence may deny it."""
COMMON = 0.5
"""Two sentences with a smaller share of words in common are not compared."""
READ_MAX = 2_000
"""Characters of a sentence that are read: the longest sentences of real texts have a few hundred."""
MAJORITY = 0.5
COUNTERPARTS = 500
"""A text with more sentences like one is a table, and is not read to its end."""


def carries(text: str, sentence: str, replaced_by: str) -> bool:
    """Whether a text still says `sentence` rather than `replaced_by`, which took its place in the origin, or "" when nothing did.

    It does where one of its sentences is the old one but for small edits, and sides with it in that in which the two differ: amounts,
    dates and negations before all, then names and quotations, then how firmly and by whom it is said, then the words. Where any
    sentence sides with the new one, it does not: a text that says both has followed.
    """
    common = CommonWords(text, sentence, replaced_by)
    old, new = _read(sentence, common), _read(replaced_by, common)
    if not old.folded or old.folded == new.folded:
        return False
    parts = (_counterpart(raw, old, new, common) for raw in dict.fromkeys(_pieces(text, sentence)))
    found = list(islice(filter(None, parts), COUNTERPARTS))
    if not new.folded:
        return any(_repeats(part, old) for part in found)
    return not any(_sides(part, new, old) for part in found) and any(_sides(part, old, new) for part in found)


def _read(text: str, common: CommonWords) -> Sentence:
    return read_sentence(canonical(key(text[:READ_MAX])), common)


def _pieces(text: str, sentence: str) -> Iterator[str]:
    """The sentences of a text; as many neighbours together as `sentence` has, which may be several."""
    found, size = sentences(text), max(1, len(sentences(sentence)))
    for run in zip(*(found[first:] for first in range(size)), strict=False):
        yield text[run[0].start : run[-1].end]


_WORD = re.compile(r"\w+")


def _counterpart(raw: str, old: Sentence, new: Sentence, common: CommonWords) -> Sentence | None:
    """What of a sentence stands for the old one or the new one: all of it, or a stretch; None for any other sentence."""
    words = set(_WORD.findall(fold(raw[:READ_MAX])))
    sides = [side for side in (old, new) if side.folded and len(words.intersection(side.folded)) >= COMMON * len(set(side.folded))]
    if not sides:
        return None
    read = _read(raw, common)
    if any(Indel.normalized_similarity(read.folded, side.folded) >= SIMILARITY_MIN for side in sides):
        return read
    return _stretch(read, sides, common)


def _stretch(read: Sentence, sides: Sequence[Sentence], common: CommonWords) -> Sentence | None:
    """The stretch that shares most with one of the sides, where it holds nearly all of it."""
    at = [i for i, word in enumerate(read.plain) if any(map(str.isalnum, word))]
    size = max(len(side.folded) for side in sides) + 2 * AROUND
    best = 0.0
    starts: list[int] = []
    for start in range(max(1, len(at) - size + 1)):
        words = read.folded[start : start + size]
        share = max(LCSseq.similarity(words, side.folded) / len(side.folded) for side in sides)
        starts = [*starts, start] if share == best else [start] if share > best else starts
        best = max(best, share)
    if best < CONTAINED:
        return None
    start = starts[len(starts) // 2]
    return read_sentence(read.cut(at[start], at[min(start + size, len(at)) - 1] + 1), common)


def _sides(part: Sentence, one: Sentence, other: Sentence) -> bool:
    """Whether `part` says what `one` says where it and `other` differ: in the first kind of words in which they do."""
    for kind in (_facts, _named, _manner):
        mine, theirs, here = kind(one), kind(other), kind(part)
        own, foreign = mine - theirs, theirs - mine
        if kind is not _facts:
            here |= Counter(word[:STEM] for word in part.folded)
        if own or foreign:
            held = [here[item] >= mine[item] for item in own]
            met = [here[item] > mine[item] for item in foreign]
            return all(held) and not any(met) if kind is _facts else _most(held, True) and not _most(met, False)
    return Indel.normalized_similarity(part.folded, one.folded) > Indel.normalized_similarity(part.folded, other.folded)


def _repeats(part: Sentence, one: Sentence) -> bool:
    """Whether `part` says the same, where nothing else is there to tell it from: the same facts and names, nearly all words."""
    alike = Indel.normalized_similarity(part.folded, one.folded) >= CONTAINED
    words = Counter(word[:STEM] for word in part.folded)
    told = all(not kind(one) - (kind(part) | words) for kind in (_named, _manner))
    return alike and told and _facts(part) == _facts(one)


def _most(found: Sequence[bool], otherwise: bool) -> bool:
    return sum(found) > MAJORITY * len(found) if found else otherwise


def _facts(sentence: Sentence) -> Counter[str]:
    """Numbers with what is said of them ("at least 61"), dates, negations."""
    dates = (f"on {amount.key}" for amount in sentence.amounts if amount.cue is Cue.DATE)
    return Counter((*(bound.key for bound in sentence.bounds), *dates, *(f"not {fold(w)[:STEM]}" for w in sentence.of(Cue.NEGATION))))


def _named(sentence: Sentence) -> Counter[str]:
    """Names by their beginnings, as endings change, and what is quoted."""
    return Counter((*(fold(name.word)[:STEM] for name in sentence.names), *(f'"{quote}"' for quote in sentence.quoted)))


def _manner(sentence: Sentence) -> Counter[str]:
    """Hedges, modals, verbs of saying."""
    return Counter((*(fold(w)[:STEM] for cue in (Cue.HEDGE, Cue.MODAL) for w in sentence.of(cue)), *sentence.speech))
