"""What a digest says: everything one day brought for one incident, as values.

Nothing here is worded, cut or put in order for reading; `wording` and `render` do that. Instants are aware UTC.
"""

from dataclasses import dataclass
from datetime import date, datetime

from digest.narrated import ArticleLine, Clash, FirstLook, Flip, Hindsight, Inconsistency, Silence
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
class Ruling:
    """What a person decided on a revision, beside what our code had judged, and why.

    `decision` is `material`, `not material`, a verdict, or `shown`, for differences that had been taken for noise.
    """

    decision: str
    judged: str
    reason: str
    decided_by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Revised:
    """One article that says something else now: every edit of one revision, and between which two attempts it happened.

    `material` and `verdict` are what counts: a person's where `rulings` say so. `back_to` is when the words were last seen before, where
    they are back. `told_before` when an earlier digest told the revision, and this one tells what a person decided on it.
    """

    article: ArticleLine
    interval: Interval
    verdict: Verdict
    reason: str
    edits: tuple[Edit, ...]
    before_attempt: int
    after_attempt: int
    material: bool = True
    back_to: datetime | None = None
    rulings: tuple[Ruling, ...] = ()
    told_before: bool = False
    carried: tuple[str, ...] = ()
    """The places in which the newer page has a headline: h1, og, title, jsonld."""
    feeds: tuple[str, ...] = ()
    """The headlines that feeds had listed for the article last."""
    touched: tuple[tuple[int, str], ...] = ()
    """Of an unmarked revision: which edits, by their place among all, changed a sentence that makes a claim, and that claim's label."""

    @property
    def verdict_by(self) -> str:
        """Who decided on the verdict; empty when it is as judged."""
        return next((r.decided_by for r in self.rulings if r.decision in set(Verdict)), "")

    @property
    def shown(self) -> tuple[Edit, ...]:
        """The edits that make it material; all of them, where only a person found it so."""
        return tuple(edit for edit in self.edits if edit.material) or self.edits

    def claim_of(self, edit: Edit) -> str:
        """The claim that an unmarked edit touched; empty when it touched none."""
        return dict(self.touched).get(self.edits.index(edit), "")

    @property
    def others(self) -> int:
        """How many edits are not shown: of style, or of what stands around the text."""
        return len(self.edits) - len(self.shown)


@dataclass(frozen=True, slots=True)
class LivePage:
    """A page that is updated in the open: how often it was seen updated, and how many sentences came, changed and went."""

    article: ArticleLine
    interval: Interval
    updates: int
    added: int
    changed: int
    removed: int
    before_attempt: int
    after_attempt: int


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
class PageEvent:
    """A page that its outlet stopped serving (`vanished`), served again (`restored`) or serves elsewhere for good (`moved`).

    `reason` is what the server said, `moved_to` the new address.
    """

    article: ArticleLine
    interval: Interval
    kind: str
    reason: str
    attempt: int
    moved_to: str = ""


@dataclass(frozen=True, slots=True)
class Uncorrected:
    """A copy that still says what its origin took back: `before` in it, `after` there (empty: taken out), edited in the interval `edited`.

    `seen_at` is the look, a day later or more, that saw the copy say it still.
    """

    article: ArticleLine
    origin: ArticleLine
    before: str
    after: str
    edited: Interval
    seen_at: datetime


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
    """What was looked at. `hidden` counts looks whose bytes differed while the words did not, `suppressed` differences that were
    judged to be noise."""

    outlets_watched: int
    feeds_polled: int
    feeds_failed: tuple[Failure, ...]
    outlets_unreachable: tuple[Failure, ...]
    looks: int
    hidden: int
    suppressed: int = 0


@dataclass(frozen=True, slots=True)
class DefinitionChange:
    """Another definition was in force at the day's end than at its beginning, or other code: which articles came in and fell out by that.

    Both are named as `azal-8243@2 (1f5a09c2)`; when they are the same, it was the code that changed.
    """

    before: str
    after: str
    came: tuple[ArticleLine, ...] = ()
    went: tuple[ArticleLine, ...] = ()


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
    live: tuple[LivePage, ...] = ()
    flips: tuple[Flip, ...] = ()
    clashes: tuple[Clash, ...] = ()
    inconsistencies: tuple[Inconsistency, ...] = ()
    silences: tuple[Silence, ...] = ()
    statements: tuple[NewStatement, ...] = ()
    first_look: FirstLook | None = None
    quantities: tuple[Quantity, ...] = ()
    pages: tuple[PageEvent, ...] = ()
    uncorrected: tuple[Uncorrected, ...] = ()
    articles: tuple[NewArticle, ...] = ()
    positions: tuple[Position, ...] = ()
    reprinting: tuple[str, ...] = ()
    """Outlets that have nothing about the cause but another's text: they have no position of their own."""
    definition: DefinitionChange | None = None
    hindsight: Hindsight | None = None
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
        return tuple(sorted((r for r in self.revised if r.material and not r.told_before), key=_urgency))

    @property
    def unmarked(self) -> tuple[Revised, ...]:
        """Material, no notice, modification date not moved. Undetermined ones are not among them."""
        return tuple(r for r in self.material if r.verdict is Verdict.UNMARKED)

    @property
    def minor(self) -> tuple[Revised, ...]:
        """Revisions that told readers nothing else, in the order in which they were seen."""
        return tuple(sorted((r for r in self.revised if not (r.material or r.rulings)), key=_urgency))

    @property
    def decided(self) -> tuple[Revised, ...]:
        """Revisions on which a person decided: told in an earlier digest, or left out of the list above because of it."""
        return tuple(r for r in self.revised if r.told_before or (r.rulings and not r.material))

    @property
    def turned(self) -> tuple[Flip, ...]:
        """Flips that are new: not those that were told as provisional, and are confirmed or lapsed now."""
        return tuple(f for f in self.flips if not f.was_provisional)

    @property
    def disputed(self) -> tuple[Quantity, ...]:
        return tuple(q for q in self.quantities if q.disputed)

    @property
    def quiet(self) -> bool:
        """Nothing material was seen or decided: nothing moved, and no edit, claim, article or page. Standing disagreements are no news.

        A changed definition is none either, but what is told now and what was told before cannot be compared without knowing of it.
        """
        moved = (self.flips, self.clashes, self.inconsistencies, self.silences, self.hindsight)
        told = (self.material, self.live, self.decided, self.statements, self.first_look, self.pages, self.uncorrected, self.articles)
        return not any((*moved, *told, self.definition))


_ORDER = (Verdict.UNMARKED, Verdict.UNDETERMINED, Verdict.DATE_BUMPED, Verdict.NOTICE_GIVEN)


def _urgency(revised: Revised) -> tuple[int, datetime, str, str]:
    return _ORDER.index(revised.verdict), revised.interval.until_at, revised.article.outlet, revised.article.url
