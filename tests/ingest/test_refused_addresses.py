"""No request leaves for an address that is not public, however it is written, led to or looked up: the canary is never hit."""

from collections.abc import Iterator, Sequence
from ipaddress import ip_network

import pytest

from ingest.settings import IngestSettings
from ingest.transport import Lookup, system_lookup
from ingest.web import Answer, Ask, HttpWeb
from narrative.errors import ProxyUnusable
from narrative.model import Outcome
from tests.clocks import HandClock
from tests.ingest.loopback import Loopback, Say, Stranger, loopback, stranger

OUTSIDE = "127.0.0.9"
"""Stands for a public address: it alone is allowed. The canary sits on 127.0.0.1, which is not."""

FORMS = """
    http://127.0.0.1:{port}/ http://127.1:{port}/ http://127.0.1:{port}/ http://2130706433:{port}/ http://017700000001:{port}/
    http://0x7f000001:{port}/ http://0x7f.0.0.1:{port}/ http://0177.0.0.1:{port}/ http://0x7f.1:{port}/ http://127.0.0.1.:{port}/
    http://0.0.0.0:{port}/ http://0:{port}/ http://localhost:{port}/ http://LOCALHOST:{port}/ http://localhost.:{port}/
    http://a.localhost:{port}/ http://localhost.localdomain:{port}/ http://printer.local:{port}/ http://vault.internal:{port}/
    http://[::1]:{port}/ http://[::]:{port}/ http://[0:0:0:0:0:0:0:1]:{port}/ http://[::ffff:127.0.0.1]:{port}/
    http://[::ffff:7f00:1]:{port}/ http://[::127.0.0.1]:{port}/ http://[::ffff:0:127.0.0.1]:{port}/ http://[64:ff9b::127.0.0.1]:{port}/
    http://[64:ff9b:1::127.0.0.1]:{port}/ http://[2002:7f00:1::]:{port}/ http://[2001:0:7f00:1::]:{port}/ http://[fc00::1]:{port}/
    http://[fd00:ec2::254]:{port}/ http://[fe80::1%25eth0]:{port}/ http://[fe80::1%25lo]:{port}/ http://[fec0::1]:{port}/
    http://[ff02::1]:{port}/ http://169.254.169.254/latest/meta-data/ http://2852039166/latest/meta-data/ http://[::ffff:a9fe:a9fe]/
    http://[64:ff9b::a9fe:a9fe]/ http://100.64.0.1/ http://100.100.100.200/ http://192.0.0.192/ http://198.18.0.1/ http://198.19.255.255/
    http://224.0.0.1/ http://240.0.0.1/ http://255.255.255.255/ http://10.0.0.1/ http://172.16.0.1/ http://192.168.0.1/
    http://outside.test@127.0.0.1:{port}/ http://outside.test:80@127.0.0.1:{port}/ http://outside.test%40127.0.0.1:{port}/
    http://outside.test\\@127.0.0.1:{port}/ http://127.0.0.1:{port}\\@outside.test/ http://127.0.0.1:{port}#@outside.test/
    http://１２７.０.０.１:{port}/ http://①②⑦.⓪.⓪.①:{port}/ http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ:{port}/ http://127。0。0。1:{port}/
    http://metadata.google.internal/ http://instance-data/latest/ http://rebound.test:{port}/ http://several.test:{port}/
    file:///etc/passwd gopher://127.0.0.1:{port}/_GET ftp://127.0.0.1:{port}/ dict://127.0.0.1:{port}/ data:text/html,hello
    http://127.0.0.1:99999/ http://127.0.0.1:-1/ http://127.0.0.1:{port}x/ http://outside.test:22/ http://outside.test:25/
    http:///127.0.0.1:{port}/ http://[127.0.0.1]:{port}/ http://[::1/
""".split()

NAMES = {
    "outside.test": [OUTSIDE],
    "rebound.test": ["127.0.0.1"],
    "several.test": ["10.0.0.1", "::1", "169.254.169.254"],
    "metadata.google.internal": ["169.254.169.254"],
}


def lookup(host: str) -> Sequence[str]:
    """What the names of these tests stand for; all that is no name goes to the system, which knows every odd way of writing a number."""
    return NAMES.get(host) or system_lookup(host)


