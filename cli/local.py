"""Starts and stops a local Airflow: API server, scheduler and DAG processor, on loopback, in one folder.

Airflow's own `standalone` leaves all its children behind when it is told to end, and starts what we do not need.
"""

import fcntl
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, Self

import psutil

from cli.airflow_api import ACTIVE, AirflowApi, AirflowAway, AirflowTrouble, Login, until
from cli.airflow_home import LOOPBACK, USER, LocalSettings, environment, inherited, prepare
from cli.processes import Component, end_leftovers, launch, post_guard, stop
from narrative.errors import BadInput

# Measured 8 s on two idle cores, 14 s the first time; five other jobs on them made it five times as long.
START_SECONDS = 240
# All end within 4 s when idle, but for the scheduler in one of eight times: its executor counts its workers wrongly and
# waits for ever (apache/airflow#67870). A task at work cannot report anything once the API server has gone.
GUARD_SECONDS = 30
"""How long a dead owner's guard may take; it needs two."""
LOCK_POLL_SECONDS = 0.2
STOP_SECONDS = 8
Progress = Callable[[str], None]


class LocalAirflow:
    """A context manager: inside it Airflow runs and `api` talks to it; afterwards no process of it is left."""

    api: AirflowApi
    url: str

    def __init__(self, settings: LocalSettings, progress: Progress = lambda _: None) -> None:
        # Processes are recognised by the home's absolute path.
        here = {name: getattr(settings, name).resolve() for name in ("home", "dags", "plugins")}
        self.settings = replace(settings, **here)
        self._progress = progress
        self._told = ""
        self._components: list[Component] = []

    def __enter__(self) -> Self:
        """Raises BadInput if the home or the port is taken, AirflowTrouble if Airflow does not come up."""
        self._lock = lock(self.settings.home)
        self._restore = _end_on_signals()
        self._guard = post_guard(self.settings.home, self._lock.fileno())
        try:
            self._start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    def stop(self) -> None:
        """Ends everything in 3 to 10 s. A second Ctrl-C does not cut it short."""
        if self._lock.closed:
            return
        before = _ignore_interrupts()
        try:
            self._tell("stopping Airflow")
            stop(self._components, self.settings.home, STOP_SECONDS)
            self._components = []
            self._guard.kill()  # nothing is left to guard
            self._guard.communicate()
            self._lock.close()
        finally:
            before()
            self._restore()

    def check(self) -> None:
        """Raises AirflowTrouble, with the end of its log, if a component is no longer running."""
        for component in self._components:
            if component.broke:
                code = component.process.returncode
                raise AirflowTrouble(f"Airflow's {component.name} ended by itself (exit {code}). Its last words:\n{component.tail()}")

    def until(self, happened: Callable[[], bool], seconds: float, what: str) -> None:
        """Return when `happened()`. Raises AirflowTrouble after `seconds`, or as soon as a component is gone."""

        def happened_or_broke() -> bool:
            self.check()
            return happened()

        until(happened_or_broke, seconds, what)

    def run(self, dag_id: str, conf: dict[str, Any], seconds: float) -> str:
        """Trigger the DAG and wait for the end of that run: success or failed. Raises AirflowTrouble after `seconds`."""
        run_id = self.api.trigger(dag_id, conf)
        self.until(lambda: self.api.run_state(dag_id, run_id) not in ACTIVE, seconds, f"{dag_id} run {run_id} to end")
        return self.api.run_state(dag_id, run_id)

    def _start(self) -> None:
        home = self.settings.home
        if count := end_leftovers(home):
            self._tell(f"ended {count} processes that an earlier Airflow had left behind")
        port = usable_port(self.settings.port)
        made = prepare(home)
        caller = os.environ  # noqa: TID251  passed on: PATH, locale, certificates, proxies; no setting of ours is read here
        self._environment = {**inherited(home, caller), **environment(self.settings, made, port)}
        self.url = f"http://{LOOPBACK}:{port}"
        self.api = AirflowApi(Login(self.url, USER, made.password))
        self._began = time.monotonic()
        self._bring_up(_touched_at(home / "lock"))

    def _bring_up(self, started_at: datetime) -> None:
        """The order matters: the scheduler comes last, when neither a run nor a schedule of an earlier life is left."""
        self._migrate()
        for name, arguments in self.settings.once.items():
            self._to_the_end(name, arguments, f"`airflow {arguments[0]}`")
        self._launch("api-server", "api-server")
        self._launch("dag-processor", "dag-processor")
        self._starting(self._answers, "Airflow's API")
        self._clear()
        for name, arguments in self.settings.beside.items():
            self._launch(name, *arguments)
        self._starting(lambda: self._parsed(started_at), "the DAGs " + ", ".join(sorted(self.settings.expected)))
        self._launch("scheduler", "scheduler", "--skip-serve-logs")  # its log server would listen on every interface
        self._starting(lambda: self._beats(started_at), "the scheduler")
        self._tell(f"Airflow is ready at {self.url} ({self._seconds()} s)")

    def _migrate(self) -> None:
        """Airflow's database as this version of Airflow needs it; 4 s, so only when it is not so already."""
        home, version = self.settings.home, metadata.version("apache-airflow-core")
        done = home / "migrated"
        if (home / "airflow.db").exists() and done.exists() and done.read_text() == version:
            return
        self._to_the_end("migrate", ["db", "migrate"], "the migration of Airflow's database")
        done.write_text(version)

    def _to_the_end(self, name: str, arguments: Sequence[str], what: str) -> None:
        component = replace(self._launch(name, *arguments), lasting=False)
        self._components[-1] = component
        self._starting(lambda: component.ended, what)
        self.check()

    def _launch(self, name: str, *arguments: str) -> Component:
        self._components.append(launch(name, arguments, self._environment, self.settings.home / "logs"))
        return self._components[-1]

    def _starting(self, happened: Callable[[], bool], what: str) -> None:
        def happened_or_tell() -> bool:
            self._tell(f"starting Airflow ({self._seconds()} s)")
            return happened()

        self.until(happened_or_tell, START_SECONDS, what)

    def _tell(self, text: str) -> None:
        if text != self._told:
            self._told = text
            self._progress(text)

    def _seconds(self) -> int:
        return round(time.monotonic() - self._began)

    def _answers(self) -> bool:
        try:
            self.api.health()
        except AirflowAway:
            return False
        return True

    def _clear(self) -> None:
        """Runs of an earlier life would go on with an old clock: they end here, and each DAG is paused or not as asked."""
        if ended := self.api.fail_active_runs():
            self._tell(f"ended {len(ended)} runs that an earlier Airflow had not finished")
        for dag in self.api.dags():
            (self.api.unpause if self.settings.schedules else self.api.pause)(dag.dag_id)

    def _parsed(self, started_at: datetime) -> bool:
        """Whether all expected DAGs were parsed *in this life*. Raises AirflowTrouble if a file cannot be."""
        if errors := self.api.import_errors(started_at):
            raise AirflowTrouble("DAG files could not be read:\n" + "\n".join(errors))
        parsed = {dag.dag_id for dag in self.api.dags() if dag.last_parsed_time and dag.last_parsed_time > started_at}
        return parsed >= self.settings.expected

    def _beats(self, started_at: datetime) -> bool:
        """Whether the scheduler has given a sign of life in this life."""
        beat = self.api.health().scheduler
        return beat is not None and beat > started_at


