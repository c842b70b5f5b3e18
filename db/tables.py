"""Every table of the store.

*Facts* say what was seen or decided, and when: append-only, except for the scheduling columns that say when to look next
(`feed.next_poll_at`, `article.next_look_at` and the counters beside them).
*Judgments* say what our code makes of the facts. Each names its annotator; they can be made again, and stand side by side.

`recorded_at` is stamped by the session (see `db.session`); instants are aware UTC, days are dates.
"""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, MetaData, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from db.types import Instant
from narrative.model import Outcome

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {datetime: Instant, date: Date, str: Text, dict[str, Any]: JSON, list[Any]: JSON}  # noqa: RUF012


class Row(Base):
    """What every table has: an identity and the instant at which the row was written."""

    __abstract__ = True
    id: Mapped[int] = mapped_column(primary_key=True)
    recorded_at: Mapped[datetime] = mapped_column(index=True)


class Outlet(Row):
    """Who publishes. What is known about it stands in its profiles."""

    __tablename__ = "outlet"
    key: Mapped[str] = mapped_column(String(80), unique=True)


class OutletProfile(Row):
    """An outlet as the catalogue described it from then on; the newest is the current one."""

    __tablename__ = "outlet_profile"
    outlet_id: Mapped[int] = mapped_column(ForeignKey("outlet.id"), index=True)
    name: Mapped[str]
    country: Mapped[str] = mapped_column(String(2))
    language: Mapped[str] = mapped_column(String(3))
    ownership: Mapped[str]
    wire: Mapped[bool]
    home: Mapped[str]


class Feed(Row):
    """One feed URL. `next_poll_at` is null while the catalogue does not name it."""

    __tablename__ = "feed"
    outlet_id: Mapped[int] = mapped_column(ForeignKey("outlet.id"), index=True)
    url: Mapped[str] = mapped_column(unique=True)
    next_poll_at: Mapped[datetime | None] = mapped_column(index=True)
    failures: Mapped[int] = mapped_column(default=0)
    etag: Mapped[str] = mapped_column(default="")
    last_modified: Mapped[str] = mapped_column(default="")


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
    """Bytes as they were received, kept once in an evidence file, found by their hash."""

    __tablename__ = "payload"
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    size: Mapped[int]
    media_type: Mapped[str]
    file: Mapped[str]
    offset: Mapped[int]


class Poll(Row):
    """One asking of a feed, however it ended."""

    __tablename__ = "poll"
    feed_id: Mapped[int] = mapped_column(ForeignKey("feed.id"), index=True)
    started_at: Mapped[datetime]
    captured_at: Mapped[datetime]
    outcome: Mapped[Outcome] = mapped_column(String(20))
    reason: Mapped[str]
    http_status: Mapped[int | None]
    payload_sha256: Mapped[str | None] = mapped_column(String(64))
    listed: Mapped[int]
    fresh: Mapped[int]


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


class Article(Row):
    """The work behind one identity; stays itself while its text, headline and address change."""

    __tablename__ = "article"
    outlet_id: Mapped[int] = mapped_column(ForeignKey("outlet.id"), index=True)
    url: Mapped[str] = mapped_column(unique=True)
    published_at: Mapped[datetime | None]
    next_look_at: Mapped[datetime | None] = mapped_column(index=True)
    failures: Mapped[int] = mapped_column(default=0)


class Alias(Row):
    """Another address of an article, and how we came to know it."""

    __tablename__ = "alias"
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), index=True)
    url: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]


class Attempt(Row):
    """One look at an article's page, however it ended. `captured_at` is when the last byte arrived."""

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
    robots: Mapped[str]
    payload_sha256: Mapped[str | None] = mapped_column(String(64))


class Overrule(Row):
    """A person's decision on something we judged, with the reason. It survives every re-computation."""

    __tablename__ = "overrule"
    subject: Mapped[str]
    subject_id: Mapped[int]
    decision: Mapped[str]
    reason: Mapped[str]
    decided_by: Mapped[str]


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


class Reading(Row):
    """What one captured page said, as one extractor read it."""

    __tablename__ = "reading"
    __table_args__ = (UniqueConstraint("attempt_id", "annotator_id"),)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    annotator_id: Mapped[int] = mapped_column(ForeignKey("annotator.id"))
    headline: Mapped[str]
    headlines: Mapped[dict[str, Any]]
    text: Mapped[str]
    authors: Mapped[list[Any]]
    published_at: Mapped[datetime | None]
    modified_at: Mapped[datetime | None]
    language: Mapped[str]
    text_sha256: Mapped[str] = mapped_column(String(64), index=True)


class Snapshot(Row):
    """What an article said over a span of time, named by the attempt that opened it."""

    __tablename__ = "snapshot"
    __table_args__ = (UniqueConstraint("article_id", "opened_by", "annotator_id"),)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"))
    opened_by: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    reading_id: Mapped[int] = mapped_column(ForeignKey("reading.id"))
    annotator_id: Mapped[int] = mapped_column(ForeignKey("annotator.id"))


