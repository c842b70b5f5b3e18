"""How well each outlet can be seen: whether its feeds answer, what stands before its pages, and whose voice is missing."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from statistics import median

import sqlalchemy as sa
from sqlalchemy.orm import Session

from db import annotations
from db.coverage import UNSEEN
from db.events import ANSWERED
from db.facts import IMPORT, WATCHED
from db.feeds import READ, VALIDATORS_LIE
from db.tables import (
    Article,
    Attempt,
    Entry,
    Feed,
    Gap,
    Judgment,
    Outlet,
    OutletProfile,
    Poll,
    Quirk,
    Reading,
    Robots,
    Snapshot,
    Tag,
)
from narrative.errors import BadInput
from narrative.model import Decision, Outcome

WALLS = (
    Outcome.BLOCKED, Outcome.CONSENT_WALL, Outcome.PAYWALLED, Outcome.FORBIDDEN, Outcome.RATE_LIMITED, Outcome.DISALLOWED,
)  # fmt: skip
"""Outcomes of a look that an outlet keeps us out with. A server that is down is not one of them, nor an article that is gone."""

LATELY = timedelta(days=7)
"""Within a week of watching, an outlet that reports at all has listed something."""

NEWEST_READINGS = 50
"""So many articles of an outlet tell how long its texts are; reading all of a big store for one number would take minutes."""


@dataclass(frozen=True, slots=True)
class FeedCheck:
    """One feed: how asking it went last, when it last answered, and what it is like.

    `listed` counts the entries of the newest document that could be read, `fresh` those of the last week. `validators` names what the
    feed lets us ask "anything new?" with: `etag`, `last-modified`, both, `none`, or `lying`. `rules` are the lines of its robots.txt
    that allow or disallow something; None while that is not known.
    """

    url: str
    watched: bool = True
    polled_at: datetime | None = None
    outcome: str = ""
    reason: str = ""
    answered_at: datetime | None = None
    listed: int | None = None
    fresh: int = 0
    interval: timedelta = timedelta(0)
    validators: str = ""
    robots: str = ""
    rules: int | None = None
    gaps: int = 0
    last_gap_at: datetime | None = None
    quirks: tuple[tuple[str, str], ...] = ()

    @property
    def answers(self) -> bool:
        return self.outcome in ANSWERED


@dataclass(frozen=True, slots=True)
class OutletCheck:
    """One outlet, its feeds, and what came of looking at its pages.

    `walls` are (outcome, how often). `lately_seen` is None when nobody looked in the last week. `words` is the median length of the
    newest texts.
    """

    id: str
    name: str
    country: str
    ownership: str
    role: str
    feeds: tuple[FeedCheck, ...] = ()
    looks: int = 0
    walls: tuple[tuple[str, int], ...] = ()
    lately_seen: int | None = None
    words: int | None = None

    @property
    def unseen(self) -> str:
        """Why nothing that the outlet says now would reach us; empty when something would."""
        watched = [f for f in self.feeds if f.watched]
        if not watched:
            if self.role == WATCHED:
                return "no feed: only pages that were added by hand"
            return "not watched any more" if self.feeds else "no feed known"
        asked = [f for f in watched if f.polled_at]
        if not asked:
            return "not yet asked"
        if not any(f.answers for f in asked):
            return f"feed: {asked[0].outcome}"
        if self.lately_seen == 0:
            return f"pages: {max(self.walls, key=lambda w: w[1])[0] if self.walls else 'out of reach'}"
        return ""


def checks(session: Session, now: datetime) -> tuple[OutletCheck, ...]:
    """Every outlet of the store but for imported texts, in the order in which they came; `now` only says which week is the last one."""
    feeds, words = _feeds(session, now - LATELY), _words(session)
    looks = _looks(session, now - LATELY)
    return tuple(
        OutletCheck(
            o.key, p.name, p.country, p.ownership, p.role, tuple(feeds[o.id]),
            sum(n for _, n, _ in looks[o.id]), tuple((outcome, n) for outcome, n, _ in looks[o.id] if outcome in WALLS),
            _seen([(outcome, lately) for outcome, _, lately in looks[o.id]]), words.get(o.id),
        )
        for o, p in profiled(session) if p.role != IMPORT
    )  # fmt: skip


def profiled(session: Session) -> Iterable[tuple[Outlet, OutletProfile]]:
    """Every outlet with what the catalogue says of it now."""
    newest = sa.select(sa.func.max(OutletProfile.id)).group_by(OutletProfile.outlet_id)
    rows = session.execute(sa.select(Outlet, OutletProfile).join(OutletProfile).where(OutletProfile.id.in_(newest)).order_by(Outlet.id))
    return [(outlet, profile) for outlet, profile in rows]


def _seen(lately: Sequence[tuple[str, int]]) -> int | None:
    """How many looks of the last week met the article; None without any."""
    return sum(n for outcome, n in lately if outcome not in UNSEEN) if any(n for _, n in lately) else None


def _looks(session: Session, since: datetime) -> dict[int, list[tuple[str, int, int]]]:
    """By outlet: (outcome, how often ever, how often since)."""
    recent = sa.func.sum(sa.case((Attempt.captured_at > since, 1), else_=0))
    query = (
        sa.select(Article.outlet_id, Attempt.outcome, sa.func.count(), recent)
        .select_from(Attempt)
        .join(Article, Article.id == Attempt.article_id)
        .group_by(Article.outlet_id, Attempt.outcome)
        .order_by(Article.outlet_id, Attempt.outcome)
    )
    found: dict[int, list[tuple[str, int, int]]] = defaultdict(list)
    for outlet_id, outcome, ever, lately in session.execute(query):
        found[outlet_id].append((outcome, ever, lately))
    return found


def _words(session: Session) -> dict[int, int]:
    """By outlet: the median number of words of the newest reading of each of its newest articles."""
    newest = (
        sa.select(Attempt.article_id, sa.func.max(Reading.id).label("id"))
        .join(Reading, Reading.attempt_id == Attempt.id)
        .group_by(Attempt.article_id)
        .subquery()
    )
    place = sa.func.row_number().over(partition_by=Article.outlet_id, order_by=newest.c.id.desc()).label("place")
    ranked = sa.select(Article.outlet_id, newest.c.id, place).join(newest, newest.c.article_id == Article.id).subquery()
    query = sa.select(ranked.c.outlet_id, Reading.text).join(Reading, Reading.id == ranked.c.id).where(ranked.c.place <= NEWEST_READINGS)
    lengths: dict[int, list[int]] = defaultdict(list)
    for outlet_id, text in session.execute(query):
        lengths[outlet_id].append(len(text.split()))
    return {outlet_id: round(median(found)) for outlet_id, found in lengths.items()}


def _feeds(session: Session, since: datetime) -> dict[int, list[FeedCheck]]:
    """By outlet: its feeds, those that are watched first."""
    polls, gaps, quirks, fresh = _polls(session), _gaps(session), _quirks(session), _fresh(session, since)
    rules = _rules(session, [p.robots_id for three in polls.values() for p in three[:1] if p and p.robots_id])
    found: dict[int, list[FeedCheck]] = defaultdict(list)
    for feed in session.scalars(sa.select(Feed).order_by(Feed.next_poll_at.is_(None), Feed.id)):
        last, answered, read = polls.get(feed.id, (None, None, None))
        count, last_gap_at = gaps.get(feed.id, (0, None))
        check = FeedCheck(
            url=feed.url, watched=feed.next_poll_at is not None, answered_at=answered.captured_at if answered else None,
            listed=read.listed if read else None, fresh=fresh.get(feed.id, 0), interval=timedelta(seconds=feed.interval_seconds),
            validators=_validators(feed, quirks[feed.id]) if answered else "", gaps=count, last_gap_at=last_gap_at,
            quirks=tuple(quirks[feed.id]),
        )  # fmt: skip
        found[feed.outlet_id].append(_asked(check, last, rules) if last else check)
    return found


def _asked(check: FeedCheck, last: Poll, rules: Mapping[int, int]) -> FeedCheck:
    known = rules.get(last.robots_id) if last.robots_id else None
    return replace(check, polled_at=last.captured_at, outcome=last.outcome, reason=last.reason, robots=last.robots, rules=known)


def _validators(feed: Feed, quirks: Sequence[tuple[str, str]]) -> str:
    if any(kind == VALIDATORS_LIE for kind, _ in quirks):
        return "lying"
    return named_validators(feed.etag, feed.last_modified)


def named_validators(etag: str, last_modified: str) -> str:
    """What a feed lets us ask "anything new?" with."""
    return ", ".join(name for name, said in (("etag", etag), ("last-modified", last_modified)) if said) or "none"


Three = tuple[Poll | None, Poll | None, Poll | None]


def _polls(session: Session) -> dict[int, Three]:
    """By feed: its last poll, the last that was answered, the last that read a document."""
    answered = sa.func.max(sa.case((Poll.outcome.in_(ANSWERED), Poll.id)))
    read = sa.func.max(sa.case((Poll.outcome.in_(READ), Poll.id)))
    three = session.execute(sa.select(Poll.feed_id, sa.func.max(Poll.id), answered, read).group_by(Poll.feed_id)).all()
    ids = {poll_id for _, *found in three for poll_id in found if poll_id}
    polls = {p.id: p for p in session.scalars(sa.select(Poll).where(Poll.id.in_(ids)))}
    return {feed_id: (polls.get(a), polls.get(b), polls.get(c)) for feed_id, a, b, c in three}


def _rules(session: Session, ids: Sequence[int]) -> dict[int, int]:
    """Of each robots.txt, how many of its lines allow or disallow something."""
    rows = session.execute(sa.select(Robots.id, Robots.text).where(Robots.id.in_(set(ids))))
    return {robots_id: sum(_is_rule(line) for line in text.splitlines()) for robots_id, text in rows}


def _is_rule(line: str) -> bool:
    name, _, value = line.partition(":")
    return name.strip().lower() in {"allow", "disallow"} and bool(value.strip())


def _fresh(session: Session, since: datetime) -> dict[int, int]:
    counted = sa.select(Entry.feed_id, sa.func.count()).where(Entry.recorded_at > since).group_by(Entry.feed_id)
    return {feed_id: count for feed_id, count in session.execute(counted)}  # noqa: C416


def _gaps(session: Session) -> dict[int, tuple[int, datetime]]:
    """By feed: how many gaps, and when the last one was noticed."""
    query = sa.select(Gap.feed_id, sa.func.count(), sa.func.max(Poll.captured_at)).join(Poll, Poll.id == Gap.first_poll_id)
    return {feed_id: (count, at) for feed_id, count, at in session.execute(query.group_by(Gap.feed_id))}


def _quirks(session: Session) -> dict[int, list[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for feed_id, kind, detail in session.execute(sa.select(Quirk.feed_id, Quirk.kind, Quirk.detail).order_by(Quirk.id)):
        found[feed_id].append((kind, detail))
    return found


@dataclass(frozen=True, slots=True)
class Share:
    """What one country, one kind of owner or one role has in the store. `about` counts articles mainly about the incident asked for."""

    by: str
    value: str
    outlets: int
    feeds: int
    articles: int
    about: int | None
    unseen: tuple[tuple[str, str], ...]


def shares(session: Session, now: datetime, incident: str = "") -> tuple[Share, ...]:
    """Outlets, watched feeds and articles by country, ownership and role; `unseen` are (outlet, why). Raises BadInput."""
    found = checks(session, now)
    articles, about = _articles(session), _about(session, incident) if incident else None
    groups = [
        (by, value, [c for c in found if getattr(c, by) == value])
        for by in ("country", "ownership", "role")
        for value in _values(found, by)
    ]
    return tuple(_share(by, value, members, articles, about) for by, value, members in groups)


def _values(found: Sequence[OutletCheck], by: str) -> list[str]:
    return sorted({getattr(c, by) for c in found})


def _share(by: str, value: str, members: Sequence[OutletCheck], articles: Mapping[str, int], about: Mapping[str, int] | None) -> Share:
    return Share(
        by, value, len(members), sum(f.watched for c in members for f in c.feeds), sum(articles.get(c.id, 0) for c in members),
        None if about is None else sum(about.get(c.id, 0) for c in members), tuple((c.id, c.unseen) for c in members if c.unseen),
    )  # fmt: skip


def _articles(session: Session) -> dict[str, int]:
    """By outlet; two that turned out to be one count once."""
    query = sa.select(Outlet.key, sa.func.count()).select_from(Article).join(Outlet, Outlet.id == Article.outlet_id)
    return {key: count for key, count in session.execute(query.where(Article.same_as_id.is_(None)).group_by(Outlet.key))}  # noqa: C416


def _about(session: Session, incident: str) -> dict[str, int]:
    """By outlet: articles of which a version is mainly about the incident, as judged now. Raises BadInput."""
    tagger = annotations.active(session, f"tags/{incident}")
    if tagger is None:
        raise BadInput(f"{incident} is not followed in this store")
    query = (
        sa.select(Outlet.key, sa.func.count(sa.distinct(Article.id)))
        .select_from(Tag)
        .join(Judgment, Judgment.id == Tag.judgment_id)
        .join(Snapshot, Snapshot.id == Judgment.snapshot_id)
        .join(Article, Article.id == Snapshot.article_id)
        .join(Outlet, Outlet.id == Article.outlet_id)
        .where(Judgment.annotator_id == tagger, Tag.decision == Decision.PRIMARY)
        .group_by(Outlet.key)
    )
    return {key: count for key, count in session.execute(query)}  # noqa: C416
