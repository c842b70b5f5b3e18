"""`palimpsest status` and `query`: looks that change nothing and make nothing."""

import contextlib
import csv
import fcntl
import io
import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from cli.report import QUERY
from db import articles, feeds
from db.session import Store, make_engine
from db.tables import Outlet
from db.views.dictionary import dictionary
from narrative.model import Outcome
from tests.cli.commands import palimpsest
from tests.cli.playing import environment
from tests.clocks import HandClock
from tests.db.examples import COURIER, an_article, count, looked, polled, say, watch

ROOT = Path(__file__).parents[2]


@pytest.fixture
def store(migrated: Path, tmp_path: Path, clock: HandClock) -> Iterator[Store]:
    """A store that the settings name."""
    file = tmp_path / "palimpsest.db"
    shutil.copy(migrated, file)
    made = Store(make_engine(f"sqlite:///{file}"), clock)
    with environment({"PALIMPSEST_DB_URL": f"sqlite:///{file}", "PALIMPSEST_EVIDENCE_DIR": str(tmp_path / "evidence")}):
        yield made
    made.close()


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Path]:
    """An empty working folder, and no settings."""
    with contextlib.chdir(tmp_path):
        yield tmp_path


def rows(result_of: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(result_of)))


def test_without_a_store_status_says_how_to_get_one_and_makes_none(elsewhere: Path) -> None:
    result = palimpsest("status")
    assert result.exit_code == 0
    assert "make run" in result.stdout
    assert "make live" in result.stdout
    assert list(elsewhere.iterdir()) == []


@pytest.mark.parametrize("words", [("query", "SELECT 1"), ("evidence", "show", "1")])
def test_a_look_into_a_store_that_is_not_there_makes_none(elsewhere: Path, words: tuple[str, ...]) -> None:
    result = palimpsest(*words)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "there is no store" in result.stderr
    assert list(elsewhere.iterdir()) == []


@pytest.mark.parametrize("url", ["nonsense", "mysql://localhost/x", "palimpsest.db", "postgresql://localhost/x"])
def test_an_address_that_names_no_store_is_refused(url: str) -> None:
    result = palimpsest("query", "SELECT 1", "--db", url)
    assert result.exit_code == 2
    assert "sqlite:///" in result.stderr
    assert "postgresql+psycopg://" in result.stderr


def test_a_server_that_does_not_answer_is_told_without_the_password() -> None:
    result = palimpsest("status", "--db", "postgresql+psycopg://me:secret@127.0.0.1:1/news")
    assert result.exit_code == 0
    assert "127.0.0.1:1" in result.stdout
    assert "secret" not in result.output


def test_a_store_without_its_schema_is_told_how_to_get_it(elsewhere: Path) -> None:
    (elsewhere / "var/live").mkdir(parents=True)
    (elsewhere / "var/live/palimpsest.db").touch()
    assert "palimpsest store upgrade" in palimpsest("status").stdout
    result = palimpsest("query", "SELECT 1", "--db", "sqlite:///var/live/palimpsest.db")
    assert (result.exit_code, "palimpsest store upgrade" in result.stderr) == (1, True)


def test_status_counts_what_is_due_and_names_what_failed(store: Store, clock: HandClock) -> None:
    article_id = an_article(store)
    say(store, article_id, "It was birds.")
    clock.forward(timedelta(hours=1))
    with store.write() as session:
        trouble = looked(article_id, clock(), Outcome.BLOCKED, reason="a wall", failures=1)
        articles.record_attempt(session, trouble)
    shown = palimpsest("status").stdout
    assert "1 articles, 1 versions, 2 looks; newest row 2025-01-06 13:00Z" in shown
    assert "1 feeds, 0 new articles, 1 articles to look at again" in shown
    assert "feeds in trouble: none" in shown
    assert "The Courier: https://courier.test/1: blocked: a wall" in shown


def test_status_names_feeds_in_trouble(store: Store, clock: HandClock) -> None:
    (feed_id,) = watch(store)
    with store.write() as session:
        feeds.record_poll(session, replace(polled(feed_id), outcome=Outcome.TIMED_OUT, reason="after 30 s", failures=3), ())
    shown = palimpsest("status").stdout
    assert "feeds in trouble: 1" in shown
    assert f"The Courier: {COURIER.feeds[0]}: timed_out (3 times in a row): after 30 s" in shown


