"""Asks the web for one address after another, politely and safely. The only place that opens a connection.

Asynchronous inside; its users are not. What can go wrong with an address is part of the answer, never an exception.
"""

import asyncio
import socket
import ssl
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import urljoin, urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from ingest.addresses import fixed_address, refused
from ingest.characters import storable
from ingest.robots import PRODUCT, RobotsRules
from ingest.settings import IngestSettings
from narrative.model import Outcome

MOST_HOPS = 10
MOST_ROBOTS_HOPS = 5
"""RFC 9309 §2.3.1.2; after that the file counts as one that is not there."""
REDIRECTS = frozenset({301, 302, 303, 307, 308})
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Ask:
    """One address to be looked at, with the validators of the last look, if any."""

    url: str
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """How asking ended. `failure` is None when bytes (or a 304) came back; `captured_at` is when the last byte did."""

    url: str
    final_url: str
    started_at: datetime
    captured_at: datetime
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    failure: Outcome | None = None
    reason: str = ""
    robots: str = ""

    def header(self, name: str) -> str:
        return next((v for k, v in self.headers.items() if k.lower() == name.lower()), "")


class Web(Protocol):
    """The seam: what poll and capture need of the web."""

    def fetch(self, asks: Sequence[Ask]) -> list[Answer]:
        """One answer for each ask, in the same order."""
        ...


class AddressRefused(OSError):
    """The address that a name resolved to may not be connected to."""


class HttpWeb:
    """The real web, through aiohttp. TLS is verified; one connection a host; robots.txt is asked first and obeyed."""

    def __init__(self, settings: IngestSettings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock

    def fetch(self, asks: Sequence[Ask]) -> list[Answer]:
        return asyncio.run(self._fetch_all(asks))

    async def _fetch_all(self, asks: Sequence[Ask]) -> list[Answer]:
        settings = self._settings
        connector = aiohttp.TCPConnector(
            limit=settings.concurrency,
            resolver=_Resolver(settings.resolve),
            socket_factory=self._checked_socket,
            force_close=True,
        )
        cookies = aiohttp.DummyCookieJar()  # a reader without a past: what one page sets, the next does not get
        timeout = aiohttp.ClientTimeout(total=settings.total_seconds, sock_connect=settings.connect_seconds)
        headers = {"User-Agent": settings.user_agent, "Accept-Encoding": "gzip, deflate"}
        async with aiohttp.ClientSession(connector=connector, timeout=timeout, headers=headers, cookie_jar=cookies) as session:
            visit = _Visit(session, settings, self._clock)
            return await asyncio.gather(*(visit.answer(ask) for ask in asks))

    def _checked_socket(self, info: tuple[Any, ...]) -> socket.socket:
        """A socket for an address that was checked: the last moment at which a name can no longer change its mind."""
        family, kind, protocol, _, address = info
        if why := refused(address[0], self._settings.allow_addresses):
            raise AddressRefused(why)
        return socket.socket(family, kind, protocol)


class _Resolver(AbstractResolver):
    """DNS, unless a setting fixes what a name stands for."""

    def __init__(self, fixed: Mapping[str, str]) -> None:
        self._fixed = fixed
        self._dns: ThreadedResolver | None = None

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET) -> list[ResolveResult]:
        if found := fixed_address(host, self._fixed):
            address, fixed_port = found
            return [ResolveResult(hostname=host, host=address, port=fixed_port or port, family=socket.AF_INET, proto=0, flags=0)]
        self._dns = self._dns or ThreadedResolver()
        return await self._dns.resolve(host, port, family)

    async def close(self) -> None:
        if self._dns:
            await self._dns.close()


