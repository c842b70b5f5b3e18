"""A backup brings back both databases and the evidence; a restore that cannot do it whole leaves everything as it was."""

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.architecture.tree import ROOT
from tests.conftest import Postgres

NAMES = ("backed_store", "backed_metadata")


@dataclass
class Installation:
    """Two databases of one owner each, an evidence folder and a folder for backups, as docker-compose.yml has them."""

    postgres: Postgres
    folder: Path
    engines: dict[str, sa.Engine] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for part in ("evidence", "backup"):
            (self.folder / part).mkdir()

    def run(self, script: str, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        address = sa.make_url(self.postgres.url("postgres"))
        variables = {
            "PATH": f"{self.postgres.programs}:{os.environ['PATH']}",
            "PGHOST": str(address.query["host"]), "PGUSER": str(address.username),
            "DATABASES": " ".join(NAMES), "FOLDERS": str(self.folder / "evidence"), "BACKUP": str(self.folder / "backup"),
        }  # fmt: skip
        command = ["sh", str(ROOT / "scripts" / script), *arguments]
        return subprocess.run(command, env=variables, capture_output=True, text=True, timeout=60, check=check)

    def sql(self, name: str, statement: str) -> list[object]:
        with self.engines[name].begin() as connection:
            done = connection.execute(sa.text(statement))
            return list(done.scalars()) if done.returns_rows else []


@pytest.fixture
def installation(postgres: Postgres, tmp_path: Path) -> Iterator[Installation]:
    made = Installation(postgres, tmp_path)
    admin = sa.create_engine(postgres.url("postgres"), isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with admin.connect() as connection:
        for name in NAMES:
            connection.execute(sa.text(f"CREATE ROLE {name} LOGIN"))
            connection.execute(sa.text(f"CREATE DATABASE {name} OWNER {name}"))
            made.engines[name] = sa.create_engine(postgres.url(name), poolclass=sa.NullPool)
            made.sql(name, f"SET ROLE {name}; CREATE TABLE said (word text); INSERT INTO said VALUES ('before')")
        yield made
        for name in NAMES:
            connection.execute(sa.text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
            connection.execute(sa.text(f"DROP ROLE {name}"))


def test_what_was_changed_since_is_as_it_was_and_evidence_has_all_that_the_backup_had(installation: Installation) -> None:
    kept = installation.folder / "evidence" / "kept.warc.gz"
    kept.write_bytes(b"before")
    name = Path(installation.run("backup.sh").stdout.strip()).name
    for database in NAMES:
        installation.sql(database, "INSERT INTO said VALUES ('after'); CREATE TABLE newer (word text)")
    kept.unlink()
    installation.run("restore.sh", name)
    for database in NAMES:
        assert installation.sql(database, "SELECT word FROM said") == ["before"]
        assert installation.sql(database, "SELECT tableowner FROM pg_tables WHERE schemaname = 'public'") == [database]
        assert installation.sql(database, "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()") == [
            database
        ]
    assert kept.read_bytes() == b"before"


def test_evidence_that_was_taken_down_since_stays_down(installation: Installation) -> None:
    file = installation.folder / "evidence" / "taken.warc.gz"
    file.write_bytes(b"words")
    os.utime(file, (1, 1))
    name = Path(installation.run("backup.sh").stdout.strip()).name
    file.write_bytes(b"withheld")
    installation.run("restore.sh", name)
    assert file.read_bytes() == b"withheld"


def test_nothing_is_touched_while_somebody_is_connected_or_when_no_backup_is_named(installation: Installation) -> None:
    name = Path(installation.run("backup.sh").stdout.strip()).name
    installation.sql(NAMES[0], "INSERT INTO said VALUES ('after')")
    with installation.engines[NAMES[1]].connect() as busy:
        busy.execute(sa.text("SELECT 1"))
        refused = installation.run("restore.sh", name, check=False)
    assert (refused.returncode, "docker compose stop" in refused.stderr) == (1, True)
    for wrong in ((), ("",), ("yesterday",)):
        asked = installation.run("restore.sh", *wrong, check=False)
        assert (asked.returncode, asked.stderr.splitlines()[-1]) == (2, name)
    assert installation.sql(NAMES[0], "SELECT word FROM said") == ["before", "after"]


def test_a_dump_that_is_torn_leaves_the_database_that_is_there(installation: Installation) -> None:
    name = Path(installation.run("backup.sh").stdout.strip()).name
    dump = installation.folder / "backup" / name / f"{NAMES[0]}.dump"
    dump.write_bytes(dump.read_bytes()[:-200])
    assert installation.run("restore.sh", name, check=False).returncode != 0
    assert installation.sql(NAMES[0], "SELECT word FROM said") == ["before"]


def test_a_backup_that_fails_leaves_no_folder_that_looks_like_one(installation: Installation) -> None:
    (installation.folder / "evidence").rmdir()
    failed = installation.run("backup.sh", check=False)
    assert failed.returncode != 0
    assert [path.name for path in (installation.folder / "backup").iterdir() if path.name != "evidence"] == []
