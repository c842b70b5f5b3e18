"""What all requests to one host share: whose turn it is, what its robots.txt says, how often a day it may be asked.

Through the store this holds across processes (`StoreHosts`); without one, within a process (`LoneHosts`).
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Protocol

from db import hosts
from db.hosts import KnownRobots, Limits
from db.session import Store
from ingest.answers import Clock

__all__ = ["Hosts", "KnownRobots", "Limits", "LoneHosts", "StoreHosts", "Turn"]

PATIENCE = timedelta(minutes=2)
"""How long a run waits for the turns of one host. What does not get one is put off to a later run, which costs the outlet nothing;
a host that wants a minute between two requests would otherwise keep forty of them, and all other hosts, waiting for forty minutes."""

BLOCK = 50
"""Requests that a process takes from a host's budget at once where no delay makes it ask for each one anyway."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A request that wants to leave: `delay` before the next one to its host, after waiting for `patience` at most.

    `missed` is a turn that it had and could not use.
    """

    delay: timedelta
    patience: timedelta = PATIENCE
    missed: datetime | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """When one request may leave. `refused` says why none may, and `retry_at` from when on one may again."""

    at: datetime
    refused: str = ""
    retry_at: datetime | None = None


class Hosts(Protocol):
    """The seam between the HTTP layer and whoever remembers hosts. Called from several threads of one process."""

    def turn(self, host: str, wish: Wish) -> Turn:
        """Reserve the next request to a host."""
        ...

    def in_hand(self, host: str, wish: Wish) -> Turn | None:
        """A turn that was reserved already, without waiting for anything; None when `turn` has to be called."""
        ...

    def leave_alone(self, host: str, until: datetime) -> None:
        """The host asked not to be asked before then."""
        ...

    def robots(self, origin: str) -> KnownRobots | None:
        """The robots.txt of an origin, while what was answered still holds."""
        ...

    def learn(self, robots: KnownRobots) -> KnownRobots:
        """Remember a robots.txt; returns it with the id of its row, if there is one."""
        ...


class StoreHosts:
    """Shared by every process that works on one store."""

    def __init__(self, store: Store, budget: int) -> None:
        self._store = store
        self._budget = budget
        self._in_hand: dict[str, int] = {}
        self._lock = Lock()

    def turn(self, host: str, wish: Wish) -> Turn:
        if at_once := self.in_hand(host, wish):  # somebody took a block while this one waited
            return at_once
        taken = 1 if wish.delay else min(BLOCK, self._budget)
        limits = Limits(wish.delay, self._budget, wish.patience, taken, wish.missed)
        with self._store.write() as session:
            found = Turn(*hosts.reserve(session, host, self._store.clock(), limits))
        if not found.refused and not wish.missed:
            with self._lock:
                self._in_hand[host] = self._in_hand.get(host, 0) + taken - 1
        return found

    def in_hand(self, host: str, wish: Wish) -> Turn | None:
        with self._lock:
            left = self._in_hand.get(host, 0)
            if wish.delay or not left:
                return None
            self._in_hand[host] = left - 1
        return Turn(self._store.clock())

    def leave_alone(self, host: str, until: datetime) -> None:
        with self._lock:
            self._in_hand.pop(host, None)
        with self._store.write() as session:
            hosts.leave_alone(session, host, self._store.clock(), until)

    def robots(self, origin: str) -> KnownRobots | None:
        with self._store.read() as session:
            return hosts.robots(session, origin, self._store.clock())

    def learn(self, robots: KnownRobots) -> KnownRobots:
        with self._store.write() as session:
            return hosts.record_robots(session, robots)


@dataclass
class LoneHosts:
    """For one process that has no store: what is learnt is forgotten with it, and there is no budget."""

    clock: Clock
    _lock: Lock = field(default_factory=Lock)
    _next: dict[str, datetime] = field(default_factory=dict)
    _known: dict[str, KnownRobots] = field(default_factory=dict)

    def turn(self, host: str, wish: Wish) -> Turn:
        with self._lock:
            now = self.clock()
            at = max(now, self._next.get(host, now))
            if wish.missed and at == wish.missed + wish.delay:
                at = now
            if at > now + wish.patience:
                return Turn(now, "the host asked to be left alone, or too many requests to it are waiting", at)
            self._next[host] = at + wish.delay
            return Turn(at)

    def in_hand(self, host: str, wish: Wish) -> Turn | None:
        """A clock and a dictionary: asking for a turn waits for nothing."""
        return self.turn(host, wish)

    def leave_alone(self, host: str, until: datetime) -> None:
        with self._lock:
            self._next[host] = max(until, self._next.get(host, until))

    def robots(self, origin: str) -> KnownRobots | None:
        known = self._known.get(origin)
        return known if known and known.expires_at > self.clock() else None

    def learn(self, robots: KnownRobots) -> KnownRobots:
        self._known[robots.origin] = robots
        return robots
