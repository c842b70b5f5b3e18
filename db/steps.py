"""Steps of an article from one snapshot to another: between which looks, and what they amount to.

A step leads to a snapshot that opened, or to one whose words are back. Snapshots in different languages are strands of their own.
"""

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from db import identity, snapshots, takedowns
from db.annotations import SnapshotFacts, facts_of, snapshots_read
from db.tables import Article, Edit, Judgment, Reading, Revision, Sighting, Snapshot, Suppression
from narrative import live, model

MOST_PAST = 12
"""Steps of an article by which its behaviour is judged."""


@dataclass(frozen=True, slots=True)
class Step:
    """From one snapshot to another: the last look that saw the old words, the first that saw the new ones."""

    before: SnapshotFacts
    after: SnapshotFacts
    last_attempt_id: int
    first_attempt_id: int


@dataclass(frozen=True, slots=True)
class RevisionFacts:
    """A step between two snapshots, what it amounts to, and how many earlier edits its outlet had dated."""

    article_id: int
    before_id: int
    after_id: int
    last_attempt_id: int
    first_attempt_id: int
    outlet_dated_edits: int
    comparison: model.Comparison
    live: bool = False


def step_to(session: Session, after: SnapshotFacts, reader_id: int, first_attempt_id: int | None = None) -> Step | None:
    """The step that led to a snapshot when it opened, or at the given look; None for the first in its language."""
    first = first_attempt_id or after.opened_by
    query = (
        snapshots_read()
        .add_columns(Sighting.attempt_id)
        .join(Sighting, Sighting.snapshot_id == Snapshot.id)
        .where(Snapshot.article_id == after.article_id, Snapshot.annotator_id == reader_id, Sighting.attempt_id < first)
        .where(snapshots.counts(), _one_language(after.language))
    )
    row = session.execute(query.order_by(None).order_by(Sighting.attempt_id.desc(), Sighting.id.desc()).limit(1)).first()
    if row is None or row[0].id == after.id:
        return None
    snapshot, reading, attempt, outlet_id, last = row
    return Step(facts_of((snapshot, reading, attempt, outlet_id)), after, last, first)


def step_from(session: Session, before: SnapshotFacts, reader_id: int, annotator_id: int) -> Step | None:
    """The step to the snapshot that opened next, if it was judged as a step from another one: `before` opened late, in between."""
    query = snapshots_read().where(Snapshot.article_id == before.article_id, Snapshot.annotator_id == reader_id)
    query = query.where(Snapshot.opened_by > before.opened_by, _one_language(before.language))
    row = session.execute(query.order_by(None).order_by(Snapshot.opened_by).limit(1)).first()
    if row is None:
        return None
    step = step_to(session, facts_of(row), reader_id)
    judged = _revisions(annotator_id).where(Revision.first_attempt_id == row[0].opened_by).order_by(Revision.id.desc()).limit(1)
    told = session.scalars(judged).first()
    return step if step and told and step.before.id == before.id != told.before_id else None


def returns(session: Session, reader_id: int, annotator_id: int) -> tuple[Step, ...]:
    """Steps back to words that had stood before, which this annotator has not judged: of one pair of snapshots, the first."""
    told = _revisions(annotator_id).where(Revision.before_id == Sighting.returned_from_id, Revision.after_id == Sighting.snapshot_id)
    rows = session.execute(
        sa.select(Sighting.snapshot_id, sa.func.min(Sighting.attempt_id))
        .join(Snapshot, Snapshot.id == Sighting.snapshot_id)
        .where(Sighting.returned_from_id.is_not(None), Snapshot.annotator_id == reader_id, ~told.exists(), snapshots.counts())
        .where(takedowns.readable(Snapshot.article_id), identity.counts(Snapshot.article_id))
        .group_by(Sighting.snapshot_id, Sighting.returned_from_id)
        .order_by(sa.func.min(Sighting.attempt_id))
    ).all()
    steps = (step_to(session, _snapshot(session, snapshot_id), reader_id, attempt_id) for snapshot_id, attempt_id in rows)
    return tuple(step for step in steps if step)


def _snapshot(session: Session, snapshot_id: int) -> SnapshotFacts:
    return facts_of(session.execute(snapshots_read().where(Snapshot.id == snapshot_id)).one())


def told(session: Session, step: Step, annotator_id: int) -> bool:
    """Whether this annotator has judged this very step."""
    same = (Revision.before_id == step.before.id, Revision.after_id == step.after.id, Revision.first_attempt_id == step.first_attempt_id)
    return session.scalar(sa.select(_revisions(annotator_id).where(*same).exists())) or False


def _revisions(annotator_id: int) -> sa.Select[Revision]:
    return sa.select(Revision).join(Judgment, Judgment.id == Revision.judgment_id).where(Judgment.annotator_id == annotator_id)


