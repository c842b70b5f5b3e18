"""Copies: which articles print a text that is another's."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from db.identity import counts
from db.tables import Judgment, Membership, Origin, Passage, Snapshot
from narrative.model import Part
from narrative.passages import Fate


@dataclass(frozen=True, slots=True)
class Copy:
    """A snapshot that is in the cluster of another article's text."""

    snapshot_id: int
    article_id: int
    origin_snapshot_id: int
    origin_article_id: int


def copies(session: Session, annotator_id: int, until_at: datetime | None = None) -> tuple[Copy, ...]:
    """Every copy under this annotator, of what was judged before `until_at`. An article is no copy of itself."""
    first = aliased(Snapshot)
    whose = standing_origins(until_at).subquery()
    query = (
        sa.select(Snapshot.id, Snapshot.article_id, first.id, first.article_id)
        .join(Judgment, Judgment.snapshot_id == Snapshot.id)
        .join(Membership, Membership.judgment_id == Judgment.id)
        .join(whose, whose.c.cluster_id == Membership.cluster_id)
        .join(first, first.id == whose.c.snapshot_id)
        .where(Judgment.annotator_id == annotator_id, stands(until_at), first.article_id != Snapshot.article_id)
        .where(counts(Snapshot.article_id, until_at))
        .order_by(Snapshot.id)
    )
    return tuple(Copy(*row) for row in session.execute(query))


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What copies put in or changed: snapshot → those spans of its text. Of what is no copy everything is its own."""

    spans: dict[int, list[tuple[int, int]]]

    def of(self, snapshot_id: int, part: str, start: int) -> bool:
        """Whether words that begin there are the snapshot's own. A headline says what the text below it says."""
        return part == Part.BODY and any(first <= start < behind for first, behind in self.spans.get(snapshot_id, ()))


def own_words(session: Session, found: Collection[Copy]) -> OwnWords:
    """The own words of copies, as they were traced to their origins."""
    origins = {copy.snapshot_id: copy.origin_snapshot_id for copy in found}
    rows = session.execute(
        sa.select(Judgment.snapshot_id, Passage.origin_id, Passage.start, Passage.end)
        .join(Passage, Passage.judgment_id == Judgment.id)
        .where(Judgment.snapshot_id.in_(origins), Passage.fate.in_((Fate.ADDED, Fate.CHANGED)))
    )
    spans: dict[int, list[tuple[int, int]]] = {}
    for snapshot_id, origin_id, start, end in rows:
        if origins[snapshot_id] == origin_id and start is not None and end is not None:
            spans.setdefault(snapshot_id, []).append((start, end))
    return OwnWords(spans)


def stands(until_at: datetime | None = None) -> sa.ColumnElement[bool]:
    """Whether a membership is the one of its judgment that counted at an instant, or counts now."""
    later = aliased(Membership)
    overtaken = sa.exists().where(later.judgment_id == Membership.judgment_id, later.id > Membership.id).correlate(Membership)
    if until_at is None:
        return ~overtaken
    return ~overtaken.where(later.recorded_at < until_at) & (Membership.recorded_at < until_at)


def standing_origins(until_at: datetime | None = None) -> sa.Select[int, int]:
    """Of each cluster the origin that counted at an instant, or counts now: cluster, snapshot."""
    later = aliased(Origin)
    overtaken = sa.exists().where(later.cluster_id == Origin.cluster_id, later.id > Origin.id).correlate(Origin)
    query = sa.select(Origin.cluster_id, Origin.snapshot_id)
    if until_at is None:
        return query.where(~overtaken)
    return query.where(~overtaken.where(later.recorded_at < until_at), Origin.recorded_at < until_at)
