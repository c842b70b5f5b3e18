"""Articles, attempts, readings and snapshots: what was looked at, and what it said."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from db import takedowns
from db.facts import LOOK
from db.tables import Article, Attempt, Outlet, OutletProfile, Payload, Reading
from narrative import model
from narrative.model import SEEN, Outcome

KEPT = "kept"
"""In `attempt.kept`: the bytes are in the evidence. Any other value says why they are not."""
NOARCHIVE = "noarchive"
NOT_KEPT = {
    KEPT: "its payload is not named in the store",
    "no body": "it brought no bytes: {outcome}",
    "same page": "not kept: the page said what the bytes kept before it say",
}
"""What the values of `attempt.kept` mean, for those who look for the bytes."""


@dataclass(frozen=True, slots=True)
class Target:
    """An article to be looked at. The validators are those of the last look that saw its text; '' when there is none.

    `extractor` is how its text was found so far: another way of reading the same page can read other words. `article_rule` finds the
    outlet's own numbers in addresses. `seen_at` is the last look that saw its text; `rate_weights` and `stirred_at` are the schedule's.
    """

    id: int
    outlet: str
    url: str
    published_at: datetime
    etag: str
    last_modified: str
    failures: int
    extractor: str
    article_rule: str
    seen_at: datetime | None
    rate_weights: tuple[float, ...]
    stirred_at: datetime | None


@dataclass(frozen=True, slots=True)
class AttemptFacts:
    """One look at an article's page, however it ended, and when to look again: never, after an import."""

    article_id: int
    url: str
    final_url: str
    started_at: datetime
    captured_at: datetime
    outcome: Outcome
    reason: str
    http_status: int | None
    headers: dict[str, str]
    exchange: dict[str, Any]
    robots: str
    robots_id: int | None
    payload_sha256: str | None
    page_sha256: str | None
    kept: str
    failures: int
    next_look_at: datetime | None
    rate_weights: tuple[float, ...] = ()
    kind: str = LOOK


@dataclass(frozen=True, slots=True)
class PayloadFacts:
    """Where kept bytes lie."""

    sha256: str
    size: int
    media_type: str
    file: str
    offset: int


def due(session: Session, now: datetime, *, seen_before: bool) -> tuple[int, ...]:
    """Articles to be looked at: either those never looked at, or those whose next look has come."""
    looked_at = sa.exists().where(Attempt.article_id == Article.id)
    asked = sa.select(Article.id).where(Article.next_look_at <= now, looked_at if seen_before else ~looked_at)
    return tuple(session.scalars(asked.order_by(Article.next_look_at, Article.id)))


def targets(session: Session, ids: Sequence[int], now: datetime) -> tuple[Target, ...]:
    """Those of the given articles that are still due, in the order given: a task that is run again finds what it already did done."""
    rule = sa.select(OutletProfile.article_id).where(OutletProfile.outlet_id == Outlet.id).order_by(OutletProfile.id.desc()).limit(1)
    rows = session.execute(
        sa.select(Article, Outlet.key, rule.scalar_subquery()).join(Outlet).where(Article.id.in_(ids), Article.next_look_at <= now)
    )
    turn = {article_id: n for n, article_id in enumerate(ids)}
    found = sorted(rows, key=lambda row: turn[row[0].id])
    return tuple(_target(session, article, outlet, rule or "") for article, outlet, rule in found)


def _target(session: Session, article: Article, outlet: str, rule: str) -> Target:
    seen = session.scalar(
        sa.select(Attempt)
        .where(Attempt.article_id == article.id, Attempt.outcome.in_(SEEN - {Outcome.NOT_MODIFIED}))  # a 304 need not repeat them
        .order_by(Attempt.id.desc())
        .limit(1)
    )
    sent = {k.lower(): v for k, v in (seen.headers if seen else {}).items()}
    known_since = article.published_at or article.recorded_at
    read = sa.select(Reading.extractor).join(Attempt, Attempt.id == Reading.attempt_id).where(Attempt.article_id == article.id)
    return Target(
        article.id, outlet, article.url, known_since, sent.get("etag", ""), sent.get("last-modified", ""), article.failures,
        session.scalar(read.order_by(Reading.id.desc()).limit(1)) or "", rule, _seen_at(session, article.id),
        tuple(article.rate_weights or ()), article.stirred_at,
    )  # fmt: skip


