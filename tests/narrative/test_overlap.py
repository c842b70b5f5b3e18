"""What two texts have in common, and the proof of it."""

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrative.overlap import LONG_RUN, MOST_SPANS, NOTHING, SHORTEST_RUN, Looked, Meeting, Overlap, all_of, common_length, overlap, whole
from narrative.text import fold
from tests.narrative.arrivals import article, looked, paragraphs, prints_at, words

WORDS = (
    "dawn boats left harbour under yellow lamps while gulls circled above empty crates beside quiet sheds until rain began falling".split()
)
"""Twenty different ones."""


def own(count: int, letter: str) -> str:
    """Words that no other text of a test has."""
    return " ".join(f"{letter}{n}" for n in range(count))


def run(count: int) -> str:
    return " ".join(WORDS[:count])


def test_what_stands_in_both_is_counted_in_words_of_each() -> None:
    text = f"{own(10, 'a')} {run(20)} {own(10, 'b')}"
    other = f"{run(20)} {own(60, 'c')}"
    assert overlap(looked(text), looked(other)) == Overlap(20 / 40, 20 / 80, 20 / 40, 20 / 80, 20, 20, 20)


def test_two_runs_are_added_up_and_the_longest_is_known() -> None:
    text = f"{run(9)} {own(5, 'a')} {' '.join(WORDS[10:])}"
    found = overlap(looked(text), looked(f"{' '.join(WORDS[10:])} {own(11, 'b')} {run(9)}"))
    assert (found.words, found.longest, found.long_words) == (19, 10, 0)
    assert (found.coverage, found.coverage_of_other) == (19 / 24, 19 / 30)


def test_a_run_that_stands_twice_in_a_text_counts_once_in_the_other() -> None:
    found = overlap(looked(f"{run(20)} {own(10, 'a')} {run(20)}"), looked(run(20)))
    assert (found.words, found.coverage, found.coverage_of_other) == (40, 40 / 50, 1.0)


@pytest.mark.parametrize(("count", "found"), [(SHORTEST_RUN + 3, 0), (SHORTEST_RUN + 4, SHORTEST_RUN + 4)])
def test_fewer_than_eight_words_in_a_row_are_no_run(count: int, found: int) -> None:
    assert overlap(looked(f"{run(count)} {own(9, 'a')}"), looked(f"{own(9, 'b')} {run(count)}")).words == found


@pytest.mark.parametrize(("count", "found"), [(LONG_RUN - 1, 0), (LONG_RUN, LONG_RUN)])
def test_a_long_run_has_sixteen_words(count: int, found: int) -> None:
    assert overlap(looked(f"{run(count)} {own(9, 'a')}"), looked(f"{own(9, 'b')} {run(count)}")).long_words == found


def test_runs_that_share_words_count_them_once() -> None:
    """A shingle between two runs is missing in the other text, although all its words are there."""
    text = run(20)
    other = f"{run(12)} {own(3, 'a')} {' '.join(WORDS[8:])}"
    assert overlap(looked(text), looked(other)).words == 20


def test_texts_without_words_share_nothing() -> None:
    assert overlap(looked(""), looked(run(20))) == Overlap(0, 0, 0, 0, 0, 0, 0) == overlap(looked(run(20)), looked("… — !"))
    assert Meeting(looked(""), looked(run(20))).shared() == ()


def test_a_whole_text_shares_all_of_its_words() -> None:
    assert whole(20) == overlap(looked(run(20)), looked(run(20)))


def test_spans_cut_the_same_words_out_of_both_texts() -> None:
    rng = Random(1)
    parts = paragraphs(rng, 6)
    text = "\n".join((own(5, "a"), *parts))
    hyphenated = parts[0].replace("The", "T\u00adhe")
    other = f"«{parts[3].upper()}»\n\n{own(7, 'b')}\n{hyphenated} So, {parts[5]}"
    spans = Meeting(looked(text), looked(other)).shared()
    assert [text[s.start : s.end] for s in spans] == [parts[n].rstrip(".") for n in (0, 3, 5)]
    for s in spans:
        assert looked(text[s.start : s.end]).sketch.content == looked(other[s.other_start : s.other_end]).sketch.content


