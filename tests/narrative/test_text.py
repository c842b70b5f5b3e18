"""Offsets survive folding; sentences and tokens are spans of the text they were found in."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrative.text import digest, fold, normalise, sentences, tokens


@given(st.text())
def test_folding_keeps_the_length(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_folding_makes_typography_and_case_plain() -> None:
    assert fold("«Ёлка» – İstanbul’da") == '"елка" - istanbul\'da'


@given(st.text())
def test_sentences_do_not_overlap_and_hold_everything_but_blanks(text: str) -> None:
    spans = sentences(text)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert "".join("".join(s.of(text).split()) for s in spans) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It fell on December 25th.This was no fault.", ["It fell on December 25th.", "This was no fault."]),
        ("Am 25. Dezember stürzte es ab. Alle schwiegen.", ["Am 25. Dezember stürzte es ab.", "Alle schwiegen."]),
        ("The U.S. official spoke. Mr. Smith did not.", ["The U.S. official spoke.", "Mr. Smith did not."]),
        ("St. John's is quiet. Lt. Gen. Petrov spoke.", ["St. John's is quiet.", "Lt. Gen. Petrov spoke."]),
        ("J. K. Smith fell. He died.", ["J. K. Smith fell.", "He died."]),
        ("В г. Актау, т.е. у моря, упал самолет. Все погибли.", ["В г. Актау, т.е. у моря, упал самолет.", "Все погибли."]),
        ("По данным МЧС РФ, погибли 38 чел. Еще 29 выжили.", ["По данным МЧС РФ, погибли 38 чел.", "Еще 29 выжили."]),
        ("Der 3. Oktober war kalt. Im 19. Jahrhundert auch.", ["Der 3. Oktober war kalt.", "Im 19. Jahrhundert auch."]),
        ("It left on Sunday.This was late.", ["It left on Sunday.", "This was late."]),
        ("The U.S. officials spoke. It fell at 6 a.m. on Monday.", ["The U.S. officials spoke.", "It fell at 6 a.m. on Monday."]),
        ('"It fell." He left.', ['"It fell."', "He left."]),
        ("Он молчал… Потом ответил!", ["Он молчал…", "Потом ответил!"]),
        ("A heading\nA line", ["A heading", "A line"]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, expected: list[str]) -> None:
    assert [s.of(text) for s in sentences(text)] == expected


def test_a_number_with_its_unit_is_one_token() -> None:
    text = "€1,500 and -3.5% at 06:28"
    assert [t.of(text) for t in tokens(text)] == ["€1,500", "and", "-3.5%", "at", "06:28"]


def test_normalising_forgets_typography_but_not_case() -> None:
    assert normalise("“A”  –\u00a0b\u200b") == '"A" - b'
    assert normalise("A") != normalise("a")


def test_a_digest_keeps_its_parts_apart() -> None:
    assert digest("ab", "c") != digest("a", "bc")
    assert digest("a  b") == digest("a b")
