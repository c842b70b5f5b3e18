"""What a digest says: everything one day brought for one incident, as values.

Nothing here is worded, cut or put in order for reading; `wording` and `render` do that. Instants are aware UTC.
"""

from dataclasses import dataclass
from datetime import date, datetime

from narrative.model import Certainty, Edit, Interval, Polarity, Verdict

METHOD = (
    "Every look at every page is kept. Texts are compared sentence by sentence; claims are found by the written rules of the "
    "incident's definition, without a language model. An edit happened between two looks: the interval is printed, never a moment."
)


@dataclass(frozen=True, slots=True)
class Window:
    """The day's span, half open: everything recorded from `from_at` to just before `until_at`."""

    from_at: datetime
    until_at: datetime


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """An article as the digest names it: the outlet's name, its current headline, where it is."""

    outlet: str
    headline: str
    url: str


@dataclass(frozen=True, slots=True)
class Revised:
    """One article that says something else now: every edit of one revision, and between which two attempts it happened."""

    article: ArticleLine
    interval: Interval
    verdict: Verdict
    reason: str
    edits: tuple[Edit, ...]
    before_attempt: int
    after_attempt: int

    @property
    def material(self) -> bool:
        return any(edit.material for edit in self.edits)


@dataclass(frozen=True, slots=True)
class NewStatement:
    """A claim that this outlet had not made before. `claim` is the catalogue's neutral label, `sentence` verbatim.

    `first` when no other of the outlets watched was seen to carry it earlier.
    """

    article: ArticleLine
    claim: str
    polarity: Polarity
    certainty: Certainty
    sentence: str
    captured_at: datetime
    attempt: int
    source: str | None = None
    first: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """One value of a quantity, as printed ("38", "at least 30"), and the outlets that have it now."""

    value: str
    outlets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quantity:
    """What the outlets have for one number now. `disputed` when two of the values cannot both be right."""

    label: str
    held: tuple[Held, ...]
    disputed: bool = False
    reference: str = ""
    """The incident's reference value and where it comes from; empty when there is none."""


@dataclass(frozen=True, slots=True)
class Inconsistency:
    """An article whose own numbers, or headline and body, do not fit together."""

    article: ArticleLine
    explanation: str


@dataclass(frozen=True, slots=True)
class PageEvent:
    """A page that its outlet stopped serving, or served again (`restored`). `reason`: what the server said."""

    article: ArticleLine
    interval: Interval
    restored: bool
    reason: str
    attempt: int


@dataclass(frozen=True, slots=True)
class NewArticle:
    """An article first seen in the window. `copies`: outlets that printed almost the same words; they are no further voices."""

    article: ArticleLine
    first_seen_at: datetime
    copies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """What an outlet's articles currently do with one claim."""

    claim: str
    polarity: Polarity
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class Position:
    """What one outlet currently says about the cause: one entry for each claim."""

    outlet: str
    says: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """A feed or an outlet that could not be read, and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was looked at. `hidden` counts looks whose bytes differed while the words did not."""

    outlets_watched: int
    feeds_polled: int
    feeds_failed: tuple[Failure, ...]
    outlets_unreachable: tuple[Failure, ...]
    looks: int
    hidden: int


@dataclass(frozen=True, slots=True)
class Digest:
    """What one day brought for one incident. `incomplete`: sentences such as "12 snapshots not yet judged"."""

    incident: str
    title: str
    day: date
    time_zone: str
    window: Window
    coverage: Coverage
    run_id: str
    incomplete: tuple[str, ...] = ()
    revised: tuple[Revised, ...] = ()
    statements: tuple[NewStatement, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    inconsistencies: tuple[Inconsistency, ...] = ()
    pages: tuple[PageEvent, ...] = ()
    articles: tuple[NewArticle, ...] = ()
    positions: tuple[Position, ...] = ()
    method: str = METHOD
    revision: int = 1
    page_url: str = ""
    """Where this digest can be read on the web; empty when nowhere."""

    @property
    def complete(self) -> bool:
        return not self.incomplete

    @property
    def material(self) -> tuple[Revised, ...]:
        """Revisions with a material edit: unmarked ones first, then by when they were seen."""
        return tuple(sorted((r for r in self.revised if r.material), key=_urgency))

    @property
    def unmarked(self) -> tuple[Revised, ...]:
        """Material, no notice, modification date not moved. Undetermined ones are not among them."""
        return tuple(r for r in self.material if r.verdict is Verdict.UNMARKED)

    @property
    def minor(self) -> tuple[Revised, ...]:
        """Revisions of style only, in the order in which they were seen."""
        return tuple(sorted((r for r in self.revised if not r.material), key=_urgency))

    @property
    def disputed(self) -> tuple[Quantity, ...]:
        return tuple(q for q in self.quantities if q.disputed)

    @property
    def quiet(self) -> bool:
        """Nothing material was seen: no edit, claim, article or page event. Standing disagreements are no news."""
        return not (self.material or self.statements or self.pages or self.articles)


_ORDER = (Verdict.UNMARKED, Verdict.UNDETERMINED, Verdict.DATE_BUMPED, Verdict.NOTICE_GIVEN)


def _urgency(revised: Revised) -> tuple[int, datetime, str, str]:
    return _ORDER.index(revised.verdict), revised.interval.until_at, revised.article.outlet, revised.article.url
