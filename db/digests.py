"""What a digest is made of, and what became of it. Everything is asked *as of* an instant: rows recorded before it."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from db import takedowns
from db.copies import copies
from db.events import CURRENT
from db.identity import counts
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
    Snapshot,
    Statement,
    Tag,
)
from narrative import model
from narrative.model import ON_TOPIC, Action, Certainty, Interval, Outcome, Part, Polarity, Verdict


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


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version of an article about the incident, with what it says; `withheld` says why its words are not there, if they are not."""

    snapshot_id: int
    article_id: int
    outlet: str
    url: str
    headline: str
    text: str
    attempt_id: int
    captured_at: datetime
    recorded_at: datetime
    copy_of: int | None
    statements: tuple[StatementRow, ...]
    withheld: str = ""


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """The step between two versions, with its edits and the two looks it lies between."""

    article_id: int
    interval: Interval
    verdict: Verdict
    outlet_dated_edits: int
    before_modified_at: datetime | None
    after_modified_at: datetime | None
    before_attempt: int
    after_attempt: int
    edits: tuple[model.Edit, ...]


@dataclass(frozen=True, slots=True)
class PageEventRow:
    """A page that went away or came back, and what its server said at the first look that saw it."""

    article_id: int
    restored: bool
    interval: Interval
    attempt_id: int
    outcome: Outcome
    reason: str


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
    """Every judged version about the incident, in the order in which it was captured."""
    claimed, tagged = aliased(Judgment), aliased(Judgment)
    rows = session.execute(
        sa.select(Snapshot, Article, Reading.headline, Reading.text, Attempt, claimed.id, _first_judged(claimed))
        .join(Article, Article.id == Snapshot.article_id)
        .join(Reading, Reading.id == Snapshot.reading_id)
        .join(Attempt, Attempt.id == Snapshot.opened_by)
        .join(claimed, claimed.snapshot_id == Snapshot.id)
        .join(tagged, tagged.snapshot_id == Snapshot.id)
        .join(Tag, Tag.judgment_id == tagged.id)
        .where(
            Snapshot.annotator_id == who.reader, claimed.annotator_id == who.claims, claimed.recorded_at < until_at,
            tagged.annotator_id == who.tags, Tag.decision.in_(ON_TOPIC), counts(Snapshot.article_id, until_at),
        )
        .order_by(Attempt.captured_at, Snapshot.id)
    ).all()  # fmt: skip
    names, said, notices = outlet_names(session, until_at), _statements(session, who, until_at), takedowns.notices(session)
    copied = {c.snapshot_id: c.origin_article_id for c in copies(session, who.duplicates, until_at)}
    return tuple(
        VersionRow(
            s.id, a.id, names[a.outlet_id], a.url, notices.get(a.id, headline), text, attempt.id, attempt.captured_at, first_judged_at,
            copied.get(s.id), tuple(said.get(judgment_id, ())), notices.get(a.id, ""),
        )
        for s, a, headline, text, attempt, judgment_id, first_judged_at in rows
    )  # fmt: skip


def _first_judged(judgment: type[Judgment]) -> sa.ScalarSelect[datetime]:
    """When this snapshot was first judged by any annotator of the same name: judging again is no news."""
    earlier, mine, other = aliased(Judgment), aliased(Annotator), aliased(Annotator)
    return (
        sa.select(sa.func.min(earlier.recorded_at))
        .join(other, other.id == earlier.annotator_id)
        .join(mine, mine.name == other.name)
        .where(mine.id == judgment.annotator_id, earlier.snapshot_id == judgment.snapshot_id)
        .correlate(judgment)
        .scalar_subquery()
    )


