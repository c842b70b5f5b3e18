"""What is said of a number."""

import pytest

from narrative.comparators import comparator
from narrative.labels import Judgment, judge_pair

BARE_AND_BOUND = [
    ("It carried 61 passengers.", "It carried at least 61 passengers.", "61 → at least 61"),
    ("It carried 61 passengers.", "It carried no more than 61 passengers.", "61 → no more than 61"),
    ("It carried 61 passengers.", "It carried up to 61 passengers.", "61 → up to 61"),
    ("Some left at 06:28 that day.", "Some left at about 06:28 that day.", "06:28 → about 06:28"),
    ("They lost 5 million there.", "They lost nearly 5 million there.", "5 million → nearly 5 million"),
    ("Погибли 38 человек.", "Погибли не менее 38 человек.", "38 → не менее 38"),
    ("Погибли 38 человек.", "Погибли почти 38 человек.", "38 → почти 38"),
    ("Qəzada 38 nəfər ölüb.", "Qəzada ən azı 38 nəfər ölüb.", "38 → ən azı 38"),
    ("Kazada 38 kişi öldü.", "Kazada en az 38 kişi öldü.", "38 → en az 38"),
    ("Dort starben 38 Menschen.", "Dort starben mehr als 38 Menschen.", "38 → mehr als 38"),
    ("Il y a 38 morts.", "Il y a plus de 38 morts.", "38 → plus de 38"),
    ("Hay 38 muertos.", "Hay al menos 38 muertos.", "38 → al menos 38"),
]


@pytest.mark.parametrize(("bare", "bound", "evidence"), BARE_AND_BOUND)
def test_a_bound_set_on_a_number_or_lifted_from_it_changes_the_quantity(bare: str, bound: str, evidence: str) -> None:
    back = " → ".join(reversed(evidence.split(" → ")))
    assert judge_pair(bare, bound) == Judgment("fact.quantity", "comparator", True, evidence)
    assert judge_pair(bound, bare) == Judgment("fact.quantity", "comparator", True, back)


@pytest.mark.parametrize(
    ("one", "other"),
    [("about", "at least"), ("more than", "no more than"), ("over", "fewer than"), ("nearly", "more than")],
)
def test_one_bound_for_another_changes_the_quantity_in_either_direction(one: str, other: str) -> None:
    texts = [f"It carried {words} 61 passengers." for words in (one, other)]
    for before, after, evidence in ((*texts, f"{one} 61 → {other} 61"), (*texts[::-1], f"{other} 61 → {one} 61")):
        assert judge_pair(before, after) == Judgment("fact.quantity", "comparator", True, evidence)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("It carried over 61 passengers.", "It carried more than 61 passengers."),
        ("It carried about 61 passengers.", "It carried around 61 passengers."),
        ("Погибли более 38 человек.", "Погибли свыше 38 человек."),
    ],
)
def test_other_words_for_the_same_bound_are_wording(before: str, after: str) -> None:
    assert (judge_pair(before, after).label, judge_pair(after, before).label) == ("style.wording", "style.wording")


def test_a_slip_of_letters_in_a_bound_is_a_typo() -> None:
    assert judge_pair("It held aproximately 61 people.", "It held approximately 61 people.").label == "style.typo"


def test_words_before_anything_but_a_number_are_no_bound() -> None:
    assert judge_pair("He spoke of 61 passengers.", "He spoke over lunch of 61 passengers.").label == "style.wording"


def test_another_number_is_shown_before_its_bound() -> None:
    assert judge_pair("It carried 61 people.", "It carried at least 63 people.").evidence == "61 → 63"


def test_the_longest_phrase_before_a_number_counts() -> None:
    words = "it carried no more than 61".split()
    assert comparator(words, 5) == ("at most", 3)
    assert comparator(words, 3) == ("", 0)
    assert comparator(["61"], 0) == ("", 0)