@pytest.fixture
def canary() -> Iterator[Loopback]:
    with loopback("127.0.0.1") as listening:
        yield listening


@pytest.fixture
def outside(canary: Loopback) -> Iterator[Loopback]:
    """A server that may be asked, on the canary's own port."""
    with loopback(OUTSIDE, canary.port) as listening:
        yield listening


def fetch(url: str, names: Lookup = lookup, **changes: object) -> Answer:
    values = {"allow_addresses": [f"{OUTSIDE}/32"], "host_delay_seconds": 0, "total_seconds": 5, "connect_seconds": 2, **changes}
    (answer,) = HttpWeb(IngestSettings.model_validate(values), HandClock(), lookup=names).fetch([Ask(url)])
    return answer


def test_enough_forms_are_tried() -> None:
    assert len(set(FORMS)) > 70


@pytest.mark.parametrize("form", FORMS)
def test_a_form_of_a_refused_address_is_refused(canary: Loopback, outside: Loopback, form: str) -> None:
    answer = fetch(form.format(port=canary.port))
    assert canary.asked == []
    assert outside.asked == [], "what is hidden in a form must not send us elsewhere either"
    assert (answer.failure, answer.status, answer.body) == (Outcome.ADDRESS_REFUSED, None, b""), answer.reason
    assert answer.reason


@pytest.mark.parametrize("form", [form for form in FORMS if "///127" not in form])  # as a reference, that is a path on the same host
def test_a_redirect_to_a_refused_address_is_refused(canary: Loopback, outside: Loopback, form: str) -> None:
    url = f"http://outside.test:{canary.port}/news"
    location = form.format(port=canary.port)
    outside.says(url, status=302, Location=location if location.isascii() else location.encode().decode("latin-1"))
    answer = fetch(url)
    assert canary.asked == []
    assert [r.path for r in outside.asked] == ["/robots.txt", "/news"]
    assert (answer.failure, answer.body) == (Outcome.ADDRESS_REFUSED, b""), answer.reason
    assert answer.exchange.hops == ((302, url),)


def test_a_robots_file_that_leads_to_a_refused_address_is_not_followed(canary: Loopback, outside: Loopback) -> None:
    outside.says("http://outside.test/robots.txt", status=301, Location=f"http://127.0.0.1:{canary.port}/robots.txt")
    answer = fetch(f"http://outside.test:{canary.port}/news")
    assert (canary.asked, answer.failure) == ([], Outcome.ADDRESS_REFUSED)


def test_a_line_break_in_a_location_leads_nowhere_else(canary: Loopback) -> None:
    def folded(say: Say) -> None:
        say(b"HTTP/1.1 302 Found\r\nLocation: http://public.test/\r\n\thttp://127.0.0.1:%d/\r\nContent-Length: 0\r\n\r\n" % canary.port)

    with stranger(folded) as server:
        answer = fetch("http://a.test/", allow_addresses=["127.0.0.8/32"], resolve={"*.test": f"127.0.0.1:{server.port}"})
        assert (canary.asked, server.asked, answer.failure) == ([], [], Outcome.ADDRESS_REFUSED)
        answer = fetch("http://a.test/", allow_addresses=["127.0.0.1/32"], resolve={"a.test": f"127.0.0.1:{server.port}", "*": "10.0.0.1"})
        assert (canary.asked, answer.body) == ([], b"")
        assert answer.failure in {Outcome.ADDRESS_REFUSED, Outcome.UNREACHABLE}


