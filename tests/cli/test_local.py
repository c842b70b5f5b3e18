"""A real Airflow is started for most of these: `pytest -m 'not airflow'` leaves them out."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from cli.airflow_api import ACTIVE, AirflowAway, AirflowTrouble
from cli.airflow_home import MARK, LocalSettings
from cli.local import LocalAirflow, lock, usable_port
from narrative.errors import BadInput

DAGS = """
import os
import time
from airflow.sdk import Asset, Param, dag, task

NEWS = Asset("news")

@dag(schedule=None, params={"now": Param(None, type=["null", "string"]), "n": Param(3, type="integer")}, max_active_runs=1)
def producer():
    @task(outlets=[NEWS])
    def emit(params=None, outlet_events=None):
        outlet_events[NEWS].extra = {"now": params["now"], "n": params["n"]}
    emit()

@dag(schedule=[NEWS], max_active_runs=1)
def consumer():
    @task
    def read(triggering_asset_events=None):
        events = dict(triggering_asset_events)[NEWS]
        print("WOKEN BY", max(events, key=lambda event: event.timestamp).extra, os.environ["PALIMPSEST_GREETING"], sorted(
            name for name in os.environ if name.startswith("AIRFLOW_VAR")))
    read()

@dag(schedule=None)
def broken():
    @task
    def fail():
        raise ValueError("the reason")
    fail()

@dag(schedule=None)
def slow():
    @task
    def sleep():
        time.sleep(600)
    sleep()

producer(), consumer(), broken(), slow()
"""
IDS = frozenset({"producer", "consumer", "broken", "slow"})
OWNER = """
import sys, time
from pathlib import Path
from cli.airflow_home import LocalSettings
from cli.local import LocalAirflow
home, dags, plugins = map(Path, sys.argv[1:4])
with LocalAirflow(LocalSettings(home, dags, plugins, frozenset(["slow"]), schedules=True)) as airflow:
    airflow.api.trigger("slow")
    airflow.api.trigger("slow")
    api = airflow.api
    def at_work():
        return [t for run in api.runs("slow", ["running"]) for t in api.task_instances("slow", run.run_id) if t.state == "running"]
    airflow.until(at_work, 60, "the task")
    print("running", flush=True)
    time.sleep(600)
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder with a home, DAGs and no plugins, used by one Airflow after the other."""
    folder = tmp_path_factory.mktemp("local")
    (folder / "dags").mkdir()
    (folder / "plugins").mkdir()
    (folder / "dags" / "all.py").write_text(DAGS)
    return folder


def settings(place, **others):
    return LocalSettings(
        place / "home", place / "dags", place / "plugins", IDS, {"PALIMPSEST_GREETING": "hello"}, **{"schedules": True, **others}
    )


@pytest.fixture(scope="module")
def told():
    return []


@pytest.fixture(scope="module")
def airflow(place, told):
    os.environ["AIRFLOW_VAR_LEAKED"] = "x"
    try:
        with LocalAirflow(settings(place), told.append) as started:
            yield started
    finally:
        del os.environ["AIRFLOW_VAR_LEAKED"]


def of_home(home: Path) -> list[psutil.Process]:
    """Found by AIRFLOW_HOME, not by the mark that the code under test uses."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get("AIRFLOW_HOME") == str(home) and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except (psutil.Error, OSError):
            continue
    return found


def test_a_taken_port_is_named_with_the_way_out():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(BadInput, match=rf"Port {port} .*--port"):
            usable_port(port)
    assert usable_port(port) == port
    assert usable_port(None) > 0


def test_a_second_airflow_in_the_same_folder_is_refused_with_the_process_that_runs(tmp_path):
    held = lock(tmp_path)
    with pytest.raises(BadInput, match=rf"kill {os.getpid()}`"):
        LocalAirflow(LocalSettings(tmp_path, tmp_path, tmp_path, frozenset())).__enter__()
    held.close()
    lock(tmp_path).close()


@pytest.mark.airflow
def test_a_run_wakes_the_consumer_of_its_asset_with_what_it_was_given(airflow):
    assert airflow.run("producer", {"now": "2024-12-25T06:30:00Z"}, 60) == "success"
    airflow.until(lambda: not airflow.api.queued_asset_events("consumer") and not airflow.api.runs("consumer", ACTIVE), 60, "the consumer")
    [run] = airflow.api.runs("consumer")
    assert (run.state, run.run_type) == ("success", "asset_triggered")
    [task] = airflow.api.task_instances("consumer", run.run_id)
    assert task.seconds is not None
    assert "WOKEN BY {'now': '2024-12-25T06:30:00Z', 'n': 3} hello []" in airflow.api.task_log(run, task)


