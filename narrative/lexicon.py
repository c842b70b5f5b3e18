"""Finds the terms of a definition in a folded text: all of them in one pass over its words.

A phrase is a sequence of words; a word that ends in `*` stands for itself with up to eight more letters (an inflected
form). Words may be apart by blanks, a hyphen, an apostrophe or a quotation mark, so "air-defence" is "air defence".
Letters and digits are words of their own, as page extraction glues them ("Jet4 days ago").
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from narrative.text import fold

SUFFIX_MAX = 8
"""Letters that `*` may stand for; Azerbaijani, Turkish and Kazakh pile up endings, longer tails are other words."""

STEM_MIN = 3
WORD = re.compile(r"[^\W\d_]+|\d+")
_PHRASE_WORD = re.compile(r"([^\W\d_]+|\d+)(\*?)")
_PREFIX = 3


class Hit(NamedTuple):
    """One place where a term stands. `first` and `last` number the words of the text, inclusive."""

    term: str
    start: int
    end: int
    first: int
    last: int


class _Word(NamedTuple):
    letters: str
    open: bool

    def fits(self, word: str) -> bool:
        if not self.open:
            return word == self.letters
        return word.startswith(self.letters) and len(word) <= len(self.letters) + SUFFIX_MAX


class _Phrase(NamedTuple):
    term: str
    rest: tuple[_Word, ...]


class Words(NamedTuple):
    """The words of one folded text, as parallel sequences."""

    text: str
    letters: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]


def words(folded: str) -> Words:
    """Every run of letters and every run of digits, in order."""
    found = [(m.group(), *m.span()) for m in WORD.finditer(folded)]
    letters, starts, ends = zip(*found, strict=True) if found else ((), (), ())
    return Words(folded, letters, starts, ends)


def phrase_words(phrase: str) -> tuple[tuple[str, bool], ...]:
    """The folded words of a phrase, each with whether it ends in `*`."""
    return tuple((m.group(1), bool(m.group(2))) for m in _PHRASE_WORD.finditer(fold(phrase)))


class Lexicon:
    """Terms ready to be searched for. Never changes once made."""

    def __init__(self, phrases: Mapping[str, Sequence[str]], regexes: Mapping[str, Sequence[str]]) -> None:
        self._exact: dict[str, list[_Phrase]] = {}
        self._stems: dict[str, list[_Phrase]] = {}
        for term, phrase in ((term, phrase) for term, some in phrases.items() for phrase in some):
            head, *rest = (_Word(*w) for w in phrase_words(phrase))
            index = self._stems if head.open else self._exact
            index.setdefault(head.letters, []).append(_Phrase(term, tuple(rest)))
        self._prefixes = frozenset(letters[:_PREFIX] for letters in (*self._exact, *self._stems))
        self._regexes = tuple((term, re.compile(rf"(?<!\w)(?:{r})(?!\w)")) for term, some in regexes.items() for r in some)

    def find(self, folded: str) -> tuple[Hit, ...]:
        """All hits in order; of several phrases of one term that begin at one place, the longest."""
        if not folded:
            return ()
        text = words(folded)
        found = sorted((*self._phrases(text), *self._patterns(text)), key=lambda h: (h.start, h.term, -h.end))
        return tuple(next(same) for _, same in groupby(found, key=attrgetter("start", "term")))

    def _phrases(self, text: Words) -> Iterator[Hit]:
        for number, word in enumerate(text.letters):
            if word[:_PREFIX] not in self._prefixes:
                continue
            for phrase in self._beginning_with(word):
                last = number + len(phrase.rest)
                if not phrase.rest or _follows(text, number, phrase.rest):
                    yield Hit(phrase.term, text.starts[number], text.ends[last], number, last)

    def _beginning_with(self, word: str) -> Iterator[_Phrase]:
        yield from self._exact.get(word, ())
        for size in range(len(word), max(STEM_MIN, len(word) - SUFFIX_MAX) - 1, -1):
            yield from self._stems.get(word[:size], ())

    def _patterns(self, text: Words) -> Iterator[Hit]:
        for term, pattern in self._regexes:
            for m in pattern.finditer(text.text):
                first, last = bisect_right(text.ends, m.start()), bisect_left(text.starts, m.end()) - 1
                yield Hit(term, m.start(), m.end(), first, max(first, last))


def _follows(text: Words, number: int, rest: tuple[_Word, ...]) -> bool:
    if number + len(rest) >= len(text.letters):
        return False
    return all(_joined(text, number + n) and word.fits(text.letters[number + n]) for n, word in enumerate(rest, start=1))


def _joined(text: Words, number: int) -> bool:
    """Is nothing between this word and the one before that would part a phrase?"""
    gap = text.text[text.ends[number - 1] : text.starts[number]]
    return len(gap) <= 3 and not gap.strip(" -'\".") and ". " not in gap


class Window(NamedTuple):
    """The span of a fired rule and the hits that fill its slots."""

    start: int
    end: int
    hits: tuple[Hit, ...]


def windows(hits: Iterable[Hit], slots: Sequence[frozenset[str]], near: int, ordered: bool) -> Iterator[Window]:
    """Where each slot is filled by a hit of its own within `near` words (0: anywhere among `hits`), smallest first.

    Windows that overlap a smaller one are left out.
    """
    filling = [[h for h in hits if h.term in slot] for slot in slots]
    if not all(filling):
        return
    fill = _in_order if ordered else _nearest
    found = sorted(filter(None, (fill(filling, near, pivot) for pivot in _pivots(filling, ordered))), key=lambda w: w.end - w.start)
    taken: list[Window] = []
    for window in found:
        if all(window.end <= other.start or window.start >= other.end for other in taken):
            taken.append(window)
            yield window


def _pivots(filling: list[list[Hit]], ordered: bool) -> list[Hit]:
    return filling[0] if ordered else min(filling, key=len)


def _nearest(filling: list[list[Hit]], near: int, pivot: Hit) -> Window | None:
    chosen = [pivot]
    skipped = min(filling, key=len)
    for slot in filling:
        if slot is skipped:
            continue
        free = [h for h in slot if all(h.end <= c.start or h.start >= c.end for c in chosen)]
        if not free:
            return None
        chosen.append(min(free, key=lambda h: (max(h.first - pivot.last, pivot.first - h.last), h.start)))
    return _window(chosen, near)


def _in_order(filling: list[list[Hit]], near: int, pivot: Hit) -> Window | None:
    chosen = [pivot]
    for slot in filling[1:]:
        following = next((h for h in slot if h.start >= chosen[-1].end), None)
        if following is None:
            return None
        chosen.append(following)
    return _window(chosen, near)


def _window(chosen: list[Hit], near: int) -> Window | None:
    if near and max(h.last for h in chosen) - min(h.first for h in chosen) >= near:
        return None
    return Window(min(h.start for h in chosen), max(h.end for h in chosen), tuple(chosen))
