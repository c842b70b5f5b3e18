"""What an outlet held from when to when: verdicts of days as stretches, each with the votes that show it."""

from datetime import UTC, datetime, timedelta

from db.movements import PoleLine
from db.overviews import TellingLine, VoteLine
from digest.page.holding import CONTESTED, Stand, copied_pole, family, stands, visible
from digest.page.sight import Unseen

START = datetime(2025, 1, 6, 12, tzinfo=UTC)
END = START + timedelta(days=30)


def on(day: int, hour: int = 12) -> datetime:
    return datetime(2025, 1, day, hour, tzinfo=UTC)


def vote(at: datetime, pole: str = "north", copy: bool = False, stance: float = 0.7, of: str = "cause") -> VoteLine:
    return VoteLine("courier", f"{at:%Y-%m-%d}", f"{of}.{pole}", pole, of, pole, True, copy, stance, None, at, 1, 1, 1)


def pole(day: int, verdict: str) -> PoleLine:
    return PoleLine("cause", "courier", "The Courier", f"2025-01-{day:02}", verdict, "north", 1.0, 1.0, 1)


def told(at: datetime, copy: bool = False) -> TellingLine:
    return TellingLine("courier", 1, 1, 1, None, at, 9 if copy else None)


def spans(found: tuple[Stand, ...]) -> list[tuple[int, int, str]]:
    return [(s.from_at.day, s.to_at.day, s.verdict) for s in found]


def test_a_stand_lasts_until_the_next_one_and_the_last_to_the_end() -> None:
    votes = [vote(on(6)), vote(on(9), "south")]
    found = stands([told(on(6)), told(on(9))], [pole(9, "south"), pole(6, "north")], votes, on(20))
    assert spans(found) == [(6, 9, "north"), (9, 20, "south")]
    assert [s.votes for s in found] == [(votes[0],), (votes[1],)]


def test_days_that_come_to_the_same_are_one_stand_with_all_their_votes() -> None:
    votes = [vote(on(6)), vote(on(9))]
    (found,) = stands([told(on(6)), told(on(9))], [pole(6, "north"), pole(9, "north")], votes, on(20))
    assert (found.from_at, found.to_at, found.votes) == (on(6), on(20), tuple(votes))


def test_who_wrote_and_held_nothing_is_drawn_so_until_it_does() -> None:
    found = stands([told(on(6)), told(on(9))], [pole(9, CONTESTED)], [vote(on(9)), vote(on(9), "south")], on(20))
    assert spans(found) == [(6, 9, ""), (9, 20, CONTESTED)]


def test_a_copy_is_no_stand() -> None:
    assert stands([told(on(6), copy=True)], [], [vote(on(6), copy=True)], on(20)) == ()


def test_the_pole_of_a_copy_is_what_its_text_affirms_most() -> None:
    assert copied_pole([vote(on(6), stance=0.4), vote(on(6), "south"), vote(on(6), "east", stance=-1.0)]) == "south"
    assert copied_pole([vote(on(6), stance=-0.4)]) == ""


def test_the_cause_is_drawn_where_it_has_poles_and_else_what_most_is_written_on() -> None:
    assert family([vote(on(6)), vote(on(6), of="blame"), vote(on(7), of="blame")]) == "cause"
    assert family([vote(on(6), of="aid"), vote(on(6), of="blame"), vote(on(7), of="blame")]) == "blame"
    assert family([]) == ""


def test_what_was_held_while_nothing_could_be_seen_is_left_out() -> None:
    unseen = [Unseen(on(8), on(10), "lost"), Unseen(on(9), on(11), "lost"), Unseen(on(14), on(20), "lost")]
    assert visible(on(6), on(16), unseen) == ((on(6), on(8)), (on(11), on(14)))
    assert visible(on(8), on(9), unseen) == ()
    assert visible(on(6), on(7), []) == ((on(6), on(7)),)
