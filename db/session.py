"""Opens the store: one transaction at a time, stamped by one clock.

A writing transaction on SQLite begins IMMEDIATE: a plain BEGIN that reads before it writes fails under four processes.
Nothing slow (network, extraction) may happen inside one.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from db import migrations
from db.tables import Base, Row
from narrative.errors import ClockBehind, StoreOutdated, StoreUnreachable

__all__ = ["Clock", "Session", "Store", "make_engine"]  # other packages name the Session type from here

Clock = Callable[[], datetime]

WRITERS_LOCK = 8243
"""One writer at a time on PostgreSQL, too: two polls that list the same articles in another order would deadlock, and
`recorded_at` would not follow the order of commits."""
LOCK_WAIT_SECONDS = 60
"""How long a writer waits for another one. Transactions here take milliseconds; a minute means that something is stuck."""


PAGE_BYTES = 8_192
"""Of a SQLite store that is made anew. New fingerprints go into nearly every page of their index at each fold: twice SQLite's own size
halves the pages, and takes a quarter to a third off a fold's time."""
CACHED_KIB = 65_536
"""Of a SQLite store, for each connection. SQLite's own 2 MB hold no inner pages of an index of a million texts."""
MAPPED_BYTES = 1 << 31
"""Of a SQLite store, read in place instead of copied page by page: fingerprints lie anywhere in an index, and beside a million texts they
were found in two thirds of the time. SQLite takes the most that it is built for, usually just below this."""


def make_engine(url: str) -> Engine:
    """An engine whose SQLite connections use WAL, foreign keys and explicit BEGINs. Raises StoreUnreachable."""
    address = sa.make_url(url)
    if address.get_backend_name() != "sqlite":
        return sa.create_engine(url, pool_pre_ping=True)
    if address.database and address.database != ":memory:":
        _make_folder(Path(address.database).parent)
    engine = sa.create_engine(url, connect_args={"timeout": LOCK_WAIT_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnreachable(f"{folder}: cannot be made: {error.strerror}") from error


def _prepare_sqlite(connection: object, _record: object) -> None:
    connection.isolation_level = None  # type: ignore[attr-defined]  # we say BEGIN ourselves
    kept = f"page_size={PAGE_BYTES}", "journal_mode=WAL"  # in this order: a file in WAL mode has its pages
    for pragma in (*kept, "foreign_keys=ON", "synchronous=NORMAL", f"cache_size=-{CACHED_KIB}", f"mmap_size={MAPPED_BYTES}"):
        connection.execute(f"PRAGMA {pragma}")  # type: ignore[attr-defined]


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


class Store:
    """The store, opened with a clock; `check_clock` says whether that is one it may have."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self.engine = engine
        self.clock = clock

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction; every row added in it is stamped with the instant at which it began."""
        with Session(self.engine.execution_options(writes=True), expire_on_commit=False) as session, session.begin():
            session.connection()  # begin now: on SQLite this is where another writer is waited for
            if self.engine.dialect.name == "postgresql":
                session.execute(sa.text(f"SELECT pg_advisory_xact_lock({WRITERS_LOCK})"))
            session.info["recorded_at"] = self.clock()
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """One consistent look; changes made to what comes out are not kept."""
        with Session(self.engine) as session:
            yield session

    def close(self) -> None:
        self.engine.dispose()


@event.listens_for(Session, "before_flush")
def _stamp(session: Session, *_: object) -> None:
    for row in session.new:
        if isinstance(row, Row) and row.recorded_at is None:
            row.recorded_at = session.info["recorded_at"]


def newest_recorded_at(engine: Engine) -> datetime | None:
    """The latest `recorded_at` of any table, or None for an empty store."""
    latest = [sa.select(sa.func.max(t.c.recorded_at).label("at")) for t in Base.metadata.sorted_tables if "recorded_at" in t.c]
    newest = sa.select(sa.func.max(sa.union_all(*latest).subquery().c.at))
    with Session(engine) as session:
        return cast("datetime | None", session.scalar(newest))


def check_clock(clock: Clock, newest: datetime | None) -> None:
    """Raises ClockBehind if a store's newest row is of an instant that is still to come."""
    now = clock()
    if newest is not None and now < newest:
        raise ClockBehind(f"the clock says {now:%Y-%m-%d %H:%M:%S}Z, but the store holds rows recorded at {newest:%Y-%m-%d %H:%M:%S}Z")


def check_schema(engine: Engine) -> None:
    """Raises StoreUnreachable or StoreOutdated."""
    try:
        behind = migrations.behind(engine)
    except DatabaseError as error:
        raise StoreUnreachable(f"{engine.url.render_as_string(hide_password=True)}: {error.orig}") from error
    if behind:
        raise StoreOutdated(f"{engine.url.render_as_string(hide_password=True)}: {behind}; run `palimpsest store upgrade`")


def make_store(engine: Engine) -> None:
    """Make the tables where nothing is; a store that is there is left as it is. Raises StoreUnreachable."""
    try:
        if migrations.nothing_there(engine):
            migrations.upgrade(engine)
    except DatabaseError as error:
        raise StoreUnreachable(f"{engine.url.render_as_string(hide_password=True)}: {error.orig}") from error


CLOCK_SLACK = timedelta(minutes=15)
"""How far a replayed clock may start behind the store's newest row and still be taken up from there: what a run that is
killed and started again, or a neighbouring task of the same run, has written meanwhile."""


def no_earlier(now: datetime, newest: datetime | None) -> datetime:
    """`now`, or the store's newest instant when that is at most CLOCK_SLACK later: clocks go on, never back."""
    return newest if newest is not None and now < newest <= now + CLOCK_SLACK else now
