"""The web, against a real server on loopback: politely, safely, and never with an exception."""

import gzip
import socket
import threading
import time
from collections.abc import Iterator
from ipaddress import IPv4Network, IPv6Network
from itertools import pairwise

import pytest

from ingest.settings import IngestSettings
from ingest.web import Answer, Ask, HttpWeb
from narrative.model import Outcome
from tests.clocks import START, HandClock
from tests.ingest.loopback import Loopback, loopback

HOME = (IPv4Network("127.0.0.0/8"), IPv6Network("::1/128"))
BUSY = "http://a.test/busy"


@pytest.fixture
def server() -> Iterator[Loopback]:
    with loopback() as running:
        yield running


def web(server: Loopback, **changes: object) -> HttpWeb:
    values = {
        "allow_addresses": HOME, "resolve": {"*.test": f"127.0.0.1:{server.port}", "private.example": "10.0.0.1"},
        "host_delay_seconds": 0, "total_seconds": 5, "connect_seconds": 2,
    }  # fmt: skip
    return HttpWeb(IngestSettings.model_validate(values | changes), HandClock())


def fetch(server: Loopback, url: str, **changes: object) -> Answer:
    (answer,) = web(server, **changes).fetch([Ask(url)])
    assert answer.url == url
    return answer


def test_a_page_comes_back_with_status_headers_body_and_instants(server: Loopback) -> None:
    server.says("http://a.test/news", b"hello", ETag='"one"')
    answer = fetch(server, "http://a.test/news")
    assert (answer.status, answer.body, answer.failure, answer.final_url) == (200, b"hello", None, "http://a.test/news")
    assert (answer.header("etag"), answer.header("ETAG"), answer.header("none")) == ('"one"', '"one"', "")
    assert (answer.started_at, answer.captured_at, answer.robots) == (START, START, "no rules")


def test_every_ask_is_answered_once(server: Loopback) -> None:
    urls = [f"http://{host}.test/{n}" for n in range(5) for host in "abc"]
    for url in urls:
        server.says(url, url.encode())
    answers = list(web(server).fetch([Ask(u) for u in urls]))
    assert sorted(a.url for a in answers) == sorted(urls)
    assert all(a.body.decode() == a.url for a in answers)


def test_nothing_asked_is_nothing_answered(server: Loopback) -> None:
    assert list(web(server).fetch([])) == []


def test_we_say_who_we_are_and_send_validators(server: Loopback) -> None:
    server.says("http://a.test/news", status=304)
    (answer,) = web(server, contact="https://who.example/").fetch([Ask("http://a.test/news", '"one"', "Monday")])
    assert (answer.status, answer.failure) == (304, None)
    sent = server.asked[-1].headers
    assert (sent["If-None-Match"], sent["If-Modified-Since"]) == ('"one"', "Monday")
    assert "https://who.example/" in sent["User-Agent"]
    assert "If-None-Match" not in server.asked[0].headers, "robots.txt is not the page"


def test_a_compressed_page_comes_back_whole(server: Loopback) -> None:
    server.says("http://a.test/news", gzip.compress(b"hello"), Content_Encoding="gzip")
    assert fetch(server, "http://a.test/news").body == b"hello"


def test_a_page_whose_compression_is_broken_is_unreadable(server: Loopback) -> None:
    server.says("http://a.test/news", b"not gzip at all", Content_Encoding="gzip")
    assert fetch(server, "http://a.test/news").failure is Outcome.UNREADABLE


def test_redirects_are_followed_hop_by_hop_and_each_host_is_asked_for_permission(server: Loopback) -> None:
    server.says("http://a.test/old", status=301, Location="/newer")
    server.says("http://a.test/newer", status=302, Location="http://b.test/newest")
    server.says("http://b.test/newest", b"hello")
    answer = fetch(server, "http://a.test/old")
    assert (answer.final_url, answer.body) == ("http://b.test/newest", b"hello")
    assert server.paths("b.test") == ["/robots.txt", "/newest"]


