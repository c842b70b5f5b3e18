"""What the documentation names is there, and what is there is named."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from cli.main import app
from db.settings import ScheduleSettings, StoreSettings
from digest.settings import DigestSettings
from ingest.catalog import Feeds, read_yaml
from ingest.settings import IngestSettings

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
TEXT = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
CODE = "\n".join(re.findall(r"```.*?```|`[^`\n]+`", TEXT, re.DOTALL))
SETTINGS = (IngestSettings, StoreSettings, ScheduleSettings, DigestSettings)
VARIABLES = {f"PALIMPSEST_{name.upper()}" for settings in SETTINGS for name in settings.model_fields}
LARGEST_IMAGE = 200_000


def leaves(command: object, name: str) -> Iterator[tuple[str, set[str]]]:
    """Every command below `command`, whole as it is typed, with its long options."""
    for word, below in getattr(command, "commands", {}).items():
        yield from leaves(below, f"{name} {word}")
    if not hasattr(command, "commands"):
        options = {o for p in getattr(command, "params", []) for o in p.opts if o.startswith("--")}
        yield name, options - {"--help"}


COMMANDS = dict(leaves(typer.main.get_command(app), "palimpsest"))


def section(page: str, title: str) -> str:
    """What stands below the heading that begins with `title`, up to the next heading of any level."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    found = re.search(rf"^#+ {re.escape(title)}\b.*?\n(.*?)(?=^#|\Z)", text, re.DOTALL | re.MULTILINE)
    assert found, f"{page} has no section {title}"
    return found[1]


def test_there_is_something_to_check() -> None:
    assert len(PAGES) > 10
    assert len(COMMANDS) > 15
    assert len(VARIABLES) > 15


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_and_every_option_is_documented(command: str) -> None:
    assert re.search(rf"{command}\b", CODE), command
    missing = [option for option in COMMANDS[command] if not re.search(rf"{option}\b", CODE)]
    assert not missing


def test_every_documented_command_exists() -> None:
    named = set(re.findall(r"(?:`|bin/)palimpsest ([a-z]+)", CODE))
    assert named <= {command.split()[1] for command in COMMANDS}
    assert len(named) > 5


@pytest.mark.parametrize("variable", sorted(VARIABLES))
def test_every_setting_is_in_the_operators_table(variable: str) -> None:
    rows = [line for line in section("operators.md", "Settings").splitlines() if line.startswith("|")]
    assert any(f"`{variable}`" in row.split("|")[1] for row in rows)


def test_every_documented_setting_exists() -> None:
    assert set(re.findall(r"PALIMPSEST_[A-Z_]+", TEXT)) <= VARIABLES


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_relative_link_and_image_resolves(page: Path) -> None:
    targets = re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))
    local = [target.split("#")[0] for target in targets if not re.match(r"https?:|mailto:|#", target)]
    assert [target for target in local if not (page.parent / target).exists()] == []


def test_every_documented_make_target_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"(?:^|`)make ([a-z]+)", CODE, re.MULTILINE))
    assert named <= targets
    assert {"run", "test", "live"} <= named


def test_every_dag_and_every_task_is_in_the_runbook() -> None:
    dags = [path for path in (ROOT / "dags").glob("*.py") if "@dag(" in path.read_text(encoding="utf-8")]
    assert len(dags) == 6
    for path in dags:
        runbook = section("operators.md", path.stem)
        tasks = re.findall(r"@task.*\n    def (\w+)", path.read_text(encoding="utf-8"))
        assert tasks
        assert [task for task in tasks if f"`{task}`" not in runbook] == []


def test_every_image_is_shown_somewhere_and_small() -> None:
    images = list((ROOT / "docs/images").iterdir())
    assert images
    for image in images:
        assert f"images/{image.name}" in TEXT
        assert image.stat().st_size < LARGEST_IMAGE


def test_the_bundled_outlets_are_valid_and_those_without_a_feed_say_why() -> None:
    text = (ROOT / "config/feeds.yaml").read_text(encoding="utf-8")
    outlets = read_yaml(ROOT / "config/feeds.yaml", Feeds).outlets
    assert text.count("feeds: []}") == len(re.findall(r"feeds: \[\]\}  # \w", text)) == sum(not outlet.feeds for outlet in outlets)
    assert {"AZ", "KZ", "RU", "TR", "UA"} <= {outlet.country for outlet in outlets if outlet.feeds}
