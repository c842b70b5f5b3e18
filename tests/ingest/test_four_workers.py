"""Four workers ask one host at the same time: its delay holds between all of them, and every record of each can be read."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
import sqlalchemy as sa
from warcio.archiveiterator import ArchiveIterator

from db.identity import Address
from db.listings import Listed
from db.session import Store, make_engine
from db.tables import Attempt, Host, Payload, Robots, Snapshot
from ingest.evidence import payload_sha256, read_payload
from narrative.model import Outcome
from tests.db.examples import count, listed, record_poll, watch
from tests.ingest.fakes import page
from tests.ingest.loopback import Loopback, loopback

WORKERS, PAGES, DELAY = 4, 5, 0.4
JITTER = 0.2
"""Seconds by which a request may leave later than its turn while the one after it does not, on a busy machine."""
WORK = "import sys; from ingest.run import run_capture; print(run_capture([int(a) for a in sys.argv[1:]]))"


@pytest.fixture
def host() -> Iterator[Loopback]:
    with loopback() as running:
        for number in range(WORKERS * PAGES):
            running.says(f"http://courier.test/{number}", page(f"Report number {number}"))
        yield running


@pytest.fixture
def now_store(store_url: str) -> Iterator[Store]:
    """A store on the system's clock, which is what the workers go by."""
    store = Store(make_engine(store_url), lambda: datetime.now(UTC))
    yield store
    store.close()


def test_four_workers_keep_the_delay_and_every_record(now_store: Store, store_url: str, host: Loopback, tmp_path: Path) -> None:
    (feed_id,) = watch(now_store)
    record_poll(now_store, feed_id, *[_plain(listed(str(n))) for n in range(WORKERS * PAGES)])
    environment = os.environ | {
        "PALIMPSEST_DB_URL": store_url, "PALIMPSEST_EVIDENCE_DIR": str(tmp_path), "PALIMPSEST_HOST_DELAY_SECONDS": str(DELAY),
        "PALIMPSEST_ALLOW_ADDRESSES": '["127.0.0.0/8"]', "PALIMPSEST_RESOLVE": f'{{"*.test": "127.0.0.1:{host.port}"}}',
        "PALIMPSEST_EXTRACT_WORKERS": "1",
    }  # fmt: skip
    chunks = [[str(n + 1) for n in range(w, WORKERS * PAGES, WORKERS)] for w in range(WORKERS)]
    workers = [
        subprocess.Popen([sys.executable, "-c", WORK, *chunk], env=environment, stdout=subprocess.PIPE, text=True) for chunk in chunks
    ]
    try:
        said = [worker.communicate(timeout=180)[0] for worker in workers]
    finally:
        for worker in workers:
            worker.kill()
    assert [w.returncode for w in workers] == [0] * WORKERS, said
    _polite(now_store, host)
    _all_recorded(now_store, tmp_path)


def _plain(one: Listed) -> Listed:
    """The same over plain HTTP, which the server here speaks."""
    url = one.entry.url.replace("https:", "http:")
    return replace(one, entry=replace(one.entry, url=url), address=Address(url, key=url))


def _polite(store: Store, host: Loopback) -> None:
    asked = sorted(r.at for r in host.asked)
    assert sorted(int(p[1:]) for p in host.paths("courier.test") if p != "/robots.txt") == list(range(WORKERS * PAGES))
    assert min(b - a for a, b in pairwise(asked)) >= DELAY - JITTER
    assert asked[-1] - asked[0] >= DELAY * (len(asked) - 1) - JITTER, "what left late does not make the others leave early"
    assert 1 <= host.paths("courier.test").count("/robots.txt") <= WORKERS, "those who begin together do not know of each other's yet"
    assert count(store, Robots) == 1
    with store.read() as session:
        assert session.scalars(sa.select(Host.spent)).all() == [len(asked)]


def _all_recorded(store: Store, folder: Path) -> None:
    with store.read() as session:
        attempts = session.scalars(sa.select(Attempt)).all()
        payloads = session.scalars(sa.select(Payload)).all()
        assert {a.robots_id for a in attempts} == {session.scalar(sa.select(Robots.id))}
    assert [a.outcome for a in attempts] == [Outcome.NEW] * (WORKERS * PAGES)
    assert count(store, Snapshot) == len(payloads) == WORKERS * PAGES
    assert {p.sha256 for p in payloads} == {payload_sha256(read_payload(folder, p.file, p.offset)) for p in payloads}
    files = sorted(folder.glob("*.warc.gz"))
    assert len(files) == len({p.file for p in payloads}) == WORKERS
    for file in files:
        with file.open("rb") as source:
            kinds = Counter(r.rec_type for r in ArchiveIterator(source))
        assert kinds == {"warcinfo": 1, "response": PAGES, "request": PAGES}
    subprocess.run([Path(sys.executable).parent / "warcio", "check", *files], check=True, timeout=60)
