"""The narrative as the store holds it: versions about an incident with what they say, looks, and what happened."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from db import rulings, snapshots
from db.copies import OwnWords, copies, own_words
from db.facts import IMPORTED
from db.identity import MOVED, counts
from db.imports import imported
from db.tables import (
    Alias,
    Article,
    Attempt,
    Carrying,
    Edit,
    Entry,
    Event,
    Judgment,
    Poll,
    Reading,
    Revision,
    Sighting,
    Snapshot,
    Statement,
    Tag,
)
from narrative.model import ON_TOPIC, Interval, Outcome, Polarity
from narrative.presence import Look
from narrative.timeline import Carried, Happening, Saying, Telling, one_language

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
    """Every time a version about the incident that its claims annotator has judged came to stand, in the order in which that was seen."""
    claimed = _claimed(session, judges)
    reprints = copies(session, judges.duplicates)
    said = _sayings(session, judges, own_words(session, reprints))
    copied = {c.snapshot_id for c in reprints}
    found = []
    for seen in _appearances(session, judges):
        if seen.snapshot_id in claimed:
            after_at = seen.after_at or _last_poll_before(session, seen.article_id)
            sayings = tuple(said[claimed[seen.snapshot_id]])
            copy = seen.snapshot_id in copied
            appeared = Interval(after_at, seen.at)
            found.append(Telling(seen.article_id, seen.opened_by, seen.attempt_id, appeared, sayings, copy, seen.language))
    return tuple(sorted(found, key=lambda t: (t.appeared.until_at, t.seen_by)))


def _claimed(session: Session, judges: Judges) -> dict[int, int]:
    """Snapshot → the judgment on what it claims, of articles that count."""
    rows = session.execute(
        sa.select(Snapshot.id, Judgment.id)
        .join(Judgment, Judgment.snapshot_id == Snapshot.id)
        .where(Snapshot.annotator_id == judges.reader, Judgment.annotator_id == judges.claims, counts(Snapshot.article_id))
    )
    return {snapshot_id: judgment_id for snapshot_id, judgment_id in rows}  # noqa: C416  # a row is not a pair


@dataclass(frozen=True, slots=True)
class _Seen:
    """A look that saw a snapshot where the look before had seen another one; `after_at` is that look's, None for a first one."""

    article_id: int
    snapshot_id: int
    opened_by: int
    language: str
    attempt_id: int
    at: datetime
    after_at: datetime | None = None


def _appearances(session: Session, judges: Judges) -> Iterator[_Seen]:
    """Every look at which an article of the incident said something else than at the look before it, or said it first.

    Looks at versions in different languages say nothing of each other.
    """
    last: dict[int, dict[str, _Seen]] = defaultdict(dict)
    for seen in _sightings(session, judges):
        strand = [other for language, other in last[seen.article_id].items() if one_language(language, seen.language)]
        before = max(strand, key=lambda other: other.attempt_id, default=None)
        if before is None or before.snapshot_id != seen.snapshot_id:
            yield replace(seen, after_at=before.at if before else None)
        last[seen.article_id][seen.language] = seen


def _sightings(session: Session, judges: Judges) -> Iterator[_Seen]:
    """Every sighting that counts, look by look, of articles that the claims annotator has judged a version of. Imports are no looks."""
    about = sa.select(Snapshot.article_id).join(Judgment, Judgment.snapshot_id == Snapshot.id).where(Judgment.annotator_id == judges.claims)
    rows = session.execute(
        sa.select(Snapshot.article_id, Snapshot.id, Snapshot.opened_by, Reading.language, Attempt.id, Attempt.captured_at)
        .join(Reading, Reading.id == Snapshot.reading_id)
        .join(Sighting, Sighting.snapshot_id == Snapshot.id)
        .join(Attempt, Attempt.id == Sighting.attempt_id)
        .where(Snapshot.annotator_id == judges.reader, Snapshot.article_id.in_(about), snapshots.counts(), ~imported(Snapshot.article_id))
        .order_by(Attempt.id)
    )
    return (_Seen(*row) for row in rows)


def _sayings(session: Session, judges: Judges, own: OwnWords) -> dict[int, list[Saying]]:
    rows = session.execute(
        sa.select(Statement, Judgment.snapshot_id)
        .join(Judgment, Judgment.id == Statement.judgment_id)
        .where(Judgment.annotator_id == judges.claims, Statement.time == CURRENT, rulings.counts())
        .order_by(Statement.id)
    )
    said: dict[int, list[Saying]] = defaultdict(list)
    for s, snapshot_id in rows:
        said[s.judgment_id].append(Saying(s.claim, Polarity(s.polarity), s.id, own.of(snapshot_id, s.part, s.start)))
    return said


