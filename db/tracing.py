"""All that is stored about one address: who listed it, what every look and every poll brought, and when the next one is due."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from db import annotations, snapshots, takedowns
from db.hosts import KnownRobots
from db.tables import (
    Alias,
    Article,
    Attempt,
    Entry,
    Feed,
    Gap,
    Host,
    Outlet,
    OutletProfile,
    Poll,
    Quirk,
    Reading,
    Robots,
    Sighting,
    Snapshot,
)
from db.traces import (
    AliasTrace,
    Answered,
    ArticleTrace,
    EntryTrace,
    FeedTrace,
    GapTrace,
    HostTrace,
    JoinedTrace,
    KnownFeed,
    KnownOutlet,
    LookTrace,
    PollTrace,
    QuirkTrace,
    VersionTrace,
)
from narrative.model import Outcome


def outlets(session: Session) -> tuple[KnownOutlet, ...]:
    """Every outlet with its feeds, in the order in which they came to be known."""
    newest = sa.select(sa.func.max(OutletProfile.id)).group_by(OutletProfile.outlet_id)
    rows = session.execute(
        sa.select(Outlet, OutletProfile)
        .outerjoin(OutletProfile, sa.and_(OutletProfile.outlet_id == Outlet.id, OutletProfile.id.in_(newest)))
        .order_by(Outlet.id)
    )
    theirs: dict[int, list[KnownFeed]] = {}
    for feed in session.scalars(sa.select(Feed).order_by(Feed.id)):
        theirs.setdefault(feed.outlet_id, []).append(KnownFeed(feed.id, feed.url, feed.next_poll_at is not None))
    return tuple(
        KnownOutlet(outlet.id, outlet.key, p.name if p else outlet.key, p.home if p else "", p.article_id if p else "",
                    tuple(theirs.get(outlet.id, ())))
        for outlet, p in rows
    )  # fmt: skip


def article(session: Session, article_id: int) -> ArticleTrace:
    """Everything about an article that is looked at, with all that are the same as it."""
    root = session.get_one(Article, article_id)
    joined = _joined(session, root)
    ids = [root.id, *(a.id for a in joined)]
    outlet = next(o for o in outlets(session) if o.id == root.outlet_id)
    versions, seen = _versions(session, ids)
    return ArticleTrace(
        root.id, root.url, outlet.key, outlet.name, root.local_id or "", root.published_at, root.recorded_at, root.failures,
        root.next_look_at, tuple(root.rate_weights or ()), root.stirred_at,
        tuple(JoinedTrace(a.id, a.url, a.local_id or "", a.recorded_at) for a in joined),
        takedowns.decision(session, root.id),
        _entries(session, ids), _aliases(session, ids), versions, _looks(session, ids, seen),
    )  # fmt: skip


def _joined(session: Session, root: Article) -> list[Article]:
    found: list[Article] = []
    ids = {root.id}
    while ids:
        same = session.scalars(sa.select(Article).where(Article.same_as_id.in_(ids)).order_by(Article.id)).all()
        found += same
        ids = {a.id for a in same}
    return found


def _entries(session: Session, ids: Sequence[int]) -> tuple[EntryTrace, ...]:
    rows = session.execute(
        sa.select(Feed.url, Poll.captured_at, Entry.title, Entry.url, Entry.guid, Entry.published_at)
        .join(Feed, Feed.id == Entry.feed_id)
        .join(Poll, Poll.id == Entry.poll_id)
        .where(Entry.article_id.in_(ids))
        .order_by(Poll.captured_at, Entry.id)
    )
    return tuple(EntryTrace(*row) for row in rows)


def _aliases(session: Session, ids: Sequence[int]) -> tuple[AliasTrace, ...]:
    rows = session.execute(sa.select(Alias.url, Alias.kind, Alias.recorded_at).where(Alias.article_id.in_(ids)).order_by(Alias.id))
    return tuple(AliasTrace(*row) for row in rows)


Seen = Mapping[int, tuple[int, bool, bool]]
"""By attempt: the version that it saw, whether it opened it, whether other bytes hid the same words."""


def _versions(session: Session, ids: Sequence[int]) -> tuple[tuple[VersionTrace, ...], Seen]:
    """The versions as the active reader reads them; before the first activation, as the newest one does."""
    reader = annotations.active(session, "read") or session.scalar(
        sa.select(sa.func.max(Snapshot.annotator_id)).where(Snapshot.article_id.in_(ids))
    )
    rows = session.execute(
        sa.select(Snapshot, Reading.headline, Reading.text)
        .join(Reading, Reading.id == Snapshot.reading_id)
        .where(Snapshot.article_id.in_(ids), Snapshot.annotator_id == reader)
        .order_by(Snapshot.opened_by)
    ).all()
    numbers: dict[int, int] = {}
    counted: dict[int, int] = {}
    for snapshot, *_ in rows:
        numbers[snapshot.id] = counted[snapshot.article_id] = counted.get(snapshot.article_id, 0) + 1
    seen, spans = _sightings(session, numbers)
    opened = {snapshot.opened_by for snapshot, *_ in rows}
    versions = tuple(
        VersionTrace(s.article_id, numbers[s.id], s.opened_by, headline, len(text.split()), *spans[s.id]) for s, headline, text in rows
    )
    return versions, {attempt: (version, attempt in opened, hidden) for attempt, (version, hidden) in seen.items()}


Spans = Mapping[int, tuple[datetime, datetime, int]]


def _sightings(session: Session, numbers: Mapping[int, int]) -> tuple[Mapping[int, tuple[int, bool]], Spans]:
    """By attempt, the version it saw; by snapshot, its first and last look and how many there were."""
    rows = session.execute(
        sa.select(Sighting.attempt_id, Sighting.snapshot_id, Sighting.hidden, Attempt.captured_at)
        .join(Attempt, Attempt.id == Sighting.attempt_id)
        .join(Snapshot, Snapshot.id == Sighting.snapshot_id)
        .where(Sighting.snapshot_id.in_(numbers), snapshots.counts())
        .order_by(Attempt.id)
    )
    seen: dict[int, tuple[int, bool]] = {}
    spans: dict[int, tuple[datetime, datetime, int]] = {}
    for attempt, snapshot, hidden, at in rows:
        seen[attempt] = (numbers[snapshot], hidden)
        first, _, looks = spans.get(snapshot, (at, at, 0))
        spans[snapshot] = (first, at, looks + 1)
    return seen, spans


def _looks(session: Session, ids: Sequence[int], seen: Seen) -> tuple[LookTrace, ...]:
    rows = session.scalars(sa.select(Attempt).where(Attempt.article_id.in_(ids)).order_by(Attempt.id))
    return tuple(
        LookTrace(a.id, a.article_id, a.url, _answered(a), a.kept, a.payload_sha256, *seen.get(a.id, (None, False, False))) for a in rows
    )


def feed(session: Session, feed_id: int) -> FeedTrace:
    """Everything about one feed."""
    row = session.get_one(Feed, feed_id)
    polls = session.scalars(sa.select(Poll).where(Poll.feed_id == feed_id).order_by(Poll.id))
    return FeedTrace(
        row.id, row.url, session.get_one(Outlet, row.outlet_id).key, row.next_poll_at, timedelta(seconds=row.interval_seconds),
        row.failures, row.etag, row.last_modified, row.trusted, _quirks(session, feed_id), _gaps(session, feed_id),
        tuple(PollTrace(p.id, _answered(p), p.listed, p.known, p.fresh) for p in polls),
    )  # fmt: skip


def _quirks(session: Session, feed_id: int) -> tuple[QuirkTrace, ...]:
    found = sa.select(Quirk.kind, Quirk.detail, Poll.captured_at).join(Poll, Poll.id == Quirk.poll_id).where(Quirk.feed_id == feed_id)
    return tuple(QuirkTrace(*row) for row in session.execute(found.order_by(Quirk.id)))


def _gaps(session: Session, feed_id: int) -> tuple[GapTrace, ...]:
    last, first = aliased(Poll), aliased(Poll)
    found = (
        sa.select(last.captured_at, first.captured_at, first.listed)
        .select_from(Gap)
        .join(last, last.id == Gap.last_poll_id)
        .join(first, first.id == Gap.first_poll_id)
        .where(Gap.feed_id == feed_id)
        .order_by(Gap.id)
    )
    return tuple(GapTrace(*row) for row in session.execute(found))


def _answered(row: Attempt | Poll) -> Answered:
    sent = {name.lower(): str(value) for name, value in row.headers.items()}
    said: Mapping[str, Any] = row.exchange
    timings = sorted((said.get("timings") or {}).items(), key=lambda pair: pair[1])
    return Answered(
        row.started_at, row.captured_at, row.final_url, Outcome(row.outcome), row.reason, row.http_status, row.robots, row.robots_id,
        sent.get("etag", ""), sent.get("last-modified", ""), sent.get("retry-after", ""),
        tuple((status, url) for status, url in said.get("hops") or ()), tuple(timings),
        (said.get("tls") or {}).get("issuer", ""), said.get("peer") or "",
    )  # fmt: skip


def robots(session: Session, ids: Iterable[int]) -> tuple[KnownRobots, ...]:
    """The files of robots.txt of these ids, by which looks were decided."""
    return tuple(_robots(row) for row in session.scalars(sa.select(Robots).where(Robots.id.in_(set(ids))).order_by(Robots.id)))


def newest_robots(session: Session, origin: str) -> KnownRobots | None:
    """What the robots.txt of an origin said last, whether that still holds or not; None when it was never asked for."""
    row = session.scalar(sa.select(Robots).where(Robots.origin == origin).order_by(Robots.id.desc()).limit(1))
    return _robots(row) if row else None


def _robots(row: Robots) -> KnownRobots:
    return KnownRobots(row.origin, row.captured_at, row.expires_at, Outcome(row.outcome), row.reason, row.http_status, row.text, row.id)


def host(session: Session, name: str) -> HostTrace | None:
    """What is known of a host; None when it was never asked."""
    row = session.scalar(sa.select(Host).where(Host.name == name))
    return HostTrace(row.name, row.next_at, row.retry_at, row.budget_on, row.spent) if row else None