class Sighting(Row):
    """An attempt saw this snapshot's words. `hidden` when the page's bytes had changed but its words had not."""

    __tablename__ = "sighting"
    __table_args__ = (UniqueConstraint("attempt_id", "snapshot_id"),)
    snapshot_id: Mapped[int] = mapped_column(ForeignKey("snapshot.id"), index=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    hidden: Mapped[bool]


class Judgment(Row):
    """One annotator has judged one snapshot; what it found hangs on this row, and finding nothing is a judgment too."""

    __tablename__ = "judgment"
    __table_args__ = (UniqueConstraint("snapshot_id", "annotator_id"),)
    snapshot_id: Mapped[int] = mapped_column(ForeignKey("snapshot.id"))
    annotator_id: Mapped[int] = mapped_column(ForeignKey("annotator.id"), index=True)


class Revision(Row):
    """The step between two snapshots. The edit happened after `last_attempt_id` and no later than `first_attempt_id`."""

    __tablename__ = "revision"
    judgment_id: Mapped[int] = mapped_column(ForeignKey("judgment.id"), unique=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), index=True)
    before_id: Mapped[int] = mapped_column(ForeignKey("snapshot.id"))
    after_id: Mapped[int] = mapped_column(ForeignKey("snapshot.id"))
    last_attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    first_attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    material: Mapped[bool]
    verdict: Mapped[str]
    outlet_dated_edits: Mapped[int]


class Edit(Row):
    """What happened to one sentence, or to the headline, in a revision."""

    __tablename__ = "edit"
    __table_args__ = (UniqueConstraint("revision_id", "position"),)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    position: Mapped[int]
    action: Mapped[str]
    part: Mapped[str]
    label: Mapped[str]
    material: Mapped[bool]
    before: Mapped[str]
    after: Mapped[str]
    before_start: Mapped[int | None]
    before_end: Mapped[int | None]
    after_start: Mapped[int | None]
    after_end: Mapped[int | None]
    rule: Mapped[str]


class Cluster(Row):
    """A set of near-duplicates under one annotator; `key` is what its members share."""

    __tablename__ = "cluster"
    __table_args__ = (UniqueConstraint("annotator_id", "key"),)
    annotator_id: Mapped[int] = mapped_column(ForeignKey("annotator.id"))
    key: Mapped[str]


class Membership(Row):
    """A snapshot's cluster: `first` judged, `exact`ly its words, or `alone` (too short). Its origin: see `db.copies`."""

    __tablename__ = "membership"
    judgment_id: Mapped[int] = mapped_column(ForeignKey("judgment.id"), unique=True)
    cluster_id: Mapped[int] = mapped_column(ForeignKey("cluster.id"), index=True)
    relation: Mapped[str]
    other_id: Mapped[int | None] = mapped_column(ForeignKey("snapshot.id"))


class Tag(Row):
    """Is this snapshot about the incident of the annotator's definition?"""

    __tablename__ = "tag"
    judgment_id: Mapped[int] = mapped_column(ForeignKey("judgment.id"), unique=True)
    incident: Mapped[str] = mapped_column(String(80), index=True)
    decision: Mapped[str] = mapped_column(String(10))
    score: Mapped[float]
    focus: Mapped[float]
    coverage: Mapped[float]


class Mention(Row):
    """A span that names the incident, and the rule that found it."""

    __tablename__ = "mention"
    tag_id: Mapped[int] = mapped_column(ForeignKey("tag.id"), index=True)
    rule: Mapped[str]
    part: Mapped[str]
    start: Mapped[int]
    end: Mapped[int]
    text: Mapped[str]


class Statement(Row):
    """One place where one snapshot makes, or denies, a claim. `text` is exactly what stands at start:end of its part."""

    __tablename__ = "statement"
    __table_args__ = (UniqueConstraint("judgment_id", "part", "start", "end", "claim", "polarity"),)
    judgment_id: Mapped[int] = mapped_column(ForeignKey("judgment.id"))
    incident: Mapped[str] = mapped_column(String(80), index=True)
    claim: Mapped[str] = mapped_column(String(80), index=True)
    polarity: Mapped[str]
    certainty: Mapped[str]
    part: Mapped[str]
    start: Mapped[int]
    end: Mapped[int]
    text: Mapped[str]
    rule: Mapped[str]
    actor: Mapped[str | None]
    source: Mapped[str | None]
    quoted: Mapped[bool]
    time: Mapped[str]
    value: Mapped[float | None]
    comparator: Mapped[str | None]
    unit: Mapped[str | None]


class Event(Row):
    """Something happened in the narrative, after `after_at` (null: not known) and no later than `until_at`."""

    __tablename__ = "event"
    __table_args__ = (UniqueConstraint("annotator_id", "incident", "kind", "key"),)
    annotator_id: Mapped[int] = mapped_column(ForeignKey("annotator.id"))
    incident: Mapped[str] = mapped_column(String(80), index=True)
    kind: Mapped[str]
    key: Mapped[str]
    article_id: Mapped[int | None] = mapped_column(ForeignKey("article.id"))
    claim: Mapped[str | None]
    after_at: Mapped[datetime | None]
    until_at: Mapped[datetime]
    statement_id: Mapped[int | None] = mapped_column(ForeignKey("statement.id"))


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
