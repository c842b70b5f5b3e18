"""Starting and ending the processes of a local Airflow so that none is ever left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from cli.airflow_home import MARK

TAIL_LINES = 15


@dataclass(frozen=True, slots=True)
class Component:
    """One started process: the leader of its own session, so that a Ctrl-C in the terminal reaches only us."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    lasting: bool = True  # False: its end is no trouble unless it failed

    @property
    def ended(self) -> bool:
        """Whether it is over, for whatever reason."""
        return self.process.poll() is not None

    @property
    def broke(self) -> bool:
        """Whether it is over and should not be."""
        return self.ended and (self.lasting or self.process.returncode != 0)

    def tail(self) -> str:
        """The last lines that it logged, and where the others are."""
        lines = self.log.read_text(errors="replace").splitlines()[-TAIL_LINES:]
        return "\n".join([*lines, f"(all of it: {self.log})"])


def launch(name: str, arguments: Sequence[str], environment: Mapping[str, str], logs: Path) -> Component:
    """`airflow ARGUMENTS`, logging to `logs/NAME.log`, which starts empty."""
    log = logs / f"{name}.log"
    with log.open("wb") as file:
        process = subprocess.Popen(  # noqa: S603  our own interpreter, our own arguments
            [sys.executable, "-m", "airflow", *arguments],
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return Component(name, process, log)


def post_guard(home: Path, lock: int) -> subprocess.Popen[bytes]:
    """What ends all processes of this home as soon as its standard input is closed, by us or by our death.

    It holds the home's lock (a file descriptor) with us: nobody can start anew while it is still ending the old.
    """
    command = [sys.executable, "-m", "cli.guard", str(home)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True, pass_fds=[lock])  # noqa: S603


def stop(components: Sequence[Component], home: Path, seconds: float) -> None:
    """Ends the components, politely for `seconds`, then by force; afterwards no process of this home remains."""
    for component in components:
        if not component.ended:
            component.process.terminate()
    deadline = time.monotonic() + seconds
    for component in components:
        try:
            component.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(component.process.pid, signal.SIGKILL)
            component.process.wait()
    end_leftovers(home)


def end_leftovers(home: Path) -> int:
    """How many processes carried this home's mark; they are gone now.

    Every task runs in a process group of its own, so ending a component's group is not enough.
    """
    ended = 0
    while found := _marked(home):
        ended += len(found)
        for process in found:
            _kill(process)
        psutil.wait_procs(found, timeout=5)
    return ended


def _marked(home: Path) -> list[psutil.Process]:
    return [process for process in psutil.process_iter() if process.pid != os.getpid() and _mark(process) == str(home)]


def _mark(process: psutil.Process) -> str | None:
    try:
        if process.status() == psutil.STATUS_ZOMBIE:
            return None
        return process.environ().get(MARK)
    except (psutil.Error, OSError):  # gone by now, or another user's
        return None


def _kill(process: psutil.Process) -> None:
    try:
        process.kill()
    except psutil.NoSuchProcess:
        return
