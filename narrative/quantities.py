"""The numbers of this incident: closed slots, or nothing.

No general number extraction: a value counts only where a rule of the definition names what is counted, and only
inside the bounds that the definition gives.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from narrative.definition import QuantityMatcher
from narrative.numerals import NUMBER, number
from narrative.text import Span

_COMPARATORS = (
    (">=", r"at least|no fewer than|no less than|not less than|more than|over|upwards of"),
    (">=", r"не менее|как минимум|по меньшей мере|минимум|более|больше|свыше"),
    ("<=", r"up to|as many as|at most|no more than|fewer than|less than|до|не более|не больше|менее|максимум"),
    ("~", r"about|around|some|approximately|roughly|nearly|almost|close to|около|примерно|порядка|приблизительно|почти"),
)
_BEFORE = tuple((sign, re.compile(rf"(?<!\w)(?:{cue})(?: the)? $")) for sign, cue in _COMPARATORS)
_CUE_MAX = 24
_ANY = re.compile(NUMBER)


class Measured(NamedTuple):
    """A value found: the whole span, the number's own span, and how the value is bounded."""

    quantity: str
    unit: str
    span: Span
    number: Span
    value: float
    comparator: str


def measured(folded: str, sentence: Span, rules: tuple[QuantityMatcher, ...]) -> tuple[Measured, ...]:
    """Each number of one sentence that a quantity claims, in text order. One number fills one slot: the definition's first."""
    if not _ANY.search(folded, *sentence):
        return ()
    taken: list[Measured] = []
    for found in _candidates(folded, sentence, rules):
        if not any(found.number == other.number for other in taken):
            taken.append(found)
    return tuple(sorted((f for f in taken if f.quantity), key=lambda f: f.span))


def _candidates(folded: str, sentence: Span, rules: tuple[QuantityMatcher, ...]) -> Iterator[Measured]:
    for quantity, regexes in rules:
        for m in (m for regex in regexes for m in regex.finditer(folded, sentence.start, sentence.end)):
            value = number(m["value"])
            inside = quantity.low <= value <= quantity.high
            # A value out of bounds still takes its number: "298 passengers" must not become another slot's.
            yield Measured(
                quantity.id if inside else "",
                quantity.unit,
                Span(*m.span()),
                Span(*m.span("value")),
                value,
                comparator(folded, m.start("value")),
            )


def comparator(folded: str, start: int) -> str:
    """How the words right before a number bound it: `>=`, `<=`, `~` or `=`."""
    before = folded[max(0, start - _CUE_MAX) : start]
    return next((sign for sign, cue in _BEFORE if cue.search(before)), "=")
