"""Word diffs: what is shown as kept, removed and added, and which change stands for all."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrative.diff import Hunk, changed_words, places, word_diff
from narrative.text import tokens

WORDS = st.lists(st.sampled_from([*"the crash of plane 38 39 no , . “ ” missiles Baku \n \t".split(" "), "  ", "\n\n"]), max_size=30)
TEXTS = st.one_of(WORDS.map(" ".join), WORDS.map("".join), st.text(max_size=60))


def joined(hunks: tuple[Hunk, ...], *kinds: str) -> str:
    return "".join(hunk.text for hunk in hunks if hunk.kind in kinds)


@given(TEXTS, TEXTS)
def test_the_hunks_joined_give_back_both_texts(before: str, after: str) -> None:
    hunks = word_diff(before, after)
    assert joined(hunks, "equal", "removed") == before
    assert joined(hunks, "equal", "added") == after


@given(TEXTS, TEXTS)
def test_hunks_are_never_empty_and_come_in_the_order_equal_removed_added(before: str, after: str) -> None:
    kinds = [hunk.kind for hunk in word_diff(before, after)]
    assert all(hunk.text for hunk in word_diff(before, after))
    allowed = {("equal", "removed"), ("equal", "added"), ("removed", "added"), ("removed", "equal"), ("added", "equal")}
    assert set(pairwise(kinds)) <= allowed


@given(TEXTS)
def test_a_text_compared_with_itself_is_one_equal_hunk(text: str) -> None:
    assert word_diff(text, text) == ((Hunk("equal", text),) if text else ())
    assert changed_words(text, text) == ("", "")


def test_only_the_changed_words_are_marked_and_blanks_stay_with_what_is_kept() -> None:
    assert word_diff("A bird strike. It fell.", "A drone strike. It fell.") == (
        Hunk("equal", "A "),
        Hunk("removed", "bird"),
        Hunk("added", "drone"),
        Hunk("equal", " strike. It fell."),
    )


def test_a_word_put_in_front_of_the_full_stop_is_an_addition_only() -> None:
    assert word_diff("a bird strike.", "a bird strike today.") == (
        Hunk("equal", "a bird strike"),
        Hunk("added", " today"),
        Hunk("equal", "."),
    )


def test_a_number_is_replaced_as_a_whole() -> None:
    assert joined(word_diff("It cost 1.5 million", "It cost 1.25 million"), "removed", "added") == "1.51.25"


def test_white_space_alone_is_shown_as_a_change() -> None:
    assert word_diff("one two", "one\ntwo") == (Hunk("equal", "one"), Hunk("removed", " "), Hunk("added", "\n"), Hunk("equal", "two"))


def test_a_lone_short_word_does_not_shatter_a_replaced_phrase() -> None:
    hunks = word_diff("after the failure of both engines overnight", "after the explosion of several missiles overnight")
    assert Hunk("removed", "failure of both engines") in hunks
    assert Hunk("added", "explosion of several missiles") in hunks


@pytest.mark.parametrize("kept", ["Aliyev", "not", "38", "—"])
def test_a_telling_word_between_two_changes_is_kept_apart(kept: str) -> None:
    hunks = word_diff(f"yesterday {kept} refused", f"today {kept} agreed")
    assert any(hunk.kind == "equal" and hunk.text.strip() == kept for hunk in hunks)


def test_words_inserted_on_both_sides_of_a_short_word_do_not_replace_it() -> None:
    assert not joined(word_diff("see the end", "see all the bitter end"), "removed")


@given(TEXTS, TEXTS)
def test_everything_outside_the_changed_places_is_equal_token_by_token(before: str, after: str) -> None:
    old, new = ([span.of(text) for span in tokens(text)] for text in (before, after))
    i = j = 0
    for place in places(old, new):
        assert old[i : place.before_start] == new[j : place.after_start]
        i, j = place.before_end, place.after_end
    assert old[i:] == new[j:]


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("They blamed a bird strike for it.", "They blamed Russian air defence for it.", ("bird strike", "Russian air defence")),
        ("There were 12 survivors.", "There were 29 survivors.", ("12 survivors", "29 survivors")),
        ("Death toll: 38", "Death toll: 42", ("38", "42")),
        ("A bird strike was blamed.", "A “bird strike” was blamed.", ("bird strike", "“bird strike”")),
        ("The plane was hit.", "The plane was not hit.", ("was hit", "was not hit")),
        ("It carried no, missiles.", "It carried no missiles.", ("no, missiles", "no missiles")),
        ("Officials met and 38 people died.", "Leaders met and 39 people died.", ("38 people", "39 people")),
        ("The plane came down.", "The aircraft fell.", ("plane came down", "aircraft fell")),
        ("", "The plane fell.", ("", "plane fell.")),
    ],
)
def test_the_most_telling_place_is_shown_readably(before: str, after: str, shown: tuple[str, str]) -> None:
    assert changed_words(before, after) == shown


@given(TEXTS, TEXTS, st.integers(min_value=5, max_value=80))
def test_shown_words_fit_the_line_and_differ_exactly_when_tokens_do(before: str, after: str, limit: int) -> None:
    old, new = changed_words(before, after, limit)
    assert len(old) <= limit
    assert len(new) <= limit
    differ = [span.of(before) for span in tokens(before)] != [span.of(after) for span in tokens(after)]
    assert bool(old or new) == differ


def test_a_long_change_is_cut_at_the_end_of_a_word() -> None:
    old, new = changed_words(
        "Nothing.", "Several officials from three ministries said on Thursday evening that everything was fine.", limit=40
    )
    assert old == "Nothing"
    assert new == "Several officials from three ministries…"
