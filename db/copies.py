"""Copies: which articles print a text that is another's."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from db.identity import counts
from db.tables import Article, Attempt, Judgment, Membership, OutletProfile, Reading, Snapshot
from narrative.duplicates import Member, origin


@dataclass(frozen=True, slots=True)
class Copy:
    """A snapshot whose words are those of another article's snapshot."""

    snapshot_id: int
    article_id: int
    origin_snapshot_id: int
    origin_article_id: int


def copies(session: Session, annotator_id: int, until_at: datetime | None = None) -> tuple[Copy, ...]:
    """Every copy under this annotator, of what was judged before `until_at`. An article is no copy of itself."""
    found = []
    for members in _clusters(session, annotator_id, until_at).values():
        first = origin(members)
        others = (m for m in members if m.article_id != first.article_id)
        found += [Copy(m.snapshot_id, m.article_id, first.snapshot_id, first.article_id) for m in others]
    return tuple(sorted(found, key=lambda c: c.snapshot_id))


def _clusters(session: Session, annotator_id: int, until_at: datetime | None) -> dict[int, list[Member]]:
    """Cluster → its members, of clusters that have more than one."""
    shared = sa.select(Membership.cluster_id).group_by(Membership.cluster_id).having(sa.func.count() > 1)
    judged = [Judgment.annotator_id == annotator_id, Membership.cluster_id.in_(shared), counts(Snapshot.article_id, until_at)]
    if until_at:
        judged.append(Judgment.recorded_at < until_at)
    rows = session.execute(
        sa.select(Membership.cluster_id, Snapshot, Reading.published_at, Article, Attempt.captured_at)
        .join(Judgment, Judgment.id == Membership.judgment_id)
        .join(Snapshot, Snapshot.id == Judgment.snapshot_id)
        .join(Reading, Reading.id == Snapshot.reading_id)
        .join(Article, Article.id == Snapshot.article_id)
        .join(Attempt, Attempt.id == Snapshot.opened_by)
        .where(*judged)
        .order_by(Snapshot.id)
    )
    wires = dict(_wires(session))
    clusters: dict[int, list[Member]] = defaultdict(list)
    for cluster_id, snapshot, published_at, article, captured_at in rows:
        said = published_at or article.published_at
        clusters[cluster_id].append(Member(article.id, snapshot.id, wires.get(article.outlet_id, False), said, captured_at))
    return clusters


def _wires(session: Session) -> Iterator[tuple[int, bool]]:
    """Outlet → whether the catalogue calls it a wire; the newest profile comes last."""
    rows = session.execute(sa.select(OutletProfile.outlet_id, OutletProfile.wire).order_by(OutletProfile.id))
    return ((outlet_id, wire) for outlet_id, wire in rows)
