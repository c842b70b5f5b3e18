from datetime import UTC, datetime, timedelta

import pytest

from cli.wording import between, edit, instant
from db.history import EditLine
from digest.wording import span_words

NOON = datetime(2024, 12, 25, 12, tzinfo=UTC)


def later(**by: float) -> datetime:
    return NOON + timedelta(**by)


@pytest.mark.parametrize(
    ("width", "words"),
    [
        (timedelta(0), "0 min"),
        (timedelta(seconds=29), "0 min"),
        (timedelta(seconds=31), "1 min"),
        (timedelta(minutes=59, seconds=29), "59 min"),
        (timedelta(minutes=59, seconds=31), "1 h"),
        (timedelta(minutes=190), "3 h 10 min"),
        (timedelta(hours=47, minutes=59), "47 h 59 min"),
        (timedelta(hours=48), "2 d"),
        (timedelta(days=12, hours=23), "12 d"),
    ],
)
def test_a_width_is_told_in_two_units_at_most(width: timedelta, words: str) -> None:
    assert span_words(width) == words


def test_an_instant_is_told_in_utc() -> None:
    assert instant(NOON) == "2024-12-25 12:00Z"


def test_an_interval_is_told_by_both_its_ends_and_its_width() -> None:
    assert between(NOON, later(minutes=27)) == "between 2024-12-25 12:00Z and 12:27Z (27 min)"
    assert between(NOON, later(hours=13)) == "between 2024-12-25 12:00Z and 2024-12-26 01:00Z (13 h)"


def test_what_was_there_at_the_first_look_has_no_lower_end() -> None:
    assert between(None, NOON) == "by 2024-12-25 12:00Z"


def line(before: str, after: str) -> EditLine:
    return EditLine(1, "https://a.test/1", "Tidewire", NOON, later(hours=1), "body", "fact", True, "unmarked", before, after)


def test_an_edit_is_told_by_the_words_that_changed() -> None:
    told = edit(line("There were 72 people on board.", "There were 67 people on board."))
    assert told.startswith("Tidewire: “")
    old, new = told.removeprefix("Tidewire: ").split(" → ")
    assert "72" in old
    assert "67" in new
    assert "board" not in told


def test_a_sentence_that_came_or_went_is_told_as_such() -> None:
    assert edit(line("", "It was shot at.")) == "Tidewire adds “It was shot at.”"
    assert edit(line("It was birds.", "")) == "Tidewire drops “It was birds.”"
