"""A page that is too rich for its file, made smaller: the tables lose what weighs least first, the chart its marks last."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from digest.page import chart
from digest.page.facts import Fact, Page, Row
from narrative.model import Verdict


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is shown: edits of a revision, characters of each side, sentences of a stand, facts of an outlet, outlets."""

    edits: int = 40
    letters: int = 6_000
    sentences: int = 8
    facts: int = 1_000
    rows: int = 1_000


def limits() -> Iterator[Limits]:
    """One after the other, each stricter; the last ones fit any page into a file, because a row has no more marks than it has room for."""
    yield from (Limits(), Limits(15, 3_000), Limits(6, 1_500, 4), Limits(2, 400, 2, 200), Limits(1, 200, 1, 60), Limits(1, 200, 1, 20))
    yield from (Limits(1, 200, 1, 5, rows) for rows in (64, 32, 16, 8, 4, 2, 1))


def trimmed(page: Page, to: Limits) -> Page:
    """The page within limits. What was left out is counted where it would stand."""
    rows = tuple(_row(row, to) for row in page.rows[: to.rows])
    ties = tuple(t for t in page.ties if max(t.from_row, t.to_row) < len(rows))
    further = page.further if to.facts >= Limits().facts else ()
    return replace(page, rows=rows, ties=ties, further=further, rows_left=len(page.rows) - len(rows))


def _row(row: Row, to: Limits) -> Row:
    kept = {f.number for f in sorted(row.facts, key=_weight)[: to.facts]}
    facts = tuple(_fact(f, to.sentences) for f in row.facts if f.number in kept)
    marks = tuple(replace(m, facts=tuple(n for n in m.facts if n in kept)) for m in row.marks)
    return replace(row, facts=facts, marks=marks, left=len(row.facts) - len(facts))


def _fact(fact: Fact, sentences: int) -> Fact:
    return replace(fact, words=fact.words[:sentences], more=fact.more + max(0, len(fact.words) - sentences))


def _weight(fact: Fact) -> int:
    """Who moved, then what was held and could not be seen, then edits that told readers something else without telling them so."""
    if fact.note == chart.FLIP:
        return 0
    if fact.kind in (chart.HELD, chart.BLIND, chart.COPIED):
        return 1
    if fact.revised and fact.revised.material:
        return 2 if fact.revised.verdict is Verdict.UNMARKED else 4
    return 3 if fact.kind == chart.HAPPENED else 5
