"""Which shares make two texts copies of each other: each rule at its border."""

from typing import Any

import pytest

from narrative import duplicates
from narrative.duplicates import Relation, akin, bridges, is_the_article, joins, relation, replaces, stays, title, worth_keeping
from narrative.overlap import Overlap


def found(coverage: float, of_other: float, *, long: float = 0.0, words: int = 200, long_words: int = 200, longest: int = 100) -> Overlap:
    """An overlap that nothing is wrong with, unless a test says so."""
    return Overlap(coverage, of_other, long, long, words, long_words, longest)


@pytest.mark.parametrize(
    ("coverage", "of_other", "said"),
    [
        (0.8, 0.8, Relation.NEAR), (1.0, 0.79, Relation.CONTAINED), (0.79, 1.0, Relation.CONTAINS), (0.79, 0.79, Relation.PARTIAL),
    ],
)  # fmt: skip
def test_shares_in_words(coverage: float, of_other: float, said: Relation) -> None:
    assert relation(found(coverage, of_other)) is said


LITTLE: dict[str, Any] = {"words": 59, "long_words": 50}
"""So few words that shares alone decide."""


@pytest.mark.parametrize(
    ("yes", "no"),
    [
        (found(0.8, 0.8, words=30, long_words=0, longest=10), found(0.8, 0.8, words=29, long_words=0, longest=10)),
        (found(0.8, 0.8, words=30, long_words=0, longest=10), found(0.79, 0.8, words=30, long_words=0, longest=10)),
        (found(0.38, 0.22, long=0.25, **LITTLE), found(0.37, 0.22, long=0.25, **LITTLE)),
        (found(0.38, 0.22, long=0.25, **LITTLE), found(0.38, 0.21, long=0.25, **LITTLE)),
        (found(0.38, 0.22, long=0.25, **LITTLE), found(0.38, 0.22, long=0.24, **LITTLE)),
        (found(0.34, 0.22, words=60, long_words=60), found(0.34, 0.22, words=60, long_words=59)),
        (found(0.34, 0.22, words=60, long_words=60), found(0.33, 0.22, words=60, long_words=60)),
        (found(0.34, 0.22, words=60, long_words=60), found(0.34, 0.21, words=60, long_words=60)),
        (found(0.85, 0.08, long_words=100), found(0.84, 0.08, long_words=100)),
        (found(0.85, 0.08, long_words=100), found(0.85, 0.07, long_words=100)),
        (found(0.85, 0.08, long_words=100), found(0.85, 0.08, long_words=99)),
        (found(0.3, 0.25, long=0.05, words=60, long_words=40), found(0.29, 0.25, long=0.05, words=60, long_words=40)),
        (found(0.3, 0.25, long=0.05, words=60, long_words=40), found(0.3, 0.24, long=0.05, words=60, long_words=40)),
        (found(0.3, 0.25, long=0.05, words=60, long_words=40), found(0.3, 0.25, long=0.04, words=60, long_words=40)),
        (found(0.3, 0.25, long=0.05, words=60, long_words=40), found(0.3, 0.25, long=0.05, words=59, long_words=40)),
    ],
)
def test_two_texts_are_copies_up_to_the_border_and_from_either_side(yes: Overlap, no: Overlap) -> None:
    for one, expected in ((yes, True), (no, False)):
        turned = Overlap(one.coverage_of_other, one.coverage, one.long_of_other, one.long, one.words, one.long_words, one.longest)
        assert joins(one, one_voice=False) is joins(turned, one_voice=False) is expected


@pytest.mark.parametrize(("longest", "long_words", "copy"), [(27, 39, False), (28, 39, True), (27, 40, True)])
def test_a_template_has_the_same_sentences_without_a_long_run(longest: int, long_words: int, copy: bool) -> None:
    assert joins(found(0.7, 0.7, long=0.3, longest=longest, long_words=long_words), one_voice=False) is copy


def test_nearly_everything_makes_a_copy_even_of_a_template() -> None:
    assert joins(found(0.8, 0.8, longest=10, long_words=0), one_voice=False)


@pytest.mark.parametrize(
    ("coverage", "of_other", "copy"),
    [(0.7, 0.7, True), (0.69, 0.7, False), (0.9, 0.5, True), (0.89, 0.5, False), (0.5, 0.9, True), (0.49, 0.9, False)],
)
def test_two_articles_of_one_outlet_must_share_nearly_everything(coverage: float, of_other: float, copy: bool) -> None:
    assert joins(found(coverage, of_other, long=0.9), one_voice=True) is copy


def test_other_outlets_need_less() -> None:
    assert joins(found(0.69, 0.69, long=0.5), one_voice=False)


