"""What a replay tells: a line a tick while it runs, and at the end how the story moved."""

import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby

from cli.replay import Place, Played, Progress
from cli.story import Story
from cli.ticks import plan_ticks, unseen
from cli.truth import Check, check
from cli.wording import between, edit, instant
from db import coverage, history, reaching
from db.feeds import LISTED_ELSEWHERE
from db.session import Session
from narrative.definition import Definition

QUERY = "SELECT claim, outlet_name, until_at, text FROM v_event WHERE kind = 'claim_first' AND claim LIKE 'cause.%' ORDER BY until_at"
"""Who was first seen to say what was the cause: the question that the store is for."""
SHORT = {"ingest_news": "ingest", "recheck_articles": "recheck", "annotate_snapshots": "annotate", "daily_digest": "digest"}


class TickLines:
    """Says what each step saw: which DAGs ran, how much was new, and the edits' words. Made before the first step."""

    def __init__(self, session: Session, ticks: int) -> None:
        self._ticks = ticks
        self._last_edit = max((e.id for e in history.edits(session)), default=0)
        self._rows = coverage.row_counts(session)

    def lines(self, session: Session, played: Played) -> Iterator[str]:
        """The step's own line, and one for each further edit that tells something."""
        ran = _ran(played)
        if played.step.day:
            yield f"            {instant(played.step.at)}  {ran}  told the day {played.step.day}"
            return
        fresh = [e for e in history.edits(session, self._last_edit) if e.material]
        self._last_edit = max([self._last_edit, *(e.id for e in fresh)])
        seen = [_one(e) for e in _telling(fresh)] or ["no edit"]
        yield f"tick {played.step.number:>2}/{self._ticks}  {instant(played.step.at)}  {ran}  {self._new(session)}  {seen[0]}"
        yield from (f"{' ' * 12}{line}" for line in seen[1:])

    def _new(self, session: Session) -> str:
        """Looks and articles since the step before."""
        rows, before = coverage.row_counts(session), self._rows
        self._rows = rows
        return f"{rows['attempt'] - before['attempt']} looks, {rows['article'] - before['article']} new articles;"


def _ran(played: Played) -> str:
    counted = Counter(SHORT.get(dag, dag) + (" ✓" if state == "success" else f" {state}") for dag, state in played.runs)
    return "  ".join(name + (f" ×{count}" if count > 1 else "") for name, count in counted.items())


def _one(line: history.EditLine) -> str:
    return f"{edit(line)}  {between(line.after_at, line.until_at)}"


def _telling(edits: list[history.EditLine], most: int = 5) -> list[history.EditLine]:
    """The headline and number edits first; the rest is in the store."""
    return sorted(edits, key=lambda e: (e.part != "heading", not e.label.startswith("fact"), e.id))[:most]


WORDS = {"claim_first": "first seen at", "claim_withdrawn": "no longer said by", "vanished": "page vanished", "restored": "page restored"}


def story_lines(session: Session, definition: Definition) -> Iterator[str]:
    """How the story moved: who was first seen to say what, of the outlets watched; what was withdrawn; which page went away."""
    labels = {c.id: c.label for c in definition.claims if c.family in {"cause", "resp"}}
    yield f"How the story moved ({definition.title}; first of the outlets watched):"
    shown = [e for e in history.events(session, definition.id) if e.kind in WORDS and (not e.claim or e.claim in labels)]
    for (_, kind, claim), together in groupby(sorted(shown, key=_moment), key=_moment):
        events = list(together)
        outlets = ", ".join(sorted({e.outlet for e in events}))
        said = f"{labels[claim]}: {WORDS[kind]} {outlets}" if claim else f"{WORDS[kind]}: {outlets}, {events[0].url}"
        yield f"  {between(events[0].after_at, events[0].until_at):<58}  {said}"


def _moment(event: history.EventLine) -> tuple[datetime, str, str]:
    """Events of one kind and claim that were seen within the same minute are told together; ordered by time first."""
    return event.until_at.replace(second=0, microsecond=0), event.kind, event.claim


