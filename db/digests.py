"""What a digest is made of, and what became of it. Everything is asked *as of* an instant: rows recorded before it."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from db import rulings, snapshots, takedowns
from db.copies import OwnWords, copies, own_words
from db.events import CURRENT
from db.facts import LOOK
from db.identity import counts
from db.membership import came_by_change
from db.tables import (
    Activation,
    Annotator,
    Article,
    Attempt,
    Definition,
    Delivery,
    Digest,
    Edit,
    Event,
    Judgment,
    Outlet,
    OutletProfile,
    Reading,
    Revision,
    Sighting,
    Snapshot,
    Statement,
    Tag,
)
from narrative.model import ON_TOPIC, Certainty, Interval, Outcome, Part, Polarity
from narrative.timeline import uncorrected_edit

PAGE_EVENTS = ("vanished", "restored", "moved")
"""Kinds of events that concern a page and not what it says."""


@dataclass(frozen=True, slots=True)
class Panel:
    """Whose judgments were current at an instant, and the definition they judged by."""

    reader: int
    compare: int
    duplicates: int
    tags: int
    claims: int
    events: int
    definition: str


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One statement of one version."""

    id: int
    claim: str
    polarity: Polarity
    certainty: Certainty
    part: Part
    start: int
    end: int
    source: str | None
    value: float | None
    comparator: str | None
    own: bool = False
    """Of a copy: it stands in words that the copy put in or changed."""


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version of an article about the incident, with what it says; `withheld` says why its words are not there, if they are not.

    `stood_at` is when it last came to stand: when it was captured, or later, when it was back after others.
    """

    snapshot_id: int
    article_id: int
    outlet: str
    url: str
    headline: str
    text: str
    attempt_id: int
    captured_at: datetime
    stood_at: datetime
    recorded_at: datetime
    copy_of: int | None
    statements: tuple[StatementRow, ...]
    withheld: str = ""


@dataclass(frozen=True, slots=True)
class PageEventRow:
    """A page that `vanished`, was `restored` or `moved`, what its server said at the first look that saw it, and where that look ended."""

    article_id: int
    kind: str
    interval: Interval
    attempt_id: int
    outcome: Outcome
    reason: str
    final_url: str


@dataclass(frozen=True, slots=True)
class UncorrectedRow:
    """A copy that was seen, at `seen_at`, to say what an edit of its origin had taken back, a day before or longer."""

    article_id: int
    origin_article_id: int
    before: str
    after: str
    edited: Interval
    seen_at: datetime


def panel(session: Session, incident: str, until_at: datetime) -> Panel | None:
    """The annotators that were active before `until_at`; None when the incident was not yet followed."""
    rows = session.execute(
        sa.select(Activation.name, Activation.annotator_id, Definition.source)
        .join(Annotator, Annotator.id == Activation.annotator_id)
        .outerjoin(Definition, Definition.id == Annotator.definition_id)
        .where(Activation.recorded_at < until_at)
        .order_by(Activation.id)
    )
    current = {name: (annotator_id, source) for name, annotator_id, source in rows}
    names = ("read", "compare", "duplicates", f"tags/{incident}", f"claims/{incident}", f"events/{incident}")
    if any(name not in current for name in names):
        return None
    reader, compare, duplicates, tags, claims, events = (current[name][0] for name in names)
    return Panel(reader, compare, duplicates, tags, claims, events, current[names[3]][1] or "")


def unjudged(session: Session, who: Panel, until_at: datetime) -> int:
    """Snapshots recorded before `until_at` that somebody of the panel had not judged by then."""
    lacks = [
        ~sa.exists().where(Judgment.snapshot_id == Snapshot.id, Judgment.annotator_id == annotator, Judgment.recorded_at < until_at)
        for annotator in (who.compare, who.duplicates, who.tags)
    ]
    tagged = aliased(Judgment)
    on_topic = sa.exists().where(
        tagged.snapshot_id == Snapshot.id, tagged.annotator_id == who.tags, Tag.judgment_id == tagged.id, Tag.decision.in_(ON_TOPIC)
    )
    claimed = sa.exists().where(Judgment.snapshot_id == Snapshot.id, Judgment.annotator_id == who.claims, Judgment.recorded_at < until_at)
    query = sa.select(sa.func.count(Snapshot.id)).where(Snapshot.annotator_id == who.reader, Snapshot.recorded_at < until_at)
    query = query.where(takedowns.readable(Snapshot.article_id), counts(Snapshot.article_id, until_at))  # of others nobody judges more
    return session.scalar(query.where(sa.or_(*lacks, on_topic & ~claimed))) or 0


def outlet_names(session: Session, until_at: datetime | None = None) -> dict[int, str]:
    """Every outlet's name, as of `until_at` or now."""
    known = [OutletProfile.recorded_at < until_at] if until_at else []
    rows = session.execute(sa.select(OutletProfile.outlet_id, OutletProfile.name).where(*known).order_by(OutletProfile.id))
    return {outlet_id: name for outlet_id, name in rows}  # noqa: C416  # the last profile of an outlet wins


