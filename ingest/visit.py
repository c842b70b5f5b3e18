"""From an ask to its answer: hop by hop, each hop's host asked for permission first and in its turn."""

import asyncio
import email.utils
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urljoin, urlsplit

from ingest.answers import Answer, Ask, Clock, Exchange
from ingest.hosts import Hosts, KnownRobots
from ingest.robots import MOST_BYTES, PRODUCT, RobotsRules, holds_for
from ingest.settings import IngestSettings
from ingest.transport import REDIRECTS, Failed, Received, Transport
from narrative.model import Outcome

MOST_HOPS = 10
MOST_ROBOTS_HOPS = 5
"""RFC 9309 §2.3.1.2; after that the file counts as one that is not there."""
LONGEST_RETRY = timedelta(days=2)
"""Of what a Retry-After can ask for: a host that says a year is asked again the day after tomorrow."""
ROBOTS_RETRY = timedelta(minutes=15)
"""How long a robots.txt that could not be had forbids everything before it is asked for again."""


@dataclass
class Errand:
    """One ask on its way. While it `holds` a slot, its answer counts among those that are under way or not yet taken."""

    ask: Ask
    started_at: datetime
    url: str
    hops: list[tuple[int, str]] = field(default_factory=list)
    robots: str = ""
    robots_id: int | None = None
    holds: bool = False


@dataclass(frozen=True, slots=True)
class _Permission:
    """What an origin's robots.txt means for us; `failed` when it could not be had, which forbids everything."""

    known: KnownRobots
    rules: RobotsRules

    @property
    def failed(self) -> bool:
        return self.known.outcome not in {Outcome.NEW, Outcome.MISSING}


class Visitor:
    """The asks of one run: hosts take turns, slots are limited, robots.txt is known once an origin."""

    def __init__(self, transport: Transport, settings: IngestSettings, hosts: Hosts, clock: Clock) -> None:
        self._transport = transport
        self._settings = settings
        self._hosts = hosts
        self._clock = clock
        self.slots = asyncio.Semaphore(settings.concurrency)
        self._at_host: dict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(settings.host_concurrency))
        self._permissions: dict[str, asyncio.Task[_Permission]] = {}

    async def answer(self, errand: Errand) -> Answer:
        """Follow an ask hop by hop."""
        headers = {k: v for k, v in (("If-None-Match", errand.ask.etag), ("If-Modified-Since", errand.ask.last_modified)) if v}
        for _ in range(MOST_HOPS):
            if why := no_address(errand.url):
                return self._failed(errand, Outcome.ADDRESS_REFUSED, why)
            permission = await self._permission(_origin(errand.url))
            errand.robots_id = permission.known.id
            if permission.failed:
                return self._failed(errand, permission.known.outcome, f"robots.txt: {permission.known.reason}")
            errand.robots = permission.rules.decision(errand.url)
            if not permission.rules.allows(errand.url):
                return self._failed(errand, Outcome.DISALLOWED, "robots.txt")
            got = await self._in_turn(errand, headers, permission.rules.delay)
            location = got.header("Location") if got.status in REDIRECTS else ""
            if not location:
                return got
            errand.hops.append((got.status or 0, errand.url))
            errand.url, headers = led_to(errand.url, location), {}  # validators belong to the address that was asked
            self._let_go(errand)
        return self._failed(errand, Outcome.UNREACHABLE, f"more than {MOST_HOPS} redirects")

    async def _in_turn(self, errand: Errand, headers: Mapping[str, str], asked_delay: timedelta) -> Answer:
        """One request, when its host's turn and a slot have come. The slot is kept until the answer was taken, or leads elsewhere."""
        host = urlsplit(errand.url).hostname or ""
        delay = timedelta(seconds=self._settings.host_delay_seconds)
        delay = max(delay, asked_delay) if delay else delay  # no delay is a replay's or a test's wish
        async with self._at_host[host]:
            if refusal := await self._wait(errand, host, delay) or await self._slot(errand, host, delay):
                return refusal
            got = await self._transport.get(errand.url, headers)
            answer = self._answered(errand, got, headers)
            if answer.retry_at:
                await asyncio.to_thread(self._hosts.leave_alone, host, answer.retry_at)
            return answer

    async def _slot(self, errand: Errand, host: str, delay: timedelta) -> Answer | None:
        """Wait for a slot, and for another turn when that took long enough for the first to be over."""
        late = self.slots.locked()
        await self.slots.acquire()
        errand.holds = True
        return await self._wait(errand, host, delay) if late and delay else None

    async def _wait(self, errand: Errand, host: str, delay: timedelta) -> Answer | None:
        turn = await asyncio.to_thread(self._hosts.turn, host, delay)
        if turn.refused:
            return replace(self._failed(errand, Outcome.RATE_LIMITED, turn.refused), retry_at=turn.retry_at)
        await asyncio.sleep(max(0.0, (turn.at - self._clock()).total_seconds()))
        return None

    def _answered(self, errand: Errand, got: Received | Failed, headers: Mapping[str, str]) -> Answer:
        if isinstance(got, Failed):
            return self._failed(errand, got.outcome, got.reason)
        request = {"User-Agent": self._settings.user_agent, "Accept-Encoding": "gzip, deflate", "Accept": "*/*", **headers}
        answer = Answer(
            errand.ask.url, errand.url, errand.started_at, self._clock(), got.status, got.headers, got.body, robots=errand.robots,
            wire=got.wire, robots_id=errand.robots_id, exchange=Exchange(request, tuple(errand.hops), got.timings, got.tls, got.peer),
        )  # fmt: skip
        return replace(answer, retry_at=retry_at(answer)) if got.status in {429, 503} else answer

    def _failed(self, errand: Errand, outcome: Outcome, reason: str) -> Answer:
        return Answer(
            errand.ask.url, errand.url, errand.started_at, self._clock(), failure=outcome, reason=reason, robots=errand.robots,
            robots_id=errand.robots_id, exchange=Exchange(hops=tuple(errand.hops)),
        )  # fmt: skip

    def _let_go(self, errand: Errand) -> None:
        if errand.holds:
            self.slots.release()
            errand.holds = False

    async def _permission(self, origin: str) -> _Permission:
        if origin not in self._permissions:
            self._permissions[origin] = asyncio.create_task(self._ask_permission(origin))
        return await self._permissions[origin]

    async def _ask_permission(self, origin: str) -> _Permission:
        known = await asyncio.to_thread(self._hosts.robots, origin)
        if known is None:
            known = await asyncio.to_thread(self._hosts.learn, await self._ask_robots(origin))
        return _Permission(known, RobotsRules(known.text.encode(), PRODUCT))

    async def _ask_robots(self, origin: str) -> KnownRobots:
        """RFC 9309 §2.3.1: a robots.txt that is not there allows everything; one that cannot be asked for allows nothing."""
        errand = Errand(Ask(f"{origin}/robots.txt"), self._clock(), f"{origin}/robots.txt")
        for _ in range(MOST_ROBOTS_HOPS + 1):
            got = await self._in_turn(errand, {}, timedelta(0))
            self._let_go(errand)
            url = led_to(errand.url, got.header("Location")) if got.status in REDIRECTS and got.header("Location") else ""
            if not url or no_address(url):
                break
            errand.url = url
        return robots_from(origin, got)


