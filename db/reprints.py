"""One cluster as people look at it, read through the views: whose text it is, who prints it, what each copy made of it."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

import sqlalchemy as sa
from sqlalchemy.orm import Session

from db import cluster_overrules
from db.cluster_overrules import Told
from db.lines import lines
from db.tables import Article


@dataclass(frozen=True, slots=True)
class SentenceLine:
    """What became of a sentence, in the words of both; null where it does not stand. `claims` are those that the origin makes in it."""

    fate: str
    text: str | None
    origin_text: str | None
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CarriedLine:
    """A sentence that the origin took back or replaced, and until when this copy was seen to say it; corrected after that, by then."""

    before: str
    after: str
    edited_after_at: datetime
    edited_until_at: datetime
    still_seen_at: datetime
    corrected_until_at: datetime | None


@dataclass(frozen=True, slots=True)
class CopyLine:
    """What a copy made of its origin, in shares of words and in sentences."""

    snapshot_id: int
    coverage: float | None
    coverage_of_origin: float | None
    kept: int
    changed: int
    moved: int
    cut: int
    added: int
    sentences: tuple[SentenceLine, ...] = ()
    carried: tuple[CarriedLine, ...] = ()


@dataclass(frozen=True, slots=True)
class MemberLine:
    """An article in a cluster, by its newest version there; `versions` of it are there. `copied` is None of the origin."""

    snapshot_id: int
    article_id: int
    outlet: str
    outlet_name: str
    voice: str
    url: str
    published_at: datetime | None
    first_seen_at: datetime
    relation: str
    other_snapshot_id: int | None
    is_origin: bool
    headline: str = ""
    last_seen_at: datetime | None = None
    versions: int = 1
    other_url: str | None = None
    copied: CopyLine | None = None


@dataclass(frozen=True, slots=True)
class OriginLine:
    """Whose text a cluster is, and why; all None while nobody has copied it."""

    cluster_id: int
    origin_snapshot_id: int | None
    origin_article_id: int | None
    origin_outlet: str | None
    origin_url: str | None
    credited: str | None
    reason: str | None
    evidence: str | None


@dataclass(frozen=True, slots=True)
class DecidedLine:
    """What a person decided on a member: `apart from` or `together with` another article."""

    url: str
    decision: str
    other_url: str
    reason: str
    decided_by: str
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class Reprints:
    """A cluster, with the origin first, then its members in the order in which they were seen first."""

    origin: OriginLine
    members: tuple[MemberLine, ...]
    decided: tuple[DecidedLine, ...]


def reprints(session: Session, article_id: int) -> Reprints | None:
    """The cluster that an article's newest version is in; None while it is in none."""
    own = lines(session, "v_cluster", _Own, "first_seen_at", "snapshot_id", article_id=article_id)
    if not own:
        return None
    whole = lines(session, "v_cluster", OriginLine, "snapshot_id", cluster_id=own[-1].cluster_id)[-1]
    members = _members(session, own[-1].cluster_id)
    return Reprints(whole, members, _decided(session, {one.article_id for one in members}))


@dataclass(frozen=True, slots=True)
class _Own:
    cluster_id: int


@dataclass(frozen=True, slots=True)
class _Seen:
    snapshot_id: int
    url: str
    headline: str
    last_seen_at: datetime


def _members(session: Session, cluster_id: int) -> tuple[MemberLine, ...]:
    found = lines(session, "v_cluster", MemberLine, "article_id", "first_seen_at", "snapshot_id", cluster_id=cluster_id)
    ids = {i for one in found for i in (one.snapshot_id, one.other_snapshot_id) if i is not None}
    seen = {one.snapshot_id: one for one in lines(session, "v_version", _Seen, snapshot_id=ids)}
    copies = _copies(session, cluster_id)
    members = []
    for _, versions in groupby(found, key=lambda one: one.article_id):
        first, *later = versions
        newest = later[-1] if later else first
        now, other = seen[newest.snapshot_id], seen.get(newest.other_snapshot_id or 0)
        members.append(
            replace(
                newest, first_seen_at=first.first_seen_at, headline=now.headline, last_seen_at=now.last_seen_at, versions=1 + len(later),
                other_url=other.url if other else None, copied=copies.get(newest.snapshot_id),
            )
        )  # fmt: skip
    return tuple(sorted(members, key=lambda one: (not one.is_origin, one.first_seen_at, one.snapshot_id)))


def _copies(session: Session, cluster_id: int) -> dict[int, CopyLine]:
    carried = _carried(session, cluster_id)
    sentences = _sentences(session, cluster_id)
    found = lines(session, "v_copy", CopyLine, cluster_id=cluster_id)
    articles = {one.snapshot_id: one.article_id for one in lines(session, "v_copy", _Whose, cluster_id=cluster_id)}
    return {
        one.snapshot_id: replace(one, sentences=tuple(sentences[one.snapshot_id]), carried=carried[articles[one.snapshot_id]])
        for one in found
    }


@dataclass(frozen=True, slots=True)
class _Whose:
    snapshot_id: int
    article_id: int


@dataclass(frozen=True, slots=True)
class _Passage:
    snapshot_id: int
    passage_id: int
    fate: str
    text: str | None
    origin_text: str | None
    claim: str | None
    polarity: str | None


def _sentences(session: Session, cluster_id: int) -> defaultdict[int, list[SentenceLine]]:
    found: defaultdict[int, list[SentenceLine]] = defaultdict(list)
    rows = lines(session, "v_passage", _Passage, "snapshot_id", "position", "passage_id", "statement_id", cluster_id=cluster_id)
    for _, several in groupby(rows, key=lambda row: row.passage_id):
        first, *others = several
        claims = dict.fromkeys(f"not {row.claim}" if row.polarity == "negate" else row.claim for row in (first, *others) if row.claim)
        found[first.snapshot_id].append(SentenceLine(first.fate, first.text, first.origin_text, tuple(claims)))
    return found


def _carried(session: Session, cluster_id: int) -> defaultdict[int, tuple[CarriedLine, ...]]:
    """Article → what it was seen to carry."""
    found: defaultdict[int, tuple[CarriedLine, ...]] = defaultdict(tuple)
    for article_id in {one.article_id for one in lines(session, "v_copy", _Whose, cluster_id=cluster_id)}:
        found[article_id] = lines(session, "v_uncorrected", CarriedLine, "edited_until_at", "edit_id", article_id=article_id)
    return found


def _decided(session: Session, articles: set[int]) -> tuple[DecidedLine, ...]:
    told = {id_: one for id_, one in cluster_overrules.standing(session).items() if articles & {id_, one.other_id}}
    urls = _urls(session, {*told, *(one.other_id for one in told.values())})
    return tuple(_line(urls, id_, one) for id_, one in told.items())


def _line(urls: dict[int, str], article_id: int, one: Told) -> DecidedLine:
    return DecidedLine(urls[article_id], one.kind, urls[one.other_id], one.by.reason, one.by.decided_by, one.by.at)


def _urls(session: Session, ids: set[int]) -> dict[int, str]:
    rows = session.execute(sa.select(Article.id, Article.url).where(Article.id.in_(ids)))
    return {id_: url for id_, url in rows}  # noqa: C416  # a row is not a pair
