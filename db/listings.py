"""What a feed listed: its entries, what it had listed of them before, and the articles behind them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from db import schedules, takedowns
from db.identity import Address, article_of
from db.tables import Alias, Article, Entry, Feed, Poll, Relisting
from narrative import model

AT_ONCE = 500
"""Values in one statement; SQLite takes 32,766 and PostgreSQL 65,535, a feed of ten megabytes may list more."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One entry of a poll, the hash that tells its re-issues apart, and the address of its article."""

    entry: model.Entry
    sha256: str
    address: Address


@dataclass(frozen=True, slots=True)
class Past:
    """What a feed had listed, of what it lists now.

    `issues` are guids with the hash of what they stood for; `contents` and, by each spelling of their address, `spellings` are the
    hashes and the guids under which it had listed the same articles; `numbers` are the outlet's own numbers of articles it had listed.
    """

    issues: set[tuple[str, str]] = field(default_factory=set)
    guids: set[str] = field(default_factory=set)
    contents: set[str] = field(default_factory=set)
    spellings: dict[str, list[str]] = field(default_factory=dict)
    numbers: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, session: Session, feed_id: int, listed: Sequence[Listed]) -> "Past":
        past = cls()
        for start in range(0, len(listed), AT_ONCE):
            past._take(session, feed_id, listed[start : start + AT_ONCE])
        return past

    def _take(self, session: Session, feed_id: int, some: Sequence[Listed]) -> None:
        guids = {one.entry.guid for one in some}
        by_guid = sa.select(Entry.guid, Entry.content_sha256).where(Entry.feed_id == feed_id, Entry.guid.in_(guids))
        self.issues.update((guid, sha256) for guid, sha256 in session.execute(by_guid))
        self.guids.update(guid for guid, _ in self.issues)
        homeless = {one.sha256 for one in some if not one.address.url}
        by_words = sa.select(Entry.content_sha256).where(Entry.feed_id == feed_id, Entry.content_sha256.in_(homeless))
        self.contents.update(session.scalars(by_words) if homeless else ())
        urls, keys = ({getattr(one.address, name) for one in some} - {""} for name in ("url", "key"))
        by_address = (
            sa.select(Alias.url, Alias.key, Entry.guid, Entry.content_sha256)
            .join(Entry, Entry.article_id == Alias.article_id)
            .where(Entry.feed_id == feed_id, Alias.url.in_(urls) | Alias.key.in_(keys))
        )
        for url, key, guid, sha256 in session.execute(by_address.order_by(Entry.id)):
            self.contents.add(sha256)
            for spelling in {url, key} - {""}:
                self.spellings.setdefault(spelling, []).append(guid)
        numbers = {one.address.local_id for one in some} - {""}
        numbered = sa.select(Article.local_id).join(Entry, Entry.article_id == Article.id)
        self.numbers.update(filter(None, session.scalars(numbered.where(Entry.feed_id == feed_id, Article.local_id.in_(numbers)))))

    def knows(self, one: Listed) -> bool:
        """It had listed this, under whatever title: by guid, by address or by the outlet's number; without an address, by its words."""
        by_address = bool(self._had(one)) or one.address.local_id in self.numbers
        return one.entry.guid in self.guids or by_address or (not one.address.url and one.sha256 in self.contents)

    def _had(self, one: Listed) -> Sequence[str]:
        return self.spellings.get(one.address.url) or self.spellings.get(one.address.key) or ()

    def holds(self, one: Listed) -> bool:
        """The same words at the same address are the same entry: some feeds make up another guid at every request."""
        return (one.entry.guid, one.sha256) in self.issues or one.sha256 in self.contents

    def add(self, one: Listed) -> None:
        self.issues.add((one.entry.guid, one.sha256))
        self.contents.add(one.sha256)

    def regiven(self, listed: Sequence[Listed]) -> str:
        """An address that is listed again, by another guid than before; empty when there is none.

        Not where several entries share an address (a live page), and not where the address itself stands in for a guid.
        """
        guids, addresses = {one.entry.guid for one in listed}, Counter(one.address.url for one in listed)
        for one in listed:
            had, guid = self._had(one), one.entry.guid
            stands_in = guid in {one.entry.url, one.address.url}
            if had and guid not in self.guids and guids.isdisjoint(had) and not stands_in and addresses[one.address.url] == 1:
                return f"{one.address.url}: was {had[-1]}, is {guid}"
        return ""


