"""Tables of facts: what was seen or decided, and when.

Append-only, except for the columns that say when to ask or look next: those of `host`, `feed.next_poll_at`, `feed.interval_seconds`,
`article.next_look_at`, `robots.expires_at`, and the counters and validators beside them. One thing drops what was written: a
takedown (see `db.takedowns`).
"""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Row
from narrative.model import Outcome

LOOK, IMPORTED = "look", "imported"
"""In `attempt.kind`."""
IMPORT, WATCHED = "import", "watched"
"""In `outlet_profile.role`, beside what the catalogue says: one imported text, which speaks for itself; a host whose pages a person
added by hand."""


class Outlet(Row):
    """Who publishes. What is known about it stands in its profiles."""

    __tablename__ = "outlet"
    key: Mapped[str] = mapped_column(String(80), unique=True)


class OutletProfile(Row):
    """An outlet as the catalogue described it from then on; the newest is the current one. Outlets of one `owner` are one voice."""

    __tablename__ = "outlet_profile"
    outlet_id: Mapped[int] = mapped_column(ForeignKey("outlet.id"), index=True)
    name: Mapped[str]
    country: Mapped[str] = mapped_column(String(2))
    language: Mapped[str] = mapped_column(String(3))
    ownership: Mapped[str]
    wire: Mapped[bool]
    home: Mapped[str]
    role: Mapped[str] = mapped_column(String(10), default="press")
    article_id: Mapped[str] = mapped_column(default="")
    owner: Mapped[str | None]


class Feed(Row):
    """One feed URL. `next_poll_at` is null while the catalogue does not name it."""

    __tablename__ = "feed"
    outlet_id: Mapped[int] = mapped_column(ForeignKey("outlet.id"), index=True)
    url: Mapped[str] = mapped_column(unique=True)
    next_poll_at: Mapped[datetime | None] = mapped_column(index=True)
    interval_seconds: Mapped[int] = mapped_column(default=0)
    failures: Mapped[int] = mapped_column(default=0)
    etag: Mapped[str] = mapped_column(default="")
    last_modified: Mapped[str] = mapped_column(default="")
    trusted: Mapped[int] = mapped_column(default=0)


class Host(Row):
    """One host, as all processes share it: nobody asks it before `next_at`, nor more often a day than its budget.

    `retry_at` is what the host itself asked for (Retry-After); `spent` counts the requests of `budget_on`.
    """

    __tablename__ = "host"
    name: Mapped[str] = mapped_column(unique=True)
    next_at: Mapped[datetime]
    retry_at: Mapped[datetime | None]
    budget_on: Mapped[date]
    spent: Mapped[int]


class Robots(Row):
    """One robots.txt as it was answered, by which requests were decided until `expires_at` or the next one."""

    __tablename__ = "robots"
    origin: Mapped[str] = mapped_column(index=True)
    captured_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    outcome: Mapped[Outcome] = mapped_column(String(20))
    reason: Mapped[str]
    http_status: Mapped[int | None]
    text: Mapped[str]


class Definition(Row):
    """One version of an incident file, whole: named by the hash of its text."""

    __tablename__ = "definition"
    __table_args__ = (UniqueConstraint("incident", "sha256"),)
    incident: Mapped[str] = mapped_column(String(80))
    version: Mapped[str]
    title: Mapped[str]
    sha256: Mapped[str] = mapped_column(String(64))
    source: Mapped[str]


class Subscription(Row):
    """Who gets which incident's digest, as the catalogue said from then on; the newest row of a key counts."""

    __tablename__ = "subscription"
    key: Mapped[str] = mapped_column(index=True)
    incident: Mapped[str]
    recipient: Mapped[str]
    time_zone: Mapped[str]
    at: Mapped[time]
    active: Mapped[bool]


class Payload(Row):
    """Bytes as they were received, kept once in an evidence file, found by their hash.

    `takedown_id` is the takedown by which the bytes were dropped; null while they are there.
    """

    __tablename__ = "payload"
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    size: Mapped[int]
    media_type: Mapped[str]
    file: Mapped[str]
    offset: Mapped[int]
    takedown_id: Mapped[int | None] = mapped_column(ForeignKey("takedown.id"), index=True)


