"""What is asked of the web, and how asking ended: values that everything which reads the web hands on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from narrative.model import Outcome

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Ask:
    """One address to be looked at, with the validators of the last look, if any."""

    url: str
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Exchange:
    """What an answer does not say itself: what was sent, the hops before it, how long it took, who vouched for the host.

    `hops` are (status, address that gave it) of every redirect. `timings` are milliseconds since the last request began: `connected`
    (name resolved, TLS agreed, request sent), `first_byte`, `total`.
    `tls` names protocol, cipher, issuer, the certificate's last day and its SHA-256; it is empty over plain HTTP.
    """

    request: Mapping[str, str] = field(default_factory=dict)
    hops: tuple[tuple[int, str], ...] = ()
    timings: Mapping[str, int] = field(default_factory=dict)
    tls: Mapping[str, str] = field(default_factory=dict)
    peer: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """How asking ended. `failure` is None when bytes (or a 304) came back whole; `captured_at` is when the last byte did.

    `url` is what was asked, `final_url` what answered. `wire` is the body as it travelled, `body` the same without its content coding.
    `retry_at` is before when the host does not want to be asked again. `postponed` answers say nothing about the address: no request
    left for it, because it was not its turn before `retry_at`.
    """

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
    wire: bytes = b""
    robots_id: int | None = None
    exchange: Exchange = Exchange()
    retry_at: datetime | None = None
    postponed: bool = False

    def header(self, name: str) -> str:
        return next((v for k, v in self.headers.items() if k.lower() == name.lower()), "")


PERMANENT = frozenset({301, 308})


def moved_to(answer: Answer) -> str:
    """Where the address that was asked has moved for good; empty when it has not. What comes after a detour is not said of it."""
    addresses = [*(url for _, url in answer.exchange.hops), answer.final_url]
    permanent = [status in PERMANENT for status, _ in answer.exchange.hops]
    moves = permanent.index(False) if False in permanent else len(permanent)
    return addresses[moves] if moves else ""
