"""`palimpsest history ARTICLE`: every version of an article, and what changed between them."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Annotated, Any

import typer

from cli import diffs, history_words
from cli.console import say
from cli.looking import Db, opened
from cli.why import plain
from cli.why_lookup import find_article
from cli.why_words import Paper
from cli.wording import instant
from db import chronicles
from db.chronicles import Chronicle, RevisionLine
from db.session import newest_recorded_at
from db.settings import StoreSettings
from narrative.markup import difference

Article = Annotated[
    str, typer.Argument(metavar="ARTICLE", help="an address of the article in any spelling, or OUTLET/ and its number there")
]
Color = Annotated[bool | None, typer.Option("--color/--no-color", help="colour, also where this is no terminal; or none")]


def add(app: typer.Typer) -> None:
    """Put the command of this module under `app`."""
    app.command()(history)


def history(
    article: Article,
    db: Db = "",
    diff: Annotated[bool, typer.Option("--diff", help="every edit with all its words: [-gone-] and {+come+}")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="one line of JSON, for other programs")] = False,
    color: Color = None,
) -> None:
    """Every version of an article: when it came, what changed, and whether readers were told."""
    with opened(db or StoreSettings().db_url) as store, store.read() as session:
        told = chronicles.chronicle(session, find_article(session, article))
        as_of = newest_recorded_at(store.engine) or store.clock()
    if as_json:
        say(json.dumps(_as_json(told, diff), ensure_ascii=False, default=plain))
        return
    paper = Paper(diffs.console(color), every=True)
    _tell(paper, told, diff)
    paper.heading("")
    paper.lines(f"As stored; newest row {instant(as_of)}.")


def _tell(paper: Paper, told: Chronicle, diff: bool) -> None:
    paper.heading(history_words.title(told))
    paper.lines(*history_words.stands(told))
    paper.section("The page", [*history_words.presence(told)])
    paper.section("Versions", [history_words.version(v, told) for v in told.versions])
    paper.section("Variants", [*history_words.variants(told)])
    paper.section("Headlines", [*history_words.headlines(told.headlines)])
    for revision in told.revisions:
        paper.heading(f"\n{history_words.revision(revision)}")
        paper.lines(*history_words.reasons(revision))
        _edits(paper, revision, diff)


def _edits(paper: Paper, revision: RevisionLine, diff: bool) -> None:
    if not diff:
        paper.section("", [history_words.edit(e) for e in revision.edits])
        return
    for edit in revision.edits:
        paper.heading("")
        paper.lines(history_words.heading(edit))
        diffs.draw(paper.out, difference(edit.before, edit.after), 4)


def _as_json(told: Chronicle, diff: bool) -> dict[str, Any]:
    """The same as values; with `diff`, each edit has its hunks."""
    values = asdict(told)
    for edit in (e for r in values["revisions"] for e in r["edits"]) if diff else ():
        edit["diff"] = list(_hunks(edit["before"], edit["after"]))
    return values


def _hunks(before: str, after: str) -> Iterator[dict[str, str]]:
    return (asdict(hunk) for hunk in difference(before, after))
