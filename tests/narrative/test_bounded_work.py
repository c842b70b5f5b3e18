"""Texts that no newsroom wrote: what is done for them stays within bounds, and a change in them is seen all the same."""

import pytest

from narrative.alignment import MOST_RUNS, align
from narrative.labels import JUDGED, JUDGED_PARTS, judge_lone, judge_pair
from narrative.names import NAME_MAX, Name, grammar, other_names
from narrative.residue import MOST_LOST, cleaned, same_but_lost
from narrative.text import sentences

LETTERS = "abcdefgh"


@pytest.mark.parametrize(("length", "same"), [(NAME_MAX - 1, True), (NAME_MAX, False)])
def test_no_ending_is_looked_for_in_a_word_longer_than_any_real_one(length: int, same: bool) -> None:
    found = other_names([Name("Ж" * length)], [Name("Ж" * length + "а")], grammar("Он там."))
    assert (found is None) is same


@pytest.mark.parametrize(("length", "found"), [(20, 120), (2_000, 0)])
def test_sentences_are_compared_as_long_as_both_sides_are_of_some_size(length: int, found: int) -> None:
    old, new = ("\n".join(f"{word} {n} {LETTERS[n % 8] * length}." for n in range(120)) for word in ("Old", "New"))
    assert len(align(old, new, {}).replaced) == found


@pytest.mark.parametrize(("count", "found"), [(MOST_RUNS // 2 - 2, 1), (MOST_RUNS, 0)])
def test_a_sentence_cut_in_two_is_not_looked_for_among_many_that_begin_alike(count: int, found: int) -> None:
    whole = "He said that the dam held on and that it stood for one more day of rain."
    halves = ["He said that the dam held on.", "That it stood for one more day of rain."]
    others = [f"He said {LETTERS[n % 8] * 30} {n}." for n in range(count)]
    drawn = [new for _, new in align(whole, "\n".join([*halves, *others]), {}).replaced if "\n" in new.raw]
    assert len(drawn) == found


@pytest.mark.parametrize("words", [10, JUDGED])
def test_a_number_that_changed_in_a_sentence_without_end_is_seen_wherever_it_stands(words: int) -> None:
    lead, rest = "rain and wind " * words, " more" * words
    judged = judge_pair(f"{lead}killed 38 people{rest}", f"{lead}killed 39 people{rest}")
    assert (judged.label, judged.material, judged.evidence) == ("fact.quantity", True, "38 → 39")


def test_a_change_far_inside_a_sentence_without_blanks_is_the_one_that_is_judged() -> None:
    assert judge_pair("x" * 3 * JUDGED, "x" * 3 * JUDGED + " ruin").evidence == "ruin"


@pytest.mark.parametrize(("changes", "label"), [(JUDGED_PARTS - 1, "fact.quantity"), (JUDGED_PARTS, "style.wording")])
def test_a_sentence_without_end_is_read_in_parts_up_to_a_size(changes: int, label: str) -> None:
    before, after = (f"{first} {'rain ' * JUDGED}" * changes + last for first, last in (("snow", "38"), ("hail", "39")))
    assert judge_pair(before, after).label == label


@pytest.mark.parametrize(("lost", "seen"), [(2, True), (MOST_LOST + 1, False)])
def test_so_many_lost_signs_tell_nothing(lost: int, seen: bool) -> None:
    assert same_but_lost("caf" + "\ufffd" * lost + " bar", "café bar") is seen


def test_hopeless_searches_end() -> None:
    assert not same_but_lost("\ufffd\ufffda" * 60, "a" * 150 + "b")
    assert cleaned("<!--" * 100_000 + "a") == "<!--" * 100_000 + "a"
    assert len(sentences("." * 200_000 + "x")) == 1
    assert judge_lone("'a " * 100_000, added=True).material
