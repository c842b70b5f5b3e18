"""Which cluster every snapshot is in: what still has to be judged, and what was.

Memberships are appended; of several of one judgment the newest counts. A text is judged when the index has it: what is taken out of the
index, or a whole index that is dropped, is judged again, and only what differs from before is written. That is known when everything is
judged, because later texts merge clusters; until then it is kept aside (`settle`), and what was judged before stands.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from db import annotations, fingerprints, identity, lacking, outlets, takedowns
from db.fingerprints import Looks, Placed
from db.rows import Row, among, delete, insert, listed, stamped
from db.tables import (
    Article,
    Attempt,
    Cluster,
    Fingerprinted,
    Judgment,
    Membership,
    Outlet,
    Overlap,
    Reading,
    Rejudged,
    Snapshot,
)
from narrative.clustering import Edge, Judged, merged_into
from narrative.overlap import Looked
from narrative.shelf import FREE, Constraints, Text

Pair = tuple[Text, Looked]


@dataclass(frozen=True, slots=True)
class Change:
    """A snapshot that is in another cluster than before; both are named by their first snapshots, None where there was none."""

    snapshot_id: int
    before: int | None
    after: int


def pending(session: Session, reader_id: int) -> list[int]:
    """Snapshots of this reader that are not in the index, in the order in which they were captured."""
    lacked = lacking.lacked(session, reader_id), lacking.not_indexed()
    query = sa.select(Snapshot.id).join(Attempt, Attempt.id == Snapshot.opened_by)
    query = query.where(Snapshot.annotator_id == reader_id, *lacked, *_counted()).order_by(Attempt.captured_at, Snapshot.id)
    return list(session.scalars(query))


def _counted() -> tuple[sa.ColumnElement[bool], ...]:
    return takedowns.readable(Snapshot.article_id), identity.counts(Snapshot.article_id)


def texts(session: Session, ids: Collection[int]) -> list[Text]:
    """What snapshots say, in the order in which they were captured. The voice is the outlet's owner, if it has one that is known."""
    spoken = voices(session)
    query = (
        sa.select(Snapshot.id, Snapshot.article_id, Article.outlet_id, Reading.headline, Reading.text, Attempt.captured_at)
        .join(Reading, Reading.id == Snapshot.reading_id)
        .join(Attempt, Attempt.id == Snapshot.opened_by)
        .join(Article, Article.id == Snapshot.article_id)
        .where(*_counted())
    )
    rows = sorted(among(session, query, Snapshot.id, ids), key=lambda row: (row.captured_at, row.id))
    return [
        Text(id_, article, spoken[outlet_id], headline, text, captured_at.timestamp())
        for id_, article, outlet_id, headline, text, captured_at in rows
    ]


def voices(session: Session) -> dict[int, str]:
    """Outlet → whose voice it is."""
    keys = {id_: key for id_, key in session.execute(sa.select(Outlet.id, Outlet.key))}  # noqa: C416  # a row is not a pair
    return keys | {outlet.id: profile.owner or outlet.key for outlet, profile in outlets.profiled(session)}


def judge(session: Session, annotator_id: int, pairs: Sequence[Pair], looks: Looks, constraints: Constraints = FREE) -> list[Change]:
    """Judge a batch, in its order, and write down what came of it. What another writer has judged meanwhile is left out."""
    ids = {text.id for text, _ in pairs}
    done = {id_ for (id_,) in among(session, sa.select(Fingerprinted.snapshot_id), Fingerprinted.snapshot_id, ids)}
    wanted = {id_ for (id_,) in among(session, sa.select(Snapshot.id).where(*_counted()), Snapshot.id, ids - done)}
    batch = [pair for pair in pairs if pair[0].id in wanted]
    if not batch:
        return []
    placed = fingerprints.place(session, batch, looks, constraints)
    judgments = _judgments(session, annotator_id, sorted(wanted))
    fingerprints.write(session, placed, batch, judgments, annotator_id)
    return _record(session, annotator_id, placed, judgments)


def _judgments(session: Session, annotator_id: int, ids: Sequence[int]) -> dict[int, int]:
    """Snapshot → this annotator's judgment of it, begun where there was none."""
    known = sa.select(Judgment.snapshot_id, Judgment.id).where(Judgment.annotator_id == annotator_id)
    found = {snapshot_id for snapshot_id, _ in among(session, known, Judgment.snapshot_id, ids)}
    insert(session, Judgment, stamped(session, [{"snapshot_id": id_, "annotator_id": annotator_id} for id_ in ids if id_ not in found]))
    return {snapshot_id: id_ for snapshot_id, id_ in among(session, known, Judgment.snapshot_id, ids)}  # noqa: C416  # a row is not a pair


