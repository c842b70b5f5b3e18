"""Which number or date is given, whatever way it is written."""

import pytest

from narrative.amounts import amounts
from narrative.text import read


def keys(text: str) -> list[str]:
    return [amount.key for amount in amounts(read(text))]


WAYS = {
    "12/25": "Dec. 25|25 December|December 25th|25th of December|25 декабря|25-го декабря|25. Dezember|25 décembre|25 de diciembre|"
    "25 dekabrda|25 dekabrın|25 Aralık'ta",
    "12/25/2024": "Dec. 25, 2024|25 December 2024|25.12.2024|12/25/2024|2024-12-25|25 de diciembre de 2024",
    "5/9": "May 9|9 мая|9 Mai|9 mayıs",
    "6:28": "6:28|06:28|6:28 a.m.|6:28am|6.28 Uhr|06:28:00",
    "18:00": "6 pm|6 p.m.|18:00|18 Uhr",
    "0:15": "12:15 am|00:15",
    "5%": "5%|5 %|5 percent|5 per cent|5 процентов|5 Prozent|5 pour cent|5 por ciento|5 faiz|yüzde 5|five percent",
    "50$": "$50|50 dollars|50 долларов|50$",
    "1500000": "1.5 million|1,5 Millionen|1,500,000|1.500.000|1,5 млн",
    "6000": "6,000|6.000|6000|six thousand",
    "29": "29|twenty-nine|twenty nine|двадцать девять|neunundzwanzig",
    "2": "two|двое|iki|zwei|deux|dos",
    "12": "12|twelve|a dozen",
    "100": "a hundred|100|one hundred",
    "3": "third|3rd",
    "-5": "-5|−5",
}


@pytest.mark.parametrize(("key", "way"), [(key, way) for key, ways in WAYS.items() for way in ways.split("|")])
def test_one_amount_has_one_key_in_every_way_of_writing_it(key: str, way: str) -> None:
    assert keys(f"It was {way} there.") == [key]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("24 December", "25 December"),
        ("6:28 am", "6:28 pm"),
        ("1.5 million", "15 million"),
        ("28-30", "2830"),
        ("5%", "5"),
        ("$50", "€50"),
        ("-5", "5"),
        ("2 percent", "2 percentage points"),
        ("8 May", "8 June"),
    ],
)
def test_another_value_unit_or_sign_is_another_amount(one: str, other: str) -> None:
    assert keys(one) != keys(other)


@pytest.mark.parametrize("text", ["No one came.", "One of them left.", "It may march on.", "один из них", "when nobody was wounded"])
def test_words_that_only_look_like_amounts_are_none(text: str) -> None:
    assert keys(text) == []


def test_a_range_is_two_numbers_and_no_sign() -> None:
    assert keys("aged 28-30") == ["28", "30"]
    assert keys("on 24-25 December") == ["24", "12/25"]
