"""The revisions that a day brought, as a digest tells them: those first judged in it, and those on which a person decided in it.

Of several revisions with one first look the newest counts. A look, and not a row, is what a revision is known by: what was told once
is not told again because newer code, or a reader, has judged it anew.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from db import overrules, snapshots, steps, takedowns
from db.digests import Panel
from db.facts import Annotator, Attempt, Entry, Overrule, Poll, Relisting
from db.identity import counts
from db.judgments import Edit, Judgment, Reading, Revision, Sighting, Snapshot
from db.overrules import Decision
from narrative import model
from narrative.model import Interval, Verdict

JUST = timedelta(microseconds=1)
"""Decisions are asked up to and including an instant; a day ends just before the next."""


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """The step between two versions as it was judged, with its edits and the two looks it lies between.

    `material` and `verdict` are as judged; `decided` are a person's decisions on it, by subject. `told_before` when an earlier day
    brought it, and this one a decision. `back_to` is when the words were last seen before, where they are back. `carried` are the
    places in which the newer page has a headline, `feeds` the headlines that feeds have for it now.
    """

    article_id: int
    interval: Interval
    verdict: Verdict
    material: bool
    live: bool
    outlet_dated_edits: int
    before_modified_at: datetime | None
    after_modified_at: datetime | None
    before_attempt: int
    after_attempt: int
    edits: tuple[model.Edit, ...] = ()
    back_to: datetime | None = None
    told_before: bool = False
    carried: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    decided: tuple[tuple[str, Decision], ...] = ()


@dataclass(frozen=True, slots=True)
class _Found:
    """A revision with what its two versions say of their dates and headlines."""

    row: Revision
    interval: Interval
    fresh: bool
    before_modified_at: datetime | None
    after_modified_at: datetime | None
    carried: tuple[str, ...]
    back_to: datetime | None


def revisions(session: Session, who: Panel, from_at: datetime, until_at: datetime) -> tuple[RevisionRow, ...]:
    """Every revision that the window brought, of whatever article, in the order in which it was seen."""
    decided = _decided(session, from_at, until_at)
    found = _found(session, who, (from_at, until_at), decided.keys())
    looks = [one.row.first_attempt_id for one in found]
    standing = _standing(session, looks, until_at)
    edits = _edits(session, [one.row for one in found])
    feeds = _feeds(session, {one.row.article_id for one in found}, until_at)
    return tuple(
        RevisionRow(
            one.row.article_id, one.interval, Verdict(one.row.verdict), one.row.material, one.row.live, one.row.outlet_dated_edits,
            one.before_modified_at, one.after_modified_at, one.row.last_attempt_id, one.row.first_attempt_id,
            tuple(edits[one.row.id]), one.back_to, not one.fresh, one.carried, feeds.get(one.row.article_id, ()),
            standing[one.row.first_attempt_id] if one.fresh else tuple(decided[one.row.first_attempt_id].items()),
        )
        for one in found
    )  # fmt: skip


def _found(session: Session, who: Panel, window: tuple[datetime, datetime], decided: Collection[int]) -> list[_Found]:
    from_at, until_at = window
    last, first, older, newer = aliased(Attempt), aliased(Attempt), aliased(Reading), aliased(Reading)
    before, after = aliased(Snapshot), aliased(Snapshot)
    told_at = _first_judged()
    rows = session.execute(
        sa.select(Revision, last, first, before, after, older, newer, told_at)
        .join(Judgment, Judgment.id == Revision.judgment_id)
        .join(last, last.id == Revision.last_attempt_id)
        .join(first, first.id == Revision.first_attempt_id)
        .join(before, before.id == Revision.before_id)
        .join(older, older.id == before.reading_id)
        .join(after, after.id == Revision.after_id)
        .join(newer, newer.id == after.reading_id)
        .where(Judgment.annotator_id == who.compare, after.annotator_id == who.reader, Revision.id == _newest(who, until_at))
        .where(counts(Revision.article_id, until_at), sa.or_(told_at >= from_at, Revision.first_attempt_id.in_(decided)))
        .order_by(first.captured_at, Revision.id)
    ).all()
    return [
        _Found(
            revision, Interval(was.captured_at, now.captured_at), first_told >= from_at,
            *_dates(old, new, o, n), tuple(place for place, text in n.headlines.items() if text),
            _last_seen(session, new, now) if new.opened_by < old.opened_by else None,
        )
        for revision, was, now, old, new, o, n, first_told in rows
    ]  # fmt: skip


def _dates(before: Snapshot, after: Snapshot, older: Reading, newer: Reading) -> tuple[datetime | None, datetime | None]:
    """The modification dates on both sides; of words that are back we have the date of their first time, which says nothing now."""
    back = after.opened_by < before.opened_by
    return (None, None) if back else (older.modified_at, newer.modified_at)


def _first_judged() -> sa.ScalarSelect[datetime]:
    """When any annotator of the same name first found that this look saw other words."""
    earlier, judgment, mine, other, named = aliased(Revision), aliased(Judgment), aliased(Judgment), aliased(Annotator), aliased(Annotator)
    return (
        sa.select(sa.func.min(earlier.recorded_at))
        .join(judgment, judgment.id == earlier.judgment_id)
        .join(other, other.id == judgment.annotator_id)
        .join(named, named.name == other.name)
        .join(mine, mine.annotator_id == named.id)
        .where(mine.id == Revision.judgment_id, earlier.article_id == Revision.article_id)
        .where(earlier.first_attempt_id == Revision.first_attempt_id)
        .correlate(Revision)
        .scalar_subquery()
    )


def _newest(who: Panel, until_at: datetime) -> sa.ScalarSelect[int]:
    """The revision that counts of those with one first look, as of the window's end."""
    other, judgment, after = aliased(Revision), aliased(Judgment), aliased(Snapshot)
    return (
        sa.select(sa.func.max(other.id))
        .join(judgment, judgment.id == other.judgment_id)
        .join(after, after.id == other.after_id)
        .where(judgment.annotator_id == who.compare, after.annotator_id == who.reader, other.recorded_at < until_at)
        .where(other.article_id == Revision.article_id, other.first_attempt_id == Revision.first_attempt_id)
        .correlate(Revision)
        .scalar_subquery()
    )


