"""The numbers of this incident: closed slots, or nothing.

No general number extraction: a value counts only where a rule of the definition names what is counted, and only
inside the bounds that the definition gives.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from narrative.definition import Measuring, QuantityMatcher
from narrative.numerals import NUMBER, number
from narrative.text import Span

_COMPARATORS = (
    (">=", r"at least|no fewer than|no less than|not less than|more than|over|upwards of"),
    (">=", r"не менее|как минимум|по меньшей мере|минимум|более|больше|свыше"),
    ("<=", r"up to|as many as|at most|no more than|fewer than|less than|до|не более|не больше|менее|максимум"),
    ("~", r"about|around|some|approximately|roughly|nearly|almost|close to|около|примерно|порядка|приблизительно|почти"),
)
_GREW_TO = re.compile(r"(?<!\w)(?:вырос|возрос|увелич|снизил|сократил|уменьш|поднял)\w* до $")
"""«до 38» behind these is what a number has come to, not its bound."""

_BEFORE = tuple((sign, re.compile(rf"(?<!\w)(?:{cue})(?: the)? $")) for sign, cue in _COMPARATORS)
_CUE_MAX = 24
_COUNTED = re.compile(r" (\w+)(?: (\w+))?")
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
    numbers = [m.start() for m in _ANY.finditer(folded, *sentence)]
    taken: list[Measured] = []
    for found in _candidates(folded, sentence, rules, numbers) if numbers else ():
        if not any(found.number == other.number for other in taken):
            taken.append(found)
    return tuple(sorted((f for f in taken if f.quantity), key=lambda f: f.span))


def _candidates(folded: str, sentence: Span, rules: tuple[QuantityMatcher, ...], numbers: Sequence[int]) -> Iterator[Measured]:
    units = frozenset(quantity.unit for quantity, _ in rules) - {""}
    for quantity, patterns in rules:
        for m in (m for pattern in patterns for m in _found(pattern, folded, sentence, numbers)):
            value = number(m["value"])
            inside = quantity.low <= value <= quantity.high
            # A value out of bounds still takes its number: "298 passengers" must not become another slot's.
            yield Measured(
                quantity.id if inside else "",
                _unit(folded, m.end("value"), quantity.unit, units),
                Span(*m.span()),
                Span(*m.span("value")),
                value,
                comparator(folded, m.start("value")),
            )


def _found(pattern: Measuring, folded: str, sentence: Span, numbers: Sequence[int]) -> Iterator[re.Match[str]]:
    """The places of a pattern. One that begins with the number is tried where numbers stand, which is faster than everywhere."""
    if not pattern.leads:
        return pattern.regex.finditer(folded, *sentence)
    return (m for start in numbers if (m := pattern.regex.match(folded, start, sentence.end)))


def _unit(folded: str, end: int, unit: str, units: frozenset[str]) -> str:
    """What is counted: the definition's unit that stands right behind the number ("38 passengers" killed), else the quantity's own."""
    behind = _COUNTED.match(folded, end)
    return next((word for word in behind.groups() if word in units), unit) if behind else unit


def comparator(folded: str, start: int) -> str:
    """How the words right before a number bound it: `>=`, `<=`, `~` or `=`."""
    before = folded[max(0, start - _CUE_MAX) : start]
    if _GREW_TO.search(before):
        return "="
    return next((sign for sign, cue in _BEFORE if cue.search(before)), "=")
