"""What an outlet held from when to when: verdicts of days as stretches, each with the votes that show it."""

from datetime import UTC, datetime, timedelta

from db.movements import ClaimLine, PoleLine
from db.overviews import StanceLine, TellingLine
from digest.page.holding import CONTESTED, Stand, copied_pole, family, stands, visible
from digest.page.sight import Unseen

START = datetime(2025, 1, 6, 12, tzinfo=UTC)
END = START + timedelta(days=30)


def on(day: int, hour: int = 12) -> datetime:
    return datetime(2025, 1, day, hour, tzinfo=UTC)


def vote(snapshot: int, pole: str = "north", stance: float = 0.7, of: str = "cause") -> StanceLine:
    return StanceLine(snapshot, 1, f"{of}.{pole}", pole, of, pole, True, stance, snapshot)


def pole(day: int, verdict: str) -> PoleLine:
    return PoleLine("cause", "courier", "The Courier", f"2025-01-{day:02}", verdict, "north", 1.0, 1.0, 1)


def told(at: datetime, snapshot: int = 1, copy: bool = False) -> TellingLine:
    return TellingLine("courier", 1, snapshot, snapshot, None, at, 9 if copy else None)


def spans(found: tuple[Stand, ...]) -> list[tuple[int, int, str]]:
    return [(s.from_at.day, s.to_at.day, s.verdict) for s in found]


def test_a_stand_lasts_until_the_next_one_and_the_last_to_the_end() -> None:
    votes = [vote(1), vote(2, "south")]
    found = stands([told(on(6)), told(on(9), 2)], [pole(9, "south"), pole(6, "north")], votes, on(20))
    assert spans(found) == [(6, 9, "north"), (9, 20, "south")]
    assert [[one.stance for one in s.shown] for s in found] == [[votes[0]], [votes[1]]]


def test_days_that_come_to_the_same_are_one_stand_with_all_that_shows_it() -> None:
    votes = [vote(1), vote(2)]
    (found,) = stands([told(on(6)), told(on(9), 2)], [pole(6, "north"), pole(9, "north")], votes, on(20))
    assert (found.from_at, found.to_at, [one.stance for one in found.shown]) == (on(6), on(20), votes)


def test_a_stand_begins_with_the_first_version_of_the_day_that_holds_it() -> None:
    day = [told(on(6, 9), 1), told(on(6, 11), 2), told(on(6, 13), 3)]
    found = stands(day, [pole(6, "south")], [vote(2, "south"), vote(3, "south"), vote(3, "north", 0.1)], on(20))
    assert [(s.from_at, s.verdict) for s in found] == [(on(6, 9), ""), (on(6, 11), "south")]
    assert [one.telling.snapshot_id for one in found[1].shown] == [2, 3, 3]


def test_that_no_pole_prevails_begins_with_what_stood_at_the_end_of_the_day() -> None:
    votes = [vote(1), vote(2), vote(3), vote(3, "south")]
    found = stands([told(on(6)), told(on(7, 9), 2), told(on(7, 15), 3)], [pole(6, "north"), pole(7, CONTESTED)], votes, on(20))
    assert [(s.from_at, s.verdict) for s in found] == [(on(6), "north"), (on(7, 15), CONTESTED)]


def test_who_wrote_and_held_nothing_is_drawn_so_until_it_does() -> None:
    found = stands([told(on(6)), told(on(9), 2)], [pole(9, CONTESTED)], [vote(2), vote(2, "south")], on(20))
    assert spans(found) == [(6, 9, ""), (9, 20, CONTESTED)]


def test_a_copy_is_no_stand() -> None:
    assert stands([told(on(6), copy=True)], [], [vote(1)], on(20)) == ()


def test_the_pole_of_a_copy_is_what_its_text_affirms_most() -> None:
    assert copied_pole([vote(1, stance=0.4), vote(1, "south"), vote(1, "east", stance=-1.0)]) == "south"
    assert copied_pole([vote(1, stance=-0.4)]) == ""


def test_the_cause_is_drawn_where_it_has_poles_and_else_what_most_is_written_on() -> None:
    poles = (("cause", "p"), ("aid", "p"), ("blame", "q"), ("cause", None))
    cause, aid, blame, bare = (ClaimLine(f"{of}.x", "x", of, None, pole, act=False) for of, pole in poles)
    stances = [vote(1, of="blame")]
    assert family([aid, blame, cause], stances) == "cause"
    assert family([aid, blame, bare], stances) == "blame"
    assert family([bare], stances) == ""


def test_what_was_held_while_nothing_could_be_seen_is_left_out() -> None:
    unseen = [Unseen(on(8), on(10), "lost"), Unseen(on(9), on(11), "lost"), Unseen(on(14), on(20), "lost")]
    assert visible(on(6), on(16), unseen) == ((on(6), on(8)), (on(11), on(14)))
    assert visible(on(8), on(9), unseen) == ()
    assert visible(on(6), on(7), []) == ((on(6), on(7)),)
