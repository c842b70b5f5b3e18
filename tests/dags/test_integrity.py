"""Every DAG file parses, serializes, documents its tasks, and stays thin."""

import json
import re
from pathlib import Path

import pytest
from airflow.dag_processing.dagbag import DagBag
from airflow.serialization.serialized_objects import DagSerialization

from cli.replay import DAGS

FOLDER = Path(__file__).parents[2] / "dags"


@pytest.fixture(scope="module")
def bag() -> DagBag:
    return DagBag(dag_folder=str(FOLDER))


def test_the_bag_holds_exactly_the_dags_that_the_driver_waits_for(bag: DagBag) -> None:
    assert bag.import_errors == {}
    assert set(bag.dags) == set(DAGS)
    assert len(bag.dags) == 6


@pytest.mark.parametrize("dag_id", sorted(DAGS))
def test_it_serializes_and_comes_back(bag: DagBag, dag_id: str) -> None:
    data = DagSerialization.to_dict(bag.dags[dag_id])
    DagSerialization.validate_schema(data)
    again = DagSerialization.from_dict(json.loads(json.dumps(data)))
    assert {t.task_id for t in again.tasks} == {t.task_id for t in bag.dags[dag_id].tasks}


@pytest.mark.parametrize("dag_id", sorted(DAGS))
def test_its_documentation_says_of_each_task_why_it_may_run_again_and_what_to_do(bag: DagBag, dag_id: str) -> None:
    dag = bag.dags[dag_id]
    assert dag.tasks
    described = set(re.findall(r"^\| (\w+) \|", dag.doc_md or "", re.MULTILINE)) - {"task"}
    assert described == {t.task_id for t in dag.tasks}


@pytest.mark.parametrize("dag_id", sorted(DAGS))
def test_it_runs_once_at_a_time_takes_a_now_and_never_starts_in_the_past(bag: DagBag, dag_id: str) -> None:
    dag = bag.dags[dag_id]
    assert dag.max_active_runs == 1
    assert "now" in dag.params
    assert not dag.catchup
    assert dag.start_date is None


def test_annotation_is_woken_by_the_asset_that_capture_announces(bag: DagBag) -> None:
    woken_by = {asset.name for asset in bag.dags["annotate_snapshots"].timetable.asset_condition.objects}
    announced = {o.name for d in ("ingest_news", "recheck_articles") for t in bag.dags[d].tasks for o in t.outlets}
    assert woken_by == announced == {"snapshots"}