class Poll(Row):
    """One asking of a feed, however it ended."""

    __tablename__ = "poll"
    __table_args__ = (Index("ix_poll_feed_id_captured_at", "feed_id", "captured_at"),)
    feed_id: Mapped[int] = mapped_column(ForeignKey("feed.id"))
    started_at: Mapped[datetime]
    captured_at: Mapped[datetime]
    final_url: Mapped[str]
    outcome: Mapped[Outcome] = mapped_column(String(20))
    reason: Mapped[str]
    http_status: Mapped[int | None]
    headers: Mapped[dict[str, Any]]
    exchange: Mapped[dict[str, Any]]
    robots: Mapped[str]
    robots_id: Mapped[int | None] = mapped_column(ForeignKey("robots.id"))
    payload_sha256: Mapped[str | None] = mapped_column(String(64))
    entries_sha256: Mapped[str | None] = mapped_column(String(64))
    listed: Mapped[int]
    known: Mapped[int]
    fresh: Mapped[int]


class Quirk(Row):
    """Something a feed does that others do not, noted once: at the poll that first showed it."""

    __tablename__ = "quirk"
    __table_args__ = (UniqueConstraint("feed_id", "kind"),)
    feed_id: Mapped[int] = mapped_column(ForeignKey("feed.id"))
    poll_id: Mapped[int] = mapped_column(ForeignKey("poll.id"))
    kind: Mapped[str] = mapped_column(String(40))
    detail: Mapped[str]


class Gap(Row):
    """Nothing in a poll had been seen before: between it and the poll before, entries may have come and gone unseen."""

    __tablename__ = "gap"
    feed_id: Mapped[int] = mapped_column(ForeignKey("feed.id"), index=True)
    last_poll_id: Mapped[int] = mapped_column(ForeignKey("poll.id"))
    first_poll_id: Mapped[int] = mapped_column(ForeignKey("poll.id"), unique=True)


class Entry(Row):
    """One thing a feed listed. The same guid under another title or address is another row: headlines have a history."""

    __tablename__ = "entry"
    __table_args__ = (UniqueConstraint("feed_id", "guid", "content_sha256"),)
    feed_id: Mapped[int] = mapped_column(ForeignKey("feed.id"))
    poll_id: Mapped[int] = mapped_column(ForeignKey("poll.id"), index=True)
    article_id: Mapped[int | None] = mapped_column(ForeignKey("article.id"), index=True)
    guid: Mapped[str]
    url: Mapped[str]
    title: Mapped[str]
    summary: Mapped[str]
    published_at: Mapped[datetime | None]
    updated_at: Mapped[datetime | None]
    content_sha256: Mapped[str] = mapped_column(String(64))


class Relisting(Row):
    """A feed lists an entry again in a form that it had given up: a headline that comes back is history, too."""

    __tablename__ = "relisting"
    __table_args__ = (UniqueConstraint("entry_id", "poll_id"),)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), index=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("poll.id"))


class Article(Row):
    """The work behind one identity; stays itself while its text, headline and address change.

    `local_id` is the outlet's own number for it, where the outlet's addresses carry one. `same_as_id` and
    `joined_at` are set once, when two turn out to be one: the younger is not looked at any more, and counts no more from then on.
    `rate_weights` is what its looks have taught about how often it changes, `stirred_at` when its incident last stirred: both only
    decide when it is looked at next.
    """

    __tablename__ = "article"
    __table_args__ = (Index("uq_article_outlet_id_local_id", "outlet_id", "local_id", unique=True),)
    outlet_id: Mapped[int] = mapped_column(ForeignKey("outlet.id"), index=True)
    url: Mapped[str] = mapped_column(unique=True)
    local_id: Mapped[str | None]
    same_as_id: Mapped[int | None] = mapped_column(ForeignKey("article.id"))
    joined_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    next_look_at: Mapped[datetime | None] = mapped_column(index=True)
    failures: Mapped[int] = mapped_column(default=0)
    rate_weights: Mapped[list[Any] | None]
    stirred_at: Mapped[datetime | None]


class Alias(Row):
    """Another address of an article, and how we came to know it. Spellings of one address share a `key`."""

    __tablename__ = "alias"
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), index=True)
    url: Mapped[str] = mapped_column(unique=True)
    key: Mapped[str] = mapped_column(index=True, default="")
    kind: Mapped[str]


