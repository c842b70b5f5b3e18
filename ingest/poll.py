"""The step that asks feeds what they list."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

import structlog

from db import articles, feeds
from db.listings import Listed
from ingest import intervals, outcomes
from ingest.answers import Answer, Ask, moved_to
from ingest.desk import Desk, address, without_cookies
from ingest.evidence import payload_sha256
from ingest.feeds import FeedReading, content_sha256, entries_sha256, read_feed
from ingest.instants import instant
from ingest.intervals import Brought, Intervals
from ingest.sandbox import Killed
from ingest.urls import canonical
from narrative.model import Entry, Outcome

log = structlog.get_logger()
USUAL = Intervals()
NOTHING = FeedReading()

TRUSTED = 12
TRUSTED_FOR = timedelta(hours=24)
"""So many 304s in a row, or so long nothing but 304s, are believed; then the feed is asked without validators. Media Cloud does not
send any, because "some feeds return same ETag and/or Last-Modified even when feed has changed"; one whole answer in twelve is cheap."""

STALE = timedelta(hours=2)
"""By so much a cache between us and an outlet may lag behind: a document that was modified longer before a 304 belies it."""


@dataclass(frozen=True, slots=True)
class PollTally:
    """How many feeds were asked, how many did not answer usefully, and how many entries were new to us."""

    polled: int = 0
    failed: int = 0
    fresh: int = 0


@dataclass(frozen=True, slots=True)
class _Heard:
    """One answer, read. `entries_sha256` is empty when no document could be read; `again` when its bytes were known already."""

    target: feeds.Target
    ask: Ask
    answer: Answer
    outcome: Outcome
    reason: str
    payload_sha256: str | None
    reading: FeedReading = NOTHING
    entries_sha256: str = ""
    again: bool = False

    @property
    def healthy(self) -> bool:
        return self.outcome in feeds.HEALTHY


def poll(desk: Desk, feed_ids: Sequence[int], bounds: Intervals = USUAL) -> PollTally:
    """Ask those of the feeds that are due, and store what they list: one poll, one outcome, one transaction each."""
    now = desk.store.clock()
    with desk.store.read() as session:
        targets = {t.url: t for t in feeds.targets(session, feed_ids, now)}
    asks = {url: ask_for(target, now) for url, target in targets.items()}
    tally = PollTally()
    for answer in desk.web.fetch(list(asks.values())):
        if answer.postponed:
            _put_off(desk, targets[answer.url], answer)
            continue
        heard = _hear(desk, targets[answer.url], asks[answer.url], without_cookies(answer))
        recorded = _record(desk, heard, bounds)
        _tell(heard.target, recorded)
        failed = recorded.outcome not in feeds.HEALTHY
        tally = PollTally(tally.polled + 1, tally.failed + failed, tally.fresh + recorded.fresh)
    return tally


def _put_off(desk: Desk, target: feeds.Target, answer: Answer) -> None:
    """No request left, so nothing was polled, and nothing is said of the outlet: only the instant of the next poll moves."""
    until = answer.retry_at or answer.captured_at
    with desk.store.write() as session:
        feeds.put_off(session, target.id, until)
    log.info("feed put off", outlet=target.outlet, feed=target.id, until=until, reason=answer.reason)


def ask_for(target: feeds.Target, now: datetime) -> Ask:
    """With the validators of the last answer that was read, unless they were caught lying, or it is time to see whether they do."""
    asleep = target.trusted and target.last_read and now - target.last_read.captured_at >= TRUSTED_FOR
    if target.lies or asleep or target.trusted >= TRUSTED:
        return Ask(target.url)
    return Ask(target.url, target.etag, target.last_modified)


def _hear(desk: Desk, target: feeds.Target, ask: Ask, answer: Answer) -> _Heard:
    """What an answer says. A document whose bytes were read before is not read again: it lists what it listed then."""
    sha256 = payload_sha256(answer.body) if answer.body else None
    outcome, reason = outcomes.without_body(answer) or (Outcome.UNCHANGED, "")
    if outcome is Outcome.NOT_MODIFIED and not (ask.etag or ask.last_modified):
        outcome, reason = Outcome.UNREADABLE, "status 304, although no validators were sent"
    heard = _Heard(target, ask, answer, outcome, reason, sha256)
    if outcome is not Outcome.UNCHANGED:
        return heard
    last = target.last_read
    if last and last.entries_sha256 and last.payload_sha256 == sha256:
        return replace(heard, entries_sha256=last.entries_sha256, again=True)
    reading = _read(desk, answer)
    if reading.reason:
        return replace(heard, outcome=Outcome.UNREADABLE, reason=reading.reason)
    return replace(heard, reason="; ".join(reading.problems[:5]), reading=reading, entries_sha256=entries_sha256(reading))


def _read(desk: Desk, answer: Answer) -> FeedReading:
    try:
        return desk.readers.submit(read_feed, answer.body, answer.final_url, dict(answer.headers), answer.captured_at).result()
    except Killed as killed:
        return FeedReading(reason=killed.reason)


def _record(desk: Desk, heard: _Heard, bounds: Intervals) -> feeds.Recorded:
    kept = desk.keep(heard.answer, heard.payload_sha256) if heard.payload_sha256 else None
    listed = [_listed(entry, heard.target.article_rule) for entry in heard.reading.entries]
    with desk.store.write() as session:
        if kept:
            articles.record_payload(session, kept)
        facts = _facts(heard, feeds.before(session, heard.target.id, listed), bounds)
        return feeds.record_poll(session, facts, listed)


def _listed(entry: Entry, rule: str) -> Listed:
    """What counts of an entry's address is where it leads: a tracking parameter that changes makes no other entry."""
    return Listed(entry, content_sha256(replace(entry, url=canonical(entry.url) or entry.url)), address(entry.url, rule))


