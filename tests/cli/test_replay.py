"""What a replay decides before Airflow starts: its steps, its place, its progress."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cli.replay import Place, Played, Progress, Step, steps
from cli.report import TickLines
from cli.story import Story
from db.session import Store
from db.settings import StoreSettings
from digest.settings import DigestSettings
from ingest.catalog import Feeds, read_yaml
from ingest.settings import IngestSettings
from ingest.subscriptions import Subscriptions
from narrative.errors import BadInput
from tests.cli.playing import environment
from tests.cli.small_stories import article, hour, story, version
from tests.db.examples import an_article, say

INSTANTS = st.datetimes(datetime(2024, 1, 1), datetime(2025, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


@pytest.fixture
def told() -> Story:
    return story(article("ferry", version(1), version(30)), hours=72)


@given(st.lists(INSTANTS, unique=True).map(sorted).map(tuple))
def test_every_tick_is_played_once_and_every_day_with_a_tick_is_told_after_its_last(ticks: tuple[datetime, ...]) -> None:
    planned = steps(ticks)
    assert [s.at for s in planned] == sorted(s.at for s in planned)
    played = [s for s in planned if s.day is None]
    assert [(s.at, s.number) for s in played] == [(at, n) for n, at in enumerate(ticks, 1)]
    days = [s for s in planned if s.day]
    assert [s.day for s in days] == sorted({at.date() for at in ticks})
    for day in days:
        assert day.day
        assert day.at == datetime(day.day.year, day.day.month, day.day.day, 0, 5, tzinfo=UTC) + timedelta(days=1)


def test_a_day_is_told_between_its_last_tick_and_the_next_one() -> None:
    assert steps((hour(1), hour(5), hour(50))) == (
        Step(hour(1), 1),
        Step(hour(5), 2),
        Step(hour(24 + 5 / 60), day=date(2025, 3, 1)),
        Step(hour(50), 3),
        Step(hour(72 + 5 / 60), day=date(2025, 3, 3)),
    )


def test_a_place_writes_the_configuration_that_its_story_stands_for(told: Story, tmp_path: Path) -> None:
    place = Place(told, tmp_path)
    place.prepare(["ferry-lost"])
    assert read_yaml(place.folder / "feeds.yaml", Feeds).outlets == told.outlets
    (digest,) = read_yaml(place.folder / "digests.yaml", Subscriptions).digests
    assert (digest.incident, digest.time_zone, f"{digest.at:%H:%M}") == ("ferry-lost", "UTC", "00:05")


def test_a_place_s_settings_are_settings_and_keep_the_real_web_out(told: Story, tmp_path: Path) -> None:
    place = Place(told, tmp_path)
    with environment(place.variables({"*.test": "127.0.0.1:8700"})):
        ingest, stored, digests = IngestSettings(), StoreSettings(), DigestSettings()
    assert ingest.incidents == told.definitions
    assert ingest.resolve == {"*.test": "127.0.0.1:8700"}
    assert [str(n) for n in ingest.allow_addresses] == ["127.0.0.0/8"]
    inside = (
        ingest.feeds_file,
        ingest.digests_file,
        ingest.evidence_dir,
        digests.digests_folder,
        Path(stored.db_url.removeprefix("sqlite:///")),
    )
    assert all(path.is_relative_to(place.folder) and path.is_absolute() for path in inside)
    assert digests.smtp_host == ""


def test_a_replay_is_taken_up_where_it_was_left(told: Story, tmp_path: Path) -> None:
    place = Place(told, tmp_path)
    progress = place.prepare(["x"])
    assert (progress.done, place.progress_file.exists()) == (0, False)
    progress.done, progress.seconds = 3, 1.5
    progress.save(place.progress_file)
    assert Place(told, tmp_path).prepare(["x"]) == progress
    assert json.loads(place.progress_file.read_text())["done"] == 3
    assert [p.name for p in place.folder.glob("*.part")] == []


def test_a_replay_of_an_earlier_text_of_the_story_is_not_taken_up(told: Story, tmp_path: Path) -> None:
    place = Place(told, tmp_path)
    place.prepare(["x"]).save(place.progress_file)
    changed = told.model_copy(update={"articles": (article("ferry", version(1), version(31)),)})
    with pytest.raises(BadInput, match="remove that folder"):
        Place(changed, tmp_path).prepare(["x"])


def test_a_story_that_was_moved_or_whose_truth_was_changed_is_taken_up(told: Story, tmp_path: Path) -> None:
    place = Place(told, tmp_path)
    place.prepare(["x"]).save(place.progress_file)
    assert Place(told.model_copy(update={"folder": tmp_path / "moved"}), tmp_path).prepare(["x"]).done == 0


def test_the_configuration_is_plain_yaml(told: Story, tmp_path: Path) -> None:
    place = Place(told, tmp_path)
    place.prepare(["x"])
    loaded = yaml.safe_load((place.folder / "feeds.yaml").read_text())
    assert loaded["outlets"][0]["feeds"][0]["url"] == "http://shore-news.test/rss.xml"


RUNS = (("ingest_news", "success"), ("recheck_articles", "success"), ("annotate_snapshots", "success"), ("annotate_snapshots", "success"))


def test_a_tick_s_line_says_which_dags_ran_and_what_was_new(sqlite_store: Store) -> None:
    with sqlite_store.read() as session:
        lines = TickLines(session, 17)
    say(sqlite_store, an_article(sqlite_store), "It was birds.")
    with sqlite_store.read() as session:
        (first,) = lines.lines(session, Played(Step(hour(1), 4), RUNS))
        (day,) = lines.lines(session, Played(Step(hour(25), day=date(2025, 3, 1)), (("daily_digest", "success"),)))
        (second,) = lines.lines(session, Played(Step(hour(26), 5), RUNS))
    assert first.startswith("tick  4/17  2025-03-01 01:00Z  ingest ✓  recheck ✓  annotate ✓ ×2  1 looks, 1 new articles;")
    assert day.strip() == "2025-03-02 01:00Z  digest ✓  told the day 2025-03-01"
    assert "0 looks, 0 new articles;  no edit" in second


def test_a_run_that_did_not_succeed_shows_its_state(sqlite_store: Store) -> None:
    with sqlite_store.read() as session:
        (line, *_) = TickLines(session, 1).lines(session, Played(Step(hour(1), 1), (("ingest_news", "failed"),)))
    assert "ingest failed" in line
    assert "✓" not in line


def test_progress_is_whole_or_absent(tmp_path: Path) -> None:
    file = tmp_path / "replay.json"
    for done in range(3):
        Progress("0" * 64, done).save(file)
        assert json.loads(file.read_text()) == {"story_sha256": "0" * 64, "done": done, "tasks": 0, "runs": 0, "seconds": 0.0}