def count_lines(session: Session, story: Story, incident: str) -> Iterator[str]:
    """What was counted, hidden and not seen."""
    rows, outcomes = coverage.row_counts(session), coverage.outcomes(session)
    edits = history.edits(session)
    told = Counter(v.decision for v in history.versions(session, incident) if v.version == 1)
    copies = len(history.copied(session))
    about = f"{told['primary']} about the incident, {told['passing']} mention it, copies of another's text: {copies}"
    yield f"Counted: {rows['article']} articles ({about}), {rows['snapshot']} versions,"
    material = sum(e.material for e in edits)
    yield f"  {rows['revision']} revisions with {len(edits)} edits, {material} of them material; {rows['statement']} statements;"
    yield f"  {rows['poll']} polls; {rows['attempt']} looks: " + ", ".join(f"{n} {o}" for o, n in sorted(outcomes.items()))
    hidden = coverage.hidden(session)
    yield f"Hidden: {hidden} looks whose bytes differed while the words did not; {rows['suppression']} differences judged to be noise."
    yield from reaching_lines(session)
    missed = unseen(story, plan_ticks(story))
    yield "Not seen: " + (
        "; ".join(f"{key} version {n + 1}" for key, n in missed) if missed else "nothing that the ticks could have missed."
    )


WIDE = 96
"""Letters of a line that names outlets: a terminal has a hundred, and two go to the indent."""
MOST = 12
"""Lines of one list at the end of a replay; the rest is counted, and in the store."""


def reaching_lines(session: Session) -> Iterator[str]:
    """What stood between us and the news: what no look could read, where articles went, what feeds let slip or denied."""
    yield from _under("In the way of articles:", _wall_lines(session))
    yield from _under("Moved:", _move_lines(session))
    yield from _under("Gaps, in which feeds may have listed what nobody saw, between", _gap_lines(session))
    odd = (q for q in reaching.quirks(session) if q.kind != LISTED_ELSEWHERE)  # most outlets list an article in several feeds
    yield from _under("Feeds that do what others do not:", (f"{_bare(q.feed)}: {q.kind}, {q.detail}" for q in odd))


def _under(title: str, lines: Iterable[str]) -> Iterator[str]:
    """Nothing when there are no lines."""
    known = list(lines)
    if known:
        yield title
        yield from (f"  {line}" for line in known[:MOST])
    if len(known) > MOST:
        yield f"  … and {len(known) - MOST} more"


def _wall_lines(session: Session) -> Iterator[str]:
    met = Counter((line.outcome, line.url) for line in reaching.walls(session))
    return (f"{outcome + (f' ×{looks}' if looks > 1 else ''):<16}  {_bare(url)}" for (outcome, url), looks in met.items())


def _move_lines(session: Session) -> Iterator[str]:
    """Two lines for each: from where, and to where."""
    for line in reaching.addresses(session):
        if line.url != line.first_url:
            yield _bare(line.first_url)
            yield f"  → …/{line.url.rpartition('/')[2]}"


def _gap_lines(session: Session) -> Iterator[str]:
    """Gaps that lie between the same minutes are told together."""
    gaps: dict[str, set[str]] = {}
    for gap in sorted(reaching.gaps(session), key=lambda g: g.until_at):
        gaps.setdefault(between(gap.after_at, gap.until_at), set()).add(gap.outlet)
    for interval, outlets in gaps.items():
        yield from textwrap.wrap(f"{interval.removeprefix('between ')}: {', '.join(sorted(outlets))}", WIDE, subsequent_indent="  ")


def _bare(url: str) -> str:
    return url.partition("://")[2]


def truth_lines(check: Check | None) -> Iterator[str]:
    """The comparison with the truth file."""
    if check is None:
        yield "Truth: this story has no truth.yaml to check against."
        return
    found = check.planted - len(check.missed)
    yield f"Truth: {found} of {check.planted} planted things found, {len(check.extra)} found that were not planted."
    yield from (f"  missed  {line}" for line in check.missed)
    yield from (f"  extra   {line}" for line in check.extra)


def end_lines(place: Place, progress: Progress, ticks: int) -> Iterator[str]:
    """What it took, and where to look now."""
    yield f"Took {progress.seconds:.0f} s for {ticks} ticks: {progress.runs} DAG runs with {progress.tasks} tasks."
    mails = sorted(place.digests.glob("*.eml"))
    if mails:
        yield f"Last digest: {mails[-1]}  (.html and .txt beside it)"
    yield "Ask the store, for example:"
    yield f'  .venv/bin/palimpsest query --db {place.db_url} "{QUERY}"'


def end(session: Session, place: Place, definitions: Sequence[Definition], progress: Progress) -> Iterator[str]:
    """Everything that is told when the story is over. What was planted is about the first of its incidents."""
    for definition in definitions:
        yield ""
        yield from story_lines(session, definition)
    yield ""
    first = definitions[0].id
    yield from count_lines(session, place.story, first)
    yield from truth_lines(check(session, place.story, first))
    yield from end_lines(place, progress, len(plan_ticks(place.story)))
