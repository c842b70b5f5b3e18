"""Which snapshots the index of fingerprints may lack, known without a look at all that it has: a million, of which a few are new."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from db.rows import among, insert, listed
from db.tables import Fingerprinted, Lacking, Snapshot


def lacked(session: Session, reader_id: int) -> sa.ColumnElement[bool]:
    """Whether a snapshot of a reader is one that the index may lack."""
    onwards, single = _noted(session, reader_id)
    if onwards is None:
        return sa.true()
    return sa.or_(Snapshot.id >= onwards, Snapshot.id.in_(listed(session, sorted(single)))) if single else Snapshot.id >= onwards


def not_indexed() -> sa.ColumnElement[bool]:
    """Whether the index lacks a snapshot."""
    return ~sa.exists().where(Fingerprinted.snapshot_id == Snapshot.id)


def newest(session: Session) -> int:
    """The largest number of a snapshot; 0 when there is none."""
    return session.scalar(sa.select(sa.func.max(Snapshot.id))) or 0


def looked_through(session: Session, reader_id: int, until: int) -> None:
    """Note what the index still lacks of all snapshots up to one (withheld ones), and that it lacks nothing else of them."""
    onwards, single = _noted(session, reader_id)
    until = max(until, (onwards or 0) - 1)
    query = sa.select(Snapshot.id).where(Snapshot.annotator_id == reader_id, Snapshot.id <= until, not_indexed())
    left = set(session.scalars(query.where(lacked(session, reader_id))))
    if (until + 1, left) != (onwards, single):
        session.execute(sa.delete(Lacking).where(Lacking.reader_id == reader_id))
        _note(session, [(reader_id, id_, False) for id_ in sorted(left)] + [(reader_id, until + 1, True)])


def taken_out(session: Session, ids: Collection[int]) -> None:
    """Note that snapshots are no longer in the index."""
    onwards = {reader_id: first for reader_id, first in session.execute(_ONWARDS)}  # noqa: C416  # a row is not a pair
    rows = [(reader_id, id_) for id_, reader_id in among(session, sa.select(Snapshot.id, Snapshot.annotator_id), Snapshot.id, ids)]
    known = {tuple(row) for row in among(session, sa.select(Lacking.reader_id, Lacking.snapshot_id), Lacking.snapshot_id, ids)}
    _note(session, [(*row, False) for row in rows if row not in known and row[1] < onwards.get(row[0], 0)])


_ONWARDS = sa.select(Lacking.reader_id, Lacking.snapshot_id).where(Lacking.onwards)


def _noted(session: Session, reader_id: int) -> tuple[int | None, set[int]]:
    query = sa.select(Lacking.snapshot_id, Lacking.onwards).where(Lacking.reader_id == reader_id)
    rows = list(session.execute(query))
    return next((id_ for id_, onwards in rows if onwards), None), {id_ for id_, onwards in rows if not onwards}


def _note(session: Session, rows: Collection[tuple[int, int, bool]]) -> None:
    insert(session, Lacking, [{"reader_id": reader_id, "snapshot_id": id_, "onwards": onwards} for reader_id, id_, onwards in rows])