def _last_poll_before(session: Session, article_id: int) -> datetime | None:
    """The last good poll of a feed before the one that first listed the article; None when that was the feed's first."""
    listed = session.scalar(
        sa.select(Poll).join(Entry, Entry.poll_id == Poll.id).where(Entry.article_id == article_id).order_by(Poll.id).limit(1)
    )
    if listed is None:
        return None
    before = sa.select(sa.func.max(Poll.captured_at)).where(Poll.feed_id == listed.feed_id, Poll.id < listed.id)
    return session.scalar(before.where(Poll.outcome.in_(ANSWERED)))


def looks(session: Session, judges: Judges) -> dict[int, tuple[Look, ...]]:
    """Every look at every article that was ever about the incident, in order."""
    rows = session.execute(
        sa.select(Article.id, Attempt.captured_at, Attempt.outcome, _relocated())
        .join(Attempt, Attempt.article_id == Article.id)
        .where(Article.id.in_(_about(judges)), Article.same_as_id.is_(None))
        .order_by(Article.id, Attempt.id)
    )
    taken: dict[int, list[Look]] = defaultdict(list)
    for article_id, at, outcome, relocated in rows:
        taken[article_id].append(Look(at, Outcome(outcome), bool(relocated)))
    return {article_id: tuple(each) for article_id, each in taken.items()}


def looks_at(session: Session, article_id: int) -> tuple[Look, ...]:
    """Every look at one article, in order, whatever it is about."""
    taken = sa.select(Attempt.captured_at, Attempt.outcome, _relocated()).where(Attempt.article_id == article_id)
    rows = session.execute(taken.order_by(Attempt.id))
    return tuple(Look(at, Outcome(outcome), bool(relocated)) for at, outcome, relocated in rows)


def _relocated() -> sa.ColumnElement[bool]:
    """Whether a look showed that its article has moved: it brought an address of that kind, or one that had been another article's.

    What a look brings is recorded in one transaction with it.
    """
    younger = aliased(Article)
    brought = sa.exists().where(Alias.article_id == Attempt.article_id, Alias.kind == MOVED, Alias.recorded_at == Attempt.recorded_at)
    joined = sa.exists().where(
        younger.same_as_id == Attempt.article_id, younger.joined_at == Attempt.recorded_at, Attempt.final_url != Attempt.url
    )
    return sa.or_(brought.correlate(Attempt), joined.correlate(Attempt))


def carried(session: Session, judges: Judges) -> tuple[Carried, ...]:
    """Every copy of the incident with what it was seen to say after its origin had taken it back."""
    last, first = aliased(Attempt), aliased(Attempt)
    rows = session.execute(
        sa.select(Snapshot.article_id, Revision.first_attempt_id, Edit.position, last.captured_at, first.captured_at, Attempt.captured_at)
        .select_from(Carrying)
        .join(Judgment, Judgment.id == Carrying.judgment_id)
        .join(Snapshot, Snapshot.id == Judgment.snapshot_id)
        .join(Edit, Edit.id == Carrying.edit_id)
        .join(Revision, Revision.id == Edit.revision_id)
        .join(last, last.id == Revision.last_attempt_id)
        .join(first, first.id == Revision.first_attempt_id)
        .join(Sighting, Sighting.snapshot_id == Snapshot.id)
        .join(Attempt, Attempt.id == Sighting.attempt_id)
        .where(Carrying.carries, Judgment.annotator_id == judges.duplicates, Snapshot.article_id.in_(_about(judges)), snapshots.counts())
        .where(Attempt.captured_at >= first.captured_at, Attempt.kind != IMPORTED)
        .order_by(Attempt.id)
    )
    seen: dict[tuple[int, int, int, Interval], list[datetime]] = defaultdict(list)
    for article_id, look, position, after_at, until_at, at in rows:
        seen[article_id, look, position, Interval(after_at, until_at)].append(at)
    return tuple(Carried(*what, tuple(sorted(at))) for what, at in seen.items())


def _about(judges: Judges) -> sa.Select[int]:
    """Articles that were ever about the incident."""
    return (
        sa.select(Snapshot.article_id)
        .join(Judgment, Judgment.snapshot_id == Snapshot.id)
        .join(Tag, Tag.judgment_id == Judgment.id)
        .where(Judgment.annotator_id == judges.tags, Tag.decision.in_(ON_TOPIC))
    )


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
        after_at=h.when.after_at, until_at=h.when.until_at, statement_id=h.statement_id, other_statement_id=h.other_statement_id,
        edit_id=h.edit_id, outlet_id=h.outlet_id, detail=h.detail,
    )  # fmt: skip