def robots_from(origin: str, got: Answer) -> KnownRobots:
    """What an answer to the question for robots.txt means, and for how long."""
    outcome, reason, text = Outcome.MISSING, f"status {got.status}", ""
    if got.failure:
        outcome, reason = got.failure, got.reason
    elif got.status == 429 or (got.status or 0) >= 500:
        outcome = Outcome.RATE_LIMITED if got.status == 429 else Outcome.SERVER_ERROR
    elif got.status == 200:
        outcome, reason, text = Outcome.NEW, "", got.body[:MOST_BYTES].decode("utf-8", errors="replace").replace("\x00", "")
    kept = holds_for(got.header("Cache-Control")) if outcome in {Outcome.NEW, Outcome.MISSING} else ROBOTS_RETRY
    return KnownRobots(origin, got.captured_at, got.captured_at + kept, outcome, reason, got.status, text)


def retry_at(answer: Answer) -> datetime | None:
    """Until when the host wants to be left alone: Retry-After, in seconds or as a date (RFC 9110 §10.2.3)."""
    said = answer.header("Retry-After").strip()
    try:
        until = answer.captured_at + timedelta(seconds=int(said)) if said.isdecimal() else email.utils.parsedate_to_datetime(said)
    except (ValueError, OverflowError):
        return None
    until = until.replace(tzinfo=UTC) if until.tzinfo is None else until.astimezone(UTC)
    return min(until, answer.captured_at + LONGEST_RETRY) if until > answer.captured_at else None


def no_address(url: str) -> str:
    """Why nothing can be asked at this address; empty when it is one."""
    try:
        parts = urlsplit(url)
        _ = parts.port  # parsed, and refused, only when it is asked for
    except ValueError as error:
        return f"not an address: {error}"
    if parts.scheme not in {"http", "https"}:
        return "neither http nor https"
    return "" if parts.hostname else "no host"


def led_to(url: str, location: str) -> str:
    """Where a Location leads, from `url`."""
    try:
        return urljoin(url, location)
    except ValueError:  # brackets that are no address: `no_address` will say so
        return location


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