@pytest.mark.parametrize(("share", "stay"), [(0.16, True), (0.15, False)])
def test_a_member_has_something_of_the_reference_text(share: float, stay: bool) -> None:
    assert stays(found(share, 0.01), one_voice=True) is stays(found(0.01, share), one_voice=False) is stay


@pytest.mark.parametrize(
    ("one", "other", "bridge"),
    [
        (found(0.3, 0.5), found(0.3, 0.5), True),
        (found(0.29, 0.5), found(0.9, 0.9), False),
        (found(0.3, 0.49), found(0.3, 0.9), False),
        (found(0.5, 0.5), found(0.5, 0.5), True),
        (found(0.1, 0.85, long_words=40), found(0.5, 0.3), True),
        (found(0.1, 0.84, long_words=40), found(0.5, 0.3), False),
        (found(0.1, 0.85, long_words=39), found(0.5, 0.3), False),
        (found(0.1, 0.85), found(0.49, 0.49), False),
        (found(0.1, 0.85), found(0.5, 0.29), False),
    ],
)
def test_a_text_makes_two_clusters_one_when_it_is_both_of_them(one: Overlap, other: Overlap, bridge: bool) -> None:
    assert bridges(one, other) is bridges(other, one) is bridge


def test_a_round_up_that_holds_several_texts_whole_is_none_of_them() -> None:
    assert not bridges(found(0.17, 1.0), found(0.17, 1.0))


@pytest.mark.parametrize(("coverage", "of_other", "one"), [(0.2, 0.2, True), (0.2, 0.19, False), (0.19, 1.0, False)])
def test_reference_texts_of_one_cluster_share_a_fifth_of_each(coverage: float, of_other: float, one: bool) -> None:
    assert akin(found(coverage, of_other)) is one


@pytest.mark.parametrize(
    ("coverage", "of_other", "article"), [(0.85, 0.21, True), (0.84, 0.21, False), (0.85, 0.22, False), (0.1, 1.0, False)]
)
def test_an_article_in_a_page_of_navigation_is_what_the_rest_is_measured_by(coverage: float, of_other: float, article: bool) -> None:
    assert is_the_article(found(coverage, of_other)) is article


@pytest.mark.parametrize(
    ("coverage", "of_reference", "of_first", "new"),
    [(0.22, 0.8, 0.8, True), (0.21, 0.8, 0.8, False), (0.22, 0.79, 0.8, False), (0.22, 0.8, 0.79, False)],
)
def test_a_longer_text_that_holds_the_others_is_the_new_reference(coverage: float, of_reference: float, of_first: float, new: bool) -> None:
    assert replaces(found(coverage, of_reference), found(0.1, of_first)) is new


def test_sixty_shared_words_are_worth_keeping() -> None:
    assert worth_keeping(found(0, 0, words=duplicates.KEPT_WORDS))
    assert not worth_keeping(found(0, 0, words=duplicates.KEPT_WORDS - 1))


@pytest.mark.parametrize(
    ("headline", "text"),
    [
        ("Ferry sinks near Belune", "A ferry collided with a barge."),
        ("Паром затонул", "На пароме было сто человек."),
        ("渡轮沉没", "昨晚一艘渡轮在港口起火。"),
        ("BÜYÜK FIRTINA", "Bir büyük gemi battı."),
        ("Who said what, and when?", "Nothing of it is in here."),
        ("", "Anything."),
        ("38", "Anything."),
    ],
)
def test_a_text_fits_its_headline_when_it_has_one_word_of_it(headline: str, text: str) -> None:
    assert title(headline).fits(text)


@pytest.mark.parametrize(
    ("headline", "text"),
    [
        ("Ferry sinks near Belune", "Please accept our cookies, about which there is more below."),
        ("渡轮沉没", "请先登录后再阅读。"),
        ("About those who were there", "Other words."),
    ],
)
def test_a_wall_has_nothing_of_the_headline(headline: str, text: str) -> None:
    assert title(headline).fits(text) == (not title(headline).stems)


def test_words_that_stand_in_every_headline_are_none_of_it() -> None:
    assert title("What we know about these, and what they said").stems == {"know"}


@pytest.mark.parametrize(
    ("other", "alike"),
    [
        ("Ferry sinks near Belune harbour", True),
        ("Today a FERRY sinks near Belune's harbour", True),
        ("Ferry sinks near Orlin", False),
        ("Ferry sinks", False),
        ("", False),
    ],
)
def test_headlines_are_alike_when_they_share_three_quarters_of_the_longer_one(other: str, alike: bool) -> None:
    one = title("Ferry sinks near Belune harbour")
    assert one.like(title(other)) is title(other).like(one) is alike
