"""Finds the terms of a definition in a folded text: all of them in one pass (Aho and Corasick 1975).

A phrase is a sequence of words; a word that ends in `*` stands for itself with up to eight more letters (an inflected
form). Words may be apart by blanks, a hyphen, an apostrophe or a quotation mark, so "air-defence" is "air defence".
Letters and digits are words of their own, as page extraction glues them ("Jet4 days ago").

The automaton finds where a phrase's first word may begin; what follows is compared there. Measured on five articles and on 600 others:
twice as many words a second as looking up every word.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from ahocorasick import Automaton

from narrative.inflection import Inflected
from narrative.text import fold

SUFFIX_MAX = 8
"""Letters that `*` may stand for; Azerbaijani, Turkish and Kazakh pile up endings, longer tails are other words."""

STEM_MIN = 3
WORD = re.compile(r"[^\W\d_]+|\d+")
_PHRASE_WORD = re.compile(r"([^\W\d_]+|\d+)(\*?)")
_GAP = re.compile(r"(?:[ \-'\"]{0,3}|\.|(?<=(?<!\w)\w)\. )(?=[^\W_])")
"""What may stand between the words of a phrase: blanks and marks, a point inside of a name or behind an initial ("U.S. officials")."""


class Hit(NamedTuple):
    """One place where a term stands. `first` and `last` number the words of the text, inclusive."""

    term: str
    start: int
    end: int
    first: int
    last: int


class _Word(NamedTuple):
    """A word of a phrase: the forms it may have, and whether letters may follow."""

    forms: frozenset[str]
    open: bool = False

    def fits(self, word: str) -> bool:
        if not self.open:
            return word in self.forms
        return any(word.startswith(form) and len(word) <= len(form) + SUFFIX_MAX for form in self.forms)


class _Phrase(NamedTuple):
    """What stands behind the form that the automaton found: whether its word may go on, and the other words."""

    term: str
    open: bool
    rest: tuple[_Word, ...]


class Lexicon:
    """Terms ready to be searched for. Never changes once made."""

    def __init__(
        self,
        phrases: Mapping[str, Iterable[str]],
        regexes: Mapping[str, Iterable[str]] | None = None,
        inflections: Mapping[str, Iterable[Inflected]] | None = None,
    ) -> None:
        beginnings: dict[str, list[_Phrase]] = {}
        for term, (head, *rest) in (*_written(phrases), *_inflected(inflections or {})):
            for form in head.forms:
                beginnings.setdefault(form, []).append(_Phrase(term, head.open, tuple(rest)))
        self._automaton = Automaton()
        for form, some in beginnings.items():
            self._automaton.add_word(form, (len(form), tuple(some)))
        self._automaton.make_automaton()
        self._empty = not beginnings
        self._regexes = tuple((term, re.compile(rf"(?<!\w)(?:{r})(?!\w)")) for term, some in (regexes or {}).items() for r in some)

    def find(self, folded: str) -> tuple[Hit, ...]:
        """All hits in order; of several phrases of one term that begin at one place, the longest."""
        found = sorted({*self._phrases(folded), *self._patterns(folded)}, key=lambda h: (h[1], h[0], -h[2]))
        if not found:
            return ()
        starts = [m.start() for m in WORD.finditer(folded)]
        return tuple(_hit(next(same), starts) for _, same in groupby(found, key=lambda h: (h[1], h[0])))

    def terms(self, folded: str) -> frozenset[str]:
        """The terms that stand anywhere in the text."""
        return frozenset(term for term, _, _ in (*self._phrases(folded), *self._patterns(folded)))

    def _phrases(self, text: str) -> Iterator[tuple[str, int, int]]:
        if self._empty or not text:
            return
        for last, (size, phrases) in self._automaton.iter(text):
            start = last + 1 - size
            if start and _continues(text[start - 1], text[start]):
                continue
            end = _word_end(text, last)
            for term, is_open, rest in phrases:
                if end == last + 1 or (is_open and end - last - 1 <= SUFFIX_MAX):
                    until = _behind(text, end, rest) if rest else end
                    if until:
                        yield term, start, until

    def _patterns(self, text: str) -> Iterator[tuple[str, int, int]]:
        for term, pattern in self._regexes:
            for m in pattern.finditer(text):
                yield term, *m.span()


def _written(phrases: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, list[_Word]]]:
    for term, some in phrases.items():
        for phrase in some:
            yield term, [_Word(frozenset({letters}), is_open) for letters, is_open in phrase_words(phrase)]


def _inflected(phrases: Mapping[str, Iterable[Inflected]]) -> Iterator[tuple[str, list[_Word]]]:
    for term, some in phrases.items():
        for phrase in some:
            yield term, [_Word(forms) for forms in phrase]


def phrase_words(phrase: str) -> tuple[tuple[str, bool], ...]:
    """The folded words of a phrase, each with whether it ends in `*`."""
    return tuple((m.group(1), bool(m.group(2))) for m in _PHRASE_WORD.finditer(fold(phrase)))


def _continues(before: str, char: str) -> bool:
    """Are two neighbouring characters of one word?"""
    return before.isalpha() if char.isalpha() else before.isdigit()


def _word_end(text: str, last: int) -> int:
    """Where the word ends that has a letter or digit at `last`."""
    end = last + 1
    if end == len(text) or not _continues(text[end], text[last]):
        return end
    return WORD.match(text, last).end()  # type: ignore[union-attr]


def _behind(text: str, end: int, rest: Sequence[_Word]) -> int:
    """Where a phrase ends whose other words follow at `end`; 0 when they do not."""
    for word in rest:
        gap = _GAP.match(text, end)
        found = gap and WORD.match(text, gap.end())
        if not found or not word.fits(found.group()):
            return 0
        end = found.end()
    return end


def _hit(found: tuple[str, int, int], starts: list[int]) -> Hit:
    term, start, end = found
    first = bisect_right(starts, start) - 1
    return Hit(term, start, end, max(first, 0), max(first, bisect_left(starts, end) - 1, 0))


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
