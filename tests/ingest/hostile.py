"""Feeds that were made to hang, to blow up or to break whoever reads them; run as a program, it reads each in a process of its own."""

import gzip
import json
import os
import resource
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass

from ingest.feeds import read_feed
from tests.clocks import START

MEGABYTE = 1_000_000
URL = "https://courier.test/rss"
MOST_SECONDS = 60
"""After which a process is ended: far beyond what any may take."""


@dataclass(frozen=True)
class Ended:
    """How a reading ended, what it cost beyond what a process costs that reads nothing, and whether a file was read."""

    entries: int
    reason: str
    problems: tuple[str, ...]
    seconds: float
    megabytes: float
    leaked: bool = False


def _rss(items: str, before: str = "") -> bytes:
    return f'<?xml version="1.0"?>{before}<rss version="2.0"><channel><title>n</title>{items}</channel></rss>'.encode(
        "utf-8", "surrogatepass"
    )


def _item(title: str, more: str = "") -> str:
    return f"<item><title>{title}</title><link>https://courier.test/1</link><guid>1</guid>{more}</item>"


def _laughs() -> str:
    levels = "".join(f"<!ENTITY l{n} '" + f"&l{n - 1};" * 10 + "'>" for n in range(1, 10))
    return f'<!DOCTYPE rss [<!ENTITY l0 "ha">{levels}]>'


def _gzip_bomb() -> bytes:
    return gzip.compress(b"\0" * (100 * MEGABYTE)) * 10


