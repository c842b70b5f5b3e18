"""An instant is what the string says for sure, or nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.instants import instant, plausible

NOON = datetime(2024, 12, 25, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "raw",
    [
        "Wed, 25 Dec 2024 12:00:00 GMT", "Wed, 25 Dec 2024 16:00:00 +0400", "25 Dec 24 12:00 UT", "Wed, 25 Dec 2024 07:00:00 EST",
        "2024-12-25T12:00:00Z", "2024-12-25T15:00:00+03:00", "2024-12-25T15:00:00.123+0300", "2024-12-25 12:00:00", "2024-12-25T12:00",
        "20241225T120000Z", "20241225120000", "25.12.2024 12:00", "25.12.2024, 15:00 МСК", "25/12/2024 12:00", "12/25/2024 12:00 PM",
        "25 декабря 2024, 15:00 MSK", "25 грудня 2024 12:00", "25 Aralık 2024 15:00 TRT", "25 dekabr 2024 16:00 AZT",
        "25. Dezember 2024 13:00 MEZ", "25 décembre 2024 12h00", "25 de diciembre de 2024 12:00", "25 grudnia 2024 12:00",
        "25 Δεκεμβρίου 2024 12:00", "2024年12月25日 12:00", "December 25, 2024 12:00", "Dec 25, 2024 12:00 pm", "Wed Dec 25 12:00:00 2024",
        "1735128000", "1735128000000", " 2024-12-25T12:00:00Z\n",
    ],
)  # fmt: skip
def test_a_date_is_read_as_outlets_write_it(raw: str) -> None:
    assert instant(raw) == NOON


@pytest.mark.parametrize(
    "raw",
    [
        "", "yesterday", "06/01/2025", "01-02-2025", "2024", "2024-12", "25 Dec", "31 Feb 2024", "2024-13-01", "2024-02-30",
        "25 Dec 2024 25:00", "25 Dec 2024 12:61", "00.12.2024", "12", "Dec 2024", "25 listopada", "10:30",
        "x" * 101 + " 2024-12-25", "0000-01-01",
        "13:00 pm 2024",
    ],
)  # fmt: skip
def test_what_names_no_day_for_sure_is_none(raw: str) -> None:
    assert instant(raw) is None


def test_midnight_may_be_written_as_the_end_of_a_day() -> None:
    assert instant("2024-12-24T24:00:00Z") == datetime(2024, 12, 25, tzinfo=UTC)


@given(st.integers(800_000_000, 4_000_000_000), st.integers(-12, 14))
def test_what_is_written_by_the_standards_is_read_to_the_second(epoch: int, ahead: int) -> None:
    at = datetime.fromtimestamp(epoch, UTC)
    there = at + timedelta(hours=ahead)
    zone = f"{'-' if ahead < 0 else '+'}{abs(ahead):02}"
    assert instant(there.strftime("%Y-%m-%dT%H:%M:%S") + f"{zone}:00") == at
    assert instant(there.strftime("%a, %d %b %Y %H:%M:%S ") + f"{zone}00") == at


@given(st.text(max_size=120))
def test_no_string_is_an_error_and_every_instant_is_aware(raw: str) -> None:
    found = instant(raw)
    assert found is None or found.tzinfo is UTC


@given(st.text("0123456789-:/. TZ+apmGJanDec,", max_size=40))
def test_what_looks_nearly_like_a_date_is_no_error_either(raw: str) -> None:
    instant(raw)


def test_another_parsers_date_is_believed_only_when_its_figures_stand_in_the_string() -> None:
    assert plausible("25 XII 2024", NOON)
    assert plausible("2024 12 25", NOON)
    assert not plausible("2024年", NOON)
    assert not plausible("1672653600", datetime(1672, 6, 5, tzinfo=UTC))
