"""Instants come back as they went in, whatever the dialect and whatever zone they were given in."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import StatementError

from db.session import Store
from db.tables import Article, Outlet

LONG_AGO = datetime(2025, 1, 1, 5, 59, 59, 123456, tzinfo=timezone(timedelta(hours=6)))


def published(store: Store, at: datetime | None) -> datetime | None:
    with store.write() as session:
        outlet = Outlet(key="x")
        session.add(outlet)
        session.flush()
        session.add(Article(outlet_id=outlet.id, url="https://x.test/", published_at=at))
    with store.read() as session:
        return session.scalar(sa.select(Article.published_at))


def test_an_instant_comes_back_as_the_same_instant_in_utc(store: Store) -> None:
    found = published(store, LONG_AGO)
    assert found == LONG_AGO
    assert found is not None
    assert found.tzinfo is UTC
    assert found.microsecond == 123456


def test_no_instant_comes_back_as_none(store: Store) -> None:
    assert published(store, None) is None


def test_a_naive_instant_is_refused(store: Store) -> None:
    with pytest.raises(StatementError, match="naive datetime"):
        published(store, LONG_AGO.replace(tzinfo=None))


def test_a_naive_instant_is_refused_in_a_question_too(store: Store) -> None:
    with store.read() as session, pytest.raises(StatementError, match="naive datetime"):
        session.scalar(sa.select(Article.id).where(Article.published_at < LONG_AGO.replace(tzinfo=None)))


def test_instants_sort_by_time_and_not_by_how_they_are_written(store: Store) -> None:
    base = datetime(2025, 1, 1, tzinfo=UTC)
    ats = [base, base + timedelta(microseconds=1), base + timedelta(seconds=1), base + timedelta(days=300)]
    with store.write() as session:
        outlet = Outlet(key="x")
        session.add(outlet)
        session.flush()
        session.add_all(Article(outlet_id=outlet.id, url=f"https://x.test/{n}", published_at=at) for n, at in enumerate(reversed(ats)))
    with store.read() as session:
        assert list(session.scalars(sa.select(Article.published_at).order_by(Article.published_at))) == ats
        assert session.scalar(sa.select(sa.func.count()).where(Article.published_at <= ats[1])) == 2
