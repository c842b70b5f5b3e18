"""What machines leave in a text does not count, and where it stood is not forgotten."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrative.residue import cleaned, key, kind, meant, same_but_lost


@pytest.mark.parametrize(
    ("left", "said"),
    [
        ("It&#39;s A &amp; B", "It's A & B"),
        ("It&amp;#39;s A &amp;amp; B", "It's A & B"),
        ("38&nbsp;dead&nbsp today", "38 dead today"),
        ("<p>The <b>jet</b>, once.</p>", "The jet, once."),
        ("One.<br/>Two.", "One. Two."),
        ('<a href="https://outlet.example/a?b=1">The jet</a> fell', "The jet fell"),
        ("&lt;p&gt;The jet&lt;/p&gt;", "The jet"),
        ("It wasnâ€™t at the cafÃ©", "It wasn't at the café"),
        ("Ð¡Ð°Ð¼Ð¾Ð»ÐµÑ‚ ÑƒÐ¿Ð°Ð»", "Самолет упал"),
        ("РЎР°РјРѕР»РµС‚ СѓРїР°Р» вЂ” РІСЃРµ", "Самолет упал - все"),
        ("The je\u00adt\u200b fe\x07ll", "The jet fell"),
    ],
)
def test_residue_says_what_was_meant(left: str, said: str) -> None:
    assert key(left) == key(said)


@pytest.mark.parametrize("text", ["Её книга", "Ті, що", "CAFÉ”", "a < b and c > d", "AT&T & R&D; Q&A", "С… днём", "I <3 it", "&made;up;"])
def test_what_only_looks_like_residue_stays(text: str) -> None:
    assert cleaned(text) == text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("6,000 kg", "6000 kg"),
        ("6.000 kg", "6 000 kg"),
        ("6\u00a0000 kg", "6'000 kg"),
        ("1,234,567", "1234567"),
        ("5 % less", "5% less"),
        ("28 - 30 people", "28–30 people"),
        ("1,234.56", "1234.56"),
    ],
)
def test_numbers_written_another_way_are_the_same(one: str, other: str) -> None:
    assert key(one) == key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1.5 million", "15 million"),
        ("1,50", "150"),
        ("0.500", "0500"),
        ("28-30", "2830"),
        ("28 -30", "28-30"),
        ("in 2024 300 people", "in 2024300 people"),
        ("192.168.100.20", "19216810020"),
        ("6,000", "6,001"),
        ("10:30", "10.30"),
        ("-5", "5"),
        ("12,34,567", "1234567"),
    ],
)
def test_other_numbers_are_not_the_same(one: str, other: str) -> None:
    assert key(one) != key(other)


TEXTS = st.lists(
    st.sampled_from(
        ["The jet", "&amp;", "<p>", "</p>", "<br/>", "â€™", "Ð°", "вЂ”", "&#39;", "6,000", ". ", "\n", "…", "ё", "\x85", "&lt;b&gt;"]
    ),
    max_size=12,
).map("".join)


@given(TEXTS | st.text())
def test_every_place_of_what_was_meant_is_one_of_the_original(text: str) -> None:
    found = meant(text)
    assert len(found.at) == len(found.text) + 1
    assert list(found.at) == sorted(found.at)
    assert all(0 <= place <= len(text) for place in found.at)


@given(st.text())
def test_plain_words_survive_escaping_twice(text: str) -> None:
    plain = cleaned(text)
    if cleaned(plain) == plain:
        assert key(html.escape(html.escape(plain))) == key(plain)


@given(st.text(alphabet="aé 0123456789.,'%-–&<>;“", max_size=20), st.integers(0, 19), st.integers(1, 9))
def test_another_digit_is_another_key(text: str, at: int, more: int) -> None:
    digits = [i for i, c in enumerate(text) if c.isdigit()]
    if digits:
        i = digits[at % len(digits)]
        assert key(text) != key(text[:i] + str((int(text[i]) + more) % 10) + text[i + 1 :])


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        ("a  b", "a b", "white_space"),
        ("“a”", '"a"', "typography"),
        ("6,000", "6000", "number_format"),
        ("6 000", "6000", "number_format"),
        ("A &amp; B", "A & B", "residue.entity"),
        ("<p>A</p>", "A", "residue.tag"),
        ("cafÃ©", "café", "residue.encoding"),
    ],
)
def test_the_rule_names_what_differs(before: str, after: str, rule: str) -> None:
    assert key(before) == key(after)
    assert kind(before, after) == kind(after, before) == rule


def test_a_sign_that_could_not_be_decoded_fits_one_sign_but_no_digit() -> None:
    assert same_but_lost("caf\ufffd", "café")
    assert same_but_lost("\ufffd\ufffdfirst\ufffd", '"first"')
    assert not same_but_lost("3\ufffd dead", "38 dead")
    assert not same_but_lost("caf\ufffd", "caf")
    assert not same_but_lost("caf\ufffd", "caf\ufffd")
