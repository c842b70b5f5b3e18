"""A loopback web server that plays every outlet of a story at a simulated instant.

The outlet is chosen by the Host header, so all addresses are those of the story: `http://caspian-courier.test/2024/12/….html`,
without a port. Whoever asks has to resolve `*.test` to 127.0.0.1 and the stand's port.
"""

import hashlib
import sys
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import TracebackType
from urllib.parse import urlsplit

from cli.newsprint import article_page, feed_page, form_of, home_page, plain_page, rfc822, wall_page
from cli.story import OK, Article, Story
from ingest.catalog import Outlet

ROBOTS = b"User-agent: *\nDisallow: /search\nAllow: /\n"
HTML = "text/html; charset=utf-8"
FIXED = '"1"'
"""The ETag of a feed whose validator lies."""
REDIRECTS = {"permanent": HTTPStatus.MOVED_PERMANENTLY, "temporary": HTTPStatus.FOUND}


@dataclass(frozen=True, slots=True)
class Served:
    """One answer. `etag` is empty where the outlet gives none: a page that differs at every look cannot be validated.

    `location` is where a redirect leads.
    """

    status: int
    kind: str
    body: bytes
    etag: str = ""
    location: str = ""


def serve(story: Story, at: datetime, host: str, path: str) -> Served:
    """What the outlet behind `host` answers at `at`. `path` may carry a query; `host` a port."""
    name = host.lower().partition(":")[0]
    outlet = next((o for o in story.outlets if name in _hosts(o)), None)
    if outlet is None:
        return _plain(HTTPStatus.NOT_FOUND)
    if path == "/robots.txt":
        return Served(OK, "text/plain", ROBOTS)
    if path == "/":
        return _validated(HTML, home_page(story, outlet, at))
    return _feed(story, outlet, at, f"http://{name}{path}") or _article(story, outlet, at, f"http://{name}{path}")


def _hosts(outlet: Outlet) -> set[str]:
    return {urlsplit(address).netloc.lower() for address in (outlet.home, *(f.url for f in outlet.feeds)) if address}


def _feed(story: Story, outlet: Outlet, at: datetime, address: str) -> Served | None:
    feed = next((f for f in outlet.feeds if f.url == address), None)
    if feed is None:
        return None
    if story.behaviour_of(outlet.id).is_down(at):
        return _plain(HTTPStatus.SERVICE_UNAVAILABLE)
    kind = f"{form_of(feed).media_type}; charset=utf-8"
    body = feed_page(story, outlet, feed, at)
    if story.behaviour_of(outlet.id).lying_validator:
        return Served(OK, kind, body, FIXED)
    return _validated(kind, body)


def _article(story: Story, outlet: Outlet, at: datetime, address: str) -> Served:
    bare = address.partition("?")[0]
    article = _named(story, outlet, bare, at)
    version = article.version_at(at) if article else None
    if article is None or version is None:
        return _plain(HTTPStatus.NOT_FOUND)
    if status := _redirected(story, article, bare, at):
        return replace(_plain(status), location=story.address_at(article, at))
    if version.to_front_page:
        return replace(_plain(HTTPStatus.FOUND), location=f"http://{urlsplit(address).netloc}/")
    if version.in_the_way:
        return Served(version.status, HTML, wall_page(story, article, version))
    if not version.served:
        return _plain(version.status)
    body = article_page(story, article, version, at)
    return Served(OK, HTML, body) if article.noises else _validated(HTML, body)


def _named(story: Story, outlet: Outlet, bare: str, at: datetime) -> Article | None:
    """The article that stands, or stood, at an address by `at`."""
    known = (a for a in story.articles if a.outlet == outlet.id)
    return next((a for a in known if bare in story.addresses(a)[: 1 + sum(m.at <= at for m in a.moves)]), None)


def _redirected(story: Story, article: Article, bare: str, at: datetime) -> int | None:
    """The status by which one of the article's addresses leads to the current one; None where it shows the article itself."""
    if bare == story.address_at(article, at):
        return None
    return REDIRECTS.get(article.moves[story.addresses(article).index(bare)].redirect)


def _plain(status: int) -> Served:
    return Served(status, HTML, plain_page(status))


def _validated(kind: str, body: bytes) -> Served:
    return Served(OK, kind, body, f'"{hashlib.sha256(body).hexdigest()[:16]}"')


class Newsstand:
    """Serves a story on a free port of 127.0.0.1 while entered. `set_clock` moves all outlets at once.

    `with Newsstand(story) as stand: stand.set_clock(at); ask(stand.port)`
    """

    def __init__(self, story: Story) -> None:
        self.story = story
        self.at = story.from_
        self._server = _Server(self)
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, name="newsstand", daemon=True)

    @property
    def port(self) -> int:
        return self._server.server_port

    @property
    def resolve(self) -> dict[str, str]:
        """The setting by which a client finds the story's outlets here."""
        return {"*.test": f"127.0.0.1:{self.port}"}

    def set_clock(self, at: datetime) -> None:
        """`at`: aware. From now on every answer is what the outlets say at that instant."""
        self.at = at.astimezone(UTC)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def __enter__(self) -> "Newsstand":
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, stand: Newsstand) -> None:
        self.stand = stand
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exc_info()[1], ConnectionError):  # a client that hangs up is no trouble
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        at = self.server.stand.at
        served = serve(self.server.stand.story, at, self.headers.get("Host", ""), self.path)
        known = served.etag and served.etag in self.headers.get("If-None-Match", "")
        body = b"" if known else served.body
        self.send_response(HTTPStatus.NOT_MODIFIED if known else served.status)
        if served.etag:
            self.send_header("ETag", served.etag)
        if served.location:
            self.send_header("Location", served.location)
        if not known:
            self.send_header("Content-Type", served.kind)
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def do_HEAD(self) -> None:
        self.do_GET()

    def date_time_string(self, timestamp: float | None = None) -> str:
        """The Date header tells the story's time."""
        return rfc822(self.server.stand.at) if timestamp is None else super().date_time_string(timestamp)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  its name is the base class's
        """Nothing: who asks keeps its own record."""
