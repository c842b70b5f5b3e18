"""The newest fingerprints of a SQLite store, packed by the thousand: a batch writes them in a few pages.

As a row of the table of all each would be put into a page of its own, and that page be written for it. From time to time they are put in
there together (`db.fingerprints.fold`). On PostgreSQL they go there at once.

They lie in parts, each in order. A new part takes in those before it that are not twice as large: a million fingerprints are in a dozen.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.orm import InstrumentedAttribute, Session

from db.rows import blob, delete, insert
from db.tables import HotFingerprint

PRINT, SNAPSHOT = np.dtype("<i8"), np.dtype("<u4")
"""How they lie in the store, whatever machine wrote it."""

_NOTHING = np.empty(0, np.int64)


class Postings(NamedTuple):
    """Fingerprints, ascending, and the snapshot that holds each."""

    prints: NDArray[np.int64]
    snapshots: NDArray[np.int64] | NDArray[np.uint32]


def postings(pairs: Iterable[tuple[int, int]]) -> Postings:
    """Of fingerprints with the snapshots that hold them, in any order."""
    both = np.array(sorted(pairs), np.int64).reshape(-1, 2)
    return Postings(both[:, 0], both[:, 1])


def add(session: Session, new: Postings) -> None:
    """Keep some more."""
    taken, size = [], len(new.prints)
    for id_, rows in session.execute(sa.select(HotFingerprint.id, HotFingerprint.rows).order_by(HotFingerprint.id.desc())):
        if rows > 2 * size:
            break
        taken.append(id_)
        size += rows
    _replace(session, taken, _merged([*(_part(session, id_) for id_ in taken), new]))


def found(session: Session, prints: Sequence[int]) -> Postings:
    """Those of some fingerprints, given in order."""
    wanted = np.array(prints, np.int64)
    return _merged([_of(part, wanted) for _, part in read(session)])


def read(session: Session) -> Iterator[tuple[int, Postings]]:
    """Every part with its number."""
    for id_ in session.scalars(sa.select(HotFingerprint.id).order_by(HotFingerprint.id)).all():
        yield id_, _part(session, id_)


def _part(session: Session, id_: int) -> Postings:
    """One part."""
    prints, snapshots = HotFingerprint.prints, HotFingerprint.snapshots
    return Postings(_column(session, prints, PRINT, id_), _column(session, snapshots, SNAPSHOT, id_))


def _column(session: Session, column: InstrumentedAttribute[bytes], kind: np.dtype[Any], id_: int) -> NDArray[Any]:
    with blob(session, column, id_) as packed:
        return np.frombuffer(packed.read(), kind)


def count(session: Session) -> int:
    """How many there are."""
    return session.scalar(sa.select(sa.func.coalesce(sa.func.sum(HotFingerprint.rows), 0))) or 0


def forget(session: Session, snapshots: Collection[int]) -> None:
    """Drop those of some snapshots."""
    gone = np.array(sorted(snapshots), np.int64)
    for id_, part in list(read(session)):
        stay = ~np.isin(part.snapshots, gone)
        if not stay.all():
            _replace(session, [id_], Postings(part.prints[stay], part.snapshots[stay]))


def take(session: Session, at_most: int) -> Postings:
    """Take out so many, the smallest. The others are left in parts of as many, one behind the other: who goes on takes the next part."""
    parts = dict(read(session))
    ids, each = list(parts), list(parts.values())
    if parts and len(each[0].prints) == at_most and all(_before(a, b) for a, b in pairwise(each)):
        delete(session, HotFingerprint.id, ids[:1])
        return each[0]
    all_ = _merged(each)
    delete(session, HotFingerprint.id, ids)
    first, *others = (_cut(all_, at, at_most) for at in range(0, max(1, len(all_.prints)), at_most))
    for part in others:
        _keep(session, part)
    return first


def _before(one: Postings, other: Postings) -> bool:
    return bool((one.prints[-1], one.snapshots[-1]) < (other.prints[0], other.snapshots[0]))


def _cut(of: Postings, at: int, size: int) -> Postings:
    return Postings(of.prints[at : at + size], of.snapshots[at : at + size])


def _of(part: Postings, wanted: NDArray[np.int64]) -> Postings:
    first = part.prints.searchsorted(wanted)
    held = part.prints.take(first, mode="clip") == wanted
    first, behind = first[held], part.prints.searchsorted(wanted[held], "right")
    counts = behind - first
    at = np.arange(counts.sum()) + (first - (counts.cumsum() - counts)).repeat(counts)
    return Postings(part.prints.take(at), part.snapshots.take(at))


def _merged(parts: Sequence[Postings]) -> Postings:
    if len(parts) == 1:
        return parts[0]
    prints, snapshots = (np.concatenate([_NOTHING, *column]) for column in ([p.prints for p in parts], [p.snapshots for p in parts]))
    order = np.lexsort((snapshots, prints))
    return Postings(prints.take(order), snapshots.take(order))


def _replace(session: Session, ids: Collection[int], now: Postings) -> None:
    delete(session, HotFingerprint.id, ids)
    if len(now.prints):
        _keep(session, now)


def _keep(session: Session, part: Postings) -> None:
    packed = {"prints": part.prints.astype(PRINT).tobytes(), "snapshots": part.snapshots.astype(SNAPSHOT).tobytes()}
    insert(session, HotFingerprint, [{"rows": len(part.prints), **packed}])
