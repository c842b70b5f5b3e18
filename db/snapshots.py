"""Snapshots: what an article said, which looks saw it, which differences were judged to be noise.

Of several sightings that one attempt has under one reader the newest counts: a person can decide that a difference was none.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from db.tables import Article, Attempt, Reading, Sighting, Snapshot, Suppression
from narrative import model

MOST_KNOWN = 24
"""Snapshots of one article that a look is held against, those seen last: a live page has a hundred, and goes back to none of them."""


@dataclass(frozen=True, slots=True)
class Known:
    """One snapshot of an article, the attempts that opened it and saw it last, and what it says as one reader reads it."""

    id: int
    opened_by: int
    last_attempt: int
    reading: model.Reading


def known(session: Session, article_id: int, reader_id: int, before_attempt: int | None = None) -> tuple[Known, ...]:
    """What the article is known to have said (before a given attempt), as this reader reads: the one seen last is the last."""
    last = sa.func.max(Sighting.attempt_id)
    until = () if before_attempt is None else (Sighting.attempt_id < before_attempt,)
    rows = session.execute(
        sa.select(Snapshot, Reading, last)
        .join(Reading, Reading.id == Snapshot.reading_id)
        .join(Sighting, Sighting.snapshot_id == Snapshot.id)
        .where(Snapshot.article_id == article_id, Snapshot.annotator_id == reader_id, counts(), *until)
        .group_by(Snapshot.id, Reading.id)
        .order_by(last.desc())
        .limit(MOST_KNOWN)
    ).all()
    return tuple(Known(s.id, s.opened_by, last_attempt, as_read(r)) for s, r, last_attempt in reversed(rows))


def latest_sighting(session: Session, article_id: int, reader_id: int) -> int | None:
    """The newest sighting of the article: as long as it is that, `known` is what it was.

    Locks the article on PostgreSQL, so that two workers cannot both open its next snapshot; SQLite has one writer anyway.
    """
    session.execute(sa.select(Article.id).where(Article.id == article_id).with_for_update())
    seen = sa.select(sa.func.max(Sighting.id)).join(Snapshot, Snapshot.id == Sighting.snapshot_id)
    return session.scalar(seen.where(Snapshot.article_id == article_id, Snapshot.annotator_id == reader_id))


def counts() -> sa.ColumnElement[bool]:
    """Whether a sighting, in a query that joins its snapshot, is the one that counts of its attempt."""
    later, other = aliased(Sighting), aliased(Snapshot)
    overtaken = (
        sa.exists()
        .where(later.attempt_id == Sighting.attempt_id, later.id > Sighting.id, other.id == later.snapshot_id)
        .where(other.annotator_id == Snapshot.annotator_id)
        .correlate(Sighting, Snapshot)
    )
    return ~overtaken


def as_read(row: Reading) -> model.Reading:
    """A stored reading as the value that was stored."""
    return model.Reading(
        headline=row.headline, text=row.text, headlines=model.Headlines(**row.headlines), authors=tuple(row.authors),
        published_at=row.published_at, modified_at=row.modified_at, language=row.language, live=row.live, extractor=row.extractor,
    )  # fmt: skip


def last_seen_payload(session: Session, article_id: int) -> str | None:
    """The hash of the bytes that the last look that saw the article brought; None when none did."""
    seen = sa.select(Attempt.payload_sha256).where(Attempt.article_id == article_id, Attempt.payload_sha256.is_not(None))
    return session.scalar(seen.where(Attempt.outcome.in_(model.SEEN)).order_by(Attempt.id.desc()).limit(1))


def open_snapshot(session: Session, article_id: int, attempt_id: int, reading_id: int, annotator_id: int) -> int:
    """A new version of the article begins with this attempt; returns the snapshot's id."""
    row = Snapshot(article_id=article_id, opened_by=attempt_id, reading_id=reading_id, annotator_id=annotator_id)
    session.add(row)
    session.flush()
    session.add(Sighting(snapshot_id=row.id, attempt_id=attempt_id, hidden=False))
    return row.id


def sight(session: Session, snapshot_id: int, attempt_id: int, *, hidden: bool, returned_from: int | None = None) -> None:
    """The attempt saw the words of a snapshot that we already had; `returned_from` is the one that had stood since."""
    session.add(Sighting(snapshot_id=snapshot_id, attempt_id=attempt_id, hidden=hidden, returned_from_id=returned_from))


def suppress(session: Session, snapshot_id: int, attempt_id: int, noise: Sequence[model.Suppressed]) -> None:
    """Keep what differed between a snapshot and what a look saw, and was judged to be noise."""
    session.add_all(
        Suppression(
            snapshot_id=snapshot_id, attempt_id=attempt_id, position=position, rule=n.rule, part=n.part, before=n.before, after=n.after
        )
        for position, n in enumerate(noise)
    )


def seen_by(session: Session, attempt_id: int, reader_id: int) -> int | None:
    """The snapshot that an attempt saw, as this reader reads; None when it saw none."""
    query = sa.select(Sighting.snapshot_id).join(Snapshot, Snapshot.id == Sighting.snapshot_id)
    return session.scalar(query.where(Sighting.attempt_id == attempt_id, Snapshot.annotator_id == reader_id, counts()))


def suppressed(session: Session, attempt_id: int) -> bool:
    """Whether anything was suppressed at this look."""
    return session.scalar(sa.select(sa.exists().where(Suppression.attempt_id == attempt_id))) or False
