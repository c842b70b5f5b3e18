"""What a digest says of how the story moves: flips, contradictions, silence, each with words verbatim. Values, as in `content`."""

from dataclasses import dataclass
from datetime import date, datetime

from narrative.model import Certainty, Interval


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """An article as the digest names it: the outlet's name, its current headline, where it is."""

    outlet: str
    headline: str
    url: str


@dataclass(frozen=True, slots=True)
class Quote:
    """Words verbatim, where they stand, and in which interval they came to stand there, where that is told."""

    article: ArticleLine
    sentence: str
    said: Interval | None = None


@dataclass(frozen=True, slots=True)
class Flip:
    """An outlet that held one pole of a family of claims, last on `from_day`, and holds another one since `day`; both are days of UTC.

    `state` is `confirmed`, `provisional` or `lapsed`. `quote` are the first words that showed it, of the claim `claim`; `articles` made it,
    copies not counted. `was_provisional` when it was told as such before. `first` when nobody watched was seen to carry that claim earlier.
    """

    outlet: str
    family: str
    from_pole: str
    to_pole: str
    from_day: date
    day: date
    state: str
    articles: int
    quote: Quote
    claim: str
    certainty: Certainty | None = None
    source: str | None = None
    was_provisional: bool = False
    first: bool = False


@dataclass(frozen=True, slots=True)
class Side:
    """A number as printed, the words that had it first, and the other outlets that have it."""

    value: str
    quote: Quote
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Clash:
    """Numbers for one thing that cannot both be right, each with its words. `grounds`: what else speaks against one of them."""

    label: str
    sides: tuple[Side, ...]
    grounds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Inconsistency:
    """An article whose own numbers, or headline and body, do not fit together, and the sentences that do not."""

    article: ArticleLine
    explanation: str
    quotes: tuple[str, ...] = ()
    said: Interval | None = None


@dataclass(frozen=True, slots=True)
class Silence:
    """Outlets that did not carry a claim a day after `spread_at`, when three independent voices had; `unknown`: why, and who."""

    claim: str
    spread_at: datetime
    silent: tuple[str, ...]
    unknown: tuple[tuple[str, tuple[str, ...]], ...] = ()
    quote: Quote | None = None


@dataclass(frozen=True, slots=True)
class Hindsight:
    """How much of what could have been known on earlier days is known only since the incident is judged anew."""

    flips: int
    contradictions: int
    silences: int

    @property
    def counts(self) -> tuple[tuple[int, str], ...]:
        named = ((self.flips, "flip"), (self.contradictions, "contradiction"), (self.silences, "silence"))
        return tuple((count, noun) for count, noun in named if count)


@dataclass(frozen=True, slots=True)
class FirstLook:
    """Claims that stood in what was there when we first looked: since when is not known. `claims` counts each once for each outlet."""

    claims: int
    outlets: tuple[str, ...]
