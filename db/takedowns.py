"""Takedowns: the one thing that drops what was written. The words of an article go, its rows, hashes and addresses stay.

An article and all that turned out to be the same are taken down together. From then on nothing looks at them, lists their words or
judges what is left of them. Bytes are dropped from the evidence by whoever calls this: see `ingest.takedown`.
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from db.facts import IMPORTED, Alias, Article, Attempt, Cited, Digest, Entry, Payload, Poll, Takedown
from db.judgments import Edit, Judgment, Membership, Mention, Origin, Reading, Revision, Snapshot, Statement, Suppression, Tag, Unmapped
from narrative.model import SEEN


@dataclass(frozen=True, slots=True)
class Decision:
    """Why an article is withheld, who decided so, and when that was recorded."""

    reason: str
    decided_by: str
    decided_at: datetime

    @property
    def notice(self) -> str:
        """What is said wherever a text would stand. The views say the same."""
        return notice(self.reason)


@dataclass(frozen=True, slots=True)
class Dropped:
    """What a takedown dropped from the store, and how many digests that were already told name the article's address."""

    articles: tuple[int, ...]
    readings: int
    edits: int
    statements: int
    mentions: int
    entries: int
    digests: int


def notice(reason: str) -> str:
    return f"[withheld: {reason}]"


def group(session: Session, url: str) -> tuple[int, ...]:
    """The article at an address, of its own or another of it, with all that are the same as it, and imports of its page; oldest first."""
    found = session.scalar(sa.select(Article.id).where(Article.url == url)) or session.scalar(
        sa.select(Alias.article_id).where(Alias.url == url)
    )
    brought = session.scalars(sa.select(Attempt.article_id).where(Attempt.kind == IMPORTED, Attempt.url == url)) if url else ()
    return _same(session, {*brought, *((found,) if found else ())})


def _same(session: Session, ids: set[int]) -> tuple[int, ...]:
    while True:
        pairs = sa.select(Article.id, Article.same_as_id).where(Article.id.in_(ids) | Article.same_as_id.in_(ids))
        more = ids.union(*((a, b or a) for a, b in session.execute(pairs)))
        if more == ids:
            return tuple(sorted(ids))
        ids = more


def decision(session: Session, article_id: int) -> Decision | None:
    """The takedown of an article; None while it is not withheld."""
    row = session.scalar(sa.select(Takedown).where(Takedown.article_id == article_id))
    return Decision(row.reason, row.decided_by, row.recorded_at) if row else None


def notices(session: Session) -> dict[int, str]:
    """Article → the notice that stands in its place, of every article that is withheld."""
    return {article_id: notice(reason) for article_id, reason in session.execute(sa.select(Takedown.article_id, Takedown.reason))}


def readable(article_id: sa.SQLColumnExpression[int]) -> sa.ColumnElement[bool]:
    """A condition: the article is not withheld."""
    return ~sa.exists().where(Takedown.article_id == article_id)