def _statements(session: Session, who: Panel, until_at: datetime) -> dict[int, list[StatementRow]]:
    query = sa.select(Statement).join(Judgment, Judgment.id == Statement.judgment_id)
    judged = (Judgment.annotator_id == who.claims, Judgment.recorded_at < until_at)
    said: dict[int, list[StatementRow]] = {}
    for s in session.scalars(query.where(*judged, Statement.time == CURRENT).order_by(Statement.id)):
        row = StatementRow(
            s.id, s.claim, Polarity(s.polarity), Certainty(s.certainty), Part(s.part), s.start, s.end, s.source, s.value, s.comparator
        )
        said.setdefault(s.judgment_id, []).append(row)
    return said


def revisions(session: Session, who: Panel, from_at: datetime, until_at: datetime) -> tuple[RevisionRow, ...]:
    """Every revision judged in the window, of whatever article, in the order in which it was seen."""
    last, first, older, newer = aliased(Attempt), aliased(Attempt), aliased(Reading), aliased(Reading)
    before, after = aliased(Snapshot), aliased(Snapshot)
    rows = session.execute(
        sa.select(Revision, last.captured_at, first.captured_at, older.modified_at, newer.modified_at)
        .join(Judgment, Judgment.id == Revision.judgment_id)
        .join(last, last.id == Revision.last_attempt_id)
        .join(first, first.id == Revision.first_attempt_id)
        .join(before, before.id == Revision.before_id)
        .join(older, older.id == before.reading_id)
        .join(after, after.id == Revision.after_id)
        .join(newer, newer.id == after.reading_id)
        .where(Judgment.annotator_id == who.compare, _first_judged(Judgment) >= from_at, Judgment.recorded_at < until_at)
        .where(counts(Revision.article_id, until_at))
        .order_by(first.captured_at, Revision.id)
    ).all()
    edits: dict[int, list[model.Edit]] = {}
    notices = takedowns.notices(session)
    said = {revision.id: notices.get(revision.article_id, "") for revision, *_ in rows}
    wanted = list(said)
    for edit in session.scalars(sa.select(Edit).where(Edit.revision_id.in_(wanted)).order_by(Edit.revision_id, Edit.position)):
        edits.setdefault(edit.revision_id, []).append(_edit(edit, said[edit.revision_id]))
    return tuple(
        RevisionRow(
            r.article_id, Interval(last_at, first_at), Verdict(r.verdict), r.outlet_dated_edits, old_modified, new_modified,
            r.last_attempt_id, r.first_attempt_id, tuple(edits.get(r.id, ())),
        )
        for r, last_at, first_at, old_modified, new_modified in rows
    )  # fmt: skip


def _edit(row: Edit, notice: str) -> model.Edit:
    """An edit as it was found; where its words are withheld, the notice stands on the sides that had some."""
    before, after = _span(row.before_start, row.before_end), _span(row.after_start, row.after_end)
    was, now = (notice if before else "", notice if after else "") if notice else (row.before, row.after)
    return model.Edit(Action(row.action), Part(row.part), row.label, row.material, was, now, before, after, row.rule)


def _span(start: int | None, end: int | None) -> tuple[int, int] | None:
    return None if start is None or end is None else (start, end)


def page_events(session: Session, who: Panel, from_at: datetime, until_at: datetime) -> tuple[PageEventRow, ...]:
    """Pages of the incident that were found to have vanished, or to be back, in the window."""
    query = sa.select(Event).where(Event.annotator_id == who.events, Event.kind.in_(("vanished", "restored")))
    found = []
    fresh = query.where(Event.recorded_at >= from_at, Event.recorded_at < until_at, ~_known_before(from_at))
    for event in session.scalars(fresh.order_by(Event.id)):
        look = session.scalars(
            sa.select(Attempt).where(Attempt.article_id == event.article_id, Attempt.captured_at >= event.until_at).order_by(Attempt.id)
        ).first()
        if look and event.article_id:
            interval = Interval(event.after_at, event.until_at)
            restored = event.kind == "restored"
            found.append(PageEventRow(event.article_id, restored, interval, look.id, Outcome(look.outcome), look.reason))
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
