"""The index of fingerprints in the store, and the judgments that are made with it: which cluster a snapshot is in.

One batch is one transaction: postings, overlaps and memberships are there together or not at all. The store has one writer at a time
(`db.session`), so nothing can be posted between a look into the index and what follows from it: two writers lose no link.
"""

import json
from collections import OrderedDict, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from typing import Any, TypeVarTuple

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import InstrumentedAttribute, Session

from db.tables import Base, Clustering, Fingerprint, Fingerprinted, HotFingerprint, Reading, Rejudged, Snapshot
from narrative.clustering import Judged, judge_all
from narrative.fingerprints import CONTENT_BIT, sketch_all
from narrative.overlap import Looked
from narrative.shelf import FREE, WIDELY_HELD, Cluster, Constraints, Held, Shelf, Text

REMEMBERED = 3_000
"""Texts whose sketches are kept in memory, a few MB: what is copied was mostly written lately."""
FOLDED_AT = 500_000
"""Rows of the hot table, some 30,000 texts. Folding them into a million texts took 1.5 s; a bigger hot tree is no longer a small one."""

Table = type[Fingerprint] | type[HotFingerprint]
Columns = TypeVarTuple("Columns")


class Looks:
    """What texts are compared by, the ones used last."""

    def __init__(self) -> None:
        self._kept: OrderedDict[int, tuple[Looked, str]] = OrderedDict()

    def put(self, id_: int, look: Looked, headline: str) -> None:
        self._kept[id_] = (look, headline)
        if len(self._kept) > REMEMBERED:
            self._kept.popitem(last=False)

    def get(self, session: Session, ids: Collection[int]) -> dict[int, tuple[Looked, str]]:
        """Text → what it is compared by, and its headline; those that are not remembered are read from the store."""
        found = {id_: self._kept[id_] for id_ in ids if id_ in self._kept}
        for id_ in found:
            self._kept.move_to_end(id_)
        missing = sorted(id_ for id_ in ids if id_ not in found)
        query = sa.select(Snapshot.id, Reading.headline, Reading.text).join(Reading, Reading.id == Snapshot.reading_id)
        rows = list(among(session, query, Snapshot.id, missing))
        for (id_, headline, _), sketch in zip(rows, sketch_all([text for _, _, text in rows]), strict=True):
            found[id_] = (Looked(sketch), headline)
            self.put(id_, *found[id_])
        return found


@dataclass(frozen=True, slots=True)
class Placed:
    """What was judged of a batch, and the shelf as it is afterwards."""

    judged: tuple[Judged, ...]
    shelf: Shelf


def belongs_to(session: Session, annotator_id: int, reader_id: int) -> bool:
    """Whether the index is one of these judgments of these readings; an empty one is anybody's."""
    newest = sa.select(Fingerprinted.annotator_id, Snapshot.annotator_id).join(Snapshot, Snapshot.id == Fingerprinted.snapshot_id)
    row = session.execute(newest.order_by(Fingerprinted.snapshot_id.desc()).limit(1)).first()
    return row is None or tuple(row) == (annotator_id, reader_id)


def clear(session: Session) -> None:
    """Drop the whole index. What it was built from is still there: it is built again by whoever judges next."""
    for table in (Fingerprint, HotFingerprint, Fingerprinted, Clustering, Rejudged):
        session.execute(sa.delete(table))


def forget(session: Session, clusters: Collection[int]) -> frozenset[int]:
    """Take clusters, named by their first snapshots, out of the index, so that their texts are judged again; which texts these are."""
    held = sa.select(Fingerprinted.snapshot_id, Fingerprinted.judgment_id)
    rows = list(among(session, held, Fingerprinted.cluster, clusters))
    ids = [id_ for id_, _ in rows]
    for column in (Fingerprint.snapshot_id, HotFingerprint.snapshot_id, Fingerprinted.snapshot_id):
        delete(session, column, ids)
    delete(session, Rejudged.judgment_id, [judgment_id for _, judgment_id in rows])
    delete(session, Clustering.first, clusters)
    return frozenset(ids)


def place(session: Session, texts: Sequence[tuple[Text, Looked]], looks: Looks, constraints: Constraints = FREE) -> Placed:
    """Judge texts in their order, with what the index has. Nothing is written."""
    shelf = _shelf(session, texts, looks, constraints)
    judged = tuple(judge_all(shelf, texts))
    for text, look in texts:
        looks.put(text.id, look, text.headline)
    return Placed(judged, shelf)


