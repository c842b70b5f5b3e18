"""What an outlet's other articles say, for a line that came or went in one of them and may belong to none."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from db import takedowns
from db.tables import Article, Attempt, Entry, Poll, Reading

TEXTS_REACH, HEADLINES_REACH = timedelta(days=7), timedelta(days=30)
"""How far back: boxes on a page change within days; headlines are linked for longer."""
MOST_TEXTS, MOST_HEADLINES = 40, 4000
"""Of the newest: an outlet publishes some hundred articles a day."""


def headlines(session: Session, article_id: int, as_of: datetime) -> tuple[str, ...]:
    """Headlines of the other articles of an article's outlet, as their pages and feeds gave them lately, known at an instant."""
    others = _others(article_id).subquery()
    read = (
        sa.select(Reading.headline)
        .join(Attempt, Attempt.id == Reading.attempt_id)
        .join(others, others.c.id == Attempt.article_id)
        .where(Attempt.captured_at > as_of - HEADLINES_REACH, Reading.recorded_at <= as_of)
        .order_by(Reading.id.desc())
        .limit(MOST_HEADLINES)
    )
    listed = (
        sa.select(Entry.title)
        .join(others, others.c.id == Entry.article_id)
        .join(Poll, Poll.id == Entry.poll_id)
        .where(Poll.captured_at > as_of - HEADLINES_REACH, Entry.recorded_at <= as_of)
        .order_by(Entry.id.desc())
        .limit(MOST_HEADLINES)
    )
    return tuple(dict.fromkeys(filter(None, (*session.scalars(read), *session.scalars(listed)))))


def texts_with(session: Session, article_id: int, lines: Sequence[str], as_of: datetime) -> tuple[str, ...]:
    """Texts of the other articles of an article's outlet that held one of these lines lately, one an article, known at an instant.

    For each line the newest are looked for, so that one that stands everywhere does not hide another.
    """
    return tuple(dict.fromkeys(text for line in lines for text in _texts_with(session, article_id, line, as_of)))


def _texts_with(session: Session, article_id: int, line: str, as_of: datetime) -> Sequence[str]:
    others = _others(article_id).subquery()
    holding = (
        sa.select(sa.func.max(Reading.id))
        .join(Attempt, Attempt.id == Reading.attempt_id)
        .join(others, others.c.id == Attempt.article_id)
        .where(Attempt.captured_at > as_of - TEXTS_REACH, Reading.recorded_at <= as_of, _holds(session, line))
        .group_by(Attempt.article_id)
        .order_by(sa.func.max(Reading.id).desc())
        .limit(MOST_TEXTS)
    )
    return session.scalars(sa.select(Reading.text).where(Reading.id.in_(holding.scalar_subquery())).order_by(Reading.id.desc())).all()


def _others(article_id: int) -> sa.Select[int]:
    """The other articles of its outlet whose words are not withheld; those that are the same as it are no others."""
    this = sa.select(Article.outlet_id, sa.func.coalesce(Article.same_as_id, Article.id).label("work")).where(Article.id == article_id)
    own = this.subquery()
    return (
        sa.select(Article.id)
        .join(own, own.c.outlet_id == Article.outlet_id)
        .where(sa.func.coalesce(Article.same_as_id, Article.id) != own.c.work, takedowns.readable(Article.id))
    )


def _holds(session: Session, line: str) -> sa.ColumnElement[bool]:
    find = sa.func.strpos if session.get_bind().dialect.name == "postgresql" else sa.func.instr
    return find(Reading.text, line) > 0
