"""The newest fingerprints, packed: what is put in is found, taken out and forgotten as if each were a row."""

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import hot
from db.session import Store

PAIRS = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 9)), min_size=1, max_size=30, unique=True)
Pair = tuple[int, int]


def pairs(of: hot.Postings) -> list[Pair]:
    return list(zip(of.prints.tolist(), of.snapshots.tolist(), strict=True))


def all_of(parts: list[hot.Postings]) -> list[Pair]:
    return sorted(pair for part in parts for pair in pairs(part))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(PAIRS, max_size=6), st.sets(st.integers(1, 9), max_size=3), st.sets(st.integers(0, 45)), st.integers(1, 50))
def test_packed_fingerprints_are_those_that_were_added_less_those_that_were_dropped(
    sqlite_store: Store, batches: list[list[Pair]], gone: set[int], asked: set[int], taken: int
) -> None:
    with sqlite_store.write() as session:
        for batch in batches:
            hot.add(session, hot.postings(batch))
        left = sorted(pair for batch in batches for pair in batch)
        assert hot.count(session) == len(left)
        hot.forget(session, gone)
        left = [(print_, snapshot) for print_, snapshot in left if snapshot not in gone]
        assert pairs(hot.found(session, sorted(asked))) == [pair for pair in left if pair[0] in asked]
        assert pairs(hot.take(session, taken)) == left[:taken]
        assert all_of([part for _, part in hot.read(session)]) == left[taken:]
        hot.add(session, hot.postings(more := [(3, 99), (41, 99)]))
        left = sorted([*left[taken:], *more])
        while left:
            assert pairs(hot.take(session, taken)) == left[:taken]
            left = left[taken:]
        assert pairs(hot.take(session, taken)) == []
        session.rollback()


def test_who_goes_on_taking_moves_nothing_else(sqlite_store: Store) -> None:
    with sqlite_store.write() as session:
        for n in range(3):
            hot.add(session, hot.postings([(print_ * 3 + n, n) for print_ in range(50)]))
        hot.take(session, 40)
        before = {id_: pairs(part) for id_, part in hot.read(session)}
        assert [len(part) for part in before.values()] == [40, 40, 30]
        taken = pairs(hot.take(session, 40))
        after = {id_: pairs(part) for id_, part in hot.read(session)}
        assert [taken, *after.values()] == list(before.values())


def test_parts_are_few_and_each_is_in_order(sqlite_store: Store) -> None:
    with sqlite_store.write() as session:
        for n in range(200):
            hot.add(session, hot.postings([(n * 7919 % 211, n), (n * 104_729 % 499, n)]))
        parts = [part for _, part in hot.read(session)]
        assert len(parts) <= 9
        assert all(np.all(np.diff(part.prints) >= 0) for part in parts)
        assert hot.count(session) == 400


def test_numbers_beyond_32_bits_are_kept_as_they_are(sqlite_store: Store) -> None:
    with sqlite_store.write() as session:
        hot.add(session, hot.postings([((1 << 62) - 1, 3_000_000_000), (5, 1)]))
        assert pairs(hot.found(session, [5, (1 << 62) - 1])) == [(5, 1), ((1 << 62) - 1, 3_000_000_000)]
