"""What was looked at and what could not be seen; what is due, what failed last; the store at a glance."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from db.digests import outlet_names
from db.events import ANSWERED
from db.facts import LOOK
from db.tables import Article, Attempt, Base, Feed, Poll, Sighting, Snapshot, Suppression
from narrative.model import Outcome

UNSEEN = (
    Outcome.UNREACHABLE, Outcome.TIMED_OUT, Outcome.TLS_FAILED, Outcome.ADDRESS_REFUSED, Outcome.SERVER_ERROR, Outcome.BLOCKED,
    Outcome.FORBIDDEN, Outcome.RATE_LIMITED, Outcome.PAYWALLED, Outcome.CONSENT_WALL, Outcome.DISALLOWED,
)  # fmt: skip
"""Outcomes that say something about our sight, not about the article."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What could not be read, when last tried, and why."""

    name: str
    at: datetime
    outcome: str
    reason: str


@dataclass(frozen=True, slots=True)
class Looked:
    """What was asked in a span of time, and what did not answer.

    An outlet was watched when a feed of it was polled. `hidden`: looks whose bytes differed but not the words. `suppressed`: differences
    that were judged to be noise.
    """

    outlets_watched: int
    feeds_polled: int
    feeds_failed: tuple[Trouble, ...]
    outlets_unreachable: tuple[Trouble, ...]
    looks: int
    hidden: int
    suppressed: int = 0


def looked(session: Session, from_at: datetime, until_at: datetime) -> Looked:
    """What was polled and looked at in the window, by when it was recorded."""
    names = outlet_names(session, until_at)
    polls = session.execute(
        sa.select(Feed, Poll).join(Poll, Poll.feed_id == Feed.id).where(*_within(Poll, from_at, until_at)).order_by(Poll.id)
    ).all()
    last = {feed.id: (feed, poll) for feed, poll in polls}
    failed = [
        Trouble(f"{names[feed.outlet_id]}: {feed.url}", poll.captured_at, poll.outcome, poll.reason)
        for feed, poll in last.values()
        if poll.outcome not in ANSWERED
    ]
    taken = sa.select(sa.func.count(Attempt.id)).where(Attempt.kind == LOOK)
    looks = session.scalar(taken.where(*_within(Attempt, from_at, until_at))) or 0
    hidden = (
        sa.select(sa.func.count(sa.distinct(Sighting.attempt_id)))
        .join(Attempt, Attempt.id == Sighting.attempt_id)
        .where(Sighting.hidden, *_within(Sighting, from_at, until_at))
    )
    noise = (
        sa.select(sa.func.count(Suppression.id))
        .join(Attempt, Attempt.id == Suppression.attempt_id)
        .where(*_within(Suppression, from_at, until_at))
    )
    watched = len({feed.outlet_id for feed, _ in last.values()})
    return Looked(
        watched,
        len(last),
        tuple(failed),
        _unreachable(session, from_at, until_at),
        looks,
        *(_of_looks(session, query, (from_at, until_at)) for query in (hidden, noise)),
    )


def _of_looks(session: Session, query: sa.Select[int], window: tuple[datetime, datetime]) -> int:
    """A count of what looks of the window showed; what a newer reader finds in older ones is no news."""
    return session.scalar(query.where(Attempt.recorded_at >= window[0], Attempt.recorded_at < window[1])) or 0


def _within(
    table: type[Poll | Attempt | Sighting | Suppression], from_at: datetime, until_at: datetime
) -> Sequence[sa.ColumnElement[bool]]:
    return table.recorded_at >= from_at, table.recorded_at < until_at


def _unreachable(session: Session, from_at: datetime, until_at: datetime) -> tuple[Trouble, ...]:
    """Outlets none of whose pages could be seen in the window, by their last attempt."""
    names = outlet_names(session, until_at)
    rows = session.execute(
        sa.select(Article.outlet_id, Attempt)
        .join(Attempt, Attempt.article_id == Article.id)
        .where(Attempt.kind == LOOK, *_within(Attempt, from_at, until_at))
        .order_by(Attempt.id)
    ).all()
    seen = {outlet_id for outlet_id, attempt in rows if attempt.outcome not in UNSEEN}
    last = {outlet_id: attempt for outlet_id, attempt in rows if outlet_id not in seen}
    return tuple(Trouble(names[outlet_id], a.captured_at, a.outcome, a.reason) for outlet_id, a in last.items())


