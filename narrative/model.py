"""The vocabulary as values: what the other packages hand to each other.

Everything here is frozen. Offsets are code points of the text they are stored with, half open: `text[start:end]`.
Instants end in `_at` and are aware UTC.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum


class Outcome(StrEnum):
    """How one look at an address ended: exactly one word of this list.

    The first three keep a text; `NOT_MODIFIED` vouches for the text we have; the rest say why nothing could be read.
    """

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    NOT_MODIFIED = "not_modified"
    MOVED = "moved"
    GONE = "gone"
    MISSING = "missing"
    FORBIDDEN = "forbidden"
    BLOCKED = "blocked"
    PAYWALLED = "paywalled"
    CONSENT_WALL = "consent_wall"
    SOFT_404 = "soft_404"
    RATE_LIMITED = "rate_limited"
    SERVER_ERROR = "server_error"
    UNREACHABLE = "unreachable"
    TIMED_OUT = "timed_out"
    TLS_FAILED = "tls_failed"
    ADDRESS_REFUSED = "address_refused"
    TOO_LARGE = "too_large"
    NOT_A_PAGE = "not_a_page"
    UNREADABLE = "unreadable"
    DISALLOWED = "disallowed"


SEEN = frozenset({Outcome.NEW, Outcome.CHANGED, Outcome.UNCHANGED, Outcome.NOT_MODIFIED})
"""Outcomes of a look that saw the article's text."""

ABSENT = frozenset({Outcome.GONE, Outcome.MISSING})
"""Outcomes in which the outlet itself said that there is no such page. Walls and errors say nothing about that."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing a feed listed, as the feed put it."""

    guid: str
    url: str
    title: str
    published_at: datetime | None = None
    updated_at: datetime | None = None
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Headlines:
    """The headlines one page carries. They can differ, and change at different times."""

    h1: str = ""
    og: str = ""
    title: str = ""
    jsonld: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one captured page said, and `extractor`, the way in which its text was found.

    `page_sha256` is over all visible words of the page; `addresses` are those it gives itself (rel=canonical, og:url, AMP);
    `noarchive`, `paid`, `live` and `declared_words` (0 when it says nothing) are what it declares;
    `aside` holds lines of the page that were taken for none of the text.
    """

    headline: str
    text: str
    headlines: Headlines = field(default_factory=Headlines)
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    modified_at: datetime | None = None
    language: str = ""
    canonical_url: str = ""
    extractor: str = ""
    page_sha256: str = ""
    addresses: tuple[str, ...] = ()
    noarchive: bool = False
    paid: bool = False
    live: bool = False
    declared_words: int = 0
    aside: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A text to be judged: one snapshot, or one line that somebody wants to try."""

    text: str
    title: str = ""
    language: str = ""
    published_at: datetime | None = None


class Part(StrEnum):
    """Which of a document's two texts a span counts in."""

    HEADING = "heading"
    BODY = "body"


@dataclass(frozen=True, slots=True)
class Mention:
    """A span that names the incident, and the rule that found it."""

    rule: str
    part: Part
    start: int
    end: int
    text: str


class Decision(StrEnum):
    """Is this text about the incident? `REVIEW` asks a person; `NONE` is a judgment too, and is stored."""

    PRIMARY = "primary"
    PASSING = "passing"
    REVIEW = "review"
    NONE = "none"


ON_TOPIC = frozenset({Decision.PRIMARY, Decision.PASSING})


@dataclass(frozen=True, slots=True)
class Tag:
    """The decision, how sure (0 to 1), and every span it rests on.

    `coverage` is own sentences / sentences, `focus` own / (own + competitors' sentences); both 0 to 1.
    """

    decision: Decision
    score: float
    focus: float
    coverage: float
    mentions: tuple[Mention, ...] = ()


class Polarity(StrEnum):
    AFFIRM = "affirm"
    NEGATE = "negate"


class Certainty(StrEnum):
    """How firmly a statement is made. Where several fit, the first in this order wins."""

    QUESTIONED = "questioned"
    DENIED = "denied"
    HEDGED = "hedged"
    ATTRIBUTED = "attributed"
    ASSERTED = "asserted"


@dataclass(frozen=True, slots=True)
class Statement:
    """One place where one text makes, or denies, a claim of the incident's catalogue.

    `actor` is whom it is about, `source` who is said to have said it. A quantity has `value`, `comparator`
    (one of `=`, `>=`, `<=`, `~`) and `unit`, what is counted. `time` is `current`, `superseded` (told as said at first) or `prospective`
    (an act that is to come). `presupposed`: a noun takes it for granted ("the downing of the plane") and nothing says it.
    """

    claim: str
    polarity: Polarity
    certainty: Certainty
    part: Part
    start: int
    end: int
    text: str
    rule: str
    actor: str | None = None
    source: str | None = None
    quoted: bool = False
    time: str = "current"
    value: float | None = None
    comparator: str | None = None
    unit: str | None = None
    presupposed: bool = False


class Action(StrEnum):
    """What happened to a sentence (or to the headline) between two versions."""

    ADDED = "added"
    REMOVED = "removed"
    REPLACED = "replaced"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Edit:
    """One sentence's fate. Spans count in the part of the version they belong to; None where there is no such side.

    `coarse` is the class of NewsEdits 2.0 (`fact`, `style`, `narrative`), `evidence` the words that `rule` went by. `headlines` names
    the places of a headline that changed alike, out of `h1`, `og`, `title`, `jsonld`; it is empty in the body.
    """

    action: Action
    part: Part
    label: str
    material: bool
    before: str
    after: str
    before_span: tuple[int, int] | None
    after_span: tuple[int, int] | None
    rule: str
    coarse: str = ""
    evidence: str = ""
    headlines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A difference that was judged to be noise, by which rule, so that it can be listed and undone. Spans as in an edit."""

    rule: str
    before: str
    after: str
    part: Part = Part.BODY
    before_span: tuple[int, int] | None = None
    after_span: tuple[int, int] | None = None


class Verdict(StrEnum):
    """What an outlet told its readers about an edit. `UNMARKED` needs a modification date that did not move."""

    UNMARKED = "unmarked"
    NOTICE_GIVEN = "notice_given"
    DATE_BUMPED = "date_bumped"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything between two versions. `same` means that no version is made of it."""

    same: bool
    material: bool
    verdict: Verdict
    edits: tuple[Edit, ...] = ()
    suppressed: tuple[Suppressed, ...] = ()


@dataclass(frozen=True, slots=True)
class Interval:
    """When something happened: after the last look that did not see it, and no later than the first that did."""

    after_at: datetime | None
    until_at: datetime

    @property
    def width(self) -> timedelta | None:
        return None if self.after_at is None else self.until_at - self.after_at
