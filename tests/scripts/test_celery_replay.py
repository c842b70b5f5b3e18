"""What the replay under Celery sets is what the compose file sets. The replay itself takes half an hour, and is run by hand."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from cli.airflow_home import prepare
from scripts.celery_replay import CeleryPlace, Services
from tests.architecture.tree import ROOT
from tests.cli.small_stories import two_hours

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES = Services("postgresql+psycopg://metadata", "postgresql+psycopg://store", "redis://broker")
OF_THE_PLACE = {"postgresql+psycopg://metadata", "db+postgresql+psycopg://metadata", "postgresql+psycopg://store", "redis://broker"}
"""Addresses, which differ."""


@pytest.fixture
def place(tmp_path: Path) -> CeleryPlace:
    return CeleryPlace(two_hours(), tmp_path, SERVICES)


def test_it_sets_for_airflow_what_the_compose_file_sets(place: CeleryPlace) -> None:
    there = COMPOSE["x-palimpsest"]["environment"]
    here = {name: value for name, value in place.settings({}).variables.items() if name.startswith("AIRFLOW")}
    assert len(here) == 7
    assert set(here) <= set(there)
    assert {name: value for name, value in here.items() if value not in OF_THE_PLACE} == {
        name: there[name] for name, value in here.items() if value not in OF_THE_PLACE
    }


def test_its_store_is_the_one_on_the_server(place: CeleryPlace) -> None:
    assert place.settings({}).variables["PALIMPSEST_DB_URL"] == place.db_url == SERVICES.store


def test_it_starts_what_the_compose_file_starts_and_a_worker_more(place: CeleryPlace) -> None:
    settings = place.settings({})
    commands = [" ".join(("airflow", *words)) for words in settings.beside.values()]
    started = [" ".join(COMPOSE["services"][name]["command"]) for name in ("triggerer", "worker", "worker")]
    assert len(commands) == len(started)
    assert all(command.startswith(start) for command, start in zip(commands, started, strict=True))


def test_its_admin_is_who_drives_it(place: CeleryPlace) -> None:
    words = place.settings({}).once["admin"]
    assert tuple(words[-4:]) == ("--username", "admin", "--password", prepare(place.airflow).password)
