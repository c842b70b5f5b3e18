"""What was looked at and can be read again: every attempt of an article in order, with its bytes where they were kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from db import snapshots
from db.articles import PayloadFacts
from db.facts import IMPORTED
from db.tables import Attempt, Payload, Reading, Sighting, Snapshot
from narrative import model
from narrative.model import Outcome


@dataclass(frozen=True, slots=True)
class PastLook:
    """One attempt as it was recorded. `payload` is None when its bytes were not kept; `stored` is what was read of it then, if it
    opened a snapshot.
    """

    attempt_id: int
    article_id: int
    captured_at: datetime
    outcome: Outcome
    http_status: int | None
    final_url: str
    content_type: str
    payload_sha256: str | None
    payload: PayloadFacts | None
    stored: model.Reading | None
    imported: bool = False


def unread(session: Session, reader_id: int, article_ids: Sequence[int] | None = None) -> tuple[int, ...]:
    """Articles (of the given ones, or all) that another reader has read and this one has not."""
    theirs, mine = (_read_by(whom) for whom in (Reading.annotator_id != reader_id, Reading.annotator_id == reader_id))
    if article_ids is not None:
        theirs = theirs.where(Attempt.article_id.in_(article_ids))
    return tuple(session.scalars(theirs.where(Attempt.article_id.not_in(mine)).distinct().order_by(Attempt.article_id)))


def _read_by(whom: sa.ColumnElement[bool]) -> sa.Select[int]:
    return sa.select(Attempt.article_id).join(Reading, Reading.attempt_id == Attempt.id).where(whom)


def past(session: Session, article_id: int) -> tuple[PastLook, ...]:
    """Every look at an article, in the order in which they were taken."""
    of_article = sa.select(Reading).join(Attempt, Attempt.id == Reading.attempt_id).where(Attempt.article_id == article_id)
    stored = {reading.attempt_id: reading for reading in session.scalars(of_article.order_by(Reading.id))}
    rows = session.execute(_looks().where(Attempt.article_id == article_id).order_by(Attempt.id))
    return tuple(_look(attempt, payload, stored.get(attempt.id)) for attempt, payload in rows)


def look(session: Session, attempt_id: int) -> PastLook | None:
    """One look, without what was read of it; None when there was none of this number."""
    found = session.execute(_looks().where(Attempt.id == attempt_id)).first()
    return _look(*found, None) if found else None


def _looks() -> sa.Select[Attempt, Payload]:
    kept = (Payload.sha256 == Attempt.payload_sha256) & Payload.takedown_id.is_(None)
    return sa.select(Attempt, Payload).outerjoin(Payload, kept)


def _look(attempt: Attempt, payload: Payload | None, stored: Reading | None) -> PastLook:
    sent = {name.lower(): value for name, value in attempt.headers.items()}
    kept = PayloadFacts(payload.sha256, payload.size, payload.media_type, payload.file, payload.offset) if payload else None
    return PastLook(
        attempt.id, attempt.article_id, attempt.captured_at, Outcome(attempt.outcome), attempt.http_status, attempt.final_url,
        sent.get("content-type", ""),
        attempt.payload_sha256, kept,
        snapshots.as_read(stored) if stored else None, attempt.kind == IMPORTED,
    )  # fmt: skip


def take_over(session: Session, article_id: int, reader_id: int) -> None:
    """What the last reader read of an article, as this one's: for an article that is withheld nobody can read anything else."""
    of_article = sa.select(Snapshot).where(Snapshot.article_id == article_id)
    last = session.scalar(sa.select(sa.func.max(Snapshot.annotator_id)).where(Snapshot.article_id == article_id))
    for old in session.scalars(of_article.where(Snapshot.annotator_id == last).order_by(Snapshot.id)).all():
        read = session.get_one(Reading, old.reading_id)
        kept = {c.name: getattr(read, c.name) for c in Reading.__table__.columns if c.name not in {"id", "recorded_at", "annotator_id"}}
        reading = Reading(annotator_id=reader_id, **kept)
        session.add(reading)
        session.flush()
        snapshot = Snapshot(article_id=article_id, opened_by=old.opened_by, reading_id=reading.id, annotator_id=reader_id)
        session.add(snapshot)
        session.flush()
        for seen in session.scalars(sa.select(Sighting).where(Sighting.snapshot_id == old.id).order_by(Sighting.id)).all():
            session.add(Sighting(snapshot_id=snapshot.id, attempt_id=seen.attempt_id, hidden=seen.hidden))