@dataclass(frozen=True, slots=True)
class FeedHealth:
    """How a feed's last poll ended, how often in a row it failed, and when it is asked again."""

    outlet: str
    url: str
    outcome: str
    reason: str
    failures: int
    polled_at: datetime | None
    next_poll_at: datetime | None


def feed_health(session: Session) -> tuple[FeedHealth, ...]:
    """Every feed that is watched, those in trouble first."""
    names = outlet_names(session)
    newest = sa.select(sa.func.max(Poll.id)).where(Poll.feed_id == Feed.id).correlate(Feed).scalar_subquery()
    rows = session.execute(
        sa.select(Feed, Poll)
        .outerjoin(Poll, Poll.id == newest)
        .where(Feed.next_poll_at.is_not(None))
        .order_by(Feed.failures.desc(), Feed.url)
    )
    return tuple(
        FeedHealth(
            names[f.outlet_id], f.url, p.outcome if p else "never polled", p.reason if p else "", f.failures,
            p.captured_at if p else None, f.next_poll_at,
        )
        for f, p in rows
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Due:
    """How much work waits: feeds to poll, articles never looked at, articles to look at again."""

    feeds: int
    new_articles: int
    old_articles: int
    next_at: datetime | None


def due(session: Session, now: datetime) -> Due:
    """What is due at `now`, and when the next thing will be."""
    looked_at = sa.exists().where(Attempt.article_id == Article.id)
    feeds = session.scalar(sa.select(sa.func.count(Feed.id)).where(Feed.next_poll_at <= now)) or 0
    waiting = sa.select(sa.func.count(Article.id)).where(Article.next_look_at <= now)
    new, old = session.scalar(waiting.where(~looked_at)) or 0, session.scalar(waiting.where(looked_at)) or 0
    ahead = [
        session.scalar(sa.select(sa.func.min(Feed.next_poll_at)).where(Feed.next_poll_at > now)),
        session.scalar(sa.select(sa.func.min(Article.next_look_at)).where(Article.next_look_at > now)),
    ]
    return Due(feeds, new, old, min((at for at in ahead if at), default=None))


def last_troubles(session: Session, most: int = 10) -> tuple[Trouble, ...]:
    """The newest attempts that could not see their article."""
    names = outlet_names(session)
    rows = session.execute(
        sa.select(Attempt, Article.outlet_id)
        .join(Article, Article.id == Attempt.article_id)
        .where(Attempt.kind == LOOK, Attempt.outcome.in_((*UNSEEN, Outcome.UNREADABLE, Outcome.NOT_A_PAGE, Outcome.TOO_LARGE)))
        .order_by(Attempt.id.desc())
        .limit(most)
    )
    return tuple(Trouble(f"{names[outlet_id]}: {a.url}", a.captured_at, a.outcome, a.reason) for a, outlet_id in rows)


def row_counts(session: Session) -> dict[str, int]:
    """Rows of every table."""
    return {t.name: session.scalar(sa.select(sa.func.count()).select_from(t)) or 0 for t in Base.metadata.sorted_tables}


def outcomes(session: Session) -> dict[str, int]:
    """How many attempts ended in which way."""
    counted = session.execute(sa.select(Attempt.outcome, sa.func.count()).group_by(Attempt.outcome))
    return {outcome: count for outcome, count in counted}  # noqa: C416


def snapshots(session: Session) -> int:
    return session.scalar(sa.select(sa.func.count(Snapshot.id))) or 0


def hidden(session: Session) -> int:
    """Looks whose page had other bytes but the same words."""
    return session.scalar(sa.select(sa.func.count(Sighting.id)).where(Sighting.hidden)) or 0
