"""Whose text a cluster has."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrative.agencies import Agencies, Wire
from narrative.syndication import WIRE_LAG, Member, Origin, Reason, origin

NOON = datetime(2031, 3, 3, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
BODY = (
    "The bridge over the strait was closed on Monday after an inspection had found cracks in two of its cables.\n"
    "Lorries were sent over the old ferry, and queues reached the outskirts by noon. Nobody was hurt."
)


def member(
    number: int, outlet: str, text: str = BODY, *, at: datetime | None = NOON, wire: bool = False, seen: datetime | None = None
) -> Member:
    """An article that its outlet dates `at`, and that was seen a while later, unless it is said when."""
    captured_at = seen or NOON + 10 * HOUR + timedelta(minutes=number)
    return Member(number, 100 + number, outlet, outlet, outlet if wire else None, at, captured_at, text)


def test_without_a_credit_the_earliest_by_the_outlets_own_dates_is_the_origin() -> None:
    late, early = member(1, "courier", at=NOON + HOUR), member(2, "ledger")
    assert origin([late, early]) == Origin(102, None, Reason.PUBLISHED, "2031-03-03T12:00:00+00:00")


def test_without_a_date_our_look_counts_for_one_and_says_so() -> None:
    dated, undated = member(1, "courier", at=NOON + HOUR), member(2, "ledger", at=None, seen=NOON)
    assert origin([dated, undated]) == Origin(102, None, Reason.SEEN, "2031-03-03T12:00:00+00:00")


def test_of_equal_dates_the_one_seen_first_counts_then_the_lower_number() -> None:
    second, first = member(1, "courier", seen=NOON + 2 * HOUR), member(2, "ledger", seen=NOON + HOUR)
    assert origin([second, first]).snapshot_id == 102
    assert origin([second, replace(first, captured_at=second.captured_at)]).snapshot_id == 101


@pytest.mark.parametrize("lie", [datetime(2041, 3, 3, 12, tzinfo=UTC), NOON + 12 * HOUR, datetime(1970, 1, 1, tzinfo=UTC)])
def test_a_date_that_cannot_be_true_counts_for_no_more_than_our_look(lie: datetime) -> None:
    honest, lying = member(1, "courier", at=NOON), member(2, "ledger", at=lie, seen=NOON + HOUR)
    assert origin([honest, lying]).snapshot_id == 101
    assert origin([replace(honest, published_at=NOON + 2 * HOUR), lying]) == Origin(102, None, Reason.SEEN, "2031-03-03T13:00:00+00:00")


def test_a_day_without_a_time_does_not_win_over_a_time_of_that_day_but_over_the_next_day() -> None:
    midnight = NOON.replace(hour=0)
    precise, vague = member(1, "courier"), member(2, "ledger", at=midnight, seen=NOON + 30 * HOUR)
    assert origin([precise, vague]).snapshot_id == 101
    assert origin([replace(precise, published_at=midnight + timedelta(days=1, minutes=5), captured_at=NOON + 31 * HOUR), vague]) == Origin(
        102, None, Reason.PUBLISHED, "2031-03-03T00:00:00+00:00"
    )


def test_a_day_without_a_time_is_over_when_we_saw_the_text() -> None:
    precise, vague = member(1, "courier"), member(2, "ledger", at=NOON.replace(hour=0), seen=NOON - HOUR)
    assert origin([precise, vague]).snapshot_id == 102


def test_a_credited_wire_that_is_a_member_is_the_origin_whatever_its_date() -> None:
    wire, copy = member(1, "reuters", at=NOON + 5 * HOUR, wire=True), member(2, "courier", f"NORTHPORT (Reuters) - {BODY}")
    assert origin([copy, wire]) == Origin(101, "Reuters", Reason.WIRE, "NORTHPORT (Reuters)")


def test_a_credited_wire_that_nobody_polls_is_the_origin_and_its_earliest_carrier_stands_for_it() -> None:
    bare = member(1, "herald", at=NOON - HOUR)
    late, early = (member(n, f"courier-{n}", f"{BODY}\nSource: Reuters", at=NOON + n * HOUR) for n in (3, 2))
    assert origin([bare, late, early]) == Origin(101, "Reuters", Reason.CREDIT, "Source: Reuters"), "also when it does not say so"


def test_a_byline_says_it_too() -> None:
    copy = replace(member(1, "courier", at=NOON + HOUR), authors=("AFP staff",))
    assert origin([copy, member(2, "ledger")]) == Origin(102, "AFP", Reason.BYLINE, "AFP staff")


def test_who_cites_an_agency_does_not_credit_it() -> None:
    citing = member(1, "courier", f"The bridge is closed, Reuters reported. {BODY}")
    assert origin([citing, member(2, "reuters", at=NOON + 5 * HOUR, wire=True)]).snapshot_id == 101


def test_an_uncredited_wire_is_the_origin_unless_somebody_had_the_text_long_before() -> None:
    paper, wire = member(1, "courier"), member(2, "tass-ru", at=NOON + WIRE_LAG, wire=True)
    assert origin([paper, wire]) == Origin(102, "TASS", Reason.WIRE, "2031-03-03T13:00:00+00:00")
    later = replace(wire, published_at=NOON + WIRE_LAG + timedelta(minutes=1))
    assert origin([paper, later]) == Origin(101, None, Reason.PUBLISHED, "2031-03-03T12:00:00+00:00")


def test_that_a_wire_signs_what_it_took_over_does_not_make_it_the_origin() -> None:
    ministry = member(1, "ministry")
    wire = member(2, "tass-ru", f"ПОРТОВЫЙ, 3 марта. /ТАСС/. {BODY}", at=NOON + 3 * HOUR, wire=True)
    assert origin([ministry, wire]).snapshot_id == 101
    assert origin([ministry, wire, member(3, "courier", f"{BODY}\n(ТАСС)")]) == Origin(102, "TASS", Reason.WIRE, "(ТАСС)")


def test_a_wire_that_credits_another_one_is_not_the_origin() -> None:
    wire = member(1, "trend", f"{BODY}\nSource: AZERTAC", wire=True)
    assert origin([wire, member(2, "courier", at=NOON - 3 * HOUR)]) == Origin(102, "AZERTAC", Reason.CREDIT, "Source: AZERTAC")


def test_of_two_credits_most_voices_count_and_editions_of_one_owner_are_one_voice() -> None:
    first = member(1, "courier", f"{BODY}\n(AFP)", at=NOON - HOUR)
    others = [member(n, f"herald-{n}", f"{BODY}\n(dpa)") for n in (2, 3)]
    assert origin([first, *others]).credited == "dpa"
    assert origin([first, *(replace(m, voice="herald") for m in others)]).credited == "AFP"


def test_of_two_credits_by_as_many_the_one_for_the_whole_text_counts_then_the_first() -> None:
    shared, whole = member(1, "courier", f"{BODY}\nWith AFP", at=NOON - HOUR), member(2, "herald", f"{BODY}\n(dpa)")
    assert origin([shared, whole]).credited == "dpa"
    assert origin([replace(shared, text=f"{BODY}\n(AFP)"), whole]).credited == "AFP"


def test_only_the_earliest_text_of_an_article_in_the_cluster_stands_for_it() -> None:
    first = member(1, "courier")
    second = replace(first, snapshot_id=301, captured_at=first.captured_at + HOUR, text=f"{BODY}\n(AFP)", published_at=NOON - 5 * HOUR)
    assert origin([second, first]) == Origin(101, None, Reason.PUBLISHED, "2031-03-03T12:00:00+00:00")


def test_a_wire_of_the_catalogue_only_is_called_by_its_name_there() -> None:
    agencies = Agencies([Wire("port-herald", "Портовый вестник")])
    wire, copy = member(1, "port-herald", at=NOON + 5 * HOUR, wire=True), member(2, "courier", f"{BODY}\nИсточник: Портовый вестник")
    assert origin([copy, wire], agencies) == Origin(101, "Портовый вестник", Reason.WIRE, "Источник: Портовый вестник")


_MEMBERS = st.lists(
    st.builds(
        lambda number, outlet, closing, hours, wire, seen: member(
            number, outlet, BODY + closing, at=None if hours is None else NOON + hours * HOUR, wire=wire, seen=NOON + seen * HOUR
        ),
        st.integers(1, 9),
        st.sampled_from(["courier", "reuters", "tass", "ledger"]),
        st.sampled_from(["", "\n(Reuters)", "\nSource: TASS", "\nWith AFP"]),
        st.none() | st.integers(-12, 30),
        st.booleans(),
        st.integers(0, 5),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda m: m.snapshot_id,
)


@given(_MEMBERS)
def test_the_order_of_the_members_says_nothing(members: list[Member]) -> None:
    assert len({origin(some) for some in permutations(members)}) == 1
    assert origin(members).snapshot_id in {m.snapshot_id for m in members}


def handed_over(number: int, text: str = BODY, *, at: datetime | None = None) -> Member:
    return replace(member(number, f"import:{number}", text, at=at, seen=NOON), imported=True)


def test_an_imported_text_is_not_the_origin_of_what_an_outlet_was_seen_to_carry_however_early_it_says_it_is() -> None:
    brought, seen = handed_over(1, at=NOON - 10 * HOUR), member(2, "courier", at=None)
    assert origin([brought, seen]).snapshot_id == 102


def test_an_imported_text_can_say_whose_text_it_is() -> None:
    brought, seen = handed_over(1, f"{BODY}\n(Reuters)"), member(2, "courier", at=None)
    found = origin([brought, seen])
    assert (found.credited, found.snapshot_id) == ("Reuters", 102)


def test_where_all_were_imported_the_first_stands_for_it_and_nobody_is_said_to_have_been_first() -> None:
    found = origin([handed_over(1), handed_over(2)])
    assert (found.snapshot_id, found.credited, found.reason) == (101, None, Reason.IMPORTED)
