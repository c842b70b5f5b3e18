"""How firmly a span is said: polarity, certainty, whether in somebody's words, whether it still holds.

After ConText (Harkema et al. 2009): a cue reaches forward to a terminator or a number of words, some cues reach back,
and some only look like modality.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from narrative import modality
from narrative.lexicon import WORD
from narrative.model import Certainty, Polarity
from narrative.text import Span

NOT_REACH = 8
"""Words over which a bare "not" reaches; measured on five articles. A verb of denial takes a whole clause."""

DENY_REACH = 16
HEDGE_REACH = 14
BACK_REACH = 5
OBLIGATION_REACH = 12
QUOTE_MIN = 4
"""Words between quotation marks from which on they are speech; fewer are a name («Панцирь-С») or distance."""


class Place(NamedTuple):
    """A span in its surroundings, all in code points of `folded`. `own` are the words that made the find: no modality."""

    folded: str
    sentence: Span
    span: Span
    own: tuple[Span, ...] = ()

    @property
    def before(self) -> Span:
        """From the last terminator, or the sentence's start, to the span."""
        stops = [m.end() for m in modality.STOP.finditer(self.folded, self.sentence.start, self.span.start)]
        return Span(stops[-1] if stops else self.sentence.start, self.span.start)

    @property
    def after(self) -> Span:
        stop = modality.STOP.search(self.folded, self.span.end, self.sentence.end)
        return Span(self.span.end, stop.start() if stop else self.sentence.end)

    def find(self, pattern: re.Pattern[str], start: int, end: int) -> Iterator[Span]:
        """Where the pattern stands outside of the find's own words."""
        for m in pattern.finditer(self.folded, start, end):
            if not any(m.start() < o.end and o.start < m.end() for o in self.own):
                yield Span(*m.span())

    def distance(self, start: int, end: int) -> int:
        """Words between two places."""
        return sum(1 for _ in WORD.finditer(self.folded, start, end))


def polarity(place: Place) -> Polarity:
    """NEGATE when a negation or a denial reaches the span."""
    return Polarity.NEGATE if _denied(place) else Polarity.AFFIRM


def certainty(place: Place, denied: bool, attributed: bool) -> Certainty:
    """The first that fits of: questioned, denied, hedged, attributed, asserted."""
    if _questioned(place):
        return Certainty.QUESTIONED
    if denied:
        return Certainty.DENIED
    if _hedged(place):
        return Certainty.HEDGED
    return Certainty.ATTRIBUTED if attributed else Certainty.ASSERTED


def refused(place: Place) -> bool:
    """Is a number denied? A bare "not" counts right before it only: "none of the 67" denies something else."""
    return _reaches(place, modality.DENY, DENY_REACH) or _reaches(place, modality.NOT, 0)


def superseded(place: Place) -> bool:
    """Is it told as what was said at first? Within one clause: "at first … but is now …" ends it."""
    clauses = [m.end() for m in modality.CLAUSE.finditer(place.folded, place.sentence.start, place.span.start)]
    start = clauses[-1] if clauses else place.sentence.start
    return any(place.find(modality.SUPERSEDED, start, place.span.end)) or any(
        place.find(modality.SUPERSEDED, place.span.end, place.after.end)
    )


def obliged(place: Place) -> bool:
    """Is it only demanded, expected or conditional ("must apologise")?"""
    found = place.find(modality.OBLIGATION, place.before.start, place.span.end)
    return any(place.distance(cue.end, place.span.start) <= OBLIGATION_REACH for cue in found)


def quoted(place: Place) -> bool:
    """Does the span stand in somebody's own words: between quotation marks of one line, no mere name in quotes?"""
    folded, span = place.folded, place.span
    line = folded.rfind("\n", 0, span.start) + 1
    if folded.count('"', line, span.start) % 2 == 0:
        return False
    opening, closing = folded.rfind('"', line, span.start), folded.find('"', span.end)
    within_line = "\n" not in folded[span.end : max(closing, span.end)]
    return closing >= 0 and within_line and place.distance(opening, closing) >= QUOTE_MIN


def _denied(place: Place) -> bool:
    if _reaches(place, modality.DENY, DENY_REACH) or _reaches(place, modality.NOT, NOT_REACH):
        return True
    back = _unmasked(place, place.find(modality.DENIED_AFTER, place.span.end, place.after.end))
    return any(place.distance(place.span.end, cue.start) <= BACK_REACH for cue in back)


def _reaches(place: Place, pattern: re.Pattern[str], reach: int) -> bool:
    """Does a cue stand inside of the span, or at most `reach` words before it? A bare "not" stops at a comma."""
    for cue in _unmasked(place, place.find(pattern, place.before.start, place.span.end)):
        parted = pattern is modality.NOT and "," in place.folded[cue.end : place.span.start]
        parted = parted or bool(modality.FACTIVE.search(place.folded, cue.end, place.span.start))
        if not parted and place.distance(cue.end, place.span.start) <= reach:
            return True
    return False


def _unmasked(place: Place, found: Iterable[Span]) -> Iterator[Span]:
    masked = [m.span() for m in modality.NOT_NEGATION.finditer(place.folded, *place.sentence)]
    return (cue for cue in found if not any(cue.start < end and start < cue.end for start, end in masked))


def _hedged(place: Place) -> bool:
    forward = modality.HEDGE.finditer(place.folded, place.before.start, place.span.end)
    if any(place.distance(cue.end(), place.span.start) <= HEDGE_REACH for cue in forward):
        return True
    return any(place.find(modality.UNRESOLVED, place.before.start, place.after.end))


def _questioned(place: Place) -> bool:
    if place.folded[place.sentence.start : place.sentence.end].rstrip("\"')").endswith("?"):
        return True
    return any(place.find(modality.QUESTION, place.before.start, place.span.end))
