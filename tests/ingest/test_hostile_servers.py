"""Servers that do what no server should: each look ends within its deadline, in one outcome with a reason that can be stored."""

import gzip
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count, repeat
from pathlib import Path

import pytest

from ingest.settings import IngestSettings
from ingest.web import Answer, Ask, HttpWeb
from narrative.model import Outcome
from tests.clocks import HandClock
from tests.ingest.loopback import Say, Script, stranger

SECONDS = 1.0
HANGS = 30.0
"""Seconds by which a look has long ended, on the slowest machine."""
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
URL = "http://a.test/news"


def look(script: Script, *urls: str, **changes: object) -> tuple[list[Answer], list[str]]:
    """The answers, and what the server was asked for beside robots.txt. Nothing takes longer than it may."""
    with stranger(script) as server:
        values = {
            "allow_addresses": ["127.0.0.0/8"], "resolve": {"*.test": f"127.0.0.1:{server.port}"}, "host_delay_seconds": 0,
            "connect_seconds": SECONDS, "read_seconds": SECONDS, "total_seconds": SECONDS + 0.5, **changes,
        }  # fmt: skip
        began = time.monotonic()
        answers = list(HttpWeb(IngestSettings.model_validate(values), HandClock()).fetch([Ask(u) for u in urls or (URL,)]))
        assert time.monotonic() - began < HANGS
        return answers, [line for line in server.asked if "robots.txt" not in line]


def saying(*parts: bytes, pause: float = 0, again: bool = False) -> Script:
    """Says all parts; then, `again` and again, the last of them."""

    def script(say: Say) -> None:
        for part in parts if not again else (*parts, *repeat(parts[-1], 100_000)):
            say(part)
            time.sleep(pause)

    return script


def body(said: bytes, *headers: bytes) -> bytes:
    named = b"".join(h + b"\r\n" for h in headers)
    return HEAD + named + b"Content-Length: %d\r\nConnection: close\r\n\r\n" % len(said) + said


def drip(said: bytes, pause: float = 0.05) -> Script:
    return saying(*(bytes([byte]) for byte in said), pause=pause)


@dataclass(frozen=True)
class Case:
    script: Script
    outcome: Outcome | None
    reason: str = ""
    body: bytes = b""


