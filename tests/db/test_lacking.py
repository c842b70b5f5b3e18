"""What the index of fingerprints lacks is known without looking at all that it has, whatever was put in and taken out in between."""

import sqlalchemy as sa

from db import clusters, fingerprints, lacking
from db.fingerprints import Looks
from db.session import Session, Store
from db.tables import Article, Fingerprinted, Snapshot
from ingest import clustering
from ingest.annotators import Annotators
from tests.clocks import HandClock
from tests.ingest.test_clustering import arrive, texts, who, worked

__all__ = ["texts", "who"]  # fixtures, by being here


def pending(store: Store, who: Annotators) -> list[int]:
    with store.read() as session:
        return clusters.pending(session, who.reader)


def snapshots(session: Session) -> list[int]:
    return list(session.scalars(sa.select(Snapshot.id).order_by(Snapshot.id)))


def test_of_a_store_in_which_nobody_judged_everything_is_pending(store: Store, who: Annotators, texts: list[str]) -> None:
    assert len(pending(store, who)) == len(texts)


def test_after_a_run_only_what_came_since_is_looked_at(store: Store, clock: HandClock, who: Annotators, texts: list[str]) -> None:
    clustering.cluster(store, who)
    with store.write() as session:
        old = snapshots(session)
        session.execute(sa.delete(Fingerprinted).where(Fingerprinted.snapshot_id == old[0]))  # behind everybody's back
    arrive(store, clock, [*texts, "One more text has come."])
    with store.read() as session:
        new = [id_ for id_ in snapshots(session) if id_ > old[-1]]
    assert new
    assert sorted(pending(store, who)) == new


def test_what_a_run_left_out_because_it_did_not_count_is_pending_once_it_does(store: Store, who: Annotators, texts: list[str]) -> None:
    def same_as(other: int | None) -> None:
        with store.write() as session:
            session.execute(sa.update(Article).where(Article.id == 2).values(same_as_id=other))

    same_as(1)
    assert clustering.cluster(store, who) == len(texts) - 1
    assert clustering.cluster(store, who) == 0
    same_as(None)
    assert clustering.cluster(store, who) == 1
    assert pending(store, who) == []


def test_what_is_taken_out_of_the_index_is_pending(store: Store, who: Annotators, texts: list[str]) -> None:
    clustering.cluster(store, who)
    with store.write() as session:
        first = session.scalars(sa.select(Fingerprinted.cluster).order_by(Fingerprinted.cluster).limit(1)).one()
        out = fingerprints.forget(session, [first])
    assert out
    assert sorted(pending(store, who)) == sorted(out)
    clustering.cluster(store, who)
    assert pending(store, who) == []
    with store.write() as session:
        fingerprints.clear(session)
    assert len(pending(store, who)) == len(texts)


def test_what_is_taken_out_before_a_run_has_ended_is_pending_all_the_same(store: Store, who: Annotators, texts: list[str]) -> None:
    waiting = pending(store, who)
    half = len(waiting) // 2
    worked(store, who, waiting[:half], Looks())
    assert sorted(pending(store, who)) == sorted(waiting[half:])
    with store.write() as session:
        out = fingerprints.forget(session, set(session.scalars(sa.select(Fingerprinted.cluster))))
    assert len(out) == half
    assert sorted(pending(store, who)) == sorted(waiting)


def test_a_run_that_ends_late_does_not_make_anybody_look_again(store: Store, clock: HandClock, who: Annotators, texts: list[str]) -> None:
    with store.read() as session:
        early = lacking.newest(session)
    arrive(store, clock, [*texts, "One more text has come."])
    clustering.cluster(store, who)
    with store.write() as session:
        lacking.looked_through(session, who.reader, early - 3)
        newest = lacking.newest(session)
        session.execute(sa.delete(Fingerprinted).where(Fingerprinted.snapshot_id == newest))  # behind everybody's back
    assert pending(store, who) == []
