"""A page that is too rich is made smaller: under its limit whatever happened, what weighs most last, and what is left out counted."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from digest.narrated import ArticleLine
from digest.page import chart
from digest.page.chart import Chart, letters
from digest.page.facts import Fact, Page, Row, Words
from digest.page.render import AT_MOST, render
from digest.page.timescale import scale
from digest.page.trim import Limits, limits, trimmed

START = datetime(2025, 1, 6, 12, tzinfo=UTC)
LINE = ArticleLine(
    "Outlet", "A headline of some length about the ferry that was lost", "https://outlet.test/2025/01/the-ferry-that-was-lost.html"
)
SAID = Words(LINE, "The ferry was lost in the fog, said the harbour master. " * 12, "fog", "attributed to the harbour master", "when", 7)


def at(hour: int) -> datetime:
    return START + timedelta(hours=hour)


def page(outlets: int, facts: int) -> Page:
    """Every outlet has a bar, a flip, and events, one an hour."""
    drawn, poles = scale([at(n) for n in range(facts + 1)]), letters(["fog", "rock"])
    rows = tuple(_row(Chart(drawn, poles), n, facts) for n in range(outlets))
    return Page(
        "ferry", "The ferry", "1", at(facts), None, "Nothing moved.", (), (), "cause", poles, drawn, rows, (), (), (), (), (),
        "show {}", "history {}",
    )  # fmt: skip


def _row(made: Chart, n: int, count: int) -> Row:
    name = f"outlet-{n}"
    first = Fact(n * (count + 1) + 1, name, chart.HELD, at(0), at(count), "when", "held “fog”", pole="fog", words=(SAID,) * 8)
    events = [
        Fact(
            first.number + k, name, chart.HAPPENED, at(k - 1), at(k), "when", "no longer says “fog”",
            "flip" if k == count else "claim_withdrawn", words=(SAID,), article=LINE,
        )
        for k in range(1, count + 1)
    ]  # fmt: skip
    return made.row([first, *events], Row(name, name.title(), "", "", "", 0, (), ()))


def test_whatever_happened_the_file_is_under_its_limit_and_says_what_it_lacks() -> None:
    html = render(page(outlets=120, facts=90))
    assert len(html.encode()) < AT_MOST
    assert "had no room on this page" in html


def test_a_page_within_the_limits_is_left_as_it_is() -> None:
    small = page(2, 3)
    assert trimmed(small, Limits()) == small


def test_a_flip_and_what_was_held_outlast_other_events_and_marks_outlast_their_facts() -> None:
    whole = page(1, 30)
    (row,) = trimmed(whole, replace(Limits(), facts=2, sentences=1)).rows
    assert [(f.kind, f.note) for f in row.facts] == [(chart.HELD, ""), (chart.HAPPENED, "flip")]
    assert (row.left, row.facts[0].more, len(row.facts[0].words)) == (29, 7, 1)
    assert len(row.marks) == len(whole.rows[0].marks)
    assert {n for mark in row.marks for n in mark.facts} == {f.number for f in row.facts}


def test_limits_never_grow() -> None:
    steps = list(limits())
    for one, other in pairwise(steps):
        assert one != other
        assert all(getattr(one, name) >= getattr(other, name) for name in ("edits", "letters", "sentences", "facts", "rows"))
