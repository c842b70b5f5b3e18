"""Whatever a function does to its process, the run goes on, and soon."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError
from pathlib import Path
from typing import NoReturn

import lxml.etree
import psutil
import pytest
import trafilatura

from ingest.sandbox import Inline, Killed, Sandbox

SOON = 15.0
"""Seconds. What takes tenths of one on an idle machine; tests of others run beside these."""


def double(number: int, *, plus: int = 0) -> int:
    return 2 * number + plus


def hang() -> None:
    """Minutes in C, where no signal handler of Python's runs."""
    re.match(r"(a+)+$", "a" * 60 + "b")


def hog() -> None:
    kept = []
    while True:
        kept.append(bytearray(50_000_000))


def end(number: int) -> None:
    os.kill(os.getpid(), number)


def refuse() -> NoReturn:
    raise KeyError("no such page")


def leave() -> NoReturn:
    sys.exit(3)


def parse(text: str) -> None:
    lxml.etree.fromstring(text)


def nap(seconds: float) -> tuple[float, float]:
    began = time.monotonic()
    time.sleep(seconds)
    return began, time.monotonic()


def nameless() -> object:
    return lambda: 1


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(2, seconds=3, megabytes=1024) as sandbox:
        yield sandbox


@pytest.fixture(autouse=True)
def _next_one_works(sandbox: Sandbox) -> Iterator[None]:
    """After every test, whatever it did."""
    yield
    began = time.monotonic()
    assert [p.result() for p in [sandbox.submit(double, n) for n in range(4)]] == [0, 2, 4, 6]
    assert time.monotonic() - began < SOON


def test_values_come_back_each_to_its_own_call(sandbox: Sandbox) -> None:
    pending = [sandbox.submit(double, n, plus=1) for n in range(200)]
    assert [p.result() for p in pending] == [2 * n + 1 for n in range(200)]


def test_what_the_function_raises_is_raised_where_its_value_is_asked_for(sandbox: Sandbox) -> None:
    with pytest.raises(KeyError, match="no such page"):
        sandbox.submit(refuse).result()


def test_an_error_that_cannot_travel_is_told_in_words(sandbox: Sandbox) -> None:
    with pytest.raises(RuntimeError, match="XMLSyntaxError: Premature end"):
        sandbox.submit(parse, "<a>").result()


def test_a_value_that_cannot_travel_is_an_error_of_its_task_alone(sandbox: Sandbox) -> None:
    bad, good = sandbox.submit(nameless), sandbox.submit(double, 1)
    with pytest.raises(Exception, match="pickle"):
        bad.result()
    assert good.result() == 2


def test_a_function_that_hangs_in_c_is_ended_and_its_neighbours_are_not(sandbox: Sandbox) -> None:
    began = time.monotonic()
    hanging, others = sandbox.submit(hang), [sandbox.submit(double, n) for n in range(20)]
    assert [p.result() for p in others] == [2 * n for n in range(20)]
    with pytest.raises(Killed) as killed:
        hanging.result()
    assert killed.value.reason == "took longer than 3 s"
    assert time.monotonic() - began < 3 + SOON


def test_a_page_that_keeps_the_extractor_busy_for_ever_is_given_up(sandbox: Sandbox) -> None:
    with pytest.raises(Killed, match="took longer than 3 s"):
        sandbox.submit(trafilatura.extract, "<html><body>" + "<p>x " * 200_000).result()


def test_one_that_eats_memory_is_ended_for_that(sandbox: Sandbox) -> None:
    with Sandbox(1, seconds=60, megabytes=1024) as patient, pytest.raises(Killed) as killed:
        patient.submit(hog).result()
    assert killed.value.reason == "needed more than 1024 MB"


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGABRT, signal.SIGKILL])
def test_one_that_crashes_its_process_is_told_from_the_others(sandbox: Sandbox, number: signal.Signals) -> None:
    crashing, other = sandbox.submit(end, int(number)), sandbox.submit(double, 1)
    with pytest.raises(Killed) as killed:
        crashing.result()
    assert killed.value.reason == f"crashed the process (signal {int(number)})"
    assert other.result() == 2


def test_one_that_leaves_does_not_take_the_run_with_it(sandbox: Sandbox) -> None:
    with pytest.raises(Killed, match="exit code 1"):
        sandbox.submit(leave).result()


