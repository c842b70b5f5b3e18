"""One request, one answer: the only place that opens a connection. Every limit is enforced while bytes arrive.

What can go wrong with an address is an outcome with a reason, never an exception.
"""

import asyncio
import hashlib
import socket
import ssl
import zlib
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from time import monotonic
from types import TracebackType
from typing import Any, cast

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from ingest.addresses import fixed_address, local_name, refused
from ingest.characters import storable
from ingest.settings import IngestSettings
from narrative.errors import ProxyUnusable
from narrative.model import Outcome

MOST_HEADER_BYTES = 65_536
"""Of one header. aiohttp's own 8,190 refuse real outlets, whose content policies and cookies are longer."""

UNWANTED = ("image/", "video/", "audio/", "font/", "model/", "application/pdf", "application/zip", "application/msword", "application/vnd.")
"""Media types that are neither page nor feed, whatever follows: their bodies are not even taken."""


MOST_HEADERS = 2_000
"""In one answer. aiohttp's own 128 refuse pages that set a cookie for each of their advertisers."""

MOST_CODINGS = 2
"""One over the other. A body that decompresses to itself could name ten thousand."""

MOST_MEMBERS = 100
"""Compressed streams in one body, each of which copies what follows it: 5 MB of empty ones would keep us busy for minutes."""

MOST_REASON = 300
"""Characters of a reason: some quote what the server sent."""

REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Received:
    """What came back over one connection."""

    status: int
    headers: Mapping[str, str]
    wire: bytes
    body: bytes
    timings: Mapping[str, int]
    tls: Mapping[str, str] = field(default_factory=dict)
    peer: str = ""


@dataclass(frozen=True, slots=True)
class Failed:
    """Why nothing usable came back, and what was heard before that. The reason can be stored, whatever the server put into it."""

    outcome: Outcome
    reason: str
    heard: Received | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "reason", " ".join(storable(self.reason).split())[:MOST_REASON])


class AddressRefused(OSError):
    """The address that a name resolved to may not be connected to."""


class Unfit(Exception):
    """The answer was cut while it arrived."""

    def __init__(self, outcome: Outcome, reason: str) -> None:
        super().__init__(reason)
        self.outcome = outcome


Lookup = Callable[[str], Sequence[str]]
"""The addresses of a name, asked for in a thread. Raises OSError when there are none."""


