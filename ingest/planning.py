"""The schedule put together with the store: what is due in which order, and when an article is looked at after a look."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from db import schedules
from db.articles import Target
from db.session import Session, Store
from ingest import hazard, schedule
from ingest.hazard import USUAL, Hazard, History
from ingest.settings import IngestSettings
from ingest.visit import host_of
from narrative.model import SEEN, Outcome

NEWEST = 5_000
"""Articles out of which the store's own hazard is learned: some weeks of fifty outlets."""


@dataclass(frozen=True, slots=True)
class Next:
    """What follows from a look: looks in a row that saw nothing, what is known of the article's rate, and when it is looked at again."""

    failures: int
    weights: tuple[float, ...]
    look_at: datetime


@dataclass(frozen=True, slots=True)
class Planner:
    """The policy of one run, and how long each host's due articles waited for their turns when it began."""

    policy: schedule.Policy
    queues: Mapping[str, timedelta]

    def after(self, target: Target, at: datetime, outcome: Outcome) -> Next:
        """What follows from a look at `at`. One that could not see the page teaches nothing of how often it changes."""
        known = known_of(target)
        if outcome in SEEN:
            weights = schedule.learn(at, known, outcome is Outcome.CHANGED, self.policy.hazard)
            known = replace(known, seen_at=at, weights=weights, failures=0)
        else:
            known = replace(known, failures=known.failures + 1)
        policy = schedule.pressed(self.policy, self.queues.get(host_of(target.url), timedelta(0)))
        return Next(known.failures, known.weights, schedule.next_look(at, known, policy))


def known_of(target: Target) -> schedule.Known:
    """What the schedule goes by, of an article that is to be looked at."""
    return schedule.Known(target.published_at, target.seen_at, target.rate_weights, target.failures, target.stirred_at)


def policy_of(settings: IngestSettings, usual: Hazard = USUAL) -> schedule.Policy:
    """The policy that the settings ask for."""
    return schedule.Policy(settings.look_chance, settings.look_cap, timedelta(days=settings.look_days), usual)


def planner(store: Store, settings: IngestSettings) -> Planner:
    """A planner for one run: by what the store has learned, and by how late its hosts are."""
    with store.read() as session:
        waiting = Counter(host_of(w.url) for w in schedules.waiting(session, store.clock()))
        found = _hazard(session)
    delay = timedelta(seconds=settings.host_delay_seconds)
    queues = {host: schedule.queue(n, delay, settings.host_budget) for host, n in waiting.items()}
    return Planner(policy_of(settings, found), queues)


def _hazard(session: Session) -> Hazard:
    """The store's own, when it has seen enough edits."""
    if schedules.revisions(session) < hazard.ENOUGH:
        return USUAL
    seen = schedules.watched(session, NEWEST)
    history = History(tuple(age for one in seen for age in one.edited), tuple(one.until for one in seen))
    return hazard.learned(history, schedule.expected_edits(()))


def in_turn(store: Store, ids: Collection[int]) -> list[int]:
    """Articles that are due, in the order in which they have their turns: where a host's day is short, what is fresh comes first."""
    now, wanted = store.clock(), frozenset(ids)
    with store.read() as session:
        waiting = [w for w in schedules.waiting(session, now) if w.id in wanted]
    return [w.id for w in sorted(waiting, key=lambda w: _turn(now, w))]


def _turn(now: datetime, w: schedules.Waiting) -> tuple[float, int]:
    return -schedule.urgency(now, w.due_at, schedule.Known(w.published_at, stirred_at=w.stirred_at)), w.id
