"""Outlets, feeds, polls and entries: what is watched, and what it listed."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import datetime, time

import sqlalchemy as sa
from sqlalchemy.orm import Session

from db.tables import Alias, Article, Entry, Feed, Outlet, OutletProfile, Poll, Subscription
from narrative import model
from narrative.model import Outcome


@dataclass(frozen=True, slots=True)
class OutletFacts:
    """An outlet as the catalogue describes it, with the addresses of its feeds."""

    key: str
    name: str
    country: str
    language: str
    ownership: str
    wire: bool
    home: str
    feeds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SubscriptionFacts:
    """Who gets which incident's digest, in which time zone its days are counted, and at what local time of the morning after."""

    incident: str
    recipient: str
    time_zone: str
    at: time


@dataclass(frozen=True, slots=True)
class Target:
    """A feed to be polled, with the validators of its last answer."""

    id: int
    outlet: str
    url: str
    etag: str
    last_modified: str
    failures: int


@dataclass(frozen=True, slots=True)
class PollFacts:
    """One asking of a feed, and when to ask again."""

    feed_id: int
    started_at: datetime
    captured_at: datetime
    outcome: Outcome
    reason: str
    http_status: int | None
    payload_sha256: str | None
    etag: str
    last_modified: str
    failures: int
    next_poll_at: datetime


@dataclass(frozen=True, slots=True)
class Listed:
    """One entry of a poll, the hash that tells its re-issues apart, and the canonical address of its article."""

    entry: model.Entry
    sha256: str
    article_url: str


def sync_outlets(session: Session, outlets: Sequence[OutletFacts], now: datetime) -> None:
    """Make the store's outlets and feeds what the catalogue says. A feed it no longer names is not polled any more."""
    known = {o.key: o for o in session.scalars(sa.select(Outlet))}
    feeds = {f.url: f for f in session.scalars(sa.select(Feed))}
    for facts in outlets:
        outlet = known.get(facts.key) or Outlet(key=facts.key)
        session.add(outlet)
        session.flush()
        _add_profile(session, outlet.id, facts)
        for url in facts.feeds:
            feed = feeds.pop(url, None) or Feed(outlet_id=outlet.id, url=url)
            feed.outlet_id = outlet.id
            feed.next_poll_at = feed.next_poll_at or now
            session.add(feed)
    for dropped in feeds.values():
        dropped.next_poll_at = None


def _add_profile(session: Session, outlet_id: int, facts: OutletFacts) -> None:
    described = OutletProfile(
        outlet_id=outlet_id, name=facts.name, country=facts.country, language=facts.language,
        ownership=facts.ownership, wire=facts.wire, home=facts.home,
    )  # fmt: skip
    newest = session.scalar(sa.select(OutletProfile).where(OutletProfile.outlet_id == outlet_id).order_by(OutletProfile.id.desc()).limit(1))
    same = newest and all(getattr(newest, n) == getattr(described, n) for n in ("name", "country", "language", "ownership", "wire", "home"))
    if not same:
        session.add(described)


def sync_subscriptions(session: Session, wanted: Sequence[SubscriptionFacts]) -> None:
    """Make the store's subscriptions what the catalogue says; every change is a row of its own."""
    current = {s.key: s for s in session.scalars(sa.select(Subscription).order_by(Subscription.id))}
    keyed = {"\x1f".join(map(str, astuple(w))): w for w in wanted}
    for key, facts in keyed.items():
        if key not in current or not current[key].active:
            session.add(_subscription(key, facts, active=True))
    for key, row in current.items():
        if row.active and key not in keyed:
            session.add(_subscription(key, _subscribed(row), active=False))


def _subscription(key: str, facts: SubscriptionFacts, *, active: bool) -> Subscription:
    return Subscription(key=key, incident=facts.incident, recipient=facts.recipient, time_zone=facts.time_zone, at=facts.at, active=active)


def subscriptions(session: Session) -> tuple[SubscriptionFacts, ...]:
    """Every subscription that holds now, in the order in which they came."""
    current = {s.key: s for s in session.scalars(sa.select(Subscription).order_by(Subscription.id))}
    return tuple(_subscribed(s) for s in current.values() if s.active)


def _subscribed(row: Subscription) -> SubscriptionFacts:
    return SubscriptionFacts(row.incident, row.recipient, row.time_zone, row.at)


def due(session: Session, now: datetime) -> tuple[int, ...]:
    """Feeds to be polled at `now`, those that have waited longest first."""
    return tuple(session.scalars(sa.select(Feed.id).where(Feed.next_poll_at <= now).order_by(Feed.next_poll_at, Feed.id)))


def targets(session: Session, ids: Sequence[int], now: datetime) -> tuple[Target, ...]:
    """Those of the given feeds that are still due: a task that is run again finds what it already did done."""
    rows = session.execute(
        sa.select(Feed, Outlet.key).join(Outlet).where(Feed.id.in_(ids), Feed.next_poll_at <= now).order_by(Feed.next_poll_at, Feed.id)
    )
    return tuple(Target(f.id, key, f.url, f.etag, f.last_modified, f.failures) for f, key in rows)


def record_poll(session: Session, poll: PollFacts, listed: Sequence[Listed]) -> int:
    """Store a poll and what it listed; returns how many entries were not known before."""
    feed = session.get_one(Feed, poll.feed_id)
    feed.etag, feed.last_modified = poll.etag, poll.last_modified
    feed.failures, feed.next_poll_at = poll.failures, poll.next_poll_at
    row = Poll(
        feed_id=poll.feed_id, started_at=poll.started_at, captured_at=poll.captured_at, outcome=poll.outcome, reason=poll.reason,
        http_status=poll.http_status, payload_sha256=poll.payload_sha256, listed=len(listed), fresh=0,
    )  # fmt: skip
    session.add(row)
    session.flush()
    row.fresh = sum(_add_entry(session, feed, row, one) for one in listed)
    if row.fresh:
        row.outcome = Outcome.NEW  # only the store knows what is new to it
    return row.fresh


def _add_entry(session: Session, feed: Feed, poll: Poll, listed: Listed) -> bool:
    entry = listed.entry
    known = sa.select(Entry.id).where(Entry.feed_id == feed.id, Entry.guid == entry.guid, Entry.content_sha256 == listed.sha256)
    if session.scalar(known.limit(1)):
        return False
    article = _article_of(session, feed, poll, listed)
    session.add(
        Entry(
            feed_id=feed.id, poll_id=poll.id, article_id=article.id if article else None, guid=entry.guid, url=entry.url, title=entry.title,
            summary=entry.summary, published_at=entry.published_at, updated_at=entry.updated_at, content_sha256=listed.sha256,
        )
    )  # fmt: skip
    session.flush()
    return True


def _article_of(session: Session, feed: Feed, poll: Poll, listed: Listed) -> Article | None:
    """The article behind an entry, made when it is new. A re-issued entry is a hint: its article is looked at now."""
    if not listed.article_url:
        return None
    found = session.scalar(sa.select(Article).join(Alias).where(Alias.url == listed.article_url))
    if found is None:
        found = Article(outlet_id=feed.outlet_id, url=listed.article_url, published_at=listed.entry.published_at)
        session.add(found)
        session.flush()
        session.add(Alias(article_id=found.id, url=listed.article_url, kind="entry"))
    found.next_look_at = poll.captured_at
    session.flush()
    return found
