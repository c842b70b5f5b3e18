"""`palimpsest duplicates rebuild|changes|audit`: judge all near-duplicates again, see what that changed, or check them in another way."""

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from dataclasses import asdict
from datetime import datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from cli.changes import SHOWN_AT_MOST, tell_changes
from cli.console import say
from cli.looking import Db, opened
from cli.why_words import Paper, Row, count
from db import changes, clusters
from db.changes import Named
from db.run import parse_instant
from db.settings import StoreSettings
from narrative.auditing import Audit, Because, Disagreement, Replay

app = typer.Typer(help="Near-duplicates of a whole store: judge them again, or check them.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="JSON lines, all of them, for other programs")]


@app.command("rebuild")
def rebuild(
    as_json: Json = False,
    now: Annotated[datetime | None, typer.Option(parser=parse_instant, metavar="INSTANT", help="when, for replays")] = None,
) -> None:
    """Drop the index of fingerprints and judge every text again in order of capture; prints which versions are in another cluster."""
    from ingest import run

    with redirect_stdout(sys.stderr), _bar() as told:  # what the steps log is no answer
        judged, moved = run.rebuild_duplicates(told, now)
    if not as_json:
        say(f"{judged} versions judged again.")
    tell_changes(moved, as_json)


@app.command("changes")
def list_changes(db: Db = "", as_json: Json = False) -> None:
    """Which versions the code in hand has put into another cluster than the code before it did."""
    with opened(db or StoreSettings().db_url) as store, store.read() as session:
        tell_changes(changes.told(session, clusters.moved_by_new_code(session)), as_json)


@app.command("audit")
def audit(
    db: Db = "",
    again: Annotated[
        bool, typer.Option("--replay", help="judge everything a second time in memory, and say how far the clusters agree")
    ] = False,
    as_json: Json = False,
) -> None:
    """Check a whole store in batch: copies that are in two clusters, members that share nothing with their cluster. Writes nothing."""
    from ingest import auditing

    with opened(db or StoreSettings().db_url) as store:
        with _bar() as told:
            found = auditing.replay(store, told) if again else auditing.audit(store, told)
        if isinstance(found, Replay):
            _tell_replay(found, as_json)
        else:
            with store.read() as session:
                _tell_audit(found, changes.named(session, {i for d in found.disagreements for i in (d.text, d.other)}), as_json)


def _tell_replay(found: Replay, as_json: bool) -> None:
    same = found.agreement
    if as_json:
        say(json.dumps({"texts": found.texts, "candidates": found.pairs, "f1": same.f1, **asdict(same)}))
        return
    say(f"{found.texts} texts judged a second time, out of {found.pairs} pairs that can be copies.")
    say(f"In one cluster: {same.pairs} pairs, in the index {same.of_other}, in both {same.both}; F1 of agreement {same.f1:.4f}.")


def _tell_audit(found: Audit, names: Mapping[int, Named], as_json: bool) -> None:
    if as_json:
        for one in found.disagreements:
            say(json.dumps(asdict(one) | {"text": asdict(names[one.text]), "other": asdict(names[one.other])}, ensure_ascii=False))
        return
    paper = Paper(Console(highlight=False), every=True)
    paper.heading(f"{count(len(found.disagreements), 'disagreement')}")
    paper.lines(
        f"{count(found.texts, 'text')} in {count(found.clusters, 'cluster')}; {count(found.pairs, 'pair')} of different clusters and "
        f"{count(found.members, 'member')} of clusters were held against the rules."
    )
    for title, copies in (("Copies in two clusters", True), ("In a cluster whose text they do not have", False)):
        rows = [_row(one, names) for one in sorted(found.disagreements, key=lambda d: d.because != Because.UNKNOWN) if one.copies is copies]
        paper.section(f"{title} ({len(rows)})", rows[:SHOWN_AT_MOST])
        if len(rows) > SHOWN_AT_MOST:
            paper.lines(f"and {len(rows) - SHOWN_AT_MOST} more; --json has all of them")


def _row(one: Disagreement, names: Mapping[int, Named]) -> Row:
    shares = f"{one.overlap.words} words, {one.overlap.coverage:.0%} and {one.overlap.coverage_of_other:.0%}"
    return REASONS[one.because], shares, f"{names[one.text].url} and {names[one.other].url}"


REASONS = {
    Because.APART: "decided by a person",
    Because.TOGETHER: "decided by a person",
    Because.HUB: "a hub takes nothing more in",
    Because.STAR: "too little of the reference",
    Because.BRIDGE: "two texts that are not one",
    Because.ROUND_UP: "part of a round-up",
    Because.VERSION: "a version of a member",
    Because.SAME_WORDS: "a member's words",
    Because.COMMON: "common by now",
    Because.UNKNOWN: "no reason known",
}


@contextmanager
def _bar() -> Iterator["Bar"]:
    """What counts in a terminal while it lasts; elsewhere nothing is seen of it."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=not Console(stderr=True).is_terminal) as progress:
        yield Bar(progress)


class Bar:
    """Is told how much has been done, and of how much."""

    def __init__(self, progress: Progress) -> None:
        self._progress, self._task = progress, progress.add_task("texts")

    def __call__(self, done: int, of: int) -> None:
        self._progress.update(self._task, completed=done, total=of)