def _one_language(language: str) -> sa.ColumnElement[bool]:
    return sa.or_(Reading.language == language, Reading.language == "") if language else sa.true()


def suppressed_by(session: Session, attempt_id: int, rules: Collection[str]) -> tuple[tuple[str, str], ...]:
    """Lines that were suppressed at a look by one of these rules, each with the rule."""
    rows = session.scalars(sa.select(Suppression).where(Suppression.attempt_id == attempt_id, Suppression.rule.in_(rules)))
    return tuple((line, row.rule) for row in rows for line in (row.before, row.after) if line)


def past(session: Session, step: Step, annotator_id: int) -> tuple[live.Step, ...]:
    """What the steps before one did to the article, in sentences, the latest MOST_PAST in order."""
    older, newer, was, became = aliased(Snapshot), aliased(Snapshot), aliased(Reading), aliased(Reading)
    query = _revisions(annotator_id).add_columns(was.text, became.text)
    for snapshot, snapshot_id, reading in ((older, Revision.before_id, was), (newer, Revision.after_id, became)):
        query = query.join(snapshot, snapshot.id == snapshot_id).join(reading, reading.id == snapshot.reading_id)
    earlier = query.where(Revision.article_id == step.after.article_id, Revision.first_attempt_id < step.first_attempt_id)
    rows = session.execute(earlier.order_by(Revision.first_attempt_id.desc(), Revision.id.desc()).limit(MOST_PAST)).all()
    return tuple(live.step_of(_comparison(session, revision), old, new) for revision, old, new in reversed(rows))


def _comparison(session: Session, revision: Revision) -> model.Comparison:
    """As much of a stored comparison as says what became of the sentences."""
    rows = session.scalars(sa.select(Edit).where(Edit.revision_id == revision.id).order_by(Edit.position))
    edits = tuple(map(as_edit, rows))
    return model.Comparison(False, revision.material, model.Verdict(revision.verdict), edits)


def as_edit(row: Edit) -> model.Edit:
    """A stored edit as the value that was stored."""
    return model.Edit(
        model.Action(row.action), model.Part(row.part), row.label, row.material, row.before, row.after,
        _span(row.before_start, row.before_end), _span(row.after_start, row.after_end), row.rule, row.coarse, row.evidence,
        tuple(row.headlines),
    )  # fmt: skip


def _span(start: int | None, end: int | None) -> tuple[int, int] | None:
    return None if start is None or end is None else (start, end)


def outlet_dated_edits(session: Session, outlet_id: int, before_attempt_id: int) -> int:
    """How many earlier edits of the outlet moved its own modification date."""
    older, newer = aliased(Reading), aliased(Reading)
    old_snapshot, new_snapshot = aliased(Snapshot), aliased(Snapshot)
    query = (
        sa.select(sa.func.count(sa.distinct(Revision.first_attempt_id)))
        .join(old_snapshot, old_snapshot.id == Revision.before_id)
        .join(older, older.id == old_snapshot.reading_id)
        .join(new_snapshot, new_snapshot.id == Revision.after_id)
        .join(newer, newer.id == new_snapshot.reading_id)
        .join(Article, Article.id == Revision.article_id)
        .where(Article.outlet_id == outlet_id, Revision.first_attempt_id < before_attempt_id, newer.modified_at > older.modified_at)
    )
    return session.scalar(query) or 0


def record_revision(session: Session, judgment_id: int, facts: RevisionFacts) -> None:
    """Store what happened between two versions, sentence by sentence."""
    comparison = facts.comparison
    revision = Revision(
        judgment_id=judgment_id, article_id=facts.article_id, before_id=facts.before_id, after_id=facts.after_id,
        last_attempt_id=facts.last_attempt_id, first_attempt_id=facts.first_attempt_id, material=comparison.material,
        verdict=comparison.verdict, outlet_dated_edits=facts.outlet_dated_edits, live=facts.live,
    )  # fmt: skip
    session.add(revision)
    session.flush()
    session.add_all(_edit(revision.id, position, edit) for position, edit in enumerate(comparison.edits))


def _edit(revision_id: int, position: int, edit: model.Edit) -> Edit:
    before, after = edit.before_span or (None, None), edit.after_span or (None, None)
    return Edit(
        revision_id=revision_id, position=position, action=edit.action, part=edit.part, label=edit.label, material=edit.material,
        before=edit.before, after=edit.after, before_start=before[0], before_end=before[1], after_start=after[0], after_end=after[1],
        rule=edit.rule, coarse=edit.coarse, evidence=edit.evidence, headlines=list(edit.headlines),
    )  # fmt: skip
