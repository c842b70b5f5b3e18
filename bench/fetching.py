"""The HTTP layer alone, every guard on and the delay between requests off, beside a bare urllib3 thread pool.

python -m bench.fetching
"""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from ipaddress import IPv4Network
from pathlib import Path
from tempfile import TemporaryDirectory

import urllib3

from db import migrations
from db.session import Store, make_engine
from ingest.hosts import StoreHosts
from ingest.settings import IngestSettings
from ingest.web import Ask, HttpWeb

PAGES, CONCURRENCY, ROUNDS, LIMIT = 2_000, 100, 5, 0.80
HOSTS = 25
"""Over which the pages are spread: with eight requests at once to each, all of them together are what limits, not one host."""


@contextmanager
def page_server(*arguments: str):
    """The port of a page server that lives as long as the block."""
    with subprocess.Popen(
        [sys.executable, "-m", "bench.pageserver", *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield int(process.stdout.readline())
        process.stdin.close()


def ours(port: int, store: Store) -> None:
    settings = IngestSettings(
        host_delay_seconds=0, host_concurrency=8, concurrency=CONCURRENCY, host_budget=10_000_000,
        allow_addresses=(IPv4Network("127.0.0.0/8"),), resolve={"*.test": f"127.0.0.1:{port}"},
    )  # fmt: skip
    web = HttpWeb(settings, store.clock, StoreHosts(store, settings.host_budget))
    answers = list(web.fetch([Ask(f"http://h{n % HOSTS}.test/{n}") for n in range(PAGES)]))
    assert len(answers) == PAGES
    assert all(a.status == 200 and a.body for a in answers)


def bare(port: int) -> None:
    """No robots.txt, no address check, no caps, no total timeout, no record of what happened."""
    with urllib3.PoolManager(maxsize=CONCURRENCY, block=True) as pool, ThreadPoolExecutor(CONCURRENCY) as threads:
        bodies = list(threads.map(lambda n: pool.request("GET", f"http://127.0.0.1:{port}/{n}").data, range(PAGES)))
    assert all(bodies)


def timed(call: Callable[[], None]) -> float:
    began = time.perf_counter()
    call()
    return PAGES / (time.perf_counter() - began)


def main() -> None:
    with TemporaryDirectory() as folder, page_server() as port:
        engine = make_engine(f"sqlite:///{Path(folder) / 'bench.db'}")
        migrations.upgrade(engine)
        store = Store(engine, lambda: datetime.now(UTC))
        rates: dict[str, list[float]] = {"ours": [], "urllib3": []}
        for number in range(ROUNDS):
            rates["urllib3"].append(timed(lambda: bare(port)))
            rates["ours"].append(timed(lambda: ours(port, store)))
            print(f"round {number + 1}: urllib3 {rates['urllib3'][-1]:.0f} pages/s, ours {rates['ours'][-1]:.0f}", flush=True)
        engine.dispose()
    ratio = statistics.median(rates["ours"]) / statistics.median(rates["urllib3"])
    print(f"ours / bare urllib3 thread pool: {ratio:.2f} (at least {LIMIT})")


if __name__ == "__main__":
    main()
