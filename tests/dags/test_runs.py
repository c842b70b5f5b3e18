"""Every DAG, run by Airflow in this process on the bundled story's first hours."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from airflow.dag_processing.dagbag import DagBag
from airflow.utils.db import initdb

from cli.newsstand import Newsstand
from cli.replay import ROOT, Place
from cli.story import load_story
from db import coverage, migrations
from db.session import Store, make_engine

NOW = datetime(2024, 12, 25, 10, 20, tzinfo=UTC)


@pytest.fixture(scope="module")
def bag() -> DagBag:
    initdb()
    return DagBag(dag_folder=str(ROOT / "dags"))


@pytest.fixture
def stand() -> Iterator[Newsstand]:
    with Newsstand(load_story(ROOT / "stories" / "azal-8243")) as stand:
        stand.set_clock(NOW)
        yield stand


@pytest.fixture
def place(stand: Newsstand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A store of the story, and an environment in which the tasks find it."""
    made = Place(stand.story, tmp_path)
    made.prepare(["azal-8243"])
    for name, value in made.variables(stand.resolve).items():
        monkeypatch.setenv(name, value)
    engine = make_engine(made.db_url)
    migrations.upgrade(engine)
    engine.dispose()
    return made


def run(bag: DagBag, dag_id: str, **conf: str) -> str:
    """How a run ended. No logical date: triggered runs have none, and a default of today would hide that."""
    dag = bag.dags[dag_id]
    for task in dag.tasks:
        task.retries = 0  # a failure is final here; waiting a minute between tries tests nothing of ours
    return str(dag.test(logical_date=None, run_conf={"now": NOW.isoformat(), **conf}).state)


def rows(place: Place) -> dict[str, int]:
    store = Store(make_engine(place.db_url), lambda: NOW)
    with store.read() as session:
        return coverage.row_counts(session)


def test_a_day_of_news_goes_through_all_dags_and_a_second_time_adds_nothing(bag: DagBag, place: Place) -> None:
    assert run(bag, "ingest_news") == "success"
    assert run(bag, "annotate_snapshots") == "success"
    first = rows(place)
    assert first["poll"] == sum(len(outlet.feeds) for outlet in place.story.outlets)
    assert first["snapshot"] == first["article"] - 1 > 10  # one is behind a wall
    assert first["statement"] > 0
    for dag_id in ("ingest_news", "recheck_articles", "annotate_snapshots", "reannotate_history", "maintain_store"):
        assert run(bag, dag_id) == "success"
    assert rows(place) == first


def test_the_digest_of_a_day_is_told_once(bag: DagBag, place: Place) -> None:
    run(bag, "ingest_news")
    run(bag, "annotate_snapshots")
    told = {"now": "2024-12-26T00:05:00+00:00", "day": "2024-12-25"}
    for _ in range(2):
        assert run(bag, "daily_digest", **told) == "success"
    assert rows(place)["digest"] == 1
    mails = list(place.digests.glob("*.eml"))
    assert len(mails) == 1
    assert b"DATA INCOMPLETE" not in mails[0].read_bytes()


def test_a_digest_over_snapshots_that_are_not_judged_says_that_it_is_incomplete(bag: DagBag, place: Place, stand: Newsstand) -> None:
    run(bag, "ingest_news")
    run(bag, "annotate_snapshots")
    later = "2024-12-26T21:50:00+00:00"
    stand.set_clock(datetime.fromisoformat(later))
    run(bag, "ingest_news", now=later)  # and nobody judges what it brought
    run(bag, "daily_digest", now="2024-12-27T00:05:00+00:00", day="2024-12-26")
    assert "incomplete" in next(place.digests.glob("*.eml")).read_text().lower()


def test_a_store_that_cannot_be_reached_fails_the_task_loudly(bag: DagBag, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PALIMPSEST_DB_URL", f"sqlite:///{place.folder / 'nowhere'}/x.db")
    assert run(bag, "annotate_snapshots") == "failed"


def test_a_now_that_is_no_instant_fails_the_task(bag: DagBag, place: Place) -> None:
    assert run(bag, "recheck_articles", now="yesterday") == "failed"
