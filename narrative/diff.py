"""What changed between two texts, in words: hunks for marking up, and the one change worth a line.

The engine is a longest common subsequence over whole sentences and, where they differ, over whole tokens (rapidfuzz, bit-parallel).
"""

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from itertools import compress, count, groupby
from operator import ne
from typing import Literal, NamedTuple

from rapidfuzz.distance import LCSseq, Opcodes

from narrative.protected import CommonWords, Cue, cues
from narrative.text import Span, tokens

Kind = Literal["equal", "removed", "added"]


@dataclass(frozen=True, slots=True)
class Hunk:
    """A stretch of text that both sides share, or that only one side has."""

    kind: Kind
    text: str


class Place(NamedTuple):
    """One changed place: tokens `before_start:before_end` became tokens `after_start:after_end`."""

    before_start: int
    before_end: int
    after_start: int
    after_end: int


ISLAND_LETTERS = 3
"""A shared word of at most this many letters between two changes is drawn into them: it shows no kept phrase."""


def places(before: Sequence[str], after: Sequence[str]) -> tuple[Place, ...]:
    """The changed places between two token lists, in order; lone short words between changes do not part them."""
    found: list[Place] = []
    for place in _raw_places(before, after):
        if found and _is_island(before, found[-1], place):
            found[-1] = Place(found[-1].before_start, place.before_end, found[-1].after_start, place.after_end)
        else:
            found.append(place)
    return tuple(found)


def _raw_places(before: Sequence[str], after: Sequence[str]) -> Iterator[Place]:
    start, end = _shared_ends(before, after)
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    i = j = start
    for block in _opcodes(old, new) if old and new else ():
        if block.tag != "equal":
            continue
        if (i, j) != (start + block.src_start, start + block.dest_start):
            yield Place(i, start + block.src_start, j, start + block.dest_start)
        i, j = start + block.src_end, start + block.dest_end
    if (i, j) != (len(before) - end, len(after) - end):
        yield Place(i, len(before) - end, j, len(after) - end)


def _shared_ends(before: Sequence[str], after: Sequence[str]) -> tuple[int, int]:
    """How many tokens both sides begin with, and how many more they end with: most texts differ in few places."""
    least = min(len(before), len(after))
    start = next(compress(count(), map(ne, before, after)), least)
    return start, next(compress(range(least - start), map(ne, reversed(before), reversed(after))), least - start)


def _opcodes(before: Sequence[str], after: Sequence[str]) -> Opcodes:
    """The longest common subsequence, over numbers: words of their own would be hashed again."""
    index: dict[str, int] = {}
    coded = [[index.setdefault(token, len(index)) for token in side] for side in (before, after)]
    return LCSseq.opcodes(*coded)


def _is_island(before: Sequence[str], left: Place, right: Place) -> bool:
    if right.before_start - left.before_end != 1:
        return False
    word = before[left.before_end]
    removes = left.before_end > left.before_start or right.before_end > right.before_start
    adds = left.after_end > left.after_start or right.after_end > right.after_start
    return removes and adds and word.isalpha() and len(word) <= ISLAND_LETTERS and cues(word)[0] in (None, Cue.NAME)


def word_diff(before: str, after: str) -> tuple[Hunk, ...]:
    """Hunks in reading order. Equal and removed ones joined are `before`; equal and added ones joined are `after`.

    White space belongs to the word it follows; between two changes there is always something equal.
    """
    return tuple(_hunks(before, after))


class _Cut(NamedTuple):
    """A text in pieces: each a token and the white space behind it. The first is an empty token, for leading white space."""

    text: str
    spans: tuple[Span, ...]
    words: list[str]

    def piece(self, start: int, end: int) -> str:
        """The text from piece `start` up to piece `end`."""
        last = self.spans[end].start if end < len(self.spans) else len(self.text)
        return self.text[self.spans[start].start : last] if end > start else ""


def _cut(text: str) -> _Cut:
    spans = (Span(0, 0), *tokens(text))
    return _Cut(text, spans, [text[start:end] for start, end in spans])


class _Change(NamedTuple):
    removed: str
    added: str


def _hunks(before: str, after: str) -> Iterator[Hunk]:
    equal, removed, added = "", "", ""
    for step in (*_steps(before, after), ""):
        if isinstance(step, _Change):
            removed, added = removed + step.removed, added + step.added
            continue
        if step and not (removed or added):
            equal += step
            continue
        removed, added, shared = _without_common_blanks(removed, added)
        yield from (Hunk(kind, text) for kind, text in _labelled(equal, removed, added) if text)
        equal, removed, added = shared + step, "", ""
    if equal:
        yield Hunk("equal", equal)


def _labelled(equal: str, removed: str, added: str) -> tuple[tuple[Kind, str], ...]:
    return ("equal", equal), ("removed", removed), ("added", added)


_STRETCH = re.compile(r"[^.!?\n]*+(?:[.!?]++(?!\s)[^.!?\n]*+)*+(?:[.!?]*\s+|$)")
"""About a sentence. A text may be cut so before its tokens are known: never within one, nor between one and the white space behind it."""


def _steps(before: str, after: str) -> Iterator[str | _Change]:
    """The two texts in step: what they share as a string, what they do not as a change. Only stretches that differ are read by words."""
    old, new = _STRETCH.findall(before), _STRETCH.findall(after)
    for changed, blocks in groupby(_opcodes(old, new), key=lambda block: block.tag != "equal"):
        run = list(blocks)
        mine = "".join(old[run[0].src_start : run[-1].src_end])
        if changed:
            yield from _word_steps(_cut(mine), _cut("".join(new[run[0].dest_start : run[-1].dest_end])))
        else:
            yield mine


