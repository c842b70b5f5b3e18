"""Outlets, feeds, polls and entries: what is watched, and what it listed."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from db.listings import Listed, Past, add_entries, other_feed
from db.tables import Entry, Feed, Gap, Outlet, OutletProfile, Poll, Quirk, Subscription
from narrative.model import Outcome

READ = (Outcome.NEW, Outcome.UNCHANGED)
"""Outcomes of a poll that brought a document which could be read."""

HEALTHY = (*READ, Outcome.NOT_MODIFIED)

VALIDATORS_LIE = "validators_lie"
"""The quirk of a feed that says it has not changed although it has."""
LISTED_ELSEWHERE = "listed_elsewhere"


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
    role: str = "press"
    article_id: str = ""
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class SubscriptionFacts:
    """Who gets which incident's digest, in which time zone its days are counted, and at what local time of the morning after."""

    incident: str
    recipient: str
    time_zone: str
    at: time


@dataclass(frozen=True, slots=True)
class LastRead:
    """The last document of a feed that could be read: when it came, its bytes' hash, its entries' hash, how many it listed."""

    captured_at: datetime
    payload_sha256: str | None
    entries_sha256: str | None
    listed: int


@dataclass(frozen=True, slots=True)
class Target:
    """A feed to be polled, with the validators of its last answer and what is known of it.

    `article_rule` is the outlet's rule for its own number of an article. `trusted` counts the 304s in a row, the last of which came
    at `vouched_at`; `lies` when its validators were caught not to tell documents apart. `gap_at`: its window last rolled over then.
    """

    id: int
    outlet: str
    url: str
    etag: str
    last_modified: str
    failures: int
    interval: timedelta = timedelta(0)
    trusted: int = 0
    vouched_at: datetime | None = None
    lies: bool = False
    gap_at: datetime | None = None
    article_rule: str = ""
    last_read: LastRead | None = None


@dataclass(frozen=True, slots=True)
class QuirkFacts:
    """Something a feed does that others do not; `kind` is one word, `detail` what showed it."""

    kind: str
    detail: str


