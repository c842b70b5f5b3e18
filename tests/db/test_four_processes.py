"""Four processes write at once, into the same feeds and articles, and nothing is lost, doubled or refused."""

import multiprocessing
import time
from datetime import timedelta
from itertools import groupby, pairwise
from multiprocessing.synchronize import Barrier

import sqlalchemy as sa

from db import annotations, articles, feeds, identity, snapshots
from db.annotations import AnnotatorFacts
from db.articles import PayloadFacts
from db.identity import Address
from db.session import Store, make_engine, newest_recorded_at
from db.tables import Activation, Alias, Article, Attempt, Entry, Payload, Poll, Reading, Sighting, Snapshot
from ingest.outcomes import words_sha256
from narrative.model import Outcome
from narrative.model import Reading as Said
from tests.clocks import START
from tests.db.examples import COURIER, LEDGER, count, listed, looked, polled, watch

PROCESSES, ROUNDS, SLUGS = 4, 18, 6


def work(url: str, number: int, began: float, together: Barrier) -> None:
    """What one task does: polls that list the same articles, in another order each, and looks at all of them."""
    store = Store(make_engine(url), lambda: START + timedelta(seconds=time.monotonic() - began))
    together.wait(60)
    for turn in range(ROUNDS):
        slugs = [f"{turn // 2}-{n}" for n in range(SLUGS)]
        slugs = slugs if number % 2 else slugs[::-1]
        with store.write() as session:
            feeds.record_poll(session, polled(1 + number % 2, store.clock()), [listed(s) for s in slugs])
        with store.read() as session:
            ids = [i for (i,) in session.execute(sa.select(Article.id).order_by(Article.id if number % 2 else Article.id.desc()))]
        for article_id in ids[:SLUGS]:
            look(store, article_id, f"text {turn // 3}")
    store.close()


def look(store: Store, article_id: int, text: str) -> None:
    reading = Said("A headline", text)
    with store.write() as session:
        reader_id = annotations.activate(session, AnnotatorFacts("read", "1", "0" * 64))
    with store.write() as session:
        snapshots.latest_sighting(session, article_id, reader_id)  # it locks the article, as a look does
        known = snapshots.known(session, article_id, reader_id)
        articles.record_payload(session, PayloadFacts(f"{text:0>64}", 10, "text/html", "a.warc.gz", 0))
        attempt_id = articles.record_attempt(session, looked(article_id, store.clock(), Outcome.UNCHANGED))
        identity.adopt(session, article_id, [Address(f"https://courier.test/alias/{text}")], identity.REDIRECT)
        if known and known[-1].reading.text == text:
            snapshots.sight(session, known[-1].id, attempt_id, hidden=False)
        else:
            reading_id = articles.record_reading(session, attempt_id, reader_id, reading, words_sha256(reading))
            snapshots.open_snapshot(session, article_id, attempt_id, reading_id, reader_id)


def test_four_processes_lose_and_double_nothing(store: Store, store_url: str) -> None:
    assert len(watch(store, COURIER, LEDGER)) == 2
    spawn = multiprocessing.get_context("spawn")
    began = time.monotonic()
    together = spawn.Barrier(PROCESSES)
    workers = [spawn.Process(target=work, args=(store_url, n, began, together), daemon=True) for n in range(PROCESSES)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(90)
    still = [w.kill() for w in workers if w.is_alive()]
    assert not still
    assert [w.exitcode for w in workers] == [0] * PROCESSES
    _nothing_lost(store)
    _nothing_doubled(store)


def _nothing_lost(store: Store) -> None:
    assert count(store, Poll) == PROCESSES * ROUNDS
    assert count(store, Attempt) == PROCESSES * ROUNDS * SLUGS
    assert count(store, Sighting) == count(store, Attempt)
    assert newest_recorded_at(store.engine) is not None


def _nothing_doubled(store: Store) -> None:
    slugs = SLUGS * len({turn // 2 for turn in range(ROUNDS)})
    texts = len({turn // 3 for turn in range(ROUNDS)})
    assert count(store, Article) == slugs
    assert count(store, Entry) == 2 * slugs
    assert count(store, Payload) == texts
    assert count(store, Alias, Alias.kind == "redirect") == texts
    assert count(store, Activation) == 1
    assert count(store, Reading) == count(store, Snapshot)
    with store.read() as session:
        said = session.execute(
            sa.select(Snapshot.article_id, Reading.text_sha256)
            .join(Reading, Reading.id == Snapshot.reading_id)
            .order_by(Snapshot.article_id, Snapshot.id)
        ).all()
    assert len(said) > SLUGS
    for _, versions in groupby(said, key=lambda row: row[0]):
        assert all(one != two for (_, one), (_, two) in pairwise(versions))
