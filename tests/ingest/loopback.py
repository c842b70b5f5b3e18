"""A real HTTP server on loopback that says what a test tells it to."""

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Said:
    """One response. `drip` seconds pass before every byte of the body."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    drip: float = 0


@dataclass(frozen=True)
class Request:
    host: str
    path: str
    headers: Mapping[str, str]
    at: float


class Loopback:
    """What each (host, path) says, and everything that was asked. Unknown addresses are 404."""

    def __init__(self) -> None:
        self.said: dict[str, Said] = {}
        self.asked: list[Request] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.server.daemon_threads = True
        self.server.block_on_close = False
        self.port = self.server.server_address[1]

    def says(self, url: str, body: bytes = b"", status: int = 200, drip: float = 0, **headers: str) -> None:
        named = {k.replace("_", "-"): v for k, v in headers.items()}
        self.said[url.removeprefix("http://")] = Said(status, body, {"Content-Type": "text/html"} | named, drip)

    def paths(self, host: str = "a.test") -> list[str]:
        return [r.path for r in self.asked if r.host == host]


def _handler(loopback: Loopback) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            host = self.headers.get("Host", "").split(":")[0]
            loopback.asked.append(Request(host, self.path, dict(self.headers), time.monotonic()))
            said = loopback.said.get(host + self.path, Said(404))
            self.send_response(said.status)
            for name, value in said.headers.items():
                self.send_header(name, value)
            self.end_headers()
            try:
                self._send(said)
            except OSError:
                return  # the client has gone, as it should

        def _send(self, said: Said) -> None:
            if not said.drip:
                self.wfile.write(said.body)
                return
            for byte in said.body:
                time.sleep(said.drip)
                self.wfile.write(bytes([byte]))

        def log_message(self, *_: Any) -> None:
            pass

    return Handler


@contextmanager
def loopback() -> Iterator[Loopback]:
    running = Loopback()
    thread = threading.Thread(target=running.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield running
    finally:
        running.server.shutdown()
        running.server.server_close()
        thread.join(5)
