"""A whole store is checked in batch: what the index found for one text after the other, a join finds at once."""

import random

import numpy as np
import pytest
import sqlalchemy as sa

from db import candidates, fingerprints
from db.candidates import FIRST_HOLDERS, Hit, Rows
from db.session import Store
from db.tables import Clustering, Fingerprint, Fingerprinted
from ingest.annotators import Annotators
from ingest.auditing import audit, replay
from ingest.clustering import place
from narrative.auditing import Because
from tests.clocks import HandClock
from tests.ingest.test_clustering import arrivals, arrive, who

__all__ = ["who"]  # a fixture, by being here


def unseen(_done: int, _of: int) -> None:
    """Nobody looks."""


@pytest.fixture
def texts(store: Store, clock: HandClock, who: Annotators) -> int:
    found = arrivals(3, reports=15, copies=4)
    arrive(store, clock, found)
    place(store, who, size=9)
    return len(found)


def test_judged_a_second_time_in_batch_the_clusters_agree_with_those_of_the_index(store: Store, texts: int) -> None:
    found = replay(store, unseen)
    assert found.texts == texts
    assert found.agreement.pairs > texts
    assert found.agreement.f1 >= 0.999
    assert found.pairs >= texts / 2


def test_an_index_that_is_not_what_was_judged_is_noticed(store: Store, texts: int) -> None:
    with store.write() as session:
        whole = session.scalars(sa.select(Clustering.first).order_by(Clustering.texts.desc()).limit(3)).all()
        session.execute(sa.update(Fingerprinted).where(Fingerprinted.cluster.in_(whole[1:])).values(cluster=whole[0]))
    assert replay(store, unseen).agreement.f1 < 0.999


def test_a_whole_store_has_no_disagreement_without_a_reason(store: Store, texts: int) -> None:
    found = audit(store, unseen)
    assert (found.texts, found.members > 30) == (texts, True)
    assert [one for one in found.disagreements if one.because is Because.UNKNOWN] == []


def test_copies_in_two_clusters_are_found_by_what_both_have_posted(store: Store, clock: HandClock, who: Annotators, texts: int) -> None:
    """As where an index was changed by hand, or by code that forgot something."""
    with store.write() as session:
        first = session.scalars(sa.select(Clustering.first).where(Clustering.texts > 3).order_by(Clustering.first)).first()
        one = session.scalars(sa.select(Fingerprinted).where(Fingerprinted.cluster == first, Fingerprinted.snapshot_id != first)).first()
        assert one is not None
        id_, other = one.snapshot_id, session.get_one(Clustering, first)
        one.cluster = id_
        session.add(
            Clustering(
                first=id_, cluster_id=other.cluster_id, reference=id_, at=one.at, sole=one.article_id, texts=1, short=0,
                strangers=[],
            )
        )  # fmt: skip
        session.flush()
        _posts_all_of_the_first(session, id_, other.first)
    found = audit(store, unseen)
    assert (id_, Because.UNKNOWN) in {(one.text, one.because) for one in found.disagreements if one.copies} | {
        (one.other, one.because) for one in found.disagreements if one.copies
    }


def _posts_all_of_the_first(session: sa.orm.Session, id_: int, first: int) -> None:
    while fingerprints.fold(session, at_least=1):
        pass
    prints = session.scalars(sa.select(Fingerprint.print).where(Fingerprint.snapshot_id == first)).all()
    session.execute(sa.delete(Fingerprint).where(Fingerprint.snapshot_id == id_, Fingerprint.print.in_(prints)))
    session.add_all(Fingerprint(print=print_, snapshot_id=id_) for print_ in prints)


def column(*values: int) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    return np.array(values, np.int64)


def test_pairs_grow_with_texts_and_not_with_their_square() -> None:
    copies = 100
    with candidates.opened("200MB") as join:
        ids = np.arange(copies, dtype=np.int64)
        same = np.full(copies, 20, np.int64)
        join.add_texts(Rows(ids, ids, np.zeros(copies, np.int64), ids, np.full(copies, 4, np.int64), same))
        join.add_postings(np.tile(np.arange(20, dtype=np.int64), copies), np.repeat(ids, 20))
        found = dict(join.of_samples())
    assert sum(map(len, found.values())) <= FIRST_HOLDERS * copies
    assert all(found[n][0] == Hit(0, 20) for n in range(1, copies))


def test_a_join_knows_the_thresholds_of_an_index() -> None:
    """One print in common is a candidate where there are few, not where there are many; the same words always are."""
    words = 1 << 33
    rng = random.Random(1)
    ids, prints = column(1, 2, 3, 4), column(3, 3, 40, 40)
    with candidates.opened("200MB") as join:
        join.add_texts(Rows(ids, ids, ids, ids, column(2, 2, 2, 2), prints))
        own = [rng.randrange(1000, 2**32) for _ in range(8)]
        join.add_postings(column(7, 7, 8, 8, 9, 9, words, words, *own), column(1, 2, 1, 3, 3, 4, 2, 4, *[1, 2, 3, 4] * 2))
        assert dict(join.of_postings()) == {2: [Hit(1, 1)], 3: [Hit(1, 1)], 4: [Hit(2, 1)]}
        assert join.widely_held().tolist() == []
