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
"""How long a process waits for its turn. What a host wants to be left alone for longer is looked at in a later run."""

BLOCK = 50
"""Requests that a process takes from a host's budget at once where no delay makes it ask for each one anyway."""


@dataclass(frozen=True, slots=True)
class Turn:
    """When one request may leave. `refused` says why none may, and `retry_at` from when on one may again."""

    at: datetime
    refused: str = ""
    retry_at: datetime | None = None


class Hosts(Protocol):
    """The seam between the HTTP layer and whoever remembers hosts. Called from several threads of one process."""

    def turn(self, host: str, delay: timedelta) -> Turn:
        """Reserve the next request to a host."""
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

    def turn(self, host: str, delay: timedelta) -> Turn:
        if not delay and self._in_hand.get(host, 0) > 0:
            self._in_hand[host] -= 1
            return Turn(self._store.clock())
        taken = 1 if delay else min(BLOCK, self._budget)
        with self._store.write() as session:
            found = Turn(*hosts.reserve(session, host, self._store.clock(), Limits(delay, self._budget, PATIENCE, taken)))
        if not found.refused:
            self._in_hand[host] = taken - 1
        return found

    def leave_alone(self, host: str, until: datetime) -> None:
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
    """For one process that has no store: what is learnt is forgotten with it."""

    clock: Clock
    _lock: Lock = field(default_factory=Lock)
    _next: dict[str, datetime] = field(default_factory=dict)
    _known: dict[str, KnownRobots] = field(default_factory=dict)

    def turn(self, host: str, delay: timedelta) -> Turn:
        with self._lock:
            at = max(self.clock(), self._next.get(host, self.clock()))
            if at > self.clock() + PATIENCE:
                return Turn(at, "the host asked to be left alone", at)
            self._next[host] = at + delay
            return Turn(at)

    def leave_alone(self, host: str, until: datetime) -> None:
        self._next[host] = max(until, self._next.get(host, until))

    def robots(self, origin: str) -> KnownRobots | None:
        known = self._known.get(origin)
        return known if known and known.expires_at > self.clock() else None

    def learn(self, robots: KnownRobots) -> KnownRobots:
        self._known[robots.origin] = robots
        return robots
