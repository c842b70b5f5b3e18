"""How many outlets put each claim how: the numbers of a bar chart that is drawn with table cells."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from digest.content import Position, Said
from narrative.model import Certainty, Polarity


class Shade(StrEnum):
    """How an outlet puts a claim, firmest first; each is a colour and a word, never a colour alone."""

    ASSERTED = "asserted"
    ATTRIBUTED = "attributed"
    HEDGED = "hedged"
    QUESTIONED = "questioned"
    DENIED = "denied"


@dataclass(frozen=True, slots=True)
class Segment:
    """`outlets` put it so; `percent` of the bar's full width (all outlets with a position)."""

    shade: Shade
    outlets: int
    percent: int


@dataclass(frozen=True, slots=True)
class Bar:
    """One claim. `rest` is the empty part of the bar in percent; segments and rest make 100, up to rounding."""

    claim: str
    segments: tuple[Segment, ...]
    outlets: int
    rest: int

    @property
    def words(self) -> str:
        """Everything the bar shows, in words: `2 asserted, 1 denied`."""
        return ", ".join(f"{s.outlets} {s.shade}" for s in self.segments)


def bars(positions: tuple[Position, ...]) -> tuple[Bar, ...]:
    """One bar for each claim, the most carried first."""
    counts: dict[str, Counter[Shade]] = {}
    for position in positions:
        for said in position.says:
            counts.setdefault(said.claim, Counter())[_shade(said)] += 1
    drawn = (_bar(claim, of, len(positions)) for claim, of in counts.items())
    return tuple(sorted(drawn, key=lambda bar: (-bar.outlets, bar.claim)))


def _shade(said: Said) -> Shade:
    return Shade.DENIED if said.polarity is Polarity.NEGATE or said.certainty is Certainty.DENIED else Shade(said.certainty.value)


def _bar(claim: str, counts: Counter[Shade], outlets: int) -> Bar:
    total = sum(counts.values())
    whole = max(total, outlets)
    segments = tuple(Segment(s, counts[s], round(100 * counts[s] / whole)) for s in Shade if counts[s])
    return Bar(claim, segments, total, max(0, 100 - sum(s.percent for s in segments)) if total < whole else 0)
