"""`palimpsest why URL`: what happened to an address, and why."""

import json
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Annotated, Any

import typer
from rich.console import Console

from cli import why_article, why_due, why_feed, why_unknown
from cli.console import say
from cli.looking import Db, opened
from cli.why_lookup import Found, look_up
from cli.why_words import Paper
from cli.wording import instant
from db import imports
from db.imports import ImportLine
from db.session import newest_recorded_at
from db.settings import StoreSettings


def add(app: typer.Typer) -> None:
    """Put the command of this module under `app`."""
    app.command()(why)


def why(
    url: Annotated[str, typer.Argument(metavar="URL", help="an article's address in any spelling, a feed's, or an outlet's home")],
    db: Db = "",
    every: Annotated[bool, typer.Option("--all", help="each look and each poll, also where several in a row ended alike")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="one line of JSON, for other programs")] = False,
) -> None:
    """What happened to an address and why: who listed it, what each look brought, when it is looked at next."""
    with opened(db or StoreSettings().db_url) as store, store.read() as session:
        if brought := imports.at(session, url):
            _tell_import(brought, as_json)
            return
        found = look_up(session, url, newest_recorded_at(store.engine) or store.clock())
    if as_json:
        say(json.dumps(_as_json(found), ensure_ascii=False, default=plain))
    else:
        _tell(Paper(Console(highlight=False), every), found)


def _tell_import(one: ImportLine, as_json: bool) -> None:
    """An imported text was never looked at, nor will be: there is little to tell."""
    if as_json:
        say(json.dumps(asdict(one), ensure_ascii=False, default=plain))
        return
    why = f", {one.reason}" if one.reason else ""
    say(f"{one.address}\n  A text of one's own: imported from {one.file} at {instant(one.at)}; {one.outcome}{why}.")
    say(f"  {f'It says that it is from {one.url}' if one.url else 'Where it is from is not known'}. Nobody looks at it again.")
    if one.withheld:
        say(f"  Withheld: {one.withheld}")
        return
    say(f"  `palimpsest evidence show {one.attempt_id}` writes its bytes out, `palimpsest history {one.address}` what was read of them.")


def _tell(paper: Paper, found: Found) -> None:
    paper.heading(found.asked)
    if found.home_of:
        why_feed.tell_home(paper, found.home_of, found)
    if found.feed:
        why_feed.tell(paper, found.feed, found)
    if found.article:
        why_article.tell(paper, found.article, found)
    paper.lines(*why_unknown.advice(found))
    paper.heading("")
    paper.lines(f"As stored; newest row {instant(found.as_of)}.")


def _as_json(found: Found) -> dict[str, Any]:
    """The same as values, with what follows from them in words."""
    told = asdict(found) | {"known": why_unknown.known(found), "advice": list(why_unknown.advice(found))}
    if found.article:
        told["article"]["due"] = why_due.look(found.article, found.as_of)
    for feed, values in zip((*filter(None, [found.feed]), *found.feeds), (*filter(None, [told["feed"]]), *told["feeds"]), strict=True):
        values["due"] = why_due.poll(feed, found.as_of)
    return told


def plain(value: object) -> object:
    """A value that JSON does not know, as one that it does."""
    if isinstance(value, timedelta):
        return value.total_seconds()
    return value.isoformat() if isinstance(value, datetime | date) else str(value)
