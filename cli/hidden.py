"""`palimpsest why-hidden ARTICLE`: every difference that was held to be noise, by which rule; and showing one after all."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console

from cli.console import say
from cli.history import Article
from cli.history_words import quoted
from cli.looking import Db, opened
from cli.why import plain
from cli.why_lookup import find_article
from cli.why_words import Paper, Row, count
from cli.wording import instant
from db import chronicles
from db.chronicles import HiddenLine
from db.settings import StoreSettings
from narrative.errors import BadInput

commands = typer.Typer()


def add(app: typer.Typer) -> None:
    """Put the command of this module under `app`."""
    app.add_typer(commands)


@commands.command("why-hidden")
def why_hidden(
    article: Article,
    db: Db = "",
    undo: Annotated[
        int | None, typer.Option("--undo", metavar="LOOK", help="show what was hidden at this look: it makes a version after all")
    ] = None,
    reason: Annotated[str, typer.Option(help="why it is shown")] = "",
    by: Annotated[str, typer.Option(help="who decided it")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="one line of JSON, for other programs")] = False,
) -> None:
    """Every difference between looks at an article that was held to be noise, and the rule that says so."""
    with opened(db or StoreSettings().db_url) as store, store.read() as session:
        found = chronicles.hidden(session, find_article(session, article))
    if undo is not None:
        if db:
            raise BadInput("--undo works on the store that PALIMPSEST_DB_URL names, not on another one")
        _undo(found, undo, reason, by)
    elif as_json:
        say(json.dumps([asdict(line) for line in found], ensure_ascii=False, default=plain))
    else:
        _tell(found)


def _undo(found: tuple[HiddenLine, ...], look: int, reason: str, by: str) -> None:
    from ingest import run

    if look not in {line.attempt_id for line in found}:
        raise BadInput(f"nothing was hidden at look {look} of this article")
    if not reason.strip():
        raise BadInput("--reason: say why it is shown")
    if run.undo_hidden(look, reason.strip(), by.strip()) is None:
        say(f"The decision is stored. As pages are read now, look {look} saw no other version.")
    else:
        say(f"What look {look} saw is a version now; `palimpsest annotate` judges what it changed.")


def _tell(found: tuple[HiddenLine, ...]) -> None:
    paper = Paper(Console(highlight=False), every=True)
    if not found:
        paper.lines("Nothing was hidden: whatever differed between looks at this article made a version.")
        return
    looks = len({line.attempt_id for line in found})
    paper.heading(f"{count(len(found), 'difference')} at {count(looks, 'look')}, held to be noise")
    paper.section("", [*_rows(found)])
    paper.heading("")
    paper.lines("`--undo LOOK --reason TEXT` shows what was hidden at a look.")


def _rows(found: tuple[HiddenLine, ...]) -> Iterator[Row]:
    for line in found:
        shown = f"; shown by {line.shown_by or 'a person'}: {line.shown_because}" if line.shown else ""
        place = "" if line.part == "body" else "headline: "
        words = f"{place}{_side(line.before)} → {_side(line.after)}; {in_words(line.rule)}{shown}"
        yield f"look {line.attempt_id}", instant(line.at), f"beside version {line.version}", words


def _side(text: str) -> str:
    return f"“{quoted(text)}”" if text.strip() else "nothing"


def in_words(rule: str) -> str:
    """What a rule says; one that is not told here by its name: `relative_time` is "relative time"."""
    return RULES.get(rule, rule.replace("_", " ").replace(".", ", "))


RULES = {
    "ad_label": "an advertisement's label",
    "appeal": "an appeal to readers",
    "cookie": "a notice about cookies",
    "counter": "a counter",
    "credit": "whose a picture is",
    "date_stamp": "the page's own date",
    "number_format": "one number, written in two ways",
    "outlet.boilerplate": "the outlet's other articles carry it, too",
    "outlet.headline": "the headline of another article of the outlet",
    "page.drift": "it stands outside of the article on the page",
    "paywall": "an offer to subscribe",
    "reading_time": "how long reading takes",
    "related_heading": "a heading over other articles",
    "related_item": "a link to another article",
    "relative_time": "how long ago something was published",
    "residue.encoding": "characters that were decoded wrongly",
    "residue.entity": "an HTML entity left in the text",
    "residue.tag": "an HTML element left in the text",
    "share_bar": "buttons to share it",
    "teaser": "a pointer to something else to read",
    "typography": "quotation marks or dashes of one kind for another",
    "white_space": "white space",
}
"""Rules by which differences are held to be noise; see `narrative.noise`, `narrative.residue` and `ingest.drift`."""
