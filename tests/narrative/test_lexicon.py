"""Terms are found wherever inflection, hyphens and glued digits leave them; slots are filled near each other."""

import pytest

from narrative.inflection import inflected
from narrative.lexicon import Lexicon, windows
from narrative.text import fold

SLOTS = (frozenset({"weapon"}), frozenset({"plane"}))


def lexicon() -> Lexicon:
    return Lexicon({"weapon": ["air defence*", "ракет*"], "plane": ["plane", "jet"]}, {"code": [r"j\d-\d{4}"]})


@pytest.mark.parametrize("text", ["air defences", "Air-Defence", "'air defence'", "ракетой"])
def test_a_phrase_survives_hyphens_quotes_and_endings(text: str) -> None:
    assert [h.term for h in lexicon().find(fold(text))] == ["weapon"]


@pytest.mark.parametrize("text", ["the air. Defence", "fair defence", "ракетоносителями", "planet"])
def test_other_words_are_no_hit(text: str) -> None:
    assert lexicon().find(fold(text)) == ()


def test_digits_glued_to_a_word_leave_it_a_word() -> None:
    assert [(h.term, h.start, h.end) for h in lexicon().find("jet4 days ago")] == [("plane", 0, 3)]


def test_a_regex_is_a_term_too() -> None:
    hit = lexicon().find("flight j2-8243 left")[0]
    assert (hit.term, hit.start, hit.end) == ("code", 7, 14)


def test_slots_are_filled_in_either_order_unless_ordered() -> None:
    hits = lexicon().find("the plane met air defence")
    assert [(w.start, w.end) for w in windows(hits, SLOTS, 0, False)] == [(4, 25)]
    assert list(windows(hits, SLOTS, 0, True)) == []


def test_slots_too_far_apart_are_not_filled() -> None:
    hits = lexicon().find("the plane met air defence")
    assert list(windows(hits, SLOTS, 4, False))
    assert not list(windows(hits, SLOTS, 3, False))


def test_one_hit_fills_one_slot() -> None:
    hits = lexicon().find("the plane landed")
    assert not list(windows(hits, (frozenset({"plane"}), frozenset({"plane"})), 0, False))


def test_a_name_behind_an_initial_is_one_phrase_and_a_sentence_ends_it() -> None:
    officials = Lexicon({"officials": ["us officials", "u.s. officials"]})
    assert [h.start for h in officials.find("the u.s. officials")] == [4]
    assert officials.find("it is with us. officials left") == ()


def test_every_form_of_a_russian_phrase_is_found_and_no_other_word() -> None:
    ferry = Lexicon({}, inflections={"ferry": [inflected("паром")], "door": [inflected("носовая дверь")], "sink": [inflected("затонуть")]})
    assert [h.term for h in ferry.find(fold("На пароме у носовой двери. Паромы затонули. Затонувший паром."))] == [
        "ferry", "door", "ferry", "sink", "sink", "ferry",
    ]  # fmt: skip
    assert ferry.find(fold("Паромщик открыл носовую створку.")) == ()


def test_the_terms_of_a_text_are_those_of_its_hits() -> None:
    text = "the plane met air defence, j2-8243"
    assert lexicon().terms(text) == {h.term for h in lexicon().find(text)}