def add_entries(session: Session, feed: Feed, poll: Poll, listed: Sequence[Listed]) -> int:
    """Store what the feed had not listed like that; returns how many these are."""
    past, fresh = Past.of(session, feed.id, listed), 0
    _relist(session, feed.id, poll, listed)
    hinted = schedules.edited_since(session, feed.id, [one.entry for one in listed], poll.captured_at)
    schedules.hint(session, hinted, poll.captured_at)
    for one in listed:
        if past.holds(one):
            continue
        past.add(one)
        fresh += 1
        entry = one.entry
        article = article_of(session, feed.outlet_id, one.address, entry.published_at)
        if article and takedowns.decision(session, article.id):
            entry = replace(entry, title="", summary="")
        elif article:
            article.next_look_at = poll.captured_at  # listed again under another title is a hint, too
        session.add(
            Entry(
                feed_id=feed.id, poll_id=poll.id, article_id=article.id if article else None, guid=entry.guid, url=entry.url,
                title=entry.title, summary=entry.summary, published_at=entry.published_at, updated_at=entry.updated_at,
                content_sha256=one.sha256,
            )
        )  # fmt: skip
    session.flush()
    return fresh


def _relist(session: Session, feed_id: int, poll: Poll, listed: Sequence[Listed]) -> None:
    """Note what the feed lists again in a form that it had given up: the form of that guid that it listed last was another one.

    Where a document has two forms of one guid, neither was given up.
    """
    forms = Counter(guid for guid, _ in {(one.entry.guid, one.sha256) for one in listed})
    single = {one.entry.guid: one.sha256 for one in listed if forms[one.entry.guid] == 1}
    for start in range(0, len(single), AT_ONCE):
        guids = sorted(single)[start : start + AT_ONCE]
        for guid, sha256, entry_id, standing in _forms(session, feed_id, guids):
            if sha256 == single[guid] and not standing:
                session.add(Relisting(entry_id=entry_id, poll_id=poll.id))


def _forms(session: Session, feed_id: int, guids: Sequence[str]) -> Iterator[tuple[str, str, int, bool]]:
    """Every form that a feed ever gave these guids: guid, hash, entry, and whether no other one was listed later."""
    again = sa.select(sa.func.max(Relisting.poll_id)).where(Relisting.entry_id == Entry.id).scalar_subquery()
    form = sa.select(Entry.guid, Entry.content_sha256, Entry.id, sa.func.coalesce(again, Entry.poll_id))
    rows = session.execute(form.where(Entry.feed_id == feed_id, Entry.guid.in_(guids))).all()
    newest: dict[str, int] = {}
    for guid, _, _, poll_id in rows:
        newest[guid] = max(poll_id, newest.get(guid, 0))
    return ((guid, sha256, entry_id, poll_id == newest[guid]) for guid, sha256, entry_id, poll_id in rows)


def other_feed(session: Session, feed: Feed, poll: Poll) -> str:
    """The address of another feed of the outlet that had listed an article which this poll brought; empty when none had."""
    other, theirs = aliased(Feed), aliased(Entry)
    url = session.scalar(
        sa.select(other.url)
        .join(theirs, theirs.feed_id == other.id)
        .join(Entry, Entry.article_id == theirs.article_id)
        .where(Entry.poll_id == poll.id, other.outlet_id == feed.outlet_id, other.id != feed.id)
        .order_by(theirs.id)
        .limit(1)
    )
    return url or ""