def _shelf(session: Session, texts: Sequence[tuple[Text, Looked]], looks: Looks, constraints: Constraints) -> Shelf:
    """Everything in the index that these texts can meet."""
    shelf = Shelf(constraints, fetch=lambda id_: looks.get(session, [id_])[id_])
    sketches = [look.sketch for _, look in texts]
    prints = sorted({*chain.from_iterable(s.prints.tolist() for s in sketches), *(s.content for s in sketches)})
    shelf.postings.update(_postings(session, prints))
    articles = {text.article for text, _ in texts}
    articles |= constraints.apart.keys() | constraints.together.keys()  # whoever shows two clusters to be one may be none of these
    telling = (ids for print_, ids in shelf.postings.items() if len(ids) <= WIDELY_HELD or print_ >= CONTENT_BIT)
    held = {h.id: h for h in _held(session, Fingerprinted.snapshot_id, set(chain.from_iterable(telling)))}
    held |= {h.id: h for h in _held(session, Fingerprinted.article_id, articles)}
    clusters = list(_clusters(session, {h.cluster for h in held.values()}))
    yardsticks = {id_ for c in clusters for id_ in (c.first, c.reference)}
    held |= {h.id: h for h in _held(session, Fingerprinted.snapshot_id, yardsticks - held.keys())}
    shelf.clusters = {c.first: c for c in clusters}
    for one in sorted(held.values(), key=lambda h: (h.at, h.id)):
        shelf.put(one)
    _look_at(session, shelf, texts, looks)
    return shelf


def _look_at(session: Session, shelf: Shelf, texts: Sequence[tuple[Text, Looked]], looks: Looks) -> None:
    """Read at once what will surely be compared. What else is needed is fetched when it is: within a batch candidates can change."""
    wanted: set[int] = set()
    for text, look in texts:
        wanted.update(shelf.candidates(look.sketch, text.article), shelf.exact(look.sketch, text.article)[:1])
        wanted.update(id_ for id_ in (shelf.newest.get(text.article),) if id_ is not None)
    wanted |= {shelf.clusters[shelf.texts[id_].cluster].reference for id_ in wanted}
    for id_, (look, headline) in looks.get(session, wanted).items():
        shelf.texts[id_].look, shelf.texts[id_].headline = look, headline


def _postings(session: Session, prints: Sequence[int]) -> dict[int, list[int]]:
    """Fingerprint → the snapshots that hold it, in their order; of both tables."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    for table in (Fingerprint, HotFingerprint):
        for print_, id_ in among(session, sa.select(table.print, table.snapshot_id), table.print, prints):
            found[print_].append(id_)
    return {print_: sorted(ids) for print_, ids in found.items()}


def _held(session: Session, column: InstrumentedAttribute[int], values: Collection[int]) -> Iterator[Held]:
    f = Fingerprinted
    query = sa.select(f.snapshot_id, f.article_id, f.voice, f.captured_at, f.cluster, f.scale, f.prints, f.wall)
    for id_, article, voice, captured_at, cluster, scale, prints, wall in among(session, query, column, values):
        yield Held(id_, article, voice, captured_at.timestamp(), cluster, scale, prints, wall)


def _clusters(session: Session, firsts: Collection[int]) -> Iterator[Cluster]:
    c = Clustering
    query = sa.select(c.first, c.reference, c.captured_at, c.sole, c.texts, c.short, c.strangers)
    for first, reference, captured_at, sole, texts, short, strangers in among(session, query, c.first, firsts):
        yield Cluster(first, reference, captured_at.timestamp(), sole, texts, short, tuple(strangers))


def write(session: Session, placed: Placed, texts: Sequence[tuple[Text, Looked]], judgments: Mapping[int, int], annotator_id: int) -> None:
    """Put a batch that was judged into the index. `judgments`: text → the judgment that its membership hangs on."""
    rows = []
    for text, look in texts:
        held = placed.shelf.texts[text.id]
        rows.append(
            {
                "snapshot_id": text.id, "annotator_id": annotator_id, "judgment_id": judgments[text.id], "article_id": text.article,
                "voice": text.voice, "captured_at": instant(text.at), "cluster": held.cluster, "scale": look.sketch.scale,
                "prints": len(look.sketch.prints), "wall": held.wall,
            }
        )  # fmt: skip
    insert(session, Fingerprinted, rows)
    _post(session, sorted((print_, one.id) for one in placed.judged for print_ in one.posted))


def _post(session: Session, rows: Sequence[tuple[int, int]]) -> None:
    """Straight to the driver: a batch has thousands of these, and SQLAlchemy would take longer over them than the store does."""
    if rows:
        table, value = _newest_table(session), "?" if session.get_bind().dialect.name == "sqlite" else "%s"
        statement = f"INSERT INTO {table.__tablename__} (print, snapshot_id) VALUES ({value}, {value})"  # noqa: S608  # a name of ours
        session.connection().exec_driver_sql(statement, list(rows))


def write_clusters(session: Session, clusters: Iterable[Cluster], gone: Collection[int], ids: Mapping[int, int]) -> None:
    """Clusters as they are now, in the place of what they were. `ids`: first snapshot → the cluster's row."""
    now = list(clusters)
    delete(session, Clustering.first, {*gone, *(c.first for c in now)})
    insert(
        session,
        Clustering,
        [
            {
                "first": c.first, "cluster_id": ids[c.first], "reference": c.reference, "captured_at": instant(c.at), "sole": c.sole,
                "texts": c.texts, "short": c.short, "strangers": list(c.strangers),
            }
            for c in now
        ],
    )  # fmt: skip