class Attempt(Row):
    """One look at an article's page, however it ended. `captured_at` is when the last byte arrived.

    `kind` is LOOK, or IMPORTED: then nobody asked a page, a person handed over a file, at `captured_at`, and `url` is empty where it is
    not known. `exchange` holds what the answer itself does not: request headers, hops, timings, TLS. `payload_sha256` is the digest of the
    bytes, `page_sha256` that of all visible words; `kept` says whether the bytes were kept, or why not.
    """

    __tablename__ = "attempt"
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), index=True)
    url: Mapped[str]
    final_url: Mapped[str]
    started_at: Mapped[datetime]
    captured_at: Mapped[datetime] = mapped_column(index=True)
    outcome: Mapped[Outcome] = mapped_column(String(20), index=True)
    reason: Mapped[str]
    http_status: Mapped[int | None]
    headers: Mapped[dict[str, Any]]
    exchange: Mapped[dict[str, Any]]
    robots: Mapped[str]
    robots_id: Mapped[int | None] = mapped_column(ForeignKey("robots.id"))
    payload_sha256: Mapped[str | None] = mapped_column(String(64))
    page_sha256: Mapped[str | None] = mapped_column(String(64))
    kept: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(10), default=LOOK)


class Takedown(Row):
    """From then on the words of an article are withheld: its bytes and texts are dropped, its rows and digests stay."""

    __tablename__ = "takedown"
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), unique=True)
    reason: Mapped[str]
    decided_by: Mapped[str]


class Overrule(Row):
    """A person's decision on something we judged, with the reason. It survives every re-computation."""

    __tablename__ = "overrule"
    subject: Mapped[str]
    subject_id: Mapped[int]
    decision: Mapped[str]
    reason: Mapped[str]
    decided_by: Mapped[str]


class Cited(Row):
    """A statement that a person decided on, named by what no re-computation changes: the look that opened its snapshot, and its content.

    The rest says what it was when it was decided on, so that the decision can be read where nothing says it any more.
    """

    __tablename__ = "cited"
    __table_args__ = (UniqueConstraint("attempt_id", "content_sha256"),)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    content_sha256: Mapped[str] = mapped_column(String(64))
    incident: Mapped[str] = mapped_column(String(80))
    claim: Mapped[str] = mapped_column(String(80))
    polarity: Mapped[str]
    part: Mapped[str]
    text: Mapped[str]


class Annotator(Row):
    """A piece of our code that judges, at one version, with the data it judges by."""

    __tablename__ = "annotator"
    __table_args__ = (UniqueConstraint("name", "version", "content_sha256"),)
    name: Mapped[str]
    version: Mapped[str]
    content_sha256: Mapped[str] = mapped_column(String(64))
    definition_id: Mapped[int | None] = mapped_column(ForeignKey("definition.id"))


class Activation(Row):
    """From then on this annotator's judgments are the current ones of its name."""

    __tablename__ = "activation"
    name: Mapped[str] = mapped_column(index=True)
    annotator_id: Mapped[int] = mapped_column(ForeignKey("annotator.id"))


class Digest(Row):
    """What one day brought for one incident, as it was told. Another revision is a correction of the one before."""

    __tablename__ = "digest"
    __table_args__ = (UniqueConstraint("incident", "day", "time_zone", "revision"),)
    incident: Mapped[str] = mapped_column(String(80))
    day: Mapped[date]
    time_zone: Mapped[str]
    revision: Mapped[int]
    complete: Mapped[bool]
    quiet: Mapped[bool]
    subject: Mapped[str]
    html: Mapped[str]
    text: Mapped[str]
    content_sha256: Mapped[str] = mapped_column(String(64))


class Delivery(Row):
    """One step of one digest's way to one address. The unique `sending` row of a try is the claim to send it."""

    __tablename__ = "delivery"
    __table_args__ = (UniqueConstraint("digest_id", "recipient", "tries", "state"),)
    digest_id: Mapped[int] = mapped_column(ForeignKey("digest.id"))
    recipient: Mapped[str]
    tries: Mapped[int]
    state: Mapped[str] = mapped_column(String(10))
    message_id: Mapped[str]
    reason: Mapped[str]
