"""The index of fingerprints in the store, and the judgments that are made with it: which cluster a snapshot is in.

One batch is one transaction: postings, overlaps and memberships are there together or not at all. The store has one writer at a time
(`db.session`), so nothing can be posted between a look into the index and what follows from it: two writers lose no link.
"""

from collections import OrderedDict, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from db import bloom, hot, lacking
from db.hot import Postings
from db.rows import among, delete, insert, insert_sent
from db.tables import (
    Base,
    Clustering,
    Fingerprint,
    Fingerprinted,
    FingerprintFilter,
    HotFingerprint,
    Lacking,
    Reading,
    Rejudged,
    Snapshot,
)
from narrative.clustering import Judged, judge_all
from narrative.fingerprints import CONTENT_BIT, sketch_all
from narrative.overlap import Looked
from narrative.shelf import FREE, WIDELY_HELD, Cluster, Constraints, Held, Shelf, Text

REMEMBERED = 3_000
"""Texts whose sketches are kept in memory, a few MB: what is copied was mostly written lately."""
FOLDED_AT = 2_000_000
"""Fingerprints, of some 80,000 texts, that are put among the others then. Beside a million texts that takes 40 us of the processor for each
text, 80 by the clock; with a quarter of them at once four times as much: nearly every page of the tree is written each time. They are read
for every batch, so there is an end to it."""
FOLDED_AT_ONCE = 250_000
"""In one transaction, about a second; of these all go to the same part of the tree."""


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
    for table in (Fingerprint, FingerprintFilter, HotFingerprint, Fingerprinted, Clustering, Rejudged, Lacking):
        session.execute(sa.delete(table))


def forget(session: Session, clusters: Collection[int]) -> frozenset[int]:
    """Take clusters, named by their first snapshots, out of the index, so that their texts are judged again; which texts these are."""
    held = sa.select(Fingerprinted.snapshot_id, Fingerprinted.judgment_id)
    rows = list(among(session, held, Fingerprinted.cluster, clusters))
    ids = [id_ for id_, _ in rows]
    for column in (Fingerprint.snapshot_id, Fingerprinted.snapshot_id):
        delete(session, column, ids)
    hot.forget(session, ids)
    lacking.taken_out(session, ids)
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
    shelf = Shelf(constraints, lambda id_: looks.get(session, [id_])[id_], lambda first: _around(session, first))
    sketches = [look.sketch for _, look in texts]
    prints = sorted({*chain.from_iterable(s.prints.tolist() for s in sketches), *(s.content for s in sketches)})
    shelf.postings.update(postings(session, prints))
    articles = {text.article for text, _ in texts}
    articles |= constraints.apart.keys() | constraints.together.keys()  # whoever shows two clusters to be one may be none of these
    telling = (ids for print_, ids in shelf.postings.items() if len(ids) <= WIDELY_HELD or print_ >= CONTENT_BIT)
    shelf.texts.update((held.id, held) for held in _held(session, Fingerprinted.snapshot_id, set(chain.from_iterable(telling))))
    for held in sorted(_held(session, Fingerprinted.article_id, articles), key=lambda h: (h.at, h.id)):
        shelf.put(held)
    _look_at(session, shelf, texts, looks)
    return shelf


def _look_at(session: Session, shelf: Shelf, texts: Sequence[tuple[Text, Looked]], looks: Looks) -> None:
    """Read at once what will surely be compared. What else is needed is fetched when it is: within a batch candidates can change."""
    wanted: set[int] = set()
    for text, look in texts:
        wanted.update(shelf.foresee(look.sketch, text.article), shelf.exact(look.sketch, text.article)[:1])
        wanted.update(id_ for id_ in (shelf.newest.get(text.article),) if id_ is not None)
    shelf.clusters = {c.first: c for c in _clusters(session, {shelf.texts[id_].cluster for id_ in wanted})}
    yardsticks = {id_ for c in shelf.clusters.values() for id_ in (c.first, c.reference)} - shelf.texts.keys()
    shelf.texts.update((one.id, one) for one in _held(session, Fingerprinted.snapshot_id, yardsticks))
    wanted |= {cluster.reference for cluster in shelf.clusters.values()}
    for id_, (look, headline) in looks.get(session, wanted).items():
        shelf.texts[id_].look, shelf.texts[id_].headline = look, headline


