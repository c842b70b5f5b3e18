"""The whole index of fingerprints at once, for those who check it: all its texts and clusters, and its postings chunk by chunk."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from db import cluster_overrules, hot
from db.fingerprints import Looks
from db.tables import Clustering, Fingerprint, Fingerprinted
from narrative.shelf import Cluster, Held, Shelf

CHUNK = 100_000


def shelf(session: Session, looks: Looks) -> Shelf:
    """Every text in the index and its cluster, in order of capture; without postings. Words are read when they are asked for."""
    found = Shelf(cluster_overrules.constraints(session), fetch=lambda id_: looks.get(session, [id_])[id_])
    for c in _chunks(session, sa.select(*Clustering.__table__.c)):
        found.clusters[c.first] = Cluster(c.first, c.reference, c.at, c.sole, c.texts, c.short, tuple(c.strangers))
    in_order = sa.select(*Fingerprinted.__table__.c).order_by(Fingerprinted.at, Fingerprinted.snapshot_id)
    for t in _chunks(session, in_order):
        found.put(Held(t.snapshot_id, t.article_id, t.voice, t.at, t.cluster, t.scale, t.prints, t.wall))
    return found


def _chunks(session: Session, query: sa.Select[*tuple[Any, ...]]) -> Iterator[sa.Row[*tuple[Any, ...]]]:
    return iter(session.execute(query.execution_options(yield_per=CHUNK)))


def postings(session: Session) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Fingerprints and the snapshots that posted them."""
    query = sa.select(Fingerprint.print, Fingerprint.snapshot_id).execution_options(yield_per=CHUNK)
    for rows in session.execute(query).partitions():
        both = np.array([tuple(row) for row in rows], np.int64)
        yield both[:, 0].copy(), both[:, 1].copy()
    for _, new in hot.read(session):
        yield new.prints, new.snapshots.astype(np.int64)
