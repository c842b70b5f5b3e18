"""Starting and ending the processes of a local Airflow so that none is ever left behind."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from cli.airflow_home import MARK

PR_SET_PDEATHSIG = 1
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
    """`airflow ARGUMENTS`, logging to `logs/NAME.log`, told to end (SIGTERM) when we die.

    Call it from the main thread: the kernel sends that signal when the *thread* that started the process ends.
    """
    log = logs / f"{name}.log"
    with log.open("wb") as file:
        process = subprocess.Popen(  # noqa: S603  our own interpreter, our own arguments
            [sys.executable, "-m", "airflow", *arguments],
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_die_with_parent(),  # noqa: PLW1509  only one prctl, prepared before the fork
        )
    return Component(name, process, log)


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


def _die_with_parent() -> Callable[[], None] | None:
    """What a child calls before it becomes Airflow. None outside Linux: there the next start ends what is left."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl
    parent = os.getpid()

    def ask() -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # we died between the fork and this line
            os._exit(1)

    return ask
