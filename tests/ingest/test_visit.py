"""On the way to an answer: who waits for what, and what becomes of those whose turn does not come."""

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from db.session import Store, make_engine
from db.tables import Host
from ingest.hosts import Hosts, LoneHosts, StoreHosts, Turn, Wish
from ingest.settings import IngestSettings
from ingest.visit import host_of, no_address, origin
from ingest.web import Answer, Ask, HttpWeb
from narrative.errors import StoreUnreachable
from narrative.model import Outcome
from tests.clocks import START, HandClock
from tests.ingest.loopback import Loopback, loopback

DELAY = 0.1


@pytest.fixture
def server() -> Iterator[Loopback]:
    with loopback() as running:
        yield running


def settings(server: Loopback, **changes: object) -> IngestSettings:
    named = {"allow_addresses": ["127.0.0.0/8"], "resolve": {"*.test": f"127.0.0.1:{server.port}"}, "host_delay_seconds": DELAY}
    return IngestSettings.model_validate(named | changes)


def system_clock() -> datetime:
    return datetime.now(UTC)


def test_forty_asks_of_one_host_all_get_their_turn_in_one_run(server: Loopback) -> None:
    """A process reserves one turn at a time, so its own queue is not what runs out of patience: with 2 s, 40 take 80 s of 120."""
    asks = [Ask(f"http://a.test/{n}") for n in range(40)]
    answers = list(HttpWeb(settings(server, host_delay_seconds=0.02), system_clock).fetch(asks))
    assert [a.status for a in answers] == [404] * 40
    assert not any(a.postponed for a in answers)


class Crowded(LoneHosts):
    """Hosts in which every turn comes a minute after the last."""

    def turn(self, host: str, wish: Wish) -> Turn:
        found = super().turn(host, Wish(timedelta(minutes=1), wish.patience, wish.missed))
        return Turn(START, found.refused, found.retry_at)  # the clock of this test stands still, and so does the wait


def test_what_gets_no_turn_in_a_run_is_put_off_and_holds_up_nobody(server: Loopback) -> None:
    asks = [Ask(f"http://{host}.test/{n}") for host, number in (("a", 9), ("b", 1)) for n in range(number)]
    answers = list(HttpWeb(settings(server), HandClock(), Crowded(HandClock())).fetch(asks))
    put_off = [a for a in answers if a.postponed]
    assert [a.status for a in answers if "b.test" in a.url] == [404]
    assert len(put_off) == 7, "robots.txt and two of nine within two minutes"
    assert {(a.failure, a.status, a.retry_at) for a in put_off} == {(Outcome.RATE_LIMITED, None, START + timedelta(minutes=3))}
    assert len(server.paths("a.test")) == 3


def test_a_slot_that_came_late_costs_no_second_request_of_the_budget(server: Loopback, sqlite_store: Store) -> None:
    url = str(sqlite_store.engine.url)
    store = Store(make_engine(url), system_clock)
    for host in "abcd":
        server.says(f"http://{host}.test/1", b"x" * 3, drip=0.1)
    web = HttpWeb(settings(server, concurrency=1), system_clock, StoreHosts(store, 100))
    assert [a.status for a in web.fetch([Ask(f"http://{host}.test/1") for host in "abcd"])] == [200] * 4
    with store.read() as session:
        assert [session.get_one(Host, n).spent for n in (1, 2, 3, 4)] == [2, 2, 2, 2]
    store.close()


def test_a_run_that_is_left_half_way_ends_at_once_and_asks_for_nothing_more(server: Loopback) -> None:
    threads = threading.active_count()
    answers = HttpWeb(settings(server, host_delay_seconds=0.2), system_clock).fetch([Ask(f"http://a.test/{n}") for n in range(50)])
    assert next(iter(answers)).status == 404
    began = time.monotonic()
    answers.close()  # type: ignore[attr-defined]
    assert time.monotonic() - began < 5
    asked = len(server.asked)
    time.sleep(0.5)
    assert len(server.asked) == asked < 10
    assert threading.active_count() <= threads + 10, "those of the server, which end by themselves"


def test_answers_that_nobody_takes_hold_up_the_others_and_none_is_lost(server: Loopback) -> None:
    answers = HttpWeb(settings(server, host_delay_seconds=0, concurrency=2), HandClock()).fetch(
        [Ask(f"http://{host}.test/{n}") for host in "abcd" for n in range(5)]
    )
    first = next(iter(answers))
    time.sleep(0.5)
    assert len([p for p in server.asked if p.path != "/robots.txt"]) <= 6, "two wait, two more keep their slots, and some were under way"
    assert len({first.url, *(a.url for a in answers)}) == 20


class Broken(LoneHosts):
    """Hosts whose store has gone."""

    def in_hand(self, host: str, wish: Wish) -> Turn | None:
        return None

    def turn(self, host: str, wish: Wish) -> Turn:
        raise StoreUnreachable("as asked")


def test_our_own_trouble_is_an_exception_and_ends_the_run(server: Loopback) -> None:
    hosts: Hosts = Broken(HandClock())
    with pytest.raises(StoreUnreachable, match="as asked"):
        list(HttpWeb(settings(server), HandClock(), hosts).fetch([Ask(f"http://a.test/{n}") for n in range(5)]))
    assert server.asked == []


@pytest.mark.parametrize(
    ("url", "same"),
    [
        ("http://courier.test/x", "http://courier.test"),
        ("http://COURIER.test:80/x", "http://courier.test"),
        ("http://courier.test./x", "http://courier.test"),
        ("https://courier.test:443/", "https://courier.test"),
        ("https://courier.test:8443/", "https://courier.test:8443"),
        ("http://[::1]:8000/", "http://[::1]:8000"),
        ("http://новости.test/", "http://xn--b1amnebsh.test"),
    ],
)
def test_an_origin_is_one_however_it_is_written(url: str, same: str) -> None:
    assert origin(url) == same
    assert host_of(url) == host_of(same)


@pytest.mark.parametrize("port", ["", ":80", ":443", ":8080", ":65535"])
def test_ports_of_the_web_may_be_asked(port: str) -> None:
    assert no_address(f"http://courier.test{port}/") == ""


@pytest.mark.parametrize("port", [0, 21, 22, 25, 110, 587, 1023])
def test_ports_of_other_services_may_not(port: int) -> None:
    assert str(port) in no_address(f"http://courier.test:{port}/")


def test_a_retry_after_is_kept_with_the_answer(server: Loopback) -> None:
    server.says("http://a.test/1", b"", 429, Retry_After="600")
    server.says("http://b.test/1", b"", 503, Retry_After="Mon, 06 Jan 2025 13:00:00 GMT")
    server.says("http://c.test/1", b"", 429, Retry_After="soon")
    found: dict[str, Answer] = {}
    for answer in HttpWeb(settings(server), HandClock()).fetch([Ask(f"http://{host}.test/1") for host in "abc"]):
        found[answer.url[7]] = answer
    assert [found[host].retry_at for host in "abc"] == [START + timedelta(minutes=10), START + timedelta(hours=1), None]