class Rebinding:
    """A name that answers with a public address first, and with the canary's from then on."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, host: str) -> Sequence[str]:
        self.asked += 1
        return [OUTSIDE] if self.asked == 1 else ["127.0.0.1"]


def test_a_name_that_is_rebound_is_refused_when_it_is_connected_to(canary: Loopback, outside: Loopback) -> None:
    outside.says("http://rebinding.test/1", b"hello")
    names, first, second = Rebinding(), *(f"http://rebinding.test:{canary.port}/{n}" for n in (1, 2))
    settings = IngestSettings.model_validate({"allow_addresses": [f"{OUTSIDE}/32"], "host_delay_seconds": 0})
    web = HttpWeb(settings, HandClock(), lookup=names)
    assert [a.body for a in web.fetch([Ask(first)])] == [b"hello"]
    assert [a.failure for a in web.fetch([Ask(second)])] == [Outcome.ADDRESS_REFUSED]
    assert (canary.asked, names.asked) == ([], 2)


def test_of_several_addresses_only_those_are_connected_to_that_may_be(canary: Loopback, outside: Loopback) -> None:
    outside.says("http://mixed.test/", b"hello")
    answer = fetch(f"http://mixed.test:{canary.port}/", lambda _: ["10.0.0.1", "127.0.0.1", OUTSIDE, "::1"])
    assert (answer.body, answer.exchange.peer, canary.asked) == (b"hello", f"{OUTSIDE}:{canary.port}", [])


def test_an_allowed_network_is_opened_and_its_neighbours_are_not(canary: Loopback, outside: Loopback) -> None:
    assert ip_network(f"{OUTSIDE}/32").num_addresses == 1
    assert fetch(f"http://{OUTSIDE}:{canary.port}/").status == 404
    assert fetch(f"http://127.0.0.1:{canary.port}/").failure is Outcome.ADDRESS_REFUSED


# --- through an egress proxy, which is on loopback itself: an address that need not be allowed ---

SECRET = "open-sesame"


@pytest.fixture
def proxy() -> Iterator[Stranger]:
    with stranger(lambda say: say(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nproxy"), robots=b"") as server:
        yield server


def through(proxy: Stranger, url: str, **changes: object) -> Answer:
    return fetch(url, proxy=f"http://palimpsest:{SECRET}@127.0.0.1:{proxy.port}", **{"allow_addresses": [], **changes})


def test_a_proxy_is_asked_for_public_addresses(proxy: Stranger) -> None:
    answer = through(proxy, "http://public.test/news", names=lambda _: ["93.184.216.34"])
    assert (answer.status, answer.body) == (200, b"proxy")
    assert proxy.asked == ["GET http://public.test/robots.txt HTTP/1.1", "GET http://public.test/news HTTP/1.1"]
    assert SECRET not in repr(answer)


@pytest.mark.parametrize("form", FORMS)
def test_a_proxy_is_never_asked_for_a_refused_address(proxy: Stranger, form: str) -> None:
    answer = through(proxy, form.format(port=8000))
    assert (proxy.asked, answer.failure) == ([], Outcome.ADDRESS_REFUSED), answer.reason


def test_a_proxy_may_know_names_that_we_cannot_look_up(proxy: Stranger) -> None:
    def nothing(host: str) -> Sequence[str]:
        raise OSError("no name service")

    assert through(proxy, "http://courier.example/", names=nothing).body == b"proxy"
    for local in ("localhost", "db", "127.0.0.1.", "vault.internal"):
        assert through(proxy, f"http://{local}/", names=nothing).failure is Outcome.ADDRESS_REFUSED
    assert len(proxy.asked) == 2


@pytest.mark.parametrize("url", ["http://public.test/", "https://public.test/"])
def test_a_proxy_that_does_not_know_us_is_our_trouble_and_no_outlets(url: str) -> None:
    with stranger(lambda say: say(b"HTTP/1.1 407 Who are you\r\nContent-Length: 0\r\n\r\n"), robots=b"") as server:
        with pytest.raises(ProxyUnusable) as caught:
            through(server, url, names=lambda _: ["93.184.216.34"])
        assert SECRET not in str(caught.value)


def test_a_proxy_that_is_not_there_is_our_trouble_and_no_outlets(proxy: Stranger) -> None:
    with pytest.raises(ProxyUnusable, match="cannot be reached"):
        through(Stranger(1, []), "http://public.test/", names=lambda _: ["93.184.216.34"])


def test_what_a_proxy_says_of_a_tunnel_names_no_password() -> None:
    with stranger(lambda say: say(b"HTTP/1.1 502 No\r\nContent-Length: 0\r\n\r\n"), robots=b"") as server:
        answer = through(server, "https://public.test/", names=lambda _: ["93.184.216.34"])
    assert (answer.failure, answer.reason) == (Outcome.UNREACHABLE, "robots.txt: the egress proxy answered 502")
    assert SECRET not in repr(answer)
