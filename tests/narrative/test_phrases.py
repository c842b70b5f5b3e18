"""A phrase emerges when many recent texts of several voices have it and few had it before."""

from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrative.lexicon import Lexicon
from narrative.phrases import LEAST_G2, Said, emerging, ratio

BEFORE = [Said(f"The inquiry goes on in room {n}, and the families wait.", f"v{n % 4}") for n in range(20)]
NEWS = "Investigators speak of external objects in the hull."


def recent(times: int, voices: int = 3, text: str = NEWS) -> list[Said]:
    return [Said(f"{text} The inquiry goes on.", f"v{n % voices}") for n in range(times)]


def test_what_has_come_up_is_found_with_its_counts_as_the_longest_phrase() -> None:
    found = emerging(recent(6), BEFORE)
    assert "external objects in" not in [p.words for p in found], "no phrase ends with a word that bears no news"
    (phrase,) = [p for p in found if "external objects" in p.words]
    assert phrase.words == "speak of external objects"
    assert (phrase.recent, phrase.voices, phrase.before) == (6, 3, 0)
    assert phrase.g2 > LEAST_G2
    assert not [p for p in found if p.words in ("external", "objects")], "a longer phrase in as many texts says more"


def test_what_was_said_before_as_often_does_not_emerge() -> None:
    assert not [p for p in emerging(recent(6), BEFORE) if "inquiry" in p.words]


def test_what_one_voice_alone_repeats_does_not_emerge() -> None:
    assert emerging(recent(6, voices=1), BEFORE) == ()


def test_what_fewer_texts_say_than_can_be_told_from_chance_does_not_emerge() -> None:
    assert emerging(recent(2), BEFORE) == ()


def test_one_text_that_repeats_itself_counts_once() -> None:
    assert emerging([Said(NEWS * 30, "a"), Said(NEWS * 30, "b")], BEFORE) == ()


def test_what_the_definition_knows_does_not_emerge() -> None:
    known = Lexicon({"objects": ["external object*"], "hull": ["hull"]}, {})
    words = {p.words for p in emerging(recent(6), BEFORE, known)}
    assert not [w for w in words if w in ("external objects", "hull")]
    assert any("investigators" in w for w in words)


def test_without_anything_to_hold_it_against_nothing_emerges() -> None:
    assert emerging(recent(6), []) == emerging([], BEFORE) == ()


def test_the_ratio_is_dunning_s() -> None:
    """The bigram "the swiss" of his paper: 110 times, the one without the other 2442 and 111 times, neither 29114 times."""
    assert isclose(ratio(110, 110 + 2442, 111, 111 + 29114), 270.72, abs_tol=0.01)


@pytest.mark.parametrize(("here", "of", "there", "of_there"), [(0, 10, 0, 20), (5, 10, 10, 20), (10, 10, 20, 20)])
def test_equal_shares_have_no_ratio(here: int, of: int, there: int, of_there: int) -> None:
    assert isclose(ratio(here, of, there, of_there), 0, abs_tol=1e-9)


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
def test_the_ratio_is_the_same_from_either_side_and_never_negative(a: int, b: int, c: int, d: int) -> None:
    assert ratio(a, a + b, c, c + d) == pytest.approx(ratio(c, c + d, a, a + b), abs=1e-9)
    assert ratio(a, a + b, c, c + d) > -1e-9
