"""A whole capture run (ask, read, keep, record) beside the time that its CPU work alone would take on this machine's cores.

    python -m bench.capture [FOLDER]      pages are generated, or those (.html, .html.gz) of FOLDER

Politeness is switched off (its delays are the point of it) and nothing else. 1.0 means that the cores were never idle: whatever is
above it was waiting, or somebody else's work on the same machine, which the second figure leaves out.
"""

import os
import sys
import time
from datetime import UTC, datetime
from ipaddress import IPv4Network
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from bench.fetching import page_server
from db import feeds, migrations
from db.feeds import OutletFacts, PollFacts
from db.identity import Address
from db.listings import Listed
from db.session import Store, make_engine
from ingest import annotators
from ingest.capture import CaptureTally, capture
from ingest.desk import Desk
from ingest.evidence import Archive
from ingest.hosts import StoreHosts
from ingest.sandbox import Sandbox
from ingest.settings import IngestSettings
from ingest.web import HttpWeb
from narrative.model import Entry, Outcome

PAGES, HOSTS, LIMIT = 400, 20, 1.25


def listed(store: Store) -> list[int]:
    """Articles to look at, as a feed listed them; their ids."""
    now = store.clock()
    with store.write() as session:
        home = "http://h0.test/"
        feeds.sync_outlets(session, [OutletFacts("bench", "Bench", "XX", "en", "unknown", False, home, (f"{home}feed",))], now)
    urls = [f"http://h{n % HOSTS}.test/{n}" for n in range(PAGES)]
    entries = [Listed(Entry(url, url, f"Report {n}", now), str(n), Address(url, key=url)) for n, url in enumerate(urls)]
    with store.write() as session:
        poll = PollFacts(1, now, now, Outcome.UNCHANGED, "", 200, None, "", "", 0, now)
        feeds.record_poll(session, poll, entries)
    return list(range(1, PAGES + 1))


def run(folder: Path, port: int) -> tuple[CaptureTally, float, float]:
    settings = IngestSettings(
        host_delay_seconds=0, host_concurrency=4, evidence_dir=folder / "evidence", extract_workers=os.cpu_count() or 2,
        allow_addresses=(IPv4Network("127.0.0.0/8"),), resolve={"*.test": f"127.0.0.1:{port}"},
    )  # fmt: skip
    engine = make_engine(f"sqlite:///{folder / 'bench.db'}")
    migrations.upgrade(engine)
    store = Store(engine, lambda: datetime.now(UTC))
    ids = listed(store)
    with store.write() as session:
        reader_id = annotators.enlist_reader(session)
    web = HttpWeb(settings, store.clock, StoreHosts(store, settings.host_budget))
    limits = (settings.extract_workers, settings.extract_seconds, settings.extract_megabytes)
    with Archive(settings.evidence_dir, store.clock()) as archive, Sandbox(*limits) as readers:
        desk = Desk(store, web, archive, readers, settings)
        began, idle = time.perf_counter(), idle_seconds()
        tally = capture(desk, ids, reader_id)
        wall, idled = time.perf_counter() - began, idle_seconds() - idle
        spent = cpu_seconds()
    engine.dispose()
    print(f"{tally.looks} looks in {wall:.1f} s, {tally.looks / wall:.0f} a second: {dict(tally.outcomes)}")
    cores = os.cpu_count() or 2
    return tally, wall / (spent / cores), idled / (wall * cores)


def idle_seconds() -> float:
    """In which a core of this machine had nothing to do."""
    times = psutil.cpu_times()
    return float(times.idle + getattr(times, "iowait", 0.0))


def cpu_seconds() -> float:
    """Of this process and of everything that it started, the page server too: all of it ran on the same cores."""
    family = [psutil.Process(), *psutil.Process().children(recursive=True)]
    return sum(sum(p.cpu_times()[:2]) for p in family) - STARTED


STARTED = 0.0


def main(arguments: list[str]) -> None:
    global STARTED  # noqa: PLW0603 - what starting up had cost
    with TemporaryDirectory() as folder, page_server(*arguments) as port:
        STARTED = cpu_seconds()
        tally, ratio, idle = run(Path(folder), port)
        assert tally.looks == PAGES
    print(f"wall time / time of the CPU work alone on {os.cpu_count()} cores: {ratio:.2f} (at most {LIMIT} where nothing else runs)")
    print(f"share of the cores that was idle meanwhile: {idle:.2f} (at most {1 - 1 / LIMIT:.2f})")


if __name__ == "__main__":
    main(sys.argv[1:])