def _record(session: Session, annotator_id: int, placed: Placed, judgments: Mapping[int, int]) -> list[Change]:
    judged, into = placed.judged, merged_into(placed.judged)
    touched = {one.cluster for one in judged} | set(into.values())
    rows = _cluster_rows(session, annotator_id, touched)
    moved = fingerprints.moved(session, into)
    fingerprints.write_clusters(session, (placed.shelf.clusters[first] for first in touched), into, rows)
    before = _standing(session, {*moved, *judgments.values()})
    changes = _memberships(session, judged, judgments, before, rows)
    changes += _moved(session, moved, before, rows)
    record_edges(session, [(judgments[one.id], edge) for one in judged for edge in one.edges])
    return changes


def key(first: int) -> str:
    """The name of the cluster whose first text this snapshot is."""
    return f"snapshot:{first}"


def first_of(name: str) -> int:
    """The snapshot that a cluster is named by."""
    return int(name.removeprefix("snapshot:"))


def _cluster_rows(session: Session, annotator_id: int, firsts: Collection[int]) -> dict[int, int]:
    """First snapshot → the row of its cluster, made where there is none."""
    found = fingerprints.cluster_ids(session, firsts)
    names = {key(first): first for first in firsts if first not in found}
    known = sa.select(Cluster.key, Cluster.id).where(Cluster.annotator_id == annotator_id, Cluster.key.in_(names))
    there = {name for name, _ in session.execute(known)} if names else set()
    insert(session, Cluster, stamped(session, [{"annotator_id": annotator_id, "key": name} for name in names if name not in there]))
    return found | {names[name]: id_ for name, id_ in session.execute(known)} if names else found


@dataclass(frozen=True, slots=True)
class _Standing:
    """The membership of a judgment that counts."""

    cluster: int
    relation: str
    other_id: int | None


def _standing(session: Session, judgments: Collection[int]) -> dict[int, _Standing]:
    query = sa.select(Membership.judgment_id, Cluster.key, Membership.relation, Membership.other_id).join(
        Cluster, Cluster.id == Membership.cluster_id
    )
    rows = among(session, query.order_by(Membership.id), Membership.judgment_id, judgments)
    return {judgment_id: _Standing(first_of(name), relation, other_id) for judgment_id, name, relation, other_id in rows}


def relations(session: Session) -> dict[int, str]:
    """How each text in the index came into its cluster."""
    query = sa.select(Fingerprinted.snapshot_id, Membership.relation).join(Membership, Membership.judgment_id == Fingerprinted.judgment_id)
    return {id_: relation for id_, relation in session.execute(query.order_by(Membership.id))}  # noqa: C416


def _memberships(
    session: Session, judged: Sequence[Judged], judgments: Mapping[int, int], before: Mapping[int, _Standing], rows: Mapping[int, int]
) -> list[Change]:
    """Of texts that are judged for the first time; those of others are kept aside."""
    again = [one for one in judged if judgments[one.id] in before]
    aside: list[Row] = [
        {"judgment_id": judgments[one.id], "cluster": one.cluster, "relation": str(one.relation), "other_id": one.other} for one in again
    ]
    insert(session, Rejudged, aside)
    first = [one for one in judged if judgments[one.id] not in before]
    new: list[Row] = [
        {"judgment_id": judgments[one.id], "cluster_id": rows[one.cluster], "relation": str(one.relation), "other_id": one.other}
        for one in first
    ]
    insert(session, Membership, stamped(session, new))
    return [Change(one.id, None, one.cluster) for one in first]


