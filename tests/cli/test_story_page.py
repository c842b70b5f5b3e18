"""`palimpsest story`: the page of an incident, as a person asks for it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.commands import palimpsest
from tests.digest.story_pages import INCIDENT, played


@pytest.fixture(scope="module")
def url(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("story")
    (folder / "evidence").mkdir()
    with played(migrated, folder):
        yield f"sqlite:///{folder / 'story.db'}"


def test_the_page_is_written_where_it_is_asked_for_and_its_path_is_printed(url: str, tmp_path: Path) -> None:
    out = tmp_path / "new" / "page.html"
    result = palimpsest("story", INCIDENT, "--db", url, "--out", out)
    assert (result.exit_code, result.stdout) == (0, f"Story page: {out}\n")
    text = out.read_text(encoding="utf-8")
    assert "1 moved on “cause”" in text
    folder = Path(url.removeprefix("sqlite:///")).parent
    assert f"--db {url} --folder {folder / 'evidence'}" in text


def test_as_of_an_instant_it_is_what_it_was_then(url: str, tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    assert palimpsest("story", INCIDENT, "--db", url, "--as-of", "2025-01-06T23:00:00Z", "--out", out).exit_code == 0
    text = out.read_text(encoding="utf-8")
    assert "none was seen to move" in text
    assert "As of 6 Jan 2025, 23:00 UTC" in text


def test_an_incident_that_nobody_follows_is_told_with_those_that_are(url: str, tmp_path: Path) -> None:
    result = palimpsest("story", "lost-ferry", "--db", url, "--out", tmp_path / "page.html")
    assert (result.exit_code, result.stderr) == (2, f"palimpsest: lost-ferry is not followed; incidents with a definition: {INCIDENT}\n")


def test_a_file_that_cannot_be_written_is_told(url: str, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("", encoding="utf-8")
    result = palimpsest("story", INCIDENT, "--db", url, "--out", tmp_path / "taken" / "page.html")
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr
