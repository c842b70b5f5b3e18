"""Opens the store that the settings name, with a clock: what the steps of `ingest` and `digest` begin with.

The one place where the system's clock is read.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from db import migrations
from db.session import Clock, Store, check_clock, check_schema, make_engine, make_store, newest_recorded_at, no_earlier
from db.settings import StoreSettings
from narrative.errors import BadInput


def clock_from(now: datetime | None, newest: datetime | None) -> Clock:
    """The system's clock, or one that starts at `now` and goes on at the pace of time.

    A clock that starts slightly behind the store's newest row is taken up from there: a run that was killed and is
    started again, or the next task of a run, begins with the run's own `now`.
    """
    if now is None:
        return lambda: no_earlier(datetime.now(UTC), newest)
    start, began = no_earlier(now, newest), time.monotonic()
    return lambda: start + timedelta(seconds=time.monotonic() - began)


def parse_instant(text: str | None, name: str = "now") -> datetime | None:
    """An ISO 8601 instant with its zone, as the DAGs' param and `--now` take it; None stays None. Raises BadInput, which names it."""
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadInput(f"{name}: {text!r} is not an instant such as 2024-12-25T06:30:00Z") from error
    if at.tzinfo is None:
        raise BadInput(f"{name}: {text!r} has no time zone; write 2024-12-25T06:30:00Z")
    return at.astimezone(UTC)


@contextmanager
def opened(now: datetime | None = None, url: str = "", *, make: bool = False) -> Iterator[Store]:
    """The store at an address, or of the settings; with `make`, made where there is none.

    Raises StoreUnreachable, StoreOutdated, ClockBehind.
    """
    engine = make_engine(url or StoreSettings().db_url)
    try:
        if make:
            make_store(engine)
        check_schema(engine)
        newest = newest_recorded_at(engine)  # once: tasks beside this one go on writing, by clocks that may be a second ahead of its own
        check_clock(clock := clock_from(now, newest), newest)
        yield Store(engine, clock)
    finally:
        engine.dispose()


def upgrade() -> None:
    """Bring the store of the settings to the newest schema, making it when it is not there."""
    engine = make_engine(StoreSettings().db_url)
    try:
        migrations.upgrade(engine)
    finally:
        engine.dispose()
