"""The compose file: valid by its specification, without defaults for secrets, and true to what the project has."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

from db.settings import ScheduleSettings, StoreSettings
from digest.settings import DigestSettings
from ingest.settings import IngestSettings
from tests.architecture.tree import ROOT

FILE = ROOT / "docker-compose.yml"
TEXT = FILE.read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
KNOWN = {f"PALIMPSEST_{f.upper()}" for s in (StoreSettings, ScheduleSettings, IngestSettings, DigestSettings) for f in s.model_fields}


def test_it_is_valid_by_the_specification() -> None:
    command = [str(Path(sys.executable).with_name("check-jsonschema")), "--builtin-schema", "vendor.compose-spec", str(FILE)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_value_that_is_filled_in_is_required() -> None:
    filled = re.findall(r"(?<!\$)\$\{(\w+)([^}]*)\}", TEXT)
    assert len(filled) >= 8
    assert [name for name, rest in filled if not rest.startswith(":?")] == []


def test_every_setting_of_ours_that_it_names_exists() -> None:
    named = set(COMPOSE["x-palimpsest"]["environment"]) & {n for n in COMPOSE["x-palimpsest"]["environment"] if n.startswith("PALIMPSEST_")}
    assert len(named) > 10
    assert named <= KNOWN


def test_only_the_page_is_published_and_only_on_loopback() -> None:
    published = {name: service["ports"] for name, service in COMPOSE["services"].items() if "ports" in service}
    assert set(published) == {"api-server"}
    assert all(port.startswith("127.0.0.1:") for port in published["api-server"])


def test_what_it_starts_and_copies_is_there() -> None:
    programs = {Path(sys.executable).with_name(name) for name in ("airflow", "palimpsest")}
    assert all(program.exists() for program in programs)
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert len(copied) >= 8
    assert all((ROOT / name).exists() for line in copied for name in line.split())


def test_every_required_value_stands_in_the_example() -> None:
    offered = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    required = set(re.findall(r"(?<!\$)\$\{(\w+):\?", TEXT))
    assert required <= offered