@pytest.mark.airflow
def test_a_failed_task_tells_why_in_the_end_of_its_log(airflow):
    assert airflow.run("broken", {}, 60) == "failed"
    [run] = airflow.api.runs("broken")
    [task] = airflow.api.task_instances("broken", run.run_id)
    assert task.state == "failed"
    assert "ValueError: the reason" in airflow.api.task_log(run, task)


@pytest.mark.airflow
def test_the_user_is_told_how_long_it_takes_and_where_it_is(airflow, told):
    assert told[0] == "starting Airflow (0 s)"
    assert told[-1].startswith(f"Airflow is ready at {airflow.url} (")
    assert len(told) == len(set(told))


@pytest.mark.airflow
def test_it_listens_on_loopback_only(airflow, place):
    listening = {
        connection.laddr.ip
        for process in of_home(place / "home")
        for connection in process.net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    }
    assert listening == {"127.0.0.1"}


@pytest.mark.airflow
def test_a_component_that_dies_is_noticed_with_its_last_words(airflow, place):
    [scheduler] = [process for process in of_home(place / "home") if process.cmdline()[-2:-1] == ["scheduler"]]
    scheduler.kill()
    with pytest.raises(AirflowTrouble, match=r"(?s)scheduler ended by itself \(exit -9\).*scheduler\.log"):
        airflow.until(lambda: False, 30, "nothing")


@pytest.mark.airflow
def test_after_stopping_no_process_is_left_and_the_folder_is_free(airflow, place):
    airflow.stop()
    assert of_home(place / "home") == []
    with pytest.raises(AirflowAway):
        airflow.api.health()
    lock(place / "home").close()


@pytest.mark.airflow
def test_killed_with_a_task_at_work_it_leaves_no_process_and_no_run_that_goes_on(airflow, place):
    airflow.stop()
    home = place / "home"
    command = [sys.executable, "-c", OWNER, str(home), str(place / "dags"), str(place / "plugins")]
    owner = subprocess.Popen(command, env={**os.environ, "PALIMPSEST_GREETING": "hello"}, stdout=subprocess.PIPE)
    assert owner.stdout.readline() == b"running\n"
    assert len(of_home(home)) > 3
    owner.kill()
    owner.communicate()
    deadline = time.monotonic() + 20
    while of_home(home):
        assert time.monotonic() < deadline, f"still there: {of_home(home)}"
        time.sleep(0.2)
    told = []
    with LocalAirflow(settings(place, schedules=False), told.append) as again:
        assert "ended 2 runs that an earlier Airflow had not finished" in told
        assert {run.state for run in again.api.runs("slow")} == {"failed"}
        assert all(dag.is_paused for dag in again.api.dags())


@pytest.mark.airflow
def test_leftovers_of_a_killed_start_are_ended_first(airflow, place):
    airflow.stop()
    left = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], env={**os.environ, MARK: str(place / "home")})
    bad = place / "bad"
    bad.mkdir()
    (bad / "bad.py").write_text("from airflow.sdk import dag\nraise RuntimeError('not today')")
    told = []
    wanted = LocalSettings(place / "home", bad, place / "plugins", frozenset({"never"}))
    with pytest.raises(AirflowTrouble, match=r"(?s)bad\.py.*not today"), LocalAirflow(wanted, told.append):
        pytest.fail("a DAG file that cannot be read must not pass")
    assert told[0] == "ended 1 processes that an earlier Airflow had left behind"
    assert left.poll() is not None
    assert of_home(place / "home") == []


@pytest.mark.airflow
def test_being_told_to_end_stops_it_as_leaving_does(place, airflow):
    airflow.stop()
    command = [sys.executable, "-c", OWNER, str(place / "home"), str(place / "dags"), str(place / "plugins")]
    owner = subprocess.Popen(command, env={**os.environ, "PALIMPSEST_GREETING": "hello"}, stdout=subprocess.PIPE)
    time.sleep(3)
    owner.send_signal(signal.SIGTERM)
    assert owner.wait(20) == 128 + signal.SIGTERM
    owner.stdout.close()
    assert of_home(place / "home") == []
