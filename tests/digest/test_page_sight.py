"""When an outlet could not be seen: its feeds lost, its pages closed, or nobody watching yet."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from db.overviews import CoverageLine
from digest.page.sight import NOT_YET, Unseen, blind, pages

START = datetime(2025, 1, 6, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def at(hours: float) -> datetime:
    return START + hours * HOUR


def span(state: str, since: float, until: float | None, kind: str = "feed", article_id: int | None = None) -> CoverageLine:
    outcome = "unchanged" if state == "seen" else "server_error"
    to_at = at(since if until is None else until - 1)
    return CoverageLine(
        "courier", kind, article_id, state, outcome, "" if state == "seen" else "status 503", at(since), to_at, until and at(until)
    )


def hours(found: tuple[Unseen, ...]) -> list[tuple[float, float]]:
    return [((u.from_at - START) / HOUR, (u.to_at - START) / HOUR) for u in found]


def test_before_its_first_look_an_outlet_was_not_yet_watched() -> None:
    (found,) = blind([span("seen", 5, None)], at(0), at(9))
    assert (found.from_at, found.to_at, found.reason) == (at(0), at(5), NOT_YET)


def test_an_outlet_is_blind_while_all_its_feeds_are_lost() -> None:
    one = [span("seen", 0, 2), span("unseen", 2, 6), span("seen", 6, None)]
    other = [span("seen", 0, 4), span("unseen", 4, 8), span("seen", 8, None)]
    assert hours(blind(one, at(0), at(9))) == [(2, 6)]
    found = blind([*one, *other], at(0), at(9))
    assert hours(found) == [(4, 6)]
    assert found[0].reason == "no feed of it answered: status 503"


def test_an_outlet_is_blind_while_a_page_is_closed_and_none_can_be_read() -> None:
    feed = span("seen", 0, None)
    closed = [span("seen", 0, 2, "page", 1), span("unseen", 2, 6, "page", 1), span("seen", 6, None, "page", 1)]
    open_page = span("seen", 0, 4, "page", 2)
    assert hours(blind([feed, *closed], at(0), at(9))) == [(2, 6)]
    assert hours(blind([feed, *closed, open_page], at(0), at(9))) == [(4, 6)]


def test_a_loss_that_goes_on_lasts_to_the_end() -> None:
    assert hours(blind([span("seen", 0, 2), span("unseen", 2, None)], at(0), at(9))) == [(2, 9)]


def test_what_was_lost_and_found_within_one_round_of_looking_is_no_blindness() -> None:
    feed = span("seen", 0, None)
    closed = [span("unseen", 0, 0.2, "page", 1), span("seen", 0.2, None, "page", 2)]
    assert blind([feed, *closed], at(0), at(9)) == ()


def test_who_is_not_watched_at_all_has_nothing_that_could_be_lost() -> None:
    assert blind([], at(0), at(9)) == ()


def test_a_page_of_the_incident_is_told_by_itself_and_so_is_one_that_was_never_read() -> None:
    about = [span("seen", 0, 2, "page", 1), span("unseen", 2, 6, "page", 1), span("seen", 6, None, "page", 1)]
    never = [span("unseen", 3, None, "page", 2)]
    other = [span("seen", 0, 2, "page", 3), span("unseen", 2, None, "page", 3)]
    found = pages([*about, *never, *other], frozenset({1}), at(9))
    assert [(u.article_id, *pair) for u, pair in zip(found, hours(found), strict=True)] == [(1, 2, 6), (2, 3, 9)]


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(1, 20), st.booleans()), min_size=1, max_size=30))
def test_blind_spans_are_in_order_apart_and_never_while_a_feed_is_seen(steps: list[tuple[int, int, bool]]) -> None:
    spans: list[CoverageLine] = []
    for thing in (1, 2, 3):
        moment = 0
        for _, length, seen in (s for s in steps if s[0] == thing):
            spans.append(span("seen" if seen else "unseen", moment, moment + length))
            moment += length
    spans = [replace(s, until_at=s.until_at or at(100)) for s in spans]
    found = blind(spans, at(0), at(100))
    for one, other in pairwise(found):
        assert one.to_at <= other.from_at
    for one in found:
        assert one.from_at < one.to_at
        assert not [s for s in spans if s.state == "seen" and s.from_at < one.to_at and (s.until_at or at(100)) > one.from_at]
