"""Tables of the index of fingerprints: neither facts nor judgments.

It is built of the texts, belongs to one annotator at a time, and can be dropped and built again whenever one likes (`db.fingerprints`).
"""

from typing import Any

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base


class Fingerprint(Base):
    """A snapshot holds a fingerprint that no earlier one of its cluster holds."""

    __tablename__ = "fingerprint"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012
    print: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    snapshot_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class HotFingerprint(Base):
    """Where SQLite puts new ones first, many in a row (`db.hot`). Folded into the other table from time to time."""

    __tablename__ = "fingerprint_hot"
    id: Mapped[int] = mapped_column(primary_key=True)
    rows: Mapped[int]
    prints: Mapped[bytes]
    snapshots: Mapped[bytes]


class FingerprintFilter(Base):
    """What the first of these tables can hold (`db.bloom`): at most one row, in a SQLite store of which something was folded."""

    __tablename__ = "fingerprint_filter"
    id: Mapped[int] = mapped_column(primary_key=True)
    bits: Mapped[bytes]


class Lacking(Base):
    """The index may lack this snapshot of a reader, or (`onwards`) this one and all with larger numbers; it lacks no others (`db.lacking`).

    Of a reader without a row it may lack any.
    """

    __tablename__ = "lacking"
    reader_id: Mapped[int] = mapped_column(ForeignKey("annotator.id"), primary_key=True, autoincrement=False)
    snapshot_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    onwards: Mapped[bool]


class Fingerprinted(Base):
    """A snapshot is in the index: what its sample is, and in which cluster it is (named by that cluster's first snapshot).

    `at`, here and below, is the instant of capture as `narrative.shelf.Text` has it: a number by which texts are put in order.
    """

    __tablename__ = "fingerprinted"
    snapshot_id: Mapped[int] = mapped_column(ForeignKey("snapshot.id"), primary_key=True, autoincrement=False)
    annotator_id: Mapped[int] = mapped_column(ForeignKey("annotator.id"))
    judgment_id: Mapped[int] = mapped_column(ForeignKey("judgment.id"))
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), index=True)
    voice: Mapped[str]
    at: Mapped[float]
    cluster: Mapped[int] = mapped_column(index=True)
    scale: Mapped[int]
    prints: Mapped[int]
    wall: Mapped[bool]


class Clustering(Base):
    """A cluster at work: see `narrative.clustering.Cluster`."""

    __tablename__ = "clustering"
    first: Mapped[int] = mapped_column(ForeignKey("snapshot.id"), primary_key=True, autoincrement=False)
    cluster_id: Mapped[int] = mapped_column(ForeignKey("cluster.id"))
    reference: Mapped[int] = mapped_column(ForeignKey("snapshot.id"))
    at: Mapped[float]
    sole: Mapped[int | None]
    texts: Mapped[int]
    short: Mapped[int]
    strangers: Mapped[list[Any]]


class Rejudged(Base):
    """A text that was judged before has been judged again, and its membership is not written down yet (`db.clusters.settle`)."""

    __tablename__ = "rejudged"
    judgment_id: Mapped[int] = mapped_column(ForeignKey("judgment.id"), primary_key=True, autoincrement=False)
    cluster: Mapped[int] = mapped_column(index=True)
    relation: Mapped[str]
    other_id: Mapped[int | None]
