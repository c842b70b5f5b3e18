"""What the store says of the evidence: every payload and where it lies, and what one look exchanged."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from db.articles import KEPT
from db.facts import Attempt, Payload


@dataclass(frozen=True, slots=True)
class Named:
    """One payload as the store names it; `withheld` when a takedown dropped its bytes."""

    sha256: str
    size: int
    file: str
    offset: int
    withheld: bool


@dataclass(frozen=True, slots=True)
class ExchangeFacts:
    """What was sent to ask for a page, and the headers that came back; both empty where nothing came. `file` is that of an import."""

    url: str
    request: Mapping[str, str]
    captured_at: datetime
    http_status: int | None
    response: Mapping[str, str]
    file: str = ""


def named(session: Session) -> tuple[Named, ...]:
    """Every payload, in the order in which they lie."""
    rows = session.execute(
        sa.select(Payload.sha256, Payload.size, Payload.file, Payload.offset, Payload.takedown_id.is_not(None)).order_by(
            Payload.file, Payload.offset
        )
    )
    return tuple(Named(sha256, size, file, offset, bool(withheld)) for sha256, size, file, offset, withheld in rows)


def files(session: Session) -> tuple[str, ...]:
    """Every file that some payload lies in."""
    return tuple(session.scalars(sa.select(Payload.file).where(Payload.takedown_id.is_(None)).distinct().order_by(Payload.file)))


def unnamed(session: Session) -> tuple[int, ...]:
    """Attempts whose bytes are said to be kept, while no payload has them."""
    has = sa.exists().where(Payload.sha256 == Attempt.payload_sha256)
    return tuple(session.scalars(sa.select(Attempt.id).where(Attempt.kept == KEPT, ~has).order_by(Attempt.id)))


def exchange(session: Session, attempt_id: int) -> ExchangeFacts | None:
    """What one look exchanged; None when there is no such attempt."""
    row = session.get(Attempt, attempt_id)
    if row is None:
        return None
    file = row.exchange.get("file", "")
    return ExchangeFacts(row.final_url, row.exchange.get("request", {}), row.captured_at, row.http_status, row.headers, file)
