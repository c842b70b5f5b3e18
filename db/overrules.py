"""A person's decisions on what our code judged, each with its reason. They are facts: no re-computation touches them.

A decision hangs on looks and articles, which are never made again, and not on rows that are: subjects `material` and `verdict` name the
revision by the first look that saw its new words (`revision.first_attempt_id`), subject `hidden` the look whose differences were
suppressed, subject `cluster` the article whose cluster it is (`db.cluster_overrules`), subject `statement` the row that names it by what
outlives every judgment (`db.rulings`). Of several decisions on one subject the newest
counts, and `AS_JUDGED` takes back those before it. The views say the same in SQL.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from db.facts import Overrule
from narrative.errors import BadInput
from narrative.model import Verdict

MATERIAL, VERDICT, HIDDEN, CLUSTER, STATEMENT = "material", "verdict", "hidden", "cluster", "statement"
YES, NO, SHOWN, AS_JUDGED = "yes", "no", "shown", "as judged"
ACCEPTED, REJECTED = "accepted", "rejected"
APART, TOGETHER = "apart from", "together with"

CHOICES: Mapping[str, tuple[str, ...]] = {
    MATERIAL: (YES, NO, AS_JUDGED),
    VERDICT: (*(str(verdict) for verdict in Verdict), AS_JUDGED),
    HIDDEN: (SHOWN, AS_JUDGED),
    STATEMENT: (ACCEPTED, REJECTED, AS_JUDGED),
    CLUSTER: (f"{APART} N", f"{TOGETHER} N", AS_JUDGED),
}
"""What can be decided on each subject; N is the number of another article."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided, why, who it was, and when that was recorded."""

    decision: str
    reason: str
    decided_by: str
    at: datetime


class Subject(NamedTuple):
    """What is decided on: `MATERIAL`, `VERDICT` or `HIDDEN` of a look, `CLUSTER` of an article, `STATEMENT`, which has this number."""

    kind: str
    id: int


def decide(session: Session, subject: Subject, decision: str, reason: str, decided_by: str) -> None:
    """Store a decision beside those before it. Raises BadInput for one that does not exist, or that gives no reason."""
    if not any(re.fullmatch(choice.replace("N", r"[1-9]\d*"), decision) for choice in CHOICES[subject.kind]):
        raise BadInput(f"{subject.kind} is {', '.join(CHOICES[subject.kind])}; not {decision!r}")
    if not reason.strip():
        raise BadInput("a decision needs a reason")
    session.add(
        Overrule(
            subject=subject.kind, subject_id=subject.id, decision=decision, reason=reason.strip(), decided_by=decided_by.strip()
        )
    )  # fmt: skip
    session.flush()


def decisions(session: Session, subject: str, subject_ids: Collection[int], until_at: datetime | None = None) -> Mapping[int, Decision]:
    """Look → what stands decided on it, as far as recorded by `until_at`; looks without a decision, or with one taken back, are absent."""
    wanted = frozenset(subject_ids)
    return {id_: decision for id_, decision in standing(session, subject, until_at).items() if id_ in wanted}


def standing(session: Session, subject: str, until_at: datetime | None = None) -> Mapping[int, Decision]:
    """Everything that stands decided on one kind of subject, in the order in which it was decided."""
    rows = sa.select(Overrule).where(Overrule.subject == subject).order_by(Overrule.id)
    if until_at is not None:
        rows = rows.where(Overrule.recorded_at <= until_at)
    newest = {row.subject_id: row for row in session.scalars(rows)}
    return {
        row.subject_id: Decision(row.decision, row.reason, row.decided_by, row.recorded_at)
        for row in sorted(newest.values(), key=lambda row: row.id)
        if row.decision != AS_JUDGED
    }