TWICE = gzip.compress(gzip.compress(b"<p>hello"))
CHUNK = b"1000\r\n" + b"x" * 0x1000 + b"\r\n"
CASES = {
    "body trickle": Case(drip(body(b"x" * 1000)), Outcome.TIMED_OUT, "in time"),
    "header trickle": Case(drip(HEAD + b"X-Slow: " + b"x" * 1000), Outcome.TIMED_OUT, "in time"),
    "status line trickle": Case(drip(b"HTTP/1.1 200 " + b"O" * 1000), Outcome.TIMED_OUT, "in time"),
    "silence": Case(saying(b"", pause=HANGS / 3), Outcome.TIMED_OUT, "in time"),
    "silence in the body": Case(saying(HEAD + b"Content-Length: 10\r\n\r\nhell", pause=HANGS / 3), Outcome.TIMED_OUT, "in time"),
    "endless headers": Case(saying(HEAD, b"X-More: and more\r\n" * 100, again=True), Outcome.UNREACHABLE, "header"),
    "one endless header": Case(saying(HEAD + b"X-Long: ", b"x" * 4096, again=True), Outcome.UNREACHABLE, "65536"),
    "endless interim answers": Case(saying(b"HTTP/1.1 103 Early Hints\r\n\r\n", pause=0.01, again=True), Outcome.TIMED_OUT, "in time"),
    "endless chunks": Case(saying(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", CHUNK, again=True), Outcome.TOO_LARGE, "more than"),
    "an endless body without length": Case(saying(HEAD + b"\r\n", b"x" * 4096, again=True), Outcome.TOO_LARGE, "more than"),
    "an announced giant": Case(saying(HEAD + b"Content-Length: 99999999999\r\n\r\n"), Outcome.TOO_LARGE, "99999999999 bytes are announced"),
    "more than announced": Case(saying(HEAD + b"Content-Length: 5\r\n\r\nhello, and more"), Outcome.UNREACHABLE, "status line"),
    "less than announced": Case(saying(HEAD + b"Content-Length: 50\r\nConnection: close\r\n\r\nhello"), Outcome.UNREACHABLE, "Payload"),
    "a length that is none": Case(saying(HEAD + b"Content-Length: many\r\n\r\nhello"), Outcome.UNREACHABLE, "Content-Length"),
    "two lengths": Case(saying(HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!"), Outcome.UNREACHABLE, "Content-Length"),
    "closed in a chunk": Case(saying(HEAD + b"Transfer-Encoding: chunked\r\n\r\n1000\r\nhello"), Outcome.UNREACHABLE, "Payload"),
    "a chunk size that is none": Case(saying(HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nhello"), Outcome.UNREACHABLE, ""),
    "closed at once": Case(saying(b""), Outcome.UNREACHABLE, "Disconnected"),
    "closed in the headers": Case(saying(HEAD), Outcome.UNREACHABLE, "Disconnected"),
    "gzip, gzip": Case(saying(body(TWICE, b"Content-Encoding: gzip, gzip")), None, body=b"<p>hello"),
    "three codings": Case(saying(body(TWICE, b"Content-Encoding: gzip, gzip, gzip")), Outcome.UNREADABLE, "3 content codings"),
    "unasked brotli": Case(saying(body(b"\x0b\x02\x80hello\x03", b"Content-Encoding: br")), Outcome.UNREADABLE, "coding br"),
    "broken gzip": Case(saying(body(gzip.compress(b"x" * 999)[:20] + b"no", b"Content-Encoding: gzip")), Outcome.UNREACHABLE, "ends early"),
    "no gzip at all": Case(saying(body(b"<p>hello", b"Content-Encoding: gzip")), Outcome.UNREADABLE, "broken gzip"),
    "a million empty gzip members": Case(
        saying(body(gzip.compress(b"") * 200_000, b"Content-Encoding: gzip")), Outcome.UNREADABLE, "100 compressed members"
    ),
    "1000 cookies": Case(saying(body(b"<p>hello", *(b"Set-Cookie: a%d=1" % n for n in range(1000)))), None, body=b"<p>hello"),
    "invalid UTF-8 in headers": Case(saying(body(b"<p>hello", b"X-Name: caf\xe9 \xff\xfe")), None, body=b"<p>hello"),
    "NUL in a header": Case(saying(body(b"<p>hello", b"X-Name: a\0b")), Outcome.UNREACHABLE, "header"),
    "HTTP/0.9": Case(saying(b"<html>hello, this is no HTTP \xff\xfe\0</html>"), Outcome.UNREACHABLE, ""),
    "another protocol": Case(saying(b"220 mail.example ESMTP ready\r\n"), Outcome.UNREACHABLE, ""),
    "status 999": Case(saying(b"HTTP/1.1 999 Denied\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno"), None, body=b"no"),
    "status 99999": Case(saying(b"HTTP/1.1 99999 Denied\r\nContent-Length: 0\r\n\r\n"), Outcome.UNREACHABLE, ""),
}  # fmt: skip


@pytest.mark.parametrize("name", list(CASES))
def test_a_hostile_answer_ends_in_one_outcome_in_time(name: str) -> None:
    case = CASES[name]
    (answer,), asked = look(case.script, most_wire_bytes=5_000_000)
    assert (answer.failure, answer.body) == (case.outcome, case.body), answer.reason
    assert case.reason in answer.reason
    assert bool(answer.reason) is (case.outcome is not None)
    assert len(answer.reason) <= 300
    repr((answer.reason, dict(answer.headers))).encode()
    assert asked in (["GET /news HTTP/1.1"], ["GET /news HTTP/1.1"] * 2), "what was closed without a word may be asked once more"


def test_a_server_that_hangs_does_not_hold_up_the_others() -> None:
    hanging = {f"http://h{n}.test/slow" for n in range(3)}
    arrived = []

    def script(say: Say) -> None:
        say(body(b"hello"))

    with stranger(saying(b"", pause=HANGS / 3), robots=b"") as slow, stranger(script) as quick:
        settings = IngestSettings.model_validate({
            "allow_addresses": ["127.0.0.0/8"], "host_delay_seconds": 0, "total_seconds": SECONDS, "concurrency": 4,
            "resolve": {"h*.test": f"127.0.0.1:{slow.port}", "*.test": f"127.0.0.1:{quick.port}"},
        })  # fmt: skip
        asks = [Ask(u) for u in [*sorted(hanging), *(f"http://q{n}.test/{n}" for n in range(20))]]
        arrived = [a.url for a in HttpWeb(settings, HandClock()).fetch(asks)]
    assert set(arrived[20:]) == hanging, "their robots.txt hangs, and twenty others are answered before that is found out"


@pytest.mark.parametrize(
    ("locations", "requests", "reason"),
    [
        (lambda n: "/news", 1, "circle"),
        (lambda n: URL, 1, "circle"),
        (lambda n: ["/other", "/news"][n % 2], 2, "circle"),
        (lambda n: f"/news/{n}", 10, "more than 10 redirects"),
        (lambda n: "?" + "x" * (n + 1) * 1000, 10, "more than 10 redirects"),
    ],
    ids=["itself", "itself, absolute", "each other", "endless", "endless and longer"],
)
def test_redirects_end(locations: Callable[[int], str], requests: int, reason: str) -> None:
    numbers = count()

    def script(say: Say) -> None:
        say(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + locations(next(numbers)).encode() + b"\r\n\r\n")

    (answer,), asked = look(script)
    assert (answer.failure, len(asked)) == (Outcome.UNREACHABLE, requests)
    assert reason in answer.reason


@pytest.mark.parametrize("status", [b"404 Not Found", b"410 Gone", b"503 Down"])
def test_a_status_counts_although_its_body_is_broken(status: bytes) -> None:
    said = b"HTTP/1.1 " + status + b"\r\nContent-Encoding: br\r\nContent-Length: 5\r\n\r\nhello"
    (answer,), _ = look(saying(said))
    assert (answer.failure, answer.status, answer.body) == (None, int(status[:3]), b"")


BOMB_SIZE = 1 << 30
ROOT = Path(__file__).parents[2]
CHILD = """
import resource, sys
from ingest.settings import IngestSettings
from ingest.web import Ask, HttpWeb
from tests.clocks import HandClock

here = {"allow_addresses": ["127.0.0.0/8"], "resolve": {"*.test": "127.0.0.1:" + sys.argv[1]}}
web = HttpWeb(IngestSettings(host_delay_seconds=0, **here), HandClock())
list(web.fetch([Ask("http://a.test/small")]))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
(answer,) = web.fetch([Ask("http://a.test/bomb")])
print(answer.failure, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def bomb() -> bytes:
    """A gigabyte of zeros in about one megabyte: blocks that were flushed whole can follow each other any number of times."""
    packer = zlib.compressobj(wbits=31)
    block = packer.compress(b"\0" * (1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(b"\0" * (1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    return block + again * (BOMB_SIZE // (1 << 20) - 1)


def test_the_bomb_is_one() -> None:
    unpacker, size, packed = zlib.decompressobj(wbits=31), 0, bomb()
    while packed and size <= BOMB_SIZE:
        size += len(unpacker.decompress(packed, 1 << 24))
        packed = unpacker.unconsumed_tail
    assert size == BOMB_SIZE


@pytest.mark.parametrize("layers", [1, 2])
def test_a_bomb_of_a_gigabyte_is_defused_in_little_memory(layers: int) -> None:
    said = bomb() if layers == 1 else gzip.compress(bomb())
    script = saying(body(said, b"Content-Encoding: " + b", ".join([b"gzip"] * layers)))
    with stranger(script) as server:
        command = [sys.executable, "-c", CHILD, str(server.port)]
        child = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True, cwd=ROOT)
    outcome, megabytes = child.stdout.split()
    assert outcome == Outcome.TOO_LARGE
    assert int(megabytes) < 80, "megabytes of growth"


# --- robots.txt ---


def robots(said: bytes, *paths: str) -> Sequence[Answer]:
    """The answers for paths of a host whose robots.txt is said like that."""
    with stranger(saying(body(b"hello")), robots=said) as server:
        values = {"allow_addresses": ["127.0.0.0/8"], "resolve": {"*.test": f"127.0.0.1:{server.port}"}, "host_delay_seconds": 0}
        answers = HttpWeb(IngestSettings.model_validate(values), HandClock()).fetch([Ask(f"http://a.test{p}") for p in paths])
        return sorted(answers, key=lambda a: a.url)


RULES = b"User-agent: *\nDisallow: /closed\n"
FILLED = RULES + b"# nothing to see here\n" * 260_000


@pytest.mark.parametrize(
    "said",
    [
        body(RULES), body(b"\xef\xbb\xbf" + RULES), body(RULES.replace(b"\n", b"\r")), body(RULES.replace(b"\n", b"\r\n")),
        body(FILLED), body(gzip.compress(FILLED), b"Content-Encoding: gzip"), HEAD + b"\r\n" + FILLED,
        body(RULES + b"\xff\xfe\0Disallow: /\xd0\n"), body(RULES).replace(b"text/html", b"application/pdf"),
    ],
    ids=["plain", "BOM", "CR", "CRLF", "5 MB", "5 MB, gzipped", "5 MB, no length", "not UTF-8", "as a PDF"],
)  # fmt: skip
def test_a_robots_file_is_obeyed_however_it_is_written(said: bytes) -> None:
    closed, open_ = robots(said, "/closed/1", "/open/1")
    assert (closed.failure, closed.robots, open_.robots, open_.body) == (Outcome.DISALLOWED, "disallowed", "allowed", b"hello"), (
        closed.reason
    )


@pytest.mark.parametrize("status", [b"401 Who are you", b"403 Forbidden", b"404 Not Found", b"410 Gone", b"451 No"])
def test_a_robots_file_that_is_unavailable_allows_everything(status: bytes) -> None:
    (answer,) = robots(b"HTTP/1.1 " + status + b"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", "/news")
    assert (answer.robots, answer.body) == ("no rules", b"hello")


@pytest.mark.parametrize(("status", "outcome"), [(b"429 Slow", Outcome.RATE_LIMITED), (b"500 Oops", Outcome.SERVER_ERROR)])
def test_a_robots_file_that_is_unreachable_allows_nothing(status: bytes, outcome: Outcome) -> None:
    (answer,) = robots(b"HTTP/1.1 " + status + b"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", "/news")
    assert (answer.failure, answer.robots, answer.body, answer.postponed) == (outcome, "unreachable", b"", False)
    assert answer.retry_at is not None
