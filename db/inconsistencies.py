"""What does not fit together inside one snapshot, stored beside its statements."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from db.tables import Inconsistency, Statement
from narrative import consistency, model


def record_inconsistencies(session: Session, judgment_id: int, found: Sequence[consistency.Inconsistency]) -> None:
    """Store them with the first and the last of the statements they rest on. To be called after these were recorded."""
    session.flush()
    rows = session.scalars(sa.select(Statement).where(Statement.judgment_id == judgment_id)) if found else ()
    ids = {(s.part, s.start, s.end, s.claim, s.polarity): s.id for s in rows}
    for position, one in enumerate(found):
        rests_on = [ids[_place(s)] for s in one.statements]
        session.add(
            Inconsistency(
                judgment_id=judgment_id, position=position, kind=one.kind, explanation=one.explanation, statement_id=rests_on[0],
                other_id=rests_on[-1] if len(rests_on) > 1 else None,
            )
        )  # fmt: skip


def _place(s: model.Statement) -> tuple[str, int, int, str, str]:
    return s.part, s.start, s.end, s.claim, s.polarity
