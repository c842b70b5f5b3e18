"""Rows of the page of a story: letters that are unique, marks within their row, copies tied to whose text they are."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from digest.content import Revised
from digest.narrated import ArticleLine
from digest.page import chart
from digest.page.chart import Chart, letters, ordered, ties
from digest.page.facts import Fact, Row
from digest.page.timescale import scale
from narrative.model import Interval, Verdict

START = datetime(2025, 1, 6, 12, tzinfo=UTC)
DAYS = [START + timedelta(days=n) for n in range(10)]
LINE = ArticleLine("Courier", "A headline", "https://courier.test/a")
POLES = letters(["north", "south"])
KINDS = (chart.HELD, chart.COPIED, chart.HAPPENED, chart.BLIND, chart.LOST)


def fact(number: int, kind: str, since: int, until: int, *, note: str = "", pole: str = "", outlet: str = "courier") -> Fact:
    return Fact(number, outlet, kind, DAYS[since], DAYS[until], "when", "what", note, pole)


def drawn(*facts: Fact, outlet: str = "courier", under: str = "", group: str = "") -> Row:
    return Chart(scale(DAYS), POLES).row(facts, Row(outlet, outlet.title(), "", group, under, 0, (), ()))


@given(st.lists(st.text(min_size=1, max_size=6), unique=True, max_size=30))
def test_letters_are_unique_whatever_the_poles_are_called(names: list[str]) -> None:
    found = [p.letter for p in letters(names)]
    assert len(set(found)) == len(names)
    assert all(found)


def test_a_pole_has_its_first_letter_that_is_free() -> None:
    assert [p.letter for p in letters(["accident", "attack", "aa"])] == ["A", "T", "3"]


@given(st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 9), st.integers(0, 9)), max_size=30))
def test_every_fact_has_a_mark_and_every_mark_lies_within_its_row(spans: list[tuple[str, int, int]]) -> None:
    row = drawn(*(fact(n, kind, min(a, b), max(a, b)) for n, (kind, a, b) in enumerate(spans, 1)))
    assert sorted(n for mark in row.marks for n in mark.facts) == list(range(1, len(spans) + 1))
    assert {f.number for f in row.facts} == set(range(1, len(spans) + 1))
    for mark in row.marks:
        assert mark.top >= 0
        assert mark.top + mark.height <= row.height
        assert mark.left >= -1e-9
        assert mark.left + mark.width <= 100 + 1e-9
    assert len({mark.id for mark in row.marks}) == len(row.marks)


def test_bars_carry_their_letter_and_what_did_not_prevail_has_its_own() -> None:
    row = drawn(fact(1, chart.HELD, 0, 4, pole="south"), fact(2, chart.HELD, 4, 6, pole="contested"), fact(3, chart.HELD, 6, 9))
    assert [(m.glyph, m.kind) for m in row.marks] == [("S", "held p1"), ("≈", "held contested"), ("", "held none")]


def test_a_copy_is_named_by_whose_text_it_is_and_tied_to_that_row() -> None:
    wire = drawn(fact(1, chart.HELD, 0, 9, pole="north", outlet="wire"), outlet="wire")
    copy = drawn(fact(2, chart.COPIED, 2, 9, note="The Wire", pole="north"), under="wire")
    rows = ordered([copy, wire])
    assert [r.outlet for r in rows] == ["wire", "courier"]
    assert rows[1].marks[0].glyph == "N · The Wire"
    (tie,) = ties(rows, {2: "wire"})
    assert (tie.from_row, tie.to_row) == (1, 0)
    assert tie.left == rows[1].marks[0].left


def test_who_moved_first_stands_on_top_and_imports_at_the_end() -> None:
    late = drawn(fact(1, chart.HELD, 0, 9, pole="north"), fact(2, chart.HAPPENED, 5, 6, note="flip"), outlet="late")
    soon = drawn(fact(3, chart.HELD, 0, 9, pole="north"), fact(4, chart.HAPPENED, 1, 2, note="flip"), outlet="soon")
    still = drawn(fact(5, chart.HELD, 0, 9, pole="north"), outlet="still")
    none = drawn(fact(6, chart.HELD, 0, 9), outlet="none")
    brought = drawn(fact(7, chart.HELD, 0, 9, pole="north"), outlet="brought", group="imported by hand")
    assert [r.outlet for r in ordered([brought, none, still, late, soon])] == ["soon", "late", "still", "none", "brought"]


def test_of_several_events_in_one_place_the_gravest_is_shown() -> None:
    row = drawn(fact(1, chart.HAPPENED, 1, 2, note="claim_first"), fact(2, chart.HAPPENED, 1, 2, note="flip"))
    (mark,) = row.marks
    assert (mark.glyph, mark.kind, mark.facts) == ("◆", "happened flip", (1, 2))
    assert mark.label == "when: what; when: what"


def edit(number: int, since: int, until: int, verdict: Verdict, *, material: bool = True) -> Fact:
    revised = Revised(LINE, Interval(DAYS[since], DAYS[until]), verdict, "a reason", (), 1, 2, material=material)
    return Fact(number, "courier", chart.EDITED, DAYS[since], DAYS[until], "when", "what", revised=revised)


def test_a_notch_is_as_wide_as_its_interval_and_shows_its_verdict() -> None:
    (mark,) = drawn(edit(1, 0, 3, Verdict.UNMARKED)).marks
    made = scale(DAYS)
    assert (mark.left, mark.left + mark.width) == (made.x(DAYS[0]), made.x(DAYS[3]))
    assert (mark.kind, mark.glyph) == ("edited material unmarked", "!")


def test_edits_of_one_place_are_counted_together_and_different_verdicts_apart() -> None:
    alike = drawn(edit(1, 0, 3, Verdict.NOTICE_GIVEN), edit(2, 0, 3, Verdict.NOTICE_GIVEN, material=False))
    assert [(m.kind, m.glyph) for m in alike.marks] == [("edited material notice_given", "✓×2")]
    mixed = drawn(edit(1, 0, 3, Verdict.NOTICE_GIVEN), edit(2, 0, 3, Verdict.UNMARKED), edit(3, 0, 3, Verdict.NOTICE_GIVEN))
    assert [(m.kind, m.glyph) for m in mixed.marks] == [("edited material many", "!1 ✓2")]


def test_an_edit_that_is_not_material_is_pale() -> None:
    (mark,) = drawn(edit(1, 0, 3, Verdict.UNDETERMINED, material=False)).marks
    assert mark.kind == "edited minor undetermined"