def test_validators_are_not_sent_to_where_a_redirect_leads(server: Loopback) -> None:
    server.says("http://a.test/old", status=301, Location="http://b.test/new")
    server.says("http://b.test/new", b"hello")
    list(web(server).fetch([Ask("http://a.test/old", '"one"')]))
    assert "If-None-Match" not in server.asked[-1].headers


def test_redirects_in_a_circle_end(server: Loopback) -> None:
    server.says("http://a.test/1", status=302, Location="/2")
    server.says("http://a.test/2", status=302, Location="/1")
    answer = fetch(server, "http://a.test/1")
    assert answer.failure is Outcome.UNREACHABLE
    assert "redirects" in answer.reason
    assert len(server.asked) < 20


def test_a_redirect_that_leads_nowhere_is_its_own_answer(server: Loopback) -> None:
    server.says("http://a.test/1", b"x", status=302)
    assert fetch(server, "http://a.test/1").status == 302


@pytest.mark.parametrize(
    "location",
    [
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://private.example/",
        "http://[fd00::1]/",
        "file:///etc/passwd",
        "http://[bad",
        "http://a.test:99999/",
    ],
)
def test_a_redirect_to_a_refused_address_is_refused(server: Loopback, location: str) -> None:
    server.says("http://a.test/news", status=302, Location=location)
    answer = fetch(server, "http://a.test/news")
    assert (answer.failure, answer.body) == (Outcome.ADDRESS_REFUSED, b"")
    assert answer.reason


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/",
        "http://localhost:{port}/",
        "http://[::ffff:127.0.0.1]:{port}/",
        "http://2130706433:{port}/",
        "http://0x7f.1:{port}/",
        "http://0:{port}/",
        "http://a.test/",
    ],
)
def test_loopback_is_refused_unless_it_is_allowed(server: Loopback, url: str) -> None:
    answer = fetch(server, url.format(port=server.port), allow_addresses=())
    assert (answer.failure, server.asked) == (Outcome.ADDRESS_REFUSED, [])


@pytest.mark.parametrize(
    "url",
    [
        "",
        "news",
        "//a.test/x",
        "http://",
        "http://[bad/",
        "http://a.test:port/",
        "ftp://a.test/",
        "javascript:1",
        "http://\udcff.test/",
        "http://" + "a" * 70 + ".invalid/",
    ],
)
def test_what_is_no_address_is_an_answer_too(server: Loopback, url: str) -> None:
    assert fetch(server, url).failure in {Outcome.ADDRESS_REFUSED, Outcome.UNREACHABLE}


def test_one_bad_address_does_not_spoil_the_others(server: Loopback) -> None:
    server.says("http://a.test/news", b"hello")
    bad, good = web(server).fetch([Ask("http://[bad"), Ask("http://a.test/news")])
    assert (bad.failure, good.body) == (Outcome.ADDRESS_REFUSED, b"hello")


def test_what_robots_disallows_is_not_asked_for(server: Loopback) -> None:
    server.says("http://a.test/robots.txt", b"User-agent: *\nDisallow: /private/\n")
    server.says("http://a.test/private/x", b"secret")
    server.says("http://a.test/public", b"hello")
    closed, public = web(server).fetch([Ask("http://a.test/private/x"), Ask("http://a.test/public")])
    assert (closed.failure, closed.body, closed.robots) == (Outcome.DISALLOWED, b"", "disallowed")
    assert (public.body, public.robots) == (b"hello", "allowed")
    assert server.paths() == ["/robots.txt", "/public"]


def test_a_robots_file_that_moved_is_followed(server: Loopback) -> None:
    server.says("http://a.test/robots.txt", status=301, Location="http://b.test/robots.txt")
    server.says("http://b.test/robots.txt", b"User-agent: *\nDisallow: /\n")
    server.says("http://a.test/news", b"hello")
    assert fetch(server, "http://a.test/news").failure is Outcome.DISALLOWED