def test_a_worker_that_somebody_else_killed_while_idle_costs_nobody_a_value(sandbox: Sandbox) -> None:
    os.kill(sandbox.submit(os.getpid).result(), signal.SIGKILL)
    time.sleep(0.5)
    assert sandbox.submit(double, 2).result() == 4


def test_two_workers_work_at_the_same_time(sandbox: Sandbox) -> None:
    (one_began, one_ended), (two_began, two_ended) = (p.result() for p in [sandbox.submit(nap, 1.0) for _ in range(2)])
    assert max(one_began, two_began) < min(one_ended, two_ended)


def test_a_large_page_goes_there_and_back(sandbox: Sandbox) -> None:
    assert sandbox.submit(bytes.upper, b"x" * 10_000_000).result() == b"X" * 10_000_000


def test_closing_does_not_wait_for_one_that_hangs() -> None:
    sandbox = Sandbox(1, seconds=600, megabytes=1024)
    hanging, waiting = sandbox.submit(hang), sandbox.submit(bytes, 10_000_000)
    time.sleep(1)
    began = time.monotonic()
    sandbox.close()
    assert time.monotonic() - began < SOON
    for pending in (hanging, waiting):
        with pytest.raises(CancelledError):
            pending.result()
    with pytest.raises(CancelledError, match="closed"):
        sandbox.submit(double, 1)


def test_inline_gives_the_same_values_and_errors() -> None:
    assert Inline().submit(double, 2, plus=1).result() == 5
    refused = Inline().submit(refuse)
    with pytest.raises(KeyError, match="no such page"):
        refused.result()


SCRIPT = """
import sys, time
import psutil
print("began", __name__, flush=True)
from ingest.sandbox import Sandbox
from tests.ingest.test_sandbox import double, hang
with Sandbox(2, 600, 1024) as sandbox:
    print("before", len(psutil.Process().children()), flush=True)
    print("value", sandbox.submit(double, 4).result(), flush=True)
    if sys.argv[1:] == ["hang"]:
        sandbox.submit(hang)
        print("hangs", flush=True)
        time.sleep(600)
"""


def script(tmp_path: Path) -> Path:
    """As somebody would write it: without a guard around what it does."""
    file = tmp_path / "script.py"
    file.write_text(SCRIPT)
    return file


@pytest.mark.parametrize("redirected", ["", "<&-", "<&- 2>&-"])
def test_a_script_is_not_run_twice_and_starts_no_process_before_there_is_a_task(tmp_path: Path, redirected: str) -> None:
    command = f'exec "$0" "$1" {redirected}'
    ran = subprocess.run(
        ["/bin/sh", "-c", command, sys.executable, str(script(tmp_path))],
        capture_output=True, text=True, timeout=60, check=True, env={"PYTHONPATH": ":".join(sys.path)},
    )  # fmt: skip
    assert ran.stdout.splitlines() == ["began __main__", "before 0", "value 8"]


def test_no_worker_outlives_a_run_that_was_killed(tmp_path: Path) -> None:
    environment = {"PYTHONPATH": ":".join(sys.path)}
    running = subprocess.Popen(
        [sys.executable, str(script(tmp_path)), "hang"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
    )
    assert running.stdout
    assert next(line for line in running.stdout if line == "hangs\n")
    time.sleep(1)
    processes = psutil.Process(running.pid).children(recursive=True)
    assert len([p for p in processes if p.cpu_times().user > 0.3]) >= 1, "nothing hangs"
    assert len(processes) >= 3
    running.kill()
    running.wait(10)
    _, alive = psutil.wait_procs(processes, timeout=SOON)
    assert alive == []


CELERY = """
import billiard
from ingest.sandbox import Sandbox
from tests.ingest.test_sandbox import double
def work():
    with Sandbox(1, seconds=30, megabytes=2000) as sandbox:
        print(sandbox.submit(double, 21).result(), flush=True)
if __name__ == "__main__":
    child = billiard.Process(target=work, daemon=True)
    child.start()
    child.join()
"""


def test_it_works_in_a_process_of_celery_which_may_have_no_children() -> None:
    done = subprocess.run([sys.executable, "-c", CELERY], capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout == "42\n", done.stderr