@dataclass(frozen=True, slots=True)
class PollFacts:
    """One asking of a feed, what it showed, and when to ask again.

    `listed` counts entries of a document that was not read again because its bytes were known; `gap_after_id` is the poll after which
    entries may have come and gone unseen.
    """

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
    interval: timedelta = timedelta(0)
    trusted: int = 0
    final_url: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    exchange: dict[str, Any] = field(default_factory=dict)
    robots: str = ""
    robots_id: int | None = None
    entries_sha256: str | None = None
    listed: int = 0
    known: int = 0
    gap_after_id: int | None = None
    quirks: tuple[QuirkFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class Before:
    """What the store knew of a feed before a poll.

    `known` of the entries now listed had been listed by it, by guid or by address, under whatever title; `ever` when it had listed
    anything at all. `regiven` names an address that came back under another guid. The ids are those of its last polls.
    """

    known: int
    ever: bool
    regiven: str
    healthy_id: int | None
    read_id: int | None


@dataclass(frozen=True, slots=True)
class Recorded:
    """How a poll ended, now that the store has seen it: its outcome, how many entries were new, and quirks noted for the first time."""

    outcome: Outcome
    fresh: int
    noted: tuple[QuirkFacts, ...] = ()


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


PROFILE = ("name", "country", "language", "ownership", "wire", "home", "role", "article_id", "owner")


def _add_profile(session: Session, outlet_id: int, facts: OutletFacts) -> None:
    described = OutletProfile(
        outlet_id=outlet_id, name=facts.name, country=facts.country, language=facts.language,
        ownership=facts.ownership, wire=facts.wire, home=facts.home, role=facts.role, article_id=facts.article_id, owner=facts.owner,
    )  # fmt: skip
    newest = session.scalar(sa.select(OutletProfile).where(OutletProfile.outlet_id == outlet_id).order_by(OutletProfile.id.desc()).limit(1))
    if newest is None or any(getattr(newest, n) != getattr(described, n) for n in PROFILE):
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
    rule = sa.select(OutletProfile.article_id).where(OutletProfile.outlet_id == Outlet.id).order_by(OutletProfile.id.desc()).limit(1)
    rows = session.execute(
        sa.select(
            Feed,
            Outlet.key,
            rule.scalar_subquery(),
            sa.exists().where(Quirk.feed_id == Feed.id, Quirk.kind == VALIDATORS_LIE),
            sa.select(sa.func.max(Gap.recorded_at)).where(Gap.feed_id == Feed.id).scalar_subquery(),
        )
        .join(Outlet)
        .where(Feed.id.in_(ids), Feed.next_poll_at <= now)
        .order_by(Feed.next_poll_at, Feed.id)
    )
    return tuple(_target(session, f, key, rule or "", lies, gap_at) for f, key, rule, lies, gap_at in rows.all())


def _target(session: Session, feed: Feed, *about: Any) -> Target:
    outlet, rule, lies, gap_at = about
    read, vouched = _last_poll(session, feed.id, READ), _last_poll(session, feed.id, (Outcome.NOT_MODIFIED,))
    return Target(
        feed.id, outlet, feed.url, feed.etag, feed.last_modified, feed.failures, timedelta(seconds=feed.interval_seconds), feed.trusted,
        vouched.started_at if vouched else None, lies, gap_at, rule,
        LastRead(read.captured_at, read.payload_sha256, read.entries_sha256, read.listed) if read else None,
    )  # fmt: skip


def _last_poll(session: Session, feed_id: int, outcomes: Sequence[Outcome]) -> Poll | None:
    return session.scalar(sa.select(Poll).where(Poll.feed_id == feed_id, Poll.outcome.in_(outcomes)).order_by(Poll.id.desc()).limit(1))


def before(session: Session, feed_id: int, listed: Sequence[Listed]) -> Before:
    """What the store knows of a feed and of what it lists now. Belongs into the transaction that records the poll."""
    past = Past.of(session, feed_id, listed)
    ever = session.scalar(sa.select(sa.exists().where(Entry.feed_id == feed_id))) or False
    healthy, read = _last_poll(session, feed_id, HEALTHY), _last_poll(session, feed_id, READ)
    known = sum(map(past.knows, listed))
    return Before(known, ever, past.regiven(listed), healthy.id if healthy else None, read.id if read else None)


def record_poll(session: Session, poll: PollFacts, listed: Sequence[Listed]) -> Recorded:
    """Store a poll, what it listed and what it showed of the feed, and when to ask again."""
    feed = session.get_one(Feed, poll.feed_id)
    _reschedule(feed, poll)
    row = _poll(poll, len(listed))
    session.add(row)
    session.flush()
    row.fresh = add_entries(session, feed, row, listed)
    if row.fresh:
        row.outcome = Outcome.NEW  # only the store knows what is new to it
    if poll.gap_after_id:
        session.add(Gap(feed_id=feed.id, last_poll_id=poll.gap_after_id, first_poll_id=row.id))
    session.flush()
    shown = [*poll.quirks]
    if row.fresh and (other := other_feed(session, feed, row)):
        shown.append(QuirkFacts(LISTED_ELSEWHERE, other))
    noted = _note(session, row, shown)
    return Recorded(row.outcome, row.fresh, noted)


def put_off(session: Session, feed_id: int, until: datetime) -> None:
    """The feed is polled later than was planned, because its host could not be asked."""
    feed = session.get_one(Feed, feed_id)
    if feed.next_poll_at:
        feed.next_poll_at = until


def _reschedule(feed: Feed, poll: PollFacts) -> None:
    feed.etag, feed.last_modified, feed.trusted = poll.etag, poll.last_modified, poll.trusted
    feed.failures, feed.interval_seconds = poll.failures, int(poll.interval.total_seconds())
    if feed.next_poll_at:  # the catalogue may have dropped it while it was asked
        feed.next_poll_at = poll.next_poll_at


def _poll(poll: PollFacts, listed: int) -> Poll:
    return Poll(
        feed_id=poll.feed_id, started_at=poll.started_at, captured_at=poll.captured_at, final_url=poll.final_url, outcome=poll.outcome,
        reason=poll.reason, http_status=poll.http_status, headers=poll.headers, exchange=poll.exchange, robots=poll.robots,
        robots_id=poll.robots_id, payload_sha256=poll.payload_sha256, entries_sha256=poll.entries_sha256, listed=poll.listed or listed,
        known=poll.known, fresh=0,
    )  # fmt: skip


def _note(session: Session, poll: Poll, quirks: Sequence[QuirkFacts]) -> tuple[QuirkFacts, ...]:
    """Store those quirks that were not noted of the feed before; returns them."""
    if not quirks:
        return ()
    noted = set(session.scalars(sa.select(Quirk.kind).where(Quirk.feed_id == poll.feed_id)))
    new = {q.kind: q for q in reversed(quirks) if q.kind not in noted}
    session.add_all(Quirk(feed_id=poll.feed_id, poll_id=poll.id, kind=q.kind, detail=q.detail) for q in new.values())
    session.flush()
    return tuple(new.values())
