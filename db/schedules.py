"""What decides when articles are looked at next: which are due, what an incident's stirring reaches, what history says of edits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from db.imports import imported
from db.tables import Article, Attempt, Entry, Event, Host, Judgment, Revision, Snapshot, Tag
from narrative import model
from narrative.model import ON_TOPIC, SEEN

AT_ONCE = 500
"""Values in one statement."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An article whose look is due."""

    id: int
    url: str
    due_at: datetime
    published_at: datetime
    stirred_at: datetime | None


def waiting(session: Session, now: datetime) -> tuple[Waiting, ...]:
    """Every article whose next look has come, those never looked at among them."""
    rows = session.execute(sa.select(Article).where(Article.next_look_at <= now).order_by(Article.next_look_at, Article.id)).scalars()
    return tuple(Waiting(a.id, a.url, a.next_look_at or now, a.published_at or a.recorded_at, a.stirred_at) for a in rows)


@dataclass(frozen=True, slots=True)
class Spent:
    """Requests that went to a host on one day."""

    host: str
    requests: int


def spent(session: Session, now: datetime) -> tuple[Spent, ...]:
    """What the day of `now` (of UTC) has cost each host so far."""
    return tuple(Spent(*row) for row in session.execute(sa.select(Host.name, Host.spent).where(Host.budget_on == now.date())))


@dataclass(frozen=True, slots=True)
class Tagged:
    """An article that was ever about an incident, when a look first showed that, and when it was looked at last.

    `next_look_at` is None for one that is not looked at any more; `listed` when a feed brought it, and no person.
    """

    id: int
    url: str
    published_at: datetime
    first_at: datetime
    looked_at: datetime
    next_look_at: datetime | None
    stirred_at: datetime | None
    failures: int
    listed: bool = True


def tagged(session: Session, tagger_id: int) -> tuple[Tagged, ...]:
    """Every article that this annotator ever found to be about its incident; those joined with another one are left out."""
    opened, looked = aliased(Attempt), aliased(Attempt)
    last = sa.select(sa.func.max(looked.captured_at)).where(looked.article_id == Article.id).scalar_subquery()
    rows = session.execute(
        sa.select(Article, sa.func.min(opened.captured_at), last, sa.exists().where(Entry.article_id == Article.id))
        .join(Snapshot, Snapshot.article_id == Article.id)
        .join(opened, opened.id == Snapshot.opened_by)
        .join(Judgment, Judgment.snapshot_id == Snapshot.id)
        .join(Tag, Tag.judgment_id == Judgment.id)
        .where(Judgment.annotator_id == tagger_id, Tag.decision.in_(ON_TOPIC), Article.same_as_id.is_(None), ~imported(Article.id))
        .group_by(Article.id)
        .order_by(Article.id)
    )
    return tuple(
        Tagged(a.id, a.url, a.published_at or a.recorded_at, first_at, looked_at, a.next_look_at, a.stirred_at, a.failures, listed)
        for a, first_at, looked_at, listed in rows
    )


def newest_event(session: Session, annotator_id: int, kinds: Iterable[str], now: datetime) -> datetime | None:
    """By when the newest event of these kinds had happened, as this annotator found; None when there is none."""
    asked = sa.select(sa.func.max(Event.until_at)).where(Event.annotator_id == annotator_id, Event.kind.in_(tuple(kinds)))
    return session.scalar(asked.where(Event.until_at <= now))


@dataclass(frozen=True, slots=True)
class Heated:
    """An article that an incident's stirring reaches, and by when it is to be looked at."""

    id: int
    look_by: datetime


def heat(session: Session, stirred_at: datetime, reached: Sequence[Heated]) -> None:
    """Remember when the incident of these articles stirred. Their next looks come forward, never back."""
    by = {h.id: h.look_by for h in reached}
    for start in range(0, len(reached), AT_ONCE):
        ids = [h.id for h in reached[start : start + AT_ONCE]]
        for article in session.scalars(sa.select(Article).where(Article.id.in_(ids))):
            article.stirred_at = stirred_at
            if article.next_look_at is not None:
                article.next_look_at = min(article.next_look_at, by[article.id])