def _last_seen(session: Session, snapshot: Snapshot, before: Attempt) -> datetime | None:
    """When the words of a snapshot were last seen before a look."""
    seen = sa.select(sa.func.max(Attempt.captured_at)).select_from(Snapshot).join(Sighting, Sighting.snapshot_id == Snapshot.id)
    seen = seen.join(Attempt, Attempt.id == Sighting.attempt_id)
    return session.scalar(seen.where(Snapshot.id == snapshot.id, Attempt.id < before.id, snapshots.counts()))


def _decided(session: Session, from_at: datetime, until_at: datetime) -> Mapping[int, Mapping[str, Decision]]:
    """Look → subject → what a person decided in the window on a revision, taking a decision back included."""
    rows = sa.select(Overrule).where(Overrule.subject.in_((overrules.MATERIAL, overrules.VERDICT))).order_by(Overrule.id)
    found: dict[int, dict[str, Decision]] = defaultdict(dict)
    for row in session.scalars(rows.where(Overrule.recorded_at >= from_at, Overrule.recorded_at < until_at)):
        found[row.subject_id][row.subject] = Decision(row.decision, row.reason, row.decided_by, row.recorded_at)
    return found


def _standing(session: Session, looks: Collection[int], until_at: datetime) -> Mapping[int, tuple[tuple[str, Decision], ...]]:
    """Look → what stands decided on it, by subject."""
    subjects = (overrules.HIDDEN, overrules.MATERIAL, overrules.VERDICT)
    by_subject = [(s, overrules.decisions(session, s, looks, until_at - JUST)) for s in subjects]
    return {look: tuple((s, decisions[look]) for s, decisions in by_subject if look in decisions) for look in looks}


def _edits(session: Session, rows: Iterable[Revision]) -> Mapping[int, list[model.Edit]]:
    notices = takedowns.notices(session)
    said = {row.id: notices.get(row.article_id, "") for row in rows}
    found: dict[int, list[model.Edit]] = defaultdict(list)
    for edit in session.scalars(sa.select(Edit).where(Edit.revision_id.in_(list(said))).order_by(Edit.revision_id, Edit.position)):
        found[edit.revision_id].append(_edit(edit, said[edit.revision_id]))
    return found


def _edit(row: Edit, notice: str) -> model.Edit:
    """An edit as it was found; where its words are withheld, the notice stands on the sides that had some."""
    found = steps.as_edit(row)
    if not notice:
        return found
    return replace(found, before=notice if found.before_span else "", after=notice if found.after_span else "", evidence="")


def _feeds(session: Session, article_ids: Collection[int], until_at: datetime) -> Mapping[int, tuple[str, ...]]:
    """Article → the headline that each feed that lists it had listed last."""
    listed = sa.union_all(sa.select(Entry.id.label("entry_id"), Entry.poll_id), sa.select(Relisting.entry_id, Relisting.poll_id)).subquery()
    rows = session.execute(
        sa.select(Entry.article_id, Entry.feed_id, Entry.title)
        .join(listed, listed.c.entry_id == Entry.id)
        .join(Poll, Poll.id == listed.c.poll_id)
        .where(Entry.article_id.in_(article_ids), Poll.recorded_at < until_at)
        .order_by(Poll.id, Entry.id)
    )
    last = {(article_id, feed_id): title for article_id, feed_id, title in rows if article_id is not None}
    found: dict[int, list[str]] = defaultdict(list)
    for (article_id, _), title in sorted(last.items()):
        found[article_id].append(title)
    return {article_id: tuple(titles) for article_id, titles in found.items()}
