"""A Russian word stands for all of its forms."""

import pytest

from narrative.inflection import inflected


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("судно", {"судна", "судну", "судном", "суда", "судов"}),
        ("затонуть", {"затонул", "затонула", "затонет", "затонувший", "затонув"}),
        ("переполненный", {"переполненного", "переполнен", "переполнено"}),
        ("Чернобаевка", {"чернобаевке", "чернобаевку"}),
        ("самолёт", {"самолетом", "самолеты"}),
    ],
)
def test_the_forms_of_a_word_are_those_that_texts_use(word: str, forms: set[str]) -> None:
    (found,) = inflected(word)
    assert forms <= found


def test_each_word_of_a_phrase_is_inflected_by_itself() -> None:
    door = inflected("носовая дверь")
    assert "носовой" in door[0]
    assert "двери" in door[1]
