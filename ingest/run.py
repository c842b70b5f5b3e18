"""Puts settings, clock, web and store together, and runs one step: what the DAGs and the command line call.

The only place in this package that reads the clock and makes settings.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from db import articles, feeds
from db.feeds import OutletFacts, SubscriptionFacts
from db.session import Clock, Store, check_schema, make_engine, newest_recorded_at, no_earlier, open_store
from db.settings import StoreSettings
from ingest import annotators, evidence
from ingest.annotate import AnnotateTally, annotate
from ingest.capture import CaptureTally, capture
from ingest.catalog import Feeds, read_incidents, read_yaml
from ingest.desk import Desk
from ingest.evidence import Archive
from ingest.poll import PollTally, poll
from ingest.settings import IngestSettings
from ingest.subscriptions import Subscriptions
from ingest.web import HttpWeb, Web

FEEDS_A_CHUNK = 10
ARTICLES_A_CHUNK = 40
"""A task each costs about a quarter of a CPU second in Airflow, so a task takes a chunk, never one article."""


def clock_from(now: datetime | None, newest: datetime | None) -> Clock:
    """The system's clock, or one that starts at `now` and goes on at the pace of time.

    A clock that starts slightly behind the store's newest row is taken up from there: a run that was killed and is
    started again, or the next task of a run, begins with the run's own `now`.
    """
    if now is None:
        return lambda: no_earlier(datetime.now(UTC), newest)
    start, began = no_earlier(now, newest), time.monotonic()
    return lambda: start + timedelta(seconds=time.monotonic() - began)


@contextmanager
def opened_store(now: datetime | None = None, url: str | None = None) -> Iterator[Store]:
    """The store of the settings, with a clock. Raises what `open_store` raises."""
    engine = make_engine(url or StoreSettings().db_url)
    try:
        check_schema(engine)
        yield open_store(engine, clock_from(now, newest_recorded_at(engine)))
    finally:
        engine.dispose()


@contextmanager
def desk(now: datetime | None = None, web: Web | None = None) -> Iterator[Desk]:
    """Everything a step works with, closed afterwards. `web` stands in for the real one in tests."""
    settings = IngestSettings()
    with opened_store(now) as store, Archive(settings.evidence_dir, store.clock()) as archive:
        yield Desk(store, web or HttpWeb(settings, store.clock), archive, settings)


def sync_catalog(now: datetime | None = None) -> None:
    """Bring the store's outlets, feeds, subscriptions and reader in step with the files under config. Raises BadInput."""
    settings = IngestSettings()
    outlets = [
        OutletFacts(o.id, o.name, o.country, o.language, o.ownership, o.wire, o.home, tuple(f.url for f in o.feeds))
        for o in read_yaml(settings.feeds_file, Feeds).outlets
    ]
    digests = read_yaml(settings.digests_file, Subscriptions).digests
    wanted = [SubscriptionFacts(d.incident, recipient, d.time_zone, d.at) for d in digests for recipient in d.recipients]
    with opened_store(now) as store, store.write() as session:
        feeds.sync_outlets(session, outlets, store.clock())
        feeds.sync_subscriptions(session, wanted)
        annotators.activate_reader(session)


def plan_polls(now: datetime | None = None) -> list[list[int]]:
    """Feeds that are due, in chunks for one task each."""
    with opened_store(now) as store, store.read() as session:
        return chunks(feeds.due(session, store.clock()), FEEDS_A_CHUNK)


def run_poll(feed_ids: Sequence[int], now: datetime | None = None) -> PollTally:
    """Poll those of the feeds that are due."""
    with desk(now) as at:
        return poll(at, feed_ids)


def plan_captures(now: datetime | None = None, *, seen_before: bool) -> list[list[int]]:
    """Articles to look at, in chunks for one task each: new ones, or those that are due again."""
    with opened_store(now) as store, store.read() as session:
        return chunks(articles.due(session, store.clock(), seen_before=seen_before), ARTICLES_A_CHUNK)


def run_capture(article_ids: Sequence[int], now: datetime | None = None) -> CaptureTally:
    """Look at those of the articles that are due."""
    with desk(now) as at:
        with at.store.write() as session:
            reader_id = annotators.activate_reader(session)
        return capture(at, article_ids, reader_id)


def run_annotate(now: datetime | None = None) -> AnnotateTally:
    """Judge every snapshot that lacks a judgment of the code and definitions in hand."""
    watched = read_incidents(IngestSettings().incidents)
    with opened_store(now) as store:
        with store.write() as session:
            who = annotators.activate(session, watched)
        return annotate(store, who)


def seal_evidence(now: datetime | None = None) -> int:
    """Write down the hash of every evidence file that is no longer written to; returns how many were new."""
    with opened_store(now) as store:
        return evidence.seal(IngestSettings().evidence_dir, store.clock())


def chunks(ids: Sequence[int], size: int) -> list[list[int]]:
    return [list(ids[start : start + size]) for start in range(0, len(ids), size)]
