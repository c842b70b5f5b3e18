"""What a local Airflow needs on disk and in its environment: one folder, three secrets, no configuration file to edit."""

import base64
import json
import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

USER = "admin"
# The processes that we start carry this, and nothing else does. AIRFLOW_HOME would not do: a person may have
# exported it, and then their shell and their editor carry it, too.
MARK = "PALIMPSEST_LOCAL_AIRFLOW"
LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class LocalSettings:
    """Which Airflow to start.

    home: its folder, made if absent. expected: ids of the DAGs that must be parsed before it counts as started.
    variables: what its processes get on top of ours (PALIMPSEST_...). port: None takes a free one.
    schedules: True unpauses every DAG at the start, False pauses every DAG (a paused DAG's manual runs stay queued).
    once, beside: further commands of Airflow by a name for their logs: run to their end when its database is made / kept running beside it.
    """

    home: Path
    dags: Path
    plugins: Path
    expected: frozenset[str]
    variables: Mapping[str, str] = field(default_factory=dict)
    port: int | None = None
    schedules: bool = False
    once: Mapping[str, Sequence[str]] = field(default_factory=dict)
    beside: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Secrets:
    """Made once per home, kept between starts so that a browser stays logged in."""

    password: str
    jwt: str
    session: str
    fernet: str


def prepare(home: Path) -> Secrets:
    """The home's secrets; makes the folder, the secrets and Airflow's password file on the first call.

    All are readable by the owner only. The configuration file is a comment: without one Airflow writes its own
    3,000 lines, from several processes at once.
    """
    for folder in (home, home / "logs"):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    kept = home / "secrets.json"
    if not kept.exists():
        _write_private(kept, json.dumps(_new_secrets()))
    made = Secrets(**json.loads(kept.read_text()))
    _write_private(home / "passwords.json", json.dumps({USER: made.password}))
    if not (home / "airflow.cfg").exists():
        _write_private(home / "airflow.cfg", "# Nothing is set here: `palimpsest` gives every setting in the environment.\n")
    return made


def environment(settings: LocalSettings, made: Secrets, port: int) -> dict[str, str]:
    """What a component is told by us, `settings.variables` last."""
    return {**_airflow(settings, port), **_secret(settings.home, made), MARK: str(settings.home), **settings.variables}


def inherited(home: Path, caller: Mapping[str, str]) -> dict[str, str]:
    """The caller's environment as a component may see it: nothing of another Airflow, and no proxy for loopback."""
    kept = {name: value for name, value in caller.items() if not name.startswith("AIRFLOW")}
    no_proxy = ",".join(filter(None, [caller.get("no_proxy") or caller.get("NO_PROXY"), LOOPBACK, "localhost"]))
    # Without byte code every component compiles all its modules at every start, which doubles the time it takes.
    # A caller that wants none beside the sources gets it under home.
    if kept.pop("PYTHONDONTWRITEBYTECODE", ""):
        kept.setdefault("PYTHONPYCACHEPREFIX", str(home / "bytecode"))
    # Workers rename themselves; SPT_NOENV keeps that from erasing the environment by which we find them.
    return {**kept, "NO_PROXY": no_proxy, "no_proxy": no_proxy, "SPT_NOENV": "1"}


def _airflow(settings: LocalSettings, port: int) -> dict[str, str]:
    home, url = settings.home, f"http://{LOOPBACK}:{port}"
    return {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(settings.dags),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(settings.plugins),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": str(not settings.schedules),
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__PARALLELISM": "4",
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{url}/execution/",  # its default ignores the port
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": f"{USER}:admin",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home}/airflow.db",
        "AIRFLOW__API__HOST": LOOPBACK,
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__BASE_URL": url,
        "AIRFLOW__API__WORKERS": "1",
        "AIRFLOW__API__ENABLE_SWAGGER_UI": "False",  # the only page that would load something from outside
        "AIRFLOW__WORKERS__MIN_HEARTBEAT_INTERVAL": "1",  # the default keeps a worker's slot busy 5 s after each task
        "AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.2",  # the default adds up to 1 s to every hop between tasks
        "AIRFLOW__DAG_PROCESSOR__DAG_BUNDLE_STORAGE_PATH": str(home / "bundles"),
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(home / "logs" / "tasks"),
        "AIRFLOW__LOGGING__JSON_LOGS": "False",
    }


def _secret(home: Path, made: Secrets) -> dict[str, str]:
    return {
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(home / "passwords.json"),
        "AIRFLOW__CORE__FERNET_KEY": made.fernet,
        "AIRFLOW__API_AUTH__JWT_SECRET": made.jwt,
        "AIRFLOW__API__SECRET_KEY": made.session,
    }


def _new_secrets() -> dict[str, str]:
    return {
        "password": secrets.token_urlsafe(12),
        "jwt": secrets.token_urlsafe(64),
        "session": secrets.token_urlsafe(32),
        "fernet": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
    }


def _write_private(path: Path, text: str) -> None:
    """The file with this text, whole or not at all, never readable by others."""
    draft = path.with_name(f"{path.name}.draft")
    draft.unlink(missing_ok=True)
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    draft.replace(path)