def test_a_run_that_stands_in_pieces_in_the_other_is_cut_where_they_end() -> None:
    text = f"{own(4, 'a')} {run(20)} {own(4, 'b')}"
    other = f"{' '.join(WORDS[9:])} {own(3, 'c')} {run(13)}"
    spans = Meeting(looked(text), looked(other)).shared()
    assert [text[s.start : s.end] for s in spans] == [other[s.other_start : s.other_end] for s in spans]
    assert len(spans) == 2


def test_of_many_spans_the_longest_are_kept_in_the_order_of_the_text() -> None:
    rng = Random(2)
    parts = [words(article(rng, 1), 0, 9 + n % 7) for n in range(MOST_SPANS + 30)]
    text, other = " ".join(f"{part} a{n}" for n, part in enumerate(parts)), " ".join(f"{part} b{n}" for n, part in enumerate(parts[::-1]))
    spans = Meeting(looked(text), looked(other)).shared()
    assert len(spans) == MOST_SPANS
    assert [s.start for s in spans] == sorted(s.start for s in spans)
    assert min(len(text[s.start : s.end].split()) for s in spans) > 9


def test_the_one_span_of_the_same_words_begins_and_ends_with_them() -> None:
    text, other = f"— {run(20)}!", f"“{run(20).title()}”"
    (span,) = all_of(looked(text), looked(other))
    assert fold(text[span.start : span.end]) == fold(other[span.other_start : span.other_end]) == run(20)


def test_a_run_made_of_common_fingerprints_proves_nothing() -> None:
    rng = Random(3)
    common_part, part = paragraphs(rng, 2, 5)
    text, other = looked(f"{common_part} {own(9, 'a')} {part}"), looked(f"{part} {own(9, 'b')} {common_part}")
    common = prints_at(looked(common_part).sketch, text.sketch.scale)
    assert len(common) > 2
    free, bound = overlap(text, other), overlap(text, other, common)
    assert (free.words, bound.words) == (len(common_part.split()) + len(part.split()), len(part.split()))
    assert len(Meeting(text, other).shared()) == 2
    assert len(Meeting(text, other, common).shared()) == 1
    assert overlap(text, other, np.sort(np.concatenate((prints_at(text.sketch, text.sketch.scale), common)))).words == 0


def test_a_run_of_which_less_than_half_is_common_still_proves_something() -> None:
    text = looked(article(Random(4), 3))
    prints = text.sketch.prints
    assert overlap(text, text, prints[: len(prints) // 3]).coverage == 1.0
    assert overlap(text, text, NOTHING).coverage == 1.0


def test_length_in_common_is_measured_span_by_span() -> None:
    assert common_length([(0, 10), (20, 30)], [(5, 25), (40, 50)]) == 10
    assert common_length([], [(5, 25)]) == 0


PIECES = st.lists(
    st.sampled_from([*paragraphs(Random(5), 4, 1), run(8), run(12), "gulls circled", "dawn", "上海的早晨下着小雨大家都在家里"]), max_size=6
)


@given(PIECES, PIECES)
def test_shares_are_the_same_from_both_sides(one: list[str], other: list[str]) -> None:
    a, b = looked("\n".join(one)), looked("\n".join(other))
    there, back = overlap(a, b), overlap(b, a)
    assert (there.coverage, there.coverage_of_other) == (back.coverage_of_other, back.coverage)
    assert (there.long, there.long_of_other) == (back.long_of_other, back.long)
    assert 0 <= there.long <= there.coverage <= 1
    assert there.longest <= there.words


@given(PIECES, PIECES)
def test_spans_hold_the_same_words_and_do_not_leave_their_texts(one: list[str], other: list[str]) -> None:
    text, rest = "\n".join(one), "\n".join(other)
    for s in Meeting(looked(text), looked(rest)).shared():
        assert fold(text[s.start : s.end]).split() == fold(rest[s.other_start : s.other_end]).split() != []


@given(PIECES)
def test_every_text_that_has_a_run_is_covered_by_itself(pieces: list[str]) -> None:
    a: Looked = looked("\n".join(pieces))
    if len(a.sketch.shingles) >= SHORTEST_RUN:
        assert overlap(a, a).coverage == overlap(a, a).coverage_of_other == 1.0
