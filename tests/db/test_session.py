"""The store opens only when it is safe to, stamps what is written, and forgets what failed."""

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from db.session import CLOCK_SLACK, Store, check_clock, check_schema, make_engine, newest_recorded_at, no_earlier
from db.tables import Outlet
from narrative.errors import ClockBehind, StoreOutdated, StoreUnreachable
from tests.clocks import START, HandClock

SECOND = timedelta(seconds=1)


def add(store: Store, key: str) -> None:
    with store.write() as session:
        session.add(Outlet(key=key))


def keys(store: Store) -> list[str]:
    with store.read() as session:
        return list(session.scalars(sa.select(Outlet.key).order_by(Outlet.key)))


def test_rows_are_stamped_with_the_instant_at_which_their_transaction_began(store: Store, clock: HandClock) -> None:
    with store.write() as session:
        session.add(Outlet(key="a"))
        session.flush()
        clock.forward(SECOND)
        session.add(Outlet(key="b"))
    with store.read() as session:
        assert set(session.scalars(sa.select(Outlet.recorded_at))) == {START}
    add(store, "c")
    assert newest_recorded_at(store.engine) == START + SECOND


def _add_twice(session: Session, key: str) -> None:
    for _ in range(2):
        session.add(Outlet(key=key))
        session.flush()


def test_a_transaction_that_fails_leaves_nothing(store: Store) -> None:
    with pytest.raises(IntegrityError), store.write() as session:
        _add_twice(session, "half")
    assert keys(store) == []


def test_what_is_unique_is_unique(store: Store) -> None:
    add(store, "one")
    with pytest.raises(IntegrityError):
        add(store, "one")
    assert keys(store) == ["one"]


def test_a_reader_cannot_change_the_store(store: Store) -> None:
    add(store, "one")
    with store.read() as session:
        session.scalars(sa.select(Outlet)).one().key = "changed"
    assert keys(store) == ["one"]


def test_foreign_keys_hold(store: Store) -> None:
    with pytest.raises(IntegrityError), store.write() as session:
        session.execute(sa.text("INSERT INTO feed (outlet_id, url, failures, etag, last_modified, recorded_at)"
                                " VALUES (99, 'u', 0, '', '', '2025-01-01 00:00:00')"))  # fmt: skip


def test_a_clock_that_is_behind_the_newest_row_is_refused(store: Store, store_url: str) -> None:
    add(store, "now")
    engine = make_engine(store_url)
    with pytest.raises(ClockBehind, match="2025-01-06 12:00:00"):
        check_clock(HandClock(START - SECOND), newest_recorded_at(engine))
    check_clock(HandClock(START), newest_recorded_at(engine))
    engine.dispose()


def test_a_store_without_tables_is_refused(empty_url: str) -> None:
    engine = make_engine(empty_url)
    with pytest.raises(StoreOutdated, match="palimpsest store upgrade"):
        check_schema(engine)
    engine.dispose()


def test_a_migrated_store_is_in_step(store: Store) -> None:
    check_schema(store.engine)


def test_a_server_that_does_not_answer_is_named_without_its_password() -> None:
    engine = make_engine("postgresql+psycopg://nobody:topsecret@127.0.0.1:1/nothing?connect_timeout=2")
    with pytest.raises(StoreUnreachable, match=r"127\.0\.0\.1:1/nothing") as caught:
        check_schema(engine)
    assert "topsecret" not in str(caught.value)


def test_a_file_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    (tmp_path / "folder.db").mkdir()
    with pytest.raises(StoreUnreachable, match=r"folder\.db"):
        check_schema(make_engine(f"sqlite:///{tmp_path}/folder.db"))


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreUnreachable, match=r"file: cannot be made"):
        check_schema(make_engine(f"sqlite:///{tmp_path}/file/store.db"))


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "notes.db").write_text("these are my notes, and they are longer than a header of a hundred bytes would be: " * 3)
    with pytest.raises(StoreUnreachable, match=r"notes\.db"):
        check_schema(make_engine(f"sqlite:///{tmp_path}/notes.db"))


def test_an_empty_store_has_no_newest_row(store: Store) -> None:
    assert newest_recorded_at(store.engine) is None


def test_a_clock_slightly_behind_goes_on_from_the_newest_row_and_one_far_behind_does_not() -> None:
    assert no_earlier(START, None) == START
    assert no_earlier(START + SECOND, START) == START + SECOND
    assert no_earlier(START - CLOCK_SLACK, START) == START
    assert no_earlier(START - CLOCK_SLACK - SECOND, START) == START - CLOCK_SLACK - SECOND
