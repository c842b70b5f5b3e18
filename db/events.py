"""The narrative as the store holds it: versions about an incident with what they say, looks, and what happened."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from db.copies import copies
from db.identity import counts
from db.tables import Article, Attempt, Entry, Event, Judgment, Poll, Sighting, Snapshot, Statement, Tag
from narrative.model import ON_TOPIC, Interval, Outcome, Polarity
from narrative.presence import Look
from narrative.timeline import Happening, Saying, Telling

ANSWERED = (Outcome.NEW, Outcome.UNCHANGED, Outcome.NOT_MODIFIED)
"""Outcomes of a poll after which we know what the feed lists."""
CURRENT = "current"
"""What a text says now; what it says was said at first is no claim of its own."""


@dataclass(frozen=True, slots=True)
class Judges:
    """The current annotators of one incident: whose readings, tags, statements and clusters count."""

    reader: int
    tags: int
    claims: int
    duplicates: int


def tellings(session: Session, judges: Judges) -> tuple[Telling, ...]:
    """Every version about the incident that its claims annotator has judged."""
    claimed = aliased(Judgment)
    query = (
        sa.select(Snapshot, Attempt.captured_at, claimed.id)
        .join(Attempt, Attempt.id == Snapshot.opened_by)
        .join(claimed, claimed.snapshot_id == Snapshot.id)
        .where(Snapshot.annotator_id == judges.reader, claimed.annotator_id == judges.claims, counts(Snapshot.article_id))
        .order_by(Attempt.captured_at, Snapshot.id)
    )
    said = _sayings(session, judges)
    copied = {c.snapshot_id for c in copies(session, judges.duplicates)}
    found = []
    for snapshot, captured_at, judgment_id in session.execute(query):
        appeared = Interval(_not_yet(session, snapshot, judges), captured_at)
        found.append(Telling(snapshot.article_id, snapshot.id, appeared, tuple(said[judgment_id]), snapshot.id in copied))
    return tuple(found)


def _sayings(session: Session, judges: Judges) -> dict[int, list[Saying]]:
    rows = session.execute(
        sa.select(Statement.judgment_id, Statement.claim, Statement.polarity, Statement.id)
        .join(Judgment, Judgment.id == Statement.judgment_id)
        .where(Judgment.annotator_id == judges.claims, Statement.time == CURRENT)
        .order_by(Statement.id)
    )
    said: dict[int, list[Saying]] = defaultdict(list)
    for judgment_id, claim, polarity, statement_id in rows:
        said[judgment_id].append(Saying(claim, Polarity(polarity), statement_id))
    return said


def _not_yet(session: Session, snapshot: Snapshot, judges: Judges) -> datetime | None:
    """The last look that did not see this version: one that saw the version before, else a poll that did not list the article."""
    return _last_look_before(session, snapshot, judges) or _last_poll_before(session, snapshot.article_id)


def _last_poll_before(session: Session, article_id: int) -> datetime | None:
    """The last good poll of a feed before the one that first listed the article; None when that was the feed's first."""
    listed = session.scalar(
        sa.select(Poll).join(Entry, Entry.poll_id == Poll.id).where(Entry.article_id == article_id).order_by(Poll.id).limit(1)
    )
    if listed is None:
        return None
    before = sa.select(sa.func.max(Poll.captured_at)).where(Poll.feed_id == listed.feed_id, Poll.id < listed.id)
    return session.scalar(before.where(Poll.outcome.in_(ANSWERED)))


def _last_look_before(session: Session, snapshot: Snapshot, judges: Judges) -> datetime | None:
    """When the version before was last seen; None for a first version."""
    return session.scalar(
        sa.select(sa.func.max(Attempt.captured_at))
        .join(Sighting, Sighting.attempt_id == Attempt.id)
        .join(Snapshot, Snapshot.id == Sighting.snapshot_id)
        .where(
            Snapshot.article_id == snapshot.article_id,
            Snapshot.annotator_id == judges.reader,
            Snapshot.id < snapshot.id,
            Attempt.id < snapshot.opened_by,
        )
    )


def looks(session: Session, judges: Judges) -> dict[int, tuple[Look, ...]]:
    """Every look at every article that was ever about the incident, in order."""
    about = (
        sa.select(Snapshot.article_id)
        .join(Judgment, Judgment.snapshot_id == Snapshot.id)
        .join(Tag, Tag.judgment_id == Judgment.id)
        .where(Judgment.annotator_id == judges.tags, Tag.decision.in_(ON_TOPIC))
    )
    rows = session.execute(
        sa.select(Article.id, Attempt.captured_at, Attempt.outcome)
        .join(Attempt, Attempt.article_id == Article.id)
        .where(Article.id.in_(about), Article.same_as_id.is_(None))
        .order_by(Article.id, Attempt.id)
    )
    taken: dict[int, list[Look]] = defaultdict(list)
    for article_id, at, outcome in rows:
        taken[article_id].append(Look(at, Outcome(outcome)))
    return {article_id: tuple(each) for article_id, each in taken.items()}


def record_events(session: Session, annotator_id: int, incident: str, found: Iterable[Happening]) -> int:
    """Store what was not known to have happened; returns how many that were."""
    asked = sa.select(Event.kind, Event.key).where(Event.annotator_id == annotator_id, Event.incident == incident)
    known = {(kind, key) for kind, key in session.execute(asked)}
    fresh = [h for h in found if (h.kind, h.key) not in known]
    session.add_all(_event(annotator_id, incident, h) for h in fresh)
    return len(fresh)


def _event(annotator_id: int, incident: str, h: Happening) -> Event:
    return Event(
        annotator_id=annotator_id, incident=incident, kind=h.kind, key=h.key, article_id=h.article_id, claim=h.claim,
        after_at=h.when.after_at, until_at=h.when.until_at, statement_id=h.statement_id,
    )  # fmt: skip
