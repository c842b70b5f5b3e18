"""Which bodies are copies of each other, word for word."""

import pytest

from narrative.duplicates import MIN_WORDS, content_hash

BODY = "An Azerbaijan Airlines plane with 67 people on board crashed near Aktau on Wednesday, and 38 of them “died”, officials said."


@pytest.mark.parametrize(
    "copy",
    [
        BODY.upper(),
        BODY.replace("“", '"').replace("”", '"'),
        BODY.replace(",", "").replace("officials", "– officials"),
        BODY.replace(" ", "\u00a0\n"),
        BODY.replace("officials", "offi\u00adcials"),
    ],
)
def test_case_punctuation_typography_and_white_space_do_not_make_another_text(copy: str) -> None:
    assert content_hash(copy) == content_hash(BODY) is not None


@pytest.mark.parametrize(
    "other", [BODY.replace("38", "39"), BODY.replace("67 people", "people 67"), BODY + " Reuters", BODY.replace("38", "-38")]
)
def test_another_word_number_sign_or_order_makes_another_text(other: str) -> None:
    assert content_hash(other) != content_hash(BODY)


def test_words_are_not_glued_together() -> None:
    assert content_hash("air port " + BODY) != content_hash("airport " + BODY)


def test_short_texts_never_join() -> None:
    assert content_hash("word " * (MIN_WORDS - 1)) is None
    assert content_hash("word, " * MIN_WORDS) is not None
    assert content_hash("... — !" * 20) is None
