"""Pages that a person added by hand to those that are watched, and took out again."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from db import identity, takedowns
from db.facts import WATCHED, Article, Entry, Feed, Outlet, OutletProfile
from db.identity import Address
from db.imports import UNKNOWN_COUNTRY


@dataclass(frozen=True, slots=True)
class Standing:
    """How an article stands: when it is looked at next (None: not any more), whether a feed lists it, why it is withheld, if it is."""

    id: int
    outlet: str
    next_look_at: datetime | None
    listed: bool
    withheld: str


def outlet_of_host(session: Session, host: str, home: str) -> int:
    """The outlet that stands for a host no catalogue names, made when it is new."""
    found = session.scalar(sa.select(Outlet.id).where(Outlet.key == host))
    if found is not None:
        return found
    row = Outlet(key=host)
    session.add(row)
    session.flush()
    profile = OutletProfile(
        outlet_id=row.id, name=host, country=UNKNOWN_COUNTRY, language="", ownership="unknown", wire=False, home=home, role=WATCHED,
        article_id="", owner=None,
    )  # fmt: skip
    session.add(profile)
    session.flush()
    return row.id


def standing(session: Session, outlet_id: int, address: Address) -> Standing | None:
    """How the article at an address stands; None when none is known there."""
    found = identity.behind(session, outlet_id, address)
    return _standing(session, session.get_one(Article, found)) if found else None


def _standing(session: Session, article: Article) -> Standing:
    asked = sa.select(Entry.id).join(Feed, Feed.id == Entry.feed_id).where(Entry.article_id == article.id, Feed.next_poll_at.is_not(None))
    why = takedowns.decision(session, article.id)
    listed = session.scalar(asked.limit(1)) is not None
    return Standing(article.id, session.get_one(Outlet, article.outlet_id).key, article.next_look_at, listed, why.reason if why else "")


def add(session: Session, outlet_id: int, address: Address, at: datetime) -> Standing:
    """Watch the article at an address, to be looked at from `at` on; made when it is new."""
    article = identity.added(session, outlet_id, address)
    article.next_look_at = min(article.next_look_at or at, at)
    article.failures = 0
    session.flush()
    return _standing(session, article)


def end(session: Session, article_id: int) -> None:
    """Look at an article no more."""
    session.get_one(Article, article_id).next_look_at = None