def postings(session: Session, prints: Sequence[int]) -> dict[int, list[int]]:
    """Fingerprint → the snapshots that hold it, in their order; of both tables."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    in_tree = sa.select(Fingerprint.print, Fingerprint.snapshot_id)
    for print_, id_ in among(session, in_tree, Fingerprint.print, bloom.possible(session, prints)):
        found[print_].append(id_)
    new = hot.found(session, prints)
    for print_, id_ in zip(new.prints.tolist(), new.snapshots.tolist(), strict=True):
        found[print_].append(id_)
    return {print_: sorted(ids) for print_, ids in found.items()}


def _held(session: Session, column: InstrumentedAttribute[int], values: Collection[int]) -> list[Held]:
    f = Fingerprinted
    query = sa.select(f.snapshot_id, f.article_id, f.voice, f.at, f.cluster, f.scale, f.prints, f.wall)
    return [Held(*row) for row in among(session, query, column, values)]


def _clusters(session: Session, firsts: Collection[int]) -> Iterator[Cluster]:
    c = Clustering
    query = sa.select(c.first, c.reference, c.at, c.sole, c.texts, c.short, c.strangers)
    for first, reference, at, sole, texts, short, strangers in among(session, query, c.first, firsts):
        yield Cluster(first, reference, at, sole, texts, short, tuple(strangers))


def _around(session: Session, first: int) -> tuple[Cluster, list[Held]]:
    (cluster,) = _clusters(session, [first])
    return cluster, list(_held(session, Fingerprinted.snapshot_id, {cluster.first, cluster.reference}))


def write(session: Session, placed: Placed, texts: Sequence[tuple[Text, Looked]], judgments: Mapping[int, int], annotator_id: int) -> None:
    """Put a batch that was judged into the index. `judgments`: text → the judgment that its membership hangs on."""
    rows = []
    for text, look in texts:
        held = placed.shelf.texts[text.id]
        rows.append(
            {
                "snapshot_id": text.id, "annotator_id": annotator_id, "judgment_id": judgments[text.id], "article_id": text.article,
                "voice": text.voice, "at": text.at, "cluster": held.cluster, "scale": look.sketch.scale,
                "prints": len(look.sketch.prints), "wall": held.wall,
            }
        )  # fmt: skip
    insert(session, Fingerprinted, rows)
    _post(session, ((print_, one.id) for one in placed.judged for print_ in one.posted))


def _post(session: Session, pairs: Iterable[tuple[int, int]]) -> None:
    """PostgreSQL's tree takes rows anywhere; of SQLite's each costs a page."""
    new = hot.postings(pairs)
    if session.get_bind().dialect.name == "sqlite":
        hot.add(session, new)
    else:
        _put(session, new)


def _put(session: Session, new: Postings) -> None:
    """Among all others: past everything that would look at each row."""
    rows = list(zip(*(column.tolist() for column in new), strict=True))
    if rows:
        insert_sent(session, Base.metadata.tables[Fingerprint.__tablename__], ("print", "snapshot_id"), rows)


def write_clusters(session: Session, clusters: Iterable[Cluster], gone: Collection[int], ids: Mapping[int, int]) -> None:
    """Clusters as they are now, in the place of what they were. `ids`: first snapshot → the cluster's row."""
    now = list(clusters)
    delete(session, Clustering.first, {*gone, *(c.first for c in now)})
    insert(
        session,
        Clustering,
        [
            {
                "first": c.first, "cluster_id": ids[c.first], "reference": c.reference, "at": c.at, "sole": c.sole,
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


def fold(session: Session, at_least: int = FOLDED_AT, at_most: int = FOLDED_AT_ONCE) -> int:
    """Put some of what is new among what is old, once there is enough of it; how many rows that were.

    The smallest ones: each time is another part of the tree.
    """
    if hot.count(session) < max(1, at_least):
        return 0
    moved = hot.take(session, at_most)
    bloom.add(session, moved.prints)
    _put(session, moved)
    return len(moved.prints)
