"""When an incident stirs, old articles about it are looked at within a day, and one event stirs once."""

from datetime import datetime, timedelta

import pytest

from db.schedules import Tagged
from ingest.heat import BURST_LEAST, LOST, REST, WITHIN, burst, reached, room, spread
from tests.clocks import START

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def old(n: int = 1, **changes: object) -> Tagged:
    values = {
        "id": n, "url": "https://courier.test/a", "published_at": START - n * DAY, "first_at": START - 200 * DAY,
        "looked_at": START - 5 * DAY, "next_look_at": START + 5 * DAY, "stirred_at": None, "failures": 0,
    }  # fmt: skip
    return Tagged(**{**values, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("article", "is_reached"),
    [
        (old(), True),
        (old(stirred_at=START - DAY), True),
        (old(stirred_at=START), False),
        (old(first_at=START), False),
        (old(next_look_at=None), False),
        (old(failures=LOST), False),
    ],
)
def test_an_event_reaches_what_was_known_before_it_once(article: Tagged, is_reached: bool) -> None:
    assert (reached(START, [article]) == (article,)) is is_reached


@pytest.mark.parametrize("number", [1, 10, 5_000])
@pytest.mark.parametrize("spent", [0, 4_999, 6_000])
def test_all_that_are_reached_are_looked_at_within_a_day(number: int, spent: int) -> None:
    slots = [h.look_by for h in spread([old(n) for n in range(number)], START, room(5_000, spent))]
    assert min(slots) == START
    assert max(slots) < START + WITHIN
    assert len(set(slots)) == number


def test_while_there_is_time_heat_leaves_most_of_a_host_s_budget_to_others() -> None:
    slots = sorted(h.look_by for h in spread([old(n) for n in range(100)], START, room(5_000, 1_000)))
    assert sum(at < START + HOUR for at in slots) <= 5_000 / 24 / 4


def test_what_was_looked_at_just_now_rests() -> None:
    (slot,) = spread([old(looked_at=START - HOUR)], START, 1_000)
    assert slot.look_by == START - HOUR + REST


def days(*per_day: int) -> list[datetime]:
    """So many articles on the day of START, on the day before, and so on."""
    return [START.replace(hour=1) - back * DAY + n * timedelta(minutes=1) for back, count in enumerate(per_day) for n in range(count)]


def test_a_burst_is_many_more_new_articles_than_on_the_days_before() -> None:
    assert burst(days(BURST_LEAST - 1), START) is None
    assert burst(days(BURST_LEAST), START) == START.replace(hour=1, minute=BURST_LEAST - 1)
    assert burst(days(12, *[4] * 14), START) is None
    assert burst(days(13, *[4] * 14), START) == START.replace(hour=1, minute=12)


def test_a_burst_that_goes_on_stays_the_same_instant() -> None:
    assert burst(days(BURST_LEAST), START) == burst(days(BURST_LEAST + 20), START)
