"""`palimpsest incidents retro FILE`: what a changed definition would change, before it is put to use; `reannotate` puts it to use."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.console import say
from cli.looking import Db, opened
from cli.why import plain
from cli.wording import instant
from db import membership
from db.membership import Place
from db.run import parse_instant
from db.settings import StoreSettings
from ingest.retro import Retro, Told, retro
from narrative.examples import failures

app = typer.Typer()

Most = Annotated[int, typer.Option(min=1, help="how many lines of each list are shown; the counts are always whole")]
Places = Mapping[int, Place]
"""Article → where it is."""


@app.command("retro")
def retro_run(
    file: Annotated[Path, typer.Argument(help="the changed definition; it need not stand in config/incidents")],
    db: Db = "",
    most: Most = 10,
    as_json: Annotated[bool, typer.Option("--json", help="one line of JSON, with everything")] = False,
) -> None:
    """Run a changed definition over all that is stored, and show what it would change. Nothing is stored."""
    from ingest.catalog import read_incident

    watched = read_incident(file)
    with opened(db or StoreSettings().db_url) as store, store.read() as session:
        found = retro(session, watched)
        places = membership.places(session)
    if as_json:
        say(json.dumps(_as_json(found, places), ensure_ascii=False, default=plain))
        return
    for line in _told(found, places, most):
        say(line)
    if wrong := failures(watched.compiled):
        say(f"{len(wrong)} of what its own examples expect does not hold: `palimpsest incidents check {file}` says what.")
    say("Nothing was stored. In the folder of definitions, the file is in force from the next `palimpsest incidents reannotate` on.")


def _told(found: Retro, places: Places, most: int) -> Iterator[str]:
    before = f"{found.before} is in force" if found.before else f"{found.incident} is not followed yet"
    yield f"{before}; {found.after} read {found.versions} versions of {found.articles} articles."
    yield f"Articles: +{len(found.came)} -{len(found.went)}"
    yield from _cut([f"  {sign} {_article(places[i])}" for sign, ids in (("+", found.came), ("-", found.went)) for i in ids], most)
    yield f"Statements: +{len(found.gained)} -{len(found.lost)}"
    by_claim: defaultdict[str, list[str]] = defaultdict(list)
    counts: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for n, (sign, some) in enumerate((("+", found.gained), ("-", found.lost))):
        for told in some:
            counts[told.statement.claim][n] += 1
            by_claim[told.statement.claim].append(f"    {sign} {_statement(told, places)}")
    for claim in sorted(by_claim, key=lambda c: (-sum(counts[c]), c)):
        yield f"  {claim}: +{counts[claim][0]} -{counts[claim][1]}"
        yield from _cut(by_claim[claim], most)


def _cut(rows: Sequence[str], most: int) -> Iterator[str]:
    yield from rows[:most]
    if len(rows) > most:
        yield f"    … and {len(rows) - most} more; --most shows them"


def _article(place: Place) -> str:
    return f"{place.outlet_name}: {place.url}"


def _statement(told: Told, places: Places) -> str:
    s = told.statement
    value = f" = {s.value:g}" if s.value is not None else ""
    outlet = places[told.article_id].outlet_name
    return f"{outlet}, {instant(told.first_seen_at)}: “{s.text}”{value} ({s.polarity}, {s.certainty}, rule {s.rule})"


def _as_json(found: Retro, places: Places) -> dict[str, Any]:
    def statement(told: Told) -> dict[str, Any]:
        return {**asdict(places[told.article_id]), "first_seen_at": told.first_seen_at, **asdict(told.statement)}

    return {
        "incident": found.incident, "before": found.before, "after": found.after, "versions": found.versions, "articles": found.articles,
        "came": [asdict(places[i]) for i in found.came], "went": [asdict(places[i]) for i in found.went],
        "gained": [statement(t) for t in found.gained], "lost": [statement(t) for t in found.lost],
    }  # fmt: skip


@app.command("reannotate")
def reannotate(
    now: Annotated[
        datetime | None, typer.Option(parser=parse_instant, metavar="INSTANT", help="the step's clock starts here, for replays")
    ] = None,
    most: Most = 10,
) -> None:
    """Judge all that is stored by the definitions and the code in hand, and show which articles that moved. What the DAG does."""
    from ingest import run

    for change in run.reannotate(now):
        say(change.told)
        for line in _cut([f"  {sign} {url}" for sign, some in (("+", change.came), ("-", change.went)) for url in some], most):
            say(line)
