"""`palimpsest story`: one incident's story as one page of HTML that needs nothing but itself."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from cli.console import say
from cli.looking import VAR, AsOf, Db
from cli.timeline import Incident, followed
from db.ledger import Title
from db.session import Session
from db.settings import StoreSettings
from digest.page.compose import Asked, compose
from digest.page.render import render
from narrative.errors import BadInput

NAME = "story.html"
DEFAULT = VAR / NAME
Out = Annotated[Path, typer.Option("--out", metavar="FILE", help="where to write it")]


def add(app: typer.Typer) -> None:
    """Put the command of this module under `app`."""
    app.command()(story)


def story(incident: Incident, db: Db = "", as_of: AsOf = None, out: Out = DEFAULT) -> None:
    """Write an incident's story as one page: who held what when, every edit, what could not be seen."""
    url = db or StoreSettings().db_url
    with followed(incident, url, as_of) as (session, called, until_at):
        if until_at is None:
            raise BadInput(f"{incident}: the store is empty; there is nothing to draw")
        write(out, session, called, (until_at, as_of), url)
    say(f"Story page: {out}")


def write(out: Path, session: Session, called: Title, at: tuple[datetime, datetime | None], url: str) -> None:
    """Write the page as of `at`: the newest row that counts, and the instant that was asked for. Raises BadInput."""
    page = compose(session, Asked(called, *at, *_commands(url)))
    if page is None:
        raise BadInput(f"{called.incident}: nothing of it was judged yet; `palimpsest annotate` judges what is stored")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(render(page), encoding="utf-8")
    except OSError as error:
        raise BadInput(f"{out}: cannot be written: {error.strerror}") from error


def _commands(url: str) -> tuple[str, str]:
    """How a look's bytes and an article's past are shown, from the folder in which this was called.

    The address of a server may hold a password, and is left out.
    """
    if not url.startswith("sqlite:"):
        return "palimpsest evidence show {}", "palimpsest history {} --diff"
    file = _nearby(Path(url.removeprefix("sqlite:///").partition("?")[0]))
    evidence = file.parent / "evidence"
    folder = f" --folder {evidence}" if evidence.is_dir() else ""
    return f"palimpsest evidence show {{}} --db sqlite:///{file}{folder}", f"palimpsest history {{}} --diff --db sqlite:///{file}"


def _nearby(file: Path) -> Path:
    """A path below the current folder as it is seen from there: a page that is passed on tells nobody where its maker lives."""
    here = Path().resolve()
    return file.resolve().relative_to(here) if file.resolve().is_relative_to(here) else file
