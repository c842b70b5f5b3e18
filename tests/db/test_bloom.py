"""The filter in front of the tree of fingerprints: it spares most looks for what is not there, and never one for what is."""

import random
from collections.abc import Iterable

import numpy as np
import sqlalchemy as sa

from db import bloom, fingerprints, hot
from db.rows import insert
from db.session import Session, Store
from db.tables import Fingerprint, FingerprintFilter
from narrative.fingerprints import CONTENT_BIT

rng = random.Random(7)
HELD = sorted({rng.randrange(1 << 32) for _ in range(3_000)} | {rng.randrange(1 << 61) | CONTENT_BIT for _ in range(300)})
NEVER_HELD = sorted({rng.randrange(1 << 32) for _ in range(20_000)} - {*HELD})
ASKED = sorted([*HELD, *NEVER_HELD])


def folded(session: Session, prints: Iterable[int], at_once: int = 1_000) -> None:
    hot.add(session, hot.postings((print_, 1) for print_ in prints))
    while fingerprints.fold(session, 1, at_once):
        pass


def passed(session: Session, asked: list[int]) -> set[int]:
    return set(bloom.possible(session, asked))


def test_what_was_folded_passes_and_of_the_rest_next_to_nothing(sqlite_store: Store) -> None:
    with sqlite_store.write() as session:
        folded(session, HELD[::2])
        folded(session, HELD[1::2])
        found = passed(session, ASKED)
    assert found >= {*HELD}
    assert len(found) - len(HELD) < 10


def test_the_tree_and_what_is_newest_are_found_behind_it(sqlite_store: Store) -> None:
    with sqlite_store.write() as session:
        folded(session, HELD[:2_000])
        hot.add(session, hot.postings((print_, 2) for print_ in HELD[1_000:]))
        found = fingerprints.postings(session, ASKED)
    assert found == {print_: [1] * (n < 2_000) + [2] * (n >= 1_000) for n, print_ in enumerate(HELD)}


def test_a_tree_that_is_older_than_the_filter_is_in_it_from_the_next_fold_on(sqlite_store: Store) -> None:
    with sqlite_store.write() as session:
        insert(session, Fingerprint, [{"print": print_, "snapshot_id": 1} for print_ in HELD[:-1]])
        assert passed(session, ASKED) == {*ASKED}, "nothing is known yet"
        folded(session, HELD[-1:])
        found = passed(session, ASKED)
    assert {*HELD} <= found < {*ASKED}


def test_few_are_looked_for_without_reading_it(sqlite_store: Store) -> None:
    few = NEVER_HELD[: bloom.WORTH - 1]
    with sqlite_store.write() as session:
        folded(session, HELD)
        assert passed(session, few) == {*few}


def test_it_goes_with_the_index(sqlite_store: Store) -> None:
    with sqlite_store.write() as session:
        folded(session, HELD)
        fingerprints.clear(session)
        assert session.scalar(sa.select(sa.func.count()).select_from(FingerprintFilter)) == 0
        folded(session, HELD[:5])
        assert passed(session, ASKED) < {*ASKED}


def test_nothing_to_add_changes_nothing(sqlite_store: Store) -> None:
    with sqlite_store.write() as session:
        folded(session, HELD)
        before = passed(session, ASKED)
        bloom.add(session, np.empty(0, np.int64))
        assert passed(session, ASKED) == before
