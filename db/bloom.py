"""Which fingerprints the tree of a SQLite store can hold: a Bloom filter of one hash in front of it (Bloom 1970).

Most of what a text holds nobody held before, and each look for that is a page of the tree, read from the disk where the tree is larger
than the memory. The filter is one small blob. Fingerprints are spread evenly as they are: their upper bits are the hash.

It is asked, and filled, within the transaction that reads or fills the tree. What is taken out of the tree stays in the filter.
"""

from collections.abc import Sequence

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from db.rows import blob, insert
from db.tables import Fingerprint, FingerprintFilter

HASH = 27
"""Bits of a fingerprint that count; the filter has a bit for each of their values, 16 MB. Beside a million texts it lets 17 % of what the
tree does not hold through, beside ten million 84."""
WORTH = 5_000
"""Fingerprints that are looked for at once, from which on reading the filter takes less time than it saves: what 200 texts hold."""
MADE_AT_ONCE = 500_000
"""Fingerprints read out of the tree together."""

Prints = NDArray[np.int64]


def possible(session: Session, prints: Sequence[int]) -> Sequence[int]:
    """Some fingerprints without those that the tree surely does not hold."""
    id_ = _there(session) if len(prints) >= WORTH else None
    if id_ is None:
        return prints
    with blob(session, FingerprintFilter.bits, id_) as bits:
        all_ = np.frombuffer(bits.read(), np.uint8)
    wanted = np.array(prints, np.int64)
    byte, bit = _places(wanted)
    found: list[int] = wanted[all_.take(byte) & bit != 0].tolist()
    return found


def add(session: Session, prints: Prints) -> None:
    """The tree holds these, too."""
    id_ = _there(session)
    if id_ is None:
        id_ = _make(session)
    _set(session, id_, prints)


def _there(session: Session) -> int | None:
    return session.scalar(sa.select(FingerprintFilter.id))


def _make(session: Session) -> int:
    """A filter of what the tree holds: of nothing, unless the tree is older than filters are."""
    insert(session, FingerprintFilter, [{"id": 1, "bits": bytes(1 << HASH - 3)}])
    held = session.connection().execute(sa.select(Fingerprint.print), execution_options={"yield_per": MADE_AT_ONCE})
    for rows in held.scalars().partitions():
        _set(session, 1, np.array(rows, np.int64))
    return 1


def _set(session: Session, id_: int, prints: Prints) -> None:
    """In one piece, from the first byte that changes to the last: what is folded together lies together."""
    if not len(prints):
        return
    byte, bit = _places(prints)
    first, last = int(byte.min()), int(byte.max())
    with blob(session, FingerprintFilter.bits, id_, written=True) as bits:
        bits.seek(first)
        piece = np.frombuffer(bits.read(last - first + 1), np.uint8).copy()
        np.bitwise_or.at(piece, byte - first, bit)
        bits.seek(first)
        bits.write(piece.tobytes())


def _places(prints: Prints) -> tuple[Prints, NDArray[np.uint8]]:
    """Of each the byte, and the bit in it. Of a content hash, which is longer than a fingerprint, the lower half counts."""
    at = (prints & 0xFFFFFFFF) >> 32 - HASH
    return at >> 3, np.left_shift(1, at & 7).astype(np.uint8)
