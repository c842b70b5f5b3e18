"""The bundled story, played by the command that `make run` calls: real Airflow, real scheduler, real workers."""

import os
import re
import signal
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest
import sqlalchemy as sa

from cli.airflow_home import MARK
from cli.replay import ROOT
from db import coverage, history
from db.session import Store, make_engine
from db.tables import Base
from scripts import document

pytestmark = pytest.mark.airflow
NEVER = datetime.max.replace(tzinfo=UTC)
INCIDENT = "azal-8243"
PATIENCE = 1800
"""Seconds for one replay; it takes four minutes on two idle cores, and tests run beside it."""


def start(folder: Path, log: Path) -> subprocess.Popen[bytes]:
    with log.open("wb") as out:
        command = [str(ROOT / ".venv" / "bin" / "palimpsest"), "replay"]
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("AIRFLOW", "PALIMPSEST"))}
        return subprocess.Popen(command, cwd=folder, stdout=out, stderr=subprocess.STDOUT, env=environment)


def play(folder: Path) -> str:
    log = folder / "out.txt"
    process = start(folder, log)
    assert process.wait(PATIENCE) == 0, log.read_text()
    return log.read_text()


def started_by(folder: Path) -> list[psutil.Process]:
    """Processes of the local Airflow in this folder."""
    return [p for p in psutil.process_iter() if str(folder) in _mark(p)]


def _mark(process: psutil.Process) -> str:
    try:
        return process.environ().get(MARK, "")
    except (psutil.Error, OSError):
        return ""


def roughly(at: datetime | None) -> str:
    """Within ten minutes: a replay that was killed takes some more seconds for its ticks."""
    return at.strftime("%Y-%m-%d %H:%M")[:-1] if at else ""


LOOKS = {"attempt", "payload", "sighting", "suppression"}
"""Tables that have a row for every look. A tick that was killed ends later: what falls due meanwhile is looked at once more."""
NOTHING_NEW = {"unchanged", "not_modified"}
"""Outcomes of a look that adds nothing to the story."""


def told(folder: Path) -> dict[str, object]:
    """Everything that the store says about the story, without ids, seconds and looks that found nothing new."""
    store = Store(make_engine(f"sqlite:///{folder}/var/story/{INCIDENT}/palimpsest.db"), lambda: NEVER)
    with store.read() as session:
        edits = history.edits(session)
        return {
            "rows": {table: n for table, n in coverage.row_counts(session).items() if table not in LOOKS},
            "outcomes": {o: n for o, n in coverage.outcomes(session).items() if o not in NOTHING_NEW},
            "versions": sorted((v.url, v.version, v.headline, v.decision) for v in history.versions(session, INCIDENT)),
            "edits": sorted((e.url, roughly(e.after_at), roughly(e.until_at), e.label, e.verdict, e.before, e.after) for e in edits),
            "statements": sorted((s.url, s.claim, s.polarity, s.text) for s in history.statements(session, INCIDENT)),
            "events": sorted((e.kind, e.claim, e.url, roughly(e.until_at)) for e in history.events(session, INCIDENT)),
            "copies": sorted(history.copied(session)),
        }


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("undisturbed")
    return folder, play(folder)


def test_the_truth_file_is_met_in_full(undisturbed: tuple[Path, str]) -> None:
    _, said = undisturbed
    line = next(line for line in said.splitlines() if line.startswith("Truth:"))
    planted = int(line.split(" of ")[1].split()[0])
    assert planted > 220
    assert line == f"Truth: {planted} of {planted} planted things found, 0 found that were not planted."


def test_every_process_is_gone_and_the_digests_are_whole(undisturbed: tuple[Path, str]) -> None:
    folder, _ = undisturbed
    assert started_by(folder) == []
    mails = sorted((folder / "var" / "story" / INCIDENT / "digests").glob("*.eml"))
    assert len(mails) >= 8
    assert all(m.with_suffix(s).stat().st_size > 200 for m in mails for s in (".html", ".txt"))


def test_a_second_run_adds_nothing(undisturbed: tuple[Path, str]) -> None:
    folder, _ = undisturbed
    before = told(folder)
    assert "Nothing to do" in play(folder)
    assert told(folder) == before


def test_the_answers_in_the_documentation_are_those_of_the_store_on_both_dialects(undisturbed: tuple[Path, str], store: Store) -> None:
    folder, _ = undisturbed
    copy_store(make_engine(f"sqlite:///{folder}/var/story/{INCIDENT}/palimpsest.db"), store.engine)
    page = document.SQL.read_text(encoding="utf-8")
    with store.engine.connect() as connection:
        assert within_a_tick(document.answered(page, connection)) == within_a_tick(page)


def copy_store(there: sa.Engine, here: sa.Engine) -> None:
    """Every row of one store into an empty one, whatever their dialects."""
    with there.connect() as source, here.execution_options(writes=True).begin() as target:
        if here.dialect.name == "postgresql":
            target.execute(sa.text("SET session_replication_role = replica"))  # rows of a table may point at later ones
        for table in Base.metadata.sorted_tables:
            found = [dict(row) for row in source.execute(sa.select(table)).mappings()]
            if found:
                target.execute(sa.insert(table), found)


def within_a_tick(page: str) -> str:
    """The page without the last digit of its minutes: a slow machine's looks end later in their tick."""
    return re.sub(r"(\d\d:\d)\d\b", r"\1", page)


def test_killed_twice_it_goes_on_to_the_same_store(undisturbed: tuple[Path, str], tmp_path: Path) -> None:
    reference, _ = undisturbed
    for tick in ("tick  2/", "tick  7/"):
        log = tmp_path / "killed.txt"
        process = start(tmp_path, log)
        _wait_for(process, log, tick)
        process.send_signal(signal.SIGKILL)
        process.wait()
    play(tmp_path)
    assert told(tmp_path) == told(reference)


def _wait_for(process: subprocess.Popen[bytes], log: Path, words: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while words not in log.read_text():
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.2)
    time.sleep(1.5)  # somewhere inside the next step