def _word_steps(before: _Cut, after: _Cut) -> Iterator[str | _Change]:
    i = j = 0
    end = Place(len(before.words), len(before.words), len(after.words), len(after.words))
    for place in (*places(before.words, after.words), end):
        old, new = before.piece(i, place.before_start), after.piece(j, place.after_start)
        if old == new:
            yield from (old,) if old else ()
        else:
            yield from _respaced(before, after, range(i, place.before_start), j - i)
        i, j = place.before_end, place.after_end
        yield _Change(before.piece(place.before_start, i), after.piece(place.after_start, j))


def _respaced(before: _Cut, after: _Cut, shared: range, offset: int) -> Iterator[str | _Change]:
    """Equal tokens, white space between which differs somewhere."""
    for k in shared:
        word, old, new = before.words[k], before.piece(k, k + 1), after.piece(k + offset, k + offset + 1)
        if old == new:
            yield from (old,) if old else ()
        else:
            yield from (word,) if word else ()
            yield _Change(old[len(word) :], new[len(word) :])


def _without_common_blanks(removed: str, added: str) -> tuple[str, str, str]:
    """Both sides without the white space both end in, and that white space."""
    size = 0
    while size < min(len(removed), len(added)) and removed[-1 - size] == added[-1 - size] and removed[-1 - size].isspace():
        size += 1
    return (removed[:-size], added[:-size], removed[-size:]) if size else (removed, added, "")


_WEIGHT = {
    Cue.NUMBER: 7,
    Cue.DATE: 6,
    Cue.NEGATION: 5,
    Cue.NAME: 4,
    Cue.HEDGE: 3,
    Cue.MODAL: 3,
    Cue.ATTRIBUTION: 3,
    Cue.QUOTATION: 2,
}
"""Which changed place to show first when a line has room for one."""

QUOTE_WORDS = 8
"""Marks put round at most this many words are shown together with what they enclose."""


class _Side(NamedTuple):
    text: str
    spans: tuple[Span, ...]
    words: tuple[str, ...]
    cues: tuple[Cue | None, ...]

    def cut(self, start: int, end: int) -> str:
        return self.text[self.spans[start].start : self.spans[end - 1].end] if end > start else ""

    def is_word(self, i: int) -> bool:
        return 0 <= i < len(self.words) and self.words[i][-1].isalnum()


def _side(text: str, common: Container[str]) -> _Side:
    spans = tokens(text)
    return _Side(text, spans, tuple(span.of(text) for span in spans), cues(text, common))


def changed_words(before: str, after: str, limit: int = 60) -> tuple[str, str]:
    """The old and the new words of the most telling changed place, each of at most `limit` characters.

    A place that touches a number, date, negation or name goes first. A bare number takes the word behind it along, and
    what would be empty or bare punctuation on one side takes its neighbours. Both are empty when no word changed.
    """
    common = CommonWords(before, after)
    old, new = _side(before, common), _side(after, common)
    changed = places(old.words, new.words)
    if not changed:
        return "", ""
    best = max(range(len(changed)), key=lambda k: _weight(changed[k], old, new))
    place = _readable(_with_closing_mark(changed, best, old, new), old, new)
    return _crop(old.cut(*place[:2]), limit), _crop(new.cut(*place[2:]), limit)


def _weight(place: Place, old: _Side, new: _Side) -> tuple[int, bool, int]:
    touched = (*old.cues[place.before_start : place.before_end], *new.cues[place.after_start : place.after_end])
    words = old.words[place.before_start : place.before_end] + new.words[place.after_start : place.after_end]
    replaces = place.before_end > place.before_start and place.after_end > place.after_start
    return max(_WEIGHT[cue] if cue else 0 for cue in touched), replaces, sum(len(w) for w in words if w[-1].isalnum())


def _with_closing_mark(changed: tuple[Place, ...], k: int, old: _Side, new: _Side) -> Place:
    place = changed[k]
    if k + 1 == len(changed) or not (_is_bare(place, old, new) and _is_bare(changed[k + 1], old, new)):
        return place
    following = changed[k + 1]
    if following.before_start - place.before_end > QUOTE_WORDS:
        return place
    return Place(place.before_start, following.before_end, place.after_start, following.after_end)


def _is_bare(place: Place, old: _Side, new: _Side) -> bool:
    """Nothing but punctuation changed here."""
    sides = (*old.words[place.before_start : place.before_end], *new.words[place.after_start : place.after_end])
    return not any(c.isalnum() for word in sides for c in word)


def _readable(place: Place, old: _Side, new: _Side) -> Place:
    """The place with the neighbours without which it cannot be understood; neighbours are equal on both sides."""
    i, i_end, j, j_end = place
    empty = i == i_end or j == j_end or _is_bare(place, old, new)
    bare_number = (i_end - i, j_end - j) == (1, 1) and Cue.NUMBER in (old.cues[i], new.cues[j])
    if (empty or bare_number) and old.is_word(i_end) and new.is_word(j_end):
        i_end, j_end = i_end + 1, j_end + 1
    if empty and old.is_word(i - 1) and new.is_word(j - 1):
        i, j = i - 1, j - 1
    return Place(i, i_end, j, j_end)


_ARTICLE = re.compile(r"^(?:an?|the) (?=\w)", re.IGNORECASE)


def _crop(text: str, limit: int) -> str:
    """White space as single blanks, no leading article, cut at a word's end where it is too long."""
    plain = _ARTICLE.sub("", " ".join(text.split()))
    if len(plain) <= limit:
        return plain
    head = plain[:limit]
    return (head.rsplit(" ", 1)[0] if " " in head else head[:-1]) + "…"