def take_down(session: Session, ids: tuple[int, ...], reason: str, decided_by: str) -> Dropped:
    """Drop the words of these articles and look at them no more. Doing it again drops what has come since, and decides nothing anew."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(sa.text("PRAGMA secure_delete = ON"))  # what is dropped is overwritten in the file, not only forgotten
    known = set(session.scalars(sa.select(Takedown.article_id).where(Takedown.article_id.in_(ids))))
    session.add_all(Takedown(article_id=i, reason=reason, decided_by=decided_by) for i in ids if i not in known)
    session.execute(sa.update(Article).where(Article.id.in_(ids)).values(next_look_at=None))
    session.flush()
    _mark_payloads(session, ids)
    snapshots = sa.select(Snapshot.id).where(Snapshot.article_id.in_(ids))
    judgments = sa.select(Judgment.id).where(Judgment.snapshot_id.in_(snapshots))
    tags, revisions = sa.select(Tag.id).where(Tag.judgment_id.in_(judgments)), sa.select(Revision.id).where(Revision.article_id.in_(ids))
    attempts = sa.select(Attempt.id).where(Attempt.article_id.in_(ids))
    clusters = sa.select(Membership.cluster_id).where(Membership.judgment_id.in_(judgments))
    _emptied(session, Suppression, Suppression.snapshot_id.in_(snapshots), before="", after="")
    _emptied(session, Origin, Origin.cluster_id.in_(clusters), evidence="")
    _emptied(session, Unmapped, Unmapped.judgment_id.in_(judgments), text="")
    _emptied(session, Cited, Cited.attempt_id.in_(attempts), text="")
    return Dropped(
        ids,
        _emptied(session, Reading, Reading.attempt_id.in_(attempts), headline="", headlines={}, text="", authors=[]),
        _emptied(session, Edit, Edit.revision_id.in_(revisions), before="", after="", evidence=""),
        _emptied(session, Statement, Statement.judgment_id.in_(judgments), text=""),
        _emptied(session, Mention, Mention.tag_id.in_(tags), text=""),
        _emptied(session, Entry, Entry.article_id.in_(ids), title="", summary=""),
        _digests(session, ids),
    )


def spread(session: Session, ids: tuple[int, ...]) -> None:
    """Articles turned out to be one: where one of them is withheld, all are."""
    first = session.scalar(sa.select(Takedown).where(Takedown.article_id.in_(ids)).order_by(Takedown.id).limit(1))
    if first:
        take_down(session, _same(session, set(ids)), first.reason, first.decided_by)


def _emptied(
    session: Session,
    table: type[Reading | Edit | Statement | Mention | Entry | Suppression | Origin | Unmapped | Cited],
    which: sa.ColumnElement[bool],
    **to: object,
) -> int:
    rows = session.scalar(sa.select(sa.func.count()).select_from(table).where(which)) or 0
    session.execute(sa.update(table).where(which).values(**to).execution_options(synchronize_session=False))
    return rows


def _digests(session: Session, ids: tuple[int, ...]) -> int:
    named = [Digest.text.contains(url, autoescape=True) for url in session.scalars(sa.select(Article.url).where(Article.id.in_(ids)))]
    return session.scalar(sa.select(sa.func.count(Digest.id)).where(sa.or_(*named))) or 0


def _mark_payloads(session: Session, ids: tuple[int, ...]) -> None:
    """Bytes that these articles received and nothing else did: no article that is not withheld, and no feed."""
    theirs = sa.select(Attempt.payload_sha256).where(Attempt.article_id.in_(ids))
    others = sa.select(Attempt.payload_sha256).where(Attempt.payload_sha256.is_not(None), readable(Attempt.article_id))
    polled = sa.select(Poll.payload_sha256).where(Poll.payload_sha256.is_not(None))
    first = session.scalar(sa.select(sa.func.min(Takedown.id)).where(Takedown.article_id.in_(ids)))
    session.execute(
        sa.update(Payload)
        .where(Payload.takedown_id.is_(None), Payload.sha256.in_(theirs))
        .where(Payload.sha256.not_in(others), Payload.sha256.not_in(polled))
        .values(takedown_id=first)
        .execution_options(synchronize_session=False)
    )


@dataclass(frozen=True, slots=True)
class Doomed:
    """Where bytes lie that are to be dropped, or were, and why."""

    reason: str
    decided_by: str
    file: str
    offset: int
    sha256: str


def doomed(session: Session) -> tuple[Doomed, ...]:
    """Every payload that a takedown dropped, or is to drop, in the order in which they lie."""
    rows = session.execute(
        sa.select(Takedown.reason, Takedown.decided_by, Payload.file, Payload.offset, Payload.sha256)
        .join(Payload, Payload.takedown_id == Takedown.id)
        .order_by(Payload.file, Payload.offset)
    )
    return tuple(Doomed(*row) for row in rows)


def in_use(session: Session) -> frozenset[tuple[str, int]]:
    """File and offset of every payload whose bytes are there."""
    rows = session.execute(sa.select(Payload.file, Payload.offset).where(Payload.takedown_id.is_(None)))
    return frozenset((file, offset) for file, offset in rows)


def addresses(session: Session) -> dict[str, Decision]:
    """Every address of every withheld article, those included at which its text was seen.

    Bytes that lie in the evidence under one of them, and that no row names, are left by a worker that was killed between the two.
    """
    sources = (
        sa.select(Article.url, Article.id), sa.select(Alias.url, Alias.article_id),
        sa.select(Attempt.url, Attempt.article_id),
        sa.select(Attempt.final_url, Attempt.article_id).where(Attempt.outcome.in_(SEEN)),
    )  # fmt: skip
    named = sa.union(*sources).subquery()
    url, article_id = named.c
    asked = sa.select(url, Takedown.reason, Takedown.decided_by, Takedown.recorded_at).join(Takedown, Takedown.article_id == article_id)
    rows = session.execute(asked.where(url != ""))  # an import need not have one
    return {found: Decision(*why) for found, *why in rows}
