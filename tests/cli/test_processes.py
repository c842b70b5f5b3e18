import os
import signal
import subprocess
import sys
import time

import psutil
import pytest

from cli.airflow_home import MARK
from cli.processes import Component, end_leftovers, stop

STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
OWNER = """
import os, subprocess, sys, time
from pathlib import Path
from cli.processes import post_guard
post_guard(Path(sys.argv[1]), sys.stdin.fileno())
marked = {**os.environ, sys.argv[3]: sys.argv[1]}
child = subprocess.Popen([sys.executable, "-c", sys.argv[2]], env=marked, start_new_session=True, stdout=subprocess.PIPE)
child.stdout.readline()
print(child.pid, flush=True)
time.sleep(60)
"""


@pytest.fixture
def start():
    """Starts `python -c CODE`, marked as of a home or not; whatever is left at the end is killed."""
    started = []

    def starting(code, home=None, **options):
        environment = {**os.environ, **({MARK: str(home)} if home else {})}
        process = subprocess.Popen([sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE, **options)
        process.stdout.readline()
        started.append(process)
        return process

    yield starting
    for process in started:
        process.kill()
        process.communicate()


def test_leftovers_of_this_home_end_even_if_they_ignore_signals_and_left_their_group(tmp_path, start):
    left = [start(STUBBORN, tmp_path), start(STUBBORN, tmp_path, start_new_session=True)]
    assert end_leftovers(tmp_path) == 2
    assert not [process for process in left if psutil.pid_exists(process.pid)]
    assert end_leftovers(tmp_path) == 0


def test_processes_of_another_home_and_of_the_user_are_left_alone(tmp_path, start):
    others = [start(STUBBORN, tmp_path / "other"), start(STUBBORN)]
    assert end_leftovers(tmp_path) == 0
    assert [process.poll() for process in others] == [None, None]


def test_stopping_waits_for_the_polite_and_kills_the_stubborn(tmp_path, start):
    polite = start(
        "import sys, signal, time; signal.signal(15, lambda *_: sys.exit(7)); print('up', flush=True); time.sleep(60)",
        start_new_session=True,
    )
    stubborn = start(STUBBORN, start_new_session=True)
    stop([Component("a", polite, tmp_path), Component("b", stubborn, tmp_path)], tmp_path, 1.0)
    assert polite.returncode == 7
    assert stubborn.returncode == -signal.SIGKILL


def test_when_the_owner_is_killed_its_guard_ends_what_it_had_started(tmp_path):
    owner = subprocess.Popen([sys.executable, "-c", OWNER, str(tmp_path), STUBBORN, MARK], stdout=subprocess.PIPE)
    child = psutil.Process(int(owner.stdout.readline()))
    assert child.is_running()
    owner.kill()
    owner.communicate()
    deadline = time.monotonic() + 15
    while child.is_running() and child.status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline, "the guard did nothing"
        time.sleep(0.1)


def test_a_component_that_ended_is_broken_unless_it_was_to_end_and_did_well(tmp_path, start):
    well, badly, running = start("print()"), start("print(); raise SystemExit(3)"), start(STUBBORN)
    well.wait()
    badly.wait()
    assert Component("a", well, tmp_path).broke
    assert not Component("a", well, tmp_path, lasting=False).broke
    assert Component("a", badly, tmp_path, lasting=False).broke
    assert not Component("a", running, tmp_path).broke


def test_the_tail_of_a_log_is_its_last_lines_and_where_it_is(tmp_path, start):
    log = tmp_path / "scheduler.log"
    log.write_text("".join(f"line {number}\n" for number in range(100)))
    tail = Component("scheduler", start(STUBBORN), log).tail()
    assert "line 99" in tail
    assert "line 84\n" not in tail
    assert str(log) in tail
