"""`palimpsest`: every step by hand, looks into the store, and the local Airflow."""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from cli import (
    asking,
    cluster,
    duplicates,
    evidence,
    export,
    feeds,
    hidden,
    history,
    importing,
    incidents,
    local_commands,
    looking,
    overrule,
    story_page,
    timeline,
    trying,
    why,
)
from cli.console import Plain, say, tally
from db import run as store_run
from db.run import parse_instant
from ingest.subscriptions import known_zone
from narrative.errors import BadInput

app = typer.Typer(
    cls=Plain,
    help="Watches the news about an incident, keeps every version of every article, and shows how the story changed.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
store = typer.Typer(help="The store's schema.", no_args_is_help=True)
digest = typer.Typer(help="Digests: look at one, or tell what is due.", no_args_is_help=True)
app.add_typer(store, name="store")
app.add_typer(digest, name="digest")
app.add_typer(incidents.app, name="incidents")
app.add_typer(trying.app, name="try")
app.add_typer(evidence.app, name="evidence")
app.add_typer(cluster.app, name="cluster")
app.add_typer(duplicates.app, name="duplicates")
app.add_typer(timeline.app)
COMMANDS = (
    looking.add, asking.add, export.add, why.add, history.add, hidden.add, overrule.add, feeds.add, importing.add, story_page.add,
    local_commands.add,
)  # fmt: skip
for add in COMMANDS:
    add(app)

Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="this day instead of what is due")]
Now = Annotated[datetime | None, typer.Option(parser=parse_instant, metavar="INSTANT", help="the step's clock starts here, for replays")]


@store.command("upgrade")
def upgrade() -> None:
    """Make the store, or bring it to the newest schema."""
    store_run.upgrade()
    say("The store is up to date.")


@app.command()
def sync(now: Now = None) -> None:
    """Bring outlets, feeds and subscriptions in step with the files under config."""
    from ingest import run

    run.sync_catalog(now)
    say("Outlets, feeds and subscriptions are what config says.")


@app.command()
def poll(now: Now = None) -> None:
    """Ask every feed that is due."""
    from ingest import run

    for chunk in run.plan_polls(now):
        tally(asdict(run.run_poll(chunk, now)))


@app.command()
def capture(now: Now = None) -> None:
    """Look at articles that were never looked at."""
    _capture(now, seen_before=False)


@app.command()
def recheck(now: Now = None) -> None:
    """Look again at articles whose next look has come."""
    _capture(now, seen_before=True)


def _capture(now: datetime | None, *, seen_before: bool) -> None:
    from ingest import run

    for chunk in run.plan_captures(now, seen_before=seen_before):
        tally(asdict(run.run_capture(chunk, now)))


@app.command()
def annotate(now: Now = None) -> None:
    """Judge every snapshot that lacks a judgment: edits, copies, tags, claims, events."""
    from ingest import run

    tally(asdict(run.run_annotate(now)))


@digest.command("tell")
def tell(now: Now = None, day: Day = None) -> None:
    """Compose the digests that are due and deliver each once."""
    from digest import run

    tally(asdict(run.run_digests(now, day.date() if day else None)))


def zone(name: str) -> str:
    """A time zone that exists. Raises BadInput."""
    try:
        return known_zone(name)
    except ValueError as error:
        raise BadInput(f"--time-zone: {error}") from error


@digest.command("preview")
def preview(
    incident: Annotated[str, typer.Argument(help="the id in its definition file")],
    day: Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], help="the day that is told")],
    time_zone: Annotated[str, typer.Option(parser=zone, metavar="ZONE", help="where the day is a calendar day, like Asia/Baku")] = "UTC",
    html: Annotated[Path | None, typer.Option(help="write the HTML part into this file")] = None,
    now: Now = None,
) -> None:
    """Show a day's digest as it would be composed now; nothing is stored or sent."""
    from digest import run

    try:
        rendered = run.preview(incident, day.date(), time_zone, now)
    except OverflowError as error:
        raise BadInput(f"{day.date()} begins or ends outside the years that instants can have") from error
    if rendered is None:
        raise BadInput(f"{incident} was not followed by the end of {day.date()}")
    if html:
        _write(html, rendered.html)
    say(f"Subject: {rendered.subject}\n\n{rendered.text}")


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadInput(f"{file}: cannot be written: {error.strerror}") from error


if __name__ == "__main__":
    app()