def moved(session: Session, into: Mapping[int, int]) -> dict[int, int]:
    """Move the texts of clusters that are gone to where they went; judgment → the first snapshot of its cluster now."""
    rows = list(among(session, sa.select(Fingerprinted.judgment_id, Fingerprinted.cluster), Fingerprinted.cluster, into))
    for gone, stays in into.items():
        session.execute(sa.update(Fingerprinted).where(Fingerprinted.cluster == gone).values(cluster=stays))
    return {judgment_id: into[cluster] for judgment_id, cluster in rows}


def clusters_of(session: Session, articles: Collection[int]) -> set[int]:
    """The clusters, named by their first snapshots, that texts of these articles are in."""
    return {row[0] for row in among(session, sa.select(Fingerprinted.cluster), Fingerprinted.article_id, articles)}


def joined(session: Session, texts: Collection[int]) -> set[int]:
    """The clusters that hold some of these texts and others, too."""
    theirs = sa.select(Fingerprinted.cluster, sa.func.count())
    theirs = theirs.group_by(Fingerprinted.cluster)
    found = {cluster: some for cluster, some in among(session, theirs, Fingerprinted.snapshot_id, texts)}  # noqa: C416
    return {cluster for cluster, all_ in among(session, theirs, Fingerprinted.cluster, found) if all_ > found[cluster]}


def cluster_ids(session: Session, firsts: Collection[int]) -> dict[int, int]:
    """First snapshot → the cluster's row, of clusters in the index."""
    rows = among(session, sa.select(Clustering.first, Clustering.cluster_id), Clustering.first, firsts)
    return {first: id_ for first, id_ in rows}  # noqa: C416  # a row is not a pair


def fold(session: Session, at_least: int = FOLDED_AT) -> int:
    """Put what is new among what is old, once there is enough of it; how many rows that were."""
    rows = session.scalar(sa.select(sa.func.count()).select_from(HotFingerprint)) or 0
    if rows < max(1, at_least):
        return 0
    columns = (HotFingerprint.print, HotFingerprint.snapshot_id)
    session.execute(sa.insert(Fingerprint).from_select(["print", "snapshot_id"], sa.select(*columns).order_by(*columns)))
    session.execute(sa.delete(HotFingerprint))
    return rows


def insert(session: Session, table: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """Add many rows at once, past the session's own bookkeeping: as they are, stamps and all."""
    if rows:
        session.execute(sa.insert(Base.metadata.tables[table.__tablename__]), rows)


def instant(at: float) -> datetime:
    """The instant of `Text.at`."""
    return datetime.fromtimestamp(at, UTC)


def _newest_table(session: Session) -> Table:
    """PostgreSQL's tree takes rows anywhere; of SQLite's each row costs a page."""
    return HotFingerprint if session.get_bind().dialect.name == "sqlite" else Fingerprint


def among(
    session: Session, query: sa.Select[*Columns], column: InstrumentedAttribute[int], values: Iterable[int]
) -> Iterator[sa.Row[*Columns]]:
    """The rows of which a column has one of these values."""
    wanted = sorted(values)
    if wanted:
        yield from session.execute(query.where(column.in_(listed(session, wanted))))


def delete(session: Session, column: InstrumentedAttribute[int], values: Iterable[int]) -> None:
    """Drop the rows of which a column has one of these values."""
    session.execute(sa.delete(column.class_).where(column.in_(listed(session, sorted(values)))))


def listed(session: Session, values: Sequence[int]) -> sa.Select[int]:
    """Thousands of values as one parameter: an IN list of as many is text that is made, sent and parsed again for every batch."""
    if session.get_bind().dialect.name == "sqlite":
        return sa.select(sa.func.json_each(json.dumps(values)).table_valued("value").c.value)
    return sa.select(sa.func.unnest(sa.cast(list(values), ARRAY(sa.BigInteger))).column_valued("value"))