def system_lookup(host: str) -> Sequence[str]:
    """What the system's name service says."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
    return [str(address[0]) for *_, address in found]


class Transport:
    """Connections of one run, with every guard on: addresses checked as they are connected to, TLS verified, sizes and times capped."""

    def __init__(self, settings: IngestSettings, lookup: Lookup = system_lookup) -> None:
        self._settings = settings
        self._names = _Names(settings, lookup)
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=0,  # the visitor counts what is under way
                resolver=None if settings.proxy else self._names,
                socket_factory=None if settings.proxy else self._checked_socket,
                ttl_dns_cache=300,
            ),
            timeout=aiohttp.ClientTimeout(
                total=settings.total_seconds, sock_connect=settings.connect_seconds, sock_read=settings.read_seconds
            ),
            headers={"User-Agent": settings.user_agent, "Accept-Encoding": "gzip, deflate", "Accept": "*/*"},
            cookie_jar=aiohttp.DummyCookieJar(),  # a reader without a past: what one page sets, the next does not get
            response_class=_Response,
            auto_decompress=False,
            max_line_size=MOST_HEADER_BYTES,
            max_field_size=MOST_HEADER_BYTES,
            max_headers=MOST_HEADERS,
        )

    async def __aenter__(self) -> "Transport":
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self._session.close()
        await self._names.close()

    async def get(self, url: str, headers: Mapping[str, str], enough: int | None = None) -> Received | Failed:
        """Ask for `url`; redirects are answers like any other. Of a body, `enough` bytes are taken and what follows is not missed.

        Raises ProxyUnusable.
        """
        began, heard = monotonic(), None
        try:
            if self._settings.proxy and (why := await self._names.refusal(URL(url).raw_host or "")):
                return Failed(Outcome.ADDRESS_REFUSED, why)
            async with self._session.get(url, headers=headers, allow_redirects=False, proxy=self._settings.proxy or None) as got:
                heard = _heard(cast("_Response", got), began)
                self._proxy_let_us(got.status)
                wire, body = await self._bodies(got, enough)
                return replace(heard, wire=wire, body=body, timings={**heard.timings, **_milliseconds(began, total=monotonic())})
        except Unfit as cut:
            failed = Failed(cut.outcome, str(cut))
        except aiohttp.ClientProxyConnectionError as error:
            raise ProxyUnusable("the egress proxy cannot be reached: see PALIMPSEST_PROXY") from error
        except aiohttp.ClientHttpProxyError as error:
            self._proxy_let_us(error.status)
            failed = Failed(Outcome.UNREACHABLE, f"the egress proxy answered {error.status}")
        except (aiohttp.ClientError, OSError, ValueError) as error:  # TimeoutError and ssl.SSLError are OSErrors
            failed = _what_failed(error)
        return replace(failed, heard=heard)

    def _proxy_let_us(self, status: int) -> None:
        if self._settings.proxy and status == 407:
            raise ProxyUnusable("the egress proxy wants other credentials: see PALIMPSEST_PROXY")

    def _checked_socket(self, info: tuple[Any, ...]) -> socket.socket:
        """A socket for an address that was checked: the last moment at which a name can no longer change its mind."""
        family, kind, protocol, _, address = info
        if why := refused(address[0], self._settings.allow_addresses):
            raise AddressRefused(why)
        return socket.socket(family, kind, protocol)

    async def _bodies(self, response: aiohttp.ClientResponse, enough: int | None) -> tuple[bytes, bytes]:
        """The body as it travels and as it is meant. Raises Unfit as soon as it is too large, or known not to be wanted.

        Where the status already says how the look ended, a body that cannot be had changes nothing about it.
        """
        if response.status in REDIRECTS:
            return b"", b""  # where it leads is what counts
        try:
            wire = await self._wire(response, enough)
            most = self._settings.most_bytes
            return wire, uncoded(wire, response.headers.get("Content-Encoding", ""), most, cut=enough)
        except (Unfit, aiohttp.ClientPayloadError):
            if response.status == 200:
                raise
            return b"", b""

    async def _wire(self, response: aiohttp.ClientResponse, enough: int | None) -> bytes:
        most = self._settings.most_wire_bytes
        kind = response.headers.get("Content-Type", "").strip().lower()
        if enough is None and kind.startswith(UNWANTED):
            raise Unfit(Outcome.NOT_A_PAGE, f"content type {kind.partition(';')[0]}")
        if enough is None and (response.content_length or 0) > most:
            raise Unfit(Outcome.TOO_LARGE, f"{response.content_length} bytes are announced, {most} are taken")
        parts, size = [], 0
        async for part in response.content.iter_any():
            size += len(part)
            parts.append(part)
            if enough is not None and size >= enough:
                break
            if size > most:
                raise Unfit(Outcome.TOO_LARGE, f"more than {most} bytes")
        return b"".join(parts)


def uncoded(wire: bytes, coding: str, most: int, *, cut: int | None = None) -> bytes:
    """A body without its content coding. Raises Unfit when it is larger than `most`, broken, or coded in a way that was not asked for.

    With `cut`, that many bytes of a body that may itself have been cut: nothing is then too large or ends too early.
    """
    names = [c.strip().lower() for c in coding.split(",") if c.strip() and c.strip().lower() != "identity"]
    if len(names) > MOST_CODINGS:
        raise Unfit(Outcome.UNREADABLE, f"{len(names)} content codings, one over the other")
    body = wire
    for name in reversed(names):
        if name not in {"gzip", "x-gzip", "deflate"}:
            raise Unfit(Outcome.UNREADABLE, f"content coding {name}, which was not asked for")
        body = _inflated(body, name, cut or most, whole=cut is None)
    if cut is not None:
        return body[:cut]
    if len(body) > most:
        raise Unfit(Outcome.TOO_LARGE, f"more than {most} bytes")
    return body


def _inflated(data: bytes, coding: str, most: int, *, whole: bool) -> bytes:
    """One coding undone, at most `most` bytes of it ever in memory; unless it has to be `whole`, what there is of it."""
    raw = coding == "deflate" and data[:1] and (data[0] & 0x0F) != 8  # some servers mean the bare stream when they say deflate
    parts, room = [], most
    try:
        while data:
            stream = zlib.decompressobj(wbits=-zlib.MAX_WBITS if raw else zlib.MAX_WBITS | 32)
            part = stream.decompress(data, room + 1)
            room -= len(part)
            parts.append(part)
            if not whole and (room < 0 or not stream.eof):
                break
            if room < 0:
                raise Unfit(Outcome.TOO_LARGE, f"more than {most} bytes after decompression")
            if not stream.eof:
                raise Unfit(Outcome.UNREACHABLE, "the compressed body ends early")
            if len(parts) == MOST_MEMBERS:
                raise Unfit(Outcome.UNREADABLE, f"{MOST_MEMBERS} compressed members and more")
            data = stream.unused_data if stream.unused_data[:2] == b"\x1f\x8b" else b""  # gzip files may follow each other
    except zlib.error as error:
        raise Unfit(Outcome.UNREADABLE, f"broken {coding}: {error}") from error
    return b"".join(parts)


class _Response(aiohttp.ClientResponse):
    """A response that remembers its connection: it may be given back before anybody could look at it."""

    tls: Mapping[str, str]
    peer: str
    connected_at: float

    async def start(self, connection: Any) -> "_Response":
        transport = connection.transport
        self.tls = _tls(transport.get_extra_info("ssl_object") if transport else None)
        address = transport.get_extra_info("peername") if transport else None
        self.peer = f"{address[0]}:{address[1]}" if address else ""
        self.connected_at = monotonic()
        await super().start(connection)
        return self


def _tls(secured: ssl.SSLObject | None) -> dict[str, str]:
    if secured is None:
        return {}
    certificate: Any = secured.getpeercert() or {}
    named = {name: value for part in certificate.get("issuer", ()) for name, value in part}
    cipher = secured.cipher()
    return {
        "protocol": secured.version() or "",
        "cipher": cipher[0] if cipher else "",
        "issuer": ", ".join(named[n] for n in ("organizationName", "commonName") if n in named),
        "not_after": certificate.get("notAfter", ""),
        "sha256": hashlib.sha256(secured.getpeercert(binary_form=True) or b"").hexdigest(),
    }


def _heard(response: _Response, began: float) -> Received:
    """What is known when the headers are there."""
    timings = _milliseconds(began, connected=response.connected_at, first_byte=monotonic())
    return Received(response.status, _kept(response.headers), b"", b"", timings, response.tls, response.peer)


def _milliseconds(began: float, **instants: float) -> dict[str, int]:
    return {name: round(1000 * (at - began)) for name, at in instants.items()}


def _kept(headers: Mapping[str, str]) -> dict[str, str]:
    """Headers as text that can be stored; what is no UTF-8 in them is replaced, and what came several times is joined."""
    kept: dict[str, str] = {}
    for name, value in headers.items():
        known = next((k for k in kept if k.lower() == name.lower()), None)
        kept[known or storable(name)] = f"{kept[known]}, {storable(value)}" if known else storable(value)
    return kept


class _Names(AbstractResolver):
    """What names stand for: what a setting says, else what the name service does. Addresses that are refused are left out.

    Threads of its own: names whose servers do not answer keep a thread for half a minute each, and nobody else is to wait for them.
    """

    def __init__(self, settings: IngestSettings, lookup: Lookup) -> None:
        self._settings = settings
        self._lookup = lookup
        self._threads = ThreadPoolExecutor(settings.concurrency, thread_name_prefix="names")

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC) -> list[ResolveResult]:
        del family  # the connector sorts them
        if found := fixed_address(host, self._settings.resolve):
            addresses: Sequence[str] = [found[0]]
            port = found[1] or port
        else:
            addresses = await self._looked_up(host)
        whys = {address: refused(address, self._settings.allow_addresses) for address in addresses}
        if addresses and all(whys.values()):
            raise AddressRefused(whys[addresses[0]])
        return [_resolved(host, address, port) for address, why in whys.items() if not why]

    async def _looked_up(self, host: str) -> Sequence[str]:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, self._lookup, host)
        except (OSError, UnicodeError):
            if why := local_name(host):
                raise AddressRefused(why) from None
            raise

    async def refusal(self, host: str) -> str:
        """The check where a proxy connects in our place, before each request: what the name means *here*.

        The proxy looks the name up again, so an answer that changes in between is the proxy's to refuse. Where no name service
        answers us, only what is plainly local is refused here.
        """
        try:
            await self.resolve(host)
        except AddressRefused as error:
            return str(error)
        except (OSError, ValueError):
            pass
        return ""

    async def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)


def _resolved(host: str, address: str, port: int) -> ResolveResult:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return ResolveResult(hostname=host, host=address, port=port, family=family, proto=0, flags=socket.AI_NUMERICHOST)


def _what_failed(error: BaseException) -> Failed:
    causes = [error]
    while (cause := causes[-1].__cause__ or getattr(causes[-1], "os_error", None)) and cause not in causes:
        causes.append(cause)
    for cause in causes:
        if isinstance(cause, AddressRefused):
            return Failed(Outcome.ADDRESS_REFUSED, str(cause))
        if isinstance(cause, ssl.SSLError | aiohttp.ClientSSLError):
            return Failed(Outcome.TLS_FAILED, str(cause))
        if isinstance(cause, TimeoutError):
            return Failed(Outcome.TIMED_OUT, "no complete answer in time")
    if isinstance(error, aiohttp.InvalidURL | ValueError):
        return Failed(Outcome.ADDRESS_REFUSED, f"not an address: {error}")
    return Failed(Outcome.UNREACHABLE, f"{type(error).__name__}: {error}")
