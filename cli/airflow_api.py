"""A small client of Airflow's REST API: what starting, driving and watching a local Airflow needs, and no more.

OurTrouble
└── AirflowTrouble         Airflow did not answer, or not as it should
    └── AirflowAway        nobody answers at that address (it is starting, or it died)
"""

import json
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode
from urllib.request import ProxyHandler, Request, build_opener

from pydantic import BaseModel, ConfigDict, Field

from narrative.errors import OurTrouble

ACTIVE = ("queued", "running")
FINISHED = ("success", "failed")
# A loopback request takes milliseconds; the server's first one compiles its routes and can take seconds on a busy machine.
# With four times as many processes as cores, 20 seconds were not enough, and the replay ended there.
TIMEOUT_SECONDS = 90
POLL_SECONDS = 0.1
PAGE = 100


class AirflowTrouble(OurTrouble):
    """Airflow's API refused, or a run did not end in time."""


class AirflowAway(AirflowTrouble):
    """Nothing listens at the address."""


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Dag(_Answer):
    """A DAG as Airflow knows it now."""

    dag_id: str
    is_paused: bool
    last_parsed_time: datetime | None = None
    has_import_errors: bool = False


class Run(_Answer):
    """One run of a DAG. `state` is queued, running, success or failed."""

    dag_id: str
    run_id: str = Field(alias="dag_run_id")
    state: str
    run_type: str


class TaskRun(_Answer):
    """One task instance of a run. `seconds` is None until it ended; `state` is None until it was scheduled."""

    task_id: str
    map_index: int
    try_number: int
    state: str | None = None
    seconds: float | None = Field(default=None, alias="duration")


class _ImportError(_Answer):
    timestamp: datetime
    filename: str
    stack_trace: str


@dataclass(frozen=True, slots=True)
class Health:
    """When each component last gave a sign of life; None if never. Instants are Airflow's own clock."""

    scheduler: datetime | None
    dag_processor: datetime | None


@dataclass(frozen=True, slots=True)
class Login:
    """Where the API is and who asks."""

    url: str
    user: str
    password: str


T = TypeVar("T", bound=_Answer)


