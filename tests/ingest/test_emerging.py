"""Once a day it is noted which phrases came up in the texts about an incident."""

from datetime import timedelta

import pytest

from db.session import Store
from db.tables import PhraseDay
from ingest.emerging import LEAST_BEFORE, sides_of_newest
from tests.clocks import START, HandClock
from tests.db.examples import COURIER, LEDGER, count
from tests.db.test_views import rows
from tests.digest.press import Press
from tests.narrative.small import FERRY, watched

DAY = timedelta(days=1)
PLACES = ("harbour", "pier", "lighthouse", "cape", "market", "bridge", "school", "church")
NEWS = "Experts speak of foreign objects in the hull."


@pytest.fixture
def press(store: Store) -> Press:
    return Press(store, (watched(FERRY),))


def say(press: Press, n: int, words: str, *, about: bool = True) -> None:
    ship = "The Amber Star" if about else "The mayor"
    text = f"{ship} was the talk of the {PLACES[n % 8]} on day {n}. {words} Number {n} of {PLACES[(n + 3) % 8]} street is open {n} hours."
    press.say(f"{'a' if about else 'o'}{n}", text, (COURIER, LEDGER)[n % 2], headline=f"Notes from the {PLACES[n % 8]} {n}")


def test_what_came_up_is_noted_once_for_the_day_that_has_ended(press: Press, clock: HandClock) -> None:
    for n in range(LEAST_BEFORE + 7):
        say(press, n, "Nobody knows more.")
    clock.forward(5 * DAY)
    for n in range(20, 26):
        say(press, n, NEWS)
    clock.forward(DAY)
    press.judge()
    (day,) = {str(r["day"]) for r in rows(press.store, "v_phrase")}
    assert day == str((START + 5 * DAY).date())
    (phrase,) = [r for r in rows(press.store, "v_phrase") if "foreign objects" in r["words"]]
    assert (phrase["incident"], phrase["recent"], phrase["voices"], phrase["before"]) == ("amber-star", 6, 2, 0)
    assert (phrase["recent_texts"], phrase["before_texts"], phrase["g2"] > 10.83) == (6, LEAST_BEFORE + 7, True)
    noted = len(rows(press.store, "v_phrase"))
    press.judge()
    assert (len(rows(press.store, "v_phrase")), count(press.store, PhraseDay)) == (noted, 1)


def test_on_the_first_days_texts_are_held_against_what_is_written_about_anything_else(press: Press, clock: HandClock) -> None:
    for n in range(12):
        say(press, n, "Nobody knows more.", about=False)
    for n in range(20, 26):
        say(press, n, NEWS)
    clock.forward(DAY)
    press.judge()
    assert any("foreign objects" in r["words"] for r in rows(press.store, "v_phrase"))


def test_a_day_without_news_is_noted_too_and_nothing_comes_up(press: Press, clock: HandClock) -> None:
    clock.forward(DAY)
    press.judge()
    assert (count(press.store, PhraseDay), rows(press.store, "v_phrase")) == (1, [])
    with press.store.read() as session:
        assert sides_of_newest(session, (press.who.incidents[0].tags, press.who.duplicates), 3) == ([], [])
