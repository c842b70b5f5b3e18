"""The word diff in plain text and in HTML: nothing is lost, nothing of somebody else's acts, and signs say what colour says."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrative.diff import Hunk, word_diff
from narrative.markup import difference, harmless, html, pieces, signed

texts = st.text(alphabet="ab 3,.“é\n<>&-+{}", max_size=40)


def without(pattern: str, text: str) -> str:
    """What is left without these elements, and without white space, which stands outside of them."""
    return "".join(unescape(re.sub(pattern, "", text, flags=re.DOTALL)).split())


@given(texts, texts)
def test_html_holds_both_texts_whole(before: str, after: str) -> None:
    marked = html(word_diff(before, after), signs=False)
    assert without("<ins>.*?</ins>|</?del>", marked) == "".join(before.split())
    assert without("<del>.*?</del>|</?ins>", marked) == "".join(after.split())


@given(texts)
def test_a_text_beside_itself_carries_no_sign(text: str) -> None:
    hunks = word_diff(text, text)
    assert signed(hunks) == text
    assert unescape(html(hunks)) == text


@given(texts, texts)
def test_pieces_joined_are_the_signed_text(before: str, after: str) -> None:
    hunks = word_diff(before, after)
    assert "".join(p.text for p in pieces(hunks)) == signed(hunks)
    assert all(p.text for p in pieces(hunks))


def test_signs_stand_close_to_the_words() -> None:
    hunks = (Hunk("equal", "At least "), Hunk("removed", "38 "), Hunk("added", "39 of the "), Hunk("equal", "people"))
    assert signed(hunks) == "At least [-38-] {+39 of the+} people"
    assert html(hunks) == "At least <del>[-38-]</del> <ins>{+39 of the+}</ins> people"
    assert html(hunks, signs=False) == "At least <del>38</del> <ins>39 of the</ins> people"


def test_what_looks_like_an_element_is_a_text() -> None:
    assert html(word_diff("a", "<b onclick='x'>")) == "<del>[-a-]</del><ins>{+&lt;b onclick=&#x27;x&#x27;&gt;+}</ins>"


@pytest.mark.parametrize("bad", ["\x1b[2J", "\x07", "\x9b31m", "\u202e", "\u2066", "\ud800", "\r"])
def test_no_text_of_somebody_else_commands_a_terminal_or_turns_a_line(bad: str) -> None:
    assert bad[0] not in harmless(f"a{bad}b")
    assert bad[0] not in signed(difference(f"a{bad}", f"{bad}b"))


def test_white_space_alone_is_no_change_to_be_marked() -> None:
    assert signed(word_diff("one two", "one  two")).split() == ["one", "two"]
    assert harmless("tab\tand\nline") == "tab\tand\nline"
