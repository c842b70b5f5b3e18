"""The step that asks feeds what they list."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import structlog

from db import articles, feeds
from ingest import outcomes, schedule
from ingest.desk import Desk, without_cookies
from ingest.evidence import payload_sha256
from ingest.feeds import FeedReading, content_sha256, read_feed
from ingest.urls import canonical
from ingest.web import Answer, Ask
from narrative.model import Outcome

log = structlog.get_logger()
HEALTHY = frozenset({Outcome.NEW, Outcome.UNCHANGED, Outcome.NOT_MODIFIED})


@dataclass(frozen=True, slots=True)
class PollTally:
    """How many feeds were asked, how many did not answer usefully, and how many entries were new to us."""

    polled: int = 0
    failed: int = 0
    fresh: int = 0


def poll(desk: Desk, feed_ids: Sequence[int]) -> PollTally:
    """Ask those of the feeds that are due, and store what they list: one poll, one outcome, one transaction each."""
    with desk.store.read() as session:
        targets = feeds.targets(session, feed_ids, desk.store.clock())
    answers = desk.web.fetch([Ask(t.url, t.etag, t.last_modified) for t in targets])
    tally = PollTally()
    for target, answer in zip(targets, map(without_cookies, answers), strict=True):
        outcome, fresh = _record(desk, target, answer)
        log.info("feed polled", outlet=target.outlet, feed=target.id, outcome=outcome, fresh=fresh)
        tally = PollTally(tally.polled + 1, tally.failed + (outcome not in HEALTHY), tally.fresh + fresh)
    return tally


def _record(desk: Desk, target: feeds.Target, answer: Answer) -> tuple[Outcome, int]:
    trouble = outcomes.without_body(answer)
    reading = FeedReading() if trouble else read_feed(answer.body, answer.final_url, answer.headers, answer.captured_at)
    outcome, reason = trouble or _judged(reading)
    sha256 = payload_sha256(answer.body) if answer.body else None
    kept = desk.keep(answer, sha256) if sha256 else None
    listed = [feeds.Listed(entry, content_sha256(entry), canonical(entry.url)) for entry in reading.entries]
    facts = _facts(target, answer, outcome, reason, sha256)
    with desk.store.write() as session:
        if kept:
            articles.record_payload(session, kept)
        fresh = feeds.record_poll(session, facts, listed)
    return outcome, fresh


def _judged(reading: FeedReading) -> tuple[Outcome, str]:
    if reading.reason:
        return Outcome.UNREADABLE, reading.reason
    return Outcome.UNCHANGED, "; ".join(reading.problems[:5])


def _facts(target: feeds.Target, answer: Answer, outcome: Outcome, reason: str, sha256: str | None) -> feeds.PollFacts:
    failures = 0 if outcome in HEALTHY else target.failures + 1
    facts = feeds.PollFacts(
        feed_id=target.id, started_at=answer.started_at, captured_at=answer.captured_at, outcome=outcome, reason=reason,
        http_status=answer.status, payload_sha256=sha256, etag=target.etag, last_modified=target.last_modified, failures=failures,
        next_poll_at=schedule.next_poll(answer.captured_at, failures),
    )  # fmt: skip
    if outcome is Outcome.UNCHANGED:  # validators belong to bytes that were read; what a failure sends is not kept
        facts = replace(facts, etag=answer.header("ETag"), last_modified=answer.header("Last-Modified"))
    return facts
