"""A person's decisions on what our code judged, each with its reason. They are facts: no re-computation touches them.

A decision hangs on looks, which are never made again, and not on rows that are: subjects `material` and `verdict` name the revision by
the first look that saw its new words (`revision.first_attempt_id`), subject `hidden` the look whose differences were suppressed. Of
several decisions on one subject the newest counts, and `AS_JUDGED` takes back those before it. The views say the same in SQL.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from db.facts import Overrule
from narrative.errors import BadInput
from narrative.model import Verdict

MATERIAL, VERDICT, HIDDEN = "material", "verdict", "hidden"
YES, NO, SHOWN, AS_JUDGED = "yes", "no", "shown", "as judged"

CHOICES: Mapping[str, tuple[str, ...]] = {
    MATERIAL: (YES, NO, AS_JUDGED),
    VERDICT: (*(str(verdict) for verdict in Verdict), AS_JUDGED),
    HIDDEN: (SHOWN, AS_JUDGED),
}
"""What can be decided on each subject."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided, why, who it was, and when that was recorded."""

    decision: str
    reason: str
    decided_by: str
    at: datetime


class Subject(NamedTuple):
    """What is decided on: `MATERIAL`, `VERDICT` or `HIDDEN` of the look `attempt_id`."""

    kind: str
    attempt_id: int


def decide(session: Session, subject: Subject, decision: str, reason: str, decided_by: str) -> None:
    """Store a decision beside those before it. Raises BadInput for one that does not exist, or that gives no reason."""
    if decision not in CHOICES[subject.kind]:
        raise BadInput(f"{subject.kind} is {', '.join(CHOICES[subject.kind])}; not {decision!r}")
    if not reason.strip():
        raise BadInput("a decision needs a reason")
    session.add(
        Overrule(
            subject=subject.kind, subject_id=subject.attempt_id, decision=decision, reason=reason.strip(), decided_by=decided_by.strip()
        )
    )  # fmt: skip
    session.flush()


def decisions(session: Session, subject: str, subject_ids: Collection[int], until_at: datetime | None = None) -> Mapping[int, Decision]:
    """Look → what stands decided on it, as far as recorded by `until_at`; looks without a decision, or with one taken back, are absent."""
    rows = sa.select(Overrule).where(Overrule.subject == subject).order_by(Overrule.id)
    if until_at is not None:
        rows = rows.where(Overrule.recorded_at <= until_at)
    wanted = frozenset(subject_ids)
    newest = {row.subject_id: row for row in session.scalars(rows) if row.subject_id in wanted}
    return {
        attempt_id: Decision(row.decision, row.reason, row.decided_by, row.recorded_at)
        for attempt_id, row in newest.items()
        if row.decision != AS_JUDGED
    }
