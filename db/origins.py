"""Origins: whose text each cluster is, what its copies made of it, and who still carries what it took back."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from db import identity, outlets, takedowns
from db.clusters import voices
from db.copies import standing_origins, stands
from db.facts import IMPORT
from db.tables import (
    Article,
    Attempt,
    Carrying,
    Cluster,
    Edit,
    Judgment,
    Membership,
    Origin,
    Overlap,
    Passage,
    Reading,
    Revision,
    Snapshot,
)
from narrative import passages, syndication
from narrative.model import Action, Part
from narrative.syndication import Member


class Touched(NamedTuple):
    """A cluster that something happened to since its origin was judged, and the newest membership in it."""

    cluster_id: int
    membership_id: int


@dataclass(frozen=True, slots=True)
class Standing:
    """A text in a cluster, and the judgment that put it there."""

    judgment_id: int
    member: Member


class Prints(NamedTuple):
    """An outlet as far as copies go: its key and name, whose voice it is, whether the catalogue calls it a wire, or it is an import."""

    key: str
    name: str
    voice: str
    wire: bool
    imported: bool = False


@dataclass(frozen=True, slots=True)
class Retraction:
    """A sentence that an article took back, or replaced, in a material edit."""

    edit_id: int
    before: str
    after: str


def touched(session: Session, annotator_id: int, compare_id: int) -> list[Touched]:
    """Clusters in which something is new to whoever judges origins: texts, each after those before it; or only edits of the origin."""
    found = _with_new_texts(session, annotator_id)
    new = {one.cluster_id for one in found}
    return [*found, *(one for one in _with_new_edits(session, annotator_id, compare_id) if one.cluster_id not in new)]


def _with_new_edits(session: Session, annotator_id: int, compare_id: int) -> list[Touched]:
    """Clusters whose origin took something back, of which nobody has asked yet whether the copies carry it."""
    whose = standing_origins().subquery()
    query = (
        sa.select(whose.c.cluster_id, sa.func.max(Membership.id))
        .join(Cluster, Cluster.id == whose.c.cluster_id)
        .join(Membership, Membership.cluster_id == whose.c.cluster_id)
        .join(Snapshot, Snapshot.id == whose.c.snapshot_id)
        .join(Revision, Revision.article_id == Snapshot.article_id)
        .join(Judgment, Judgment.id == Revision.judgment_id)
        .join(Edit, Edit.revision_id == Revision.id)
        .where(Cluster.annotator_id == annotator_id, Judgment.annotator_id == compare_id, *_retracting(), _stands())
        .where(~sa.exists().where(Carrying.edit_id == Edit.id))
        .group_by(whose.c.cluster_id)
        .order_by(whose.c.cluster_id)
    )
    return [Touched(cluster_id, membership_id) for cluster_id, membership_id in session.execute(query)]


def _retracting() -> tuple[sa.ColumnElement[bool], ...]:
    """Whether an edit took something back: material, of the text, and not only elsewhere."""
    return Edit.material.is_(True), Edit.part == Part.BODY, Edit.before != "", Edit.action != Action.MOVED


def _stands() -> sa.ColumnElement[bool]:
    """Whether a revision, in a query that joins its judgment, is the newest of its annotator's that lead to its look."""
    later, theirs = aliased(Revision), aliased(Judgment)
    newer = sa.exists().where(later.first_attempt_id == Revision.first_attempt_id, later.id > Revision.id)
    newer = newer.where(theirs.id == later.judgment_id, theirs.annotator_id == Judgment.annotator_id)
    return ~newer.correlate(Revision, Judgment)


def _with_new_texts(session: Session, annotator_id: int) -> list[Touched]:
    newest = sa.select(sa.func.max(Origin.membership_id)).join(Cluster, Cluster.id == Origin.cluster_id)
    since = session.scalar(newest.where(Cluster.annotator_id == annotator_id)) or 0
    new, other, judged, theirs = aliased(Judgment), aliased(Membership), aliased(Snapshot), aliased(Snapshot)
    query = (
        sa.select(other.cluster_id, sa.func.max(Membership.id))
        .join(new, new.id == Membership.judgment_id)
        .join(judged, judged.id == new.snapshot_id)
        .join(theirs, theirs.article_id == judged.article_id)
        .join(Judgment, sa.and_(Judgment.snapshot_id == theirs.id, Judgment.annotator_id == annotator_id))
        .join(other, other.judgment_id == Judgment.id)
        .where(Membership.id > since, new.annotator_id == annotator_id)
        .group_by(other.cluster_id)
    )
    found = [Touched(cluster_id, membership_id) for cluster_id, membership_id in session.execute(query)]
    return sorted(found, key=lambda t: (t.membership_id, t.cluster_id))