def _moved(session: Session, moved: Mapping[int, int], before: Mapping[int, _Standing], rows: Mapping[int, int]) -> list[Change]:
    """Members of clusters that turned out to be part of another."""
    aside = {id_ for (id_,) in among(session, sa.select(Rejudged.judgment_id), Rejudged.judgment_id, moved)}
    for first in {moved[id_] for id_ in aside}:
        theirs = sorted(id_ for id_ in aside if moved[id_] == first)
        session.execute(sa.update(Rejudged).where(Rejudged.judgment_id.in_(listed(session, theirs))).values(cluster=first))
    stand = {id_: first for id_, first in moved.items() if id_ not in aside}
    new: list[Row] = [
        {"judgment_id": id_, "cluster_id": rows[first], "relation": before[id_].relation, "other_id": before[id_].other_id}
        for id_, first in stand.items()
    ]
    insert(session, Membership, stamped(session, new))
    snapshots = among(session, sa.select(Judgment.id, Judgment.snapshot_id), Judgment.id, stand)
    return [Change(snapshot_id, before[judgment_id].cluster, stand[judgment_id]) for judgment_id, snapshot_id in snapshots]


def settle(session: Session, annotator_id: int, at_most: int) -> tuple[int, list[Change]]:
    """Write down where texts are that were judged again, if that is elsewhere than before; how many were left to be looked at."""
    query = sa.select(Rejudged.judgment_id, Rejudged.cluster, Rejudged.relation, Rejudged.other_id)
    found = session.execute(query.order_by(Rejudged.judgment_id).limit(at_most))
    now = {id_: _Standing(cluster, relation, other_id) for id_, cluster, relation, other_id in found}
    before = _standing(session, now)
    differ = {id_: one for id_, one in now.items() if one != before[id_]}
    rows = _cluster_rows(session, annotator_id, {one.cluster for one in differ.values()})
    new: list[Row] = [
        {"judgment_id": id_, "cluster_id": rows[one.cluster], "relation": one.relation, "other_id": one.other_id}
        for id_, one in differ.items()
    ]
    insert(session, Membership, stamped(session, new))
    delete(session, Rejudged.judgment_id, now)
    snapshots = among(session, sa.select(Judgment.id, Judgment.snapshot_id), Judgment.id, differ)
    changes = (Change(snapshot_id, before[id_].cluster, differ[id_].cluster) for id_, snapshot_id in snapshots)
    return len(now), [change for change in changes if change.before != change.after]


ANNOTATOR = "duplicates"
"""The name under which clusters are judged."""


def moved_by_new_code(session: Session) -> list[Change]:
    """What the code in hand has put elsewhere than the code before it did, in the order of snapshots; nothing where there was none."""
    before_id, after_id = annotations.active_before(session, ANNOTATOR), annotations.active(session, ANNOTATOR)
    if not (before_id and after_id):
        return []
    before, after = _all_of(session, before_id), _all_of(session, after_id)
    return [Change(id_, before[id_], after[id_]) for id_ in sorted(before.keys() & after.keys()) if before[id_] != after[id_]]


def _all_of(session: Session, annotator_id: int) -> dict[int, int]:
    """Snapshot → the first snapshot of its cluster, as one annotator judged it last."""
    query = (
        sa.select(Judgment.snapshot_id, Cluster.key)
        .join(Membership, Membership.judgment_id == Judgment.id)
        .join(Cluster, Cluster.id == Membership.cluster_id)
        .where(Judgment.annotator_id == annotator_id)
        .order_by(Membership.id)
    )
    return {id_: first_of(name) for id_, name in session.execute(query)}


def net(changes: Iterable[Change]) -> list[Change]:
    """Each snapshot's way from where it was to where it is now, the ways that led back left out; in the order of snapshots."""
    found: dict[int, Change] = {}
    for one in changes:
        before = found[one.snapshot_id].before if one.snapshot_id in found else one.before
        found[one.snapshot_id] = Change(one.snapshot_id, before, one.after)
    return [found[id_] for id_ in sorted(found) if found[id_].before != found[id_].after]


def record_edges(session: Session, edges: Sequence[tuple[int, Edge]]) -> None:
    """What texts, named by their judgments, share with others, in the words of both. What is there stays: it does not change."""
    there = among(session, sa.select(Overlap.judgment_id, Overlap.other_id), Overlap.judgment_id, {judgment_id for judgment_id, _ in edges})
    known = {tuple(row) for row in there}
    new: list[Row] = [
        {
            "judgment_id": judgment_id, "other_id": edge.other, "relation": str(edge.relation), "coverage": edge.overlap.coverage,
            "coverage_of_other": edge.overlap.coverage_of_other, "words": edge.overlap.words, "longest": edge.overlap.longest,
            "shared": [list(span) for span in edge.shared],
        }
        for judgment_id, edge in edges if (judgment_id, edge.other) not in known
    ]  # fmt: skip
    insert(session, Overlap, stamped(session, new))
