"""The whole way in, on real pages of real outlets, served on loopback: catalogue, polls, captures, and once more."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
import trafilatura

from db import migrations
from db.session import make_engine
from db.tables import Attempt, Poll, Reading, Sighting, Snapshot
from ingest import run
from ingest.pages import decode
from narrative.model import Outcome

SHARED = Path(__file__).parents[3] / "shared"
NEWSSTAND, PAGES = SHARED / "tools/newsstand.py", SHARED / "data/pages/fundus"
NOW = datetime(2025, 1, 6, 12, tzinfo=UTC)
OUTLETS = 87

pytestmark = pytest.mark.skipif(not (NEWSSTAND.exists() and PAGES.exists()), reason="the collection of real pages is not here")


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        number = free.getsockname()[1]
    command = [sys.executable, str(NEWSSTAND), "--pages", str(PAGES), "--port", str(number)]
    running = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(number, running)
        yield number
    finally:
        running.kill()
        running.wait(10)


def _wait_for(port: int, running: subprocess.Popen[bytes]) -> None:
    for _ in range(100):
        assert running.poll() is None, "the newsstand has ended"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("the newsstand does not answer")


def _get(port: int, path: str) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:
        return str(answer.read().decode())


@pytest.fixture(scope="module")
def store(port: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[sa.Engine]:
    """A store that was filled twice: at NOW, and once more when everything was due again."""
    folder = tmp_path_factory.mktemp("real")
    feeds = [f for f in _get(port, "/feeds.txt").split() if f]
    outlets = [{"id": f.split("/")[2].split(".")[0], "name": f, "country": "XX", "language": "en", "feeds": [{"url": f}]} for f in feeds]
    (folder / "feeds.yaml").write_text(json.dumps({"outlets": outlets}))
    (folder / "digests.yaml").write_text("digests: []\n")
    before = dict(os.environ)
    os.environ |= {
        "PALIMPSEST_DB_URL": f"sqlite:///{folder}/store.db",
        "PALIMPSEST_FEEDS_FILE": str(folder / "feeds.yaml"),
        "PALIMPSEST_DIGESTS_FILE": str(folder / "digests.yaml"),
        "PALIMPSEST_EVIDENCE_DIR": str(folder / "evidence"),
        "PALIMPSEST_HOST_DELAY_SECONDS": "0",
        "PALIMPSEST_ALLOW_ADDRESSES": '["127.0.0.0/8"]',
        "PALIMPSEST_RESOLVE": json.dumps({"*.test": f"127.0.0.1:{port}"}),
    }
    engine = make_engine(f"sqlite:///{folder}/store.db")
    try:
        migrations.upgrade(engine)
        run.sync_catalog(NOW)
        _look(NOW, seen_before=False)
        _forget_validators_of_every_second_article(engine)
        _look(NOW + timedelta(days=60), seen_before=True)
        yield engine
    finally:
        engine.dispose()
        os.environ.clear()
        os.environ |= before


def _forget_validators_of_every_second_article(engine: sa.Engine) -> None:
    """So that their pages come as a whole again, and are read again."""
    with engine.execution_options(writes=True).begin() as connection:
        connection.execute(sa.update(Attempt).where(Attempt.article_id % 2 == 0).values(headers={}))


def _look(now: datetime, *, seen_before: bool) -> None:
    for chunk in run.plan_polls(now):
        run.run_poll(chunk, now)
    for chunk in run.plan_captures(now, seen_before=seen_before):
        run.run_capture(chunk, now)


def _counted(store: sa.Engine, query: sa.Select[object, int]) -> Counter[str]:
    with store.connect() as connection:
        return Counter({str(outcome): number for outcome, number in connection.execute(query)})


def test_every_feed_was_polled_twice(store: sa.Engine) -> None:
    ended = _counted(store, sa.select(Poll.outcome, sa.func.count()).group_by(Poll.outcome))
    assert ended.total() == 2 * OUTLETS
    assert ended[Outcome.NEW] == OUTLETS
    assert ended[Outcome.NOT_MODIFIED] == OUTLETS


def test_every_look_ended_in_one_outcome(store: sa.Engine, port: int) -> None:
    pages = len(_get(port, "/truth.jsonl").splitlines())
    ended = _counted(store, sa.select(Attempt.outcome, sa.func.count()).group_by(Attempt.outcome))
    assert ended.total() == 2 * pages > 200
    assert {Outcome(o) for o in ended} <= {Outcome.NEW, Outcome.UNREADABLE, Outcome.NOT_MODIFIED, Outcome.UNCHANGED}
    assert min(ended[Outcome.NOT_MODIFIED], ended[Outcome.UNCHANGED]) > 40


def test_every_page_that_has_a_text_is_a_snapshot_with_a_headline(store: sa.Engine, port: int) -> None:
    urls = [json.loads(line)["url"] for line in _get(port, "/truth.jsonl").splitlines()]
    readable = sum(bool(_text(port, url)) for url in urls)
    with store.connect() as connection:
        said = connection.execute(sa.select(Reading.headline, Reading.text).join(Snapshot, Snapshot.reading_id == Reading.id)).all()
    assert len(said) == readable > 0.9 * len(urls)
    assert all(headline and text for headline, text in said)


def _text(port: int, url: str) -> str:
    host = url.split("/")[2]
    asked = urllib.request.Request(url.replace(host, f"127.0.0.1:{port}"), headers={"Host": host})
    with urllib.request.urlopen(asked, timeout=20) as answer:
        html = decode(answer.read(), answer.headers["Content-Type"])
    return trafilatura.extract(html, favor_precision=True, include_comments=False) or ""


def test_a_second_round_makes_no_new_snapshot(store: sa.Engine) -> None:
    with store.connect() as connection:
        snapshots = connection.scalar(sa.select(sa.func.count(Snapshot.id)))
        sightings = connection.scalar(sa.select(sa.func.count(Sighting.id)))
    assert sightings == 2 * (snapshots or 0) > 200
