"""The step that looks at articles' pages and keeps what they say."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from db import articles
from ingest import outcomes, schedule
from ingest.desk import Desk, without_cookies
from ingest.evidence import payload_sha256
from ingest.pages import Unreadable, read_page
from ingest.urls import canonical
from ingest.web import Answer, Ask
from narrative.model import SEEN, Outcome, Reading

log = structlog.get_logger()
BATCH = 16
"""Pages held in memory at once; what a killed task has to fetch again."""


@dataclass(frozen=True, slots=True)
class CaptureTally:
    """How many looks were taken, by how they ended."""

    looks: int = 0
    outcomes: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class _Look:
    """One answer, read."""

    target: articles.Target
    answer: Answer
    reading: Reading | Unreadable | None
    trouble: tuple[Outcome, str] | None


def capture(desk: Desk, article_ids: Sequence[int], reader_id: int) -> CaptureTally:
    """Look at those of the articles that are due: one attempt, one outcome, one transaction each."""
    counted: Counter[str] = Counter()
    for start in range(0, len(article_ids), BATCH):
        with desk.store.read() as session:
            targets = articles.targets(session, article_ids[start : start + BATCH], desk.store.clock())
        answers = desk.web.fetch([Ask(t.url, t.etag, t.last_modified) for t in targets])
        for target, answer in zip(targets, map(without_cookies, answers), strict=True):
            outcome = _record(desk, _read(target, answer), reader_id)
            log.info("article looked at", outlet=target.outlet, article=target.id, outcome=outcome)
            counted[outcome] += 1
    return CaptureTally(counted.total(), tuple(sorted(counted.items())))


def _read(target: articles.Target, answer: Answer) -> _Look:
    trouble = outcomes.without_body(answer)
    if trouble is None and (why := outcomes.not_a_page(answer)):
        trouble = Outcome.NOT_A_PAGE, why
    reading = None if trouble else read_page(answer.body, answer.header("Content-Type"))
    return _Look(target, answer, reading, trouble)


def _record(desk: Desk, look: _Look, reader_id: int) -> Outcome:
    sha256 = payload_sha256(look.answer.body) if look.answer.body else None
    kept = desk.keep(look.answer, sha256) if sha256 else None
    with desk.store.write() as session:
        standing = articles.standing(session, look.target.id, reader_id)
        outcome, reason = look.trouble or outcomes.of_page(look.reading or Unreadable("no body"), standing)
        hidden = bool(standing) and outcome is Outcome.UNCHANGED and standing is not None and standing.payload_sha256 != sha256
        if kept:
            articles.record_payload(session, kept)
        attempt_id = articles.record_attempt(session, _facts(look, outcome, reason, sha256))
        if look.answer.final_url != look.target.url and outcome in {Outcome.NEW, Outcome.UNCHANGED}:
            # Where the words are the article's, the address is; a redirect to a home page or another text says nothing.
            articles.add_alias(session, look.target.id, canonical(look.answer.final_url), "redirect")
        if standing and outcome in {Outcome.UNCHANGED, Outcome.NOT_MODIFIED}:
            articles.sight(session, standing.snapshot_id, attempt_id, hidden=hidden)
        if isinstance(look.reading, Reading) and outcome in {Outcome.NEW, Outcome.CHANGED}:
            reading_id = articles.record_reading(session, attempt_id, reader_id, look.reading, outcomes.words_sha256(look.reading))
            articles.open_snapshot(session, look.target.id, attempt_id, reading_id, reader_id)
    return outcome


def _facts(look: _Look, outcome: Outcome, reason: str, sha256: str | None) -> articles.AttemptFacts:
    answer, target = look.answer, look.target
    failures = 0 if outcome in SEEN else target.failures + 1
    return articles.AttemptFacts(
        article_id=target.id, url=answer.url, final_url=answer.final_url, started_at=answer.started_at, captured_at=answer.captured_at,
        outcome=outcome, reason=reason, http_status=answer.status, headers=dict(answer.headers), robots=answer.robots,
        payload_sha256=sha256, failures=failures, next_look_at=schedule.next_look(answer.captured_at, target.published_at, failures),
    )  # fmt: skip