def _facts(heard: _Heard, before: feeds.Before, bounds: Intervals) -> feeds.PollFacts:
    target, answer = heard.target, heard.answer
    listed, known = len(heard.reading.entries), before.known
    if heard.again and target.last_read:
        listed = known = target.last_read.listed
    quirks = _quirks(heard, before)
    rolled_over = before.ever and listed > 0 and known == 0
    lies = target.lies or any(q.kind == feeds.VALIDATORS_LIE for q in quirks)
    unheard = listed - known if before.ever else 0
    interval, next_poll_at = _when(heard, Brought(listed, unheard, rolled_over), bounds)
    facts = feeds.PollFacts(
        feed_id=target.id, started_at=answer.started_at, captured_at=answer.captured_at, final_url=answer.final_url, outcome=heard.outcome,
        reason=heard.reason, http_status=answer.status, headers=dict(answer.headers), exchange=asdict(answer.exchange),
        robots=answer.robots, robots_id=answer.robots_id, payload_sha256=heard.payload_sha256, entries_sha256=heard.entries_sha256 or None,
        listed=listed, known=known, quirks=quirks, etag=target.etag, last_modified=target.last_modified,
        gap_after_id=(before.read_id if lies else before.healthy_id) if rolled_over else None,
        trusted=target.trusted + (heard.outcome is Outcome.NOT_MODIFIED), failures=0 if heard.healthy else target.failures + 1,
        interval=interval, next_poll_at=next_poll_at,
    )  # fmt: skip
    if heard.outcome in feeds.READ:  # validators belong to bytes that were read; what a failure sends is not kept
        facts = replace(facts, etag=answer.header("ETag"), last_modified=answer.header("Last-Modified"), trusted=0)
    return facts


def _when(heard: _Heard, brought: Brought, bounds: Intervals) -> tuple[timedelta, datetime]:
    """The feed's interval from now on, and when it is asked again: never before it wants to be."""
    target, answer, at = heard.target, heard.answer, heard.answer.captured_at
    interval = target.interval
    if heard.healthy:
        forgetful = brought.rolled_over or bool(target.gap_at and at - target.gap_at < intervals.GAP_REMEMBERED)
        said = heard.reading.hints
        hints = () if forgetful else (said.ttl, said.update_every)
        wait = interval = intervals.after_answer(interval, brought, intervals.asked_for(answer.headers, hints, at), bounds)
    elif heard.outcome is Outcome.GONE:
        wait = bounds.ceiling
    else:
        wait = intervals.after_failure(target.id, target.failures + 1, bounds)
    asked_for = max(intervals.retry_after(answer.headers, at), (answer.retry_at or at) - at)
    return interval, at + max(wait, min(asked_for, intervals.RETRY_MOST))


def _quirks(heard: _Heard, before: feeds.Before) -> tuple[feeds.QuirkFacts, ...]:
    """What the document does that others do not, and what only a row of polls can show."""
    seen = {
        "moved_permanently": moved_to(heard.answer) if heard.healthy else "",
        "gone": "status 410" if heard.outcome is Outcome.GONE else "",
        feeds.VALIDATORS_LIE: "" if heard.target.lies else _lie(heard),
        "changing_guid": before.regiven,
    }
    read = [feeds.QuirkFacts(q.kind, q.detail) for q in heard.reading.quirks]
    return (*read, *(feeds.QuirkFacts(kind, detail) for kind, detail in seen.items() if detail))


def _lie(heard: _Heard) -> str:
    """How the server's validators failed to tell this document from the last one; empty when they did not."""
    target, answer, last = heard.target, heard.answer, heard.target.last_read
    if not (last and last.entries_sha256 and heard.entries_sha256) or heard.entries_sha256 == last.entries_sha256:
        return ""
    etag, modified = answer.header("ETag"), answer.header("Last-Modified")
    if etag and etag.removeprefix("W/") == target.etag.removeprefix("W/"):
        return f"ETag {etag} stands for two documents"
    if not etag and modified and modified == target.last_modified:
        return f"Last-Modified {modified} stands for two documents"
    at = instant(modified)
    unasked = not (heard.ask.etag or heard.ask.last_modified)
    if unasked and target.trusted and target.vouched_at and at and at < target.vouched_at - STALE:
        return f"304 at {target.vouched_at:%Y-%m-%dT%H:%MZ} for a document last modified {modified}"
    return ""


def _tell(target: feeds.Target, recorded: feeds.Recorded) -> None:
    log.info("feed polled", outlet=target.outlet, feed=target.id, outcome=recorded.outcome, fresh=recorded.fresh)
    for quirk in recorded.noted:
        log.info("feed quirk noted", outlet=target.outlet, feed=target.id, kind=quirk.kind)
