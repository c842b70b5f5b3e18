"""The store read through its views: every version, edit, statement, copy and event, as values."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, ResourceClosedError
from sqlalchemy.orm import Session

from db import annotations, clusters, copies
from db.tables import Article
from db.types import Instant
from narrative.errors import BadInput


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version of an article; `decision` on the incident asked for, empty while it is not judged."""

    url: str
    outlet: str
    version: int
    headline: str
    first_seen_at: datetime
    decision: str


@dataclass(frozen=True, slots=True)
class EditLine:
    """One edit and the two looks between which it happened."""

    id: int
    url: str
    outlet: str
    after_at: datetime
    until_at: datetime
    part: str
    label: str
    material: bool
    verdict: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One statement of one version."""

    url: str
    outlet: str
    first_seen_at: datetime
    claim: str
    polarity: str
    certainty: str
    source: str
    value: float | None
    text: str


@dataclass(frozen=True, slots=True)
class EventLine:
    """One event; `after_at` is None when it was there at our first look."""

    kind: str
    claim: str
    outlet: str
    url: str
    after_at: datetime | None
    until_at: datetime
    text: str


def versions(session: Session, incident: str) -> tuple[VersionLine, ...]:
    """Every version of every article, in the order in which it was seen."""
    query = sa.text(
        """SELECT v.url, v.outlet_name, v.version, v.headline, v.first_seen_at, coalesce(t.decision, '')
        FROM v_version v
        LEFT JOIN judgment j ON j.snapshot_id = v.snapshot_id
            AND j.annotator_id = (SELECT annotator_id FROM v_active WHERE name = :tags)
        LEFT JOIN tag t ON t.judgment_id = j.id
        ORDER BY v.first_seen_at, v.snapshot_id"""
    )
    typed = query.columns(sa.column("url"), sa.column("o"), sa.column("v"), sa.column("h"), sa.column("at", Instant), sa.column("d"))
    return tuple(VersionLine(*row) for row in session.execute(typed, {"tags": f"tags/{incident}"}))


def edits(session: Session, since_id: int = 0) -> tuple[EditLine, ...]:
    """Every edit later than `since_id`, in the order in which it was found."""
    query = sa.text(
        """SELECT edit_id, url, outlet_name, after_at, until_at, part, label, material, verdict, before, after
        FROM v_edit WHERE edit_id > :since ORDER BY edit_id"""
    ).columns(
        sa.column("id"), sa.column("url"), sa.column("o"), sa.column("a", Instant), sa.column("u", Instant), sa.column("p"), sa.column("l"),
        sa.column("m", sa.Boolean), sa.column("v"), sa.column("b"), sa.column("c"),
    )  # fmt: skip
    return tuple(EditLine(*row) for row in session.execute(query, {"since": since_id}))


def statements(session: Session, incident: str) -> tuple[StatementLine, ...]:
    """Every statement about the incident, in the order in which it was seen."""
    query = sa.text(
        """SELECT url, outlet_name, first_seen_at, claim, polarity, certainty, coalesce(source, ''), value, text
        FROM v_statement WHERE incident = :incident ORDER BY first_seen_at, statement_id"""
    ).columns(
        sa.column("url"), sa.column("o"), sa.column("at", Instant), sa.column("c"), sa.column("p"), sa.column("y"), sa.column("s"),
        sa.column("v", sa.Float), sa.column("t"),
    )  # fmt: skip
    return tuple(StatementLine(*row) for row in session.execute(query, {"incident": incident}))


def events(session: Session, incident: str) -> tuple[EventLine, ...]:
    """Every event of the incident, in the order in which it happened as far as we can tell."""
    query = sa.text(
        """SELECT kind, coalesce(claim, ''), outlet_name, url, after_at, until_at, coalesce(text, '')
        FROM v_event WHERE incident = :incident ORDER BY until_at, event_id"""
    ).columns(
        sa.column("k"), sa.column("c"), sa.column("o"), sa.column("u"), sa.column("a", Instant), sa.column("b", Instant), sa.column("t")
    )
    return tuple(EventLine(*row) for row in session.execute(query, {"incident": incident}))


def copied(session: Session) -> frozenset[tuple[str, str]]:
    """(origin's address, copy's address) for every article that prints another's text, as judged now."""
    judge = annotations.active(session, clusters.ANNOTATOR)
    found = copies.copies(session, judge) if judge else ()
    addresses = {a: url for a, url in session.execute(sa.select(Article.id, Article.url))}  # noqa: C416
    return frozenset((addresses[c.origin_article_id], addresses[c.article_id]) for c in found)


@dataclass(frozen=True, slots=True)
class Table:
    """The answer to a query: column names, and rows of plain values."""

    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


def ask(session: Session, sql: str) -> Table:
    """The answer to one query of a person's own. Whatever would change the store is refused. Raises BadInput."""
    sqlite = session.get_bind().dialect.name == "sqlite"
    session.execute(sa.text("PRAGMA query_only = ON" if sqlite else "SET TRANSACTION READ ONLY"))
    try:
        # streamed, PostgreSQL gets one cursor for one statement: what follows a semicolon is an error, not run
        found = session.execute(sa.text(sql.replace(":", "\\:")), execution_options={"stream_results": not sqlite})
        return Table(tuple(found.keys()), tuple(tuple(row) for row in found))
    except DBAPIError as error:
        raise BadInput(f"the query failed: {error.orig}") from error
    except ResourceClosedError as error:
        raise BadInput("only queries that answer with rows can be asked here") from error
    finally:
        session.rollback()
        if sqlite:
            session.execute(sa.text("PRAGMA query_only = OFF"))  # the connection goes back into the pool
