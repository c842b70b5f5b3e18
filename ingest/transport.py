"""One request, one answer: the only place that opens a connection. Every limit is enforced while bytes arrive.

What can go wrong with an address is an outcome with a reason, never an exception.
"""

import hashlib
import socket
import ssl
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from time import monotonic
from types import TracebackType
from typing import Any, cast
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from ingest.addresses import fixed_address, refused
from ingest.characters import storable
from ingest.settings import IngestSettings
from narrative.model import Outcome

MOST_HEADER_BYTES = 65_536
"""Of one header. aiohttp's own 8,190 refuse real outlets, whose content policies and cookies are longer."""

UNWANTED = ("image/", "video/", "audio/", "font/", "model/", "application/pdf", "application/zip", "application/msword", "application/vnd.")
"""Media types that are neither page nor feed, whatever follows: their bodies are not even taken."""


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
    """Why nothing usable came back."""

    outcome: Outcome
    reason: str


class AddressRefused(OSError):
    """The address that a name resolved to may not be connected to."""


class Unfit(Exception):
    """The answer was cut while it arrived."""

    def __init__(self, outcome: Outcome, reason: str) -> None:
        super().__init__(reason)
        self.outcome = outcome


class Transport:
    """Connections of one run, with every guard on: addresses checked as they are connected to, TLS verified, sizes and times capped."""

    def __init__(self, settings: IngestSettings) -> None:
        self._settings = settings
        resolver = _Resolver(settings.resolve)
        self._guard = _ProxyGuard(resolver, settings) if settings.proxy else None
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=0,  # the visitor counts what is under way
                resolver=resolver,
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
        )

    async def __aenter__(self) -> "Transport":
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self._session.close()

    async def get(self, url: str, headers: Mapping[str, str]) -> Received | Failed:
        """Ask for `url`; redirects are answers like any other."""
        began = monotonic()
        try:
            if self._guard and (why := await self._guard.refusal(url)):
                return Failed(Outcome.ADDRESS_REFUSED, why)
            async with self._session.get(url, headers=headers, allow_redirects=False, proxy=self._settings.proxy or None) as got:
                response, first_byte = cast("_Response", got), monotonic()
                wire, body = await self._bodies(response)
                timings = _milliseconds(began, connected=response.connected_at, first_byte=first_byte, total=monotonic())
                return Received(response.status, _kept(response.headers), wire, body, timings, response.tls, response.peer)
        except Unfit as cut:
            return Failed(cut.outcome, str(cut))
        except (aiohttp.ClientError, OSError, ValueError) as error:  # TimeoutError and ssl.SSLError are OSErrors
            return _what_failed(error)

    def _checked_socket(self, info: tuple[Any, ...]) -> socket.socket:
        """A socket for an address that was checked: the last moment at which a name can no longer change its mind."""
        family, kind, protocol, _, address = info
        if why := refused(address[0], self._settings.allow_addresses):
            raise AddressRefused(why)
        return socket.socket(family, kind, protocol)

    async def _bodies(self, response: aiohttp.ClientResponse) -> tuple[bytes, bytes]:
        """The body as it travels and as it is meant. Raises Unfit as soon as it is too large, or known not to be wanted."""
        if response.status in REDIRECTS:
            return b"", b""  # where it leads is what counts
        most = self._settings.most_wire_bytes
        kind = response.headers.get("Content-Type", "").strip().lower()
        if response.status == 200 and kind.startswith(UNWANTED):
            raise Unfit(Outcome.NOT_A_PAGE, f"content type {storable(kind.partition(';')[0])}")
        if (response.content_length or 0) > most:
            raise Unfit(Outcome.TOO_LARGE, f"{response.content_length} bytes are announced, {most} are taken")
        parts, size = [], 0
        async for part in response.content.iter_any():
            size += len(part)
            if size > most:
                raise Unfit(Outcome.TOO_LARGE, f"more than {most} bytes")
            parts.append(part)
        wire = b"".join(parts)
        return wire, uncoded(wire, response.headers.get("Content-Encoding", ""), self._settings.most_bytes)


def uncoded(wire: bytes, coding: str, most: int) -> bytes:
    """A body without its content coding. Raises Unfit when it is larger than `most`, broken, or coded in a way that was not asked for."""
    body = wire
    for name in reversed([c.strip().lower() for c in coding.split(",") if c.strip()]):
        if name == "identity":
            continue
        if name not in {"gzip", "x-gzip", "deflate"}:
            raise Unfit(Outcome.UNREADABLE, f"content coding {storable(name)}, which was not asked for")
        body = _inflated(body, name, most)
    if len(body) > most:
        raise Unfit(Outcome.TOO_LARGE, f"more than {most} bytes")
    return body


def _inflated(data: bytes, coding: str, most: int) -> bytes:
    """One coding undone, at most `most` bytes of it ever in memory."""
    raw = coding == "deflate" and data[:1] and (data[0] & 0x0F) != 8  # some servers mean the bare stream when they say deflate
    parts, room = [], most
    try:
        while data:
            stream = zlib.decompressobj(wbits=-zlib.MAX_WBITS if raw else zlib.MAX_WBITS | 32)
            part = stream.decompress(data, room + 1)
            room -= len(part)
            if room < 0:
                raise Unfit(Outcome.TOO_LARGE, f"more than {most} bytes after decompression")
            parts.append(part)
            if not stream.eof:
                raise Unfit(Outcome.UNREACHABLE, "the compressed body ends early")
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


def _milliseconds(began: float, **instants: float) -> dict[str, int]:
    return {name: round(1000 * (at - began)) for name, at in instants.items()}


def _kept(headers: Mapping[str, str]) -> dict[str, str]:
    """Headers as text that can be stored; what is no UTF-8 in them is replaced, and what came several times is joined."""
    kept: dict[str, str] = {}
    for name, value in headers.items():
        known = next((k for k in kept if k.lower() == name.lower()), None)
        kept[known or storable(name)] = f"{kept[known]}, {storable(value)}" if known else storable(value)
    return kept


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


class _ProxyGuard:
    """The address check where a proxy connects in our place: what the name means *here* is checked before each request.

    The proxy resolves the name again, so an answer that changes in between is the proxy's to refuse.
    """

    def __init__(self, resolver: AbstractResolver, settings: IngestSettings) -> None:
        self._resolver = resolver
        self._allowed = settings.allow_addresses

    async def refusal(self, url: str) -> str:
        host = urlsplit(url).hostname or ""
        try:
            found = [r["host"] for r in await self._resolver.resolve(host, 0, socket.AF_UNSPEC)]
        except OSError:
            return ""  # no name service here: then only the proxy's can tell
        return next(filter(None, (refused(address, self._allowed) for address in found)), "")


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
