"""The newest fingerprints of a SQLite store, packed by the thousand: a batch writes them in a few pages.

As a row of the table of all each would be put into a page of its own, and that page be written for it. From time to time they are put in
there together (`db.fingerprints.fold`). On PostgreSQL they go there at once.

They lie in parts, each in order. A new part takes in those before it that are not twice as large: a million fingerprints are in a dozen.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from db.rows import among, delete, insert
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
    parts = [part for _, part in _unpacked(among(session, _PARTS, HotFingerprint.id, taken))]
    _replace(session, taken, _merged([*parts, new]))


def found(session: Session, prints: Sequence[int]) -> Postings:
    """Those of some fingerprints, given in order."""
    wanted = np.array(prints, np.int64)
    return _merged([_of(part, wanted) for _, part in read(session)])


def read(session: Session) -> Iterator[tuple[int, Postings]]:
    """Every part with its number."""
    yield from _unpacked(session.execute(_PARTS))


def _unpacked(rows: Iterable[sa.Row[int, bytes, bytes]]) -> Iterator[tuple[int, Postings]]:
    for id_, prints, snapshots in rows:
        yield id_, Postings(np.frombuffer(prints, PRINT), np.frombuffer(snapshots, SNAPSHOT))


_PARTS = sa.select(HotFingerprint.id, HotFingerprint.prints, HotFingerprint.snapshots)


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
    """Take out so many, the smallest."""
    parts = list(read(session))
    all_ = _merged([part for _, part in parts])
    _replace(session, [id_ for id_, _ in parts], Postings(all_.prints[at_most:], all_.snapshots[at_most:]))
    return Postings(all_.prints[:at_most], all_.snapshots[:at_most])


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
        packed = {"prints": now.prints.astype(PRINT).tobytes(), "snapshots": now.snapshots.astype(SNAPSHOT).tobytes()}
        insert(session, HotFingerprint, [{"rows": len(now.prints), **packed}])
