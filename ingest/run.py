"""Puts settings, clock, web and store together, and runs one step: what the DAGs and the command line call.

The only place in this package that makes settings; the clock comes from `db.run`.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import structlog

from db import annotations, articles, changes, clusters, coverage, feeds, membership
from db import evidence as stored
from db.changes import ChangeLine
from db.cluster_overrules import Wanted
from db.feeds import OutletFacts, SubscriptionFacts
from db.run import opened
from db.session import Session, Store
from ingest import annotators, evidence, heat, overruling, planning, sealing, takedown, undo, watching
from ingest.annotate import AnnotateTally, annotate
from ingest.annotators import Annotators
from ingest.capture import CaptureTally, capture
from ingest.catalog import Feeds, Watched, chosen, read_incidents, read_yaml
from ingest.clustering import Progress, rebuild
from ingest.desk import Desk
from ingest.evidence import Archive
from ingest.hosts import StoreHosts
from ingest.importing import Brought, Imported, bring
from ingest.origins import trace
from ingest.poll import PollTally, poll
from ingest.reread import reread_all
from ingest.sandbox import Sandbox
from ingest.settings import IngestSettings
from ingest.subscriptions import Subscriptions
from ingest.watching import Watching
from ingest.web import HttpWeb, Web

log = structlog.get_logger()
FEEDS_A_CHUNK = 10
ARTICLES_A_CHUNK = 40
"""A task each costs about a quarter of a CPU second in Airflow, so a task takes a chunk, never one article."""


@contextmanager
def desk(now: datetime | None = None, web: Web | None = None) -> Iterator[Desk]:
    """Everything a step works with, closed afterwards. `web` stands in for the real one in tests."""
    settings = IngestSettings()
    with opened(now) as store, _desk(store, settings, web) as at:
        yield at


@contextmanager
def _desk(store: Store, settings: IngestSettings, web: Web | None = None) -> Iterator[Desk]:
    asked = web or HttpWeb(settings, store.clock, StoreHosts(store, settings.host_budget))
    limits = (settings.extract_workers, settings.extract_seconds, settings.extract_megabytes)
    with Archive(settings.evidence_dir, store.clock()) as archive, Sandbox(*limits) as readers:
        yield Desk(store, asked, archive, readers, settings)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What the files under config say, read whole before a store is opened."""

    outlets: Sequence[OutletFacts]
    subscriptions: Sequence[SubscriptionFacts]


def sync_catalog(now: datetime | None = None) -> None:
    """Bring the store's outlets, feeds, subscriptions and reader in step with the files under config. Raises BadInput."""
    catalogue = _catalogue(IngestSettings())
    with opened(now) as store:
        _sync(store, catalogue)


def _catalogue(settings: IngestSettings) -> Catalogue:
    outlets = [
        OutletFacts(
            o.id, o.name, o.country, o.language, o.ownership, o.wire, o.home, tuple(f.url for f in o.feeds), o.role, o.article_id, o.owner
        )
        for o in read_yaml(settings.feeds_file, Feeds).outlets
    ]
    digests = read_yaml(settings.digests_file, Subscriptions).digests
    return Catalogue(outlets, [SubscriptionFacts(d.incident, recipient, d.time_zone, d.at) for d in digests for recipient in d.recipients])


def _sync(store: Store, catalogue: Catalogue) -> None:
    with store.write() as session:
        feeds.sync_outlets(session, catalogue.outlets, store.clock())
        feeds.sync_subscriptions(session, catalogue.subscriptions)
        annotators.enlist_reader(session)


def plan_polls(now: datetime | None = None) -> list[list[int]]:
    """Feeds that are due, in chunks for one task each."""
    with opened(now) as store, store.read() as session:
        return chunks(feeds.due(session, store.clock()), FEEDS_A_CHUNK)


def run_poll(feed_ids: Sequence[int], now: datetime | None = None) -> PollTally:
    """Poll those of the feeds that are due."""
    with desk(now) as at:
        return poll(at, feed_ids)


