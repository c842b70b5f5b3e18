"""A person accepts or rejects a statement, with a reason. What is rejected counts nowhere.

A statement is named by the look that opened its snapshot and by its content (`statement.content_sha256`), so that a decision holds for
whatever finds it again. The view `v_ruling` says which rows that are; whoever counts statements asks `counts`, or `v_statement`.
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from db import overrules, takedowns
from db.lines import lines
from db.overrules import REJECTED, STATEMENT, Subject
from db.tables import Cited, Judgment, Overrule, Snapshot, Statement
from db.types import Instant
from narrative.errors import BadInput

_RULING = sa.table(
    "v_ruling", sa.column("statement_id", sa.Integer), sa.column("decision", sa.Text),
    sa.column("decided_at", Instant), sa.column("replaced_at", Instant),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RulingLine:
    """A decision on a statement that stands. `text` is what it was when it was decided on."""

    attempt_id: int
    incident: str
    claim: str
    text: str
    decision: str
    reason: str
    decided_by: str
    decided_at: datetime


def counts(until_at: datetime | None = None) -> sa.ColumnElement[bool]:
    """A condition on `Statement`: no person has rejected it, as far as decided before `until_at`, or until now."""
    r = _RULING.alias()
    decided = [r.c.statement_id == Statement.id, r.c.decision == REJECTED]
    if until_at is None:
        decided.append(r.c.replaced_at.is_(None))
    else:
        decided += [r.c.decided_at < until_at, sa.or_(r.c.replaced_at.is_(None), r.c.replaced_at >= until_at)]
    return ~sa.exists(sa.select(r.c.statement_id).where(*decided).correlate(Statement))


@dataclass(frozen=True, slots=True)
class Said:
    """What was decided on."""

    incident: str
    claim: str
    polarity: str
    text: str


def decide(session: Session, statement_id: int, decision: str, reason: str, decided_by: str) -> Said:
    """Store a decision on a statement, by its number in `v_statement` or any it had. Raises BadInput.

    It is on what the sentence says: all that is found in it with this claim, polarity and value.
    """
    statement = session.get(Statement, statement_id)
    if statement is None or not statement.content_sha256:
        raise BadInput(f"there is no statement {statement_id} that can be decided on; `v_statement` lists those that there are")
    opened_by, article_id = session.execute(
        sa.select(Snapshot.opened_by, Snapshot.article_id)
        .join(Judgment, Judgment.snapshot_id == Snapshot.id)
        .where(Judgment.id == statement.judgment_id)
    ).one()
    if takedown := takedowns.decision(session, article_id):
        raise BadInput(f"statement {statement_id} is withheld: {takedown.reason}")
    cited = _cited(session, statement, opened_by)
    overrules.decide(session, Subject(STATEMENT, cited.id), decision, reason, decided_by)
    return Said(cited.incident, cited.claim, cited.polarity, cited.text)


def _cited(session: Session, statement: Statement, opened_by: int) -> Cited:
    named = (Cited.attempt_id == opened_by, Cited.content_sha256 == statement.content_sha256)
    found = session.scalar(sa.select(Cited).where(*named))
    if found is None:
        found = Cited(
            attempt_id=opened_by, content_sha256=statement.content_sha256, incident=statement.incident, claim=statement.claim,
            polarity=statement.polarity, part=statement.part, text=statement.text,
        )  # fmt: skip
        session.add(found)
        session.flush()
    return found


def rejected(session: Session) -> frozenset[tuple[int, str]]:
    """Every statement that is rejected now, as the look that opened its version and its content."""
    newest = sa.select(sa.func.max(Overrule.id)).where(Overrule.subject == STATEMENT).group_by(Overrule.subject_id)
    query = sa.select(Cited.attempt_id, Cited.content_sha256).join(Overrule, Overrule.subject_id == Cited.id)
    rows = session.execute(query.where(Overrule.id.in_(newest), Overrule.decision == REJECTED))
    return frozenset((attempt_id, sha256) for attempt_id, sha256 in rows)


def standing(session: Session) -> tuple[RulingLine, ...]:
    """Every decision on a statement that stands, in the order in which they were made."""
    return lines(session, "v_overrule", RulingLine, "overrule_id", subject=STATEMENT)