def lock(home: Path) -> Any:
    """The open lock file of this home, ours until it is closed or we die. Raises BadInput if another holds it.

    A holder that was killed leaves it for some seconds to its guard, which is still ending what was started.
    """
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = (home / "lock").open("a+")
    deadline = time.monotonic() + GUARD_SECONDS
    while not _locked(file):
        holder = _holder(file)
        if (holder and psutil.pid_exists(holder)) or time.monotonic() > deadline:
            file.close()
            raise BadInput(
                f"A local Airflow already runs in {home} (process {holder or 'unknown'}). "
                f"Stop it with Ctrl-C in its terminal or `kill {holder or 'PID'}`, or choose another folder."
            )
        time.sleep(LOCK_POLL_SECONDS)
    file.truncate(0)
    file.write(f"{os.getpid()}\n")
    file.flush()
    return file


def _locked(file: Any) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _holder(file: Any) -> int | None:
    """The process that wrote its number into the lock file."""
    file.seek(0)
    text = file.read().strip()
    return int(text) if text.isdigit() else None


def _touched_at(path: Path) -> datetime:
    """When the file was last written: the time of this start by the clock that Airflow's own records use."""
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def usable_port(wanted: int | None) -> int:
    """A free port, or the wanted one. Raises BadInput if that is taken."""
    with socket.socket() as probe:
        # Else a port counts as taken for a minute after its last connection.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, wanted or 0))
        except OSError as error:
            raise BadInput(f"Port {wanted} cannot be used ({error.strerror}). Give another: --port 8090, or `make ui PORT=8090`.") from None
        return int(probe.getsockname()[1])


def _end_on_signals() -> Callable[[], None]:
    """SIGTERM and SIGHUP end the program through its `with` blocks, as Ctrl-C does. Gives what undoes this."""

    def leave(number: int, _: FrameType | None) -> None:
        raise SystemExit(128 + number)

    heard = (number for number in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(number) is not signal.SIG_IGN)  # nohup
    return _handle(dict.fromkeys(heard, leave))


def _ignore_interrupts() -> Callable[[], None]:
    return _handle(dict.fromkeys((signal.SIGINT, signal.SIGTERM, signal.SIGHUP), signal.SIG_IGN))


def _handle(handlers: dict[signal.Signals, Any]) -> Callable[[], None]:
    if threading.current_thread() is not threading.main_thread():  # Python allows handlers only there
        return lambda: None
    before = {number: signal.signal(number, handler) for number, handler in handlers.items()}

    def undo() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    return undo
