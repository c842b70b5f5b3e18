"""`palimpsest timeline` and `palimpsest claims`: how an incident was told over time, and the ledger of what is claimed about it."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

import typer

from cli import diffs, ledger_words, timeline_words
from cli.console import say
from cli.looking import AsOf, Db, opened
from cli.why import plain
from cli.why_words import Paper
from cli.wording import instant
from db import ledger, membership, movements
from db.as_of import look_back
from db.ledger import Entry, Title
from db.session import Session, newest_recorded_at
from db.settings import StoreSettings
from narrative.errors import BadInput

Incident = Annotated[str, typer.Argument(metavar="INCIDENT", help="the id in its definition file")]
Json = Annotated[bool, typer.Option("--json", help="one line of JSON, for other programs")]
ClaimId = Annotated[str, typer.Option("--claim", help="this claim or number alone, with those below it")]
OutletId = Annotated[str, typer.Option("--outlet", help="what this outlet says alone")]


app = typer.Typer()


@app.command()
def timeline(incident: Incident, db: Db = "", as_of: AsOf = None, as_json: Json = False) -> None:
    """How an incident was told: what happened day by day, which pole prevailed where, who was first, who is silent."""
    with followed(incident, db, as_of) as (session, called, until_at):
        told = movements.narrative(session, incident)
    if as_json:
        _say_json(called, until_at, asdict(told))
        return
    paper = Paper(diffs.console(None), every=True)
    paper.heading(timeline_words.title(called))
    paper.lines(*timeline_words.stands(told))
    for day, entries in timeline_words.days(told, called):
        _entries(paper, day, entries)
    for title, rows in timeline_words.sections(told):
        paper.section(title, rows)
    _entries(paper, "Who was first, of the outlets watched", timeline_words.firsts(told))
    _entries(paper, "Silent or not seen, a day after three independent voices", timeline_words.silences(told))
    _end(paper, as_of, until_at)


def _entries(paper: Paper, title: str, entries: Iterable[timeline_words.Entry]) -> None:
    """Entries under a title, nothing without entries."""
    for n, entry in enumerate(entries):
        if not n:
            paper.heading(f"\n{title}")
        paper.lines(entry.head)
        paper.section("", [("", entry.words)])


@app.command()
def claims(incident: Incident, db: Db = "", as_of: AsOf = None, claim: ClaimId = "", outlet: OutletId = "", as_json: Json = False) -> None:
    """The ledger of an incident: every claim with who makes it, how surely, in which words, since when, and does it stand."""
    with followed(incident, db, as_of) as (session, called, until_at):
        found = _chosen(session, called, claim, outlet)
    if as_json:
        _say_json(called, until_at, {"entries": [asdict(e) for e in found]})
        return
    paper = Paper(diffs.console(None), every=True)
    paper.heading(timeline_words.title(called))
    paper.lines(*ledger_words.stands(found))
    for title, rows in ledger_words.sections(found, called):
        paper.section(title, rows)
    _end(paper, as_of, until_at)


@contextmanager
def followed(incident: str, db: str, as_of: datetime | None) -> Iterator[tuple[Session, Title, datetime | None]]:
    """A look at an incident, now or as of an instant, and the instant of the newest row that is looked at. Raises BadInput."""
    with opened(db or StoreSettings().db_url) as store, store.read() as session:
        if as_of:
            look_back(session, as_of)
        called = ledger.title(session, incident)
        if called is None:
            known = ", ".join(membership.followed(session)) or "none"
            raise BadInput(f"{incident} is not followed{f' as of {instant(as_of)}' if as_of else ''}; incidents with a definition: {known}")
        yield session, called, as_of or newest_recorded_at(store.engine)


def _chosen(session: Session, called: Title, claim: str, outlet: str) -> tuple[Entry, ...]:
    if claim and claim not in called.labels:
        raise BadInput(f"--claim {claim}: no claim or number of {called.incident} is called that; there are {', '.join(called.labels)}")
    found = ledger.entries(session, called.incident)
    outlets = sorted({e.outlet for e in found})
    if outlet and outlet not in outlets:
        raise BadInput(f"--outlet {outlet}: nothing of it is in the ledger; of {', '.join(outlets) or 'no outlet'} there is something")
    wanted = ledger.below(session, called.incident, claim) if claim else set(called.labels) | {e.claim for e in found}
    return tuple(e for e in found if e.claim in wanted and outlet in ("", e.outlet))


def _say_json(called: Title, as_of: datetime | None, values: dict[str, Any]) -> None:
    head = {"incident": called.incident, "title": called.title, "definition": called.version, "as_of": as_of}
    say(json.dumps({**head, **values}, ensure_ascii=False, default=plain))


def _end(paper: Paper, as_of: datetime | None, until_at: datetime | None) -> None:
    paper.heading("")
    if as_of:
        paper.lines(f"As of {instant(as_of)}: rows recorded up to then, and nothing else.")
    elif until_at:
        paper.lines(f"As stored; newest row {instant(until_at)}.")