class AirflowApi:
    """Typed answers from one Airflow. Gets a token when it has none or when the old one is refused."""

    def __init__(self, login: Login) -> None:
        self.login = login
        self._token = ""
        # A proxy configured for the outside world must never see loopback requests.
        self._open = build_opener(ProxyHandler({})).open

    def health(self) -> Health:
        """Signs of life; needs no login. Raises AirflowAway while the server is starting."""
        said = self._send(Request(f"{self.login.url}/api/v2/monitor/health"))  # noqa: S310
        return Health(_instant(said, "scheduler"), _instant(said, "dag_processor"))

    def dags(self) -> list[Dag]:
        """All DAGs that were parsed, stale ones left out."""
        return self._all(Dag, "dags", "dags", {})

    def import_errors(self, since: datetime) -> list[str]:
        """What kept DAG files from being parsed after `since`, one text per file."""
        found = self._all(_ImportError, "importErrors", "import_errors", {})
        return [f"{error.filename}: {error.stack_trace}" for error in found if error.timestamp > since]

    def unpause(self, dag_id: str) -> None:
        """Let the DAG's runs start; a paused DAG's runs stay queued and asset events pass it by."""
        self._pause(dag_id, False)

    def pause(self, dag_id: str) -> None:
        """Start no further runs of this DAG; tasks already running go on."""
        self._pause(dag_id, True)

    def trigger(self, dag_id: str, conf: dict[str, Any] | None = None) -> str:
        """The id of a new manual run. `conf` overrides the DAG's params of the same names and is validated by them."""
        body = {"logical_date": None, "conf": conf or {}}
        return Run.model_validate(self._call("POST", f"dags/{quote(dag_id)}/dagRuns", body)).run_id

    def runs(self, dag_id: str, states: Iterable[str] = ()) -> list[Run]:
        """The DAG's runs in these states (all states if none given), oldest first; `~` means every DAG."""
        query = {"state": list(states), "order_by": "id"}
        return self._all(Run, f"dags/{quote(dag_id)}/dagRuns", "dag_runs", query)

    def run_state(self, dag_id: str, run_id: str) -> str:
        """queued, running, success or failed."""
        return Run.model_validate(self._call("GET", _run_path(dag_id, run_id))).state

    def wait(self, dag_id: str, run_id: str, seconds: float) -> str:
        """How the run ended: success or failed. Raises AirflowTrouble if it is still active after `seconds`."""
        until(lambda: self.run_state(dag_id, run_id) in FINISHED, seconds, f"{dag_id} run {run_id} to end")
        return self.run_state(dag_id, run_id)

    def queued_asset_events(self, dag_id: str) -> int:
        """Number of assets whose events wait to start a run of this DAG."""
        try:
            return int(self._call("GET", f"dags/{quote(dag_id)}/assets/queuedEvents")["total_entries"])
        except _NotFound:
            return 0

    def forget_asset_events(self, dag_id: str) -> None:
        """Drop what would start a run of this DAG."""
        try:
            self._call("DELETE", f"dags/{quote(dag_id)}/assets/queuedEvents")
        except _NotFound:
            return

    def fail_active_runs(self) -> list[Run]:
        """End every queued or running run, and drop waiting asset events. Gives the runs that were ended."""
        for dag in self.dags():
            self.forget_asset_events(dag.dag_id)
        active = self.runs("~", ACTIVE)
        for run in active:
            self._call("PATCH", f"{_run_path(run.dag_id, run.run_id)}?update_mask=state", {"state": "failed"})
        return active

    def task_instances(self, dag_id: str, run_id: str) -> list[TaskRun]:
        """The run's task instances, mapped ones each by itself."""
        return self._all(TaskRun, f"{_run_path(dag_id, run_id)}/taskInstances", "task_instances", {})

    def task_log(self, run: Run, task: TaskRun, lines: int = 20) -> list[str]:
        """The last lines that a try of a task logged, without their times."""
        path = f"{_run_path(run.dag_id, run.run_id)}/taskInstances/{quote(task.task_id)}/logs/{max(task.try_number, 1)}"
        said = self._call("GET", f"{path}?full_content=true&map_index={task.map_index}")["content"]
        return [line for message in said for line in _log_lines(message)][-lines:]

    def _pause(self, dag_id: str, paused: bool) -> None:
        self._call("PATCH", f"dags/{quote(dag_id)}?update_mask=is_paused", {"is_paused": paused})

    def _all(self, kind: type[T], path: str, key: str, query: dict[str, Any]) -> list[T]:
        found: list[T] = []
        while True:
            page = self._call("GET", f"{path}?{urlencode({**query, 'limit': PAGE, 'offset': len(found)}, doseq=True)}")
            found += [kind.model_validate(each) for each in page[key]]
            if not page[key] or len(found) >= page["total_entries"]:
                return found

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """One call with a token; a refused token (the server was started anew) is replaced once."""
        if not self._token:
            self._token = self._new_token()
        try:
            return self._send(self._request(method, path, body))
        except _Unauthorised:
            self._token = self._new_token()
            return self._send(self._request(method, path, body))

    def _new_token(self) -> str:
        body = {"username": self.login.user, "password": self.login.password}
        data = json.dumps(body).encode()
        request = Request(f"{self.login.url}/auth/token", data, {"Content-Type": "application/json"})  # noqa: S310
        return str(self._send(request)["access_token"])

    def _request(self, method: str, path: str, body: dict[str, Any] | None) -> Request:
        data = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        return Request(f"{self.login.url}/api/v2/{path}", data, headers, method=method)  # noqa: S310

    def _send(self, request: Request) -> Any:
        try:
            with self._open(request, timeout=TIMEOUT_SECONDS) as answer:
                return json.loads(answer.read() or b"null")
        except HTTPError as error:
            raise _refusal(request, error) from error
        except (URLError, OSError) as error:
            raise AirflowAway(f"{self.login.url} does not answer: {error}") from error


class _NotFound(AirflowTrouble):
    pass


class _Unauthorised(AirflowTrouble):
    pass


def until(happened: Callable[[], bool], seconds: float, what: str) -> None:
    """Return when `happened()`; raise AirflowTrouble after `seconds`. Asks ten times a second."""
    deadline = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > deadline:
            raise AirflowTrouble(f"waited {seconds:.0f} s in vain for {what}")
        time.sleep(POLL_SECONDS)


def _refusal(request: Request, error: HTTPError) -> AirflowTrouble:
    with error:
        said = error.read().decode(errors="replace")[:500]
    kind = {401: _Unauthorised, 404: _NotFound}.get(error.code, AirflowTrouble)
    return kind(f"{request.get_method()} {request.full_url}: {error.code} {said}")


def _run_path(dag_id: str, run_id: str) -> str:
    # A run id holds `+` and `:`; unquoted, the plus sign is read as a space.
    return f"dags/{quote(dag_id)}/dagRuns/{quote(run_id, safe='')}"


def _instant(health: Any, component: str) -> datetime | None:
    text = health[component].get(f"latest_{component}_heartbeat")
    return datetime.fromisoformat(text).astimezone(UTC) if text else None


def _log_lines(message: Any) -> Sequence[str]:
    if isinstance(message, str):
        return [message]
    causes = [f"{error['exc_type']}: {error['exc_value']}" for error in message.get("error_detail") or []]
    return [str(message["event"]), *causes]
