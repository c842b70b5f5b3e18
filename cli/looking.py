"""Looks into a store: what runs and is due, what failed last."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from cli.console import say
from cli.wording import instant
from db import coverage
from db.run import clock_from, parse_instant
from db.session import Session, Store, check_schema, make_engine, newest_recorded_at
from db.settings import StoreSettings
from narrative.errors import BadInput, OurTrouble, StoreUnreachable

VAR = Path("var")
ADDRESSES = ("sqlite:///", "postgresql+psycopg://")


def _instant(text: str) -> datetime:
    """An instant as `--as-of` takes it. Raises BadInput."""
    at = parse_instant(text, "--as-of")
    assert at is not None, "only None stays None"
    return at


AsOf = Annotated[
    datetime | None,
    typer.Option("--as-of", parser=_instant, metavar="INSTANT", help="as the store answered then: 2024-12-26T12:00:00Z"),
]
Db = Annotated[str, typer.Option("--db", metavar="URL", help="the store, as an SQLAlchemy URL; default: PALIMPSEST_DB_URL")]


def add(app: typer.Typer) -> None:
    """Put the commands of this module under `app`."""
    app.command()(status)


@contextmanager
def opened(url: str) -> Iterator[Store]:
    """A store to look at, whatever the time is; none is made. Raises BadInput, StoreUnreachable, StoreOutdated."""
    if not url.startswith(ADDRESSES):
        raise BadInput(f"the store's URL begins with {' or '.join(ADDRESSES)}, not with {url.partition('://')[0]!r}")
    file = sqlite_file(url)
    if file and not file.is_file():
        raise StoreUnreachable(f"{file}: there is no store; `palimpsest store upgrade` makes one, `make run` plays the bundled story")
    engine = make_engine(url)
    try:
        check_schema(engine)
        yield Store(engine, clock_from(None, newest_recorded_at(engine)))
    finally:
        engine.dispose()


def status(db: Db = "") -> None:
    """What runs, what is due, what failed last: of one store, or of every store under var."""
    for lock in sorted(VAR.glob("**/airflow/lock")):
        say(_runs(lock))
    stores = [db] if db else _stores()
    if not stores:
        say("No store yet. `make run` plays the bundled story; `make live` watches the outlets of config/feeds.yaml.")
    for url in stores:
        try:
            with opened(url) as store, store.read() as session:
                _status_of(session, store)
        except OurTrouble as error:
            say(f"\n{error}")


def _stores() -> list[str]:
    """The store of the settings if it is there, and those under var."""
    files = set(VAR.glob("**/palimpsest.db"))
    configured = StoreSettings().db_url
    file = sqlite_file(configured)
    if file and file.is_file() and file.resolve() not in {f.resolve() for f in files}:
        files.add(file)
    return sorted(f"sqlite:///{path}" for path in files) + ([] if file else [configured])


def sqlite_file(url: str) -> Path | None:
    """The file of a store on SQLite; None for a store on a server."""
    return Path(url.removeprefix("sqlite:///").partition("?")[0]) if url.startswith("sqlite:") else None


def _runs(lock: Path) -> str:
    """Whether somebody holds the lock of an Airflow home, and who."""
    with lock.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return f"Airflow in {lock.parent}: runs (process {file.read().strip()})"
    return f"Airflow in {lock.parent}: not running"


def _status_of(session: Session, store: Store) -> None:
    rows, now = coverage.row_counts(session), store.clock()
    url = store.engine.url.render_as_string(hide_password=True)
    newest = newest_recorded_at(store.engine)
    replayed = "/story/" in url
    say(f"\n{url}")
    last = instant(newest) if newest else "none"
    say(f"  {rows['article']} articles, {rows['snapshot']} versions, {rows['attempt']} looks; newest row {last}")
    due = coverage.due(session, newest if replayed and newest else now)
    ahead = f"; next at {instant(due.next_at)}" if due.next_at else ""
    say(f"  due: {due.feeds} feeds, {due.new_articles} new articles, {due.old_articles} articles to look at again{ahead}")
    health = [f for f in coverage.feed_health(session) if f.failures]
    say(f"  feeds in trouble: {len(health) or 'none'}")
    for f in health[:10]:
        say(f"    {f.outlet}: {f.url}: {f.outcome} ({f.failures} times in a row): {f.reason}")
    for trouble in coverage.last_troubles(session, 5):
        say(f"    {instant(trouble.at)}  {trouble.name}: {trouble.outcome}: {trouble.reason}")