class _Visit:
    """One batch of asks: a queue a host, robots.txt once a host."""

    def __init__(self, session: aiohttp.ClientSession, settings: IngestSettings, clock: Clock) -> None:
        self._session = session
        self._settings = settings
        self._clock = clock
        self._turn: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._robots: dict[str, asyncio.Task[RobotsRules | Answer]] = {}

    async def answer(self, ask: Ask) -> Answer:
        """Follow an ask hop by hop. Every hop's host is asked for permission and waits its turn."""
        started_at, url, robots = self._clock(), ask.url, ""
        for _ in range(MOST_HOPS):
            if why := _no_address(url):
                return self._failed(ask.url, url, started_at, Outcome.ADDRESS_REFUSED, why)
            rules = await self._rules(url)
            if isinstance(rules, Answer):
                return replace(rules, url=ask.url, final_url=url, started_at=started_at, reason=f"robots.txt: {rules.reason}")
            robots = rules.decision(url)
            if not rules.allows(url):
                return replace(self._failed(ask.url, url, started_at, Outcome.DISALLOWED, "robots.txt"), robots=robots)
            got = replace(await self._in_turn(url, ask), url=ask.url, started_at=started_at, robots=robots)
            if got.status not in REDIRECTS or not got.header("Location"):
                return got
            url = _led_to(url, got.header("Location"))
            ask = Ask(ask.url)  # validators belong to the address that was asked, not to where it leads
        return self._failed(ask.url, url, started_at, Outcome.UNREACHABLE, f"more than {MOST_HOPS} redirects")

    async def _rules(self, url: str) -> RobotsRules | Answer:
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._robots:
            self._robots[site] = asyncio.create_task(self._ask_robots(site))
        return await self._robots[site]

    async def _ask_robots(self, site: str) -> RobotsRules | Answer:
        """RFC 9309 §2.3.1: a robots.txt that is not there allows everything; one that cannot be asked for allows nothing."""
        got = await self._in_turn(f"{site}/robots.txt", Ask(f"{site}/robots.txt"))
        for _ in range(MOST_ROBOTS_HOPS):
            url = _led_to(got.final_url, got.header("Location"))
            if got.status not in REDIRECTS or not got.header("Location") or _no_address(url):
                break
            got = await self._in_turn(url, Ask(url))
        if got.failure:
            return got
        if got.status is not None and got.status >= 500:
            return replace(got, failure=Outcome.SERVER_ERROR, reason=f"status {got.status}", body=b"")
        return RobotsRules(got.body if got.status == 200 else b"", PRODUCT)

    async def _in_turn(self, url: str, ask: Ask) -> Answer:
        async with self._turn[urlsplit(url).netloc]:
            got = await self._get(url, ask)
            await asyncio.sleep(self._settings.host_delay_seconds)
            return got

    async def _get(self, url: str, ask: Ask) -> Answer:
        started_at = self._clock()
        headers = {k: v for k, v in (("If-None-Match", ask.etag), ("If-Modified-Since", ask.last_modified)) if v}
        try:
            async with self._session.get(url, headers=headers, allow_redirects=False) as response:
                body = await self._body(response)
                if body is None:
                    return self._failed(ask.url, url, started_at, Outcome.TOO_LARGE, f"more than {self._settings.most_bytes} bytes")
                return Answer(ask.url, url, started_at, self._clock(), response.status, _kept(response.headers), body)
        except (aiohttp.ClientError, OSError, ValueError) as error:  # TimeoutError and ssl.SSLError are OSErrors
            outcome, reason = _what_failed(error)
            return self._failed(ask.url, url, started_at, outcome, reason)

    async def _body(self, response: aiohttp.ClientResponse) -> bytes | None:
        parts, size = [], 0
        async for part in response.content.iter_chunked(65536):
            size += len(part)
            if size > self._settings.most_bytes:
                return None
            parts.append(part)
        return b"".join(parts)

    def _failed(self, url: str, final_url: str, started_at: datetime, outcome: Outcome, reason: str) -> Answer:
        return Answer(url, final_url, started_at, self._clock(), failure=outcome, reason=reason)


def _kept(headers: Mapping[str, str]) -> dict[str, str]:
    """Headers as text that can be stored: what is no UTF-8 in them is replaced."""
    return {storable(name): storable(value) for name, value in headers.items()}


def _no_address(url: str) -> str:
    """Why nothing can be asked at this address; empty when it is one."""
    try:
        parts = urlsplit(url)
        _ = parts.port  # parsed, and refused, only when it is asked for
    except ValueError as error:
        return f"not an address: {error}"
    if parts.scheme not in {"http", "https"}:
        return "neither http nor https"
    return "" if parts.hostname else "no host"


def _led_to(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError:  # brackets that are no address: `_no_address` will say so
        return location


def _what_failed(error: BaseException) -> tuple[Outcome, str]:
    causes = [error]
    while (cause := causes[-1].__cause__ or getattr(causes[-1], "os_error", None)) and cause not in causes:
        causes.append(cause)
    for cause in causes:
        if isinstance(cause, AddressRefused):
            return Outcome.ADDRESS_REFUSED, str(cause)
        if isinstance(cause, ssl.SSLError | aiohttp.ClientSSLError):
            return Outcome.TLS_FAILED, str(cause)
        if isinstance(cause, TimeoutError):
            return Outcome.TIMED_OUT, "no complete answer in time"
    if isinstance(error, aiohttp.InvalidURL | ValueError):
        return Outcome.ADDRESS_REFUSED, f"not an address: {error}"
    return Outcome.UNREACHABLE, f"{type(error).__name__}: {error}"
