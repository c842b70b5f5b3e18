"""Which article stands behind an address, and what happens when two turn out to be one.

Belief, strongest first: the outlet's own number, the canonical address, the key at which spellings of one page meet. Two different
numbers of one outlet are two articles, whatever else says otherwise. Called inside `Store.write`: it admits one writer at a time, so
that nobody else makes an article between the question and the answer; the unique constraints hold even where that is forgotten.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from db import takedowns
from db.facts import Alias, Article, Attempt
from narrative.model import SEEN

LISTED = "entry"
"""The kind of an alias that a feed gave an article."""
BY_HAND = "by_hand"
"""The kind of the address by which a person added an article."""
CANONICAL, MOVED, REDIRECT = "canonical", "moved", "redirect"
"""Kinds of further addresses: what a page calls itself, where it moved for good with its words, where a redirect led. Only by the
first two it can be another article of ours; a withdrawn article, too, redirects to its replacement."""


@dataclass(frozen=True, slots=True)
class Address:
    """A canonical address, with the outlet's own number of the article and the key of its main form; '' for what there is none of."""

    url: str
    local_id: str = ""
    key: str = ""


def article_of(session: Session, outlet_id: int, address: Address, published_at: datetime | None) -> Article | None:
    """The article behind the address of an entry, made when it is new; None without an address.

    Never one that is the same as another: always the article that is looked at. A new address becomes its alias.
    """
    if not address.url:
        return None
    found, *others = _known(session, outlet_id, address) or [_new(session, outlet_id, address, published_at)]
    for other in others:
        found = _join(session, found, other)
    _note(session, found, outlet_id, address, LISTED)
    return found


def added(session: Session, outlet_id: int, address: Address) -> Article:
    """The article behind an address that a person named, made when it is new; as `article_of` for what a feed lists."""
    found = next(iter(_known(session, outlet_id, address)), None) or _new(session, outlet_id, address, None)
    _note(session, found, outlet_id, address, BY_HAND)
    return found


def adopt(session: Session, article_id: int, addresses: Sequence[Address], kind: str) -> None:
    """Remember further addresses of an article, unless another one is known by them or has their number.

    To be called after the attempt that brought them is recorded. Where an address to which an article has MOVED belongs to another
    one the two are one. So are they where it is CANONICAL, but only by the first look that saw a text: what a page says of itself
    then is its identity, what it says later is news.
    """
    said_by = session.get_one(Article, article_id)
    article = _root(session, said_by)
    joins = kind == MOVED or (kind == CANONICAL and _first_seen_now(session, article_id))
    for address in (a for a in addresses if a.url):
        if _differ(_numbers(session, article), {(said_by.outlet_id, address.local_id)}):
            continue
        for other in _known(session, said_by.outlet_id, address) if joins else ():
            article = _join(session, article, other)
        if all(known is article for known in _known(session, said_by.outlet_id, address)):
            _note(session, article, said_by.outlet_id, address, kind)


def counts(article_id: sa.SQLColumnExpression[int], until_at: datetime | None = None) -> sa.ColumnElement[bool]:
    """A condition: the article stood for itself, as of `until_at` or now. One that turned out to be another is not told twice."""
    joined = [Article.id == article_id, Article.same_as_id.is_not(None), *([Article.joined_at < until_at] if until_at else [])]
    return ~sa.exists().where(*joined).correlate_except(Article)


def behind(session: Session, outlet_id: int, address: Address) -> int | None:
    """The id of the article that an entry with this address would belong to; None when it would be a new one. Changes nothing."""
    found = _known(session, outlet_id, address) if address.url else []
    return found[0].id if found else None


def at(session: Session, url: str) -> int | None:
    """The id of the article, or of the one that it is the same as, that has exactly this address; None when there is none."""
    own = session.scalar(sa.select(Article).where(Article.url == url))
    return _root(session, own).id if own else None


