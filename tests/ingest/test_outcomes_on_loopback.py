"""Each outcome, from a real server through the HTTP layer to the row that is stored, with what is stored beside it."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Network
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from db import articles, feeds
from db.identity import Address
from db.listings import Listed
from db.session import Store, make_engine
from db.tables import Article, Attempt, Host, Payload, Robots, Snapshot
from ingest import annotators
from ingest.capture import capture
from ingest.desk import Desk
from ingest.evidence import Archive
from ingest.feeds import content_sha256
from ingest.hosts import StoreHosts
from ingest.sandbox import Inline
from ingest.settings import IngestSettings
from ingest.web import HttpWeb
from narrative.model import SEEN, Entry, Outcome
from tests.clocks import START, HandClock
from tests.db.examples import count, polled, watch
from tests.ingest.certificates import authority, self_signed
from tests.ingest.fakes import PARAGRAPHS, page
from tests.ingest.loopback import Loopback, loopback

URL = "http://courier.test/2025/01/plane-comes-down-near-the-city.html"
HOURS_5 = "18000"
MORE = "Investigators now say that the plane was hit by something from outside, and that birds had no part in what happened to it."


@dataclass(frozen=True)
class Case:
    """What the server says at each look, and what is stored of the last of them."""

    says: tuple[Callable[[Loopback], None], ...]
    reason: str = ""
    status: int | None = 200
    final_url: str = URL
    robots: str = "no rules"
    url: str = URL
    settings: dict[str, Any] = field(default_factory=dict)
    before: tuple[str, ...] = ()


def says(body: bytes = b"", status: int = 200, url: str = URL, drip: float = 0, **headers: str) -> Callable[[Loopback], None]:
    return lambda server: server.says(url, body, status, drip, **headers)


def front_page(server: Loopback) -> None:
    server.says(URL, status=302, Location="/")
    server.says("http://courier.test/", page("The Courier"))


def hidden(server: Loopback) -> None:
    server.says("http://courier.test/robots.txt", b"User-agent: *\nDisallow: /2025/\n")
    server.says(URL, page("Crash"))


CRASH = page("Plane comes down near the city")
FIRST = says(CRASH, ETag='"one"')
CAPTCHA = page("Just a moment...", "Please verify you are a human by completing the captcha below.")
CONSENT = page("Before you continue", "We value your privacy. Accept all cookies or manage your privacy settings to go on.")
SUBSCRIBE = page("Plane comes down", "The plane came down on Wednesday. Subscribe now to continue reading this article.")
LOST = page("404 Not Found", "The page you are looking for may have been moved.")

CASES = {
    Outcome.NEW: Case((FIRST,)),
    Outcome.CHANGED: Case((FIRST, says(page("Plane comes down near the city", *PARAGRAPHS, MORE))), before=("new",)),
    Outcome.UNCHANGED: Case((FIRST, FIRST), before=("new",)),
    Outcome.NOT_MODIFIED: Case((FIRST, says(status=304)), "status 304", 304, before=("new",)),
    Outcome.MOVED: Case((front_page,), "redirects to a front page or section, http://courier.test/", final_url="http://courier.test/"),
    Outcome.GONE: Case((says(LOST, 410),), "status 410", 410),
    Outcome.MISSING: Case((says(LOST, 404),), "status 404", 404),
    Outcome.FORBIDDEN: Case((says(b"<h1>No</h1>", 403),), "status 403", 403),
    Outcome.BLOCKED: Case((says(CAPTCHA),), "just a moment"),
    Outcome.PAYWALLED: Case((says(SUBSCRIBE),), "subscribe now"),
    Outcome.CONSENT_WALL: Case((says(CONSENT),), "before you continue"),
    Outcome.SOFT_404: Case((says(LOST),), "404"),
    Outcome.RATE_LIMITED: Case((says(b"slower", 429, Retry_After=HOURS_5),), "status 429", 429),
    Outcome.SERVER_ERROR: Case((says(b"<h1>Down for maintenance</h1>", 503),), "status 503", 503),
    Outcome.UNREACHABLE: Case((says(),), "robots.txt: ClientConnectorError", None, robots="unreachable", settings={"resolve": "closed"}),
    Outcome.TIMED_OUT: Case((says(CRASH, drip=0.1),), "no complete answer in time", settings={"total_seconds": 0.5}),
    Outcome.TLS_FAILED: Case(
        (says(CRASH),), "self-signed certificate", None, URL.replace("http:", "https:"), "unreachable", URL.replace("http:", "https:")
    ),
    Outcome.ADDRESS_REFUSED: Case(
        (says(url="http://inside.example/x"),), "10.0.0.1 is not a public address", None, "http://inside.example/x", "unreachable",
        "http://inside.example/x",
    ),
    Outcome.TOO_LARGE: Case((says(CRASH * 20),), "more than 2000 bytes", settings={"most_bytes": 2000}),
    Outcome.NOT_A_PAGE: Case((says(b"%PDF-1.7", Content_Type="application/pdf"),), "content type application/pdf"),
    Outcome.UNREADABLE: Case((says(b"<html><head><title>The Courier</title></head><body><img src=/a></body></html>"),), "no article text"),
    Outcome.DISALLOWED: Case((hidden,), "robots.txt", None, robots="disallowed"),
}  # fmt: skip


CUT = {Outcome.TIMED_OUT, Outcome.TOO_LARGE, Outcome.NOT_A_PAGE}
"""Of the outcomes that have a status, those whose body did not arrive whole."""


def test_every_outcome_is_here() -> None:
    assert set(CASES) == set(Outcome)


@pytest.fixture
def server() -> Iterator[Loopback]:
    with loopback() as running:
        yield running


@dataclass
class Bench:
    """A store, a clock and a desk whose web is the real one."""

    store: Store
    clock: HandClock
    folder: Path

    def look(self, article_ids: list[int], **settings: object) -> dict[str, int]:
        made = IngestSettings.model_validate({"evidence_dir": self.folder, "host_delay_seconds": 0, **settings})
        web = HttpWeb(made, self.store.clock, StoreHosts(self.store, made.host_budget))
        with self.store.write() as session:
            reader_id = annotators.activate_reader(session)
        with Archive(self.folder, self.clock()) as archive:
            return dict(capture(Desk(self.store, web, archive, Inline(), made), article_ids, reader_id).outcomes)

    def attempt(self) -> Attempt:
        with self.store.read() as session:
            return session.scalars(sa.select(Attempt).order_by(Attempt.id.desc())).first() or Attempt()

    def article(self, article_id: int) -> Article:
        with self.store.read() as session:
            return session.get_one(Article, article_id)


@pytest.fixture
def bench(store: Store, clock: HandClock, tmp_path: Path) -> Bench:
    return Bench(store, clock, tmp_path)


def listed(store: Store, *urls: str) -> list[int]:
    """Articles at these addresses, listed by a feed and never looked at."""
    (feed_id,) = watch(store)
    entries = [Entry(url, url, "A title", published_at=store.clock()) for url in urls]
    with store.write() as session:
        feeds.record_poll(
            session, polled(feed_id, store.clock()), [Listed(e, content_sha256(e), Address(e.url, key=e.url)) for e in entries]
        )
    with store.read() as session:
        return list(articles.due(session, store.clock(), seen_before=False))


def reaching(port: int, **changes: object) -> dict[str, object]:
    """Settings under which names are on loopback, one is inside, and one port is closed."""
    if changes.get("resolve") == "closed":
        with closing(socket.create_server(("127.0.0.1", 0))) as taken:
            port = taken.getsockname()[1]
    named = {"courier.test": f"127.0.0.1:{port}", "inside.example": "10.0.0.1"}
    return {"allow_addresses": (IPv4Network("127.0.0.0/8"),), "total_seconds": 5.0} | changes | {"resolve": named}


@pytest.mark.parametrize("outcome", list(CASES))
def test_an_outcome_is_stored_with_all_that_led_to_it(bench: Bench, server: Loopback, tmp_path: Path, outcome: Outcome) -> None:
    case = CASES[outcome]
    (article_id,) = listed(bench.store, case.url)
    with loopback(tls=self_signed(tmp_path, "courier.test")) as secured:
        port = secured.port if case.url.startswith("https") else server.port
        ended = []
        for say in case.says:
            say(server)
            ended += bench.look([article_id], **reaching(port, **case.settings))
            looked_at = bench.clock()
            bench.clock.forward(timedelta(days=30))
    assert ended == [*case.before, outcome]
    stored = bench.attempt()
    assert (stored.outcome, stored.http_status, stored.robots) == (outcome, case.status, case.robots)
    assert (stored.url, stored.final_url, stored.started_at, stored.captured_at) == (case.url, case.final_url, looked_at, looked_at)
    assert case.reason in stored.reason
    assert bool(case.reason) is bool(stored.reason)
    assert stored.robots_id is not None
    assert set(stored.exchange["timings"]) >= ({"connected", "first_byte"} if case.status else set())
    assert ("total" in stored.exchange["timings"]) is (case.status is not None and outcome not in CUT)
    assert count(bench.store, Snapshot) == len({*case.before, outcome} & {"new", "changed"}), "a wall is no version"
    article = bench.article(article_id)
    assert article.failures == (0 if outcome in SEEN else 1)
    assert article.next_look_at is not None
    assert article.next_look_at > looked_at


@pytest.mark.parametrize("outcome", [Outcome.BLOCKED, Outcome.PAYWALLED, Outcome.CONSENT_WALL, Outcome.SOFT_404, Outcome.MISSING])
def test_what_stands_in_the_way_is_kept_as_evidence_and_never_becomes_a_version(bench: Bench, server: Loopback, outcome: Outcome) -> None:
    (article_id,) = listed(bench.store, URL)
    for say in (FIRST, *CASES[outcome].says, FIRST):
        say(server)
        bench.look([article_id], **reaching(server.port))
        bench.clock.forward(timedelta(days=30))
    assert bench.attempt().outcome == Outcome.UNCHANGED
    assert (count(bench.store, Snapshot), count(bench.store, Payload), count(bench.store, Attempt)) == (1, 2, 3)


def test_a_redirect_is_stored_hop_by_hop(bench: Bench, server: Loopback) -> None:
    elsewhere = "http://courier.test/world/plane-comes-down-near-the-city-2025"
    server.says(URL, status=301, Location=elsewhere)
    server.says(elsewhere, CRASH)
    assert bench.look(listed(bench.store, URL), **reaching(server.port)) == {"new": 1}
    stored = bench.attempt()
    assert (stored.url, stored.final_url, stored.exchange["hops"]) == (URL, elsewhere, [[301, URL]])
    assert stored.exchange["peer"] == f"127.0.0.1:{server.port}"


def test_a_retry_after_moves_the_next_look_and_puts_off_the_others_of_that_host_without_blaming_it(bench: Bench, server: Loopback) -> None:
    CASES[Outcome.RATE_LIMITED].says[0](server)
    first, second = listed(bench.store, URL, "http://courier.test/2025/01/snow-is-expected-in-the-mountains.html")
    assert bench.look([first, second], **reaching(server.port)) == {"rate_limited": 1}
    until = START + timedelta(hours=5)
    assert (bench.article(first).next_look_at, bench.article(first).failures) == (until, 1)
    assert (bench.article(second).next_look_at, bench.article(second).failures) == (until, 0)
    assert (count(bench.store, Attempt), server.paths("courier.test")) == (1, ["/robots.txt", URL.removeprefix("http://courier.test")])


def test_a_spent_budget_puts_off_to_the_next_day_of_utc_without_an_attempt(bench: Bench, server: Loopback) -> None:
    (article_id,) = listed(bench.store, URL)
    with bench.store.write() as session:
        session.add(Host(name="courier.test", next_at=START, budget_on=START.date(), spent=9))
    assert bench.look([article_id], **reaching(server.port), host_budget=9) == {}
    assert (count(bench.store, Attempt), count(bench.store, Robots), server.asked) == (0, 0, [])
    assert bench.article(article_id).next_look_at == datetime(2025, 1, 7, tzinfo=UTC)
    assert bench.article(article_id).failures == 0


def test_a_robots_file_that_fails_is_not_asked_for_again_before_its_time(bench: Bench, server: Loopback) -> None:
    server.says("http://courier.test/robots.txt", b"oops", 503, Retry_After=HOURS_5)
    first, second = listed(bench.store, URL, "http://courier.test/2025/01/snow-is-expected-in-the-mountains.html")
    assert bench.look([first, second], **reaching(server.port)) == {"server_error": 2}
    assert bench.attempt().reason == "robots.txt: status 503"
    assert {bench.article(i).next_look_at for i in (first, second)} == {START + timedelta(hours=5)}
    assert server.paths("courier.test") == ["/robots.txt"]


CAPTURE = "import sys; from ingest.run import run_capture; print(run_capture([int(a) for a in sys.argv[1:]]))"


@pytest.mark.parametrize(
    ("host", "ends", "outcome"),
    [
        ("courier.test", datetime(2124, 1, 1, tzinfo=UTC), Outcome.NEW),
        ("courier.test", datetime(2024, 2, 1, tzinfo=UTC), Outcome.TLS_FAILED),
        ("other.test", datetime(2124, 1, 1, tzinfo=UTC), Outcome.TLS_FAILED),
    ],
)
def test_tls_is_verified_and_stored(store_url: str, tmp_path: Path, host: str, ends: datetime, outcome: Outcome) -> None:
    """In a process of its own, since whom to trust is read once."""
    trusted = authority(tmp_path)
    store = Store(make_engine(store_url), lambda: datetime.now(UTC))
    (article_id,) = listed(store, URL.replace("http:", "https:"))
    with loopback(tls=trusted.server(host, ends)) as server:
        server.says(URL, CRASH)
        environment = os.environ | {
            "SSL_CERT_FILE": str(trusted.file), "PALIMPSEST_DB_URL": store_url, "PALIMPSEST_EVIDENCE_DIR": str(tmp_path),
            "PALIMPSEST_ALLOW_ADDRESSES": '["127.0.0.0/8"]', "PALIMPSEST_RESOLVE": json.dumps({"*.test": f"127.0.0.1:{server.port}"}),
            "PALIMPSEST_HOST_DELAY_SECONDS": "0", "PALIMPSEST_EXTRACT_WORKERS": "1",
        }  # fmt: skip
        subprocess.run([sys.executable, "-c", CAPTURE, str(article_id)], env=environment, check=True, timeout=60)
    with store.read() as session:
        stored = session.scalars(sa.select(Attempt)).one()
    store.close()
    assert (stored.outcome, stored.exchange["tls"] != {}) == (outcome, outcome is Outcome.NEW), stored.reason
    if outcome is Outcome.NEW:
        tls = stored.exchange["tls"]
        assert (tls["issuer"], tls["not_after"], len(tls["sha256"])) == ("An authority", "Jan  1 00:00:00 2124 GMT", 64)
        assert tls["protocol"].startswith("TLSv1.")
        assert tls["cipher"]