def printing(session: Session) -> dict[int, Prints]:
    """Outlet → what of it counts for whose text something is."""
    named = voices(session)
    return {
        outlet.id: Prints(outlet.key, profile.name, named[outlet.id], profile.wire, profile.role == IMPORT)
        for outlet, profile in outlets.profiled(session)
    }


def members(session: Session, annotator_id: int, cluster_id: int, outlets_of: Mapping[int, Prints]) -> list[Standing]:
    """The texts that stand in a cluster, of articles that count and are not withheld."""
    query = (
        sa.select(Judgment.id, Snapshot, Reading, Article, Attempt.captured_at)
        .join(Membership, Membership.judgment_id == Judgment.id)
        .join(Snapshot, Snapshot.id == Judgment.snapshot_id)
        .join(Reading, Reading.id == Snapshot.reading_id)
        .join(Article, Article.id == Snapshot.article_id)
        .join(Attempt, Attempt.id == Snapshot.opened_by)
        .where(Judgment.annotator_id == annotator_id, Membership.cluster_id == cluster_id, stands())
        .where(identity.counts(Snapshot.article_id), takedowns.readable(Snapshot.article_id))
        .order_by(Attempt.captured_at, Snapshot.id)
    )
    return [
        Standing(judgment_id, _member(outlets_of[article.outlet_id], snapshot, reading, article, captured_at))
        for judgment_id, snapshot, reading, article, captured_at in session.execute(query)
    ]


def _member(outlet: Prints, snapshot: Snapshot, reading: Reading, article: Article, captured_at: datetime) -> Member:
    return Member(
        article.id, snapshot.id, outlet.key, outlet.voice, outlet.key if outlet.wire else None,
        reading.published_at or article.published_at, captured_at, reading.text, tuple(reading.authors), outlet.imported,
    )  # fmt: skip


def record_origin(session: Session, at: Touched, found: syndication.Origin) -> None:
    """Say whose text a cluster is, as far as these memberships show."""
    session.add(
        Origin(
            cluster_id=at.cluster_id, membership_id=at.membership_id, snapshot_id=found.snapshot_id, credited=found.credited,
            reason=found.reason, evidence=found.evidence,
        )
    )  # fmt: skip


def known(session: Session, cluster_id: int) -> bool:
    """Whether it was said before whose text a cluster is."""
    return bool(session.scalar(sa.select(sa.exists().where(Origin.cluster_id == cluster_id))))


def traced(session: Session, origin_id: int, judgments: Collection[int]) -> frozenset[int]:
    """Judgments whose texts have been held against this origin, sentence by sentence."""
    query = sa.select(Passage.judgment_id).where(Passage.origin_id == origin_id, Passage.judgment_id.in_(judgments))
    return frozenset(session.scalars(query.distinct()))


def measured(session: Session, origin_id: int, judgments: Collection[int]) -> frozenset[int]:
    """Judgments of whose texts it is known how much they share with this origin."""
    return frozenset(
        session.scalars(sa.select(Overlap.judgment_id).where(Overlap.other_id == origin_id, Overlap.judgment_id.in_(judgments)))
    )


def record_passages(session: Session, judgment_id: int, origin_id: int, found: Iterable[passages.Passage]) -> None:
    """What became of every sentence."""
    session.add_all(
        Passage(
            judgment_id=judgment_id, origin_id=origin_id, position=position, fate=p.fate, start=p.start, end=p.end,
            origin_start=p.origin_start, origin_end=p.origin_end,
        )
        for position, p in enumerate(found)
    )  # fmt: skip


def retractions(session: Session, compare_id: int, article_id: int) -> list[Retraction]:
    """Material edits of an article's text that took a sentence back or put another in its place, the oldest first."""
    query = (
        sa.select(Edit)
        .join(Revision, Revision.id == Edit.revision_id)
        .join(Judgment, Judgment.id == Revision.judgment_id)
        .where(Judgment.annotator_id == compare_id, Revision.article_id == article_id, *_retracting(), _stands())
        .order_by(Revision.first_attempt_id, Edit.position)
    )
    return [Retraction(edit.id, edit.before, edit.after) for edit in session.scalars(query)]


def told(session: Session, edits: Sequence[int]) -> frozenset[tuple[int, int]]:
    """(judgment, edit) of every text of which it is known whether it carries what the edit took back."""
    rows = session.execute(sa.select(Carrying.judgment_id, Carrying.edit_id).where(Carrying.edit_id.in_(edits)))
    return frozenset((judgment_id, edit_id) for judgment_id, edit_id in rows)


def record_carrying(session: Session, judgment_id: int, edit_id: int, *, carries: bool) -> None:
    """Whether a text still says what an edit of its origin took back."""
    session.add(Carrying(judgment_id=judgment_id, edit_id=edit_id, carries=carries))
