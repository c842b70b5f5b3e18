"""What is told about one address, as values: `db.tracing` finds them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from db.takedowns import Decision
from narrative.model import Outcome


@dataclass(frozen=True, slots=True)
class KnownFeed:
    """A feed's address; `watched` while the catalogue names it."""

    id: int
    url: str
    watched: bool


@dataclass(frozen=True, slots=True)
class KnownOutlet:
    """An outlet as the catalogue describes it now. `article_rule` finds its own number of an article in addresses."""

    id: int
    key: str
    name: str
    home: str
    article_rule: str
    feeds: tuple[KnownFeed, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """How asking an address ended: of a look at a page or a poll of a feed. '' and () stand for what was not said.

    `hops` are (status, address) of every redirect; `timings` are (what, milliseconds) in the order in which they passed.
    """

    started_at: datetime
    captured_at: datetime
    final_url: str
    outcome: Outcome
    reason: str
    http_status: int | None
    robots: str
    robots_id: int | None
    etag: str
    last_modified: str
    retry_after: str
    hops: tuple[tuple[int, str], ...]
    timings: tuple[tuple[str, int], ...]
    tls_issuer: str
    peer: str


@dataclass(frozen=True, slots=True)
class EntryTrace:
    """A title under which a feed listed an article, and the poll that first showed it so."""

    feed: str
    listed_at: datetime
    title: str
    url: str
    guid: str
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class AliasTrace:
    """An address of an article, how we came to know it, and when."""

    url: str
    kind: str
    known_at: datetime


@dataclass(frozen=True, slots=True)
class VersionTrace:
    """A version by its number for display: what it said, and the first and the last look that saw it."""

    article_id: int
    version: int
    attempt_id: int
    headline: str
    words: int
    first_seen_at: datetime
    last_seen_at: datetime
    looks: int


@dataclass(frozen=True, slots=True)
class LookTrace:
    """One look. `version` is the one that it `opened`, or saw again; `hidden` when other bytes had the same words."""

    id: int
    article_id: int
    url: str
    answered: Answered
    kept: str
    payload_sha256: str | None
    version: int | None
    opened: bool
    hidden: bool


@dataclass(frozen=True, slots=True)
class JoinedTrace:
    """An article that turned out to be the same as an older one, and is not looked at any more."""

    id: int
    url: str
    local_id: str
    known_at: datetime


@dataclass(frozen=True, slots=True)
class ArticleTrace:
    """Everything about one article and those that were joined with it. `local_id` is the outlet's own number, '' without one.

    Headlines and titles of one that is `withheld` are empty.
    """

    id: int
    url: str
    outlet: str
    outlet_name: str
    local_id: str
    published_at: datetime | None
    known_at: datetime
    failures: int
    next_look_at: datetime | None
    rate_weights: tuple[float, ...]
    stirred_at: datetime | None
    joined: tuple[JoinedTrace, ...]
    withheld: Decision | None
    entries: tuple[EntryTrace, ...]
    aliases: tuple[AliasTrace, ...]
    versions: tuple[VersionTrace, ...]
    looks: tuple[LookTrace, ...]


@dataclass(frozen=True, slots=True)
class QuirkTrace:
    """Something a feed does that others do not, and when a poll first showed it."""

    kind: str
    detail: str
    noted_at: datetime


@dataclass(frozen=True, slots=True)
class GapTrace:
    """Between these two polls entries may have come and gone unseen; then the feed listed `listed` entries, all of them new."""

    after_at: datetime
    until_at: datetime
    listed: int


@dataclass(frozen=True, slots=True)
class PollTrace:
    """One poll: how many entries the document listed, how many of them the feed had listed before, how many rows it brought."""

    id: int
    answered: Answered
    listed: int
    known: int
    fresh: int


@dataclass(frozen=True, slots=True)
class FeedTrace:
    """Everything about one feed. `next_poll_at` is None while the catalogue does not name it."""

    id: int
    url: str
    outlet: str
    next_poll_at: datetime | None
    interval: timedelta
    failures: int
    etag: str
    last_modified: str
    trusted: int
    quirks: tuple[QuirkTrace, ...]
    gaps: tuple[GapTrace, ...]
    polls: tuple[PollTrace, ...]


@dataclass(frozen=True, slots=True)
class HostTrace:
    """What all processes know of a host: not before `next_at`, nor before what it asked for; requests spent on one day."""

    name: str
    next_at: datetime
    retry_at: datetime | None
    budget_on: date
    spent: int
