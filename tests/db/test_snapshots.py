"""Snapshots and sightings: what an article is known to have said, the one seen last being the last."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from db import articles, snapshots
from db.session import Store
from db.tables import Sighting, Snapshot, Suppression
from narrative.model import Outcome, Suppressed
from tests.db.examples import an_article, count, looked, reader, say


@pytest.fixture
def article_id(store: Store) -> Iterator[int]:
    return an_article(store)


def look(store: Store, article_id: int, outcome: Outcome = Outcome.UNCHANGED) -> int:
    with store.write() as session:
        return articles.record_attempt(session, looked(article_id, store.clock(), outcome))


def sees(store: Store, article_id: int, snapshot_id: int, returned_from: int | None = None) -> int:
    """Another look, which sees a snapshot's words."""
    attempt_id = look(store, article_id)
    with store.write() as session:
        snapshots.sight(session, snapshot_id, attempt_id, hidden=False, returned_from=returned_from)
    return attempt_id


def known(store: Store, article_id: int, before_attempt: int | None = None) -> list[tuple[int, str]]:
    """Snapshot and text of all that is known."""
    with store.write() as session:
        found = snapshots.known(session, article_id, reader(session), before_attempt)
    return [(k.id, k.reading.text) for k in found]


def test_of_an_article_never_seen_nothing_is_known(store: Store, article_id: int) -> None:
    assert known(store, article_id) == []
    with store.write() as session:
        assert snapshots.latest_sighting(session, article_id, reader(session)) is None


def test_the_snapshot_seen_last_is_the_last_one_known(store: Store, article_id: int) -> None:
    first, second = say(store, article_id, "first"), say(store, article_id, "second")
    assert known(store, article_id) == [(first, "first"), (second, "second")]
    sees(store, article_id, first, returned_from=second)
    assert known(store, article_id) == [(second, "second"), (first, "first")]


def test_what_another_reader_saw_is_not_known_to_this_one(store: Store, article_id: int) -> None:
    say(store, article_id, "first")
    with store.read() as session:
        assert snapshots.known(session, article_id, 99) == ()


def test_what_was_known_before_a_look_leaves_out_what_it_and_later_ones_saw(store: Store, article_id: int) -> None:
    first = say(store, article_id, "first")
    say(store, article_id, "second")
    assert known(store, article_id, before_attempt=2) == [(first, "first")]


def test_a_snapshot_is_seen_by_the_attempt_that_opened_it_and_by_those_that_saw_it_again(store: Store, article_id: int) -> None:
    snapshot_id = say(store, article_id, "first")
    again = look(store, article_id)
    with store.write() as session:
        snapshots.sight(session, snapshot_id, again, hidden=True)
    with store.read() as session:
        rows = session.execute(sa.select(Sighting.snapshot_id, Sighting.hidden).order_by(Sighting.id)).all()
    assert [tuple(r) for r in rows] == [(snapshot_id, False), (snapshot_id, True)]


def test_of_two_sightings_of_one_attempt_the_newer_counts(store: Store, article_id: int) -> None:
    first = say(store, article_id, "first")
    attempt_id = sees(store, article_id, first)
    second = say(store, article_id, "second")
    with store.write() as session:
        snapshots.sight(session, second, attempt_id, hidden=True)
    with store.write() as session:
        assert snapshots.seen_by(session, attempt_id, reader(session)) == second
        assert [k.last_attempt for k in snapshots.known(session, article_id, reader(session))] == [1, 3]


def test_an_attempt_opens_one_snapshot_of_one_reader_at_most(store: Store, article_id: int) -> None:
    say(store, article_id, "first")
    with store.read() as session:
        row = session.scalars(sa.select(Snapshot)).one()
    with pytest.raises(IntegrityError), store.write() as session:
        snapshots.open_snapshot(session, article_id, row.opened_by, row.reading_id, row.annotator_id)
    assert count(store, Snapshot) == 1


def test_what_was_suppressed_is_kept_in_its_order(store: Store, article_id: int) -> None:
    snapshot_id, attempt_id = say(store, article_id, "first"), look(store, article_id)
    with store.write() as session:
        assert not snapshots.suppressed(session, attempt_id)
        snapshots.suppress(session, snapshot_id, attempt_id, [Suppressed("typography", "’", "'"), Suppressed("counter", "7", "8")])
    with store.read() as session:
        assert snapshots.suppressed(session, attempt_id)
        assert session.scalars(sa.select(Suppression.rule).order_by(Suppression.position)).all() == ["typography", "counter"]
