"""From an ask to its answer: hop by hop, each hop's host asked for permission first and in its turn."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from types import TracebackType
from typing import ParamSpec, TypeVar, cast
from urllib.parse import urljoin, urlsplit

from ingest.answers import Answer, Ask, Clock, Exchange
from ingest.hosts import PATIENCE, Hosts, KnownRobots, Turn, Wish
from ingest.intervals import retry_after
from ingest.robots import MOST_BYTES, PRODUCT, RobotsRules, holds_for
from ingest.settings import IngestSettings
from ingest.transport import REDIRECTS, Failed, Received, Transport
from narrative.model import Outcome

P = ParamSpec("P")
T = TypeVar("T")

MOST_HOPS = 10
MOST_ROBOTS_HOPS = 5
"""RFC 9309 §2.3.1.2; after that the file counts as one that is not there."""
ROBOTS_RETRY = timedelta(minutes=15)
"""How long a robots.txt that could not be had forbids everything before it is asked for again."""
WEB_PORTS = frozenset({80, 443})
"""Of the ports below 1024, which are given out by name. A URL that leads to another of them wants us to talk to a mail server."""


@dataclass
class Errand:
    """One ask on its way. While it `holds` a slot, it counts among those that are under way."""

    ask: Ask
    started_at: datetime
    url: str
    hops: list[tuple[int, str]] = field(default_factory=list)
    robots: str = ""
    robots_id: int | None = None
    holds: bool = False


@dataclass(frozen=True, slots=True)
class Office:
    """What the asks of all runs have in common."""

    settings: IngestSettings
    hosts: Hosts
    clock: Clock


@dataclass(frozen=True, slots=True)
class _Permission:
    """What an origin's robots.txt means for us. One that could not be had forbids everything until `retry_at`; `postponed` is one
    that was not even asked for."""

    known: KnownRobots
    rules: RobotsRules
    postponed: bool = False

    @property
    def retry_at(self) -> datetime | None:
        return None if self.known.outcome in {Outcome.NEW, Outcome.MISSING} else self.known.expires_at


class Visitor:
    """The asks of one run: hosts take turns, slots are limited, robots.txt is known once an origin."""

    def __init__(self, office: Office, transport: Transport) -> None:
        self._transport = transport
        self._settings = office.settings
        self._hosts = office.hosts
        self._clock = office.clock
        self._slots = asyncio.Semaphore(office.settings.concurrency)
        self._at_host: dict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(office.settings.host_concurrency))
        self._permissions: dict[str, asyncio.Task[_Permission]] = {}
        self._clerk = ThreadPoolExecutor(1, thread_name_prefix="hosts")  # several would only fight for the store's one lock

    async def __aenter__(self) -> "Visitor":
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._clerk.shutdown(wait=False, cancel_futures=True)

    async def answer(self, errand: Errand) -> Answer:
        """Follow an ask hop by hop."""
        headers = {k: v for k, v in (("If-None-Match", errand.ask.etag), ("If-Modified-Since", errand.ask.last_modified)) if v}
        for _ in range(MOST_HOPS):
            if refusal := no_address(errand.url):
                return self._failed(errand, Failed(Outcome.ADDRESS_REFUSED, refusal))
            permission = await self._permission(origin(errand.url))
            if forbidden := self._forbidden(errand, permission):
                return forbidden
            got = await self._in_turn(errand, headers, permission.rules.delay)
            if not _leads_on(got):
                return got
            errand.hops.append((got.status or 0, errand.url))
            errand.url, headers = led_to(errand.url, got.header("Location")), {}  # validators belong to the address that was asked
            self.let_go(errand)
            if errand.url in {url for _, url in errand.hops}:  # and without cookies nothing would be different the second time
                return self._failed(errand, Failed(Outcome.UNREACHABLE, "redirects in a circle"))
        return self._failed(errand, Failed(Outcome.UNREACHABLE, f"more than {MOST_HOPS} redirects"))

    def _forbidden(self, errand: Errand, permission: _Permission) -> Answer | None:
        known, errand.robots_id = permission.known, permission.known.id
        if permission.retry_at:
            errand.robots = "" if permission.postponed else "unreachable"
            failed = self._failed(errand, Failed(known.outcome, f"robots.txt: {known.reason}"))
            return replace(failed, retry_at=permission.retry_at, postponed=permission.postponed)
        errand.robots = permission.rules.decision(errand.url)
        return self._failed(errand, Failed(Outcome.DISALLOWED, "robots.txt")) if errand.robots == "disallowed" else None

    async def _in_turn(self, errand: Errand, headers: Mapping[str, str], asked_delay: timedelta, enough: int | None = None) -> Answer:
        """One request, when its host's turn and a slot have come. The slot is kept until somebody lets go."""
        host = host_of(errand.url)
        delay = timedelta(seconds=self._settings.host_delay_seconds)
        delay = max(delay, asked_delay) if delay else delay  # no delay is a replay's or a test's wish
        async with self._at_host[host]:
            if refused := await self._admitted(errand, host, delay):
                return self._postponed(errand, refused)
            answer = self._answered(errand, await self._transport.get(errand.url, headers, enough), headers)
            if answer.retry_at:
                await self._ask_clerk(self._hosts.leave_alone, host, answer.retry_at)
            return answer

    async def _admitted(self, errand: Errand, host: str, delay: timedelta) -> Turn | None:
        """Wait for a turn, and only then for a slot: nobody waits in a slot. A turn that passes meanwhile is taken up again or replaced.

        Returns the turn only when it was refused.
        """
        missed = None
        while True:
            turn = await self._turn(errand, host, delay, missed)
            wait = (turn.at - self._clock()).total_seconds()
            if errand.holds and (turn.refused or wait > 0):
                self.let_go(errand)
            if turn.refused:
                return turn
            if wait > 0:
                await asyncio.sleep(wait)
            if errand.holds or not await self._slot(errand) or not delay:
                return None
            missed = turn.at

    async def _slot(self, errand: Errand) -> bool:
        """Take a slot; whether it had to be waited for."""
        late = self._slots.locked()
        await self._slots.acquire()
        errand.holds = True
        return late

    async def _turn(self, errand: Errand, host: str, delay: timedelta, missed: datetime | None) -> Turn:
        left = errand.started_at + PATIENCE - self._clock()
        wish = Wish(delay, max(left, timedelta(0)), missed)
        if at_once := self._hosts.in_hand(host, wish):
            return at_once
        return await self._ask_clerk(self._hosts.turn, host, wish)

    async def _ask_clerk(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What may wait for the store, in the one thread that does."""
        return await asyncio.get_running_loop().run_in_executor(self._clerk, partial(call, *args, **kwargs))

    def _answered(self, errand: Errand, got: Received | Failed, headers: Mapping[str, str]) -> Answer:
        heard = got.heard if isinstance(got, Failed) else got
        if heard is None:
            return self._failed(errand, cast("Failed", got))
        request = {"User-Agent": self._settings.user_agent, "Accept-Encoding": "gzip, deflate", "Accept": "*/*", **headers}
        answer = Answer(
            errand.ask.url, errand.url, errand.started_at, self._clock(), heard.status, heard.headers, heard.body, robots=errand.robots,
            wire=heard.wire, robots_id=errand.robots_id,
            exchange=Exchange(request, tuple(errand.hops), heard.timings, heard.tls, heard.peer),
        )  # fmt: skip
        if isinstance(got, Failed):
            answer = replace(answer, failure=got.outcome, reason=got.reason)
        if heard.status in {429, 503} and (wait := retry_after(heard.headers, answer.captured_at)):
            return replace(answer, retry_at=answer.captured_at + wait)
        return answer

    def _failed(self, errand: Errand, why: Failed) -> Answer:
        return Answer(
            errand.ask.url, errand.url, errand.started_at, self._clock(), failure=why.outcome, reason=why.reason, robots=errand.robots,
            robots_id=errand.robots_id, exchange=Exchange(hops=tuple(errand.hops)),
        )  # fmt: skip

    def _postponed(self, errand: Errand, turn: Turn) -> Answer:
        return replace(self._failed(errand, Failed(Outcome.RATE_LIMITED, turn.refused)), retry_at=turn.retry_at, postponed=True)

    def let_go(self, errand: Errand) -> None:
        """The errand needs its slot no longer."""
        if errand.holds:
            self._slots.release()
            errand.holds = False

    async def _permission(self, origin: str) -> _Permission:
        if origin not in self._permissions:
            self._permissions[origin] = asyncio.create_task(self._ask_permission(origin))
        return await self._permissions[origin]

    async def _ask_permission(self, origin: str) -> _Permission:
        known = await self._ask_clerk(self._hosts.robots, origin)
        if known is None:
            got = await self._ask_robots(origin)
            known = robots_from(origin, got)
            if got.postponed:  # says nothing about the file, and is not remembered
                return _Permission(known, RobotsRules(b"", PRODUCT), postponed=True)
            known = await self._ask_clerk(self._hosts.learn, known)
        return _Permission(known, RobotsRules(known.text.encode(), PRODUCT))

    async def _ask_robots(self, origin: str) -> Answer:
        """RFC 9309 §2.3.1: a robots.txt that is not there allows everything; one that cannot be asked for allows nothing."""
        errand = Errand(Ask(f"{origin}/robots.txt"), self._clock(), f"{origin}/robots.txt")
        for _ in range(MOST_ROBOTS_HOPS):
            got = await self._in_turn(errand, {}, timedelta(0), MOST_BYTES)
            self.let_go(errand)
            url = led_to(errand.url, got.header("Location"))
            if not _leads_on(got) or no_address(url):
                return got
            errand.url = url
        return await self._in_turn(errand, {}, timedelta(0), MOST_BYTES)


def _leads_on(got: Answer) -> bool:
    return got.status in REDIRECTS and bool(got.header("Location"))


def robots_from(origin: str, got: Answer) -> KnownRobots:
    """What an answer to the question for robots.txt means, and for how long."""
    outcome, reason, text = Outcome.MISSING, f"status {got.status}", ""
    if got.failure:
        outcome, reason = got.failure, got.reason
    elif got.status == 429 or (got.status or 0) >= 500:
        outcome = Outcome.RATE_LIMITED if got.status == 429 else Outcome.SERVER_ERROR
    elif got.status == 200:
        outcome, reason, text = Outcome.NEW, "", got.body[:MOST_BYTES].decode("utf-8-sig", errors="replace").replace("\x00", "")
    until = got.captured_at + (holds_for(got.header("Cache-Control")) if outcome in {Outcome.NEW, Outcome.MISSING} else ROBOTS_RETRY)
    if got.retry_at:
        until = got.retry_at if got.postponed else max(until, got.retry_at)
    return KnownRobots(origin, got.captured_at, until, outcome, reason, got.status, text)


def no_address(url: str) -> str:
    """Why nothing can be asked at this address; empty when it is one."""
    try:
        parts = urlsplit(url)
        port = parts.port  # parsed, and refused, only when it is asked for
    except ValueError as error:
        return f"not an address: {error}"
    if parts.scheme not in {"http", "https"}:
        return "neither http nor https"
    if "@" in parts.netloc:
        return "names a user, as no public page does"
    if port is not None and port < 1024 and port not in WEB_PORTS:
        return f"port {port} belongs to another service"
    return "" if parts.hostname else "no host"


def led_to(url: str, location: str) -> str:
    """Where a Location leads, from `url`."""
    try:
        return urljoin(url, location)
    except ValueError:  # brackets that are no address: `no_address` will say so
        return location


def host_of(url: str) -> str:
    """The host as turns are taken by: however it is written, it is one."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    try:
        return host if host.isascii() else host.encode("idna").decode()
    except UnicodeError:  # no name can be looked up by it
        return host


def origin(url: str) -> str:
    """Scheme, host and port, as robots.txt goes by."""
    parts = urlsplit(url)
    host = host_of(url)
    port = "" if parts.port in {None, {"http": 80, "https": 443}[parts.scheme]} else f":{parts.port}"
    return f"{parts.scheme}://{f'[{host}]' if ':' in host else host}{port}"
