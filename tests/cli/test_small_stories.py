"""Stories of unusual shape, played through the real steps: all that is planted is found, and nothing else."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa

from cli import report
from cli.local_commands import tell
from cli.story import Story
from cli.story_checks import check as mistakes
from cli.ticks import plan_ticks
from db.session import newest_recorded_at
from digest.run import run_digests
from ingest.catalog import read_incident
from ingest.run import run_annotate
from tests.cli.playing import INCIDENT, Player, player
from tests.cli.small_stories import DEFINITION, back_and_forth, in_words_of_their_own, liar_with_a_window, takes_sides, two_hours, two_years

ODD = (two_hours, two_years, liar_with_a_window, back_and_forth, takes_sides)


@pytest.mark.parametrize("told", ODD)
def test_the_story_keeps_the_form(told: Callable[[], Story], tmp_path: Path) -> None:
    story = told()
    files = {tmp_path / f"{n}.yaml": article for n, article in enumerate(story.articles)}
    mistakes(tmp_path, story, files, story.truth)


@pytest.mark.parametrize("told", ODD)
def test_everything_planted_is_found_and_nothing_else(told: Callable[[], Story], tmp_path: Path) -> None:
    story = in_words_of_their_own(told())
    with player(story, tmp_path) as made:
        made.play(made.steps(most_ticks=1000))
        found = made.check()
    assert (found.missed, found.extra) == ((), ())
    assert found.planted >= 8


def test_a_story_without_truth_is_played_and_reported(tmp_path: Path) -> None:
    story = two_hours().model_copy(update={"truth": None})
    assert len(plan_ticks(story)) >= 2
    with player(story, tmp_path) as made:
        made.play(made.steps(most_ticks=1000))
        with made.session() as session:
            lines = [*report.count_lines(session, story, INCIDENT), *report.truth_lines(report.check(session, story, INCIDENT))]
    assert "In the way of articles:" in lines
    assert "  consent_wall      quay.test/2025/03/opens.html" in [line.replace(" ×2", "   ") for line in lines]
    assert lines[lines.index("Moved:") + 1 :][:2] == ["  quay.test/2025/03/first-a71000.html", "    → …/second-a71000.html"]
    assert lines[-1] == "Truth: this story has no truth.yaml to check against."


def test_every_incident_of_a_story_is_told_and_drawn(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    second = tmp_path / "second.yaml"
    text = Path(DEFINITION).read_text(encoding="utf-8").replace(f"id: {INCIDENT}", "id: the-second")
    second.write_text(re.sub("(?m)^title: .*", "title: Told twice", text), encoding="utf-8")
    story = two_hours().model_copy(update={"incidents": (DEFINITION, str(second))})
    with player(story, tmp_path) as made:
        made.play(made.steps(most_ticks=1000))
        watched = [read_incident(path) for path in story.definitions]
        with made.session() as session:
            tell(session, made.place, watched, made.place.prepare([INCIDENT]), newest_recorded_at(made.engine))
    pages = tmp_path / "story.html", tmp_path / "story-the-second.html"
    told = capsys.readouterr().out.splitlines()
    assert [line for line in told if line.startswith("Story page: ")] == [f"Story page: {page}" for page in pages]
    for page, w in zip(pages, watched, strict=True):
        assert any(w.definition.title in line for line in told)
        assert f"<h1>{w.definition.title}" in page.read_text(encoding="utf-8")


def test_what_is_judged_anew_past_midnight_is_not_told_again(tmp_path: Path) -> None:
    """By another text of the definition, on a day on which nothing happened: that is no news."""
    story = in_words_of_their_own(takes_sides())
    with player(story, tmp_path) as made:
        made.play(made.steps(most_ticks=1000))
        happened, judged = happenings(made), made.counts()["event"]
        reworded = tmp_path / "reworded.yaml"
        reworded.write_text(f"{Path(DEFINITION).read_text(encoding='utf-8')}\n# reworded\n", encoding="utf-8")
        made.settings = {"PALIMPSEST_INCIDENTS": json.dumps([str(reworded)])}
        night = datetime.combine(story.to.date() + timedelta(days=1), time(3), UTC)
        made.play(iter((partial(run_annotate, night), partial(run_digests, night + timedelta(days=1), night.date()))))
        assert made.counts()["event"] == 2 * judged
        assert happenings(made) == happened
        (mail,) = made.place.digests.glob(f"*{night:%Y%m%d}*.txt")
    told = mail.read_text(encoding="utf-8")
    for line in ("The incident's definition was changed", "No material edit was seen.", "No claim that was not there before."):
        assert line in told


def happenings(made: Player) -> set[tuple[object, ...]]:
    with made.session() as session:
        return {tuple(row) for row in session.execute(sa.text("SELECT kind, claim, url, outlet, until_at FROM v_event"))}