def _new(session: Session, outlet_id: int, address: Address, published_at: datetime | None) -> Article:
    made = Article(outlet_id=outlet_id, url=address.url, local_id=address.local_id or None, published_at=published_at)
    session.add(made)
    session.flush()
    return made


def _known(session: Session, outlet_id: int, address: Address) -> list[Article]:
    """The articles that the address can mean, the most believed first; more than one only when they are yet to be joined."""
    numbered = _numbered(session, outlet_id, address.local_id)
    placed = next(_placed(session, outlet_id, address), None)
    return list(dict.fromkeys(_root(session, a) for a in (numbered, placed) if a))


def _numbered(session: Session, outlet_id: int, local_id: str) -> Article | None:
    if not local_id:
        return None
    return session.scalar(sa.select(Article).where(Article.outlet_id == outlet_id, Article.local_id == local_id))


def _placed(session: Session, outlet_id: int, address: Address) -> Iterator[Article]:
    """Articles at the address: its own and what feeds said without question, the rest unless their number is another one."""
    if own := session.scalar(sa.select(Article).where(Article.url == address.url)):
        yield own
    by_url, by_key = Alias.url == address.url, sa.and_(Alias.key == address.key, Alias.key != "")
    named = sa.select(Article, Alias.kind, Alias.url).join(Alias, Alias.article_id == Article.id)
    for found, kind, url in [*session.execute(named.where(by_url)), *session.execute(named.where(by_key).order_by(Alias.id))]:
        listed_here = kind == LISTED and url == address.url
        if listed_here or not _differ({(found.outlet_id, found.local_id or "")}, {(outlet_id, address.local_id)}):
            yield found


def _note(session: Session, article: Article, outlet_id: int, address: Address, kind: str) -> None:
    """Keep the address and the number with the article, where nobody has them yet."""
    alias = session.scalar(sa.select(Alias).where(Alias.url == address.url))
    if alias is None:
        session.add(Alias(article_id=article.id, url=address.url, key=address.key, kind=kind))
    elif not alias.key:  # from before there were keys
        alias.key = address.key
    if article.outlet_id == outlet_id and not article.local_id and not _numbered(session, outlet_id, address.local_id):
        article.local_id = address.local_id or None
    session.flush()


def _join(session: Session, one: Article, other: Article) -> Article:
    """The older of two articles that are one; the younger is not looked at any more. `one` where their numbers say that they are two."""
    if one is other or _differ(_numbers(session, one), _numbers(session, other)):
        return one
    older, younger = sorted((one, other), key=lambda a: a.id)
    older.next_look_at = older.next_look_at or younger.next_look_at
    younger.same_as_id, younger.joined_at, younger.next_look_at = older.id, session.info["recorded_at"], None
    session.flush()
    takedowns.spread(session, (older.id, younger.id))
    return older


def _root(session: Session, article: Article) -> Article:
    """The article that this one is the same as. It ends: `same_as_id` always names an older one."""
    while article.same_as_id is not None:
        article = session.get_one(Article, article.same_as_id)
    return article


def _numbers(session: Session, root: Article) -> set[tuple[int, str]]:
    """The numbers, each with its outlet, of an article and of all that are the same as it."""
    found, ids = {(root.outlet_id, root.local_id or "")}, {root.id}
    while ids:
        same = session.scalars(sa.select(Article).where(Article.same_as_id.in_(ids))).all()
        found |= {(a.outlet_id, a.local_id or "") for a in same}
        ids = {a.id for a in same}
    return found


def _differ(some: set[tuple[int, str]], others: set[tuple[int, str]]) -> bool:
    """Whether one outlet gave both a number, and not the same. Numbers of two outlets say nothing about each other."""
    return any(outlet == b and number and n and number != n for outlet, number in some for b, n in others)


def _first_seen_now(session: Session, article_id: int) -> bool:
    seen = sa.select(sa.func.count(Attempt.id)).where(Attempt.article_id == article_id, Attempt.outcome.in_(SEEN))
    return (session.scalar(seen) or 0) <= 1
