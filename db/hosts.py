"""Hosts as all processes share them: whose turn it is, how much of the day's budget is spent, what robots.txt said."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from db.tables import Host, Robots
from narrative.model import Outcome


@dataclass(frozen=True, slots=True)
class Limits:
    """How politely a host is asked: `delay` between two requests, `budget` requests a day; `patience` is the longest wait for a turn.

    `taken` requests are reserved at once. `missed` is the instant of a turn that was reserved before and could not be used.
    """

    delay: timedelta
    budget: int
    patience: timedelta
    taken: int = 1
    missed: datetime | None = None


@dataclass(frozen=True, slots=True)
class KnownRobots:
    """The robots.txt of an origin (scheme, host, port) as it was answered. `text` is empty when there was none to read."""

    origin: str
    captured_at: datetime
    expires_at: datetime
    outcome: Outcome
    reason: str
    http_status: int | None
    text: str
    id: int | None = None


def reserve(session: Session, name: str, now: datetime, limits: Limits) -> tuple[datetime, str, datetime | None]:
    """Take the host's next turn: its instant, or why there is none and from when on there is one again.

    The budget's day is that of UTC. Refusing takes nothing. A missed turn is taken up at once while nobody has reserved one after it,
    and is not paid for twice.
    """
    host = _host(session, name, now)
    if host.retry_at and host.retry_at > now + limits.patience:
        return now, "the host asked to be left alone", host.retry_at
    if host.budget_on != now.date():
        host.budget_on, host.spent = now.date(), 0
    if host.spent >= limits.budget and not limits.missed:
        tomorrow = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        return now, f"the day's {limits.budget} requests to this host are spent", tomorrow
    still_last = limits.missed is not None and host.next_at == limits.missed + limits.delay
    at = max(now, now if still_last else host.next_at, host.retry_at or now)
    if at > now + limits.patience:
        return now, "too many requests to this host are waiting", at
    host.next_at, host.spent = at + limits.delay, host.spent + (0 if limits.missed else limits.taken)
    return at, "", None


def leave_alone(session: Session, name: str, now: datetime, until: datetime) -> None:
    """Nobody asks the host before `until`, unless it asked for longer before."""
    host = _host(session, name, now)
    host.retry_at = max(until, host.retry_at or until)


def _host(session: Session, name: str, now: datetime) -> Host:
    found = session.scalar(sa.select(Host).where(Host.name == name))
    if found is None:
        found = Host(name=name, next_at=now, budget_on=now.date(), spent=0)
        session.add(found)
        session.flush()
    return found


def robots(session: Session, origin: str, now: datetime) -> KnownRobots | None:
    """What the origin's robots.txt said when it was last asked for, while that still holds."""
    row = session.scalar(sa.select(Robots).where(Robots.origin == origin).order_by(Robots.id.desc()).limit(1))
    return _known(row) if row and row.expires_at > now else None


def record_robots(session: Session, answered: KnownRobots) -> KnownRobots:
    """Remember an answer. One that says what the last one said only makes that hold for longer: repetition is no history."""
    last = session.scalar(sa.select(Robots).where(Robots.origin == answered.origin).order_by(Robots.id.desc()).limit(1))
    if last and (last.outcome, last.http_status, last.text) == (answered.outcome, answered.http_status, answered.text):
        last.expires_at = answered.expires_at
        return replace(answered, id=last.id)
    row = Robots(
        origin=answered.origin, captured_at=answered.captured_at, expires_at=answered.expires_at, outcome=answered.outcome,
        reason=answered.reason, http_status=answered.http_status, text=answered.text,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return replace(answered, id=row.id)


def _known(row: Robots) -> KnownRobots:
    return KnownRobots(row.origin, row.captured_at, row.expires_at, row.outcome, row.reason, row.http_status, row.text, row.id)
