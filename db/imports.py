"""One's own texts: files that a person handed over. Each is an article of its own, and an outlet of its own, which speaks for itself.

Nobody listed them, nothing looks at them again, and when they came into the world is not known. So whatever goes by time or by who is
watched leaves them out: see `imported`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from db import articles, snapshots, takedowns
from db.articles import KEPT, AttemptFacts, PayloadFacts
from db.facts import IMPORT, IMPORTED, Article, Attempt, Outlet, OutletProfile
from narrative import model
from narrative.model import Outcome

MARK = " (imported)"
"""Behind the name of a file, which is its outlet's name: wherever an outlet is named, it is said of an import that it is one."""
NAMED = 16
"""Hexadecimal digits of a file's hash in its address and its outlet's key."""
UNKNOWN_COUNTRY = "??"
"""In `outlet_profile.country`, as in a list of feeds that has none."""
LONGEST_NAME = 120


def imported(article_id: sa.SQLColumnExpression[int]) -> sa.ColumnElement[bool]:
    """A condition: the article is an imported text."""
    brought = aliased(Attempt)
    return sa.exists().where(brought.article_id == article_id, brought.kind == IMPORTED).correlate_except(brought)


@dataclass(frozen=True, slots=True)
class ImportFacts:
    """One file, or one record in it, as it was handed over, and what came of it.

    `name` says where it lay, `label` is short for it; `url` is where the text says it is from, '' if nowhere.
    """

    sha256: str
    name: str
    label: str
    url: str
    media_type: str
    started_at: datetime
    captured_at: datetime
    outcome: Outcome
    reason: str
    headers: Mapping[str, str]
    archived_at: str = ""


@dataclass(frozen=True, slots=True)
class Imported:
    """An import that was made: its article, when, how it ended; `withheld` since it was taken down."""

    article_id: int
    at: datetime
    outcome: Outcome
    reason: str
    withheld: bool


def known(session: Session, sha256: str) -> Imported | None:
    """The import of these bytes; None when they were never imported."""
    made = sa.select(Attempt).where(Attempt.kind == IMPORTED, Attempt.payload_sha256 == sha256)
    row = session.scalar(made.order_by(Attempt.id).limit(1))
    if row is None:
        return None
    withheld = takedowns.decision(session, row.article_id) is not None
    return Imported(row.article_id, row.captured_at, Outcome(row.outcome), row.reason, withheld)


def record(
    session: Session, facts: ImportFacts, payload: PayloadFacts | None, reading: model.Reading | None, read: tuple[int, str]
) -> Imported:
    """Store one import, once. `payload` is None where the same bytes lie there already; `read` is the reader, and the hash of the words."""
    if (made := known(session, facts.sha256)) is not None:
        return made
    if payload:
        articles.record_payload(session, payload)
    article_id = _article(session, facts)
    attempt_id = articles.record_attempt(session, _attempt(article_id, facts, reading))
    if reading:
        reader_id, words_sha256 = read
        reading_id = articles.record_reading(session, attempt_id, reader_id, reading, words_sha256)
        snapshots.open_snapshot(session, article_id, attempt_id, reading_id, reader_id)
    return Imported(article_id, facts.captured_at, facts.outcome, facts.reason, withheld=False)


def address(sha256: str, url: str) -> str:
    """The address of an imported text in the store: that of its page, with a mark by which it is never taken for a watched one."""
    return f"{url}#{_key(sha256).replace(':', '-')}" if url else _key(sha256)


def _key(sha256: str) -> str:
    return f"{IMPORT}:{sha256[:NAMED]}"


def _article(session: Session, facts: ImportFacts) -> int:
    outlet = Outlet(key=_key(facts.sha256))
    session.add(outlet)
    session.flush()
    article = Article(outlet_id=outlet.id, url=address(facts.sha256, facts.url), published_at=None)
    session.add_all((_profile(outlet.id, facts), article))
    session.flush()
    return article.id


def _profile(outlet_id: int, facts: ImportFacts) -> OutletProfile:
    return OutletProfile(
        outlet_id=outlet_id, name=facts.label[-LONGEST_NAME:] + MARK, country=UNKNOWN_COUNTRY, language="", ownership="unknown", wire=False,
        home="", role=IMPORT, article_id="", owner=None,
    )  # fmt: skip


def _attempt(article_id: int, facts: ImportFacts, reading: model.Reading | None) -> AttemptFacts:
    about = {"file": facts.name} | ({"archived_at": facts.archived_at} if facts.archived_at else {})
    return AttemptFacts(
        article_id=article_id, url=facts.url, final_url=facts.url, started_at=facts.started_at, captured_at=facts.captured_at,
        outcome=facts.outcome, reason=facts.reason, http_status=None, headers={"Content-Type": facts.media_type, **facts.headers},
        exchange=about, robots="", robots_id=None, payload_sha256=facts.sha256,
        page_sha256=(reading.page_sha256 or None) if reading else None, kept=KEPT, failures=0, next_look_at=None, kind=IMPORTED,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ImportLine:
    """An import as it was made: from which file, when, how it ended, and where its text says it is from."""

    article_id: int
    attempt_id: int
    address: str
    file: str
    at: datetime
    outcome: Outcome
    reason: str
    url: str
    withheld: str


def at(session: Session, url: str) -> ImportLine | None:
    """The import that has exactly this address in the store; None when there is none."""
    found = sa.select(Attempt, Article).join(Article, Article.id == Attempt.article_id)
    row = session.execute(found.where(Attempt.kind == IMPORTED, Article.url == url)).first()
    if row is None:
        return None
    made, article = row
    why = takedowns.decision(session, article.id)
    return ImportLine(
        article.id, made.id, article.url, made.exchange.get("file", ""), made.captured_at, Outcome(made.outcome), made.reason, made.url,
        why.reason if why else "",
    )  # fmt: skip


def withheld_at(session: Session, url: str) -> int | None:
    """An article at an address whose words are withheld; None when they are not, or there is none."""
    ids = takedowns.group(session, url) if url else ()
    return next((id_ for id_ in ids if takedowns.decision(session, id_)), None)


def count(session: Session) -> int:
    """How many texts were imported, those included that could not be read."""
    return session.scalar(sa.select(sa.func.count(Attempt.id)).where(Attempt.kind == IMPORTED)) or 0
