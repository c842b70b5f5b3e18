"""`palimpsest` itself: steps by hand, and what a person is told when something is wrong."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
import yaml
from typer.core import TyperGroup

from cli.main import app
from tests.cli.commands import DEFINITION, palimpsest
from tests.cli.playing import environment

ROOT = Path(__file__).parents[2]
NOW = "2024-12-25T06:30:00Z"
STEPS = ("sync", "poll", "capture", "recheck", "annotate", "digest tell")


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    """A folder with a configuration that watches one outlet without feeds, named by the environment."""
    outlet = {"id": "shore", "name": "Shore", "country": "KZ", "language": "en"}
    (tmp_path / "feeds.yaml").write_text(yaml.safe_dump({"outlets": [outlet]}))
    (tmp_path / "digests.yaml").write_text("digests: []\n")
    settings = {
        "PALIMPSEST_DB_URL": f"sqlite:///{tmp_path}/store.db",
        "PALIMPSEST_EVIDENCE_DIR": f"{tmp_path}/evidence",
        "PALIMPSEST_FEEDS_FILE": f"{tmp_path}/feeds.yaml",
        "PALIMPSEST_DIGESTS_FILE": f"{tmp_path}/digests.yaml",
        "PALIMPSEST_DIGESTS_FOLDER": f"{tmp_path}/digests",
        "PALIMPSEST_INCIDENTS": f'["{ROOT / DEFINITION}"]',
    }
    with environment(settings):
        yield tmp_path


def commands(group: TyperGroup, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, command in group.commands.items():
        yield (*path, name)
        if isinstance(command, TyperGroup):
            yield from commands(command, (*path, name))


def root() -> TyperGroup:
    found = typer.main.get_command(app)
    assert isinstance(found, TyperGroup)
    return found


@pytest.mark.parametrize("path", [(), *commands(root())])
def test_every_command_explains_itself_and_everything_it_takes(path: tuple[str, ...]) -> None:
    result = palimpsest(*path, "--help")
    assert result.exit_code == 0
    command = root()
    for name in path:
        command = command.commands[name]  # type: ignore[assignment]
    assert command.help
    for taken in command.params:
        assert getattr(taken, "help", None), f"{' '.join(path)}: {taken.name} is not explained"


def test_no_command_at_all_shows_the_commands() -> None:
    shown = palimpsest().output
    for name in ("status", "query", "try", "incidents", "digest", "replay", "live", "ui", "store", "evidence"):
        assert f" {name} " in shown


@pytest.mark.parametrize("command", STEPS)
@pytest.mark.parametrize("now", ["yesterday", "2024-12-25T06:30:00", "2024-12-25 25:00Z", ""])
def test_an_instant_that_is_none_is_told_in_one_line(command: str, now: str) -> None:
    result = palimpsest(*command.split(), "--now", now)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "2024-12-25T06:30:00Z" in result.stderr
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize("command", STEPS)
def test_a_clock_behind_the_store_is_refused(command: str, place: Path) -> None:
    palimpsest("store", "upgrade")
    assert palimpsest("sync", "--now", NOW).exit_code == 0
    result = palimpsest(*command.split(), "--now", "2024-12-24T06:30:00Z")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(
        "palimpsest: the clock says 2024-12-24 06:30:00Z, but the store holds rows recorded at 2024-12-25 06:30"
    )


@pytest.mark.parametrize("command", STEPS)
def test_a_store_that_was_never_made_is_told_with_what_makes_it(command: str, place: Path) -> None:
    result = palimpsest(*command.split(), "--now", NOW)
    assert result.exit_code == 1
    assert "palimpsest store upgrade" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_every_step_runs_by_hand_and_runs_twice(place: Path) -> None:
    palimpsest("store", "upgrade")
    for _ in range(2):
        for command in STEPS:
            result = palimpsest(*command.split(), "--now", NOW)
            assert (result.exit_code, result.stderr) == (0, ""), command


def test_the_store_is_upgraded_twice_without_harm(place: Path) -> None:
    for _ in range(2):
        result = palimpsest("store", "upgrade")
        assert (result.exit_code, result.stdout) == (0, "The store is up to date.\n")
    assert palimpsest("query", "SELECT count(*) AS n FROM v_version", "--csv").stdout.split() == ["n", "0"]


def test_a_preview_shows_and_writes_a_day_and_stores_nothing(place: Path) -> None:
    palimpsest("store", "upgrade")
    for command in ("sync", "annotate"):
        palimpsest(command, "--now", NOW)
    later = ("--now", "2024-12-27T06:30:00Z")
    result = palimpsest("digest", "preview", "azal-8243", "2024-12-26", "--html", place / "day.html", "--time-zone", "Asia/Baku", *later)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("Subject: ")
    assert "<html" in (place / "day.html").read_text()
    assert palimpsest("query", "SELECT count(*) AS n FROM digest", "--csv").stdout.split() == ["n", "0"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("other", "2024-12-26"), "other was not followed by the end of 2024-12-26"),
        (("azal-8243", "2024-12-01"), "azal-8243 was not followed by the end of 2024-12-01"),
        (("azal-8243", "2024-12-26", "--time-zone", "Baku"), "no time zone 'Baku'"),
        (("azal-8243", "26.12.2024"), "26.12.2024"),
        (("azal-8243", "9999-12-31"), "9999-12-31"),
        (("azal-8243", "0001-01-01", "--time-zone", "Asia/Baku"), "0001-01-01"),
        (("azal-8243", "2024-12-26", "--html", "/no/such/folder/day.html"), "/no/such/folder/day.html"),
    ],
)
def test_a_day_that_cannot_be_shown_says_why(place: Path, words: tuple[str, ...], expected: str) -> None:
    palimpsest("store", "upgrade")
    for command in ("sync", "annotate"):
        palimpsest(command, "--now", NOW)
    result = palimpsest("digest", "preview", *words, "--now", "2024-12-27T06:30:00Z")
    assert result.exit_code == 2
    assert expected in result.stderr


@pytest.mark.parametrize(
    ("name", "value"), [("PALIMPSEST_CONCURRENCY", "many"), ("PALIMPSEST_HOST_DELAY_SECONDS", "-1"), ("PALIMPSEST_RESOLVE", "{")]
)
def test_a_setting_that_cannot_be_used_is_named(place: Path, name: str, value: str) -> None:
    result = palimpsest("sync", "--now", NOW, **{name: value})
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("palimpsest: PALIMPSEST_")
    assert name.removeprefix("PALIMPSEST_") in result.stderr.upper()
    assert len(result.stderr.splitlines()) == 1


def test_a_mistake_in_a_catalogue_file_is_located(place: Path) -> None:
    palimpsest("store", "upgrade")
    (place / "feeds.yaml").write_text("outlets:\n  - id: shore\n    name: Shore\n    country: Kazakhstan\n    language: en\n")
    result = palimpsest("sync", "--now", NOW)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"palimpsest: {place}/feeds.yaml:4: outlets.0.country: ")


@pytest.mark.parametrize("start", [(sys.executable, "-m", "cli.main"), (str(ROOT / ".venv/bin/palimpsest"),)])
def test_the_installed_command_tells_a_mistake_without_a_traceback(start: tuple[str, ...], place: Path) -> None:
    done = subprocess.run([*start, "poll", "--now", "soon"], check=False, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "palimpsest: now: 'soon' is not an instant such as 2024-12-25T06:30:00Z\n"


def test_the_definition_that_ships_is_good(place: Path) -> None:
    result = palimpsest("incidents", "check", ROOT / DEFINITION)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "azal-8243@" in result.stdout
    assert "examples hold" in result.stdout


@pytest.mark.parametrize(
    ("new", "expected"),
    [("id: AZAL 8243", "id: String should match pattern"), ("no_such_field: 1", "no_such_field: Extra inputs"), ("id: {a: 1}", "id: ")],
)
def test_a_mistake_in_a_definition_is_located(tmp_path: Path, new: str, expected: str) -> None:
    text = (ROOT / DEFINITION).read_text()
    line = text[: text.index("\nid: azal-8243")].count("\n") + 2
    broken = tmp_path / "broken.yaml"
    broken.write_text(text.replace("\nid: azal-8243", f"\n{new}", 1))
    result = palimpsest("incidents", "check", broken)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"{broken}:{line}: {expected}" in result.stderr


def test_a_definition_that_is_no_yaml_is_located(tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text("id: a\ntitle: x\nversion: ]\n")
    result = palimpsest("incidents", "check", tmp_path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"palimpsest: {tmp_path}/broken.yaml:3: not YAML: ")


def test_an_example_that_does_not_hold_is_an_error(tmp_path: Path) -> None:
    definition = yaml.safe_load((ROOT / DEFINITION).read_text())
    definition["tests"] = [{"text": "Snow fell in Moscow all night.", "title": "Snow", "expect": "primary"}]
    file = tmp_path / "failing.yaml"
    file.write_text(yaml.safe_dump(definition, allow_unicode=True))
    result = palimpsest("incidents", "check", tmp_path)
    assert result.exit_code == 2
    assert "0 of 1 examples hold" in result.stdout
    line = 1 + file.read_text().splitlines().index("- expect: primary")
    assert result.stderr == f"palimpsest: {file}:{line}: tests.0.expect: expected primary, found none: Snow\n"


def test_an_incident_defined_twice_is_an_error(tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text((ROOT / DEFINITION).read_text())
    result = palimpsest("incidents", "check", tmp_path)
    assert (result.exit_code, "defined twice: azal-8243" in result.stderr) == (2, True)
