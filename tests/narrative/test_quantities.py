"""Numbers count only in a slot of this incident."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrative.claims import statements
from narrative.definition import Compiled
from narrative.model import Document
from narrative.numerals import NUMBER, number
from narrative.quantities import comparator
from narrative.rules import measure

Found = list[tuple[str, float | None, str | None]]


def quantities(text: str, incident: Compiled) -> Found:
    return [(s.claim.removeprefix("qty."), s.value, s.comparator) for s in statements(Document(text), incident) if s.value is not None]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Thirty-eight people died.", [("killed", 38, "=")]),
        ("At least 38 people were killed and 29 survived.", [("killed", 38, ">="), ("survivors", 29, "=")]),
        ("The crash killed about 40 passengers.", [("killed", 40, "~")]),
        ("Up to 32 people survived.", [("survivors", 32, "<=")]),
        ("The death toll has risen to 38.", [("killed", 38, "=")]),
        ("All 67 people aboard were named.", [("aboard", 67, "=")]),
        ("It was carrying 62 passengers and five crew.", [("passengers", 62, "="), ("crew", 5, "=")]),
        ("Two Russian missiles went off ten metres away.", [("missiles", 2, "="), ("distance_m", 10, "=")]),
        ("Не менее 38 человек погибли.", [("killed", 38, ">=")]),
        ("Тридцать восемь человек погибли, 29 выжили.", [("killed", 38, "="), ("survivors", 29, "=")]),
        ("На борту было 67 человек: 62 пассажира и пять членов экипажа.", [("aboard", 67, "="), ("passengers", 62, "="), ("crew", 5, "=")]),
        ("Две ракеты разорвались примерно в десяти метрах.", [("missiles", 2, "="), ("distance_m", 10, "=")]),
    ],
)
def test_a_number_fills_the_slot_that_names_what_is_counted(azal: Compiled, text: str, expected: Found) -> None:
    assert quantities(text, azal) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Three survivors described a loud bang.",
        "It narrowly avoided a tragedy for its 38 passengers and crew.",
        "MH17 was downed in 2014, killing 298 people.",
        "In 2019 a crash at the same airport killed 12 people.",
        "A Jeju Air jet crashed and 179 people died.",
        "The families waited 38 hours for 29 names.",
        "It was not 42 people who died.",
        "Flight 8243 left at 07:55 on 25 December 2024.",
    ],
)
def test_other_numbers_are_left_alone(azal: Compiled, text: str) -> None:
    assert quantities(text, azal) == []


def test_a_part_of_the_aboard_is_no_second_toll(azal: Compiled) -> None:
    found = quantities("It killed 38 people on board, including 62 passengers and 5 crew members.", azal)
    assert found == [("killed", 38, "="), ("passengers", 62, "="), ("crew", 5, "=")]


@pytest.mark.parametrize(
    ("text", "value"), [("38", 38), ("1,500", 1500), ("twelve", 12), ("sixty-seven", 67), ("тридцать восемь", 38), ("двух", 2)]
)
def test_numbers_are_read_in_digits_and_words(text: str, value: float) -> None:
    assert number(text) == value


@given(st.integers(0, 9999))
def test_digits_are_read_as_they_stand(value: int) -> None:
    assert number(str(value)) == value


def test_what_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="dozens"):
        number("dozens")


@pytest.mark.parametrize(
    ("before", "sign"), [("at least ", ">="), ("не менее ", ">="), ("up to ", "<="), ("some ", "~"), ("the ", "="), ("", "=")]
)
def test_the_words_before_a_number_bound_it(before: str, sign: str) -> None:
    assert comparator(f"{before}38", len(before)) == sign


def test_of_the_many_aboard_only_the_dead_are_the_toll(azal: Compiled) -> None:
    assert quantities("In the crash 38 of the 67 people on board were killed.", azal) == [("killed", 38, "="), ("aboard", 67, "=")]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 240", 1240),
        ("7.8", 7.8),
        ("2.4 million", 2_400_000),
        ("two hundred and six", 206),
        ("two thousand three hundred", 2300),
        ("two dozen", 24),
        ("a hundred", 100),
        ("1,5 тыс.", 1500),
        ("двести шесть", 206),
        ("1.240", 1240),
    ],
)
def test_large_numbers_and_parts_are_read_as_they_are_written(text: str, value: float) -> None:
    found = re.search(NUMBER, f"of {text} people")
    assert found
    assert (found.group(), number(found.group())) == (text, value)


@pytest.mark.parametrize(
    "text", ["at 06:28", "on 25.12.2024", "for $5 billion", "by 45%", "one of them", "flight j2-8243", "dozens of people"]
)
def test_what_counts_nothing_is_no_number(text: str) -> None:
    assert not re.search(NUMBER, text)


@pytest.mark.parametrize(
    ("rule", "text", "value"),
    [
        (r"\${value}", "damage of $5 billion", 5_000_000_000),
        ("{value}%", "power fell by 45% at once", 45),
        ("{value} ?(?:km/h|kph)", "at 80km/h", 80),
        ("magnitude {value}", "magnitude 7.8", 7.8),
    ],
)
def test_a_rule_that_names_sign_or_unit_takes_the_number_beside_it(rule: str, text: str, value: float) -> None:
    found = re.search(measure(rule), text)
    assert found
    assert number(found["value"]) == value


def test_a_number_says_what_is_counted(azal: Compiled) -> None:
    rows = statements(Document("The crash killed 38 passengers. It killed 38 people."), azal)
    assert [(s.claim, s.unit) for s in rows if s.claim == "qty.killed"] == [("qty.killed", "passengers"), ("qty.killed", "people")]


def test_what_a_number_has_grown_to_is_no_bound(azal: Compiled) -> None:
    assert quantities("Число погибших выросло до 38.", azal) == [("killed", 38, "=")]