def _seen_at(session: Session, article_id: int) -> datetime | None:
    seen = sa.select(Attempt.captured_at).where(Attempt.article_id == article_id, Attempt.outcome.in_(SEEN))
    return session.scalar(seen.order_by(Attempt.id.desc()).limit(1))


def last_kept_page(session: Session, article_id: int) -> str | None:
    """The digest of all visible words of the page whose bytes were kept last; None when none were."""
    kept = sa.select(Attempt.page_sha256).where(Attempt.article_id == article_id, Attempt.kept == KEPT, Attempt.outcome.in_(SEEN))
    return session.scalar(kept.order_by(Attempt.id.desc()).limit(1))


def last_page(session: Session, article_id: int, before_attempt: int | None = None) -> PayloadFacts | None:
    """Where the bytes lie that were kept last of a look that saw the article (before a given attempt); None when there are none."""
    query = sa.select(Payload).join(Attempt, Attempt.payload_sha256 == Payload.sha256)
    query = query.where(Attempt.article_id == article_id, Attempt.outcome.in_(SEEN), Payload.takedown_id.is_(None))
    if before_attempt is not None:
        query = query.where(Attempt.id < before_attempt)
    row = session.scalar(query.order_by(Attempt.id.desc()).limit(1))
    return _facts(row) if row else None


def record_attempt(session: Session, attempt: AttemptFacts) -> int:
    """Store one look and when the next one is due; returns its id."""
    article = session.get_one(Article, attempt.article_id)
    article.failures, article.next_look_at = attempt.failures, attempt.next_look_at
    article.rate_weights = list(attempt.rate_weights) or None
    values = asdict(attempt)
    del values["failures"], values["rate_weights"], values["next_look_at"]
    row = Attempt(**values)
    session.add(row)
    session.flush()
    return row.id


def put_off(session: Session, article_id: int, until: datetime) -> None:
    """The article is looked at later than was planned, because its host could not be asked."""
    session.get_one(Article, article_id).next_look_at = until


def record_reading(session: Session, attempt_id: int, annotator_id: int, reading: model.Reading, text_sha256: str) -> int:
    """Store what the page of an attempt said; returns the reading's id."""
    row = Reading(
        attempt_id=attempt_id, annotator_id=annotator_id, headline=reading.headline, headlines=asdict(reading.headlines), text=reading.text,
        authors=list(reading.authors), published_at=reading.published_at, modified_at=reading.modified_at, language=reading.language,
        live=reading.live,
        extractor=reading.extractor, text_sha256=text_sha256,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row.id


def record_payload(session: Session, payload: PayloadFacts) -> None:
    """Remember where bytes were kept; the same bytes are named once. Bytes that a takedown had dropped are there again."""
    row = session.scalar(sa.select(Payload).where(Payload.sha256 == payload.sha256))
    if row is None:
        session.add(Payload(**asdict(payload)))
    elif row.takedown_id is not None:
        row.file, row.offset, row.takedown_id = payload.file, payload.offset, None
    session.flush()


def has_payload(session: Session, sha256: str) -> bool:
    """Whether these bytes lie in the evidence."""
    return session.scalar(sa.select(Payload.id).where(Payload.sha256 == sha256, Payload.takedown_id.is_(None))) is not None


def no_payload(session: Session, attempt_id: int) -> str:
    """Why the bytes of an attempt cannot be shown; '' when they can."""
    attempt = session.get(Attempt, attempt_id)
    if attempt is None:
        return "there is no such attempt"
    if why := takedowns.decision(session, attempt.article_id):
        return f"withheld since {why.decided_at:%Y-%m-%d %H:%M}Z: {why.reason}"
    if attempt.kept == NOARCHIVE:
        return "not kept: the page says noarchive"
    if payload_of(session, attempt_id):
        return ""
    return NOT_KEPT.get(attempt.kept, attempt.kept).format(outcome=attempt.outcome)


def payload_of(session: Session, attempt_id: int) -> PayloadFacts | None:
    """Where the bytes of an attempt lie; None when it brought none, or they were not kept, or a takedown dropped them."""
    query = sa.select(Payload).join(Attempt, Attempt.payload_sha256 == Payload.sha256)
    row = session.scalar(query.where(Attempt.id == attempt_id, Payload.takedown_id.is_(None), takedowns.readable(Attempt.article_id)))
    return _facts(row) if row else None


def _facts(row: Payload) -> PayloadFacts:
    return PayloadFacts(row.sha256, row.size, row.media_type, row.file, row.offset)