def test_status_shows_every_store_under_var_and_the_configured_one_once(elsewhere: Path, store: Store) -> None:
    (elsewhere / "var/story/x").mkdir(parents=True)
    shutil.copy(elsewhere / "palimpsest.db", elsewhere / "var/story/x/palimpsest.db")
    shown = palimpsest("status").stdout
    assert shown.count("sqlite:///") == 2
    inside = f"sqlite:///{elsewhere}/var/story/x/palimpsest.db"
    assert palimpsest("status", PALIMPSEST_DB_URL=inside).stdout.count("sqlite:///") == 1


def test_status_says_whether_an_airflow_runs(elsewhere: Path) -> None:
    (elsewhere / "var/airflow").mkdir(parents=True)
    lock = elsewhere / "var/airflow/lock"
    lock.write_text("4711\n")
    assert "Airflow in var/airflow: not running" in palimpsest("status").stdout
    with lock.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert "Airflow in var/airflow: runs (process 4711)" in palimpsest("status").stdout


def test_a_query_is_answered_as_a_table_and_as_csv(store: Store) -> None:
    watch(store)
    sql = "SELECT outlet, name || ' at 12:30 :name ::x' AS said, NULL AS missing FROM v_outlet"
    table = palimpsest("query", sql).stdout
    assert "The Courier at 12:30 :name ::x" in table
    assert "None" not in table
    assert rows(palimpsest("query", sql, "--csv").stdout) == [
        ["outlet", "said", "missing"],
        ["courier", "The Courier at 12:30 :name ::x", ""],
    ]


def test_words_in_brackets_are_shown_as_they_stand(store: Store) -> None:
    say(store, an_article(store), "[bold]It was[/bold] birds [/red] :smile:", headline="[AFP] Birds")
    table = palimpsest("query", "SELECT headline, text FROM v_version").stdout
    assert "[AFP] Birds" in table
    assert "[bold]It was[/bold] birds [/red] :smile:" in table


def test_a_view_is_asked_for_by_its_name(store: Store) -> None:
    watch(store)
    found = json.loads(palimpsest("query", "outlet", "--json").stdout)
    assert [row["outlet"] for row in found] == ["courier"]
    assert found[0]["wire"] is False
    assert rows(palimpsest("query", "v_outlet", "--csv").stdout)[1][1] == "courier"


def test_without_a_question_the_views_are_listed() -> None:
    said = palimpsest("query").stdout
    assert all(f" {name} " in said and view.row in said for name, view in dictionary().items())


def test_json_of_nothing_is_an_empty_list_and_two_forms_at_once_are_refused(store: Store) -> None:
    assert json.loads(palimpsest("query", "v_edit", "--json").stdout) == []
    assert palimpsest("query", "v_edit", "--json", "--csv").exit_code == 2


def test_the_query_that_a_replay_suggests_is_answered(store: Store) -> None:
    assert palimpsest("query", QUERY, "--csv").stdout.startswith("claim,outlet_name,until_at,text")


WRITES = [
    "INSERT INTO outlet (key, recorded_at) VALUES ('x', '2025-01-01')", "DELETE FROM outlet", "DROP TABLE outlet", "DROP VIEW v_outlet",
    "UPDATE outlet SET key = 'x'", "CREATE TABLE x (y int)", "PRAGMA query_only = OFF", "SELECT 1; DROP TABLE outlet", "VACUUM",
]  # fmt: skip


@pytest.mark.parametrize("sql", [*WRITES, "SELEC 1", "SELECT '", "SELECT * FROM no_such", "", ";"])
def test_a_query_that_cannot_be_answered_says_why_in_one_line(store: Store, sql: str) -> None:
    watch(store)
    result = palimpsest("query", sql)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("palimpsest: ")
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize("sql", WRITES)
def test_a_query_changes_nothing(store: Store, sql: str) -> None:
    watch(store)
    CliRunner().invoke(app, ["query", sql])
    assert count(store, Outlet, Outlet.key == "courier") == 1
    assert count(store, Outlet) == 1
    assert palimpsest("query", "SELECT outlet FROM v_outlet", "--csv").stdout.split() == ["outlet", "courier"]
