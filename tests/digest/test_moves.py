"""Flips, contradictions, silence: told on the day that they came to be known, each once, and the same whenever the day is composed."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from db import known
from db.feeds import OutletFacts
from db.known import Known
from db.movements import FlipLine, SilenceLine
from db.session import Store
from db.tables import Event, Feed
from digest import moves
from digest.compose import Day, compose
from digest.content import Digest
from digest.moves import Came
from digest.narrated import FirstLook, Hindsight, Quote
from digest.render import render
from ingest.happening import happen
from narrative import movements
from narrative.model import Interval, Polarity
from narrative.movements import Contradiction, Side
from tests.clocks import START, HandClock
from tests.db.examples import watch
from tests.db.narrated import Press
from tests.digest import press as newsroom

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
TODAY = START.date()


@pytest.fixture
def press(store: Store, clock: HandClock) -> Press:
    made = Press(store, clock, "abcd")
    made.passes(1)
    return made


def told(press: Press, day: date = TODAY, zone: str = "UTC") -> Digest:
    with press.store.read() as session:
        found = compose(session, Day("ferry", day, zone))
    assert found
    return found


def words(quote: Quote) -> str:
    """Every text of this press is forty letters and its number."""
    return quote.sentence.rstrip("0123456789")


def night(press: Press) -> None:
    """The day of UTC ends, and what it came to is judged."""
    press.passes(24 - press.clock().hour)
    happen(press.store, press.who, press.incident)


def test_what_was_there_at_our_first_look_is_one_line(press: Press) -> None:
    watch(press.store, OutletFacts("e", "Outlet e", "KZ", "en", "private", False, "https://e.test/", ("https://e.test/rss",)))
    with press.store.read() as session:
        press.feeds["e"] = session.scalars(sa.select(Feed.id).where(Feed.url == "https://e.test/rss")).one()
    press.writes("e", "1", "leak", "storm")
    press.passes(1)
    press.writes("e", "2", "-collision", "storm")
    digest = told(press)
    assert [(s.claim, s.polarity) for s in digest.statements] == [("struck by another ship", Polarity.NEGATE)]
    assert digest.first_look == FirstLook(2, ("Outlet e",))
    assert told(press, TODAY + DAY).first_look is None


def test_a_flip_is_told_with_what_was_held_until_when_and_its_words(press: Press) -> None:
    press.writes("a", "1", "leak")
    night(press)
    assert told(press).flips == ()
    seen = press.clock()
    press.passes(2)
    press.writes("a", "2", "collision:")
    night(press)
    (flip,) = told(press, TODAY + DAY).flips
    assert (flip.outlet, flip.from_pole, flip.to_pole, flip.from_day, flip.day) == ("Outlet a", "own", "others", TODAY, TODAY + DAY)
    assert (flip.state, flip.articles, flip.claim, words(flip.quote)) == ("provisional", 1, "struck by another ship", "x" * 40)
    assert flip.quote.article.url == "https://a.test/2"
    assert flip.quote.said
    assert flip.quote.said.after_at
    assert flip.quote.said.after_at >= seen


def test_a_claim_that_made_a_flip_is_not_told_a_second_time_as_new(press: Press) -> None:
    press.writes("a", "1", "leak")
    night(press)
    press.passes(2)
    press.writes("a", "2", "collision", "apology")
    night(press)
    digest = told(press, TODAY + DAY)
    assert [s.claim for s in digest.statements] == ["apology"]
    assert [f.first for f in digest.flips] == [True]


@pytest.mark.parametrize(("later", "state"), [("rammed", "confirmed"), ("storm", "lapsed")])
def test_a_provisional_flip_is_settled_once_by_what_the_outlet_writes_next(press: Press, later: str, state: str) -> None:
    press.writes("a", "1", "leak")
    night(press)
    press.passes(1)
    press.writes("a", "2", "collision")
    night(press)
    night(press)
    press.passes(1)
    press.writes("a", "3", later)
    night(press)
    night(press)
    days = [[(f.state, f.was_provisional) for f in told(press, TODAY + n * DAY).flips] for n in range(5)]
    assert days == [[], [("provisional", False)], [], [(state, True)], []]


def test_two_articles_of_one_day_confirm_a_flip_at_once(press: Press) -> None:
    press.writes("a", "1", "leak")
    night(press)
    press.passes(1)
    press.writes("a", "2", "collision")
    press.writes("a", "3", "rammed")
    night(press)
    assert [(f.state, f.articles, f.was_provisional) for f in told(press, TODAY + DAY).flips] == [("confirmed", 2, False)]


def test_numbers_that_clash_at_the_end_of_a_day_are_told_once_with_both_words(press: Press) -> None:
    press.writes("a", "1", "killed=38")
    press.passes(1)
    press.writes("b", "1", "killed=42")
    night(press)
    night(press)
    (clash,) = told(press).clashes
    assert (clash.label, [(s.value, s.quote.article.outlet, words(s.quote)) for s in clash.sides]) == (
        "killed", [("38", "Outlet a", "x" * 40), ("42", "Outlet b", "x" * 40)],
    )  # fmt: skip
    assert told(press, TODAY + DAY).clashes == ()
    assert [q.disputed for q in told(press, TODAY + DAY).quantities] == [True], "the table has what stands"


def test_whoever_corrects_a_number_by_the_evening_has_contradicted_nobody(press: Press) -> None:
    press.writes("a", "1", "killed=38")
    press.writes("b", "1", "killed=42")
    press.passes(2)
    press.writes("b", "1", "killed=38")
    night(press)
    assert told(press).clashes == ()


def test_a_number_against_what_others_have_and_what_was_established_is_one_contradiction(press: Press) -> None:
    press.writes("a", "1", "killed=38")
    press.writes("b", "1", "killed=38")
    night(press)
    night(press)
    press.passes(1)
    press.writes("c", "1", "killed=42")
    night(press)
    (clash,) = told(press, TODAY + 2 * DAY).clashes
    assert [(s.value, s.quote.article.outlet, s.others) for s in clash.sides] == [
        ("38", "Outlet a", ("Outlet b",)), ("42", "Outlet c", ()),
    ]  # fmt: skip
    assert clash.grounds == ("2 others of the outlets watched have 38", "reference: 38 (the port's master)")


def test_silence_is_told_a_day_after_three_voices_of_whom_it_is_known(press: Press) -> None:
    press.writes("d", "1", "leak")
    for outlet in "abc":
        press.writes(outlet, "1", "apology")
    night(press)
    assert told(press).silences == ()
    press.passes(6)
    press.passes(17)
    (one,) = told(press, TODAY + DAY).silences
    assert (one.claim, one.silent, one.unknown) == ("apology", ("Outlet d",), ())
    assert one.quote
    night(press)
    assert told(press, TODAY + 2 * DAY).silences == ()


def test_who_could_not_be_seen_is_not_called_silent(press: Press) -> None:
    press.writes("d", "1", "leak")
    for outlet in "abc":
        press.writes(outlet, "1", "apology")
    press.silenced.add("d")
    night(press)
    for _ in range(2):
        press.passes(6)
    press.silenced.clear()
    press.passes(12)
    assert told(press, TODAY + DAY).silences == ()


def test_an_evening_in_another_zone_knows_what_days_of_utc_were_over(press: Press) -> None:
    press.writes("a", "1", "killed=38")
    press.writes("b", "1", "killed=42")
    night(press)
    night(press)
    clashes = [len(told(press, TODAY + n * DAY, "Asia/Baku").clashes) for n in (0, 1)]
    assert clashes == [0, 1], "the day of UTC ends four hours after that of Baku"


SAYINGS = ("leak", "storm:", "collision", "rammed?", "-leak", "-collision", "apology", "killed=38", "killed=42", "killed>=40", "killed~37")


def week(press: Press, seed: int, zone: str) -> Iterator[tuple[Day, tuple[str, str, str]]]:
    """Days on which outlets write whatever they like, each with its digest as it was composed when the day was over."""
    chance = random.Random(seed)  # a made-up week, no secret
    for n in range(5):
        for _ in range(chance.randint(1, 4)):
            press.passes(chance.randint(1, 3))
            press.writes(chance.choice("abcd"), f"{chance.randint(1, 2)}", *chance.sample(SAYINGS, 2))
        night(press)
        press.passes(6)  # the day is over everywhere
        which = Day("ferry", TODAY + n * DAY, zone)
        yield which, printed(press, which)


def printed(press: Press, which: Day) -> tuple[str, str, str]:
    out = render(told(press, which.day, which.time_zone))
    return out.subject, out.html, out.text


def came(press: Press, which: Day) -> Came:
    with press.store.read() as session:
        before, now = (known.known(session, "ferry", at) for at in (which.window.from_at, which.window.until_at))
        return moves.came(before, now, which.window, known.replaced_at(session, "ferry", which.window.until_at))


@pytest.mark.parametrize(("seed", "zone"), [(1, "UTC"), (2, "Asia/Baku"), (3, "America/New_York")])
def test_over_consecutive_days_everything_is_told_once_and_stays_told(press: Press, seed: int, zone: str) -> None:
    days = dict(week(press, seed, zone))
    night(press)
    night(press)
    assert {which: printed(press, which) for which in days} == days, "a day that is composed again says the same"
    after = [Day("ferry", TODAY + n * DAY, zone) for n in (5, 6)]
    found = [came(press, which) for which in (*days, *after)]
    flips = Counter((f.outlet, f.family, f.day) for c in found for f in c.flips if f.state == "confirmed")
    clashes = Counter(movements.key(c) for one in found for c in {movements.key(c): c for c in one.contradictions}.values())
    silences = Counter((s.claim, s.outlet) for c in found for s in c.silences if s.state == "silent")
    with press.store.read() as session:
        stored = Counter(session.scalars(sa.select(Event.kind).where(Event.kind.in_(("flip", "contradiction", "silence")))))
    assert {1} >= {*flips.values(), *clashes.values(), *silences.values()}
    assert (len(flips), len(clashes), len(silences)) == tuple(stored[kind] for kind in ("flip", "contradiction", "silence"))
    assert clashes


# What other judges see in the past is no news; the values are made by hand, for a change of definition is one of all judgments.

FLIP = FlipLine("cause", "a", "Outlet a", "own", "others", "2025-01-06", "2025-01-07", "confirmed", 2, "c", None, START, "u", 1, 1)
SIDE = Side("a", "Outlet a", 1, 1, "=", 42, Interval(START, START + HOUR))
CLASH = Contradiction("reference", "qty.killed", "2025-01-07", SIDE, replace(SIDE, outlet="", value=38), "the port's master")
QUIET = SilenceLine("c", "apology", "d", "Outlet d", 4, "silent", "", START, 1, None, 1)
THIRD = Day("ferry", TODAY + 3 * DAY, "UTC").window
ALL = Known(flips=(FLIP,), contradictions=(CLASH,), silences=(QUIET,))


def test_what_is_known_late_is_told_while_the_same_judges_judge() -> None:
    found = moves.came(Known(), ALL, THIRD, None)
    assert (found.flips, found.contradictions, found.silences, found.hindsight) == ((FLIP,), (CLASH,), (QUIET,), None)
    assert moves.came(Known(), ALL, THIRD, START).flips == (FLIP,), "who took over before it happened had to find it"


def test_what_other_judges_see_in_the_past_is_counted_and_no_news() -> None:
    found = moves.came(Known(), ALL, THIRD, THIRD.from_at + HOUR)
    assert (found.flips, found.contradictions, found.silences) == ((), (), ())
    assert found.hindsight == Hindsight(1, 1, 1)


def test_what_came_to_be_known_in_the_window_itself_is_news_whoever_judges() -> None:
    second = Day("ferry", TODAY + DAY, "UTC").window
    found = moves.came(Known(), ALL, second, second.from_at + HOUR)
    assert (found.flips, found.contradictions, found.silences, found.hindsight) == ((FLIP,), (CLASH,), (QUIET,), None)


def test_a_state_that_another_judge_sees_is_no_news_and_one_that_came_later_is() -> None:
    before = Known(flips=(replace(FLIP, state="provisional"),))
    assert moves.came(before, ALL, THIRD, THIRD.from_at + HOUR).flips == ()
    assert moves.came(before, ALL, THIRD, START + DAY).flips == (FLIP,)
    assert moves.came(before, Known(flips=before.flips), THIRD, None).flips == ()


def test_a_flip_that_was_never_told_does_not_lapse() -> None:
    assert moves.came(Known(), Known(flips=(replace(FLIP, state="lapsed"),)), THIRD, None).flips == ()


def test_an_article_that_contradicts_itself_is_told_with_its_sentences(store: Store) -> None:
    room = newsroom.Press(store)
    one, two = "There were 67 people on board the plane. ", "Officials said that 38 people were killed and 32 people survived. "
    room.say("crash", newsroom.LEAD + one + two)
    room.judge()
    with store.read() as session:
        digest = compose(session, Day(newsroom.INCIDENT, TODAY, "UTC"))
    assert digest
    assert digest.inconsistencies
    for found in digest.inconsistencies:
        assert found.article.url == "https://courier.test/crash"
        assert set(found.quotes) <= {one.strip(), two.strip()}
        assert found.quotes


def test_an_unmarked_edit_that_touched_a_claim_is_marked_there_and_told_once(store: Store, clock: HandClock) -> None:
    room = newsroom.Press(store)
    for n in range(4):  # an outlet that is known to move its date
        room.say("habit", newsroom.LEAD + f"Officials counted {n + 12} survivors. ", modified_at=clock())
        clock.forward(HOUR)
    still = clock()
    room.say("crash", newsroom.LEAD + newsroom.BIRDS, modified_at=still)
    clock.forward(HOUR)
    room.say("crash", newsroom.LEAD + newsroom.MISSILE, modified_at=still)
    room.judge()
    with store.read() as session:
        digest = compose(session, Day(newsroom.INCIDENT, TODAY, "UTC"))
    assert digest
    (unmarked,) = digest.unmarked
    assert [unmarked.claim_of(edit) for edit in unmarked.shown if unmarked.claim_of(edit)]
    assert all(not r.touched for r in digest.revised if r is not unmarked)
