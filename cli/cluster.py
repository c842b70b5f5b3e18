"""`palimpsest cluster show|split|join`: who prints whose text, what each copy made of it; and deciding otherwise, with a reason."""

import json
import sys
from contextlib import redirect_stdout
from dataclasses import asdict
from datetime import datetime
from typing import Annotated

import typer
from rich.console import Console

from cli import cluster_words
from cli.changes import tell_changes
from cli.console import say
from cli.history import Article
from cli.looking import Db, opened
from cli.why import plain
from cli.why_lookup import find_article
from cli.why_words import Paper
from cli.wording import instant
from db import cluster_overrules, reprints
from db.cluster_overrules import Wanted
from db.overrules import APART, AS_JUDGED, TOGETHER
from db.reprints import Reprints
from db.run import parse_instant
from db.session import Session, newest_recorded_at
from db.settings import StoreSettings
from narrative.errors import BadInput

app = typer.Typer(help="Clusters of near-duplicates: look at one, or decide which articles are copies.", no_args_is_help=True)

Reason = Annotated[str, typer.Option(help="why; it is told wherever the decision is")]
By = Annotated[str, typer.Option(help="who decided it")]
AsJudged = Annotated[bool, typer.Option("--as-judged", help="take back what stands decided on ARTICLE instead")]
Json = Annotated[bool, typer.Option("--json", help="one line of JSON, for other programs")]
Now = Annotated[datetime | None, typer.Option(parser=parse_instant, metavar="INSTANT", help="when, for replays")]


@app.command("show")
def show(
    article: Article,
    db: Db = "",
    sentences: Annotated[bool, typer.Option("--sentences", help="what became of each sentence, and what was claimed in it")] = False,
    as_json: Json = False,
) -> None:
    """Whose text it is that an article prints, who else prints it, what each cut or added, and who still says what was taken back."""
    with opened(db or StoreSettings().db_url) as store, store.read() as session:
        article_id = find_article(session, article)
        found = reprints.reprints(session, article_id)
        as_of = newest_recorded_at(store.engine) or store.clock()
    if found is None:
        raise BadInput(f"{article}: none of its versions has been judged; `palimpsest annotate` does that")
    if as_json:
        say(json.dumps(asdict(found), ensure_ascii=False, default=plain))
        return
    paper = Paper(Console(highlight=False), every=True)
    _tell(paper, found, sentences)
    paper.heading("")
    paper.lines(f"As stored; newest row {instant(as_of)}.")


def _tell(paper: Paper, found: Reprints, sentences: bool) -> None:
    paper.heading(cluster_words.title(found))
    paper.lines(*cluster_words.stands(found))
    for number, member in enumerate(found.members, 1):
        paper.heading(f"\n{number}  {cluster_words.name(member)}")
        paper.section("", [*cluster_words.member(member, found)])
        if sentences:
            paper.section("", [*cluster_words.sentences(member)])
    paper.section("Decided by a person", [*cluster_words.decided(found)])


@app.command("split")
def split(
    article: Article,
    reason: Reason,
    other: Annotated[str, typer.Option("--from", metavar="OTHER", help="the article that it is no copy of; default: its origin")] = "",
    by: By = "",
    as_judged: AsJudged = False,
    as_json: Json = False,
    now: Now = None,
) -> None:
    """Decide that an article is no copy of another one, and judge both clusters again. It holds however often they are rebuilt."""
    with opened(StoreSettings().db_url) as store, store.read() as session:
        wanted = _taken_back(session, article, APART) if as_judged else _apart(session, article, other)
    _decide(wanted, (reason, by), now, as_json)


@app.command("join")
def join(
    article: Article,
    reason: Reason,
    other: Annotated[str, typer.Argument(metavar="OTHER", help="the article that it is a copy of, or that is one of it")] = "",
    by: By = "",
    as_judged: AsJudged = False,
    as_json: Json = False,
    now: Now = None,
) -> None:
    """Decide that two articles print one text, and judge both clusters again. It holds however often they are rebuilt."""
    if not (other or as_judged):
        raise BadInput("OTHER: say which article it belongs together with")
    with opened(StoreSettings().db_url) as store, store.read() as session:
        if as_judged:
            wanted = _taken_back(session, article, TOGETHER)
        else:
            wanted = Wanted(find_article(session, article), TOGETHER, find_article(session, other))
    _decide(wanted, (reason, by), now, as_json)


def _apart(session: Session, article: str, other: str) -> Wanted:
    article_id = find_article(session, article)
    if other:
        return Wanted(article_id, APART, find_article(session, other))
    found = reprints.reprints(session, article_id)
    origin_id = found.origin.origin_article_id if found else None
    if origin_id is None:
        raise BadInput(f"{article}: nothing else prints this text; there is nothing to split it from")
    if origin_id == article_id:
        raise BadInput(f"{article} is the origin of its cluster: --from says which copy it is split from")
    return Wanted(article_id, APART, origin_id)


def _taken_back(session: Session, article: str, kind: str) -> Wanted:
    article_id = find_article(session, article)
    told = cluster_overrules.standing(session)
    if article_id not in told:
        about = next((one for one in told.values() if one.other_id == article_id), None)
        hint = "; what stands was decided on the other article: name that one first" if about else ""
        raise BadInput(f"nothing stands decided on {article}{hint}")
    if told[article_id].kind != kind:
        raise BadInput(f"what stands decided on {article} is {told[article_id].kind} another: use the other command to take it back")
    return Wanted(article_id, AS_JUDGED)


def _decide(wanted: Wanted, decision: tuple[str, str], now: datetime | None, as_json: bool) -> None:
    from ingest import run

    with redirect_stdout(sys.stderr):  # what the steps log is no answer
        changes = run.overrule_cluster(wanted, *decision, now)
    if not as_json and not changes:
        say("The decision is stored. No version is in another cluster by it.")
    else:
        tell_changes(changes, as_json)
