"""A membership diff as people read it: which versions of which articles are in another cluster, and what the clusters are called."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from db.clusters import Change
from db.rows import among
from db.tables import Article, Reading, Snapshot


@dataclass(frozen=True, slots=True)
class Named:
    """A version of an article: the one that changed, or the first of a cluster, by which that is named."""

    snapshot_id: int
    article_id: int
    url: str
    headline: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A version that went from one cluster to another. `before` is None where it had none."""

    version: Named
    before: Named | None
    after: Named


def told(session: Session, changes: Sequence[Change]) -> tuple[ChangeLine, ...]:
    """The changes with names, in the order of the clusters that they lead to."""
    ids = {id_ for c in changes for id_ in (c.snapshot_id, c.before, c.after) if id_ is not None}
    names = named(session, ids)
    lines = (ChangeLine(names[c.snapshot_id], None if c.before is None else names[c.before], names[c.after]) for c in changes)
    return tuple(sorted(lines, key=lambda line: (line.after.snapshot_id, line.version.snapshot_id)))


def named(session: Session, ids: Collection[int]) -> dict[int, Named]:
    """Snapshot → what people know it by."""
    query = (
        sa.select(Snapshot.id, Article.id, Article.url, Reading.headline)
        .join(Article, Article.id == Snapshot.article_id)
        .join(Reading, Reading.id == Snapshot.reading_id)
    )
    return {row[0]: Named(*row) for row in among(session, query, Snapshot.id, ids)}