def versions(session: Session, who: Panel, until_at: datetime) -> tuple[VersionRow, ...]:
    """Every judged version about the incident that a look saw, in the order in which it was captured. Imported texts are no day's news."""
    claimed, tagged = aliased(Judgment), aliased(Judgment)
    rows = session.execute(
        sa.select(Snapshot, Article, Reading.headline, Reading.text, Attempt, claimed.id, _back_at(until_at), _first_judged())
        .join(Article, Article.id == Snapshot.article_id)
        .join(Reading, Reading.id == Snapshot.reading_id)
        .join(Attempt, Attempt.id == Snapshot.opened_by)
        .join(claimed, claimed.snapshot_id == Snapshot.id)
        .join(tagged, tagged.snapshot_id == Snapshot.id)
        .join(Tag, Tag.judgment_id == tagged.id)
        .where(
            Snapshot.annotator_id == who.reader, claimed.annotator_id == who.claims, claimed.recorded_at < until_at,
            tagged.annotator_id == who.tags, Tag.decision.in_(ON_TOPIC), counts(Snapshot.article_id, until_at), Attempt.kind == LOOK,
        )
        .order_by(Attempt.captured_at, Snapshot.id)
    ).all()  # fmt: skip
    reprints = copies(session, who.duplicates, until_at)
    copied = {c.snapshot_id: c.origin_article_id for c in reprints}
    names, notices = outlet_names(session, until_at), takedowns.notices(session)
    said = _statements(session, who, until_at, own_words(session, reprints))
    return tuple(
        VersionRow(
            s.id, a.id, names[a.outlet_id], a.url, notices.get(a.id, headline), text, attempt.id, attempt.captured_at,
            back_at or attempt.captured_at, first_judged_at, copied.get(s.id), tuple(said.get(judgment_id, ())), notices.get(a.id, ""),
        )
        for s, a, headline, text, attempt, judgment_id, back_at, first_judged_at in rows
    )  # fmt: skip


def _back_at(until_at: datetime) -> sa.ScalarSelect[datetime]:
    """When the words of a snapshot last came back after others, as far as recorded before `until_at`."""
    look = aliased(Attempt)
    return (
        sa.select(sa.func.max(look.captured_at))
        .join(Sighting, Sighting.attempt_id == look.id)
        .where(Sighting.snapshot_id == Snapshot.id, Sighting.returned_from_id.is_not(None), Sighting.recorded_at < until_at)
        .where(snapshots.counts())
        .correlate(Snapshot)
        .scalar_subquery()
    )


def _first_judged() -> sa.ScalarSelect[datetime]:
    """When this version was first judged to the end by anybody who judges for the incident: judging or reading it again is no news.

    To the end: its claims were looked for, or it was found not to be about the incident. What is about it by another definition was
    known before, and is told as a change of the definition.
    """
    earlier, same, by, not_about = aliased(Judgment), aliased(Snapshot), aliased(Annotator), aliased(Tag)
    off_topic = sa.exists().where(not_about.judgment_id == earlier.id, not_about.decision.not_in(ON_TOPIC))
    return (
        sa.select(sa.func.min(earlier.recorded_at))
        .join(same, same.id == earlier.snapshot_id)
        .join(by, by.id == earlier.annotator_id)
        .where(same.article_id == Snapshot.article_id, same.opened_by == Snapshot.opened_by)
        .where(sa.or_(by.name == sa.literal("claims/") + Tag.incident, sa.and_(by.name == sa.literal("tags/") + Tag.incident, off_topic)))
        .correlate(Tag, Snapshot)
        .scalar_subquery()
    )


def _statements(session: Session, who: Panel, until_at: datetime, own: OwnWords) -> dict[int, list[StatementRow]]:
    query = sa.select(Statement, Judgment.snapshot_id).join(Judgment, Judgment.id == Statement.judgment_id)
    judged = (Judgment.annotator_id == who.claims, Judgment.recorded_at < until_at)
    said: dict[int, list[StatementRow]] = {}
    for s, snapshot_id in session.execute(query.where(*judged, Statement.time == CURRENT, rulings.counts(until_at)).order_by(Statement.id)):
        row = StatementRow(
            s.id, s.claim, Polarity(s.polarity), Certainty(s.certainty), Part(s.part), s.start, s.end, s.source, s.value, s.comparator,
            own.of(snapshot_id, s.part, s.start),
        )  # fmt: skip
        said.setdefault(s.judgment_id, []).append(row)
    return said


