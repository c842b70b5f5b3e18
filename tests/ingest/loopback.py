"""Real servers on loopback that say what a test tells them to: HTTP, HTTP over TLS, or whatever bytes."""

import socketserver
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
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

    def __init__(self, address: str = "127.0.0.1", port: int = 0, tls: ssl.SSLContext | None = None) -> None:
        self.said: dict[str, Said] = {}
        self.asked: list[Request] = []
        self.server = ThreadingHTTPServer((address, port), _handler(self))
        if tls:
            self.server.socket = tls.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
        self.server.handle_error = lambda *_: None  # type: ignore[method-assign]  # clients hang up, as they should
        self.server.daemon_threads = True
        self.server.block_on_close = False
        self.port = self.server.server_address[1]

    def says(self, url: str, body: bytes = b"", status: int = 200, drip: float = 0, **headers: str) -> None:
        named = {k.replace("_", "-"): v for k, v in headers.items()}
        host, slash, path = url.partition("://")[2].partition("/")
        self.said[host.partition(":")[0] + slash + path] = Said(status, body, {"Content-Type": "text/html"} | named, drip)

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
def loopback(address: str = "127.0.0.1", port: int = 0, tls: ssl.SSLContext | None = None) -> Iterator[Loopback]:
    running = Loopback(address, port, tls)
    with _served(running.server):
        yield running


@contextmanager
def _served(server: socketserver.TCPServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


Say = Callable[[bytes], None]
Script = Callable[[Say], None]


@dataclass
class Stranger:
    """A server that says bytes, HTTP or not. What it was asked is the first line of each request."""

    port: int
    asked: list[str]


@contextmanager
def stranger(
    script: Script, robots: bytes = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
) -> Iterator[Stranger]:
    """Answers each request by running the script, which may go on until nobody listens; robots.txt is answered as given, if it is."""
    asked: list[str] = []

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            lines = [line.decode("latin-1") for line in iter(self.rfile.readline, b"\r\n") if line]
            asked.append(lines[0].strip() if lines else "")
            try:
                if robots and "/robots.txt " in asked[-1]:
                    self._say(robots)
                else:
                    script(self._say)
            except OSError:
                return  # the client has gone, as it should

        def _say(self, said: bytes) -> None:
            self.wfile.write(said)
            self.wfile.flush()

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False

        def handle_error(self, *_: Any) -> None:
            pass

    with Server(("127.0.0.1", 0), Handler) as server, _served(server):
        yield Stranger(server.server_address[1], asked)
