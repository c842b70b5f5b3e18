"""When an incident stirs, what was written about it long ago is looked at again: old texts are changed when the story turns.

What decides is pure; `stir` is the step, called after snapshots were judged.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import structlog

from db import schedules
from db.schedules import Heated, Tagged
from db.session import Session, Store
from ingest.annotators import Annotators, Incident
from ingest.visit import host_of

log = structlog.get_logger()

STIRRING = ("claim_first", "claim_added", "claim_withdrawn", "flip")
"""Kinds of events after which other articles about the incident may be changed, too. That a page went away says little of others."""
RECENT = timedelta(days=2)
"""What happened earlier than this and is found only now stirs nothing: history is judged again after every change of a definition."""

DAY = timedelta(days=1)
BURST_DAYS = 14
BURST_LEAST, BURST_TIMES = 5, 3.0
"""A burst: so many articles about the incident that are new on one day, and so many times the mean of the 14 days before."""

WITHIN = timedelta(hours=20)
"""By when all articles that a stirring reaches are looked at: within a day, with time for a queue."""
REST = timedelta(hours=12)
"""What was looked at less long ago waits until then: an incident that stirs every hour does not make for looks every hour."""
SHARE = 0.25
"""Of the requests that a host's budget has left, as many may go to heat while there is time; the rest is for what is fresh."""
LOST = 6
"""Looks in a row that saw nothing, after which heat does not ask any more; the schedule does, now and then."""


def burst(first_ats: Sequence[datetime], now: datetime) -> datetime | None:
    """When the day of `now` (of UTC) had brought so many new articles that it was a burst; None when it is no such day."""
    today = now.date()
    per_day = Counter((today - at.date()).days for at in first_ats)
    mean = sum(per_day[back] for back in range(1, BURST_DAYS + 1)) / BURST_DAYS
    needed = max(BURST_LEAST, int(BURST_TIMES * mean) + 1)
    of_today = sorted(at for at in first_ats if at.date() == today and at <= now)
    return of_today[needed - 1] if len(of_today) >= needed else None


def reached(stirred_at: datetime, articles: Sequence[Tagged]) -> tuple[Tagged, ...]:
    """Those that are looked at again because of it: known before it happened, not yet stirred by it, neither lost nor given up."""
    return tuple(
        a
        for a in articles
        if a.first_at < stirred_at
        and (a.stirred_at is None or a.stirred_at < stirred_at)
        and a.next_look_at is not None
        and a.failures < LOST
    )


def room(budget: int, spent: int) -> int:
    """How many requests of the day heat may ask of a host, when it has been asked `spent` times of its `budget`."""
    return max(1, int((budget - spent) * SHARE))


def spread(articles: Sequence[Tagged], now: datetime, a_day: int) -> Iterator[Heated]:
    """By when each of one host's articles is looked at: the youngest first, `a_day` at most, but all of them WITHIN."""
    apart = min(DAY / a_day, WITHIN / max(len(articles), 1))
    for n, article in enumerate(sorted(articles, key=lambda a: (-a.published_at.timestamp(), a.id))):
        yield Heated(article.id, max(now + n * apart, article.looked_at + REST))


def stir(store: Store, who: Annotators, budget: int) -> int:
    """Heat what is about incidents that have stirred since they last did; returns how many articles that reached.

    One event heats an article once, however often this is called. `budget` is what a host may be asked a day.
    """
    return sum(_stir(store, incident, budget) for incident in who.incidents)


def _stir(store: Store, incident: Incident, budget: int) -> int:
    now = store.clock()
    with store.write() as session:
        articles = schedules.tagged(session, incident.tags)
        stirred_at = _stirred_at(session, incident, articles, now)
        found = reached(stirred_at, articles) if stirred_at else ()
        if not stirred_at or not found:
            return 0
        spent = {s.host: s.requests for s in schedules.spent(session, now)}
        by_host: dict[str, list[Tagged]] = defaultdict(list)
        for article in found:
            by_host[host_of(article.url)].append(article)
        slots = [s for name, theirs in by_host.items() for s in spread(theirs, now, room(budget, spent.get(name, 0)))]
        schedules.heat(session, stirred_at, slots)
    log.info("incident stirred", incident=incident.id, stirred_at=stirred_at, articles=len(found))
    return len(found)


def _stirred_at(session: Session, incident: Incident, articles: Sequence[Tagged], now: datetime) -> datetime | None:
    """The newest recent instant at which something happened that stirs."""
    told = schedules.newest_event(session, incident.events, STIRRING, now)
    found = [at for at in (told, burst([a.first_at for a in articles if a.listed], now)) if at and now - at <= RECENT]
    return max(found, default=None)