@dataclass(frozen=True, slots=True)
class Watched:
    """An article that was known from its first hour on: until which age it was watched, and at which ages it was edited."""

    until: timedelta
    edited: tuple[timedelta, ...]


def revisions(session: Session) -> int:
    """How many edits the store holds, each once, whoever compared."""
    return session.scalar(sa.select(sa.func.count(sa.distinct(Revision.first_attempt_id)))) or 0


PROMPT = timedelta(hours=1)
"""How long after its publication an article may be found and still count as watched from the beginning."""


def watched(session: Session, most: int) -> tuple[Watched, ...]:
    """The newest `most` articles as far as they were watched from the beginning. An edit's age is that of the middle of its interval."""
    listed = sa.exists().where(Entry.article_id == Article.id)  # how old others were when they were found is not known
    newest = sa.select(Article.id).where(Article.same_as_id.is_(None), listed).order_by(Article.id.desc()).limit(most).subquery()
    last, first = aliased(Attempt), aliased(Attempt)
    edits: dict[int, set[tuple[datetime, datetime]]] = {}
    for article_id, after_at, until_at in session.execute(
        sa.select(Revision.article_id, last.captured_at, first.captured_at)
        .join(last, last.id == Revision.last_attempt_id)
        .join(first, first.id == Revision.first_attempt_id)
        .where(Revision.article_id.in_(sa.select(newest.c.id)))
    ):
        edits.setdefault(article_id, set()).add((after_at, until_at))
    rows = session.execute(
        sa.select(Article, sa.func.max(Attempt.captured_at))
        .join(Attempt, Attempt.article_id == Article.id)
        .where(Article.id.in_(sa.select(newest.c.id)), Attempt.outcome.in_(SEEN))
        .group_by(Article.id)
        .order_by(Article.id)
    )
    found = []
    for article, seen_at in rows:
        since = article.published_at or article.recorded_at
        if article.recorded_at - since <= PROMPT:
            ages = sorted(after_at + (until_at - after_at) / 2 - since for after_at, until_at in edits.get(article.id, ()))
            found.append(Watched(seen_at - since, tuple(ages)))
    return tuple(found)


STAMPED_LEAST, STAMPED_SHARE = 5, 0.5
"""So many entries, and such a share of those with a date, that claim an edit at once: the outlet dates its feed, not its articles."""


def edited_since(session: Session, feed_id: int, listed: Sequence[model.Entry], at: datetime) -> tuple[int, ...]:
    """Articles that the feed dates as edited after the last look at them; a date after `at` is not believed.

    A hint that led to a look is none any more: whatever the look brought, it was later. Of a feed that dates everything anew each time,
    no hint is taken.
    """
    said = {e.guid: e.updated_at for e in listed if e.updated_at and e.updated_at <= at}
    hinted: dict[int, datetime] = {}
    for start in range(0, len(said), AT_ONCE):
        guids = sorted(said)[start : start + AT_ONCE]
        rows = session.execute(
            sa.select(Entry.guid, Article.id, sa.func.max(Attempt.captured_at))
            .join(Article, Article.id == Entry.article_id)
            .join(Attempt, Attempt.article_id == Article.id)
            .where(Entry.feed_id == feed_id, Entry.guid.in_(guids), Article.next_look_at.is_not(None))
            .group_by(Entry.guid, Article.id)
        )
        hinted |= {article_id: said[guid] for guid, article_id, looked_at in rows if said[guid] > looked_at}
    stamped = len(hinted) >= STAMPED_LEAST and len(hinted) > STAMPED_SHARE * len(said)
    return () if stamped else tuple(hinted)


def hint(session: Session, article_ids: Sequence[int], at: datetime) -> None:
    """These articles are looked at now, or as soon as was planned."""
    for start in range(0, len(article_ids), AT_ONCE):
        some = article_ids[start : start + AT_ONCE]
        session.execute(sa.update(Article).where(Article.id.in_(some), Article.next_look_at > at).values(next_look_at=at))
