"""Two sentences → words that went, words that came."""

from hypothesis import given
from hypothesis import strategies as st

from digest.changes import sides

words = st.text(alphabet="ab 3,.“é\n", max_size=40)


@given(words, words)
def test_each_side_joined_is_its_sentence_letter_for_letter(before: str, after: str) -> None:
    both = sides(before, after)
    assert "".join(h.text for h in both.was) == before
    assert "".join(h.text for h in both.now) == after


@given(words)
def test_a_sentence_beside_itself_has_no_change(sentence: str) -> None:
    assert all(h.kind == "equal" for h in (*sides(sentence, sentence).was, *sides(sentence, sentence).now))


@given(words, words)
def test_what_both_sides_keep_is_the_same_words(before: str, after: str) -> None:
    both = sides(before, after)
    kept = ["".join(h.text for h in side if h.kind == "equal").split() for side in (both.was, both.now)]
    assert "".join(kept[0]) == "".join(kept[1])


def test_only_the_changed_words_are_marked() -> None:
    both = sides("At least 38 people died near Aktau.", "At least 39 people died near Aktau.")
    assert (both.gone, both.came) == ("38", "39")


def test_a_number_is_one_word() -> None:
    assert sides("It cost 1.5 million.", "It cost 15 million.").came == "15"


def test_an_added_sentence_has_no_was_side() -> None:
    both = sides("", "The page was updated.")
    assert both.was == ()
    assert both.came == "The page was updated."
