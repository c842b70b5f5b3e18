"""How firmly a span is said: polarity, certainty, whether in somebody's words, whether it still holds.

After ConText (Harkema et al. 2009): a cue reaches forward to a terminator or a number of words, some cues reach back,
and some only look like modality.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from narrative import modality
from narrative.lexicon import WORD
from narrative.model import Certainty, Polarity
from narrative.text import Span

NOT_REACH = 8
"""Words over which a bare "not" reaches; measured on five articles. A verb of denial takes a whole clause."""

PRESUPPOSED_REACH, PRESUPPOSED_DENY_REACH = 1, 3
DENY_REACH = 16
HEDGE_REACH = 14
BACK_REACH = 5
NEAR_REACH = 3
"""Words over which an adjective hedges ("potential involvement of air defence")."""

HEDGED_BEHIND_REACH = 8
OBLIGATION_REACH = 12
_ADJUNCT = re.compile(r", \w+ing ")
"""What begins like this says what came of it (", killing 38"), however surely the rest is said."""

_OTHER_MATTER = (modality.FACTIVE, modality.QUESTION, modality.SAID_AFTER)
"""Between a denial and a find, these say that the one does not touch the other."""

QUOTE_MIN = 4
"""Words between quotation marks from which on they are speech; fewer are a name («Панцирь-С») or distance."""


@dataclass(frozen=True)
class Place:
    """A span in its surroundings, all in code points of `folded`. `own` are the words that made the find: no modality."""

    folded: str
    sentence: Span
    span: Span
    own: tuple[Span, ...] = ()

    @cached_property
    def before(self) -> Span:
        """From the last terminator, or the sentence's start, to the span."""
        if _ADJUNCT.match(self.folded, max(self.sentence.start, self.span.start - 2), self.sentence.end):
            return Span(self.span.start, self.span.start)
        stops = [m.end() for m in modality.STOP.finditer(self.folded, self.sentence.start, self.span.start)]
        return Span(stops[-1] if stops else self.sentence.start, self.span.start)

    @cached_property
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


def polarity(place: Place, presupposed: bool = False) -> Polarity:
    """NEGATE when a negation or a denial reaches the span. What a noun takes for granted, a "not" far before it does not touch."""
    reaches = (PRESUPPOSED_DENY_REACH, PRESUPPOSED_REACH) if presupposed else (DENY_REACH, NOT_REACH)
    return Polarity.NEGATE if _denied(place, *reaches) else Polarity.AFFIRM


def certainty(place: Place, denied: bool, attributed: bool, act: bool = False) -> Certainty:
    """The first that fits of: questioned, denied, hedged, attributed, asserted.

    `act`: something done by saying it. Words of its own are no hedge ("rejects the hypothesis"), nor is what may come of it.
    """
    if _questioned(place):
        return Certainty.QUESTIONED
    if denied:
        return Certainty.DENIED
    if _hedged(place, act):
        return Certainty.HEDGED
    return Certainty.ATTRIBUTED if attributed else Certainty.ASSERTED


def refused(place: Place) -> bool:
    """Is a number denied? A bare "not" counts right before it only: "none of the 67" denies something else."""
    return _reaches(place, modality.DENY, DENY_REACH) or _reaches(place, modality.NOT, 0)


def superseded(place: Place) -> bool:
    """Is it told as what was said at first? Within one clause: "at first … but is now …" ends it."""
    clauses = [m.end() for m in modality.CLAUSE.finditer(place.folded, place.sentence.start, place.span.start)]
    start = clauses[-1] if clauses else place.sentence.start
    if any(_spans(modality.TOLD_FIRST, place, Span(start, place.span.end))):
        return True
    behind = place.find(modality.TOLD_FIRST, place.span.end, place.after.end)
    return any("," in place.folded[place.span.end : cue.start] or cue.end == place.after.end for cue in behind)


def to_come(place: Place) -> bool:
    """Is an act announced rather than done ("promised to pay")?"""
    found = place.find(modality.TO_COME, place.before.start, place.span.end)
    return any(place.distance(cue.end, place.span.start) <= OBLIGATION_REACH for cue in found)


def demanded(place: Place) -> bool:
    """Is it only demanded, expected or conditional ("must apologise")?"""
    found = place.find(modality.DEMANDED, place.before.start, place.span.end)
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


def _denied(place: Place, deny_reach: int, not_reach: int) -> bool:
    if _reaches(place, modality.DENY, deny_reach) or _reaches(place, modality.NOT, not_reach):
        return True
    behind = _unmasked(place, place.find(modality.DENIED_BEHIND, place.span.end, place.after.end))
    return any(_right_behind(place, cue, BACK_REACH) for cue in behind)


def _reaches(place: Place, pattern: re.Pattern[str], reach: int) -> bool:
    """Does a cue stand inside of the span, or at most `reach` words before it? A bare "not" stops at a comma."""
    for cue in _unmasked(place, place.find(pattern, place.before.start, place.span.end)):
        parted = pattern is modality.NOT and "," in place.folded[cue.end : place.span.start]
        parted = parted or any(p.search(place.folded, cue.end, place.span.start) for p in _OTHER_MATTER)
        if not parted and place.distance(cue.end, place.span.start) <= reach:
            return True
    return False


def _right_behind(place: Place, cue: Span, reach: int) -> bool:
    """Is what stands behind the span about it: near, and not of another part of the sentence?"""
    between = place.folded[place.span.end : cue.start]
    return place.distance(place.span.end, cue.start) <= reach and "," not in between and " and " not in between


def _unmasked(place: Place, found: Iterable[Span]) -> Iterator[Span]:
    masked = list(place.find(modality.NOT_NEGATION, *place.sentence))
    return (cue for cue in found if not any(cue.start < end and start < cue.end for start, end in masked))


def _hedged(place: Place, act: bool) -> bool:
    before, span, after = place.before, place.span, place.after
    for pattern, reach in ((modality.HEDGE, HEDGE_REACH), (modality.NEAR_HEDGE, NEAR_REACH)):
        forward = place.find(pattern, before.start, span.end) if act else _spans(pattern, place, Span(before.start, span.end))
        if any(place.distance(cue.end, span.start) <= reach for cue in forward):
            return True
    if not act and any(_right_behind(place, cue, HEDGED_BEHIND_REACH) for cue in place.find(modality.HEDGED_BEHIND, span.end, after.end)):
        return True
    if modality.BELIEVED.search(place.folded, span.end, place.sentence.end):
        return not act
    return any(place.find(modality.LEFT_OPEN, before.start, after.end))


def _spans(pattern: re.Pattern[str], place: Place, within: Span) -> Iterator[Span]:
    """Where the pattern stands, be it in the find's own words: "suspected missile strike"."""
    found = (Span(*m.span()) for m in pattern.finditer(place.folded, within.start, place.sentence.end))
    return (span for span in found if span.end <= within.end)


def _questioned(place: Place) -> bool:
    if place.folded[place.sentence.start : place.sentence.end].rstrip("\"')").endswith("?"):
        return True
    cues = place.find(modality.QUESTION, place.before.start, place.sentence.end)  # "whether or not" is told by what follows
    return any(cue.end <= place.span.end for cue in cues)