def page_events(session: Session, who: Panel, from_at: datetime, until_at: datetime) -> tuple[PageEventRow, ...]:
    """Pages of the incident that were found to have vanished, to be back, or to be elsewhere, in the window."""
    query = sa.select(Event).where(Event.annotator_id == who.events, Event.kind.in_(PAGE_EVENTS))
    found = []
    fresh = query.where(Event.recorded_at >= from_at, Event.recorded_at < until_at, ~_known_before(from_at))
    for event in session.scalars(fresh.order_by(Event.id)):
        look = session.scalars(
            sa.select(Attempt).where(Attempt.article_id == event.article_id, Attempt.captured_at >= event.until_at).order_by(Attempt.id)
        ).first()
        if look and event.article_id and not came_by_change(session, who.tags, event.article_id, event.until_at):
            interval = Interval(event.after_at, event.until_at)
            seen = (look.id, Outcome(look.outcome), look.reason, look.final_url)
            found.append(PageEventRow(event.article_id, event.kind, interval, *seen))
    return tuple(found)


def uncorrected(session: Session, who: Panel, from_at: datetime, until_at: datetime) -> tuple[UncorrectedRow, ...]:
    """Copies of which it was found in the window that they had not followed their origin. Words that are withheld are not told."""
    query = sa.select(Event).where(Event.annotator_id == who.events, Event.kind == "uncorrected")
    fresh = query.where(Event.recorded_at >= from_at, Event.recorded_at < until_at, ~_known_before(from_at))
    found = []
    for event in session.scalars(fresh.order_by(Event.id)):
        look, position = uncorrected_edit(event.key)
        edits = (
            sa.select(Edit, Revision)
            .join(Revision, Revision.id == Edit.revision_id)
            .join(Judgment, Judgment.id == Revision.judgment_id)
            .where(Judgment.annotator_id == who.compare, Revision.first_attempt_id == look, Edit.position == position)
        )
        row = session.execute(edits.order_by(Revision.id.desc()).limit(1)).first()
        if row and row[0].before and event.article_id and not came_by_change(session, who.tags, event.article_id, event.until_at):
            edit, revision = row
            edited = Interval(*(session.get_one(Attempt, id_).captured_at for id_ in (revision.last_attempt_id, look)))
            found.append(UncorrectedRow(event.article_id, revision.article_id, edit.before, edit.after, edited, event.until_at))
    return tuple(found)


def _known_before(from_at: datetime) -> sa.Exists:
    """Whether an annotator of the same name had found this event before: finding it again is no news."""
    earlier, mine, other = aliased(Event), aliased(Annotator), aliased(Annotator)
    return (
        sa.exists()
        .where(earlier.incident == Event.incident, earlier.kind == Event.kind, earlier.key == Event.key, earlier.recorded_at < from_at)
        .where(other.id == earlier.annotator_id, mine.id == Event.annotator_id, mine.name == other.name)
        .correlate(Event)
    )


def articles(session: Session, until_at: datetime) -> dict[int, tuple[str, str]]:
    """Article → its outlet's name and its address, of articles known before `until_at`."""
    names = outlet_names(session, until_at)
    known = sa.select(Article).join(Outlet).where(Article.recorded_at < until_at)
    return {a.id: (names[a.outlet_id], a.url) for a in session.scalars(known)}


@dataclass(frozen=True, slots=True)
class StoredDigest:
    """A digest as it was told."""

    id: int
    incident: str
    day: date
    time_zone: str
    revision: int
    complete: bool
    quiet: bool
    subject: str
    html: str
    text: str
    recorded_at: datetime


def find(session: Session, incident: str, day: date, time_zone: str) -> StoredDigest | None:
    """The newest revision of one day's digest; None when it was not composed yet."""
    query = sa.select(Digest).where(Digest.incident == incident, Digest.day == day, Digest.time_zone == time_zone)
    row = session.scalar(query.order_by(Digest.revision.desc()).limit(1))
    if row is None:
        return None
    return StoredDigest(
        row.id,
        row.incident,
        row.day,
        row.time_zone,
        row.revision,
        row.complete,
        row.quiet,
        row.subject,
        row.html,
        row.text,
        row.recorded_at,
    )


def last_day(session: Session, incident: str, time_zone: str) -> date | None:
    """The newest day for which a digest was composed."""
    return session.scalar(sa.select(sa.func.max(Digest.day)).where(Digest.incident == incident, Digest.time_zone == time_zone))


def save(session: Session, digest: Digest) -> int:
    """Keep a digest as it is told; returns its id."""
    session.add(digest)
    session.flush()
    return digest.id


def states(session: Session, digest_id: int, recipient: str) -> tuple[tuple[int, str], ...]:
    """(try, state) of every step of one delivery so far, in order."""
    query = sa.select(Delivery.tries, Delivery.state).where(Delivery.digest_id == digest_id, Delivery.recipient == recipient)
    return tuple((tries, state) for tries, state in session.execute(query.order_by(Delivery.id)))


def record_step(session: Session, step: Delivery) -> None:
    """Add one step of a delivery. The unique constraint lets one process alone take a try."""
    session.add(step)
    session.flush()