def plan_captures(now: datetime | None = None, *, seen_before: bool) -> list[list[int]]:
    """Articles to look at, in chunks for one task each, the most urgent first: new ones, or those that are due again."""
    with opened(now) as store:
        with store.read() as session:
            ids = articles.due(session, store.clock(), seen_before=seen_before)
        return chunks(planning.in_turn(store, ids), ARTICLES_A_CHUNK)


def run_capture(article_ids: Sequence[int], now: datetime | None = None) -> CaptureTally:
    """Look at those of the articles that are due."""
    with desk(now) as at:
        with at.store.write() as session:
            reader_id = annotators.enlist_reader(session)
        return capture(at, article_ids, reader_id)


def undo_hidden(attempt_id: int, reason: str, decided_by: str, now: datetime | None = None) -> int | None:
    """Show what was hidden at a look; returns the snapshot that opened, None when none did. Raises BadInput when it cannot be shown."""
    with desk(now) as at:
        with at.store.write() as session:
            reader_id = annotators.enlist_reader(session)
        return undo.undo_hidden(at, attempt_id, (reason, decided_by), reader_id)


def run_annotate(now: datetime | None = None) -> AnnotateTally:
    """Judge every snapshot that lacks a judgment of the code and definitions in hand."""
    settings = IngestSettings()
    with _judging(settings, now) as (store, who):
        tally = annotate(store, who)
        heat.stir(store, who, settings.host_budget)
        return tally


@dataclass(frozen=True, slots=True)
class Where:
    """A store, made where there is none, and the folder of its evidence; '' and None for those of the settings."""

    db_url: str = ""
    evidence: Path | None = None


@dataclass(frozen=True, slots=True)
class ImportTold:
    """Who is told what goes on during an import: each text as soon as it is taken in, then each judgment."""

    brought: Callable[[Brought], None]
    judged: Callable[[str], None]


def run_import(paths: Sequence[Path], where: Where, incident: str, told: ImportTold, now: datetime | None = None) -> Imported:
    """Take in one's own texts and judge whatever lacks a judgment. Raises BadInput, EvidenceMissing.

    Judged by every definition of the settings, and by `incident` where that is a file: then it counts instead of one with its id.
    """
    settings = _placed(where)
    watched, asked = chosen(settings.incidents, incident)
    with opened(now, where.db_url, make=True) as store, _desk(store, settings) as at:
        with store.write() as session:
            reader_id = annotators.enlist_reader(session)
        with store.read() as session:
            evidence.look_for(settings.evidence_dir, stored.files(session))
        done = bring(at, reader_id, paths, told.brought)
        annotate(store, _judges(at, watched), told.judged)
    return Imported(tuple(done), asked)


def _placed(where: Where) -> IngestSettings:
    return IngestSettings(evidence_dir=where.evidence) if where.evidence else IngestSettings()


def run_watch(urls: Sequence[str], where: Where, outlet: str = "", now: datetime | None = None) -> list[Watching]:
    """Add pages by hand to those that are watched, due at once. Raises BadInput."""
    settings = _placed(where)
    catalogue = _catalogue(settings) if settings.feeds_file.is_file() else None
    with opened(now, where.db_url, make=True) as store:
        if catalogue:
            _sync(store, catalogue)
        return [watching.watch(store, url, outlet) for url in urls]


def run_unwatch(urls: Sequence[str], where: Where, now: datetime | None = None) -> list[Watching]:
    """Look no more at pages that were added by hand."""
    with opened(now, where.db_url) as store:
        return [watching.stop(store, url) for url in urls]


@contextmanager
def _judging(settings: IngestSettings, now: datetime | None) -> Iterator[tuple[Store, Annotators]]:
    """The store, with everything read by the reader in hand, and the code and definitions in hand as those who judge."""
    watched = read_incidents(settings.incidents)
    with opened(now) as store:
        with _desk(store, settings) as at:
            who = _judges(at, watched)
        yield store, who


def _judges(at: Desk, watched: Sequence[Watched]) -> Annotators:
    """Everybody who judges, once the reader in hand has read what others had."""
    with at.store.write() as session:
        reader_id = annotators.enlist_reader(session)
    reread_all(at, reader_id)
    with at.store.write() as session:
        return annotators.activate(session, watched)


