"""What stood between us and the news: walls before articles, articles that moved, what feeds let slip, validators that lie."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from db.tables import Alias, Article, Attempt, Feed, Gap, Outlet, OutletProfile, Poll, Quirk
from narrative.model import Outcome

IN_THE_WAY = (Outcome.CONSENT_WALL, Outcome.BLOCKED, Outcome.PAYWALLED, Outcome.SOFT_404, Outcome.MOVED)
"""Outcomes of a look that met a page, but not the article's: a front page, to which the address leads, is no article either."""


@dataclass(frozen=True, slots=True)
class WallLine:
    """One look at an article that met something in the way of it."""

    url: str
    at: datetime
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class AddressLine:
    """One address by which an article is known, how we came to know it, and when. `first_url` is the article's own name."""

    first_url: str
    url: str
    kind: str
    known_at: datetime


@dataclass(frozen=True, slots=True)
class GapLine:
    """Between two polls, entries of a feed may have come and gone unseen."""

    outlet: str
    feed: str
    after_at: datetime
    until_at: datetime
    outlet_name: str


@dataclass(frozen=True, slots=True)
class QuirkLine:
    """Something a feed does that others do not, and the poll that first showed it."""

    outlet: str
    feed: str
    kind: str
    detail: str
    since_at: datetime


def walls(session: Session) -> tuple[WallLine, ...]:
    """Every look that met something in the way, in order. A refusal (403) counts: a bot wall often answers so."""
    query = (
        sa.select(_own_url(), Attempt.captured_at, Attempt.outcome)
        .select_from(Article)
        .join(Attempt, Attempt.article_id == Article.id)
        .outerjoin(SAME, SAME.id == Article.same_as_id)
        .where(Attempt.outcome.in_((*IN_THE_WAY, Outcome.FORBIDDEN)))
        .order_by(Attempt.id)
    )
    return tuple(WallLine(url, at, Outcome(outcome)) for url, at, outcome in session.execute(query))


def addresses(session: Session) -> tuple[AddressLine, ...]:
    """Every address of every article, in the order in which we came to know them."""
    query = (
        sa.select(_own_url(), Alias.url, Alias.kind, Alias.recorded_at)
        .select_from(Article)
        .join(Alias, Alias.article_id == Article.id)
        .outerjoin(SAME, SAME.id == Article.same_as_id)
        .order_by(Alias.id)
    )
    return tuple(AddressLine(*row) for row in session.execute(query))


def gaps(session: Session, from_at: datetime | None = None, until_at: datetime | None = None) -> tuple[GapLine, ...]:
    """Every gap in what a feed listed, in order; or those that were recorded in a span of time."""
    recorded = [*([Gap.recorded_at >= from_at] if from_at else []), *([Gap.recorded_at < until_at] if until_at else [])]
    last, first = aliased(Poll), aliased(Poll)
    newest = sa.select(sa.func.max(OutletProfile.id)).where(OutletProfile.outlet_id == Outlet.id).correlate(Outlet).scalar_subquery()
    query = (
        sa.select(Outlet.key, Feed.url, last.captured_at, first.captured_at, OutletProfile.name)
        .select_from(Gap)
        .join(Feed, Feed.id == Gap.feed_id)
        .join(Outlet, Outlet.id == Feed.outlet_id)
        .join(OutletProfile, OutletProfile.id == newest)
        .join(last, last.id == Gap.last_poll_id)
        .join(first, first.id == Gap.first_poll_id)
        .where(*recorded)
        .order_by(Gap.id)
    )
    return tuple(GapLine(*row) for row in session.execute(query))


def quirks(session: Session) -> tuple[QuirkLine, ...]:
    """Every quirk of a feed, in the order in which they showed."""
    query = (
        sa.select(Outlet.key, Feed.url, Quirk.kind, Quirk.detail, Poll.captured_at)
        .select_from(Quirk)
        .join(Feed, Feed.id == Quirk.feed_id)
        .join(Outlet, Outlet.id == Feed.outlet_id)
        .join(Poll, Poll.id == Quirk.poll_id)
        .order_by(Quirk.id)
    )
    return tuple(QuirkLine(*row) for row in session.execute(query))


SAME = aliased(Article)
"""The older article that a younger one turned out to be."""


def _own_url() -> sa.ColumnElement[str]:
    return sa.func.coalesce(SAME.url, Article.url)
