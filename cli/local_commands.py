"""`replay`, `ui` and `live`: commands that start a local Airflow."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from time import sleep
from typing import Annotated

import typer

from cli import report, story_page
from cli.airflow_home import USER, LocalSettings
from cli.console import progress_line, say
from cli.local import LocalAirflow
from cli.looking import VAR
from cli.replay import DAGS, ROOT, Place, Played, Progress, play
from cli.story import load_story
from cli.ticks import plan_ticks
from db import coverage, ledger, migrations
from db.session import Session, Store, make_engine, newest_recorded_at
from ingest.catalog import Watched, read_incident

BUNDLED = ROOT / "stories" / "azal-8243"
WATCH_SECONDS = 5
StoryFolder = Annotated[Path, typer.Argument(help="the story's folder", show_default="the bundled story")]
Port = Annotated[int, typer.Option(help="where the web page is; on loopback only")]


def add(app: typer.Typer) -> None:
    """Put the commands of this module under `app`."""
    app.command()(replay)
    app.command()(ui)
    app.command()(live)


def replay(story: StoryFolder = BUNDLED) -> None:
    """Play a story on loopback through the real DAGs, and say how it moved. Goes on where it was stopped."""
    play_to_end(Place(load_story(story), VAR))


def play_to_end(place: Place) -> None:
    """Play what is left of a story at this place, and say how it moved. Raises BadInput, AirflowTrouble."""
    watched = [read_incident(path) for path in place.story.definitions]
    progress = place.prepare([w.definition.id for w in watched])
    engine = make_engine(place.db_url)
    store = Store(engine, lambda: place.story.to)
    try:
        migrations.upgrade(engine)
        _play(place, progress, store)
        with store.read() as session:
            tell(session, place, watched, progress, newest_recorded_at(engine))
    finally:
        engine.dispose()


def tell(session: Session, place: Place, watched: Sequence[Watched], progress: Progress, newest: datetime | None) -> None:
    """Say how a story moved that was played to its end, and draw each of its incidents: the first in `story.html`."""
    for line in report.end(session, place, [w.definition for w in watched], progress):
        say(line)
    for n, w in enumerate(watched):
        called = ledger.title(session, w.definition.id)
        if called and newest:  # else nothing of it was judged yet
            page = place.var / (story_page.NAME if n == 0 else f"story-{w.definition.id}.html")
            story_page.write(page, session, called, (newest, None), place.db_url)
            say(f"Story page: {page}")


def _play(place: Place, progress: Progress, store: Store) -> None:
    story, ticks = place.story, plan_ticks(place.story)
    say(f"{story.title}: {len(story.outlets)} outlets, {len(story.articles)} articles, {len(ticks)} ticks. Store: {place.folder}")
    with store.read() as session:
        lines = report.TickLines(session, len(ticks))

    def told(played: Played) -> None:
        with store.read() as session:
            for line in lines.lines(session, played):
                say(line)

    if not play(place, progress, told, progress_line):
        say("Nothing to do: this story was played to its end.")


def ui(story: StoryFolder = BUNDLED, port: Port = 8080) -> None:
    """Start Airflow's web page on a story's store. Ends with Ctrl-C."""
    told = load_story(story)
    place = Place(told, VAR)
    if not place.progress_file.exists():
        say("This story was not played yet: `make run` first shows more.")
    place.prepare([read_incident(path).definition.id for path in told.definitions])
    _upgrade(place.db_url)
    settings = LocalSettings(place.airflow, ROOT / "dags", ROOT / "plugins", DAGS, place.variables({}), port)
    with LocalAirflow(settings, progress_line) as airflow:
        _say_login(airflow)
        while True:
            sleep(WATCH_SECONDS)
            airflow.check()


def live(port: Port = 8080) -> None:
    """Watch the outlets of config/feeds.yaml, with schedules on, into var/live. Ends with Ctrl-C."""
    folder = (VAR / "live").resolve()
    url = f"sqlite:///{folder / 'palimpsest.db'}"
    variables = {
        "PALIMPSEST_DB_URL": url,
        "PALIMPSEST_EVIDENCE_DIR": str(folder / "evidence"),
        "PALIMPSEST_DIGESTS_FOLDER": str(folder / "digests"),
        "PALIMPSEST_FEEDS_FILE": str(ROOT / "config" / "feeds.yaml"),
        "PALIMPSEST_DIGESTS_FILE": str(ROOT / "config" / "digests.yaml"),
        "PALIMPSEST_INCIDENTS": f'["{ROOT / "config" / "incidents"}"]',
        "PALIMPSEST_SCHEDULES": "true",
    }
    _upgrade(url)
    settings = LocalSettings(folder / "airflow", ROOT / "dags", ROOT / "plugins", DAGS, variables, port, schedules=True)
    with LocalAirflow(settings, progress_line) as airflow:
        _say_login(airflow)
        engine = make_engine(url)
        try:
            _watch(airflow, Store(engine, lambda: None))  # type: ignore[arg-type, return-value]
        finally:
            engine.dispose()


def _watch(airflow: LocalAirflow, store: Store) -> None:
    """Say which feeds came into trouble or out of it, as it happens, until Ctrl-C."""
    known: dict[str, str] = {}
    while True:
        sleep(WATCH_SECONDS)
        airflow.check()
        with store.read() as session:
            health = coverage.feed_health(session)
        for feed in health:
            if feed.polled_at and known.get(feed.url) != feed.outcome:
                known[feed.url] = feed.outcome
                trouble = f": {feed.reason}; asked again at {feed.next_poll_at:%H:%M}Z" if feed.failures and feed.next_poll_at else ""
                say(f"{feed.polled_at:%H:%M:%S}Z  {feed.outlet}: {feed.outcome}{trouble}")


def _upgrade(url: str) -> None:
    engine = make_engine(url)
    try:
        migrations.upgrade(engine)
    finally:
        engine.dispose()


def _say_login(airflow: LocalAirflow) -> None:
    say(f"Airflow: {airflow.url}  user {USER}, password {airflow.api.login.password}   (Ctrl-C ends it)")