def overrule_cluster(wanted: Wanted, reason: str, decided_by: str, now: datetime | None = None) -> tuple[ChangeLine, ...]:
    """Decide which articles are copies of each other, and judge what that touches; which versions moved. Raises BadInput."""
    with _judging(IngestSettings(), now) as (store, who):
        moved = overruling.overrule_cluster(store, who, wanted, (reason, decided_by))
        with store.read() as session:
            return changes.told(session, moved)


def rebuild_duplicates(told: Progress, now: datetime | None = None) -> tuple[int, tuple[ChangeLine, ...]]:
    """Drop the index of fingerprints and judge all texts again; how many that were, and which versions moved."""
    with _judging(IngestSettings(), now) as (store, who):
        judged, moved = rebuild(store, who, told)
        trace(store, who)
        with store.read() as session:
            first_time = any(change.before is None for change in moved)
            return judged, changes.told(session, clusters.moved_by_new_code(session) if first_time else moved)


def seal_evidence(now: datetime | None = None) -> int:
    """Write down the hash of every evidence file that is no longer written to; returns how many were new.

    What a takedown that was killed left to drop, and what was found since to be the same as a withheld article, is dropped before.
    """
    folder = IngestSettings().evidence_dir
    with opened(now) as store:
        for trouble in takedown.drop_withheld(store, folder).troubles:
            log.warning("withheld bytes not found", reason=trouble)
        return sealing.seal(folder, store.clock())


def chunks(ids: Sequence[int], size: int) -> list[list[int]]:
    return [list(ids[start : start + size]) for start in range(0, len(ids), size)]


@dataclass(frozen=True, slots=True)
class FeedReport:
    """How many feeds are watched, and which of them did not answer usefully when last asked."""

    watched: int
    in_trouble: tuple[str, ...]


def report_feeds(now: datetime | None = None) -> FeedReport:
    """Feeds in trouble, each named with its reason; also logged, one event each."""
    with opened(now) as store, store.read() as session:
        health = coverage.feed_health(session)
    troubled = [f for f in health if f.failures]
    for feed in troubled:
        log.warning("feed in trouble", outlet=feed.outlet, feed=feed.url, outcome=feed.outcome, reason=feed.reason, failures=feed.failures)
    return FeedReport(len(health), tuple(f"{f.url}: {f.outcome}: {f.reason}" for f in troubled))


@dataclass(frozen=True, slots=True)
class MembershipChange:
    """What a new definition or new code did to an incident: addresses of articles that came in, and that fell out.

    `told`: in one line. Of an incident that is new in the store everything came with it, and nothing is listed.
    """

    incident: str
    told: str
    came: tuple[str, ...] = ()
    went: tuple[str, ...] = ()


def reannotate(now: datetime | None = None) -> list[MembershipChange]:
    """Judge all stored snapshots by the definitions and the code in hand, and say which articles the last change moved.

    How many texts are in another cluster than by the code before is logged; `palimpsest duplicates changes` lists them.
    """
    run_annotate(now)
    with opened(now) as store, store.read() as session:
        log.info("clusters judged again", moved=len(clusters.moved_by_new_code(session)))
        return [_membership_change(session, w.definition.id) for w in read_incidents(IngestSettings().incidents)]


def _membership_change(session: Session, incident: str) -> MembershipChange:
    name = membership.tagger(incident)
    before, after = annotations.active_before(session, name), annotations.active(session, name)
    if before is None or after is None:
        return MembershipChange(incident, f"{incident}: judged for the first time")
    moved = membership.change(session, before, after)
    what = f"definition {moved.after.name}" if moved.of_definition else f"other code, definition {moved.after.name} as before"
    told = f"{what}: +{len(moved.came)} -{len(moved.went)} articles"
    log.info("history judged again", incident=incident, told=told)
    came, went = (membership.addresses(session, ids) for ids in (moved.came, moved.went))
    return MembershipChange(incident, told, came, went)