BODIES: dict[str, Callable[[], bytes]] = {
    "billion laughs": lambda: _rss(_item("&l9;"), _laughs()),
    "laughs in parameters": lambda: _rss(_item("x"), '<!DOCTYPE rss [<!ENTITY % a "%b;%b;"><!ENTITY % b "%a;%a;">%a;]>'),
    "quadratic blow-up": lambda: _rss(_item("&a;" * 50_000), "<!DOCTYPE rss [<!ENTITY a '" + "a" * 50_000 + "'>]>"),
    "a million entities": lambda: _rss(_item("x"), "<!DOCTYPE rss [" + '<!ENTITY a "b">' * 300_000 + "]>"),
    "an external entity": lambda: _rss(_item("a &x; b"), '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
    "an external document type": lambda: _rss(_item("a"), '<!DOCTYPE rss SYSTEM "http://127.0.0.1:1/rss.dtd">'),
    "50,000 deep": lambda: _rss("<a>" * 50_000 + _item("deep") + "</a>" * 50_000),
    "50,000 deep and never closed": lambda: _rss(_item("x") + "<a>" * 50_000),
    "ten megabytes of text": lambda: _rss(_item("x", f"<description>{'word ' * 1_990_000}</description>")),
    "more than ten megabytes": lambda: _rss(_item("x", f"<description>{'word ' * 2_100_000}</description>")),
    "a gigabyte in a gzip": _gzip_bomb,
    "200,000 items": lambda: _rss("".join(f"<item><guid>{n}</guid></item>" for n in range(200_000))),
    "a million empty items": lambda: _rss("<item/>" * 1_000_000),
    "NULs": lambda: _rss(_item("a\0b" + "\0" * MEGABYTE)),
    "lone surrogates": lambda: _rss(_item("a \ud83d b &#xD83D; &#55357;" * 1000)),
    "an endless title": lambda: _rss("<item><title>" + "x" * (9 * MEGABYTE)),
    "an endless title of tags": lambda: _rss("<item><title>" + "<b>" * (1 * MEGABYTE)),
    "100,000 brackets of JSON": lambda: b"[" * 100_000 + b"]" * 100_000,
    "100,000 objects of JSON": lambda: b'{"items":' * 100_000,
    "a number of 10,000 digits": lambda: b'{"items":[{"title":"t","id":' + b"9" * 10_000 + b"}]}",
    "a date of a megabyte": lambda: _rss(_item("x", f"<pubDate>{'1 ' * 500_000}</pubDate>")),
    "a date of white space": lambda: _rss(_item("x", f"<pubDate>1{' ' * MEGABYTE}1</pubDate>")),
    "a link of a megabyte": lambda: _rss(f"<item><title>x</title><link>https://courier.test/{'a/../' * 200_000}</link></item>"),
    "nothing but opened tags": lambda: b"<" * (9 * MEGABYTE),
    "nothing but ampersands": lambda: _rss(_item("&" * (4 * MEGABYTE))),
    "nothing but white space": lambda: b" \n" * (4 * MEGABYTE) + _rss(_item("x")),
    "nothing but comments": lambda: b"<!---->" * MEGABYTE + _rss(_item("x")),
    "comments that never end": lambda: _rss(_item("x") + "<!--" * MEGABYTE),
    "sections that never end": lambda: _rss("<item><title>x</title><description>" + "<![CDATA[" * 500_000),
    "instructions that never end": lambda: b"<?xml " * MEGABYTE,
    "declarations that never end": lambda: b"<!DOCTYPE rss [" * 500_000,
    "100,000 attributes": lambda: _rss("<item " + " ".join(f"a{n}='b'" for n in range(100_000)) + "><title>x</title></item>"),
    "100,000 namespaces": lambda: _rss("<item " + " ".join(f"xmlns:a{n}='b{n}'" for n in range(100_000)) + "><title>x</title></item>"),
    "300,000 links of one entry": lambda: b"<feed><entry><id>1</id>" + b'<link href="/a"/>' * 300_000 + b"</entry></feed>",
    "as many tags as are allowed, nested in a title": lambda: _rss("<item><title>" + "<b>" * 49_000),
    "as many attributes as are allowed": lambda: _rss("<item " + " ".join(f"a{n}='b'" for n in range(4_900)) + "><title>x</title></item>"),
    "as many ampersands as are allowed": lambda: _rss(_item("&" * 499_000)),
    "as many items as are allowed, none closed": lambda: _rss("<item><title>x</title><link>/a</link>" * 5_000),
    "opened tags in a title": lambda: _rss(_item("<" * (9 * MEGABYTE))),
    "opened declarations in a title": lambda: _rss(_item("<!" * (4 * MEGABYTE))),
    "opened instructions in a title": lambda: _rss(_item("<?" * (4 * MEGABYTE))),
    "closed sections in a title": lambda: _rss(_item("]]>" * (3 * MEGABYTE))),
    "quotes in a tag": lambda: _rss("<item a=" + "\"'" * (4 * MEGABYTE)),
    "a sitemap of 150,000 addresses": lambda: b"<urlset>" + b"<url><loc>https://courier.test/a</loc></url>" * 150_000 + b"</urlset>",
    "a sitemap 50,000 deep": lambda: b"<urlset>" + b"<url>" * 50_000,
    "a megabyte of KOI8-R": lambda: _rss(_item("Самолёт упал " * 80_000)).decode().encode("koi8-r"),
    "noise": lambda: bytes((n * n * 31 + n * 7) % 251 for n in range(2 * MEGABYTE)),
    "noise in a feed": lambda: b"<rss><channel><item><title>" + bytes((n * n * 31 + n * 7) % 251 for n in range(MEGABYTE)),
}


def read_in_own_process(name: str) -> Ended:
    """Read a hostile feed in a fork of this process."""
    body = BODIES[name]()
    output, given = os.pipe()
    child = os.fork()
    if not child:
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
        os.close(output)
        _read(body, given)
    os.close(given)
    with os.fdopen(output, "rb") as answer:
        said = answer.read().splitlines()
    _, status, used = os.wait4(child, 0)
    result = json.loads(said[1]) if len(said) > 1 else {"entries": -1, "reason": f"ended by {status}", "problems": (), "leaked": False}
    return Ended(seconds=used.ru_utime + used.ru_stime, megabytes=(used.ru_maxrss - int(said[0])) / 1024, **result)


def _read(body: bytes, given: int) -> None:
    os.write(given, b"%d\n" % resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    found = read_feed(body, URL, {}, START)
    said = {
        "entries": len(found.entries),
        "reason": found.reason[:200],
        "problems": [p[:200] for p in found.problems[:3]],
        "leaked": "root:" in str(found.entries),
    }
    with os.fdopen(given, "wb") as out:
        out.write(json.dumps(said).encode())
    os._exit(0)


if __name__ == "__main__":
    for each in sys.argv[1:] or BODIES:
        sys.stdout.write(json.dumps({"name": each} | asdict(read_in_own_process(each))) + "\n")
        sys.stdout.flush()
