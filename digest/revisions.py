"""What a day's revisions are told as: one by one, with what a person decided on them, and live pages as one line each."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from db import overrules
from db.overrules import Decision
from db.revised import RevisionRow
from digest.content import LivePage, Revised, Ruling
from digest.narrated import ArticleLine
from digest.wording import plural
from narrative.model import Action, Interval, Verdict
from narrative.verdicts import DATED_EDITS_MIN

Touched = Mapping[int, tuple[tuple[int, str], ...]]
"""First look at a revision → which of its edits, by place, changed a sentence that makes a claim, and the claim's label."""


def told(rows: Iterable[RevisionRow], lines: Mapping[int, ArticleLine], touched: Touched) -> tuple[Revised, ...]:
    """Revisions of the articles that have a line, each for itself; what a live page goes through is not among them."""
    shown = (row for row in rows if row.article_id in lines and not _as_live(row))
    return tuple(replace(revised(row, lines[row.article_id]), touched=touched.get(row.after_attempt, ())) for row in shown)


def live_pages(rows: Iterable[RevisionRow], lines: Mapping[int, ArticleLine]) -> tuple[LivePage, ...]:
    """One line for each live page, in the order in which they were first seen updated."""
    updates: dict[int, list[RevisionRow]] = defaultdict(list)
    for row in rows:
        if row.article_id in lines and _as_live(row):
            updates[row.article_id].append(row)
    return tuple(_live(lines[article_id], found) for article_id, found in updates.items())


def _as_live(row: RevisionRow) -> bool:
    """A live page grows all day, and readers expect it to. What a person has decided on is told in full."""
    return row.live and not row.decided


def _live(line: ArticleLine, rows: Sequence[RevisionRow]) -> LivePage:
    first, last = rows[0], rows[-1]
    actions = [edit.action for row in rows for edit in row.edits]
    return LivePage(
        line, Interval(first.interval.after_at, last.interval.until_at), len(rows),
        added=actions.count(Action.ADDED), changed=actions.count(Action.REPLACED), removed=actions.count(Action.REMOVED),
        before_attempt=first.before_attempt, after_attempt=last.after_attempt,
    )  # fmt: skip


def revised(row: RevisionRow, line: ArticleLine) -> Revised:
    """One revision as it counts now, with the ground of its verdict and what a person decided on it."""
    decided = dict(row.decided)
    material, verdict = decided.get(overrules.MATERIAL), decided.get(overrules.VERDICT)
    return Revised(
        line, row.interval, _verdict(row, verdict), _why(row), row.edits, row.before_attempt, row.after_attempt, _material(row, material),
        row.back_to, tuple(_rulings(row)), row.told_before, row.carried, row.feeds,
    )  # fmt: skip


def _verdict(row: RevisionRow, decision: Decision | None) -> Verdict:
    stands = decision and decision.decision != overrules.AS_JUDGED
    return Verdict(decision.decision) if decision and stands else row.verdict


def _material(row: RevisionRow, decision: Decision | None) -> bool:
    return row.material if decision is None or decision.decision == overrules.AS_JUDGED else decision.decision == overrules.YES


def _rulings(row: RevisionRow) -> Iterator[Ruling]:
    for subject, decision in row.decided:
        judged = {overrules.MATERIAL: _YES_NO[row.material], overrules.VERDICT: str(row.verdict)}.get(subject, "noise")
        said = {overrules.YES: _YES_NO[True], overrules.NO: _YES_NO[False]}.get(decision.decision, decision.decision)
        yield Ruling(said, judged, decision.reason, decision.decided_by, decision.at)


_YES_NO = {True: "material", False: "not material"}


def _why(row: RevisionRow) -> str:
    """The ground of the verdict as judged, in words a reader can check."""
    if row.verdict is Verdict.NOTICE_GIVEN:
        return "a notice to readers was added"
    if row.back_to:
        return "no notice was added; the date that the page had when these words first stood says nothing about their return"
    before, after = row.before_modified_at, row.after_modified_at
    if row.verdict is Verdict.DATE_BUMPED and before and after:
        return f"the page's modification date moved from {before:%d %b %H:%M} to {after:%d %b %H:%M} UTC"
    if row.verdict is Verdict.UNMARKED and after:
        return (
            f"no notice, and the modification date stayed at {after:%d %b %H:%M} UTC; "
            f"this outlet moved it at {row.outlet_dated_edits} earlier edits"
        )
    return _undetermined(row)


def _undetermined(row: RevisionRow) -> str:
    before, after = row.before_modified_at, row.after_modified_at
    if not before or not after:
        return "the page gives no modification date"
    if row.live:
        return "a page that is updated in the open"
    if after < before:
        return f"the page's modification date went back from {before:%d %b %H:%M} to {after:%d %b %H:%M} UTC"
    if row.outlet_dated_edits >= DATED_EDITS_MIN:
        return "the modification date did not move, and nothing material was changed"
    count = row.outlet_dated_edits
    shown = f"only {plural(count, 'earlier edit shows', 'earlier edits show')}" if count else "no earlier edit shows"
    return f"the modification date did not move, but {shown} that this outlet moves it"
