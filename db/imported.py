"""What imported texts say, as the store has judged it: what they are about, whose words they are, what they claim and contradict."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from db import annotations, known
from db.known import QuoteRow
from db.lines import lines
from db.movements import ContradictionLine, contradiction_lines
from db.tables import Judgment, Mention, Snapshot, Tag
from narrative.model import Decision


@dataclass(frozen=True, slots=True)
class TextLine:
    """One text as it was read."""

    article_id: int
    outlet: str
    outlet_name: str
    url: str
    headline: str
    text: str
    language: str
    published_at: datetime | None
    withheld: str | None


@dataclass(frozen=True, slots=True)
class TagLine:
    """Whether a text is about an incident, how sure, and the words that say so, each once."""

    article_id: int
    decision: Decision
    score: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AlikeLine:
    """Another article that has a text's words, and how many of the text's own those are, if that was measured; `origin`: it is theirs."""

    article_id: int
    other_article_id: int
    outlet_name: str
    url: str
    coverage: float | None
    origin: bool


@dataclass(frozen=True, slots=True)
class StanceLine:
    """A row of `v_stance`."""

    article_id: int
    claim: str
    label: str
    family: str
    pole: str | None
    rival: bool
    stance: float
    both_ways: bool


@dataclass(frozen=True, slots=True)
class StatementLine:
    """A row of `v_statement`."""

    article_id: int
    statement_id: int
    claim: str
    polarity: str
    certainty: str
    source: str | None
    value: float | None
    comparator: str | None
    time: str


@dataclass(frozen=True, slots=True)
class Said:
    """What texts say about one incident: their stances and statements, what contradicts what, and the words of each statement named."""

    incident: str
    tags: tuple[TagLine, ...]
    stances: tuple[StanceLine, ...]
    statements: tuple[StatementLine, ...]
    contradictions: tuple[ContradictionLine, ...]
    quotes: dict[int, QuoteRow]


def texts(session: Session, article_ids: Collection[int]) -> tuple[TextLine, ...]:
    """Each text, in the order in which it was imported."""
    return lines(session, "v_version", TextLine, "article_id", article_id=article_ids)


def said(session: Session, incident: str, article_ids: Collection[int]) -> Said:
    """What texts say about one incident, and what they contradict each other and watched articles on."""
    statements = lines(session, "v_statement", StatementLine, "statement_id", incident=incident, article_id=article_ids)
    against = tuple(c for c in contradiction_lines(session, incident) if {c.article_id, c.other_article_id} & set(article_ids))
    sides = (id_ for c in against for id_ in (c.statement_id, c.other_statement_id) if id_ is not None)
    named = {*sides, *(s.statement_id for s in statements)}
    return Said(
        incident, tags(session, incident, article_ids),
        lines(session, "v_stance", StanceLine, "claim", "article_id", incident=incident, article_id=article_ids),
        statements, against, dict(known.quotes(session, named)),
    )  # fmt: skip


def tags(session: Session, incident: str, article_ids: Collection[int]) -> tuple[TagLine, ...]:
    """How the texts were judged to be about an incident, by the definition in force."""
    judged = (
        sa.select(Snapshot.article_id, Tag)
        .join(Judgment, Judgment.id == Tag.judgment_id)
        .join(Snapshot, Snapshot.id == Judgment.snapshot_id)
        .where(Judgment.annotator_id == annotations.active(session, f"tags/{incident}"), Snapshot.article_id.in_(article_ids))
        .order_by(Snapshot.article_id, Snapshot.id)
    )
    return tuple(TagLine(id_, Decision(tag.decision), tag.score, _words(session, tag.id)) for id_, tag in session.execute(judged))


def _words(session: Session, tag_id: int) -> tuple[str, ...]:
    found = sa.select(Mention.text).where(Mention.tag_id == tag_id).order_by(Mention.id)
    return tuple(dict.fromkeys(session.scalars(found)))


def alike(session: Session, article_ids: Collection[int]) -> tuple[AlikeLine, ...]:
    """Other articles that have the words of these texts: imported ones and watched ones."""
    asked = sa.text(
        """SELECT DISTINCT mine.article_id, other.article_id, other.outlet_name, other.url, v.coverage,
            coalesce(other.article_id = mine.origin_article_id, false)
        FROM v_cluster mine
        JOIN v_cluster other ON other.cluster_id = mine.cluster_id AND other.article_id <> mine.article_id
        LEFT JOIN overlap v ON v.judgment_id = mine.judgment_id AND v.other_id = other.snapshot_id
        WHERE mine.article_id IN :ids
        ORDER BY 1, 2"""
    ).bindparams(sa.bindparam("ids", expanding=True))
    found: dict[tuple[int, int], AlikeLine] = {}
    for row in session.execute(asked, {"ids": list(article_ids)}):
        one = AlikeLine(row[0], row[1], row[2], row[3], row[4], bool(row[5]))
        before = found.get((one.article_id, one.other_article_id))
        if before is None or (one.coverage or 0) > (before.coverage or 0):
            found[one.article_id, one.other_article_id] = one
    return tuple(found.values())