@pytest.mark.parametrize(
    ("status", "expected"), [(404, None), (403, None), (410, None), (500, Outcome.SERVER_ERROR), (503, Outcome.SERVER_ERROR)]
)
def test_a_robots_file_that_is_missing_allows_and_one_that_fails_does_not(server: Loopback, status: int, expected: Outcome | None) -> None:
    server.says("http://a.test/robots.txt", b"oops", status=status)
    server.says("http://a.test/news", b"hello")
    answer = fetch(server, "http://a.test/news")
    assert answer.failure is expected
    assert ("/news" in server.paths()) is (expected is None)
    assert expected is None or answer.reason.startswith("robots.txt: ")


def test_robots_is_asked_for_once_a_batch(server: Loopback) -> None:
    list(web(server).fetch([Ask(f"http://a.test/{n}") for n in range(5)]))
    assert server.paths().count("/robots.txt") == 1


def test_a_body_that_is_too_large_is_cut_off_even_when_it_was_small_on_the_wire(server: Loopback) -> None:
    server.says("http://a.test/bomb", gzip.compress(b"0" * 5_000_000), Content_Encoding="gzip")
    server.says("http://a.test/fits", b"0" * 1000)
    bomb, fits = web(server, most_bytes=1000).fetch([Ask("http://a.test/bomb"), Ask("http://a.test/fits")])
    assert (bomb.failure, bomb.body, len(fits.body)) == (Outcome.TOO_LARGE, b"", 1000)


def test_a_body_that_drips_is_cut_off_by_the_clock(server: Loopback) -> None:
    server.says("http://a.test/slow", b"x" * 100, drip=0.1)
    began = time.monotonic()
    assert fetch(server, "http://a.test/slow", total_seconds=0.6).failure is Outcome.TIMED_OUT
    assert time.monotonic() - began < 4


def test_a_port_nobody_listens_on_is_unreachable(server: Loopback) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    answer = fetch(server, f"http://127.0.0.1:{port}/")
    assert answer.failure is Outcome.UNREACHABLE
    assert answer.reason


def test_a_name_that_nobody_knows_is_unreachable(server: Loopback) -> None:
    assert fetch(server, "http://no-such-host.invalid/").failure is Outcome.UNREACHABLE


def test_a_server_that_speaks_no_tls_is_a_tls_failure(server: Loopback) -> None:
    with socket.create_server(("127.0.0.1", 0)) as plain:
        port = plain.getsockname()[1]
        thread = threading.Thread(target=_speak_no_tls, args=(plain,), daemon=True)
        thread.start()
        assert fetch(server, f"https://127.0.0.1:{port}/").failure is Outcome.TLS_FAILED
        thread.join(5)


def _speak_no_tls(plain: socket.socket) -> None:
    plain.settimeout(5)
    connection, _ = plain.accept()
    with connection:
        connection.recv(1000)
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")


def test_a_host_is_given_time_between_two_requests_and_hosts_do_not_wait_for_each_other(server: Loopback) -> None:
    delay = 0.15
    began = time.monotonic()
    list(web(server, host_delay_seconds=delay).fetch([Ask(f"http://{host}.test/{n}") for host in "abc" for n in range(2)]))
    took = time.monotonic() - began
    for host in "abc":
        ats = [r.at for r in server.asked if r.host == f"{host}.test"]
        assert len(ats) == 3
        assert all(later - sooner >= delay * 0.95 for sooner, later in pairwise(ats))
    assert took < 3 * 3 * delay + 1, "three hosts in turn would take as long"


def test_cookies_are_not_sent_back(server: Loopback) -> None:
    server.says("http://a.test/1", b"x", Set_Cookie="session=1; Path=/")
    list(web(server).fetch([Ask("http://a.test/1"), Ask("http://a.test/2")]))
    assert server.paths()[-1] == "/2"
    assert not any("Cookie" in r.headers for r in server.asked)


def test_headers_come_back_as_text_that_can_be_stored(server: Loopback) -> None:
    server.says("http://a.test/news", b"hello", X_Name="caf\xe9")
    answer = fetch(server, "http://a.test/news")
    assert answer.header("X-Name").startswith("caf")
    str(dict(answer.headers)).encode()
